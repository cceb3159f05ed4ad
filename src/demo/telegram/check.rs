//! The methods and objects the emulator knows, and the check of each call against them.
//!
//! Telegram ignores a parameter it does not know, so a misspelt one is a silent fault of the bot. The
//! emulator refuses it, and notes it among the violations.

use super::error::ApiError;
use serde_json::{Map, Value};

/// Methods with their parameters: `name:kind`, with `*` for what is required.
#[rustfmt::skip]
const METHODS: &[(&str, &str)] = &[
    (
        "getMe",
        "",
    ),
    (
        "getUpdates",
        "offset:int limit:int timeout:int allowed_updates:list",
    ),
    (
        "setWebhook",
        "url*:text certificate:file ip_address:text max_connections:int allowed_updates:list \
         drop_pending_updates:bool secret_token:text",
    ),
    (
        "deleteWebhook",
        "drop_pending_updates:bool",
    ),
    (
        "getWebhookInfo",
        "",
    ),
    (
        "setMyCommands",
        "commands*:list scope:object language_code:text",
    ),
    (
        "getMyCommands",
        "scope:object language_code:text",
    ),
    (
        "deleteMyCommands",
        "scope:object language_code:text",
    ),
    (
        "setMyDefaultAdministratorRights",
        "rights:object for_channels:bool",
    ),
    (
        "sendMessage",
        "business_connection_id:text chat_id*:chat message_thread_id:int \
         direct_messages_topic_id:int ephemeral_message_parameters:object text*:text \
         parse_mode:text entities:list link_preview_options:object disable_notification:bool \
         protect_content:bool allow_paid_broadcast:bool message_effect_id:text \
         suggested_post_parameters:object reply_parameters:object reply_markup:object",
    ),
    (
        "sendDocument",
        "business_connection_id:text chat_id*:chat message_thread_id:int \
         direct_messages_topic_id:int ephemeral_message_parameters:object document*:file \
         thumbnail:file caption:text parse_mode:text caption_entities:list \
         disable_content_type_detection:bool disable_notification:bool protect_content:bool \
         allow_paid_broadcast:bool message_effect_id:text suggested_post_parameters:object \
         reply_parameters:object reply_markup:object",
    ),
    (
        "sendPhoto",
        "business_connection_id:text chat_id*:chat message_thread_id:int \
         direct_messages_topic_id:int ephemeral_message_parameters:object photo*:file \
         caption:text parse_mode:text caption_entities:list show_caption_above_media:bool \
         has_spoiler:bool disable_notification:bool protect_content:bool \
         allow_paid_broadcast:bool message_effect_id:text suggested_post_parameters:object \
         reply_parameters:object reply_markup:object",
    ),
    (
        "copyMessage",
        "chat_id*:chat message_thread_id:int direct_messages_topic_id:int from_chat_id*:chat \
         message_id*:int video_start_timestamp:int caption:text parse_mode:text \
         caption_entities:list show_caption_above_media:bool disable_notification:bool \
         protect_content:bool allow_paid_broadcast:bool message_effect_id:text \
         suggested_post_parameters:object reply_parameters:object reply_markup:object",
    ),
    (
        "forwardMessage",
        "chat_id*:chat message_thread_id:int direct_messages_topic_id:int from_chat_id*:chat \
         video_start_timestamp:int disable_notification:bool protect_content:bool \
         message_effect_id:text suggested_post_parameters:object message_id*:int",
    ),
    (
        "editMessageText",
        "business_connection_id:text chat_id:chat message_id:int inline_message_id:text text:text \
         parse_mode:text entities:list link_preview_options:object rich_message:object \
         reply_markup:object",
    ),
    (
        "editMessageReplyMarkup",
        "business_connection_id:text chat_id:chat message_id:int inline_message_id:text \
         reply_markup:object",
    ),
    (
        "deleteMessage",
        "chat_id*:chat message_id*:int",
    ),
    (
        "answerCallbackQuery",
        "callback_query_id*:text text:text show_alert:bool url:text cache_time:int",
    ),
    (
        "sendChatAction",
        "business_connection_id:text chat_id*:chat message_thread_id:int action*:text",
    ),
    (
        "setMessageReaction",
        "chat_id*:chat message_id*:int reaction:list is_big:bool",
    ),
    (
        "getFile",
        "file_id*:text",
    ),
    (
        "getChat",
        "chat_id*:chat",
    ),
    (
        "getChatMember",
        "chat_id*:chat user_id*:int",
    ),
    (
        "getChatAdministrators",
        "chat_id*:chat return_bots:bool",
    ),
    (
        "getChatMemberCount",
        "chat_id*:chat",
    ),
    (
        "banChatMember",
        "chat_id*:chat user_id*:int until_date:int revoke_messages:bool",
    ),
    (
        "unbanChatMember",
        "chat_id*:chat user_id*:int only_if_banned:bool",
    ),
    (
        "leaveChat",
        "chat_id*:chat",
    ),
    (
        "createChatInviteLink",
        "chat_id*:chat name:text expire_date:int member_limit:int creates_join_request:bool",
    ),
    (
        "editChatInviteLink",
        "chat_id*:chat invite_link*:text name:text expire_date:int member_limit:int \
         creates_join_request:bool",
    ),
    (
        "revokeChatInviteLink",
        "chat_id*:chat invite_link*:text",
    ),
    (
        "exportChatInviteLink",
        "chat_id*:chat",
    ),
    (
        "approveChatJoinRequest",
        "chat_id*:chat user_id*:int",
    ),
    (
        "declineChatJoinRequest",
        "chat_id*:chat user_id*:int",
    ),
];

