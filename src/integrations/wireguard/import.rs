//! An existing `wg0.conf`, read for the peers in it. Names come from the comments that wg-easy, PiVPN and the well-known
//! installation scripts write, or from a plain comment at the peer. What only wg-quick understands is left alone.

use super::keys;
use crate::integrations::vpn::Hidden;
use ipnet::IpNet;
use std::collections::HashMap;

/// A longer name is cut.
const MOST_NAME: usize = 64;
/// What comments begin with when the name follows, in lower case: wg-easy, angristan, PiVPN, Nyr, and by hand.
const MARKS: [&str; 7] = [
    "client:",
    "client ",
    "begin_peer ",
    "begin ",
    "name:",
    "name =",
    "friendly_name=",
];
/// What comments begin with when they end a peer.
const ENDS: [&str; 2] = ["end ", "end_peer "];

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Imported {
    /// The private key of the server's own interface, in base64.
    pub private_key: Option<Hidden>,
    pub listen_port: Option<u16>,
    /// The server's own addresses with their networks.
    pub addresses: Vec<IpNet>,
    pub peers: Vec<ImportedPeer>,
}

/// A peer of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportedPeer {
    /// Where it begins, counted from one.
    pub line: usize,
    pub name: Option<String>,
    /// In base64.
    pub public_key: String,
    /// In base64.
    pub preshared_key: Option<Hidden>,
    /// Its allowed IPs.
    pub addresses: Vec<IpNet>,
}

/// Why a file is not understood, and where. It holds none of its words but names of fields.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct ImportError {
    /// Counted from one.
    pub line: usize,
    pub fault: ImportFault,
}

/// What is wrong with a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ImportFault {
    #[error("neither a section nor name = value")]
    NotUnderstood,
    #[error("a section other than [Interface] and [Peer]")]
    UnknownSection,
    #[error("a value before the first section")]
    OutsideSection,
    #[error("not a key in base64 of 44 characters")]
    NotAKey,
    #[error("not an address or a network")]
    NotAnAddress,
    #[error("not a port")]
    NotAPort,
    #[error("a peer without PublicKey")]
    NoPublicKey,
    #[error("the same PublicKey as the peer of line {0}")]
    SameKey(usize),
}

/// Reads a whole file. Every peer of it is given, or none.
///
/// # Errors
/// The first line that is not understood.
pub fn parse(text: &str) -> Result<Imported, ImportError> {
    let mut reader = Reader::default();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line_number = at + 1;
        (reader.line(line_number, line.trim())).map_err(|fault| ImportError {
            line: line_number,
            fault,
        })?;
    }
    reader.close()?;
    check_keys(&reader.found.peers)?;
    Ok(reader.found)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    None,
    Interface,
    Peer,
}

/// A comment that may be a name.
struct Comment {
    name: String,
    /// It follows one of the marks, so that it stays over empty lines.
    is_marked: bool,
}

