//! One person's data over all tables: everything that is kept of them, to be handed over, and its erasure.
//!
//! Erased is what tells who they are or what they said. Rows that others, statistics or the law need stay, under a number
//! without a name.

use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Transaction, params};
use serde_json::{Map, Value};

/// The most rows of one sort in a document.
pub const MOST_ROWS: usize = 10_000;

/// What is kept of a person and is no secret, by sort, and the sorts that were cut at `MOST_ROWS`. Instants are Unix
/// seconds, UTC.
pub fn document(
    connection: &Connection,
    user: UserId,
) -> rusqlite::Result<(Map<String, Value>, Vec<&'static str>)> {
    let (mut document, mut cut) = (Map::new(), Vec::new());
    for (name, sql) in PARTS {
        let mut statement = connection.prepare(sql)?;
        let columns: Vec<String> = statement
            .column_names()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let mut rows = statement.query([user.0])?;
        let mut objects = Vec::new();
        while let Some(row) = rows.next()? {
            if objects.len() == MOST_ROWS {
                cut.push(name);
                break;
            }
            let mut object = Map::new();
            for (place, column) in columns.iter().enumerate() {
                object.insert(column.clone(), json(row.get_ref(place)?));
            }
            objects.push(Value::Object(object));
        }
        document.insert(name.to_owned(), Value::Array(objects));
    }
    Ok((document, cut))
}

fn json(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
    }
}

