//! Pictures of the free list of proxies, as people see it.

use super::*;
use crate::models::*;
use crate::screens::callback::CountryCode;
use crate::screens::callback::ProxyAction;
use crate::screens::callback::ProxyChoice;
use crate::screens::proxy::list;
use crate::screens::proxy::list::Countries;

pub fn listed(id: i64) -> ListedProxy {
    ListedProxy {
        id: ListedProxyId(id),
        address: ProxyAddress {
            kind: None,
            is_tls: false,
            host: "192.0.2.7".to_owned(),
            port: 1_080,
            login: None,
        },
        kind: Some(ProxyKind::Socks5),
        country: Some("DE".to_owned()),
        city: Some("Frankfurt & Co".to_owned()),
        exit_ip: Some("198.51.100.9".to_owned()),
        anonymity: Some(Anonymity::Elite),
        is_for_telegram: Some(true),
        is_working: true,
        latency_ms: Some(1_320),
        checks: 20,
        oks: 18,
        fail_streak: 0,
        first_seen: in_days(-9),
        last_checked: Some(NOW - 310),
        last_ok: Some(NOW - 310),
        fault: None,
    }
}

fn with_login(id: i64, kind: ProxyKind, login: ProxyLogin) -> ListedProxy {
    let mut proxy = listed(id);
    proxy.kind = Some(kind);
    proxy.address.login = Some(login);
    proxy
}

fn password(user: &str, password: &str) -> ProxyLogin {
    ProxyLogin::Password {
        user: user.to_owned(),
        password: password.to_owned(),
    }
}

fn cipher(method: &str) -> ProxyLogin {
    ProxyLogin::Cipher {
        method: method.to_owned(),
        password: "a/b+c".to_owned(),
    }
}

fn page(rows: Vec<ListedProxy>) -> ProxyPage {
    ProxyPage {
        pages: 3,
        total: 1_234,
        rows,
        filter: ProxyFilter::default(),
        page: 0,
        kinds: vec![(ProxyKind::Socks5, 1_200), (ProxyKind::Shadowsocks, 34)],
        countries: vec![("DE".to_owned(), 900), ("CU".to_owned(), 1)],
    }
}

/// A row as long as rows get, all of it markup.
fn longest() -> ListedProxy {
    let mut proxy = with_login(
        i64::MAX,
        ProxyKind::Shadowsocks,
        password(&long_name(), &long_name()),
    );
    proxy.address.host = "&".repeat(253);
    proxy.address.port = u16::MAX;
    proxy.city = Some(long_name());
    proxy.country = Some("&&".to_owned());
    proxy.exit_ip = Some(long_name());
    proxy.latency_ms = Some(u32::MAX);
    proxy
}

#[test]
fn the_free_list_page_by_page() {
    let mut unknown = listed(2);
    unknown.country = None;
    unknown.address.host = "2001:db8::5".to_owned();
    unknown.is_for_telegram = None;
    unknown.last_checked = Some(NOW - 3 * DAY);
    let rows = vec![
        listed(1),
        unknown,
        with_login(3, ProxyKind::Https, password("ana", "x")),
    ];
    let filtered = ProxyPage {
        filter: ProxyFilter {
            kind: Some(ProxyKind::Socks5),
            country: Some("DE".to_owned()),
        },
        page: 2,
        ..page(vec![listed(21)])
    };
    let empty = ProxyPage::default();
    let none_such = ProxyPage {
        rows: vec![],
        total: 0,
        pages: 0,
        ..filtered.clone()
    };
    assert_picture!(|reader| vec![
        (
            "first",
            list::list(reader, &page(rows.clone()), Countries::File)
        ),
        ("filtered", list::list(reader, &filtered, Countries::Exit)),
        ("empty", list::list(reader, &empty, Countries::Exit)),
        ("none such", list::list(reader, &none_such, Countries::Exit)),
    ]);
}

#[test]
fn the_longest_list_fits() {
    let whole = ProxyPage {
        page: u32::MAX,
        pages: u32::MAX,
        total: u32::MAX,
        filter: ProxyFilter {
            kind: Some(ProxyKind::Shadowsocks),
            country: Some(long_name()),
        },
        ..page(vec![longest(); list::ROWS])
    };
    for lang in Lang::ALL {
        check(&list::list(reader(lang), &whole, Countries::File));
        let card = list::card(
            reader(lang),
            &longest(),
            ProxyChoice::default(),
            u32::MAX,
            Countries::File,
        );
        check(&card);
    }
}

