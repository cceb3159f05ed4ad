//! Broadcasts to channels: the draft, its preview, at most one post, the schedule, the way back.

use crate::world::{VIP, World};
use portero::demo::telegram::{Content, EmulatedMessage};

/// Begins a broadcast and sends its content; the preview's control message.
async fn previewed(world: &World, begin: &str, content: &Content) -> EmulatedMessage {
    begun(world, begin).await;
    world.admin.sends(content);
    world.admin.expect("Así se verá").await
}

async fn begun(world: &World, begin: &str) {
    let press = world.admin.press_raw(begin);
    world.admin.answer_to(&press).await;
    world.admin.expect("Envíame lo que quieres publicar").await;
}

/// Presses a button of that message by the beginning of its label, and waits for the answer's text.
async fn click(world: &World, message: &EmulatedMessage, label: &str) -> String {
    let button = message
        .buttons()
        .find(|button| button.label.contains(label))
        .unwrap_or_else(|| panic!("no {label} under {message}"));
    let data = button.data.clone().expect("a button that acts");
    let press = world.admin.press_on(message.message_id, &data);
    world.admin.answer_to(&press).await.text
}

fn posts(world: &World, channel: i64) -> Vec<EmulatedMessage> {
    world.emulator.channel(channel).posts()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_shown_confirmed_and_published_once_however_often_it_is_pressed() {
    let world = World::new().await;
    let control = previewed(&world, "vip:broadcast", &Content::html("Hola <b>mundo</b>")).await;
    let copy = world.admin.messages();
    let copy = &copy[copy.len() - 2];
    assert_eq!(copy.text, "Hola mundo");
    assert!(posts(&world, VIP).is_empty(), "nothing is published before");
    for _ in 0..3 {
        click(&world, &control, "Confirmar y Enviar").await;
    }
    let result = world.admin.expect("Resultado del Envío").await;
    assert_eq!(result.message_id, control.message_id);
    world.settled().await;
    let published = posts(&world, VIP);
    assert_eq!(published.len(), 1);
    assert_eq!(published[0].text, copy.text);
    assert_eq!(published[0].entities(), copy.entities());
    let url = format!("https://t.me/c/1000000001/{}", published[0].message_id);
    assert!(
        result
            .buttons()
            .any(|button| button.url.as_deref() == Some(&url)),
        "{result}"
    );
    world.finish().await;
}
