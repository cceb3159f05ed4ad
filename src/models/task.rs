//! Work that must happen outside because of a committed fact.

use super::{
    AccountId, AdminNotice, ApiKeyId, AuditId, BackupId, BroadcastId, BroadcastPostId, ChatId,
    ConfigId, Door, GiftId, HeldWhy, ImportId, InviteId, LinkId, MessageId, MigrationId, OrderId,
    OrderNews, PaymentId, PeerId, PeriodId, PurseNews, ReceiptId, RequestId, RoleNews, ServerId,
    TaskId, TicketId, TicketMessageId, TicketNews, Timestamp, TokenId, UserId, WebhookId,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What is to be done. The stored form is that of `to_json`; a field once shipped keeps its meaning.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Make a backup for whoever asked for it. `fact` is the audit row of that.
    MakeBackup { user: UserId, fact: i64 },
    /// Try a backup out for whoever asked for it.
    TestBackup {
        backup: BackupId,
        user: UserId,
        fact: i64,
    },
    /// Send a backup to a chat. `fact` is the audit row of its making, or of the wish to have it sent again.
    SendBackup {
        backup: BackupId,
        chat: ChatId,
        fact: i64,
    },
    /// Hand the makers of a batch their tokens, once. `sealed` holds the plain tokens.
    DeliverTokens {
        batch: TokenId,
        user: UserId,
        chat: ChatId,
        sealed: String,
    },
    /// Hand the maker of an API key the key, once. `sealed` holds it.
    DeliverApiKey {
        key: ApiKeyId,
        user: UserId,
        chat: ChatId,
        sealed: String,
    },
    /// Show whoever made or changed a webhook its secret, once. `fact` is the audit row of it.
    DeliverHookSecret {
        webhook: WebhookId,
        user: UserId,
        chat: ChatId,
        fact: i64,
    },
    /// Make a personal link to the VIP channel and send it. `fact` names the reason.
    DeliverVipLink { user: UserId, fact: String },
    /// Say welcome to a VIP member who came in.
    WelcomeVip { user: UserId, period: PeriodId },
    /// Make a link useless.
    RevokeLink { link: LinkId },
    /// Take the member of an ended period out of the VIP channel.
    RemoveMember { user: UserId, period: PeriodId },
    /// Take out somebody who came in by another person's link.
    RemoveIntruder {
        user: UserId,
        chat: ChatId,
        link: LinkId,
        event: i64,
    },
    /// Tell the admins what happened to the house. `fact` is the audit row of it.
    TellAdmins { notice: AdminNotice, fact: i64 },
    /// Hand a person from the Free queue their link. The request is closed already.
    DeliverFreeLink { request: RequestId, link: LinkId },
    /// Say that access ended, and offer the way back.
    TellExpired { user: UserId, period: PeriodId },
    /// Say that access ends soon. Not said if the end has moved since.
    RemindEnd {
        user: UserId,
        period: PeriodId,
        expiry: Timestamp,
        hours: i64,
    },
    /// Let a waiting person into the Free channel.
    AdmitFree { request: RequestId },
    /// Turn a waiting person away.
    DeclineFree { request: RequestId },
    /// Tell somebody who asked in the channel what happens next: Telegram allows it for five minutes.
    AcknowledgeJoinRequest { request: RequestId },
    /// Say that access ended and until when the member may stay.
    TellGrace {
        user: UserId,
        period: PeriodId,
        ended: Timestamp,
        until: Timestamp,
    },
    /// Plan the reminders of all running periods anew. `fact` is the audit row of the change.
    PlanReminders { fact: i64 },
    /// Let somebody with VIP access in, who asked by a join-request link.
    ApproveVipRequest {
        user: UserId,
        chat: ChatId,
        asked_at: Timestamp,
    },
    /// Put the bot's own reaction on a post.
    React { chat: ChatId, message: MessageId },
    /// Give a post its buttons: by an edit, or by an answer under an album.
    PlaceButtons { chat: ChatId, message: MessageId },
    /// Show an admin what posts of that channel would get. `fact` names the press.
    PreviewReactions {
        user: UserId,
        door: Door,
        fact: String,
    },
    /// Show an admin what a broadcast would look like. Not shown if it has changed since.
    PreviewBroadcast {
        broadcast: BroadcastId,
        revision: i64,
    },
    /// Publish a broadcast in a channel, at most once each time an admin wants it.
    PublishPost { post: BroadcastPostId, again: i64 },
    /// Pin a post.
    PinPost { post: BroadcastPostId },
    /// Delete a post.
    UndoPost { post: BroadcastPostId, again: i64 },
    /// Show its maker how a broadcast stands.
    ReportBroadcast { broadcast: BroadcastId, step: i64 },
    /// The time of a scheduled broadcast has come.
    SendScheduled {
        broadcast: BroadcastId,
        at: Timestamp,
    },
    /// Tell its maker that a scheduled broadcast does not go out.
    TellHeld {
        broadcast: BroadcastId,
        why: HeldWhy,
        at: Timestamp,
    },
    /// Tell whoever made a broadcast to people how it stands: it ended, or halted by itself. `fact` is the audit row.
    TellMailing { broadcast: BroadcastId, fact: i64 },
    /// Tell somebody the end of their access that an admin set, unless it moved again. `fact` is the audit row.
    TellAccess {
        user: UserId,
        until: Option<Timestamp>,
        is_new: bool,
        fact: i64,
    },
    /// Take out somebody who is inside without a right: an admin's wish, or an access audit that was not undone.
    RemoveStray {
        user: UserId,
        chat: ChatId,
        audit: Option<AuditId>,
        fact: i64,
    },
    /// Shut somebody out of a channel, or let them come again; the house's own mark decides which.
    SettleBan {
        user: UserId,
        chat: ChatId,
        fact: i64,
    },
    /// Say that a ban is over, unless there is one again. `fact` is the audit row of it.
    TellUnbanned { user: UserId, fact: i64 },
    /// Say that what was kept of a person is gone. `language` is the one they read.
    TellErased {
        user: UserId,
        language: Option<String>,
        fact: i64,
    },
    /// Hand an admin's message on to a person, and tell the admin how it went.
    HandOn {
        user: UserId,
        admin: UserId,
        /// More than one are the parts of an album, ascending; none if it lies in no chat.
        messages: Vec<MessageId>,
        /// One that lies in no chat: JSON of its `text`, and how that is to be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// What the parts of an album have in common.
        album: Option<String>,
        fact: i64,
    },
    /// Apply the rows of a confirmed import.
    RunImport { import: ImportId },
    /// Hand the maker of a migration link its code, once.
    DeliverMigrationLink {
        link: MigrationId,
        user: UserId,
        sealed: String,
    },
    /// Tell one side what happened to a role, unless it is no longer true. `fact` is the audit row.
    TellRole {
        user: UserId,
        news: RoleNews,
        fact: i64,
    },
    /// Hand the maker of an invitation to the staff its link, once.
    DeliverStaffInvite {
        invite: InviteId,
        user: UserId,
        sealed: String,
    },
    /// Ask Telegram about the people of an access audit.
    LookAudit { audit: AuditId },
    /// Make a server do with a peer what is wanted of it by now. `revision` is the wish that asked for it.
    SettlePeer { peer: PeerId, revision: i64 },
    /// Take the house's own user from a proxy that was removed.
    ForgetWatcher { server: ServerId },
    /// Hand a person the file, the link and the picture of a key that works. `fact` is the event that asked for it.
    DeliverConfig { config: ConfigId, fact: i64 },
    /// Tell a person what happened to a key or an account of theirs. `event` is its row in `vpn_events`.
    TellVpn { user: UserId, event: i64 },
    /// Say that an account ends soon. Not said if the end has moved since.
    RemindVpn {
        user: UserId,
        account: AccountId,
        expiry: Timestamp,
        minutes: i64,
    },
    /// Tell a person that a proxy of theirs is out, or works again, if it is still so.
    TellProxy {
        user: UserId,
        server: ServerId,
        outage: u32,
        is_back: bool,
    },
    /// Hand a person back what they brought while the house was shut: a token, or what a link carried. `since` names the
    /// maintenance, and `digest` what it is.
    TellOpen {
        user: UserId,
        since: Timestamp,
        digest: String,
        sealed: String,
    },
    /// Say how much of a quota is used. Not said twice in a period.
    TellQuota {
        user: UserId,
        account: AccountId,
        period: Timestamp,
        percent: u8,
    },
    /// Carry a ticket's words to a chat of helpers.
    TellHelper {
        ticket: TicketId,
        message: TicketMessageId,
        to: ChatId,
    },
    /// Carry a helper's words to whoever asked.
    TellAsker {
        ticket: TicketId,
        message: TicketMessageId,
        user: UserId,
    },
    /// Tell news of a ticket in a chat. `fact` is the audit row, or when it was due.
    TellTicket {
        ticket: TicketId,
        news: TicketNews,
        to: ChatId,
        fact: i64,
    },
    /// Have a provider make the invoice of an order, and hand it to the buyer.
    OfferOrder { order: OrderId },
    /// Give what a payment is for.
    FulfilPayment { payment: PaymentId },
    /// Tell a buyer how an order of theirs stands. `fact` is the row of `payment_events`.
    TellOrder {
        order: OrderId,
        news: OrderNews,
        fact: i64,
    },
    /// Have a provider pay back.
    RefundPayment { payment: PaymentId },
    /// Show a receipt to somebody who decides about it.
    ShowReceipt { receipt: ReceiptId, to: ChatId },
    /// A receipt is decided: its messages to the staff say so and lose their buttons.
    CloseReceipt { receipt: ReceiptId },
    /// Hand a buyer the link of a gift.
    DeliverGift { gift: GiftId },
    /// Tell somebody what became of a gift of theirs, or of a friend they brought.
    TellPurse { user: UserId, news: PurseNews },
    /// Have Telegram stop the renewals of a subscription, or allow them again. `fact` is the row of `payment_events`.
    AlterSubscription {
        order: OrderId,
        is_canceled: bool,
        fact: i64,
    },
    /// Have Telegram stop the subscription that a payment began beside the one of its order.
    StopSubscription { payment: PaymentId },
    /// Close the topic of a ticket, or open it again, as the ticket is by then.
    SettleTopic { ticket: TicketId, fact: i64 },
}

