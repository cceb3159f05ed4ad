//! Judges: addresses that tell whoever asks from where they are asked. Through a proxy they tell where it comes out.
//!
//! A judge is asked over TLS that is checked, so that no proxy can answer in its place. Proxies without CONNECT are asked
//! over plain HTTP, where only a judge that repeats a number of ours can be believed in full. Before anything is tried,
//! each judge is asked straight from here: that tells whether the house has a way out, the addresses it is seen with, and
//! what each judge repeats, so that nothing about a judge has to be configured.

mod seen;

pub(super) use seen::Seen;

use super::dial::Conn;
use super::dial::Net;
use super::http;
use super::http::Head;
use super::http::HttpFault;
use super::http::Most;
use super::socks::Place;
use crate::models::JUDGE_PATH;
use crate::utils::order::InOrder;
use reqwest::Url;
use std::io;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Public ones, for a house without its own: text with the address, or JSON with it, and one that repeats all it is sent.
pub const DEFAULTS: [&str; 3] = [
    "https://ipv4.icanhazip.com/",
    "https://httpbin.org/get",
    "https://api.ipify.org/",
];
/// Tells the country of whoever asks too (`country_iso`, <https://github.com/mpolden/echoip>): asked through a proxy that
/// works when nothing else told it. It asks not to be asked often from one address: it is never asked from here.
pub const COUNTRY: &str = "https://ifconfig.co/json";
/// The longest answer of a judge, in bytes.
pub(super) const LONGEST_ANSWER: usize = 64 * 1024;
/// A judge is connected to within this time, straight from here.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// It answers within this time.
const ANSWER_WITHIN: Duration = Duration::from_secs(8);
/// The addresses of whoever tells countries are believed for so long.
const PLACER_HOLDS: Duration = Duration::from_secs(60 * 60);
/// More are not asked.
const MOST_JUDGES: usize = 8;

/// The judge of the house itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnJudge {
    /// Its whole address, as [`own_url`] makes it.
    pub url: String,
}

/// The address of the house's own judge under that public address.
pub fn own_url(public_url: &str) -> String {
    format!("{}{JUDGE_PATH}", public_url.trim_end_matches('/'))
}

/// Whether a text is the address of a judge: HTTPS with a host.
pub fn is_judge(url: &str) -> bool {
    Judge::parse(url).is_some()
}

/// Where one is.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Judge {
    pub host: String,
    pub port: u16,
    /// The same place over plain HTTP: the usual port, unless another is named.
    plain_port: u16,
    /// With its question mark, behind which the number goes.
    target: String,
}

impl Judge {
    fn parse(url: &str) -> Option<Self> {
        let url = Url::parse(url.trim()).ok()?;
        let host = url.host_str().filter(|host| !host.is_empty())?;
        let is_bare = url.username().is_empty() && url.password().is_none();
        if url.scheme() != "https" || !is_bare {
            return None;
        }
        let target = match url.query() {
            Some(query) => format!("{}?{query}&n=", url.path()),
            None => format!("{}?n=", url.path()),
        };
        Some(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(443),
            plain_port: url.port().unwrap_or(80),
            target,
        })
    }

    /// As a proxy is asked for it.
    pub(super) fn place(&self) -> Place {
        match self.host.parse::<IpAddr>() {
            Ok(address) => Place::Address(address),
            Err(_) => Place::Name(self.host.clone()),
        }
    }

    /// Host and port as a head has them.
    fn authority(&self, port: u16, usual: u16) -> String {
        let host = match self.host.contains(':') {
            true => format!("[{}]", self.host),
            false => self.host.clone(),
        };
        match port == usual {
            true => host,
            false => format!("{host}:{port}"),
        }
    }
}

/// A judge that answers, and how.
pub(super) struct Ready {
    pub judge: Judge,
    /// Where it is, for proxies that cannot look names up.
    pub addresses: Vec<SocketAddr>,
    /// Whether it repeats the number it is sent.
    pub echoes: bool,
    pub plain: Option<Plain>,
    /// Whether it tells the country of whoever asks.
    tells_country: bool,
    /// Whether it is the house's own.
    is_own: bool,
    /// Whether it was reached without leaving this machine.
    is_here: bool,
}

/// How it answers without TLS.
pub(super) struct Plain {
    pub echoes: bool,
    /// Lines that stand before it anyway, put there by its own front.
    pub usual_lines: Vec<String>,
}

#[derive(Default)]
struct Known {
    ready: Vec<Arc<Ready>>,
    own: Vec<IpAddr>,
    /// Whom to ask for a country.
    country: Option<Arc<Ready>>,
    /// The one whose work that is, and when its name was looked up.
    placer: Option<(Instant, Arc<Ready>)>,
}

