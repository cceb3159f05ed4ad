//! The file `.env`: read, changed line by line, and written whole or not at all.
//!
//! Everything that is not changed stays as it is, byte for byte: other lines, comments, order, line ends, quotes.

use crate::config;
use crate::config::EnvironmentError;
use crate::utils::packed;
use crate::utils::packed::packed;
use std::collections::HashMap;
use std::io;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;

/// Characters of a value that needs no quotes, besides letters and digits.
const PLAIN: &str = "_-./:@%+,=";

/// What a new file begins as.
fn example() -> String {
    packed::text(packed!(".env.example"))
}

/// Why the file was not changed. No text holds a value: it may be a secret.
#[derive(Debug, thiserror::Error)]
pub enum EnvFileError {
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// What was written would not be read back as it was meant.
    #[error(
        "{name} could not be put into .env so that it is read back the same; write it there by hand"
    )]
    NotReadBack { name: String },
    #[error("{path} could not be written")]
    Unwritable { path: PathBuf, source: io::Error },
}

/// The text of the file and where it lies.
#[derive(Debug)]
pub struct EnvFile {
    /// Where it lies in truth, if what was named is a symbolic link.
    path: PathBuf,
    text: String,
    is_new: bool,
}

impl EnvFile {
    /// Reads the file; one that is not there begins as the example, which sets nothing.
    ///
    /// # Errors
    /// When it cannot be read, or a line is not `NAME=value`: it is left as it is.
    pub fn read(path: &Path) -> Result<Self, EnvFileError> {
        let path = target(path);
        let (text, is_new) = match std::fs::read_to_string(&path) {
            Ok(text) => (text, false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (example(), true),
            Err(error) => return Err(EnvironmentError::Unreadable(error).into()),
        };
        config::entries(&text)?;
        Ok(Self { path, text, is_new })
    }

    /// Whether there was no file.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// What the file says.
    pub fn values(&self) -> Result<HashMap<String, String>, EnvFileError> {
        let entries = config::entries(&self.text)?.into_iter();
        Ok(entries.map(|entry| (entry.name, entry.value)).collect())
    }

    /// Gives a setting this value, where it stands, or in place of its commented default, or at the end.
    ///
    /// # Errors
    /// When it would not be read back the same: nothing is changed then.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), EnvFileError> {
        let text = edited(&self.text, name, value)?;
        if !is_read_back(&self.text, &text, name, value) {
            return Err(EnvFileError::NotReadBack {
                name: name.to_owned(),
            });
        }
        self.text = text;
        Ok(())
    }

    /// Writes the file beside its place and moves it there: after a crash there is the old one or the new one, whole.
    /// Only its owner may read it, also if others could before.
    pub fn write(&self) -> Result<(), EnvFileError> {
        self.try_write().map_err(|source| EnvFileError::Unwritable {
            path: self.path.clone(),
            source,
        })
    }

    fn try_write(&self) -> io::Result<()> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let part = self.path.with_file_name(format!("{name}.portero-new"));
        // One that a crash left: never written through, it may be anybody's link.
        match std::fs::remove_file(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let written = write_private(&part, &self.text)
            .and_then(|()| keep_owner(&self.path, &part))
            .and_then(|()| std::fs::rename(&part, &self.path));
        if written.is_err() {
            // The first error is the one to tell.
            let _ = std::fs::remove_file(&part);
        }
        written?;
        // Not every file system can sync a directory; the file itself is synced.
        let _ = std::fs::File::open(directory_of(&self.path))
            .and_then(|directory| directory.sync_all());
        Ok(())
    }

    /// Whether others than its owner can read what was written, as on a phone's shared storage.
    pub fn is_exposed(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&self.path).map(|found| found.permissions().mode());
            mode.is_ok_and(|mode| mode & 0o077 != 0)
        }
        #[cfg(not(unix))]
        false
    }
}

/// The file behind a symbolic link, also one that is not there yet.
fn target(path: &Path) -> PathBuf {
    if let Ok(path) = std::fs::canonicalize(path) {
        return path;
    }
    match std::fs::read_link(path) {
        Ok(target) => directory_of(path).join(target),
        Err(_) => path.to_owned(),
    }
}

