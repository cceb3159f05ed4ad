//! The bot's own rights: lost, told once, waited for, regained; and doors without a channel.

use crate::logs;
use crate::world::{ADMIN, ANA, FREE, VIP, World};
use log::Level;
use portero::demo::telegram::{Emulator, Fault, JoinResult, Rights, Status};
use std::time::Duration;

/// How often the admin was sent that.
fn told(world: &World, words: &str) -> usize {
    let calls = world.emulator.calls_of("sendMessage");
    let told = calls.iter().filter(|call| {
        let text = call.text().replace("<b>", "").replace("</b>", "");
        call.chat() == Some(ADMIN) && call.is_ok() && text.contains(words)
    });
    told.count()
}

fn waiting(world: &World) -> i64 {
    world.value("SELECT count(*) FROM tasks WHERE state = 'waiting'")
}

async fn until_waiting(world: &World, count: i64) {
    world
        .emulator
        .wait(
            |_| (waiting(world) == count).then_some(()),
            "the work to wait",
        )
        .await;
}

async fn enter(world: &World) -> String {
    let token = world.token(Some(24)).await;
    let link = world.redeem(&world.ana, &token).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    link
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_rights_are_told_once_by_name_and_their_return_too() {
    let world = World::new().await;
    world
        .emulator
        .set_bot_rights(VIP, Rights::without("can_restrict_members"), ADMIN);
    let notice = world.admin.expect("Perdí permisos en Canal VIP").await;
    assert!(notice.text.contains("Restringir miembros"), "{notice}");
    world.emulator.set_bot_rights(VIP, Rights::none(), ADMIN);
    world.settled().await;
    world
        .emulator
        .set_bot_rights(VIP, Rights::without("can_invite_users"), ADMIN);
    world.settled().await;
    world.advance(601);
    world.settled().await;
    assert_eq!(told(&world, "Perdí permisos"), 1);
    world.emulator.set_bot_rights(VIP, Rights::full(), ADMIN);
    world.admin.expect("Recuperé mis permisos").await;
    world.settled().await;
    // A right that is not needed is nobody's news.
    world
        .emulator
        .set_bot_rights(VIP, Rights::without("can_delete_messages"), ADMIN);
    world.settled().await;
    assert_eq!(told(&world, "Perdí permisos"), 1);
    assert_eq!(told(&world, "Recuperé mis permisos"), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_was_answered_before_an_update_but_heard_after_it_tells_nothing() {
    let world = World::new().await;
    world
        .emulator
        .set_bot_rights(VIP, Rights::without("can_restrict_members"), ADMIN);
    world.admin.expect("Perdí permisos en Canal VIP").await;
    world.settled().await;
    let slow = Fault::slow_reply("getChatMember", Duration::from_secs(1));
    world.emulator.fail(slow);
    let mark = world.emulator.mark();
    world.advance(601);
    let is_asked = |emulator: &Emulator| {
        let mut calls = emulator.calls_since(mark).into_iter();
        calls.find(|call| call.method == "getChatMember").map(drop)
    };
    world.emulator.wait(is_asked, "the check asks").await;
    world.emulator.set_bot_rights(VIP, Rights::full(), ADMIN);
    world.admin.expect("Recuperé mis permisos").await;
    let sql =
        "SELECT count(*) FROM job_runs WHERE job = 'channel_check' AND result LIKE '1 looked%'";
    let is_over = |_: &Emulator| (world.value::<i64>(sql) == 1).then_some(());
    world.emulator.wait(is_over, "the check ends").await;
    assert_eq!(told(&world, "Perdí permisos"), 1);
    let lost: i64 = world.value("SELECT count(*) FROM channels WHERE lost_at IS NOT NULL");
    assert_eq!(lost, 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn removals_wait_for_the_right_and_run_when_it_returns() {
    let world = World::new().await;
    enter(&world).await;
    world
        .emulator
        .set_bot_rights(VIP, Rights::without("can_restrict_members"), ADMIN);
    world.admin.expect("Perdí permisos").await;
    world.advance(24 * 3_600 + 1);
    until_waiting(&world, 1).await;
    assert!(world.ana.is_member(VIP));
    // The end of the access does not wait.
    assert_eq!(
        world.value::<String>("SELECT status FROM vip_subscribers"),
        "expired"
    );
    let tries = world.emulator.calls_of("unbanChatMember").len();
    world.advance(6 * 3_600);
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(
        world.emulator.calls_of("unbanChatMember").len(),
        tries,
        "what waits is not tried"
    );
    world.emulator.set_bot_rights(VIP, Rights::full(), ADMIN);
    world
        .emulator
        .wait(|_| (!world.ana.is_member(VIP)).then_some(()), "the removal")
        .await;
    assert_eq!(waiting(&world), 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn approvals_wait_for_the_right_and_run_when_it_returns() {
    let world = World::new().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    world.ana.request_without_link(FREE);
    world.ana.expect("Recibí tu solicitud").await;
    world
        .emulator
        .set_bot_rights(FREE, Rights::without("can_invite_users"), ADMIN);
    world.admin.expect("Perdí permisos en Canal Free").await;
    world.advance(301);
    until_waiting(&world, 1).await;
    assert!(!world.ana.is_member(FREE));
    world.emulator.set_bot_rights(FREE, Rights::full(), ADMIN);
    world
        .emulator
        .wait(|_| world.ana.is_member(FREE).then_some(()), "the approval")
        .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_lost_by_error_alone_is_told_once_and_found_again_within_ten_minutes() {
    let world = World::new().await;
    let tokens = world.tokens(2, Some(24)).await;
    world.emulator.fail(
        Fault::error(
            "createChatInviteLink",
            400,
            "Bad Request: not enough rights to manage chat invite link",
        )
        .times(2),
    );
    world.ana.start(Some(&format!("v_{}", tokens[0])));
    world.ana.expect("Token Canjeado").await;
    let notice = world.admin.expect("Canal VIP").await;
    assert!(
        notice.text.contains("⚠️") && notice.has_button("vip:recheck"),
        "{notice}"
    );
    until_waiting(&world, 1).await;
    // The panel and the desk say so too.
    world.admin.send("/admin");
    world.admin.expect("Me faltan permisos en Canal VIP").await;
    world.admin.click("admin:vip").await;
    world.admin.expect("el trabajo espera").await;
    // Whoever redeems meanwhile is told the truth.
    world.eva.start(Some(&format!("v_{}", tokens[1])));
    world.eva.expect("cannot make your link right now").await;
    until_waiting(&world, 2).await;
    assert_eq!(told(&world, "Ya no puedo trabajar"), 1);
    world.emulator.mend();
    world.advance(601);
    world.admin.expect("Recuperé mis permisos").await;
    for person in [&world.ana, &world.eva] {
        let link = world.link_for(person).await;
        assert_eq!(person.join(&link), JoinResult::Joined);
    }
    world.ana.expect("🎉").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_lost_by_error_is_found_again_at_once_by_the_admins_button() {
    let world = World::new().await;
    let token = world.token(Some(24)).await;
    world.emulator.fail(Fault::error(
        "createChatInviteLink",
        400,
        "Bad Request: CHAT_ADMIN_REQUIRED",
    ));
    world.ana.start(Some(&format!("v_{token}")));
    until_waiting(&world, 1).await;
    world.admin.click("vip:recheck").await;
    world.link_for(&world.ana).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_removed_from_its_channel_says_so_and_goes_on_when_it_is_back() {
    let world = World::new().await;
    let tokens = world.tokens(2, Some(24)).await;
    let link = world.redeem(&world.eva, &tokens[1]).await;
    world.emulator.remove_bot(VIP, ADMIN);
    world
        .admin
        .expect("Ya no puedo trabajar en Canal VIP")
        .await;
    world.ana.start(Some(&format!("v_{}", tokens[0])));
    let answer = world.ana.expect("Token Canjeado").await;
    assert!(answer.text.contains("no puedo crear tu enlace"), "{answer}");
    let answer = world
        .ana
        .answer_to(&world.ana.press_raw("user:new_link"))
        .await;
    assert!(!answer.text.contains("Incidente"), "{answer:?}");
    let press = world.admin.press_raw("vip:recheck");
    world.admin.answer_to(&press).await;
    world.admin.expect("No soy administrador ahí").await;
    world.advance(601);
    world.settled().await;
    assert_eq!(told(&world, "Ya no puedo trabajar en"), 1);
    // Somebody comes by a link made before: nobody can tell the bot.
    assert_eq!(world.eva.join(&link), JoinResult::Joined);
    world.emulator.set_bot_rights(VIP, Rights::full(), ADMIN);
    world.admin.expect("Recuperé mis permisos").await;
    let link = world.link_for(&world.ana).await;
    assert_eq!(world.ana.join(&link), JoinResult::Joined);
    world.ana.expect("🎉").await;
    // Demoted to a plain member is the same.
    world
        .emulator
        .set_status(VIP, world.emulator.bot_id(), Status::Member, ADMIN);
    world
        .admin
        .expect("Ya no puedo trabajar en Canal VIP")
        .await;
    world.emulator.set_bot_rights(VIP, Rights::full(), ADMIN);
    world.admin.expect("Recuperé mis permisos").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_removed_while_it_was_off_for_days_finds_out_at_its_start() {
    let mut world = World::new().await;
    world.settled().await;
    world.stop().await;
    world.emulator.remove_bot(VIP, ADMIN);
    // Longer than Telegram keeps updates.
    world.advance(2 * 86_400);
    world.emulator.drop_updates();
    world.admin.mark();
    world.start().await;
    world
        .admin
        .expect("Ya no puedo trabajar en Canal VIP")
        .await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_lost_and_regained_while_off_leave_no_work_behind() {
    let mut world = World::new().await;
    let token = world.token(Some(24)).await;
    world.emulator.fail(
        Fault::error(
            "createChatInviteLink",
            400,
            "Bad Request: need administrator rights in the channel chat",
        )
        .forever(),
    );
    world.ana.start(Some(&format!("v_{token}")));
    until_waiting(&world, 1).await;
    world.stop().await;
    world.emulator.mend();
    world.start().await;
    world.link_for(&world.ana).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_channel_each_function_refuses_in_words_and_nothing_happens() {
    let world = World::bare().await;
    for (data, expected) in [
        ("user:redeem_token", "canal VIP todavía no está configurado"),
        (
            "user:request_free",
            "canal Free todavía no está configurado",
        ),
        ("user:access", "canal VIP todavía no está configurado"),
        ("user:new_link", "canal VIP todavía no está configurado"),
        ("user:why_no_entry", "canal VIP todavía no está configurado"),
    ] {
        let answer = world.ana.answer_to(&world.ana.press_raw(data)).await;
        assert!(
            answer.show_alert && answer.text.contains(expected),
            "{data}: {answer:?}"
        );
    }
    for (data, expected) in [
        (
            "vip:generate_token",
            "canal VIP todavía no está configurado",
        ),
        (
            "token:make:24:24:1",
            "canal VIP todavía no está configurado",
        ),
        (
            "token:make:24:24:500",
            "canal VIP todavía no está configurado",
        ),
        (
            "member:list:active:0",
            "canal VIP todavía no está configurado",
        ),
        (
            &format!("member:whitelist_add:{ANA}") as &str,
            "canal VIP todavía no está configurado",
        ),
        ("vip:recheck", "canal VIP todavía no está configurado"),
        ("free:recheck", "canal Free todavía no está configurado"),
        (
            "free:set_wait_time",
            "canal Free todavía no está configurado",
        ),
        ("free:wait:10", "canal Free todavía no está configurado"),
        ("free:join_link", "canal Free todavía no está configurado"),
    ] {
        let answer = world.admin.answer_to(&world.admin.press_raw(data)).await;
        assert!(
            answer.show_alert && answer.text.contains(expected),
            "{data}: {answer:?}"
        );
    }
    for (text, expected) in [
        ("/vip", "canal VIP todavía no está configurado"),
        (
            "/vip ABCD2345EFGH6789",
            "canal VIP todavía no está configurado",
        ),
        ("/free", "canal Free todavía no está configurado"),
        (
            "/start v_ABCD2345EFGH6789",
            "canal VIP todavía no está configurado",
        ),
        ("/start free", "canal Free todavía no está configurado"),
    ] {
        world.ana.send(text);
        world.ana.expect(expected).await;
    }
    for text in ["/generate_token", "/set_wait_time"] {
        world.admin.send(text);
        world.admin.expect("todavía no está configurado").await;
    }
    for (table, rows) in [
        ("invitation_tokens", 0),
        ("free_channel_requests", 0),
        ("redeem_failures", 0),
        ("tasks", 0),
    ] {
        let count: i64 = world.value(&format!("SELECT count(*) FROM {table}"));
        assert_eq!(count, rows, "{table}");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_without_their_channel_skip_with_one_warning() {
    let world = World::bare().await;
    // An answer on its way while the clock jumps looks like a wrong clock.
    world.admin.expect("Portero está en línea").await;
    world.settled().await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    for _ in 0..4 {
        world.advance(3_601);
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    for (job, door) in [("vip_expiry", "VIP"), ("free_queue", "Free")] {
        let result: String =
            world.value(&format!("SELECT result FROM job_runs WHERE job = '{job}'"));
        assert_eq!(result, format!("skipped: no {door} channel"));
    }
    // Warned of once: other tests of this process have such a house too, each at its own first run.
    assert!(!logs::at(Level::Warn, "job vip_expiry: skipped: no VIP channel").is_empty());
    let skipped = logs::at(Level::Debug, "job vip_expiry: skipped: no VIP channel");
    assert!(!skipped.is_empty(), "the later ones are no news");
    world.finish().await;
}
