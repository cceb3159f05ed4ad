//! The staff's desk of keys: lists, search, the card and its acts, keys made by hand, more time for many.

use crate::pretended::Pretended;
use crate::world::{ANA, EVA, World};
use portero::db::Durability;
use portero::demo::telegram::{EmulatedMessage, Person};
use portero::models::{Actor, ServerId, VpnKind};
use portero::services::ServiceError;
use portero::services::vpn::addresses;
use portero::services::vpn::lifecycle::judge_change;
use portero::services::vpn::pools;

/// A house with two WireGuard servers with addresses and one Outline server, and Ana known to it.
async fn house() -> (World, Pretended, [ServerId; 3]) {
    let world = World::new().await;
    let servers = Pretended::default();
    servers.install(&world);
    let first = servers.add(&world, VpnKind::WireGuard, "Madrid").await;
    let second = servers.add(&world, VpnKind::WireGuard, "París <&>").await;
    let outline = servers.add(&world, VpnKind::Outline, "Oslo").await;
    for (server, networks) in [
        (
            first,
            ["10.8.0.0/24 fd00:8::/64", "10.8.1.0/24 fd00:8:1::/64"],
        ),
        (
            second,
            ["10.9.0.0/24 fd00:9::/64", "10.9.1.0/24 fd00:9:1::/64"],
        ),
    ] {
        for (networks, is_trial) in networks.into_iter().zip([false, true]) {
            let ctx = &world.app().ctx;
            let networks = pools::parse(networks).expect("networks");
            addresses::add(
                ctx,
                &Actor::system(),
                server,
                is_trial,
                networks,
                world.clock.now(),
            )
            .await
            .expect("a pool");
        }
    }
    world.ana.start(None);
    world.eva.start(None);
    world.settled().await;
    (world, servers, [first, second, outline])
}

/// What a person was handed over, and in how many messages.
async fn handed(person: &Person, text: &str) -> EmulatedMessage {
    person.expect(text).await
}

/// A key made by hand for somebody, to its card.
async fn make(world: &World, user: i64, kind: &str, days: &str, gigabytes: &str) -> i64 {
    world.admin.press_raw(&format!(
        "vpn:make:{user}:{kind}:-:{days}:{gigabytes}:{user}"
    ));
    world.admin.expect("🔑").await;
    world.settled().await;
    world.value("SELECT max(id) FROM vpn_configs")
}

fn status(world: &World, id: i64) -> String {
    world.value(&format!("SELECT status FROM vpn_configs WHERE id = {id}"))
}

async fn until(world: &World, sql: &str) {
    world
        .emulator
        .wait(|_| world.value::<bool>(sql).then_some(()), sql)
        .await;
}

async fn until_status(world: &World, id: i64, status: &str) {
    until(
        world,
        &format!("SELECT status = '{status}' FROM vpn_configs WHERE id = {id}"),
    )
    .await;
}

#[tokio::test]
async fn a_key_made_by_hand_step_by_step_reaches_its_owner() {
    let (world, servers, [first, ..]) = house().await;
    let admin = &world.admin;
    admin.press_raw("vpn:new");
    admin.expect("¿Para quién").await;
    admin.send("nadie de aquí");
    admin.expect("No conozco").await;
    admin.send(&ANA.to_string());
    admin.expect("¿de qué tipo?").await;
    admin.press("WireGuard");
    admin.expect("¿En qué servidor?").await;
    admin.press("El menos cargado");
    admin.expect("¿Por cuánto tiempo?").await;
    admin.press("Otro número");
    admin.expect("¿Cuántos días?").await;
    admin.send("cero");
    admin.expect("3").await;
    admin.send("45 días");
    admin.expect("¿Con cuántos datos?").await;
    admin.press("50,0 GB");
    let preview = admin.expect("Se creará").await;
    assert!(preview.text.contains("45 días"), "{}", preview.text);
    admin.press("Crear con nombre");
    admin.expect("¿Cómo se llama la clave?").await;
    admin.send_photo(None);
    admin.expect("Escribe un nombre").await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM vpn_configs"), 0);
    admin.send("Casa de Ana");
    admin.expect("Clave hecha para Ana").await;
    until_status(&world, 1, "active").await;
    handed(&world.ana, "El equipo te hizo una clave").await;
    handed(&world.ana, "Casa de Ana").await;
    assert_eq!(servers.open_peers(first).len(), 1);
    let end: i64 = world.value("SELECT (expires_at - created_at) / 86400 FROM vpn_accounts");
    assert_eq!(end, 45);
    assert_eq!(
        world.value::<i64>("SELECT limit_bytes FROM vpn_accounts"),
        50_000_000_000
    );
    world.finish().await;
}

