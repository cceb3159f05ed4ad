use super::*;
use crate::models::*;
use crate::services::money::buying::*;
use crate::services::money::orders;
use crate::services::tests;
use crate::services::tests::NOW;
use crate::services::vpn::testing::write;

fn way(method: Method, currency: &str, most: i64) -> TopUpWay {
    TopUpWay {
        method,
        manual: None,
        names: ByLang::new(),
        currency: currency.to_owned(),
        most,
    }
}

fn some() -> TopUpOffer {
    TopUpOffer {
        ways: vec![
            way(Method::Stars, STARS, 10_000),
            way(Method::QvaPay, "USD", 10_000_000),
        ],
        amounts: Vec::new(),
    }
}

fn usd(minor: i64) -> Money {
    Money {
        minor,
        currency: "USD".to_owned(),
    }
}

#[test]
fn a_typed_amount_names_its_currency_or_may_be_of_several() {
    assert_eq!(read(&some(), "5 USD"), Ok(vec![usd(500)]));
    assert_eq!(read(&some(), "200 ⭐"), Ok(vec![stars(200)]));
    assert_eq!(read(&some(), "5"), Ok(vec![stars(5), usd(500)]));
    assert_eq!(read(&some(), "5,50"), Ok(vec![usd(550)]));
    assert_eq!(read(&some(), "20000"), Ok(vec![usd(2_000_000)]));
}

#[test]
fn anything_else_is_refused_with_its_reason() {
    let open = vec![STARS.to_owned(), "USD".to_owned()];
    for (text, why) in [
        ("", PurseRefusal::AmountUnclear),
        ("mucho", PurseRefusal::AmountUnclear),
        ("0", PurseRefusal::AmountUnclear),
        ("-5", PurseRefusal::AmountUnclear),
        ("5 EUR", PurseRefusal::AmountCurrency { open: open.clone() }),
        ("5 XXX", PurseRefusal::AmountCurrency { open }),
        ("5.5 XTR", PurseRefusal::AmountDecimals { most: 0 }),
        (
            "20000 XTR",
            PurseRefusal::AmountTooMuch {
                most: stars(10_000),
            },
        ),
    ] {
        assert_eq!(read(&some(), text), Err(why), "{text}");
    }
}

fn top_up_of(method: Method, amount: Money) -> NewOrder {
    NewOrder {
        kind: OrderKind::TopUp,
        plan: None,
        method,
        manual_method: None,
        amount: Some(amount.minor),
        currency: amount.currency,
        promo: None,
        renews: false,
        made_from: format!("top_up:{method:?}"),
    }
}

#[tokio::test]
async fn a_top_up_is_paid_in_the_currency_of_its_way_and_not_from_itself() {
    let ctx = tests::ctx().await;
    let ana = tests::person(&ctx, 100).await;
    for (method, amount) in [
        (Method::Stars, usd(500)),
        (Method::QvaPay, stars(5)),
        (Method::Balance, stars(5)),
        (Method::Manual, usd(500)),
    ] {
        let refused = orders::open(&ctx, &ana, top_up_of(method, amount), NOW).await;
        let closed = Refusal::Money(MoneyRefusal::MethodClosed);
        assert!(
            matches!(&refused, Err(ServiceError::Refused(refusal)) if *refusal == closed),
            "{method:?}: {refused:?}"
        );
    }
    let id = orders::open(&ctx, &ana, top_up_of(Method::Stars, stars(5)), NOW).await;
    let order = orders::get(&ctx, id.expect("opened")).await.expect("read");
    assert_eq!(order.expect("there").price, stars(5));
}

#[tokio::test]
async fn a_way_that_is_closed_for_everything_tops_up_nothing() {
    let ctx = tests::ctx().await;
    let currencies = |offer: TopUpOffer| offer.currencies();
    let before = currencies(offer(&ctx).await.expect("open"));
    assert!(before.contains(&STARS.to_owned()), "{before:?}");
    write(&ctx, |tx| {
        crud::shop_settings::insert_default(tx, "hook")?;
        let mut settings = crud::shop_settings::get(tx)?;
        for method in Method::ALL {
            settings.closed.insert(method, Product::ALL.to_vec());
        }
        Ok(crud::shop_settings::update(tx, &settings)?)
    })
    .await;
    let closed = offer(&ctx).await;
    assert!(matches!(
        closed,
        Err(ServiceError::Refused(Refusal::Money(MoneyRefusal::Purse(
            PurseRefusal::TopUpClosed
        ))))
    ));
    let wallet = wallet(&ctx, &tests::person(&ctx, 100).await).await;
    assert!(!wallet.expect("read").can_top_up);
}

#[tokio::test]
async fn what_the_plans_cost_is_suggested() {
    let ctx = tests::ctx().await;
    let round = offer(&ctx).await.expect("open").amounts;
    assert!(round.contains(&stars(100)), "{round:?}");
    plan(&ctx, &[Product::Vip], Length::Days(30)).await;
    let amounts = offer(&ctx).await.expect("open").amounts;
    assert!(amounts.contains(&stars(500)), "{amounts:?}");
    assert!(!amounts.contains(&stars(100)), "{amounts:?}");
}
