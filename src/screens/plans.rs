//! The screens of the plans that are sold.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use super::callback::CurrencyCode;
use super::callback::LENGTHS;
use super::callback::PlanAction;
use super::callback::PlanField;
use super::callback::ProductSet;
use super::callback::TillAction;
use super::cancel;
use super::confirm;
use super::pager;
use super::promos::promos_button;
use super::refusals::Say;
use crate::models::ByLang;
use crate::models::Clientele;
use crate::models::MOST_PLAN_NAME;
use crate::models::MOST_PLAN_PRICES;
use crate::models::MOST_PLANS;
use crate::models::Plan;
use crate::models::PlanCard;
use crate::models::PlanFault;
use crate::models::PlanId;
use crate::models::PlanMove;
use crate::models::Product;
use crate::models::word_of;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Plans on one page.
const PAGE: usize = 8;

fn act(reader: Reader, key: &str, action: PlanAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Plan(action))
}

fn back_to_card(reader: Reader, id: PlanId) -> Button {
    back_to(reader.lang, Action::Plan(PlanAction::Show(id)))
}

/// The name of a plan for the reader, not yet escaped.
pub fn plan_name(reader: Reader, names: &ByLang) -> String {
    html::name(word_of(names, reader.lang.code(), Lang::Es.code()))
}

/// What a plan costs, in all its currencies: "9,99 € / 500 ⭐".
pub fn plan_prices(reader: Reader, plan: &Plan) -> String {
    let prices = plan.prices.iter();
    let amounts: Vec<String> = prices
        .map(|price| units::money(reader.lang, price))
        .collect();
    if amounts.is_empty() {
        reader.plain("plan-no-price", args! {})
    } else {
        amounts.join(" / ")
    }
}

fn sign(plan: &Plan) -> &'static str {
    if plan.is_on_sale { "🟢" } else { "⚪️" }
}

/// One page of a list of plans: which page it is, of how many, and the plans on it.
fn page_of(plans: &[Plan], page: u32) -> (u32, u32, &[Plan]) {
    let pages = u32::try_from(plans.len().div_ceil(PAGE)).unwrap_or(u32::MAX);
    let page = page.min(pages.saturating_sub(1));
    let from = (page as usize * PAGE).min(plans.len());
    let to = (from + PAGE).min(plans.len());
    (page, pages, &plans[from..to])
}

/// All plans, page by page.
pub fn list(reader: Reader, plans: &[Plan], page: u32) -> Screen {
    let (page, pages, shown) = page_of(plans, page);
    let mut text = vec![reader.html("plans-heading", args! { count: plans.len() })];
    if plans.is_empty() {
        text.push(reader.html("plans-none", args! {}));
    }
    let lines: Vec<String> = shown.iter().map(|plan| line(reader, plan)).collect();
    text.push(lines.join("\n"));
    text.retain(|part| !part.is_empty());
    let buttons = shown.iter().map(|plan| {
        let label = format!("{} {}", sign(plan), plan_name(reader, &plan.goods.names));
        Button::act(label, Action::Plan(PlanAction::Show(plan.id)))
    });
    Screen::new(text.join("\n\n"))
        .grid(2, buttons.collect())
        .row(pager(page, pages, |to| Action::Plan(PlanAction::List(to))))
        .button(act(reader, "button-plan-new", PlanAction::New))
        .button(promos_button(reader))
        .button(back_to(reader.lang, Action::Till(TillAction::Main)))
}

fn line(reader: Reader, plan: &Plan) -> String {
    let name = plan_name(reader, &plan.goods.names);
    let prices = plan_prices(reader, plan);
    reader.html(
        "plans-line",
        args! { sign: sign(plan), name: &name, prices: &prices },
    )
}

/// Asks what a new plan should bring.
pub fn new(reader: Reader) -> Screen {
    let choices = ProductSet::ON_OFFER.map(|set| {
        let label = units::products(reader.lang, &set.products());
        Button::act(label, Action::Plan(PlanAction::NewOf(set)))
    });
    Screen::new(reader.html("plan-new", args! { most: MOST_PLANS }))
        .grid(2, choices.into())
        .button(back_to(reader.lang, Action::Plan(PlanAction::List(0))))
}