#[tokio::test]
async fn a_key_by_hand_that_nothing_takes_is_refused_before_anything_is_asked() {
    let (world, ..) = house().await;
    let admin = &world.admin;
    admin.press_raw("vpn:new");
    admin.expect("¿Para quién").await;
    let write = |sql: &'static str| {
        (world.app().ctx.db).write(Durability::Full, move |tx| {
            tx.execute_batch(sql)?;
            Ok::<_, ServiceError>(())
        })
    };
    let drained = "UPDATE servers SET is_draining = 1 WHERE kind = 'wireguard'";
    write(drained).await.expect("drained");
    admin.send(&ANA.to_string());
    let kinds = admin.expect("¿de qué tipo?").await;
    let labels: Vec<_> = kinds.rows.iter().flatten().map(|one| &one.label).collect();
    assert!(
        !labels.iter().any(|label| label.contains("WireGuard")),
        "{labels:?}"
    );
    write("UPDATE servers SET is_draining = 1")
        .await
        .expect("drained");
    admin.press_raw("vpn:new");
    admin.expect_toast("ningún servidor de WireGuard").await;
    world.finish().await;
}

#[tokio::test]
async fn pressed_twice_one_key_is_made() {
    let (world, servers, [first, second, _]) = house().await;
    let admin = &world.admin;
    admin.press_raw(&format!("vpn:preview:{ANA}:w:-:30:-:7"));
    admin.expect("Se creará").await;
    admin.press("✅ Crear");
    admin.press("✅ Crear");
    world.settled().await;
    until_status(&world, 1, "active").await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM vpn_configs"), 1);
    let open = servers.open_peers(first).len() + servers.open_peers(second).len();
    assert_eq!(open, 1);
    world.finish().await;
}

#[tokio::test]
async fn a_key_made_by_hand_works_for_whoever_used_up_what_they_had() {
    let (world, servers, [first, second, _]) = house().await;
    let old = make(&world, ANA, "w", "30", "5").await;
    until_status(&world, old, "active").await;
    let used = "UPDATE vpn_accounts SET used_tx = limit_bytes, devices = 3";
    world.database().execute(used, []).expect("used up");
    let admin = &world.admin;
    admin.press_raw(&format!("vpn:make:{ANA}:w:-:30:5:99"));
    admin.expect("Clave hecha para Ana").await;
    world.settled().await;
    let new: i64 = world.value("SELECT max(id) FROM vpn_configs");
    assert_ne!(old, new);
    until_status(&world, new, "active").await;
    until(
        &world,
        "SELECT count(*) = 0 FROM vpn_peers WHERE settled IS NOT wanted",
    )
    .await;
    let open = servers.open_peers(first).len() + servers.open_peers(second).len();
    assert_eq!(open, 2);
    world.finish().await;
}

