//! What is set about keys and the free list, and the operator's own words.

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
use super::shop;
use crate::models::Permission;
use crate::models::ProxySettings;
use crate::models::TextKey;
use crate::models::VpnSetting;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::services::proxies;
use crate::services::settings;
use crate::services::settings::texts;
use crate::services::vpn;
use crate::utils::html;
use serde_json::Value;
use serde_json::json;

/// An amount of traffic in bytes: from a megabyte to a petabyte.
const BYTES: Takes = Takes::Int(1_000_000, 1_000_000_000_000_000);
/// The services know the narrower range of each number.
const NUMBER: Takes = Takes::Int(0, 1_000_000);
const SELF: &str = "nobody|vip|everybody";

const VPN: &[Field] = &[
    Field::new("has_trial", "", Kind::Bool, "There are trials."),
    Field::new("trial_hours", "", Kind::Int, "How long a trial is."),
    Field::new("trial_bytes", "", Kind::Int, "Of a trial; null = no limit.").or_null(),
    Field::new(
        "trial_day_bytes",
        "",
        Kind::Int,
        "Of a trial on one day; null = no limit.",
    )
    .or_null(),
    Field::new(
        "trial_channel_id",
        "",
        Kind::Int,
        "Whoever wants a trial must be there; chosen in chat.",
    )
    .or_null(),
    Field::new(
        "self_service",
        "",
        Kind::OneOf(SELF),
        "Who may make keys without help.",
    ),
    Field::new(
        "self_days",
        "",
        Kind::Int,
        "How long those last; null = no end.",
    )
    .or_null(),
    Field::new("self_bytes", "", Kind::Int, "Their quota; null = no limit.").or_null(),
    Field::new("devices", "", Kind::Int, "Keys of one kind per person."),
    Field::new(
        "grace_hours",
        "",
        Kind::Int,
        "An ended key can be brought back for so long.",
    ),
    Field::new(
        "shows_once",
        "",
        Kind::Bool,
        "Private keys are not kept once they were delivered.",
    ),
    Field::new(
        "quarantine_minutes",
        "",
        Kind::Int,
        "Rest of an address after its key is gone.",
    ),
    Field::new(
        "reminder_minutes",
        "",
        Kind::Text,
        "Minutes before the end, comma separated; 0 = no reminder.",
    ),
    Field::new(
        "sharing_limit",
        "",
        Kind::Int,
        "Networks in a day from which a key looks shared; null = nobody looks.",
    )
    .or_null(),
    Field::new(
        "sharing_holds",
        "",
        Kind::Bool,
        "A key that looks shared is held.",
    ),
    Field::new(
        "alert_day_bytes",
        "",
        Kind::Int,
        "Of one key in a day, told to the admins; null = never.",
    )
    .or_null(),
    Field::new(
        "retention_days",
        "",
        Kind::Int,
        "How long daily traffic is kept.",
    ),
];
/// Parts of a body, and the settings that they are.
const VPN_PARTS: [(&str, VpnSetting); 16] = [
    ("has_trial", VpnSetting::Trial),
    ("trial_hours", VpnSetting::TrialHours),
    ("trial_bytes", VpnSetting::TrialBytes),
    ("trial_day_bytes", VpnSetting::TrialDayBytes),
    ("self_service", VpnSetting::SelfService),
    ("self_days", VpnSetting::SelfDays),
    ("self_bytes", VpnSetting::SelfBytes),
    ("devices", VpnSetting::Devices),
    ("grace_hours", VpnSetting::Grace),
    ("shows_once", VpnSetting::ShowsOnce),
    ("quarantine_minutes", VpnSetting::Quarantine),
    ("reminder_minutes", VpnSetting::Reminders),
    ("sharing_limit", VpnSetting::SharingLimit),
    ("sharing_holds", VpnSetting::SharingHolds),
    ("alert_day_bytes", VpnSetting::AlertBytes),
    ("retention_days", VpnSetting::Retention),
];
const PROXIES: &[Field] = &[
    Field::new("is_shown", "", Kind::Bool, "People see the list."),
    Field::new("at_once", "", Kind::Int, "Proxies tried at once."),
    Field::new(
        "every_minutes",
        "",
        Kind::Int,
        "From a trial that went well to the next.",
    ),
    Field::new(
        "allows_private",
        "",
        Kind::Bool,
        "Addresses of private networks are allowed.",
    ),
    Field::new(
        "asks_telegram",
        "",
        Kind::Bool,
        "Each that works is asked whether it leads to Telegram.",
    ),
    Field::new(
        "judges",
        "",
        Kind::Texts,
        "Who is asked what address a proxy comes out with.",
    ),
];

