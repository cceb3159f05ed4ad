//! What the bot serves over HTTP, and whether people are told an address at which they can come.

use super::Patient;
use super::Verdict;
use crate::integrations::knock::Behind;
use crate::integrations::knock::knock;
use crate::models::DAY;
use crate::models::Found;
use crate::models::Level;
use crate::models::Timestamp;
use crate::utils::certificate::Certificate;
use crate::utils::net;

/// A certificate that ends within so many days should have been renewed.
const RENEWED_DAYS: i64 = 14;
/// To which Telegram brings updates (core.telegram.org/bots/api#setwebhook).
const HOOK_PORTS: [&str; 4] = ["443", "80", "88", "8443"];

pub(super) fn http(patient: &Patient<'_>) -> Verdict {
    let settings = patient.settings;
    let url = settings.public_url.clone();
    let Some(listen) = settings.http_listen.clone() else {
        // A house that serves nothing and tells no address has nothing to look at.
        return url.map(|url| (Level::Warning, Found::HttpUnserved { url }));
    };
    if let Some(url) = url
        .clone()
        .filter(|url| settings.is_webhook && !is_hook_port(url))
    {
        return Some((Level::Fault, Found::HttpPort { url }));
    }
    let behind = knock(&listen);
    Some(judge(listen, url, behind, patient.is_running()))
}

/// The certificate with which the house speaks TLS itself.
pub(super) fn certificate(patient: &Patient<'_>) -> Verdict {
    let (certificate, key) = patient.settings.tls.as_ref()?;
    Some(match Certificate::open(certificate, key) {
        Ok(certificate) => lasts(certificate.ends_at, patient.now),
        Err(error) => (Level::Fault, Found::CertificateUnusable { error }),
    })
}

/// What it means that a certificate ends then.
pub(super) fn lasts(until: Timestamp, now: Timestamp) -> (Level, Found) {
    let days = until.since(now).div_euclid(DAY);
    match days {
        ..0 => (Level::Fault, Found::CertificateOver { since: until }),
        0..RENEWED_DAYS => (Level::Warning, Found::CertificateGood { until, days }),
        _ => (Level::Ok, Found::CertificateGood { until, days }),
    }
}

/// Whether Telegram brings updates to the port of that address.
pub(super) fn is_hook_port(url: &str) -> bool {
    let place = url.strip_prefix("https://").unwrap_or(url);
    let place = place.split('/').next().unwrap_or_default();
    let after_host = place.rsplit(']').next().unwrap_or_default();
    let port = after_host.rsplit_once(':').map_or("443", |(_, port)| port);
    HOOK_PORTS.contains(&port)
}

/// What it means that this one answers there.
pub(super) fn judge(
    listen: String,
    url: Option<String>,
    behind: Behind,
    is_running: bool,
) -> (Level, Found) {
    match (behind, is_running) {
        (Behind::Somebody, _) | (Behind::House, false) => {
            (Level::Warning, Found::HttpTaken { listen })
        }
        (Behind::Nobody, true) => (Level::Fault, Found::HttpSilent { listen }),
        (Behind::House, true) | (Behind::Nobody, false) => match url {
            None => (Level::Warning, Found::HttpWithoutUrl { listen }),
            Some(url) if is_inner(&url) => (Level::Warning, Found::HttpInner { url }),
            Some(_) if !is_running => (Level::Ok, Found::HttpOff { listen }),
            Some(url) => (Level::Ok, Found::HttpServes { listen, url }),
        },
    }
}

/// Whether that address leads nobody here who is not here already.
pub(super) fn is_inner(url: &str) -> bool {
    let rest = url.strip_prefix("https://").unwrap_or(url);
    let place = rest.split('/').next().unwrap_or_default();
    let host = match place.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
        None => place.split(':').next().unwrap_or_default(),
    };
    match host.parse() {
        Ok(address) => net::is_inner(address),
        // A name of the internet has a dot in it.
        Err(_) => !host.contains('.') || host.ends_with(".local") || host.ends_with(".lan"),
    }
}
