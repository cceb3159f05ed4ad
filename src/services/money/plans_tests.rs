use super::*;
use crate::db::Durability;
use crate::models::Length;
use crate::models::Method;
use crate::models::NewOrder;
use crate::models::OrderKind;
use crate::models::PermissionSet;
use crate::models::UserId;
use crate::services::house;
use crate::services::money::orders;
use crate::services::money::testing::USD_BY_HAND;
use crate::services::money::testing::ways_by_hand;
use crate::services::settings as house_settings;
use crate::services::tests::{NOW, admin, ctx, person};
use crate::services::vpn::testing::write;

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

fn fault(fault: PlanFault) -> Refusal {
    MoneyRefusal::from(fault).into()
}

async fn sql(ctx: &Ctx, sql: &'static str) {
    ctx.db
        .write(Durability::Full, move |tx| {
            tx.execute_batch(sql)?;
            Ok::<_, ServiceError>(())
        })
        .await
        .expect(sql);
}

async fn all(ctx: &Ctx) -> Vec<Plan> {
    list(ctx, &admin()).await.expect("plans")
}

async fn set(ctx: &Ctx, id: PlanId, to: PlanChange) {
    change(ctx, &admin(), id, to, NOW).await.expect("changed");
}

/// What the price list shows: period, amount, currency.
fn shown(ctx: &Ctx) -> Vec<(FeePeriod, i64, String)> {
    let fees = ctx.settings().fees.fees.clone();
    fees.into_iter()
        .map(|fee| (fee.period, fee.price.minor, fee.price.currency))
        .collect()
}

/// A plan on sale for ten dollars.
async fn sold(ctx: &Ctx, products: &[Product], length: Length) -> PlanId {
    write(ctx, ways_by_hand).await;
    let id = make(ctx, &admin(), products.to_vec(), length, NOW).await;
    let id = id.expect("made");
    set(ctx, id, PlanChange::Price(money(1_000, "USD"))).await;
    set(ctx, id, PlanChange::OnSale(true)).await;
    id
}

#[tokio::test]
async fn prices_that_were_set_before_become_plans_once() {
    let ctx = ctx().await;
    sql(
        &ctx,
        r#"UPDATE shop_settings SET fees_seeded = 0;
           UPDATE bot_config SET subscription_fees = '{"fees":[
               {"period":"monthly","price":{"minor":999,"currency":"EUR"}},
               {"period":"monthly","price":{"minor":500,"currency":"XTR"}},
               {"period":{"days":90},"price":{"minor":2500,"currency":"USD"}},
               {"period":"lifetime","price":{"minor":9000,"currency":"USD"}}]}';"#,
    )
    .await;
    for _ in 0..2 {
        house::prepare(&ctx, NOW).await.expect("prepared");
    }
    let plans = all(&ctx).await;
    let names: Vec<&str> = plans
        .iter()
        .map(|plan| plan.goods.names["es"].as_str())
        .collect();
    assert_eq!(
        names,
        ["VIP · 30 días", "VIP · 90 días", "VIP · De por vida"]
    );
    assert_eq!(plans[0].prices, [money(999, "EUR"), money(500, "XTR")]);
    assert!(
        plans
            .iter()
            .all(|plan| plan.is_on_sale && plan.is_vip_only())
    );
    assert_eq!(
        shown(&ctx),
        [
            (FeePeriod::Monthly, 999, "EUR".to_owned()),
            (FeePeriod::Monthly, 500, "XTR".to_owned()),
            (FeePeriod::Days(90), 2500, "USD".to_owned()),
            (FeePeriod::Lifetime, 9000, "USD".to_owned()),
        ]
    );
    // A plan that was taken away does not come back with a start.
    remove(&ctx, &admin(), plans[2].id, NOW)
        .await
        .expect("removed");
    house::prepare(&ctx, NOW).await.expect("prepared");
    assert_eq!(all(&ctx).await.len(), 2);
    assert_eq!(shown(&ctx).len(), 3);
}

