//! Payment providers that are reached over the internet, behind one trait. Another one is one file, one `Method`, and a
//! line in [`Providers::of`].
//!
//! Invariant: what a provider says of a transaction when it is asked is true; what somebody tells about one is only a
//! reason to ask.

mod calls;
pub mod qvapay;

use crate::config::Config;
use crate::models::Method;
use crate::models::Money;
use crate::models::Timestamp;
use calls::Calls;
use qvapay::QvaPay;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A future of the trait's methods.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, ProviderError>> + Send + 'a>>;

/// Somebody who takes money for the house. Each call keeps to the provider's own limits, and waits for its turn.
pub trait Provider: Send + Sync {
    /// The way to pay that it is.
    fn method(&self) -> Method;

    /// The one currency it takes.
    fn currency(&self) -> &'static str;

    /// Makes an invoice. One order makes one: a second try is `Duplicate`.
    fn create<'a>(&'a self, order: &'a NewInvoice) -> Answer<'a, Invoice>;

    /// The transaction of that order code, if it is among the newest ones.
    fn find<'a>(&'a self, code: &'a str) -> Answer<'a, Option<Transaction>>;

    /// How a transaction stands, by the provider's own id.
    fn look<'a>(&'a self, id: &'a str) -> Answer<'a, Transaction>;

    /// Where a transaction is paid.
    fn pay_url(&self, id: &str) -> String;

    /// What the provider says of the house's account, and what is on it.
    fn account(&self) -> Answer<'_, Account>;

    /// Reads a note about a payment that came to the house's own address. It says where to look, and proves nothing.
    ///
    /// # Errors
    /// When it is signed by somebody else or at another time, or names nothing.
    fn read_note(&self, note: &RawNote<'_>, now: Timestamp) -> Result<Note, NoteError>;
}

/// What an invoice is to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewInvoice {
    /// The order's code: the same one makes one invoice.
    pub code: String,
    pub amount: Money,
    /// What is sold, for the payer to read.
    pub title: String,
    pub expires_at: Timestamp,
    /// Where a note is to be sent when it is paid.
    pub note_url: Option<String>,
}

/// An invoice that was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invoice {
    /// The provider's own id.
    pub id: String,
    /// Where it is paid.
    pub pay_url: String,
}

/// A transaction as the provider has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transaction {
    /// The provider's own id.
    pub id: String,
    /// The order's code it was made for, if it says one.
    pub code: Option<String>,
    /// `None` = what it says is no amount of money.
    pub amount: Option<Money>,
    pub state: TransactionState,
    /// The provider's own word for the state, shortened.
    pub word: String,
    /// By what name the provider knows whoever paid.
    pub payer: Option<String>,
}

/// Whether money came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TransactionState {
    Paid,
    /// Not paid yet, or nobody knows that word.
    Waiting,
    /// It will likely not be paid any more.
    Ended,
}

/// The house's account at a provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    pub name: String,
    /// Whether it may be paid to.
    pub is_active: bool,
    /// `None` = what it says is no amount of money.
    pub balance: Option<Money>,
}

/// A note as it came.
#[derive(Clone, Copy, Debug)]
pub struct RawNote<'a> {
    /// The bytes as they came: what is signed.
    pub body: &'a [u8],
    /// By name in small letters; an empty text for what is no text.
    pub headers: &'a HashMap<String, String>,
}

/// What a note is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// The provider's own id of a transaction, in its one way to be written.
    pub id: Option<String>,
    /// The code of an order.
    pub code: Option<String>,
    /// It was signed with the house's secret.
    pub is_signed: bool,
}

/// Why a note is not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoteError {
    /// Signed by somebody else, or at another time than now.
    #[error("the signature is wrong or stale")]
    Forged,
    /// It names neither a transaction nor an order.
    #[error("it names nothing")]
    Empty,
}

/// Why a provider did not do it. The words are for admins; they hold no secret and nothing that the provider wrote but
/// its codes.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ProviderError {
    /// No answer, or a fault at the other end: nobody knows whether it was done. To be tried again.
    #[error("no answer: {0}")]
    Unknown(String),
    /// Too many calls: to be tried again after so many seconds.
    #[error("too many calls, {seconds} s to wait")]
    Busy { seconds: i64 },
    /// The order has its invoice already.
    #[error("the invoice exists already")]
    Duplicate,
    /// It has no such thing, or it is somebody else's.
    #[error("it is not there")]
    NotFound,
    /// The credentials are wrong, or the account lacks something.
    #[error("access is refused ({0})")]
    Denied(String),
    /// A no to this one thing; trying again is useless.
    #[error("refused ({0})")]
    Rejected(String),
    /// Nobody understands the answer.
    #[error("not understood: {0}")]
    Strange(String),
}

/// The providers the house has an account with.
#[derive(Default)]
pub struct Providers {
    all: Vec<Arc<dyn Provider>>,
}

impl Providers {
    /// Those that the settings name. Nothing is sent yet.
    pub fn of(config: &Config) -> Self {
        let calls = Calls::default();
        let hurry = config.tempo.hurry.max(1);
        let qvapay = config.qvapay.clone().map(|access| {
            let provider = QvaPay::new(access, calls.clone(), hurry);
            Arc::new(provider) as Arc<dyn Provider>
        });
        Self {
            all: qvapay.into_iter().collect(),
        }
    }

    /// These.
    #[cfg(test)]
    pub fn these(all: Vec<Arc<dyn Provider>>) -> Self {
        Self { all }
    }

    /// The provider of a way to pay.
    pub fn of_method(&self, method: Method) -> Option<Arc<dyn Provider>> {
        let mut all = self.all.iter();
        all.find(|provider| provider.method() == method).cloned()
    }

    /// All of them.
    pub fn all(&self) -> &[Arc<dyn Provider>] {
        &self.all
    }
}
