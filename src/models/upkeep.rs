//! Maintenance: the house is shut to people while the staff works.

use super::Timestamp;

/// The longest sentence of the operator's own.
pub const MOST_SENTENCE_CHARACTERS: usize = 500;
/// What work for people waits for while a maintenance holds it, as `tasks.waits_for` keeps it.
pub const WAITS_FOR_MAINTENANCE: &str = "maintenance";
/// What waits for the end of the maintenance, whether it holds work or not.
pub const WAITS_FOR_OPENING: &str = "opening";
/// Why work rests, as stored: the house is under maintenance.
pub const WHY_MAINTENANCE: &str = "the house is under maintenance";

/// How the house stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Maintenance {
    /// `None` = the house is open.
    pub since: Option<Timestamp>,
    /// The operator's own words to people; `None` = the house's usual ones.
    pub sentence: Option<String>,
    /// Work that acts on people waits while it lasts.
    pub holds: bool,
}

impl Maintenance {
    /// Whether people are told to come back later.
    pub fn is_on(&self) -> bool {
        self.since.is_some()
    }

    /// Whether work that acts on people waits now.
    pub fn holds_work(&self) -> bool {
        self.is_on() && self.holds
    }
}

/// The desk of maintenance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MaintenanceView {
    pub maintenance: Maintenance,
    /// Tasks that wait for its end.
    pub waiting: i64,
    /// Tokens and links that people brought meanwhile.
    pub kept: i64,
}

/// A change of the maintenance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MaintenanceChange {
    On,
    Off,
    /// Work for people waits while it lasts.
    Hold,
    /// Work for people goes on.
    GoOn,
    /// The operator's own words; `None` = the usual ones.
    Sentence(Option<String>),
}

impl MaintenanceChange {
    /// The action in the audit log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::On => "maintenance.on",
            Self::Off => "maintenance.off",
            Self::Hold | Self::GoOn => "maintenance.tasks",
            Self::Sentence(_) => "maintenance.sentence",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_house_holds_nothing() {
        let mut house = Maintenance {
            holds: true,
            ..Maintenance::default()
        };
        assert!(!house.is_on() && !house.holds_work());
        house.since = Some(Timestamp(1));
        assert!(house.is_on() && house.holds_work());
    }
}
