//! What an Outline server prints at its installation, in any form people paste it.

use crate::config::Secret;
use crate::integrations::pin;
use crate::integrations::pin::Pin;
use crate::integrations::vpn::BackendError;
use reqwest::Url;

/// The name before the address in the install JSON and in `access.txt`.
const URL_NAME: &str = "apiurl";
/// The name before the fingerprint.
const PIN_NAME: &str = "certsha256";
/// Hexadecimal digits of a fingerprint.
const PIN_DIGITS: usize = 64;

/// What an Outline server prints at its installation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Access {
    /// The address with the secret path, without a slash at its end.
    pub api_url: Secret,
    /// The SHA-256 of its certificate; absent when only the address was pasted: [`Access::fingerprint`] asks for it.
    pub pin: Option<Pin>,
}

/// The text is not what an Outline server prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not the access of an Outline server")]
pub struct AccessInvalid;

impl Access {
    /// Reads it in any form people paste: the JSON, with smart quotes, line breaks or text around it, the lines of
    /// `access.txt`, or the address alone.
    ///
    /// # Errors
    /// When there is no address with a secret path in it, or the fingerprint is damaged.
    pub fn parse(text: &str) -> Result<Self, AccessInvalid> {
        let text = plain(text);
        let (url, from, to) = address(&text).ok_or(AccessInvalid)?;
        let rest = format!("{} {}", &text[..from], &text[to..]);
        Ok(Self {
            api_url: Secret::new(url),
            pin: fingerprint(&rest)?,
        })
    }

    /// Where it is: host and port, without the secret. IPv6 stands in brackets.
    pub fn place(&self) -> String {
        let (host, port) = self.host_and_port();
        format!("{host}:{port}")
    }

    /// The certificate the server shows now, for an admin to confirm. The secret path is not sent.
    ///
    /// # Errors
    /// `Unreachable`, when nothing that speaks TLS answers there.
    pub async fn fingerprint(&self) -> Result<Pin, BackendError> {
        let (host, port) = self.host_and_port();
        pin::fingerprint(&host, port).await
    }

    fn host_and_port(&self) -> (String, u16) {
        // It was an address when it was read.
        let url = Url::parse(self.api_url.expose()).ok();
        let host = (url.as_ref())
            .and_then(|url| url.host_str())
            .unwrap_or_default();
        let port = (url.as_ref())
            .and_then(Url::port_or_known_default)
            .unwrap_or(443);
        (host.to_owned(), port)
    }
}

/// The text as a terminal has it: typographic quotes straight, escaped and invisible characters gone.
fn plain(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '‘' | '’' | '‚' | '′' | '`' | '\'' => {
                Some('"')
            }
            // `\/` and `\"` are what a slash and a quote become in quoted JSON.
            '\\' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => None,
            '：' => Some(':'),
            other => Some(other),
        })
        .collect()
}

/// The address and where it stands: the one behind its name, else the first that can be one.
fn address(text: &str) -> Option<(String, usize, usize)> {
    // ASCII only, so that places in both are the same.
    let lower = text.to_ascii_lowercase();
    let named = lower.find(URL_NAME);
    let mut from = named.unwrap_or(0);
    while let Some(at) = lower[from..].find("https://").map(|at| from + at) {
        let (written, to) = value(text, at);
        if let Some(url) = usable(&written) {
            return Some((url, at, to));
        }
        if named.is_some() {
            return None;
        }
        from = to.max(at + 1);
    }
    None
}

/// What is written from there on, and where it ends: at the quote if it began with one, however the lines are broken;
/// else at the first character that no address has.
fn value(text: &str, at: usize) -> (String, usize) {
    let is_quoted = text[..at].trim_end().ends_with('"');
    let rest = &text[at..];
    let end = if is_quoted {
        rest.find('"')
    } else {
        let is_of_it = |c: char| c.is_ascii_alphanumeric() || "-._~:/[]%".contains(c);
        rest.find(|c| !is_of_it(c))
    };
    let end = end.unwrap_or(rest.len());
    let written = rest[..end].chars().filter(|c| !c.is_whitespace()).collect();
    (written, at + end)
}

/// `https://host[:port]/secret`, tidied; `None` if there is no secret, or more than that.
fn usable(written: &str) -> Option<String> {
    let trimmed = written.trim_end_matches(['/', '.', ':']);
    let url = Url::parse(trimmed).ok()?;
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let path = url.path().trim_end_matches('/');
    let is_ours = url.scheme() == "https" && url.has_host() && is_bare && path.len() > 1;
    is_ours.then(|| url.as_str().trim_end_matches('/').to_owned())
}

/// The fingerprint behind its name, or one that stands alone.
fn fingerprint(text: &str) -> Result<Option<Pin>, AccessInvalid> {
    let lower = text.to_ascii_lowercase();
    if let Some(at) = lower.find(PIN_NAME) {
        let digits = leading_digits(&text[at + PIN_NAME.len()..]);
        return digits.map(Some).ok_or(AccessInvalid);
    }
    // As `openssl x509 -fingerprint` writes it, or as the second of two bare lines.
    let is_of_one = |c: char| c.is_ascii_hexdigit() || c == ':';
    Ok(text.split(|c| !is_of_one(c)).find_map(Pin::parse))
}

