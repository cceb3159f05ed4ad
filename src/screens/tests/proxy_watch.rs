//! Pictures of MTProto proxies: how they are, for the admins and for their people.

use super::*;
use crate::models::*;
use crate::screens::proxy::mine;
use crate::screens::proxy::mine::Beside;
use crate::screens::servers;
use crate::screens::servers::watch;

const BASE: &str = "0123456789abcdef0123456789abcdef";

const ALL: [ProbeOutcome; 8] = [
    ProbeOutcome::Works { ms: 1_034 },
    ProbeOutcome::Down,
    ProbeOutcome::Refused,
    ProbeOutcome::NotThisSecret,
    ProbeOutcome::NoTelegram,
    ProbeOutcome::Transport(-404),
    ProbeOutcome::Transport(-429),
    ProbeOutcome::Silent,
];

fn server() -> Server {
    Server {
        id: ServerId(3),
        kind: VpnKind::MtProto,
        transport: Transport::Panel,
        name: "Madrid <1>".to_owned(),
        flag: "🇪🇸".to_owned(),
        host: "proxy.example.org".to_owned(),
        port: 443,
        sealed: String::new(),
        options: ServerOptions::default(),
        is_draining: false,
        health: Health::Up,
        health_since: NOW - DAY,
        health_error: None,
        checked_at: Some(NOW - 30),
        facts: ServerFacts::default(),
        revision: 0,
        created_at: NOW - DAY,
        removed_at: None,
    }
}

fn card(proxy: Option<ProxyHealth>) -> ServerCard {
    ServerCard {
        server: server(),
        reach: ReachView::Telemt {
            place: "127.0.0.1:9091".to_owned(),
        },
        keys: vec![(ConfigStatus::Active, 12)],
        paid: PoolFill::default(),
        trial: PoolFill::default(),
        foreign: 0,
        lacks: vec![],
        has_new_file: None,
        proxy,
    }
}

fn check(form: SecretForm, outcome: ProbeOutcome) -> ProxyCheck {
    ProxyCheck {
        form,
        outcome,
        fails: u32::from(!outcome.is_good()) * 2,
        since: NOW - 700,
        checked_at: NOW - 185,
    }
}

#[test]
fn a_proxy_on_its_card() {
    let well = ProxyHealth {
        checks: SecretForm::ALL
            .map(|form| check(form, ProbeOutcome::Works { ms: 34 }))
            .to_vec(),
        ..ProxyHealth::default()
    };
    let ill = ProxyHealth {
        checks: vec![
            check(SecretForm::FakeTls, ProbeOutcome::NotThisSecret),
            check(SecretForm::Secure, ProbeOutcome::Works { ms: 34 }),
        ],
        outage: Some((2, NOW - 700)),
        people_told_at: None,
    };
    let told = ProxyHealth {
        people_told_at: Some(NOW - 60),
        ..ill.clone()
    };
    assert_picture!(|r| vec![
        ("untested", servers::card(r, &card(None), true)),
        ("well", servers::card(r, &card(Some(well.clone())), true)),
        ("ill", servers::card(r, &card(Some(ill.clone())), true)),
        (
            "ill, only seen",
            servers::card(r, &card(Some(ill.clone())), false)
        ),
        ("told", servers::card(r, &card(Some(told.clone())), true)),
    ]);
}

#[test]
fn what_is_told_of_a_proxy() {
    let news = |forms: Vec<(SecretForm, ProbeOutcome)>, people, are_told| ProxyNews {
        server: ServerId(3),
        name: NASTY_NAME.to_owned(),
        outage: 2,
        since: NOW - 75,
        forms,
        people,
        are_told,
    };
    let part = vec![
        (SecretForm::FakeTls, ProbeOutcome::NotThisSecret),
        (SecretForm::Secure, ProbeOutcome::Works { ms: 34 }),
    ];
    let whole = vec![(SecretForm::Plain, ProbeOutcome::NoTelegram)];
    let word = |is_back, is_part| ProxyWord {
        name: NASTY_NAME.to_owned(),
        flag: "🇪🇸".to_owned(),
        is_back,
        is_part,
    };
    assert_picture!(|r| {
        let mut screens = vec![
            ("in part", watch::out(r, &news(part.clone(), 1, false))),
            (
                "whole, nobody",
                watch::out(r, &news(whole.clone(), 0, false)),
            ),
            ("worse, told", watch::out(r, &news(whole.clone(), 12, true))),
            ("back", watch::back(r, &news(whole.clone(), 12, false))),
            ("back, told", watch::back(r, &news(whole.clone(), 12, true))),
            ("people: out", watch::to_people(r, &word(false, false))),
            ("people: in part", watch::to_people(r, &word(false, true))),
            ("people: back", watch::to_people(r, &word(true, true))),
        ];
        for outcome in ALL {
            let forms = vec![(SecretForm::Plain, outcome)];
            screens.push(("an outcome", watch::out(r, &news(forms, 3, false))));
        }
        screens
    });
}

