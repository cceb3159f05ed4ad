//! Where the settings come from: the environment, with the file `.env` under it.

use super::SETTINGS;
use crate::utils::host;
use std::cell::Cell;
use std::collections::HashMap;
use std::io;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

/// Where the settings are kept, in the working directory.
pub const ENV_FILE: &str = ".env";

/// The file that cannot be used. What it holds is not repeated: it may be a secret.
#[derive(Debug, thiserror::Error)]
pub enum EnvironmentError {
    /// It is there, and cannot be read.
    #[error("the file .env {}", unreadable(.0))]
    Unreadable(#[source] io::Error),
    /// A line is not `NAME=value`.
    #[error(
        ".env, line {line}{}: must be NAME=value; put a value with spaces, quotes or \\ between single quotes ('…')",
        .setting.map(|name| format!(" ({name})")).unwrap_or_default()
    )]
    Faulty {
        line: usize,
        /// The setting that the line begins with, if it is one of ours.
        setting: Option<&'static str>,
    },
}

/// A file of another user is nobody's fault: the cure is to be that user.
fn unreadable(error: &io::Error) -> String {
    if error.kind() != io::ErrorKind::PermissionDenied {
        return "could not be read".to_owned();
    }
    let user = host::owner(Path::new(ENV_FILE));
    format!("may not be read by this user; run it as the bot's user (sudo -u {user} portero …)")
}

/// The environment with `.env` under it: what the environment says wins.
///
/// # Errors
/// When `.env` is there and cannot be read, or has a faulty line.
pub fn environment() -> Result<HashMap<String, String>, EnvironmentError> {
    let mut values = environment_file(Path::new(ENV_FILE))?;
    values.extend(of_process());
    Ok(values)
}

/// The same as far as it can be read, for `doctor`: lines before a faulty one count, the others do not.
pub fn environment_as_far_as_readable() -> (HashMap<String, String>, Option<EnvironmentError>) {
    let (mut values, fault) = match read(Path::new(ENV_FILE)) {
        Ok(Some(text)) => {
            let (entries, fault) = entries_until_fault(&text);
            (values(entries), fault)
        }
        Ok(None) => (HashMap::new(), None),
        Err(error) => (HashMap::new(), Some(error)),
    };
    values.extend(of_process());
    (values, fault)
}

/// The names that `.env` sets, as far as it can be read.
pub(super) fn names_in_file() -> Vec<String> {
    let text = read(Path::new(ENV_FILE)).ok().flatten();
    text.map(|text| values(entries_until_fault(&text).0).into_keys().collect())
        .unwrap_or_default()
}

/// What the environment of this process says. A variable that is no text is none of ours; `vars` would panic over it.
pub fn of_process() -> HashMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, value)| !is_of_gettext(name, value))
        .collect()
}

/// Many desktops set `LANGUAGE=en_US:en` for the menus of their programs; it says nothing about the bot.
fn is_of_gettext(name: &str, value: &str) -> bool {
    name == "LANGUAGE" && value.contains(['_', ':', '.'])
}

/// What the file says; nothing if there is none.
///
/// # Errors
/// When it is there and cannot be read, or has a faulty line.
pub fn environment_file(path: &Path) -> Result<HashMap<String, String>, EnvironmentError> {
    match read(path)? {
        Some(text) => Ok(values(entries(&text)?)),
        None => Ok(HashMap::new()),
    }
}

fn read(path: &Path) -> Result<Option<String>, EnvironmentError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(EnvironmentError::Unreadable(error)),
    }
}

/// The last entry of a name counts.
fn values(entries: Vec<Entry>) -> HashMap<String, String> {
    let pairs = entries.into_iter().map(|entry| (entry.name, entry.value));
    pairs.collect()
}

/// One `NAME=value` of the file.
#[derive(Debug)]
pub struct Entry {
    pub name: String,
    pub value: String,
    /// The lines it stands on, counted from 0. A value between quotes may go over several.
    pub lines: Range<usize>,
}

/// What the text of the file says, in its order. The last entry of a name counts.
///
/// # Errors
/// When a line is not `NAME=value`.
pub fn entries(text: &str) -> Result<Vec<Entry>, EnvironmentError> {
    match entries_until_fault(text) {
        (entries, None) => Ok(entries),
        (_, Some(fault)) => Err(fault),
    }
}

/// The entries up to the first faulty line, and what is wrong with it.
fn entries_until_fault(text: &str) -> (Vec<Entry>, Option<EnvironmentError>) {
    // Editors of some systems begin a file with a mark; and dotenvy takes a blank at the very end for an open line.
    let text = format!("{}\n", text.trim_start_matches('\u{feff}'));
    let handed_out = Cell::new(0);
    let lines = Lines {
        rest: text.as_bytes(),
        handed_out: &handed_out,
    };
    let all: Vec<&str> = text.lines().collect();
    let mut entries = Vec::new();
    let mut end = 0;
    for item in dotenvy::from_read_iter(lines) {
        let (name, value) = match item {
            Ok(pair) => pair,
            Err(error) => return (entries, Some(faulty(&text, handed_out.get(), &error))),
        };
        // Before an entry there is nothing but blank lines and comments.
        let is_empty = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let start = end
            + all
                .iter()
                .skip(end)
                .take_while(|line| is_empty(line))
                .count();
        end = handed_out.get();
        entries.push(Entry {
            name,
            value,
            lines: start..end,
        });
    }
    (entries, None)
}

/// A text line by line, counted: dotenvy does not tell in which line it found a fault.
struct Lines<'a> {
    rest: &'a [u8],
    handed_out: &'a Cell<usize>,
}

impl Read for Lines<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let end = self.rest.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(self.rest.len(), |end| end + 1).min(buffer.len());
        let (piece, rest) = self.rest.split_at(length);
        buffer[..length].copy_from_slice(piece);
        self.rest = rest;
        if piece.ends_with(b"\n") {
            self.handed_out.set(self.handed_out.get() + 1);
        }
        Ok(length)
    }
}

/// The line in which the fault begins: an open quote swallows the lines behind it.
fn faulty(text: &str, handed_out: usize, error: &dotenvy::Error) -> EnvironmentError {
    let swallowed = match error {
        dotenvy::Error::LineParse(content, _) => content.lines().count().saturating_sub(1),
        _ => 0, // text in memory has no other fault
    };
    let line = handed_out.saturating_sub(swallowed).max(1);
    let content = text.lines().nth(line - 1).unwrap_or_default();
    let name = content.split('=').next().unwrap_or_default().trim();
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    EnvironmentError::Faulty {
        line,
        setting: SETTINGS
            .iter()
            .map(|setting| setting.name)
            .find(|setting| *setting == name),
    }
}