#[tokio::test]
async fn the_price_list_is_what_the_vip_plans_on_sale_cost() {
    let ctx = ctx().await;
    let month = sold(&ctx, &[Product::Vip], Length::Months(1)).await;
    let life = sold(&ctx, &[Product::Vip], Length::Lifetime).await;
    let until = Length::Until(NOW.plus_days(9));
    sold(&ctx, &[Product::Vip], until).await;
    sold(&ctx, &[Product::Vip, Product::WireGuard], Length::Days(30)).await;
    let dollars = "USD".to_owned();
    let months = (FeePeriod::Months(1), 1_000, dollars.clone());
    let date = (FeePeriod::Until(NOW.plus_days(9)), 1_000, dollars.clone());
    let ever = (FeePeriod::Lifetime, 1_000, dollars.clone());
    assert_eq!(shown(&ctx), [months.clone(), date.clone(), ever]);
    set(&ctx, life, PlanChange::Price(money(7_000, "USD"))).await;
    let ever = (FeePeriod::Lifetime, 7_000, dollars);
    assert_eq!(shown(&ctx), [months, date.clone(), ever.clone()]);
    set(&ctx, month, PlanChange::Audience(Clientele::Former)).await;
    assert_eq!(shown(&ctx), [date.clone(), ever]);
    set(&ctx, life, PlanChange::OnSale(false)).await;
    assert_eq!(shown(&ctx), [date]);
}

#[tokio::test]
async fn a_price_set_at_the_channel_is_the_price_of_its_plan() {
    let (ctx, admin) = (ctx().await, admin());
    let month = FeePeriod::Monthly;
    let price = |minor| money(minor, "USD");
    for minor in [900, 950] {
        house_settings::set_fee(&ctx, &admin, month, price(minor), NOW)
            .await
            .expect("set");
    }
    let plans = all(&ctx).await;
    assert_eq!(plans.len(), 1);
    assert_eq!(plans[0].prices, [price(950)]);
    assert!(plans[0].is_on_sale);
    let usd = "USD".to_owned();
    house_settings::drop_fee(&ctx, &admin, month, usd, NOW)
        .await
        .expect("dropped");
    let plans = all(&ctx).await;
    assert!(!plans[0].is_on_sale && plans[0].prices.is_empty());
    assert!(shown(&ctx).is_empty());
    // It comes back for the new price, and for no old one.
    house_settings::set_fee(&ctx, &admin, month, money(5, "XTR"), NOW)
        .await
        .expect("set");
    let plans = all(&ctx).await;
    assert_eq!(
        (plans.len(), plans[0].prices.as_slice()),
        (1, &[money(5, "XTR")][..])
    );
    house_settings::reset(&ctx, &admin, NOW)
        .await
        .expect("reset");
    assert!(!all(&ctx).await[0].is_on_sale);
    assert!(shown(&ctx).is_empty());
}

#[tokio::test]
async fn what_was_sold_stays_what_it_was() {
    let ctx = ctx().await;
    let id = sold(&ctx, &[Product::Vip], Length::Days(30)).await;
    let ana = person(&ctx, 100).await;
    let wish = NewOrder {
        kind: OrderKind::Plan,
        plan: Some(id),
        method: Method::Manual,
        manual_method: Some(USD_BY_HAND),
        currency: "USD".to_owned(),
        amount: None,
        promo: None,
        renews: false,
        made_from: "a".to_owned(),
    };
    let order = orders::open(&ctx, &ana, wish, NOW).await.expect("opened");
    let before = orders::get(&ctx, order).await.expect("read");
    for change in [
        PlanChange::Name("es".to_owned(), "Otro".to_owned()),
        PlanChange::Product(Product::Outline, true),
        PlanChange::Length(Length::Days(7)),
        PlanChange::Data(Some(5)),
        PlanChange::Devices(Some(5)),
        PlanChange::Price(money(99_999, "USD")),
        PlanChange::PerPerson(Some(1)),
        PlanChange::OnSale(false),
    ] {
        set(&ctx, id, change).await;
    }
    remove(&ctx, &admin(), id, NOW).await.expect("removed");
    assert_eq!(orders::get(&ctx, order).await.expect("read"), before);
    let before = before.expect("the order");
    assert_eq!(before.price, money(1_000, "USD"));
    assert_eq!(before.goods.length, Length::Days(30));
}

