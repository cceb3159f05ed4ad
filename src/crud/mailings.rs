//! `mailings` and `broadcast_recipients`: broadcasts to people, and who gets them.

use super::Page;
use crate::models::Audience;
use crate::models::BroadcastId;
use crate::models::BroadcastState;
use crate::models::BroadcastTarget;
use crate::models::ChatId;
use crate::models::Halt;
use crate::models::LeftOut;
use crate::models::Mailing;
use crate::models::MailingCounts;
use crate::models::MessageId;
use crate::models::RecipientState;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// A choice of language and what Telegram says of it, as `users` has them.
pub type Tongue = (Option<String>, Option<String>);

/// The end of access that still counts as soon, in days.
const SOON_DAYS: i64 = 7;

/// How many of an audience can be written to. Readers of a language are counted by [`list_tongues`].
///
/// The queries name their index and the order of their tables (CROSS JOIN): SQLite would look at every active person.
pub fn count_audience(
    connection: &Connection,
    audience: Audience,
    now: Timestamp,
) -> rusqlite::Result<i64> {
    let sql = match audience {
        Audience::Everybody | Audience::Spanish | Audience::English => {
            "SELECT count(*) FROM users u INDEXED BY users_writable
             WHERE u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL AND ?1 = ?1 AND ?2 = ?2"
        }
        Audience::ActiveVip => {
            "SELECT count(*) FROM vip_subscribers s CROSS JOIN users u ON u.id = s.user_id
             WHERE s.status = 'active' AND (s.expiry_date IS NULL OR s.expiry_date > ?1) AND ?2 = ?2
               AND u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL"
        }
        Audience::EndingVip => {
            "SELECT count(*) FROM vip_subscribers s CROSS JOIN users u ON u.id = s.user_id
             WHERE s.status = 'active' AND s.expiry_date > ?1 AND s.expiry_date <= ?2
               AND u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL"
        }
        Audience::ExpiredVip => {
            "SELECT count(*) FROM vip_subscribers s CROSS JOIN users u ON u.id = s.user_id
             WHERE (s.status = 'expired' OR (s.status = 'active' AND s.expiry_date <= ?1)) AND ?2 = ?2
               AND u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL"
        }
        Audience::WaitingFree => {
            "SELECT count(*) FROM free_channel_requests r CROSS JOIN users u ON u.id = r.user_id
             WHERE r.processed = 0 AND ?1 = ?1 AND ?2 = ?2
               AND u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL"
        }
        Audience::NeverBought => {
            "SELECT count(*) FROM users u INDEXED BY users_writable
             WHERE u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL AND ?1 = ?1 AND ?2 = ?2
               AND NOT EXISTS (SELECT 1 FROM vip_subscribers s WHERE s.user_id = u.id)"
        }
    };
    connection
        .prepare_cached(sql)?
        .query_row([now.0, now.plus_days(SOON_DAYS).0], |row| row.get(0))
}

/// The languages of those who can be written to, and how many have each.
pub fn list_tongues(connection: &Connection) -> rusqlite::Result<Vec<(Tongue, i64)>> {
    connection
        .prepare_cached(
            "SELECT language, language_code, count(*) FROM users INDEXED BY users_writable
             WHERE status = 'active' AND promotions_off = 0 AND started_at IS NOT NULL
             GROUP BY language, language_code",
        )?
        .query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?
        .collect()
}

/// Who cannot or must not be written to.
pub fn count_left_out(connection: &Connection) -> rusqlite::Result<LeftOut> {
    let mut by_status =
        connection.prepare_cached("SELECT count(*) FROM users WHERE status = ?1")?;
    let mut of = |status: &str| by_status.query_row([status], |row| row.get::<_, i64>(0));
    let (active, banned, unreachable) = (of("active")?, of("banned")?, of("unreachable")?);
    let stopped: i64 = connection
        .prepare_cached(
            "SELECT count(*) FROM users WHERE promotions_off = 1 AND status = 'active'",
        )?
        .query_row([], |row| row.get(0))?;
    let writable = count_audience(connection, Audience::Everybody, Timestamp(0))?;
    Ok(LeftOut {
        banned,
        unreachable,
        stopped,
        never_started: active - stopped - writable,
    })
}

/// Begins a mailing of that many recipients.
pub fn insert(
    tx: &Transaction<'_>,
    id: BroadcastId,
    total: i64,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO mailings (broadcast_id, total, started_at, leg_at) VALUES (?1, ?2, ?3, ?3)",
    )?
    .execute(params![id.0, total, now.0])?;
    Ok(())
}

