//! Everything that installing changes on the machine, one printed step at a time; a dry run only prints.
//!
//! A file that install wrote carries a mark. What lacks it is somebody else's: never overwritten, never deleted.

use super::Refused;
use crate::cli::print;
use crate::utils::locale::Arg;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use anyhow::Context;
use std::fs;
use std::io;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

/// The line by which install knows its own files.
pub const MARK: &str = "# made by portero service install";
/// Before the path of a program that install copied, in the file that starts it.
const COPIED: &str = "# the program was copied by it to: ";
/// How often a wait looks.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The steps of one command.
pub struct Steps {
    pub lang: Lang,
    is_dry: bool,
    done: usize,
    /// By which it knows its own files, and the key of what it says of others.
    mark: (&'static str, &'static str),
}

impl Steps {
    /// No steps yet.
    pub fn new(lang: Lang, is_dry: bool) -> Self {
        Self {
            lang,
            is_dry,
            done: 0,
            mark: (MARK, "service-not-ours"),
        }
    }

    /// The same for another command than `portero service`, whose files carry another mark.
    pub fn marked(self, mark: &'static str, not_ours: &'static str) -> Self {
        Self {
            mark: (mark, not_ours),
            ..self
        }
    }

    /// How many steps were done, or would have been: none means that everything was so already.
    pub fn done(&self) -> usize {
        self.done
    }

    /// Whether nothing is really done.
    pub fn is_dry(&self) -> bool {
        self.is_dry
    }

    /// Prints a sentence.
    pub fn say(&self, key: &str, args: &[(&'static str, Arg<'_>)]) -> anyhow::Result<()> {
        Ok(print::line(&self.lang.plain(key, args))?)
    }

    /// A sentence that ends the command.
    pub fn refuse(&self, key: &str, args: &[(&'static str, Arg<'_>)]) -> anyhow::Error {
        Refused(self.lang.plain(key, args)).into()
    }

    /// Prints a step and takes it, unless this is a dry run.
    fn step<E>(&mut self, shown: &str, take: impl FnOnce() -> Result<(), E>) -> anyhow::Result<()>
    where
        E: Into<anyhow::Error>,
    {
        print::line(&format!("  {shown}"))?;
        if !self.is_dry {
            let failed = self.lang.plain(
                "service-step-failed",
                args! { step: shown, done: self.done },
            );
            take().map_err(Into::into).context(failed)?;
        }
        self.done += 1;
        Ok(())
    }

