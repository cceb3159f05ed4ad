//! What Telegram said, judged: the token, the clocks, who takes the updates, and the channels.

use super::Patient;
use super::Verdict;
use super::movement_key;
use super::needs;
use super::waits_for;
use crate::crud;
use crate::db::health::Standing;
use crate::models::Answers;
use crate::models::ChannelFacts;
use crate::models::CheckId;
use crate::models::DAY;
use crate::models::Door;
use crate::models::Found;
use crate::models::Level;
use crate::models::MINUTE;
use crate::models::TelegramFacts;
use crate::models::Timestamp;
use crate::models::WebhookFacts;
use crate::models::missing_rights;
use crate::services::ServiceError;
use crate::services::house;

/// Below this difference the clocks agree.
const FINE_SKEW: i64 = 60;
/// Beyond this difference nobody is removed.
const GRAVE_SKEW: i64 = 600;
/// A running bot notes a conflict again within this, as long as it lasts.
const CONFLICT_LASTS: i64 = 2 * MINUTE;
/// A failure to bring updates is repeated within this, as long as it lasts.
const FAILS_LASTS: i64 = 10 * MINUTE;
/// How the channel's own changes are named in the audit log.
const CONFIGURED: &str = "config.channel";

/// What Telegram answered, or the check that must be well before.
fn answers<'a>(patient: &'a Patient<'_>) -> Result<&'a Answers, (Level, Found)> {
    Err(waits_for(match patient.telegram {
        TelegramFacts::Answers(answers) => return Ok(answers),
        TelegramFacts::NotAsked if !patient.settings.knows_telegram => CheckId::Settings,
        TelegramFacts::NotAsked | TelegramFacts::Refused | TelegramFacts::Doubtful { .. } => {
            CheckId::Token
        }
        TelegramFacts::Unreachable { .. } => CheckId::Telegram,
    }))
}

pub(super) fn telegram(patient: &Patient<'_>) -> Verdict {
    match patient.telegram {
        TelegramFacts::NotAsked if !patient.settings.knows_telegram => needs(CheckId::Settings),
        TelegramFacts::NotAsked => needs(CheckId::Token),
        TelegramFacts::Unreachable { error } => Some((
            Level::Fault,
            Found::TelegramUnreachable {
                server: patient.settings.server.clone(),
                proxy: patient.settings.proxy.clone(),
                error: error.clone(),
            },
        )),
        TelegramFacts::Refused | TelegramFacts::Doubtful { .. } | TelegramFacts::Answers(_) => {
            Some((Level::Ok, Found::TelegramAnswers))
        }
    }
}

pub(super) fn token(patient: &Patient<'_>) -> Verdict {
    Some(match patient.telegram {
        TelegramFacts::NotAsked if !patient.settings.knows_telegram => {
            return needs(CheckId::Settings);
        }
        TelegramFacts::NotAsked => (Level::Fault, Found::TokenMissing),
        TelegramFacts::Unreachable { .. } => return needs(CheckId::Telegram),
        TelegramFacts::Refused => (Level::Fault, Found::TokenRefused),
        TelegramFacts::Doubtful { error } => {
            let error = error.clone();
            (Level::Fault, Found::TokenDoubtful { error })
        }
        TelegramFacts::Answers(answers) => {
            let username = answers.username.clone();
            (Level::Ok, Found::TokenFine { username })
        }
    })
}

pub(super) fn clock(patient: &Patient<'_>) -> Verdict {
    let answers = match answers(patient) {
        Ok(answers) => answers,
        Err(waits) => return Some(waits),
    };
    Some(skew(answers.skew_seconds))
}

/// How much the clocks may differ.
pub(super) fn skew(seconds: Option<i64>) -> (Level, Found) {
    let Some(seconds) = seconds else {
        return (Level::Skipped, Found::ClockUnknown);
    };
    let apart = seconds.saturating_abs();
    let level = if apart > GRAVE_SKEW {
        Level::Fault
    } else if apart > FINE_SKEW {
        Level::Warning
    } else {
        Level::Ok
    };
    (level, Found::ClockSkew { seconds })
}