/// Keeps who is in an audience now as the recipients. Readers of a language are inserted by [`insert_readers`].
pub fn insert_recipients(
    tx: &Transaction<'_>,
    id: BroadcastId,
    audience: Audience,
    now: Timestamp,
) -> rusqlite::Result<usize> {
    let sql = match audience {
        Audience::Everybody | Audience::Spanish | Audience::English => {
            "INSERT INTO broadcast_recipients (broadcast_id, user_id)
             SELECT ?1, u.id FROM users u INDEXED BY users_writable
             WHERE u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL AND ?2 = ?2 AND ?3 = ?3"
        }
        Audience::ActiveVip => {
            "INSERT INTO broadcast_recipients (broadcast_id, user_id)
             SELECT ?1, u.id FROM vip_subscribers s CROSS JOIN users u ON u.id = s.user_id
             WHERE s.status = 'active' AND (s.expiry_date IS NULL OR s.expiry_date > ?2) AND ?3 = ?3
               AND u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL"
        }
        Audience::EndingVip => {
            "INSERT INTO broadcast_recipients (broadcast_id, user_id)
             SELECT ?1, u.id FROM vip_subscribers s CROSS JOIN users u ON u.id = s.user_id
             WHERE s.status = 'active' AND s.expiry_date > ?2 AND s.expiry_date <= ?3
               AND u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL"
        }
        Audience::ExpiredVip => {
            "INSERT INTO broadcast_recipients (broadcast_id, user_id)
             SELECT ?1, u.id FROM vip_subscribers s CROSS JOIN users u ON u.id = s.user_id
             WHERE (s.status = 'expired' OR (s.status = 'active' AND s.expiry_date <= ?2)) AND ?3 = ?3
               AND u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL"
        }
        Audience::WaitingFree => {
            "INSERT INTO broadcast_recipients (broadcast_id, user_id)
             SELECT ?1, u.id FROM free_channel_requests r CROSS JOIN users u ON u.id = r.user_id
             WHERE r.processed = 0 AND ?2 = ?2 AND ?3 = ?3
               AND u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL"
        }
        Audience::NeverBought => {
            "INSERT INTO broadcast_recipients (broadcast_id, user_id)
             SELECT ?1, u.id FROM users u INDEXED BY users_writable
             WHERE u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL AND ?2 = ?2 AND ?3 = ?3
               AND NOT EXISTS (SELECT 1 FROM vip_subscribers s WHERE s.user_id = u.id)"
        }
    };
    tx.prepare_cached(sql)?
        .execute([id.0, now.0, now.plus_days(SOON_DAYS).0])
}

/// Adds those of one language, as [`list_tongues`] gives it, to the recipients.
pub fn insert_readers(
    tx: &Transaction<'_>,
    id: BroadcastId,
    tongue: &Tongue,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "INSERT INTO broadcast_recipients (broadcast_id, user_id)
         SELECT ?1, u.id FROM users u INDEXED BY users_writable
         WHERE u.language IS ?2 AND u.language_code IS ?3
           AND u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL",
    )?
    .execute(params![id.0, tongue.0, tongue.1])
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Mailing> {
    let (target, state): (String, String) = (row.get(2)?, row.get(3)?);
    let halt: Option<String> = row.get(4)?;
    // A mailing is made for an audience only, and the CHECK of the column allows no other state.
    let audience = match BroadcastTarget::of_code(&target) {
        Some(BroadcastTarget::People(audience)) => audience,
        Some(BroadcastTarget::Door(_) | BroadcastTarget::Both) | None => Audience::Everybody,
    };
    Ok(Mailing {
        id: BroadcastId(row.get(0)?),
        made_by: UserId(row.get(1)?),
        audience,
        state: BroadcastState::parse(&state).unwrap_or(BroadcastState::Stopped),
        halt: halt.as_deref().and_then(Halt::parse),
        counts: MailingCounts {
            total: row.get(5)?,
            sent: row.get(6)?,
            failed: row.get(7)?,
            blocked: row.get(8)?,
            skipped: row.get(9)?,
            doubt: row.get(10)?,
        },
        started_at: Timestamp(row.get(11)?),
        finished_at: row.get::<_, Option<i64>>(12)?.map(Timestamp),
        leg_at: Timestamp(row.get(13)?),
        leg_handled: row.get(14)?,
        progress: row.get::<_, Option<i64>>(15)?.map(MessageId),
    })
}