    /// Makes a directory, and those above it, if it is absent.
    pub fn directory(&mut self, path: &Path, mode: u32) -> anyhow::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        self.step(&format!("+ {}/", path.display()), || {
            fs::create_dir_all(path)?;
            fs::set_permissions(path, fs::Permissions::from_mode(mode))
        })
    }

    /// Writes a file that begins with the mark, as its first or second line. Tells whether anything changed.
    pub fn file(&mut self, path: &Path, text: &str, mode: u32) -> anyhow::Result<bool> {
        self.secret_file(path, text, text, mode)
    }

    /// The same for a file with something secret in it: a dry run prints `shown_text` instead.
    pub fn secret_file(
        &mut self,
        path: &Path,
        text: &str,
        shown_text: &str,
        mode: u32,
    ) -> anyhow::Result<bool> {
        let present = self.ours(path)?;
        let is_new_mode =
            fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o777 != mode);
        if present.as_deref() == Some(text) && !is_new_mode {
            return Ok(false);
        }
        let shown = format!("+ {} ({mode:04o})", path.display());
        self.step(&shown, || {
            if let Some(directory) = path.parent() {
                fs::create_dir_all(directory)?;
            }
            replace(path, text.as_bytes(), mode)
        })?;
        if self.is_dry {
            for line in shown_text.lines() {
                print::line(&format!("      {line}"))?;
            }
        }
        Ok(true)
    }

    /// Removes a file of ours; one that is absent is removed already.
    pub fn remove_file(&mut self, path: &Path) -> anyhow::Result<bool> {
        if self.ours(path)?.is_none() {
            return Ok(false);
        }
        self.step(&format!("- {}", path.display()), || fs::remove_file(path))?;
        Ok(true)
    }

    /// What our file says; nothing if there is none.
    ///
    /// # Errors
    /// When there is a file without our mark.
    pub fn ours(&self, path: &Path) -> anyhow::Result<Option<String>> {
        let shown = path.display().to_string();
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).context(shown),
            Ok(_) => {}
        }
        // A link may lead anywhere: it is not what install made.
        let text = if path.is_symlink() {
            None
        } else {
            fs::read_to_string(path).ok()
        };
        let (mark, not_ours) = self.mark;
        match text.filter(|text| is_marked(text, mark)) {
            Some(text) => Ok(Some(text)),
            None => Err(self.refuse(not_ours, args! { path: &shown })),
        }
    }

    /// Makes a link. One that leads elsewhere is somebody else's.
    pub fn link(&mut self, target: &Path, path: &Path) -> anyhow::Result<bool> {
        if self.our_link(target, path)? {
            return Ok(false);
        }
        let shown = format!("+ {} -> {}", path.display(), target.display());
        self.step(&shown, || std::os::unix::fs::symlink(target, path))?;
        Ok(true)
    }

    /// Removes a link that leads there.
    pub fn remove_link(&mut self, target: &Path, path: &Path) -> anyhow::Result<bool> {
        if !self.our_link(target, path)? {
            return Ok(false);
        }
        self.step(&format!("- {}", path.display()), || fs::remove_file(path))?;
        Ok(true)
    }

    fn our_link(&self, target: &Path, path: &Path) -> anyhow::Result<bool> {
        if path.is_symlink() && fs::read_link(path).is_ok_and(|found| found == target) {
            return Ok(true);
        }
        if path.is_symlink() || path.exists() {
            let shown = path.display().to_string();
            return Err(self.refuse("service-not-ours", args! { path: &shown }));
        }
        Ok(false)
    }

    /// Copies a file to where there is none, or over one that the caller knows to be ours. The new one is there
    /// whole or not at all.
    pub fn copy(&mut self, from: &Path, to: &Path, mode: u32) -> anyhow::Result<()> {
        let shown = format!("+ {} <- {} ({mode:04o})", to.display(), from.display());
        self.step(&shown, || {
            if let Some(directory) = to.parent() {
                fs::create_dir_all(directory)?;
            }
            let part = beside(to);
            let mut source = fs::File::open(from)?;
            let mut copy = create(&part, mode)?;
            io::copy(&mut source, &mut copy)?;
            copy.sync_all()?;
            fs::rename(part, to)
        })
    }

    /// Moves a directory of ours.
    pub fn rename(&mut self, from: &Path, to: &Path) -> anyhow::Result<()> {
        let shown = format!("{} -> {}", from.display(), to.display());
        self.step(&shown, || fs::rename(from, to))
    }

    /// Removes what a supervisor or a copy of ours left.
    pub fn remove(&mut self, path: &Path) -> anyhow::Result<()> {
        if path.is_symlink() || !path.exists() {
            return Ok(());
        }
        self.step(&format!("- {}", path.display()), || {
            if path.is_dir() {
                fs::remove_dir_all(path)
            } else {
                fs::remove_file(path)
            }
        })
    }

    /// Removes a program that install copied, unless one of these files of other services starts it, too.
    pub fn remove_program(&mut self, program: &Path, others: &[PathBuf]) -> anyhow::Result<()> {
        let shown = program.display().to_string();
        if ours_of(others).any(|text| text.contains(&shown)) {
            return self.say("service-program-shared", args! { path: &shown });
        }
        self.remove(program)
    }

    /// Removes a directory in which nothing is left.
    pub fn remove_empty(&mut self, path: &Path) -> anyhow::Result<()> {
        if fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none()) {
            self.step(&format!("- {}/", path.display()), || fs::remove_dir(path))?;
        }
        Ok(())
    }

    /// Runs another program to its end.
    pub fn command(&mut self, program: &str, arguments: &[&str]) -> anyhow::Result<()> {
        let shown = format!("$ {program} {}", arguments.join(" "));
        self.step(&shown, || {
            let output = Command::new(program)
                .args(arguments)
                .stdin(Stdio::null())
                .output()?;
            if output.status.success() {
                return Ok(());
            }
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            Err(anyhow::anyhow!("{} {said}", output.status))
        })
    }

    /// Starts a script that goes on by itself.
    pub fn start(&mut self, script: &Path) -> anyhow::Result<()> {
        use std::os::unix::process::CommandExt;
        self.step(&format!("$ sh {} &", script.display()), || {
            Command::new("sh")
                .arg(script)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .process_group(0) // Ctrl-C in this terminal is not meant for it.
                .spawn()
                .map(|_| ())
        })
    }

    /// Looks until something is so, for at most that long. A dry run does not wait.
    pub fn wait(&self, within: Duration, is_so: impl Fn() -> bool) -> bool {
        let mut left = within;
        while !self.is_dry && !is_so() {
            if left.is_zero() {
                return false;
            }
            thread::sleep(LOOK_EVERY);
            left = left.saturating_sub(LOOK_EVERY);
        }
        true
    }
}

