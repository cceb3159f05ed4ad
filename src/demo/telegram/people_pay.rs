//! Paying an invoice: the bot is asked, and what it answers decides.

use super::methods::PAY_WITHIN;
use super::people::Person;
use super::state::{Payment, State, Terms};
use serde_json::{Map, Value, json};

/// An attempt to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentId(pub String);

/// How far an attempt to pay is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentState {
    /// The bot was asked and has not answered yet.
    Waiting,
    /// The money is gone and the bot was told.
    Paid,
    /// The bot said no, with these words for the person; or there is nothing to pay.
    Refused(String),
    /// The bot did not answer within ten seconds of Telegram's clock.
    TimedOut,
}

impl Person {
    /// Presses Pay under an invoice of the private chat. Returns at once: see [`Person::payment`].
    pub fn pay(&self, message_id: i64) -> PaymentId {
        self.mark();
        self.emulator.act(|state| {
            let stored = state.messages.get(&(self.id, message_id));
            let terms = stored.and_then(|stored| stored.terms.clone());
            begin(state, self.id, Some(message_id), terms)
        })
    }

    /// Opens an invoice link and pays it.
    pub fn pay_link(&self, link: &str) -> PaymentId {
        self.mark();
        self.emulator.act(|state| {
            let terms = state.invoice_links.get(link).cloned();
            begin(state, self.id, None, terms.map(|terms| *terms))
        })
    }

    /// How far an attempt to pay is.
    pub fn payment(&self, payment: &PaymentId) -> PaymentState {
        self.emulator.look(|state| {
            let Some(payment) = state.payments.get(&payment.0) else {
                return PaymentState::Refused("There is nothing to pay here.".to_owned());
            };
            match &payment.answer {
                Some(Ok(())) => PaymentState::Paid,
                Some(Err(reason)) => PaymentState::Refused(reason.clone()),
                None if state.now() - payment.at < PAY_WITHIN => PaymentState::Waiting,
                None => PaymentState::TimedOut,
            }
        })
    }
}

/// Asks the bot whether the payment may go on. Without terms there is no invoice, and nothing happens.
fn begin(state: &mut State, user: i64, message: Option<i64>, terms: Option<Terms>) -> PaymentId {
    let id = (5_160_000_000_000_000_000 + state.serial()).to_string();
    let Some(terms) = terms else {
        return PaymentId(id);
    };
    let body = json!({
        "id": id,
        "from": state.user_json(user),
        "currency": terms.currency,
        "total_amount": terms.total_amount,
        "invoice_payload": terms.payload,
    });
    let payment = Payment {
        user,
        message,
        terms,
        at: state.now(),
        answer: None,
    };
    state.forget_old_queries();
    state.payments.insert(id.clone(), Box::new(payment));
    state.push("pre_checkout_query", body);
    PaymentId(id)
}

impl State {
    /// The money moves: the invoice is marked, and the bot told by a service message of the person.
    pub(super) fn settle(&mut self, payment: &Payment) {
        let user = payment.user;
        let key = payment.message.map(|message| (user, message));
        if let Some(invoice) = key.and_then(|key| self.messages.get_mut(&key)) {
            invoice.is_paid = true;
        }
        let (charge, provider) = (self.serial(), self.serial());
        let paid = json!({
            "currency": payment.terms.currency,
            "total_amount": payment.terms.total_amount,
            "invoice_payload": payment.terms.payload,
            "telegram_payment_charge_id": format!("stx{:024x}", u128::from(charge) << 32 | 0x5eed),
            "provider_payment_charge_id": format!("{user}_{provider}"),
        });
        let mut body: Map<String, Value> = Map::new();
        body.insert("successful_payment".to_owned(), paid);
        let message = self.store(user, user, body, None);
        self.push_message(user, message);
    }
}
