//! Which workers a task has, and which channel it cannot do without.

use super::{Door, Task};

/// Whom a task may not hold up: each class has workers of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TaskClass {
    /// Somebody waits for it at the screen.
    Prompt,
    /// Acts on members.
    Member,
    /// The Free queue's turns: one after another, in order.
    Queue,
    /// Tells somebody something.
    Notice,
    /// Drives a VPN server.
    Server,
}

impl TaskClass {
    /// All of them.
    pub const ALL: [TaskClass; 5] = [
        Self::Prompt,
        Self::Member,
        Self::Queue,
        Self::Notice,
        Self::Server,
    ];

    /// The name stored in `tasks.class`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Member => "member",
            Self::Queue => "queue",
            Self::Notice => "notice",
            Self::Server => "server",
        }
    }
}

impl Task {
    /// Whom it may not hold up.
    pub fn class(&self) -> TaskClass {
        match self {
            Self::DeliverTokens { .. }
            | Self::DeliverApiKey { .. }
            | Self::DeliverHookSecret { .. }
            | Self::DeliverFreeLink { .. }
            | Self::DeliverVipLink { .. }
            | Self::AcknowledgeJoinRequest { .. }
            | Self::PreviewBroadcast { .. }
            | Self::PublishPost { .. }
            | Self::PinPost { .. }
            | Self::UndoPost { .. }
            | Self::ReportBroadcast { .. }
            | Self::SendScheduled { .. }
            | Self::PreviewReactions { .. }
            | Self::DeliverMigrationLink { .. }
            | Self::DeliverConfig { .. }
            | Self::DeliverStaffInvite { .. }
            | Self::TellHelper { .. }
            | Self::TellAsker { .. }
            | Self::MakeBackup { .. }
            | Self::TestBackup { .. }
            | Self::OfferOrder { .. }
            | Self::FulfilPayment { .. }
            | Self::TellOrder { .. }
            | Self::DeliverGift { .. }
            | Self::HandOn { .. } => TaskClass::Prompt,
            Self::SettlePeer { .. } | Self::ForgetWatcher { .. } => TaskClass::Server,
            Self::RevokeLink { .. }
            | Self::RemoveMember { .. }
            | Self::RemoveIntruder { .. }
            | Self::DeclineFree { .. }
            | Self::RemoveStray { .. }
            | Self::SettleBan { .. }
            | Self::RunImport { .. }
            | Self::LookAudit { .. }
            | Self::ApproveVipRequest { .. } => TaskClass::Member,
            Self::AdmitFree { .. } => TaskClass::Queue,
            Self::TellAdmins { .. }
            | Self::TellHeld { .. }
            | Self::TellMailing { .. }
            | Self::WelcomeVip { .. }
            | Self::TellExpired { .. }
            | Self::RemindEnd { .. }
            | Self::React { .. }
            | Self::PlaceButtons { .. }
            | Self::TellAccess { .. }
            | Self::TellUnbanned { .. }
            | Self::TellErased { .. }
            | Self::TellGrace { .. }
            | Self::TellRole { .. }
            | Self::TellVpn { .. }
            | Self::RemindVpn { .. }
            | Self::TellQuota { .. }
            | Self::TellProxy { .. }
            | Self::TellOpen { .. }
            | Self::TellTicket { .. }
            | Self::SettleTopic { .. }
            | Self::SendBackup { .. }
            | Self::RefundPayment { .. }
            | Self::TellPurse { .. }
            | Self::ShowReceipt { .. }
            | Self::CloseReceipt { .. }
            | Self::AlterSubscription { .. }
            | Self::StopSubscription { .. }
            | Self::PlanReminders { .. } => TaskClass::Notice,
        }
    }

    /// The door without whose channel it cannot be done: then it waits for one.
    pub fn door(&self) -> Option<Door> {
        match self {
            Self::DeliverVipLink { .. }
            | Self::RemoveMember { .. }
            | Self::RemoveIntruder { .. }
            | Self::LookAudit { .. }
            | Self::ApproveVipRequest { .. } => Some(Door::Vip),
            Self::AdmitFree { .. } | Self::DeclineFree { .. } => Some(Door::Free),
            Self::DeliverTokens { .. }
            | Self::DeliverApiKey { .. }
            | Self::DeliverHookSecret { .. }
            | Self::WelcomeVip { .. }
            | Self::RevokeLink { .. }
            | Self::TellAdmins { .. }
            | Self::DeliverFreeLink { .. }
            | Self::TellExpired { .. }
            | Self::TellGrace { .. }
            | Self::PlanReminders { .. }
            | Self::RemindEnd { .. }
            | Self::React { .. }
            | Self::PlaceButtons { .. }
            | Self::PreviewReactions { .. }
            | Self::PreviewBroadcast { .. }
            | Self::PublishPost { .. }
            | Self::PinPost { .. }
            | Self::UndoPost { .. }
            | Self::ReportBroadcast { .. }
            | Self::SendScheduled { .. }
            | Self::TellHeld { .. }
            | Self::TellMailing { .. }
            | Self::TellAccess { .. }
            | Self::TellUnbanned { .. }
            | Self::TellErased { .. }
            | Self::RemoveStray { .. }
            | Self::SettleBan { .. }
            | Self::HandOn { .. }
            | Self::RunImport { .. }
            | Self::DeliverMigrationLink { .. }
            | Self::DeliverStaffInvite { .. }
            | Self::TellRole { .. }
            | Self::SettlePeer { .. }
            | Self::ForgetWatcher { .. }
            | Self::DeliverConfig { .. }
            | Self::TellVpn { .. }
            | Self::RemindVpn { .. }
            | Self::TellQuota { .. }
            | Self::TellProxy { .. }
            | Self::TellOpen { .. }
            | Self::TellHelper { .. }
            | Self::TellAsker { .. }
            | Self::TellTicket { .. }
            | Self::SettleTopic { .. }
            | Self::MakeBackup { .. }
            | Self::TestBackup { .. }
            | Self::SendBackup { .. }
            | Self::OfferOrder { .. }
            | Self::FulfilPayment { .. }
            | Self::TellOrder { .. }
            | Self::RefundPayment { .. }
            | Self::ShowReceipt { .. }
            | Self::CloseReceipt { .. }
            | Self::DeliverGift { .. }
            | Self::TellPurse { .. }
            | Self::AlterSubscription { .. }
            | Self::StopSubscription { .. }
            | Self::AcknowledgeJoinRequest { .. } => None,
        }
    }
}
