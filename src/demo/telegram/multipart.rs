//! Reading `multipart/form-data` (RFC 7578) as bots send it.

use super::http::find;
use crate::utils::percent;

/// One part of a form.
#[derive(Debug, PartialEq)]
pub(super) struct Part<'a> {
    pub(super) name: String,
    /// Files have one.
    pub(super) file_name: Option<String>,
    pub(super) bytes: &'a [u8],
}

/// The parts of a body with this `Content-Type`; `None` if it is not whole or not well formed.
pub(super) fn parts<'a>(content_type: &str, body: &'a [u8]) -> Option<Vec<Part<'a>>> {
    let boundary = parameter(content_type, "boundary")?;
    if boundary.is_empty() || boundary.len() > 70 {
        return None;
    }
    let line = format!("\r\n--{boundary}").into_bytes();
    // The first boundary may stand at the very beginning, without a line break before it.
    let (mut rest, mut is_end) = if body.starts_with(&line[2..]) {
        after_boundary(&body[line.len() - 2..])?
    } else {
        let (_, rest, is_end) = next_boundary(body, &line)?;
        (rest, is_end)
    };
    let mut parts = Vec::new();
    while !is_end {
        // The line break before the headers is still there: a part without headers has only two of them.
        let end = find(rest, b"\r\n\r\n")?;
        let headers = std::str::from_utf8(&rest[..end]).ok()?;
        let (bytes, after, ends) = next_boundary(&rest[end + 4..], &line)?;
        let disposition = headers.split("\r\n").find_map(|header| {
            let (name, value) = header.split_once(':')?;
            let is_it = name.trim().eq_ignore_ascii_case("content-disposition");
            is_it.then_some(value)
        })?;
        parts.push(Part {
            name: parameter(disposition, "name")?,
            file_name: parameter(disposition, "filename"),
            bytes,
        });
        (rest, is_end) = (after, ends);
    }
    Some(parts)
}

/// What stands before the next boundary, what comes after it, and whether it is the last.
fn next_boundary<'a>(text: &'a [u8], line: &[u8]) -> Option<(&'a [u8], &'a [u8], bool)> {
    let mut from = 0;
    loop {
        let at = from + find(&text[from..], line)?;
        // A longer word that begins like the boundary is content.
        if let Some((rest, is_end)) = after_boundary(&text[at + line.len()..]) {
            return Some((&text[..at], rest, is_end));
        }
        from = at + 2;
    }
}

/// After the boundary's word: `--` at the end of all, or blanks and a line break, which is left in place.
fn after_boundary(text: &[u8]) -> Option<(&[u8], bool)> {
    if text.starts_with(b"--") {
        return Some((&[], true));
    }
    let blanks = text.iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
    let rest = &text[blanks.count()..];
    rest.starts_with(b"\r\n").then_some((rest, false))
}

/// A parameter of a header: `name=word`, `name="any \"text\""`, or `name*=UTF-8''escaped`, which wins.
fn parameter(header: &str, name: &str) -> Option<String> {
    let mut found = None;
    let (_, mut rest) = header.split_once(';')?;
    loop {
        let (key, after) = rest.split_once('=')?;
        let key = key.trim();
        let (value, after) = match after.trim_start().strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => {
                let (value, after) = after.split_once(';').unwrap_or((after, ""));
                (value.trim().to_owned(), after)
            }
        };
        let extended = key
            .strip_suffix('*')
            .filter(|key| key.eq_ignore_ascii_case(name));
        if extended.is_some() {
            let mut pieces = value.splitn(3, '\'');
            let (charset, text) = (pieces.next()?, pieces.nth(1)?);
            if charset.eq_ignore_ascii_case("utf-8") {
                return Some(percent::decoded(text));
            }
        } else if key.eq_ignore_ascii_case(name) {
            found = Some(value);
        }
        rest = after.trim_start_matches([' ', '\t', ';']);
        if rest.is_empty() {
            return found;
        }
    }
}

