//! The bot as a program of its own, as an operator runs it: what it takes is not mixed with what the test takes.
//!
//! It believes no judge of a test: its roots are built in. So the test runs a copy in which the key of one root is a key
//! of the test's own; nothing else in it differs, neither its size nor what it does.

use crate::certificates::Identity;
use portero::demo::telegram::Emulator;
use rcgen::BasicConstraints;
use rcgen::CertificateParams;
use rcgen::DistinguishedName;
use rcgen::DnType;
use rcgen::DnValue;
use rcgen::IsCa;
use rcgen::Issuer;
use rcgen::KeyPair;
use rcgen::PKCS_ECDSA_P384_SHA384;
use rcgen::PublicKeyData;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;

/// Whose bot it is.
pub const ADMIN: i64 = 7;
/// The root whose key is taken for the test, and what its subject is made of.
const ROOT: &str = "ISRG Root X2";
const ROOT_OF: &str = "Internet Security Research Group";
/// Where the length of the outermost sequence of a short public key stands: trust anchors have it without.
const OUTERMOST: usize = 2;

/// Someone whom the copy believes: signs for names.
pub struct Authority(Issuer<'static, KeyPair>);

impl Authority {
    /// A certificate for that name.
    pub fn certify(&self, name: &str) -> Identity {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new([name.to_owned()]).expect("a name");
        Identity::new(&params.signed_by(&key, &self.0).expect("signed"), &key)
    }
}

/// The program that is tried: the released one where it is named, else the one that cargo built for the tests.
fn program() -> PathBuf {
    match std::env::var_os("PORTERO_BINARY") {
        Some(path) => std::path::absolute(path).expect("a path"),
        None => PathBuf::from(env!("CARGO_BIN_EXE_portero")),
    }
}

/// Makes a copy of the program that believes somebody else in the place of one root.
pub fn believing(copy: &Path) -> Authority {
    let mut bytes = std::fs::read(program()).expect("the program");
    let has_name = |subject: &[u8]| subject.ends_with(ROOT.as_bytes());
    let mut roots = webpki_roots::TLS_SERVER_ROOTS.iter();
    let root = roots.find(|root| has_name(&root.subject)).expect("a root");
    let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).expect("a key");
    let info = key.subject_public_key_info();
    let (old, new) = (&*root.subject_public_key_info, &info[OUTERMOST..]);
    assert_eq!(old.len(), new.len(), "keys of one kind");
    let places: Vec<usize> = (bytes.windows(old.len()).enumerate())
        .filter(|(_, window)| *window == old)
        .map(|(place, _)| place)
        .collect();
    assert!(
        !places.is_empty(),
        "the key of {ROOT} is not in the program"
    );
    for place in places {
        bytes[place..place + new.len()].copy_from_slice(new);
    }
    std::fs::write(copy, bytes).expect("written");
    let rights = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(copy, rights).expect("runnable");
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name = DistinguishedName::new();
    for (what, text) in [
        (DnType::CountryName, "US"),
        (DnType::OrganizationName, ROOT_OF),
        (DnType::CommonName, ROOT),
    ] {
        let text = DnValue::PrintableString(text.try_into().expect("plain"));
        params.distinguished_name.push(what, text);
    }
    Authority(Issuer::new(params, key))
}

/// A bot that runs until it is dropped.
pub struct Bot(Child);

impl Bot {
    pub fn start(program: &Path, emulator: &Emulator, directory: &Path) -> Self {
        let child = Command::new(program)
            .env_clear()
            .env("BOT_TOKEN", emulator.token())
            .env("BOT_API_URL", emulator.url())
            .env("ADMIN_USER_IDS", ADMIN.to_string())
            .env("DATA_DIR", directory)
            .current_dir(directory)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        Self(child.expect("it starts"))
    }

    /// A line of its status, in KiB (proc_pid_status(5)).
    pub fn memory(&self, name: &str) -> u64 {
        let status = self.read("status");
        let line = status.lines().find(|line| line.starts_with(name));
        let field = line.and_then(|line| line.split_whitespace().nth(1));
        field.and_then(|kib| kib.parse().ok()).expect("a number")
    }

    /// From now on `VmHWM` is the most that is resident from now on (proc_pid_clear_refs(5)).
    pub fn forget_most(&self) {
        let path = format!("/proc/{}/clear_refs", self.0.id());
        std::fs::write(path, "5").expect("Linux");
    }

    /// CPU time, in hundredths of a second (proc_pid_stat(5), fields 14 and 15).
    pub fn ticks(&self) -> u64 {
        let stat = self.read("stat");
        let (_, rest) = stat.rsplit_once(')').expect("a name");
        let fields = rest.split_whitespace().skip(11).take(2);
        fields
            .map(|field| field.parse::<u64>().expect("a number"))
            .sum()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{name}", self.0.id())).expect("it runs")
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        // One that has ended already is what we want.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
