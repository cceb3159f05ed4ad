//! One Portero per data directory.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

/// `doctor` touches the lock for a moment to see whether it is held; and where the one before was killed while it started a
/// program such as `wg`, the child has the lock too until it becomes that program, which on a busy machine takes longer. A
/// start tries again that soon, so many times.
const TOUCHED: Duration = Duration::from_millis(20);
const TRIES: u32 = 25;

/// The file that says where the data of a directory were taken.
pub const MOVED: &str = "portero.moved";

/// Held while the bot runs; let go when dropped, and by the kernel when the process dies.
#[derive(Debug)]
pub struct DataLock {
    _file: File,
}

/// Why the directory is not ours to use.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error(
        "another Portero ({holder}) is already running on {directory}; stop it first, or give this one another DATA_DIR"
    )]
    Held { directory: String, holder: String },
    #[error(
        "the data of {directory} were taken to {to} by portero service install; go there first (cd {to}). To use the old ones again, delete {directory}/{MOVED}"
    )]
    Moved { directory: String, to: String },
    #[error("the data directory {directory} cannot be used: {source}")]
    Unusable {
        directory: String,
        source: std::io::Error,
    },
}

impl DataLock {
    /// Takes the directory, making it (0700) if it is absent. One whose data were taken elsewhere is refused: a second
    /// bot on the old ones would take updates away from the first, and forget them.
    pub fn take(directory: &Path) -> Result<Self, LockError> {
        refuse_moved(directory)?;
        Self::hold(directory)
    }

    /// The same, also if the data were taken elsewhere.
    pub fn hold(directory: &Path) -> Result<Self, LockError> {
        let name = || directory.display().to_string();
        let unusable = |source| LockError::Unusable {
            directory: name(),
            source,
        };
        make_directory(directory).map_err(unusable)?;
        let path = directory.join("portero.lock");
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(path)
            .map_err(unusable)?;
        match lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // The number is a courtesy; without it the sentence still says what to do.
                let _ = file.read_to_string(&mut holder);
                return Err(LockError::Held {
                    directory: name(),
                    holder: holder.trim().to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(unusable(source)),
        }
        file.set_len(0).map_err(unusable)?;
        writeln!(file, "process {}", std::process::id()).map_err(unusable)?;
        Ok(Self { _file: file })
    }
}

/// Refuses a directory whose data were taken elsewhere.
pub fn refuse_moved(directory: &Path) -> Result<(), LockError> {
    let Ok(text) = std::fs::read_to_string(directory.join(MOVED)) else {
        return Ok(());
    };
    let to = text.lines().find(|line| !line.starts_with('#'));
    Err(LockError::Moved {
        directory: directory.display().to_string(),
        to: to.unwrap_or_default().to_owned(),
    })
}

fn lock(file: &File) -> Result<(), TryLockError> {
    for _ in 1..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(TOUCHED),
            other => return other,
        }
    }
    file.try_lock()
}

/// Who holds the directory, as the lock file names them: "process 123". `None` if nobody does.
///
/// Nothing is made, and nobody is kept out for longer than a moment.
///
/// # Errors
/// When the lock file is there and cannot be looked at.
pub fn holder(directory: &Path) -> std::io::Result<Option<String>> {
    let mut file = match File::open(directory.join("portero.lock")) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    match file.try_lock_shared() {
        // Let go when the file is closed.
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            file.read_to_string(&mut holder)?;
            Ok(Some(holder.trim().to_owned()))
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn make_directory(directory: &Path) -> std::io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_without_a_lock_file_is_held_by_nobody_and_stays_as_it_is() {
        let directory = crate::db::tests::scratch("unheld");
        assert_eq!(holder(&directory).expect("looked"), None);
        assert!(!directory.join("portero.lock").exists());
    }

    #[test]
    fn data_that_were_taken_elsewhere_are_refused_with_the_place() {
        let directory = crate::db::tests::scratch("moved");
        std::fs::write(directory.join(MOVED), "# why\n/var/lib/portero\n").expect("written");
        let refused = DataLock::take(&directory).expect_err("refused");
        assert!(
            refused.to_string().contains("cd /var/lib/portero"),
            "{refused}"
        );
        assert!(!directory.join("portero.lock").exists());
        DataLock::hold(&directory).expect("held all the same");
    }

    #[test]
    fn a_lock_that_outlives_a_killed_holder_for_a_moment_is_waited_for() {
        let directory = crate::db::tests::scratch("child");
        let first = DataLock::take(&directory).expect("the first one takes it");
        let child = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(200));
            drop(first);
        });
        DataLock::take(&directory).expect("free in the end");
        child.join().expect("gone");
    }

    #[test]
    fn a_second_portero_on_the_same_directory_is_told_so() {
        let directory = crate::db::tests::scratch("lock");
        let first = DataLock::take(&directory).expect("the first one takes it");
        let refused = DataLock::take(&directory).expect_err("the second one is refused");
        let text = refused.to_string();
        assert!(
            text.contains("already running") && text.contains(&std::process::id().to_string()),
            "{text}"
        );
        let held = holder(&directory).expect("looked").expect("held");
        assert_eq!(held, format!("process {}", std::process::id()));
        drop(first);
        assert_eq!(holder(&directory).expect("looked"), None);
        DataLock::take(&directory).expect("free again");
    }
}
