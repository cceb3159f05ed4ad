use super::*;
use proptest::prelude::*;

/// The text after that change; the rest of it must be read as before.
fn changed(text: &str, name: &str, value: &str) -> String {
    let new = edited(text, name, value).expect("a text that can be read");
    assert!(is_read_back(text, &new, name, value), "{new:?}");
    new
}

fn scratch(text: Option<&str>) -> PathBuf {
    let path = crate::db::tests::scratch("env-file").join(".env");
    if let Some(text) = text {
        std::fs::write(&path, text).expect("written");
    }
    path
}

#[test]
fn only_the_value_of_the_setting_changes() {
    for (before, after) in [
        ("LANGUAGE=es\n", "LANGUAGE=en\n"),
        (
            "# a\n\n A=1\n  LANGUAGE = es   # mine\nB=2",
            "# a\n\n A=1\n  LANGUAGE = en   # mine\nB=2",
        ),
        ("export LANGUAGE='es' # x\n", "export LANGUAGE='en' # x\n"),
        (
            "A=1\r\nLANGUAGE=\"es\"\r\nB=2\r\n",
            "A=1\r\nLANGUAGE=\"en\"\r\nB=2\r\n",
        ),
        ("\u{feff}LANGUAGE=es", "\u{feff}LANGUAGE=en"),
        ("LANGUAGE=\n", "LANGUAGE=en\n"),
        ("LANGUAGE=   # none\n", "LANGUAGE=en   # none\n"),
        ("LANGUAGE=# none\n", "LANGUAGE=en # none\n"),
        ("LANGUAGE=es\nLANGUAGE=fr\n", "LANGUAGE=es\nLANGUAGE=en\n"),
        ("LANGUAGE=\"e\ns\" # x\nA=1\n", "LANGUAGE=\"en\" # x\nA=1\n"),
        (
            "A='\nLANGUAGE=es\n'\nB=2\n",
            "A='\nLANGUAGE=es\n'\nB=2\nLANGUAGE=en\n",
        ),
        ("LANGUAGE=e\\ s\n", "LANGUAGE=en\n"),
        ("LANGUAGE=e'#'\"s \"x # y\n", "LANGUAGE=en # y\n"),
    ] {
        assert_eq!(changed(before, "LANGUAGE", "en"), after, "{before:?}");
    }
}

#[test]
fn the_same_value_leaves_its_line_alone_whatever_its_quotes() {
    let text = "export  LANGUAGE = \"e\"'n'  # x\r\n";
    assert_eq!(changed(text, "LANGUAGE", "en"), text);
}

#[test]
fn a_commented_default_is_filled_in_place_and_a_note_is_not() {
    for (before, after) in [
        ("# x\n# LANGUAGE=es\nA=1\n", "# x\nLANGUAGE=en\nA=1\n"),
        ("#LANGUAGE=\r\nA=1\r\n", "LANGUAGE=en\r\nA=1\r\n"),
        ("# LANGUAGE=fr\nA=1\n", "# LANGUAGE=fr\nA=1\nLANGUAGE=en\n"),
        (
            "# LANGUAGE=es when I am away\n",
            "# LANGUAGE=es when I am away\nLANGUAGE=en\n",
        ),
        (
            "A='\n# LANGUAGE=es\n'\n",
            "A='\n# LANGUAGE=es\n'\nLANGUAGE=en\n",
        ),
    ] {
        assert_eq!(changed(before, "LANGUAGE", "en"), after, "{before:?}");
    }
}

#[test]
fn a_new_setting_comes_last_in_the_way_of_the_file() {
    for (before, after) in [
        ("", "LANGUAGE=en\n"),
        ("A=1", "A=1\nLANGUAGE=en"),
        ("A=1\r\nB=2", "A=1\r\nB=2\r\nLANGUAGE=en"),
        ("A=1\r\n", "A=1\r\nLANGUAGE=en\r\n"),
    ] {
        assert_eq!(changed(before, "LANGUAGE", "en"), after, "{before:?}");
    }
}

#[test]
fn the_example_is_filled_in_place_for_each_setting() {
    let mut text = example();
    for setting in config::SETTINGS {
        text = changed(&text, setting.name, "x y");
    }
    assert_eq!(text.lines().count(), example().lines().count());
    let values = config::entries(&text).expect("read");
    assert_eq!(values.len(), config::SETTINGS.len());
}

