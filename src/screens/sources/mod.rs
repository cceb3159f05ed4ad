//! The desk of listed proxies: how the list is, where it comes from, and its settings.

mod add;
mod card;
mod desk;
mod pass;
mod settings;

pub use add::add;
pub use add::ask;
pub use add::pasted_name;
pub use card::INTERVALS;
pub use card::Note;
pub use card::card;
pub use card::intervals;
pub use card::list;
pub use card::refused;
pub use card::remove_sure;
pub use desk::desk;
pub use desk::drop_dead_sure;
pub use desk::drop_sure;
pub use desk::export;
pub use desk::faults;
pub use desk::file;
pub use pass::begun;
pub use pass::ended;
pub use pass::progress;
pub use pass::stopping;
pub use settings::ask_figure;
pub use settings::ask_judges;
pub use settings::figure;
pub use settings::settings;

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::SourceAction;
use super::cancel;
use super::confirm;
use super::pager;
use super::proxy::age;
use super::proxy::kind_name;
use super::proxy::known_kind;
use super::proxy::place;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// A button of this desk.
fn act(reader: Reader, key: &str, action: SourceAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Source(action))
}

/// Back to another screen of this desk.
fn back(reader: Reader, action: SourceAction) -> Button {
    back_to(reader.lang, Action::Source(action))
}

/// "🌐 Gestionar la lista libre": the way to this desk.
pub fn entrance(reader: Reader) -> Button {
    act(reader, "button-sources", SourceAction::Desk)
}

fn count(reader: Reader, number: u32) -> String {
    units::number(reader.lang, i64::from(number))
}