/// `{"name": {fields}}` as `{"kind": "name", fields}`.
fn beside_kind(task: Value) -> Value {
    let Value::Object(outer) = task else {
        return task;
    };
    let mut stored = Map::new();
    for (kind, fields) in outer {
        if let Value::Object(fields) = fields {
            stored.extend(fields);
        }
        stored.insert("kind".to_owned(), Value::String(kind));
    }
    Value::Object(stored)
}

/// The other way round.
fn under_kind(stored: Value) -> Value {
    let Value::Object(mut fields) = stored else {
        return stored;
    };
    match fields.remove("kind") {
        Some(Value::String(kind)) => {
            let mut named = Map::new();
            named.insert(kind, Value::Object(fields));
            Value::Object(named)
        }
        // What has no name is nothing that can be read.
        _ => Value::Null,
    }
}

/// Why a task rests, as stored: the screens say it in the reader's language.
pub const WHY_CHANNEL_ADMIN: &str = "they are an administrator of the channel";
/// The same for a door that has no channel.
pub const WHY_NO_CHANNEL: &str = "the door has no channel";
/// The same for a clock that differs from Telegram's.
pub const WHY_WRONG_CLOCK: &str = "the clock is wrong";
/// Why a removal waits after the restore of an old backup.
pub const WHY_RESTORED: &str = "an admin has not let removals go on since the restore";
/// Why an update of a restored house is not done again by itself.
pub const WHY_SET_ASIDE: &str =
    "restored from a backup: it was probably done after the backup was made";