struct Reader {
    found: Imported,
    section: Section,
    /// The peer being read; it has no public key before its line comes.
    peer: Option<ImportedPeer>,
    comment: Option<Comment>,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            found: Imported::default(),
            section: Section::None,
            peer: None,
            comment: None,
        }
    }
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<(), ImportFault> {
        let (content, comment) = match line.split_once('#') {
            Some((content, comment)) => (content.trim(), Some(comment)),
            None => (line, None),
        };
        if content.is_empty() {
            self.note(comment);
            return Ok(());
        }
        if let Some(section) = content.strip_prefix('[') {
            self.begin(number, section)?;
        } else {
            let (name, value) = (content.split_once('=')).ok_or(ImportFault::NotUnderstood)?;
            self.take_name();
            self.value(&name.trim().to_ascii_lowercase(), value.trim())?;
        }
        // Behind `[Peer]` or behind one of its values.
        if comment.is_some() {
            self.note(comment);
            self.take_name();
        }
        Ok(())
    }

    /// A line that is a comment, or empty.
    fn note(&mut self, comment: Option<&str>) {
        match comment {
            Some(text) => {
                let words = text.trim_start_matches('#').trim();
                if ENDS.iter().any(|end| begins_with(words, end)) {
                    self.comment = None;
                } else if let Some(found) = name_in(words) {
                    let is_weaker = !found.is_marked
                        && self.comment.as_ref().is_some_and(|known| known.is_marked);
                    if !is_weaker {
                        self.comment = Some(found);
                    }
                }
            }
            None => self.comment = self.comment.take().filter(|known| known.is_marked),
        }
    }

    fn begin(&mut self, number: usize, section: &str) -> Result<(), ImportFault> {
        // A peer without a key is named by its own line when everything is read.
        if let Some(peer) = self.peer.take() {
            self.found.peers.push(peer);
        }
        if section.eq_ignore_ascii_case("interface]") {
            self.section = Section::Interface;
            self.comment = None;
        } else if section.eq_ignore_ascii_case("peer]") {
            self.section = Section::Peer;
            self.peer = Some(ImportedPeer {
                line: number,
                name: None,
                public_key: String::new(),
                preshared_key: None,
                addresses: Vec::new(),
            });
            self.take_name();
        } else {
            return Err(ImportFault::UnknownSection);
        }
        Ok(())
    }

    /// A comment before a peer's line, or among its values, names it.
    fn take_name(&mut self) {
        let comment = self.comment.take();
        if let (Some(peer), Some(comment)) = (&mut self.peer, comment)
            && peer.name.is_none()
        {
            peer.name = Some(comment.name);
        }
    }

    fn value(&mut self, name: &str, value: &str) -> Result<(), ImportFault> {
        match (self.section, &mut self.peer) {
            (Section::None, _) => return Err(ImportFault::OutsideSection),
            (Section::Interface, _) => match name {
                "privatekey" => self.found.private_key = Some(Hidden(checked(value)?)),
                "listenport" => {
                    let port = value.parse().map_err(|_| ImportFault::NotAPort)?;
                    self.found.listen_port = Some(port);
                }
                "address" => add_networks(&mut self.found.addresses, value)?,
                _ => {}
            },
            (Section::Peer, None) => {}
            (Section::Peer, Some(peer)) => match name {
                "publickey" => peer.public_key = checked(value)?,
                "presharedkey" => peer.preshared_key = Some(Hidden(checked(value)?)),
                "allowedips" => add_networks(&mut peer.addresses, value)?,
                _ => {}
            },
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), ImportError> {
        self.found.peers.extend(self.peer.take());
        match self
            .found
            .peers
            .iter()
            .find(|peer| peer.public_key.is_empty())
        {
            Some(peer) => Err(ImportError {
                line: peer.line,
                fault: ImportFault::NoPublicKey,
            }),
            None => Ok(()),
        }
    }
}

fn check_keys(peers: &[ImportedPeer]) -> Result<(), ImportError> {
    let mut lines: HashMap<&str, usize> = HashMap::new();
    for peer in peers {
        if let Some(before) = lines.insert(&peer.public_key, peer.line) {
            return Err(ImportError {
                line: peer.line,
                fault: ImportFault::SameKey(before),
            });
        }
    }
    Ok(())
}

fn checked(value: &str) -> Result<String, ImportFault> {
    keys::bytes(value).ok_or(ImportFault::NotAKey)?;
    Ok(value.to_owned())
}

/// Addresses with or without a length, parted by commas; further lines of the same name add to the first.
fn add_networks(list: &mut Vec<IpNet>, value: &str) -> Result<(), ImportFault> {
    for text in value
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty())
    {
        let net = (text.parse::<IpNet>())
            .or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from))
            .map_err(|_| ImportFault::NotAnAddress)?;
        list.push(net);
    }
    Ok(())
}

fn begins_with(words: &str, mark: &str) -> bool {
    words
        .get(..mark.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(mark))
}

