//! What the doctor looks at, and what it finds: facts that others collect, and findings as typed data.

use super::{Channel, ChatId, Door, Right, Timestamp};
use serde::Serialize;
use std::path::PathBuf;

/// How bad a finding is, from the best to the worst.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// All well.
    Ok,
    /// Not looked at, or nothing to look at.
    Skipped,
    /// It works, and should be seen to.
    Warning,
    /// It does not work.
    Fault,
}

macro_rules! checks {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)+) => {
        /// One thing that the doctor looks at.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum CheckId { $($(#[$doc])* $name,)+ }

        impl CheckId {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[CheckId] = &[$(CheckId::$name,)+];

            /// The code that `--json` gives it; it never changes.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

checks! {
    /// The settings can be used.
    Settings = "settings",
    /// No setting is misspelt.
    Spelling = "spelling",
    /// Files can be written in the data directory.
    DataDirectory = "data_directory",
    /// SQLite's write-ahead log works there.
    Wal = "wal",
    /// There is room left.
    FreeSpace = "free_space",
    /// Nobody else may read what is secret.
    FileModes = "file_modes",
    /// The key that opens what is sealed.
    Key = "key",
    /// The database is there and ours.
    Database = "database",
    /// This version can use it.
    SchemaVersion = "schema_version",
    /// `quick_check`.
    Integrity = "integrity",
    /// The check of the whole file, once a week.
    FullCheck = "full_check",
    /// No row points to one that is gone.
    ForeignKeys = "foreign_keys",
    /// The write-ahead log is folded in now and then.
    LogSize = "log_size",
    /// There is a fresh backup that opens.
    Backups = "backups",
    /// The bot runs and is alive.
    Bot = "bot",
    /// Telegram answers.
    Telegram = "telegram",
    /// Telegram takes the token.
    Token = "token",
    /// Our clock agrees with Telegram's.
    Clock = "clock",
    /// No webhook takes the updates away.
    Webhook = "webhook",
    /// No other program takes the updates away.
    Poller = "poller",
    /// The bot can work in the VIP channel.
    VipChannel = "vip_channel",
    /// The bot can work in the Free channel.
    FreeChannel = "free_channel",
    /// The bot hears who comes and goes.
    Joins = "joins",
    /// The house is open to people.
    Maintenance = "maintenance",
    /// Updates are handled.
    Inbox = "inbox",
    /// Tasks are done.
    Tasks = "tasks",
    /// The VPN servers answer.
    Servers = "servers",
    /// What the bot serves over HTTP can be reached.
    Http = "http",
    /// The certificate of the house can be used, and for a while yet.
    Certificate = "certificate",
    /// QvaPay takes the credentials.
    QvaPay = "qvapay",
    /// The file that tells countries can be read.
    GeoIp = "geoip",
    /// There is memory left.
    Memory = "memory",
    /// Android lets the processor sleep, unless told not to.
    WakeLock = "wake_lock",
    /// Android ends what uses its battery.
    Battery = "battery",
    /// The phone starts the bot.
    StartAtBoot = "start_at_boot",
}

impl Serialize for CheckId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// A name in `.env` or the environment that is no setting, and the one it resembles.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Misspelling {
    pub written: String,
    pub meant: &'static str,
}

/// A file that others than its owner may open.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct OpenFile {
    pub path: PathBuf,
    /// Its permissions in octal digits.
    pub mode: String,
    /// What they should be.
    pub wanted: &'static str,
}

/// What a check found. `--json` names each by its code and gives the data beside it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "found", content = "details", rename_all = "snake_case")]
pub enum Found {
    /// Another check must be well first.
    Needs {
        check: CheckId,
    },

    SettingsFine,
    /// Sentences, each with name, value (masked if secret) and what is allowed.
    SettingsWrong {
        sentences: Vec<String>,
    },
    SpellingFine,
    Misspelt {
        names: Vec<Misspelling>,
    },

