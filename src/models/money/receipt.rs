//! Receipts of payments by hand, and what was decided about them.

use super::HoldReason;
use super::ManualMethod;
use super::Order;
use crate::models::ChatId;
use crate::models::DAY;
use crate::models::MessageId;
use crate::models::Money;
use crate::models::OrderId;
use crate::models::Page;
use crate::models::ReceiptId;
use crate::models::Timestamp;
use crate::models::UserId;

/// Characters of a reason typed by hand.
pub const MOST_RECEIPT_REASON: u32 = 200;
/// Characters of the number of a transfer.
pub const MOST_REFERENCE: u32 = 64;
/// The largest file a bot can download (Bot API, `getFile`: 20 MB).
pub const MOST_RECEIPT_BYTES: u64 = 20_000_000;
/// Seconds between two receipts of one person.
pub const RECEIPT_PAUSE: i64 = 30;
/// How long a picture sent without being asked for may still be the receipt of an order that ended.
pub const LATE_RECEIPT: i64 = 3 * DAY;

/// Where a receipt stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ReceiptState {
    /// It waits for a decision.
    Submitted,
    Approved,
    Rejected,
    /// Whoever sent it took it back.
    Withdrawn,
}

impl ReceiptState {
    /// All of them.
    pub const ALL: [ReceiptState; 4] = [
        Self::Submitted,
        Self::Approved,
        Self::Rejected,
        Self::Withdrawn,
    ];

    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// As what it was sent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ReceiptContent {
    Photo,
    Document,
}

impl ReceiptContent {
    /// The name stored in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Document => "document",
        }
    }

    /// The content of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Photo, Self::Document]
            .into_iter()
            .find(|one| one.name() == name)
    }
}

/// A reason that is ready to be given: it is said in the buyer's language.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UsualReason {
    /// The money did not arrive.
    Missing,
    /// Nothing can be read on it.
    Unreadable,
    /// It was used for another payment.
    Reused,
    /// It is of another payment, or of none.
    Wrong,
}

impl UsualReason {
    /// All of them, in the order in which they are offered.
    pub const ALL: [UsualReason; 4] = [Self::Missing, Self::Unreadable, Self::Reused, Self::Wrong];

    /// The name stored in the database and said by buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
            Self::Reused => "reused",
            Self::Wrong => "wrong",
        }
    }

    /// The reason of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Why a receipt was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RejectReason {
    Usual(UsualReason),
    /// In the words of whoever decided.
    Words(String),
}

impl RejectReason {
    /// As the database keeps it: a ready one behind a colon.
    pub fn stored(&self) -> String {
        match self {
            Self::Usual(reason) => format!(":{}", reason.name()),
            Self::Words(words) => words.clone(),
        }
    }

    /// The reason that was kept.
    pub fn parse(text: &str) -> Self {
        let usual = text.strip_prefix(':').and_then(UsualReason::parse);
        usual.map_or_else(|| Self::Words(text.to_owned()), Self::Usual)
    }
}

/// A row of `receipts`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    pub id: ReceiptId,
    pub order: OrderId,
    pub user: UserId,
    pub content: ReceiptContent,
    /// The message that brought it.
    pub source: (ChatId, MessageId),
    pub file_id: String,
    pub file_unique_id: String,
    /// SHA-256 of its bytes; `None` = not fetched yet, or it could not be.
    pub sha256: Option<Vec<u8>>,
    /// The number of the transfer, in capital letters and digits.
    pub reference: Option<String>,
    pub state: ReceiptState,
    pub reason: Option<RejectReason>,
    /// What really came, in the smallest units of the order's currency.
    pub minor: Option<i64>,
    pub decided_by: Option<UserId>,
    pub decided_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// A picture or a document that somebody sends as a receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewReceipt {
    pub content: ReceiptContent,
    pub source: (ChatId, MessageId),
    pub file_id: String,
    pub file_unique_id: String,
    /// As typed.
    pub reference: Option<String>,
}

/// How a receipt is decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptDecision {
    pub state: ReceiptState,
    pub by: UserId,
    /// Of a rejection.
    pub reason: Option<RejectReason>,
    /// Of an approval: what really came, in the smallest units of the order's currency.
    pub minor: Option<i64>,
}

/// By what an earlier receipt is known again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SameBy {
    /// It is the same file, or another of the same bytes.
    Picture,
    /// Only the number of the transfer is the same.
    Reference,
}

/// An earlier receipt that looks like this one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SameReceipt {
    pub by: SameBy,
    pub id: ReceiptId,
    pub order: OrderId,
    pub user: UserId,
    pub name: String,
    pub state: ReceiptState,
    pub at: Timestamp,
}

/// A receipt with all that is needed to decide about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptCard {
    pub receipt: Receipt,
    pub order: Order,
    /// The buyer.
    pub name: String,
    pub username: Option<String>,
    pub method: Option<ManualMethod>,
    /// Earlier ones that look like it.
    pub same: Vec<SameReceipt>,
    /// Why the money is held when it is approved: the order had ended.
    pub doubt: Option<HoldReason>,
    /// The buyer decides about receipts too.
    pub is_staff: bool,
    /// Whoever decided.
    pub decided_by: Option<String>,
}

impl ReceiptCard {
    /// Whether it came after the order had ended.
    pub fn is_late(&self) -> bool {
        self.receipt.created_at > self.order.expires_at
    }

    /// Whether whoever sent it approved it.
    pub fn is_approved_by_buyer(&self) -> bool {
        let receipt = &self.receipt;
        receipt.state == ReceiptState::Approved && receipt.decided_by == Some(receipt.user)
    }
}

/// A receipt in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptLine {
    pub id: ReceiptId,
    pub order: OrderId,
    pub name: String,
    pub price: Money,
    pub state: ReceiptState,
    pub at: Timestamp,
}

/// Which receipts are listed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ReceiptFilter {
    /// Those that wait, the oldest first.
    Waiting,
    /// All, the newest first.
    All,
}

impl ReceiptFilter {
    /// All of them, in the order of their buttons.
    pub const ALL: [ReceiptFilter; 2] = [Self::Waiting, Self::All];

    /// The name said by buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::All => "all",
        }
    }

    /// The filter of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// A page of receipts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptList {
    pub filter: ReceiptFilter,
    pub page: Page<ReceiptLine>,
    /// How many wait.
    pub waiting: i64,
}

/// How a buyer pays an order by hand, and how its receipts stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ManualOrder {
    pub order: Order,
    pub method: Option<ManualMethod>,
    /// The newest receipt.
    pub last: Option<Receipt>,
}

impl ManualOrder {
    /// Whether the number of the transfer is asked for.
    pub fn wants_reference(&self) -> bool {
        (self.method.as_ref()).is_some_and(|method| method.wants_reference)
    }
}

/// A no about receipts and ways to pay by hand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReceiptRefusal {
    /// It is neither a picture nor a PDF.
    PictureExpected,
    /// No bot can fetch so large a file.
    TooBig { most_bytes: u64 },
    /// One of this order waits for a decision already.
    Waiting,
    /// The last one came a moment ago.
    Soon { seconds: i64 },
    /// Somebody decided before.
    Decided { by: String, is_approved: bool },
    /// Whoever sent it took it back.
    Withdrawn,
    /// The number of the transfer has letters and digits, and so many at most.
    ReferenceInvalid { most: u32 },
    /// It takes words, and so many characters at most.
    WordsInvalid { most: u32 },
    /// No amount of that currency.
    AmountInvalid { currency: String },
    /// No such currency.
    CurrencyUnknown,
    /// There are as many ways to pay by hand as there may be.
    TooManyMethods { most: u32 },
}
