//! The operator's own words: which messages can have them, what they may name, and how they look.

use super::super::Action;
use super::super::Button;
use super::super::Reader;
use super::super::Screen;
use super::super::Style;
use super::super::access;
use super::super::back_to;
use super::super::back_to_config;
use super::super::callback::SettingsAction;
use super::super::cancel;
use super::super::free;
use super::super::home;
use super::super::language::language_name;
use super::super::notices;
use super::super::redeem;
use super::act;
use crate::models::DAY;
use crate::models::Doors;
use crate::models::GraceView;
use crate::models::HOUR;
use crate::models::HomeView;
use crate::models::LinkPromise;
use crate::models::RedeemedView;
use crate::models::TextKey;
use crate::models::Texts;
use crate::models::Variable;
use crate::models::Visitor;
use crate::models::VpnOffer;
use crate::models::WaitingView;
use crate::models::Words;
use crate::utils::locale::Lang;
use crate::utils::locale::args;

/// The name of a message.
pub fn text_name(lang: Lang, key: TextKey) -> String {
    let name = match key {
        TextKey::Home => "text-home",
        TextKey::Redeemed => "text-redeemed",
        TextKey::VipLink => "text-link",
        TextKey::VipWelcome => "text-welcome",
        TextKey::Reminder => "text-reminder",
        TextKey::Grace => "text-grace",
        TextKey::Expired => "text-expired",
        TextKey::FreeAsked => "text-free-asked",
        TextKey::FreeLink => "text-free-link",
        TextKey::FreeApproved => "text-free-approved",
        TextKey::FreeDeclined => "text-free-declined",
        TextKey::FreeAcknowledged => "text-free-acknowledged",
    };
    lang.plain(name, args! {})
}

/// The name of a variable in a language, in braces.
fn braced(lang: Lang, variable: Variable) -> String {
    let [spanish, english] = variable.names();
    match lang {
        Lang::Es => format!("{{{spanish}}}"),
        Lang::En => format!("{{{english}}}"),
    }
}

/// The variables of a message in one line.
pub(super) fn variable_names(lang: Lang, key: TextKey) -> String {
    let names: Vec<String> = key
        .variables()
        .iter()
        .map(|variable| braced(lang, *variable))
        .collect();
    names.join(" ")
}

/// The variables of a message, each with its meaning.
pub fn variable_list(reader: Reader, key: TextKey) -> String {
    let lines: Vec<String> = key
        .variables()
        .iter()
        .map(|variable| {
            let meaning = match variable {
                Variable::Name => "variable-name",
                Variable::Channel => "variable-channel",
                Variable::Date => "variable-date",
                Variable::Left => "variable-left",
                Variable::Days => "variable-days",
                Variable::Duration => "variable-duration",
                Variable::Wait => "variable-wait",
                Variable::Place => "variable-place",
                Variable::Limit => "variable-limit",
                Variable::Prices => "variable-prices",
            };
            let name = braced(reader.lang, *variable);
            let meaning = reader.plain(meaning, args! {});
            reader.html("variable-line", args! { name: &name, meaning: &meaning })
        })
        .collect();
    lines.join("\n")
}

/// All messages; those with own words carry a mark.
pub fn texts(reader: Reader, texts: &Texts) -> Screen {
    let buttons = TextKey::ALL.map(|key| {
        let name = text_name(reader.lang, key);
        let is_own = Lang::ALL
            .into_iter()
            .any(|lang| texts.get(key, lang.code()).is_some());
        let label = if is_own {
            format!("✏️ {name}")
        } else {
            name
        };
        Button::act(
            label,
            Action::Settings(SettingsAction::Text(key, reader.lang)),
        )
    });
    Screen::new(reader.html("texts-heading", args! {}))
        .grid(2, buttons.to_vec())
        .button(back_to_config(reader.lang))
}

