//! Pictures of payments over the internet: where to pay, why not, and the house's account there.

use super::*;
use crate::models::*;
use crate::screens::qvapay;

fn dollars(minor: i64) -> Money {
    Money {
        minor,
        currency: "USD".to_owned(),
    }
}

fn order(kind: OrderKind, name: &str) -> Order {
    Order {
        id: OrderId(7),
        code: "ord_23456789abcdefgh".to_owned(),
        user: UserId(2001),
        kind,
        plan: None,
        goods: Goods {
            names: ByLang::from([("es".to_owned(), name.to_owned())]),
            products: vec![Product::Vip],
            length: Length::Days(30),
            data_bytes: None,
            devices: None,
        },
        method: Method::QvaPay,
        manual_method: None,
        list_minor: 1_999,
        price: dollars(1_999),
        promo: None,
        extra_days: 0,
        renews: false,
        state: OrderState::Open,
        provider_ref: None,
        pay_url: None,
        message: None,
        checked_out_at: None,
        next_look_at: None,
        looks: 0,
        trouble: None,
        created_at: NOW,
        expires_at: NOW.plus_minutes(30),
        paid_at: None,
        fulfilled_at: None,
        closed_at: None,
    }
}

const PAGE: &str = "https://www.qvapay.com/pay/6f1f6c0e-2f3b-4b57-9a5e-0c9f4a0b7d11";

#[test]
fn paying_by_qvapay() {
    let plan = order(OrderKind::Plan, NASTY_NAME);
    assert_picture!(|r| vec![
        ("to pay", qvapay::to_pay(r, &plan, PAGE)),
        (
            "a gift",
            qvapay::to_pay(r, &order(OrderKind::Gift, "VIP"), PAGE)
        ),
        (
            "a top-up",
            qvapay::to_pay(r, &order(OrderKind::TopUp, ""), PAGE)
        ),
        ("slow", qvapay::slow(r)),
        ("refused", qvapay::refused(r, &plan)),
    ]);
    let long = order(OrderKind::Plan, &long_name());
    for lang in Lang::ALL {
        check(&qvapay::to_pay(reader(lang), &long, PAGE));
        check(&qvapay::refused(reader(lang), &long));
    }
}

#[test]
fn accounts_that_take_money() {
    let view = |state, has_notes, watched| {
        vec![ProviderView {
            method: Method::QvaPay,
            state,
            has_notes,
            watched,
        }]
    };
    let works = |app: &str, is_active, balance| ProviderState::Works {
        app: app.to_owned(),
        is_active,
        balance,
    };
    let full = || works(NASTY_NAME, true, Some(dollars(368_830)));
    let fails = |error: &str| ProviderState::Fails(error.to_owned());
    assert_picture!(|r| vec![
        (
            "off",
            qvapay::account(r, &view(ProviderState::Off, false, 0))
        ),
        ("works", qvapay::account(r, &view(full(), true, 12))),
        (
            "asleep",
            qvapay::account(r, &view(works("Tienda", false, None), false, 1))
        ),
        (
            "fails",
            qvapay::account(r, &view(fails("no answer: <502>"), false, 0))
        ),
    ]);
    for lang in Lang::ALL {
        check(&qvapay::account(
            reader(lang),
            &view(works(&long_name(), true, None), true, 9),
        ));
        check(&qvapay::account(
            reader(lang),
            &view(fails(&long_name()), true, 9),
        ));
    }
}
