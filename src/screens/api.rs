//! The keys of the REST API: the list, making one, the message that shows it once, the card of one, and each no.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::ApiAction;
use super::cancel;
use super::confirm;
use super::pager;
use super::refusals::Say;
use super::roles::area_name;
use super::roles::permission_name;
use crate::models::API_DAYS;
use crate::models::API_RATES;
use crate::models::ApiKey;
use crate::models::ApiKeyDraft;
use crate::models::ApiKeyId;
use crate::models::ApiKeyLine;
use crate::models::ApiKeyView;
use crate::models::ApiRefusal;
use crate::models::MOST_API_KEY_NAME;
use crate::models::MadeApiKey;
use crate::models::Page;
use crate::models::Permission;
use crate::models::PermissionArea;
use crate::models::PermissionSet;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

fn act(reader: Reader, key: &str, action: ApiAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Api(action))
}

fn back(reader: Reader, action: ApiAction) -> Button {
    back_to(reader.lang, Action::Api(action))
}

/// "🔌 API": the way to the keys.
pub fn entrance(reader: Reader) -> Button {
    act(reader, "button-api", ApiAction::List(0))
}

/// The keys that the reader may see. `address` is where the API is served; `None` = nowhere.
pub fn list(reader: Reader, page: &Page<ApiKeyLine>, address: Option<&str>) -> Screen {
    let mut parts = vec![reader.html("api-heading", args! {}), place(reader, address)];
    if page.rows.is_empty() {
        parts.push(reader.html("api-none", args! {}));
    }
    let mut buttons = Vec::new();
    for line in &page.rows {
        parts.push(line_of(reader, line));
        let label = format!("{} {}", sign(reader, &line.key), line.key.name);
        buttons.push(Button::act(
            label,
            Action::Api(ApiAction::Show(line.key.id)),
        ));
    }
    let add = reader.plain("button-api-new", args! {});
    let add = Button::styled(add, Action::Api(ApiAction::Begin), Style::Primary);
    Screen::new(parts.join("\n\n"))
        .grid(2, buttons)
        .row(pager(page.page, page.pages, |to| {
            Action::Api(ApiAction::List(to))
        }))
        .button(add)
        .button(super::back_to_config(reader.lang))
}

fn place(reader: Reader, address: Option<&str>) -> String {
    match address {
        Some(url) => reader.html("api-place", args! { url: &html::escape(url) }),
        None => reader.html("api-no-place", args! {}),
    }
}

fn sign(reader: Reader, key: &ApiKey) -> &'static str {
    if key.is_open(reader.now) {
        "🔑"
    } else {
        "⚫"
    }
}

fn line_of(reader: Reader, line: &ApiKeyLine) -> String {
    let key = &line.key;
    let (name, owner) = (
        html::short_name(&key.name),
        html::short_name(&line.owner_name),
    );
    let heading = reader.html(
        "api-line",
        args! {
            sign: sign(reader, key), name: &name, prefix: &html::escape(&key.prefix), owner: &owner,
            count: key.scopes.iter().count(),
        },
    );
    format!(
        "{heading}\n{} · {}",
        state(reader, key),
        last_use(reader, key)
    )
}

/// Until when it opens anything, or why it does not.
fn state(reader: Reader, key: &ApiKey) -> String {
    let instant = |at| units::instant(reader.lang, at, reader.time_zone);
    match (key.revoked_at, key.expires_at) {
        (Some(at), _) => reader.html("api-revoked", args! { at: &instant(at) }),
        (None, Some(at)) if at <= reader.now => reader.html("api-over", args! { at: &instant(at) }),
        (None, Some(at)) => reader.html("api-until", args! { at: &instant(at) }),
        (None, None) => reader.html("api-endless", args! {}),
    }
}

fn last_use(reader: Reader, key: &ApiKey) -> String {
    match key.last_used_at {
        Some(at) => {
            let at = units::instant(reader.lang, at, reader.time_zone);
            reader.html("api-used", args! { at: &at })
        }
        None => reader.html("api-unused", args! {}),
    }
}

