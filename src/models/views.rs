//! What screens are drawn from. Services fill these; screens turn them into words.

use super::{
    Channel, ChatId, Door, DurationHours, FreeRequest, InboxSeq, Problem, SettingsView, Subscriber,
    TaskClass, TaskId, Timestamp, Token, UserId, UserStatus,
};
use serde::{Deserialize, Serialize};

/// Which doors have their channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Doors {
    pub vip: bool,
    pub free: bool,
}

impl Doors {
    /// Whether that door has its channel.
    pub fn has(self, door: Door) -> bool {
        match door {
            Door::Vip => self.vip,
            Door::Free => self.free,
        }
    }
}

/// What the house has for people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Offer {
    pub doors: Doors,
    /// There is a VPN server.
    pub has_vpn: bool,
    /// Something is on sale.
    pub has_plans: bool,
    /// There are proxies: to be had as keys, or in the free list.
    pub has_proxies: bool,
}

/// What the first screen offers a person of the VPN.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct VpnOffer {
    /// There is a VPN server.
    pub is_there: bool,
    /// A trial is theirs for the asking.
    pub has_trial: bool,
    /// They have keys.
    pub has_keys: bool,
}

/// Who stands before the bot at `/start`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Visitor {
    /// Somebody of the staff.
    Admin,
    /// Somebody with VIP access; `None` = for life.
    Vip { until: Option<Timestamp> },
    /// VIP access ended, but they may stay in the channel for a while.
    Grace(GraceView),
    /// Anybody else.
    Stranger,
}

/// The stay of a member after the end of their access.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GraceView {
    pub ended: Timestamp,
    pub until: Timestamp,
}

/// `/start` and `/menu`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HomeView {
    pub name: String,
    pub visitor: Visitor,
    pub doors: Doors,
    pub vpn: VpnOffer,
    /// Something is on sale.
    pub has_plans: bool,
    /// There are proxies: to be had as keys, or in the free list.
    pub has_proxies: bool,
}

/// When the personal link of a redeemed token comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkPromise {
    /// In the next message.
    Follows,
    /// It cannot be made now: by itself, later.
    Later,
    /// They are inside already.
    NotNeeded,
}

/// The answer to a redeemed token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RedeemedView {
    /// What the token gave; `None` = for life.
    pub duration_hours: DurationHours,
    /// The end of access now; `None` = for life.
    pub until: Option<Timestamp>,
    /// The time was added to running access.
    pub is_extension: bool,
    pub link: LinkPromise,
}

/// "Mi acceso" of somebody entitled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessView {
    /// The end of paid access; `None` = for life.
    pub until: Option<Timestamp>,
    /// The house keeps the door open for them whatever the end.
    pub is_whitelisted: bool,
    /// As far as updates tell.
    pub is_inside: bool,
    /// Fresh links still allowed within this hour.
    pub links_left: u32,
}

/// What may keep an entitled person outside.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EntryBlocker {
    /// The bot lacks a right in the channel.
    ChannelLost,
    /// Their last link was used.
    LinkUsed,
    /// Their last link is over.
    LinkExpired,
    /// An admin banned them in the channel.
    Banned,
    /// They are inside already.
    Inside,
}

/// Why one cannot get in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryView {
    /// What the house knows of; empty = nothing is wrong as far as it can see.
    pub blockers: Vec<EntryBlocker>,
}

/// A Free request as its owner sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WaitingView {
    pub due_at: Timestamp,
    /// Place in the queue, from 1.
    pub position: i64,
    /// They asked in the channel: Telegram lets them in, no link is sent.
    pub has_join_request: bool,
}

/// A channel about to be chosen, or chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChannelCard {
    pub door: Door,
    pub channel: Channel,
    /// Title of the channel this one takes the place of.
    pub replaces: Option<String>,
}

/// What a desk in use lacks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Missing {
    /// It has no channel.
    Channel(Door),
    /// The bot lacks a right in its channel.
    Rights { door: Door, title: String },
}

