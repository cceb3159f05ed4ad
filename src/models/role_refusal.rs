//! Why something about a role is not done.

use super::Refusal;
use super::Timestamp;

/// A no about a role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RoleRefusal {
    /// The words after `/grant` do not name a person, a role and a length.
    GrantUnclear,
    /// The words after `/revoke` do not name a person and a role.
    RevokeUnclear,
    /// The house knows nobody of that id or @name.
    PersonUnknown { typed: String },
    /// The forward does not say who wrote the message.
    PersonHidden,
    /// The forward comes from a channel or a group.
    PersonIsChat,
    /// The house is shut to them.
    PersonBanned,
    /// There is no role of that name.
    RoleUnknown { typed: String, known: Vec<String> },
    /// The role stands as high as whoever acts, or higher, or allows what they may not do.
    AboveYou { role: String },
    /// Nobody gives themself a role, or moves the end of an own one.
    Yourself,
    /// They are a superadmin by the settings: only those change it.
    FromSettings,
    /// Nobody would be left who may do everything for good.
    LastSuperadmin,
    /// The text names no length and no date.
    LengthUnclear { typed: String },
    /// The end is over already.
    EndPast,
    /// The end is more than ten years away.
    EndTooFar,
    /// The reason is too long.
    ReasonTooLong { most: u32 },
    /// They do not hold the role.
    NotHeld,
    /// They hold it already, at least as long.
    HeldAlready,
    /// The name is none for a role.
    NameInvalid { most: u32 },
    /// Another role has that name.
    NameTaken,
    /// The house comes with it, so it stays as it is.
    BuiltIn,
    /// There are as many roles as there may be.
    TooManyRoles { most: u32 },
    /// Nobody gives a role what they may not do themself.
    NotYours,
    /// A role of own customers cannot allow what shows everybody.
    ShowsEverybody,
    /// No invitation of that code is kept.
    InviteUnknown,
    /// Somebody came by it already.
    InviteUsed,
    /// Its day is over.
    InviteExpired,
    /// It was revoked, or whoever made it may not give that role any more.
    InviteVoid,
    /// The tokens of 30 days are used up, or too few are left; more come at that instant.
    TokensUsedUp {
        left: i64,
        most: i64,
        more_at: Option<Timestamp>,
    },
}

impl From<RoleRefusal> for Refusal {
    fn from(refusal: RoleRefusal) -> Self {
        Self::Role(refusal)
    }
}
