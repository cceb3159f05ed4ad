//! Pictures of the panel, its desks and its lists.

use super::*;
use crate::models::*;

const ALL_RIGHTS: &[Right] = &Right::ALL;
const NO_RESTRICT: &[Right] = &[Right::Invite, Right::Post];
const NO_EDIT: &[Right] = &[Right::Invite, Right::Restrict, Right::Post];

#[test]
fn panel() {
    let view = |missing, problems| PanelView {
        money: (problems > 0).then_some(2),
        maintains: problems > 0,
        maintenance_since: (problems > 0).then_some(NOW - 3 * HOUR),
        tickets: Some(2),
        sees_people: true,
        missing,
        active_members: 812,
        waiting: Some(3),
        problems,
        sees_servers: problems > 0,
        sees_proxies: problems > 0,
        sees_keys: problems > 0,
        sees_audit: problems > 0,
        has_notices: problems > 0,
    };
    let rights = Missing::Rights {
        door: Door::Free,
        title: NASTY_NAME.to_owned(),
    };
    assert_picture!(|r| vec![
        ("complete", panel::panel(r, &view(vec![], 0))),
        (
            "incomplete",
            panel::panel(
                r,
                &view(vec![Missing::Channel(Door::Vip), rights.clone()], 1)
            )
        ),
        (
            "of a seller",
            panel::panel(
                r,
                &PanelView {
                    tickets: None,
                    waiting: None,
                    ..view(vec![], 0)
                }
            )
        ),
    ]);
}

#[test]
fn config_and_desks() {
    let config = |vip, free| ConfigView {
        vip,
        free,
        settings: settings_view(),
        sees_backups: false,
        gives_api_keys: true,
    };
    let vip = |channel| VipDesk {
        channel,
        active_members: 9,
        expiring_members: 2,
        open_tokens: 4,
    };
    let free = |channel, next_due| FreeDesk {
        channel,
        wait_minutes: 0,
        waiting: Some(2),
        next_due,
    };
    assert_picture!(|r| vec![
        (
            "config",
            panel::config(r, &config(Some(channel(ALL_RIGHTS)), None))
        ),
        ("config, nothing", panel::config(r, &config(None, None))),
        (
            "config, both",
            panel::config(
                r,
                &config(Some(channel(ALL_RIGHTS)), Some(channel(ALL_RIGHTS)))
            )
        ),
        ("VIP", panel::vip_desk(r, &vip(Some(channel(ALL_RIGHTS))))),
        (
            "VIP, rights lost",
            panel::vip_desk(r, &vip(Some(channel(NO_RESTRICT))))
        ),
        ("VIP, no channel", panel::vip_desk(r, &vip(None))),
        (
            "Free",
            panel::free_desk(r, &free(Some(channel(ALL_RIGHTS)), Some(in_days(1))))
        ),
        (
            "Free, of a seller",
            panel::free_desk(
                r,
                &FreeDesk {
                    waiting: None,
                    ..free(Some(channel(ALL_RIGHTS)), None)
                }
            )
        ),
        ("Free, no channel", panel::free_desk(r, &free(None, None))),
    ]);
}

