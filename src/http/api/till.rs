//! How things are sold and paid: the rules of the shop, as the till has them, and the ways to pay by hand.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::may;
use super::endpoint::may_null;
use super::endpoint::need;
use super::shop;
use crate::models::ByLang;
use crate::models::LEAST_ORDER_MINUTES;
use crate::models::MOST_ORDER_MINUTES;
use crate::models::MOST_REFERRAL_DAYS;
use crate::models::MOST_REFERRAL_FRIENDS;
use crate::models::ManualChange;
use crate::models::ManualMethodId;
use crate::models::Method as Way;
use crate::models::Money;
use crate::models::Permission;
use crate::models::Product;
use crate::models::ReferralReward;
use crate::models::STARS;
use crate::models::SecondPayment;
use crate::models::ShopChange;
use crate::models::ShopSettings;
use crate::models::ShopText;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::services::api::reading::PAYMENT_METHODS;
use crate::services::money::manual;
use crate::services::money::till;
use crate::utils::money::MOST_MINOR;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

const SECOND: &str = "extend|balance|refund";
const SHOP: &[Field] = &[
    Field::new(
        "order_minutes",
        "",
        Kind::Int,
        "An order that is not paid ends after so long.",
    ),
    Field::new(
        "second_payment",
        "",
        Kind::OneOf(SECOND),
        "What becomes of money that comes twice.",
    ),
    Field::new(
        "closed",
        "",
        Kind::Json,
        "Products not sold by a way to pay, comma separated: by stars, qvapay, manual, balance.",
    ),
    Field::new(
        "terms",
        "",
        Kind::Json,
        "What /terms says, by language; none = the house's own words.",
    ),
    Field::new(
        "pay_support",
        "",
        Kind::Json,
        "What /paysupport says, by language.",
    ),
    Field::new("referral_days", "", Kind::Int, "Days that inviters get.").or_null(),
    Field::new(
        "referral_minor",
        "",
        Kind::Int,
        "Or money on their balance, in minor units.",
    )
    .or_null(),
    Field::new("referral_currency", "", Kind::Text, "Of that money.").or_null(),
    Field::new(
        "referral_most",
        "",
        Kind::Int,
        "Friends that one person is rewarded for; null = any number.",
    )
    .or_null(),
];

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of(
        Method::Get,
        "/settings/shop",
        Permission::ManageShop,
        Answers::Object(SHOP),
        "How things are sold.",
        Run::Act(|call| Box::pin(shop(call))),
    ),
    Endpoint::of(
        Method::Patch,
        "/settings/shop",
        Permission::ManageShop,
        Answers::Object(SHOP),
        "Change how things are sold. Parts are changed one after another; the first one refused ends it.",
        Run::Act(|call| Box::pin(set_shop(call))),
    )
    .takes(&[
        may(
            "order_minutes",
            Takes::Int(LEAST_ORDER_MINUTES, MOST_ORDER_MINUTES),
            "An order that is not paid ends after so long.",
        ),
        may(
            "second_payment",
            Takes::OneOf(SECOND),
            "What becomes of money that comes twice.",
        ),
        may(
            "closed",
            Takes::Words,
            "Products not sold by each way to pay that is named, comma separated; empty = all are sold.",
        ),
        may(
            "terms",
            Takes::Words,
            "What /terms says in each language that is named; empty = the house's own words.",
        ),
        may("pay_support", Takes::Words, "The same of /paysupport."),
        may_null(
            "referral_days",
            Takes::Int(1, MOST_REFERRAL_DAYS as i64),
            "Days that inviters get; null = nothing.",
        ),
        may(
            "referral_minor",
            Takes::Int(1, MOST_MINOR),
            "Or money on their balance, in minor units.",
        ),
        may(
            "referral_currency",
            Takes::Text(3),
            "Of that money; no Stars.",
        ),
        may_null(
            "referral_most",
            Takes::Int(1, MOST_REFERRAL_FRIENDS as i64),
            "Friends that one person is rewarded for; null = any number.",
        ),
    ]),
    Endpoint::of(
        Method::Post,
        "/payment-methods",
        Permission::ManageShop,
        Answers::New(&PAYMENT_METHODS),
        "Make a way to pay by hand, which is offered at once.",
        Run::Act(|call| Box::pin(make_way(call))),
    )
    .takes(&[
        need("names", Takes::Words, "Its name by language: es, en."),
        need("instructions", Takes::Words, "How it is paid, by language."),
        need("currency", Takes::Text(3), "ISO 4217; no Stars."),
    ]),
    Endpoint::of(
        Method::Patch,
        "/payment-methods/{id}",
        Permission::ManageShop,
        Answers::Row(&PAYMENT_METHODS),
        "Change a way to pay by hand. Parts are changed one after another; the first one refused ends it.",
        Run::Act(|call| Box::pin(change_way(call))),
    )
    .takes(&[
        may(
            "names",
            Takes::Words,
            "Its name in each language that is named.",
        ),
        may("instructions", Takes::Words, "How it is paid, likewise."),
        may("currency", Takes::Text(3), "ISO 4217; no Stars."),
        may(
            "wants_reference",
            Takes::Bool,
            "The number of the transfer is asked for.",
        ),
        may("is_enabled", Takes::Bool, "It is offered."),
    ]),
    Endpoint::of(
        Method::Post,
        "/payment-methods/{id}/move-up",
        Permission::ManageShop,
        Answers::Row(&PAYMENT_METHODS),
        "Show a way to pay before the one above it.",
        Run::Act(|call| Box::pin(lift_way(call))),
    ),
    Endpoint::of(
        Method::Delete,
        "/payment-methods/{id}",
        Permission::ManageShop,
        Answers::Nothing,
        "Take a way to pay away for good. Orders keep it.",
        Run::Act(|call| Box::pin(remove_way(call))),
    ),
];

