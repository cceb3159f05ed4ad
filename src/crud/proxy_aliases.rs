//! `proxy_aliases`: other addresses under which lists name a proxy.

use crate::models::ListedProxyId;
use rusqlite::{Transaction, params};

/// A proxy is known by that address too.
pub fn insert(tx: &Transaction<'_>, url: &str, proxy: ListedProxyId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO proxy_aliases (url, proxy_id) VALUES (?1, ?2)
         ON CONFLICT (url) DO UPDATE SET proxy_id = excluded.proxy_id",
    )?
    .execute(params![url, proxy.0])?;
    Ok(())
}

/// What one proxy is known by is said of another.
pub fn update_proxy(
    tx: &Transaction<'_>,
    from: ListedProxyId,
    to: ListedProxyId,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE proxy_aliases SET proxy_id = ?2 WHERE proxy_id = ?1")?
        .execute([from.0, to.0])?;
    Ok(())
}
