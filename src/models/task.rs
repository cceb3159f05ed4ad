//! Work that must happen outside because of a committed fact.

use super::{
    AdminNotice, ChatId, Door, LinkId, PeriodId, RequestId, TaskId, Timestamp, TokenId, UserId,
};
use serde::{Deserialize, Serialize};

/// What is to be done. The stored form is JSON; a field once shipped keeps its meaning.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Task {
    /// Hand the makers of a batch their tokens, once. `sealed` holds the plain tokens.
    DeliverTokens {
        batch: TokenId,
        user: UserId,
        chat: ChatId,
        sealed: String,
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
}

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
}

impl TaskClass {
    /// All of them.
    pub const ALL: [TaskClass; 4] = [Self::Prompt, Self::Member, Self::Queue, Self::Notice];

    /// The name stored in `tasks.class`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Member => "member",
            Self::Queue => "queue",
            Self::Notice => "notice",
        }
    }
}

impl Task {
    /// The name stored in `tasks.kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::DeliverTokens { .. } => "deliver_tokens",
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
        }
    }

    /// Whom it may not hold up.
    pub fn class(&self) -> TaskClass {
        match self {
            Self::DeliverTokens { .. }
            | Self::DeliverFreeLink { .. }
            | Self::DeliverVipLink { .. }
            | Self::AcknowledgeJoinRequest { .. } => TaskClass::Prompt,
            Self::RevokeLink { .. }
            | Self::RemoveMember { .. }
            | Self::RemoveIntruder { .. }
            | Self::DeclineFree { .. }
            | Self::ApproveVipRequest { .. } => TaskClass::Member,
            Self::AdmitFree { .. } => TaskClass::Queue,
            Self::TellAdmins { .. }
            | Self::WelcomeVip { .. }
            | Self::TellExpired { .. }
            | Self::TellGrace { .. }
            | Self::PlanReminders { .. }
            | Self::RemindEnd { .. } => TaskClass::Notice,
        }
    }

    /// The door without whose channel it cannot be done: then it waits for one.
    pub fn door(&self) -> Option<Door> {
        match self {
            Self::DeliverVipLink { .. }
            | Self::RemoveMember { .. }
            | Self::RemoveIntruder { .. }
            | Self::ApproveVipRequest { .. } => Some(Door::Vip),
            Self::AdmitFree { .. } | Self::DeclineFree { .. } => Some(Door::Free),
            Self::DeliverTokens { .. }
            | Self::WelcomeVip { .. }
            | Self::RevokeLink { .. }
            | Self::TellAdmins { .. }
            | Self::DeliverFreeLink { .. }
            | Self::TellExpired { .. }
            | Self::TellGrace { .. }
            | Self::PlanReminders { .. }
            | Self::RemindEnd { .. }
            | Self::AcknowledgeJoinRequest { .. } => None,
        }
    }

    /// Kind and id of the fact behind it. Inserting the same key again changes nothing.
    pub fn dedupe_key(&self) -> String {
        let kind = self.kind();
        match self {
            Self::DeliverTokens { batch, .. } => format!("{kind}:{batch}"),
            Self::DeliverVipLink { fact, .. } => format!("{kind}:{fact}"),
            Self::WelcomeVip { period, .. } => format!("{kind}:{period}"),
            Self::RevokeLink { link } => format!("{kind}:{link}"),
            Self::RemoveIntruder { link, event, .. } => format!("{kind}:{link}:{event}"),
            Self::TellAdmins { fact, .. } => format!("{kind}:{fact}"),
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
            Self::ApproveVipRequest {
                user,
                chat,
                asked_at,
            } => format!("{kind}:{chat}:{user}:{asked_at}"),
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
