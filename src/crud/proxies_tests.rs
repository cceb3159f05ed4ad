use super::*;
use crate::crud::proxy_aliases;
use crate::crud::proxy_listings;
use crate::crud::proxy_sources;
use crate::crud::proxy_trials::WentWell;
use crate::crud::proxy_trials::get_record;
use crate::crud::proxy_trials::list_due;
use crate::crud::proxy_trials::list_untried;
use crate::crud::proxy_trials::next_due;
use crate::crud::proxy_trials::update_failed;
use crate::crud::proxy_trials::update_ok;
use crate::models::ProxySourceId;
use crate::models::ProxySourceKind;

const NOW: Timestamp = Timestamp(1_000);

fn at(host: &str, kind: Option<ProxyKind>) -> ProxyAddress {
    ProxyAddress {
        kind,
        is_tls: false,
        host: host.to_owned(),
        port: 1080,
        login: None,
    }
}

fn add(tx: &Transaction<'_>, host: &str, kind: Option<ProxyKind>) -> ListedProxyId {
    insert(tx, host, &at(host, kind), NOW).expect("kept").id
}

fn works(tx: &Transaction<'_>, id: ListedProxyId, kind: ProxyKind, country: &str, ms: u32) {
    let well = WentWell {
        kind,
        is_tls: false,
        latency_ms: ms,
        samples: &[ms],
        exit_ip: Some("203.0.113.9".to_owned()),
        country: Some(country),
        city: None,
        anonymity: Some(Anonymity::Elite),
        is_for_telegram: Some(true),
        next_at: NOW + 1_200,
    };
    update_ok(tx, id, &well, NOW).expect("noted");
}

fn source(tx: &Transaction<'_>, kind: &ProxySourceKind) -> ProxySourceId {
    let new = proxy_sources::NewSource {
        name: "x",
        kind,
        hint: None,
        every_minutes: 60,
        next_at: None,
    };
    proxy_sources::insert(tx, &new, NOW).expect("kept")
}

#[test]
fn a_proxy_is_kept_once_and_read_back_with_its_login() {
    let mut connection = crate::db::in_memory();
    let tx = connection.transaction().expect("begins");
    let mut address = at("proxy.example.org", Some(ProxyKind::Shadowsocks));
    address.is_tls = true;
    address.login = Some(ProxyLogin::Cipher {
        method: "aes-256-gcm".to_owned(),
        password: "p\"w".to_owned(),
    });
    let kept = insert(&tx, "ss://x", &address, NOW).expect("kept");
    assert!(kept.is_new);
    let again = insert(&tx, "ss://x", &address, NOW + 5).expect("asked");
    assert_eq!((again.id, again.is_new), (kept.id, false));
    assert!(has_url(&tx, "ss://x").expect("asked") && !has_url(&tx, "ss://y").expect("asked"));
    let one = get(&tx, kept.id).expect("read").expect("there");
    assert_eq!(
        (one.address, one.kind),
        (address, Some(ProxyKind::Shadowsocks))
    );
    assert_eq!(
        (one.first_seen, one.last_checked, one.fault),
        (NOW, None, None)
    );
    let due = list_due(&tx, NOW, (Timestamp(0), ListedProxyId(0)), 10).expect("read");
    assert_eq!(due.len(), 1, "a new one is tried at once");
}

