//! Reactions under the channels' posts: settings, the bot's own, and people's votes.

mod votes;

use crate::child::Outside;
use crate::world::{ADMIN, ANA, FREE, NOW, VIP, World};
use portero::db::Durability;
use portero::demo::telegram::{Call, Content, Emulator, Fault, Person, Rights};
use portero::models::{Actor, ChatId, Door, MessageId, ReactionMode};
use portero::screens::{inline_keyboard, reactions as screens};
use portero::services::ServiceError;
use portero::services::reactions::{self, NewPost};
use portero::telegram::call::Call as OutgoingCall;
use serde_json::json;
use std::time::Duration;

/// Longer than the bot waits before it reacts.
const SOON: i64 = 5;

impl World {
    /// Sets the reactions of a door's channel, as the house itself.
    async fn set_reactions(&self, door: Door, mode: ReactionMode, emoji: &str) {
        let (ctx, house) = (&self.app().ctx, Actor::system());
        reactions::set_emoji(ctx, &house, door, emoji, self.clock.now())
            .await
            .expect("set");
        reactions::set_mode(ctx, &house, door, mode, self.clock.now())
            .await
            .expect("set");
    }

    /// A post of the bot's own in the VIP channel, as a broadcast makes it.
    async fn own_post(&self) -> i64 {
        let (ctx, bot) = (&self.app().ctx, &self.app().bot);
        let offers = ctx
            .db
            .read(|connection| reactions::offered(connection, ChatId(VIP)))
            .await
            .expect("read");
        let counts: Vec<(String, i64)> = offers.iter().map(|one| (one.clone(), 0)).collect();
        let mut call = OutgoingCall::new("sendMessage")
            .set("chat_id", VIP)
            .set("text", "del bot");
        if !offers.is_empty() {
            let buttons = inline_keyboard(&screens::keyboard(&counts));
            call = call.set("reply_markup", buttons);
        }
        let sent = bot.background_call(call).await.expect("sent");
        let id = sent["message_id"].as_i64().expect("an id");
        self.noted(id, false, offers).await;
        id
    }

    async fn noted(&self, message: i64, is_album: bool, offers: Vec<String>) {
        let (ctx, now) = (&self.app().ctx, self.clock.now());
        let post = NewPost {
            chat: ChatId(VIP),
            message: MessageId(message),
            is_album,
            offers,
        };
        ctx.db
            .write(Durability::Full, move |tx| {
                reactions::posted(tx, &post, now)?;
                Ok::<_, ServiceError>(())
            })
            .await
            .expect("noted");
        ctx.task_added.notify_one();
    }

    /// Lets the bot react to what was posted.
    async fn react_time(&self) {
        self.settled().await;
        self.advance(SOON);
    }

    /// Waits until every task has ended.
    async fn tasks_done(&self) {
        let sql = "SELECT count(*) FROM tasks WHERE state = 'due'";
        self.emulator
            .wait(|_| (self.value::<i64>(sql) == 0).then_some(()), "all tasks")
            .await;
    }

    /// Moves the clock second by second until no button is behind.
    async fn drawn(&self) {
        self.settled().await;
        let sql = "SELECT count(*) FROM posts WHERE redraw_at IS NOT NULL";
        for _ in 0..20 {
            let found = self.emulator.wait_for(Duration::from_millis(150), |_| {
                (self.value::<i64>(sql) == 0).then_some(())
            });
            if found.await.is_some() {
                return;
            }
            self.advance(1);
        }
        panic!("buttons stay behind\n{}", self.emulator.dump());
    }

    fn edits(&self) -> Vec<Call> {
        self.emulator.calls_of("editMessageReplyMarkup")
    }
}

/// The labels of the buttons under a post.
fn labels(emulator: &Emulator, chat: i64, post: i64) -> Vec<String> {
    let message = emulator.message(chat, post).expect("a post");
    message
        .buttons()
        .map(|button| button.label.clone())
        .collect()
}

async fn expect_labels(emulator: &Emulator, chat: i64, post: i64, expected: &[&str]) {
    // Buttons that come after a reaction whose answer is lost wait until that call is given up, after 15 seconds.
    let found = emulator
        .wait_for(Duration::from_secs(40), |emulator| {
            (labels(emulator, chat, post) == expected).then_some(())
        })
        .await;
    assert!(found.is_some(), "{:?}", labels(emulator, chat, post));
}

