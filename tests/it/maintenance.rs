//! Maintenance: people read a sentence, the staff works on, nothing that happens is lost.

use crate::world::{ExpectUrl, FREE, VIP, World};
use portero::demo::telegram::JoinResult;

/// The admin shuts the house by its buttons; `holds` = tasks wait.
async fn shut(world: &World, holds: bool) {
    world.admin.send("/maintenance");
    world.admin.expect("La casa está abierta").await;
    if holds {
        world.admin.click("⏸️ Que las tareas esperen").await;
        world
            .admin
            .expect("tareas que afectan a personas esperan")
            .await;
    }
    let toast = world.admin.click("🛠 Cerrar a la gente").await;
    assert!(toast.text.contains("Cerrado"), "{toast:?}");
    world.admin.expect("está cerrada a la gente").await;
    world.settled().await;
}

async fn open(world: &World) {
    world.admin.press_raw("house:care:open");
    world.admin.expect("La casa está abierta").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_read_the_sentence_once_in_a_while_and_the_staff_works_on_over_a_restart() {
    let mut world = World::new().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    shut(&world, false).await;
    world.admin.click("💬 Frase propia").await;
    world.admin.send("Volvemos a las 8 <&>");
    world.admin.expect("Volvemos a las 8 <&>").await;
    world.ana.mark();
    world.ana.send("hola");
    world.ana.expect("Volvemos a las 8 <&>").await;
    world.ana.mark();
    world.ana.send("/menu");
    world.ana.send("/vpn");
    world.settled().await;
    assert!(world.ana.news().is_empty(), "{:?}", world.ana.news());
    let press = world.ana.press_raw("user:help");
    let answer = world.ana.answer_to(&press).await;
    assert!(
        answer.show_alert && answer.text == "Volvemos a las 8 <&>",
        "{answer:?}"
    );

    world.restart().await;
    world.ana.mark();
    world.ana.send("/start");
    world.ana.expect("Volvemos a las 8 <&>").await;
    world.admin.send("/admin");
    let panel = world.admin.expect("Panel de Administración").await;
    assert!(panel.text.contains("En mantenimiento desde el"), "{panel}");
    world.admin.send("/status");
    world.admin.expect("En mantenimiento desde el").await;
    world.admin.send("/doctor");
    world
        .admin
        .expect("la casa está cerrada a la gente desde")
        .await;
    open(&world).await;
    world.ana.mark();
    world.ana.send("/start");
    world.ana.expect("¡Hola").await;
    let acts: String = world.value(
        "SELECT group_concat(action, ' ') FROM (SELECT action FROM audit_log WHERE action LIKE 'maintenance.%' ORDER BY id)",
    );
    assert_eq!(acts, "maintenance.on maintenance.sentence maintenance.off");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_brought_meanwhile_is_not_spent_and_comes_back_when_the_house_opens() {
    let mut world = World::new().await;
    let token = world.token(Some(24)).await;
    shut(&world, false).await;
    world.ana.start(Some(&format!("v_{token}")));
    world.ana.expect("Guardé lo que traes").await;
    world.ana.send(&format!("/vip {token}"));
    world.eva.send("/free");
    world.eva.expect("improvements").await;
    world.restart().await;
    assert_eq!(
        world.value::<i64>("SELECT sum(used) FROM invitation_tokens"),
        0
    );
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM tasks WHERE kind = 'tell_open'"),
        1,
        "twice the same is kept once"
    );
    world.ana.mark();
    open(&world).await;
    let url = world
        .ana
        .expect_url("https://t.me/portero_bot?start=v_")
        .await;
    world.ana.expect("Ya estamos de vuelta").await;
    let payload = url.rsplit_once("start=").expect("a link").1.to_owned();
    world.ana.mark();
    world.ana.start(Some(&payload));
    let link = world.link_for(&world.ana).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.settled().await;
    assert_eq!(
        world.value::<String>("SELECT payload FROM tasks WHERE kind = 'tell_open'"),
        "{}",
        "no token stays behind"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_tasks_wait_nobody_is_removed_or_let_in_and_all_is_made_up_for_afterwards() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    let link = world.redeem(&world.ana, &token).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    shut(&world, true).await;
    world.eva.request_without_link(FREE);
    world.settled().await;
    world.advance(25 * 3_600);
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert!(world.ana.is_member(VIP) && !world.eva.is_member(FREE));
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM free_channel_requests WHERE processed = 0"),
        1,
        "the request is recorded"
    );
    world.admin.press_raw("house:care");
    let desk = world.admin.expect("Tareas en espera").await;
    assert!(!desk.text.contains("Tareas en espera: 0"), "{desk}");
    world.admin.send("/status");
    let status = world.admin.expect("Estado de la casa").await;
    assert!(
        !status.text.contains("Problemas"),
        "what waits is no problem: {status}"
    );
    open(&world).await;
    world
        .emulator
        .wait(
            |_| (!world.ana.is_member(VIP) && world.eva.is_member(FREE)).then_some(()),
            "the end of the one and the turn of the other",
        )
        .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_tasks_go_on_access_ends_and_turns_come_and_who_leaves_is_noted() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    let link = world.redeem(&world.ana, &token).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    world.eva.request_without_link(FREE);
    world.settled().await;
    shut(&world, false).await;
    world.advance(300);
    world
        .emulator
        .wait(|_| world.eva.is_member(FREE).then_some(()), "the approval")
        .await;
    world.eva.leave(FREE);
    world.settled().await;
    assert_eq!(
        world.value::<i64>(
            "SELECT count(*) FROM membership_events WHERE user_id = 2002 AND kind = 'left'"
        ),
        1
    );
    world.advance(24 * 3_600);
    world
        .emulator
        .wait(|_| (!world.ana.is_member(VIP)).then_some(()), "the removal")
        .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sentence_that_will_not_do_leaves_the_question_open() {
    let world = World::new().await;
    world.admin.press_raw("house:care:say");
    world.admin.expect("Escribe lo que leerá la gente").await;
    world.admin.mark();
    world.admin.send(&"x".repeat(501));
    world.admin.expect("500").await;
    world.admin.send("Enseguida volvemos");
    world.admin.expect("Enseguida volvemos").await;
    world.admin.click("↩️ Frase de siempre").await;
    world.admin.expect("Estamos haciendo mejoras").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_tasks_wait_backups_are_made_tickets_answered_and_the_staff_hears_of_roles() {
    let mut world = World::unstarted().await;
    let passphrase = "correct horse battery".to_owned();
    world
        .settings
        .insert("BACKUP_PASSPHRASE".to_owned(), passphrase);
    world.start().await;
    world.ana.send("/support");
    world.ana.expect_button("support:begin:vpn").await;
    world.ana.press_raw("support:begin:vpn");
    world.ana.expect("Cuéntame qué pasa").await;
    world.ana.send("No me conecta");
    let heard = world.admin.expect("No me conecta").await;
    world.settled().await;
    shut(&world, true).await;
    world.admin.reply(heard.message_id, "Prueba a reiniciar");
    world.ana.expect("Prueba a reiniciar").await;
    world.admin.press_raw("backup:make");
    world.admin.expect("Copia hecha").await;
    world.admin.send("/grant @ana support 1d");
    world.ana.expect("Tienes un rol nuevo").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_to_the_staff_works_while_the_house_is_shut() {
    let world = World::bare().await;
    world.admin.send("/roles");
    world.admin.expect("El equipo").await;
    world.admin.click("🎧 Soporte (0)").await;
    world.admin.expect("Nadie lo tiene").await;
    world.admin.click("🔗 Invitar con un enlace").await;
    world.admin.expect("¿Por cuánto tiempo").await;
    world.admin.click("7 días").await;
    let message = world.admin.expect("Enlace para el equipo").await;
    let copied = message.buttons().find_map(|button| button.copy.clone());
    let link = copied.expect("a link to copy");
    let payload = link.split("start=").nth(1).expect("a payload").to_owned();
    shut(&world, true).await;
    world.ana.start(Some(&payload));
    world.ana.expect("¡Te damos la bienvenida al equipo!").await;
    world.admin.expect("abrió tu enlace").await;
    world.finish().await;
}
