//! Invite links and join requests.

use super::Answer;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::html::utf16_len;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::{ChatKind, Link, Member, State, Status};
use crate::demo::telegram::updates::Change;
use serde_json::json;

const NO_RIGHT: &str = "not enough rights to manage chat invite link";

pub(super) fn create(state: &mut State, params: &Params) -> Answer {
    let chat = managed_chat(state, params)?;
    let mut link = state.new_link(chat, state.bot.id);
    apply(state, params, &mut link)?;
    let shown = state.link_json(&link, false);
    state.links.insert(link.url.clone(), Box::new(link));
    Ok(shown)
}

pub(super) fn edit(state: &mut State, params: &Params) -> Answer {
    let chat = managed_chat(state, params)?;
    let mut link = own_link(state, chat, params)?;
    if link.is_revoked || link.is_primary {
        return Err(ApiError::bad("INVITE_HASH_EXPIRED"));
    }
    apply(state, params, &mut link)?;
    let shown = state.link_json(&link, false);
    state.links.insert(link.url.clone(), Box::new(link));
    Ok(shown)
}

pub(super) fn revoke(state: &mut State, params: &Params) -> Answer {
    let chat = managed_chat(state, params)?;
    let mut link = own_link(state, chat, params)?;
    link.is_revoked = true;
    let shown = state.link_json(&link, false);
    state.links.insert(link.url.clone(), Box::new(link));
    Ok(shown)
}

/// Replaces the bot's primary link.
pub(super) fn export(state: &mut State, params: &Params) -> Answer {
    let chat = managed_chat(state, params)?;
    let bot = state.bot.id;
    let old = state
        .links
        .values_mut()
        .filter(|link| link.chat == chat && link.creator == bot && link.is_primary);
    old.for_each(|link| link.is_revoked = true);
    let mut link = state.new_link(chat, bot);
    link.is_primary = true;
    let url = link.url.clone();
    state.links.insert(url.clone(), Box::new(link));
    Ok(json!(url))
}

/// Approves or declines a join request.
pub(super) fn decide(state: &mut State, params: &Params, approves: bool) -> Answer {
    let chat = managed_chat(state, params)?;
    let user = params.int("user_id").unwrap_or(0);
    if state.user(user).is_none() {
        return Err(ApiError::bad("USER_ID_INVALID"));
    }
    if state.member(chat, user).status.is_in() {
        return Err(ApiError::bad("USER_ALREADY_PARTICIPANT"));
    }
    let request = state
        .chats
        .get_mut(&chat)
        .and_then(|chat| chat.requests.remove(&user));
    let request = request.ok_or_else(|| ApiError::bad("HIDE_REQUESTER_MISSING"))?;
    if approves {
        let new = Member {
            via: request.link.clone(),
            ..Member::with(Status::Member)
        };
        let change = Change {
            chat,
            user,
            actor: state.bot.id,
            link: request.link,
            via_request: true,
        };
        state.set_member(&change, new);
    }
    Ok(json!(true))
}

pub(super) fn managed_chat(state: &State, params: &Params) -> Result<i64, ApiError> {
    let chat = state.visible_chat(params, "chat_id")?;
    if state
        .chats
        .get(&chat)
        .is_none_or(|chat| chat.kind == ChatKind::Private)
    {
        return Err(ApiError::bad("can't manage invite links of a private chat"));
    }
    state.need_right(chat, "can_invite_users", NO_RIGHT)?;
    Ok(chat)
}

fn own_link(state: &State, chat: i64, params: &Params) -> Result<Link, ApiError> {
    let url = params.text("invite_link").unwrap_or_default();
    let link = state
        .links
        .get(url)
        .filter(|link| link.chat == chat && link.creator == state.bot.id);
    link.map(|link| Link::clone(link))
        .ok_or_else(|| ApiError::bad("INVITE_HASH_EXPIRED"))
}

/// Sets what `createChatInviteLink` and `editChatInviteLink` may set.
fn apply(state: &State, params: &Params, link: &mut Link) -> Result<(), ApiError> {
    let name = params.text("name").filter(|name| !name.is_empty());
    if name.is_some_and(|name| utf16_len(name) > 32) {
        return Err(ApiError::malformed(
            "invite link name must be 0-32 characters long",
        ));
    }
    let limit = params.int("member_limit").filter(|limit| *limit != 0);
    if limit.is_some_and(|limit| !(1..=99_999).contains(&limit)) {
        return Err(ApiError::malformed("USAGE_LIMIT_INVALID"));
    }
    let by_request = params.flag("creates_join_request");
    if by_request && limit.is_some() {
        return Err(ApiError::malformed(
            "member limit can't be specified for links requiring administrator approval",
        ));
    }
    let expires_at = params.int("expire_date").filter(|at| *at != 0);
    if expires_at.is_some_and(|at| at <= state.now()) {
        return Err(ApiError::malformed("EXPIRE_DATE_INVALID"));
    }
    link.name = name.map(str::to_owned);
    link.member_limit = limit;
    link.by_request = by_request;
    link.expires_at = expires_at;
    Ok(())
}

impl State {
    /// A link with an address nobody had before; not kept yet.
    pub(in crate::demo::telegram) fn new_link(&mut self, chat: i64, creator: i64) -> Link {
        let number = self.serial();
        // Spread over the alphabet of real links, so that neighbours do not look alike.
        let spread = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Link {
            url: format!("https://t.me/+{spread:016x}"),
            chat,
            creator,
            name: None,
            expires_at: None,
            member_limit: None,
            by_request: false,
            is_primary: false,
            is_revoked: false,
            price: None,
        }
    }
}
