//! The HTML mode of messages: text and entities, refused exactly where Telegram refuses.

use super::error::ApiError;
use crate::utils::order::InOrder;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const TAGS: [&str; 17] = [
    "a",
    "b",
    "strong",
    "i",
    "em",
    "s",
    "strike",
    "del",
    "u",
    "ins",
    "tg-spoiler",
    "tg-emoji",
    "tg-time",
    "span",
    "pre",
    "code",
    "blockquote",
];

struct OpenTag {
    name: String,
    attributes: BTreeMap<String, String>,
    offset: usize,
    text_start: usize,
}

/// Length in UTF-16 units, the unit of Telegram's limits and offsets.
pub(super) fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Plain text and entities of a text in HTML mode.
pub(super) fn parse(source: &str) -> Result<(String, Vec<Value>), ApiError> {
    let mut parser = Parser {
        source,
        at: 0,
        text: String::new(),
        length: 0,
        open: Vec::new(),
        entities: Vec::new(),
    };
    parser.run()?;
    Ok((parser.text, finished(parser.entities)))
}

/// Text without surrounding white space, its entities moved and cut accordingly.
pub(super) fn trim(text: &str, entities: Vec<Value>) -> (String, Vec<Value>) {
    let trimmed = text.trim();
    let lead = utf16_len(&text[..text.len() - text.trim_start().len()]);
    let length = utf16_len(trimmed);
    let kept = entities
        .into_iter()
        .filter_map(|mut entity| {
            let start = number(&entity["offset"]);
            let end = (start + number(&entity["length"]))
                .saturating_sub(lead)
                .min(length);
            let start = start.saturating_sub(lead);
            if end <= start {
                return None;
            }
            entity["offset"] = json!(start);
            entity["length"] = json!(end - start);
            Some(entity)
        })
        .collect();
    (trimmed.to_owned(), kept)
}

fn number(value: &Value) -> usize {
    value
        .as_u64()
        .and_then(|n| usize::try_from(n).ok())
        .unwrap_or(0)
}

/// In order of their beginning, the outer ones first.
fn finished(mut entities: Vec<Value>) -> Vec<Value> {
    for entity in &mut entities {
        if entity["type"] == "code"
            && let Some(fields) = entity.as_object_mut()
        {
            fields.remove("language");
        }
    }
    let place = |value: &Value| value.as_i64().unwrap_or(0);
    entities.order_by_key(|entity| (place(&entity["offset"]), -place(&entity["length"])));
    entities
}

