use super::*;
use crate::demo::script::content::Kind;

/// The script of these lines.
fn read(text: &str) -> Result<Script, Vec<Fault>> {
    parse(text, Path::new("/nonexistent"))
}

/// The steps of a script that must be good.
fn steps(text: &str) -> Vec<Step> {
    let script = read(text).expect("a good script");
    script.lines.into_iter().map(|line| line.step).collect()
}

/// The only turn of a line that must be good.
fn turn(line: &str) -> Turn {
    match steps(line).pop() {
        Some(Step::Turn(turn)) => turn,
        other => panic!("{line}: {other:?}"),
    }
}

/// What is wrong with the last line.
fn reason(text: &str) -> Reason {
    let mut faults = read(text).expect_err("a faulty script");
    let last = faults.pop().expect("a fault");
    assert_eq!(last.line, text.lines().count(), "{text}");
    last.reason
}

fn item(kind: Kind, texts: &[&str]) -> Item {
    let texts = texts.iter().map(|text| (*text).to_owned()).collect();
    Item { kind, texts }
}

#[test]
fn every_action_is_read() {
    let vip = CHANNELS[0].0;
    let own = |text: &str| text.to_owned();
    for (column, action) in [
        ("/start v_a b", Action::Write(own("/start v_a b"))),
        ("\"hola | qué tal\"", Action::Write(own("hola | qué tal"))),
        ("presses \"💎 Canal\"", Action::Press(own("💎 Canal"))),
        ("picks Recetas VIP", Action::Pick(vip)),
        (
            "opens t.me/{bot}?start=a",
            Action::Open(own("t.me/{bot}?start=a")),
        ),
        (
            "opens https://t.me/+abc",
            Action::Open(own("https://t.me/+abc")),
        ),
        ("joins \"Recetas VIP\"", Action::Join(vip)),
        ("asks to join Recetas VIP", Action::AskToJoin(vip)),
        ("leaves Recetas VIP", Action::Leave(vip)),
        (
            "posts \"todo in uno\" in Recetas VIP",
            Action::Post {
                item: item(Kind::Text, &["todo in uno"]),
                channel: vip,
            },
        ),
        ("sends photo", Action::Send(item(Kind::Photo, &[]))),
        (
            "sends album \"un pie\"",
            Action::Send(item(Kind::Album, &["un pie"])),
        ),
        (
            "sends poll \"¿Sí?\" \"Sí\" \"No\"",
            Action::Send(item(Kind::Poll, &["¿Sí?", "Sí", "No"])),
        ),
        (
            "posts video \"uno in dos\" in \"Recetas VIP\"",
            Action::Post {
                item: item(Kind::Video, &["uno in dos"]),
                channel: vip,
            },
        ),
        (
            "edits \"uno in dos\"",
            Action::Edit {
                text: own("uno in dos"),
                channel: None,
            },
        ),
        (
            "edits \"uno\" in Recetas VIP",
            Action::Edit {
                text: own("uno"),
                channel: Some(vip),
            },
        ),
        ("deletes", Action::Delete(None)),
        ("deletes in Recetas VIP", Action::Delete(Some(vip))),
        ("forwards from Recetas VIP", Action::Forward(vip)),
        (
            "presses \"👍 1\" in Recetas VIP",
            Action::PressPost {
                label: own("👍 1"),
                channel: vip,
            },
        ),
        (
            "reacts 👍",
            Action::React {
                emoji: own("👍"),
                channel: None,
            },
        ),
        (
            "reacts 🔥 in Recetas VIP",
            Action::React {
                emoji: own("🔥"),
                channel: Some(vip),
            },
        ),
        ("pays", Action::Pay),
        ("blocks", Action::Block),
        ("unblocks", Action::Unblock),
        ("speaks en", Action::Speak(own("en"))),
    ] {
        let turn = turn(&format!("Ana | {column}"));
        assert_eq!(
            (turn.person, turn.action),
            (2_001, Some(action)),
            "{column}"
        );
    }
}