/// Which rights shall the new key have? `givable` are the maker's own.
pub fn new(reader: Reader, draft: ApiKeyDraft, givable: PermissionSet) -> Screen {
    let to = |draft| Action::Api(ApiAction::New(draft));
    let area = area_name(reader.lang, draft.area);
    let text = reader.html(
        "api-new",
        args! { area: &area, count: draft.scopes.iter().count() },
    );
    let rights = tapped(reader, draft.scopes, givable, draft.area, |permission| {
        let scopes = draft.scopes.toggled(permission);
        to(ApiKeyDraft { scopes, ..draft })
    });
    let areas = areas(reader, givable, draft.area, |area| {
        to(ApiKeyDraft { area, ..draft })
    });
    let preset = |key: &str, scopes| {
        let label = reader.plain(key, args! {});
        Button::act(label, to(ApiKeyDraft { scopes, ..draft }))
    };
    let presets = [
        preset("button-api-all", givable),
        preset("button-api-read", givable.reading()),
        preset("button-api-nothing", PermissionSet::default()),
    ];
    let next = (!draft.scopes.is_empty()).then(|| {
        let label = reader.plain("button-api-next", args! {});
        Button::styled(label, Action::Api(ApiAction::Terms(draft)), Style::Primary)
    });
    Screen::new(text)
        .grid(1, rights)
        .grid(3, areas)
        .row(presets)
        .row(next)
        .button(back(reader, ApiAction::List(0)))
}

/// The rights of an area, each to be tapped.
fn tapped(
    reader: Reader,
    scopes: PermissionSet,
    givable: PermissionSet,
    area: PermissionArea,
    action: impl Fn(Permission) -> Action,
) -> Vec<Button> {
    area.permissions()
        .filter(|permission| givable.has(*permission) || scopes.has(*permission))
        .map(|permission| {
            let what = permission_name(reader.lang, permission);
            let key = if scopes.has(permission) {
                "role-table-line-yes"
            } else {
                "role-table-line-no"
            };
            Button::act(reader.plain(key, args! { what: &what }), action(permission))
        })
        .collect()
}

/// The other areas in which there is anything to choose.
fn areas(
    reader: Reader,
    rights: PermissionSet,
    but: PermissionArea,
    action: impl Fn(PermissionArea) -> Action,
) -> Vec<Button> {
    PermissionArea::ALL
        .into_iter()
        .filter(|area| *area != but && area.permissions().any(|one| rights.has(one)))
        .map(|area| Button::act(area_name(reader.lang, area), action(area)))
        .collect()
}

/// Until when, and how many requests per minute?
pub fn terms(reader: Reader, draft: ApiKeyDraft) -> Screen {
    let to = |draft| Action::Api(ApiAction::Terms(draft));
    let ends = API_DAYS.map(|days| {
        let until = None;
        let is_chosen = days == draft.days && draft.until.is_none();
        let action = to(ApiKeyDraft {
            days,
            until,
            ..draft
        });
        chosen(days_name(reader, days), action, is_chosen)
    });
    let is_typed = draft.until.is_some() || !API_DAYS.contains(&draft.days);
    let other = chosen(
        end_name(reader, draft),
        Action::Api(ApiAction::AskEnd(draft)),
        is_typed,
    );
    let rates = API_RATES.map(|rate| {
        let action = to(ApiKeyDraft {
            rate_per_minute: rate,
            ..draft
        });
        chosen(
            rate_name(reader, rate),
            action,
            rate == draft.rate_per_minute,
        )
    });
    let name = reader.plain("button-api-name", args! {});
    let text = reader.html("api-terms", args! { count: draft.scopes.iter().count() });
    Screen::new(format!(
        "{text}\n\n{}",
        rights(reader, draft.scopes, draft.scopes)
    ))
    .grid(2, ends.into())
    .button(other)
    .grid(2, rates.into())
    .button(Button::styled(
        name,
        Action::Api(ApiAction::AskName(draft)),
        Style::Primary,
    ))
    .button(back(reader, ApiAction::New(draft)))
}

fn chosen(label: String, action: Action, is_chosen: bool) -> Button {
    if is_chosen {
        Button::styled(format!("✅ {label}"), action, Style::Primary)
    } else {
        Button::act(label, action)
    }
}

fn days_name(reader: Reader, days: u32) -> String {
    match days {
        0 => reader.plain("role-end-none", args! {}),
        days => units::hours_name(reader.lang, Some(i64::from(days) * 24)),
    }
}

