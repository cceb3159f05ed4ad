//! Pictures of payments, orders and the books.

use super::*;
use crate::models::*;
use crate::screens::ledger;
use crate::screens::payments;
use crate::screens::payments::Doubt;

fn money(minor: i64, currency: &str) -> Money {
    Money {
        minor,
        currency: currency.to_owned(),
    }
}

fn payment(id: i64, method: Method, state: PaymentState) -> Payment {
    Payment {
        id: PaymentId(id),
        order: Some(OrderId(7)),
        user: Some(UserId(2001)),
        method,
        provider_payment_id: "<&>6f1f6c0e-2f3b".to_owned(),
        amount: money(400, "USD"),
        state,
        hold: Some(HoldReason::Underpaid),
        usage: PaymentUse::Deliver,
        period_end: None,
        facts: "{}".to_owned(),
        given: None,
        received_at: NOW,
        fulfilled_at: None,
        refunded_at: None,
        decided_by: None,
    }
}

fn order() -> Order {
    Order {
        id: OrderId(7),
        code: "ord_23456789abcdefgh".to_owned(),
        user: UserId(2001),
        kind: OrderKind::Plan,
        plan: Some(PlanId(1)),
        goods: Goods {
            names: [("es".to_owned(), NASTY_NAME.to_owned())].into(),
            products: vec![Product::Vip],
            length: Length::Days(30),
            data_bytes: None,
            devices: None,
        },
        method: Method::QvaPay,
        manual_method: None,
        list_minor: 500,
        price: money(500, "USD"),
        promo: None,
        extra_days: 0,
        renews: false,
        state: OrderState::Review,
        provider_ref: None,
        pay_url: None,
        message: None,
        checked_out_at: None,
        next_look_at: None,
        looks: 0,
        trouble: Some("HTTP <500>".to_owned()),
        created_at: NOW,
        expires_at: NOW,
        paid_at: None,
        fulfilled_at: None,
        closed_at: None,
    }
}

fn events() -> Vec<(HistoryEvent, Option<String>)> {
    let event = |kind: &str, by: Option<&str>, detail: Option<&str>| {
        let event = HistoryEvent {
            kind: kind.to_owned(),
            at: NOW,
            by: by.map(|_| UserId(2001)),
            detail: detail.map(str::to_owned),
        };
        (event, by.map(str::to_owned))
    };
    vec![
        event("opened", Some(NASTY_NAME), None),
        event("receipt", Some(&long_name()), Some("1")),
        event("receipt_rejected", Some("Marta"), Some(":unreadable")),
        event("held", None, Some("underpaid")),
        event("released", Some("Marta"), Some("as_it_is")),
        event("of_tomorrow", None, Some("<&>")),
    ]
}

fn card(method: Method, state: PaymentState) -> PaymentCard {
    let entries = vec![
        (LedgerAccount::Provider(method), money(400, "USD")),
        (LedgerAccount::Held, money(-400, "USD")),
    ];
    let posting = Posting {
        id: PostingId(1),
        kind: PostingKind::Held,
        order: None,
        payment: None,
        user: None,
        by: None,
        reason: None,
        at: NOW,
        entries,
    };
    PaymentCard {
        payment: payment(12, method, state),
        name: Some(NASTY_NAME.to_owned()),
        order: Some(order()),
        events: events(),
        postings: vec![posting],
    }
}

#[test]
fn payments_as_the_staff_sees_them() {
    let view = PaymentList {
        filter: PaymentFilter::Held,
        page: Page::new(
            vec![
                (
                    payment(12, Method::QvaPay, PaymentState::Held),
                    Some(long_name()),
                ),
                (payment(13, Method::Stars, PaymentState::Held), None),
            ],
            0,
            30,
        ),
        counts: PaymentFilter::ALL.map(|filter| (filter, 3)).to_vec(),
    };
    assert_picture!(|reader| vec![("shown", payments::list(reader, &view))]);
    let empty = PaymentList {
        page: Page::new(Vec::new(), 0, 0),
        ..view
    };
    assert_picture!(|reader| vec![("shown", payments::list(reader, &empty))]);
}

#[test]
fn the_card_of_a_payment_offers_what_its_state_allows() {
    let all = PermissionSet::all();
    for (method, state) in [
        (Method::QvaPay, PaymentState::Held),
        (Method::Stars, PaymentState::Refunding),
        (Method::Manual, PaymentState::Refunding),
        (Method::Stars, PaymentState::Fulfilled),
        (Method::Balance, PaymentState::Refunded),
    ] {
        let view = card(method, state);
        assert_picture!(|reader| vec![("shown", payments::card(reader, &view, all))]);
    }
    let mut own = card(Method::Manual, PaymentState::Fulfilled);
    own.payment.decided_by = own.payment.user;
    assert_picture!(|reader| vec![("their own", payments::card(reader, &own, all))]);
    let view = card(Method::QvaPay, PaymentState::Held);
    let may = [Permission::SeePayments].into_iter().collect();
    assert_picture!(|reader| vec![("shown", payments::card(reader, &view, may))]);
}

