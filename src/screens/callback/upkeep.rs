//! Buttons of the state of the house and of its maintenance: codes that begin with `house:`.

use super::UnknownAction;
use crate::models::StatusChart;
use crate::models::StatusPage;
use std::fmt;

/// What a button of the state of the house and of its maintenance does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HouseAction {
    /// A page of the details.
    Page(StatusPage),
    /// A picture of the last thirty days.
    Chart(StatusChart),
    /// The desk of maintenance.
    Maintenance,
    /// Shut the house to people.
    Close,
    /// Open it again.
    Open,
    /// Work for people waits meanwhile.
    Hold,
    /// Work for people goes on meanwhile.
    GoOn,
    /// The operator's own sentence, to be typed.
    AskSentence,
    /// The usual sentence again.
    UsualSentence,
}

impl fmt::Display for HouseAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(page) => write!(f, "house:{}", page.name()),
            Self::Chart(chart) => write!(f, "house:chart:{}", chart.name()),
            Self::Maintenance => f.write_str("house:care"),
            Self::Close => f.write_str("house:care:close"),
            Self::Open => f.write_str("house:care:open"),
            Self::Hold => f.write_str("house:care:hold"),
            Self::GoOn => f.write_str("house:care:go_on"),
            Self::AskSentence => f.write_str("house:care:say"),
            Self::UsualSentence => f.write_str("house:care:usual"),
        }
    }
}

impl HouseAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["house", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match rest {
            ["care"] => Self::Maintenance,
            ["care", "close"] => Self::Close,
            ["care", "open"] => Self::Open,
            ["care", "hold"] => Self::Hold,
            ["care", "go_on"] => Self::GoOn,
            ["care", "say"] => Self::AskSentence,
            ["care", "usual"] => Self::UsualSentence,
            ["chart", chart] => Self::Chart(StatusChart::parse(chart).ok_or(UnknownAction)?),
            [page] => Self::Page(StatusPage::parse(page).ok_or(UnknownAction)?),
            _ => return Err(UnknownAction),
        })
    }
}
