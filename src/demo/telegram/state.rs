//! The world behind the emulator: people, chats, members, messages, links, updates.
//!
//! Everything here is plain data under one lock. What a call does is in `methods`, what people do in
//! `people`.

use super::error::ApiError;
use super::faults::{Fault, Gauge};
use super::record::{Call, Upload};
use super::rights::Rights;
use super::stars::{Payment, Stars, Terms};
use super::webhook::Hook;
use crate::utils::clock::Clock;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// How long somebody who asked to join may be written to.
pub(super) const REQUEST_WINDOW: i64 = 5 * crate::models::MINUTE;

/// The sort of a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChatKind {
    Private,
    Group,
    Supergroup,
    Channel,
}

impl ChatKind {
    /// The word of the Bot API.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Group => "group",
            Self::Supergroup => "supergroup",
            Self::Channel => "channel",
        }
    }
}

/// A person, or a bot other than ours.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) id: i64,
    pub(super) is_bot: bool,
    pub(super) first_name: String,
    pub(super) last_name: Option<String>,
    pub(super) username: Option<String>,
    pub(super) language: String,
    /// Pressed Start: the bot may write.
    pub(super) has_started: bool,
    pub(super) has_blocked: bool,
    pub(super) is_deactivated: bool,
    /// The bot has met them in an update.
    pub(super) is_known: bool,
    /// Forwards of their messages name no account, only what they are called.
    pub(super) hides_account: bool,
    /// The message of the bot whose reply keyboard their client shows.
    pub(super) keyboard_of: Option<i64>,
    /// Changes after this one are new to `expect`.
    pub(super) mark: u64,
}

/// A member's place in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The owner.
    Creator,
    /// With rights.
    Administrator,
    /// Without rights.
    Member,
    /// Not in the chat, free to come.
    Left,
    /// Removed, and may not come back.
    Kicked,
}

impl Status {
    /// The word of the Bot API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Creator => "creator",
            Self::Administrator => "administrator",
            Self::Member => "member",
            Self::Left => "left",
            Self::Kicked => "kicked",
        }
    }

    /// In the chat.
    pub fn is_in(self) -> bool {
        matches!(self, Self::Creator | Self::Administrator | Self::Member)
    }
}

#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) status: Status,
    pub(super) rights: Rights,
    /// The link by which they came.
    pub(super) via: Option<String>,
    /// End of a ban, where 0 means for ever; of a member, of the time paid in Stars, where 0 means none.
    pub(super) until: i64,
}

