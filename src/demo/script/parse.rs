//! Reading a script: every fault of every line is found before anything runs.

mod place;

use super::content::Item;
use super::fault::Fault;
use super::fault::Reason;
use super::steps::Action;
use super::steps::Expectation;
use super::steps::Line;
use super::steps::Script;
use super::steps::Step;
use super::steps::Turn;
use crate::demo::house::CHANNELS;
use crate::demo::house::PEOPLE;
use crate::models::DAY;
use crate::models::HOUR;
use crate::models::MINUTE;
use place::in_channel;
use place::kind_and_text;
use place::place;
use std::path::Path;
use std::time::Duration;

/// How long an expectation is awaited unless the script says otherwise.
const PATIENCE: Duration = Duration::from_secs(20);
/// Telegram lets a bot download files up to this size.
const LARGEST_FILE: usize = 20 * 1024 * 1024;

/// Reads a whole script; files to upload are looked for in `folder`.
///
/// # Errors
/// Every fault, in the order of the lines.
pub fn parse(text: &str, folder: &Path) -> Result<Script, Vec<Fault>> {
    let mut reader = Reader {
        folder,
        names: vec!["bot".to_owned()],
        script: Script {
            language: "es".to_owned(),
            patience: PATIENCE,
            lines: Vec::new(),
        },
    };
    let mut faults = Vec::new();
    let text = text.trim_start_matches('\u{feff}');
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if let Err(reason) = reader.line(number, line.trim()) {
            faults.push(Fault {
                line: number,
                reason,
            });
        }
    }
    let is_step = |line: &Line| !matches!(line.step, Step::Heading(_));
    if faults.is_empty() && !reader.script.lines.iter().any(is_step) {
        faults.push(Fault {
            line: text.lines().count().max(1),
            reason: Reason::NoStep,
        });
    }
    if faults.is_empty() {
        Ok(reader.script)
    } else {
        Err(faults)
    }
}

struct Reader<'a> {
    folder: &'a Path,
    /// Variables that lines so far keep.
    names: Vec<String>,
    script: Script,
}

