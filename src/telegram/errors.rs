//! What can go wrong in a call, and the one place that judges what an error of Telegram means.
//!
//! The descriptions are no contract of the Bot API: they are compared by lower-case substrings, and what is unknown
//! stays [`Class::Other`].

use crate::models::ChatId;
use crate::utils::redact::redact;
use serde_json::Value;
use std::time::Duration;
use thiserror::Error;

/// Waited when Telegram asks to wait without saying how long.
const WAIT_WHEN_UNSAID: Duration = Duration::from_secs(5);

/// A call that failed. Neither its words nor its debug form hold an address, a token or a body.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CallError {
    /// Telegram answered that it would not.
    #[error("Telegram answered {code}: {description}")]
    Api {
        /// Telegram's error code, close to HTTP's.
        code: i64,
        /// Telegram's words, without tokens.
        description: String,
        /// How long to wait before the next try.
        retry_after: Option<Duration>,
        /// The chat that took the place of the one addressed.
        migrate_to_chat_id: Option<ChatId>,
        /// The chat addressed.
        chat: Option<ChatId>,
    },
    /// The call did not leave: certain that nothing happened.
    #[error("not sent: {0}")]
    NotSent(Cause),
    /// The call left and no answer came: it may have happened.
    #[error("outcome unknown: {0}")]
    Unknown(Cause),
    /// Something else than Telegram's JSON came back: it may have happened.
    #[error("outcome unknown: an unreadable answer (HTTP {status})")]
    BadAnswer {
        /// The HTTP status it came with.
        status: u16,
    },
}

/// Why no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Cause {
    /// The request could not be made.
    #[error("the request could not be made")]
    Unusable,
    /// No connection came about.
    #[error("no connection")]
    Connect,
    /// The time for an answer ran out.
    #[error("timed out")]
    TimedOut,
    /// The connection ended early.
    #[error("the connection was cut")]
    Cut,
    /// The bot is stopping.
    #[error("the bot is stopping")]
    Stopping,
    /// A fault of ours ended the call.
    #[error("an internal fault")]
    Internal,
}

/// What an error means for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Nothing to do: what was wanted is so already, or does not matter any more.
    Harmless(Harmless),
    /// The person cannot be written to.
    Unreachable,
    /// The group or channel is gone for the bot.
    ChatLost,
    /// The bot lacks a right in the chat.
    NoRights,
    /// The join request was answered elsewhere or withdrawn.
    RequestClosed,
    /// The person is not in the chat.
    NotAMember,
    /// The person is an administrator or the owner of the chat.
    CannotRemove,
    /// The markup of the text is wrong: a fault of ours.
    BadEntities,
    /// The message cannot be edited any more; send a new one.
    EditGone,
    /// The group has become a supergroup with this id.
    Migrated(ChatId),
    /// Wait so long.
    TooManyRequests(Duration),
    /// Another process reads the bot's updates, or a webhook is set.
    Conflict,
    /// The token is wrong or revoked.
    Unauthorized,
    /// Telegram is in trouble; the call may have happened.
    Server,
    /// No connection; nothing happened.
    Network,
    /// No answer, or an unreadable one; the call may have happened.
    InDoubt,
    /// Anything else.
    Other,
}

impl Class {
    /// Telegram could not be asked: no network, trouble on its side, too much at once, or no answer.
    pub fn is_outage(self) -> bool {
        match self {
            Self::Network | Self::Server | Self::InDoubt | Self::TooManyRequests(_) => true,
            Self::Harmless(_)
            | Self::Unreachable
            | Self::ChatLost
            | Self::NoRights
            | Self::RequestClosed
            | Self::NotAMember
            | Self::CannotRemove
            | Self::BadEntities
            | Self::EditGone
            | Self::Migrated(_)
            | Self::Conflict
            | Self::Unauthorized
            | Self::Other => false,
        }
    }
}

/// Errors that ask for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harmless {
    /// The message looks like that already.
    NotModified,
    /// The press is too old to be answered.
    QueryTooOld,
}

