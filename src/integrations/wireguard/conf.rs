//! Files of WireGuard: what a client's app takes, and what an admin puts on a server.

mod routes;

pub use routes::allowed_ips;
pub use routes::networks;

use super::amnezia;
use crate::models::AmneziaParams;
use crate::models::Routing;
use crate::models::ServerOptions;
use ipnet::IpNet;
use std::fmt::Display;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;

/// Phones take the name of the tunnel from the file, and no longer one.
const NAME_LENGTH: usize = 15;
/// Names that Windows keeps for itself: its app refuses a tunnel of that name.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];
/// The same with a digit behind.
const NUMBERED: [&str; 2] = ["com", "lpt"];
/// A server whose key the house does not know cannot start by accident with no key at all.
const KEY_MISSING: &str = "PUT-THE-PRIVATE-KEY-OF-THE-SERVER-HERE";

/// What goes into the file of a client.
#[derive(Clone, Copy)]
pub struct ClientConf<'a> {
    /// What its owner calls the key.
    pub name: &'a str,
    /// In base64.
    pub private_key: &'a str,
    pub preshared_key: Option<&'a str>,
    pub v4: Option<Ipv4Addr>,
    pub v6: Option<Ipv6Addr>,
    /// The server's public key, in base64.
    pub server_key: &'a str,
    /// The server's name servers, packet size, signs of life, disguise.
    pub options: &'a ServerOptions,
    /// Host name or address of the server, without brackets or port.
    pub host: &'a str,
    pub port: u16,
    pub routing: &'a Routing,
}

/// A peer in the file of a server.
#[derive(Clone, Copy)]
pub struct ServerPeer<'a> {
    pub name: &'a str,
    /// In base64.
    pub public_key: &'a str,
    pub preshared_key: Option<&'a str>,
    /// As CIDR: its /32 and its /128.
    pub addresses: &'a [String],
}

/// A whole file of a server, for an admin who applies it by hand.
#[derive(Clone, Copy)]
pub struct ServerFile<'a> {
    /// In base64; `None` leaves a line to fill in, when the house does not know it.
    pub private_key: Option<&'a str>,
    /// The server's own addresses within its pools.
    pub addresses: &'a [IpNet],
    pub port: u16,
    pub amnezia: Option<&'a AmneziaParams>,
    pub peers: &'a [ServerPeer<'a>],
}

/// The file of a client, as its app and the QR code take it.
pub fn client(conf: &ClientConf<'_>) -> String {
    let options = conf.options;
    let dns: Vec<IpAddr> = (options.dns.iter())
        .filter_map(|address| address.parse().ok())
        .collect();
    let mut file = File::default();
    file.section("Interface");
    file.comment(&ascii(conf.name));
    file.line("PrivateKey", word(conf.private_key));
    let v4 = conf.v4.map(|address| format!("{address}/32"));
    let v6 = conf.v6.map(|address| format!("{address}/128"));
    file.list("Address", v4.iter().chain(&v6));
    file.list("DNS", &dns);
    if let Some(mtu) = options.mtu {
        file.line("MTU", mtu);
    }
    if let Some(params) = &options.amnezia {
        file.0.push_str(&amnezia::lines(params));
    }
    file.section("Peer");
    file.line("PublicKey", word(conf.server_key));
    if let Some(key) = conf.preshared_key {
        file.line("PresharedKey", word(key));
    }
    let endpoint = conf.host.parse().ok();
    file.list("AllowedIPs", allowed_ips(conf.routing, &dns, endpoint));
    file.line("Endpoint", endpoint_of(conf.host, conf.port));
    if options.keepalive > 0 {
        file.line("PersistentKeepalive", options.keepalive);
    }
    file.0
}

/// The `[Peer]` block of a server's file.
pub fn server_block(peer: &ServerPeer<'_>) -> String {
    let mut file = File::default();
    file.section("Peer");
    file.comment(peer.name);
    file.line("PublicKey", word(peer.public_key));
    if let Some(key) = peer.preshared_key {
        file.line("PresharedKey", word(key));
    }
    file.list("AllowedIPs", peer.addresses.iter().map(|one| word(one)));
    file.0
}

/// The file of a server for `wg-quick` or `awg-quick`.
pub fn server_file(server: &ServerFile<'_>) -> String {
    let mut file = File::default();
    file.section("Interface");
    file.line(
        "PrivateKey",
        server.private_key.map_or(KEY_MISSING.to_owned(), word),
    );
    file.list("Address", server.addresses);
    file.line("ListenPort", server.port);
    if let Some(params) = server.amnezia {
        file.0.push_str(&amnezia::lines(params));
    }
    for peer in server.peers {
        file.0.push('\n');
        file.0.push_str(&server_block(peer));
    }
    file.0
}

