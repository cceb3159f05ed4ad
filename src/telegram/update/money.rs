//! What Telegram says about money.

use super::User;
use crate::models::Checkout;
use crate::models::CurrencyCode;
use crate::models::Method;
use crate::models::Money;
use crate::models::MoneyIn;
use crate::models::SubscriptionState;
use crate::models::Timestamp;
use crate::models::UserId;
use serde::Deserialize;
use serde_json::json;

/// Somebody is about to pay.
#[derive(Deserialize, Debug)]
pub struct PreCheckoutQuery {
    pub id: String,
    pub from: User,
    #[serde(default)]
    pub currency: String,
    #[serde(default)]
    pub total_amount: i64,
    #[serde(default)]
    pub invoice_payload: String,
}

impl PreCheckoutQuery {
    /// The same in the house's words.
    pub fn checkout(&self) -> Checkout {
        Checkout {
            order_code: self.invoice_payload.clone(),
            user: UserId(self.from.id),
            amount: Money {
                minor: self.total_amount,
                currency: self.currency.clone(),
            },
        }
    }
}

/// Somebody paid. Without its charge id or its amount it is no payment, so these must be there.
#[derive(Deserialize, Debug)]
pub struct SuccessfulPayment {
    pub currency: String,
    pub total_amount: i64,
    #[serde(default)]
    pub invoice_payload: String,
    pub telegram_payment_charge_id: String,
    pub subscription_expiration_date: Option<i64>,
    #[serde(default)]
    pub is_recurring: bool,
    #[serde(default)]
    pub is_first_recurring: bool,
}

impl SuccessfulPayment {
    /// Whether amount and currency are such as money has. What is not could be kept at no try.
    pub fn is_money(&self) -> bool {
        self.total_amount >= 0 && CurrencyCode::new(&self.currency).is_some()
    }

    /// The same in the house's words, paid by that person.
    pub fn money(&self, payer: UserId) -> MoneyIn {
        let facts = json!({
            "from": "successful_payment",
            "is_recurring": self.is_recurring,
            "is_first_recurring": self.is_first_recurring,
        });
        MoneyIn {
            method: Method::Stars,
            provider_payment_id: self.telegram_payment_charge_id.clone(),
            order_code: self.invoice_payload.clone(),
            payer: Some(payer),
            amount: Money {
                minor: self.total_amount,
                currency: self.currency.clone(),
            },
            period_end: self.subscription_expiration_date.map(Timestamp),
            is_renewal: self.is_recurring && !self.is_first_recurring,
            facts: facts.to_string(),
        }
    }
}

/// What somebody paid went back.
#[derive(Deserialize, Debug)]
pub struct RefundedPayment {
    pub telegram_payment_charge_id: String,
}

/// A monthly subscription changed (Bot API 10.2, `BotSubscriptionUpdated`).
#[derive(Deserialize, Debug)]
pub struct SubscriptionUpdate {
    pub user: User,
    #[serde(default)]
    pub invoice_payload: String,
    #[serde(default)]
    pub state: String,
}

impl SubscriptionUpdate {
    /// Where it stands; `None` for a state that is newer than this version.
    pub fn state(&self) -> Option<SubscriptionState> {
        SubscriptionState::parse(&self.state).filter(|state| *state != SubscriptionState::Ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::update::Update;

    #[test]
    fn a_payment_is_read_whatever_else_its_message_holds() {
        let raw = r#"{"update_id":1,"message":{"message_id":2,"date":3,"chat":{"id":9,"type":"private"},
            "from":{"id":9,"first_name":"A"},"new_field":{"x":1},"successful_payment":{"currency":"XTR",
            "total_amount":150,"invoice_payload":"ord_x","telegram_payment_charge_id":"stx1",
            "provider_payment_charge_id":"9_1","is_recurring":true,"subscription_expiration_date":77}}}"#;
        let message = Update::parse(raw).and_then(|update| update.message);
        let paid = message.and_then(|message| message.successful_payment);
        let money = paid.expect("a payment").money(UserId(9));
        assert_eq!(
            (money.amount.minor, money.period_end, money.is_renewal),
            (150, Some(Timestamp(77)), true)
        );
        assert_eq!(money.provider_payment_id, "stx1");
    }

    #[test]
    fn the_change_of_a_subscription_is_read_and_an_unknown_state_is_none() {
        for (state, read) in [
            ("canceled", Some(SubscriptionState::Canceled)),
            ("active", Some(SubscriptionState::Active)),
            ("failed", Some(SubscriptionState::Failed)),
            ("ended", None),
            ("frozen", None),
        ] {
            let raw = format!(
                r#"{{"update_id":1,"subscription":{{"user":{{"id":9,"first_name":"A"}},
                    "invoice_payload":"ord_x","state":"{state}"}}}}"#
            );
            let update = Update::parse(&raw).expect("an update");
            assert_eq!((update.kind(), update.envelope().key), ("subscription", 9));
            let change = update.subscription.expect("a change");
            assert_eq!(change.state(), read, "{state}");
        }
    }
}
