//! What is done with the programs, and what it brings.

use crate::house;
use crate::program::Folder;
use crate::program::Peer;
use crate::program::Running;
use crate::program::first_poll;
use crate::relay::Relay;
use portero::crud;
use portero::db;
use portero::demo::telegram::Emulator;
use portero::demo::telegram::EmulatorOptions;
use portero::demo::telegram::Person;
use portero::demo::telemt::Telemt;
use portero::models::Audience;
use portero::models::Broadcast;
use portero::models::BroadcastTarget;
use portero::models::ChatId;
use portero::models::MessageId;
use portero::models::Timestamp;
use portero::models::UserId;
use portero::screens::Action;
use portero::services::ServiceError;
use portero::services::mailings;
use portero::utils::clock::Clock;
use portero::utils::locale::Lang;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::time::Duration;
use std::time::Instant;

/// Who press Start at once.
const PEOPLE: i64 = 1_000;
/// After the greeting, the command menus, and pages that only the start needed.
const SETTLED: Duration = Duration::from_secs(15);
/// What is written down after the last answer belongs to it.
const AFTERWARDS: Duration = Duration::from_millis(500);
/// How long an idle program is watched. Six polls of Portero.
const IDLE: Duration = Duration::from_secs(300);
/// Presses while a broadcast runs, by so many people, and what lies between two.
const PRESSES: usize = 200;
const PRESSING: i64 = 100;
const BETWEEN_PRESSES: Duration = Duration::from_millis(30);
/// Telegram's own limits would be measured instead of the programs.
const UNHURRIED: (&str, &str) = ("MESSAGES_PER_SECOND", "1000");
const QUIET: (&str, &str) = ("LOG_LEVEL", "ERROR");

/// What was measured, by its name.
pub type Figures = BTreeMap<&'static str, f64>;

async fn telegram() -> Emulator {
    let emulator = Emulator::start(EmulatorOptions::new(Clock::system())).await;
    let emulator = emulator.expect("the emulator starts");
    emulator.set_flood_limit(None);
    emulator.add_person(7, "Jefa", None, "es").start(None);
    emulator.drop_updates();
    emulator
}

fn move_in(emulator: &Emulator, first: i64) -> Vec<Person> {
    (first..first + PEOPLE)
        .map(|id| emulator.add_person(id, "Vecina", None, "es"))
        .collect()
}

/// They press Start at once; how long it takes until all are answered.
async fn flood(emulator: &Emulator, people: &[Person]) -> Duration {
    let begun = Instant::now();
    for person in people {
        person.start(None);
    }
    let all = |emulator: &Emulator| {
        let mut ids = people.iter().map(|person| person.id);
        ids.all(|id| emulator.count_messages(id) > 0).then_some(())
    };
    let answered = emulator.wait_for(Duration::from_secs(180), all).await;
    assert!(answered.is_some(), "not everybody is answered");
    begun.elapsed()
}

/// Start, memory, and a thousand people who press Start, with the limits lifted: all programs rest at the same time, and
/// are pressed one after another.
pub async fn round(peers: &[Peer]) -> Vec<Figures> {
    let mut begun = Vec::new();
    for peer in peers {
        let (emulator, folder) = (telegram().await, Folder::new());
        let since = Instant::now();
        let settings = [UNHURRIED, QUIET];
        let running = Running::start_with(peer, &emulator.url(), &emulator, &folder, &settings);
        let start = first_poll(&emulator, 0, since).await;
        let figures = Figures::from([("start", start.as_secs_f64() * 1e3)]);
        begun.push((running, emulator, folder, figures));
    }
    tokio::time::sleep(SETTLED).await;
    for (running, _, _, figures) in &mut begun {
        figures.insert("idle rss", running.kib("status", "VmRSS:"));
        figures.insert("idle pss", running.kib("smaps_rollup", "Pss:"));
    }
    for (running, emulator, _, figures) in &mut begun {
        let people = move_in(emulator, 30_000);
        running.forget_the_highest();
        let (before, _) = running.work();
        let took = flood(emulator, &people).await;
        tokio::time::sleep(AFTERWARDS).await;
        let cpu = running.work().0 - before;
        figures.insert("cpu", cpu * 1e3 / PEOPLE as f64);
        figures.insert("rate", PEOPLE as f64 / took.as_secs_f64());
        figures.insert("flood rss", running.kib("status", "VmHWM:"));
    }
    begun.into_iter().map(|(.., figures)| figures).collect()
}

