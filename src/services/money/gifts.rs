//! Gifts: a plan that somebody paid for, and whoever opens its link gets.
//!
//! Invariants: a gift is opened once, by somebody else than its buyer, in the transaction that gives what it holds; one
//! that was paid back opens for nobody, and what it brought is taken back.

use super::eligible;
use super::fulfil;
use super::referrals;
use super::taking;
use super::taking::Brought;
use crate::context::Ctx;
use crate::crud;
use crate::models::Actor;
use crate::models::Gift;
use crate::models::GiftCard;
use crate::models::GiftId;
use crate::models::Given;
use crate::models::Identity;
use crate::models::Length;
use crate::models::MoneyRefusal;
use crate::models::Opened;
use crate::models::Order;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Payment;
use crate::models::PurseNews;
use crate::models::PurseRefusal;
use crate::models::Refusal;
use crate::models::Task;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::audit;
use crate::services::unit::act;
use crate::utils::seal::SealKey;
use crate::utils::seal::hex;
use ring::digest::SHA256;
use ring::digest::digest;
use rusqlite::{Connection, Transaction};
use serde_json::json;

/// What the link of a gift carries before its code.
pub const PREFIX: &str = "gift_";
/// Letters of a gift's code: 120 bits.
const CODE_LETTERS: usize = 24;

/// Makes the gift of a payment, and asks for its link to be handed to the buyer.
pub(super) fn make(
    tx: &Transaction<'_>,
    seal: &SealKey,
    payment: &Payment,
    order: &Order,
    now: Timestamp,
) -> Result<GiftId, ServiceError> {
    let code = super::secret_text(CODE_LETTERS)?;
    let sealed = seal
        .seal(&code)
        .map_err(|error| ServiceError::Fault(format!("a gift cannot be sealed: {error}")))?;
    let gift = crud::gifts::insert(tx, payment.id, order, &hash(&code), &sealed, now)?;
    super::ask(tx, &Task::DeliverGift { gift }, now)?;
    Ok(gift)
}

fn hash(code: &str) -> Vec<u8> {
    digest(&SHA256, code.as_bytes()).as_ref().to_vec()
}

/// Opens a gift: whoever comes first has it, at once and once. Its buyer is shown its card instead: it is for another.
///
/// # Errors
/// Refusals when there is none, somebody was faster, it was paid back, or it would bring nothing; it stays as it was.
pub async fn open(
    ctx: &Ctx,
    actor: &Actor,
    code: &str,
    now: Timestamp,
) -> Result<Opened, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let (seal, code_hash, identity) = (ctx.seal.clone(), hash(code), actor.identity);
    let result = act(ctx, actor, now, {
        let (seal, code_hash) = (seal.clone(), code_hash.clone());
        move |tx| {
            if let Some(known) = known(tx, &seal, &code_hash, user)? {
                return Ok(known);
            }
            opened(tx, &seal, &code_hash, identity, now)
        }
    })
    .await;
    match result {
        // Killed between the opening and its answer: the answer is still due.
        Err(ServiceError::Refused(Refusal::AlreadyApplied)) => {
            let known = ctx
                .db
                .read(move |connection| known(connection, &seal, &code_hash, user))
                .await?;
            known.ok_or_else(|| Refusal::AlreadyApplied.into())
        }
        result => result,
    }
}

fn of_hash(connection: &Connection, code_hash: &[u8]) -> Result<Gift, ServiceError> {
    let found = match crud::gifts::id_of_hash(connection, code_hash)? {
        Some(id) => crud::gifts::get(connection, id)?,
        None => None,
    };
    Ok(found.ok_or(PurseRefusal::GiftUnknown)?)
}

/// What a gift is to somebody for whom nothing is left to be done: its buyer, and whoever has it already.
fn known(
    connection: &Connection,
    seal: &SealKey,
    code_hash: &[u8],
    user: UserId,
) -> Result<Option<Opened>, ServiceError> {
    let gift = of_hash(connection, code_hash)?;
    if gift.buyer == user {
        return Ok(Some(Opened::Own(card_of(connection, seal, gift)?)));
    }
    let is_theirs = gift.redeemed_by == Some(user) && gift.revoked_at.is_none();
    Ok(is_theirs.then_some(Opened::Theirs(gift)))
}

fn opened(
    tx: &Transaction<'_>,
    seal: &SealKey,
    code_hash: &[u8],
    identity: Identity,
    now: Timestamp,
) -> Result<Opened, ServiceError> {
    let user = identity.user().ok_or(Refusal::NotAllowed)?;
    let gift = of_hash(tx, code_hash)?;
    judge(tx, &gift, user, now)?;
    if !crud::gifts::update_redeemed(tx, gift.id, user, now)? {
        return Err(PurseRefusal::GiftTaken.into());
    }
    // Opened again after it was taken back and made anew, it is another fact.
    let mark = hex(code_hash.get(..4).unwrap_or_default());
    let cause = format!("gift:{}:{mark}", gift.id);
    let given = Given {
        parts: fulfil::give(tx, seal, user, &gift.goods, gift.extra_days, &cause, now)?,
        gift: None,
    };
    crud::gifts::update_given(tx, gift.id, &given)?;
    referrals::give_waiting(tx, user, now)?;
    let details = json!({ "user": user.0, "buyer": gift.buyer.0, "payment": gift.payment.0 });
    let target = format!("gift:{}", gift.id);
    audit::record(tx, identity, "gift.redeemed", target, details, now)?;
    let task = Task::TellPurse {
        user: gift.buyer,
        news: PurseNews::GiftOpened(gift.id),
    };
    super::ask(tx, &task, now)?;
    let gift = crud::gifts::get(tx, gift.id)?.ok_or(PurseRefusal::GiftUnknown)?;
    Ok(Opened::Theirs(gift))
}

