//! What the REST API shows of people, channels and the house.

use crate::models::Permission;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::models::api_resource::Resource;
use crate::models::api_resource::described;

/// People whom the house knows.
pub static USERS: Resource = Resource {
    name: "users",
    title: "User",
    doc: described("People whom the house knows."),
    permission: Permission::SeePeople,
    from: "users u",
    key: "u.id",
    only: "",
    others: None,
    own: Some(
        "EXISTS (SELECT 1 FROM invitation_tokens o WHERE o.used_by = u.id AND o.generated_by = :own)",
    ),
    fields: &[
        Field::new("id", "u.id", Kind::Int, "Telegram id."),
        Field::new(
            "username",
            "u.username COLLATE NOCASE",
            Kind::Text,
            "Without @.",
        )
        .or_null()
        .equal(),
        Field::new(
            "first_name",
            "u.first_name",
            Kind::Text,
            "As Telegram tells it.",
        ),
        Field::new(
            "last_name",
            "u.last_name",
            Kind::Text,
            "As Telegram tells it.",
        )
        .or_null(),
        Field::new(
            "language",
            "coalesce(u.language, u.language_code)",
            Kind::Text,
            "Their own choice, else what Telegram says.",
        )
        .or_null(),
        Field::new(
            "status",
            "u.status",
            Kind::OneOf("active|banned|unreachable"),
            "Whether the bot may talk with them.",
        )
        .equal(),
        Field::new(
            "ban_reason",
            "u.ban_reason",
            Kind::Text,
            "What the staff wrote.",
        )
        .or_null(),
        Field::new(
            "banned_until",
            "u.banned_until",
            Kind::Instant,
            "End of the ban; null = none, or no end.",
        )
        .or_null(),
        Field::new(
            "wants_promotions",
            "u.promotions_off = 0",
            Kind::Bool,
            "They take broadcasts.",
        ),
        Field::new(
            "trial_used_at",
            "u.trial_used_at",
            Kind::Instant,
            "When they took their one trial.",
        )
        .or_null(),
        Field::new(
            "referred_by",
            "u.referred_by",
            Kind::Int,
            "Who brought them.",
        )
        .or_null(),
        Field::new(
            "roles",
            "(SELECT json_group_array(r.role) FROM user_roles r WHERE r.user_id = u.id)",
            Kind::Texts,
            "Roles they hold.",
        ),
        Field::new(
            "note",
            "u.note",
            Kind::Text,
            "The staff's own words on them.",
        )
        .or_null(),
        Field::new(
            "started_at",
            "u.started_at",
            Kind::Instant,
            "First /start: since then the bot may write to them.",
        )
        .or_null(),
        Field::new("created_at", "u.created_at", Kind::Instant, "First seen.").range(),
        Field::new(
            "last_seen_at",
            "u.last_seen_at",
            Kind::Instant,
            "Last seen.",
        )
        .range(),
        Field::new(
            "erased_at",
            "u.erased_at",
            Kind::Instant,
            "Their data were erased.",
        )
        .or_null(),
    ],
};

/// What people may do.
pub static ROLES: Resource = Resource {
    name: "roles",
    title: "Role",
    doc: described("What people may do."),
    permission: Permission::SeeRoles,
    from: "roles r",
    key: "r.number",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "r.number", Kind::Int, "Number of the role."),
        Field::new("name", "r.name", Kind::Text, "As shown.").equal(),
        Field::new(
            "rank",
            "r.rank",
            Kind::Int,
            "The higher one decides over the lower.",
        ),
        Field::new(
            "is_built_in",
            "r.built_in",
            Kind::Bool,
            "It comes with the house.",
        ),
        Field::new(
            "sees_own_only",
            "r.sees_own_only",
            Kind::Bool,
            "Its holders see their own customers only.",
        ),
        Field::new(
            "tokens_per_month",
            "r.tokens_per_month",
            Kind::Int,
            "Tokens a holder may make in 30 days; null = no limit.",
        )
        .or_null(),
        Field::new(
            "permissions",
            "(SELECT json_group_array(p.permission) FROM role_permissions p WHERE p.role = r.name)",
            Kind::Texts,
            "What it allows; the superadmin may do everything.",
        ),
        Field::new(
            "holders",
            "(SELECT count(*) FROM user_roles h WHERE h.role = r.name)",
            Kind::Int,
            "People who hold it.",
        ),
    ],
};

