//! The end of access: at its minute, told, never for admins or the whitelist, never by a wrong clock.

use crate::world::{ADMIN, NOW, VIP, World};
use portero::context::Ctx;
use portero::demo::telegram::{Fault, JoinResult, Rights};
use portero::models::{Actor, BanTerm, PermissionSet, Timestamp, UserId};
use portero::services::persons::bans;
use portero::utils::clock::Clock;
use std::time::Duration;

/// Members with access until that instant, put into the database and the channel without ceremony.
pub async fn members(world: &World, from: i64, count: i64, end: Timestamp) {
    for id in from..from + count {
        let person = world.emulator.add_person(id, &format!("P{id}"), None, "es");
        person.join_without_link(VIP);
    }
    let path = world.directory.join("portero.db");
    let mut connection = rusqlite::Connection::open(path).expect("the database");
    connection
        .busy_timeout(Duration::from_secs(10))
        .expect("set");
    let tx = connection.transaction().expect("begun");
    for id in from..from + count {
        tx.execute(
            "INSERT INTO users (id, first_name, started_at, created_at, last_seen_at) VALUES (?1, 'P', ?2, ?2, ?2)
             ON CONFLICT (id) DO UPDATE SET started_at = ?2",
            [id, NOW.0],
        )
        .expect("a user");
        tx.execute(
            "INSERT INTO vip_subscribers (user_id, join_date, expiry_date, status, period_id)
             VALUES (?1, ?2, ?3, 'active', ?1)",
            [id, NOW.0, end.0],
        )
        .expect("a subscriber");
    }
    tx.commit().expect("committed");
}

fn inside(world: &World, from: i64, count: i64) -> usize {
    (from..from + count)
        .filter(|id| world.emulator.person(*id).is_member(VIP))
        .count()
}

async fn enter(world: &World, hours: i64) -> String {
    let token = world.token(Some(hours)).await;
    let link = world.redeem(&world.ana, &token).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    link
}

