//! The screens of the desk of the money and of the rules of selling; ways to pay by hand in `manual`.

pub mod manual;

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::ReceiptAction;
use super::callback::StarsAction;
use super::callback::TillAction;
use super::cancel;
use super::language::language_name;
use super::payments::account;
use super::payments::method_word;
use crate::models::LEAST_ORDER_MINUTES;
use crate::models::MOST_ORDER_MINUTES;
use crate::models::MOST_REFERRAL_DAYS;
use crate::models::MOST_REFERRAL_FRIENDS;
use crate::models::MOST_SHOP_TEXT;
use crate::models::Method;
use crate::models::Product;
use crate::models::ProviderView;
use crate::models::ReceiptFilter;
use crate::models::ReferralReward;
use crate::models::SecondPayment;
use crate::models::ShopSettings;
use crate::models::ShopText;
use crate::models::TillView;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Minutes that are offered for the life of an order.
const MINUTES: [u32; 6] = [15, 30, 60, 180, 720, 1440];
/// Days that are offered to inviters.
const DAYS: [u32; 4] = [3, 7, 15, 30];
/// Where payments and books are looked at: the label and the code of the button.
const BOOKS: [(&str, &str); 2] = [
    ("button-till-payments", "pay:list:held:0"),
    ("button-till-ledger", "ledger:main"),
];
/// Where plans and codes are made.
const GOODS: [(&str, &str); 2] = [
    ("button-till-plans", "plan:list:0"),
    ("button-till-promos", "promo:list:0"),
];
/// The most of a text that its screen shows, in UTF-16 units.
const EXCERPT: usize = 3_200;

fn act(action: TillAction) -> Action {
    Action::Till(action)
}

fn button(reader: Reader, key: &str, action: TillAction) -> Button {
    Button::act(reader.plain(key, args! {}), act(action))
}

fn back(reader: Reader, action: TillAction) -> Button {
    back_to(reader.lang, act(action))
}

/// The button of the panel that leads here.
pub fn entrance(reader: Reader, waiting: i64) -> Button {
    let label = match waiting {
        0 => reader.plain("button-till", args! {}),
        count => reader.plain("button-till-waiting", args! { count: count }),
    };
    Button::act(label, act(TillAction::Main))
}

/// The word for a product.
pub fn product_word(lang: Lang, product: Product) -> String {
    let key = match product {
        Product::Vip => "till-product-vip",
        Product::WireGuard => "till-product-wireguard",
        Product::Outline => "till-product-outline",
        Product::MtProto => "till-product-mtproto",
    };
    lang.plain(key, args! {})
}

/// The desk of the money.
pub fn main(reader: Reader, view: &TillView) -> Screen {
    let heading = reader.html("till-heading", args! {});
    let waits = reader.html(
        "till-waits",
        args! {
            receipts: view.receipts, held: view.held, undelivered: view.undelivered, open: view.open,
        },
    );
    let shop = reader.html(
        "till-shop",
        args! { plans: view.plans, manual: view.manual },
    );
    let mut screen = Screen::new(format!("{heading}\n\n{waits}\n\n{shop}"));
    if view.decides {
        let list = Action::Receipt(ReceiptAction::List(ReceiptFilter::Waiting, 0));
        let label = reader.plain("button-till-receipts", args! { count: view.receipts });
        let style = match view.receipts {
            0 => Style::Plain,
            _ => Style::Primary,
        };
        screen = screen.button(Button::styled(label, list, style));
    }
    screen = screen.row(links(reader, &BOOKS)).row(links(reader, &GOODS));
    if view.manages {
        screen = screen
            .row([
                button(reader, "button-till-methods", TillAction::Methods),
                button(reader, "button-till-manual", TillAction::Manual),
            ])
            .row([
                button(reader, "button-till-rules", TillAction::Rules),
                Button::act(
                    reader.plain("button-till-stars", args! {}),
                    Action::Stars(StarsAction::Desk),
                ),
            ]);
    }
    screen = screen.button(button(reader, "button-till-accounts", TillAction::Accounts));
    screen.button(back_to(reader.lang, Action::Main))
}

