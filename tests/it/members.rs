//! Members: search, card, acts, import, export, migration links and the access audit.

use crate::child::Outside;
use crate::expiry;
use crate::world::{ADMIN, ANA, EVA, ExpectUrl, FREE, NOW, VIP, World};
use portero::demo::telegram::{Content, EmulatedMessage, JoinResult, Person};
use portero::models::{DAY, Timestamp};

/// Ana, inside with 24 hours of access.
async fn ana_inside(world: &World) {
    let token = world.token(Some(24)).await;
    let link = world.redeem(&world.ana, &token).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    world.settled().await;
}

/// Opens the card of somebody.
async fn open(world: &World, user: i64) -> EmulatedMessage {
    world
        .admin
        .press_raw(&format!("member:show:{user}:active:0"));
    world.admin.expect(&user.to_string()).await
}

fn end_of(world: &World, user: i64) -> Option<i64> {
    world.value(&format!(
        "SELECT expiry_date FROM vip_subscribers WHERE user_id = {user}"
    ))
}

fn is_active(world: &World, user: i64) -> bool {
    world.value(&format!(
        "SELECT count(*) FROM vip_subscribers WHERE user_id = {user} AND status = 'active'"
    ))
}

/// Waits for a row to be so.
async fn until(world: &World, sql: &str) {
    world
        .emulator
        .wait(|_| world.value::<bool>(sql).then_some(()), sql)
        .await;
}

/// Sends a file of members and waits for its dry run.
async fn upload(world: &World, text: &str) -> EmulatedMessage {
    world.admin.press_raw("member:import");
    world.admin.expect("archivo CSV").await;
    world
        .admin
        .send_document("miembros.csv", text.as_bytes(), None);
    world.admin.expect("así quedaría").await
}

