//! Buttons of promotion codes: codes that begin with `promo:`.

use super::UnknownAction;
use super::number;
use crate::models::PlanId;
use crate::models::PromoId;
use crate::models::PromoKind;
use std::fmt;

/// What of a code is typed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PromoField {
    Uses,
    PerPerson,
    Starts,
    Ends,
}

impl PromoField {
    /// All of them, in the order in which they are shown.
    pub const ALL: [PromoField; 4] = [Self::Uses, Self::PerPerson, Self::Starts, Self::Ends];

    /// Whether there may be nothing in it.
    pub fn is_optional(self) -> bool {
        match self {
            Self::Uses | Self::Starts | Self::Ends => true,
            Self::PerPerson => false,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Uses => "uses",
            Self::PerPerson => "per_person",
            Self::Starts => "starts",
            Self::Ends => "ends",
        }
    }
}

/// What a button of promotion codes does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PromoAction {
    /// The codes, a page of them.
    List(u32),
    /// What should a new one give?
    New,
    /// Ask how a new one of that kind is called.
    AskCode(PromoKind),
    /// Make a name up, and ask how much it gives.
    MadeUp(PromoKind),
    /// One of them.
    Show(PromoId),
    /// Ask for a value.
    Ask(PromoId, PromoField),
    /// Nothing in that field.
    Clear(PromoId, PromoField),
    /// For which plan? A page of them.
    Plans(PromoId, u32),
    /// For that one; `None` = for every plan.
    SetPlan(PromoId, Option<PlanId>),
    /// Whether it can be used.
    Enable(PromoId, bool),
}

impl fmt::Display for PromoAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("promo:")?;
        match self {
            Self::List(page) => write!(f, "list:{page}"),
            Self::New => f.write_str("new"),
            Self::AskCode(kind) => write!(f, "code:{}", kind.name()),
            Self::MadeUp(kind) => write!(f, "made_up:{}", kind.name()),
            Self::Show(id) => write!(f, "show:{id}"),
            Self::Ask(id, field) => write!(f, "ask:{id}:{}", field.code()),
            Self::Clear(id, field) => write!(f, "clear:{id}:{}", field.code()),
            Self::Plans(id, page) => write!(f, "plans:{id}:{page}"),
            Self::SetPlan(id, Some(plan)) => write!(f, "plan:{id}:{plan}"),
            Self::SetPlan(id, None) => write!(f, "plan:{id}:all"),
            Self::Enable(id, true) => write!(f, "enable:{id}"),
            Self::Enable(id, false) => write!(f, "disable:{id}"),
        }
    }
}

impl PromoAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["promo", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match rest {
            ["list", page] => Self::List(number(page)?),
            ["new"] => Self::New,
            ["code", name] => Self::AskCode(kind(name)?),
            ["made_up", name] => Self::MadeUp(kind(name)?),
            ["show", id] => Self::Show(promo(id)?),
            ["ask", id, code] => Self::Ask(promo(id)?, field(code)?),
            ["clear", id, code] => Self::Clear(promo(id)?, field(code)?),
            ["plans", id, page] => Self::Plans(promo(id)?, number(page)?),
            ["plan", id, "all"] => Self::SetPlan(promo(id)?, None),
            ["plan", id, plan] => Self::SetPlan(promo(id)?, Some(number(plan).map(PlanId)?)),
            ["enable", id] => Self::Enable(promo(id)?, true),
            ["disable", id] => Self::Enable(promo(id)?, false),
            _ => return Err(UnknownAction),
        })
    }
}

fn promo(text: &str) -> Result<PromoId, UnknownAction> {
    number(text).map(PromoId)
}

fn kind(name: &str) -> Result<PromoKind, UnknownAction> {
    PromoKind::parse(name).ok_or(UnknownAction)
}

fn field(code: &str) -> Result<PromoField, UnknownAction> {
    let found = PromoField::ALL.into_iter().find(|one| one.code() == code);
    found.ok_or(UnknownAction)
}