/// Who holds which role.
pub static ROLE_GRANTS: Resource = Resource {
    name: "role-grants",
    title: "RoleGrant",
    doc: described("Who holds which role."),
    permission: Permission::SeeRoles,
    from: "user_roles g JOIN roles r ON r.name = g.role",
    key: "(g.user_id * 1000 + r.number % 1000)",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new(
            "id",
            "g.user_id * 1000 + r.number % 1000",
            Kind::Int,
            "Number of the grant.",
        ),
        Field::new(
            "user_id",
            "g.user_id",
            Kind::Int,
            "Telegram id of the holder.",
        )
        .equal(),
        Field::new("role_id", "r.number", Kind::Int, "Number of the role."),
        Field::new("role", "g.role", Kind::Text, "Name of the role.").equal(),
        Field::new(
            "granted_by",
            "g.granted_by",
            Kind::Int,
            "Telegram id; null = the settings or the owner link.",
        )
        .or_null(),
        Field::new("granted_at", "g.granted_at", Kind::Instant, "Since when."),
        Field::new(
            "expires_at",
            "g.expires_at",
            Kind::Instant,
            "Until when; null = until revoked.",
        )
        .or_null(),
        Field::new("reason", "g.reason", Kind::Text, "Why.").or_null(),
    ],
};

/// Invitation tokens of the VIP channel. Their text is shown once, to whoever makes them.
pub static TOKENS: Resource = Resource {
    name: "tokens",
    title: "Token",
    doc: described(
        "Invitation tokens of the VIP channel. Their text is shown once, to whoever makes them.",
    ),
    permission: Permission::SeeTokens,
    from: "invitation_tokens t",
    key: "t.id",
    only: "",
    others: None,
    own: Some("t.generated_by = :own"),
    fields: &[
        Field::new("id", "t.id", Kind::Int, "Number of the token."),
        Field::new("prefix", "t.prefix", Kind::Text, "Its first characters.").equal(),
        Field::new(
            "generated_by",
            "t.generated_by",
            Kind::Int,
            "Telegram id of its maker.",
        )
        .equal(),
        Field::new(
            "batch_id",
            "t.batch_id",
            Kind::Int,
            "Tokens made together share it.",
        )
        .equal(),
        Field::new(
            "created_at",
            "t.created_at",
            Kind::Instant,
            "When it was made.",
        )
        .range(),
        Field::new(
            "valid_until",
            "t.valid_until",
            Kind::Instant,
            "Last instant at which it may be redeemed.",
        )
        .range(),
        Field::new(
            "duration_hours",
            "t.duration_hours",
            Kind::Int,
            "Length of the access it gives; null = for life.",
        )
        .or_null(),
        Field::new("note", "t.note", Kind::Text, "What its maker noted.").or_null(),
        Field::new("is_used", "t.used", Kind::Bool, "It was redeemed.").equal(),
        Field::new("used_by", "t.used_by", Kind::Int, "Telegram id.")
            .or_null()
            .equal(),
        Field::new("used_at", "t.used_at", Kind::Instant, "When.").or_null(),
        Field::new(
            "revoked_at",
            "t.revoked_at",
            Kind::Instant,
            "It was taken back.",
        )
        .or_null(),
    ],
};

/// Everybody who has or had VIP access.
pub static VIP_SUBSCRIBERS: Resource = Resource {
    name: "vip-subscribers",
    title: "VipSubscriber",
    doc: described("Everybody who has or had VIP access."),
    permission: Permission::SeeMembers,
    from: "vip_subscribers s JOIN users u ON u.id = s.user_id",
    key: "s.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "s.id", Kind::Int, "Number of the subscriber."),
        Field::new("user_id", "s.user_id", Kind::Int, "Telegram id.").equal(),
        Field::new("username", "u.username", Kind::Text, "Without @.").or_null(),
        Field::new(
            "first_name",
            "u.first_name",
            Kind::Text,
            "As Telegram tells it.",
        ),
        Field::new(
            "status",
            "s.status",
            Kind::OneOf("active|expired"),
            "Of the present or last period.",
        )
        .equal(),
        Field::new(
            "joined_at",
            "s.join_date",
            Kind::Instant,
            "Start of the period.",
        )
        .range(),
        Field::new(
            "expires_at",
            "s.expiry_date",
            Kind::Instant,
            "Its end; null = for life.",
        )
        .or_null()
        .range(),
        Field::new(
            "is_whitelisted",
            "s.whitelist",
            Kind::Bool,
            "Never removed.",
        ),
        Field::new(
            "token_id",
            "s.token_id",
            Kind::Int,
            "The token that gave it.",
        )
        .or_null(),
        Field::new(
            "source",
            "s.source",
            Kind::OneOf("grant|import|migration"),
            "Where it came from, if from no token or purchase.",
        )
        .or_null(),
        Field::new(
            "removal_attempts",
            "s.kick_attempts",
            Kind::Int,
            "Tries to take them out of the channel.",
        ),
        Field::new(
            "removal_error",
            "s.last_error",
            Kind::Text,
            "Why the last one failed.",
        )
        .or_null(),
        Field::new(
            "removed_at",
            "s.kicked_at",
            Kind::Instant,
            "They were taken out.",
        )
        .or_null(),
    ],
};

