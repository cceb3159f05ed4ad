//! An interface driven by `wg`, or by `awg`, which takes the same words (wg(8)). Keys go in over standard input, and what
//! comes out is not logged: `dump` names every preshared key.

use super::super::vpn::Answer;
use super::super::vpn::Backend;
use super::super::vpn::BackendError;
use super::super::vpn::Counters;
use super::super::vpn::Listing;
use super::super::vpn::Put;
use super::super::vpn::WantedPeer;
use super::Wish;
use super::dump;
use super::interface_name;
use super::machine;
use super::public_key;
use crate::models::ServerFacts;
use crate::models::ServerTrouble;
use crate::utils::clock::Clock;
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitStatus;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncRead;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// A call takes milliseconds; one that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(10);
/// Ten thousand peers are about 3 MB.
const MOST_OUTPUT_BYTES: u64 = 16 * 1024 * 1024;
/// Of what a program says when it fails.
const MOST_WORDS: usize = 200;
/// A run of this many characters of base64 or hex may be a key.
const KEY_LIKE: usize = 40;

/// A driver of one interface. It keeps nothing but names: each call is a process of its own.
pub struct Program {
    interface: String,
    program: String,
    /// For the handshakes that a server tells as seconds elapsed. It tells all others by this machine's clock, so it is
    /// that one, which nobody moves.
    clock: Clock,
    patience: Duration,
}

impl Program {
    /// The driver of that interface by `wg`, `awg`, or an absolute path that ends so.
    pub fn new(interface: &str, program: &str) -> Result<Self, BackendError> {
        let path = Path::new(program);
        let is_known = (path.file_name()).is_some_and(|name| name == "wg" || name == "awg");
        if !is_known || !(path.is_absolute() || path.components().count() == 1) {
            let why = format!("«{}» is neither wg nor awg", program.escape_debug());
            return Err(BackendError::Unusable(why));
        }
        Ok(Self {
            interface: interface_name(interface)?.to_owned(),
            program: program.to_owned(),
            clock: Clock::system(),
            patience: PATIENCE,
        })
    }

    /// Runs the program to its end and gives what it printed. When this future is dropped the process ends.
    async fn run(&self, arguments: &[&str], input: &str) -> Result<String, BackendError> {
        let ended = tokio::time::timeout(self.patience, self.communicate(arguments, input)).await;
        let (status, output, words) = ended.map_err(|_| {
            BackendError::Unreachable(format!(
                "{} did not end within {} s",
                self.name(),
                self.patience.as_secs()
            ))
        })??;
        if status.success() {
            Ok(output)
        } else {
            Err(self.refusal(&words))
        }
    }

