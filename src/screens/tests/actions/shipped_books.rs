//! The codes of the buttons of payments and of the books as they were shipped.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED_PAYMENTS: &[(&str, PaymentAction)] = &{
    use PaymentAction::*;
    const PAYMENT: PaymentId = PaymentId(12);
    [
        ("pay:list:held:0", List(PaymentFilter::Held, 0)),
        ("pay:list:refunding:1", List(PaymentFilter::Refunding, 1)),
        ("pay:list:waiting:0", List(PaymentFilter::Waiting, 0)),
        ("pay:list:done:0", List(PaymentFilter::Done, 0)),
        ("pay:list:back:0", List(PaymentFilter::Back, 0)),
        ("pay:show:12", Show(PAYMENT)),
        ("pay:orders:open:0", Orders(OrderFilter::Open, 0)),
        ("pay:orders:review:0", Orders(OrderFilter::Review, 0)),
        ("pay:orders:paid:0", Orders(OrderFilter::Paid, 0)),
        ("pay:orders:closed:3", Orders(OrderFilter::Closed, 3)),
        ("pay:order:7", Order(OrderId(7))),
        ("pay:find", Find),
        ("pay:release:12", Release(PAYMENT)),
        ("pay:release_yes:12", ReleaseYes(PAYMENT)),
        ("pay:balance:12", Balance(PAYMENT)),
        ("pay:balance_yes:12", BalanceYes(PAYMENT)),
        ("pay:balance_of:12", BalanceOf(PAYMENT)),
        ("pay:to_order:12", ToOrder(PAYMENT)),
        ("pay:return:12", Return(PAYMENT)),
        ("pay:return_yes:12", ReturnYes(PAYMENT)),
        ("pay:refund:12", Refund(PAYMENT)),
        ("pay:refund_yes:12", RefundYes(PAYMENT)),
        ("pay:again:12", Again(PAYMENT)),
    ]
};

/// The same of the books.
const SHIPPED_BOOKS: &[(&str, LedgerAction)] = &{
    use LedgerAction::*;
    [
        ("ledger:main", Main),
        ("ledger:check", Check),
        ("ledger:csv", Export),
        ("ledger:balance", AskPerson),
        ("ledger:balance:2001", Balance(UserId(2001))),
        ("ledger:adjust:2001", Adjust(UserId(2001))),
    ]
};

#[test]
fn shipped_codes_of_payments_and_books_keep_their_meaning() {
    for (data, action) in SHIPPED_PAYMENTS {
        assert_eq!(data.parse(), Ok(Action::Payment(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
    for (data, action) in SHIPPED_BOOKS {
        assert_eq!(data.parse(), Ok(Action::Ledger(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
    for bad in [
        "pay:list:x:0",
        "pay:show",
        "pay:x:1",
        "ledger:balance:x",
        "ledger:x",
    ] {
        assert_eq!(bad.parse::<Action>(), Err(UnknownAction), "{bad}");
    }
}

proptest! {
    #[test]
    fn a_button_of_payments_survives_its_text_form(id in any::<i64>(), page in any::<u32>()) {
        for action in [
            Action::Payment(PaymentAction::List(PaymentFilter::Refunding, page)),
            Action::Payment(PaymentAction::Orders(OrderFilter::Review, page)),
            Action::Payment(PaymentAction::ReleaseYes(PaymentId(id))),
            Action::Ledger(LedgerAction::Adjust(UserId(id))),
        ] {
            let data = action.to_string();
            prop_assert!(data.len() <= 64);
            prop_assert_eq!(data.parse(), Ok(action));
        }
    }
}
