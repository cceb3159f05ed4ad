//! Reminders of the end of VIP access: planned with each grant, planned anew when their hours change.

use super::ServiceError;
use super::access;
use super::access::Grant;
use super::profile;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::models::DAY;
use crate::models::HOUR;
use crate::models::Product;
use crate::models::Timestamp;
use crate::models::UserId;
use rusqlite::Connection;

/// Periods planned in one transaction, so that others get their turn in between.
const BATCH: i64 = 200;
/// A subscription whose month was over so long ago is paid no more, even if Telegram has not said so. In seconds.
const RENEWAL_LATE: i64 = DAY;

/// Whether a subscription in Stars pays for more of a product by itself: its end is no news.
pub(super) fn renews_itself(
    connection: &Connection,
    user: UserId,
    product: Product,
    now: Timestamp,
) -> Result<bool, ServiceError> {
    let paid = now - RENEWAL_LATE;
    Ok(crud::star_subscriptions::is_renewing(
        connection, user, product, paid,
    )?)
}

/// Plans the reminders of all running periods by the hours that hold now. What is planned or was sent stays, so a
/// run after a kill changes nothing more. Returns the number of periods.
pub async fn plan_all(ctx: &Ctx, now: Timestamp) -> Result<usize, ServiceError> {
    let mut after = (now, UserId(i64::MAX));
    let mut planned = 0;
    loop {
        let (last, count) = ctx
            .db
            .write(Durability::Normal, move |tx| -> Result<_, ServiceError> {
                let running = crud::subscribers::list_running(tx, after, BATCH)?;
                let mut last = after;
                for subscriber in &running {
                    let grant = Grant {
                        period: subscriber.period_id,
                        until: subscriber.expiry_date,
                        is_extension: true,
                    };
                    access::plan_reminders(tx, subscriber.user_id, grant, now)?;
                    last = (subscriber.expiry_date.unwrap_or(now), subscriber.user_id);
                }
                Ok((last, running.len()))
            })
            .await?;
        planned += count;
        if i64::try_from(count).unwrap_or(0) < BATCH {
            return Ok(planned);
        }
        after = last;
    }
}

/// Why a reminder is not said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unsaid {
    /// The end has moved, or has come, or does not concern them.
    Untrue,
    /// A subscription pays for more by itself.
    Renewed,
    /// Reminders at that hour are no longer wanted.
    Unwanted,
    /// A nearer one is due too: after a long time off only that is worth saying.
    Nearer,
}

/// Whether a reminder so many hours before that end is to be said now.
pub async fn judge(
    ctx: &Ctx,
    user: UserId,
    expiry: Timestamp,
    hours: i64,
    now: Timestamp,
) -> Result<Option<Unsaid>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let found = crud::subscribers::get(connection, user)?;
            // On the whitelist nobody leaves, and to the banned the house says nothing.
            let holds = found.is_some_and(|found| {
                found.is_active && !found.is_whitelisted && found.expiry_date == Some(expiry)
            });
            if !holds || expiry <= now || crud::users::is_banned(connection, user)? {
                return Ok(Some(Unsaid::Untrue));
            }
            if renews_itself(connection, user, Product::Vip, now)? {
                return Ok(Some(Unsaid::Renewed));
            }
            if profile::are_reminders_off(connection, user)? {
                return Ok(Some(Unsaid::Unwanted));
            }
            let wanted = crud::settings::get(connection)?.reminder_hours;
            if !wanted.contains(&hours) {
                return Ok(Some(Unsaid::Unwanted));
            }
            let is_nearer_due = wanted
                .iter()
                .any(|other| *other < hours && expiry.since(now) <= other * HOUR);
            Ok(is_nearer_due.then_some(Unsaid::Nearer))
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::SubscriptionState;
    use crate::services::money::testing;
    use crate::services::tests::{NOW, admin, ctx, person};

    async fn planned(ctx: &Ctx) -> i64 {
        ctx.db
            .read(|connection| {
                Ok::<_, ServiceError>(crud::tasks::count_open(connection, "remind_end")?)
            })
            .await
            .expect("counted")
    }

    #[tokio::test]
    async fn planning_anew_covers_every_batch_and_again_changes_nothing() {
        let ctx = ctx().await;
        for id in 1_000..1_450 {
            person(&ctx, id).await;
        }
        ctx.db
            .write(Durability::Normal, |tx| -> Result<(), ServiceError> {
                for id in 1_000..1_450 {
                    let end = (id % 3 != 0).then_some(NOW.plus_days(9));
                    crud::subscribers::insert_period(tx, UserId(id), end, None, NOW)?;
                }
                Ok(())
            })
            .await
            .expect("stored");
        assert_eq!(planned(&ctx).await, 0);
        assert_eq!(plan_all(&ctx, NOW).await.expect("planned"), 300);
        assert_eq!(planned(&ctx).await, 600);
        assert_eq!(plan_all(&ctx, NOW).await.expect("planned"), 300);
        assert_eq!(
            planned(&ctx).await,
            600,
            "a run after a kill changes nothing"
        );
        crate::services::settings::set_reminders(&ctx, &admin(), vec![24, 1], NOW)
            .await
            .expect("set");
        plan_all(&ctx, NOW).await.expect("planned");
        assert_eq!(planned(&ctx).await, 900, "one more hour for each");
        let judged = judge(&ctx, UserId(1_000), NOW.plus_days(9), 72, NOW).await;
        assert_eq!(judged.expect("judged"), Some(Unsaid::Unwanted));
    }

    #[tokio::test]
    async fn whoever_subscribed_is_reminded_only_once_the_subscription_renews_no_more() {
        let ctx = ctx().await;
        person(&ctx, 100).await;
        let end = NOW.plus_days(31);
        let due = end.plus_hours(-24);
        ctx.db
            .write(Durability::Normal, move |tx| -> Result<(), ServiceError> {
                crud::subscribers::insert_period(tx, UserId(100), Some(end), None, NOW)?;
                Ok(())
            })
            .await
            .expect("stored");
        let judged = async || {
            judge(&ctx, UserId(100), end, 24, due)
                .await
                .expect("judged")
        };
        assert_eq!(judged().await, None);
        let paid = NOW.plus_days(30);
        let other = testing::subscribe(&ctx, 100, Product::WireGuard, paid).await;
        assert_eq!(judged().await, None, "it brings something else");
        let own = testing::subscribe(&ctx, 100, Product::Vip, paid).await;
        assert_eq!(judged().await, Some(Unsaid::Renewed));
        for (state, said) in [
            (SubscriptionState::Failed, None),
            (SubscriptionState::Active, Some(Unsaid::Renewed)),
            (SubscriptionState::Canceled, None),
            (SubscriptionState::Ended, None),
        ] {
            testing::set_subscription(&ctx, own, state, paid).await;
            assert_eq!(judged().await, said, "{state:?}");
        }
        testing::set_subscription(&ctx, own, SubscriptionState::Active, due - RENEWAL_LATE - 1)
            .await;
        assert_eq!(judged().await, None, "nobody paid the next month");
        assert_ne!(own, other);
    }
}
