//! QvaPay, API v2: a POST in JSON for everything, over HTTP/1.1. Facts: what independent clients of it agree on; where
//! they do not, every form that one of them met is read.

mod note;
mod wire;

use super::Account;
use super::Answer;
use super::Invoice;
use super::NewInvoice;
use super::Note;
use super::NoteError;
use super::Provider;
use super::ProviderError;
use super::RawNote;
use super::Transaction;
use super::calls::Asked;
use super::calls::Calls;
use super::calls::Told;
use super::calls::Window;
use super::calls::agent;
use crate::config::QVAPAY;
use crate::config::QvaPayAccess;
use crate::config::QvaPayAuth;
use crate::models::Method;
use crate::models::Money;
use crate::models::Timestamp;
use serde_json::Value;
use serde_json::json;
use std::time::Duration;

/// The one currency of its invoices.
pub const CURRENCY: &str = "USD";
/// Where invoices of its own server are paid.
const PAY_PAGE: &str = "https://www.qvapay.com/pay/";
/// Invoices per 20 s that one app may make, and a little more than those 20 s.
const CREATES: (usize, Duration) = (5, Duration::from_millis(20_500));
/// Calls per 5 s, and a little more than those 5 s.
const CALLS: (usize, Duration) = (3, Duration::from_millis(5_200));
/// Transactions per page of the list: a page stays below the longest answer.
const PAGE: usize = 40;
/// Pages looked through for the transaction of an order.
const MOST_PAGES: usize = 10;
/// The largest amount of an invoice, in cents.
const MOST_MINOR: i64 = 10_000_000;
/// Characters of a title.
const LONGEST_TITLE: usize = 255;
/// What it says when an order has its invoice already.
const DUPLICATE: &str = "DUPLICATE_REQUEST";
/// The longest code of an error that is repeated.
const LONGEST_CODE: usize = 60;
/// The longest address of a page to pay at, in bytes: it becomes a button.
const LONGEST_PAGE: usize = 2_048;

/// The client of one app.
pub struct QvaPay {
    access: QvaPayAccess,
    calls: Calls,
    agent: ureq::Agent,
    creates: Window,
    all: Window,
}

impl QvaPay {
    /// A client. Nothing is sent yet. With `hurry` it goes so many times as fast as the provider allows, for tests.
    pub(super) fn new(access: QvaPayAccess, calls: Calls, hurry: u32) -> Self {
        Self {
            access,
            calls,
            agent: agent(),
            creates: Window::new(CREATES.0, CREATES.1 / hurry),
            all: Window::new(CALLS.0, CALLS.1 / hurry),
        }
    }

    async fn post(&self, path: &str, mut body: Value) -> Result<Value, ProviderError> {
        let (id, secret) = (&self.access.app_id, self.access.app_secret.expose());
        let headers = match self.access.auth {
            QvaPayAuth::Header => {
                vec![("app-id", id.clone()), ("app-secret", secret.to_owned())]
            }
            QvaPayAuth::Body => {
                body["app_id"] = json!(id);
                body["app_secret"] = json!(secret);
                Vec::new()
            }
        };
        let asked = Asked {
            url: format!("{}/v2/{path}", self.access.api_url),
            headers,
            body,
        };
        let told = self.calls.post(&self.agent, &self.all, asked).await?;
        if told.status == 429 {
            self.all.pause(told.pause());
        }
        understood(told)
    }

    async fn create_now(&self, order: &NewInvoice) -> Result<Invoice, ProviderError> {
        let rejected = |why: &str| Err(ProviderError::Rejected(why.to_owned()));
        if order.amount.currency != CURRENCY {
            return rejected("it takes US dollars only");
        }
        if !(1..=MOST_MINOR).contains(&order.amount.minor) {
            return rejected("it takes no such amount");
        }
        let title: String = order.title.chars().take(LONGEST_TITLE).collect();
        let amount = wire::number(order.amount.minor);
        let mut body = json!({
            "amount": amount,
            "description": title,
            "remote_id": order.code,
            "products": [{ "name": title, "price": amount, "quantity": 1 }],
        });
        if let Some(at) = wire::iso(order.expires_at) {
            body["expire_at"] = json!(at);
        }
        if let Some(url) = &order.note_url {
            body["webhook"] = json!(url);
        }
        self.creates.turn().await?;
        let made = self.post("create_invoice", body).await?;
        let id = wire::id_of(&made).ok_or_else(|| strange("an invoice without an id"))?;
        let pay_url = made["url"]
            .as_str()
            .filter(|url| self.is_page(url))
            .map_or_else(|| self.pay_url(&id), str::to_owned);
        Ok(Invoice { id, pay_url })
    }

    /// Whether an address can be a page to pay at: on the internet only over HTTPS.
    fn is_page(&self, url: &str) -> bool {
        let is_plain = url.len() <= LONGEST_PAGE
            && !url.contains(|c: char| c.is_whitespace() || c.is_control());
        let is_pretended = self.access.api_url.starts_with("http://");
        is_plain && (url.starts_with("https://") || is_pretended && url.starts_with("http://"))
    }

