//! Addresses that are told what happens, and what was not delivered.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::HookAction;
use super::cancel;
use super::confirm;
use super::pager;
use super::refusals::Say;
use crate::models::Delivery;
use crate::models::Page;
use crate::models::PermissionSet;
use crate::models::PingView;
use crate::models::Timestamp;
use crate::models::UpdatesTrouble;
use crate::models::WEBHOOK_EVENTS;
use crate::models::WEBHOOK_GROUPS;
use crate::models::Webhook;
use crate::models::WebhookEvent;
use crate::models::WebhookHalt;
use crate::models::WebhookId;
use crate::models::WebhookRefusal;
use crate::models::WebhookView;
use crate::models::chooses;
use crate::models::may_choose;
use crate::models::whole_groups;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// Characters shown of a host, a fault, an answer.
const SHOWN: usize = 120;
/// All groups, as the bits of a button.
const ALL_GROUPS: u32 = (1 << WEBHOOK_GROUPS.len()) - 1;

/// Buttons carry places among `WEBHOOK_GROUPS`: groups are added at its end only.
fn group_key(group: &str) -> &'static str {
    const KEYS: [&str; WEBHOOK_GROUPS.len()] = [
        "webhook-group-payment",
        "webhook-group-order",
        "webhook-group-member",
        "webhook-group-free",
        "webhook-group-key",
        "webhook-group-ticket",
        "webhook-group-token",
        "webhook-group-user",
        "webhook-group-role",
        "webhook-group-server",
        "webhook-group-backup",
    ];
    let place = WEBHOOK_GROUPS.iter().position(|one| *one == group);
    KEYS[place.unwrap_or_default()]
}

fn act(reader: Reader, key: &str, action: HookAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Hook(action))
}

fn short(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

/// "📡 Webhooks": the way here.
pub fn entrance(reader: Reader) -> Button {
    act(reader, "button-webhooks", HookAction::List)
}

/// Beginnings of what the house noted of a try, and their words; what is none of these is another program's.
const WHYS: [(&str, &str); 12] = [
    ("HTTP ", "webhook-why-status"),
    ("timeout", "webhook-why-timeout"),
    ("its name leads", "webhook-why-inner"),
    ("its address is refused", "webhook-why-inner"),
    ("failed to lookup", "webhook-why-name"),
    ("no record found", "webhook-why-name"),
    ("Connection refused", "webhook-why-refused"),
    ("invalid peer certificate", "webhook-why-certificate"),
    ("queue full", "webhook-why-full"),
    ("no network here", "webhook-why-offline"),
    ("no right to it", "webhook-why-rights"),
    ("an address cannot be opened", "webhook-why-sealed"),
];

/// Why a try failed, in the reader's words.
fn why(reader: Reader, noted: &str) -> String {
    let known = WHYS.iter().find(|(begin, _)| noted.starts_with(begin));
    known.map_or_else(
        || short(noted),
        |(begin, key)| {
            let rest = noted.get(begin.len()..).unwrap_or_default();
            reader.plain(key, args! { rest: rest })
        },
    )
}

fn sign(webhook: &Webhook) -> &'static str {
    match (webhook.halt, webhook.is_enabled, webhook.failing_since) {
        (Some(_), _, _) => "⛔",
        (None, false, _) => "⏸️",
        (None, true, Some(_)) => "🔴",
        (None, true, None) => "🟢",
    }
}

/// All addresses.
pub fn list(reader: Reader, all: &[WebhookView]) -> Screen {
    let mut parts = vec![reader.html("webhook-list-heading", args! {})];
    if all.is_empty() {
        parts.push(reader.html("webhook-list-none", args! {}));
    }
    let rows = all.iter().map(|view| {
        let label = format!("{} {}", sign(&view.webhook), view.webhook.name);
        Button::act(label, Action::Hook(HookAction::Show(view.webhook.id)))
    });
    let label = reader.plain("button-webhook-add", args! {});
    let add = Action::Hook(HookAction::Add(ALL_GROUPS));
    Screen::new(parts.join("\n\n"))
        .grid(1, rows.collect())
        .button(Button::styled(label, add, Style::Primary))
        .button(back_to(reader.lang, Action::Config))
}