/// Buttons to the neighbouring desks, by the codes of their own buttons: one that this house does not have is left out.
fn links(reader: Reader, desks: &[(&str, &str)]) -> Vec<Button> {
    let link = |(key, code): &(&str, &str)| {
        let action: Action = code.parse().ok()?;
        Some(Button::act(reader.plain(key, args! {}), action))
    };
    desks.iter().filter_map(link).collect()
}

/// Which products are sold by which way to pay.
pub fn methods(reader: Reader, settings: &ShopSettings) -> Screen {
    let mut screen = Screen::new(reader.html("till-methods", args! {}));
    for method in Method::ALL {
        let label = method_word(reader.lang, method);
        screen = screen.button(Button::act(label, Action::Noop));
        screen = screen.row(Product::ALL.map(|product| {
            let mark = match settings.sells(method, &[product]) {
                true => "✅",
                false => "🚫",
            };
            let name = product_word(reader.lang, product);
            let switch = act(TillAction::Switch(method, product));
            Button::act(format!("{mark} {name}"), switch)
        }));
    }
    screen.button(back(reader, TillAction::Main))
}

/// The house's accounts at providers, and how they answer.
pub fn accounts(reader: Reader, views: &[ProviderView]) -> Screen {
    account(reader, views).button(back(reader, TillAction::Main))
}

/// The rules of selling.
pub fn rules(reader: Reader, settings: &ShopSettings) -> Screen {
    let minutes = units::minutes(reader.lang, settings.order_minutes);
    let second = second_word(reader.lang, settings.second_payment);
    let reward = reward_words(reader, settings);
    let lines = reader.html(
        "till-rules",
        args! { minutes: &minutes, second: &second, reward: &reward },
    );
    let mut screen = Screen::new(lines)
        .button(button(reader, "button-till-minutes", TillAction::Minutes))
        .button(button(reader, "button-till-second", TillAction::Second))
        .button(button(reader, "button-till-referral", TillAction::Referral));
    for which in ShopText::ALL {
        let texts = Lang::ALL.map(|lang| {
            let mark = match settings.texts.of(which).contains_key(lang.code()) {
                true => "✍️",
                false => "📄",
            };
            let name = text_name(reader.lang, which);
            let label = format!("{mark} {name} · {}", lang.code().to_uppercase());
            Button::act(label, act(TillAction::Text(which, lang)))
        });
        screen = screen.row(texts);
    }
    screen.button(back(reader, TillAction::Main))
}

fn second_word(lang: Lang, rule: SecondPayment) -> String {
    let key = match rule {
        SecondPayment::Extend => "till-second-extend",
        SecondPayment::Balance => "till-second-balance",
        SecondPayment::Refund => "till-second-refund",
    };
    lang.plain(key, args! {})
}

fn text_name(lang: Lang, which: ShopText) -> String {
    let key = match which {
        ShopText::Terms => "till-text-terms",
        ShopText::PaySupport => "till-text-paysupport",
    };
    lang.plain(key, args! {})
}

fn reward_words(reader: Reader, settings: &ShopSettings) -> String {
    let what = match &settings.referral.reward {
        None => return reader.plain("till-reward-none", args! {}),
        Some(ReferralReward::Days(days)) => {
            reader.plain("till-reward-days", args! { days: i64::from(*days) })
        }
        Some(ReferralReward::Credit(amount)) => units::money(reader.lang, amount),
    };
    match settings.referral.most {
        None => reader.plain("till-reward-any", args! { what: &what }),
        Some(most) => reader.plain(
            "till-reward-most",
            args! { what: &what, most: i64::from(most) },
        ),
    }
}

/// Asks how long an order may be paid.
pub fn ask_minutes(reader: Reader, settings: &ShopSettings) -> Screen {
    let now = units::minutes(reader.lang, settings.order_minutes);
    let text = reader.html(
        "till-ask-minutes",
        args! { now: &now, least: LEAST_ORDER_MINUTES, most: MOST_ORDER_MINUTES },
    );
    let choices = MINUTES.map(|minutes| {
        let label = units::minutes(reader.lang, i64::from(minutes));
        Button::act(label, act(TillAction::SetMinutes(minutes)))
    });
    Screen::new(text)
        .grid(2, choices.into())
        .button(cancel(reader.lang))
}

