//! What each method does. Calls come here typed; the answer is a result or Telegram's refusal.

mod account;
pub(super) use account::{remember_allowed, unique};
pub(super) use media::photo_sizes;
pub(super) use messages::origin_of;
pub(super) use payments::PAY_WITHIN;
pub(super) use reactions::is_reaction;
mod editing;
mod links;
mod media;
mod members;
mod messages;
mod payments;
pub(super) mod profile;
mod reactions;

use super::error::ApiError;
use super::params::Params;
use super::state::{ChatKind, State, Status};
use serde_json::Value;

type Answer = Result<Value, ApiError>;

/// Methods that count against the flood limit.
const MESSAGES: [&str; 10] = [
    "sendMessage",
    "sendPhoto",
    "sendDocument",
    "sendVideo",
    "sendAnimation",
    "sendAudio",
    "sendVoice",
    "sendInvoice",
    "copyMessage",
    "forwardMessage",
];

/// Carries a call out. `getUpdates` waits, so it is the server's.
pub(super) fn call(state: &mut State, method: &str, params: &Params) -> Answer {
    if MESSAGES.contains(&method) {
        state.count_against_flood(params.int("chat_id").unwrap_or(0))?;
    }
    match method {
        "getMe" => Ok(account::get_me(state)),
        "setWebhook" => account::set_webhook(state, params),
        "deleteWebhook" => account::delete_webhook(state, params),
        "getWebhookInfo" => Ok(account::webhook_info(state)),
        "setMyCommands" => account::set_commands(state, params),
        "getMyCommands" => Ok(account::get_commands(state, params)),
        "deleteMyCommands" => account::delete_commands(state, params),
        "setMyDefaultAdministratorRights" => account::set_default_rights(state, params),
        "setMyName" => profile::set(state, params, &profile::NAME),
        "getMyName" => Ok(profile::get(state, params, &profile::NAME)),
        "setMyDescription" => profile::set(state, params, &profile::DESCRIPTION),
        "getMyDescription" => Ok(profile::get(state, params, &profile::DESCRIPTION)),
        "setMyShortDescription" => profile::set(state, params, &profile::SHORT_DESCRIPTION),
        "getMyShortDescription" => Ok(profile::get(state, params, &profile::SHORT_DESCRIPTION)),
        "setChatMenuButton" => profile::set_menu_button(state, params),
        "getChatMenuButton" => profile::menu_button(state, params),
        "getFile" => account::get_file(state, params),
        "sendMessage" => messages::send_text(state, params),
        "sendDocument" => media::send(state, params, "document"),
        "sendPhoto" => media::send(state, params, "photo"),
        "sendVideo" => media::send(state, params, "video"),
        "sendAnimation" => media::send(state, params, "animation"),
        "sendAudio" => media::send(state, params, "audio"),
        "sendVoice" => media::send(state, params, "voice"),
        "sendInvoice" => payments::send_invoice(state, params),
        "createInvoiceLink" => payments::create_link(state, params),
        "answerPreCheckoutQuery" => payments::answer(state, params),
        "copyMessage" => messages::copy(state, params),
        "forwardMessage" => messages::forward(state, params),
        "sendChatAction" => messages::chat_action(state, params),
        "setMessageReaction" => reactions::react(state, params),
        "editMessageText" => editing::edit_text(state, params),
        "editMessageCaption" => editing::edit_caption(state, params),
        "editMessageReplyMarkup" => editing::edit_markup(state, params),
        "deleteMessage" => editing::delete(state, params),
        "answerCallbackQuery" => editing::answer_press(state, params),
        "getChat" => members::get_chat(state, params),
        "getChatMember" => members::get_member(state, params),
        "getChatAdministrators" => members::administrators(state, params),
        "getChatMemberCount" => members::count(state, params),
        "banChatMember" => members::ban(state, params),
        "unbanChatMember" => members::unban(state, params),
        "leaveChat" => members::leave(state, params),
        "createChatInviteLink" => links::create(state, params),
        "editChatInviteLink" => links::edit(state, params),
        "revokeChatInviteLink" => links::revoke(state, params),
        "exportChatInviteLink" => links::export(state, params),
        "approveChatJoinRequest" => links::decide(state, params, true),
        "declineChatJoinRequest" => links::decide(state, params, false),
        _ => Err(ApiError::new(404, "Not Found")),
    }
}

impl State {
    /// The chat named by `chat_id`, if the bot can look into it.
    fn visible_chat(&self, params: &Params, name: &str) -> Result<i64, ApiError> {
        let id = self.resolve(params.get(name))?;
        let Some(chat) = self.chats.get(&id) else {
            return Err(ApiError::bad("chat not found"));
        };
        if chat.kind == ChatKind::Private {
            return Ok(id);
        }
        match self.member(id, self.bot.id).status {
            Status::Kicked => Err(ApiError::forbidden(&format!(
                "bot was kicked from the {} chat",
                chat.kind.name()
            ))),
            Status::Left if chat.username.is_none() => Err(not_a_member(chat.kind)),
            _ => Ok(id),
        }
    }

    /// The chat named by `chat_id`, if the bot may write there.
    fn writable_chat(&self, params: &Params) -> Result<i64, ApiError> {
        let id = self.visible_chat(params, "chat_id")?;
        if let Some(user) = self.users.get(&id) {
            if user.is_deactivated {
                return Err(ApiError::forbidden("user is deactivated"));
            }
            if user.has_blocked {
                return Err(ApiError::forbidden("bot was blocked by the user"));
            }
            if !user.has_started && !self.is_in_request_window(id) {
                return Err(ApiError::forbidden(
                    "bot can't initiate conversation with a user",
                ));
            }
            return Ok(id);
        }
        let kind = self
            .chats
            .get(&id)
            .map_or(ChatKind::Channel, |chat| chat.kind);
        let bot = self.member(id, self.bot.id);
        if !bot.status.is_in() {
            return Err(not_a_member(kind));
        }
        if kind == ChatKind::Channel && !bot.rights.can_post_messages {
            return Err(ApiError::bad(
                "need administrator rights in the channel chat",
            ));
        }
        Ok(id)
    }

    /// Refuses unless the bot is an administrator with this right.
    fn need_right(&self, chat: i64, right: &str, refusal: &str) -> Result<(), ApiError> {
        let bot = self.member(chat, self.bot.id);
        if bot.status == Status::Creator
            || (bot.status == Status::Administrator && bot.rights.has(right))
        {
            return Ok(());
        }
        Err(ApiError::bad(refusal))
    }

    fn count_against_flood(&mut self, chat: i64) -> Result<(), ApiError> {
        let Some(limit) = self.flood else {
            return Ok(());
        };
        let now = tokio::time::Instant::now();
        self.sent
            .retain(|(at, _)| now.duration_since(*at).as_secs() < 60);
        let lately = self
            .sent
            .iter()
            .filter(|(at, _)| now.duration_since(*at).as_secs() < 1)
            .count();
        let here = self
            .sent
            .iter()
            .filter(|(_, to)| chat < 0 && *to == chat)
            .count();
        if lately >= limit.per_second || here >= limit.per_minute_and_group {
            return Err(ApiError::flood(limit.retry_after));
        }
        self.sent.push_back((now, chat));
        Ok(())
    }
}

fn not_a_member(kind: ChatKind) -> ApiError {
    ApiError::forbidden(&format!("bot is not a member of the {} chat", kind.name()))
}
