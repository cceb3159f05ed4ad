//! Links to MTProto proxies: `https://t.me/proxy?…` for texts, `tg://proxy?…` for a client on the same machine.

use super::secret;
use super::secret::Secret;
use super::secret::SecretFault;
use crate::utils::percent::decoded;
use crate::utils::percent::encoded;
use std::net::Ipv6Addr;
use thiserror::Error;

/// Longest text looked at: the longest secret, percent-encoded, and a long name.
const MOST_TEXT: usize = 2_048;
/// Longest name of a server.
const MOST_HOST: usize = 253;
/// Web sites whose addresses open in Telegram.
const SITES: [&str; 3] = ["t.me", "telegram.me", "telegram.dog"];

/// What a client needs to reach a proxy. Debug does not show the secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProxyLink {
    /// A name or an address; IPv6 without brackets.
    pub host: String,
    /// 1 to 65535.
    pub port: u16,
    pub secret: Secret,
}

/// Why a text is no link to a proxy. It says nothing of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum LinkFault {
    #[error("no link to an MTProto proxy")]
    Form,
    #[error("no server, or one that cannot be")]
    Host,
    #[error("no port from 1 to 65535")]
    Port,
    #[error("its secret: {0}")]
    Secret(#[from] SecretFault),
}

impl ProxyLink {
    /// The form that can be pressed in any text.
    pub fn https(&self) -> String {
        format!("https://t.me/{}", self.query())
    }

    /// The form that a client opens without a browser.
    pub fn tg(&self) -> String {
        format!("tg://{}", self.query())
    }

    fn query(&self) -> String {
        format!(
            "proxy?server={}&port={}&secret={}",
            encoded(&self.host),
            self.port,
            self.secret.text()
        )
    }

    /// Reads a link of either form, the second one with or without its scheme.
    ///
    /// # Errors
    /// If it is no link, or something in it is wrong.
    pub fn parse(text: &str) -> Result<Self, LinkFault> {
        let text = text.trim();
        if text.len() > MOST_TEXT {
            return Err(LinkFault::Form);
        }
        let query = query_of(text).ok_or(LinkFault::Form)?;
        let query = query.split('#').next().unwrap_or_default();
        let value = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let found = pairs.find(|(key, _)| *key == name);
            found.map(|(_, value)| decoded(value))
        };
        let host = value("server").and_then(|host| as_host(&host));
        let port = value("port").and_then(|port| port.trim().parse().ok());
        Ok(Self {
            host: host.ok_or(LinkFault::Host)?,
            port: port.filter(|port| *port != 0).ok_or(LinkFault::Port)?,
            secret: secret::parse(&value("secret").ok_or(LinkFault::Form)?)?,
        })
    }
}

/// What stands behind the question mark of a link to a proxy.
fn query_of(text: &str) -> Option<&str> {
    let (place, query) = text.split_once('?')?;
    let place = place.to_ascii_lowercase();
    let place = place.strip_suffix('/').unwrap_or(&place);
    let is_of_client = ["tg://proxy", "tg:proxy"].contains(&place);
    let place = place
        .strip_prefix("https://")
        .or_else(|| place.strip_prefix("http://"))
        .unwrap_or(place);
    let place = place.strip_prefix("www.").unwrap_or(place);
    let is_of_site = SITES
        .iter()
        .any(|site| place.strip_prefix(site) == Some("/proxy"));
    (is_of_client || is_of_site).then_some(query)
}

