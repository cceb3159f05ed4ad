//! Buttons of the plans that are sold: codes that begin with `plan:`.

use super::CurrencyCode;
use super::UnknownAction;
use super::number;
use crate::models::Clientele;
use crate::models::Length;
use crate::models::PlanId;
use crate::models::PlanMove;
use crate::models::Product;
use crate::utils::locale::Lang;
use std::fmt;

/// A list of products as the number in a button: one bit for each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ProductSet(u8);

impl ProductSet {
    /// Those on offer for a new plan: single ones first, then the bundles.
    pub const ON_OFFER: [ProductSet; 10] = [
        Self(1),
        Self(2),
        Self(4),
        Self(8),
        Self(3),
        Self(5),
        Self(6),
        Self(9),
        Self(7),
        Self(15),
    ];

    /// The products of it, in their order.
    pub fn products(self) -> Vec<Product> {
        let all = Product::ALL.into_iter().enumerate();
        all.filter(|(bit, _)| self.0 & (1 << bit) != 0)
            .map(|(_, product)| product)
            .collect()
    }
}

/// Lengths on offer, by the number in their button: they are added, never changed.
pub const LENGTHS: [Length; 6] = [
    Length::Days(7),
    Length::Days(30),
    Length::Days(90),
    Length::Days(180),
    Length::Days(365),
    Length::Lifetime,
];

/// What of a plan is typed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PlanField {
    Name(Lang),
    Length,
    Data,
    Devices,
    PerPerson,
    Price,
}

impl PlanField {
    /// Whether there may be nothing in it.
    pub fn is_optional(self) -> bool {
        match self {
            Self::Data | Self::Devices | Self::PerPerson => true,
            Self::Name(_) | Self::Length | Self::Price => false,
        }
    }

    fn parse(code: &str) -> Result<Self, UnknownAction> {
        Ok(match code {
            "length" => Self::Length,
            "data" => Self::Data,
            "devices" => Self::Devices,
            "per_person" => Self::PerPerson,
            "price" => Self::Price,
            name => {
                let lang = name.strip_prefix("name_").ok_or(UnknownAction)?;
                Self::Name(lang.parse().map_err(|_| UnknownAction)?)
            }
        })
    }
}

impl fmt::Display for PlanField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(lang) => write!(f, "name_{lang}"),
            Self::Length => f.write_str("length"),
            Self::Data => f.write_str("data"),
            Self::Devices => f.write_str("devices"),
            Self::PerPerson => f.write_str("per_person"),
            Self::Price => f.write_str("price"),
        }
    }
}

/// What a button of the plans that are sold does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PlanAction {
    /// The plans, a page of them.
    List(u32),
    /// What should a new one bring?
    New,
    /// How long should it last?
    NewOf(ProductSet),
    /// Make it, with one of the offered lengths.
    Make(ProductSet, u8),
    /// Ask for another length of a new one.
    AskNew(ProductSet),
    /// One of them.
    Show(PlanId),
    /// Ask for a value.
    Ask(PlanId, PlanField),
    /// Nothing in that field.
    Clear(PlanId, PlanField),
    /// One of the offered lengths.
    SetLength(PlanId, u8),
    /// What it brings.
    Products(PlanId),
    /// Whether it brings that.
    SetProduct(PlanId, Product, bool),
    /// What it costs.
    Prices(PlanId),
    /// Take a price away.
    DropPrice(PlanId, CurrencyCode),
    /// Who may buy it?
    Audience(PlanId),
    /// They.
    SetAudience(PlanId, Clientele),
    /// On sale or not.
    Sale(PlanId, bool),
    /// Monthly for Stars or not.
    Renews(PlanId, bool),
    /// Move it by one place.
    Move(PlanId, PlanMove),
    /// Make another like it.
    Copy(PlanId),
    /// Ask whether to take it away.
    Remove(PlanId),
    /// Take it away.
    RemoveYes(PlanId),
}

