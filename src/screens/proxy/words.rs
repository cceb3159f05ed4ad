//! Words about listed proxies that people and admins read.

use super::Reader;
use crate::models::DAY;
use crate::models::HOUR;
use crate::models::ListedProxy;
use crate::models::MINUTE;
use crate::models::ProxyKind;
use crate::models::Timestamp;
use crate::utils::html;
use crate::utils::locale::args;

/// The letter "A" among the regional indicators of Unicode, two of which are drawn as a flag.
const REGIONAL_A: u32 = 0x1F1E6;
/// Hours from which on an age is told in days.
const DAYS_FROM: i64 = 48;

/// What a kind is called.
pub fn kind_name(kind: ProxyKind) -> &'static str {
    match kind {
        ProxyKind::Socks5 => "SOCKS5",
        ProxyKind::Socks4 => "SOCKS4",
        ProxyKind::Http => "HTTP",
        ProxyKind::Https => "HTTPS",
        ProxyKind::Shadowsocks => "Shadowsocks",
    }
}

/// The same for one that may not be known yet.
pub fn known_kind(kind: Option<ProxyKind>) -> &'static str {
    kind.map_or("?", kind_name)
}

/// The flag of a country of two capital letters, else a globe.
pub fn flag(country: &str) -> String {
    let letter = |byte: u8| {
        let place = byte.checked_sub(b'A').filter(|place| *place < 26)?;
        char::from_u32(REGIONAL_A + u32::from(place))
    };
    let flag: Option<String> = country.bytes().map(letter).collect();
    match flag {
        Some(flag) if country.len() == 2 => flag,
        Some(_) | None => "🌐".to_owned(),
    }
}

/// The flag of where a proxy leads out.
pub fn flag_of(proxy: &ListedProxy) -> String {
    flag(proxy.country.as_deref().unwrap_or_default())
}

/// Where a proxy leads out: "🇩🇪 DE, Frankfurt"; a globe if nobody knows. Not yet escaped.
pub fn where_to(proxy: &ListedProxy) -> String {
    let mut text = flag_of(proxy);
    if let Some(country) = &proxy.country {
        text = format!("{text} {}", html::one_line(country, 8));
    }
    if let Some(city) = &proxy.city {
        text = format!("{text}, {}", html::short_name(city));
    }
    text
}

/// `host:port` as programs take it: the address of IPv6 in brackets.
pub fn place(host: &str, port: u16) -> String {
    if host.contains(':') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    }
}

/// How long ago that was, short: "hace 5 min".
pub fn age(reader: Reader, at: Timestamp) -> String {
    let seconds = reader.now.since(at).max(0);
    let (key, count) = if seconds < MINUTE {
        return reader.plain("proxy-age-now", args! {});
    } else if seconds < HOUR {
        ("proxy-age-minutes", seconds / MINUTE)
    } else if seconds < DAYS_FROM * HOUR {
        ("proxy-age-hours", seconds / HOUR)
    } else {
        ("proxy-age-days", seconds / DAY)
    };
    reader.plain(key, args! { count: count })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utils::locale::Lang;
    use crate::utils::zone::Zone;

    #[test]
    fn two_capital_letters_are_a_flag_and_nothing_else_is() {
        assert_eq!(flag("DE"), "🇩🇪");
        assert_eq!(flag("CU"), "🇨🇺");
        for other in ["", "D", "de", "DEU", "D1", "ñ", "🇩🇪"] {
            assert_eq!(flag(other), "🌐", "{other}");
        }
    }

    #[test]
    fn an_address_of_six_stands_in_brackets() {
        assert_eq!(place("2001:db8::1", 80), "[2001:db8::1]:80");
        assert_eq!(place("192.0.2.1", 1080), "192.0.2.1:1080");
    }

    #[test]
    fn an_age_is_told_in_the_unit_that_says_most() {
        let reader = Reader {
            lang: Lang::Es,
            time_zone: Zone::utc(),
            now: Timestamp(1_000_000),
        };
        let said = |ago: i64| age(reader, reader.now - ago);
        assert_eq!(said(-5), "ahora mismo");
        assert_eq!(said(59), "ahora mismo");
        assert_eq!(said(60), "hace 1 min");
        assert_eq!(said(3_599), "hace 59 min");
        assert_eq!(said(3_600), "hace 1 h");
        assert_eq!(said(47 * 3_600 + 3_599), "hace 47 h");
        assert_eq!(said(48 * 3_600), "hace 2 días");
    }
}
