//! People over all tables: lists, what they have, what happened to them.
//!
//! Where `customers_of` is given, only people who redeemed a token of that person are found.

use super::Page;
use crate::models::CODE_KEY;
use crate::models::HeldRole;
use crate::models::OwnedCounts;
use crate::models::OwnedTicket;
use crate::models::PersonFilter;
use crate::models::PersonMore;
use crate::models::REMINDERS_KEY;
use crate::models::SETTING_OFF;
use crate::models::TicketId;
use crate::models::TicketState;
use crate::models::Timestamp;
use crate::models::Token;
use crate::models::UserId;
use crate::models::UserStatus;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// What a list is made of.
#[derive(Clone, Copy, Debug)]
pub struct Sought {
    pub filter: PersonFilter,
    /// The first instant that counts, for the filters that have one.
    pub since: Timestamp,
    pub now: Timestamp,
    pub customers_of: Option<UserId>,
}

impl Sought {
    /// What the queries of the filter ask for first.
    fn first(self) -> Value {
        match self.filter {
            PersonFilter::All | PersonFilter::Today | PersonFilter::Month | PersonFilter::New => {
                Value::Integer(self.since.0)
            }
            PersonFilter::Banned => Value::Text(UserStatus::Banned.name().to_owned()),
            PersonFilter::Unreachable => Value::Text(UserStatus::Unreachable.name().to_owned()),
            PersonFilter::Staff | PersonFilter::Vip | PersonFilter::Keys => {
                Value::Integer(self.now.0)
            }
        }
    }
}

/// Whether somebody redeemed a token of that person.
pub fn is_customer(connection: &Connection, user: UserId, of: UserId) -> rusqlite::Result<bool> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM invitation_tokens WHERE used_by = ?1 AND generated_by = ?2 LIMIT 1",
        )?
        .query_row(params![user.0, of.0], |_| Ok(()))
        .optional()?
        .is_some())
}

/// A part of a list: those seen, met or changed last come first.
pub fn list(
    connection: &Connection,
    sought: Sought,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<UserId>> {
    let customers_of = sought.customers_of.map(|seller| seller.0);
    let mut statement = connection.prepare_cached(listing(sought.filter))?;
    let rows = statement
        .query_map(
            params![sought.first(), customers_of, limit, offset],
            |row| row.get(0).map(UserId),
        )?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let total = connection
        .prepare_cached(counting(sought.filter))?
        .query_row(params![sought.first(), customers_of], |row| row.get(0))?;
    Ok(Page { rows, total })
}

fn listing(filter: PersonFilter) -> &'static str {
    match filter {
        PersonFilter::All | PersonFilter::Today | PersonFilter::Month => {
            "SELECT u.id FROM users u WHERE u.last_seen_at >= ?1 AND u.erased_at IS NULL
               AND (?2 IS NULL OR EXISTS (SELECT 1 FROM invitation_tokens t
                                          WHERE t.used_by = u.id AND t.generated_by = ?2))
             ORDER BY u.last_seen_at DESC, u.id DESC LIMIT ?3 OFFSET ?4"
        }
        PersonFilter::New => {
            "SELECT u.id FROM users u WHERE u.created_at >= ?1 AND u.erased_at IS NULL
               AND (?2 IS NULL OR EXISTS (SELECT 1 FROM invitation_tokens t
                                          WHERE t.used_by = u.id AND t.generated_by = ?2))
             ORDER BY u.created_at DESC, u.id DESC LIMIT ?3 OFFSET ?4"
        }
        PersonFilter::Banned | PersonFilter::Unreachable => {
            "SELECT u.id FROM users u WHERE u.status = ?1 AND u.erased_at IS NULL
               AND (?2 IS NULL OR EXISTS (SELECT 1 FROM invitation_tokens t
                                          WHERE t.used_by = u.id AND t.generated_by = ?2))
             ORDER BY u.id DESC LIMIT ?3 OFFSET ?4"
        }
        PersonFilter::Staff => {
            "SELECT DISTINCT u.id FROM roles r CROSS JOIN user_roles h ON h.role = r.name
             CROSS JOIN users u ON u.id = h.user_id
             WHERE (h.expires_at IS NULL OR h.expires_at > ?1)
               AND (?2 IS NULL OR EXISTS (SELECT 1 FROM invitation_tokens t
                                          WHERE t.used_by = u.id AND t.generated_by = ?2))
             ORDER BY u.id LIMIT ?3 OFFSET ?4"
        }
        PersonFilter::Vip => {
            "SELECT s.user_id FROM vip_subscribers s
             WHERE s.status = 'active' AND (s.expiry_date IS NULL OR s.expiry_date > ?1)
               AND (?2 IS NULL OR EXISTS (SELECT 1 FROM invitation_tokens t
                                          WHERE t.used_by = s.user_id AND t.generated_by = ?2))
             ORDER BY s.user_id DESC LIMIT ?3 OFFSET ?4"
        }
        PersonFilter::Keys => {
            "SELECT DISTINCT c.user_id FROM vpn_configs c
             WHERE c.status IN ('pending', 'active', 'suspended', 'expired') AND ?1 = ?1
               AND (?2 IS NULL OR EXISTS (SELECT 1 FROM invitation_tokens t
                                          WHERE t.used_by = c.user_id AND t.generated_by = ?2))
             ORDER BY c.user_id DESC LIMIT ?3 OFFSET ?4"
        }
    }
}

