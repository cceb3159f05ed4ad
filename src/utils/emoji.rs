//! Emoji as people type them: cut into whole ones, compared without U+FE0F.
//!
//! The grammar is the "possible emoji" of Unicode's UTS #51: it takes emoji newer than this program, where a list of all
//! of them would refuse them.

use crate::models::EmojiFault;
use crate::models::MOST_REACTIONS;
use unicode_properties::EmojiStatus;
use unicode_properties::UnicodeEmoji;

/// The emoji that Telegram takes as reactions, without U+FE0F. Source: `ReactionTypeEmoji.emoji` in the reference of the
/// Bot API 10.3 (<https://core.telegram.org/bots/api#reactiontypeemoji>). Channels may allow fewer.
#[rustfmt::skip]
const REACTIONS: [&str; 73] = [
    "❤", "👍", "👎", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢",
    "🎉", "🤩", "🤮", "💩", "🙏", "👌", "🕊", "🤡", "🥱", "🥴", "😍", "🐳",
    "❤‍🔥", "🌚", "🌭", "💯", "🤣", "⚡", "🍌", "🏆", "💔", "🤨", "😐", "🍓",
    "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓", "👻", "👨‍💻", "👀", "🎃", "🙈",
    "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿",
    "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "🤷‍♂", "🤷", "🤷‍♀",
    "😡",
];

/// Characters of the longest emoji: the longest in use has ten, and a chain has no other end.
const MOST_CHARACTERS: usize = 16;
/// Characters shown of what is no emoji.
const SHOWN: usize = 20;

const JOINER: char = '\u{200D}';
const KEYCAP: char = '\u{20E3}';
const BLACK_FLAG: char = '\u{1F3F4}';
const END_OF_TAGS: char = '\u{E007F}';
/// Asks for the coloured form.
const COLOURED: char = '\u{FE0F}';

/// Whether Telegram takes it as a reaction somewhere.
pub fn is_reaction(emoji: &str) -> bool {
    REACTIONS.contains(&emoji)
}

/// Reads from one to ten emoji, with or without spaces between them. Each is whole (skin tones, families, flags,
/// keycaps), without variation selectors, and named once, where it came first.
pub fn parse(text: &str) -> Result<Vec<String>, EmojiFault> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        // U+FE0E asks for the black and white form: nobody means it here.
        let word: Vec<char> = (word.chars())
            .filter(|c| !matches!(*c, COLOURED | '\u{FE0E}'))
            .collect();
        let mut rest = word.as_slice();
        while !rest.is_empty() {
            let Some(length) = length_of_first(rest) else {
                return Err(EmojiFault::NoEmoji {
                    found: rest.iter().take(SHOWN).collect(),
                });
            };
            let (first, others) = rest.split_at(length);
            rest = others;
            let emoji: String = first.iter().collect();
            if !found.contains(&emoji) {
                found.push(emoji);
            }
        }
    }
    match found.len() {
        0 => Err(EmojiFault::Nothing),
        1..=MOST_REACTIONS => Ok(found),
        count => Err(EmojiFault::TooMany { count }),
    }
}

/// The emoji as it is shown: with U+FE0F wherever the bare character would be drawn as text.
pub fn shown(emoji: &str) -> String {
    let mut shown = String::with_capacity(emoji.len() + 3);
    let mut characters = emoji.chars().peekable();
    while let Some(character) = characters.next() {
        shown.push(character);
        let is_toned = characters.peek().is_some_and(|next| is_tone(*next));
        if is_text_by_default(character) && !is_toned {
            shown.push(COLOURED);
        }
    }
    shown
}

/// How many characters the emoji has with which the text begins; `None` if it begins with none.
fn length_of_first(text: &[char]) -> Option<usize> {
    match text {
        [first, second, ..] if is_flag_letter(*first) && is_flag_letter(*second) => return Some(2),
        [first, KEYCAP, ..] if is_keycap_base(*first) => return Some(2),
        _ => {}
    }
    let mut length = length_of_element(text)?;
    while let Some((&JOINER, rest)) = text.get(length..)?.split_first() {
        length += 1 + length_of_element(rest)?;
    }
    (length <= MOST_CHARACTERS).then_some(length)
}

/// One part of a joined emoji: a picture, and its skin tone or the tags of its flag.
fn length_of_element(text: &[char]) -> Option<usize> {
    let (first, rest) = text.split_first()?;
    if !is_picture(*first) {
        return None;
    }
    if rest.first().is_some_and(|next| is_tone(*next)) {
        return Some(2);
    }
    let tags = rest.iter().take_while(|next| is_tag(**next)).count();
    if *first != BLACK_FLAG || tags == 0 {
        return Some(1);
    }
    // Without its end a chain of tags is no flag.
    (rest.get(tags) == Some(&END_OF_TAGS)).then_some(tags + 2)
}

fn is_picture(c: char) -> bool {
    c.is_emoji_char() && !is_keycap_base(c) && !is_flag_letter(c)
}

fn is_keycap_base(c: char) -> bool {
    matches!(c, '0'..='9' | '#' | '*')
}

fn is_flag_letter(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

fn is_tone(c: char) -> bool {
    matches!(c, '\u{1F3FB}'..='\u{1F3FF}')
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0020}'..='\u{E007E}')
}