/// The text up to the closing quote, and what comes after it.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, &text[at + 1..])),
            // Before anything else a backslash is one: old browsers send whole Windows paths.
            '\\' => match letters.next_if(|(_, next)| matches!(next, '"' | '\\')) {
                Some((_, escaped)) => value.push(escaped),
                None => value.push('\\'),
            },
            letter => value.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: &str = "multipart/form-data; boundary=XyZ";

    /// Name, file name and content of a part.
    type Owned = (String, Option<String>, Vec<u8>);

    fn read(body: &[u8]) -> Option<Vec<Owned>> {
        let parts = parts(KIND, body)?.into_iter();
        let owned = parts.map(|part| (part.name, part.file_name, part.bytes.to_vec()));
        Some(owned.collect())
    }

    fn one_part(disposition: &str, content: &[u8]) -> Vec<u8> {
        let mut body = format!("--XyZ\r\nContent-Disposition: {disposition}\r\n\r\n").into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--XyZ--\r\n");
        body
    }

    #[test]
    fn fields_and_files_are_told_apart_and_an_empty_file_is_one() {
        let body = b"--XyZ\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n-100\r\n\
            --XyZ\r\ncontent-type: text/csv\r\ncontent-disposition: form-data; name=\"document\"; filename=\"a.csv\"\r\n\r\n\r\n--XyZ--";
        let expected = vec![
            ("chat_id".to_owned(), None, b"-100".to_vec()),
            ("document".to_owned(), Some("a.csv".to_owned()), Vec::new()),
        ];
        assert_eq!(read(body), Some(expected));
    }

    #[test]
    fn what_only_looks_like_the_boundary_is_content() {
        let content = b"\r\n--XyZebra\r\n--XyZ-\r\n-XyZ --XyZ--\r\n\xFF\0\r";
        let parts = read(&one_part("form-data; name=a; filename=b", content)).expect("a form");
        assert_eq!(parts[0].2, content);
    }

    #[test]
    fn names_hold_quotes_semicolons_backslashes_and_other_alphabets() {
        for (disposition, expected) in [
            (
                r#"form-data; name="f"; filename="a \"b\"; c.txt""#,
                "a \"b\"; c.txt",
            ),
            (r#"form-data; filename="C:\dir\\x"; name="f""#, r"C:\dir\x"),
            (
                r#"form-data; name="f"; filename="x"; filename*=utf-8''a%C3%B1o%20%22"#,
                "año \"",
            ),
            ("form-data;name=f;filename=plain.txt", "plain.txt"),
            ("form-data; name=\"f\"; filename=\"ñ.txt\"", "ñ.txt"),
            ("form-data; name=\"f\"; filename=\"\"", ""),
        ] {
            let parts = read(&one_part(disposition, b"x")).expect(disposition);
            assert_eq!(parts[0].0, "f", "{disposition}");
            assert_eq!(parts[0].1.as_deref(), Some(expected), "{disposition}");
        }
    }

    #[test]
    fn a_form_cut_anywhere_is_refused() {
        let whole = one_part("form-data; name=\"a\"; filename=\"b\"", b"content");
        let end = whole.len() - 2;
        assert!(read(&whole[..end]).is_some());
        for cut in 0..end {
            assert_eq!(read(&whole[..cut]), None, "{cut}");
        }
        assert_eq!(read(&one_part("form-data; name=\"a", b"x")), None);
        assert_eq!(parts("multipart/form-data", &whole), None);
        assert_eq!(read(b"--XyZ\r\n\r\nno headers\r\n--XyZ--"), None);
    }

    #[test]
    fn an_empty_form_a_preamble_and_blanks_behind_the_boundary_are_allowed() {
        assert_eq!(read(b"--XyZ--\r\n"), Some(Vec::new()));
        let body = b"for old readers\r\n--XyZ \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--XyZ--and more";
        let parts = read(body).expect("a form");
        assert_eq!(parts, [("a".to_owned(), None, b"1".to_vec())]);
    }

    #[test]
    fn a_huge_file_of_line_breaks_is_read_in_one_pass() {
        let content = b"\r\n--XyZ\r".repeat(400_000);
        let parts = read(&one_part("form-data; name=a; filename=b", &content)).expect("a form");
        assert_eq!(parts[0].2.len(), content.len());
    }
}
