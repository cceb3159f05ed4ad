//! What the admins are told without having asked.

use super::{
    Ailment, ApiKeyId, AwaySummary, BackupOffer, BackupRefusal, BackupTrouble, BrakeView, ChatKind,
    ConfigId, Door, HoldReason, IntruderView, Method, Money, OfferView, PaymentId, ProxyNews,
    Right, ServerId, ServerNews, TextKey, Timestamp, UserId, WebhookHalt, WebhookId,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Letters of an error that the audit keeps.
const MOST_LETTERS: usize = 300;

/// Why Telegram does not bring the updates.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdatesTrouble {
    /// Another program took the webhook away. It was set again.
    Taken,
    /// Another program set it to another place. It was set again.
    Moved,
    /// It cannot bring them, and so many wait there; why, in its words.
    Undelivered { why: String, pending: i64 },
    /// It does not take the address; why, in its words.
    Refused { why: String },
}

impl UpdatesTrouble {
    /// What the audit keeps of it, in English.
    fn words(&self) -> &str {
        match self {
            Self::Taken => "taken away",
            Self::Moved => "set to another place",
            Self::Undelivered { why, .. } | Self::Refused { why } => why,
        }
    }
}

/// A word to the admins. Each reads it in their own language.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdminNotice {
    Online(AwaySummary),
    Offline,
    /// Something broke. `repeats` counts the same fault within the last ten minutes that was not told.
    Fault {
        incident: String,
        area: String,
        text: String,
        repeats: u32,
    },
    RightsLost {
        door: Door,
        title: String,
        kind: ChatKind,
        missing: Vec<Right>,
    },
    /// The rights are back; `woken` pieces of work that waited go on.
    RightsBack {
        door: Door,
        title: String,
        woken: i64,
    },
    Intruder(IntruderView),
    Brake(BrakeView),
    /// Our clock and Telegram's differ by so many seconds: nobody is removed meanwhile.
    ClockWrong {
        seconds: i64,
    },
    ClockRight,
    /// The bot was made an administrator somewhere, by one of them.
    Offer {
        to: UserId,
        offer: OfferView,
    },
    /// A channel takes none of the reactions set for it.
    ReactionsRefused {
        door: Door,
        title: String,
        emoji: Vec<String>,
    },
    /// An own text of the operator cannot be used; the house's words are said instead.
    TextBroken {
        key: TextKey,
        language: String,
    },
    /// A group became a supergroup; its new id is used from now on.
    Migrated {
        door: Door,
        title: String,
    },
    /// A key was used from so many networks within a day that it looks shared; `is_held` = it is held back now.
    KeyShared {
        config: ConfigId,
        name: String,
        owner: String,
        networks: u32,
        is_held: bool,
    },
    /// A key transferred unusually much within a day.
    KeyHeavy {
        config: ConfigId,
        name: String,
        owner: String,
        bytes: u64,
    },
    /// Few addresses of one sort are left on a server.
    PoolScarce {
        server: ServerId,
        name: String,
        is_trial: bool,
        available: i64,
        total: i64,
    },
    /// The support's group takes no words of tickets; `why` are Telegram's words.
    SupportGroup {
        why: String,
    },
    /// A VPN server has not answered for a while.
    ServerDown {
        news: ServerNews,
        why: String,
    },
    /// It answers again; `woken` pieces of work that waited go on.
    ServerUp {
        news: ServerNews,
        woken: i64,
    },
    /// Some forms of an MTProto proxy do not lead to Telegram, or none does.
    ProxyDown(ProxyNews),
    /// All of them do again.
    ProxyUp(ProxyNews),
    /// The bot was thrown out of the group that took the notices.
    NoticeGroupLost {
        title: String,
    },
    /// The file of a server that is applied by hand says something new.
    ServerFileChanged {
        news: ServerNews,
        peers: i64,
    },
    /// The house was restored from a backup made then; `holds` = removals wait for an admin.
    Restored {
        made_at: Timestamp,
        holds: bool,
    },
    /// Money came that does not fit: somebody decides.
    PaymentHeld {
        payment: PaymentId,
        why: HoldReason,
        amount: Money,
        method: Method,
    },
    /// The books do not agree with themselves, or paid things were not delivered for long.
    BooksWrong {
        faults: i64,
        late: i64,
    },
    /// Nothing arrives at an address that is told what happens; `halt` = it is not told any more.
    WebhookTrouble {
        webhook: WebhookId,
        name: String,
        host: String,
        since: Timestamp,
        halt: Option<WebhookHalt>,
        why: String,
    },
    /// Telegram does not bring the updates.
    UpdatesTrouble {
        trouble: UpdatesTrouble,
    },
    /// Something about backups went wrong while nobody looked.
    BackupTrouble {
        trouble: BackupTrouble,
        refusal: BackupRefusal,
    },
    /// Nothing is written any more where the data lie; `free_bytes` are left.
    WritesStopped {
        ailment: Ailment,
        path: String,
        free_bytes: Option<u64>,
        why: String,
    },
    /// It is written again, after so long.
    WritesResumed {
        ailment: Ailment,
        seconds: i64,
    },
    /// A check, or the work itself, found a fault in the database; `is_stopped` = nothing is written any more.
    DatabaseDamaged {
        incident: String,
        fault: String,
        is_stopped: bool,
        backup: Option<BackupOffer>,
    },
    /// A refresh token of the API came a second time: somebody may have stolen it. The session is over.
    ApiTokenReused {
        key: ApiKeyId,
        name: String,
        owner: UserId,
    },
    /// A damaged database was set aside under that name.
    DatabaseAside {
        name: String,
        backup: Option<BackupOffer>,
    },
}

