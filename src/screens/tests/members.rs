//! The members' desk: lists, cards, import, migration links, the access audit.

use super::*;
use crate::models::*;
use crate::screens::members as screens;

fn member(id: i64, name: &str, subscriber: Option<Subscriber>) -> MemberView {
    MemberView {
        user_id: UserId(id),
        name: name.to_owned(),
        username: Some("ana".to_owned()),
        subscriber,
        inside_since: Some(in_days(-9)),
        is_channel_admin: false,
        grace: None,
        status: UserStatus::Active,
        is_link_stuck: false,
    }
}

fn subscriber(expiry_date: Option<Timestamp>, is_active: bool) -> Subscriber {
    Subscriber {
        user_id: UserId(1),
        join_date: in_days(-20),
        expiry_date,
        is_active,
        period_id: PeriodId(1),
        is_whitelisted: false,
        kick_attempts: 0,
        last_error: None,
        kicked_at: None,
        token_id: None,
        source: None,
    }
}

fn card(member: MemberView, origin: Option<Origin>) -> MemberCard {
    MemberCard {
        member,
        origin,
        links: Vec::new(),
        note: None,
        is_staff: false,
        has_keys: false,
        asked: None,
    }
}

/// One of each no of this desk.
pub fn refusals() -> Vec<Refusal> {
    [
        MemberRefusal::MemberBanned,
        MemberRefusal::MemberForLife,
        MemberRefusal::MemberProtected,
        MemberRefusal::MemberWhitelisted,
        MemberRefusal::MemberNotInside,
        MemberRefusal::MemberWithoutAccess,
        MemberRefusal::MemberUnknown,
        MemberRefusal::MemberHidden,
        MemberRefusal::ForwardNamesChat,
        MemberRefusal::DateInvalid,
        MemberRefusal::DateOver,
        MemberRefusal::DaysInvalid { most: 3_650 },
        MemberRefusal::FileExpected,
        MemberRefusal::FileTooBig {
            most_bytes: 5_000_000,
        },
        MemberRefusal::TooManyRows { most: 20_000 },
        MemberRefusal::ColumnsUnknown,
        MemberRefusal::FileEmpty,
        MemberRefusal::FileLost,
        MemberRefusal::EndsUndecided,
        MemberRefusal::MigrationUnknown,
        MemberRefusal::MigrationOver,
        MemberRefusal::MigrationUsedUp,
        MemberRefusal::MigrationUsed,
        MemberRefusal::MigrationOutside,
        MemberRefusal::MigrationNotNeeded {
            until: Some(in_days(3)),
        },
        MemberRefusal::MigrationNotNeeded { until: None },
        MemberRefusal::AuditRunning,
        MemberRefusal::UndoOver,
    ]
    .into_iter()
    .map(Refusal::Member)
    .collect()
}

#[test]
fn lists() {
    let page = |rows: Vec<MemberView>, page, total, member_count| MemberPage {
        filter: MemberFilter::Active,
        page: Page::new(rows, page, total),
        known_inside: 812,
        member_count,
        counts: [total, 12, 100_000, 1, 3, 0],
    };
    let mixed = vec![
        member(1, "Ana", Some(subscriber(Some(in_days(3)), true))),
        member(2, NASTY_NAME, Some(subscriber(Some(in_days(-3)), false))),
        MemberView {
            status: UserStatus::Unreachable,
            is_link_stuck: true,
            ..member(3, "Eva", Some(subscriber(None, true)))
        },
        member(4, "", None),
    ];
    let long: Vec<MemberView> = (0..8)
        .map(|id| MemberView {
            status: UserStatus::Unreachable,
            is_link_stuck: true,
            ..member(id, &long_name(), Some(subscriber(Some(in_days(-3)), false)))
        })
        .collect();
    assert_picture!(|r| vec![
        (
            "list",
            screens::list(r, &page(mixed.clone(), 0, 4, Some(1240)))
        ),
        (
            "longest names, last page",
            screens::list(r, &page(long.clone(), 4, 40, None))
        ),
        ("empty", screens::list(r, &page(vec![], 0, 0, Some(3)))),
        ("tools", screens::tools(r)),
        ("found", screens::found(r, &mixed, false)),
        ("found many", screens::found(r, &long, true)),
    ]);
}