#[test]
fn the_filters() {
    let chosen = ProxyPage {
        filter: ProxyFilter {
            kind: Some(ProxyKind::Shadowsocks),
            country: Some("CU".to_owned()),
        },
        ..page(vec![listed(1)])
    };
    let many = ProxyPage {
        countries: (b'A'..=b'Z')
            .map(|letter| (format!("A{}", char::from(letter)), u32::from(letter)))
            .collect(),
        ..page(vec![])
    };
    assert_picture!(|reader| vec![
        ("kinds", list::kinds(reader, &page(vec![]))),
        ("kinds, chosen", list::kinds(reader, &chosen)),
        (
            "countries",
            list::countries(reader, &chosen, 0, Countries::File)
        ),
        ("many", list::countries(reader, &many, 9, Countries::Exit)),
    ]);
}

#[test]
fn the_card_of_a_proxy() {
    let choice = ProxyChoice {
        kind: Some(ProxyKind::Socks5),
        country: CountryCode::new("DE"),
    };
    let card = |reader, proxy: &ListedProxy| list::card(reader, proxy, choice, 2, Countries::File);
    let mut transparent = listed(2);
    transparent.kind = Some(ProxyKind::Http);
    transparent.anonymity = Some(Anonymity::Transparent);
    transparent.is_for_telegram = Some(false);
    let mut tls = listed(4);
    tls.kind = Some(ProxyKind::Https);
    tls.address.is_tls = true;
    tls.anonymity = Some(Anonymity::Anonymous);
    let mut dead = listed(5);
    (dead.is_working, dead.fault) = (false, Some(ProxyFault::Silent));
    let mut never = listed(6);
    (never.is_working, never.last_ok, never.checks) = (false, None, 0);
    (never.country, never.city, never.exit_ip) = (None, None, None);
    (never.kind, never.anonymity, never.is_for_telegram) = (None, None, None);
    let guarded = with_login(7, ProxyKind::Socks5, password("a&b c", "<ñ>"));
    let old = with_login(8, ProxyKind::Shadowsocks, cipher("AES-256-GCM"));
    let new = with_login(9, ProxyKind::Shadowsocks, cipher("2022-blake3-aes-128-gcm"));
    assert_picture!(|reader| vec![
        ("SOCKS5", card(reader, &listed(1))),
        ("with a password", card(reader, &guarded)),
        ("transparent", card(reader, &transparent)),
        ("over TLS", card(reader, &tls)),
        ("Shadowsocks", card(reader, &old)),
        ("Shadowsocks of 2022", card(reader, &new)),
        ("dead", card(reader, &dead)),
        ("never tried", card(reader, &never)),
    ]);
}

#[test]
fn only_socks5_without_tls_is_offered_to_telegram() {
    let urls = |proxy: &ListedProxy| {
        let choice = ProxyChoice::default();
        let screen = list::card(reader(Lang::Es), proxy, choice, 0, Countries::Exit);
        let buttons = screen.rows.into_iter().flatten();
        let urls = buttons.filter_map(|button| match button {
            Button::Url { url, .. } => Some(url),
            Button::Act { .. } | Button::Copy { .. } => None,
        });
        urls.collect::<Vec<_>>()
    };
    assert_eq!(
        urls(&listed(1)),
        ["https://t.me/socks?server=192.0.2.7&port=1080"]
    );
    let guarded = with_login(1, ProxyKind::Socks5, password("a&b", "c d"));
    assert_eq!(
        urls(&guarded),
        ["https://t.me/socks?server=192.0.2.7&port=1080&user=a%26b&pass=c%20d"]
    );
    let leads_elsewhere = ListedProxy {
        is_for_telegram: Some(false),
        ..listed(1)
    };
    assert!(urls(&leads_elsewhere).is_empty());
    for kind in ProxyKind::ALL {
        if kind != ProxyKind::Socks5 {
            let other = ListedProxy {
                kind: Some(kind),
                ..listed(1)
            };
            assert!(urls(&other).is_empty(), "{kind:?}");
        }
    }
    let mut tls = listed(1);
    tls.address.is_tls = true;
    assert!(urls(&tls).is_empty());
}

#[test]
fn a_country_that_is_none_is_no_filter() {
    let filter = ProxyFilter {
        kind: None,
        country: Some("alemania".to_owned()),
    };
    assert_eq!(ProxyChoice::of(&filter), ProxyChoice::default());
    let choice = ProxyChoice {
        kind: Some(ProxyKind::Http),
        country: CountryCode::new("CU"),
    };
    assert_eq!(ProxyChoice::of(&choice.filter()), choice);
    let whole = ProxyAction::List(ProxyChoice::default(), 0);
    assert_eq!(ProxyAction::whole(), whole);
}
