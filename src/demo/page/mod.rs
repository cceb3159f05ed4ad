//! The page of the demo: a small Telegram in the browser, on this machine only.
//!
//! Reading order: `server` (who may ask, what is served), `acts` and `contents` (what a person does), `state` (what a
//! person sees), `calls` (the log), `tour` (how far the guided tour is). The page itself is plain HTML, CSS and
//! JavaScript beside these files, embedded by `assets`.

mod acts;
mod assets;
mod calls;
mod contents;
mod reply;
mod server;
mod state;
#[cfg(test)]
mod tests;
mod tour;

use super::telegram::Emulator;
use super::telegram::http;
use super::telegram::spawn;
use crate::utils::clock::Clock;
use anyhow::Context;
use std::collections::BTreeMap;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Where the page is if nobody says otherwise.
const USUAL_PORT: u16 = 8088;
/// How many ports after the usual one are tried.
const PORTS_TRIED: u16 = 50;
/// Changes closer together than this are told to the browser once.
const BREATH: Duration = Duration::from_millis(30);
/// How long open connections may take to end.
const FAREWELL: Duration = Duration::from_secs(2);

/// What the page shows and where.
pub struct PageOptions {
    /// The world behind it.
    pub emulator: Emulator,
    /// The clock of emulator and bot.
    pub clock: Clock,
    /// Ids of the people who are admins of the bot.
    pub admins: Vec<i64>,
    /// The port on 127.0.0.1; `None` takes 8088 or the next free one, 0 any free one.
    pub port: Option<u16>,
    /// `es` or `en`.
    pub language: String,
}

/// What the server's parts share.
struct Shared {
    emulator: Emulator,
    clock: Clock,
    admins: Vec<i64>,
    language: String,
    port: u16,
    /// Tells one run of the demo from the next, so that an open page starts afresh.
    run: String,
    /// Counts the changes of the world; the page fetches what is new when it moves.
    version: watch::Sender<u64>,
    /// The newest message that a person has read in a chat.
    read: Mutex<BTreeMap<(i64, i64), i64>>,
    /// Channels the bot served when the page began: those of a kept world.
    served_before: Vec<(i64, String)>,
    stop: CancellationToken,
}

impl Shared {
    fn read(&self) -> MutexGuard<'_, BTreeMap<(i64, i64), i64>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The world changed in a way the emulator does not tell.
    fn touch(&self) {
        self.version.send_modify(|version| *version += 1);
    }
}

/// A running page. It ends with [`Page::stop`].
pub struct Page {
    url: String,
    stop: CancellationToken,
    server: JoinHandle<()>,
}

impl Page {
    /// Starts serving.
    ///
    /// # Errors
    /// When the port asked for is taken.
    pub async fn start(options: PageOptions) -> anyhow::Result<Self> {
        let listener = bind(options.port).await?;
        let port = listener
            .local_addr()
            .context("the page has no address")?
            .port();
        let mut random = [0u8; 8];
        getrandom::fill(&mut random).context("no randomness")?;
        let read = seen_before(&options.emulator);
        let served_before = options.emulator.served_by_bot();
        let shared = Arc::new(Shared {
            emulator: options.emulator,
            clock: options.clock,
            admins: options.admins,
            language: options.language,
            port,
            run: format!("{:016x}", u64::from_ne_bytes(random)),
            version: watch::Sender::new(0),
            read: Mutex::new(read),
            served_before,
            stop: CancellationToken::new(),
        });
        Ok(Self {
            url: format!("http://127.0.0.1:{port}"),
            stop: shared.stop.clone(),
            server: spawn(serve(listener, shared)),
        })
    }

    /// Where the page is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends open connections and stops serving.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if tokio::time::timeout(FAREWELL, &mut self.server)
            .await
            .is_err()
        {
            self.server.abort(); // a browser that holds on does not keep the demo alive
        }
    }
}

/// What a kept world holds already is no news.
fn seen_before(emulator: &Emulator) -> BTreeMap<(i64, i64), i64> {
    let mut seen = BTreeMap::new();
    for person in emulator.people_views() {
        for chat in emulator.chat_views(person.id, |_| 0) {
            if let Some(last) = chat.last.and_then(|last| last["id"].as_i64()) {
                seen.insert((person.id, chat.id), last);
            }
        }
    }
    seen
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let stop = shared.stop.clone();
    let follow = {
        let shared = shared.clone();
        async move { shared.emulator.follow(BREATH, || shared.touch()).await }
    };
    tokio::select! {
        () = http::serve(listener, server::site(shared), stop) => {}
        () = follow => {}
    }
}

/// Takes the port on the loopback interface.
async fn bind(port: Option<u16>) -> anyhow::Result<TcpListener> {
    let on = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    if let Some(port) = port {
        return on(port)
            .await
            .with_context(|| format!("port {port} of 127.0.0.1 cannot be used for the page"));
    }
    for port in USUAL_PORT..USUAL_PORT + PORTS_TRIED {
        match on(port).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            other => return other.context("the page could not start"),
        }
    }
    on(0).await.context("there is no free port for the page")
}
