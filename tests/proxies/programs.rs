//! The real programs, which end with their owner. Those that no package of Debian brings lie below the target directory.

use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;
use tokio::net::TcpStream;

/// What a program needs to begin, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(40);
const STEP: Duration = Duration::from_millis(50);

/// A program that runs until it is dropped.
pub struct Program(Child);

impl Program {
    /// Starts it; what it says is shown when the test fails.
    pub fn start(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::null()).stdout(Stdio::null());
        Self(command.spawn().expect("it starts"))
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // One that has ended already is what we want.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until somebody listens at that port of this machine.
pub async fn listens(port: u16) {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let begun = Instant::now();
    while TcpStream::connect(address).await.is_err() {
        assert!(begun.elapsed() < PATIENCE, "nobody listens at port {port}");
        tokio::time::sleep(STEP).await;
    }
}

/// A program that lies below the target directory, or `None` when it was not installed there, which is said; where
/// everything must run, that is a failure.
pub fn installed(path: &str, how: &str) -> Option<PathBuf> {
    let own = std::env::current_exe().expect("this program");
    // target/debug/deps/proxies-0123
    let target = own.ancestors().nth(3).expect("the target directory");
    let program = target.join(path);
    if program.exists() {
        return Some(program);
    }
    println!("skipped: no {path} below the target directory ({how})");
    let must_run = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!must_run, "under CI=true this must run: {path}");
    None
}

/// Runs a program to its end and insists on success.
pub fn run(words: &[&str]) {
    let done = Command::new(words[0])
        .args(&words[1..])
        .stdin(Stdio::null())
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{words:?}: {said}");
}
