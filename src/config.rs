//! Settings from the environment and `.env`: read once, checked, and shown masked.
//!
//! A wrong value stops the start with its name, its value (masked if secret) and what is allowed.

mod doors;
mod environment;
mod facts;
mod geoip;
mod qvapay;

use crate::models::ChatId;
use crate::models::Rates;
use crate::models::Tempo;
use crate::models::UserId;
use crate::utils::zone::Zone;
pub use doors::Doors;
pub use doors::TlsFiles;
pub use environment::Entry;
pub use environment::EnvironmentError;
pub use environment::entries;
pub use environment::environment;
pub use environment::environment_as_far_as_readable;
pub use environment::environment_file;
pub use environment::of_process;
use log::LevelFilter;
pub use qvapay::QVAPAY;
pub use qvapay::QvaPayAccess;
pub use qvapay::QvaPayAuth;
use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;

/// The Bot API server of Telegram.
const TELEGRAM: &str = "https://api.telegram.org";

/// What `portero demo` uses of the settings.
const FOR_DEMO: &[&str] = &["LANGUAGE", "TIMEZONE", "LOG_LEVEL", "LOG_FILE"];

/// A value that must not be seen. Printed as `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Everything an operator can set outside the chat.
#[derive(Clone, Debug)]
pub struct Config {
    /// `BOT_TOKEN`: the token @BotFather gave.
    pub bot_token: Option<Secret>,
    /// `ADMIN_USER_IDS`: Telegram ids of the superadmins, comma separated.
    pub admin_user_ids: Vec<UserId>,
    /// `BOT_API_URL`: another Bot API server.
    pub bot_api_url: String,
    /// `TELEGRAM_PROXY`: http, https or socks5 proxy towards Telegram.
    pub telegram_proxy: Option<Secret>,
    /// `DATA_DIR`: where the database, its lock and the key file lie.
    pub data_dir: PathBuf,
    /// `DATABASE_URL`: the database file, if not `DATA_DIR/portero.db`.
    pub database: PathBuf,
    /// `LANGUAGE`: `es` or `en`, for people whose own language is neither.
    pub language: String,
    /// `TIMEZONE`: IANA name, for the times shown.
    pub time_zone: Zone,
    /// `LOG_LEVEL`.
    pub log_level: LevelFilter,
    /// `LOG_FILE`: instead of standard error.
    pub log_file: Option<PathBuf>,
    /// `DEFAULT_WAIT_TIME_MINUTES`: waiting time of the Free queue at the first start.
    pub default_wait_time_minutes: i64,
    /// `TOKEN_LENGTH`: characters of a VIP token.
    pub token_length: u32,
    /// `DEFAULT_TOKEN_DURATION_HOURS`: length of the subscription offered first, and usual validity of a token.
    pub default_token_duration_hours: i64,
    /// `CLEANUP_INTERVAL_MINUTES`: longest time between full sweeps for ended access.
    pub cleanup_interval_minutes: i64,
    /// `PROCESS_FREE_QUEUE_MINUTES`: longest time between full sweeps of the Free queue.
    pub process_free_queue_minutes: i64,
    /// `MESSAGES_PER_SECOND`: Telegram allows a bot about 30.
    pub messages_per_second: u32,
    /// `DROP_PENDING_UPDATES`: forget what Telegram kept while the bot was off.
    pub drop_pending_updates: bool,
    /// `HTTP_LISTEN`: host and port where the house serves its own pages; absent = nothing is served.
    pub http_listen: Option<String>,
    /// `PUBLIC_URL`: the https address under which those are reached from outside, without a slash at its end.
    pub public_url: Option<String>,
    /// Own TLS, trusted proxies, webhook, API and metrics.
    pub doors: Doors,
    /// `SECRET_KEY`: 64 hexadecimal digits; seals secrets at rest instead of the key file.
    pub secret_key: Option<Secret>,
    /// `BACKUP_PASSPHRASE`: seals the backups; without it none is made.
    pub backup_passphrase: Option<Secret>,
    /// `BACKUP_CHAT_ID`: where each backup is sent, unless another chat is chosen from chat.
    pub backup_chat: Option<ChatId>,
    /// `BACKUP_KEEP`: how many backups stay in the data directory, unless set from chat.
    pub backup_keep: u32,
    /// `QVAPAY_APP_ID`, `QVAPAY_APP_SECRET`, `QVAPAY_API_URL`, `QVAPAY_AUTH`; absent = nothing is sold by QvaPay.
    pub qvapay: Option<QvaPayAccess>,
    /// `GEOIP_DB`: a file in the MaxMind format that tells in which country an address is.
    pub geoip_db: Option<PathBuf>,
    /// `PORTERO_CLOCK_FILE`: moves the clock, for tests against a Bot API server on this machine only.
    pub clock_file: Option<PathBuf>,
    /// Not read from anywhere.
    pub tempo: Tempo,
}

