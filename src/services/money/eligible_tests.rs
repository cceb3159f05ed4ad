//! Orders whose buyer or time changed between the opening and the money.

use super::*;
use crate::context::Ctx;
use crate::models::Actor;
use crate::models::ChatId;
use crate::models::Checkout;
use crate::models::CheckoutNo;
use crate::models::DAY;
use crate::models::Gift;
use crate::models::GiftId;
use crate::models::MessageId;
use crate::models::Method;
use crate::models::NewOrder;
use crate::models::NewReceipt;
use crate::models::OrderId;
use crate::models::PlanChange;
use crate::models::PromoGift;
use crate::models::PromoId;
use crate::models::ReceiptContent;
use crate::models::ReceiptId;
use crate::models::Refusal;
use crate::models::Release;
use crate::models::SecondPayment;
use crate::models::Settled;
use crate::services::money::gifts;
use crate::services::money::held;
use crate::services::money::orders;
use crate::services::money::plans;
use crate::services::money::receipts;
use crate::services::money::receipts::decide;
use crate::services::money::stars;
use crate::services::money::testing::*;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::vpn::testing::write;

const ANA: i64 = 100;
const EVA: i64 = 101;

/// A house with Ana and Eva, and a plan of that length for VIP.
async fn selling(length: Length) -> (Ctx, PlanId) {
    let ctx = shop().await;
    for person in [ANA, EVA] {
        tests::person(&ctx, person).await;
    }
    let plan = plan(&ctx, &[Product::Vip], length).await;
    (ctx, plan)
}

async fn set(ctx: &Ctx, plan: PlanId, change: PlanChange) {
    plans::change(ctx, &admin(), plan, change, ctx.clock.now())
        .await
        .expect("changed");
}

fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> Refusal {
    match result.expect_err("refused") {
        ServiceError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

async fn check_out(ctx: &Ctx, order: &Order) -> Option<CheckoutNo> {
    let checkout = Checkout {
        order_code: order.code.clone(),
        user: order.user,
        amount: order.price.clone(),
    };
    stars::check_out(ctx, checkout, ctx.clock.now())
        .await
        .expect("judged")
}

/// Sends a receipt of an order, whatever pause there is between two.
async fn send(ctx: &Ctx, order: OrderId, number: i64) -> ReceiptId {
    ctx.clock.advance(31);
    let user = order_of(ctx, order).await.user;
    let new = NewReceipt {
        content: ReceiptContent::Photo,
        source: (ChatId(user.0), MessageId(number)),
        file_id: format!("file{number}"),
        file_unique_id: format!("unique{number}"),
        reference: None,
    };
    let sent = receipts::submit(ctx, &buyer(user.0), order, new, ctx.clock.now()).await;
    sent.expect("taken").last.expect("a receipt").id
}

async fn approve(ctx: &Ctx, receipt: ReceiptId) -> Settled {
    decide::approve(ctx, &admin(), receipt, None, ctx.clock.now())
        .await
        .expect("decided")
}

fn why(settled: Settled) -> Option<HoldReason> {
    match settled {
        Settled::Held(_, why) => Some(why),
        Settled::Paid(_) => None,
        Settled::Known(_) => panic!("it is new"),
    }
}

/// A code for one use by each person.
async fn code(ctx: &Ctx, gift: PromoGift) -> PromoId {
    let made = promos::make(ctx, &admin(), "ONCE".to_owned(), gift, NOW).await;
    made.expect("made")
}

async fn with_code(ctx: &Ctx, user: i64, plan: PlanId, method: Method, from: &str) -> Order {
    let wish = NewOrder {
        promo: Some("ONCE".to_owned()),
        ..wish(OrderKind::Plan, Some(plan), method, from)
    };
    let id = orders::open(ctx, &buyer(user), wish, ctx.clock.now()).await;
    order_of(ctx, id.expect("opened")).await
}

#[tokio::test]
async fn what_is_for_life_is_paid_once_however_many_orders_there_are() {
    for is_delivered in [true, false] {
        let (ctx, life) = selling(Length::Lifetime).await;
        let first = order(&ctx, ANA, life, Method::Stars, "1").await;
        let second = order(&ctx, ANA, life, Method::Stars, "2").await;
        let by_qvapay = order(&ctx, ANA, life, Method::QvaPay, "3").await;
        assert_eq!(check_out(&ctx, &second).await, None, "nothing runs yet");
        if is_delivered {
            buy(&ctx, &first, "a").await;
        } else {
            assert_eq!(why(pay(&ctx, exact(&first, "a")).await), None);
        }
        assert_eq!(check_out(&ctx, &second).await, Some(CheckoutNo::Ended));
        for (order, charge) in [(&second, "b"), (&by_qvapay, "c")] {
            let settled = pay(&ctx, exact(order, charge)).await;
            assert_eq!(why(settled), Some(HoldReason::Nothing), "{charge}");
            assert_eq!(order_of(&ctx, order.id).await.state, OrderState::Review);
        }
        let again = wish(OrderKind::Plan, Some(life), Method::Stars, "4");
        let again = orders::open(&ctx, &buyer(ANA), again, NOW).await;
        assert_eq!(refusal(again), MoneyRefusal::HasMore.into());
    }
}

#[tokio::test]
async fn a_plan_whose_date_passed_before_the_approval_is_not_given_for_nothing() {
    for kind in [OrderKind::Plan, OrderKind::Gift] {
        let (ctx, until) = selling(Length::Until(NOW + DAY)).await;
        let wish = wish(kind, Some(until), Method::Manual, "1");
        let order = orders::open(&ctx, &buyer(ANA), wish, NOW).await;
        let order = order.expect("opened");
        let receipt = send(&ctx, order, 1).await;
        ctx.clock.advance(2 * DAY);
        let settled = approve(&ctx, receipt).await;
        assert_eq!(why(settled), Some(HoldReason::Nothing), "{kind:?}");
        assert_eq!(vip_end(&ctx, ANA).await, None);
    }
}

#[tokio::test]
async fn an_order_that_had_ended_is_paid_as_agreed_while_its_code_is_free() {
    let (ctx, month) = selling(Length::Days(30)).await;
    let half = code(&ctx, PromoGift::Percent(50)).await;
    let uses = async || {
        promos::card(&ctx, &admin(), half)
            .await
            .expect("a card")
            .uses
    };
    let mut given_up = Vec::new();
    for number in 0..4 {
        let order = with_code(&ctx, ANA, month, Method::Manual, &number.to_string()).await;
        orders::cancel(&ctx, &buyer(ANA), order.id, NOW)
            .await
            .expect("cancelled");
        given_up.push(order.id);
    }
    assert_eq!(uses().await, 0);
    let first = send(&ctx, given_up[0], 1).await;
    assert_eq!(uses().await, 1, "it is taken again");
    // The other receipts are taken too, and say what becomes of their money.
    let second = send(&ctx, given_up[1], 2).await;
    let third = send(&ctx, given_up[2], 3).await;
    for (receipt, doubt) in [
        (first, None),
        (second, Some(HoldReason::Limit)),
        (third, Some(HoldReason::Limit)),
    ] {
        let card = decide::card(&ctx, &admin(), receipt).await.expect("a card");
        assert_eq!(card.doubt, doubt);
        assert_eq!(why(approve(&ctx, receipt).await), doubt);
    }
    assert_eq!(uses().await, 1);
    // One that counts for a use is one when an admin lets it.
    let doubted = given_up[1];
    let payments = write(&ctx, move |tx| Ok(crud::payments::of_order(tx, doubted)?));
    let payment = payments.await[0].id;
    held::release(&ctx, &admin(), payment, Release::AsItIs, ctx.clock.now())
        .await
        .expect("released");
    assert_eq!(uses().await, 2);
    // Withdrawn and sent again, it is judged again.
    let fourth = send(&ctx, given_up[3], 4).await;
    receipts::withdraw(&ctx, &buyer(ANA), fourth, ctx.clock.now())
        .await
        .expect("withdrawn");
    let fourth = send(&ctx, given_up[3], 5).await;
    assert_eq!(why(approve(&ctx, fourth).await), Some(HoldReason::Limit));
}

#[tokio::test]
async fn an_order_that_had_ended_passes_no_limit_of_its_plan() {
    for change in [
        PlanChange::PerPerson(Some(1)),
        PlanChange::Audience(Clientele::New),
    ] {
        let (ctx, month) = selling(Length::Days(30)).await;
        set(&ctx, month, change).await;
        let ended = order(&ctx, ANA, month, Method::Manual, "1").await;
        orders::cancel(&ctx, &buyer(ANA), ended.id, NOW)
            .await
            .expect("cancelled");
        let other = order(&ctx, ANA, month, Method::Stars, "2").await;
        buy(&ctx, &other, "a").await;
        let receipt = send(&ctx, ended.id, 1).await;
        assert_eq!(why(approve(&ctx, receipt).await), Some(HoldReason::Limit));
        assert_eq!(vip_end(&ctx, ANA).await, Some(Some(NOW + 30 * DAY)));
    }
}

#[tokio::test]
async fn a_price_of_long_ago_is_an_admins_decision() {
    let (ctx, month) = selling(Length::Days(30)).await;
    let old = order(&ctx, ANA, month, Method::Manual, "1").await;
    let refused = order(&ctx, ANA, month, Method::Manual, "2").await;
    let receipt = send(&ctx, refused.id, 1).await;
    ctx.clock.advance(10 * DAY);
    let now = ctx.clock.now();
    orders::expire(&ctx, 10, now).await.expect("looked");
    // That the staff took its time is nothing to the buyer.
    let reason = decide::read_reason("otro").expect("a reason");
    decide::reject(&ctx, &admin(), receipt, reason, now)
        .await
        .expect("refused");
    let again = send(&ctx, refused.id, 2).await;
    assert_eq!(why(approve(&ctx, again).await), None);
    // The other ended ten days ago, and nothing that follows makes it young.
    let receipt = send(&ctx, old.id, 3).await;
    receipts::withdraw(&ctx, &buyer(ANA), receipt, ctx.clock.now())
        .await
        .expect("withdrawn");
    orders::expire(&ctx, 10, ctx.clock.now())
        .await
        .expect("looked");
    let receipt = send(&ctx, old.id, 4).await;
    assert_eq!(why(approve(&ctx, receipt).await), Some(HoldReason::Late));
}

#[tokio::test]
async fn a_plan_for_some_customers_is_nobodys_gift() {
    for audience in [Clientele::New, Clientele::Former] {
        let (ctx, month) = selling(Length::Days(30)).await;
        set(&ctx, month, PlanChange::Audience(audience)).await;
        let gift = wish(OrderKind::Gift, Some(month), Method::Stars, "1");
        let gift = orders::open(&ctx, &buyer(ANA), gift, NOW).await;
        assert_eq!(refusal(gift), MoneyRefusal::NotAsGift.into());
    }
}

/// The code in the link of a gift.
async fn link(ctx: &Ctx, buyer_of: i64, gift: i64) -> (Gift, String) {
    let card = gifts::card(ctx, &buyer(buyer_of), GiftId(gift)).await;
    let card = card.expect("theirs");
    let code = card.code.expect("open");
    let code = code.strip_prefix(gifts::PREFIX).expect("a code").to_owned();
    (card.gift, code)
}

#[tokio::test]
async fn a_gift_counts_for_whoever_opens_it() {
    let (ctx, month) = selling(Length::Days(30)).await;
    set(&ctx, month, PlanChange::PerPerson(Some(2))).await;
    for number in 1..=2 {
        let gift = wish(
            OrderKind::Gift,
            Some(month),
            Method::Stars,
            &number.to_string(),
        );
        let id = orders::open(&ctx, &buyer(ANA), gift, NOW).await;
        let order = order_of(&ctx, id.expect("opened")).await;
        buy(&ctx, &order, &format!("gift{number}")).await;
    }
    let own = order(&ctx, EVA, month, Method::Stars, "own").await;
    buy(&ctx, &own, "own").await;
    let (_, first) = link(&ctx, ANA, 1).await;
    gifts::open(&ctx, &buyer(EVA), &first, NOW)
        .await
        .expect("opened");
    let (_, second) = link(&ctx, ANA, 2).await;
    let often = Refusal::from(MoneyRefusal::BoughtOften { most: 2 });
    let refused = gifts::open(&ctx, &buyer(EVA), &second, NOW).await;
    assert_eq!(refusal(refused), often);
    let more = wish(OrderKind::Plan, Some(month), Method::Stars, "more");
    let more = orders::open(&ctx, &buyer(EVA), more, NOW).await;
    assert_eq!(refusal(more), often);
    let (gift, _) = link(&ctx, ANA, 2).await;
    assert!(gift.redeemed_at.is_none(), "it waits for somebody else");
}

#[tokio::test]
async fn whoever_has_bought_is_no_new_customer_when_the_next_order_is_paid() {
    let (ctx, month) = selling(Length::Days(30)).await;
    set(&ctx, month, PlanChange::Audience(Clientele::New)).await;
    let mut open = Vec::new();
    for (number, method) in [
        Method::Stars,
        Method::Stars,
        Method::QvaPay,
        Method::Manual,
        Method::Stars,
    ]
    .into_iter()
    .enumerate()
    {
        open.push(order(&ctx, ANA, month, method, &number.to_string()).await);
    }
    // Two are let through before either is paid.
    assert_eq!(check_out(&ctx, &open[0]).await, None);
    assert_eq!(check_out(&ctx, &open[4]).await, None);
    let receipt = send(&ctx, open[3].id, 1).await;
    buy(&ctx, &open[0], "a").await;
    let end = ctx.clock.now() + 30 * DAY;
    assert_eq!(check_out(&ctx, &open[1]).await, Some(CheckoutNo::NotForYou));
    for (number, charge) in [(2, "b"), (4, "c")] {
        let settled = pay(&ctx, exact(&open[number], charge)).await;
        assert_eq!(why(settled), Some(HoldReason::Limit), "{charge}");
    }
    assert_eq!(why(approve(&ctx, receipt).await), Some(HoldReason::Limit));
    assert_eq!(vip_end(&ctx, ANA).await, Some(Some(end)));
}

#[tokio::test]
async fn a_codes_days_and_price_are_given_once_of_an_order() {
    for gift in [PromoGift::Days(7), PromoGift::Percent(50)] {
        let (ctx, month) = selling(Length::Days(30)).await;
        second(&ctx, SecondPayment::Extend).await;
        let (id, days) = match gift {
            PromoGift::Days(days) => (code(&ctx, gift).await, i64::from(days)),
            PromoGift::Percent(_) | PromoGift::Fixed(_) => (code(&ctx, gift).await, 0),
        };
        let order = with_code(&ctx, ANA, month, Method::Stars, "1").await;
        assert_eq!(order.promo, Some(id));
        buy(&ctx, &order, "a").await;
        buy(&ctx, &order, "b").await;
        let end = Some(Some(NOW + (30 + days) * DAY));
        assert_eq!(vip_end(&ctx, ANA).await, end);
        let has = write(&ctx, |tx| {
            crate::services::money::books::balance_in(tx, UserId(ANA), "XTR")
        });
        assert_eq!(has.await, order.price.minor, "what came is theirs");
    }
}

#[tokio::test]
async fn days_of_a_code_come_with_the_payment_that_is_delivered_first() {
    let (ctx, month) = selling(Length::Days(30)).await;
    second(&ctx, SecondPayment::Extend).await;
    code(&ctx, PromoGift::Days(7)).await;
    let order = with_code(&ctx, ANA, month, Method::Manual, "1").await;
    // Less came first, and an admin lets it count after the rest was paid.
    let mut little = exact(&order, "a");
    little.amount.minor -= 1;
    let Settled::Held(first, HoldReason::Underpaid) = pay(&ctx, little).await else {
        panic!("it is held");
    };
    buy(&ctx, &order, "b").await;
    held::release(&ctx, &admin(), first, Release::AsItIs, NOW)
        .await
        .expect("released");
    deliver(&ctx, first).await.expect("delivered");
    assert_eq!(vip_end(&ctx, ANA).await, Some(Some(NOW + 67 * DAY)));
}

#[tokio::test]
async fn nobody_but_a_superadmin_decides_about_their_own_money() {
    let (ctx, month) = selling(Length::Days(30)).await;
    let staff = Actor::user(UserId(ANA), crate::models::PermissionSet::all(), None);
    let own = Refusal::from(MoneyRefusal::OwnMoney);
    let hers = order(&ctx, ANA, month, Method::Manual, "1").await;
    let receipt = send(&ctx, hers.id, 1).await;
    let approved = decide::approve(&ctx, &staff, receipt, None, NOW).await;
    assert_eq!(refusal(approved), own);
    assert_eq!(why(approve(&ctx, receipt).await), None, "another may");
    // Nor does she let her own money count, or somebody's for herself.
    let other = order(&ctx, ANA, month, Method::QvaPay, "2").await;
    let mut little = exact(&other, "a");
    little.amount.minor -= 1;
    let Settled::Held(held_own, _) = pay(&ctx, little.clone()).await else {
        panic!("it is held");
    };
    little.provider_payment_id = "b".to_owned();
    little.order_code = "ord_lost".to_owned();
    little.payer = None;
    let Settled::Held(lost, _) = pay(&ctx, little).await else {
        panic!("it is held");
    };
    for (payment, how) in [
        (held_own, Release::AsItIs),
        (held_own, Release::ToBalance(None)),
        (lost, Release::ToOrder(other.id)),
        (lost, Release::ToBalance(Some(UserId(ANA)))),
    ] {
        let released = held::release(&ctx, &staff, payment, how, NOW).await;
        assert_eq!(refusal(released), own, "{how:?}");
    }
    held::release(
        &ctx,
        &staff,
        lost,
        Release::ToBalance(Some(UserId(EVA))),
        NOW,
    )
    .await
    .expect("another's");
    // A superadmin may, and it is seen.
    let jefa = tests::ADMIN;
    let bosss = order(&ctx, jefa.0, month, Method::Manual, "3").await;
    let receipt = send(&ctx, bosss.id, 2).await;
    let card = decide::card(&ctx, &admin(), receipt).await.expect("a card");
    assert!(card.is_staff && !card.is_approved_by_buyer());
    assert_eq!(why(approve(&ctx, receipt).await), None);
    let card = decide::card(&ctx, &admin(), receipt).await.expect("a card");
    assert!(card.is_approved_by_buyer());
}

#[tokio::test]
async fn whoever_is_erased_has_no_receipt_left_to_approve() {
    let (ctx, month) = selling(Length::Days(30)).await;
    let hers = order(&ctx, ANA, month, Method::Manual, "1").await;
    let receipt = send(&ctx, hers.id, 1).await;
    crate::services::persons::data::erase(&ctx, &admin(), UserId(ANA), ctx.clock.now())
        .await
        .expect("erased");
    let late = decide::approve(&ctx, &admin(), receipt, None, ctx.clock.now()).await;
    let withdrawn = MoneyRefusal::from(crate::models::ReceiptRefusal::Withdrawn);
    assert_eq!(refusal(late), withdrawn.into());
    assert_eq!(order_of(&ctx, hers.id).await.state, OrderState::Cancelled);
    let closes = "SELECT count(*) FROM tasks WHERE kind = 'close_receipt'";
    let closes: i64 = crate::services::vpn::testing::value(&ctx, closes).await;
    assert_eq!(closes, 1);
}
