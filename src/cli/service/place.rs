//! Where a service lies: its program, the directory of its `.env`, its data. For the machine's own service they are
//! brought to `/var/lib`, with the data of a bot that was set up elsewhere; for a user's they stay where they are.

mod shared;

use super::Refused;
use super::host::Host;
use super::host::user_id;
use super::quote;
use super::steps::MARK;
use super::steps::Steps;
use crate::config;
use crate::config::Config;
use crate::db::DataLock;
use crate::db::MOVED;
use crate::utils::locale::args;
use std::fs;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

/// The name under which the program is installed.
const PROGRAM: &str = "portero";

/// What the operator asked for.
pub struct Order {
    /// Of the service.
    pub name: String,
    /// Under which the machine's own service runs.
    pub user: String,
    pub env_file: Option<PathBuf>,
    pub data_dir: Option<PathBuf>,
    /// Start the bot anew even if nothing changed.
    pub restart: bool,
    /// What finds this service again on the command line, each with a blank before it.
    pub flags: String,
}

/// Where a service lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    pub program: PathBuf,
    /// The program was copied there by install.
    pub is_copied: bool,
    /// In which the bot starts and finds its `.env`.
    pub directory: PathBuf,
    /// Given to the bot as `DATA_DIR`, before what `.env` says.
    pub data_dir: Option<PathBuf>,
    /// Outside the directory, and written by the bot.
    pub writable: Vec<PathBuf>,
    /// Under which the bot runs, if not ours.
    pub user: Option<String>,
}

impl Place {
    /// Refuses what cannot stand in a script or a unit.
    pub fn check(&self, steps: &Steps) -> Result<(), Refused> {
        let paths = [&self.program, &self.directory];
        for path in paths
            .into_iter()
            .chain(&self.data_dir)
            .chain(&self.writable)
        {
            quote::text(steps.lang, path)?;
        }
        Ok(())
    }
}

/// The place of a user's service: where `.env` lies.
pub fn of_user(
    host: &Host,
    order: &Order,
    programs: &Path,
    copied: Option<&Path>,
    steps: &mut Steps,
) -> anyhow::Result<Place> {
    let source = Source::read(host, order, &host.here, steps)?;
    if source
        .env_file
        .file_name()
        .is_none_or(|name| name != ".env")
    {
        let shown = source.env_file.display().to_string();
        return Err(steps.refuse("service-env-name", args! { path: &shown }));
    }
    let is_in_the_way = host.is_built_here();
    let (program, is_copied) = settle(host, programs, copied, is_in_the_way, steps)?;
    let place = Place {
        program,
        is_copied,
        data_dir: order.data_dir.as_ref().map(|_| source.wanted.data_dir),
        directory: source.directory,
        writable: Vec::new(),
        user: None,
    };
    place.check(steps)?;
    Ok(place)
}

/// The place of the machine's own service, made if it is not there: user, directory, program, `.env`, data.
pub fn of_system(
    host: &Host,
    order: &Order,
    copied: Option<&Path>,
    steps: &mut Steps,
) -> anyhow::Result<Place> {
    let directory = host.at("/var/lib").join(&order.name);
    let source = Source::read(host, order, &directory, steps)?;
    let target = source.wanted.from(&directory);
    let outside: Vec<PathBuf> = target
        .outside(&directory)
        .into_iter()
        .map(Path::to_owned)
        .collect();
    if let Some(path) = outside.iter().find(|path| host.is_private(path)) {
        let shown = path.display().to_string();
        return Err(steps.refuse("service-private", args! { path: &shown }));
    }
    shared::refuse(host, order, &source, &target, &directory, steps)?;
    let is_in_the_way = host.is_built_here() || host.is_private(&host.program);
    let programs = host.at("/usr/local/bin");
    let (program, is_copied) = settle(host, &programs, copied, is_in_the_way, steps)?;
    let place = Place {
        program,
        is_copied,
        data_dir: order.data_dir.as_ref().map(|_| target.data_dir.clone()),
        directory: directory.clone(),
        writable: outside,
        user: Some(order.user.clone()),
    };
    place.check(steps)?;
    make_user(&order.user, &directory, steps)?;
    let is_new = !directory.exists();
    if !is_new && !is_of_service(&directory, &order.user) {
        let shown = directory.display().to_string();
        return Err(steps.refuse("service-directory-taken", args! { path: &shown }));
    }
    steps.directory(&directory, 0o700)?;
    // The settings last: once they are there, the next try begins with them, and would not find the data.
    bring_data(&source, &target, &directory, steps)?;
    bring_settings(host, &source, &directory, steps)?;
    own(&directory, &order.user, steps)?;
    for path in &place.writable {
        if !path.exists() {
            steps.directory(path, 0o700)?;
            own(path, &order.user, steps)?;
        }
    }
    Ok(place)
}