/// The admin panel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PanelView {
    /// How many receipts and payments wait for a decision; `None` = the money is not theirs to see.
    pub money: Option<i64>,
    /// How many tickets wait for an answer; `None` = they see none.
    pub tickets: Option<i64>,
    /// The reader may see everybody, or their own customers.
    pub sees_people: bool,
    /// Empty = complete, or not theirs to see.
    pub missing: Vec<Missing>,
    pub active_members: i64,
    /// How many wait for Free; `None` = they see their own customers only, and how the house stands is not shown.
    pub waiting: Option<i64>,
    pub problems: i64,
    /// They may see the VPN servers.
    pub sees_servers: bool,
    /// They may see where listed proxies come from.
    pub sees_proxies: bool,
    /// They may see everybody's VPN keys, and there is a server for them.
    pub sees_keys: bool,
    /// They may shut the house to people and open it again.
    pub maintains: bool,
    /// Since when the house is shut to people.
    pub maintenance_since: Option<Timestamp>,
    /// They may read the audit log.
    pub sees_audit: bool,
    /// There are notices for them to choose from.
    pub has_notices: bool,
}

/// The configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigView {
    pub vip: Option<Channel>,
    pub free: Option<Channel>,
    pub settings: SettingsView,
    /// Whoever looks may make backups.
    pub sees_backups: bool,
    /// The keys of the API are theirs to give, and whom it tells what happens.
    pub gives_api_keys: bool,
}

/// The VIP desk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VipDesk {
    pub channel: Option<Channel>,
    pub active_members: i64,
    /// Whose access ends within seven days.
    pub expiring_members: i64,
    pub open_tokens: i64,
}

/// The Free desk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FreeDesk {
    pub channel: Option<Channel>,
    pub wait_minutes: i64,
    /// `None` = they see their own customers only, and not the queue.
    pub waiting: Option<i64>,
    pub next_due: Option<Timestamp>,
}

/// Tokens about to be made, as kept in the buttons.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TokenDraft {
    pub duration_hours: DurationHours,
    pub valid_hours: i64,
    pub count: u32,
}

/// How many rows a page has: what fits one message whatever the names are.
pub const PAGE_ROWS: u32 = 8;

/// One page of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// From 0.
    pub page: u32,
    /// At least 1.
    pub pages: u32,
    /// Rows on all pages.
    pub total: i64,
}

impl<T> Page<T> {
    /// A page of that list; the number of pages follows from the total.
    pub fn new(rows: Vec<T>, page: u32, total: i64) -> Self {
        let pages = (total.max(0) as u64).div_ceil(u64::from(PAGE_ROWS)).max(1);
        Self {
            rows,
            page,
            pages: u32::try_from(pages).unwrap_or(u32::MAX),
            total,
        }
    }

    /// The last page there is, if this one lies beyond it: rows may have gone since its button was shown.
    pub fn last_instead(&self) -> Option<u32> {
        (self.page >= self.pages).then(|| self.pages.saturating_sub(1))
    }
}

/// One token with the names of those it concerns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenDetail {
    pub token: Token,
    pub made_by: String,
    pub used_by: Option<String>,
}

/// Which members a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MemberFilter {
    Active,
    /// Access ends within seven days.
    Expiring,
    Expired,
    Whitelisted,
    /// Inside the channel without a right to be there.
    NotEntitled,
    /// Somebody should look: a removal that failed, a link that did not arrive, nobody to write to, or inside without
    /// a right.
    Problems,
}

impl MemberFilter {
    /// All of them, in the order of the buttons.
    pub const ALL: [MemberFilter; 6] = [
        Self::Active,
        Self::Expiring,
        Self::Expired,
        Self::Whitelisted,
        Self::Problems,
        Self::NotEntitled,
    ];

    /// The name in buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::Whitelisted => "whitelist",
            Self::NotEntitled => "not_entitled",
            Self::Problems => "problems",
        }
    }
}

/// A person in the list of members.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberView {
    pub user_id: UserId,
    pub name: String,
    /// Without @.
    pub username: Option<String>,
    /// `None` = never had access.
    pub subscriber: Option<Subscriber>,
    /// Since when they are seen inside; `None` = outside, as far as updates tell.
    pub inside_since: Option<Timestamp>,
    /// Owner or administrator of the channel.
    pub is_channel_admin: bool,
    /// How the house stands with them.
    pub status: UserStatus,
    /// A personal link of theirs could not be handed over.
    pub is_link_stuck: bool,
    /// Their access ended, but they may stay for a while.
    pub grace: Option<GraceView>,
}

/// A page of the members.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberPage {
    pub filter: MemberFilter,
    pub page: Page<MemberView>,
    /// People inside that the house knows of.
    pub known_inside: i64,
    /// What Telegram counts.
    pub member_count: Option<i64>,
    /// How many each tab holds, in the order of `MemberFilter::ALL`.
    pub counts: [i64; MemberFilter::ALL.len()],
}

