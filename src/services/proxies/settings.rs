//! What admins set from chat about the list.

use crate::context::Ctx;
use crate::crud;
use crate::integrations::proxies::judge;
use crate::models::Actor;
use crate::models::MOST_JUDGES;
use crate::models::Permission;
use crate::models::ProxyRefusal;
use crate::models::ProxySettings;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::audit;
use crate::services::unit::act;
use crate::utils::host;
use rusqlite::Connection;
use serde_json::Value;
use serde_json::json;
use std::ops::RangeInclusive;

/// How many may be tried at once.
const AT_ONCE: RangeInclusive<u32> = 1..=512;
/// Minutes from a trial that went well to the next.
const EVERY_MINUTES: RangeInclusive<u32> = 5..=1_440;
/// Characters of an address.
const LONGEST_URL: usize = 500;

/// One of the settings.
#[derive(Clone, Copy)]
enum What {
    Shown,
    AtOnce,
    Every,
    Private,
    Telegram,
    Judges,
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::AtOnce => "at_once",
            Self::Every => "every_minutes",
            Self::Private => "allows_private",
            Self::Telegram => "asks_telegram",
            Self::Judges => "judges",
        }
    }

    fn value(self, settings: &ProxySettings) -> Value {
        match self {
            Self::Shown => json!(settings.is_shown),
            Self::AtOnce => json!(settings.at_once),
            Self::Every => json!(settings.every_minutes),
            Self::Private => json!(settings.allows_private),
            Self::Telegram => json!(settings.asks_telegram),
            Self::Judges => json!(settings.judges),
        }
    }
}

/// What is set; before that, what suits the machine.
pub async fn get(ctx: &Ctx) -> Result<ProxySettings, ServiceError> {
    ctx.db.read(read).await
}

/// The same inside a unit of work.
pub(super) fn read(connection: &Connection) -> Result<ProxySettings, ServiceError> {
    let kept = crud::proxy_settings::get(connection)?;
    Ok(kept.unwrap_or_else(|| ProxySettings::new(host::termux().is_some())))
}

/// Shows the list to people, or hides it.
pub async fn set_shown(
    ctx: &Ctx,
    actor: &Actor,
    is_shown: bool,
    now: Timestamp,
) -> Result<ProxySettings, ServiceError> {
    let change = move |settings: &mut ProxySettings| settings.is_shown = is_shown;
    set(ctx, actor, What::Shown, change, now).await
}

/// Allows addresses of private networks, or refuses them.
pub async fn set_private(
    ctx: &Ctx,
    actor: &Actor,
    is_allowed: bool,
    now: Timestamp,
) -> Result<ProxySettings, ServiceError> {
    let change = move |settings: &mut ProxySettings| settings.allows_private = is_allowed;
    set(ctx, actor, What::Private, change, now).await
}

/// Sets whether it is asked of each proxy that works whether it leads to Telegram.
pub async fn set_telegram(
    ctx: &Ctx,
    actor: &Actor,
    is_asked: bool,
    now: Timestamp,
) -> Result<ProxySettings, ServiceError> {
    let change = move |settings: &mut ProxySettings| settings.asks_telegram = is_asked;
    set(ctx, actor, What::Telegram, change, now).await
}

/// Sets how many are tried at once, from the next trials on.
pub async fn set_at_once(
    ctx: &Ctx,
    actor: &Actor,
    at_once: u32,
    now: Timestamp,
) -> Result<ProxySettings, ServiceError> {
    within(at_once, &AT_ONCE)?;
    let change = move |settings: &mut ProxySettings| settings.at_once = at_once;
    set(ctx, actor, What::AtOnce, change, now).await
}

/// Sets the minutes from a trial that went well to the next, from the next trial of each on.
pub async fn set_every(
    ctx: &Ctx,
    actor: &Actor,
    every_minutes: u32,
    now: Timestamp,
) -> Result<ProxySettings, ServiceError> {
    within(every_minutes, &EVERY_MINUTES)?;
    let change = move |settings: &mut ProxySettings| settings.every_minutes = every_minutes;
    set(ctx, actor, What::Every, change, now).await
}

