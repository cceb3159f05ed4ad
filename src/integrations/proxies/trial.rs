//! One trial of one proxy: a judge is asked through it, and perhaps Telegram.

use super::detect::Course;
use super::detect::Miss;
use super::detect::Way;
use super::dial::Conn;
use super::dial::Net;
use super::geoip::GeoIp;
use super::guard::GuardError;
use super::http::HttpFault;
use super::judge;
use super::judge::Judges;
use super::judge::Over;
use super::judge::Plain;
use super::judge::Ready;
use super::judge::Seen;
use super::route::Led;
use super::route::Route;
use super::socks::Place;
use super::ss::Cipher;
use crate::integrations::mtproto::probe;
use crate::models::Anonymity;
use crate::models::ProxyAddress;
use crate::models::ProxyFault;
use crate::models::ProxyFound;
use crate::models::ProxyKind;
use crate::models::ProxyLogin;
use crate::utils::clock::Clock;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use tokio::time::timeout;
use tokio::time::timeout_at;

/// A data centre of Telegram, as its apps know it from the start.
pub const TELEGRAM: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(149, 154, 167, 51)), 443);
/// With less time left neither Telegram nor a country is asked for: it would say nothing about the proxy.
const LEAST_FOR_MORE: Duration = Duration::from_millis(1_500);
/// Judges that are asked through a proxy that works before its exit stays unknown.
const MOST_JUDGES: usize = 2;

/// How long a trial may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// To find the host, and again for each connection to it.
    pub connect: Duration,
    /// For the first bytes of an answer, while other ways wait to be tried.
    pub first_answer: Duration,
    /// For everything.
    pub all: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_answer: Duration::from_secs(3),
            all: Duration::from_secs(10),
        }
    }
}

/// Tries proxies; one is enough for all of them at once.
pub struct Trial {
    pub net: Net,
    /// Asked straight from here first, by [`Judges::is_online`]: before that, no proxy can be told to work.
    pub judges: Arc<Judges>,
    /// Without it, and where it says nothing, countries come from judges that tell them.
    pub geoip: Option<Arc<GeoIp>>,
    pub limits: Limits,
    /// The data centre that is asked for, [`TELEGRAM`]; `None` = none is.
    pub telegram: Option<SocketAddr>,
    pub clock: Clock,
}

/// What a way that opened brought.
struct Opened {
    way: Way,
    latency: Duration,
    /// `None` = the proxy leads to judges, and they would not tell.
    seen: Option<Seen>,
    ready: Arc<Ready>,
}

impl Trial {
    /// Tries that proxy, within [`Limits::all`] from when it is its name's turn to be looked up. Dropping the future
    /// ends the trial. `placed` is an address it came out with before, of which the country is known: that is not asked
    /// for again. One that was working speaks what its address says, and has all the time for that.
    ///
    /// # Errors
    /// Why it does not work. Where the house itself has no way out that is said of every proxy: see
    /// [`Judges::is_online`].
    pub async fn run(
        &self,
        address: &ProxyAddress,
        placed: Option<IpAddr>,
        was_working: bool,
    ) -> Result<ProxyFound, ProxyFault> {
        let turn = self.net.names.listed_turn(&address.host).await;
        let until = Instant::now() + self.limits.all;
        let mut course = Course::of(address);
        course.was_working = was_working;
        let trial = async {
            let addresses = self.resolve(address, turn).await?;
            let opened = self.course(address, &addresses, &mut course).await?;
            Ok((addresses, opened))
        };
        let (addresses, opened) = match timeout_at(until, trial).await {
            Ok(ended) => ended?,
            Err(_) => return Err(course.verdict()),
        };
        let is_for_telegram = self.telegram(&opened, address, &addresses, until).await;
        let route = self.route(opened.way, address, &addresses, self.limits.all);
        let mut found = self.found(opened, &addresses, is_for_telegram);
        let is_placed = placed.is_some_and(|exit| found.exit_ip.is_none_or(|now| now == exit));
        if found.country.is_none() && !is_placed {
            self.place(&mut found, &route, until).await;
        }
        Ok(found)
    }