#[test]
fn the_best_of_a_kind_and_country_come_first_page_by_page() {
    let mut connection = crate::db::in_memory();
    let tx = connection.transaction().expect("begins");
    for (host, kind, country, ms) in [
        ("a", ProxyKind::Socks5, "DE", 900),
        ("b", ProxyKind::Socks5, "NL", 100),
        ("c", ProxyKind::Http, "DE", 50),
        ("d", ProxyKind::Socks5, "DE", 300),
    ] {
        let id = add(&tx, host, Some(kind));
        works(&tx, id, kind, country, ms);
    }
    let dead = add(&tx, "e", Some(ProxyKind::Socks5));
    update_failed(&tx, dead, ProxyFault::Silent, NOW + 60, NOW).expect("noted");
    add(&tx, "f", None);
    let hosts = |kind, country: Option<&str>, limit, offset| -> String {
        let filter = ProxyFilter {
            kind,
            country: country.map(str::to_owned),
        };
        let rows = list_best(&tx, &filter, limit, offset).expect("read");
        rows.into_iter().map(|row| row.address.host).collect()
    };
    assert_eq!(hosts(None, None, 10, 0), "cbda");
    assert_eq!(hosts(None, None, 2, 2), "da");
    assert_eq!(hosts(Some(ProxyKind::Socks5), None, 10, 0), "bda");
    assert_eq!(hosts(Some(ProxyKind::Socks5), Some("DE"), 10, 0), "da");
    assert_eq!(hosts(Some(ProxyKind::Socks4), None, 10, 0), "");
    let counts = count_working(&tx).expect("counted");
    assert!(counts.contains(&(ProxyKind::Socks5, Some("DE".to_owned()), 2)));
    assert_eq!(counts.len(), 3);
    let kept = count_kept(&tx).expect("counted");
    let new = kept.iter().find(|group| group.kind.is_none());
    assert!(
        new.is_some_and(|group| !group.is_working && group.fault.is_none() && group.count == 1)
    );
    assert!(
        kept.iter()
            .any(|group| group.fault == Some(ProxyFault::Silent) && group.count == 1)
    );
    assert_eq!(extent(&tx).expect("read"), (6, 6));
    let exported = list_addresses(&tx, Some(ProxyKind::Socks5), true, ListedProxyId(0), 9);
    assert_eq!(exported.expect("read").len(), 3);
    let exported = list_addresses(&tx, None, false, ListedProxyId(0), 9);
    assert_eq!(exported.expect("read").len(), 6);
}

#[test]
fn those_due_come_in_turn_and_none_twice() {
    let mut connection = crate::db::in_memory();
    let tx = connection.transaction().expect("begins");
    let ids: Vec<_> = ["a", "b", "c"]
        .into_iter()
        .map(|host| add(&tx, host, None))
        .collect();
    update_failed(&tx, ids[0], ProxyFault::Refused, NOW + 40, NOW).expect("noted");
    let first = list_due(&tx, NOW + 40, (Timestamp(0), ListedProxyId(0)), 2).expect("read");
    assert_eq!(
        first.iter().map(|due| due.id).collect::<Vec<_>>(),
        [ids[1], ids[2]]
    );
    let last = first.last().expect("some");
    let second = list_due(&tx, NOW + 40, (last.next_at, last.id), 2).expect("read");
    assert_eq!(
        second.iter().map(|due| due.id).collect::<Vec<_>>(),
        [ids[0]]
    );
    assert_eq!(next_due(&tx, NOW + 1).expect("read"), Some(NOW + 40));
    assert_eq!(next_due(&tx, NOW + 41).expect("read"), None);
    let untried = list_untried(&tx, NOW - 1, ListedProxyId(0), ids[2].0, 9).expect("read");
    assert_eq!(untried.len(), 2, "one was tried since");
    let untried = list_untried(&tx, NOW, ListedProxyId(0), ids[2].0, 9).expect("read");
    assert_eq!(untried.len(), 3, "what was tried in that second was before");
    let untried = list_untried(&tx, NOW + 1, ids[0], ids[1].0, 9).expect("read");
    assert_eq!(untried.len(), 1, "only those between the two");
}

#[test]
fn after_three_failures_it_is_tried_as_its_list_says() {
    let mut connection = crate::db::in_memory();
    let tx = connection.transaction().expect("begins");
    let id = add(&tx, "a", None);
    works(&tx, id, ProxyKind::Socks4, "DE", 10);
    let kind = || {
        let due = list_due(&tx, NOW + 9_999, (Timestamp(0), ListedProxyId(0)), 1).expect("read");
        due[0].address.kind
    };
    assert_eq!(kind(), Some(ProxyKind::Socks4));
    for _ in 0..3 {
        assert_eq!(kind(), Some(ProxyKind::Socks4));
        update_failed(&tx, id, ProxyFault::Silent, NOW, NOW).expect("noted");
    }
    assert_eq!(kind(), None);
    let record = get_record(&tx, id, &at("a", None))
        .expect("read")
        .expect("there");
    assert_eq!((record.checks, record.oks, record.fail_streak), (4, 1, 3));
    assert_eq!(
        get_record(&tx, id, &at("b", None)).expect("read"),
        None,
        "its number is another's now"
    );
    assert_eq!((record.samples, record.last_ok), (vec![10], Some(NOW)));
    let one = get(&tx, id).expect("read").expect("there");
    assert_eq!(
        (one.is_working, one.country.as_deref()),
        (false, Some("DE"))
    );
}