/// The name in a comment. A line that was switched off (`#PublicKey = …`, `#[disabled] …`) is none.
fn name_in(words: &str) -> Option<Comment> {
    let marked = MARKS.iter().find(|mark| begins_with(words, mark));
    let name = match marked {
        Some(mark) => &words[mark.len()..],
        None if words.contains('=') || words.starts_with('[') => return None,
        None => words,
    };
    let name = name.trim_end_matches('#').trim();
    // wg-easy: `# Client: name (6f0e…)`.
    let name = match name.rsplit_once(" (") {
        Some((name, id)) if marked.is_some() && id.ends_with(')') => name.trim(),
        _ => name,
    };
    let clean: String = name
        .chars()
        .filter(|c| !c.is_control())
        .take(MOST_NAME)
        .collect();
    (!clean.is_empty()).then_some(Comment {
        name: clean,
        is_marked: marked.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const A: &str = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
    const B: &str = "TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=";
    const C: &str = "FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=";

    /// Names and addresses of the peers.
    fn peers(text: &str) -> Vec<(Option<String>, String)> {
        let found = parse(text).expect("a configuration").peers;
        let addresses = |peer: &ImportedPeer| {
            let texts: Vec<String> = peer.addresses.iter().map(IpNet::to_string).collect();
            texts.join(" ")
        };
        (found.iter())
            .map(|peer| (peer.name.clone(), addresses(peer)))
            .collect()
    }

    fn names(text: &str) -> Vec<Option<String>> {
        peers(text).into_iter().map(|(name, _)| name).collect()
    }

    fn some(names: &[&str]) -> Vec<Option<String>> {
        names.iter().map(|name| Some((*name).to_owned())).collect()
    }

    #[test]
    fn the_file_of_wg_easy_is_read() {
        let text = format!(
            "\n# Note: Do not edit this file directly.\n# Server\n[Interface]\nPrivateKey = {C}\n\
             Address = 10.8.0.1/24, fdcc:ad94:bacf:61a4::cafe:1/112\nListenPort = 51820\nMTU = 1420\n\
             PostUp = iptables -t nat -A POSTROUTING -s 10.8.0.0/24 -o eth0 -j MASQUERADE; \n\n\n\
             # Client: Ana's phone (6f0e1c62-9d0e-4d26-8d7c-1f9e)\n[Peer]\nPublicKey = {A}\nPresharedKey = {C}\n\
             AllowedIPs = 10.8.0.2/32, fdcc:ad94:bacf:61a4::cafe:2/128\n\n\n# Client: Eva (2)\n[Peer]\n\
             PublicKey = {B}\nAllowedIPs = 10.8.0.3/32\n"
        );
        let found = parse(&text).expect("a configuration");
        assert_eq!(found.listen_port, Some(51820));
        assert_eq!(found.addresses.len(), 2);
        assert_eq!(found.private_key, Some(Hidden(C.to_owned())));
        assert_eq!(found.peers[0].preshared_key, Some(Hidden(C.to_owned())));
        assert_eq!(found.peers[1].preshared_key, None);
        assert_eq!(found.peers[1].public_key, B);
        assert_eq!(
            peers(&text),
            [
                (
                    Some("Ana's phone".to_owned()),
                    "10.8.0.2/32 fdcc:ad94:bacf:61a4::cafe:2/128".to_owned()
                ),
                (Some("Eva".to_owned()), "10.8.0.3/32".to_owned()),
            ]
        );
        assert!(!format!("{found:?}").contains(C));
    }

    #[test]
    fn the_file_of_pivpn_is_read_without_its_disabled_clients() {
        let text = format!(
            "[Interface]\nPrivateKey = {C}\n### begin ana ###\n[Peer]\nPublicKey = {A}\nPresharedKey = {C}\n\
             AllowedIPs = 10.6.0.2/32\n### end ana ###\n#[disabled] ### begin old ###\n#[disabled] [Peer]\n\
             #[disabled] PublicKey = {C}\n#[disabled] ### end old ###\n### begin eva_2 ###\n[Peer]\nPublicKey = {B}\n\
             AllowedIPs = 10.6.0.3/32\n### end eva_2 ###\n"
        );
        assert_eq!(names(&text), some(&["ana", "eva_2"]));
    }

    #[test]
    fn the_files_of_the_installation_scripts_are_read() {
        let angristan = format!(
            "[Interface]\nAddress = 10.66.66.1/24,fd42:42:42::1/64\n\n### Client ana\n[Peer]\nPublicKey = {A}\n\
             AllowedIPs = 10.66.66.2/32,fd42:42:42::2/128\n\n### Client eva\n[Peer]\nPublicKey = {B}\n"
        );
        assert_eq!(names(&angristan), some(&["ana", "eva"]));
        let nyr = format!(
            "# Do not alter the commented lines\n# ENDPOINT 203.0.113.5\n\n[Interface]\nAddress = 10.7.0.1/24\n\n\
             # BEGIN_PEER ana\n[Peer]\nPublicKey = {A}\nAllowedIPs = 10.7.0.2/32\n# END_PEER ana\n# BEGIN_PEER eva\n\
             [Peer]\nPublicKey = {B}\n# END_PEER eva\n"
        );
        assert_eq!(names(&nyr), some(&["ana", "eva"]));
    }

    #[test]
    fn a_plain_comment_names_the_peer_it_stands_at() {
        let text = format!(
            "# a remark\n\n[Peer]\n# Ana\nPublicKey={A}\nallowedips=10.8.0.2\n# Eva\n[PEER]\r\nPublicKey = {B} # second\r\n\
             [Peer] # Leo\nPublicKey = {C}\n"
        );
        assert_eq!(names(&text), some(&["Ana", "Eva", "Leo"]));
        assert_eq!(peers(&text)[0].1, "10.8.0.2/32");
        let nameless =
            format!("# far above\n\n[Peer]\nPublicKey = {A}\n#AllowedIPs = 1.2.3.4/32\n");
        assert_eq!(peers(&nameless), [(None, String::new())]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_and_without_its_words() {
        let fault = |text: &str| {
            let error = parse(text).expect_err("a fault");
            (error.line, error.fault)
        };
        assert_eq!(fault("hello"), (1, ImportFault::NotUnderstood));
        assert_eq!(fault("\nMTU = 1"), (2, ImportFault::OutsideSection));
        assert_eq!(fault("[Clash]"), (1, ImportFault::UnknownSection));
        assert_eq!(fault("[Peer"), (1, ImportFault::UnknownSection));
        assert_eq!(fault("[Peer]\nPublicKey = abc"), (2, ImportFault::NotAKey));
        let peer = format!("[Peer]\nPublicKey = {A}\n");
        assert_eq!(
            fault(&format!("{peer}AllowedIPs = 10.8.0/24")),
            (3, ImportFault::NotAnAddress)
        );
        assert_eq!(
            fault("[Interface]\nListenPort = many"),
            (2, ImportFault::NotAPort)
        );
        assert_eq!(
            fault(&format!("[Peer]\n{peer}")),
            (1, ImportFault::NoPublicKey)
        );
        assert_eq!(
            fault(&format!("{peer}\n{peer}")),
            (4, ImportFault::SameKey(1))
        );
        let error = parse(&format!("[Peer]\nPresharedKey = {}", &C[..43])).expect_err("a fault");
        assert_eq!(
            error.to_string(),
            "line 2: not a key in base64 of 44 characters"
        );
        assert_eq!(parse("\u{feff}"), Ok(Imported::default()));
    }

    #[test]
    fn a_name_is_one_short_line() {
        let long = format!(
            "### Client {}\n[Peer]\nPublicKey = {A}\n",
            "ñ\u{7}".repeat(100)
        );
        let names = names(&long);
        assert_eq!(
            names[0].as_ref().map(|name| name.chars().count()),
            Some(MOST_NAME)
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(lines in prop::collection::vec(
            prop_oneof![
                ".{0,60}", "\\[(Peer|Interface|x)\\]? ?#?.{0,8}", "#{1,3} ?(client|begin|end|name:)? ?.{0,12}",
                "(PublicKey|AllowedIPs|PrivateKey|ListenPort) ?= ?[a-zA-Z0-9+/=.,: ]{0,50}",
                Just(format!("PublicKey = {A}")),
            ], 0..20,
        )) {
            let _ = parse(&lines.join("\n"));
        }
    }
}
