//! Pictures of Stars: subscriptions, what is said of them, and the staff's side; and the plain texts of invoices.

use super::*;
use crate::models::*;
use crate::screens::stars as screens;

fn order(kind: OrderKind, name: &str, renews: bool) -> Order {
    let names = ByLang::from([
        ("es".to_owned(), name.to_owned()),
        ("en".to_owned(), name.to_owned()),
    ]);
    Order {
        id: OrderId(41),
        code: "ord_abcdefghijkmnpqr".to_owned(),
        user: UserId(5),
        kind,
        plan: Some(PlanId(1)),
        goods: Goods {
            names,
            products: Product::ALL.to_vec(),
            length: Length::Days(30),
            data_bytes: Some(50_000_000_000),
            devices: None,
        },
        method: Method::Stars,
        manual_method: None,
        list_minor: 10_000,
        price: Money {
            minor: 10_000,
            currency: STARS.to_owned(),
        },
        promo: None,
        extra_days: 0,
        renews,
        state: OrderState::Open,
        provider_ref: None,
        pay_url: None,
        message: None,
        checked_out_at: None,
        next_look_at: None,
        looks: 0,
        trouble: None,
        created_at: NOW,
        expires_at: NOW + 1_800,
        paid_at: None,
        fulfilled_at: None,
        closed_at: None,
    }
}

fn subscription(state: SubscriptionState, canceled_by: Option<CanceledBy>) -> StarSubscription {
    StarSubscription {
        order: OrderId(41),
        user: UserId(5),
        first_charge: "stx1".to_owned(),
        last_charge: "stx2".to_owned(),
        state,
        paid_until: in_days(12),
        canceled_by,
        changed_at: NOW,
    }
}

fn all() -> Vec<(&'static str, StarSubscription)> {
    vec![
        ("active", subscription(SubscriptionState::Active, None)),
        (
            "stopped",
            subscription(SubscriptionState::Canceled, Some(CanceledBy::House)),
        ),
        (
            "canceled",
            subscription(SubscriptionState::Canceled, Some(CanceledBy::User)),
        ),
        ("failed", subscription(SubscriptionState::Failed, None)),
        ("ended", subscription(SubscriptionState::Ended, None)),
    ]
}

#[test]
fn invoices_fit_what_telegram_takes_whatever_they_are_for() {
    let cases = [
        (OrderKind::Plan, "VIP <&>".to_owned(), false),
        (OrderKind::Plan, long_name(), true),
        (OrderKind::Gift, long_name(), false),
        (OrderKind::TopUp, String::new(), false),
    ];
    for (kind, name, renews) in cases {
        for lang in Lang::ALL {
            let mut order = order(kind, &name, renews);
            order.extra_days = 7;
            for length in [
                Length::Days(1),
                Length::Months(12),
                Length::Until(in_days(400)),
                Length::Lifetime,
            ] {
                order.goods.length = length;
                let invoice = screens::invoice(reader(lang), &order);
                assert!(
                    (1..=32).contains(&html::utf16_len(&invoice.title)),
                    "{invoice:?}"
                );
                let description = html::utf16_len(&invoice.description);
                assert!((1..=255).contains(&description), "{invoice:?}");
                assert!(!invoice.title.contains("&lt;"), "plain: {invoice:?}");
                assert_eq!(invoice.stars, 10_000);
            }
        }
    }
}

#[test]
fn every_no_before_a_payment_has_words_that_fit() {
    use CheckoutNo::{Banned, Ended, NotForYou, OtherPerson, Paid, Price, SoldOut, Unknown};
    for lang in Lang::ALL {
        let mut said = vec![screens::checkout_later(lang)];
        for no in [
            Unknown,
            OtherPerson,
            Banned,
            Paid,
            Ended,
            Price,
            SoldOut,
            NotForYou,
        ] {
            said.push(screens::checkout_no(lang, no));
        }
        assert!(
            said.iter()
                .all(|words| words.len() > 20 && !words.ends_with('…')),
            "{said:?}"
        );
        said.sort();
        said.dedup();
        assert_eq!(said.len(), 9);
        for renews in [true, false] {
            assert!(!screens::toast(lang, renews).ends_with('…'));
        }
    }
}

#[test]
fn subscriptions() {
    let nasty = order(OrderKind::Plan, NASTY_NAME, true);
    assert_picture!(|r| {
        let mut drawn = vec![
            (
                "to subscribe",
                screens::subscribe(r, &nasty, "https://t.me/$abc"),
            ),
            ("none", screens::list(r, &[])),
        ];
        for (case, one) in &all() {
            drawn.push((*case, screens::card(r, &nasty, one)));
        }
        let first = &all()[0].1;
        drawn.push(("to stop", screens::ask_stop(r, &nasty, first)));
        drawn
    });
}

#[test]
fn a_list_of_many_subscriptions_fits() {
    let (long, one) = (order(OrderKind::Plan, &long_name(), true), &all()[2].1);
    let rows = vec![(&long, one); 40];
    for lang in Lang::ALL {
        check(&screens::list(reader(lang), &rows));
    }
}

#[test]
fn what_changed_in_telegram() {
    let nasty = order(OrderKind::Plan, NASTY_NAME, true);
    assert_picture!(|r| {
        let cases = all();
        let said = cases
            .iter()
            .map(|(case, one)| (*case, screens::changed(r, &nasty, one)));
        said.collect()
    });
}

#[test]
fn the_staffs_side() {
    assert_picture!(|r| vec![
        (
            "desk",
            screens::desk(r, Some(1_234_567), &[100, 250, 500, 1_000, 10_000])
        ),
        ("no word from Telegram", screens::desk(r, None, &[100])),
        (
            "link",
            screens::link(r, "https://t.me/+0123456789abcdef", 250)
        ),
    ]);
}