/// Each sort of what is kept: its name in the document, and where it lies.
const PARTS: [(&str, &str); 39] = [
        (
            "person",
            "SELECT id, username, first_name, last_name, language, language_code, time_zone, status, ban_reason,
                    banned_until, banned_at, promotions_off, qvapay_user, trial_used_at, referred_by, started_at,
                    created_at, last_seen_at, note
             FROM users WHERE id = ?1",
        ),
        (
            "settings",
            "SELECT key, value FROM user_settings WHERE user_id = ?1 ORDER BY key",
        ),
        (
            "roles",
            "SELECT role, granted_at, expires_at, reason FROM user_roles WHERE user_id = ?1 ORDER BY role",
        ),
        (
            "api_keys",
            "SELECT id, name, prefix, scopes, rate_per_minute, created_at, expires_at, revoked_at, last_used_at
             FROM api_keys WHERE owner_id = ?1 ORDER BY id",
        ),
        (
            "vip",
            "SELECT join_date, expiry_date, status, whitelist, kicked_at, source FROM vip_subscribers WHERE user_id = ?1",
        ),
        (
            "channel_events",
            "SELECT channel, kind, at FROM membership_events WHERE user_id = ?1 ORDER BY id DESC",
        ),
        (
            "channels",
            "SELECT chat_id, is_inside, is_admin, since FROM channel_members WHERE user_id = ?1 ORDER BY chat_id",
        ),
        (
            "free_requests",
            "SELECT request_date, due_at, origin, processed_at, outcome FROM free_channel_requests WHERE user_id = ?1
             ORDER BY request_date DESC",
        ),
        (
            "personal_links",
            "SELECT chat_id, created_at, expires_at, used_at, revoked_at FROM invite_links WHERE user_id = ?1
             ORDER BY chat_id, id DESC",
        ),
        (
            "tokens_redeemed",
            "SELECT prefix, duration_hours, used_at, note FROM invitation_tokens WHERE used_by = ?1 ORDER BY used_at DESC",
        ),
        (
            "vpn_accounts",
            "SELECT kind, is_trial, expires_at, limit_bytes, day_limit_bytes, used_rx, used_tx, period_at, devices,
                    created_at
             FROM vpn_accounts WHERE user_id = ?1",
        ),
        (
            "vpn_keys",
            "SELECT id, kind, name, status, is_paused, hold, server_id, used_rx, used_tx, last_seen_at, created_at,
                    revoked_at
             FROM vpn_configs WHERE user_id = ?1 ORDER BY id",
        ),
        (
            "vpn_addresses",
            "SELECT ip, ip6, state, config_id FROM ip_addresses WHERE user_id = ?1 ORDER BY id",
        ),
        (
            "vpn_events",
            "SELECT config_id, kind, at, detail FROM vpn_events WHERE user_id = ?1 ORDER BY id DESC",
        ),
        (
            "vpn_traffic",
            "SELECT config_id, day, rx, tx FROM vpn_traffic_daily
             WHERE config_id IN (SELECT id FROM vpn_configs WHERE user_id = ?1) ORDER BY config_id, day DESC",
        ),
        (
            "vpn_networks",
            "SELECT config_id, network, first_at, last_at FROM vpn_endpoints
             WHERE config_id IN (SELECT id FROM vpn_configs WHERE user_id = ?1) ORDER BY config_id, last_at DESC",
        ),
        (
            "tickets",
            "SELECT id, category, state, created_at, updated_at, closed_at, rating FROM tickets WHERE user_id = ?1
             ORDER BY id",
        ),
        (
            "ticket_messages",
            "SELECT ticket_id, is_staff, at, content, body FROM ticket_messages
             WHERE ticket_id IN (SELECT id FROM tickets WHERE user_id = ?1) ORDER BY ticket_id, id",
        ),
        (
            "votes",
            "SELECT chat_id, message_id, place, voted_at FROM post_reactions WHERE user_id = ?1",
        ),
        (
            "imports",
            "SELECT r.import_id, r.username, r.name, r.ends_at, r.note FROM member_import_rows r
             WHERE r.import_id IN (SELECT id FROM member_imports
                                   WHERE state IN ('draft', 'running', 'done', 'cancelled'))
               AND r.user_id = ?1",
        ),
        (
            "moved_by_link",
            "SELECT link_id, at FROM migration_uses
             WHERE link_id IN (SELECT id FROM migration_links) AND user_id = ?1 ORDER BY link_id",
        ),
        (
            "staff_invitations",
            "SELECT role, used_at FROM staff_invites WHERE used_by = ?1 ORDER BY id",
        ),
        (
            "tokens_made",
            "SELECT prefix, duration_hours, created_at, valid_until, used_at FROM invitation_tokens
             WHERE generated_by = ?1 ORDER BY id",
        ),
        (
            "token_failures",
            "SELECT at FROM redeem_failures WHERE user_id = ?1 ORDER BY at DESC",
        ),
        (
            "broadcasts_received",
            "SELECT broadcast_id, state, at FROM broadcast_recipients
             WHERE broadcast_id IN (SELECT broadcast_id FROM mailings) AND user_id = ?1 ORDER BY broadcast_id DESC",
        ),
        (
            "access_checks",
            "SELECT audit_id, finding FROM access_audit_people
             WHERE audit_id IN (SELECT id FROM access_audits WHERE state IN ('looking', 'ready', 'stopped'))
               AND user_id = ?1 ORDER BY audit_id DESC",
        ),
        (
            "orders",
            "SELECT id, code, kind, plan_id, snapshot, method, list_minor, price_minor, currency, extra_days, renews, state,
                    created_at, expires_at, paid_at, fulfilled_at, closed_at
             FROM orders WHERE user_id = ?1 ORDER BY id DESC",
        ),
        (
            "payments",
            "SELECT id, order_id, method, provider_payment_id, minor, currency, state, hold, use, period_end, given,
                    received_at, fulfilled_at, refunded_at
             FROM payments WHERE user_id = ?1 ORDER BY id DESC",
        ),
        (
            "order_events",
            "SELECT order_id, payment_id, kind, at, detail FROM payment_events
             WHERE order_id IN (SELECT id FROM orders WHERE user_id = ?1) ORDER BY order_id DESC, id",
        ),
        (
            "bookings",
            "SELECT id, kind, order_id, payment_id, reason, at FROM ledger_postings WHERE user_id = ?1 ORDER BY id DESC",
        ),
        (
            "balance",
            "SELECT currency, -sum(minor) AS minor FROM ledger_entries WHERE account = 'balance:' || ?1
             GROUP BY currency ORDER BY currency",
        ),
        (
            "receipts",
            "SELECT id, order_id, content, reference, state, reason, minor, created_at, decided_at
             FROM receipts WHERE user_id = ?1 ORDER BY id DESC",
        ),
        (
            "star_subscriptions",
            "SELECT order_id, state, paid_until, canceled_by, changed_at FROM star_subscriptions WHERE user_id = ?1
             ORDER BY order_id",
        ),
        (
            "gifts_made",
            "SELECT id, snapshot, created_at, redeemed_at, revoked_at FROM gifts WHERE buyer_id = ?1 ORDER BY id",
        ),
        (
            "gifts_redeemed",
            "SELECT id, snapshot, redeemed_at, revoked_at, given FROM gifts WHERE redeemed_by = ?1 ORDER BY id",
        ),
        (
            "referral_rewards",
            "SELECT days, minor, currency, at, revoked_at FROM referral_rewards WHERE inviter_id = ?1 ORDER BY at",
        ),
        (
            "invited",
            "SELECT at, revoked_at FROM referral_rewards WHERE friend_id = ?1",
        ),
        (
            "own_acts",
            "SELECT id, action, target, created_at FROM audit_log WHERE actor_id = ?1 AND actor_kind = 'user'
             ORDER BY id DESC",
        ),
        (
            "acts",
            "SELECT id, actor_kind, actor_id, action, details, created_at FROM audit_log
             WHERE target = 'user:' || ?1 ORDER BY id DESC",
        ),
];

