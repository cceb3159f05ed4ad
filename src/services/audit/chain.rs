//! The check of the whole chain, and where it ended last time.

use crate::context::Ctx;
use crate::crud;
use crate::crud::audit::Link;
use crate::crud::audit::PORTION;
use crate::models::Actor;
use crate::models::BrokenRow;
use crate::models::ChainFault;
use crate::models::ChainReport;
use crate::models::Permission;
use crate::models::Timestamp;
use crate::services::ServiceError;
use crate::services::unit::act;
use rusqlite::Connection;
use serde::Deserialize;
use serde::Serialize;
use serde_json::json;

/// Key of the last row of the last check that found everything whole.
const ANCHOR: &str = "audit.anchor";

/// The last row of a whole chain: without it nobody would miss the newest rows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Anchor {
    id: i64,
    /// In hexadecimal.
    hash: String,
}

/// Checks every row, some at a time, each portion with a reading connection of its own: nobody waits for it, and the
/// memory it takes does not grow with the log. Who asked and what was found is itself an act.
pub async fn verify(ctx: &Ctx, actor: &Actor, now: Timestamp) -> Result<ChainReport, ServiceError> {
    actor.need(Permission::SeeAudit)?;
    let (report, last) = checked(ctx).await?;
    let identity = actor.identity;
    let found = report.clone();
    act(ctx, actor, now, move |tx| {
        if found.broken.is_none() && last.id > 0 {
            let anchor = Anchor {
                id: last.id,
                hash: hex(&last.hash),
            };
            crud::house::set(tx, ANCHOR, &json!(anchor).to_string(), now)?;
        }
        let broken = found.broken.as_ref().map(|broken| broken.id);
        let details = json!({ "rows": found.rows, "broken": broken });
        super::record(
            tx,
            identity,
            "audit.verified",
            "log".to_owned(),
            details,
            now,
        )
    })
    .await?;
    Ok(report)
}

async fn checked(ctx: &Ctx) -> Result<(ChainReport, Link), ServiceError> {
    let mut link = Link::start();
    let mut rows = 0;
    loop {
        let from = link.clone();
        let portion = ctx
            .db
            .read(move |connection| {
                Ok::<_, ServiceError>(crud::audit::check(connection, &from, PORTION)?)
            })
            .await?;
        rows += portion.rows;
        link = portion.last;
        let broken = if portion.broken.is_none() && portion.rows < PORTION {
            ctx.db.read(cut_off).await?
        } else {
            portion.broken
        };
        if broken.is_some() || portion.rows < PORTION {
            return Ok((ChainReport { rows, broken }, link));
        }
    }
}

/// The row with which the last check ended, if it is another now, or gone: a chain that was cut off, or written anew from
/// some row on, is whole in itself.
fn cut_off(connection: &Connection) -> Result<Option<BrokenRow>, ServiceError> {
    let Some(text) = crud::house::get(connection, ANCHOR)? else {
        return Ok(None);
    };
    let Ok(anchor) = serde_json::from_str::<Anchor>(&text) else {
        return Ok(None);
    };
    let broken = |fault| BrokenRow {
        id: anchor.id,
        at: None,
        action: None,
        fault,
    };
    Ok(match crud::audit::hash_of(connection, anchor.id)? {
        None => Some(broken(ChainFault::CutOff)),
        Some(hash) if hex(&hash) != anchor.hash => Some(broken(ChainFault::Resealed)),
        Some(_) => None,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
