//! Looks at a provider that says what a test has it say.

use super::*;
use crate::integrations::payments::Account;
use crate::integrations::payments::Answer;
use crate::integrations::payments::Invoice;
use crate::integrations::payments::NewInvoice;
use crate::integrations::payments::Note;
use crate::integrations::payments::NoteError;
use crate::integrations::payments::Providers;
use crate::integrations::payments::RawNote;
use crate::models::HoldReason;
use crate::models::Length;
use crate::models::PaymentState;
use crate::models::PlanId;
use crate::models::Product;
use crate::services::money::orders;
use crate::services::money::testing;
use crate::services::money::testing::buyer;
use crate::services::money::testing::order_of;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::vpn::testing::{value, write};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

const ANA: i64 = 2001;
/// When the orders of these tests end.
const END: Timestamp = Timestamp(NOW.0 + 30 * MINUTE);

type Said = Result<Transaction, ProviderError>;

/// Answers each look as it was told to, one after the other; the last answer stays.
#[derive(Default)]
struct Teller {
    said: Mutex<HashMap<String, VecDeque<Said>>>,
}

impl Teller {
    fn says(&self, id: &str, answers: impl IntoIterator<Item = Said>) {
        let answers = answers.into_iter().collect();
        self.said
            .lock()
            .expect("whole")
            .insert(id.to_owned(), answers);
    }
}

impl Provider for Teller {
    fn method(&self) -> Method {
        Method::QvaPay
    }

    fn currency(&self) -> &'static str {
        "USD"
    }

    fn create<'a>(&'a self, _: &'a NewInvoice) -> Answer<'a, Invoice> {
        Box::pin(async { Err(away()) })
    }

    fn find<'a>(&'a self, _: &'a str) -> Answer<'a, Option<Transaction>> {
        Box::pin(async { Ok(None) })
    }

    fn look<'a>(&'a self, id: &'a str) -> Answer<'a, Transaction> {
        let mut said = self.said.lock().expect("whole");
        let answer = match said.get_mut(id) {
            Some(answers) if answers.len() > 1 => answers.pop_front(),
            Some(answers) => answers.front().cloned(),
            None => None,
        };
        let answer = answer.unwrap_or(Err(ProviderError::NotFound));
        Box::pin(async move { answer })
    }

    fn pay_url(&self, id: &str) -> String {
        id.to_owned()
    }

    fn account(&self) -> Answer<'_, Account> {
        Box::pin(async { Err(away()) })
    }

    fn read_note(&self, _: &RawNote<'_>, _: Timestamp) -> Result<Note, NoteError> {
        Err(NoteError::Empty)
    }
}

fn away() -> ProviderError {
    ProviderError::Unknown("not in time".to_owned())
}

fn strange() -> ProviderError {
    ProviderError::Strange("a page".to_owned())
}

fn transaction(order: &Order, id: &str, state: TransactionState) -> Said {
    Ok(Transaction {
        id: id.to_owned(),
        code: Some(order.code.clone()),
        amount: Some(order.price.clone()),
        state,
        word: "told".to_owned(),
        payer: None,
    })
}

fn paid(order: &Order, id: &str) -> Said {
    transaction(order, id, TransactionState::Paid)
}

fn waiting(order: &Order, id: &str) -> Said {
    transaction(order, id, TransactionState::Waiting)
}

/// A house that asks the teller, and sells thirty days of VIP to Ana.
async fn shop() -> (Ctx, Arc<Teller>, PlanId) {
    let mut ctx = testing::shop().await;
    let teller = Arc::new(Teller::default());
    ctx.providers = Providers::these(vec![teller.clone()]);
    tests::person(&ctx, ANA).await;
    let plan = testing::plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    (ctx, teller, plan)
}

/// An order whose invoice the provider has under that id, looked at next at its beginning.
async fn offered(ctx: &Ctx, plan: PlanId, id: &'static str) -> Order {
    let order = testing::order(ctx, ANA, plan, Method::QvaPay, id).await;
    let number = order.id;
    write(ctx, move |tx| {
        let url = Some("sealed");
        Ok(crud::orders::update_offered(
            tx,
            number,
            id,
            url,
            Some(NOW),
        )?)
    })
    .await;
    order_of(ctx, number).await
}

