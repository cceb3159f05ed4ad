//! Whole bots with an Outline server: added by paste, keys made, delivered, limited, counted and deleted.

use crate::outline_server::Fault;
use crate::outline_server::OutlineServer;
use crate::world::{ADMIN, ANA, World};
use portero::demo::telegram::EmulatedMessage;
use portero::integrations::shadowsocks::Link;
use portero::models::{
    Actor, ConfigId, NewKey, PermissionSet, ServerId, UserId, VpnKind, VpnSetting,
};
use portero::services::vpn::{keys, rounds, settings};
use serde_json::Value;

const GB: u64 = 1_000_000_000;
const MARGIN: u64 = 64 << 20;

/// A bot on an address of its own, where everybody may have keys of 5 GB, with an Outline server pasted in chat.
pub async fn with_server(server: &OutlineServer) -> World {
    let mut world = World::unstarted().await;
    world.settings.insert(
        "HTTP_LISTEN".to_owned(),
        format!("127.0.0.1:{}", free_port()),
    );
    world.settings.insert(
        "PUBLIC_URL".to_owned(),
        "https://bot.example.com".to_owned(),
    );
    world.start().await;
    let admin = Actor::user(UserId(ADMIN), PermissionSet::all(), None);
    for (setting, value) in [
        (VpnSetting::SelfService, "everybody"),
        (VpnSetting::SelfBytes, "5 GB"),
    ] {
        settings::set(&world.app().ctx, &admin, setting, value, world.clock.now())
            .await
            .expect("set");
    }
    world.ana.start(None);
    world.admin.press_raw("server:add_outline");
    world.admin.expect_button("user:cancel").await;
    world.settled().await;
    world.admin.send(&server.access());
    until(&world, "the server to be there", || {
        let sql = "SELECT count(*) FROM servers WHERE name = 'Outline Server' AND health = 'up'";
        world.value::<i64>(sql) == 1
    })
    .await;
    world
}

pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

fn ana() -> Actor {
    Actor::user(UserId(ANA), PermissionSet::default(), None)
}

/// Ana's key, and the message it came in.
pub async fn key(world: &World, name: &str) -> (ConfigId, EmulatedMessage) {
    let new = NewKey {
        user: UserId(ANA),
        kind: VpnKind::Outline,
        server: None,
        name: name.to_owned(),
        made_from: format!("press:{name}"),
    };
    let ctx = &world.app().ctx;
    let config = keys::make(ctx, &ana(), new, world.clock.now())
        .await
        .expect("made");
    (config, world.ana.expect("ss://").await)
}

/// The link of that scheme in a message.
pub fn link(message: &EmulatedMessage, scheme: &str) -> String {
    let text = &message.text;
    let from = text.find(scheme).expect("a link");
    let ends = |c: char| c.is_whitespace() || c == '<';
    let to = text[from..].find(ends).map_or(text.len(), |to| from + to);
    text[from..to].to_owned()
}

/// What the Outline app would get at the address of a dynamic link.
async fn asked(world: &World, dynamic: &str) -> (u16, String) {
    let path = dynamic
        .strip_prefix("ssconf://bot.example.com")
        .and_then(|rest| rest.split('#').next())
        .expect("an address");
    let url = format!("http://{}{path}", world.settings["HTTP_LISTEN"]);
    let response = reqwest::get(url).await.expect("an answer");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let status = response.status().as_u16();
    (status, response.text().await.expect("text"))
}

/// The remote id of the only key.
fn only(server: &OutlineServer) -> String {
    let state = server.state();
    assert_eq!(state.keys.len(), 1);
    state.keys[0].id.clone()
}

async fn until(world: &World, what: &str, is_so: impl Fn() -> bool) {
    let found = |_: &_| is_so().then_some(());
    world.emulator.wait(found, what).await;
}