/// What a program that changes nothing says; `None` if it is missing or fails.
pub fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| said.trim().to_owned())
}

/// The line that names a program that install copied; nothing if it did not.
pub fn copied_line(program: Option<&str>) -> String {
    program.map_or(String::new(), |program| format!("{COPIED}{program}\n"))
}

/// The program that install copied, as the file that starts it says.
pub fn copied_program(text: &str) -> Option<PathBuf> {
    text.lines()
        .find_map(|line| line.strip_prefix(COPIED))
        .map(PathBuf::from)
}

/// The program that install copied for another service: several may use one.
pub fn shared_program(others: &[PathBuf]) -> Option<PathBuf> {
    ours_of(others).find_map(|text| copied_program(&text))
}

/// What those files say, as far as they are ours.
fn ours_of(files: &[PathBuf]) -> impl Iterator<Item = String> {
    let texts = files
        .iter()
        .filter_map(|path| fs::read_to_string(path).ok());
    texts.filter(|text| is_marked(text, MARK))
}

/// The files of the other services that lie beside this one's: `own` itself or, if each service has a directory, that
/// file in each of theirs.
pub fn beside_it(own: &Path, is_in_directory: bool) -> Vec<PathBuf> {
    let (place, file) = match (own.parent(), own.file_name()) {
        (Some(service), Some(file)) if is_in_directory => (service.parent(), Some(file)),
        (place, _) => (place, None),
    };
    let entries = place.and_then(|place| fs::read_dir(place).ok());
    let paths = entries.into_iter().flatten().flatten().map(|entry| {
        let path = entry.path();
        file.map_or(path.clone(), |file| path.join(file))
    });
    paths.filter(|path| path != own).collect()
}

fn is_marked(text: &str, mark: &str) -> bool {
    text.lines().take(2).any(|line| line == mark)
}

/// Writes beside and renames: nobody ever reads half of it.
fn replace(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let part = beside(path);
    let mut file = create(&part, mode)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(part, path)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    path.with_file_name(name)
}