#[test]
fn cards() {
    let link = |used, revoked, expires| CardLink {
        link: InviteLink {
            id: LinkId(1),
            link: "https://t.me/+abc".to_owned(),
            chat_id: ChatId(-1001),
            user_id: Some(UserId(1)),
            fact: "token:1".to_owned(),
            expires_at: Some(expires),
            used_at: used,
            revoked_at: revoked,
        },
        created_at: in_days(-1),
    };
    let by_token = Origin::Token {
        prefix: "K7QM".to_owned(),
        made_by: "@jefa".to_owned(),
    };
    let running = MemberCard {
        links: vec![
            link(None, None, in_days(1)),
            link(Some(NOW), None, in_days(1)),
            link(None, Some(NOW), in_days(1)),
            link(None, None, in_days(-1)),
        ],
        note: Some("Amiga de <Eva> & Luz".to_owned()),
        ..card(
            member(1, "Ana", Some(subscriber(Some(in_days(3)), true))),
            Some(by_token),
        )
    };
    let failed = Subscriber {
        kick_attempts: 2,
        last_error: Some(long_name()),
        is_whitelisted: true,
        ..subscriber(Some(in_days(-1)), false)
    };
    let longest = MemberCard {
        note: Some(long_name()),
        is_staff: true,
        has_keys: true,
        links: vec![link(Some(NOW), None, in_days(1)); 5],
        ..card(
            MemberView {
                username: Some(long_name()),
                is_channel_admin: true,
                is_link_stuck: true,
                status: UserStatus::Unreachable,
                ..member(i64::MAX, &long_name(), Some(failed))
            },
            Some(Origin::Grant { by: long_name() }),
        )
    };
    let gone = Subscriber {
        kicked_at: Some(NOW),
        ..subscriber(Some(NOW), false)
    };
    let outside = |origin, sub| {
        card(
            MemberView {
                username: None,
                inside_since: None,
                ..member(5, "Luz", sub)
            },
            origin,
        )
    };
    let banned = card(
        MemberView {
            status: UserStatus::Banned,
            ..member(6, "Leo", Some(subscriber(None, true)))
        },
        Some(Origin::Import),
    );
    let asked = |presence| MemberCard {
        asked: Some(presence),
        ..running.clone()
    };
    let filter = MemberFilter::Problems;
    assert_picture!(|r| vec![
        (
            "running",
            screens::card(r, &running, MemberFilter::Active, 1)
        ),
        ("longest", screens::card(r, &longest, filter, 0)),
        (
            "gone",
            screens::card(
                r,
                &outside(Some(Origin::Migration), Some(gone.clone())),
                filter,
                0
            )
        ),
        (
            "for life",
            screens::card(
                r,
                &outside(Some(Origin::Unknown), Some(subscriber(None, true))),
                filter,
                0
            )
        ),
        (
            "never had access",
            screens::card(r, &outside(None, None), filter, 0)
        ),
        ("banned", screens::card(r, &banned, filter, 0)),
        (
            "asked: inside",
            screens::card(r, &asked(Some(Presence::Member)), filter, 0)
        ),
        (
            "asked: outside",
            screens::card(r, &asked(Some(Presence::Outside)), filter, 0)
        ),
        (
            "asked: banned",
            screens::card(r, &asked(Some(Presence::Banned)), filter, 0)
        ),
        (
            "asked: no answer",
            screens::card(r, &asked(None), filter, 0)
        ),
    ]);
}

