//! Stars: what was charged, what comes again, what goes back, and the list of it.

use super::*;

const MONTH: i64 = 2_592_000;

/// Pays a month of a subscription; gives its charge.
async fn month(bench: &Bench) -> String {
    bench.ana().start(None);
    let terms = json!({"title": "VIP", "description": "30 días", "payload": "pedido 8", "currency": "XTR",
        "prices": [{"label": "VIP", "amount": 150}], "subscription_period": MONTH});
    let link = bench.ok("createInvoiceLink", terms).await;
    let payment = bench.ana().pay_link(link.as_str().expect("a link"));
    let yes = json!({"pre_checkout_query_id": payment.0, "ok": true});
    bench.ok("answerPreCheckoutQuery", yes).await;
    bench.ana().charges().pop().expect("a charge")
}

async fn last_payment(bench: &Bench) -> Value {
    let updates = bench.updates(json!({})).await;
    updates.last().expect("an update")["message"]["successful_payment"].clone()
}

#[tokio::test]
async fn a_subscription_is_charged_again_with_an_id_of_its_own_until_it_is_stopped() {
    let bench = Bench::new().await;
    let first = month(&bench).await;
    let paid = last_payment(&bench).await;
    let end = 1_800_000_000 + MONTH;
    assert_eq!(paid["is_first_recurring"], true);
    assert_eq!(paid["subscription_expiration_date"], end);
    bench.clock.advance(MONTH);
    let second = bench.ana().renew(&first).expect("another month");
    let paid = last_payment(&bench).await;
    assert_ne!(first, second);
    assert_eq!(paid["is_recurring"], true);
    assert_eq!(paid["is_first_recurring"], Value::Null);
    assert_eq!(paid["invoice_payload"], "pedido 8");
    assert_eq!(paid["subscription_expiration_date"], end + MONTH);
    let stop = json!({"user_id": ANA, "telegram_payment_charge_id": first, "is_canceled": true});
    bench.ok("editUserStarSubscription", stop).await;
    assert!(!bench.ana().is_subscribed(&second));
    assert_eq!(bench.ana().renew(&second), None);
    bench.ana().change_subscription(&first, "active");
    let updates = bench.updates(json!({})).await;
    assert_eq!(
        updates.last().expect("an update")["subscription"]["state"],
        "active"
    );
    assert!(bench.ana().renew(&second).is_some());
}

#[tokio::test]
async fn stars_go_back_once_and_the_row_of_it_has_the_id_of_the_payment() {
    let bench = Bench::new().await;
    let charge = month(&bench).await;
    let named = json!({"user_id": ANA, "telegram_payment_charge_id": charge});
    bench.ok("refundStarPayment", named.clone()).await;
    let again = bench.refused("refundStarPayment", named).await;
    assert!(again.contains("CHARGE_ALREADY_REFUNDED"), "{again}");
    let stranger = json!({"user_id": OWNER, "telegram_payment_charge_id": charge});
    bench.refused("refundStarPayment", stranger).await;
    let list = bench.ok("getStarTransactions", json!({})).await;
    let rows = list["transactions"].as_array().expect("rows");
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row["id"] == charge.as_str()));
    assert!(rows[0]["receiver"].is_null() && rows[1]["source"].is_null());
    assert_eq!(bench.ok("getMyStarBalance", json!({})).await["amount"], 0);
    let rest = bench
        .ok("getStarTransactions", json!({"offset": 1, "limit": 1}))
        .await;
    assert_eq!(rest["transactions"][0], rows[1]);
}

#[tokio::test]
async fn a_payment_is_told_again_or_not_at_all_as_the_test_wants() {
    let bench = Bench::new().await;
    bench.emulator.lose_payments(true);
    let charge = month(&bench).await;
    let told = |updates: &[Value]| {
        let paid = |update: &&Value| update["message"].get("successful_payment").is_some();
        updates.iter().filter(paid).count()
    };
    assert_eq!(told(&bench.updates(json!({})).await), 0);
    bench.emulator.repeat_payment(&charge);
    bench.emulator.repeat_payment(&charge);
    assert_eq!(told(&bench.updates(json!({})).await), 2);
    let saved = bench.emulator.save();
    bench.emulator.restore(saved).expect("restored");
    assert_eq!(bench.ana().charges(), [charge]);
}

#[tokio::test]
async fn whoever_comes_by_a_paid_link_is_a_member_until_the_end_of_the_month() {
    let bench = Bench::new().await;
    bench
        .ok("getUpdates", json!({"allowed_updates": ["chat_member"]}))
        .await;
    let terms =
        json!({"chat_id": CHANNEL, "subscription_period": MONTH, "subscription_price": 150});
    let link = bench.ok("createChatSubscriptionInviteLink", terms).await;
    assert_eq!(link["subscription_price"], 150);
    bench
        .ana()
        .join(link["invite_link"].as_str().expect("a link"));
    let updates = bench.updates(json!({})).await;
    let member = &updates.last().expect("an update")["chat_member"]["new_chat_member"];
    assert_eq!(member["until_date"], 1_800_000_000 + MONTH);
    let long = json!({"chat_id": CHANNEL, "subscription_period": 60, "subscription_price": 150});
    bench
        .refused("createChatSubscriptionInviteLink", long)
        .await;
}
