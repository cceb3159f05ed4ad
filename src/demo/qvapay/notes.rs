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

#[cfg(test)]
mod tests {
    use super::super::PretendedQvaPay;
    use crate::models::Timestamp;
    use crate::utils::clock::Clock;
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::post;
    use std::sync::Arc;
    use std::sync::Mutex;
    use std::time::Duration;
    use tokio::net::TcpListener;

    /// A house that answers notes with these numbers, one after the other; its address.
    async fn house(answers: &[u16]) -> String {
        let left: Vec<u16> = answers.iter().rev().copied().collect();
        let left = Arc::new(Mutex::new(left));
        let answer = post(move || {
            let number = left.lock().expect("free").pop().unwrap_or(200);
            async move { StatusCode::from_u16(number).expect("a status") }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/x", listener.local_addr().expect("an address"));
        let router = Router::new().route("/x", answer);
        tokio::spawn(axum::serve(listener, router).into_future());
        url
    }

    #[tokio::test]
    async fn a_note_comes_three_times_at_most_and_no_more_after_a_yes_or_a_no() {
        for (answers, tries) in [
            (vec![200], 1),
            (vec![404], 1),
            (vec![503, 401], 2),
            (vec![429, 500, 200], 3),
            (vec![500, 500, 500, 500], 3),
        ] {
            let clock = Clock::standing(Timestamp(1_800_000_000));
            let qvapay = PretendedQvaPay::start(clock, "en").await;
            let qvapay = qvapay.expect("it starts");
            qvapay.set(|behaviour| {
                behaviour.note_pauses = [0, 10, 20].map(Duration::from_millis);
            });
            let id = qvapay.foreign("ord_1", 500, "pending").expect("made");
            let url = house(&answers).await;
            qvapay.alter(&id, |bill| bill.webhook = Some(url));
            assert!(qvapay.pay(&id));
            assert!(!qvapay.pay(&id), "it is paid once");
            // Longer than all pauses together: what is not sent by then never will be.
            tokio::time::sleep(Duration::from_millis(400)).await;
            let sent: Vec<u16> = (qvapay.sent().iter())
                .filter_map(|sent| sent.status)
                .collect();
            assert_eq!(sent, answers[..tries], "{answers:?}");
        }
    }
}
