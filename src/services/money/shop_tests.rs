use super::*;
use crate::models::Clientele;
use crate::models::CurrencyCode;
use crate::models::Door;
use crate::models::Goods;
use crate::models::LedgerAccount;
use crate::models::Length;
use crate::models::ManualMethodId;
use crate::models::Method;
use crate::models::Money;
use crate::models::NewPosting;
use crate::models::OrderNews;
use crate::models::OrderState;
use crate::models::PaymentId;
use crate::models::PostingKind;
use crate::models::Product;
use crate::models::PromoGift;
use crate::models::UserId;
use crate::models::Way;
use crate::services::money::books;
use crate::services::money::fulfil;
use crate::services::money::news;
use crate::services::money::promos;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::vpn::testing::*;
use std::sync::Arc;

fn money(minor: i64, currency: &str) -> Money {
    Money {
        minor,
        currency: currency.to_owned(),
    }
}

/// A plan on sale for dollars and Stars.
async fn plan(ctx: &Ctx, products: &[Product], length: Length) -> PlanId {
    changed_plan(ctx, products, length, |_| {}).await
}

async fn changed_plan(
    ctx: &Ctx,
    products: &[Product],
    length: Length,
    change: impl FnOnce(&mut Plan),
) -> PlanId {
    let mut plan = Plan {
        id: PlanId(0),
        goods: Goods {
            names: [("es".to_owned(), "Mes".to_owned())].into(),
            products: products.to_vec(),
            length,
            data_bytes: None,
            devices: None,
        },
        prices: vec![money(500, "USD"), money(385, "XTR")],
        is_on_sale: true,
        position: 1,
        per_person: None,
        audience: Clientele::Everybody,
        renews: false,
        created_at: NOW,
        removed_at: None,
    };
    change(&mut plan);
    write(ctx, move |tx| Ok(crud::plans::insert(tx, &plan)?)).await
}

/// A house with a VIP channel, and somebody with an update of theirs.
async fn open_house() -> (Ctx, Actor) {
    let (ctx, _) = house().await;
    let channel = tests::channel(crate::models::ChatId(-1009));
    crate::services::channels::configure(&ctx, &Actor::system(), Door::Vip, channel, NOW)
        .await
        .expect("configured");
    let ana = tests::person(&ctx, 100).await;
    (ctx, ana)
}

async fn grant_balance(ctx: &Ctx, user: i64, minor: i64) {
    let posting = NewPosting {
        kind: PostingKind::Adjusted,
        to: LedgerAccount::Adjustments,
        from: LedgerAccount::Balance(UserId(user)),
        amount: money(minor, "USD"),
        order: None,
        payment: None,
        user: Some(UserId(user)),
        by: None,
        reason: None,
        fact: format!("test:{user}:{minor}"),
    };
    write(ctx, move |tx| books::post(tx, &posting, NOW)).await;
}

async fn card_of(ctx: &Ctx, actor: &Actor, plan: PlanId) -> ShopCard {
    card(ctx, actor, plan, Recipient::Buyer, NOW)
        .await
        .expect("shown")
}

/// The wish of a card's way to pay.
fn wish(card: &ShopCard, way: Way) -> Wish {
    let quote = card.quotes.iter().find(|quote| quote.way == way);
    Wish {
        plan: card.plan.id,
        recipient: card.recipient,
        way,
        card: card.card,
        seen: quote.expect("a way to pay").seen,
    }
}

fn ways(card: &ShopCard) -> Vec<Way> {
    card.quotes.iter().map(|quote| quote.way).collect()
}

fn dollars() -> Way {
    Way::Balance(CurrencyCode::new("USD").expect("a code"))
}

