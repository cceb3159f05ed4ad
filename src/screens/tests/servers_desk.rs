//! Pictures of the servers' desk.

use super::*;
use crate::models::*;
use crate::screens::servers;

fn server(kind: VpnKind) -> Server {
    Server {
        id: ServerId(3),
        kind,
        transport: Transport::Node,
        name: NASTY_NAME.to_owned(),
        flag: "🇪🇸".to_owned(),
        host: "vpn.example.org".to_owned(),
        port: 51_820,
        sealed: "sealed".to_owned(),
        options: ServerOptions {
            public_key: Some("HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=".to_owned()),
            dns: vec!["1.1.1.1".to_owned(), "2606:4700:4700::1111".to_owned()],
            mtu: Some(1_420),
            keepalive: 25,
            amnezia: Some(AmneziaParams {
                jc: 4,
                jmin: 8,
                jmax: 80,
                s1: 50,
                s2: 100,
                h: [5, 6, 7, 2_147_483_647],
            }),
            most_keys: Some(200),
            mtproto: None,
        },
        is_draining: false,
        health: Health::Up,
        health_since: in_days(-2),
        health_error: None,
        checked_at: Some(NOW),
        facts: ServerFacts {
            version: Some("1.2.3 <b>".to_owned()),
            name: None,
            public_key: Some("another".to_owned()),
            listen_port: Some(51_820),
            host: Some("host.example.org".to_owned()),
            load_percent: Some(125),
            disk_free: Some(400_000_000),
            networks: vec![],
            clock_skew: Some(-130),
            mtproto: None,
            is_uncounted: false,
        },
        revision: 0,
        created_at: in_days(-9),
        removed_at: None,
    }
}

/// An MTProto server with everything it can have.
fn proxy() -> Server {
    Server {
        options: ServerOptions {
            mtproto: Some(MtProtoOptions {
                forms: vec![SecretForm::FakeTls, SecretForm::Secure],
                domain: Some("www.example.com".to_owned()),
                tag: Some("00112233445566778899aabbccddeeff".to_owned()),
            }),
            ..ServerOptions::default()
        },
        facts: ServerFacts {
            version: Some("3.4.6".to_owned()),
            ..ServerFacts::default()
        },
        host: "proxy.example.org".to_owned(),
        port: 443,
        ..server(VpnKind::MtProto)
    }
}

fn down(kind: VpnKind) -> Server {
    Server {
        health: Health::Down,
        health_error: Some("unreachable: <no> route to host".to_owned()),
        is_draining: true,
        name: long_name(),
        flag: String::new(),
        host: String::new(),
        options: ServerOptions::default(),
        facts: ServerFacts::default(),
        ..server(kind)
    }
}

const FULL: PoolFill = PoolFill {
    total: 1_021,
    available: 20,
    leased: 1,
    assigned: 990,
    revoked: 10,
};

#[test]
fn the_list_and_a_card() {
    let line = |server, keys, load_percent| ServerLine {
        server,
        keys,
        load_percent,
        is_out: false,
    };
    let lines = vec![
        line(server(VpnKind::WireGuard), 1, Some(98)),
        line(down(VpnKind::Outline), 0, None),
    ];
    let many: Vec<ServerLine> = (0..20)
        .map(|_| line(server(VpnKind::Outline), 200, Some(100)))
        .collect();
    let full = ServerCard {
        server: server(VpnKind::WireGuard),
        reach: ReachView::Node {
            host: "vps.example.org".to_owned(),
            port: 8443,
        },
        keys: ConfigStatus::ALL
            .into_iter()
            .zip([3, 980, 1, 7, 0])
            .filter(|(_, count)| *count > 0)
            .collect(),
        paid: FULL,
        trial: PoolFill {
            total: 253,
            available: 253,
            ..PoolFill::default()
        },
        foreign: 2,
        lacks: vec![Lack::OtherKey],
        has_new_file: None,
        proxy: None,
    };
    let poor = ServerCard {
        server: down(VpnKind::WireGuard),
        reach: ReachView::File,
        keys: vec![],
        paid: PoolFill::default(),
        trial: PoolFill::default(),
        foreign: 0,
        lacks: vec![Lack::Endpoint, Lack::PublicKey, Lack::Pool],
        has_new_file: Some(true),
        proxy: None,
    };
    let outline = ServerCard {
        server: server(VpnKind::Outline),
        reach: ReachView::Panel {
            place: "203.0.113.5:1234".to_owned(),
        },
        lacks: vec![],
        ..poor.clone()
    };
    let telemt = ServerCard {
        server: proxy(),
        reach: ReachView::Telemt {
            place: "127.0.0.1:9091".to_owned(),
        },
        lacks: vec![Lack::OtherDomain],
        has_new_file: None,
        ..poor.clone()
    };
    let mut pasted = ServerCard {
        server: proxy(),
        reach: ReachView::MtProtoLink,
        lacks: vec![],
        ..telemt.clone()
    };
    pasted.server.health = Health::Unknown;
    pasted.server.options.mtproto = None;
    assert_picture!(|r| vec![
        ("none", servers::list(r, &[], 0, true)),
        ("some", servers::list(r, &lines, 0, false)),
        ("the last page of many", servers::list(r, &many, 9, true)),
        ("full", servers::card(r, &full, true)),
        ("poor, only seen", servers::card(r, &poor, false)),
        ("outline", servers::card(r, &outline, true)),
        ("telemt", servers::card(r, &telemt, true)),
        ("a pasted link", servers::card(r, &pasted, true)),
    ]);
}