/// What happened to memberships of both channels.
pub static MEMBERSHIP_EVENTS: Resource = Resource {
    name: "membership-events",
    title: "MembershipEvent",
    doc: described("What happened to memberships of both channels."),
    permission: Permission::SeeMembers,
    from: "membership_events e",
    key: "e.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "e.id", Kind::Int, "Number of the event."),
        Field::new("user_id", "e.user_id", Kind::Int, "Telegram id.").equal(),
        Field::new("channel", "e.channel", Kind::OneOf("vip|free"), "Which channel.").equal(),
        Field::new("kind", "e.kind", Kind::Text, "granted, renewed, joined, left, expired, removed, queued, approved, declined and others.").equal(),
        Field::new("at", "e.at", Kind::Instant, "When.").range(),
        Field::new("period_id", "e.period_id", Kind::Int, "Stretch of VIP access.").or_null(),
        Field::new("cause", "e.cause", Kind::Text, "Why.").or_null(),
    ],
};

/// The queue of the Free channel, with what became of each request.
pub static FREE_REQUESTS: Resource = Resource {
    name: "free-requests",
    title: "FreeRequest",
    doc: described("The queue of the Free channel, with what became of each request."),
    permission: Permission::ManageQueue,
    from: "free_channel_requests f",
    key: "f.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "f.id", Kind::Int, "Number of the request."),
        Field::new("user_id", "f.user_id", Kind::Int, "Telegram id.").equal(),
        Field::new(
            "requested_at",
            "f.request_date",
            Kind::Instant,
            "When they asked.",
        )
        .range(),
        Field::new("due_at", "f.due_at", Kind::Instant, "When they are let in."),
        Field::new(
            "origin",
            "f.origin",
            Kind::OneOf("button|join_request"),
            "How they asked.",
        ),
        Field::new("is_processed", "f.processed", Kind::Bool, "It is over.").equal(),
        Field::new("processed_at", "f.processed_at", Kind::Instant, "When.").or_null(),
        Field::new(
            "outcome",
            "f.outcome",
            Kind::OneOf("approved|declined|unreachable|closed|already_inside|failed"),
            "How it ended.",
        )
        .or_null(),
    ],
};

/// What was or will be sent to channels or people.
pub static BROADCASTS: Resource = Resource {
    name: "broadcasts",
    title: "Broadcast",
    doc: described("What was or will be sent to channels or people."),
    permission: Permission::Broadcast,
    from: "broadcasts b",
    key: "b.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "b.id", Kind::Int, "Number of the broadcast."),
        Field::new("made_by", "b.made_by", Kind::Int, "Telegram id.").equal(),
        Field::new("target", "b.target", Kind::Text, "vip, free, both, or the code of an audience."),
        Field::new("state", "b.state", Kind::OneOf("draft|stale|scheduled|sending|paused|stopped|done|cancelled"), "How far it is.").equal(),
        Field::new("revision", "b.revision", Kind::Int, "Counts what changed of a draft: what confirms it names it."),
        Field::new("content", "b.content", Kind::Text, "Kind of content."),
        Field::new("excerpt", "b.excerpt", Kind::Text, "Its first words."),
        Field::new("scheduled_at", "b.scheduled_at", Kind::Instant, "null = at once.").or_null(),
        Field::new("created_at", "b.created_at", Kind::Instant, "When it was begun.").range(),
        Field::new("confirmed_at", "b.confirmed_at", Kind::Instant, "When it was confirmed.").or_null(),
        Field::new("finished_at", "b.finished_at", Kind::Instant, "When it was over.").or_null(),
        Field::new("posts", "(SELECT json_group_array(json_object('chat_id', p.chat_id, 'state', p.state, 'error', p.error)) FROM broadcast_posts p WHERE p.broadcast_id = b.id)", Kind::Json, "How it went in each channel."),
        Field::new("progress", "(SELECT json_object('total', m.total, 'sent', m.sent, 'failed', m.failed, 'blocked', m.blocked, 'skipped', m.skipped, 'doubt', m.doubt) FROM mailings m WHERE m.broadcast_id = b.id)", Kind::Json, "How it goes with people; null = it goes to channels.").or_null(),
    ],
};
