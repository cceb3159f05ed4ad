//! The plain text of a message whose markup failed.

/// What a person reads of `html`: tags are dropped, entities resolved, and the address of a link kept behind its label.
///
/// Made for markup that Telegram refused, so it accepts anything: what is no tag stays as it is.
pub fn to_plain(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    let mut link: Option<(String, usize)> = None; // its address, and where its label begins in `plain`
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(tag) = leading_tag(rest) {
            if let Some(address) = address_of(tag) {
                link = Some((address, plain.len()));
            } else if tag.eq_ignore_ascii_case("</a>")
                && let Some((address, label)) = link.take()
                && plain.get(label..) != Some(address.as_str())
            {
                plain.push_str(&format!(" ({address})"));
            }
            rest = &rest[tag.len()..];
        } else if let Some((entity, letter)) = leading_entity(rest) {
            plain.push(letter);
            rest = &rest[entity..];
        } else {
            plain.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    plain
}

/// The tag that `text` begins with, `<` and `>` included.
fn leading_tag(text: &str) -> Option<&str> {
    let name = text.strip_prefix("</").or_else(|| text.strip_prefix('<'))?;
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return None;
    }
    let end = text.find('>')?;
    // A second `<` before the end means that the first one was a loose character.
    (!text[1..end].contains('<')).then(|| &text[..=end])
}

/// The web address an opening `a` tag leads to; links to persons have none worth showing.
fn address_of(tag: &str) -> Option<String> {
    let attributes = tag
        .strip_prefix("<a ")
        .or_else(|| tag.strip_prefix("<A "))?;
    let (_, value) = attributes.split_once("href=")?;
    let quote = value.chars().next()?;
    let address = match quote {
        '"' | '\'' => value[1..].split(quote).next()?,
        _bare => value.trim_end_matches('>'),
    };
    (!address.starts_with("tg://user")).then(|| to_plain(address))
}

/// Length and meaning of the entity that `text` begins with.
fn leading_entity(text: &str) -> Option<(usize, char)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let letter = match text.get(1..end)? {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        other => {
            let number = other.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((end + 1, letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utils::html::escape;
    use proptest::prelude::*;

    #[test]
    fn tags_go_and_entities_become_letters() {
        assert_eq!(
            to_plain("<b>Ana &amp; <i>Luis</i></b> &lt;3 &quot;hi&quot; &#39;x&#x27; &apos;"),
            "Ana & Luis <3 \"hi\" 'x' '"
        );
    }

    #[test]
    fn what_is_no_tag_stays() {
        assert_eq!(to_plain("1 < 2 & 3 > 2"), "1 < 2 & 3 > 2");
        assert_eq!(to_plain("a <b unclosed"), "a <b unclosed");
        assert_eq!(to_plain("x <y <b>z</b>"), "x <y z");
        assert_eq!(to_plain("&nbsp; &#0x; &é;"), "&nbsp; &#0x; &é;");
    }

    #[test]
    fn a_link_keeps_its_address() {
        assert_eq!(
            to_plain(r#"<a href="https://t.me/+x?a=1&amp;b=2">Entrar</a>"#),
            "Entrar (https://t.me/+x?a=1&b=2)"
        );
        assert_eq!(
            to_plain(r#"<a href="https://a.b">https://a.b</a>"#),
            "https://a.b"
        );
        assert_eq!(to_plain(r#"<a href="tg://user?id=5">Ana</a>"#), "Ana");
    }

    proptest! {
        #[test]
        fn escaped_text_comes_back_whole(text in any::<String>()) {
            prop_assert_eq!(to_plain(&escape(&text)), text);
        }

        #[test]
        fn any_text_can_be_made_plain(text in "[<>&;#xa/ =\"'h-t0-9é]{0,40}") {
            let _ = to_plain(&text);
        }
    }
}
