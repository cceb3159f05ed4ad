//! The codes of the buttons of plans and promotion codes as they were shipped.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
fn shipped_plans() -> Vec<(&'static str, PlanAction)> {
    use PlanAction::*;
    const ONE: PlanId = PlanId(41);
    let [
        vip,
        wireguard,
        outline,
        proxy,
        both,
        with_outline,
        vpn,
        with_proxy,
        all,
        everything,
    ] = ProductSet::ON_OFFER;
    let currency = CurrencyCode::new("USD").expect("a code");
    vec![
        ("plan:list:2", List(2)),
        ("plan:new", New),
        ("plan:new_of:1", NewOf(vip)),
        ("plan:new_of:2", NewOf(wireguard)),
        ("plan:new_of:4", NewOf(outline)),
        ("plan:new_of:3", NewOf(both)),
        ("plan:new_of:5", NewOf(with_outline)),
        ("plan:new_of:6", NewOf(vpn)),
        ("plan:new_of:8", NewOf(proxy)),
        ("plan:new_of:9", NewOf(with_proxy)),
        ("plan:new_of:15", NewOf(everything)),
        ("plan:make:7:1", Make(all, 1)),
        ("plan:make_ask:7", AskNew(all)),
        ("plan:show:41", Show(ONE)),
        ("plan:ask:41:name_es", Ask(ONE, PlanField::Name(Lang::Es))),
        ("plan:ask:41:name_en", Ask(ONE, PlanField::Name(Lang::En))),
        ("plan:ask:41:length", Ask(ONE, PlanField::Length)),
        ("plan:ask:41:data", Ask(ONE, PlanField::Data)),
        ("plan:ask:41:devices", Ask(ONE, PlanField::Devices)),
        ("plan:ask:41:per_person", Ask(ONE, PlanField::PerPerson)),
        ("plan:ask:41:price", Ask(ONE, PlanField::Price)),
        ("plan:clear:41:data", Clear(ONE, PlanField::Data)),
        ("plan:length:41:5", SetLength(ONE, 5)),
        ("plan:products:41", Products(ONE)),
        (
            "plan:product:41:vip:on",
            SetProduct(ONE, Product::Vip, true),
        ),
        (
            "plan:product:41:outline:off",
            SetProduct(ONE, Product::Outline, false),
        ),
        ("plan:prices:41", Prices(ONE)),
        ("plan:price_drop:41:USD", DropPrice(ONE, currency)),
        ("plan:who:41", Audience(ONE)),
        (
            "plan:who_set:41:everybody",
            SetAudience(ONE, Clientele::Everybody),
        ),
        ("plan:who_set:41:new", SetAudience(ONE, Clientele::New)),
        (
            "plan:who_set:41:former",
            SetAudience(ONE, Clientele::Former),
        ),
        ("plan:sale:41:on", Sale(ONE, true)),
        ("plan:sale:41:off", Sale(ONE, false)),
        ("plan:monthly:41:on", Renews(ONE, true)),
        ("plan:monthly:41:off", Renews(ONE, false)),
        ("plan:up:41", Move(ONE, PlanMove::Up)),
        ("plan:down:41", Move(ONE, PlanMove::Down)),
        ("plan:copy:41", Copy(ONE)),
        ("plan:remove:41", Remove(ONE)),
        ("plan:remove_yes:41", RemoveYes(ONE)),
    ]
}

/// The same of promotion codes.
const SHIPPED_PROMOS: &[(&str, PromoAction)] = &{
    use PromoAction::*;
    const ONE: PromoId = PromoId(41);
    [
        ("promo:list:2", List(2)),
        ("promo:new", New),
        ("promo:code:percent", AskCode(PromoKind::Percent)),
        ("promo:code:days", AskCode(PromoKind::Days)),
        ("promo:made_up:fixed", MadeUp(PromoKind::Fixed)),
        ("promo:show:41", Show(ONE)),
        ("promo:ask:41:uses", Ask(ONE, PromoField::Uses)),
        ("promo:ask:41:per_person", Ask(ONE, PromoField::PerPerson)),
        ("promo:ask:41:starts", Ask(ONE, PromoField::Starts)),
        ("promo:clear:41:ends", Clear(ONE, PromoField::Ends)),
        ("promo:plans:41:0", Plans(ONE, 0)),
        ("promo:plan:41:3", SetPlan(ONE, Some(PlanId(3)))),
        ("promo:plan:41:all", SetPlan(ONE, None)),
        ("promo:enable:41", Enable(ONE, true)),
        ("promo:disable:41", Enable(ONE, false)),
    ]
};

#[test]
fn shipped_buttons_of_plans_and_codes_keep_their_meaning() {
    let plans = shipped_plans().into_iter();
    let promos = SHIPPED_PROMOS.iter();
    let all = plans
        .map(|(data, action)| (data, Action::Plan(action)))
        .chain(promos.map(|(data, action)| (*data, Action::Promo(*action))));
    for (data, action) in all {
        assert_eq!(data.parse(), Ok(action), "{data}");
        assert_eq!(action.to_string(), data);
    }
    assert_eq!(LENGTHS[1], Length::Days(30));
    assert_eq!(LENGTHS[5], Length::Lifetime);
    for data in [
        "plan:new_of:0",
        "plan:new_of:16",
        "plan:ask:1:name_fr",
        "promo:plan:1:x",
    ] {
        assert!(data.parse::<Action>().is_err(), "{data}");
    }
}

proptest! {
    #[test]
    fn a_button_of_plans_and_codes_survives_its_text_form(id in any::<i64>(), other in any::<i64>(), number in any::<u8>(), page in any::<u32>(), months in any::<u32>()) {
        let (plan, promo) = (PlanId(id), PromoId(other));
        for action in [
            Action::Plan(PlanAction::List(page)),
            Action::Plan(PlanAction::SetLength(plan, number)),
            Action::Plan(PlanAction::Ask(plan, PlanField::PerPerson)),
            Action::Plan(PlanAction::SetProduct(plan, Product::WireGuard, false)),
            Action::Promo(PromoAction::Ask(promo, PromoField::PerPerson)),
            Action::Promo(PromoAction::Plans(promo, page)),
            Action::Promo(PromoAction::SetPlan(promo, Some(plan))),
            Action::Settings(SettingsAction::AskFee(FeePeriod::Months(months))),
            Action::Settings(SettingsAction::AskFee(FeePeriod::Until(Timestamp(id)))),
        ] {
            let data = action.to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(action));
        }
    }
}
