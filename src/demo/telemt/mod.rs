//! A telemt that is not real: the control API of an MTProto proxy, answering as telemt 3.4.25 was recorded to answer
//! (`tests/data/telemt-api-observed.txt`), with whatever can go wrong on the way. It proxies nothing itself;
//! [`Telemt::admitted`] tells a pretended proxy whom to let in.

mod server;
mod state;

use crate::demo::mtproto::FakeProxy;
use crate::demo::mtproto::FakeUser;
use crate::integrations::mtproto::secret::Secret;
use crate::models::SecretForm;
use crate::utils::clock::Clock;
use crate::utils::spawn::spawn;
pub use state::State;
pub use state::User;
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::sync::DropGuard;

/// A running one. Dropped, it is gone.
pub struct Telemt {
    address: SocketAddr,
    inner: Arc<Inner>,
    _stop: DropGuard,
}

/// What the server and its owner share.
struct Inner {
    clock: Clock,
    state: Mutex<State>,
    heard: Mutex<Vec<String>>,
    faults: Mutex<VecDeque<(String, Fault)>>,
}

/// What goes wrong with a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Answers that, without acting.
    Status(u16),
    /// The connection breaks before anything is done.
    DropBefore,
    /// It is done, and then the connection breaks.
    DropAfter,
    /// It never answers, and does nothing.
    Hang,
    /// Something that is not telemt's answers.
    Garbage,
}

impl Telemt {
    /// A server with one user of its operator, `alice`. Without `auth` it asks for no header.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(clock: Clock, auth: Option<&str>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let inner = Arc::new(Inner {
            state: Mutex::new(State::new(auth, clock.now())),
            clock,
            heard: Mutex::default(),
            faults: Mutex::default(),
        });
        let stop = CancellationToken::new();
        spawn(server::run(listener, inner.clone(), stop.clone()));
        Ok(Self {
            address,
            inner,
            _stop: stop.drop_guard(),
        })
    }

    /// Where its control API is: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it knows, to be looked at or changed.
    pub fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.inner.state)
    }

    /// The calls since somebody last asked: method, and path behind `/v1`.
    pub fn heard(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.inner.heard))
    }

    /// Has the next call that begins so (`"POST /users"`; `""` = any) go wrong.
    pub fn fail(&self, call: &str, fault: Fault) {
        lock(&self.inner.faults).push_back((call.to_owned(), fault));
    }

    /// Names and base secrets of the users that are let in now. Like a look by the API, it brings a new user nearer to
    /// being let in: the real one comes by itself, whoever looks.
    pub fn admitted(&self) -> Vec<(String, String)> {
        let now = self.inner.clock.now();
        let mut state = self.state();
        let mut admitted = Vec::new();
        for (name, user) in &mut state.users {
            if user.is_let_in(now) {
                admitted.push((name.clone(), user.secret.clone()));
            }
            user.is_looked_at();
        }
        admitted
    }
}

impl Telemt {
    /// Has a pretended proxy let in those who are let in here now, and nobody else.
    pub fn tell(&self, proxy: &FakeProxy) {
        let user = |(name, secret): (String, String)| {
            let secret = Secret::new(&secret, SecretForm::Plain, None).ok()?;
            Some(FakeUser::new(&name, *secret.key()))
        };
        proxy.set_users(self.admitted().into_iter().filter_map(user).collect());
    }
}

impl Inner {
    /// The fault that waits for that call.
    fn fault_for(&self, call: &str) -> Option<Fault> {
        let mut faults = lock(&self.faults);
        let at = faults
            .iter()
            .position(|(begin, _)| call.starts_with(begin.as_str()))?;
        faults.remove(at).map(|(_, fault)| fault)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