    async fn find_now(&self, code: &str) -> Result<Option<Transaction>, ProviderError> {
        for page in 1..=MOST_PAGES {
            let body = json!({ "page": page, "take": PAGE });
            let answer = self.post("transactions", body).await?;
            let list = wire::list_of(&answer).ok_or_else(|| strange("no list"))?;
            let found = list
                .iter()
                .find(|one| one["remote_id"].as_str() == Some(code));
            if let Some(found) = found {
                let read = wire::transaction(found);
                return read
                    .map(Some)
                    .ok_or_else(|| strange("a transaction without an id"));
            }
            if list.len() < PAGE {
                return Ok(None);
            }
        }
        Ok(None)
    }

    async fn look_now(&self, id: &str) -> Result<Transaction, ProviderError> {
        // It may come from a stranger: nothing but an id becomes a part of the path.
        let id = wire::uuid(id).ok_or(ProviderError::NotFound)?;
        let answer = self.post(&format!("transactions/{id}"), json!({})).await?;
        wire::single(&answer)
            .filter(|transaction| transaction.id == id)
            .ok_or_else(|| strange("another transaction than the one asked for"))
    }

    async fn account_now(&self) -> Result<Account, ProviderError> {
        let info = self.post("info", json!({})).await?;
        let name = info["name"].as_str().ok_or_else(|| strange("no app"))?;
        let is_off = |key: &str| matches!(&info[key], Value::Bool(false)) || info[key] == json!(0);
        let balance = self.post("balance", json!({})).await?;
        let balance = match &balance {
            Value::Object(fields) => fields.get("balance").and_then(wire::cents),
            bare => wire::cents(bare),
        };
        Ok(Account {
            name: name.chars().take(100).collect(),
            is_active: !is_off("active") && !is_off("enabled"),
            balance: balance.map(dollars),
        })
    }
}

impl Provider for QvaPay {
    fn method(&self) -> Method {
        Method::QvaPay
    }

    fn currency(&self) -> &'static str {
        CURRENCY
    }

    fn create<'a>(&'a self, order: &'a NewInvoice) -> Answer<'a, Invoice> {
        Box::pin(self.create_now(order))
    }

    fn find<'a>(&'a self, code: &'a str) -> Answer<'a, Option<Transaction>> {
        Box::pin(self.find_now(code))
    }

    fn look<'a>(&'a self, id: &'a str) -> Answer<'a, Transaction> {
        Box::pin(self.look_now(id))
    }

    fn pay_url(&self, id: &str) -> String {
        if self.access.api_url == QVAPAY {
            format!("{PAY_PAGE}{id}")
        } else {
            // A server that pretends has its pages with it.
            format!("{}/pay/{id}", self.access.api_url)
        }
    }

    fn account(&self) -> Answer<'_, Account> {
        Box::pin(self.account_now())
    }

    fn read_note(&self, note: &RawNote<'_>, now: Timestamp) -> Result<Note, NoteError> {
        note::read(&self.access.app_secret, note, now)
    }
}

fn dollars(minor: i64) -> Money {
    Money {
        minor,
        currency: CURRENCY.to_owned(),
    }
}

fn strange(what: &str) -> ProviderError {
    ProviderError::Strange(what.to_owned())
}

/// The body of a success; what another answer means. Only the status and the code decide, never a text.
fn understood(told: Told) -> Result<Value, ProviderError> {
    let code = told.body.as_ref().and_then(code_of);
    let named = || match &code {
        Some(code) => format!("{} {code}", told.status),
        None => told.status.to_string(),
    };
    match told.status {
        200..=299 if told.is_html => Err(strange("a page instead of an answer")),
        200..=299 => told.body.ok_or_else(|| strange("no JSON")),
        400 if code.as_deref() == Some(DUPLICATE) => Err(ProviderError::Duplicate),
        401 | 403 => Err(ProviderError::Denied(named())),
        404 if told.is_html => Err(strange("a page instead of an answer")),
        404 => Err(ProviderError::NotFound),
        429 => Err(ProviderError::Busy {
            seconds: i64::try_from(told.pause()).unwrap_or(60),
        }),
        400..=499 => Err(ProviderError::Rejected(named())),
        500.. => Err(ProviderError::Unknown(named())),
        _ => Err(strange("an answer that leads elsewhere")),
    }
}

/// The stable code of an error, if it looks like one: nothing else that was written is repeated.
fn code_of(body: &Value) -> Option<String> {
    let code = body["code"].as_str()?;
    let is_code = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let fits = !code.is_empty() && code.len() <= LONGEST_CODE && code.bytes().all(is_code);
    fits.then(|| code.to_owned())
}

#[cfg(test)]
mod property;
#[cfg(test)]
mod tests;
