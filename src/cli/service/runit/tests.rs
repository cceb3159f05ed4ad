use super::super::host::tests::Folder;
use super::super::host::tests::can_run;
use super::super::host::tests::shellcheck;
use super::*;
use std::fs;
use std::process::Command;

fn odd_place(folder: &Folder) -> Place {
    let odd = folder.0.join("it's a \"bot\" $HOME `id` \\ ; x ñ");
    fs::create_dir_all(&odd).expect("made");
    Place {
        program: odd.join("portero"),
        is_copied: true,
        data_dir: Some(odd.join("data 1")),
        directory: odd,
        writable: Vec::new(),
        user: None,
    }
}

const SHELL: Shell = Shell {
    interpreter: "/bin/sh",
    preparation: "",
};

#[test]
fn run_starts_the_program_in_its_directory_whatever_their_names() {
    let folder = Folder::new();
    let place = odd_place(&folder);
    let said = "#!/bin/sh\necho \"$1 in $PWD with $DATA_DIR\"; umask\n";
    fs::write(&place.program, said).expect("written");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&place.program, mode).expect("runnable");
    let scripts = scripts(&place, "portero", &SHELL, Path::new("/tmp/x"));
    assert_eq!(copied_program(&scripts.run), Some(place.program.clone()));
    let output = Command::new("sh")
        .arg("-c")
        .arg(&scripts.run)
        .output()
        .expect("sh runs");
    let expected = format!(
        "run in {} with {}\n0077\n",
        place.directory.display(),
        place.directory.join("data 1").display()
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
}

#[test]
fn as_root_bot_and_log_run_as_the_services_user() {
    let folder = Folder::new();
    let mut place = odd_place(&folder);
    place.user = Some("portero".into());
    let scripts = scripts(&place, "portero", &SHELL, Path::new("/var/log/portero"));
    assert!(
        scripts.run.contains("exec chpst -u portero '"),
        "{}",
        scripts.run
    );
    assert!(
        scripts.log.contains("exec chpst -u portero svlogd"),
        "{}",
        scripts.log
    );
}

#[test]
fn the_scripts_pass_shellcheck() {
    if !can_run("shellcheck") {
        return;
    }
    // Of odd paths it would only say that their $ and quotes are meant as they are.
    let mut place = Place {
        program: "/usr/local/bin/portero".into(),
        directory: "/home/ana/my bot".into(),
        data_dir: Some("/home/ana/my data".into()),
        ..odd_place(&Folder::new())
    };
    for user in [None, Some("portero".to_owned())] {
        place.user = user;
        let scripts = scripts(&place, "portero", &SHELL, &place.directory);
        for script in [&scripts.run, &scripts.finish, &scripts.log] {
            assert_eq!(shellcheck(script), "", "{script}");
        }
    }
    assert_ne!(shellcheck("#!/bin/sh\ncd $1\n"), "", "it can fail");
}
