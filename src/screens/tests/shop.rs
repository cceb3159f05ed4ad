//! Pictures of the shop: plans, the ways to pay, orders and what is told of them.

use super::*;
use crate::models::*;
use crate::screens::shop;

fn money(minor: i64, currency: &str) -> Money {
    Money {
        minor,
        currency: currency.to_owned(),
    }
}

fn names(name: &str) -> ByLang {
    [("es".to_owned(), name.to_owned())].into()
}

fn plan(id: i64, name: &str, products: &[Product], length: Length) -> Plan {
    Plan {
        id: PlanId(id),
        goods: Goods {
            names: names(name),
            products: products.to_vec(),
            length,
            data_bytes: None,
            devices: None,
        },
        prices: vec![money(500, "USD"), money(385, "XTR")],
        is_on_sale: true,
        position: id,
        per_person: None,
        audience: Clientele::Everybody,
        renews: false,
        created_at: NOW,
        removed_at: None,
    }
}

fn bundle() -> Plan {
    let products = [Product::Vip, Product::WireGuard, Product::Outline];
    let mut plan = plan(2, NASTY_NAME, &products, Length::Months(3));
    plan.goods.data_bytes = Some(50_000_000_000);
    plan.goods.devices = Some(2);
    plan.goods
        .names
        .insert("en".to_owned(), "All of it".to_owned());
    plan
}

fn quote(way: Way, list_minor: i64, price: Money) -> Quote {
    Quote {
        way,
        names: matches!(way, Way::Manual(_)).then(|| names("Tarjeta <b>")),
        list_minor,
        price,
        extra_days: 0,
        seen: 9,
    }
}

fn dollars() -> Way {
    Way::Balance(CurrencyCode::new("USD").expect("a code"))
}

fn card(plan: Plan, quotes: Vec<Quote>) -> ShopCard {
    ShopCard {
        plan,
        recipient: Recipient::Buyer,
        blocked: None,
        quotes,
        code: None,
        running: Vec::new(),
        balance: Vec::new(),
        card: InboxSeq(88),
    }
}

fn part(product: Product, before: Option<Timestamp>, until: Option<Timestamp>) -> GivenPart {
    GivenPart {
        product,
        before,
        was_lifetime: before.is_none() && until.is_none(),
        until,
        added_bytes: None,
        limit_before: None,
        devices_before: None,
    }
}

#[test]
fn what_is_on_sale() {
    let shown = |plan: Plan, is_sold_out| ShopPlan {
        is_for_others: plan.goods.length == Length::Lifetime,
        plan,
        is_sold_out,
    };
    assert_picture!(|reader| {
        let some = [
            shown(plan(1, "VIP 30", &[Product::Vip], Length::Days(30)), false),
            shown(bundle(), true),
            shown(
                plan(3, &long_name(), &[Product::Vip], Length::Until(in_days(40))),
                false,
            ),
            shown(plan(4, "Siempre", &[Product::Vip], Length::Lifetime), false),
            shown(
                plan(5, "VIP · 30 días", &[Product::Vip], Length::Days(30)),
                false,
            ),
        ];
        let many: Vec<ShopPlan> = (0..60)
            .map(|id| {
                shown(
                    plan(
                        id,
                        &long_name(),
                        &[Product::Vip, Product::Outline],
                        Length::Days(1),
                    ),
                    true,
                )
            })
            .collect();
        vec![
            ("nothing", shop::plans(reader, &[], 0, false)),
            (
                "some, to somebody with orders",
                shop::plans(reader, &some, 0, true),
            ),
            (
                "the last of many pages",
                shop::plans(reader, &many, 99, true),
            ),
        ]
    });
}