/// What an idle hour costs, from a few minutes in which all programs rest at the same time.
pub async fn idle(peers: &[Peer]) -> Vec<Figures> {
    let resting = peers.iter().map(|peer| tokio::spawn(rest(peer.clone())));
    let mut found = Vec::new();
    for one in resting.collect::<Vec<_>>() {
        found.push(one.await.expect("it rested"));
    }
    found
}

async fn rest(peer: Peer) -> Figures {
    let (emulator, folder) = (telegram().await, Folder::new());
    let relay = Relay::to(&emulator.url()).await;
    let mut running = Running::start(&peer, relay.url(), &emulator, &folder);
    first_poll(&emulator, 0, Instant::now()).await;
    running.watch(SETTLED).await;
    let (bytes, (cpu, woken)) = (relay.bytes(), running.work());
    running.watch(IDLE).await;
    let (cpu_after, woken_after) = running.work();
    let an_hour = 3_600.0 / IDLE.as_secs_f64();
    Figures::from([
        ("idle cpu", (cpu_after - cpu) * an_hour),
        ("wake-ups", (woken_after - woken) * an_hour),
        ("idle bytes", (relay.bytes() - bytes) * an_hour / 1e3),
    ])
}

/// Portero in the house of which the budgets speak: start, memory before, during and after the thousand, at Telegram's
/// own pace.
pub async fn housed(portero: &Peer) -> Figures {
    let (emulator, folder) = (telegram().await, Folder::new());
    let telemt = furnished(portero, &emulator, &folder).await;
    let (polls, since) = (emulator.polls(), Instant::now());
    let running = Running::start(portero, &emulator.url(), &emulator, &folder);
    let start = first_poll(&emulator, polls, since).await;
    house::keys_are_compared(folder.path()).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let rested = running.kib("status", "VmRSS:");
    running.forget_the_highest();
    flood(&emulator, &move_in(&emulator, 200_000)).await;
    drop(telemt);
    Figures::from([
        ("house start", start.as_secs_f64() * 1e3),
        ("house rss", rested),
        ("house highest", running.kib("status", "VmHWM:")),
        ("house after", running.kib("status", "VmRSS:")),
    ])
}

/// Lets Portero make its database, and fills it.
async fn furnished(portero: &Peer, emulator: &Emulator, folder: &Folder) -> Telemt {
    let running = Running::start(portero, &emulator.url(), emulator, folder);
    first_poll(emulator, 0, Instant::now()).await;
    drop(running);
    let telemt = Telemt::start(Clock::system(), None).await;
    let telemt = telemt.expect("telemt starts");
    house::fill(folder.path(), &telemt);
    telemt
}

/// How long presses wait while ten thousand people are written to: the median and the 99th of a hundred of each round.
pub async fn broadcast(portero: &Peer, rounds: usize) -> Vec<Figures> {
    let (emulator, folder) = (telegram().await, Folder::new());
    for number in 0..house::USERS {
        let person = emulator.add_person(100_000 + number, "Vecino", None, "es");
        person.start(None);
    }
    let telemt = furnished(portero, &emulator, &folder).await;
    let source = emulator.person(7).send("¡Novedades!");
    emulator.drop_updates();
    db::write_beside(&folder.path().join("portero.db"), |tx| {
        let target = BroadcastTarget::People(Audience::Everybody);
        let (admin, message, now) = (UserId(7), MessageId(source), Timestamp(1));
        let draft = Broadcast::draft(admin, target, ChatId(7), message, now);
        let id = crud::broadcasts::insert(tx, &draft)?;
        mailings::start(tx, &Broadcast { id, ..draft }, Lang::Es, now)?;
        Ok::<_, ServiceError>(())
    })
    .expect("begun");
    let _running = Running::start(portero, &emulator.url(), &emulator, &folder);
    house::keys_are_compared(folder.path()).await;
    let copied = |least| {
        move |emulator: &Emulator| (emulator.count_calls("copyMessage") >= least).then_some(())
    };
    let patience = Duration::from_secs(30);
    let begun = emulator.wait_for(patience, copied(50)).await;
    assert!(begun.is_some(), "nobody is written to");
    let pressing: Vec<Person> = (0..PRESSING)
        .map(|number| emulator.person(109_000 + number))
        .collect();
    let mut found = Vec::new();
    for _ in 0..rounds {
        let before = emulator.count_calls("copyMessage");
        let since = Instant::now();
        let mut waits = Vec::new();
        for person in pressing.iter().cycle().take(PRESSES) {
            let pressed = Instant::now();
            person.answer_to(&person.press_raw("user:help")).await;
            waits.push(pressed.elapsed().as_secs_f64() * 1e3);
            tokio::time::sleep(BETWEEN_PRESSES).await;
        }
        waits.sort_by(f64::total_cmp);
        let sent = emulator.count_calls("copyMessage") - before;
        found.push(Figures::from([
            ("press median", waits[PRESSES / 2]),
            ("press p99", waits[(PRESSES - 1) * 99 / 100]),
            (
                "broadcast rate",
                sent as f64 / since.elapsed().as_secs_f64(),
            ),
        ]));
    }
    drop(telemt);
    found
}

