//! What keeps a server from being driven, as it is kept, logged and told by a node: in English words of one form.

use std::fmt;

/// Why a server cannot be driven.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ServerTrouble {
    /// There is no such interface there, or it is none of WireGuard.
    NoInterface(String),
    /// The program that drives the interface is not installed.
    NoProgram(String),
    /// The program may not be run there by this user.
    ProgramLocked(String),
    /// Whoever runs the bot or node may not change the interface.
    NoRight(String),
    /// No userspace server answers for the interface.
    NoSocket(String),
    /// The userspace server of the interface answers only to somebody else.
    SocketLocked(String),
    /// Whoever runs the bot or node may not write in the folder of an mtprotoproxy, or see or signal its process.
    ProxyLocked(String),
    /// The secret is not taken.
    Denied,
    /// The certificate is another one than the pinned.
    OtherCertificate,
    /// Nothing came back in time.
    Silent,
    /// The control interface of a telemt lets nothing be changed.
    ReadOnly,
    /// No mtprotoproxy runs, or it does not hear yet.
    NoProcess,
    /// The configuration of an mtprotoproxy cannot be read, or not be written.
    ConfigLocked,
    /// The metrics of an mtprotoproxy do not answer.
    NoMetrics,
    /// The bot's lines in the configuration of an mtprotoproxy were changed by somebody.
    ConfigChanged,
    /// Nobody knows more than that it is out of reach.
    Away,
    /// Nobody knows more than that it says no.
    Refuses,
    /// It says something that nobody understands.
    Strange,
    /// Whoever is to drive it lacks something.
    Lacking,
}

const NO_INTERFACE: [&str; 2] = ["there is no interface ", ", or it is none of WireGuard"];
const NO_PROGRAM: [&str; 2] = ["the program ", " is not installed"];
const PROGRAM_LOCKED: [&str; 2] = ["the program ", " may not be run by this user"];
const NO_RIGHT: [&str; 2] = [
    "this user may not change ",
    ": it takes root or CAP_NET_ADMIN",
];
const NO_SOCKET: [&str; 2] = ["nobody answers at the control socket of ", ""];
const SOCKET_LOCKED: [&str; 2] = ["this user may not open the control socket of ", ""];
const PROXY_LOCKED: [&str; 2] = ["this user may not write in ", ", or not signal its proxy"];
const DENIED: &str = "access is refused";
const OTHER_CERTIFICATE: &str = "the certificate is not the pinned one";
const SILENT: &str = "no answer in time";
const READ_ONLY: &str = "telemt's control API is for reading only";
const NO_PROCESS: &str = "mtprotoproxy does not run";
const STARTING: &str = "the proxy is starting";
const CONFIG_LOCKED: &str = "config.py cannot be ";
const NO_METRICS: &str = "the metrics do not answer";
const CONFIG_CHANGED: &str = "the lines of the bot in config.py were changed by hand";
/// What stands before the words of somebody else, by the kind of failure; what follows is for the log.
const AWAY: &str = "unreachable: ";
const REFUSES: &str = "refused: ";
const STRANGE: &str = "not understood: ";
const LACKING: &str = "cannot work here: ";

impl fmt::Display for ServerTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ([before, after], name) = match self {
            Self::NoInterface(interface) => (NO_INTERFACE, interface.as_str()),
            Self::NoProgram(program) => (NO_PROGRAM, program.as_str()),
            Self::ProgramLocked(program) => (PROGRAM_LOCKED, program.as_str()),
            Self::NoRight(interface) => (NO_RIGHT, interface.as_str()),
            Self::NoSocket(interface) => (NO_SOCKET, interface.as_str()),
            Self::SocketLocked(interface) => (SOCKET_LOCKED, interface.as_str()),
            Self::ProxyLocked(folder) => (PROXY_LOCKED, folder.as_str()),
            Self::Denied => ([DENIED, ""], ""),
            Self::OtherCertificate => ([OTHER_CERTIFICATE, ""], ""),
            Self::Silent => ([SILENT, ""], ""),
            Self::ReadOnly => ([READ_ONLY, ""], ""),
            Self::NoProcess => ([NO_PROCESS, ""], ""),
            Self::ConfigLocked => ([CONFIG_LOCKED, ""], ""),
            Self::NoMetrics => ([NO_METRICS, ""], ""),
            Self::ConfigChanged => ([CONFIG_CHANGED, ""], ""),
            Self::Away => ([AWAY, ""], ""),
            Self::Refuses => ([REFUSES, ""], ""),
            Self::Strange => ([STRANGE, ""], ""),
            Self::Lacking => ([LACKING, ""], ""),
        };
        write!(f, "{before}{name}{after}")
    }
}

