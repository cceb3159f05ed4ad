//! Playing a script: what people do, and printing it like a chat.

use super::channel;
use super::steps::Action;
use super::steps::Line;
use super::steps::Step;
use super::steps::Turn;
use crate::cli::print;
use crate::cli::print::PrintError;
use crate::demo::house::CHANNELS;
use crate::demo::house::House;
use crate::demo::telegram::EmulatedButton;
use crate::demo::telegram::EmulatedMessage;
use crate::demo::telegram::JoinResult;
use crate::demo::telegram::PaymentId;
use crate::demo::telegram::PaymentState;
use crate::demo::telegram::Person;
use crate::demo::telegram::Toast;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// Why the play ends before its end.
pub enum Stop {
    /// A step did not end as it says.
    Failed(Failure),
    /// The play itself cannot go on.
    Broken(anyhow::Error),
}

impl From<PrintError> for Stop {
    fn from(error: PrintError) -> Self {
        Self::Broken(error.into())
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What a step should have come to, and what it came to.
#[derive(Debug)]
pub struct Failure {
    /// A sentence.
    pub expected: String,
    /// A sentence, or the messages.
    pub seen: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  expected: {}\n  seen: {}", self.expected, self.seen)
    }
}

/// What came of an action besides messages.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) toast: Option<Toast>,
    pub(super) payment: Option<PaymentState>,
    pub(super) entry: Option<JoinResult>,
}

/// The house, and what the script has kept so far.
pub struct Player {
    pub(super) house: House,
    pub(super) patience: Duration,
    pub(super) variables: BTreeMap<String, String>,
    pub(super) outcome: Outcome,
    /// How messages looked when they were printed, by chat and id.
    printed: BTreeMap<(i64, i64), String>,
}

impl Player {
    /// A player on this house, who waits this long for each expectation.
    pub fn new(house: House, patience: Duration) -> Self {
        let bot = house.emulator.bot_username().to_owned();
        let mut printed = BTreeMap::new();
        for message in &house.past {
            printed.insert(key_of(message), chat_form(message));
        }
        let mut variables = BTreeMap::new();
        variables.insert("bot".to_owned(), bot);
        Self {
            house,
            patience,
            variables,
            outcome: Outcome::default(),
            printed,
        }
    }

    /// Plays one step to its end.
    pub async fn play(&mut self, line: &Line) -> Result<(), Stop> {
        match &line.step {
            Step::Heading(title) => print::line(&format!("\n=== {title}"))?,
            Step::Clock(seconds) => {
                let (_, time) = line.text.split_once('|').unwrap_or_default();
                print::line(&format!("\n    … the clock moves: {} …", time.trim()))?;
                self.mark_all();
                self.house.clock.advance(*seconds);
            }
            Step::Restart => {
                print::line("\n    … the bot stops and starts again …")?;
                self.mark_all();
                self.house.restart_bot().await.map_err(Stop::Broken)?;
            }
            Step::Turn(turn) => self.turn(turn).await?,
        }
        Ok(())
    }

    async fn turn(&mut self, turn: &Turn) -> Result<(), Stop> {
        let person = self.house.emulator.person(turn.person);
        self.outcome = Outcome::default();
        if let Some(action) = &turn.action {
            let told = self.filled(&told(action));
            print::line(&format!("\n    {}{told}", name_of(&person)))?;
            self.act(&person, action).await?;
        }
        for expectation in &turn.expectations {
            self.expect(&person, expectation).await?;
        }
        self.expect_no_refusal(&turn.expectations)?;
        Ok(())
    }

    /// What happens with the clock or the bot is news to everybody.
    fn mark_all(&self) {
        for person in self.house.emulator.people() {
            person.mark();
        }
    }

