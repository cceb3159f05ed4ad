//! What the bots of all tests in this process have logged.

use log::{Level, LevelFilter, Log, Metadata, Record};
use std::sync::{Mutex, Once, PoisonError};

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());
static START: Once = Once::new();

struct Memory;

impl Log for Memory {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("portero")
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let line = format!("{} {}", record.level(), record.args());
            LINES
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(line);
        }
    }

    fn flush(&self) {}
}

/// Begins to keep what is logged. Safe to call often.
pub fn keep() {
    START.call_once(|| {
        log::set_logger(&Memory).expect("the only logger");
        log::set_max_level(LevelFilter::Debug);
    });
}

/// The lines with these words, from all tests: look for what is your test's own.
pub fn containing(words: &str) -> Vec<String> {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    let found = lines.iter().filter(|line| line.contains(words));
    found.cloned().collect()
}

/// The same, of one level.
pub fn at(level: Level, words: &str) -> Vec<String> {
    let mut lines = containing(words);
    lines.retain(|line| line.starts_with(level.as_str()));
    lines
}