async fn make_way(call: &Call) -> Result<Answer, Problem> {
    let words = |name: &str| -> Result<ByLang, Problem> {
        let all = shop::by_lang(call, name)?.into_iter();
        Ok(all
            .map(|(lang, text)| (lang.code().to_owned(), text))
            .collect())
    };
    let typed = (
        words("names")?,
        words("instructions")?,
        call.needed("currency"),
    );
    let id = manual::make(&call.ctx, &call.actor, typed, call.now).await?;
    call.row(&PAYMENT_METHODS, id.0).await
}

async fn change_way(call: &Call) -> Result<Answer, Problem> {
    let id = ManualMethodId(call.id(0));
    let mut changes = Vec::new();
    for (lang, name) in shop::by_lang(call, "names")? {
        changes.push(ManualChange::Name(lang.code(), name));
    }
    for (lang, text) in shop::by_lang(call, "instructions")? {
        changes.push(ManualChange::Instructions(lang.code(), text));
    }
    changes.extend(call.text("currency").map(ManualChange::Currency));
    let flag = |name: &str| call.flag(name).map(Some);
    changes.extend(flag("wants_reference").map(ManualChange::Reference));
    changes.extend(flag("is_enabled").map(ManualChange::Enabled));
    for change in changes {
        manual::change(&call.ctx, &call.actor, id, change, call.now).await?;
    }
    call.row(&PAYMENT_METHODS, call.id(0)).await
}

async fn lift_way(call: &Call) -> Result<Answer, Problem> {
    let (id, up) = (ManualMethodId(call.id(0)), ManualChange::Up);
    manual::change(&call.ctx, &call.actor, id, up, call.now).await?;
    call.row(&PAYMENT_METHODS, call.id(0)).await
}

async fn remove_way(call: &Call) -> Result<Answer, Problem> {
    let (id, remove) = (ManualMethodId(call.id(0)), ManualChange::Remove);
    manual::change(&call.ctx, &call.actor, id, remove, call.now).await?;
    Ok(Answer::nothing())
}

