use super::super::host::tests::Folder;
use super::super::host::tests::host;
use super::*;
use crate::utils::locale::Lang;

const TOKEN: &str = "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn order() -> Order {
    Order {
        name: "portero".into(),
        user: "nobody".into(),
        env_file: None,
        data_dir: None,
        restart: false,
        flags: String::new(),
    }
}

/// A machine with that `.env` in the present directory.
fn machine(folder: &Folder, settings: &str) -> Host {
    let host = host(&folder.0);
    fs::create_dir_all(&host.here).expect("made");
    let env = format!("BOT_TOKEN={TOKEN}\n{settings}");
    fs::write(host.here.join(".env"), env).expect("written");
    host
}

fn planned(host: &Host, order: &Order) -> Result<Place, String> {
    let mut steps = Steps::new(Lang::En, true);
    let place = of_system(host, order, None, &mut steps);
    place.map_err(|error| format!("{error:#}"))
}

#[test]
fn the_machines_service_has_a_directory_of_its_own_and_keeps_its_data_there() {
    let folder = Folder::new();
    let place = planned(&machine(&folder, ""), &order()).expect("a place");
    assert_eq!(place.directory, folder.0.join("var/lib/portero"));
    assert_eq!(place.user.as_deref(), Some("nobody"));
    assert!(place.writable.is_empty() && place.data_dir.is_none() && !place.is_copied);
}

#[test]
fn what_the_bot_writes_elsewhere_is_made_writable() {
    let folder = Folder::new();
    let data = folder.0.join("srv/bot");
    let log = folder.0.join("var/log/bot/log");
    let settings = format!("DATA_DIR={}\nLOG_FILE={}\n", data.display(), log.display());
    let place = planned(&machine(&folder, &settings), &order()).expect("a place");
    assert!(
        place.writable.contains(&data) && place.writable.contains(&folder.0.join("var/log/bot"))
    );
}

#[test]
fn data_in_a_home_are_refused_for_the_machines_service() {
    let folder = Folder::new();
    let host = machine(&folder, "");
    let settings = format!("DATA_DIR={}/data\n", host.here.display());
    let said = planned(&machine(&folder, &settings), &order()).expect_err("refused");
    assert!(said.contains("--data-dir"), "{said}");
    let elsewhere = Order {
        data_dir: Some(folder.0.join("srv/bot")),
        ..order()
    };
    let place = planned(&machine(&folder, &settings), &elsewhere).expect("a place");
    assert_eq!(place.data_dir, Some(folder.0.join("srv/bot")));
}

#[test]
fn a_directory_that_holds_other_things_is_refused_before_the_first_step() {
    let folder = Folder::new();
    let path = |name: &str| folder.0.join(name);
    for (shared, file) in [("var/log", "syslog"), ("srv", "web"), ("opt/apps", "other")] {
        fs::create_dir_all(path(shared)).expect("made");
        fs::write(path(shared).join(file), "x").expect("written");
    }
    fs::write(path("srv/x.db"), "x").expect("written");
    let (log, srv, apps) = (path("var/log/x.log"), path("srv"), path("opt/apps/x.db"));
    let own = path("var/lib/portero");
    for (settings, instead, moved) in [
        (
            format!("LOG_FILE={}", log.display()),
            format!("LOG_FILE={}/x.log", own.display()),
            None,
        ),
        (
            format!("DATABASE_URL=sqlite://{}/x.db", srv.display()),
            format!("DATABASE_URL=sqlite://{}/data/x.db", own.display()),
            Some(srv.join("x.db")),
        ),
        (
            format!("DATABASE_URL={}", apps.display()),
            format!("DATABASE_URL=sqlite://{}/data/x.db", own.display()),
            None,
        ),
        (
            format!("DATA_DIR={}", srv.display()),
            format!("DATA_DIR={}/data", own.display()),
            None,
        ),
    ] {
        let mut host = machine(&folder, &format!("{settings}\n"));
        // To be copied, if it came so far.
        host.program = host.here.join("portero");
        fs::write(&host.program, "new").expect("written");
        let mut steps = Steps::new(Lang::En, false);
        let refused = of_system(&host, &order(), None, &mut steps).expect_err("refused");
        let said = refused.to_string();
        assert!(said.contains(&instead) && !said.contains("chown"), "{said}");
        let file = moved.map(|file| file.display().to_string());
        assert_eq!(
            said.contains("move there"),
            file.as_ref().is_some_and(|file| said.ends_with(file)),
            "{said}"
        );
        assert_eq!(file.is_some(), said.contains("move there"), "{said}");
        assert_eq!(steps.done(), 0, "{settings}");
        assert!(!own.exists() && !path("usr/local/bin").exists());
    }
}

#[test]
fn a_directory_with_nothing_but_the_bots_files_only_needs_another_owner() {
    let folder = Folder::new();
    let data = folder.0.join("srv/bot");
    fs::create_dir_all(&data).expect("made");
    fs::write(data.join("portero.db"), "x").expect("written");
    let host = machine(&folder, &format!("DATA_DIR={}\n", data.display()));
    let other = Order {
        user: "no-such-user".into(),
        ..order()
    };
    let said = planned(&host, &other).expect_err("refused");
    assert!(said.contains("chown -R no-such-user"), "{said}");
}

