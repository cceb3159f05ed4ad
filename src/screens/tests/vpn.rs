//! Pictures of the staff's desk of keys.

use super::*;
use crate::models::*;
use crate::screens::vpn as screens;

fn config(id: i64, status: ConfigStatus, name: &str) -> VpnConfig {
    VpnConfig {
        id: ConfigId(id),
        account: AccountId(1),
        user: UserId(2_001),
        kind: VpnKind::WireGuard,
        name: name.to_owned(),
        status,
        is_paused: false,
        hold: None,
        routing: Routing::All,
        peer: Some(PeerId(id)),
        server: ServerId(1),
        used_rx: 1_234_567,
        used_tx: 98_765_432_109,
        last_seen_at: Some(Timestamp(NOW.0 - 95)),
        is_imported: false,
        created_at: Timestamp(NOW.0 - 3 * DAY),
        revoked_at: None,
    }
}

fn account() -> Account {
    Account {
        id: AccountId(1),
        user: UserId(2_001),
        kind: VpnKind::WireGuard,
        is_trial: false,
        expires_at: Some(Timestamp(NOW.0 + 9 * DAY)),
        limit_bytes: Some(100 * GB),
        day_limit_bytes: None,
        used_rx: 2 * GB,
        used_tx: 40 * GB,
        period_at: Timestamp(NOW.0 - 21 * DAY),
        day: 0,
        day_used: 0,
        warned_percent: 0,
        devices: 3,
        created_at: Timestamp(NOW.0 - 21 * DAY),
    }
}

fn line(id: i64, status: ConfigStatus, name: &str, why: Option<Suspension>) -> ConfigLine {
    ConfigLine {
        config: config(id, status, name),
        person: NASTY_NAME.to_owned(),
        server: "🇪🇸 Madrid 1".to_owned(),
        address: Some("10.8.0.2".to_owned()),
        suspension: why,
        is_trial: id % 2 == 0,
    }
}

fn place(id: i64, room: Option<i64>) -> PlaceOffer {
    PlaceOffer {
        server: ServerId(id),
        name: NASTY_NAME.to_owned(),
        flag: "🇫🇷".to_owned(),
        room,
        is_down: false,
    }
}

fn card() -> StaffCard {
    StaffCard {
        card: KeyCard {
            view: KeyView {
                config: config(5, ConfigStatus::Active, "Teléfono <b>"),
                account: account(),
                server: "Madrid & 1".to_owned(),
                flag: "🇪🇸".to_owned(),
                health: Health::Up,
                suspension: None,
                is_settled: true,
                is_online: true,
                is_uncounted: false,
            },
            owner: NASTY_NAME.to_owned(),
            address: Some(Address {
                id: AddressId(1),
                pool: PoolId(1),
                server: ServerId(1),
                is_trial: false,
                host: 2,
                v4: "10.8.0.2".parse().ok(),
                v6: "fd00:8::2".parse().ok(),
                state: AddressState::Assigned,
                until: None,
                user: Some(UserId(2_001)),
                config: Some(ConfigId(5)),
            }),
            remote_id: Some("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=".to_owned()),
            endpoint: Some("[2001:db8::1]:51820".to_owned()),
            links: None,
            is_shared: false,
            has_package: true,
            is_being_made: false,
            is_amnezia: false,
            gone_at: None,
            places: vec![place(2, Some(12)), place(3, None)],
        },
        owner_status: UserStatus::Active,
        username: Some("ana".to_owned()),
        keys: 2,
    }
}

fn of(owner_status: UserStatus) -> StaffCard {
    StaffCard {
        owner_status,
        ..card()
    }
}

fn held() -> StaffCard {
    let mut held = card();
    let view = &mut held.card.view;
    view.config.status = ConfigStatus::Suspended;
    view.config.hold = Some(Hold::Sharing);
    view.config.last_seen_at = None;
    view.suspension = Some(Suspension::Held(Hold::Sharing));
    view.is_settled = false;
    view.account.is_trial = true;
    view.account.limit_bytes = None;
    view.account.day_limit_bytes = Some(GB / 2);
    view.config.is_imported = true;
    held.card.has_package = false;
    held.card.places.clear();
    held.username = None;
    held
}

fn lost() -> StaffCard {
    let mut lost = card();
    lost.card.has_package = false;
    lost
}

fn silent() -> StaffCard {
    let mut silent = card();
    silent.card.view.config.status = ConfigStatus::Pending;
    silent.card.view.health = Health::Down;
    silent.card.view.is_settled = false;
    silent
}

fn gone() -> StaffCard {
    let mut gone = card();
    let view = &mut gone.card.view;
    view.config.kind = VpnKind::Outline;
    view.config.status = ConfigStatus::Expired;
    view.account.expires_at = Some(Timestamp(NOW.0 - DAY));
    gone.card.gone_at = Some(Timestamp(NOW.0 + 2 * DAY));
    gone.card.address = None;
    gone.card.endpoint = None;
    gone.card.remote_id = Some("4503599627370497".to_owned());
    gone
}