/// All judges of the house.
pub struct Judges {
    net: Net,
    urls: Vec<String>,
    has_own: bool,
    /// Where countries are told, if no judge tells them.
    country: Option<String>,
    known: Mutex<Known>,
    turn: AtomicUsize,
}

impl Judges {
    /// Those at these addresses, the house's own first. What is no address over HTTPS is left out.
    pub fn new(urls: &[String], own: Option<OwnJudge>, net: Net) -> Self {
        let own = own.map(|own| own.url).filter(|url| is_judge(url));
        let has_own = own.is_some();
        let urls = own.into_iter().chain(urls.iter().cloned());
        Self {
            net,
            urls: urls.filter(|url| is_judge(url)).take(MOST_JUDGES).collect(),
            has_own,
            country: None,
            known: Mutex::default(),
            turn: AtomicUsize::new(0),
        }
    }

    /// The same with that address, [`COUNTRY`], to ask for countries where none of the judges tells them.
    pub fn with_country(self, url: &str) -> Self {
        let country = Some(url.to_owned()).filter(|url| is_judge(url));
        Self { country, ..self }
    }

    /// Asks every judge straight from here, all at once and within some eight seconds; whether any answers. To be asked
    /// before proxies are tried, and again when many of them fail: without a way out of the house nothing is said about
    /// any of them. The house's own judge on this same machine is no proof of one.
    pub async fn is_online(&self) -> bool {
        let mut asked = JoinSet::new();
        for (place, url) in self.urls.iter().enumerate() {
            let (net, judge) = (self.net.clone(), Judge::parse(url));
            asked.spawn(async move {
                let answer = tokio::time::timeout(ANSWER_WITHIN, ask_straight(&net, judge?)).await;
                Some((place, answer.ok()??))
            });
        }
        let mut answers: Vec<_> = asked.join_all().await.into_iter().flatten().collect();
        answers.order_by_key(|(place, _)| *place);
        let mut known = Known::default();
        let mut house = Vec::new();
        for (place, (mut ready, own)) in answers {
            ready.is_own = self.has_own && place == 0;
            if ready.is_own {
                // Where the name of the house leads, which may be a machine before it.
                house.extend(ready.addresses.iter().map(|at| at.ip().to_canonical()));
            }
            known.own.extend(own);
            known.ready.push(Arc::new(ready));
        }
        // That the house reaches itself says nothing about its way out.
        let is_outside = |ready: &Arc<Ready>| !(ready.is_own && ready.is_here);
        let is_online = known.ready.iter().any(is_outside);
        if is_online {
            known.own.order();
            known.own.dedup();
            house.extend(&known.own);
            self.net.names.know_house(house);
            known.placer = self.placer(&known.ready).await;
            let tells = known.ready.iter().find(|judge| judge.tells_country);
            let placer = known.placer.as_ref().map(|(_, placer)| placer);
            known.country = tells.or(placer).cloned();
            *self.lock() = known;
        }
        is_online
    }

    /// The one whose work it is to tell countries, as it was found lately. Its name waits for a turn among those of listed
    /// proxies: judges do not wait for it.
    async fn placer(&self, ready: &[Arc<Ready>]) -> Option<(Instant, Arc<Ready>)> {
        let known = self.lock().placer.clone();
        let is_fresh = |(at, placer): &(Instant, Arc<Ready>)| {
            at.elapsed() < PLACER_HOLDS && !placer.addresses.is_empty()
        };
        if known.as_ref().is_some_and(is_fresh) || ready.iter().any(|judge| judge.tells_country) {
            return known;
        }
        let judge = Judge::parse(self.country.as_deref()?)?;
        let (net, host) = (&self.net, &judge.host);
        let found = async {
            let turn = net.names.listed_turn(host).await;
            (net.guard)
                .resolve(&net.names, host, judge.port, turn)
                .await
        };
        let found = tokio::time::timeout(CONNECT_WITHIN, found).await;
        let placer = Ready {
            judge,
            // Without them proxies that look names up can still lead there.
            addresses: found.ok().and_then(Result::ok).unwrap_or_default(),
            echoes: false,
            plain: None,
            tells_country: true,
            is_own: false,
            is_here: false,
        };
        Some((Instant::now(), Arc::new(placer)))
    }

    /// Whom to ask for a country through a proxy, if anybody tells it.
    pub(super) fn country_judge(&self) -> Option<Arc<Ready>> {
        self.lock().country.clone()
    }

    /// The addresses with which the house itself is seen outside, as the judges said last.
    pub fn own_addresses(&self) -> Vec<IpAddr> {
        self.lock().own.clone()
    }