#[tokio::test]
async fn a_ban_stops_the_keys_of_a_person_until_it_is_lifted() {
    let (world, servers, [first, second, _]) = house().await;
    let key = make(&world, ANA, "w", "30", "-").await;
    until_status(&world, key, "active").await;
    let held = make(&world, ANA, "o", "30", "-").await;
    until_status(&world, held, "active").await;
    let admin = &world.admin;
    admin.press_raw(&format!("vpn:make:{ANA}:w:-:30:-:77"));
    admin.expect("Clave hecha para Ana").await;
    let other: i64 = world.value("SELECT max(id) FROM vpn_configs");
    until_status(&world, other, "active").await;
    admin.press_raw(&format!("vpn:hold:{held}"));
    admin.expect("suspendida por el equipo").await;
    let open = || servers.open_peers(first).len() + servers.open_peers(second).len();

    admin.press_raw(&format!("member:ban_yes:{ANA}"));
    until_status(&world, key, "suspended").await;
    until(
        &world,
        "SELECT count(*) = 0 FROM vpn_peers WHERE settled IS NOT wanted",
    )
    .await;
    assert_eq!(open(), 0);
    admin.press_raw(&format!("vpn:show:{key}"));
    let card = admin.expect("su dueño tiene un bloqueo").await;
    assert!(card.text.contains("no le escribo"), "{}", card.text);
    admin.press_raw(&format!("vpn:make:{ANA}:w:-:30:-:98"));
    world.settled().await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM vpn_configs"), 3);

    admin.press_raw(&format!("member:unban:{ANA}"));
    until_status(&world, key, "active").await;
    until(
        &world,
        "SELECT count(*) = 0 FROM vpn_peers WHERE settled IS NOT wanted",
    )
    .await;
    assert_eq!(open(), 2);
    // What the staff held for another reason stays held.
    assert_eq!(status(&world, held), "suspended");
    // One message tells of both keys.
    let let_go: Vec<i64> = (1..=world.value("SELECT max(id) FROM vpn_events"))
        .filter(|id| {
            let sql = format!("SELECT kind = 'released' FROM vpn_events WHERE id = {id}");
            world.value::<bool>(&sql)
        })
        .collect();
    assert_eq!(let_go.len(), 2);
    let mut told = Vec::new();
    for event in let_go {
        let judged = judge_change(&world.app().ctx, event, world.clock.now()).await;
        told.extend(judged.expect("judged").map(|view| view.keys.len()));
    }
    assert_eq!(told, [2]);
    // One chat takes about a message a second, and hers waits for those of three keys before.
    for most in [2, 0] {
        let sql = format!(
            "SELECT count(*) <= {most} FROM tasks WHERE kind = 'tell_vpn' AND state = 'due'"
        );
        until(&world, &sql).await;
    }
    world.ana.expect("ya no están detenidas").await;
    world.finish().await;
}

#[tokio::test]
async fn keys_are_listed_filtered_and_found_by_anything() {
    let (world, _, [first, ..]) = house().await;
    let phone = make(&world, ANA, "w", "30", "-").await;
    let other = make(&world, EVA, "o", "-", "5").await;
    until_status(&world, phone, "active").await;
    until_status(&world, other, "active").await;
    let admin = &world.admin;
    admin.press_raw("vpn:list:kept:-:0");
    admin.expect("2 claves").await;
    admin.press_raw(&format!("vpn:list:active:{first}:0"));
    admin.expect("1 clave").await;
    admin.press_raw("vpn:list:revoked:-:7");
    admin.expect("no hay claves").await;
    admin.press_raw(&format!("vpn:rename:{phone}"));
    admin.expect("¿Cómo se llama ahora").await;
    admin.send("Móvil <rojo>");
    admin.expect("Móvil <rojo>").await;
    let address: String = world.value("SELECT ip FROM ip_addresses WHERE state = 'assigned'");
    let twin: String = world.value("SELECT ip6 FROM ip_addresses WHERE state = 'assigned'");
    let public: String = world.value("SELECT remote_id FROM vpn_peers WHERE config_id = 1");
    for text in [
        "móvil".to_owned(),
        format!("{address}/32"),
        twin,
        public,
        "@ana".to_owned(),
        ANA.to_string(),
    ] {
        admin.press_raw("vpn:search");
        admin.expect("Escribe qué buscar").await;
        admin.send(&text);
        admin.expect("Móvil <rojo>").await;
    }
    admin.press_raw("vpn:search");
    admin.expect("Escribe qué buscar").await;
    admin.send("10.99.99.99");
    admin.expect("No encuentro nada con eso").await;
    admin.send("/cancel");
    admin.expect("En uso").await;
    world.finish().await;
}

