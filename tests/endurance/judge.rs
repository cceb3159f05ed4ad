//! The house, the Bot API server and the interface beside the model: whether they agree.

use crate::house::House;
use crate::house::VIP;
use crate::model::BLUR;
use crate::model::DAY;
use crate::model::HOUR;
use crate::model::MINUTE;
use crate::model::Model;
use crate::tunnel::Tunnel;
use std::collections::HashMap;
use std::collections::HashSet;

/// Backups that are kept.
pub const BACKUPS: i64 = 7;
/// The shortest that a house keeps events of members and the traffic of keys by the day.
pub const RETENTION_DAYS: i64 = 30;
/// Rows that time is to sweep out: how old the oldest is, in seconds, and how old it may be. A day more than the rule, since
/// the broom comes once a day.
const SWEPT: [(&str, i64); 7] = [
    ("SELECT min(done_at) FROM inbox", 2 * DAY),
    ("SELECT min(done_at) FROM tasks", 30 * DAY),
    (
        "SELECT min(at) FROM membership_events",
        RETENTION_DAYS * DAY,
    ),
    ("SELECT min(at) FROM vpn_events", RETENTION_DAYS * DAY),
    (
        "SELECT min(day) * 86400 FROM vpn_traffic_daily",
        (RETENTION_DAYS + 1) * DAY,
    ),
    ("SELECT min(expires_at) FROM invite_links", DAY),
    ("SELECT min(at) FROM redeem_failures", DAY),
];

/// Lets minutes pass until nothing ends about now, and what passed through keys was counted.
pub async fn quiet(house: &House, model: &Model) {
    while model
        .guests
        .iter()
        .any(|guest| guest.is_in_doubt(house.now()))
    {
        house.advance(5 * MINUTE);
    }
    house.advance(2 * MINUTE);
    let since = house.now();
    let due = format!(
        "SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL) = 0
            AND NOT EXISTS (SELECT 1 FROM tasks WHERE state = 'due' AND due_at <= {since} AND class <> 'notice')
            AND NOT EXISTS (SELECT 1 FROM vip_subscribers WHERE status = 'active' AND expiry_date <= {since})
            AND NOT EXISTS (SELECT 1 FROM vpn_accounts WHERE next_at <= {since})
            AND (SELECT min(sampled_at) FROM servers) >= {since}"
    );
    house.until(&due).await;
}

/// Looks at everything. The house is quiet.
pub fn look(house: &House, model: &mut Model, tunnel: &Tunnel) {
    for guest in &mut model.guests {
        guest.is_still_inside(house.now());
    }
    sound(house);
    counts(house, model);
    access(house, model);
    keys(house, model, tunnel);
    mail(house, model);
    backups(house, model);
    retention(house);
    let open = house.emulator.unanswered_callbacks();
    assert!(open.is_empty(), "presses without an answer: {open:?}");
    let violations = house.emulator.violations();
    assert!(
        violations.is_empty(),
        "Telegram would have refused: {violations:#?}"
    );
}

fn sound(house: &House) {
    assert_eq!(house.value::<String>("PRAGMA quick_check"), "ok");
    for (sql, why) in [
        (
            "SELECT count(*) FROM inbox WHERE problem IS NOT NULL",
            "an update was set aside",
        ),
        (
            "SELECT count(*) FROM tasks WHERE state = 'failed'",
            "work was given up",
        ),
        (
            "SELECT count(*) FROM pragma_foreign_key_check",
            "a row refers to nothing",
        ),
        (
            "SELECT count(*) FROM (SELECT sum(minor) AS rest FROM ledger_entries GROUP BY posting_id, currency HAVING rest <> 0)",
            "the books do not add up",
        ),
        (
            "SELECT count(*) FROM payments WHERE state <> 'fulfilled'",
            "a payment brought nothing",
        ),
    ] {
        assert_eq!(house.value::<i64>(sql), 0, "{why}\n{}", house.left());
    }
}

fn counts(house: &House, model: &Model) {
    let charged: usize = model
        .guests
        .iter()
        .map(|guest| guest.person.charges().len())
        .sum();
    assert_eq!(charged as i64, model.payments, "Telegram charged");
    for (what, sql, wanted) in [
        ("payments", "SELECT count(*) FROM payments", model.payments),
        (
            "Stars",
            "SELECT coalesce(sum(minor), 0) FROM ledger_entries WHERE account = 'provider:stars'",
            model.stars,
        ),
        (
            "tokens",
            "SELECT count(*) FROM invitation_tokens",
            model.tokens_made,
        ),
        (
            "used tokens",
            "SELECT count(*) FROM invitation_tokens WHERE used = 1",
            model.tokens_used,
        ),
        ("tickets", "SELECT count(*) FROM tickets", model.tickets),
        (
            "closed tickets",
            "SELECT count(*) FROM tickets WHERE state = 'closed'",
            model.tickets,
        ),
        (
            "arrivals",
            "SELECT coalesce(sum(count), 0) FROM stats_daily WHERE channel = 'vip' AND kind = 'joined'",
            model.joined,
        ),
        (
            "departures",
            "SELECT coalesce(sum(count), 0) FROM stats_daily WHERE channel = 'vip' AND kind = 'left'",
            model.departures(),
        ),
    ] {
        assert_eq!(house.value::<i64>(sql), wanted, "{what}");
    }
}

