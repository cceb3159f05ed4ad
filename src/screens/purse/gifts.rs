//! Gifts: the buyer's list and cards, and what whoever opens one sees.

use super::copy;
use super::share;
use crate::models::Gift;
use crate::models::GiftCard;
use crate::models::GivenPart;
use crate::models::Goods;
use crate::models::Page;
use crate::models::Product;
use crate::models::word_of;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::KeyAction;
use crate::screens::callback::PurseAction;
use crate::screens::keys::kind_name;
use crate::screens::pager;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The gifts one paid for.
pub fn list(reader: Reader, page: &Page<Gift>) -> Screen {
    let mut lines = vec![reader.html("gifts-heading", args! {}), String::new()];
    if page.rows.is_empty() {
        lines.push(reader.html("gifts-empty", args! {}));
    }
    let buttons = page.rows.iter().map(|gift| {
        let name = html::short_name(goods_name(reader, &gift.goods));
        let label = format!("{} №{} · {name}", mark(gift), gift.id);
        Button::act(label, Action::Purse(PurseAction::Gift(gift.id)))
    });
    let buttons: Vec<Button> = buttons.collect();
    if !buttons.is_empty() {
        lines.push(reader.html("gifts-legend", args! {}));
    }
    Screen::new(lines.join("\n"))
        .grid(1, buttons)
        .row(pager(page.page, page.pages, |to| {
            Action::Purse(PurseAction::Gifts(to))
        }))
        .button(back_to(reader.lang, Action::Purse(PurseAction::Show)))
}

/// What a list shows of how a gift stands.
fn mark(gift: &Gift) -> &'static str {
    match (gift.revoked_at, gift.redeemed_at) {
        (Some(_), _) => "🚫",
        (None, Some(_)) => "✅",
        (None, None) => "⏳",
    }
}

/// One gift as its buyer sees it.
pub fn card(reader: Reader, card: &GiftCard, bot_username: &str) -> Screen {
    let heading = reader.html("gift-heading", args! { id: &card.gift.id.to_string() });
    let screen = told(reader, card, heading, bot_username);
    screen.button(back_to(reader.lang, Action::Purse(PurseAction::Gifts(0))))
}

/// A gift is paid: here is its link.
pub fn ready(reader: Reader, card: &GiftCard, bot_username: &str) -> Screen {
    let heading = reader.html("gift-ready", args! {});
    let screen = told(reader, card, heading, bot_username);
    let gifts = reader.plain("button-gifts", args! {});
    screen.button(Button::act(gifts, Action::Purse(PurseAction::Gifts(0))))
}

/// The buyer opened the link that is for somebody else.
pub fn own(reader: Reader, card: &GiftCard, bot_username: &str) -> Screen {
    let heading = reader.html("gift-own", args! {});
    let screen = told(reader, card, heading, bot_username);
    let gifts = reader.plain("button-gifts", args! {});
    screen.button(Button::act(gifts, Action::Purse(PurseAction::Gifts(0))))
}

/// What a gift holds, how it stands, and its link while somebody can open it.
fn told(reader: Reader, card: &GiftCard, heading: String, bot_username: &str) -> Screen {
    let gift = &card.gift;
    let mut parts = vec![heading, contents(reader, gift)];
    let instant = |at| units::instant(reader.lang, at, reader.time_zone);
    parts.push(match (&card.code, gift.revoked_at, gift.redeemed_at) {
        (_, Some(at), _) => reader.html("gift-state-dead", args! { at: &instant(at) }),
        (_, None, Some(at)) => {
            let who = html::name(card.taker.as_deref().unwrap_or_default());
            reader.html("gift-state-opened", args! { at: &instant(at), who: &who })
        }
        (Some(code), None, None) => {
            let link = link(bot_username, code);
            reader.html("gift-state-waiting", args! { link: &link })
        }
        (None, None, None) => reader.html("gift-state-waiting-unknown", args! {}),
    });
    let screen = Screen::new(parts.join("\n\n"));
    match &card.code {
        Some(code) => {
            let link = link(bot_username, code);
            let words = reader.plain("gift-share-text", args! {});
            screen.row([share(reader, &link, &words), copy(reader, &link)])
        }
        None => screen,
    }
}

fn link(bot_username: &str, code: &str) -> String {
    format!("https://t.me/{bot_username}?start={code}")
}

fn contents(reader: Reader, gift: &Gift) -> String {
    let name = html::name(goods_name(reader, &gift.goods));
    let products: Vec<String> = (gift.goods.products.iter())
        .map(|product| product_word(reader, *product))
        .collect();
    reader.html(
        "gift-contents",
        args! { name: &name, products: &products.join(" + ") },
    )
}

/// Whoever opened a gift has it: what it is, and until when.
pub fn opened(reader: Reader, gift: &Gift) -> Screen {
    let name = html::name(goods_name(reader, &gift.goods));
    let mut lines = vec![
        reader.html("gift-yours", args! { name: &name }),
        String::new(),
    ];
    lines.extend(gift.given.iter().map(|part| given_line(reader, part)));
    lines.push(String::new());
    lines.push(reader.html("gift-on-its-way", args! {}));
    let has = |is_vip: bool| {
        (gift.goods.products.iter()).any(|product| product.kind().is_none() == is_vip)
    };
    let mut row = Vec::new();
    if has(true) {
        let label = reader.plain("button-my-access", args! {});
        row.push(Button::act(label, Action::MyAccess));
    }
    if has(false) {
        let label = reader.plain("button-keys", args! {});
        row.push(Button::act(label, Action::Key(KeyAction::List(0))));
    }
    Screen::new(lines.join("\n")).row(row)
}

/// A product and its end.
pub(super) fn given_line(reader: Reader, part: &GivenPart) -> String {
    let product = product_word(reader, part.product);
    match part.until {
        Some(until) => {
            let until = units::instant(reader.lang, until, reader.time_zone);
            reader.html("given-until", args! { product: &product, until: &until })
        }
        None => reader.html("given-forever", args! { product: &product }),
    }
}

/// Somebody opened a gift: its buyer hears it.
pub fn opened_by(reader: Reader, card: &GiftCard) -> Screen {
    let who = html::name(card.taker.as_deref().unwrap_or_default());
    let name = html::name(goods_name(reader, &card.gift.goods));
    let text = reader.html("notice-gift-opened", args! { who: &who, name: &name });
    let id = card.gift.id;
    Screen::new(text).button(Button::act(
        reader.plain("button-gift", args! {}),
        Action::Purse(PurseAction::Gift(id)),
    ))
}

fn goods_name(reader: Reader, goods: &Goods) -> &str {
    word_of(&goods.names, reader.lang.code(), Lang::Es.code())
}

fn product_word(reader: Reader, product: Product) -> String {
    match product.kind() {
        None => reader.plain("product-vip-channel", args! {}),
        Some(kind) => format!("VPN {}", kind_name(reader.lang, kind)),
    }
}