#[tokio::test(flavor = "multi_thread")]
async fn at_its_minute_the_member_is_removed_told_and_offered_the_way_back() {
    let world = World::new().await;
    let link = enter(&world, 24).await;
    world.advance(24 * 3_600 - 60);
    assert!(world.ana.is_member(VIP));
    world.ana.mark();
    world.advance(60);
    let told = world.ana.expect("Tu acceso VIP terminó").await;
    assert!(told.has_button("user:redeem_token"), "{told}");
    assert!(!world.ana.is_member(VIP));
    assert_ne!(
        world.ana.status_in(VIP).name(),
        "kicked",
        "no ban is left behind"
    );
    assert_eq!(world.ana.join(&link), JoinResult::Invalid);
    enter(&world, 24).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_come_72_and_24_hours_before_and_not_after_a_renewal() {
    let world = World::new().await;
    enter(&world, 96).await;
    world.advance(24 * 3_600);
    let first = world.ana.expect("Tu acceso VIP termina pronto").await;
    world.ana.mark();
    world.advance(3_600);
    assert!(world.ana.news().is_empty(), "once");
    let token = world.token(Some(240)).await;
    world.ana.send(&format!("/vip {token}"));
    world.ana.expect("Se sumó").await;
    world.ana.mark();
    world.advance(47 * 3_600);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(
        world.ana.news().is_empty(),
        "the end has moved: {:?}",
        world.ana.news()
    );
    assert!(!first.text.is_empty());
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_of_the_channel_and_the_whitelist_stay() {
    let world = World::new().await;
    members(&world, 8_001, 3, NOW.plus_hours(1)).await;
    world.emulator.make_admin(VIP, 8_001, Rights::full());
    world.admin.press_raw("member:whitelist_add:8002");
    world
        .emulator
        .wait(
            |emulator| emulator.unanswered_callbacks().is_empty().then_some(()),
            "the whitelist",
        )
        .await;
    world.advance(3_600);
    world
        .emulator
        .wait(
            |_| (inside(&world, 8_001, 3) == 2).then_some(()),
            "the removal of one",
        )
        .await;
    assert!(!world.emulator.person(8_003).is_member(VIP));
    world.admin.expect("administrator of the channel").await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    world.admin.press_raw("problem:list:0");
    world.admin.expect("Sacar a un miembro").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_removal_is_tried_again_with_pauses() {
    let world = World::new().await;
    enter(&world, 24).await;
    world
        .emulator
        .fail(Fault::error("unbanChatMember", 400, "Bad Request: something odd").times(2));
    world.advance(24 * 3_600);
    for pause in [5, 15] {
        world
            .emulator
            .wait(
                |emulator| {
                    emulator
                        .calls_of("unbanChatMember")
                        .iter()
                        .any(|call| !call.is_ok())
                        .then_some(())
                },
                "the failed try",
            )
            .await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(world.ana.is_member(VIP));
        world.advance(pause);
    }
    world.ana.expect("terminó").await;
    assert!(!world.ana.is_member(VIP));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_300_of_2000_end_together_a_press_is_answered_within_a_second() {
    let world = World::new().await;
    members(&world, 10_000, 300, NOW.plus_hours(1)).await;
    members(&world, 20_000, 1_700, NOW.plus_days(30)).await;
    drained(&world).await;
    world.ana.start(None);
    world.ana.expect("Ana").await;
    world.advance(3_600);
    world
        .emulator
        .wait(
            |emulator| (!emulator.calls_of("unbanChatMember").is_empty()).then_some(()),
            "the first removal",
        )
        .await;
    for _ in 0..5 {
        let started = tokio::time::Instant::now();
        world.ana.click("user:help").await;
        assert!(
            started.elapsed() < Duration::from_secs(1),
            "{:?}",
            started.elapsed()
        );
        world.ana.click("user:home").await;
    }
    // Ten acts on members a second: a third of them shows that it goes on, the rest has its tasks.
    let goes_on = world
        .emulator
        .wait_for(Duration::from_secs(60), |_| {
            (inside(&world, 10_000, 300) <= 200).then_some(())
        })
        .await;
    assert!(
        goes_on.is_some(),
        "{} are still inside",
        inside(&world, 10_000, 300)
    );
    let connection =
        rusqlite::Connection::open(world.directory.join("portero.db")).expect("the database");
    let owed: i64 = connection
        .query_row(
            "SELECT count(*) FROM tasks WHERE kind = 'remove_member'",
            [],
            |row| row.get(0),
        )
        .expect("counted");
    assert_eq!(owed, 300);
    assert_eq!(inside(&world, 20_000, 1_700), 1_700);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_500_of_2000_would_go_the_brake_asks() {
    let world = World::new().await;
    members(&world, 10_000, 500, NOW.plus_hours(1)).await;
    members(&world, 20_000, 1_500, NOW.plus_days(30)).await;
    drained(&world).await;
    world.advance(3_600);
    let question = world.admin.expect("Muchas salidas a la vez").await;
    assert!(question.text.contains("500"), "{}", question.text);
    world.admin.click("brake:dry_run").await;
    world.admin.expect("Ensayo").await;
    assert!(world.emulator.calls_of("unbanChatMember").is_empty());
    world.admin.press_raw("brake:later");
    world.admin.expect("De acuerdo").await;
    world.advance(3_600);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(inside(&world, 10_000, 500), 500);
    world.admin.press_raw("brake:do");
    world.admin.expect("Adelante").await;
    let gone = world
        .emulator
        .wait_for(Duration::from_secs(30), |_| {
            (inside(&world, 10_000, 500) < 450).then_some(())
        })
        .await;
    assert!(gone.is_some());
    assert_eq!(inside(&world, 20_000, 1_500), 1_500);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_one_year_ahead_of_telegrams_removes_nobody_and_the_admins_are_told() {
    let mut world = World::new().await;
    enter(&world, 24).await;
    world.stop().await;
    // Only the bot's clock runs ahead; Telegram keeps the right time.
    world.emulator.set_date_clock(Some(Clock::standing(NOW)));
    world.advance(365 * 86_400);
    world.start().await;
    world.admin.expect("Mi reloj no coincide").await;
    let ctx: &Ctx = &world.app().ctx;
    assert!(ctx.skew.is_wrong());
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(world.ana.is_member(VIP));
    assert!(world.emulator.calls_of("unbanChatMember").is_empty());
    assert_eq!(active(&world), 1, "nothing has ended");
    world.stop().await;
    world.advance(-365 * 86_400);
    world.emulator.set_date_clock(None);
    world.start().await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(
        world.ana.is_member(VIP),
        "nothing was waiting to remove her"
    );
    world.advance(24 * 3_600);
    world.ana.expect("terminó").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_while_the_bot_runs_ends_nothing() {
    let world = World::new().await;
    enter(&world, 24).await;
    world.emulator.set_date_clock(Some(Clock::standing(NOW)));
    world.advance(365 * 86_400);
    world.admin.expect("Mi reloj no coincide").await;
    assert!(world.ana.is_member(VIP));
    assert_eq!(active(&world), 1, "nothing has ended");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_slept_while_an_answer_was_on_its_way_is_no_wrong_clock() {
    let world = World::new().await;
    world.admin.mark();
    // The answer was dated before the hour that passed while it travelled. What the bot says next is dated right.
    world.emulator.set_date_clock(Some(Clock::standing(NOW)));
    let later = Fault::slow_reply("sendMessage", Duration::from_secs(1));
    world.emulator.fail(later);
    world.advance(3_600);
    world.ana.start(None);
    world.ana.expect("Ana").await;
    world.emulator.set_date_clock(None);
    world.ana.send("/id");
    world.ana.expect("2001").await;
    world.settled().await;
    assert!(
        !world
            .admin
            .news()
            .iter()
            .any(|message| message.text.contains("Mi reloj")),
        "{:?}",
        world.admin.news()
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_ends_while_telegram_cannot_be_asked_for_the_time() {
    let world = World::new().await;
    enter(&world, 24).await;
    world.emulator.fail(Fault::server_error("getMe").forever());
    world.advance(24 * 3_600);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(active(&world), 1);
    world.emulator.mend();
    // Tried again by itself.
    world.ana.expect("terminó").await;
    world.finish().await;
}

fn active(world: &World) -> i64 {
    let connection =
        rusqlite::Connection::open(world.directory.join("portero.db")).expect("the database");
    connection
        .query_row(
            "SELECT count(*) FROM vip_subscribers WHERE status = 'active'",
            [],
            |row| row.get(0),
        )
        .expect("counted")
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_lost_hold_the_removal_and_regained_ones_release_it() {
    let world = World::new().await;
    enter(&world, 24).await;
    world
        .emulator
        .set_bot_rights(VIP, Rights::without("can_restrict_members"), ADMIN);
    world.admin.expect("Perdí permisos").await;
    world.admin.mark();
    world.advance(24 * 3_600);
    world
        .emulator
        .wait(
            |emulator| (!emulator.calls_of("unbanChatMember").is_empty()).then_some(()),
            "the try",
        )
        .await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(world.ana.is_member(VIP));
    assert!(
        !world
            .admin
            .news()
            .iter()
            .any(|message| message.text.contains("Perdí permisos")),
        "told once"
    );
    world.emulator.set_bot_rights(VIP, Rights::full(), ADMIN);
    world.admin.expect("Recuperé mis permisos").await;
    world.ana.expect("terminó").await;
    assert!(!world.ana.is_member(VIP));
    world.finish().await;
}

/// Waits until the bot has heard of everything so far.
async fn drained(world: &World) {
    let heard = world
        .emulator
        .wait_for(Duration::from_secs(60), |emulator| {
            (emulator.updates_pending() == 0).then_some(())
        })
        .await;
    assert!(
        heard.is_some(),
        "{} updates are left",
        world.emulator.updates_pending()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_restore_of_an_old_backup_who_ended_or_was_banned_stays_until_an_admin_says_so() {
    let world = World::new().await;
    members(&world, 5_000, 1, NOW + 3_600).await;
    // So many that one end more is none too many.
    members(&world, 5_001, 19, NOW + 90_000).await;
    world
        .database()
        .execute_batch("INSERT INTO house_state VALUES ('restore.held', '1', 1)")
        .expect("as after a restore");
    let admin = Actor::user(UserId(ADMIN), PermissionSet::all(), None);
    let now = world.clock.now();
    let ctx = &world.app().ctx;
    bans::ban(ctx, &admin, UserId(5_001), None, BanTerm::Ever, now)
        .await
        .expect("banned");
    world.advance(3_601);
    let put_off = "SELECT count(*) FROM tasks WHERE kind = 'settle_ban' AND last_error LIKE '%since the restore'";
    world
        .emulator
        .wait(
            |_| (world.value::<i64>(put_off) > 0).then_some(()),
            "the task that is put off",
        )
        .await;
    assert_eq!(inside(&world, 5_000, 20), 20);
    world.admin.press_raw("backup:release");
    world
        .emulator
        .wait(
            |_| (inside(&world, 5_000, 20) == 18).then_some(()),
            "both outside at once, and nobody else",
        )
        .await;
    world.finish().await;
}