impl AdminNotice {
    /// What the audit keeps beside: states before and after, and whose it is. No names.
    pub fn facts(&self) -> Option<serde_json::Value> {
        let change = |before: &str, after: &str| Some(json!({ "before": before, "after": after }));
        match self {
            Self::Online(summary) => Some(json!({
                "before": "off", "after": "on", "seconds": summary.away_seconds,
            })),
            Self::Offline => change("on", "off"),
            Self::ClockRight => change("wrong", "right"),
            Self::ClockWrong { seconds } => {
                Some(json!({ "before": "right", "after": "wrong", "seconds": seconds }))
            }
            Self::RightsLost { missing, .. } => {
                let missing: Vec<&str> = missing.iter().map(|right| right.field()).collect();
                Some(json!({ "rights": missing }))
            }
            Self::RightsBack { woken, .. } => Some(json!({ "count": woken })),
            Self::Intruder(view) => Some(json!({ "user": view.holder.0 })),
            Self::Brake(view) => Some(json!({ "due": view.due })),
            Self::ReactionsRefused { emoji, .. } => Some(json!({ "emoji": emoji })),
            Self::KeyShared {
                networks, is_held, ..
            } => Some(json!({ "networks": networks, "held": is_held })),
            Self::PaymentHeld {
                why,
                amount,
                method,
                ..
            } => Some(json!({
                "why": why.name(), "minor": amount.minor, "currency": amount.currency, "method": method.name(),
            })),
            Self::BooksWrong { faults, late } => Some(json!({ "faults": faults, "late": late })),
            Self::KeyHeavy { bytes, .. } => Some(json!({ "bytes": bytes })),
            Self::PoolScarce {
                is_trial,
                available,
                total,
                ..
            } => Some(json!({ "trial": is_trial, "count": available, "total": total })),
            Self::ServerDown { why, .. } => {
                Some(json!({ "before": "up", "after": "down", "why": why }))
            }
            Self::ServerUp { woken, .. } => {
                Some(json!({ "before": "down", "after": "up", "count": woken }))
            }
            Self::ProxyDown(news) => Some(json!({
                "before": "up", "after": "down", "forms": news.outcomes(), "count": news.people,
            })),
            Self::ProxyUp(_) => change("down", "up"),
            Self::ServerFileChanged { peers, .. } => Some(json!({ "peers": peers })),
            Self::Fault { text, .. } => {
                let text: String = text.chars().take(MOST_LETTERS).collect();
                Some(json!({ "error": text }))
            }
            Self::ApiTokenReused { owner, .. } => Some(json!({ "owner": owner.0 })),
            Self::Restored { made_at, holds } => Some(json!({ "made": made_at.0, "held": holds })),
            Self::WritesStopped {
                free_bytes, why, ..
            } => Some(json!({ "before": "on", "after": "off", "bytes": free_bytes, "why": why })),
            Self::WritesResumed { seconds, .. } => {
                Some(json!({ "before": "off", "after": "on", "seconds": seconds }))
            }
            Self::DatabaseDamaged { fault, .. } => {
                let fault: String = fault.chars().take(MOST_LETTERS).collect();
                Some(json!({ "error": fault }))
            }
            Self::WebhookTrouble { halt, why, .. } => {
                Some(json!({ "halt": halt.map(WebhookHalt::name), "why": why }))
            }
            Self::UpdatesTrouble { trouble } => Some(json!({ "error": trouble.words() })),
            Self::SupportGroup { .. }
            | Self::BackupTrouble { .. }
            | Self::DatabaseAside { .. }
            | Self::Offer { .. }
            | Self::TextBroken { .. }
            | Self::Migrated { .. }
            | Self::NoticeGroupLost { .. } => None,
        }
    }

