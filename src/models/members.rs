//! The members' desk: cards, searches, imports, migration links and the access audit.

use super::{
    AuditId, ChatId, DurationHours, ImportId, InviteLink, MemberView, MessageId, MigrationId, Page,
    Timestamp, UserId,
};

/// Characters of a note on a person.
pub const MOST_MEMBER_NOTE: u32 = 500;
/// The longest step by which an end is moved, in days: ten years.
pub const MOST_STEP_DAYS: i64 = 3_650;
/// The most bytes of a file of members.
pub const MOST_IMPORT_BYTES: u64 = 5_000_000;
/// The most lines of a file of members.
pub const MOST_IMPORT_ROWS: usize = 20_000;
/// How long the removals of an access audit can be undone.
pub const UNDO_SECONDS: i64 = 600;

/// Where a period of access comes from, when no token says it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Source {
    /// An admin gave it.
    Grant(UserId),
    Import(ImportId),
    Migration(MigrationId),
}

impl Source {
    /// The name stored in `vip_subscribers.source`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grant(_) => "grant",
            Self::Import(_) => "import",
            Self::Migration(_) => "migration",
        }
    }

    /// The number stored in `vip_subscribers.source_id`.
    pub fn id(self) -> i64 {
        match self {
            Self::Grant(admin) => admin.0,
            Self::Import(id) => id.0,
            Self::Migration(id) => id.0,
        }
    }

    /// The source of those stored values.
    pub fn parse(name: &str, id: i64) -> Option<Self> {
        match name {
            "grant" => Some(Self::Grant(UserId(id))),
            "import" => Some(Self::Import(ImportId(id))),
            "migration" => Some(Self::Migration(MigrationId(id))),
            _ => None,
        }
    }
}

/// Where access comes from, with the names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    Token {
        prefix: String,
        made_by: String,
    },
    Grant {
        by: String,
    },
    Import,
    Migration,
    /// Older than the house remembers.
    Unknown,
}

/// A personal link on a card.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CardLink {
    pub link: InviteLink,
    pub created_at: Timestamp,
}

/// Everything the desk shows of a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberCard {
    pub member: MemberView,
    /// `None` = never had access.
    pub origin: Option<Origin>,
    /// The newest first.
    pub links: Vec<CardLink>,
    pub note: Option<String>,
    /// They have a role in the house.
    pub is_staff: bool,
    /// They have, or had, VPN keys.
    pub has_keys: bool,
    /// What Telegram said just now, if it was asked; the inner `None` = it did not answer.
    pub asked: Option<Option<super::Presence>>,
}

impl MemberCard {
    /// Whether access runs at `now`, be it by a period or for life.
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.member
            .subscriber
            .as_ref()
            .is_some_and(|found| found.is_active && found.expiry_date.is_none_or(|end| end > now))
    }
}

/// One line of a person's history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HistoryLine {
    pub at: Timestamp,
    pub what: Happened,
}

/// What a line of the history tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Happened {
    /// Something in a channel: its stored kind.
    Event { kind: String, is_vip: bool },
    /// An act on the person: its stored name, who did it, and its details as stored.
    Act {
        action: String,
        by: String,
        details: Option<String>,
    },
}

/// A page of a person's history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HistoryPage {
    pub user_id: UserId,
    pub name: String,
    pub page: Page<HistoryLine>,
}

/// How an end is moved.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EndMove {
    /// By so many days, from the present end, or from now if access does not run.
    Days(i64),
    To(Timestamp),
    Never,
}

/// What a moved end led to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moved {
    /// Access ends then; `None` = never.
    Until(Option<Timestamp>),
    /// It would be over at once: to be asked first. Nothing was done.
    WouldEnd,
}

/// Why a line of a file was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LineFault {
    /// Neither an id nor an @name.
    NoPerson,
    /// The id is no number of a person.
    BadId(String),
    /// Nobody the bot knows has that @name.
    UnknownName(String),
    /// No date in a form we read.
    BadDate(String),
    /// A date that may put the day or the month first, in a file that puts the month first elsewhere.
    DayOrMonth(String),
    /// The date lies in the past.
    Over(String),
    /// The same person as on an earlier line.
    Twice {
        line: u32,
    },
    LongNote,
    /// Not text in UTF-8, or cells that do not fit together.
    Unreadable,
}

/// A refused line of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefusedLine {
    /// From 1, the header counts.
    pub line: u32,
    pub cells: Vec<String>,
    pub fault: LineFault,
}

/// How far an import is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ImportState {
    Draft,
    Running,
    Done,
    Cancelled,
}

impl ImportState {
    /// The name stored in `member_imports.state`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Draft, Self::Running, Self::Done, Self::Cancelled]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

/// What an empty end in a file means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OpenEnds {
    /// Not decided yet.
    Ask,
    Life,
    At(Timestamp),
}

/// A row of `member_imports`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    pub id: ImportId,
    pub made_by: UserId,
    pub file_name: String,
    pub state: ImportState,
    pub refused: i64,
    pub open_ends: OpenEnds,
    pub tells: bool,
    pub added: i64,
    pub extended: i64,
    pub unchanged: i64,
}

