//! What the REST API shows of money and support.

use crate::models::Permission;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::models::api_resource::Resource;
use crate::models::api_resource::described;

/// What is sold.
pub static PLANS: Resource = Resource {
    name: "plans",
    title: "Plan",
    doc: described("What is sold."),
    permission: Permission::ManageShop,
    from: "plans p",
    key: "p.id",
    only: "p.removed_at IS NULL",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "p.id", Kind::Int, "Number of the plan."),
        Field::new("names", "p.names", Kind::Json, "Name by language."),
        Field::new(
            "products",
            "p.products",
            Kind::Texts,
            "vip, wireguard, outline, mtproto.",
        ),
        Field::new(
            "length",
            "p.length",
            Kind::OneOf("days|months|until|lifetime"),
            "How its length is told.",
        ),
        Field::new(
            "length_value",
            "p.length_value",
            Kind::Int,
            "Days, months, or an instant in Unix seconds; 0 = for life.",
        ),
        Field::new(
            "data_bytes",
            "p.data_bytes",
            Kind::Int,
            "Of each VPN product; null = no limit.",
        )
        .or_null(),
        Field::new(
            "devices",
            "p.devices",
            Kind::Int,
            "Keys at once; null = what the house gives.",
        )
        .or_null(),
        Field::new(
            "prices",
            "(SELECT json_group_object(c.currency, c.minor) FROM plan_prices c WHERE c.plan_id = p.id)",
            Kind::Json,
            "Minor units by currency; XTR = Telegram Stars.",
        ),
        Field::new(
            "is_on_sale",
            "p.is_on_sale",
            Kind::Bool,
            "People can buy it.",
        )
        .equal(),
        Field::new("position", "p.position", Kind::Int, "Order in the shop."),
        Field::new(
            "per_person",
            "p.per_person",
            Kind::Int,
            "Times one person may buy it.",
        )
        .or_null(),
        Field::new(
            "audience",
            "p.audience",
            Kind::OneOf("everybody|new|former"),
            "Who may buy it.",
        ),
        Field::new(
            "renews",
            "p.renews",
            Kind::Bool,
            "For Stars as a monthly subscription.",
        ),
        Field::new(
            "created_at",
            "p.created_at",
            Kind::Instant,
            "When it was made.",
        ),
    ],
};

/// Codes that make it cheaper.
pub static PROMO_CODES: Resource = Resource {
    name: "promo-codes",
    title: "PromoCode",
    doc: described("Codes that make it cheaper."),
    permission: Permission::ManageShop,
    from: "promo_codes c",
    key: "c.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "c.id", Kind::Int, "Number of the code."),
        Field::new("code", "c.code", Kind::Text, "What people type.").equal(),
        Field::new(
            "kind",
            "c.kind",
            Kind::OneOf("percent|days|fixed"),
            "What it gives.",
        ),
        Field::new(
            "value",
            "c.value",
            Kind::Int,
            "Percent, days, or minor units.",
        ),
        Field::new("currency", "c.currency", Kind::Text, "Of a fixed amount.").or_null(),
        Field::new("plan_id", "c.plan_id", Kind::Int, "null = for every plan.").or_null(),
        Field::new("most_uses", "c.most_uses", Kind::Int, "null = no limit.").or_null(),
        Field::new(
            "per_person",
            "c.per_person",
            Kind::Int,
            "Uses of one person.",
        ),
        Field::new("starts_at", "c.starts_at", Kind::Instant, "From when on.").or_null(),
        Field::new("ends_at", "c.ends_at", Kind::Instant, "Until when.").or_null(),
        Field::new(
            "created_at",
            "c.created_at",
            Kind::Instant,
            "When it was made.",
        ),
        Field::new(
            "disabled_at",
            "c.disabled_at",
            Kind::Instant,
            "It was switched off.",
        )
        .or_null(),
    ],
};

