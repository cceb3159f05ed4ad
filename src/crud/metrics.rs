//! What is counted for Prometheus at each scrape: one query per family, each by an index. A new one is one entry in the
//! list. A join is a cross join, which SQLite reads from the left: the small table first, whatever its statistics say.

use crate::models::Families;
use crate::models::Family;
use crate::models::Figure;
use crate::models::PaymentTotals;
use crate::models::Timestamp;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// A family, and the query whose rows are its figures: the labels in their order, then the value. `?1` = now. A row
/// without a value is left out.
struct Query {
    family: Family,
    sql: &'static str,
}

const fn query(
    name: &'static str,
    labels: &'static [&'static str],
    help: &'static str,
    sql: &'static str,
) -> Query {
    let family = Family { name, help, labels };
    Query { family, sql }
}

/// The age of the oldest undone update.
pub const INBOX_AGE: &str = "portero_inbox_oldest_age_seconds";
/// How late the oldest due task of each class is.
pub const TASK_AGE: &str = "portero_task_oldest_due_age_seconds";

static QUERIES: &[Query] = &[
    query(
        "portero_inbox_open",
        &[],
        "Updates that are stored and not done.",
        "SELECT count(*) FROM inbox WHERE done_at IS NULL",
    ),
    query(
        INBOX_AGE,
        &[],
        "Age of the oldest update that is not done; 0 if there is none.",
        "SELECT coalesce(max(0, ?1 - min(received_at)), 0) FROM inbox WHERE done_at IS NULL",
    ),
    query(
        "portero_inbox_set_aside",
        &[],
        "Updates that were given up and wait for an admin.",
        "SELECT count(*) FROM inbox WHERE problem IS NOT NULL",
    ),
    query(
        "portero_tasks",
        &["class", "state"],
        "Tasks that are due now, wait for something, or failed.",
        "SELECT class, 'due', count(*) FROM tasks
         WHERE state = 'due' AND class IN ('prompt', 'member', 'queue', 'notice', 'server') AND due_at <= ?1 GROUP BY class
         UNION ALL SELECT class, state, count(*) FROM tasks WHERE state IN ('waiting', 'failed') GROUP BY class, state",
    ),
    query(
        TASK_AGE,
        &["class"],
        "How long the oldest due task has been due; absent if none is.",
        "SELECT class, max(0, ?1 - min(due_at)) FROM tasks
         WHERE state = 'due' AND class IN ('prompt', 'member', 'queue', 'notice', 'server') AND due_at <= ?1 GROUP BY class",
    ),
    query(
        "portero_people",
        &["status"],
        "People the house knows.",
        "SELECT status, count(*) FROM users WHERE status IN ('active', 'banned', 'unreachable') GROUP BY status",
    ),
    query(
        "portero_people_active_today",
        &[],
        "People seen on the present UTC day.",
        "SELECT active FROM activity_daily WHERE day = ?1 / 86400",
    ),
    query(
        "portero_members",
        &["door"],
        "VIP: subscriptions that are active. Free: people known to be inside.",
        "SELECT 'vip', count(*) FROM vip_subscribers WHERE status = 'active'
         UNION ALL SELECT 'free', count(*) FROM bot_config b JOIN channel_members m ON m.chat_id = b.free_channel_id AND m.is_inside = 1",
    ),
    query(
        "portero_channel_members",
        &["door"],
        "Members of the door's channel as Telegram counts them.",
        "SELECT 'vip', c.member_count FROM bot_config b JOIN channels c ON c.chat_id = b.vip_channel_id
         UNION ALL SELECT 'free', c.member_count FROM bot_config b JOIN channels c ON c.chat_id = b.free_channel_id",
    ),
    query(
        "portero_free_queue",
        &[],
        "People in the queue of the Free channel.",
        "SELECT count(*) FROM free_channel_requests WHERE processed = 0",
    ),
    query(
        "portero_tokens_open",
        &[],
        "Tokens that can be redeemed.",
        "SELECT count(*) FROM invitation_tokens WHERE used = 0 AND revoked_at IS NULL AND valid_until >= ?1",
    ),
    query(
        "portero_keys",
        &["kind", "status"],
        "VPN keys and proxies of people that are not revoked.",
        "SELECT s.kind, c.status, count(*) FROM servers s
         CROSS JOIN vpn_configs c ON c.server_id = s.id AND c.status IN ('pending', 'active', 'suspended', 'expired')
         GROUP BY s.kind, c.status",
    ),
    query(
        "portero_vpn_traffic_today_bytes",
        &["direction"],
        "Traffic of all keys on the present UTC day, from the people (rx) and to them (tx).",
        "SELECT 'rx', coalesce(sum(rx), 0) FROM vpn_traffic_daily WHERE day = ?1 / 86400
         UNION ALL SELECT 'tx', coalesce(sum(tx), 0) FROM vpn_traffic_daily WHERE day = ?1 / 86400",
    ),
    query(
        "portero_server_up",
        &["server", "name", "kind"],
        "Whether the server answered when it was asked last. A file is asked nothing.",
        "SELECT id, name, kind, health = 'up' FROM servers WHERE removed_at IS NULL AND transport <> 'file'",
    ),
    query(
        "portero_server_last_seen_timestamp_seconds",
        &["server", "name"],
        "When the server answered last, or since when it does not.",
        "SELECT id, name, iif(health = 'up', checked_at, health_since) FROM servers
         WHERE removed_at IS NULL AND transport <> 'file'",
    ),
    query(
        "portero_server_keys",
        &["server", "name"],
        "Active keys on the server.",
        "SELECT s.id, s.name, (SELECT count(*) FROM vpn_configs c WHERE c.server_id = s.id AND c.status = 'active')
         FROM servers s WHERE s.removed_at IS NULL",
    ),
    query(
        "portero_mtproto_form_up",
        &["server", "name", "form"],
        "Whether that form of the MTProto proxy worked when it was tried last.",
        "SELECT s.id, s.name, c.form, c.fails = 0 FROM servers s CROSS JOIN mtproto_checks c ON c.server_id = s.id
         WHERE s.removed_at IS NULL",
    ),
    query(
        "portero_listed_proxies_working",
        &["kind"],
        "Strangers' proxies of the list that work.",
        "SELECT kind, count(*) FROM shadowmere_proxies WHERE is_working = 1 GROUP BY kind",
    ),
    query(
        "portero_orders_open",
        &["state"],
        "Orders that have not ended.",
        "SELECT state, count(*) FROM orders WHERE state IN ('open', 'submitted', 'paid', 'review') GROUP BY state",
    ),
    query(
        "portero_payments_waiting",
        &["state"],
        "Payments that are not delivered, wait for an admin, or are being paid back.",
        "SELECT state, count(*) FROM payments WHERE state IN ('paid', 'held', 'refunding') GROUP BY state",
    ),
    query(
        "portero_receipts_waiting",
        &[],
        "Receipts that wait for an admin.",
        "SELECT count(*) FROM receipts WHERE state = 'submitted'",
    ),
    query(
        "portero_tickets_open",
        &["state"],
        "Tickets that are not closed.",
        "SELECT state, count(*) FROM tickets WHERE state IN ('open', 'answered', 'reopened') GROUP BY state",
    ),
    query(
        "portero_tickets_waiting",
        &[],
        "Tickets whose last word is the person's.",
        "SELECT count(*) FROM tickets WHERE waits_since >= 0",
    ),
    query(
        "portero_ticket_oldest_wait_seconds",
        &[],
        "How long the longest waiting person has waited for the support; 0 if nobody does.",
        "SELECT coalesce(max(0, ?1 - min(waits_since)), 0) FROM tickets WHERE waits_since >= 0",
    ),
    query(
        "portero_broadcasts",
        &["state"],
        "Broadcasts that are planned, under way or paused.",
        "SELECT state, count(*) FROM broadcasts WHERE state IN ('scheduled', 'sending', 'paused') GROUP BY state",
    ),
    query(
        "portero_webhook_deliveries",
        &["state"],
        "Events that are still to be delivered to a webhook that is told (due), or were given up (dead).",
        "SELECT d.state, count(*) FROM webhooks_out w
         CROSS JOIN webhook_deliveries d ON d.webhook_id = w.id AND d.state IN ('due', 'dead')
         WHERE w.removed_at IS NULL AND w.is_enabled = 1 GROUP BY d.state",
    ),
    query(
        "portero_webhook_oldest_due_age_seconds",
        &[],
        "Age of the oldest event that is still to be delivered to a webhook that is told; 0 if there is none.",
        "SELECT coalesce(max(0, ?1 - min(d.created_at)), 0) FROM webhooks_out w
         CROSS JOIN webhook_deliveries d ON d.webhook_id = w.id AND d.state = 'due'
         WHERE w.removed_at IS NULL AND w.is_enabled = 1",
    ),
    query(
        "portero_webhooks",
        &["state"],
        "Webhooks that are told, paused by somebody, or halted by the house.",
        "SELECT CASE WHEN is_enabled THEN 'told' WHEN halt IS NULL THEN 'paused' ELSE 'halted' END, count(*)
         FROM webhooks_out WHERE removed_at IS NULL GROUP BY 1",
    ),
    query(
        "portero_backup_last_timestamp_seconds",
        &[],
        "When the newest backup that is kept was made; absent if there is none.",
        "SELECT max(made_at) FROM backups WHERE deleted_at IS NULL",
    ),
    query(
        "portero_backups_broken",
        &[],
        "Kept backups that failed their self-test.",
        "SELECT count(*) FROM backups WHERE deleted_at IS NULL AND test_fault IS NOT NULL",
    ),
];