impl Reader<'_> {
    fn line(&mut self, number: usize, text: &str) -> Result<(), Reason> {
        if text.is_empty() || text.starts_with('#') {
            return Ok(());
        }
        let step = match text.strip_prefix("==") {
            Some(heading) => Some(Step::Heading(heading.trim().to_owned())),
            None => self.columns(&columns(text)?)?,
        };
        if let Some(step) = step {
            self.script.lines.push(Line {
                number,
                text: text.to_owned(),
                step,
            });
        }
        Ok(())
    }

    /// The step of a line; a setting is none.
    fn columns(&mut self, columns: &[&str]) -> Result<Option<Step>, Reason> {
        let (first, rest) = match columns {
            [first, rest @ ..] => (*first, rest),
            [] => ("", columns),
        };
        match (first, rest) {
            ("clock", [time]) => Ok(Some(Step::Clock(seconds(time)?))),
            ("clock", _) => Err(Reason::Columns("clock", "one length of time")),
            ("restart", []) => Ok(Some(Step::Restart)),
            ("restart", _) => Err(Reason::Columns("restart", "no column more")),
            ("language", [language]) => {
                self.is_early("language")?;
                self.script.language = known_language(language)?;
                Ok(None)
            }
            ("language", _) => Err(Reason::Columns("language", "es or en")),
            ("patience", [time]) => {
                self.is_early("patience")?;
                let seconds = seconds(time)?;
                self.script.patience = Duration::from_secs(seconds.unsigned_abs());
                Ok(None)
            }
            ("patience", _) => Err(Reason::Columns("patience", "one length of time")),
            (name, rest) => self.turn(name, rest).map(|turn| Some(Step::Turn(turn))),
        }
    }

    fn is_early(&self, setting: &'static str) -> Result<(), Reason> {
        let has_steps = !self.script.lines.is_empty();
        if has_steps {
            return Err(Reason::Late(setting));
        }
        Ok(())
    }

    fn turn(&mut self, name: &str, columns: &[&str]) -> Result<Turn, Reason> {
        let person = PEOPLE
            .iter()
            .find(|(_, first_name, ..)| *first_name == name)
            .ok_or_else(|| Reason::Person(name.to_owned()))?;
        let (action, expectations) = match columns {
            [action, expectations @ ..] => (*action, expectations),
            [] => ("", columns),
        };
        if columns.iter().all(|column| column.is_empty()) {
            return Err(Reason::Empty(name.to_owned()));
        }
        self.knows_variables(action)?;
        let action = match action {
            "" => None,
            action => Some(self.action(action)?),
        };
        let mut expected = Vec::new();
        for column in expectations.iter().filter(|column| !column.is_empty()) {
            self.knows_variables(column)?;
            let expectation = self.expectation(column)?;
            is_in_place(&expectation, action.as_ref())?;
            expected.push(expectation);
        }
        Ok(Turn {
            person: person.0,
            action,
            expectations: expected,
        })
    }

    fn action(&self, column: &str) -> Result<Action, Reason> {
        if column.starts_with('/') {
            return Ok(Action::Write(column.to_owned()));
        }
        if column.starts_with('"') {
            return Ok(Action::Write(quoted(column, "a text")?));
        }
        if let Some(channel) = column.strip_prefix("asks to join ") {
            return Ok(Action::AskToJoin(channel_named(channel)?));
        }
        let (verb, rest) = split_word(column);
        match verb {
            "presses" => match place(rest)? {
                (label, Some(channel)) => Ok(Action::PressPost {
                    label: quoted(label, "presses")?,
                    channel,
                }),
                (label, None) => Ok(Action::Press(quoted(label, "presses")?)),
            },
            "picks" => Ok(Action::Pick(channel_named(rest)?)),
            "opens" => Ok(Action::Open(link(rest)?)),
            "joins" => Ok(Action::Join(channel_named(rest)?)),
            "leaves" => Ok(Action::Leave(channel_named(rest)?)),
            "posts" => {
                let (what, channel) = place(rest)?;
                let lacks = Reason::Columns("posts", "a text, and «in» with a channel");
                let channel = channel.ok_or(lacks)?;
                let item = Item::read(what, "posts")?;
                Ok(Action::Post { item, channel })
            }
            "sends" => Ok(Action::Send(Item::read(rest, "sends")?)),
            "edits" => {
                let (text, channel) = place(rest)?;
                let text = quoted(text, "edits")?;
                Ok(Action::Edit { text, channel })
            }
            "deletes" => match place(rest)? {
                ("", channel) => Ok(Action::Delete(channel)),
                _ => Err(Reason::Columns(
                    "deletes",
                    "nothing, or «in» with a channel",
                )),
            },
            "forwards" => {
                let channel = rest.strip_prefix("from ");
                let lacks = Reason::Columns("forwards", "«from» with a channel");
                Ok(Action::Forward(channel_named(channel.ok_or(lacks)?)?))
            }
            "reacts" => {
                let (emoji, place) = split_word(rest);
                let channel = match place.strip_prefix("in ") {
                    Some(channel) => Some(channel_named(channel)?),
                    None if emoji.is_empty() || !place.is_empty() => {
                        return Err(Reason::Columns(
                            "reacts",
                            "an emoji, and perhaps «in» with a channel",
                        ));
                    }
                    None => None,
                };
                Ok(Action::React {
                    emoji: emoji.to_owned(),
                    channel,
                })
            }
            "uploads" => self.upload(rest),
            "speaks" => Ok(Action::Speak(known_language(rest)?)),
            "pays" => alone(rest, "pays", Action::Pay),
            "blocks" => alone(rest, "blocks", Action::Block),
            "unblocks" => alone(rest, "unblocks", Action::Unblock),
            _ => Err(Reason::Action(column.to_owned())),
        }
    }

    fn upload(&self, name: &str) -> Result<Action, Reason> {
        let name = bare(name);
        let refused = |why: String| Reason::File(name.to_owned(), why);
        let path = self.folder.join(name);
        let bytes = std::fs::read(&path).map_err(|error| refused(error.to_string()))?;
        if bytes.is_empty() || bytes.len() > LARGEST_FILE {
            return Err(refused("it must have from 1 byte to 20 MB".to_owned()));
        }
        let name = path.file_name().map(|name| name.to_string_lossy());
        Ok(Action::Upload {
            name: name.unwrap_or_default().into_owned(),
            bytes,
        })
    }

    fn expectation(&mut self, column: &str) -> Result<Expectation, Reason> {
        if let Some(expectation) = in_channel(column)? {
            return Ok(expectation);
        }
        for (phrase, make) in [
            ("does not see", Expectation::SeesNot as fn(String) -> _),
            ("no button", Expectation::NoButton),
            ("toast", Expectation::Toast),
            ("alert", Expectation::Alert),
            ("payment refused", Expectation::PaymentRefused),
        ] {
            if let Some(rest) = after(column, phrase) {
                return Ok(make(quoted(rest, phrase)?));
            }
        }
        for (phrase, make) in [
            ("is in", Expectation::In as fn(i64) -> _),
            ("is not in", Expectation::NotIn),
        ] {
            if let Some(rest) = after(column, phrase) {
                return Ok(make(channel_named(rest)?));
            }
        }
        if let Some(rest) = after(column, "sees") {
            let (text, name) = self.kept(rest, "sees")?;
            return Ok(Expectation::Sees { text, name });
        }
        if let Some(rest) = after(column, "button") {
            let (label, name) = self.kept(rest, "button")?;
            return Ok(Expectation::Button { label, name });
        }
        if let Some(rest) = after(column, "gets file") {
            let name = match rest {
                "" => String::new(),
                rest => quoted(rest, "gets file")?,
            };
            return Ok(Expectation::File(name));
        }
        if let Some(rest) = after(column, "gets") {
            let (kind, text) = kind_and_text(rest, "gets")?;
            let channel = None;
            return Ok(Expectation::Posted {
                kind,
                text,
                channel,
            });
        }
        match column {
            "paid" => Ok(Expectation::Paid),
            "turned away" => Ok(Expectation::TurnedAway),
            "nothing" => Ok(Expectation::Nothing),
            _ => Err(Reason::Expectation(column.to_owned())),
        }
    }

    /// A text between quotes, and the name after `as` under which something is kept.
    fn kept(
        &mut self,
        rest: &str,
        phrase: &'static str,
    ) -> Result<(String, Option<String>), Reason> {
        let Some((text, name)) = rest.rsplit_once("\" as ") else {
            return Ok((quoted(rest, phrase)?, None));
        };
        let text = quoted(&format!("{text}\""), phrase)?;
        let name = name.trim();
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        if name.is_empty() || !name.chars().all(is_name) {
            return Err(Reason::Name(name.to_owned()));
        }
        self.names.push(name.to_owned());
        Ok((text, Some(name.to_owned())))
    }

    fn knows_variables(&self, column: &str) -> Result<(), Reason> {
        let pieces = column.split('{').skip(1);
        for piece in pieces {
            let name = piece.split('}').next().unwrap_or_default();
            if !piece.contains('}') || !self.names.iter().any(|known| known == name) {
                return Err(Reason::Variable(name.to_owned()));
            }
        }
        Ok(())
    }
}