    /// Asks through a proxy that works in which country it comes out, if there is anybody to ask and time for it.
    async fn place(&self, found: &mut ProxyFound, route: &Route<'_>, until: Instant) {
        let Some(ready) = self.judges.country_judge() else {
            return;
        };
        if until.saturating_duration_since(Instant::now()) < LEAST_FOR_MORE {
            return;
        }
        let asked = Box::pin(async {
            let nonce = judge::nonce().ok()?;
            let lines = route.login_line();
            let (mut conn, over) = match route.way {
                Way::Get => (route.dial().await.ok()?, Over::Proxy(&lines)),
                Way::Socks5
                | Way::Socks4
                | Way::Connect
                | Way::SecureConnect
                | Way::Shadowsocks => {
                    let (_, conn) = led_to_judge(route, &ready).await.ok()?;
                    let secured = self.net.secure(&ready.judge.host, conn).await;
                    (secured.ok()?, Over::Tls)
                }
            };
            let answer = judge::ask(&mut conn, &ready.judge, &nonce, over).await;
            let (head, body) = answer.ok()?;
            Seen::read(&body, &nonce).filter(|_| head.status == 200)
        });
        if let Ok(Some(seen)) = timeout_at(until, asked).await {
            found.exit_ip = found.exit_ip.or(seen.origin);
            (found.country, found.city) = (seen.country, seen.city);
        }
    }

