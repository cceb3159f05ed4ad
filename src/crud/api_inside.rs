//! What the REST API shows of what goes on inside the house.

use crate::models::Permission;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::models::api_resource::Resource;
use crate::models::api_resource::described;

/// Who did what, chained by hashes.
pub static AUDIT: Resource = Resource {
    name: "audit",
    title: "AuditEntry",
    doc: described("Who did what, chained by hashes."),
    permission: Permission::SeeAudit,
    from: "audit_log a",
    key: "a.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "a.id", Kind::Int, "Number of the entry."),
        Field::new(
            "actor_kind",
            "a.actor_kind",
            Kind::OneOf("user|system|api_key"),
            "Who acted.",
        )
        .equal(),
        Field::new(
            "actor_id",
            "a.actor_id",
            Kind::Int,
            "Telegram id, or number of the API key.",
        )
        .or_null()
        .equal(),
        Field::new("action", "a.action", Kind::Text, "Name of the act.").equal(),
        Field::new("target", "a.target", Kind::Text, "To whom or what.").or_null(),
        Field::new(
            "details",
            "iif(json_valid(a.details), a.details, NULL)",
            Kind::Json,
            "What was changed.",
        )
        .or_null(),
        Field::new("created_at", "a.created_at", Kind::Instant, "When.").range(),
        Field::new(
            "hash",
            "lower(hex(a.hash))",
            Kind::Text,
            "Chains it to the one before.",
        ),
    ],
};

/// Work that follows from what happened: messages, removals, keys.
pub static TASKS: Resource = Resource {
    name: "tasks",
    title: "Task",
    doc: described("Work that follows from what happened: messages, removals, keys."),
    permission: Permission::SeeStatus,
    from: "tasks t",
    key: "t.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "t.id", Kind::Int, "Number of the task."),
        Field::new("kind", "t.kind", Kind::Text, "What is to be done.").equal(),
        Field::new(
            "state",
            "t.state",
            Kind::OneOf("due|waiting|done|failed"),
            "How far it is.",
        )
        .equal(),
        Field::new("due_at", "t.due_at", Kind::Instant, "When it is tried."),
        Field::new("waits_for", "t.waits_for", Kind::Text, "What it waits for.").or_null(),
        Field::new("attempts", "t.attempts", Kind::Int, "Tries so far."),
        Field::new(
            "last_error",
            "t.last_error",
            Kind::Text,
            "Why the last one failed.",
        )
        .or_null(),
        Field::new(
            "created_at",
            "t.created_at",
            Kind::Instant,
            "When it came up.",
        )
        .range(),
        Field::new("done_at", "t.done_at", Kind::Instant, "When it was done.").or_null(),
    ],
};

/// Backups that were made.
pub static BACKUPS: Resource = Resource {
    name: "backups",
    title: "Backup",
    doc: described("Backups that were made."),
    permission: Permission::ManageBackups,
    from: "backups b",
    key: "b.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "b.id", Kind::Int, "Number of the backup."),
        Field::new("made_at", "b.made_at", Kind::Instant, "When.").range(),
        Field::new(
            "cause",
            "b.cause",
            Kind::OneOf("nightly|chat|terminal|found"),
            "Why.",
        ),
        Field::new(
            "made_by",
            "b.made_by",
            Kind::Int,
            "Telegram id; null = the house.",
        )
        .or_null(),
        Field::new(
            "file_name",
            "b.file_name",
            Kind::Text,
            "In the folder of backups.",
        ),
        Field::new("bytes", "b.bytes", Kind::Int, "Size."),
        Field::new(
            "sent_at",
            "b.sent_at",
            Kind::Instant,
            "It went to the backup chat.",
        )
        .or_null(),
        Field::new(
            "tested_at",
            "b.tested_at",
            Kind::Instant,
            "Its last self-test.",
        )
        .or_null(),
        Field::new(
            "test_fault",
            "b.test_fault",
            Kind::Text,
            "What that found; null = whole.",
        )
        .or_null(),
        Field::new(
            "deleted_at",
            "b.deleted_at",
            Kind::Instant,
            "The file is gone.",
        )
        .or_null(),
    ],
};

/// Keys of this API.
pub static API_KEYS: Resource = Resource {
    name: "api-keys",
    title: "ApiKey",
    doc: described("Keys of this API."),
    permission: Permission::ManageApi,
    from: "api_keys k",
    key: "k.id",
    only: "",
    others: Some(Permission::EditRoles),
    own: Some("k.owner_id = :own"),
    fields: &[
        Field::new("id", "k.id", Kind::Int, "Number of the key."),
        Field::new("name", "k.name", Kind::Text, "What its owner called it."),
        Field::new("prefix", "k.prefix", Kind::Text, "Its first characters."),
        Field::new(
            "owner_id",
            "k.owner_id",
            Kind::Int,
            "Telegram id of whoever made it and for whom it acts.",
        )
        .equal(),
        Field::new(
            "scopes",
            "k.scopes",
            Kind::Texts,
            "Permissions it may use, as far as its owner has them.",
        ),
        Field::new(
            "rate_per_minute",
            "k.rate_per_minute",
            Kind::Int,
            "Requests.",
        ),
        Field::new(
            "created_at",
            "k.created_at",
            Kind::Instant,
            "When it was made.",
        ),
        Field::new(
            "expires_at",
            "k.expires_at",
            Kind::Instant,
            "null = until revoked.",
        )
        .or_null(),
        Field::new(
            "revoked_at",
            "k.revoked_at",
            Kind::Instant,
            "It was revoked.",
        )
        .or_null(),
        Field::new(
            "last_used_at",
            "k.last_used_at",
            Kind::Instant,
            "The last sign-in.",
        )
        .or_null(),
    ],
};

