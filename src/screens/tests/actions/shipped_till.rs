//! The codes of the desk of the money and of receipts as they were shipped.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED_TILL: &[(&str, TillAction)] = &{
    use TillAction::*;
    const WAY: ManualMethodId = ManualMethodId(3);
    [
        ("till:main", Main),
        ("till:accounts", Accounts),
        ("till:methods", Methods),
        ("till:switch:stars:vip", Switch(Method::Stars, Product::Vip)),
        (
            "till:switch:qvapay:wireguard",
            Switch(Method::QvaPay, Product::WireGuard),
        ),
        (
            "till:switch:manual:outline",
            Switch(Method::Manual, Product::Outline),
        ),
        (
            "till:switch:balance:vip",
            Switch(Method::Balance, Product::Vip),
        ),
        ("till:rules", Rules),
        ("till:minutes", Minutes),
        ("till:minutes:30", SetMinutes(30)),
        ("till:second", Second),
        ("till:second:extend", SetSecond(SecondPayment::Extend)),
        ("till:second:balance", SetSecond(SecondPayment::Balance)),
        ("till:second:refund", SetSecond(SecondPayment::Refund)),
        ("till:text:terms:es", Text(ShopText::Terms, Lang::Es)),
        (
            "till:text:paysupport:en",
            Text(ShopText::PaySupport, Lang::En),
        ),
        ("till:text_ask:terms:es", AskText(ShopText::Terms, Lang::Es)),
        (
            "till:text_reset:terms:en",
            ResetText(ShopText::Terms, Lang::En),
        ),
        ("till:referral", Referral),
        ("till:referral_none", NoReferral),
        ("till:referral_days", AskReferralDays),
        ("till:referral_days:7", ReferralDays(7)),
        ("till:referral_credit", AskReferralCredit),
        ("till:friends", AskFriends),
        ("till:friends_any", AnyFriends),
        ("till:manual", Manual),
        ("till:manual_new", NewManual),
        ("till:manual:3", ShowManual(WAY)),
        ("till:manual_name:3:es", NameManual(WAY, Lang::Es)),
        ("till:manual_how:3:en", WordManual(WAY, Lang::En)),
        ("till:manual_currency:3", CurrencyManual(WAY)),
        ("till:manual_number:3", ReferenceManual(WAY)),
        ("till:manual_on:3", SwitchManual(WAY)),
        ("till:manual_up:3", LiftManual(WAY)),
        ("till:manual_drop:3", DropManual(WAY)),
        ("till:manual_drop_yes:3", DropManualYes(WAY)),
    ]
};

/// The same of receipts.
const SHIPPED_RECEIPTS: &[(&str, ReceiptAction)] = &{
    use ReceiptAction::*;
    const RECEIPT: ReceiptId = ReceiptId(5);
    [
        ("receipt:how:4", How(OrderId(4))),
        ("receipt:send:4", Send(OrderId(4))),
        ("receipt:undo:5", Withdraw(RECEIPT)),
        ("receipt:list:waiting:0", List(ReceiptFilter::Waiting, 0)),
        ("receipt:list:all:2", List(ReceiptFilter::All, 2)),
        ("receipt:show:5", Show(RECEIPT)),
        ("receipt:look:5", Look(RECEIPT)),
        ("receipt:sure:5", Sure(RECEIPT)),
        ("receipt:ok:5", Approve(RECEIPT)),
        ("receipt:amount:5", Amount(RECEIPT)),
        ("receipt:no:5", Reject(RECEIPT)),
        (
            "receipt:no:5:missing",
            RejectAs(RECEIPT, UsualReason::Missing),
        ),
        (
            "receipt:no:5:unreadable",
            RejectAs(RECEIPT, UsualReason::Unreadable),
        ),
        (
            "receipt:no:5:reused",
            RejectAs(RECEIPT, UsualReason::Reused),
        ),
        ("receipt:no:5:wrong", RejectAs(RECEIPT, UsualReason::Wrong)),
        ("receipt:no_words:5", RejectWords(RECEIPT)),
    ]
};

#[test]
fn shipped_codes_of_the_money_keep_their_meaning() {
    for (data, action) in SHIPPED_TILL {
        assert_eq!(data.parse(), Ok(Action::Till(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
    for (data, action) in SHIPPED_RECEIPTS {
        assert_eq!(data.parse(), Ok(Action::Receipt(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
    for bad in [
        "till:switch:stars:vpn",
        "till:second:keep",
        "till:text:terms:fr",
        "till:manual_x:3",
        "till:manual:-",
        "receipt:no:5:because",
        "receipt:ok:5:150000",
        "receipt:list:mine:0",
    ] {
        assert_eq!(bad.parse::<Action>(), Err(UnknownAction), "{bad}");
    }
}

proptest! {
    #[test]
    fn a_button_of_the_money_survives_its_text_form(id in any::<i64>(), number in any::<u32>()) {
        let (way, receipt) = (ManualMethodId(id), ReceiptId(id));
        for action in [
            Action::Till(TillAction::SetMinutes(number)),
            Action::Till(TillAction::ReferralDays(number)),
            Action::Till(TillAction::NameManual(way, Lang::En)),
            Action::Till(TillAction::DropManualYes(way)),
            Action::Receipt(ReceiptAction::How(OrderId(id))),
            Action::Receipt(ReceiptAction::List(ReceiptFilter::All, number)),
            Action::Receipt(ReceiptAction::RejectAs(receipt, UsualReason::Unreadable)),
        ] {
            let data = action.to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(action));
        }
    }
}
