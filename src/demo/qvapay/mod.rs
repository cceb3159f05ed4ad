//! A QvaPay that is not real: invoices, a page to pay them at, notes about what was paid, and everything that can go
//! wrong on the way. The demo sells by it, and tests drive it.

mod answers;
mod notes;
mod page;
mod server;

use crate::utils::clock::Clock;
use crate::utils::spawn::spawn;
pub use notes::NoteForm;
pub use notes::Signing;
use serde_json::Value;
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How the server answers; it can be changed at any time.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// An invoice without products, or one that is over already, is refused.
    pub is_strict: bool,
    /// The second invoice of one `remote_id` is refused, as the documentation says.
    pub knows_duplicates: bool,
    pub auth: AuthPlace,
    /// How wrong credentials are answered.
    pub refusal: Refusal,
    /// Lists come as `{"current_page": …, "data": […]}` instead of `{"transactions": […]}`.
    pub pages_lists: bool,
    /// A single transaction comes bare instead of under `transaction`.
    pub is_flat: bool,
    /// Amounts are texts instead of numbers.
    pub says_amounts_as_text: bool,
    /// The balance is a bare value instead of an object.
    pub has_bare_balance: bool,
    /// The name of the id in the answer to an invoice.
    pub id_key: &'static str,
    /// How a note is sent when something is paid; `None` = it is lost.
    pub note: Option<NoteForm>,
    /// A new invoice is paid, and the note of it sent, before the invoice is answered.
    pub pays_before_answer: bool,
    /// Notes go to this scheme, host and port instead of the one they are addressed to: the web server with a certificate
    /// that stands before the house.
    pub front: Option<String>,
    /// Pauses before the first, second and third try to send a note.
    pub note_pauses: [Duration; 3],
    /// The app is switched on.
    pub is_active: bool,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            is_strict: true,
            knows_duplicates: true,
            auth: AuthPlace::Header,
            refusal: Refusal::Json,
            pages_lists: false,
            is_flat: false,
            says_amounts_as_text: false,
            has_bare_balance: false,
            id_key: "transaction_uuid",
            note: Some(NoteForm::default()),
            pays_before_answer: false,
            front: None,
            note_pauses: [
                Duration::ZERO,
                Duration::from_secs(5),
                Duration::from_secs(30),
            ],
            is_active: true,
        }
    }
}

/// Where credentials are looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AuthPlace {
    Header,
    Body,
}

/// How wrong credentials are answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    Json,
    /// A page with status 401.
    Page,
    /// A page that says 200.
    PageOfSuccess,
}

/// Something that goes wrong with one call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// 429, with that value of `Retry-After`.
    TooMany(Option<&'static str>),
    /// This status, with this `code`, and nothing done.
    Refuses(u16, Option<&'static str>),
    /// It is done, and the answer is this status.
    DoneBut(u16),
    /// It is done, and the answer comes so late.
    DoneLate(Duration),
    /// Nothing is done, and the answer comes so late.
    Late(Duration),
    /// A page with status 200, as a guard before the server sends it.
    Page,
    /// A redirect to another place.
    Elsewhere,
    /// More bytes than anybody reads.
    Endless,
    /// No JSON.
    Garbled,
}

/// An invoice, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bill {
    pub uuid: String,
    pub remote_id: String,
    pub description: String,
    /// In cents: what was asked for, or what was really paid.
    pub minor: i64,
    pub status: String,
    pub webhook: Option<String>,
    pub expire_at: Option<String>,
    pub has_payer: bool,
}

/// A call as it came.
#[derive(Clone, Debug)]
pub struct Heard {
    pub path: String,
    pub body: Value,
    pub version: String,
    pub at: Instant,
}

/// How a note was answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sent {
    pub uuid: String,
    /// `None` = no answer.
    pub status: Option<u16>,
}

/// The running server; a clone is the same one. It ends with its last clone.
#[derive(Clone)]
pub struct PretendedQvaPay {
    inner: Arc<Inner>,
}

struct Inner {
    url: String,
    app_id: String,
    app_secret: String,
    /// Language of the page to pay at.
    language: String,
    clock: Clock,
    state: Mutex<State>,
    client: reqwest::Client,
    stop: CancellationToken,
}

#[derive(Default)]
struct State {
    behaviour: Behaviour,
    bills: Vec<Bill>,
    troubles: VecDeque<(String, Trouble)>,
    heard: Vec<Heard>,
    sent: Vec<Sent>,
}

