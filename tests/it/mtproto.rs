//! Proxies for Telegram: the desk and people's keys, in chat with a whole bot before pretended servers.

use crate::pretended::Pretended;
use crate::world::{ADMIN, World};
use portero::crud;
use portero::db::Durability;
use portero::demo::telegram::{EmulatedMessage, Person};
use portero::integrations::mtproto::link::ProxyLink;
use portero::models::{
    Actor, MtProtoOptions, PermissionSet, SecretForm, SelfService, ServerChange, ServerFacts,
    ServerId, UserId, VpnKind,
};
use portero::services::ServiceError;
use portero::services::vpn::servers;

const TAG: &str = "00112233445566778899aabbccddeeff";

/// A house with one MTProto server, in which everybody may make keys.
struct House {
    world: World,
    servers: Pretended,
    server: ServerId,
}

impl House {
    async fn new() -> Self {
        let world = World::bare().await;
        let servers = Pretended::default();
        servers.install(&world);
        let server = servers.add(&world, VpnKind::MtProto, "Ámsterdam").await;
        let house = Self {
            world,
            servers,
            server,
        };
        let ctx = &house.world.app().ctx;
        let mut settings = (*ctx.vpn_settings()).clone();
        settings.self_service = SelfService::Everybody;
        let kept = settings.clone();
        (ctx.db)
            .write(Durability::Full, move |tx| {
                Ok::<_, ServiceError>(crud::vpn_settings::update(tx, &kept)?)
            })
            .await
            .expect("kept");
        ctx.put_vpn_settings(settings);
        house
    }

    async fn set(&self, change: ServerChange) {
        let admin = Actor::user(UserId(ADMIN), PermissionSet::all(), None);
        let (ctx, now) = (&self.world.app().ctx, self.world.clock.now());
        servers::change(ctx, &admin, self.server, change, now)
            .await
            .expect("changed");
    }

    fn ana(&self) -> &Person {
        &self.world.ana
    }

    /// Ana makes a key, and has its link.
    async fn key_of_ana(&self) -> ProxyLink {
        self.ana().start(None);
        self.ana().expect("Mis claves VPN").await;
        self.ana().send("/vpn");
        for button in ["key:new", "📱 Teléfono"] {
            self.ana().click(button).await;
        }
        self.ana().expect("Cómo usar tu proxy de Telegram").await;
        self.link()
    }

    /// The newest link that Ana was sent.
    fn link(&self) -> ProxyLink {
        let messages = self.ana().messages();
        let url = messages.iter().rev().find_map(connects).expect("a link");
        ProxyLink::parse(&url).expect("a link to a proxy")
    }
}