    DirectoryFine {
        path: PathBuf,
    },
    DirectoryToBeMade {
        path: PathBuf,
    },
    DirectoryIsFile {
        path: PathBuf,
    },
    DirectoryReadOnly {
        path: PathBuf,
    },
    DirectoryUnusable {
        path: PathBuf,
        error: String,
    },
    /// It is not there, and cannot be made inside the nearest directory that is.
    DirectoryCannotBeMade {
        path: PathBuf,
        inside: PathBuf,
        error: String,
    },
    WalWorks,
    WalSharedStorage {
        path: PathBuf,
    },
    WalFails {
        path: PathBuf,
        error: String,
    },
    Space {
        free_bytes: u64,
    },
    SpaceUnknown,
    ModesFine {
        files: usize,
    },
    ModesOpen {
        files: Vec<OpenFile>,
    },
    KeyInSettings,
    KeyThere,
    KeyToBeMade,
    /// Nothing is sealed with it at present.
    KeyGone {
        path: PathBuf,
    },
    /// What is sealed cannot be opened any more.
    KeyLost {
        path: PathBuf,
        sealed: i64,
    },
    KeyDamaged {
        path: PathBuf,
    },

    DatabaseThere {
        path: PathBuf,
        size_bytes: u64,
    },
    DatabaseToBeMade {
        path: PathBuf,
    },
    DatabaseForeign {
        path: PathBuf,
    },
    DatabaseUnreadable {
        path: PathBuf,
        error: String,
    },
    SchemaCurrent {
        version: i64,
    },
    SchemaOlder {
        version: i64,
        current: i64,
    },
    SchemaNewer {
        version: i64,
        current: i64,
    },
    Whole,
    Damaged {
        fault: String,
    },
    CheckUnfinished {
        seconds: u64,
    },
    FullCheckFine {
        days: i64,
    },
    FullCheckFaulty {
        days: i64,
        fault: String,
    },
    FullCheckNever,
    References,
    ReferencesBroken {
        rows: usize,
        table: String,
    },
    LogSize {
        size_bytes: u64,
    },

    BackupFresh {
        at: Timestamp,
    },
    BackupsUnsealed,
    BackupNone,
    BackupOld {
        at: Timestamp,
    },
    /// The last one that was tried out was not whole.
    BackupBad {
        at: Timestamp,
    },

    BotRuns {
        holder: String,
        alive_at: Option<Timestamp>,
    },
    BotStopped {
        alive_at: Option<Timestamp>,
    },
    BotKilled {
        alive_at: Option<Timestamp>,
    },
    /// It waits for Telegram's first answer.
    BotStarts {
        holder: String,
    },
    /// It holds the directory and does nothing.
    BotSilent {
        holder: String,
        alive_at: Timestamp,
    },

    TelegramAnswers,
    TelegramUnreachable {
        server: String,
        proxy: Option<String>,
        error: String,
    },
    TokenFine {
        username: String,
    },
    TokenMissing,
    TokenRefused,
    TokenDoubtful {
        error: String,
    },
    ClockSkew {
        seconds: i64,
    },
    ClockUnknown,
    WebhookNone,
    WebhookSet {
        host: String,
    },
    WebhookDeaf {
        host: String,
    },
    WebhookUnknown {
        error: String,
    },
    /// Telegram brings the updates there; so many are yet to be brought.
    WebhookBrings {
        host: String,
        pending: i64,
    },
    /// It should, and cannot.
    WebhookFails {
        host: String,
        error: String,
        pending: i64,
    },
    /// It should, and was not told where.
    WebhookMissing,
    PollerNone,
    /// Nobody can ask for the updates: Telegram brings them.
    PollerHooked,
    PollerBusy,
    PollerSeen {
        at: Timestamp,
    },
    PollerUnknown {
        error: String,
    },