const TEXTS: &[Field] = &[Field::new(
    "texts",
    "",
    Kind::Json,
    "Own words as HTML, by message and language; none = the house's.",
)];
pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::of(
        Method::Get,
        "/settings/vpn",
        Permission::ManageServers,
        Answers::Object(VPN),
        "What is set about keys.",
        Run::Act(|call| Box::pin(vpn(call))),
    ),
    Endpoint::of(
        Method::Patch,
        "/settings/vpn",
        Permission::ManageServers,
        Answers::Object(VPN),
        "Change what is set about keys. Parts are changed one after another; the first one refused ends it.",
        Run::Act(|call| Box::pin(set_vpn(call))),
    )
    .takes(&[
        may("has_trial", Takes::Bool, "There are trials."),
        may("trial_hours", NUMBER, "How long a trial is."),
        may_null("trial_bytes", BYTES, "Whole kilobytes; null = no limit."),
        may_null("trial_day_bytes", BYTES, "The same of one day."),
        may(
            "self_service",
            Takes::OneOf(SELF),
            "Who may make keys without help.",
        ),
        may_null("self_days", NUMBER, "How long those last; null = no end."),
        may_null(
            "self_bytes",
            BYTES,
            "Their quota in whole kilobytes; null = no limit.",
        ),
        may("devices", NUMBER, "Keys of one kind per person."),
        may(
            "grace_hours",
            NUMBER,
            "An ended key can be brought back for so long.",
        ),
        may(
            "shows_once",
            Takes::Bool,
            "Private keys are not kept once they were delivered.",
        ),
        may(
            "quarantine_minutes",
            NUMBER,
            "Rest of an address after its key is gone.",
        ),
        may(
            "reminder_minutes",
            Takes::Text(60),
            "Minutes before the end, comma separated; 0 = no reminder.",
        ),
        may_null(
            "sharing_limit",
            NUMBER,
            "Networks in a day from which a key looks shared; null = nobody looks.",
        ),
        may(
            "sharing_holds",
            Takes::Bool,
            "A key that looks shared is held.",
        ),
        may_null(
            "alert_day_bytes",
            BYTES,
            "Whole kilobytes of one key in a day, told to the admins; null = never.",
        ),
        may("retention_days", NUMBER, "How long daily traffic is kept."),
    ]),
    Endpoint::of(
        Method::Get,
        "/settings/proxies",
        Permission::ProxiesSee,
        Answers::Object(PROXIES),
        "How the free list is tried and shown.",
        Run::Act(|call| Box::pin(proxies(call))),
    ),
    Endpoint::of(
        Method::Patch,
        "/settings/proxies",
        Permission::ProxiesManage,
        Answers::Object(PROXIES),
        "Change how the free list is tried and shown. Parts are changed one after another; the first one refused ends it.",
        Run::Act(|call| Box::pin(set_proxies(call))),
    )
    .takes(&[
        may("is_shown", Takes::Bool, "People see the list."),
        may("at_once", NUMBER, "Proxies tried at once: 1 to 512."),
        may(
            "every_minutes",
            NUMBER,
            "From a trial that went well to the next: 5 to 1440.",
        ),
        may(
            "allows_private",
            Takes::Bool,
            "Addresses of private networks are allowed.",
        ),
        may(
            "asks_telegram",
            Takes::Bool,
            "Each that works is asked whether it leads to Telegram.",
        ),
        may(
            "judges",
            Takes::Texts(10),
            "Who is asked what address a proxy comes out with, over HTTPS; none = the usual ones.",
        ),
    ]),
    Endpoint::of(
        Method::Get,
        "/settings/texts",
        Permission::Configure,
        Answers::Object(TEXTS),
        "The operator's own words in messages to people.",
        Run::Act(|call| Box::pin(own_texts(call))),
    ),
    Endpoint::of(
        Method::Put,
        "/settings/texts/{key}",
        Permission::Configure,
        Answers::Object(TEXTS),
        "Put own words in place of a message to people, as plain text with its variables in braces.",
        Run::Act(|call| Box::pin(set_texts(call))),
    )
    .takes(&[need(
        "words",
        Takes::Words,
        "In each language that is named; empty = the house's own.",
    )]),
];