#[test]
fn a_dropped_one_is_neither_shown_nor_tried_until_it_is_revived() {
    let mut connection = crate::db::in_memory();
    let tx = connection.transaction().expect("begins");
    let id = add(&tx, "a", Some(ProxyKind::Http));
    works(&tx, id, ProxyKind::Http, "DE", 10);
    assert!(update_dropped(&tx, id, NOW).expect("dropped"));
    assert!(!update_dropped(&tx, id, NOW).expect("asked"));
    assert_eq!(get(&tx, id).expect("read"), None);
    assert_eq!(get_record(&tx, id, &at("a", None)).expect("read"), None);
    assert!(
        list_best(&tx, &ProxyFilter::default(), 9, 0)
            .expect("read")
            .is_empty()
    );
    assert_eq!(next_due(&tx, Timestamp(0)).expect("read"), None);
    assert_eq!(
        (
            extent(&tx).expect("read").1,
            count_rows(&tx).expect("counted")
        ),
        (0, 1)
    );
    let kept = insert(&tx, "a", &at("a", None), NOW + 9).expect("asked");
    assert_eq!((kept.is_new, kept.dropped_at), (false, Some(NOW)));
    update_revived(&tx, id, NOW + 9).expect("revived");
    let record = get_record(&tx, id, &at("a", None))
        .expect("read")
        .expect("there");
    assert_eq!(
        (record.checks, record.first_seen, record.last_ok),
        (0, NOW + 9, None)
    );
}

#[test]
fn the_longest_dropped_and_then_the_longest_dead_make_room() {
    let mut connection = crate::db::in_memory();
    let tx = connection.transaction().expect("begins");
    let ids: Vec<_> = ["dropped", "dead", "works", "new"]
        .into_iter()
        .map(|host| add(&tx, host, Some(ProxyKind::Http)))
        .collect();
    for id in &ids[..2] {
        update_failed(&tx, *id, ProxyFault::Silent, NOW, NOW).expect("noted");
    }
    update_dropped(&tx, ids[0], NOW).expect("dropped");
    works(&tx, ids[2], ProxyKind::Http, "DE", 10);
    assert_eq!(count_dead(&tx).expect("counted"), 1);
    assert_eq!(list_dead(&tx, 9).expect("read"), [ids[1]]);
    assert_eq!(delete_oldest(&tx, 1).expect("deleted"), 1);
    assert!(!has_url(&tx, "dropped").expect("asked") && has_url(&tx, "dead").expect("asked"));
    assert_eq!(delete_oldest(&tx, 9).expect("deleted"), 1);
    assert_eq!(count_rows(&tx).expect("counted"), 2, "the others stay");
    assert!(!delete_not_working(&tx, ids[2]).expect("asked"));
    assert!(delete_not_working(&tx, ids[3]).expect("deleted"));
}

#[test]
fn what_lists_a_proxy_goes_with_it_and_says_whether_it_would_come_back() {
    let mut connection = crate::db::in_memory();
    let tx = connection.transaction().expect("begins");
    let pasted = source(&tx, &ProxySourceKind::Pasted);
    let url = "https://example.org/a".to_owned();
    let list = source(&tx, &ProxySourceKind::List { url });
    let (a, b) = (add(&tx, "a", Some(ProxyKind::Http)), add(&tx, "b", None));
    works(&tx, a, ProxyKind::Http, "DE", 10);
    for (source, proxy) in [(pasted, a), (pasted, b), (list, b)] {
        proxy_listings::upsert(&tx, source, proxy, 1).expect("listed");
    }
    proxy_listings::upsert(&tx, list, b, 2).expect("again");
    assert_eq!(
        proxy_sources::count_listed(&tx, pasted).expect("counted"),
        (2, 1)
    );
    assert!(proxy_listings::is_listed(&tx, a).expect("asked"));
    assert!(!proxy_listings::is_listed_again(&tx, a).expect("asked"));
    assert!(proxy_listings::is_listed_again(&tx, b).expect("asked"));
    assert!(
        proxy_listings::list_before(&tx, list, 2, 9)
            .expect("read")
            .is_empty()
    );
    assert_eq!(
        proxy_listings::list_before(&tx, list, 3, 9).expect("read"),
        [b]
    );
    proxy_listings::delete(&tx, list, b).expect("deleted");
    assert!(!proxy_listings::is_listed_again(&tx, b).expect("asked"));
    assert!(delete(&tx, b).expect("deleted"));
    assert_eq!(
        proxy_sources::count_listed(&tx, pasted).expect("counted"),
        (1, 1)
    );
}