    ChannelFine {
        title: String,
        members: Option<i64>,
    },
    ChannelUnused {
        door: Door,
    },
    ChannelsNone,
    ChannelRights {
        title: String,
        #[serde(serialize_with = "as_fields")]
        missing: Vec<Right>,
    },
    ChannelNotAdmin {
        title: String,
    },
    ChannelGone {
        title: String,
    },
    ChannelUnknown {
        title: String,
        error: String,
    },
    MovementSeen {
        at: Timestamp,
    },
    MovementNone,
    MovementNever {
        title: String,
        since: Timestamp,
    },
    MovementUnasked,

    /// The house is shut to people.
    UnderMaintenance {
        since: Timestamp,
        /// Work that acts on people waits.
        tasks_wait: bool,
    },
    Updates {
        open: i64,
        oldest_seconds: i64,
        set_aside: i64,
    },
    Tasks {
        due: i64,
        late: i64,
        waiting: i64,
        failed: i64,
    },
    /// Servers that answer, the names of those that do not, and of those that should be seen to.
    Servers {
        up: i64,
        down: Vec<String>,
        unwell: Vec<String>,
    },
    /// The bot serves there, and people come by that address.
    HttpServes {
        listen: String,
        url: String,
    },
    /// The bot serves there, and nobody is told by what address to come.
    HttpWithoutUrl {
        listen: String,
    },
    /// People are told an address under which nothing is served.
    HttpUnserved {
        url: String,
    },
    /// People are told an address that only this machine or its own network knows.
    HttpInner {
        url: String,
    },
    /// Telegram is to bring updates to a port to which it brings none.
    HttpPort {
        url: String,
    },
    /// The bot runs and does not answer there.
    HttpSilent {
        listen: String,
    },
    /// Another program answers there.
    HttpTaken {
        listen: String,
    },
    /// The bot will serve there once it runs.
    HttpOff {
        listen: String,
    },
    /// The certificate is good for so many days yet.
    CertificateGood {
        until: Timestamp,
        days: i64,
    },
    /// It is good no more.
    CertificateOver {
        since: Timestamp,
    },
    CertificateUnusable {
        error: String,
    },
    /// QvaPay takes payments for that app.
    QvaPayWorks {
        app: String,
    },
    /// The app is switched off there.
    QvaPayInactive {
        app: String,
    },
    QvaPayRefuses {
        error: String,
    },
    QvaPayFails {
        error: String,
    },
    QvaPayUnasked,
    /// The file that tells countries is of that kind and date.
    GeoIp {
        kind: String,
        built_at: Timestamp,
        is_old: bool,
    },
    GeoIpUnusable {
        path: PathBuf,
        error: String,
    },
    Memory {
        bot_bytes: Option<u64>,
        available_bytes: Option<u64>,
    },
    WakeLockUnseen,
    BatteryUnseen,
    StartsAtBoot,
    StartsByHand,

    /// This user may not look; nothing is said about what is there.
    NotAllowed {
        path: PathBuf,
        /// Whose it is.
        user: String,
    },
    /// The check itself failed; nothing is said about what it looks at.
    CheckFailed {
        error: String,
    },
}

/// Rights by Telegram's own names.
fn as_fields<S: serde::Serializer>(rights: &[Right], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(rights.iter().map(|right| right.field()))
}

/// What one check found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub check: CheckId,
    pub level: Level,
    pub found: Found,
}

/// What all checks found, in their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    pub findings: Vec<Finding>,
}

impl Report {
    /// The worst level of all.
    pub fn worst(&self) -> Level {
        let levels = self.findings.iter().map(|finding| finding.level);
        levels.max().unwrap_or(Level::Ok)
    }

    /// How many findings have that level.
    pub fn count(&self, level: Level) -> usize {
        let same = |finding: &&Finding| finding.level == level;
        self.findings.iter().filter(same).count()
    }
}

