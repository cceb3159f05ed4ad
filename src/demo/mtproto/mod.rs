//! An MTProto proxy and a data centre of Telegram that are not real. The proxy speaks all three forms of secrets, relays
//! as real ones do, and can be made to fail in every way they fail; its users change while it runs.

mod dc;
#[cfg(test)]
mod tests;
mod tls;
mod wire;

pub use dc::FakeDc;
pub use dc::Telling;

use crate::integrations::mtproto::probe::Stream;
use crate::integrations::mtproto::secret::KEY_BYTES;
use crate::models::SecretForm;
use crate::models::Timestamp;
use crate::utils::spawn::boxed;
use crate::utils::spawn::spawn;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use wire::Client;
use wire::Met;

/// One whom the proxy lets through.
#[derive(Clone, PartialEq, Eq)]
pub struct FakeUser {
    pub name: String,
    pub key: [u8; KEY_BYTES],
    /// Otherwise it is as if there were none.
    pub is_enabled: bool,
    /// Known, and sent away at once: expired, or over its quota.
    pub is_spent: bool,
}

impl FakeUser {
    /// One who is let through.
    pub fn new(name: &str, key: [u8; KEY_BYTES]) -> Self {
        Self {
            name: name.to_owned(),
            key,
            is_enabled: true,
            is_spent: false,
        }
    }
}

/// What becomes of those who do not know a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Strangers {
    /// The connection ends at once.
    Closed,
    /// They are never answered.
    Ignored,
    /// They get the page of a web server.
    Page,
    /// They are led to this server, which speaks TLS or not.
    Masked(SocketAddr),
}

/// How the relay to Telegram is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relay {
    Well,
    /// Nothing comes back.
    Dead,
    /// The connection ends when the proxy has tried for so long.
    Fails(Duration),
    /// The proxy itself answers with an error of the transport.
    Says(i32),
}

/// How the proxy behaves; it can be changed at any time, and counts for the next connection.
#[derive(Clone, Debug)]
pub struct Behaviour {
    pub forms: Vec<SecretForm>,
    /// The site that fake TLS pretends to be.
    pub domain: String,
    pub strangers: Strangers,
    pub relay: Relay,
    /// Records of data behind the greeting of fake TLS that its mark covers; one in real ones.
    pub covered: usize,
    /// Further ones behind these.
    pub uncovered: usize,
    /// Accepts and never says anything.
    pub is_silent: bool,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            forms: SecretForm::ALL.to_vec(),
            domain: "example.com".to_owned(),
            strangers: Strangers::Closed,
            relay: Relay::Well,
            covered: 1,
            uncovered: 0,
            is_silent: false,
        }
    }
}

/// The proxy; a clone is the same one. Without a listener it serves what it is given.
#[derive(Clone)]
pub struct FakeProxy {
    state: Arc<Mutex<State>>,
    stop: CancellationToken,
    dc: FakeDc,
}

struct State {
    users: Vec<FakeUser>,
    behaviour: Behaviour,
    served: Vec<String>,
}

impl FakeProxy {
    /// A proxy without users that leads to that data centre.
    pub fn new(dc: FakeDc) -> Self {
        Self {
            state: Arc::new(Mutex::new(State {
                users: Vec::new(),
                behaviour: Behaviour::default(),
                served: Vec::new(),
            })),
            stop: CancellationToken::new(),
            dc,
        }
    }

    /// Serves at a port of its own of this machine until it is stopped. `now` is asked for the time of each greeting.
    ///
    /// # Errors
    /// If there is no port.
    pub async fn listen(
        &self,
        now: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> io::Result<SocketAddr> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let proxy = self.clone();
        let now = Arc::new(now);
        spawn(async move {
            let mut served = JoinSet::new();
            while let Some(Ok((stream, _))) =
                proxy.stop.run_until_cancelled(listener.accept()).await
            {
                let (proxy, now) = (proxy.clone(), now.clone());
                served.spawn(boxed(
                    async move { proxy.serve(Box::new(stream), now()).await },
                ));
            }
        });
        Ok(address)
    }

    /// Ends it and all its connections.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Replaces its users. Those who are connected stay.
    pub fn set_users(&self, users: Vec<FakeUser>) {
        self.state().users = users;
    }

    /// Its users.
    pub fn users(&self) -> Vec<FakeUser> {
        self.state().users.clone()
    }

    /// Changes how it behaves.
    pub fn behave(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.state().behaviour);
    }

    /// Who was let through, in the order of coming.
    pub fn served(&self) -> Vec<String> {
        self.state().served.clone()
    }

    /// Serves one connection to its end.
    pub async fn serve(&self, stream: Box<dyn Stream>, now: Timestamp) {
        // What a client does not wait for is its own affair.
        let _ = self.stop.run_until_cancelled(self.meet(stream, now)).await;
    }

    async fn meet(&self, mut stream: Box<dyn Stream>, now: Timestamp) -> io::Result<()> {
        let (users, behaviour) = {
            let state = self.state();
            (state.users.clone(), state.behaviour.clone())
        };
        if behaviour.is_silent {
            pending::<()>().await;
        }
        match wire::meet(&mut *stream, &users, &behaviour, now).await? {
            Met::Stranger(said) => turn_away(&mut *stream, &behaviour.strangers, &said).await,
            Met::User { name, client } => {
                if users.iter().any(|user| user.name == name && user.is_spent) {
                    return Ok(());
                }
                self.state().served.push(name);
                self.relay(stream, *client, behaviour.relay).await
            }
        }
    }

    async fn relay(
        &self,
        mut stream: Box<dyn Stream>,
        mut client: Client,
        relay: Relay,
    ) -> io::Result<()> {
        match relay {
            Relay::Well => {}
            Relay::Dead => pending().await,
            Relay::Fails(after) => {
                tokio::time::sleep(after).await;
                return Ok(());
            }
            Relay::Says(code) => {
                let error = client.error(code);
                stream.write_all(&error).await?;
                return drained(&mut *stream).await;
            }
        }
        let (near, far) = tokio::io::duplex(64 * 1_024);
        let serving = self.dc.serve(Box::new(far));
        let relaying = wire::relay(&mut *stream, client, Box::new(near));
        tokio::select! {
            done = relaying => done,
            () = serving => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What those who know no secret get.
async fn turn_away(stream: &mut dyn Stream, how: &Strangers, said: &[u8]) -> io::Result<()> {
    match how {
        Strangers::Closed => Ok(()),
        Strangers::Ignored => drained(stream).await,
        Strangers::Page => {
            let page =
                b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            stream.write_all(page).await
        }
        Strangers::Masked(site) => {
            let mut site = TcpStream::connect(site).await?;
            site.write_all(said).await?;
            tokio::io::copy_bidirectional(stream, &mut site).await?;
            Ok(())
        }
    }
}

/// Reads until the other side has gone.
async fn drained(stream: &mut dyn Stream) -> io::Result<()> {
    let mut buffer = [0; 1_024];
    while stream.read(&mut buffer).await? > 0 {}
    Ok(())
}