/// Asks how long a new plan lasts.
pub fn new_of(reader: Reader, set: ProductSet) -> Screen {
    let products = units::products(reader.lang, &set.products());
    Screen::new(reader.html("plan-new-length", args! { products: &products }))
        .grid(2, lengths(reader, |place| PlanAction::Make(set, place)))
        .button(act(
            reader,
            "button-plan-length-other",
            PlanAction::AskNew(set),
        ))
        .button(back_to(reader.lang, Action::Plan(PlanAction::New)))
}

fn lengths(reader: Reader, to: impl Fn(u8) -> PlanAction) -> Vec<Button> {
    let offered = LENGTHS.into_iter().zip(0u8..);
    let button = |(length, place)| {
        let label = units::length(reader.lang, length, reader.time_zone);
        Button::act(label, Action::Plan(to(place)))
    };
    offered.map(button).collect()
}

/// Asks for the length of a new plan in words.
pub fn ask_new_length(reader: Reader) -> Screen {
    Screen::new(reader.html("plan-ask-length", args! {})).button(cancel(reader.lang))
}

/// A plan that was just made, and what comes next.
pub fn made(reader: Reader, view: &PlanCard) -> Screen {
    let note = reader.html("plan-made", args! {});
    with_note(card(reader, view, false), &note)
}

fn with_note(mut screen: Screen, note: &str) -> Screen {
    screen.html = format!("{note}\n\n{}", screen.html);
    screen
}

/// Everything about a plan.
pub fn card(reader: Reader, view: &PlanCard, changed: bool) -> Screen {
    let plan = &view.plan;
    let name = plan_name(reader, &plan.goods.names);
    let heading = reader.html("plan-desk-heading", args! { sign: sign(plan), name: &name });
    let parts = [heading, goods(reader, plan), terms(reader, view)];
    let screen = buttons(reader, view, Screen::new(parts.join("\n\n")));
    if changed {
        with_note(screen, &reader.html("setting-changed", args! {}))
    } else {
        screen
    }
}

/// What a buyer gets.
fn goods(reader: Reader, plan: &Plan) -> String {
    let goods = &plan.goods;
    let mut lines: Vec<String> = Lang::ALL
        .into_iter()
        .map(|lang| {
            let name = goods.names.get(lang.code()).map_or("—", String::as_str);
            let name = html::name(name);
            reader.html("plan-name", args! { lang: lang.code(), name: &name })
        })
        .collect();
    let products = units::products(reader.lang, &goods.products);
    lines.push(reader.html("plan-desk-products", args! { products: &products }));
    let length = units::length(reader.lang, goods.length, reader.time_zone);
    lines.push(reader.html("plan-desk-length", args! { length: &length }));
    if plan.has_vpn() {
        let data = data_value(reader, plan);
        lines.push(reader.html("plan-desk-data", args! { data: &data }));
        let devices = devices_value(reader, plan);
        lines.push(reader.html("plan-desk-devices", args! { devices: &devices }));
    }
    lines.join("\n")
}

fn data_value(reader: Reader, plan: &Plan) -> String {
    match plan.goods.data_bytes {
        Some(bytes) => units::bytes(reader.lang, bytes),
        None => reader.plain("plan-no-limit", args! {}),
    }
}

fn devices_value(reader: Reader, plan: &Plan) -> String {
    match plan.goods.devices {
        Some(count) => units::number(reader.lang, i64::from(count)),
        None => reader.plain("plan-usual-devices", args! {}),
    }
}

fn per_person_value(reader: Reader, plan: &Plan) -> String {
    match plan.per_person {
        Some(count) => reader.plain("plan-times", args! { count: count }),
        None => reader.plain("plan-no-limit", args! {}),
    }
}

/// For what, to whom, and how well it is sold.
fn terms(reader: Reader, view: &PlanCard) -> String {
    let plan = &view.plan;
    let prices = plan_prices(reader, plan);
    let who = who_word(reader, plan.audience);
    let times = per_person_value(reader, plan);
    let sale = if plan.is_on_sale {
        "plan-on-sale"
    } else {
        "plan-off-sale"
    };
    let mut lines = vec![
        reader.html("plan-prices", args! { prices: &prices }),
        reader.html("plan-who", args! { who: &who, times: &times }),
    ];
    if plan.renews {
        lines.push(reader.html("plan-monthly", args! {}));
    }
    lines.push(reader.html("plan-place", args! { place: view.place, of: view.of }));
    lines.push(reader.html("plan-sold", args! { count: view.sold }));
    lines.push(reader.html(sale, args! {}));
    lines.join("\n")
}

