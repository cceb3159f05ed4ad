//! The database: opened, checked, migrated, and reached through two doors, `read` and `write`.
//!
//! Invariants: one connection writes; every write is `BEGIN IMMEDIATE`; a fair semaphore is taken before a
//! blocking thread is, so no blocking thread ever waits for a connection; while the disk takes nothing, or the file is
//! damaged, no write is begun.

pub mod aside;
pub mod copy;
mod gate;
pub mod health;
pub mod limit;
mod lock;
mod migrate;

pub use gate::{Fault, ailment_of, is_damage};
pub use lock::{DataLock, LockError, MOVED, holder, refuse_moved};
pub use migrate::check_place;
#[cfg(test)]
pub use migrate::make_first_version;

use crate::models::{Ailment, Blemish, Stop};
use crate::utils::fall;
use crate::utils::metrics;
use gate::{Door, Gate};
use health::{Checked, Depth};
use r2d2::{CustomizeConnection, Pool};
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::OpenFlags;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use scheduled_thread_pool::ScheduledThreadPool;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// Connections that read.
const READERS: usize = 3;
/// Page cache of the connection that writes, and of each that reads, in KiB. More brings nothing: the kernel caches the
/// file.
const WRITER_CACHE_KIB: i64 = 2_000;
const READER_CACHE_KIB: i64 = 500;
/// Statements kept prepared per connection.
const PREPARED: usize = 64;
/// How long a write that cannot be done is kept waiting for its answer: whoever tries again at once does not spin.
const STOPPED_PAUSE: Duration = Duration::from_millis(250);
/// Marks the file as ours (`PRAGMA application_id`): "Prto".
pub const APPLICATION_ID: i32 = 0x5072_746f;

/// A fault of the database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("no database connection: {0}")]
    Pool(#[from] r2d2::Error),
    /// The work on the database panicked; the transaction was rolled back.
    #[error("the work on the database was cut short: {0}")]
    CutShort(String),
    #[error("the database is closed")]
    Closed,
    /// The disk or the file takes nothing: everybody waits until it does.
    #[error("{NOTHING_WRITTEN}: {}", .0.why)]
    Stopped(Stop),
    #[error("{0}")]
    Refused(String),
    #[error("{path}: {source}")]
    File {
        path: PathBuf,
        source: std::io::Error,
    },
}

/// How the words begin of everything that failed because nothing is written just now.
pub const NOTHING_WRITTEN: &str = "nothing can be written just now";

/// What a commit must survive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Durability {
    /// A dead battery: synced to the disk before it returns. For money, access, keys, stored updates.
    Full,
    /// A killed process; a dead battery may lose the last ones. For marks, last-seen and statistics.
    Normal,
}

/// Handle to the database. Clones share the connections.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    writer: Pool<SqliteConnectionManager>,
    readers: Pool<SqliteConnectionManager>,
    write_turn: Arc<Semaphore>,
    read_turn: Arc<Semaphore>,
    beside_turn: Arc<Semaphore>,
    gate: Gate,
    /// Wakes whoever reads the logs of facts after a commit.
    committed: Notify,
    /// Ends what reads the whole file, when the bot stops.
    closes: AtomicBool,
}

impl Db {
    /// Opens the database at `path`, makes or migrates it, and checks that it is ours and that WAL works there.
    ///
    /// # Errors
    /// `DbError::Refused` with the reason, for a file of another program, a newer version, or a place without WAL.
    pub fn open(path: &Path) -> Result<Self, DbError> {
        migrate::prepare(path)?;
        let threads = Arc::new(ScheduledThreadPool::new(1));
        let writer = pool(path, 1, Role::Writer, &threads)?;
        let readers = pool(path, READERS, Role::Reader, &threads)?;
        Ok(Self {
            inner: Arc::new(Inner {
                path: path.to_owned(),
                writer,
                readers,
                write_turn: Arc::new(Semaphore::new(1)),
                read_turn: Arc::new(Semaphore::new(READERS)),
                beside_turn: Arc::new(Semaphore::new(1)),
                gate: Gate::open(),
                committed: Notify::new(),
                closes: AtomicBool::new(false),
            }),
        })
    }