impl Member {
    pub(super) fn with(status: Status) -> Self {
        Self {
            status,
            rights: Rights::default(),
            via: None,
            until: 0,
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct JoinRequest {
    pub(super) link: Option<String>,
    pub(super) at: i64,
}

#[derive(Clone, Debug)]
pub(super) struct Chat {
    pub(super) id: i64,
    pub(super) kind: ChatKind,
    pub(super) title: String,
    pub(super) username: Option<String>,
    pub(super) members: BTreeMap<i64, Box<Member>>,
    pub(super) requests: BTreeMap<i64, Box<JoinRequest>>,
    pub(super) migrated_to: Option<i64>,
    pub(super) last_message: i64,
    /// Emoji allowed as reactions; `None` means all.
    pub(super) reactions: Option<Vec<String>>,
    pub(super) description: Option<String>,
    /// The discussion group of a channel, or the channel of such a group.
    pub(super) linked_chat: Option<i64>,
    /// Pinned messages, the last pinned at the end.
    pub(super) pinned: Vec<i64>,
    /// A supergroup with topics.
    pub(super) is_forum: bool,
    /// Its topics but for General, by the message that began each.
    pub(super) topics: BTreeMap<i64, Box<Topic>>,
}

/// A topic of a forum.
#[derive(Clone, Debug)]
pub(super) struct Topic {
    pub(super) name: String,
    pub(super) creator: i64,
    pub(super) is_closed: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) url: String,
    pub(super) chat: i64,
    pub(super) creator: i64,
    pub(super) name: Option<String>,
    pub(super) expires_at: Option<i64>,
    pub(super) member_limit: Option<i64>,
    pub(super) by_request: bool,
    pub(super) is_primary: bool,
    pub(super) is_revoked: bool,
    /// Stars for each month of a subscription.
    pub(super) price: Option<i64>,
}

/// A message as the Bot API shows it, and what only the emulator knows.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) value: Map<String, Value>,
    pub(super) by_bot: bool,
    /// It came without a sound.
    pub(super) is_silent: bool,
    /// Reply keyboard, removal of one, or forced reply.
    pub(super) keyboard: Option<Value>,
    /// The bot's reactions.
    pub(super) reactions: Vec<String>,
    /// The reactions of people.
    pub(super) reactions_of: BTreeMap<i64, Vec<String>>,
    /// Which option of a poll each person chose.
    pub(super) votes: BTreeMap<i64, i64>,
    /// What an invoice asks for.
    pub(super) terms: Option<Terms>,
    /// An invoice that was paid.
    pub(super) is_paid: bool,
    /// Number of the change that made or last edited it.
    pub(super) changed: u64,
}

#[derive(Clone, Debug)]
pub(super) struct Callback {
    pub(super) user: i64,
    pub(super) data: String,
    pub(super) at: i64,
    pub(super) answer: Option<(String, bool)>,
    /// Order of the answers.
    pub(super) answered: u64,
}

#[derive(Clone, Debug)]
pub(super) struct Queued {
    pub(super) id: i64,
    pub(super) kind: String,
    pub(super) at: i64,
    pub(super) value: Value,
}

#[derive(Clone, Debug)]
pub(super) struct StoredFile {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
}

/// Values are boxed: maps of boxes with the same keys share their code, which would else be 60 KB more.
pub(super) struct State {
    pub(super) clock: Clock,
    pub(super) date_clock: Option<Clock>,
    pub(super) token: String,
    pub(super) bot: User,
    pub(super) users: BTreeMap<i64, Box<User>>,
    pub(super) chats: BTreeMap<i64, Box<Chat>>,
    pub(super) messages: BTreeMap<(i64, i64), Box<Stored>>,
    pub(super) links: BTreeMap<String, Box<Link>>,
    pub(super) invoice_links: BTreeMap<String, Box<Terms>>,
    pub(super) callbacks: BTreeMap<String, Box<Callback>>,
    pub(super) payments: BTreeMap<String, Box<Payment>>,
    pub(super) stars: Stars,
    pub(super) files: BTreeMap<String, Box<StoredFile>>,
    pub(super) commands: BTreeMap<String, Value>,
    /// Name and descriptions of the bot, by `field:language`.
    pub(super) profile: BTreeMap<String, String>,
    /// Menu buttons by private chat; 0 is that of all others.
    pub(super) menu_buttons: BTreeMap<i64, Box<Value>>,
    /// What is suggested in groups (0) and channels (1).
    pub(super) default_rights: BTreeMap<i64, Box<Value>>,
    pub(super) webhook: String,
    /// How updates are brought there.
    pub(super) hook: Hook,
    pub(super) updates: VecDeque<Queued>,
    /// Every update made, delivered or not; the oldest are forgotten.
    pub(super) history: Vec<Value>,
    pub(super) allowed: Option<Vec<String>>,
    pub(super) next_update: i64,
    pub(super) poll: u64,
    pub(super) polls: u64,
    pub(super) calls: Vec<Call>,
    /// How many calls were forgotten at the front of `calls`.
    pub(super) calls_forgotten: usize,
    pub(super) violations: Vec<String>,
    pub(super) faults: Vec<Fault>,
    pub(super) latency: Duration,
    pub(super) floods: Vec<Gauge>,
    pub(super) last_private_message: i64,
    pub(super) serial: u64,
    pub(super) changes: u64,
    /// Grows with everything that may change the world.
    pub(super) revision: u64,
    /// How many calls, updates and presses are kept, and a fifth of how many messages.
    pub(super) remembered: usize,
}

impl State {
    pub(super) fn new(token: String, bot: User, clock: Clock, remembered: usize) -> Self {
        let next_update = 100_000_000 + clock.now().0.rem_euclid(700_000_000);
        Self {
            clock,
            date_clock: None,
            token,
            bot,
            users: BTreeMap::new(),
            chats: BTreeMap::new(),
            messages: BTreeMap::new(),
            links: BTreeMap::new(),
            invoice_links: BTreeMap::new(),
            callbacks: BTreeMap::new(),
            payments: BTreeMap::new(),
            stars: Stars::default(),
            files: BTreeMap::new(),
            commands: BTreeMap::new(),
            profile: BTreeMap::new(),
            menu_buttons: BTreeMap::new(),
            default_rights: BTreeMap::new(),
            webhook: String::new(),
            hook: Hook::default(),
            updates: VecDeque::new(),
            history: Vec::new(),
            allowed: None,
            next_update,
            poll: 0,
            polls: 0,
            calls: Vec::new(),
            calls_forgotten: 0,
            violations: Vec::new(),
            faults: Vec::new(),
            latency: Duration::ZERO,
            floods: Vec::new(),
            last_private_message: 100,
            serial: 0,
            changes: 0,
            revision: 0,
            remembered,
        }
    }

    pub(super) fn now(&self) -> i64 {
        self.clock.now().0
    }

    /// A number that was never given out before.
    pub(super) fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// Numbers this change of what people see.
    pub(super) fn change(&mut self) -> u64 {
        self.changes += 1;
        self.changes
    }

    pub(super) fn user(&self, id: i64) -> Option<&User> {
        if id == self.bot.id {
            return Some(&self.bot);
        }
        self.users.get(&id).map(Box::as_ref)
    }

    pub(super) fn member(&self, chat: i64, user: i64) -> Member {
        let Some(chat) = self.chats.get(&chat) else {
            return Member::with(Status::Left);
        };
        let member = chat.members.get(&user).cloned();
        let member = member.map_or_else(|| Member::with(Status::Left), |member| *member);
        let ban_is_over =
            member.status == Status::Kicked && member.until != 0 && member.until <= self.now();
        if ban_is_over {
            return Member::with(Status::Left);
        }
        member
    }

