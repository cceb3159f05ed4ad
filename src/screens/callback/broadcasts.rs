//! Buttons of broadcasts to channels, and of what both kinds of broadcast share: the draft and its preview.
//!
//! Buttons of a preview carry its revision: they work for what was looked at, and for nothing else.

use super::UnknownAction;
use super::number;
use crate::models::BroadcastId;
use crate::models::BroadcastPostId;
use crate::models::BroadcastSwitch;
use crate::models::BroadcastTarget;
use std::fmt;

/// What a button of the broadcast desk does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BroadcastAction {
    /// The choice of where to.
    Targets,
    /// Begin a broadcast: ask for its content.
    Begin(BroadcastTarget),
    /// Send what that preview shows.
    Confirm(BroadcastId, i64),
    /// Give it up.
    Cancel(BroadcastId),
    /// Ask for another content in its place.
    Change(BroadcastId),
    /// Turn a switch of that preview.
    Turn(BroadcastId, i64, BroadcastSwitch),
    /// Ask when to send what that preview shows.
    Schedule(BroadcastId, i64),
    /// Send what that preview shows at the time it had before.
    KeepTime(BroadcastId, i64),
    /// Show a new preview.
    Look(BroadcastId),
    /// What waits for its time.
    Scheduled(u32),
    /// What was sent to channels.
    Sent(u32),
    /// One that waits, or how one stands.
    Show(BroadcastId),
    /// Send one that waits at once.
    SendNow(BroadcastId),
    /// Delete a post.
    Undo(BroadcastPostId),
    /// Send a post in doubt, or one that failed, once more.
    Again(BroadcastPostId),
    /// A post in doubt is there.
    There(BroadcastPostId),
}

impl fmt::Display for BroadcastAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Targets => f.write_str("broadcast:targets"),
            Self::Begin(target) => write!(f, "{}:broadcast", target.code()),
            Self::Confirm(id, revision) => write!(f, "broadcast:confirm:{id}:{revision}"),
            Self::Cancel(id) => write!(f, "broadcast:cancel:{id}"),
            Self::Change(id) => write!(f, "broadcast:change:{id}"),
            Self::Turn(id, revision, switch) => {
                write!(f, "broadcast:turn:{id}:{revision}:{}", switch.code())
            }
            Self::Schedule(id, revision) => write!(f, "broadcast:schedule:{id}:{revision}"),
            Self::KeepTime(id, revision) => write!(f, "broadcast:keep_time:{id}:{revision}"),
            Self::Look(id) => write!(f, "broadcast:look:{id}"),
            Self::Scheduled(page) => write!(f, "broadcast:scheduled:{page}"),
            Self::Sent(page) => write!(f, "broadcast:sent:{page}"),
            Self::Show(id) => write!(f, "broadcast:show:{id}"),
            Self::SendNow(id) => write!(f, "broadcast:send_now:{id}"),
            Self::Undo(post) => write!(f, "broadcast:undo:{post}"),
            Self::Again(post) => write!(f, "broadcast:again:{post}"),
            Self::There(post) => write!(f, "broadcast:there:{post}"),
        }
    }
}

impl BroadcastAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let id = |text: &str| number(text).map(BroadcastId);
        let post = |text: &str| number(text).map(BroadcastPostId);
        Ok(match parts {
            ["broadcast", "targets"] => Self::Targets,
            [target, "broadcast"] => {
                Self::Begin(BroadcastTarget::of_code(target).ok_or(UnknownAction)?)
            }
            ["broadcast", "confirm", of, revision] => Self::Confirm(id(of)?, number(revision)?),
            ["broadcast", "cancel", of] => Self::Cancel(id(of)?),
            ["broadcast", "change", of] => Self::Change(id(of)?),
            ["broadcast", "turn", of, revision, code] => {
                let switch = BroadcastSwitch::ALL
                    .into_iter()
                    .find(|switch| switch.code() == *code)
                    .ok_or(UnknownAction)?;
                Self::Turn(id(of)?, number(revision)?, switch)
            }
            ["broadcast", "schedule", of, revision] => Self::Schedule(id(of)?, number(revision)?),
            ["broadcast", "keep_time", of, revision] => Self::KeepTime(id(of)?, number(revision)?),
            ["broadcast", "look", of] => Self::Look(id(of)?),
            ["broadcast", "scheduled", page] => Self::Scheduled(number(page)?),
            ["broadcast", "sent", page] => Self::Sent(number(page)?),
            ["broadcast", "show", of] => Self::Show(id(of)?),
            ["broadcast", "send_now", of] => Self::SendNow(id(of)?),
            ["broadcast", "undo", of] => Self::Undo(post(of)?),
            ["broadcast", "again", of] => Self::Again(post(of)?),
            ["broadcast", "there", of] => Self::There(post(of)?),
            _ => return Err(UnknownAction),
        })
    }
}
