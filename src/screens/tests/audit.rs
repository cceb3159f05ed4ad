//! Pictures of the audit log and of the choice of notices.

use super::*;
use crate::models::*;
use crate::screens::audit;
use crate::screens::notice_desk;

fn row(
    id: i64,
    actor: Identity,
    action: &str,
    target: Option<&str>,
    details: Option<&str>,
) -> AuditLine {
    let named = |is_there: bool| is_there.then(|| NASTY_NAME.to_owned());
    let row = AuditRow {
        id,
        actor,
        action: action.to_owned(),
        target: target.map(str::to_owned),
        details: details.map(str::to_owned),
        at: NOW,
        is_erased: false,
        hash: "0123456789abcdef".repeat(4),
    };
    AuditLine {
        actor_name: named(actor.user().is_some()),
        target_name: named(row.target_person().is_some()),
        row,
    }
}

fn lines() -> Vec<AuditLine> {
    let ana = Identity::User(UserId(2001));
    let moved = r#"{"before":1800000000,"after":"life"}"#;
    let set = r#"{"before":{"mode":"off","emoji":[]},"after":{"mode":"both","emoji":["<&>","🔥"]},"why":"x"}"#;
    vec![
        row(
            1_234_567,
            ana,
            "vip.end_moved",
            Some("user:2002"),
            Some(moved),
        ),
        row(
            1_234_566,
            Identity::System,
            "vip.expired",
            Some("user:2002"),
            None,
        ),
        row(12, ana, "config.reactions", Some("door:vip"), Some(set)),
        row(
            11,
            Identity::ApiKey {
                key: ApiKeyId(3),
                owner: UserId(1001),
            },
            "of.tomorrow",
            Some("moon:<&>"),
            Some("no json <&>"),
        ),
        row(
            10,
            Identity::User(UserId(0)),
            "key.held",
            Some("key:5"),
            Some(r#"{"user":2001,"before":null,"after":"staff"}"#),
        ),
        row(
            9,
            Identity::System,
            "audit.verified",
            Some("log"),
            Some(r#"{"rows":12,"broken":null}"#),
        ),
    ]
}

#[test]
fn a_page_of_the_log() {
    let page = |filter, about: Option<&str>, lines, is_first, older| AuditPage {
        filter,
        about: about.map(str::to_owned),
        lines,
        is_first,
        older,
    };
    let narrow = AuditFilter {
        who: AuditWho::On(UserId(2001)),
        what: AuditWhat::Area(AuditArea::Vip),
        when: AuditWhen::Between(20_000, 20_003),
    };
    let same = AuditFilter {
        who: AuditWho::SameTarget(10),
        what: AuditWhat::Act(162),
        when: AuditWhen::Days(7),
    };
    assert_picture!(|r| vec![
        (
            "newest",
            audit::list(r, &page(AuditFilter::ALL, None, lines(), true, Some(9)))
        ),
        (
            "narrow",
            audit::list(r, &page(narrow, Some(NASTY_NAME), vec![], true, None))
        ),
        (
            "of a thing",
            audit::list(r, &page(same, Some("key:5"), lines(), false, None))
        ),
    ]);
}

#[test]
fn a_row_in_words() {
    let lines = lines();
    let mut erased = lines[2].clone();
    erased.row.is_erased = true;
    erased.row.details = None;
    let cases = [
        "moved",
        "by the house",
        "several fields",
        "unknown",
        "of a thing",
        "checked",
    ];
    assert_picture!(|r| {
        let drawn = lines
            .iter()
            .map(|line| audit::row(r, line, AuditFilter::ALL));
        let mut shown: Vec<(&'static str, Screen)> = cases.into_iter().zip(drawn).collect();
        shown.push(("erased", audit::row(r, &erased, AuditFilter::ALL)));
        shown
    });
}

#[test]
fn the_ways_to_narrow_it() {
    let filter = AuditFilter {
        who: AuditWho::Involved(UserId(2001)),
        ..AuditFilter::ALL
    };
    let people = vec![
        (UserId(2001), NASTY_NAME.to_owned()),
        (UserId(2002), "Eva".to_owned()),
    ];
    assert_picture!(|r| vec![
        ("who", audit::who(r, AuditFilter::ALL, UserId(7))),
        ("who, a person", audit::who(r, filter, UserId(7))),
        ("a person", audit::ask_person(r, filter)),
        ("several", audit::found(r, &people, filter)),
        ("what", audit::what(r, filter)),
        ("acts", audit::acts(r, AuditArea::Keys, filter)),
        ("when", audit::when(r, filter)),
        ("days", audit::ask_days(r, filter)),
    ]);
}

#[test]
fn what_a_check_found() {
    let report = |fault: Option<ChainFault>| ChainReport {
        rows: 12_345,
        broken: fault.map(|fault| BrokenRow {
            id: 1_042,
            at: (fault != ChainFault::CutOff).then_some(NOW),
            action: (fault != ChainFault::CutOff).then(|| "token.made".to_owned()),
            fault,
        }),
    };
    assert_picture!(|r| vec![
        ("whole", audit::verified(r, &report(None))),
        (
            "changed",
            audit::verified(r, &report(Some(ChainFault::Changed)))
        ),
        (
            "missing",
            audit::verified(r, &report(Some(ChainFault::Missing)))
        ),
        (
            "resealed",
            audit::verified(r, &report(Some(ChainFault::Resealed)))
        ),
        (
            "cut off",
            audit::verified(r, &report(Some(ChainFault::CutOff)))
        ),
    ]);
}

#[test]
fn the_files_hold_every_row_and_no_formula() {
    let reader = reader(Lang::Es);
    let mut nasty = lines();
    nasty[0].actor_name = Some("=cmd()".to_owned());
    let file = |format| {
        let mut table = audit::Table::new(reader, format);
        nasty.iter().for_each(|line| table.push(line));
        let document = table
            .finish(AuditFilter::ALL, false)
            .document
            .expect("a file");
        String::from_utf8(document.bytes).expect("text")
    };
    let csv = file(AuditFormat::Csv);
    assert_eq!(csv.lines().count(), 7, "{csv}");
    assert!(
        csv.contains("'=cmd()") && csv.contains("Fin del acceso VIP movido"),
        "{csv}"
    );
    let json: Vec<serde_json::Value> =
        serde_json::from_str(&file(AuditFormat::Json)).expect("JSON");
    assert_eq!(json.len(), 6);
    assert_eq!(json[0]["details"]["after"], "life");
    assert_eq!(json[3]["details"], "no json <&>");
    assert_eq!(json[1]["actor_id"], serde_json::Value::Null);
    let empty = audit::Table::new(reader, AuditFormat::Json).finish(AuditFilter::ALL, true);
    assert_eq!(empty.document.expect("a file").bytes, b"[]\n");
}

#[test]
fn the_choice_of_notices() {
    let desk = |group: Option<bool>, only_in_group, quiet| NoticeDesk {
        kinds: NoticeKind::ALL
            .iter()
            .map(|kind| (*kind, *kind != NoticeKind::Keys))
            .collect(),
        quiet,
        only_in_group,
        group: group.map(topics),
        may_set_group: group.is_some(),
    };
    fn topics(is_forum: bool) -> NoticeTopics {
        NoticeTopics {
            title: NASTY_NAME.to_owned(),
            is_forum,
            ..NoticeTopics::default()
        }
    }
    let night = QuietHours::new(22 * 60 + 30, 7 * 60);
    let told = notice_desk::group_lost(reader(Lang::Es), "x");
    let unconcerned = NoticeDesk {
        kinds: Vec::new(),
        may_set_group: false,
        ..desk(Some(true), true, night)
    };
    assert_picture!(|r| vec![
        ("private", notice_desk::desk(r, &desk(None, false, None))),
        ("not concerned", notice_desk::desk(r, &unconcerned)),
        (
            "both",
            notice_desk::desk(r, &desk(Some(true), false, night))
        ),
        (
            "group only",
            notice_desk::desk(r, &desk(Some(true), true, night))
        ),
        ("quiet", notice_desk::quiet(r, &desk(None, false, night))),
        ("typed", notice_desk::ask_quiet(r)),
        ("no group", notice_desk::group(r, None)),
        ("forum", notice_desk::group(r, Some(&topics(true)))),
        ("plain group", notice_desk::group(r, Some(&topics(false)))),
        ("pick", notice_desk::pick_group(r)),
        ("lost", notice_desk::group_lost(r, NASTY_NAME)),
        (
            "in the group",
            notice_desk::in_group(r, told.clone(), "https://t.me/portero_bot")
        ),
    ]);
}

#[test]
fn every_target_of_the_list_of_proxies_has_words() {
    let targets = [
        "proxy:5",
        "proxy_source:5",
        "proxy_pass:5",
        "proxies:dead",
        "proxies:shown",
        "proxies:at_once",
        "proxies:every_minutes",
        "proxies:allows_private",
        "proxies:asks_telegram",
        "proxies:judges",
        "proxies:of_tomorrow",
    ];
    let mut seen = std::collections::HashSet::new();
    for target in targets {
        for lang in Lang::ALL {
            let line = row(1, Identity::System, "proxies.set", Some(target), None);
            let shown = audit::row(reader(lang), &line, AuditFilter::ALL).html;
            assert!(!shown.contains(target), "{shown}");
            let number = target.ends_with(":5");
            assert!(!number || shown.contains(" 5"), "{shown}");
            assert!(seen.insert(shown), "{target}: as another");
        }
    }
}

#[test]
fn what_became_of_servers_and_proxies_is_said_in_words() {
    for (action, details, es, en) in [
        (
            "proxy.down",
            r#"{"forms":"ee no_telegram, dd works"}"#,
            "TLS falso (ee): 📡 conoce el secreto, pero no llega a Telegram; con relleno (dd): ✅",
            "fake TLS (ee): 📡 knows the secret, but does not reach Telegram; padded (dd): ✅",
        ),
        (
            "server.down",
            r#"{"why":"unreachable: no route to host"}"#,
            "No llego al servidor",
            "The server is out of reach",
        ),
    ] {
        let line = row(1, Identity::System, action, Some("server:3"), Some(details));
        for (lang, words) in [(Lang::Es, es), (Lang::En, en)] {
            let shown = audit::row(reader(lang), &line, AuditFilter::ALL).html;
            assert!(shown.contains(words), "{shown}");
        }
    }
}
