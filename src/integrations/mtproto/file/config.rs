//! What the house writes into mtprotoproxy's `config.py`: one block at its end, between two lines of its own.
//!
//! The file is Python, and everything else in it is the operator's and stays as it is, byte for byte. The block adds to
//! whatever `USERS`, `USER_EXPIRATIONS` and `USER_DATA_QUOTA` were before it, so that nothing of theirs has to be
//! understood. Only checked names, hexadecimal digits, dates and numbers go into it. The proxy has one tag for all: that
//! of the first user of the house who has one and is let in; without any, the operator's stays.

use crate::integrations::mtproto::names;
use crate::models::Timestamp;
use chrono::DateTime;
use chrono::Datelike;
use chrono::Days;
use std::fmt::Write;

/// The line before the block.
const BEGIN: &str =
    "# portero: begin (the bot writes what stands from here to the end of its block)";
/// The line behind it.
const END: &str = "# portero: end";
/// What stands before a user that is kept out: to Python it is not there.
const SHUT: &str = "# shut: ";
/// What stands behind a user that has a tag: to Python it is not there.
const TAGGED: &str = ",  # tag: ";
/// The line that gives the proxy its tag.
const TAG: &str = "AD_TAG = ";
/// The three variables of users.
const USERS: &str = "USERS";
const EXPIRATIONS: &str = "USER_EXPIRATIONS";
const QUOTAS: &str = "USER_DATA_QUOTA";
/// mtprotoproxy reads years of four digits.
const LAST_YEAR: i32 = 9_999;

/// A user of the house.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct User {
    pub name: String,
    /// 32 lower-case digits in hex.
    pub secret: String,
    pub is_open: bool,
    /// `31/12/2026`: over when that day begins where the proxy runs.
    pub day: Option<String>,
    /// Bytes both ways since the proxy was started.
    pub quota: Option<u64>,
    /// Under which the proxy shows a channel, 32 lower-case digits in hex; only of one who is let in.
    pub tag: Option<String>,
}

/// The block was changed by somebody else.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "the lines of the bot in config.py were changed by hand: remove them, from «# portero: begin» to «# portero: end»"
)]
pub(super) struct Damaged;

/// A file taken apart.
pub(super) struct Config {
    /// The operator's part.
    pub rest: Vec<u8>,
    pub users: Vec<User>,
    /// Whether the block stands at the end, so that nothing behind it takes its users away.
    pub is_last: bool,
}

impl Config {
    /// Takes a file apart.
    ///
    /// # Errors
    /// When the block is not as it was written.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Damaged> {
        let Some((begin, inside)) = line(bytes, BEGIN, 0) else {
            let is_cut = line(bytes, END, 0).is_some();
            return if is_cut {
                Err(Damaged)
            } else {
                Ok(Self::without(bytes))
            };
        };
        let (end, behind) = line(bytes, END, inside).ok_or(Damaged)?;
        if line(bytes, BEGIN, inside).is_some() {
            return Err(Damaged);
        }
        let block = std::str::from_utf8(&bytes[inside..end]).map_err(|_| Damaged)?;
        let users = users_in(block)?;
        let after = &bytes[behind..];
        let is_idle =
            |line: &[u8]| line.trim_ascii().is_empty() || line.trim_ascii().starts_with(b"#");
        Ok(Self {
            rest: [&bytes[..begin], after].concat(),
            users,
            is_last: after.split(|byte| *byte == b'\n').all(is_idle),
        })
    }

    fn without(bytes: &[u8]) -> Self {
        Self {
            rest: bytes.to_vec(),
            users: Vec::new(),
            is_last: true,
        }
    }

    /// The file with the block at its end.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut bytes = self.rest.clone();
        if !bytes.is_empty() && !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(block(&self.users).as_bytes());
        bytes
    }

    /// Puts a user in the place of the one of that name.
    pub(super) fn put(&mut self, user: User) {
        match self.users.iter_mut().find(|known| known.name == user.name) {
            Some(known) => *known = user,
            None => self.users.push(user),
        }
    }

    /// Takes a user away. Tells whether it was there.
    pub(super) fn remove(&mut self, name: &str) -> bool {
        let count = self.users.len();
        self.users.retain(|user| user.name != name);
        self.users.len() < count
    }
}

/// The first day that begins after that instant wherever the proxy's clock may stand, so that the proxy never ends
/// anything early: places are up to fourteen hours ahead of UTC and twelve behind.
pub(super) fn day_after(end: Timestamp) -> Option<String> {
    let day = DateTime::from_timestamp(end.0, 0)?.date_naive();
    let day = day.checked_add_days(Days::new(2))?;
    (day.year() <= LAST_YEAR && day.year() >= 1_000).then(|| day.format("%d/%m/%Y").to_string())
}

