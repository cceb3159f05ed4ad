//! A database of the first version, filled as a house leaves it, is brought to today's and works on.

use super::ServiceError;
use super::expiry;
use super::house;
use super::members::acts;
use super::members::desk;
use super::members::search;
use super::settings;
use super::tests::NOW;
use super::tests::admin;
use crate::config::Config;
use crate::context::Ctx;
use crate::crud;
use crate::db::Db;
use crate::db::make_first_version;
use crate::models::EndMove;
use crate::models::MemberFilter;
use crate::models::Moved;
use crate::models::Origin;
use crate::models::UserId;
use crate::utils::clock::Clock;
use crate::utils::seal::SealKey;
use std::collections::HashMap;

/// Ana by a token of 30 days, Berta for life, Clara on the whitelist after her end, David removed long ago.
const FILLED: &str = "
    INSERT INTO users (id, username, first_name, created_at, last_seen_at) VALUES
        (7, 'jefa', 'Marta', 1, 1), (1, 'ana', 'Ana', 1, 1), (2, NULL, 'Berta', 1, 1),
        (3, NULL, 'Clara', 1, 1), (4, NULL, 'David', 1, 1);
    INSERT INTO bot_config (id, vip_channel_id, free_channel_id, wait_time_minutes, created_at, updated_at)
        VALUES (1, -1001, -1002, 45, 1, 1);
    INSERT INTO channels (chat_id, kind, title, is_admin, rights, checked_at)
        VALUES (-1001, 'channel', 'Recetas VIP', 1, 'invite,restrict', 1);
    INSERT INTO channel_members (chat_id, user_id, is_inside, since)
        VALUES (-1001, 1, 1, 5), (-1001, 2, 1, 5), (-1001, 3, 1, 5);
    INSERT INTO invitation_tokens
        (id, token_hash, prefix, generated_by, batch_id, created_at, valid_until, duration_hours, used, used_by, used_at)
        VALUES (1, zeroblob(32), 'ABCD', 7, 1, 1, 9, 720, 1, 1, 5);
    INSERT INTO vip_subscribers (user_id, join_date, expiry_date, status, token_id, period_id, whitelist, kicked_at) VALUES
        (1, 1799000000, 1801592000, 'active', 1, 1, 0, NULL), (2, 1799000000, NULL, 'active', NULL, 2, 0, NULL),
        (3, 1790000000, 1795000000, 'expired', NULL, 3, 1, NULL), (4, 1790000000, 1795000000, 'expired', NULL, 4, 0, 1795000001);
    INSERT INTO membership_events (user_id, channel, kind, at, period_id) VALUES
        (1, 'vip', 'granted', 1799000000, 1), (1, 'vip', 'joined', 1799000100, 1), (4, 'vip', 'removed', 1795000001, 4);
    INSERT INTO roles (name, rank, built_in) VALUES ('superadmin', 100, 1), ('auditor', 20, 1);
    INSERT INTO role_permissions (role, permission) VALUES ('superadmin', 'panel.see'), ('auditor', 'panel.see');
";

async fn upgraded() -> Ctx {
    let directory = crate::db::tests::scratch("upgrade");
    let values = HashMap::from([
        ("ADMIN_USER_IDS".to_owned(), "7".to_owned()),
        ("DATA_DIR".to_owned(), directory.display().to_string()),
    ]);
    let config = Config::from(&values).expect("valid settings");
    let old = rusqlite::Connection::open(&config.database).expect("opens");
    make_first_version(&old);
    old.execute_batch(FILLED).expect("filled");
    drop(old);
    let db = Db::open(&config.database).expect("brought to today");
    let seal = SealKey::from_hex(&"ab".repeat(32)).expect("a key");
    let ctx = Ctx::new(config, db, Clock::standing(NOW), seal);
    house::prepare(&ctx, NOW).await.expect("prepared");
    settings::refresh(&ctx).await.expect("read");
    ctx
}

#[tokio::test]
async fn members_of_the_first_version_are_found_listed_and_moved_and_keep_their_tokens() {
    let ctx = upgraded().await;
    let wanted = search::read("berta");
    let found = search::search(&ctx, &admin(), wanted, NOW).await;
    assert_eq!(
        found.expect("found")[0].user_id,
        UserId(2),
        "words are kept of those before"
    );
    let found = search::search(&ctx, &admin(), search::read("abcd"), NOW).await;
    assert_eq!(
        found.expect("found")[0].user_id,
        UserId(1),
        "by the token they redeemed"
    );
    let list = desk::list(&ctx, &admin(), MemberFilter::Active, 0, NOW).await;
    assert_eq!(list.expect("listed").counts, [2, 0, 2, 1, 0, 0]);
    let card = desk::get(&ctx, &admin(), UserId(1), NOW)
        .await
        .expect("a card");
    assert!(matches!(card.origin, Some(Origin::Token { prefix, .. }) if prefix == "ABCD"));
    let moved = acts::move_end(&ctx, &admin(), UserId(1), EndMove::Days(7), NOW).await;
    assert!(matches!(moved.expect("moved"), Moved::Until(Some(_))));
    let sweep = expiry::sweep(&ctx, NOW.plus_days(30)).await.expect("swept");
    assert_eq!(
        sweep,
        expiry::Sweep::Ended(1),
        "Ana's end comes, Berta's never"
    );
}

#[tokio::test]
async fn settings_lengths_and_counts_of_the_first_version_are_filled() {
    let ctx = upgraded().await;
    let view = settings::view(&ctx, &admin()).await.expect("read");
    assert_eq!(view.now.wait_time_minutes, 45, "what was set stays");
    assert_eq!(view.now.reminder_hours, [72, 24]);
    assert_eq!((view.now.grace_hours, view.now.retention_days), (0, 365));
    let (terms, half_hours, redeemed, may) = ctx
        .db
        .read(|connection| {
            let one = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
            Ok::<_, ServiceError>((
                one("SELECT sum(term_seconds) FROM vip_subscribers WHERE user_id IN (1, 2)")?,
                one("SELECT sum(count) FROM stats_half_hours WHERE kind NOT LIKE 'term:%'")?,
                one("SELECT sum(count) FROM stats_half_hours WHERE kind = 'term:720'")?,
                crud::roles::permissions_of(connection, UserId(7), NOW)?,
            ))
        })
        .await
        .expect("read");
    assert_eq!(terms, 720 * 3_600, "Ana's token; for life has no length");
    assert_eq!((half_hours, redeemed), (3, 1));
    assert_eq!(may, crate::models::PermissionSet::all());
}