/// A group with its mark, which turns it.
fn turn(reader: Reader, group: &str, is_on: bool, action: HookAction) -> Button {
    let name = reader.plain(group_key(group), args! {});
    let mark = if is_on { "✅" } else { "◻️" };
    Button::act(format!("{mark} {name}"), Action::Hook(action))
}

/// The choices of events that those bits stand for.
pub fn choices(groups: u32) -> Vec<String> {
    let all = groups & ALL_GROUPS;
    if all == ALL_GROUPS {
        return vec!["*".to_owned()];
    }
    let chosen = WEBHOOK_GROUPS.iter().enumerate();
    chosen
        .filter(|(place, _)| all & (1 << place) != 0)
        .map(|(_, group)| format!("{group}.*"))
        .collect()
}

/// The choices with that group turned.
pub fn turned(events: &[String], group: &str) -> Vec<String> {
    let whole = whole_groups(events);
    let names = WEBHOOK_EVENTS.iter().map(|event| event.name);
    let chosen = names.filter(|name| events.iter().any(|one| chooses(one, name)));
    let of_group = format!("{group}.*");
    let mut kept: Vec<String> = Vec::new();
    for name in chosen.filter(|name| !chooses(&of_group, name)) {
        let its_group = whole.iter().find(|one| chooses(&format!("{one}.*"), name));
        let choice = its_group.map_or_else(|| name.to_owned(), |one| format!("{one}.*"));
        if !kept.contains(&choice) {
            kept.push(choice);
        }
    }
    if !whole.contains(&group) {
        kept.push(of_group);
    }
    match whole_groups(&kept).len() == WEBHOOK_GROUPS.len() {
        true => vec!["*".to_owned()],
        false => kept,
    }
}

/// The groups, as bits, of which all may be told to whoever has those rights.
pub fn groups_within(may: PermissionSet) -> u32 {
    let groups = WEBHOOK_GROUPS.iter().enumerate();
    groups
        .filter(|(_, group)| may_choose(may, &[format!("{group}.*")]))
        .map(|(place, _)| 1 << place)
        .sum()
}

/// Asks for the address of a new one, and lets what it is told be chosen meanwhile, of what its maker may know.
pub fn ask(reader: Reader, groups: u32, may: PermissionSet) -> Screen {
    let within = groups_within(may);
    let all = WEBHOOK_GROUPS.iter().enumerate();
    let all = all.filter(|(place, _)| within & (1 << place) != 0);
    let buttons = all.map(|(place, group)| {
        let bit = 1 << place;
        let again = HookAction::Add((groups & ALL_GROUPS) ^ bit);
        turn(reader, group, groups & bit != 0, again)
    });
    Screen::new(reader.html("webhook-ask-url", args! {}))
        .grid(2, buttons.collect())
        .button(cancel(reader.lang))
}

/// Asks for another address.
pub fn ask_move(reader: Reader) -> Screen {
    Screen::new(reader.html("webhook-ask-move", args! {})).button(cancel(reader.lang))
}

/// What an address is told, to be changed by somebody who may know that.
pub fn events(reader: Reader, view: &WebhookView, may: PermissionSet) -> Screen {
    let webhook = &view.webhook;
    let whole = whole_groups(&webhook.events);
    let within = groups_within(may);
    let all = WEBHOOK_GROUPS.iter().enumerate();
    let all = all.filter(|(place, group)| within & (1 << place) != 0 || whole.contains(group));
    let buttons = all.map(|(_, group)| {
        let action = HookAction::Turn(webhook.id, group);
        turn(reader, group, whole.contains(group), action)
    });
    let name = html::name(&webhook.name);
    Screen::new(reader.html("webhook-events", args! { name: &name }))
        .grid(2, buttons.collect())
        .button(back_to(
            reader.lang,
            Action::Hook(HookAction::Show(webhook.id)),
        ))
}