#[tokio::test]
async fn a_key_is_held_released_moved_rotated_and_deleted() {
    let (world, servers, [first, second, _]) = house().await;
    let key = make(&world, ANA, "w", "30", "-").await;
    until_status(&world, key, "active").await;
    let admin = &world.admin;
    admin.press_raw(&format!("vpn:hold:{key}"));
    admin.expect("suspendida por el equipo").await;
    until(
        &world,
        "SELECT settled IS 'shut' FROM vpn_peers WHERE id = 1",
    )
    .await;
    assert!(servers.open_peers(first).is_empty());
    admin.press_raw(&format!("vpn:release:{key}"));
    admin.expect("🟢 activa").await;
    until(
        &world,
        "SELECT settled IS 'open' FROM vpn_peers WHERE id = 1",
    )
    .await;

    let old: String = world.value("SELECT ip FROM ip_addresses WHERE state = 'assigned'");
    admin.press_raw(&format!("vpn:move_to:{key}:{second}"));
    admin.expect("París").await;
    until(
        &world,
        "SELECT count(*) = 0 FROM vpn_peers WHERE settled IS NOT wanted",
    )
    .await;
    assert!(servers.open_peers(first).is_empty());
    assert_eq!(servers.open_peers(second).len(), 1);
    let new: String = world.value("SELECT ip FROM ip_addresses WHERE state = 'assigned'");
    assert_ne!(old, new);

    let before = servers.open_peers(second);
    admin.press_raw(&format!("vpn:rotate_yes:{key}"));
    admin.expect("🟢").await;
    until(
        &world,
        "SELECT count(*) = 0 FROM vpn_peers WHERE settled IS NOT wanted",
    )
    .await;
    let after = servers.open_peers(second);
    assert_eq!(after.len(), 1);
    assert_ne!(before, after);

    admin.press_raw(&format!("vpn:delete:{key}"));
    admin.expect("¿Borrar").await;
    admin.press_raw(&format!("vpn:delete_yes:{key}"));
    admin.expect("borrada").await;
    until(
        &world,
        "SELECT count(*) = 0 FROM vpn_peers WHERE settled IS NOT wanted",
    )
    .await;
    assert!(servers.open_peers(second).is_empty());
    assert_eq!(status(&world, key), "revoked");
    admin.press_raw(&format!("vpn:history:{key}:0"));
    admin.expect("cambiada de servidor").await;
    let audited: i64 =
        world.value("SELECT count(*) FROM audit_log WHERE action LIKE 'key.%' AND actor_id = 7");
    assert!(audited >= 5, "{audited} lines of the audit log");
    world.finish().await;
}

#[tokio::test]
async fn terms_are_changed_and_hold_for_the_whole_account() {
    let (world, ..) = house().await;
    let key = make(&world, ANA, "w", "30", "-").await;
    until_status(&world, key, "active").await;
    let admin = &world.admin;
    let end = || world.value::<Option<i64>>("SELECT expires_at FROM vpn_accounts");
    let first = end().expect("an end");
    admin.press_raw(&format!("vpn:days:{key}:7"));
    admin.expect("Plazo, datos").await;
    world.settled().await;
    assert_eq!(end(), Some(first + 7 * 86_400));
    admin.press_raw(&format!("vpn:end:{key}"));
    admin.expect("Escribe cuántos días").await;
    admin.send("ayer por la tarde quizá");
    world.settled().await;
    admin.send("10");
    admin.expect("Plazo, datos").await;
    world.settled().await;
    assert_eq!(end(), Some(first + 17 * 86_400));
    admin.press_raw(&format!("vpn:end:{key}"));
    admin.expect("31/12/2027").await;
    admin.send("31/12/2020");
    admin.expect("Esa fecha ya pasó").await;
    admin.send("31/12/2027");
    admin.expect("Termina el 31 dic 2027").await;
    admin.press_raw(&format!("vpn:no_end:{key}"));
    admin.expect("Sin fin").await;
    admin.press_raw(&format!("vpn:ask_limit:{key}"));
    admin.expect("¿Cuántos GB").await;
    admin.send("mil");
    world.settled().await;
    admin.send("20 GB");
    admin.expect("20,0 GB").await;
    admin.press_raw(&format!("vpn:devices:{key}:5"));
    admin.expect("de 5 dispositivos").await;
    world.settled().await;
    assert_eq!(world.value::<i64>("SELECT devices FROM vpn_accounts"), 5);
    assert_eq!(
        world.value::<i64>("SELECT limit_bytes FROM vpn_accounts"),
        20_000_000_000
    );
    world.finish().await;
}

