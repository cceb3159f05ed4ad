//! What halts a broadcast to people: admins, an outage, a content that is gone or refused.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_is_waited_out_and_fails_nobody() {
    let world = house(30).await;
    world
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_millis(20)).forever());
    let source = written(&world, "¡Novedades!");
    let id = begin(&world, Audience::NeverBought, &[source]).await;
    copied(&world, 5).await;
    world.emulator.go_down();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    world.emulator.mend();
    world.emulator.come_up();
    until(&world, id, "done").await;
    let (sent, doubt): (i64, i64) = world
        .database()
        .query_row("SELECT sent, doubt FROM mailings", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("a mailing");
    // The answer that was under way when the line was cut.
    assert!(doubt <= 1 && sent + doubt == 30, "{sent} {doubt}");
    let copies = copies(&world.emulator.calls());
    assert!(copies.values().all(|count| *count == 1), "{copies:?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pause_resume_and_stop_work_for_every_admin_and_a_restart_goes_on_in_the_same_message() {
    let mut world = house(300).await;
    world
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_millis(15)).forever());
    let source = written(&world, "¡Novedades!");
    let id = begin(&world, Audience::NeverBought, &[source]).await;
    let progress = world.admin.expect("En marcha").await;
    copied(&world, 20).await;
    world.admin.click(&format!("mail:pause:{id}")).await;
    until(&world, id, "paused").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let paused = world.emulator.count_calls("copyMessage");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(world.emulator.count_calls("copyMessage"), paused);
    // Another admin finds it in the list and goes on.
    let second = world.emulator.person(SECOND);
    second.press_raw("mail:list:0");
    second.expect("Broadcasts to people").await;
    second.click(&format!("mail:show:{id}")).await;
    second.expect("Paused").await;
    second.click(&format!("mail:resume:{id}")).await;
    second.expect("On its way").await;
    copied(&world, paused + 20).await;
    world.restart().await;
    let after = world.emulator.count_calls("copyMessage");
    copied(&world, after + 10).await;
    // The question comes in a message of its own; only its answer stops.
    world
        .admin
        .press_on(progress.message_id, &format!("mail:stop:{id}"));
    world.admin.expect("¿Detener el envío?").await;
    assert_eq!(state(&world, id), "sending");
    world.admin.click(&format!("mail:stop_yes:{id}")).await;
    until(&world, id, "stopped").await;
    let report = world.admin.expect("Sin intentar").await;
    assert!(report.text.contains("Detenido"), "{}", report.text);
    world
        .emulator
        .wait(
            |_| {
                let messages = world.admin.messages();
                let shown = messages
                    .iter()
                    .find(|one| one.message_id == progress.message_id);
                shown
                    .is_some_and(|one| one.text.contains("Detenido"))
                    .then_some(())
            },
            "the end in the first message",
        )
        .await;
    let copies = copies(&world.emulator.calls());
    assert!(copies.len() < 300 && copies.values().all(|count| *count == 1));
    let doubt: i64 = world.value("SELECT doubt FROM mailings");
    assert_eq!(doubt, 0, "a stop in order leaves nobody in doubt");
    let audited: Vec<String> = ["started", "paused", "resumed", "stopped"]
        .iter()
        .map(|act| {
            world.value(&format!(
                "SELECT coalesce(group_concat(actor_id), '') FROM audit_log WHERE action = 'mailing.{act}'"
            ))
        })
        .collect();
    assert_eq!(audited, ["", "7", "8", "7"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_is_gone_stops_it_and_the_admin_is_told_why() {
    let world = house(40).await;
    world
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_millis(20)).forever());
    let source = written(&world, "¡Novedades!");
    let id = begin(&world, Audience::NeverBought, &[source]).await;
    copied(&world, 5).await;
    world.admin.deletes(source);
    until(&world, id, "stopped").await;
    world.admin.expect("el mensaje original ya no está").await;
    let (failed, doubt): (i64, i64) = world
        .database()
        .query_row("SELECT failed, doubt FROM mailings", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("a mailing");
    assert_eq!((failed, doubt), (0, 0));
    world.emulator.clear_violations();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_refusals_in_a_row_pause_it_and_two_mailings_take_turns() {
    let world = house(30).await;
    let (bad, good) = (written(&world, "malo"), written(&world, "bueno"));
    world.emulator.fail(
        Fault::error(
            "copyMessage",
            400,
            "Bad Request: the message can't be copied",
        )
        .forever()
        .when(move |params| params["message_id"] == bad),
    );
    let first = begin(&world, Audience::NeverBought, &[bad]).await;
    let second = begin(&world, Audience::NeverBought, &[good]).await;
    until(&world, second, "done").await;
    until(&world, first, "paused").await;
    world.admin.expect("10 personas seguidas").await;
    let failed: i64 = world.value(&format!(
        "SELECT failed FROM mailings WHERE broadcast_id = {first}"
    ));
    assert_eq!(failed, 10);
    let order: Vec<i64> = world
        .emulator
        .calls_of("copyMessage")
        .iter()
        .map(|call| call.params["message_id"].as_i64().expect("an id"))
        .collect();
    let turns = order.windows(2).filter(|two| two[0] != two[1]).count();
    assert!(turns >= 18, "{order:?}");
    world.emulator.clear_violations();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_while_telegram_asks_to_wait_leaves_nobody_in_doubt() {
    let mut world = house(20).await;
    world
        .emulator
        .fail(Fault::flood("copyMessage", 60).in_chat(FIRST + 10));
    let source = written(&world, "¡Novedades!");
    let id = begin(&world, Audience::NeverBought, &[source]).await;
    copied(&world, 11).await;
    world.restart().await;
    until(&world, id, "done").await;
    let (sent, doubt): (i64, i64) = world
        .database()
        .query_row("SELECT sent, doubt FROM mailings", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("a mailing");
    assert_eq!((sent, doubt), (20, 0));
    let copies = copies(&world.emulator.calls());
    assert!(copies.len() == 20 && copies.values().all(|count| *count == 1));
    world.finish().await;
}
