//! The published methods and objects in use, with what each takes.

/// Methods with their parameters: `name:kind`, with `*` for what is required.
#[rustfmt::skip]
pub(super) const METHODS: &[(&str, &str)] = &[
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
    (
        "setMyName",
        "name:text language_code:text",
    ),
    (
        "getMyName",
        "language_code:text",
    ),
    (
        "setMyDescription",
        "description:text language_code:text",
    ),
    (
        "getMyDescription",
        "language_code:text",
    ),
    (
        "setMyShortDescription",
        "short_description:text language_code:text",
    ),
    (
        "getMyShortDescription",
        "language_code:text",
    ),
    (
        "setChatMenuButton",
        "chat_id:chat menu_button:object",
    ),
    (
        "getChatMenuButton",
        "chat_id:chat",
    ),
    (
        "sendVideo",
        "business_connection_id:text chat_id*:chat message_thread_id:int \
         direct_messages_topic_id:int ephemeral_message_parameters:object video*:file \
         duration:int width:int height:int thumbnail:file cover:file start_timestamp:int \
         caption:text parse_mode:text caption_entities:list show_caption_above_media:bool \
         has_spoiler:bool supports_streaming:bool disable_notification:bool \
         protect_content:bool allow_paid_broadcast:bool message_effect_id:text \
         suggested_post_parameters:object reply_parameters:object reply_markup:object",
    ),
    (
        "sendAnimation",
        "business_connection_id:text chat_id*:chat message_thread_id:int \
         direct_messages_topic_id:int ephemeral_message_parameters:object animation*:file \
         duration:int width:int height:int thumbnail:file caption:text parse_mode:text \
         caption_entities:list show_caption_above_media:bool has_spoiler:bool \
         disable_notification:bool protect_content:bool allow_paid_broadcast:bool \
         message_effect_id:text suggested_post_parameters:object reply_parameters:object \
         reply_markup:object",
    ),
    (
        "sendVoice",
        "business_connection_id:text chat_id*:chat message_thread_id:int \
         direct_messages_topic_id:int ephemeral_message_parameters:object voice*:file \
         caption:text parse_mode:text caption_entities:list duration:int \
         disable_notification:bool protect_content:bool allow_paid_broadcast:bool \
         message_effect_id:text suggested_post_parameters:object reply_parameters:object \
         reply_markup:object",
    ),
    (
        "sendAudio",
        "business_connection_id:text chat_id*:chat message_thread_id:int \
         direct_messages_topic_id:int ephemeral_message_parameters:object audio*:file \
         caption:text parse_mode:text caption_entities:list duration:int performer:text \
         title:text thumbnail:file disable_notification:bool protect_content:bool \
         allow_paid_broadcast:bool message_effect_id:text suggested_post_parameters:object \
         reply_parameters:object reply_markup:object",
    ),
    (
        "sendInvoice",
        "chat_id*:chat message_thread_id:int direct_messages_topic_id:int title*:text \
         description*:text payload*:text provider_token:text currency*:text prices*:list \
         max_tip_amount:int suggested_tip_amounts:list start_parameter:text \
         provider_data:text photo_url:text photo_size:int photo_width:int photo_height:int \
         need_name:bool need_phone_number:bool need_email:bool need_shipping_address:bool \
         send_phone_number_to_provider:bool send_email_to_provider:bool is_flexible:bool \
         disable_notification:bool protect_content:bool allow_paid_broadcast:bool \
         message_effect_id:text suggested_post_parameters:object reply_parameters:object \
         reply_markup:object",
    ),
    (
        "createInvoiceLink",
        "business_connection_id:text title*:text description*:text payload*:text \
         provider_token:text currency*:text prices*:list subscription_period:int \
         max_tip_amount:int suggested_tip_amounts:list provider_data:text photo_url:text \
         photo_size:int photo_width:int photo_height:int need_name:bool \
         need_phone_number:bool need_email:bool need_shipping_address:bool \
         send_phone_number_to_provider:bool send_email_to_provider:bool is_flexible:bool",
    ),
    (
        "answerPreCheckoutQuery",
        "pre_checkout_query_id*:text ok*:bool error_message:text",
    ),
    (
        "refundStarPayment",
        "user_id*:int telegram_payment_charge_id*:text",
    ),
    (
        "getStarTransactions",
        "offset:int limit:int",
    ),
    (
        "getMyStarBalance",
        "",
    ),
    (
        "editUserStarSubscription",
        "user_id*:int telegram_payment_charge_id*:text is_canceled*:bool",
    ),
    (
        "createChatSubscriptionInviteLink",
        "chat_id*:chat name:text subscription_period*:int subscription_price*:int",
    ),
    (
        "editMessageCaption",
        "business_connection_id:text chat_id:chat message_id:int inline_message_id:text \
         caption:text parse_mode:text caption_entities:list show_caption_above_media:bool \
         reply_markup:object",
    ),
    (
        "copyMessages",
        "chat_id*:chat message_thread_id:int direct_messages_topic_id:int from_chat_id*:chat \
         message_ids*:list disable_notification:bool protect_content:bool remove_caption:bool",
    ),
    (
        "forwardMessages",
        "chat_id*:chat message_thread_id:int direct_messages_topic_id:int from_chat_id*:chat \
         message_ids*:list disable_notification:bool protect_content:bool",
    ),
    (
        "deleteMessages",
        "chat_id*:chat message_ids*:list",
    ),
    (
        "sendMediaGroup",
        "business_connection_id:text chat_id*:chat message_thread_id:int \
         direct_messages_topic_id:int media*:list disable_notification:bool \
         protect_content:bool allow_paid_broadcast:bool message_effect_id:text \
         reply_parameters:object",
    ),
    (
        "sendPoll",
        "business_connection_id:text chat_id*:chat message_thread_id:int question*:text \
         question_parse_mode:text question_entities:list options*:list is_anonymous:bool \
         type:text allows_multiple_answers:bool allows_revoting:bool shuffle_options:bool \
         allow_adding_options:bool hide_results_until_closes:bool members_only:bool \
         country_codes:list correct_option_ids:list explanation:text \
         explanation_parse_mode:text explanation_entities:list explanation_media:object \
         open_period:int close_date:int is_closed:bool description:text \
         description_parse_mode:text description_entities:list media:object \
         disable_notification:bool protect_content:bool allow_paid_broadcast:bool \
         message_effect_id:text reply_parameters:object reply_markup:object",
    ),
    (
        "stopPoll",
        "business_connection_id:text chat_id*:chat message_id*:int reply_markup:object",
    ),
    (
        "sendSticker",
        "business_connection_id:text chat_id*:chat message_thread_id:int \
         direct_messages_topic_id:int ephemeral_message_parameters:object sticker*:file \
         emoji:text disable_notification:bool protect_content:bool allow_paid_broadcast:bool \
         message_effect_id:text suggested_post_parameters:object reply_parameters:object \
         reply_markup:object",
    ),
    (
        "sendVideoNote",
        "business_connection_id:text chat_id*:chat message_thread_id:int \
         direct_messages_topic_id:int ephemeral_message_parameters:object video_note*:file \
         duration:int length:int thumbnail:file disable_notification:bool protect_content:bool \
         allow_paid_broadcast:bool message_effect_id:text suggested_post_parameters:object \
         reply_parameters:object reply_markup:object",
    ),
    (
        "editMessageMedia",
        "business_connection_id:text chat_id:chat message_id:int inline_message_id:text \
         media*:object reply_markup:object",
    ),
    (
        "pinChatMessage",
        "business_connection_id:text chat_id*:chat message_id*:int disable_notification:bool",
    ),
    (
        "unpinChatMessage",
        "business_connection_id:text chat_id*:chat message_id:int",
    ),
    (
        "unpinAllChatMessages",
        "chat_id*:chat",
    ),
    (
        "createForumTopic",
        "chat_id*:chat name*:text icon_color:int icon_custom_emoji_id:text",
    ),
    (
        "editForumTopic",
        "chat_id*:chat message_thread_id*:int name:text icon_custom_emoji_id:text",
    ),
    (
        "closeForumTopic",
        "chat_id*:chat message_thread_id*:int",
    ),
    (
        "reopenForumTopic",
        "chat_id*:chat message_thread_id*:int",
    ),
    (
        "deleteForumTopic",
        "chat_id*:chat message_thread_id*:int",
    ),
];