    /// The action and the target under which the log and the audit keep it.
    pub fn subject(&self) -> (&'static str, String) {
        let house = || "house".to_owned();
        match self {
            Self::Online(_) => ("house.online", house()),
            Self::Offline => ("house.offline", house()),
            Self::Fault { area, incident, .. } => ("house.fault", format!("{area}:{incident}")),
            Self::RightsLost { door, .. } => {
                ("channel.rights_lost", format!("door:{}", door.name()))
            }
            Self::RightsBack { door, .. } => {
                ("channel.rights_back", format!("door:{}", door.name()))
            }
            Self::Intruder(view) => ("vip.intruder", format!("user:{}", view.intruder)),
            Self::Brake(_) => ("brake.asked", "door:vip".to_owned()),
            Self::ClockWrong { .. } => ("clock.wrong", house()),
            Self::ClockRight => ("clock.right", house()),
            Self::Offer { offer, .. } => {
                ("channel.offered", format!("chat:{}", offer.channel.chat_id))
            }
            Self::ReactionsRefused { door, .. } => {
                ("channel.reactions_refused", format!("door:{}", door.name()))
            }
            Self::TextBroken { key, language } => {
                ("text.broken", format!("text:{}:{language}", key.code()))
            }
            Self::Migrated { door, .. } => ("channel.migrated", format!("door:{}", door.name())),
            Self::PaymentHeld { payment, .. } => ("payment.held", format!("payment:{payment}")),
            Self::BooksWrong { .. } => ("books.checked", "books".to_owned()),
            Self::KeyShared { config, .. } => ("key.shared", format!("key:{config}")),
            Self::KeyHeavy { config, .. } => ("key.heavy", format!("key:{config}")),
            Self::PoolScarce { server, .. } => ("pool.scarce", format!("server:{server}")),
            Self::SupportGroup { .. } => ("support.group_lost", String::new()),
            Self::ServerDown { news, .. } => ("server.down", format!("server:{}", news.server)),
            Self::ServerUp { news, .. } => ("server.up", format!("server:{}", news.server)),
            Self::ProxyDown(news) => ("proxy.down", format!("server:{}", news.server)),
            Self::ProxyUp(news) => ("proxy.up", format!("server:{}", news.server)),
            Self::NoticeGroupLost { .. } => ("notices.group_lost", house()),
            Self::ServerFileChanged { news, .. } => {
                ("server.file_changed", format!("server:{}", news.server))
            }
            Self::Restored { made_at, .. } => ("house.restored", format!("made:{made_at}")),
            Self::WebhookTrouble { webhook, .. } => {
                ("webhook.failing", format!("webhook:{webhook}"))
            }
            Self::UpdatesTrouble { .. } => ("updates.trouble", house()),
            Self::BackupTrouble { trouble, .. } => ("backup.trouble", trouble.name().to_owned()),
            Self::WritesStopped { path, .. } => ("writes.stopped", path.clone()),
            Self::WritesResumed { seconds, .. } => ("writes.resumed", format!("after:{seconds}")),
            Self::DatabaseDamaged { incident, .. } => {
                ("database.damaged", format!("database:{incident}"))
            }
            Self::ApiTokenReused { key, .. } => ("api.refresh_reused", format!("api_key:{key}")),
            Self::DatabaseAside { name, .. } => ("database.set_aside", name.clone()),
        }
    }
}
