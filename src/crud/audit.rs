//! `audit_log`: an append-only chain.

use crate::models::BrokenRow;
use crate::models::ChainFault;
use crate::models::Identity;
use crate::models::Timestamp;
use ring::digest::{Context, SHA256};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::Value;
use std::collections::HashSet;

/// Rows of the chain that are looked at with one query.
pub const PORTION: i64 = 2_000;

/// One line of the log, before it is chained.
#[derive(Clone, Debug)]
pub struct Entry {
    pub actor: Identity,
    pub action: &'static str,
    pub target: Option<String>,
    /// JSON; no secrets.
    pub details: Option<String>,
    /// Sixteen random bytes: without them nobody can guess an erased text from its hash.
    pub salt: [u8; 16],
}

struct Stored {
    id: i64,
    actor_kind: String,
    actor_id: Option<i64>,
    action: String,
    target: Option<String>,
    details: Option<String>,
    created_at: i64,
    salt: Vec<u8>,
    body_hash: Vec<u8>,
    prev_hash: Vec<u8>,
    hash: Vec<u8>,
}

/// Appends an entry, chained to the one before, in the transaction of the act it tells of. Returns its id.
pub fn insert(tx: &Transaction<'_>, entry: &Entry, now: Timestamp) -> rusqlite::Result<i64> {
    let (kind, actor_id) = match entry.actor {
        Identity::User(id) => ("user", Some(id.0)),
        Identity::System => ("system", None),
        Identity::ApiKey { key, .. } => ("api_key", Some(key.0)),
    };
    let last: Option<(i64, Vec<u8>)> = tx
        .prepare_cached("SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (id, previous) = last.map_or((1, vec![0; 32]), |(id, hash)| (id + 1, hash));
    let actor = actor_id.map(|id| id.to_string());
    let head = [
        Some(kind),
        actor.as_deref(),
        Some(entry.action),
        entry.target.as_deref(),
    ];
    let body = body_of(head, entry.details.as_deref(), &entry.salt);
    let hash = chain_hash(&previous, id, now.0, &body);
    tx.prepare_cached(
        "INSERT INTO audit_log (id, actor_kind, actor_id, action, target, details, created_at, salt, body_hash,
                                prev_hash, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        id,
        kind,
        actor_id,
        entry.action,
        entry.target,
        entry.details,
        now.0,
        entry.salt.as_slice(),
        body,
        previous,
        hash
    ])?;
    Ok(id)
}

/// When that was last done to that target.
pub fn last_at(
    connection: &Connection,
    action: &str,
    target: &str,
) -> rusqlite::Result<Option<Timestamp>> {
    connection
        .prepare_cached("SELECT max(created_at) FROM audit_log WHERE action = ?1 AND target = ?2")?
        .query_row([action, target], |row| row.get::<_, Option<i64>>(0))
        .map(|at| at.map(Timestamp))
}

/// Where a check of the chain has come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    pub id: i64,
    pub hash: Vec<u8>,
}

impl Link {
    /// Before the first row.
    pub fn start() -> Self {
        Self {
            id: 0,
            hash: vec![0; 32],
        }
    }
}

/// What a portion of the check found.
#[derive(Debug)]
pub struct Checked {
    pub last: Link,
    /// Rows looked at; fewer than asked for = these were the last.
    pub rows: i64,
    pub broken: Option<BrokenRow>,
}