/// Commits of Portero for each press of a flood, as its own metrics count them, and how many of them wait for the disk,
/// as `strace` counts them where there is one.
pub async fn commits(portero: &Peer) -> Figures {
    let (emulator, folder) = (telegram().await, Folder::new());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let listen = format!("127.0.0.1:{port}");
    let trace = folder.path().join("syncs");
    let has_strace = std::process::Command::new("strace")
        .args(["-qq", "-e", "trace=none", "true"])
        .status()
        .is_ok_and(|status| status.success());
    let mut traced = portero.clone();
    if has_strace {
        let words = ["strace", "-f", "-qq", "--seccomp-bpf", "-y", "-e"];
        let words = words.into_iter().chain(["trace=fsync,fdatasync", "-o"]);
        let words = words
            .map(str::to_owned)
            .chain([trace.display().to_string()]);
        traced.words = words.chain(portero.words.clone()).collect();
    }
    let settings = [UNHURRIED, QUIET, ("HTTP_LISTEN", listen.as_str())];
    let running = Running::start_with(&traced, &emulator.url(), &emulator, &folder, &settings);
    first_poll(&emulator, 0, Instant::now()).await;
    tokio::time::sleep(SETTLED).await;
    let syncs = || {
        let text = std::fs::read_to_string(&trace).unwrap_or_default();
        // Those of the log; of a checkpoint too, which are few.
        text.lines().filter(|line| line.contains("-wal>")).count() as f64
    };
    let people = move_in(&emulator, 30_000);
    flood(&emulator, &people).await;
    tokio::time::sleep(AFTERWARDS).await;
    let (before, synced) = (counted(&listen).await, syncs());
    // Each of these writes something of the person's own.
    let data = Action::SetLanguage(Lang::En).to_string();
    let presses: Vec<_> = (people.iter())
        .map(|person| (person, person.press_raw(&data)))
        .collect();
    let all = |_: &Emulator| {
        let mut presses = presses.iter();
        presses
            .all(|(person, press)| person.answer(press).is_some())
            .then_some(())
    };
    let answered = emulator.wait_for(Duration::from_secs(180), all).await;
    assert!(answered.is_some(), "not every press is answered");
    tokio::time::sleep(AFTERWARDS).await;
    let (after, synced) = (counted(&listen).await, syncs() - synced);
    let updates = after.0 - before.0;
    let mut figures = Figures::from([("commits", (after.1 - before.1) / updates)]);
    if has_strace {
        figures.insert("syncs", synced / updates);
        end_traced(running.id());
    }
    figures
}

/// Ends the program that `strace` runs: it would outlive it.
fn end_traced(strace: u32) {
    let children = format!("/proc/{strace}/task/{strace}/children");
    let children = std::fs::read_to_string(children).unwrap_or_default();
    for child in children.split_whitespace() {
        // An error means that it has ended already.
        let _ = std::process::Command::new("kill").arg(child).status();
    }
    std::thread::sleep(Duration::from_secs(2));
}

/// Updates and writing transactions so far.
async fn counted(address: &str) -> (f64, f64) {
    let client = reqwest::Client::builder().no_proxy().build();
    let url = format!("http://{address}/metrics");
    let answer = client.expect("a client").get(url).send().await;
    let page = answer.expect("an answer").text().await.expect("a text");
    let sum = |beginning: &str| {
        let lines = page.lines().filter(|line| line.starts_with(beginning));
        let numbers = lines.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok());
        numbers.sum()
    };
    (
        sum("portero_updates_total"),
        sum("portero_database_work_seconds_count{door=\"write\"}"),
    )
}