    async fn act(&mut self, person: &Person, action: &Action) -> Result<(), Failure> {
        // What came before is no answer to this.
        person.mark();
        match action {
            Action::Write(text) => {
                person.send(&self.filled(text));
            }
            Action::Press(label) => self.press(person, &self.filled(label)).await?,
            Action::Pick(chat) => self.pick(person, *chat).await?,
            Action::Open(link) => self.open(person, &self.filled(link)).await?,
            Action::Join(chat) => person.join_without_link(*chat),
            Action::AskToJoin(chat) => person.request_without_link(*chat),
            Action::Leave(chat) => person.leave(*chat),
            Action::Send(item) => self.send(person, item),
            Action::Post { item, channel } => self.post(person, item, *channel)?,
            Action::Edit { text, channel } => {
                let message = channel::own(person, *channel)?;
                person.edits_words(message.chat_id, message.message_id, &self.filled(text));
            }
            Action::Delete(place) => {
                let message = channel::own(person, *place)?;
                person.deletes_post(message.chat_id, message.message_id);
            }
            Action::Forward(channel) => channel::forward(person, *channel)?,
            Action::PressPost { label, channel } => {
                let label = self.filled(label);
                self.press_post(person, &label, *channel).await?;
            }
            Action::React { emoji, channel } => react(person, emoji, *channel)?,
            Action::Pay => {
                let invoice = self
                    .awaited(|| newest(person, |message| message.value.get("invoice").is_some()));
                let invoice = invoice
                    .await
                    .ok_or_else(|| self.lack(person, "an invoice"))?;
                self.pay(person, person.pay(invoice.message_id)).await;
            }
            Action::Upload { name, bytes } => upload(person, name, bytes),
            Action::Block => person.block(),
            Action::Unblock => person.unblock(),
            Action::Speak(language) => person.speak(language),
        }
        Ok(())
    }

    /// Presses an inline button, or one of the reply keyboard.
    async fn press(&mut self, person: &Person, label: &str) -> Result<(), Failure> {
        let found = self.awaited(|| {
            let message = newest(person, |message| message.has_button(label));
            match message {
                Some(message) => Some(Ok(message)),
                None => key(person, label).map(Err),
            }
        });
        let found = found.await;
        let wanted = || self.lack(person, &format!("a button «{label}»"));
        let message = match found.ok_or_else(wanted)? {
            Ok(message) => message,
            Err(key) => {
                person.send(&key);
                return Ok(());
            }
        };
        let button = message.button(label).cloned().unwrap_or_default();
        if let Some(data) = &button.data {
            let press = person.press_on(message.message_id, data);
            let toast = self.awaited(|| person.answer(&press)).await;
            self.outcome.toast =
                Some(toast.ok_or_else(|| self.lack(person, "an answer to the press"))?);
        } else if let Some(url) = &button.url {
            self.open(person, url).await?;
        } else if button.value["pay"] == true {
            self.pay(person, person.pay(message.message_id)).await;
        }
        Ok(())
    }

    async fn pick(&self, person: &Person, chat: i64) -> Result<(), Failure> {
        let request = self.awaited(|| {
            let requests = requests(person);
            requests.into_iter().find(|request| {
                let chats = person.pickable(*request);
                chats.iter().any(|(id, _)| *id == chat)
            })
        });
        let wanted = || self.lack(person, "a button that lets them pick this channel");
        person.share_chat(request.await.ok_or_else(wanted)?, chat);
        Ok(())
    }

    async fn open(&mut self, person: &Person, link: &str) -> Result<(), Failure> {
        let address = link.trim_start_matches("https://");
        let bot = format!("t.me/{}", self.house.emulator.bot_username());
        if address.starts_with("t.me/+") {
            self.outcome.entry = Some(person.join(&format!("https://{address}")));
        } else if address.starts_with("t.me/$") {
            let payment = person.pay_link(&format!("https://{address}"));
            self.pay(person, payment).await;
        } else if address == bot {
            person.start(None);
        } else if let Some(payload) = address.strip_prefix(&format!("{bot}?start=")) {
            person.start(Some(payload));
        } else if let Some(id) = self.house.qvapay.id_at(link) {
            if !self.house.qvapay.pay(&id) {
                return Err(self.lack(person, "something to pay at QvaPay"));
            }
        } else {
            return Err(Failure {
                expected: "a link to the bot, an invite link, an invoice link or QvaPay's page"
                    .to_owned(),
                seen: link.to_owned(),
            });
        }
        Ok(())
    }

