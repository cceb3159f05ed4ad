//! What is done about people.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::may;
use super::endpoint::may_null;
use super::endpoint::need;
use super::shop;
use crate::models::BanTerm;
use crate::models::Money;
use crate::models::Permission;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::services::api::reading;
use crate::services::api::reading::USERS;
use crate::services::members::acts;
use crate::services::money::by_hand;
use crate::services::persons::bans;
use crate::services::persons::data;
use crate::utils::order::gathered;
use serde_json::json;

/// What is kept of a person.
const DATA: &[Field] = &[
    Field::new("user_id", "", Kind::Int, "Telegram id."),
    Field::new("made_at", "", Kind::Int, "Unix seconds."),
    Field::new("times", "", Kind::Text, "How instants are written in it."),
    Field::new(
        "most_rows_of_a_sort",
        "",
        Kind::Int,
        "The newest rows of each sort are in it, up to so many.",
    ),
    Field::new("cut", "", Kind::Json, "Sorts of which there are more."),
    Field::new("data", "", Kind::Json, "Rows by sort."),
];
/// What a changed balance answers.
const BALANCES: &[Field] = &[Field::new(
    "balances",
    "",
    Kind::Json,
    "What the person has now: minor units by currency.",
)];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of(
        Method::Post,
        "/users/{id}/ban",
        Permission::ManagePeople,
        Answers::Row(&USERS),
        "Shut the house, both channels and their keys to a person.",
        Run::Act(|call| Box::pin(ban(call))),
    )
    .takes(&[
        need("reason", Takes::Text(200), "Kept for the staff."),
        may(
            "until",
            Takes::Instant,
            "End of the ban; left out, it has none.",
        ),
    ]),
    Endpoint::of(
        Method::Post,
        "/users/{id}/unban",
        Permission::ManagePeople,
        Answers::Row(&USERS),
        "Lift a ban.",
        Run::Act(|call| Box::pin(unban(call))),
    ),
    Endpoint::of(
        Method::Patch,
        "/users/{id}",
        Permission::ManagePeople,
        Answers::Row(&USERS),
        "Change the staff's note on a person.",
        Run::Act(|call| Box::pin(note(call))),
    )
    .takes(&[may_null("note", Takes::Text(500), "The staff's own words.")]),
    Endpoint::of(
        Method::Post,
        "/users/{id}/balance",
        Permission::Refund,
        Answers::Object(BALANCES),
        "Put something on a person's balance, or take it off.",
        Run::Act(|call| Box::pin(balance(call))),
    )
    .takes(&[
        need(
            "minor",
            Takes::Int(-1_000_000_000, 1_000_000_000),
            "Minor units; below zero takes off.",
        ),
        need("currency", Takes::Text(3), "ISO 4217, or XTR."),
        need("reason", Takes::Text(200), "Stands in the books."),
    ]),
    Endpoint::of(
        Method::Get,
        "/users/{id}/data",
        Permission::ManageData,
        Answers::Object(DATA),
        "All that is kept of a person, without secrets. The log tells who took it.",
        Run::Act(|call| Box::pin(data(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/users/{id}/erase",
        Permission::ManageData,
        Answers::Row(&USERS),
        "Erase a person's data and end what they have. It cannot be undone.",
        Run::Act(|call| Box::pin(erase(call))),
    )
    .takes(&[need(
        "confirm",
        Takes::OneOf("erase"),
        "So that it is no slip.",
    )]),
];

async fn ban(call: &Call) -> Result<Answer, Problem> {
    let reason = bans::reason(&call.needed("reason"))?;
    let term = call.instant("until").map_or(BanTerm::Ever, BanTerm::Until);
    bans::ban(&call.ctx, &call.actor, call.user(), reason, term, call.now).await?;
    call.row(&USERS, call.id(0)).await
}

async fn unban(call: &Call) -> Result<Answer, Problem> {
    bans::unban(&call.ctx, &call.actor, call.user(), call.now).await?;
    call.row(&USERS, call.id(0)).await
}

async fn note(call: &Call) -> Result<Answer, Problem> {
    if call.names("note") {
        let note = call.needed("note");
        acts::set_note(&call.ctx, &call.actor, call.user(), &note, call.now).await?;
    }
    call.row(&USERS, call.id(0)).await
}

async fn balance(call: &Call) -> Result<Answer, Problem> {
    let amount = Money {
        minor: call.int("minor").unwrap_or_default(),
        currency: shop::currency("currency", &call.needed("currency"))?,
    };
    if amount.minor == 0 {
        return Err(Problem::invalid("minor", "must not be 0"));
    }
    let reason = call.needed("reason");
    let (ctx, actor) = (&call.ctx, &call.actor);
    let balances = by_hand::adjust(ctx, actor, call.user(), amount, reason, call.now).await?;
    let balances = balances
        .into_iter()
        .map(|money| (money.currency, money.minor.into()));
    let balances: serde_json::Map<_, _> = gathered(balances);
    Ok(Answer::value(&json!({ "balances": balances })))
}

async fn data(call: &Call) -> Result<Answer, Problem> {
    let _turn = reading::turn().await?;
    let document = data::export(&call.ctx, &call.actor, call.user(), call.now).await?;
    Ok(Answer::json(
        String::from_utf8_lossy(&document).into_owned(),
    ))
}

async fn erase(call: &Call) -> Result<Answer, Problem> {
    data::erase(&call.ctx, &call.actor, call.user(), call.now).await?;
    call.row(&USERS, call.id(0)).await
}
