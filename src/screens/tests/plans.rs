//! Pictures of the desk of plans and promotion codes.

use super::*;
use crate::models::*;
use crate::screens::callback::{LENGTHS, PlanField, ProductSet, PromoField};
use crate::screens::plans;
use crate::screens::promos;
use crate::utils::units;

fn money(minor: i64, currency: &str) -> Money {
    Money {
        minor,
        currency: currency.to_owned(),
    }
}

fn names(name: &str) -> ByLang {
    let langs = Lang::ALL.into_iter();
    langs
        .map(|lang| (lang.code().to_owned(), name.to_owned()))
        .collect()
}

/// A bundle with everything set, and a name of markup.
fn full() -> Plan {
    Plan {
        id: PlanId(3),
        goods: Goods {
            names: names("<b>VIP & \"VPN\"</b> 30 días, todo"),
            products: Product::ALL.to_vec(),
            length: Length::Days(30),
            data_bytes: Some(100_000_000_000),
            devices: Some(3),
        },
        prices: vec![money(250_000, "CUP"), money(999, "USD"), money(500, "XTR")],
        is_on_sale: true,
        position: 0,
        per_person: Some(2),
        audience: Clientele::New,
        renews: true,
        created_at: NOW,
        removed_at: None,
    }
}

/// A VIP plan until a date, as it was just made.
fn bare() -> Plan {
    Plan {
        id: PlanId(4),
        goods: Goods {
            names: names("VIP"),
            products: vec![Product::Vip],
            length: Length::Until(in_days(39)),
            data_bytes: None,
            devices: None,
        },
        prices: vec![],
        is_on_sale: false,
        per_person: None,
        audience: Clientele::Everybody,
        renews: false,
        ..full()
    }
}

fn card(plan: Plan) -> PlanCard {
    PlanCard {
        plan,
        sold: 1_234,
        place: 2,
        of: 3,
    }
}

#[test]
fn plans_in_a_list_and_on_a_card() {
    let many: Vec<Plan> = (0..MOST_PLANS).map(|_| full()).collect();
    let first = PlanCard {
        place: 1,
        of: 1,
        sold: 1,
        ..card(bare())
    };
    assert_picture!(|r| vec![
        ("none", plans::list(r, &[], 0)),
        ("some", plans::list(r, &[full(), bare()], 0)),
        ("last page", plans::list(r, &many, 99)),
        ("full", plans::card(r, &card(full()), true)),
        ("made", plans::made(r, &first)),
        ("remove", plans::remove_sure(r, &card(full()))),
        (
            "remove a new one",
            plans::remove_sure(
                r,
                &PlanCard {
                    sold: 0,
                    ..first.clone()
                }
            )
        ),
    ]);
}

#[test]
fn a_plan_is_made_and_changed() {
    let vpn = ProductSet::ON_OFFER[6];
    assert_picture!(|r| vec![
        ("new", plans::new(r)),
        ("how long", plans::new_of(r, vpn)),
        ("another length", plans::ask_new_length(r)),
        ("products", plans::products(r, &bare())),
        ("prices", plans::prices(r, &full())),
        ("no prices", plans::prices(r, &bare())),
        ("for whom", plans::audience(r, &full())),
        ("name", plans::ask(r, &full(), PlanField::Name(Lang::En))),
        ("length", plans::ask(r, &full(), PlanField::Length)),
        ("data", plans::ask(r, &full(), PlanField::Data)),
        ("devices", plans::ask(r, &bare(), PlanField::Devices)),
        ("times", plans::ask(r, &full(), PlanField::PerPerson)),
        ("price", plans::ask(r, &full(), PlanField::Price)),
    ]);
}

#[test]
fn lengths_on_offer_have_short_names() {
    for lang in Lang::ALL {
        for length in LENGTHS {
            let name = units::length(lang, length, Zone::utc());
            assert!(html::utf16_len(&name) <= 16, "{name}");
        }
    }
}

