//! A proxy for Telegram beside the node, described in a file, so that what opens its control API stands in no argument
//! list.

use crate::config::Secret;
use crate::integrations::mtproto::file::MtProtoFile;
use crate::integrations::mtproto::telemt::Telemt;
use crate::integrations::vpn::Backend;
use crate::utils::clock::Clock;
use anyhow::Context;
use anyhow::bail;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

/// What such a file says, in one line; lines that begin with `#` do not count.
enum Described {
    /// `http://127.0.0.1:9091`, and behind a blank the exact value of the header `Authorization`, if it asks for one.
    Telemt { url: Secret, auth: Option<Secret> },
    /// `/opt/mtprotoproxy/config.py /run/mtprotoproxy.pid`, and `127.0.0.1:8888` where its metrics are, if it has any.
    File {
        config: String,
        pid: String,
        metrics: Option<String>,
    },
}

/// The proxy described in that file. Nothing is asked of it yet.
///
/// # Errors
/// When the file cannot be read, can be read by everybody, or says neither.
pub fn open(path: &Path, clock: &Clock) -> anyhow::Result<Arc<dyn Backend>> {
    let shown = path.display();
    Ok(match described(path)? {
        Described::Telemt { url, auth } => {
            if is_open_to_all(path) {
                bail!("{shown} holds a secret and can be read by everybody: chmod o= {shown}");
            }
            Arc::new(Telemt::with_clock(&url, auth.as_ref(), clock.clone())?)
        }
        Described::File {
            config,
            pid,
            metrics,
        } => Arc::new(MtProtoFile::new(&config, &pid, metrics.as_deref())?),
    })
}

/// The configuration that the node writes for the proxy of that file; `None` = it writes none.
///
/// # Errors
/// When the file cannot be read, or describes no proxy.
pub fn written(path: &Path) -> anyhow::Result<Option<PathBuf>> {
    Ok(match described(path)? {
        Described::Telemt { .. } => None,
        Described::File { config, .. } => Some(PathBuf::from(config)),
    })
}

fn described(path: &Path) -> anyhow::Result<Described> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| shown.to_string())?;
    let mut lines = text.lines().map(str::trim);
    let line = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    let parts = line.and_then(|line| line.split_once(char::is_whitespace).or(Some((line, ""))));
    let described = parts.and_then(|(first, rest)| read(first, rest.trim()));
    described.with_context(|| {
        format!(
            "{shown} says neither «http://127.0.0.1:9091 HEADER» (telemt) \
             nor «/…/config.py /…/pid 127.0.0.1:8888» (mtprotoproxy)"
        )
    })
}

fn read(first: &str, rest: &str) -> Option<Described> {
    if first.starts_with("http://") || first.starts_with("https://") {
        return Some(Described::Telemt {
            url: Secret::new(first),
            auth: (!rest.is_empty()).then(|| Secret::new(rest)),
        });
    }
    let mut words = rest.split_whitespace().map(str::to_owned);
    let (pid, metrics) = (words.next()?, words.next());
    let is_file = first.starts_with('/') && words.next().is_none();
    is_file.then(|| Described::File {
        config: first.to_owned(),
        pid,
        metrics,
    })
}

#[cfg(unix)]
fn is_open_to_all(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
fn is_open_to_all(_: &Path) -> bool {
    false
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::db::tests::scratch;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn both_kinds_of_proxies_are_described_in_one_line() {
        let path = scratch("described").join("proxy");
        let write = |text: &str, mode: u32| {
            std::fs::write(&path, text).expect("written");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("set");
        };
        let error = |text: &str| {
            write(text, 0o600);
            open(&path, &Clock::system())
                .err()
                .map(|error| error.to_string())
        };
        for text in [
            "http://127.0.0.1:9091",
            "# telemt\n\n  https://proxy.example.org:9091 Bearer hush hush\n",
            "/opt/m/config.py /run/m.pid",
            "/opt/m/config.py /run/m.pid 127.0.0.1:8888\n",
        ] {
            assert_eq!(error(text), None, "{text}");
        }
        for text in [
            "",
            "# hush",
            "hush",
            "/opt/m/config.py",
            "/c /p 1.1.1.1:1 hush",
            "/c /p hush",
        ] {
            let told = error(text).expect(text);
            assert!(!told.contains("hush"), "{told}");
        }
        write("http://127.0.0.1:9091 hush", 0o644);
        assert!(
            open(&path, &Clock::system()).is_err(),
            "everybody can read it"
        );
        write("/opt/m/config.py /run/m.pid", 0o644);
        assert!(open(&path, &Clock::system()).is_ok());
        assert_eq!(
            written(&path).expect("read"),
            Some(PathBuf::from("/opt/m/config.py"))
        );
    }
}