#[tokio::test]
async fn a_plan_that_cannot_be_sold_is_not_kept() {
    let (ctx, admin) = (ctx().await, admin());
    let id = make(&ctx, &admin, vec![Product::Vip], Length::Days(30), NOW).await;
    let id = id.expect("made");
    let tried = async |to| refusal(change(&ctx, &admin, id, to, NOW).await);
    assert_eq!(
        tried(PlanChange::OnSale(true)).await,
        fault(PlanFault::NoPrice)
    );
    let none = PlanChange::Product(Product::Vip, false);
    assert_eq!(tried(none).await, fault(PlanFault::NoProduct));
    let past = PlanChange::Length(Length::Until(NOW));
    assert_eq!(tried(past).await, Refusal::TimePast);
    let monthly = fault(PlanFault::MonthlyNeeds { most: 10_000 });
    assert_eq!(tried(PlanChange::Renews(true)).await, monthly);
    set(&ctx, id, PlanChange::Price(money(10_000, "XTR"))).await;
    set(&ctx, id, PlanChange::Renews(true)).await;
    for to in [
        PlanChange::Price(money(10_001, "XTR")),
        PlanChange::DropPrice("XTR".to_owned()),
        PlanChange::Length(Length::Months(1)),
    ] {
        assert_eq!(tried(to).await, monthly);
    }
    let long = PlanChange::Name("es".to_owned(), "x".repeat(33));
    assert_eq!(
        tried(long).await,
        fault(PlanFault::NameInvalid { most: 32 })
    );
    let many = PlanChange::Devices(Some(1_001));
    assert_eq!(
        tried(many).await,
        fault(PlanFault::CountInvalid { most: 1_000 })
    );
    let nobody = Actor::user(UserId(9), PermissionSet::default(), None);
    let sale = PlanChange::OnSale(true);
    let stranger = change(&ctx, &nobody, id, sale, NOW).await;
    assert_eq!(refusal(stranger), Refusal::NotAllowed);
    assert_eq!(all(&ctx).await[0].prices, [money(10_000, "XTR")]);
}

#[tokio::test]
async fn a_name_after_what_the_plan_brings_follows_it_and_an_own_one_stays() {
    let ctx = ctx().await;
    let id = sold(&ctx, &[Product::Vip], Length::Days(30)).await;
    set(&ctx, id, PlanChange::Product(Product::Outline, true)).await;
    set(&ctx, id, PlanChange::Length(Length::Months(3))).await;
    let names = all(&ctx).await[0].goods.names.clone();
    assert_eq!(names["es"], "VIP + Outline · 3 meses");
    assert_eq!(names["en"], "VIP + Outline · 3 months");
    set(
        &ctx,
        id,
        PlanChange::Name("es".to_owned(), " Todo ".to_owned()),
    )
    .await;
    set(&ctx, id, PlanChange::Product(Product::WireGuard, true)).await;
    let names = all(&ctx).await[0].goods.names.clone();
    assert_eq!(
        (names["es"].as_str(), names["en"].as_str()),
        ("Todo", "VIP + Outline · 3 months")
    );
    let whole = [Product::Vip, Product::WireGuard, Product::Outline];
    sold(&ctx, &whole, Length::Days(365)).await;
    assert_eq!(
        all(&ctx).await[1].goods.names["es"],
        "VIP + WireGuard + Outline"
    );
}