/// The end that was typed, or the way to type one.
fn end_name(reader: Reader, draft: ApiKeyDraft) -> String {
    match draft.until {
        Some(until) => {
            let at = units::instant(reader.lang, until, reader.time_zone);
            reader.plain("api-until", args! { at: &at })
        }
        None if API_DAYS.contains(&draft.days) => reader.plain("button-api-end", args! {}),
        None => days_name(reader, draft.days),
    }
}

/// Asks for an end that is not offered.
pub fn ask_end(reader: Reader) -> Screen {
    Screen::new(reader.html("api-ask-end", args! {})).button(cancel(reader.lang))
}

fn rate_name(reader: Reader, rate: u32) -> String {
    let rate = units::number(reader.lang, i64::from(rate));
    reader.plain("api-rate", args! { rate: &rate })
}

/// Those rights in words; what its owner lacks just now is marked.
fn rights(reader: Reader, scopes: PermissionSet, may: PermissionSet) -> String {
    let lines: Vec<String> = scopes
        .iter()
        .map(|permission| {
            let what = html::escape(&permission_name(reader.lang, permission));
            if may.has(permission) {
                format!("· {what}")
            } else {
                format!("· <s>{what}</s>")
            }
        })
        .collect();
    lines.join("\n")
}

/// Asks for the name of the new key.
pub fn ask_name(reader: Reader) -> Screen {
    let text = reader.html("api-ask-name", args! { most: MOST_API_KEY_NAME });
    Screen::new(text).button(cancel(reader.lang))
}

/// Once the key is made: it comes in a message of its own.
pub fn coming(reader: Reader) -> Screen {
    Screen::new(reader.html("api-coming", args! {})).button(back(reader, ApiAction::List(0)))
}

/// The key itself, for its maker, once. `address` is where the API is served.
pub fn made(reader: Reader, made: &MadeApiKey, address: Option<&str>) -> Screen {
    let name = html::name(&made.key.name);
    let example = format!(
        "curl -H 'Content-Type: application/json' -d '{{\"key\": \"{}…\"}}' {}/api/v1/auth/token",
        made.key.prefix,
        address.unwrap_or("https://example.com"),
    );
    let mut parts = vec![
        reader.html("api-made", args! { name: &name }),
        format!("<code>{}</code>", html::escape(&made.text)),
        state(reader, &made.key),
        reader.html("api-made-once", args! {}),
        reader.html("api-made-how", args! {}),
        format!("<code>{}</code>", html::escape(&example)),
        reader.html("api-made-then", args! {}),
    ];
    if address.is_none() {
        parts.push(place(reader, None));
    }
    Screen::new(parts.join("\n\n"))
        .button(Button::Copy {
            label: reader.plain("button-api-copy", args! {}),
            text: made.text.clone(),
        })
        .button(act(reader, "button-api-kept", ApiAction::Show(made.key.id)))
}

/// Everything about a key.
pub fn card(reader: Reader, view: &ApiKeyView) -> Screen {
    let key = &view.key;
    let (name, owner) = (html::name(&key.name), html::name(&view.owner_name));
    let made = units::instant(reader.lang, key.created_at, reader.time_zone);
    let is_open = key.is_open(reader.now);
    let facts = [
        reader.html(
            "api-card",
            args! { sign: sign(reader, key), name: &name, prefix: &html::escape(&key.prefix) },
        ),
        reader.html("api-card-owner", args! { owner: &owner, at: &made }),
        state(reader, key),
        last_use(reader, key),
        reader.html("api-card-sessions", args! { count: view.sessions }),
        html::escape(&rate_name(reader, key.rate_per_minute)),
    ];
    let mut parts = vec![facts.join("\n")];
    parts.push(reader.html("api-card-scopes", args! {}));
    parts.push(rights(
        reader,
        key.scopes,
        if is_open { view.may } else { key.scopes },
    ));
    if is_open && view.may != key.scopes {
        parts.push(reader.html("api-card-less", args! {}));
    }
    let screen = Screen::new(parts.join("\n\n"));
    let screen = if is_open {
        let revoke = reader.plain("button-api-revoke", args! {});
        screen
            .row([
                act(
                    reader,
                    "button-api-scopes",
                    ApiAction::Scopes(key.id, PermissionArea::House),
                ),
                act(reader, "button-api-rate", ApiAction::Rates(key.id)),
            ])
            .button(Button::styled(
                revoke,
                Action::Api(ApiAction::Revoke(key.id)),
                Style::Danger,
            ))
    } else {
        screen
    };
    screen.button(back(reader, ApiAction::List(0)))
}