#[test]
fn lists() {
    let rows = vec![
        line(1, ConfigStatus::Active, "Teléfono", None),
        line(
            2,
            ConfigStatus::Suspended,
            NASTY_NAME,
            Some(Suspension::Quota),
        ),
        line(3, ConfigStatus::Pending, &long_name(), None),
    ];
    let full = ConfigPage {
        scope: ConfigScope::KEPT,
        server: None,
        page: Page::new(rows.clone(), 1, 60),
    };
    let empty = ConfigPage {
        scope: ConfigScope {
            filter: ConfigFilter::Revoked,
            server: Some(ServerId(1)),
        },
        server: Some(NASTY_NAME.to_owned()),
        page: Page::new(Vec::new(), 0, 0),
    };
    let servers = [ServerChoice {
        id: ServerId(1),
        kind: VpnKind::WireGuard,
        name: "🇪🇸 Madrid <1>".to_owned(),
    }];
    assert_picture!(|r| vec![
        ("full", screens::list(r, &full)),
        ("empty, of a server", screens::list(r, &empty)),
        ("found", screens::found(r, &rows, true)),
        ("found nothing", screens::found(r, &[], false)),
        ("of a person", screens::of_person(r, UserId(7), &rows)),
        ("of nobody", screens::of_person(r, UserId(7), &[])),
        ("servers", screens::servers(r, &servers)),
        ("bulk", screens::bulk(r, &servers)),
    ]);
}

#[test]
fn cards() {
    assert_picture!(|r| vec![
        ("active", screens::card(r, &card())),
        ("held, trial, imported", screens::card(r, &held())),
        ("ended, outline", screens::card(r, &gone())),
        (
            "its owner is banned",
            screens::card(r, &of(UserStatus::Banned))
        ),
        ("terms", screens::terms(r, &card())),
        ("terms of a trial", screens::terms(r, &held())),
        ("make it paid", screens::ask_upgrade(r, &held())),
        ("nothing to send", screens::file_lost(r, &card())),
        ("shown once", screens::card(r, &lost())),
        ("rotate", screens::ask_rotate(r, &card())),
        ("delete", screens::ask_delete(r, &card())),
        ("move", screens::move_to(r, &card())),
        ("nowhere to move", screens::move_to(r, &held())),
        (
            "a link",
            screens::file(r, &card(), Some("ss://abc@1.2.3.4:5/?outline=1#A&B"), None)
        ),
    ]);
}

#[test]
fn histories() {
    let event = |id: i64, kind| VpnEvent {
        id,
        config: Some(ConfigId(5)),
        account: AccountId(1),
        user: UserId(2_001),
        kind,
        at: Timestamp(NOW.0 - id * 3_600),
        by: None,
        detail: None,
    };
    let account = VpnEvent {
        config: None,
        ..event(18, VpnEventKind::Created)
    };
    let rows = VpnEventKind::ALL
        .into_iter()
        .zip(1..)
        .map(|(kind, id)| {
            (
                event(id, kind),
                (id % 3 == 0).then(|| NASTY_NAME.to_owned()),
            )
        })
        .chain([(account, None)])
        .collect();
    let view = ConfigHistory {
        config: config(5, ConfigStatus::Active, NASTY_NAME),
        person: NASTY_NAME.to_owned(),
        page: Page::new(rows, 0, 18),
    };
    assert_picture!(|r| vec![("history", screens::history(r, &view))]);
}

#[test]
fn made_by_hand() {
    let draft = HandDraft {
        user: UserId(2_001),
        kind: VpnKind::WireGuard,
        server: None,
        days: Some(30),
        gigabytes: None,
        begun_at: NOW,
    };
    let bulk = |accounts, kind, server: Option<&str>| BulkView {
        scope: BulkScope {
            kind,
            server: None,
            days: 7,
        },
        server: server.map(str::to_owned),
        accounts,
        keys: accounts * 2,
    };
    let people = [
        (UserId(1), NASTY_NAME.to_owned()),
        (UserId(2), "Eva".to_owned()),
    ];
    let places = [place(1, Some(3)), place(2, None)];
    assert_picture!(|r| vec![
        ("person", screens::ask(r, screens::Question::Person)),
        ("people", screens::people(r, &people)),
        ("nobody", screens::person_unknown(r)),
        (
            "kinds",
            screens::kinds(r, UserId(1), NASTY_NAME, &VpnKind::ALL)
        ),
        ("no server", screens::kinds(r, UserId(1), NASTY_NAME, &[])),
        ("servers", screens::hand_servers(r, draft, &places)),
        ("days", screens::days(r, draft)),
        ("limits", screens::limits(r, draft)),
        (
            "preview",
            screens::preview(r, draft, NASTY_NAME, None, false)
        ),
        (
            "preview that ends a trial",
            screens::preview(r, draft, NASTY_NAME, None, true)
        ),
        ("made", screens::made(r, &card())),
        ("made where nobody answers", screens::made(r, &silent())),
        (
            "made for somebody away",
            screens::made(r, &of(UserStatus::Unreachable))
        ),
        (
            "name",
            screens::ask(
                r,
                screens::Question::Name {
                    now: Some(NASTY_NAME)
                }
            )
        ),
        (
            "new name",
            screens::ask(r, screens::Question::Name { now: None })
        ),
        ("end", screens::ask(r, screens::Question::End)),
        ("typed days", screens::ask(r, screens::Question::Days)),
        ("limit", screens::ask(r, screens::Question::Limit)),
        ("search", screens::ask(r, screens::Question::Search)),
        ("everybody", screens::bulk_preview(r, &bulk(40, None, None))),
        (
            "nobody to extend",
            screens::bulk_preview(r, &bulk(0, Some(VpnKind::Outline), None))
        ),
        (
            "of a server",
            screens::bulk_preview(r, &bulk(1, None, Some(NASTY_NAME)))
        ),
        ("extended", screens::bulk_done(r, 40)),
    ]);
}
