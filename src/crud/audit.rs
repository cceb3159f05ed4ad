//! `audit_log`: an append-only chain.

use crate::models::Identity;
use crate::models::Timestamp;
use ring::digest::{Context, SHA256};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

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
        Identity::ApiKey(id) => ("api_key", Some(id)),
    };
    let last: Option<(i64, Vec<u8>)> = tx
        .prepare_cached("SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (id, previous) = last.map_or((1, vec![0; 32]), |(id, hash)| (id + 1, hash));
    let body = body_hash(
        &entry.salt,
        kind,
        actor_id,
        entry.action,
        entry.target.as_deref(),
        entry.details.as_deref(),
    );
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

/// The id of the first row that breaks the chain. A row whose text was erased (no details, target or actor)
/// still has its body hash, and passes.
pub fn first_broken(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    let mut statement = connection.prepare(
        "SELECT id, actor_kind, actor_id, action, target, details, created_at, salt, body_hash, prev_hash, hash
         FROM audit_log ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut previous = vec![0; 32];
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
        if !stored.is_whole(&previous) {
            return Ok(Some(stored.id));
        }
        previous = stored.hash;
    }
    Ok(None)
}

impl Stored {
    fn is_whole(&self, previous: &[u8]) -> bool {
        // Erasing removes the salt too, so that the text cannot be guessed from the hash.
        let is_erased = self.salt.is_empty();
        let body = body_hash(
            &self.salt,
            &self.actor_kind,
            self.actor_id,
            &self.action,
            self.target.as_deref(),
            self.details.as_deref(),
        );
        self.prev_hash == previous
            && (is_erased || self.body_hash == body)
            && self.hash == chain_hash(previous, self.id, self.created_at, &self.body_hash)
    }
}

fn body_hash(
    salt: &[u8],
    actor_kind: &str,
    actor_id: Option<i64>,
    action: &str,
    target: Option<&str>,
    details: Option<&str>,
) -> Vec<u8> {
    let mut hash = Context::new(&SHA256);
    let actor = actor_id.map(|id| id.to_string());
    for part in [
        Some(actor_kind),
        actor.as_deref(),
        Some(action),
        target,
        details,
    ] {
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
    fn a_removed_row_is_found_at_the_next_one() {
        let connection = filled();
        connection
            .execute("DELETE FROM audit_log WHERE id = 3", [])
            .expect("deleted");
        assert_eq!(first_broken(&connection).expect("read"), Some(4));
    }

    #[test]
    fn an_erased_text_leaves_the_chain_whole() {
        let connection = filled();
        connection
            .execute("UPDATE audit_log SET target = NULL, details = NULL, actor_id = NULL, salt = zeroblob(0) WHERE id = 3", [])
            .expect("erased");
        assert_eq!(first_broken(&connection).expect("read"), None);
    }
}