    /// Where the database lies.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Returns after the next commit, or at once if there was one since it returned last. One may wait.
    pub async fn committed(&self) {
        self.inner.committed.notified().await;
    }

    /// Runs `work` on a connection that cannot write.
    pub fn read<T, E, F>(&self, work: F) -> Reply<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: Fault + Send + 'static,
    {
        let slot = Slot::new();
        let filled = slot.clone();
        let inner = self.inner.clone();
        let mut work = Some(work);
        let job: Reading = Box::new(move |connection| {
            let result = work.take().map(|work| work(connection));
            filled.put(result.map(|result| inner.judged(result, Door::Read)));
        });
        Reply {
            run: self.run_read(job),
            slot,
        }
    }

    /// Runs `work` in a transaction: committed if it returns `Ok`, rolled back otherwise.
    pub fn write<T, E, F>(&self, durability: Durability, work: F) -> Reply<T, E>
    where
        F: FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: Fault + Send + 'static,
    {
        let slot = Slot::new();
        let filled = slot.clone();
        let inner = self.inner.clone();
        let mut work = Some(work);
        let job: Writing = Box::new(move |tx| {
            let result = work.take().map(|work| work(tx));
            let commits = matches!(result, Some(Ok(_)));
            filled.put(result.map(|result| inner.judged(result, Door::Write)));
            commits
        });
        Reply {
            run: self.run_write(durability, job),
            slot,
        }
    }

    fn run_read(&self, mut job: Reading) -> Run {
        let inner = self.inner.clone();
        Box::pin(async move {
            let asked = Instant::now();
            let turn = inner.read_turn.clone().acquire_owned().await;
            let turn = turn.map_err(|_| DbError::Closed)?;
            let begun = waited(Door::Read, asked);
            let job = move || {
                let connection = inner.readers.get()?;
                job(&connection);
                metrics::DB_WORK[Door::Read as usize].since(begun);
                Ok(())
            };
            blocking(Some(turn), Box::new(job)).await
        })
    }

    fn run_write(&self, durability: Durability, mut job: Writing) -> Run {
        let inner = self.inner.clone();
        Box::pin(async move {
            if inner.gate.stop().is_some() {
                tokio::time::sleep(STOPPED_PAUSE).await;
            }
            let asked = Instant::now();
            let turn = inner.write_turn.clone().acquire_owned().await;
            let turn = turn.map_err(|_| DbError::Closed)?;
            let begun = waited(Door::Write, asked);
            let job = move || {
                // Whoever stood in line when the disk filled up does not try it once more.
                if let Some(stop) = inner.gate.stop() {
                    return Err(DbError::Stopped(stop));
                }
                let result = transact(&inner, durability, &mut job);
                metrics::DB_WORK[Door::Write as usize].since(begun);
                inner.judged(result, Door::Write)
            };
            blocking(Some(turn), Box::new(job)).await
        })
    }

    /// Runs slow work that looks at files, the database's own among them, on a thread that no reader waits for. One
    /// at a time.
    pub fn beside<T, F>(&self, work: F) -> Reply<T, DbError>
    where
        F: FnOnce(&Path) -> T + Send + 'static,
        T: Send + 'static,
    {
        let slot: Slot<Result<T, DbError>> = Slot::new();
        let filled = slot.clone();
        let inner = self.inner.clone();
        let job = move || {
            filled.put(Some(Ok(work(&inner.path))));
            Ok(())
        };
        let run = self.run_beside(Box::new(job));
        Reply { run, slot }
    }

    fn run_beside(&self, job: Job) -> Run {
        let turn = self.inner.beside_turn.clone();
        Box::pin(async move {
            let turn = turn.acquire_owned().await;
            blocking(Some(turn.map_err(|_| DbError::Closed)?), job).await
        })
    }

    /// Reads the whole database through, on a thread that nobody waits for: the first fault found, or nothing, unless
    /// `most` is over before or the database is closed.
    pub async fn check(
        &self,
        depth: Depth,
        most: Duration,
    ) -> Result<Checked<Option<Blemish>>, DbError> {
        let inner = self.inner.clone();
        self.beside(move |path| health::check(path, depth, most, &inner.closes))
            .await?
    }

