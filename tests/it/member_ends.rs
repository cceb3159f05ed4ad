//! Ends by an admin's hand, beside the stay after an end, bans and the brake; and albums handed on.

use crate::expiry;
use crate::world::{ANA, EVA, FREE, NOW, VIP, World};
use portero::demo::telegram::{Content, Emulator, Fault, JoinResult};
use portero::models::{DAY, HOUR, Timestamp};
use std::time::Duration;

/// Ana, inside with a day of access, in a house with a stay of two days after an end.
async fn ana_inside(world: &World) {
    let token = world.token(Some(24)).await;
    let link = world.redeem(&world.ana, &token).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    world.admin.press_raw("config:grace_set:48");
    world.admin.expect("Guardado").await;
    world.settled().await;
    world.ana.mark();
}

async fn gone(world: &World) {
    let outside = |_: &_| (!world.ana.is_member(VIP)).then_some(());
    world.emulator.wait(outside, "Ana leaves").await;
    world.settled().await;
}

fn heard(world: &World, text: &str) -> usize {
    let messages = world.emulator.messages(ANA);
    messages
        .iter()
        .filter(|message| message.by_bot && message.text.contains(text))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_removed_now_leaves_at_once_and_is_promised_no_stay() {
    let world = World::new().await;
    ana_inside(&world).await;
    world.admin.press_raw(&format!("member:remove_yes:{ANA}"));
    gone(&world).await;
    world.ana.expect("Tu acceso VIP terminó").await;
    assert_eq!(heard(&world, "Aún puedes seguir"), 0);
    assert_eq!(heard(&world, "Tu acceso VIP terminó"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn remove_now_ends_a_stay_after_the_end_too() {
    let world = World::new().await;
    ana_inside(&world).await;
    world.advance(DAY);
    world.ana.expect("Aún puedes seguir").await;
    world.admin.press_raw("member:list:problems:0");
    let list = world.admin.expect("Con problemas").await;
    assert!(!list.text.contains("Ana"), "a stay is no problem: {list}");
    assert!(world.ana.is_member(VIP));
    world.ana.mark();
    world.admin.press_raw(&format!("member:remove_yes:{ANA}"));
    gone(&world).await;
    world.ana.expect("Tu acceso VIP terminó").await;
    assert_eq!(
        heard(&world, "Tu acceso VIP terminó"),
        2,
        "the stay, the end"
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_banned_hear_no_reminder_and_are_shut_out_of_a_channel_that_comes_later() {
    let world = World::new().await;
    ana_inside(&world).await;
    world.admin.press_raw(&format!("member:shift:{ANA}:1"));
    world.admin.expect("queda").await;
    world.advance(6);
    world.ana.expect("cambió de fecha").await;
    world.admin.press_raw(&format!("member:ban_yes:{ANA}"));
    gone(&world).await;
    world.ana.mark();
    world.advance(DAY + HOUR);
    world.settled().await;
    world.advance(DAY);
    world.settled().await;
    assert_eq!(heard(&world, "termina pronto"), 0);
    assert_eq!(heard(&world, "Aún puedes seguir"), 0);
    // Eva's ban never came to this channel, as to one that is configured after it.
    world.eva.start(None);
    world.settled().await;
    world
        .database()
        .execute("UPDATE users SET status = 'banned' WHERE id = ?1", [EVA])
        .expect("set");
    world.eva.join_without_link(FREE);
    let shut = |_: &_| (world.eva.status_in(FREE).name() == "kicked").then_some(());
    world.emulator.wait(shut, "the ban holds there too").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audit_removes_nobody_whose_end_came_meanwhile() {
    let world = World::new().await;
    ana_inside(&world).await;
    let stray = world.emulator.add_person(6_200, "Colada", None, "es");
    stray.join_without_link(VIP);
    world.settled().await;
    world.admin.press_raw("member:audit_begin");
    world.admin.expect("Dentro, sin derecho: 1").await;
    world.admin.press_raw("member:audit_remove_yes:1");
    world.admin.expect("Hasta entonces puedes deshacerlo").await;
    // Within the ten minutes the stray got access, and it ended: now they may stay.
    let end = Timestamp(NOW.0 + 300);
    expiry::members(&world, 6_200, 1, end).await;
    world.advance(301);
    // What the first jump asked for is over, lest an answer on its way through the second one looks late.
    let is_told = |emulator: &Emulator| {
        let calls = emulator.calls_of("sendMessage");
        let told = calls.iter().find(|call| call.chat() == Some(6_200));
        told.map(|_| ())
    };
    world.emulator.wait(is_told, "the end is told").await;
    world.settled().await;
    world.advance(400);
    let sql =
        "SELECT count(*) FROM tasks WHERE kind = 'remove_stray' AND result = 'may still stay'";
    let judged = |_: &_| (world.value::<i64>(sql) == 1).then_some(());
    world.emulator.wait(judged, "the stay is seen").await;
    assert!(stray.is_member(VIP));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_that_crosses_a_removal_holds_and_nobody_else_is_banned() {
    let world = World::new().await;
    // Each way out of the channel twice: an end, another's link, and an admin's wish about a stray.
    let (banned, spared) = ([6_000, 6_100, 6_200], [6_001, 6_101, 6_201]);
    expiry::members(&world, 6_000, 2, Timestamp(NOW.0 + 60)).await;
    let token = world.token(Some(24)).await;
    let link = world.redeem(&world.ana, &token).await;
    for id in [6_200, 6_201] {
        let stray = world.emulator.add_person(id, "Colada", None, "es");
        stray.join_without_link(VIP);
    }
    world.settled().await;
    // Telegram does all of it at once and answers late: the bans come in between.
    let late = Duration::from_secs(3);
    world
        .emulator
        .fail(Fault::slow_reply("unbanChatMember", late).forever());
    world
        .emulator
        .fail(Fault::error("revokeChatInviteLink", 400, "Bad Request: something odd").forever());
    // The first try of a ban fails.
    world.emulator.fail(Fault::error(
        "banChatMember",
        400,
        "Bad Request: something odd",
    ));
    for id in [6_100, 6_101] {
        let intruder = world.emulator.add_person(id, "Ajena", None, "es");
        assert_eq!(intruder.join(&link), JoinResult::Joined);
        world.settled().await;
        world
            .emulator
            .wait(|_| (!intruder.is_member(VIP)).then_some(()), "one is out")
            .await;
        if banned.contains(&id) {
            ban_unheard(&world, &[id]);
        }
    }
    let sql = "SELECT count(*) FROM tasks WHERE kind = 'settle_ban' AND last_error IS NOT NULL";
    let failed = |_: &_| (world.value::<i64>(sql) == 1).then_some(());
    world.emulator.wait(failed, "a ban that failed").await;
    for id in [6_200, 6_201] {
        world.admin.press_raw(&format!("member:remove_yes:{id}"));
    }
    world.advance(60);
    let is_out = |id: &i64| !world.emulator.person(*id).is_member(VIP);
    let are_out = |_: &_| banned.iter().chain(&spared).all(is_out).then_some(());
    world.emulator.wait(are_out, "all are out").await;
    ban_unheard(&world, &[6_000, 6_200]);
    let left = "SELECT count(*) FROM tasks WHERE kind LIKE 'remove%' AND result = 'removed'";
    let kept = |_: &_| (world.value::<i64>(left) == 6).then_some(());
    world.emulator.wait(kept, "every removal is kept").await;
    let status = |id: i64| world.emulator.person(id).status_in(VIP).name();
    let shut = |_: &_| {
        let is_shut = |id: &i64| status(*id) == "kicked";
        banned.iter().all(is_shut).then_some(())
    };
    world.emulator.wait(shut, "the bans hold").await;
    for id in spared {
        assert_eq!(status(id), "left", "{id}");
    }
    let calls = world.emulator.calls_of("banChatMember");
    assert_eq!(calls.len(), 4, "three bans, one of them tried twice");
    world.emulator.mend();
    world.finish().await;
}

/// Bans people in the house alone, as if the task that tells Telegram had been done before.
fn ban_unheard(world: &World, ids: &[i64]) {
    let database = world.database();
    database.busy_timeout(Duration::from_secs(10)).expect("set");
    for id in ids {
        let changed = database
            .execute("UPDATE users SET status = 'banned' WHERE id = ?1", [id])
            .expect("set");
        assert_eq!(changed, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intruder_who_gets_a_right_during_the_look_stays() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    let link = world.redeem(&world.ana, &token).await;
    let looked = |id: i64| move |params: &serde_json::Value| params["user_id"] == id;
    let late = Duration::from_secs(2);
    world.emulator.fail(
        Fault::slow_reply("getChatMember", late)
            .forever()
            .when(looked(EVA)),
    );
    assert_eq!(world.eva.join(&link), JoinResult::Joined);
    world
        .emulator
        .wait(
            |emulator| {
                let calls = emulator.calls_of("getChatMember");
                calls
                    .iter()
                    .any(|call| looked(EVA)(&call.params))
                    .then_some(())
            },
            "the look",
        )
        .await;
    let changed = world
        .database()
        .execute(
            "INSERT INTO vip_subscribers (user_id, join_date, expiry_date, status, period_id)
             VALUES (?1, ?2, ?3, 'active', 900)",
            [EVA, NOW.0, NOW.0 + DAY],
        )
        .expect("a subscriber");
    assert_eq!(changed, 1);
    let sql =
        "SELECT count(*) FROM tasks WHERE kind = 'remove_intruder' AND result = 'has access now'";
    let judged = |_: &_| (world.value::<i64>(sql) == 1).then_some(());
    world.emulator.wait(judged, "the right is seen").await;
    assert!(world.eva.is_member(VIP));
    world.emulator.mend();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_album_is_handed_on_as_one() {
    let world = World::new().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    world.admin.press_raw(&format!("member:write:{ANA}"));
    world.admin.expect("Envíame lo que quieras").await;
    world
        .admin
        .sends_album(&[Content::photo("Para ti"), Content::photo("")]);
    world.settled().await;
    world.advance(3);
    world.admin.expect("Entregado a").await;
    let album: Vec<_> = world
        .emulator
        .messages(ANA)
        .into_iter()
        .filter(|message| message.by_bot)
        .filter_map(|message| message.value.get("media_group_id").cloned())
        .collect();
    assert_eq!(album.len(), 2);
    assert_eq!(album[0], album[1]);
    world.finish().await;
}
