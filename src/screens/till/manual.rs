//! The screens of ways to pay by hand.

use super::act;
use super::back;
use super::button;
use crate::models::MOST_INSTRUCTIONS;
use crate::models::MOST_MANUAL_METHODS;
use crate::models::MOST_METHOD_NAME;
use crate::models::ManualMethod;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::TillAction;
use crate::screens::cancel;
use crate::screens::confirm;
use crate::screens::language::language_name;
use crate::screens::receipts::method_name;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;

fn mark(method: &ManualMethod) -> &'static str {
    match method.is_enabled {
        true => "✅",
        false => "🚫",
    }
}

/// All of them.
pub fn list(reader: Reader, methods: &[ManualMethod]) -> Screen {
    let mut parts = vec![reader.html("manual-heading", args! {})];
    if methods.is_empty() {
        parts.push(reader.html("manual-empty", args! {}));
    }
    let rows = methods.iter().map(|method| {
        let name = method_name(reader.lang, method);
        let label = format!("{} {name} · {}", mark(method), method.currency);
        Button::act(label, act(TillAction::ShowManual(method.id)))
    });
    let mut screen = Screen::new(parts.join("\n\n")).grid(1, rows.collect());
    if methods.len() < MOST_MANUAL_METHODS as usize {
        screen = screen.button(button(reader, "button-manual-new", TillAction::NewManual));
    }
    screen.button(back(reader, TillAction::Main))
}

/// One of them, as buyers read it in each language.
pub fn card(reader: Reader, method: &ManualMethod) -> Screen {
    let id = method.id;
    let state = match method.is_enabled {
        true => reader.plain("manual-is-on", args! {}),
        false => reader.plain("manual-is-off", args! {}),
    };
    let reference = match method.wants_reference {
        true => reader.plain("manual-with-number", args! {}),
        false => reader.plain("manual-without-number", args! {}),
    };
    let mut parts = vec![reader.html(
        "manual-card",
        args! {
            mark: mark(method), name: &method_name(reader.lang, method), currency: method.currency.as_str(),
            state: &state, reference: &reference,
        },
    )];
    for lang in Lang::ALL {
        parts.push(words(reader, method, lang));
    }
    let on = match method.is_enabled {
        true => "button-manual-off",
        false => "button-manual-on",
    };
    let mut screen = Screen::worded(parts.join("\n\n"));
    for lang in Lang::ALL {
        let code = lang.code().to_uppercase();
        let name = reader.plain("button-manual-name", args! { language: &code });
        let how = reader.plain("button-manual-how", args! { language: &code });
        screen = screen.row([
            Button::act(name, act(TillAction::NameManual(id, lang))),
            Button::act(how, act(TillAction::WordManual(id, lang))),
        ]);
    }
    screen
        .row([
            button(
                reader,
                "button-manual-currency",
                TillAction::CurrencyManual(id),
            ),
            button(
                reader,
                "button-manual-number",
                TillAction::ReferenceManual(id),
            ),
        ])
        .row([
            button(reader, on, TillAction::SwitchManual(id)),
            button(reader, "button-manual-up", TillAction::LiftManual(id)),
            button(reader, "button-manual-drop", TillAction::DropManual(id)),
        ])
        .button(back(reader, TillAction::Manual))
}

fn words(reader: Reader, method: &ManualMethod, lang: Lang) -> String {
    let (name, how) = (
        method.names.get(lang.code()),
        method.instructions.get(lang.code()),
    );
    let none = reader.plain("manual-no-words", args! {});
    let name = name.map_or_else(|| none.clone(), |name| html::name(name));
    reader.html(
        "manual-words",
        args! {
            language: &language_name(lang),
            name: &name,
            words: how.map_or(none.as_str(), String::as_str),
        },
    )
}

/// Asks for a name.
pub fn ask_name(reader: Reader, lang: Lang) -> Screen {
    let most = i64::from(MOST_METHOD_NAME);
    let language = language_name(lang);
    Screen::new(reader.html("manual-ask-name", args! { language: &language, most: most }))
        .button(cancel(reader.lang))
}

/// Asks how it is paid.
pub fn ask_words(reader: Reader, lang: Lang) -> Screen {
    let most = i64::from(MOST_INSTRUCTIONS);
    let language = language_name(lang);
    Screen::new(reader.html("manual-ask-how", args! { language: &language, most: most }))
        .button(cancel(reader.lang))
}

/// Asks for the currency.
pub fn ask_currency(reader: Reader) -> Screen {
    Screen::new(reader.html("manual-ask-currency", args! {})).button(cancel(reader.lang))
}

/// Asks whether to take it away.
pub fn ask_drop(reader: Reader, method: &ManualMethod) -> Screen {
    let name = method_name(reader.lang, method);
    confirm(
        reader.lang,
        reader.html("manual-ask-drop", args! { name: &name }),
        reader.plain("button-manual-drop", args! {}),
        act(TillAction::DropManualYes(method.id)),
        act(TillAction::ShowManual(method.id)),
    )
}