/// The fingerprint a text begins with, behind quotes, colons and spaces; lines may be broken in it.
fn leading_digits(text: &str) -> Option<Pin> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || "\":=".contains(c));
    let is_between = |c: char| c.is_whitespace() || c == ':';
    let mut digits = String::with_capacity(PIN_DIGITS);
    let mut rest = text.chars();
    while digits.len() < PIN_DIGITS {
        match rest.next()? {
            c if c.is_ascii_hexdigit() => digits.push(c),
            c if is_between(c) => {}
            _ => return None,
        }
    }
    let ends = !rest.next().is_some_and(char::is_alphanumeric);
    ends.then(|| Pin::parse(&digits)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const URL: &str = "https://203.0.113.7:31415/AbCdEf0123456789_-xyzQ";
    const PIN: &str = "AB12CD34EF56AB12CD34EF56AB12CD34EF56AB12CD34EF56AB12CD34EF56AB12";

    fn read(text: &str) -> Option<(String, Option<String>)> {
        let access = Access::parse(text).ok()?;
        let pin = access.pin.map(|pin| pin.to_string());
        Some((access.api_url.expose().to_owned(), pin))
    }

    fn colons() -> String {
        let pairs: Vec<&str> = (0..32).map(|at| &PIN[at * 2..at * 2 + 2]).collect();
        pairs.join(":")
    }

    #[test]
    fn every_form_people_paste_is_read() {
        let whole = Some((URL.to_owned(), Some(PIN.to_lowercase())));
        let (head, tail) = URL.split_at(40);
        let (first, second) = PIN.split_at(30);
        for text in [
            format!(r#"{{"apiUrl":"{URL}","certSha256":"{PIN}"}}"#),
            format!(r#"{{ "certSha256" : "{PIN}", "apiUrl" : "{URL}/" }}"#),
            format!("{{“apiUrl”:“{URL}”,“certSha256”:“{PIN}”}}"),
            format!("{{‘apiUrl’: ‘{URL}’, ‘certSha256’: ‘{PIN}’}}"),
            format!("{{«apiUrl»:«{URL}»,«certSha256»:«{PIN}»}}"),
            format!(
                "{{\n  \"apiUrl\": \"{head}\n{tail}\",\n  \"certSha256\": \"{first}\r\n  {second}\"\n}}"
            ),
            format!("apiUrl:{URL}\ncertSha256:{PIN}\n"),
            format!("certSha256:{PIN}\napiUrl:{URL}"),
            format!("certSha256:{PIN}\r\nmanagementUdpPort: 12\r\napiUrl:{URL}\r\n"),
            format!(
                r#"{{\"apiUrl\":\"{}\",\"certSha256\":\"{PIN}\"}}"#,
                URL.replace('/', r"\/")
            ),
            format!(
                "CONGRATULATIONS! See https://getoutline.org/get-started/ first.\n{{\"apiUrl\":\"{URL}\",\"certSha256\":\"{PIN}\"}}\nIf you have problems: https://s3.amazonaws.com/outline-vpn/index.html"
            ),
            format!(
                "```\n{{\"apiUrl\":\"{URL}\",\"certSha256\":\"{}\"}}\n```",
                PIN.to_lowercase()
            ),
            format!("APIURL = {URL}, CERTSHA256 = {}", colons()),
            format!("{URL}\nSHA256 Fingerprint={}", colons()),
            format!("{URL} {PIN}"),
            format!("\u{feff}{{\"apiUrl\":\"{URL}\u{200b}\",\"certSha256\":\"{PIN}\"}}"),
        ] {
            assert_eq!(read(&text), whole, "{text}");
        }
    }

    #[test]
    fn the_address_alone_is_read_without_a_fingerprint() {
        let alone = Some((URL.to_owned(), None));
        for text in [
            URL.to_owned(),
            format!("{URL}/"),
            format!("  ({URL}). "),
            format!(r#"{{"apiUrl":"{URL}"}}"#),
            format!("apiUrl:{URL}"),
        ] {
            assert_eq!(read(&text), alone, "{text}");
        }
    }

    #[test]
    fn names_ports_and_ipv6_are_kept_and_shown_without_the_secret() {
        for (url, place) in [
            ("https://vpn.example.com/secret", "vpn.example.com:443"),
            ("https://VPN.example.com:8443/a/b", "vpn.example.com:8443"),
            ("https://[2001:db8::1]:99/secret", "[2001:db8::1]:99"),
        ] {
            let access = Access::parse(url).expect(url);
            assert_eq!(access.place(), place);
            assert!(!format!("{access:?}").contains("secret"));
        }
    }

    #[test]
    fn what_is_no_access_is_refused() {
        for text in [
            String::new(),
            "hola".to_owned(),
            "https://getoutline.org".to_owned(),
            "https://getoutline.org/".to_owned(),
            URL.replace("https", "http"),
            "https:///secret".to_owned(),
            "https://me:pw@host/secret".to_owned(),
            format!(r#"{{"apiUrl":"{URL}?x=1","certSha256":"{PIN}"}}"#),
            format!(r#"{{"apiUrl":"{URL}","certSha256":""}}"#),
            format!(r#"{{"apiUrl":"{URL}","certSha256":"{}"}}"#, &PIN[1..]),
            format!(r#"{{"apiUrl":"{URL}","certSha256":"{PIN}0"}}"#),
            format!(
                r#"{{"apiUrl":"{URL}","certSha256":"{}"}}"#,
                PIN.replace('A', "G")
            ),
            format!(r#"{{"apiUrl":"","certSha256":"{PIN}"}}"#),
            format!(r#"{{"certSha256":"{PIN}"}}"#),
        ] {
            assert_eq!(read(&text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_stops_the_parser(text in any::<String>(), odd in "[https:/\\\\\"“{}apiUrl certSha256ñ😀.\n0-9]{0,120}") {
            let _ = Access::parse(&text);
            let _ = Access::parse(&odd);
            let _ = Access::parse(&format!("{text}apiUrl:{URL}{odd}certSha256{text}"));
        }
    }
}
