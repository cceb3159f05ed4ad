//! The settings as `doctor` judges them: what is wrong or misspelt, and where things lie. Without secrets.

use super::Config;
use super::ConfigError;
use super::EnvironmentError;
use super::SETTINGS;
use super::environment;
use super::environment::ENV_FILE;
use crate::models::Misspelling;
use crate::models::QvaPayFacts;
use crate::models::SettingsFacts;
use crate::utils::order::InOrder;
use std::path::PathBuf;

/// The file in the data directory that seals secrets.
const KEY_FILE: &str = "portero.key";
/// Settings that decide where the data lie.
const OF_THE_DATA: &[&str] = &["DATA_DIR", "DATABASE_URL"];
/// Settings that decide where the token goes.
const OF_TELEGRAM: &[&str] = &["BOT_TOKEN", "BOT_API_URL", "TELEGRAM_PROXY"];
/// So many letters may be wrong, missing or too many in a misspelt name.
const MOST_WRONG: usize = 2;
/// A shorter name, such as `LANG`, is likely somebody else's.
const SHORTEST: usize = 7;
/// What other bots put before the same names.
const PREFIXES: &[&str] = &["TELEGRAM_", "TG_", "PORTERO_"];

impl Config {
    /// Where the key file lies that is used unless there is a `SECRET_KEY`.
    pub fn key_file(&self) -> PathBuf {
        self.data_dir.join(KEY_FILE)
    }

    /// What `doctor` must know of the settings. `wrong` and `fault` say what could not be used of them.
    pub fn facts(&self, wrong: &[ConfigError], fault: Option<&EnvironmentError>) -> SettingsFacts {
        // A file that cannot be read to its end may hold anything.
        let is_sure = |names: &[&str]| {
            fault.is_none() && !wrong.iter().any(|error| names.contains(&error.name))
        };
        let sentences = fault.map(ToString::to_string).into_iter();
        let in_file = environment::names_in_file();
        let in_environment = environment::of_process().into_keys();
        SettingsFacts {
            wrong: sentences
                .chain(wrong.iter().map(ToString::to_string))
                .collect(),
            misspelt: misspelt(in_file.into_iter().chain(in_environment)),
            knows_data: is_sure(OF_THE_DATA),
            knows_telegram: is_sure(OF_TELEGRAM),
            data_dir: self.data_dir.clone(),
            database: self.database.clone(),
            key_file: self.secret_key.is_none().then(|| self.key_file()),
            has_passphrase: self.backup_passphrase.is_some(),
            log_file: self.log_file.clone(),
            env_file: PathBuf::from(ENV_FILE),
            server: place(&self.bot_api_url),
            proxy: self
                .telegram_proxy
                .as_ref()
                .map(|proxy| place(proxy.expose())),
            http_listen: self.http_listen.clone(),
            public_url: self.public_url.clone(),
            tls: (self.doors.tls.clone()).map(|files| (files.certificate, files.key)),
            is_webhook: self.doors.is_webhook,
            geoip_db: self.geoip_db.clone(),
            qvapay: match self.qvapay {
                Some(_) => QvaPayFacts::Unasked,
                None => QvaPayFacts::Off,
            },
        }
    }
}

/// Scheme, host and port of an address: name, password and path may be secrets.
fn place(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    // A password may hold anything, so the last @ counts.
    let host = rest.rsplit('@').next().unwrap_or_default();
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    if scheme.is_empty() {
        host.to_owned()
    } else {
        format!("{scheme}://{host}")
    }
}

/// The names that are no setting but look like one, sorted.
fn misspelt(names: impl Iterator<Item = String>) -> Vec<Misspelling> {
    let mut found: Vec<Misspelling> = names
        .filter_map(|written| {
            let meant = resembled(&written)?;
            Some(Misspelling { written, meant })
        })
        .collect();
    found.order_by(|a, b| a.written.cmp(&b.written));
    found.dedup();
    found
}

/// The setting that a name was probably meant to be, if it is none.
fn resembled(written: &str) -> Option<&'static str> {
    let name = written.to_uppercase();
    let names = || SETTINGS.iter().map(|setting| setting.name);
    if names().any(|setting| setting == written) {
        return None;
    }
    if name.len() < SHORTEST {
        return None;
    }
    let bare = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix));
    let likeness = |setting: &&'static str| {
        let likeness = distance(&name, setting);
        if bare == Some(*setting) { 0 } else { likeness }
    };
    names()
        .min_by_key(likeness)
        .filter(|setting| likeness(setting) <= MOST_WRONG)
}

/// How many letters must be changed, added or taken away to make one of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (line, letter) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in b.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_is_told_with_the_setting_it_resembles() {
        for (written, meant) in [
            ("BOT_TOKN", Some("BOT_TOKEN")),
            ("bot_token", Some("BOT_TOKEN")),
            ("TELEGRAM_BOT_TOKEN", Some("BOT_TOKEN")),
            ("ADMIN_USER_ID", Some("ADMIN_USER_IDS")),
            ("DATADIR", Some("DATA_DIR")),
            ("DATA_DIRS", Some("DATA_DIR")),
            ("DROP_PENDING_UPDATE", Some("DROP_PENDING_UPDATES")),
            ("BOT_TOKEN", None),
            ("LANG", None),
            ("LC_ALL", None),
            ("TIMEZOME", Some("TIMEZONE")),
            ("LOGNAME", None),
            ("XDG_DATA_DIRS", None),
            ("PORTERO_CLOCK_FILE", None),
            ("", None),
        ] {
            assert_eq!(resembled(written), meant, "{written}");
        }
    }

    #[test]
    fn an_address_is_shown_without_name_password_and_path() {
        for (address, shown) in [
            ("https://api.telegram.org", "https://api.telegram.org"),
            (
                "http://127.0.0.1:8081/secret/x?y=1",
                "http://127.0.0.1:8081",
            ),
            ("socks5://me:p@ss/w@host:1080", "socks5://host:1080"),
            ("socks5h://host", "socks5h://host"),
        ] {
            assert_eq!(place(address), shown);
        }
    }

    #[test]
    fn letters_changed_added_and_taken_away_are_counted() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn a_wrong_setting_of_telegram_keeps_the_token_at_home() {
        let values = [
            ("BOT_API_URL", "api.telegram.org"),
            ("TOKEN_LENGTH", "5"),
            ("BOT_TOKEN", "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"),
        ];
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (config, wrong) = Config::as_far_as_usable(&values.into());
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        let facts = config.facts(&wrong, None);
        assert!(!facts.knows_telegram && facts.knows_data);
        assert!(
            facts
                .wrong
                .iter()
                .any(|sentence| sentence.contains("TOKEN_LENGTH=5"))
        );
        let (config, wrong) = Config::as_far_as_usable(&Default::default());
        assert!(wrong.is_empty() && config.facts(&wrong, None).knows_telegram);
    }
}