/// Takes away who a person is: names, choices, the staff's note, the words by which they were found. The trial stays
/// spent, and a ban stays without its reason. Their API keys open nothing any more.
pub fn erase_person(tx: &Transaction<'_>, user: UserId, now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE users SET username = NULL, first_name = '', last_name = NULL, language = NULL, language_code = NULL,
             time_zone = NULL, ban_reason = NULL, promotions_off = 0, qvapay_user = NULL, referred_by = NULL,
             started_at = NULL, note = NULL, words_kept = 1, erased_at = ?2
         WHERE id = ?1",
    )?
    .execute(params![user.0, now.0])?;
    for sql in [
        "UPDATE api_sessions SET revoked_at = coalesce(revoked_at, ?2), ends_at = min(ends_at, ?2)
         WHERE key_id IN (SELECT id FROM api_keys WHERE owner_id = ?1)",
        "UPDATE api_keys SET name = '—', made_from = NULL, revoked_at = coalesce(revoked_at, ?2) WHERE owner_id = ?1",
    ] {
        tx.prepare_cached(sql)?.execute(params![user.0, now.0])?;
    }
    for sql in [
        "DELETE FROM user_words WHERE user_id = ?1",
        "DELETE FROM user_settings WHERE user_id = ?1",
        "DELETE FROM user_roles WHERE user_id = ?1",
        "DELETE FROM redeem_failures WHERE user_id = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([user.0])?;
    }
    Ok(())
}

/// Takes away what others wrote about a person: notes of tokens and imports.
pub fn erase_notes(tx: &Transaction<'_>, user: UserId) -> rusqlite::Result<()> {
    for sql in [
        "UPDATE invitation_tokens SET note = NULL WHERE used_by = ?1",
        "UPDATE member_import_rows SET username = NULL, name = NULL, note = NULL
         WHERE import_id IN (SELECT id FROM member_imports WHERE state IN ('draft', 'running', 'done', 'cancelled'))
           AND user_id = ?1",
        "UPDATE membership_events SET cause = NULL WHERE user_id = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([user.0])?;
    }
    Ok(())
}

/// Takes away what tells of a person's keys where they were used and how they called them. The keys were ended before.
pub fn erase_keys(tx: &Transaction<'_>, user: UserId) -> rusqlite::Result<()> {
    for sql in [
        "UPDATE vpn_configs SET name = '—', made_from = NULL WHERE user_id = ?1",
        "UPDATE vpn_peers SET endpoint = NULL
         WHERE config_id IN (SELECT id FROM vpn_configs WHERE user_id = ?1)",
        "DELETE FROM vpn_endpoints WHERE config_id IN (SELECT id FROM vpn_configs WHERE user_id = ?1)",
        "UPDATE vpn_events SET detail = NULL WHERE user_id = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([user.0])?;
    }
    Ok(())
}