pub(super) fn webhook(patient: &Patient<'_>) -> Verdict {
    let answers = match answers(patient) {
        Ok(answers) => answers,
        Err(waits) => return Some(waits),
    };
    Some(match &answers.webhook {
        Err(error) => {
            let error = error.clone();
            (Level::Warning, Found::WebhookUnknown { error })
        }
        Ok(facts) if patient.settings.is_webhook => brought(patient, facts),
        Ok(WebhookFacts { host: None, .. }) => (Level::Ok, Found::WebhookNone),
        Ok(WebhookFacts {
            host: Some(host), ..
        }) => {
            let host = host.clone();
            if patient.is_running() {
                // The bot removed it once; whoever set it again takes its updates.
                (Level::Fault, Found::WebhookDeaf { host })
            } else {
                (Level::Warning, Found::WebhookSet { host })
            }
        }
    })
}

/// How it goes where Telegram is to bring the updates.
fn brought(patient: &Patient<'_>, facts: &WebhookFacts) -> (Level, Found) {
    let public = patient.settings.public_url.as_deref().unwrap_or_default();
    let own = public.strip_prefix("https://").unwrap_or(public);
    let own = own.split('/').next().unwrap_or_default();
    let Some(host) = facts.host.clone() else {
        return match patient.is_running() {
            true => (Level::Fault, Found::WebhookMissing),
            // The start tells Telegram where.
            false => (Level::Ok, Found::WebhookNone),
        };
    };
    if host != own {
        return match patient.is_running() {
            true => (Level::Fault, Found::WebhookDeaf { host }),
            false => (Level::Warning, Found::WebhookSet { host }),
        };
    }
    let pending = facts.pending;
    match &facts.failed {
        // A bot that is off takes nothing, and Telegram tries again.
        Some((at, error))
            if pending > 0
                && patient.is_running()
                && still_fails(*at, last_brought(patient), patient.now) =>
        {
            let error = error.clone();
            (
                Level::Fault,
                Found::WebhookFails {
                    host,
                    error,
                    pending,
                },
            )
        }
        Some(_) | None => (Level::Ok, Found::WebhookBrings { host, pending }),
    }
}

/// Whether a failure to bring updates lasts: it was just now, and none came after it. Telegram remembers its last one for
/// ever.
pub(super) fn still_fails(at: Timestamp, last: Option<Timestamp>, now: Timestamp) -> bool {
    now.since(at) < FAILS_LASTS && last.is_none_or(|last| last <= at)
}

/// When the last update came.
fn last_brought(patient: &Patient<'_>) -> Option<Timestamp> {
    let Standing::Ours { connection, .. } = &patient.standing else {
        return None;
    };
    crud::inbox::last_received(connection).ok().flatten()
}

pub(super) fn poller(patient: &Patient<'_>) -> Verdict {
    let answers = match answers(patient) {
        Ok(answers) => answers,
        Err(waits) => return Some(waits),
    };
    if patient.is_running() {
        return patient.read(|connection| {
            let seen = house::conflict_in(connection)?;
            let ago = seen.map(|at| patient.now.since(at));
            Ok(match (seen, ago) {
                (Some(_), Some(..CONFLICT_LASTS)) => (Level::Fault, Found::PollerBusy),
                (Some(at), Some(..DAY)) => (Level::Warning, Found::PollerSeen { at }),
                (Some(_) | None, Some(_) | None) => (Level::Ok, nobody(patient)),
            })
        });
    }
    match &answers.other_poller {
        None if patient.settings.is_webhook => Some((Level::Ok, nobody(patient))),
        None => needs(CheckId::Webhook),
        Some(Ok(true)) => Some((Level::Fault, Found::PollerBusy)),
        Some(Ok(false)) => Some((Level::Ok, Found::PollerNone)),
        Some(Err(error)) => {
            let error = error.clone();
            Some((Level::Warning, Found::PollerUnknown { error }))
        }
    }
}

