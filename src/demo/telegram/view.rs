//! Reading the world for the demo's page: who there is, what each sees, what changed since.
//!
//! Nothing here changes the world, and nothing here wakes those who wait for a change.

use super::Emulator;
use super::people_acts::CallbackId;
use super::screen::Toast;
use super::state::{Chat, ChatKind, State, Status, Stored};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Fields of a message that the page has no use for: it knows the chat it asked about.
const NEEDLESS: [&str; 4] = ["chat", "sender_chat", "link_preview_options", "message_id"];

/// A person as the page lists them.
#[derive(Clone, Debug)]
pub struct PersonView {
    /// The id, also of the chat with the bot.
    pub id: i64,
    /// First and last name.
    pub name: String,
    /// Without `@`.
    pub username: Option<String>,
    /// The language of their client.
    pub language: String,
    /// The bot may write to them.
    pub has_started: bool,
    /// They blocked the bot.
    pub has_blocked: bool,
}

/// A chat as one person sees it in their list.
#[derive(Clone, Debug)]
pub struct ChatView {
    /// The id.
    pub id: i64,
    /// `private`, `group`, `supergroup` or `channel`.
    pub kind: &'static str,
    /// The title; empty for the chat with the bot.
    pub title: String,
    /// Without `@`.
    pub username: Option<String>,
    /// The person's place in it.
    pub status: Status,
    /// How many people are in, bots left out.
    pub members: usize,
    /// They asked to join and wait.
    pub is_pending: bool,
    /// Emoji allowed as reactions; `None` means all.
    pub reactions: Option<Vec<String>>,
    /// Messages of others above the id given as read.
    pub unread: usize,
    /// The newest message.
    pub last: Option<Value>,
}

/// Part of a chat: what changed of its messages from a certain one on.
#[derive(Clone, Debug, Default)]
pub struct MessagesView {
    /// Ids of all messages of that part, oldest first: what is missing was deleted.
    pub ids: Vec<i64>,
    /// Those made or edited after the change that was asked about.
    pub changed: Vec<Value>,
    /// Reactions to those that have any: id, emoji, how many, and whether the person's own is among them.
    pub reactions: Vec<(i64, String, i64, bool)>,
    /// Invoices of that part that were paid.
    pub paid: Vec<i64>,
    /// There are older ones.
    pub has_older: bool,
    /// Number of the newest change in the world.
    pub change: u64,
}

/// Which messages are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// The oldest message held already; `None` asks for the newest ones.
    pub from: Option<i64>,
    /// Ask for messages before this one.
    pub before: Option<i64>,
    /// How many if `from` is not given.
    pub limit: usize,
    /// Only what changed after this.
    pub since: u64,
}

/// What an invite link promises the person who looks at it.
#[derive(Clone, Debug)]
pub struct InviteView {
    /// The chat behind it.
    pub chat: i64,
    /// Its title.
    pub title: String,
    /// How many people are in.
    pub members: usize,
    /// Joining needs approval.
    pub by_request: bool,
    /// They are in already.
    pub is_in: bool,
}

/// A member of a chat.
#[derive(Clone, Debug)]
pub struct MemberView {
    /// Who.
    pub id: i64,
    /// First and last name.
    pub name: String,
    /// The place.
    pub status: Status,
    /// When they came, if the bot was told.
    pub since: Option<i64>,
}

/// How far a person came on their way into a chat.
#[derive(Clone, Debug, Default)]
pub struct VisitView {
    /// The newest invite link to it that the bot gave them.
    pub invite: Option<String>,
    /// They are in.
    pub is_in: bool,
    /// When they last came, if the bot was told.
    pub arrival: Option<i64>,
}

/// A stored file.
#[derive(Clone, Debug)]
pub struct FileView {
    /// The name given by the sender.
    pub name: String,
    /// The content.
    pub bytes: Vec<u8>,
}

impl Emulator {
    /// Calls `on_change` now and after every change of the world, for ever. Changes that come close
    /// together may be told once; none is missed.
    pub async fn follow(&self, pause: std::time::Duration, mut on_change: impl FnMut()) {
        loop {
            let news = self.shared.changed.notified();
            tokio::pin!(news);
            news.as_mut().enable();
            on_change();
            news.await;
            tokio::time::sleep(pause).await;
        }
    }

