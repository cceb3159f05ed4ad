//! Updates out of a seed: of the kinds and fields of the Bot API, and mostly such as reach a handler.

use super::dice::Dice;
use super::spec::{Field, Kind, Spec};
use crate::world::NOW;
use portero::handlers::commands::Command;
use serde_json::{Map, Value, json};
use teloxide::utils::command::BotCommands;

/// The most Telegram takes as data of a button.
const DATA_BYTES: usize = 64;
/// Beyond this depth only what is required stands.
const DEEPEST: usize = 4;
/// Texts that programs stumble over.
const ODD: &[&str] = &[
    "",
    " ",
    "\n\n\n",
    "\0",
    "a\0b",
    "\u{202e}gnp.exe",
    "مرحبا שלום",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "é\u{301}\u{302}\u{303}",
    "<b>x</b><script>alert(1)</script>",
    "&lt;&amp;&",
    "</code>",
    "'; DROP TABLE users;--",
    "\u{feff}",
    "{ $name }",
    "{{x}}",
    "%s%n%d",
    "\\",
    "\"",
    "`",
    "*_[",
    "-1",
    "0",
    "1",
    "5",
    "30",
    "1000000",
    "99999999999999999999",
    "-9223372036854775808",
    "1e309",
    "NaN",
    "∞",
    "12,5",
    "1.000,50",
    "1.000.000",
    "31/02/2027 25:61",
    "2027-02-29",
    "29/02/2028",
    "10:00-25:00",
    "22:00-08:00",
    "+100h",
    "30d",
    "10 GB",
    "24h",
    "0.00000001 USD",
    "5 USDT",
    "100 XTR",
    "10%",
    "-10%",
    "@",
    "@ana",
    "@Nadie_Nunca",
    "t.me/x",
    "https://t.me/c/1/2",
    "tg://user?id=2001",
    "/",
    "/@",
    "//",
    "/start\0",
    "2001",
    "7",
    "-1001000000001",
    "es: hola",
    "{}",
    "[]",
    "null",
    "\u{1}\u{2}\u{1b}[31m",
    "١٢٣",
    "１２",
    "v_",
    "10.66.0.0/24",
    "0.0.0.0/0",
    "::/0",
    "fd00::/8",
    "1.1.1.1, 8.8.8.8",
    "127.0.0.1:9",
    "user:pass@127.0.0.1:9",
    "socks5://127.0.0.1:9",
    "ss://YWVzLTI1Ni1nY206cA@127.0.0.1:9#x",
    "tg://proxy?server=127.0.0.1&port=9&secret=00",
    "vless://x@127.0.0.1:9",
    "vmess://e30=",
    "https://127.0.0.1:1/secret",
    "Europe/Madrid",
    "America/Habana",
    "👍 🔥",
    "superadmin",
    "support",
    "10.5.4.3",
    "host.invalid",
    "a,b;c\td",
    "sí",
    "no",
    "cancelar",
];
/// What a message may carry of its own, each alone.
const CONTENTS: &[&str] = &[
    "animation",
    "audio",
    "document",
    "live_photo",
    "paid_media",
    "photo",
    "sticker",
    "story",
    "video",
    "video_note",
    "voice",
    "checklist",
    "contact",
    "dice",
    "game",
    "poll",
    "venue",
    "location",
    "rich_message",
    "giveaway",
    "giveaway_winners",
    "invoice",
];
/// Moves of a group: where they came true, the channels of the house would be gone.
const MOVES: [&str; 2] = ["migrate_to_chat_id", "migrate_from_chat_id"];

/// What there is to talk about.
pub struct Cast {
    /// As Telegram shows them: those who talk to the bot.
    pub people: Vec<Value>,
    /// Channels and groups, and a chat that nobody knows.
    pub chats: Vec<Value>,
    /// Data of buttons.
    pub data: Vec<String>,
    /// Tokens, codes and names that mean something here.
    pub words: Vec<String>,
    /// Codes of orders.
    pub orders: Vec<String>,
    /// Numbers that mean something here.
    pub numbers: Vec<i64>,
}

/// Makes updates.
pub struct Maker {
    spec: Spec,
    pub dice: Dice,
    pub cast: Cast,
    commands: Vec<String>,
    serial: u64,
}

impl Maker {
    pub fn new(seed: u64, cast: Cast) -> Self {
        let commands = Command::bot_commands();
        Self {
            spec: Spec::read(),
            dice: Dice::new(seed),
            cast,
            commands: commands.into_iter().map(|one| one.command).collect(),
            serial: 0,
        }
    }

