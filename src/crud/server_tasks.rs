//! `tasks` of VPN servers: which server each is for, and who waits for it.

use crate::models::ServerId;
use crate::models::TaskId;
use crate::models::Timestamp;
use rusqlite::{Connection, params};

/// A due task of a server, as far as it takes to choose among thousands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Candidate {
    pub id: TaskId,
    /// `None` = its peer is gone: no server will be asked.
    pub server: Option<ServerId>,
    /// Nobody waits for it: the server lets the peer in already, and is only to hear of another end or limit.
    pub is_bulk: bool,
}

/// Every due task of a server, the earliest first.
pub fn list_due(connection: &Connection, now: Timestamp) -> rusqlite::Result<Vec<Candidate>> {
    // The peer is read from the key "settle_peer:PEER:REVISION": a cast takes the digits up to the colon, in a fraction of
    // the time that reading JSON takes, and there may be thousands of rows at each look. "forget_watcher:SERVER" names
    // the server itself.
    connection
        .prepare_cached(
            "SELECT t.id,
                 CASE t.kind WHEN 'forget_watcher' THEN CAST(substr(t.dedupe_key, 16) AS INTEGER) ELSE p.server_id END,
                 p.wanted = 'open' AND p.settled IS NULL AND p.opened_at IS NOT NULL
             FROM tasks t LEFT JOIN vpn_peers p
                 ON t.kind = 'settle_peer' AND p.id = CAST(substr(t.dedupe_key, 13) AS INTEGER)
             WHERE t.state = 'due' AND t.class = 'server' AND t.due_at <= ?1 ORDER BY t.due_at, t.id",
        )?
        .query_map(params![now.0], |row| {
            Ok(Candidate {
                id: TaskId(row.get(0)?),
                server: row.get::<_, Option<i64>>(1)?.map(ServerId),
                is_bulk: row.get::<_, Option<bool>>(2)?.unwrap_or(false),
            })
        })?
        .collect()
}