/// A new file with that mode from its first byte on: what it will hold may be a secret.
fn create(path: &Path, mode: u32) -> io::Result<fs::File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode & 0o700)
        .open(path)?;
    file.set_permissions(fs::Permissions::from_mode(mode))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::super::host::tests::Folder;
    use super::*;

    fn marked(text: &str) -> String {
        format!("#!/bin/sh\n{MARK}\n{text}\n")
    }

    #[test]
    fn a_file_is_written_once_changed_when_it_differs_and_removed() {
        let folder = Folder::new();
        let mut steps = Steps::new(Lang::En, false);
        let path = folder.0.join("a/run");
        assert!(steps.file(&path, &marked("one"), 0o755).expect("written"));
        assert!(!steps.file(&path, &marked("one"), 0o755).expect("the same"));
        assert!(steps.file(&path, &marked("one"), 0o700).expect("a mode"));
        assert!(steps.file(&path, &marked("two"), 0o700).expect("changed"));
        let mode = fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        assert!(fs::read_to_string(&path).expect("read").ends_with("two\n"));
        assert_eq!(steps.done(), 3);
        assert!(steps.remove_file(&path).expect("removed") && !path.exists());
        assert!(!steps.remove_file(&path).expect("removed already"));
    }

    #[test]
    fn what_is_not_ours_is_neither_overwritten_nor_removed() {
        let folder = Folder::new();
        let mut steps = Steps::new(Lang::En, false);
        let file = folder.0.join("run");
        fs::write(&file, "#!/bin/sh\necho mine\n").expect("written");
        let link = folder.0.join("link");
        std::os::unix::fs::symlink(&file, &link).expect("linked");
        let ours = folder.0.join("ours");
        fs::write(&ours, marked("x")).expect("written");
        let to_ours = folder.0.join("to-ours");
        std::os::unix::fs::symlink(&ours, &to_ours).expect("linked");
        for path in [&file, &link, &to_ours] {
            assert!(steps.file(path, &marked("x"), 0o755).is_err(), "{path:?}");
            assert!(steps.remove_file(path).is_err(), "{path:?}");
        }
        assert!(steps.link(&folder.0, &link).is_err());
        assert!(steps.remove_link(&folder.0, &link).is_err());
        assert!(steps.link(&folder.0, &file).is_err());
        assert!(fs::read_to_string(&file).expect("kept").contains("mine"));
        assert_eq!(steps.done(), 0);
    }

    #[test]
    fn a_dry_run_changes_nothing_and_counts_what_it_would_do() {
        let folder = Folder::new();
        let mut steps = Steps::new(Lang::En, true);
        let path = folder.0.join("a/run");
        assert!(steps.file(&path, &marked("x"), 0o755).expect("shown"));
        steps.directory(&folder.0.join("b"), 0o700).expect("shown");
        steps.command("false", &[]).expect("shown");
        steps.link(&path, &folder.0.join("c")).expect("shown");
        assert_eq!(steps.done(), 4);
        assert_eq!(fs::read_dir(&folder.0).expect("read").count(), 0);
    }

    #[test]
    fn a_failed_step_says_which_and_what_was_done_before() {
        let mut steps = Steps::new(Lang::En, false);
        steps.command("true", &[]).expect("done");
        let script = "echo because >&2; exit 3";
        let error = steps.command("sh", &["-c", script]).expect_err("failed");
        let said = format!("{error:#}");
        assert!(said.contains("because") && said.contains('1'), "{said}");
        let missing = steps.command("portero-no-such-program", &[]);
        assert!(missing.is_err());
        assert_eq!(steps.done(), 1);
    }

    #[test]
    fn a_copy_of_a_secret_is_never_readable_by_others() {
        let folder = Folder::new();
        let mut steps = Steps::new(Lang::En, false);
        let from = folder.0.join("from");
        fs::write(&from, "BOT_TOKEN=1:x\n").expect("written");
        let to = folder.0.join("to/.env");
        steps.copy(&from, &to, 0o600).expect("copied");
        let mode = fs::metadata(&to).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read(&to).expect("read"), fs::read(&from).expect("read"));
    }

    #[test]
    fn the_copied_program_is_read_back_from_the_file() {
        let line = copied_line(Some("/usr/local/bin/portero"));
        let text = format!("#!/bin/sh\n{MARK}\n{line}exec x\n");
        assert_eq!(
            copied_program(&text),
            Some(PathBuf::from("/usr/local/bin/portero"))
        );
        assert_eq!(copied_program(&marked("x")), None);
        assert_eq!(copied_line(None), "");
    }
}
