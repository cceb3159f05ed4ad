//! Broadcasts that wait for their time.

use super::{begun, click, posts, previewed};
use crate::world::{VIP, World};
use portero::demo::telegram::{Content, EmulatedMessage};
use portero::models::Door;

/// Types a time for the draft under that preview.
pub async fn timed(world: &World, control: &EmulatedMessage, text: &str) -> EmulatedMessage {
    click(world, control, "Programar").await;
    world.admin.expect("¿Cuándo lo envío?").await;
    world.admin.send(text);
    world.admin.expect("🗓️ Programado").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_broadcast_goes_out_once_at_its_minute_across_a_restart() {
    let mut world = World::unstarted().await;
    world
        .settings
        .insert("TIMEZONE".to_owned(), "Europe/Madrid".to_owned());
    world.start().await;
    world.configure(Door::Vip).await;
    // It is 09:00 in Madrid.
    let control = previewed(&world, "vip:broadcast", &Content::text("A las diez")).await;
    click(&world, &control, "Programar").await;
    world.admin.expect("¿Cuándo lo envío?").await;
    for (text, rule) in [
        ("cuando puedas", "No entiendo esa hora"),
        ("hoy 8:00", "Esa hora ya pasó"),
        ("25/12/2040 9:00", "muy lejos"),
    ] {
        world.admin.send(text);
        world.admin.expect(rule).await;
    }
    world.admin.send("10:00");
    let scheduled = world.admin.expect("Programado").await;
    assert!(
        scheduled
            .text
            .contains("15 ene 2027, 10:00 (Europe/Madrid)"),
        "{scheduled}"
    );
    // Its preview has nothing to say any more.
    let said = click(&world, &control, "Confirmar").await;
    assert!(said.contains("ya está decidido"), "{said}");
    world.restart().await;
    world.advance(3_599);
    world.settled().await;
    assert!(posts(&world, VIP).is_empty(), "a second too early");
    world.advance(1);
    world.admin.expect("Resultado del Envío").await;
    world.restart().await;
    world.advance(600);
    world.settled().await;
    assert_eq!(posts(&world, VIP).len(), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_scheduled_is_listed_moved_cancelled_and_sent_by_hand() {
    let world = World::new().await;
    for (text, time) in [
        ("Uno", "mañana 9:00"),
        ("Dos", "18:30"),
        ("Tres", "lunes 10:00"),
    ] {
        let control = previewed(&world, "vip:broadcast", &Content::text(text)).await;
        timed(&world, &control, time).await;
    }
    world.admin.send("/broadcast");
    let targets = world.admin.expect("¿A dónde va?").await;
    click(&world, &targets, "Programados (3)").await;
    let list = world.admin.expect("Hora de").await;
    let rows: Vec<&str> = list
        .buttons()
        .map(|button| button.label.as_str())
        .filter(|label| label.contains("«"))
        .collect();
    assert!(
        rows[0].contains("Dos") && rows[1].contains("Uno") && rows[2].contains("Tres"),
        "{rows:?}"
    );
    click(&world, &list, "Dos").await;
    let card = world.admin.expect("«Dos»").await;
    click(&world, &card, "Enviar ahora").await;
    world.admin.expect("Resultado del Envío").await;
    assert_eq!(posts(&world, VIP).len(), 1);
    let card = world.admin.press_raw("broadcast:show:1");
    world.admin.answer_to(&card).await;
    let card = world.admin.expect("«Uno»").await;
    click(&world, &card, "Cambiar la hora").await;
    world.admin.expect("¿Cuándo lo envío?").await;
    world.admin.send("10:15");
    world.admin.expect("10:15").await;
    let press = world.admin.press_raw("broadcast:cancel:3");
    world.admin.answer_to(&press).await;
    world.admin.expect("no se publicó nada").await;
    world.advance(5 * 86_400);
    world
        .emulator
        .wait(
            |_| {
                let told = world.admin.messages();
                told.iter()
                    .any(|message| message.text.contains("Un envío programado no salió"))
                    .then_some(())
            },
            "a word on the one that was due days ago",
        )
        .await;
    world.settled().await;
    assert_eq!(posts(&world, VIP).len(), 1, "too late to go out by itself");
    let acts: i64 = world.value("SELECT count(*) FROM audit_log WHERE action IN ('broadcast.scheduled', 'broadcast.confirmed', 'broadcast.cancelled')");
    assert_eq!(acts, 6);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_scheduled_broadcast_waits_until_it_is_looked_at() {
    let mut world = World::new().await;
    begun(&world, "vip:broadcast").await;
    let source = world.admin.sends(&Content::text("Antes"));
    let control = world.admin.expect("Así se verá").await;
    timed(&world, &control, "10:00").await;
    world.admin.edits(source, &Content::text("Después"));
    let held = world.admin.expect("Editaste un envío programado").await;
    world.advance(2 * 3_600);
    world.settled().await;
    assert!(posts(&world, VIP).is_empty());
    click(&world, &held, "Ver cómo queda").await;
    let control = world.admin.expect("Estaba programado").await;
    // Looked at and left undecided, it does not fall out of the list.
    world.admin.press_raw("broadcast:scheduled:0");
    let list = world.admin.expect("Hora de").await;
    assert!(list.has_button("⚠️"), "{list}");
    timed(&world, &control, "en 1 hora").await;
    // Off at its time, but not for long: it goes out at the start.
    world.stop().await;
    world.advance(3 * 3_600);
    world.start().await;
    world
        .emulator
        .wait(
            |_| (posts(&world, VIP).len() == 1).then_some(()),
            "the post",
        )
        .await;
    assert_eq!(posts(&world, VIP)[0].text, "Después");
    world.admin.expect("Resultado del Envío").await;
    world.finish().await;
}
