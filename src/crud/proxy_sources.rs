//! `proxy_sources`.

use super::servers::json;
use super::servers::named;
use crate::models::ProxyKind;
use crate::models::ProxyReport;
use crate::models::ProxySource;
use crate::models::ProxySourceId;
use crate::models::ProxySourceKind;
use crate::models::SourceFault;
use crate::models::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// A new source, as it is kept.
pub struct NewSource<'a> {
    pub name: &'a str,
    pub kind: &'a ProxySourceKind,
    pub hint: Option<ProxyKind>,
    pub every_minutes: u32,
    /// When it is read; `None` = never by itself.
    pub next_at: Option<Timestamp>,
}

/// How a kind is stored, and its address.
fn parts(kind: &ProxySourceKind) -> (&'static str, Option<&str>) {
    match kind {
        ProxySourceKind::Shadowmere { url } => ("shadowmere", Some(url)),
        ProxySourceKind::List { url } => ("list", Some(url)),
        ProxySourceKind::Pasted => ("pasted", None),
    }
}

/// A row; how many it lists is counted apart.
fn from_row(row: &Row<'_>) -> rusqlite::Result<ProxySource> {
    let url: Option<String> = row.get(3)?;
    let url = url.unwrap_or_default();
    let kind: String = row.get(2)?;
    let kind = match kind.as_str() {
        "shadowmere" => ProxySourceKind::Shadowmere { url },
        "list" => ProxySourceKind::List { url },
        "pasted" => ProxySourceKind::Pasted,
        name => {
            let error = format!("unknown name {name}").into();
            return Err(rusqlite::Error::FromSqlConversionFailure(
                2,
                Type::Text,
                error,
            ));
        }
    };
    let error: Option<String> = row.get(9)?;
    Ok(ProxySource {
        id: ProxySourceId(row.get(0)?),
        name: row.get(1)?,
        kind,
        hint: optional_kind(row, 4)?,
        every_minutes: row.get(5)?,
        is_paused: row.get(6)?,
        read_at: row.get::<_, Option<i64>>(7)?.map(Timestamp),
        next_at: row.get::<_, Option<i64>>(8)?.map(Timestamp),
        error: error.as_deref().map(SourceFault::read),
        report: json::<ProxyReport>(row, 10)?,
        listed: 0,
        working: 0,
    })
}

/// A kind that may be absent.
pub(super) fn optional_kind(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<ProxyKind>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => named(row, column, ProxyKind::parse).map(Some),
    }
}

/// Keeps a source. Its readings are counted from anywhere: the number of its row may have been another's, which may still
/// be read.
pub fn insert(
    tx: &Transaction<'_>,
    new: &NewSource<'_>,
    now: Timestamp,
) -> rusqlite::Result<ProxySourceId> {
    let (kind, url) = parts(new.kind);
    tx.prepare_cached(
        "INSERT INTO proxy_sources (name, kind, url, hint, every_minutes, is_paused, created_at, next_at, report, reading)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, '{}', abs(random() / 4))",
    )?
    .execute(params![
        new.name,
        kind,
        url,
        new.hint.map(ProxyKind::name),
        new.every_minutes,
        now.0,
        new.next_at.map(|at| at.0)
    ])?;
    Ok(ProxySourceId(tx.last_insert_rowid()))
}

/// Whether that address is a source.
pub fn has_url(connection: &Connection, url: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM proxy_sources WHERE url = ?1)")?
        .query_row([url], |row| row.get(0))
}

/// A source that was not taken away, without its counts.
pub fn get(connection: &Connection, id: ProxySourceId) -> rusqlite::Result<Option<ProxySource>> {
    connection
        .prepare_cached(
            "SELECT id, name, kind, url, hint, every_minutes, is_paused, read_at, next_at, error, report
             FROM proxy_sources WHERE id = ?1 AND removed_at IS NULL",
        )?
        .query_row([id.0], from_row)
        .optional()
}

/// All sources but those taken away, in the order in which they were added, without their counts.
pub fn list(connection: &Connection) -> rusqlite::Result<Vec<ProxySource>> {
    connection
        .prepare_cached(
            "SELECT id, name, kind, url, hint, every_minutes, is_paused, read_at, next_at, error, report
             FROM proxy_sources WHERE removed_at IS NULL ORDER BY id",
        )?
        .query_map([], from_row)?
        .collect()
}

