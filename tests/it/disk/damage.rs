//! A damaged database: set aside at the start with nothing lost, and not written to any more while running.

use super::{hears, start, times};
use crate::child::Outside;
use crate::world::ANA;
use portero::demo::telegram::Emulator;
use std::path::{Path, PathBuf};
use std::time::Duration;

const BACKUP: &str = "portero-20270101-120000.tar.gz.age";

/// A house that was at work and was stopped, with a backup beside it.
async fn stopped() -> Outside {
    let mut outside = Outside::unstarted().await;
    start(&mut outside).await;
    outside.signal("TERM");
    assert_eq!(outside.ended(Duration::from_secs(12)).await, Some(0));
    keep_backup(&outside);
    outside
}

fn keep_backup(outside: &Outside) {
    let folder = outside.data().join("backups");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join(BACKUP), "sealed").expect("written");
}

fn path(outside: &Outside) -> PathBuf {
    outside.data().join("portero.db")
}

/// Everything but the first so many bytes is overwritten.
fn damage(path: &Path, from: usize) -> Vec<u8> {
    let mut bytes = std::fs::read(path).expect("read");
    bytes[from..].fill(0xEE);
    // In place, as a disk does it: whoever has the file open has the same one.
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .open(path)
        .expect("opened");
    std::io::Write::write_all(&mut file, &bytes).expect("written");
    bytes
}

fn aside(outside: &Outside) -> Vec<PathBuf> {
    portero::db::aside::list_aside(&path(outside))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_set_aside_at_the_start_and_no_empty_house_takes_its_place() {
    let mut outside = stopped().await;
    let bytes = damage(&path(&outside), 100);
    let (code, said) = outside.beside(&["run"], &[]).await;
    assert_eq!(code, Some(78), "a service stays down: {said}");
    let backup = outside.data().join("backups").join(BACKUP);
    let command = format!("portero restore {}", backup.display());
    assert!(
        said.contains(&command) && said.contains("--new-house"),
        "{said}"
    );
    let [aside_file] = &aside(&outside)[..] else {
        panic!("not set aside: {:?}", aside(&outside));
    };
    assert!(
        std::fs::read(aside_file).expect("read") == bytes,
        "as it was"
    );
    assert!(said.contains(&aside_file.display().to_string()), "{said}");
    let name = aside_file
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let told = outside.admin.expect("No puedo arrancar").await;
    assert!(
        told.text.contains(&name) && told.text.contains(&command),
        "{}",
        told.text
    );
    // Started again, by whomever: still no empty house, and no second word.
    let (code, said) = outside.beside(&[], &[]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(
        said.contains(&command) && !path(&outside).exists(),
        "{said}"
    );
    assert_eq!(times(&outside.admin, "No puedo arrancar"), 1);
    // Only the operator's word begins one.
    outside.spawn_with(&["run", "--new-house"]);
    let told = outside
        .admin
        .expect("Aparté una base de datos dañada")
        .await;
    assert!(
        told.text.contains(&name) && told.text.contains(&command),
        "{}",
        told.text
    );
    outside.says("an empty house was begun").await;
    // Whoever is killed between Telegram's answer and its note says it once more.
    let untold = "SELECT count(*) FROM tasks WHERE state <> 'done'";
    let is_noted = |_: &Emulator| (outside.count(untold) == 0).then_some(());
    outside.emulator.wait(is_noted, "it is noted").await;
    outside.kill();
    outside.start().await;
    outside.admin.expect("en línea").await;
    assert_eq!(times(&outside.admin, "Aparté una base"), 1);
    outside.kill();
    let (code, said) = outside.beside(&["run", "--new-house"], &[]).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("there is a house at"), "{said}");
    assert_eq!(aside(&outside).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_vanished_is_not_replaced_where_backups_of_a_house_lie() {
    let outside = stopped().await;
    let elsewhere = outside.directory.join("elsewhere.db");
    std::fs::rename(path(&outside), &elsewhere).expect("renamed");
    let (code, said) = outside.beside(&["run"], &[]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(
        said.contains(BACKUP) && said.contains("backups of a house"),
        "{said}"
    );
    assert!(!path(&outside).exists());
    assert_eq!(
        times(&outside.admin, "No puedo arrancar"),
        0,
        "nothing is damaged"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_met_while_running_stops_the_writes_and_is_told_once_with_the_backup() {
    let mut outside = Outside::unstarted().await;
    start(&mut outside).await;
    keep_backup(&outside);
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    ana.start(None);
    ana.expect("Ana").await;
    // The pages come from the file again, not from the log or from memory; and nothing is left in the log that would be
    // folded into the file at the end.
    let log = path(&outside).with_extension("db-wal");
    loop {
        let folded: i64 = outside
            .database()
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .expect("folded");
        tokio::time::sleep(Duration::from_millis(300)).await;
        let length = std::fs::metadata(&log).map_or(0, |log| log.len());
        if folded == 0 && length == 0 {
            break;
        }
    }
    damage(&path(&outside), 4096);
    ana.send("/menu");
    hears(&outside, &outside.admin, "la base de datos está dañada").await;
    hears(&outside, &ana, "no se pierde").await;
    let told = outside.admin.expect("la base de datos está dañada").await;
    assert!(
        told.text.contains("Incidente") && told.text.contains(BACKUP),
        "{}",
        told.text
    );
    ana.send("/menu");
    ana.send("/vip");
    outside.advance(3_600);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(
        outside.emulator.updates_pending() > 0,
        "nothing is confirmed"
    );
    assert_eq!(times(&outside.admin, "está dañada"), 1);
    assert_eq!(times(&ana, "no se pierde"), 1);
    let before = std::fs::read(path(&outside)).expect("read");
    outside.signal("TERM");
    assert_eq!(outside.ended(Duration::from_secs(15)).await, Some(0));
    assert!(
        std::fs::read(path(&outside)).expect("read") == before,
        "nothing was written"
    );
    let (code, said) = outside.beside(&["run"], &[]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains(BACKUP), "{said}");
    assert_eq!(aside(&outside).len(), 1);
}