/// Asks what becomes of a second payment.
pub fn ask_second(reader: Reader, settings: &ShopSettings) -> Screen {
    let rules = SecondPayment::ALL.map(|rule| {
        let style = match rule == settings.second_payment {
            true => Style::Primary,
            false => Style::Plain,
        };
        let label = second_word(reader.lang, rule);
        Button::styled(label, act(TillAction::SetSecond(rule)), style)
    });
    Screen::new(reader.html("till-ask-second", args! {}))
        .grid(1, rules.into())
        .button(back(reader, TillAction::Rules))
}

/// A text about paying, in a language.
pub fn text(reader: Reader, settings: &ShopSettings, which: ShopText, lang: Lang) -> Screen {
    let own = settings.texts.of(which).get(lang.code());
    let name = text_name(reader.lang, which);
    let heading = reader.html(
        "till-text-heading",
        args! { name: &name, language: &language_name(lang) },
    );
    let words = match own {
        Some(own) => html::escape(&html::truncate_utf16(own, EXCERPT)),
        None => reader.html("till-text-none", args! {}),
    };
    let mut row = vec![button(
        reader,
        "button-till-text",
        TillAction::AskText(which, lang),
    )];
    if own.is_some() {
        let reset = TillAction::ResetText(which, lang);
        row.push(button(reader, "button-till-text-reset", reset));
    }
    Screen::worded(format!("{heading}\n\n{words}"))
        .row(row)
        .button(back(reader, TillAction::Rules))
}

/// Words of the operator's about paying, as people read them.
pub fn own_words(words: &str) -> Screen {
    Screen::worded(html::escape(words))
}

/// Asks for own words.
pub fn ask_text(reader: Reader, which: ShopText, lang: Lang) -> Screen {
    let name = text_name(reader.lang, which);
    let text = reader.html(
        "till-ask-text",
        args! { name: &name, language: &language_name(lang), most: i64::from(MOST_SHOP_TEXT) },
    );
    Screen::new(text).button(cancel(reader.lang))
}

/// What inviters get.
pub fn referral(reader: Reader, settings: &ShopSettings) -> Screen {
    let reward = reward_words(reader, settings);
    let days = DAYS.map(|days| {
        let label = reader.plain("till-reward-days", args! { days: i64::from(days) });
        Button::act(label, act(TillAction::ReferralDays(days)))
    });
    let mut screen = Screen::new(reader.html("till-referral", args! { reward: &reward }))
        .grid(2, days.into())
        .row([
            button(
                reader,
                "button-till-other-days",
                TillAction::AskReferralDays,
            ),
            button(reader, "button-till-credit", TillAction::AskReferralCredit),
        ]);
    if settings.referral.reward.is_some() {
        let mut friends = vec![button(
            reader,
            "button-till-friends",
            TillAction::AskFriends,
        )];
        if settings.referral.most.is_some() {
            friends.push(button(reader, "button-till-any", TillAction::AnyFriends));
        }
        screen = screen.row(friends);
        screen = screen.button(button(
            reader,
            "button-till-no-referral",
            TillAction::NoReferral,
        ));
    }
    screen.button(back(reader, TillAction::Rules))
}

/// Asks for the days of an inviter.
pub fn ask_days(reader: Reader) -> Screen {
    let most = i64::from(MOST_REFERRAL_DAYS);
    Screen::new(reader.html("till-ask-days", args! { most: most })).button(cancel(reader.lang))
}

/// Asks for the credit of an inviter.
pub fn ask_credit(reader: Reader) -> Screen {
    Screen::new(reader.html("till-ask-credit", args! {})).button(cancel(reader.lang))
}

/// Asks for how many friends one person is rewarded.
pub fn ask_friends(reader: Reader) -> Screen {
    let most = i64::from(MOST_REFERRAL_FRIENDS);
    Screen::new(reader.html("till-ask-friends", args! { most: most })).button(cancel(reader.lang))
}
