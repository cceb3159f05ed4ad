//! What an update says, read from its raw JSON.
//!
//! Only the fields the house uses are read, each optional: teloxide's strict types turn a message with one
//! unknown entity, or an update of a newer kind, into nothing, and a text would be lost silently.

use super::post::Post;
mod content;
mod entities;

pub use content::Poll;
pub use entities::MessageEntity;

use crate::models::ChatId;
use crate::models::ChatKind;
use crate::models::Person;
use crate::models::Presence;
use crate::models::Right;
use crate::models::Rights;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::utils::rich::Entity;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

/// Kinds asked for in every getUpdates: a list that is left out would be the one of an earlier bot.
pub const ALLOWED_UPDATES: &[&str] = &[
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "pre_checkout_query",
    "message_reaction_count",
];

/// An update as far as the house reads it.
#[derive(Deserialize, Debug, Default)]
pub struct Update {
    pub update_id: i64,
    pub message: Option<Message>,
    pub edited_message: Option<Message>,
    pub channel_post: Option<Post>,
    pub edited_channel_post: Option<Post>,
    pub callback_query: Option<CallbackQuery>,
    pub my_chat_member: Option<MemberUpdate>,
    pub chat_member: Option<MemberUpdate>,
    pub chat_join_request: Option<JoinRequest>,
    pub pre_checkout_query: Option<PreCheckoutQuery>,
    /// The name of what it holds, if that could not be read.
    #[serde(skip)]
    pub unread: Option<String>,
}

/// A person as Telegram sends them.
#[derive(Deserialize, Debug, Clone)]
pub struct User {
    pub id: i64,
    #[serde(default)]
    pub is_bot: bool,
    #[serde(default)]
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    pub language_code: Option<String>,
}

impl User {
    /// The same person in the house's words.
    pub fn person(&self) -> Person {
        Person {
            id: UserId(self.id),
            username: self.username.clone(),
            first_name: self.first_name.clone(),
            last_name: self.last_name.clone(),
            language_code: self.language_code.clone(),
        }
    }
}

/// A chat as Telegram sends it.
#[derive(Deserialize, Debug, Clone)]
pub struct Chat {
    pub id: i64,
    #[serde(rename = "type", default)]
    pub kind: String,
    pub title: Option<String>,
    pub username: Option<String>,
    /// A supergroup with topics.
    #[serde(default)]
    pub is_forum: bool,
    /// Only in the answer to getChat.
    pub description: Option<String>,
}

impl Chat {
    /// Its kind; an unknown one counts as private, where nothing is configured.
    pub fn kind(&self) -> ChatKind {
        ChatKind::parse(&self.kind).unwrap_or(ChatKind::Private)
    }
}

/// A message.
#[derive(Deserialize, Debug)]
pub struct Message {
    pub message_id: i64,
    pub from: Option<User>,
    pub chat: Chat,
    #[serde(default)]
    pub date: i64,
    pub text: Option<String>,
    pub caption: Option<String>,
    /// It can be neither copied nor forwarded.
    #[serde(default)]
    pub has_protected_content: bool,
    pub forward_origin: Option<ForwardOrigin>,
    /// The field before Bot API 7.0.
    pub forward_from_chat: Option<Chat>,
    pub forward_from: Option<User>,
    pub forward_sender_name: Option<String>,
    pub chat_shared: Option<ChatShared>,
    /// What it answers; Telegram gives that without its own answer.
    pub reply_to_message: Option<Box<Message>>,
    /// Read by [`Message::data`].
    reply_markup: Option<Value>,
    /// The topic of a forum in which it stands, if `is_topic_message`.
    pub message_thread_id: Option<i64>,
    #[serde(default)]
    pub is_topic_message: bool,
    /// Somebody closed the topic.
    pub forum_topic_closed: Option<IgnoredAny>,
    /// Somebody opened the topic again.
    pub forum_topic_reopened: Option<IgnoredAny>,
    pub migrate_to_chat_id: Option<i64>,
    pub migrate_from_chat_id: Option<i64>,
    pub media_group_id: Option<String>,
    /// The formatting of `text`, as it is.
    pub entities: Option<Vec<Value>>,
    /// The same picture in several sizes; read by [`Message::picture`].
    pub photo: Option<Value>,
    pub live_photo: Option<IgnoredAny>,
    pub video: Option<IgnoredAny>,
    pub animation: Option<IgnoredAny>,
    pub voice: Option<IgnoredAny>,
    pub document: Option<Document>,
    pub video_note: Option<IgnoredAny>,
    pub audio: Option<IgnoredAny>,
    pub sticker: Option<IgnoredAny>,
    pub poll: Option<Poll>,
    pub location: Option<IgnoredAny>,
    pub venue: Option<IgnoredAny>,
    pub contact: Option<IgnoredAny>,
    pub dice: Option<IgnoredAny>,
    pub rich_message: Option<IgnoredAny>,
    pub paid_media: Option<IgnoredAny>,
    pub giveaway: Option<IgnoredAny>,
    pub giveaway_winners: Option<IgnoredAny>,
    pub invoice: Option<IgnoredAny>,
    pub story: Option<IgnoredAny>,
    pub game: Option<IgnoredAny>,
    pub checklist: Option<IgnoredAny>,
}

