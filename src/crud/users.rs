//! `users`.

use crate::models::Ban;
use crate::models::Person;
use crate::models::Timestamp;
use crate::models::User;
use crate::models::UserId;
use crate::models::UserStatus;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<User> {
    let status: String = row.get(7)?;
    Ok(User {
        id: UserId(row.get(0)?),
        username: row.get(1)?,
        first_name: row.get(2)?,
        last_name: row.get(3)?,
        language: row.get(4)?,
        language_code: row.get(5)?,
        time_zone: row.get(6)?,
        // The CHECK of the column allows no other.
        status: UserStatus::parse(&status).unwrap_or(UserStatus::Active),
        started_at: row.get::<_, Option<i64>>(8)?.map(Timestamp),
        created_at: Timestamp(row.get(9)?),
        last_seen_at: Timestamp(row.get(10)?),
        note: row.get(11)?,
        ban: match UserStatus::parse(&status) {
            Some(UserStatus::Banned) => Some(Ban {
                reason: row.get(12)?,
                until: row.get::<_, Option<i64>>(13)?.map(Timestamp),
                by: row.get::<_, Option<i64>>(14)?.map(UserId),
                at: row.get::<_, Option<i64>>(15)?.map(Timestamp),
            }),
            Some(UserStatus::Active | UserStatus::Unreachable) | None => None,
        },
    })
}

/// Registers a person or refreshes what Telegram says of them. `spoke` means the update is their own act
/// towards the bot, which shows that they can be reached. Somebody whose data were erased stays nameless until they
/// speak again, and is new then.
pub fn upsert_seen(
    tx: &Transaction<'_>,
    person: &Person,
    spoke: bool,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO users (id, username, first_name, last_name, language_code, created_at, last_seen_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
         ON CONFLICT (id) DO UPDATE SET
             username = excluded.username, first_name = excluded.first_name, last_name = excluded.last_name,
             language_code = coalesce(excluded.language_code, language_code), last_seen_at = excluded.last_seen_at,
             status = iif(?7 AND status = 'unreachable', 'active', status),
             words_kept = iif(username IS excluded.username AND first_name IS excluded.first_name
                              AND last_name IS excluded.last_name, words_kept, 0),
             created_at = iif(erased_at IS NULL, created_at, excluded.created_at), erased_at = NULL
         WHERE erased_at IS NULL OR ?7",
    )?
    .execute(params![
        person.id.0,
        person.username,
        person.first_name,
        person.last_name,
        person.language_code,
        now.0,
        spoke
    ])?;
    Ok(())
}

/// Makes sure that a row exists for an id known only from the settings.
pub fn insert_bare(tx: &Transaction<'_>, id: UserId, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO users (id, first_name, created_at, last_seen_at) VALUES (?1, '', ?2, ?2)
         ON CONFLICT (id) DO NOTHING",
    )?
    .execute(params![id.0, now.0])?;
    Ok(())
}