/// Objects that bots send, in the same notation.
#[rustfmt::skip]
pub(super) const OBJECTS: &[(&str, &str)] = &[
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
    (
        "LabeledPrice",
        "label*:text amount*:int",
    ),
    (
        "MenuButtonCommands",
        "type*:text",
    ),
    (
        "MenuButtonWebApp",
        "type*:text text*:text web_app*:object",
    ),
    (
        "MenuButtonDefault",
        "type*:text",
    ),
    (
        "WebAppInfo",
        "url*:text",
    ),
    (
        "InputMediaPhoto",
        "type*:text media*:text caption:text parse_mode:text caption_entities:list \
         show_caption_above_media:bool has_spoiler:bool",
    ),
    (
        "InputMediaVideo",
        "type*:text media*:text thumbnail:text cover:text start_timestamp:int caption:text \
         parse_mode:text caption_entities:list show_caption_above_media:bool width:int \
         height:int duration:int supports_streaming:bool has_spoiler:bool",
    ),
    (
        "InputMediaAnimation",
        "type*:text media*:text thumbnail:text caption:text parse_mode:text \
         caption_entities:list show_caption_above_media:bool width:int height:int duration:int \
         has_spoiler:bool",
    ),
    (
        "InputMediaAudio",
        "type*:text media*:text thumbnail:text caption:text parse_mode:text \
         caption_entities:list duration:int performer:text title:text",
    ),
    (
        "InputMediaDocument",
        "type*:text media*:text thumbnail:text caption:text parse_mode:text \
         caption_entities:list disable_content_type_detection:bool",
    ),
    (
        "InputPollOption",
        "text*:text text_parse_mode:text text_entities:list media:object",
    ),
    (
        "ReactionTypeEmoji",
        "type*:text emoji*:text",
    ),
];
