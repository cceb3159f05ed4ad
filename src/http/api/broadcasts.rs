//! What is written to channels and people. Content that is no text lies in a chat, and is sent from there.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Input;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::may;
use super::endpoint::need;
use crate::models::BroadcastId;
use crate::models::BroadcastOptions;
use crate::models::BroadcastTarget;
use crate::models::ChatId;
use crate::models::Permission;
use crate::models::Written;
use crate::services::api::reading::BROADCASTS;
use crate::services::broadcasts;
use crate::services::broadcasts::Verdict;
use crate::services::mailings;
use crate::services::mailings::Decision;
use crate::services::members::acts;
use crate::utils::html;
use serde_json::json;

/// The longest text of a message, in UTF-16 units without its tags (Bot API, sendMessage).
const MOST_UNITS: usize = 4_096;
const TARGETS: Takes = Takes::OneOf(
    "vip|free|both|everybody|active_vip|ending_vip|expired_vip|waiting_free|never_bought|spanish|english",
);
const TEXT: Input = need(
    "text",
    Takes::Text(16_000),
    "At most 4096 UTF-16 units without its tags.",
);
const FORMAT: Input = may(
    "format",
    Takes::OneOf("plain|html"),
    "How the text is read: left out, as it stands; or as Telegram's HTML, of which nothing but the words is sent where it is broken.",
);
const REVISION: Input = need(
    "revision",
    Takes::Int(0, i64::MAX),
    "As the draft was when somebody looked at it.",
);
const CHAT: Input = need(
    "chat_id",
    Takes::Int(i64::MIN, -1),
    "The channel of the post.",
);

/// An endpoint that does something with one broadcast.
const fn broadcast(path: &'static str, summary: &'static str, run: Run) -> Endpoint {
    let answers = Answers::Row(&BROADCASTS);
    Endpoint::of(
        Method::Post,
        path,
        Permission::Broadcast,
        answers,
        summary,
        run,
    )
}

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        answers: Answers::New(&BROADCASTS),
        ..broadcast(
            "/broadcasts",
            "Write a broadcast. Its preview comes in the chat of the key's owner; nothing goes out before it is confirmed.",
            Run::Act(|call| Box::pin(write(call))),
        )
    }
    .takes(&[
        need(
            "target",
            TARGETS,
            "A channel, both, or the people that it goes to.",
        ),
        TEXT,
        FORMAT,
        may("is_silent", Takes::Bool, "Without a sound."),
        may(
            "is_protected",
            Takes::Bool,
            "It cannot be forwarded or saved.",
        ),
        may("is_pinned", Takes::Bool, "In channels: it is pinned."),
        may(
            "has_reactions",
            Takes::Bool,
            "In channels: with their reaction buttons; left out, if they have any.",
        ),
        may("hides_link_preview", Takes::Bool, "Links show no preview."),
    ]),
    broadcast(
        "/broadcasts/{id}/confirm",
        "Send a draft, once. One that Telegram refused meanwhile is shown anew instead: its state says so.",
        Run::Act(|call| Box::pin(confirm(call))),
    )
    .takes(&[REVISION]),
    broadcast(
        "/broadcasts/{id}/schedule",
        "Send a draft at its time, or move that time.",
        Run::Act(|call| Box::pin(schedule(call))),
    )
    .takes(&[REVISION, need("at", Takes::Instant, "When it goes out.")]),
    broadcast(
        "/broadcasts/{id}/cancel",
        "Cancel a broadcast that has not gone out.",
        Run::Act(|call| Box::pin(cancel(call))),
    ),
    broadcast(
        "/broadcasts/{id}/send-now",
        "Send a scheduled broadcast now.",
        Run::Act(|call| Box::pin(send_now(call))),
    ),
    broadcast(
        "/broadcasts/{id}/pause",
        "Halt a broadcast to people, to go on later.",
        Run::Act(|call| Box::pin(decide(call, Decision::Pause))),
    ),
    broadcast(
        "/broadcasts/{id}/resume",
        "Go on with a broadcast to people.",
        Run::Act(|call| Box::pin(decide(call, Decision::Resume))),
    ),
    broadcast(
        "/broadcasts/{id}/stop",
        "End a broadcast to people before its end.",
        Run::Act(|call| Box::pin(decide(call, Decision::Stop))),
    ),
    broadcast(
        "/broadcasts/{id}/undo",
        "Delete its post in a channel, within 48 hours.",
        Run::Act(|call| Box::pin(undo(call))),
    )
    .takes(&[CHAT]),
    broadcast(
        "/broadcasts/{id}/judge",
        "Say whether a post in doubt is in the channel. One that is not, or that failed, is sent again.",
        Run::Act(|call| Box::pin(judge(call))),
    )
    .takes(&[CHAT, need("is_there", Takes::Bool, "It is in the channel.")]),
    Endpoint::of(
        Method::Post,
        "/users/{id}/messages",
        Permission::ManagePeople,
        Answers::Accepted,
        "Write to a person; how it went is told in the chat of the key's owner.",
        Run::Act(|call| Box::pin(write_to(call))),
    )
    .takes(&[TEXT, FORMAT]),
];

