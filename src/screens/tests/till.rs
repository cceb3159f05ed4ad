//! Pictures of paying by hand and of the desk of the money.

use super::*;
use crate::models::*;
use crate::screens::receipts;
use crate::screens::till;
use crate::screens::till::manual;

fn by_lang(es: &str, en: &str) -> ByLang {
    let mut words = ByLang::from([("es".to_owned(), es.to_owned())]);
    words.insert("en".to_owned(), en.to_owned());
    words
}

fn method(is_full: bool) -> ManualMethod {
    let mut method = ManualMethod {
        id: ManualMethodId(3),
        names: by_lang("Tarjeta <&> MLC", "Card <&> MLC"),
        instructions: by_lang(
            "Tarjeta 9205 1299 7777 1234\nA nombre de Ana <&>",
            "Card 9205 1299 7777 1234\nIn the name of Ana <&>",
        ),
        currency: "CUP".to_owned(),
        wants_reference: is_full,
        is_enabled: is_full,
        position: 1,
        created_at: NOW,
        removed_at: None,
    };
    if !is_full {
        method.names.remove("en");
        method.instructions.remove("en");
    }
    method
}

fn order(state: OrderState) -> Order {
    Order {
        id: OrderId(41),
        code: "ord_2345678923456789".to_owned(),
        user: UserId(2001),
        kind: OrderKind::Plan,
        plan: Some(PlanId(1)),
        goods: Goods {
            names: by_lang("VIP <un mes> & más", "VIP <a month> & more"),
            products: vec![Product::Vip],
            length: Length::Months(1),
            data_bytes: None,
            devices: None,
        },
        method: Method::Manual,
        manual_method: Some(ManualMethodId(3)),
        list_minor: 150_050,
        price: Money {
            minor: 150_050,
            currency: "CUP".to_owned(),
        },
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
        created_at: NOW - 1_800,
        expires_at: NOW,
        paid_at: None,
        fulfilled_at: None,
        closed_at: None,
    }
}

fn receipt(state: ReceiptState, at: Timestamp) -> Receipt {
    let is_decided = state != ReceiptState::Submitted;
    let words = RejectReason::Words("El importe <no> coincide".to_owned());
    Receipt {
        id: ReceiptId(12),
        order: OrderId(41),
        user: UserId(2001),
        content: ReceiptContent::Photo,
        source: (ChatId(2001), MessageId(9)),
        file_id: "file".to_owned(),
        file_unique_id: "unique".to_owned(),
        sha256: is_decided.then(|| vec![1; 32]),
        reference: is_decided.then(|| "TM99123".to_owned()),
        state,
        reason: (state == ReceiptState::Rejected).then_some(words),
        minor: (state == ReceiptState::Approved).then_some(140_000),
        decided_by: is_decided.then_some(UserId(7)),
        decided_at: is_decided.then_some(NOW + 300),
        created_at: at,
    }
}

fn manual_order(state: OrderState, last: Option<Receipt>) -> ManualOrder {
    ManualOrder {
        order: order(state),
        method: Some(method(true)),
        last,
    }
}

fn same(by: SameBy) -> SameReceipt {
    SameReceipt {
        by,
        id: ReceiptId(4),
        order: OrderId(17),
        user: UserId(2002),
        name: long_name(),
        state: ReceiptState::Approved,
        at: NOW - 90_000,
    }
}

fn card(receipt: Receipt, same: Vec<SameReceipt>) -> ReceiptCard {
    ReceiptCard {
        decided_by: receipt.decided_by.map(|_| NASTY_NAME.to_owned()),
        order: order(OrderState::Submitted),
        name: NASTY_NAME.to_owned(),
        username: Some("ana".to_owned()),
        method: Some(method(true)),
        same,
        doubt: None,
        is_staff: false,
        receipt,
    }
}

#[test]
fn paying_by_hand() {
    use OrderState::{Expired, Fulfilled, Open, Rejected, Submitted};
    let waits = receipt(ReceiptState::Submitted, NOW - 60);
    let late = receipt(ReceiptState::Submitted, NOW + 60);
    let refused = receipt(ReceiptState::Rejected, NOW - 60);
    let sent = |last: &Receipt| manual_order(Submitted, Some(last.clone()));
    let rejected = manual_order(Rejected, Some(refused));
    let own = RejectReason::Words("El <importe>".to_owned());
    assert_picture!(|r| vec![
        ("open", receipts::how(r, &manual_order(Open, None))),
        ("waits", receipts::how(r, &sent(&waits))),
        ("refused", receipts::how(r, &rejected)),
        ("ended", receipts::how(r, &manual_order(Expired, None))),
        ("done", receipts::how(r, &manual_order(Fulfilled, None))),
        ("the number", receipts::ask_reference(r)),
        ("the picture", receipts::ask_picture(r, &rejected)),
        ("sent", receipts::sent(r, &sent(&waits), false)),
        ("sent late, an album", receipts::sent(r, &sent(&late), true)),
        (
            "which",
            receipts::which(r, &[rejected.clone(), sent(&waits)])
        ),
        ("told in words", receipts::rejected(r, &rejected, &own)),
        (
            "told",
            receipts::rejected(r, &rejected, &RejectReason::Usual(UsualReason::Missing))
        ),
    ]);
}