/// What a text in a description means.
#[derive(Clone, Copy)]
enum Meaning {
    Is(Class),
    /// A person cannot be reached, or a channel is lost.
    ChatNotFound,
}

/// Descriptions, in the order in which they are looked for.
const DESCRIPTIONS: [(&str, Meaning); 28] = {
    use Meaning::{ChatNotFound, Is};
    [
        (
            "message is not modified",
            Is(Class::Harmless(Harmless::NotModified)),
        ),
        (
            "query is too old",
            Is(Class::Harmless(Harmless::QueryTooOld)),
        ),
        (
            "query id is invalid",
            Is(Class::Harmless(Harmless::QueryTooOld)),
        ),
        ("bot was blocked by the user", Is(Class::Unreachable)),
        ("user is deactivated", Is(Class::Unreachable)),
        ("bot can't initiate conversation", Is(Class::Unreachable)),
        ("chat not found", ChatNotFound),
        ("not enough rights", Is(Class::NoRights)),
        ("need administrator rights", Is(Class::NoRights)),
        ("chat_admin_required", Is(Class::NoRights)),
        ("bot is not a member", Is(Class::ChatLost)),
        ("bot was kicked", Is(Class::ChatLost)),
        ("user_already_participant", Is(Class::RequestClosed)),
        ("hide_requester_missing", Is(Class::RequestClosed)),
        ("user_id_invalid", Is(Class::RequestClosed)),
        ("channels_too_much", Is(Class::RequestClosed)),
        ("participant_id_invalid", Is(Class::NotAMember)),
        ("user not found", Is(Class::NotAMember)),
        ("user_not_participant", Is(Class::NotAMember)),
        (
            "user is an administrator of the chat",
            Is(Class::CannotRemove),
        ),
        ("can't remove chat owner", Is(Class::CannotRemove)),
        ("can't parse entities", Is(Class::BadEntities)),
        ("can't parse caption entities", Is(Class::BadEntities)),
        ("message to edit not found", Is(Class::EditGone)),
        ("message can't be edited", Is(Class::EditGone)),
        ("message_id_invalid", Is(Class::EditGone)),
        (
            "topic_not_modified",
            Is(Class::Harmless(Harmless::NotModified)),
        ),
        (
            "terminated by other getupdates request",
            Is(Class::Conflict),
        ),
    ]
};

impl CallError {
    /// An answer of Telegram with this code and these words, for a call that concerned `chat`.
    pub fn api(code: i64, description: &str, chat: Option<ChatId>) -> Self {
        Self::Api {
            code,
            description: redact(description).into_owned(),
            retry_after: None,
            migrate_to_chat_id: None,
            chat,
        }
    }

    /// A 429 that asks to wait `seconds`.
    pub fn too_many_requests(seconds: u64, chat: Option<ChatId>) -> Self {
        Self::Api {
            code: 429,
            description: format!("Too Many Requests: retry after {seconds}"),
            retry_after: Some(Duration::from_secs(seconds)),
            migrate_to_chat_id: None,
            chat,
        }
    }

    /// Reads Telegram's answer `{"ok":false,…}`.
    pub(crate) fn from_answer(answer: &Value, status: u16, chat: Option<ChatId>) -> Self {
        let parameters = &answer["parameters"];
        Self::Api {
            code: answer["error_code"].as_i64().unwrap_or(i64::from(status)),
            description: redact(answer["description"].as_str().unwrap_or("no description"))
                .into_owned(),
            retry_after: parameters["retry_after"].as_u64().map(Duration::from_secs),
            migrate_to_chat_id: parameters["migrate_to_chat_id"].as_i64().map(ChatId),
            chat,
        }
    }

    /// Whether the bot stopped before the call had ended.
    pub fn is_broken_off(&self) -> bool {
        matches!(
            self,
            Self::NotSent(Cause::Stopping) | Self::Unknown(Cause::Stopping)
        )
    }