    /// The person with this id. The bot is none.
    pub fn person_view(&self, id: i64) -> Option<PersonView> {
        self.look(|state| state.person_view(id))
    }

    /// Everybody, in the order of their ids.
    pub fn people_views(&self) -> Vec<PersonView> {
        self.look(|state| {
            let people = state.users.values().filter(|user| !user.is_bot);
            people
                .filter_map(|user| state.person_view(user.id))
                .collect()
        })
    }

    /// What a person finds in their list: the bot, where they are in or wait, and what is public.
    /// `read` tells the newest message of a chat that they have read.
    pub fn chat_views(&self, person: i64, read: impl Fn(i64) -> i64) -> Vec<ChatView> {
        self.look(|state| {
            let chats = state.chats.values();
            let visible = chats.filter(|chat| state.is_visible(chat, person));
            visible
                .map(|chat| state.chat_view(chat, person, read(chat.id)))
                .collect()
        })
    }

    /// Whether a person may look into a chat.
    pub fn can_see(&self, person: i64, chat: i64) -> bool {
        self.look(|state| {
            state
                .chats
                .get(&chat)
                .is_some_and(|chat| state.is_visible(chat, person))
        })
    }

    /// What changed in a chat, with the reactions as this person sees them.
    pub fn messages_view(&self, chat: i64, person: i64, window: Window) -> MessagesView {
        self.look(|state| state.messages_view(chat, person, window))
    }

    /// What a link is, for this person; `None` if it leads nowhere or its time is over.
    pub fn invite_view(&self, person: i64, url: &str) -> Option<InviteView> {
        self.look(|state| {
            let link = state.links.get(url)?;
            let is_over = link.expires_at.is_some_and(|at| at <= state.now());
            if link.is_revoked || is_over {
                return None;
            }
            let chat = state.chats.get(&link.chat)?;
            Some(InviteView {
                chat: chat.id,
                title: chat.title.clone(),
                members: state.people_in(chat),
                by_request: link.by_request,
                is_in: state.member(chat.id, person).status.is_in(),
            })
        })
    }

    /// Who is in a chat, the owner first, the bot included.
    pub fn member_views(&self, chat: i64) -> Vec<MemberView> {
        self.look(|state| {
            let since = state.arrivals(chat);
            let Some(chat) = state.chats.get(&chat) else {
                return Vec::new();
            };
            let present = chat.members.iter().filter(|(_, m)| m.status.is_in());
            let mut members: Vec<MemberView> = present
                .map(|(id, member)| MemberView {
                    id: *id,
                    name: state.name_of(*id),
                    status: member.status,
                    since: since.get(id).copied(),
                })
                .collect();
            members.sort_by_key(|member| (rank(member.status), member.id));
            members
        })
    }

    /// The answer to a press, once there is one.
    pub fn press_answer(&self, press: &CallbackId) -> Option<Toast> {
        self.look(|state| {
            let answer = state.callbacks.get(&press.0)?.answer.clone();
            answer.map(|(text, show_alert)| Toast { text, show_alert })
        })
    }

    /// The data of every answered press that begins so, with the person, oldest first.
    pub fn answered_presses(&self, prefix: &str) -> Vec<(i64, String)> {
        self.look(|state| {
            let mut presses: Vec<_> = state
                .callbacks
                .values()
                .filter(|press| press.answer.is_some() && press.data.starts_with(prefix))
                .collect();
            presses.sort_by_key(|press| press.answered);
            presses
                .into_iter()
                .map(|press| (press.user, press.data.clone()))
                .collect()
        })
    }

    /// How far a person came on their way into a chat.
    pub fn visit_view(&self, person: i64, chat: i64) -> VisitView {
        self.look(|state| VisitView {
            invite: state.newest_in(person, |stored| state.invite_to(chat, stored)),
            is_in: state.member(chat, person).status.is_in(),
            arrival: state.arrivals(chat).get(&person).copied(),
        })
    }

    /// The newest address that contains `part` in what the bot wrote to a person.
    pub fn newest_link(&self, person: i64, part: &str) -> Option<String> {
        self.look(|state| {
            state.newest_in(person, |stored| {
                let text = stored.value.get("text")?.as_str()?;
                let mut words = text.split_whitespace();
                words.find(|word| word.contains(part)).map(str::to_owned)
            })
        })
    }

    /// The bot's name.
    pub fn bot_name(&self) -> String {
        self.look(|state| state.bot.first_name.clone())
    }

