//! People, VIP subscribers and the Free queue.

use super::{Ban, ChatId, PeriodId, RequestId, Source, Timestamp, TokenId, UserId};

/// A person as Telegram describes them in an update.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    pub id: UserId,
    pub username: Option<String>,
    pub first_name: String,
    pub last_name: Option<String>,
    pub language_code: Option<String>,
}

/// A person as the house knows them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    pub id: UserId,
    pub username: Option<String>,
    pub first_name: String,
    pub last_name: Option<String>,
    /// Their own choice of language.
    pub language: Option<String>,
    pub language_code: Option<String>,
    pub time_zone: Option<String>,
    pub status: UserStatus,
    pub started_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// The staff's own words on them.
    pub note: Option<String>,
    /// `None` unless the house is shut to them.
    pub ban: Option<Ban>,
}

impl User {
    /// First and last name, as Telegram shows them.
    pub fn full_name(&self) -> String {
        match &self.last_name {
            Some(last) => format!("{} {last}", self.first_name),
            None => self.first_name.clone(),
        }
    }
}

/// How the house stands with a person.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UserStatus {
    Active,
    Banned,
    /// They blocked the bot, or are gone.
    Unreachable,
}

impl UserStatus {
    /// The name stored in `users.status`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Banned => "banned",
            Self::Unreachable => "unreachable",
        }
    }

    /// The status of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "active" => Some(Self::Active),
            "banned" => Some(Self::Banned),
            "unreachable" => Some(Self::Unreachable),
            _ => None,
        }
    }
}

/// A row of `vip_subscribers`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subscriber {
    pub user_id: UserId,
    pub join_date: Timestamp,
    /// `None` = for life.
    pub expiry_date: Option<Timestamp>,
    /// Not yet marked as ended. The end may have passed: ask `is_entitled`.
    pub is_active: bool,
    pub period_id: PeriodId,
    pub is_whitelisted: bool,
    pub kick_attempts: u32,
    pub last_error: Option<String>,
    pub kicked_at: Option<Timestamp>,
    pub token_id: Option<TokenId>,
    /// Where the period comes from, when no token says it.
    pub source: Option<Source>,
}

impl Subscriber {
    /// Whether they may be in the VIP channel at `now`.
    pub fn is_entitled(&self, now: Timestamp) -> bool {
        self.is_whitelisted || (self.is_active && self.expiry_date.is_none_or(|end| end > now))
    }
}

/// How a person asked for Free access.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RequestOrigin {
    /// In the bot's chat: they get a personal link.
    Button,
    /// In the channel, by its join-request link.
    JoinRequest,
}

impl RequestOrigin {
    /// The name stored in `free_channel_requests.origin`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::JoinRequest => "join_request",
        }
    }
}

/// How a Free request ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RequestOutcome {
    Approved,
    Declined,
    /// Nobody to write to.
    Unreachable,
    /// Withdrawn, or handled by another admin.
    Closed,
    AlreadyInside,
    Failed,
}

impl RequestOutcome {
    /// The name stored in `free_channel_requests.outcome`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Unreachable => "unreachable",
            Self::Closed => "closed",
            Self::AlreadyInside => "already_inside",
            Self::Failed => "failed",
        }
    }
}

/// A pending row of `free_channel_requests`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FreeRequest {
    pub id: RequestId,
    pub user_id: UserId,
    pub chat_id: ChatId,
    pub request_date: Timestamp,
    pub due_at: Timestamp,
    pub origin: RequestOrigin,
    /// Telegram holds a join request of theirs, to be approved.
    pub has_join_request: bool,
    /// Where they may be written to for five minutes after asking in the channel.
    pub user_chat_id: Option<ChatId>,
    pub is_processed: bool,
}

impl FreeRequest {
    /// Whole minutes until its turn, rounded up; 0 when it is due.
    pub fn minutes_left(&self, now: Timestamp) -> i64 {
        (self.due_at.since(now).max(0) + 59) / 60
    }
}

/// How somebody stands in a channel, as Telegram says it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Presence {
    /// Owner or administrator: never removed.
    Admin,
    Member,
    Outside,
    Banned,
}

impl Presence {
    /// Whether they can see what is posted.
    pub fn is_inside(self) -> bool {
        match self {
            Self::Admin | Self::Member => true,
            Self::Outside | Self::Banned => false,
        }
    }
}
