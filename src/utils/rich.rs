//! Formatted messages: a text with its entities, as Telegram sends them, turned into Telegram's HTML.
//!
//! Entities count in UTF-16 units and may cross each other; tags may not. So the text is cut at every border of an
//! entity, and each piece stands inside the tags of all entities over it, the weightiest outermost.

use super::order::InOrder;
use crate::utils::html::escape;

/// Formatting of a stretch of text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Format {
    Bold,
    Italic,
    Underline,
    Strike,
    Spoiler,
    Code,
    /// With the name of its language, if one was given.
    Pre(Option<String>),
    /// Leads to that address.
    Link(String),
    /// A custom emoji by its id.
    Emoji(String),
    /// True if it is shown folded.
    Quote(bool),
}

/// A stretch of text and its formatting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entity {
    /// In UTF-16 units.
    pub offset: usize,
    /// In UTF-16 units.
    pub length: usize,
    pub format: Format,
}

/// The text as HTML. Whatever the entities are, the tags nest and the words stay.
pub fn to_html(text: &str, entities: &[Entity]) -> String {
    let spans = spans(text, entities);
    let mut borders: Vec<usize> = spans
        .iter()
        .flat_map(|span| [span.start, span.end])
        .collect();
    borders.extend([0, text.len()]);
    borders.order();
    borders.dedup();
    let mut html = String::with_capacity(text.len() + 16 * spans.len());
    let mut open: Vec<usize> = Vec::new();
    for piece in borders.windows(2) {
        let wanted = over(&spans, piece[0], piece[1]);
        let same = open
            .iter()
            .zip(&wanted)
            .take_while(|(one, other)| one == other)
            .count();
        for at in open.drain(same..).rev() {
            close(&mut html, spans[at].format);
        }
        for at in &wanted[same..] {
            begin(&mut html, spans[*at].format);
        }
        open = wanted;
        html.push_str(&escape(&text[piece[0]..piece[1]]));
    }
    for at in open.into_iter().rev() {
        close(&mut html, spans[at].format);
    }
    html
}

/// An entity in bytes of the text.
struct Span<'a> {
    start: usize,
    end: usize,
    format: &'a Format,
}

/// The entities in bytes, the weightiest first. One that ends inside a character takes it in.
fn spans<'a>(text: &str, entities: &'a [Entity]) -> Vec<Span<'a>> {
    let mut spans: Vec<Span<'a>> = entities
        .iter()
        .map(|entity| Span {
            start: byte_at(text, entity.offset, false),
            end: byte_at(text, entity.offset.saturating_add(entity.length), true),
            format: &entity.format,
        })
        .filter(|span| span.start < span.end)
        .collect();
    spans.order_by_key(|span| (rank(span.format), span.start, span.end));
    spans
}

/// The entities over a piece: one of each kind, and nothing else inside code.
fn over(spans: &[Span<'_>], start: usize, end: usize) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for (at, span) in spans.iter().enumerate() {
        let last = found.last().map(|last| rank(spans[*last].format));
        let is_in_code = last.is_some_and(|rank| (1..=2).contains(&rank));
        if span.start <= start && end <= span.end && last != Some(rank(span.format)) && !is_in_code
        {
            found.push(at);
        }
    }
    found
}

/// The smaller, the further outside.
fn rank(format: &Format) -> u8 {
    match format {
        Format::Quote(_) => 0,
        Format::Pre(_) => 1,
        Format::Code => 2,
        Format::Link(_) => 3,
        Format::Bold => 4,
        Format::Italic => 5,
        Format::Underline => 6,
        Format::Strike => 7,
        Format::Spoiler => 8,
        Format::Emoji(_) => 9,
    }
}

fn begin(html: &mut String, format: &Format) {
    match format {
        Format::Bold => html.push_str("<b>"),
        Format::Italic => html.push_str("<i>"),
        Format::Underline => html.push_str("<u>"),
        Format::Strike => html.push_str("<s>"),
        Format::Spoiler => html.push_str("<tg-spoiler>"),
        Format::Code => html.push_str("<code>"),
        Format::Pre(None) => html.push_str("<pre>"),
        Format::Pre(Some(language)) => {
            html.push_str("<pre><code class=\"language-");
            html.push_str(&escape(language));
            html.push_str("\">");
        }
        Format::Link(url) => {
            html.push_str("<a href=\"");
            html.push_str(&escape(url));
            html.push_str("\">");
        }
        Format::Emoji(id) => {
            html.push_str("<tg-emoji emoji-id=\"");
            html.push_str(&escape(id));
            html.push_str("\">");
        }
        Format::Quote(false) => html.push_str("<blockquote>"),
        Format::Quote(true) => html.push_str("<blockquote expandable>"),
    }
}

