//! `portero doctor`: everything the configuration names, examined beside a running bot or without one.

use super::print;
use crate::config;
use crate::config::Config;
use crate::db;
use crate::integrations::payments::Providers;
use crate::models::Finding;
use crate::models::Level;
use crate::models::Method;
use crate::models::QvaPayFacts;
use crate::models::Report;
use crate::models::SettingsFacts;
use crate::models::TelegramFacts;
use crate::screens::Reader;
use crate::screens::doctor;
use crate::services::doctor::Asker;
use crate::services::doctor::Preliminaries;
use crate::services::doctor::examine;
use crate::services::doctor::preliminaries;
use crate::services::house::own_voice;
use crate::services::money::provider;
use crate::telegram::checkup;
use crate::telegram::checkup::Line;
use crate::telegram::raw::Raw;
use crate::utils::clock::Clock;
use crate::utils::locale::args;
use crate::utils::redact::redact;
use anyhow::bail;
use serde_json::Value;
use serde_json::json;

/// What the command takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Print JSON for other programs: stable codes, the data, and the words.
    #[arg(long)]
    json: bool,
}

/// Examines everything and prints what was found.
///
/// # Errors
/// If something is broken, so that the exit code is 1.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let (values, fault) = config::environment_as_far_as_readable();
    let (config, wrong) = Config::as_far_as_usable(&values);
    let mut settings = config.facts(&wrong, fault.as_ref());
    if settings.knows_data {
        // Beside the real one, its token's updates would be asked for.
        db::refuse_moved(&settings.data_dir)?;
    }
    let clock = match &config.clock_file {
        Some(path) => Clock::file(path.clone()),
        None => Clock::system(),
    };
    let first = preliminaries(&settings);
    let telegram = ask_telegram(&config, &settings, &clock, &first).await;
    settings.qvapay = ask_qvapay(&config).await;
    let now = clock.now();
    // Nothing else runs in this process: it may as well wait here.
    let report = examine(&settings, &telegram, Asker::Terminal, now);
    // No database yet, or one of another version, leaves the settings in force.
    let own = db::open_beside(&config.database)
        .ok()
        .and_then(|connection| own_voice(&connection).ok());
    let reader = super::reader(&config, own.unwrap_or_default(), now);
    let text = if arguments.json {
        serde_json::to_string_pretty(&to_json(reader, &report)?)?
    } else {
        doctor::table(reader, &report)
    };
    // What others wrote, such as a path or an error, may hold a token.
    print::line(&redact(&text))?;
    match report.count(Level::Fault) {
        0 => Ok(()),
        broken => bail!(reader.plain("doctor-broken", args! { count: broken })),
    }
}

async fn ask_qvapay(config: &Config) -> QvaPayFacts {
    match Providers::of(config).of_method(Method::QvaPay) {
        Some(provider) => provider::facts_of(provider.account().await),
        None => QvaPayFacts::Off,
    }
}

async fn ask_telegram(
    config: &Config,
    settings: &SettingsFacts,
    clock: &Clock,
    first: &Preliminaries,
) -> TelegramFacts {
    let token = config.bot_token.as_ref();
    let Some(token) = token.filter(|_| settings.knows_telegram) else {
        return TelegramFacts::NotAsked;
    };
    let proxy = config.telegram_proxy.as_ref().map(|proxy| proxy.expose());
    match Raw::new(&config.bot_api_url, token.expose(), proxy, clock.clone()) {
        Ok(raw) => {
            let line = Line::Direct(&raw);
            checkup::ask(line, &first.doors, first.is_running, clock.now()).await
        }
        Err(error) => TelegramFacts::Unreachable {
            error: format!("{error:#}"),
        },
    }
}

/// One object per check: its code, its level, what was found as a code with its data, and the words of both.
fn to_json(reader: Reader, report: &Report) -> Result<Value, serde_json::Error> {
    let checks: Result<Vec<Value>, _> = report
        .findings
        .iter()
        .map(|finding| check_to_json(reader, finding))
        .collect();
    Ok(json!({ "level": report.worst(), "checks": checks? }))
}

fn check_to_json(reader: Reader, finding: &Finding) -> Result<Value, serde_json::Error> {
    let mut object = serde_json::to_value(&finding.found)?;
    let words = doctor::words(reader, finding);
    object["check"] = finding.check.code().into();
    object["level"] = serde_json::to_value(finding.level)?;
    object["text"] = words.found.into();
    object["cure"] = words.cure.into();
    Ok(object)
}
