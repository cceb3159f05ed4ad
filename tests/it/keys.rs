//! People and their VPN keys, in chat with a whole bot before pretended servers.

use crate::pretended::Pretended;
use crate::world::{ADMIN, ANA, FREE, World};
use portero::crud;
use portero::db::Durability;
use portero::demo::telegram::{EmulatedMessage, Person, Rights};
use portero::integrations::vpn::BackendError;
use portero::integrations::vpn::Reach;
use portero::models::{
    Actor, ChatId, Door, PermissionSet, SelfService, ServerId, UserId, VpnKind, VpnSettings,
};
use portero::services::ServiceError;
use portero::services::vpn::addresses;
use portero::services::vpn::pools;

/// A channel that stands behind no door.
const CLUB: i64 = -1_001_000_000_009;

/// A house with servers, in which everybody may make keys.
struct House {
    world: World,
    servers: Pretended,
    madrid: ServerId,
    outline: ServerId,
}

impl House {
    async fn new() -> Self {
        let world = World::bare().await;
        let servers = Pretended::default();
        servers.install(&world);
        let madrid = servers.add(&world, VpnKind::WireGuard, "Madrid <&>").await;
        let outline = servers.add(&world, VpnKind::Outline, "Miami").await;
        let house = Self {
            world,
            servers,
            madrid,
            outline,
        };
        house.pool(madrid, false, "10.66.0.0/24 fd66::/64").await;
        house.pool(madrid, true, "10.67.0.0/24").await;
        house
            .set(|settings| settings.self_service = SelfService::Everybody)
            .await;
        house
    }

    async fn pool(&self, server: ServerId, is_trial: bool, cidr: &str) {
        let admin = Actor::user(UserId(ADMIN), PermissionSet::all(), None);
        let (ctx, now) = (&self.world.app().ctx, self.world.clock.now());
        let networks = pools::parse(cidr).expect("networks");
        addresses::add(ctx, &admin, server, is_trial, networks, now)
            .await
            .expect("a pool");
    }

    /// What admins set about keys.
    async fn set(&self, change: impl FnOnce(&mut VpnSettings)) {
        let ctx = &self.world.app().ctx;
        let mut settings = (*ctx.vpn_settings()).clone();
        change(&mut settings);
        let kept = settings.clone();
        (ctx.db)
            .write(Durability::Full, move |tx| {
                Ok::<_, ServiceError>(crud::vpn_settings::update(tx, &kept)?)
            })
            .await
            .expect("kept");
        ctx.put_vpn_settings(settings);
    }

    fn ana(&self) -> &Person {
        &self.world.ana
    }

    /// Ana makes a WireGuard key under the name of a phone, and has it.
    async fn key_of_ana(&self) -> i64 {
        self.ana().send("/vpn");
        for button in ["key:new", "key:new:wireguard", "📱 Teléfono"] {
            self.ana().click(button).await;
        }
        self.ana().expect("Cómo conectarte").await;
        self.world
            .value("SELECT max(id) FROM vpn_configs WHERE user_id = 2001")
    }

    fn keys(&self) -> i64 {
        self.world.value("SELECT count(*) FROM vpn_configs")
    }

    fn status(&self, key: i64) -> String {
        self.world
            .value(&format!("SELECT status FROM vpn_configs WHERE id = {key}"))
    }

    /// Ana's newest message with a file or a picture.
    fn file(&self, name: &str) -> Option<EmulatedMessage> {
        let messages = self.ana().messages();
        let is_named = |message: &EmulatedMessage| {
            let found = message.file_name.as_deref();
            found.is_some_and(|found| found.ends_with(name))
        };
        messages.into_iter().rev().find(is_named)
    }

