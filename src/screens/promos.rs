//! The screens of promotion codes.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use super::callback::PlanAction;
use super::callback::PromoAction;
use super::callback::PromoField;
use super::cancel;
use super::pager;
use super::plans::plan_name;
use super::refusals::Say;
use crate::models::LEAST_PROMO_CODE;
use crate::models::MOST_PROMO_CODE;
use crate::models::MOST_PROMO_DAYS;
use crate::models::Plan;
use crate::models::Promo;
use crate::models::PromoCard;
use crate::models::PromoFault;
use crate::models::PromoGift;
use crate::models::PromoId;
use crate::models::PromoKind;
use crate::utils::locale::args;
use crate::utils::units;

/// Codes on one page.
pub const PAGE: i64 = 8;
/// Plans on one page of the choice.
const PLANS: usize = 8;

fn act(reader: Reader, key: &str, action: PromoAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Promo(action))
}

/// What a code gives: "−20 %", "+7 días", "−5,00 USD".
pub fn gift_word(reader: Reader, gift: &PromoGift) -> String {
    match gift {
        PromoGift::Percent(percent) => reader.plain("promo-percent", args! { percent: *percent }),
        PromoGift::Days(days) => {
            let days = units::hours_name(reader.lang, Some(i64::from(*days) * 24));
            reader.plain("promo-days", args! { days: &days })
        }
        PromoGift::Fixed(money) => {
            let amount = units::money(reader.lang, money);
            reader.plain("promo-fixed", args! { amount: &amount })
        }
    }
}

/// Whether a code can be used now, as a sign.
fn sign(reader: Reader, card: &PromoCard) -> &'static str {
    let promo = &card.promo;
    let is_used_up = promo
        .most_uses
        .is_some_and(|most| card.uses >= i64::from(most));
    let is_over = promo.ends_at.is_some_and(|at| at <= reader.now) || is_used_up;
    match promo.disabled_at {
        Some(_) => "🚫",
        None if is_over => "🏁",
        None if promo.starts_at.is_some_and(|at| at > reader.now) => "⏳",
        None => "🟢",
    }
}

/// The codes, page by page.
pub fn list(reader: Reader, cards: &[PromoCard], page: u32, total: i64) -> Screen {
    let pages = u32::try_from(total.max(0).unsigned_abs().div_ceil(PAGE.unsigned_abs()));
    let mut text = vec![reader.html("promos-heading", args! { count: total })];
    if total == 0 {
        text.push(reader.html("promos-none", args! {}));
    }
    let lines: Vec<String> = cards.iter().map(|card| line(reader, card)).collect();
    text.push(lines.join("\n"));
    text.retain(|part| !part.is_empty());
    let buttons = cards.iter().map(|card| {
        let label = format!("{} {}", sign(reader, card), card.promo.code);
        Button::act(label, Action::Promo(PromoAction::Show(card.promo.id)))
    });
    Screen::new(text.join("\n\n"))
        .grid(2, buttons.collect())
        .row(pager(page, pages.unwrap_or(u32::MAX), |to| {
            Action::Promo(PromoAction::List(to))
        }))
        .button(act(reader, "button-promo-new", PromoAction::New))
        .button(back_to(reader.lang, Action::Plan(PlanAction::List(0))))
}

fn line(reader: Reader, card: &PromoCard) -> String {
    let gives = gift_word(reader, &card.promo.gift);
    reader.html(
        "promos-line",
        args! {
            sign: sign(reader, card), code: &card.promo.code, gives: &gives, uses: card.uses,
        },
    )
}

fn kind_key(kind: PromoKind) -> &'static str {
    match kind {
        PromoKind::Percent => "button-promo-percent",
        PromoKind::Days => "button-promo-days",
        PromoKind::Fixed => "button-promo-fixed",
    }
}

