//! The waiting time of the Free channel.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use super::back_to_config;
use crate::models::Door;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// What the buttons offer, in minutes.
const PRESETS: [u32; 8] = [0, 5, 15, 30, 60, 360, 1440, 10080];

/// A waiting time in words.
pub fn wait_name(lang: Lang, minutes: i64) -> String {
    match minutes {
        0 => lang.plain("wait-none", args! {}),
        some => units::minutes(lang, some),
    }
}

/// Asks for the waiting time: a button, or a typed number.
pub fn ask(reader: Reader, current_minutes: i64, default_minutes: i64) -> Screen {
    let current = wait_name(reader.lang, current_minutes);
    let default = wait_name(reader.lang, default_minutes);
    let presets = PRESETS.map(|minutes| {
        let label = match minutes {
            0 => reader.plain("button-wait-now", args! {}),
            some => units::minutes(reader.lang, i64::from(some)),
        };
        Button::act(label, Action::WaitMinutes(minutes))
    });
    Screen::new(reader.html("wait-ask", args! { minutes: &current, default: &default }))
        .grid(2, presets.to_vec())
        .button(super::cancel(reader.lang))
}

/// "Tiempo de Espera Actualizado": `pending` people keep the time they were told.
pub fn updated(reader: Reader, minutes: i64, pending: i64) -> Screen {
    let minutes = wait_name(reader.lang, minutes);
    let text = [
        reader.html("wait-updated", args! { minutes: &minutes }),
        reader.html("wait-pending", args! { count: pending }),
    ];
    Screen::new(text.join("\n"))
        .button(back_to(reader.lang, Action::Desk(Door::Free)))
        .button(back_to_config(reader.lang))
}
