//! Making the world: people, chats, rights, and what others than the people of a test do.

use super::Emulator;
use super::people::Person;
use super::rights::Rights;
use super::state::{Chat, ChatKind, Member, State, Status, User};
use super::updates::Change;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

impl User {
    pub(super) fn new(id: i64, first_name: &str, username: Option<&str>, language: &str) -> Self {
        Self {
            id,
            is_bot: false,
            first_name: first_name.to_owned(),
            last_name: None,
            username: username.map(str::to_owned),
            language: language.to_owned(),
            has_started: false,
            has_blocked: false,
            is_deactivated: false,
            is_known: false,
            hides_account: false,
            keyboard_of: None,
            mark: 0,
        }
    }
}

impl Emulator {
    /// Adds somebody who never wrote to the bot. Their id is that of their private chat.
    pub fn add_person(
        &self,
        id: i64,
        first_name: &str,
        username: Option<&str>,
        language: &str,
    ) -> Person {
        self.act(|state| {
            state
                .users
                .insert(id, Box::new(User::new(id, first_name, username, language)));
            state.add_chat(id, ChatKind::Private, first_name);
        });
        self.person(id)
    }

    /// A handle on somebody added before.
    pub fn person(&self, id: i64) -> Person {
        Person::new(self.clone(), id)
    }

    /// Everybody added, by id.
    pub fn people(&self) -> Vec<Person> {
        let ids: Vec<i64> = self.look(|state| state.users.keys().copied().collect());
        ids.into_iter().map(|id| self.person(id)).collect()
    }

    /// Adds a private channel without members.
    pub fn add_channel(&self, id: i64, title: &str) {
        self.act(|state| state.add_chat(id, ChatKind::Channel, title));
    }

    /// Adds a private supergroup without members.
    pub fn add_supergroup(&self, id: i64, title: &str) {
        self.act(|state| state.add_chat(id, ChatKind::Supergroup, title));
    }

    /// Adds a basic group without members.
    pub fn add_group(&self, id: i64, title: &str) {
        self.act(|state| state.add_chat(id, ChatKind::Group, title));
    }

    /// Gives a chat a public name, or takes it away.
    pub fn set_username(&self, chat: i64, username: Option<&str>) {
        self.change_chat(chat, |chat| chat.username = username.map(str::to_owned));
    }

    /// Changes the title of a chat.
    pub fn set_title(&self, chat: i64, title: &str) {
        self.change_chat(chat, |chat| title.clone_into(&mut chat.title));
    }

    /// Limits the emoji that a chat allows as reactions; `None` allows all.
    pub fn set_available_reactions(&self, chat: i64, emoji: Option<&[&str]>) {
        let emoji = emoji.map(|list| list.iter().map(|one| (*one).to_owned()).collect());
        self.change_chat(chat, |chat| chat.reactions = emoji);
    }

    /// Gives a chat a description, or takes it away.
    pub fn set_description(&self, chat: i64, description: Option<&str>) {
        self.change_chat(chat, |chat| {
            chat.description = description.map(str::to_owned);
        });
    }

    /// Makes a group the place where the posts of a channel are discussed.
    pub fn link_chats(&self, channel: i64, group: i64) {
        self.change_chat(channel, |chat| chat.linked_chat = Some(group));
        self.change_chat(group, |chat| chat.linked_chat = Some(channel));
    }

    fn change_chat(&self, id: i64, change: impl FnOnce(&mut Chat)) {
        self.act(|state| {
            if let Some(chat) = state.chats.get_mut(&id) {
                change(chat);
            }
        });
    }

    /// Makes somebody the owner of a chat.
    pub fn set_owner(&self, chat: i64, user: i64) {
        self.set_status(chat, user, Status::Creator, user);
    }

    /// Gives a person or the bot these rights, by the hand of the owner.
    pub fn make_admin(&self, chat: i64, user: i64, rights: Rights) {
        let owner = self.owner(chat).unwrap_or(user);
        self.put(
            chat,
            user,
            owner,
            Member {
                rights,
                ..Member::with(Status::Administrator)
            },
        );
    }

    /// Gives the bot these rights in a chat; `by` is who did it.
    pub fn set_bot_rights(&self, chat: i64, rights: Rights, by: i64) {
        self.put(
            chat,
            self.bot_id,
            by,
            Member {
                rights,
                ..Member::with(Status::Administrator)
            },
        );
    }

    /// Removes the bot from a chat: kicked, as clients do it in channels.
    pub fn remove_bot(&self, chat: i64, by: i64) {
        self.set_status(chat, self.bot_id, Status::Kicked, by);
    }