/// Where that line begins, from a place on, and where the next one begins.
fn line(bytes: &[u8], wanted: &str, from: usize) -> Option<(usize, usize)> {
    let mut begin = from;
    while begin < bytes.len() {
        let length = bytes[begin..].iter().position(|byte| *byte == b'\n');
        let next = length.map_or(bytes.len(), |length| begin + length + 1);
        if bytes[begin..next].trim_ascii_end() == wanted.as_bytes() {
            return Some((begin, next));
        }
        begin = next;
    }
    None
}

fn block(users: &[User]) -> String {
    let entry = |user: &User| format!("\"{}\": \"{}\"", user.name, user.secret);
    let mut block = format!("{BEGIN}\n");
    let open = || users.iter().filter(|user| user.is_open);
    let tagged = open().map(|user| match &user.tag {
        Some(tag) => entry(user) + TAGGED + tag,
        None => entry(user) + ",",
    });
    variable(&mut block, USERS, tagged);
    let days =
        open().filter_map(|user| Some(format!("\"{}\": \"{}\",", user.name, user.day.as_ref()?)));
    variable(&mut block, EXPIRATIONS, days);
    let quotas = open().filter_map(|user| Some(format!("\"{}\": {},", user.name, user.quota?)));
    variable(&mut block, QUOTAS, quotas);
    if let Some(tag) = open().find_map(|user| user.tag.as_ref()) {
        let _ = writeln!(block, "{TAG}\"{tag}\"");
    }
    for user in users.iter().filter(|user| !user.is_open) {
        // Writing to a string cannot fail.
        let _ = writeln!(block, "{SHUT}{}", entry(user));
    }
    block + END + "\n"
}

fn variable(block: &mut String, name: &str, entries: impl Iterator<Item = String>) {
    let _ = writeln!(block, "{}", head(name));
    for entry in entries {
        let _ = writeln!(block, "    {entry}");
    }
    block.push_str("}\n");
}

/// Whatever the operator wrote into the variable goes on.
fn head(name: &str) -> String {
    format!("{name} = {{**globals().get(\"{name}\", {{}}),")
}

fn users_in(block: &str) -> Result<Vec<User>, Damaged> {
    let mut users: Vec<User> = Vec::new();
    let mut variable = None;
    for line in block.lines() {
        let line = line.trim_end();
        let begun = [USERS, EXPIRATIONS, QUOTAS]
            .into_iter()
            .find(|name| head(name) == line);
        match (variable, begun) {
            (None, Some(name)) => variable = Some(name),
            (Some(_), None) if line == "}" => variable = None,
            (None, None) => match line.strip_prefix(TAG) {
                // It follows from the users.
                Some(tag) => unquoted(tag).and_then(secret).map(|_| ()).ok_or(Damaged)?,
                None => {
                    let entry = line.strip_prefix(SHUT).ok_or(Damaged)?;
                    users.push(user(entry, None)?);
                }
            },
            (Some(USERS), None) => users.push(open_user(line.trim_start())?),
            (Some(name), None) => {
                let entry = line.trim_start().strip_suffix(',').ok_or(Damaged)?;
                limit(&mut users, name, entry)?;
            }
            (Some(_), Some(_)) => return Err(Damaged),
        }
    }
    if variable.is_some() {
        Err(Damaged)
    } else {
        Ok(users)
    }
}

fn open_user(entry: &str) -> Result<User, Damaged> {
    let (entry, tag) = match entry.split_once(TAGGED) {
        Some((entry, tag)) => (entry, Some(secret(tag).ok_or(Damaged)?)),
        None => (entry.strip_suffix(',').ok_or(Damaged)?, None),
    };
    let user = user(entry, tag)?;
    Ok(User {
        is_open: true,
        ..user
    })
}

fn user(entry: &str, tag: Option<String>) -> Result<User, Damaged> {
    let (name, value) = pair(entry)?;
    Ok(User {
        name: name.to_owned(),
        secret: unquoted(value).and_then(secret).ok_or(Damaged)?,
        is_open: false,
        day: None,
        quota: None,
        tag,
    })
}

/// What is written as a base secret is: tags are too.
fn secret(text: &str) -> Option<String> {
    names::is_secret(text).then(|| text.to_owned())
}

/// Reads an entry of one of the two other variables.
fn limit(users: &mut [User], variable: &str, entry: &str) -> Result<(), Damaged> {
    let (name, value) = pair(entry)?;
    let user = users
        .iter_mut()
        .find(|user| user.name == name)
        .ok_or(Damaged)?;
    if variable == QUOTAS {
        user.quota = Some(value.parse().map_err(|_| Damaged)?);
        return Ok(());
    }
    let is_of_day = |byte: u8| byte.is_ascii_digit() || byte == b'/';
    let day = unquoted(value).filter(|day| day.len() == 10 && day.bytes().all(is_of_day));
    user.day = Some(day.ok_or(Damaged)?.to_owned());
    Ok(())
}

fn pair(entry: &str) -> Result<(&str, &str), Damaged> {
    let (name, value) = entry.split_once(": ").ok_or(Damaged)?;
    let name = unquoted(name)
        .filter(|name| names::is_name(name))
        .ok_or(Damaged)?;
    Ok((name, value))
}

fn unquoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests;
