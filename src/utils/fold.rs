//! Words as they are compared: small letters without accents.

/// The most words kept of one name, and the most letters of one word: a name of 4 000 characters is no book.
const MOST_WORDS: usize = 8;
const MOST_LETTERS: usize = 32;

/// The words of a text, folded, each once, at most eight.
pub fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in text.split(|c: char| !c.is_alphanumeric() && c != '_') {
        let word: String = part.chars().flat_map(folded).take(MOST_LETTERS).collect();
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
        if words.len() == MOST_WORDS {
            break;
        }
    }
    words
}

/// A text in small letters without accents.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(folded).collect()
}

fn folded(letter: char) -> impl Iterator<Item = char> {
    letter.to_lowercase().filter_map(plain)
}

/// The letter without its accent, for the Latin alphabets; a combining accent is nothing.
fn plain(letter: char) -> Option<char> {
    Some(match letter {
        '\u{300}'..='\u{36f}' => return None,
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' | 'ģ' => 'g',
        'ì'..='ï' | 'ī' | 'į' | 'ı' => 'i',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ŕ' | 'ř' => 'r',
        'ś' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(words("José-María ÑANDÚ"), ["jose", "maria", "nandu"]);
        assert_eq!(words("Jose\u{301}"), ["jose"]);
        assert_eq!(words("ana ana_99 <b>"), ["ana", "ana_99", "b"]);
        assert_eq!(fold("Ünica"), "unica");
        assert!(words("😀 -").is_empty());
    }

    proptest! {
        #[test]
        fn no_text_has_too_many_words(text in any::<String>()) {
            let words = words(&text);
            prop_assert!(words.len() <= MOST_WORDS);
            prop_assert!(words.iter().all(|word| word.chars().count() <= MOST_LETTERS));
        }
    }
}