    /// Something that person did, or that was done to them. `screen` is what the bot showed them last.
    pub fn update(&mut self, person: &Value, screen: Option<&Value>) -> (String, Value) {
        match self.dice.below(100) {
            0..45 => ("callback_query".to_owned(), self.press(person, screen)),
            45..80 => ("message".to_owned(), self.message(person, screen)),
            80..84 => ("edited_message".to_owned(), self.message(person, screen)),
            84..87 => ("pre_checkout_query".to_owned(), self.checkout(person)),
            _ => {
                let kinds: Vec<(String, String)> = self.spec.fields("Update")[1..]
                    .iter()
                    .map(|field| (field.name.clone(), field.kinds[0].clone()))
                    .collect();
                let (name, kind) = self.dice.one_of(&kinds).clone();
                if name == "callback_query" {
                    return (name, self.press(person, screen));
                }
                let mut body = self.value(&kind, "", 0);
                if body.get("from").is_some() && self.dice.chance(80) {
                    body["from"] = person.clone();
                }
                // Where the bot has lost its rights the doors are shut, and most handlers say no.
                if name == "my_chat_member" && self.dice.chance(80) {
                    body["chat"] = private(person);
                }
                (name, body)
            }
        }
    }

    fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    fn press(&mut self, person: &Value, screen: Option<&Value>) -> Value {
        let mut body = self.object("CallbackQuery", 1);
        body["id"] = json!(format!("7{:018}", self.serial()));
        body["from"] = person.clone();
        let shown = screen.filter(|_| self.dice.chance(75)).cloned();
        body["data"] = json!(self.data(shown.as_ref()));
        let chance = self.dice.below(100);
        let message = match shown {
            Some(message) => message,
            None if chance < 50 => {
                let mut message = self.object("Message", 2);
                message["chat"] = private(person);
                message
            }
            None if chance < 80 => {
                json!({"chat": private(person), "message_id": self.integer("message_id"), "date": 0})
            }
            None if chance < 90 => self.value("MaybeInaccessibleMessage", "", 1),
            None => Value::Null,
        };
        put(&mut body, "message", message);
        if self.dice.chance(2) {
            // A button of a game has no data.
            put(&mut body, "data", Value::Null);
        }
        body
    }

    /// The data of a button that stands on the screen, of any that was shipped, or of none.
    fn data(&mut self, screen: Option<&Value>) -> String {
        let rows = screen.and_then(|screen| screen["reply_markup"]["inline_keyboard"].as_array());
        let buttons = rows.into_iter().flatten().filter_map(Value::as_array);
        let shown: Vec<&str> = buttons
            .flatten()
            .filter_map(|button| button["callback_data"].as_str())
            .collect();
        if !shown.is_empty() && self.dice.chance(45) {
            return (*self.dice.one_of(&shown)).to_owned();
        }
        let shipped = self.dice.one_of(&self.cast.data).clone();
        let mut parts: Vec<String> = shipped.split(':').map(str::to_owned).collect();
        for part in &mut parts {
            if part.parse::<i64>().is_ok() && self.dice.chance(75) {
                *part = self.dice.one_of(&self.cast.numbers).to_string();
            }
        }
        if self.dice.chance(25) {
            self.spoil(&mut parts);
        }
        let mut data = parts.join(":");
        let end = (0..=data.len().min(DATA_BYTES)).rev();
        let end = end.into_iter().find(|end| data.is_char_boundary(*end));
        data.truncate(end.unwrap_or(0));
        data
    }

    /// One thing about the data is not as the bot made it.
    fn spoil(&mut self, parts: &mut Vec<String>) {
        let place = self.dice.below(parts.len());
        let odd = (*self.dice.one_of(ODD)).to_owned();
        match self.dice.below(7) {
            0 => drop(parts.remove(place)),
            1 => parts.insert(place, odd),
            2 => parts[place] = odd,
            3 => parts[place] = self.integer("any").to_string(),
            4 => parts[place] = parts[place].to_uppercase(),
            5 => parts[place].push('é'),
            _ => parts.push(self.dice.one_of(&self.cast.numbers).to_string()),
        }
    }