    async fn resolve(
        &self,
        address: &ProxyAddress,
        turn: Option<OwnedSemaphorePermit>,
    ) -> Result<Vec<SocketAddr>, ProxyFault> {
        if let Some(ProxyLogin::Cipher { method, .. }) = &address.login
            && Cipher::parse(method).is_none()
        {
            return Err(ProxyFault::UnknownCipher);
        }
        let net = &self.net;
        let found = (net.guard).resolve(&net.names, &address.host, address.port, turn);
        match timeout(self.limits.connect, found).await {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(GuardError::Private | GuardError::House)) => Err(ProxyFault::Private),
            Ok(Err(GuardError::NoSuchName)) | Err(_) => Err(ProxyFault::NoSuchName),
        }
    }

    /// Tries one way after another.
    async fn course(
        &self,
        address: &ProxyAddress,
        addresses: &[SocketAddr],
        course: &mut Course,
    ) -> Result<Opened, ProxyFault> {
        let ready = self.judges.ready();
        while let Some(way) = course.next() {
            let ended = match way {
                Way::Get => self.get(address, addresses, &ready, course).await,
                Way::Socks5
                | Way::Socks4
                | Way::Connect
                | Way::SecureConnect
                | Way::Shadowsocks => self.tunnel(way, address, addresses, &ready, course).await,
            };
            match ended {
                Ok(opened) => return Ok(opened),
                Err(miss) => {
                    if let Some(fault) = course.missed(miss) {
                        return Err(fault);
                    }
                }
            }
        }
        Err(course.verdict())
    }

    /// Asks a judge over TLS through a tunnel. Where a judge has no answer for the exit, such as one that counts
    /// questions, it is another's turn: that TLS stood proves that the proxy leads there. So it is where the proxy does
    /// not lead to it: the judge itself may have gone.
    async fn tunnel(
        &self,
        way: Way,
        address: &ProxyAddress,
        addresses: &[SocketAddr],
        ready: &[Arc<Ready>],
        course: &mut Course,
    ) -> Result<Opened, Miss> {
        let nowhere = Miss::End(ProxyFault::LeadsNowhere);
        let mut opened = None;
        for ready in ready.iter().take(MOST_JUDGES) {
            let patience = self.patience(way, address, course);
            let route = self.route(way, address, addresses, patience);
            match self.through(&route, ready, course).await {
                Ok(done) if done.seen.is_some() => return Ok(done),
                Ok(done) => opened = opened.or(Some(done)),
                Err(miss) if miss == nowhere => {}
                Err(miss) => return opened.ok_or(miss),
            }
        }
        opened.ok_or(nowhere)
    }

    async fn through(
        &self,
        route: &Route<'_>,
        ready: &Arc<Ready>,
        course: &mut Course,
    ) -> Result<Opened, Miss> {
        let (begun, conn) = led_to_judge(route, ready).await?;
        course.is_leading = route.way != Way::Shadowsocks;
        let secured = self.net.secure(&ready.judge.host, conn).await;
        let mut conn = secured.map_err(|error| route.broken_tunnel(&error))?;
        course.is_leading = true;
        let nowhere = Miss::End(ProxyFault::LeadsNowhere);
        let nonce = judge::nonce().map_err(|_| nowhere)?;
        let answered = judge::ask(&mut conn, &ready.judge, &nonce, Over::Tls).await;
        let (head, body) = answered.map_err(|_| nowhere)?;
        let latency = begun.elapsed();
        let seen = (head.status == 200)
            .then(|| Seen::read(&body, &nonce))
            .flatten();
        if ready.echoes && seen.as_ref().is_some_and(|seen| !seen.has_nonce) {
            return Err(Miss::End(ProxyFault::Lies));
        }
        Ok(Opened {
            way: route.way,
            latency,
            seen,
            ready: ready.clone(),
        })
    }

    fn route<'a>(
        &'a self,
        way: Way,
        address: &'a ProxyAddress,
        addresses: &'a [SocketAddr],
        patience: Duration,
    ) -> Route<'a> {
        Route {
            net: &self.net,
            way,
            address,
            addresses,
            connect: self.limits.connect,
            patience,
        }
    }

    /// How long the first bytes of an answer to that way are waited for.
    fn patience(&self, way: Way, address: &ProxyAddress, course: &Course) -> Duration {
        let is_of_it = address.kind == Some(way.kind());
        let is_tls_right = address.is_tls == (way == Way::SecureConnect);
        if !course.has_more() || (course.was_working && is_of_it && is_tls_right) {
            return self.limits.all;
        }
        // Lists are mostly right: what they say has half of the time. What they call `http://` mostly takes CONNECT, and
        // what they call `https://` seldom speaks TLS itself.
        let is_listed = match way {
            Way::Socks5 | Way::Socks4 | Way::Shadowsocks => is_of_it,
            Way::Connect if course.was_working => is_of_it,
            Way::Connect => matches!(address.kind, Some(ProxyKind::Http | ProxyKind::Https)),
            Way::SecureConnect | Way::Get => false,
        };
        match is_listed {
            true => self.limits.all / 2,
            false => self.limits.first_answer,
        }
    }

    /// Asks a judge without TLS, as web pages are asked of such a proxy; where it has no answer, another.
    async fn get(
        &self,
        address: &ProxyAddress,
        addresses: &[SocketAddr],
        ready: &[Arc<Ready>],
        course: &mut Course,
    ) -> Result<Opened, Miss> {
        // One that repeats the number is believed before one that does not.
        let of = |echoes: bool| {
            let is = move |plain: &Plain| plain.echoes == echoes;
            ready
                .iter()
                .filter(move |ready| ready.plain.as_ref().is_some_and(is))
        };
        if of(true).chain(of(false)).next().is_none() && !course.speaks_http() {
            // Nobody can be asked so: that says nothing about the proxy, which may speak something else.
            return Err(Miss::Silent);
        }
        for ready in of(true).chain(of(false)).take(MOST_JUDGES) {
            if let Some(opened) = self.page(address, addresses, ready, course).await? {
                return Ok(opened);
            }
        }
        Err(Miss::End(ProxyFault::LeadsNowhere))
    }

    /// Asks that judge so; `None` = neither the proxy nor the judge is known to be at fault.
    async fn page(
        &self,
        address: &ProxyAddress,
        addresses: &[SocketAddr],
        ready: &Arc<Ready>,
        course: &Course,
    ) -> Result<Option<Opened>, Miss> {
        let patience = self.patience(Way::Get, address, course);
        let route = self.route(Way::Get, address, addresses, patience);
        let begun = Instant::now();
        let mut conn = route.dial().await?;
        let nonce = judge::nonce().map_err(|_| Miss::Closed)?;
        let lines = route.login_line();
        let asked = judge::ask(&mut conn, &ready.judge, &nonce, Over::Proxy(&lines));
        let (head, body) = match timeout(route.patience, asked).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(fault)) => return Err(no_page(fault)),
            Err(_) => return Err(Miss::Silent),
        };
        let latency = begun.elapsed();
        let fault = |fault| Err(Miss::End(fault));
        let seen = match head.status {
            401 | 407 => return fault(ProxyFault::NeedsLogin),
            200 => Seen::read(&body, &nonce),
            _ => return Ok(None),
        };
        let echoes = ready.plain.as_ref().is_some_and(|plain| plain.echoes);
        match seen {
            Some(seen) if echoes && !seen.has_nonce => fault(ProxyFault::Lies),
            Some(seen) => Ok(Some(Opened {
                way: Way::Get,
                latency,
                seen: Some(seen),
                ready: ready.clone(),
            })),
            // A page of its own.
            None => fault(ProxyFault::NotAProxy),
        }
    }

    /// Whether Telegram answers through a proxy that works; `None` if that was not to be asked or there was no time.
    async fn telegram(
        &self,
        opened: &Opened,
        address: &ProxyAddress,
        addresses: &[SocketAddr],
        until: Instant,
    ) -> Option<bool> {
        let telegram = self.telegram?;
        if opened.way == Way::Get {
            return Some(false);
        }
        let patience = until.saturating_duration_since(Instant::now());
        if patience < LEAST_FOR_MORE {
            return None;
        }
        let route = self.route(opened.way, address, addresses, patience);
        let place = Place::Address(telegram.ip());
        // Few come so far, and this is large: the others do not make room for it.
        let asked = Box::pin(async {
            let conn = route.lead(&place, telegram.port()).await;
            let Ok(mut conn) = conn else {
                return false;
            };
            let now = self.clock.now();
            probe::ask_telegram(&mut conn, now, patience).await.is_ok()
        });
        Some(timeout_at(until, asked).await.unwrap_or(false))
    }

    /// Puts together what was learnt.
    fn found(
        &self,
        opened: Opened,
        addresses: &[SocketAddr],
        is_for_telegram: Option<bool>,
    ) -> ProxyFound {
        let seen = opened.seen.unwrap_or_default();
        let own = self.judges.own_addresses();
        let anonymity = match opened.way {
            Way::Get => anonymity_of_page(&seen, &opened.ready, &own),
            Way::Socks5 | Way::Socks4 | Way::Connect | Way::SecureConnect | Way::Shadowsocks => {
                match seen.origin {
                    Some(exit) if own.contains(&exit) => Some(Anonymity::Transparent),
                    Some(_) if !own.is_empty() => Some(Anonymity::Elite),
                    Some(_) | None => None,
                }
            }
        };
        // Where it stands tells its country too, if it does not say where it comes out.
        let place = seen
            .origin
            .or_else(|| addresses.first().map(SocketAddr::ip));
        let by_file = self
            .geoip
            .as_ref()
            .zip(place)
            .and_then(|(file, place)| file.country(place));
        let (country, city) = match by_file {
            Some((country, city)) => (Some(country), city),
            None => (seen.country, seen.city),
        };
        ProxyFound {
            kind: opened.way.kind(),
            is_tls: opened.way == Way::SecureConnect,
            latency_ms: u32::try_from(opened.latency.as_millis())
                .unwrap_or(u32::MAX)
                .max(1),
            exit_ip: seen.origin,
            country,
            city,
            anonymity,
            is_for_telegram,
        }
    }
}

