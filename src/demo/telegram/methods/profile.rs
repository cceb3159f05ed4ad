//! How the bot presents itself: name, descriptions, menu button.

use super::Answer;
use crate::demo::telegram::check;
use crate::demo::telegram::error::ApiError;
use crate::demo::telegram::html::utf16_len;
use crate::demo::telegram::params::Params;
use crate::demo::telegram::state::State;
use serde_json::{Value, json};

/// A text of the profile, one per language.
pub(in crate::demo::telegram) struct Field {
    /// Its parameter.
    pub(in crate::demo::telegram) name: &'static str,
    /// In UTF-16 units.
    most: usize,
}

pub(in crate::demo::telegram) const NAME: Field = Field {
    name: "name",
    most: 64,
};
pub(in crate::demo::telegram) const DESCRIPTION: Field = Field {
    name: "description",
    most: 512,
};
pub(in crate::demo::telegram) const SHORT_DESCRIPTION: Field = Field {
    name: "short_description",
    most: 120,
};

/// Sets a text for a language, or for all without their own. An empty one takes it away.
pub(super) fn set(state: &mut State, params: &Params, field: &Field) -> Answer {
    let language = params.text("language_code").unwrap_or_default();
    let is_code = language.len() == 2 && language.chars().all(|c| c.is_ascii_lowercase());
    if !language.is_empty() && !is_code {
        return Err(ApiError::malformed("LANG_CODE_INVALID"));
    }
    let text = params.text(field.name).unwrap_or_default();
    if utf16_len(text) > field.most {
        return Err(ApiError::malformed(format!(
            "{} must be at most {} characters long",
            field.name, field.most
        )));
    }
    let key = format!("{}:{language}", field.name);
    if text.is_empty() {
        state.profile.remove(&key);
    } else {
        state.profile.insert(key, text.to_owned());
        if field.name == NAME.name && language.is_empty() {
            text.clone_into(&mut state.bot.first_name);
        }
    }
    state.change();
    Ok(json!(true))
}

/// The text as somebody with this language sees it.
pub(super) fn get(state: &State, params: &Params, field: &Field) -> Value {
    let language = params.text("language_code").unwrap_or_default();
    json!({field.name: state.profile_text(field, language)})
}

pub(super) fn set_menu_button(state: &mut State, params: &Params) -> Answer {
    let button = params.get("menu_button").cloned();
    let button = button.unwrap_or_else(|| json!({"type": "default"}));
    let kind = match button["type"].as_str().unwrap_or_default() {
        "commands" => "MenuButtonCommands",
        "web_app" => "MenuButtonWebApp",
        "default" => "MenuButtonDefault",
        _ => return Err(ApiError::malformed("can't parse menu button")),
    };
    check::object(kind, &button)?;
    let chat = menu_chat(state, params)?;
    state.menu_buttons.insert(chat, Box::new(button));
    Ok(json!(true))
}

pub(super) fn menu_button(state: &State, params: &Params) -> Answer {
    let chat = menu_chat(state, params)?;
    Ok(state.menu_button(chat))
}

/// A private chat, or 0 for all others.
fn menu_chat(state: &State, params: &Params) -> Result<i64, ApiError> {
    let Some(chat) = params.get("chat_id") else {
        return Ok(0);
    };
    let chat = state.resolve(Some(chat))?;
    if state.users.contains_key(&chat) {
        return Ok(chat);
    }
    Err(ApiError::bad("chat not found"))
}

impl State {
    /// A text of the profile in this language, else the one for everybody.
    pub(in crate::demo::telegram) fn profile_text(&self, field: &Field, language: &str) -> String {
        let own = self.profile.get(&format!("{}:{language}", field.name));
        let text = own.or_else(|| self.profile.get(&format!("{}:", field.name)));
        match text {
            Some(text) => text.clone(),
            None if field.name == NAME.name => self.bot.first_name.clone(),
            None => String::new(),
        }
    }

    /// The menu button of a private chat.
    pub(in crate::demo::telegram) fn menu_button(&self, chat: i64) -> Value {
        let own = self.menu_buttons.get(&chat);
        own.or_else(|| self.menu_buttons.get(&0)).map_or_else(
            || json!({"type": "commands"}),
            |button| Value::clone(button),
        )
    }
}