    async fn communicate(
        &self,
        arguments: &[&str],
        input: &str,
    ) -> Result<(ExitStatus, String, String), BackendError> {
        let mut process = Command::new(&self.program)
            .args(arguments)
            .env("LC_ALL", "C")
            .env("WG_COLOR_MODE", "never")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| self.unstarted(&error))?;
        let failed = |error: std::io::Error| {
            BackendError::Unreachable(format!("{}: {}", self.name(), error.kind()))
        };
        let (stdin, stdout, stderr) = (
            process.stdin.take(),
            process.stdout.take(),
            process.stderr.take(),
        );
        let write = async {
            if let Some(mut pipe) = stdin {
                // A program that fails before it reads closes the pipe: its exit code says why.
                let _ = pipe.write_all(input.as_bytes()).await;
            }
            Ok(())
        };
        let ((), output, words) =
            tokio::try_join!(write, bounded(stdout), bounded(stderr)).map_err(failed)?;
        let status = process.wait().await.map_err(failed)?;
        Ok((status, output, words))
    }

    fn name(&self) -> &str {
        Path::new(&self.program)
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("wg")
    }

    fn unstarted(&self, error: &std::io::Error) -> BackendError {
        let name = self.name().to_owned();
        BackendError::Unusable(match error.kind() {
            ErrorKind::NotFound => ServerTrouble::NoProgram(name).to_string(),
            ErrorKind::PermissionDenied => ServerTrouble::ProgramLocked(name).to_string(),
            other => format!("the program {name} does not start: {other}"),
        })
    }

    /// What a failure means, from the words of wireguard-tools and of the kernel.
    fn refusal(&self, words: &str) -> BackendError {
        let (name, interface) = (self.name(), &self.interface);
        let says = |part: &str| words.contains(part);
        if says("No such device") || says("Protocol not supported") || says("No such file") {
            BackendError::Unusable(ServerTrouble::NoInterface(interface.clone()).to_string())
        } else if says("Operation not permitted") || says("Permission denied") {
            BackendError::Unusable(ServerTrouble::NoRight(interface.clone()).to_string())
        } else if says("not the correct length or format") || says("Invalid length key") {
            BackendError::Refused(format!("{name} says that a key is none"))
        } else if says("Unable to parse IP address") || says("Unable to parse") {
            BackendError::Refused(format!("{name} does not understand an address"))
        } else {
            BackendError::Strange(format!("{name}: {}", scrubbed(words)))
        }
    }

    fn epoch(&self) -> Option<String> {
        machine::epoch_of_interface(&self.interface)
    }

    async fn interface(&self) -> Result<dump::Interface, BackendError> {
        let text = self.run(&["show", &self.interface, "dump"], "").await?;
        dump::parse(&text, self.clock.now()).map_err(|strange| {
            let (name, line) = (self.name(), strange.line);
            BackendError::Strange(format!("{name} dump, line {line}: {}", strange.what))
        })
    }

    async fn listing(&self) -> Result<Listing, BackendError> {
        let epoch = self.epoch();
        let interface = self.interface().await?;
        if self.epoch() != epoch {
            let why = format!("{} began anew while it was read", self.interface);
            return Err(BackendError::Unreachable(why));
        }
        Ok(Listing {
            epoch,
            peers: interface.peers,
            ..Listing::default()
        })
    }

    async fn set(&self, wish: &Wish<'_>) -> Result<(), BackendError> {
        let allowed = wish.allowed_ips();
        // No key is told by an empty file; an empty pipe is refused.
        let (file, input) = match wish.preshared_key {
            Some((text, _)) => ("/dev/stdin", text),
            None => ("/dev/null", ""),
        };
        let arguments = [
            "set",
            &self.interface,
            "peer",
            wish.public_key,
            "preshared-key",
            file,
            "allowed-ips",
            &allowed,
        ];
        self.run(&arguments, input).await.map(|_| ())
    }

    /// Counters are read from `transfer`, which names no secret.
    async fn take_away(&self, peer: &str) -> Result<Option<Counters>, BackendError> {
        public_key(peer)?;
        let text = self.run(&["show", &self.interface, "transfer"], "").await?;
        let Some(counters) = transferred(&text, peer) else {
            return Ok(None);
        };
        let arguments = ["set", &self.interface, "peer", peer, "remove"];
        self.run(&arguments, "").await?;
        Ok(Some(counters))
    }

    async fn facts(&self) -> Result<ServerFacts, BackendError> {
        let interface = self.interface().await?;
        let version = self.run(&["--version"], "").await?;
        Ok(ServerFacts {
            version: version_in(&version),
            ..machine::facts(&self.interface, &interface)
        })
    }
}

impl Backend for Program {
    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(self.listing())
    }

    fn put<'a>(&'a self, peer: &'a WantedPeer) -> Answer<'a, Put> {
        Box::pin(async move {
            let wish = Wish::of(peer)?;
            let before = if peer.is_open {
                self.set(&wish).await?;
                None
            } else {
                self.take_away(&peer.remote_id).await?
            };
            Ok(Put {
                before,
                ..Put::default()
            })
        })
    }

    fn remove<'a>(&'a self, remote_id: &'a str) -> Answer<'a, Option<Counters>> {
        Box::pin(self.take_away(remote_id))
    }

    fn check(&self) -> Answer<'_, ServerFacts> {
        Box::pin(self.facts())
    }
}

