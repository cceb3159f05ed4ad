//! The bot's voice: calls with their lane and promise, for handlers, tasks and jobs.

use super::call::Call;
use super::call::Content;
use super::call::Upload;
use super::errors::CallError;
use super::errors::Class;
use super::errors::Harmless;
use super::raw::Raw;
use super::sender::Lane;
use super::sender::Pending;
use super::sender::Repeat;
use super::sender::Request;
use super::sender::Sender;
use super::update::Chat;
use super::update::ChatMember;
use crate::models::Channel;
use crate::models::ChatId;
use crate::models::MessageId;
use crate::models::Presence;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::screens::Button;
use crate::screens::Screen;
use crate::screens::inline_keyboard;
use crate::services::ServiceError;
use serde_json::Value;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// How long a reply is tried before the update counts as answered in vain.
const REPLY_PATIENCE: Duration = Duration::from_secs(900);
/// How long somebody at the screen waits for a question to Telegram.
const PROMPT_PATIENCE: Duration = Duration::from_secs(5);
/// How long a task tries before it takes its own pause.
const TASK_PATIENCE: Duration = Duration::from_secs(20);

/// Calls to Telegram. Clones share the queues.
#[derive(Clone)]
pub struct Bot {
    pub raw: Raw,
    pub sender: Sender,
}

/// The message a press belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pressed {
    pub chat: ChatId,
    pub message: MessageId,
}

impl Bot {
    /// Puts the two together.
    pub fn new(raw: Raw, sender: Sender) -> Self {
        Self { raw, sender }
    }

    /// Queues a screen as a new message.
    pub fn show(&self, chat: ChatId, screen: &Screen) -> Pending {
        self.show_call(message(chat, screen))
    }

    /// Queues a call that sends a message somebody waits for.
    pub(super) fn show_call(&self, call: Call) -> Pending {
        self.sender.send(Request {
            call,
            lane: Lane::Reply,
            repeat: Repeat::UntilCertain,
            give_up_after: REPLY_PATIENCE,
        })
    }

    /// Sends a screen that somebody must have, and waits for Telegram's answer.
    pub async fn deliver(
        &self,
        chat: ChatId,
        screen: &Screen,
        lane: Lane,
    ) -> Result<Value, CallError> {
        let call = message(chat, screen);
        self.sender
            .call(Request {
                call,
                lane,
                repeat: Repeat::UntilCertain,
                give_up_after: TASK_PATIENCE,
            })
            .await
    }

    /// Turns the pressed message into a screen.
    pub fn edit(&self, pressed: Pressed, screen: &Screen) -> Pending {
        let mut call = Call::new("editMessageText")
            .set("chat_id", pressed.chat.0)
            .set("message_id", pressed.message.0)
            .set("text", screen.html.as_str())
            .set("parse_mode", "HTML")
            .set("link_preview_options", json!({ "is_disabled": true }));
        if let Some(markup) = screen.reply_markup() {
            call = call.set("reply_markup", markup);
        }
        self.urgent(call)
    }

    /// Answers a press: silently, with a short text, or with an alert.
    pub fn answer(&self, query_id: &str, text: Option<&str>, is_alert: bool) -> Pending {
        let mut call = Call::new("answerCallbackQuery").set("callback_query_id", query_id);
        if let Some(text) = text {
            call = call.set("text", text).set("show_alert", is_alert);
        }
        self.urgent(call)
    }

    fn urgent(&self, call: Call) -> Pending {
        self.sender.send(Request {
            call,
            lane: Lane::Urgent,
            repeat: Repeat::UntilCertain,
            give_up_after: REPLY_PATIENCE,
        })
    }

    /// Publishes: when in doubt it is not sent again, and the caller is told.
    pub async fn publish(&self, call: Call) -> Result<Value, CallError> {
        self.sender
            .call(Request {
                call,
                lane: Lane::Bulk,
                repeat: Repeat::AtMostOnce,
                give_up_after: TASK_PATIENCE,
            })
            .await
    }

    /// Sends what somebody waits for in their chat, repeated until certain or the task's patience is over.
    pub async fn reply_call(&self, call: Call) -> Result<Value, CallError> {
        self.sender
            .call(Request {
                call,
                lane: Lane::Reply,
                repeat: Repeat::UntilCertain,
                give_up_after: TASK_PATIENCE,
            })
            .await
    }

