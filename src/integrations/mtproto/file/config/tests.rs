use super::*;
use proptest::prelude::*;
use std::io::Write as _;
use std::process::Command;
use std::process::Stdio;

const BASE: &str = "0123456789abcdef0123456789abcdef";

fn one(number: u32, is_open: bool) -> User {
    User {
        name: format!("portero-{number:016x}"),
        secret: BASE.to_owned(),
        is_open,
        day: (is_open && number.is_multiple_of(2)).then(|| "31/12/2030".to_owned()),
        quota: (is_open && number.is_multiple_of(3)).then_some(u64::from(number) << 30),
        tag: (is_open && number.is_multiple_of(5)).then(|| format!("{number:032x}")),
    }
}

/// What Python makes of a configuration: the three variables and the tag as JSON. `None` if there is no Python here.
fn python(config: &[u8]) -> Option<serde_json::Value> {
    let script = "import json, sys, io\nscope = {}\nexec(compile(sys.stdin.buffer.read(), 'config.py', 'exec'), scope)\n\
        print(json.dumps([scope.get(name) for name in ('USERS', 'USER_EXPIRATIONS', 'USER_DATA_QUOTA', 'AD_TAG')]))";
    let child = Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        println!("skipped: no python3 here");
        return None;
    };
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(config)
        .expect("written");
    let output = child.wait_with_output().expect("run");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(config)
    );
    Some(serde_json::from_slice(&output.stdout).expect("JSON"))
}

#[test]
fn python_has_the_operators_users_and_those_of_the_house_that_are_let_in() {
    let operators = "PORT = 443\nUSERS = {\n    \"tg\": \"00000000000000000000000000000001\",  # mine\n}\n\
        USER_DATA_QUOTA = {\"tg\": 5}\nimport os\nif os:\n    AD_TAG = \"\"\n# no end of line";
    let mut config = Config::read(operators.as_bytes()).expect("read");
    config.put(one(6, true));
    config.put(one(1, true));
    config.put(one(2, false));
    let written = config.write();
    let Some(made) = python(&written) else { return };
    let (six, first) = (one(6, true).name, one(1, true).name);
    let expected = serde_json::json!([
        { "tg": "00000000000000000000000000000001", six.as_str(): BASE, first.as_str(): BASE },
        { six.as_str(): "31/12/2030" },
        { "tg": 5, six.as_str(): 6_u64 << 30 },
        "",
    ]);
    assert_eq!(made, expected);
    assert!(python(&Config::read(b"").expect("read").write()).is_some());
}

#[test]
fn the_proxy_has_the_tag_of_a_user_who_is_let_in_or_else_the_operators() {
    let operators = format!("AD_TAG = \"{BASE}\"\n");
    let mut config = Config::read(operators.as_bytes()).expect("read");
    let tag = |config: &Config| {
        let made = python(&config.write())?;
        Some(made[3].as_str().expect("a text").to_owned())
    };
    config.put(one(1, true));
    let Some(first) = tag(&config) else { return };
    assert_eq!(first, BASE, "nobody of the house has one");
    config.put(one(15, true));
    config.put(one(10, true));
    let mut config = Config::read(&config.write()).expect("as it was written");
    assert_eq!(tag(&config), one(15, true).tag);
    config.put(one(15, false));
    assert_eq!(
        tag(&config),
        one(10, true).tag,
        "whoever is shut out has none"
    );
    config.put(User {
        tag: None,
        ..one(10, true)
    });
    assert_eq!(tag(&config).as_deref(), Some(BASE));
    assert!(!String::from_utf8_lossy(&config.write()).contains(TAGGED));
}

#[test]
fn a_block_that_somebody_changed_is_not_guessed_at() {
    let mut config = Config::read(b"PORT = 1\n").expect("read");
    config.put(one(5, true));
    let written = String::from_utf8(config.write()).expect("text");
    for (from, to) in [
        (END, ""),
        (BEGIN, ""),
        (BASE, "os.system('x')"),
        ("AD_TAG = ", "AD_TAGS = "),
        ("AD_TAG = \"0", "AD_TAG = \"x"),
        ("# tag: 0", "# tag: x"),
        ("portero-", "a b"),
        ("}\n", ""),
        ("USERS = ", "USERZ = "),
        (END, BEGIN),
    ] {
        let changed = written.replacen(from, to, 1);
        assert!(Config::read(changed.as_bytes()).is_err(), "{changed}");
    }
}

#[test]
fn what_was_added_behind_the_block_comes_before_it_again() {
    let mut config = Config::read(b"PORT = 1\r\n").expect("read");
    config.put(one(1, true));
    let mut changed = config.write();
    assert!(Config::read(&changed).expect("read").is_last);
    changed.extend_from_slice(b"# only words\n\n");
    assert!(Config::read(&changed).expect("read").is_last);
    changed.extend_from_slice(b"USERS = {}");
    let again = Config::read(&changed).expect("read");
    assert!(!again.is_last);
    let mended = again.write();
    assert!(mended.starts_with(b"PORT = 1\r\n# only words\n\nUSERS = {}\n# portero"));
    assert!(Config::read(&mended).expect("read").is_last);
}

#[test]
fn the_day_of_an_end_never_begins_before_it_anywhere() {
    // 2030-12-31 23:59:59 UTC; fourteen hours behind the first of January is still the end of December somewhere.
    let end = Timestamp(1_924_991_999);
    assert_eq!(day_after(end).as_deref(), Some("02/01/2031"));
    assert_eq!(day_after(Timestamp(i64::MAX)), None);
    assert_eq!(day_after(Timestamp(400_000_000_000)), None);
}

proptest! {
    #[test]
    fn what_is_not_the_houses_stays_whatever_it_is(
        before in prop::collection::vec(any::<u8>(), 0..400),
        after in "[a-zA-Z0-9 #=\\n\\r{}\"':\\\\]{0,200}",
        numbers in prop::collection::btree_map(0u32..50, any::<bool>(), 0..12),
    ) {
        let original = [before, after.into_bytes()].concat();
        let mut config = Config::read(&original).expect("nothing of ours in it");
        let users: Vec<User> = numbers.iter().map(|(number, is_open)| one(*number, *is_open)).collect();
        for user in &users {
            config.put(user.clone());
        }
        let written = config.write();
        prop_assert!(written.starts_with(&original));
        let mut again = Config::read(&written).expect("as it was written");
        prop_assert_eq!(again.users.len(), users.len());
        for user in &users {
            prop_assert!(again.users.contains(user));
        }
        prop_assert_eq!(&again.write(), &written, "written twice it is the same");
        for user in &users {
            prop_assert!(again.remove(&user.name));
        }
        let rest = again.rest.strip_suffix(b"\n").unwrap_or(&again.rest);
        prop_assert_eq!(rest, original.strip_suffix(b"\n").unwrap_or(&original));
    }

    #[test]
    fn no_file_stops_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..300), odd in "[ \":,}#a-f0-9=\\n]{0,200}") {
        let _ = Config::read(&bytes);
        let _ = Config::read(format!("{BEGIN}\n{odd}\n{END}\n").as_bytes());
        let _ = Config::read(format!("{BEGIN}\n{}\n{odd}\n}}\n{END}", head(USERS)).as_bytes());
    }
}
