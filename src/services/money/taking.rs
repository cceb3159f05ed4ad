//! What a payment, a gift or a reward brought, taken back.

use super::fulfil::End;
use super::fulfil::running;
use crate::crud;
use crate::models::Change;
use crate::models::GivenPart;
use crate::models::Identity;
use crate::models::PaymentId;
use crate::models::Product;
use crate::models::TermEnd;
use crate::models::TermQuota;
use crate::models::Terms;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::services::access;
use crate::services::vpn::lifecycle;
use rusqlite::{Connection, Transaction};

/// Something that somebody was given.
pub(super) struct Brought<'a> {
    pub user: UserId,
    pub parts: &'a [GivenPart],
    pub at: Timestamp,
    /// The payment that brought it to the buyer; `None` = a gift or a reward did.
    pub payment: Option<PaymentId>,
}

/// What is left of a part.
enum Left {
    /// It was used up, or gave way to something else: what they have now is not of it.
    Nothing,
    /// It moved no end, and what else it brought is still there.
    Beside,
    /// The end without it.
    Until(End),
}

/// Takes back what was given: what is left of the time it added is taken off the end, and the rest ends at once if
/// nothing is left. Time and data that were used up are not taken from what came after them.
pub(super) fn take_back(
    tx: &Transaction<'_>,
    brought: &Brought<'_>,
    cause: &str,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let later = later(tx, brought)?;
    let (user, at) = (brought.user, brought.at);
    for part in brought.parts {
        // Something took the end away since.
        let Some(present) = running(tx, user, part.product, now)? else {
            continue;
        };
        if later.iter().any(|later| begins_anew(later, part.product))
            || is_other_period(tx, user, part.product, at)?
        {
            continue;
        }
        let left = left_of(part, present, at, now);
        match (part.product.kind(), left) {
            (_, Left::Nothing) | (None, Left::Beside) => {}
            (None, Left::Until(end)) => {
                access::set_end(tx, user, end.instant(), cause.to_owned(), now)?;
            }
            (Some(kind), Left::Beside) => keys_back(tx, user, kind, part, TermEnd::Keep, now)?,
            (Some(kind), Left::Until(end)) => {
                let end = end.instant().map_or(TermEnd::Never, TermEnd::Until);
                keys_back(tx, user, kind, part, end, now)?;
            }
        }
    }
    Ok(())
}

/// What payments and gifts brought to the same person after it.
fn later(connection: &Connection, brought: &Brought<'_>) -> Result<Vec<GivenPart>, ServiceError> {
    let (user, at) = (brought.user, brought.at);
    let mut later = crud::payments::given_after(connection, user, at, brought.payment)?;
    later.extend(crud::gifts::given_after(connection, user, at)?);
    Ok(later.into_iter().flat_map(|given| given.parts).collect())
}

/// Whether a part found nothing running: what ended before is not of it.
fn begins_anew(part: &GivenPart, product: Product) -> bool {
    part.product == product && part.before.is_none() && !part.was_lifetime
}

/// Whether access ended since, and began again by whatever way.
fn is_other_period(
    connection: &Connection,
    user: UserId,
    product: Product,
    given_at: Timestamp,
) -> Result<bool, ServiceError> {
    if product.kind().is_some() {
        return Ok(false);
    }
    let found = crud::subscribers::get(connection, user)?;
    Ok(found.is_some_and(|found| found.join_date > given_at))
}

fn left_of(part: &GivenPart, present: End, given_at: Timestamp, now: Timestamp) -> Left {
    if part.was_lifetime {
        return Left::Beside;
    }
    let base = part.before.unwrap_or(given_at).max(given_at);
    match (present, part.until) {
        (End::At(_), Some(until)) if until <= now => Left::Nothing,
        (End::At(end), Some(until)) => match until.since(base.max(now)) {
            left @ 1.. => Left::Until(End::At((end - left).max(now))),
            _ => Left::Beside,
        },
        (End::Never, None) => Left::Until(End::At(base.max(now))),
        // The end was set otherwise by hand since.
        (End::Never, Some(_)) | (End::At(_), None) => Left::Nothing,
    }
}

fn keys_back(
    tx: &Transaction<'_>,
    user: UserId,
    kind: VpnKind,
    part: &GivenPart,
    end: TermEnd,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let account = crud::vpn_accounts::of_user(tx, user, kind)?;
    let limit = account.and_then(|account| account.limit_bytes);
    let quota = match (limit, part.added_bytes, part.limit_before) {
        (Some(limit), Some(added), _) => TermQuota::Set(Some(limit.saturating_sub(added).max(1))),
        (None, _, Some(before)) => TermQuota::Set(Some(before)),
        (_, _, _) => TermQuota::Keep,
    };
    let terms = Terms {
        end,
        quota,
        devices: part.devices_before.map_or(Change::Keep, Change::Set),
        ..Terms::default()
    };
    lifecycle::terms(tx, user, kind, &terms, Identity::System, now)?;
    Ok(())
}