#[test]
fn a_program_in_a_home_is_copied_and_a_foreign_one_is_not_overwritten() {
    let folder = Folder::new();
    let mut host = machine(&folder, "");
    host.program = host.here.join("portero");
    fs::write(&host.program, "new").expect("written");
    let place = planned(&host, &order()).expect("a place");
    let target = folder.0.join("usr/local/bin/portero");
    assert_eq!((&place.program, place.is_copied), (&target, true));
    fs::create_dir_all(folder.0.join("usr/local/bin")).expect("made");
    fs::write(&target, "old").expect("written");
    let said = planned(&host, &order()).expect_err("refused");
    assert!(said.contains("another program or version"), "{said}");
    let mut steps = Steps::new(Lang::En, true);
    let ours = of_system(&host, &order(), Some(&target), &mut steps).expect("ours");
    assert!(ours.is_copied);
}

#[test]
fn a_directory_of_something_else_is_not_taken() {
    let folder = Folder::new();
    let host = machine(&folder, "");
    let theirs = folder.0.join("var/lib/portero");
    fs::create_dir_all(&theirs).expect("made");
    fs::write(theirs.join("important"), "x").expect("written");
    let said = planned(&host, &order()).expect_err("refused");
    assert!(said.contains("belongs to something else"), "{said}");
}

#[test]
fn a_users_service_stays_where_its_settings_are() {
    let folder = Folder::new();
    let mut host = machine(&folder, "");
    let programs = folder.0.join("bin");
    let mut steps = Steps::new(Lang::En, true);
    let place = of_user(&host, &order(), &programs, None, &mut steps).expect("a place");
    assert_eq!(
        (&place.directory, &place.program),
        (&host.here, &host.program)
    );
    // Built here: `cargo clean` must not take the service's program away.
    host.program = folder.0.join("target/release/portero");
    let place = of_user(&host, &order(), &programs, None, &mut steps).expect("a place");
    assert_eq!(place.program, programs.join("portero"));
    let named = Order {
        env_file: Some("bot.env".into()),
        ..order()
    };
    fs::copy(host.here.join(".env"), host.here.join("bot.env")).expect("copied");
    let refused = of_user(&host, &named, &programs, None, &mut steps).expect_err("refused");
    assert!(
        refused.to_string().contains("must be named .env"),
        "{refused}"
    );
}

#[test]
fn paths_that_would_break_a_line_are_refused_before_anything_is_done() {
    let folder = Folder::new();
    let host = machine(&folder, "");
    let mut steps = Steps::new(Lang::En, false);
    let odd = Order {
        data_dir: Some(folder.0.join("srv/a\nUser=root")),
        ..order()
    };
    assert!(of_system(&host, &odd, None, &mut steps).is_err());
    assert_eq!(steps.done(), 0);
}

#[test]
fn data_that_a_running_bot_holds_are_not_copied() {
    let folder = Folder::new();
    let host = machine(&folder, "");
    let data = host.here.join("data");
    let lock = DataLock::take(&data).expect("ours");
    fs::write(data.join("portero.db"), "x").expect("written");
    let said = planned(&host, &order()).expect_err("refused");
    assert!(said.contains("already running"), "{said}");
    drop(lock);
    planned(&host, &order()).expect("copied");
}

#[test]
fn a_try_that_found_the_bot_running_loses_no_data_at_the_next_one() {
    let folder = Folder::new();
    let host = machine(&folder, "");
    let data = host.here.join("data");
    let lock = DataLock::take(&data).expect("ours");
    fs::write(data.join("portero.db"), "x").expect("written");
    let name = std::process::Command::new("id").arg("-un").output();
    let name = String::from_utf8(name.expect("id runs").stdout).expect("text");
    let order = Order {
        user: name.trim().to_owned(),
        ..order()
    };
    let install = || of_system(&host, &order, None, &mut Steps::new(Lang::En, false));
    assert!(install().is_err());
    drop(lock);
    let brought = install()
        .expect("installed")
        .directory
        .join("data/portero.db");
    assert_eq!(fs::read_to_string(brought).expect("brought"), "x");
    let said = DataLock::take(&data).expect_err("refused").to_string();
    assert!(said.contains("were taken to"), "{said}");
    install().expect("again");
}

#[test]
fn the_services_own_settings_stay_and_win() {
    let folder = Folder::new();
    let host = machine(&folder, "LANGUAGE=en\n");
    let kept = folder.0.join("var/lib/portero");
    fs::create_dir_all(&kept).expect("made");
    let text = format!("BOT_TOKEN={TOKEN}\nDATA_DIR=other\n");
    fs::write(kept.join(".env"), &text).expect("written");
    planned(&host, &order()).expect("a place");
    assert_eq!(fs::read_to_string(kept.join(".env")).expect("read"), text);
    let steps = Steps::new(Lang::En, true);
    let source = Source::read(&host, &order(), &kept, &steps).expect("read");
    assert_eq!(source.wanted.data_dir, Path::new("other"));
}

#[test]
fn dots_in_a_path_are_resolved_without_looking() {
    assert_eq!(
        plain(Path::new("/a/./b/../c/./data")),
        Path::new("/a/c/data")
    );
    assert_eq!(plain(Path::new("/../x")), Path::new("/x"));
}