    /// Sends a big file to a chat: nobody waits for it, and it must arrive.
    pub async fn send_big(&self, call: Call) -> Result<Value, CallError> {
        self.sender
            .call(Request {
                call,
                lane: Lane::Bulk,
                repeat: Repeat::UntilCertain,
                give_up_after: TASK_PATIENCE,
            })
            .await
    }

    /// Takes messages out of a chat. Those that are gone already do not matter.
    pub async fn delete(&self, chat: ChatId, messages: &[MessageId]) -> Result<(), CallError> {
        if messages.is_empty() {
            return Ok(());
        }
        let ids: Vec<i64> = messages.iter().map(|message| message.0).collect();
        let call = Call::new("deleteMessages")
            .set("chat_id", chat.0)
            .set("message_ids", ids);
        self.member_call(call).await.map(|_| ())
    }

    /// An act on members or links, repeated until certain or the task's patience is over.
    pub async fn member_call(&self, call: Call) -> Result<Value, CallError> {
        self.sender
            .call(Request {
                call,
                lane: Lane::Member,
                repeat: Repeat::UntilCertain,
                give_up_after: TASK_PATIENCE,
            })
            .await
    }

    /// A question of somebody who waits at the screen: answered soon, or not at all.
    pub async fn prompt_call(&self, call: Call) -> Result<Value, CallError> {
        let request = Request {
            call,
            lane: Lane::Urgent,
            repeat: Repeat::AtMostOnce,
            give_up_after: PROMPT_PATIENCE,
        };
        match tokio::time::timeout(PROMPT_PATIENCE, self.sender.call(request)).await {
            Ok(result) => result,
            Err(_) => Err(CallError::NotSent(super::errors::Cause::TimedOut)),
        }
    }

    /// A call that must not happen twice: it is never repeated, and an error says whether it may have happened.
    pub async fn once_call(&self, call: Call) -> Result<Value, CallError> {
        self.sender
            .call(Request {
                call,
                lane: Lane::Reply,
                repeat: Repeat::AtMostOnce,
                give_up_after: TASK_PATIENCE,
            })
            .await
    }

    /// Shows a screen to somebody who waits for it: soon, or not at all.
    pub async fn show_now(&self, chat: ChatId, screen: &Screen) -> Result<Value, CallError> {
        self.prompt_call(message(chat, screen)).await
    }

    /// How somebody stands in a chat.
    pub async fn presence(&self, chat: ChatId, user: UserId) -> Result<Presence, CallError> {
        let call = Call::new("getChatMember")
            .set("chat_id", chat.0)
            .set("user_id", user.0);
        presence_of(self.member_call(call).await)
    }

    /// Until when a member of a chat has paid Telegram for their place, if they do.
    pub async fn paid_until(
        &self,
        chat: ChatId,
        user: UserId,
    ) -> Result<Option<Timestamp>, CallError> {
        let call = Call::new("getChatMember")
            .set("chat_id", chat.0)
            .set("user_id", user.0);
        let member = self.member_call(call).await?;
        let member: Option<ChatMember> = serde_json::from_value(member).ok();
        Ok(member.and_then(|member| member.paid_until()))
    }

    /// The same, for somebody who waits at the screen: soon, or not at all.
    pub async fn presence_now(&self, chat: ChatId, user: UserId) -> Option<Presence> {
        let call = Call::new("getChatMember")
            .set("chat_id", chat.0)
            .set("user_id", user.0);
        presence_of(self.prompt_call(call).await).ok()
    }

    /// What Telegram says of a chat and of the bot's place in it.
    pub async fn inspect(
        &self,
        chat: Value,
        bot: i64,
        now: Timestamp,
    ) -> Result<Channel, ServiceError> {
        let (channel, _) = self.inspect_closely(chat, bot, now).await?;
        Ok(channel)
    }

    /// The same with the chat's description, if it has one.
    pub async fn inspect_closely(
        &self,
        chat: Value,
        bot: i64,
        now: Timestamp,
    ) -> Result<(Channel, Option<String>), ServiceError> {
        let (found, place) = self.place_in(chat, bot).await?;
        let count = self
            .prompt_call(Call::new("getChatMemberCount").set("chat_id", found.id))
            .await;
        let count = count.ok().and_then(|count| count.as_i64());
        let seen = channel(&found, place.as_ref(), count, now);
        Ok((seen, found.description))
    }

