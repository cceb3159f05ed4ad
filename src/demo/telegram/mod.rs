//! An emulator of Telegram's Bot API: a real HTTP server with people, chats and channels behind it.
//!
//! The bot speaks to it as to Telegram and is refused what Telegram refuses, in Telegram's words. Tests
//! and the demo act as the people: [`Emulator`] starts the server, makes the world and shows what the
//! bot did; [`Person`] writes, presses, joins and leaves. What no correct bot does is kept in
//! [`Emulator::violations`].
//!
//! Reading order: `state` (the world), `methods` (what calls do), `updates` (what the bot is told),
//! `http` and `server` (what a bot connects to), `content` (what a message can be), `people` and the files beside
//! it (what people do), `observe` and `channel` (looking and waiting).

mod channel;
pub mod check;
mod content;
mod error;
mod faults;
mod html;
pub mod http;
mod kept;
mod keyboards;
mod memory;
mod methods;
mod multipart;
mod observe;
mod params;
mod people;
mod people_acts;
mod people_keyboards;
mod people_pay;
mod people_posts;
mod people_react;
mod people_sends;
mod people_topics;
mod record;
mod render;
mod rights;
mod save;
mod screen;
mod server;
mod stars;
mod state;
#[cfg(test)]
mod tests;
mod updates;
mod view;
mod webhook;
mod world;

pub(super) use crate::utils::spawn::spawn;
pub use channel::EmulatedChannel;
pub use content::Content;
pub use error::ApiError;
pub use faults::{ANY, Fault, FloodLimit, FloodRule};
pub use observe::BotProfile;
pub use people::{ForwardFields, Person};
pub use people_acts::{CallbackId, JoinResult, LinkOptions};
pub use people_pay::{PaymentId, PaymentState};
pub use people_topics::EmulatedTopic;
pub use record::{Call, Upload};
pub use rights::Rights;
pub use save::WorldError;
pub use screen::{EmulatedButton, EmulatedMessage, Toast};
pub use state::Status;

pub use webhook::Delivery;

pub use view::{
    ChatView, FileView, InviteView, MemberView, MessagesView, PersonView, VisitView, Window,
};

use crate::utils::clock::Clock;
use state::{State, User};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio_util::sync::{CancellationToken, DropGuard};

/// The token that [`EmulatorOptions::new`] takes.
const DEFAULT_TOKEN: &str = "7000000001:AAEmulatorTokenForTestsAndTheDemo00";

/// How an emulator is started.
#[derive(Clone)]
pub struct EmulatorOptions {
    /// The bot's token, `<bot id>:<secret>`.
    pub token: String,
    /// The clock of Telegram, usually shared with the bot.
    pub clock: Clock,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The bot's username without `@`.
    pub bot_username: String,
    /// How many calls and updates are kept to be looked at; of a full log the older half goes.
    pub remembered: usize,
}

impl EmulatorOptions {
    /// A made-up token, a free port, and this clock.
    pub fn new(clock: Clock) -> Self {
        Self {
            token: DEFAULT_TOKEN.to_owned(),
            clock,
            port: 0,
            bot_username: "portero_bot".to_owned(),
            remembered: 200_000,
        }
    }
}

/// What the server and its users share.
struct Shared {
    state: Mutex<State>,
    /// Woken after every change.
    changed: Notify,
    /// Whether the network is up.
    up: watch::Sender<bool>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the call, unless it was a poll that gave nothing: those would fill the memory of a demo.
    fn record(&self, call: Call) {
        let gave_nothing = call
            .outcome
            .as_ref()
            .is_ok_and(|given| given.as_array().is_some_and(Vec::is_empty));
        if call.method != "getUpdates" || !gave_nothing {
            self.lock().remember(call);
        }
        self.changed.notify_waiters();
    }
}

/// A running emulator. Clones are the same one; the server stops with the last of them.
#[derive(Clone)]
pub struct Emulator {
    shared: Arc<Shared>,
    url: String,
    token: String,
    bot_id: i64,
    bot_username: String,
    _server: Arc<DropGuard>,
}

impl Emulator {
    /// Starts the server. A token without a numeric bot id, or a taken port, is an error.
    pub async fn start(options: EmulatorOptions) -> io::Result<Self> {
        let bot_id = options
            .token
            .split_once(':')
            .and_then(|(id, _)| id.parse::<i64>().ok());
        let bot_id = bot_id.ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, "the token has no bot id")
        })?;
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await?;
        let address = listener.local_addr()?;
        let bot = User {
            is_bot: true,
            ..User::new(bot_id, "Portero", Some(&options.bot_username), "")
        };
        let url = format!("http://{address}");
        let state = State::new(
            options.token.clone(),
            bot,
            options.clock,
            options.remembered,
        );
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changed: Notify::new(),
            up: watch::Sender::new(true),
        });
        let stop = CancellationToken::new();
        spawn(server::run(shared.clone(), listener, address, stop.clone()));
        Ok(Self {
            shared,
            url,
            token: options.token,
            bot_id,
            bot_username: options.bot_username,
            _server: Arc::new(stop.drop_guard()),
        })
    }

    /// `http://127.0.0.1:<port>`, to be given to the bot as `BOT_API_URL`.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// The bot's token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The bot's user id.
    pub fn bot_id(&self) -> i64 {
        self.bot_id
    }

    /// The bot's username without `@`.
    pub fn bot_username(&self) -> &str {
        &self.bot_username
    }

    /// Telegram's clock.
    pub fn clock(&self) -> Clock {
        self.shared.lock().clock.clone()
    }

    /// Gives the `Date` header a clock of its own, to show a bot whose machine's time is wrong.
    pub fn set_date_clock(&self, clock: Option<Clock>) {
        self.shared.lock().date_clock = clock;
    }

    /// Orders trouble for calls to come.
    pub fn fail(&self, fault: Fault) {
        self.shared.lock().faults.push(fault);
    }

    /// Takes back all ordered trouble.
    pub fn mend(&self) {
        self.shared.lock().faults.clear();
    }

    /// Delays every answer except those of `getUpdates`.
    pub fn set_latency(&self, latency: Duration) {
        self.shared.lock().latency = latency;
    }

    /// Answers 429 above this limit; `None` lets everything through.
    pub fn set_flood_limit(&self, limit: Option<FloodLimit>) {
        let rules = limit.into_iter().flat_map(FloodLimit::rules);
        self.set_flood_rules(rules.collect());
    }

    /// Answers 429 above any of these limits, which take the place of the former ones.
    pub fn set_flood_rules(&self, rules: Vec<FloodRule>) {
        let mut gauges = Vec::new();
        for rule in rules {
            gauges.push(faults::Gauge::new(rule));
        }
        self.shared.lock().floods = gauges;
    }

    /// Takes the network down: open connections are cut, new ones refused.
    pub fn go_down(&self) {
        self.shared.up.send_replace(false);
    }

    /// Brings the network back on the same port.
    pub fn come_up(&self) {
        self.shared.up.send_replace(true);
    }

    /// Does something to the world and wakes whoever waits for a change.
    fn act<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = {
            let mut state = self.shared.lock();
            state.revision += 1;
            change(&mut state)
        };
        self.shared.changed.notify_waiters();
        result
    }

    fn look<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.shared.lock())
    }
}
