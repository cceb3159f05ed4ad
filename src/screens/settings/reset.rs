//! Everything as in a new house: asked twice, with each value that is forgotten.

use super::super::Action;
use super::super::Button;
use super::super::Reader;
use super::super::Screen;
use super::super::Style;
use super::super::back_to_config;
use super::super::callback::SettingsAction;
use super::act;
use super::line;
use super::text_name;
use super::value;
use crate::models::Setting;
use crate::models::SettingsView;
use crate::utils::locale::args;

/// What would be forgotten: each value that differs from the default, with the default.
fn forgotten(reader: Reader, view: &SettingsView) -> Option<String> {
    let differing = view.now.differing(&view.default);
    let lines: Vec<String> = differing
        .into_iter()
        .map(|setting| {
            let now = line(reader, setting, &value(reader, view, &view.now, setting));
            let default = value(reader, view, &view.default, setting);
            let line = reader.html("reset-line", args! { default: &default });
            match setting {
                Setting::Texts => format!("{now}: {}\n{line}", own_texts(reader, view)),
                Setting::Retention if view.now.retention_days > view.default.retention_days => {
                    format!("{now}\n{line}\n{}", reader.html("reset-history", args! {}))
                }
                Setting::Wait
                | Setting::Reminders
                | Setting::Grace
                | Setting::Zone
                | Setting::Language
                | Setting::Retention
                | Setting::Fees
                | Setting::VipReactions
                | Setting::FreeReactions => format!("{now}\n{line}"),
            }
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn own_texts(reader: Reader, view: &SettingsView) -> String {
    let names: Vec<String> = view
        .now
        .texts
        .keys()
        .into_iter()
        .map(|(key, languages)| {
            format!("{} ({})", text_name(reader.lang, key), languages.join(", "))
        })
        .collect();
    names.join(", ")
}

/// Asks the first time.
pub fn reset(reader: Reader, view: &SettingsView) -> Screen {
    let Some(forgotten) = forgotten(reader, view) else {
        return Screen::new(reader.html("reset-nothing", args! {}))
            .button(back_to_config(reader.lang));
    };
    let parts = [
        reader.html("reset-ask", args! {}),
        forgotten,
        reader.html("reset-stays", args! {}),
    ];
    Screen::new(parts.join("\n\n"))
        .button(danger(reader, "button-reset", SettingsAction::ResetSure))
        .button(back_to_config(reader.lang))
}

/// Asks the second time.
pub fn reset_sure(reader: Reader, view: &SettingsView) -> Screen {
    let count = view.now.differing(&view.default).len();
    if count == 0 {
        return reset(reader, view);
    }
    Screen::new(reader.html("reset-sure", args! { count: count }))
        .button(danger(reader, "button-reset-yes", SettingsAction::ResetYes))
        .button(act(reader, "button-reset-show", SettingsAction::Reset))
        .button(back_to_config(reader.lang))
}

/// It is done; `count` values were forgotten.
pub fn reset_done(reader: Reader, count: usize) -> Screen {
    Screen::new(reader.html("reset-done", args! { count: count }))
        .button(back_to_config(reader.lang))
}

fn danger(reader: Reader, key: &str, action: SettingsAction) -> Button {
    Button::styled(
        reader.plain(key, args! {}),
        Action::Settings(action),
        Style::Danger,
    )
}
