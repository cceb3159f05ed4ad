//! Money in Stars: what was charged, what went back, and subscriptions.

use super::state::State;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Telegram Stars.
pub(super) const STARS: &str = "XTR";
/// The only period of a subscription in Stars.
pub(super) const MONTH: i64 = 2_592_000;

/// What the bot asks for with an invoice.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Terms {
    pub(super) payload: String,
    pub(super) currency: String,
    pub(super) total_amount: i64,
    /// Seconds after which it is charged again; `None` = once.
    pub(super) period: Option<i64>,
}

/// Somebody's attempt to pay.
#[derive(Clone, Debug)]
pub(super) struct Payment {
    pub(super) user: i64,
    /// The invoice's message, unless it was paid by its link.
    pub(super) message: Option<i64>,
    pub(super) terms: Terms,
    pub(super) at: i64,
    /// The bot's answer, once it came in time.
    pub(super) answer: Option<Result<(), String>>,
}

/// Money that moved.
#[derive(Clone, Debug)]
pub(super) struct Charge {
    pub(super) user: i64,
    /// The service message that told the bot.
    pub(super) message: Option<i64>,
    pub(super) terms: Terms,
    pub(super) at: i64,
    /// The first charge of the subscription; its own id if it is the first, or no subscription.
    pub(super) first: String,
    /// End of the paid time of a subscription.
    pub(super) expires: Option<i64>,
    /// Of the first charge: it is not renewed.
    pub(super) is_canceled: bool,
    pub(super) is_refunded: bool,
}

/// The bot's Stars.
#[derive(Default)]
pub(super) struct Stars {
    pub(super) charges: BTreeMap<String, Box<Charge>>,
    /// Objects `StarTransaction`, the oldest first.
    pub(super) transactions: Vec<Value>,
    /// The bot is not told of payments: its updates are lost.
    pub(super) is_silent: bool,
}

impl State {
    /// The money moves: the invoice is marked, and the bot told by a service message of the person.
    pub(super) fn settle(&mut self, payment: &Payment) {
        let key = payment.message.map(|message| (payment.user, message));
        if let Some(invoice) = key.and_then(|key| self.messages.get_mut(&key)) {
            invoice.is_paid = true;
        }
        self.charge(payment.user, &payment.terms, None);
    }

    /// Takes money for these terms; `first` is the first charge of a subscription that goes on.
    pub(super) fn charge(&mut self, user: i64, terms: &Terms, first: Option<&str>) -> String {
        let (charge, provider) = (self.serial(), self.serial());
        let id = format!("stx{:024x}", u128::from(charge) << 32 | 0x5eed);
        let now = self.now();
        let before = first.and_then(|first| self.newest_of(first)?.expires);
        let expires = terms
            .period
            .map(|period| before.unwrap_or(now).max(now) + period);
        let mut paid = json!({
            "currency": terms.currency,
            "total_amount": terms.total_amount,
            "invoice_payload": terms.payload,
            "telegram_payment_charge_id": id,
            "provider_payment_charge_id": format!("{user}_{provider}"),
        });
        if let Some(expires) = expires {
            paid["subscription_expiration_date"] = json!(expires);
            paid["is_recurring"] = json!(true);
            if first.is_none() {
                paid["is_first_recurring"] = json!(true);
            }
        }
        let mut body: Map<String, Value> = Map::new();
        body.insert("successful_payment".to_owned(), paid);
        let message = self.store(user, user, body, None);
        let charge = Charge {
            user,
            message: message["message_id"].as_i64(),
            terms: terms.clone(),
            at: now,
            first: first.unwrap_or(&id).to_owned(),
            expires,
            is_canceled: false,
            is_refunded: false,
        };
        if terms.currency == STARS {
            let partner = self.partner(&charge);
            let row =
                json!({"id": id, "amount": terms.total_amount, "date": now, "source": partner});
            self.stars.transactions.push(row);
        }
        self.stars.charges.insert(id.clone(), Box::new(charge));
        if !self.stars.is_silent {
            self.push_message(user, message);
        }
        id
    }

    /// The last charge of a subscription.
    pub(super) fn newest_of(&self, first: &str) -> Option<&Charge> {
        let charges = self.stars.charges.values().map(Box::as_ref);
        charges
            .filter(|charge| charge.first == first)
            .max_by_key(|charge| charge.expires)
    }

    /// The object `TransactionPartnerUser` of a charge.
    fn partner(&self, charge: &Charge) -> Value {
        let mut partner = json!({
            "type": "user",
            "transaction_type": "invoice_payment",
            "user": self.user_json(charge.user),
            "invoice_payload": charge.terms.payload,
        });
        if let Some(period) = charge.terms.period {
            partner["subscription_period"] = json!(period);
        }
        partner
    }

    /// Gives a charge back; false if that was done before. The person and the bot see a service message.
    pub(super) fn give_back(&mut self, id: &str) -> Option<bool> {
        let now = self.now();
        let charge = self.stars.charges.get_mut(id)?;
        if charge.is_refunded {
            return Some(false);
        }
        charge.is_refunded = true;
        let charge = charge.clone();
        let partner = self.partner(&charge);
        let amount = charge.terms.total_amount;
        let row = json!({"id": id, "amount": amount, "date": now, "receiver": partner});
        self.stars.transactions.push(row);
        let refunded = json!({
            "currency": charge.terms.currency,
            "total_amount": amount,
            "invoice_payload": charge.terms.payload,
            "telegram_payment_charge_id": id,
        });
        let mut body: Map<String, Value> = Map::new();
        body.insert("refunded_payment".to_owned(), refunded);
        let message = self.store(charge.user, charge.user, body, None);
        if !self.stars.is_silent {
            self.push_message(charge.user, message);
        }
        Some(true)
    }

    /// The subscription of a charge is in another state, and the bot hears of it.
    pub(super) fn subscription_changed(&mut self, id: &str, state: &str) {
        let Some(charge) = self.stars.charges.get(id).cloned() else {
            return;
        };
        if let Some(first) = self.stars.charges.get_mut(&charge.first)
            && state != "failed"
        {
            first.is_canceled = state == "canceled";
        }
        let body = json!({
            "user": self.user_json(charge.user),
            "invoice_payload": charge.terms.payload,
            "state": state,
        });
        self.push("subscription", body);
    }
}
