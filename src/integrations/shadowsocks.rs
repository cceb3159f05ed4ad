//! `ss://` links: the form of SIP002, which Outline writes, and the older one in which everything is Base64.

use super::vpn::Hidden;
use crate::utils::percent::decoded;
use crate::utils::percent::encoded;
use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::GeneralPurpose;
use base64::engine::GeneralPurposeConfig;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;
use std::net::Ipv6Addr;

/// How every link begins.
const SCHEME: &str = "ss://";
/// Links in the wild are padded or not, and where a bit is left over it is not always zero.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What a client needs to reach a Shadowsocks server. `Display` writes it as SIP002 says, with its secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    pub method: String,
    pub password: Hidden,
    /// A name or an address; IPv6 without brackets.
    pub host: String,
    pub port: u16,
    /// SIP003, such as `obfs-local;obfs=http`.
    pub plugin: Option<String>,
    /// The bytes put before a stream, each as one character up to U+00FF.
    pub prefix: Option<String>,
    /// Made by an Outline server.
    pub is_outline: bool,
    /// What the client calls it.
    pub name: Option<String>,
}

impl Link {
    /// Reads a link of either form; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let scheme = text.get(..SCHEME.len())?;
        if !scheme.eq_ignore_ascii_case(SCHEME) {
            return None;
        }
        let (rest, name) = cut(&text[SCHEME.len()..], '#');
        let (body, query) = cut(rest, '?');
        let mut link = match body.rsplit_once('@') {
            Some((user, place)) => Self::of_parts(credentials(user)?, place)?,
            None => Self::of_legacy(body)?,
        };
        link.name = name.map(decoded).filter(|name| !name.is_empty());
        for pair in query.unwrap_or_default().split('&') {
            match cut(pair, '=') {
                ("plugin", Some(value)) => link.plugin = Some(decoded(value)),
                ("prefix", Some(value)) => link.prefix = Some(decoded(value)),
                ("outline", Some("1")) => link.is_outline = true,
                _ => {}
            }
        }
        Some(link)
    }

    /// `BASE64(method:password@host:port)`, perhaps with a slash behind it that is none of Base64.
    fn of_legacy(body: &str) -> Option<Self> {
        let whole = |body: &str| {
            let text = unbase64(body)?;
            let (user, place) = text.rsplit_once('@')?;
            let (method, password) = user.split_once(':')?;
            Self::of_parts((method.to_owned(), password.to_owned()), place)
        };
        whole(body).or_else(|| whole(body.strip_suffix('/')?))
    }

    fn of_parts((method, password): (String, String), place: &str) -> Option<Self> {
        let place = place.strip_suffix('/').unwrap_or(place);
        let (host, port) = place.rsplit_once(':')?;
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        let host = bare.unwrap_or(host);
        let is_address = host.parse::<Ipv6Addr>().is_ok();
        let is_name = bare.is_none()
            && host
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
        let is_host = !host.is_empty() && (is_address || is_name);
        let port = port.parse().ok().filter(|port| *port != 0)?;
        (is_host && !method.is_empty()).then(|| Self {
            method,
            password: Hidden(password),
            host: host.to_owned(),
            port,
            plugin: None,
            prefix: None,
            is_outline: false,
            name: None,
        })
    }

    /// Host and port as they stand in a link: IPv6 in brackets.
    pub fn place(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let password = &self.password.0;
        // SIP002: the user information of the ciphers of 2022 must not be Base64.
        let user = if self.method.starts_with("2022-") {
            format!("{}:{}", encoded(&self.method), encoded(password))
        } else {
            URL_SAFE_NO_PAD.encode(format!("{}:{password}", self.method))
        };
        write!(f, "{SCHEME}{user}@{}", self.place())?;
        let mut query = Vec::new();
        if self.is_outline {
            query.push("outline=1".to_owned());
        }
        if let Some(plugin) = &self.plugin {
            query.push(format!("plugin={}", encoded(plugin)));
        }
        if let Some(prefix) = &self.prefix {
            query.push(format!("prefix={}", encoded(prefix)));
        }
        if !query.is_empty() {
            write!(f, "/?{}", query.join("&"))?;
        }
        match &self.name {
            Some(name) => write!(f, "#{}", encoded(name)),
            None => Ok(()),
        }
    }
}

