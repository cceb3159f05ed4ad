//! Which notices reach whom, when and where, whole: private chats, quiet hours, a group with topics.

use crate::world::{ADMIN, World};
use portero::demo::telegram::{Call, Rights};
use portero::models::{AdminNotice, Identity};
use portero::services::notify;

const TEAM: i64 = -1_001_000_000_009;

/// Has the house say something of a kind.
async fn says(world: &World, notice: AdminNotice) {
    notify::announce(&world.app().ctx, Identity::System, notice)
        .await
        .expect("announced");
}

fn clock_wrong() -> AdminNotice {
    AdminNotice::ClockWrong { seconds: 700 }
}

/// The messages that some chat was sent since a mark, with those words.
fn sent(world: &World, mark: usize, chat: i64, words: &str) -> Vec<Call> {
    let calls = world.emulator.calls_since(mark).into_iter();
    let told = calls.filter(|call| {
        call.method == "sendMessage"
            && call.chat() == Some(chat)
            && call.is_ok()
            && call.text().contains(words)
    });
    told.collect()
}

async fn until_sent(world: &World, mark: usize, chat: i64, words: &str) -> Call {
    let find = |_: &portero::demo::telegram::Emulator| sent(world, mark, chat, words).pop();
    world
        .emulator
        .wait(find, &format!("«{words}» in {chat}"))
        .await
}

/// The tasks that tell the team are all done.
async fn quiet(world: &World) {
    let sql = "SELECT count(*) FROM tasks WHERE kind = 'tell_admins' AND state = 'due'";
    let is_over =
        |_: &portero::demo::telegram::Emulator| (world.value::<i64>(sql) == 0).then_some(());
    world
        .emulator
        .wait(is_over, "every notice to be told")
        .await;
}

