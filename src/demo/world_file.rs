//! `world.json` in the data directory of a demo: the emulated world and the clock's offset, so that chats,
//! channels, members and time go on where they were.

use super::telegram::Emulator;
use super::telegram::spawn;
use crate::utils::clock::Clock;
use anyhow::Context;
use anyhow::bail;
use serde_json::Value;
use serde_json::json;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

const NAME: &str = "world.json";
/// What a real bot's data directory holds.
const OF_A_BOT: [&str; 2] = ["portero.db", "portero.key"];
/// How often changes are looked for: no more than this is lost when the process is killed, while the bot has
/// written down what it did.
const PAUSE: Duration = Duration::from_millis(50);
/// A large world is written less often, so that writing takes at most this part of the time.
const SHARE: u32 = 5;

/// What the file holds.
pub struct Kept {
    /// Seconds the clock was ahead of the machine's.
    pub clock_offset: i64,
    /// As [`Emulator::save`] gives it.
    pub emulator: Value,
}

/// The file of a data directory.
#[derive(Clone)]
pub struct WorldFile(PathBuf);

impl WorldFile {
    /// The file in this directory.
    pub fn new(directory: &Path) -> Self {
        Self(directory.join(NAME))
    }

    /// What an earlier demo left in the directory; `None` in a new one.
    ///
    /// # Errors
    /// With a sentence for the person at the terminal: if the directory is a real bot's, or the file cannot be read.
    pub fn read(&self) -> anyhow::Result<Option<Kept>> {
        let path = self.0.display();
        match std::fs::read(&self.0) {
            Ok(bytes) => {
                let kept: serde_json::Result<Value> = serde_json::from_slice(&bytes);
                let mut kept = kept.with_context(|| self.unusable())?;
                let clock_offset = kept["clock_offset"].as_i64();
                Ok(Some(Kept {
                    clock_offset: clock_offset.with_context(|| self.unusable())?,
                    emulator: kept["emulator"].take(),
                }))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.refuse_a_real_house()?;
                Ok(None)
            }
            Err(error) => Err(error).with_context(|| format!("{path} cannot be read")),
        }
    }

    /// What to say of a file that is there and of no use.
    pub fn unusable(&self) -> String {
        let path = self.0.display();
        format!("{path} cannot be used; give the demo another directory, or remove this one")
    }

    fn refuse_a_real_house(&self) -> anyhow::Result<()> {
        let directory = self.0.parent().unwrap_or(Path::new("."));
        let found = OF_A_BOT
            .into_iter()
            .find(|name| directory.join(name).exists());
        if let Some(name) = found {
            bail!(
                "{} holds the data of a real bot ({name}, and no {NAME} beside it): the demo does not touch it; give it another directory",
                directory.display()
            );
        }
        Ok(())
    }

    /// Writes the present world: first beside the file, then in its place, readable by its owner only.
    pub async fn write(&self, emulator: &Emulator, clock: &Clock) -> anyhow::Result<()> {
        let kept = json!({"clock_offset": clock.offset(), "emulator": emulator.save()});
        let bytes = kept.to_string().into_bytes();
        let (done, told) = oneshot::channel();
        let file = self.clone();
        // A thread of its own, for the disk may be slow; tokio's files would add 15 KB to the binary.
        let thread = std::thread::Builder::new().spawn(move || {
            // Nobody waits any more when the demo is stopped at once.
            let _ = done.send(file.replace(&bytes));
        });
        let path = self.0.display();
        let failed = || format!("{path} cannot be written");
        thread.with_context(failed)?;
        told.await.with_context(failed)?.with_context(failed)
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let new = self.0.with_extension("json.new");
        let mut options = std::fs::OpenOptions::new();
        options.create(true).write(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&new, &self.0)
    }
}

/// Writes the file soon after each change, until it is stopped.
pub struct Keeper {
    stop: CancellationToken,
    task: JoinHandle<()>,
    file: WorldFile,
    emulator: Emulator,
    clock: Clock,
}

impl Keeper {
    /// Writes the world now, and from now on.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn start(file: WorldFile, emulator: Emulator, clock: Clock) -> anyhow::Result<Self> {
        let first = (emulator.revision(), clock.offset());
        file.write(&emulator, &clock).await?;
        let stop = CancellationToken::new();
        let keeping = keep(
            file.clone(),
            emulator.clone(),
            clock.clone(),
            stop.clone(),
            first,
        );
        Ok(Self {
            stop,
            task: spawn(keeping),
            file,
            emulator,
            clock,
        })
    }

    /// Writes it a last time.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.cancel();
        self.task.await.context("the world was not kept")?;
        self.file.write(&self.emulator, &self.clock).await
    }
}

async fn keep(
    file: WorldFile,
    emulator: Emulator,
    clock: Clock,
    stop: CancellationToken,
    first: (u64, i64),
) {
    let (mut written, mut pause) = (first, PAUSE);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        let present = (emulator.revision(), clock.offset());
        if present != written {
            let started = Instant::now();
            match file.write(&emulator, &clock).await {
                Ok(()) => written = present,
                // A full disk may empty again; the last attempt at the end tells the person.
                Err(error) => log::error!("{error:#}"),
            }
            pause = PAUSE.max(started.elapsed() * SHARE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::house::TemporaryFolder;
    use crate::demo::telegram::EmulatorOptions;

    #[test]
    fn a_real_bots_directory_and_a_damaged_file_are_refused_with_a_sentence() {
        let folder = TemporaryFolder::new().expect("a folder");
        let file = WorldFile::new(&folder.0);
        assert!(file.read().expect("a new directory").is_none());
        std::fs::write(folder.0.join("portero.db"), b"SQLite").expect("written");
        let error = file.read().map(|_| ()).expect_err("refused");
        assert!(error.to_string().contains("a real bot"), "{error}");
        std::fs::write(folder.0.join(NAME), b"{\"clock_offset\":").expect("written");
        let error = file.read().map(|_| ()).expect_err("refused");
        assert!(error.to_string().contains("cannot be used"), "{error}");
    }

    #[tokio::test]
    async fn the_world_is_written_soon_after_a_change_and_at_the_end_for_its_owner_only() {
        let folder = TemporaryFolder::new().expect("a folder");
        let file = WorldFile::new(&folder.0);
        let clock = Clock::system();
        let options = EmulatorOptions::new(clock.clone());
        let emulator = Emulator::start(options).await.expect("a free port");
        let keeper = Keeper::start(file.clone(), emulator.clone(), clock.clone())
            .await
            .expect("written");
        let kept = || file.read().expect("readable").expect("there");
        assert_eq!(kept().clock_offset, 0);
        clock.advance(60);
        // Whoever is killed after this has lost nothing.
        let is_kept = emulator.wait_for(Duration::from_secs(1), |_| {
            (kept().clock_offset == 60).then_some(())
        });
        assert!(is_kept.await.is_some());
        emulator.add_person(5, "Ana", None, "es");
        keeper.stop().await.expect("written");
        assert_eq!(kept().emulator["world"]["users"][0]["id"], 5);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.0.join(NAME)).expect("there");
            assert_eq!(mode.permissions().mode() & 0o777, 0o600);
        }
    }
}