fn refusal<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> Refusal {
    match result.expect_err("refused") {
        ServiceError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

async fn manual(ctx: &Ctx, currency: &'static str) -> ManualMethodId {
    write(ctx, move |tx| {
        tx.execute(
            "INSERT INTO manual_methods (names, instructions, currency, wants_reference, is_enabled, position, created_at)
             VALUES ('{\"es\":\"Tarjeta\"}', '{\"es\":\"9200\"}', ?1, 0, 1, 1, 0)",
            [currency],
        )?;
        Ok(ManualMethodId(tx.last_insert_rowid()))
    })
    .await
}

#[tokio::test]
async fn a_plan_shows_the_ways_that_are_open_priced_and_affordable() {
    let (ctx, ana) = open_house().await;
    let vip = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    assert_eq!(ways(&card_of(&ctx, &ana, vip).await), [Way::Stars]);
    let card_way = Way::Manual(manual(&ctx, "USD").await);
    manual(&ctx, "CUP").await;
    assert_eq!(
        ways(&card_of(&ctx, &ana, vip).await),
        [Way::Stars, card_way]
    );
    grant_balance(&ctx, 100, 499).await;
    assert_eq!(
        ways(&card_of(&ctx, &ana, vip).await),
        [Way::Stars, card_way]
    );
    grant_balance(&ctx, 100, 1).await;
    let all = ways(&card_of(&ctx, &ana, vip).await);
    assert_eq!(all, [Way::Stars, card_way, dollars()]);
    write(&ctx, |tx| {
        let mut settings = crud::shop_settings::get(tx)?;
        settings.closed = [(Method::Stars, vec![Product::Vip])].into();
        crud::shop_settings::insert_default(tx, "x")?;
        Ok(crud::shop_settings::update(tx, &settings)?)
    })
    .await;
    let all = ways(&card_of(&ctx, &ana, vip).await);
    assert_eq!(all, [card_way, dollars()]);
}

#[tokio::test]
async fn the_list_leaves_out_what_somebody_may_not_buy_and_marks_what_has_no_room() {
    let (ctx, ana) = open_house().await;
    let vip = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let vpn = plan(&ctx, &[Product::WireGuard], Length::Days(30)).await;
    let days = Length::Days(1);
    changed_plan(&ctx, &[Product::Vip], days, |plan| plan.is_on_sale = false).await;
    changed_plan(&ctx, &[Product::Vip], days, |plan| {
        plan.audience = Clientele::Former
    })
    .await;
    let over = Length::Until(NOW - 1);
    changed_plan(&ctx, &[Product::Vip], over, |_| {}).await;
    let shown = plans(&ctx, &ana, NOW).await.expect("listed");
    let shown: Vec<(PlanId, bool)> = (shown.iter())
        .map(|shown| (shown.plan.id, shown.is_sold_out))
        .collect();
    assert_eq!(shown, [(vip, false), (vpn, true)]);
    let card = card_of(&ctx, &ana, vpn).await;
    assert_eq!(card.blocked, Some(MoneyRefusal::SoldOut.into()));
    assert_eq!(ways(&card), []);
}

#[tokio::test]
async fn a_card_makes_one_order_however_often_its_button_is_pressed_at_once() {
    let (ctx, ana) = open_house().await;
    let vip = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    grant_balance(&ctx, 100, 5_000).await;
    let wish = wish(&card_of(&ctx, &ana, vip).await, dollars());
    let ctx = Arc::new(ctx);
    let presses = (0..32).map(|_| {
        let ctx = ctx.clone();
        tokio::spawn(async move { buy(&ctx, &ana, wish, NOW).await.expect("bought") })
    });
    let mut made = Vec::new();
    for press in presses.collect::<Vec<_>>() {
        made.push(press.await.expect("ended"));
    }
    made.dedup();
    assert_eq!(made.len(), 1, "{made:?}");
    assert_eq!(value::<i64>(&ctx, "SELECT count(*) FROM payments").await, 1);
    let again = super::made(&ctx, &ana, wish).await.expect("looked up");
    assert_eq!(again, made.first().copied());
}

#[tokio::test]
async fn what_the_card_did_not_say_is_not_charged() {
    let (ctx, ana) = open_house().await;
    let vip = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    grant_balance(&ctx, 100, 5_000).await;
    for change in [
        "UPDATE plan_prices SET minor = 501 WHERE currency = 'USD'",
        "UPDATE plans SET length_value = 29",
    ] {
        let wish = wish(&card_of(&ctx, &ana, vip).await, dollars());
        write(&ctx, move |tx| {
            tx.execute(change, [])?;
            Ok(())
        })
        .await;
        let no = refusal(buy(&ctx, &ana, wish, NOW).await);
        assert_eq!(no, MoneyRefusal::PriceChanged.into(), "{change}");
    }
    assert_eq!(value::<i64>(&ctx, "SELECT count(*) FROM orders").await, 0);
    // Another price than the one in dollars is none of that card's business.
    let wish = wish(&card_of(&ctx, &ana, vip).await, dollars());
    write(&ctx, |tx| {
        tx.execute(
            "UPDATE plan_prices SET minor = 9 WHERE currency = 'XTR'",
            [],
        )?;
        Ok(())
    })
    .await;
    buy(&ctx, &ana, wish, NOW).await.expect("bought");
}

#[tokio::test]
async fn a_forged_wish_buys_nothing() {
    let (ctx, ana) = open_house().await;
    let vip = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    grant_balance(&ctx, 100, 100).await;
    let honest = wish(&card_of(&ctx, &ana, vip).await, Way::Stars);
    for way in [
        dollars(),
        Way::QvaPay,
        Way::Monthly,
        Way::Manual(ManualMethodId(1)),
    ] {
        let forged = Wish { way, ..honest };
        let no = refusal(buy(&ctx, &ana, forged, NOW).await);
        assert_eq!(no, MoneyRefusal::MethodClosed.into(), "{way:?}");
    }
    let gone = Wish {
        plan: PlanId(99),
        ..honest
    };
    assert_eq!(refusal(buy(&ctx, &ana, gone, NOW).await), Refusal::NotFound);
    let order = buy(&ctx, &ana, honest, NOW).await.expect("bought");
    let eva = tests::person(&ctx, 101).await;
    let no = refusal(super::order(&ctx, &eva, order).await);
    assert_eq!(no, Refusal::NotFound, "somebody else's order");
    let no = refusal(orders::cancel(&ctx, &eva, order, NOW).await);
    assert_eq!(no, Refusal::NotFound);
}

#[tokio::test]
async fn a_code_that_is_good_is_kept_and_used_by_one_order() {
    let (ctx, ana) = open_house().await;
    let vip = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let half = PromoGift::Percent(50);
    promos::make(&ctx, &tests::admin(), "MITAD".to_owned(), half, NOW)
        .await
        .expect("made");
    let enter = |text: &'static str| enter_code(&ctx, &ana, vip, Recipient::Buyer, text, NOW);
    assert!(matches!(
        refusal(enter("OTRO").await),
        Refusal::Money(MoneyRefusal::Promo(_))
    ));
    assert_eq!(card_of(&ctx, &ana, vip).await.code, None);
    let full = wish(&card_of(&ctx, &ana, vip).await, Way::Stars);
    enter(" mitad ").await.expect("good");
    let card = card_of(&ctx, &ana, vip).await;
    assert_eq!(card.code, Some(("MITAD".to_owned(), true)));
    let quote = &card.quotes[0];
    assert_eq!((quote.list_minor, quote.price.minor), (385, 193));
    // A card that was drawn without the code does not charge with it.
    let no = refusal(buy(&ctx, &ana, full, NOW).await);
    assert_eq!(no, MoneyRefusal::PriceChanged.into());
    let half = wish(&card, Way::Stars);
    let order = buy(&ctx, &ana, half, NOW).await.expect("bought");
    let order = super::order(&ctx, &ana, order).await.expect("shown");
    assert_eq!(order.order.price, money(193, "XTR"));
    assert_eq!(order.code.as_deref(), Some("MITAD"));
    assert_eq!(card_of(&ctx, &ana, vip).await.code, None);
    // It was for one use.
    assert!(matches!(refusal(enter("MITAD").await), Refusal::Money(_)));
    enter_code(&ctx, &ana, vip, Recipient::Buyer, &"X".repeat(500), NOW)
        .await
        .expect_err("no code");
}

#[tokio::test]
async fn what_costs_nothing_is_taken_in_one_way_and_settled_at_once() {
    let (ctx, ana) = open_house().await;
    let vip = changed_plan(&ctx, &[Product::Vip], Length::Days(30), |plan| {
        plan.renews = true;
    })
    .await;
    let both = [Way::Stars, Way::Monthly];
    assert_eq!(ways(&card_of(&ctx, &ana, vip).await), both);
    let all = PromoGift::Percent(100);
    promos::make(&ctx, &tests::admin(), "TODO".to_owned(), all, NOW)
        .await
        .expect("made");
    manual(&ctx, "USD").await;
    enter_code(&ctx, &ana, vip, Recipient::Buyer, "todo", NOW)
        .await
        .expect("good");
    let card = card_of(&ctx, &ana, vip).await;
    assert_eq!(ways(&card), [Way::Stars], "a code makes no subscription");
    let order = buy(&ctx, &ana, wish(&card, Way::Stars), NOW)
        .await
        .expect("taken");
    let payment = PaymentId(value(&ctx, "SELECT id FROM payments").await);
    assert!(fulfil::fulfil(&ctx, payment, NOW).await.expect("given"));
    let card = super::order(&ctx, &ana, order).await.expect("shown");
    assert_eq!(card.order.state, OrderState::Fulfilled);
    let given = card.payments[0].given.clone().expect("given");
    assert_eq!(given.parts[0].until, Some(NOW.plus_days(30)));
}

#[tokio::test]
async fn whoever_has_it_for_life_is_not_sold_it_again() {
    let (ctx, ana) = open_house().await;
    let life = plan(&ctx, &[Product::Vip], Length::Lifetime).await;
    grant_balance(&ctx, 100, 5_000).await;
    buy(
        &ctx,
        &ana,
        wish(&card_of(&ctx, &ana, life).await, dollars()),
        NOW,
    )
    .await
    .expect("bought");
    fulfil::fulfil(&ctx, PaymentId(1), NOW)
        .await
        .expect("given");
    let month = plan(&ctx, &[Product::Vip], Length::Months(1)).await;
    let shown = card_of(&ctx, &ana, month).await;
    assert_eq!(shown.blocked, Some(MoneyRefusal::HasMore.into()));
    assert_eq!(shown.running.len(), 1);
    let gift = card(&ctx, &ana, month, Recipient::Somebody, NOW).await;
    assert_eq!(
        gift.expect("shown").blocked,
        None,
        "others may have use of it"
    );
    let listed = plans(&ctx, &ana, NOW).await.expect("listed");
    let for_others: Vec<bool> = listed.iter().map(|one| one.is_for_others).collect();
    assert_eq!(for_others, [true, true], "they may give it away");
}

#[tokio::test]
async fn a_card_says_how_far_running_time_would_go() {
    let (ctx, ana) = open_house().await;
    let month = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    grant_balance(&ctx, 100, 5_000).await;
    buy(
        &ctx,
        &ana,
        wish(&card_of(&ctx, &ana, month).await, dollars()),
        NOW,
    )
    .await
    .expect("bought");
    fulfil::fulfil(&ctx, PaymentId(1), NOW)
        .await
        .expect("given");
    let part = &card_of(&ctx, &ana, month).await.running[0];
    assert_eq!(part.before, Some(NOW.plus_days(30)));
    assert_eq!(part.until, Some(NOW.plus_days(60)));
}

#[tokio::test]
async fn that_it_takes_longer_is_told_once_and_not_after_it_was_given() {
    let (ctx, ana) = open_house().await;
    let vip = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    grant_balance(&ctx, 100, 5_000).await;
    let order = buy(
        &ctx,
        &ana,
        wish(&card_of(&ctx, &ana, vip).await, dollars()),
        NOW,
    )
    .await
    .expect("bought");
    for _ in 0..3 {
        news::delayed(&ctx, PaymentId(1), NOW).await.expect("noted");
    }
    let told = "SELECT count(*) FROM tasks WHERE kind = 'tell_order'";
    assert_eq!(value::<i64>(&ctx, told).await, 1);
    let fact = value(&ctx, "SELECT id FROM payment_events WHERE kind = 'delayed'").await;
    let say = || news::of(&ctx, order, OrderNews::Delayed, fact);
    assert!(say().await.expect("looked up").is_some());
    fulfil::fulfil(&ctx, PaymentId(1), NOW)
        .await
        .expect("given");
    assert!(say().await.expect("looked up").is_none(), "no longer true");
    news::delayed(&ctx, PaymentId(1), NOW).await.expect("noted");
    assert_eq!(
        value::<i64>(&ctx, told).await,
        2,
        "the receipt, nothing else"
    );
}

#[tokio::test]
async fn orders_end_by_their_time_and_are_listed_the_newest_first() {
    let (ctx, ana) = open_house().await;
    let vip = plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let mut card = card_of(&ctx, &ana, vip).await;
    for number in 0..5 {
        card.card = InboxSeq(number);
        buy(&ctx, &ana, wish(&card, Way::Stars), NOW)
            .await
            .expect("ordered");
    }
    card.card = InboxSeq(9);
    let no = refusal(buy(&ctx, &ana, wish(&card, Way::Stars), NOW).await);
    assert_eq!(no, MoneyRefusal::TooManyOrders { most: 5 }.into());
    let end = orders::next_ending(&ctx, NOW).await.expect("looked up");
    assert_eq!(end, Some(NOW.plus_minutes(30)));
    assert_eq!(orders::expire(&ctx, 9, NOW).await.expect("ended"), 0);
    let later = NOW.plus_minutes(30);
    assert_eq!(orders::expire(&ctx, 3, later).await.expect("ended"), 3);
    assert_eq!(orders::expire(&ctx, 3, later).await.expect("ended"), 2);
    buy(&ctx, &ana, wish(&card, Way::Stars), later)
        .await
        .expect("ordered");
    let page = super::orders(&ctx, &ana, 7).await.expect("listed");
    assert_eq!((page.page, page.pages), (0, 1));
    let states: Vec<OrderState> = page.orders.iter().map(|order| order.state).collect();
    assert_eq!(states[0], OrderState::Open);
    assert!(
        states[1..]
            .iter()
            .all(|state| *state == OrderState::Expired)
    );
}