async fn expect_reaction(emulator: &Emulator, post: i64, emoji: &str) {
    let what = format!("{emoji} on the post {post}");
    emulator
        .wait(
            |emulator| {
                let post = emulator.message(VIP, post).expect("a post");
                (post.reactions == [emoji]).then_some(())
            },
            &what,
        )
        .await;
}

async fn vote(person: &Person, post: i64, place: usize) -> String {
    let press = person.press_in(VIP, post, &format!("react:{place}"));
    let toast = person.answer_to(&press).await;
    assert!(!toast.show_alert, "{toast:?}");
    toast.text
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_sets_the_reactions_in_chat_and_tries_them() {
    let world = World::new().await;
    let admin = &world.admin;
    admin.send("/admin");
    admin.click("admin:config").await;
    admin.click("⚙️ Configurar Reacciones VIP").await;
    admin.expect("ninguno todavía").await;
    admin.click("✏️ Elegir emoji").await;
    admin.expect("de 1 a 10 emoji").await;
    for (typed, answer) in [
        ("hola", "«hola» no es un emoji"),
        ("🔥, ❤️", "«,» no es un emoji"),
        ("😀😁😂😃😄😅😆😇😈😉😊", "Son 11 emoji"),
    ] {
        admin.send(typed);
        admin.expect(answer).await;
    }
    admin.sends_photo("");
    admin.expect("No veo ningún emoji").await;
    admin.send("❤️🔥 ✅❤️");
    let saved = admin.expect("Reacciones guardadas").await;
    assert!(saved.text.contains("❤\u{FE0F} 🔥 ✅"), "{}", saved.text);
    assert!(saved.text.contains("Solo botón"), "{}", saved.text);
    assert!(saved.has_button("✅ Nativa y botones"), "{saved}");

    world
        .emulator
        .set_available_reactions(VIP, Some(&["🔥", "👍"]));
    admin.click("👀 Probar").await;
    let preview = admin.expect("Así se vería").await;
    assert!(preview.text.contains("ahora mismo: 🔥"), "{}", preview.text);
    let buttons = ["❤\u{FE0F}", "🔥", "✅"];
    assert_eq!(labels(&world.emulator, ADMIN, preview.message_id), buttons);
    world
        .emulator
        .wait(
            |emulator| {
                let shown = emulator.message(ADMIN, preview.message_id)?;
                (shown.reactions == ["🔥"]).then_some(())
            },
            "the reaction on the preview",
        )
        .await;
    let toast = admin.click("react:2").await;
    assert_eq!(toast.text, "Tu voto: ✅");
    let voted = ["❤\u{FE0F}", "🔥", "✅ 1"];
    expect_labels(&world.emulator, ADMIN, preview.message_id, &voted).await;

    admin.press_raw("config:reactions:vip");
    admin.click("reaction:mode:vip:off").await;
    admin.press_raw("reaction:preview:vip");
    admin.expect_toast("no tiene reacciones encendidas").await;
    admin.press_raw("reaction:emoji:vip");
    admin.expect("de 1 a 10 emoji").await;
    admin.click("❌ Cancelar").await;
    admin.expect("Ahora: Apagadas").await;
    let audited: i64 =
        world.value("SELECT count(*) FROM audit_log WHERE action = 'config.reactions'");
    assert_eq!(audited, 2);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_of_another_gets_the_bots_reaction_and_buttons_and_what_is_no_such_post_does_not() {
    let world = World::new().await;
    world
        .set_reactions(Door::Vip, ReactionMode::Both, "🔥❤️")
        .await;
    let admin = &world.admin;
    let post = admin.posts(VIP, &Content::photo("uno"));
    admin.pins(VIP, post);
    let elsewhere = admin.posts(FREE, &Content::text("en otro canal"));
    let forwarded = admin.forwards_posts(FREE, &[elsewhere], VIP)[0];
    let keyboard = json!({"inline_keyboard": [[{"text": "web", "url": "https://a.example/"}]]});
    let own_buttons = admin.posts(VIP, &Content::text("dos").with("reply_markup", keyboard));
    world.settled().await;
    assert_eq!(
        world.emulator.count_calls("setMessageReaction"),
        0,
        "not at once"
    );
    world.advance(SOON);
    for post in [post, forwarded, own_buttons] {
        expect_reaction(&world.emulator, post, "🔥").await;
    }
    expect_labels(&world.emulator, VIP, post, &["🔥", "❤\u{FE0F}"]).await;
    world.tasks_done().await;
    assert_eq!(labels(&world.emulator, VIP, own_buttons), ["web"]);
    assert_eq!(
        labels(&world.emulator, VIP, forwarded),
        Vec::<String>::new()
    );
    assert_eq!(
        world.emulator.count_calls("setMessageReaction"),
        3,
        "none for the pin"
    );
    assert_eq!(world.edits().len(), 1);

    assert_eq!(vote(&world.ana, post, 1).await, "Tu voto: ❤\u{FE0F}");
    world.drawn().await;
    assert_eq!(labels(&world.emulator, VIP, post), ["🔥", "❤\u{FE0F} 1"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_to_edit_posts_of_others_get_no_buttons_and_nothing_fails() {
    let world = World::new().await;
    world
        .set_reactions(Door::Vip, ReactionMode::Both, "🔥")
        .await;
    // The right went, and the bot does not know yet.
    let silently = world.emulator.mark();
    let first = world.admin.posts(VIP, &Content::text("uno"));
    world.settled().await;
    let rights = Rights::without("can_edit_messages");
    world.emulator.set_bot_rights(VIP, rights, ADMIN);
    world.react_time().await;
    expect_reaction(&world.emulator, first, "🔥").await;
    world.tasks_done().await;
    // Now it knows.
    let second = world.admin.posts(VIP, &Content::text("dos"));
    world.react_time().await;
    expect_reaction(&world.emulator, second, "🔥").await;
    world.tasks_done().await;
    let edits = world.emulator.calls_since(silently);
    let edits = edits
        .iter()
        .filter(|call| call.method == "editMessageReplyMarkup");
    assert_eq!(edits.count(), 1, "asked once, in vain");
    let own = world.own_post().await;
    assert_eq!(vote(&world.ana, own, 0).await, "Tu voto: 🔥");
    world.drawn().await;
    assert_eq!(
        labels(&world.emulator, VIP, own),
        ["🔥 1"],
        "its own post it may edit"
    );
    let failed: i64 =
        world.value("SELECT count(*) FROM tasks WHERE state IN ('failed', 'waiting')");
    assert_eq!(failed, 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_emoji_is_put_where_the_first_is_refused_and_if_all_are_the_admins_hear_it_once() {
    let world = World::new().await;
    world
        .set_reactions(Door::Vip, ReactionMode::Native, "✅💯🔥👍")
        .await;
    world
        .emulator
        .set_available_reactions(VIP, Some(&["🔥", "👍"]));
    let post = world.own_post().await;
    world.advance(SOON);
    expect_reaction(&world.emulator, post, "🔥").await;
    // What getChat says and what the channel takes may differ for a moment.
    let refuses_fire = |params: &serde_json::Value| params.to_string().contains("🔥");
    let invalid = Fault::error("setMessageReaction", 400, "Bad Request: REACTION_INVALID");
    world.emulator.fail(invalid.forever().when(refuses_fire));
    let post = world.own_post().await;
    world.advance(SOON);
    expect_reaction(&world.emulator, post, "👍").await;
    world.emulator.mend();

    world.emulator.set_available_reactions(VIP, Some(&["🎉"]));
    world.admin.mark();
    for _ in 0..3 {
        world.own_post().await;
        world.advance(SOON);
        world.tasks_done().await;
    }
    let told = world
        .admin
        .expect("no permite ninguna de estas reacciones")
        .await;
    assert!(told.text.contains("💯"), "{}", told.text);
    let notes = world.admin.messages();
    let notes = notes
        .iter()
        .filter(|note| note.text.contains("no permite ninguna"));
    assert_eq!(notes.count(), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_album_only_the_first_gets_the_reaction_and_the_buttons_come_in_a_short_answer() {
    let mut world = World::new().await;
    world
        .set_reactions(Door::Vip, ReactionMode::Both, "🔥❤️")
        .await;
    // Its parts come on both sides of a restart.
    let part = |caption: &str| Content::photo(caption).with("media_group_id", json!("77"));
    let first = world.admin.posts(VIP, &part("a"));
    world.settled().await;
    world.restart().await;
    let second = world.admin.posts(VIP, &part("b"));
    world.react_time().await;
    expect_reaction(&world.emulator, first, "🔥").await;
    let channel = world.emulator.channel(VIP);
    let answer = channel.expect("¿Qué te parece?").await;
    assert_eq!(answer.reply_to(), Some(first));
    assert!(answer.is_silent);
    world.tasks_done().await;
    assert_eq!(world.emulator.count_calls("setMessageReaction"), 1);
    assert_eq!(channel.posts().len(), 3);
    assert_eq!(labels(&world.emulator, VIP, second), Vec::<String>::new());
    assert_eq!(vote(&world.ana, answer.message_id, 0).await, "Tu voto: 🔥");
    world.drawn().await;
    let voted = ["🔥 1", "❤\u{FE0F}"];
    assert_eq!(labels(&world.emulator, VIP, answer.message_id), voted);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_under_an_album_is_never_sent_twice_and_works_even_if_its_fate_was_unknown() {
    let world = World::new().await;
    world
        .set_reactions(Door::Vip, ReactionMode::Buttons, "🔥")
        .await;
    let album = [Content::photo("a"), Content::photo("")];
    world.emulator.fail(Fault::cut("sendMessage").in_chat(VIP));
    let lost = world.admin.posts_album(VIP, &album)[0];
    world.react_time().await;
    world.tasks_done().await;
    world
        .emulator
        .fail(Fault::lost_reply("sendMessage").in_chat(VIP));
    let first = world.admin.posts_album(VIP, &album)[0];
    world.react_time().await;
    let answer = world.emulator.channel(VIP).expect("¿Qué te parece?").await;
    world.tasks_done().await;
    assert_eq!(answer.reply_to(), Some(first));
    assert_eq!(vote(&world.ana, answer.message_id, 0).await, "Tu voto: 🔥");
    world.drawn().await;
    assert_eq!(labels(&world.emulator, VIP, answer.message_id), ["🔥 1"]);
    // A refusal is certain: the answer comes later.
    world
        .emulator
        .fail(Fault::flood("sendMessage", 1).in_chat(VIP));
    let third = world.admin.posts_album(VIP, &album)[0];
    world.react_time().await;
    let what = "the answer after the pause";
    let answers = |post: &portero::demo::telegram::EmulatedMessage| post.reply_to() == Some(third);
    world.emulator.channel(VIP).expect_post(answers, what).await;
    let posts = world.emulator.channel(VIP).posts();
    let answers: Vec<i64> = posts.iter().filter_map(|post| post.reply_to()).collect();
    assert_eq!(answers, [first, third], "none for {lost}, none twice");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_heard_of_two_days_late_gets_nothing() {
    let mut world = World::new().await;
    world
        .set_reactions(Door::Vip, ReactionMode::Both, "🔥")
        .await;
    // The channel was lost when it was posted, and the work waits.
    let post = world.admin.posts(VIP, &Content::text("uno"));
    world.settled().await;
    let lost = "Forbidden: bot was kicked from the channel chat";
    world
        .emulator
        .fail(Fault::error("getChat", 403, lost).in_chat(VIP).forever());
    world.advance(SOON);
    let waiting = "SELECT count(*) FROM tasks WHERE state = 'waiting'";
    world
        .emulator
        .wait(
            |_| (world.value::<i64>(waiting) >= 1).then_some(()),
            "waiting work",
        )
        .await;
    world.stop().await;
    world.emulator.mend();
    world.advance(2 * 86_400);
    assert_eq!(NOW.0 + SOON + 2 * 86_400, world.clock.now().0);
    let sql = "UPDATE tasks SET state = 'due', waits_for = NULL WHERE state = 'waiting'";
    world.database().execute(sql, []).expect("woken");
    world.start().await;
    let done = "SELECT count(*) FROM tasks WHERE result = 'too late'";
    world
        .emulator
        .wait(
            |_| (world.value::<i64>(done) >= 1).then_some(()),
            "the end of it",
        )
        .await;
    let shown = world.emulator.message(VIP, post).expect("a post");
    assert_eq!(shown.reactions, Vec::<String>::new());
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_vote_and_edit_and_between_post_and_reaction_everything_lands_once() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    outside.admin.press_raw("reaction:emoji:vip");
    outside.admin.expect("de 1 a 10 emoji").await;
    outside.admin.send("🔥👍");
    outside.admin.expect("Reacciones guardadas").await;
    // The reaction is put, but its answer does not come before the end.
    let slow = Fault::slow_reply("setMessageReaction", Duration::from_secs(60));
    outside.emulator.fail(slow.forever());
    let post = outside.admin.posts(VIP, &Content::text("uno"));
    expect_labels(&outside.emulator, VIP, post, &["🔥", "👍"]).await;
    expect_reaction(&outside.emulator, post, "🔥").await;
    let hangs = Fault::hang("editMessageReplyMarkup", Duration::from_secs(60));
    outside.emulator.fail(hangs.forever());
    let placed = "SELECT count(*) FROM posts WHERE buttons_message IS NOT NULL";
    outside
        .emulator
        .wait(
            |_| (outside.count(placed) == 1).then_some(()),
            "the note of the buttons",
        )
        .await;
    assert_eq!(vote(&ana, post, 1).await, "Tu voto: 👍");
    outside.kill();
    outside.emulator.mend();
    outside.start().await;
    expect_labels(&outside.emulator, VIP, post, &["🔥", "👍 1"]).await;
    let done = "SELECT count(*) FROM tasks WHERE kind = 'react' AND state = 'done'";
    outside
        .emulator
        .wait(
            |_| (outside.count(done) == 1).then_some(()),
            "the end of the reaction",
        )
        .await;
    expect_reaction(&outside.emulator, post, "🔥").await;
    assert_eq!(outside.count("SELECT count(*) FROM post_reactions"), 1);
    assert_eq!(outside.emulator.channel(VIP).posts().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broadcast_comes_with_its_buttons_and_what_is_undone_takes_an_albums_answer_along() {
    let world = World::new().await;
    world
        .set_reactions(Door::Vip, ReactionMode::Both, "🔥❤️")
        .await;
    let admin = &world.admin;
    admin.press_raw("vip:broadcast");
    admin.expect("Envíame lo que quieres publicar").await;
    admin.sends(&Content::text("una noticia"));
    admin.expect("Así se verá").await;
    admin.expect_button("✅ 👍 Botones").await;
    admin.click("Confirmar y Enviar").await;
    let channel = world.emulator.channel(VIP);
    let post = channel.expect("una noticia").await.message_id;
    admin.expect("Resultado del Envío").await;
    assert_eq!(labels(&world.emulator, VIP, post), ["🔥", "❤\u{FE0F}"]);
    world.react_time().await;
    expect_reaction(&world.emulator, post, "🔥").await;
    assert_eq!(vote(&world.ana, post, 0).await, "Tu voto: 🔥");
    world.drawn().await;
    assert_eq!(labels(&world.emulator, VIP, post), ["🔥 1", "❤\u{FE0F}"]);

    admin.press_raw("vip:broadcast");
    admin.expect("Envíame lo que quieres publicar").await;
    admin.sends_album(&[Content::photo("dos fotos"), Content::photo("")]);
    world.settled().await;
    world.advance(2);
    admin.expect("Así se verá").await;
    admin.expect_button("✅ 👍 Botones").await;
    admin.click("Confirmar y Enviar").await;
    admin.expect("Resultado del Envío").await;
    world.react_time().await;
    let answer = channel.expect("¿Qué te parece?").await;
    assert_eq!(
        vote(&world.eva, answer.message_id, 1).await,
        "Your vote: ❤\u{FE0F}"
    );
    assert_eq!(channel.posts().len(), 4);
    world.tasks_done().await;
    admin.click("Deshacer").await;
    let what = "the album and its answer to be gone";
    world
        .emulator
        .wait(|_| (channel.posts().len() == 1).then_some(()), what)
        .await;
    world.drawn().await;
    world.finish().await;
}