#[tokio::test]
async fn a_trial_is_changed_as_a_trial_and_made_paid_by_a_button_of_its_own() {
    let (world, ..) = house().await;
    world.ana.send("/trial");
    world.ana.expect("Prueba gratis").await;
    world.ana.press("🎁 WireGuard");
    until(
        &world,
        "SELECT count(*) = 1 FROM vpn_configs WHERE status = 'active'",
    )
    .await;
    let is_trial = || world.value::<bool>("SELECT is_trial FROM vpn_accounts");
    let end = || world.value::<i64>("SELECT expires_at FROM vpn_accounts");
    let (first, key): (i64, String) = (end(), world.value("SELECT remote_id FROM vpn_peers"));
    let admin = &world.admin;
    admin.press_raw("vpn:terms:1");
    let terms = admin.expect("Cuenta de prueba").await;
    assert!(terms.has_button("vpn:devices:1:2"), "{terms}");
    admin.press("+7 d");
    world.ana.expect("Tu prueba de WireGuard ha cambiado").await;
    admin.press_raw("vpn:ask_limit:1");
    admin.expect("1.000.000").await;
    admin.send("1.000 GB");
    admin.expect("1,0 TB").await;
    admin.press_raw("vpn:devices:1:2");
    admin.expect("1 de 2 dispositivos").await;
    world.settled().await;
    assert!(is_trial());
    assert_eq!(end(), first + 7 * 86_400);
    // Nor does a bulk extension touch it.
    admin.press_raw("vpn:bulk_yes:-:-:30");
    world.settled().await;
    assert!(is_trial());
    assert_eq!(end(), first + 7 * 86_400);
    // A key made by hand says before that it ends the trial.
    admin.press_raw(&format!("vpn:preview:{ANA}:w:-:30:-:7"));
    admin.expect("pasa a ser de pago").await;
    admin.press_raw("vpn:terms:1");
    admin.expect("Cuenta de prueba").await;
    admin.press("Pasar a pago");
    admin.expect("¿Por cuánto tiempo pasa a pago").await;
    admin.press("Plan 30 d");
    world.ana.expect("ya es un plan completo").await;
    world.settled().await;
    assert!(!is_trial());
    assert_eq!(
        world.value::<String>("SELECT remote_id FROM vpn_peers"),
        key
    );
    world.finish().await;
}

#[tokio::test]
async fn many_accounts_are_extended_at_once_and_each_person_is_told() {
    let (world, ..) = house().await;
    for user in [ANA, EVA] {
        let key = make(&world, user, "w", "10", "-").await;
        until_status(&world, key, "active").await;
    }
    let endless = make(&world, ANA, "o", "-", "-").await;
    until_status(&world, endless, "active").await;
    let sum = || world.value::<i64>("SELECT sum(expires_at) FROM vpn_accounts");
    let before = sum();
    world.admin.press_raw("vpn:bulk_preview:-:-:7");
    world.admin.expect("2 cuentas").await;
    world.admin.press("✅ +7 d a 2");
    world.admin.expect("2 cuentas alargadas").await;
    world.settled().await;
    assert_eq!(sum(), before + 2 * 7 * 86_400);
    until(
        &world,
        "SELECT count(*) = 2 FROM tasks t JOIN vpn_events e ON t.dedupe_key = 'tell_vpn:' || e.id
         WHERE e.kind = 'extended' AND e.config_id IS NULL AND t.state = 'done'",
    )
    .await;
    world.finish().await;
}

#[tokio::test]
async fn whoever_may_only_see_keys_changes_none() {
    let (world, ..) = house().await;
    let key = make(&world, ANA, "w", "30", "-").await;
    until_status(&world, key, "active").await;
    world
        .database()
        .execute(
            "INSERT INTO user_roles (user_id, role, granted_at) VALUES (?1, 'auditor', 0)",
            [EVA],
        )
        .expect("a role");
    world.eva.press_raw(&format!("vpn:show:{key}"));
    world.eva.expect("🟢 active").await;
    world.eva.press_raw(&format!("vpn:delete_yes:{key}"));
    world.eva.press_raw(&format!("vpn:file:{key}"));
    world.settled().await;
    assert_eq!(status(&world, key), "active");
    let files = world
        .emulator
        .messages(EVA)
        .iter()
        .filter(|message| message.text.contains("PrivateKey"))
        .count();
    assert_eq!(files, 0);
    world.finish().await;
}
