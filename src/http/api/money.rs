//! What is decided about money: payments that are held or go back, receipts, and the books.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::may;
use crate::models::BooksCheck;
use crate::models::MOST_RECEIPT_REASON;
use crate::models::OrderId;
use crate::models::PaymentId;
use crate::models::Permission;
use crate::models::ReceiptId;
use crate::models::RejectReason;
use crate::models::Release;
use crate::models::UserId;
use crate::models::UsualReason;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::services::api::reading::PAYMENTS;
use crate::services::api::reading::RECEIPTS;
use crate::services::money::checks;
use crate::services::money::held;
use crate::services::money::receipts::decide;
use crate::services::money::refunds;
use crate::utils::money::MOST_MINOR;
use serde_json::Value;
use serde_json::json;

const ID: Takes = Takes::Int(1, i64::MAX);
/// What a look through the books found.
const BOOKS: &[Field] = &[
    Field::new("postings", "", Kind::Int, "Postings that were added up."),
    Field::new("faults", "", Kind::Int, "Things that are wrong."),
    Field::new(
        "unbalanced",
        "",
        Kind::Json,
        "Postings whose entries do not sum to zero.",
    ),
    Field::new(
        "negative",
        "",
        Kind::Json,
        "Balances below zero: user_id, minor, currency.",
    ),
    Field::new(
        "off_accounts",
        "",
        Kind::Json,
        "Accounts that say something else than the payments.",
    ),
    Field::new(
        "waiting",
        "",
        Kind::Json,
        "Payments whose goods were not given yet; that was woken.",
    ),
    Field::new(
        "unbooked",
        "",
        Kind::Json,
        "Payments whose goods were given, and that are not booked.",
    ),
    Field::new(
        "unpaid",
        "",
        Kind::Json,
        "Orders that pass for paid and have no payment that counts.",
    ),
    Field::new(
        "kept",
        "",
        Kind::Json,
        "Payments that do not count, and of which somebody still has something.",
    ),
    Field::new(
        "missing",
        "",
        Kind::Json,
        "Payments that pass for delivered, and of which nothing is there.",
    ),
];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    // What is on its way back already needs `payments.refund` too.
    Endpoint::of(
        Method::Post,
        "/payments/{id}/release",
        Permission::ManagePayments,
        Answers::Row(&PAYMENTS),
        "Let money count that is held: for what was ordered, for another order, or for a balance.",
        Run::Act(|call| Box::pin(release(call))),
    )
    .takes(&[
        may("order_id", ID, "It pays that order."),
        may(
            "to_balance",
            Takes::Bool,
            "It goes on the balance of whoever paid, or of that person.",
        ),
        may("user_id", ID, "Whose balance."),
    ]),
    Endpoint::of(
        Method::Post,
        "/payments/{id}/refund",
        Permission::Refund,
        Answers::Row(&PAYMENTS),
        "Pay back: what it brought is taken back, and the money goes the way it came, or waits to be sent by hand.",
        Run::Act(|call| Box::pin(refund(call))),
    )
    .takes(&[may("reason", Takes::Text(200), "Kept with the payment.")]),
    Endpoint::of(
        Method::Post,
        "/payments/{id}/refund-again",
        Permission::Refund,
        Answers::Row(&PAYMENTS),
        "Ask Telegram once more to pay back, after a no.",
        Run::Act(|call| Box::pin(refund_again(call))),
    ),
    // What is on its way back already needs `payments.refund` too.
    Endpoint::of(
        Method::Post,
        "/payments/{id}/returned",
        Permission::ManagePayments,
        Answers::Row(&PAYMENTS),
        "Say that money was given back by hand.",
        Run::Act(|call| Box::pin(returned(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/receipts/{id}/approve",
        Permission::ManagePayments,
        Answers::Row(&RECEIPTS),
        "Approve a receipt: the money counts. Another amount than agreed is held for a decision.",
        Run::Act(|call| Box::pin(approve(call))),
    )
    .takes(&[may(
        "minor",
        Takes::Int(1, MOST_MINOR),
        "What really came, in minor units; left out, what was agreed.",
    )]),
    Endpoint::of(
        Method::Post,
        "/receipts/{id}/reject",
        Permission::ManagePayments,
        Answers::Row(&RECEIPTS),
        "Refuse a receipt: its order waits for another, and the buyer hears why.",
        Run::Act(|call| Box::pin(reject(call))),
    )
    .takes(&[
        may(
            "usual",
            Takes::OneOf("missing|unreadable|reused|wrong"),
            "A reason in the buyer's language.",
        ),
        may(
            "reason",
            Takes::Text(MOST_RECEIPT_REASON),
            "Or one in own words.",
        ),
    ]),
    Endpoint::of(
        Method::Post,
        "/ledger/check",
        Permission::SeePayments,
        Answers::Object(BOOKS),
        "Look through the books, and wake what was paid and not given yet.",
        Run::Act(|call| Box::pin(check(call))),
    ),
];

/// The payment whose number begins the path.
fn payment(call: &Call) -> PaymentId {
    PaymentId(call.id(0))
}

async fn release(call: &Call) -> Result<Answer, Problem> {
    let user = call.int("user_id").map(UserId);
    let to_balance = call.flag("to_balance").unwrap_or_default();
    let how = match (call.int("order_id"), to_balance, user) {
        (Some(order), false, None) => Release::ToOrder(OrderId(order)),
        (None, true, user) => Release::ToBalance(user),
        (None, false, None) => Release::AsItIs,
        (Some(_), _, _) => {
            return Err(Problem::invalid(
                "order_id",
                "goes with neither to_balance nor user_id",
            ));
        }
        (None, false, Some(_)) => return Err(Problem::invalid("user_id", "goes with to_balance")),
    };
    held::release(&call.ctx, &call.actor, payment(call), how, call.now).await?;
    call.row(&PAYMENTS, call.id(0)).await
}

async fn refund(call: &Call) -> Result<Answer, Problem> {
    let reason = call.text("reason");
    refunds::refund(&call.ctx, &call.actor, payment(call), reason, call.now).await?;
    call.row(&PAYMENTS, call.id(0)).await
}

async fn refund_again(call: &Call) -> Result<Answer, Problem> {
    refunds::again(&call.ctx, &call.actor, payment(call), call.now).await?;
    call.row(&PAYMENTS, call.id(0)).await
}

async fn returned(call: &Call) -> Result<Answer, Problem> {
    refunds::returned(&call.ctx, &call.actor, payment(call), call.now).await?;
    call.row(&PAYMENTS, call.id(0)).await
}

async fn approve(call: &Call) -> Result<Answer, Problem> {
    let (id, minor) = (ReceiptId(call.id(0)), call.int("minor"));
    decide::approve(&call.ctx, &call.actor, id, minor, call.now).await?;
    call.row(&RECEIPTS, id.0).await
}

async fn reject(call: &Call) -> Result<Answer, Problem> {
    let usual = call
        .text("usual")
        .and_then(|name| UsualReason::parse(&name));
    let reason = match (usual, call.text("reason")) {
        (Some(usual), None) => RejectReason::Usual(usual),
        (None, Some(words)) => decide::read_reason(&words)?,
        (Some(_), Some(_)) | (None, None) => {
            return Err(Problem::invalid(
                "reason",
                "either usual or reason has to be there",
            ));
        }
    };
    let id = ReceiptId(call.id(0));
    decide::reject(&call.ctx, &call.actor, id, reason, call.now).await?;
    call.row(&RECEIPTS, id.0).await
}

async fn check(call: &Call) -> Result<Answer, Problem> {
    let found = checks::check(&call.ctx, &call.actor, call.now).await?;
    Ok(Answer::value(&said(&found)))
}

fn said(found: &BooksCheck) -> Value {
    let payments = |ids: &[PaymentId]| ids.iter().map(|id| id.0).collect::<Value>();
    let negative = found.negative.iter().map(|(user, money)| {
        json!({ "user_id": user.0, "minor": money.minor, "currency": money.currency })
    });
    let off = found.off.iter().map(|off| {
        json!({
            "account": off.account.to_string(),
            "currency": off.books.currency,
            "books_minor": off.books.minor,
            "payments_minor": off.payments.minor,
        })
    });
    json!({
        "postings": found.postings,
        "faults": found.faults(),
        "unbalanced": found.unbalanced.iter().map(|id| id.0).collect::<Value>(),
        "negative": negative.collect::<Value>(),
        "off_accounts": off.collect::<Value>(),
        "waiting": payments(&found.waiting),
        "unbooked": payments(&found.unbooked),
        "unpaid": found.unpaid.iter().map(|id| id.0).collect::<Value>(),
        "kept": payments(&found.kept),
        "missing": payments(&found.missing),
    })
}
