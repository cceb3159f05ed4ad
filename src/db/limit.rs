//! An end to reads that take too long.

use rusqlite::Connection;
use rusqlite::Error;
use rusqlite::ErrorCode;
use std::time::Duration;
use std::time::Instant;

/// Steps of SQLite between two looks at the time: about a tenth of a millisecond.
const STEPS: i32 = 10_000;

/// While it lives, whatever its connection reads ends after that time with an error.
pub struct TimeLimit<'c>(&'c Connection);

impl<'c> TimeLimit<'c> {
    /// From now on.
    ///
    /// # Errors
    /// On a connection that is not ours.
    pub fn begin(connection: &'c Connection, limit: Duration) -> rusqlite::Result<Self> {
        let begun = Instant::now();
        connection.progress_handler(STEPS, Some(move || begun.elapsed() > limit))?;
        Ok(Self(connection))
    }

    /// Whether that error says that the time was over.
    pub fn is_over(error: &Error) -> bool {
        error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted)
    }
}

impl Drop for TimeLimit<'_> {
    fn drop(&mut self) {
        let free = self.0.progress_handler(0, None::<fn() -> bool>);
        if let Err(error) = free {
            log::error!("a connection keeps its time limit: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDLESS: &str =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    #[test]
    fn a_read_without_end_ends_and_the_connection_reads_on() {
        let connection = crate::db::in_memory();
        let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        {
            let _limit = TimeLimit::begin(&connection, Duration::from_millis(20)).expect("set");
            let error = count(ENDLESS).expect_err("ended");
            assert!(TimeLimit::is_over(&error), "{error}");
        }
        let some = ENDLESS.replace("FROM n)", "FROM n WHERE i < 300000)");
        assert_eq!(count(&some), Ok(300_000));
    }
}