/// Addresses that are told what happens.
pub static WEBHOOKS: Resource = Resource {
    name: "webhooks",
    title: "Webhook",
    doc: described("Addresses that are told what happens."),
    permission: Permission::ManageApi,
    from: "webhooks_out w",
    key: "w.id",
    only: "w.removed_at IS NULL",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "w.id", Kind::Int, "Number of the webhook."),
        Field::new("name", "w.name", Kind::Text, "What its maker called it."),
        Field::new(
            "host",
            "w.host",
            Kind::Text,
            "Of its address, which is not shown.",
        ),
        Field::new("events", "w.events", Kind::Texts, "What it is told."),
        Field::new(
            "is_enabled",
            "w.is_enabled",
            Kind::Bool,
            "It is told anything.",
        ),
        Field::new(
            "halt",
            "w.halt",
            Kind::OneOf("gone|failing|rights"),
            "Why the house itself stopped telling it.",
        )
        .or_null(),
        Field::new(
            "created_by",
            "w.created_by",
            Kind::Int,
            "Telegram id of whoever answers for it: it is told what they may read.",
        ),
        Field::new(
            "created_at",
            "w.created_at",
            Kind::Instant,
            "When it was made.",
        ),
        Field::new(
            "failing_since",
            "w.failing_since",
            Kind::Instant,
            "null = the last delivery went well.",
        )
        .or_null(),
    ],
};

/// What was or is to be told to those addresses.
pub static WEBHOOK_DELIVERIES: Resource = Resource {
    name: "webhook-deliveries",
    title: "WebhookDelivery",
    doc: described("What was or is to be told to those addresses."),
    permission: Permission::ManageApi,
    from: "webhook_deliveries d",
    key: "d.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "d.id", Kind::Int, "Number of the delivery."),
        Field::new(
            "webhook_id",
            "d.webhook_id",
            Kind::Int,
            "Number of the webhook.",
        )
        .equal(),
        Field::new(
            "event_id",
            "d.event_id",
            Kind::Text,
            "The same at each webhook.",
        )
        .equal(),
        Field::new("event", "d.event", Kind::Text, "What happened.").equal(),
        Field::new(
            "state",
            "d.state",
            Kind::OneOf("due|delivered|dead"),
            "How far it is.",
        )
        .equal(),
        Field::new("attempts", "d.attempts", Kind::Int, "Tries so far."),
        Field::new(
            "last_status",
            "d.last_status",
            Kind::Int,
            "HTTP status of the last answer.",
        )
        .or_null(),
        Field::new(
            "last_error",
            "d.last_error",
            Kind::Text,
            "Why the last try failed.",
        )
        .or_null(),
        Field::new(
            "created_at",
            "d.created_at",
            Kind::Instant,
            "When it came up.",
        )
        .range(),
        Field::new(
            "ended_at",
            "d.ended_at",
            Kind::Instant,
            "Delivered or given up.",
        )
        .or_null(),
    ],
};

/// What admins set from chat about the house. One row, which is not listed.
pub static HOUSE_SETTINGS: Resource = Resource {
    name: "settings",
    title: "HouseSettings",
    doc: described("What is set about the house."),
    permission: Permission::Configure,
    from: "bot_config c",
    key: "c.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "c.id", Kind::Int, "Always 1."),
        Field::new(
            "vip_channel_id",
            "c.vip_channel_id",
            Kind::Int,
            "Chosen in chat.",
        )
        .or_null(),
        Field::new(
            "free_channel_id",
            "c.free_channel_id",
            Kind::Int,
            "Chosen in chat.",
        )
        .or_null(),
        Field::new(
            "wait_time_minutes",
            "c.wait_time_minutes",
            Kind::Int,
            "Of the Free queue.",
        ),
        Field::new(
            "reminder_hours",
            "c.reminder_hours",
            Kind::Json,
            "Hours before the end of VIP access.",
        ),
        Field::new(
            "grace_hours",
            "c.grace_hours",
            Kind::Int,
            "Inside the VIP channel after the end.",
        ),
        Field::new(
            "retention_days",
            "c.retention_days",
            Kind::Int,
            "How long events are kept.",
        ),
        Field::new(
            "language",
            "c.language",
            Kind::OneOf("es|en"),
            "null = the setting LANGUAGE.",
        )
        .or_null(),
        Field::new(
            "time_zone",
            "c.time_zone",
            Kind::Text,
            "IANA name; null = the setting TIMEZONE.",
        )
        .or_null(),
        Field::new(
            "vip_reactions",
            "c.vip_reactions",
            Kind::Texts,
            "Emoji on posts of the VIP channel.",
        ),
        Field::new(
            "vip_reaction_mode",
            "c.vip_reaction_mode",
            Kind::OneOf("off|native|buttons|both"),
            "How they are offered.",
        ),
        Field::new(
            "free_reactions",
            "c.free_reactions",
            Kind::Texts,
            "Emoji on posts of the Free channel.",
        ),
        Field::new(
            "free_reaction_mode",
            "c.free_reaction_mode",
            Kind::OneOf("off|native|buttons|both"),
            "How they are offered.",
        ),
        Field::new(
            "support_hours",
            "c.support_hours",
            Kind::Int,
            "A ticket unanswered for so long reminds; 0 = never.",
        ),
        Field::new(
            "maintenance_since",
            "c.maintenance_since",
            Kind::Instant,
            "null = the house is open.",
        )
        .or_null(),
        Field::new(
            "maintenance_text",
            "c.maintenance_text",
            Kind::Text,
            "The operator's own sentence.",
        )
        .or_null(),
        Field::new(
            "updated_at",
            "c.updated_at",
            Kind::Instant,
            "The last change.",
        ),
    ],
};