/// What an address is told, in a line.
fn told(reader: Reader, webhook: &Webhook) -> String {
    let whole = whole_groups(&webhook.events);
    if whole.len() == WEBHOOK_GROUPS.len() {
        return reader.html("webhook-told-all", args! {});
    }
    let groups = whole
        .iter()
        .map(|group| reader.plain(group_key(group), args! {}));
    let is_single = |event: &&WebhookEvent| {
        webhook.wants(event.name) && !whole.iter().any(|group| *group == event.group())
    };
    let singles = WEBHOOK_EVENTS.iter().filter(is_single);
    let names: Vec<String> = groups
        .chain(singles.map(|event| event.name.to_owned()))
        .collect();
    reader.html("webhook-told", args! { events: &names.join(", ") })
}

fn state(reader: Reader, webhook: &Webhook) -> String {
    if let Some(halt) = webhook.halt {
        let key = match halt {
            WebhookHalt::Gone => "webhook-halted-gone",
            WebhookHalt::Failing => "webhook-halted-failing",
            WebhookHalt::Rights => "webhook-halted-rights",
        };
        return reader.html(key, args! {});
    }
    match (webhook.is_enabled, webhook.failing_since) {
        (false, _) => reader.html("webhook-paused", args! {}),
        (true, Some(since)) => {
            let since = units::instant(reader.lang, since, reader.time_zone);
            reader.html("webhook-fails", args! { since: &since })
        }
        (true, None) => reader.html("webhook-works", args! {}),
    }
}

/// One address; `ping` is what came of trying it out just now.
pub fn card(reader: Reader, view: &WebhookView, ping: Option<&PingView>) -> Screen {
    let webhook = &view.webhook;
    let (name, host) = (html::name(&webhook.name), short(&webhook.host));
    let mut lines = vec![
        reader.html("webhook-card", args! { name: &name, host: &host }),
        state(reader, webhook),
        told(reader, webhook),
        reader.html("webhook-maker", args! { name: &html::name(&view.maker) }),
        reader.html("webhook-counts", args! { due: view.due, dead: view.dead }),
    ];
    if let Some(last) = &view.last_delivered {
        let at = last.ended_at.unwrap_or(last.created_at);
        let at = units::instant(reader.lang, at, reader.time_zone);
        lines.push(reader.html("webhook-last", args! { event: &last.event, at: &at }));
    }
    if let Some((next, noted)) = view
        .next_due
        .as_ref()
        .and_then(|next| Some((next, next.last_error.as_ref()?)))
    {
        let at = next.next_at.unwrap_or(reader.now);
        let (at, why) = (
            units::instant(reader.lang, at, reader.time_zone),
            why(reader, noted),
        );
        lines.push(reader.html(
            "webhook-next",
            args! { event: &next.event, at: &at, why: &why },
        ));
    }
    if let Some(ping) = ping {
        lines.push(String::new());
        lines.push(pinged(reader, ping));
    }
    let id = webhook.id;
    let pause = match webhook.is_enabled {
        true => act(reader, "button-webhook-pause", HookAction::Pause(id)),
        false => act(reader, "button-webhook-resume", HookAction::Resume(id)),
    };
    let dead = (view.dead > 0).then(|| {
        let label = reader.plain("button-webhook-dead", args! { count: view.dead });
        Button::act(label, Action::Hook(HookAction::Dead(id, 0)))
    });
    // What waits need not wait for its pause once it is seen that something arrives.
    let is_good = ping.is_some_and(PingView::is_good);
    let hurry = (is_good && webhook.is_enabled && view.due > 0).then(|| {
        let label = reader.plain("button-webhook-hurry", args! { count: view.due });
        let hurry = Action::Hook(HookAction::Hurry(id));
        Button::styled(label, hurry, Style::Primary)
    });
    let resume = (is_good && webhook.halt.is_some() && view.due > 0).then(|| {
        let label = reader.plain("button-webhook-wake", args! { count: view.due });
        Button::styled(label, Action::Hook(HookAction::Resume(id)), Style::Primary)
    });
    Screen::new(lines.join("\n"))
        .row(hurry)
        .row(resume)
        .row([
            act(reader, "button-webhook-ping", HookAction::Ping(id)),
            pause,
        ])
        .row([
            act(reader, "button-webhook-events", HookAction::Events(id)),
            act(reader, "button-webhook-move", HookAction::Move(id)),
        ])
        .row(dead)
        .row([
            act(reader, "button-webhook-secret", HookAction::Secret(id)),
            act(reader, "button-webhook-remove", HookAction::Remove(id)),
        ])
        .button(back_to(reader.lang, Action::Hook(HookAction::List)))
}