/// Asks what a new code gives.
pub fn new(reader: Reader) -> Screen {
    let choices =
        PromoKind::ALL.map(|kind| act(reader, kind_key(kind), PromoAction::AskCode(kind)));
    Screen::new(reader.html("promo-new", args! {}))
        .grid(1, choices.into())
        .button(back_to(reader.lang, Action::Promo(PromoAction::List(0))))
}

/// Asks how a new code is called.
pub fn ask_code(reader: Reader, kind: PromoKind) -> Screen {
    let (least, most) = (LEAST_PROMO_CODE, MOST_PROMO_CODE);
    Screen::new(reader.html("promo-ask-code", args! { least: least, most: most }))
        .button(act(
            reader,
            "button-promo-made-up",
            PromoAction::MadeUp(kind),
        ))
        .button(cancel(reader.lang))
}

/// Asks how much a new code gives.
pub fn ask_value(reader: Reader, kind: PromoKind, code: &str) -> Screen {
    let text = match kind {
        PromoKind::Percent => reader.html("promo-ask-percent", args! { code: code }),
        PromoKind::Days => {
            let most = units::number(reader.lang, i64::from(MOST_PROMO_DAYS));
            reader.html("promo-ask-days", args! { code: code, most: &most })
        }
        PromoKind::Fixed => reader.html("promo-ask-fixed", args! { code: code }),
    };
    Screen::new(text).button(cancel(reader.lang))
}

/// Everything about a code.
pub fn card(reader: Reader, view: &PromoCard, changed: bool) -> Screen {
    let promo = &view.promo;
    let gives = gift_word(reader, &promo.gift);
    let heading = reader.html(
        "promo-heading",
        args! { sign: sign(reader, view), code: &promo.code, gives: &gives },
    );
    let mut parts = vec![heading, facts(reader, view)];
    if changed {
        parts.insert(0, reader.html("setting-changed", args! {}));
    }
    let id = promo.id;
    let fields =
        PromoField::ALL.map(|field| act(reader, button_key(field), PromoAction::Ask(id, field)));
    let switch = match promo.disabled_at {
        None => act(
            reader,
            "button-promo-disable",
            PromoAction::Enable(id, false),
        ),
        Some(_) => act(reader, "button-promo-enable", PromoAction::Enable(id, true)),
    };
    let copy = Button::Copy {
        label: reader.plain("button-promo-copy", args! {}),
        text: promo.code.clone(),
    };
    Screen::new(parts.join("\n\n"))
        .button(copy)
        .grid(2, fields.into())
        .button(act(reader, "button-promo-plan", PromoAction::Plans(id, 0)))
        .button(switch)
        .button(back_to(reader.lang, Action::Promo(PromoAction::List(0))))
}

fn button_key(field: PromoField) -> &'static str {
    match field {
        PromoField::Uses => "button-promo-uses",
        PromoField::PerPerson => "button-promo-person",
        PromoField::Starts => "button-promo-starts",
        PromoField::Ends => "button-promo-ends",
    }
}

fn facts(reader: Reader, view: &PromoCard) -> String {
    let promo = &view.promo;
    let uses = match promo.most_uses {
        Some(most) => reader.html(
            "promo-uses-of",
            args! { uses: view.uses, most: most, paid: view.paid },
        ),
        None => reader.html("promo-uses", args! { uses: view.uses, paid: view.paid }),
    };
    let plan = match &view.plan_names {
        Some(names) => plan_name(reader, names),
        None => reader.plain("promo-every-plan", args! {}),
    };
    let mut lines = vec![
        uses,
        reader.html("promo-person", args! { most: promo.per_person }),
        reader.html("promo-plan", args! { plan: &plan }),
    ];
    lines.extend(times(reader, promo));
    lines.join("\n")
}

