//! The machine the bot lives on: room, memory, file modes, Termux. What cannot be found out is `None`.

use std::ffi::OsStr;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// Bytes that may still be written where `path` lies.
#[cfg(unix)]
pub fn free_bytes(path: &Path) -> Option<u64> {
    let room = rustix::fs::statvfs(path).ok()?;
    room.f_bavail.checked_mul(room.f_frsize)
}

#[cfg(not(unix))]
pub fn free_bytes(_path: &Path) -> Option<u64> {
    None
}

/// Room where a path lies, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    pub free: u64,
    pub total: u64,
}

/// Below so many free bytes nothing more is written: the rest of the machine needs some room too.
const LOW_WATER: u64 = 50_000_000;

impl Room {
    /// Below so many free bytes the bot stops writing: 50 MB, or a twentieth of a small disk.
    pub fn low_water(self) -> u64 {
        LOW_WATER.min(self.total / 20)
    }

    /// Whether the bot must stop writing.
    pub fn is_low(self) -> bool {
        self.free < self.low_water()
    }

    /// Whether it may write again: a fifth more, so that it does not stop again at once.
    pub fn is_ample(self) -> bool {
        self.free >= self.low_water() / 5 * 6
    }
}

/// The room where `path` lies.
#[cfg(unix)]
pub fn room(path: &Path) -> Option<Room> {
    let room = rustix::fs::statvfs(path).ok()?;
    Some(Room {
        free: room.f_bavail.checked_mul(room.f_frsize)?,
        total: room.f_blocks.checked_mul(room.f_frsize)?,
    })
}

#[cfg(not(unix))]
pub fn room(_path: &Path) -> Option<Room> {
    None
}

/// The permissions of a file, without its kind.
#[cfg(unix)]
pub fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let found = std::fs::metadata(path).ok()?;
    Some(found.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
pub fn mode(_path: &Path) -> Option<u32> {
    None
}

/// Whether this user may not read that file, or not look into a directory on the way to it.
pub fn is_denied(path: &Path) -> bool {
    std::fs::File::open(path).is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
}

/// Whose that is, or the nearest above it that can be seen: as `sudo -u` takes it.
#[cfg(unix)]
pub fn owner(path: &Path) -> String {
    use std::os::unix::fs::MetadataExt;
    let Ok(found) = std::fs::metadata(nearest(path)) else {
        return "root".to_owned();
    };
    let number = found.uid().to_string();
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let name = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == number).then(|| name.to_owned())
    });
    name.unwrap_or_else(|| format!("'#{number}'"))
}

#[cfg(not(unix))]
pub fn owner(_path: &Path) -> String {
    "root".to_owned()
}

/// Resident memory of a process, or of this one.
pub fn resident_bytes(process: Option<u32>) -> Option<u64> {
    let path = match process {
        Some(id) => format!("/proc/{id}/status"),
        None => "/proc/self/status".to_owned(),
    };
    kibibytes(&std::fs::read_to_string(path).ok()?, "VmRSS:")
}

/// Memory that programs could still get without swapping.
pub fn available_bytes() -> Option<u64> {
    kibibytes(
        &std::fs::read_to_string("/proc/meminfo").ok()?,
        "MemAvailable:",
    )
}

/// The value of a line such as `VmRSS:   1234 kB`, in bytes.
fn kibibytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    kib.checked_mul(1024)
}

/// Makes a file in the directory, writes it through to the disk, and deletes it.
pub fn try_writing(directory: &Path) -> io::Result<()> {
    let path = directory.join(format!(".portero-probe-{}", std::process::id()));
    let written = write_through(&path);
    let deleted = std::fs::remove_file(&path);
    written.and(deleted)
}

/// How much is written to see whether a disk takes something: a transaction or two.
pub const TRIAL_BYTES: usize = 256 * 1024;

/// The same with so many bytes, to see whether there is room for them.
pub fn try_room(directory: &Path, bytes: usize) -> io::Result<()> {
    let path = directory.join(format!(".portero-room-{}", std::process::id()));
    let tried = || {
        let mut file = std::fs::File::create(&path)?;
        file.write_all(&vec![0; bytes])?;
        file.sync_all()
    };
    let written = tried();
    let deleted = std::fs::remove_file(&path);
    written.and(deleted)
}

