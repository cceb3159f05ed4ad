//! JSON, walked without being built: objects that name a proxy in fields of their own, and texts that name one.
//!
//! It takes what is nearly JSON too: several values behind one another, or a list that was cut off.

use super::Taken;
use super::text;
use crate::integrations::proxies::links;
use crate::integrations::proxies::links::Look;
use crate::models::ListFault;
use crate::models::ProxyAddress;
use crate::models::ProxyKind;
use crate::models::ProxyLogin;

/// Nobody nests a list deeper.
const DEEPEST: usize = 32;
/// A longer text is looked through only where it is no field.
const LONGEST_FIELD: usize = 2_048;

/// Whether it begins as JSON does, and not as an address of IPv6 in brackets.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    let mut signs = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
    match (signs.next(), signs.next()) {
        (Some(b'{'), Some(next)) => matches!(next, b'"' | b'}'),
        (Some(b'['), Some(next)) => matches!(next, b'{' | b'[' | b'"' | b']'),
        _ => false,
    }
}

/// Takes every proxy of it. Where it was cut here, what its last objects lack is not known, such as a password.
pub(super) fn walk(bytes: &[u8], is_cut: bool, taken: &mut Taken<'_>) {
    let mut frames: Vec<Frame> = Vec::new();
    let mut at = 0;
    while at < bytes.len() && !taken.is_full() {
        match bytes[at] {
            open @ (b'{' | b'[') => {
                if frames.len() >= DEEPEST {
                    return;
                }
                let field = frames.last().map_or(Field::Other, |frame| frame.field);
                frames.push(Frame::new(open == b'{', field));
            }
            b'}' | b']' => {
                if let Some(frame) = frames.pop() {
                    match frame.is_object {
                        true => frame.object.take(taken),
                        false => kinds_upwards(&frame, &mut frames),
                    }
                }
            }
            b'"' => {
                let (word, end) = string(bytes, at);
                at = end;
                let is_key = frames
                    .last()
                    .is_some_and(|frame| frame.is_object && frame.is_at_key);
                match frames.last_mut() {
                    Some(frame) if is_key => {
                        frame.field = Field::of(&word);
                        frame.is_at_key = false;
                    }
                    Some(frame) => frame.text(word, taken),
                    None => text::line(&word, taken),
                }
                continue;
            }
            b',' => {
                if let Some(frame) = frames.last_mut().filter(|frame| frame.is_object) {
                    frame.is_at_key = true;
                    frame.field = Field::Other;
                }
            }
            byte if byte.is_ascii_alphanumeric() => {
                let is_of_word =
                    |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
                let end = bytes[at..].iter().position(|byte| !is_of_word(byte));
                let end = end.map_or(bytes.len(), |end| at + end);
                if let (Some(frame), Ok(word)) =
                    (frames.last_mut(), std::str::from_utf8(&bytes[at..end]))
                {
                    frame.object.bare(frame.field, word);
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    // A list that nobody closed: what its last objects had is whole or refused.
    while let Some(frame) = frames.pop().filter(|_| !is_cut && !taken.is_full()) {
        if frame.is_object {
            frame.object.take(taken);
        }
    }
}

/// What an array of protocols says, said of the object in which it stands.
fn kinds_upwards(frame: &Frame, frames: &mut [Frame]) {
    if let (Field::Kind, Some(outer)) = (frame.field, frames.last_mut())
        && outer.is_object
    {
        outer.object.kinds.merge(&frame.object.kinds);
    }
}

/// The text that begins at that quote, and where what follows it begins.
fn string(bytes: &[u8], at: usize) -> (String, usize) {
    let mut read = Vec::new();
    let mut at = at + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return (lossy(read), at + 1),
            b'\\' => {
                let (sign, end) = escape(bytes, at + 1);
                read.extend_from_slice(sign.encode_utf8(&mut [0; 4]).as_bytes());
                at = end;
            }
            byte => {
                read.push(*byte);
                at += 1;
            }
        }
    }
    (lossy(read), bytes.len())
}

fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The sign behind a backslash, and where it ends. Halves of pairs are replaced: no proxy has such a sign.
fn escape(bytes: &[u8], at: usize) -> (char, usize) {
    match bytes.get(at) {
        Some(b'n') => ('\n', at + 1),
        Some(b't') => ('\t', at + 1),
        Some(b'r') => ('\r', at + 1),
        Some(b'u') => {
            let digits = bytes.get(at + 1..at + 5);
            let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
            match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
                Some(code) => (
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
                    at + 5,
                ),
                None => ('u', at + 1),
            }
        }
        Some(byte) if byte.is_ascii() => (char::from(*byte), at + 1),
        Some(_) | None => (char::REPLACEMENT_CHARACTER, at + 1),
    }
}

/// What a field of an object means, by the names that lists use.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Host,
    Port,
    Kind,
    User,
    Password,
    Method,
    Plugin,
    Link,
    Active,
    Other,
}