fn directory_of(path: &Path) -> &Path {
    path.parent()
        .filter(|directory| !directory.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Set up by root, the file must still be readable to whom it belonged.
fn keep_owner(old: &Path, new: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        use std::os::unix::fs::chown;
        let Ok(before) = std::fs::metadata(old) else {
            return Ok(()); // a new file is whoever's makes it
        };
        let now = std::fs::metadata(new)?;
        if (before.uid(), before.gid()) != (now.uid(), now.gid()) {
            return chown(new, Some(before.uid()), Some(before.gid()));
        }
    }
    Ok(())
}

/// The text with that setting changed.
fn edited(text: &str, name: &str, value: &str) -> Result<String, EnvironmentError> {
    let entries = config::entries(text)?;
    // The last one counts.
    let entry = entries.iter().rev().find(|entry| entry.name == name);
    if let Some(entry) = entry {
        if entry.value == value {
            return Ok(text.to_owned());
        }
        return Ok(replaced(text, lines_at(text, &entry.lines), value));
    }
    let is_taken = |line: usize| entries.iter().any(|entry| entry.lines.contains(&line));
    if let Some(default) = default_line(text, name, is_taken) {
        let content = text[default.clone()].trim_end_matches(['\n', '\r']).len();
        let mut text = text.to_owned();
        let place = default.start..default.start + content;
        text.replace_range(place, &format!("{name}={}", quoted(value, None)));
        return Ok(text);
    }
    Ok(appended(text, &format!("{name}={}", quoted(value, None))))
}

/// Where in the text these lines stand.
fn lines_at(text: &str, lines: &Range<usize>) -> Range<usize> {
    let offset = |count: usize| text.split_inclusive('\n').take(count).map(str::len).sum();
    offset(lines.start)..offset(lines.end)
}

/// The line that only says, as a comment, what the default is. Any other comment is somebody's note.
fn default_line(text: &str, name: &str, is_taken: impl Fn(usize) -> bool) -> Option<Range<usize>> {
    let setting = config::SETTINGS
        .iter()
        .find(|setting| setting.name == name)?;
    let says_default = |line: &str| {
        let said = line.trim().strip_prefix('#').map(str::trim_start);
        let said = said.and_then(|said| said.strip_prefix(name)?.strip_prefix('='));
        said.is_some_and(|said| said.is_empty() || said == setting.default)
    };
    text.split_inclusive('\n')
        .enumerate()
        .find(|(number, line)| says_default(line) && !is_taken(*number))
        .map(|(number, _)| lines_at(text, &(number..number + 1)))
}

/// The text with another value in the entry that stands there. What is before and behind the value stays.
fn replaced(text: &str, at: Range<usize>, value: &str) -> String {
    let entry = &text[at.clone()];
    let after_sign = entry.find('=').map_or(entry.len(), |sign| sign + 1);
    let rest = &entry[after_sign..];
    let content = rest.trim_end_matches(['\n', '\r']);
    let blank = content.len() - content.trim_start().len();
    let mut start = after_sign;
    let old = &content[blank..];
    let mut length = 0;
    if !old.is_empty() && !old.starts_with('#') {
        start += blank;
        length = value_length(old);
    }
    let mut new = quoted(value, old.chars().next());
    if length == 0 && blank == 0 && !old.is_empty() {
        new.push(' '); // a comment right behind the sign
    }
    let mut text = text.to_owned();
    let start = at.start + start;
    text.replace_range(start..start + length, &new);
    text
}

/// How long the value is that this begins with: up to a blank outside quotes.
fn value_length(text: &str) -> usize {
    let mut quote = None;
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if is_escaped => is_escaped = false,
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('"') | None, '\\') => is_escaped = true,
            (None, '\'' | '"') => quote = Some(c),
            (None, ' ' | '\t') => return at,
            (Some(_) | None, _) => {}
        }
    }
    text.trim_end().len()
}

/// The value as the file says it, in the quotes it had if they serve.
fn quoted(value: &str, before: Option<char>) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || PLAIN.contains(c);
    // Between single quotes everything is meant as it stands, but a backslash at the end would hide the quote.
    let fits_single = !value.contains(['\'', '\n', '\r']) && !value.ends_with('\\');
    match before {
        Some('\'') if fits_single => format!("'{value}'"),
        Some('"') => in_double_quotes(value),
        Some(_) | None if !value.is_empty() && value.chars().all(is_plain) => value.to_owned(),
        Some(_) | None if fits_single => format!("'{value}'"),
        Some(_) | None => in_double_quotes(value),
    }
}

fn in_double_quotes(value: &str) -> String {
    let mut quoted = String::from("\"");
    for c in value.chars() {
        match c {
            '\n' => quoted.push_str("\\n"),
            '"' | '\\' | '$' => quoted.extend(['\\', c]),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The text with one line more, ended as its last line is.
fn appended(text: &str, line: &str) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let is_ended = text.is_empty() || text.ends_with('\n');
    if is_ended {
        format!("{text}{line}{end}")
    } else {
        format!("{text}{end}{line}")
    }
}

/// Whether the new text says the value, and of the rest what the old one said. A value made of others (`$NAME`)
/// may follow them.
fn is_read_back(old: &str, new: &str, name: &str, value: &str) -> bool {
    let values = |text| -> Option<HashMap<String, String>> {
        let entries = config::entries(text).ok()?.into_iter();
        Some(entries.map(|entry| (entry.name, entry.value)).collect())
    };
    let (Some(mut before), Some(mut after)) = (values(old), values(new)) else {
        return false;
    };
    before.remove(name);
    let is_said = after.remove(name).as_deref() == Some(value);
    is_said && (before == after || old.contains('$') && before.len() == after.len())
}

#[cfg(test)]
#[path = "env_file_tests.rs"]
mod tests;
