//! Rules of the receipts, without Telegram.

use super::*;
use crate::db::Durability;
use crate::models::ByLang;
use crate::models::Clientele;
use crate::models::Goods;
use crate::models::HoldReason;
use crate::models::Length;
use crate::models::ManualMethodId;
use crate::models::Money;
use crate::models::NewOrder;
use crate::models::OrderKind;
use crate::models::Payment;
use crate::models::Plan;
use crate::models::PlanId;
use crate::models::Product;
use crate::models::ReceiptContent;
use crate::models::RejectReason;
use crate::models::SameBy;
use crate::models::Settled;
use crate::models::UsualReason;
use crate::services::money::fulfil;
use crate::services::money::manual as methods;
use crate::services::tests::ADMIN;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::tests::ctx;
use crate::services::tests::person;
use decide::approve;
use decide::reject;

const ANA: i64 = 2001;
const EVA: i64 = 2002;
const LATER: Timestamp = Timestamp(NOW.0 + 60);

fn plan() -> Plan {
    Plan {
        id: PlanId(0),
        goods: Goods {
            names: ByLang::from([("es".to_owned(), "VIP un mes".to_owned())]),
            products: vec![Product::Vip],
            length: Length::Days(30),
            data_bytes: None,
            devices: None,
        },
        prices: vec![Money {
            minor: 150_000,
            currency: "CUP".to_owned(),
        }],
        is_on_sale: true,
        position: 1,
        per_person: None,
        audience: Clientele::Everybody,
        renews: false,
        created_at: NOW,
        removed_at: None,
    }
}

/// A house that sells a plan by hand.
async fn shop() -> (Ctx, PlanId, ManualMethodId) {
    let ctx = ctx().await;
    let spanish = |text: &str| [("es".to_owned(), text.to_owned())].into();
    let words = (spanish("Tarjeta"), spanish("9205"), "CUP".to_owned());
    let method = methods::make(&ctx, &admin(), words, NOW).await;
    let plan = ctx
        .db
        .write(Durability::Full, |tx| {
            Ok::<_, ServiceError>(crud::plans::insert(tx, &plan())?)
        })
        .await;
    (ctx, plan.expect("a plan"), method.expect("a way to pay"))
}

async fn order(shop: &(Ctx, PlanId, ManualMethodId), who: &Actor, from: &str) -> OrderId {
    let new = NewOrder {
        kind: OrderKind::Plan,
        plan: Some(shop.1),
        method: Method::Manual,
        manual_method: Some(shop.2),
        currency: "CUP".to_owned(),
        amount: None,
        promo: None,
        renews: false,
        made_from: from.to_owned(),
    };
    orders::open(&shop.0, who, new, NOW)
        .await
        .expect("an order")
}

fn photo(chat: i64, message: i64) -> NewReceipt {
    NewReceipt {
        content: ReceiptContent::Photo,
        source: (ChatId(chat), MessageId(message)),
        file_id: format!("file{chat}{message}"),
        file_unique_id: format!("unique{chat}{message}"),
        reference: None,
    }
}

async fn sent(ctx: &Ctx, who: &Actor, order: OrderId, new: NewReceipt, at: Timestamp) -> ReceiptId {
    let view = submit(ctx, who, order, new, at).await.expect("sent");
    assert_eq!(view.order.state, OrderState::Submitted);
    view.last.expect("a receipt").id
}

async fn state(ctx: &Ctx, order: OrderId) -> OrderState {
    let found = orders::get(ctx, order).await.expect("read");
    found.expect("an order").state
}

async fn payments(ctx: &Ctx, order: OrderId) -> Vec<Payment> {
    let found = ctx.db.read(move |connection| {
        Ok::<_, ServiceError>(crud::payments::of_order(connection, order)?)
    });
    found.await.expect("read")
}

async fn count(ctx: &Ctx, sql: &'static str) -> i64 {
    let found = ctx.db.read(move |connection| {
        Ok::<_, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
    });
    found.await.expect("read")
}

fn no<T>(result: &Result<T, ServiceError>) -> Option<ReceiptRefusal> {
    match result {
        Err(ServiceError::Refused(Refusal::Money(MoneyRefusal::Receipt(refusal)))) => {
            Some(refusal.clone())
        }
        _ => None,
    }
}