/// Who may be in the channel, and who is.
fn access(house: &House, model: &mut Model) {
    let now = house.now();
    let sql = "SELECT user_id, expiry_date FROM vip_subscribers WHERE status = 'active'";
    let active: HashMap<i64, i64> = house
        .rows(sql, |row| Ok((row.get(0)?, row.get(1)?)))
        .into_iter()
        .collect();
    let sql =
        format!("SELECT user_id FROM channel_members WHERE chat_id = {VIP} AND is_inside = 1");
    let inside: HashSet<i64> = house.rows(&sql, |row| row.get(0)).into_iter().collect();
    for guest in &mut model.guests {
        let id = guest.person.id;
        let until = active.get(&id).copied();
        if guest.vip_until > now {
            let off = until.map(|until| (until - guest.vip_until).abs());
            assert!(
                off.is_some_and(|off| off <= BLUR),
                "{id} has it until {until:?}, not {}",
                guest.vip_until
            );
            // The next one goes on from what is kept, to the second.
            guest.vip_until = until.unwrap_or(guest.vip_until);
        } else {
            assert_eq!(
                until, None,
                "the time of {id} is over since {}",
                guest.vip_until
            );
        }
        let is_inside = guest.is_still_inside(now);
        assert_eq!(
            guest.person.is_member(VIP),
            is_inside,
            "{id} in the channel"
        );
        assert_eq!(inside.contains(&id), is_inside, "{id} in the database");
    }
}

/// Whose key works, what the interface lets in, and what was counted.
fn keys(house: &House, model: &mut Model, tunnel: &Tunnel) {
    let now = house.now();
    let sql = "SELECT user_id, status FROM vpn_configs ORDER BY id";
    let newest: HashMap<i64, String> = house
        .rows(sql, |row| Ok((row.get(0)?, row.get(1)?)))
        .into_iter()
        .collect();
    for guest in &model.guests {
        let id = guest.person.id;
        assert_eq!(
            newest.get(&id).map(String::as_str),
            guest.key_state(now),
            "the key of {id}"
        );
    }
    let sql = "SELECT user_id, expires_at FROM vpn_accounts";
    let ends: HashMap<i64, i64> = house
        .rows(sql, |row| Ok((row.get(0)?, row.get(1)?)))
        .into_iter()
        .collect();
    for guest in &mut model.guests {
        let until = ends.get(&guest.person.id).copied().unwrap_or_default();
        assert!(
            (until - guest.key_until).abs() <= BLUR,
            "{until} {}",
            guest.key_until
        );
        guest.key_until = until;
    }
    let sql =
        "SELECT p.remote_id, a.ip || '/32' FROM vpn_configs c JOIN vpn_peers p ON p.id = c.peer_id
               JOIN ip_addresses a ON a.id = p.address_id WHERE c.status = 'active'";
    let wanted: HashMap<String, String> = house
        .rows(sql, |row| Ok((row.get(0)?, row.get(1)?)))
        .into_iter()
        .collect();
    assert_eq!(tunnel.peers(), wanted, "what the interface lets in");
    let sql = "SELECT p.remote_id, c.used_rx, c.used_tx FROM vpn_configs c JOIN vpn_peers p ON p.id = c.peer_id";
    let counted: HashMap<String, (i64, i64)> = house
        .rows(sql, |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))
        .into_iter()
        .collect();
    for (key, passed) in &model.passed {
        if let Some(counted) = counted.get(key) {
            assert_eq!(counted, passed, "bytes of {key}");
        }
    }
}

/// What the admin wrote was posted once, and sent to each person once, or is known to be in doubt.
fn mail(house: &House, model: &Model) {
    let done = |of: &str| -> i64 {
        house.value(&format!(
            "SELECT count(*) FROM broadcasts WHERE confirmed_at IS NOT NULL AND state = 'done' AND target {of} 'vip'"
        ))
    };
    assert_eq!(done("="), model.posts, "posts");
    assert_eq!(done("<>"), model.mailings, "mailings");
    let sql = "SELECT count(*) FROM mailings WHERE sent + failed + blocked + skipped + doubt <> total OR failed > 0";
    assert_eq!(house.value::<i64>(sql), 0, "somebody was left out");
    let mut copies: HashMap<(i64, String), i64> = HashMap::new();
    for guest in &model.guests {
        for message in guest.person.messages() {
            if message.by_bot && message.text.starts_with("Noticia número") {
                *copies.entry((guest.person.id, message.text)).or_default() += 1;
            }
        }
    }
    let twice: Vec<_> = copies.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "sent twice: {twice:?}");
}

/// Each night has its backup, and no more are kept than were asked for.
fn backups(house: &House, model: &Model) {
    let made: i64 = house.value("SELECT count(*) FROM backups WHERE cause IN ('nightly', 'found')");
    assert_eq!(made, model.nights, "a backup for each night");
    let folder = std::fs::read_dir(house.data().join("backups")).expect("the folder");
    let names = folder.map(|entry| entry.expect("an entry").file_name());
    let names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let files = names.iter().filter(|name| name.ends_with(".age")).count();
    // A kill may come between a new one and the going of the oldest, which then goes in the next night, unless that has a
    // kill at that moment too.
    let over = files as i64 - model.nights.min(BACKUPS);
    assert!((0..=2).contains(&over), "{names:?}");
    let untested = "SELECT count(*) FROM backups WHERE test_fault IS NOT NULL";
    assert_eq!(house.value::<i64>(untested), 0, "a backup is not whole");
}

/// What is older than its time is gone.
fn retention(house: &House) {
    let now = house.now();
    for (sql, most) in SWEPT {
        let oldest: Option<i64> = house.value(sql);
        let age = oldest.map_or(0, |at| now - at);
        assert!(age <= most + DAY + HOUR, "{sql}: {} hours old", age / HOUR);
    }
}

/// Bytes of the database's file.
pub fn size(house: &House) -> u64 {
    let file = std::fs::metadata(house.data().join("portero.db"));
    file.expect("the database").len()
}
