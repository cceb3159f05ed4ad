//! Roles in chat: given, ended to the minute, taken, invited to, made and changed; and what a kill leaves of it.

use crate::child::Outside;
use crate::world::{ANA, EVA, World};
use portero::demo::telegram::{Content, Emulator, Fault, Person};
use serde_json::Value;
use std::time::Duration;

/// The commands in the menu of that person's chat.
fn menu(menus: &[(String, Value)], id: i64) -> Vec<String> {
    let mine = menus.iter().find(|(scope, _)| {
        let mut numbers = scope.split(|c: char| !c.is_ascii_digit());
        numbers.any(|number| number == id.to_string())
    });
    let commands = mine.and_then(|(_, list)| list.as_array());
    let names = commands.into_iter().flatten();
    names
        .filter_map(|command| Some(command["command"].as_str()?.to_owned()))
        .collect()
}

/// Waits for a menu, but less than the ten seconds after which menus are published by themselves.
async fn menu_soon(world: &World, id: i64, is_right: impl Fn(&[String]) -> bool) {
    let found = world
        .emulator
        .wait_for(Duration::from_secs(5), |emulator| {
            is_right(&menu(&emulator.commands(), id)).then_some(())
        })
        .await;
    let menus = world.emulator.commands();
    assert!(found.is_some(), "{:?}", menu(&menus, id));
}

fn holds(world: &World, user: i64) -> Vec<String> {
    let database = world.database();
    let mut rows = database
        .prepare("SELECT role FROM user_roles WHERE user_id = ?1 ORDER BY role")
        .expect("roles");
    rows.query_map([user], |row| row.get(0))
        .expect("roles")
        .map(|role| role.expect("a role"))
        .collect()
}

