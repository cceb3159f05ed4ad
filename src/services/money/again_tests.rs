//! Money that went back, and counts again all the same: what it is for is given once more, of whatever kind.

use super::held;
use super::refunds;
use super::testing::*;
use crate::context::Ctx;
use crate::crud;
use crate::models::Identity;
use crate::models::*;
use crate::services::ServiceError;
use crate::services::money::books;
use crate::services::money::checks;
use crate::services::money::gifts;
use crate::services::money::orders;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::tests::admin;
use crate::services::vpn::keys;
use crate::services::vpn::testing::Fakes;
use crate::services::vpn::testing::server;
use crate::services::vpn::testing::value;
use crate::services::vpn::testing::write;
use std::sync::Arc;

/// A house that sells, with a server of pretended keys.
pub async fn house() -> Ctx {
    let ctx = shop().await;
    ctx.backends.set_pretender(Arc::new(Fakes::default()));
    server(&ctx, VpnKind::WireGuard, 1).await;
    tests::person(&ctx, 100).await;
    ctx
}

/// Nothing in the books, and nothing of what was given, is wrong.
pub async fn fits(ctx: &Ctx) {
    let look = checks::check(ctx, &admin(), ctx.clock.now()).await;
    let look = look.expect("looked");
    assert_eq!(look.faults(), 0, "{look:?}");
}

async fn bought(ctx: &Ctx, kind: OrderKind, plan: Option<PlanId>, from: &str) -> PaymentId {
    let wish = wish(kind, plan, Method::QvaPay, from);
    let id = orders::open(ctx, &buyer(100), wish, ctx.clock.now()).await;
    let order = order_of(ctx, id.expect("opened")).await;
    buy(ctx, &order, from).await
}

/// It goes back, and an admin changes their mind before the money is gone.
async fn back(ctx: &Ctx, id: PaymentId) {
    let now = ctx.clock.now();
    let state = refunds::refund(ctx, &admin(), id, None, now).await;
    assert_eq!(state.expect("begun"), PaymentState::Refunding);
    fits(ctx).await;
}

async fn again(ctx: &Ctx, id: PaymentId) {
    let now = ctx.clock.now();
    held::release(ctx, &admin(), id, Release::AsItIs, now)
        .await
        .expect("released");
    fits(ctx).await;
    assert!(deliver(ctx, id).await.expect("delivered"));
    assert_eq!(payment_of(ctx, id).await.state, PaymentState::Fulfilled);
    let order = payment_of(ctx, id).await.order.expect("an order");
    assert_eq!(order_of(ctx, order).await.state, OrderState::Fulfilled);
    fits(ctx).await;
}

async fn end_of(ctx: &Ctx, user: i64, product: Product) -> Option<Option<Timestamp>> {
    super::buying::end_of(ctx, UserId(user), product, ctx.clock.now()).await
}

#[tokio::test]
async fn access_that_went_back_is_given_again_with_another_link() {
    let ctx = house().await;
    let plan = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let id = bought(&ctx, OrderKind::Plan, Some(plan), "a").await;
    ctx.clock.advance(DAY);
    back(&ctx, id).await;
    assert_eq!(vip_end(&ctx, 100).await, None);
    ctx.clock.advance(DAY);
    again(&ctx, id).await;
    // It lasts as long as it was paid for, from now.
    assert_eq!(vip_end(&ctx, 100).await, Some(Some(NOW + 32 * DAY)));
    let links = "SELECT count(*) FROM tasks WHERE kind = 'deliver_vip_link'";
    assert_eq!(value::<i64>(&ctx, links).await, 2);
    // And goes back a second time.
    back(&ctx, id).await;
    assert_eq!(vip_end(&ctx, 100).await, None);
}

#[tokio::test]
async fn a_key_that_went_back_works_again_and_one_that_was_deleted_is_made_anew() {
    let ctx = house().await;
    let plan = plan(&ctx, &[Product::WireGuard], Length::Days(30)).await;
    let id = bought(&ctx, OrderKind::Plan, Some(plan), "a").await;
    back(&ctx, id).await;
    assert_eq!(end_of(&ctx, 100, Product::WireGuard).await, None);
    again(&ctx, id).await;
    let end = Some(Some(NOW + 30 * DAY));
    assert_eq!(end_of(&ctx, 100, Product::WireGuard).await, end);
    let working = "SELECT count(*) FROM vpn_configs WHERE status IN ('pending', 'active')";
    assert_eq!(value::<i64>(&ctx, working).await, 1);
    assert_eq!(
        value::<i64>(&ctx, "SELECT count(*) FROM vpn_configs").await,
        1
    );
    back(&ctx, id).await;
    keys::delete(&ctx, &admin(), ConfigId(1), NOW)
        .await
        .expect("deleted");
    again(&ctx, id).await;
    assert_eq!(value::<i64>(&ctx, working).await, 1);
    assert_eq!(
        value::<i64>(&ctx, "SELECT count(*) FROM vpn_configs").await,
        2
    );
}

