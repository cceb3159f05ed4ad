//! What `setup-wireguard` did on this machine, in the order in which it was done: enough to take exactly that back.

use super::MARK;
use super::plan::Plan;
use crate::cli::service::host::Host;
use crate::cli::service::steps::Steps;
use crate::node::file;
use anyhow::Context;
use anyhow::anyhow;
use serde::Deserialize;
use serde::Serialize;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Where the manifests lie, one for each interface.
const DIRECTORY: &str = "/var/lib/portero-wireguard";

/// One thing that was done, or was about to be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Was made; goes if nothing is in it.
    Directory(PathBuf),
    /// Was written; carries the mark.
    File(PathBuf),
    /// A setting of the kernel had that value.
    Sysctl { name: String, before: String },
    /// Was enabled and started.
    Unit(String),
    /// These words were given to ufw.
    Ufw(Vec<String>),
    /// These words were given to firewall-cmd.
    Firewalld(Vec<String>),
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    made_by: String,
    plan: Plan,
    deeds: Vec<Deed>,
}

/// The manifest of an interface.
pub struct Ledger {
    directory: PathBuf,
    path: PathBuf,
    manifest: Option<Manifest>,
}

impl Ledger {
    /// Reads the manifest, if there is one.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn open(host: &Host, interface: &str) -> anyhow::Result<Self> {
        let directory = host.at(DIRECTORY);
        let path = directory.join(format!("{interface}.json"));
        let shown = || path.display().to_string();
        let manifest = match file::read(&path).with_context(shown)? {
            None => None,
            Some(bytes) => {
                let read = serde_json::from_slice(&bytes);
                Some(read.map_err(|error| anyhow!("{} is damaged: {error}", shown()))?)
            }
        };
        Ok(Self {
            directory,
            path,
            manifest,
        })
    }

    /// As it was set up.
    pub fn plan(&self) -> Option<&Plan> {
        self.manifest.as_ref().map(|manifest| &manifest.plan)
    }

    /// What was done, the first first.
    pub fn deeds(&self) -> Vec<Deed> {
        let manifest = self.manifest.as_ref();
        manifest
            .map(|manifest| manifest.deeds.clone())
            .unwrap_or_default()
    }

    /// Whether no other interface was set up here.
    pub fn is_last(&self) -> bool {
        let entries = fs::read_dir(&self.directory).into_iter().flatten();
        entries.flatten().all(|entry| {
            let path = entry.path();
            path == self.path || path.extension().is_none_or(|extension| extension != "json")
        })
    }

    /// Begins the manifest, unless it was begun before.
    pub fn begin(&mut self, plan: &Plan, steps: &mut Steps) -> anyhow::Result<()> {
        if self.manifest.is_some() {
            return Ok(());
        }
        let missing = missing(&self.directory);
        steps.directory(&self.directory, 0o700)?;
        self.manifest = Some(Manifest {
            made_by: MARK.trim_start_matches("# ").to_owned(),
            plan: plan.clone(),
            deeds: Vec::new(),
        });
        for directory in missing {
            self.note(Deed::Directory(directory), steps)?;
        }
        Ok(())
    }

    /// Notes what is about to be done; once is enough.
    pub fn note(&mut self, deed: Deed, steps: &Steps) -> anyhow::Result<()> {
        let Some(manifest) = &mut self.manifest else {
            return Ok(());
        };
        let is_known = manifest.deeds.iter().any(|known| match (known, &deed) {
            // The value before the first change counts.
            (Deed::Sysctl { name: known, .. }, Deed::Sysctl { name, .. }) => known == name,
            (known, deed) => known == deed,
        });
        if is_known || steps.is_dry() {
            return Ok(());
        }
        manifest.deeds.push(deed);
        let text = serde_json::to_vec_pretty(manifest)?;
        file::replace(&self.path, &text).with_context(|| self.path.display().to_string())
    }

    /// Notes a file that is about to be written, with the directories that are made for it.
    pub fn file(&mut self, path: &Path, steps: &mut Steps) -> anyhow::Result<()> {
        let directory = path.parent().unwrap_or(Path::new("/"));
        for directory in missing(directory) {
            self.note(Deed::Directory(directory), steps)?;
        }
        self.note(Deed::File(path.to_owned()), steps)
    }

    /// Everything was taken back: the manifest goes, and what was made for it.
    pub fn end(&mut self, steps: &mut Steps) -> anyhow::Result<()> {
        steps.remove(&self.path)?;
        for deed in self.deeds().into_iter().rev() {
            if let Deed::Directory(path) = deed
                && self.directory.starts_with(&path)
            {
                steps.remove_empty(&path)?;
            }
        }
        Ok(())
    }
}

/// The directories on the way there that do not exist, the outermost first.
fn missing(directory: &Path) -> Vec<PathBuf> {
    let ancestors = directory.ancestors().take_while(|path| !path.exists());
    let mut missing: Vec<PathBuf> = ancestors.map(Path::to_owned).collect();
    missing.reverse();
    missing
}