    async fn pay(&mut self, person: &Person, payment: PaymentId) {
        let ended = self.awaited(|| {
            let state = person.payment(&payment);
            (state != PaymentState::Waiting).then_some(state)
        });
        self.outcome.payment = Some(ended.await.unwrap_or(PaymentState::Waiting));
    }

    /// Waits until there is something, as long as the script's patience lasts.
    pub(super) async fn awaited<T>(&self, mut look: impl FnMut() -> Option<T>) -> Option<T> {
        let emulator = &self.house.emulator;
        emulator.wait_for(self.patience, |_| look()).await
    }

    /// The text with what was kept in place of `{names}`.
    pub(super) fn filled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, value) in &self.variables {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// Prints what the bot wrote or changed since the last time.
    pub fn print_news(&mut self) -> Result<(), PrintError> {
        if let Some(toast) = self
            .outcome
            .toast
            .take()
            .filter(|toast| !toast.text.is_empty())
        {
            print::line(&format!("\n  💬 {}", indented(&toast.text)))?;
        }
        let emulator = self.house.emulator.clone();
        for person in emulator.people() {
            self.print_chat(&name_of(&person), &person.messages())?;
        }
        for (channel, title) in CHANNELS {
            self.print_chat(title, &emulator.channel(channel).posts())?;
        }
        Ok(())
    }

    fn print_chat(&mut self, name: &str, messages: &[EmulatedMessage]) -> Result<(), PrintError> {
        for message in messages.iter().filter(|message| message.by_bot) {
            let shown = chat_form(message);
            let key = key_of(message);
            if self.printed.get(&key) != Some(&shown) {
                print::line(&format!("\n  🤖 → {name}: {}", indented(&shown)))?;
                self.printed.insert(key, shown);
            }
        }
        Ok(())
    }

    /// What the bot did that Telegram refuses as malformed.
    pub fn violations(&self) -> Vec<String> {
        self.house.emulator.violations()
    }

    /// How many calls the bot made that are still in the log.
    pub fn calls(&self) -> usize {
        self.house.emulator.mark()
    }

    /// Stops the bot.
    ///
    /// # Errors
    /// When the world cannot be written.
    pub async fn close(self) -> anyhow::Result<()> {
        self.house.close().await
    }
}

/// An action in the words of a story, behind the name of who does it.
fn told(action: &Action) -> String {
    match action {
        Action::Write(text) => format!(": {text}"),
        Action::Press(label) => format!(" presses [{label}]"),
        Action::Pick(chat) => format!(" picks {}", title_of(*chat)),
        Action::Open(link) => format!(" opens {link}"),
        Action::Join(chat) => format!(" joins {}", title_of(*chat)),
        Action::AskToJoin(chat) => format!(" asks to join {}", title_of(*chat)),
        Action::Leave(chat) => format!(" leaves {}", title_of(*chat)),
        Action::Send(item) => format!(": {}", item.told()),
        Action::Post { item, channel } => {
            format!(" posts in {}: {}", title_of(*channel), item.told())
        }
        Action::Edit { text, channel } => format!(" edits{}: {text}", inside(*channel)),
        Action::Delete(channel) => format!(" deletes the message{}", inside(*channel)),
        Action::Forward(channel) => format!(" forwards from {}", title_of(*channel)),
        Action::PressPost { label, channel } => {
            format!(" presses [{label}] in {}", title_of(*channel))
        }
        Action::React { emoji, .. } => format!(" reacts {emoji}"),
        Action::Pay => " pays".to_owned(),
        Action::Upload { name, .. } => format!(" sends the file {name}"),
        Action::Block => " blocks the bot".to_owned(),
        Action::Unblock => " unblocks the bot".to_owned(),
        Action::Speak(language) => format!(" sets their client to «{language}»"),
    }
}

fn inside(channel: Option<i64>) -> String {
    channel.map_or(String::new(), |channel| {
        format!(" in {}", title_of(channel))
    })
}

