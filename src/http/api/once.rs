//! POSTs that are carried out once: `Idempotency-Key`, as draft-ietf-httpapi-idempotency-key-header describes it.

use super::Asked;
use super::Shared;
use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Running;
use crate::context::Ctx;
use crate::models::ApiKeyId;
use crate::models::ApiRequestId;
use crate::models::Trigger;
use crate::screens::Reader;
use crate::services::ServiceError;
use crate::services::api::requests;
use crate::services::api::requests::Begun;
use ring::digest;
use std::sync::Arc;
use std::sync::PoisonError;
use tokio::task::JoinError;

/// Whose request it is, and the name they gave it.
pub type Name = (ApiKeyId, String);

/// In which header a request is named.
pub const HEADER: &str = "idempotency-key";
/// The longest name of a request.
const LONGEST_NAME: usize = 255;

/// A request that is being carried out; nobody else does it meanwhile.
struct Hold {
    shared: Arc<Shared>,
    name: Name,
}

impl Drop for Hold {
    fn drop(&mut self) {
        let under_way = self.shared.under_way.lock();
        under_way
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.name);
    }
}

/// A request with the name its sender gave it.
pub struct Named {
    name: Name,
    /// Tells it from others that bear the same name.
    fingerprint: [u8; 32],
    /// For whom a no is worded, and under which id of the request.
    reader: Reader,
    request: String,
}

impl Named {
    /// Reads the name of a key's request.
    ///
    /// # Errors
    /// When it has none, or one that cannot be kept.
    pub fn of(key: ApiKeyId, asked: &Asked, body: &[u8], reader: Reader) -> Result<Self, Problem> {
        Ok(Self {
            name: (key, name(asked)?),
            fingerprint: fingerprint(asked, body),
            reader,
            request: asked.id.clone(),
        })
    }
}

/// How it ended: status and answer, and whether that is the one it got before.
pub type Done = Result<(u16, Answer, bool), Problem>;

/// Does it, unless it was done before under that name: then the same answer again. It goes on to its end even if whoever
/// asked goes away in the middle, so that its answer is there when they ask again.
pub async fn carry_out(
    call: Call,
    shared: Arc<Shared>,
    named: Named,
    status: u16,
    act: for<'a> fn(&'a Call) -> Running<'a>,
) -> Done {
    let work = shared.work.clone();
    let work = work.spawn(held(call, shared, named, status, act));
    work.await.unwrap_or_else(|error| Err(broken(&error)))
}

/// Does it to its end, even if whoever asked goes away in the middle: what follows a commit is done as well.
pub async fn to_its_end(
    call: Call,
    shared: &Shared,
    act: for<'a> fn(&'a Call) -> Running<'a>,
) -> Result<Answer, Problem> {
    let work = shared.work.spawn(async move { act(&call).await });
    work.await.unwrap_or_else(|error| Err(broken(&error)))
}

fn broken(error: &JoinError) -> Problem {
    Problem::Service(ServiceError::Fault(format!(
        "a request ended badly: {error}"
    )))
}

async fn held(
    mut call: Call,
    shared: Arc<Shared>,
    named: Named,
    status: u16,
    act: for<'a> fn(&'a Call) -> Running<'a>,
) -> Done {
    let name = named.name;
    let is_first = {
        let under_way = shared.under_way.lock();
        under_way
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.clone())
    };
    if !is_first {
        let detail = "A request of this Idempotency-Key is being carried out.".to_owned();
        return Err(Problem::Own(409, "request-under-way", detail));
    }
    let hold = Hold { shared, name };
    let (key, name) = hold.name.clone();
    let begun = requests::begin(&call.ctx, key, name, named.fingerprint, call.now).await?;
    let id = match begun {
        Begun::Go(id) => id,
        Begun::Answered(status, body) => return Ok((status, Answer::json(body), true)),
        Begun::Applied => {
            let detail = "It was carried out, and its answer was lost: look at how things are.";
            return Err(Problem::Own(409, "already-applied", detail.into()));
        }
        Begun::Another => {
            let detail = "This Idempotency-Key was used for another request.";
            return Err(Problem::invalid("Idempotency-Key", detail));
        }
    };
    call.actor.cause = Some(Trigger::Request(id));
    let problem = match act(&call).await {
        Ok(answer) => {
            keep(&call.ctx, id, status, &answer.body).await;
            return Ok((status, answer, false));
        }
        Err(problem) => problem,
    };
    // Nobody knows how far a fault came: asked again, it goes on from there.
    if !problem.is_refusal() || requests::refused(&call.ctx, id).await? {
        return Err(problem);
    }
    // What was done before the no stays done, so the no is the answer whenever it is asked again.
    let who = call.actor.identity;
    let told = problem.tell(&call.ctx, named.reader, who, &named.request);
    // What passes by itself is no answer for good.
    if told.status < 500 && told.status != 429 {
        keep(&call.ctx, id, told.status, &told.body).await;
    }
    Ok((told.status, Answer::json(told.body), false))
}

/// Keeps an answer for whoever asks the same again.
async fn keep(ctx: &Ctx, id: ApiRequestId, status: u16, body: &str) {
    if let Err(error) = requests::answered(ctx, id, status, body).await {
        // It is done all the same, and its sender is told so now.
        log::error!("the answer of an API request could not be kept: {error}");
    }
}

/// The name that its sender gave a request.
///
/// # Errors
/// When it has none, or one that cannot be kept.
pub fn name(asked: &Asked) -> Result<String, Problem> {
    let Some(name) = asked.header(HEADER) else {
        let detail = "Each POST needs a name of its own, so that it is never done twice: \
                      Idempotency-Key: a random text such as a UUID.";
        return Err(Problem::Own(400, "no-idempotency-key", detail.to_owned()));
    };
    let name = name.trim().trim_matches('"');
    let is_word = name.bytes().all(|byte| byte.is_ascii_graphic());
    if is_word && (1..=LONGEST_NAME).contains(&name.len()) {
        Ok(name.to_owned())
    } else {
        let detail =
            format!("Idempotency-Key must have 1 to {LONGEST_NAME} visible characters of ASCII.");
        Err(Problem::Own(400, "no-idempotency-key", detail))
    }
}

/// Tells requests apart that bear the same name.
fn fingerprint(asked: &Asked, body: &[u8]) -> [u8; 32] {
    let mut hash = digest::Context::new(&digest::SHA256);
    for part in [asked.path.as_bytes(), asked.query.as_bytes(), body] {
        hash.update(&(part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut print = [0; 32];
    print.copy_from_slice(hash.finish().as_ref());
    print
}
