//! In which ways a proxy is tried, and what is said of one that none of them opened.
//!
//! Real servers answer the first bytes of another protocol with their own (microsocks says `05 ff` to everything), or
//! say nothing (tinyproxy and squid to SOCKS), or hang up (dante to CONNECT). So each way has a connection of its own, and
//! two bytes tell which way would have been the right one. That CONNECT is answered with 200 proves nothing: some answer
//! 200 to everything, so a judge is always asked through it.

use crate::models::ProxyAddress;
use crate::models::ProxyFault;
use crate::models::ProxyKind;
use std::collections::VecDeque;

/// A way to be led somewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    Socks5,
    Socks4,
    Connect,
    /// CONNECT within TLS to the proxy itself.
    SecureConnect,
    /// Plain requests with whole addresses: it leads to web pages only.
    Get,
    Shadowsocks,
}

impl Way {
    /// What a proxy speaks that this way opened.
    pub(super) fn kind(self) -> ProxyKind {
        match self {
            Self::Socks5 => ProxyKind::Socks5,
            Self::Socks4 => ProxyKind::Socks4,
            Self::Connect | Self::SecureConnect => ProxyKind::Https,
            Self::Get => ProxyKind::Http,
            Self::Shadowsocks => ProxyKind::Shadowsocks,
        }
    }

    /// The way that is meant by these first bytes of an answer.
    pub(super) fn of_answer(first: [u8; 2]) -> Option<Self> {
        match first {
            [5, _] => Some(Self::Socks5),
            [0, 0x5a..=0x5d] => Some(Self::Socks4),
            [b'H', b'T'] => Some(Self::Connect),
            _ => None,
        }
    }
}

/// Why a way did not open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Miss {
    /// That is the end: it was the right way.
    End(ProxyFault),
    /// What answers speaks another way.
    Other(Way),
    /// What answers speaks nothing that is known.
    Strange,
    /// It speaks HTTP and says no to this way.
    No,
    /// It hung up.
    Closed,
    /// It said nothing.
    Silent,
}

/// The ways that are tried, and how those before ended.
#[derive(Debug)]
pub(super) struct Course {
    ahead: VecDeque<Way>,
    tried: Vec<Way>,
    misses: Vec<Miss>,
    /// The proxy said that it leads there.
    pub is_leading: bool,
    /// It worked the last time, as what its address says.
    pub was_working: bool,
}

impl Course {
    /// The ways for what a list says of a proxy: that one first, since lists are wrong at times.
    pub(super) fn of(address: &ProxyAddress) -> Self {
        let ways: &[Way] = match address.kind {
            None | Some(ProxyKind::Socks5) => &[Way::Socks5, Way::Connect, Way::Get, Way::Socks4],
            Some(ProxyKind::Socks4) => &[Way::Socks4, Way::Socks5, Way::Connect, Way::Get],
            // What lists call an HTTPS proxy seldom speaks TLS itself.
            Some(ProxyKind::Https) if address.is_tls => &[
                Way::SecureConnect,
                Way::Connect,
                Way::Get,
                Way::Socks5,
                Way::Socks4,
            ],
            Some(ProxyKind::Http | ProxyKind::Https) => {
                &[Way::Connect, Way::Get, Way::Socks5, Way::Socks4]
            }
            // Nothing else can be tried with its key.
            Some(ProxyKind::Shadowsocks) => &[Way::Shadowsocks],
        };
        Self {
            ahead: ways.iter().copied().collect(),
            tried: Vec::new(),
            misses: Vec::new(),
            is_leading: false,
            was_working: false,
        }
    }

    /// The next way.
    pub(super) fn next(&mut self) -> Option<Way> {
        let way = self.ahead.pop_front()?;
        self.tried.push(way);
        self.is_leading = false;
        Some(way)
    }

    /// Whether others wait behind the present one, so that it must be short.
    pub(super) fn has_more(&self) -> bool {
        !self.ahead.is_empty()
    }

    /// Whether an answer was one of HTTP.
    pub(super) fn speaks_http(&self) -> bool {
        self.misses.contains(&Miss::No) || self.misses.contains(&Miss::Other(Way::Connect))
    }

