//! Lines of text: tokens that are proxies, and an address with its port in the next cell.

use super::Taken;
use crate::integrations::proxies::links;
use crate::integrations::proxies::links::Look;
use crate::models::ListFault;
use crate::models::ProxyKind;
use std::net::IpAddr;

/// A longer token is no proxy.
const LONGEST_TOKEN: usize = 2_048;

/// Takes every proxy of a line.
pub(super) fn line(line: &str, taken: &mut Taken<'_>) {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') || line.starts_with("//") {
        return;
    }
    // No colon and no neighbour: nothing that could be one.
    let is_alone = !line.contains([' ', '\t', ',', ';', '|', '"', '<', '>']);
    let mut cells = Cells {
        kind: None,
        line,
        address: None,
    };
    let mut is_in_name = false;
    for piece in line.split_whitespace() {
        if taken.is_full() {
            return;
        }
        if piece.contains("://") {
            cells.address = None;
            is_in_name = link(piece, taken);
        } else if !is_in_name {
            let is_edge = |c: char| {
                matches!(
                    c,
                    ',' | ';' | '|' | '"' | '\'' | '<' | '>' | '(' | ')' | '`'
                )
            };
            for token in piece.split(is_edge) {
                cells.take(token, is_alone, taken);
            }
        }
    }
}

/// Takes a link; whether a name follows it that goes on behind spaces.
fn link(piece: &str, taken: &mut Taken<'_>) -> bool {
    let is_quote = |c: char| matches!(c, '"' | '\'' | '<' | '>' | '`' | '(' | ')');
    let mut has_name = false;
    for part in piece.split(is_quote) {
        if !part.contains("://") || part.len() > LONGEST_TOKEN {
            continue;
        }
        let is_cell = |c: char| matches!(c, ',' | ';' | '|');
        match links::look(part, taken.hint, true) {
            Look::One(one) => taken.take(Look::One(one), part),
            // Behind a link in CSV other cells follow; but a password may hold any of these signs.
            _ if part.contains(is_cell) => {
                for cell in part.split(is_cell).filter(|cell| cell.contains("://")) {
                    taken.take(links::look(cell, taken.hint, true), cell);
                }
            }
            Look::Other => {
                let trimmed = part.trim_end_matches(['.', '!', ':', ']', '}']);
                taken.take(links::look(trimmed, taken.hint, true), trimmed);
            }
            whole @ (Look::Network(..) | Look::Bad(_)) => taken.take(whole, part),
        }
        has_name = part.contains('#');
    }
    has_name
}

/// The cells of a line.
struct Cells<'a> {
    line: &'a str,
    /// What the line says its proxies speak, once it was looked for.
    kind: Option<Option<ProxyKind>>,
    /// An address that waits for its port.
    address: Option<IpAddr>,
}

impl Cells<'_> {
    fn take(&mut self, token: &str, is_alone: bool, taken: &mut Taken<'_>) {
        let token = token.trim_matches(['.', '!', '{', '}', '*', '•', '-', '=']);
        let token = token.strip_suffix(':').unwrap_or(token);
        if token.is_empty() || token.len() > LONGEST_TOKEN {
            return;
        }
        if let Some(address) = self.address.take()
            && token.bytes().all(|byte| byte.is_ascii_digit())
        {
            let written = format!("{address} {token}");
            let look = match links::port_of(token) {
                Some(port) => {
                    let place = match address {
                        IpAddr::V4(address) => format!("{address}:{port}"),
                        IpAddr::V6(address) => format!("[{address}]:{port}"),
                    };
                    links::look(&place, self.kind(taken.hint), true)
                }
                None => Look::Bad(ListFault::Port),
            };
            return taken.take(look, &written);
        }
        if !token.contains(['.', ':']) {
            return;
        }
        match token.parse::<IpAddr>() {
            Ok(address) => self.address = Some(address),
            Err(_) => {
                let mut look = links::look(token, None, is_alone);
                if let Look::One(address) | Look::Network(_, _, address) = &mut look {
                    // Looked for only now: most tokens are none.
                    address.kind = address
                        .kind
                        .or_else(|| self.kind(taken.hint))
                        .filter(|kind| *kind != ProxyKind::Shadowsocks);
                    if address.kind == Some(ProxyKind::Https) {
                        address.kind = Some(ProxyKind::Http);
                    }
                }
                taken.take(look, token);
            }
        }
    }

    /// What the line says they speak, if it says one thing; else what is said of the whole list.
    fn kind(&mut self, hint: Option<ProxyKind>) -> Option<ProxyKind> {
        let line = self.line;
        let said = self.kind.get_or_insert_with(|| {
            let words = line.split(|c: char| !c.is_ascii_alphanumeric());
            let mut kinds = words.filter_map(links::kind_of_word);
            let first = kinds.next()?;
            kinds.all(|kind| kind == first).then_some(first)
        });
        said.or(hint)
    }
}
