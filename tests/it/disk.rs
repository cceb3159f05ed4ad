//! The disk fills up, turns read-only, damages the database: nothing is lost, nothing is done twice, everybody is told
//! once.
//!
//! The full disk is real: a small one in memory, mounted in a namespace of the test's own, where the test runs itself
//! once more. Where that is not permitted it is skipped, which under CI=true is a failure.

mod damage;
mod read_only;

use crate::child::Outside;
use crate::mounts::{in_own_mounts, mount};
use crate::world::{ANA, EVA, ExpectUrl, FREE, VIP, World};
use portero::demo::telegram::{Fault, JoinResult, Person};
use portero::models::{Ailment, Stop};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

const SIZE: &str = "24m";
/// A disk is tried again after half a minute at the longest.
const AGAIN: Duration = Duration::from_secs(45);

/// A bot whose data lie on a small disk of their own, not started yet.
pub async fn on_a_small_disk() -> Outside {
    let outside = Outside::unstarted().await;
    std::fs::create_dir_all(outside.data()).expect("a directory");
    let place = outside.data().display().to_string();
    mount(&["-t", "tmpfs", "-o", &format!("size={SIZE}"), "none", &place]);
    outside
}

/// Starts the bot and opens its doors.
pub async fn start(outside: &mut Outside) {
    outside.start().await;
    for (door, chat) in [("vip", VIP), ("free", FREE)] {
        outside.admin.press_raw(&format!("{door}:use:{chat}"));
        outside.admin.expect("✅").await;
    }
}

/// Fills a disk but for so many bytes.
fn fill(directory: &Path, left: u64) {
    let room = room_in(directory);
    let mut ballast = File::create(directory.join("ballast")).expect("a file");
    let mut wanted = room.saturating_sub(left);
    let block = vec![7u8; 4096];
    while wanted > 0 || left == 0 {
        if ballast.write_all(&block).is_err() {
            assert_eq!(left, 0, "there was room for it");
            return;
        }
        wanted = wanted.saturating_sub(4096);
    }
}

fn room_in(directory: &Path) -> u64 {
    portero::utils::host::free_bytes(directory).expect("a file system that tells its room")
}

fn free(directory: &Path) {
    std::fs::remove_file(directory.join("ballast")).expect("removed");
}

/// How often the bot said that to a person.
pub fn times(person: &Person, words: &str) -> usize {
    let said = person.messages().into_iter();
    said.filter(|message| message.by_bot && message.text.contains(words))
        .count()
}

/// Waits for words longer than usual: a disk is tried again with growing pauses.
pub async fn hears(outside: &Outside, person: &Person, words: &str) {
    let heard = outside
        .emulator
        .wait_for(AGAIN, |_| (times(person, words) > 0).then_some(()))
        .await;
    assert!(
        heard.is_some(),
        "{} never heard «{words}»:\n{}",
        person.id,
        outside.log()
    );
}

async fn token(outside: &Outside) -> String {
    outside.admin.press_raw("token:make:24:24:1");
    let message = outside.admin.expect("Token VIP Generado").await;
    let is_token = |word: &&str| {
        let is_of_one = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        word.len() == 16 && word.bytes().all(is_of_one)
    };
    let token = message.text.split_whitespace().find(is_token);
    token.expect("a token").to_owned()
}

