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
use crate::models::api_resource::described;
use crate::services::api::reading::TICKETS;
use crate::services::support::answering;

/// An endpoint about one ticket.
const fn about(path: &'static str, summary: &'static str, run: Run) -> Endpoint {
    Endpoint {
        method: Method::Post,
        path,
        needs: Some(Permission::AnswerTickets),
        summary: described(summary),
        inputs: &[],
        answers: Answers::Row(&TICKETS),
        run,
    }
}

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        inputs: &[need(
            "body",
            Takes::Text(4_000),
            "What is answered, as plain text.",
        )],
        ..about(
            "/tickets/{id}/messages",
            "Answer a ticket: its person gets it in the chat.",
            Run::Act(|call| Box::pin(answer(call))),
        )
    },
    about(
        "/tickets/{id}/close",
        "Close a ticket.",
        Run::Act(|call| Box::pin(close(call))),
    ),
    about(
        "/tickets/{id}/reopen",
        "Open a closed ticket again.",
        Run::Act(|call| Box::pin(reopen(call))),
    ),
    about(
        "/tickets/{id}/take",
        "Look after a ticket oneself.",
        Run::Act(|call| Box::pin(take(call))),
    ),
    about(
        "/tickets/{id}/release",
        "Look after it no longer.",
        Run::Act(|call| Box::pin(release(call))),
    ),
    Endpoint {
        inputs: &[need(
            "user_id",
            Takes::Int(1, i64::MAX),
            "Telegram id of one of the staff.",
        )],
        ..about(
            "/tickets/{id}/assign",
            "Have somebody else look after it.",
            Run::Act(|call| Box::pin(assign(call))),
        )
    },
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
