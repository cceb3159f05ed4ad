//! The HTTP status of each refusal.

use crate::models::ApiRefusal;
use crate::models::PersonRefusal;
use crate::models::Refusal;
use crate::models::WebhookRefusal;

/// What a refusal is on the wire: not allowed, not there, not as asked, or not as things stand.
pub fn status_of(refusal: &Refusal) -> u16 {
    match refusal {
        Refusal::Api(refusal) => match refusal {
            ApiRefusal::KeyUnknown
            | ApiRefusal::KeyEnded
            | ApiRefusal::TokenInvalid
            | ApiRefusal::TokenExpired
            | ApiRefusal::SessionEnded
            | ApiRefusal::RefreshReused => 401,
            ApiRefusal::NameInvalid { .. } | ApiRefusal::NoScopes | ApiRefusal::TooLong => 422,
            ApiRefusal::BeyondOwn | ApiRefusal::RateBeyondOwn { .. } => 403,
            ApiRefusal::TooManyKeys { .. } => 409,
        },
        Refusal::Webhook(refusal) => match refusal {
            WebhookRefusal::TooMany { .. } | WebhookRefusal::NotDead => 409,
            WebhookRefusal::EventsBeyond => 403,
            WebhookRefusal::UrlInvalid
            | WebhookRefusal::UrlInsecure
            | WebhookRefusal::UrlInner
            | WebhookRefusal::NameInvalid { .. }
            | WebhookRefusal::EventsInvalid => 422,
        },
        Refusal::NotAllowed | Refusal::NotEntitled => 403,
        Refusal::NotFound
        | Refusal::TokenUnknown
        | Refusal::ChatNotFound
        | Refusal::OwnerLinkUnknown
        | Refusal::Person(PersonRefusal::Unknown) => 404,
        Refusal::TokenMalformed { .. }
        | Refusal::TooManyTokens { .. }
        | Refusal::NumberInvalid { .. }
        | Refusal::NoteTooLong { .. }
        | Refusal::WaitTimeInvalid
        | Refusal::ChatNameInvalid
        | Refusal::EmojiInvalid(_)
        | Refusal::DaysUnclear
        | Refusal::HoursUnclear
        | Refusal::TimeUnclear
        | Refusal::TimePast
        | Refusal::TimeTooFar
        | Refusal::ContentUnsupported(_)
        | Refusal::Setting(_) => 422,
        Refusal::RedeemPaused { .. } | Refusal::TooManyLinks { .. } => 429,
        Refusal::Busy | Refusal::TelegramUnreachable => 503,
        Refusal::AlreadyApplied
        | Refusal::NotConfigured(_)
        | Refusal::TokenExpired { .. }
        | Refusal::TokenUsed { .. }
        | Refusal::TokenRevoked
        | Refusal::AlreadyWaiting { .. }
        | Refusal::AlreadyInside(_)
        | Refusal::ChatKindWrong(_)
        | Refusal::ForwardNamesPerson
        | Refusal::BotNotAdmin { .. }
        | Refusal::RightsMissing { .. }
        | Refusal::SameChannel { .. }
        | Refusal::ChannelLost(_)
        | Refusal::OwnerLinkUsed
        | Refusal::OwnerLinkExpired
        | Refusal::ReactionsUnset
        | Refusal::NobodyToWriteTo
        | Refusal::PreviewOld
        | Refusal::BroadcastDecided
        | Refusal::UndoTooLate
        | Refusal::NoGroup
        | Refusal::Member(_)
        | Refusal::Vpn(_)
        | Refusal::Server(_)
        | Refusal::Pool(_)
        | Refusal::Role(_)
        | Refusal::Person(_)
        | Refusal::Support(_)
        | Refusal::Backup(_)
        | Refusal::Money(_)
        | Refusal::Proxy(_) => 409,
    }
}