fn broadcast_of(call: &Call) -> BroadcastId {
    BroadcastId(call.id(0))
}

async fn shown(call: &Call) -> Result<Answer, Problem> {
    call.row(&BROADCASTS, call.id(0)).await
}

/// The text of the body.
fn written(call: &Call) -> Result<Written, Problem> {
    let text = call.needed("text");
    let is_html = call.text("format").is_some_and(|name| name == "html");
    let units = match is_html {
        true => html::visible_units(&text),
        false => html::utf16_len(&text),
    };
    if text.trim().is_empty() || !(1..=MOST_UNITS).contains(&units) {
        let why = format!("must have 1 to {MOST_UNITS} UTF-16 units without its tags");
        return Err(Problem::invalid("text", why));
    }
    Ok(Written { text, is_html })
}

async fn write(call: &Call) -> Result<Answer, Problem> {
    let target = BroadcastTarget::of_code(&call.needed("target")).ok_or_else(Problem::not_found)?;
    let is_on = |name: &str| call.flag(name).unwrap_or_default();
    for name in ["is_pinned", "has_reactions"] {
        if is_on(name) && target.doors().is_empty() {
            return Err(Problem::invalid(name, "is for channels"));
        }
    }
    let options = BroadcastOptions {
        is_silent: is_on("is_silent"),
        is_protected: is_on("is_protected"),
        is_pinned: is_on("is_pinned"),
        hides_link_preview: is_on("hides_link_preview"),
        has_reactions: false,
    };
    let how = (options, call.flag("has_reactions"));
    let (ctx, actor) = (&call.ctx, &call.actor);
    let id = broadcasts::write(ctx, actor, target, written(call)?, how, call.now).await?;
    call.row(&BROADCASTS, id.0).await
}

fn revision(call: &Call) -> i64 {
    call.int("revision").unwrap_or_default()
}

async fn confirm(call: &Call) -> Result<Answer, Problem> {
    let (ctx, actor, id) = (&call.ctx, &call.actor, broadcast_of(call));
    broadcasts::confirm(ctx, actor, id, revision(call), None, call.now).await?;
    shown(call).await
}

async fn schedule(call: &Call) -> Result<Answer, Problem> {
    let (ctx, actor, id) = (&call.ctx, &call.actor, broadcast_of(call));
    let at = call.instant("at").unwrap_or(call.now);
    broadcasts::schedule(ctx, actor, id, revision(call), at, call.now).await?;
    shown(call).await
}

async fn cancel(call: &Call) -> Result<Answer, Problem> {
    broadcasts::cancel(&call.ctx, &call.actor, broadcast_of(call), call.now).await?;
    shown(call).await
}

async fn send_now(call: &Call) -> Result<Answer, Problem> {
    broadcasts::send_now(&call.ctx, &call.actor, broadcast_of(call), call.now).await?;
    shown(call).await
}

async fn decide(call: &Call, decision: Decision) -> Result<Answer, Problem> {
    let (ctx, actor, id) = (&call.ctx, &call.actor, broadcast_of(call));
    mailings::decide(ctx, actor, id, decision, call.now).await?;
    shown(call).await
}

async fn undo(call: &Call) -> Result<Answer, Problem> {
    let (ctx, actor, id) = (&call.ctx, &call.actor, broadcast_of(call));
    let chat = ChatId(call.int("chat_id").unwrap_or_default());
    let post = broadcasts::post_in(ctx, actor, id, chat).await?;
    broadcasts::undo(ctx, actor, post, None, call.now).await?;
    shown(call).await
}

async fn judge(call: &Call) -> Result<Answer, Problem> {
    let (ctx, actor, id) = (&call.ctx, &call.actor, broadcast_of(call));
    let chat = ChatId(call.int("chat_id").unwrap_or_default());
    let verdict = match call.flag("is_there") {
        Some(true) => Verdict::There,
        Some(false) | None => Verdict::Missing,
    };
    let post = broadcasts::post_in(ctx, actor, id, chat).await?;
    broadcasts::judge(ctx, actor, post, verdict, None, call.now).await?;
    shown(call).await
}

async fn write_to(call: &Call) -> Result<Answer, Problem> {
    acts::write_text(
        &call.ctx,
        &call.actor,
        call.user(),
        &written(call)?,
        call.now,
    )
    .await?;
    Ok(Answer::value(&json!({ "is_under_way": true })))
}