struct Parser<'a> {
    source: &'a str,
    at: usize,
    text: String,
    length: usize,
    open: Vec<OpenTag>,
    entities: Vec<Value>,
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), ApiError> {
        while let Some(c) = self.peek() {
            match c {
                '<' if self.source[self.at..].starts_with("</") => self.end_tag()?,
                '<' => self.start_tag()?,
                '&' => {
                    let decoded = self.character_reference();
                    self.push(decoded.unwrap_or('&'));
                    if decoded.is_none() {
                        self.at += 1;
                    }
                }
                other => {
                    self.push(other);
                    self.at += other.len_utf8();
                }
            }
        }
        match self.open.last() {
            Some(tag) => Err(refused(format!(
                "Can't find end tag corresponding to start tag \"{}\"",
                tag.name
            ))),
            None => Ok(()),
        }
    }

    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    fn push(&mut self, c: char) {
        self.text.push(c);
        self.length += c.len_utf16();
    }

    /// Only four names and numeric references are known; anything else stays as it is written.
    fn character_reference(&mut self) -> Option<char> {
        let rest = &self.source[self.at + 1..];
        let end = rest.find(';').filter(|end| *end <= 10)?;
        let name = &rest[..end];
        let decoded = match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            _ => {
                let digits = name.strip_prefix('#')?;
                let code = match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => digits.parse().ok()?,
                };
                char::from_u32(code).filter(|c| *c != '\0')?
            }
        };
        self.at += end + 2;
        Some(decoded)
    }

    fn start_tag(&mut self) -> Result<(), ApiError> {
        let begin = self.at;
        self.at += 1;
        let name = self
            .take_until(|c| c.is_whitespace() || c == '>')
            .to_lowercase();
        if self.peek().is_none() {
            return Err(refused(format!(
                "Unclosed start tag at byte offset {begin}"
            )));
        }
        if !TAGS.contains(&name.as_str()) {
            return Err(refused(format!(
                "Unsupported start tag \"{name}\" at byte offset {begin}"
            )));
        }
        let attributes = self.attributes(&name, begin)?;
        if name == "span" && attributes.get("class").map(String::as_str) != Some("tg-spoiler") {
            return Err(refused(format!(
                "Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"
            )));
        }
        self.open.push(OpenTag {
            name,
            attributes,
            offset: self.length,
            text_start: self.text.len(),
        });
        Ok(())
    }

    fn attributes(
        &mut self,
        tag: &str,
        begin: usize,
    ) -> Result<BTreeMap<String, String>, ApiError> {
        let mut found = BTreeMap::new();
        loop {
            self.take_until(|c| !c.is_whitespace());
            match self.peek() {
                None => {
                    return Err(refused(format!(
                        "Unclosed start tag at byte offset {begin}"
                    )));
                }
                Some('>') => {
                    self.at += 1;
                    return Ok(found);
                }
                Some(_) => {}
            }
            let name = self
                .take_until(|c| c.is_whitespace() || c == '=' || c == '>')
                .to_lowercase();
            if name.is_empty() {
                return Err(refused(format!(
                    "Empty attribute name in the tag \"{tag}\" at byte offset {begin}"
                )));
            }
            self.take_until(|c| !c.is_whitespace());
            if self.peek() != Some('=') {
                // `<blockquote expandable>` is the one attribute without a value.
                if name == "expandable" {
                    found.insert(name, String::new());
                    continue;
                }
                return Err(refused(format!(
                    "Expected equal sign in declaration of an attribute of the tag \"{tag}\" at byte offset {begin}"
                )));
            }
            self.at += 1;
            self.take_until(|c| !c.is_whitespace());
            let value = self.attribute_value(begin)?;
            found.insert(name, value);
        }
    }

    fn attribute_value(&mut self, begin: usize) -> Result<String, ApiError> {
        let unclosed = || refused(format!("Unclosed start tag at byte offset {begin}"));
        let quote = self.peek().filter(|c| *c == '"' || *c == '\'');
        if quote.is_some() {
            self.at += 1;
        }
        let mut value = String::new();
        loop {
            let c = self.peek().ok_or_else(unclosed)?;
            match (c, quote) {
                (c, Some(quote)) if c == quote => {
                    self.at += 1;
                    return Ok(value);
                }
                (c, None) if c.is_whitespace() || c == '>' => return Ok(value),
                ('&', _) => match self.character_reference() {
                    Some(decoded) => value.push(decoded),
                    None => {
                        value.push('&');
                        self.at += 1;
                    }
                },
                (c, _) => {
                    value.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn end_tag(&mut self) -> Result<(), ApiError> {
        let begin = self.at;
        self.at += 2;
        let name = self
            .take_until(|c| c.is_whitespace() || c == '>')
            .to_lowercase();
        self.take_until(|c| !c.is_whitespace());
        let Some(tag) = self.open.pop() else {
            return Err(refused(format!(
                "Unexpected end tag at byte offset {begin}"
            )));
        };
        if self.peek() != Some('>') {
            return Err(refused(format!("Unclosed end tag at byte offset {begin}")));
        }
        self.at += 1;
        if !name.is_empty() && name != tag.name {
            return Err(refused(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{name}>\"",
                tag.name
            )));
        }
        self.close(&tag);
        Ok(())
    }

    fn close(&mut self, tag: &OpenTag) {
        let length = self.length - tag.offset;
        if length == 0 {
            return;
        }
        let attribute = |name: &str| tag.attributes.get(name).cloned();
        let mut entity = json!({"type": "", "offset": tag.offset, "length": length});
        let kind = match tag.name.as_str() {
            "b" | "strong" => "bold",
            "i" | "em" => "italic",
            "u" | "ins" => "underline",
            "s" | "strike" | "del" => "strikethrough",
            "tg-spoiler" | "span" => "spoiler",
            "blockquote" if tag.attributes.contains_key("expandable") => "expandable_blockquote",
            "blockquote" => "blockquote",
            "pre" => {
                self.adopt_language(tag, length, &mut entity);
                "pre"
            }
            "code" => {
                if let Some(class) = attribute("class") {
                    // Only the `<pre>` around it takes it over; `finished` drops it otherwise.
                    entity["language"] = json!(class.trim_start_matches("language-"));
                }
                "code"
            }
            "tg-emoji" => {
                entity["custom_emoji_id"] = json!(attribute("emoji-id").unwrap_or_default());
                "custom_emoji"
            }
            "tg-time" => {
                let unix = attribute("unix").and_then(|n| n.parse::<i64>().ok());
                entity["unix_time"] = json!(unix.unwrap_or(0));
                "date_time"
            }
            "a" => {
                let shown = self.text[tag.text_start..].to_owned();
                let url = attribute("href").unwrap_or(shown);
                if !url.contains('.') && !url.contains("://") {
                    return; // not an address: Telegram drops the link and keeps the text
                }
                entity["url"] = json!(url);
                "text_link"
            }
            _ => return,
        };
        entity["type"] = json!(kind);
        self.entities.push(entity);
    }

    /// `<pre><code class="language-x">` becomes one `pre` with a language.
    fn adopt_language(&mut self, tag: &OpenTag, length: usize, entity: &mut Value) {
        let inside = self.entities.last().is_some_and(|inner| {
            inner["type"] == "code"
                && number(&inner["offset"]) == tag.offset
                && number(&inner["length"]) == length
        });
        let code = if inside { self.entities.pop() } else { None };
        if let Some(language) = code.and_then(|code| code.get("language").cloned()) {
            entity["language"] = language;
        }
    }

    fn take_until(&mut self, stop: impl Fn(char) -> bool) -> String {
        let rest = &self.source[self.at..];
        let end = rest.find(stop).unwrap_or(rest.len());
        self.at += end;
        rest[..end].to_owned()
    }
}

fn refused(reason: String) -> ApiError {
    ApiError::malformed(format!("can't parse entities: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(source: &str) -> String {
        parse(source).expect_err("it is refused").description
    }

    #[test]
    fn tags_become_entities_counted_in_utf16_units() {
        let (text, entities) = parse("🎟 <b>Ana &amp; <i>Luis</i></b>").expect("valid");
        assert_eq!(text, "🎟 Ana & Luis");
        assert_eq!(
            entities,
            vec![
                json!({"type": "bold", "offset": 3, "length": 10}),
                json!({"type": "italic", "offset": 9, "length": 4}),
            ]
        );
    }

    #[test]
    fn an_unsupported_tag_is_refused_with_its_place() {
        assert_eq!(
            error("a <p>b</p>"),
            "Bad Request: can't parse entities: Unsupported start tag \"p\" at byte offset 2"
        );
        assert!(error("1 <2").contains("Unclosed start tag at byte offset 2"));
        assert!(error("1 < 2").contains("Unsupported start tag \"\" at byte offset 2"));
    }

    #[test]
    fn unclosed_and_crossed_tags_are_refused() {
        assert!(error("<b>x").contains("Can't find end tag corresponding to start tag \"b\""));
        assert!(error("<b><i>x</b></i>").contains("expected \"</i>\", found \"</b>\""));
        assert!(error("x</b>").contains("Unexpected end tag at byte offset 1"));
        assert!(error("<span>x</span>").contains("must have class"));
    }

    #[test]
    fn links_quotes_and_code_keep_their_attributes() {
        let (_, entities) = parse("<a href=\"https://e.org/?a=1&amp;b=2\">x</a>").expect("valid");
        assert_eq!(entities[0]["url"], "https://e.org/?a=1&b=2");
        let (_, entities) = parse("<blockquote expandable>q</blockquote>").expect("valid");
        assert_eq!(entities[0]["type"], "expandable_blockquote");
        let (_, entities) =
            parse("<pre><code class=\"language-rust\">x</code></pre>").expect("valid");
        assert_eq!(
            entities,
            vec![json!({"type": "pre", "offset": 0, "length": 1, "language": "rust"})]
        );
    }

    #[test]
    fn unknown_references_stay_as_written() {
        assert_eq!(parse("&nbsp;&#65;&#x42;&").expect("valid").0, "&nbsp;AB&");
    }

    #[test]
    fn trimming_moves_the_entities() {
        let (text, entities) = parse("\n <b> a </b>\n").expect("valid");
        let (text, entities) = trim(&text, entities);
        assert_eq!(text, "a");
        assert_eq!(
            entities,
            vec![json!({"type": "bold", "offset": 0, "length": 1})]
        );
    }
}
