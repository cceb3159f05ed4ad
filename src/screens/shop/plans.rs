//! What is on sale, and one plan with the ways to pay for it.

use super::words::act;
use super::words::button;
use super::words::ends_apart;
use super::words::named;
use super::words::price_words;
use crate::models::Clientele;
use crate::models::GivenPart;
use crate::models::Goods;
use crate::models::Money;
use crate::models::Plan;
use crate::models::Quote;
use crate::models::Recipient;
use crate::models::ShopCard;
use crate::models::ShopPlan;
use crate::models::Way;
use crate::models::Wish;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::back_to;
use crate::screens::callback::PurseAction;
use crate::screens::callback::ShopAction;
use crate::screens::cancel;
use crate::screens::pager;
use crate::screens::refusals;
use crate::utils::html;
use crate::utils::html::truncate_utf16;
use crate::utils::locale::args;
use crate::utils::units;

/// Plans on a page.
const ROWS: usize = 8;
/// The longest label of a button (Bot API shows no more in a row).
const LABEL: usize = 60;

/// What is on sale.
pub fn plans(reader: Reader, plans: &[ShopPlan], page: u32, has_orders: bool) -> Screen {
    let pages = u32::try_from(plans.len().div_ceil(ROWS))
        .unwrap_or(1)
        .max(1);
    let page = page.min(pages - 1);
    let from = usize::try_from(page).unwrap_or(0) * ROWS;
    let shown = plans.iter().skip(from).take(ROWS);
    let mut parts = vec![reader.html("shop-heading", args! {})];
    parts.extend(shown.clone().map(|plan| row(reader, plan)));
    parts.push(reader.html(
        if plans.is_empty() {
            "shop-none"
        } else {
            "shop-hint"
        },
        args! {},
    ));
    let mut screen = Screen::new(parts.join("\n\n"));
    for ShopPlan { plan, .. } in shown {
        let action = Action::Shop(ShopAction::Plan(plan.id, Recipient::Buyer));
        screen = screen.button(Button::act(label(reader, plan), action));
    }
    screen = screen.row(pager(page, pages, |to| Action::Shop(ShopAction::Plans(to))));
    let mut row = Vec::new();
    if has_orders {
        row.push(act(reader, "button-orders", ShopAction::Orders(0)));
    }
    let balance = Action::Purse(PurseAction::Show);
    row.push(button(reader, "button-purse", balance));
    let screen = screen.row(row);
    screen.button(button(reader, "button-home", Action::Home))
}

fn row(reader: Reader, shown: &ShopPlan) -> String {
    let plan = &shown.plan;
    let name = named(reader, &plan.goods.names);
    let length = units::length(reader.lang, plan.goods.length, reader.time_zone);
    let products = units::products(reader.lang, &plan.goods.products);
    // A plan called after what it brings says it all.
    let says_all = name.contains(&products) && name.contains(&length);
    let key = match (says_all, shown.is_sold_out) {
        (false, false) => "shop-row",
        (false, true) => "shop-row-sold-out",
        (true, false) => "shop-row-short",
        (true, true) => "shop-row-short-sold-out",
    };
    let row = reader.html(
        key,
        args! { name: &name, length: &length, products: &products, prices: &prices(reader, plan) },
    );
    if shown.is_for_others {
        let note = reader.html("shop-row-for-others", args! {});
        return format!("{row}\n{note}");
    }
    row
}

fn prices(reader: Reader, plan: &Plan) -> String {
    let prices: Vec<String> = (plan.prices.iter())
        .map(|price| units::money(reader.lang, price))
        .collect();
    prices.join(" · ")
}

fn label(reader: Reader, plan: &Plan) -> String {
    let name = named(reader, &plan.goods.names);
    let text = match plan.prices.first() {
        Some(price) => format!("{name} · {}", units::money(reader.lang, price)),
        None => name,
    };
    truncate_utf16(&text, LABEL)
}