fn told(world: &World, user: i64, text: &str) -> usize {
    let messages = world.emulator.messages(user);
    messages
        .iter()
        .filter(|message| message.by_bot && message.text.contains(text))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_end_is_told_once_reminded_by_its_new_date_and_kept_with_before_and_after() {
    let world = World::new().await;
    ana_inside(&world).await;
    let card = open(&world, ANA).await;
    assert!(
        card.text.contains("(queda 1 día)") && card.text.contains("@jefa"),
        "{card}"
    );
    world.admin.click("+7").await;
    world.admin.expect("quedan 8 días").await;
    world.admin.click("+30").await;
    world.admin.expect("quedan 38 días").await;
    assert_eq!(end_of(&world, ANA), Some(NOW.0 + 38 * DAY));
    world.ana.mark();
    world.advance(6);
    world.ana.expect("cambió de fecha").await;
    assert_eq!(
        told(&world, ANA, "cambió de fecha"),
        1,
        "two steps make one message"
    );
    let reminders: i64 = world.value(&format!(
        "SELECT count(*) FROM tasks WHERE kind = 'remind_end' AND payload LIKE '%{}%'",
        NOW.0 + 38 * DAY
    ));
    assert_eq!(reminders, 2);
    let details: String = world
        .value("SELECT details FROM audit_log WHERE action = 'vip.end_moved' ORDER BY id LIMIT 1");
    assert!(details.contains(&(NOW.0 + DAY).to_string()), "{details}");
    world.admin.click("📜 Historia").await;
    let history = world.admin.expect("fecha cambiada").await;
    assert!(
        history.text.contains("→") && history.text.contains("entró"),
        "{history}"
    );
    world.advance(DAY);
    world.settled().await;
    assert!(is_active(&world, ANA), "the old end is no end any more");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_below_now_is_asked_for_then_the_person_leaves_and_hears_of_it() {
    let world = World::new().await;
    ana_inside(&world).await;
    open(&world, ANA).await;
    world.admin.click("-7").await;
    world.admin.expect("¿Termino ahora").await;
    assert!(is_active(&world, ANA), "only asked");
    world.ana.mark();
    world.admin.click("👋 Sí, terminar y sacar").await;
    world.ana.expect("Tu acceso VIP terminó").await;
    world.settled().await;
    assert!(!world.ana.is_member(VIP) && !is_active(&world, ANA));
    assert_eq!(
        world.value::<i64>("SELECT ended_by FROM vip_subscribers"),
        ADMIN
    );
    // Whoever comes back gets a link of a new period.
    open(&world, ANA).await;
    world.admin.click("🎁 Dar acceso").await;
    world.ana.mark();
    world.admin.click("30 días").await;
    let link = world.ana.expect_url("https://t.me/+").await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn days_and_dates_are_typed_and_what_is_no_date_gets_its_sentence() {
    let world = World::new().await;
    ana_inside(&world).await;
    open(&world, ANA).await;
    world.admin.click("± días").await;
    world.admin.expect("¿Cuántos días").await;
    world.admin.send("muchos");
    world.admin.expect("número entero de días").await;
    world.admin.send("+45");
    world.admin.expect("quedan 46 días").await;
    world.admin.click("📅 Fecha").await;
    world.admin.expect("¿Hasta cuándo").await;
    world.admin.send("31/02/2028");
    world.admin.expect("No entiendo esa fecha").await;
    world.admin.send("25/12/2027");
    world.admin.expect("25 dic 2027, 23:59").await;
    world.admin.click("📅 Fecha").await;
    world.admin.expect("¿Hasta cuándo").await;
    world.admin.send("2020-01-01");
    world.admin.expect("¿Termino ahora").await;
    open(&world, ANA).await;
    world.admin.click("♾️ De por vida").await;
    world.admin.expect("¿Acceso de por vida").await;
    world.admin.click("♾️ Sí, de por vida").await;
    world.admin.expect("Acceso de por vida").await;
    assert_eq!(end_of(&world, ANA), None);
    let answer = world
        .admin
        .answer_to(&world.admin.press_raw(&format!("member:shift:{ANA}:-7")))
        .await;
    assert!(
        answer.show_alert && answer.text.contains("de por vida"),
        "{answer:?}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_access_has_a_card_and_gets_access_from_it() {
    let world = World::new().await;
    world.eva.start(None);
    world.eva.expect("Eva").await;
    let card = open(&world, EVA).await;
    assert!(card.text.contains("Nunca tuvo acceso"), "{card}");
    let answer = world
        .admin
        .answer_to(&world.admin.press_raw(&format!("member:link:{EVA}")))
        .await;
    assert!(
        answer.show_alert && answer.text.contains("No tiene acceso"),
        "{answer:?}"
    );
    world.admin.click("🎁 Dar acceso").await;
    world.eva.mark();
    world.admin.click("90 días").await;
    world.eva.expect("You have VIP access").await;
    let link = world.eva.expect_url("https://t.me/+").await;
    assert_eq!(world.eva.join(&link), JoinResult::Joined);
    world.eva.expect("🎉").await;
    let card = open(&world, EVA).await;
    assert!(
        card.text.contains("Se lo dio @jefa") && card.text.contains("usado"),
        "{card}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_banned_are_refused_everywhere_until_the_ban_is_lifted() {
    let world = World::new().await;
    ana_inside(&world).await;
    world.ana.send("/free");
    world.ana.expect("Solicitud recibida").await;
    open(&world, ANA).await;
    world.admin.click("🚫 Bloquear").await;
    world.admin.expect("¿Por qué bloqueas").await;
    world.admin.click("Spam").await;
    world.admin.expect("¿Hasta cuándo").await;
    world.admin.click("♾️ Sin fecha de fin").await;
    world.admin.expect("¿Bloqueo a").await;
    world.admin.click("🚫 Sí, bloquear").await;
    world.admin.expect("Con bloqueo").await;
    world
        .emulator
        .wait(
            |_| {
                (world.ana.status_in(VIP).name() == "kicked"
                    && world.ana.status_in(FREE).name() == "kicked")
                    .then_some(())
            },
            "both bans",
        )
        .await;
    world.ana.send("/start");
    world.ana.expect("cerrado para ti").await;
    let pending: i64 =
        world.value("SELECT count(*) FROM free_channel_requests WHERE processed = 0");
    assert_eq!(pending, 0);
    let answer = world
        .admin
        .answer_to(&world.admin.press_raw(&format!("member:shift:{ANA}:7")))
        .await;
    assert!(
        answer.show_alert && answer.text.contains("bloqueo"),
        "{answer:?}"
    );
    open(&world, ANA).await;
    world.ana.mark();
    world.admin.click("✅ Quitar el bloqueo").await;
    let link = world.ana.expect_url("https://t.me/+").await;
    world
        .emulator
        .wait(
            |_| (world.ana.join(&link) == JoinResult::Joined).then_some(()),
            "the way in",
        )
        .await;
    // Staff cannot be banned, nor removed.
    for verb in ["ban_yes", "remove_yes"] {
        let press = world.admin.press_raw(&format!("member:{verb}:{ADMIN}"));
        let answer = world.admin.answer_to(&press).await;
        assert!(
            answer.show_alert && answer.text.contains("Es del equipo"),
            "{answer:?}"
        );
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_are_kept_and_messages_handed_on_or_said_not_to_arrive() {
    let world = World::new().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    open(&world, ANA).await;
    world.admin.click("📝 Nota").await;
    world.admin.expect("Escribe la nota").await;
    world.admin.send(&"x".repeat(501));
    world.admin.expect("500").await;
    world.admin.send("Amiga de <Eva>");
    world.admin.expect("Amiga de <Eva>").await;
    world.admin.click("✍️ Escribirle").await;
    world.admin.expect("Envíame lo que quieras").await;
    world.ana.mark();
    world.admin.sends_photo("Hola, Ana");
    world.ana.expect("Hola, Ana").await;
    world.admin.expect("Entregado a").await;
    world.ana.block();
    open(&world, ANA).await;
    world.admin.click("✍️ Escribirle").await;
    world.admin.expect("Envíame lo que quieras").await;
    world.admin.send("¿Sigues ahí?");
    world.admin.expect("No puedo escribirle").await;
    assert_eq!(told(&world, ANA, "¿Sigues ahí?"), 0);
    open(&world, ANA).await;
    world.admin.click("📝 Nota").await;
    world.admin.click("🧽 Borrar la nota").await;
    until(
        &world,
        &format!("SELECT note IS NULL FROM users WHERE id = {ANA}"),
    )
    .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_name_number_token_and_forward() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    world.redeem(&world.ana, &token).await;
    let pepe = world
        .emulator
        .add_person(5101, "José María", Some("pepe_n"), "es");
    pepe.start(None);
    pepe.expect("¡Hola").await;
    let lost = world.emulator.add_person(5102, "Perdida", None, "es");
    lost.join_without_link(VIP);
    world.settled().await;
    for (text, id) in [
        ("@PEPE_N", 5101),
        ("maria JOSE", 5101),
        ("5101", 5101),
        (&token[..4], ANA),
        ("t.me/ana", ANA),
    ] {
        world.admin.press_raw("member:search");
        world.admin.expect("¿A quién buscas?").await;
        world.admin.send(text);
        let card = world.admin.expect(&id.to_string()).await;
        assert!(card.has_button("📜 Historia"), "{text}: {card}");
    }
    world.admin.press_raw("member:search");
    world.admin.expect("¿A quién buscas?").await;
    world.admin.send("nadie así");
    world.admin.expect("No encuentro a nadie").await;
    world
        .admin
        .forwards_hidden_person("Alguien", &Content::text("hola"));
    world.admin.expect("oculta su cuenta").await;
    world.admin.send_forward_of_channel_post(VIP);
    world.admin.expect("de un canal o grupo").await;
    let unknown = world.emulator.add_person(5103, "Nueva <&>", None, "es");
    world
        .admin
        .forwards_person(unknown.id, &Content::text("hola"));
    let card = world.admin.expect("5103").await;
    assert!(
        card.text.contains("Nueva <&>") && card.has_button("🎁 Dar acceso"),
        "{card}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_count_their_people_and_problems_say_what_is_amiss() {
    let world = World::new().await;
    expiry::members(&world, 6_000, 9, Timestamp(NOW.0 + 30 * DAY)).await;
    expiry::members(&world, 6_100, 2, Timestamp(NOW.0 + 3 * DAY)).await;
    let stray = world.emulator.add_person(6_200, "Colada", None, "es");
    stray.join_without_link(VIP);
    world.settled().await;
    world
        .database()
        .execute(
            "UPDATE users SET status = 'unreachable' WHERE id = 6000",
            [],
        )
        .expect("set");
    world.admin.press_raw("member:list:active:0");
    let list = world.admin.expect("Miembros: Activos").await;
    for tab in [
        "Por terminar (2)",
        "Terminados (0)",
        "Lista blanca (0)",
        "Con problemas (2)",
        "Dentro, sin derecho (1)",
    ] {
        assert!(list.has_button(tab), "{tab}: {list}");
    }
    assert!(list.has_button("member:list:active:1"), "{list}");
    world.admin.click("Con problemas (2)").await;
    let list = world.admin.expect("Con problemas").await;
    assert!(
        list.text.contains("no puedo escribirle") && list.text.contains("dentro sin derecho"),
        "{list}"
    );
    world.admin.click("Colada").await;
    world.admin.expect("6200").await;
    world.admin.click("🔍 Revisar").await;
    world.admin.expect("Acabo de mirar: está dentro").await;
    world.admin.click("👋 Sacar ahora").await;
    world.admin.click("👋 Sí, terminar y sacar").await;
    world
        .emulator
        .wait(
            |_| (!stray.is_member(VIP)).then_some(()),
            "the stray leaves",
        )
        .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_tried_first_and_then_imported_in_silence() {
    let world = World::new().await;
    ana_inside(&world).await;
    let text = "id;usuario;nombre;vence;nota\n2001;;;25/12/2027;de antes\n9001;;Rosa Núñez;2027-06-30;\n\
                9002;@nuevo;;;\n;@desconocido;;;\nx;;;;\n9003;;;1/1/2020;\n9001;;;;\n";
    let shown = upload(&world, text).await;
    assert!(
        shown.text.contains("1 línea no dice hasta cuándo"),
        "{shown}"
    );
    assert!(
        !shown.has_button("✅ Importar 3 personas"),
        "first the empty end: {shown}"
    );
    let messages = world.admin.messages();
    let refused = messages
        .iter()
        .rev()
        .find(|message| message.file_id.is_some())
        .expect("the refused lines");
    assert!(refused.text.contains("No pude tomar 4 líneas"), "{refused}");
    let file = world
        .emulator
        .file(refused.file_id.as_deref().expect("a file"))
        .expect("kept");
    let file = String::from_utf8(file).expect("text");
    assert!(
        file.contains("no conozco a @desconocido") && file.contains("línea 3"),
        "{file}"
    );
    world.admin.click("90 días").await;
    let shown = world.admin.expect("sin fecha: hasta").await;
    assert!(
        shown.text.contains("2 personas con acceso nuevo")
            && shown.text.contains("1 persona con más tiempo"),
        "{shown}"
    );
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM vip_subscribers"),
        1,
        "nothing happened yet"
    );
    world.admin.click("✅ Importar 3 personas").await;
    world.admin.expect("importado").await;
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM vip_subscribers"),
        3
    );
    assert_eq!(end_of(&world, 9002), Some(NOW.0 + 90 * DAY));
    world.advance(60);
    world.settled().await;
    assert_eq!(told(&world, ANA, "cambió de fecha"), 0, "nobody is told");
    let card = open(&world, 9001).await;
    assert!(
        card.text.contains("Importado desde un archivo") && card.text.contains("Rosa Núñez"),
        "{card}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_tells_tells_each_once_and_a_double_press_changes_nothing() {
    let world = World::new().await;
    ana_inside(&world).await;
    let shown = upload(&world, "user_id,expires\n2001,2027-12-25\n").await;
    world.admin.click("🔕 Sin avisar (cambiar)").await;
    world.admin.expect("Le aviso a cada quien").await;
    world.ana.mark();
    for press in [
        world.admin.press_on(shown.message_id, "member:imp_yes:1"),
        world.admin.press_on(shown.message_id, "member:imp_yes:1"),
    ] {
        world.admin.answer_to(&press).await;
    }
    world.ana.expect("cambió de fecha").await;
    until(&world, "SELECT state = 'done' FROM member_imports").await;
    world.settled().await;
    assert_eq!(told(&world, ANA, "cambió de fecha"), 1);
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM audit_log WHERE action = 'import.confirmed'"),
        1
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_file_of_members_gets_its_sentence_and_the_question_goes_on() {
    let world = World::new().await;
    world.admin.press_raw("member:import");
    world.admin.expect("archivo CSV").await;
    world.admin.send("hola");
    world.admin.expect("envíalo como documento").await;
    world
        .admin
        .send_document("a.csv", b"color,size\nred,5\n", None);
    world.admin.expect("No encuentro la columna").await;
    world.admin.send_document("a.csv", b"id\n", None);
    world.admin.expect("no tiene a nadie").await;
    let many = format!("id\n{}", "5\n".repeat(20_001));
    world.admin.send_document("a.csv", many.as_bytes(), None);
    world.admin.expect("demasiadas líneas").await;
    world
        .admin
        .send_document("a.csv", &vec![b'x'; 5_000_001], None);
    world.admin.expect("demasiado grande").await;
    world
        .admin
        .send_document("a.csv", "id\n\u{fffd}".as_bytes(), None);
    world.admin.expect("No pude tomar 1 línea").await;
    world.admin.expect("así quedaría").await;
    world.admin.click("❌ No importar").await;
    world.admin.expect("no se importó nada").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_an_import_each_person_gets_the_access_once() {
    let mut outside = Outside::new().await;
    let rows: String = (0..3_000)
        .map(|id| format!("{},2027-12-25\n", 20_000 + id))
        .collect();
    outside.admin.press_raw("member:import");
    outside.admin.expect("CSV").await;
    outside
        .admin
        .send_document("a.csv", format!("id,vence\n{rows}").as_bytes(), None);
    outside.admin.expect("3000").await;
    outside.admin.press_raw("member:imp_yes:1");
    outside
        .emulator
        .wait(
            |_| (outside.count("SELECT count(*) FROM vip_subscribers") > 0).then_some(()),
            "the first portion",
        )
        .await;
    outside.kill();
    let before = outside.count("SELECT count(*) FROM vip_subscribers");
    let left = outside.count("SELECT count(*) FROM member_import_rows");
    assert_eq!(
        before + left,
        3_000,
        "applied and taken off the list in one step"
    );
    outside.start().await;
    outside.admin.expect("✅ a.csv").await;
    assert_eq!(outside.count("SELECT count(*) FROM vip_subscribers"), 3_000);
    assert_eq!(
        outside.count("SELECT count(*) FROM membership_events WHERE kind = 'granted'"),
        3_000
    );
    assert_eq!(
        outside.count("SELECT count(*) FROM membership_events WHERE kind = 'adjusted'"),
        0
    );
    assert_eq!(outside.count("SELECT added FROM member_imports"), 3_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_link_gives_its_access_once_to_whoever_is_inside() {
    let world = World::new().await;
    let lost = world.emulator.add_person(5102, "Perdida", None, "es");
    lost.join_without_link(VIP);
    world.admin.press_raw("member:mig_new");
    world.admin.expect("¿Qué acceso recibe").await;
    world.admin.click("30 días").await;
    world.admin.expect("Así queda el enlace").await;
    world.admin.click("👥 Cuántos").await;
    world.admin.click("50 personas").await;
    world.admin.expect("50 personas").await;
    world.admin.click("✅ Crear enlace").await;
    let made = world.admin.expect("?start=m_").await;
    let url = made
        .buttons()
        .find_map(|button| button.copy.clone())
        .expect("the link");
    let payload = url.split_once("?start=").expect("a payload").1;
    let is_forgotten =
        "SELECT count(*) = 1 FROM tasks WHERE kind = 'deliver_migration_link' AND payload = '{}'";
    until(&world, is_forgotten).await;
    world.ana.start(Some(payload));
    world.ana.expect("no te veo dentro").await;
    lost.start(Some(payload));
    lost.expect("Tu acceso VIP está registrado").await;
    assert_eq!(end_of(&world, 5102), Some(NOW.0 + 30 * DAY));
    lost.start(Some(payload));
    lost.expect("Ya usaste este enlace").await;
    assert_eq!(end_of(&world, 5102), Some(NOW.0 + 30 * DAY));
    world.ana.start(Some("m_0000"));
    world.ana.expect("No conozco ese enlace").await;
    world.admin.press_raw("member:mig:0");
    let list = world.admin.expect("Enlaces de migración").await;
    assert!(list.text.contains("1 de 50"), "{list}");
    world.admin.click("🗑️ Anular № 1").await;
    world.admin.click("🗑️ Sí, anular").await;
    world.admin.expect("anulado").await;
    world.eva.join_without_link(VIP);
    world.eva.start(Some(payload));
    world.eva.expect("does not work any more").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_leaves_as_a_file_that_an_import_reads() {
    let world = World::new().await;
    ana_inside(&world).await;
    world.ana.rename("=HYPERLINK(1)", None, Some("ana"));
    world.ana.send("/menu");
    world.ana.expect("HYPERLINK").await;
    world.admin.press_raw("member:export:active");
    let message = world.admin.expect("Activos").await;
    let file = world
        .emulator
        .file(message.file_id.as_deref().expect("a file"))
        .expect("kept");
    let file = String::from_utf8(file).expect("text");
    assert!(file.contains("2001,ana,'=HYPERLINK(1),active"), "{file}");
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM audit_log WHERE action = 'members.exported'"),
        1
    );
    let shown = upload(&world, &file).await;
    assert!(shown.text.contains("1 persona sin cambios"), "{shown}");
    world.finish().await;
}

/// Runs an access audit over Ana (entitled, outside), a stray inside and an entitled one inside.
async fn audited(world: &World) -> (Person, EmulatedMessage) {
    ana_inside(world).await;
    world.ana.leave(VIP);
    let stray = world.emulator.add_person(6_200, "Colada", None, "es");
    stray.join_without_link(VIP);
    stray.start(None);
    expiry::members(world, 6_000, 3, Timestamp(NOW.0 + 30 * DAY)).await;
    world.settled().await;
    world.admin.press_raw("member:audit_begin");
    let ready = world.admin.expect("Con derecho, pero fuera: 1").await;
    assert!(ready.text.contains("Dentro, sin derecho: 1"), "{ready}");
    assert!(ready.text.contains("Conozco a 4 de 6"), "{ready}");
    (stray, ready)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_audit_sends_links_and_removes_after_ten_minutes_even_over_a_restart() {
    let mut world = World::new().await;
    let (stray, ready) = audited(&world).await;
    let press = |data: &str| world.admin.press_on(ready.message_id, data);
    press("member:audit_links:1");
    world.admin.expect("¿Le mando un enlace").await;
    world.ana.mark();
    press("member:audit_links_yes:1");
    world.ana.expect_url("https://t.me/+").await;
    press("member:audit_remove:1");
    world.admin.expect("¿Saco a 1 persona").await;
    press("member:audit_remove_yes:1");
    world.admin.expect("Hasta entonces puedes deshacerlo").await;
    world.advance(599);
    world.settled().await;
    assert!(stray.is_member(VIP), "ten minutes are ten minutes");
    world.restart().await;
    world.advance(1);
    world
        .emulator
        .wait(
            |_| (!stray.is_member(VIP)).then_some(()),
            "the stray leaves",
        )
        .await;
    assert!((6_000..6_003).all(|id| world.emulator.person(id).is_member(VIP)));
    let late = world
        .admin
        .answer_to(&world.admin.press_raw("member:audit_undo:1"))
        .await;
    assert!(
        late.show_alert && late.text.contains("ya pasaron"),
        "{late:?}"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undone_removal_removes_nobody_and_neither_does_one_of_somebody_with_access_by_now() {
    let world = World::new().await;
    let (stray, _) = audited(&world).await;
    world.admin.press_raw("member:audit_remove_yes:1");
    world.admin.expect("Hasta entonces puedes deshacerlo").await;
    world.admin.click("↩️ Deshacer").await;
    world.admin.expect("no salió nadie").await;
    world.advance(601);
    until(
        &world,
        "SELECT count(*) = 1 FROM tasks WHERE kind = 'remove_stray' AND result = 'undone'",
    )
    .await;
    assert!(stray.is_member(VIP));
    world.admin.press_raw("member:audit_begin");
    world.admin.expect("Dentro, sin derecho: 1").await;
    world.admin.press_raw("member:audit_remove_yes:2");
    world.admin.expect("Hasta entonces puedes deshacerlo").await;
    world.admin.press_raw("member:shift:6200:30");
    stray.expect("Tienes acceso VIP").await;
    world.advance(601);
    let sql =
        "SELECT count(*) = 1 FROM tasks WHERE kind = 'remove_stray' AND result = 'has access now'";
    until(&world, sql).await;
    assert!(stray.is_member(VIP));
    world.finish().await;
}