    /// What the bot tells a person about itself before they press Start, in their language or for all.
    pub fn bot_description(&self, person: i64) -> String {
        self.look(|state| {
            let language = state.users.get(&person).map(|user| user.language.as_str());
            let own = format!("description:{}", language.unwrap_or_default());
            let found = state
                .profile
                .get(&own)
                .or_else(|| state.profile.get("description:"));
            found.cloned().unwrap_or_default()
        })
    }

    /// Whether the bot is an administrator of a chat.
    pub fn bot_serves(&self, chat: i64) -> bool {
        self.look(|state| state.bot_is_admin(chat))
    }

    /// A file by its `file_id`.
    pub fn file_view(&self, file_id: &str) -> Option<FileView> {
        self.look(|state| {
            let file = state.files.get(file_id)?;
            Some(FileView {
                name: file.name.clone(),
                bytes: file.bytes.clone(),
            })
        })
    }

    /// The menu that a person sees in the chat with the bot: the list for them, else for all private
    /// chats, else for everybody, each first in their language.
    pub fn commands_for(&self, person: i64) -> Value {
        self.look(|state| {
            let language = state.users.get(&person).map(|user| user.language.as_str());
            let language = language.unwrap_or_default();
            let scopes = [
                format!("chat:{person}:null"),
                "all_private_chats:".to_owned(),
                "default:".to_owned(),
            ];
            let keys = scopes
                .iter()
                .flat_map(|scope| [format!("{scope}:{language}"), format!("{scope}:")]);
            let lists = keys.filter_map(|key| state.commands.get(&key).cloned());
            let mut filled = lists.filter(|list| list.as_array().is_some_and(|l| !l.is_empty()));
            filled.next().unwrap_or_else(|| json!([]))
        })
    }
}

impl State {
    fn person_view(&self, id: i64) -> Option<PersonView> {
        let user = self.users.get(&id).filter(|user| !user.is_bot)?;
        Some(PersonView {
            id,
            name: self.name_of(id),
            username: user.username.clone(),
            language: user.language.clone(),
            has_started: user.has_started,
            has_blocked: user.has_blocked,
        })
    }

    fn name_of(&self, id: i64) -> String {
        let Some(user) = self.user(id) else {
            return id.to_string();
        };
        match &user.last_name {
            Some(last) => format!("{} {last}", user.first_name),
            None => user.first_name.clone(),
        }
    }

    fn is_visible(&self, chat: &Chat, person: i64) -> bool {
        match chat.kind {
            ChatKind::Private => chat.id == person,
            ChatKind::Group | ChatKind::Supergroup | ChatKind::Channel => {
                chat.migrated_to.is_none()
                    && (self.member(chat.id, person).status.is_in()
                        || chat.requests.contains_key(&person)
                        || chat.username.is_some())
            }
        }
    }

    fn people_in(&self, chat: &Chat) -> usize {
        let present = chat.members.iter().filter(|(_, m)| m.status.is_in());
        present.filter(|(id, _)| **id != self.bot.id).count()
    }

    fn chat_view(&self, chat: &Chat, person: i64, read: i64) -> ChatView {
        let newer = self
            .messages
            .range((chat.id, read.saturating_add(1))..=(chat.id, i64::MAX));
        let status = self.member(chat.id, person).status;
        let is_own = |stored: &Stored| {
            chat.kind != ChatKind::Channel && stored.value["from"]["id"] == person
        };
        let is_reader = chat.kind == ChatKind::Private || status.is_in();
        let unread = newer.filter(|(_, stored)| is_reader && !is_own(stored));
        let last = self
            .messages
            .range((chat.id, i64::MIN)..=(chat.id, i64::MAX))
            .next_back();
        ChatView {
            id: chat.id,
            kind: chat.kind.name(),
            title: match chat.kind {
                ChatKind::Private => String::new(),
                ChatKind::Group | ChatKind::Supergroup | ChatKind::Channel => chat.title.clone(),
            },
            username: chat.username.clone(),
            status,
            members: self.people_in(chat),
            is_pending: chat.requests.contains_key(&person),
            reactions: chat.reactions.clone(),
            unread: unread.count(),
            last: last.map(|((_, id), stored)| message_json(*id, stored)),
        }
    }

