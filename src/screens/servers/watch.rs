//! Whether an MTProto proxy leads to Telegram: on its card, to the admins, and to its people.

use super::*;
use crate::models::ProbeOutcome;
use crate::models::ProxyHealth;
use crate::models::ProxyNews;
use crate::models::ProxyWord;
use crate::models::SecretForm;
use crate::models::ServerCard;
use crate::models::Telling;
use crate::models::VpnKind;
use crate::screens::callback::ProxyAction;
use crate::utils::locale::Lang;

/// The name of a form.
pub fn form_name(lang: Lang, form: SecretForm) -> String {
    let key = match form {
        SecretForm::FakeTls => "watch-form-ee",
        SecretForm::Secure => "watch-form-dd",
        SecretForm::Plain => "watch-form-plain",
    };
    lang.plain(key, args! {})
}

/// What became of a form, in words.
fn outcome_words(reader: Reader, outcome: ProbeOutcome) -> String {
    match outcome {
        ProbeOutcome::Works { ms } => {
            let ms = units::number(reader.lang, i64::from(ms));
            reader.plain("watch-works", args! { ms: &ms })
        }
        ProbeOutcome::Transport(_) if outcome.is_good() => reader.plain("watch-flood", args! {}),
        ProbeOutcome::Transport(code) => {
            reader.plain("watch-transport", args! { code: &code.to_string() })
        }
        ProbeOutcome::Down => reader.plain("watch-down", args! {}),
        ProbeOutcome::Refused => reader.plain("watch-refused", args! {}),
        ProbeOutcome::NotThisSecret => reader.plain("watch-other", args! {}),
        ProbeOutcome::NoTelegram => reader.plain("watch-no-telegram", args! {}),
        ProbeOutcome::Silent => reader.plain("watch-silent", args! {}),
    }
}

fn lines(reader: Reader, forms: impl Iterator<Item = (SecretForm, ProbeOutcome)>) -> Vec<String> {
    forms
        .map(|(form, outcome)| {
            let form = form_name(reader.lang, form);
            let outcome = outcome_words(reader, outcome);
            reader.html("watch-line", args! { form: &form, outcome: &outcome })
        })
        .collect()
}

/// How the forms of a proxy were when they were tried last; nothing of servers of another kind.
pub(super) fn section(reader: Reader, card: &ServerCard) -> Option<String> {
    if card.server.kind != VpnKind::MtProto {
        return None;
    }
    let untested = || reader.html("watch-untested", args! {});
    let Some(health) = &card.proxy else {
        return Some(untested());
    };
    let Some(checked_at) = health.checks.iter().map(|check| check.checked_at).max() else {
        return Some(untested());
    };
    let ago = units::duration(reader.lang, reader.now.since(checked_at));
    let mut parts = vec![reader.html("watch-tested", args! { ago: &ago })];
    let forms = health
        .checks
        .iter()
        .map(|check| (check.form, check.outcome));
    parts.extend(lines(reader, forms));
    parts.extend(outage(reader, health));
    Some(parts.join("\n"))
}

fn outage(reader: Reader, health: &ProxyHealth) -> Vec<String> {
    let Some((_, since)) = health.outage else {
        return Vec::new();
    };
    let length = units::duration(reader.lang, reader.now.since(since));
    let mut lines = vec![reader.html("watch-outage", args! { length: &length })];
    if health.people_told_at.is_some() {
        lines.push(reader.html("watch-people-told", args! {}));
    }
    lines
}

/// The button that tells the people of a proxy that it is out, while they were not told.
pub(super) fn tell_button(reader: Reader, card: &ServerCard) -> Option<Button> {
    let health = card.proxy.as_ref()?;
    let (outage, _) = health.outage.filter(|_| health.people_told_at.is_none())?;
    Some(tell(reader, card.server.id, outage))
}

fn tell(reader: Reader, server: ServerId, outage: u32) -> Button {
    let action = ServerAction::TellPeople(server, outage);
    act(reader, "button-watch-tell", action)
}

/// To the admins: a proxy does not lead to Telegram any more, in part or at all.
pub fn out(reader: Reader, news: &ProxyNews) -> Screen {
    let key = if news.is_whole() {
        "watch-notice-down"
    } else {
        "watch-notice-part"
    };
    let mut parts = vec![about(reader, key, news)];
    parts.extend(lines(reader, news.forms.iter().copied()));
    parts.push(reader.html("watch-notice-people", args! { count: news.people }));
    if news.are_told {
        parts.push(reader.html("watch-people-told", args! {}));
    }
    let mut screen = Screen::new(parts.join("\n"));
    if news.people > 0 && !news.are_told {
        screen = screen.button(tell(reader, news.server, news.outage));
    }
    screen.button(card_button(reader, news))
}

/// To the admins: it does again.
pub fn back(reader: Reader, news: &ProxyNews) -> Screen {
    let mut parts = vec![about(reader, "watch-notice-up", news)];
    if news.are_told {
        parts.push(reader.html("watch-notice-up-told", args! {}));
    }
    Screen::new(parts.join("\n")).button(card_button(reader, news))
}

fn about(reader: Reader, key: &str, news: &ProxyNews) -> String {
    let name = html::name(&news.name);
    let length = units::duration(reader.lang, reader.now.since(news.since));
    reader.html(key, args! { name: &name, length: &length })
}

fn card_button(reader: Reader, news: &ProxyNews) -> Button {
    act(
        reader,
        "button-server-show",
        ServerAction::Show(news.server),
    )
}

/// What became of the wish to tell its people: at most 200 characters.
pub fn telling(lang: Lang, telling: Telling) -> String {
    match telling {
        Telling::Begun(count) => lang.toast("watch-telling", args! { count: count }),
        Telling::Before => lang.toast("watch-told-before", args! {}),
        Telling::Over => lang.toast("watch-told-over", args! {}),
        Telling::Nobody => lang.toast("watch-told-nobody", args! {}),
    }
}

/// To a person: a proxy of theirs is out, or works again.
pub fn to_people(reader: Reader, word: &ProxyWord) -> Screen {
    let place = crate::screens::keys::place(&word.flag, &word.name);
    let key = match (word.is_back, word.is_part) {
        (true, _) => "watch-people-back",
        (false, true) => "watch-people-part",
        (false, false) => "watch-people-out",
    };
    let label = reader.plain("button-watch-mine", args! {});
    Screen::new(reader.html(key, args! { place: &place }))
        .button(Button::act(label, Action::Proxy(ProxyAction::Mine)))
}
