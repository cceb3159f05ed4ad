//! Buttons of a person's own VPN keys.

use super::UnknownAction;
use super::number;
use crate::models::ConfigId;
use crate::models::InboxSeq;
use crate::models::ServerId;
use crate::models::VpnKind;
use std::fmt;

/// What a button of this area does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum KeyAction {
    /// The person's keys.
    List(u32),
    /// Begin to make a key: of which kind?
    New,
    /// Of that kind: where?
    NewOf(VpnKind),
    /// There; `None` = wherever most room is. How is it called?
    NewAt(VpnKind, Option<ServerId>),
    /// So. The update that asked for the name makes one key, however often its buttons are pressed.
    Make(VpnKind, Option<ServerId>, InboxSeq, Device),
    /// The one trial: of which kind?
    Trial,
    /// Of that kind: now.
    TrialOf(VpnKind),
    /// One key.
    Show(ConfigId),
    /// Its file.
    File(ConfigId),
    /// Its QR code.
    Qr(ConfigId),
    /// Its link.
    Link(ConfigId),
    /// How to set it up.
    Guide(ConfigId),
    /// Another name, to be typed.
    Rename(ConfigId),
    /// Ask whether to make its secrets anew.
    Rotate(ConfigId),
    /// Make them anew.
    RotateYes(ConfigId),
    Pause(ConfigId),
    Resume(ConfigId),
    /// Ask whether to give it up.
    Delete(ConfigId),
    /// Give it up.
    DeleteYes(ConfigId),
    /// What goes through it.
    Routing(ConfigId),
    /// That goes through it.
    SetRouting(ConfigId, Route),
    /// Chosen networks, to be typed.
    AskNetworks(ConfigId),
    /// What the person's services have used.
    Usage,
    /// The traffic of the last days as a picture: of one key, or of all.
    Traffic(Span, Option<ConfigId>),
}

/// A name for a key that a button suggests.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Device {
    Phone,
    Laptop,
    Tablet,
    Television,
}

impl Device {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Device; 4] = [Self::Phone, Self::Laptop, Self::Tablet, Self::Television];

    fn code(self) -> &'static str {
        match self {
            Self::Phone => "p",
            Self::Laptop => "l",
            Self::Tablet => "t",
            Self::Television => "v",
        }
    }
}

/// What goes through the tunnel, as far as a button can say it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Route {
    All,
    NoLan,
}

impl Route {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Route; 2] = [Self::All, Self::NoLan];

    fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::NoLan => "no_lan",
        }
    }
}

/// How many days a picture of traffic shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Span {
    Week,
    Month,
}

impl Span {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Span; 2] = [Self::Week, Self::Month];

    /// Its days; the number in its code.
    pub fn days(self) -> u32 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
        }
    }
}

impl fmt::Display for KeyAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(page) => write!(f, "key:list:{page}"),
            Self::New => f.write_str("key:new"),
            Self::NewOf(kind) => write!(f, "key:new:{}", kind.name()),
            Self::NewAt(kind, place) => write!(f, "key:new:{}:{}", kind.name(), Place(*place)),
            Self::Make(kind, place, asked, device) => {
                let (kind, place) = (kind.name(), Place(*place));
                write!(f, "key:make:{kind}:{place}:{asked}:{}", device.code())
            }
            Self::Trial => f.write_str("key:trial"),
            Self::TrialOf(kind) => write!(f, "key:trial:{}", kind.name()),
            Self::Show(id) => write!(f, "key:show:{id}"),
            Self::File(id) => write!(f, "key:file:{id}"),
            Self::Qr(id) => write!(f, "key:qr:{id}"),
            Self::Link(id) => write!(f, "key:link:{id}"),
            Self::Guide(id) => write!(f, "key:guide:{id}"),
            Self::Rename(id) => write!(f, "key:rename:{id}"),
            Self::Rotate(id) => write!(f, "key:rotate:{id}"),
            Self::RotateYes(id) => write!(f, "key:rotate_yes:{id}"),
            Self::Pause(id) => write!(f, "key:pause:{id}"),
            Self::Resume(id) => write!(f, "key:resume:{id}"),
            Self::Delete(id) => write!(f, "key:delete:{id}"),
            Self::DeleteYes(id) => write!(f, "key:delete_yes:{id}"),
            Self::Routing(id) => write!(f, "key:routing:{id}"),
            Self::SetRouting(id, route) => write!(f, "key:routing:{id}:{}", route.code()),
            Self::AskNetworks(id) => write!(f, "key:networks:{id}"),
            Self::Usage => f.write_str("key:usage"),
            Self::Traffic(span, None) => write!(f, "key:usage:{}", span.days()),
            Self::Traffic(span, Some(id)) => write!(f, "key:usage:{}:{id}", span.days()),
        }
    }
}