/// One setting as the README and the masked summary name it.
pub struct Setting {
    pub name: &'static str,
    pub default: &'static str,
    pub is_secret: bool,
}

/// Every setting there is, in the order of the README.
pub const SETTINGS: &[Setting] = &[
    setting("BOT_TOKEN", "", true),
    setting("ADMIN_USER_IDS", "", false),
    setting("BOT_API_URL", TELEGRAM, false),
    setting("TELEGRAM_PROXY", "", true),
    setting("DATA_DIR", "./data", false),
    setting("DATABASE_URL", "sqlite://DATA_DIR/portero.db", false),
    setting("LANGUAGE", "es", false),
    setting("TIMEZONE", "UTC", false),
    setting("LOG_LEVEL", "INFO", false),
    setting("LOG_FILE", "", false),
    setting("DEFAULT_WAIT_TIME_MINUTES", "5", false),
    setting("TOKEN_LENGTH", "16", false),
    setting("DEFAULT_TOKEN_DURATION_HOURS", "24", false),
    setting("CLEANUP_INTERVAL_MINUTES", "60", false),
    setting("PROCESS_FREE_QUEUE_MINUTES", "5", false),
    setting("MESSAGES_PER_SECOND", "30", false),
    setting("DROP_PENDING_UPDATES", "false", false),
    setting("HTTP_LISTEN", "", false),
    setting("PUBLIC_URL", "", false),
    setting("HTTP_TLS_CERT", "", false),
    setting("HTTP_TLS_KEY", "", false),
    setting("TRUSTED_PROXIES", "", false),
    setting("WEBHOOK", "false", false),
    setting("JWT_SECRET", "", true),
    setting("METRICS_TOKEN", "", true),
    setting("SECRET_KEY", "", true),
    setting("BACKUP_PASSPHRASE", "", true),
    setting("BACKUP_CHAT_ID", "", false),
    setting("BACKUP_KEEP", "7", false),
    setting("QVAPAY_APP_ID", "", false),
    setting("QVAPAY_APP_SECRET", "", true),
    setting("QVAPAY_API_URL", QVAPAY, false),
    setting("QVAPAY_AUTH", "header", false),
    setting("GEOIP_DB", "", false),
];

const fn setting(name: &'static str, default: &'static str, is_secret: bool) -> Setting {
    Setting {
        name,
        default,
        is_secret,
    }
}

/// A setting that cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}={value}: {allowed}")]
pub struct ConfigError {
    pub name: &'static str,
    /// Masked if it is a secret; without the name and password of an address.
    pub value: String,
    pub allowed: String,
}

impl ConfigError {
    /// Hides the value of a secret, and name and password inside any address.
    fn new(name: &'static str, value: &str, allowed: impl Into<String>) -> Self {
        let is_secret = SETTINGS
            .iter()
            .any(|setting| setting.name == name && setting.is_secret);
        Self {
            name,
            value: if is_secret {
                "***".into()
            } else {
                without_userinfo(value)
            },
            allowed: allowed.into(),
        }
    }
}

