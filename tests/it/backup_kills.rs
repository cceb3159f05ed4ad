//! The bot is killed while it makes the nightly backup and while it sends one: each night has one, each part arrives.

use crate::child::Outside;
use crate::world::VIP;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The names in the folder of backups.
fn names(outside: &Outside) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder(outside)) else {
        return Vec::new();
    };
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        let name = entry.expect("entry").file_name();
        name.to_string_lossy().into_owned()
    };
    entries.map(name).collect()
}

fn folder(outside: &Outside) -> PathBuf {
    outside.data().join("backups")
}

/// The names of files that went to the backup chat, in their order.
fn sent(outside: &Outside) -> Vec<String> {
    let calls = outside.emulator.calls_of("sendDocument").into_iter();
    calls
        .filter(|call| call.is_ok() && call.chat() == Some(VIP))
        .filter_map(|call| call.files.values().next().map(|file| file.name.clone()))
        .collect()
}

async fn sealed(with_chat: bool) -> Outside {
    let mut outside = Outside::unstarted().await;
    outside.set("BACKUP_PASSPHRASE", "correct horse battery");
    if with_chat {
        outside.set("BACKUP_CHAT_ID", &VIP.to_string());
    }
    outside.start().await;
    outside
}

async fn until(outside: &Outside, sql: &str) {
    let what = sql.to_owned();
    outside
        .emulator
        .wait(|_| (outside.count(sql) == 1).then_some(()), &what)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_of_the_nightly_backup_each_night_has_one_and_nothing_lies_in_clear() {
    let mut outside = sealed(true).await;
    // From eight in the morning to four at night, and then from night to night.
    let mut seconds = 20 * 3_600 + 1;
    for (night, moment) in (1..).zip([".scratch-copy.db", ".scratch-sealed", ".tar.gz.age"]) {
        let before: BTreeSet<String> = names(&outside).into_iter().collect();
        outside.advance(seconds);
        seconds = 24 * 3_600;
        let is_there = || {
            let names = names(&outside).into_iter();
            let mut new = names.filter(|name| !before.contains(name));
            new.any(|name| name.ends_with(moment))
        };
        let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
        while !is_there() {
            assert!(tokio::time::Instant::now() < deadline, "no {moment}");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        outside.kill();
        outside.start().await;
        let nights = "SELECT count(*) FROM backups WHERE cause = 'nightly'";
        until(&outside, &format!("SELECT ({nights}) = {night}")).await;
        until(
            &outside,
            "SELECT count(*) = 0 FROM backups WHERE sent_at IS NULL",
        )
        .await;
        assert_eq!(outside.count("SELECT count(*) FROM backups"), night);
        let files = names(&outside);
        let whole = files.iter().filter(|name| name.ends_with(".age")).count();
        assert_eq!(i64::try_from(whole).expect("few"), night, "{files:?}");
        assert!(
            !files.iter().any(|name| name.starts_with(".scratch")),
            "{files:?}"
        );
    }
    let sent: BTreeSet<String> = sent(&outside).into_iter().collect();
    assert_eq!(sent.len(), 3, "{sent:?}");
}

/// Makes a file as long as one that goes in three parts.
fn lengthen(path: &Path) {
    let file = std::fs::OpenOptions::new().write(true).open(path);
    file.expect("open").set_len(95_000_000).expect("longer");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_two_parts_of_a_backup_every_part_arrives() {
    let mut outside = sealed(false).await;
    outside.admin.press_raw("backup:make");
    outside.admin.expect("Copia hecha").await;
    let told = "SELECT count(*) FROM tasks WHERE kind = 'make_backup' AND state = 'done'";
    until(&outside, told).await;
    outside.kill();
    let name = names(&outside)
        .into_iter()
        .find(|name| name.ends_with(".age"));
    lengthen(&folder(&outside).join(name.expect("a backup")));
    outside
        .database()
        .execute("UPDATE backups SET bytes = 95000000", [])
        .expect("noted");
    outside.set("BACKUP_CHAT_ID", &VIP.to_string());
    outside.start().await;
    outside.admin.press_raw("backup:send:1");
    until(&outside, "SELECT count(*) FROM backup_sendings").await;
    outside.kill();
    outside.start().await;
    until(&outside, "SELECT sent_at IS NOT NULL FROM backups").await;
    let parts = sent(&outside);
    let endings: BTreeSet<&str> = parts
        .iter()
        .filter_map(|name| name.rsplit_once('.'))
        .map(|(_, ending)| ending)
        .collect();
    assert_eq!(endings, BTreeSet::from(["001", "002", "003"]), "{parts:?}");
    assert!(
        parts.len() <= 4,
        "only the one in doubt goes twice: {parts:?}"
    );
}
