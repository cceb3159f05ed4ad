//! A terminal in which the program runs, as an operator has it: what is typed is shown, unless the program hides it.

use pty_process::blocking::{Command, Pty, open};
use std::io::{Read, Write};
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

/// How long the program may take to say something, in real time.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program in its terminal.
pub struct Terminal {
    pty: Arc<Pty>,
    shown: Arc<Mutex<Vec<u8>>>,
    seen: usize,
    process: Child,
}

impl Terminal {
    /// Starts the command in a terminal of its own.
    pub fn run(command: Command) -> Self {
        let (pty, side) = open().expect("a terminal");
        let process = command.spawn(side).expect("the program starts");
        let (pty, shown) = (Arc::new(pty), Arc::new(Mutex::new(Vec::new())));
        let (reads, keeps) = (pty.clone(), shown.clone());
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            // An error means that the program has closed its side.
            while let Ok(length @ 1..) = (&*reads).read(&mut bytes) {
                keeps.lock().expect("whole").extend(&bytes[..length]);
            }
        });
        Self {
            pty,
            shown,
            seen: 0,
            process,
        }
    }

    /// Everything that was ever shown.
    pub fn transcript(&self) -> String {
        String::from_utf8_lossy(&self.shown.lock().expect("whole")).into_owned()
    }

    /// Waits for these words after those waited for last, and gives what was shown up to them.
    pub async fn expect(&mut self, words: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let transcript = self.transcript();
            let news = &transcript[self.seen..];
            if let Some(at) = news.find(words) {
                let read = news[..at + words.len()].to_owned();
                self.seen += read.len();
                return read;
            }
            assert!(
                Instant::now() < deadline,
                "«{words}» was never shown after:\n{}\n---- in:\n{transcript}",
                &transcript[..self.seen]
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Types a line and presses Enter.
    pub fn type_line(&self, text: &str) {
        self.press(&format!("{text}\n"));
    }

    /// Presses keys: `\u{3}` is Ctrl-C, `\u{4}` Ctrl-D.
    pub fn press(&self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).expect("typed");
    }

    /// Waits for the end of the program and gives its exit code.
    pub async fn ended(&mut self) -> Option<i32> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.process.try_wait().expect("waited") {
                return status.code();
            }
            assert!(
                Instant::now() < deadline,
                "the program did not end:\n{}",
                self.transcript()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Both fail when it has ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
