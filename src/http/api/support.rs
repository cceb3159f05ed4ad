//! What is done about tickets.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::need;
use crate::models::ContentKind;
use crate::models::Permission;
use crate::models::TicketId;
use crate::models::TicketWords;
use crate::models::UserId;
use crate::services::api::reading::TICKETS;
use crate::services::support::answering;

pub(super) const ENDPOINTS: &[Endpoint] = &[
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