/// One message in a language: whose words it has, and the ways to change them.
pub fn text(reader: Reader, key: TextKey, lang: Lang, is_own: bool) -> Screen {
    let name = text_name(reader.lang, key);
    let language = language_name(lang);
    let state = if is_own {
        "text-is-own"
    } else {
        "text-is-default"
    };
    let parts = [
        reader.html("text-heading", args! { name: &name, language: &language }),
        reader.html(state, args! {}),
        variable_list(reader, key),
        reader.html("text-range", args! { most: key.most_units() }),
    ];
    let mut screen = Screen::new(parts.join("\n\n")).row([
        act(
            reader,
            "button-text-write",
            SettingsAction::AskText(key, lang),
        ),
        act(
            reader,
            "button-text-preview",
            SettingsAction::PreviewText(key, lang),
        ),
    ]);
    if is_own {
        screen = screen.row([
            act(
                reader,
                "button-text-default",
                SettingsAction::DefaultText(key, lang),
            ),
            Button::styled(
                reader.plain("button-text-reset", args! {}),
                Action::Settings(SettingsAction::ResetText(key, lang)),
                Style::Danger,
            ),
        ]);
    }
    let others = Lang::ALL
        .into_iter()
        .filter(|other| *other != lang)
        .map(|other| {
            Button::act(
                language_name(other),
                Action::Settings(SettingsAction::Text(key, other)),
            )
        });
    screen.row(others).button(back_to(
        reader.lang,
        Action::Settings(SettingsAction::Texts),
    ))
}

/// Asks for own words.
pub fn ask_text(reader: Reader, key: TextKey, lang: Lang) -> Screen {
    let name = text_name(reader.lang, key);
    let language = language_name(lang);
    let parts = [
        reader.html("text-ask", args! { name: &name, language: &language }),
        variable_list(reader, key),
        reader.html("text-range", args! { most: key.most_units() }),
    ];
    Screen::new(parts.join("\n\n")).button(cancel(reader.lang))
}

/// Said after the preview of words that hold from now on.
pub fn text_kept(reader: Reader, key: TextKey, lang: Lang) -> Screen {
    let name = text_name(reader.lang, key);
    after_preview(
        reader,
        reader.html("text-kept", args! { name: &name }),
        key,
        lang,
    )
}

/// Said after a preview.
pub fn preview_note(reader: Reader, key: TextKey, lang: Lang) -> Screen {
    after_preview(
        reader,
        reader.html("text-preview-note", args! {}),
        key,
        lang,
    )
}

fn after_preview(reader: Reader, html: String, key: TextKey, lang: Lang) -> Screen {
    Screen::new(html)
        .row([
            act(
                reader,
                "button-text-write",
                SettingsAction::AskText(key, lang),
            ),
            act(
                reader,
                "button-text-preview",
                SettingsAction::PreviewText(key, lang),
            ),
        ])
        .button(back_to(
            reader.lang,
            Action::Settings(SettingsAction::Text(key, lang)),
        ))
}

/// The names of person and channel in a sample.
pub fn sample_names(reader: Reader) -> (String, String) {
    (
        reader.plain("sample-name", args! {}),
        reader.plain("sample-channel", args! {}),
    )
}

/// The message as people get it, with sample values, in its language. Its buttons are left out: they would act.
pub fn preview(reader: Reader, key: TextKey, lang: Lang, words: &Words) -> Screen {
    let reader = Reader { lang, ..reader };
    Screen {
        rows: Vec::new(),
        ..sample(reader, key, words)
    }
}

/// The same with its buttons.
pub fn sample(reader: Reader, key: TextKey, words: &Words) -> Screen {
    let end = reader.now + 3 * DAY + 4 * HOUR;
    let url = "https://t.me/";
    let waiting = WaitingView {
        due_at: reader.now + 2 * HOUR,
        position: 3,
        has_join_request: false,
    };
    let (name, title) = sample_names(reader);
    match key {
        TextKey::Home => {
            let view = HomeView {
                name,
                visitor: Visitor::Stranger,
                doors: Doors {
                    vip: true,
                    free: true,
                },
                vpn: VpnOffer::default(),
                has_plans: false,
                has_proxies: false,
            };
            home::home(reader, &view, words)
        }
        TextKey::Redeemed => {
            let view = RedeemedView {
                duration_hours: Some(76),
                until: Some(end),
                is_extension: false,
                link: LinkPromise::Follows,
            };
            redeem::redeemed(reader, &view, words)
        }
        TextKey::VipLink => access::link(reader, url, Some(end), words),
        TextKey::VipWelcome => access::welcome(reader, Some(end), words),
        TextKey::Reminder => notices::reminder(reader, end, words),
        TextKey::Grace => {
            let view = GraceView {
                ended: reader.now,
                until: end,
            };
            notices::grace(reader, view, words)
        }
        TextKey::Expired => notices::expired(reader, words),
        TextKey::FreeAsked => free::asked(reader, &waiting, words),
        TextKey::FreeLink => free::link(reader, url, words),
        TextKey::FreeApproved => free::approved(reader, words),
        TextKey::FreeDeclined => free::declined(reader, words),
        TextKey::FreeAcknowledged => free::acknowledged(reader, &waiting, &title, url, words),
    }
}