/// How many there are.
pub fn count(connection: &Connection) -> rusqlite::Result<u32> {
    connection
        .prepare_cached("SELECT count(*) FROM proxy_sources WHERE removed_at IS NULL")?
        .query_row([], |row| row.get(0))
}

/// How many proxies a source lists, and how many of these work.
pub fn count_listed(connection: &Connection, id: ProxySourceId) -> rusqlite::Result<(u32, u32)> {
    connection
        .prepare_cached(
            "SELECT count(*), coalesce(sum(p.is_working), 0) FROM proxy_listings l
             JOIN shadowmere_proxies p ON p.id = l.proxy_id
             WHERE l.source_id = ?1 AND p.dropped_at IS NULL",
        )?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The sources that are to be read, the one that waits longest first.
pub fn list_due(connection: &Connection, now: Timestamp) -> rusqlite::Result<Vec<ProxySourceId>> {
    connection
        .prepare_cached(
            "SELECT id FROM proxy_sources WHERE next_at <= ?1 AND removed_at IS NULL ORDER BY next_at, id",
        )?
        .query_map([now.0], |row| row.get(0).map(ProxySourceId))?
        .collect()
}

/// When the next source from an instant on is to be read.
pub fn next_due(connection: &Connection, from: Timestamp) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached(
            "SELECT min(next_at) FROM proxy_sources WHERE next_at >= ?1 AND removed_at IS NULL",
        )?
        .query_row([from.0], |row| row.get::<_, Option<i64>>(0))
        .map(|at| at.map(Timestamp))
}

/// Sets how often a source is read, and when next.
pub fn update_interval(
    tx: &Transaction<'_>,
    id: ProxySourceId,
    every_minutes: u32,
    next_at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE proxy_sources SET every_minutes = ?2, next_at = ?3 WHERE id = ?1")?
        .execute(params![id.0, every_minutes, next_at.map(|at| at.0)])?;
    Ok(())
}

/// Pauses a source, or lets it be read again.
pub fn update_paused(
    tx: &Transaction<'_>,
    id: ProxySourceId,
    is_paused: bool,
    next_at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE proxy_sources SET is_paused = ?2, next_at = ?3 WHERE id = ?1")?
        .execute(params![id.0, is_paused, next_at.map(|at| at.0)])?;
    Ok(())
}

/// Sets when a source is read next.
pub fn update_next(
    tx: &Transaction<'_>,
    id: ProxySourceId,
    next_at: Option<Timestamp>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE proxy_sources SET next_at = ?2 WHERE id = ?1")?
        .execute(params![id.0, next_at.map(|at| at.0)])?;
    Ok(())
}

/// Begins a reading that is due, or the one of what is pasted, and gives its number; `None` if the source was paused or
/// taken away.
pub fn update_begun(
    tx: &Transaction<'_>,
    id: ProxySourceId,
    now: Timestamp,
) -> rusqlite::Result<Option<i64>> {
    tx.prepare_cached(
        "UPDATE proxy_sources SET reading = reading + 1
         WHERE id = ?1 AND removed_at IS NULL AND (next_at <= ?2 OR kind = 'pasted') RETURNING reading",
    )?
    .query_row([id.0, now.0], |row| row.get(0))
    .optional()
}

/// Whether that is the present reading of a source that was not taken away.
pub fn is_reading(
    connection: &Connection,
    id: ProxySourceId,
    reading: i64,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM proxy_sources WHERE id = ?1 AND reading = ?2 AND removed_at IS NULL)",
        )?
        .query_row([id.0, reading], |row| row.get(0))
}

/// A reading went well. When it is read next is told by the row as it is now: it may have been paused meanwhile. False if
/// the source was taken away.
pub fn update_read(
    tx: &Transaction<'_>,
    id: ProxySourceId,
    reading: i64,
    report: &ProxyReport,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE proxy_sources SET read_at = ?2, report = ?3, error = NULL,
                 next_at = CASE WHEN kind <> 'pasted' AND is_paused = 0 THEN ?2 + every_minutes * 60 END
             WHERE id = ?1 AND reading = ?4 AND removed_at IS NULL",
        )?
        .execute(params![
            id.0,
            now.0,
            super::proxies::to_json(report)?,
            reading
        ])?;
    Ok(changed == 1)
}

