//! Keeping the world on disk and bringing it back: people, chats, messages, links, files, commands, updates.
//!
//! What is on its way is forgotten: presses and payments, ordered trouble, the logs.

use super::Emulator;
use super::kept::{Damage, Kept, list, part, put};
use super::stars::{Charge, Terms};
use super::state::{Chat, Link, Queued, State, Stored, StoredFile, User};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Grows when an older program could not read what a newer one wrote, or the other way round.
const VERSION: u64 = 1;
/// After a kill the last moments are lost here, but not for the bot: no number it has seen is given out again.
const GAP: i64 = 1_000;

/// Why a saved world cannot be brought back.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// Not a world, or a damaged one.
    #[error("it is not a saved world, or is damaged at `{0}`")]
    Damaged(Damage),
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

impl Emulator {
    /// The whole world, for [`Emulator::restore`].
    pub fn save(&self) -> Value {
        let world = self.look(State::to_world);
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
        let world = World::read(part("world")).map_err(WorldError::Damaged)?;
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

/// What was kept. Lists stand where keys would not be texts.
struct World {
    bot: User,
    users: Vec<User>,
    chats: Vec<Chat>,
    messages: Vec<(i64, i64, Box<Stored>)>,
    links: Vec<Link>,
    invoice_links: BTreeMap<String, Box<Terms>>,
    charges: BTreeMap<String, Box<Charge>>,
    star_transactions: Vec<Value>,
    files: BTreeMap<String, Box<StoredFile>>,
    commands: BTreeMap<String, Value>,
    profile: BTreeMap<String, String>,
    menu_buttons: Vec<(i64, Box<Value>)>,
    default_rights: Vec<(bool, Box<Value>)>,
    webhook: String,
    updates: Vec<Queued>,
    allowed: Option<Vec<String>>,
    next_update: i64,
    last_private_message: i64,
    serial: u64,
    changes: u64,
}

impl World {
    fn read(mut saved: Value) -> Result<Self, Damage> {
        let world = &mut saved;
        Ok(Self {
            bot: part(world, "bot")?,
            users: part(world, "users")?,
            chats: part(world, "chats")?,
            messages: part(world, "messages")?,
            links: part(world, "links")?,
            invoice_links: part(world, "invoice_links")?,
            charges: part(world, "charges")?,
            star_transactions: part(world, "star_transactions")?,
            files: part(world, "files")?,
            commands: part(world, "commands")?,
            profile: part(world, "profile")?,
            menu_buttons: part(world, "menu_buttons")?,
            default_rights: part(world, "default_rights")?,
            webhook: part(world, "webhook")?,
            updates: part(world, "updates")?,
            allowed: part(world, "allowed")?,
            next_update: part(world, "next_update")?,
            last_private_message: part(world, "last_private_message")?,
            serial: part(world, "serial")?,
            changes: part(world, "changes")?,
        })
    }
}

impl State {
    /// What [`World::read`] reads, without a copy of everything in between.
    fn to_world(&self) -> Value {
        let mut world = Map::new();
        let mut keep = |name: &'static str, value: Value| put(&mut world, name, value);
        keep("bot", self.bot.kept());
        keep("users", list(self.users.values().map(Box::as_ref)));
        keep("chats", list(self.chats.values().map(Box::as_ref)));
        let messages = self.messages.iter();
        let messages = messages.map(|((chat, id), stored)| json!([chat, id, stored.kept()]));
        keep("messages", Value::Array(messages.collect()));
        keep("links", list(self.links.values().map(Box::as_ref)));
        keep("invoice_links", self.invoice_links.kept());
        keep("charges", self.stars.charges.kept());
        keep("star_transactions", self.stars.transactions.kept());
        keep("files", self.files.kept());
        keep("commands", self.commands.kept());
        keep("profile", self.profile.kept());
        let buttons = self.menu_buttons.iter();
        let buttons = buttons.map(|(chat, button)| json!([chat, button]));
        keep("menu_buttons", Value::Array(buttons.collect()));
        let rights = self.default_rights.iter();
        let rights = rights.map(|(of, rights)| json!([*of == 1, rights]));
        keep("default_rights", Value::Array(rights.collect()));
        keep("webhook", self.webhook.kept());
        // Nobody waits any more for the answer to a question.
        let updates = self.updates.iter();
        keep("updates", list(updates.filter(|update| !update.is_query())));
        keep("allowed", self.allowed.kept());
        keep("next_update", self.next_update.kept());
        keep("last_private_message", self.last_private_message.kept());
        keep("serial", self.serial.kept());
        keep("changes", self.changes.kept());
        Value::Object(world)
    }

    /// Loops instead of `collect`, which sorts first: that would be 70 KB of the binary.
    fn take_world(&mut self, world: World) {
        self.bot = world.bot;
        self.users.clear();
        for user in world.users {
            self.users.insert(user.id, Box::new(user));
        }
        self.chats.clear();
        for mut chat in world.chats {
            chat.last_message += GAP;
            self.chats.insert(chat.id, Box::new(chat));
        }
        self.messages.clear();
        for (chat, id, message) in world.messages {
            self.messages.insert((chat, id), message);
        }
        self.links.clear();
        for link in world.links {
            self.links.insert(link.url.clone(), Box::new(link));
        }
        self.invoice_links = world.invoice_links;
        self.stars.charges = world.charges;
        self.stars.transactions = world.star_transactions;
        self.files = world.files;
        self.commands = world.commands;
        self.profile = world.profile;
        self.menu_buttons.clear();
        for (chat, button) in world.menu_buttons {
            self.menu_buttons.insert(chat, button);
        }
        self.default_rights.clear();
        for (of, rights) in world.default_rights {
            self.default_rights.insert(i64::from(of), rights);
        }
        self.webhook = world.webhook;
        self.updates = world.updates.into();
        self.allowed = world.allowed;
        self.next_update = world.next_update + GAP;
        self.last_private_message = world.last_private_message + GAP;
        self.serial = world.serial + GAP.unsigned_abs();
        self.changes = world.changes;
    }
}
