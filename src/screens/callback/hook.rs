//! Buttons of addresses that are told what happens: codes that begin with `hook:`.

use super::UnknownAction;
use super::number;
use crate::models::DeliveryId;
use crate::models::WEBHOOK_GROUPS;
use crate::models::WebhookId;
use std::fmt;

/// What a button of this area does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HookAction {
    /// All addresses.
    List,
    /// Ask for an address; it is told the groups of those bits, by their places among all.
    Add(u32),
    /// One address.
    Show(WebhookId),
    /// Try it out.
    Ping(WebhookId),
    /// Do not tell it any more.
    Pause(WebhookId),
    /// Tell it again.
    Resume(WebhookId),
    /// What is it told?
    Events(WebhookId),
    /// It is told that group, or not any more.
    Turn(WebhookId, &'static str),
    /// Ask for another address.
    Move(WebhookId),
    /// Ask whether it gets a new secret.
    Secret(WebhookId),
    /// It gets one.
    SecretYes(WebhookId),
    /// Ask whether to remove it.
    Remove(WebhookId),
    /// Remove it.
    RemoveYes(WebhookId),
    /// What was given up, a page of it.
    Dead(WebhookId, u32),
    /// Send that one again.
    Replay(DeliveryId),
    /// Send all again that were given up.
    ReplayAll(WebhookId),
    /// Send now what waits.
    Hurry(WebhookId),
    /// Forget that one, and show the page again.
    Drop(DeliveryId, u32),
    /// Ask whether to forget all that were given up.
    DropAll(WebhookId),
    /// Forget them.
    DropAllYes(WebhookId),
}

impl fmt::Display for HookAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hook:")?;
        match self {
            Self::List => f.write_str("list"),
            Self::Add(groups) => write!(f, "add:{groups}"),
            Self::Show(id) => write!(f, "show:{id}"),
            Self::Ping(id) => write!(f, "ping:{id}"),
            Self::Pause(id) => write!(f, "pause:{id}"),
            Self::Resume(id) => write!(f, "resume:{id}"),
            Self::Events(id) => write!(f, "events:{id}"),
            Self::Turn(id, group) => write!(f, "turn:{id}:{group}"),
            Self::Move(id) => write!(f, "move:{id}"),
            Self::Secret(id) => write!(f, "secret:{id}"),
            Self::SecretYes(id) => write!(f, "secret_yes:{id}"),
            Self::Remove(id) => write!(f, "remove:{id}"),
            Self::RemoveYes(id) => write!(f, "remove_yes:{id}"),
            Self::Dead(id, 0) => write!(f, "dead:{id}"),
            Self::Dead(id, page) => write!(f, "dead:{id}:{page}"),
            Self::Replay(id) => write!(f, "replay:{id}"),
            Self::ReplayAll(id) => write!(f, "replay_all:{id}"),
            Self::Hurry(id) => write!(f, "hurry:{id}"),
            Self::Drop(id, page) => write!(f, "drop:{id}:{page}"),
            Self::DropAll(id) => write!(f, "drop_all:{id}"),
            Self::DropAllYes(id) => write!(f, "drop_all_yes:{id}"),
        }
    }
}

impl HookAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let hook = |text: &str| number(text).map(WebhookId);
        let ["hook", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match rest {
            ["list"] => Self::List,
            ["add", groups] => Self::Add(number(groups)?),
            ["show", id] => Self::Show(hook(id)?),
            ["ping", id] => Self::Ping(hook(id)?),
            ["pause", id] => Self::Pause(hook(id)?),
            ["resume", id] => Self::Resume(hook(id)?),
            ["events", id] => Self::Events(hook(id)?),
            ["turn", id, group] => {
                let known = WEBHOOK_GROUPS.into_iter().find(|one| one == group);
                Self::Turn(hook(id)?, known.ok_or(UnknownAction)?)
            }
            ["move", id] => Self::Move(hook(id)?),
            ["secret", id] => Self::Secret(hook(id)?),
            ["secret_yes", id] => Self::SecretYes(hook(id)?),
            ["remove", id] => Self::Remove(hook(id)?),
            ["remove_yes", id] => Self::RemoveYes(hook(id)?),
            ["dead", id] => Self::Dead(hook(id)?, 0),
            ["dead", id, page] if *page != "0" => Self::Dead(hook(id)?, number(page)?),
            ["replay", id] => Self::Replay(number(id).map(DeliveryId)?),
            ["replay_all", id] => Self::ReplayAll(hook(id)?),
            ["hurry", id] => Self::Hurry(hook(id)?),
            ["drop", id, page] => Self::Drop(number(id).map(DeliveryId)?, number(page)?),
            ["drop_all", id] => Self::DropAll(hook(id)?),
            ["drop_all_yes", id] => Self::DropAllYes(hook(id)?),
            _ => return Err(UnknownAction),
        })
    }
}