#[test]
fn one_without_the_tls_its_list_says_is_shown_so_and_tried_with_it_again_when_it_fails() {
    let mut connection = crate::db::in_memory();
    let tx = connection.transaction().expect("begins");
    let address = ProxyAddress {
        is_tls: true,
        ..at("203.0.113.7", Some(ProxyKind::Https))
    };
    let id = insert(&tx, "https://203.0.113.7:1080", &address, NOW)
        .expect("kept")
        .id;
    works(&tx, id, ProxyKind::Https, "DE", 10);
    let shown = get(&tx, id).expect("read").expect("there");
    assert!(!shown.address.is_tls);
    let is_tried_with_tls = || {
        let due = list_due(&tx, NOW + 9_999, (Timestamp(0), ListedProxyId(0)), 9);
        due.expect("read")[0].address.is_tls
    };
    for _ in 0..3 {
        assert!(!is_tried_with_tls());
        update_failed(&tx, id, ProxyFault::Silent, NOW, NOW).expect("noted");
    }
    assert!(is_tried_with_tls());
}

#[test]
fn one_known_by_another_name_is_found_by_it_until_it_goes() {
    let mut connection = crate::db::in_memory();
    let tx = connection.transaction().expect("begins");
    let list = source(&tx, &ProxySourceKind::Pasted);
    let (old, new) = (
        add(&tx, "a", None),
        add(&tx, "socks5-a", Some(ProxyKind::Socks5)),
    );
    let other = source(&tx, &ProxySourceKind::Pasted);
    for (source, proxy, reading) in [(list, old, 3), (list, new, 7), (other, new, 2)] {
        proxy_listings::upsert(&tx, source, proxy, reading).expect("listed");
    }
    let found = |kind, is_tls| get_of_kind(&tx, "socks5-a", kind, is_tls).expect("asked");
    assert_eq!(found(ProxyKind::Socks5, false), Some((new, NOW)));
    assert_eq!(found(ProxyKind::Socks4, false), None);
    assert_eq!(found(ProxyKind::Socks5, true), None);
    proxy_listings::copy(&tx, new, old).expect("copied");
    proxy_aliases::insert(&tx, "older", new).expect("known");
    proxy_aliases::update_proxy(&tx, new, old).expect("moved");
    assert!(delete(&tx, new).expect("deleted"));
    proxy_aliases::insert(&tx, "socks5-a", old).expect("known");
    for name in ["socks5-a", "older"] {
        let kept = insert(&tx, name, &at(name, None), NOW + 5).expect("asked");
        assert_eq!((kept.id, kept.is_new), (old, false), "{name}");
    }
    let before = |source, reading| {
        let listed = proxy_listings::list_before(&tx, source, reading, 9);
        listed.expect("read").len()
    };
    assert_eq!(
        (before(list, 7), before(list, 8)),
        (0, 1),
        "the later reading"
    );
    assert_eq!(before(other, 3), 1);
    assert!(delete(&tx, old).expect("deleted"));
    assert!(!has_url(&tx, "older").expect("asked"));
}

#[test]
fn the_country_of_another_exit_is_not_kept() {
    let mut connection = crate::db::in_memory();
    let tx = connection.transaction().expect("begins");
    let id = add(&tx, "a", Some(ProxyKind::Socks5));
    works(&tx, id, ProxyKind::Socks5, "DE", 10);
    let again = |exit: Option<&str>| {
        let well = WentWell {
            kind: ProxyKind::Socks5,
            is_tls: false,
            latency_ms: 10,
            samples: &[10],
            exit_ip: exit.map(str::to_owned),
            country: None,
            city: None,
            anonymity: None,
            is_for_telegram: None,
            next_at: NOW + 60,
        };
        update_ok(&tx, id, &well, NOW).expect("noted");
        let due = list_due(&tx, NOW + 60, (Timestamp(0), ListedProxyId(0)), 1).expect("read");
        let placed = due[0].placed.map(|exit| exit.to_string());
        (get(&tx, id).expect("read").expect("there").country, placed)
    };
    let known = (Some("DE".to_owned()), Some("203.0.113.9".to_owned()));
    assert_eq!(again(None), known);
    assert_eq!(again(Some("203.0.113.9")), known);
    assert_eq!(again(Some("203.0.113.10")), (None, None));
}