/// A file somebody sent.
#[derive(Deserialize, Debug, Clone)]
pub struct Document {
    #[serde(default)]
    pub file_id: String,
    #[serde(default)]
    pub file_unique_id: String,
    pub file_name: Option<String>,
    pub file_size: Option<u64>,
    pub mime_type: Option<String>,
}

/// Where a forwarded message comes from.
#[derive(Deserialize, Debug)]
pub struct ForwardOrigin {
    #[serde(rename = "type", default)]
    pub kind: String,
    pub chat: Option<Chat>,
    pub sender_chat: Option<Chat>,
    pub sender_user: Option<User>,
}

/// Who wrote a forwarded message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Author {
    Person(Person),
    /// A person who does not let forwards name the account.
    Hidden,
    /// A channel or a group.
    Chat,
}

/// What a forward says about a chat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Forwarded {
    From(ChatId),
    /// It names a person: forwards from groups do.
    Person,
}

impl Message {
    /// The data of each button that the message has.
    pub fn data(&self) -> Vec<&str> {
        let rows = self.reply_markup.as_ref();
        let rows = rows.and_then(|markup| markup.get("inline_keyboard")?.as_array());
        let buttons = rows.into_iter().flatten().filter_map(Value::as_array);
        buttons
            .flatten()
            .filter_map(|button| button.get("callback_data")?.as_str())
            .collect()
    }

    /// Who wrote the forwarded message; `None` if it was not forwarded.
    pub fn author(&self) -> Option<Author> {
        let forwarded = self.forwarded()?;
        let origin = self.forward_origin.as_ref();
        let user = origin
            .and_then(|origin| origin.sender_user.as_ref())
            .or(self.forward_from.as_ref());
        Some(match (user, forwarded) {
            (Some(user), _) if !user.is_bot => Author::Person(user.person()),
            (_, Forwarded::From(_)) => Author::Chat,
            (_, Forwarded::Person) => Author::Hidden,
        })
    }

    /// The formatting of the text.
    pub fn formatting(&self) -> Vec<Entity> {
        self.entities
            .iter()
            .flatten()
            .filter_map(|entity| {
                let entity = MessageEntity::deserialize(entity).ok()?;
                Some(Entity {
                    offset: entity.offset,
                    length: entity.length,
                    format: entity.format()?,
                })
            })
            .collect()
    }

    /// The topic of a forum in which the message stands.
    pub fn topic(&self) -> Option<i64> {
        self.message_thread_id.filter(|_| self.is_topic_message)
    }

    /// Where the message was forwarded from; `None` if it was not.
    pub fn forwarded(&self) -> Option<Forwarded> {
        let chat = self
            .forward_origin
            .as_ref()
            .and_then(|origin| origin.chat.as_ref().or(origin.sender_chat.as_ref()))
            .or(self.forward_from_chat.as_ref());
        let is_from_person = self.forward_origin.is_some()
            || self.forward_from.is_some()
            || self.forward_sender_name.is_some();
        match chat {
            Some(chat) => Some(Forwarded::From(ChatId(chat.id))),
            None => is_from_person.then_some(Forwarded::Person),
        }
    }
}

