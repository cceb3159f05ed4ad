//! What each method does. Calls come here typed; the answer is a result or Telegram's refusal.

mod account;
pub(super) use account::remember_allowed;
pub(super) use copying::{content_of, origin_of};
pub(super) use media::{file_object, folder_of};
pub(super) use payments::PAY_WITHIN;
pub(super) use pins::pin;
pub(super) use polls::Question;
pub(super) use reactions::is_reaction;
mod albums;
mod copying;
mod editing;
mod links;
mod media;
mod members;
mod messages;
mod payments;
mod pins;
mod polls;
pub(super) mod profile;
mod reactions;
mod stars;
mod topics;

use super::error::ApiError;
use super::faults;
use super::keyboards;
use super::params::Params;
use super::state::{ChatKind, State, Status};
use serde_json::Value;

type Answer<T = Value> = Result<T, ApiError>;

/// Methods that send one message.
const MESSAGES: [&str; 13] = [
    "sendMessage",
    "sendPhoto",
    "sendDocument",
    "sendVideo",
    "sendAnimation",
    "sendAudio",
    "sendVoice",
    "sendVideoNote",
    "sendSticker",
    "sendPoll",
    "sendInvoice",
    "copyMessage",
    "forwardMessage",
];

/// Carries a call out. `getUpdates` waits, so it is the server's.
pub(super) fn call(state: &mut State, method: &str, params: &Params) -> Answer {
    let messages = match method {
        "copyMessages" | "forwardMessages" => params.list("message_ids").len(),
        "sendMediaGroup" => params.list("media").len(),
        _ => usize::from(MESSAGES.contains(&method)),
    };
    if messages > 0 {
        let chat = params.int("chat_id").unwrap_or(0);
        faults::count(&mut state.floods, method, chat, messages)?;
    }
    let result = act(state, method, params)?;
    if messages > 0 && params.flag("disable_notification") {
        state.mark_silent(params, &result);
    }
    Ok(result)
}

fn act(state: &mut State, method: &str, params: &Params) -> Answer {
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
        "refundStarPayment" => stars::refund(state, params),
        "getStarTransactions" => stars::transactions(state, params),
        "getMyStarBalance" => Ok(stars::balance(state)),
        "editUserStarSubscription" => stars::edit_subscription(state, params),
        "sendVideoNote" => media::send(state, params, "video_note"),
        "sendSticker" => media::send(state, params, "sticker"),
        "sendMediaGroup" => albums::send(state, params),
        "sendPoll" => polls::send(state, params),
        "stopPoll" => polls::stop(state, params),
        "copyMessage" => copying::copy(state, params),
        "copyMessages" => copying::copy_all(state, params),
        "forwardMessage" => copying::forward(state, params),
        "forwardMessages" => copying::forward_all(state, params),
        "pinChatMessage" => pins::pin_by_bot(state, params),
        "unpinChatMessage" => pins::unpin(state, params),
        "unpinAllChatMessages" => pins::unpin_all(state, params),
        "sendChatAction" => messages::chat_action(state, params),
        "createForumTopic" => topics::create(state, params),
        "editForumTopic" => topics::edit(state, params),
        "closeForumTopic" => topics::set_closed(state, params, true),
        "reopenForumTopic" => topics::set_closed(state, params, false),
        "deleteForumTopic" => topics::delete(state, params),
        "setMessageReaction" => reactions::react(state, params),
        "editMessageText" => editing::edit_text(state, params),
        "editMessageCaption" => editing::edit_caption(state, params),
        "editMessageMedia" => editing::edit_media(state, params),
        "editMessageReplyMarkup" => editing::edit_markup(state, params),
        "deleteMessage" => editing::delete(state, params),
        "deleteMessages" => editing::delete_all(state, params),
        "answerCallbackQuery" => editing::answer_press(state, params),
        "getChat" => members::get_chat(state, params),
        "getChatMember" => members::get_member(state, params),
        "getChatAdministrators" => members::administrators(state, params),
        "getChatMemberCount" => members::count(state, params),
        "banChatMember" => members::ban(state, params),
        "unbanChatMember" => members::unban(state, params),
        "leaveChat" => members::leave(state, params),
        "createChatInviteLink" => links::create(state, params),
        "createChatSubscriptionInviteLink" => stars::subscription_link(state, params),
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

    /// The `reply_markup` of a message to this chat; channels know inline keyboards only.
    fn markup_for(&self, chat: i64, params: &Params) -> Answer<Option<Value>> {
        keyboards::checked(params.get("reply_markup"), self.is_channel(chat))
    }

    fn is_channel(&self, chat: i64) -> bool {
        let chat = self.chats.get(&chat);
        chat.is_some_and(|chat| chat.kind == ChatKind::Channel)
    }

    /// Notes on the messages of this result that they came without a sound.
    fn mark_silent(&mut self, params: &Params, result: &Value) {
        let Ok(chat) = self.resolve(params.get("chat_id")) else {
            return;
        };
        let one = std::slice::from_ref(result);
        for message in result.as_array().map_or(one, Vec::as_slice) {
            let id = message["message_id"].as_i64().unwrap_or(0);
            if let Some(stored) = self.messages.get_mut(&(chat, id)) {
                stored.is_silent = true;
            }
        }
    }
}

fn not_a_member(kind: ChatKind) -> ApiError {
    ApiError::forbidden(&format!("bot is not a member of the {} chat", kind.name()))
}