impl Field {
    fn of(name: &str) -> Self {
        let is = |names: &[&str]| names.iter().any(|one| name.eq_ignore_ascii_case(one));
        if is(&[
            "ip",
            "host",
            "server",
            "addr",
            "address",
            "hostname",
            "ip_address",
            "ipaddress",
        ]) {
            Self::Host
        } else if is(&["port", "server_port", "port_number"]) {
            Self::Port
        } else if is(&[
            "protocol",
            "protocols",
            "type",
            "types",
            "scheme",
            "proxy_type",
        ]) {
            Self::Kind
        } else if is(&["user", "username", "login"]) {
            Self::User
        } else if is(&["password", "pass"]) {
            Self::Password
        } else if is(&["method", "cipher"]) {
            Self::Method
        } else if is(&["plugin"]) {
            Self::Plugin
        } else if is(&["url", "uri", "link", "proxy"]) {
            Self::Link
        } else if is(&["is_active", "active", "alive"]) {
            Self::Active
        } else {
            Self::Other
        }
    }
}

/// Protocols said of a proxy.
#[derive(Default)]
struct Kinds {
    first: Option<ProxyKind>,
    is_mixed: bool,
}

impl Kinds {
    fn add(&mut self, word: &str) {
        let kind = match word.eq_ignore_ascii_case("ss") || word.eq_ignore_ascii_case("shadowsocks")
        {
            true => Some(ProxyKind::Shadowsocks),
            false => links::kind_of_word(word),
        };
        if let Some(kind) = kind {
            self.is_mixed |= self.first.is_some_and(|first| first != kind);
            self.first = Some(kind);
        }
    }

    fn merge(&mut self, other: &Kinds) {
        if let Some(kind) = other.first {
            self.is_mixed |= other.is_mixed || self.first.is_some_and(|first| first != kind);
            self.first = Some(kind);
        }
    }

    /// The one protocol; of several it is found out which.
    fn one(&self) -> Option<ProxyKind> {
        self.first.filter(|_| !self.is_mixed)
    }
}

/// An object or an array that is open.
struct Frame {
    is_object: bool,
    is_at_key: bool,
    /// Of an object the field that is read, of an array the one in which it stands.
    field: Field,
    object: Object,
}

impl Frame {
    fn new(is_object: bool, field: Field) -> Self {
        Self {
            is_object,
            is_at_key: is_object,
            field: if is_object { Field::Other } else { field },
            object: Object::default(),
        }
    }

    fn text(&mut self, word: String, taken: &mut Taken<'_>) {
        match (self.is_object, self.field) {
            (true, field) => self.object.text(field, word),
            (false, Field::Kind) => self.object.kinds.add(&word),
            // A list of texts.
            (false, _) => word.lines().for_each(|line| text::line(line, taken)),
        }
    }
}

