use super::*;

const TOKEN: &str = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0";

fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::from(
        &pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    )
}

#[test]
fn without_any_setting_the_defaults_hold() {
    let config = read(&[]).expect("valid");
    assert!(config.bot_token.is_none() && config.admin_user_ids.is_empty());
    assert_eq!(config.database, PathBuf::from("./data/portero.db"));
    assert_eq!(
        (
            config.token_length,
            config.default_wait_time_minutes,
            config.messages_per_second
        ),
        (16, 5, 30)
    );
}

#[test]
fn a_wrong_value_is_named_with_what_is_allowed() {
    for (name, value, part) in [
        ("TOKEN_LENGTH", "11", "from 12 to 32"),
        ("TOKEN_LENGTH", "many", "from 12 to 32"),
        ("DEFAULT_WAIT_TIME_MINUTES", "10081", "from 0 to 10080"),
        ("ADMIN_USER_IDS", "12,ana", "positive whole numbers"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO"),
        ("LANGUAGE", "fr", "es or en"),
        ("TIMEZONE", "Mars/Base", "Europe/Madrid"),
        ("BOT_API_URL", "telegram.org", "http://"),
        ("DROP_PENDING_UPDATES", "maybe", "true or false"),
        ("DATABASE_URL", "postgres://x", "sqlite://"),
    ] {
        let error = read(&[(name, value)]).expect_err(name).to_string();
        assert!(
            error.contains(name) && error.contains(value) && error.contains(part),
            "{error}"
        );
    }
}

#[test]
fn a_wrong_secret_is_not_repeated() {
    for (name, value) in [
        ("BOT_TOKEN", "no-token"),
        ("SECRET_KEY", "abcd"),
        ("TELEGRAM_PROXY", "ftp://me:pw@host"),
    ] {
        let error = read(&[(name, value)]).expect_err(name).to_string();
        assert!(error.contains("***") && !error.contains(value), "{error}");
    }
}

#[test]
fn no_secret_is_in_the_summary_nor_in_debug() {
    let config = read(&[
        ("BOT_TOKEN", TOKEN),
        ("TELEGRAM_PROXY", "socks5://me:hunter2@host:1"),
    ])
    .expect("valid");
    let shown = format!("{:?} {}", config, config.summary().join("\n"));
    assert!(
        !shown.contains("AAHdq") && !shown.contains("hunter2"),
        "{shown}"
    );
    assert!(shown.contains("bot 123456"));
}

#[test]
fn all_forms_of_the_database_setting_are_read() {
    for (text, path) in [
        ("sqlite:///var/lib/p.db", "/var/lib/p.db"),
        ("sqlite://data/p.db", "data/p.db"),
        ("sqlite+aiosqlite:///./bot.db", "./bot.db"),
        ("sqlite+aiosqlite:////var/bot.db", "/var/bot.db"),
        ("/var/bot.db", "/var/bot.db"),
    ] {
        assert_eq!(
            read(&[("DATABASE_URL", text)]).expect(text).database,
            PathBuf::from(path)
        );
    }
}

#[test]
fn levels_are_read_in_any_case() {
    for (text, level) in [
        ("debug", LevelFilter::Debug),
        ("Warn", LevelFilter::Warn),
        ("WARNING", LevelFilter::Warn),
    ] {
        assert_eq!(read(&[("LOG_LEVEL", text)]).expect(text).log_level, level);
    }
}

#[test]
fn a_moved_clock_is_refused_against_telegram() {
    assert!(
        read(&[("PORTERO_CLOCK_FILE", "/x")])
            .expect_err("refused")
            .to_string()
            .contains("127.0.0.1")
    );
    assert!(
        read(&[
            ("PORTERO_CLOCK_FILE", "/x"),
            ("BOT_API_URL", "http://127.0.0.1.evil.org")
        ])
        .is_err()
    );
    assert!(
        read(&[
            ("PORTERO_CLOCK_FILE", "/x"),
            ("BOT_API_URL", "http://127.0.0.1:8081")
        ])
        .is_ok()
    );
    assert!(
        read(&[
            ("PORTERO_CLOCK_FILE", "/x"),
            ("BOT_API_URL", "http://[::1]:80/")
        ])
        .is_ok()
    );
}

#[test]
fn admins_are_listed_once() {
    let config = read(&[("ADMIN_USER_IDS", " 7, 8 ,7,")]).expect("valid");
    assert_eq!(config.admin_user_ids, vec![UserId(7), UserId(8)]);
}