/// Sets who is asked what address a proxy comes out with: addresses separated by space or line. None = those that the
/// house comes with.
pub async fn set_judges(
    ctx: &Ctx,
    actor: &Actor,
    text: &str,
    now: Timestamp,
) -> Result<ProxySettings, ServiceError> {
    let judges = judges(text)?;
    let change = move |settings: &mut ProxySettings| settings.judges = judges;
    set(ctx, actor, What::Judges, change, now).await
}

fn judges(text: &str) -> Result<Vec<String>, ServiceError> {
    let mut judges: Vec<String> = Vec::new();
    for url in text.split_whitespace() {
        if host_of(url).is_none() || !judge::is_judge(url) {
            return Err(ProxyRefusal::JudgeInvalid.into());
        }
        if !judges.iter().any(|known| known == url) {
            judges.push(url.to_owned());
        }
    }
    if judges.len() > MOST_JUDGES as usize {
        return Err(ProxyRefusal::TooManyJudges { most: MOST_JUDGES }.into());
    }
    if judges.is_empty() {
        judges = ProxySettings::new(false).judges;
    }
    Ok(judges)
}

/// The host of a web address, without user, port and path; `None` for what is no web address.
pub(super) fn host_of(url: &str) -> Option<&str> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    if url.len() > LONGEST_URL || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let (authority, _) = rest.split_once(['/', '?', '#']).unwrap_or((rest, ""));
    let (_, place) = authority.rsplit_once('@').unwrap_or(("", authority));
    let host = match place.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map(|(host, _)| host)?,
        None => place.split_once(':').map_or(place, |(host, _)| host),
    };
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '_');
    (!host.is_empty() && host.chars().all(is_host)).then_some(host)
}

fn within(value: u32, range: &RangeInclusive<u32>) -> Result<(), ServiceError> {
    if range.contains(&value) {
        return Ok(());
    }
    Err(Refusal::NumberInvalid {
        least: i64::from(*range.start()),
        most: i64::from(*range.end()),
    }
    .into())
}

async fn set(
    ctx: &Ctx,
    actor: &Actor,
    what: What,
    change: impl FnOnce(&mut ProxySettings) + Send + 'static,
    now: Timestamp,
) -> Result<ProxySettings, ServiceError> {
    actor.need(Permission::ProxiesManage)?;
    let identity = actor.identity;
    act(ctx, actor, now, move |tx| {
        let before = read(tx)?;
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return Ok(after);
        }
        crud::proxy_settings::update(tx, &after)?;
        let details = json!({ "before": what.value(&before), "after": what.value(&after) });
        let target = format!("proxies:{}", what.name());
        audit::record(tx, identity, "proxies.set", target, details, now)?;
        Ok(after)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_address_is_told_and_what_is_none_is_refused() {
        for (url, host) in [
            ("https://example.org/a?b#c", "example.org"),
            ("http://user:secret@example.org:8080", "example.org"),
            ("https://[2001:db8::1]:443/x", "2001:db8::1"),
            ("http://203.0.113.5", "203.0.113.5"),
        ] {
            assert_eq!(host_of(url), Some(host), "{url}");
        }
        let long = format!("https://example.org/{}", "a".repeat(LONGEST_URL));
        for bad in [
            "",
            "example.org",
            "ftp://example.org",
            "https://",
            "https:///x",
            "https://a b",
            "https://[::1",
            &long,
        ] {
            assert_eq!(host_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_phone_tries_fewer_at_once_than_a_server() {
        assert_eq!(ProxySettings::new(true).at_once, 24);
        assert_eq!(ProxySettings::new(false).at_once, 64);
    }

    #[test]
    fn judges_are_asked_over_tls_and_are_few() {
        assert_eq!(
            judges("https://a.example/\nhttps://b.example/ https://a.example/")
                .expect("taken")
                .len(),
            2
        );
        assert_eq!(judges(" ").expect("taken"), ProxySettings::new(true).judges);
        assert!(judges("http://a.example/").is_err());
        let many: Vec<String> = (0..6).map(|n| format!("https://{n}.example/")).collect();
        assert!(judges(&many.join(" ")).is_err());
    }
}
