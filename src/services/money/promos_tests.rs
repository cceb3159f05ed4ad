use super::*;
use crate::models::Method;
use crate::models::NewOrder;
use crate::models::Order;
use crate::models::OrderKind;
use crate::models::OrderState;
use crate::models::PlanChange;
use crate::models::Product;
use crate::services::money::orders;
use crate::services::money::plans;
use crate::services::money::testing::USD_BY_HAND;
use crate::services::money::testing::ways_by_hand;
use crate::services::tests::{NOW, admin, ctx, person};
use crate::services::vpn::testing::write;
use proptest::prelude::*;
use std::sync::Arc;

fn money(minor: i64, currency: &str) -> Money {
    Money {
        minor,
        currency: currency.to_owned(),
    }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> Refusal {
    match result.expect_err("refused") {
        ServiceError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

fn fault(fault: PromoFault) -> Refusal {
    MoneyRefusal::from(fault).into()
}

/// A VIP plan for 10,00 USD or 500 Stars.
async fn plan(ctx: &Ctx, length: Length) -> PlanId {
    write(ctx, ways_by_hand).await;
    let made = plans::make(ctx, &admin(), vec![Product::Vip], length, NOW).await;
    let id = made.expect("made");
    for change in [
        PlanChange::Price(money(1_000, "USD")),
        PlanChange::Price(money(500, "XTR")),
        PlanChange::OnSale(true),
    ] {
        plans::change(ctx, &admin(), id, change, NOW)
            .await
            .expect("changed");
    }
    id
}

async fn code(ctx: &Ctx, name: &str, gift: PromoGift) -> PromoId {
    let made = make(ctx, &admin(), name.to_owned(), gift, NOW).await;
    made.expect("made")
}

async fn set(ctx: &Ctx, id: PromoId, to: PromoChange) {
    change(ctx, &admin(), id, to, NOW).await.expect("changed");
}

fn wish(plan: PlanId, promo: &str, from: &str) -> NewOrder {
    NewOrder {
        kind: OrderKind::Plan,
        plan: Some(plan),
        method: Method::Manual,
        manual_method: Some(USD_BY_HAND),
        currency: "USD".to_owned(),
        amount: None,
        promo: Some(promo.to_owned()),
        renews: false,
        made_from: from.to_owned(),
    }
}

async fn buy(
    ctx: &Ctx,
    actor: &Actor,
    wish: NewOrder,
    now: Timestamp,
) -> Result<Order, ServiceError> {
    let id = orders::open(ctx, actor, wish, now).await?;
    let order = orders::get(ctx, id).await?;
    Ok(order.expect("the order"))
}

#[tokio::test]
async fn a_code_takes_off_what_it_says_and_never_more_than_the_price() {
    let ctx = ctx().await;
    let month = plan(&ctx, Length::Days(30)).await;
    let ana = person(&ctx, 100).await;
    for (name, gift, minor, days) in [
        ("TENTH", PromoGift::Percent(10), 900, 0),
        ("THIRD", PromoGift::Percent(33), 670, 0),
        ("WEEK", PromoGift::Days(7), 1_000, 7),
        ("THREE", PromoGift::Fixed(money(300, "USD")), 700, 0),
    ] {
        code(&ctx, name, gift).await;
        let typed = format!(" {} ", name.to_lowercase());
        let order = buy(&ctx, &ana, wish(month, &typed, name), NOW)
            .await
            .expect(name);
        assert_eq!(
            (order.price.minor, order.extra_days, order.list_minor),
            (minor, days, 1_000)
        );
        assert_eq!(order.state, OrderState::Open);
        orders::cancel(&ctx, &ana, order.id, NOW)
            .await
            .expect("cancelled");
    }
    // What costs nothing any more is paid.
    for (name, gift) in [
        ("FREE", PromoGift::Percent(100)),
        ("MUCH", PromoGift::Fixed(money(5_000, "USD"))),
    ] {
        code(&ctx, name, gift).await;
        let order = buy(&ctx, &ana, wish(month, name, name), NOW)
            .await
            .expect(name);
        assert_eq!((order.price.minor, order.state), (0, OrderState::Paid));
    }
    let asked = quote(&ctx, &ana, month, "XTR".to_owned(), "tenth".to_owned(), NOW).await;
    assert_eq!(asked.expect("a quote").price, money(450, "XTR"));
}

#[tokio::test]
async fn a_code_is_for_its_plan_its_time_and_its_currency() {
    let ctx = ctx().await;
    let (month, life) = (
        plan(&ctx, Length::Days(30)).await,
        plan(&ctx, Length::Lifetime).await,
    );
    let ana = person(&ctx, 100).await;
    let tenth = code(&ctx, "TENTH", PromoGift::Percent(10)).await;
    code(&ctx, "WEEK", PromoGift::Days(7)).await;
    code(&ctx, "STARS", PromoGift::Fixed(money(100, "XTR"))).await;
    let tried =
        async |plan, name: &str, now| refusal(buy(&ctx, &ana, wish(plan, name, "a"), now).await);
    assert_eq!(tried(month, "NONE", NOW).await, fault(PromoFault::Unknown));
    assert_eq!(tried(life, "WEEK", NOW).await, fault(PromoFault::NoEnd));
    let other = PromoFault::OtherCurrency {
        currency: "XTR".to_owned(),
    };
    assert_eq!(tried(month, "STARS", NOW).await, fault(other));
    set(&ctx, tenth, PromoChange::Plan(Some(life))).await;
    assert_eq!(
        tried(month, "TENTH", NOW).await,
        fault(PromoFault::OtherPlan)
    );
    set(&ctx, tenth, PromoChange::Plan(None)).await;
    let (start, end) = (NOW.plus_days(1), NOW.plus_days(2));
    set(&ctx, tenth, PromoChange::Starts(Some(start))).await;
    set(&ctx, tenth, PromoChange::Ends(Some(end))).await;
    assert_eq!(
        tried(month, "TENTH", NOW).await,
        fault(PromoFault::NotYet { at: start })
    );
    assert_eq!(
        tried(month, "TENTH", end).await,
        fault(PromoFault::Ended { at: end })
    );
    let crossed = change(&ctx, &admin(), tenth, PromoChange::Starts(Some(end)), NOW).await;
    assert_eq!(refusal(crossed), fault(PromoFault::DatesCrossed));
    assert!(
        buy(&ctx, &ana, wish(month, "TENTH", "in time"), start)
            .await
            .is_ok()
    );
    set(&ctx, tenth, PromoChange::Enabled(false)).await;
    assert_eq!(
        tried(month, "TENTH", start).await,
        fault(PromoFault::Unknown)
    );
    let monthly = NewOrder {
        renews: true,
        method: Method::Stars,
        currency: "XTR".to_owned(),
        ..wish(month, "WEEK", "monthly")
    };
    let closed = refusal(buy(&ctx, &ana, monthly.clone(), NOW).await);
    assert_eq!(closed, MoneyRefusal::MethodClosed.into());
    let renews = PlanChange::Renews(true);
    plans::change(&ctx, &admin(), month, renews, NOW)
        .await
        .expect("changed");
    let refused = refusal(buy(&ctx, &ana, monthly, NOW).await);
    assert_eq!(refused, fault(PromoFault::NotMonthly));
}

#[tokio::test]
async fn a_use_counts_until_its_order_is_given_up() {
    let ctx = ctx().await;
    let month = plan(&ctx, Length::Days(30)).await;
    let (ana, eva) = (person(&ctx, 100).await, person(&ctx, 101).await);
    let id = code(&ctx, "ONCE", PromoGift::Percent(10)).await;
    set(&ctx, id, PromoChange::MostUses(Some(1))).await;
    set(&ctx, id, PromoChange::PerPerson(1)).await;
    let first = buy(&ctx, &ana, wish(month, "ONCE", "a"), NOW)
        .await
        .expect("bought");
    let again = refusal(buy(&ctx, &ana, wish(month, "ONCE", "b"), NOW).await);
    assert_eq!(again, fault(PromoFault::UsedByYou { most: 1 }));
    let late = refusal(buy(&ctx, &eva, wish(month, "ONCE", "c"), NOW).await);
    assert_eq!(late, fault(PromoFault::UsedUp));
    // The same press again is no second use.
    let same = buy(&ctx, &ana, wish(month, "ONCE", "a"), NOW)
        .await
        .expect("the same");
    assert_eq!(same.id, first.id);
    orders::cancel(&ctx, &ana, first.id, NOW)
        .await
        .expect("cancelled");
    let second = buy(&ctx, &eva, wish(month, "ONCE", "d"), NOW)
        .await
        .expect("bought");
    let hour = NOW.plus_minutes(60);
    assert_eq!(orders::expire(&ctx, 10, hour).await.expect("ended"), 1);
    let third = buy(&ctx, &ana, wish(month, "ONCE", "e"), hour)
        .await
        .expect("bought");
    assert!(third.id != second.id && third.promo == Some(id));
    assert_eq!(card(&ctx, &admin(), id).await.expect("a card").uses, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_use_is_taken_by_one_of_64_at_once() {
    let ctx = Arc::new(ctx().await);
    let month = plan(&ctx, Length::Days(30)).await;
    let id = code(&ctx, "LAST", PromoGift::Percent(50)).await;
    set(&ctx, id, PromoChange::MostUses(Some(1))).await;
    let mut tries = Vec::new();
    for number in 0..64 {
        let (ctx, actor) = (ctx.clone(), person(&ctx, 100 + number).await);
        tries.push(tokio::spawn(async move {
            buy(&ctx, &actor, wish(month, "LAST", &number.to_string()), NOW).await
        }));
    }
    let mut taken = 0;
    for tried in tries {
        match tried.await.expect("ended") {
            Ok(order) => {
                assert_eq!(order.price, money(500, "USD"));
                taken += 1;
            }
            error => assert_eq!(refusal(error), fault(PromoFault::UsedUp)),
        }
    }
    assert_eq!(taken, 1);
    assert_eq!(card(&ctx, &admin(), id).await.expect("a card").uses, 1);
}

#[tokio::test]
async fn codes_are_called_differently_and_made_by_those_who_may() {
    let ctx = ctx().await;
    code(&ctx, "same", PromoGift::Percent(10)).await;
    let ten = || PromoGift::Percent(10);
    let tried =
        async |name: &str, gift| refusal(make(&ctx, &admin(), name.to_owned(), gift, NOW).await);
    assert_eq!(tried("SAME", ten()).await, fault(PromoFault::CodeTaken));
    let invalid = PromoFault::CodeInvalid { least: 3, most: 24 };
    assert_eq!(tried("A B", ten()).await, fault(invalid));
    let hundred = Refusal::NumberInvalid {
        least: 1,
        most: 100,
    };
    assert_eq!(tried("MORE", PromoGift::Percent(101)).await, hundred);
    let ana = person(&ctx, 100).await;
    let stranger = make(&ctx, &ana, "MINE".to_owned(), ten(), NOW).await;
    assert_eq!(refusal(stranger), Refusal::NotAllowed);
    for _ in 0..64 {
        let made = made_up().expect("made up");
        assert_eq!(read::code(&made), Ok(made.clone()));
    }
}

proptest! {
    #[test]
    fn what_is_left_is_between_nothing_and_the_price(minor in 1..=100_000_000_000i64, value in 1u32..=100, off in 1..=100_000_000_000i64) {
        let plan = Plan {
            id: PlanId(1),
            goods: crate::models::Goods {
                names: crate::models::ByLang::new(),
                products: vec![Product::Vip],
                length: Length::Days(30),
                data_bytes: None,
                devices: None,
            },
            prices: vec![],
            is_on_sale: true,
            position: 0,
            per_person: None,
            audience: crate::models::Clientele::Everybody,
            renews: false,
            created_at: NOW,
            removed_at: None,
        };
        let price = money(minor, "USD");
        for gift in [PromoGift::Percent(value), PromoGift::Days(value), PromoGift::Fixed(money(off, "USD"))] {
            let promo = Promo {
                id: PromoId(1),
                code: "CODE".to_owned(),
                gift,
                plan: None,
                most_uses: None,
                per_person: 1,
                starts_at: None,
                ends_at: None,
                made_by: None,
                created_at: NOW,
                disabled_at: None,
            };
            let left = discount(&promo, &plan, &price).expect("a discount");
            prop_assert!((0..=minor).contains(&left.price.minor));
            if value == 100 && matches!(promo.gift, PromoGift::Percent(_)) {
                prop_assert_eq!(left.price.minor, 0);
            }
        }
    }
}

#[tokio::test]
async fn a_code_has_its_limits_from_the_beginning_or_does_not_begin() {
    let ctx = ctx().await;
    let gives = || ("VERANO".to_owned(), PromoGift::Percent(50));
    let (start, end) = (NOW.plus_days(3), NOW.plus_days(2));
    let crossed = vec![
        PromoChange::MostUses(Some(1)),
        PromoChange::Starts(Some(start)),
        PromoChange::Ends(Some(end)),
    ];
    let refused = make_with(&ctx, &admin(), gives(), crossed, NOW).await;
    assert_eq!(refusal(refused), fault(PromoFault::DatesCrossed));
    let limits = vec![PromoChange::MostUses(Some(1)), PromoChange::Ends(Some(end))];
    let id = make_with(&ctx, &admin(), gives(), limits, NOW).await;
    let id = id.expect("the name was left free");
    // Both move beyond the present end, the beginning first.
    let later = vec![
        PromoChange::Starts(Some(start)),
        PromoChange::Ends(Some(NOW.plus_days(4))),
    ];
    let changed = change_all(&ctx, &admin(), id, later, NOW).await;
    changed.expect("changed");
    let promo = card(&ctx, &admin(), id).await.expect("kept").promo;
    assert_eq!(promo.most_uses, Some(1));
    assert_eq!(promo.starts_at, Some(start));
}
