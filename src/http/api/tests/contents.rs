//! What is in the house: before a request that is refused, and after it.

use super::House;
use crate::services::ServiceError;

/// Of keys and sessions it is noted when they were used last.
const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
    AND name NOT IN ('api_keys', 'api_sessions') ORDER BY name";

impl House {
    /// Everything in the database but when a key was used last.
    pub(super) async fn contents(&self) -> Vec<String> {
        let read = |connection: &rusqlite::Connection| -> Result<Vec<String>, ServiceError> {
            let mut names = connection.prepare(TABLES)?;
            let names = names.query_map([], |row| row.get::<_, String>(0))?;
            let mut all = Vec::new();
            for name in names {
                let mut rows = connection.prepare(&format!("SELECT * FROM {}", name?))?;
                let columns = rows.column_count();
                let mut rows = rows.query([])?;
                while let Some(row) = rows.next()? {
                    let value = |column| row.get_ref(column).map(|value| format!("{value:?}"));
                    let values: Result<Vec<String>, _> = (0..columns).map(value).collect();
                    all.push(values?.join("|"));
                }
            }
            assert!(!all.is_empty());
            Ok(all)
        };
        self.ctx.db.read(read).await.expect("read")
    }
}