/// Some expectations make sense for one action only.
fn is_in_place(expectation: &Expectation, action: Option<&Action>) -> Result<(), Reason> {
    let (phrase, who, is_there) = match expectation {
        Expectation::Toast(_) => ("toast", "presses", is_press(action)),
        Expectation::Alert(_) => ("alert", "presses", is_press(action)),
        Expectation::Paid => ("paid", "pays", is_payment(action)),
        Expectation::PaymentRefused(_) => ("payment refused", "pays", is_payment(action)),
        Expectation::TurnedAway => {
            let follows = matches!(action, Some(Action::Open(_) | Action::Press(_)));
            ("turned away", "opens", follows)
        }
        Expectation::Sees { .. }
        | Expectation::SeesNot(_)
        | Expectation::Button { .. }
        | Expectation::NoButton(_)
        | Expectation::In(_)
        | Expectation::NotIn(_)
        | Expectation::File(_)
        | Expectation::Posted { .. }
        | Expectation::PostButton { .. }
        | Expectation::Reaction { .. }
        | Expectation::Pinned { .. }
        | Expectation::Nothing => return Ok(()),
    };
    if is_there {
        return Ok(());
    }
    Err(Reason::Misplaced(phrase, who))
}

fn is_press(action: Option<&Action>) -> bool {
    matches!(action, Some(Action::Press(_) | Action::PressPost { .. }))
}

