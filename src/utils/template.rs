//! Texts with variables in braces: `Hola, {nombre}`. A brace that holds no plain word is only a brace.

use crate::utils::html::escape;
use std::ops::Range;

/// The words in braces, in the order in which they stand.
pub fn names(text: &str) -> Vec<&str> {
    places(text)
        .into_iter()
        .map(|place| &text[place.start + 1..place.end - 1])
        .collect()
}

/// The text of HTML with each variable replaced by its value, escaped. `None` if one has no value.
pub fn fill(html: &str, value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut filled = String::with_capacity(html.len());
    let mut from = 0;
    for place in places(html) {
        let name = &html[place.start + 1..place.end - 1];
        filled.push_str(&html[from..place.start]);
        filled.push_str(&escape(&value(name)?));
        from = place.end;
    }
    filled.push_str(&html[from..]);
    Some(filled)
}

/// Where the words in braces stand, braces included.
fn places(text: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut open = None;
    for (at, character) in text.char_indices() {
        match character {
            '{' => open = Some(at),
            '}' => {
                if let Some(start) = open.take().filter(|start| at > start + 1) {
                    places.push(start..at + 1);
                }
            }
            letter if letter.is_alphabetic() || letter == '_' => {}
            _ => open = None,
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_plain_words_in_braces_are_variables() {
        assert_eq!(
            names("Hola {nombre}, {a b} {} {{fecha}} {x1} {días"),
            ["nombre", "fecha"]
        );
        let filled = fill("<b>{name}</b> {}", |name| {
            (name == "name").then(|| "<Ana>".to_owned())
        });
        assert_eq!(filled.as_deref(), Some("<b>&lt;Ana&gt;</b> {}"));
        assert_eq!(fill("{other}", |_| None), None);
    }

    proptest! {
        #[test]
        fn without_variables_nothing_changes(text in "[^{}]*") {
            prop_assert_eq!(fill(&text, |_| None), Some(text));
        }

        #[test]
        fn any_text_is_read(text in any::<String>()) {
            let count = names(&text).len();
            let filled = fill(&text, |_| Some(String::new()));
            prop_assert!(filled.is_some_and(|filled| filled.len() + 3 * count <= text.len()));
        }
    }
}