impl KeyAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["key", verb, rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match (*verb, rest) {
            ("list", [page]) => Self::List(number(page)?),
            ("new", []) => Self::New,
            ("new", [kind]) => Self::NewOf(kind_of(kind)?),
            ("new", [kind, place]) => Self::NewAt(kind_of(kind)?, place_of(place)?),
            ("make", [kind, place, asked, device]) => Self::Make(
                kind_of(kind)?,
                place_of(place)?,
                InboxSeq(number(asked)?),
                coded(Device::ALL, Device::code, device)?,
            ),
            ("trial", []) => Self::Trial,
            ("trial", [kind]) => Self::TrialOf(kind_of(kind)?),
            ("usage", []) => Self::Usage,
            ("usage", [days]) => Self::Traffic(span(days)?, None),
            ("usage", [days, id]) => Self::Traffic(span(days)?, Some(ConfigId(number(id)?))),
            ("routing", [id, route]) => Self::SetRouting(
                ConfigId(number(id)?),
                coded(Route::ALL, Route::code, route)?,
            ),
            (verb, [id]) => Self::of_key(verb, ConfigId(number(id)?))?,
            _ => return Err(UnknownAction),
        })
    }

    /// What is done with one key.
    fn of_key(verb: &str, id: ConfigId) -> Result<Self, UnknownAction> {
        Ok(match verb {
            "show" => Self::Show(id),
            "file" => Self::File(id),
            "qr" => Self::Qr(id),
            "link" => Self::Link(id),
            "guide" => Self::Guide(id),
            "rename" => Self::Rename(id),
            "rotate" => Self::Rotate(id),
            "rotate_yes" => Self::RotateYes(id),
            "pause" => Self::Pause(id),
            "resume" => Self::Resume(id),
            "delete" => Self::Delete(id),
            "delete_yes" => Self::DeleteYes(id),
            "routing" => Self::Routing(id),
            "networks" => Self::AskNetworks(id),
            _ => return Err(UnknownAction),
        })
    }
}

struct Place(Option<ServerId>);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(server) => server.fmt(f),
            None => f.write_str("any"),
        }
    }
}

fn place_of(code: &str) -> Result<Option<ServerId>, UnknownAction> {
    match code {
        "any" => Ok(None),
        id => Ok(Some(ServerId(number(id)?))),
    }
}

fn kind_of(code: &str) -> Result<VpnKind, UnknownAction> {
    VpnKind::parse(code).ok_or(UnknownAction)
}

fn span(code: &str) -> Result<Span, UnknownAction> {
    let days: u32 = number(code)?;
    let found = Span::ALL.into_iter().find(|span| span.days() == days);
    found.ok_or(UnknownAction)
}

/// The one of those with that code.
fn coded<T: Copy, const COUNT: usize>(
    all: [T; COUNT],
    code: fn(T) -> &'static str,
    wanted: &str,
) -> Result<T, UnknownAction> {
    let found = all.into_iter().find(|one| code(*one) == wanted);
    found.ok_or(UnknownAction)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::Action;
    use crate::screens::callback::DATA_BYTES;

    fn all(id: i64) -> Vec<KeyAction> {
        let (config, server) = (ConfigId(id), ServerId(id));
        let mut all = vec![
            KeyAction::List(u32::MAX),
            KeyAction::New,
            KeyAction::Trial,
            KeyAction::Usage,
            KeyAction::Show(config),
            KeyAction::File(config),
            KeyAction::Qr(config),
            KeyAction::Link(config),
            KeyAction::Guide(config),
            KeyAction::Rename(config),
            KeyAction::Rotate(config),
            KeyAction::RotateYes(config),
            KeyAction::Pause(config),
            KeyAction::Resume(config),
            KeyAction::Delete(config),
            KeyAction::DeleteYes(config),
            KeyAction::Routing(config),
            KeyAction::AskNetworks(config),
        ];
        all.extend(Route::ALL.map(|route| KeyAction::SetRouting(config, route)));
        for span in Span::ALL {
            all.extend([None, Some(config)].map(|config| KeyAction::Traffic(span, config)));
        }
        for kind in VpnKind::ALL {
            all.extend([KeyAction::NewOf(kind), KeyAction::TrialOf(kind)]);
            for place in [None, Some(server)] {
                all.push(KeyAction::NewAt(kind, place));
                let make = |device| KeyAction::Make(kind, place, InboxSeq(id), device);
                all.extend(Device::ALL.map(make));
            }
        }
        all
    }

    #[test]
    fn every_button_survives_its_text_form_and_each_has_its_own() {
        for id in [1, i64::MAX, i64::MIN] {
            let mut codes = Vec::new();
            for action in all(id) {
                let code = action.to_string();
                assert!(code.len() <= DATA_BYTES, "{code}");
                assert_eq!(code.parse(), Ok(Action::Key(action)), "{code}");
                codes.push(code);
            }
            let count = codes.len();
            codes.sort();
            codes.dedup();
            assert_eq!(codes.len(), count);
        }
    }

    #[test]
    fn what_no_button_says_is_refused() {
        for code in [
            "key:new:openvpn",
            "key:new:wireguard:here",
            "key:new:wireguard:01",
            "key:make:wireguard:1:2",
            "key:make:wireguard:1:2:x",
            "key:usage:8",
            "key:usage:07",
            "key:routing:1:some",
            "key:sell:1",
            "key:show",
            "key",
        ] {
            assert!(code.parse::<Action>().is_err(), "{code}");
        }
    }
}
