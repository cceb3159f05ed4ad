//! Columns that end with the channel they are about.

use super::after;
use super::channel_named;
use super::quoted;
use super::split_word;
use crate::demo::script::content::Kind;
use crate::demo::script::fault::Reason;
use crate::demo::script::steps::Expectation;

/// What must be seen in a channel: everything that ends with `in CHANNEL`, but not with `is in`.
pub(super) fn in_channel(column: &str) -> Result<Option<Expectation>, Reason> {
    let (what, Some(channel)) = place(column)? else {
        return Ok(None);
    };
    if matches!(what, "is" | "is not") {
        return Ok(None);
    }
    if let Some(emoji) = after(what, "reaction") {
        let emoji = emoji.to_owned();
        return Ok(Some(Expectation::Reaction { emoji, channel }));
    }
    if let Some(label) = after(what, "button") {
        let label = quoted(label, "button")?;
        return Ok(Some(Expectation::PostButton { label, channel }));
    }
    if let Some(text) = after(what, "pinned") {
        let text = text_if_any(text, "pinned")?;
        return Ok(Some(Expectation::Pinned { text, channel }));
    }
    let (kind, text) = match after(what, "post") {
        Some(text) => (None, text_if_any(text, "post")?),
        None => kind_and_text(what, "in")?,
    };
    let channel = Some(channel);
    Ok(Some(Expectation::Posted {
        kind,
        text,
        channel,
    }))
}

/// A kind of message and perhaps a text of it.
pub(super) fn kind_and_text(
    column: &str,
    phrase: &'static str,
) -> Result<(Option<Kind>, String), Reason> {
    let (word, text) = split_word(column);
    let kind = Kind::named(word).ok_or_else(|| Reason::Expectation(column.to_owned()))?;
    Ok((Some(kind), text_if_any(text, phrase)?))
}

fn text_if_any(text: &str, phrase: &'static str) -> Result<String, Reason> {
    match text {
        "" => Ok(String::new()),
        text => quoted(text, phrase),
    }
}

/// A column without the `in CHANNEL` at its end; an ` in ` between quotes is none.
pub(super) fn place(column: &str) -> Result<(&str, Option<i64>), Reason> {
    let whole = format!(" {column}");
    let Some((before, title)) = whole.rsplit_once(" in ") else {
        return Ok((column, None));
    };
    let is_text = before.matches('"').count() % 2 == 1;
    if is_text {
        return Ok((column, None));
    }
    let rest = &column[..before.len().saturating_sub(1)];
    Ok((rest.trim(), Some(channel_named(title)?)))
}