/// A chat picked with Telegram's own picker.
#[derive(Deserialize, Debug)]
pub struct ChatShared {
    pub request_id: i32,
    pub chat_id: i64,
}

/// A press of a button.
#[derive(Deserialize, Debug)]
pub struct CallbackQuery {
    pub id: String,
    pub from: User,
    pub message: Option<PressedMessage>,
    pub data: Option<String>,
}

/// The message under which a button was pressed. A date of 0 means that Telegram no longer shows it to bots.
#[derive(Deserialize, Debug)]
pub struct PressedMessage {
    pub message_id: i64,
    pub chat: Chat,
    #[serde(default)]
    pub date: i64,
    pub text: Option<String>,
    pub reply_to_message: Option<Answered>,
    /// Read by [`PressedMessage::buttons`].
    reply_markup: Option<Value>,
}

impl PressedMessage {
    /// The label and the data of each button that the message has, in their order.
    pub fn buttons(&self) -> Vec<(&str, &str)> {
        let rows = self.reply_markup.as_ref();
        let rows = rows.and_then(|markup| markup.get("inline_keyboard")?.as_array());
        let buttons = rows.into_iter().flatten().filter_map(Value::as_array);
        buttons
            .flatten()
            .filter_map(|button| {
                let text = button.get("text")?.as_str()?;
                let data = button.get("callback_data").and_then(Value::as_str);
                Some((text, data.unwrap_or_default()))
            })
            .collect()
    }
}

/// The message that another one answers.
#[derive(Deserialize, Debug)]
pub struct Answered {
    pub message_id: i64,
}

impl CallbackQuery {
    /// Whether the button is in the person's own chat with the bot; a button without a message counts as such.
    pub fn is_private(&self) -> bool {
        let message = self.message.as_ref();
        message.is_none_or(|message| message.chat.id == self.from.id)
    }
}

/// Somebody's place in a chat changed.
#[derive(Deserialize, Debug)]
pub struct MemberUpdate {
    pub chat: Chat,
    pub from: User,
    #[serde(default)]
    pub date: i64,
    pub old_chat_member: ChatMember,
    pub new_chat_member: ChatMember,
    pub invite_link: Option<InviteLink>,
}

/// A place in a chat. Rights that are not there count as not given.
#[derive(Deserialize, Debug, Clone)]
pub struct ChatMember {
    pub status: String,
    pub user: User,
    #[serde(default)]
    pub is_member: bool,
    #[serde(default)]
    pub can_invite_users: bool,
    #[serde(default)]
    pub can_restrict_members: bool,
    #[serde(default)]
    pub can_post_messages: bool,
    #[serde(default)]
    pub can_edit_messages: bool,
    #[serde(default)]
    pub can_delete_messages: bool,
    #[serde(default)]
    pub can_manage_topics: bool,
}

impl ChatMember {
    /// How they stand.
    pub fn presence(&self) -> Presence {
        match self.status.as_str() {
            "creator" | "administrator" => Presence::Admin,
            "member" => Presence::Member,
            "restricted" if self.is_member => Presence::Member,
            "kicked" => Presence::Banned,
            _ => Presence::Outside,
        }
    }

    /// The rights of an administrator.
    pub fn rights(&self) -> Rights {
        let given = |right: &Right| match right {
            Right::Invite => self.can_invite_users,
            Right::Restrict => self.can_restrict_members,
            Right::Post => self.can_post_messages,
            Right::Edit => self.can_edit_messages,
            Right::Delete => self.can_delete_messages,
        };
        Rights(Right::ALL.into_iter().filter(given).collect())
    }
}

/// The link by which somebody came.
#[derive(Deserialize, Debug)]
pub struct InviteLink {
    pub invite_link: String,
}

/// Somebody asks to come in.
#[derive(Deserialize, Debug)]
pub struct JoinRequest {
    pub chat: Chat,
    pub from: User,
    pub user_chat_id: Option<i64>,
    #[serde(default)]
    pub date: i64,
}

