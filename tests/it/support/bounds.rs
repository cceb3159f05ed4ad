//! What the support keeps from the banned, and what it bears of those who press or write too much.

use super::{ask, carried, told, until, words};
use crate::world::{ADMIN, ANA, EVA, NOW, World};
use portero::demo::telegram::Content;
use portero::models::{ChatId, MessageId, Task, UserId};

/// Puts a task into the bot's table, as if it waited there since before.
fn put(world: &World, task: &Task, class: &str) {
    let payload = task.to_json().expect("JSON");
    world
        .database()
        .execute(
            "INSERT INTO tasks (kind, class, dedupe_key, payload, due_at, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
            rusqlite::params![task.kind(), class, task.dedupe_key(), payload, NOW.0],
        )
        .expect("a task");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_banned_gets_nothing_of_what_waited_for_them() {
    let world = World::new().await;
    ask(&world.ana, "no entro").await;
    let heard = words(&world.admin, "no entro").await;
    carried(&world).await;
    world.ana.block();
    world.settled().await;
    world.admin.reply(heard.message_id, "respuesta de antes");
    words(&world.admin, "no llegó todavía").await;
    let said = world.admin.send("palabras de antes");
    world.settled().await;
    let sql = format!("UPDATE users SET status = 'banned', banned_at = 1 WHERE id = {ANA}");
    world.database().execute(&sql, []).expect("banned");
    world.ana.unblock();
    let ana = UserId(ANA);
    let hand_on = Task::HandOn {
        user: ana,
        admin: UserId(ADMIN),
        messages: vec![MessageId(said)],
        album: None,
        text: None,
        fact: 900,
    };
    put(&world, &hand_on, "prompt");
    let open = Task::TellOpen {
        user: ana,
        since: NOW,
        digest: "d".to_owned(),
        sealed: String::new(),
    };
    put(&world, &open, "notice");
    let news = Task::TellTicket {
        ticket: portero::models::TicketId(1),
        news: portero::models::TicketNews::Reopened { by_staff: true },
        to: ChatId(ANA),
        fact: 901,
    };
    put(&world, &news, "notice");
    let before = world.ana.messages().len();
    world.ana.send("hola");
    world.ana.expect("cerrado para ti").await;
    until(
        &world,
        "SELECT count(*) = 4 FROM tasks WHERE result = 'banned' OR result = 'they hear of it no more'",
    )
    .await;
    words(&world.admin, "está vetado y no recibe nada").await;
    assert_eq!(
        world.ana.messages().len(),
        before + 2,
        "hers and one sentence"
    );
    assert_eq!(told(&world, ANA, "de antes"), 0);
    assert_eq!(told(&world, EVA, "de antes"), 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_an_album_join_a_ticket_only_of_whoever_is_heard() {
    let world = World::new().await;
    ask(&world.ana, "mira esto").await;
    carried(&world).await;
    let album = |item: &str| [Content::photo(item), Content::photo(item)];
    // The bot hears of each part before the first one stands in the thread under that album's name.
    let late = async |item: &str| {
        let before = world.value::<i64>("SELECT count(*) FROM ticket_messages");
        let trigger = "CREATE TRIGGER same_album AFTER INSERT ON inbox BEGIN
            UPDATE ticket_messages SET media_group = json_extract(NEW.raw, '$.message.media_group_id') WHERE id = 1;
            END";
        world.database().execute_batch(trigger).expect("a trigger");
        world.ana.sends_album(&album(item));
        world.settled().await;
        world
            .database()
            .execute_batch("DROP TRIGGER same_album")
            .expect("dropped");
        world.value::<i64>("SELECT count(*) FROM ticket_messages") - before
    };
    assert_eq!(late("uno").await, 2, "whoever is heard adds parts");
    let set = |sql: &str| world.database().execute(sql, []).expect("set");
    set("UPDATE users SET status = 'banned', banned_at = 1 WHERE id = 2001");
    assert_eq!(late("dos").await, 0);
    set("UPDATE users SET status = 'active', banned_at = NULL WHERE id = 2001");
    world.admin.press_raw("house:care:close");
    world.settled().await;
    assert_eq!(late("tres").await, 0);
    world.finish().await;
}