impl ServerTrouble {
    /// The trouble that some words end with, whatever stands before it; else the kind of failure that they begin with.
    /// `None` = they are words of somebody else.
    pub fn read(words: &str) -> Option<Self> {
        type Make = fn(String) -> ServerTrouble;
        let named: [([&str; 2], Make); 7] = [
            (NO_INTERFACE, Self::NoInterface),
            (NO_PROGRAM, Self::NoProgram),
            (PROGRAM_LOCKED, Self::ProgramLocked),
            (NO_RIGHT, Self::NoRight),
            (NO_SOCKET, Self::NoSocket),
            (SOCKET_LOCKED, Self::SocketLocked),
            (PROXY_LOCKED, Self::ProxyLocked),
        ];
        for ([before, after], make) in named {
            let rest = words.split_once(before).map(|(_, rest)| rest);
            let name = rest.and_then(|rest| rest.strip_suffix(after));
            let is_name = |name: &&str| !name.is_empty() && !name.contains(char::is_whitespace);
            if let Some(name) = name.filter(is_name) {
                return Some(make(name.to_owned()));
            }
        }
        let ends = [
            (DENIED, Self::Denied),
            (OTHER_CERTIFICATE, Self::OtherCertificate),
            (SILENT, Self::Silent),
            (READ_ONLY, Self::ReadOnly),
            (NO_PROCESS, Self::NoProcess),
            (STARTING, Self::NoProcess),
        ];
        let within = [
            (CONFIG_LOCKED, Self::ConfigLocked),
            (NO_METRICS, Self::NoMetrics),
            (CONFIG_CHANGED, Self::ConfigChanged),
        ];
        let begins = [
            (AWAY, Self::Away),
            (REFUSES, Self::Refuses),
            (STRANGE, Self::Strange),
            (LACKING, Self::Lacking),
        ];
        (ends.into_iter().filter(|(end, _)| words.ends_with(end)))
            .chain(within.into_iter().filter(|(part, _)| words.contains(part)))
            .chain(
                begins
                    .into_iter()
                    .filter(|(begin, _)| words.starts_with(begin)),
            )
            .map(|(_, trouble)| trouble)
            .next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again_also_after_other_words() {
        let name = || "wg0".to_owned();
        for trouble in [
            ServerTrouble::NoInterface(name()),
            ServerTrouble::NoProgram("awg".to_owned()),
            ServerTrouble::ProgramLocked("wg".to_owned()),
            ServerTrouble::NoRight(name()),
            ServerTrouble::NoSocket(name()),
            ServerTrouble::SocketLocked(name()),
            ServerTrouble::ProxyLocked("/opt/mtprotoproxy".to_owned()),
            ServerTrouble::Denied,
            ServerTrouble::OtherCertificate,
            ServerTrouble::Silent,
            ServerTrouble::ReadOnly,
            ServerTrouble::NoProcess,
            ServerTrouble::ConfigLocked,
            ServerTrouble::NoMetrics,
            ServerTrouble::ConfigChanged,
        ] {
            let read = ServerTrouble::read(&trouble.to_string());
            assert_eq!(read.as_ref(), Some(&trouble));
            let read = ServerTrouble::read(&format!("cannot work here: {trouble}"));
            assert_eq!(read, Some(trouble));
        }
        for (words, trouble) in [
            ("unreachable: no route to host", ServerTrouble::Away),
            ("refused: the node is full", ServerTrouble::Refuses),
            ("not understood: it answers 404", ServerTrouble::Strange),
            ("cannot work here: no randomness", ServerTrouble::Lacking),
            (
                "cannot work here: config.py cannot be written: permission denied",
                ServerTrouble::ConfigLocked,
            ),
        ] {
            assert_eq!(ServerTrouble::read(words), Some(trouble), "{words}");
        }
        for words in ["", "no route to host", "the program  is not installed"] {
            assert_eq!(ServerTrouble::read(words), None, "{words}");
        }
    }
}
