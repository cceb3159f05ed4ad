//! The desk of the servers.

use crate::outline_server::OutlineServer;
use crate::pretended::Pretended;
use crate::world::{ADMIN, FREE, World};
use portero::demo::telegram::Person;
use portero::integrations::vpn::{BackendError, Counters, RemotePeer};
use portero::models::{
    Actor, Identity, NewKey, PermissionSet, ServerFacts, ServerId, UserId, VpnKind, VpnSettings,
};
use portero::models::{TermEnd, Terms};
use portero::services::vpn::{addresses, keys, lifecycle, pools};

const KEY: &str = "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=";

/// Presses and waits for the screen that follows.
async fn open(world: &World, data: &str, words: &str) {
    world.admin.mark();
    let press = world.admin.press_raw(data);
    world.admin.expect(words).await;
    // Telegram takes no answer to a press that is old: tests move the clock.
    world.admin.answer_to(&press).await;
}

/// Types and waits for the answer.
async fn say(person: &Person, text: &str, words: &str) {
    person.mark();
    person.send(text);
    person.expect(words).await;
}

/// A world with pretended servers.
async fn pretending() -> (World, Pretended) {
    let world = World::new().await;
    let servers = Pretended::default();
    servers.install(&world);
    (world, servers)
}

fn admin() -> Actor {
    Actor::user(UserId(ADMIN), PermissionSet::all(), None)
}

/// A key for Ana on that server, once her account exists, and the server has it.
async fn key(world: &World, servers: &Pretended, server: ServerId, kind: VpnKind, name: &str) {
    let ctx = world.app().ctx.clone();
    let (now, ana) = (world.clock.now(), UserId(world.ana.id));
    let had = servers.open_peers(server).len();
    ctx.db
        .write(portero::db::Durability::Full, move |tx| {
            let terms = Terms {
                end: TermEnd::Hours(720),
                ..Terms::default()
            };
            lifecycle::terms(tx, ana, kind, &terms, Identity::System, now)
        })
        .await
        .expect("an account");
    let new = NewKey {
        user: ana,
        kind,
        server: Some(server),
        name: name.to_owned(),
        made_from: format!("test:{name}"),
    };
    keys::make(&ctx, &admin(), new, now).await.expect("a key");
    world
        .emulator
        .wait(
            |_| (servers.open_peers(server).len() > had).then_some(()),
            "the key on its server",
        )
        .await;
}

async fn pool(world: &World, server: ServerId, networks: &str) {
    let networks = pools::parse(networks).expect("networks");
    let now = world.clock.now();
    addresses::add(&world.app().ctx, &admin(), server, false, networks, now)
        .await
        .expect("a pool");
}

/// A person the house knows.
async fn known(world: &World, person: &Person) {
    person.start(None);
    world.settled().await;
}

