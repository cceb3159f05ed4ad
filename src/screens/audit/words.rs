//! The words for acts, areas, targets and filters.

use crate::models::ACTS;
use crate::models::AuditAct;
use crate::models::AuditArea;
use crate::models::AuditFilter;
use crate::models::AuditLine;
use crate::models::AuditWhat;
use crate::models::AuditWhen;
use crate::models::AuditWho;
use crate::models::DAY;
use crate::models::Identity;
use crate::models::Timestamp;
use crate::screens::Reader;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;
use crate::utils::zone::Zone;

/// What was done, in words; an act of a newer version by its own name.
pub fn act(lang: Lang, action: &str) -> String {
    match AuditAct::of(action) {
        Some(act) => lang.plain(&act.words(), args! {}),
        None => action.to_owned(),
    }
}

/// The areas that have acts.
pub fn areas() -> impl Iterator<Item = AuditArea> {
    let has_acts = |area: &AuditArea| acts_of(*area).next().is_some();
    AuditArea::ALL.iter().copied().filter(has_acts)
}

/// The acts of an area.
pub fn acts_of(area: AuditArea) -> impl Iterator<Item = &'static AuditAct> {
    ACTS.iter().filter(move |act| act.area == area)
}

/// The name of an area.
pub fn area(lang: Lang, area: AuditArea) -> String {
    let key = match area {
        AuditArea::Vip => "audit-area-vip",
        AuditArea::Tokens => "audit-area-tokens",
        AuditArea::Free => "audit-area-free",
        AuditArea::Channels => "audit-area-channels",
        AuditArea::Settings => "audit-area-settings",
        AuditArea::Posts => "audit-area-posts",
        AuditArea::Keys => "audit-area-keys",
        AuditArea::Servers => "audit-area-servers",
        AuditArea::Proxies => "audit-area-proxies",
        AuditArea::People => "audit-area-people",
        AuditArea::Roles => "audit-area-roles",
        AuditArea::Support => "audit-area-support",
        AuditArea::Money => "audit-area-money",
        AuditArea::House => "audit-area-house",
        AuditArea::Backups => "audit-area-backups",
    };
    lang.plain(key, args! {})
}

/// Who did it.
pub fn actor(lang: Lang, line: &AuditLine) -> String {
    match (line.row.actor, &line.actor_name) {
        (Identity::System, _) => lang.plain("audit-system", args! {}),
        (Identity::ApiKey { .. }, Some(name)) => {
            lang.plain("audit-api-key-of", args! { name: &html::name(name) })
        }
        (Identity::ApiKey { key, .. }, None) => lang.plain("audit-api-key", args! { id: key.0 }),
        (Identity::User(_), Some(name)) if !name.trim().is_empty() => html::name(name),
        (Identity::User(user), _) if user.0 == 0 => lang.plain("audit-erased", args! {}),
        (Identity::User(user), _) => user.to_string(),
    }
}

/// To whom or to what; `None` if to nothing in particular.
pub fn target(lang: Lang, line: &AuditLine) -> Option<String> {
    let target = line.row.target.as_deref().filter(|text| !text.is_empty())?;
    if let (Some(user), Some(name)) = (line.row.target_person(), &line.target_name) {
        return Some(format!("{} ({user})", html::name(name)));
    }
    Some(thing(lang, target))
}