fn promo(gift: PromoGift) -> Promo {
    Promo {
        id: PromoId(5),
        code: "VERANO2027LARGOLARGO1234".to_owned(),
        gift,
        plan: None,
        most_uses: None,
        per_person: 1,
        starts_at: None,
        ends_at: None,
        made_by: Some(UserId(7)),
        created_at: NOW,
        disabled_at: None,
    }
}

fn of(promo: Promo) -> PromoCard {
    PromoCard {
        promo,
        uses: 1,
        paid: 0,
        plan_names: None,
    }
}

/// A code with everything set.
fn limited() -> PromoCard {
    let promo = Promo {
        plan: Some(PlanId(3)),
        most_uses: Some(100),
        per_person: 2,
        starts_at: Some(in_days(1)),
        ends_at: Some(in_days(9)),
        ..promo(PromoGift::Fixed(money(500, "USD")))
    };
    PromoCard {
        uses: 42,
        paid: 40,
        plan_names: Some(full().goods.names),
        ..of(promo)
    }
}

#[test]
fn codes_in_a_list_and_on_a_card() {
    let disabled = of(Promo {
        disabled_at: Some(in_days(-1)),
        ..promo(PromoGift::Days(7))
    });
    let used_up = of(Promo {
        most_uses: Some(1),
        ..promo(PromoGift::Percent(10))
    });
    let cards = [
        of(promo(PromoGift::Percent(100))),
        limited(),
        used_up,
        disabled.clone(),
    ];
    assert_picture!(|r| vec![
        ("none", promos::list(r, &[], 0, 0)),
        ("some", promos::list(r, &cards, 0, 4)),
        ("last page", promos::list(r, &cards, 62, 500)),
        ("limited", promos::card(r, &limited(), true)),
        ("disabled", promos::card(r, &disabled, false)),
    ]);
}

#[test]
fn a_code_is_made_and_changed() {
    let code = "VERANO25";
    assert_picture!(|r| vec![
        ("new", promos::new(r)),
        ("its name", promos::ask_code(r, PromoKind::Days)),
        ("percent", promos::ask_value(r, PromoKind::Percent, code)),
        ("days", promos::ask_value(r, PromoKind::Days, code)),
        ("fixed", promos::ask_value(r, PromoKind::Fixed, code)),
        ("uses", promos::ask(r, &limited(), PromoField::Uses)),
        (
            "per person",
            promos::ask(r, &limited(), PromoField::PerPerson)
        ),
        ("starts", promos::ask(r, &limited(), PromoField::Starts)),
        ("ends", promos::ask(r, &limited(), PromoField::Ends)),
        ("plan", promos::plans(r, PromoId(5), &[full(), bare()], 0)),
    ]);
}

#[test]
fn a_no_about_plans_and_codes() {
    let plan = [
        PlanFault::NameInvalid { most: 32 },
        PlanFault::NoProduct,
        PlanFault::TooMany { most: 60 },
        PlanFault::TooManyPrices { most: 12 },
        PlanFault::NoPrice,
        PlanFault::LengthInvalid,
        PlanFault::CountInvalid { most: 1_000 },
        PlanFault::DataInvalid,
        PlanFault::MonthlyNeeds { most: 10_000 },
    ];
    let promo = [
        PromoFault::Unknown,
        PromoFault::NotYet { at: in_days(1) },
        PromoFault::Ended { at: in_days(-1) },
        PromoFault::UsedUp,
        PromoFault::UsedByYou { most: 1 },
        PromoFault::OtherPlan,
        PromoFault::OtherCurrency {
            currency: "XTR".to_owned(),
        },
        PromoFault::NoEnd,
        PromoFault::NotMonthly,
        PromoFault::CodeInvalid { least: 3, most: 24 },
        PromoFault::CodeTaken,
        PromoFault::TooMany { most: 500 },
        PromoFault::DatesCrossed,
        PromoFault::DateInvalid,
    ];
    let plan = plan.map(|fault| Refusal::Money(fault.into()));
    let promo = promo.map(|fault| Refusal::Money(fault.into()));
    assert_picture!(|r| {
        let all = plan.iter().chain(&promo);
        all.map(|refusal| ("no", refusals::text(r, refusal)))
            .collect()
    });
}