    fn message(&mut self, person: &Value, screen: Option<&Value>) -> Value {
        let mut message = self.object("Message", 3);
        message["from"] = person.clone();
        message["chat"] = private(person);
        message["message_id"] = json!(1_000_000 + self.serial());
        message["date"] = json!(NOW.0);
        match self.dice.below(100) {
            0..30 => message["text"] = json!(self.command()),
            30..65 => message["text"] = json!(self.text()),
            65..85 => {
                let name = *self.dice.one_of(CONTENTS);
                self.fill(&mut message, name);
                if self.dice.chance(50) {
                    message["caption"] = json!(self.text());
                }
            }
            85..88 => self.fill(&mut message, "successful_payment"),
            88..90 => self.fill(&mut message, "refunded_payment"),
            90..92 => self.fill(&mut message, "chat_shared"),
            92..94 => self.fill(&mut message, "users_shared"),
            // Whatever else there is: service messages, answers, forwards.
            _ => {
                for _ in 0..self.dice.below(4) {
                    let fields = self.spec.fields("Message");
                    let name = self.dice.one_of(fields).name.clone();
                    self.fill(&mut message, &name);
                }
            }
        }
        if self.dice.chance(15) {
            self.fill(&mut message, "entities");
        }
        if self.dice.chance(10) {
            self.fill(&mut message, "forward_origin");
        }
        if let Some(screen) = screen.filter(|_| self.dice.chance(15)) {
            message["reply_to_message"] = screen.clone();
        }
        if self.dice.chance(8) {
            message["chat"] = self.dice.one_of(&self.cast.chats).clone();
            self.fill(&mut message, "message_thread_id");
            message["is_topic_message"] = json!(true);
        }
        message
    }

    fn fill(&mut self, object: &mut Value, name: &str) {
        if MOVES.contains(&name) {
            return;
        }
        let fields = self.spec.fields("Message");
        let field = fields.iter().find(|field| field.name == name);
        let (kind, choices) = field
            .map(|field| (field.kinds[0].clone(), field.choices.clone()))
            .expect(name);
        object[name] = self.of_field(name, &kind, &choices, 1);
    }

    fn checkout(&mut self, person: &Value) -> Value {
        let mut body = self.object("PreCheckoutQuery", 1);
        body["id"] = json!(format!("8{:018}", self.serial()));
        body["from"] = person.clone();
        body
    }

    fn command(&mut self) -> String {
        let command = self.dice.one_of(&self.commands).clone();
        let bot = ["", "", "", "@portero_bot", "@other_bot"];
        let bot = *self.dice.one_of(&bot);
        let word = match self.dice.below(4) {
            0 => String::new(),
            1 => format!(" {}", self.dice.one_of(&self.cast.words)),
            2 => {
                let word = self.dice.one_of(&self.cast.words).clone();
                format!(" {word} {}", self.text())
            }
            _ => format!(" {}", self.text()),
        };
        match self.dice.below(4) {
            0 => format!("/start {}", self.dice.one_of(&self.cast.words)),
            _ => format!("{command}{bot}{word}"),
        }
    }

    fn text(&mut self) -> String {
        match self.dice.below(20) {
            0 => (*self.dice.one_of(ODD)).repeat(1 + self.dice.below(60)),
            1 => "x".repeat(4_096),
            2 => "🤡".repeat(2_048),
            3 => "<".repeat(4_096),
            4 => {
                let letters = (0..self.dice.below(40)).map(|_| {
                    let letter = u32::try_from(self.dice.below(0x11_0000)).unwrap_or(0);
                    char::from_u32(letter).unwrap_or('ñ')
                });
                letters.collect()
            }
            5..9 => self.dice.one_of(&self.cast.words).clone(),
            _ => (*self.dice.one_of(ODD)).to_owned(),
        }
    }

    /// Any value of that kind.
    fn value(&mut self, kind: &str, name: &str, depth: usize) -> Value {
        if let Some(inner) = kind.strip_prefix("Array of ") {
            let most = if depth > DEEPEST {
                0
            } else {
                self.dice.below(4)
            };
            let items = (0..most).map(|_| self.value(inner, name, depth + 1));
            return Value::Array(items.collect());
        }
        match kind {
            "Integer" | "Long" => json!(self.long(name, kind == "Long")),
            "Float" | "Float number" => {
                let floats = [0.0, -0.0, 1.5, -90.0, 180.0, 1e300, f64::MIN_POSITIVE];
                json!(self.dice.one_of(&floats))
            }
            "Boolean" => json!(self.dice.chance(50)),
            "True" => json!(true),
            "String" => json!(self.string(name)),
            "User" if self.dice.chance(85) => self.dice.one_of(&self.cast.people).clone(),
            "Chat" if self.dice.chance(85) => self.dice.one_of(&self.cast.chats).clone(),
            _ => match self.spec.kind(kind) {
                Some(Kind::OneOf(kinds)) => {
                    let deep = depth > DEEPEST;
                    let kind = if deep {
                        &kinds[0]
                    } else {
                        self.dice.one_of(kinds)
                    }
                    .clone();
                    self.value(&kind, name, depth + 1)
                }
                Some(Kind::Object(_)) => self.object(kind, depth + 1),
                None => panic!("no such type: {kind}"),
            },
        }
    }