    /// What `find` finds in the newest message of the bot that has it.
    fn newest_in<T>(&self, chat: i64, find: impl Fn(&Stored) -> Option<T>) -> Option<T> {
        let messages = self.messages.range((chat, i64::MIN)..=(chat, i64::MAX));
        let by_bot = messages.rev().filter(|(_, stored)| stored.by_bot);
        by_bot.filter_map(|(_, stored)| find(stored)).next()
    }

    /// The link to a chat that a message has as a button.
    fn invite_to(&self, chat: i64, stored: &Stored) -> Option<String> {
        let rows = stored.value.get("reply_markup")?["inline_keyboard"].as_array()?;
        let mut buttons = rows.iter().filter_map(Value::as_array).flatten();
        buttons.find_map(|button| {
            let url = button["url"].as_str()?;
            let link = self.links.get(url)?;
            (link.chat == chat).then(|| url.to_owned())
        })
    }

    fn messages_view(&self, chat: i64, person: i64, window: Window) -> MessagesView {
        let below = window.before.unwrap_or(i64::MAX);
        let mut ids: Vec<i64> = match window.from {
            Some(from) => {
                let range = self.messages.range((chat, from)..=(chat, i64::MAX));
                range.map(|((_, id), _)| *id).collect()
            }
            None => {
                let range = self.messages.range((chat, i64::MIN)..(chat, below));
                let newest = range.rev().take(window.limit);
                newest.map(|((_, id), _)| *id).collect()
            }
        };
        ids.sort_unstable();
        let changed = ids.iter().filter_map(|id| {
            let stored = self.messages.get(&(chat, *id))?;
            (stored.changed > window.since).then(|| message_json(*id, stored))
        });
        let changed = changed.collect();
        let reactions = ids
            .iter()
            .filter_map(|id| Some((*id, self.messages.get(&(chat, *id))?)))
            .flat_map(|(id, stored)| reactions_of(id, stored, person))
            .collect();
        let is_paid = |id: &i64| {
            let stored = self.messages.get(&(chat, *id));
            stored.is_some_and(|stored| stored.is_paid)
        };
        let paid = ids.iter().copied().filter(is_paid).collect();
        let oldest = ids.first().copied().or(window.from).unwrap_or(below);
        let has_older = self
            .messages
            .range((chat, i64::MIN)..(chat, oldest))
            .next()
            .is_some();
        MessagesView {
            ids,
            changed,
            reactions,
            paid,
            has_older,
            change: self.changes,
        }
    }

    /// When each member came, from what the bot was told of them; those who left keep their last arrival.
    fn arrivals(&self, chat: i64) -> BTreeMap<i64, i64> {
        let mut since = BTreeMap::new();
        let is_in = |member: &Value| {
            ["creator", "administrator", "member"]
                .iter()
                .any(|name| member["status"] == *name)
        };
        for update in &self.history {
            for kind in ["chat_member", "my_chat_member"] {
                let Some(change) = update.get(kind).filter(|c| c["chat"]["id"] == chat) else {
                    continue;
                };
                let user = change["new_chat_member"]["user"]["id"].as_i64();
                let comes = is_in(&change["new_chat_member"]) && !is_in(&change["old_chat_member"]);
                if let (Some(user), Some(at), true) = (user, change["date"].as_i64(), comes) {
                    since.insert(user, at);
                }
            }
        }
        since
    }
}

/// Everybody's reactions, the bot's included.
fn reactions_of(id: i64, stored: &Stored, person: i64) -> Vec<(i64, String, i64, bool)> {
    let own = stored.reactions_of.get(&person);
    let counts = stored.reaction_counts().into_iter();
    counts
        .map(|(emoji, count)| {
            let is_own = own.is_some_and(|own| own.contains(&emoji));
            (id, emoji, count, is_own)
        })
        .collect()
}

fn rank(status: Status) -> u8 {
    match status {
        Status::Creator => 0,
        Status::Administrator => 1,
        Status::Member => 2,
        Status::Left | Status::Kicked => 3,
    }
}

/// A message without what the page knows already.
fn message_json(id: i64, stored: &Stored) -> Value {
    let kept = stored
        .value
        .iter()
        .filter(|(name, _)| !NEEDLESS.contains(&name.as_str()));
    let mut fields: Map<String, Value> = kept
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    fields.insert("id".to_owned(), json!(id));
    fields.insert("by_bot".to_owned(), json!(stored.by_bot));
    Value::Object(fields)
}
