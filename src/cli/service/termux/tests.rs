use super::super::host::tests::Folder;
use super::super::host::tests::can_run;
use super::super::host::tests::host;
use super::super::host::tests::shellcheck;
use super::*;
use crate::utils::locale::Lang;

/// A phone whose paths are as odd as they can be.
fn phone(folder: &Folder) -> Host {
    let mut host = host(&folder.0.join("it's $HOME \"x\""));
    host.prefix = Some(host.root.join("usr"));
    host
}

#[test]
fn the_boot_script_holds_the_wake_lock_first() {
    let folder = Folder::new();
    let host = phone(&folder);
    let steps = Steps::new(Lang::En, true);
    let paths = Directories::of(&host, "portero", &steps).expect("a phone");
    let script = boot_script(&paths);
    let place = |word: &str| script.find(word).unwrap_or_else(|| panic!("no {word}"));
    assert!(place("termux-wake-lock") < place("start-services.sh"));
    assert!(place("start-services.sh") < place("while :"));
    assert!(paths.boot.ends_with(".termux/boot/portero"));
    assert!(paths.service.ends_with("usr/var/service/portero"));
}

#[test]
fn the_boot_script_passes_shellcheck() {
    if !can_run("shellcheck") {
        return;
    }
    let mut host = phone(&Folder::new());
    host.home = Some(PathBuf::from("/data/data/com.termux/files/home"));
    host.prefix = Some(PathBuf::from("/data/data/com.termux/files/usr"));
    let steps = Steps::new(Lang::En, true);
    let paths = Directories::of(&host, "portero", &steps).expect("a phone");
    assert_eq!(shellcheck(&boot_script(&paths)), "");
}

#[test]
fn a_prefix_with_a_line_break_is_refused() {
    let mut host = phone(&Folder::new());
    host.prefix = Some(PathBuf::from("/data\n/usr"));
    let steps = Steps::new(Lang::En, true);
    assert!(Directories::of(&host, "portero", &steps).is_err());
}