#[tokio::test]
async fn plans_are_moved_copied_and_counted() {
    let (ctx, admin) = (ctx().await, admin());
    let first = sold(&ctx, &[Product::Vip], Length::Days(7)).await;
    let second = sold(&ctx, &[Product::Outline], Length::Days(30)).await;
    let copied = copy(&ctx, &admin, first, NOW).await.expect("copied");
    let order = async || -> Vec<PlanId> { all(&ctx).await.iter().map(|plan| plan.id).collect() };
    assert_eq!(order().await, [first, second, copied]);
    for (id, how) in [
        (copied, PlanMove::Up),
        (first, PlanMove::Up),
        (first, PlanMove::Down),
        (second, PlanMove::Down),
    ] {
        move_by_one(&ctx, &admin, id, how, NOW)
            .await
            .expect("moved");
    }
    assert_eq!(order().await, [copied, first, second]);
    let view = card(&ctx, &admin, copied).await.expect("a card");
    assert_eq!((view.place, view.of, view.sold), (1, 3, 0));
    assert!(!view.plan.is_on_sale);
    assert_eq!(view.plan.prices, [money(1_000, "USD")]);
    for _ in 3..MOST_PLANS {
        copy(&ctx, &admin, first, NOW).await.expect("copied");
    }
    let more = copy(&ctx, &admin, first, NOW).await;
    assert_eq!(
        refusal(more),
        fault(PlanFault::TooMany { most: MOST_PLANS })
    );
}

#[tokio::test]
async fn a_plan_is_made_with_all_that_is_said_of_it_or_not_at_all() {
    let ctx = ctx().await;
    let goods = || (vec![Product::Vip], Length::Days(30));
    let named = |name: &str| PlanChange::Name("es".to_owned(), name.to_owned());
    let half = vec![named("Mes"), PlanChange::OnSale(true)];
    let refused = make_with(&ctx, &admin(), goods(), half, NOW).await;
    assert_eq!(refusal(refused), fault(PlanFault::NoPrice));
    assert!(all(&ctx).await.is_empty());
    // In whatever order it is said.
    let whole = vec![
        named("Mes"),
        PlanChange::OnSale(true),
        PlanChange::Renews(true),
        PlanChange::Price(money(300, "XTR")),
    ];
    let id = make_with(&ctx, &admin(), goods(), whole, NOW).await;
    let id = id.expect("made");
    let plan = all(&ctx).await.remove(0);
    assert!(plan.id == id && plan.is_on_sale && plan.renews);
    assert_eq!(plan.goods.names["es"], "Mes");
    assert_eq!(shown(&ctx), [(FeePeriod::Monthly, 300, "XTR".to_owned())]);
}

#[tokio::test]
async fn of_several_changes_all_happen_or_none() {
    let ctx = ctx().await;
    let made = make(&ctx, &admin(), vec![Product::Vip], Length::Days(30), NOW).await;
    let id = made.expect("made");
    set(&ctx, id, PlanChange::Price(money(1_000, "USD"))).await;
    set(&ctx, id, PlanChange::OnSale(true)).await;
    let before = all(&ctx).await;
    let changes = vec![
        PlanChange::Price(money(500, "XTR")),
        PlanChange::DropPrice("USD".to_owned()),
        PlanChange::DropPrice("XTR".to_owned()),
    ];
    let refused = change_all(&ctx, &admin(), id, changes, NOW).await;
    assert_eq!(refusal(refused), fault(PlanFault::NoPrice));
    assert_eq!(all(&ctx).await, before);
    // For a while there is no product, and no price.
    let changes = vec![
        PlanChange::Product(Product::Vip, false),
        PlanChange::Product(Product::Outline, true),
        PlanChange::DropPrice("USD".to_owned()),
        PlanChange::Price(money(500, "XTR")),
    ];
    let changed = change_all(&ctx, &admin(), id, changes, NOW).await;
    changed.expect("changed");
    let plan = all(&ctx).await.remove(0);
    assert_eq!(plan.goods.products, [Product::Outline]);
    assert_eq!(plan.prices, [money(500, "XTR")]);
}