fn counting(filter: PersonFilter) -> &'static str {
    match filter {
        PersonFilter::All | PersonFilter::Today | PersonFilter::Month => {
            "SELECT count(*) FROM users u WHERE u.last_seen_at >= ?1 AND u.erased_at IS NULL
               AND (?2 IS NULL OR EXISTS (SELECT 1 FROM invitation_tokens t
                                          WHERE t.used_by = u.id AND t.generated_by = ?2))"
        }
        PersonFilter::New => {
            "SELECT count(*) FROM users u WHERE u.created_at >= ?1 AND u.erased_at IS NULL
               AND (?2 IS NULL OR EXISTS (SELECT 1 FROM invitation_tokens t
                                          WHERE t.used_by = u.id AND t.generated_by = ?2))"
        }
        PersonFilter::Banned | PersonFilter::Unreachable => {
            "SELECT count(*) FROM users u WHERE u.status = ?1 AND u.erased_at IS NULL
               AND (?2 IS NULL OR EXISTS (SELECT 1 FROM invitation_tokens t
                                          WHERE t.used_by = u.id AND t.generated_by = ?2))"
        }
        PersonFilter::Staff => {
            "SELECT count(DISTINCT h.user_id) FROM roles r CROSS JOIN user_roles h ON h.role = r.name
             WHERE (h.expires_at IS NULL OR h.expires_at > ?1)
               AND (?2 IS NULL OR EXISTS (SELECT 1 FROM invitation_tokens t
                                          WHERE t.used_by = h.user_id AND t.generated_by = ?2))"
        }
        PersonFilter::Vip => {
            "SELECT count(*) FROM vip_subscribers s
             WHERE s.status = 'active' AND (s.expiry_date IS NULL OR s.expiry_date > ?1)
               AND (?2 IS NULL OR EXISTS (SELECT 1 FROM invitation_tokens t
                                          WHERE t.used_by = s.user_id AND t.generated_by = ?2))"
        }
        PersonFilter::Keys => {
            "SELECT count(DISTINCT c.user_id) FROM vpn_configs c
             WHERE c.status IN ('pending', 'active', 'suspended', 'expired') AND ?1 = ?1
               AND (?2 IS NULL OR EXISTS (SELECT 1 FROM invitation_tokens t
                                          WHERE t.used_by = c.user_id AND t.generated_by = ?2))"
        }
    }
}

