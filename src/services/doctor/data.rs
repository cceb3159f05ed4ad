//! Settings, and the files that lie about: the data directory, their modes, the key.

use super::Patient;
use super::Verdict;
use super::needs;
use super::not_allowed;
use crate::crud;
use crate::db::health;
use crate::db::health::Standing;
use crate::models::CheckId;
use crate::models::Found;
use crate::models::Level;
use crate::models::OpenFile;
use crate::models::SettingsFacts;
use crate::utils::host;
use crate::utils::seal::SealKey;
use std::io::ErrorKind;
use std::path::Path;
use std::path::PathBuf;

/// Below this the disk will be full some day soon.
const LITTLE_SPACE: u64 = 200_000_000;
/// Permissions of everybody but the owner.
const OTHERS: u32 = 0o077;

pub(super) fn settings(patient: &Patient<'_>) -> Verdict {
    if host::is_denied(&patient.settings.env_file) {
        return Some(not_allowed(Level::Fault, &patient.settings.env_file));
    }
    let sentences = patient.settings.wrong.clone();
    Some(if sentences.is_empty() {
        (Level::Ok, Found::SettingsFine)
    } else {
        (Level::Fault, Found::SettingsWrong { sentences })
    })
}

pub(super) fn spelling(patient: &Patient<'_>) -> Verdict {
    let names = patient.settings.misspelt.clone();
    Some(if names.is_empty() {
        (Level::Ok, Found::SpellingFine)
    } else {
        (Level::Warning, Found::Misspelt { names })
    })
}

/// The directories that are written to: where the data lie, and where the database does.
fn places(settings: &SettingsFacts) -> Vec<PathBuf> {
    let full = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut places = vec![full(&settings.data_dir)];
    let database = full(&settings.database);
    if let Some(parent) = database.parent()
        && places.iter().all(|place| place != parent)
    {
        places.push(parent.to_owned());
    }
    places
}

pub(super) fn directory(patient: &Patient<'_>) -> Verdict {
    if !patient.settings.knows_data {
        return needs(CheckId::Settings);
    }
    let mut tried = places(patient.settings).into_iter().map(tried);
    let first = tried.next()?;
    Some(
        tried
            .find(|(level, _)| *level == Level::Fault && first.0 != Level::Fault)
            .unwrap_or(first),
    )
}

fn tried(path: PathBuf) -> (Level, Found) {
    let nearest = host::nearest(&path);
    if !nearest.is_dir() {
        return (Level::Fault, Found::DirectoryIsFile { path: nearest });
    }
    match host::try_writing(&nearest) {
        Ok(()) if nearest == path => (Level::Ok, Found::DirectoryFine { path }),
        Ok(()) => (Level::Ok, Found::DirectoryToBeMade { path }),
        Err(error) if error.kind() == ErrorKind::ReadOnlyFilesystem => {
            (Level::Fault, Found::DirectoryReadOnly { path: nearest })
        }
        Err(error) => {
            let error = error.to_string();
            if nearest == path {
                return (Level::Fault, Found::DirectoryUnusable { path, error });
            }
            let inside = nearest;
            let found = Found::DirectoryCannotBeMade {
                path,
                inside,
                error,
            };
            (Level::Fault, found)
        }
    }
}

pub(super) fn wal(patient: &Patient<'_>) -> Verdict {
    if !patient.settings.knows_data {
        return needs(CheckId::Settings);
    }
    let path = patient.settings.database.clone();
    if health::is_shared_storage(&path) {
        return Some((Level::Fault, Found::WalSharedStorage { path }));
    }
    if matches!(directory(patient), Some((Level::Fault, _))) {
        return needs(CheckId::DataDirectory);
    }
    let folder = host::nearest(path.parent().unwrap_or(&path));
    Some(match health::probe_wal(&folder) {
        Ok(()) => (Level::Ok, Found::WalWorks),
        Err(error) => {
            let error = error.to_string();
            (
                Level::Fault,
                Found::WalFails {
                    path: folder,
                    error,
                },
            )
        }
    })
}

pub(super) fn free_space(patient: &Patient<'_>) -> Verdict {
    if !patient.settings.knows_data {
        return needs(CheckId::Settings);
    }
    let places = places(patient.settings);
    let rooms = places
        .iter()
        .filter_map(|place| host::room(&host::nearest(place)));
    Some(space(rooms.min_by_key(|room| room.free)))
}

/// How much room is enough.
pub(super) fn space(room: Option<host::Room>) -> (Level, Found) {
    let Some(room) = room else {
        return (Level::Skipped, Found::SpaceUnknown);
    };
    let free_bytes = room.free;
    let level = if room.is_low() {
        // The bot writes nothing any more.
        Level::Fault
    } else if free_bytes < LITTLE_SPACE.min(room.total / 5) {
        Level::Warning
    } else {
        Level::Ok
    };
    (level, Found::Space { free_bytes })
}

pub(super) fn file_modes(patient: &Patient<'_>) -> Verdict {
    let settings = patient.settings;
    let mut files = vec![(settings.env_file.clone(), "600")];
    if settings.knows_data {
        files.push((settings.data_dir.clone(), "700"));
        for suffix in ["", "-wal", "-shm"] {
            files.push((health::with_suffix(&settings.database, suffix), "600"));
        }
    }
    files.extend(settings.key_file.clone().map(|path| (path, "600")));
    files.extend(settings.log_file.clone().map(|path| (path, "600")));
    let seen: Vec<(PathBuf, &'static str, u32)> = files
        .into_iter()
        .filter_map(|(path, wanted)| Some((path.clone(), wanted, host::mode(&path)?)))
        .collect();
    let open: Vec<OpenFile> = seen
        .iter()
        .filter(|(_, _, mode)| mode & OTHERS != 0)
        .map(|(path, wanted, mode)| OpenFile {
            path: path.clone(),
            mode: format!("{mode:o}"),
            wanted,
        })
        .collect();
    Some(if open.is_empty() {
        (Level::Ok, Found::ModesFine { files: seen.len() })
    } else {
        (Level::Warning, Found::ModesOpen { files: open })
    })
}

pub(super) fn key(patient: &Patient<'_>) -> Verdict {
    if !patient.settings.knows_data {
        return needs(CheckId::Settings);
    }
    let Some(path) = patient.settings.key_file.clone() else {
        return Some((Level::Ok, Found::KeyInSettings));
    };
    match std::fs::read_to_string(&path) {
        Ok(text) if SealKey::from_hex(text.trim()).is_some() => {
            return Some((Level::Ok, Found::KeyThere));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            return Some(not_allowed(Level::Fault, &path));
        }
        Ok(_) | Err(_) => return Some((Level::Fault, Found::KeyDamaged { path })),
    }
    if matches!(patient.standing, Standing::Absent) {
        return Some((Level::Ok, Found::KeyToBeMade));
    }
    patient.read(|connection| {
        Ok(match crud::tasks::count_sealed(connection)? {
            0 => (Level::Warning, Found::KeyGone { path }),
            sealed => (Level::Fault, Found::KeyLost { path, sealed }),
        })
    })
}