    /// An object with all that is required, and by chance with more: the deeper, the less.
    fn object(&mut self, kind: &str, depth: usize) -> Value {
        let percent = match depth {
            0 | 1 => 35,
            2 => 12,
            3 => 3,
            _ => 0,
        };
        let mut chosen = Vec::new();
        for field in self.spec.fields(kind) {
            let Field {
                name,
                is_required,
                kinds,
                choices,
            } = field;
            let is_move = MOVES.contains(&name.as_str());
            if *is_required || (self.dice.chance(percent) && !is_move) {
                let kind = self.dice.one_of(kinds).clone();
                chosen.push((name.clone(), kind, choices.clone()));
            }
        }
        let mut object = Map::new();
        for (name, kind, choices) in chosen {
            let value = self.of_field(&name, &kind, &choices, depth);
            object.insert(name, value);
        }
        Value::Object(object)
    }

    fn of_field(&mut self, name: &str, kind: &str, choices: &[String], depth: usize) -> Value {
        if !choices.is_empty() && self.dice.chance(97) {
            return json!(self.dice.one_of(choices));
        }
        self.value(kind, name, depth)
    }

    fn integer(&mut self, name: &str) -> i64 {
        self.long(name, name == "any")
    }

    fn long(&mut self, name: &str, is_long: bool) -> i64 {
        if name.contains("date") && self.dice.chance(80) {
            let near = i64::try_from(self.dice.below(200_000)).unwrap_or(0);
            return NOW.0 - 100_000 + near;
        }
        let may_be_negative = name.ends_with("_id") || name == "id" || name == "any";
        if self.dice.chance(50) {
            let known = *self.dice.one_of(&self.cast.numbers);
            let fits = is_long || i32::try_from(known).is_ok();
            if fits && (known >= 0 || may_be_negative) {
                return known;
            }
        }
        let short = [0, 1, 2, 100, i64::from(i32::MAX)];
        // "At most 52 significant bits" (Bot API); sizes may have more.
        let long = [i64::from(u32::MAX), (1 << 52) - 1, 1 << 51, 5_000_000_000];
        let mut number = match self.dice.below(3) {
            0 if is_long => *self.dice.one_of(&long),
            1 => i64::try_from(self.dice.roll() & 0x7FFF_FFFF).unwrap_or(0),
            _ => *self.dice.one_of(&short),
        };
        if may_be_negative && self.dice.chance(30) {
            number = -number;
        }
        number
    }

    fn string(&mut self, name: &str) -> String {
        match name {
            "text" | "caption" | "query" => self.text(),
            "data" | "callback_data" => self.data(None),
            "invoice_payload" if self.dice.chance(70) => {
                self.dice.one_of(&self.cast.orders).clone()
            }
            // Few, so that some come twice.
            "telegram_payment_charge_id" => format!("charge{}", self.dice.below(50)),
            "currency" => (*self.dice.one_of(&["XTR", "XTR", "USD", "EUR"])).to_owned(),
            "language_code" => (*self
                .dice
                .one_of(&["es", "en", "pt-BR", "ar", "", "zz", "es-419"]))
            .to_owned(),
            "username" => {
                (*self
                    .dice
                    .one_of(&["ana", "Nadie_Nunca", "a", "x".repeat(32).as_str()]))
                .to_owned()
            }
            "media_group_id" => format!("album{}", self.dice.below(5)),
            _ => self.text(),
        }
    }
}

/// The chat of a person with the bot.
fn private(person: &Value) -> Value {
    json!({"id": person["id"], "type": "private", "first_name": person["first_name"]})
}

/// Puts a field there; `null` takes it away.
fn put(object: &mut Value, name: &str, value: Value) {
    let Some(fields) = object.as_object_mut() else {
        return;
    };
    match value {
        Value::Null => drop(fields.remove(name)),
        value => drop(fields.insert(name.to_owned(), value)),
    }
}
