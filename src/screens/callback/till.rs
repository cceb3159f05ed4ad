//! Buttons of the desk of the money, of ways to pay and of the rules of selling: codes that begin with `till:`.

use super::UnknownAction;
use super::number;
use crate::models::ManualMethodId;
use crate::models::Method;
use crate::models::Product;
use crate::models::SecondPayment;
use crate::models::ShopText;
use crate::utils::locale::Lang;
use std::fmt;

/// What a button of the desk of the money does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TillAction {
    /// What waits, and where to go.
    Main,
    /// Which products are sold by which way to pay?
    Methods,
    /// Open a product to a way to pay, or close it.
    Switch(Method, Product),
    /// The rules of selling.
    Rules,
    /// After how many minutes does an order end?
    Minutes,
    /// After so many.
    SetMinutes(u32),
    /// What becomes of a second payment?
    Second,
    /// That.
    SetSecond(SecondPayment),
    /// A text about paying, in a language.
    Text(ShopText, Lang),
    /// Ask for own words.
    AskText(ShopText, Lang),
    /// The house's words again.
    ResetText(ShopText, Lang),
    /// What inviters get.
    Referral,
    /// They get nothing.
    NoReferral,
    /// So many days.
    ReferralDays(u32),
    /// How many days?
    AskReferralDays,
    /// How much money?
    AskReferralCredit,
    /// For how many friends?
    AskFriends,
    /// For any number.
    AnyFriends,
    /// Ways to pay by hand.
    Manual,
    /// Ask for a new one.
    NewManual,
    /// One of them.
    ShowManual(ManualMethodId),
    /// Ask for another name in a language.
    NameManual(ManualMethodId, Lang),
    /// Ask for other instructions in a language.
    WordManual(ManualMethodId, Lang),
    /// Ask for another currency.
    CurrencyManual(ManualMethodId),
    /// Ask payers for the number of the transfer, or not.
    ReferenceManual(ManualMethodId),
    /// Offer it, or not.
    SwitchManual(ManualMethodId),
    /// One place up.
    LiftManual(ManualMethodId),
    /// Ask whether to take it away.
    DropManual(ManualMethodId),
    /// Take it away.
    DropManualYes(ManualMethodId),
    /// The house's accounts at providers.
    Accounts,
}

impl fmt::Display for TillAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Main => f.write_str("till:main"),
            Self::Accounts => f.write_str("till:accounts"),
            Self::Methods => f.write_str("till:methods"),
            Self::Switch(method, product) => {
                write!(f, "till:switch:{}:{}", method.name(), product.name())
            }
            Self::Rules => f.write_str("till:rules"),
            Self::Minutes => f.write_str("till:minutes"),
            Self::SetMinutes(minutes) => write!(f, "till:minutes:{minutes}"),
            Self::Second => f.write_str("till:second"),
            Self::SetSecond(rule) => write!(f, "till:second:{}", rule.name()),
            Self::Text(which, lang) => write!(f, "till:text:{}:{}", which.name(), lang.code()),
            Self::AskText(which, lang) => {
                write!(f, "till:text_ask:{}:{}", which.name(), lang.code())
            }
            Self::ResetText(which, lang) => {
                write!(f, "till:text_reset:{}:{}", which.name(), lang.code())
            }
            Self::Referral => f.write_str("till:referral"),
            Self::NoReferral => f.write_str("till:referral_none"),
            Self::ReferralDays(days) => write!(f, "till:referral_days:{days}"),
            Self::AskReferralDays => f.write_str("till:referral_days"),
            Self::AskReferralCredit => f.write_str("till:referral_credit"),
            Self::AskFriends => f.write_str("till:friends"),
            Self::AnyFriends => f.write_str("till:friends_any"),
            Self::Manual => f.write_str("till:manual"),
            Self::NewManual => f.write_str("till:manual_new"),
            Self::ShowManual(id) => write!(f, "till:manual:{id}"),
            Self::NameManual(id, lang) => write!(f, "till:manual_name:{id}:{}", lang.code()),
            Self::WordManual(id, lang) => write!(f, "till:manual_how:{id}:{}", lang.code()),
            Self::CurrencyManual(id) => write!(f, "till:manual_currency:{id}"),
            Self::ReferenceManual(id) => write!(f, "till:manual_number:{id}"),
            Self::SwitchManual(id) => write!(f, "till:manual_on:{id}"),
            Self::LiftManual(id) => write!(f, "till:manual_up:{id}"),
            Self::DropManual(id) => write!(f, "till:manual_drop:{id}"),
            Self::DropManualYes(id) => write!(f, "till:manual_drop_yes:{id}"),
        }
    }
}

