//! The bot's own account: itself, its webhook, commands, suggested rights and files.

use super::Answer;
use crate::demo::telegram::check;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::State;
use crate::demo::telegram::webhook::Hook;
use serde_json::{Value, json};

/// Telegram lets a bot download files up to this size.
const LARGEST_DOWNLOAD: usize = 20 * 1024 * 1024;

pub(super) fn get_me(state: &State) -> Value {
    let mut me = state.user_json(state.bot.id);
    for (name, value) in [
        ("can_join_groups", true),
        ("can_read_all_group_messages", false),
        ("supports_guest_queries", false),
        ("supports_inline_queries", false),
        ("can_connect_to_business", false),
        ("has_main_web_app", false),
        ("has_topics_enabled", false),
        ("allows_users_to_create_topics", false),
        ("can_manage_bots", false),
        ("supports_join_request_queries", false),
    ] {
        me[name] = json!(value);
    }
    me
}

pub(super) fn set_webhook(state: &mut State, params: &Params) -> Answer {
    let url = params.text("url").unwrap_or_default();
    state.hook = Hook::read(url, params)?;
    state.webhook = url.to_owned();
    remember_allowed(state, params)?;
    drop_pending(state, params);
    Ok(json!(true))
}

pub(super) fn delete_webhook(state: &mut State, params: &Params) -> Answer {
    state.webhook.clear();
    state.hook = Hook::default();
    drop_pending(state, params);
    Ok(json!(true))
}

fn drop_pending(state: &mut State, params: &Params) {
    if params.flag("drop_pending_updates") {
        state.updates.clear();
    }
}

/// Telegram keeps the last list it was given.
pub(in crate::demo::telegram) fn remember_allowed(
    state: &mut State,
    params: &Params,
) -> Result<(), ApiError> {
    let Some(listed) = params.get("allowed_updates") else {
        return Ok(());
    };
    let names = listed
        .as_array()
        .into_iter()
        .flatten()
        .map(|name| name.as_str().map(str::to_owned));
    let names: Option<Vec<String>> = names.collect();
    state.allowed =
        Some(names.ok_or_else(|| ApiError::malformed("allowed_updates must be a list of names"))?);
    Ok(())
}

pub(super) fn webhook_info(state: &mut State) -> Value {
    state.forget_old_updates();
    let mut info = json!({
        "url": state.webhook,
        "pending_update_count": state.updates.len(),
    });
    if let Some(allowed) = state.allowed.as_ref().filter(|allowed| !allowed.is_empty()) {
        info["allowed_updates"] = json!(allowed);
    }
    state.hook.tell(&mut info);
    info
}

pub(super) fn set_commands(state: &mut State, params: &Params) -> Answer {
    let commands = params.get("commands").cloned().unwrap_or_default();
    let list = commands.as_array().map(Vec::as_slice).unwrap_or_default();
    if list.len() > 100 {
        return Err(ApiError::malformed("BOT_COMMANDS_TOO_MUCH"));
    }
    for entry in list {
        check::object("BotCommand", entry)?;
        let name = entry["command"].as_str().unwrap_or_default();
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !(1..=32).contains(&name.len()) || !name.chars().all(is_plain) {
            return Err(ApiError::malformed("BOT_COMMAND_INVALID"));
        }
        let description = entry["description"].as_str().unwrap_or_default();
        if !(1..=256).contains(&description.chars().count()) {
            return Err(ApiError::malformed("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    let key = commands_key(state, params)?;
    state.commands.insert(key, commands);
    Ok(json!(true))
}

pub(super) fn get_commands(state: &State, params: &Params) -> Value {
    let found = commands_key(state, params)
        .ok()
        .and_then(|key| state.commands.get(&key).cloned());
    found.unwrap_or_else(|| json!([]))
}

pub(super) fn delete_commands(state: &mut State, params: &Params) -> Answer {
    let key = commands_key(state, params)?;
    state.commands.remove(&key);
    Ok(json!(true))
}

/// One list per scope and language. A scope of one chat needs that chat to exist.
fn commands_key(state: &State, params: &Params) -> Result<String, ApiError> {
    let scope = params
        .get("scope")
        .cloned()
        .unwrap_or_else(|| json!({"type": "default"}));
    let kind = scope["type"].as_str().unwrap_or_default().to_owned();
    let place = match kind.as_str() {
        "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => {
            String::new()
        }
        "chat" | "chat_administrators" | "chat_member" => {
            format!(
                "{}:{}",
                state.resolve(scope.get("chat_id"))?,
                scope["user_id"]
            )
        }
        _ => {
            return Err(ApiError::malformed(
                "can't parse BotCommandScope: Unsupported type specified",
            ));
        }
    };
    Ok(format!(
        "{kind}:{place}:{}",
        params.text("language_code").unwrap_or_default()
    ))
}

pub(super) fn set_default_rights(state: &mut State, params: &Params) -> Answer {
    let rights = params.get("rights").cloned().unwrap_or_else(|| json!({}));
    if params.get("rights").is_some() {
        check::object("ChatAdministratorRights", &rights)?;
    }
    state
        .default_rights
        .insert(i64::from(params.flag("for_channels")), Box::new(rights));
    Ok(json!(true))
}

pub(super) fn get_file(state: &State, params: &Params) -> Answer {
    let id = params.text("file_id").unwrap_or_default();
    let file = state
        .files
        .get(id)
        .ok_or_else(|| ApiError::bad("wrong file_id or the file is temporarily unavailable"))?;
    if file.bytes.len() > LARGEST_DOWNLOAD {
        return Err(ApiError::bad("file is too big"));
    }
    Ok(json!({
        "file_id": id,
        "file_unique_id": unique(id),
        "file_size": file.bytes.len(),
        "file_path": file.path,
    }))
}

/// The `file_unique_id` that belongs to a `file_id`.
pub(super) fn unique(file_id: &str) -> String {
    format!("AgAD{}", &file_id[file_id.len().saturating_sub(8)..])
}
