//! Buttons of a person's own profile and settings: codes that begin with `me:`.

use super::UnknownAction;
use super::number;
use crate::utils::zone::Zone;
use std::fmt;

/// What a button of a person's own profile and settings does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ProfileAction {
    /// Who they are to the house.
    Show,
    /// What they can choose.
    Settings,
    /// Ask which QvaPay user they are.
    Qvapay,
    /// They are none any more.
    QvapayClear,
    /// The choice of a time zone.
    Zones,
    /// The zones of a region, by its place in `Zone::REGIONS`.
    Region(u8, u32),
    /// That zone from now on.
    SetZone(Zone),
    /// The house's zone again.
    DefaultZone,
    /// Whether they are reminded.
    Reminders(bool),
    /// Whether they get broadcasts.
    Promotions(bool),
    /// Ask whether to put everything back.
    Reset,
    /// Put everything back.
    ResetYes,
}

impl fmt::Display for ProfileAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show => f.write_str("me:show"),
            Self::Settings => f.write_str("me:settings"),
            Self::Qvapay => f.write_str("me:qvapay"),
            Self::QvapayClear => f.write_str("me:qvapay_clear"),
            Self::Zones => f.write_str("me:zones"),
            Self::Region(region, page) => write!(f, "me:region:{region}:{page}"),
            Self::SetZone(zone) => write!(f, "me:zone:{zone}"),
            Self::DefaultZone => f.write_str("me:zone_default"),
            Self::Reminders(are_wanted) => write!(f, "me:reminders:{}", u8::from(*are_wanted)),
            Self::Promotions(are_wanted) => write!(f, "me:promotions:{}", u8::from(*are_wanted)),
            Self::Reset => f.write_str("me:reset"),
            Self::ResetYes => f.write_str("me:reset_yes"),
        }
    }
}

impl ProfileAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["me", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match rest {
            ["show"] => Self::Show,
            ["settings"] => Self::Settings,
            ["qvapay"] => Self::Qvapay,
            ["qvapay_clear"] => Self::QvapayClear,
            ["zones"] => Self::Zones,
            ["region", region, page] => Self::Region(number(region)?, number(page)?),
            ["zone", name] => {
                let zone: Zone = name.parse().map_err(|_| UnknownAction)?;
                // The database knows names in any case: one text for one meaning.
                if zone.name() != *name {
                    return Err(UnknownAction);
                }
                Self::SetZone(zone)
            }
            ["zone_default"] => Self::DefaultZone,
            ["reminders", "0"] => Self::Reminders(false),
            ["reminders", "1"] => Self::Reminders(true),
            ["promotions", "0"] => Self::Promotions(false),
            ["promotions", "1"] => Self::Promotions(true),
            ["reset"] => Self::Reset,
            ["reset_yes"] => Self::ResetYes,
            _ => return Err(UnknownAction),
        })
    }
}
