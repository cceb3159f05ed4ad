//! Buttons of what is sold, of buying it, and of one's own orders: codes that begin with `shop:`.
//!
//! The button of a way to pay carries much: `shop:buy:PLAN:FW:CARD:SEEN`, numbers to the base of 36, `F` for whom, `W` the
//! way and what belongs to it.

use super::UnknownAction;
use super::number;
use crate::models::CurrencyCode;
use crate::models::InboxSeq;
use crate::models::ManualMethodId;
use crate::models::OrderId;
use crate::models::PlanId;
use crate::models::Recipient;
use crate::models::Way;
use crate::models::Wish;
use std::fmt;

/// What a button of what is sold, of buying it, and of one's own orders does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ShopAction {
    /// What is on sale.
    Plans(u32),
    /// One plan: for oneself, or as a gift.
    Plan(PlanId, Recipient),
    /// Ask for a promotion code; then that plan is shown again.
    Code(PlanId, Recipient),
    /// Without the code that was typed.
    DropCode(PlanId, Recipient),
    /// Order it.
    Buy(Wish),
    /// The person's orders.
    Orders(u32),
    /// One of them.
    Order(OrderId),
    /// Shall it be given up?
    Cancel(OrderId),
    /// Yes.
    CancelYes(OrderId),
}

impl fmt::Display for ShopAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plans(0) => f.write_str("shop:plans"),
            Self::Plans(page) => write!(f, "shop:plans:{page}"),
            Self::Plan(plan, Recipient::Buyer) => write!(f, "shop:plan:{plan}"),
            Self::Plan(plan, Recipient::Somebody) => write!(f, "shop:gift:{plan}"),
            Self::Code(plan, recipient) => write!(f, "shop:code:{}:{plan}", letter(*recipient)),
            Self::DropCode(plan, recipient) => {
                write!(f, "shop:no_code:{}:{plan}", letter(*recipient))
            }
            Self::Buy(wish) => write!(f, "shop:buy:{}", WishCode(*wish)),
            Self::Orders(0) => f.write_str("shop:orders"),
            Self::Orders(page) => write!(f, "shop:orders:{page}"),
            Self::Order(order) => write!(f, "shop:order:{order}"),
            Self::Cancel(order) => write!(f, "shop:cancel:{order}"),
            Self::CancelYes(order) => write!(f, "shop:cancel_yes:{order}"),
        }
    }
}

impl ShopAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let plan = |text: &str| number(text).map(PlanId);
        let order = |text: &str| number(text).map(OrderId);
        // The first page has no number: one text for one meaning.
        let page = |text: &str| {
            number(text).and_then(|page| (page > 0).then_some(page).ok_or(UnknownAction))
        };
        Ok(match parts {
            ["shop", "plans"] => Self::Plans(0),
            ["shop", "plans", number] => Self::Plans(page(number)?),
            ["shop", "plan", id] => Self::Plan(plan(id)?, Recipient::Buyer),
            ["shop", "gift", id] => Self::Plan(plan(id)?, Recipient::Somebody),
            ["shop", "code", recipient, id] => Self::Code(plan(id)?, of_letter(recipient)?),
            ["shop", "no_code", recipient, id] => Self::DropCode(plan(id)?, of_letter(recipient)?),
            ["shop", "buy", plan, way, card, seen] => Self::Buy(wish(plan, way, card, seen)?),
            ["shop", "orders"] => Self::Orders(0),
            ["shop", "orders", number] => Self::Orders(page(number)?),
            ["shop", "order", id] => Self::Order(order(id)?),
            ["shop", "cancel", id] => Self::Cancel(order(id)?),
            ["shop", "cancel_yes", id] => Self::CancelYes(order(id)?),
            _ => return Err(UnknownAction),
        })
    }
}

fn letter(recipient: Recipient) -> char {
    match recipient {
        Recipient::Buyer => 'o',
        Recipient::Somebody => 'g',
    }
}

fn of_letter(text: &str) -> Result<Recipient, UnknownAction> {
    match text {
        "o" => Ok(Recipient::Buyer),
        "g" => Ok(Recipient::Somebody),
        _ => Err(UnknownAction),
    }
}

struct WishCode(Wish);

impl fmt::Display for WishCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Wish {
            plan,
            recipient,
            way,
            card,
            seen,
        } = self.0;
        write!(f, "{}:{}", Short(plan.0), letter(recipient))?;
        match way {
            Way::Stars => f.write_str("s")?,
            Way::Monthly => f.write_str("r")?,
            Way::QvaPay => f.write_str("q")?,
            Way::Manual(id) => write!(f, "m{}", Short(id.0))?,
            Way::Balance(currency) => write!(f, "b{currency}")?,
        }
        write!(f, ":{}:{}", Short(card.0), Short(i64::from(seen)))
    }
}

fn wish(plan: &str, way: &str, card: &str, seen: &str) -> Result<Wish, UnknownAction> {
    let mut letters = way.char_indices().skip(1);
    let (second, _) = letters.next().ok_or(UnknownAction)?;
    let (recipient, way) = way.split_at(second);
    let third = letters.next().map_or(way.len(), |(at, _)| at - second);
    let way = match way.split_at(third) {
        ("s", "") => Way::Stars,
        ("r", "") => Way::Monthly,
        ("q", "") => Way::QvaPay,
        ("m", id) => Way::Manual(ManualMethodId(short(id)?)),
        ("b", code) => Way::Balance(CurrencyCode::new(code).ok_or(UnknownAction)?),
        _ => return Err(UnknownAction),
    };
    Ok(Wish {
        plan: PlanId(short(plan)?),
        recipient: of_letter(recipient)?,
        way,
        card: InboxSeq(short(card)?),
        seen: u32::try_from(short(seen)?).map_err(|_| UnknownAction)?,
    })
}

/// A number that is not negative, to the base of 36.
struct Short(i64);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        let mut rest = self.0.unsigned_abs();
        let mut digits = Vec::with_capacity(13);
        loop {
            let digit = usize::try_from(rest % 36).unwrap_or_default();
            digits.push(char::from(DIGITS[digit]));
            rest /= 36;
            if rest == 0 {
                break;
            }
        }
        digits
            .iter()
            .rev()
            .try_for_each(|digit| write!(f, "{digit}"))
    }
}

fn short(text: &str) -> Result<i64, UnknownAction> {
    let number = i64::from_str_radix(text, 36).map_err(|_| UnknownAction)?;
    if number >= 0 && Short(number).to_string() == text {
        Ok(number)
    } else {
        Err(UnknownAction)
    }
}
