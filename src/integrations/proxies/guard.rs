//! Which addresses are touched: lists are written by strangers, who would like the house to knock at its own doors.

use crate::utils::net;
use std::io;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::net::SocketAddr;
use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::Semaphore;

/// Names of listed proxies asked for at once: each lookup holds a thread that the database wants too.
const LISTED_AT_ONCE: usize = 2;
/// The same for what the house itself asks: judges and sources, which wait for no proxy.
const OWN_AT_ONCE: usize = 1;
/// Addresses of one name that are kept.
const MOST_ADDRESSES: usize = 4;

/// How a name is looked up, on a thread that may wait.
pub(super) type Find = Arc<dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

/// Looks names up, few at once, and knows which addresses are the house's own.
pub(super) struct Names {
    find: Find,
    house: Mutex<Vec<IpAddr>>,
    listed: Arc<Semaphore>,
    own: Arc<Semaphore>,
}

impl Default for Names {
    fn default() -> Self {
        Self::new(Arc::new(|host, port| {
            Ok((host, port).to_socket_addrs()?.collect())
        }))
    }
}

impl Names {
    pub(super) fn new(find: Find) -> Self {
        Self {
            find,
            house: Mutex::default(),
            listed: Arc::new(Semaphore::new(LISTED_AT_ONCE)),
            own: Arc::new(Semaphore::new(OWN_AT_ONCE)),
        }
    }

    /// These are the addresses under which the house itself is reached from outside.
    pub(super) fn know_house(&self, addresses: Vec<IpAddr>) {
        *self.house.lock().unwrap_or_else(PoisonError::into_inner) = addresses;
    }

    /// Whether that is one of them, or is translated to one on its way.
    pub(super) fn is_house(&self, address: IpAddr) -> bool {
        let house = self.house.lock().unwrap_or_else(PoisonError::into_inner);
        let address = address.to_canonical();
        let inner = match address {
            IpAddr::V4(_) => None,
            IpAddr::V6(address) => embedded(address).map(IpAddr::V4),
        };
        house.contains(&address) || inner.is_some_and(|inner| house.contains(&inner))
    }

    /// Waits for a listed proxy's turn. Addresses need none.
    pub(super) async fn listed_turn(&self, host: &str) -> Option<OwnedSemaphorePermit> {
        turn(&self.listed, host).await
    }

    /// Waits for the turn of a judge or a source. Addresses need none.
    pub(super) async fn own_turn(&self, host: &str) -> Option<OwnedSemaphorePermit> {
        turn(&self.own, host).await
    }

    /// The turn goes along with the lookup: whoever asked may stop waiting, and the thread is still taken.
    #[expect(
        clippy::disallowed_methods,
        reason = "bounded by the semaphores of this module first, as the database's work is by its own"
    )]
    async fn find(
        &self,
        host: &str,
        port: u16,
        turn: Option<OwnedSemaphorePermit>,
    ) -> Result<Vec<SocketAddr>, GuardError> {
        let (find, host) = (self.find.clone(), host.to_owned());
        let found = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            find(&host, port)
        });
        let found = found.await.ok().and_then(Result::ok);
        found.ok_or(GuardError::NoSuchName)
    }
}

async fn turn(turns: &Arc<Semaphore>, host: &str) -> Option<OwnedSemaphorePermit> {
    if host.parse::<IpAddr>().is_ok() {
        return None;
    }
    // It is never closed.
    turns.clone().acquire_owned().await.ok()
}

/// Which addresses may be connected to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Guard {
    /// Whether those of private networks may, which the admins decide.
    pub allows_private: bool,
}

/// Why a name leads nowhere that may be touched.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum GuardError {
    /// All its addresses are of private networks.
    #[error("the address is one of a private network")]
    Private,
    /// It leads back to the house, by its address outside.
    #[error("the address is the house's own")]
    House,
    /// It has no address.
    #[error("the name is unknown")]
    NoSuchName,
}

impl Guard {
    /// Whether that address may be connected to.
    pub fn check(self, address: IpAddr) -> bool {
        if !is_one_machine(address) {
            return false;
        }
        self.allows_private || !is_private(address)
    }

    /// The addresses of a host that may be connected to. What is checked here is what is to be connected to: asked
    /// again, the same name may say something else.
    ///
    /// # Errors
    /// [`GuardError`].
    pub(super) async fn resolve(
        self,
        names: &Names,
        host: &str,
        port: u16,
        turn: Option<OwnedSemaphorePermit>,
    ) -> Result<Vec<SocketAddr>, GuardError> {
        let found: Vec<SocketAddr> = match host.parse::<IpAddr>() {
            Ok(address) => vec![SocketAddr::new(address, port)],
            Err(_) => names.find(host, port, turn).await?,
        };
        if found.is_empty() {
            return Err(GuardError::NoSuchName);
        }
        let mut allowed = found;
        allowed.retain(|address| self.check(address.ip()));
        if allowed.is_empty() {
            return Err(GuardError::Private);
        }
        // Whoever let the machines beside the house be touched let the house itself be touched.
        allowed.retain(|address| self.allows_private || !names.is_house(address.ip()));
        allowed.truncate(MOST_ADDRESSES);
        match allowed.is_empty() {
            true => Err(GuardError::House),
            false => Ok(allowed),
        }
    }
}

