//! Text for Telegram's HTML mode: escaping, shortening, and names made fit to be shown.

/// The longest name shown, in UTF-16 units.
const NAME_LENGTH: usize = 64;
/// The longest name shown in one line of a list.
const SHORT_NAME_LENGTH: usize = 24;

/// The text with `&`, `<`, `>` and `"` made harmless inside tags and attributes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Length as Telegram counts it: in UTF-16 units.
pub fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Length of what a person reads of HTML, as Telegram counts it: without its tags, each entity as its character.
pub fn visible_units(html: &str) -> usize {
    let (mut units, mut in_tag, mut in_entity) = (0, false, false);
    for character in html.chars() {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            '&' if !in_tag => in_entity = true,
            ';' if in_entity => {
                in_entity = false;
                units += 1;
            }
            _ if in_tag || in_entity => {}
            other => units += other.len_utf16(),
        }
    }
    units
}

/// The text, cut to at most `most` UTF-16 units, with "…" in place of what was cut. For plain text:
/// cut before escaping, or an entity may be torn apart.
pub fn truncate_utf16(text: &str, most: usize) -> String {
    if utf16_len(text) <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(1);
    let mut kept = String::new();
    let mut length = 0;
    for character in text.chars() {
        length += character.len_utf16();
        if length > room {
            break;
        }
        kept.push(character);
    }
    if most > 0 {
        kept.push('…');
    }
    kept
}

/// A person's or channel's name as shown: one line, 64 units at most, nothing that turns the direction
/// of the text around it, and never empty. Not yet escaped.
pub fn name(text: &str) -> String {
    tidy(text, NAME_LENGTH)
}

/// The same, short enough for one line of a list or a button.
pub fn short_name(text: &str) -> String {
    tidy(text, SHORT_NAME_LENGTH)
}

/// One line of foreign text (an error, a note), at most `most` units. Not yet escaped.
pub fn one_line(text: &str, most: usize) -> String {
    tidy(text, most)
}

fn tidy(text: &str, most: usize) -> String {
    // Four times the room is enough to fill it, and a 4 000-character name is not walked to its end.
    let visible: String = text
        .chars()
        .map(|character| {
            if character.is_whitespace() {
                ' '
            } else {
                character
            }
        })
        .filter(|character| !character.is_control() && !turns_direction(*character))
        .take(most.saturating_mul(4))
        .collect();
    let words = visible.split(' ').filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return "—".to_owned();
    }
    truncate_utf16(&line, most)
}

/// Marks that reverse what stands around them, used to disguise names.
fn turns_direction(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_in_a_name_becomes_text() {
        assert_eq!(
            escape(r#"<b>Tom & "Jerry"</b>"#),
            "&lt;b&gt;Tom &amp; &quot;Jerry&quot;&lt;/b&gt;"
        );
    }

    #[test]
    fn a_name_is_one_line_and_never_empty() {
        assert_eq!(name("  Ana \n\t María  "), "Ana María");
        assert_eq!(name("\u{202e}evil"), "evil");
        assert_eq!(name(" \u{200f} "), "—");
    }

    #[test]
    fn what_is_read_of_html_is_counted_without_its_markup() {
        assert_eq!(
            visible_units("<b>Ana</b> &amp; 😀 <a href=\"https://x&amp;y\">x</a>"),
            10
        );
        assert_eq!(visible_units(&escape("<&>\"x")), 5);
    }

    #[test]
    fn a_long_name_is_cut_between_characters() {
        assert_eq!(truncate_utf16("añejo", 5), "añejo");
        assert_eq!(truncate_utf16("añejos", 5), "añej…");
        assert_eq!(truncate_utf16("😀😀😀", 4), "😀…");
        assert_eq!(truncate_utf16("x", 0), "");
        assert_eq!(utf16_len(&name(&"😀".repeat(4000))), 63);
    }

    proptest! {
        #[test]
        fn a_cut_text_fits(text in any::<String>(), most in 0usize..80) {
            prop_assert!(utf16_len(&truncate_utf16(&text, most)) <= most);
            prop_assert!(utf16_len(&name(&text)) <= NAME_LENGTH);
        }

        #[test]
        fn nothing_escaped_opens_a_tag(text in any::<String>()) {
            let escaped = escape(&text);
            prop_assert!(!escaped.contains(['<', '>', '"']));
        }
    }
}