/// A link with that name for the client's list, in the place of one it had.
pub fn named(link: &str, name: &str) -> String {
    let (bare, _) = cut(link, '#');
    format!("{bare}#{}", encoded(name))
}

/// Method and password before the `@`: plain, or in Base64, which has no colon.
fn credentials(user: &str) -> Option<(String, String)> {
    if let Some((method, password)) = user.split_once(':') {
        return Some((decoded(method), decoded(password)));
    }
    let text = decoded(user);
    let text = if text.contains(':') {
        text
    } else {
        unbase64(&text)?
    };
    let (method, password) = text.split_once(':')?;
    Some((method.to_owned(), password.to_owned()))
}

/// Base64 in either alphabet, padded or not, even with the padding percent-encoded.
fn unbase64(text: &str) -> Option<String> {
    let standard = decoded(text).replace('-', "+").replace('_', "/");
    let bytes = LENIENT.decode(standard.trim_end_matches('=')).ok()?;
    String::from_utf8(bytes).ok()
}

/// What stands before and behind the first of that character.
fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, behind)) => (before, Some(behind)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    const OUTLINE: &str = "ss://Y2hhY2hhMjAtaWV0Zi1wb2x5MTMwNToxbWFVM1JJNUlTcFhhWlR4YldNSTN0@127.0.0.1:55637/?outline=1";

    fn parts(text: &str) -> Option<(String, String, String, u16)> {
        let link = Link::parse(text)?;
        Some((link.method, link.password.0, link.host, link.port))
    }

    fn link(method: &str, password: &str, host: &str, port: u16) -> Link {
        Link {
            method: method.to_owned(),
            password: Hidden(password.to_owned()),
            host: host.to_owned(),
            port,
            plugin: None,
            prefix: None,
            is_outline: false,
            name: None,
        }
    }

    #[test]
    fn the_link_of_a_real_outline_server_is_read_and_written_the_same() {
        let read = Link::parse(OUTLINE).expect("a link");
        assert_eq!(read.method, "chacha20-ietf-poly1305");
        assert_eq!(read.password.0, "1maU3RI5ISpXaZTxbWMI3t");
        assert_eq!((read.host.as_str(), read.port), ("127.0.0.1", 55637));
        assert!(read.is_outline && read.name.is_none());
        assert_eq!(read.to_string(), OUTLINE);
    }

    #[test]
    fn every_form_of_the_same_link_is_read_alike() {
        let plain = "aes-256-gcm:p:a@s s/ñ?";
        let expected = Some((
            "aes-256-gcm".to_owned(),
            "p:a@s s/ñ?".to_owned(),
            "vpn.example.com".to_owned(),
            8388,
        ));
        let place = "vpn.example.com:8388";
        let padded = STANDARD.encode(plain);
        assert!(padded.contains('='), "{padded}");
        for text in [
            format!("ss://{}@{place}", URL_SAFE_NO_PAD.encode(plain)),
            format!("SS://{padded}@{place}/"),
            format!("ss://{}@{place}/?outline=1#x", padded.replace('=', "%3D")),
            format!("ss://{}@{place}?plugin=a%3Bb", encoded(plain)),
            format!("ss://aes-256-gcm:{}@{place}", encoded("p:a@s s/ñ?")),
            format!("ss://{}", STANDARD.encode(format!("{plain}@{place}"))),
            format!(
                "ss://{}/#tag",
                URL_SAFE_NO_PAD.encode(format!("{plain}@{place}"))
            ),
        ] {
            assert_eq!(parts(&text), expected, "{text}");
        }
    }

    #[test]
    fn ipv6_is_read_in_brackets_and_written_in_them() {
        let text = "ss://YTpi@[2001:db8:0:0:0:0:0:1]:443/?outline=1";
        let read = Link::parse(text).expect("a link");
        assert_eq!(read.host, "2001:db8:0:0:0:0:0:1");
        assert_eq!(read.to_string(), text);
    }

    #[test]
    fn plugin_prefix_and_name_are_kept() {
        let text = "ss://YTpi@h:1/?plugin=obfs-local%3Bobfs%3Dhttp&prefix=%16%03%01%00%C2%A8%01%01&x=y#Casa%20%F0%9F%91%8D";
        let read = Link::parse(text).expect("a link");
        assert_eq!(read.plugin.as_deref(), Some("obfs-local;obfs=http"));
        assert_eq!(
            read.prefix.as_deref(),
            Some("\u{16}\u{3}\u{1}\0\u{a8}\u{1}\u{1}")
        );
        assert_eq!(read.name.as_deref(), Some("Casa 👍"));
        assert_eq!(Link::parse(&read.to_string()), Some(read));
    }

    #[test]
    fn the_password_of_a_cipher_of_2022_is_never_in_base64() {
        let written = link("2022-blake3-aes-256-gcm", "YctP+K/=:x==", "h", 1).to_string();
        assert_eq!(
            written,
            "ss://2022-blake3-aes-256-gcm:YctP%2BK%2F%3D%3Ax%3D%3D@h:1"
        );
        assert_eq!(
            parts(&written).expect("a link").1,
            "YctP+K/=:x==".to_owned()
        );
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "ss:/",
            "ss://",
            "ñss://",
            "http://YTpi@h:1",
            "ss://YTpi@h",
            "ss://YTpi@h:0",
            "ss://YTpi@h:70000",
            "ss://YTpi@:1",
            "ss://YTpi@a b:1",
            "ss://YTpi@[h]:1",
            "ss://YTpi@2001:db8::zz:1",
            "ss://YWI@h:1",
            "ss://:p@h:1",
            "ssconf://h/k",
        ] {
            assert_eq!(Link::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_is_written_so_that_no_client_misreads_it() {
        let link = named(OUTLINE, "Mi casa #1 <&> 👍");
        assert_eq!(
            link,
            format!("{OUTLINE}#Mi%20casa%20%231%20%3C%26%3E%20%F0%9F%91%8D")
        );
        assert_eq!(named(&link, "Otra"), format!("{OUTLINE}#Otra"));
    }

    #[test]
    fn a_link_does_not_show_its_password_in_debug() {
        let shown = format!("{:?}", Link::parse(OUTLINE));
        assert!(!shown.contains("1maU3"), "{shown}");
    }

    proptest! {
        #[test]
        fn every_link_is_read_back_as_it_was_written(
            method in prop::sample::select(vec!["aes-128-gcm", "chacha20-ietf-poly1305", "2022-blake3-aes-128-gcm"]),
            password in ".{0,40}",
            host in prop::sample::select(vec!["a.example", "192.0.2.7", "2001:db8::1"]),
            port in 1u16..,
            plugin in prop::option::of(".{1,20}"),
            prefix in prop::option::of(".{1,10}"),
            is_outline in any::<bool>(),
            name in prop::option::of(".{1,30}"),
        ) {
            let link = Link { plugin, prefix, is_outline, name, ..link(method, &password, host, port) };
            prop_assert_eq!(Link::parse(&link.to_string()), Some(link));
        }

        #[test]
        fn no_text_stops_the_parser(text in any::<String>(), body in "[A-Za-z0-9+/=_%:@?#&.\\[\\]-]{0,80}") {
            let _ = Link::parse(&text);
            let _ = Link::parse(&format!("ss://{body}"));
        }

        #[test]
        fn whatever_is_read_of_any_bytes_is_no_longer_than_they_are_and_reads_the_same_again(
            bytes in prop::collection::vec(any::<u8>(), 0..120),
            user in "[ -~]{0,40}",
            rest in "(/?\\?[a-z=%0-9&;]{0,40})?(#[ -~]{0,20})?",
        ) {
            let odd = String::from_utf8_lossy(&bytes);
            for text in [
                format!("ss://{odd}"),
                format!("ss://{}@h.example:1{rest}{odd}", URL_SAFE_NO_PAD.encode(&user)),
                format!("ss://{user}@[::1]:1{rest}"),
                format!("ss://{}", STANDARD.encode(&bytes)),
            ] {
                let Some(link) = Link::parse(&text) else { continue };
                let lengths = [&link.method, &link.password.0, &link.host];
                let optional = [&link.plugin, &link.prefix, &link.name];
                let longest = lengths.into_iter().chain(optional.into_iter().flatten());
                // What is no UTF-8 becomes a sign of three bytes.
                prop_assert!(longest.map(String::len).max() <= Some(3 * text.len()));
                prop_assert_eq!(Link::parse(&link.to_string()), Some(link), "{}", text);
            }
        }
    }
}