async fn sample(world: &World) {
    let now = world.clock.now();
    portero::services::vpn::accounting::sample(&world.app().ctx, ServerId(1), now)
        .await
        .expect("sampled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_pasted_in_chat_makes_keys_that_arrive_with_their_link() {
    let server = OutlineServer::start().await;
    let world = with_server(&server).await;
    // What was pasted holds the secret: it is not left in the chat.
    let secret = crate::outline_server::SECRET;
    until(&world, "the paste to be gone", || {
        let messages = world.admin.messages();
        messages
            .iter()
            .all(|message| !message.text.contains(secret))
    })
    .await;
    let (config, message) = key(&world, "Móvil <&>").await;
    let handed_out = Link::parse(&link(&message, "ss://")).expect("a link");
    let id = only(&server);
    {
        let state = server.state();
        assert_eq!(handed_out.password.0, state.keys[0].password);
        assert_eq!(handed_out.name.as_deref(), Some("Móvil <&>"));
        assert!(state.keys[0].name.contains("Móvil <&>"));
        assert_eq!(state.keys[0].limit, Some(5 * GB + MARGIN));
        assert!(id.parse::<u64>().expect("a number") < 1 << 53);
    }
    keys::delete(&world.app().ctx, &ana(), config, world.clock.now())
        .await
        .expect("deleted");
    until(&world, "the key to be gone", || {
        server.state().keys.is_empty()
    })
    .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn traffic_is_counted_and_a_key_stops_at_its_quota_and_says_so_at_its_address() {
    let server = OutlineServer::start().await;
    let world = with_server(&server).await;
    let (_, message) = key(&world, "Casa").await;
    let id = only(&server);
    let dynamic = link(&message, "ssconf://");
    let works = asked(&world, &dynamic).await;
    assert_eq!(works, (200, server.state().keys[0].access_url()));

    server.state().transfer.insert(id.clone(), GB);
    sample(&world).await;
    assert_eq!(
        world.value::<u64>("SELECT used_rx + used_tx FROM vpn_configs"),
        GB
    );
    // Thirty days move on: less is counted there, and nothing is taken back here.
    server.state().transfer.insert(id.clone(), GB / 2);
    sample(&world).await;
    assert_eq!(
        world.value::<u64>("SELECT used_rx + used_tx FROM vpn_configs"),
        GB
    );

    server.state().transfer.insert(id.clone(), 5 * GB);
    sample(&world).await;
    until(&world, "the key to be kept out", || {
        !server.state().lets_through(&id)
    })
    .await;
    assert_eq!(server.state().keys[0].limit, Some(0));
    let (status, body) = asked(&world, &dynamic).await;
    assert_eq!(status, 200);
    let told: Value = serde_json::from_str(&body).expect("JSON");
    let message = told["error"]["message"].as_str().expect("words");
    assert_eq!(message, "Ya gastaste todos los datos de tu clave.");
    assert!(
        told["error"]["details"]
            .as_str()
            .expect("words")
            .contains("/vpn")
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quota_that_was_raised_is_not_cut_off_by_the_server_earlier() {
    let server = OutlineServer::start().await;
    let world = with_server(&server).await;
    key(&world, "Casa").await;
    let id = only(&server);
    world
        .database()
        .execute("UPDATE vpn_accounts SET limit_bytes = ?1", [50 * GB])
        .expect("raised");
    world.advance(600);
    let now = world.clock.now();
    let ctx = &world.app().ctx;
    rounds::reconcile(ctx, now).await.expect("compared");
    until(&world, "the limit to be wider", || {
        let state = server.state();
        state.key(&id).and_then(|key| key.limit) == Some(50 * GB + MARGIN)
    })
    .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_key_has_another_address_and_the_old_one_answers_nothing() {
    let server = OutlineServer::start().await;
    let world = with_server(&server).await;
    let (config, message) = key(&world, "Casa").await;
    let old = link(&message, "ssconf://");
    world.ana.mark();
    keys::rotate(&world.app().ctx, &ana(), config, world.clock.now())
        .await
        .expect("rotated");
    let message = world.ana.expect("ss://").await;
    assert_eq!(asked(&world, &old).await.0, 404);
    let new = link(&message, "ssconf://");
    assert_eq!(
        asked(&world, &new).await,
        (200, {
            let state = server.state();
            let last = state.keys.last().expect("a key");
            last.access_url()
        })
    );
    until(&world, "the old key to be gone", || {
        server.state().keys.len() == 1
    })
    .await;
    world.finish().await;
}

#[tokio::test]
async fn the_address_of_new_keys_is_changed_from_the_chat() {
    let server = OutlineServer::start().await;
    let world = with_server(&server).await;
    world.admin.press_raw("server:ask:1:endpoint");
    world.admin.expect("claves nuevas").await;
    world.admin.send("vpn.example.org:51834");
    until(&world, "the server to be told", || {
        server.state().hostname == "vpn.example.org"
    })
    .await;
    world.settled().await;
    let kept: String = world.value("SELECT host || ':' || port FROM servers");
    assert_eq!(kept, "vpn.example.org:51834");
    let (_, message) = key(&world, "Casa").await;
    let made = link(&message, "ss://");
    assert!(made.contains("@vpn.example.org:51834"), "{made}");
    // What the server refuses is said, and nothing is kept of it.
    world.admin.press_raw("server:ask:1:endpoint");
    world.admin.expect("claves nuevas").await;
    server.fail(&[Fault::Status(409)]);
    world.admin.send("other.example.org:443");
    world.admin.expect("El servidor dice que no").await;
    let kept: String = world.value("SELECT host || ':' || port FROM servers");
    assert_eq!(kept, "vpn.example.org:51834");
    world.finish().await;
}