    /// Takes how the present way ended. The fault, if that is the end.
    pub(super) fn missed(&mut self, miss: Miss) -> Option<ProxyFault> {
        match miss {
            Miss::End(fault) => return Some(fault),
            Miss::Other(way) => {
                // What it says of itself is tried at once, and nothing else any more.
                self.ahead.clear();
                match way {
                    Way::Connect => self.ahead.extend([Way::Connect, Way::Get]),
                    other => self.ahead.push_back(other),
                }
                let tried = &self.tried;
                self.ahead.retain(|way| !tried.contains(way));
            }
            Miss::No => self.ahead.retain(|way| *way == Way::Get),
            Miss::Strange | Miss::Closed | Miss::Silent => {}
        }
        self.misses.push(miss);
        None
    }

    /// What is said of a proxy that no way opened, or that had no more time.
    pub(super) fn verdict(&self) -> ProxyFault {
        let has = |one: fn(&Miss) -> bool| self.misses.iter().any(one);
        if self.is_leading {
            ProxyFault::LeadsNowhere
        } else if has(|miss| matches!(miss, Miss::Strange | Miss::No | Miss::Other(_))) {
            ProxyFault::NotAProxy
        } else if has(|miss| matches!(miss, Miss::Closed)) {
            ProxyFault::Refused
        } else {
            ProxyFault::Silent
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(text: &str) -> Course {
        Course::of(&super::super::links::parse_one(text).expect("a proxy"))
    }

    fn ways(course: &mut Course) -> Vec<Way> {
        std::iter::from_fn(|| course.next()).collect()
    }

    #[test]
    fn an_unknown_one_is_tried_in_the_order_in_which_servers_tell_themselves() {
        let order = [Way::Socks5, Way::Connect, Way::Get, Way::Socks4];
        assert_eq!(ways(&mut course("203.0.113.7:1")), order);
        assert_eq!(
            ways(&mut course("https://203.0.113.7:1"))[0],
            Way::SecureConnect
        );
    }

    #[test]
    fn what_a_list_says_is_tried_first_and_the_rest_behind_it() {
        for (scheme, first) in [
            ("http://", [Way::Connect, Way::Get]),
            ("socks5://", [Way::Socks5, Way::Connect]),
            ("socks4://", [Way::Socks4, Way::Socks5]),
        ] {
            let ways = ways(&mut course(&format!("{scheme}203.0.113.7:1")));
            assert_eq!(ways[..2], first, "{scheme}");
            assert_eq!(ways.len(), 4, "{scheme}");
        }
        let link = "ss://YWVzLTI1Ni1nY206YWJj@203.0.113.7:1";
        assert_eq!(ways(&mut course(link)), [Way::Shadowsocks]);
    }

    #[test]
    fn what_an_answer_says_is_tried_next_and_nothing_twice() {
        let mut course = course("203.0.113.7:1");
        assert_eq!(course.next(), Some(Way::Socks5));
        assert_eq!(course.missed(Miss::Other(Way::Connect)), None);
        assert_eq!(course.next(), Some(Way::Connect));
        assert_eq!(course.missed(Miss::Other(Way::Socks5)), None);
        assert_eq!(course.next(), None);
        assert_eq!(course.verdict(), ProxyFault::NotAProxy);
    }

    #[test]
    fn the_verdict_is_the_most_that_was_learnt() {
        for (misses, fault) in [
            (&[Miss::Silent, Miss::Silent][..], ProxyFault::Silent),
            (&[Miss::Silent, Miss::Closed], ProxyFault::Refused),
            (&[Miss::Closed, Miss::Strange], ProxyFault::NotAProxy),
        ] {
            let mut course = course("203.0.113.7:1");
            for miss in misses {
                course.next();
                assert_eq!(course.missed(*miss), None);
            }
            assert_eq!(course.verdict(), fault, "{misses:?}");
        }
        let mut course = course("203.0.113.7:1");
        let end = course.missed(Miss::End(ProxyFault::Lies));
        assert_eq!(end, Some(ProxyFault::Lies));
    }

    #[test]
    fn the_first_bytes_tell_what_there_is() {
        assert_eq!(Way::of_answer([5, 0xff]), Some(Way::Socks5));
        assert_eq!(Way::of_answer([0, 0x5b]), Some(Way::Socks4));
        assert_eq!(Way::of_answer(*b"HT"), Some(Way::Connect));
        assert_eq!(Way::of_answer(*b"SS"), None);
    }
}