#[test]
fn answers_to_the_wish_to_tell_people_fit_a_box() {
    for lang in Lang::ALL {
        let all = [
            Telling::Begun(1),
            Telling::Begun(12_000),
            Telling::Before,
            Telling::Over,
            Telling::Nobody,
        ];
        for telling in all {
            let words = watch::telling(lang, telling);
            assert!((1..=200).contains(&html::utf16_len(&words)), "{words}");
        }
    }
}

fn key(id: i64, status: ConfigStatus) -> KeyView {
    KeyView {
        config: VpnConfig {
            id: ConfigId(id),
            account: AccountId(1),
            user: UserId(2_001),
            kind: VpnKind::MtProto,
            name: format!("Proxy & {id}"),
            status,
            is_paused: false,
            hold: None,
            routing: Routing::All,
            peer: Some(PeerId(id)),
            server: ServerId(3),
            used_rx: 1_000_000,
            used_tx: 2_000_000,
            last_seen_at: None,
            is_imported: false,
            created_at: NOW - DAY,
            revoked_at: None,
        },
        account: Account {
            id: AccountId(1),
            user: UserId(2_001),
            kind: VpnKind::MtProto,
            is_trial: false,
            expires_at: Some(in_days(9)),
            limit_bytes: Some(10 * GB),
            day_limit_bytes: None,
            used_rx: GB,
            used_tx: GB,
            period_at: NOW - DAY,
            day: 0,
            day_used: 0,
            warned_percent: 0,
            devices: 3,
            created_at: NOW - DAY,
        },
        server: "Madrid <1>".to_owned(),
        flag: "🇪🇸".to_owned(),
        health: Health::Up,
        suspension: None,
        is_settled: true,
        is_online: false,
        is_uncounted: false,
    }
}

fn link(form: SecretForm, prefix: &str, works: Option<bool>, ms: Option<u32>) -> ProxyLinkView {
    ProxyLinkView {
        form,
        link: format!("https://t.me/proxy?server=proxy.example.org&port=443&secret={prefix}{BASE}"),
        works,
        ms,
    }
}

fn proxy(id: i64, status: ConfigStatus, links: Vec<ProxyLinkView>) -> MyProxy {
    MyProxy {
        key: key(id, status),
        links,
    }
}

#[test]
fn ones_own_proxies() {
    let good = || vec![link(SecretForm::Secure, "dd", Some(true), Some(34))];
    let both = vec![
        link(SecretForm::Secure, "dd", Some(true), Some(34)),
        link(SecretForm::Plain, "", Some(false), None),
    ];
    let bad = || vec![link(SecretForm::Secure, "dd", Some(false), None)];
    let own = |proxies: Vec<MyProxy>| MyProxies {
        proxies,
        are_there: true,
        can_make: false,
        has_trial: false,
    };
    let one = own(vec![proxy(1, ConfigStatus::Active, both)]);
    let several = MyProxies {
        can_make: true,
        ..own(vec![
            proxy(1, ConfigStatus::Active, bad()),
            proxy(2, ConfigStatus::Active, good()),
            proxy(3, ConfigStatus::Expired, vec![]),
            proxy(4, ConfigStatus::Pending, vec![]),
        ])
    };
    let broken = own(vec![proxy(1, ConfigStatus::Active, bad())]);
    let none = own(vec![]);
    let try_it = MyProxies {
        has_trial: true,
        ..none.clone()
    };
    let make = MyProxies {
        can_make: true,
        ..none.clone()
    };
    let all = Beside {
        has_plans: true,
        has_list: true,
    };
    let nothing = Beside::default();
    assert_picture!(|r| vec![
        ("one with two forms", mine::mine(r, &one, all)),
        ("several", mine::mine(r, &several, nothing)),
        ("broken", mine::mine(r, &broken, nothing)),
        ("none, to be made", mine::mine(r, &make, nothing)),
        ("none, to be tried", mine::mine(r, &try_it, all)),
        ("none, to be bought", mine::mine(r, &none, all)),
        ("the list alone", {
            let beside = Beside {
                has_plans: false,
                has_list: true,
            };
            mine::mine(r, &MyProxies::default(), beside)
        }),
        (
            "nothing at all",
            mine::mine(r, &MyProxies::default(), nothing)
        ),
    ]);
}

#[test]
fn one_connects_by_the_quickest_proxy_that_works() {
    let one = |id, works, ms| {
        proxy(
            id,
            ConfigStatus::Active,
            vec![link(SecretForm::Secure, "dd", works, ms)],
        )
    };
    let best = |proxies: Vec<MyProxy>| {
        let mine = MyProxies {
            proxies,
            ..MyProxies::default()
        };
        mine.best().map(|one| one.key.config.id.0)
    };
    let slow = one(1, Some(true), Some(900));
    let quick = one(2, Some(true), Some(30));
    let untested = one(3, None, None);
    let broken = one(4, Some(false), None);
    let expired = proxy(5, ConfigStatus::Expired, vec![]);
    assert_eq!(best(vec![slow.clone(), untested.clone(), quick]), Some(2));
    assert_eq!(best(vec![untested.clone(), slow]), Some(1));
    assert_eq!(best(vec![broken.clone(), untested]), Some(3));
    assert_eq!(best(vec![expired.clone(), broken]), Some(4));
    assert_eq!(best(vec![expired]), None);
}