/// A connection to the judge, and when it was begun. Names are looked up by the proxy, or here where it cannot.
async fn led_to_judge(route: &Route<'_>, ready: &Ready) -> Result<(Instant, Conn), Miss> {
    let name = ready.judge.place();
    let is_fit = |address: &&SocketAddr| route.way != Way::Socks4 || address.is_ipv4();
    let ip = ready
        .addresses
        .iter()
        .find(is_fit)
        .map(|address| Place::Address(address.ip()));
    // SOCKS4 has no names of its own; 4a has, and not every server knows it.
    let places = match (route.way, ip) {
        (Way::Socks4, Some(ip)) => [Some(ip), Some(name)],
        (_, ip) => [Some(name), ip],
    };
    let mut last = Miss::End(ProxyFault::LeadsNowhere);
    for place in places.into_iter().flatten() {
        let begun = Instant::now();
        match route.lead(&place, ready.judge.port).await {
            Ok(conn) => return Ok((begun, conn)),
            Err(Led::Name) => last = Miss::End(ProxyFault::LeadsNowhere),
            Err(Led::Miss(miss)) => return Err(miss),
        }
    }
    Err(last)
}

/// What a judge of plain HTTP saw of whoever asked.
fn anonymity_of_page(seen: &Seen, ready: &Ready, own: &[IpAddr]) -> Option<Anonymity> {
    if own.is_empty() {
        return None;
    }
    if seen.tells_of(own) {
        return Some(Anonymity::Transparent);
    }
    let usual = ready
        .plain
        .as_ref()
        .map(|plain| plain.usual_lines.as_slice());
    let usual = usual.unwrap_or_default();
    let mut lines = seen.proxy_lines()?.into_iter();
    match lines.any(|line| !usual.iter().any(|one| one == line)) {
        true => Some(Anonymity::Anonymous),
        false => Some(Anonymity::Elite),
    }
}

fn no_page(fault: HttpFault) -> Miss {
    match fault {
        HttpFault::NotHttp | HttpFault::TooLong => Miss::Strange,
        HttpFault::Partial | HttpFault::Broken => Miss::Closed,
    }
}

#[cfg(test)]
mod tests;