/// What a key may do in an area, to be tapped.
pub fn scopes(reader: Reader, view: &ApiKeyView, area: PermissionArea) -> Screen {
    let key = &view.key;
    let all: PermissionSet = view.givable.iter().chain(key.scopes.iter()).collect();
    let rights = tapped(reader, key.scopes, view.givable, area, |permission| {
        Action::Api(if key.scopes.has(permission) {
            ApiAction::Forbid(key.id, permission)
        } else {
            ApiAction::Allow(key.id, permission)
        })
    });
    let areas = areas(reader, all, area, |area| {
        Action::Api(ApiAction::Scopes(key.id, area))
    });
    let (name, area) = (html::name(&key.name), area_name(reader.lang, area));
    Screen::new(reader.html("api-scopes", args! { name: &name, area: &area }))
        .grid(1, rights)
        .grid(3, areas)
        .button(back(reader, ApiAction::Show(key.id)))
}

/// How many requests per minute?
pub fn rates(reader: Reader, key: &ApiKey) -> Screen {
    let rates = API_RATES.map(|rate| {
        let action = Action::Api(ApiAction::SetRate(key.id, rate));
        chosen(rate_name(reader, rate), action, rate == key.rate_per_minute)
    });
    let name = html::name(&key.name);
    Screen::new(reader.html("api-ask-rate", args! { name: &name }))
        .grid(2, rates.into())
        .button(back(reader, ApiAction::Show(key.id)))
}

/// Asks whether to revoke a key.
pub fn revoke_sure(reader: Reader, key: &ApiKey) -> Screen {
    confirm(
        reader.lang,
        reader.html("api-revoke-ask", args! { name: &html::name(&key.name) }),
        reader.plain("button-api-revoke-yes", args! {}),
        Action::Api(ApiAction::RevokeYes(key.id)),
        Action::Api(ApiAction::Show(key.id)),
    )
}

/// A refresh token came twice: for the admins.
pub fn token_reused(reader: Reader, key: ApiKeyId, name: &str) -> Screen {
    let text = reader.html("notice-api-reused", args! { name: &html::name(name) });
    Screen::new(text).button(act(reader, "button-api-card", ApiAction::Show(key)))
}

/// Whether another answer to the same question may come after that no.
pub(super) fn is_about_answer(refusal: &ApiRefusal) -> bool {
    match refusal {
        ApiRefusal::NameInvalid { .. } => true,
        ApiRefusal::KeyUnknown
        | ApiRefusal::KeyEnded
        | ApiRefusal::TokenInvalid
        | ApiRefusal::TokenExpired
        | ApiRefusal::SessionEnded
        | ApiRefusal::RefreshReused
        | ApiRefusal::NoScopes
        | ApiRefusal::BeyondOwn
        | ApiRefusal::RateBeyondOwn { .. }
        | ApiRefusal::TooManyKeys { .. }
        | ApiRefusal::TooLong => false,
    }
}

/// The words of a no.
pub(super) fn refusal(refusal: &ApiRefusal, say: Say<'_>) -> String {
    match refusal {
        ApiRefusal::KeyUnknown => say("refusal-api-key-unknown", args! {}),
        ApiRefusal::KeyEnded => say("refusal-api-key-ended", args! {}),
        ApiRefusal::TokenInvalid => say("refusal-api-token", args! {}),
        ApiRefusal::TokenExpired => say("refusal-api-token-expired", args! {}),
        ApiRefusal::SessionEnded => say("refusal-api-session-ended", args! {}),
        ApiRefusal::RefreshReused => say("refusal-api-reused", args! {}),
        ApiRefusal::NameInvalid { most } => say("refusal-api-name", args! { most: *most }),
        ApiRefusal::NoScopes => say("refusal-api-no-scopes", args! {}),
        ApiRefusal::BeyondOwn => say("refusal-api-beyond", args! {}),
        ApiRefusal::RateBeyondOwn { most } => say("refusal-api-rate", args! { most: *most }),
        ApiRefusal::TooManyKeys { most } => say("refusal-api-many", args! { most: *most }),
        ApiRefusal::TooLong => say("refusal-api-long", args! {}),
    }
}