impl Config {
    /// Reads and checks the settings. An empty value counts as absent.
    pub fn from(values: &HashMap<String, String>) -> Result<Self, ConfigError> {
        let source = Source(values);
        let data_dir = PathBuf::from(source.text("DATA_DIR"));
        let config = Self {
            bot_token: source.parse(
                "BOT_TOKEN",
                "<bot id>:<secret>, as @BotFather gives it",
                token,
            )?,
            admin_user_ids: source
                .parse(
                    "ADMIN_USER_IDS",
                    "Telegram user ids (positive whole numbers), comma separated",
                    ids,
                )?
                .unwrap_or_default(),
            bot_api_url: source
                .parse(
                    "BOT_API_URL",
                    "an address that begins with http:// or https://, without a name and password before an @",
                    url,
                )?
                .unwrap_or_else(|| TELEGRAM.into()),
            telegram_proxy: source.parse(
                "TELEGRAM_PROXY",
                "an address that begins with http://, https://, socks5:// or socks5h://",
                proxy,
            )?,
            database: source
                .parse(
                    "DATABASE_URL",
                    "sqlite://PATH, sqlite+aiosqlite:///PATH or a path",
                    database,
                )?
                .unwrap_or_else(|| data_dir.join("portero.db")),
            data_dir,
            language: source
                .parse("LANGUAGE", "es or en", |text| {
                    one_of(&text.to_lowercase(), &["es", "en"])
                })?
                .unwrap_or_else(|| "es".into()),
            time_zone: source
                .parse(
                    "TIMEZONE",
                    "a name such as Europe/Madrid, America/Havana or UTC",
                    |text| text.parse().ok(),
                )?
                .unwrap_or(Zone::utc()),
            log_level: source
                .parse("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR", level)?
                .unwrap_or(LevelFilter::Info),
            log_file: source.parse("LOG_FILE", "a path", |text| Some(PathBuf::from(text)))?,
            default_wait_time_minutes: source.number("DEFAULT_WAIT_TIME_MINUTES", 0, 10_080)?,
            token_length: u32::try_from(source.number("TOKEN_LENGTH", 12, 32)?).unwrap_or(16),
            default_token_duration_hours: source.number(
                "DEFAULT_TOKEN_DURATION_HOURS",
                1,
                876_000,
            )?,
            cleanup_interval_minutes: source.number("CLEANUP_INTERVAL_MINUTES", 1, 1_440)?,
            process_free_queue_minutes: source.number("PROCESS_FREE_QUEUE_MINUTES", 1, 1_440)?,
            messages_per_second: u32::try_from(source.number("MESSAGES_PER_SECOND", 1, 1_000)?)
                .unwrap_or(30),
            drop_pending_updates: source
                .parse("DROP_PENDING_UPDATES", "true or false", boolean)?
                .unwrap_or(false),
            http_listen: source.parse(
                "HTTP_LISTEN",
                "host:port, such as 127.0.0.1:8080",
                listen,
            )?,
            public_url: source.parse(
                "PUBLIC_URL",
                "an address that begins with https://, without a name and password, ? or #",
                public_url,
            )?,
            doors: source.doors()?,
            secret_key: source.parse("SECRET_KEY", "64 hexadecimal digits", key)?,
            backup_passphrase: source.parse(
                "BACKUP_PASSPHRASE",
                "at least 8 characters",
                passphrase,
            )?,
            backup_chat: source.parse(
                "BACKUP_CHAT_ID",
                "the id of a chat, such as -1001234567890",
                |text| text.parse().ok().filter(|id| *id != 0).map(ChatId),
            )?,
            backup_keep: u32::try_from(source.number("BACKUP_KEEP", 1, 365)?).unwrap_or(7),
            qvapay: source.qvapay()?,
            geoip_db: source.parse("GEOIP_DB", "a path", |text| Some(PathBuf::from(text)))?,
            clock_file: source.parse("PORTERO_CLOCK_FILE", "a path", |text| {
                Some(PathBuf::from(text))
            })?,
            tempo: Tempo::default(),
        };
        config.refuse_a_moved_clock_against_telegram()?;
        Ok(config)
    }

    /// How fast messages may leave.
    pub fn rates(&self) -> Rates {
        Rates {
            per_second: self.messages_per_second,
            private_every: self.tempo.private_every,
        }
    }

    /// Reads the settings as if each wrong one were absent, and tells what is wrong with those. For `doctor`, which
    /// goes on: nothing may be started with them.
    pub fn as_far_as_usable(values: &HashMap<String, String>) -> (Self, Vec<ConfigError>) {
        let mut values = values.clone();
        let mut errors = Vec::new();
        loop {
            match Self::from(&values) {
                Ok(config) => return (config, errors),
                Err(error) => {
                    values.remove(error.name);
                    errors.push(error);
                }
            }
        }
    }