/// One plan: what it brings, what it costs, and the ways to pay.
pub fn plan(reader: Reader, card: &ShopCard) -> Screen {
    let name = named(reader, &card.plan.goods.names);
    let key = match card.recipient {
        Recipient::Buyer => "plan-heading",
        Recipient::Somebody => "plan-heading-gift",
    };
    let mut parts = vec![
        reader.html(key, args! { name: &name }),
        goods(reader, &card.plan.goods).join("\n"),
    ];
    let running: Vec<String> = (card.running.iter())
        .map(|part| running_line(reader, part))
        .collect();
    if !running.is_empty() {
        parts.push(running.join("\n"));
        parts.extend(ends_apart(reader, &card.running));
    }
    parts.push(costs(reader, card).join("\n"));
    parts.extend(notes(reader, card));
    buttons(Screen::new(parts.join("\n\n")), reader, card)
}

/// What an offer brings.
fn goods(reader: Reader, goods: &Goods) -> Vec<String> {
    let products = units::products(reader.lang, &goods.products);
    let length = units::length(reader.lang, goods.length, reader.time_zone);
    let mut lines = vec![
        reader.html("plan-products", args! { products: &products }),
        reader.html("plan-length", args! { length: &length }),
    ];
    if goods.products.iter().any(|one| one.kind().is_some()) {
        lines.push(match goods.data_bytes {
            Some(bytes) => {
                let data = units::bytes(reader.lang, bytes);
                reader.html("plan-data", args! { data: &data })
            }
            None => reader.html("plan-data-free", args! {}),
        });
        if let Some(devices) = goods.devices {
            lines.push(reader.html("plan-devices", args! { count: devices }));
        }
    }
    lines
}

/// How far a product would go.
fn running_line(reader: Reader, part: &GivenPart) -> String {
    let product = units::product(reader.lang, part.product);
    let instant = |at| units::instant(reader.lang, at, reader.time_zone);
    match (part.before, part.until) {
        (Some(before), Some(until)) => reader.html(
            "plan-running",
            args! { product: &product, before: &instant(before), until: &instant(until) },
        ),
        (Some(before), None) => reader.html(
            "plan-running-for-ever",
            args! { product: &product, before: &instant(before) },
        ),
        (None, _) if part.was_lifetime => {
            reader.html("plan-has-for-ever", args! { product: &product })
        }
        (None, Some(until)) => reader.html(
            "plan-begins",
            args! { product: &product, until: &instant(until) },
        ),
        (None, None) => reader.html("plan-begins-for-ever", args! { product: &product }),
    }
}

/// What it costs: each price once, however many ways there are to pay it; by the month it is another price.
fn costs(reader: Reader, card: &ShopCard) -> Vec<String> {
    let mut lines = Vec::new();
    let mut said: Vec<(&Money, bool)> = Vec::new();
    for quote in &card.quotes {
        let price = (&quote.price, quote.way == Way::Monthly);
        if said.contains(&price) {
            continue;
        }
        said.push(price);
        lines.push(cost(reader, quote));
    }
    if card.quotes.is_empty() {
        for price in &card.plan.prices {
            let price = price_words(reader, price);
            lines.push(reader.html("plan-price", args! { price: &price }));
        }
    }
    if let Some(days) = (card.quotes.first())
        .map(|quote| quote.extra_days)
        .filter(|days| *days > 0)
    {
        lines.push(reader.html("plan-extra-days", args! { count: days }));
    }
    lines
}

fn cost(reader: Reader, quote: &Quote) -> String {
    let price = price_words(reader, &quote.price);
    if quote.list_minor == quote.price.minor {
        let key = match quote.way {
            Way::Monthly => "plan-price-monthly",
            Way::Stars | Way::QvaPay | Way::Manual(_) | Way::Balance(_) => "plan-price",
        };
        return reader.html(key, args! { price: &price });
    }
    let list = Money {
        minor: quote.list_minor,
        currency: quote.price.currency.clone(),
    };
    let list = units::money(reader.lang, &list);
    reader.html("plan-price-cut", args! { list: &list, price: &price })
}