/// Counts all of it. The statements are not kept: they would push out those of every update.
pub fn list(connection: &Connection, now: Timestamp) -> rusqlite::Result<Families> {
    let mut all = Families::with_capacity(QUERIES.len());
    for Query { family, sql } in QUERIES {
        let mut statement = connection.prepare(sql)?;
        if statement.parameter_count() > 0 {
            statement.raw_bind_parameter(1, now.0)?;
        }
        let mut rows = statement.raw_query();
        let mut figures = Vec::new();
        while let Some(row) = rows.next()? {
            let number: Option<i64> = row.get(family.labels.len())?;
            let Some(number) = number else { continue };
            let label = |place| match row.get_ref(place)? {
                ValueRef::Integer(number) => Ok(number.to_string()),
                other => Ok(String::from_utf8_lossy(other.as_bytes()?).into_owned()),
            };
            figures.push(Figure {
                labels: (0..family.labels.len())
                    .map(label)
                    .collect::<rusqlite::Result<_>>()?,
                value: number as f64,
            });
        }
        all.push((family, figures));
    }
    Ok(all)
}

/// Adds what happened to payments since.
pub fn add_payments(connection: &Connection, totals: &mut PaymentTotals) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(
        "SELECT e.id, p.method, e.kind, p.currency, p.minor FROM payment_events e
         JOIN payments p ON p.id = e.payment_id WHERE e.id > ?1 ORDER BY e.id",
    )?;
    let mut rows = statement.query([totals.last_event])?;
    while let Some(row) = rows.next()? {
        totals.last_event = row.get(0)?;
        let kind = (row.get(1)?, row.get(2)?, row.get(3)?);
        let minor: i64 = row.get(4)?;
        let (count, sum) = totals.by_kind.entry(kind).or_default();
        *count += 1;
        *sum = sum.saturating_add(minor);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::in_memory;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    /// Text of each figure: `name{values} number`.
    fn shown(connection: &Connection) -> Vec<String> {
        let figures = list(connection, NOW).expect("counted");
        let all = figures.iter().flat_map(|(family, figures)| {
            figures.iter().map(|figure| {
                let labels = figure.labels.join(",");
                format!("{}{{{labels}}} {}", family.name, figure.value)
            })
        });
        all.collect()
    }

    #[test]
    fn an_empty_house_has_figures_of_nothing() {
        let shown = shown(&in_memory());
        for expected in [
            "portero_inbox_open{} 0",
            "portero_inbox_oldest_age_seconds{} 0",
            "portero_members{vip} 0",
            "portero_tokens_open{} 0",
            "portero_backups_broken{} 0",
        ] {
            assert!(
                shown.iter().any(|line| line == expected),
                "{expected}: {shown:#?}"
            );
        }
        assert!(
            !shown
                .iter()
                .any(|line| line.starts_with("portero_backup_last"))
        );
    }

    #[test]
    fn each_figure_counts_what_it_says() {
        let connection = in_memory();
        connection
            .execute_batch(
                "INSERT INTO users (id, first_name, status, created_at, last_seen_at)
                 VALUES (1, 'A', 'active', 1, 1), (2, 'B', 'active', 1, 1), (3, 'C', 'banned', 1, 1);
                 INSERT INTO inbox (update_id, shard, raw, received_at, done_at, problem)
                 VALUES (1, 1, '', 1799999970, NULL, NULL), (2, 1, '', 1799999990, NULL, NULL), (3, 1, '', 1, 1, NULL),
                        (4, 1, '', 1, 1, 'x');
                 INSERT INTO tasks (kind, class, dedupe_key, payload, due_at, state, waits_for, created_at)
                 VALUES ('a', 'prompt', '1', '', 1799999940, 'due', NULL, 1), ('a', 'prompt', '2', '', 1800000000, 'due', NULL, 1),
                        ('a', 'prompt', '3', '', 1800000001, 'due', NULL, 1), ('a', 'server', '4', '', 1, 'waiting', 'server:1', 1),
                        ('a', 'notice', '5', '', 1, 'failed', NULL, 1), ('a', 'notice', '6', '', 1, 'done', NULL, 1);
                 INSERT INTO servers (id, kind, transport, name, host, port, sealed, health, health_since, checked_at, created_at, removed_at)
                 VALUES (1, 'wireguard', 'local', 'Madrid \"1\"', 'h', 1, '', 'up', 5, 9, 1, NULL),
                        (2, 'outline', 'panel', 'Oslo', 'h', 1, '', 'down', 7, 9, 1, NULL),
                        (3, 'outline', 'panel', 'Gone', 'h', 1, '', 'down', 7, 9, 1, 8);
                 INSERT INTO vpn_accounts (id, user_id, kind, is_trial, period_at, devices, created_at)
                 VALUES (1, 1, 'wireguard', 0, 1, 5, 1);
                 INSERT INTO vpn_configs (account_id, user_id, kind, name, status, server_id, created_at, revoked_at)
                 VALUES (1, 1, 'wireguard', 'a', 'active', 1, 1, NULL), (1, 1, 'wireguard', 'b', 'suspended', 1, 1, NULL),
                        (1, 1, 'wireguard', 'c', 'revoked', 1, 1, 2);
                 INSERT INTO webhooks_out (id, name, url, host, secret, events, is_enabled, created_by, created_at)
                 VALUES (1, 'a', '', 'h', '', '[]', 1, 1, 1);
                 INSERT INTO webhook_deliveries (webhook_id, event_id, event, body, state, created_at, next_at, ended_at)
                 VALUES (1, 'a', 'e', '', 'due', 1799999000, 1, NULL), (1, 'b', 'e', '', 'dead', 1, NULL, 1),
                        (1, 'c', 'e', '', 'delivered', 1, NULL, 1);
                 INSERT INTO webhooks_out (id, name, url, host, secret, events, is_enabled, created_by, created_at, halt, removed_at)
                 VALUES (2, 'b', '', 'h', '', '[]', 0, 1, 1, NULL, NULL), (3, 'c', '', 'h', '', '[]', 0, 1, 1, 'gone', NULL),
                        (4, 'd', '', 'h', '', '[]', 0, 1, 1, NULL, 1);
                 INSERT INTO webhook_deliveries (webhook_id, event_id, event, body, state, created_at, next_at, ended_at)
                 VALUES (2, 'a', 'e', '', 'due', 1, 1, NULL), (2, 'b', 'e', '', 'dead', 1, NULL, 1),
                        (4, 'a', 'e', '', 'dead', 1, NULL, 1);
                 INSERT INTO backups (made_at, cause, file_name, bytes, contents, test_fault, deleted_at)
                 VALUES (10, 'chat', 'a', 1, '{}', 'x', NULL), (20, 'chat', 'b', 1, '{}', NULL, NULL), (30, 'chat', 'c', 1, '{}', 'x', 31);",
            )
            .expect("filled");
        let shown = shown(&connection);
        for expected in [
            "portero_inbox_open{} 2",
            "portero_inbox_oldest_age_seconds{} 30",
            "portero_inbox_set_aside{} 1",
            "portero_tasks{prompt,due} 2",
            "portero_tasks{server,waiting} 1",
            "portero_tasks{notice,failed} 1",
            "portero_task_oldest_due_age_seconds{prompt} 60",
            "portero_people{active} 2",
            "portero_people{banned} 1",
            "portero_keys{wireguard,active} 1",
            "portero_keys{wireguard,suspended} 1",
            "portero_server_up{1,Madrid \"1\",wireguard} 1",
            "portero_server_up{2,Oslo,outline} 0",
            "portero_server_last_seen_timestamp_seconds{1,Madrid \"1\"} 9",
            "portero_server_last_seen_timestamp_seconds{2,Oslo} 7",
            "portero_server_keys{1,Madrid \"1\"} 1",
            "portero_server_keys{2,Oslo} 0",
            "portero_webhook_deliveries{dead} 1",
            "portero_webhook_deliveries{due} 1",
            "portero_webhook_oldest_due_age_seconds{} 1000",
            "portero_webhooks{told} 1",
            "portero_webhooks{paused} 1",
            "portero_webhooks{halted} 1",
            "portero_backup_last_timestamp_seconds{} 20",
            "portero_backups_broken{} 1",
        ] {
            assert!(
                shown.iter().any(|line| line == expected),
                "{expected}: {shown:#?}"
            );
        }
        for never in ["done", "Gone", "revoked", "delivered"] {
            assert!(
                !shown.iter().any(|line| line.contains(never)),
                "{never}: {shown:#?}"
            );
        }
    }

    #[test]
    fn payments_are_counted_once_however_often_they_are_asked_for() {
        let connection = in_memory();
        let pay = |id: i64, kinds: &[&str]| {
            connection
                .execute(
                    "INSERT OR IGNORE INTO payments (id, method, provider_payment_id, minor, currency, state, facts, received_at)
                     VALUES (?1, 'stars', 'c' || ?1, 500, 'XTR', 'paid', '{}', 1)",
                    [id],
                )
                .expect("a payment");
            for kind in kinds {
                connection
                    .execute(
                        "INSERT INTO payment_events (payment_id, kind, at) VALUES (?1, ?2, 1)",
                        (id, kind),
                    )
                    .expect("an event");
            }
        };
        connection
            .execute_batch("INSERT INTO payment_events (kind, at) VALUES ('opened', 1)")
            .expect("an event of no payment");
        pay(1, &["paid", "fulfilled"]);
        let mut totals = PaymentTotals::default();
        for _ in 0..2 {
            add_payments(&connection, &mut totals).expect("counted");
        }
        pay(2, &["paid"]);
        pay(1, &["refunded"]);
        add_payments(&connection, &mut totals).expect("counted");
        let of =
            |kind: &str| totals.by_kind[&("stars".to_owned(), kind.to_owned(), "XTR".to_owned())];
        assert_eq!(
            (of("paid"), of("fulfilled"), of("refunded")),
            ((2, 1_000), (1, 500), (1, 500))
        );
        assert_eq!(totals.by_kind.len(), 3);
    }
}