    /// Reads only what the demo uses, so that nothing else can be wrong.
    pub fn for_demo(values: &HashMap<String, String>) -> Result<Self, ConfigError> {
        let used = |name: &str| FOR_DEMO.contains(&name);
        Self::from(
            &values
                .iter()
                .filter(|(name, _)| used(name))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
    }

    fn refuse_a_moved_clock_against_telegram(&self) -> Result<(), ConfigError> {
        match &self.clock_file {
            Some(path) if !is_loopback(&self.bot_api_url) => Err(ConfigError::new(
                "PORTERO_CLOCK_FILE",
                &path.display().to_string(),
                "only for tests, with a BOT_API_URL on 127.0.0.1",
            )),
            Some(_) | None => Ok(()),
        }
    }

    /// Whether addresses of this machine and of inner networks may be told what happens, and over plain HTTP: only where
    /// the clock is moved for tests, which is refused against the real Telegram.
    pub fn allows_inner_webhooks(&self) -> bool {
        self.clock_file.is_some()
    }

    /// The number of the bot, from the token: the only part of it that may be shown.
    pub fn bot_id(&self) -> Option<&str> {
        self.bot_token
            .as_ref()
            .and_then(|token| token.expose().split(':').next())
    }

    /// Where the REST API is served, without a slash at the end; `None` = nowhere.
    pub fn api_address(&self) -> Option<String> {
        let listen = self.http_listen.as_ref()?;
        let scheme = if self.doors.tls.is_some() {
            "https"
        } else {
            "http"
        };
        let own = || format!("{scheme}://{listen}");
        let address = self.public_url.clone().unwrap_or_else(own);
        Some(address.trim_end_matches('/').to_owned())
    }

    /// One line per setting, secrets masked, for the log at start.
    pub fn summary(&self) -> Vec<String> {
        let admins: Vec<String> = self
            .admin_user_ids
            .iter()
            .map(ToString::to_string)
            .collect();
        vec![
            format!("bot {}", self.bot_id().unwrap_or("without token")),
            format!("admins [{}]", admins.join(", ")),
            format!(
                "Bot API {}{}",
                self.bot_api_url,
                if self.telegram_proxy.is_some() {
                    " through a proxy"
                } else {
                    ""
                }
            ),
            format!("database {}", self.database.display()),
            format!("language {}, time zone {}", self.language, self.time_zone),
            format!(
                "tokens of {} characters, {} messages per second, sweeps every {} and {} minutes",
                self.token_length,
                self.messages_per_second,
                self.cleanup_interval_minutes,
                self.process_free_queue_minutes
            ),
            format!(
                "HTTP {}{}, from outside {}, updates by {}",
                self.http_listen.as_deref().unwrap_or("off"),
                if self.doors.tls.is_some() {
                    " with TLS"
                } else {
                    ""
                },
                self.public_url.as_deref().unwrap_or("nowhere"),
                if self.doors.is_webhook {
                    "webhook"
                } else {
                    "polling"
                }
            ),
            format!(
                "backups {}, {} kept, sent to {}",
                if self.backup_passphrase.is_some() {
                    "sealed"
                } else {
                    "off: no BACKUP_PASSPHRASE"
                },
                self.backup_keep,
                self.backup_chat
                    .map_or_else(|| "no chat".to_owned(), |chat| chat.to_string())
            ),
            match &self.qvapay {
                Some(access) => format!("QvaPay app {} at {}", access.app_id, access.api_url),
                None => "QvaPay off".to_owned(),
            },
            match &self.geoip_db {
                Some(path) => format!("countries by {}", path.display()),
                None => "countries by what proxies answer".to_owned(),
            },
            format!(
                "log level {}, secrets sealed by {}",
                self.log_level,
                if self.secret_key.is_some() {
                    "SECRET_KEY"
                } else {
                    "the key file"
                }
            ),
        ]
    }
}

struct Source<'a>(&'a HashMap<String, String>);

impl Source<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    }

    fn text(&self, name: &'static str) -> &str {
        self.get(name).unwrap_or_else(|| default_of(name))
    }

    fn parse<T>(
        &self,
        name: &'static str,
        allowed: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        read(text)
            .map(Some)
            .ok_or_else(|| ConfigError::new(name, text, format!("must be {allowed}")))
    }

    fn number(&self, name: &'static str, least: i64, most: i64) -> Result<i64, ConfigError> {
        let text = self.text(name);
        text.parse()
            .ok()
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| {
                let allowed = format!("must be a whole number from {least} to {most}");
                ConfigError::new(name, text, allowed)
            })
    }
}