impl Task {
    /// The stored form: one object, the fields beside `kind`. By hand, because serde's own code for a tag among the
    /// fields reads every type in it a second time, which is a tenth of a megabyte of the binary.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_value(self).map(|task| beside_kind(task).to_string())
    }

    /// The task of that stored form.
    pub fn from_json(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text).and_then(|stored| serde_json::from_value(under_kind(stored)))
    }

    /// The name stored in `tasks.kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::MakeBackup { .. } => "make_backup",
            Self::TestBackup { .. } => "test_backup",
            Self::SendBackup { .. } => "send_backup",
            Self::DeliverTokens { .. } => "deliver_tokens",
            Self::DeliverApiKey { .. } => "deliver_api_key",
            Self::DeliverHookSecret { .. } => "deliver_hook_secret",
            Self::DeliverVipLink { .. } => "deliver_vip_link",
            Self::WelcomeVip { .. } => "welcome_vip",
            Self::RevokeLink { .. } => "revoke_link",
            Self::TellAdmins { .. } => "tell_admins",
            Self::DeliverFreeLink { .. } => "deliver_free_link",
            Self::RemoveMember { .. } => "remove_member",
            Self::RemoveIntruder { .. } => "remove_intruder",
            Self::TellExpired { .. } => "tell_expired",
            Self::TellGrace { .. } => "tell_grace",
            Self::PlanReminders { .. } => "plan_reminders",
            Self::RemindEnd { .. } => "remind_end",
            Self::AdmitFree { .. } => "admit_free",
            Self::DeclineFree { .. } => "decline_free",
            Self::AcknowledgeJoinRequest { .. } => "acknowledge_join_request",
            Self::ApproveVipRequest { .. } => "approve_vip_request",
            Self::PreviewBroadcast { .. } => "preview_broadcast",
            Self::PublishPost { .. } => "publish_post",
            Self::PinPost { .. } => "pin_post",
            Self::UndoPost { .. } => "undo_post",
            Self::ReportBroadcast { .. } => "report_broadcast",
            Self::SendScheduled { .. } => "send_scheduled",
            Self::TellHeld { .. } => "tell_held",
            Self::React { .. } => "react",
            Self::PlaceButtons { .. } => "place_buttons",
            Self::PreviewReactions { .. } => "preview_reactions",
            Self::TellMailing { .. } => "tell_mailing",
            Self::TellAccess { .. } => "tell_access",
            Self::RemoveStray { .. } => "remove_stray",
            Self::SettleBan { .. } => "settle_ban",
            Self::TellUnbanned { .. } => "tell_unbanned",
            Self::TellErased { .. } => "tell_erased",
            Self::HandOn { .. } => "hand_on",
            Self::RunImport { .. } => "run_import",
            Self::DeliverMigrationLink { .. } => "deliver_migration_link",
            Self::LookAudit { .. } => "look_audit",
            Self::TellRole { .. } => "tell_role",
            Self::DeliverStaffInvite { .. } => "deliver_staff_invite",
            Self::SettlePeer { .. } => "settle_peer",
            Self::ForgetWatcher { .. } => "forget_watcher",
            Self::DeliverConfig { .. } => "deliver_config",
            Self::TellVpn { .. } => "tell_vpn",
            Self::RemindVpn { .. } => "remind_vpn",
            Self::TellQuota { .. } => "tell_quota",
            Self::TellProxy { .. } => "tell_proxy",
            Self::TellOpen { .. } => "tell_open",
            Self::TellHelper { .. } => "tell_helper",
            Self::TellAsker { .. } => "tell_asker",
            Self::TellTicket { .. } => "tell_ticket",
            Self::SettleTopic { .. } => "settle_topic",
            Self::OfferOrder { .. } => "offer_order",
            Self::FulfilPayment { .. } => "fulfil_payment",
            Self::TellOrder { .. } => "tell_order",
            Self::RefundPayment { .. } => "refund_payment",
            Self::ShowReceipt { .. } => "show_receipt",
            Self::CloseReceipt { .. } => "close_receipt",
            Self::DeliverGift { .. } => "deliver_gift",
            Self::TellPurse { .. } => "tell_purse",
            Self::AlterSubscription { .. } => "alter_subscription",
            Self::StopSubscription { .. } => "stop_subscription",
        }
    }

    /// Kind and id of the fact behind it. Inserting the same key again changes nothing.
    pub fn dedupe_key(&self) -> String {
        let kind = self.kind();
        match self {
            Self::MakeBackup { fact, .. } | Self::TestBackup { fact, .. } => {
                format!("{kind}:{fact}")
            }
            Self::SendBackup { backup, fact, .. } => format!("{kind}:{backup}:{fact}"),
            Self::DeliverTokens { batch, .. } => format!("{kind}:{batch}"),
            Self::DeliverApiKey { key, .. } => format!("{kind}:{key}"),
            Self::DeliverHookSecret { webhook, fact, .. } => format!("{kind}:{webhook}:{fact}"),
            Self::DeliverVipLink { fact, .. } => format!("{kind}:{fact}"),
            Self::WelcomeVip { period, .. } => format!("{kind}:{period}"),
            Self::RevokeLink { link } => format!("{kind}:{link}"),
            Self::RemoveIntruder { link, event, .. } => format!("{kind}:{link}:{event}"),
            Self::TellAdmins { fact, .. } | Self::TellMailing { fact, .. } => {
                format!("{kind}:{fact}")
            }
            Self::DeliverFreeLink { request, .. } => format!("{kind}:{request}"),
            Self::RemoveMember { period, .. } | Self::TellExpired { period, .. } => {
                format!("{kind}:{period}")
            }
            Self::TellGrace { period, until, .. } => format!("{kind}:{period}:{until}"),
            Self::PlanReminders { fact } => format!("{kind}:{fact}"),
            Self::RemindEnd {
                period,
                expiry,
                hours,
                ..
            } => format!("{kind}:{period}:{expiry}:{hours}"),
            Self::AdmitFree { request }
            | Self::DeclineFree { request }
            | Self::AcknowledgeJoinRequest { request } => format!("{kind}:{request}"),
            Self::PreviewBroadcast {
                broadcast,
                revision,
            } => format!("{kind}:{broadcast}:{revision}"),
            Self::PublishPost { post, again } | Self::UndoPost { post, again } => {
                format!("{kind}:{post}:{again}")
            }
            Self::PinPost { post } => format!("{kind}:{post}"),
            Self::ReportBroadcast { broadcast, step } => format!("{kind}:{broadcast}:{step}"),
            Self::SendScheduled { broadcast, at } => format!("{kind}:{broadcast}:{at}"),
            Self::TellHeld { broadcast, why, at } => {
                format!("{kind}:{broadcast}:{}:{at}", why.name())
            }
            Self::ApproveVipRequest {
                user,
                chat,
                asked_at,
            } => format!("{kind}:{chat}:{user}:{asked_at}"),
            Self::React { chat, message } | Self::PlaceButtons { chat, message } => {
                format!("{kind}:{chat}:{message}")
            }
            Self::PreviewReactions { fact, .. } => format!("{kind}:{fact}"),
            Self::TellAccess { user, fact, .. } | Self::RemoveStray { user, fact, .. } => {
                format!("{kind}:{fact}:{user}")
            }
            Self::SettleBan { chat, fact, .. } => format!("{kind}:{fact}:{chat}"),
            Self::TellUnbanned { fact, .. } | Self::TellErased { fact, .. } => {
                format!("{kind}:{fact}")
            }
            Self::HandOn {
                admin,
                album: Some(album),
                ..
            } => format!("{kind}:{admin}:{album}"),
            Self::HandOn { fact, .. } => format!("{kind}:{fact}"),
            Self::RunImport { import } => format!("{kind}:{import}"),
            Self::DeliverMigrationLink { link, .. } => format!("{kind}:{link}"),
            Self::LookAudit { audit } => format!("{kind}:{audit}"),
            Self::TellRole { user, fact, .. } => format!("{kind}:{fact}:{user}"),
            Self::DeliverStaffInvite { invite, .. } => format!("{kind}:{invite}"),
            Self::SettlePeer { peer, revision } => format!("{kind}:{peer}:{revision}"),
            Self::ForgetWatcher { server } => format!("{kind}:{server}"),
            Self::DeliverConfig { config, fact } => format!("{kind}:{config}:{fact}"),
            Self::TellVpn { event, .. } => format!("{kind}:{event}"),
            Self::RemindVpn {
                account,
                expiry,
                minutes,
                ..
            } => format!("{kind}:{account}:{expiry}:{minutes}"),
            Self::TellQuota {
                account,
                period,
                percent,
                ..
            } => format!("{kind}:{account}:{period}:{percent}"),
            Self::TellProxy {
                user,
                server,
                outage,
                is_back,
            } => {
                let news = if *is_back { "back" } else { "out" };
                format!("{kind}:{server}:{outage}:{news}:{user}")
            }
            Self::TellOpen {
                user,
                since,
                digest,
                ..
            } => format!("{kind}:{since}:{user}:{digest}"),
            Self::TellHelper { message, to, .. } => format!("{kind}:{message}:{to}"),
            Self::TellAsker { message, user, .. } => format!("{kind}:{message}:{user}"),
            Self::TellTicket {
                ticket, to, fact, ..
            } => format!("{kind}:{ticket}:{fact}:{to}"),
            Self::SettleTopic { ticket, fact } => format!("{kind}:{ticket}:{fact}"),
            Self::OfferOrder { order } => format!("{kind}:{order}"),
            Self::FulfilPayment { payment }
            | Self::RefundPayment { payment }
            | Self::StopSubscription { payment } => format!("{kind}:{payment}"),
            Self::TellOrder { fact, .. } | Self::AlterSubscription { fact, .. } => {
                format!("{kind}:{fact}")
            }
            Self::ShowReceipt { receipt, to } => format!("{kind}:{receipt}:{to}"),
            Self::CloseReceipt { receipt } => format!("{kind}:{receipt}"),
            Self::DeliverGift { gift } => format!("{kind}:{gift}"),
            Self::TellPurse { news, .. } => match news {
                PurseNews::GiftOpened(gift) => format!("{kind}:gift:{gift}"),
                PurseNews::Rewarded(friend) => format!("{kind}:friend:{friend}"),
            },
        }
    }
}