    /// Whether the topic of the forum is not there (any more).
    pub fn is_topic_gone(&self) -> bool {
        self.says(&[
            "message thread not found",
            "topic_id_invalid",
            "topic_deleted",
        ])
    }

    /// Whether the chat has no topics (any more).
    pub fn is_no_forum(&self) -> bool {
        self.says(&["the chat is not a forum"])
    }

    /// Whether the message to be copied is not there (any more), or is of a kind that cannot be copied.
    pub fn is_source_gone(&self) -> bool {
        self.says(&[
            "message to copy not found",
            "message can't be copied",
            "messages can't be forwarded",
            "there are no messages to forward",
        ])
    }

    /// Whether Telegram says that the charge went back before.
    pub fn is_refunded_before(&self) -> bool {
        self.says(&["charge_already_refunded"])
    }

    /// Whether Telegram refused with one of these words.
    fn says(&self, any: &[&str]) -> bool {
        let Self::Api { description, .. } = self else {
            return false;
        };
        let description = description.to_lowercase();
        any.iter().any(|words| description.contains(words))
    }

    /// What it means.
    pub fn class(&self) -> Class {
        match self {
            Self::NotSent(_) => Class::Network,
            Self::Unknown(_) | Self::BadAnswer { .. } => Class::InDoubt,
            Self::Api {
                migrate_to_chat_id: Some(chat),
                ..
            } => Class::Migrated(*chat),
            Self::Api {
                code: 429,
                retry_after,
                ..
            } => Class::TooManyRequests(retry_after.unwrap_or(WAIT_WHEN_UNSAID)),
            Self::Api { code: 500.., .. } => Class::Server,
            Self::Api {
                code,
                description,
                chat,
                ..
            } => described(*code, &description.to_lowercase(), *chat),
        }
    }
}

/// Judges a refusal by its words, then by its code.
fn described(code: i64, description: &str, chat: Option<ChatId>) -> Class {
    let known = DESCRIPTIONS
        .iter()
        .find(|(words, _)| description.contains(words));
    match (known, code) {
        (Some((_, Meaning::Is(class))), _) => *class,
        (Some((_, Meaning::ChatNotFound)), _) if chat.is_some_and(ChatId::is_private) => {
            Class::Unreachable
        }
        (Some((_, Meaning::ChatNotFound)), _) => Class::ChatLost,
        (None, 401) => Class::Unauthorized,
        // A malformed token; a method that does not exist has more words.
        (None, 404) if description == "not found" => Class::Unauthorized,
        (None, 409) => Class::Conflict,
        (None, _) => Class::Other,
    }
}

