//! The running mtprotoproxy: found by its pid file, looked at before it is signalled, and told to read its configuration.

use crate::integrations::vpn::BackendError;
use std::path::Path;
use tokio::process::Command;

/// What stands in the command line of the program, however it was installed.
const PROGRAM: &str = "mtprotoproxy";
/// The longest pid file and command line that are looked at, in bytes.
const LONGEST: usize = 64 * 1024;

/// The process that the pid file names, if it is mtprotoproxy.
///
/// # Errors
/// `Unreachable`, when none runs; `Unusable`, when the file names something else, which is never signalled.
pub(super) fn find(pid_file: &Path) -> Result<u32, BackendError> {
    let is_away = || BackendError::Unreachable("mtprotoproxy does not run".to_owned());
    let text = match std::fs::read_to_string(pid_file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(is_away()),
        Err(error) => {
            let why = format!("the pid file cannot be read: {}", error.kind());
            return Err(BackendError::Unusable(why));
        }
    };
    let pid: u32 = (text.trim().parse().ok())
        // 0 and 1 would be everybody and the machine's first process.
        .filter(|pid| *pid > 1 && i32::try_from(*pid).is_ok())
        .ok_or_else(|| BackendError::Unusable("the pid file holds no number".to_owned()))?;
    let command = std::fs::read(format!("/proc/{pid}/cmdline")).map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound && Path::new("/proc/self/cmdline").exists()
        {
            is_away()
        } else {
            let why = format!("the process cannot be looked at: {}", error.kind());
            BackendError::Unusable(why)
        }
    })?;
    if is_proxy(&command) {
        Ok(pid)
    } else {
        // The number was given to another program since.
        Err(is_away())
    }
}

/// Whether a command line, words separated by zeros, runs mtprotoproxy: as the program, or as the script of an
/// interpreter.
fn is_proxy(command: &[u8]) -> bool {
    let command = &command[..command.len().min(LONGEST)];
    let words = command.split(|byte| *byte == 0).take(4);
    words.map(String::from_utf8_lossy).any(|word| {
        let name = word.rsplit('/').next().unwrap_or_default();
        let name = name.strip_suffix(".py").unwrap_or(name);
        name == PROGRAM
    })
}

/// Names the life of a process, and so of what it counts: the boot, its number, and when it was started (proc(5)).
pub(super) fn life(pid: u32) -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name of the program may hold anything, also brackets; what follows is numbers.
    let (_, rest) = stat.rsplit_once(") ")?;
    let started = rest.split(' ').nth(19)?;
    Some(format!("{}/{pid}/{started}", boot.trim()))
}

/// Tells mtprotoproxy to read its configuration again. Never another signal: SIGUSR1 stops it in a debugger.
///
/// # Errors
/// `Unusable`, when this user may not.
pub(super) async fn reload(pid: u32) -> Result<(), BackendError> {
    let told = Command::new("sh")
        .args(["-c", "kill -USR2 \"$0\"", &pid.to_string()])
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|error| BackendError::Unusable(format!("no sh: {}", error.kind())))?;
    if told.status.success() {
        return Ok(());
    }
    Err(BackendError::Unusable(
        "mtprotoproxy cannot be signalled: run as its user, or as root".to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_mtprotoproxy_is_taken_for_it() {
        for (command, is_it) in [
            ("python3\0/opt/mtprotoproxy/mtprotoproxy.py\0", true),
            ("/usr/bin/python3\0-u\0mtprotoproxy.py\0config.py\0", true),
            ("/usr/local/bin/mtprotoproxy\0config.py\0", true),
            ("vim\0/opt/mtprotoproxy/config.py\0", false),
            ("/opt/mtprotoproxy/bin/python\0other.py\0", false),
            ("nginx: worker\0", false),
            ("", false),
        ] {
            assert_eq!(is_proxy(command.as_bytes()), is_it, "{command:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_has_one_life() {
        let own = std::process::id();
        assert!(life(own).is_some());
        assert_eq!(life(own), life(own));
        assert_eq!(life(u32::MAX), None);
    }
}
