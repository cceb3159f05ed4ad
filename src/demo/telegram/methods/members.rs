//! Chats and who is in them.

use super::Answer;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::{ChatKind, Member, State, Status};
use crate::demo::telegram::updates::Change;
use crate::models::DAY;
use serde_json::{Value, json};

const NO_RIGHT_TO_RESTRICT: &str = "not enough rights to restrict/unrestrict chat member";

pub(super) fn get_chat(state: &State, params: &Params) -> Answer {
    let id = state.visible_chat(params, "chat_id")?;
    let mut info = state.chat_json(id);
    info["accent_color_id"] = json!(id.rem_euclid(7));
    info["max_reaction_count"] = json!(11);
    info["accepted_gift_types"] = json!({
        "unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
        "premium_subscription": false, "gifts_from_channels": false,
    });
    let Some(chat) = state.chats.get(&id) else {
        return Ok(info);
    };
    if let Some(name) = &chat.username {
        info["active_usernames"] = json!([name]);
    }
    if let Some(allowed) = &chat.reactions {
        let allowed = allowed
            .iter()
            .map(|emoji| json!({"type": "emoji", "emoji": emoji}));
        info["available_reactions"] = Value::Array(allowed.collect());
    }
    if let Some(text) = &chat.description {
        info["description"] = json!(text);
    }
    if let Some(other) = chat.linked_chat {
        info["linked_chat_id"] = json!(other);
    }
    let pinned = chat.pinned.last().map(|id| (chat.id, *id));
    if let Some(message) = pinned.and_then(|key| state.messages.get(&key)) {
        info["pinned_message"] = Value::Object(message.value.clone());
    }
    let primary = state.links.values().find(|link| {
        link.chat == id && link.is_primary && !link.is_revoked && link.creator == state.bot.id
    });
    if let Some(link) = primary {
        info["invite_link"] = json!(link.url);
    }
    Ok(info)
}

pub(super) fn get_member(state: &State, params: &Params) -> Answer {
    let (chat, user) = chat_and_user(state, params)?;
    let kind = state
        .chats
        .get(&chat)
        .map_or(ChatKind::Private, |chat| chat.kind);
    if kind == ChatKind::Channel && user != state.bot.id && !state.bot_is_admin(chat) {
        return Err(ApiError::bad("member list is inaccessible"));
    }
    if kind == ChatKind::Private {
        return Ok(state.member_json(chat, user, &Member::with(Status::Member)));
    }
    Ok(state.member_json(chat, user, &state.member(chat, user)))
}

pub(super) fn administrators(state: &State, params: &Params) -> Answer {
    let chat = group_or_channel(
        state,
        params,
        "there are no administrators in the private chat",
    )?;
    let members = state.chats.get(&chat).map(|chat| &chat.members);
    let list = members.into_iter().flatten().filter(|(user, member)| {
        let is_other_bot =
            **user != state.bot.id && state.user(**user).is_some_and(|user| user.is_bot);
        matches!(member.status, Status::Creator | Status::Administrator)
            && (!is_other_bot || params.flag("return_bots"))
    });
    Ok(Value::Array(
        list.map(|(user, member)| state.member_json(chat, *user, member))
            .collect(),
    ))
}

pub(super) fn count(state: &State, params: &Params) -> Answer {
    let chat = state.visible_chat(params, "chat_id")?;
    let count = state.chats.get(&chat).map_or(0, |chat| match chat.kind {
        ChatKind::Private => 2,
        _ => chat
            .members
            .values()
            .filter(|member| member.status.is_in())
            .count(),
    });
    Ok(json!(count))
}

pub(super) fn ban(state: &mut State, params: &Params) -> Answer {
    let (chat, user) = removable(state, params)?;
    let until = params.int("until_date").unwrap_or(0);
    let from_now = until - state.now();
    let until = if (30..=366 * DAY).contains(&from_now) {
        until
    } else {
        0
    };
    let new = Member {
        until,
        ..Member::with(Status::Kicked)
    };
    move_member(state, chat, user, new);
    Ok(json!(true))
}

/// Without `only_if_banned` this removes a member, who stays free to return.
pub(super) fn unban(state: &mut State, params: &Params) -> Answer {
    let (chat, user) = removable(state, params)?;
    let kind = state
        .chats
        .get(&chat)
        .map_or(ChatKind::Private, |chat| chat.kind);
    if kind == ChatKind::Group {
        return Err(ApiError::bad(
            "method is available for supergroup and channel chats only",
        ));
    }
    let status = state.member(chat, user).status;
    if status == Status::Kicked || (status.is_in() && !params.flag("only_if_banned")) {
        move_member(state, chat, user, Member::with(Status::Left));
    }
    Ok(json!(true))
}

pub(super) fn leave(state: &mut State, params: &Params) -> Answer {
    let chat = group_or_channel(state, params, "chat can't be left")?;
    if !state.member(chat, state.bot.id).status.is_in() {
        let kind = state
            .chats
            .get(&chat)
            .map_or(ChatKind::Channel, |chat| chat.kind);
        return Err(super::not_a_member(kind));
    }
    move_member(state, chat, state.bot.id, Member::with(Status::Left));
    Ok(json!(true))
}

fn move_member(state: &mut State, chat: i64, user: i64, new: Member) {
    let actor = state.bot.id;
    state.set_member(
        &Change {
            chat,
            user,
            actor,
            link: None,
            via_request: false,
        },
        new,
    );
}

fn group_or_channel(state: &State, params: &Params, refusal: &str) -> Result<i64, ApiError> {
    let chat = state.visible_chat(params, "chat_id")?;
    match state.chats.get(&chat).map(|chat| chat.kind) {
        Some(ChatKind::Private) | None => Err(ApiError::bad(refusal)),
        Some(_) => Ok(chat),
    }
}

fn chat_and_user(state: &State, params: &Params) -> Result<(i64, i64), ApiError> {
    let chat = state.visible_chat(params, "chat_id")?;
    let user = params.int("user_id").unwrap_or(0);
    if state.user(user).is_none() {
        return Err(ApiError::bad("PARTICIPANT_ID_INVALID"));
    }
    Ok((chat, user))
}

/// Chat and person of a ban or removal, once everything that forbids it is excluded.
fn removable(state: &State, params: &Params) -> Result<(i64, i64), ApiError> {
    group_or_channel(state, params, "can't restrict members of a private chat")?;
    let (chat, user) = chat_and_user(state, params)?;
    state.need_right(chat, "can_restrict_members", NO_RIGHT_TO_RESTRICT)?;
    if user == state.bot.id {
        return Err(ApiError::bad("can't restrict self"));
    }
    match state.member(chat, user).status {
        Status::Creator => Err(ApiError::bad("can't remove chat owner")),
        Status::Administrator => Err(ApiError::bad("user is an administrator of the chat")),
        Status::Member | Status::Left | Status::Kicked => Ok((chat, user)),
    }
}