    /// The judges that answer: the house's own first, or each time another.
    pub(super) fn ready(&self) -> Vec<Arc<Ready>> {
        let mut ready = self.lock().ready.clone();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let has_own = ready.first().is_some_and(|first| first.is_own);
        if !ready.is_empty() && !has_own {
            let turn = turn % ready.len();
            ready.rotate_left(turn);
        }
        ready
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a judge answers to the house itself, over TLS and without.
async fn ask_straight(net: &Net, judge: Judge) -> Option<(Ready, Vec<IpAddr>)> {
    let addresses = net.resolve_own(&judge.host, judge.port).await.ok()?;
    let stream = net.connect(&addresses, CONNECT_WITHIN).await.ok()?;
    let (peer, local) = (
        stream.peer_addr().ok()?.ip(),
        stream.local_addr().ok()?.ip(),
    );
    let is_here = peer == local || peer.to_canonical().is_loopback();
    let mut conn = net.secure(&judge.host, Box::new(stream)).await.ok()?;
    let nonce = nonce().ok()?;
    let (head, body) = ask(&mut conn, &judge, &nonce, Over::Tls).await.ok()?;
    let seen = (head.status == 200)
        .then(|| Seen::read(&body, &nonce))
        .flatten()?;
    drop(conn);
    let mut own: Vec<IpAddr> = seen.origin.into_iter().collect();
    let plain = tokio::time::timeout(CONNECT_WITHIN, ask_plain(net, &judge, &addresses)).await;
    let plain = plain.ok().flatten().map(|(plain, origin)| {
        own.extend(origin);
        plain
    });
    let ready = Ready {
        judge,
        addresses,
        echoes: seen.has_nonce,
        plain,
        tells_country: seen.country.is_some(),
        is_own: false,
        is_here,
    };
    Some((ready, own))
}

async fn ask_plain(
    net: &Net,
    judge: &Judge,
    addresses: &[SocketAddr],
) -> Option<(Plain, Option<IpAddr>)> {
    let at_port = |address: &SocketAddr| SocketAddr::new(address.ip(), judge.plain_port);
    let addresses: Vec<SocketAddr> = addresses.iter().map(at_port).collect();
    let stream = net.connect(&addresses, CONNECT_WITHIN).await.ok()?;
    let mut conn: Conn = Box::new(stream);
    let nonce = nonce().ok()?;
    let (head, body) = ask(&mut conn, judge, &nonce, Over::Plain).await.ok()?;
    let seen = (head.status == 200)
        .then(|| Seen::read(&body, &nonce))
        .flatten()?;
    let lines = seen.proxy_lines().unwrap_or_default();
    let plain = Plain {
        echoes: seen.has_nonce,
        usual_lines: lines.into_iter().map(str::to_owned).collect(),
    };
    Some((plain, seen.origin))
}

/// Over what a judge is asked.
pub(super) enum Over<'a> {
    Tls,
    Plain,
    /// Plain HTTP by a proxy, with lines of the head that are for it.
    Proxy(&'a str),
}

/// Asks a judge on a connection that leads to it, or to a proxy that takes whole addresses.
pub(super) async fn ask(
    conn: &mut Conn,
    judge: &Judge,
    nonce: &str,
    over: Over<'_>,
) -> Result<(Head, Vec<u8>), HttpFault> {
    let mut lines = http::usual_lines();
    let (target, host) = match over {
        Over::Tls => (
            format!("{}{nonce}", judge.target),
            judge.authority(judge.port, 443),
        ),
        Over::Plain | Over::Proxy(_) => (
            format!("{}{nonce}", judge.target),
            judge.authority(judge.plain_port, 80),
        ),
    };
    let target = match over {
        Over::Tls | Over::Plain => target,
        Over::Proxy(more) => {
            lines.push_str(more);
            format!("http://{host}{target}")
        }
    };
    http::get(conn, &target, &host, &lines, Most::Whole(LONGEST_ANSWER)).await
}

/// A number that nobody knows beforehand.
pub(super) fn nonce() -> io::Result<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|_| io::Error::other("no random bytes"))?;
    Ok(format!("{:016x}", u64::from_be_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges_are_addresses_over_https() {
        let judge = Judge::parse("https://Judge.example:8443/a?b=c").expect("a judge");
        assert_eq!((judge.host.as_str(), judge.port), ("judge.example", 8443));
        assert_eq!(judge.target, "/a?b=c&n=");
        assert_eq!(judge.authority(8443, 443), "judge.example:8443");
        assert_eq!(
            own_url("https://house.example/"),
            "https://house.example/judge"
        );
        assert!(DEFAULTS.iter().chain([&COUNTRY]).all(|url| is_judge(url)));
        for other in [
            "http://judge.example/",
            "https://u:p@judge.example/",
            "judge.example",
            "https://",
        ] {
            assert!(!is_judge(other), "{other}");
        }
    }
}