/// Checks up to `most` rows after that link of the chain. A row whose details were erased passes if the erasure names it.
pub fn check(connection: &Connection, from: &Link, most: i64) -> rusqlite::Result<Checked> {
    let mut statement = connection.prepare_cached(
        "SELECT id, actor_kind, actor_id, action, target, details, created_at, salt, body_hash, prev_hash, hash
         FROM audit_log WHERE id > ?1 ORDER BY id LIMIT ?2",
    )?;
    let mut rows = statement.query(params![from.id, most])?;
    let mut checked = Checked {
        last: from.clone(),
        rows: 0,
        broken: None,
    };
    let mut emptied: Option<HashSet<i64>> = None;
    while let Some(row) = rows.next()? {
        let stored = Stored {
            id: row.get(0)?,
            actor_kind: row.get(1)?,
            actor_id: row.get(2)?,
            action: row.get(3)?,
            target: row.get(4)?,
            details: row.get(5)?,
            created_at: row.get(6)?,
            salt: row.get(7)?,
            body_hash: row.get(8)?,
            prev_hash: row.get(9)?,
            hash: row.get(10)?,
        };
        checked.rows += 1;
        let mut fault = stored.fault(&checked.last.hash);
        if fault.is_none() && stored.is_erased() {
            let named = match emptied.take() {
                Some(named) => named,
                None => named_by_erasures(connection)?,
            };
            if !named.contains(&stored.id) {
                fault = Some(ChainFault::Changed);
            }
            emptied = Some(named);
        }
        if let Some(fault) = fault {
            checked.broken = Some(BrokenRow {
                id: stored.id,
                at: Some(Timestamp(stored.created_at)),
                action: Some(stored.action),
                fault,
            });
            return Ok(checked);
        }
        checked.last = Link {
            id: stored.id,
            hash: stored.hash,
        };
    }
    Ok(checked)
}

