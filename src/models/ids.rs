//! Identifiers. Each is a newtype so that a chat can never be passed where a user is meant.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id_type!(
    /// A Telegram user. Equal to the id of the private chat with them.
    UserId
);
id_type!(
    /// Any Telegram chat: positive for a private chat, negative for a group or channel.
    ChatId
);
id_type!(
    /// A message within its chat.
    MessageId
);
id_type!(
    /// A row of `invitation_tokens`.
    TokenId
);
id_type!(
    /// One stretch of VIP access: from a grant to its end. A return after expiry begins a new one.
    PeriodId
);
id_type!(
    /// A row of `free_channel_requests`.
    RequestId
);
id_type!(
    /// A row of `invite_links`.
    LinkId
);
id_type!(
    /// A row of `tasks`.
    TaskId
);
id_type!(
    /// A row of `tickets`: the number that both sides say.
    TicketId
);
id_type!(
    /// The number of a row of `roles`.
    RoleId
);
id_type!(
    /// A row of `ticket_messages`.
    TicketMessageId
);
id_type!(
    /// A row of `staff_invites`.
    InviteId
);
id_type!(
    /// A row of `canned_answers`.
    CannedId
);
id_type!(
    /// A row of `backups`.
    BackupId
);
id_type!(
    /// A row of `broadcasts`.
    BroadcastId
);
id_type!(
    /// A row of `broadcast_posts`: a broadcast in one channel.
    BroadcastPostId
);
id_type!(
    /// A row of `member_imports`.
    ImportId
);
id_type!(
    /// A row of `migration_links`.
    MigrationId
);
id_type!(
    /// A row of `access_audits`.
    AuditId
);
id_type!(
    /// A row of `servers`: something that keys are made on.
    ServerId
);
id_type!(
    /// A row of `ip_pools`.
    PoolId
);
id_type!(
    /// A row of `ip_addresses`.
    AddressId
);
id_type!(
    /// A row of `vpn_accounts`: what a person may use of one service, and until when.
    AccountId
);
id_type!(
    /// A row of `vpn_configs`: one key of a person.
    ConfigId
);
id_type!(
    /// A row of `vpn_peers`: a key as one server knows it.
    PeerId
);
id_type!(
    /// A row of `api_keys`.
    ApiKeyId
);
id_type!(
    /// A row of `api_requests`: a request of the REST API that must not be carried out twice.
    ApiRequestId
);
id_type!(
    /// A row of `api_sessions`: what began with an API key.
    ApiSessionId
);
id_type!(
    /// A row of `webhooks_out`: an address that is told what happens.
    WebhookId
);
id_type!(
    /// A row of `webhook_deliveries`: one event for one such address.
    DeliveryId
);
id_type!(
    /// A row of `inbox`, in the order in which Telegram gave the updates.
    InboxSeq
);

impl UserId {
    /// The private chat with this person.
    pub fn chat(self) -> ChatId {
        ChatId(self.0)
    }
}

impl ChatId {
    /// Whether this is a private chat, whose id is the person's.
    pub fn is_private(self) -> bool {
        self.0 > 0
    }
}
id_type!(
    /// A row of `plans`.
    PlanId
);
id_type!(
    /// A row of `manual_methods`.
    ManualMethodId
);
id_type!(
    /// A row of `orders`.
    OrderId
);
id_type!(
    /// A row of `payments`.
    PaymentId
);
id_type!(
    /// A row of `ledger_postings`.
    PostingId
);
id_type!(
    /// A row of `receipts`.
    ReceiptId
);
id_type!(
    /// A row of `promo_codes`.
    PromoId
);
id_type!(
    /// A row of `gifts`.
    GiftId
);