/// What came of trying an address out.
fn pinged(reader: Reader, ping: &PingView) -> String {
    let (millis, words) = (
        units::number(reader.lang, i64::try_from(ping.millis).unwrap_or(i64::MAX)),
        short(&ping.words),
    );
    match ping.status {
        Some(status) if ping.is_good() => reader.html(
            "webhook-ping-good",
            args! { status: i64::from(status), millis: &millis },
        ),
        Some(status) => {
            let status = i64::from(status);
            let said = reader.html(
                "webhook-ping-bad",
                args! { status: status, millis: &millis },
            );
            match words.is_empty() {
                true => said,
                false => format!("{said}\n<code>{}</code>", html::escape(&words)),
            }
        }
        None => reader.html("webhook-ping-none", args! { why: &why(reader, &words) }),
    }
}

/// Once a secret is made: it comes in a message of its own.
pub fn coming(reader: Reader) -> Screen {
    Screen::new(reader.html("webhook-coming", args! {}))
        .button(back_to(reader.lang, Action::Hook(HookAction::List)))
}

/// A secret, shown once.
pub fn secret(reader: Reader, id: WebhookId, secret: &str) -> Screen {
    let text = reader.html("webhook-secret", args! { secret: secret });
    Screen::new(text)
        .button(Button::Copy {
            label: reader.plain("button-webhook-copy", args! {}),
            text: secret.to_owned(),
        })
        .button(act(reader, "button-webhook-kept", HookAction::Show(id)))
}

/// Asks whether an address gets a new secret.
pub fn secret_sure(reader: Reader, view: &WebhookView) -> Screen {
    let name = html::name(&view.webhook.name);
    confirm(
        reader.lang,
        reader.html("webhook-secret-ask", args! { name: &name }),
        reader.plain("button-webhook-secret-yes", args! {}),
        Action::Hook(HookAction::SecretYes(view.webhook.id)),
        Action::Hook(HookAction::Show(view.webhook.id)),
    )
}

/// Asks whether to remove an address.
pub fn remove_sure(reader: Reader, view: &WebhookView) -> Screen {
    let name = html::name(&view.webhook.name);
    confirm(
        reader.lang,
        reader.html("webhook-remove-ask", args! { name: &name, due: view.due }),
        reader.plain("button-webhook-remove-yes", args! {}),
        Action::Hook(HookAction::RemoveYes(view.webhook.id)),
        Action::Hook(HookAction::Show(view.webhook.id)),
    )
}

/// Asks whether to forget all that was given up.
pub fn drop_sure(reader: Reader, view: &WebhookView) -> Screen {
    let name = html::name(&view.webhook.name);
    confirm(
        reader.lang,
        reader.html("webhook-drop-ask", args! { name: &name, count: view.dead }),
        reader.plain("button-webhook-drop-yes", args! {}),
        Action::Hook(HookAction::DropAllYes(view.webhook.id)),
        Action::Hook(HookAction::Dead(view.webhook.id, 0)),
    )
}

