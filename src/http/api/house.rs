//! The house itself: how it stands, its settings, tasks, backups, the audit log.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::endpoint::may;
use super::endpoint::may_null;
use super::endpoint::need;
use crate::models::BackupChange;
use crate::models::BackupId;
use crate::models::ChatId;
use crate::models::Door;
use crate::models::MaintenanceChange;
use crate::models::Permission;
use crate::models::ProblemRef;
use crate::models::ReactionMode;
use crate::models::StatsPeriod;
use crate::models::TaskId;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::services::api::reading;
use crate::services::api::reading::CHANNELS;
use crate::services::api::reading::HOUSE_SETTINGS;
use crate::services::api::reading::TASKS;
use crate::services::audit::chain;
use crate::services::backups;
use crate::services::card;
use crate::services::channels;
use crate::services::free;
use crate::services::problems;
use crate::services::reactions;
use crate::services::settings;
use crate::services::statistics;
use crate::services::support;
use crate::services::upkeep;
use crate::utils::dates::rfc3339;
use crate::utils::locale::Lang;
use serde_json::Value;
use serde_json::json;

const STATISTICS: &[Field] = &[
    Field::new(
        "period",
        "",
        Kind::OneOf("today|7|30|90|all"),
        "What is counted.",
    ),
    Field::new("time_zone", "", Kind::Text, "Whose days are counted."),
    Field::new(
        "days",
        "",
        Kind::Json,
        "For each day: its begin, moves of VIP and Free, active members, income in minor units.",
    ),
];
const CHAIN: &[Field] = &[
    Field::new("rows", "", Kind::Int, "Entries looked at."),
    Field::new("is_whole", "", Kind::Bool, "Every hash fits."),
];