/// The mailing of that broadcast.
pub fn get(connection: &Connection, id: BroadcastId) -> rusqlite::Result<Option<Mailing>> {
    connection
        .prepare_cached(
            "SELECT b.id, b.made_by, b.target, b.state, m.halt, m.total, m.sent, m.failed, m.blocked, m.skipped,
                    m.doubt, m.started_at, b.finished_at, m.leg_at, m.leg_handled, m.progress_message
             FROM mailings m JOIN broadcasts b ON b.id = m.broadcast_id WHERE m.broadcast_id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// A page of the mailings, the newest first.
pub fn list(connection: &Connection, limit: i64, offset: i64) -> rusqlite::Result<Page<Mailing>> {
    let rows = connection
        .prepare_cached(
            "SELECT b.id, b.made_by, b.target, b.state, m.halt, m.total, m.sent, m.failed, m.blocked, m.skipped,
                    m.doubt, m.started_at, b.finished_at, m.leg_at, m.leg_handled, m.progress_message
             FROM mailings m JOIN broadcasts b ON b.id = m.broadcast_id
             ORDER BY m.broadcast_id DESC LIMIT ?1 OFFSET ?2",
        )?
        .query_map([limit, offset], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    let total = connection
        .prepare_cached("SELECT count(*) FROM mailings")?
        .query_row([], |row| row.get(0))?;
    Ok(Page { rows, total })
}

/// Mailings whose progress message still changes.
pub fn list_shown(connection: &Connection) -> rusqlite::Result<Vec<Mailing>> {
    connection
        .prepare_cached(
            "SELECT b.id, b.made_by, b.target, b.state, m.halt, m.total, m.sent, m.failed, m.blocked, m.skipped,
                    m.doubt, m.started_at, b.finished_at, m.leg_at, m.leg_handled, m.progress_message
             FROM mailings m JOIN broadcasts b ON b.id = m.broadcast_id WHERE m.is_shown = 1 ORDER BY m.broadcast_id",
        )?
        .query_map([], from_row)?
        .collect()
}

/// Mailings on their way or halted.
pub fn count_open(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "SELECT count(*) FROM broadcasts b JOIN mailings m ON m.broadcast_id = b.id
             WHERE b.state IN ('sending', 'paused')",
        )?
        .query_row([], |row| row.get(0))
}

/// The mailing on its way that comes after another one.
pub fn next_running(
    connection: &Connection,
    after: BroadcastId,
) -> rusqlite::Result<Option<BroadcastId>> {
    connection
        .prepare_cached(
            "SELECT b.id FROM broadcasts b JOIN mailings m ON m.broadcast_id = b.id
             WHERE b.state = 'sending' AND b.id > ?1 ORDER BY b.id LIMIT 1",
        )?
        .query_row([after.0], |row| row.get(0).map(BroadcastId))
        .optional()
}

/// The next recipient of a mailing, and whether they still may be written to. The index is named: SQLite would walk over
/// everybody who has had it.
pub fn next_due(
    connection: &Connection,
    id: BroadcastId,
) -> rusqlite::Result<Option<(UserId, bool)>> {
    connection
        .prepare_cached(
            "SELECT r.user_id, u.status = 'active' AND u.promotions_off = 0 AND u.started_at IS NOT NULL
             FROM broadcast_recipients r INDEXED BY recipients_due CROSS JOIN users u ON u.id = r.user_id
             WHERE r.broadcast_id = ?1 AND r.state = 'due' ORDER BY r.user_id LIMIT 1",
        )?
        .query_row([id.0], |row| Ok((UserId(row.get(0)?), row.get(1)?)))
        .optional()
}

/// Marks a due recipient as being sent to.
pub fn update_claimed(
    tx: &Transaction<'_>,
    id: BroadcastId,
    user: UserId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE broadcast_recipients SET state = 'sending', at = ?3
             WHERE broadcast_id = ?1 AND user_id = ?2 AND state = 'due'",
        )?
        .execute(params![id.0, user.0, now.0])?;
    Ok(changed == 1)
}

/// Gives a recipient back to whom nothing was sent.
pub fn update_unclaimed(
    tx: &Transaction<'_>,
    id: BroadcastId,
    user: UserId,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE broadcast_recipients SET state = 'due', at = NULL
             WHERE broadcast_id = ?1 AND user_id = ?2 AND state = 'sending'",
        )?
        .execute(params![id.0, user.0])?;
    Ok(changed == 1)
}

/// Keeps how it ended for a recipient who was due or being sent to, and counts it.
pub fn update_settled(
    tx: &Transaction<'_>,
    id: BroadcastId,
    user: UserId,
    state: RecipientState,
    error: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE broadcast_recipients SET state = ?3, error = ?4, at = ?5
             WHERE broadcast_id = ?1 AND user_id = ?2 AND state IN ('due', 'sending')",
        )?
        .execute(params![id.0, user.0, state.name(), error, now.0])?;
    if changed == 1 {
        tx.prepare_cached(
            "UPDATE mailings SET sent = sent + (?2 = 'sent'), failed = failed + (?2 = 'failed'),
                 blocked = blocked + (?2 = 'blocked'), doubt = doubt + (?2 = 'doubt'),
                 skipped = skipped + (?2 = 'skipped')
             WHERE broadcast_id = ?1",
        )?
        .execute(params![id.0, state.name()])?;
    }
    Ok(changed == 1)
}