    /// A chat and the bot's own place in it, for somebody who waits at the screen. `None` = Telegram does not tell the
    /// bot, which is then no administrator.
    pub(super) async fn place_in(
        &self,
        chat: Value,
        bot: i64,
    ) -> Result<(Chat, Option<ChatMember>), ServiceError> {
        let found = self
            .prompt_call(Call::new("getChat").set("chat_id", chat))
            .await
            .map_err(not_found)?;
        let found: Chat = serde_json::from_value(found).map_err(unreadable)?;
        let place = self
            .prompt_call(
                Call::new("getChatMember")
                    .set("chat_id", found.id)
                    .set("user_id", bot),
            )
            .await;
        match place {
            Ok(place) => Ok((
                found,
                Some(serde_json::from_value(place).map_err(unreadable)?),
            )),
            Err(error) if error.class().is_outage() => Err(Refusal::TelegramUnreachable.into()),
            Err(_) => Ok((found, None)),
        }
    }

    /// Makes an invite link.
    pub async fn create_link(&self, link: LinkOrder) -> Result<String, CallError> {
        let mut call = Call::new("createChatInviteLink")
            .set("chat_id", link.chat.0)
            .set("name", link.name);
        call = match link.kind {
            LinkKind::Personal { expires_at } => {
                call.set("member_limit", 1).set("expire_date", expires_at.0)
            }
            LinkKind::JoinRequest => call.set("creates_join_request", true),
        };
        let made = self.member_call(call).await?;
        let link = made
            .get("invite_link")
            .and_then(Value::as_str)
            .map(str::to_owned);
        link.ok_or(CallError::BadAnswer { status: 200 })
    }