/// Everything that was asked for while nothing could be written is done, once.
pub async fn all_is_done_once(outside: &Outside, ana: &Person, eva: &Person) {
    let link = ana.expect_url("https://t.me/+").await;
    assert_eq!(ana.join(&link), JoinResult::Joined);
    let is_open = "SELECT count(*) FROM inbox WHERE done_at IS NULL";
    let is_done = outside
        .emulator
        .wait_for(AGAIN, |emulator| {
            (emulator.updates_pending() == 0 && outside.count(is_open) == 0).then_some(())
        })
        .await;
    assert!(
        is_done.is_some(),
        "not everything is done:\n{}",
        outside.log()
    );
    for (sql, expected) in [
        ("SELECT count(*) FROM vip_subscribers", 1),
        ("SELECT count(*) FROM invitation_tokens WHERE used = 1", 1),
        (
            "SELECT count(*) FROM membership_events WHERE kind = 'granted'",
            1,
        ),
        ("SELECT count(*) FROM free_channel_requests", 1),
        ("SELECT count(*) - count(DISTINCT update_id) FROM inbox", 0),
        ("SELECT count(*) FROM inbox WHERE problem IS NOT NULL", 0),
        ("SELECT count(*) FROM pragma_foreign_key_check", 0),
    ] {
        assert_eq!(outside.count(sql), expected, "{sql}");
    }
    let whole: String = outside
        .database()
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("checked");
    assert_eq!(whole, "ok");
    for person in [ana, eva] {
        assert!(
            times(person, "no se pierde") <= 1,
            "one apology for {}",
            person.id
        );
        assert_eq!(
            times(person, "ncidente"),
            0,
            "nobody is told of an incident"
        );
    }
    assert_eq!(times(&outside.admin, "ncidente"), 0, "no fault besides");
}