impl PretendedQvaPay {
    /// Serves on a free port of this machine.
    ///
    /// # Errors
    /// When there is no port or no randomness.
    pub async fn start(clock: Clock, language: &str) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let inner = Arc::new(Inner {
            url,
            app_id: uuid()?,
            app_secret: format!("{}{}", uuid()?, uuid()?).replace('-', ""),
            language: language.to_owned(),
            clock,
            state: Mutex::default(),
            client: reqwest::Client::builder()
                .no_proxy()
                .timeout(Duration::from_secs(5))
                .build()
                .map_err(io::Error::other)?,
            stop: CancellationToken::new(),
        });
        spawn(server::run(
            listener,
            Arc::downgrade(&inner),
            inner.stop.clone(),
        ));
        Ok(Self { inner })
    }

    /// Its address, without a slash at its end.
    pub fn url(&self) -> &str {
        &self.inner.url
    }

    /// The settings of a house with an app there.
    pub fn settings(&self) -> [(String, String); 3] {
        [
            ("QVAPAY_APP_ID", &self.inner.app_id),
            ("QVAPAY_APP_SECRET", &self.inner.app_secret),
            ("QVAPAY_API_URL", &self.inner.url),
        ]
        .map(|(name, value)| (name.to_owned(), value.clone()))
    }

    /// The secret of the app.
    pub fn secret(&self) -> &str {
        &self.inner.app_secret
    }

    /// Changes how it answers from now on.
    pub fn set(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.inner.lock().behaviour);
    }

    /// The next call whose path begins so goes wrong. Several are kept in their order.
    pub fn fail(&self, path: &str, trouble: Trouble) {
        let mut state = self.inner.lock();
        state.troubles.push_back((path.to_owned(), trouble));
    }

    /// The invoices, the oldest first.
    pub fn bills(&self) -> Vec<Bill> {
        self.inner.lock().bills.clone()
    }

    /// The invoices of an order.
    pub fn bills_of(&self, remote_id: &str) -> Vec<Bill> {
        let mut bills = self.bills();
        bills.retain(|bill| bill.remote_id == remote_id);
        bills
    }

    /// The calls so far.
    pub fn heard(&self) -> Vec<Heard> {
        self.inner.lock().heard.clone()
    }

    /// The notes so far.
    pub fn sent(&self) -> Vec<Sent> {
        self.inner.lock().sent.clone()
    }

    /// Makes an invoice of somebody else's shop in the same app, paid or not.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn foreign(&self, remote_id: &str, minor: i64, status: &str) -> io::Result<String> {
        let uuid = uuid()?;
        self.inner.lock().bills.push(Bill {
            uuid: uuid.clone(),
            remote_id: remote_id.to_owned(),
            description: String::new(),
            minor,
            status: status.to_owned(),
            webhook: None,
            expire_at: None,
            has_payer: true,
        });
        Ok(uuid)
    }

    /// Changes an invoice without telling anybody. False: there is none.
    pub fn alter(&self, uuid: &str, change: impl FnOnce(&mut Bill)) -> bool {
        let mut state = self.inner.lock();
        let bill = state.bills.iter_mut().find(|bill| bill.uuid == uuid);
        bill.map(change).is_some()
    }

    /// The invoice that is paid at that address, if it is one of this server.
    pub fn id_at(&self, url: &str) -> Option<String> {
        let id = url
            .strip_prefix(self.url())?
            .strip_prefix(server::PAY_PATH)?;
        Some(id.to_owned())
    }

    /// Somebody pays an invoice, and the note of it is on its way. False: there is none to pay.
    pub fn pay(&self, uuid: &str) -> bool {
        self.inner.pay(uuid)
    }

    /// Sends a note about an invoice in that form, as often as it says and at once; how each was answered.
    pub async fn tell(&self, uuid: &str, form: &NoteForm) -> Vec<Sent> {
        notes::send(&self.inner, uuid, form, &[Duration::ZERO]).await
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Marks an invoice as paid and sends the note of it.
    fn pay(self: &Arc<Self>, uuid: &str) -> bool {
        if !self.mark_paid(uuid) {
            return false;
        }
        let (form, pauses) = {
            let state = self.lock();
            (state.behaviour.note.clone(), state.behaviour.note_pauses)
        };
        if let Some(form) = form {
            let (inner, uuid) = (self.clone(), uuid.to_owned());
            tokio::spawn(async move { notes::send(&inner, &uuid, &form, &pauses).await });
        }
        true
    }

    fn mark_paid(&self, uuid: &str) -> bool {
        let mut state = self.lock();
        let bill = state.bills.iter_mut().find(|bill| bill.uuid == uuid);
        let Some(bill) = bill.filter(|bill| bill.status != "paid") else {
            return false;
        };
        bill.status = "paid".to_owned();
        bill.has_payer = true;
        true
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A random UUID of version 4.
fn uuid() -> io::Result<String> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = format!("{:032x}", u128::from_be_bytes(bytes));
    Ok(format!(
        "{}-{}-{}-{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..]
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_and_differ() {
        let (one, other) = (uuid().expect("an id"), uuid().expect("an id"));
        assert_ne!(one, other);
        assert!(one.len() == 36 && one.as_bytes()[14] == b'4');
    }
}