impl fmt::Display for PlanAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("plan:")?;
        match self {
            Self::List(page) => write!(f, "list:{page}"),
            Self::New => f.write_str("new"),
            Self::NewOf(set) => write!(f, "new_of:{}", set.0),
            Self::Make(set, place) => write!(f, "make:{}:{place}", set.0),
            Self::AskNew(set) => write!(f, "make_ask:{}", set.0),
            Self::Show(id) => write!(f, "show:{id}"),
            Self::Ask(id, field) => write!(f, "ask:{id}:{field}"),
            Self::Clear(id, field) => write!(f, "clear:{id}:{field}"),
            Self::SetLength(id, place) => write!(f, "length:{id}:{place}"),
            Self::Products(id) => write!(f, "products:{id}"),
            Self::SetProduct(id, product, brings) => {
                write!(f, "product:{id}:{}:{}", product.name(), switch(*brings))
            }
            Self::Prices(id) => write!(f, "prices:{id}"),
            Self::DropPrice(id, currency) => write!(f, "price_drop:{id}:{currency}"),
            Self::Audience(id) => write!(f, "who:{id}"),
            Self::SetAudience(id, who) => write!(f, "who_set:{id}:{}", who.name()),
            Self::Sale(id, is_on) => write!(f, "sale:{id}:{}", switch(*is_on)),
            Self::Renews(id, is_on) => write!(f, "monthly:{id}:{}", switch(*is_on)),
            Self::Move(id, PlanMove::Up) => write!(f, "up:{id}"),
            Self::Move(id, PlanMove::Down) => write!(f, "down:{id}"),
            Self::Copy(id) => write!(f, "copy:{id}"),
            Self::Remove(id) => write!(f, "remove:{id}"),
            Self::RemoveYes(id) => write!(f, "remove_yes:{id}"),
        }
    }
}

impl PlanAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["plan", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match rest {
            ["list", page] => Self::List(number(page)?),
            ["new"] => Self::New,
            ["new_of", bits] => Self::NewOf(set(bits)?),
            ["make", bits, place] => Self::Make(set(bits)?, number(place)?),
            ["make_ask", bits] => Self::AskNew(set(bits)?),
            ["show", id] => Self::Show(plan(id)?),
            ["ask", id, field] => Self::Ask(plan(id)?, PlanField::parse(field)?),
            ["clear", id, field] => Self::Clear(plan(id)?, PlanField::parse(field)?),
            ["length", id, place] => Self::SetLength(plan(id)?, number(place)?),
            ["products", id] => Self::Products(plan(id)?),
            ["product", id, name, is_on] => {
                let product = Product::parse(name).ok_or(UnknownAction)?;
                Self::SetProduct(plan(id)?, product, switched(is_on)?)
            }
            ["prices", id] => Self::Prices(plan(id)?),
            ["price_drop", id, currency] => {
                let currency = CurrencyCode::new(currency).ok_or(UnknownAction)?;
                Self::DropPrice(plan(id)?, currency)
            }
            ["who", id] => Self::Audience(plan(id)?),
            ["who_set", id, name] => {
                let who = Clientele::parse(name).ok_or(UnknownAction)?;
                Self::SetAudience(plan(id)?, who)
            }
            ["sale", id, is_on] => Self::Sale(plan(id)?, switched(is_on)?),
            ["monthly", id, is_on] => Self::Renews(plan(id)?, switched(is_on)?),
            ["up", id] => Self::Move(plan(id)?, PlanMove::Up),
            ["down", id] => Self::Move(plan(id)?, PlanMove::Down),
            ["copy", id] => Self::Copy(plan(id)?),
            ["remove", id] => Self::Remove(plan(id)?),
            ["remove_yes", id] => Self::RemoveYes(plan(id)?),
            _ => return Err(UnknownAction),
        })
    }
}

fn plan(text: &str) -> Result<PlanId, UnknownAction> {
    number(text).map(PlanId)
}

fn set(text: &str) -> Result<ProductSet, UnknownAction> {
    let set = number(text).map(ProductSet)?;
    let known = ProductSet::ON_OFFER.contains(&set);
    known.then_some(set).ok_or(UnknownAction)
}

fn switch(is_on: bool) -> &'static str {
    if is_on { "on" } else { "off" }
}

fn switched(name: &str) -> Result<bool, UnknownAction> {
    match name {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(UnknownAction),
    }
}
