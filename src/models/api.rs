//! Keys of the REST API, what they may do, and the sessions that begin with them.

use super::{Actor, ApiKeyId, ApiSessionId, PermissionArea, PermissionSet, Timestamp, UserId};

/// Characters of a key's name.
pub const MOST_API_KEY_NAME: u32 = 40;
/// Keys that a person may have at once.
pub const MOST_API_KEYS: u32 = 50;
/// The ends that are offered, in days; 0 = until revoked.
pub const API_DAYS: [u32; 4] = [30, 90, 365, 0];
/// The farthest end that can be typed, in days.
pub const MOST_API_DAYS: u32 = 3_650;
/// The rates that are offered, in requests per minute.
pub const API_RATES: [u32; 4] = [60, 600, 6_000, 60_000];
/// The highest rate a key can have, in requests per minute.
pub const MOST_API_RATE: u32 = 600_000;

/// A key of the REST API, without its secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: String,
    /// The first characters of the key: enough to know it again.
    pub prefix: String,
    /// For whom it acts.
    pub owner: UserId,
    /// What it may do of what its owner may.
    pub scopes: PermissionSet,
    /// Requests per minute.
    pub rate_per_minute: u32,
    pub created_at: Timestamp,
    /// `None` = until revoked.
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    /// When a session began with it last.
    pub last_used_at: Option<Timestamp>,
}

impl ApiKey {
    /// Whether it still opens anything.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }
}

/// A key that somebody wants.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewApiKey {
    pub name: String,
    pub scopes: PermissionSet,
    /// Requests per minute.
    pub rate_per_minute: u32,
    /// `None` = until revoked.
    pub expires_at: Option<Timestamp>,
}

/// A new key with its secret, which is shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct MadeApiKey {
    pub key: ApiKey,
    /// The whole key.
    pub text: String,
}

/// A key with whom it acts for, as staff sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiKeyView {
    pub key: ApiKey,
    pub owner_name: String,
    /// What it may do at this instant: its scopes within its owner's rights.
    pub may: PermissionSet,
    /// Sessions that are open.
    pub sessions: i64,
    /// What the reader could give it: nothing beyond their own.
    pub givable: PermissionSet,
}

/// A line of the list of keys.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiKeyLine {
    pub key: ApiKey,
    pub owner_name: String,
}

/// What the maker of a key has chosen so far; the name comes last.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ApiKeyDraft {
    pub scopes: PermissionSet,
    /// The area whose rights are shown.
    pub area: PermissionArea,
    /// Days until its end; 0 = until revoked.
    pub days: u32,
    /// A typed end, in place of the days.
    pub until: Option<Timestamp>,
    /// Requests per minute.
    pub rate_per_minute: u32,
}

impl ApiKeyDraft {
    /// What is offered first: everything that only shows something, for a quarter of a year.
    pub fn usual(givable: PermissionSet) -> Self {
        Self {
            scopes: givable.reading(),
            area: PermissionArea::House,
            days: 90,
            until: None,
            rate_per_minute: 600,
        }
    }

    /// The order of a key of that name, made at `now`.
    pub fn order(self, name: &str, now: Timestamp) -> NewApiKey {
        NewApiKey {
            name: name.to_owned(),
            scopes: self.scopes,
            rate_per_minute: self.rate_per_minute,
            expires_at: self
                .until
                .or_else(|| (self.days > 0).then(|| now.plus_days(i64::from(self.days)))),
        }
    }
}

/// Who asks, once their access token was believed.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    pub key: ApiKeyId,
    pub session: ApiSessionId,
    /// The key's owner within the key's scopes; `cause` is `None`.
    pub actor: Actor,
    /// Requests per minute of the key.
    pub rate_per_minute: u32,
}

/// What opens the API for a while.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub key: ApiKeyId,
    /// A JWT.
    pub access_token: String,
    /// Seconds for which it is good.
    pub expires_in: i64,
    /// Good once, for the next pair.
    pub refresh_token: String,
    pub refresh_expires_at: Timestamp,
    /// What the key may do at this instant.
    pub scopes: PermissionSet,
}

/// A no about the REST API or one of its keys.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ApiRefusal {
    /// No key is written so. Also what does not look like one.
    KeyUnknown,
    /// The key was revoked, its time is over, or its owner may do nothing of what it is for.
    KeyEnded,
    /// No token of ours, or none for this house.
    TokenInvalid,
    TokenExpired,
    /// The session was ended, or nothing lengthened it in time.
    SessionEnded,
    /// A refresh token came a second time: one of the two who have it stole it, so the session is over.
    RefreshReused,
    /// Not a name of one to so many characters.
    NameInvalid {
        most: u32,
    },
    /// A key without any right would open nothing.
    NoScopes,
    /// A key may do no more than whoever makes it.
    BeyondOwn,
    /// A key gives itself or another one no more requests per minute than it has.
    RateBeyondOwn {
        most: u32,
    },
    TooManyKeys {
        most: u32,
    },
    /// Reading takes longer than anybody may keep the others waiting.
    TooLong,
}