/// Everything a pipe gives, unless it is too much.
async fn bounded(pipe: Option<impl AsyncRead + Unpin>) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        let mut pipe = pipe.take(MOST_OUTPUT_BYTES + 1);
        pipe.read_to_end(&mut bytes).await?;
    }
    if bytes.len() as u64 > MOST_OUTPUT_BYTES {
        return Err(ErrorKind::FileTooLarge.into());
    }
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// Lines `public key, received, sent` of `wg show IF transfer`.
fn transferred(text: &str, peer: &str) -> Option<Counters> {
    text.lines().find_map(|line| {
        let mut columns = line.split('\t');
        let is_it = columns.next() == Some(peer);
        let mut number = || columns.next()?.parse::<u64>().ok();
        is_it.then(|| {
            Some(Counters {
                rx: number()?,
                tx: number()?,
            })
        })?
    })
}

/// `wireguard-tools v1.0.20210914 - https://…`: the part before the dash.
fn version_in(text: &str) -> Option<String> {
    let line = text.lines().next()?;
    let version = line.split(" - ").next()?.trim();
    let version: String = version.chars().take(MOST_WORDS).collect();
    (!version.is_empty()).then_some(version)
}

/// The words of a program on one short line, without anything that could be a key.
fn scrubbed(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_digit = |c: char| c.is_ascii_alphanumeric() || "+/=_-".contains(c);
    let mut clean = String::new();
    let mut run = String::new();
    for c in line.chars().chain(['\n']) {
        if is_digit(c) {
            run.push(c);
            continue;
        }
        clean.push_str(if run.len() < KEY_LIKE { &run } else { "***" });
        run.clear();
        clean.push(c);
    }
    clean.trim_end().chars().take(MOST_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "FpCyhws9cxwWoV4xELtfJvjJN+zQVRPISllRWgeopVE=";

    #[test]
    fn what_a_program_says_is_told_without_keys() {
        let words = format!("\x20Key is not right: `{KEY}'\n  {}\n", "ab".repeat(32));
        assert_eq!(scrubbed(&words), "Key is not right: `***' ***");
        assert_eq!(scrubbed(""), "");
        assert_eq!(scrubbed(&"é ".repeat(500)).chars().count(), MOST_WORDS);
    }

    #[test]
    fn only_wg_and_awg_can_be_run_and_only_by_names_of_interfaces() {
        for program in ["sh", "/bin/sh", "../wg", "bin/wg", "", "/usr/bin/wgx"] {
            assert!(Program::new("wg0", program).is_err(), "{program}");
        }
        for program in ["wg", "awg", "/opt/x/awg"] {
            assert!(Program::new("wg0", program).is_ok(), "{program}");
        }
        for interface in ["", "-a", "a b", "a/b", "..", "a\nb", "sixteen-long-chr"] {
            assert!(Program::new(interface, "wg").is_err(), "{interface}");
        }
        assert!(Program::new("wg_0=+.-", "wg").is_ok());
    }

    #[test]
    fn failures_say_how_to_mend_them() {
        let program = Program::new("wg0", "wg").expect("a driver");
        let said = |words: &str| program.refusal(words).to_string();
        let missing = said("Unable to access interface: No such device\n");
        assert!(missing.contains("no interface wg0"));
        assert_eq!(
            missing,
            said("Unable to access interface: Protocol not supported")
        );
        assert!(
            said("Unable to modify interface: Operation not permitted").contains("CAP_NET_ADMIN")
        );
        let refused = program.refusal(&format!("Key is not the correct length or format: `{KEY}'"));
        assert!(!refused.is_outage() && !refused.to_string().contains(KEY));
        let strange = said(&format!("boom {KEY}"));
        assert!(strange.contains("boom ***") && !strange.contains(KEY));
    }

    #[test]
    fn the_transfer_of_a_peer_is_found_by_its_key() {
        let text = format!("other\t1\t2\n{KEY}\t30\t40\nbad\tx\ty\n");
        assert_eq!(transferred(&text, KEY), Some(Counters { rx: 30, tx: 40 }));
        assert_eq!(transferred(&text, "bad"), None);
        assert_eq!(transferred("", KEY), None);
    }

    #[test]
    fn the_version_is_what_stands_before_the_address() {
        let text = "wireguard-tools v1.0.20210914 - https://git.zx2c4.com/wireguard-tools/\n";
        assert_eq!(
            version_in(text).as_deref(),
            Some("wireguard-tools v1.0.20210914")
        );
        assert_eq!(version_in(""), None);
    }
}
