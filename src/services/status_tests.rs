use super::*;
use crate::db::Durability;
use crate::models::UserId;
use crate::services::tests::{NOW, admin, ctx, person};

async fn put(ctx: &Ctx, sql: String) {
    ctx.db
        .write(Durability::Full, move |tx| {
            Ok::<_, ServiceError>(tx.execute_batch(&sql)?)
        })
        .await
        .expect("put");
}

async fn seen(ctx: &Ctx, id: i64, at: Timestamp) {
    let person = crate::models::Person {
        id: UserId(id),
        username: None,
        first_name: "P".into(),
        last_name: None,
        language_code: None,
    };
    ctx.db
        .write(Durability::Normal, move |tx| -> Result<(), ServiceError> {
            crud::status::count_active(tx, person.id, at)?;
            crud::users::upsert_seen(tx, &person, true, at)?;
            Ok(())
        })
        .await
        .expect("seen");
}

#[tokio::test]
async fn people_are_counted_by_what_they_did_and_what_they_are() {
    let ctx = ctx().await;
    let rows: Vec<String> = [(10, 0_i64), (11, 1), (12, 29), (13, 31)]
        .iter()
        .map(|(id, days)| {
            let at = NOW.plus_days(-days).0;
            format!(
                "INSERT INTO users (id, first_name, created_at, last_seen_at) VALUES ({id}, 'P', {at}, {at});"
            )
        })
        .collect();
    let more = format!(
        "UPDATE users SET status = 'banned' WHERE id = 11;
         UPDATE users SET status = 'unreachable' WHERE id = 12;
         INSERT INTO user_roles (user_id, role, granted_at, expires_at) VALUES
             (10, 'support', 1, {}), (11, 'support', 1, {}), (12, 'seller', 1, NULL);",
        NOW.0 + 1,
        NOW.0
    );
    put(&ctx, rows.concat() + &more).await;
    let view = look(&ctx, &admin(), Pulse::default(), NOW)
        .await
        .expect("seen");
    let people = &view.counts.people;
    // The admin of the settings is known since the start.
    assert_eq!((people.total, people.active_today), (5, 2));
    assert_eq!((people.active_month, people.new_month), (4, 4));
    assert_eq!((people.banned, people.unreachable), (1, 1));
    let of = |role: &str| {
        people
            .roles
            .iter()
            .find(|(name, _)| name == role)
            .map(|(_, count)| *count)
    };
    assert_eq!(of("superadmin"), Some(1));
    assert_eq!(of("support"), Some(1), "a role that ended is held no more");
    assert_eq!(of("seller"), Some(1));
    assert!(view.uptime_seconds == Some(0) && view.memory_bytes.is_some());
}

#[tokio::test]
async fn a_person_is_active_once_a_day() {
    let ctx = ctx().await;
    let midnight = Timestamp(NOW.day() * 86_400);
    for at in [NOW, NOW + 60, midnight.plus_days(1) + (-1)] {
        seen(&ctx, 10, at).await;
    }
    seen(&ctx, 11, NOW).await;
    seen(&ctx, 10, midnight.plus_days(1)).await;
    let now = midnight.plus_days(1) + 60;
    let days = activity(&ctx, &admin(), now).await.expect("counted");
    assert_eq!(days.len(), 30);
    assert_eq!(days[28].active, 2);
    assert_eq!(
        days[29],
        DayActivity {
            day: now.day(),
            active: 1
        }
    );
    assert!(days[..28].iter().all(|day| day.active == 0));
}

