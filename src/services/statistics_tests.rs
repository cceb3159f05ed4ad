//! Figures against a history made by hand.

use super::*;
use crate::crud::members::Event;
use crate::db::Durability;
use crate::models::Estimate;
use crate::models::HOUR;
use crate::models::Income;
use crate::models::PermissionSet;
use crate::models::Refusal;
use crate::services::house;
use crate::services::tests::{ADMIN, FREE, NOW, admin, ctx, person};

// NOW is 15 January 2027, 08:00 UTC.

/// Changes the database by hand.
async fn change(ctx: &Ctx, sql: &'static str) {
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok::<_, ServiceError>(tx.execute_batch(sql)?)
        })
        .await
        .expect(sql);
}

/// An event so many hours ago.
async fn event(ctx: &Ctx, door: Door, kind: &'static str, hours_ago: i64) {
    ctx.db
        .write(Durability::Normal, move |tx| {
            let event = Event {
                user: ADMIN,
                door,
                kind,
                period: None,
                cause: None,
            };
            let at = NOW.plus_hours(-hours_ago);
            Ok::<_, ServiceError>(crud::members::insert_event(tx, &event, at)?)
        })
        .await
        .expect("kept");
}

async fn counted(ctx: &Ctx, view: StatsView, period: StatsPeriod) -> Figures {
    let stats = refresh(ctx, &admin(), view, period, NOW).await;
    stats.expect("counted").figures
}

async fn vip_of(ctx: &Ctx, period: StatsPeriod) -> VipStats {
    match counted(ctx, StatsView::Vip, period).await {
        Figures::Vip(figures) => figures,
        other => panic!("{other:?}"),
    }
}

async fn free_of(ctx: &Ctx, period: StatsPeriod) -> FreeStats {
    match counted(ctx, StatsView::Free, period).await {
        Figures::Free(figures) => figures,
        other => panic!("{other:?}"),
    }
}

async fn tokens_of(ctx: &Ctx, period: StatsPeriod) -> TokenStats {
    match counted(ctx, StatsView::Tokens, period).await {
        Figures::Tokens(figures) => figures,
        other => panic!("{other:?}"),
    }
}