/// What that setting is where nothing else is said.
pub fn default_of(name: &str) -> &'static str {
    SETTINGS
        .iter()
        .find(|setting| setting.name == name)
        .map_or("", |setting| setting.default)
}

/// `scheme://***@host` for `scheme://name:password@host`. A password may hold anything, so the last `@` counts.
pub fn without_userinfo(value: &str) -> String {
    let Some((before, host)) = value.rsplit_once('@') else {
        return value.to_owned();
    };
    match before.split_once("//") {
        Some((scheme, _)) => format!("{scheme}//***@{host}"),
        None if before.contains(':') => format!("***@{host}"),
        None => value.to_owned(),
    }
}

fn token(text: &str) -> Option<Secret> {
    let (id, secret) = text.split_once(':')?;
    let is_secret = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let valid = !id.is_empty()
        && id.chars().all(|c| c.is_ascii_digit())
        && secret.len() >= 20
        && secret.chars().all(is_secret);
    valid.then(|| Secret::new(text))
}

fn ids(text: &str) -> Option<Vec<UserId>> {
    let mut ids: Vec<UserId> = Vec::new();
    for part in text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let id = UserId(part.parse().ok().filter(|id| (1..1 << 52).contains(id))?);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Some(ids)
}

fn url(text: &str) -> Option<String> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    (!rest.is_empty() && !rest.contains('@')).then(|| text.trim_end_matches('/').to_owned())
}

/// `host:port`; an IPv6 address stands in brackets.
fn listen(text: &str) -> Option<String> {
    let (host, port) = text.rsplit_once(':')?;
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let is_host = match bare {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            let is_of_it = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
            !host.is_empty() && host.chars().all(is_of_it)
        }
    };
    let is_port = port.parse::<u16>().is_ok_and(|port| port != 0);
    (is_host && is_port).then(|| text.to_owned())
}

fn public_url(text: &str) -> Option<String> {
    let is_https = text.starts_with("https://");
    let is_bare = !text.contains(['?', '#', ' ', '"', '<', '>']);
    let host = text.trim_end_matches('/');
    url(text).filter(|_| is_https && is_bare && host.len() > "https://".len())
}

fn proxy(text: &str) -> Option<Secret> {
    let known = ["http://", "https://", "socks5://", "socks5h://"];
    known
        .iter()
        .any(|scheme| text.len() > scheme.len() && text.starts_with(scheme))
        .then(|| Secret::new(text))
}

/// `sqlite://relative`, `sqlite:///absolute`, SQLAlchemy's `sqlite+aiosqlite:///relative` (four slashes: absolute), or a path.
fn database(text: &str) -> Option<PathBuf> {
    let path = if let Some(rest) = text.strip_prefix("sqlite+aiosqlite:///") {
        rest
    } else if let Some(rest) = text.strip_prefix("sqlite://") {
        rest
    } else if text.contains("://") {
        return None;
    } else {
        text
    };
    (!path.is_empty() && path != ":memory:").then(|| PathBuf::from(path))
}

fn level(text: &str) -> Option<LevelFilter> {
    match text.to_uppercase().as_str() {
        "DEBUG" => Some(LevelFilter::Debug),
        "INFO" => Some(LevelFilter::Info),
        "WARNING" | "WARN" => Some(LevelFilter::Warn),
        "ERROR" | "CRITICAL" => Some(LevelFilter::Error),
        _ => None,
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}

fn key(text: &str) -> Option<Secret> {
    (text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit())).then(|| Secret::new(text))
}

/// A short one could be found by trying.
fn passphrase(text: &str) -> Option<Secret> {
    (text.chars().count() >= 8).then(|| Secret::new(text))
}

fn one_of(text: &str, allowed: &[&str]) -> Option<String> {
    allowed.contains(&text).then(|| text.to_owned())
}

fn is_loopback(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.contains('@') {
        return false; // a name before the @ may look like an address
    }
    let host = if host.starts_with('[') {
        host.split(']')
            .next()
            .unwrap_or_default()
            .trim_start_matches('[')
    } else {
        host.split(':').next().unwrap_or_default()
    };
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