/// Objects that bots send, in the same notation.
#[rustfmt::skip]
const OBJECTS: &[(&str, &str)] = &[
    (
        "InlineKeyboardMarkup",
        "inline_keyboard*:list force_reply:bool",
    ),
    (
        "InlineKeyboardButton",
        "text*:text icon_custom_emoji_id:text style:text url:text callback_data:text \
         web_app:object login_url:object switch_inline_query:text \
         switch_inline_query_current_chat:text switch_inline_query_chosen_chat:object \
         copy_text:object callback_game:object pay:bool disabled:object",
    ),
    (
        "CopyTextButton",
        "text*:text",
    ),
    (
        "ReplyKeyboardMarkup",
        "keyboard*:list is_persistent:bool resize_keyboard:bool one_time_keyboard:bool \
         input_field_placeholder:text selective:bool force_reply:bool",
    ),
    (
        "KeyboardButton",
        "text*:text icon_custom_emoji_id:text style:text request_users:object request_chat:object \
         request_managed_bot:object request_contact:bool request_location:bool \
         request_poll:object web_app:object",
    ),
    (
        "KeyboardButtonRequestChat",
        "request_id*:int chat_is_channel*:bool chat_is_forum:bool chat_has_username:bool \
         chat_is_created:bool user_administrator_rights:object bot_administrator_rights:object \
         bot_is_member:bool request_title:bool request_username:bool request_photo:bool",
    ),
    (
        "KeyboardButtonRequestUsers",
        "request_id*:int user_is_bot:bool user_is_premium:bool max_quantity:int request_name:bool \
         request_username:bool request_photo:bool",
    ),
    (
        "ReplyKeyboardRemove",
        "remove_keyboard*:bool selective:bool",
    ),
    (
        "ForceReply",
        "force_reply*:bool input_field_placeholder:text selective:bool",
    ),
    (
        "ChatAdministratorRights",
        "is_anonymous*:bool can_manage_chat*:bool can_delete_messages*:bool \
         can_manage_video_chats*:bool can_restrict_members*:bool can_promote_members*:bool \
         can_change_info*:bool can_invite_users*:bool can_post_stories*:bool \
         can_edit_stories*:bool can_delete_stories*:bool can_post_messages:bool \
         can_edit_messages:bool can_pin_messages:bool can_manage_topics:bool \
         can_manage_direct_messages:bool can_manage_tags:bool can_send_welcome_messages*:bool",
    ),
    (
        "BotCommand",
        "command*:text description*:text is_ephemeral:bool",
    ),
    (
        "MessageEntity",
        "type*:text offset*:int length*:int url:text user:object language:text \
         custom_emoji_id:text unix_time:int date_time_format:text",
    ),
    (
        "LinkPreviewOptions",
        "is_disabled:bool url:text prefer_small_media:bool prefer_large_media:bool \
         show_above_text:bool",
    ),
    (
        "ReplyParameters",
        "message_id:int chat_id:chat ephemeral_message_id:int allow_sending_without_reply:bool \
         quote:text quote_parse_mode:text quote_entities:list quote_position:int \
         checklist_task_id:int poll_option_id:text",
    ),
];

/// A method of the Bot API with the parameters it takes.
#[derive(Clone, Debug)]
pub struct Method {
    /// The name as the Bot API spells it.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
}

/// One parameter of a method, or one field of an object.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name.
    pub name: &'static str,
    /// `int`, `bool`, `text`, `chat`, `file`, `list` or `object`.
    pub kind: &'static str,
    /// It may not be left out.
    pub is_required: bool,
}

/// All methods of the table.
pub fn methods() -> Vec<Method> {
    METHODS
        .iter()
        .map(|(name, parameters)| Method {
            name,
            parameters: read(parameters),
        })
        .collect()
}

/// All objects of the table, as if they were methods.
pub fn objects() -> Vec<Method> {
    OBJECTS
        .iter()
        .map(|(name, fields)| Method {
            name,
            parameters: read(fields),
        })
        .collect()
}

/// The method's name as the Bot API spells it; callers may use any case.
pub(super) fn method_named(name: &str) -> Option<&'static str> {
    METHODS
        .iter()
        .map(|(known, _)| *known)
        .find(|known| known.eq_ignore_ascii_case(name))
}

fn read(notation: &'static str) -> Vec<Parameter> {
    notation
        .split_whitespace()
        .filter_map(|item| item.split_once(':'))
        .map(|(name, kind)| Parameter {
            name: name.trim_end_matches('*'),
            kind,
            is_required: name.ends_with('*'),
        })
        .collect()
}