/// No other program is there. Where Telegram brings the updates it lets nobody ask for them.
fn nobody(patient: &Patient<'_>) -> Found {
    match patient.settings.is_webhook {
        true => Found::PollerHooked,
        false => Found::PollerNone,
    }
}

pub(super) fn vip_channel(patient: &Patient<'_>) -> Verdict {
    channel(patient, Door::Vip)
}

pub(super) fn free_channel(patient: &Patient<'_>) -> Verdict {
    channel(patient, Door::Free)
}

/// Whether the bot can work in the channel. Only a door in use can be broken; a house without any, and without a VPN
/// server, has no use.
fn channel(patient: &Patient<'_>, door: Door) -> Verdict {
    patient.read(|connection| {
        let doors = super::doors_in(connection)?;
        let Some(known) = doors.iter().find(|known| known.door == door) else {
            let is_useless = doors.is_empty() && !crud::servers::has_any(connection)?;
            return Ok(if is_useless && door == Door::Vip {
                (Level::Warning, Found::ChannelsNone)
            } else {
                (Level::Skipped, Found::ChannelUnused { door })
            });
        };
        let title = known.title.clone();
        let answers = match answers(patient) {
            Ok(answers) => answers,
            Err(waits) => return Ok(waits),
        };
        let seen = answers
            .channels
            .iter()
            .find(|(_, chat, _)| *chat == known.chat);
        Ok(match seen {
            Some((_, _, facts)) => in_channel(title, facts),
            // It was chosen in the moment between the two looks.
            None => waits_for(CheckId::Telegram),
        })
    })
}

fn in_channel(title: String, facts: &ChannelFacts) -> (Level, Found) {
    let channel = match facts {
        ChannelFacts::Seen(channel) => channel,
        ChannelFacts::Gone => return (Level::Fault, Found::ChannelGone { title }),
        ChannelFacts::Unknown { error } => {
            let error = error.clone();
            return (Level::Warning, Found::ChannelUnknown { title, error });
        }
    };
    let title = channel.title.clone();
    match missing_rights(channel) {
        None => (Level::Fault, Found::ChannelNotAdmin { title }),
        Some(missing) if missing.is_empty() => {
            let members = channel.member_count;
            (Level::Ok, Found::ChannelFine { title, members })
        }
        Some(missing) => (Level::Fault, Found::ChannelRights { title, missing }),
    }
}

/// Whether the bot hears who comes and goes. It cannot be asked; what was heard is remembered.
pub(super) fn joins(patient: &Patient<'_>) -> Verdict {
    let is_unasked = answers(patient).is_ok_and(is_unasked);
    patient.read(|connection| -> Result<_, ServiceError> {
        let doors = super::doors_in(connection)?;
        if doors.is_empty() {
            return Ok(waits_for(CheckId::VipChannel));
        }
        if is_unasked {
            return Ok((Level::Warning, Found::MovementUnasked));
        }
        let mut last: Option<Timestamp> = None;
        for known in doors {
            let heard = house::instant_in(connection, &movement_key(known.chat))?;
            let target = format!("chat:{}", known.chat);
            let since = crud::audit::last_at(connection, CONFIGURED, &target)?;
            match (heard, since) {
                (None, Some(since)) if patient.now.since(since) > DAY => {
                    let title = known.title;
                    return Ok((Level::Warning, Found::MovementNever { title, since }));
                }
                (heard, _) => last = last.max(heard),
            }
        }
        Ok(match last {
            Some(at) => (Level::Ok, Found::MovementSeen { at }),
            None => (Level::Ok, Found::MovementNone),
        })
    })
}

/// Whether another program told Telegram not to send who comes and goes.
fn is_unasked(answers: &Answers) -> bool {
    let webhook = answers.webhook.as_ref().ok();
    let allowed = webhook.and_then(|webhook| webhook.allowed.as_ref());
    allowed.is_some_and(|kinds| !kinds.iter().any(|kind| kind == "chat_member"))
}