/// The hash of a row, if it is there.
pub fn hash_of(connection: &Connection, id: i64) -> rusqlite::Result<Option<Vec<u8>>> {
    connection
        .prepare_cached("SELECT hash FROM audit_log WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()
}

/// The id of the first row that breaks the chain, a portion of the rows in memory at a time.
pub fn first_broken(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    let mut link = Link::start();
    loop {
        let checked = check(connection, &link, PORTION)?;
        if let Some(broken) = checked.broken {
            return Ok(Some(broken.id));
        }
        if checked.rows < PORTION {
            return Ok(None);
        }
        link = checked.last;
    }
}

/// The rows that erasures say they emptied. Each erasure can only name rows before its own, and never empties one of
/// another erasure.
fn named_by_erasures(connection: &Connection) -> rusqlite::Result<HashSet<i64>> {
    let mut statement = connection
        .prepare_cached("SELECT id, details FROM audit_log WHERE action = 'user.erased'")?;
    let mut rows = statement.query([])?;
    let mut named = HashSet::new();
    while let Some(row) = rows.next()? {
        let (id, details): (i64, Option<String>) = (row.get(0)?, row.get(1)?);
        let details: Value =
            serde_json::from_str(&details.unwrap_or_default()).unwrap_or(Value::Null);
        let emptied = details["rows"].as_array().into_iter().flatten();
        named.extend(
            emptied
                .filter_map(Value::as_i64)
                .filter(|emptied| *emptied < id),
        );
    }
    Ok(named)
}

impl Stored {
    /// Erasing removes the salt too, so that the text cannot be guessed from the hash.
    fn is_erased(&self) -> bool {
        self.salt.is_empty()
    }

    /// What breaks the chain at this row.
    fn fault(&self, previous: &[u8]) -> Option<ChainFault> {
        if self.prev_hash != previous {
            Some(ChainFault::Missing)
        } else if self.hash != chain_hash(previous, self.id, self.created_at, &self.body_hash) {
            Some(ChainFault::Resealed)
        } else if !self.is_as_written() {
            Some(ChainFault::Changed)
        } else {
            None
        }
    }

    /// Whether what it says is what was written, as far as that can still be told.
    fn is_as_written(&self) -> bool {
        let actor = self.actor_id.map(|id| id.to_string());
        let head = [
            Some(self.actor_kind.as_str()),
            actor.as_deref(),
            Some(self.action.as_str()),
            self.target.as_deref(),
        ];
        let details = self.details.as_deref();
        if self.is_erased() && details.is_some() {
            return false;
        }
        if self.body_hash.len() == OLD_BODY_BYTES {
            let [kind, actor, action, target] = head;
            let parts = [kind, actor, action, target, details];
            return self.is_erased() || self.body_hash == parts_hash(&parts, &self.salt);
        }
        let body = body_of(head, details, &self.salt);
        match self.is_erased() {
            true => self.body_hash.starts_with(&body[..HEAD_BYTES]),
            false => self.body_hash == body,
        }
    }
}

/// Bytes of the first half of a body: the hash of who, what and on whom, which is no secret and is never erased.
const HEAD_BYTES: usize = 32;
/// Rows of the first versions have one salted hash over head and details: once emptied, their head cannot be checked.
const OLD_BODY_BYTES: usize = 32;

/// The hash of the head, then the salted one of the details: without its salt a row still tells whose act it was.
fn body_of(head: [Option<&str>; 4], details: Option<&str>, salt: &[u8]) -> Vec<u8> {
    let mut body = parts_hash(&head, &[]);
    body.extend(parts_hash(&[details], salt));
    body
}

fn parts_hash(parts: &[Option<&str>], salt: &[u8]) -> Vec<u8> {
    let mut hash = Context::new(&SHA256);
    for part in parts {
        // The length before each part keeps two entries apart that differ only in where a part ends.
        let length = part.map_or(u64::MAX, |text| text.len() as u64);
        hash.update(&length.to_be_bytes());
        hash.update(part.unwrap_or_default().as_bytes());
    }
    hash.update(salt);
    hash.finish().as_ref().to_vec()
}

fn chain_hash(previous: &[u8], id: i64, created_at: i64, body: &[u8]) -> Vec<u8> {
    let mut hash = Context::new(&SHA256);
    hash.update(previous);
    hash.update(&id.to_be_bytes());
    hash.update(&created_at.to_be_bytes());
    hash.update(body);
    hash.finish().as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::UserId;

    fn filled() -> Connection {
        let mut connection = crate::db::in_memory();
        let tx = connection.transaction().expect("begins");
        for number in 0..5 {
            let entry = Entry {
                actor: if number % 2 == 0 {
                    Identity::System
                } else {
                    Identity::User(UserId(number))
                },
                action: "token.made",
                target: Some(format!("token:{number}")),
                details: Some("{}".into()),
                salt: [number as u8; 16],
            };
            insert(&tx, &entry, Timestamp(1_000 + number)).expect("inserted");
        }
        tx.commit().expect("committed");
        connection
    }

    #[test]
    fn an_untouched_chain_is_whole() {
        assert_eq!(first_broken(&filled()).expect("read"), None);
    }

    #[test]
    fn any_changed_column_is_found_at_its_row() {
        for change in [
            "UPDATE audit_log SET action = 'x' WHERE id = 3",
            "UPDATE audit_log SET actor_id = 99 WHERE id = 3",
            "UPDATE audit_log SET target = NULL WHERE id = 3",
            "UPDATE audit_log SET created_at = 1 WHERE id = 3",
            "UPDATE audit_log SET body_hash = zeroblob(32) WHERE id = 3",
            "UPDATE audit_log SET hash = zeroblob(32) WHERE id = 3",
        ] {
            let connection = filled();
            connection.execute(change, []).expect("changed");
            assert_eq!(
                first_broken(&connection).expect("read"),
                Some(3),
                "{change}"
            );
        }
    }

    #[test]
    fn a_portion_goes_on_where_the_one_before_ended_and_names_what_is_wrong() {
        let connection = filled();
        let first = check(&connection, &Link::start(), 2).expect("checked");
        assert_eq!((first.last.id, first.rows, first.broken), (2, 2, None));
        let second = check(&connection, &first.last, 2).expect("checked");
        assert_eq!((second.last.id, second.broken), (4, None));
        connection
            .execute(
                "UPDATE audit_log SET details = '{\"a\":1}' WHERE id = 5",
                [],
            )
            .expect("changed");
        let third = check(&connection, &second.last, 2).expect("checked");
        let broken = third.broken.expect("found");
        assert_eq!((broken.id, broken.fault), (5, ChainFault::Changed));
    }

    #[test]
    fn details_that_are_no_json_are_stored_and_found_as_changed() {
        let connection = filled();
        connection
            .execute("UPDATE audit_log SET details = 'broken' WHERE id = 2", [])
            .expect("changed");
        assert_eq!(first_broken(&connection).expect("read"), Some(2));
    }

    #[test]
    fn a_removed_row_is_found_at_the_next_one() {
        let connection = filled();
        connection
            .execute("DELETE FROM audit_log WHERE id = 3", [])
            .expect("deleted");
        assert_eq!(first_broken(&connection).expect("read"), Some(4));
    }

    /// A line that an erasure emptied these rows.
    fn erased(connection: &mut Connection, rows: &str) {
        let tx = connection.transaction().expect("begins");
        let entry = Entry {
            actor: Identity::User(UserId(7)),
            action: "user.erased",
            target: Some("user:20".into()),
            details: Some(format!("{{\"rows\":{rows}}}")),
            salt: [9; 16],
        };
        insert(&tx, &entry, Timestamp(2_000)).expect("inserted");
        tx.commit().expect("committed");
    }

    const EMPTY: &str = "UPDATE audit_log SET details = NULL, salt = zeroblob(0) WHERE id = 3";

    #[test]
    fn an_erased_text_leaves_the_chain_whole_if_the_erasure_names_its_row() {
        let mut connection = filled();
        connection.execute(EMPTY, []).expect("erased");
        assert_eq!(first_broken(&connection).expect("read"), Some(3));
        erased(&mut connection, "[4]");
        assert_eq!(first_broken(&connection).expect("read"), Some(3));
        erased(&mut connection, "[1,3]");
        assert_eq!(first_broken(&connection).expect("read"), None);
    }

    #[test]
    fn a_change_planted_together_with_the_salt_is_found() {
        for change in [
            "UPDATE audit_log SET salt = zeroblob(0), details = '{\"a\":1}' WHERE id = 3",
            "UPDATE audit_log SET salt = zeroblob(0), details = NULL, actor_id = 99 WHERE id = 3",
            "UPDATE audit_log SET salt = zeroblob(0), details = NULL, action = 'x' WHERE id = 3",
            "UPDATE audit_log SET salt = zeroblob(0), details = NULL, target = NULL WHERE id = 3",
        ] {
            let mut connection = filled();
            connection.execute(change, []).expect("changed");
            assert_eq!(
                first_broken(&connection).expect("read"),
                Some(3),
                "{change}"
            );
            erased(&mut connection, "[3]");
            assert_eq!(
                first_broken(&connection).expect("read"),
                Some(3),
                "named by an erasure: {change}"
            );
        }
    }

    #[test]
    fn a_row_of_the_first_versions_is_checked_as_they_wrote_it() {
        let mut connection = crate::db::in_memory();
        let parts = [Some("system"), None, Some("vip.expired"), None, Some("{}")];
        let body = parts_hash(&parts, &[1; 16]);
        let hash = chain_hash(&[0; 32], 1, 900, &body);
        connection
            .execute(
                "INSERT INTO audit_log (id, actor_kind, action, details, created_at, salt, body_hash, prev_hash, hash)
                 VALUES (1, 'system', 'vip.expired', '{}', 900, ?1, ?2, zeroblob(32), ?3)",
                params![[1u8; 16].as_slice(), body, hash],
            )
            .expect("inserted");
        assert_eq!(first_broken(&connection).expect("read"), None);
        let planted = "UPDATE audit_log SET salt = zeroblob(0), action = 'x' WHERE id = 1";
        connection.execute(planted, []).expect("changed");
        assert_eq!(first_broken(&connection).expect("read"), Some(1));
        let emptied = "UPDATE audit_log SET details = NULL, action = 'vip.expired' WHERE id = 1";
        connection.execute(emptied, []).expect("changed");
        erased(&mut connection, "[1]");
        assert_eq!(first_broken(&connection).expect("read"), None);
    }
}
