//! The log: one line per event, UTC, to standard error or a file, never with a bot token in it.

use crate::utils::fall;
use crate::utils::redact::RedactingWriter;
use anyhow::Context;
use log::LevelFilter;
use simplelog::{Config, ConfigBuilder, WriteLogger};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::panic::PanicHookInfo;
use std::path::Path;

/// Libraries that write addresses, which hold the token, or whole updates, which hold people's words.
const SILENCED: [&str; 7] = [
    "ureq", "hyper", "rustls", "reqwest", "teloxide", "h2", "want",
];

/// Starts the log at `level`, appended to `file` if one is given. Panics are written to it too. Once per process.
pub fn init(level: LevelFilter, file: Option<&Path>) -> anyhow::Result<()> {
    start(level, file, &[])
}

/// The same for a terminal where somebody reads something else: only what goes wrong, and nothing of the jobs, which
/// have little to do in a house that is being set up.
pub fn init_quietly() -> anyhow::Result<()> {
    start(LevelFilter::Warn, None, &["portero::scheduler"])
}

fn start(level: LevelFilter, file: Option<&Path>, silenced: &[&str]) -> anyhow::Result<()> {
    let target: Box<dyn Write + Send> = match file {
        Some(path) => Box::new(
            open(path).with_context(|| format!("opening the log file {}", path.display()))?,
        ),
        None => Box::new(io::stderr()),
    };
    WriteLogger::init(level, config(silenced), RedactingWriter::new(target))
        .context("starting the log")?;
    std::panic::set_hook(Box::new(|panic| {
        let line = panic_line(panic);
        log::error!("{line}");
        fall::after(&line);
    }));
    Ok(())
}

/// How a line looks, and whose lines are left out.
fn config(silenced: &[&str]) -> Config {
    let mut config = ConfigBuilder::new();
    config
        .set_time_format_rfc3339()
        .set_thread_level(LevelFilter::Off)
        .set_location_level(LevelFilter::Off)
        .set_target_level(LevelFilter::Error);
    for target in SILENCED.iter().chain(silenced) {
        config.add_filter_ignore(target.to_string());
    }
    config.build()
}

/// Opens a log file for appending; only its owner may read it.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// A panic in one line: where, and what it said.
fn panic_line(panic: &PanicHookInfo<'_>) -> String {
    let place = panic
        .location()
        .map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    let said = panic.payload_as_str().unwrap_or("no message");
    format!("panic at {place}: {}", said.replace(['\r', '\n'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use log::{Level, Log, Record};
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(target: &str, words: &str) -> String {
        let out = Shared::default();
        let logger = WriteLogger::new(
            LevelFilter::Trace,
            config(&[]),
            RedactingWriter::new(out.clone()),
        );
        logger.log(
            &Record::builder()
                .level(Level::Info)
                .target(target)
                .args(format_args!("{words}"))
                .build(),
        );
        String::from_utf8(out.0.lock().unwrap().clone()).unwrap()
    }

    #[test]
    fn a_line_has_its_time_in_utc_and_no_token() {
        let line = written(
            "portero::telegram",
            "asked /bot123456789:AAFakeFakeFakeFakeFakeFake/getMe",
        );
        assert!(
            line.ends_with("asked /bot123456789:***/getMe\n") && line.contains("Z [INFO"),
            "{line}"
        );
    }

    #[test]
    fn talkative_libraries_are_left_out() {
        for target in [
            "ureq::run",
            "hyper_util::client",
            "teloxide_core::bot",
            "rustls::x",
        ] {
            assert_eq!(written(target, "words"), "");
        }
    }
}