/// What is kept of a person besides who they are.
pub fn more(connection: &Connection, user: UserId) -> rusqlite::Result<PersonMore> {
    let found = connection
        .prepare_cached(
            "SELECT promotions_off, qvapay_user, trial_used_at, erased_at,
                    (SELECT count(*) FROM user_settings s WHERE s.user_id = u.id AND s.key <> ?4)
                    + (language IS NOT NULL) + (time_zone IS NOT NULL) + promotions_off,
                    EXISTS (SELECT 1 FROM user_settings s WHERE s.user_id = u.id AND s.key = ?2 AND s.value = ?3)
             FROM users u WHERE id = ?1",
        )?
        .query_row(params![user.0, REMINDERS_KEY, SETTING_OFF, CODE_KEY], |row| {
            Ok(PersonMore {
                promotions_off: row.get(0)?,
                qvapay_user: row.get(1)?,
                trial_used_at: row.get::<_, Option<i64>>(2)?.map(Timestamp),
                erased_at: row.get::<_, Option<i64>>(3)?.map(Timestamp),
                settings: row.get(4)?,
                reminders_off: row.get(5)?,
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// How much somebody has.
pub fn counts(connection: &Connection, user: UserId) -> rusqlite::Result<OwnedCounts> {
    connection
        .prepare_cached(
            "SELECT (SELECT count(*) FROM vpn_configs WHERE user_id = ?1 AND status <> 'revoked'),
                    (SELECT count(*) FROM invitation_tokens WHERE used_by = ?1),
                    (SELECT count(*) FROM invitation_tokens WHERE generated_by = ?1),
                    (SELECT count(*) FROM tickets WHERE user_id = ?1),
                    (SELECT count(*) FROM tickets WHERE user_id = ?1 AND state <> 'closed')",
        )?
        .query_row([user.0], |row| {
            Ok(OwnedCounts {
                keys: row.get(0)?,
                tokens_redeemed: row.get(1)?,
                tokens_made: row.get(2)?,
                tickets: row.get(3)?,
                tickets_open: row.get(4)?,
            })
        })
}

/// The roles that somebody holds at `now`, the highest first.
pub fn roles(
    connection: &Connection,
    user: UserId,
    now: Timestamp,
) -> rusqlite::Result<Vec<HeldRole>> {
    let mut statement = connection.prepare_cached(
        "SELECT h.role, h.expires_at FROM user_roles h CROSS JOIN roles r ON r.name = h.role
         WHERE h.user_id = ?1 AND (h.expires_at IS NULL OR h.expires_at > ?2) ORDER BY r.rank DESC, r.name",
    )?;
    statement
        .query_map(params![user.0, now.0], |row| {
            Ok(HeldRole {
                role: row.get(0)?,
                until: row.get::<_, Option<i64>>(1)?.map(Timestamp),
            })
        })?
        .collect()
}

/// The tokens that somebody redeemed, the newest first.
pub fn tokens(connection: &Connection, user: UserId, limit: i64) -> rusqlite::Result<Vec<Token>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, prefix, generated_by, created_at, valid_until, duration_hours, note, used_by, used_at, revoked_at
         FROM invitation_tokens WHERE used_by = ?1 ORDER BY used_at DESC, id DESC LIMIT ?2",
    )?;
    statement
        .query_map(params![user.0, limit], super::tokens::from_row)?
        .collect()
}

/// The tickets of somebody, the newest first.
pub fn tickets(
    connection: &Connection,
    user: UserId,
    limit: i64,
) -> rusqlite::Result<Vec<OwnedTicket>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, state, updated_at FROM tickets WHERE user_id = ?1 ORDER BY id DESC LIMIT ?2",
    )?;
    statement
        .query_map(params![user.0, limit], |row| {
            let state: String = row.get(1)?;
            Ok(OwnedTicket {
                id: TicketId(row.get(0)?),
                // The CHECK of the column allows no other.
                state: TicketState::parse(&state).unwrap_or(TicketState::Open),
                updated_at: Timestamp(row.get(2)?),
            })
        })?
        .collect()
}

/// Whose ticket a message of ours speaks of.
pub fn of_ticket_message(
    connection: &Connection,
    chat: i64,
    message: i64,
) -> rusqlite::Result<Option<UserId>> {
    connection
        .prepare_cached(
            "SELECT t.user_id FROM ticket_copies c CROSS JOIN tickets t ON t.id = c.ticket_id
             WHERE c.chat_id = ?1 AND c.message_id = ?2",
        )?
        .query_row([chat, message], |row| row.get(0).map(UserId))
        .optional()
}

/// From where a line of the history comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HistorySource {
    Channel,
    Audit,
    Vpn,
}

/// How much of a history is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HistoryScope {
    Everything,
    /// What happened in the channels, and nothing that names staff.
    Channels,
}

