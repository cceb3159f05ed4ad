//! Groups of the team: what stands in which topic, topics made and closed, and what the bot may do there.

use super::bot::Bot;
use super::bot::message;
use super::bot::message_id;
use super::call::Call;
use super::errors::CallError;
use super::errors::Class;
use super::sender::Lane;
use super::sender::Pending;
use super::sender::Repeat;
use super::sender::Request;
use crate::models::ChatId;
use crate::models::Forum;
use crate::models::MessageId;
use crate::models::Presence;
use crate::screens::Screen;
use crate::services::ServiceError;
use serde_json::Value;
use serde_json::json;
use std::time::Duration;

/// How long a notice is tried before it counts as lost.
const NOTICE_PATIENCE: Duration = Duration::from_secs(900);

/// A chat, and which of its topics, if it has any.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    pub chat: ChatId,
    pub topic: Option<i64>,
}

impl Place {
    /// A chat without topics.
    pub fn chat(chat: ChatId) -> Self {
        Self { chat, topic: None }
    }

    fn set(self, call: Call) -> Call {
        let call = call.set("chat_id", self.chat.0);
        match self.topic {
            Some(topic) => call.set("message_thread_id", topic),
            None => call,
        }
    }
}

/// The message that another one answers, if that is still there.
fn answering(call: Call, message: Option<MessageId>) -> Call {
    match message {
        Some(message) => call.set(
            "reply_parameters",
            json!({ "message_id": message.0, "allow_sending_without_reply": true }),
        ),
        None => call,
    }
}

impl Bot {
    /// Says something in a place, and gives the number of the message.
    pub async fn say(
        &self,
        place: Place,
        screen: &Screen,
        answers: Option<MessageId>,
    ) -> Result<MessageId, CallError> {
        let call = place.set(message(place.chat, screen));
        message_id(&self.reply_call(answering(call, answers)).await?)
    }

    /// Queues a screen as a new message in a place.
    pub fn queue(&self, place: Place, screen: &Screen, answers: Option<MessageId>) -> Pending {
        let call = place.set(message(place.chat, screen));
        self.show_call(answering(call, answers))
    }

    /// Queues a notice in a place, behind whatever the chat waits for already.
    pub fn notify(&self, place: Place, screen: &Screen, is_silent: bool) -> Pending {
        let mut call = place.set(message(place.chat, screen));
        if is_silent {
            call = call.set("disable_notification", true);
        }
        self.sender.send(Request {
            call,
            lane: Lane::Reply,
            repeat: Repeat::UntilCertain,
            give_up_after: NOTICE_PATIENCE,
        })
    }

    /// Copies a message to a place, or several as one album, and gives the numbers of the copies.
    pub async fn copy_to(
        &self,
        from: ChatId,
        messages: &[MessageId],
        place: Place,
        answers: Option<MessageId>,
    ) -> Result<Vec<MessageId>, CallError> {
        let call = match messages {
            [message] => {
                let call = Call::new("copyMessage").set("message_id", message.0);
                answering(call, answers)
            }
            album => {
                let ids: Vec<i64> = album.iter().map(|message| message.0).collect();
                Call::new("copyMessages").set("message_ids", ids)
            }
        };
        let call = place.set(call).set("from_chat_id", from.0);
        let copied = self.reply_call(call).await?;
        match copied.as_array() {
            Some(copies) => copies.iter().map(message_id).collect(),
            None => Ok(vec![message_id(&copied)?]),
        }
    }

    /// Makes a topic and gives its number. Telegram may have made one although no answer came: in doubt there are two
    /// of that name, and the number that came counts.
    pub async fn open_topic(&self, chat: ChatId, name: &str) -> Result<i64, CallError> {
        let call = Call::new("createForumTopic")
            .set("chat_id", chat.0)
            .set("name", name);
        let made = self.reply_call(call).await?;
        let id = made.get("message_thread_id").and_then(Value::as_i64);
        id.ok_or(CallError::BadAnswer { status: 200 })
    }

    /// Closes a topic, or opens it again. One that is so already stays so.
    pub async fn set_topic_closed(
        &self,
        chat: ChatId,
        topic: i64,
        is_closed: bool,
    ) -> Result<(), CallError> {
        let method = if is_closed {
            "closeForumTopic"
        } else {
            "reopenForumTopic"
        };
        let call = Call::new(method)
            .set("chat_id", chat.0)
            .set("message_thread_id", topic);
        match self.post_call(call).await {
            Ok(_) => Ok(()),
            Err(error) if matches!(error.class(), Class::Harmless(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Deletes a topic with all that stands in it.
    pub async fn delete_topic(&self, chat: ChatId, topic: i64) -> Result<(), CallError> {
        let call = Call::new("deleteForumTopic")
            .set("chat_id", chat.0)
            .set("message_thread_id", topic);
        self.post_call(call).await.map(|_| ())
    }

    /// What Telegram says of a group and of what the bot may do with its topics, for somebody who waits at the screen.
    ///
    /// # Errors
    /// Refusals if the bot does not know the chat, or Telegram cannot be asked.
    pub async fn look_at_forum(&self, chat: Value, bot: i64) -> Result<Forum, ServiceError> {
        let (found, place) = self.place_in(chat, bot).await?;
        let is_admin = (place.as_ref()).is_some_and(|place| place.presence() == Presence::Admin);
        Ok(Forum {
            chat: ChatId(found.id),
            kind: found.kind(),
            title: found.title.unwrap_or_else(|| found.id.to_string()),
            is_forum: found.is_forum,
            is_admin,
            manages_topics: is_admin && place.is_some_and(|place| place.can_manage_topics),
        })
    }
}