/// Takes away what tells more of a person's payments than numbers: what providers and the staff said of them, the
/// receipts' numbers and files. The books stay, under a number; so does what knows a receipt again.
pub fn erase_money(tx: &Transaction<'_>, user: UserId) -> rusqlite::Result<()> {
    for sql in [
        "UPDATE orders SET pay_url = NULL, trouble = NULL WHERE user_id = ?1",
        "UPDATE payments SET facts = '{}' WHERE user_id = ?1",
        "UPDATE payment_events SET detail = NULL WHERE order_id IN (SELECT id FROM orders WHERE user_id = ?1)",
        "UPDATE payment_events SET detail = NULL WHERE payment_id IN (SELECT id FROM payments WHERE user_id = ?1)",
        "UPDATE ledger_postings SET reason = NULL WHERE user_id = ?1",
        "UPDATE receipts SET file_id = '', reference = NULL, reason = NULL WHERE user_id = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([user.0])?;
    }
    Ok(())
}

/// Closes a person's tickets and takes their texts away, also those of the answers. Returns how many tickets there were.
pub fn erase_tickets(
    tx: &Transaction<'_>,
    user: UserId,
    by: Option<UserId>,
    now: Timestamp,
) -> rusqlite::Result<usize> {
    tx.prepare_cached(
        "UPDATE ticket_messages SET body = NULL
         WHERE ticket_id IN (SELECT id FROM tickets WHERE user_id = ?1)",
    )?
    .execute([user.0])?;
    tx.prepare_cached(
        "DELETE FROM ticket_copies WHERE ticket_id IN (SELECT id FROM tickets WHERE user_id = ?1)",
    )?
    .execute([user.0])?;
    tx.prepare_cached(
        "UPDATE tickets SET state = 'closed', closed_at = coalesce(closed_at, ?3), closed_by = coalesce(closed_by, ?2),
             waits_since = NULL, updated_at = ?3
         WHERE user_id = ?1",
    )?
    .execute(params![user.0, by.map(|by| by.0), now.0])
}

