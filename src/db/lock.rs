//! One Portero per data directory.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;

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
    #[error("the data directory {directory} cannot be used: {source}")]
    Unusable {
        directory: String,
        source: std::io::Error,
    },
}

impl DataLock {
    /// Takes the directory, making it (0700) if it is absent.
    pub fn take(directory: &Path) -> Result<Self, LockError> {
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
        match file.try_lock() {
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
    fn a_second_portero_on_the_same_directory_is_told_so() {
        let directory = crate::db::tests::scratch("lock");
        let first = DataLock::take(&directory).expect("the first one takes it");
        let refused = DataLock::take(&directory).expect_err("the second one is refused");
        let text = refused.to_string();
        assert!(
            text.contains("already running") && text.contains(&std::process::id().to_string()),
            "{text}"
        );
        drop(first);
        DataLock::take(&directory).expect("free again");
    }
}