#[tokio::test]
async fn a_gift_that_went_back_has_another_link_and_whoever_had_it_can_open_it_again() {
    let ctx = house().await;
    let (ana, eva) = (buyer(100), tests::person(&ctx, 200).await);
    let products = [Product::Vip, Product::WireGuard];
    let plan = plan(&ctx, &products, Length::Days(30)).await;
    let id = bought(&ctx, OrderKind::Gift, Some(plan), "a").await;
    let code = async || {
        let card = gifts::card(&ctx, &ana, GiftId(1)).await.expect("hers");
        let code = card.code.expect("open");
        code.strip_prefix(gifts::PREFIX).expect("a code").to_owned()
    };
    let first = code().await;
    gifts::open(&ctx, &eva, &first, NOW).await.expect("opened");
    back(&ctx, id).await;
    assert_eq!(end_of(&ctx, 200, Product::Vip).await, None);
    // She deletes what is left of it.
    keys::delete(&ctx, &admin(), ConfigId(1), NOW)
        .await
        .expect("deleted");
    again(&ctx, id).await;
    let second = code().await;
    assert_ne!(first, second);
    let dead = gifts::open(&ctx, &eva, &first, NOW).await;
    let unknown: Refusal = PurseRefusal::GiftUnknown.into();
    assert!(matches!(dead, Err(ServiceError::Refused(why)) if why == unknown));
    gifts::open(&ctx, &eva, &second, NOW).await.expect("opened");
    for product in products {
        let end = end_of(&ctx, 200, product).await;
        assert_eq!(end, Some(Some(NOW + 30 * DAY)), "{product:?}");
    }
    let links = "SELECT count(*) FROM tasks WHERE kind = 'deliver_vip_link'";
    assert_eq!(value::<i64>(&ctx, links).await, 2);
    let told =
        "SELECT count(*) FROM tasks WHERE kind IN ('tell_purse', 'deliver_gift') AND state = 'due'";
    assert_eq!(value::<i64>(&ctx, told).await, 2);
    fits(&ctx).await;
}

#[tokio::test]
async fn money_that_was_taken_off_a_balance_is_put_there_again() {
    let ctx = house().await;
    let has = async || write(&ctx, |tx| books::balance_in(tx, UserId(100), "USD")).await;
    let top_up = bought(&ctx, OrderKind::TopUp, None, "a").await;
    assert_eq!(has().await, 700);
    back(&ctx, top_up).await;
    assert_eq!(has().await, 0);
    again(&ctx, top_up).await;
    assert_eq!(has().await, 700);
    // A plan that goes back may go on the balance instead.
    let plan = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let id = bought(&ctx, OrderKind::Plan, Some(plan), "b").await;
    back(&ctx, id).await;
    held::release(&ctx, &admin(), id, Release::ToBalance(None), NOW)
        .await
        .expect("released");
    assert!(deliver(&ctx, id).await.expect("delivered"));
    assert_eq!((has().await, vip_end(&ctx, 100).await), (1_200, None));
    // Of what ended then its receipt says nothing.
    assert_eq!(payment_of(&ctx, id).await.given, None);
    fits(&ctx).await;
}

#[tokio::test]
async fn that_money_is_back_is_told_when_it_is_gone_and_not_before() {
    let ctx = house().await;
    let plan = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let id = bought(&ctx, OrderKind::Plan, Some(plan), "a").await;
    let told = async || {
        let news = "SELECT coalesce(group_concat(payload ->> 'news'), '') FROM
            (SELECT payload FROM tasks WHERE kind = 'tell_order' ORDER BY id)";
        value::<String>(&ctx, news).await
    };
    back(&ctx, id).await;
    assert_eq!(told().await, "fulfilled,refunding");
    refunds::returned(&ctx, &admin(), id, NOW)
        .await
        .expect("sent");
    assert_eq!(told().await, "fulfilled,refunding,refunded");
}

/// The end and the limit of somebody's account.
async fn account(ctx: &Ctx, user: i64) -> (Option<Timestamp>, Option<u64>) {
    let account = write(ctx, move |tx| {
        let kind = VpnKind::WireGuard;
        Ok(crud::vpn_accounts::of_user(tx, UserId(user), kind)?)
    });
    let account = account.await.expect("an account");
    (account.expires_at, account.limit_bytes)
}

