//! A panic ends the process, which takes its own place: nothing is lost, the person gets an apology with a number, and
//! what it fell over is not tried again at once.

use crate::child::Outside;
use crate::world::{ANA, EVA, ExpectUrl};
use portero::demo::telegram::{ANY, Emulator, Fault, Person};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Once, when the file `FAULTY_FLAG` is there, no thread can be started. The file goes with it.
const LIBRARY: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

int pthread_create(pthread_t *id, const pthread_attr_t *attr, void *(*run)(void *), void *arg) {
    static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (!real) real = dlsym(RTLD_NEXT, "pthread_create");
    const char *flag = getenv("FAULTY_FLAG");
    return flag && unlink(flag) == 0 ? EPERM : real(id, attr, run, arg);
}
"#;

fn library(directory: &Path) -> PathBuf {
    let (source, library) = (directory.join("threads.c"), directory.join("threads.so"));
    std::fs::write(&source, LIBRARY).expect("written");
    let done = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(&source)
        .arg("-ldl")
        .output()
        .expect("cc runs");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    library
}

/// Every update that came is done.
async fn all_is_done(outside: &Outside) {
    let open = "SELECT count(*) FROM inbox WHERE done_at IS NULL";
    let is_over = |emulator: &Emulator| {
        (emulator.updates_pending() == 0 && outside.count(open) == 0).then_some(())
    };
    outside.emulator.wait(is_over, "all is done").await;
}

/// The number of the incident that a person was told.
async fn apology(person: &Person) -> String {
    let text = person.expect("Algo falló de mi lado").await.text;
    let (_, rest) = text.split_once("incidente ").expect("a number");
    rest.trim_end_matches('.').trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_without_a_thread_to_spare_makes_it_begin_anew_and_everybody_is_answered() {
    let mut outside = Outside::unstarted().await;
    let flag = outside.directory.join("no-thread");
    let library = library(&outside.directory);
    outside.set("LD_PRELOAD", &library.display().to_string());
    outside.set("FAULTY_FLAG", &flag.display().to_string());
    outside.start().await;
    let people: Vec<Person> = (0..8)
        .map(|number| {
            let id = ANA + number;
            outside.emulator.add_person(id, "Persona", None, "es")
        })
        .collect();
    let is_online = |_: &Emulator| outside.log().contains("online:").then_some(());
    outside.emulator.wait(is_online, "it is online").await;
    std::fs::write(&flag, "").expect("written");
    // Threads that have nothing to do end after ten seconds: then one must be made, unless a job just used them all.
    let has_fallen = |_: &Emulator| outside.log().contains("beginning anew").then_some(());
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_secs(11)).await;
        for person in &people {
            person.start(None);
        }
        let wait = outside
            .emulator
            .wait_for(Duration::from_secs(2), has_fallen);
        if wait.await.is_some() {
            break;
        }
    }
    let log = outside.log();
    assert!(log.contains("after panic 1 in a row"), "{log}");
    // One of them may have been what it fell over, and gets the apology.
    let answered = |person: &Person| {
        let news = person.news();
        let mut texts = news.iter().map(|message| &message.text);
        texts.any(|text| text.contains("¡Hola") || text.contains("Algo falló"))
    };
    let are_all = |_: &Emulator| people.iter().all(answered).then_some(());
    let wait = outside.emulator.wait_for(Duration::from_secs(30), are_all);
    assert!(wait.await.is_some(), "{}", outside.log());
    outside.admin.expect("Incidente").await;
    all_is_done(&outside).await;
    outside.signal("TERM");
    assert_eq!(outside.ended(Duration::from_secs(12)).await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_it_fell_over_gets_an_apology_and_is_not_tried_again() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    let eva = outside.emulator.add_person(EVA, "Eva", None, "es");
    all_is_done(&outside).await;
    outside.emulator.fail(
        Fault::hang(ANY, Duration::from_secs(60))
            .in_chat(ANA)
            .forever(),
    );
    ana.start(None);
    let begun = "SELECT count(*) FROM inbox WHERE done_at IS NULL AND attempts = 1";
    let is_begun = |_: &Emulator| (outside.count(begun) == 1).then_some(());
    outside.emulator.wait(is_begun, "the update is begun").await;
    let seq = outside.count("SELECT seq FROM inbox WHERE done_at IS NULL");
    outside.kill();
    outside.emulator.mend();
    outside.admin.mark();
    let words =
        "panic at src/odd.rs:1:2: odd 123456789:AAFakeFakeFakeFakeFakeFakeFakeFakeFak thing";
    outside.set("PORTERO_FALL", &format!("1\nupdate {seq}\n{words}"));
    outside.start().await;
    let number = apology(&ana).await;
    let notice = outside.admin.expect("src/odd.rs:1:2").await;
    assert!(notice.text.contains(&number), "{number}: {notice}");
    assert!(!outside.log().contains("AAFakeFake"), "no secrets");
    eva.start(None);
    eva.expect("¡Hola").await;
    all_is_done(&outside).await;
    let greeted = ana
        .news()
        .iter()
        .any(|message| message.text.contains("¡Hola"));
    assert!(!greeted, "it was not handled again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_and_a_job_it_fell_over_are_put_off_and_told() {
    let mut outside = Outside::new().await;
    let ana = outside.emulator.add_person(ANA, "Ana", None, "es");
    outside
        .emulator
        .fail(Fault::hang("createChatInviteLink", Duration::from_secs(60)).forever());
    outside.admin.press_raw("token:make:24:24:1");
    let text = outside.admin.expect("Token VIP Generado").await.text;
    let is_token = |word: &&str| {
        let mut bytes = word.bytes();
        word.len() == 16 && bytes.all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let token = text.split_whitespace().find(is_token).expect("a token");
    ana.start(Some(&format!("v_{token}")));
    ana.expect("Token Canjeado").await;
    outside.kill();
    outside.emulator.mend();
    let task = outside.count("SELECT id FROM tasks WHERE kind = 'deliver_vip_link'");
    let mark = outside.emulator.mark();
    outside.set(
        "PORTERO_FALL",
        &format!("1\ntask {task}\npanic at src/odd.rs:1:2: odd"),
    );
    outside.start().await;
    outside.admin.expect("src/odd.rs:1:2").await;
    let tried = format!("SELECT count(*) FROM tasks WHERE id = {task} AND attempts = 1");
    let is_put_off = |_: &Emulator| (outside.count(&tried) == 1).then_some(());
    outside
        .emulator
        .wait(is_put_off, "the task is put off")
        .await;
    let calls = outside.emulator.calls_since(mark);
    assert!(
        calls
            .iter()
            .all(|call| call.method != "createChatInviteLink")
    );
    // After its pause it is done.
    outside.advance(60);
    ana.expect_url("https://t.me/+").await;
    outside.kill();
    outside.set(
        "PORTERO_FALL",
        "1\njob heartbeat\npanic at src/odd.rs:3:4: odd",
    );
    outside.start().await;
    outside.admin.expect("src/odd.rs:3:4").await;
    let failed = "SELECT failures FROM job_runs WHERE job = 'heartbeat'";
    let has_failed = |_: &Emulator| (outside.count(failed) == 1).then_some(());
    outside.emulator.wait(has_failed, "the job failed").await;
    let worked = "SELECT count(*) FROM job_runs WHERE job = 'heartbeat' AND ok = 1";
    outside.advance(600);
    let has_worked = |_: &Emulator| (outside.count(worked) == 1).then_some(());
    outside
        .emulator
        .wait(has_worked, "the job works again")
        .await;
}