/// A line of a person's history as stored.
#[derive(Clone, Debug)]
pub struct HistoryRow {
    pub at: Timestamp,
    pub source: HistorySource,
    /// The kind of the event, or the action.
    pub what: String,
    /// The channel, the details of the act, or the name of the key.
    pub more: Option<String>,
    /// Who acted, if a person did.
    pub actor: Option<UserId>,
}

/// What happened to a person and their keys, and what was done to them, the newest first. What is kept both as an event
/// and as an act is told once.
pub fn list_history(
    connection: &Connection,
    user: UserId,
    scope: HistoryScope,
    limit: i64,
    offset: i64,
) -> rusqlite::Result<Page<HistoryRow>> {
    let target = format!("user:{user}");
    let reads_all = scope == HistoryScope::Everything;
    let total = connection
        .prepare_cached(
            "SELECT (SELECT count(*) FROM membership_events
                     WHERE user_id = ?1 AND NOT (kind = 'adjusted' AND coalesce(cause, '') LIKE 'admin:%'))
                  + (SELECT count(*) FROM audit_log WHERE target = ?2 AND action <> 'vip.expired' AND ?3)
                  + (SELECT count(*) FROM vpn_events WHERE user_id = ?1 AND ?3)",
        )?
        .query_row(params![user.0, target, reads_all], |row| row.get(0))?;
    let mut statement = connection.prepare_cached(
        "SELECT at, 0 AS source, kind, channel, NULL, id FROM membership_events
         WHERE user_id = ?1 AND NOT (kind = 'adjusted' AND coalesce(cause, '') LIKE 'admin:%')
         UNION ALL
         SELECT created_at, 1, action, details, iif(actor_kind = 'user', actor_id, NULL), id
         FROM audit_log WHERE target = ?2 AND action <> 'vip.expired' AND ?5
         UNION ALL
         SELECT at, 2, kind, (SELECT name FROM vpn_configs c WHERE c.id = e.config_id), by_user, id
         FROM vpn_events e WHERE user_id = ?1 AND ?5
         ORDER BY 1 DESC, 2, 6 DESC LIMIT ?3 OFFSET ?4",
    )?;
    let rows = statement
        .query_map(params![user.0, target, limit, offset, reads_all], |row| {
            Ok(HistoryRow {
                at: Timestamp(row.get(0)?),
                source: match row.get::<_, i64>(1)? {
                    0 => HistorySource::Channel,
                    1 => HistorySource::Audit,
                    _ => HistorySource::Vpn,
                },
                what: row.get(2)?,
                more: row.get(3)?,
                actor: row.get::<_, Option<i64>>(4)?.map(UserId),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Page { rows, total })
}

/// Keeps the person's own choice of time zone; `None` = the house's.
pub fn update_time_zone(
    tx: &Transaction<'_>,
    user: UserId,
    zone: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE users SET time_zone = ?2 WHERE id = ?1")?
        .execute(params![user.0, zone])?;
    Ok(())
}

/// Keeps which QvaPay user somebody is; `None` = none that is known.
pub fn update_qvapay(
    tx: &Transaction<'_>,
    user: UserId,
    name: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE users SET qvapay_user = ?2 WHERE id = ?1")?
        .execute(params![user.0, name])?;
    Ok(())
}

/// Who else is that QvaPay user, whatever the case of its letters.
pub fn other_of_qvapay(
    connection: &Connection,
    user: UserId,
    name: &str,
) -> rusqlite::Result<Option<UserId>> {
    connection
        .prepare_cached(
            "SELECT id FROM users WHERE qvapay_user = ?2 COLLATE NOCASE AND id <> ?1 LIMIT 1",
        )?
        .query_row(params![user.0, name], |row| row.get(0).map(UserId))
        .optional()
}

/// Puts language, time zone and broadcasts back to the usual. Returns whether any of them was not.
pub fn reset_settings(tx: &Transaction<'_>, user: UserId) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE users SET language = NULL, time_zone = NULL, promotions_off = 0
             WHERE id = ?1 AND (language IS NOT NULL OR time_zone IS NOT NULL OR promotions_off = 1)",
        )?
        .execute([user.0])?;
    Ok(changed > 0)
}