/// The call's parameters with the types the table names, or why the call is refused.
pub(super) fn typed(method: &str, raw: Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
    let known = METHODS
        .iter()
        .find(|(name, _)| *name == method)
        .map(|(_, parameters)| read(parameters))
        .unwrap_or_default();
    let mut typed = Map::new();
    for (name, value) in raw {
        let Some(parameter) = known.iter().find(|parameter| parameter.name == name) else {
            // Uploaded files may carry any name: a parameter refers to them by `attach://`.
            if value
                .as_str()
                .is_some_and(|text| text.starts_with("attach://"))
            {
                continue;
            }
            return Err(ApiError::malformed(format!("unknown parameter {name}")));
        };
        if value.is_null() {
            continue;
        }
        let Some(value) = convert(parameter.kind, value) else {
            return Err(ApiError::malformed(format!(
                "parameter {name} is not of kind {}",
                parameter.kind
            )));
        };
        typed.insert(name, value);
    }
    match known
        .iter()
        .find(|p| p.is_required && !typed.contains_key(p.name))
    {
        Some(Parameter {
            name: "chat_id", ..
        }) => Err(ApiError::malformed("chat_id is empty")),
        Some(Parameter { name: "text", .. }) => Err(ApiError::malformed("message text is empty")),
        Some(missing) => Err(ApiError::malformed(format!(
            "parameter \"{}\" is required",
            missing.name
        ))),
        None => Ok(typed),
    }
}

/// Checks the fields of an object a bot sends; what is unknown or missing is refused.
pub(super) fn object(kind: &str, value: &Value) -> Result<(), ApiError> {
    let Some((_, fields)) = OBJECTS.iter().find(|(name, _)| *name == kind) else {
        return Ok(());
    };
    let fields = read(fields);
    let Some(given) = value.as_object() else {
        return Err(ApiError::malformed(format!("{kind} must be an object")));
    };
    for (name, value) in given {
        let Some(field) = fields.iter().find(|field| field.name == name) else {
            return Err(ApiError::malformed(format!(
                "unknown field {name} in {kind}"
            )));
        };
        if !value.is_null() && !is_kind(field.kind, value) {
            return Err(ApiError::malformed(format!(
                "field {name} of {kind} is not of kind {}",
                field.kind
            )));
        }
    }
    match fields
        .iter()
        .find(|f| f.is_required && !given.contains_key(f.name))
    {
        Some(missing) => Err(ApiError::malformed(format!(
            "field {} of {kind} is missing",
            missing.name
        ))),
        None => Ok(()),
    }
}

fn is_kind(kind: &str, value: &Value) -> bool {
    match kind {
        "int" => value.is_i64() || value.is_u64(),
        "bool" => value.is_boolean(),
        "chat" => value.is_i64() || value.is_string(),
        "list" => value.is_array(),
        "object" => value.is_object(),
        _ => value.is_string(),
    }
}

/// Forms carry everything as text, and JSON bodies may hold an object as a string.
fn convert(kind: &str, value: Value) -> Option<Value> {
    let converted = match (&value, kind) {
        (Value::String(text), "int") => Value::from(text.trim().parse::<i64>().ok()?),
        (Value::String(text), "bool") => match text.to_lowercase().as_str() {
            "true" | "1" | "yes" => Value::Bool(true),
            "false" | "0" | "no" | "" => Value::Bool(false),
            _ => return None,
        },
        (Value::String(text), "chat") => match text.trim().parse::<i64>() {
            Ok(id) => Value::from(id),
            Err(_) => value,
        },
        (Value::String(text), "list" | "object") => serde_json::from_str(text).ok()?,
        (Value::Number(number), "text") => Value::String(number.to_string()),
        _ => value,
    };
    is_kind(kind, &converted).then_some(converted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn call(method: &str, raw: Value) -> Result<Map<String, Value>, ApiError> {
        typed(method, raw.as_object().cloned().unwrap_or_default())
    }

    #[test]
    fn form_values_take_the_types_of_the_table() {
        let typed = call(
            "sendMessage",
            json!({"chat_id": "7", "text": "12", "protect_content": "true",
                   "reply_markup": "{\"inline_keyboard\":[]}"}),
        )
        .expect("valid");
        assert_eq!(typed["chat_id"], 7);
        assert_eq!(typed["text"], "12");
        assert_eq!(typed["protect_content"], true);
        assert!(typed["reply_markup"].is_object());
    }

    #[test]
    fn unknown_missing_and_mistyped_parameters_are_violations() {
        for (raw, says) in [
            (
                json!({"chat_id": 1, "text": "a", "parsemode": "HTML"}),
                "unknown parameter parsemode",
            ),
            (json!({"text": "a"}), "chat_id is empty"),
            (
                json!({"chat_id": 1, "text": "a", "protect_content": 3}),
                "protect_content is not",
            ),
        ] {
            let error = call("sendMessage", raw).expect_err("refused");
            assert!(
                error.is_violation && error.description.contains(says),
                "{error:?}"
            );
        }
    }

    #[test]
    fn method_names_are_found_in_any_case() {
        assert_eq!(method_named("SendMessage"), Some("sendMessage"));
        assert_eq!(method_named("sendNothing"), None);
    }
}