/// Somebody in the Free queue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueueRow {
    pub request: FreeRequest,
    pub name: String,
    /// Without @.
    pub username: Option<String>,
}

/// A page of the Free queue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueuePage {
    pub page: Page<QueueRow>,
    pub wait_minutes: i64,
    pub next_due: Option<Timestamp>,
}

/// The last run of a job of the scheduler.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobView {
    pub name: String,
    pub last_at: Option<Timestamp>,
    pub next_at: Option<Timestamp>,
    /// `None` = never ended yet.
    pub ok: Option<bool>,
    pub result: Option<String>,
}

/// Tasks of one class by state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TaskCounts {
    pub class: TaskClass,
    pub due: i64,
    pub waiting: i64,
    pub failed: i64,
}

/// What Telegram said at the last look at how it brings the updates.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UpdatesHook {
    /// Updates that wait at Telegram.
    pub pending: i64,
    /// Why it cannot bring them, in its words.
    pub failure: Option<String>,
}

/// The state of the house.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatusView {
    pub version: String,
    /// IANA name of the zone in force.
    pub time_zone: String,
    /// Code of the language in force.
    pub language: String,
    /// `None` if the bot does not run.
    pub uptime_seconds: Option<i64>,
    /// Resident memory of the process, where the system tells it.
    pub memory_bytes: Option<u64>,
    /// The last answer of Telegram.
    pub last_contact: Option<Timestamp>,
    /// Our clock minus Telegram's.
    pub clock_skew_seconds: Option<i64>,
    /// How it goes where Telegram brings the updates. `None` = the bot asks for them, or does not run.
    pub webhook: Option<UpdatesHook>,
    /// Updates stored and not yet done.
    pub inbox_open: i64,
    /// Messages on their way out. `None` beside the bot: they are in its memory.
    pub sender_queue: Option<i64>,
    pub tasks: Vec<TaskCounts>,
    pub jobs: Vec<JobView>,
    /// Optional parts in use.
    pub integrations: Vec<String>,
    /// The VPN servers.
    pub servers: super::ServersView,
    /// What is counted over many rows.
    pub counts: super::HouseCounts,
    pub maintenance: super::Maintenance,
    /// Removals wait for an admin.
    pub is_braking: bool,
    pub problems: i64,
    /// What the last check of the database found.
    pub database_check: Option<super::DatabaseCheck>,
    /// The first row that breaks the chain of the audit log. Looked for beside the bot only.
    pub broken_audit_row: Option<i64>,
}

/// A piece of failed work, named in buttons.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ProblemRef {
    Task(TaskId),
    /// An update begun three times without an end.
    Update(InboxSeq),
}

/// Something an admin should look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProblemItem {
    Task(Problem),
    Update {
        seq: InboxSeq,
        received_at: Timestamp,
        attempts: u32,
        problem: String,
    },
    /// A fault that the last check of the database found. The next check decides: nobody can try it again or drop it.
    Database(super::DatabaseCheck),
}

/// Removals held back until an admin decides.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BrakeView {
    /// Members whose access ended and who would be removed now.
    pub due: i64,
    /// Active subscribers.
    pub active: i64,
    /// How many may go within an hour without asking.
    pub allowed: i64,
    /// Some of the names, the earliest first.
    pub names: Vec<String>,
}

/// What happened while the bot was away.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AwaySummary {
    /// `None` = the first start.
    pub away_seconds: Option<i64>,
    /// Updates Telegram had kept.
    pub updates: i64,
    /// Tasks and turns that fell due meanwhile.
    pub late_tasks: i64,
}

/// Somebody came in by another person's link.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct IntruderView {
    pub intruder: UserId,
    pub intruder_name: String,
    pub holder: UserId,
    pub holder_name: String,
    /// They have a right of their own: nobody was removed, only the link renewed.
    pub is_entitled: bool,
    /// The holder has access and gets a new link.
    pub is_renewed: bool,
}

/// A chat in which the bot was made an administrator.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OfferView {
    pub channel: Channel,
    /// Doors that have a channel already.
    pub doors: Doors,
}

/// Somebody's ids, for `/id`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IdView {
    pub user: UserId,
    pub chat: ChatId,
}
