//! Votes on the buttons under posts, and the counters that follow them.

use super::{SOON, labels, vote};
use crate::world::{ANA, VIP, World};
use portero::demo::telegram::{Fault, Person};
use portero::models::{Door, ReactionMode};
use portero::screens::{inline_keyboard, reactions as screens};
use portero::telegram::call::Call as OutgoingCall;

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_is_answered_in_the_persons_language_switched_and_taken_back() {
    let world = World::new().await;
    world
        .set_reactions(Door::Vip, ReactionMode::Buttons, "🔥❤️")
        .await;
    let post = world.own_post().await;
    // A post keeps the emoji it was posted with.
    world
        .set_reactions(Door::Vip, ReactionMode::Native, "👍")
        .await;
    assert_eq!(vote(&world.ana, post, 0).await, "Tu voto: 🔥");
    assert_eq!(vote(&world.eva, post, 0).await, "Your vote: 🔥");
    assert_eq!(vote(&world.ana, post, 1).await, "Tu voto: ❤\u{FE0F}");
    world.drawn().await;
    assert_eq!(labels(&world.emulator, VIP, post), ["🔥 1", "❤\u{FE0F} 1"]);
    assert_eq!(vote(&world.ana, post, 1).await, "Voto retirado");
    assert_eq!(vote(&world.eva, post, 0).await, "Vote taken back");
    world.drawn().await;
    assert_eq!(labels(&world.emulator, VIP, post), ["🔥", "❤\u{FE0F}"]);
    let edits = world.edits().len();
    assert_eq!(vote(&world.ana, post, 1).await, "Tu voto: ❤\u{FE0F}");
    assert_eq!(vote(&world.ana, post, 1).await, "Voto retirado");
    world.drawn().await;
    let more = world.edits().len() - edits;
    assert!(
        more <= 2 && labels(&world.emulator, VIP, post)[1] == "❤\u{FE0F}",
        "{more}"
    );

    // Under a post that Telegram shows no more the vote still counts; its buttons are gone.
    world.admin.deletes_post(VIP, post);
    assert_eq!(vote(&world.eva, post, 1).await, "Your vote: ❤\u{FE0F}");
    assert_eq!(vote(&world.eva, post + 900, 1).await, "This vote is closed");
    world.drawn().await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_count_under_a_post_whose_sending_was_cut_off() {
    let world = World::new().await;
    let buttons = inline_keyboard(&screens::keyboard(&[
        ("🔥".to_owned(), 0),
        ("❤".to_owned(), 0),
    ]));
    let call = OutgoingCall::new("sendMessage")
        .set("chat_id", VIP)
        .set("text", "en duda")
        .set("reply_markup", buttons);
    let sent = world.app().bot.background_call(call).await.expect("sent");
    let post = sent["message_id"].as_i64().expect("an id");
    assert_eq!(vote(&world.ana, post, 1).await, "Tu voto: ❤\u{FE0F}");
    assert_eq!(vote(&world.eva, post, 1).await, "Your vote: ❤\u{FE0F}");
    world.drawn().await;
    assert_eq!(labels(&world.emulator, VIP, post), ["🔥", "❤\u{FE0F} 2"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_in_a_channel_is_no_visit_and_whoever_is_banned_has_no_vote() {
    let world = World::new().await;
    world
        .set_reactions(Door::Vip, ReactionMode::Buttons, "🔥")
        .await;
    let post = world.own_post().await;
    world.ana.send("/vip");
    world.ana.expect("Envíame tu token").await;
    world.ana.block();
    world.settled().await;
    let status = || world.value::<String>(&format!("SELECT status FROM users WHERE id = {ANA}"));
    assert_eq!(status(), "unreachable");
    let before = world.emulator.count_messages(ANA);
    assert_eq!(vote(&world.ana, post, 0).await, "Tu voto: 🔥");
    for data in ["user:home", "admin:main", "config:reactions:vip", "?"] {
        let press = world.ana.press_in(VIP, post, data);
        assert_eq!(world.ana.answer_to(&press).await.text, "", "{data}");
    }
    world.settled().await;
    assert_eq!(status(), "unreachable", "a vote is no word to the bot");
    assert_eq!(world.emulator.count_messages(ANA), before);

    let ban = format!("UPDATE users SET status = 'banned' WHERE id = {ANA}");
    world.database().execute(&ban, []).expect("banned");
    let toast = vote(&world.ana, post, 0).await;
    assert!(
        toast.contains("cerrado para ti"),
        "the one sentence: {toast}"
    );
    assert_eq!(vote(&world.ana, post, 0).await, "", "and no other");
    world.drawn().await;
    assert_eq!(labels(&world.emulator, VIP, post), ["🔥 1"]);
    world.finish().await;
}

/// Fifty people press four times each within ten seconds: the votes that are left in the end.
async fn two_hundred_presses(
    world: &World,
    post: i64,
    in_between: impl AsyncFn(usize),
) -> [usize; 3] {
    let people: Vec<Person> = (0..50)
        .map(|number| world.emulator.add_person(6_000 + number, "P", None, "es"))
        .collect();
    let mut votes = vec![None; people.len()];
    for round in 0..4 {
        for (number, person) in people.iter().enumerate() {
            let place = (number * 7 + round * round) % 3;
            person.press_in(VIP, post, &format!("react:{place}"));
            votes[number] = (votes[number] != Some(place)).then_some(place);
            if number % 20 == 19 {
                world.advance(1);
                in_between(round * 50 + number).await;
            }
        }
    }
    [0, 1, 2].map(|place| votes.iter().filter(|vote| **vote == Some(place)).count())
}

fn counted(counts: [usize; 3]) -> Vec<String> {
    let label = |(emoji, count): (&&str, usize)| match count {
        0 => (*emoji).to_owned(),
        some => format!("{emoji} {some}"),
    };
    ["🔥", "👍", "🎉"].iter().zip(counts).map(label).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_presses_in_ten_seconds_are_counted_right_with_few_edits() {
    let world = World::new().await;
    world
        .set_reactions(Door::Vip, ReactionMode::Buttons, "🔥👍🎉")
        .await;
    let post = world.own_post().await;
    let pause = async |_| world.settled().await;
    let expected = two_hundred_presses(&world, post, pause).await;
    world.drawn().await;
    assert_eq!(labels(&world.emulator, VIP, post), counted(expected));
    let edits = world.edits();
    assert!((2..=5).contains(&edits.len()), "{} edits", edits.len());
    for pair in edits.windows(2) {
        assert!(
            pair[1].at - pair[0].at >= 3,
            "{} then {}",
            pair[0].at,
            pair[1].at
        );
    }
    let kept: i64 = world.value("SELECT count(*) FROM post_reactions");
    assert_eq!(kept, expected.iter().sum::<usize>() as i64);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_in_the_middle_loses_no_vote() {
    let mut world = World::new().await;
    world
        .set_reactions(Door::Vip, ReactionMode::Buttons, "🔥👍🎉")
        .await;
    let post = world.own_post().await;
    let first = two_hundred_presses(&world, post, async |_| {}).await;
    world.restart().await;
    world.drawn().await;
    assert_eq!(labels(&world.emulator, VIP, post), counted(first));
    // Voted, and stopped before the buttons were due.
    vote(&world.ana, post, 2).await;
    let last = [first[0], first[1], first[2] + 1];
    world.stop().await;
    world.advance(3_600);
    world.start().await;
    world.drawn().await;
    assert_eq!(labels(&world.emulator, VIP, post), counted(last));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_telegram_asks_for_and_an_answer_that_is_lost_only_delay_the_counters() {
    let world = World::new().await;
    world
        .set_reactions(Door::Vip, ReactionMode::Buttons, "🔥")
        .await;
    let post = world.own_post().await;
    world
        .emulator
        .fail(Fault::flood("editMessageReplyMarkup", 1));
    vote(&world.ana, post, 0).await;
    // Others get their answers meanwhile.
    assert_eq!(vote(&world.eva, post, 0).await, "Your vote: 🔥");
    world.ana.send("/start");
    world.ana.expect("Ana").await;
    world.drawn().await;
    assert_eq!(labels(&world.emulator, VIP, post), ["🔥 2"]);
    world
        .emulator
        .fail(Fault::lost_reply("editMessageReplyMarkup"));
    vote(&world.eva, post, 0).await;
    world.drawn().await;
    assert_eq!(labels(&world.emulator, VIP, post), ["🔥 1"]);
    world.emulator.fail(Fault::error(
        "editMessageReplyMarkup",
        400,
        "Bad Request: not enough rights",
    ));
    vote(&world.eva, post, 0).await;
    world.settled().await;
    world.advance(SOON);
    let put_off = "SELECT count(*) FROM posts WHERE redraw_at > 1800000100";
    world
        .emulator
        .wait(
            |_| (world.value::<i64>(put_off) == 1).then_some(()),
            "the longer pause",
        )
        .await;
    world.advance(601);
    world.drawn().await;
    assert_eq!(labels(&world.emulator, VIP, post), ["🔥 2"]);
    world.finish().await;
}
