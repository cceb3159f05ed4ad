//! Pictures of what owners of VPN keys see.

use super::*;
use crate::models::*;
use crate::screens::callback::Span;
use crate::screens::keys;
use crate::screens::keys::KeyList;
use crate::screens::keys::change::Done;
use crate::screens::keys::guide::App;
use crate::screens::keys::trial::WayIn;
use crate::screens::keys::usage::TrafficOf;

const MOST_GB: u64 = 999_900_000_000;

fn account(kind: VpnKind) -> Account {
    Account {
        id: AccountId(3),
        user: UserId(2001),
        kind,
        is_trial: false,
        expires_at: Some(in_days(12) + 5 * HOUR),
        limit_bytes: Some(10 * GB),
        day_limit_bytes: None,
        used_rx: 100_000_000,
        used_tx: 2_000_000_000,
        period_at: in_days(-18),
        day: NOW.day(),
        day_used: 300_000_000,
        warned_percent: 0,
        devices: 3,
        created_at: in_days(-18),
    }
}

fn config(kind: VpnKind, status: ConfigStatus) -> VpnConfig {
    VpnConfig {
        id: ConfigId(41),
        account: AccountId(3),
        user: UserId(2001),
        kind,
        name: "Teléfono".to_owned(),
        status,
        is_paused: false,
        hold: None,
        routing: Routing::All,
        peer: Some(PeerId(51)),
        server: ServerId(1),
        used_rx: 50_000_000,
        used_tx: 1_200_000_000,
        last_seen_at: Some(NOW + -3 * HOUR),
        is_imported: false,
        created_at: in_days(-18),
        revoked_at: None,
    }
}

fn view(kind: VpnKind, status: ConfigStatus) -> KeyView {
    KeyView {
        config: config(kind, status),
        account: account(kind),
        server: "Madrid 1".to_owned(),
        flag: "🇪🇸".to_owned(),
        health: Health::Up,
        suspension: None,
        is_settled: true,
        is_online: false,
        is_uncounted: false,
    }
}

fn suspended(why: Suspension) -> KeyView {
    KeyView {
        suspension: Some(why),
        ..view(VpnKind::WireGuard, ConfigStatus::Suspended)
    }
}

fn address() -> Address {
    Address {
        id: AddressId(9),
        pool: PoolId(1),
        server: ServerId(1),
        is_trial: false,
        host: 17,
        v4: Some("10.66.0.17".parse().expect("an address")),
        v6: Some("fd66::11".parse().expect("an address")),
        state: AddressState::Assigned,
        until: None,
        user: Some(UserId(2001)),
        config: Some(ConfigId(41)),
    }
}

fn card(view: KeyView) -> KeyCard {
    let is_wireguard = view.config.kind == VpnKind::WireGuard;
    KeyCard {
        owner: "Ana".to_owned(),
        address: is_wireguard.then(address),
        remote_id: None,
        endpoint: None,
        links: None,
        is_shared: false,
        has_package: true,
        is_being_made: false,
        is_amnezia: false,
        gone_at: None,
        places: Vec::new(),
        view,
    }
}

/// A key whose every word is as long and as nasty as it can be.
fn longest() -> KeyCard {
    let mut view = view(VpnKind::WireGuard, ConfigStatus::Active);
    view.config.name = "<&>".repeat(21) + "🌍";
    view.config.routing = Routing::Only(vec!["<b>2001:db8:aaaa:bbbb::/64".to_owned(); 64]);
    view.config.used_rx = MOST_GB;
    view.server = long_name();
    view.health = Health::Down;
    view.account.limit_bytes = Some(MOST_GB);
    view.account.used_tx = MOST_GB * 2;
    view.account.day_limit_bytes = Some(MOST_GB);
    view.account.devices = 1000;
    view.account.is_trial = true;
    card(view)
}

fn kind_offer(kind: VpnKind, blocked: Option<VpnRefusal>) -> KindOffer {
    KindOffer {
        kind,
        account: None,
        keys: 0,
        devices: 3,
        places: vec![
            place(1, "Madrid 1", Some(200), false),
            place(2, NASTY_NAME, Some(0), false),
            place(3, "Miami", None, true),
        ],
        blocked,
    }
}