/// What was given up, the newest first.
pub fn dead(reader: Reader, view: &WebhookView, dead: &Page<Delivery>) -> Screen {
    let (webhook, name) = (&view.webhook, html::name(&view.webhook.name));
    let mut parts = vec![reader.html("webhook-dead", args! { name: &name, count: view.dead })];
    for one in &dead.rows {
        let at = units::instant(reader.lang, one.created_at, reader.time_zone);
        let why = why(reader, one.last_error.as_deref().unwrap_or_default());
        parts.push(reader.html(
            "webhook-dead-line",
            args! { number: one.id.0, event: &one.event, at: &at, why: &why },
        ));
    }
    let each = dead.rows.iter().flat_map(|one| {
        let label = |key| reader.plain(key, args! { number: one.id.0 });
        let drop = HookAction::Drop(one.id, dead.page);
        [
            Button::act(
                label("button-webhook-replay"),
                Action::Hook(HookAction::Replay(one.id)),
            ),
            Button::act(label("button-webhook-drop"), Action::Hook(drop)),
        ]
    });
    let all = (view.dead > 0).then(|| {
        let label = |key| reader.plain(key, args! { count: view.dead });
        let all = Action::Hook(HookAction::ReplayAll(webhook.id));
        let none = Action::Hook(HookAction::DropAll(webhook.id));
        [
            Button::styled(label("button-webhook-replay-all"), all, Style::Primary),
            Button::styled(label("button-webhook-drop-all"), none, Style::Danger),
        ]
    });
    Screen::new(parts.join("\n\n"))
        .grid(4, each.collect())
        .row(pager(dead.page, dead.pages, |to| {
            Action::Hook(HookAction::Dead(webhook.id, to))
        }))
        .row(all.into_iter().flatten())
        .button(back_to(
            reader.lang,
            Action::Hook(HookAction::Show(webhook.id)),
        ))
}

/// Tells the admins that nothing arrives at an address.
pub fn trouble(
    reader: Reader,
    id: WebhookId,
    (name, host): (&str, &str),
    since: Timestamp,
    halt: Option<WebhookHalt>,
    noted: &str,
) -> Screen {
    let key = match halt {
        None => "webhook-trouble",
        Some(WebhookHalt::Gone) => "webhook-trouble-gone",
        Some(WebhookHalt::Failing) => "webhook-trouble-halted",
        Some(WebhookHalt::Rights) => "webhook-trouble-rights",
    };
    let since = units::instant(reader.lang, since, reader.time_zone);
    let (name, host, why) = (html::name(name), short(host), why(reader, noted));
    let text = reader.html(
        key,
        args! { name: &name, host: &host, since: &since, why: &why },
    );
    Screen::new(text).button(act(reader, "button-webhook-show", HookAction::Show(id)))
}

/// Tells the admins that Telegram does not bring the updates.
pub fn updates(reader: Reader, trouble: &UpdatesTrouble) -> Screen {
    let text = match trouble {
        UpdatesTrouble::Taken => reader.html("notice-updates-taken", args! {}),
        UpdatesTrouble::Moved => reader.html("notice-updates-moved", args! {}),
        UpdatesTrouble::Undelivered { why, pending } => reader.html(
            "notice-updates-undelivered",
            args! { why: &short(why), count: *pending },
        ),
        UpdatesTrouble::Refused { why } => {
            reader.html("notice-updates-refused", args! { why: &short(why) })
        }
    };
    Screen::new(text)
}

/// Whether another answer to the same question may come after that no.
pub(super) fn is_about_answer(refusal: WebhookRefusal) -> bool {
    match refusal {
        WebhookRefusal::UrlInvalid
        | WebhookRefusal::UrlInsecure
        | WebhookRefusal::UrlInner
        | WebhookRefusal::NameInvalid { .. }
        // The groups can still be ticked above.
        | WebhookRefusal::EventsInvalid
        | WebhookRefusal::EventsBeyond => true,
        WebhookRefusal::TooMany { .. } | WebhookRefusal::NotDead => false,
    }
}

/// The words of a no.
pub(super) fn refusal(refusal: WebhookRefusal, say: Say<'_>) -> String {
    match refusal {
        WebhookRefusal::UrlInvalid => say("refusal-webhook-url", args! {}),
        WebhookRefusal::UrlInsecure => say("refusal-webhook-insecure", args! {}),
        WebhookRefusal::UrlInner => say("refusal-webhook-inner", args! {}),
        WebhookRefusal::NameInvalid { most } => say("refusal-webhook-name", args! { most: most }),
        WebhookRefusal::EventsInvalid => say("refusal-webhook-events", args! {}),
        WebhookRefusal::EventsBeyond => say("refusal-webhook-beyond", args! {}),
        WebhookRefusal::NotDead => say("refusal-webhook-not-dead", args! {}),
        WebhookRefusal::TooMany { most } => say("refusal-webhook-many", args! { most: most }),
    }
}