#[test]
fn questions_and_words_around_the_card() {
    let user = UserId(5);
    let line = |what| HistoryLine {
        at: in_days(-1),
        what,
    };
    let event = |kind: &str, is_vip| {
        line(Happened::Event {
            kind: kind.to_owned(),
            is_vip,
        })
    };
    let act = |action: &str, by: &str, details: Option<&str>| {
        line(Happened::Act {
            action: action.to_owned(),
            by: by.to_owned(),
            details: details.map(str::to_owned),
        })
    };
    let acts = [
        "vip.end_moved",
        "vip.granted",
        "vip.removal_ordered",
        "vip.link_ordered",
        "vip.expired",
        "vip.reactivated",
        "vip.intruder",
        "user.banned",
        "user.unbanned",
        "user.noted",
        "user.written_to",
        "whitelist.added",
        "whitelist.removed",
        "migration.used",
        "a.<new>.one",
    ];
    let kinds = [
        "granted",
        "renewed",
        "adjusted",
        "joined",
        "left",
        "expired",
        "removed",
        "link_asked",
        "queued",
        "approved",
        "declined",
        "<newer>",
    ];
    let mut rows: Vec<HistoryLine> = kinds
        .iter()
        .map(|kind| event(kind, *kind != "queued"))
        .collect();
    rows.extend(acts.iter().map(|name| act(name, NASTY_NAME, None)));
    rows.push(act(
        "vip.end_moved",
        "@jefa",
        Some(r#"{"before":1795318200,"after":"life"}"#),
    ));
    rows.push(act(
        "user.noted",
        "@jefa",
        Some(r#"{"before":null,"after":"<b>&"}"#),
    ));
    let history = |rows| HistoryPage {
        user_id: user,
        name: long_name(),
        page: Page::new(rows, 0, 40),
    };
    use screens::Question;
    let name = NASTY_NAME;
    assert_picture!(|r| vec![
        ("grant", screens::grant(r, name, user)),
        ("search?", screens::ask(r, Question::Search)),
        (
            "days?",
            screens::ask(r, Question::Days { name, most: 3_650 })
        ),
        ("date?", screens::ask(r, Question::Date { name })),
        (
            "note?",
            screens::ask(
                r,
                Question::Note {
                    name,
                    most: 500,
                    has_note: Some(user)
                }
            )
        ),
        ("write?", screens::ask(r, Question::Write { name })),
        ("life?", screens::ask_life(r, name, user)),
        ("remove?", screens::ask_remove_member(r, name, user)),
        ("history", screens::history(r, &history(rows.clone()))),
        (
            "no history",
            screens::history(
                r,
                &HistoryPage {
                    page: Page::new(vec![], 0, 0),
                    ..history(vec![])
                }
            )
        ),
        ("told: new", screens::told(r, None, true)),
        ("told: moved", screens::told(r, Some(in_days(3)), false)),
        (
            "handed on",
            screens::handed_on(r, user, name, &screens::HandedOn::Arrived)
        ),
        (
            "unreachable",
            screens::handed_on(r, user, name, &screens::HandedOn::Unreachable)
        ),
        (
            "banned meanwhile",
            screens::handed_on(r, user, name, &screens::HandedOn::Banned)
        ),
        (
            "refused",
            screens::handed_on(r, user, name, &screens::HandedOn::Refused(long_name()))
        ),
    ]);
}

#[test]
fn imports() {
    let import = |state, open_ends, tells| Import {
        id: ImportId(3),
        made_by: UserId(7),
        file_name: long_name(),
        state,
        refused: 2,
        open_ends,
        tells,
        added: 0,
        extended: 0,
        unchanged: 0,
    };
    let view = |import, open, left| ImportView {
        import,
        fresh: 19_000,
        extended: 1,
        unchanged: 999,
        open,
        left,
    };
    let draft = ImportState::Draft;
    let faults = [
        LineFault::NoPerson,
        LineFault::BadId(long_name()),
        LineFault::UnknownName("<b>".to_owned()),
        LineFault::BadDate(long_name()),
        LineFault::DayOrMonth("05/06/2027".to_owned()),
        LineFault::Over("1/1/2020".to_owned()),
        LineFault::Twice { line: 4 },
        LineFault::LongNote,
        LineFault::Unreadable,
    ];
    let lines: Vec<RefusedLine> = faults
        .iter()
        .zip(2..)
        .map(|(fault, line)| RefusedLine {
            line,
            cells: vec!["=1+1".to_owned()],
            fault: fault.clone(),
        })
        .collect();
    let header = vec!["id".to_owned(), "name".to_owned()];
    assert_picture!(|r| vec![
        ("which file?", screens::ask_file(r)),
        (
            "ends?",
            screens::import(r, &view(import(draft, OpenEnds::Ask, false), 5, 20_000))
        ),
        (
            "for life",
            screens::import(r, &view(import(draft, OpenEnds::Life, true), 5, 20_000))
        ),
        (
            "until",
            screens::import(
                r,
                &view(import(draft, OpenEnds::At(in_days(30)), false), 1, 1)
            )
        ),
        (
            "all dated",
            screens::import(r, &view(import(draft, OpenEnds::Ask, false), 0, 20_000))
        ),
        (
            "nobody left",
            screens::import(r, &view(import(draft, OpenEnds::Ask, false), 0, 0))
        ),
        (
            "running",
            screens::import(
                r,
                &view(import(ImportState::Running, OpenEnds::Life, true), 0, 600)
            )
        ),
        (
            "done",
            screens::import(
                r,
                &view(import(ImportState::Done, OpenEnds::Life, true), 0, 0)
            )
        ),
        (
            "cancelled",
            screens::import(
                r,
                &view(import(ImportState::Cancelled, OpenEnds::Life, true), 0, 0)
            )
        ),
        ("refused lines", screens::refused_lines(r, &header, &lines)),
        ("end?", screens::ask(r, screens::Question::ImportEnd)),
    ]);
    let screen = screens::refused_lines(reader(Lang::Es), &header, &lines[..2]);
    let table = String::from_utf8(screen.document.expect("a file").bytes).expect("text");
    insta::assert_snapshot!("refused_lines_as_a_file", table);
}

#[test]
fn migration_links() {
    let draft = MigrationDraft {
        gift: MigrationGift::Until(in_days(30)),
        valid_days: 7,
        max_uses: 50,
    };
    let link = |id, uses, most, revoked_at, valid_until| Migration {
        id: MigrationId(id),
        made_by: UserId(7),
        made_at: in_days(-1),
        gift: MigrationGift::Hours(Some(720)),
        valid_until,
        max_uses: most,
        uses,
        revoked_at,
    };
    let links = vec![
        link(3, 12, None, None, in_days(3)),
        link(2, 50, Some(50), None, in_days(3)),
        link(1, 0, Some(5), Some(NOW), in_days(3)),
    ];
    let url = "https://t.me/portero_bot?start=m_00112233445566778899aabbccddeeff";
    assert_picture!(|r| vec![
        ("gift?", screens::ask_gift(r)),
        ("typed?", screens::ask(r, screens::Question::MigrationGift)),
        ("preview", screens::migration_preview(r, draft)),
        ("valid?", screens::ask_valid(r, draft)),
        ("uses?", screens::ask_uses(r, draft)),
        ("made", screens::migration_made(r, &links[0], url)),
        (
            "list",
            screens::migrations(r, &Page::new(links.clone(), 1, 20))
        ),
        ("empty", screens::migrations(r, &Page::new(vec![], 0, 0))),
        ("revoke?", screens::ask_revoke(r, MigrationId(3))),
        ("opened", screens::migrated(r, Some(in_days(30)))),
    ]);
}

#[test]
fn access_audits() {
    let audit = |is_ready| AccessAudit {
        id: AuditId(4),
        made_by: UserId(7),
        made_at: NOW,
        chat: ChatId(-1001),
        is_ready,
        is_stopped: false,
        member_count: Some(1_240),
        progress_message: None,
        links_sent_at: None,
        removals_due_at: None,
        undone_at: None,
    };
    let view = |audit| AuditView {
        audit,
        asked: 400,
        total: 812,
        outside: 40,
        strays: 12,
        unknown: 3,
        outside_names: vec![long_name(); 5],
        stray_names: vec![NASTY_NAME.to_owned()],
        known_inside: 812,
        allowed: 10,
    };
    let planned = AccessAudit {
        links_sent_at: Some(NOW),
        removals_due_at: Some(NOW.plus_minutes(10)),
        ..audit(true)
    };
    let begun = AccessAudit {
        removals_due_at: Some(NOW),
        ..planned.clone()
    };
    let undone = AccessAudit {
        undone_at: Some(NOW),
        ..planned.clone()
    };
    let stopped = AccessAudit {
        is_stopped: true,
        ..audit(false)
    };
    let clean = AuditView {
        outside: 0,
        strays: 0,
        unknown: 0,
        outside_names: vec![],
        stray_names: vec![],
        ..view(audit(true))
    };
    let people = AuditPeople {
        audit: AuditId(4),
        finding: AuditFinding::Stray,
        page: Page::new(
            vec![(UserId(1), long_name()), (UserId(2), NASTY_NAME.to_owned())],
            1,
            24,
        ),
    };
    assert_picture!(|r| vec![
        ("begin?", screens::ask_begin(r)),
        ("looking", screens::audit(r, &view(audit(false)))),
        ("stopped", screens::audit(r, &view(stopped.clone()))),
        ("ready", screens::audit(r, &view(audit(true)))),
        ("all well", screens::audit(r, &clean)),
        ("planned", screens::audit(r, &view(planned.clone()))),
        ("begun", screens::audit(r, &view(begun.clone()))),
        ("undone", screens::audit(r, &view(undone.clone()))),
        ("people", screens::audit_people(r, &people)),
        ("links?", screens::ask_links(r, &view(audit(true)))),
        ("remove?", screens::ask_remove(r, &view(audit(true)))),
    ]);
}

#[test]
fn a_table_of_members_runs_no_formula() {
    let mut table = screens::Table::new(reader(Lang::Es));
    let named = MemberCard {
        note: Some("-1+1".to_owned()),
        ..card(
            member(
                1,
                "=HYPERLINK(\"x\")",
                Some(subscriber(Some(in_days(3)), true)),
            ),
            Some(Origin::Import),
        )
    };
    table.push(&named);
    table.push(&card(
        member(2, "Eva", Some(subscriber(None, true))),
        Some(Origin::Grant {
            by: "@jefa".to_owned(),
        }),
    ));
    table.push(&card(member(3, "Leo", None), None));
    let screen = table.finish(MemberFilter::NotEntitled);
    let text = String::from_utf8(screen.document.expect("a file").bytes).expect("text");
    insta::assert_snapshot!("members_as_a_file", text);
}
