//! Broadcasts cut off, refused or answered by nobody: at most one post, and the doubt is told.

use super::{begun, click, posts, previewed, shows};
use crate::child::Outside;
use crate::world::{ADMIN, FREE, VIP, World};
use portero::demo::telegram::{Content, Fault, Rights};
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_post_whose_answer_is_lost_is_in_doubt_and_an_admin_settles_it() {
    let world = World::new().await;
    let control = previewed(&world, "both:broadcast", &Content::text("¿Llegó?")).await;
    world
        .emulator
        .fail(Fault::lost_reply("copyMessage").in_chat(VIP));
    world
        .emulator
        .fail(Fault::server_error("copyMessage").in_chat(FREE));
    click(&world, &control, "Confirmar").await;
    let result = world
        .emulator
        .wait(
            |_| {
                world
                    .admin
                    .news()
                    .into_iter()
                    .rev()
                    .find(|message| message.text.matches("no sé si llegó").count() == 2)
            },
            "two doubts",
        )
        .await;
    world.advance(3_600);
    world.settled().await;
    assert_eq!(
        (posts(&world, VIP).len(), posts(&world, FREE).len()),
        (1, 0)
    );
    let data = |label: &str| {
        result
            .buttons()
            .find(|button| button.label.contains(label))
            .and_then(|button| button.data.clone())
            .expect("data")
    };
    let (there, again) = (
        data("Sí está publicado · Canal VIP"),
        data("enviarlo · Canal Free"),
    );
    for data in [&there, &again, &there, &again] {
        world
            .admin
            .answer_to(&world.admin.press_on(result.message_id, data))
            .await;
    }
    world
        .emulator
        .wait(
            |_| (!posts(&world, FREE).is_empty()).then_some(()),
            "the post that was not there",
        )
        .await;
    let result = shows(&world, "según lo viste").await;
    shows(&world, "Resultado del Envío").await;
    assert_eq!(
        (posts(&world, VIP).len(), posts(&world, FREE).len()),
        (1, 1)
    );
    assert!(result.text.contains("Canal VIP"), "{result}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_lost_in_the_middle_does_not_stop_the_other_and_is_tried_again_by_hand() {
    let world = World::new().await;
    let control = previewed(&world, "both:broadcast", &Content::photo("Foto")).await;
    world
        .emulator
        .set_bot_rights(FREE, Rights::without("can_post_messages"), ADMIN);
    world.admin.expect("Perdí permisos").await;
    click(&world, &control, "Confirmar").await;
    let result = world.admin.expect("Me falta el permiso de publicar").await;
    assert!(result.text.contains("✅ Canal VIP <&>"), "{result}");
    assert_eq!(
        (posts(&world, VIP).len(), posts(&world, FREE).len()),
        (1, 0)
    );
    world.emulator.set_bot_rights(FREE, Rights::full(), ADMIN);
    world.settled().await;
    assert_eq!(posts(&world, FREE).len(), 0, "not by itself");
    let result = world
        .admin
        .expect_button("Intentar otra vez · Canal Free")
        .await;
    click(&world, &result, "Intentar otra vez").await;
    world
        .emulator
        .wait(
            |_| (posts(&world, FREE).len() == 1).then_some(()),
            "the post",
        )
        .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn telegrams_wait_is_obeyed_and_a_restart_within_it_posts_once() {
    let mut world = World::new().await;
    let control = previewed(&world, "vip:broadcast", &Content::text("Espera")).await;
    world
        .emulator
        .fail(Fault::flood("copyMessage", 2).in_chat(VIP));
    click(&world, &control, "Confirmar").await;
    world
        .emulator
        .wait(
            |_| (!posts(&world, VIP).is_empty()).then_some(()),
            "the post",
        )
        .await;
    let control = previewed(&world, "vip:broadcast", &Content::text("Otra espera")).await;
    world
        .emulator
        .fail(Fault::flood("copyMessage", 3_600).in_chat(VIP));
    click(&world, &control, "Confirmar").await;
    world
        .emulator
        .wait(
            |emulator| {
                let calls = emulator.calls_of("copyMessage");
                (calls.iter().filter(|call| call.chat() == Some(VIP)).count() == 3).then_some(())
            },
            "the refusal",
        )
        .await;
    world.restart().await;
    world.advance(20);
    world
        .emulator
        .wait(
            |_| (posts(&world, VIP).len() == 2).then_some(()),
            "the second post",
        )
        .await;
    world.admin.expect("Resultado del Envío").await;
    assert_eq!(posts(&world, VIP).len(), 2);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_publishing_the_post_is_in_doubt_and_never_sent_twice() {
    let mut outside = Outside::new().await;
    outside.admin.press_raw("vip:broadcast");
    outside.admin.expect("Envíame lo que quieres").await;
    outside.admin.sends(&Content::text("Una vez"));
    let control = outside.admin.expect("Así se verá").await;
    outside
        .emulator
        .fail(Fault::slow_reply("copyMessage", Duration::from_secs(60)).in_chat(VIP));
    let data = control
        .buttons()
        .find(|button| button.label.contains("Confirmar"))
        .and_then(|button| button.data.clone())
        .expect("data");
    outside.admin.press_on(control.message_id, &data);
    let channel = outside.emulator.channel(VIP);
    outside
        .emulator
        .wait(|_| (!channel.posts().is_empty()).then_some(()), "the post")
        .await;
    outside.kill();
    outside.emulator.mend();
    outside.admin.mark();
    outside.start().await;
    let told = outside.admin.expect("no sé si llegó a publicarse").await;
    assert_ne!(told.message_id, control.message_id, "a word of its own");
    assert_eq!(channel.posts().len(), 1);
    assert_eq!(
        outside.count("SELECT count(*) FROM broadcast_posts WHERE state = 'doubt'"),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_an_album_no_part_is_lost() {
    let mut outside = Outside::new().await;
    outside.admin.press_raw("vip:broadcast");
    outside.admin.expect("Envíame lo que quieres").await;
    // The first parts are heard before the kill, the others after it.
    let part = |caption: &str, number: i64| {
        json!({
            "photo": [{ "file_id": format!("f{number}"), "file_unique_id": format!("u{number}"), "width": 9, "height": 9 }],
            "media_group_id": "album", "caption": caption,
        })
    };
    outside.admin.send_raw(part("Álbum", 1));
    outside.admin.send_raw(part("", 2));
    let parts = "SELECT coalesce(max(json_array_length(source_messages)), 0) FROM broadcasts";
    outside
        .emulator
        .wait(|_| (outside.count(parts) == 2).then_some(()), "two parts")
        .await;
    outside.kill();
    outside.admin.send_raw(part("", 3));
    outside.start().await;
    outside
        .emulator
        .wait(|_| (outside.count(parts) == 3).then_some(()), "three parts")
        .await;
    outside.advance(3);
    let control = outside.admin.expect("Así se verá").await;
    let data = control
        .buttons()
        .find(|button| button.label.contains("Confirmar"))
        .and_then(|button| button.data.clone())
        .expect("data");
    outside.admin.press_on(control.message_id, &data);
    let channel = outside.emulator.channel(VIP);
    outside
        .emulator
        .wait(
            |_| (channel.albums().iter().any(|album| album.len() == 3)).then_some(()),
            "the album",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_that_telegram_skips_are_told_and_none_are_published_of_what_is_gone() {
    let world = World::new().await;
    begun(&world, "vip:broadcast").await;
    let ids = world.admin.sends_album(&[
        Content::photo("Tres"),
        Content::photo(""),
        Content::photo(""),
    ]);
    world.settled().await;
    world.advance(2);
    let control = world.admin.expect("Así se verá").await;
    world.admin.deletes(ids[1]);
    click(&world, &control, "Confirmar").await;
    world.admin.expect("llegaron 2/3").await;
    // A part that is gone before the preview: there is nothing to confirm.
    begun(&world, "vip:broadcast").await;
    let ids = world
        .admin
        .sends_album(&[Content::photo("Dos"), Content::photo("")]);
    world.settled().await;
    world.admin.deletes(ids[0]);
    world.advance(2);
    let told = world.admin.expect("le falta una parte").await;
    assert!(!told.has_button("Confirmar"), "{told}");
    // Another message takes its place.
    world.admin.sends(&Content::text("Entonces esto"));
    let control = world.admin.expect("Así se verá").await;
    // The switches do not end that.
    click(&world, &control, "Sin sonido").await;
    world.admin.expect_button("✅ 🔕 Sin sonido").await;
    world.admin.sends(&Content::text("Mejor esto"));
    let control = world.admin.expect("Así se verá").await;
    assert!(control.has_button("✅ 🔕 Sin sonido"), "{control}");
    click(&world, &control, "Confirmar").await;
    world
        .emulator
        .wait(
            |emulator| {
                let last = emulator.channel(VIP).last()?;
                (last.text == "Mejor esto").then_some(())
            },
            "the last content",
        )
        .await;
    assert_eq!(posts(&world, VIP).len(), 3);
    world.finish().await;
}
