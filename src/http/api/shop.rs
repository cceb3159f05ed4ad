//! What is done about the shop: plans and promotion codes.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Input;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::may;
use super::endpoint::may_null;
use super::endpoint::need;
use crate::models::Clientele;
use crate::models::Length;
use crate::models::MOST_PER_PERSON;
use crate::models::MOST_PLAN_DEVICES;
use crate::models::MOST_PROMO_CODE;
use crate::models::MOST_PROMO_USES;
use crate::models::Money;
use crate::models::Permission;
use crate::models::PlanChange;
use crate::models::PlanId;
use crate::models::PlanMove;
use crate::models::Product;
use crate::models::PromoChange;
use crate::models::PromoGift;
use crate::models::PromoId;
use crate::models::Refusal;
use crate::services::api::reading::PLANS;
use crate::services::api::reading::PROMO_CODES;
use crate::services::money::plans;
use crate::services::money::promos;
use crate::utils::locale::Lang;
use crate::utils::money;
use crate::utils::money::MOST_MINOR;

/// The last second of the year 9999: no plan ends later.
const LAST_SECOND: i64 = 253_402_300_799;
const LENGTH: Takes = Takes::OneOf("days|months|until|lifetime");
const LENGTH_VALUE: Input = may(
    "length_value",
    Takes::Int(0, LAST_SECOND),
    "Days, months, or an instant in Unix seconds; left out for life.",
);
const NAMES: Input = may("names", Takes::Words, "Name by language: es, en.");
const DATA: Input = may_null(
    "data_bytes",
    Takes::Int(1, 1_000_000_000_000_000),
    "Of each VPN product; null = no limit.",
);
const DEVICES: Input = may_null(
    "devices",
    Takes::Int(1, MOST_PLAN_DEVICES as i64),
    "Keys at once; null = what the house gives.",
);
const PRICES: Input = may(
    "prices",
    Takes::Numbers,
    "All prices from now on: minor units by currency; XTR = Telegram Stars.",
);
const ON_SALE: Input = may("is_on_sale", Takes::Bool, "People can buy it.");
const PER_PERSON: Input = may_null(
    "per_person",
    Takes::Int(1, MOST_PER_PERSON as i64),
    "Times one person may buy it; null = any number.",
);
const AUDIENCE: Input = may(
    "audience",
    Takes::OneOf("everybody|new|former"),
    "Who may buy it.",
);
const RENEWS: Input = may(
    "renews",
    Takes::Bool,
    "For Stars as a monthly subscription: 30 days, with a price in XTR.",
);