async fn expire(ctx: &Ctx) {
    let ended = orders::expire(ctx, 10, END).await;
    assert_eq!(ended.expect("ended"), 1);
}

/// What became of the money of an order.
async fn money_of(ctx: &Ctx, order: &Order) -> Vec<(PaymentState, Option<HoldReason>)> {
    let id = order.id;
    let found = write(ctx, move |tx| Ok(crud::payments::of_order(tx, id)?)).await;
    found.iter().map(|one| (one.state, one.hold)).collect()
}

#[tokio::test]
async fn what_was_paid_while_nobody_could_ask_is_found_though_the_first_looks_fail() {
    let (ctx, teller, plan) = shop().await;
    let mut made = Vec::new();
    for id in ["a", "b", "c", "d"] {
        let order = offered(&ctx, plan, id).await;
        let busy = ProviderError::Busy { seconds: 5 };
        teller.says(id, [Err(away()), Err(busy), paid(&order, id)]);
        made.push(order);
    }
    orders::expire(&ctx, 10, END).await.expect("ended");
    // All the looks that there are after an end would have been by then.
    let mut now = END.plus_days(5);
    for _ in 0..12 {
        let looked = run(&ctx, now).await.expect("looked");
        assert!(looked.asked <= 4);
        now = now + AFTER_TROUBLE;
    }
    for order in &made {
        let late = (PaymentState::Held, Some(HoldReason::Late));
        assert_eq!(money_of(&ctx, order).await, [late], "{}", order.id);
        assert_eq!(order_of(&ctx, order.id).await.next_look_at, None);
    }
}

#[tokio::test]
async fn what_the_provider_does_not_have_is_asked_about_no_more_when_its_time_is_over() {
    let (ctx, _, plan) = shop().await;
    let order = offered(&ctx, plan, "gone").await;
    expire(&ctx).await;
    run(&ctx, END.plus_days(5)).await.expect("looked");
    assert_eq!(order_of(&ctx, order.id).await.next_look_at, None);
}

#[tokio::test]
async fn money_of_the_last_minute_is_in_time_though_the_order_ended_first() {
    for (seconds, hold) in [
        (0, None),
        (2 * MINUTE, None),
        (2 * MINUTE + 1, Some(HoldReason::Late)),
    ] {
        let (ctx, teller, plan) = shop().await;
        let order = offered(&ctx, plan, "a").await;
        teller.says("a", [waiting(&order, "a"), paid(&order, "a")]);
        run(&ctx, END - 1).await.expect("looked");
        assert_eq!(order_of(&ctx, order.id).await.next_look_at, Some(END));
        expire(&ctx).await;
        run(&ctx, END + seconds).await.expect("looked");
        let state = hold.map_or(PaymentState::Paid, |_| PaymentState::Held);
        assert_eq!(
            money_of(&ctx, &order).await,
            [(state, hold)],
            "{seconds} s after"
        );
    }
}

#[tokio::test]
async fn what_was_paid_and_then_cancelled_counts_and_is_looked_at_at_once() {
    for (seconds, hold) in [(1, None), (3 * MINUTE, Some(HoldReason::Late))] {
        let (ctx, teller, plan) = shop().await;
        let order = offered(&ctx, plan, "a").await;
        teller.says("a", [waiting(&order, "a"), paid(&order, "a")]);
        run(&ctx, NOW).await.expect("looked");
        let at = NOW + 5;
        orders::cancel(&ctx, &buyer(ANA), order.id, at)
            .await
            .expect("cancelled");
        let cancelled = order_of(&ctx, order.id).await;
        assert_eq!(cancelled.next_look_at, Some(at));
        assert_eq!(next_look(&cancelled, at), Some(at + MINUTE));
        assert_eq!(next_look(&cancelled, at + MINUTE), Some(END));
        run(&ctx, at + seconds).await.expect("looked");
        let state = hold.map_or(PaymentState::Paid, |_| PaymentState::Held);
        assert_eq!(
            money_of(&ctx, &order).await,
            [(state, hold)],
            "{seconds} s after"
        );
    }
}