/// What people wish to buy or bought.
pub static ORDERS: Resource = Resource {
    name: "orders",
    title: "Order",
    doc: described("What people wish to buy or bought."),
    permission: Permission::SeePayments,
    from: "orders o",
    key: "o.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "o.id", Kind::Int, "Number of the order."),
        Field::new(
            "code",
            "o.code",
            Kind::Text,
            "What providers and people are told.",
        )
        .equal(),
        Field::new("user_id", "o.user_id", Kind::Int, "Telegram id.").equal(),
        Field::new(
            "kind",
            "o.kind",
            Kind::OneOf("plan|gift|top_up"),
            "What it is for.",
        ),
        Field::new("plan_id", "o.plan_id", Kind::Int, "Number of the plan.")
            .or_null()
            .equal(),
        Field::new(
            "method",
            "o.method",
            Kind::OneOf("stars|qvapay|manual|balance"),
            "How it is paid.",
        )
        .equal(),
        Field::new(
            "list_minor",
            "o.list_minor",
            Kind::Int,
            "Price before any discount, in minor units.",
        ),
        Field::new(
            "price_minor",
            "o.price_minor",
            Kind::Int,
            "Price, in minor units.",
        ),
        Field::new("currency", "o.currency", Kind::Text, "ISO 4217, or XTR."),
        Field::new(
            "promo_id",
            "o.promo_id",
            Kind::Int,
            "Number of the promotion code.",
        )
        .or_null(),
        Field::new(
            "state",
            "o.state",
            Kind::OneOf("open|submitted|paid|fulfilled|expired|cancelled|rejected|review|refunded"),
            "How far it is.",
        )
        .equal(),
        Field::new(
            "trouble",
            "o.trouble",
            Kind::Text,
            "Why it could not be offered to the provider yet.",
        )
        .or_null(),
        Field::new("created_at", "o.created_at", Kind::Instant, "When.").range(),
        Field::new(
            "expires_at",
            "o.expires_at",
            Kind::Instant,
            "Until when it may be paid.",
        ),
        Field::new("paid_at", "o.paid_at", Kind::Instant, "When it was paid.").or_null(),
        Field::new(
            "fulfilled_at",
            "o.fulfilled_at",
            Kind::Instant,
            "When its goods were handed out.",
        )
        .or_null(),
        Field::new(
            "closed_at",
            "o.closed_at",
            Kind::Instant,
            "When it ended otherwise.",
        )
        .or_null(),
    ],
};

/// Money that came.
pub static PAYMENTS: Resource = Resource {
    name: "payments",
    title: "Payment",
    doc: described("Money that came."),
    permission: Permission::SeePayments,
    from: "payments p",
    key: "p.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "p.id", Kind::Int, "Number of the payment."),
        Field::new(
            "order_id",
            "p.order_id",
            Kind::Int,
            "null = of no order that is known.",
        )
        .or_null()
        .equal(),
        Field::new("user_id", "p.user_id", Kind::Int, "Who paid.")
            .or_null()
            .equal(),
        Field::new(
            "method",
            "p.method",
            Kind::OneOf("stars|qvapay|manual|balance"),
            "How.",
        )
        .equal(),
        Field::new(
            "provider_payment_id",
            "p.provider_payment_id",
            Kind::Text,
            "The provider's own id.",
        )
        .equal(),
        Field::new("minor", "p.minor", Kind::Int, "What came, in minor units."),
        Field::new("currency", "p.currency", Kind::Text, "ISO 4217, or XTR."),
        Field::new(
            "state",
            "p.state",
            Kind::OneOf("paid|fulfilled|held|refunding|refunded|returned"),
            "How far it is.",
        )
        .equal(),
        Field::new("hold", "p.hold", Kind::Text, "Why somebody has to decide.").or_null(),
        Field::new(
            "received_at",
            "p.received_at",
            Kind::Instant,
            "When it came.",
        )
        .range(),
        Field::new(
            "fulfilled_at",
            "p.fulfilled_at",
            Kind::Instant,
            "When its goods were handed out.",
        )
        .or_null(),
        Field::new(
            "refunded_at",
            "p.refunded_at",
            Kind::Instant,
            "When it was paid back.",
        )
        .or_null(),
        Field::new(
            "decided_by",
            "p.decided_by",
            Kind::Int,
            "Who released or refunded it.",
        )
        .or_null(),
    ],
};

/// The books, by double entry.
pub static LEDGER: Resource = Resource {
    name: "ledger",
    title: "LedgerPosting",
    doc: described("The books, by double entry."),
    permission: Permission::SeePayments,
    from: "ledger_postings l",
    key: "l.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "l.id", Kind::Int, "Number of the posting."),
        Field::new("kind", "l.kind", Kind::Text, "What it is of.").equal(),
        Field::new("order_id", "l.order_id", Kind::Int, "Number of the order.")
            .or_null()
            .equal(),
        Field::new(
            "payment_id",
            "l.payment_id",
            Kind::Int,
            "Number of the payment.",
        )
        .or_null()
        .equal(),
        Field::new("user_id", "l.user_id", Kind::Int, "Whom it concerns.")
            .or_null()
            .equal(),
        Field::new("by", "l.by", Kind::Int, "null = the house.").or_null(),
        Field::new("reason", "l.reason", Kind::Text, "Why.").or_null(),
        Field::new("at", "l.at", Kind::Instant, "When.").range(),
        Field::new(
            "entries",
            "(SELECT json_group_array(json_object('account', e.account, 'currency', e.currency, 'minor', e.minor)) FROM ledger_entries e WHERE e.posting_id = l.id)",
            Kind::Json,
            "They sum to zero in each currency; positive = debit.",
        ),
    ],
};

