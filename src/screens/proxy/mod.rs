//! Proxies as people see them.

pub mod list;
pub mod mine;
mod words;

pub(super) use words::age;
pub(super) use words::kind_name;
pub(super) use words::known_kind;
pub(super) use words::place;

use super::Action;
use super::Button;
use super::Reader;
use super::callback::ProxyAction;
use crate::utils::locale::args;

/// A button of this area.
fn act(reader: Reader, key: &str, action: ProxyAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Proxy(action))
}

/// "🌐 Proxy": the way to everything about proxies.
pub fn entrance(reader: Reader) -> Button {
    act(reader, "button-proxy", ProxyAction::Mine)
}

/// "📋 Lista libre": the way to the list.
pub fn list_button(reader: Reader) -> Button {
    act(reader, "button-proxy-list", ProxyAction::whole())
}