/// A stored target in words: `key:5` → "clave 5".
pub fn thing(lang: Lang, target: &str) -> String {
    let (kind, id) = target.split_once(':').unwrap_or((target, ""));
    let key = match kind {
        "user" => "audit-target-user",
        "token" => "audit-target-token",
        "request" => "audit-target-request",
        "chat" => "audit-target-chat",
        "door" => "audit-target-door",
        "broadcast" => "audit-target-broadcast",
        "key" => "audit-target-key",
        "account" => "audit-target-account",
        "server" => "audit-target-server",
        "address" => "audit-target-address",
        "import" => "audit-target-import",
        "migration" => "audit-target-migration",
        "audit" => "audit-target-audit",
        "task" => "audit-target-task",
        "update" => "audit-target-update",
        "role" => "audit-target-role",
        "ticket" => "audit-target-ticket",
        "backup" => "audit-target-backup",
        "invite" => "audit-target-invite",
        "text" => "audit-target-text",
        "order" => "audit-target-order",
        "payment" => "audit-target-payment",
        "receipt" => "audit-target-receipt",
        "plan" => "audit-target-plan",
        "promo" => "audit-target-promo",
        "gift" => "audit-target-gift",
        "manual" => "audit-target-manual",
        "canned" => "audit-target-canned",
        "proxy" => "audit-target-proxy",
        "api_key" => "audit-api-key",
        "proxy_source" => "audit-target-source",
        "webhook" => "audit-target-webhook",
        "proxy_pass" => "audit-target-pass",
        "proxies" => return lang.plain(of_list(id), args! {}),
        "log" => return lang.plain("audit-target-log", args! {}),
        "house" => return lang.plain("audit-target-house", args! {}),
        _ => return html::one_line(target, 60),
    };
    lang.plain(key, args! { id: id })
}

/// The key of the words for a part or a setting of the list of proxies.
fn of_list(part: &str) -> &'static str {
    match part {
        "dead" => "audit-target-list-dead",
        "shown" => "audit-target-list-shown",
        "at_once" => "audit-target-list-at-once",
        "every_minutes" => "audit-target-list-every",
        "allows_private" => "audit-target-list-private",
        "asks_telegram" => "audit-target-list-telegram",
        "judges" => "audit-target-list-judges",
        // A part that only another version knows.
        _ => "audit-target-list",
    }
}

/// What the page is narrowed to.
pub fn filter(reader: Reader, filter: AuditFilter, about: Option<&str>) -> String {
    let who = who(reader.lang, filter.who, about);
    let what = match filter.what {
        AuditWhat::Anything => reader.plain("audit-filter-anything", args! {}),
        AuditWhat::Area(area) => self::area(reader.lang, area),
        AuditWhat::Act(code) => {
            AuditAct::by_code(code).map_or_else(String::new, |act| self::act(reader.lang, act.name))
        }
    };
    let when = when(reader, filter.when);
    reader.html(
        "audit-filter",
        args! { who: &who, what: &what, when: &when },
    )
}

fn who(lang: Lang, who: AuditWho, about: Option<&str>) -> String {
    let person = || match (about, who.person()) {
        (Some(name), _) if !name.trim().is_empty() => html::name(name),
        (_, Some(user)) => user.to_string(),
        (_, None) => String::new(),
    };
    match who {
        AuditWho::Anybody => lang.plain("audit-filter-anybody", args! {}),
        AuditWho::System => lang.plain("audit-filter-system", args! {}),
        AuditWho::Involved(_) => lang.plain("audit-filter-involved", args! { name: &person() }),
        AuditWho::By(_) => lang.plain("audit-filter-by", args! { name: &person() }),
        AuditWho::On(_) => lang.plain("audit-filter-on", args! { name: &person() }),
        AuditWho::SameTarget(_) => {
            let thing = thing(lang, about.unwrap_or_default());
            lang.plain("audit-filter-on", args! { name: &thing })
        }
    }
}

fn when(reader: Reader, when: AuditWhen) -> String {
    let day = |day: u32| units::iso_day(Timestamp(i64::from(day) * DAY), Zone::utc());
    match when {
        AuditWhen::Ever => reader.plain("audit-filter-ever", args! {}),
        AuditWhen::Days(1) => reader.plain("audit-filter-today", args! {}),
        AuditWhen::Days(days) => reader.plain("audit-filter-days", args! { days: u32::from(days) }),
        AuditWhen::Between(from, to) if from == to => day(from),
        AuditWhen::Between(from, to) => format!("{} – {}", day(from), day(to)),
    }
}
