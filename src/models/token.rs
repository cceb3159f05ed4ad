//! Invitation tokens.

use super::{Timestamp, TokenId, UserId};

/// How long a subscription lasts. `None` hours means for life.
pub type DurationHours = Option<i64>;

/// What a list shows of a token: never the token itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    pub id: TokenId,
    /// The first characters, to tell it from others.
    pub prefix: String,
    pub generated_by: UserId,
    pub created_at: Timestamp,
    /// The last instant at which it may be redeemed.
    pub valid_until: Timestamp,
    pub duration_hours: DurationHours,
    pub note: Option<String>,
    pub used_by: Option<UserId>,
    pub used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

impl Token {
    /// Where it stands at `now`.
    pub fn state(&self, now: Timestamp) -> TokenState {
        if self.used_by.is_some() {
            TokenState::Used
        } else if self.revoked_at.is_some() {
            TokenState::Revoked
        } else if self.valid_until < now {
            TokenState::Expired
        } else {
            TokenState::Open
        }
    }
}

/// Where a token stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TokenState {
    Open,
    Used,
    Expired,
    Revoked,
}

/// Which tokens a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TokenFilter {
    All,
    Open,
    Used,
    Expired,
    Revoked,
}

impl TokenFilter {
    /// All of them, in the order of the buttons.
    pub const ALL: [TokenFilter; 5] = [
        Self::All,
        Self::Open,
        Self::Used,
        Self::Expired,
        Self::Revoked,
    ];
}

/// What an admin asks for when making tokens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenOrder {
    pub count: u32,
    /// Hours during which they may be redeemed.
    pub valid_hours: i64,
    pub duration_hours: DurationHours,
    pub note: Option<String>,
}

/// What the maker is shown once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewTokens {
    pub tokens: Vec<String>,
    pub valid_until: Timestamp,
    pub duration_hours: DurationHours,
    pub note: Option<String>,
    pub made_by: String,
}