/// A reading failed: what it said before stays. It is read again after so many seconds, or when its time has come. False
/// if the source was taken away.
pub fn update_failed(
    tx: &Transaction<'_>,
    id: ProxySourceId,
    reading: i64,
    error: &str,
    again_after: i64,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE proxy_sources SET error = ?2,
                 next_at = CASE WHEN kind <> 'pasted' AND is_paused = 0 THEN ?4 + min(every_minutes * 60, ?3) END
             WHERE id = ?1 AND reading = ?5 AND removed_at IS NULL",
        )?
        .execute(params![id.0, error, again_after, now.0, reading])?;
    Ok(changed == 1)
}

/// Takes a source away: its address is free at once, its row goes when nothing is listed by it any more.
pub fn update_removed(
    tx: &Transaction<'_>,
    id: ProxySourceId,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE proxy_sources SET removed_at = ?2, next_at = NULL, url = NULL WHERE id = ?1 AND removed_at IS NULL",
        )?
        .execute(params![id.0, now.0])?;
    Ok(changed == 1)
}

/// The sources that were taken away and still list something, and those pasted before an instant and never read to their
/// end, because the process ended meanwhile.
pub fn list_removed(
    connection: &Connection,
    before: Timestamp,
) -> rusqlite::Result<Vec<ProxySourceId>> {
    connection
        .prepare_cached(
            "SELECT id FROM proxy_sources
             WHERE removed_at IS NOT NULL OR (kind = 'pasted' AND read_at IS NULL AND created_at < ?1)",
        )?
        .query_map([before.0], |row| row.get(0).map(ProxySourceId))?
        .collect()
}

/// Whether a source was taken away and its row is still there.
pub fn is_removed(connection: &Connection, id: ProxySourceId) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM proxy_sources WHERE id = ?1 AND removed_at IS NOT NULL)",
        )?
        .query_row([id.0], |row| row.get(0))
}

