//! Who may ask, and what is served: only this machine's own page, under a strict policy.

use super::Shared;
use super::acts;
use super::assets;
use super::calls;
use super::contents;
use super::reply::Asked;
use super::reply::Refusal;
use super::reply::Reply;
use super::state;
use crate::demo::telegram::http::Answer;
use crate::demo::telegram::http::Body;
use crate::demo::telegram::http::Request;
use crate::demo::telegram::http::Site;
use crate::demo::telegram::spawn;
use crate::utils::percent;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// The largest file that can be sent to the bot.
const LARGEST_UPLOAD: usize = 20 * 1024 * 1024;
/// The largest act without a file.
const LARGEST_ACT: usize = 64 * 1024;
/// An idle stream says so this often, so that a gone browser is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Nothing from elsewhere, nothing inline, in no frame.
const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/// The headers of every answer.
const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];

/// The page, for the server.
pub(super) fn site(shared: Arc<Shared>) -> Site {
    Site {
        handler: Arc::new(move |request| {
            let shared = shared.clone();
            Box::pin(async move { Some(guarded(&shared, &request).await) })
        }),
        largest_body: |path| match path {
            "/api/upload" => LARGEST_UPLOAD,
            _ => LARGEST_ACT,
        },
    }
}

/// Lets in what this page asks, and nothing that another page makes the browser ask.
async fn guarded(shared: &Arc<Shared>, request: &Request) -> Answer {
    let answer = match stranger(shared, request) {
        Some(why) => Refusal::forbidden(why).answer(),
        None => route(shared, request).await,
    };
    HEADERS
        .iter()
        .fold(answer, |answer, (name, value)| answer.with(name, value))
}

/// Every address of the page.
async fn route(shared: &Arc<Shared>, request: &Request) -> Answer {
    let is_known = match request.method.as_str() {
        "GET" | "HEAD" => return got(shared, request),
        "POST" => {
            return match posted(shared, request).await {
                Ok(value) => Answer::json(200, &value),
                Err(refusal) => refusal.answer(),
            };
        }
        _ => is_looked_at(&request.path) || is_act(&request.path),
    };
    wrong(is_known).answer()
}

fn wrong(is_known: bool) -> Refusal {
    match is_known {
        true => Refusal::other_method(),
        false => Refusal::absent("There is nothing here."),
    }
}

/// Whether one acts at this address.
fn is_act(path: &str) -> bool {
    acts::PATHS.contains(&path) || contents::PATHS.contains(&path)
}

/// Whether one looks at this address, and posts nothing to it.
fn is_looked_at(path: &str) -> bool {
    let is_api = matches!(
        path,
        "/api/events"
            | "/api/state"
            | "/api/older"
            | "/api/members"
            | "/api/invite"
            | "/api/pickable"
            | "/api/calls"
    );
    is_api || path.starts_with("/file/") || assets::answer(path).is_some()
}

/// What one looks at.
fn got(shared: &Arc<Shared>, request: &Request) -> Answer {
    let path = request.path.as_str();
    if let Some(answer) = assets::answer(path) {
        return answer;
    }
    if path == "/api/events" {
        return events(shared);
    }
    if let Some(id) = path.strip_prefix("/file/") {
        return file(shared, id);
    }
    let asked = Asked::of_query(request);
    let look: fn(&Shared, &Asked) -> Reply = match path {
        "/api/state" => state::state,
        "/api/older" => state::older,
        "/api/members" => state::members,
        "/api/invite" => state::invite,
        "/api/pickable" => state::pickable,
        "/api/calls" => calls::since,
        _ => return wrong(is_act(path)).answer(),
    };
    match look(shared, &asked) {
        Ok(value) => Answer::json(200, &value),
        Err(refusal) => refusal.answer(),
    }
}

