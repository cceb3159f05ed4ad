//! What the REST API shows of desks: ways to pay by hand, canned answers, channels.

use crate::models::Permission;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::models::api_resource::Resource;
use crate::models::api_resource::described;

/// Ways to pay by hand.
pub static PAYMENT_METHODS: Resource = Resource {
    name: "payment-methods",
    title: "PaymentMethod",
    doc: described("Ways to pay by hand: a card, a transfer, a top-up of a phone."),
    permission: Permission::ManageShop,
    from: "manual_methods m",
    key: "m.id",
    only: "m.removed_at IS NULL",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "m.id", Kind::Int, "Number of the way to pay."),
        Field::new("names", "m.names", Kind::Json, "Name by language."),
        Field::new(
            "instructions",
            "m.instructions",
            Kind::Json,
            "How it is paid, by language.",
        ),
        Field::new("currency", "m.currency", Kind::Text, "ISO 4217."),
        Field::new(
            "wants_reference",
            "m.wants_reference",
            Kind::Bool,
            "The number of the transfer is asked for.",
        ),
        Field::new("is_enabled", "m.is_enabled", Kind::Bool, "It is offered."),
        Field::new(
            "position",
            "m.position",
            Kind::Int,
            "Its place: the lowest is shown first.",
        ),
        Field::new(
            "created_at",
            "m.created_at",
            Kind::Instant,
            "When it was made.",
        ),
    ],
};

/// Canned answers.
pub static CANNED_ANSWERS: Resource = Resource {
    name: "canned-answers",
    title: "CannedAnswer",
    doc: described("Answers of the support that are kept for another time."),
    permission: Permission::SeeTickets,
    from: "canned_answers k",
    key: "k.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "k.id", Kind::Int, "Number of the answer."),
        Field::new(
            "title",
            "k.title",
            Kind::Text,
            "What the staff finds it by.",
        ),
        Field::new("body", "k.body", Kind::Text, "What it says."),
        Field::new("made_by", "k.made_by", Kind::Int, "Telegram id."),
        Field::new(
            "created_at",
            "k.created_at",
            Kind::Instant,
            "When it was made.",
        ),
    ],
};

/// Channels and groups in which the bot has been.
pub static CHANNELS: Resource = Resource {
    name: "channels",
    title: "Channel",
    doc: described("Channels and groups in which the bot has been, and what it may do there."),
    permission: Permission::Configure,
    from: "channels c",
    key: "c.chat_id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "c.chat_id", Kind::Int, "Telegram id of the chat."),
        Field::new(
            "door",
            "(SELECT CASE c.chat_id WHEN h.vip_channel_id THEN 'vip' WHEN h.free_channel_id THEN 'free' END FROM bot_config h WHERE h.id = 1)",
            Kind::OneOf("vip|free"),
            "The door that it stands behind; null = none.",
        )
        .or_null(),
        Field::new("kind", "c.kind", Kind::OneOf("channel|supergroup|group"), "What it is."),
        Field::new("title", "c.title", Kind::Text, "As Telegram shows it."),
        Field::new("username", "c.username", Kind::Text, "Without @; null = it is private.").or_null(),
        Field::new("is_admin", "c.is_admin", Kind::Bool, "The bot is an administrator there."),
        Field::new("rights", "c.rights", Kind::Text, "What it may do there, comma separated."),
        Field::new("lost_at", "c.lost_at", Kind::Instant, "Since when it lacks a right that it needs.").or_null(),
        Field::new("checked_at", "c.checked_at", Kind::Instant, "When it was looked at last."),
    ],
};
