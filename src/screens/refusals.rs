//! The words of each refusal, and the next button.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::api;
use super::backups;
use super::broadcasts::unsupported_name;
use super::callback::KeyAction;
use super::channels::right_names;
use super::keys;
use super::members;
use super::persons;
use super::proxy_words;
use super::roles;
use super::servers;
use super::settings;
use super::shop;
use super::support;
use super::webhooks;
use crate::models::ChatKind;
use crate::models::Door;
use crate::models::EmojiFault;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::utils::html;
use crate::utils::locale::Arg;
use crate::utils::locale::args;
use crate::utils::units;

/// The refusal as a message, with the way on.
pub fn text(reader: Reader, refusal: &Refusal) -> Screen {
    let text = words(reader, refusal, &|key, args| reader.html(key, args));
    let (key, action) = match next(refusal) {
        Next::Home => ("button-home", Action::Home),
        Next::Redeem => ("button-redeem", Action::Redeem),
        Next::MyAccess => ("button-my-access", Action::MyAccess),
        Next::Keys => ("button-keys", Action::Key(KeyAction::List(0))),
        // The question stands: another answer may come, or the person leaves.
        Next::Answer => ("button-cancel", Action::Cancel),
    };
    Screen::new(text).button(Button::act(reader.plain(key, args! {}), action))
}

/// The refusal as part of another text.
pub(super) fn sentence(reader: Reader, refusal: &Refusal) -> String {
    words(reader, refusal, &|key, args| reader.html(key, args))
}

/// The refusal as the alert of a press: at most 200 characters.
pub fn alert(reader: Reader, refusal: &Refusal) -> String {
    words(reader, refusal, &|key, args| reader.lang.toast(key, args))
}

enum Next {
    Home,
    Redeem,
    MyAccess,
    Keys,
    Answer,
}

fn next(refusal: &Refusal) -> Next {
    match refusal {
        Refusal::NotAllowed
        | Refusal::AlreadyApplied
        | Refusal::NotConfigured(_)
        | Refusal::NotFound
        | Refusal::RedeemPaused { .. }
        | Refusal::AlreadyWaiting { .. }
        | Refusal::AlreadyInside(Door::Free)
        | Refusal::TelegramUnreachable
        | Refusal::ChannelLost(_)
        | Refusal::OwnerLinkUnknown
        | Refusal::OwnerLinkUsed
        | Refusal::OwnerLinkExpired
        | Refusal::ReactionsUnset
        | Refusal::NobodyToWriteTo
        | Refusal::PreviewOld
        | Refusal::BroadcastDecided
        | Refusal::UndoTooLate
        | Refusal::Busy => Next::Home,
        Refusal::Member(refusal) if members::is_about_answer(refusal) => Next::Answer,
        Refusal::Member(_) => Next::Home,
        Refusal::Vpn(refusal) if keys::is_about_answer(refusal) => Next::Answer,
        Refusal::Vpn(_) => Next::Keys,
        Refusal::Server(_) | Refusal::Pool(_) => Next::Answer,
        Refusal::Person(refusal) if persons::is_about_answer(refusal) => Next::Answer,
        Refusal::Person(_) => Next::Home,
        Refusal::Role(refusal) if roles::is_about_answer(refusal) => Next::Answer,
        Refusal::Role(_) => Next::Home,
        Refusal::Support(refusal) if support::is_about_answer(refusal) => Next::Answer,
        Refusal::Support(_) => Next::Home,
        Refusal::Backup(refusal) if backups::is_about_answer(refusal) => Next::Answer,
        Refusal::Backup(_) => Next::Home,
        Refusal::Money(refusal) if shop::is_about_answer(refusal) => Next::Answer,
        Refusal::Money(_) => Next::Home,
        Refusal::Api(refusal) if api::is_about_answer(refusal) => Next::Answer,
        Refusal::Api(_) => Next::Home,
        Refusal::Proxy(refusal) if proxy_words::is_about_answer(refusal) => Next::Answer,
        Refusal::Proxy(_) => Next::Home,
        Refusal::Webhook(refusal) if webhooks::is_about_answer(*refusal) => Next::Answer,
        Refusal::Webhook(_) => Next::Home,
        Refusal::TokenMalformed { .. }
        | Refusal::TokenUnknown
        | Refusal::TokenExpired { .. }
        | Refusal::TokenUsed { by_you: false }
        | Refusal::TokenRevoked
        | Refusal::NotEntitled => Next::Redeem,
        Refusal::TokenUsed { by_you: true }
        | Refusal::AlreadyInside(Door::Vip)
        | Refusal::TooManyLinks { .. } => Next::MyAccess,
        Refusal::TooManyTokens { .. }
        | Refusal::NumberInvalid { .. }
        | Refusal::NoteTooLong { .. }
        | Refusal::WaitTimeInvalid
        | Refusal::ChatNotFound
        | Refusal::ChatKindWrong(_)
        | Refusal::ChatNameInvalid
        | Refusal::ForwardNamesPerson
        | Refusal::BotNotAdmin { .. }
        | Refusal::RightsMissing { .. }
        | Refusal::ContentUnsupported(_)
        | Refusal::DaysUnclear
        | Refusal::HoursUnclear
        | Refusal::NoGroup
        | Refusal::TimeUnclear
        | Refusal::TimePast
        | Refusal::TimeTooFar
        | Refusal::SameChannel { .. }
        | Refusal::EmojiInvalid(_)
        | Refusal::Setting(_) => Next::Answer,
    }
}

