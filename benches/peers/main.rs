//! Portero beside what it is compared with, in the same run and against the same Bot API server: the design of the old
//! documents in Python, and a bare teloxide bot that keeps nothing. Each does the same `/start`. Then Portero alone, in the
//! house of which the budgets speak.
//!
//! `scripts/bench.sh` builds them and names them: `PORTERO_BINARY`, `PORTERO_PYTHON` (an interpreter and its script,
//! separated by a space), `PORTERO_FLOOR`. What is not named is left out. Five rounds, in turns, and medians of them; words
//! behind `--` choose among `round`, `idle`, `housed`, `broadcast` and `commits`.

#![expect(clippy::expect_used, reason = "a benchmark may fail by panic")]

#[path = "../../tests/budgets/house.rs"]
mod house;
mod phases;
mod program;
mod relay;

use phases::Figures;
use program::Peer;
use std::process::ExitCode;

const ROUNDS: usize = 5;

/// How a figure is called, its name, and its digits.
type Row = (&'static str, &'static str, usize);

const ROWS: [Row; 20] = [
    ("start to first getUpdates, ms", "start", 0),
    ("idle RSS, KiB", "idle rss", 0),
    ("idle PSS, KiB", "idle pss", 0),
    ("idle CPU, s per hour", "idle cpu", 2),
    ("threads woken per idle hour", "wake-ups", 0),
    ("idle traffic, kB per hour", "idle bytes", 1),
    ("CPU s per 1 000 `/start`", "cpu", 3),
    ("`/start` per second, limits lifted", "rate", 0),
    ("RSS at most meanwhile, KiB", "flood rss", 0),
    ("start in the full house, ms", "house start", 0),
    ("RSS in the full house, KiB", "house rss", 0),
    ("RSS at most while 1 000 press, KiB", "house highest", 0),
    ("RSS after them, KiB", "house after", 0),
    (
        "press answered under broadcast, median ms",
        "press median",
        1,
    ),
    ("press answered under broadcast, p99 ms", "press p99", 1),
    ("broadcast meanwhile, per second", "broadcast rate", 1),
    ("commits per update in a flood", "commits", 2),
    ("syncs of the log per update in a flood", "syncs", 2),
    ("CPU of a `/start`, of the Python design", "of python", 4),
    ("CPU of a `/start`, of bare teloxide", "of floor", 2),
];

/// Each update waits for the disk once; beside that, a hundred of them share the sync of the batch in which they came, and
/// all of them those of the checkpoints.
const MOST_SYNCS: f64 = 1.05;
/// What must not be exceeded by Portero, by the name of the figure.
const MOST: [(&str, f64); 11] = [
    ("idle rss", 11.0 * 1024.0),
    ("idle cpu", 0.3),
    ("idle bytes", 120.0),
    ("house start", 60.0),
    ("house highest", 32.0 * 1024.0),
    ("house after", 32.0 * 1024.0),
    ("press p99", 150.0),
    ("commits", 2.0),
    ("syncs", MOST_SYNCS),
    ("of python", 1.0 / 20.0),
    ("of floor", 3.0),
];

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The median of each figure.
fn medians(rounds: &[Figures]) -> Figures {
    let names = rounds.first().into_iter().flat_map(Figures::keys);
    let of = |name: &'static str| {
        let values = rounds.iter().filter_map(|round| round.get(name).copied());
        median(values.collect())
    };
    names.map(|name| (*name, of(name))).collect()
}

async fn measured(peers: &[Peer], portero: Option<usize>) -> Vec<Figures> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let chosen: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |name: &str| chosen.is_empty() || chosen.iter().any(|word| *word == name);
    let mut found = vec![Figures::new(); peers.len()];
    if is_wanted("round") {
        let mut rounds = Vec::new();
        for number in 1..=ROUNDS {
            rounds.push(phases::round(peers).await);
            eprintln!("round {number} of {ROUNDS}: {:?}", rounds.last());
        }
        for (index, found) in found.iter_mut().enumerate() {
            let own: Vec<Figures> = rounds.iter().map(|round| round[index].clone()).collect();
            found.extend(medians(&own));
        }
    }
    if is_wanted("idle") {
        let idle = phases::idle(peers).await;
        eprintln!("idle: {idle:?}");
        for (found, idle) in found.iter_mut().zip(idle) {
            found.extend(idle);
        }
    }
    let Some(index) = portero else { return found };
    if is_wanted("housed") {
        let mut rounds = Vec::new();
        for number in 1..=ROUNDS {
            rounds.push(phases::housed(&peers[index]).await);
            eprintln!("house {number} of {ROUNDS}: {:?}", rounds.last());
        }
        found[index].extend(medians(&rounds));
    }
    if is_wanted("broadcast") {
        let rounds = phases::broadcast(&peers[index], ROUNDS).await;
        eprintln!("broadcast: {rounds:?}");
        found[index].extend(medians(&rounds));
    }
    if is_wanted("commits") {
        found[index].extend(phases::commits(&peers[index]).await);
    }
    found
}

/// Adds how Portero compares with the others.
fn compare(names: &[&str], found: &mut [Figures]) {
    let of = |name: &str| {
        let index = names.iter().position(|other| *other == name)?;
        found[index].get("cpu").copied()
    };
    let own = of("Portero");
    let python = own.zip(of("Python design")).map(|(own, one)| own / one);
    let floor = own.zip(of("bare teloxide")).map(|(own, one)| own / one);
    if let Some(figures) = found.first_mut() {
        figures.extend(python.map(|share| ("of python", share)));
        figures.extend(floor.map(|share| ("of floor", share)));
    }
}

fn main() -> ExitCode {
    let peers: Vec<Peer> = [
        Peer::named("Portero", "PORTERO_BINARY"),
        Peer::named("Python design", "PORTERO_PYTHON"),
        Peer::named("bare teloxide", "PORTERO_FLOOR"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if peers.is_empty() {
        println!("nothing to measure: see scripts/bench.sh");
        return ExitCode::SUCCESS;
    }
    let names: Vec<&str> = peers.iter().map(|peer| peer.name).collect();
    let portero = names.iter().position(|name| *name == "Portero");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut found = runtime.block_on(measured(&peers, portero));
    compare(&names, &mut found);
    println!("| median of {ROUNDS} | {} | budget |", names.join(" | "));
    println!("| --- |{} ---: |", " ---: |".repeat(names.len()));
    let mut is_good = true;
    for (what, name, digits) in ROWS {
        let cell =
            |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.digits$}"));
        let most = MOST
            .iter()
            .find(|(of, _)| *of == name)
            .map(|(_, most)| *most);
        let cells: Vec<String> = found
            .iter()
            .map(|one| cell(one.get(name).copied()))
            .collect();
        if cells.iter().all(|cell| cell == "-") {
            continue;
        }
        println!("| {what} | {} | {} |", cells.join(" | "), cell(most));
        let own = portero.and_then(|index| found[index].get(name).copied());
        if own.zip(most).is_some_and(|(own, most)| own > most) {
            eprintln!("over its budget: {what}");
            is_good = false;
        }
    }
    match is_good {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
