//! Buttons of the statistics.

use super::UnknownAction;
use crate::models::StatsChart;
use crate::models::StatsPeriod;
use crate::models::StatsView;
use std::fmt;

/// What a button of this desk does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StatisticsAction {
    /// The house in figures; of a detailed view, over that period. The overview's period is the usual one.
    Show(StatsView, StatsPeriod),
    /// The same, counted anew.
    Refresh(StatsView, StatsPeriod),
    /// A picture.
    Chart(StatsChart, StatsPeriod),
    /// The figures of a view as a file.
    Table(StatsView, StatsPeriod),
    /// Day after day as a file.
    Days(StatsPeriod),
}

impl StatisticsAction {
    /// Everything at a glance.
    pub const OVERVIEW: Self = Self::Show(StatsView::Overview, StatsPeriod::USUAL);
}

/// The code of a view and its period: the usual period is not said, so that the fixed names stay.
struct Place(StatsView, StatsPeriod);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(view, period) = self;
        if *view != StatsView::Overview || *period != StatsPeriod::USUAL {
            write!(f, ":{}", view.code())?;
        }
        if *period != StatsPeriod::USUAL {
            write!(f, ":{}", period.code())?;
        }
        Ok(())
    }
}

impl Place {
    fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let place = match parts {
            [] => return Ok(Self(StatsView::Overview, StatsPeriod::USUAL)),
            [view] => Self(view_of(view)?, StatsPeriod::USUAL),
            [view, period] => Self(view_of(view)?, period_of(period)?),
            _ => return Err(UnknownAction),
        };
        // One text for one meaning.
        if place.to_string() == format!(":{}", parts.join(":")) {
            Ok(place)
        } else {
            Err(UnknownAction)
        }
    }
}

fn view_of(code: &str) -> Result<StatsView, UnknownAction> {
    StatsView::of_code(code).ok_or(UnknownAction)
}

fn period_of(code: &str) -> Result<StatsPeriod, UnknownAction> {
    StatsPeriod::of_code(code).ok_or(UnknownAction)
}

impl fmt::Display for StatisticsAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show(view, period) => write!(f, "admin:stats{}", Place(*view, *period)),
            Self::Refresh(view, period) => {
                write!(f, "admin:stats:refresh{}", Place(*view, *period))
            }
            Self::Chart(chart, period) => {
                write!(f, "admin:stats:chart:{}:{}", chart.code(), period.code())
            }
            Self::Table(view, period) => {
                write!(f, "admin:stats:csv:{}:{}", view.code(), period.code())
            }
            Self::Days(period) => write!(f, "admin:stats:csv:days:{}", period.code()),
        }
    }
}

impl StatisticsAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["admin", "stats", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match rest {
            ["refresh", place @ ..] => {
                let Place(view, period) = Place::parse(place)?;
                Self::Refresh(view, period)
            }
            ["chart", chart, period] => Self::Chart(
                StatsChart::of_code(chart).ok_or(UnknownAction)?,
                period_of(period)?,
            ),
            ["csv", "days", period] => Self::Days(period_of(period)?),
            ["csv", view, period] => Self::Table(view_of(view)?, period_of(period)?),
            place => {
                let Place(view, period) = Place::parse(place)?;
                Self::Show(view, period)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::Action;

    #[test]
    fn every_button_survives_its_text_form_and_each_has_its_own() {
        let mut all = Vec::new();
        for period in StatsPeriod::ALL {
            all.push(StatisticsAction::Days(period));
            for view in StatsView::ALL {
                all.push(StatisticsAction::Show(view, period));
                all.push(StatisticsAction::Refresh(view, period));
                all.push(StatisticsAction::Table(view, period));
            }
            for chart in StatsChart::ALL {
                all.push(StatisticsAction::Chart(chart, period));
            }
        }
        let mut codes = Vec::new();
        for action in all {
            let code = action.to_string();
            assert_eq!(code.parse(), Ok(Action::Statistics(action)), "{code}");
            codes.push(code);
        }
        let count = codes.len();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }

    #[test]
    fn a_longer_way_to_say_the_same_is_refused() {
        for code in [
            "admin:stats:overview",
            "admin:stats:vip:30",
            "admin:stats:refresh:overview:30",
            "admin:stats:vip:14",
            "admin:stats:chart:moves",
            "admin:stats:days",
            "admin:stats:csv:days:2",
        ] {
            assert!(code.parse::<Action>().is_err(), "{code}");
        }
    }
}