async fn vpn(call: &Call) -> Result<Answer, Problem> {
    let now = vpn::settings::view(&call.ctx, &call.actor).await?.now;
    let reminders: Vec<String> = now.reminder_minutes.iter().map(i64::to_string).collect();
    let reminders = match reminders.is_empty() {
        true => "0".to_owned(),
        false => reminders.join(","),
    };
    Ok(Answer::value(&json!({
        "has_trial": now.has_trial,
        "trial_hours": now.trial_hours,
        "trial_bytes": now.trial_bytes,
        "trial_day_bytes": now.trial_day_bytes,
        "trial_channel_id": now.trial_channel.map(|chat| chat.0),
        "self_service": now.self_service.name(),
        "self_days": now.self_days,
        "self_bytes": now.self_bytes,
        "devices": now.devices,
        "grace_hours": now.grace_hours,
        "shows_once": now.shows_once,
        "quarantine_minutes": now.quarantine_minutes,
        "reminder_minutes": reminders,
        "sharing_limit": now.sharing_limit,
        "sharing_holds": now.sharing_holds,
        "alert_day_bytes": now.alert_day_bytes,
        "retention_days": now.retention_days,
    })))
}

async fn set_vpn(call: &Call) -> Result<Answer, Problem> {
    let mut changes = Vec::new();
    for (name, setting) in VPN_PARTS {
        if let Some(value) = call.body.get(name) {
            let text = typed(name, value).ok_or_else(|| {
                let why = "must be whole kilobytes, or minutes such as 4320,120";
                Problem::invalid(name, why)
            })?;
            changes.push((setting, text));
        }
    }
    for (setting, text) in changes {
        vpn::settings::set(&call.ctx, &call.actor, setting, &text, call.now).await?;
    }
    vpn(call).await
}

/// A value as somebody types it in chat, where a bare number would count something greater than it does here.
fn typed(name: &str, value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => "no".to_owned(),
        Value::Bool(is_on) => if *is_on { "yes" } else { "no" }.to_owned(),
        Value::Number(number) if name.ends_with("_bytes") => {
            let kilobytes = number.as_u64().filter(|bytes| bytes % 1_000 == 0)? / 1_000;
            format!("{}.{:03} mb", kilobytes / 1_000, kilobytes % 1_000)
        }
        Value::String(text) if name == "reminder_minutes" => {
            let minutes = text.split(',').map(|one| one.trim().parse::<u32>().ok());
            let minutes: Vec<u32> = minutes.collect::<Option<_>>()?;
            match minutes.as_slice() {
                [0] => "no".to_owned(),
                all => all.iter().map(|one| format!("{one}m ")).collect(),
            }
        }
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(_) | Value::Object(_) => return None,
    })
}

async fn proxies(call: &Call) -> Result<Answer, Problem> {
    let set = proxies::settings::get(&call.ctx).await?;
    Ok(proxies_of(&set))
}