/// A bot whose team has a group, chosen in chat.
async fn with_group(is_forum: bool) -> World {
    let world = World::new().await;
    world.emulator.add_supergroup(TEAM, "Equipo <&>");
    world.emulator.set_forum(TEAM, is_forum);
    world.emulator.set_owner(TEAM, ADMIN);
    world.admin.send("/admin");
    world.admin.click("🔔 Avisos").await;
    world.admin.click("👥 Grupo de avisos").await;
    world.admin.click("👥 Elegir un grupo").await;
    world.admin.expect("Elige un grupo").await;
    world.admin.share_chat(41, TEAM);
    let shown = world.admin.expect("Ahora: Equipo <&>").await;
    assert_eq!(
        shown.text.contains("con un tema por clase"),
        is_forum,
        "{shown}"
    );
    world.settled().await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_that_is_switched_off_is_not_told_and_the_others_are() {
    let world = World::new().await;
    world.admin.send("/admin");
    world.admin.click("🔔 Avisos").await;
    world.admin.click("🔔 La casa").await;
    world.admin.expect_button("🔕 La casa").await;
    let mark = world.emulator.mark();
    says(&world, clock_wrong()).await;
    quiet(&world).await;
    says(
        &world,
        AdminNotice::ReactionsRefused {
            door: portero::models::Door::Vip,
            title: "Canal VIP".to_owned(),
            emoji: vec!["🔥".to_owned()],
        },
    )
    .await;
    until_sent(&world, mark, ADMIN, "🔥").await;
    assert!(sent(&world, mark, ADMIN, "reloj").is_empty());
    world.admin.click("🔕 La casa").await;
    world.admin.expect_button("🔔 La casa").await;
    says(&world, clock_wrong()).await;
    until_sent(&world, mark, ADMIN, "reloj").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_take_the_sound_from_all_but_what_is_urgent() {
    let world = World::new().await;
    world.admin.press_raw("notice:quiet");
    world.admin.click("⌨️ Otras horas").await;
    world.admin.send("de noche");
    world.admin.expect("No entiendo esas horas").await;
    // It is eight in the morning in the tests.
    world.admin.send("7:30-9");
    world.admin.expect("Sin sonido entre las 07:30–09:00").await;
    let mark = world.emulator.mark();
    says(&world, AdminNotice::ClockRight).await;
    let call = until_sent(&world, mark, ADMIN, "reloj").await;
    assert_eq!(
        call.params["disable_notification"], true,
        "{:?}",
        call.params
    );
    let mark = world.emulator.mark();
    says(&world, clock_wrong()).await;
    let call = until_sent(&world, mark, ADMIN, "reloj").await;
    assert!(
        call.params.get("disable_notification").is_none(),
        "{:?}",
        call.params
    );
    world.advance(3_600);
    let mark = world.emulator.mark();
    says(&world, AdminNotice::ClockRight).await;
    let call = until_sent(&world, mark, ADMIN, "reloj").await;
    assert!(
        call.params.get("disable_notification").is_none(),
        "{:?}",
        call.params
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_with_topics_takes_each_kind_in_a_topic_of_its_own() {
    let world = with_group(true).await;
    let mark = world.emulator.mark();
    says(&world, clock_wrong()).await;
    says(&world, AdminNotice::ClockRight).await;
    let first = until_sent(&world, mark, TEAM, "reloj").await;
    quiet(&world).await;
    let topics = world.emulator.topics(TEAM);
    assert_eq!(topics.len(), 1, "{topics:?}");
    assert_eq!(topics[0].name, "La casa");
    let told = sent(&world, mark, TEAM, "reloj");
    assert_eq!(told.len(), 2);
    assert!(
        told.iter()
            .all(|call| call.params["message_thread_id"] == topics[0].id)
    );
    // What buttons do is done in private: the group gets a way to the bot.
    let markup = first.params["reply_markup"].to_string();
    assert!(
        markup.contains("https://t.me/") && !markup.contains("callback_data"),
        "{markup}"
    );
    assert_eq!(
        sent(&world, mark, ADMIN, "reloj").len(),
        2,
        "in private too"
    );
    // A topic that somebody deletes is made again.
    assert!(world.emulator.delete_topic(TEAM, topics[0].id));
    let mark = world.emulator.mark();
    says(&world, clock_wrong()).await;
    let call = until_sent(&world, mark, TEAM, "reloj").await;
    let again = world.emulator.topics(TEAM);
    assert_eq!(again.len(), 1, "{again:?}");
    assert_eq!(call.params["message_thread_id"], again[0].id);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_topics_the_group_itself_takes_them_and_whoever_wishes_reads_them_there_alone() {
    let world = with_group(true).await;
    world.emulator.set_forum(TEAM, false);
    world.admin.press_raw("notice:only_group");
    world.admin.expect("Los lees en Equipo").await;
    let mark = world.emulator.mark();
    says(&world, clock_wrong()).await;
    let call = until_sent(&world, mark, TEAM, "reloj").await;
    assert!(
        call.params.get("message_thread_id").is_none(),
        "{:?}",
        call.params
    );
    quiet(&world).await;
    assert!(sent(&world, mark, ADMIN, "reloj").is_empty());
    // With topics again, another look finds them.
    world.emulator.set_forum(TEAM, true);
    world.admin.press_raw("notice:recheck");
    world.admin.expect("con un tema por clase").await;
    says(&world, AdminNotice::ClockRight).await;
    quiet(&world).await;
    assert_eq!(world.emulator.topics(TEAM).len(), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_group_is_lost_notices_go_to_private_chats_again_and_nothing_is_missed() {
    let world = with_group(false).await;
    world.admin.press_raw("notice:only_group");
    world.admin.expect("Los lees en Equipo").await;
    world.emulator.remove_bot(TEAM, ADMIN);
    world.settled().await;
    let mark = world.emulator.mark();
    says(&world, clock_wrong()).await;
    until_sent(&world, mark, ADMIN, "reloj").await;
    until_sent(&world, mark, ADMIN, "Ya no estoy en").await;
    let group: Option<i64> = world.value("SELECT notice_group_id FROM bot_config");
    assert_eq!(group, None);
    let rows: i64 = world.value(
        "SELECT count(*) FROM audit_log WHERE action = 'notices.group' AND actor_id IS NULL",
    );
    assert_eq!(rows, 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_chosen_by_name_and_dropped_and_a_channel_is_refused() {
    let world = World::new().await;
    world.emulator.add_supergroup(TEAM, "Equipo");
    world.emulator.set_bot_rights(TEAM, Rights::none(), ADMIN);
    world.settled().await;
    world.admin.press_raw("notice:pick");
    world.admin.expect("Elige un grupo").await;
    world.admin.send(&crate::world::VIP.to_string());
    world.admin.expect("no es un grupo").await;
    world.admin.send(&TEAM.to_string());
    world.admin.expect("Ahora: Equipo, sin temas").await;
    world.admin.press_raw("notice:drop");
    world.admin.expect("Ahora: ninguno").await;
    let rows: i64 = world.value("SELECT count(*) FROM audit_log WHERE action = 'notices.group'");
    assert_eq!(rows, 2);
    world.finish().await;
}