/// Whether a character is drawn as text unless U+FE0F follows it.
fn is_text_by_default(c: char) -> bool {
    matches!(
        c.emoji_status(),
        EmojiStatus::EmojiOther
            | EmojiStatus::EmojiModifierBase
            | EmojiStatus::EmojiOtherAndEmojiComponent
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<String> {
        parse(text).expect(text)
    }

    #[test]
    fn emoji_are_cut_whole_with_or_without_spaces_and_named_once() {
        for (text, emoji) in [
            ("👍", vec!["👍"]),
            ("👍🔥 ❤️\n🎉", vec!["👍", "🔥", "❤", "🎉"]),
            ("❤️❤ ❤️", vec!["❤"]),
            ("👍🏽👍👍🏿", vec!["👍🏽", "👍", "👍🏿"]),
            ("👨‍👩‍👧‍👦👨‍💻", vec!["👨‍👩‍👧‍👦", "👨‍💻"]),
            ("❤️‍🔥🤷‍♂️", vec!["❤‍🔥", "🤷‍♂"]),
            ("🧑🏻‍❤️‍💋‍🧑🏿", vec!["🧑🏻‍❤‍💋‍🧑🏿"]),
            ("🇪🇸🇨🇺🇪🇸", vec!["🇪🇸", "🇨🇺"]),
            ("🏴󠁧󠁢󠁥󠁮󠁧󠁿🏴🏳️‍🌈", vec!["🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴", "🏳‍🌈"]),
            ("1️⃣2️⃣#️⃣", vec!["1⃣", "2⃣", "#⃣"]),
            ("✅✔️☑️", vec!["✅", "✔", "☑"]),
            ("☝🏽☝️", vec!["☝🏽", "☝"]),
        ] {
            assert_eq!(read(text), emoji, "{text}");
        }
        assert_eq!(read("😀😁😂😃😄😅😆😇😈😉 😀😀").len(), 10);
    }

    #[test]
    fn what_is_no_emoji_none_or_too_many_is_named() {
        let not = |found: &str| {
            Err(EmojiFault::NoEmoji {
                found: found.to_owned(),
            })
        };
        assert_eq!(parse(""), Err(EmojiFault::Nothing));
        assert_eq!(parse(" \n\u{FE0F} "), Err(EmojiFault::Nothing));
        assert_eq!(parse("👍,🔥"), not(",🔥"));
        assert_eq!(parse("hola"), not("hola"));
        assert_eq!(parse("👍 5"), not("5"));
        assert_eq!(parse("🇪"), not("🇪"));
        assert_eq!(parse("👍\u{200D}"), not("👍\u{200D}"));
        assert_eq!(parse("🏴\u{E0067}"), not("🏴\u{E0067}"));
        assert_eq!(parse(&"x".repeat(50)), not(&"x".repeat(20)));
        let chain = ["👨"; 9].join("\u{200D}");
        assert!(matches!(parse(&chain), Err(EmojiFault::NoEmoji { .. })));
        assert_eq!(
            parse("😀😁😂😃😄😅😆😇😈😉😊"),
            Err(EmojiFault::TooMany { count: 11 })
        );
    }

    #[test]
    fn the_list_of_telegram_is_read_as_it_is() {
        assert_eq!(REACTIONS.len(), 73);
        for emoji in REACTIONS {
            assert_eq!(parse(emoji), Ok(vec![emoji.to_owned()]), "{emoji}");
            assert_eq!(parse(&shown(emoji)), Ok(vec![emoji.to_owned()]), "{emoji}");
            assert!(is_reaction(emoji));
        }
        for other in ["✅", "✔", "☑", "👍🏽", "❤\u{FE0F}", ""] {
            assert!(!is_reaction(other), "{other}");
        }
    }

    #[test]
    fn an_emoji_is_shown_in_colour() {
        for (kept, seen) in [
            ("❤", "❤\u{FE0F}"),
            ("👍", "👍"),
            ("❤‍🔥", "❤\u{FE0F}‍🔥"),
            ("🤷‍♂", "🤷‍♂\u{FE0F}"),
            ("☝🏽", "☝🏽"),
            ("1⃣", "1\u{FE0F}⃣"),
            ("🇪🇸", "🇪🇸"),
            ("⚡", "⚡"),
        ] {
            assert_eq!(shown(kept), seen, "{kept}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic_and_reading_again_changes_nothing(text in any::<String>()) {
            if let Ok(emoji) = parse(&text) {
                prop_assert_eq!(parse(&emoji.join(" ")), Ok(emoji));
            }
        }

        #[test]
        fn so_is_what_looks_like_emoji(text in "[👍🔥❤🏽🏿👨👩💻🏴🇪🇸1#⃣☝ \u{FE0F}\u{200D}\u{E0067}\u{E007F}]{0,14}") {
            if let Ok(emoji) = parse(&text) {
                prop_assert!((1..=10).contains(&emoji.len()));
                prop_assert_eq!(parse(&emoji.join(" ")), Ok(emoji.clone()));
                let shown: Vec<String> = emoji.iter().map(|one| shown(one)).collect();
                prop_assert_eq!(parse(&shown.join(" ")), Ok(emoji));
            }
        }
    }
}