    /// Breaks off what reads the whole database: the bot stops.
    pub fn end_checks(&self) {
        self.inner.closes.store(true, Ordering::Relaxed);
    }

    /// Folds the write-ahead log into the file and empties it: what was overwritten lies in neither any more.
    pub async fn fold(&self) -> Result<(), DbError> {
        let turn = self.inner.write_turn.clone().acquire_owned().await;
        let turn = turn.map_err(|_| DbError::Closed)?;
        let inner = self.inner.clone();
        let job = move || {
            let connection = inner.writer.get()?;
            let is_busy: bool =
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            match is_busy {
                true => Err(DbError::CutShort(
                    "somebody reads what is old in it".to_owned(),
                )),
                false => Ok(()),
            }
        };
        blocking(Some(turn), Box::new(job)).await
    }

    /// Waits for running work, refuses new work, and folds the write-ahead log into the file.
    pub async fn close(&self) {
        self.end_checks();
        let Ok(_turn) = self.inner.write_turn.clone().acquire_owned().await else {
            return;
        };
        self.inner.write_turn.close();
        self.inner.read_turn.close();
        if self
            .stop()
            .is_some_and(|stop| stop.ailment == Ailment::Damaged)
        {
            // Nothing more is put into a file that is damaged.
            return;
        }
        let inner = self.inner.clone();
        let folded = blocking(
            None,
            Box::new(move || {
                let connection = inner.writer.get()?;
                connection.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);")?;
                Ok(())
            }),
        )
        .await;
        if let Err(error) = folded {
            log::warn!("the write-ahead log was not folded in at closing: {error}");
        }
    }
}

impl Inner {
    fn folder(&self) -> &Path {
        match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            Some(_) | None => Path::new("."),
        }
    }

    /// Shuts the gate if an error says that nothing can be written any more, and says so in its place.
    fn judged<T, E: Fault>(&self, result: Result<T, E>, door: Door) -> Result<T, E> {
        result.map_err(|error| {
            let stop = error
                .database()
                .and_then(|error| gate::diagnose(error, self.folder(), door));
            match stop {
                Some(stop) => {
                    self.gate.shut(stop.clone());
                    DbError::Stopped(stop).into()
                }
                None => error,
            }
        })
    }
}

/// Measures how long somebody waited for their turn, and says since when they have it.
fn waited(door: Door, asked: Instant) -> Instant {
    let begun = Instant::now();
    metrics::DB_WAITS[door as usize].observe(begun - asked);
    begun
}

/// One transaction on the connection that writes. The caller has its turn.
fn transact(inner: &Inner, durability: Durability, job: &mut Writing) -> Result<(), DbError> {
    let mut connection = inner.writer.get()?;
    set_durability(&connection, durability)?;
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if job(&tx) {
        tx.commit()?;
        inner.committed.notify_one();
    }
    Ok(())
}

/// Opens a database read-only beside a running bot, for `status` and its like. Takes no lock.
pub fn open_beside(path: &Path) -> Result<Connection, DbError> {
    let connection = health::open_reading(path)?;
    migrate::check_ours(&connection)?;
    settle(&connection, Role::Reader)?;
    Ok(connection)
}

/// Runs `work` in one durable transaction beside a running bot. Takes no lock, and makes or migrates nothing.
///
/// # Errors
/// `DbError::Refused` also for a database of another version than this program's.
pub fn write_beside<T, E: From<DbError>>(
    path: &Path,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let begin = |path| -> Result<Connection, DbError> {
        let connection = Connection::open_with_flags(path, flags)?;
        migrate::check_current(&connection)?;
        settle(&connection, Role::Writer)?;
        set_durability(&connection, Durability::Full)?;
        Ok(connection)
    };
    let mut connection = begin(path)?;
    let tx = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(DbError::from)?;
    let value = work(&tx)?;
    tx.commit().map_err(DbError::from)?;
    Ok(value)
}