/// `.env` as it was found, and where it has the bot keep things.
struct Source {
    env_file: PathBuf,
    directory: PathBuf,
    /// As the file says.
    found: Paths,
    /// As the operator wants them now.
    wanted: Paths,
}

/// As the settings give them: relative ones begin where the bot starts.
struct Paths {
    data_dir: PathBuf,
    database: PathBuf,
    log_file: Option<PathBuf>,
}

impl Source {
    /// Reads `.env`: the one that was named, else the one of the place, else the one in the present directory.
    /// Settings that are wrong are refused now, not when the service starts.
    fn read(host: &Host, order: &Order, place: &Path, steps: &Steps) -> anyhow::Result<Self> {
        let here = host.here.join(".env");
        let there = place.join(".env");
        let env_file = match &order.env_file {
            Some(path) => host.here.join(path),
            None if there.exists() => there,
            None => here,
        };
        let env_file = plain(&env_file);
        let shown = env_file.display().to_string();
        if !env_file.is_file() {
            return Err(steps.refuse("service-no-env", args! { path: &shown }));
        }
        let mut values = config::environment_file(&env_file)?;
        let config = Config::from(&values)?;
        if config.bot_token.is_none() {
            return Err(steps.refuse("service-no-token", args! { path: &shown }));
        }
        let found = Paths::of(config);
        if let Some(path) = &order.data_dir {
            let path = plain(&host.here.join(path));
            let text = quote::text(steps.lang, &path)?.to_owned();
            values.insert("DATA_DIR".to_owned(), text);
        }
        Ok(Self {
            directory: env_file.parent().unwrap_or(Path::new("/")).to_owned(),
            env_file,
            found,
            wanted: Paths::of(Config::from(&values)?),
        })
    }
}

impl Paths {
    fn of(config: Config) -> Self {
        Self {
            data_dir: config.data_dir,
            database: config.database,
            log_file: config.log_file,
        }
    }

    /// Those of a bot that starts in that directory.
    fn from(&self, directory: &Path) -> Self {
        let from = |path: &PathBuf| plain(&directory.join(path));
        Self {
            data_dir: from(&self.data_dir),
            database: from(&self.database),
            log_file: self.log_file.as_ref().map(from),
        }
    }

    /// The directories outside that one into which the bot writes.
    fn outside(&self, directory: &Path) -> Vec<&Path> {
        let files = std::iter::once(&self.database).chain(&self.log_file);
        let mut found: Vec<&Path> = Vec::new();
        for path in files
            .filter_map(|file| file.parent())
            .chain([self.data_dir.as_path()])
        {
            if !path.starts_with(directory) && !found.contains(&path) {
                found.push(path);
            }
        }
        found
    }
}

/// The path without `.` and `..`, which need not exist.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(part),
        }
    }
    plain
}

/// Where the program stays, and whether it was copied there: by us, now or before.
pub fn settle(
    host: &Host,
    programs: &Path,
    copied: Option<&Path>,
    is_in_the_way: bool,
    steps: &mut Steps,
) -> anyhow::Result<(PathBuf, bool)> {
    if !is_in_the_way {
        return Ok((host.program.clone(), copied == Some(&*host.program)));
    }
    let target = programs.join(PROGRAM);
    let is_ours = copied == Some(&*target);
    if is_same(&host.program, &target) {
        return Ok((target, is_ours));
    }
    if target.exists() && !is_ours {
        let shown = target.display().to_string();
        return Err(steps.refuse("service-program-taken", args! { path: &shown }));
    }
    steps.copy(&host.program, &target, 0o755)?;
    Ok((target, true))
}

/// Whether two files hold the same.
fn is_same(one: &Path, other: &Path) -> bool {
    let open = |path| fs::File::open(path).ok().map(std::io::BufReader::new);
    let length = |path| fs::metadata(path).map(|found| found.len()).ok();
    let (Some(one_file), Some(other_file)) = (open(one), open(other)) else {
        return false;
    };
    length(one) == length(other)
        && one_file
            .bytes()
            .zip(other_file.bytes())
            .all(|(one, other)| matches!((one, other), (Ok(one), Ok(other)) if one == other))
}

