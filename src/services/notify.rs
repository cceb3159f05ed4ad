//! One way to log with the person's id (or SYSTEM), to keep the audit line, and to tell the admins.

use super::ServiceError;
use super::audit;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::db::NOTHING_WRITTEN;
use crate::models::AdminNotice;
use crate::models::Identity;
use crate::models::Task;
use crate::models::Timestamp;
use crate::utils::metrics;
use rusqlite::Transaction;
use std::fmt;

/// Number of a fault: said to the person, written to the log, sent to the admins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Incident(pub String);

impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tells the admins of a fault, at most once in ten minutes for the same kind; `notice` gets the number of times it
/// happened untold since.
pub fn notify_admins(ctx: &Ctx, kind: &str, notice: impl FnOnce(u32) -> AdminNotice) {
    if let Some(untold) = ctx.should_tell(kind, ctx.clock.now()) {
        ctx.tell_admins(notice(untold));
    }
}

/// Logs what happened to the house, keeps its audit line, and leaves the task that tells the admins: all in the
/// transaction of the fact, so that a kill loses no word of it. Each time: it says how things stand now.
pub fn log_and_notify(
    tx: &Transaction<'_>,
    who: Identity,
    notice: AdminNotice,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let (action, target) = notice.subject();
    log::info!("[{who}] {action} {target}");
    let fact = audit::append(tx, who, action, Some(target), notice.facts(), now)?;
    crud::tasks::insert(tx, &Task::TellAdmins { notice, fact }, now, now)?;
    Ok(())
}

/// Keeps the line of a notice that is told without a task: a fault, the coming and going of the bot. If it cannot be
/// kept, the log file has it.
pub async fn keep_line(ctx: &Ctx, notice: &AdminNotice) {
    let (action, target) = notice.subject();
    let (facts, now) = (notice.facts(), ctx.clock.now());
    let kept = ctx
        .db
        .write(Durability::Normal, move |tx| {
            audit::record(tx, Identity::System, action, target, facts, now)
        })
        .await;
    if let Err(error) = kept {
        log::error!("{action} could not be kept in the audit log: {error}");
    }
}

/// The same for something that no row tells of.
pub async fn announce(ctx: &Ctx, who: Identity, notice: AdminNotice) -> Result<(), ServiceError> {
    let now = ctx.clock.now();
    ctx.db
        .write(Durability::Normal, move |tx| {
            log_and_notify(tx, who, notice, now)
        })
        .await?;
    ctx.task_added.notify_one();
    Ok(())
}

/// Logs a fault under a new number and tells the admins the same number. `area` and `text` hold no secret.
/// The same fault within ten minutes is logged and counted, not told again; what failed because nothing is written just
/// now is neither: that is told once for all.
pub fn log_error_and_notify(ctx: &Ctx, who: Identity, area: &'static str, text: &str) -> Incident {
    let incident = new_incident();
    if text.contains(NOTHING_WRITTEN) {
        log::debug!("[{who}] {area}: {text}");
        return incident;
    }
    log::error!("incident {incident} [{who}] {area}: {text}");
    metrics::FAULTS.add_one();
    // Numbers within the text (ids, ports, times) do not make it another fault.
    let kind: String = text
        .chars()
        .filter(|c| !c.is_ascii_digit())
        .take(200)
        .collect();
    notify_admins(ctx, &format!("{area}: {kind}"), |repeats| {
        AdminNotice::Fault {
            incident: incident.0.clone(),
            area: area.to_owned(),
            text: text.to_owned(),
            repeats,
        }
    });
    incident
}

/// A new number of a fault.
pub(super) fn new_incident() -> Incident {
    let mut random = [0u8; 3];
    // Without randomness all incidents share a number: still better than no answer.
    let _ = getrandom::fill(&mut random);
    Incident(random.iter().map(|byte| format!("{byte:02X}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::AdminChannel;
    use crate::services::tests::ctx;
    use std::sync::Arc;
    use std::sync::Mutex;

    #[derive(Default)]
    struct Told(Mutex<Vec<AdminNotice>>);

    impl AdminChannel for Told {
        fn tell(&self, notice: AdminNotice) {
            self.0.lock().expect("free").push(notice);
        }
    }

    #[tokio::test]
    async fn the_same_fault_is_told_once_in_ten_minutes_and_then_with_its_count() {
        let ctx = ctx().await;
        let told = Arc::new(Told::default());
        ctx.set_admins(told.clone());
        for port in 1..=5 {
            log_error_and_notify(
                &ctx,
                Identity::System,
                "job",
                &format!("port {port} refused"),
            );
        }
        log_error_and_notify(&ctx, Identity::System, "job", "something else");
        ctx.clock.advance(601);
        log_error_and_notify(&ctx, Identity::System, "job", "port 9 refused");
        let repeats: Vec<u32> = told
            .0
            .lock()
            .expect("free")
            .iter()
            .map(|notice| match notice {
                AdminNotice::Fault { repeats, .. } => *repeats,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(repeats, vec![0, 0, 4]);
    }
}