/// The word for who may buy.
pub fn who_word(reader: Reader, who: Clientele) -> String {
    let key = match who {
        Clientele::Everybody => "plan-who-everybody",
        Clientele::New => "plan-who-new",
        Clientele::Former => "plan-who-former",
    };
    reader.plain(key, args! {})
}

fn buttons(reader: Reader, view: &PlanCard, screen: Screen) -> Screen {
    let (plan, id) = (&view.plan, view.plan.id);
    let field = |key, field| act(reader, key, PlanAction::Ask(id, field));
    let names = Lang::ALL.map(|lang| {
        let label = reader.plain("button-plan-name", args! { lang: lang.code() });
        let ask = PlanAction::Ask(id, PlanField::Name(lang));
        Button::act(label, Action::Plan(ask))
    });
    let mut grid = Vec::from(names);
    grid.push(act(
        reader,
        "button-plan-products",
        PlanAction::Products(id),
    ));
    grid.push(field("button-plan-length", PlanField::Length));
    if plan.has_vpn() {
        grid.push(field("button-plan-data", PlanField::Data));
        grid.push(field("button-plan-devices", PlanField::Devices));
    }
    grid.push(act(reader, "button-plan-prices", PlanAction::Prices(id)));
    grid.push(act(reader, "button-plan-who", PlanAction::Audience(id)));
    grid.push(field("button-plan-times", PlanField::PerPerson));
    let monthly = if plan.renews {
        "button-plan-once"
    } else {
        "button-plan-monthly"
    };
    grid.push(act(reader, monthly, PlanAction::Renews(id, !plan.renews)));
    let up = act(reader, "button-plan-up", PlanAction::Move(id, PlanMove::Up));
    let down = act(
        reader,
        "button-plan-down",
        PlanAction::Move(id, PlanMove::Down),
    );
    let moves = [(up, view.place > 1), (down, view.place < view.of)];
    let moves = moves.into_iter().filter(|(_, can)| *can);
    let sale = if plan.is_on_sale {
        "button-plan-stop"
    } else {
        "button-plan-sell"
    };
    screen
        .button(act(reader, sale, PlanAction::Sale(id, !plan.is_on_sale)))
        .grid(2, grid)
        .row(moves.map(|(button, _)| button))
        .row([
            act(reader, "button-plan-copy", PlanAction::Copy(id)),
            act(reader, "button-plan-remove", PlanAction::Remove(id)),
        ])
        .button(back_to(reader.lang, Action::Plan(PlanAction::List(0))))
}

/// What a plan brings, each product with its switch.
pub fn products(reader: Reader, plan: &Plan) -> Screen {
    let name = plan_name(reader, &plan.goods.names);
    let switches = Product::ALL.map(|product| {
        let brings = plan.goods.products.contains(&product);
        let mark = if brings { "✅" } else { "➕" };
        let label = format!("{mark} {}", units::product(reader.lang, product));
        let to = PlanAction::SetProduct(plan.id, product, !brings);
        Button::act(label, Action::Plan(to))
    });
    Screen::new(reader.html("plan-products-ask", args! { name: &name }))
        .grid(1, switches.into())
        .button(back_to_card(reader, plan.id))
}

/// What a plan costs, and the ways to change it.
pub fn prices(reader: Reader, plan: &Plan) -> Screen {
    let name = plan_name(reader, &plan.goods.names);
    let prices = plan_prices(reader, plan);
    let text = reader.html(
        "plan-prices-ask",
        args! { name: &name, prices: &prices, most: MOST_PLAN_PRICES },
    );
    let drops = plan.prices.iter().filter_map(|price| {
        let code = CurrencyCode::new(&price.currency)?;
        let amount = units::money(reader.lang, price);
        let label = reader.plain("button-plan-price-drop", args! { amount: &amount });
        let drop = PlanAction::DropPrice(plan.id, code);
        Some(Button::act(label, Action::Plan(drop)))
    });
    let ask = PlanAction::Ask(plan.id, PlanField::Price);
    Screen::new(text)
        .button(act(reader, "button-plan-price", ask))
        .grid(2, drops.collect())
        .button(back_to_card(reader, plan.id))
}

