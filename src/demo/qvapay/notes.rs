//! Notes about what was paid, as the real QvaPay sends them: thrice at most, signed or not, early, late, or wrong.

use super::Inner;
use super::Sent;
use super::answers;
use axum::http::Uri;
use ring::hmac;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// The form of a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoteForm {
    pub signing: Signing,
    /// The names under which the transaction's id stands.
    pub id_keys: Vec<&'static str>,
    /// So many are sent at the same time.
    pub copies: usize,
    /// What it says of the state, whatever is true.
    pub status: &'static str,
}

impl Default for NoteForm {
    fn default() -> Self {
        Self {
            signing: Signing::Right,
            id_keys: vec!["uuid", "transaction_uuid"],
            copies: 1,
            status: "paid",
        }
    }
}

/// How a note is signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signing {
    Right,
    /// Right, without `sha256=` before it.
    Bare,
    /// Not at all.
    None,
    /// By somebody who does not know the secret.
    Wrong,
    /// Right, with a time ten minutes ago.
    Stale,
}

/// Sends a note about an invoice; each copy again after the pauses, until it is taken or refused for good.
pub(super) async fn send(
    inner: &Arc<Inner>,
    uuid: &str,
    form: &NoteForm,
    pauses: &[Duration],
) -> Vec<Sent> {
    let Some((target, body)) = written(inner, uuid, form) else {
        return Vec::new();
    };
    let copies = (0..form.copies).map(|_| {
        let (inner, target, body) = (inner.clone(), target.clone(), body.clone());
        let (pauses, signing, uuid) = (pauses.to_vec(), form.signing, uuid.to_owned());
        tokio::spawn(async move {
            let mut status = None;
            for pause in pauses {
                tokio::time::sleep(pause).await;
                status = post(&inner, &target, &body, signing).await;
                let sent = Sent {
                    uuid: uuid.clone(),
                    status,
                };
                inner.lock().sent.push(sent);
                if status.is_some_and(|status| status != 429 && status < 500) {
                    break;
                }
            }
            Sent { uuid, status }
        })
    });
    let mut all = Vec::new();
    for copy in copies.collect::<Vec<_>>() {
        all.extend(copy.await);
    }
    all
}

/// Where a note goes, and what it says.
fn written(inner: &Inner, uuid: &str, form: &NoteForm) -> Option<(String, String)> {
    let state = inner.lock();
    let bill = state.bills.iter().find(|bill| bill.uuid == uuid)?;
    let target = bill.webhook.clone()?;
    let target = match &state.behaviour.front {
        Some(front) => {
            let uri: Uri = target.parse().ok()?;
            format!("{front}{}", uri.path())
        }
        None => target,
    };
    let mut body = json!({
        "remote_id": bill.remote_id, "amount": answers::words(bill.minor), "status": form.status,
    });
    for key in &form.id_keys {
        body[*key] = json!(uuid);
    }
    Some((target, body.to_string()))
}

async fn post(inner: &Inner, target: &str, body: &str, signing: Signing) -> Option<u16> {
    let now = inner.clock.now();
    let request = inner
        .client
        .post(target)
        .header("content-type", "application/json")
        .body(body.to_owned());
    let signed = |secret: &str| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag = hmac::sign(&key, body.as_bytes());
        let digits = tag.as_ref().iter().map(|byte| format!("{byte:02x}"));
        digits.collect::<String>()
    };
    let (signature, at) = match signing {
        Signing::None => (None, now),
        Signing::Right => (Some(format!("sha256={}", signed(&inner.app_secret))), now),
        Signing::Bare => (Some(signed(&inner.app_secret)), now),
        Signing::Wrong => (Some(format!("sha256={}", signed("another secret"))), now),
        Signing::Stale => (
            Some(format!("sha256={}", signed(&inner.app_secret))),
            now.plus_minutes(-10),
        ),
    };
    let request = match signature {
        Some(signature) => request
            .header("x-qvapay-signature", signature)
            .header("x-qvapay-timestamp", at.0),
        None => request,
    };
    let answer = request.send().await.ok()?;
    Some(answer.status().as_u16())
}
