//! People: lists, cards, bans, data; and everybody's own profile and settings.

use super::*;
use crate::models::*;
use crate::screens::persons as screens;
use crate::screens::profile;

fn user(id: i64, name: &str) -> User {
    User {
        id: UserId(id),
        username: Some("ana".to_owned()),
        first_name: name.to_owned(),
        last_name: None,
        language: None,
        language_code: None,
        time_zone: None,
        status: UserStatus::Active,
        started_at: Some(in_days(-9)),
        created_at: in_days(-9),
        last_seen_at: NOW,
        note: None,
        ban: None,
    }
}

fn banned(reason: Option<&str>, until: Option<Timestamp>) -> Ban {
    Ban {
        reason: reason.map(str::to_owned),
        until,
        by: Some(UserId(7)),
        at: Some(in_days(-1)),
    }
}

fn counts() -> OwnedCounts {
    OwnedCounts {
        keys: 12,
        tokens_redeemed: 1,
        tokens_made: 3,
        tickets: 2,
        tickets_open: 1,
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

fn card(user: User, may: PermissionSet) -> PersonCard {
    PersonCard {
        user,
        more: PersonMore::default(),
        banned_by: None,
        roles: Vec::new(),
        vip: None,
        waits_for_free: false,
        counts: OwnedCounts::default(),
        may,
    }
}

fn full(name: &str) -> PersonCard {
    let user = User {
        status: UserStatus::Banned,
        ban: Some(banned(Some("#fraud"), Some(in_days(3)))),
        note: Some(name.chars().take(500).collect()),
        username: Some(name.to_owned()),
        ..user(2_001, name)
    };
    let role = |role: &str, until| HeldRole {
        role: role.to_owned(),
        until,
    };
    PersonCard {
        banned_by: Some(name.to_owned()),
        roles: vec![role("support", Some(in_days(9))), role(name, None)],
        vip: Some(Subscriber {
            is_whitelisted: true,
            ..subscriber(Some(in_days(3)), true)
        }),
        waits_for_free: true,
        counts: counts(),
        more: PersonMore {
            promotions_off: true,
            reminders_off: true,
            qvapay_user: Some("ana_99".to_owned()),
            trial_used_at: Some(in_days(-2)),
            erased_at: None,
            settings: 3,
        },
        ..card(user, PermissionSet::all())
    }
}

fn line(user: User) -> PersonLine {
    PersonLine {
        user,
        is_staff: true,
        is_vip: true,
        keys: 2,
    }
}

/// One of each no of this desk.
pub fn refusals() -> Vec<Refusal> {
    [
        PersonRefusal::Unknown,
        PersonRefusal::Hidden,
        PersonRefusal::ForwardNamesChat,
        PersonRefusal::ReasonTooLong { most: 200 },
        PersonRefusal::BanEndUnclear,
        PersonRefusal::BanTooLong { most_days: 3_650 },
        PersonRefusal::BanForgotten,
        PersonRefusal::StaffNotErased,
        PersonRefusal::AlreadyErased,
        PersonRefusal::ZoneUnknown,
        PersonRefusal::QvapayInvalid,
        PersonRefusal::QvapayTaken,
    ]
    .into_iter()
    .map(Refusal::Person)
    .collect()
}

#[test]
fn lists_of_people() {
    let page = |filter, rows: Vec<PersonLine>, page, total| PersonPage {
        filter,
        page: Page::new(rows, page, total),
    };
    let mixed = vec![
        line(user(1, "Ana")),
        PersonLine {
            is_staff: false,
            is_vip: false,
            keys: 0,
            user: User {
                status: UserStatus::Banned,
                username: None,
                ..user(2, NASTY_NAME)
            },
        },
        line(User {
            status: UserStatus::Unreachable,
            ..user(3, "")
        }),
    ];
    let long: Vec<PersonLine> = (0..8).map(|id| line(user(id, &long_name()))).collect();
    assert_picture!(|r| vec![
        (
            "all",
            screens::list(r, &page(PersonFilter::All, mixed.clone(), 0, 3))
        ),
        (
            "longest, last page",
            screens::list(r, &page(PersonFilter::Banned, long.clone(), 4, 40))
        ),
        (
            "nobody",
            screens::list(r, &page(PersonFilter::Today, vec![], 0, 0))
        ),
        ("found", screens::found(r, &mixed, false)),
        ("found many", screens::found(r, &long, true)),
        ("search?", screens::ask(r, screens::Question::Search)),
    ]);
}

#[test]
fn cards_of_people() {
    let seller: PermissionSet = [Permission::SeePeople].into_iter().collect();
    let gone = PersonCard {
        more: PersonMore {
            erased_at: Some(in_days(-1)),
            ..PersonMore::default()
        },
        vip: Some(subscriber(Some(in_days(-3)), false)),
        ..card(
            User {
                username: None,
                status: UserStatus::Unreachable,
                ..user(2_002, "")
            },
            PermissionSet::all(),
        )
    };
    assert_picture!(|r| vec![
        (
            "a seller's look",
            screens::card(
                r,
                &card(user(2_001, NASTY_NAME), seller),
                PersonFilter::All,
                0
            )
        ),
        (
            "everything",
            screens::card(r, &full(&long_name()), PersonFilter::Banned, 3)
        ),
        ("erased", screens::card(r, &gone, PersonFilter::All, 0)),
        (
            "note?",
            screens::ask(
                r,
                screens::Question::Note {
                    name: NASTY_NAME,
                    most: 500,
                    has_note: Some(UserId(5))
                }
            )
        ),
        (
            "write?",
            screens::ask(r, screens::Question::Write { name: NASTY_NAME })
        ),
    ]);
}

#[test]
fn bans_of_people() {
    let (ana, name) = (UserId(2_001), NASTY_NAME);
    let typed = "<b>insultos</b> en el chat";
    assert_picture!(|r| vec![
        ("why?", screens::ask_ban_why(r, name, ana, false)),
        ("why now?", screens::ask_ban_why(r, name, ana, true)),
        (
            "until when?",
            screens::ask_ban_end(r, name, ana, BanWhy::Own, Some(typed))
        ),
        (
            "sure?",
            screens::confirm_ban(r, name, ana, (BanWhy::Spam, None), BanTerm::Hours(72))
        ),
        (
            "sure for ever?",
            screens::confirm_ban(r, name, ana, (BanWhy::Own, Some(typed)), BanTerm::Ever)
        ),
        ("the sentence", screens::banned(r, &banned(None, None))),
        (
            "with a reason",
            screens::banned(r, &banned(Some(typed), None))
        ),
        (
            "with an end",
            screens::banned(r, &banned(None, Some(in_days(3))))
        ),
        (
            "with both",
            screens::banned(r, &banned(Some("#abuse"), Some(in_days(3))))
        ),
        ("over", screens::unbanned(r)),
    ]);
}

#[test]
fn a_ban_fits_an_alert_whatever_its_reason() {
    for lang in Lang::ALL {
        let ban = banned(Some(&long_name()), Some(in_days(3)));
        let alert = screens::banned_alert(reader(lang), &ban);
        assert!(
            html::utf16_len(&alert) <= 200 && !alert.contains("&lt;"),
            "{alert}"
        );
    }
}

fn owned(name: &str, keys: i64) -> Owned {
    let key = |id: i64| VpnConfig {
        id: ConfigId(id),
        account: AccountId(1),
        user: UserId(2_001),
        kind: VpnKind::WireGuard,
        name: name.chars().take(64).collect(),
        status: ConfigStatus::Active,
        is_paused: false,
        hold: None,
        routing: Routing::All,
        peer: None,
        server: ServerId(1),
        used_rx: 0,
        used_tx: 0,
        last_seen_at: None,
        is_imported: false,
        created_at: NOW,
        revoked_at: None,
    };
    let token = OwnedToken {
        id: TokenId(1),
        prefix: "ABCD".to_owned(),
        used_at: in_days(-2),
        duration_hours: Some(720),
        made_by: Some(name.to_owned()),
    };
    let ticket = |state| OwnedTicket {
        id: TicketId(12),
        state,
        updated_at: in_days(-1),
    };
    Owned {
        user: UserId(2_001),
        name: name.to_owned(),
        vip: Some(subscriber(None, true)),
        keys: (0..keys).map(key).collect(),
        accounts: Vec::new(),
        tokens: vec![token],
        tickets: TicketState::ALL
            .iter()
            .map(|state| ticket(*state))
            .collect(),
        counts: counts(),
        may: PermissionSet::all(),
    }
}

#[test]
fn what_people_have_and_what_happened() {
    let event = |what| PersonEvent { at: NOW, what };
    let act = |action: &str, details: &str| {
        event(PersonHappened::Act {
            action: action.to_owned(),
            by: NASTY_NAME.to_owned(),
            details: Some(details.to_owned()),
        })
    };
    let rows = vec![
        event(PersonHappened::Channel {
            kind: "joined".to_owned(),
            is_vip: true,
        }),
        event(PersonHappened::Vpn {
            kind: Some(VpnEventKind::Created),
            key: Some(NASTY_NAME.to_owned()),
            by: Some("@jefa".to_owned()),
        }),
        event(PersonHappened::Vpn {
            kind: None,
            key: None,
            by: None,
        }),
        act(
            "user.banned",
            r##"{"before":"no","after":{"reason":"#spam","until":1795318200}}"##,
        ),
        act(
            "user.unbanned",
            r#"{"before":{"reason":null,"until":null},"after":"no"}"#,
        ),
        act("user.erased", r#"{"keys":1}"#),
        act("something.newer", "no JSON"),
    ];
    let history = |rows: Vec<PersonEvent>| PersonHistory {
        user: UserId(2_001),
        name: NASTY_NAME.to_owned(),
        page: Page::new(rows, 0, 9),
    };
    let bare = Owned {
        vip: None,
        tokens: vec![],
        tickets: vec![],
        counts: OwnedCounts::default(),
        ..owned("Ana", 0)
    };
    assert_picture!(|r| vec![
        ("much", screens::owned(r, &owned(&long_name(), 8))),
        ("nothing", screens::owned(r, &bare)),
        ("history", screens::history(r, &history(rows.clone()))),
        ("no history", screens::history(r, &history(vec![]))),
    ]);
}

#[test]
fn data_of_people() {
    let plan = |counts, has_vip, is_banned| ErasurePlan {
        user: UserId(2_001),
        name: NASTY_NAME.to_owned(),
        counts,
        has_vip,
        is_banned,
    };
    assert_picture!(|r| vec![
        ("data", screens::data(r, NASTY_NAME, UserId(2_001))),
        ("file", screens::exported(r, UserId(2_001), b"{}".to_vec())),
        ("erase?", screens::ask_erase(r, &plan(counts(), true, true))),
        (
            "erase nobody much?",
            screens::ask_erase(r, &plan(OwnedCounts::default(), false, false))
        ),
        ("told", screens::erased(r)),
    ]);
}

fn profile(name: &str, more: PersonMore) -> ProfileView {
    ProfileView {
        user: user(2_001, name),
        more,
        roles: Vec::new(),
        vip: None,
        counts: counts(),
        has_vpn: false,
        purchases: Purchases::default(),
    }
}

#[test]
fn profiles_and_settings() {
    let role = HeldRole {
        role: "support".to_owned(),
        until: Some(in_days(9)),
    };
    let rich = ProfileView {
        roles: vec![role],
        vip: Some(subscriber(Some(in_days(3)), true)),
        has_vpn: true,
        purchases: Purchases {
            orders: 9,
            payments: 7,
        },
        ..profile(
            &long_name(),
            PersonMore {
                promotions_off: true,
                reminders_off: true,
                qvapay_user: Some("ana_99".to_owned()),
                settings: 3,
                ..PersonMore::default()
            },
        )
    };
    let plain = profile(NASTY_NAME, PersonMore::default());
    let zones = Zone::alike("buenos");
    assert_picture!(|r| vec![
        ("profile", profile::profile(r, &plain)),
        ("rich profile", profile::profile(r, &rich)),
        ("qvapay?", profile::ask_qvapay(r, None)),
        ("another qvapay?", profile::ask_qvapay(r, Some("ana_99"))),
        ("settings", profile::settings(r, &plain)),
        ("settings changed", profile::settings(r, &rich)),
        ("zones", profile::zones(r, true)),
        ("a region", profile::region(r, 5, 0).expect("Australia")),
        ("alike", profile::zones_alike(r, &zones)),
        ("reset?", profile::ask_reset(r, 2)),
    ]);
}

#[test]
fn every_page_of_every_region_can_be_drawn() {
    for number in 0..u8::try_from(Zone::REGIONS.len()).expect("few") {
        for page in [0, 1, 6, 99] {
            let screen = profile::region(reader(Lang::Es), number, page).expect("a region");
            check(&screen);
        }
    }
    assert!(profile::region(reader(Lang::Es), 8, 0).is_none());
}