impl TillAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        match parts {
            ["till", "main"] => Ok(Self::Main),
            ["till", "accounts"] => Ok(Self::Accounts),
            ["till", "methods"] => Ok(Self::Methods),
            ["till", "switch", method, product] => Ok(Self::Switch(
                Method::parse(method).ok_or(UnknownAction)?,
                Product::parse(product).ok_or(UnknownAction)?,
            )),
            ["till", "manual", ..] => Self::parse_manual(parts),
            ["till", what, ..] if what.starts_with("manual_") => Self::parse_manual(parts),
            _ => Self::parse_rule(parts),
        }
    }

    fn parse_rule(parts: &[&str]) -> Result<Self, UnknownAction> {
        let text = |text: &str| ShopText::parse(text).ok_or(UnknownAction);
        Ok(match parts {
            ["till", "rules"] => Self::Rules,
            ["till", "minutes"] => Self::Minutes,
            ["till", "minutes", minutes] => Self::SetMinutes(number(minutes)?),
            ["till", "second"] => Self::Second,
            ["till", "second", rule] => {
                Self::SetSecond(SecondPayment::parse(rule).ok_or(UnknownAction)?)
            }
            ["till", "text", which, lang] => Self::Text(text(which)?, language(lang)?),
            ["till", "text_ask", which, lang] => Self::AskText(text(which)?, language(lang)?),
            ["till", "text_reset", which, lang] => Self::ResetText(text(which)?, language(lang)?),
            ["till", "referral"] => Self::Referral,
            ["till", "referral_none"] => Self::NoReferral,
            ["till", "referral_days"] => Self::AskReferralDays,
            ["till", "referral_days", days] => Self::ReferralDays(number(days)?),
            ["till", "referral_credit"] => Self::AskReferralCredit,
            ["till", "friends"] => Self::AskFriends,
            ["till", "friends_any"] => Self::AnyFriends,
            _ => return Err(UnknownAction),
        })
    }

    fn parse_manual(parts: &[&str]) -> Result<Self, UnknownAction> {
        let id = |text: &str| number(text).map(ManualMethodId);
        Ok(match parts {
            ["till", "manual"] => Self::Manual,
            ["till", "manual_new"] => Self::NewManual,
            ["till", "manual", text] => Self::ShowManual(id(text)?),
            ["till", "manual_name", text, lang] => Self::NameManual(id(text)?, language(lang)?),
            ["till", "manual_how", text, lang] => Self::WordManual(id(text)?, language(lang)?),
            ["till", "manual_currency", text] => Self::CurrencyManual(id(text)?),
            ["till", "manual_number", text] => Self::ReferenceManual(id(text)?),
            ["till", "manual_on", text] => Self::SwitchManual(id(text)?),
            ["till", "manual_up", text] => Self::LiftManual(id(text)?),
            ["till", "manual_drop", text] => Self::DropManual(id(text)?),
            ["till", "manual_drop_yes", text] => Self::DropManualYes(id(text)?),
            _ => return Err(UnknownAction),
        })
    }
}

fn language(code: &str) -> Result<Lang, UnknownAction> {
    let found = Lang::ALL.into_iter().find(|lang| lang.code() == code);
    found.ok_or(UnknownAction)
}