/// Takes the texts out of the audit rows about a person, their keys and their tickets. Without its salt nobody can guess
/// a text from its hash; the chain holds by the hashes, and by the line of the erasure, which must name the rows: those
/// that lost their text now. The line of an erasure before keeps what it names.
pub fn erase_audit(tx: &Transaction<'_>, user: UserId) -> rusqlite::Result<Vec<i64>> {
    let mut erased = Vec::new();
    for sql in [
        "UPDATE audit_log SET details = NULL, salt = zeroblob(0)
         WHERE target = 'user:' || ?1 AND length(salt) > 0 AND action <> 'user.erased' RETURNING id",
        "UPDATE audit_log SET details = NULL, salt = zeroblob(0)
         WHERE target IN (SELECT 'key:' || id FROM vpn_configs WHERE user_id = ?1) AND length(salt) > 0 RETURNING id",
        "UPDATE audit_log SET details = NULL, salt = zeroblob(0)
         WHERE target IN (SELECT 'ticket:' || id FROM tickets WHERE user_id = ?1) AND length(salt) > 0 RETURNING id",
    ] {
        let mut statement = tx.prepare_cached(sql)?;
        let ids = statement.query_map([user.0], |row| row.get(0))?;
        erased.extend(ids.collect::<rusqlite::Result<Vec<i64>>>()?);
    }
    erased.sort_unstable();
    Ok(erased)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crud;
    use std::collections::BTreeSet;

    /// What names somebody and is in no document, with the reason.
    const NOT_HANDED_OVER: &[(&str, &str, &str)] = &[
        ("users", "banned_by", "whoever banned: theirs in own_acts"),
        ("users", "referred_by", "a column of the row itself"),
        ("user_roles", "granted_by", "theirs in own_acts"),
        ("roles", "created_by", "theirs in own_acts"),
        ("staff_invites", "made_by", "theirs in own_acts"),
        ("vip_subscribers", "ended_by", "theirs in own_acts"),
        (
            "invite_links",
            "used_by",
            "whose link it was says more; the use is an event",
        ),
        (
            "free_channel_requests",
            "user_chat_id",
            "the number of the person again",
        ),
        (
            "user_words",
            "user_id",
            "made of the name, which is handed over",
        ),
        ("broadcasts", "made_by", "theirs in own_acts"),
        ("member_imports", "made_by", "theirs in own_acts"),
        ("migration_links", "made_by", "theirs in own_acts"),
        ("access_audits", "made_by", "theirs in own_acts"),
        ("vpn_events", "by_user", "theirs in own_acts"),
        ("tickets", "closed_by", "theirs in own_acts"),
        ("tickets", "taken_by", "theirs in own_acts"),
        (
            "ticket_messages",
            "author_id",
            "a helper's answers are the asker's; one's own are in ticket_messages",
        ),
        ("canned_answers", "made_by", "theirs in own_acts"),
        ("webhooks_out", "created_by", "theirs in own_acts"),
        ("backups", "made_by", "theirs in own_acts"),
        ("payments", "decided_by", "theirs in own_acts"),
        ("receipts", "decided_by", "theirs in own_acts"),
        ("promo_codes", "made_by", "theirs in own_acts"),
        (
            "star_subscriptions",
            "canceled_by",
            "a word: the user or the house",
        ),
        (
            "audit_log",
            "person_id",
            "the rows are found by their target",
        ),
    ];

    /// Tables that name somebody and that an erasure leaves alone, with the reason.
    const STAYS: &[(&str, &str)] = &[
        ("roles", "made by staff, who are not erased"),
        ("staff_invites", "numbers and instants; it may be used once"),
        (
            "channel_members",
            "numbers; who is inside is Telegram's to say",
        ),
        (
            "vip_subscribers",
            "numbers and instants, for statistics; its access is ended by the service",
        ),
        (
            "free_channel_requests",
            "numbers and instants, for statistics",
        ),
        (
            "invite_links",
            "numbers and instants; a link of somebody banned is still theirs",
        ),
        ("broadcasts", "made by staff"),
        (
            "broadcast_recipients",
            "numbers and instants: nobody gets a broadcast twice",
        ),
        ("post_reactions", "a vote is a number in a count"),
        ("member_imports", "made by staff"),
        ("migration_links", "made by staff"),
        (
            "migration_uses",
            "numbers and instants: a link works once for each",
        ),
        ("access_audits", "made by staff"),
        ("access_audit_people", "numbers: what an audit found"),
        (
            "ip_addresses",
            "the house's addresses; the service frees them with the keys",
        ),
        (
            "vpn_accounts",
            "numbers and instants: the one trial stays spent",
        ),
        ("canned_answers", "made by staff"),
        ("webhooks_out", "made by staff"),
        ("backups", "made by staff"),
        ("star_subscriptions", "numbers and instants: the books"),
        ("promo_codes", "made by staff"),
        ("gifts", "numbers; what was paid for can still be opened"),
        ("referral_rewards", "numbers: a friend is rewarded once"),
    ];

    /// The columns of a table that hold the number of a person.
    fn names_people(connection: &Connection, table: &str) -> Vec<String> {
        let list = |sql: String| -> Vec<String> {
            let mut statement = connection.prepare(&sql).expect("explained");
            let found = statement.query_map([], |row| row.get(0)).expect("read");
            found.collect::<rusqlite::Result<_>>().expect("names")
        };
        let refers = list(format!(
            "SELECT \"from\" FROM pragma_foreign_key_list('{table}') WHERE \"table\" = 'users'"
        ));
        let is_person = |column: &String| {
            let endings = [
                "user_id",
                "_by",
                "by_user",
                "author_id",
                "actor_id",
                "person_id",
            ];
            let is_one = endings.iter().any(|ending| column.ends_with(ending));
            is_one || column == "user_chat_id" || refers.contains(column)
        };
        let mut columns = list(format!("SELECT name FROM pragma_table_xinfo('{table}')"));
        columns.retain(is_person);
        columns
    }

    fn tables(connection: &Connection) -> Vec<String> {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let mut statement = connection.prepare(sql).expect("valid");
        let found = statement.query_map([], |row| row.get(0)).expect("read");
        found.collect::<rusqlite::Result<_>>().expect("names")
    }

    #[test]
    fn every_column_that_names_a_person_is_handed_over_or_has_a_reason() {
        let connection = crate::db::in_memory();
        let mut reasons: BTreeSet<(String, String)> = NOT_HANDED_OVER
            .iter()
            .map(|(table, column, _)| ((*table).to_owned(), (*column).to_owned()))
            .collect();
        let mut missing = Vec::new();
        for table in tables(&connection) {
            for column in names_people(&connection, &table) {
                let is_sought = PARTS.iter().any(|(_, sql)| {
                    let from = [format!("FROM {table} "), format!("FROM {table}\n")];
                    from.iter().any(|from| sql.contains(from))
                        && sql.contains(&format!("{column} = ?1"))
                });
                let has_reason = reasons.remove(&(table.clone(), column.clone()));
                if !is_sought && !has_reason {
                    missing.push(format!("{table}.{column}"));
                }
            }
        }
        assert_eq!(
            missing,
            Vec::<String>::new(),
            "of whom is nothing handed over?"
        );
        assert!(reasons.is_empty(), "no such columns: {reasons:?}");
    }

    #[test]
    fn every_table_that_names_a_person_is_emptied_of_them_or_has_a_reason() {
        let connection = crate::db::in_memory();
        let source = include_str!("erasure.rs");
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let mut reasons: BTreeSet<String> =
            STAYS.iter().map(|(table, _)| (*table).to_owned()).collect();
        let mut missing = Vec::new();
        for table in tables(&connection) {
            let erases = [format!("UPDATE {table} "), format!("DELETE FROM {table} ")];
            let is_erased = erases.iter().any(|verb| source.contains(verb));
            let has_reason = reasons.remove(&table);
            if !names_people(&connection, &table).is_empty() && !is_erased && !has_reason {
                missing.push(table);
            }
        }
        assert_eq!(missing, Vec::<String>::new(), "does an erasure leave it?");
        assert!(reasons.is_empty(), "no such tables: {reasons:?}");
    }

    #[test]
    fn every_part_of_the_document_can_be_read_and_has_its_own_name() {
        let mut connection = crate::db::in_memory();
        let tx = connection.transaction().expect("begins");
        crud::users::insert_bare(&tx, UserId(5), Timestamp(1)).expect("inserted");
        tx.commit().expect("committed");
        let (document, cut) = document(&connection, UserId(5)).expect("read");
        assert_eq!(document.len(), PARTS.len());
        assert_eq!(document["person"][0]["id"], 5);
        assert_eq!(document["vpn_keys"], Value::Array(Vec::new()));
        assert!(cut.is_empty());
    }

    #[test]
    fn a_sort_that_is_cut_is_named() {
        let mut connection = crate::db::in_memory();
        let tx = connection.transaction().expect("begins");
        crud::users::insert_bare(&tx, UserId(5), Timestamp(1)).expect("inserted");
        tx.execute(
            "INSERT INTO membership_events (user_id, channel, kind, at)
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= ?1)
             SELECT 5, 'vip', 'joined', i FROM n",
            [i64::try_from(MOST_ROWS).expect("few")],
        )
        .expect("filled");
        tx.commit().expect("committed");
        let (document, cut) = document(&connection, UserId(5)).expect("read");
        let events = document["channel_events"].as_array().expect("a list");
        assert_eq!(events.len(), MOST_ROWS);
        assert_eq!(cut, ["channel_events"]);
    }

    #[test]
    fn an_erasure_names_the_rows_it_emptied_and_leaves_those_of_another_alone() {
        use crate::crud::audit::Entry;
        use crate::models::Identity;
        let mut connection = crate::db::in_memory();
        let tx = connection.transaction().expect("begins");
        let line = |action: &'static str, target: &str, details: String| {
            let entry = Entry {
                actor: Identity::System,
                action,
                target: Some(target.to_owned()),
                details: Some(details),
                salt: [1; 16],
            };
            crud::audit::insert(&tx, &entry, Timestamp(1)).expect("inserted")
        };
        let noted = line("user.noted", "user:5", "{}".into());
        line("user.noted", "user:6", "{}".into());
        let first = erase_audit(&tx, UserId(5)).expect("erased");
        assert_eq!(first, [noted]);
        line("user.erased", "user:5", format!("{{\"rows\":{first:?}}}"));
        let again = line("user.noted", "user:5", "{}".into());
        let second = erase_audit(&tx, UserId(5)).expect("erased");
        assert_eq!(second, [again]);
        line("user.erased", "user:5", format!("{{\"rows\":{second:?}}}"));
        assert_eq!(crud::audit::first_broken(&tx).expect("read"), None);
    }
}
