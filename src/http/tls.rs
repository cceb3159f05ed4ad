//! The house's own TLS: a certificate from files, read again when they change.

use crate::config::TlsFiles;
use crate::context::Ctx;
use crate::models::Identity;
use crate::models::MINUTE;
use crate::models::Timestamp;
use crate::services::notify;
use crate::utils::certificate::Certificate;
use crate::utils::metrics;
use rustls::ServerConfig;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::SystemTime;

/// The files are looked at again after so many seconds, when somebody connects.
const LOOK_AFTER: i64 = MINUTE;

/// When a file was written, and how long it is.
type Stamp = Option<(SystemTime, u64)>;

/// The certificate as it is now.
pub(super) struct Tls {
    files: TlsFiles,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    certificate: Option<Arc<ServerConfig>>,
    of: [Stamp; 2],
    looked_at: Option<Timestamp>,
    /// Files that could not be used, since when they cannot.
    wrong: Option<String>,
    was_told: bool,
}

impl Tls {
    pub(super) fn new(files: TlsFiles) -> Self {
        Self {
            files,
            kept: Mutex::default(),
        }
    }

    /// What whoever connects now is shown. `None` while the files cannot be used and never could.
    pub(super) fn current(&self, ctx: &Ctx) -> Option<Arc<ServerConfig>> {
        let now = ctx.clock.now();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = |at: Timestamp| (0..LOOK_AFTER).contains(&now.since(at));
        if !kept.looked_at.is_some_and(is_fresh) {
            kept.looked_at = Some(now);
            if let Some(trouble) = self.look(&mut kept) {
                notify::log_error_and_notify(ctx, Identity::System, "tls", &trouble);
            }
        }
        kept.certificate.clone()
    }

    /// Reads the files if they are others than before. What the admins are to be told of it: once, and while there is a
    /// certificate only at the second look, for programs that renew one write the files one after the other.
    fn look(&self, kept: &mut Kept) -> Option<String> {
        let of = [&self.files.certificate, &self.files.key].map(|path| stamp(path));
        if kept.certificate.is_some() && kept.of == of {
            return None;
        }
        match Certificate::open(&self.files.certificate, &self.files.key) {
            Ok(certificate) => {
                let word = if kept.certificate.is_some() {
                    "new "
                } else {
                    ""
                };
                log::info!(
                    "HTTPS with the {word}certificate of {}",
                    self.files.certificate.display()
                );
                metrics::TLS_ENDS.set(certificate.ends_at.0);
                *kept = Kept {
                    certificate: Some(certificate.server),
                    of,
                    looked_at: kept.looked_at,
                    ..Kept::default()
                };
                None
            }
            Err(error) => {
                let is_first = kept.wrong.replace(error.clone()).is_none();
                let is_waited_for = kept.certificate.is_some() && is_first;
                if kept.was_told || is_waited_for {
                    return None;
                }
                kept.was_told = true;
                let goes_on = match kept.certificate {
                    Some(_) => "the certificate before it stays in use",
                    None => "nobody can connect until it can be",
                };
                Some(format!(
                    "HTTP_TLS_CERT and HTTP_TLS_KEY cannot be used: {error}; {goes_on}"
                ))
            }
        }
    }
}

fn stamp(path: &Path) -> Stamp {
    let found = std::fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}