/// A stored task on its way.
#[derive(Clone, Debug)]
pub struct TaskRow {
    pub id: TaskId,
    pub task: Task,
    pub due_at: Timestamp,
    /// How often it was begun before.
    pub attempts: u32,
    pub created_at: Timestamp,
}

/// A task that an admin should look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    pub id: TaskId,
    pub kind: String,
    pub state: TaskState,
    pub attempts: u32,
    pub last_error: Option<String>,
    pub waits_for: Option<String>,
    pub due_at: Timestamp,
}

/// Where a task stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TaskState {
    Due,
    Waiting,
    Done,
    Failed,
}

impl TaskState {
    /// The state of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "due" => Some(Self::Due),
            "waiting" => Some(Self::Waiting),
            "done" => Some(Self::Done),
            "failed" => Some(Self::Failed),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_form_has_the_name_beside_the_fields_as_every_version_wrote_it() {
        let stored =
            r#"{"by":null,"fact":7,"notice":{"clock_wrong":{"seconds":9}},"kind":"tell_admins"}"#;
        let task = Task::TellAdmins {
            notice: AdminNotice::ClockWrong { seconds: 9 },
            fact: 7,
        };
        assert_eq!(Task::from_json(stored).expect("read"), task);
        let text = task.to_json().expect("written");
        let written: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(written["kind"], task.kind());
        assert_eq!(written["fact"], 7);
        assert_eq!(Task::from_json(&text).expect("read"), task);
    }

    #[test]
    fn what_may_be_missing_is_missing_and_what_no_version_knows_is_an_error() {
        let stored = r#"{"kind":"tell_access","user":1,"is_new":true,"fact":3}"#;
        let read = Task::from_json(stored).expect("read");
        assert!(matches!(read, Task::TellAccess { until: None, .. }));
        for stored in [
            "",
            "[]",
            "7",
            "{}",
            r#"{"kind":7}"#,
            r#"{"kind":"newer"}"#,
            r#"{"kind":"settle_peer"}"#,
        ] {
            assert!(Task::from_json(stored).is_err(), "{stored}");
        }
    }
}
