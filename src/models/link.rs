//! Invite links the bot made.

use super::{ChatId, LinkId, Timestamp, UserId};

/// A link the bot made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InviteLink {
    pub id: LinkId,
    pub link: String,
    pub chat_id: ChatId,
    /// `None` for a channel's join-request link.
    pub user_id: Option<UserId>,
    pub fact: String,
    pub expires_at: Option<Timestamp>,
    pub used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

impl InviteLink {
    /// Whether somebody can still come in by it for a good while at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.used_at.is_none()
            && self.revoked_at.is_none()
            && self.expires_at.is_none_or(|end| end > now)
    }
}

/// A link to be stored.
#[derive(Clone, Debug)]
pub struct NewLink {
    pub link: String,
    pub chat: ChatId,
    pub user: Option<UserId>,
    pub fact: String,
    pub expires_at: Option<Timestamp>,
}
