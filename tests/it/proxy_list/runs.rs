//! Runs over the whole list, and the one message that shows how far each is.

use super::*;

/// The message that shows how far a run is.
fn progress(world: &World) -> Vec<EmulatedMessage> {
    let heads = ["Probando la lista", "Lista probada", "Prueba cancelada"];
    let all = world.admin.messages().into_iter();
    all.filter(|message| heads.iter().any(|head| message.text.contains(head)))
        .collect()
}

/// Waits until that message says so.
async fn shows(world: &World, words: &str) -> EmulatedMessage {
    let look = |_: &Emulator| {
        let mut all = progress(world).into_iter();
        all.find(|message| message.text.contains(words))
    };
    world.emulator.wait(look, words).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_over_all_shows_how_far_it_is_in_one_message_until_it_is_cancelled() {
    let outside = Outside::new();
    let world = world_with(&outside).await;
    refused(&world.admin, "source:run", "vacía").await;
    paste(&world, &many()).await;
    working(&world, 25).await;
    outside.close();
    world.advance(1);
    open(&world.admin, "source:run", "Probando: 0 de 28").await;
    let begun = shows(&world, "Probados 0 de 28").await;
    refused(&world.admin, "source:run", "Ya se está comprobando").await;
    outside.let_through(7);
    let later = shows(&world, "Probados 7 de 28").await;
    assert_eq!(later.message_id, begun.message_id);
    // The bot answers people meanwhile.
    open(&world.ana, "proxy:list:any:any:0", "Lista libre").await;
    let press = world.admin.press_on(begun.message_id, "source:stop");
    world.admin.answer_to(&press).await;
    let ended = shows(&world, "Prueba cancelada").await;
    assert_eq!(ended.message_id, begun.message_id);
    assert_eq!(progress(&world).len(), 1);
    refused(&world.admin, "source:stop", "no se está comprobando nada").await;
    open(&world.admin, "source:desk", "cancelada").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_a_restart_broke_off_goes_on_and_is_shown_in_the_same_message() {
    let outside = Outside::new();
    let mut world = world_with(&outside).await;
    paste(&world, &many()).await;
    working(&world, 25).await;
    outside.close();
    world.advance(1);
    open(&world.admin, "source:run", "Probando: 0 de 28").await;
    outside.let_through(5);
    let begun = shows(&world, "Probados 5 de 28").await;
    world.restart().await;
    outside.let_through(OPEN);
    let ended = shows(&world, "Lista probada").await;
    assert!(ended.text.contains("Probados 28 de 28"), "{ended}");
    assert_eq!(ended.message_id, begun.message_id);
    assert_eq!(progress(&world).len(), 1);
    world.finish().await;
}