/// What else there is to know.
fn notes(reader: Reader, card: &ShopCard) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some((code, is_good)) = &card.code {
        let key = if *is_good {
            "plan-code"
        } else {
            "plan-code-not-here"
        };
        notes.push(reader.html(key, args! { code: &html::name(code) }));
    }
    if card.recipient == Recipient::Somebody {
        notes.push(reader.html("plan-gift-note", args! {}));
    }
    if card.quotes.iter().any(|quote| quote.way == Way::Monthly) {
        notes.push(reader.html("plan-monthly-note", args! {}));
    }
    for amount in &card.balance {
        if amount.minor > 0 && card.plan.price(&amount.currency).is_some() {
            let amount = units::money(reader.lang, amount);
            notes.push(reader.html("plan-balance", args! { amount: &amount }));
        }
    }
    match &card.blocked {
        Some(why) => notes.push(refusals::sentence(reader, why)),
        None if card.quotes.is_empty() => notes.push(reader.html("plan-no-way", args! {})),
        None => notes.push(reader.html("plan-choose", args! {})),
    }
    notes
}

fn buttons(mut screen: Screen, reader: Reader, card: &ShopCard) -> Screen {
    let (plan, recipient) = (card.plan.id, card.recipient);
    for quote in &card.quotes {
        screen = screen.button(pay(reader, card, quote));
    }
    if !card.quotes.is_empty() {
        screen = screen.button(match card.code {
            Some((_, true)) => act(
                reader,
                "button-no-code",
                ShopAction::DropCode(plan, recipient),
            ),
            Some((_, false)) | None => {
                act(reader, "button-code", ShopAction::Code(plan, recipient))
            }
        });
    }
    let other = match recipient {
        Recipient::Buyer => act(
            reader,
            "button-as-gift",
            ShopAction::Plan(plan, Recipient::Somebody),
        ),
        Recipient::Somebody => act(
            reader,
            "button-for-me",
            ShopAction::Plan(plan, Recipient::Buyer),
        ),
    };
    // What is for some customers only is nobody's gift.
    let is_giftable = card.plan.audience == Clientele::Everybody;
    screen
        .row((is_giftable || recipient == Recipient::Somebody).then_some(other))
        .button(back_to(reader.lang, Action::Shop(ShopAction::Plans(0))))
}

/// The button of a way to pay.
fn pay(reader: Reader, card: &ShopCard, quote: &Quote) -> Button {
    let price = units::money(reader.lang, &quote.price);
    let label = if quote.price.minor == 0 {
        reader.plain("button-take", args! {})
    } else {
        match quote.way {
            Way::Stars => reader.plain("button-pay-stars", args! { price: &price }),
            Way::Monthly => reader.plain("button-pay-monthly", args! { price: &price }),
            Way::QvaPay => reader.plain("button-pay-qvapay", args! { price: &price }),
            Way::Balance(_) => reader.plain("button-pay-balance", args! { price: &price }),
            Way::Manual(_) => {
                let name = quote.names.as_ref().map(|names| named(reader, names));
                let name = name.unwrap_or_default();
                reader.plain("button-pay-manual", args! { name: &name, price: &price })
            }
        }
    };
    let wish = Wish {
        plan: card.plan.id,
        recipient: card.recipient,
        way: quote.way,
        card: card.card,
        seen: quote.seen,
    };
    let action = Action::Shop(ShopAction::Buy(wish));
    Button::styled(truncate_utf16(&label, LABEL), action, Style::Success)
}

/// Which code?
pub fn ask_code(reader: Reader) -> Screen {
    Screen::new(reader.html("plan-ask-code", args! {})).button(cancel(reader.lang))
}
