//! The running mtprotoproxy: found by its pid file, looked at before it is signalled, and told to read its configuration.

use super::locked;
use crate::integrations::vpn::BackendError;
use std::io::Read;
use std::path::Path;
use tokio::process::Command;

/// What stands in the command line of the program, however it was installed.
const PROGRAM: &str = "mtprotoproxy";
/// So much of a pid file, a command line and a status is looked at, in bytes.
const LONGEST: u64 = 64 * 1024;
/// SIGUSR2 in a mask of signals (signal(7)); it is the same on every architecture that the house runs on.
const SIGUSR2: u64 = 1 << 11;
/// CAP_KILL in a mask of capabilities (capabilities(7)).
const CAP_KILL: u64 = 1 << 5;

/// The process that the pid file names, if it is mtprotoproxy.
///
/// # Errors
/// `Unreachable`, when none runs, or it does not hear yet; `Unusable`, when the file names nothing, or cannot be read, or
/// this user may not see or signal the process. `folder` is where the proxy's configuration is.
pub(super) fn find(pid_file: &Path, folder: &str) -> Result<u32, BackendError> {
    let is_away = || BackendError::Unreachable("mtprotoproxy does not run".to_owned());
    let text = match read(pid_file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(is_away()),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            return Err(locked(folder));
        }
        Err(error) => {
            let why = format!("the pid file cannot be read: {}", error.kind());
            return Err(BackendError::Unusable(why));
        }
    };
    let pid: u32 = (String::from_utf8_lossy(&text).trim().parse().ok())
        // 0 and 1 would be everybody and the machine's first process.
        .filter(|pid| *pid > 1 && i32::try_from(*pid).is_ok())
        .ok_or_else(|| BackendError::Unusable("the pid file holds no number".to_owned()))?;
    let command = read(format!("/proc/{pid}/cmdline").as_ref()).map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound && Path::new("/proc/self/cmdline").exists()
        {
            // Where not even the machine's first process is seen, others' are hidden (proc(5), hidepid).
            let is_hidden = !Path::new("/proc/1").exists();
            if is_hidden { locked(folder) } else { is_away() }
        } else {
            let why = format!("the process cannot be looked at: {}", error.kind());
            BackendError::Unusable(why)
        }
    })?;
    if !is_proxy(&command) {
        // The number was given to another program since.
        return Err(is_away());
    }
    let status = |process: &str| {
        let status = read(format!("/proc/{process}/status").as_ref()).unwrap_or_default();
        String::from_utf8_lossy(&status).into_owned()
    };
    let its = status(&pid.to_string());
    if !may_signal(&status("self"), &its) {
        return Err(locked(folder));
    }
    // The signal ends a program that does not wait for it, as Python while it starts.
    if !hears(&its) {
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
    mask(status, "SigCgt:").is_some_and(|mask| mask & SIGUSR2 != 0)
}

/// Whether a process may signal another, by the status of both (kill(2)): with the right to signal all, or as its user.
/// Of what no status tells nobody is kept.
fn may_signal(own: &str, other: &str) -> bool {
    let users = |status: &str| -> Vec<String> {
        let line = value(status, "Uid:").unwrap_or_default();
        line.split_whitespace().map(str::to_owned).collect()
    };
    // Real, effective, saved, and that for files.
    let (own_users, its) = (users(own), users(other));
    let ([real, effective, ..], [its_real, _, its_saved, ..]) = (&own_users[..], &its[..]) else {
        return true;
    };
    let is_same = [real, effective]
        .into_iter()
        .any(|user| user == its_real || user == its_saved);
    is_same || mask(own, "CapEff:").is_some_and(|mask| mask & CAP_KILL != 0)
}

fn value<'a>(status: &'a str, name: &str) -> Option<&'a str> {
    status.lines().find_map(|line| line.strip_prefix(name))
}

fn mask(status: &str, name: &str) -> Option<u64> {
    u64::from_str_radix(value(status, name)?.trim(), 16).ok()
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
/// `Unusable`, when this user may not.
pub(super) async fn reload(pid: u32, folder: &str) -> Result<(), BackendError> {
    let told = Command::new("sh")
        .args(["-c", "kill -USR2 \"$0\"", &pid.to_string()])
        .kill_on_drop(true)
        .output()
        .await
        .map_err(|error| BackendError::Unusable(format!("no sh: {}", error.kind())))?;
    if told.status.success() {
        return Ok(());
    }
    Err(locked(folder))
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

    #[test]
    fn only_its_user_and_who_may_signal_all_are_let_signal() {
        let status = |users: &str, rights: &str| format!("Uid:\t{users}\nCapEff:\t{rights}\n");
        let none = "0000000000000000";
        let other = status("1001\t1001\t1001\t1001", none);
        for (users, rights, may) in [
            ("1001\t1001\t1001\t1001", none, true),
            ("1000\t1001\t1001\t1001", none, true),
            ("1000\t1000\t1000\t1000", none, false),
            ("1000\t1000\t1001\t1001", none, false),
            ("0\t0\t0\t0", none, false),
            ("0\t0\t0\t0", "000001ffffffffff", true),
            ("1000\t1000\t1000\t1000", "0000000000000020", true),
            ("1000\t1000\t1000\t1000", "0000000000000040", false),
        ] {
            assert_eq!(
                may_signal(&status(users, rights), &other),
                may,
                "{users} {rights}"
            );
        }
        assert!(may_signal("", &other) && may_signal(&other, ""));
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