    fn content(&self, message: &EmulatedMessage) -> String {
        let id = message.file_id.as_deref().expect("a file");
        let bytes = self.world.emulator.file(id).expect("kept");
        String::from_utf8(bytes).expect("text")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wireguard_key_comes_with_its_file_its_code_and_its_guide() {
    let house = House::new().await;
    let ana = house.ana();
    ana.start(None);
    let home = ana.expect("Mis claves VPN").await;
    assert!(home.has_button("🎁 Prueba gratis"), "{home}");
    assert!(!home.text.contains("Todavía estamos preparando"), "{home}");
    ana.click("key:list:0").await;
    ana.expect("Crea la primera").await;
    ana.click("🆕 Nueva clave").await;
    let kinds = ana.expect("¿Qué tipo de clave quieres?").await;
    assert!(kinds.has_button("WireGuard") && kinds.has_button("Outline"));
    ana.click("key:new:wireguard").await;
    ana.expect("¿Para qué dispositivo es?").await;
    ana.send("  Mi móvil <&>  ");
    ana.expect("Preparando «Mi móvil <&>»").await;
    let guide = ana.expect("Cómo conectarte con WireGuard").await;
    assert!(guide.text.contains("Android"), "{guide}");
    let file = house.file(".conf").expect("the file");
    assert!(file.text.contains("Madrid <&>"), "{file}");
    let conf = house.content(&file);
    for part in [
        "[Interface]",
        "PrivateKey = ",
        "10.66.0.",
        "fd66::",
        "Endpoint = vpn.example.org:51820",
    ] {
        assert!(conf.contains(part), "{part} in {conf}");
    }
    let code = ana
        .news()
        .into_iter()
        .find(|news| news.text.contains("Escanéalo"));
    assert!(code.is_some_and(|code| code.file_id.is_some()));
    assert_eq!(house.servers.open_peers(house.madrid).len(), 1);

    ana.click("🔑 Ver la clave").await;
    let card = ana.expect("Funciona").await;
    assert!(
        card.text.contains("10.66.0.") && card.text.contains("Dispositivos: 1 de 3"),
        "{card}"
    );
    ana.send("/keys");
    let list = ana.expect("Mi móvil <&>").await;
    assert!(list.text.contains("lista"), "{list}");
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outline_key_is_a_link_to_copy_in_the_persons_language() {
    let house = House::new().await;
    let eva = &house.world.eva;
    eva.send("/vpn");
    for button in ["🆕 New key", "key:new:outline", "💻 Laptop"] {
        eva.click(button).await;
    }
    eva.expect("How to connect with Outline").await;
    let link = eva
        .news()
        .into_iter()
        .find(|news| news.text.contains("ss://"));
    let link = link.expect("the link");
    assert!(
        link.text.contains("Laptop") && link.has_button("📋 Copy the link"),
        "{link}"
    );
    assert_eq!(house.servers.open_peers(house.outline).len(), 1);
    eva.click("🔑 See the key").await;
    eva.click("🔗 Link").await;
    eva.expect("ss://").await;
    eva.send("/usage");
    let usage = eva.expect("Your usage").await;
    assert!(
        usage.text.contains("Outline") && usage.text.contains("Laptop"),
        "{usage}"
    );
    eva.click("📊 7 days").await;
    let chart = eva.expect("Your traffic, 7 days").await;
    assert!(chart.file_id.is_some());
    eva.send("/status");
    let status = eva.expect("What is yours").await;
    assert!(status.text.contains("Outline"), "{status}");
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_pressed_twice_makes_one_key_and_the_next_question_another() {
    let house = House::new().await;
    let ana = house.ana();
    ana.send("/vpn");
    ana.click("🆕 Nueva clave").await;
    ana.click("key:new:wireguard").await;
    let question = ana.expect("¿Para qué dispositivo es?").await;
    let phone = question.button("📱 Teléfono").expect("a name");
    let data = phone.data.clone().expect("data");
    for _ in 0..3 {
        ana.press_on(question.message_id, &data);
    }
    house.world.settled().await;
    assert_eq!(house.keys(), 1);
    ana.expect_button("🔑 Ver la clave").await;
    // The very same message asks again: that is another question.
    ana.press_on(question.message_id, "key:new:wireguard");
    house.world.settled().await;
    ana.click("💻 Portátil").await;
    ana.expect("Preparando «Portátil»").await;
    assert_eq!(house.keys(), 2);
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_can_be_left_and_nothing_is_made() {
    let house = House::new().await;
    let ana = house.ana();
    let lisboa = house
        .servers
        .add(&house.world, VpnKind::WireGuard, "Lisboa")
        .await;
    house.pool(lisboa, false, "10.70.0.0/30").await;
    let steps = ["🆕 Nueva clave", "key:new:wireguard", "Lisboa"];
    for count in 1..=steps.len() {
        ana.send("/vpn");
        house.world.settled().await;
        for step in &steps[..count] {
            ana.click(step).await;
        }
        ana.send("/cancel");
        house.world.settled().await;
    }
    ana.send("Mi móvil");
    ana.expect("No entendí").await;
    // The button leaves as well.
    ana.send("/vpn");
    house.world.settled().await;
    for step in steps {
        ana.click(step).await;
    }
    ana.click("❌ Cancelar").await;
    ana.expect("Aún no tienes ninguna").await;
    assert_eq!(house.keys(), 0);
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_will_not_do_is_asked_for_again() {
    let house = House::new().await;
    let ana = house.ana();
    ana.send("/vpn");
    ana.click("🆕 Nueva clave").await;
    ana.click("key:new:wireguard").await;
    ana.send(&"x".repeat(65));
    ana.expect("Escribe un nombre de 1 a 64").await;
    ana.send_photo(None);
    ana.expect("Escribe un nombre de 1 a 64").await;
    ana.send("Casa");
    ana.expect("Preparando «Casa»").await;
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_asks_for_its_channel_and_is_one_per_person() {
    let house = House::new().await;
    let ana = house.ana();
    let emulator = &house.world.emulator;
    emulator.add_channel(CLUB, "El Club <&>");
    emulator.set_owner(CLUB, ADMIN);
    emulator.set_bot_rights(CLUB, Rights::full(), ADMIN);
    house
        .set(|settings| {
            settings.self_service = SelfService::Nobody;
            settings.trial_channel = Some(ChatId(CLUB));
        })
        .await;
    ana.send("/vpn");
    ana.expect("puedes probar gratis").await;
    ana.send("/trial");
    let terms = ana.expect("Prueba gratis").await;
    assert!(
        terms.text.contains("24 horas") && terms.text.contains("1,0 GB"),
        "{terms}"
    );
    ana.click("🎁 WireGuard").await;
    let first = ana.expect("Un paso antes").await;
    assert!(first.has_button("✅ Ya entré"), "{first}");
    ana.click("✅ Ya entré").await;
    house.world.settled().await;
    assert_eq!(house.keys(), 0);
    ana.join_without_link(CLUB);
    ana.click("✅ Ya entré").await;
    ana.expect("Cómo conectarte con WireGuard").await;
    assert!(
        house
            .content(&house.file(".conf").expect("a file"))
            .contains("10.67.0.")
    );
    ana.send("/trial");
    ana.expect("Ya usaste tu prueba").await;
    ana.start(None);
    let home = ana.expect("¡Hola").await;
    assert!(!home.has_button("key:trial"), "{home}");
    assert_eq!(house.keys(), 1);
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trial_of_the_free_channel_leads_to_its_queue() {
    let house = House::new().await;
    house.world.configure(Door::Free).await;
    house
        .set(|settings| settings.trial_channel = Some(ChatId(FREE)))
        .await;
    house.ana().send("/trial");
    house.ana().click("🎁 Outline").await;
    let first = house.ana().expect("Un paso antes").await;
    assert!(first.has_button("user:request_free"), "{first}");
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_renamed_paused_resumed_rotated_routed_and_deleted() {
    let house = House::new().await;
    let ana = house.ana();
    let key = house.key_of_ana().await;
    let before = house.servers.open_peers(house.madrid);
    ana.click("🔑 Ver la clave").await;
    ana.expect("Funciona").await;

    ana.click("✏️ Renombrar").await;
    ana.send("Casa");
    ana.expect("Casa").await;
    ana.click("⏸️ Pausar").await;
    ana.expect("En pausa").await;
    house
        .world
        .emulator
        .wait(
            |_| {
                house
                    .servers
                    .open_peers(house.madrid)
                    .is_empty()
                    .then_some(())
            },
            "a shut peer",
        )
        .await;
    assert_eq!(house.status(key), "suspended");
    ana.click("▶️ Reanudar").await;
    ana.expect("Funciona").await;

    ana.click("🔁 Rotar").await;
    ana.expect("¿Rotar «Casa»?").await;
    ana.click("🔁 Sí, rotar").await;
    ana.expect("Cómo conectarte").await;
    let after = house.servers.open_peers(house.madrid);
    assert!(after.len() == 1 && after != before, "{after:?}");

    ana.click(&format!("key:show:{key}")).await;
    ana.click("🧭 Qué pasa por ella").await;
    ana.click("🎯 Redes elegidas").await;
    ana.send("todo");
    ana.expect("Escribe redes").await;
    ana.send("10.20.0.0/16, 2001:db8::/32");
    let card = ana.expect("Por el túnel").await;
    assert!(card.text.contains("10.20.0.0/16"), "{card}");
    let is_routed = || {
        let conf = house.content(&house.file(".conf")?);
        conf.contains("AllowedIPs = 10.20.0.0/16").then_some(())
    };
    house
        .world
        .emulator
        .wait(|_| is_routed(), "the new file")
        .await;

    ana.click(&format!("key:delete:{key}")).await;
    let ask = ana.expect("¿Borrar «Casa»?").await;
    assert!(ask.text.contains("sigue contando"), "{ask}");
    ana.click("🗑️ Sí, borrar").await;
    ana.expect("Aún no tienes ninguna").await;
    assert_eq!(house.status(key), "revoked");
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_key_is_none_whatever_is_pressed() {
    let house = House::new().await;
    let key = house.key_of_ana().await;
    let eva = &house.world.eva;
    eva.start(None);
    house.world.settled().await;
    for verb in [
        "show",
        "file",
        "qr",
        "link",
        "guide",
        "rename",
        "rotate",
        "rotate_yes",
        "pause",
        "resume",
        "delete",
        "delete_yes",
        "routing",
        "networks",
        "usage:7",
        "usage:30",
    ] {
        let press = eva.press_raw(&format!("key:{verb}:{key}"));
        let toast = eva.answer_to(&press).await;
        let said = toast.text;
        assert!(
            toast.show_alert && said.contains("no longer"),
            "{verb}: {said}"
        );
    }
    let press = eva.press_raw(&format!("key:routing:{key}:all"));
    assert!(eva.answer_to(&press).await.show_alert);
    // Nothing was asked either: what she writes is no answer.
    eva.send("10.0.0.0/8");
    eva.expect("no longer remember").await;
    assert_eq!(house.status(key), "active");
    let name: String = house.world.value("SELECT name FROM vpn_configs");
    assert_eq!(name, "Teléfono");
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_a_server_that_is_down_comes_when_it_is_back() {
    let house = House::new().await;
    let ana = house.ana();
    let fault = BackendError::Unreachable("no route".to_owned());
    house.servers.fail(house.madrid, Some(fault));
    ana.send("/vpn");
    for button in ["key:new", "key:new:wireguard", "📺 Tele"] {
        ana.click(button).await;
    }
    ana.expect("Tele").await;
    house.world.settled().await;
    assert!(house.file(".conf").is_none());
    house.servers.fail(house.madrid, None);
    house.world.advance(3_600);
    ana.expect("Cómo conectarte con WireGuard").await;
    assert!(house.file(".conf").is_some());
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_rotated_while_its_server_is_down_is_said_to_be_on_its_way() {
    let house = House::new().await;
    let ana = house.ana();
    let key = house.key_of_ana().await;
    let fault = BackendError::Unreachable("no route".to_owned());
    house.servers.fail(house.madrid, Some(fault));
    let press = ana.press_raw(&format!("key:rotate_yes:{key}"));
    let card = ana.expect("La nueva se está preparando").await;
    assert!(!card.text.contains("una sola vez"), "{}", card.text);
    house.servers.fail(house.madrid, None);
    house.world.advance(3_600);
    let old = "SELECT count(*) = 1 FROM vpn_peers WHERE settled = 'open'";
    let world = &house.world;
    (world.emulator)
        .wait(|_| world.value::<bool>(old).then_some(()), old)
        .await;
    ana.answer_to(&press).await;
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_keys_are_for_vip_members_a_person_without_a_plan_is_led_to_their_token() {
    let house = House::new().await;
    house
        .set(|settings| {
            settings.self_service = SelfService::Vip;
            settings.has_trial = false;
        })
        .await;
    let ana = house.ana();
    ana.send("/vpn");
    ana.expect("Todavía no tienes un plan de VPN").await;
    house.world.configure(Door::Vip).await;
    ana.send("/vpn");
    ana.expect("Si te dieron un token").await;
    let token = house.world.token(None).await;
    ana.click("user:redeem_token").await;
    ana.expect("token").await;
    house.world.redeem(ana, &token).await;
    ana.send("/vpn");
    ana.expect("Crea la primera").await;
    house.world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_that_only_sells_vpn_is_complete_and_its_menus_say_so() {
    let house = House::new().await;
    let admin = &house.world.admin;
    admin.send("/admin");
    let panel = admin.expect("Panel de Administración").await;
    assert!(
        panel.text.contains("Falta elegir el canal VIP"),
        "pretended servers make no house that only sells VPN: {panel}"
    );
    (house.servers)
        .add_by(&house.world, Reach::File, VpnKind::WireGuard, "Lisboa")
        .await;
    admin.send("/admin");
    admin.expect("✅ Bot configurado correctamente").await;
    let has = |menus: &[(String, serde_json::Value)], command: &str| {
        let is_it = |one: &serde_json::Value| one["command"] == command;
        let of =
            |menu: &serde_json::Value| menu.as_array().is_some_and(|all| all.iter().any(is_it));
        menus.iter().any(|(_, menu)| of(menu))
    };
    house
        .world
        .menus(|menus| {
            has(menus, "vpn") && has(menus, "trial") && has(menus, "usage") && !has(menus, "free")
        })
        .await;
    house.ana().send("/help");
    house.ana().expect("/vpn").await;
    house.world.finish().await;

    let world = World::bare().await;
    world.ana.send("/vpn");
    world.ana.expect("todavía no hay servidores").await;
    world.ana.start(None);
    let home = world.ana.expect("¡Hola").await;
    assert!(
        !home.has_button("key:list:0")
            && world.value::<i64>("SELECT count(*) FROM vpn_configs") == 0
    );
    assert_eq!(ANA, world.ana.id);
    world.finish().await;
}
