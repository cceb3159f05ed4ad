//! Calls for a group of the team: topics, and messages that make no sound.

use super::bot::Bot;
use super::bot::message;
use super::call::Call;
use super::errors::CallError;
use super::sender::Lane;
use super::sender::Pending;
use super::sender::Repeat;
use super::sender::Request;
use crate::models::ChatId;
use crate::screens::Screen;
use serde_json::Value;
use std::time::Duration;

/// How long a notice is tried before it counts as lost.
const NOTICE_PATIENCE: Duration = Duration::from_secs(900);

/// Where and how a message arrives.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Manner {
    /// The topic of a forum; `None` = the chat itself.
    pub topic: Option<i64>,
    pub is_silent: bool,
}

impl Bot {
    /// Queues a screen as a new message in that manner, behind whatever the chat waits for already.
    pub fn post(&self, chat: ChatId, screen: &Screen, manner: Manner) -> Pending {
        let mut call = message(chat, screen);
        if let Some(topic) = manner.topic {
            call = call.set("message_thread_id", topic);
        }
        if manner.is_silent {
            call = call.set("disable_notification", true);
        }
        self.sender.send(Request {
            call,
            lane: Lane::Reply,
            repeat: Repeat::UntilCertain,
            give_up_after: NOTICE_PATIENCE,
        })
    }

    /// Whether a chat is a forum in which the bot may make topics; not, if Telegram does not say so soon.
    pub async fn may_make_topics(&self, chat: ChatId, bot: i64) -> bool {
        let found = Call::new("getChat").set("chat_id", chat.0);
        let place = Call::new("getChatMember")
            .set("chat_id", chat.0)
            .set("user_id", bot);
        let says = |answer: Result<Value, CallError>, field: &str| {
            answer.is_ok_and(|answer| answer.get(field).and_then(Value::as_bool) == Some(true))
        };
        says(self.prompt_call(found).await, "is_forum")
            && says(self.prompt_call(place).await, "can_manage_topics")
    }

    /// Makes a topic in a forum and returns its id. In doubt there may be two of that name: the id that came counts.
    pub async fn make_topic(&self, chat: ChatId, name: &str) -> Result<i64, CallError> {
        let call = Call::new("createForumTopic")
            .set("chat_id", chat.0)
            .set("name", name);
        let made = self.member_call(call).await?;
        let id = made.get("message_thread_id").and_then(Value::as_i64);
        id.ok_or(CallError::BadAnswer { status: 200 })
    }
}
