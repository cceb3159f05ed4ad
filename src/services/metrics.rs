//! Families for Prometheus from the database, and whether the house can do its work. Both are counted at most every ten
//! seconds, whoever asks: a scraper cannot load the house, and neither can a stranger.

use super::ServiceError;
use crate::context::Ctx;
use crate::crud;
use crate::db::limit::TimeLimit;
use crate::models::Families;
use crate::models::PaymentTotals;
use crate::models::Readiness;
use crate::models::TaskClass;
use crate::models::Timestamp;
use crate::services::api::reading;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

/// So long they are shown before they are counted again.
const FRESH: Duration = Duration::from_secs(10);
/// A database that takes longer cannot be read.
const READ_WITHIN: Duration = Duration::from_secs(5);
/// What somebody waits for is begun at once; so long after, nobody does it.
const STUCK_AFTER: f64 = 600.0;

/// The figures, at most ten seconds old.
pub async fn figures(
    ctx: &Ctx,
    now: Timestamp,
) -> Result<(Arc<Families>, Arc<PaymentTotals>), ServiceError> {
    let mut kept = ctx.figures.lock().await;
    let is_fresh = kept.counted_at.is_some_and(|at| at.elapsed() < FRESH);
    if !is_fresh {
        let mut totals = PaymentTotals::clone(&kept.payments);
        let turn = reading::turn().await?;
        let (figures, totals) = ctx
            .db
            .read(move |connection| -> Result<_, ServiceError> {
                // It ends though whoever asked may be gone: the next one does not count beside it.
                let _turn = turn;
                let _limit = TimeLimit::begin(connection, READ_WITHIN)?;
                crud::metrics::add_payments(connection, &mut totals)?;
                Ok((crud::metrics::list(connection, now)?, totals))
            })
            .await?;
        kept.figures = Arc::new(figures);
        kept.payments = Arc::new(totals);
        kept.counted_at = Some(Instant::now());
    }
    Ok((kept.figures.clone(), kept.payments.clone()))
}

/// Whether the house can do its work.
pub async fn readiness(ctx: &Ctx, now: Timestamp) -> Readiness {
    look(ctx, now).await.0
}

/// The same with the figures, if the database can be read: what the process itself counts is shown all the more when it
/// cannot.
pub async fn look(
    ctx: &Ctx,
    now: Timestamp,
) -> (Readiness, Option<(Arc<Families>, Arc<PaymentTotals>)>) {
    let counted = tokio::time::timeout(READ_WITHIN, figures(ctx, now)).await;
    let counted = match counted {
        Ok(Ok(counted)) => Some(counted),
        Ok(Err(error)) => {
            log::debug!("the figures cannot be counted: {error}");
            None
        }
        Err(_) => None,
    };
    let readiness = judge(ctx, counted.as_ref().map(|(figures, _)| figures.as_ref()));
    (readiness, counted)
}

fn judge(ctx: &Ctx, figures: Option<&Families>) -> Readiness {
    let is_in_time = |name: &str, label: Option<&str>| {
        let Some(figures) = figures else {
            return false;
        };
        let mut found = figures.iter().filter(|(family, _)| family.name == name);
        found.all(|(_, figures)| {
            let of_it =
                |labels: &[String]| label.is_none_or(|label| labels.iter().any(|one| one == label));
            let late = |value: f64| value > STUCK_AFTER;
            !figures
                .iter()
                .any(|figure| of_it(&figure.labels) && late(figure.value))
        })
    };
    Readiness {
        database: figures.is_some() && !ctx.db.is_stopped(),
        telegram: ctx.is_hearing(),
        tasks: is_in_time(crud::metrics::TASK_AGE, Some(TaskClass::Prompt.name())),
        inbox: is_in_time(crud::metrics::INBOX_AGE, None),
    }
}

/// Bytes of the database's file and of its write-ahead log.
pub fn file_sizes(ctx: &Ctx) -> [(&'static str, u64); 2] {
    let main = ctx.db.path();
    let mut log = main.as_os_str().to_owned();
    log.push("-wal");
    let size = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |found| found.len());
    [("main", size(main)), ("wal", size(log.as_ref()))]
}

#[cfg(test)]
#[path = "metrics_tests.rs"]
mod tests;
