//! Reading the world for the demo's page: who there is, what each sees, what changed since.
//!
//! Nothing here changes the world, and nothing here wakes those who wait for a change.

mod reading;

use super::Emulator;
use super::people_acts::CallbackId;
use super::screen::Toast;
use super::state::Status;
use crate::utils::order::InOrder;
use serde_json::{Value, json};

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
    /// The message that was pinned last.
    pub pinned: Option<Value>,
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
            members.order_by_key(|member| (reading::rank(member.status), member.id));
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
            presses.order_by_key(|press| press.answered);
            presses
                .into_iter()
                .map(|press| (press.user, press.data.clone()))
                .collect()
        })
    }

    /// How far each person came on their way into a chat.
    pub fn visit_views(&self, chat: i64) -> Vec<(i64, VisitView)> {
        self.look(|state| {
            let arrivals = state.arrivals(chat);
            let people = state.users.values().filter(|user| !user.is_bot);
            let visits = people.map(|user| {
                let visit = VisitView {
                    invite: state.newest_in(user.id, |stored| state.invite_to(chat, stored)),
                    is_in: state.member(chat, user.id).status.is_in(),
                    arrival: arrivals.get(&user.id).copied(),
                };
                (user.id, visit)
            });
            visits.collect()
        })
    }

    /// The newest message of the bot in a chat that is so, given as the object `Message`.
    pub fn newest_by_bot(
        &self,
        chat: i64,
        is_so: impl Fn(&serde_json::Map<String, Value>) -> bool,
    ) -> Option<i64> {
        self.look(|state| {
            state.newest_in(chat, |stored| {
                is_so(&stored.value).then(|| stored.value.get("message_id")?.as_i64())?
            })
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

    /// Keeps a file that somebody is about to send, and gives its `file_id`.
    pub fn keep_upload(&self, name: &str, bytes: &[u8], kind: &str) -> String {
        let upload = super::Upload {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        };
        self.act(|state| state.keep_file(&upload, super::methods::folder_of(kind)))
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

    /// The chats where the bot is an administrator, with their titles.
    pub fn served_by_bot(&self) -> Vec<(i64, String)> {
        self.look(|state| {
            let chats = state.chats.values();
            let served = chats.filter(|chat| state.bot_is_admin(chat.id));
            served.map(|chat| (chat.id, chat.title.clone())).collect()
        })
    }
}