/// Somebody who has thirty days of their own opens a gift of thirty more.
async fn opened_on_top(ctx: &Ctx, plan: PlanId) -> (PaymentId, PaymentId) {
    tests::person(ctx, 200).await;
    let gift = bought(ctx, OrderKind::Gift, Some(plan), "gift").await;
    let own = order(ctx, 200, plan, Method::QvaPay, "own").await;
    let own = buy(ctx, &own, "own").await;
    open_gift(ctx).await;
    (gift, own)
}

async fn open_gift(ctx: &Ctx) {
    let card = gifts::card(ctx, &buyer(100), GiftId(1))
        .await
        .expect("hers");
    let code = card.code.expect("open");
    let code = code.strip_prefix(gifts::PREFIX).expect("a code");
    gifts::open(ctx, &buyer(200), code, ctx.clock.now())
        .await
        .expect("opened");
}

#[tokio::test]
async fn a_gift_that_goes_back_takes_its_time_and_its_data() {
    let ctx = house().await;
    let plan = plan(&ctx, &[Product::WireGuard], Length::Days(30)).await;
    let (gift, _) = opened_on_top(&ctx, plan).await;
    assert_eq!(
        account(&ctx, 200).await,
        (Some(NOW + 60 * DAY), Some(2_000_000))
    );
    ctx.clock.advance(10 * DAY);
    back(&ctx, gift).await;
    assert_eq!(
        account(&ctx, 200).await,
        (Some(NOW + 30 * DAY), Some(1_000_000))
    );
}

#[tokio::test]
async fn data_bought_after_a_gift_was_used_up_stay_when_it_goes_back() {
    let ctx = house().await;
    let plan = plan(&ctx, &[Product::WireGuard], Length::Days(30)).await;
    let (gift, _) = opened_on_top(&ctx, plan).await;
    ctx.clock.advance(61 * DAY);
    let later = order(&ctx, 200, plan, Method::QvaPay, "later").await;
    buy(&ctx, &later, "later").await;
    let has = (Some(NOW + 91 * DAY), Some(1_000_000));
    assert_eq!(account(&ctx, 200).await, has);
    ctx.clock.advance(DAY);
    back(&ctx, gift).await;
    assert_eq!(account(&ctx, 200).await, has);
}

#[tokio::test]
async fn what_began_anew_by_a_gift_stays_when_an_earlier_payment_goes_back() {
    let ctx = house().await;
    tests::person(&ctx, 200).await;
    let plan = plan(&ctx, &[Product::Vip, Product::WireGuard], Length::Days(30)).await;
    bought(&ctx, OrderKind::Gift, Some(plan), "gift").await;
    let own = order(&ctx, 200, plan, Method::QvaPay, "own").await;
    let own = buy(&ctx, &own, "own").await;
    ctx.clock.advance(5 * DAY);
    let now = ctx.clock.now();
    // The staff ends both by hand.
    write(&ctx, move |tx| {
        let terms = Terms {
            end: TermEnd::Until(now),
            ..Terms::default()
        };
        let (user, kind) = (UserId(200), VpnKind::WireGuard);
        crate::services::vpn::lifecycle::terms(tx, user, kind, &terms, Identity::System, now)?;
        crate::services::access::set_end(tx, user, Some(now), "test".to_owned(), now).map(|_| ())
    })
    .await;
    ctx.clock.advance(DAY);
    open_gift(&ctx).await;
    let end = ctx.clock.now() + 30 * DAY;
    ctx.clock.advance(DAY);
    back(&ctx, own).await;
    assert_eq!(vip_end(&ctx, 200).await, Some(Some(end)));
    assert_eq!(account(&ctx, 200).await, (Some(end), Some(1_000_000)));
}

#[tokio::test]
async fn access_by_hand_after_what_was_bought_ended_stays_when_the_payment_goes_back() {
    let ctx = house().await;
    let plan = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let id = bought(&ctx, OrderKind::Plan, Some(plan), "a").await;
    let set = async |until: Timestamp| {
        let now = ctx.clock.now();
        write(&ctx, move |tx| {
            let cause = "test".to_owned();
            crate::services::access::set_end(tx, UserId(100), Some(until), cause, now).map(|_| ())
        })
        .await;
    };
    ctx.clock.advance(5 * DAY);
    set(ctx.clock.now()).await;
    ctx.clock.advance(DAY);
    set(NOW + 90 * DAY).await;
    back(&ctx, id).await;
    assert_eq!(vip_end(&ctx, 100).await, Some(Some(NOW + 90 * DAY)));
}