#[test]
fn a_plan_and_the_ways_to_pay() {
    let vip = || plan(1, "VIP 30", &[Product::Vip], Length::Days(30));
    let stars = || quote(Way::Stars, 385, money(385, "XTR"));
    assert_picture!(|reader| {
        let mut full = card(
            bundle(),
            vec![
                stars(),
                quote(Way::QvaPay, 500, money(500, "USD")),
                quote(Way::Manual(ManualMethodId(3)), 1_200, money(1_200, "CUP")),
                quote(dollars(), 500, money(500, "USD")),
            ],
        );
        full.balance = vec![money(700, "USD"), money(9, "EUR")];
        full.running = vec![
            part(Product::Vip, Some(in_days(3)), Some(in_days(93))),
            part(Product::WireGuard, None, None),
            part(Product::Outline, Some(in_days(3)), None),
        ];
        let mut apart = card(bundle(), vec![stars()]);
        apart.running = vec![
            part(Product::Vip, Some(in_days(3)), Some(in_days(93))),
            part(Product::WireGuard, None, Some(in_days(90))),
        ];
        let mut cut = card(vip(), vec![quote(Way::Stars, 385, money(193, "XTR"))]);
        cut.quotes[0].extra_days = 3;
        cut.code = Some((NASTY_NAME.to_owned(), true));
        let mut free = card(vip(), vec![quote(Way::QvaPay, 500, money(0, "USD"))]);
        free.code = Some(("TODO".to_owned(), true));
        let by_month = quote(Way::Monthly, 385, money(385, "XTR"));
        let monthly = card(vip(), vec![stars(), by_month]);
        let mut gift = card(vip(), vec![stars()]);
        gift.recipient = Recipient::Somebody;
        gift.code = Some(("OTRO".to_owned(), false));
        let mut blocked = card(bundle(), Vec::new());
        blocked.blocked = Some(MoneyRefusal::BoughtOften { most: 2 }.into());
        vec![
            ("every way", shop::plan(reader, &full)),
            ("a part of it running", shop::plan(reader, &apart)),
            ("with a code", shop::plan(reader, &cut)),
            ("for nothing", shop::plan(reader, &free)),
            ("each month", shop::plan(reader, &monthly)),
            (
                "as a gift, with a code for another",
                shop::plan(reader, &gift),
            ),
            ("not for them", shop::plan(reader, &blocked)),
            ("no way", shop::plan(reader, &card(vip(), Vec::new()))),
            ("which code", shop::ask_code(reader)),
        ]
    });
}

fn order(state: OrderState, method: Method) -> Order {
    Order {
        id: OrderId(12),
        code: "ord_abcdefghjkmnpqrs".to_owned(),
        user: UserId(2001),
        kind: OrderKind::Plan,
        plan: Some(PlanId(1)),
        goods: bundle().goods,
        method,
        manual_method: None,
        list_minor: 385,
        price: money(385, "XTR"),
        promo: None,
        extra_days: 0,
        renews: false,
        state,
        provider_ref: None,
        pay_url: None,
        message: None,
        checked_out_at: None,
        next_look_at: None,
        looks: 0,
        trouble: None,
        created_at: NOW - 60,
        expires_at: NOW + 1_740,
        paid_at: None,
        fulfilled_at: None,
        closed_at: None,
    }
}

fn payment(state: PaymentState) -> Payment {
    let parts = vec![
        part(Product::Vip, None, Some(in_days(90))),
        part(Product::Outline, Some(NOW), None),
    ];
    Payment {
        id: PaymentId(4),
        order: Some(OrderId(12)),
        user: Some(UserId(2001)),
        method: Method::Stars,
        provider_payment_id: "charge".to_owned(),
        amount: money(385, "XTR"),
        state,
        hold: (state == PaymentState::Held).then_some(HoldReason::Late),
        usage: PaymentUse::Deliver,
        period_end: None,
        facts: "{}".to_owned(),
        given: (state != PaymentState::Held).then_some(Given { parts, gift: None }),
        received_at: NOW - 30,
        fulfilled_at: None,
        refunded_at: None,
        decided_by: None,
    }
}

fn order_card(order: Order, payments: &[PaymentState]) -> OrderCard {
    OrderCard {
        order,
        payments: payments.iter().map(|state| payment(*state)).collect(),
        manual: None,
        pay_url: None,
        code: None,
        rejection: None,
        is_sold_again: true,
    }
}

