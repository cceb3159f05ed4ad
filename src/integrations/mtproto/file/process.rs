//! The running mtprotoproxy: found by its pid file, looked at before it is signalled, and told to read its configuration.

use super::locked;
use crate::integrations::vpn::BackendError;
use std::io::ErrorKind;
use std::io::Read;
use std::path::Path;

/// What stands in the command line of the program, however it was installed.
const PROGRAM: &str = "mtprotoproxy";
/// So much of a pid file, a command line and a status is looked at, in bytes.
const LONGEST: u64 = 64 * 1024;
/// SIGUSR2 in a mask of signals (signal(7)); it is the same on every architecture that the house runs on.
const SIGUSR2: u64 = 1 << 11;

/// The process that the pid file names, if it is mtprotoproxy.
///
/// # Errors
/// `Unreachable`, when none runs, or it does not hear yet; `Unusable`, when the file names nothing, or cannot be read, or
/// this user may not see or signal the process. `folder` is where the proxy's configuration is.
pub(super) fn find(pid_file: &Path, folder: &str) -> Result<u32, BackendError> {
    let is_away = || BackendError::Unreachable("mtprotoproxy does not run".to_owned());
    let text = match read(pid_file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(is_away()),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Err(locked(folder)),
        Err(error) => {
            let why = format!("the pid file cannot be read: {}", error.kind());
            return Err(BackendError::Unusable(why));
        }
    };
    let pid: u32 = (String::from_utf8_lossy(&text).trim().parse().ok())
        // 0 and 1 would be everybody and the machine's first process.
        .filter(|pid| *pid > 1 && i32::try_from(*pid).is_ok())
        .ok_or_else(|| BackendError::Unusable("the pid file holds no number".to_owned()))?;
    let trial = signal(pid, false);
    let is_forbidden = trial.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied);
    let command =
        read(format!("/proc/{pid}/cmdline").as_ref()).map_err(|error| match error.kind() {
            // It is there, but hidden (proc(5), hidepid): the fence of a service.
            ErrorKind::NotFound if is_forbidden => locked(folder),
            ErrorKind::NotFound if Path::new("/proc/self/cmdline").exists() => is_away(),
            kind => BackendError::Unusable(format!("the process cannot be looked at: {kind}")),
        })?;
    if !is_proxy(&command) {
        // The number was given to another program since.
        return Err(is_away());
    }
    if is_forbidden {
        return Err(locked(folder));
    }
    // The signal ends a program that does not wait for it, as Python while it starts.
    let status = read(format!("/proc/{pid}/status").as_ref()).unwrap_or_default();
    if !hears(&String::from_utf8_lossy(&status)) {
        return Err(BackendError::Unreachable(
            "the proxy is starting".to_owned(),
        ));
    }
    Ok(pid)
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path)?;
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether a process with that status (proc(5)) catches SIGUSR2.
fn hears(status: &str) -> bool {
    let caught = (status.lines()).find_map(|line| line.strip_prefix("SigCgt:"));
    let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    caught.is_some_and(|mask| mask & SIGUSR2 != 0)
}

/// Whether a command line, words separated by zeros, runs mtprotoproxy: as the program, or as the script of an
/// interpreter.
fn is_proxy(command: &[u8]) -> bool {
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
/// `Unreachable`, when it ended just now; `Unusable`, when this user may not.
pub(super) fn reload(pid: u32, folder: &str) -> Result<(), BackendError> {
    signal(pid, true).map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied => locked(folder),
        kind => BackendError::Unreachable(format!("mtprotoproxy hears no signal: {kind}")),
    })
}

/// Sends SIGUSR2, or only asks whether it might be sent.
#[cfg(unix)]
fn signal(pid: u32, is_sent: bool) -> std::io::Result<()> {
    use rustix::process;
    let raw = i32::try_from(pid).unwrap_or_default();
    let pid = process::Pid::from_raw(raw).ok_or(ErrorKind::InvalidInput)?;
    if is_sent {
        process::kill_process(pid, process::Signal::USR2)?;
    } else {
        process::test_kill_process(pid)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn signal(_: u32, _: bool) -> std::io::Result<()> {
    Err(ErrorKind::Unsupported.into())
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

    #[test]
    fn only_who_catches_the_signal_hears_it() {
        for (status, hears_it) in [
            (
                "Name:\tpython3\nSigIgn:\t0000000001001000\nSigCgt:\t0000000000000800\n",
                true,
            ),
            ("SigCgt:\t0000000100004a02\n", true),
            ("SigCgt:\t0000000000000000\n", false),
            (
                "SigIgn:\t0000000000000800\nSigCgt:\t0000000000000402\n",
                false,
            ),
            ("SigCgt:\tx\n", false),
            ("", false),
        ] {
            assert_eq!(hears(status), hears_it, "{status:?}");
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