const BACKUPS: &[Field] = &[
    Field::new(
        "minute",
        "",
        Kind::Int,
        "Of the house's day, for the nightly one; null = there is none.",
    )
    .or_null(),
    Field::new("keep", "", Kind::Int, "How many stay."),
    Field::new(
        "chat_id",
        "",
        Kind::Int,
        "Where they go; chosen in chat; null = nowhere.",
    )
    .or_null(),
    Field::new(
        "splits",
        "",
        Kind::Bool,
        "A file too big for one message goes in parts.",
    ),
];
pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of(
        Method::Get,
        "/statistics/{period}",
        Permission::SeeStatistics,
        Answers::Object(STATISTICS),
        "What happened on each day of a period: today, 7, 30 or 90 days, or all.",
        Run::Act(|call| Box::pin(series(call))),
    ),
    Endpoint::of(
        Method::Get,
        "/settings",
        Permission::Configure,
        Answers::Row(&HOUSE_SETTINGS),
        "What is set about the house.",
        Run::Act(|call| Box::pin(call.row(&HOUSE_SETTINGS, 1))),
    ),
    Endpoint::of(
        Method::Patch,
        "/settings",
        Permission::Configure,
        Answers::Row(&HOUSE_SETTINGS),
        "Change what is set about the house. Parts are changed one after another; the first one refused ends it.",
        Run::Act(|call| Box::pin(set(call))),
    )
    .takes(&[
        may(
            "wait_time_minutes",
            Takes::Int(0, 10_080),
            "Of the Free queue.",
        ),
        may(
            "reminder_hours",
            Takes::Text(60),
            "Hours before the end of VIP access, comma separated; 0 = no reminder.",
        ),
        may(
            "grace_hours",
            Takes::Int(0, 720),
            "Inside the VIP channel after the end.",
        ),
        may(
            "retention_days",
            Takes::Int(30, 3_650),
            "How long events are kept.",
        ),
        may_null(
            "language",
            Takes::OneOf("es|en"),
            "null = the setting LANGUAGE.",
        ),
        may_null(
            "time_zone",
            Takes::Text(60),
            "IANA name; null = the setting TIMEZONE.",
        ),
        may(
            "vip_reactions",
            Takes::Text(100),
            "Emoji on posts of the VIP channel, one after another.",
        ),
        may(
            "vip_reaction_mode",
            Takes::OneOf("off|native|buttons|both"),
            "How they are offered.",
        ),
        may(
            "free_reactions",
            Takes::Text(100),
            "The same of the Free channel.",
        ),
        may(
            "free_reaction_mode",
            Takes::OneOf("off|native|buttons|both"),
            "How they are offered.",
        ),
        may(
            "support_hours",
            Takes::Int(0, 720),
            "A ticket unanswered for so long reminds; 0 = never.",
        ),
    ]),
    Endpoint::of(
        Method::Put,
        "/maintenance",
        Permission::Maintain,
        Answers::Nothing,
        "Close the house for people, or open it again.",
        Run::Act(|call| Box::pin(maintain(call))),
    )
    .takes(&[
        need("is_on", Takes::Bool, "It is closed."),
        may(
            "holds_work",
            Takes::Bool,
            "Work for people waits meanwhile.",
        ),
        may_null("text", Takes::Text(500), "The operator's own sentence."),
    ]),
    Endpoint::of(
        Method::Post,
        "/tasks/{id}/retry",
        Permission::ManageProblems,
        Answers::Row(&TASKS),
        "Try failed work again.",
        Run::Act(|call| Box::pin(retry(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/tasks/{id}/drop",
        Permission::ManageProblems,
        Answers::Nothing,
        "Give failed work up.",
        Run::Act(|call| Box::pin(drop_task(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/backups",
        Permission::ManageBackups,
        Answers::Accepted,
        "Make a backup: it is listed when it is there.",
        Run::Act(|call| Box::pin(back_up(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/audit/verify",
        Permission::SeeAudit,
        Answers::Object(CHAIN),
        "Check the hashes of the whole audit log.",
        Run::Act(|call| Box::pin(verify(call))),
    ),
    Endpoint::of(
        Method::Put,
        "/channels/{id}/door",
        Permission::Configure,
        Answers::Row(&CHANNELS),
        "Put a channel behind a door: one in which the bot is an administrator already.",
        Run::Act(|call| Box::pin(use_channel(call))),
    )
    .takes(&[need("door", Takes::OneOf("vip|free"), "Which door.")]),
    Endpoint::of(
        Method::Delete,
        "/channels/{id}/door",
        Permission::Configure,
        Answers::Nothing,
        "Take a channel from its door. Nobody is removed.",
        Run::Act(|call| Box::pin(detach(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/backups/{id}/test",
        Permission::ManageBackups,
        Answers::Accepted,
        "Try a backup out: its row says what was found.",
        Run::Act(|call| Box::pin(test_backup(call))),
    ),
    Endpoint::of(
        Method::Post,
        "/backups/{id}/send",
        Permission::ManageBackups,
        Answers::Accepted,
        "Send a backup to the chat of backups, also if it went before.",
        Run::Act(|call| Box::pin(send_backup(call))),
    ),
    Endpoint::of(
        Method::Get,
        "/settings/backups",
        Permission::ManageBackups,
        Answers::Object(BACKUPS),
        "What is set about backups.",
        Run::Act(|call| Box::pin(backup_settings(call))),
    ),
    Endpoint::of(
        Method::Patch,
        "/settings/backups",
        Permission::ManageBackups,
        Answers::Object(BACKUPS),
        "Change what is set about backups.",
        Run::Act(|call| Box::pin(set_backups(call))),
    )
    .takes(&[
        may_null(
            "minute",
            Takes::Int(0, 1_439),
            "Of the house's day, for the nightly one; null = none.",
        ),
        may("keep", Takes::Int(1, 365), "How many stay."),
        may(
            "splits",
            Takes::Bool,
            "A file too big for one message goes in parts.",
        ),
    ]),
];

async fn use_channel(call: &Call) -> Result<Answer, Problem> {
    let door = match call.needed("door").as_str() {
        "vip" => Door::Vip,
        _ => Door::Free,
    };
    let (ctx, actor, chat) = (&call.ctx, &call.actor, ChatId(call.id(0)));
    channels::configure_known(ctx, actor, door, chat, call.now).await?;
    call.row(&CHANNELS, chat.0).await
}

async fn detach(call: &Call) -> Result<Answer, Problem> {
    let doors = channels::chats(&call.ctx).await?;
    let found = doors.iter().find(|(_, chat)| chat.0 == call.id(0));
    let (door, _) = found.ok_or_else(Problem::not_found)?;
    card::detach(&call.ctx, &call.actor, *door, call.now).await?;
    Ok(Answer::nothing())
}

async fn test_backup(call: &Call) -> Result<Answer, Problem> {
    backups::order_test(&call.ctx, &call.actor, BackupId(call.id(0)), call.now).await?;
    Ok(Answer::value(&json!({ "is_under_way": true })))
}

async fn send_backup(call: &Call) -> Result<Answer, Problem> {
    backups::order_sending(&call.ctx, &call.actor, BackupId(call.id(0)), call.now).await?;
    Ok(Answer::value(&json!({ "is_under_way": true })))
}

async fn series(call: &Call) -> Result<Answer, Problem> {
    let period = StatsPeriod::ALL
        .into_iter()
        .find(|period| period.code() == call.part(0))
        .ok_or_else(Problem::not_found)?;
    let _turn = reading::turn().await?;
    let series = statistics::series(&call.ctx, &call.actor, period, call.now).await?;
    let days: Vec<Value> = series
        .days
        .iter()
        .map(|day| {
            json!({
                "begins_at": rfc3339(day.day),
                "vip": { "begun": day.vip.begun, "renewed": day.vip.renewed, "ended": day.vip.ended,
                         "removed": day.vip.removed, "left": day.vip.left },
                "free": { "asked": day.free.asked, "let_in": day.free.let_in, "declined": day.free.declined,
                          "other": day.free.other },
                "active": day.active,
                "income_minor": day.income,
            })
        })
        .collect();
    Ok(Answer::value(&json!({
        "period": series.period.code(),
        "time_zone": series.time_zone,
        "days": days,
    })))
}

async fn set(call: &Call) -> Result<Answer, Problem> {
    let (ctx, actor, now) = (&call.ctx, &call.actor, call.now);
    if let Some(minutes) = call.int("wait_time_minutes") {
        free::set_wait_time(ctx, actor, minutes, now).await?;
    }
    if let Some(text) = call.text("reminder_hours") {
        settings::set_reminders(ctx, actor, hours(&text)?, now).await?;
    }
    if let Some(hours) = call.int("grace_hours") {
        settings::set_grace(ctx, actor, hours, now).await?;
    }
    if let Some(days) = call.int("retention_days") {
        settings::set_retention(ctx, actor, days, now).await?;
    }
    if call.names("language") {
        let lang = call.text("language").and_then(|tag| Lang::of_tag(&tag));
        settings::set_language(ctx, actor, lang, now).await?;
    }
    if call.names("time_zone") {
        settings::set_zone(ctx, actor, call.text("time_zone"), now).await?;
    }
    for (door, emoji, mode) in [
        (Door::Vip, "vip_reactions", "vip_reaction_mode"),
        (Door::Free, "free_reactions", "free_reaction_mode"),
    ] {
        if let Some(emoji) = call.text(emoji) {
            reactions::set_emoji(ctx, actor, door, &emoji, now).await?;
        }
        if let Some(mode) = call.text(mode).and_then(|name| ReactionMode::parse(&name)) {
            reactions::set_mode(ctx, actor, door, mode, now).await?;
        }
    }
    if let Some(hours) = call.int("support_hours") {
        support::desk::set_hours(ctx, actor, hours, now).await?;
    }
    call.row(&HOUSE_SETTINGS, 1).await
}

/// Hours, comma separated; 0 alone = none.
fn hours(text: &str) -> Result<Vec<i64>, Problem> {
    let hours: Option<Vec<i64>> = text.split(',').map(|one| one.trim().parse().ok()).collect();
    let hours =
        hours.ok_or_else(|| Problem::invalid("reminder_hours", "must be hours such as 72,24"))?;
    Ok(hours.into_iter().filter(|hours| *hours != 0).collect())
}

async fn maintain(call: &Call) -> Result<Answer, Problem> {
    let mut changes = Vec::new();
    if call.names("text") {
        changes.push(MaintenanceChange::Sentence(call.text("text")));
    }
    if let Some(holds) = call.flag("holds_work") {
        changes.push(if holds {
            MaintenanceChange::Hold
        } else {
            MaintenanceChange::GoOn
        });
    }
    let is_on = call.flag("is_on").unwrap_or_default();
    changes.push(if is_on {
        MaintenanceChange::On
    } else {
        MaintenanceChange::Off
    });
    for change in changes {
        upkeep::change(&call.ctx, &call.actor, change, call.now).await?;
    }
    Ok(Answer::nothing())
}

async fn retry(call: &Call) -> Result<Answer, Problem> {
    let problem = ProblemRef::Task(TaskId(call.id(0)));
    problems::retry(&call.ctx, &call.actor, problem, call.now).await?;
    call.row(&TASKS, call.id(0)).await
}

async fn drop_task(call: &Call) -> Result<Answer, Problem> {
    let problem = ProblemRef::Task(TaskId(call.id(0)));
    problems::drop(&call.ctx, &call.actor, problem, call.now).await?;
    Ok(Answer::nothing())
}

async fn back_up(call: &Call) -> Result<Answer, Problem> {
    backups::order_now(&call.ctx, &call.actor, call.now).await?;
    Ok(Answer::value(&json!({ "is_under_way": true })))
}

async fn verify(call: &Call) -> Result<Answer, Problem> {
    let report = chain::verify(&call.ctx, &call.actor, call.now).await?;
    Ok(Answer::value(
        &json!({ "rows": report.rows, "is_whole": report.broken.is_none() }),
    ))
}

async fn backup_settings(call: &Call) -> Result<Answer, Problem> {
    let desk = backups::desk(&call.ctx, &call.actor, call.now).await?;
    Ok(Answer::value(&json!({
        "minute": desk.settings.minute,
        "keep": desk.keep,
        "chat_id": desk.chat.map(|chat| chat.0),
        "splits": desk.settings.splits,
    })))
}

async fn set_backups(call: &Call) -> Result<Answer, Problem> {
    let minute = call.names("minute").then(|| call.int("minute"));
    let (keep, splits) = (call.count("keep"), call.flag("splits"));
    let change: BackupChange = Box::new(move |settings| {
        settings.minute = minute.unwrap_or(settings.minute);
        settings.keep = keep.or(settings.keep);
        settings.splits = splits.unwrap_or(settings.splits);
    });
    backups::set(&call.ctx, &call.actor, call.now, change).await?;
    backup_settings(call).await
}
