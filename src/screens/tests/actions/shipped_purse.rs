//! The codes of the buttons of one's own balance as they were shipped.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
fn shipped() -> Vec<(&'static str, PurseAction)> {
    use PurseAction::*;
    let euros = CurrencyCode::new("EUR").expect("a code");
    let asked = InboxSeq(1_000);
    vec![
        ("purse:show", Show),
        ("purse:history:2", History(2)),
        ("purse:top_up", TopUp),
        ("purse:sum:EUR:500", Sum(euros, 500)),
        (
            "purse:pay:stars:EUR:500:1000",
            Pay(PayBy::Stars, euros, 500, asked),
        ),
        (
            "purse:pay:qvapay:EUR:500:1000",
            Pay(PayBy::QvaPay, euros, 500, asked),
        ),
        (
            "purse:pay:m36:EUR:500:1000",
            Pay(PayBy::Manual(ManualMethodId(36)), euros, 500, asked),
        ),
        ("purse:gifts:1", Gifts(1)),
        ("purse:gift:7", Gift(GiftId(7))),
        ("purse:friends", Friends),
        ("purse:terms", Terms),
    ]
}

#[test]
fn shipped_codes_of_the_balance_keep_their_meaning() {
    for (data, action) in shipped() {
        assert_eq!(data.parse(), Ok(Action::Purse(action)), "{data}");
        assert_eq!(action.to_string(), data);
    }
    for bad in [
        "purse",
        "purse:history",
        "purse:history:01",
        "purse:sum:eur:500",
        "purse:sum:EUR:+500",
        "purse:pay:balance:EUR:500:1000",
        "purse:pay:m:EUR:500:1000",
        "purse:pay:m036:EUR:500:1000",
        "purse:gift:7:8",
    ] {
        assert_eq!(bad.parse::<Action>(), Err(UnknownAction), "{bad}");
    }
}

proptest! {
    #[test]
    fn a_button_of_the_balance_survives_its_text_form(
        id in 0..=i64::MAX, method in any::<u32>(), minor in 0..=crate::utils::money::MOST_MINOR, page in any::<u32>(),
        currency in "[A-Z]{3}",
    ) {
        let code = CurrencyCode::new(&currency).expect("a code");
        let asked = InboxSeq(id);
        for action in [
            PurseAction::History(page),
            PurseAction::Sum(code, minor),
            PurseAction::Pay(PayBy::Stars, code, minor, asked),
            PurseAction::Pay(PayBy::QvaPay, code, minor, asked),
            PurseAction::Pay(PayBy::Manual(ManualMethodId(i64::from(method))), code, minor, asked),
            PurseAction::Gifts(page),
            PurseAction::Gift(GiftId(id)),
        ] {
            let data = action.to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(Action::Purse(action)));
        }
    }
}
