//! Paying an invoice: the bot is asked, and what it answers decides. What becomes of the money later.

use super::Emulator;
use super::methods::PAY_WITHIN;
use super::people::Person;
use super::stars::{MONTH, Payment, Terms};
use super::state::State;
use serde_json::{Value, json};

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

    /// Presses Pay under a copy of an invoice that stands in another's chat.
    pub fn pay_copy(&self, chat: i64, message_id: i64) -> PaymentId {
        self.mark();
        self.emulator.act(|state| {
            let stored = state.messages.get(&(chat, message_id));
            let terms = stored.and_then(|stored| stored.terms.clone());
            begin(state, self.id, None, terms)
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

impl Person {
    /// The ids of what they were charged, the oldest first.
    pub fn charges(&self) -> Vec<String> {
        self.emulator.look(|state| {
            let charges = state.stars.charges.iter();
            let own = charges.filter(|(_, charge)| charge.user == self.id);
            own.map(|(id, _)| id.clone()).collect()
        })
    }

    /// A month of a subscription is over and Telegram charges the next one, unless it was cancelled. Gives the new charge.
    pub fn renew(&self, charge: &str) -> Option<String> {
        self.emulator.act(|state| {
            let first = state.stars.charges.get(charge)?.first.clone();
            let begun = state.stars.charges.get(&first)?;
            if begun.is_canceled || begun.user != self.id {
                return None;
            }
            let terms = begun.terms.clone();
            terms.period?;
            Some(state.charge(self.id, &terms, Some(&first)))
        })
    }

    /// Has a subscription `canceled` or made `active` again in the client's settings; `failed` is one whose renewal could
    /// not be paid.
    pub fn change_subscription(&self, charge: &str, to: &str) {
        self.emulator
            .act(|state| state.subscription_changed(charge, to));
    }

    /// Another month of their place in a channel is paid, by a link of that kind. The bot is not told.
    pub fn pays_for_place(&self, chat: i64) {
        self.emulator.act(|state| {
            let now = state.now();
            let chat = state.chats.get_mut(&chat);
            if let Some(member) = chat.and_then(|chat| chat.members.get_mut(&self.id)) {
                member.until = member.until.max(now) + MONTH;
            }
        });
    }

    /// Whether the subscription of a charge will be renewed.
    pub fn is_subscribed(&self, charge: &str) -> bool {
        self.emulator.look(|state| {
            let charge = state.stars.charges.get(charge);
            let first = charge.and_then(|charge| state.stars.charges.get(&charge.first));
            first.is_some_and(|first| first.terms.period.is_some() && !first.is_canceled)
        })
    }
}

impl Emulator {
    /// From now on, or no longer, the bot is not told of payments and refunds.
    pub fn lose_payments(&self, loses: bool) {
        self.act(|state| state.stars.is_silent = loses);
    }

    /// Tells the bot of a payment once more.
    pub fn repeat_payment(&self, charge: &str) {
        self.act(|state| {
            let found = state.stars.charges.get(charge);
            let key = found.and_then(|charge| Some((charge.user, charge.message?)));
            let stored = key.and_then(|key| state.messages.get(&key));
            if let (Some((user, _)), Some(stored)) = (key, stored) {
                let message = Value::Object(stored.value.clone());
                state.push_message(user, message);
            }
        });
    }

    /// Telegram itself gives a charge back, without a word of the bot's.
    pub fn refund_elsewhere(&self, charge: &str) {
        self.act(|state| state.give_back(charge));
    }

    /// Whether a charge went back.
    pub fn is_refunded(&self, charge: &str) -> bool {
        self.look(|state| {
            let charge = state.stars.charges.get(charge);
            charge.is_some_and(|charge| charge.is_refunded)
        })
    }

    /// Adds a row to the list of transactions as it is, such as one with a partner of a kind nobody knows.
    pub fn add_star_transaction(&self, row: Value) {
        self.act(|state| state.stars.transactions.push(row));
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