async fn shop(call: &Call) -> Result<Answer, Problem> {
    let set = till::settings(&call.ctx, &call.actor).await?;
    Ok(Answer::value(&shop_of(&set)))
}

fn shop_of(set: &ShopSettings) -> Value {
    let mut closed = Map::new();
    for (way, products) in &set.closed {
        let products: Vec<&str> = products.iter().map(|product| product.name()).collect();
        closed.insert(way.name().to_owned(), products.join(",").into());
    }
    let (days, money) = match &set.referral.reward {
        Some(ReferralReward::Days(days)) => (Some(*days), None),
        Some(ReferralReward::Credit(money)) => (None, Some(money)),
        None => (None, None),
    };
    json!({
        "order_minutes": set.order_minutes,
        "second_payment": set.second_payment.name(),
        "closed": closed,
        "terms": set.texts.terms,
        "pay_support": set.texts.pay_support,
        "referral_days": days,
        "referral_minor": money.map(|money| money.minor),
        "referral_currency": money.map(|money| money.currency.as_str()),
        "referral_most": set.referral.most,
    })
}

async fn set_shop(call: &Call) -> Result<Answer, Problem> {
    let mut set = till::settings(&call.ctx, &call.actor).await?;
    for change in shop_changes(call, &set)? {
        set = till::change(&call.ctx, &call.actor, change, call.now).await?;
    }
    Ok(Answer::value(&shop_of(&set)))
}

fn shop_changes(call: &Call, set: &ShopSettings) -> Result<Vec<ShopChange>, Problem> {
    let mut changes = Vec::new();
    changes.extend(call.int("order_minutes").map(ShopChange::OrderMinutes));
    let second = call.text("second_payment");
    let second = second.and_then(|name| SecondPayment::parse(&name));
    changes.extend(second.map(ShopChange::SecondPayment));
    for (way, closed) in call.words("closed").unwrap_or_default() {
        let way = Way::parse(&way).ok_or_else(|| {
            Problem::invalid("closed", "must be by stars, qvapay, manual, balance")
        })?;
        let closed = listed(&closed)?;
        let is_other = |product: &Product| set.sells(way, &[*product]) == closed.contains(product);
        let others = Product::ALL.into_iter().filter(is_other);
        changes.extend(others.map(|product| ShopChange::Switch(way, product)));
    }
    for (name, which) in [
        ("terms", ShopText::Terms),
        ("pay_support", ShopText::PaySupport),
    ] {
        for (lang, words) in shop::by_lang(call, name)? {
            let words = Some(words).filter(|words| !words.is_empty());
            changes.push(ShopChange::Text(which, lang.code(), words));
        }
    }
    changes.extend(reward(call)?.map(ShopChange::Reward));
    if call.names("referral_most") {
        changes.push(ShopChange::Friends(call.count("referral_most")));
    }
    Ok(changes)
}

/// Products, comma separated.
fn listed(text: &str) -> Result<Vec<Product>, Problem> {
    let names = text
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let products: Option<Vec<_>> = names.map(Product::parse).collect();
    let why = "must be of vip, wireguard, outline, mtproto";
    products.ok_or_else(|| Problem::invalid("closed", why))
}

/// What inviters get from now on, if the body says it.
fn reward(call: &Call) -> Result<Option<Option<ReferralReward>>, Problem> {
    let days = call
        .names("referral_days")
        .then(|| call.count("referral_days"));
    match (days, call.int("referral_minor")) {
        (None, None) => Ok(None),
        (Some(days), None) => Ok(Some(days.map(ReferralReward::Days))),
        (None | Some(None), Some(minor)) => {
            let code = call.needed("referral_currency");
            let currency = shop::currency("referral_currency", &code)?;
            if currency == STARS {
                return Err(Problem::invalid("referral_currency", "must be no Stars"));
            }
            let money = Money { minor, currency };
            Ok(Some(Some(ReferralReward::Credit(money))))
        }
        (Some(Some(_)), Some(_)) => {
            Err(Problem::invalid("referral_days", "is either days or money"))
        }
    }
}