const USES: Takes = Takes::Int(1, MOST_PROMO_USES as i64);
const PLAN: Input = may_null("plan_id", Takes::Int(1, i64::MAX), "null = for every plan.");
const MOST_USES: Input = may_null("most_uses", USES, "null = no limit.");
const EACH: Input = may("per_person", USES, "Uses of one person.");
const STARTS: Input = may_null("starts_at", Takes::Instant, "From when on; null = at once.");
const ENDS: Input = may_null(
    "ends_at",
    Takes::Instant,
    "Until when; null = without an end.",
);

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of(
        Method::Post,
        "/plans",
        Permission::ManageShop,
        Answers::New(&PLANS),
        "Make a plan. Without a name it is called after what it brings; it is on sale only if that is said.",
        Run::Act(|call| Box::pin(make(call))),
    )
    .takes(&[
        need(
            "products",
            Takes::Texts(4),
            "vip, wireguard, outline, mtproto.",
        ),
        need("length", LENGTH, "How its length is told."),
        LENGTH_VALUE,
        NAMES,
        DATA,
        DEVICES,
        PRICES,
        ON_SALE,
        PER_PERSON,
        AUDIENCE,
        RENEWS,
    ]),
    Endpoint::of(
        Method::Patch,
        "/plans/{id}",
        Permission::ManageShop,
        Answers::Row(&PLANS),
        "Change a plan: all that is named, or nothing. Orders keep what they promised.",
        Run::Act(|call| Box::pin(change(call))),
    )
    .takes(&[
        may(
            "products",
            Takes::Texts(4),
            "All that it brings: vip, wireguard, outline, mtproto.",
        ),
        may("length", LENGTH, "How its length is told."),
        LENGTH_VALUE,
        NAMES,
        DATA,
        DEVICES,
        PRICES,
        ON_SALE,
        PER_PERSON,
        AUDIENCE,
        RENEWS,
    ]),
    Endpoint::of(
        Method::Delete,
        "/plans/{id}",
        Permission::ManageShop,
        Answers::Nothing,
        "Take a plan away. Whoever bought it keeps it.",
        Run::Act(|call| Box::pin(remove(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/plans/{id}/copy",
        Permission::ManageShop,
        Answers::New(&PLANS),
        "Make a plan like another, not on sale.",
        Run::Act(|call| Box::pin(copy(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/plans/{id}/move",
        Permission::ManageShop,
        Answers::Row(&PLANS),
        "Move a plan by one place in the shop. One at its end stays.",
        Run::Act(|call| Box::pin(move_by_one(call))),
    )
    .takes(&[need("to", Takes::OneOf("up|down"), "Where.")]),
    Endpoint::of(
        Method::Post,
        "/promo-codes",
        Permission::ManageShop,
        Answers::New(&PROMO_CODES),
        "Make a promotion code: once for each person and for every plan, unless something else is said.",
        Run::Act(|call| Box::pin(make_promo(call))),
    )
    .takes(&[
        may(
            "code",
            Takes::Text(MOST_PROMO_CODE),
            "Letters and digits; left out, one that nobody guesses.",
        ),
        need("kind", Takes::OneOf("percent|days|fixed"), "What it gives."),
        need(
            "value",
            Takes::Int(1, MOST_MINOR),
            "Percent, days, or minor units.",
        ),
        may("currency", Takes::Text(3), "Of a fixed amount."),
        PLAN,
        MOST_USES,
        EACH,
        STARTS,
        ENDS,
    ]),
    Endpoint::of(
        Method::Patch,
        "/promo-codes/{id}",
        Permission::ManageShop,
        Answers::Row(&PROMO_CODES),
        "Change a promotion code: all that is named, or nothing. Orders that used it keep what it gave them.",
        Run::Act(|call| Box::pin(change_promo(call))),
    )
    .takes(&[
        PLAN,
        MOST_USES,
        EACH,
        STARTS,
        ENDS,
        may("is_enabled", Takes::Bool, "People can use it."),
    ]),
];

/// The currency that a part of the body names.
///
/// # Errors
/// When there is none of that code.
pub(super) fn currency(part: &str, text: &str) -> Result<String, Problem> {
    let code = text.to_ascii_uppercase();
    match money::decimals(&code) {
        Some(_) => Ok(code),
        None => Err(Problem::invalid(part, "must be XTR or a code of ISO 4217")),
    }
}

async fn make(call: &Call) -> Result<Answer, Problem> {
    let products = products(call)?.unwrap_or_default();
    let length = length(call)?.ok_or_else(|| Problem::invalid("length", "is missing"))?;
    if let Length::Until(at) = length
        && at <= call.now
    {
        return Err(Refusal::TimePast.into());
    }
    let mut changes = plan_changes(call)?;
    changes.extend(prices(call)?.into_iter().map(PlanChange::Price));
    let goods = (products, length);
    let id = plans::make_with(&call.ctx, &call.actor, goods, changes, call.now).await?;
    call.row(&PLANS, id.0).await
}

async fn change(call: &Call) -> Result<Answer, Problem> {
    let (ctx, actor, id) = (&call.ctx, &call.actor, PlanId(call.id(0)));
    let mut changes = plan_changes(call)?;
    if let Some(wanted) = products(call)? {
        let brings = |product| PlanChange::Product(product, wanted.contains(&product));
        changes.extend(Product::ALL.map(brings));
    }
    changes.extend(length(call)?.map(PlanChange::Length));
    if call.names("prices") {
        let wanted = prices(call)?;
        let is_wanted = |currency: &str| wanted.iter().any(|one| one.currency == currency);
        let known = plans::card(ctx, actor, id).await?.plan.prices;
        let gone = known.into_iter().map(|price| price.currency);
        let gone = gone.filter(|currency| !is_wanted(currency));
        changes.extend(gone.map(PlanChange::DropPrice));
        changes.extend(wanted.into_iter().map(PlanChange::Price));
    }
    plans::change_all(ctx, actor, id, changes, call.now).await?;
    call.row(&PLANS, id.0).await
}

/// The products that the body names.
fn products(call: &Call) -> Result<Option<Vec<Product>>, Problem> {
    let Some(names) = call.texts("products") else {
        return Ok(None);
    };
    let products: Option<Vec<_>> = names.iter().map(|name| Product::parse(name)).collect();
    let why = "must be of vip, wireguard, outline, mtproto";
    let products = products.ok_or_else(|| Problem::invalid("products", why))?;
    Ok(Some(products))
}

/// The length that the body names, in both its parts.
fn length(call: &Call) -> Result<Option<Length>, Problem> {
    let value = call.int("length_value");
    match (call.text("length"), value) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(Problem::invalid("length", "is missing")),
        (Some(name), Some(value)) => Ok(Length::parse(&name, value)),
        (Some(name), None) if name == "lifetime" => Ok(Some(Length::Lifetime)),
        (Some(_), None) => Err(Problem::invalid("length_value", "is missing")),
    }
}

/// The prices that the body names.
fn prices(call: &Call) -> Result<Vec<Money>, Problem> {
    let prices = call.numbers("prices").unwrap_or_default().into_iter();
    prices
        .map(|(name, minor)| {
            if minor > MOST_MINOR {
                let why = format!("must be at most {MOST_MINOR}");
                return Err(Problem::invalid("prices", why));
            }
            let currency = currency("prices", &name)?;
            Ok(Money { minor, currency })
        })
        .collect()
}

/// Texts of the body by language.
pub(super) fn by_lang(call: &Call, name: &str) -> Result<Vec<(Lang, String)>, Problem> {
    let mut by_lang = Vec::new();
    for (tag, text) in call.words(name).unwrap_or_default() {
        let lang = Lang::of_tag(&tag);
        by_lang.push((
            lang.ok_or_else(|| Problem::invalid(name, "must be by es, en"))?,
            text,
        ));
    }
    Ok(by_lang)
}

/// What the body sets of a plan, apart from what needs more than itself.
fn plan_changes(call: &Call) -> Result<Vec<PlanChange>, Problem> {
    let mut changes = Vec::new();
    for (lang, name) in by_lang(call, "names")? {
        changes.push(PlanChange::Name(lang.code().to_owned(), name));
    }
    if call.names("data_bytes") {
        let bytes = call.int("data_bytes");
        changes.push(PlanChange::Data(
            bytes.and_then(|bytes| u64::try_from(bytes).ok()),
        ));
    }
    if call.names("devices") {
        changes.push(PlanChange::Devices(call.count("devices")));
    }
    if call.names("per_person") {
        changes.push(PlanChange::PerPerson(call.count("per_person")));
    }
    let audience = call
        .text("audience")
        .and_then(|name| Clientele::parse(&name));
    changes.extend(audience.map(PlanChange::Audience));
    changes.extend(call.flag("renews").map(PlanChange::Renews));
    changes.extend(call.flag("is_on_sale").map(PlanChange::OnSale));
    Ok(changes)
}

async fn remove(call: &Call) -> Result<Answer, Problem> {
    plans::remove(&call.ctx, &call.actor, PlanId(call.id(0)), call.now).await?;
    Ok(Answer::nothing())
}

async fn copy(call: &Call) -> Result<Answer, Problem> {
    let id = plans::copy(&call.ctx, &call.actor, PlanId(call.id(0)), call.now).await?;
    call.row(&PLANS, id.0).await
}

async fn move_by_one(call: &Call) -> Result<Answer, Problem> {
    let how = match call.needed("to").as_str() {
        "up" => PlanMove::Up,
        _ => PlanMove::Down,
    };
    plans::move_by_one(&call.ctx, &call.actor, PlanId(call.id(0)), how, call.now).await?;
    call.row(&PLANS, call.id(0)).await
}

async fn make_promo(call: &Call) -> Result<Answer, Problem> {
    let code = match call.text("code") {
        Some(code) => code,
        None => promos::made_up()?,
    };
    let goods = (code, gift(call)?);
    let limits = promo_changes(call);
    let id = promos::make_with(&call.ctx, &call.actor, goods, limits, call.now).await?;
    call.row(&PROMO_CODES, id.0).await
}

/// What the code gives. Numbers out of range are refused where it is made.
fn gift(call: &Call) -> Result<PromoGift, Problem> {
    let value = call.count("value").unwrap_or(u32::MAX);
    Ok(match call.needed("kind").as_str() {
        "percent" => PromoGift::Percent(value),
        "days" => PromoGift::Days(value),
        _ => PromoGift::Fixed(Money {
            minor: call.int("value").unwrap_or_default(),
            currency: currency("currency", &call.needed("currency"))?,
        }),
    })
}

/// What the body sets of a code.
fn promo_changes(call: &Call) -> Vec<PromoChange> {
    let mut changes = Vec::new();
    if call.names("plan_id") {
        changes.push(PromoChange::Plan(call.int("plan_id").map(PlanId)));
    }
    if call.names("most_uses") {
        changes.push(PromoChange::MostUses(call.count("most_uses")));
    }
    changes.extend(call.count("per_person").map(PromoChange::PerPerson));
    if call.names("starts_at") {
        changes.push(PromoChange::Starts(call.instant("starts_at")));
    }
    if call.names("ends_at") {
        changes.push(PromoChange::Ends(call.instant("ends_at")));
    }
    changes.extend(call.flag("is_enabled").map(PromoChange::Enabled));
    changes
}

async fn change_promo(call: &Call) -> Result<Answer, Problem> {
    let id = PromoId(call.id(0));
    let changes = promo_changes(call);
    promos::change_all(&call.ctx, &call.actor, id, changes, call.now).await?;
    call.row(&PROMO_CODES, id.0).await
}