/// Deletes the row of a source that was taken away.
pub fn delete(tx: &Transaction<'_>, id: ProxySourceId) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM proxy_sources WHERE id = ?1 AND removed_at IS NOT NULL")?
        .execute([id.0])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::ListFault;

    const NOW: Timestamp = Timestamp(1_000);

    fn list_at(url: &str) -> ProxySourceKind {
        ProxySourceKind::List {
            url: url.to_owned(),
        }
    }

    fn add(tx: &Transaction<'_>, kind: &ProxySourceKind, next_at: Option<i64>) -> ProxySourceId {
        let new = NewSource {
            name: "example.org",
            kind,
            hint: Some(ProxyKind::Http),
            every_minutes: 60,
            next_at: next_at.map(Timestamp),
        };
        insert(tx, &new, NOW).expect("kept")
    }

    fn begin(tx: &Transaction<'_>, id: ProxySourceId) -> Option<i64> {
        update_begun(tx, id, NOW).expect("asked")
    }

    #[test]
    fn a_source_is_read_back_as_it_was_kept() {
        let mut connection = crate::db::in_memory();
        let tx = connection.transaction().expect("begins");
        let kinds = [
            list_at("https://example.org/a.txt"),
            ProxySourceKind::Shadowmere {
                url: "https://example.org".to_owned(),
            },
            ProxySourceKind::Pasted,
        ];
        for kind in &kinds {
            let id = add(&tx, kind, Some(7));
            let kept = get(&tx, id).expect("read").expect("there");
            assert_eq!((&kept.kind, kept.hint), (kind, Some(ProxyKind::Http)));
            assert_eq!((kept.every_minutes, kept.next_at), (60, Some(Timestamp(7))));
            let report = ProxyReport {
                found: 3,
                refused: vec![(ListFault::Port, 2)],
                examples: vec![(ListFault::Port, "1.2.3.4:0".to_owned())],
                ..ProxyReport::default()
            };
            let reading = begin(&tx, id).expect("begun");
            assert!(update_failed(&tx, id, reading, "no answer", 900, NOW).expect("noted"));
            assert!(update_read(&tx, id, reading, &report, NOW).expect("noted"));
            let kept = get(&tx, id).expect("read").expect("there");
            assert_eq!((kept.report, kept.error), (report, None));
            assert_eq!(kept.read_at, Some(NOW));
            let is_pasted = kept.kind == ProxySourceKind::Pasted;
            assert_eq!(kept.next_at, (!is_pasted).then_some(NOW + 3_600));
        }
        assert_eq!(list(&tx).expect("read").len(), 3);
        assert!(has_url(&tx, "https://example.org/a.txt").expect("asked"));
    }

    #[test]
    fn what_is_set_while_a_source_is_read_stays() {
        let mut connection = crate::db::in_memory();
        let tx = connection.transaction().expect("begins");
        let id = add(&tx, &list_at("https://example.org/a"), Some(5));
        let one = begin(&tx, id).expect("begun");
        let read = || assert!(update_read(&tx, id, one, &ProxyReport::default(), NOW).is_ok());
        let fail = || assert!(update_failed(&tx, id, one, "no answer", 900, NOW).is_ok());
        let next = || get(&tx, id).expect("read").expect("there").next_at;
        fail();
        assert_eq!(next(), Some(NOW + 900));
        update_interval(&tx, id, 10, None).expect("set");
        read();
        assert_eq!(next(), Some(NOW + 600));
        fail();
        assert_eq!(next(), Some(NOW + 600), "its time comes before");
        update_paused(&tx, id, true, None).expect("set");
        read();
        assert_eq!(next(), None);
        fail();
        assert_eq!(next(), None);
    }

    #[test]
    fn a_source_that_was_taken_away_is_seen_no_more_and_its_address_is_free() {
        let mut connection = crate::db::in_memory();
        let tx = connection.transaction().expect("begins");
        let id = add(&tx, &list_at("https://example.org/a"), Some(5));
        assert_eq!(list_due(&tx, Timestamp(5)).expect("read"), [id]);
        assert_eq!(
            next_due(&tx, Timestamp(5)).expect("read"),
            Some(Timestamp(5))
        );
        assert_eq!(next_due(&tx, Timestamp(6)).expect("read"), None);
        let first = begin(&tx, id).expect("begun");
        assert_eq!(begin(&tx, id), Some(first + 1));
        assert!(!is_reading(&tx, id, first).expect("asked"));
        assert!(is_reading(&tx, id, first + 1).expect("asked"));
        assert!(update_removed(&tx, id, NOW).expect("removed"));
        assert!(!update_removed(&tx, id, NOW).expect("asked"));
        assert_eq!(begin(&tx, id), None);
        assert!(!is_reading(&tx, id, first + 1).expect("asked"));
        assert!(is_removed(&tx, id).expect("asked"));
        let report = ProxyReport::default();
        assert!(!update_read(&tx, id, first + 1, &report, NOW).expect("asked"));
        assert!(!update_failed(&tx, id, first + 1, "", 900, NOW).expect("asked"));
        assert_eq!(get(&tx, id).expect("read"), None);
        assert_eq!(count(&tx).expect("counted"), 0);
        assert!(list_due(&tx, Timestamp(5)).expect("read").is_empty());
        assert!(!has_url(&tx, "https://example.org/a").expect("asked"));
        assert_eq!(list_removed(&tx, NOW).expect("read"), [id]);
        delete(&tx, id).expect("deleted");
        assert!(list_removed(&tx, NOW).expect("read").is_empty());
        // Another one has its number now, and none of its readings.
        assert_eq!(add(&tx, &list_at("https://example.org/b"), Some(5)), id);
        let other = begin(&tx, id).expect("begun");
        assert!(![first, first + 1].contains(&other));
        assert!(!is_reading(&tx, id, first + 1).expect("asked"));
        assert!(!is_removed(&tx, id).expect("asked"));
    }

    #[test]
    fn what_was_pasted_and_never_read_to_its_end_is_to_be_removed() {
        let mut connection = crate::db::in_memory();
        let tx = connection.transaction().expect("begins");
        let half = add(&tx, &ProxySourceKind::Pasted, None);
        let whole = add(&tx, &ProxySourceKind::Pasted, None);
        let reading = begin(&tx, whole).expect("begun");
        assert!(update_read(&tx, whole, reading, &ProxyReport::default(), NOW).expect("noted"));
        add(&tx, &list_at("https://example.org/a"), None);
        assert!(list_removed(&tx, NOW).expect("none yet").is_empty());
        assert_eq!(list_removed(&tx, NOW + 1).expect("one"), [half]);
    }
}