#[tokio::test]
async fn approving_and_the_payment_it_brings_are_one() {
    let shop = shop().await;
    let ctx = &shop.0;
    let ana = person(ctx, ANA).await;
    let order = order(&shop, &ana, "a").await;
    let receipt = sent(ctx, &ana, order, photo(ANA, 1), NOW).await;
    assert_eq!(
        count(
            ctx,
            "SELECT count(*) FROM tasks WHERE kind = 'show_receipt'"
        )
        .await,
        1
    );
    let settled = approve(ctx, &admin(), receipt, None, LATER).await;
    let Ok(Settled::Paid(payment)) = settled else {
        panic!("{settled:?}");
    };
    assert_eq!(state(ctx, order).await, OrderState::Paid);
    let paid = payments(ctx, order).await;
    assert_eq!(paid.len(), 1);
    assert_eq!(paid[0].provider_payment_id, format!("receipt:{receipt}"));
    assert_eq!(paid[0].amount.minor, 150_000);
    assert!(fulfil::fulfil(ctx, payment, LATER).await.expect("given"));
    assert_eq!(state(ctx, order).await, OrderState::Fulfilled);
    let again = approve(ctx, &admin(), receipt, None, LATER).await;
    assert!(
        matches!(
            no(&again),
            Some(ReceiptRefusal::Decided {
                is_approved: true,
                ..
            })
        ),
        "{again:?}"
    );
    assert_eq!(payments(ctx, order).await.len(), 1);
    assert_eq!(
        count(ctx, "SELECT coalesce(sum(minor), 0) FROM ledger_entries").await,
        0
    );
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_wins_and_the_other_is_told() {
    let shop = shop().await;
    let ctx = &shop.0;
    let ana = person(ctx, ANA).await;
    let order = order(&shop, &ana, "a").await;
    let receipt = sent(ctx, &ana, order, photo(ANA, 1), NOW).await;
    let (first, second) = (admin(), admin());
    let reason = RejectReason::Usual(UsualReason::Missing);
    let (approved, rejected) = tokio::join!(
        approve(ctx, &first, receipt, None, LATER),
        reject(ctx, &second, receipt, reason, LATER),
    );
    assert!(
        approved.is_ok() != rejected.is_ok(),
        "{approved:?} {rejected:?}"
    );
    let told = no(&approved).or(no(&rejected)).expect("one is told");
    let by = ADMIN.to_string();
    assert_eq!(
        told,
        ReceiptRefusal::Decided {
            by,
            is_approved: approved.is_ok()
        }
    );
    let paid = payments(ctx, order).await.len();
    assert_eq!(paid, usize::from(approved.is_ok()));
}

#[tokio::test]
async fn after_a_no_another_receipt_comes_for_the_same_order() {
    let shop = shop().await;
    let ctx = &shop.0;
    let ana = person(ctx, ANA).await;
    let order = order(&shop, &ana, "a").await;
    let first = sent(ctx, &ana, order, photo(ANA, 1), NOW).await;
    let waiting = submit(ctx, &ana, order, photo(ANA, 2), LATER).await;
    assert_eq!(no(&waiting), Some(ReceiptRefusal::Waiting));
    let reason = decide::read_reason(" :no se ve el importe ").expect("a reason");
    reject(ctx, &admin(), first, reason.clone(), LATER)
        .await
        .expect("refused");
    assert_eq!(state(ctx, order).await, OrderState::Rejected);
    let told = copies::rejected(ctx, order, UserId(ANA))
        .await
        .expect("read");
    assert_eq!(told.map(|(_, why)| why), Some(reason));
    // An order whose receipt was refused does not end while another may come.
    orders::expire(ctx, 10, NOW.plus_days(2))
        .await
        .expect("looked");
    assert_eq!(state(ctx, order).await, OrderState::Rejected);
    let soon = submit(ctx, &ana, order, photo(ANA, 2), NOW + 10).await;
    assert_eq!(no(&soon), Some(ReceiptRefusal::Soon { seconds: 20 }));
    let second = sent(ctx, &ana, order, photo(ANA, 2), LATER).await;
    assert_ne!(first, second);
    approve(ctx, &admin(), second, None, LATER)
        .await
        .expect("approved");
    let late = copies::rejected(ctx, order, UserId(ANA))
        .await
        .expect("read");
    assert!(late.is_none(), "the word of the refusal is no longer true");
}

#[tokio::test]
async fn another_amount_than_agreed_is_kept_for_a_decision() {
    for (came, why) in [
        (149_999, HoldReason::Underpaid),
        (150_001, HoldReason::Overpaid),
    ] {
        let shop = shop().await;
        let ctx = &shop.0;
        let ana = person(ctx, ANA).await;
        let order = order(&shop, &ana, "a").await;
        let receipt = sent(ctx, &ana, order, photo(ANA, 1), NOW).await;
        let settled = approve(ctx, &admin(), receipt, Some(came), LATER).await;
        assert!(
            matches!(settled, Ok(Settled::Held(_, held)) if held == why),
            "{settled:?}"
        );
        assert_eq!(state(ctx, order).await, OrderState::Review);
        assert_eq!(payments(ctx, order).await[0].amount.minor, came);
        let more = submit(ctx, &ana, order, photo(ANA, 2), LATER).await;
        assert!(more.is_err(), "an admin decides now");
    }
}

#[tokio::test]
async fn a_receipt_of_an_order_that_ended_is_taken_and_flagged() {
    let shop = shop().await;
    let ctx = &shop.0;
    let ana = person(ctx, ANA).await;
    let ended = order(&shop, &ana, "a").await;
    let at = NOW.plus_minutes(31);
    orders::expire(ctx, 10, at).await.expect("looked");
    assert_eq!(state(ctx, ended).await, OrderState::Expired);
    let guessed = guesses(ctx, &ana, at).await.expect("read");
    assert_eq!(guessed.len(), 1, "a picture out of the blue may be of it");
    let receipt = sent(ctx, &ana, ended, photo(ANA, 1), at).await;
    let card = decide::card(ctx, &admin(), receipt).await.expect("a card");
    assert!(card.is_late());
    let settled = approve(ctx, &admin(), receipt, None, at).await;
    assert!(matches!(settled, Ok(Settled::Paid(_))), "{settled:?}");
    let cancelled = order(&shop, &ana, "b").await;
    orders::cancel(ctx, &ana, cancelled, LATER)
        .await
        .expect("cancelled");
    sent(ctx, &ana, cancelled, photo(ANA, 2), at + 60).await;
}

#[tokio::test]
async fn a_picture_is_known_again_by_its_file_its_bytes_and_its_transfer() {
    let shop = shop().await;
    let ctx = &shop.0;
    let (ana, eva) = (person(ctx, ANA).await, person(ctx, EVA).await);
    let first = order(&shop, &ana, "a").await;
    let reference = Some(tidy_reference("tm-99 123").expect("a number"));
    let new = NewReceipt {
        reference: reference.clone(),
        ..photo(ANA, 1)
    };
    let receipt = sent(ctx, &ana, first, new, NOW).await;
    copies::fetched(ctx, receipt, b"a picture")
        .await
        .expect("kept");
    let second = order(&shop, &eva, "b").await;
    let same = |card: &crate::models::ReceiptCard| {
        let same = card.same.iter().map(|same| (same.by, same.id, same.order));
        same.collect::<Vec<_>>()
    };
    let mut at = NOW;
    for (number, by) in [
        (2, SameBy::Picture),
        (3, SameBy::Picture),
        (4, SameBy::Reference),
    ] {
        at = at + 60;
        let mut new = photo(EVA, number);
        match number {
            2 => new.file_unique_id = format!("unique{ANA}1"),
            3 => {}
            _ => new.reference = reference.clone(),
        }
        let id = sent(ctx, &eva, second, new, at).await;
        let card = decide::card(ctx, &admin(), id).await.expect("a card");
        assert_eq!(card.same.is_empty(), number == 3, "not fetched yet");
        let bytes: &[u8] = if number == 3 {
            b"a picture"
        } else {
            b"another"
        };
        if number != 2 {
            copies::fetched(ctx, id, bytes).await.expect("kept");
        }
        let card = decide::card(ctx, &admin(), id).await.expect("a card");
        assert_eq!(same(&card), [(by, receipt, first)], "{number}");
        withdraw(ctx, &eva, id, at).await.expect("withdrawn");
    }
}

#[tokio::test]
async fn what_is_withdrawn_leaves_the_order_as_it_was() {
    let shop = shop().await;
    let ctx = &shop.0;
    let (ana, eva) = (person(ctx, ANA).await, person(ctx, EVA).await);
    let order = order(&shop, &ana, "a").await;
    let receipt = sent(ctx, &ana, order, photo(ANA, 1), NOW).await;
    assert!(
        withdraw(ctx, &eva, receipt, NOW).await.is_err(),
        "another's"
    );
    withdraw(ctx, &ana, receipt, NOW).await.expect("withdrawn");
    assert_eq!(state(ctx, order).await, OrderState::Open);
    let late = approve(ctx, &admin(), receipt, None, LATER).await;
    assert_eq!(no(&late), Some(ReceiptRefusal::Withdrawn));
    assert!(payments(ctx, order).await.is_empty());
    assert!(withdraw(ctx, &ana, receipt, LATER).await.is_err());
    // No pause after one that was taken back.
    sent(ctx, &ana, order, photo(ANA, 2), NOW + 1).await;
}

#[tokio::test]
async fn receipts_are_for_ones_own_orders_by_hand_and_for_those_who_may_decide() {
    let shop = shop().await;
    let ctx = &shop.0;
    let (ana, eva) = (person(ctx, ANA).await, person(ctx, EVA).await);
    let order = order(&shop, &ana, "a").await;
    assert!(submit(ctx, &eva, order, photo(EVA, 1), NOW).await.is_err());
    let receipt = sent(ctx, &ana, order, photo(ANA, 1), NOW).await;
    assert!(approve(ctx, &ana, receipt, None, NOW).await.is_err());
    assert!(decide::card(ctx, &ana, receipt).await.is_err());
    let filter = crate::models::ReceiptFilter::Waiting;
    assert!(decide::list(ctx, &ana, filter, 0).await.is_err());
    let list = decide::list(ctx, &admin(), filter, 9)
        .await
        .expect("a list");
    assert_eq!(
        (list.waiting, list.page.rows.len(), list.page.page),
        (1, 1, 0)
    );
    let shown = copies::to_show(ctx, receipt, ChatId(EVA), NOW).await;
    assert_eq!(shown.expect("read").err(), Some(copies::NotShown::NoHolder));
    // The same message brings one receipt, whatever happens in between.
    withdraw(ctx, &ana, receipt, NOW).await.expect("withdrawn");
    let again = submit(ctx, &ana, order, photo(ANA, 1), LATER).await;
    assert!(matches!(
        again,
        Err(ServiceError::Refused(Refusal::AlreadyApplied))
    ));
    assert_eq!(state(ctx, order).await, OrderState::Open);
}

#[test]
fn amounts_are_of_the_orders_currency() {
    for (text, minor) in [
        ("1500", 150_000),
        ("1.500", 150_000),
        ("1499,99", 149_999),
        ("1500 cup", 150_000),
    ] {
        assert_eq!(decide::read_amount(text, "CUP").expect(text), minor);
    }
    for bad in [
        "", "0", "-5", "1500 USD", "NaN", "inf", "1e3", "$5", "quince",
    ] {
        assert!(decide::read_amount(bad, "CUP").is_err(), "{bad}");
    }
}

#[test]
fn numbers_of_transfers_are_tidy() {
    assert_eq!(tidy_reference(" tm-99 123 ").expect("tidy"), "TM99123");
    assert!(tidy_reference(" - ").is_err());
    assert!(tidy_reference(&"9".repeat(65)).is_err());
}

#[test]
fn reasons_are_kept_as_they_were_given() {
    for usual in UsualReason::ALL {
        let reason = RejectReason::Usual(usual);
        assert_eq!(RejectReason::parse(&reason.stored()), reason);
    }
    let words = decide::read_reason(" :missing ").expect("words");
    assert_eq!(words, RejectReason::Words("missing".to_owned()));
    assert_eq!(RejectReason::parse(&words.stored()), words);
    assert!(decide::read_reason(" : ").is_err());
    assert!(decide::read_reason(&"x".repeat(201)).is_err());
}
