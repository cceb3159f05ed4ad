//! The file that tells countries, where the settings name one.

use super::Patient;
use super::Verdict;
use crate::models::DAY;
use crate::models::Found;
use crate::models::Level;
use crate::models::Timestamp;
use crate::utils::mmdb;
use crate::utils::mmdb::MmdbError;
use crate::utils::mmdb::MmdbFacts;
use std::path::Path;

/// Days after which the addresses in a file have moved about too much.
const OLD_DAYS: i64 = 400;

pub(super) fn geoip(patient: &Patient<'_>) -> Verdict {
    let path = patient.settings.geoip_db.as_deref()?;
    Some(judge(path, mmdb::facts(path), patient.now))
}

/// What it means that the file says that of itself.
pub(super) fn judge(
    path: &Path,
    read: Result<MmdbFacts, MmdbError>,
    now: Timestamp,
) -> (Level, Found) {
    match read {
        Ok(MmdbFacts { kind, built_at }) => {
            let is_old = now.since(built_at) > OLD_DAYS * DAY;
            let level = if is_old { Level::Warning } else { Level::Ok };
            (
                level,
                Found::GeoIp {
                    kind,
                    built_at,
                    is_old,
                },
            )
        }
        Err(error) => {
            let (path, error) = (path.to_owned(), error.to_string());
            (Level::Warning, Found::GeoIpUnusable { path, error })
        }
    }
}