async fn overview_of(ctx: &Ctx) -> Overview {
    match counted(ctx, StatsView::Overview, StatsPeriod::USUAL).await {
        Figures::Overview(figures) => figures,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_empty_house_counts_nothing_and_divides_by_nothing() {
    let ctx = ctx().await;
    for period in StatsPeriod::ALL {
        let vip = vip_of(&ctx, period).await;
        assert_eq!((vip.active, vip.moves.now), (0, VipMoves::default()));
        assert_eq!(vip.ending.len(), 7);
        assert_eq!(free_of(&ctx, period).await.waits, None);
        assert!(tokens_of(&ctx, period).await.makers.is_empty());
        let series = series(&ctx, &admin(), period, NOW).await.expect("counted");
        let days = i64::try_from(series.days.len()).expect("small");
        assert_eq!(days, period.days().unwrap_or(1));
    }
    let overview = overview_of(&ctx).await;
    assert_eq!(overview.estimate, Estimate::NoFees);
    assert_eq!((overview.vip_active, overview.tokens_made), (0, 0));
}

#[tokio::test]
async fn moves_are_counted_by_the_operators_days_and_compared() {
    let ctx = ctx().await;
    // Today began eight hours ago.
    for hours in [1, 8, 9, 30, 24 * 10, 24 * 40] {
        event(&ctx, Door::Vip, "granted", hours).await;
    }
    for (kind, hours) in [
        ("expired", 2),
        ("renewed", 3),
        ("removed", 2),
        ("left", 26),
        ("reactivated", 1),
    ] {
        event(&ctx, Door::Vip, kind, hours).await;
    }
    // Of the other door, and of kinds that are no matter here.
    event(&ctx, Door::Free, "left", 1).await;
    event(&ctx, Door::Vip, "link_asked", 1).await;
    let today = vip_of(&ctx, StatsPeriod::Today).await.moves;
    let expected = VipMoves {
        begun: 3,
        renewed: 1,
        ended: 1,
        removed: 1,
        left: 0,
    };
    assert_eq!((today.now, today.now.net()), (expected, 2));
    // Yesterday until 08:00: the one thirty hours ago, and the one who left.
    let before = today.before.expect("a day before");
    assert_eq!((before.begun, before.left), (1, 1));
    let week = vip_of(&ctx, StatsPeriod::Week).await.moves;
    assert_eq!(week.now.begun, 5);
    assert_eq!(week.before.map(|moves| moves.begun), Some(1));
    let month = vip_of(&ctx, StatsPeriod::Month).await.moves;
    assert_eq!(month.now.begun, 6);
    let all = vip_of(&ctx, StatsPeriod::All).await.moves;
    assert_eq!((all.now.begun, all.before), (7, None));
    // In Havana it is 03:00: today began three hours ago.
    change(&ctx, "UPDATE bot_config SET time_zone = 'America/Havana'").await;
    let today = vip_of(&ctx, StatsPeriod::Today).await.moves;
    assert_eq!((today.now.begun, today.now.renewed), (2, 1));
}

#[tokio::test]
async fn figures_stay_right_when_old_events_are_swept_out() {
    let ctx = ctx().await;
    for days in [1, 20, 50, 100, 300] {
        event(&ctx, Door::Vip, "granted", 24 * days).await;
        event(&ctx, Door::Free, "approved", 24 * days).await;
    }
    change(&ctx, "UPDATE bot_config SET retention_days = 30").await;
    let before = (
        vip_of(&ctx, StatsPeriod::All).await,
        vip_of(&ctx, StatsPeriod::Quarter).await,
        free_of(&ctx, StatsPeriod::Quarter).await,
        series(&ctx, &admin(), StatsPeriod::All, NOW)
            .await
            .expect("counted"),
    );
    house::clean(&ctx, NOW).await.expect("swept");
    let left = ctx
        .db
        .read(|connection| {
            let sql = "SELECT count(*) FROM membership_events";
            Ok::<i64, ServiceError>(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .await
        .expect("counted");
    assert_eq!(left, 5, "four of the last thirty days, and the newest");
    let after = (
        vip_of(&ctx, StatsPeriod::All).await,
        vip_of(&ctx, StatsPeriod::Quarter).await,
        free_of(&ctx, StatsPeriod::Quarter).await,
        series(&ctx, &admin(), StatsPeriod::All, NOW)
            .await
            .expect("counted"),
    );
    assert_eq!(before, after);
    assert_eq!(after.0.moves.now.begun, 5);
    assert_eq!(after.1.moves.now.begun, 3);
    assert_eq!(after.1.moves.before.map(|moves| moves.begun), Some(1));
}

#[tokio::test]
async fn a_wrong_clock_sweeps_no_history_out() {
    let ctx = ctx().await;
    event(&ctx, Door::Vip, "granted", 24 * 700).await;
    event(&ctx, Door::Vip, "granted", 1).await;
    ctx.skew.set(100_000);
    assert_eq!(house::clean(&ctx, NOW).await.expect("swept"), 0);
    ctx.skew.set(0);
    assert_eq!(
        house::clean(&ctx, NOW).await.expect("swept"),
        2,
        "the event and its half hour"
    );
}

#[tokio::test]
async fn subscribers_are_told_apart_by_state_and_end() {
    let ctx = ctx().await;
    for id in 11..=17 {
        person(&ctx, id).await;
    }
    ctx.db
        .write(Durability::Normal, |tx| -> Result<(), ServiceError> {
            let rows = [
                (11, Some(NOW + HOUR), "active", 500),
                (12, Some(NOW + 17 * HOUR), "active", 400),
                (13, Some(NOW.plus_days(6)), "active", 300),
                (14, Some(NOW.plus_days(60)), "active", 200),
                (15, None, "active", 100),
                (16, Some(NOW - HOUR), "active", 600),
                (17, Some(NOW.plus_days(-9)), "expired", 50),
            ];
            for (id, end, status, joined) in rows {
                tx.execute(
                    "INSERT INTO vip_subscribers (user_id, join_date, expiry_date, status, period_id, whitelist)
                     VALUES (?1, ?2, ?3, ?4, ?1, ?1 = 17)",
                    rusqlite::params![id, joined, end.map(|at| at.0), status],
                )?;
            }
            Ok(())
        })
        .await
        .expect("filled");
    let figures = vip_of(&ctx, StatsPeriod::Month).await;
    assert_eq!(
        (figures.active, figures.lifetime, figures.overdue),
        (6, 1, 1)
    );
    assert_eq!((figures.expired, figures.whitelisted), (1, 1));
    let ending: Vec<i64> = figures.ending.iter().map(|day| day.count).collect();
    assert_eq!(ending, [1, 1, 0, 0, 0, 0, 1]);
    let longest: Vec<i64> = figures
        .longest
        .iter()
        .map(|person| person.user_id.0)
        .collect();
    assert_eq!(longest, [15, 14, 13, 12, 11, 16]);
    let overview = overview_of(&ctx).await;
    assert_eq!(
        (
            overview.vip_active,
            overview.vip_ending,
            overview.vip_expired
        ),
        (6, 3, 1)
    );
    assert_eq!(overview.paying, 5);
}

#[tokio::test]
async fn the_estimate_follows_what_each_member_got_last() {
    let ctx = ctx().await;
    change(
        &ctx,
        r#"UPDATE bot_config SET subscription_fees = '{"fees":[
            {"period":"monthly","price":{"minor":1000,"currency":"USD"}},
            {"period":"yearly","price":{"minor":9125,"currency":"USD"}},
            {"period":"monthly","price":{"minor":500,"currency":"XTR"}}]}'"#,
    )
    .await;
    for id in 21..=23 {
        person(&ctx, id).await;
    }
    ctx.db
        .write(Durability::Normal, |tx| -> Result<(), ServiceError> {
            let token = |tx: &rusqlite::Transaction<'_>, id: i64| {
                tx.execute(
                    "INSERT INTO invitation_tokens (id, token_hash, prefix, generated_by, batch_id, created_at, valid_until)
                     VALUES (?1, randomblob(32), 'ABCD', 7, ?1, 1, 2)",
                    [id],
                )
            };
            for id in 1..=4 {
                token(tx, id)?;
            }
            let month = Some(30 * 24);
            // A month, and a year of months one after another: both pay by the month. And one for life.
            access::grant(tx, UserId(21), month, Some(crate::models::TokenId(1)), NOW)?;
            access::grant(tx, UserId(22), month, Some(crate::models::TokenId(2)), NOW)?;
            for _ in 0..11 {
                access::grant(tx, UserId(22), month, Some(crate::models::TokenId(3)), NOW)?;
            }
            access::grant(tx, UserId(23), None, Some(crate::models::TokenId(4)), NOW)?;
            Ok(())
        })
        .await
        .expect("granted");
    let money = |minor, currency: &str| crate::models::Money {
        minor,
        currency: currency.to_owned(),
    };
    let Estimate::Some(expected) = overview_of(&ctx).await.estimate else {
        panic!("no estimate");
    };
    assert_eq!(expected[0].per_month, money(2_000, "USD"));
    assert_eq!(expected[0].per_year, money(24_333, "USD"));
    assert_eq!(expected[1].per_month, money(1_000, "XTR"));
    assert_eq!(expected.len(), 2);
    // A year at once brings 7.50 a month.
    ctx.db
        .write(Durability::Normal, |tx| -> Result<(), ServiceError> {
            access::grant(
                tx,
                UserId(21),
                Some(365 * 24),
                Some(crate::models::TokenId(4)),
                NOW,
            )?;
            Ok(())
        })
        .await
        .expect("granted");
    let Estimate::Some(expected) = overview_of(&ctx).await.estimate else {
        panic!("no estimate");
    };
    assert_eq!(expected[0].per_month, money(1_750, "USD"));
}

#[tokio::test]
async fn the_queue_is_told_with_its_waits() {
    let ctx = ctx().await;
    for id in 31..=37 {
        person(&ctx, id).await;
    }
    ctx.db
        .write(Durability::Normal, |tx| -> Result<(), ServiceError> {
            for (id, asked, ended, outcome) in [
                (31, 100, 40, "approved"),
                (32, 100, 10, "approved"),
                (33, 100, 60, "approved"),
                (34, 100, 50, "declined"),
                (35, 3_000_000, 2_900_000, "approved"),
            ] {
                tx.execute(
                    "INSERT INTO free_channel_requests
                         (user_id, chat_id, request_date, due_at, origin, processed, processed_at, outcome)
                     VALUES (?1, ?2, ?3, ?3, 'button', 1, ?4, ?5)",
                    rusqlite::params![id, FREE.0, NOW.0 - asked, NOW.0 - ended, outcome],
                )?;
            }
            for (id, due) in [(36, 60), (37, -60)] {
                tx.execute(
                    "INSERT INTO free_channel_requests (user_id, chat_id, request_date, due_at, origin)
                     VALUES (?1, ?2, ?3, ?4, 'button')",
                    [id, FREE.0, NOW.0, NOW.0 + due],
                )?;
            }
            Ok(())
        })
        .await
        .expect("filled");
    let figures = free_of(&ctx, StatsPeriod::Today).await;
    assert_eq!((figures.waiting, figures.ready), (2, 1));
    let waits = Waits {
        count: 3,
        average_seconds: 63,
        median_seconds: 60,
    };
    assert_eq!(figures.waits, Some(waits));
    let next: Vec<i64> = figures.next.iter().map(|person| person.user_id.0).collect();
    assert_eq!(next, [37, 36]);
    assert!(!figures.waits_are_cut && free_of(&ctx, StatsPeriod::All).await.waits_are_cut);
    // Those of more than thirty days ago are gone any day: they do not count.
    assert_eq!(free_of(&ctx, StatsPeriod::All).await.waits, Some(waits));
}

#[test]
fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
    let median = |seconds: &[i64]| waits(seconds.to_vec()).map(|waits| waits.median_seconds);
    assert_eq!(median(&[]), None);
    assert_eq!(median(&[7]), Some(7));
    assert_eq!(median(&[30, 10]), Some(20));
    assert_eq!(median(&[5, 1, 3, 100]), Some(4));
    assert_eq!(median(&[9, 1, 5]), Some(5));
}

#[tokio::test]
async fn tokens_are_counted_by_what_happened_to_them_and_by_maker() {
    let ctx = ctx().await;
    person(&ctx, 41).await;
    ctx.db
        .write(Durability::Normal, |tx| -> Result<(), ServiceError> {
            // Maker, made hours ago, valid until in hours, used hours ago, revoked hours ago.
            type Row = (i64, i64, i64, Option<i64>, Option<i64>);
            let rows: [Row; 6] = [
                (7, 1, 24, None, None),
                (7, 2, -1, None, None),
                (7, 3, 24, Some(1), None),
                (41, 5, 24, None, Some(2)),
                (41, 24 * 9, 24, Some(24 * 8), None),
                (41, 24 * 3, -48, None, None),
            ];
            for (place, (maker, made, valid, used, revoked)) in rows.into_iter().enumerate() {
                let ago = |hours: i64| NOW.plus_hours(-hours).0;
                tx.execute(
                    "INSERT INTO invitation_tokens (token_hash, prefix, generated_by, batch_id, created_at, valid_until,
                                                    used, used_by, used_at, revoked_at)
                     VALUES (randomblob(32), 'ABCD', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    rusqlite::params![
                        maker,
                        i64::try_from(place).unwrap_or(0),
                        ago(made),
                        NOW.plus_hours(valid).0,
                        used.is_some(),
                        used.map(|_| 41),
                        used.map(ago),
                        revoked.map(ago)
                    ],
                )?;
            }
            Ok(())
        })
        .await
        .expect("filled");
    let today = tokens_of(&ctx, StatsPeriod::Today).await;
    let expected = TokenMoves {
        made: 4,
        used: 1,
        expired: 1,
        revoked: 1,
        made_and_used: 1,
    };
    assert_eq!((today.moves.now, today.usable), (expected, 1));
    assert_eq!(today.makers.len(), 2);
    assert_eq!((today.makers[0].made, today.makers[0].used), (3, 1));
    let week = tokens_of(&ctx, StatsPeriod::Week).await.moves;
    assert_eq!((week.now.made, week.now.expired), (5, 2));
    assert_eq!(
        week.before.map(|moves| (moves.made, moves.used)),
        Some((1, 1))
    );
    let all = tokens_of(&ctx, StatsPeriod::All).await;
    assert_eq!((all.moves.now.made, all.moves.now.made_and_used), (6, 2));
    let overview = overview_of(&ctx).await;
    assert_eq!(
        (
            overview.tokens_made,
            overview.tokens_used,
            overview.tokens_usable
        ),
        (6, 2, 1)
    );
}

#[tokio::test]
async fn the_series_has_every_day_and_ends_with_todays_number() {
    let ctx = ctx().await;
    for id in 51..=54 {
        person(&ctx, id).await;
    }
    ctx.db
        .write(Durability::Normal, |tx| -> Result<(), ServiceError> {
            for (id, days) in [(51, 5), (52, 3), (53, 3), (54, 0)] {
                access::grant(tx, UserId(id), Some(24 * 30), None, NOW.plus_days(-days))?;
            }
            Ok(())
        })
        .await
        .expect("granted");
    let week = series(&ctx, &admin(), StatsPeriod::Week, NOW)
        .await
        .expect("counted");
    let active: Vec<i64> = week.days.iter().map(|day| day.active).collect();
    assert_eq!(active, [0, 1, 1, 3, 3, 3, 4]);
    let all = series(&ctx, &admin(), StatsPeriod::All, NOW)
        .await
        .expect("counted");
    let active: Vec<i64> = all.days.iter().map(|day| day.active).collect();
    assert_eq!(active, [1, 1, 3, 3, 3, 4]);
    assert_eq!(all.time_zone, "UTC");
}

async fn fees(ctx: &Ctx) {
    change(
        ctx,
        r#"UPDATE bot_config SET subscription_fees = '{"fees":[
            {"period":"monthly","price":{"minor":1000,"currency":"USD"}},
            {"period":"yearly","price":{"minor":9125,"currency":"USD"}},
            {"period":"lifetime","price":{"minor":500,"currency":"XTR"}}]}'"#,
    )
    .await;
}

