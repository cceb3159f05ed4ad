//! The bot's reactions.

use super::Answer;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::{ChatKind, State};
use serde_json::{Value, json};

/// The 73 emoji a reaction may be; none carries U+FE0F.
const REACTIONS: &str = "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡";

/// Whether the emoji may be a reaction at all.
pub(in crate::demo::telegram) fn is_reaction(emoji: &str) -> bool {
    REACTIONS.split(' ').any(|known| known == emoji)
}

pub(super) fn react(state: &mut State, params: &Params) -> Answer {
    let chat = state.visible_chat(params, "chat_id")?;
    let key = (chat, params.int("message_id").unwrap_or(0));
    if !state.messages.contains_key(&key) {
        return Err(ApiError::bad("message to react not found"));
    }
    // On an album the bot reacts to its first message.
    let key = state.head_of_album(key);
    if !state.member(chat, state.bot.id).status.is_in() && chat < 0 {
        return Err(super::not_a_member(ChatKind::Channel));
    }
    let reactions = params
        .get("reaction")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    if reactions.len() > 1 {
        return Err(ApiError::malformed("REACTIONS_TOO_MANY"));
    }
    for reaction in &reactions {
        let emoji = reaction["emoji"].as_str().unwrap_or_default();
        if reaction["type"] != "emoji" || !is_reaction(emoji) {
            return Err(ApiError::malformed("REACTION_INVALID"));
        }
        if !state.allows_reaction(chat, emoji) {
            return Err(ApiError::bad("REACTION_INVALID"));
        }
    }
    state.change();
    if let Some(message) = state.messages.get_mut(&key) {
        message.reactions = reactions
            .iter()
            .filter_map(|r| r["emoji"].as_str().map(str::to_owned))
            .collect();
    }
    Ok(json!(true))
}