fn is_payment(action: Option<&Action>) -> bool {
    matches!(
        action,
        Some(Action::Pay | Action::Open(_) | Action::Press(_))
    )
}

/// The columns of a line; bars between quotes are part of the text.
fn columns(line: &str) -> Result<Vec<&str>, Reason> {
    let mut columns = Vec::new();
    let (mut start, mut is_quoted) = (0, false);
    for (at, c) in line.char_indices() {
        match c {
            '"' => is_quoted = !is_quoted,
            '|' if !is_quoted => {
                columns.push(line[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    if is_quoted {
        return Err(Reason::Quote);
    }
    columns.push(line[start..].trim());
    Ok(columns)
}

/// What follows a phrase that stands as whole words.
fn after<'a>(column: &'a str, phrase: &str) -> Option<&'a str> {
    let rest = column.strip_prefix(phrase)?;
    (rest.is_empty() || rest.starts_with([' ', '"'])).then(|| rest.trim())
}

fn split_word(text: &str) -> (&str, &str) {
    match text.split_once(' ') {
        Some((word, rest)) => (word, rest.trim()),
        None => (text, ""),
    }
}

fn alone(rest: &str, verb: &'static str, action: Action) -> Result<Action, Reason> {
    match rest {
        "" => Ok(action),
        _ => Err(Reason::Alone(verb)),
    }
}

/// The text between quotes that this column consists of.
fn quoted(text: &str, after: &'static str) -> Result<String, Reason> {
    let inner = text
        .trim()
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|inner| !inner.is_empty() && !inner.contains('"'));
    inner.map(str::to_owned).ok_or(Reason::Text(after))
}

/// The text without quotes around it, if it has any.
fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text)
}

fn channel_named(title: &str) -> Result<i64, Reason> {
    let title = bare(title);
    CHANNELS
        .iter()
        .find(|(_, known)| *known == title)
        .map(|(id, _)| *id)
        .ok_or_else(|| Reason::Channel(title.to_owned()))
}

fn link(text: &str) -> Result<String, Reason> {
    let text = bare(text);
    let address = text.trim_start_matches("https://");
    if address.starts_with("t.me/") || address.starts_with('{') {
        return Ok(text.to_owned());
    }
    Err(Reason::Link(text.to_owned()))
}

fn known_language(text: &str) -> Result<String, Reason> {
    match text.trim() {
        language @ ("es" | "en") => Ok(language.to_owned()),
        other => Err(Reason::Language(other.to_owned())),
    }
}

/// The seconds of `+10m`; the sign may be left out.
fn seconds(text: &str) -> Result<i64, Reason> {
    let refused = || Reason::Time(text.to_owned());
    let amount = text.trim();
    let unit = amount.chars().last().ok_or_else(refused)?;
    let number = amount.strip_suffix(unit).unwrap_or_default();
    let factor = match unit {
        's' => 1,
        'm' => MINUTE,
        'h' => HOUR,
        'd' => DAY,
        _ => return Err(refused()),
    };
    let number: i64 = number.trim().parse().map_err(|_| refused())?;
    // Ten years are more than any script needs.
    let seconds = number.checked_mul(factor);
    seconds
        .filter(|seconds| (1..=3_650 * DAY).contains(seconds))
        .ok_or_else(refused)
}

#[cfg(test)]
mod tests;