async fn income_of(ctx: &Ctx, period: StatsPeriod, now: Timestamp) -> (Vec<i64>, Income) {
    let series = series(ctx, &admin(), period, now).await.expect("counted");
    let days = series.days.iter().map(|day| day.income).collect();
    (days, series.income)
}

#[tokio::test]
async fn what_is_sold_counts_on_its_day_by_the_fees() {
    let ctx = ctx().await;
    for id in 61..=63 {
        person(&ctx, id).await;
    }
    assert_eq!(
        income_of(&ctx, StatsPeriod::Week, NOW).await,
        (vec![0; 7], Income::Unknown)
    );
    fees(&ctx).await;
    ctx.db
        .write(Durability::Normal, |tx| -> Result<(), ServiceError> {
            let month = Some(30 * 24);
            // A month six days ago, another and half of one yesterday at 06:00, a year today, and one for life.
            access::grant(tx, UserId(61), month, None, NOW.plus_days(-6))?;
            access::grant(tx, UserId(61), month, None, NOW.plus_hours(-26))?;
            access::grant(tx, UserId(62), Some(15 * 24), None, NOW.plus_hours(-26))?;
            access::grant(tx, UserId(62), Some(365 * 24), None, NOW)?;
            access::grant(tx, UserId(63), None, None, NOW)?;
            // An end moved by hand, and what an import brings, were not sold here.
            access::set_end(
                tx,
                UserId(61),
                Some(NOW.plus_days(90)),
                "admin:7".into(),
                NOW,
            )?;
            Ok(())
        })
        .await
        .expect("granted");
    let income = Income::Estimated {
        currency: "USD".to_owned(),
        unpriced: 1,
        has_other_fees: true,
    };
    let week = income_of(&ctx, StatsPeriod::Week, NOW).await;
    assert_eq!(
        week,
        (vec![1_000, 0, 0, 0, 0, 1_500, 9_125], income.clone())
    );
    let all = income_of(&ctx, StatsPeriod::All, NOW).await;
    assert_eq!(all, week);
    // In Havana yesterday's 06:00 UTC was 01:00 of the same day; at 04:00 UTC it was the day before.
    change(&ctx, "UPDATE bot_config SET time_zone = 'America/Havana'").await;
    assert_eq!(income_of(&ctx, StatsPeriod::Week, NOW).await, week);
    ctx.db
        .write(Durability::Normal, |tx| -> Result<(), ServiceError> {
            access::grant(tx, UserId(61), Some(30 * 24), None, NOW.plus_hours(-4))?;
            Ok(())
        })
        .await
        .expect("granted");
    let (days, _) = income_of(&ctx, StatsPeriod::Week, NOW).await;
    assert_eq!(days, [1_000, 0, 0, 0, 0, 2_500, 9_125]);
    // All days are UTC's.
    let (days, _) = income_of(&ctx, StatsPeriod::All, NOW).await;
    assert_eq!(days, [1_000, 0, 0, 0, 0, 1_500, 10_125]);
    // When events and half hours are swept out, the days are still known.
    let later = NOW.plus_days(400);
    house::clean(&ctx, later).await.expect("swept");
    let (days, _) = income_of(&ctx, StatsPeriod::All, later).await;
    assert_eq!(days[..7], [1_000, 0, 0, 0, 0, 1_500, 10_125]);
    assert_eq!(days.len(), 407);
}

