//! The Free queue: both ways in, in order, at their minute.

use crate::world::{ADMIN, ExpectUrl, FREE, World};
use portero::demo::telegram::{Fault, JoinResult, LinkOptions, Rights, Status};

#[tokio::test(flavor = "multi_thread")]
async fn a_request_waits_its_minutes_and_gets_a_personal_link() {
    let world = World::new().await;
    world.ana.start(None);
    world.ana.click("📺 Solicitar Acceso Free").await;
    let asked = world.ana.expect("Solicitud recibida").await;
    assert!(asked.text.contains("5 minutos"), "{}", asked.text);
    world.advance(120);
    world.ana.send("/free");
    let waiting = world.ana.expect("Ya estás en la fila").await;
    assert!(waiting.text.contains("3 minutos"), "{}", waiting.text);
    world.advance(180);
    let link = world.ana.expect_url("https://t.me/+").await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world
        .emulator
        .wait(
            |_| (world.eva.join(&link) == JoinResult::Invalid).then_some(()),
            "the link is revoked",
        )
        .await;
    world.ana.send("/free");
    world.ana.expect("Ya estás dentro del canal Free").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_request_is_acknowledged_at_once_and_approved_at_its_minute() {
    let world = World::new().await;
    world.eva.request_without_link(FREE);
    world.eva.expect("Canal Free").await;
    world.advance(299);
    assert!(!world.eva.is_member(FREE));
    world.advance(1);
    world
        .emulator
        .wait(|_| world.eva.is_member(FREE).then_some(()), "the approval")
        .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_request_of_somebody_who_waits_keeps_their_time_and_needs_no_link() {
    let world = World::new().await;
    world.ana.send("/free");
    world.ana.expect("Solicitud recibida").await;
    world.advance(240);
    world.ana.request_without_link(FREE);
    world.ana.expect("Recibí tu solicitud").await;
    world.advance(60);
    world
        .emulator
        .wait(
            |_| world.ana.is_member(FREE).then_some(()),
            "the approval at the first time",
        )
        .await;
    world.ana.expect("Ya estás dentro").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_request_is_closed_and_never_tried_again() {
    let world = World::new().await;
    world.eva.request_without_link(FREE);
    world.eva.expect("Canal Free").await;
    world.eva.withdraw_join_request(FREE);
    world.advance(300);
    world
        .emulator
        .wait(
            |emulator| emulator.calls_of("approveChatJoinRequest").first().cloned(),
            "the try",
        )
        .await;
    world.advance(3_600);
    world.admin.press_raw("queue:list:0");
    world.admin.expect("Fila del canal Free").await;
    assert_eq!(world.emulator.calls_of("approveChatJoinRequest").len(), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_be_written_to_does_not_block_the_others() {
    let world = World::new().await;
    world.ana.send("/free");
    world.ana.expect("Solicitud recibida").await;
    world.eva.send("/free");
    world.eva.expect("Request").await;
    world.ana.block();
    world.advance(300);
    world.eva.expect_url("https://t.me/+").await;
    world.ana.unblock();
    world.ana.send("/free");
    world.ana.expect("Solicitud recibida").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn even_if_the_phone_slept_everybody_is_handled_in_order() {
    let mut world = World::new().await;
    let mut people = Vec::new();
    for number in 0..5 {
        let person = world
            .emulator
            .add_person(3_000 + number, &format!("P{number}"), None, "es");
        person.send("/free");
        person.expect("Solicitud recibida").await;
        world.advance(60);
        people.push(person);
    }
    world.stop().await;
    world.advance(8 * 3_600);
    world.start().await;
    for person in &people {
        person.expect_url("https://t.me/+").await;
    }
    let order: Vec<String> = world
        .emulator
        .calls_of("createChatInviteLink")
        .iter()
        .map(|call| call.params["name"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(order, ["free:1", "free:2", "free:3", "free:4", "free:5"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_see_the_queue_and_decide() {
    let world = World::new().await;
    let eva = world.emulator.add_person(3_001, "Bea", None, "es");
    for person in [&world.ana, &eva] {
        person.send("/free");
        person.expect("Solicitud recibida").await;
    }
    world.admin.press_raw("queue:list:0");
    world.admin.expect("Bea").await;
    world.admin.press_raw("queue:approve:1");
    world.ana.expect_url("https://t.me/+").await;
    world.admin.press_raw("queue:decline:2");
    eva.expect("Esta vez no pudo ser").await;
    for number in 0..3 {
        let person = world.emulator.add_person(3_100 + number, "P", None, "es");
        person.send("/free");
        person.expect("Solicitud recibida").await;
    }
    world.admin.press_raw("queue:approve_all_yes");
    for number in 0..3 {
        world
            .emulator
            .person(3_100 + number)
            .expect_url("https://t.me/+")
            .await;
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_of_zero_opens_at_once_and_pending_ones_keep_their_time() {
    let world = World::new().await;
    world.ana.send("/free");
    world.ana.expect("Solicitud recibida").await;
    world.admin.send("/set_wait_time");
    world.admin.expect("minutos").await;
    for wrong in ["mucho", "-1", "10081", "2.5"] {
        world.admin.send(wrong);
        world.admin.expect("minutos enteros").await;
    }
    world.admin.send("0");
    let answer = world.admin.expect("Tiempo de Espera Actualizado").await;
    assert!(
        answer.text.contains("conserva su hora"),
        "one keeps its time: {}",
        answer.text
    );
    world.eva.send("/free");
    world.eva.expect_url("https://t.me/+").await;
    world.ana.mark();
    world.ana.send("/free");
    world.ana.expect("5 minutos").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_channels_join_request_link_is_made_once_and_leads_to_the_queue() {
    let world = World::new().await;
    world.admin.press_raw("free:join_link");
    world.admin.expect("Enlace de solicitud").await;
    // The same screen again: nothing to edit, and no second link.
    let again = world.admin.press_raw("free:join_link");
    world.admin.answer_to(&again).await;
    let made = world.emulator.calls_of("createChatInviteLink");
    assert_eq!(made.len(), 1);
    let link = made[0].outcome.as_ref().expect("made")["invite_link"]
        .as_str()
        .expect("a link")
        .to_owned();
    assert_eq!(world.eva.join(&link), JoinResult::Requested);
    world.eva.expect("Canal Free").await;
    world.advance(300);
    world
        .emulator
        .wait(|_| world.eva.is_member(FREE).then_some(()), "the approval")
        .await;
    // A link that another admin made works as well.
    let theirs = world.admin.create_link(
        FREE,
        LinkOptions {
            by_request: true,
            ..LinkOptions::default()
        },
    );
    let bea = world.emulator.add_person(3_001, "Bea", None, "es");
    assert_eq!(bea.join(&theirs), JoinResult::Requested);
    bea.expect("Canal Free").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_rights_hold_the_queue_and_regained_ones_release_it() {
    let world = World::new().await;
    world.ana.send("/free");
    world.ana.expect("Solicitud recibida").await;
    world.emulator.set_bot_rights(FREE, Rights::none(), ADMIN);
    world.admin.expect("Canal Free").await;
    world.advance(300);
    world.advance(7_200);
    assert_eq!(world.ana.status_in(FREE), Status::Left);
    world.emulator.set_bot_rights(FREE, Rights::full(), ADMIN);
    world.ana.expect_url("https://t.me/+").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_of_an_approval_ends_well() {
    let world = World::new().await;
    world.eva.request_without_link(FREE);
    world.eva.expect("Canal Free").await;
    world
        .emulator
        .fail(Fault::lost_reply("approveChatJoinRequest"));
    world.advance(300);
    world
        .emulator
        .wait(|_| world.eva.is_member(FREE).then_some(()), "the approval")
        .await;
    world.eva.send("/free");
    world.eva.expect("Free").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_when_the_channel_is_changed_gets_a_link_to_the_new_one() {
    const NEW: i64 = -1_001_000_000_099;
    let world = World::new().await;
    world.ana.send("/free");
    world.ana.expect("Solicitud recibida").await;
    world.emulator.add_channel(NEW, "Canal nuevo");
    world.emulator.set_owner(NEW, ADMIN);
    world.emulator.set_bot_rights(NEW, Rights::full(), ADMIN);
    let press = world.admin.press_raw(&format!("free:use:{NEW}"));
    world.admin.answer_to(&press).await;
    world.settled().await;
    world.advance(300);
    let link = world.ana.expect_url("https://t.me/+").await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    assert!(world.ana.is_member(NEW) && !world.ana.is_member(FREE));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_that_was_given_up_is_taken_when_an_admin_approves() {
    let world = World::new().await;
    world.ana.send("/free");
    world.ana.expect("Solicitud recibida").await;
    let connection =
        rusqlite::Connection::open(world.directory.join("portero.db")).expect("the database");
    connection
        .execute(
            "UPDATE tasks SET state = 'failed' WHERE kind = 'admit_free'",
            [],
        )
        .expect("given up");
    drop(connection);
    world.admin.press_raw("queue:approve:1");
    world.ana.expect_url("https://t.me/+").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_final_refusal_of_telegram_closes_the_request() {
    let world = World::new().await;
    world.eva.request_without_link(FREE);
    world.eva.expect("Canal Free").await;
    world.emulator.fail(
        Fault::error(
            "approveChatJoinRequest",
            400,
            "Bad Request: CHANNELS_TOO_MUCH",
        )
        .forever(),
    );
    world.advance(300);
    world
        .emulator
        .wait(
            |emulator| emulator.calls_of("approveChatJoinRequest").first().cloned(),
            "the try",
        )
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    world.advance(7_200);
    world.eva.send("/free");
    world.eva.expect("Request received").await;
    assert_eq!(world.emulator.calls_of("approveChatJoinRequest").len(), 1);
    world.finish().await;
}
