//! The head of a request: its first line and its headers.

/// How long the body is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// This many bytes; none if nothing is said.
    Known(usize),
    /// In chunks that say it.
    Chunked,
}

/// What stands before the body.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Option<String>,
    /// Names in small letters.
    pub(super) headers: Vec<(String, String)>,
    pub(super) length: Length,
    /// HTTP/1.1, not 1.0.
    pub(super) is_new: bool,
    /// The client wants the connection closed after the answer.
    pub(super) is_last: bool,
    /// The client waits for leave to send the body.
    pub(super) expects_continue: bool,
}

impl Head {
    /// Reads everything before the empty line; `None` if it is no HTTP/1.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(text);
        let mut lines = text.trim_start_matches("\r\n").split("\r\n");
        let mut words = lines.next()?.split(' ');
        let (method, target, version) = (words.next()?, words.next()?, words.next()?);
        let is_new = match version {
            "HTTP/1.1" => true,
            "HTTP/1.0" => false,
            _ => return None,
        };
        if !is_token(method) || words.next().is_some() {
            return None;
        }
        let target = origin_form(target)?;
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        let mut head = Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query,
            headers: Vec::new(),
            length: Length::Known(0),
            is_new,
            is_last: !is_new,
            expects_continue: false,
        };
        let mut counted = None;
        for line in lines {
            let (name, value) = line.split_once(':')?;
            if !is_token(name) {
                return None;
            }
            let (name, value) = (name.to_ascii_lowercase(), value.trim_matches([' ', '\t']));
            match name.as_str() {
                "content-length" => {
                    let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
                    let count = value.parse().ok().filter(|_| is_number)?;
                    // Two different lengths are a trick, not a request.
                    if counted.replace(count).is_some_and(|other| other != count) {
                        return None;
                    }
                    head.length = Length::Known(count);
                }
                "transfer-encoding" if value.eq_ignore_ascii_case("chunked") => {
                    head.length = Length::Chunked;
                }
                "transfer-encoding" => return None,
                "connection" => {
                    let mut words = value.split(',').map(str::trim);
                    head.is_last |= words.any(|word| word.eq_ignore_ascii_case("close"));
                }
                "expect" => head.expects_continue = value.eq_ignore_ascii_case("100-continue"),
                _ => {}
            }
            head.headers.push((name, value.to_owned()));
        }
        let has_two_lengths = counted.is_some()
            && head
                .headers
                .iter()
                .any(|(name, _)| name == "transfer-encoding");
        (!has_two_lengths).then_some(head)
    }
}

/// `/path?query`, also of a request as a proxy gets it.
fn origin_form(target: &str) -> Option<&str> {
    match target.strip_prefix("http://") {
        Some(rest) => Some(rest.find('/').map_or("/", |at| &rest[at..])),
        None => target.starts_with('/').then_some(target),
    }
}

/// A word as HTTP writes names.
fn is_token(word: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !word.is_empty() && word.bytes().all(is_plain)
}

/// The number before a chunk; extensions say nothing.
pub(super) fn chunk_size(line: &[u8]) -> Option<usize> {
    let line = std::str::from_utf8(line).ok()?;
    let digits = line.split(';').next()?.trim();
    let is_number = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    usize::from_str_radix(digits, 16).ok().filter(|_| is_number)
}

/// The words of a status.
pub(super) fn reason(code: u16) -> &'static str {
    match code {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        _ => "Status",
    }
}
