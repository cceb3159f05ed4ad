//! Network namespaces and the processes in them. All of them go when their owner is dropped; nothing else is touched.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// What real servers need to begin, and clients to shake hands.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How often a server is started that does not come up.
const STARTS: u32 = 3;
const STEP: Duration = Duration::from_millis(50);

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A name that nothing else has in the test's machine: of a namespace, or of an interface, whose control sockets all lie
/// in one folder.
pub fn unique(role: &str) -> String {
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{role}{count}")
}

fn output(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).output().expect("it runs")
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}

/// Runs `ip` and insists on success.
pub fn ip(arguments: &[&str]) {
    let done = output(Command::new("ip").args(arguments));
    let said = words(&done);
    assert!(done.status.success(), "ip {arguments:?}: {said}");
}

/// Runs `wg` with something on its standard input and gives what it prints.
pub fn wg(arguments: &[&str], input: &str) -> String {
    let mut process = Command::new("wg")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("wg runs");
    let mut pipe = process.stdin.take().expect("a pipe");
    pipe.write_all(input.as_bytes()).expect("written");
    drop(pipe);
    let done = process.wait_with_output().expect("wg ends");
    assert!(done.status.success(), "wg {arguments:?}: {}", words(&done));
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}

/// Waits for something that real programs do in their own time.
pub async fn until(what: &str, is_so: impl FnMut() -> bool) {
    assert!(happens(PATIENCE, is_so).await, "waited in vain for {what}");
}

/// Whether it is so within that time.
async fn happens(within: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    while !is_so() {
        if begun.elapsed() >= within {
            return false;
        }
        tokio::time::sleep(STEP).await;
    }
    true
}

/// A network namespace.
pub struct Space {
    pub name: String,
}

impl Space {
    /// A namespace with nothing in it but a loopback.
    pub fn new(role: &str) -> Self {
        let name = unique(role);
        ip(&["netns", "add", &name]);
        let space = Self { name };
        space.ip(&["link", "set", "lo", "up"]);
        space
    }

    /// `ip` inside of it.
    pub fn ip(&self, arguments: &[&str]) {
        ip(&[&["-n", &self.name], arguments].concat());
    }

    /// A program inside of it.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name, program]);
        command.stdin(Stdio::null());
        command
    }

    /// Whether a host answers one of two pings within a second each.
    pub fn pings(&self, host: &str) -> bool {
        let ping = &mut self.command("ping");
        let ping = ping.args(["-n", "-q", "-c", "2", "-i", "0.2", "-W", "1", host]);
        output(ping).status.success()
    }

    /// Waits until a host answers.
    pub async fn reaches(&self, host: &str) {
        until(&format!("{host} to answer"), || self.pings(host)).await;
    }

    /// Sends so many pings of so many bytes, all of which must be answered: each when the one before was, because on a
    /// busy machine a server that does not get its turn would lose what does not fit into its buffers.
    pub fn floods(&self, host: &str, count: u32, bytes: u32) {
        let (count, bytes) = (count.to_string(), bytes.to_string());
        let ping = &mut self.command("ping");
        let ping = ping.args(["-n", "-q", "-A", "-c", &count, "-s", &bytes, host]);
        let done = output(ping);
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(said.contains(" 0% packet loss"), "{said}");
    }

    /// A cable from this namespace to another, with these addresses at its ends.
    pub fn connect(&self, own: &str, other: &Self, others: &str) {
        let (near, far) = (unique("v"), unique("v"));
        let home = ["link", "add", &near, "netns", &self.name, "type", "veth"];
        ip(&[&home[..], &["peer", "name", &far, "netns", &other.name]].concat());
        self.plug(&near, own);
        other.plug(&far, others);
    }

    /// A cable from this namespace to where the test itself is.
    pub fn connect_home(&self, own: &str, homes: &str) {
        let (near, far) = (unique("v"), unique("v"));
        let near_end = ["link", "add", &near, "netns", &self.name, "type", "veth"];
        ip(&[&near_end[..], &["peer", "name", &far]].concat());
        self.plug(&near, own);
        ip(&["address", "add", homes, "dev", &far]);
        ip(&["link", "set", &far, "up"]);
    }

    fn plug(&self, link: &str, address: &str) {
        // No test of whether somebody else has the address: it would take seconds.
        self.ip(&["address", "add", address, "dev", link]);
        self.ip(&["link", "set", link, "up"]);
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        // One that is gone already is what we want.
        let _ = Command::new("ip")
            .args(["netns", "delete", &self.name])
            .stderr(Stdio::null())
            .status();
    }
}

/// A process that ends with its owner.
pub struct Process(Child);

impl Process {
    /// Starts it without anything on its input; what it says is shown when the test fails.
    pub fn start(command: &mut Command) -> Self {
        Self(command.stdin(Stdio::null()).spawn().expect("it starts"))
    }

    /// Kills it as a machine that loses its power would.
    pub fn kill(&mut self) {
        // One that has ended already is what we want.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// An interface of WireGuard by `wireguard-go`, in a namespace.
pub struct Interface {
    _process: Process,
}

impl Interface {
    /// Starts it and waits until it can be driven. One that does not get there is started again, as a service manager
    /// does: `wg` removes a socket that refuses it, which a new one does between its making and its first listening.
    pub async fn start(space: &Space, name: &str) -> Self {
        // A server that was killed has left its socket: only one that answers is there.
        let socket = format!("/var/run/wireguard/{name}.sock");
        for _ in 0..STARTS {
            let process = Self::process(space, name);
            let is_there = || UnixStream::connect(&socket).is_ok();
            if happens(PATIENCE / STARTS, is_there).await {
                return Self { _process: process };
            }
        }
        panic!("wireguard-go does not come up, {STARTS} times");
    }

    fn process(space: &Space, name: &str) -> Process {
        let mut command = space.command("wireguard-go");
        command
            .args(["-f", name])
            .env("WG_I_PREFER_BUGGY_USERSPACE_TO_POLISHED_KMOD", "1")
            .env("LOG_LEVEL", "error")
            .stdout(Stdio::null());
        Process::start(&mut command)
    }
}
