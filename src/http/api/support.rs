//! What is done about tickets, and the canned answers to them.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Input;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::need;
use crate::models::CannedId;
use crate::models::ContentKind;
use crate::models::MOST_CANNED_BODY;
use crate::models::MOST_CANNED_TITLE;
use crate::models::Permission;
use crate::models::TicketId;
use crate::models::TicketWords;
use crate::models::UserId;
use crate::services::api::reading::CANNED_ANSWERS;
use crate::services::api::reading::TICKETS;
use crate::services::support::answering;
use crate::services::support::canned;

const TITLE: Input = need("title", Takes::Text(MOST_CANNED_TITLE), "One line.");
const BODY: Input = need("body", Takes::Text(MOST_CANNED_BODY), "What it says.");

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of(
        Method::Post,
        "/tickets/{id}/canned",
        Permission::AnswerTickets,
        Answers::Row(&TICKETS),
        "Answer a ticket with a canned answer.",
        Run::Act(|call| Box::pin(send_canned(call))),
    )
    .takes(&[need(
        "canned_answer_id",
        Takes::Int(1, i64::MAX),
        "Number of the canned answer.",
    )]),
    Endpoint::of(
        Method::Post,
        "/canned-answers",
        Permission::ManageSupport,
        Answers::New(&CANNED_ANSWERS),
        "Keep an answer for another time.",
        Run::Act(|call| Box::pin(make_canned(call))),
    )
    .takes(&[TITLE, BODY]),
    Endpoint::of(
        Method::Put,
        "/canned-answers/{id}",
        Permission::ManageSupport,
        Answers::Row(&CANNED_ANSWERS),
        "Put other words in place of a canned answer.",
        Run::Act(|call| Box::pin(change_canned(call))),
    )
    .takes(&[TITLE, BODY]),
    Endpoint::of(
        Method::Delete,
        "/canned-answers/{id}",
        Permission::ManageSupport,
        Answers::Nothing,
        "Delete a canned answer.",
        Run::Act(|call| Box::pin(delete_canned(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/tickets/{id}/messages",
        Permission::AnswerTickets,
        Answers::Row(&TICKETS),
        "Answer a ticket: its person gets it in the chat.",
        Run::Act(|call| Box::pin(answer(call))),
    )
    .takes(&[need(
        "body",
        Takes::Text(4_000),
        "What is answered, as plain text.",
    )]),
    Endpoint::of(
        Method::Post,
        "/tickets/{id}/close",
        Permission::AnswerTickets,
        Answers::Row(&TICKETS),
        "Close a ticket.",
        Run::Act(|call| Box::pin(close(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/tickets/{id}/reopen",
        Permission::AnswerTickets,
        Answers::Row(&TICKETS),
        "Open a closed ticket again.",
        Run::Act(|call| Box::pin(reopen(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/tickets/{id}/take",
        Permission::AnswerTickets,
        Answers::Row(&TICKETS),
        "Look after a ticket oneself.",
        Run::Act(|call| Box::pin(take(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/tickets/{id}/release",
        Permission::AnswerTickets,
        Answers::Row(&TICKETS),
        "Look after it no longer.",
        Run::Act(|call| Box::pin(release(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/tickets/{id}/assign",
        Permission::AnswerTickets,
        Answers::Row(&TICKETS),
        "Have somebody else look after it.",
        Run::Act(|call| Box::pin(assign(call))),
    )
    .takes(&[need(
        "user_id",
        Takes::Int(1, i64::MAX),
        "Telegram id of one of the staff.",
    )]),
];

async fn answer(call: &Call) -> Result<Answer, Problem> {
    let words = TicketWords {
        content: ContentKind::Text,
        body: call.text("body"),
        is_formatted: false,
        source: None,
        album: None,
    };
    answering::answer(
        &call.ctx,
        &call.actor,
        TicketId(call.id(0)),
        words,
        call.now,
    )
    .await?;
    call.row(&TICKETS, call.id(0)).await
}

async fn send_canned(call: &Call) -> Result<Answer, Problem> {
    let (id, canned) = (
        TicketId(call.id(0)),
        CannedId(call.int("canned_answer_id").unwrap_or_default()),
    );
    answering::send_canned(&call.ctx, &call.actor, id, canned, call.now).await?;
    call.row(&TICKETS, call.id(0)).await
}

/// Keeps what the body says; the service takes the title as the first line.
async fn keep_canned(call: &Call, instead: Option<CannedId>) -> Result<Answer, Problem> {
    let (title, body) = (call.needed("title"), call.needed("body"));
    if title.trim().contains('\n') {
        return Err(Problem::invalid("title", "must be one line"));
    }
    let text = format!("{}\n{body}", title.trim());
    let id = canned::keep(&call.ctx, &call.actor, instead, &text, call.now).await?;
    call.row(&CANNED_ANSWERS, id.0).await
}

async fn make_canned(call: &Call) -> Result<Answer, Problem> {
    keep_canned(call, None).await
}

async fn change_canned(call: &Call) -> Result<Answer, Problem> {
    keep_canned(call, Some(CannedId(call.id(0)))).await
}

async fn delete_canned(call: &Call) -> Result<Answer, Problem> {
    canned::delete(&call.ctx, &call.actor, CannedId(call.id(0)), call.now).await?;
    Ok(Answer::nothing())
}

async fn close(call: &Call) -> Result<Answer, Problem> {
    answering::close(&call.ctx, &call.actor, TicketId(call.id(0)), call.now).await?;
    call.row(&TICKETS, call.id(0)).await
}

async fn reopen(call: &Call) -> Result<Answer, Problem> {
    answering::reopen(&call.ctx, &call.actor, TicketId(call.id(0)), call.now).await?;
    call.row(&TICKETS, call.id(0)).await
}

async fn take(call: &Call) -> Result<Answer, Problem> {
    answering::take(&call.ctx, &call.actor, TicketId(call.id(0)), call.now).await?;
    call.row(&TICKETS, call.id(0)).await
}

async fn release(call: &Call) -> Result<Answer, Problem> {
    answering::release(&call.ctx, &call.actor, TicketId(call.id(0)), call.now).await?;
    call.row(&TICKETS, call.id(0)).await
}

async fn assign(call: &Call) -> Result<Answer, Problem> {
    let to = UserId(call.int("user_id").unwrap_or_default());
    answering::give(&call.ctx, &call.actor, TicketId(call.id(0)), to, call.now).await?;
    call.row(&TICKETS, call.id(0)).await
}