#[test]
fn orders_and_their_receipts() {
    assert_picture!(|reader| {
        let open = |method| order_card(order(OrderState::Open, method), &[]);
        let mut invoiced = open(Method::Stars);
        invoiced.order.message = Some(MessageId(5));
        invoiced.order.price.minor = 193;
        invoiced.order.extra_days = 1;
        invoiced.code = Some("MITAD".to_owned());
        let mut linked = open(Method::QvaPay);
        linked.pay_url = Some("https://www.qvapay.com/pay/1".to_owned());
        let mut troubled = open(Method::QvaPay);
        troubled.order.trouble = Some("500".to_owned());
        let mut by_hand = open(Method::Manual);
        by_hand.manual = Some(ManualMethod {
            id: ManualMethodId(3),
            names: names("Tarjeta <b>"),
            instructions: ByLang::new(),
            currency: "CUP".to_owned(),
            wants_reference: false,
            is_enabled: true,
            position: 1,
            created_at: NOW,
            removed_at: None,
        });
        let mut rejected = order_card(order(OrderState::Rejected, Method::Manual), &[]);
        rejected.rejection = Some(NASTY_NAME.to_owned());
        let paid = PaymentState::Fulfilled;
        let done = order_card(order(OrderState::Fulfilled, Method::Stars), &[paid; 9]);
        let mut gift = order_card(order(OrderState::Fulfilled, Method::Stars), &[paid]);
        gift.order.kind = OrderKind::Gift;
        gift.payments[0].given = Some(Given {
            parts: Vec::new(),
            gift: Some(GiftId(1)),
        });
        let mut top_up = order_card(order(OrderState::Fulfilled, Method::QvaPay), &[paid]);
        top_up.order.kind = OrderKind::TopUp;
        top_up.payments[0].given = None;
        let mut screens = vec![
            ("the invoice is here", shop::order(reader, &invoiced)),
            ("a page to pay at", shop::order(reader, &linked)),
            ("no invoice yet", shop::order(reader, &open(Method::Stars))),
            ("no invoice for a while", shop::order(reader, &troubled)),
            ("by hand", shop::order(reader, &by_hand)),
            ("the receipt was no good", shop::order(reader, &rejected)),
            ("delivered, a subscription", shop::order(reader, &done)),
            ("a gift", shop::order(reader, &gift)),
            ("a top-up", shop::order(reader, &top_up)),
            ("give it up?", shop::ask_cancel(reader, &invoiced)),
        ];
        for (case, state, payments) in [
            ("submitted", OrderState::Submitted, vec![]),
            ("paid", OrderState::Paid, vec![PaymentState::Paid]),
            ("review", OrderState::Review, vec![PaymentState::Held]),
            ("expired", OrderState::Expired, vec![]),
            ("cancelled", OrderState::Cancelled, vec![]),
            (
                "refunded",
                OrderState::Refunded,
                vec![PaymentState::Refunding, PaymentState::Returned],
            ),
        ] {
            let card = order_card(order(state, Method::Stars), &payments);
            screens.push((case, shop::order(reader, &card)));
        }
        screens
    });
}

#[test]
fn the_list_of_orders() {
    assert_picture!(|reader| {
        let page = |orders: Vec<Order>, pages| OrderPage {
            orders,
            page: pages - 1,
            pages,
            has_subscriptions: pages > 1,
        };
        let all = OrderState::ALL.map(|state| {
            let mut order = order(state, Method::Stars);
            order.goods.names = names(&long_name());
            order
        });
        vec![
            ("nothing", shop::orders(reader, &page(Vec::new(), 1))),
            ("every state", shop::orders(reader, &page(all.to_vec(), 3))),
        ]
    });
}

#[test]
fn what_buyers_are_told() {
    assert_picture!(|reader| {
        let news = [
            ("delivered", OrderNews::Fulfilled, PaymentState::Fulfilled),
            ("ended", OrderNews::Expired, PaymentState::Held),
            ("refused", OrderNews::Rejected, PaymentState::Held),
            ("held", OrderNews::Held, PaymentState::Held),
            (
                "to be paid back",
                OrderNews::Refunding,
                PaymentState::Refunding,
            ),
            ("paid back", OrderNews::Refunded, PaymentState::Refunded),
            (
                "on the balance",
                OrderNews::OnBalance,
                PaymentState::Fulfilled,
            ),
            ("later", OrderNews::Delayed, PaymentState::Paid),
        ];
        let mut screens = Vec::new();
        for (case, news, state) in news {
            let mut card = order_card(order(OrderState::Fulfilled, Method::Stars), &[state]);
            card.rejection = Some(NASTY_NAME.to_owned());
            let payment = card.payments.first().cloned();
            screens.push((case, shop::told(reader, news, &card, payment.as_ref())));
        }
        screens
    });
}

#[test]
fn the_ways_to_more_time() {
    assert_picture!(|reader| {
        let some = || {
            Screen::new("…".to_owned())
                .button(Button::act("1".to_owned(), Action::MyAccess))
                .button(back_to(reader.lang, Action::Home))
        };
        vec![
            ("above", shop::with_renewal(reader, some(), true)),
            ("below", shop::with_renewal_below(reader, some(), true)),
            ("nothing is sold", shop::with_renewal(reader, some(), false)),
        ]
    });
}

#[test]
fn a_star_is_worth_more_or_less_what_telegram_pays_for_it() {
    let words = |minor| shop::price_words(reader(Lang::En), &money(minor, STARS));
    assert_eq!(words(1), "1\u{a0}⭐ (about $0.01)");
    assert_eq!(words(385), "385\u{a0}⭐ (about $5.01)");
    assert_eq!(words(0), "0\u{a0}⭐");
}
