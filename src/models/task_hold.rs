//! Which work goes on while a maintenance holds what acts on people.

use super::Task;

impl Task {
    /// Whether it may go on while a maintenance holds work: what the staff does and is told itself.
    pub fn is_for_staff(&self) -> bool {
        match self {
            Self::DeliverTokens { .. }
            | Self::DeliverApiKey { .. }
            | Self::DeliverHookSecret { .. }
            | Self::DeliverMigrationLink { .. }
            | Self::DeliverStaffInvite { .. }
            | Self::TellAdmins { .. }
            | Self::TellRole { .. }
            | Self::PreviewReactions { .. }
            | Self::PreviewBroadcast { .. }
            | Self::ReportBroadcast { .. }
            | Self::TellHeld { .. }
            | Self::TellMailing { .. }
            | Self::PublishPost { .. }
            | Self::PinPost { .. }
            | Self::UndoPost { .. }
            | Self::React { .. }
            | Self::PlaceButtons { .. }
            | Self::RunImport { .. }
            | Self::LookAudit { .. }
            | Self::PlanReminders { .. }
            // A maintenance is just when one wants a backup.
            | Self::MakeBackup { .. }
            | Self::TestBackup { .. }
            | Self::SendBackup { .. }
            // The support works on: what helpers hear, and what they answer.
            | Self::HandOn { .. }
            | Self::TellHelper { .. }
            | Self::TellAsker { .. }
            | Self::TellTicket { .. }
            | Self::SettleTopic { .. }
            // What a person got or lost is told later, but the servers keep to what is wanted.
            | Self::SettlePeer { .. }
            | Self::ForgetWatcher { .. }
            // Money that came counts, and goes back, whatever else waits.
            | Self::FulfilPayment { .. }
            | Self::RefundPayment { .. }
            | Self::ShowReceipt { .. }
            | Self::CloseReceipt { .. }
            | Self::AlterSubscription { .. }
            | Self::StopSubscription { .. }
            | Self::RevokeLink { .. }
            // It waits for the opening, whether work waits or not.
            | Self::TellOpen { .. } => true,
            Self::DeliverVipLink { .. }
            | Self::WelcomeVip { .. }
            | Self::RemoveMember { .. }
            | Self::RemoveIntruder { .. }
            | Self::RemoveStray { .. }
            | Self::SettleBan { .. }
            | Self::DeliverFreeLink { .. }
            | Self::AdmitFree { .. }
            | Self::DeclineFree { .. }
            | Self::AcknowledgeJoinRequest { .. }
            | Self::ApproveVipRequest { .. }
            | Self::RemindEnd { .. }
            | Self::TellProxy { .. }
            | Self::TellExpired { .. }
            | Self::TellGrace { .. }
            | Self::TellAccess { .. }
            | Self::TellUnbanned { .. }
            | Self::TellErased { .. }
            | Self::SendScheduled { .. }
            | Self::DeliverConfig { .. }
            | Self::TellVpn { .. }
            | Self::RemindVpn { .. }
            | Self::OfferOrder { .. }
            | Self::TellOrder { .. }
            | Self::DeliverGift { .. }
            | Self::TellPurse { .. }
            | Self::TellQuota { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{BackupId, ChatId, TicketId, TicketMessageId, UserId};

    #[test]
    fn a_maintenance_holds_no_backup_and_nothing_of_the_support() {
        let (fact, user, chat) = (1, UserId(7), ChatId(7));
        let (backup, ticket, message) = (BackupId(1), TicketId(1), TicketMessageId(1));
        for task in [
            Task::MakeBackup { user, fact },
            Task::TestBackup { backup, user, fact },
            Task::SendBackup { backup, chat, fact },
            Task::TellHelper {
                ticket,
                message,
                to: chat,
            },
            Task::TellAsker {
                ticket,
                message,
                user,
            },
            Task::SettleTopic { ticket, fact },
        ] {
            assert!(task.is_for_staff(), "{}", task.kind());
        }
        let ban = Task::SettleBan { user, chat, fact };
        assert!(!ban.is_for_staff(), "it acts on a person");
    }
}