/// The name of a client's file. Phones name the tunnel after it: at most 15 of `a-zA-Z0-9_=+.-`, then `.conf`. `id` tells
/// those apart whose names lose something.
pub fn file_name(name: &str, id: i64) -> String {
    let mut stem = String::new();
    let mut is_whole = true;
    for letter in name.trim().chars() {
        match plain(letter) {
            Some(letter) => stem.push(letter),
            None => is_whole = false,
        }
    }
    // A name that begins with a dot is hidden, with a dash an option.
    let bare = stem.trim_matches(['.', '-']).to_owned();
    let is_reserved = is_reserved(&bare);
    if is_whole && !bare.is_empty() && !is_reserved && bare.len() <= NAME_LENGTH {
        return format!("{bare}.conf");
    }
    let (bare, id) = (
        if bare.is_empty() || is_reserved {
            "vpn"
        } else {
            &bare
        },
        id.to_string(),
    );
    let room = NAME_LENGTH.saturating_sub(id.len() + 1);
    let kept = bare[..bare.len().min(room)].trim_end_matches(['.', '-']);
    let whole = format!("{kept}-{id}");
    let start = whole.len().saturating_sub(NAME_LENGTH);
    format!("{}.conf", whole[start..].trim_start_matches('-'))
}

fn is_reserved(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default();
    let letters = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_one_of =
        |names: &[&str], text: &str| names.iter().any(|name| name.eq_ignore_ascii_case(text));
    is_one_of(&RESERVED, first) || first != letters && is_one_of(&NUMBERED, letters)
}

/// A letter as it may stand in the name of a file; the Latin ones lose only their accents.
fn plain(letter: char) -> Option<char> {
    Some(match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '=' | '+' | '.' | '-' => letter,
        ' ' => '-',
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'Á' | 'À' | 'Â' | 'Ä' | 'Ã' => 'A',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'É' | 'È' | 'Ê' | 'Ë' => 'E',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'Í' | 'Ì' | 'Î' | 'Ï' => 'I',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'Ó' | 'Ò' | 'Ô' | 'Ö' | 'Õ' => 'O',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'Ú' | 'Ù' | 'Û' | 'Ü' => 'U',
        'ñ' => 'n',
        'Ñ' => 'N',
        'ç' => 'c',
        'Ç' => 'C',
        _ => return None,
    })
}

/// A name in ASCII. A QR code does not say of which letters its bytes are: readers guess, and with one accent in it some
/// read another file than was written.
fn ascii(name: &str) -> String {
    let letter = |letter: char| match letter.is_ascii() {
        true => Some(letter),
        false => plain(letter),
    };
    name.chars().filter_map(letter).collect()
}

fn endpoint_of(host: &str, port: u16) -> String {
    match host.parse::<Ipv6Addr>() {
        Ok(address) => format!("[{address}]:{port}"),
        Err(_) => format!("{}:{port}", word(host)),
    }
}

/// One word of a file: whatever it holds, it begins no line and no comment.
fn word(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !c.is_whitespace() && *c != '#')
        .collect()
}

/// A file that grows.
#[derive(Default)]
struct File(String);

impl File {
    /// The name of something, on one line whatever its owner typed.
    fn comment(&mut self, name: &str) {
        // Separators of lines and paragraphs are no control characters, but some readers break there.
        let clean: String = name
            .chars()
            .filter(|c| !c.is_control() && !['#', '\u{2028}', '\u{2029}'].contains(c))
            .collect();
        let clean = clean.trim();
        if !clean.is_empty() {
            self.0.push_str(&format!("# {clean}\n"));
        }
    }

    fn section(&mut self, name: &str) {
        let gap = if self.0.is_empty() { "" } else { "\n" };
        self.0.push_str(&format!("{gap}[{name}]\n"));
    }

    fn line(&mut self, key: &str, value: impl Display) {
        self.0.push_str(&format!("{key} = {value}\n"));
    }

    /// A line of values apart by commas; none without values.
    fn list<T: Display>(&mut self, key: &str, values: impl IntoIterator<Item = T>) {
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        if !values.is_empty() {
            self.line(key, values.join(", "));
        }
    }
}

#[cfg(test)]
mod tests;
