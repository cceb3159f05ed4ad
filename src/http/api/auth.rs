//! Signing in: an API key for a session, a refresh token for the next pair.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::need;
use crate::models::Refusal;
use crate::models::SignedIn;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::models::api_resource::described;
use crate::services::api::sessions;
use crate::utils::dates::rfc3339;
use serde_json::json;

/// Where one signs in.
pub(super) const PATH: &str = "/auth/";

/// What signing in answers.
const SIGNED_IN: &[Field] = &[
    Field::new(
        "access_token",
        "",
        Kind::Text,
        "A JWT, for Authorization: Bearer.",
    ),
    Field::new("token_type", "", Kind::OneOf("Bearer"), "How it is sent."),
    Field::new("expires_in", "", Kind::Int, "Seconds for which it is good."),
    Field::new(
        "refresh_token",
        "",
        Kind::Text,
        "Good once, for the next pair.",
    ),
    Field::new("refresh_expires_at", "", Kind::Instant, "Until when."),
    Field::new("scopes", "", Kind::Texts, "What the key may do now."),
];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: Method::Post,
        path: "/auth/token",
        needs: None,
        summary: described(
            "Exchange an API key for an access token of 15 minutes and a refresh token.",
        ),
        inputs: &[need(
            "key",
            Takes::Text(200),
            "The API key, as the chat showed it once.",
        )],
        answers: Answers::Object(SIGNED_IN),
        run: Run::Open(|call| Box::pin(sign_in(call))),
    },
    Endpoint {
        method: Method::Post,
        path: "/auth/refresh",
        needs: None,
        summary: described(
            "Exchange a refresh token for the next pair. One that comes twice ends the session, unless the same \
             Idempotency-Key says within a minute that the answer was lost.",
        ),
        inputs: &[need(
            "refresh_token",
            Takes::Text(200),
            "The last one of the session.",
        )],
        answers: Answers::Object(SIGNED_IN),
        run: Run::Open(|call| Box::pin(refresh(call))),
    },
    Endpoint {
        method: Method::Delete,
        path: "/auth/session",
        needs: None,
        summary: described("End the session: its tokens are worth nothing from now on."),
        inputs: &[],
        answers: Answers::Nothing,
        run: Run::Act(|call| Box::pin(sign_out(call))),
    },
];

async fn sign_in(call: &Call) -> Result<Answer, Problem> {
    let signed_in = sessions::open(&call.ctx, &call.needed("key"), call.now).await?;
    Ok(told(&signed_in))
}

async fn refresh(call: &Call) -> Result<Answer, Problem> {
    let token = call.needed("refresh_token");
    let name = call.name.as_deref();
    let signed_in = sessions::refresh(&call.ctx, &token, name, call.now).await?;
    Ok(told(&signed_in))
}

fn told(signed_in: &SignedIn) -> Answer {
    let scopes: Vec<&str> = signed_in.scopes.iter().map(|scope| scope.name()).collect();
    Answer::value(&json!({
        "access_token": signed_in.access_token,
        "token_type": "Bearer",
        "expires_in": signed_in.expires_in,
        "refresh_token": signed_in.refresh_token,
        "refresh_expires_at": rfc3339(signed_in.refresh_expires_at),
        "scopes": scopes,
    }))
}

async fn sign_out(call: &Call) -> Result<Answer, Problem> {
    let caller = call.caller.as_ref().ok_or(Refusal::NotAllowed)?;
    sessions::end(&call.ctx, caller, call.now).await?;
    Ok(Answer::nothing())
}