fn proxies_of(set: &ProxySettings) -> Answer {
    Answer::value(&json!({
        "is_shown": set.is_shown,
        "at_once": set.at_once,
        "every_minutes": set.every_minutes,
        "allows_private": set.allows_private,
        "asks_telegram": set.asks_telegram,
        "judges": set.judges,
    }))
}

async fn set_proxies(call: &Call) -> Result<Answer, Problem> {
    let (ctx, actor, now) = (&call.ctx, &call.actor, call.now);
    if let Some(is_shown) = call.flag("is_shown") {
        proxies::settings::set_shown(ctx, actor, is_shown, now).await?;
    }
    if let Some(at_once) = call.count("at_once") {
        proxies::settings::set_at_once(ctx, actor, at_once, now).await?;
    }
    if let Some(minutes) = call.count("every_minutes") {
        proxies::settings::set_every(ctx, actor, minutes, now).await?;
    }
    if let Some(is_allowed) = call.flag("allows_private") {
        proxies::settings::set_private(ctx, actor, is_allowed, now).await?;
    }
    if let Some(is_asked) = call.flag("asks_telegram") {
        proxies::settings::set_telegram(ctx, actor, is_asked, now).await?;
    }
    if let Some(judges) = call.texts("judges") {
        proxies::settings::set_judges(ctx, actor, &judges.join(" "), now).await?;
    }
    proxies(call).await
}

async fn own_texts(call: &Call) -> Result<Answer, Problem> {
    let set = settings::view(&call.ctx, &call.actor).await?.now.texts;
    let mut told = json!({});
    for (key, languages) in set.keys() {
        for language in languages {
            told[key.code()][language] = set.get(key, language).into();
        }
    }
    Ok(Answer::value(&json!({ "texts": told })))
}

async fn set_texts(call: &Call) -> Result<Answer, Problem> {
    let key = TextKey::parse(call.part(0)).ok_or_else(Problem::not_found)?;
    let mut changes = Vec::new();
    for (lang, text) in shop::by_lang(call, "words")? {
        let own = html::escape(&text);
        if !text.is_empty() {
            texts::check(key, &text, &own)?;
        }
        changes.push((lang, Some(own).filter(|own| !own.is_empty())));
    }
    for (lang, own) in changes {
        texts::set(&call.ctx, &call.actor, key, lang, own, call.now).await?;
    }
    own_texts(call).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::GB;

    #[test]
    fn values_are_told_as_chat_reads_them() {
        let set = |name: &str, setting, value: Value| {
            let text = typed(name, &value)?;
            vpn::settings::sample(setting, &text).ok()
        };
        let bytes = |value| set("trial_bytes", VpnSetting::TrialBytes, value);
        let read = bytes(json!(2_500_000_000_u64)).expect("read");
        assert_eq!(read.trial_bytes, Some(5 * GB / 2));
        let read = bytes(json!(1_234_000)).expect("read");
        assert_eq!(read.trial_bytes, Some(1_234_000));
        assert_eq!(bytes(Value::Null).expect("read").trial_bytes, None);
        assert!(bytes(json!(1_234_567)).is_none(), "no whole kilobytes");
        let minutes = |text: &str| set("reminder_minutes", VpnSetting::Reminders, json!(text));
        assert_eq!(
            minutes("120, 4320").expect("read").reminder_minutes,
            [4_320, 120]
        );
        assert!(minutes("0").expect("read").reminder_minutes.is_empty());
        assert!(minutes("soon").is_none());
        let hours = set("trial_hours", VpnSetting::TrialHours, json!(48));
        assert_eq!(hours.expect("read").trial_hours, 48);
        let trial = set("has_trial", VpnSetting::Trial, json!(false));
        assert!(!trial.expect("read").has_trial);
    }

    #[test]
    fn every_part_has_an_input() {
        for (name, _) in VPN_PARTS {
            let named = ENDPOINTS.iter().any(|endpoint| {
                endpoint.path == "/settings/vpn"
                    && endpoint.inputs.iter().any(|input| input.name == name)
            });
            assert!(named, "{name}");
        }
    }
}