#[test]
fn a_proxy_that_leads_nowhere_has_the_sign_of_one_that_is_down() {
    let lines = [false, true].map(|is_out| ServerLine {
        server: proxy(),
        keys: 1,
        load_percent: None,
        is_out,
    });
    let text = servers::list(reader(Lang::Es), &lines, 0, false).html;
    assert_eq!(
        (text.matches("🟢").count(), text.matches("🔴").count()),
        (1, 1)
    );
}

#[test]
fn adding_one() {
    let pin = "0123456789abcdef".repeat(4);
    assert_picture!(|r| vec![
        ("kinds", servers::kinds(r, true)),
        ("local", servers::ask_local(r)),
        ("node", servers::ask_node(r)),
        ("file", servers::ask_file_place(r)),
        ("outline", servers::ask_outline(r)),
        ("trust", servers::trust(r, "203.0.113.5:1234", &pin, 8)),
        (
            "added",
            servers::added(r, &server(VpnKind::Outline), true, true)
        ),
    ]);
}

#[test]
fn what_can_be_set() {
    let wireguard = server(VpnKind::WireGuard);
    assert_picture!(|r| {
        let mut screens = vec![
            ("wireguard", servers::edit(r, &wireguard, true)),
            ("outline", servers::edit(r, &down(VpnKind::Outline), false)),
            ("amnezia", servers::amnezia_sure(r, &wireguard, 0)),
            ("amnezia off", servers::amnezia_off(r, &wireguard, 7)),
        ];
        for field in ServerField::ALL {
            if !field.applies_to(VpnKind::MtProto) || field.applies_to(VpnKind::WireGuard) {
                screens.push((field.code(), servers::ask(r, &wireguard, field, 7)));
            }
        }
        let most = servers::ask(r, &wireguard, ServerField::MostKeys, 7);
        screens.push((ServerField::MostKeys.code(), most));
        screens
    });
}

#[test]
fn proxies_for_telegram() {
    let mut bare = proxy();
    bare.options.mtproto = None;
    let mut uncounted = proxy();
    uncounted.facts.is_uncounted = true;
    let secret = "0123456789abcdef0123456789abcdef";
    let why = ServerRefusal::ProxyFails {
        outcome: ProbeOutcome::NotThisSecret,
    };
    let done = [
        Ok(proxy()),
        Err(("<b>a.example.org</b>:443".to_owned(), why.into())),
    ];
    assert_picture!(|r| {
        let mut screens = vec![
            ("telemt", servers::ask_telemt(r)),
            ("mtprotoproxy", servers::ask_mtprotoproxy(r)),
            ("links", servers::ask_proxy_links(r)),
            ("links added", servers::links_added(r, &done, true)),
            ("uncounted", servers::added(r, &uncounted, true, false)),
            ("reached anew", servers::added(r, &proxy(), false, true)),
            ("what is set", servers::edit(r, &proxy(), false)),
            ("nothing is set", servers::edit(r, &bare, false)),
            (
                "registration",
                servers::registration(r, &proxy(), secret, true),
            ),
            (
                "registration of a pasted link",
                servers::registration(r, &bare, secret, false),
            ),
        ];
        for field in ServerField::ALL {
            if field.applies_to(VpnKind::MtProto) {
                screens.push((field.code(), servers::ask(r, &proxy(), field, 7)));
            }
        }
        screens
    });
}