/// Whether it names one machine at all.
fn is_one_machine(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            !address.is_multicast() && !address.is_broadcast() && !address.is_unspecified()
        }
        IpAddr::V6(address) => !address.is_multicast() && !address.is_unspecified(),
    }
}

/// Whether nobody outside reaches it, also where it hides in an address that is translated on its way.
fn is_private(address: IpAddr) -> bool {
    if net::is_inner(address) {
        return true;
    }
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            // "This network", IETF's own, benchmarks, and what is reserved (RFC 6890).
            a == 0 || (a, b, c) == (192, 0, 0) || (a == 198 && b & 0xfe == 18) || a >= 240
        }
        IpAddr::V6(address) => {
            // Site-local, long given up (RFC 3879).
            let is_of_site = address.segments()[0] & 0xffc0 == 0xfec0;
            is_of_site || embedded(address).is_some_and(|inner| is_private(IpAddr::V4(inner)))
        }
    }
}

/// The address of IPv4 that such a one leads to: NAT64 (RFC 6052), 6to4 (RFC 3056), or the compatible form.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let pair = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match (a, b, c, d, e, f) {
        (0x64, 0xff9b, 0, 0, 0, 0) | (0, 0, 0, 0, 0, 0) => Some(pair(g, h)),
        // For use within one network (RFC 8215).
        (0x64, 0xff9b, 1, ..) => Some(Ipv4Addr::LOCALHOST),
        (0x2002, ..) => Some(pair(b, c)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(guard: Guard, text: &str) -> bool {
        guard.check(text.parse().expect("an address"))
    }

    #[test]
    fn addresses_of_private_networks_are_refused_in_whatever_clothes() {
        for inner in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.1.2.3",
            "192.0.0.8",
            "198.18.0.1",
            "198.19.255.1",
            "240.0.0.1",
            "::1",
            "fd00::1",
            "fe80::1",
            "fec0::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::8.8.8.8",
            "2002:7f00:1::1",
            "::10.0.0.1",
        ] {
            assert!(!check(Guard::default(), inner), "{inner}");
            assert!(
                check(
                    Guard {
                        allows_private: true
                    },
                    inner
                ),
                "{inner}"
            );
        }
    }

    #[test]
    fn what_is_no_single_machine_is_refused_always() {
        for none in [
            "224.0.0.1",
            "255.255.255.255",
            "0.0.0.0",
            "::",
            "ff02::1",
            "::ffff:239.1.1.1",
        ] {
            assert!(!check(Guard::default(), none), "{none}");
            assert!(
                !check(
                    Guard {
                        allows_private: true
                    },
                    none
                ),
                "{none}"
            );
        }
    }

    #[test]
    fn addresses_of_the_internet_are_allowed() {
        for outer in [
            "203.0.113.7",
            "8.8.8.8",
            "198.20.0.1",
            "2001:db8::1",
            "64:ff9b::808:808",
        ] {
            assert!(check(Guard::default(), outer), "{outer}");
        }
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_refused_unless_allowed() {
        let names = Names::default();
        let resolve = async |allows_private: bool, host: &str| {
            let turn = names.listed_turn(host).await;
            let guard = Guard { allows_private };
            guard.resolve(&names, host, 80, turn).await
        };
        let refused = resolve(false, "localhost").await;
        assert_eq!(refused, Err(GuardError::Private));
        let allowed = resolve(true, "localhost").await;
        assert!(allowed.is_ok_and(|found| !found.is_empty()));
        let unknown = resolve(false, "no such name").await;
        assert_eq!(unknown, Err(GuardError::NoSuchName));
    }

    #[tokio::test]
    async fn a_lookup_nobody_waits_for_keeps_its_turn_and_the_houses_own_go_on() {
        let (hang, hung) = std::sync::mpsc::channel::<()>();
        let (asked, mut asking) = tokio::sync::mpsc::unbounded_channel();
        let hung = std::sync::Mutex::new(hung);
        let names = Arc::new(Names::new(Arc::new(move |host, port| {
            asked.send(host.to_owned()).expect("somebody listens");
            if host.starts_with("dead") {
                // Until the test lets go.
                let _ = hung.lock().expect("not poisoned").recv();
            }
            Ok(vec![SocketAddr::from(([203, 0, 113, 7], port))])
        })));
        for host in ["dead-1.example", "dead-2.example"] {
            let of = names.clone();
            let waiting = tokio::spawn(async move {
                let turn = of.listed_turn(host).await;
                Guard::default().resolve(&of, host, 80, turn).await
            });
            assert_eq!(asking.recv().await.as_deref(), Some(host));
            waiting.abort();
            assert!(waiting.await.is_err_and(|error| error.is_cancelled()));
        }
        assert_eq!(names.listed.available_permits(), 0);
        let own = names.own_turn("judge.example").await;
        let found = Guard::default().resolve(&names, "judge.example", 443, own);
        assert!(found.await.is_ok_and(|found| found.len() == 1));
        assert!(names.listed_turn("203.0.113.9").await.is_none());
        drop(hang);
        let turns = names.listed.acquire_many(2).await;
        assert!(turns.is_ok(), "they are given back when the system answers");
    }
}
