//! The support in a group with topics.

use super::{LUIS, ask, carried, helper, told, words};
use crate::world::{ADMIN, ANA, EVA, World};
use portero::demo::telegram::{Content, EmulatedMessage, Rights, Status};

const FORUM: i64 = -1_001_000_000_009;

/// A forum that the admin chose for the support with Telegram's picker.
async fn forum(world: &World) {
    world.emulator.add_forum(FORUM, "Equipo <&>");
    world.emulator.set_owner(FORUM, ADMIN);
    world.admin.press_raw("ticket:group");
    world.admin.expect("con temas activados").await;
    world.admin.share_chat(71, FORUM);
    world.admin.expect("cada uno en su tema").await;
    world.settled().await;
}

/// The words in the forum's topics.
async fn in_forum(world: &World, text: &str) -> EmulatedMessage {
    let find = |emulator: &portero::demo::telegram::Emulator| {
        let messages = emulator.messages(FORUM);
        messages
            .into_iter()
            .rev()
            .find(|message| message.text.contains(text))
    };
    world
        .emulator
        .wait(find, &format!("«{text}» in the forum"))
        .await
}

fn topic_of(message: &EmulatedMessage) -> i64 {
    message.value["message_thread_id"].as_i64().unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forum_has_a_topic_for_each_ticket_and_its_words_are_answers() {
    let world = World::new().await;
    let luis = helper(&world, LUIS, "Luis").await;
    forum(&world).await;
    world
        .emulator
        .set_status(FORUM, LUIS, Status::Member, ADMIN);
    world.emulator.set_status(FORUM, EVA, Status::Member, ADMIN);
    ask(&world.ana, "no entro").await;
    let heard = in_forum(&world, "no entro").await;
    let topic = topic_of(&heard);
    let topics = world.emulator.topics(FORUM);
    assert_eq!((topics.len(), topics[0].id), (1, topic));
    assert!(topics[0].name.starts_with("#1 · Ana"), "{topics:?}");
    assert!(heard.button("Abrir en el bot").is_some_and(|button| {
        button
            .url
            .as_deref()
            .is_some_and(|url| url.ends_with("?start=ticket_1"))
    }));
    luis.sends_in_topic(FORUM, topic, &Content::text("¿Qué mensaje ves?"));
    words(&world.ana, "¿Qué mensaje ves?").await;
    luis.sends_in_topic(FORUM, topic, &Content::text("// parece novata"));
    world
        .eva
        .sends_in_topic(FORUM, topic, &Content::text("yo también ayudo"));
    in_forum(&world, "you no longer answer tickets").await;
    world
        .eva
        .sends_in_topic(FORUM, topic, &Content::text("y otra vez"));
    world.ana.send("esto veo");
    let more = in_forum(&world, "esto veo").await;
    assert_eq!(topic_of(&more), topic);
    luis.sends_album_in_topic(
        FORUM,
        topic,
        &[Content::photo("uno"), Content::photo("dos")],
    );
    world.settled().await;
    world.advance(3);
    carried(&world).await;
    assert_eq!(told(&world, ANA, "dos"), 1);
    let refusals = told(&world, FORUM, "you no longer answer tickets");
    assert_eq!(refusals, 1, "a group hears it once in an hour");
    assert_eq!(
        told(&world, ANA, "novata") + told(&world, ANA, "yo también"),
        0
    );
    assert_eq!(
        told(&world, ADMIN, "no entro"),
        0,
        "nobody is told in private"
    );
    // An answer said in private stands in the topic too.
    let ticket = luis.start(Some("ticket_1"));
    assert!(ticket > 0);
    luis.expect("Ticket #1").await;
    luis.press_raw("ticket:answer:1");
    luis.expect("Escribe la respuesta").await;
    luis.send("ya está arreglado");
    words(&world.ana, "ya está arreglado").await;
    in_forum(&world, "ya está arreglado").await;
    carried(&world).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_deleted_by_hand_is_made_anew_and_closing_it_closes_the_ticket() {
    let world = World::new().await;
    forum(&world).await;
    ask(&world.ana, "hola equipo").await;
    let topic = topic_of(&in_forum(&world, "hola equipo").await);
    carried(&world).await;
    assert!(world.emulator.delete_topic(FORUM, topic));
    world.ana.send("¿siguen ahí?");
    let again = in_forum(&world, "¿siguen ahí?").await;
    assert_ne!(topic_of(&again), topic);
    assert!(
        again.text.contains("Ticket #1"),
        "the card stands above: {again}"
    );
    assert_eq!(world.emulator.topics(FORUM).len(), 1);
    carried(&world).await;
    // Closed by a button: so is the topic. A word of the person opens both again.
    world.admin.press_raw("ticket:close:1");
    words(&world.ana, "cerró tu ticket").await;
    carried(&world).await;
    assert!(world.emulator.topics(FORUM)[0].is_closed);
    let told = words(&world.ana, "cerró tu ticket").await;
    world.ana.reply(told.message_id, "no está resuelto");
    in_forum(&world, "no está resuelto").await;
    carried(&world).await;
    assert!(!world.emulator.topics(FORUM)[0].is_closed);
    let state: String = world.value("SELECT state FROM tickets");
    assert_eq!(state, "reopened");
    in_forum(&world, "reabrió el ticket").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_without_topics_or_without_the_right_is_refused_and_a_lost_one_loses_no_word() {
    let world = World::new().await;
    world.emulator.add_supergroup(FORUM, "Equipo <&>");
    world.emulator.set_owner(FORUM, ADMIN);
    world.admin.press_raw("ticket:group");
    world.admin.expect("con temas activados").await;
    world.admin.share_chat(71, FORUM);
    world.admin.expect("no tiene temas").await;
    world.emulator.set_forum(FORUM, true);
    world
        .emulator
        .set_bot_rights(FORUM, Rights::without("can_manage_topics"), ADMIN);
    world.admin.send(&FORUM.to_string());
    world.admin.expect("no puedo crear temas").await;
    world.emulator.set_bot_rights(FORUM, Rights::full(), ADMIN);
    world.admin.send(&FORUM.to_string());
    world.admin.expect("cada uno en su tema").await;
    world.settled().await;
    world.emulator.remove_bot(FORUM, ADMIN);
    ask(&world.ana, "¿hay alguien?").await;
    words(&world.admin, "¿hay alguien?").await;
    words(&world.admin, "no acepta mis mensajes").await;
    carried(&world).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_topic_of_somebody_whose_data_are_erased_goes_with_them() {
    let world = World::new().await;
    forum(&world).await;
    world.emulator.set_bot_rights(FORUM, Rights::full(), ADMIN);
    ask(&world.ana, "soy Ana y no entro").await;
    in_forum(&world, "soy Ana").await;
    carried(&world).await;
    world.admin.press_raw(&format!("person:erase_yes:{ANA}"));
    world
        .emulator
        .wait(
            |emulator| emulator.topics(FORUM).is_empty().then_some(()),
            "the topic to be gone",
        )
        .await;
    carried(&world).await;
    let left: i64 = world.value(
        "SELECT (SELECT count(*) FROM tickets WHERE topic_id IS NOT NULL)
              + (SELECT count(*) FROM inbox WHERE raw LIKE '%soy Ana%')",
    );
    assert_eq!(left, 0);
    world.finish().await;
}