/// Whether somebody may open a gift, and it would bring them something that can be delivered.
fn judge(
    connection: &Connection,
    gift: &Gift,
    user: UserId,
    now: Timestamp,
) -> Result<(), ServiceError> {
    if crud::users::is_banned(connection, user)? {
        return Err(Refusal::NotAllowed.into());
    }
    if gift.revoked_at.is_some() {
        return Err(PurseRefusal::GiftDead.into());
    }
    if gift.redeemed_at.is_some() {
        return Err(PurseRefusal::GiftTaken.into());
    }
    if let Length::Until(at) = gift.goods.length
        && at <= now
    {
        return Err(MoneyRefusal::TermOver { at }.into());
    }
    let paid = crud::payments::get(connection, gift.payment)?;
    let order = match paid.and_then(|payment| payment.order) {
        Some(order) => crud::orders::get(connection, order)?,
        None => None,
    };
    eligible::need_times_of(connection, order.and_then(|order| order.plan), user)?;
    match eligible::need_use(connection, &gift.goods, user, now) {
        Err(ServiceError::Refused(Refusal::Money(MoneyRefusal::HasMore))) => {
            return Err(PurseRefusal::GiftUseless.into());
        }
        judged => judged?,
    }
    for product in &gift.goods.products {
        match eligible::need_delivery(connection, *product, user, now) {
            Err(ServiceError::Refused(Refusal::Money(MoneyRefusal::SoldOut))) => {
                return Err(PurseRefusal::GiftNoRoom.into());
            }
            judged => judged?,
        }
    }
    Ok(())
}

/// The payment of a gift goes back: nobody can open it any more, and whoever did loses what it brought.
pub fn revoked(
    tx: &Transaction<'_>,
    payment: &Payment,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let Some(gift) = crud::gifts::id_of_payment(tx, payment.id)? else {
        return Ok(());
    };
    let Some(gift) = crud::gifts::get(tx, gift)? else {
        return Ok(());
    };
    if !crud::gifts::update_revoked(tx, gift.id, now)? {
        return Ok(());
    }
    let target = format!("gift:{}", gift.id);
    if let (Some(taker), Some(at)) = (gift.redeemed_by, gift.redeemed_at) {
        let brought = Brought {
            user: taker,
            parts: &gift.given,
            at,
            payment: None,
        };
        taking::take_back(tx, &brought, &target, now)?;
    }
    let details = json!({ "payment": payment.id.0, "user": gift.redeemed_by.map(|user| user.0) });
    audit::record(tx, Identity::System, "gift.revoked", target, details, now)
}

/// A page of the gifts somebody paid for, the newest first.
pub async fn list(ctx: &Ctx, actor: &Actor, page: u32) -> Result<Page<Gift>, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    ctx.db
        .read(move |connection| {
            let rows = i64::from(PAGE_ROWS);
            let found = crud::gifts::of_buyer(connection, user, rows, rows * i64::from(page))?;
            Ok(Page::new(found.rows, page, found.total))
        })
        .await
}

/// A gift of one's own; to everybody else it does not exist.
pub async fn card(ctx: &Ctx, actor: &Actor, id: GiftId) -> Result<GiftCard, ServiceError> {
    let user = actor.identity.user().ok_or(Refusal::NotAllowed)?;
    let seal = ctx.seal.clone();
    ctx.db
        .read(move |connection| {
            let gift = crud::gifts::get(connection, id)?.filter(|gift| gift.buyer == user);
            card_of(connection, &seal, gift.ok_or(Refusal::NotFound)?)
        })
        .await
}

/// A gift as it stands, for the errands of the house; `None` = there is none.
pub async fn look(ctx: &Ctx, id: GiftId) -> Result<Option<GiftCard>, ServiceError> {
    let seal = ctx.seal.clone();
    ctx.db
        .read(move |connection| {
            let gift = crud::gifts::get(connection, id)?;
            gift.map(|gift| card_of(connection, &seal, gift))
                .transpose()
        })
        .await
}

fn card_of(connection: &Connection, seal: &SealKey, gift: Gift) -> Result<GiftCard, ServiceError> {
    let code = if gift.is_open() {
        let code = seal.open(&gift.sealed).map_err(|error| {
            ServiceError::Fault(format!("gift {} cannot be unsealed: {error}", gift.id))
        })?;
        Some(format!("{PREFIX}{code}"))
    } else {
        None
    };
    let taker = match gift.redeemed_by {
        Some(user) => Some(access::name_of(connection, user)?),
        None => None,
    };
    Ok(GiftCard { gift, code, taker })
}

#[cfg(test)]
#[path = "gifts_tests.rs"]
mod tests;
