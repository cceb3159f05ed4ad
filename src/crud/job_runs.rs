//! `job_runs`: the last run of each job.

use crate::models::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// The last run of a job.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobRun {
    pub job: String,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub is_ok: Option<bool>,
    pub result: Option<String>,
    pub runs: i64,
    pub failures: i64,
}

/// Notes a run that ended.
pub fn upsert(
    tx: &Transaction<'_>,
    job: &str,
    started_at: Timestamp,
    is_ok: bool,
    result: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO job_runs (job, started_at, finished_at, ok, result, runs, failures)
         VALUES (?1, ?2, ?3, ?4, ?5, 1, iif(?4, 0, 1))
         ON CONFLICT (job) DO UPDATE SET
             started_at = excluded.started_at, finished_at = excluded.finished_at, ok = excluded.ok,
             result = excluded.result, runs = runs + 1, failures = failures + excluded.failures",
    )?
    .execute(params![job, started_at.0, now.0, is_ok, result])?;
    Ok(())
}

/// The last run of a job.
pub fn get(connection: &Connection, job: &str) -> rusqlite::Result<Option<JobRun>> {
    connection
        .prepare_cached(
            "SELECT job, started_at, finished_at, ok, result, runs, failures FROM job_runs WHERE job = ?1",
        )?
        .query_row([job], |row| {
            Ok(JobRun {
                job: row.get(0)?,
                started_at: Timestamp(row.get(1)?),
                finished_at: row.get::<_, Option<i64>>(2)?.map(Timestamp),
                is_ok: row.get(3)?,
                result: row.get(4)?,
                runs: row.get(5)?,
                failures: row.get(6)?,
            })
        })
        .optional()
}
