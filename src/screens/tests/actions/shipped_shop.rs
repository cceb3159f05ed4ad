//! The codes of the shop's buttons as they were shipped.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
fn shipped() -> Vec<(&'static str, ShopAction)> {
    use ShopAction::*;
    let (plan, order) = (PlanId(7), OrderId(12));
    let (me, gift) = (Recipient::Buyer, Recipient::Somebody);
    let wish = |recipient, way| {
        Buy(Wish {
            plan: PlanId(40),
            recipient,
            way,
            card: InboxSeq(1_000),
            seen: 65_535,
        })
    };
    let euros = CurrencyCode::new("EUR").expect("a code");
    vec![
        ("shop:plans", Plans(0)),
        ("shop:plans:2", Plans(2)),
        ("shop:plan:7", Plan(plan, me)),
        ("shop:gift:7", Plan(plan, gift)),
        ("shop:code:o:7", Code(plan, me)),
        ("shop:code:g:7", Code(plan, gift)),
        ("shop:no_code:o:7", DropCode(plan, me)),
        ("shop:no_code:g:7", DropCode(plan, gift)),
        ("shop:buy:14:os:rs:1ekf", wish(me, Way::Stars)),
        ("shop:buy:14:or:rs:1ekf", wish(me, Way::Monthly)),
        ("shop:buy:14:gq:rs:1ekf", wish(gift, Way::QvaPay)),
        (
            "shop:buy:14:om10:rs:1ekf",
            wish(me, Way::Manual(ManualMethodId(36))),
        ),
        ("shop:buy:14:gbEUR:rs:1ekf", wish(gift, Way::Balance(euros))),
        ("shop:orders", Orders(0)),
        ("shop:orders:1", Orders(1)),
        ("shop:order:12", Order(order)),
        ("shop:cancel:12", Cancel(order)),
        ("shop:cancel_yes:12", CancelYes(order)),
    ]
}

#[test]
fn shipped_codes_of_the_shop_keep_their_meaning() {
    for (data, action) in shipped() {
        assert_eq!(data.parse(), Ok(Action::Shop(action)), "{data}");
        assert_eq!(action.to_string(), data);
    }
    for bad in [
        "shop:plans:0",
        "shop:orders:0",
        "shop:code:x:7",
        "shop:buy:14:o:rs:1ekf",
        "shop:buy:14:oss:rs:1ekf",
        "shop:buy:14:om:rs:1ekf",
        "shop:buy:14:om010:rs:1ekf",
        "shop:buy:14:obeur:rs:1ekf",
        "shop:buy:14:ñs:rs:1ekf",
        "shop:buy:14:oñ:rs:1ekf",
        "shop:buy:-14:os:rs:1ekf",
        "shop:buy:1A:os:rs:1ekf",
        "shop:buy:14:os:rs:1z141z4",
        "shop:buy:14:os:rs",
    ] {
        assert_eq!(bad.parse::<Action>(), Err(UnknownAction), "{bad}");
    }
}

proptest! {
    #[test]
    fn a_button_of_the_shop_survives_its_text_form(
        id in 0..=i64::MAX, other in 0..=i64::MAX, card in 0..=i64::MAX, seen in any::<u32>(), page in any::<u32>(),
        currency in "[A-Z]{3}", is_gift in any::<bool>(),
    ) {
        let recipient = if is_gift { Recipient::Somebody } else { Recipient::Buyer };
        let currency = CurrencyCode::new(&currency).expect("a code");
        let ways = [Way::Stars, Way::Monthly, Way::QvaPay, Way::Manual(ManualMethodId(other)), Way::Balance(currency)];
        let buys = ways.map(|way| ShopAction::Buy(Wish { plan: PlanId(id), recipient, way, card: InboxSeq(card), seen }));
        let rest = [
            ShopAction::Plans(page),
            ShopAction::Plan(PlanId(id), recipient),
            ShopAction::Code(PlanId(id), recipient),
            ShopAction::DropCode(PlanId(id), recipient),
            ShopAction::Orders(page),
            ShopAction::Order(OrderId(id)),
            ShopAction::CancelYes(OrderId(id)),
        ];
        for action in buys.into_iter().chain(rest) {
            let data = action.to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(Action::Shop(action)));
        }
    }

    #[test]
    fn a_forged_wish_is_understood_or_refused(data in "shop:buy:[0-9a-z-]{1,14}:[og][a-zñ]?[0-9A-Za-z]{0,14}:[0-9a-z]{1,14}:[0-9a-z]{1,5}") {
        if let Ok(action) = data.parse::<Action>() {
            prop_assert_eq!(action.to_string(), data);
        }
    }
}
