//! What keys and servers of the past leave behind, and nobody asks for any more.
//!
//! Totals do not hang on it: what a peer transferred was counted for its key, its account and its days.

use crate::models::ConfigId;
use crate::models::PeerId;
use crate::models::Timestamp;
use rusqlite::{Transaction, params};

/// Deletes, at most `limit` rows of each sort, the peers that were replaced or whose keys ended before an instant, and of
/// servers that were removed before it all that nothing refers to. Returns how many rows.
pub fn delete_before(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<usize> {
    let peers = delete_peers(tx, before, limit)?;
    for (peer, config) in &peers {
        tx.prepare_cached("UPDATE vpn_configs SET peer_id = NULL WHERE id = ?1 AND peer_id = ?2")?
            .execute([config.0, peer.0])?;
    }
    let mut rows = peers.len();
    for sql in OF_REMOVED_SERVERS {
        rows += tx.prepare_cached(sql)?.execute(params![before.0, limit])?;
    }
    Ok(rows)
}

/// The last row stays, so that no id is given twice: tasks and old messages name peers by it.
fn delete_peers(
    tx: &Transaction<'_>,
    before: Timestamp,
    limit: i64,
) -> rusqlite::Result<Vec<(PeerId, ConfigId)>> {
    tx.prepare_cached(
        "DELETE FROM vpn_peers WHERE id IN
             (SELECT p.id FROM servers s CROSS JOIN vpn_peers p ON p.server_id = s.id AND p.wanted = 'gone'
              JOIN vpn_configs c ON c.id = p.config_id
              WHERE p.settled = 'gone' AND p.id < (SELECT max(id) FROM vpn_peers)
                  AND (c.revoked_at < ?1 OR EXISTS (SELECT 1 FROM vpn_peers newer
                      WHERE newer.config_id = p.config_id AND newer.id > p.id AND newer.created_at < ?1))
              LIMIT ?2)
         RETURNING id, config_id",
    )?
    .query_map(params![before.0, limit], |row| {
        Ok((PeerId(row.get(0)?), ConfigId(row.get(1)?)))
    })?
    .collect()
}

/// What belongs to removed servers, and at last they themselves; a server that a key was on stays with it.
const OF_REMOVED_SERVERS: [&str; 4] = [
    "DELETE FROM foreign_peers WHERE (server_id, remote_id) IN
         (SELECT f.server_id, f.remote_id FROM servers s CROSS JOIN foreign_peers f ON f.server_id = s.id
          WHERE s.removed_at < ?1 LIMIT ?2)",
    "DELETE FROM ip_addresses WHERE id IN
         (SELECT a.id FROM servers s CROSS JOIN ip_addresses a ON a.server_id = s.id
          WHERE s.removed_at < ?1 AND NOT EXISTS (SELECT 1 FROM vpn_peers p WHERE p.address_id = a.id) LIMIT ?2)",
    "DELETE FROM ip_pools WHERE id IN
         (SELECT n.id FROM servers s CROSS JOIN ip_pools n ON n.server_id = s.id
          WHERE s.removed_at < ?1 AND NOT EXISTS (SELECT 1 FROM ip_addresses a WHERE a.pool_id = n.id) LIMIT ?2)",
    "DELETE FROM servers WHERE id IN
         (SELECT s.id FROM servers s WHERE s.removed_at < ?1 AND s.sealed = '' AND s.id < (SELECT max(id) FROM servers)
              AND NOT EXISTS (SELECT 1 FROM vpn_configs c WHERE c.server_id = s.id)
              AND NOT EXISTS (SELECT 1 FROM vpn_peers p WHERE p.server_id = s.id)
              AND NOT EXISTS (SELECT 1 FROM ip_pools n WHERE n.server_id = s.id) LIMIT ?2)",
];