fn react(person: &Person, emoji: &str, channel: Option<i64>) -> Result<(), Failure> {
    let chat = channel.unwrap_or(person.id);
    let messages = person.emulator().messages(chat);
    let newest = messages
        .iter()
        .rev()
        .find(|message| (channel.is_some() || message.by_bot) && !message.is_service());
    let is_put = newest.is_some_and(|message| person.react(chat, message.message_id, &[emoji]));
    if is_put {
        return Ok(());
    }
    Err(Failure {
        expected: format!(
            "a message that {} can react to with {emoji}",
            name_of(person)
        ),
        seen: match newest {
            Some(message) => format!("their client does not offer it for: {}", message.text),
            None => "no message".to_owned(),
        },
    })
}

fn upload(person: &Person, name: &str, bytes: &[u8]) {
    let lower = name.to_lowercase();
    let is_photo = [".jpg", ".jpeg", ".png"]
        .iter()
        .any(|end| lower.ends_with(end));
    if is_photo {
        person.send_photo_bytes(name, bytes, None);
    } else {
        person.send_document(name, bytes, None);
    }
}

/// The newest message of the bot that is meant.
fn newest(person: &Person, is_it: impl Fn(&EmulatedMessage) -> bool) -> Option<EmulatedMessage> {
    let messages = person.messages();
    messages
        .into_iter()
        .rev()
        .find(|message| message.by_bot && is_it(message))
}

/// Buttons of the reply keyboard that is shown now.
fn keys(person: &Person) -> Vec<Value> {
    let keyboard = person.keyboard().unwrap_or_default();
    let rows = keyboard["keyboard"].as_array().cloned().unwrap_or_default();
    let keys = rows.into_iter().flat_map(|row| match row {
        Value::Array(keys) => keys,
        _ => Vec::new(),
    });
    keys.collect()
}

/// The text that a plain button of the reply keyboard writes.
fn key(person: &Person, label: &str) -> Option<String> {
    keys(person).into_iter().find_map(|key| {
        let asks = key.get("request_chat").is_some() || key.get("request_users").is_some();
        let text = key.as_str().or_else(|| key["text"].as_str())?;
        (!asks && text.contains(label)).then(|| text.to_owned())
    })
}

fn requests(person: &Person) -> Vec<i64> {
    let keys = keys(person);
    let ids = keys
        .iter()
        .filter_map(|key| key["request_chat"]["request_id"].as_i64());
    ids.collect()
}

fn key_of(message: &EmulatedMessage) -> (i64, i64) {
    (message.chat_id, message.message_id)
}

/// Text, file and buttons of a message as a person sees them.
fn chat_form(message: &EmulatedMessage) -> String {
    let mut shown = message.text.clone();
    if let Some((question, options)) = message.poll() {
        shown.push_str(&format!("📊 {question} ({})", options.join(" / ")));
    }
    if let Some(invoice) = message.value.get("invoice") {
        let word = |name: &str| invoice[name].as_str().unwrap_or_default();
        let (title, currency) = (word("title"), word("currency"));
        shown.push_str(&format!(
            "🧾 {title} · {} {currency}",
            invoice["total_amount"]
        ));
    }
    if let Some(name) = &message.file_name {
        shown.push_str(&format!(" [📎 {name}]"));
    } else if message.file_id.is_some() {
        shown.push_str(&format!(" [{}]", message.kind()));
    }
    let mut shown = shown.trim_start().to_owned();
    for emoji in &message.reactions {
        shown.push_str(&format!(" ({emoji})"));
    }
    for row in message.rows.iter().chain(&message.keyboard) {
        let labels: Vec<String> = row.iter().map(label).collect();
        shown.push_str(&format!("\n  {}", labels.join(" ")));
    }
    shown
}

fn label(button: &EmulatedButton) -> String {
    format!("[{}]", button.label)
}

/// The first name.
pub(super) fn name_of(person: &Person) -> String {
    let info = person.info();
    info["first_name"].as_str().unwrap_or_default().to_owned()
}

/// The title of a channel of the demo.
pub(super) fn title_of(chat: i64) -> &'static str {
    CHANNELS
        .iter()
        .find(|(id, _)| *id == chat)
        .map_or("", |(_, title)| title)
}

fn indented(text: &str) -> String {
    text.replace('\n', "\n     ")
}
