//! What becomes of a panic: the process takes its own place, and the next one is told over what it fell.
//!
//! The released program does not unwind: what that takes is a sixth of its size. So a panic ends the process, as Android
//! does at any moment, and as after that nothing is lost. It must not stay down, though, where no service starts it
//! again, and must not fall over the same thing for ever: `exec` needs no second process that watches the first, and
//! what the panic was at is handed on in the environment.

use crate::models::Doing;
use crate::models::Fall;
use crate::utils::redact;
use std::cell::RefCell;
use std::ffi::OsString;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

/// How the next process hears of it.
const VARIABLE: &str = "PORTERO_FALL";
/// Before the process takes its own place: after the first panic, the second in a row, and so on.
const PAUSES: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(60),
];
/// Whoever has run for so long does not fall in a row.
const STEADY: Duration = Duration::from_secs(600);
/// The environment is no place for a novel.
const MOST_WORDS: usize = 500;

tokio::task_local! {
    static DOING: Doing;
}

thread_local! {
    /// The same on a thread for blocking work.
    static BLOCKING: RefCell<Option<Doing>> = const { RefCell::new(None) };
}

struct Launch {
    arguments: Vec<OsString>,
    count: u32,
    at: Instant,
}

static ARMED: OnceLock<Launch> = OnceLock::new();
static LAST: Mutex<Option<Fall>> = Mutex::new(None);
static IS_FALLING: AtomicBool = AtomicBool::new(false);

/// Runs a future as part of what is being done, so that a panic in it is blamed on that.
pub async fn during<F: Future>(doing: Doing, future: F) -> F::Output {
    DOING.scope(doing, future).await
}

/// What the caller is part of.
pub fn doing() -> Option<Doing> {
    let here = DOING.try_with(Doing::clone).ok();
    here.or_else(|| BLOCKING.with_borrow(Option::clone))
}

/// Says what the blocking work of this thread is part of, from now on.
pub fn blocking_for(doing: Option<Doing>) {
    BLOCKING.set(doing);
}

/// How the last process ended, if by a panic. Said once: a house that is opened again by this process, after a restore,
/// has other updates and tasks by the same numbers.
pub fn take_last() -> Option<Fall> {
    LAST.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// From now on a panic makes the process begin anew with these arguments.
pub fn arm(arguments: Vec<OsString>) {
    let last = std::env::var(VARIABLE).ok();
    let last = last.and_then(|text| Fall::parse(&text));
    let launch = Launch {
        arguments,
        count: last.as_ref().map_or(0, |fall| fall.count),
        at: Instant::now(),
    };
    // A second call changes nothing: the process was started once.
    if ARMED.set(launch).is_ok() {
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = last;
    }
}

/// For the panic hook: the process begins anew, if it is one that should. Returns if not.
pub fn after(words: &str) {
    let Some(launch) = ARMED.get() else { return };
    if IS_FALLING.swap(true, Ordering::SeqCst) {
        // The process is about to go, and this thread with it.
        loop {
            std::thread::park();
        }
    }
    let before = if launch.at.elapsed() < STEADY {
        launch.count
    } else {
        0
    };
    let fall = Fall {
        count: before.saturating_add(1),
        doing: doing(),
        words: words_of(words),
    };
    let place = usize::try_from(before).unwrap_or(usize::MAX);
    let pause = PAUSES[place.min(PAUSES.len() - 1)];
    log::error!(
        "beginning anew in {} s, after panic {} in a row",
        pause.as_secs(),
        fall.count
    );
    std::thread::sleep(pause);
    begin_anew(launch, &fall);
}

/// Without secrets, and as the environment can hold it.
fn words_of(panic: &str) -> String {
    let words = redact::redact(panic);
    let kept = words.chars().filter(|letter| *letter != '\0');
    kept.take(MOST_WORDS).collect()
}

/// Every file is closed by it, and with the lock of the data the lock is free.
#[cfg(unix)]
fn begin_anew(launch: &Launch, fall: &Fall) {
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::Command;
    // A program that was replaced by a newer one begins as that one; one that was deleted, as itself.
    let programs = [
        std::env::current_exe().ok(),
        Some(Path::new("/proc/self/exe").to_owned()),
    ];
    for program in programs.into_iter().flatten() {
        let error = Command::new(&program)
            .args(&launch.arguments)
            .env(VARIABLE, fall.to_string())
            .exec();
        log::error!("{} could not be started: {error}", program.display());
    }
}

#[cfg(not(unix))]
fn begin_anew(_: &Launch, _: &Fall) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::TaskId;

    #[tokio::test]
    async fn what_is_being_done_is_known_inside_and_nowhere_else() {
        let task = Doing::Task(TaskId(3));
        assert_eq!(doing(), None);
        let inside = during(task.clone(), async { doing() }).await;
        assert_eq!(inside, Some(task.clone()));
        assert_eq!(doing(), None);
        let thread = std::thread::spawn(move || {
            blocking_for(Some(task));
            let inside = doing();
            blocking_for(None);
            (inside, doing())
        });
        let (inside, after) = thread.join().unwrap();
        assert_eq!((inside, after), (Some(Doing::Task(TaskId(3))), None));
    }

    #[test]
    fn an_unarmed_process_falls_as_any_other() {
        after("odd");
        assert!(!IS_FALLING.load(Ordering::SeqCst));
    }
}