#[tokio::test]
async fn money_that_cannot_be_kept_keeps_no_other_order_waiting() {
    let (ctx, teller, plan) = shop().await;
    let bad = offered(&ctx, plan, "bad").await;
    let good = offered(&ctx, plan, "good").await;
    teller.says("bad", [paid(&bad, "bad")]);
    teller.says("good", [paid(&good, "good")]);
    write(&ctx, |tx| {
        tx.execute_batch(
            "CREATE TRIGGER poisoned BEFORE INSERT ON payments WHEN new.provider_payment_id = 'bad'
             BEGIN SELECT raise(ABORT, 'poisoned'); END",
        )?;
        Ok(())
    })
    .await;
    let told = run(&ctx, NOW).await.expect_err("the admins hear of it");
    assert!(told.to_string().contains("poisoned"), "{told}");
    assert_eq!(
        money_of(&ctx, &good).await,
        [(PaymentState::Paid, None)],
        "it had its turn"
    );
    let next = order_of(&ctx, bad.id).await.next_look_at;
    assert_eq!(next, Some(NOW + AFTER_TROUBLE));
    write(&ctx, |tx| Ok(tx.execute_batch("DROP TRIGGER poisoned")?)).await;
    run(&ctx, NOW + AFTER_TROUBLE).await.expect("looked");
    assert_eq!(money_of(&ctx, &bad).await, [(PaymentState::Paid, None)]);
}

/// Notes about transactions, all told in the same second.
async fn noted(ctx: &Ctx, ids: Vec<String>) {
    write(ctx, move |tx| {
        for id in ids {
            let hash = id.clone().into_bytes();
            let note = WebhookNote {
                id: 0,
                method: Method::QvaPay,
                provider_ref: Some(id),
                order_code: None,
                is_signed: false,
                received_at: NOW,
            };
            crud::webhook_notes::insert(tx, &note, &hash, NOW)?;
        }
        Ok(())
    })
    .await;
}

const WAITING: &str = "SELECT count(*) FROM webhook_notes WHERE handled_at IS NULL";

#[tokio::test]
async fn notes_that_nobody_understands_keep_no_younger_one_waiting() {
    let (ctx, teller, plan) = shop().await;
    let order = offered(&ctx, plan, "good").await;
    // Only its note has it looked at.
    let id = order.id;
    write(&ctx, move |tx| {
        Ok(crud::orders::update_look(tx, id, Some(END))?)
    })
    .await;
    teller.says("good", [paid(&order, "good")]);
    let mut ids: Vec<String> = (0..45).map(|number| format!("strange{number}")).collect();
    for id in &ids {
        teller.says(id, [Err(strange())]);
    }
    ids.push("good".to_owned());
    noted(&ctx, ids).await;
    for _ in 0..3 {
        run(&ctx, NOW).await.expect("looked");
    }
    assert_eq!(
        money_of(&ctx, &order).await,
        [(PaymentState::Paid, None)],
        "its note had its turn"
    );
    assert_eq!(value::<i64>(&ctx, WAITING).await, 45);
    // They are looked into again, less and less often, and at last no more.
    let due = next_due(&ctx, NOW + 1).await.expect("read");
    assert_eq!(due, Some(NOW + NOTE_PAUSE.0));
    for _ in 0..3 {
        run(&ctx, NOW.plus_days(2)).await.expect("looked");
    }
    assert_eq!(value::<i64>(&ctx, WAITING).await, 0);
}

#[tokio::test]
async fn notes_wait_while_the_provider_is_away() {
    let (ctx, teller, _) = shop().await;
    let ids: Vec<String> = (0..6).map(|number| format!("t{number}")).collect();
    for id in &ids {
        teller.says(id, [Err(away()), Err(ProviderError::NotFound)]);
    }
    noted(&ctx, ids).await;
    let looked = run(&ctx, NOW).await.expect("looked");
    assert_eq!((looked.asked, looked.put_off.is_some()), (3, true));
    assert_eq!(value::<i64>(&ctx, WAITING).await, 6);
    let later = NOW + NOTE_PAUSE.0;
    run(&ctx, later).await.expect("looked");
    run(&ctx, later + NOTE_PAUSE.0).await.expect("looked");
    assert_eq!(value::<i64>(&ctx, WAITING).await, 0);
}
