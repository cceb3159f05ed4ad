//! Keeping the world on disk and bringing it back: people, chats, messages, links, files, commands, updates.
//!
//! What is on its way is forgotten: presses and payments, ordered trouble, the logs.

use super::Emulator;
use super::state::{Chat, Link, Queued, State, Stored, StoredFile, Terms, User};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Grows when an older program could not read what a newer one wrote, or the other way round.
const VERSION: u64 = 1;
/// After a kill the last moments are lost here, but not for the bot: no number it has seen is given out again.
const GAP: i64 = 1_000;

/// Why a saved world cannot be brought back.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// Not a world, or a damaged one.
    #[error("it is not a saved world, or is damaged: {0}")]
    Damaged(#[from] serde_json::Error),
    /// Written by another version of the program.
    #[error("it was saved in form {0}, and this program reads form {VERSION}")]
    OtherVersion(Value),
    /// It belongs to a bot with another id.
    #[error("it was saved for the bot {saved}, and this is the bot {now}")]
    OtherBot {
        /// Whose world it is.
        saved: i64,
        /// Who asks.
        now: i64,
    },
}

/// What is kept. Lists stand where keys would not be texts.
#[derive(Serialize, Deserialize)]
struct World {
    bot: User,
    users: Vec<User>,
    chats: Vec<Chat>,
    messages: Vec<(i64, i64, Stored)>,
    links: Vec<Link>,
    invoice_links: BTreeMap<String, Terms>,
    files: BTreeMap<String, StoredFile>,
    commands: BTreeMap<String, Value>,
    profile: BTreeMap<String, String>,
    menu_buttons: Vec<(i64, Value)>,
    default_rights: Vec<(bool, Value)>,
    webhook: String,
    updates: Vec<Queued>,
    allowed: Option<Vec<String>>,
    next_update: i64,
    last_private_message: i64,
    serial: u64,
    changes: u64,
}

impl Emulator {
    /// The whole world, for [`Emulator::restore`].
    pub fn save(&self) -> Value {
        let world = self.look(State::to_world);
        // Plain data with texts as keys: it always has a JSON form.
        let world = serde_json::to_value(world).unwrap_or_default();
        json!({"version": VERSION, "world": world})
    }

    /// Brings a saved world back in place of the present one, before a bot begins to poll.
    ///
    /// # Errors
    /// If it is not a world of this version and bot; then nothing is changed.
    pub fn restore(&self, saved: Value) -> Result<(), WorldError> {
        let mut saved = saved;
        let mut part = |name: &str| saved.get_mut(name).map(Value::take).unwrap_or_default();
        let version = part("version");
        if version != VERSION {
            return Err(WorldError::OtherVersion(version));
        }
        let world: World = serde_json::from_value(part("world"))?;
        if world.bot.id != self.bot_id {
            return Err(WorldError::OtherBot {
                saved: world.bot.id,
                now: self.bot_id,
            });
        }
        self.act(|state| state.take_world(world));
        Ok(())
    }

    /// A number that grows whenever something is worth saving anew.
    pub fn revision(&self) -> u64 {
        self.look(|state| state.revision)
    }
}

impl State {
    fn to_world(&self) -> World {
        let messages = self.messages.iter();
        let menu_buttons = self.menu_buttons.iter();
        let default_rights = self.default_rights.iter();
        let updates = self.updates.iter();
        World {
            bot: self.bot.clone(),
            users: self.users.values().cloned().collect(),
            chats: self.chats.values().cloned().collect(),
            messages: messages
                .map(|((chat, id), stored)| (*chat, *id, stored.clone()))
                .collect(),
            links: self.links.values().cloned().collect(),
            invoice_links: self.invoice_links.clone(),
            files: self.files.clone(),
            commands: self.commands.clone(),
            profile: self.profile.clone(),
            menu_buttons: menu_buttons.map(|(chat, b)| (*chat, b.clone())).collect(),
            default_rights: default_rights.map(|(of, r)| (*of, r.clone())).collect(),
            webhook: self.webhook.clone(),
            // Nobody waits any more for the answer to a question.
            updates: updates.filter(|u| !u.is_query()).cloned().collect(),
            allowed: self.allowed.clone(),
            next_update: self.next_update,
            last_private_message: self.last_private_message,
            serial: self.serial,
            changes: self.changes,
        }
    }

    fn take_world(&mut self, world: World) {
        self.bot = world.bot;
        self.users = world.users.into_iter().map(|u| (u.id, u)).collect();
        let chats = world.chats.into_iter().map(|mut chat| {
            chat.last_message += GAP;
            (chat.id, chat)
        });
        self.chats = chats.collect();
        let messages = world.messages.into_iter();
        self.messages = messages.map(|(chat, id, m)| ((chat, id), m)).collect();
        let links = world.links.into_iter();
        self.links = links.map(|link| (link.url.clone(), link)).collect();
        self.invoice_links = world.invoice_links;
        self.files = world.files;
        self.commands = world.commands;
        self.profile = world.profile;
        self.menu_buttons = world.menu_buttons.into_iter().collect();
        self.default_rights = world.default_rights.into_iter().collect();
        self.webhook = world.webhook;
        self.updates = world.updates.into();
        self.allowed = world.allowed;
        self.next_update = world.next_update + GAP;
        self.last_private_message = world.last_private_message + GAP;
        self.serial = world.serial + GAP.unsigned_abs();
        self.changes = world.changes;
    }
}

/// Bytes as hexadecimal digits.
pub(super) mod hex {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
        let text: String = bytes
            .iter()
            .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
            .collect();
        serializer.serialize_str(&text)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let pairs = text.as_bytes().chunks(2).map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            (pair.len() == 2).then(|| u8::from_str_radix(pair, 16).ok())?
        });
        let bytes: Option<Vec<u8>> = pairs.collect();
        bytes.ok_or_else(|| D::Error::custom("a file is not in hexadecimal digits"))
    }
}
