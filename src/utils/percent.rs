//! What stands in addresses as `%XX`, by the crates that reqwest's URLs bring.

use percent_encoding::AsciiSet;
use percent_encoding::NON_ALPHANUMERIC;
use percent_encoding::percent_decode_str;
use percent_encoding::utf8_percent_encode;

/// All but what RFC 3986 (2.3) leaves as it is.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Everything but letters, digits and `-._~` of ASCII as `%XX`.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// `%XX` undone. What is none stays; what is no UTF-8 then is replaced.
pub fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The parts of a query or a form, decoded; there a plus is a space.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    let parts = form_urlencoded::parse(query.as_bytes());
    parts.into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plus_is_a_space_in_forms_alone() {
        assert_eq!(decoded("a+b%20c%2"), "a+b c%2");
        assert_eq!(
            pairs("a=b+c&&d=%2B&e"),
            [("a", "b c"), ("d", "+"), ("e", "")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert_eq!(encoded("p:a@s ñ~"), "p%3Aa%40s%20%C3%B1~");
        assert_eq!(decoded(&encoded("p:a@s ñ~")), "p:a@s ñ~");
        assert_eq!(decoded("%FF"), "\u{fffd}");
    }
}
