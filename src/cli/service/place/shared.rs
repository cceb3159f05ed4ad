//! Where the machine's own service may write besides its own directory: only where nothing else lies. What it may
//! write to is opened for it in the unit, and would have to be given to its user.

use super::Order;
use super::Paths;
use super::Source;
use super::user_of;
use crate::cli::service::host::Host;
use crate::cli::service::host::user_id;
use crate::cli::service::steps::Steps;
use crate::db::MOVED;
use crate::utils::locale::args;
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// A directory outside the service's own, and the setting that names it.
struct Outside {
    path: PathBuf,
    setting: &'static str,
    /// The setting as it could be instead.
    instead: String,
    /// What would have to go along.
    files: Vec<PathBuf>,
}

/// Refuses, before anything is done, a directory that is not the bot's alone.
pub(super) fn refuse(
    host: &Host,
    order: &Order,
    source: &Source,
    target: &Paths,
    directory: &Path,
    steps: &Steps,
) -> anyhow::Result<()> {
    for outside in all(order, source, target, directory) {
        let path = outside.path.display().to_string();
        let is_common = host.is_common(&outside.path)
            || fs::canonicalize(&outside.path).is_ok_and(|path| host.is_common(&path));
        let is_foreign =
            outside.path.exists() && user_of(&outside.path) != user_id(Some(&order.user));
        if is_foreign && !is_common && holds_only(&outside.path, target) {
            let user = &order.user;
            return Err(steps.refuse("service-not-theirs", args! { path: &path, user: user }));
        }
        if !is_common && !is_foreign {
            continue;
        }
        let own = directory.display().to_string();
        let shared = args! {
            setting: outside.setting, path: &path, directory: &own, instead: &outside.instead
        };
        if outside.files.is_empty() {
            return Err(steps.refuse("service-shared", shared));
        }
        let files = outside.files.iter().map(|file| file.display().to_string());
        let files = files.collect::<Vec<_>>().join(" ");
        let data = directory.join("data").display().to_string();
        let moved = args! { files: &files, directory: &data };
        let sentences = [
            steps.refuse("service-shared", shared),
            steps.refuse("service-shared-move", moved),
        ];
        return Err(anyhow::anyhow!(
            sentences.map(|sentence| sentence.to_string()).join(" ")
        ));
    }
    Ok(())
}

fn all(order: &Order, source: &Source, target: &Paths, directory: &Path) -> Vec<Outside> {
    let env = source.env_file.display();
    let own = directory.display();
    let key = target.data_dir.join("portero.key");
    let log = super::with_wal(&target.database);
    let there = |files: &[&PathBuf]| -> Vec<PathBuf> {
        let files = files.iter().copied().filter(|file| file.exists());
        files.cloned().collect()
    };
    let data_dir = match &order.data_dir {
        Some(_) => format!("--data-dir {own}/data"),
        None => format!("DATA_DIR={own}/data ({env})"),
    };
    let name = |file: &Path| {
        let name = file.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    };
    let parent = |file: &Path| file.parent().unwrap_or(Path::new("/")).to_owned();
    let mut found = vec![
        Outside {
            path: target.data_dir.clone(),
            setting: "DATA_DIR",
            instead: data_dir,
            files: there(&[&target.database, &log, &key]),
        },
        Outside {
            path: parent(&target.database),
            setting: "DATABASE_URL",
            instead: format!(
                "DATABASE_URL=sqlite://{own}/data/{} ({env})",
                name(&target.database)
            ),
            files: there(&[&target.database, &log]),
        },
    ];
    if let Some(file) = &target.log_file {
        found.push(Outside {
            path: parent(file),
            setting: "LOG_FILE",
            instead: format!("LOG_FILE={own}/{} ({env})", name(file)),
            files: Vec::new(),
        });
    }
    found.retain(|outside| !outside.path.starts_with(directory));
    found
}

/// Whether nothing but the bot's own files lies there.
fn holds_only(path: &Path, target: &Paths) -> bool {
    let mut ours: HashSet<OsString> = ["portero.key", "portero.lock", MOVED]
        .map(OsString::from)
        .into();
    if let Some(name) = target.database.file_name() {
        for suffix in ["", "-wal", "-shm"] {
            let mut name = name.to_owned();
            name.push(suffix);
            ours.insert(name);
        }
    }
    let log = target.log_file.as_deref().and_then(Path::file_name);
    ours.extend(log.map(ToOwned::to_owned));
    fs::read_dir(path).is_ok_and(|mut entries| {
        entries.all(|entry| {
            entry.is_ok_and(|entry| !entry.path().is_dir() && ours.contains(&entry.file_name()))
        })
    })
}