/// A name in lower case or an address, IPv6 without brackets.
fn as_host(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    if let Ok(address) = bare.unwrap_or(text).parse::<Ipv6Addr>() {
        return Some(address.to_string());
    }
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let is_name = bare.is_none() && !text.is_empty() && text.chars().all(is_of_name);
    (is_name && text.len() <= MOST_HOST).then(|| text.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::SecretForm;
    use proptest::prelude::*;

    const BASE: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn every_form_of_the_same_link_is_read_alike() {
        let expected = ProxyLink {
            host: "proxy.example.com".to_owned(),
            port: 443,
            secret: Secret::new(BASE, SecretForm::Secure, None).expect("a secret"),
        };
        let query = format!("server=proxy.example.com&port=443&secret=dd{BASE}");
        for place in [
            "tg://proxy?",
            "tg:proxy?",
            "TG://proxy/?",
            "https://t.me/proxy?",
            "http://t.me/proxy?",
            "t.me/proxy?",
            "https://www.t.me/proxy/?",
            "https://telegram.me/proxy?",
            "Telegram.Me/proxy?",
            "https://telegram.dog/proxy?",
        ] {
            let text = format!(" {place}{query}#x\n");
            assert_eq!(ProxyLink::parse(&text), Ok(expected.clone()), "{text}");
        }
        let other =
            "tg://proxy?secret=3QEjRWeJq83vASNFZ4mrze8%3D&x&port=443&server=PROXY%2Eexample.com";
        assert_eq!(ProxyLink::parse(other), Ok(expected.clone()));
        assert_eq!(expected.https(), format!("https://t.me/proxy?{query}"));
        assert_eq!(expected.tg(), format!("tg://proxy?{query}"));
    }

    #[test]
    fn ipv6_is_read_with_and_without_brackets_and_written_encoded() {
        for host in [
            "2001:db8::1",
            "[2001:db8:0:0::1]",
            "%5B2001%3Adb8%3A%3A1%5D",
        ] {
            let text = format!("tg://proxy?server={host}&port=443&secret={BASE}");
            let read = ProxyLink::parse(&text).expect("a link");
            assert_eq!(read.host, "2001:db8::1", "{host}");
            let written = format!("tg://proxy?server=2001%3Adb8%3A%3A1&port=443&secret={BASE}");
            assert_eq!(read.tg(), written);
        }
    }

    #[test]
    fn what_is_no_link_is_refused_with_the_reason() {
        let secret = SecretFault::Form;
        for (text, fault) in [
            (String::new(), LinkFault::Form),
            (
                format!("https://example.com/proxy?server=a&port=1&secret={BASE}"),
                LinkFault::Form,
            ),
            (
                format!("tg://socks?server=a&port=1&secret={BASE}"),
                LinkFault::Form,
            ),
            (
                format!("https://t.me.example/proxy?server=a&port=1&secret={BASE}"),
                LinkFault::Form,
            ),
            ("tg://proxy?server=a&port=1".to_owned(), LinkFault::Form),
            (format!("tg://proxy?port=1&secret={BASE}"), LinkFault::Host),
            (
                format!("tg://proxy?server=a%20b&port=1&secret={BASE}"),
                LinkFault::Host,
            ),
            (
                format!("tg://proxy?server=%5Ba%5D&port=1&secret={BASE}"),
                LinkFault::Host,
            ),
            (
                format!("tg://proxy?server=a&port=0&secret={BASE}"),
                LinkFault::Port,
            ),
            (
                format!("tg://proxy?server=a&port=65536&secret={BASE}"),
                LinkFault::Port,
            ),
            (
                "tg://proxy?server=a&port=1&secret=abcd".to_owned(),
                LinkFault::Secret(secret),
            ),
            ("tg://proxy?".repeat(300), LinkFault::Form),
        ] {
            assert_eq!(ProxyLink::parse(&text), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_link_does_not_show_its_secret_in_debug() {
        let link = ProxyLink::parse(&format!("tg://proxy?server=a&port=1&secret={BASE}"));
        let shown = format!("{link:?}");
        assert!(link.is_ok() && !shown.contains("0123"), "{shown}");
    }

    proptest! {
        #[test]
        fn every_link_is_read_back_as_it_was_written(
            host in prop::sample::select(vec!["a.example", "192.0.2.7", "2001:db8::1", "año.example"]),
            port in 1u16..,
            form in prop::sample::select(SecretForm::ALL.to_vec()),
            domain in "[a-z0-9.-]{1,182}",
        ) {
            let secret = Secret::new(BASE, form, Some(&domain)).expect("a secret");
            let link = ProxyLink { host: host.to_owned(), port, secret };
            prop_assert_eq!(ProxyLink::parse(&link.tg()), Ok(link.clone()));
            prop_assert_eq!(ProxyLink::parse(&link.https()), Ok(link));
        }

        #[test]
        fn no_text_stops_the_reading_of_a_link(
            text in any::<String>(),
            values in "[A-Za-z0-9+/=_%:@?#&.\\[\\]-]{0,80}",
            host in any::<String>(),
        ) {
            for text in [
                text,
                format!("tg://proxy?{values}"),
                format!("t.me/proxy?server={host}&port=1&secret={BASE}"),
                format!("tg://proxy?server=a&port=1&secret={values}"),
            ] {
                if let Ok(link) = ProxyLink::parse(&text) {
                    prop_assert_eq!(ProxyLink::parse(&link.tg()), Ok(link));
                }
            }
        }
    }
}