#[test]
fn pools_and_the_end_of_a_server() {
    let pool = |id, is_trial| Pool {
        id: PoolId(id),
        server: ServerId(3),
        is_trial,
        v4: Some("10.66.0.0/22".to_owned()),
        v6: Some("fd42:66::/64".to_owned()),
        created_at: NOW,
    };
    let view = |count: i64| PoolsView {
        server: server(VpnKind::WireGuard),
        pools: (0..count)
            .map(|id| PoolLine {
                pool: pool(id, id == 1),
                fill: FULL,
            })
            .collect(),
    };
    let offers = servers::suggestions(&["10.66.0.0/16".to_owned()]);
    let removal = |keys| RemovalView {
        server: server(VpnKind::Outline),
        keys,
        others: vec![down(VpnKind::Outline)],
    };
    let to = KeysGo::To(ServerId(3));
    assert_picture!(|r| vec![
        ("no pools", servers::pools(r, &view(0), 0, true)),
        ("pools", servers::pools(r, &view(7), 0, true)),
        ("ask", servers::ask_pool(r, ServerId(3), false, &offers)),
        (
            "ask for trials",
            servers::ask_pool(r, ServerId(3), true, &[])
        ),
        ("drop", servers::drop_sure(r, ServerId(3), &pool(1, false))),
        ("removal", servers::removal(r, &removal(12))),
        ("removal of an empty one", servers::removal(r, &removal(0))),
        ("move", servers::removal_sure(r, &removal(12), to)),
        (
            "end",
            servers::removal_sure(r, &removal(1), KeysGo::Nowhere)
        ),
        ("moved", servers::removed(r, 1, to)),
        ("removed", servers::removed(r, 0, KeysGo::Nowhere)),
    ]);
}

#[test]
fn differences_strangers_and_files() {
    let peer = |is_left, name: Option<&str>| ForeignPeer {
        server: ServerId(3),
        remote_id: "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=".to_owned(),
        name: name.map(str::to_owned),
        addresses: vec!["10.8.0.2/32".to_owned(), "fd00::2/128".to_owned()],
        is_left,
        found_at: in_days(-1),
    };
    let peers = vec![peer(false, Some(NASTY_NAME)), peer(true, None)];
    let drift = Drift {
        server: ServerId(3),
        matching: 980,
        to_put: vec![ConfigId(1)],
        to_remove: vec!["<key>".to_owned(); 12],
        foreign: peers.clone(),
    };
    let wireguard = server(VpnKind::WireGuard);
    let file = || ServerFileView {
        server: server(VpnKind::WireGuard),
        file_name: "madrid.conf".to_owned(),
        text: "[Interface]\n".to_owned(),
        peers: 1,
    };
    let owners: Vec<(usize, Option<String>, String)> = (1..=40)
        .map(|number| {
            (
                number,
                Some(NASTY_NAME.to_owned()),
                "10.8.0.2/32".to_owned(),
            )
        })
        .collect();
    let news = ServerNews {
        server: ServerId(3),
        name: NASTY_NAME.to_owned(),
        since: NOW - 300,
    };
    let no_interface = ServerTrouble::NoInterface("wg0".to_owned()).to_string();
    assert_picture!(|r| vec![
        ("drift", servers::drift(r, &wireguard, &drift, false, true)),
        ("mended", servers::drift(r, &wireguard, &drift, true, true)),
        ("strangers", servers::strangers(r, &wireguard, &peers, 0)),
        ("no strangers", servers::strangers(r, &wireguard, &[], 0)),
        ("stranger", servers::stranger(r, &peers[0], true)),
        ("left", servers::stranger(r, &peers[1], true)),
        ("owner", servers::ask_owner(r, &peers[0])),
        ("import", servers::ask_import(r, &wireguard)),
        ("owners", servers::ask_owners(r, &owners)),
        ("imported", servers::imported(r, 3, 1, 2)),
        ("file", servers::file(r, file())),
        ("went down", servers::went_down(r, &news, "no <answer>")),
        (
            "went down for want of an interface",
            servers::went_down(r, &news, &no_interface)
        ),
        ("came back", servers::came_back(r, &news, 1)),
        ("file changed", servers::file_changed(r, &news, 2)),
        ("scarce", servers::pool_scarce(r, NASTY_NAME, true, 0, 253)),
        (
            "scarce, paid",
            servers::pool_scarce(r, NASTY_NAME, false, 1, 253)
        ),
    ]);
}

#[test]
fn settings_of_keys() {
    let view = |now: VpnSettings| VpnSettingsView {
        now,
        default: VpnSettings::default(),
        channel: Some(NASTY_NAME.to_owned()),
    };
    let full = VpnSettings {
        trial_channel: Some(ChatId(-100)),
        self_service: SelfService::Vip,
        sharing_limit: None,
        alert_day_bytes: None,
        reminder_minutes: vec![],
        trial_bytes: None,
        self_days: None,
        ..VpnSettings::default()
    };
    assert_picture!(|r| {
        let mut screens = vec![
            ("all", servers::settings(r, &view(VpnSettings::default()))),
            ("all, changed", servers::settings(r, &view(full.clone()))),
            ("pick", servers::pick_channel(r)),
            ("reset", servers::reset_sure(r)),
        ];
        for setting in VpnSetting::ALL {
            let offers = [VpnSettings::default(), full.clone()];
            let changed = setting == VpnSetting::Grace;
            let view = view(VpnSettings::default());
            let screen = servers::setting(r, &view, setting, &offers, changed);
            screens.push((setting.code(), screen));
        }
        screens
    });
}
