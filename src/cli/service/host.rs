//! The machine as the service commands see it: where things lie, who we are, what starts programs here.

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// Directories in which everybody's things lie.
const COMMON: &[&str] = &[
    "/",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/media",
    "/mnt",
    "/opt",
    "/run",
    "/sbin",
    "/srv",
    "/sys",
    "/usr",
    "/usr/local",
    "/usr/local/bin",
    "/var",
    "/var/backups",
    "/var/cache",
    "/var/lib",
    "/var/local",
    "/var/log",
    "/var/mail",
    "/var/opt",
    "/var/run",
    "/var/spool",
    "/var/www",
];

/// What starts programs on a machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Kind {
    /// Termux on Android: Termux:Boot, and termux-services where it is installed.
    Termux,
    /// systemd, for the whole machine or for one user.
    Systemd,
    /// runit, for the whole machine or for one user.
    Runit,
}

impl Kind {
    /// The name a person reads.
    pub fn name(self) -> &'static str {
        match self {
            Self::Termux => "Termux",
            Self::Systemd => "systemd",
            Self::Runit => "runit",
        }
    }
}

/// For whom a service is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The whole machine: as a user of its own, from `/var/lib`.
    System,
    /// Whoever installs it, from where `.env` lies.
    User,
}

/// The machine, looked at once.
#[derive(Clone, Debug)]
pub struct Host {
    /// Stands before every path of the system; `/` but in tests.
    pub root: PathBuf,
    pub is_root: bool,
    /// `HOME`.
    pub home: Option<PathBuf>,
    /// `PREFIX` of Termux.
    pub prefix: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`, if it is set.
    pub config_home: Option<PathBuf>,
    /// `SVDIR`: the services of a user's own runit.
    pub service_directory: Option<PathBuf>,
    /// This program.
    pub program: PathBuf,
    /// The directory in which the command was given.
    pub here: PathBuf,
}

impl Host {
    /// Looks at the environment.
    ///
    /// # Errors
    /// When the program cannot tell where it lies itself.
    pub fn look(root: &Path) -> std::io::Result<Self> {
        let path = |name| {
            env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let prefix = path("PREFIX");
        let is_termux = env::var_os("TERMUX_VERSION").is_some()
            || prefix
                .as_ref()
                .is_some_and(|prefix| prefix.to_string_lossy().contains("com.termux"));
        Ok(Self {
            root: root.to_owned(),
            is_root: user_id(None) == Some(0),
            home: path("HOME"),
            prefix: prefix.filter(|_| is_termux),
            config_home: path("XDG_CONFIG_HOME"),
            service_directory: path("SVDIR"),
            program: env::current_exe()?,
            here: env::current_dir()?,
        })
    }

    /// That absolute path of the system, under the root.
    pub fn at(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// What starts programs here. Termux first: a phone may look like anything else inside.
    pub fn kind(&self) -> Option<Kind> {
        if self.prefix.is_some() {
            Some(Kind::Termux)
        } else if self.at("/run/systemd/system").is_dir() {
            // What sd_booted(3) asks for.
            Some(Kind::Systemd)
        } else if self.service_directory.is_some() || self.active_services().is_some() {
            Some(Kind::Runit)
        } else {
            None
        }
    }

    /// The directory that the machine's runsvdir watches: of Void and Debian, of Artix, of old installations.
    pub fn active_services(&self) -> Option<PathBuf> {
        [
            "/etc/service",
            "/var/service",
            "/run/runit/service",
            "/service",
        ]
        .iter()
        .map(|path| self.at(path))
        .find(|path| path.is_dir())
    }

    /// For whom a service is made if nobody says.
    pub fn scope(&self) -> Scope {
        if self.is_root {
            Scope::System
        } else {
            Scope::User
        }
    }

    /// Whether the program was started from where it was built: `cargo clean` would take it away.
    pub fn is_built_here(&self) -> bool {
        let parts: Vec<_> = self.program.iter().collect();
        parts
            .windows(2)
            .any(|pair| pair[0] == "target" && (pair[1] == "debug" || pair[1] == "release"))
            || parts
                .windows(3)
                .any(|three| three[0] == "target" && (three[2] == "debug" || three[2] == "release"))
    }

    /// Whether that directory is many programs' own, whoever it belongs to.
    pub fn is_common(&self, path: &Path) -> bool {
        COMMON.iter().any(|common| path == self.at(common))
    }

    /// Whether that lies where a protected service may not look: in a home or among temporary files.
    pub fn is_private(&self, path: &Path) -> bool {
        let homes = ["/home", "/root", "/run/user", "/tmp", "/var/tmp"].map(|path| self.at(path));
        // Somebody's home, wherever it is; but a daemon's home of "/" holds everything.
        let own = self.home.iter().filter(|home| home.parent().is_some());
        own.chain(&homes).any(|home| path.starts_with(home))
    }
}

/// The number of that user, or of ourselves; `None` if there is no such user.
pub fn user_id(name: Option<&str>) -> Option<u32> {
    let output = Command::new("id").arg("-u").args(name).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().parse().ok())?
}

/// Whether a process of that name runs.
pub fn is_running(name: &str) -> bool {
    let Ok(processes) = fs::read_dir("/proc") else {
        return false;
    };
    processes.flatten().any(|process| {
        fs::read_to_string(process.path().join("comm")).is_ok_and(|comm| comm.trim() == name)
    })
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A machine under that root, with nothing on it.
    pub fn host(root: &Path) -> Host {
        Host {
            root: root.to_owned(),
            is_root: false,
            home: Some(root.join("home/ana")),
            prefix: None,
            config_home: None,
            service_directory: None,
            program: root.join("usr/bin/portero"),
            here: root.join("home/ana"),
        }
    }

    /// An empty folder that goes at the end.
    pub struct Folder(pub PathBuf);

    impl Folder {
        pub fn new() -> Self {
            let mut random = [0u8; 8];
            getrandom::fill(&mut random).expect("randomness");
            let name = format!("portero-service-{:x}", u64::from_ne_bytes(random));
            let path = env::temp_dir().join(name);
            fs::create_dir_all(&path).expect("a folder");
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            // An error of removing only leaves a folder behind.
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    /// Whether a test that needs that program can run; where everything must run, it fails instead.
    pub fn can_run(program: &str) -> bool {
        let is_here = Command::new(program).arg("--version").output().is_ok();
        if !is_here {
            assert!(
                env::var("CI").as_deref() != Ok("true"),
                "{program} must be here"
            );
            println!("skipped: there is no {program}");
        }
        is_here
    }

    /// What shellcheck has to say about a script.
    pub fn shellcheck(script: &str) -> String {
        let folder = Folder::new();
        let path = folder.0.join("script");
        fs::write(&path, script).expect("written");
        let output = Command::new("shellcheck").arg(path).output();
        String::from_utf8(output.expect("shellcheck runs").stdout).expect("text")
    }

    #[test]
    fn each_kind_of_machine_is_told_from_the_others() {
        let folder = Folder::new();
        let mut host = host(&folder.0);
        assert_eq!(host.kind(), None);
        fs::create_dir_all(host.at("/var/service")).expect("made");
        assert_eq!(host.kind(), Some(Kind::Runit));
        fs::create_dir_all(host.at("/run/systemd/system")).expect("made");
        assert_eq!(host.kind(), Some(Kind::Systemd), "runit may lie beside it");
        host.prefix = Some(folder.0.join("usr"));
        assert_eq!(host.kind(), Some(Kind::Termux));
    }

    #[test]
    fn a_users_own_runit_is_found_by_its_variable() {
        let folder = Folder::new();
        let mut host = host(&folder.0);
        host.service_directory = Some(folder.0.join("sv"));
        assert_eq!(host.kind(), Some(Kind::Runit));
    }

    #[test]
    fn a_program_in_a_build_directory_is_known() {
        let folder = Folder::new();
        let mut host = host(&folder.0);
        for (program, is_built) in [
            ("/home/ana/portero/target/release/portero", true),
            ("/x/target/aarch64-linux-android/release/portero", true),
            ("/usr/local/bin/portero", false),
            ("/home/target/portero", false),
        ] {
            host.program = PathBuf::from(program);
            assert_eq!(host.is_built_here(), is_built, "{program}");
        }
    }

    #[test]
    fn homes_are_private_and_the_rest_is_not() {
        let mut host = host(Path::new("/"));
        host.home = Some(PathBuf::from("/"));
        assert!(host.is_private(Path::new("/home/ana/x")) && host.is_private(Path::new("/root")));
        assert!(host.is_private(Path::new("/tmp/portero")));
        assert!(!host.is_private(Path::new("/srv/x")) && !host.is_private(Path::new("/homes")));
    }
}