    /// Members who are in the chat by this link now: what `member_limit` limits.
    pub(super) fn members_by(&self, link: &Link) -> i64 {
        let count = self.chats.get(&link.chat).map_or(0, |chat| {
            chat.members
                .values()
                .filter(|member| member.status.is_in() && member.via.as_ref() == Some(&link.url))
                .count()
        });
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// Whether the person asked to join some chat less than five minutes ago and waits for an answer.
    pub(super) fn is_in_request_window(&self, user: i64) -> bool {
        // Only groups and channels have requests; their ids are negative.
        self.chats.range(..0).any(|(_, chat)| {
            let bot = chat.members.get(&self.bot.id);
            bot.is_some_and(|bot| bot.status.is_in())
                && chat
                    .requests
                    .get(&user)
                    .is_some_and(|request| self.now() - request.at < REQUEST_WINDOW)
        })
    }

    pub(super) fn next_message_id(&mut self, chat: i64) -> i64 {
        let own_numbers = self
            .chats
            .get_mut(&chat)
            .filter(|chat| matches!(chat.kind, ChatKind::Channel | ChatKind::Supergroup));
        match own_numbers {
            Some(chat) => {
                chat.last_message += 1;
                chat.last_message
            }
            None => {
                self.last_private_message += 1;
                self.last_private_message
            }
        }
    }

    /// Keeps a message written by `from` and gives its public form.
    pub(super) fn store(
        &mut self,
        chat: i64,
        from: i64,
        body: Map<String, Value>,
        markup: Option<Value>,
    ) -> Value {
        let id = self.next_message_id(chat);
        let mut value = Map::new();
        value.insert("message_id".to_owned(), json!(id));
        value.insert("date".to_owned(), json!(self.now()));
        value.insert("chat".to_owned(), self.chat_json(chat));
        if self
            .chats
            .get(&chat)
            .is_some_and(|chat| chat.kind == ChatKind::Channel)
        {
            value.insert("sender_chat".to_owned(), self.chat_json(chat));
        } else {
            value.insert("from".to_owned(), self.user_json(from));
        }
        value.extend(body);
        let (inline, keyboard) = match markup {
            Some(markup) if markup.get("inline_keyboard").is_some() => (Some(markup), None),
            other => (None, other),
        };
        if let Some(inline) = inline {
            value.insert("reply_markup".to_owned(), inline);
        }
        let stored = Stored {
            value: value.clone(),
            by_bot: from == self.bot.id,
            is_silent: false,
            keyboard,
            reactions: Vec::new(),
            reactions_of: BTreeMap::new(),
            votes: BTreeMap::new(),
            terms: None,
            is_paid: false,
            changed: self.change(),
        };
        self.show_keyboard(chat, id, stored.keyboard.as_ref());
        self.messages.insert((chat, id), Box::new(stored));
        self.forget_old_messages();
        Value::Object(value)
    }

    /// Keeps an uploaded file and gives its id.
    pub(super) fn keep_file(&mut self, upload: &Upload, folder: &str) -> String {
        let number = self.serial();
        let id = format!("BQACAgEAAxkBAAI{number:08}");
        let extension = upload
            .name
            .rsplit_once('.')
            .map_or("bin", |(_, extension)| extension);
        let file = StoredFile {
            name: upload.name.clone(),
            path: format!("{folder}/file_{number}.{extension}"),
            bytes: upload.bytes.clone(),
        };
        self.files.insert(id.clone(), Box::new(file));
        self.forget_old_files();
        id
    }

    /// The chat that a `chat_id` names.
    pub(super) fn resolve(&self, value: Option<&Value>) -> Result<i64, ApiError> {
        let absent = || ApiError::bad("chat not found");
        let id = match value {
            Some(Value::String(name)) => {
                let name = name.strip_prefix('@').ok_or_else(absent)?;
                let named = self.chats.values().find(|chat| {
                    chat.kind != ChatKind::Private
                        && chat
                            .username
                            .as_deref()
                            .is_some_and(|own| own.eq_ignore_ascii_case(name))
                });
                named.map(|chat| chat.id).ok_or_else(absent)?
            }
            Some(value) => value.as_i64().ok_or_else(absent)?,
            None => return Err(absent()),
        };
        let chat = self.chats.get(&id).ok_or_else(absent)?;
        if let Some(new) = chat.migrated_to {
            return Err(
                ApiError::bad("group chat was upgraded to a supergroup chat")
                    .with("migrate_to_chat_id", new),
            );
        }
        let bot_was_never_there = chat.kind != ChatKind::Private
            && chat.username.is_none()
            && !chat.members.contains_key(&self.bot.id);
        let never_met = self.users.get(&id).is_some_and(|user| !user.is_known);
        if bot_was_never_there || never_met {
            return Err(absent());
        }
        Ok(id)
    }
}
