//! The files of the page, embedded.

use crate::demo::telegram::http::Answer;
use crate::demo::telegram::http::Body;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// Address, type and content of each file.
pub(super) const ASSETS: [(&str, &str, &str); 16] = [
    ("/", HTML, include_str!("index.html")),
    ("/style.css", CSS, include_str!("style.css")),
    ("/icon.svg", SVG, include_str!("icon.svg")),
    ("/app.js", SCRIPT, include_str!("app.js")),
    ("/api.js", SCRIPT, include_str!("api.js")),
    ("/attach.js", SCRIPT, include_str!("attach.js")),
    ("/chat.js", SCRIPT, include_str!("chat.js")),
    ("/compose.js", SCRIPT, include_str!("compose.js")),
    ("/dom.js", SCRIPT, include_str!("dom.js")),
    ("/format.js", SCRIPT, include_str!("format.js")),
    ("/lists.js", SCRIPT, include_str!("lists.js")),
    ("/log.js", SCRIPT, include_str!("log.js")),
    ("/media.js", SCRIPT, include_str!("media.js")),
    ("/sheets.js", SCRIPT, include_str!("sheets.js")),
    ("/tour.js", SCRIPT, include_str!("tour.js")),
    ("/words.js", SCRIPT, include_str!("words.js")),
];

/// The file at this address.
pub(super) fn answer(path: &str) -> Option<Answer> {
    let mut files = ASSETS.iter();
    let (_, kind, content) = files.find(|(own, _, _)| *own == path)?;
    Some(Answer::new(
        200,
        kind,
        Body::Whole(content.as_bytes().into()),
    ))
}