/// Work on a connection, without its types: every caller shares one copy of the machinery around it, which would
/// otherwise be half a megabyte of the binary.
type Reading = Box<dyn FnMut(&Connection) + Send>;
/// The same in a transaction; `true` commits.
type Writing = Box<dyn FnMut(&Transaction<'_>) -> bool + Send>;
type Job = Box<dyn FnOnce() -> Result<(), DbError> + Send>;

/// Such work, with its wait for a turn.
type Run = Pin<Box<dyn Future<Output = Result<(), DbError>> + Send>>;

/// What was asked of the database, to be awaited. One small future for all of it: an async function would bring all its
/// states to each of the hundreds of places where something is read or written.
#[must_use = "nothing is read or written before it is awaited"]
pub struct Reply<T, E> {
    run: Run,
    slot: Slot<Result<T, E>>,
}

impl<T, E: From<DbError>> Future for Reply<T, E> {
    type Output = Result<T, E>;

    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.run.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(())) => Poll::Ready(self.slot.take()),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error.into())),
        }
    }
}

/// Where the typed result of such work waits for its caller.
struct Slot<T>(Arc<Mutex<Option<T>>>);

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Slot<T> {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(None)))
    }

    fn put(&self, value: Option<T>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = value;
    }
}

impl<T, E: From<DbError>> Slot<Result<T, E>> {
    fn take(&self) -> Result<T, E> {
        let value = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.unwrap_or_else(|| Err(DbError::CutShort("it left no result".to_owned()).into()))
    }
}

/// The one place that hands work to the blocking threads.
async fn blocking(turn: Option<OwnedSemaphorePermit>, job: Job) -> Result<(), DbError> {
    let doing = fall::doing();
    #[expect(
        clippy::disallowed_methods,
        reason = "this is db.rs: the semaphore's turn is taken"
    )]
    let done = tokio::task::spawn_blocking(move || {
        // The turn ends with the work, not with the caller, who may have been dropped meanwhile.
        let _turn = turn;
        fall::blocking_for(doing);
        let done = job();
        fall::blocking_for(None);
        done
    })
    .await;
    done.unwrap_or_else(|error| Err(DbError::CutShort(error.to_string())))
}

#[derive(Clone, Copy, Debug)]
enum Role {
    Writer,
    Reader,
}

#[derive(Debug)]
struct Settings(Role);

impl CustomizeConnection<Connection, rusqlite::Error> for Settings {
    fn on_acquire(&self, connection: &mut Connection) -> Result<(), rusqlite::Error> {
        settle(connection, self.0)
    }
}

fn pool(
    path: &Path,
    size: usize,
    role: Role,
    threads: &Arc<ScheduledThreadPool>,
) -> Result<Pool<SqliteConnectionManager>, r2d2::Error> {
    let size = u32::try_from(size).unwrap_or(1);
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_on_check_out(false)
        .connection_timeout(Duration::from_secs(5))
        .thread_pool(threads.clone())
        .connection_customizer(Box::new(Settings(role)))
        .build(SqliteConnectionManager::file(path))
}

/// Settings of one connection.
fn settle(connection: &Connection, role: Role) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    let cache_kib = match role {
        Role::Writer => WRITER_CACHE_KIB,
        Role::Reader => READER_CACHE_KIB,
    };
    connection.execute_batch(&format!(
        "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -{cache_kib}; PRAGMA mmap_size = 0;"
    ))?;
    match role {
        Role::Writer => connection.execute_batch(
            "PRAGMA secure_delete = FAST; PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 16777216;",
        ),
        Role::Reader => connection.execute_batch("PRAGMA query_only = ON;"),
    }
}

fn set_durability(connection: &Connection, durability: Durability) -> Result<(), rusqlite::Error> {
    connection
        .prepare_cached(match durability {
            // A test may die, its machine does not: what the system was handed stays, and waiting for the disk proves
            // nothing.
            Durability::Full | Durability::Normal if cfg!(test) => "PRAGMA synchronous = OFF",
            Durability::Full => "PRAGMA synchronous = FULL",
            Durability::Normal => "PRAGMA synchronous = NORMAL",
        })?
        .execute([])
        .map(|_| ())
}

/// A database in memory with today's schema, for tests of `crud` and `services`.
#[cfg(test)]
pub fn in_memory() -> Connection {
    let connection = Connection::open_in_memory().expect("a database in memory opens");
    migrate::make(&connection).expect("the schema is valid");
    settle(&connection, Role::Writer).expect("the settings are valid");
    connection
}

#[cfg(test)]
pub mod tests;