fn write_through(path: &Path) -> io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(b"Portero was here for a moment.\n")?;
    file.sync_all()
}

/// The path itself, or the nearest directory above it that exists.
pub fn nearest(path: &Path) -> PathBuf {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = full.ancestors().find(|place| place.exists());
    found.map_or_else(|| PathBuf::from("/"), Path::to_owned)
}

/// Termux on an Android phone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Termux {
    /// Whether something of Termux:Boot or a service is there to start the bot with the phone.
    pub starts_at_boot: bool,
}

/// Termux, if the program runs in it.
pub fn termux() -> Option<Termux> {
    let variable =
        |name| std::env::var_os(name).filter(|value: &std::ffi::OsString| !value.is_empty());
    termux_of(
        variable("TERMUX_VERSION").as_deref(),
        variable("PREFIX").as_deref(),
        variable("HOME").as_deref(),
    )
}

fn termux_of(
    version: Option<&OsStr>,
    prefix: Option<&OsStr>,
    home: Option<&OsStr>,
) -> Option<Termux> {
    let is_prefix = |prefix: &OsStr| prefix.to_string_lossy().contains("com.termux");
    if version.is_none() && !prefix.is_some_and(is_prefix) {
        return None;
    }
    let boot = home.map(|home| Path::new(home).join(".termux/boot"));
    let scripts = boot.and_then(|boot| std::fs::read_dir(boot).ok());
    Some(Termux {
        starts_at_boot: scripts.is_some_and(|mut scripts| scripts.next().is_some()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::tests::scratch;

    #[test]
    fn the_machine_tells_its_room_and_memory() {
        if !cfg!(target_os = "linux") {
            println!("skipped: only Linux tells these in /proc");
            return;
        }
        assert!(free_bytes(&std::env::temp_dir()).is_some());
        assert!(resident_bytes(None).is_some_and(|bytes| bytes > 100_000));
        assert_eq!(
            resident_bytes(Some(std::process::id())).is_some(),
            resident_bytes(None).is_some()
        );
        assert!(available_bytes().is_some());
        assert_eq!(resident_bytes(Some(u32::MAX)), None);
        assert_eq!(kibibytes("VmRSS:\t  12 kB\n", "VmRSS:"), Some(12_288));
        assert_eq!(kibibytes("VmRSS: much\n", "VmRSS:"), None);
    }

    #[test]
    fn a_disk_is_low_below_its_mark_and_ample_only_a_fifth_above() {
        let room = |free, total| Room { free, total };
        let phone = 32_000_000_000;
        assert!(room(49_999_999, phone).is_low() && !room(50_000_000, phone).is_low());
        assert!(!room(59_999_999, phone).is_ample() && room(60_000_000, phone).is_ample());
        assert!(!room(1_000_000, 20_000_000).is_low(), "a small disk");
        assert!(room(999_999, 20_000_000).is_low());
    }

    #[test]
    fn a_directory_is_tried_by_writing_and_nothing_is_left() {
        let directory = scratch("host");
        try_writing(&directory).expect("written");
        try_room(&directory, TRIAL_BYTES).expect("room");
        let mut left = std::fs::read_dir(&directory).expect("a directory");
        assert!(left.next().is_none());
        assert!(try_writing(&directory.join("absent")).is_err());
        assert_eq!(nearest(&directory.join("a/b")), directory);
    }

    #[test]
    fn termux_is_known_by_its_version_or_its_prefix() {
        let os = |text: &'static str| Some(OsStr::new(text));
        assert_eq!(termux_of(None, os("/usr"), os("/root")), None);
        assert_eq!(termux_of(None, None, None), None);
        let prefix = os("/data/data/com.termux/files/usr");
        assert!(termux_of(None, prefix, None).is_some_and(|found| !found.starts_at_boot));
        let home = scratch("termux");
        let boot = home.join(".termux/boot");
        std::fs::create_dir_all(&boot).expect("made");
        let found = || termux_of(os("0.119"), None, Some(home.as_os_str())).expect("Termux");
        assert!(!found().starts_at_boot, "an empty folder starts nothing");
        std::fs::write(boot.join("portero"), "#!/bin/sh\n").expect("written");
        assert!(found().starts_at_boot);
    }
}