async fn met() -> World {
    let world = World::new().await;
    for (person, hello) in [(&world.ana, "¡Hola"), (&world.eva, "Hello")] {
        person.start(None);
        person.expect(hello).await;
    }
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_for_a_day_works_at_once_ends_at_its_minute_and_both_sides_are_told() {
    let world = met().await;
    world.admin.send("/grant @ana support 1d vacaciones de Eva");
    let shown = world.admin.expect("le aviso ahora mismo").await;
    assert!(shown.text.contains("Soporte: hasta el"), "{shown}");
    let told = world.ana.expect("Tienes un rol nuevo").await;
    assert!(told.text.contains("vacaciones de Eva"), "{told}");
    assert!(told.text.contains("Jefa <&>"), "{told}");
    menu_soon(&world, ANA, |menu| {
        menu.contains(&"admin".to_owned()) && !menu.contains(&"grant".to_owned())
    })
    .await;
    world.ana.send("/admin");
    let panel = world.ana.expect("Panel de Administración").await;
    assert!(panel.has_button("admin:vip"), "{panel}");
    for hidden in ["admin:config", "role:list", "stats:", "admin:status"] {
        assert!(!panel.has_button(hidden), "{hidden}: {panel}");
    }
    world.settled().await;
    world.advance(86_400 - 61);
    world.ana.send("/admin");
    world.ana.expect("Panel de Administración").await;
    world.settled().await;
    world.advance(61);
    world.ana.expect("Tu rol 🎧 Soporte terminó").await;
    world
        .admin
        .expect("Terminó el rol 🎧 Soporte que diste a")
        .await;
    world.ana.send("/admin");
    world.ana.expect("Eso es solo para el equipo").await;
    menu_soon(&world, ANA, |menu| !menu.contains(&"admin".to_owned())).await;
    assert!(holds(&world, ANA).is_empty());
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_named_by_number_by_forward_by_reply_or_asked_for() {
    let world = met().await;
    world.admin.send(&format!("/grant {EVA} vendedor 2w"));
    world.admin.expect("Ventas: hasta el").await;
    world.eva.expect("You have a new role: 🛍️ Seller").await;
    let forward = world
        .admin
        .forwards_person(ANA, &Content::text("Hola, soy Ana"));
    world.settled().await;
    world.admin.reply(forward, "/grant auditor siempre");
    world.admin.expect("Auditoría: sin fin").await;
    world.ana.expect("Tienes un rol nuevo").await;
    // Step by step: the person, the role, the length.
    let leo = world.emulator.add_person(4201, "Leo", None, "es");
    world.admin.send("/grant");
    world.admin.expect("¿A quién le das un rol?").await;
    world.admin.send("@nadie_de_nadie");
    world.admin.expect("No conozco a @nadie_de_nadie").await;
    world.admin.forwards_person(4201, &Content::text("Soy Leo"));
    world.admin.expect("¿Qué rol le das a Leo?").await;
    world.admin.click("🎧 Soporte").await;
    world.admin.expect("¿Por cuánto tiempo").await;
    world.admin.click("✏️ Otro").await;
    world.admin.expect("Detrás puedes escribir el motivo").await;
    world.admin.send("hasta mañana 9:00 de refuerzo");
    world.admin.expect("Soporte: hasta el").await;
    assert_eq!(holds(&world, leo.id), ["support"]);
    let reason: String = world.value("SELECT reason FROM user_roles WHERE user_id = 4201");
    assert_eq!(reason, "de refuerzo");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_said_in_a_sentence_and_changes_nothing() {
    let world = met().await;
    for (text, said) in [
        (
            "/grant ana support 30d",
            "Escríbelo así: /grant @ana support 30d",
        ),
        ("/grant @nadie support 30d", "No conozco a @nadie"),
        ("/grant @ana jefe 30d", "No hay ningún rol jefe"),
        (
            "/grant @ana support mucho",
            "No entiendo mucho como duración",
        ),
        ("/grant @ana support 30x", "No entiendo 30x como duración"),
        (
            "/grant @ana support hasta 25/12/2020",
            "Ese momento ya pasó",
        ),
        ("/grant @ana support 99999d", "Como mucho diez años"),
        ("/grant @ana user 1d", "No hay ningún rol user"),
        ("/grant @jefa support 1d", "Nadie se da un rol"),
        ("/revoke support", "Escríbelo así: /revoke @ana support"),
        ("/revoke @ana support", "No tiene ese rol"),
        (
            "/revoke @jefa superadmin",
            "superadmin por la configuración",
        ),
    ] {
        world.admin.send(text);
        world.admin.expect(said).await;
    }
    world
        .admin
        .forwards_hidden_person("Oculta", &Content::text("Hola"));
    world.settled().await;
    assert_eq!(world.value::<i64>("SELECT count(*) FROM user_roles"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_moved_and_taken_from_its_card_and_its_holder_is_told() {
    let world = met().await;
    world.admin.send("/grant @ana support 1d");
    world.ana.expect("Tienes un rol nuevo").await;
    world.admin.send("/roles");
    world.admin.expect("El equipo").await;
    world.admin.click("🎧 Soporte (1)").await;
    world.admin.expect("Lo tiene 1 persona").await;
    world.admin.click("👤 Ana").await;
    world.admin.expect("¿Otro fin").await;
    world.admin.click("♾️ Sin fin").await;
    world.ana.expect("tiene otro fin").await;
    world.admin.click("📅 Otro fin").await;
    world.admin.expect("¿Cuándo termina").await;
    world.admin.send("quizás");
    world.admin.expect("No entiendo quizás").await;
    world.admin.send("2 semanas");
    world.admin.expect("14 días").await;
    world.ana.expect("14 días").await;
    world.admin.click("➖ Quitar el rol").await;
    world.admin.expect("¿Le quito a").await;
    world.admin.click("➖ Sí, quitar").await;
    world.admin.expect("ya no tiene ese rol").await;
    world.ana.expect("Ya no tienes el rol 🎧 Soporte").await;
    assert!(holds(&world, ANA).is_empty());
    world.finish().await;
}

/// The link to the team that somebody was sent.
async fn link_for(person: &Person) -> String {
    let message = person.expect("Enlace para el equipo").await;
    let copied = message.buttons().find_map(|button| button.copy.clone());
    copied.expect("a link to copy")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_link_makes_whoever_opens_it_first_staff_and_tells_its_maker() {
    let world = met().await;
    world.admin.send("/roles");
    world.admin.expect("El equipo").await;
    world.admin.click("🎧 Soporte (0)").await;
    world.admin.expect("Nadie lo tiene").await;
    world.admin.click("🔗 Invitar con un enlace").await;
    world.admin.expect("¿Por cuánto tiempo").await;
    world.admin.click("7 días").await;
    let link = link_for(&world.admin).await;
    let payload = link.split("start=").nth(1).expect("a payload").to_owned();
    assert!(
        payload.starts_with("staff_") && payload.len() <= 64,
        "{link}"
    );
    world.ana.start(Some(&payload));
    let welcome = world.ana.expect("¡Te damos la bienvenida al equipo!").await;
    assert!(welcome.text.contains("Responder tickets"), "{welcome}");
    assert!(welcome.has_button("admin:main"), "{welcome}");
    world
        .admin
        .expect("abrió tu enlace y ahora tiene el rol 🎧 Soporte")
        .await;
    world.eva.start(Some(&payload));
    world.eva.expect("Somebody used that link already").await;
    world
        .eva
        .start(Some("staff_00112233445566778899aabbccddeeff"));
    world.eva.expect("I do not know that invitation link").await;
    assert!(holds(&world, EVA).is_empty());
    // What was sealed in the task is gone with it.
    let kept: i64 = world.value("SELECT count(*) FROM tasks WHERE payload LIKE '%sealed%'");
    assert_eq!(kept, 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn superadmins_make_a_role_fill_it_by_taps_and_its_holders_feel_it_at_once() {
    let world = met().await;
    world.admin.send("/roles");
    world.admin.expect("El equipo").await;
    world.admin.click("🏷️ Crear un rol").await;
    world.admin.expect("¿Cómo se llama el rol?").await;
    world.admin.send("dos palabras");
    world
        .admin
        .expect("El nombre de un rol es una palabra")
        .await;
    world.admin.send("Taquilla");
    world.admin.expect("🏷️ taquilla · La casa").await;
    world.admin.click("⬜ Abrir el panel").await;
    world.admin.expect_button("✅ Abrir el panel").await;
    world.admin.send("/grant @ana taquilla 1w");
    world.ana.expect("Tienes un rol nuevo: 🏷️ taquilla").await;
    world.ana.send("/admin");
    let panel = world.ana.expect("Panel de Administración").await;
    assert!(!panel.has_button("admin:status"), "{panel}");
    let id: i64 = world.value("SELECT number FROM roles WHERE name = 'taquilla'");
    world
        .admin
        .press_raw(&format!("role:allow:{id}:status.see"));
    world
        .admin
        .expect_button("✅ Ver el estado de la casa")
        .await;
    menu_soon(&world, ANA, |menu| menu.contains(&"doctor".to_owned())).await;
    world.ana.send("/admin");
    world.ana.expect_button("admin:status").await;
    world
        .admin
        .press_raw(&format!("role:forbid:{id}:status.see"));
    // An older message shows the same button: the table itself tells.
    let allowed = "SELECT count(*) FROM role_permissions WHERE role = 'taquilla' AND permission = 'status.see'";
    let is_taken = |_: &Emulator| (world.value::<i64>(allowed) == 0).then_some(());
    world.emulator.wait(is_taken, "the permission taken").await;
    world.ana.send("/doctor");
    world.ana.expect("Eso es solo para el equipo").await;
    world.admin.press_raw(&format!("role:rename:{id}"));
    world.admin.expect("¿Cómo se llama desde ahora").await;
    world.admin.send("puerta");
    world.admin.expect("puerta").await;
    world.admin.press_raw(&format!("role:delete:{id}"));
    world.admin.expect("Lo pierde 1 persona").await;
    world.admin.press_raw(&format!("role:delete_yes:{id}"));
    world.ana.expect("Ya no tienes el rol 🏷️ puerta").await;
    assert!(holds(&world, ANA).is_empty());
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seller_sees_own_tokens_only_and_is_told_when_the_quota_is_used() {
    let world = met().await;
    world.tokens(3, Some(24)).await;
    world.admin.send("/grant @ana seller 30d");
    world.ana.expect("Tienes un rol nuevo").await;
    world
        .database()
        .execute(
            "UPDATE roles SET tokens_per_month = 2 WHERE name = 'seller'",
            [],
        )
        .expect("a small quota");
    world.ana.press_raw("token:make:24:24:1");
    world.ana.expect("Token VIP Generado").await;
    let mine: i64 = world.value("SELECT max(id) FROM invitation_tokens");
    world.ana.press_raw("token:list:all:0");
    let list = world
        .ana
        .expect_button(&format!("token:show:{mine}:all:0"))
        .await;
    assert!(!list.has_button("token:show:1:all:0"), "{list}");
    let hidden = world
        .ana
        .answer_to(&world.ana.press_raw("token:show:1:all:0"))
        .await;
    assert!(hidden.show_alert, "{hidden:?}");
    let refused = world
        .ana
        .answer_to(&world.ana.press_raw("token:make:24:24:2"))
        .await;
    assert!(refused.text.contains("te quedan 1"), "{refused:?}");
    // The members are not hers to see.
    let refused = world
        .ana
        .answer_to(&world.ana.press_raw("member:list:active:0"))
        .await;
    assert!(refused.text.contains("solo para el equipo"), "{refused:?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_never_pressed_start_hears_of_their_role_when_they_do() {
    let world = World::new().await;
    let leo = world.emulator.add_person(4201, "Leo", None, "es");
    world.admin.forwards_person(4201, &Content::text("Soy Leo"));
    world.settled().await;
    let forward = world.admin.forwards_person(4201, &Content::text("Soy Leo"));
    world.settled().await;
    world.admin.reply(forward, "/grant support 1d");
    world.admin.expect("Todavía no ha pulsado Iniciar").await;
    // The words were refused, and wait for Leo.
    let waiting = "SELECT count(*) FROM tasks WHERE kind = 'tell_role' AND state = 'waiting'";
    let waits = |_: &Emulator| (world.value::<i64>(waiting) == 1).then_some(());
    world.emulator.wait(waits, "the words to wait").await;
    leo.start(None);
    leo.expect("Tienes un rol nuevo").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_the_end_of_a_role_it_ends_once_and_both_sides_hear_it() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", Some("ana"), "es");
    ana.start(None);
    ana.expect("¡Hola").await;
    outside.admin.send("/grant @ana support 1d");
    ana.expect("Tienes un rol nuevo").await;
    // The words of the end hang: the process is killed between the fact and its words.
    outside.emulator.fail(
        Fault::hang("sendMessage", Duration::from_secs(60))
            .when(|params| params.to_string().contains("termin"))
            .forever(),
    );
    outside.advance(86_400);
    outside
        .emulator
        .wait(
            |_| {
                (outside.count("SELECT count(*) FROM user_roles WHERE user_id = 2001") == 0)
                    .then_some(())
            },
            "the end",
        )
        .await;
    outside.kill();
    outside.emulator.mend();
    ana.mark();
    outside.start().await;
    ana.expect("Tu rol 🎧 Soporte terminó").await;
    outside.admin.expect("Terminó el rol").await;
    let ended = "SELECT count(*) FROM audit_log WHERE action = 'role.ended'";
    assert_eq!(outside.count(ended), 1);
}