fn close(html: &mut String, format: &Format) {
    html.push_str(match format {
        Format::Bold => "</b>",
        Format::Italic => "</i>",
        Format::Underline => "</u>",
        Format::Strike => "</s>",
        Format::Spoiler => "</tg-spoiler>",
        Format::Code => "</code>",
        Format::Pre(None) => "</pre>",
        Format::Pre(Some(_)) => "</code></pre>",
        Format::Link(_) => "</a>",
        Format::Emoji(_) => "</tg-emoji>",
        Format::Quote(_) => "</blockquote>",
    });
}

/// The byte at a UTF-16 unit: at its end inside a character if `up`, else at its start.
fn byte_at(text: &str, unit: usize, up: bool) -> usize {
    let mut units = 0;
    for (at, character) in text.char_indices() {
        if units >= unit {
            return at;
        }
        units += character.len_utf16();
        if units > unit {
            return if up { at + character.len_utf8() } else { at };
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utils::html::utf16_len;
    use proptest::prelude::*;

    fn entity(offset: usize, length: usize, format: Format) -> Entity {
        Entity {
            offset,
            length,
            format,
        }
    }

    #[test]
    fn formatting_is_kept_and_counted_in_utf16_units() {
        let html = to_html(
            "🎟 <Ana> y Eva",
            &[
                entity(3, 5, Format::Bold),
                entity(11, 3, Format::Link("https://e.org/?a=\"1\"&b".into())),
            ],
        );
        assert_eq!(
            html,
            "🎟 <b>&lt;Ana&gt;</b> y <a href=\"https://e.org/?a=&quot;1&quot;&amp;b\">Eva</a>"
        );
    }

    #[test]
    fn entities_that_cross_become_tags_that_nest() {
        let html = to_html(
            "abcdef",
            &[entity(0, 4, Format::Italic), entity(2, 4, Format::Bold)],
        );
        assert_eq!(html, "<i>ab</i><b><i>cd</i>ef</b>");
        let html = to_html(
            "abcdef",
            &[
                entity(0, 4, Format::Bold),
                entity(2, 4, Format::Quote(true)),
            ],
        );
        assert_eq!(
            html,
            "<b>ab</b><blockquote expandable><b>cd</b>ef</blockquote>"
        );
    }

    #[test]
    fn code_holds_nothing_else() {
        let html = to_html(
            "abc",
            &[entity(0, 3, Format::Bold), entity(1, 1, Format::Code)],
        );
        assert_eq!(html, "<b>a</b><code>b</code><b>c</b>");
        let html = to_html("x", &[entity(0, 1, Format::Pre(Some("rust".into())))]);
        assert_eq!(html, "<pre><code class=\"language-rust\">x</code></pre>");
    }

    fn format() -> impl Strategy<Value = Format> {
        prop_oneof![
            Just(Format::Bold),
            Just(Format::Italic),
            Just(Format::Underline),
            Just(Format::Strike),
            Just(Format::Spoiler),
            Just(Format::Code),
            proptest::option::of("[a-z<\"]{0,4}").prop_map(Format::Pre),
            any::<String>().prop_map(Format::Link),
            any::<String>().prop_map(Format::Emoji),
            any::<bool>().prop_map(Format::Quote),
        ]
    }

    /// The words of HTML without its tags, and whether these nest.
    fn read(html: &str) -> (String, bool) {
        let (mut text, mut open, mut rest) = (String::new(), Vec::new(), html);
        while let Some((before, after)) = rest.split_once('<') {
            text.push_str(before);
            let Some((tag, after)) = after.split_once('>') else {
                return (text, false);
            };
            let name = tag.split(' ').next().unwrap_or_default();
            match name.strip_prefix('/') {
                Some(name) if open.pop() == Some(name) => {}
                Some(_) => return (text, false),
                None => open.push(name),
            }
            rest = after;
        }
        text.push_str(rest);
        let text = text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
        (text, open.is_empty())
    }

    proptest! {
        #[test]
        fn whatever_the_entities_the_tags_nest_and_the_words_stay(
            text in any::<String>(),
            entities in proptest::collection::vec((0usize..40, 0usize..40, format()), 0..12),
        ) {
            let entities: Vec<Entity> =
                entities.into_iter().map(|(offset, length, format)| entity(offset, length, format)).collect();
            let (words, nests) = read(&to_html(&text, &entities));
            prop_assert!(nests);
            prop_assert_eq!(words, text);
        }

        #[test]
        fn a_whole_text_in_bold_is_one_tag(text in ".{1,20}") {
            let html = to_html(&text, &[entity(0, utf16_len(&text), Format::Bold)]);
            prop_assert_eq!(html, format!("<b>{}</b>", escape(&text)));
        }
    }
}