    /// Makes an invite link useless. One that is gone is as good as revoked.
    pub async fn revoke_link(&self, chat: ChatId, link: &str) -> Result<(), CallError> {
        let call = Call::new("revokeChatInviteLink")
            .set("chat_id", chat.0)
            .set("invite_link", link);
        match self.member_call(call).await {
            Ok(_) => Ok(()),
            Err(CallError::Api { description, .. })
                if description.contains("INVITE_HASH_EXPIRED")
                    || description.contains("INVITE_REVOKED") =>
            {
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Takes somebody out of a chat and leaves them free to return: one call, no ban in between.
    pub async fn remove(&self, chat: ChatId, user: UserId) -> Result<(), CallError> {
        let call = Call::new("unbanChatMember")
            .set("chat_id", chat.0)
            .set("user_id", user.0);
        self.member_call(call).await.map(|_| ())
    }

    /// Shuts somebody out of a chat until they are let come again.
    pub async fn ban(&self, chat: ChatId, user: UserId) -> Result<(), CallError> {
        let call = Call::new("banChatMember")
            .set("chat_id", chat.0)
            .set("user_id", user.0);
        self.member_call(call).await.map(|_| ())
    }

    /// Lets somebody come again who was shut out. Whoever is inside stays.
    pub async fn unban(&self, chat: ChatId, user: UserId) -> Result<(), CallError> {
        let call = Call::new("unbanChatMember")
            .set("chat_id", chat.0)
            .set("user_id", user.0)
            .set("only_if_banned", true);
        self.member_call(call).await.map(|_| ())
    }

    /// The chat's own invite link, if it has one and the bot may see it.
    pub async fn invite_now(&self, chat: ChatId) -> Option<String> {
        let call = Call::new("getChat").set("chat_id", chat.0);
        let answer = self.prompt_call(call).await.ok()?;
        let link = answer.get("invite_link").and_then(Value::as_str);
        link.map(str::to_owned)
    }

    /// Who somebody is and how they stand in a chat, if Telegram says so soon.
    pub async fn member_now(&self, chat: ChatId, user: UserId) -> Option<ChatMember> {
        let call = Call::new("getChatMember")
            .set("chat_id", chat.0)
            .set("user_id", user.0);
        let answer = self.prompt_call(call).await.ok()?;
        serde_json::from_value(answer).ok()
    }

    /// How many members a chat has.
    pub async fn member_count(&self, chat: ChatId) -> Result<i64, CallError> {
        let call = Call::new("getChatMemberCount").set("chat_id", chat.0);
        let answer = self.member_call(call).await?;
        answer.as_i64().ok_or(CallError::BadAnswer { status: 200 })
    }

    /// Sends somebody a message that they should have, such as the copy of one in another chat.
    pub async fn hand_on(&self, message: Call, to: ChatId) -> Result<Value, CallError> {
        self.sender
            .call(Request {
                call: message.set("chat_id", to.0),
                lane: Lane::Reply,
                repeat: Repeat::UntilCertain,
                give_up_after: TASK_PATIENCE,
            })
            .await
    }

    /// The content of a file somebody sent, of at most so many bytes.
    pub async fn file(&self, file_id: &str, most_bytes: u64) -> Result<Vec<u8>, CallError> {
        let path = self.file_path(file_id).await?;
        self.raw.download(&path, most_bytes).await
    }

    /// The first so many bytes of a file somebody sent.
    pub async fn file_start(&self, file_id: &str, most_bytes: u64) -> Result<Vec<u8>, CallError> {
        let path = self.file_path(file_id).await?;
        self.raw.download_start(&path, most_bytes).await
    }

    async fn file_path(&self, file_id: &str) -> Result<String, CallError> {
        let found = self
            .prompt_call(Call::new("getFile").set("file_id", file_id))
            .await?;
        let path = found.get("file_path").and_then(Value::as_str);
        Ok(path.ok_or(CallError::BadAnswer { status: 200 })?.to_owned())
    }

    /// Lets somebody in who asked, or turns them away.
    pub async fn decide_request(
        &self,
        chat: ChatId,
        user: UserId,
        lets_in: bool,
    ) -> Result<(), CallError> {
        let method = if lets_in {
            "approveChatJoinRequest"
        } else {
            "declineChatJoinRequest"
        };
        let call = Call::new(method)
            .set("chat_id", chat.0)
            .set("user_id", user.0);
        self.member_call(call).await.map(|_| ())
    }

    /// A call about a post that is no message of its own, such as an edit or a reaction. It is not counted among the
    /// messages, and if Telegram asks to wait, nothing but that chat's own calls of the kind does.
    pub async fn post_call(&self, call: Call) -> Result<Value, CallError> {
        self.sender
            .call(Request {
                call,
                lane: Lane::Urgent,
                repeat: Repeat::UntilCertain,
                give_up_after: TASK_PATIENCE,
            })
            .await
    }

    /// Puts these buttons under a message, in place of those it has.
    pub async fn set_buttons(
        &self,
        chat: ChatId,
        message: MessageId,
        rows: Vec<Vec<Button>>,
    ) -> Result<(), CallError> {
        let call = Call::new("editMessageReplyMarkup")
            .set("chat_id", chat.0)
            .set("message_id", message.0)
            .set("reply_markup", inline_keyboard(&rows));
        match self.post_call(call).await {
            Err(error) if error.class() == Class::Harmless(Harmless::NotModified) => Ok(()),
            result => result.map(|_| ()),
        }
    }

    /// Puts the bot's own reaction on a message; it takes the place of an earlier one.
    pub async fn react(
        &self,
        chat: ChatId,
        message: MessageId,
        emoji: &str,
    ) -> Result<(), CallError> {
        let call = Call::new("setMessageReaction")
            .set("chat_id", chat.0)
            .set("message_id", message.0)
            .set("reaction", json!([{ "type": "emoji", "emoji": emoji }]));
        self.post_call(call).await.map(|_| ())
    }

    /// The emoji that a chat allows as reactions; `None` = every one there is.
    pub async fn allowed_reactions(&self, chat: ChatId) -> Result<Option<Vec<String>>, CallError> {
        let call = Call::new("getChat").set("chat_id", chat.0);
        let found = self.post_call(call).await?;
        let allowed = found.get("available_reactions").and_then(Value::as_array);
        Ok(allowed.map(|allowed| {
            let emoji = |one: &Value| one["emoji"].as_str().map(str::to_owned);
            allowed.iter().filter_map(emoji).collect()
        }))
    }

    /// Answers a post in its channel, without a sound. Never sent twice: in doubt the error says so.
    pub async fn answer_post(
        &self,
        chat: ChatId,
        post: MessageId,
        screen: &Screen,
    ) -> Result<MessageId, CallError> {
        let call = message(chat, screen)
            .set("reply_parameters", json!({ "message_id": post.0 }))
            .set("disable_notification", true);
        let request = Request {
            call,
            lane: Lane::Bulk,
            repeat: Repeat::AtMostOnce,
            give_up_after: TASK_PATIENCE,
        };
        message_id(&self.sender.call(request).await?)
    }

    /// A call about the bot itself, such as its command menu; in the bulk lane, for nobody waits for it.
    pub async fn background_call(&self, call: Call) -> Result<Value, CallError> {
        let request = Request {
            call,
            lane: Lane::Bulk,
            repeat: Repeat::UntilCertain,
            give_up_after: TASK_PATIENCE,
        };
        self.sender.call(request).await
    }
}

/// A link to be made.
#[derive(Clone, Debug)]
pub struct LinkOrder {
    pub chat: ChatId,
    /// Our reference, at most 32 characters; admins see it in the channel's list of links.
    pub name: String,
    pub kind: LinkKind,
}

/// What kind of link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkKind {
    /// For one member at a time.
    Personal { expires_at: Timestamp },
    /// Leads to a join request.
    JoinRequest,
}

/// A channel from what Telegram says of a chat and of the bot's place in it.
pub fn channel(
    chat: &Chat,
    place: Option<&ChatMember>,
    member_count: Option<i64>,
    now: Timestamp,
) -> Channel {
    let is_admin = place.is_some_and(|place| place.presence() == Presence::Admin);
    Channel {
        chat_id: ChatId(chat.id),
        kind: chat.kind(),
        title: chat.title.clone().unwrap_or_else(|| chat.id.to_string()),
        username: chat.username.clone(),
        member_count,
        is_admin,
        rights: place
            .filter(|_| is_admin)
            .map(ChatMember::rights)
            .unwrap_or_default(),
        lost_at: None,
        checked_at: now,
    }
}

fn presence_of(answer: Result<Value, CallError>) -> Result<Presence, CallError> {
    match answer {
        Ok(member) => match serde_json::from_value::<ChatMember>(member) {
            Ok(member) => Ok(member.presence()),
            Err(_) => Err(CallError::BadAnswer { status: 200 }),
        },
        Err(error) if error.class() == Class::NotAMember => Ok(Presence::Outside),
        Err(error) => Err(error),
    }
}

fn not_found(error: CallError) -> ServiceError {
    let refusal = if error.class().is_outage() {
        Refusal::TelegramUnreachable
    } else {
        Refusal::ChatNotFound
    };
    refusal.into()
}

fn unreadable(error: serde_json::Error) -> ServiceError {
    ServiceError::Fault(format!(
        "Telegram described a chat in an unknown way: {error}"
    ))
}

/// The number of a message just sent.
pub fn message_id(sent: &Value) -> Result<MessageId, CallError> {
    let id = sent.get("message_id").and_then(Value::as_i64);
    id.map(MessageId)
        .ok_or(CallError::BadAnswer { status: 200 })
}

/// A screen as the call that sends it.
pub(super) fn message(chat: ChatId, screen: &Screen) -> Call {
    let mut call = match (&screen.document, &screen.photo) {
        (Some(document), _) => upload(
            "sendDocument",
            "document",
            &document.file_name,
            &document.bytes,
        )
        .set("caption", screen.html.as_str()),
        (None, Some(photo)) => upload("sendPhoto", "photo", "portero.png", &photo.png)
            .set("caption", screen.html.as_str()),
        (None, None) => Call::new("sendMessage")
            .set("text", screen.html.as_str())
            .set("link_preview_options", json!({ "is_disabled": true })),
    };
    call = call.set("chat_id", chat.0).set("parse_mode", "HTML");
    if let Some(markup) = screen.reply_markup() {
        call = call.set("reply_markup", markup);
    }
    call
}

/// A call that sends a file in that field.
fn upload(method: &'static str, field: &'static str, file_name: &str, bytes: &[u8]) -> Call {
    Call::new(method).upload(Upload {
        field,
        file_name: file_name.to_owned(),
        content: Content::Memory(Arc::from(bytes)),
    })
}