/// A person of an import.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportRow {
    pub user: UserId,
    pub line: u32,
    /// Without @.
    pub username: Option<String>,
    pub name: Option<String>,
    /// `None` = the file leaves it open.
    pub end: Option<Option<Timestamp>>,
    pub note: Option<String>,
}

/// What an import would do, or did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportView {
    pub import: Import,
    /// People who would get access.
    pub fresh: i64,
    /// Whose access would end later than now.
    pub extended: i64,
    /// Who have as much already.
    pub unchanged: i64,
    /// Rows without an end.
    pub open: i64,
    /// Rows still to be applied.
    pub left: i64,
}

/// What a migration link gives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MigrationGift {
    Hours(DurationHours),
    Until(Timestamp),
}

/// A migration link about to be made, as kept in the buttons.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct MigrationDraft {
    pub gift: MigrationGift,
    pub valid_days: u32,
    /// 0 = as many as come.
    pub max_uses: u32,
}

/// A row of `migration_links`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Migration {
    pub id: MigrationId,
    pub made_by: UserId,
    pub made_at: Timestamp,
    pub gift: MigrationGift,
    pub valid_until: Timestamp,
    pub max_uses: Option<i64>,
    pub uses: i64,
    pub revoked_at: Option<Timestamp>,
}

impl Migration {
    /// Whether somebody can still use it at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none()
            && self.valid_until > now
            && self.max_uses.is_none_or(|most| self.uses < most)
    }
}

/// What the bot found about somebody in an access audit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AuditFinding {
    Unasked,
    /// Inside with a right, or outside without one.
    Fine,
    /// A right, but outside.
    Outside,
    /// Inside without a right.
    Stray,
    /// Telegram did not say.
    Unknown,
}

impl AuditFinding {
    /// The name stored in `access_audit_people.finding`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unasked => "unasked",
            Self::Fine => "fine",
            Self::Outside => "outside",
            Self::Stray => "stray",
            Self::Unknown => "unknown",
        }
    }
}

/// A row of `access_audits`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccessAudit {
    pub id: AuditId,
    pub made_by: UserId,
    pub made_at: Timestamp,
    pub chat: ChatId,
    pub is_ready: bool,
    pub is_stopped: bool,
    pub member_count: Option<i64>,
    pub progress_message: Option<MessageId>,
    pub links_sent_at: Option<Timestamp>,
    pub removals_due_at: Option<Timestamp>,
    pub undone_at: Option<Timestamp>,
}

/// An access audit with its counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditView {
    pub audit: AccessAudit,
    /// People asked about, and all of them.
    pub asked: i64,
    pub total: i64,
    pub outside: i64,
    pub strays: i64,
    pub unknown: i64,
    /// Some of the names.
    pub outside_names: Vec<String>,
    pub stray_names: Vec<String>,
    /// People the house sees inside.
    pub known_inside: i64,
    /// How many may go within an hour without the brake asking.
    pub allowed: i64,
}

/// One of the two lists of an access audit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditPeople {
    pub audit: AuditId,
    pub finding: AuditFinding,
    pub page: Page<(UserId, String)>,
}

/// Why the members' desk does not do something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MemberRefusal {
    /// They are banned: that must be lifted first.
    MemberBanned,
    /// Access for life has no end to move.
    MemberForLife,
    /// Somebody of the staff, or an admin of the channel.
    MemberProtected,
    /// They are on the whitelist.
    MemberWhitelisted,
    /// They are neither inside nor do they have access.
    MemberNotInside,
    /// The person has no access: nothing to hand over.
    MemberWithoutAccess,
    /// Nobody of that name, id or token.
    MemberUnknown,
    /// A forwarded message whose author hides the account.
    MemberHidden,
    /// A forwarded message of a channel or a group.
    ForwardNamesChat,
    /// Neither a date nor an instant in a form we read.
    DateInvalid,
    /// A date in the past.
    DateOver,
    /// Not a whole number of days within the bounds.
    DaysInvalid {
        most: i64,
    },
    /// A document is expected.
    FileExpected,
    /// The file is too big.
    FileTooBig {
        most_bytes: u64,
    },
    /// The file has too many lines.
    TooManyRows {
        most: u32,
    },
    /// No column of the file names people.
    ColumnsUnknown,
    /// The file holds nobody.
    FileEmpty,
    /// The file could not be fetched from Telegram.
    FileLost,
    /// First it must be said what an empty end means.
    EndsUndecided,
    MigrationUnknown,
    MigrationOver,
    MigrationUsedUp,
    /// They had their access by this link already.
    MigrationUsed,
    /// The link is for people inside the channel.
    MigrationOutside,
    /// They have at least as much already; `None` = for life.
    MigrationNotNeeded {
        until: Option<Timestamp>,
    },
    /// Another access audit is under way.
    AuditRunning,
    /// The ten minutes are over.
    UndoOver,
}
