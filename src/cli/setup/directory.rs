//! The data directory: asked for, made, and tried as a start would.

use super::Setup;
use super::ask::Need;
use crate::config;
use crate::config::Config;
use crate::db;
use crate::db::DataLock;
use crate::db::Db;
use crate::db::LockError;
use crate::utils::locale::args;
use anyhow::anyhow;

impl Setup {
    /// A directory that can hold the data: the given one, or the one asked for until it can.
    pub(super) async fn data_dir(&mut self) -> anyhow::Result<String> {
        let said = self.file.get("DATA_DIR").map(|text| text.trim().to_owned());
        let said = said.filter(|text| !text.is_empty());
        let mut next = match self.given_data_dir.clone() {
            None if !self.asker.is_terminal() => said.clone(),
            given => given,
        };
        let default = said.unwrap_or_else(default_directory);
        loop {
            let typed = match next.take() {
                Some(given) => given,
                None => {
                    let question = self.asker.text("setup-data-dir", args! {});
                    self.asker.line(&question, Some(&default)).await?
                }
            };
            let directory = without_tilde(&typed, self.environment.get("HOME"));
            let config = self.config(&[("DATA_DIR", &directory)])?;
            let words = match try_directory(&config).await {
                Ok(Place::Fine) => {
                    self.asker.knows(Need::DataDir);
                    return Ok(directory);
                }
                Ok(Place::Shared) => self.asker.text("setup-data-dir-shared", args! {}),
                Err(error) => {
                    let why = error.to_string();
                    self.asker
                        .text("setup-data-dir-refused", args! { why: &why })
                }
            };
            if !self.asker.is_terminal() {
                return Err(anyhow!(words));
            }
            crate::cli::print::line(&words)?;
        }
    }
}

fn default_directory() -> String {
    let setting = config::SETTINGS
        .iter()
        .find(|setting| setting.name == "DATA_DIR");
    setting
        .map_or("./data", |setting| setting.default)
        .to_owned()
}

/// The shell does not see what is typed here, so `~` is taken for the home directory.
fn without_tilde(typed: &str, home: Option<&String>) -> String {
    match (typed.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => format!("{}/{rest}", home.trim_end_matches('/')),
        (Some(_) | None, _) => typed.to_owned(),
    }
}

/// What a directory is like.
enum Place {
    Fine,
    /// Android's shared storage, where a database is not safe.
    Shared,
}

/// Makes the directory and the database in it as a start would. One that a running Portero holds is fine as it is.
async fn try_directory(config: &Config) -> anyhow::Result<Place> {
    // Before anything is made there.
    if [&config.data_dir, &config.database]
        .iter()
        .any(|path| db::check_place(path).is_err())
    {
        return Ok(Place::Shared);
    }
    match DataLock::take(&config.data_dir) {
        Ok(_lock) => {
            let db = Db::open(&config.database)?;
            db.close().await;
        }
        Err(LockError::Held { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Place::Fine)
}