fn place(id: i64, name: &str, room: Option<i64>, is_down: bool) -> PlaceOffer {
    PlaceOffer {
        server: ServerId(id),
        name: name.to_owned(),
        flag: if id == 3 { "🇺🇸" } else { "🇪🇸" }.to_owned(),
        room,
        is_down,
    }
}

fn offer(kinds: &[(VpnKind, Option<VpnRefusal>)]) -> KeyOffer {
    let kinds = kinds.iter().cloned();
    KeyOffer {
        kinds: kinds.map(|(kind, why)| kind_offer(kind, why)).collect(),
        is_by_token: false,
    }
}

#[test]
fn lists_of_keys() {
    use ConfigStatus::*;
    use VpnKind::*;
    let open = offer(&[(WireGuard, None), (Outline, None)]);
    let shut = |why: VpnRefusal| offer(&[(WireGuard, Some(why.clone())), (Outline, Some(why))]);
    let (none, not_mine) = (offer(&[]), shut(VpnRefusal::NotForYou));
    let by_token = KeyOffer {
        is_by_token: true,
        ..not_mine.clone()
    };
    let full = offer(&[(Outline, Some(VpnRefusal::Full(Outline)))]);
    let mut down = view(Outline, Active);
    down.health = Health::Down;
    let mut online = view(WireGuard, Active);
    online.is_online = true;
    let several = [
        online,
        down,
        view(WireGuard, Pending),
        suspended(Suspension::Paused),
        suspended(Suspension::Held(Hold::Sharing)),
        suspended(Suspension::DayQuota),
        view(Outline, Expired),
        longest().view,
        view(Outline, Active),
    ];
    let list = |r, keys: &[KeyView], offer: &KeyOffer, has_trial, page| {
        let list = KeyList {
            keys,
            offer,
            has_trial,
        };
        keys::list(r, list, page)
    };
    assert_picture!(|r| vec![
        ("no server", list(r, &[], &none, false, 0)),
        ("the first key", list(r, &[], &open, false, 0)),
        ("no plan, a trial", list(r, &[], &not_mine, true, 0)),
        ("no plan, no trial", list(r, &[], &not_mine, false, 0)),
        ("a VIP token, a trial", list(r, &[], &by_token, true, 0)),
        ("a VIP token", list(r, &[], &by_token, false, 0)),
        ("full", list(r, &[], &full, false, 0)),
        ("several", list(r, &several, &not_mine, false, 0)),
        ("their second page", list(r, &several, &open, false, 7)),
    ]);
}

#[test]
fn a_page_of_the_longest_keys_fits() {
    let keys = vec![longest().view; 30];
    let offer = offer(&[(VpnKind::WireGuard, None)]);
    for lang in Lang::ALL {
        let list = KeyList {
            keys: &keys,
            offer: &offer,
            has_trial: true,
        };
        check(&keys::list(reader(lang), list, 1));
    }
}

#[test]
fn cards_of_keys() {
    use ConfigStatus::*;
    use VpnKind::*;
    let mut paused = suspended(Suspension::Paused);
    paused.config.is_paused = true;
    let mut trial = view(Outline, Active);
    trial.is_online = true;
    trial.account.is_trial = true;
    trial.account.expires_at = Some(NOW + DAY);
    trial.account.day_limit_bytes = Some(GB);
    trial.account.day -= 1;
    let mut expired = card(view(WireGuard, Expired));
    expired.view.account.expires_at = Some(NOW + -DAY);
    expired.gone_at = Some(in_days(2));
    let mut imported = card(view(WireGuard, Active));
    imported.view.config.is_imported = true;
    imported.view.config.last_seen_at = None;
    imported.view.account.expires_at = None;
    imported.view.account.limit_bytes = None;
    let mut remade = card(view(WireGuard, Active));
    remade.has_package = false;
    remade.is_being_made = true;
    imported.has_package = false;
    let mut once = card(view(WireGuard, Active));
    once.has_package = false;
    once.view.config.routing = Routing::NoLan;
    let mut proxy = card(view(MtProto, Active));
    proxy.links = Some(self::proxy());
    let mut shared = proxy.clone();
    shared.is_shared = true;
    shared.view.is_uncounted = true;
    let mut mixed = shared.clone();
    mixed.is_shared = false;
    shared.view.account.used_rx = 0;
    shared.view.account.used_tx = 0;
    shared.view.is_online = false;
    shared.view.config.last_seen_at = None;
    (shared.view.config.used_rx, shared.view.config.used_tx) = (0, 0);
    let draw = keys::card::card;
    assert_picture!(|r| vec![
        ("a proxy", draw(r, &proxy, 1)),
        ("a pasted link", draw(r, &shared, 1)),
        ("uncounted beside one that counts", draw(r, &mixed, 2)),
        ("works", draw(r, &card(view(WireGuard, Active)), 2)),
        ("Outline, a trial", draw(r, &card(trial.clone()), 3)),
        ("being made", draw(r, &card(view(WireGuard, Pending)), 1)),
        ("paused", draw(r, &card(paused.clone()), 1)),
        ("expired", draw(r, &expired, 1)),
        ("imported", draw(r, &imported, 1)),
        ("shown once", draw(r, &once, 1)),
        ("rotated just now", draw(r, &remade, 1)),
        ("longest", draw(r, &longest(), 999)),
    ]);
}