/// Whether a message was refused because the topic it was for is gone.
pub fn is_topic_gone(error: &CallError) -> bool {
    let CallError::Api { description, .. } = error else {
        return false;
    };
    let description = description.to_lowercase();
    [
        "message thread not found",
        "topic_deleted",
        "topic_id_invalid",
    ]
    .iter()
    .any(|words| description.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(code: i64, description: &str, chat: i64) -> Class {
        CallError::api(code, description, Some(ChatId(chat))).class()
    }

    #[test]
    fn each_row_of_the_table_has_its_class() {
        let rows = [
            (
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same",
                Class::Harmless(Harmless::NotModified),
            ),
            (
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                Class::Harmless(Harmless::QueryTooOld),
            ),
            (
                400,
                "Bad Request: query ID is invalid",
                Class::Harmless(Harmless::QueryTooOld),
            ),
            (
                403,
                "Forbidden: bot was blocked by the user",
                Class::Unreachable,
            ),
            (403, "Forbidden: user is deactivated", Class::Unreachable),
            (
                403,
                "Forbidden: bot can't initiate conversation with a user",
                Class::Unreachable,
            ),
            (
                400,
                "Bad Request: not enough rights to send text messages to the chat",
                Class::NoRights,
            ),
            (
                400,
                "Bad Request: need administrator rights in the channel chat",
                Class::NoRights,
            ),
            (400, "Bad Request: CHAT_ADMIN_REQUIRED", Class::NoRights),
            (
                403,
                "Forbidden: bot is not a member of the channel chat",
                Class::ChatLost,
            ),
            (
                403,
                "Forbidden: bot was kicked from the channel chat",
                Class::ChatLost,
            ),
            (
                400,
                "Bad Request: USER_ALREADY_PARTICIPANT",
                Class::RequestClosed,
            ),
            (
                400,
                "Bad Request: HIDE_REQUESTER_MISSING",
                Class::RequestClosed,
            ),
            (400, "Bad Request: USER_ID_INVALID", Class::RequestClosed),
            (400, "Bad Request: CHANNELS_TOO_MUCH", Class::RequestClosed),
            (
                400,
                "Bad Request: PARTICIPANT_ID_INVALID",
                Class::NotAMember,
            ),
            (400, "Bad Request: user not found", Class::NotAMember),
            (400, "Bad Request: USER_NOT_PARTICIPANT", Class::NotAMember),
            (
                400,
                "Bad Request: user is an administrator of the chat",
                Class::CannotRemove,
            ),
            (
                400,
                "Bad Request: can't remove chat owner",
                Class::CannotRemove,
            ),
            (
                400,
                "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 0",
                Class::BadEntities,
            ),
            (
                400,
                "Bad Request: message to edit not found",
                Class::EditGone,
            ),
            (400, "Bad Request: message can't be edited", Class::EditGone),
            (
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                Class::Conflict,
            ),
            (
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
                Class::Conflict,
            ),
            (401, "Unauthorized", Class::Unauthorized),
            (404, "Not Found", Class::Unauthorized),
            (404, "Not Found: method not found", Class::Other),
            (500, "Internal Server Error", Class::Server),
            (502, "Bad Gateway", Class::Server),
            (400, "Bad Request: something new", Class::Other),
            (403, "Forbidden: something new", Class::Other),
        ];
        for (code, description, expected) in rows {
            assert_eq!(class(code, description, -100), expected, "{description}");
        }
    }

    #[test]
    fn a_missing_chat_is_an_unreachable_person_or_a_lost_channel() {
        let words = "Bad Request: chat not found";
        assert_eq!(class(400, words, 5), Class::Unreachable);
        assert_eq!(class(400, words, -1005), Class::ChatLost);
        assert_eq!(CallError::api(400, words, None).class(), Class::ChatLost);
    }

    #[test]
    fn parameters_say_how_long_to_wait_and_where_the_chat_went() {
        let answer = serde_json::json!({"ok": false, "error_code": 429,
            "description": "Too Many Requests: retry after 7", "parameters": {"retry_after": 7}});
        let error = CallError::from_answer(&answer, 429, None);
        assert_eq!(
            error.class(),
            Class::TooManyRequests(Duration::from_secs(7))
        );
        assert_eq!(error, CallError::too_many_requests(7, None));
        let answer = serde_json::json!({"ok": false, "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": -1009}});
        assert_eq!(
            CallError::from_answer(&answer, 400, None).class(),
            Class::Migrated(ChatId(-1009))
        );
        assert_eq!(
            CallError::api(429, "Too Many Requests", None).class(),
            Class::TooManyRequests(WAIT_WHEN_UNSAID)
        );
    }

    #[test]
    fn only_what_may_have_happened_is_in_doubt() {
        for (error, class) in [
            (CallError::Unknown(Cause::TimedOut), Class::InDoubt),
            (CallError::BadAnswer { status: 200 }, Class::InDoubt),
            (CallError::NotSent(Cause::Connect), Class::Network),
            (CallError::api(400, "Bad Request", None), Class::Other),
        ] {
            assert_eq!(error.class(), class);
        }
    }

    #[test]
    fn a_token_in_telegrams_words_is_not_kept() {
        let error = CallError::api(400, "no /bot123456789:AAFakeFakeFakeFakeFakeFake", None);
        assert!(!format!("{error} {error:?}").contains("AAFake"));
    }
}
