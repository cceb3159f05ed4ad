//! The files of the page, packed in the binary.

use crate::demo::telegram::http::Answer;
use crate::demo::telegram::http::Body;
use crate::utils::packed;
use crate::utils::packed::packed;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// Address, type and content of each file.
pub(super) const ASSETS: [(&str, &str, &[u8]); 17] = [
    ("/", HTML, packed!("src/demo/page/index.html")),
    ("/style.css", CSS, packed!("src/demo/page/style.css")),
    ("/icon.svg", SVG, packed!("src/demo/page/icon.svg")),
    ("/app.js", SCRIPT, packed!("src/demo/page/app.js")),
    ("/api.js", SCRIPT, packed!("src/demo/page/api.js")),
    ("/attach.js", SCRIPT, packed!("src/demo/page/attach.js")),
    ("/chat.js", SCRIPT, packed!("src/demo/page/chat.js")),
    ("/compose.js", SCRIPT, packed!("src/demo/page/compose.js")),
    ("/dom.js", SCRIPT, packed!("src/demo/page/dom.js")),
    ("/format.js", SCRIPT, packed!("src/demo/page/format.js")),
    ("/lists.js", SCRIPT, packed!("src/demo/page/lists.js")),
    ("/log.js", SCRIPT, packed!("src/demo/page/log.js")),
    ("/media.js", SCRIPT, packed!("src/demo/page/media.js")),
    ("/selling.js", SCRIPT, packed!("src/demo/page/selling.js")),
    ("/sheets.js", SCRIPT, packed!("src/demo/page/sheets.js")),
    ("/tour.js", SCRIPT, packed!("src/demo/page/tour.js")),
    ("/words.js", SCRIPT, packed!("src/demo/page/words.js")),
];

/// The file at this address.
pub(super) fn answer(path: &str) -> Option<Answer> {
    let mut files = ASSETS.iter();
    let (_, kind, content) = files.find(|(own, _, _)| *own == path)?;
    Some(Answer::new(
        200,
        kind,
        Body::Whole(packed::text(content).into_bytes().into()),
    ))
}
