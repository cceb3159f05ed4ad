//! Pictures of the desk of listed proxies.

use super::proxy_list::listed;
use super::*;
use crate::models::*;
use crate::screens::callback::ProxyFigure;
use crate::screens::callback::SourceSort;
use crate::screens::sources;
use crate::screens::sources::Note;

fn settings() -> ProxySettings {
    ProxySettings {
        is_shown: true,
        at_once: 64,
        every_minutes: 20,
        allows_private: false,
        asks_telegram: true,
        judges: vec![
            "https://ipv4.icanhazip.com/".to_owned(),
            format!("https://example.org/?{NASTY_NAME}"),
        ],
    }
}

fn pass(tried: u32) -> ProxyPass {
    ProxyPass {
        begun_at: NOW - 120,
        ended_at: None,
        total: 10_000,
        tried,
        working: tried / 10,
        is_cancelled: false,
        is_offline: false,
    }
}

fn over(is_cancelled: bool, is_offline: bool) -> ProxyPass {
    ProxyPass {
        ended_at: Some(NOW - 60),
        is_cancelled,
        is_offline,
        ..pass(10_000)
    }
}

fn source(kind: ProxySourceKind) -> ProxySource {
    ProxySource {
        id: ProxySourceId(3),
        name: NASTY_NAME.to_owned(),
        kind,
        hint: Some(ProxyKind::Socks5),
        every_minutes: 360,
        is_paused: false,
        read_at: Some(NOW - 7_300),
        next_at: Some(NOW + 14_300),
        error: None,
        report: ProxyReport {
            found: 1_500,
            new: 12,
            repeated: 3,
            refused: vec![(ListFault::Port, 2), (ListFault::Private, 1_000)],
            examples: vec![
                (ListFault::Port, "192.0.2.1:99999 <b>".to_owned()),
                (ListFault::Private, "10.0.0.1:80".to_owned()),
            ],
            is_cut: true,
        },
        listed: 1_500,
        working: 80,
    }
}

fn list_source() -> ProxySource {
    source(ProxySourceKind::List {
        url: "https://example.org/list.txt?a=1&b=<2>".to_owned(),
    })
}

fn fresh() -> ProxySource {
    ProxySource {
        id: ProxySourceId(4),
        name: "shadowmere.xyz".to_owned(),
        hint: None,
        read_at: None,
        next_at: None,
        report: ProxyReport::default(),
        listed: 0,
        working: 0,
        ..source(ProxySourceKind::Shadowmere {
            url: "https://shadowmere.xyz/".to_owned(),
        })
    }
}

fn failed() -> ProxySource {
    ProxySource {
        id: ProxySourceId(5),
        is_paused: true,
        error: Some(SourceFault::Status(503)),
        ..list_source()
    }
}

fn pasted() -> ProxySource {
    ProxySource {
        id: ProxySourceId(6),
        report: ProxyReport {
            found: 2,
            new: 2,
            ..ProxyReport::default()
        },
        ..source(ProxySourceKind::Pasted)
    }
}

fn desk() -> ProxyDesk {
    ProxyDesk {
        total: 12_000,
        working: 900,
        new: 100,
        kinds: vec![
            (ProxyKind::Socks5, 9_000, 800),
            (ProxyKind::Http, 3_000, 100),
            (ProxyKind::Socks4, 7, 0),
        ],
        faults: ProxyFault::ALL.map(|fault| (fault, 1_234)).to_vec(),
        sources: vec![list_source(), fresh(), failed(), pasted()],
        pass: Some(over(false, false)),
        settings: settings(),
        has_geoip: true,
    }
}

fn empty() -> ProxyDesk {
    ProxyDesk {
        total: 0,
        working: 0,
        new: 0,
        kinds: vec![],
        faults: vec![],
        sources: vec![],
        pass: None,
        settings: ProxySettings {
            is_shown: false,
            ..settings()
        },
        has_geoip: false,
    }
}

#[test]
fn the_desk_of_the_list() {
    let with = |pass| ProxyDesk {
        pass: Some(pass),
        new: 0,
        ..desk()
    };
    assert_picture!(|reader| vec![
        ("desk", sources::desk(reader, &desk())),
        ("while it is tried", sources::desk(reader, &with(pass(500)))),
        ("cancelled", sources::desk(reader, &with(over(true, false)))),
        ("offline", sources::desk(reader, &with(over(false, true)))),
        ("empty", sources::desk(reader, &empty())),
        ("faults", sources::faults(reader, &desk())),
        ("no faults", sources::faults(reader, &empty())),
        ("drop the dead", sources::drop_dead_sure(reader, &desk())),
        ("drop one", sources::drop_sure(reader, &listed(7))),
        ("export", sources::export(reader, &desk())),
        (
            "export, none works",
            sources::export(
                reader,
                &ProxyDesk {
                    working: 0,
                    ..empty()
                }
            )
        ),
        (
            "file",
            sources::file(reader, "proxies.txt".to_owned(), b"a\nb\n".to_vec())
        ),
    ]);
}