fn count(world: &World, what: &str) -> i64 {
    world.value(&format!("SELECT count(*) FROM {what}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_and_the_panel_lead_to_the_servers() {
    let world = World::new().await;
    world.admin.mark();
    world.admin.send("/servers");
    let list = world.admin.expect("Todavía no hay ninguno").await;
    assert!(list.has_button("server:add"), "{list}");
    world.admin.mark();
    world.admin.send("/admin");
    let panel = world.admin.expect("Panel").await;
    assert!(panel.has_button("server:list:0"), "{panel}");
    open(&world, "server:add", "Añadir servidor").await;
    let press = world.admin.press_raw("server:add_demo:outline");
    let answer = world.admin.answer_to(&press).await;
    assert!(
        answer.text.contains("no hay servidores de prueba"),
        "{answer:?}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interface_that_cannot_be_driven_is_refused_with_what_to_do_and_asked_again() {
    let world = World::new().await;
    open(&world, "server:add_local", "¿Qué interfaz?").await;
    say(&world.admin, "socket nada0", "wireguard-go nada0").await;
    // Without the program, without the right, or without the interface: never in English, never "does not answer".
    world.admin.mark();
    world.admin.send("nada0");
    let refused = world.admin.expect("servidor").await.text;
    let is_clear = [
        "interfaz WireGuard llamada nada0",
        "no está instalado",
        "CAP_NET_ADMIN",
    ]
    .iter()
    .any(|words| refused.contains(words));
    assert!(is_clear, "{refused}");
    say(&world.admin, "socket nada1", "wireguard-go nada1").await;
    assert_eq!(count(&world, "servers"), 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_by_file_is_added_by_key_and_place_and_bad_pastes_lose_nothing() {
    let world = World::new().await;
    open(&world, "server:add_file", "clave pública").await;
    say(&world.admin, "hola", "44 letras").await;
    say(
        &world.admin,
        &format!("{KEY} nowhere"),
        "No es una dirección",
    )
    .await;
    say(
        &world.admin,
        &format!("{KEY} vpn.example.org:51820"),
        "Servidor añadido",
    )
    .await;
    assert_eq!(count(&world, "servers WHERE transport = 'file'"), 1);
    assert_eq!(count(&world, "servers WHERE sealed LIKE '%file%'"), 0);
    // The card of the new server follows by itself.
    let card = world.admin.expect("Faltan direcciones").await;
    assert!(!card.has_button("server:test:1"), "a file is not asked");
    open(&world, "server:add_file", "clave pública").await;
    say(
        &world.admin,
        &format!("{KEY} other.example.org:1"),
        "ya está",
    )
    .await;
    say(&world.admin, "/cancel", "Servidores").await;
    open(&world, "server:add_node", "portero-node").await;
    say(&world.admin, "https://vps.example.org", "portero node").await;
    say(&world.admin, "/cancel", "Servidores").await;
    open(&world, "server:add_local", "wg0").await;
    say(&world.admin, "rm -rf /", "nombre de una interfaz").await;
    say(&world.admin, "socket none0", "wireguard-go none0").await;
    say(&world.admin, "/cancel", "Servidores").await;
    assert_eq!(count(&world, "servers"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outline_server_is_added_by_what_it_printed_and_the_secret_leaves_the_chat() {
    let world = World::new().await;
    let outline = OutlineServer::start().await;
    open(&world, "server:add_outline", "apiUrl").await;
    say(&world.admin, "apiUrl", "Eso no es lo que muestra Outline").await;
    world.admin.mark();
    world.admin.send(&outline.access());
    let added = world.admin.expect("Servidor añadido").await;
    assert!(added.to_string().contains("Borré tu mensaje"), "{added}");
    assert_eq!(
        count(
            &world,
            "servers WHERE transport = 'panel' AND health = 'up'"
        ),
        1
    );
    let kept: String = world.value("SELECT sealed || facts || options FROM servers");
    assert!(!kept.contains("http"), "{kept}");
    open(&world, "server:add_outline", "apiUrl").await;
    say(&world.admin, &outline.access(), "ya está").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_fingerprint_the_admin_compares_it_and_types_its_beginning() {
    let world = World::new().await;
    let outline = OutlineServer::start().await;
    open(&world, "server:add_outline", "apiUrl").await;
    say(&world.admin, &outline.url(), "Falta la huella").await;
    assert_eq!(count(&world, "servers"), 0);
    say(&world.admin, "00000000", "No coincide").await;
    say(&world.admin, &outline.pin()[..7], "No coincide").await;
    let digits = outline.pin()[..8].to_uppercase();
    say(&world.admin, &digits, "Servidor añadido").await;
    assert_eq!(count(&world, "servers WHERE transport = 'panel'"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_typed_or_picked_and_wrong_ones_answered_with_the_rule() {
    let (world, servers) = pretending().await;
    servers.add(&world, VpnKind::WireGuard, "Madrid").await;
    for (field, wrong, rule, right, shown) in [
        ("name", " ", "🏷", "Madrid <1>", "Madrid <1>"),
        (
            "endpoint",
            "x",
            "No es una dirección",
            "a.example.org:443",
            "a.example.org:443",
        ),
        ("dns", "x", "de una a cuatro", "9.9.9.9", "9.9.9.9"),
        ("mtu", "9", "de 1.280 a 1.500", "1420", "1420"),
        ("keepalive", "-", "de 0 a 65.535", "25", "25 s"),
        ("flag", "x1", "emoji de bandera", "cu", "🇨🇺"),
    ] {
        open(&world, &format!("server:ask:1:{field}"), "Ahora").await;
        if wrong != " " {
            say(&world.admin, wrong, rule).await;
        }
        say(&world.admin, right, shown).await;
    }
    open(&world, "server:clear:1:mtu", "Guardado").await;
    open(&world, "server:flag:1:0", "🇪🇸").await;
    open(&world, "server:amnezia:1", "Parámetros nuevos").await;
    open(&world, "server:amnezia_yes:1", "Jc =").await;
    open(&world, "server:clear:1:amnezia", "Guardado").await;
    open(&world, "server:drain:1", "No recibe claves nuevas").await;
    open(&world, "server:fill:1", "Responde").await;
    assert_eq!(
        count(&world, "audit_log WHERE action = 'server.changed'"),
        10
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pools_are_offered_typed_refused_and_removed() {
    let (world, servers) = pretending().await;
    servers.add(&world, VpnKind::WireGuard, "Madrid").await;
    open(&world, "server:pools:1:0", "Ninguna todavía").await;
    open(&world, "server:pool_add:1:paid", "¿Qué red?").await;
    say(&world.admin, "10.8.0.0", "red").await;
    say(&world.admin, "10.8.0.1/24", "10.8.0.0/24").await;
    say(
        &world.admin,
        "10.8.0.0/24 fd00:8::/64",
        "de 253 direcciones",
    )
    .await;
    open(&world, "server:pool_add:1:trial", "para las pruebas").await;
    say(&world.admin, "10.8.0.128/25", "se cruza").await;
    open(&world, "server:pool_take:1:trial:2", "de prueba").await;
    open(&world, "server:pool_drop:1:2", "¿Quitar la red").await;
    open(&world, "server:pool_drop_yes:1:2", "redes").await;
    assert_eq!(count(&world, "ip_pools"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_server_is_told_after_the_second_miss_and_again_when_it_is_back() {
    let (world, servers) = pretending().await;
    // The house says that it is there, and has looked after its servers once, before the minutes are counted.
    world.admin.expect("Portero está en línea").await;
    let has_looked = "job_runs WHERE job = 'vpn_health' AND finished_at IS NOT NULL";
    let looked = |world: &World| count(world, has_looked) == 1;
    world
        .emulator
        .wait(|_| looked(&world).then_some(()), "the first look")
        .await;
    let madrid = servers.add(&world, VpnKind::Outline, "Madrid").await;
    let fault = BackendError::Unreachable("no route".to_owned());
    servers.fail(madrid, Some(fault));
    world.admin.mark();
    world.advance(60);
    let is_down = |world: &World| count(world, "servers WHERE health = 'down'") == 1;
    world
        .emulator
        .wait(|_| is_down(&world).then_some(()), "the first miss")
        .await;
    assert!(world.admin.news().is_empty(), "{:?}", world.admin.news());
    world.advance(60);
    let told = world.admin.expect("no responde desde hace 1 minuto").await;
    assert!(told.has_button("server:show:1"), "{told}");
    open(&world, "server:show:1", "No llego al servidor").await;
    let press = world.admin.press_raw("server:test:1");
    let answer = world.admin.answer_to(&press).await;
    assert!(answer.text.contains("No llego al servidor"), "{answer:?}");
    servers.fail(madrid, None);
    servers.say(
        madrid,
        ServerFacts {
            version: Some("9.9".to_owned()),
            ..ServerFacts::default()
        },
    );
    world.admin.mark();
    world.advance(60);
    world.admin.expect("vuelve a responder").await;
    open(&world, "server:show:1", "Versión: 9.9").await;
    say(&world.admin, "/status", "Servidores: 1 🟢").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_removed_with_its_keys_moved_or_ended_or_not_at_all() {
    let (world, servers) = pretending().await;
    known(&world, &world.ana).await;
    let madrid = servers.add(&world, VpnKind::Outline, "Madrid").await;
    let lima = servers.add(&world, VpnKind::Outline, "Lima").await;
    key(&world, &servers, madrid, VpnKind::Outline, "teléfono").await;
    open(&world, "server:remove:1", "1 clave").await;
    open(&world, "server:show:1", "Madrid").await;
    open(&world, "server:move:1:2", "¿Mudar").await;
    open(&world, "server:move_yes:1:2", "1 clave se muda").await;
    let emptied = || servers.peers(madrid).is_empty() && servers.open_peers(lima).len() == 1;
    world
        .emulator
        .wait(|_| emptied().then_some(()), "the key to move")
        .await;
    world.advance(60);
    let is_wiped = || count(&world, "servers WHERE id = 1 AND sealed = ''") == 1;
    world
        .emulator
        .wait(|_| is_wiped().then_some(()), "the way to it to go")
        .await;
    open(&world, "server:list:0", "Lima").await;
    let press = world.admin.press_raw("server:show:1");
    assert!(!world.admin.answer_to(&press).await.text.is_empty());
    open(&world, "server:end:2", "¿Borrar").await;
    open(&world, "server:end_yes:2", "Se borró 1 clave").await;
    let emptied = || servers.peers(lima).is_empty();
    world
        .emulator
        .wait(|_| emptied().then_some(()), "the key to end")
        .await;
    assert_eq!(count(&world, "vpn_configs WHERE status = 'revoked'"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_is_shown_mended_and_strangers_are_adopted_or_left() {
    let (world, servers) = pretending().await;
    known(&world, &world.ana).await;
    let madrid = servers.add(&world, VpnKind::Outline, "Madrid").await;
    key(&world, &servers, madrid, VpnKind::Outline, "casa").await;
    let stranger = |id: &str| RemotePeer {
        remote_id: id.to_owned(),
        name: Some(format!("viejo {id}")),
        addresses: vec![],
        secret_hash: None,
        is_open: true,
        counters: Some(Counters::default()),
        seen_at: None,
        endpoint: None,
        access_url: Some(portero::integrations::vpn::Hidden(
            "ss://Y2hhY2hhMjAtaWV0Zi1wb2x5MTMwNTp4@h.example.org:1/?outline=1".to_owned(),
        )),
        limit_bytes: None,
    };
    servers.edit(madrid, |peers| {
        peers.clear();
        for id in ["7", "8"] {
            peers.insert(id.to_owned(), stranger(id));
        }
    });
    open(&world, "server:drift:1", "Faltan o difieren: 1").await;
    open(&world, "server:repair:1", "reparado").await;
    let is_back = || servers.open_peers(madrid).len() == 3;
    world
        .emulator
        .wait(|_| is_back().then_some(()), "the key to be back")
        .await;
    open(&world, "server:strangers:1:0", "claves ajenas: 2").await;
    let which = |id| portero::screens::servers::short_name(id);
    open(
        &world,
        &format!("server:adopt:1:{}", which("7")),
        "¿De quién es",
    )
    .await;
    say(&world.admin, "@nadie_asi", "No conozco a nadie").await;
    say(&world.admin, "@ana", "claves ajenas: 1").await;
    open(
        &world,
        &format!("server:leave:1:{}", which("8")),
        "claves ajenas",
    )
    .await;
    assert_eq!(count(&world, "vpn_configs WHERE is_imported = 1"), 1);
    assert_eq!(count(&world, "foreign_peers WHERE is_left = 1"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_a_server_holds_every_key_and_its_change_is_told() {
    let (world, _) = pretending().await;
    known(&world, &world.ana).await;
    open(&world, "server:add_file", "clave pública").await;
    say(
        &world.admin,
        &format!("{KEY} vpn.example.org:51820"),
        "Servidor añadido",
    )
    .await;
    pool(&world, ServerId(1), "10.8.0.0/24").await;
    let conf = format!(
        "[Interface]\nPrivateKey = {KEY}\n\n# Client: viejo\n[Peer]\nPublicKey = {KEY}\nAllowedIPs = 10.8.0.9/32\n"
    );
    open(&world, "server:import:1", "wg0.conf").await;
    say(&world.admin, "nada", "No es un wg0.conf").await;
    say(&world.admin, &conf, "Encontré 1 clave").await;
    say(&world.admin, "2 @ana", "No te entendí").await;
    say(&world.admin, "todas @ana", "1 clave asignada").await;
    world.admin.mark();
    world.advance(60);
    world.admin.expect("El archivo de").await;
    let mark = world.emulator.mark();
    let press = world.admin.press_raw("server:file:1");
    world.admin.answer_to(&press).await;
    let sent = world
        .emulator
        .wait(
            |emulator| {
                let calls = emulator.calls_since(mark);
                calls.into_iter().find(|call| call.method == "sendDocument")
            },
            "the file",
        )
        .await;
    let file = sent.files.values().next().expect("a document");
    let text = String::from_utf8_lossy(&file.bytes).into_owned();
    assert!(text.contains(KEY) && text.contains("10.8.0.9/32"), "{text}");
    world.admin.mark();
    world.advance(60);
    world.settled().await;
    assert!(world.admin.news().is_empty(), "{:?}", world.admin.news());
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_of_keys_are_chosen_or_typed_and_hold_at_once() {
    let world = World::new().await;
    let settings = || world.app().ctx.vpn_settings();
    open(&world, "server:settings", "Ajustes VPN").await;
    open(&world, "server:pick:trial:1", "Guardado").await;
    assert!(!settings().has_trial);
    open(&world, "server:set:trial_bytes", "1 GB").await;
    say(&world.admin, "mucho", "No entiendo esa cantidad").await;
    say(&world.admin, "2,5 GB", "Guardado").await;
    assert_eq!(settings().trial_bytes, Some(2_500_000_000));
    open(&world, "server:set:devices", "De serie").await;
    say(&world.admin, "0", "de 1 a 100").await;
    say(&world.admin, "7", "Guardado").await;
    assert_eq!(settings().devices, 7);
    open(&world, "server:set:trial_channel", "¿En qué canal").await;
    say(&world.admin, &FREE.to_string(), "Canal Free").await;
    assert_eq!(settings().trial_channel.map(|chat| chat.0), Some(FREE));
    open(&world, "server:pick:self:1", "miembros VIP").await;
    open(&world, "server:reset", "¿Dejar todos").await;
    open(&world, "server:reset_yes", "Ajustes VPN").await;
    assert_eq!(*settings(), VpnSettings::default());
    assert_eq!(count(&world, "audit_log WHERE action = 'vpn.setting'"), 6);
    world.finish().await;
}