#[test]
fn channels() {
    let card = |door, channel, replaces: Option<&str>| ChannelCard {
        door,
        channel,
        replaces: replaces.map(str::to_owned),
    };
    let public = Channel {
        title: long_name(),
        username: Some("lacasa".to_owned()),
        ..channel(NO_EDIT)
    };
    let group = Channel {
        kind: ChatKind::Supergroup,
        member_count: None,
        ..channel(&[Right::Invite, Right::Restrict, Right::Delete])
    };
    let outside = Channel {
        is_admin: false,
        ..channel(&[])
    };
    let offer = |channel, vip| OfferView {
        channel,
        doors: Doors { vip, free: false },
    };
    use super::channels as screens;
    assert_picture!(|r| vec![
        ("choose VIP", screens::choose(r, Door::Vip, None)),
        (
            "choose Free, has one",
            screens::choose(r, Door::Free, Some(NASTY_NAME))
        ),
        ("checking", screens::checking(r)),
        ("left", screens::cancelled(r)),
        (
            "card",
            screens::card(r, &card(Door::Vip, channel(ALL_RIGHTS), None))
        ),
        (
            "card, public, warns, replaces",
            screens::card(r, &card(Door::Free, public.clone(), Some("Otro")))
        ),
        (
            "card, right missing",
            screens::card(r, &card(Door::Vip, channel(NO_RESTRICT), None))
        ),
        (
            "card, no admin",
            screens::card(r, &card(Door::Vip, outside.clone(), None))
        ),
        (
            "saved VIP",
            screens::saved(r, &card(Door::Vip, channel(ALL_RIGHTS), None))
        ),
        (
            "saved Free, a group",
            screens::saved(r, &card(Door::Free, group.clone(), None))
        ),
        (
            "checked",
            screens::rechecked(r, &card(Door::Vip, channel(ALL_RIGHTS), None))
        ),
        (
            "checked, lost",
            screens::rechecked(r, &card(Door::Free, channel(NO_RESTRICT), None))
        ),
        (
            "offer",
            screens::offer(r, &offer(channel(ALL_RIGHTS), false))
        ),
        (
            "offer, taken, not usable",
            screens::offer(r, &offer(channel(NO_RESTRICT), true))
        ),
        ("offer ignored", screens::offer_ignored(r)),
        ("join link", screens::join_link(r, "https://t.me/+AbCdEf")),
    ]);
}

#[test]
fn wait_time() {
    use super::wait_time as screens;
    assert_picture!(|r| vec![
        ("ask", screens::ask(r, 0, 5)),
        ("updated, nobody waits", screens::updated(r, 0, 0)),
        ("updated, one waits", screens::updated(r, 90, 1)),
        ("updated, more wait", screens::updated(r, 10080, 17)),
    ]);
}

fn token(id: i64, used: bool, revoked: bool, valid_until: Timestamp) -> Token {
    Token {
        id: TokenId(id),
        prefix: "K7QM".to_owned(),
        generated_by: UserId(1),
        created_at: in_days(-3),
        valid_until,
        duration_hours: (id % 2 == 0).then_some(30 * 24),
        note: None,
        used_by: used.then_some(UserId(2)),
        used_at: used.then_some(in_days(-1)),
        revoked_at: revoked.then_some(in_days(-2)),
    }
}

#[test]
fn tokens() {
    let rows = vec![
        token(1, false, false, in_days(1)),
        token(2, true, false, in_days(1)),
        token(3, false, true, in_days(1)),
        token(4, false, false, in_days(-1)),
    ];
    let full: Vec<Token> = (0..8)
        .map(|id| token(id, false, false, in_days(1)))
        .collect();
    let draft = TokenDraft {
        duration_hours: Some(720),
        valid_hours: 24,
        count: 1,
    };
    let detail = |token, used_by| TokenDetail {
        token,
        made_by: long_name(),
        used_by,
    };
    let noted = Token {
        note: Some(long_name()),
        ..token(2, true, false, in_days(1))
    };
    let new = |tokens: &[&str], note: Option<String>| NewTokens {
        tokens: tokens.iter().map(|token| (*token).to_owned()).collect(),
        valid_until: in_days(1),
        duration_hours: Some(24),
        note,
        made_by: NASTY_NAME.to_owned(),
    };
    let empty = Page::new(vec![], 0, 0);
    use super::tokens as screens;
    use screens::TokenQuestion;
    assert_picture!(|r| vec![
        ("how long", screens::ask_duration(r, 24)),
        ("preview", screens::preview(r, draft)),
        (
            "preview for life",
            screens::preview(
                r,
                TokenDraft {
                    duration_hours: None,
                    valid_hours: 48,
                    count: 500
                }
            )
        ),
        ("validity", screens::ask_validity(r, draft)),
        ("count", screens::ask_count(r, draft)),
        (
            "type duration",
            screens::ask_typed(r, TokenQuestion::Duration)
        ),
        (
            "type validity",
            screens::ask_typed(r, TokenQuestion::Validity)
        ),
        (
            "type count",
            screens::ask_typed(r, TokenQuestion::Count { most: 500 })
        ),
        (
            "type note",
            screens::ask_typed(r, TokenQuestion::Note { most: 200 })
        ),
        ("type search", screens::ask_typed(r, TokenQuestion::Search)),
        (
            "made",
            screens::made(r, &new(&["K7QMABCDEFGHJKMN"], None), "portero_bot")
        ),
        (
            "made with note",
            screens::made(
                r,
                &new(&["K7QMABCDEFGHJKMN"], Some(long_name())),
                "portero_bot"
            )
        ),
        (
            "made many",
            screens::made(r, &new(&["K7QM", "ABCD"], Some(long_name())), "portero_bot")
        ),
        (
            "list",
            screens::list(r, &Page::new(rows.clone(), 0, 4), TokenFilter::All)
        ),
        (
            "list, last page",
            screens::list(r, &Page::new(full.clone(), 2, 24), TokenFilter::Open)
        ),
        (
            "list, empty",
            screens::list(r, &empty, TokenFilter::Revoked)
        ),
        (
            "found",
            screens::found(r, &Page::new(rows[..1].to_vec(), 0, 1), "K7")
        ),
        ("found nothing", screens::found(r, &empty, "<b>")),
        (
            "open",
            screens::detail(r, &detail(rows[0].clone(), None), TokenFilter::Open, 2)
        ),
        (
            "used",
            screens::detail(
                r,
                &detail(noted.clone(), Some(long_name())),
                TokenFilter::All,
                0
            )
        ),
        (
            "revoked",
            screens::detail(r, &detail(rows[2].clone(), None), TokenFilter::All, 0)
        ),
        (
            "revoke?",
            screens::revoke(r, &rows[0], TokenFilter::Open, 2)
        ),
    ]);
}