#[test]
fn the_sources_and_one() {
    assert_picture!(|reader| vec![
        ("list", sources::list(reader, &desk(), 9)),
        ("none", sources::list(reader, &empty(), 0)),
        (
            "a list",
            sources::card(reader, &list_source(), Note::Changed, true)
        ),
        (
            "just added",
            sources::card(reader, &fresh(), Note::Added, true)
        ),
        (
            "failed, paused",
            sources::card(reader, &failed(), Note::Ordered, false)
        ),
        (
            "pasted",
            sources::card(reader, &pasted(), Note::Pasted, true)
        ),
        ("refused", sources::refused(reader, &list_source())),
        ("nothing refused", sources::refused(reader, &pasted())),
        ("intervals", sources::intervals(reader, &list_source())),
        ("remove", sources::remove_sure(reader, &list_source())),
    ]);
}

#[test]
fn the_longest_source_fits() {
    let mut longest = list_source();
    longest.name = long_name();
    longest.error = Some(SourceFault::Status(u16::MAX));
    longest.kind = ProxySourceKind::List { url: long_name() };
    longest.report.refused = vec![(ListFault::Link, u32::MAX); 7];
    longest.report.examples = vec![(ListFault::Link, long_name()); 50];
    let desk = ProxyDesk {
        sources: vec![longest.clone(); 30],
        ..desk()
    };
    for lang in Lang::ALL {
        let reader = reader(lang);
        check(&sources::card(reader, &longest, Note::Added, true));
        check(&sources::refused(reader, &longest));
        check(&sources::list(reader, &desk, 0));
        check(&sources::list(reader, &desk, 4));
        check(&sources::remove_sure(reader, &longest));
        check(&sources::intervals(reader, &longest));
    }
}

#[test]
fn adding_a_source() {
    use SourceSort as S;
    assert_picture!(|reader| vec![
        ("sorts", sources::add(reader)),
        ("shadowmere", sources::ask(reader, S::Shadowmere, None)),
        ("list", sources::ask(reader, S::List, None)),
        (
            "pasted",
            sources::ask(reader, S::Pasted, Some(ProxyKind::Http))
        ),
    ]);
}

#[test]
fn a_trial_of_the_whole_list() {
    let nothing = ProxyPass {
        total: 0,
        ..pass(0)
    };
    assert_picture!(|reader| vec![
        ("begun", sources::progress(reader, &pass(0))),
        ("under way", sources::progress(reader, &pass(4_321))),
        ("of nothing", sources::progress(reader, &nothing)),
        ("ended", sources::ended(reader, &over(false, false))),
        ("cancelled", sources::ended(reader, &over(true, false))),
        ("offline", sources::ended(reader, &over(false, true))),
    ]);
}

#[test]
fn the_settings_of_the_list() {
    let other = ProxySettings {
        is_shown: false,
        allows_private: true,
        asks_telegram: false,
        ..settings()
    };
    assert_picture!(|reader| vec![
        ("settings", sources::settings(reader, &settings(), false)),
        ("changed", sources::settings(reader, &other, true)),
        (
            "at once",
            sources::figure(reader, &settings(), ProxyFigure::AtOnce)
        ),
        (
            "every",
            sources::figure(reader, &settings(), ProxyFigure::Every)
        ),
        (
            "type at once",
            sources::ask_figure(reader, ProxyFigure::AtOnce)
        ),
        (
            "type every",
            sources::ask_figure(reader, ProxyFigure::Every)
        ),
        ("judges", sources::ask_judges(reader, 5)),
    ]);
}

#[test]
fn why_a_source_could_not_be_read_is_said_in_the_readers_language() {
    let faults = [
        SourceFault::Address,
        SourceFault::Private,
        SourceFault::House,
        SourceFault::NoSuchName,
        SourceFault::Connection,
        SourceFault::Insecure,
        SourceFault::Late,
        SourceFault::Status(503),
        SourceFault::Redirects,
        SourceFault::Partial,
        SourceFault::NotHttp,
        SourceFault::Empty,
        SourceFault::Other,
    ];
    let line = |lang, fault| {
        let source = ProxySource {
            error: Some(fault),
            ..list_source()
        };
        let shown = sources::card(reader(lang), &source, Note::Nothing, true).html;
        let line = shown.lines().rfind(|line| line.starts_with("🔴 "));
        line.expect("the reason is on its card").to_owned()
    };
    let mut seen = std::collections::HashSet::new();
    for fault in faults {
        for lang in Lang::ALL {
            assert!(seen.insert(line(lang, fault)), "{fault:?}: said before");
        }
    }
}