#[test]
fn a_value_made_of_others_may_follow_them() {
    let text = "DATA_DIR=/a\nDATABASE_URL=sqlite://$DATA_DIR/x.db\n";
    let new = changed(text, "DATA_DIR", "/b c");
    assert!(new.starts_with("DATA_DIR='/b c'\nDATABASE_URL=sqlite://$DATA_DIR/"));
}

#[test]
fn a_faulty_file_is_refused_by_its_line_and_left_as_it_is() {
    let text = "A=1\nBOT_TOKEN=hidden words\n";
    let path = scratch(Some(text));
    let error = EnvFile::read(&path).expect_err("refused").to_string();
    assert!(error.contains("line 2 (BOT_TOKEN)"), "{error}");
    assert!(!error.contains("hidden"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).expect("there"), text);
}

#[cfg(unix)]
#[test]
fn the_file_is_its_owners_alone_also_if_it_was_not_before_and_nothing_is_left_beside_it() {
    use std::os::unix::fs::PermissionsExt;
    for old in [None, Some("A=1\n")] {
        let path = scratch(old);
        if old.is_some() {
            let open = std::fs::Permissions::from_mode(0o644);
            std::fs::set_permissions(&path, open).expect("opened");
        }
        let mut file = EnvFile::read(&path).expect("read");
        assert_eq!(file.is_new(), old.is_none());
        file.set("BOT_TOKEN", "1:x").expect("set");
        // What a crash left is no hindrance.
        std::fs::write(path.with_file_name(".env.portero-new"), "half").expect("written");
        file.write().expect("written");
        let mode = std::fs::metadata(&path)
            .expect("there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(!file.is_exposed());
        // As on storage that keeps no modes.
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o660)).expect("opened");
        assert!(file.is_exposed());
        let folder = path.parent().expect("a folder");
        assert_eq!(std::fs::read_dir(folder).expect("read").count(), 1);
        let values = EnvFile::read(&path).expect("read").values().expect("read");
        assert_eq!(values["BOT_TOKEN"], "1:x");
    }
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_stays_and_its_target_changes() {
    for has_target in [true, false] {
        let target = scratch(has_target.then_some("A=1\n"));
        let link = scratch(None);
        std::os::unix::fs::symlink(&target, &link).expect("linked");
        let mut file = EnvFile::read(&link).expect("read");
        assert_eq!(file.is_new(), !has_target);
        file.set("B", "2").expect("set");
        file.write().expect("written");
        assert!(
            std::fs::symlink_metadata(&link)
                .expect("there")
                .is_symlink()
        );
        let text = std::fs::read_to_string(&target).expect("there");
        assert!(text.ends_with("B=2\n"), "{text}");
    }
}

#[test]
fn what_cannot_be_written_leaves_the_old_file() {
    let path = scratch(Some("A=1\n"));
    let mut file = EnvFile::read(&path).expect("read");
    file.set("B", "2").expect("set");
    std::fs::create_dir_all(path.with_file_name(".env.portero-new/x")).expect("in the way");
    let error = file.write().expect_err("refused").to_string();
    assert!(error.contains("could not be written"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).expect("there"), "A=1\n");
}

proptest! {
    #[test]
    fn any_value_is_read_back_as_it_was_given(
        value in prop_oneof![any::<String>(), "[ab '\"\\\\$#{}\n\r\t=%-]{0,20}"],
        before in prop::sample::select(vec![
            "", "NAME=x", "NAME='x y' # z\n", "NAME=\"x\"\r\n", "A=1", "# NAME=\nB='\n'\n", "NAME= # c",
        ]),
    ) {
        let name = if before.contains("# NAME") { "TIMEZONE" } else { "NAME" };
        let text = edited(before, name, &value).expect("a text that can be read");
        prop_assert!(is_read_back(before, &text, name, &value), "{:?}", text);
    }

    #[test]
    fn a_second_value_is_read_back_too(first in any::<String>(), second in any::<String>()) {
        let text = changed("A=1 # x\n", "NAME", &first);
        changed(&text, "NAME", &second);
    }
}