/// Makes a user for a service of the machine, if there is none of that name.
pub fn make_user(user: &str, directory: &Path, steps: &mut Steps) -> anyhow::Result<()> {
    if user_id(Some(user)).is_some() {
        return Ok(());
    }
    let home = quote::text(steps.lang, directory)?;
    let arguments = [
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        home,
        "--shell",
        "/usr/sbin/nologin",
        user,
    ];
    steps.command("useradd", &arguments)
}

/// Whether the directory can be the service's: it belongs to its user, or holds nothing but what we bring.
fn is_of_service(directory: &Path, user: &str) -> bool {
    let owner = user_of(directory);
    owner.is_some() && owner == user_id(Some(user))
        || fs::read_dir(directory).is_ok_and(|mut entries| {
            entries.all(|entry| {
                entry.is_ok_and(|entry| entry.file_name() == ".env" || entry.file_name() == "data")
            })
        })
}

fn user_of(path: &Path) -> Option<u32> {
    fs::symlink_metadata(path).ok().map(|found| found.uid())
}

/// Copies `.env`, unless the service has one: that one stays, and what differs from it is named.
fn bring_settings(
    host: &Host,
    source: &Source,
    directory: &Path,
    steps: &mut Steps,
) -> anyhow::Result<()> {
    let target = directory.join(".env");
    if target.symlink_metadata().is_err() {
        return steps.copy(&source.env_file, &target, 0o600);
    }
    let here = host.here.join(".env");
    let mut others = vec![&source.env_file];
    if here != source.env_file {
        others.push(&here);
    }
    for other in others {
        if other.is_file() && *other != target && !is_same(other, &target) {
            let (path, other) = (target.display().to_string(), other.display().to_string());
            steps.say("service-env-kept", args! { path: &path, other: &other })?;
        }
    }
    Ok(())
}

/// Brings the database and its key along, so that the bot keeps its owner: while nobody writes to them.
fn bring_data(
    source: &Source,
    target: &Paths,
    directory: &Path,
    steps: &mut Steps,
) -> anyhow::Result<()> {
    let from = source.found.from(&source.directory);
    if from.database == target.database || !from.database.exists() || target.database.exists() {
        return Ok(());
    }
    let _lock = DataLock::hold(&from.data_dir)?;
    let key = |paths: &Paths| paths.data_dir.join("portero.key");
    // Whoever still starts the bot on the old ones is told where they are now.
    let moved = format!("{MARK}\n{}\n", directory.display());
    steps.file(&from.data_dir.join(MOVED), &moved, 0o644)?;
    // Of an earlier try; it would be taken for this database's own.
    steps.remove(&with_wal(&target.database))?;
    // The database last: while it is absent, the next try copies all of them.
    for (old, new) in [
        (key(&from), key(target)),
        (with_wal(&from.database), with_wal(&target.database)),
        (from.database.clone(), target.database.clone()),
    ] {
        if let (true, Some(directory)) = (old.exists(), new.parent()) {
            steps.directory(directory, 0o700)?;
            steps.copy(&old, &new, 0o600)?;
        }
    }
    let old = from.data_dir.display().to_string();
    steps.say("service-data-brought", args! { path: &old })
}

/// The write-ahead log beside a database.
fn with_wal(database: &Path) -> PathBuf {
    let mut name = database.file_name().unwrap_or_default().to_owned();
    name.push("-wal");
    database.with_file_name(name)
}

/// Gives what is not theirs yet to the user of the service.
/// Gives a directory, with all in it, to a user.
pub fn own(directory: &Path, user: &str, steps: &mut Steps) -> anyhow::Result<()> {
    let owner = format!("{user}:");
    let user = user_id(Some(user));
    if user.is_some() && is_all_of(directory, user) {
        return Ok(());
    }
    // -h: a link inside is given away itself, not what it leads to.
    steps.command(
        "chown",
        &["-hR", &owner, quote::text(steps.lang, directory)?],
    )
}

fn is_all_of(path: &Path, user: Option<u32>) -> bool {
    user_of(path) == user
        && (path.is_symlink()
            || !path.is_dir()
            || fs::read_dir(path).is_ok_and(|mut entries| {
                entries.all(|entry| entry.is_ok_and(|entry| is_all_of(&entry.path(), user)))
            }))
}

#[cfg(test)]
mod tests;