/// Somebody is about to pay.
#[derive(Deserialize, Debug)]
pub struct PreCheckoutQuery {
    pub id: String,
    pub from: User,
}

/// What the inbox needs to know of an update before anybody handles it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Envelope {
    pub update_id: i64,
    /// The chat, else the person: updates of one stay in order.
    pub key: i64,
    pub is_pre_checkout: bool,
    /// Everybody it tells of, with whether they themselves turned to the bot.
    pub people: Vec<(Person, bool)>,
    /// Whoever pressed Start by it.
    pub starter: Option<UserId>,
    /// When it happened, if it says so.
    pub date: Option<Timestamp>,
}

impl Update {
    /// Reads an update; `None` if it is none at all. One with its number but of a shape nobody knows is still one:
    /// it can be kept and confirmed.
    pub fn parse(raw: &str) -> Option<Self> {
        serde_json::from_str(raw).ok().or_else(|| Self::unread(raw))
    }

    fn unread(raw: &str) -> Option<Self> {
        let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(raw).ok()?;
        let update_id = fields.get("update_id")?.as_i64()?;
        let kind = fields.keys().find(|name| *name != "update_id");
        Some(Self {
            update_id,
            unread: Some(kind.map_or_else(|| "nothing".to_owned(), Clone::clone)),
            ..Self::default()
        })
    }