/// What one does.
async fn posted(shared: &Shared, request: &Request) -> Reply {
    let path = request.path.as_str();
    if path == "/api/upload" {
        return contents::upload(shared, request);
    }
    let act: fn(&Shared, &Asked) -> Reply = match path {
        "/api/say" => acts::say,
        "/api/start" => acts::start,
        "/api/pick" => acts::pick,
        "/api/join" => acts::join,
        "/api/leave" => acts::leave,
        "/api/decide" => acts::decide,
        "/api/react" => acts::react,
        "/api/post" => acts::post,
        "/api/send" => contents::send,
        "/api/edit" => contents::edit,
        "/api/delete" => contents::delete,
        "/api/forward" => contents::forward,
        "/api/pin" => contents::pin,
        "/api/vote" => contents::vote,
        "/api/read" => acts::read,
        "/api/block" => acts::block,
        "/api/speak" => acts::speak,
        "/api/people" => acts::add_person,
        "/api/clock" => acts::clock,
        "/api/press" => return acts::press(shared, &Asked::of_body(request)?).await,
        "/api/pay" => return acts::pay(shared, &Asked::of_body(request)?).await,
        _ => return Err(wrong(is_looked_at(path))),
    };
    act(shared, &Asked::of_body(request)?)
}

/// Why the request does not come from this page, if so. A name that resolves to 127.0.0.1 shows in `Host`,
/// another page in `Origin` or `Sec-Fetch-Site`; a link that opens the page is welcome from anywhere.
fn stranger(shared: &Shared, request: &Request) -> Option<&'static str> {
    let own = [
        format!("127.0.0.1:{}", shared.port),
        format!("localhost:{}", shared.port),
    ];
    let host = request.header("host");
    if !own.iter().any(|name| host == Some(name)) {
        return Some("This page answers only to 127.0.0.1 and localhost.");
    }
    let is_foreign = |origin: &str| !own.iter().any(|name| origin == format!("http://{name}"));
    if request.header("origin").is_some_and(is_foreign) {
        return Some("Another page may not ask this.");
    }
    let mode = request.header("sec-fetch-mode");
    let opens_the_page = request.method == "GET" && request.path == "/" && mode == Some("navigate");
    match request.header("sec-fetch-site") {
        None | Some("same-origin" | "none") => None,
        Some(_) if opens_the_page => None,
        Some(_) => Some("Another page may not ask this."),
    }
}

/// Server-sent events: the version of the world each time it moves, and which run of the demo this is.
fn events(shared: &Arc<Shared>) -> Answer {
    let (ours, theirs) = mpsc::channel(1);
    spawn(tell(shared.clone(), ours));
    Answer::new(200, "text/event-stream", Body::Stream(theirs))
}

async fn tell(shared: Arc<Shared>, stream: mpsc::Sender<Vec<u8>>) {
    let mut versions = shared.version.subscribe();
    let mut is_news = true;
    loop {
        let text = match is_news {
            true => {
                let version = *versions.borrow_and_update();
                let event = json!({"run": shared.run, "version": version});
                format!("data: {event}\n\n")
            }
            false => ":\n\n".to_owned(),
        };
        // An error means the browser went.
        if stream.send(text.into_bytes()).await.is_err() {
            return;
        }
        is_news = tokio::select! {
            () = shared.stop.cancelled() => return,
            () = stream.closed() => return,
            moved = versions.changed() => match moved {
                Ok(()) => true,
                Err(_) => return, // the page is gone
            },
            () = tokio::time::sleep(HEARTBEAT) => false,
        };
    }
}

/// A picture to show, or any other file to keep.
fn file(shared: &Shared, id: &str) -> Answer {
    let Some(file) = shared.emulator.file_view(&percent::decoded(id)) else {
        return Refusal::absent("There is no such file.").answer();
    };
    let (kind, disposition) = match picture_type(&file.bytes) {
        Some(kind) => (kind, "inline".to_owned()),
        None => (
            "application/octet-stream",
            format!(
                "attachment; filename*=UTF-8''{}",
                percent::encoded(&file.name)
            ),
        ),
    };
    Answer::new(200, kind, Body::Whole(file.bytes.into())).with("content-disposition", &disposition)
}

/// By content, not by name. SVG is none of them: it may carry scripts.
fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        _ => None,
    }
}