#[test]
fn every_expectation_is_read() {
    let vip = CHANNELS[0].0;
    let own = |text: &str| text.to_owned();
    let kept = |text: &str, name: Option<&str>| Expectation::Sees {
        text: own(text),
        name: name.map(str::to_owned),
    };
    let button = |label: &str, name: Option<&str>| Expectation::Button {
        label: own(label),
        name: name.map(str::to_owned),
    };
    let posted = |kind: Option<Kind>, text: &str, channel: Option<i64>| Expectation::Posted {
        kind,
        text: own(text),
        channel,
    };
    for (action, column, expectation) in [
        ("", "sees \"a as b\"", kept("a as b", None)),
        ("", "sees \"v_\" as token", kept("v_", Some("token"))),
        ("", "does not see \"a\"", Expectation::SeesNot(own("a"))),
        ("", "button \"Sí\"", button("Sí", None)),
        (
            "",
            "button \"Entrar\" as link_2",
            button("Entrar", Some("link_2")),
        ),
        ("", "no button \"a\"", Expectation::NoButton(own("a"))),
        ("presses \"a\"", "toast \"a\"", Expectation::Toast(own("a"))),
        ("presses \"a\"", "alert \"a\"", Expectation::Alert(own("a"))),
        ("", "is in Recetas VIP", Expectation::In(vip)),
        ("", "is not in Recetas VIP", Expectation::NotIn(vip)),
        ("", "gets photo", posted(Some(Kind::Photo), "", None)),
        (
            "",
            "gets album \"a in b\"",
            posted(Some(Kind::Album), "a in b", None),
        ),
        (
            "",
            "post \"a\" in Recetas VIP",
            posted(None, "a", Some(vip)),
        ),
        (
            "",
            "poll in Recetas VIP",
            posted(Some(Kind::Poll), "", Some(vip)),
        ),
        (
            "",
            "button \"👍\" in Recetas VIP",
            Expectation::PostButton {
                label: own("👍"),
                channel: vip,
            },
        ),
        (
            "",
            "reaction 👍 in Recetas VIP",
            Expectation::Reaction {
                emoji: own("👍"),
                channel: vip,
            },
        ),
        (
            "",
            "pinned \"a\" in Recetas VIP",
            Expectation::Pinned {
                text: own("a"),
                channel: vip,
            },
        ),
        (
            "presses \"a\" in Recetas VIP",
            "toast \"a\"",
            Expectation::Toast(own("a")),
        ),
        ("", "gets file", Expectation::File(String::new())),
        ("", "gets file \".csv\"", Expectation::File(own(".csv"))),
        ("pays", "paid", Expectation::Paid),
        (
            "pays",
            "payment refused \"no\"",
            Expectation::PaymentRefused(own("no")),
        ),
        ("opens t.me/+a", "turned away", Expectation::TurnedAway),
        ("", "nothing", Expectation::Nothing),
    ] {
        let turn = turn(&format!("Ana | {action} | {column}"));
        assert_eq!(turn.expectations, [expectation], "{column}");
    }
}

#[test]
fn settings_times_headings_and_comments_are_read() {
    let script = read(
        "\u{feff}# a comment\n\nlanguage | en\npatience | 3s\n== Title ==\nclock | +10m\nclock|2 d\nrestart\n",
    );
    let script = script.expect("a good script");
    assert_eq!(script.language, "en");
    assert_eq!(script.patience, Duration::from_secs(3));
    let numbers: Vec<usize> = script.lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [5, 6, 7, 8]);
    let steps: Vec<Step> = script.lines.into_iter().map(|line| line.step).collect();
    let clock = [Step::Clock(600), Step::Clock(2 * DAY)];
    assert_eq!(steps[1..3], clock);
    assert_eq!(steps[3], Step::Restart);
    let plain = read("restart").expect("a good script");
    assert_eq!((plain.language.as_str(), plain.patience), ("es", PATIENCE));
}

#[test]
fn what_is_kept_can_be_used_further_down_only() {
    let good = "Ana | /a | sees \"x\" as token\nAna | opens t.me/{bot}?start={token}";
    assert!(read(good).is_ok());
    let bad = "Ana | \"{token}\" | sees \"x\" as token";
    assert_eq!(reason(bad), Reason::Variable("token".to_owned()));
    assert_eq!(reason("Ana | \"{to\""), Reason::Variable("to\"".to_owned()));
}