#[test]
fn a_table_of_tokens_runs_no_formula() {
    let new = NewTokens {
        tokens: vec!["AAAA".to_owned(), "BBBB".to_owned()],
        valid_until: in_days(1),
        duration_hours: None,
        note: Some("=HYPERLINK(\"x\", 1)".to_owned()),
        made_by: "Ana".to_owned(),
    };
    let screen = super::tokens::made(reader(Lang::Es), &new, "portero_bot");
    let table = String::from_utf8(screen.document.expect("a file").bytes).expect("text");
    insta::assert_snapshot!(table);
}

fn waiting(id: i64, name: &str, minutes: i64, origin: RequestOrigin) -> QueueRow {
    QueueRow {
        request: FreeRequest {
            id: RequestId(id),
            user_id: UserId(id),
            chat_id: ChatId(-1001),
            request_date: NOW.plus_minutes(-10),
            due_at: NOW.plus_minutes(minutes),
            origin,
            has_join_request: origin == RequestOrigin::JoinRequest,
            user_chat_id: None,
            is_processed: false,
        },
        name: name.to_owned(),
        username: Some("eva".to_owned()),
    }
}

#[test]
fn queue() {
    let page = |rows, page, total| QueuePage {
        page: Page::new(rows, page, total),
        wait_minutes: 30,
        next_due: Some(NOW.plus_minutes(2)),
    };
    let some = vec![
        waiting(1, "Ana", -1, RequestOrigin::Button),
        waiting(2, NASTY_NAME, 2, RequestOrigin::JoinRequest),
    ];
    let long: Vec<QueueRow> = (0..8)
        .map(|id| waiting(id, &long_name(), 5, RequestOrigin::Button))
        .collect();
    use super::queue as screens;
    assert_picture!(|r| vec![
        ("list", screens::list(r, &page(some.clone(), 0, 2))),
        (
            "longest names, last page",
            screens::list(r, &page(long.clone(), 2, 24))
        ),
        (
            "empty",
            screens::list(
                r,
                &QueuePage {
                    next_due: None,
                    ..page(vec![], 0, 0)
                }
            )
        ),
        ("by button", screens::detail(r, &some[0])),
        ("by join request", screens::detail(r, &some[1])),
        ("all?", screens::approve_all(r, 2)),
        ("the one?", screens::approve_all(r, 1)),
    ]);
}
