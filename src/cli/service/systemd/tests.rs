use super::super::host::tests::Folder;
use super::super::host::tests::can_run;
use super::super::host::tests::host;
use super::*;
use crate::utils::locale::Lang;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

fn place(directory: &Path) -> Place {
    Place {
        program: directory.join("portero"),
        is_copied: false,
        directory: directory.to_owned(),
        data_dir: None,
        writable: Vec::new(),
        user: None,
    }
}

/// A place whose every path is as odd as an operator may make it.
fn odd_place(folder: &Folder) -> Place {
    let odd = folder.0.join("it's a \"bot\" %h ; x ñ");
    fs::create_dir_all(odd.join("data 1")).expect("made");
    // systemd takes no quotes in the path of a program.
    let program = folder.0.join("50% $x ; ñ");
    fs::write(&program, "#!/bin/sh\n").expect("written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("runnable");
    let mut place = place(&odd);
    place.program = program;
    place.data_dir = Some(odd.join("data 1"));
    place.writable = vec![odd.join("data 1")];
    place.user = Some("daemon".into());
    place
}

#[test]
fn a_program_that_systemd_would_not_start_is_refused() {
    let folder = Folder::new();
    let mut host = host(&folder.0);
    host.program = folder.0.join("it's portero");
    fs::create_dir_all(&host.here).expect("made");
    let env = "BOT_TOKEN=123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    fs::write(host.here.join(".env"), env).expect("written");
    let order = Order {
        name: "portero".into(),
        user: "nobody".into(),
        env_file: None,
        data_dir: None,
        restart: false,
        flags: String::new(),
    };
    let mut steps = Steps::new(Lang::En, true);
    let refused = install(&host, &order, Scope::User, &mut steps).expect_err("refused");
    assert!(refused.to_string().contains("quotes"), "{refused}");
    assert_eq!(steps.done(), 0);
}

#[test]
fn a_program_that_two_services_start_goes_with_the_last_of_them() {
    let folder = Folder::new();
    let program = folder.0.join("bin/portero");
    fs::create_dir_all(folder.0.join("bin")).expect("made");
    fs::write(&program, "x").expect("written");
    let mut steps = Steps::new(Lang::En, false);
    let units = ["one", "two"].map(|name| {
        let mut place = place(&folder.0);
        place.program = program.clone();
        place.is_copied = true;
        let path = folder.0.join(format!("{name}.service"));
        fs::write(&path, unit(&place, Scope::System, name)).expect("written");
        path
    });
    assert_eq!(
        shared_program(&beside_it(&folder.0.join("three.service"), false)),
        Some(program.clone())
    );
    for (own, is_left) in [(&units[0], true), (&units[1], false)] {
        fs::remove_file(own).expect("removed");
        let others = beside_it(own, false);
        steps.remove_program(&program, &others).expect("done");
        assert_eq!(program.exists(), is_left);
    }
}

/// Writes the unit and has a program of systemd look at it: whether it is content, and what it said.
fn analyze(folder: &Folder, unit: &str, arguments: &[&str]) -> (bool, String) {
    let path = folder.0.join("portero.service");
    fs::write(&path, unit).expect("written");
    let output = Command::new("systemd-analyze")
        .args(arguments)
        .arg(&path)
        .env("XDG_RUNTIME_DIR", &folder.0)
        .output()
        .expect("systemd-analyze runs");
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    (output.status.success(), said)
}

#[test]
fn a_unit_always_starts_the_bot_again_but_not_with_wrong_settings() {
    let mut place = place(Path::new("/var/lib/portero"));
    place.user = Some("portero".into());
    place.is_copied = true;
    let unit = unit(&place, Scope::System, "portero");
    assert!(unit.starts_with(MARK));
    for line in [
        "Restart=always",
        "StartLimitIntervalSec=0",
        "RestartPreventExitStatus=78",
        "ExecStart=\"/var/lib/portero/portero\" run",
        "WorkingDirectory=/var/lib/portero",
        "User=portero",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ReadWritePaths=\"/var/lib/portero\"",
        "MemoryMax=128M",
        "UMask=0077",
        "WantedBy=multi-user.target",
    ] {
        assert!(unit.lines().any(|found| found == line), "{line}:\n{unit}");
    }
    assert_eq!(copied_program(&unit), Some(place.program));
}

#[test]
fn a_users_unit_asks_for_nothing_that_only_root_may() {
    let unit = unit(&place(Path::new("/home/ana")), Scope::User, "portero");
    for word in [
        "User=",
        "Protect",
        "Private",
        "ReadWritePaths",
        "CapabilityBoundingSet",
        "multi-user",
    ] {
        assert!(!unit.contains(word), "{word}:\n{unit}");
    }
    assert!(unit.contains("NoNewPrivileges=yes") && unit.contains("WantedBy=default.target"));
}

#[test]
fn systemd_takes_the_units_without_a_complaint_even_with_odd_paths() {
    if !can_run("systemd-analyze") {
        return;
    }
    let folder = Folder::new();
    let place = odd_place(&folder);
    let system = unit(&place, Scope::System, "portero");
    let (is_content, said) = analyze(&folder, &system, &["verify", "--man=no"]);
    assert!(is_content && said.is_empty(), "{said}\n{system}");
    let user = unit(
        &Place {
            user: None,
            ..place
        },
        Scope::User,
        "portero",
    );
    let (is_content, said) = analyze(&folder, &user, &["verify", "--man=no", "--user"]);
    assert!(is_content && said.is_empty(), "{said}\n{user}");
    // The check can fail: a path that was not quoted.
    let broken = system.replace("ExecStart=\"", "ExecStart=/no/such \"");
    let (is_content, said) = analyze(&folder, &broken, &["verify", "--man=no"]);
    assert!(!is_content || !said.is_empty());
}

#[test]
fn systemd_rates_the_machines_unit_as_little_exposed() {
    if !can_run("systemd-analyze") {
        return;
    }
    let folder = Folder::new();
    let unit = unit(&odd_place(&folder), Scope::System, "portero");
    // From 0 (well protected) to 100; what stays is the network, which a bot needs.
    let security = ["security", "--offline=true", "--no-pager", "--threshold=14"];
    let (is_content, said) = analyze(&folder, &unit, &security);
    assert!(is_content, "{said}");
    let bare = "[Service]\nExecStart=/bin/true\n";
    assert!(!analyze(&folder, bare, &security).0);
}