/// The person of that id.
pub fn get(connection: &Connection, id: UserId) -> rusqlite::Result<Option<User>> {
    connection
        .prepare_cached(
            "SELECT id, username, first_name, last_name, language, language_code, time_zone, status, started_at,
                    created_at, last_seen_at, note, ban_reason, banned_until, banned_by, banned_at
             FROM users WHERE id = ?1",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// Notes the first /start: from then on the bot may write to them.
pub fn mark_started(tx: &Transaction<'_>, id: UserId, now: Timestamp) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE users SET started_at = ?2 WHERE id = ?1 AND started_at IS NULL")?
        .execute(params![id.0, now.0])?;
    Ok(changed > 0)
}

/// Keeps the person's own choice of language.
pub fn update_language(tx: &Transaction<'_>, id: UserId, language: &str) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE users SET language = ?2 WHERE id = ?1")?
        .execute(params![id.0, language])?;
    Ok(changed > 0)
}

/// Marks whether the person can be written to. A ban stays a ban.
pub fn update_reachable(
    tx: &Transaction<'_>,
    id: UserId,
    is_reachable: bool,
) -> rusqlite::Result<bool> {
    let status = if is_reachable {
        UserStatus::Active
    } else {
        UserStatus::Unreachable
    };
    let changed = tx
        .prepare_cached(
            "UPDATE users SET status = ?2 WHERE id = ?1 AND status NOT IN ('banned', ?2)",
        )?
        .execute(params![id.0, status.name()])?;
    Ok(changed > 0)
}

/// Spends the one trial of a person. False if it was spent before.
pub fn update_trial_used(
    tx: &Transaction<'_>,
    id: UserId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE users SET trial_used_at = ?2 WHERE id = ?1 AND trial_used_at IS NULL",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// When a person spent their trial; `None` = not yet.
pub fn trial_used_at(connection: &Connection, id: UserId) -> rusqlite::Result<Option<Timestamp>> {
    let at: Option<Option<i64>> = connection
        .prepare_cached("SELECT trial_used_at FROM users WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    Ok(at.flatten().map(Timestamp))
}

/// Keeps the staff's words on a person; `None` takes them away.
pub fn update_note(tx: &Transaction<'_>, id: UserId, note: Option<&str>) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached("UPDATE users SET note = ?2 WHERE id = ?1")?
        .execute(params![id.0, note])?;
    Ok(changed > 0)
}

/// Shuts the house to a person, or changes why and until when it is shut. Returns whether it was open before.
pub fn update_banned(tx: &Transaction<'_>, id: UserId, ban: &Ban) -> rusqlite::Result<bool> {
    let was_open = !is_banned(tx, id)?;
    tx.prepare_cached(
        "UPDATE users SET status = 'banned', ban_reason = ?2, banned_until = ?3, banned_by = ?4, banned_at = ?5
         WHERE id = ?1",
    )?
    .execute(params![
        id.0,
        ban.reason,
        ban.until.map(|at| at.0),
        ban.by.map(|by| by.0),
        ban.at.map(|at| at.0)
    ])?;
    Ok(was_open)
}

/// Opens the house to a person again. False if it was open.
pub fn update_unbanned(tx: &Transaction<'_>, id: UserId) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE users SET status = 'active', ban_reason = NULL, banned_until = NULL, banned_by = NULL,
                 banned_at = NULL
             WHERE id = ?1 AND status = 'banned'",
        )?
        .execute([id.0])?;
    Ok(changed > 0)
}

/// People whose ban has come to its end, the first first.
pub fn list_bans_over(
    connection: &Connection,
    now: Timestamp,
    limit: i64,
) -> rusqlite::Result<Vec<UserId>> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM users WHERE banned_until <= ?1 AND status = 'banned' ORDER BY banned_until LIMIT ?2",
    )?;
    statement
        .query_map(params![now.0, limit], |row| row.get(0).map(UserId))?
        .collect()
}

/// When the next ban after that instant ends by itself.
pub fn next_ban_end(
    connection: &Connection,
    after: Timestamp,
) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached("SELECT min(banned_until) FROM users WHERE banned_until > ?1")?
        .query_row([after.0], |row| row.get::<_, Option<i64>>(0))
        .map(|at| at.map(Timestamp))
}

/// Whether the house is shut to a person.
pub fn is_banned(connection: &Connection, id: UserId) -> rusqlite::Result<bool> {
    Ok(get(connection, id)?.is_some_and(|user| user.status == UserStatus::Banned))
}

/// Whoever has that @name, whatever its case. The one seen last, if the name changed hands.
pub fn get_by_username(
    connection: &Connection,
    username: &str,
) -> rusqlite::Result<Option<UserId>> {
    connection
        .prepare_cached(
            "SELECT id FROM users WHERE username = ?1 COLLATE NOCASE ORDER BY last_seen_at DESC LIMIT 1",
        )?
        .query_row([username], |row| row.get(0).map(UserId))
        .optional()
}

/// Makes sure that a row exists for somebody a file or a forward names. What Telegram said before stays.
pub fn insert_named(
    tx: &Transaction<'_>,
    id: UserId,
    name: Option<&str>,
    username: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO users (id, first_name, username, created_at, last_seen_at)
         VALUES (?1, coalesce(?2, ''), ?3, ?4, ?4)
         ON CONFLICT (id) DO UPDATE SET first_name = excluded.first_name, words_kept = 0
             WHERE first_name = '' AND excluded.first_name <> '' AND erased_at IS NULL",
    )?
    .execute(params![id.0, name, username, now.0])?;
    Ok(())
}