/// Receipts of payments by hand.
pub static RECEIPTS: Resource = Resource {
    name: "receipts",
    title: "Receipt",
    doc: described("Receipts of payments by hand."),
    permission: Permission::SeePayments,
    from: "receipts r",
    key: "r.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "r.id", Kind::Int, "Number of the receipt."),
        Field::new("order_id", "r.order_id", Kind::Int, "Number of the order.").equal(),
        Field::new("user_id", "r.user_id", Kind::Int, "Telegram id.").equal(),
        Field::new(
            "content",
            "r.content",
            Kind::OneOf("photo|document"),
            "What was sent.",
        ),
        Field::new(
            "reference",
            "r.reference",
            Kind::Text,
            "As the payer typed it.",
        )
        .or_null(),
        Field::new(
            "state",
            "r.state",
            Kind::OneOf("submitted|approved|rejected|withdrawn"),
            "How far it is.",
        )
        .equal(),
        Field::new("reason", "r.reason", Kind::Text, "Of a rejection.").or_null(),
        Field::new(
            "minor",
            "r.minor",
            Kind::Int,
            "What really came, in minor units.",
        )
        .or_null(),
        Field::new("decided_by", "r.decided_by", Kind::Int, "Telegram id.").or_null(),
        Field::new("decided_at", "r.decided_at", Kind::Instant, "When.").or_null(),
        Field::new("created_at", "r.created_at", Kind::Instant, "When it came.").range(),
    ],
};

/// Plans that somebody paid for another.
pub static GIFTS: Resource = Resource {
    name: "gifts",
    title: "Gift",
    doc: described("Plans that somebody paid for another."),
    permission: Permission::SeePayments,
    from: "gifts g",
    key: "g.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "g.id", Kind::Int, "Number of the gift."),
        Field::new(
            "payment_id",
            "g.payment_id",
            Kind::Int,
            "Number of the payment.",
        ),
        Field::new("buyer_id", "g.buyer_id", Kind::Int, "Telegram id.").equal(),
        Field::new(
            "created_at",
            "g.created_at",
            Kind::Instant,
            "When it was bought.",
        )
        .range(),
        Field::new("redeemed_by", "g.redeemed_by", Kind::Int, "Telegram id.").or_null(),
        Field::new("redeemed_at", "g.redeemed_at", Kind::Instant, "When.").or_null(),
        Field::new(
            "revoked_at",
            "g.revoked_at",
            Kind::Instant,
            "It was paid back.",
        )
        .or_null(),
    ],
};

/// Questions to the support.
pub static TICKETS: Resource = Resource {
    name: "tickets",
    title: "Ticket",
    doc: described("Questions to the support."),
    permission: Permission::SeeTickets,
    from: "tickets t",
    key: "t.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "t.id", Kind::Int, "The number that both sides say."),
        Field::new("user_id", "t.user_id", Kind::Int, "Telegram id.").equal(),
        Field::new(
            "category",
            "t.category",
            Kind::OneOf("access|vpn|payment|problem|other"),
            "What it is about.",
        )
        .equal(),
        Field::new(
            "state",
            "t.state",
            Kind::OneOf("open|answered|closed|reopened"),
            "How far it is.",
        )
        .equal(),
        Field::new("taken_by", "t.taken_by", Kind::Int, "Who looks after it.")
            .or_null()
            .equal(),
        Field::new(
            "waits_since",
            "t.waits_since",
            Kind::Instant,
            "First word not answered yet.",
        )
        .or_null(),
        Field::new("rating", "t.rating", Kind::Int, "From 1 to 5.").or_null(),
        Field::new(
            "created_at",
            "t.created_at",
            Kind::Instant,
            "When it was opened.",
        )
        .range(),
        Field::new(
            "updated_at",
            "t.updated_at",
            Kind::Instant,
            "Its last word.",
        )
        .range(),
        Field::new(
            "closed_at",
            "t.closed_at",
            Kind::Instant,
            "When it was closed.",
        )
        .or_null(),
        Field::new("closed_by", "t.closed_by", Kind::Int, "Telegram id.").or_null(),
    ],
};

/// What was said in tickets.
pub static TICKET_MESSAGES: Resource = Resource {
    name: "ticket-messages",
    title: "TicketMessage",
    doc: described("What was said in tickets."),
    permission: Permission::SeeTickets,
    from: "ticket_messages m",
    key: "m.id",
    only: "",
    others: None,
    own: None,
    fields: &[
        Field::new("id", "m.id", Kind::Int, "Number of the message."),
        Field::new(
            "ticket_id",
            "m.ticket_id",
            Kind::Int,
            "Number of the ticket.",
        )
        .equal(),
        Field::new("is_staff", "m.is_staff", Kind::Bool, "The staff said it."),
        Field::new("author_id", "m.author_id", Kind::Int, "Telegram id.").equal(),
        Field::new("content", "m.content", Kind::Text, "Kind of content."),
        Field::new("body", "m.body", Kind::Text, "Text or caption.").or_null(),
        Field::new("at", "m.at", Kind::Instant, "When.").range(),
    ],
};
