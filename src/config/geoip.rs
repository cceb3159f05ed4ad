//! `GEOIP_DB`: the file that tells in which country an address is.

use super::Config;
use super::ConfigError;
use crate::utils::mmdb;
use crate::utils::mmdb::MmdbError;

/// The name of the setting.
const GEOIP_DB: &str = "GEOIP_DB";

impl Config {
    /// Looks at the files that the settings name and the bot only reads: a start without them would go wrong quietly.
    ///
    /// # Errors
    /// With the setting whose file cannot be read or is of another kind.
    pub fn check_files(&self) -> Result<(), ConfigError> {
        let Some(path) = &self.geoip_db else {
            return Ok(());
        };
        mmdb::facts(path).map(drop).map_err(|error| {
            let why = match error {
                MmdbError::Unreadable(error) => error.to_string(),
                MmdbError::Foreign => "this is none".to_owned(),
            };
            let allowed = format!("must be a readable file in the MaxMind format (.mmdb); {why}");
            ConfigError::new(GEOIP_DB, &path.display().to_string(), allowed)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn of(path: &str) -> Config {
        let values = [(GEOIP_DB.to_owned(), path.to_owned())];
        Config::from(&values.into()).expect("a path")
    }

    #[test]
    fn a_file_that_is_missing_or_of_another_kind_stops_the_start_with_what_is_wrong() {
        assert_eq!(
            Config::from(&[].into()).expect("valid").check_files(),
            Ok(())
        );
        let another = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        for (path, why) in [
            ("/nonexistent/geo.mmdb", "No such file"),
            (another, "is none"),
        ] {
            let config = of(path);
            assert_eq!(config.geoip_db, Some(PathBuf::from(path)));
            let error = config.check_files().expect_err(path).to_string();
            assert!(error.contains(path) && error.contains(why), "{error}");
            assert!(
                error.starts_with("GEOIP_DB=") && error.contains(".mmdb"),
                "{error}"
            );
            let summary = config.summary().join("\n");
            assert!(
                summary.contains(&format!("countries by {path}")),
                "{summary}"
            );
        }
    }
}