/// People want something while nothing can be written: both are told once that it waits.
pub async fn people_try(outside: &Outside, token: &str) -> (Person, Person) {
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let eva = outside.emulator.add_person(EVA, "Eva", None, "es");
    ana.start(Some(&format!("v_{token}")));
    eva.start(None);
    hears(outside, &ana, "no se pierde").await;
    hears(outside, &eva, "no se pierde").await;
    ana.send("¿hola?");
    eva.press_raw("user:request_free");
    eva.send("/menu");
    (ana, eva)
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_all_updates_wait_and_are_handled_once_when_there_is_room() {
    if !in_own_mounts(
        "disk::on_a_full_disk_all_updates_wait_and_are_handled_once_when_there_is_room",
    ) {
        return;
    }
    let mut outside = on_a_small_disk().await;
    start(&mut outside).await;
    let token = token(&outside).await;
    fill(&outside.data(), 0);
    let (ana, eva) = people_try(&outside, &token).await;
    hears(&outside, &outside.admin, "El disco está lleno").await;
    // It waits, and does not spin.
    let (polls, worked) = (outside.emulator.polls(), outside.processor_ticks());
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(
        outside.emulator.polls() - polls <= 2,
        "Telegram is not asked again and again"
    );
    let ticks = outside.processor_ticks() - worked;
    assert!(
        ticks <= 40,
        "{ticks} hundredths of a second of work in four seconds"
    );
    assert!(
        outside.emulator.updates_pending() > 0,
        "nothing is confirmed"
    );
    assert_eq!(outside.count("SELECT count(*) FROM vip_subscribers"), 0);
    free(&outside.data());
    hears(&outside, &outside.admin, "Vuelve a haber sitio").await;
    all_is_done_once(&outside, &ana, &eva).await;
    assert_eq!(times(&outside.admin, "El disco está lleno"), 1);
    assert_eq!(times(&outside.admin, "Vuelve a haber sitio"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_on_a_full_disk_the_next_start_waits_for_room_and_loses_nothing() {
    if !in_own_mounts("disk::killed_on_a_full_disk_the_next_start_waits_for_room_and_loses_nothing")
    {
        return;
    }
    let mut outside = on_a_small_disk().await;
    start(&mut outside).await;
    let token = token(&outside).await;
    fill(&outside.data(), 0);
    let (ana, eva) = people_try(&outside, &token).await;
    outside.kill();
    outside.admin.mark();
    outside.spawn();
    outside.admin.expect("No puedo arrancar").await;
    outside.says("the disk is full").await;
    free(&outside.data());
    all_is_done_once(&outside, &ana, &eva).await;
    assert_eq!(times(&outside.admin, "No puedo arrancar"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_nearly_full_stops_the_writes_before_the_last_byte() {
    if !in_own_mounts("disk::a_disk_that_is_nearly_full_stops_the_writes_before_the_last_byte") {
        return;
    }
    let mut outside = on_a_small_disk().await;
    start(&mut outside).await;
    let token = token(&outside).await;
    // A twentieth of this disk is 1.2 MB.
    fill(&outside.data(), 1_000_000);
    outside.advance(61);
    hears(&outside, &outside.admin, "El disco está lleno").await;
    let (ana, eva) = people_try(&outside, &token).await;
    assert_eq!(outside.count("SELECT count(*) FROM vip_subscribers"), 0);
    free(&outside.data());
    hears(&outside, &outside.admin, "Vuelve a haber sitio").await;
    all_is_done_once(&outside, &ana, &eva).await;
    assert_eq!(times(&outside.admin, "El disco está lleno"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_would_fill_the_disk_is_refused_and_writing_never_stops() {
    if !in_own_mounts("disk::a_backup_that_would_fill_the_disk_is_refused_and_writing_never_stops")
    {
        return;
    }
    let mut outside = on_a_small_disk().await;
    outside.set("BACKUP_PASSPHRASE", "correct horse battery");
    start(&mut outside).await;
    fill(&outside.data(), 2_500_000);
    outside.admin.press_raw("backup:make");
    hears(&outside, &outside.admin, "No cabe en el disco sin llenarlo").await;
    outside.advance(61);
    token(&outside).await;
    assert_eq!(times(&outside.admin, "El disco está lleno"), 0);
    free(&outside.data());
    outside.admin.press_raw("backup:make");
    hears(&outside, &outside.admin, "Copia hecha").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filled_at_a_random_moment_nothing_is_lost_or_done_twice() {
    if !in_own_mounts("disk::filled_at_a_random_moment_nothing_is_lost_or_done_twice") {
        return;
    }
    let mut outside = on_a_small_disk().await;
    start(&mut outside).await;
    let mut people = Vec::new();
    for number in 0..6 {
        let token = token(&outside).await;
        outside.admin.mark();
        let name = format!("P{number}");
        let person = outside
            .emulator
            .add_person(3_000 + number, &name, None, "es");
        people.push((person, token));
    }
    // The disk fills up between the updates of a crowd, wherever each of them is just then.
    for (number, (person, token)) in people.iter().enumerate() {
        person.start(Some(&format!("v_{token}")));
        if number == 2 {
            let mut random = [0u8; 1];
            getrandom::fill(&mut random).expect("randomness");
            tokio::time::sleep(Duration::from_millis(u64::from(random[0]) / 4)).await;
            fill(&outside.data(), 0);
        }
    }
    hears(&outside, &outside.admin, "El disco está lleno").await;
    free(&outside.data());
    hears(&outside, &outside.admin, "Vuelve a haber sitio").await;
    for (person, _) in &people {
        let link = person.expect_url("https://t.me/+").await;
        assert_eq!(person.join(&link), JoinResult::Joined, "{}", person.id);
    }
    assert_eq!(outside.count("SELECT count(*) FROM vip_subscribers"), 6);
    let granted = "SELECT count(*) FROM membership_events WHERE kind IN ('granted', 'renewed')";
    assert_eq!(outside.count(granted), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_whose_handler_is_at_work_when_writing_stops_is_handled_again_and_acts_once() {
    let world = World::bare().await;
    world.admin.expect("en línea").await;
    let mark = world.emulator.mark();
    let slow = Fault::slow_reply("getChatMemberCount", Duration::from_millis(500));
    world.emulator.fail(slow);
    world.admin.press_raw(&format!("vip:use:{VIP}"));
    let is_asked = |emulator: &portero::demo::telegram::Emulator| {
        let calls = emulator.calls_since(mark);
        let asked = |call: &portero::demo::telegram::Call| call.method == "getChatMemberCount";
        calls.iter().any(asked).then_some(())
    };
    world
        .emulator
        .wait(is_asked, "the question in the middle of the handler")
        .await;
    world.app().ctx.db.stop_writing(Stop {
        ailment: Ailment::NoRoom,
        why: "full".to_owned(),
    });
    world.admin.expect("El disco está lleno").await;
    world.admin.expect("Vuelve a haber sitio").await;
    world.settled().await;
    let set: i64 = world.value("SELECT count(*) FROM bot_config WHERE vip_channel_id IS NOT NULL");
    assert_eq!(set, 1);
    let noted: i64 = world.value("SELECT count(*) FROM audit_log WHERE action = 'config.channel'");
    assert_eq!(noted, 1);
    assert_eq!(times(&world.admin, "ncidente"), 0);
    world.finish().await;
}