#[test]
fn every_fault_has_its_reason() {
    let own = |text: &str| text.to_owned();
    for (line, expected) in [
        ("Rosa | /start", Reason::Person(own("Rosa"))),
        ("clocks | +1d", Reason::Person(own("clocks"))),
        ("Ana | dances", Reason::Action(own("dances"))),
        ("Ana | hola", Reason::Action(own("hola"))),
        ("Ana | /a | is happy", Reason::Expectation(own("is happy"))),
        (
            "Ana | /a | seesaw \"a\"",
            Reason::Expectation(own("seesaw \"a\"")),
        ),
        ("Ana | sends money", Reason::Kind(own("money"))),
        ("Ana | sends photo uno", Reason::Text("sends")),
        ("Ana | sends photo \"a\" \"b\"", Reason::Text("sends")),
        (
            "Ana | sends poll \"a\" \"b\"",
            Reason::Columns("poll", "a question and two options or more"),
        ),
        (
            "Ana | forwards Recetas",
            Reason::Columns("forwards", "«from» with a channel"),
        ),
        (
            "Ana | deletes everything",
            Reason::Columns("deletes", "nothing, or «in» with a channel"),
        ),
        ("Ana | | gets money", Reason::Expectation(own("money"))),
        (
            "Ana | | post \"a\" in Cocina",
            Reason::Channel(own("Cocina")),
        ),
        ("Ana | presses Sí", Reason::Text("presses")),
        ("Ana | presses \"\"", Reason::Text("presses")),
        ("Ana | /a | sees x", Reason::Text("sees")),
        ("Ana | /a | sees \"a\" \"b\"", Reason::Text("sees")),
        ("Ana | \"a\" b", Reason::Text("a text")),
        ("Ana | pays \"a\"", Reason::Alone("pays")),
        ("Ana | blocks Marta", Reason::Alone("blocks")),
        ("Ana | /a | sees \"a", Reason::Quote),
        ("Ana | joins Cocina", Reason::Channel(own("Cocina"))),
        ("Ana | /a | is in", Reason::Channel(String::new())),
        ("Ana | \"{a}\"", Reason::Variable(own("a"))),
        ("Ana | /a | sees \"a\" as b c", Reason::Name(own("b c"))),
        ("clock | tomorrow", Reason::Time(own("tomorrow"))),
        ("clock | +0m", Reason::Time(own("+0m"))),
        ("clock | -1d", Reason::Time(own("-1d"))),
        (
            "clock | 9999999999999999d",
            Reason::Time(own("9999999999999999d")),
        ),
        ("patience | long", Reason::Time(own("long"))),
        ("language | fr", Reason::Language(own("fr"))),
        ("Ana | speaks fr", Reason::Language(own("fr"))),
        ("clock", Reason::Columns("clock", "one length of time")),
        (
            "clock | +1m | +1m",
            Reason::Columns("clock", "one length of time"),
        ),
        (
            "restart | now",
            Reason::Columns("restart", "no column more"),
        ),
        ("language", Reason::Columns("language", "es or en")),
        (
            "patience",
            Reason::Columns("patience", "one length of time"),
        ),
        ("clock | +10mm", Reason::Time(own("+10mm"))),
        ("clock | ++10m", Reason::Time(own("++10m"))),
        ("restart\nlanguage | en", Reason::Late("language")),
        ("restart\npatience | 3s", Reason::Late("patience")),
        ("Ana", Reason::Empty(own("Ana"))),
        ("Ana | |", Reason::Empty(own("Ana"))),
        (
            "Ana | /a | toast \"a\"",
            Reason::Misplaced("toast", "presses"),
        ),
        ("Ana | | alert \"a\"", Reason::Misplaced("alert", "presses")),
        ("Ana | /a | paid", Reason::Misplaced("paid", "pays")),
        (
            "Ana | /a | payment refused \"a\"",
            Reason::Misplaced("payment refused", "pays"),
        ),
        (
            "Ana | /a | turned away",
            Reason::Misplaced("turned away", "opens"),
        ),
        ("Ana | opens example.org", Reason::Link(own("example.org"))),
        ("# nothing else", Reason::NoStep),
        ("== a heading alone", Reason::NoStep),
    ] {
        assert_eq!(reason(line), expected, "{line}");
    }
    for (line, verb) in [
        ("Ana | posts \"a\"", "posts"),
        ("Ana | reacts", "reacts"),
        ("Ana | reacts 👍 👎", "reacts"),
    ] {
        let found = reason(line);
        assert!(
            matches!(&found, Reason::Columns(named, _) if *named == verb),
            "{line}: {found:?}"
        );
    }
}

#[test]
fn a_file_to_upload_must_be_there_before_anything_runs() {
    let folder = std::env::temp_dir().join(format!("portero-script-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("a.txt"), b"content").expect("written");
    std::fs::write(folder.join("empty.txt"), b"").expect("written");
    let uploads = |name: &str| parse(&format!("Ana | uploads {name}"), &folder);
    let good = uploads("a.txt").expect("a good script");
    let absent = uploads("b.txt").expect_err("refused");
    let empty = uploads("empty.txt").expect_err("refused");
    // An error of removing only leaves a folder behind.
    let _ = std::fs::remove_dir_all(&folder);
    let Step::Turn(turn) = &good.lines[0].step else {
        panic!("{good:?}");
    };
    let file = Action::Upload {
        name: "a.txt".to_owned(),
        bytes: b"content".to_vec(),
    };
    assert_eq!(turn.action, Some(file));
    assert!(
        absent[0]
            .to_string()
            .starts_with("line 1: the file b.txt cannot be sent: ")
    );
    assert!(empty[0].to_string().contains("1 byte"));
}

#[test]
fn all_faults_are_told_at_once_each_with_its_line() {
    let faults = read("Rosa | /a\nAna | /start\n\nAna | dances").expect_err("refused");
    let lines: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [1, 4]);
    let told = faults[0].to_string();
    assert!(
        told.starts_with("line 1: nobody here is called «Rosa»"),
        "{told}"
    );
    assert!(told.contains("Marta, Ana, Eva, Luis"), "{told}");
}
