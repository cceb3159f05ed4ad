//! Settings of the house's other doors: own TLS, who may speak for others, updates by webhook, API and metrics.

use super::ConfigError;
use super::Secret;
use super::Source;
use super::boolean;
use ipnet::IpNet;
use std::net::IpAddr;
use std::path::PathBuf;

/// Characters of `JWT_SECRET` and `METRICS_TOKEN` at the least: what is shorter could be found by trying.
const LEAST_SECRET: usize = 32;
const LEAST_TOKEN: usize = 16;

/// How the house is reached over HTTP, and by whom.
#[derive(Clone, Default, Debug)]
pub struct Doors {
    /// `HTTP_TLS_CERT` and `HTTP_TLS_KEY`; absent = plain HTTP.
    pub tls: Option<TlsFiles>,
    /// `TRUSTED_PROXIES`: whose `X-Forwarded-For` is believed; absent = this machine's.
    pub trusted_proxies: Option<Vec<IpNet>>,
    /// `WEBHOOK`: Telegram brings the updates to `PUBLIC_URL` instead of being asked for them.
    pub is_webhook: bool,
    /// `JWT_SECRET`: signs the access tokens of the API instead of the key that seals secrets.
    pub jwt_secret: Option<Secret>,
    /// `METRICS_TOKEN`: what a scraper from elsewhere than this machine says; absent = none is let in.
    pub metrics_token: Option<Secret>,
}

/// A certificate and its key, both as PEM files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TlsFiles {
    /// The certificate, and those between it and its root.
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Doors {
    /// Whether what that neighbour says about whom it speaks for is believed.
    pub fn trusts(&self, peer: IpAddr) -> bool {
        match &self.trusted_proxies {
            Some(networks) => networks
                .iter()
                .any(|network| network.contains(&peer.to_canonical())),
            None => peer.to_canonical().is_loopback(),
        }
    }
}

impl Source<'_> {
    /// Reads and checks them.
    pub(super) fn doors(&self) -> Result<Doors, ConfigError> {
        let path = |text: &str| Some(PathBuf::from(text));
        let certificate = self.parse("HTTP_TLS_CERT", "a path", path)?;
        let key = self.parse("HTTP_TLS_KEY", "a path", path)?;
        let tls = match (certificate, key) {
            (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
            (None, None) => None,
            (Some(_), None) => {
                return Err(ConfigError::new(
                    "HTTP_TLS_KEY",
                    "",
                    "must be set, as HTTP_TLS_CERT is",
                ));
            }
            (None, Some(_)) => {
                return Err(ConfigError::new(
                    "HTTP_TLS_CERT",
                    "",
                    "must be set, as HTTP_TLS_KEY is",
                ));
            }
        };
        let doors = Doors {
            tls,
            trusted_proxies: self.parse(
                "TRUSTED_PROXIES",
                "addresses or networks such as 203.0.113.7, 10.0.0.0/8, comma separated, or none",
                networks,
            )?,
            is_webhook: self
                .parse("WEBHOOK", "true or false", boolean)?
                .unwrap_or(false),
            jwt_secret: self.parse("JWT_SECRET", "at least 32 characters", |text| {
                long_enough(text, LEAST_SECRET)
            })?,
            metrics_token: self.parse(
                "METRICS_TOKEN",
                "at least 16 characters, without spaces",
                |text| {
                    long_enough(text, LEAST_TOKEN).filter(|_| !text.contains(char::is_whitespace))
                },
            )?,
        };
        let is_served = self.get("HTTP_LISTEN").is_some() && self.get("PUBLIC_URL").is_some();
        if doors.is_webhook && !is_served {
            return Err(ConfigError::new(
                "WEBHOOK",
                "true",
                "needs HTTP_LISTEN and PUBLIC_URL: Telegram brings the updates there",
            ));
        }
        Ok(doors)
    }
}

/// Networks, comma separated; an address alone is a network of one. `none` = no network.
fn networks(text: &str) -> Option<Vec<IpNet>> {
    if text.eq_ignore_ascii_case("none") {
        return Some(Vec::new());
    }
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            let alone = || part.parse::<IpAddr>().ok().map(IpNet::from);
            part.parse().ok().or_else(alone)
        })
        .collect()
}

fn long_enough(text: &str, least: usize) -> Option<Secret> {
    (text.chars().count() >= least).then(|| Secret::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use std::collections::HashMap;

    fn read(values: &[(&str, &str)]) -> Result<Doors, ConfigError> {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let values: HashMap<String, String> = values.iter().map(pair).collect();
        Config::from(&values).map(|config| config.doors)
    }

    #[test]
    fn only_named_networks_are_trusted_and_without_names_this_machine() {
        let address = |text: &str| -> IpAddr { text.parse().expect("an address") };
        let usual = read(&[]).expect("settings");
        assert!(usual.trusts(address("127.0.0.1")) && usual.trusts(address("::ffff:127.0.0.1")));
        // Whoever is on the same network may say what they like.
        assert!(!usual.trusts(address("10.1.2.3")) && !usual.trusts(address("203.0.113.7")));
        let named = read(&[("TRUSTED_PROXIES", "203.0.113.7, 2001:db8::/32")]).expect("settings");
        assert!(named.trusts(address("203.0.113.7")) && named.trusts(address("2001:db8::1")));
        assert!(named.trusts(address("::ffff:203.0.113.7")));
        assert!(!named.trusts(address("127.0.0.1")));
        let nobody = read(&[("TRUSTED_PROXIES", "none")]).expect("settings");
        assert!(!nobody.trusts(address("127.0.0.1")));
    }

    #[test]
    fn what_cannot_work_stops_the_start_with_its_name() {
        let wrong = |values: &[(&str, &str)]| read(values).expect_err("wrong").name;
        assert_eq!(wrong(&[("TRUSTED_PROXIES", "nginx")]), "TRUSTED_PROXIES");
        assert_eq!(wrong(&[("HTTP_TLS_CERT", "c.pem")]), "HTTP_TLS_KEY");
        assert_eq!(wrong(&[("HTTP_TLS_KEY", "k.pem")]), "HTTP_TLS_CERT");
        assert_eq!(wrong(&[("WEBHOOK", "true")]), "WEBHOOK");
        assert_eq!(wrong(&[("JWT_SECRET", "short")]), "JWT_SECRET");
        assert_eq!(
            wrong(&[("METRICS_TOKEN", "with a space in it")]),
            "METRICS_TOKEN"
        );
        let (listen, url) = (
            ("HTTP_LISTEN", "127.0.0.1:8080"),
            ("PUBLIC_URL", "https://a.example.com"),
        );
        assert!(
            read(&[listen, url, ("WEBHOOK", "true")])
                .expect("settings")
                .is_webhook
        );
    }
}