/// Where the button to connect leads.
fn connects(message: &EmulatedMessage) -> Option<String> {
    let mut urls = message
        .rows
        .iter()
        .flatten()
        .filter_map(|one| one.url.as_ref());
    urls.find(|url| url.contains("/proxy?")).cloned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_is_one_press_away_and_comes_with_its_code_and_guide() {
    let house = House::new().await;
    house
        .set(ServerChange::Forms(SecretForm::ALL.to_vec()))
        .await;
    let domain = Some("www.example.com".to_owned());
    house.set(ServerChange::Domain(domain)).await;
    let link = house.key_of_ana().await;
    assert_eq!(link.secret.form(), SecretForm::FakeTls);
    assert_eq!((link.host.as_str(), link.port), ("vpn.example.org", 51_820));
    let ana = house.ana();
    let has_code =
        |message: &EmulatedMessage| message.text.contains("Escanéalo") && message.file_id.is_some();
    assert!(ana.messages().iter().any(has_code), "its code");
    ana.send("/vpn");
    // Her guide leads to the card too: it is the button of the list that is pressed.
    ana.expect("Mis claves VPN").await;
    ana.click("🟢 Teléfono").await;
    let card = ana.expect("🔑 Teléfono · Proxy de Telegram").await;
    assert_eq!(connects(&card), Some(link.https()), "{card}");
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_secret_ends_the_old_link_and_a_pause_shuts_it() {
    let house = House::new().await;
    let old = house.key_of_ana().await;
    let first = house.servers.open_peers(house.server);
    let ana = house.ana();
    ana.press_raw("key:rotate_yes:1");
    let world = &house.world;
    let others = |_: &_| {
        let open = house.servers.open_peers(house.server);
        (open.len() == 1 && open != first).then_some(())
    };
    world.emulator.wait(others, "another user").await;
    // The new link is handed over after the server has it, and its guide comes last.
    ana.expect("Cómo usar tu proxy de Telegram").await;
    assert_ne!(house.link().secret, old.secret);
    ana.press_raw("key:pause:1");
    let none = |_: &_| {
        house
            .servers
            .open_peers(house.server)
            .is_empty()
            .then_some(())
    };
    world.emulator.wait(none, "it is shut").await;
    ana.press_raw("key:delete_yes:1");
    let gone = |_: &_| house.servers.peers(house.server).is_empty().then_some(());
    world.emulator.wait(gone, "it is taken away").await;
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_admin_is_given_the_lines_for_the_registrar_and_the_tag_goes_to_the_server() {
    let house = House::new().await;
    house.key_of_ana().await;
    let of_ana = house.servers.open_peers(house.server).remove(0);
    let admin = &house.world.admin;
    admin.press_raw("server:show:1");
    admin.click("📣 Canal promocionado").await;
    let screen = admin.expect("/newproxy").await;
    assert!(screen.text.contains("vpn.example.org:51820"), "{screen}");
    admin.click("🏷 Poner la etiqueta").await;
    admin.expect("¿Qué etiqueta te dio").await;
    admin.click("❌ Cancelar").await;
    // Where it was asked for.
    admin.expect("/newproxy").await;
    admin.click("🏷 Poner la etiqueta").await;
    admin.expect("¿Qué etiqueta te dio").await;
    admin.send("no es");
    admin.expect("Eso no es una etiqueta").await;
    house.servers.calls(house.server);
    admin.send(&TAG.to_uppercase());
    let screen = admin.expect(&format!("Etiqueta puesta: {TAG}")).await;
    assert!(screen.text.contains("/newproxy"), "{screen}");
    let told = |_: &_| {
        let calls = house.servers.calls(house.server);
        (calls.contains(&format!("put {of_ana} open"))).then_some(())
    };
    house.world.emulator.wait(told, "the server is told").await;
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_staff_finds_extends_and_revokes_a_proxy() {
    let house = House::new().await;
    house.key_of_ana().await;
    let world = &house.world;
    let (admin, name) = (&world.admin, "Teléfono");
    let remote = house.servers.open_peers(house.server).remove(0);
    admin.press_raw("vpn:list:kept:-:0");
    admin.expect("1 clave").await;
    for (kind, answer) in [
        ("WireGuard", "no hay claves"),
        ("Outline", "no hay claves"),
        ("Proxy de Telegram", "1 clave"),
    ] {
        admin.mark();
        admin.click(kind).await;
        admin.expect(answer).await;
    }
    for text in [name, &remote, "@ana"] {
        admin.mark();
        admin.press_raw("vpn:search");
        admin.expect("Escribe qué buscar").await;
        admin.send(text);
        admin.expect("Ámsterdam").await;
    }
    house.servers.calls(house.server);
    admin.press_raw("vpn:end:1");
    admin.expect("Escribe cuántos días").await;
    admin.send("31/12/2027");
    admin.expect("Termina el 31 dic 2027").await;
    let put = format!("put {remote} open");
    let told = |_: &_| (house.servers.calls(house.server).contains(&put)).then_some(());
    world
        .emulator
        .wait(told, "its server hears of the end")
        .await;

    admin.press_raw("vpn:delete:1");
    admin.expect("¿Borrar").await;
    admin.press_raw("vpn:delete_yes:1");
    admin.expect("borrada").await;
    let gone = |_: &_| house.servers.peers(house.server).is_empty().then_some(());
    world.emulator.wait(gone, "it is taken away").await;
    let status: String = world.value("SELECT status FROM vpn_configs WHERE id = 1");
    assert_eq!(status, "revoked");
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_says_of_itself_goes_into_the_links() {
    let world = World::bare().await;
    let servers = Pretended::default();
    servers.install(&world);
    // What is tried out has no number yet.
    let said = MtProtoOptions {
        forms: vec![SecretForm::FakeTls, SecretForm::Secure],
        domain: Some("www.example.com".to_owned()),
        tag: None,
    };
    let facts = ServerFacts {
        mtproto: Some(said),
        ..ServerFacts::default()
    };
    servers.say(ServerId(0), facts);
    servers.add(&world, VpnKind::MtProto, "Ámsterdam").await;
    world.admin.start(None);
    world.settled().await;
    world.admin.mark();
    world.admin.press_raw("server:show:1");
    let card = world.admin.expect("Finge ser www.example.com").await;
    assert!(card.text.contains("TLS falso (ee)"), "{card}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_without_a_port_is_refused_while_nobody_knows_the_port() {
    let world = World::bare().await;
    let servers = Pretended::default();
    servers.install(&world);
    world.admin.start(None);
    world.settled().await;
    world.admin.press_raw("server:add_demo:mtproto");
    world.admin.expect("proxy.example.org:443").await;
    world.admin.press_raw("server:ask:1:endpoint");
    world.admin.expect("¿Qué dirección y puerto").await;
    world.admin.send("otro.example.org");
    world.admin.expect("otro.example.org:443").await;
    let sql = "UPDATE servers SET port = 0, revision = revision + 1";
    (world.app().ctx.db)
        .write(Durability::Full, move |tx| {
            tx.execute(sql, [])?;
            Ok::<_, ServiceError>(())
        })
        .await
        .expect("kept");
    world.admin.press_raw("server:ask:1:endpoint");
    world.admin.expect("¿Qué dirección y puerto").await;
    world.admin.send("tercero.example.org");
    world.admin.expect("dos puntos y el puerto").await;
    world.admin.send("tercero.example.org:8443");
    world.admin.expect("tercero.example.org:8443").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_for_a_proxy_is_refused_in_words_and_its_secret_leaves_the_chat() {
    let world = World::new().await;
    for (button, question, typed, answer) in [
        (
            "server:add_telemt",
            "API de control de telemt",
            "http://proxy.example.org:9091 clave",
            "solo con https",
        ),
        (
            "server:add_mtprotoproxy",
            "la ruta de su configuración",
            "config.py",
            "Escribe dos rutas completas",
        ),
        (
            "server:add_links",
            "Pega uno o varios enlaces",
            "https://t.me/portero",
            "Pega de uno a 10 enlaces",
        ),
        (
            "server:add_links",
            "Pega uno o varios enlaces",
            "tg://proxy?server=127.0.0.1&port=1&secret=dd0123456789abcdef",
            "El secreto (secret=)",
        ),
        (
            "server:add_links",
            "Pega uno o varios enlaces",
            "tg://proxy?server=127.0.0.1&port=1&secret=dd0123456789abcdef0123456789abcdef",
            "No contesta nadie",
        ),
    ] {
        world.admin.mark();
        world.admin.press_raw(button);
        world.admin.expect(question).await;
        world.admin.mark();
        world.admin.send(typed);
        world.admin.expect(answer).await;
        let messages = world.admin.messages();
        let is_there = messages.iter().any(|message| message.text == typed);
        // The paths are no secret.
        assert_eq!(is_there, button == "server:add_mtprotoproxy", "{typed}");
    }
    let servers: i64 = world.value("SELECT count(*) FROM servers");
    assert_eq!(servers, 0);
    world.finish().await;
}