#[tokio::test]
async fn what_an_older_version_sold_is_known_after_the_migration() {
    let ctx = ctx().await;
    fees(&ctx).await;
    change(
        &ctx,
        "INSERT INTO invitation_tokens (token_hash, prefix, generated_by, batch_id, created_at, valid_until,
                                        duration_hours, used, used_by, used_at)
         VALUES (randomblob(32), 'ABCD', 7, 1, 1, 2, 720, 1, 7, 1800000000 - 86400),
                (randomblob(32), 'ABCD', 7, 1, 1, 2, NULL, 1, 7, 1800000000),
                (randomblob(32), 'ABCD', 7, 1, 1, 2, 720, 0, NULL, NULL)",
    )
    .await;
    let step = include_str!("../migrations/0002.sql");
    let from = step
        .find("INSERT INTO stats_half_hours (channel, kind, half_hour, count)\n    SELECT 'vip'")
        .expect("the step fills it");
    let end = from + step[from..].find("\n-- ---").expect("an end");
    change(&ctx, &step[from..end]).await;
    let (days, income) = income_of(&ctx, StatsPeriod::Week, NOW).await;
    assert_eq!(days, [0, 0, 0, 0, 0, 1_000, 0]);
    assert!(matches!(income, Income::Estimated { unpriced: 1, .. }));
    let (days, _) = income_of(&ctx, StatsPeriod::All, NOW).await;
    assert_eq!(days, [1_000, 0]);
}