#[tokio::test]
async fn keys_traffic_addresses_and_tickets_are_counted() {
    let ctx = ctx().await;
    person(&ctx, 10).await;
    let day = NOW.day();
    let old = day - 30;
    put(
        &ctx,
        format!(
            "INSERT INTO servers (id, kind, transport, name, host, port, sealed, health, health_since, created_at)
                 VALUES (1, 'wireguard', 'demo', 'Uno', 'h', 1, '', 'up', 1, 1);
             INSERT INTO tickets (id, user_id, category, state, created_at, updated_at, waits_since, closed_at) VALUES
                 (1, 10, 'vpn', 'open', 1, 1, 500, NULL), (2, 10, 'vpn', 'answered', 1, 1, NULL, NULL),
                 (3, 10, 'vpn', 'reopened', 1, 1, 400, NULL), (4, 10, 'vpn', 'closed', 1, 1, NULL, 2);
             INSERT INTO vpn_accounts (id, user_id, kind, is_trial, period_at, devices, created_at) VALUES
                 (1, 10, 'wireguard', 0, 1, 5, 1), (2, 10, 'outline', 1, 1, 1, 1);
             INSERT INTO vpn_configs (id, account_id, user_id, kind, name, status, server_id, created_at, revoked_at) VALUES
                 (1, 1, 10, 'wireguard', 'a', 'active', 1, 1, NULL), (2, 1, 10, 'wireguard', 'b', 'suspended', 1, 1, NULL),
                 (3, 2, 10, 'outline', 'c', 'active', 1, 1, NULL), (4, 1, 10, 'wireguard', 'd', 'revoked', 1, 1, 2);
             INSERT INTO vpn_traffic_daily VALUES
                 (1, {day}, 10, 100), (2, {day}, 1, 2), (1, {old}, 1000, 1000), (3, {old} + 1, 5, 7);"
        ),
    )
    .await;
    let counts = look(&ctx, &admin(), Pulse::default(), NOW)
        .await
        .expect("seen")
        .counts;
    let keys = counts.keys;
    assert_eq!((keys.total, keys.active, keys.suspended), (3, 2, 1));
    assert_eq!((keys.trial, keys.paid()), (1, 2));
    assert_eq!(
        (counts.traffic_today.rx, counts.traffic_today.tx),
        (11, 102)
    );
    assert_eq!(
        (counts.traffic_month.rx, counts.traffic_month.tx),
        (16, 109)
    );
    let tickets = counts.tickets;
    assert_eq!((tickets.open, tickets.waiting, tickets.closed), (3, 2, 1));
    assert_eq!(tickets.oldest, Some(Timestamp(400)));
    let days = traffic(&ctx, &admin(), NOW).await.expect("counted");
    assert_eq!((days.len(), days[29].tx, days[0].rx), (30, 102, 5));
}

#[tokio::test]
async fn the_pages_behind_it_keep_to_counts_of_the_last_minute() {
    let ctx = ctx().await;
    let total = |view: &StatusView| view.counts.people.total;
    let first = look(&ctx, &admin(), Pulse::default(), NOW)
        .await
        .expect("seen");
    person(&ctx, 10).await;
    let page = details(&ctx, &admin(), Pulse::default(), NOW + 59)
        .await
        .expect("seen");
    assert_eq!(total(&page), total(&first));
    let page = details(&ctx, &admin(), Pulse::default(), NOW + 60)
        .await
        .expect("seen");
    assert_eq!(total(&page), total(&first) + 1);
}

#[tokio::test]
async fn beside_the_bot_it_is_told_whether_and_since_when_it_runs() {
    let ctx = ctx().await;
    house::remember_running(&ctx, true, NOW)
        .await
        .expect("noted");
    let (stopped, running) = ctx
        .db
        .read(|connection| {
            let jobs = || ["vip_expiry"].into_iter();
            let later = NOW + 90;
            let own = std::process::id();
            Ok::<_, ServiceError>((
                beside(connection, None, jobs(), Zone::utc(), later)?,
                beside(connection, Some(own), jobs(), Zone::utc(), later)?,
            ))
        })
        .await
        .expect("read");
    assert!(stopped.uptime_seconds.is_none() && stopped.memory_bytes.is_none());
    assert_eq!(running.uptime_seconds, Some(90));
    assert!(running.memory_bytes.is_some());
    assert_eq!(running.jobs.len(), 1);
}

#[tokio::test]
async fn a_stranger_sees_none_of_it() {
    let ctx = ctx().await;
    let ana = person(&ctx, 10).await;
    assert!(look(&ctx, &ana, Pulse::default(), NOW).await.is_err());
    assert!(details(&ctx, &ana, Pulse::default(), NOW).await.is_err());
    assert!(activity(&ctx, &ana, NOW).await.is_err());
    assert!(traffic(&ctx, &ana, NOW).await.is_err());
}