/// Who may buy a plan.
pub fn audience(reader: Reader, plan: &Plan) -> Screen {
    let name = plan_name(reader, &plan.goods.names);
    let choices = Clientele::ALL.map(|who| {
        let word = who_word(reader, who);
        let label = if who == plan.audience {
            format!("✅ {word}")
        } else {
            word
        };
        Button::act(label, Action::Plan(PlanAction::SetAudience(plan.id, who)))
    });
    Screen::new(reader.html("plan-who-ask", args! { name: &name }))
        .grid(1, choices.into())
        .button(back_to_card(reader, plan.id))
}

/// Asks for a value of a plan.
pub fn ask(reader: Reader, plan: &Plan, field: PlanField) -> Screen {
    let (id, name) = (plan.id, plan_name(reader, &plan.goods.names));
    let text = match field {
        PlanField::Name(lang) => reader.html(
            "plan-ask-name",
            args! { name: &name, lang: lang.code(), most: MOST_PLAN_NAME },
        ),
        PlanField::Length => reader.html("plan-ask-length", args! {}),
        PlanField::Data => {
            let now = data_value(reader, plan);
            reader.html("plan-ask-data", args! { name: &name, now: &now })
        }
        PlanField::Devices => {
            let now = devices_value(reader, plan);
            reader.html("plan-ask-devices", args! { name: &name, now: &now })
        }
        PlanField::PerPerson => {
            let now = per_person_value(reader, plan);
            reader.html("plan-ask-times", args! { name: &name, now: &now })
        }
        PlanField::Price => reader.html("plan-ask-price", args! { name: &name }),
    };
    let mut screen = Screen::new(text);
    if field == PlanField::Length {
        screen = screen.grid(2, lengths(reader, |place| PlanAction::SetLength(id, place)));
    }
    if field.is_optional() {
        let key = match field {
            PlanField::Devices => "button-plan-usual-devices",
            PlanField::Data
            | PlanField::PerPerson
            | PlanField::Name(_)
            | PlanField::Length
            | PlanField::Price => "button-plan-clear",
        };
        screen = screen.button(act(reader, key, PlanAction::Clear(id, field)));
    }
    screen.button(cancel(reader.lang))
}

/// Asks whether to take a plan away.
pub fn remove_sure(reader: Reader, view: &PlanCard) -> Screen {
    let name = plan_name(reader, &view.plan.goods.names);
    let text = reader.html("plan-remove-sure", args! { name: &name, count: view.sold });
    let label = reader.plain("button-plan-remove-yes", args! {});
    let (id, lang) = (view.plan.id, reader.lang);
    let (yes, no) = (PlanAction::RemoveYes(id), PlanAction::Show(id));
    confirm(lang, text, label, Action::Plan(yes), Action::Plan(no))
}

/// Leads from the price list of the channel to the plans behind it.
pub fn plans_button(reader: Reader) -> Button {
    act(reader, "button-plans", PlanAction::List(0))
}

/// The words of a no about a plan.
pub(super) fn fault(reader: Reader, fault: &PlanFault, say: Say<'_>) -> String {
    match fault {
        PlanFault::NameInvalid { most } => say("refusal-plan-name", args! { most: *most }),
        PlanFault::NoProduct => say("refusal-plan-no-product", args! {}),
        PlanFault::TooMany { most } => say("refusal-plans-many", args! { most: *most }),
        PlanFault::TooManyPrices { most } => say("refusal-plan-prices", args! { most: *most }),
        PlanFault::NoPrice => say("refusal-plan-no-price", args! {}),
        PlanFault::LengthInvalid => say("refusal-plan-length", args! {}),
        PlanFault::CountInvalid { most } => {
            let most = units::number(reader.lang, i64::from(*most));
            say("refusal-plan-count", args! { most: &most })
        }
        PlanFault::DataInvalid => say("refusal-plan-data", args! {}),
        PlanFault::MonthlyNeeds { most } => {
            let most = units::number(reader.lang, *most);
            say("refusal-plan-monthly", args! { most: &most })
        }
    }
}