#[test]
fn money_moves_only_after_a_question() {
    let view = card(Method::QvaPay, PaymentState::Held);
    for doubt in [Doubt::Release, Doubt::Balance, Doubt::Return, Doubt::Refund] {
        assert_picture!(|reader| vec![("shown", payments::sure(reader, &view, doubt))]);
    }
    let stars = card(Method::Stars, PaymentState::Fulfilled);
    assert_picture!(|reader| vec![("shown", payments::sure(reader, &stars, Doubt::Refund))]);
    assert_picture!(|reader| vec![("asked", payments::ask_order(reader))]);
    assert_picture!(|reader| vec![("asked", payments::ask_person(reader))]);
    assert_picture!(|reader| vec![("asked", payments::ask_find(reader))]);
}

#[test]
fn orders_as_the_staff_sees_them() {
    let list = OrderList {
        filter: OrderFilter::Review,
        page: Page::new(vec![(order(), long_name())], 0, 1),
    };
    assert_picture!(|reader| vec![("shown", payments::orders(reader, &list))]);
    let view = OrderFile {
        order: order(),
        name: NASTY_NAME.to_owned(),
        payments: vec![payment(12, Method::QvaPay, PaymentState::Held)],
        events: events(),
    };
    assert_picture!(|reader| vec![("shown", payments::order(reader, &view))]);
}

#[test]
fn the_books_and_what_is_wrong_with_them() {
    let sum = |account, minor| AccountSum {
        account,
        sum: money(minor, "USD"),
    };
    let accounts = vec![
        sum(Some(LedgerAccount::Provider(Method::QvaPay)), 123_400),
        sum(Some(LedgerAccount::Owed), -500),
        sum(Some(LedgerAccount::Held), -400),
        sum(Some(LedgerAccount::Sales), -120_000),
        sum(Some(LedgerAccount::Adjustments), 300),
        sum(Some(LedgerAccount::Referrals), 100),
        sum(None, -2_900),
    ];
    assert_picture!(|reader| vec![(
        "shown",
        ledger::main(reader, &accounts, PermissionSet::all())
    )]);
    assert_picture!(|reader| vec![("shown", ledger::main(reader, &[], PermissionSet::default()))]);
    let fine = BooksCheck {
        postings: 1_234,
        ..BooksCheck::default()
    };
    assert_picture!(|reader| vec![("shown", ledger::checked(reader, &fine))]);
    let wrong = BooksCheck {
        postings: 1_234,
        unbalanced: vec![PostingId(3), PostingId(4)],
        negative: vec![(UserId(2001), money(-100, "USD"))],
        off: vec![OffAccount {
            account: LedgerAccount::Provider(Method::Stars),
            books: money(100, "XTR"),
            payments: money(200, "XTR"),
        }],
        waiting: vec![PaymentId(12)],
        unbooked: vec![PaymentId(13)],
        unpaid: vec![OrderId(7)],
        kept: vec![PaymentId(14)],
        missing: vec![PaymentId(15)],
        accounts,
    };
    assert_picture!(|reader| vec![("shown", ledger::checked(reader, &wrong))]);
    assert_picture!(|reader| vec![("shown", ledger::wrong(reader, 3, 1))]);
}

#[test]
fn a_balance_and_its_change() {
    let user = UserId(2001);
    let has = [money(500, "USD"), money(120_000, "CUP")];
    assert_picture!(|reader| vec![("shown", ledger::balance(reader, user, NASTY_NAME, &has))]);
    assert_picture!(|reader| vec![("shown", ledger::balance(reader, user, &long_name(), &[]))]);
    assert_picture!(|reader| vec![("asked", ledger::ask_person(reader))]);
    assert_picture!(|reader| vec![("asked", ledger::ask_amount(reader))]);
    assert_picture!(|reader| vec![(
        "shown",
        ledger::ask_reason(reader, &money(-500, "USD"), 200)
    )]);
}

#[test]
fn the_file_of_the_books_holds_no_formula() {
    let mut view = card(Method::Stars, PaymentState::Held).postings;
    view[0].reason = Some("=1+1, \"x\"".to_owned());
    let reader = reader(Lang::En);
    let mut table = ledger::Table::new().expect("begun");
    table.push(reader, &view[0]).expect("written");
    let file = table.finish(reader, false).document.expect("a file");
    let text = String::from_utf8(file.bytes).expect("text");
    assert!(text.contains("provider:stars,4.00,USD"), "{text}");
    assert!(text.contains("\"'=1+1, \"\"x\"\"\""), "{text}");
}