#[tokio::test]
async fn figures_are_kept_for_five_minutes_unless_counted_anew() {
    let ctx = ctx().await;
    let begun = |stats: Stats| match stats.figures {
        Figures::Vip(figures) => (figures.moves.now.begun, stats.at),
        other => panic!("{other:?}"),
    };
    let (view, period) = (StatsView::Vip, StatsPeriod::All);
    let look_at = |seconds: i64| look_of(&ctx, view, period, NOW + seconds);
    assert_eq!(begun(look_at(0).await), (0, NOW));
    event(&ctx, Door::Vip, "granted", 0).await;
    assert_eq!(begun(look_at(299).await), (0, NOW));
    assert_eq!(begun(look_at(300).await), (1, NOW + 300));
    event(&ctx, Door::Vip, "granted", 0).await;
    let anew = refresh(&ctx, &admin(), view, period, NOW + 301).await;
    assert_eq!(begun(anew.expect("counted")), (2, NOW + 301));
    assert_eq!(begun(look_at(302).await), (2, NOW + 301));
}

async fn look_of(ctx: &Ctx, view: StatsView, period: StatsPeriod, now: Timestamp) -> Stats {
    look(ctx, &admin(), view, period, now).await.expect("seen")
}

#[tokio::test]
async fn nobody_without_the_permission_sees_figures_even_kept_ones() {
    let ctx = ctx().await;
    look_of(&ctx, StatsView::Vip, StatsPeriod::All, NOW).await;
    let stranger = Actor::user(UserId(99), PermissionSet::default(), None);
    let (view, period) = (StatsView::Vip, StatsPeriod::All);
    let is_refused =
        |error: ServiceError| matches!(error, ServiceError::Refused(Refusal::NotAllowed));
    let seen = look(&ctx, &stranger, view, period, NOW).await;
    assert!(seen.is_err_and(is_refused));
    let anew = refresh(&ctx, &stranger, view, period, NOW).await;
    assert!(anew.is_err_and(is_refused));
    let days = series(&ctx, &stranger, period, NOW).await;
    assert!(days.is_err_and(is_refused));
    let file = exported(&ctx, &stranger, "vip", period, NOW).await;
    assert!(file.is_err_and(is_refused));
}

#[tokio::test]
async fn what_an_older_version_counted_is_there_after_the_migration() {
    let ctx = ctx().await;
    event(&ctx, Door::Vip, "granted", 5).await;
    event(&ctx, Door::Vip, "granted", 5).await;
    event(&ctx, Door::Free, "queued", 50).await;
    let rows = |ctx: &Ctx| {
        let db = ctx.db.clone();
        async move {
            db.read(|connection| {
                let sql =
                    "SELECT channel || kind || half_hour || ':' || count FROM stats_half_hours";
                let mut statement = connection.prepare(sql)?;
                let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
                Ok::<_, ServiceError>(rows.collect::<Result<Vec<_>, _>>()?)
            })
            .await
            .expect("read")
        }
    };
    let before = rows(&ctx).await;
    let step = include_str!("../migrations/0002.sql");
    let from = step
        .find("INSERT INTO stats_half_hours")
        .expect("the step fills it");
    let end = from + step[from..].find(';').expect("an end");
    change(&ctx, "DELETE FROM stats_half_hours").await;
    change(&ctx, &step[from..end]).await;
    assert_eq!(rows(&ctx).await, before);
}