/// The settings as the doctor needs them. Holds no secret.
#[derive(Clone, Debug)]
pub struct SettingsFacts {
    /// What is wrong, in sentences.
    pub wrong: Vec<String>,
    pub misspelt: Vec<Misspelling>,
    /// False if a faulty setting decides where the data lie: they are not looked for elsewhere.
    pub knows_data: bool,
    /// False if a faulty setting decides how Telegram is asked: the token goes nowhere else.
    pub knows_telegram: bool,
    pub data_dir: PathBuf,
    pub database: PathBuf,
    /// `None` if `SECRET_KEY` takes its place.
    pub key_file: Option<PathBuf>,
    /// Whether there is something to seal backups with.
    pub has_passphrase: bool,
    pub log_file: Option<PathBuf>,
    pub env_file: PathBuf,
    /// The Bot API server: scheme, host and port.
    pub server: String,
    /// The same of the proxy.
    pub proxy: Option<String>,
    /// Where the bot serves its own addresses: host and port.
    pub http_listen: Option<String>,
    /// The address under which people reach that.
    pub public_url: Option<String>,
    /// The files of its own certificate and key.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Whether Telegram is to bring the updates there.
    pub is_webhook: bool,
    /// The file that tells countries.
    pub geoip_db: Option<PathBuf>,
    /// What QvaPay said of the house's app.
    pub qvapay: QvaPayFacts,
}

/// What QvaPay said. Nothing in it holds a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum QvaPayFacts {
    /// Nothing is sold by it.
    Off,
    /// It was not asked.
    Unasked,
    /// It knows the app.
    Answers { app: String, is_active: bool },
    /// It does not take the credentials, or lets this app do nothing.
    Refuses { error: String },
    /// It could not be asked, or nobody understands the answer.
    Fails { error: String },
}

/// What Telegram said. Nothing in it holds a token or somebody's words.
#[derive(Clone, Debug)]
pub enum TelegramFacts {
    /// It could not be asked: no token, or settings that cannot be used.
    NotAsked,
    /// No answer.
    Unreachable { error: String },
    /// An answer, but not to this token.
    Refused,
    /// Another answer than expected.
    Doubtful { error: String },
    /// It knows the bot.
    Answers(Box<Answers>),
}

/// What Telegram answered to a token it knows.
#[derive(Clone, Debug)]
pub struct Answers {
    /// Without @.
    pub username: String,
    /// Our clock minus Telegram's.
    pub skew_seconds: Option<i64>,
    pub webhook: Result<WebhookFacts, String>,
    /// Whether somebody else asks for updates. `None` if it was not tried: the bot itself runs, or a webhook is set.
    pub other_poller: Option<Result<bool, String>>,
    pub channels: Vec<(Door, ChatId, ChannelFacts)>,
}

/// What getWebhookInfo says.
#[derive(Clone, Debug)]
pub struct WebhookFacts {
    /// The host alone: the path of a webhook is often a secret.
    pub host: Option<String>,
    /// The kinds of updates the bot asked for last; `None` = never asked for any by name.
    pub allowed: Option<Vec<String>>,
    /// Updates that wait at Telegram.
    pub pending: i64,
    /// When Telegram last failed to bring one, and why.
    pub failed: Option<(Timestamp, String)>,
}

/// How Telegram shows a channel.
#[derive(Clone, Debug)]
pub enum ChannelFacts {
    Seen(Channel),
    /// The bot is not inside, or the channel is gone.
    Gone,
    Unknown {
        error: String,
    },
}

/// A door and the chat behind it, as far as the database knows.
#[derive(Clone, Debug)]
pub struct KnownDoor {
    pub door: Door,
    pub chat: ChatId,
    pub title: String,
}

/// The rights that are missing in a channel, `None` if the bot is no administrator there.
pub fn missing_rights(channel: &Channel) -> Option<Vec<Right>> {
    let missing = || channel.rights.missing_required(channel.kind);
    channel.is_admin.then(missing)
}