fn times(reader: Reader, promo: &Promo) -> Vec<String> {
    let instant = |at| units::instant(reader.lang, at, reader.time_zone);
    let mut lines = Vec::new();
    if let Some(at) = promo.starts_at {
        lines.push(reader.html("promo-starts", args! { at: &instant(at) }));
    }
    if let Some(at) = promo.ends_at {
        lines.push(reader.html("promo-ends", args! { at: &instant(at) }));
    }
    if let Some(at) = promo.disabled_at {
        lines.push(reader.html("promo-disabled", args! { at: &instant(at) }));
    }
    lines
}

/// Asks for a value of a code.
pub fn ask(reader: Reader, view: &PromoCard, field: PromoField) -> Screen {
    let code = &view.promo.code;
    let text = match field {
        PromoField::Uses => reader.html("promo-ask-uses", args! { code: code }),
        PromoField::PerPerson => reader.html("promo-ask-person", args! { code: code }),
        PromoField::Starts => reader.html("promo-ask-starts", args! { code: code }),
        PromoField::Ends => reader.html("promo-ask-ends", args! { code: code }),
    };
    let mut screen = Screen::new(text);
    if field.is_optional() {
        let clear = PromoAction::Clear(view.promo.id, field);
        screen = screen.button(act(reader, "button-promo-clear", clear));
    }
    screen.button(cancel(reader.lang))
}

/// Leads to the codes.
pub fn promos_button(reader: Reader) -> Button {
    act(reader, "button-promos", PromoAction::List(0))
}

/// Asks for which plan a code is.
pub fn plans(reader: Reader, id: PromoId, plans: &[Plan], page: u32) -> Screen {
    let pages = u32::try_from(plans.len().div_ceil(PLANS)).unwrap_or(u32::MAX);
    let page = page.min(pages.saturating_sub(1));
    let shown = plans.iter().skip(page as usize * PLANS).take(PLANS);
    let choices = shown.map(|plan| {
        let name = plan_name(reader, &plan.goods.names);
        let to = PromoAction::SetPlan(id, Some(plan.id));
        Button::act(name, Action::Promo(to))
    });
    let every = PromoAction::SetPlan(id, None);
    Screen::new(reader.html("promo-ask-plan", args! {}))
        .button(act(reader, "button-promo-every", every))
        .grid(2, choices.collect())
        .row(pager(page, pages, |to| {
            Action::Promo(PromoAction::Plans(id, to))
        }))
        .button(back_to(reader.lang, Action::Promo(PromoAction::Show(id))))
}

/// The words of a no about a promotion code.
pub(super) fn fault(reader: Reader, fault: &PromoFault, say: Say<'_>) -> String {
    let instant = |at| units::instant(reader.lang, at, reader.time_zone);
    match fault {
        PromoFault::Unknown => say("refusal-promo-unknown", args! {}),
        PromoFault::NotYet { at } => say("refusal-promo-not-yet", args! { at: &instant(*at) }),
        PromoFault::Ended { at } => say("refusal-promo-ended", args! { at: &instant(*at) }),
        PromoFault::UsedUp => say("refusal-promo-used-up", args! {}),
        PromoFault::UsedByYou { most } => say("refusal-promo-used", args! { most: *most }),
        PromoFault::OtherPlan => say("refusal-promo-plan", args! {}),
        PromoFault::OtherCurrency { currency } => {
            say("refusal-promo-currency", args! { currency: currency })
        }
        PromoFault::NoEnd => say("refusal-promo-no-end", args! {}),
        PromoFault::NotMonthly => say("refusal-promo-monthly", args! {}),
        PromoFault::CodeInvalid { least, most } => {
            say("refusal-promo-code", args! { least: *least, most: *most })
        }
        PromoFault::CodeTaken => say("refusal-promo-taken", args! {}),
        PromoFault::TooMany { most } => say("refusal-promos-many", args! { most: *most }),
        PromoFault::DatesCrossed => say("refusal-promo-dates", args! {}),
        PromoFault::DateInvalid => say("refusal-promo-date", args! {}),
    }
}