    /// Puts somebody at a place in a chat by the hand of `actor`: added, removed, banned, demoted.
    pub fn set_status(&self, chat: i64, user: i64, status: Status, actor: i64) {
        self.put(chat, user, actor, Member::with(status));
    }

    fn put(&self, chat: i64, user: i64, actor: i64, member: Member) {
        self.act(|state| {
            let change = Change {
                chat,
                user,
                actor,
                link: None,
                via_request: false,
            };
            state.set_member(&change, member);
        });
    }

    /// The owner of a chat.
    pub fn owner(&self, chat: i64) -> Option<i64> {
        self.look(|state| {
            let members = &state.chats.get(&chat)?.members;
            members
                .iter()
                .find(|(_, member)| member.status == Status::Creator)
                .map(|(user, _)| *user)
        })
    }

    /// The object `Chat` of every group and channel.
    pub fn chats(&self) -> Vec<Value> {
        self.look(|state| {
            let ids = state.chats.range(..0).map(|(id, _)| *id);
            ids.map(|id| state.chat_json(id)).collect()
        })
    }

    /// Who is in a chat, the bot included.
    pub fn members(&self, chat: i64) -> Vec<(i64, Status)> {
        self.look(|state| {
            let members = state.chats.get(&chat).map(|chat| &chat.members);
            let present = members
                .into_iter()
                .flatten()
                .filter(|(_, member)| member.status.is_in());
            present
                .map(|(user, member)| (*user, member.status))
                .collect()
        })
    }

    /// People who wait for approval in a chat.
    pub fn pending_requests(&self, chat: i64) -> Vec<i64> {
        self.look(|state| {
            let requests = state.chats.get(&chat).map(|chat| &chat.requests);
            requests
                .into_iter()
                .flatten()
                .map(|(user, _)| *user)
                .collect()
        })
    }

    /// Turns a basic group into a supergroup with a new id. Calls to the old id are refused with it.
    pub fn migrate_group(&self, old: i64, new: i64) {
        self.act(|state| {
            let Some(group) = state.chats.get(&old).cloned() else {
                return;
            };
            let owner = group
                .members
                .iter()
                .find(|(_, m)| m.status == Status::Creator)
                .map_or(0, |(user, _)| *user);
            let service = |name: &str, id: i64| one_field(name, json!(id));
            let left = state.store(old, owner, service("migrate_to_chat_id", new), None);
            state.push_message(old, left);
            let moved = Chat {
                id: new,
                kind: ChatKind::Supergroup,
                last_message: 0,
                ..*group
            };
            state.chats.insert(new, Box::new(moved));
            if let Some(chat) = state.chats.get_mut(&old) {
                chat.migrated_to = Some(new);
            }
            let came = state.store(new, owner, service("migrate_from_chat_id", old), None);
            state.push_message(new, came);
        });
    }

    /// A text posted in a channel by its administrators. The id of the post.
    pub fn channel_post(&self, chat: i64, text: &str) -> i64 {
        let owner = self.owner(chat).unwrap_or(0);
        self.post(chat, owner, one_field("text", json!(text)))
    }

    /// Stores a message of somebody else than the bot, tells the bot, and gives the message's id.
    pub(super) fn post(&self, chat: i64, from: i64, body: Map<String, Value>) -> i64 {
        self.act(|state| {
            let message = state.store(chat, from, body, None);
            let id = message["message_id"].as_i64().unwrap_or(0);
            state.push_message(chat, message);
            id
        })
    }

    /// Queues any update; the emulator adds nothing but its id. Fields besides `update_id` name its kind.
    pub fn push_raw_update(&self, update: Value) {
        self.act(|state| {
            for (kind, body) in update.as_object().into_iter().flatten() {
                if kind != "update_id" {
                    state.push(kind, body.clone());
                }
            }
        });
    }
}

impl State {
    pub(super) fn add_chat(&mut self, id: i64, kind: ChatKind, title: &str) {
        let chat = Chat {
            id,
            kind,
            title: title.to_owned(),
            username: None,
            members: BTreeMap::new(),
            requests: BTreeMap::new(),
            migrated_to: None,
            last_message: 0,
            reactions: None,
            description: None,
            linked_chat: None,
            pinned: Vec::new(),
            is_forum: false,
            topics: BTreeMap::new(),
        };
        self.chats.insert(id, Box::new(chat));
    }
}

fn one_field(name: &str, value: Value) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert(name.to_owned(), value);
    map
}
