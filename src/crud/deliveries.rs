//! What was given, compared with the payments it is said to be of.
//!
//! Access and keys carry the fact that gave them: `payment:PAYMENT:EVENT`, where the event is the line of
//! `payment_events` that says so. A number after a text is the number it begins with, as SQLite casts it.

use crate::models::PaymentId;
use crate::models::Timestamp;
use rusqlite::{Connection, params};

/// Payments that do not count, whatever became of them, and were given without ever being taken back.
pub fn list_not_taken_back(
    connection: &Connection,
    limit: i64,
) -> rusqlite::Result<Vec<PaymentId>> {
    connection
        .prepare_cached(
            "SELECT p.id FROM payments p
             WHERE p.state IN ('paid', 'held', 'refunding', 'refunded', 'returned') AND (
                 EXISTS (SELECT 1 FROM payment_events e
                         WHERE e.payment_id = p.id AND e.kind = 'fulfilled' AND NOT EXISTS (
                             SELECT 1 FROM payment_events b WHERE b.payment_id = p.id AND b.id > e.id
                                 AND b.kind IN ('refunding', 'refunded')))
                 OR EXISTS (SELECT 1 FROM gifts g WHERE g.payment_id = p.id AND g.revoked_at IS NULL))
             ORDER BY p.id LIMIT ?1",
        )?
        .query_map([limit], |row| row.get(0).map(PaymentId))?
        .collect()
}

/// Payments on which alone somebody's access rests now, and that do not count or never came. Access that stood for life
/// before them is not theirs.
pub fn list_access_unpaid(
    connection: &Connection,
    now: Timestamp,
    limit: i64,
) -> rusqlite::Result<Vec<PaymentId>> {
    connection
        .prepare_cached(
            "SELECT CAST(substr(e.cause, 9) AS INTEGER) AS payment FROM vip_subscribers s
             JOIN membership_events e ON e.id = (
                 SELECT l.id FROM membership_events l WHERE l.user_id = s.user_id AND l.channel = 'vip'
                     AND l.period_id = s.period_id AND l.kind IN ('granted', 'renewed', 'adjusted')
                 ORDER BY l.id DESC LIMIT 1)
             WHERE s.status = 'active' AND (s.expiry_date IS NULL OR s.expiry_date > ?1)
               AND e.cause GLOB 'payment:[0-9]*:[0-9]*'
               AND NOT EXISTS (
                 SELECT 1 FROM payments p JOIN payment_events f ON f.payment_id = p.id AND f.kind = 'fulfilled'
                     AND f.id = CAST(substr(e.cause, 9 + instr(substr(e.cause, 9), ':')) AS INTEGER)
                 WHERE p.id = CAST(substr(e.cause, 9) AS INTEGER) AND (p.state = 'fulfilled' OR EXISTS (
                     SELECT 1 FROM json_each(p.given, '$.parts')
                     WHERE value ->> 'product' = 'vip' AND value ->> 'was_lifetime')))
             ORDER BY payment LIMIT ?2",
        )?
        .query_map(params![now.0, limit], |row| row.get(0).map(PaymentId))?
        .collect()
}

/// Payments that do not count, and whose time somebody's account still has: nothing moved its end since they were given.
pub fn list_accounts_unpaid(
    connection: &Connection,
    now: Timestamp,
    limit: i64,
) -> rusqlite::Result<Vec<PaymentId>> {
    connection
        .prepare_cached(
            "SELECT DISTINCT p.id FROM payments p
             JOIN orders o ON o.id = p.order_id
             JOIN vpn_accounts a ON a.user_id = o.user_id
             JOIN vpn_events v ON v.id = (
                 SELECT l.id FROM vpn_events l WHERE l.user_id = a.user_id AND l.account_id = a.id
                     AND l.config_id IS NULL AND l.kind IN ('created', 'extended', 'upgraded')
                 ORDER BY l.id DESC LIMIT 1)
             WHERE p.state IN ('paid', 'held', 'refunding', 'refunded', 'returned')
               AND v.at = p.fulfilled_at AND v.by_user = o.user_id
               AND (a.expires_at IS NULL OR a.expires_at > ?1)
               AND EXISTS (SELECT 1 FROM json_each(p.given, '$.parts')
                           WHERE value ->> 'product' = a.kind AND value ->> 'until' IS a.expires_at
                             AND NOT value ->> 'was_lifetime')
               AND NOT EXISTS (SELECT 1 FROM orders b JOIN payments q ON q.order_id = b.id
                               WHERE b.user_id = o.user_id AND q.state = 'fulfilled' AND q.fulfilled_at = v.at)
               AND NOT EXISTS (SELECT 1 FROM gifts g WHERE g.redeemed_by = o.user_id AND g.redeemed_at = v.at)
             ORDER BY p.id LIMIT ?2",
        )?
        .query_map(params![now.0, limit], |row| row.get(0).map(PaymentId))?
        .collect()
}

/// Payments that never came, and that keys in use say they were made of.
pub fn list_keys_unpaid(connection: &Connection, limit: i64) -> rusqlite::Result<Vec<PaymentId>> {
    connection
        .prepare_cached(
            "SELECT DISTINCT CAST(substr(c.made_from, 9) AS INTEGER) AS payment FROM vpn_configs c
             WHERE c.made_from > 'payment:' AND c.made_from < 'payment;' AND c.status <> 'revoked'
               AND NOT EXISTS (
                 SELECT 1 FROM payment_events f WHERE f.payment_id = CAST(substr(c.made_from, 9) AS INTEGER)
                     AND f.kind = 'fulfilled'
                     AND f.id = CAST(substr(c.made_from, 9 + instr(substr(c.made_from, 9), ':')) AS INTEGER))
             ORDER BY payment LIMIT ?1",
        )?
        .query_map([limit], |row| row.get(0).map(PaymentId))?
        .collect()
}

/// Payments that pass for delivered, and of whose delivery there is nothing: no access, no key, no gift. Of whom the
/// house forgot everything nothing is asked.
pub fn list_missing(connection: &Connection, limit: i64) -> rusqlite::Result<Vec<PaymentId>> {
    connection
        .prepare_cached(
            "SELECT p.id FROM payments p JOIN orders o ON o.id = p.order_id JOIN users u ON u.id = o.user_id
             WHERE p.state = 'fulfilled' AND p.use = 'deliver' AND u.erased_at IS NULL AND (
                 (o.kind = 'gift' AND NOT EXISTS (SELECT 1 FROM gifts g WHERE g.payment_id = p.id
                     AND g.id = p.given ->> '$.gift' AND g.revoked_at IS NULL))
                 OR (o.kind = 'plan' AND (
                     coalesce(json_array_length(p.given, '$.parts'), 0) = 0
                     OR EXISTS (SELECT 1 FROM json_each(p.given, '$.parts') WHERE CASE value ->> 'product'
                         WHEN 'vip' THEN NOT EXISTS (SELECT 1 FROM vip_subscribers s WHERE s.user_id = o.user_id)
                         ELSE NOT EXISTS (SELECT 1 FROM vpn_accounts a JOIN vpn_configs c ON c.account_id = a.id
                                          WHERE a.user_id = o.user_id AND a.kind = value ->> 'product') END))))
             ORDER BY p.id LIMIT ?1",
        )?
        .query_map([limit], |row| row.get(0).map(PaymentId))?
        .collect()
}
