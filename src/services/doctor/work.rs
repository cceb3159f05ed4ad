//! The bot at work: whether it lives, and what waits for it.

use super::Patient;
use super::Verdict;
use super::needs;
use super::not_allowed;
use crate::crud;
use crate::models::CheckId;
use crate::models::Found;
use crate::models::HOUR;
use crate::models::Health;
use crate::models::Level;
use crate::models::MINUTE;
use crate::models::WAITS_FOR_MAINTENANCE;
use crate::models::WAITS_FOR_OPENING;
use crate::services::ServiceError;
use crate::services::house;
use crate::services::vpn;
use rusqlite::OptionalExtension;
use std::io::ErrorKind;

/// The heart beats every five minutes; a phone may sleep over one beat.
const SILENCE: i64 = 16 * MINUTE;
/// What waits longer is late.
const LATE: i64 = 10 * MINUTE;
/// What waits longer under a running bot will not be done by itself.
const STUCK: i64 = HOUR;

pub(super) fn bot(patient: &Patient<'_>) -> Verdict {
    if !patient.settings.knows_data {
        return needs(CheckId::Settings);
    }
    let holder = match &patient.holder {
        Ok(holder) => holder.clone(),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            return Some(not_allowed(Level::Warning, &patient.settings.data_dir));
        }
        Err(error) => {
            let error = error.to_string();
            return Some((Level::Warning, Found::CheckFailed { error }));
        }
    };
    let noted = patient.read(|connection| {
        let alive_at = house::alive_in(connection)?;
        let silence = alive_at.filter(|at| patient.now.since(*at) > SILENCE);
        let is_noted = house::is_running_in(connection)?;
        Ok(match (holder.clone(), silence) {
            // It notes that it runs when Telegram has told it who it is.
            (Some(holder), _) if !is_noted => (Level::Ok, Found::BotStarts { holder }),
            (Some(holder), Some(alive_at)) => (Level::Fault, Found::BotSilent { holder, alive_at }),
            (Some(holder), None) => (Level::Ok, Found::BotRuns { holder, alive_at }),
            (None, _) if is_noted => (Level::Warning, Found::BotKilled { alive_at }),
            (None, _) => (Level::Ok, Found::BotStopped { alive_at }),
        })
    });
    let alive_at = None;
    Some(match (noted, holder) {
        // Without a database to ask, the lock alone tells.
        (Some((Level::Skipped, _)) | None, Some(holder)) => {
            (Level::Ok, Found::BotRuns { holder, alive_at })
        }
        (Some((Level::Skipped, _)) | None, None) => (Level::Ok, Found::BotStopped { alive_at }),
        (Some(noted), _) => noted,
    })
}

pub(super) fn maintenance(patient: &Patient<'_>) -> Verdict {
    let mut is_on = false;
    let verdict = patient.read(|connection| -> Result<_, ServiceError> {
        let found = crud::bot_config::get_maintenance(connection).optional()?;
        let found = found.unwrap_or_default();
        is_on = found.is_on();
        let since = found.since.unwrap_or(patient.now);
        let tasks_wait = found.holds;
        Ok((
            Level::Warning,
            Found::UnderMaintenance { since, tasks_wait },
        ))
    });
    // Of an open house there is nothing to say.
    verdict.filter(|_| is_on)
}

pub(super) fn inbox(patient: &Patient<'_>) -> Verdict {
    patient.read(|connection| {
        let (open, oldest) = crud::inbox::backlog(connection)?;
        let oldest_seconds = oldest.map_or(0, |at| patient.now.since(at).max(0));
        let set_aside = crud::inbox::count_problems(connection)?;
        let level = if patient.is_running() && oldest_seconds > STUCK {
            Level::Fault
        } else if set_aside > 0 || oldest_seconds > LATE {
            Level::Warning
        } else {
            Level::Ok
        };
        Ok((
            level,
            Found::Updates {
                open,
                oldest_seconds,
                set_aside,
            },
        ))
    })
}

pub(super) fn tasks(patient: &Patient<'_>) -> Verdict {
    patient.read(|connection| -> Result<_, ServiceError> {
        let now = patient.now;
        let counts = crud::tasks::count(connection, now)?;
        // What waits for the end of a maintenance is where it should be.
        let resting = crud::tasks::count_waiting(connection, WAITS_FOR_MAINTENANCE)?
            + crud::tasks::count_waiting(connection, WAITS_FOR_OPENING)?;
        let waiting = counts.waiting - resting;
        let late = crud::tasks::count(connection, now - LATE)?.due;
        let stuck = crud::tasks::count(connection, now - STUCK)?.due;
        let level = if patient.is_running() && stuck > 0 {
            Level::Fault
        } else if late > 0 || waiting > 0 || counts.failed > 0 {
            Level::Warning
        } else {
            Level::Ok
        };
        Ok((
            level,
            Found::Tasks {
                due: counts.due,
                late,
                waiting,
                failed: counts.failed,
            },
        ))
    })
}

pub(super) fn servers(patient: &Patient<'_>) -> Verdict {
    let (mut any, mut up, mut down, mut unwell) = (false, 0, Vec::new(), Vec::new());
    let verdict = patient.read(|connection| -> Result<_, ServiceError> {
        for server in crud::servers::list(connection)? {
            any = true;
            if vpn::servers::is_unwell(&server) {
                unwell.push(server.name.clone());
            }
            match server.health {
                Health::Up => up += 1,
                Health::Down => down.push(server.name),
                Health::Unknown => {}
            }
        }
        let level = match (up, down.len(), unwell.len()) {
            (_, 0, 0) => Level::Ok,
            (0, 1.., _) => Level::Fault,
            _ => Level::Warning,
        };
        Ok((level, Found::Servers { up, down, unwell }))
    });
    // A house without servers has nothing to look at.
    verdict.filter(|(_, found)| any || !matches!(found, Found::Servers { .. }))
}