#[test]
fn deciding_about_receipts() {
    let waits = receipt(ReceiptState::Submitted, NOW - 60);
    let late = receipt(ReceiptState::Submitted, NOW + 60);
    let line = |state| ReceiptLine {
        id: ReceiptId(12),
        order: OrderId(41),
        name: long_name(),
        price: order(OrderState::Submitted).price,
        state,
        at: NOW,
    };
    let list = |rows: Vec<ReceiptLine>, filter| ReceiptList {
        filter,
        waiting: 1,
        page: Page::new(rows, 0, 12),
    };
    let flagged = vec![same(SameBy::Picture), same(SameBy::Reference)];
    let decided = |state| card(receipt(state, NOW - 60), Vec::new());
    let doubted = ReceiptCard {
        doubt: Some(HoldReason::Limit),
        is_staff: true,
        ..card(late.clone(), Vec::new())
    };
    let mut own = decided(ReceiptState::Approved);
    own.receipt.decided_by = Some(own.receipt.user);
    assert_picture!(|r| vec![
        ("waits", receipts::card(r, &card(waits.clone(), Vec::new()))),
        (
            "flagged",
            receipts::card(r, &card(late.clone(), flagged.clone()))
        ),
        ("of the staff, to be held", receipts::card(r, &doubted)),
        ("approved by the payer", receipts::card(r, &own)),
        (
            "at the desk",
            receipts::desk_card(r, &card(waits.clone(), Vec::new()))
        ),
        (
            "sure",
            receipts::ask_sure(r, &card(waits.clone(), flagged.clone()))
        ),
        (
            "approved",
            receipts::card(r, &decided(ReceiptState::Approved))
        ),
        (
            "rejected",
            receipts::card(r, &decided(ReceiptState::Rejected))
        ),
        (
            "withdrawn",
            receipts::card(r, &decided(ReceiptState::Withdrawn))
        ),
        (
            "how much",
            receipts::ask_amount(r, &decided(ReceiptState::Submitted))
        ),
        (
            "why",
            receipts::ask_reason(r, &decided(ReceiptState::Submitted))
        ),
        ("in words", receipts::ask_words(r)),
        (
            "none",
            receipts::list(r, &list(vec![], ReceiptFilter::Waiting))
        ),
        (
            "some",
            receipts::list(
                r,
                &list(ReceiptState::ALL.map(line).into(), ReceiptFilter::All)
            )
        ),
    ]);
    for lang in Lang::ALL {
        let mut worst = card(late.clone(), vec![same(SameBy::Picture); 3]);
        worst.name = long_name();
        worst.receipt.reference = Some("W".repeat(64));
        worst.receipt.reason = Some(RejectReason::Words("<&>\"".repeat(50)));
        worst.decided_by = Some(long_name());
        (worst.doubt, worst.is_staff) = (Some(HoldReason::Limit), true);
        for state in ReceiptState::ALL {
            worst.receipt.state = state;
            let screen = receipts::card(reader(lang), &worst);
            let units = html::visible_units(&screen.html);
            assert!(units <= 1_024, "a caption of {units}");
        }
    }
}

#[test]
fn the_desk_of_the_money() {
    let view = |may: bool| TillView {
        receipts: i64::from(may) * 2,
        held: 1,
        undelivered: 0,
        open: 4,
        plans: 3,
        manual: 1,
        decides: may,
        manages: may,
        settings: ShopSettings::default(),
    };
    let usual = ShopSettings::default();
    let mut own = ShopSettings {
        order_minutes: 90,
        second_payment: SecondPayment::Refund,
        ..ShopSettings::default()
    };
    own.closed.insert(Method::Stars, vec![Product::Vip]);
    own.texts.terms = by_lang("Sin <devoluciones> & ya", "No <refunds>");
    own.referral = ReferralRule {
        reward: Some(ReferralReward::Days(7)),
        most: Some(10),
    };
    let (terms, help) = (ShopText::Terms, ShopText::PaySupport);
    assert_picture!(|r| vec![
        ("whoever manages", till::main(r, &view(true))),
        ("whoever looks", till::main(r, &view(false))),
        ("accounts", till::accounts(r, &[])),
        ("ways to pay", till::methods(r, &own)),
        ("rules", till::rules(r, &usual)),
        ("own rules", till::rules(r, &own)),
        ("minutes", till::ask_minutes(r, &own)),
        ("second", till::ask_second(r, &own)),
        ("own text", till::text(r, &own, terms, Lang::Es)),
        ("no text", till::text(r, &own, help, Lang::En)),
        ("ask text", till::ask_text(r, terms, Lang::En)),
        ("nothing for inviters", till::referral(r, &usual)),
        ("days for inviters", till::referral(r, &own)),
        ("ask days", till::ask_days(r)),
        ("ask credit", till::ask_credit(r)),
        ("ask friends", till::ask_friends(r)),
    ]);
}

#[test]
fn ways_to_pay_by_hand() {
    assert_picture!(|r| vec![
        ("none", manual::list(r, &[])),
        ("some", manual::list(r, &[method(true), method(false)])),
        ("in both languages", manual::card(r, &method(true))),
        ("in one", manual::card(r, &method(false))),
        ("name", manual::ask_name(r, Lang::Es)),
        ("words", manual::ask_words(r, Lang::En)),
        ("currency", manual::ask_currency(r)),
        ("drop", manual::ask_drop(r, &method(true))),
    ]);
}
