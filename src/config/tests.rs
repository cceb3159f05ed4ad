use super::environment_file as file;
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
        ("HTTP_LISTEN", "8080", "127.0.0.1:8080"),
        ("HTTP_LISTEN", "0.0.0.0:0", "127.0.0.1:8080"),
        ("HTTP_LISTEN", "::1:8080", "127.0.0.1:8080"),
        ("HTTP_LISTEN", "http://a:80", "127.0.0.1:8080"),
        ("PUBLIC_URL", "http://bot.example.com", "https://"),
        ("PUBLIC_URL", "https://", "https://"),
        ("PUBLIC_URL", "https://a?b", "https://"),
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
fn where_the_house_serves_its_pages_is_read_in_every_form() {
    let config = read(&[]).expect("valid");
    assert!(config.http_listen.is_none() && config.public_url.is_none());
    for text in ["127.0.0.1:8080", "[::]:80", "[::1]:65535", "localhost:1"] {
        let config = read(&[("HTTP_LISTEN", text)]).expect(text);
        assert_eq!(config.http_listen.as_deref(), Some(text));
    }
    let config = read(&[("PUBLIC_URL", "https://bot.example.com:8443/p/")]).expect("valid");
    let url = config.public_url.as_deref();
    assert_eq!(url, Some("https://bot.example.com:8443/p"));
}

#[test]
fn id_and_secret_of_qvapay_belong_together_and_the_secret_is_never_shown() {
    assert!(read(&[]).expect("valid").qvapay.is_none());
    let both = [
        ("QVAPAY_APP_ID", "app-1"),
        ("QVAPAY_APP_SECRET", "hush-hush"),
    ];
    let config = read(&both).expect("valid");
    let access = config.qvapay.clone().expect("named");
    assert_eq!(
        (access.app_id.as_str(), access.api_url.as_str(), access.auth),
        ("app-1", QVAPAY, QvaPayAuth::Header)
    );
    assert_eq!(access.app_secret.expose(), "hush-hush");
    let shown = format!("{config:?} {:?}", config.summary());
    assert!(!shown.contains("hush-hush") && shown.contains("app-1"));
    for one in &both {
        let error = read(&[*one]).expect_err("half").to_string();
        assert!(
            error.contains("beside it") && !error.contains("hush"),
            "{error}"
        );
    }
    for (name, value) in [
        ("QVAPAY_API_URL", "http://api.qvapay.com"),
        ("QVAPAY_API_URL", "https://a:b@api.qvapay.com"),
        ("QVAPAY_AUTH", "query"),
        ("QVAPAY_APP_ID", "two words"),
        ("QVAPAY_APP_SECRET", "línea"),
    ] {
        let error = read(&[(name, value)]).expect_err(name).to_string();
        assert!(error.contains(name) && !error.contains("línea"), "{error}");
    }
    let pretended = [both[0], both[1], ("QVAPAY_API_URL", "http://127.0.0.1:9/")];
    let access = read(&pretended).expect("valid").qvapay.expect("named");
    assert_eq!(access.api_url, "http://127.0.0.1:9");
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

/// What the start says about a `.env` with this text.
fn of_env_file(text: &str) -> Result<HashMap<String, String>, String> {
    let folder = crate::db::tests::scratch("env");
    std::fs::write(folder.join(".env"), text).expect("written");
    let result = file(&folder.join(".env"));
    std::fs::remove_dir_all(&folder).expect("removed");
    result.map_err(|error| format!("{:#}", anyhow::Error::new(error)))
}

#[test]
fn a_missing_env_file_says_nothing() {
    let nowhere = std::path::Path::new("/nowhere/.env");
    assert!(file(nowhere).expect("read").is_empty());
}

#[test]
fn an_env_file_that_is_a_directory_stops_the_start_with_the_reason() {
    let error = anyhow::Error::new(file(&std::env::temp_dir()).expect_err("refused"));
    let error = format!("{error:#}");
    assert!(
        error.contains(".env could not be read: ") && error.contains("directory"),
        "{error}"
    );
}

#[test]
fn a_faulty_line_of_the_env_file_stops_the_start_by_its_number_and_not_its_value() {
    for (text, place) in [
        (
            "LANGUAGE=es\nBOT_TOKEN=hidden words\n",
            "line 2 (BOT_TOKEN)",
        ),
        (
            "# note\n\n  SECRET_KEY='hidden\nLANGUAGE=es\n",
            "line 3 (SECRET_KEY)",
        ),
        ("LANGUAGE=es\r\nhidden\r\n", "line 2:"),
        ("hidden_more=1\nhidden\n", "line 2:"),
        ("hidden=two words # note\n", "line 1:"),
        ("LANGUAGE='es\nen' # a\nhidden", "line 3:"),
        ("A='es\nen' hidden\nB=1\n", "line 1:"),
        ("export DATA_DIR=hi\\dden", "line 1 (DATA_DIR)"),
    ] {
        let error = of_env_file(text).expect_err(text);
        assert!(
            error.contains(".env") && error.contains(place) && error.contains("NAME=value"),
            "{error}"
        );
        assert!(
            !error.contains("hidden") && !error.contains("hi\\"),
            "{error}"
        );
    }
}

#[test]
fn an_env_file_of_any_editor_is_read_whole() {
    let values =
        of_env_file("\u{feff}LANGUAGE=en\r\n# note\r\nTIMEZONE='UTC' # note\r\nLOG_LEVEL=INFO  ");
    let values = values.expect("read");
    assert_eq!(values["LANGUAGE"], "en");
    assert_eq!(values["TIMEZONE"], "UTC");
    assert_eq!(values["LOG_LEVEL"], "INFO");
}

#[test]
fn the_demo_needs_no_other_setting_to_be_right() {
    let values = HashMap::from(
        [
            ("BOT_TOKEN", "paste-your-token-here"),
            ("TOKEN_LENGTH", "many"),
            ("LANGUAGE", "en"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    assert!(Config::from(&values).is_err());
    assert_eq!(Config::for_demo(&values).expect("valid").language, "en");
}

#[test]
fn name_and_password_of_an_address_are_not_repeated() {
    for (name, value, shown) in [
        ("BOT_API_URL", "http://usr:pw@host/x", "http://***@host/x"),
        ("BOT_API_URL", "usr:pw@host", "***@host"),
        ("BOT_API_URL", "http://usr:p/w@d@host", "http://***@host"),
        (
            "DATABASE_URL",
            "postgres://usr:pw@h/x",
            "postgres://***@h/x",
        ),
        ("LANGUAGE", "@ana", "@ana"),
    ] {
        let error = read(&[(name, value)]).expect_err(name).to_string();
        assert!(error.starts_with(&format!("{name}={shown}: ")), "{error}");
        assert!(!error.contains("pw") && !error.contains("usr"), "{error}");
    }
    let error = read(&[("BOT_API_URL", "https://usr:pw@host")]).expect_err("refused");
    assert!(error.to_string().contains("without a name and password"));
}
