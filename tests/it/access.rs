//! Personal links: for one person, renewed, revoked, never a ban left behind.

use crate::world::{ADMIN, ExpectUrl, VIP, World};
use portero::demo::telegram::{Emulator, Fault, JoinResult, Rights};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_new_link_ends_the_older_one_and_three_an_hour_are_given() {
    let world = World::new().await;
    let token = world.token(Some(240)).await;
    let mut link = world.redeem(&world.ana, &token).await;
    for _ in 0..3 {
        world.ana.send("/status");
        world.ana.expect("Mi acceso").await;
        world.ana.click("user:new_link").await;
        let next = world.link_for(&world.ana).await;
        assert_eq!(world.ana.join(&link), JoinResult::Invalid);
        link = next;
    }
    let answer = world
        .ana
        .answer_to(&world.ana.press_raw("user:new_link"))
        .await;
    assert!(answer.text.contains("enlaces de esta hora"), "{answer:?}");
    world.advance(3_601);
    assert_eq!(world.ana.join(&link), JoinResult::Expired);
    world.ana.press_raw("user:new_link");
    let link = world.link_for(&world.ana).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    let answer = world
        .ana
        .answer_to(&world.ana.press_raw("user:new_link"))
        .await;
    assert!(answer.text.contains("Ya estás dentro"), "{answer:?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_enters_by_anothers_link_is_removed_and_the_holder_gets_a_new_one() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    let link = world.redeem(&world.ana, &token).await;
    world.ana.mark();
    assert_eq!(world.eva.join(&link), JoinResult::Joined);
    world.admin.expect("con el enlace de otra persona").await;
    world
        .emulator
        .wait(|_| (!world.eva.is_member(VIP)).then_some(()), "the removal")
        .await;
    assert_ne!(
        world.eva.status_in(VIP).name(),
        "kicked",
        "no ban is left behind"
    );
    let renewed = world.ana.expect_url("https://t.me/+").await;
    assert_ne!(renewed, link);
    assert_eq!(world.eva.join(&link), JoinResult::Invalid);
    assert_eq!(world.ana.join(&renewed), JoinResult::Joined);
    world.ana.expect("🎉").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_a_right_of_their_own_stays_and_only_the_holders_link_is_renewed() {
    let world = World::new().await;
    let tokens = world.tokens(2, Some(24)).await;
    let anas = world.redeem(&world.ana, &tokens[0]).await;
    world.redeem(&world.eva, &tokens[1]).await;
    world.ana.mark();
    assert_eq!(world.eva.join(&anas), JoinResult::Joined);
    let renewed = world.ana.expect_url("https://t.me/+").await;
    assert_ne!(renewed, anas);
    assert!(world.eva.is_member(VIP));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_without_a_link_removes_nobody_and_is_listed() {
    let world = World::new().await;
    world.eva.join_without_link(VIP);
    world.settled().await;
    world.admin.press_raw("member:list:not_entitled:0");
    let list = world.admin.expect("Eva").await;
    assert!(
        list.has_button("Eva") || list.text.contains("Eva"),
        "{list}"
    );
    assert!(world.eva.is_member(VIP));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_no_link_can_be_made_the_answer_says_so_and_the_link_follows() {
    let world = World::new().await;
    let tokens = world.tokens(2, Some(24)).await;
    world
        .emulator
        .set_bot_rights(VIP, Rights::without("can_invite_users"), ADMIN);
    world.admin.expect("Perdí permisos").await;
    world.ana.start(Some(&format!("v_{}", tokens[0])));
    let answer = world.ana.expect("Token Canjeado").await;
    assert!(
        answer.text.contains("Ahora mismo no puedo crear tu enlace"),
        "{}",
        answer.text
    );
    tokio::time::sleep(Duration::from_millis(200)).await;
    world.emulator.set_bot_rights(VIP, Rights::full(), ADMIN);
    world.admin.expect("Recuperé mis permisos").await;
    let link = world.link_for(&world.ana).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_for_somebody_who_blocks_the_bot_waits_until_they_are_back() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    world
        .emulator
        .fail(Fault::server_error("createChatInviteLink").times(1));
    world.emulator.fail(
        Fault::error("sendMessage", 403, "Forbidden: bot was blocked by the user")
            .when(|params| params.to_string().contains("https://t.me/+"))
            .times(1),
    );
    world.ana.start(Some(&format!("v_{token}")));
    world.ana.expect("Token Canjeado").await;
    world
        .emulator
        .wait(
            |emulator| {
                emulator
                    .calls_of("sendMessage")
                    .iter()
                    .any(|call| !call.is_ok())
                    .then_some(())
            },
            "the refused link",
        )
        .await;
    world.ana.mark();
    world.ana.send("/start");
    world.ana.expect("¡Hola").await;
    // She may have spoken in the very moment in which the link failed, before that was noted: then it waits for her next
    // word.
    for _ in 0..5 {
        world.advance(5);
        world.ana.send("/menu");
        let has_link = |_: &Emulator| {
            let rows = world
                .ana
                .messages()
                .into_iter()
                .flat_map(|message| message.rows);
            let mut urls = rows.flatten().filter_map(|button| button.url);
            urls.find(|url| url.starts_with("https://t.me/+"))
        };
        let patience = Duration::from_secs(2);
        if world.emulator.wait_for(patience, has_link).await.is_some() {
            break;
        }
    }
    world.link_for(&world.ana).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_request_of_a_member_is_let_in_and_a_strangers_is_left_to_the_admins() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    world.redeem(&world.ana, &token).await;
    world.ana.request_without_link(VIP);
    world.eva.request_without_link(VIP);
    world
        .emulator
        .wait(|_| world.ana.is_member(VIP).then_some(()), "the approval")
        .await;
    assert_eq!(world.emulator.pending_requests(VIP), vec![world.eva.id]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn why_one_cannot_get_in_is_said() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    world.redeem(&world.ana, &token).await;
    world.advance(3_700);
    world.ana.press_raw("user:why_no_entry");
    world.ana.expect("Tu último enlace caducó").await;
    let answer = world
        .eva
        .answer_to(&world.eva.press_raw("user:why_no_entry"))
        .await;
    assert!(answer.text.contains("VIP"), "{answer:?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_unseen_gets_a_link_all_the_same() {
    let mut world = World::new().await;
    let tokens = world.tokens(2, Some(240)).await;
    let link = world.redeem(&world.ana, &tokens[0]).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    world.stop().await;
    world.ana.leave(VIP);
    world.emulator.drop_updates();
    world.start().await;
    world.ana.press_raw("user:new_link");
    let link = world.link_for(&world.ana).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);

    world.stop().await;
    world.ana.leave(VIP);
    world.emulator.drop_updates();
    world.start().await;
    let link = world.redeem(&world.ana, &tokens[1]).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_intruder_by_the_same_link_is_removed_too() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    let link = world.redeem(&world.ana, &token).await;
    // The link cannot be revoked for now: when one intruder is out, it lets the next one in.
    world
        .emulator
        .fail(Fault::error("revokeChatInviteLink", 400, "Bad Request: something odd").forever());
    let bea = world.emulator.add_person(3_001, "Bea", None, "es");
    for intruder in [&world.eva, &bea] {
        assert_eq!(intruder.join(&link), JoinResult::Joined);
        world
            .emulator
            .wait(|_| (!intruder.is_member(VIP)).then_some(()), "the removal")
            .await;
    }
    world.emulator.mend();
    world.finish().await;
}