#[test]
fn every_state_has_its_words() {
    use ConfigStatus::*;
    let mut down = view(VpnKind::WireGuard, Pending);
    down.health = Health::Down;
    let mut views = vec![down];
    views.extend(ConfigStatus::ALL.map(|status| view(VpnKind::WireGuard, status)));
    views.extend(Hold::ALL.map(|hold| suspended(Suspension::Held(hold))));
    views.extend([Suspension::Quota, Suspension::DayQuota].map(suspended));
    let mut lines = Vec::new();
    for lang in Lang::ALL {
        let r = reader(lang);
        for view in &views {
            let (short, long) = (keys::short_state(r, view), keys::state(r, view, None));
            lines.push(format!("{} {short} · {long}", keys::mark(view)));
        }
        for done in [
            Done::Renamed,
            Done::Rotated,
            Done::Paused,
            Done::Resumed,
            Done::Deleted,
            Done::Routed,
        ] {
            lines.push(keys::change::done(lang, done));
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_bar_shows_how_much_is_used() {
    let r = reader(Lang::Es);
    let bar = |used, limit_bytes| {
        let account = Account {
            used_rx: used,
            used_tx: 0,
            limit_bytes,
            ..account(VpnKind::WireGuard)
        };
        keys::used(r, &account, false)
    };
    insta::assert_snapshot!(
        [
            bar(0, Some(GB)),
            bar(GB / 2, Some(GB)),
            bar(GB - 1, Some(GB)),
            bar(GB * 20, Some(GB)),
            bar(5, Some(0)),
            bar(u64::MAX, Some(u64::MAX)),
            bar(GB, None),
        ]
        .join("\n")
    );
}

#[test]
fn making_a_key() {
    use VpnKind::*;
    let two = offer(&[
        (WireGuard, None),
        (Outline, Some(VpnRefusal::Full(Outline))),
    ]);
    let mut down = card(view(WireGuard, ConfigStatus::Pending));
    down.view.health = Health::Down;
    down.view.is_settled = false;
    let mut pending = down.clone();
    pending.view.health = Health::Up;
    pending.view.config.name = NASTY_NAME.to_owned();
    let asked = InboxSeq(77);
    assert_picture!(|r| vec![
        ("kinds", keys::make::kinds(r, &two)),
        ("places", keys::make::places(r, &two.kinds[0])),
        (
            "name",
            keys::make::name(r, WireGuard, Some(ServerId(3)), asked)
        ),
        ("preparing", keys::make::preparing(r, &pending)),
        ("preparing, server down", keys::make::preparing(r, &down)),
        (
            "made already",
            keys::make::preparing(r, &card(view(Outline, ConfigStatus::Active)))
        ),
    ]);
}

#[test]
fn the_trial() {
    use VpnKind::*;
    let trial = |kinds: &[(VpnKind, Option<VpnRefusal>)], limits: Option<u64>| TrialOffer {
        kinds: offer(kinds).kinds,
        hours: 24,
        limit_bytes: limits,
        day_limit_bytes: limits.map(|limit| limit / 4),
        channel: None,
        blocked: None,
    };
    let both = trial(
        &[
            (WireGuard, None),
            (Outline, Some(VpnRefusal::NoServer(Outline))),
        ],
        None,
    );
    let one = trial(&[(Outline, None)], Some(2 * GB));
    let join = keys::trial::join_first;
    let link = WayIn::Link("https://t.me/+abc".to_owned());
    assert_picture!(|r| vec![
        ("one kind", keys::trial::trial(r, &one)),
        ("two kinds", keys::trial::trial(r, &both)),
        (
            "a channel first",
            join(r, WireGuard, NASTY_NAME, link.clone())
        ),
        (
            "the Free channel",
            join(r, Outline, "Free", WayIn::Door(Door::Free))
        ),
        (
            "the VIP channel",
            join(r, Outline, "VIP", WayIn::Door(Door::Vip))
        ),
        (
            "no way known",
            join(r, Outline, &long_name(), WayIn::Unknown)
        ),
    ]);
}

fn package(secret: KeySecret) -> KeyPackage {
    KeyPackage {
        config: ConfigId(41),
        peer: PeerId(51),
        user: UserId(2001),
        kind: match secret {
            KeySecret::WireGuard { .. } => VpnKind::WireGuard,
            KeySecret::Outline { .. } => VpnKind::Outline,
            KeySecret::MtProto { .. } => VpnKind::MtProto,
        },
        name: NASTY_NAME.to_owned(),
        server: "Madrid 1".to_owned(),
        flag: "🇪🇸".to_owned(),
        is_amnezia: false,
        shows_once: false,
        secret,
    }
}

fn conf() -> KeySecret {
    KeySecret::WireGuard {
        conf: "[Interface]\nPrivateKey = …\n".to_owned(),
        file_name: "Telefono.conf".to_owned(),
    }
}

fn proxy() -> KeySecret {
    let link = |secret: &str| {
        format!("https://t.me/proxy?server=proxy.example.org&port=443&secret={secret}")
    };
    let base = "0123456789abcdef0123456789abcdef";
    KeySecret::MtProto {
        link: link(&format!("ee{base}7777772e6578616d706c652e636f6d")),
        others: vec![
            (SecretForm::Secure, link(&format!("dd{base}"))),
            (SecretForm::Plain, link(base)),
        ],
    }
}

fn link(name: &str, dynamic: Option<&str>) -> KeySecret {
    KeySecret::Outline {
        link: format!("ss://Y2hhY2hh@203.0.113.9:443/?outline=1#{name}"),
        dynamic: dynamic.map(str::to_owned),
    }
}

#[test]
fn what_an_owner_gets() {
    let amnezia = KeyPackage {
        is_amnezia: true,
        shows_once: true,
        ..package(conf())
    };
    let long = package(link(&"%F0%9F%8C%8D".repeat(20), None));
    let dynamic = package(link("Tel", Some("ssconf://vpn.example.org/k/abc#Tel")));
    let proxy = package(proxy());
    use keys::package::*;
    assert_picture!(|r| {
        let mut all = vec![
            ("AmneziaWG, shown once", secret(r, &amnezia)),
            ("a link too long to be copied", secret(r, &long)),
            ("too long for a code", no_code(r)),
        ];
        all.extend(
            delivered(r, &package(conf()))
                .into_iter()
                .map(|one| ("WireGuard", one)),
        );
        all.extend(
            delivered(r, &dynamic)
                .into_iter()
                .map(|one| ("Outline", one)),
        );
        all.extend(delivered(r, &proxy).into_iter().map(|one| ("MTProto", one)));
        all.push(("AmneziaWG", keys::guide::guide(r, App::AmneziaWg)));
        all
    });
}

#[test]
fn a_key_too_long_for_a_code_is_delivered_without_one() {
    let package = package(link(&"x".repeat(3000), None));
    assert!(keys::package::code(reader(Lang::Es), &package).is_none());
    assert_eq!(
        keys::package::delivered(reader(Lang::Es), &package).len(),
        2
    );
}

#[test]
fn changing_a_key() {
    let mut wireguard = card(view(VpnKind::WireGuard, ConfigStatus::Active));
    wireguard.view.config.name = NASTY_NAME.to_owned();
    let outline = card(view(VpnKind::Outline, ConfigStatus::Active));
    let mtproto = card(view(VpnKind::MtProto, ConfigStatus::Active));
    use keys::change::*;
    assert_picture!(|r| vec![
        ("rename", rename(r, NASTY_NAME)),
        ("rotate", rotate(r, &wireguard)),
        ("rotate Outline", rotate(r, &outline)),
        ("rotate MTProto", rotate(r, &mtproto)),
        ("delete", delete(r, &wireguard)),
        ("routing", routing(r, &longest())),
        ("networks", networks(r)),
        ("routed, shown once", routed_unsent(r, &wireguard)),
    ]);
}

fn usage_of(account: Account, keys: usize) -> AccountUsage {
    let key = |place: usize| KeyUsage {
        config: ConfigId(41),
        name: if place == 0 {
            NASTY_NAME.to_owned()
        } else {
            format!("Clave {place}")
        },
        server: ServerId(1),
        status: ConfigStatus::Active,
        rx: 50_000_000,
        tx: 1_200_000_000,
        today: DayTraffic {
            day: NOW.day(),
            rx: 1_000_000,
            tx: 40_000_000,
        },
        is_online: place == 0,
        is_uncounted: false,
        last_seen_at: Some(NOW),
    };
    AccountUsage {
        account,
        keys: (0..keys).map(key).collect(),
        counted_at: Some(NOW + -3 * MINUTE),
    }
}

#[test]
fn usage() {
    let mut trial = account(VpnKind::Outline);
    trial.is_trial = true;
    trial.day_limit_bytes = Some(GB);
    trial.limit_bytes = None;
    let both = [
        usage_of(account(VpnKind::WireGuard), 12),
        usage_of(trial, 1),
    ];
    let mut uncounted = usage_of(account(VpnKind::MtProto), 1);
    uncounted.account.used_rx = 0;
    uncounted.account.used_tx = 0;
    uncounted.account.day_limit_bytes = Some(GB);
    for key in &mut uncounted.keys {
        (key.is_uncounted, key.rx, key.tx) = (true, 0, 0);
    }
    let uncounted = [uncounted];
    let days = [DayTraffic {
        day: NOW.day(),
        rx: 5_000_000,
        tx: 1_250_000_000,
    }];
    let name = long_name();
    let of = |span, key| TrafficOf { span, key };
    let key = Some((ConfigId(41), name.as_str()));
    let home = Screen::new("📅 Tu acceso".to_owned())
        .button(Button::act("🔗 Enlace nuevo".to_owned(), Action::NewLink));
    use keys::usage;
    assert_picture!(|r| vec![
        ("nothing", usage::usage(r, &[], false)),
        ("nothing, a trial", usage::usage(r, &[], true)),
        ("two services", usage::usage(r, &both, false)),
        ("uncounted", usage::usage(r, &uncounted, false)),
        (
            "traffic of all",
            usage::traffic(r, of(Span::Week, None), &days, Vec::new())
        ),
        (
            "traffic of a key",
            usage::traffic(r, of(Span::Month, key), &days, Vec::new())
        ),
        ("status, VPN alone", usage::services(r, &both)),
        (
            "status, with more",
            usage::with_services(r, home.clone(), &both[..1])
        ),
    ]);
}

#[test]
fn home_and_help_where_there_is_a_vpn() {
    let home = |visitor, doors, vpn| HomeView {
        name: "Ana".to_owned(),
        visitor,
        doors,
        vpn,
        has_plans: false,
        has_proxies: doors.vip,
    };
    let doors = |is_there| Doors {
        vip: is_there,
        free: is_there,
    };
    let fresh = VpnOffer {
        is_there: true,
        has_trial: true,
        has_keys: false,
    };
    let known = VpnOffer {
        has_trial: false,
        has_keys: true,
        ..fresh
    };
    let draw = |r, view: &HomeView| home::home(r, view, &Words::default());
    let stranger = home(Visitor::Stranger, doors(false), fresh);
    let everything = home(Visitor::Stranger, doors(true), fresh);
    let vip = home(Visitor::Vip { until: None }, doors(true), known);
    let offer = |is_there| Offer {
        doors: doors(is_there),
        has_vpn: true,
        has_plans: false,
        has_proxies: is_there,
    };
    let people = PermissionSet::default();
    assert_picture!(|r| vec![
        ("VPN alone", draw(r, &stranger)),
        ("everything", draw(r, &everything)),
        ("VIP with keys", draw(r, &vip)),
        ("help, VPN alone", help::help(r, offer(false), people)),
        ("help, everything", help::help(r, offer(true), people)),
    ]);
    let names = |offer| {
        let menu = help::commands(Lang::Es, offer, people);
        menu.iter()
            .map(|(name, _)| *name)
            .collect::<Vec<_>>()
            .join(" ")
    };
    insta::assert_snapshot!(format!("{}\n{}", names(offer(false)), names(offer(true))));
}