/// Says the text of a key: as a message or as an alert.
pub(super) type Say<'a> = &'a dyn Fn(&str, &[(&'static str, Arg<'_>)]) -> String;

fn words(reader: Reader, refusal: &Refusal, say: Say<'_>) -> String {
    match refusal {
        Refusal::NotAllowed => say("refusal-not-allowed", args! {}),
        Refusal::AlreadyApplied => say("refusal-already-applied", args! {}),
        Refusal::NotConfigured(Door::Vip) => say("refusal-not-configured-vip", args! {}),
        Refusal::NotConfigured(Door::Free) => say("refusal-not-configured-free", args! {}),
        Refusal::NotFound => say("refusal-not-found", args! {}),
        Refusal::TokenMalformed { length } => {
            say("refusal-token-malformed", args! { length: *length })
        }
        Refusal::TokenUnknown => say("refusal-token-unknown", args! {}),
        Refusal::TokenExpired { until } => {
            let until = units::instant(reader.lang, *until, reader.time_zone);
            say("refusal-token-expired", args! { until: &until })
        }
        Refusal::TokenUsed { by_you: false } => say("refusal-token-used", args! {}),
        Refusal::TokenUsed { by_you: true } => say("refusal-token-used-by-you", args! {}),
        Refusal::TokenRevoked => say("refusal-token-revoked", args! {}),
        Refusal::RedeemPaused { until } => say(
            "refusal-redeem-paused",
            args! { wait: &wait(reader, *until) },
        ),
        Refusal::TooManyTokens { most } => say("refusal-too-many-tokens", args! { most: *most }),
        Refusal::NumberInvalid { least, most } => say(
            "refusal-number-invalid",
            args! {
                least: &units::number(reader.lang, *least),
                most: &units::number(reader.lang, *most),
            },
        ),
        Refusal::NoteTooLong { most } => say("refusal-note-too-long", args! { most: *most }),
        Refusal::WaitTimeInvalid => say("refusal-wait-time", args! {}),
        Refusal::ReactionsUnset => say("refusal-reactions-unset", args! {}),
        Refusal::EmojiInvalid(EmojiFault::Nothing) => say("refusal-emoji-nothing", args! {}),
        Refusal::EmojiInvalid(EmojiFault::NoEmoji { found }) => {
            say("refusal-emoji-other", args! { found: &html::name(found) })
        }
        Refusal::EmojiInvalid(EmojiFault::TooMany { count }) => {
            let count = i64::try_from(*count).unwrap_or(i64::MAX);
            say("refusal-emoji-many", args! { count: count })
        }
        Refusal::AlreadyWaiting { due_at } if *due_at <= reader.now => {
            say("refusal-already-waiting-now", args! {})
        }
        Refusal::AlreadyWaiting { due_at } => say(
            "refusal-already-waiting",
            args! { wait: &wait(reader, *due_at) },
        ),
        Refusal::AlreadyInside(Door::Vip) => say("refusal-inside-vip", args! {}),
        Refusal::AlreadyInside(Door::Free) => say("refusal-inside-free", args! {}),
        Refusal::NotEntitled => say("refusal-not-entitled", args! {}),
        Refusal::TooManyLinks { until } => say(
            "refusal-too-many-links",
            args! { wait: &wait(reader, *until) },
        ),
        Refusal::ChatNotFound => say("refusal-chat-not-found", args! {}),
        Refusal::ChatKindWrong(ChatKind::Group) => say("refusal-chat-kind-group", args! {}),
        Refusal::ChatKindWrong(ChatKind::Private) => say("refusal-chat-kind-private", args! {}),
        Refusal::ChatKindWrong(ChatKind::Channel | ChatKind::Supergroup) => {
            say("refusal-chat-kind-other", args! {})
        }
        Refusal::ChatNameInvalid => say("refusal-chat-name", args! {}),
        Refusal::ForwardNamesPerson => say("refusal-forward-person", args! {}),
        Refusal::BotNotAdmin { title } => {
            say("refusal-bot-not-admin", args! { title: &html::name(title) })
        }
        Refusal::RightsMissing {
            title,
            kind: _,
            missing,
        } => {
            let rights = right_names(reader.lang, missing);
            let title = html::name(title);
            say(
                "refusal-rights-missing",
                args! { title: &title, rights: &rights },
            )
        }
        Refusal::SameChannel { door: Door::Vip } => say("refusal-same-vip", args! {}),
        Refusal::SameChannel { door: Door::Free } => say("refusal-same-free", args! {}),
        Refusal::TelegramUnreachable => say("refusal-telegram-unreachable", args! {}),
        Refusal::ChannelLost(Door::Vip) => say("refusal-channel-lost-vip", args! {}),
        Refusal::ChannelLost(Door::Free) => say("refusal-channel-lost-free", args! {}),
        Refusal::OwnerLinkUnknown => say("refusal-owner-link-unknown", args! {}),
        Refusal::OwnerLinkUsed => say("refusal-owner-link-used", args! {}),
        Refusal::OwnerLinkExpired => say("refusal-owner-link-expired", args! {}),
        Refusal::NobodyToWriteTo => say("refusal-nobody-to-write-to", args! {}),
        Refusal::Busy => say("refusal-busy", args! {}),
        Refusal::ContentUnsupported(what) => say(
            "refusal-content-unsupported",
            args! { what: &unsupported_name(reader.lang, *what) },
        ),
        Refusal::PreviewOld => say("refusal-preview-old", args! {}),
        Refusal::BroadcastDecided => say("refusal-broadcast-decided", args! {}),
        Refusal::UndoTooLate => say("refusal-undo-too-late", args! {}),
        Refusal::DaysUnclear => say("refusal-days-unclear", args! {}),
        Refusal::HoursUnclear => say("refusal-hours-unclear", args! {}),
        Refusal::NoGroup => say("refusal-no-group", args! {}),
        Refusal::TimeUnclear => say("refusal-time-unclear", args! {}),
        Refusal::TimePast => say(
            "refusal-time-past",
            args! { now: &units::instant(reader.lang, reader.now, reader.time_zone) },
        ),
        Refusal::TimeTooFar => say("refusal-time-too-far", args! {}),
        Refusal::Member(refusal) => members::refusal(reader, refusal, say),
        Refusal::Setting(fault) => settings::fault(reader, fault, say),
        Refusal::Vpn(refusal) => keys::refusal(reader, refusal, say),
        Refusal::Server(refusal) => servers::refusal(reader, refusal, say),
        Refusal::Pool(refusal) => servers::pool_refusal(reader, refusal, say),
        Refusal::Role(refusal) => roles::refusal(reader, refusal, say),
        Refusal::Person(refusal) => persons::refusal(refusal, say),
        Refusal::Support(refusal) => support::refusal(reader, refusal, say),
        Refusal::Backup(refusal) => backups::refusal(reader, refusal, say),
        Refusal::Money(refusal) => shop::refusal(reader, refusal, say),
        Refusal::Proxy(refusal) => proxy_words::refusal(reader, refusal, say),
        Refusal::Webhook(refusal) => webhooks::refusal(*refusal, say),
        Refusal::Api(refusal) => api::refusal(refusal, say),
    }
}

/// How long until that instant, in whole minutes rounded up: "try again in 3 minutes" must hold.
fn wait(reader: Reader, until: Timestamp) -> String {
    let minutes = (until.since(reader.now).max(0) + 59) / 60;
    units::minutes(reader.lang, minutes.max(1))
}