/// Recipients who were being sent to when the process ended.
pub fn list_sending(connection: &Connection) -> rusqlite::Result<Vec<(BroadcastId, UserId)>> {
    connection
        .prepare_cached(
            "SELECT broadcast_id, user_id FROM broadcast_recipients WHERE state = 'sending'",
        )?
        .query_map([], |row| {
            Ok((BroadcastId(row.get(0)?), UserId(row.get(1)?)))
        })?
        .collect()
}

/// The first recipients of whom nobody knows whether they got it.
pub fn list_doubtful(
    connection: &Connection,
    id: BroadcastId,
    limit: i64,
) -> rusqlite::Result<Vec<UserId>> {
    connection
        .prepare_cached(
            "SELECT user_id FROM broadcast_recipients INDEXED BY recipients_doubt
             WHERE broadcast_id = ?1 AND state = 'doubt' ORDER BY user_id LIMIT ?2",
        )?
        .query_map([id.0, limit], |row| row.get(0).map(UserId))?
        .collect()
}

/// Moves a mailing from one of two states to another. An end is kept with its instant.
pub fn update_state(
    tx: &Transaction<'_>,
    id: BroadcastId,
    from: [BroadcastState; 2],
    to: BroadcastState,
    finished_at: Option<Timestamp>,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE broadcasts SET state = ?4, finished_at = ?5
             WHERE id = ?1 AND state IN (?2, ?3) AND id IN (SELECT broadcast_id FROM mailings WHERE broadcast_id = ?1)",
        )?
        .execute(params![
            id.0,
            from[0].name(),
            from[1].name(),
            to.name(),
            finished_at.map(|at| at.0)
        ])?;
    Ok(changed == 1)
}

/// Marks a broadcast as confirmed and on its way.
pub fn update_started(
    tx: &Transaction<'_>,
    id: BroadcastId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE broadcasts SET state = 'sending', confirmed_at = coalesce(confirmed_at, ?2) WHERE id = ?1",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// Notes why a mailing halted by itself; `None` = it did not.
pub fn update_halt(
    tx: &Transaction<'_>,
    id: BroadcastId,
    halt: Option<Halt>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE mailings SET halt = ?2 WHERE broadcast_id = ?1")?
        .execute(params![id.0, halt.map(Halt::name)])?;
    Ok(())
}

/// The rate of a mailing is measured anew from now on.
pub fn update_leg(tx: &Transaction<'_>, id: BroadcastId, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE mailings SET leg_at = ?2, leg_handled = sent + failed + blocked + skipped + doubt
         WHERE broadcast_id = ?1",
    )?
    .execute([id.0, now.0])?;
    Ok(())
}

/// Keeps which message shows the progress.
pub fn update_progress(
    tx: &Transaction<'_>,
    id: BroadcastId,
    message: MessageId,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE mailings SET progress_message = ?2 WHERE broadcast_id = ?1")?
        .execute([id.0, message.0])?;
    Ok(())
}

/// The progress message changes no more: it shows the end, or is gone.
pub fn update_hidden(tx: &Transaction<'_>, id: BroadcastId) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE mailings SET is_shown = 0 WHERE broadcast_id = ?1")?
        .execute([id.0])?;
    Ok(())
}

/// Mailings on their way or paused that copy something out of that chat.
pub fn list_open_from(connection: &Connection, chat: ChatId) -> rusqlite::Result<Vec<BroadcastId>> {
    connection
        .prepare_cached(
            "SELECT b.id FROM broadcasts b JOIN mailings m ON m.broadcast_id = b.id
             WHERE b.source_chat = ?1 AND b.state IN ('sending', 'paused')",
        )?
        .query_map([chat.0], |row| row.get(0).map(BroadcastId))?
        .collect()
}

/// Deletes recipients of mailings that ended before an instant; those in doubt stay with the report.
pub fn delete_recipients_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "DELETE FROM broadcast_recipients WHERE (broadcast_id, user_id) IN
             (SELECT r.broadcast_id, r.user_id FROM broadcasts b JOIN broadcast_recipients r ON r.broadcast_id = b.id
              WHERE b.state IN ('done', 'stopped') AND b.finished_at < ?1 AND r.state <> 'doubt' LIMIT ?2)",
    )?
    .execute([before.0, limit])
}

/// Whether the person gets broadcasts, by their own choice.
pub fn update_promotions(
    tx: &Transaction<'_>,
    user: UserId,
    are_wanted: bool,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE users SET promotions_off = ?2 WHERE id = ?1 AND promotions_off <> ?2",
        )?
        .execute(params![user.0, !are_wanted])?;
    Ok(changed == 1)
}
