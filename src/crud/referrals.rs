//! `referral_rewards`, and who brought whom.

use super::plans::{json, text};
use crate::models::GivenPart;
use crate::models::InboxSeq;
use crate::models::Money;
use crate::models::PaymentId;
use crate::models::Reward;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<Reward> {
    let at = |column: usize| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp))
    };
    let (minor, currency): (Option<i64>, Option<String>) = (row.get(4)?, row.get(5)?);
    let given: Vec<GivenPart> = if row.get_ref(8)? == rusqlite::types::ValueRef::Null {
        Vec::new()
    } else {
        json(row, 8)?
    };
    Ok(Reward {
        friend: UserId(row.get(0)?),
        inviter: UserId(row.get(1)?),
        payment: PaymentId(row.get(2)?),
        days: row.get(3)?,
        credit: minor
            .zip(currency)
            .map(|(minor, currency)| Money { minor, currency }),
        at: Timestamp(row.get(6)?),
        given_at: at(7)?,
        given,
    })
}

/// Whether that update of theirs is the first word somebody ever said to the bot.
pub fn is_first_word(
    connection: &Connection,
    user: UserId,
    update: InboxSeq,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM users, inbox
                 WHERE users.id = ?1 AND inbox.seq = ?2 AND users.started_at = inbox.received_at)",
        )?
        .query_row(params![user.0, update.0], |row| row.get(0))
}

/// Keeps who brought somebody. False if that is known already.
pub fn update_referred(
    tx: &Transaction<'_>,
    friend: UserId,
    inviter: UserId,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE users SET referred_by = ?2 WHERE id = ?1 AND referred_by IS NULL")?
        .execute(params![friend.0, inviter.0])?;
    Ok(changed > 0)
}

/// Who brought somebody.
pub fn inviter_of(connection: &Connection, friend: UserId) -> rusqlite::Result<Option<UserId>> {
    let found: Option<Option<i64>> = connection
        .prepare_cached("SELECT referred_by FROM users WHERE id = ?1")?
        .query_row([friend.0], |row| row.get(0))
        .optional()?;
    Ok(found.flatten().map(UserId))
}

/// How many people somebody brought.
pub fn count_friends(connection: &Connection, inviter: UserId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM users WHERE referred_by = ?1")?
        .query_row([inviter.0], |row| row.get(0))
}

/// For how many friends somebody was rewarded; what was taken back does not count.
pub fn count_rewards(connection: &Connection, inviter: UserId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM referral_rewards WHERE inviter_id = ?1 AND revoked_at IS NULL",
        )?
        .query_row([inviter.0], |row| row.get(0))
}

/// Days of rewards that wait for something to lengthen.
pub fn waiting_days(connection: &Connection, inviter: UserId) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT coalesce(sum(days), 0) FROM referral_rewards
             WHERE inviter_id = ?1 AND days IS NOT NULL AND given_at IS NULL AND revoked_at IS NULL",
        )?
        .query_row([inviter.0], |row| row.get(0))
}

/// Whether a person's payment of something was delivered before that one: paid back or not.
pub fn has_paid_before(
    connection: &Connection,
    user: UserId,
    payment: PaymentId,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM payments
                 WHERE user_id = ?1 AND id <> ?2 AND given IS NOT NULL AND minor > 0)",
        )?
        .query_row(params![user.0, payment.0], |row| row.get(0))
}

/// Keeps a reward. False: there was one for that friend.
pub fn insert(tx: &Transaction<'_>, reward: &Reward) -> rusqlite::Result<bool> {
    let made = tx
        .prepare_cached(
            "INSERT INTO referral_rewards (friend_id, inviter_id, payment_id, days, minor, currency, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (friend_id) DO NOTHING",
        )?
        .execute(params![
            reward.friend.0,
            reward.inviter.0,
            reward.payment.0,
            reward.days,
            reward.credit.as_ref().map(|credit| credit.minor),
            reward.credit.as_ref().map(|credit| &credit.currency),
            reward.at.0,
        ])?;
    Ok(made > 0)
}

/// Rewards of days that wait for something to lengthen, the oldest first.
pub fn list_waiting(connection: &Connection, inviter: UserId) -> rusqlite::Result<Vec<Reward>> {
    connection
        .prepare_cached(
            "SELECT friend_id, inviter_id, payment_id, days, minor, currency, at, given_at, given FROM referral_rewards
             WHERE inviter_id = ?1 AND days IS NOT NULL AND given_at IS NULL AND revoked_at IS NULL ORDER BY at",
        )?
        .query_map([inviter.0], from_row)?
        .collect()
}

/// The reward for a friend, unless it was taken back.
pub fn get(connection: &Connection, friend: UserId) -> rusqlite::Result<Option<Reward>> {
    connection
        .prepare_cached(
            "SELECT friend_id, inviter_id, payment_id, days, minor, currency, at, given_at, given FROM referral_rewards
             WHERE friend_id = ?1 AND revoked_at IS NULL",
        )?
        .query_row([friend.0], from_row)
        .optional()
}

/// The reward that a payment brought, unless it was taken back.
pub fn of_payment(connection: &Connection, payment: PaymentId) -> rusqlite::Result<Option<Reward>> {
    connection
        .prepare_cached(
            "SELECT friend_id, inviter_id, payment_id, days, minor, currency, at, given_at, given FROM referral_rewards
             WHERE payment_id = ?1 AND revoked_at IS NULL",
        )?
        .query_row([payment.0], from_row)
        .optional()
}

/// Keeps what the days of a reward lengthened.
pub fn update_given(
    tx: &Transaction<'_>,
    friend: UserId,
    given: &[GivenPart],
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE referral_rewards SET given_at = ?2, given = ?3 WHERE friend_id = ?1",
    )?
    .execute(params![friend.0, now.0, text(&given)?])?;
    Ok(())
}

/// Takes a reward back. False if it is already.
pub fn update_revoked(
    tx: &Transaction<'_>,
    friend: UserId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE referral_rewards SET revoked_at = ?2 WHERE friend_id = ?1 AND revoked_at IS NULL",
        )?
        .execute(params![friend.0, now.0])?;
    Ok(changed > 0)
}
