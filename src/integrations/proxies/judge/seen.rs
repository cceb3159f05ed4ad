//! What a judge says that it saw of whoever asked.

use serde_json::Value;
use std::net::IpAddr;

/// Lines of a head that tell of a proxy.
const PROXY_LINES: [&str; 8] = [
    "via",
    "x-forwarded-for",
    "forwarded",
    "x-real-ip",
    "proxy-connection",
    "client-ip",
    "x-proxy-id",
    "x-client-ip",
];

/// What a judge saw.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(in crate::integrations::proxies) struct Seen {
    pub origin: Option<IpAddr>,
    pub has_nonce: bool,
    /// Names of the lines of the head, in lower case, if it tells them.
    lines: Option<Vec<String>>,
    pub country: Option<String>,
    pub city: Option<String>,
    text: String,
}

impl Seen {
    /// Reads what a judge answers: an address alone, or JSON with one.
    pub(in crate::integrations::proxies) fn read(body: &[u8], nonce: &str) -> Option<Self> {
        let text = String::from_utf8_lossy(body).trim().to_owned();
        let mut seen = Self {
            has_nonce: text.contains(nonce),
            ..Self::default()
        };
        match address_in(&text) {
            Some(origin) => seen.origin = Some(origin),
            None => seen.fields(serde_json::from_str(&text).ok()?)?,
        }
        seen.text = text;
        Some(seen)
    }

    fn fields(&mut self, json: Value) -> Option<()> {
        let word = |names: &[&str]| {
            let mut words = names.iter().filter_map(|name| json.get(name)?.as_str());
            words.next()
        };
        self.origin = Some(address_in(word(&["origin", "ip", "query"])?)?);
        let country = word(&["country_iso", "country_code", "countryCode", "country"]);
        let is_code =
            |word: &&str| word.len() == 2 && word.bytes().all(|b| b.is_ascii_alphabetic());
        self.country = country.filter(is_code).map(str::to_ascii_uppercase);
        let city = word(&["city"]).filter(|city| (1..=80).contains(&city.len()));
        self.city = city.map(str::to_owned);
        let lines = json.get("headers").and_then(Value::as_object);
        self.lines =
            lines.map(|lines| lines.keys().map(|name| name.to_ascii_lowercase()).collect());
        Some(())
    }

    /// Whether one of these addresses stands anywhere in what the judge was told.
    pub(in crate::integrations::proxies) fn tells_of(&self, addresses: &[IpAddr]) -> bool {
        let is_between = |c: char| !c.is_ascii_hexdigit() && !matches!(c, ':' | '.');
        let mut words = self.text.split(is_between);
        words.any(|word| {
            // An address alone, or one of IPv4 with a port.
            let bare = word.split_once(':').map_or(word, |(bare, _)| bare);
            let is = |text: &str| text.parse().is_ok_and(|found| addresses.contains(&found));
            is(word) || is(bare)
        })
    }

    /// Lines of a head that tell of a proxy; `None` = the judge tells no lines.
    pub(in crate::integrations::proxies) fn proxy_lines(&self) -> Option<Vec<&str>> {
        let lines = self.lines.as_ref()?.iter().map(String::as_str);
        Some(lines.filter(|line| PROXY_LINES.contains(line)).collect())
    }
}

/// The address a text is; of several the first.
fn address_in(text: &str) -> Option<IpAddr> {
    let first = text.split(',').next()?.trim();
    first
        .parse::<IpAddr>()
        .ok()
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_judges_answer_is_read() {
        let seen = Seen::read(b"203.0.113.7\n", "abc").expect("an answer");
        assert_eq!(seen.origin, "203.0.113.7".parse().ok());
        assert!(!seen.has_nonce && seen.proxy_lines().is_none());
        let json = br#"{"args":{"n":"abc"},"headers":{"Host":"h","Via":"1.1 x","X-Forwarded-For":"198.51.100.9"},"origin":"203.0.113.7, 198.51.100.9"}"#;
        let seen = Seen::read(json, "abc").expect("an answer");
        assert_eq!(seen.origin, "203.0.113.7".parse().ok());
        assert!(seen.has_nonce && seen.tells_of(&["198.51.100.9".parse().expect("an address")]));
        assert!(!seen.tells_of(&["8.51.100.9".parse().expect("an address")]));
        assert_eq!(seen.proxy_lines(), Some(vec!["via", "x-forwarded-for"]));
        let json = br#"{"ip":"::ffff:203.0.113.7","country":"nl","city":"Delft"}"#;
        let seen = Seen::read(json, "abc").expect("an answer");
        assert_eq!(
            (seen.country.as_deref(), seen.city.as_deref()),
            (Some("NL"), Some("Delft"))
        );
        assert_eq!(seen.origin, "203.0.113.7".parse().ok());
        // As ifconfig.co answers.
        let json = br#"{"ip":"203.0.113.7","ip_decimal":3405803783,"country":"South Korea","country_iso":"KR","country_eu":false,"city":"Seoul"}"#;
        let seen = Seen::read(json, "abc").expect("an answer");
        let country = (seen.country.as_deref(), seen.city.as_deref());
        assert_eq!(country, (Some("KR"), Some("Seoul")));
        for page in [
            "",
            "<html>",
            "OK",
            "{}",
            "[1]",
            r#"{"ip":"x"}"#,
            r#"{"ip":4}"#,
        ] {
            assert_eq!(Seen::read(page.as_bytes(), "abc"), None, "{page}");
        }
    }

    proptest! {
        #[test]
        fn no_answer_stops_it(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            Seen::read(&bytes, "abc");
        }
    }
}