    /// The name of its kind, for the log: never its content.
    pub fn kind(&self) -> &'static str {
        match self {
            Self {
                message: Some(_), ..
            } => "message",
            Self {
                edited_message: Some(_),
                ..
            } => "edited_message",
            Self {
                channel_post: Some(_),
                ..
            } => "channel_post",
            Self {
                edited_channel_post: Some(_),
                ..
            } => "edited_channel_post",
            Self {
                callback_query: Some(_),
                ..
            } => "callback_query",
            Self {
                my_chat_member: Some(_),
                ..
            } => "my_chat_member",
            Self {
                chat_member: Some(_),
                ..
            } => "chat_member",
            Self {
                chat_join_request: Some(_),
                ..
            } => "chat_join_request",
            Self {
                pre_checkout_query: Some(_),
                ..
            } => "pre_checkout_query",
            Self { .. } => "unknown",
        }
    }

    /// What the inbox needs to know.
    pub fn envelope(&self) -> Envelope {
        let mut people = Vec::new();
        let mut add = |user: &User, spoke: bool| {
            if !user.is_bot && user.id > 0 {
                people.push((user.person(), spoke));
            }
        };
        let mut starter = None;
        let mut date = None;
        let mut key = 0;
        for message in [&self.message, &self.edited_message].into_iter().flatten() {
            key = message.chat.id;
            date = Some(message.date);
            if let Some(from) = &message.from {
                add(from, message.chat.id == from.id);
                let is_start = message
                    .text
                    .as_deref()
                    .is_some_and(|text| text.starts_with("/start"));
                if is_start && message.chat.id == from.id {
                    starter = Some(UserId(from.id));
                }
            }
        }
        for post in [&self.channel_post, &self.edited_channel_post]
            .into_iter()
            .flatten()
        {
            key = post.chat.id;
            date = Some(post.date);
        }
        if let Some(query) = &self.callback_query {
            // Presses of one person stay in order; under a channel's post nobody waits for another's.
            key = query.from.id;
            // A press in a channel is no word to the bot: it may not write to them because of it.
            add(&query.from, query.is_private());
        }
        if let Some(change) = &self.my_chat_member {
            key = change.chat.id;
            date = Some(change.date);
            // Blocking the bot is no way of talking to it.
            add(&change.from, false);
        }
        if let Some(change) = &self.chat_member {
            key = change.chat.id;
            date = Some(change.date);
            add(&change.from, false);
            add(&change.new_chat_member.user, false);
        }
        if let Some(request) = &self.chat_join_request {
            key = request.from.id;
            date = Some(request.date);
            add(&request.from, false);
        }
        if let Some(query) = &self.pre_checkout_query {
            key = query.from.id;
            add(&query.from, true);
        }
        Envelope {
            update_id: self.update_id,
            key,
            is_pre_checkout: self.pre_checkout_query.is_some(),
            people,
            starter,
            date: date.filter(|at| *at > 0).map(Timestamp),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_beside_an_unknown_entity_is_read() {
        let raw = r#"{"update_id":1,"message":{"message_id":2,"date":3,"chat":{"id":9,"type":"private"},
            "from":{"id":9,"is_bot":false,"first_name":"Ana"},"text":"hola",
            "entities":[{"type":"date_time","offset":0,"length":4,"unix_time":1,"date_time_format":"x"}]}}"#;
        let update = Update::parse(raw).expect("an update");
        assert_eq!(
            update.message.expect("a message").text.as_deref(),
            Some("hola")
        );
    }

    #[test]
    fn an_update_of_a_newer_kind_is_still_an_update() {
        let update =
            Update::parse(r#"{"update_id":7,"guest_message":{"x":1}}"#).expect("an update");
        assert_eq!((update.update_id, update.kind()), (7, "unknown"));
    }

    #[test]
    fn an_update_of_an_unknown_shape_keeps_its_number_and_the_name_of_its_kind() {
        let update = Update::parse(r#"{"update_id":7,"message":{"message_id":"x"}}"#).expect("one");
        assert_eq!(
            (update.update_id, update.unread.as_deref()),
            (7, Some("message"))
        );
        assert!(update.message.is_none());
        assert!(Update::parse(r#"{"message":{}}"#).is_none());
    }

    #[test]
    fn both_fields_of_a_forwarded_post_name_the_channel() {
        for part in [
            r#""forward_origin":{"type":"channel","chat":{"id":-1005,"type":"channel"},"message_id":1,"date":1}"#,
            r#""forward_from_chat":{"id":-1005,"type":"channel"}"#,
        ] {
            let raw = format!(
                r#"{{"update_id":1,"message":{{"message_id":2,"date":3,"chat":{{"id":9,"type":"private"}},{part}}}}}"#
            );
            let message = Update::parse(&raw)
                .and_then(|update| update.message)
                .expect("a message");
            assert_eq!(message.forwarded(), Some(Forwarded::From(ChatId(-1005))));
        }
        let raw = r#"{"update_id":1,"message":{"message_id":2,"date":3,"chat":{"id":9,"type":"private"},
            "forward_origin":{"type":"user","sender_user":{"id":4,"is_bot":false,"first_name":"E"},"date":1}}}"#;
        let message = Update::parse(raw)
            .and_then(|update| update.message)
            .expect("a message");
        assert_eq!(message.forwarded(), Some(Forwarded::Person));
    }

    #[test]
    fn a_press_in_a_channel_is_no_word_to_the_bot() {
        let raw = |chat: i64, kind: &str| {
            format!(
                r#"{{"update_id":1,"callback_query":{{"id":"1","from":{{"id":9,"first_name":"A"}},"data":"react:0",
                "message":{{"message_id":2,"date":0,"chat":{{"id":{chat},"type":"{kind}"}}}}}}}}"#
            )
        };
        let envelope = |raw: String| Update::parse(&raw).expect("an update").envelope();
        let (there, here) = (envelope(raw(-100, "channel")), envelope(raw(9, "private")));
        assert_eq!((there.people[0].1, here.people[0].1), (false, true));
        assert_eq!((there.key, here.key), (9, 9));
    }

    #[test]
    fn only_a_private_start_counts_as_start() {
        let raw = |chat: i64, kind: &str| {
            format!(
                r#"{{"update_id":1,"message":{{"message_id":2,"date":3,"chat":{{"id":{chat},"type":"{kind}"}},
                "from":{{"id":9,"is_bot":false,"first_name":"A"}},"text":"/start v_X"}}}}"#
            )
        };
        let starter = |raw: String| Update::parse(&raw).expect("an update").envelope().starter;
        assert_eq!(starter(raw(9, "private")), Some(UserId(9)));
        assert_eq!(starter(raw(-100, "supergroup")), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in any::<String>()) {
            let _ = Update::parse(&text).map(|update| update.envelope());
        }
    }
}