/// What an object said of a proxy.
#[derive(Default)]
struct Object {
    host: Option<String>,
    port: Option<String>,
    kinds: Kinds,
    user: Option<String>,
    password: Option<String>,
    method: Option<String>,
    has_plugin: bool,
    link: Option<String>,
    is_dead: bool,
}

impl Object {
    fn text(&mut self, field: Field, word: String) {
        if word.len() > LONGEST_FIELD {
            return;
        }
        match field {
            Field::Host => {
                self.host.get_or_insert(word);
            }
            Field::Port => self.port = Some(word),
            Field::Kind => self.kinds.add(&word),
            Field::User => self.user = Some(word).filter(|word| !word.is_empty()),
            Field::Password => self.password = Some(word).filter(|word| !word.is_empty()),
            Field::Method => self.method = Some(word),
            Field::Plugin => self.has_plugin = !word.is_empty(),
            Field::Link => self.link = Some(word),
            Field::Active | Field::Other => {
                // A link is one under whatever name.
                if self.link.is_none() && word.contains("://") {
                    self.link = Some(word);
                }
            }
        }
    }

    /// A number, or `true`, `false`, `null`.
    fn bare(&mut self, field: Field, word: &str) {
        match field {
            Field::Port => self.port = Some(word.to_owned()),
            Field::Active => self.is_dead = word == "false" || word == "0",
            Field::Host
            | Field::Kind
            | Field::User
            | Field::Password
            | Field::Method
            | Field::Plugin
            | Field::Link
            | Field::Other => {}
        }
    }

    /// Takes the proxy it names, if it names one.
    fn take(self, taken: &mut Taken<'_>) {
        if self.is_dead {
            return;
        }
        let is_link = |link: &&String| matches!(links::look(link, None, true), Look::One(_));
        if let Some(link) = self.link.as_ref().filter(is_link) {
            let look = links::look(link, self.kinds.one().or(taken.hint), true);
            return taken.take(look, link);
        }
        let (Some(host), port) = (&self.host, &self.port) else {
            // It was meant as one if its scheme says so.
            if let Some(link) = &self.link {
                taken.take(links::look(link, taken.hint, true), link);
            }
            return;
        };
        let written = match port {
            Some(port) => format!("{host} {port}"),
            None => host.clone(),
        };
        let look = match (port, &self.method) {
            (None, _) => match host.contains(':') {
                true => links::look(host, self.kinds.one().or(taken.hint), true),
                false => Look::Other,
            },
            (Some(port), None) if self.kinds.one() != Some(ProxyKind::Shadowsocks) => {
                self.plain(host, port, taken.hint)
            }
            (Some(_), None) => Look::Bad(ListFault::Cipher),
            (Some(_), Some(_)) if self.has_plugin => Look::Bad(ListFault::Link),
            (Some(port), Some(method)) => match links::port_of(port) {
                Some(port) => {
                    let password = self.password.clone().unwrap_or_default();
                    links::of_cipher(host, port, method, password)
                }
                None => Look::Bad(ListFault::Port),
            },
        };
        taken.take(look, &written);
    }

    fn plain(&self, host: &str, port: &str, hint: Option<ProxyKind>) -> Look {
        let Some(port) = links::port_of(port) else {
            return Look::Bad(ListFault::Port);
        };
        let Some(host) = links::host_of(host) else {
            return Look::Bad(ListFault::Host);
        };
        let login = self.user.as_ref().map(|user| ProxyLogin::Password {
            user: user.clone(),
            password: self.password.clone().unwrap_or_default(),
        });
        let kind = match self.kinds.is_mixed {
            true => None,
            false => self.kinds.one().or(hint),
        };
        let kind = match kind {
            Some(ProxyKind::Https) => Some(ProxyKind::Http),
            Some(ProxyKind::Shadowsocks) => None,
            other => other,
        };
        Look::One(ProxyAddress {
            kind,
            is_tls: false,
            host,
            port,
            login,
        })
    }
}
