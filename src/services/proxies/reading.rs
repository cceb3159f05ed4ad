//! Reading of lists: parsed as a stream on a thread nobody waits for, and kept in short transactions.

use super::schedule;
use super::settings;
use super::world;
use crate::context::Ctx;
use crate::crud;
use crate::db::Durability;
use crate::integrations::proxies::read;
use crate::models::ListedProxyId;
use crate::models::MINUTE;
use crate::models::MOST_PROXIES;
use crate::models::ProxyAddress;
use crate::models::ProxyKind;
use crate::models::ProxyReport;
use crate::models::ProxySourceId;
use crate::models::ProxySourceKind;
use crate::models::Refusal;
use crate::models::Timestamp;
use crate::services::ServiceError;
use rusqlite::Transaction;
use std::time::Duration;
use tokio::sync::mpsc;

/// Proxies kept in one transaction, so that nobody waits for them.
const BATCH: usize = 500;
/// A list that is not there by then is not read.
const FETCH_WITHIN: Duration = Duration::from_secs(120);
/// A source that could not be read is tried again after so long, or when its time has come.
const AGAIN_AFTER: i64 = 15 * MINUTE;
/// Characters of a reason that are kept.
const LONGEST_REASON: usize = 200;
/// Minutes that stand at a source that is not read again.
const PASTED_EVERY: u32 = 1_440;

/// Where proxies are listed.
pub(super) enum Place {
    /// In a reading of a source, by its number.
    Known(ProxySourceId, i64),
    /// In a pasted text, whose source is made with its first proxies.
    Pasted {
        name: String,
        hint: Option<ProxyKind>,
    },
}

/// What a list was found to hold.
pub(super) struct Taken {
    /// With the number of the reading; `None` = a pasted text without any proxy.
    pub source: Option<(ProxySourceId, i64)>,
    pub report: ProxyReport,
    /// Whether the list was walked to its end, and not what fits alone.
    pub is_whole: bool,
}

/// Parses a list and keeps its proxies. Nothing is taken away.
pub(super) async fn take(
    ctx: &Ctx,
    mut place: Place,
    bytes: Vec<u8>,
    hint: Option<ProxyKind>,
    now: Timestamp,
) -> Result<Taken, ServiceError> {
    let allows_private = settings::get(ctx).await?.allows_private;
    let (batches, mut waiting) = mpsc::channel(1);
    let parsing = ctx
        .db
        .beside(move |_| parse(&bytes, hint, allows_private, &batches));
    let keeping = async {
        let mut sum = Batch::default();
        while let Some(batch) = waiting.recv().await {
            let (kept, next) = keep(ctx, place, batch, now).await?;
            place = next;
            sum.new += kept.new;
            sum.is_full |= kept.is_full;
        }
        Ok::<_, ServiceError>((sum, place))
    };
    let (report, kept) = tokio::join!(parsing, keeping);
    let (sum, place) = kept?;
    let mut report = report?;
    report.new = sum.new;
    let is_whole = !report.is_cut;
    report.is_cut |= sum.is_full;
    let source = match place {
        Place::Known(id, reading) => Some((id, reading)),
        Place::Pasted { .. } => None,
    };
    Ok(Taken {
        source,
        report,
        is_whole,
    })
}

/// Hands out the proxies of a list in batches.
fn parse(
    bytes: &[u8],
    hint: Option<ProxyKind>,
    allows_private: bool,
    batches: &mpsc::Sender<Vec<ProxyAddress>>,
) -> ProxyReport {
    let mut batch = Vec::new();
    let send = |batch: Vec<ProxyAddress>| {
        // An error means that keeping has failed, which says so itself.
        let _ = batches.blocking_send(batch);
    };
    let report = read::read(bytes, hint, allows_private, &mut |address| {
        batch.push(address);
        if batch.len() == BATCH {
            send(std::mem::take(&mut batch));
        }
    });
    if !batch.is_empty() {
        send(batch);
    }
    report
}

#[derive(Clone, Copy, Default)]
struct Batch {
    new: u32,
    /// Some were left out: the list of the house is full of what works or is new.
    is_full: bool,
}

async fn keep(
    ctx: &Ctx,
    place: Place,
    batch: Vec<ProxyAddress>,
    now: Timestamp,
) -> Result<(Batch, Place), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            let (source, reading) = match &place {
                Place::Known(source, reading) => (*source, *reading),
                Place::Pasted { name, hint } => {
                    let new = crud::proxy_sources::NewSource {
                        name,
                        kind: &ProxySourceKind::Pasted,
                        hint: *hint,
                        every_minutes: PASTED_EVERY,
                        next_at: None,
                    };
                    let source = crud::proxy_sources::insert(tx, &new, now)?;
                    let reading = crud::proxy_sources::update_begun(tx, source, now)?;
                    (source, reading.ok_or(Refusal::NotFound)?)
                }
            };
            let kept = keep_batch(tx, source, reading, &batch, now)?;
            Ok((kept, Place::Known(source, reading)))
        })
        .await
}

fn keep_batch(
    tx: &Transaction<'_>,
    source: ProxySourceId,
    reading: i64,
    batch: &[ProxyAddress],
    now: Timestamp,
) -> Result<Batch, ServiceError> {
    // It may have been taken away while it was read, and another have its number.
    if !crud::proxy_sources::is_reading(tx, source, reading)? {
        return Err(Refusal::NotFound.into());
    }
    let urls: Vec<String> = batch.iter().map(read::render).collect();
    let mut room = make_room(tx, &urls, MOST_PROXIES)?;
    let mut sum = Batch::default();
    for (address, url) in batch.iter().zip(&urls) {
        if room == 0 && !crud::proxies::has_url(tx, url)? {
            sum.is_full = true;
            continue;
        }
        let kept = crud::proxies::insert(tx, url, address, now)?;
        if kept.is_new {
            room -= 1;
            sum.new += 1;
        }
        let is_forgiven = |at: Timestamp| now.since(at) >= schedule::SECOND_CHANCE;
        if kept.dropped_at.is_some_and(is_forgiven) {
            crud::proxies::update_revived(tx, kept.id, now)?;
        }
        crud::proxy_listings::upsert(tx, source, kept.id, reading)?;
    }
    Ok(sum)
}

/// How many more a list of at most so many takes, after the longest dead made room for those of these that are new.
fn make_room(tx: &Transaction<'_>, urls: &[String], most: u32) -> Result<u32, ServiceError> {
    let room = most.saturating_sub(crud::proxies::count_rows(tx)?);
    if urls.len() <= room as usize {
        return Ok(room);
    }
    let mut wanted = 0;
    for url in urls {
        wanted += u32::from(!crud::proxies::has_url(tx, url)?);
    }
    let gone = match wanted.saturating_sub(room) {
        0 => 0,
        missing => crud::proxies::delete_oldest(tx, missing)?,
    };
    Ok(room + gone)
}

/// What reading those that are due gave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Readings {
    pub read: u32,
    pub failed: u32,
    /// Proxies that the house did not know.
    pub new: u32,
}

/// When the next source from an instant on is to be read.
pub async fn next_due(ctx: &Ctx, from: Timestamp) -> Result<Option<Timestamp>, ServiceError> {
    ctx.db
        .read(move |connection| {
            Ok::<_, ServiceError>(crud::proxy_sources::next_due(connection, from)?)
        })
        .await
}

/// Reads the sources that are due, one after the other, and finishes what a kill left of those taken away.
pub async fn run(ctx: &Ctx, now: Timestamp) -> Result<Readings, ServiceError> {
    let started_at = ctx.started_at;
    let (due, removed) = ctx
        .db
        .read(move |connection| {
            let due = crud::proxy_sources::list_due(connection, now)?;
            let removed = crud::proxy_sources::list_removed(connection, started_at)?;
            Ok::<_, ServiceError>((due, removed))
        })
        .await?;
    for source in removed {
        // Since it was seen so, its number may have become another's.
        let again = move |tx: &Transaction<'_>| -> Result<bool, ServiceError> {
            let removed = crud::proxy_sources::list_removed(tx, started_at)?;
            Ok(removed.contains(&source))
        };
        remove(ctx, source, now, again).await?;
    }
    let mut sum = Readings::default();
    for source in due {
        if ctx.proxies.is_stopping() {
            break;
        }
        match read_one(ctx, source, now).await? {
            Reading::Read(new) => {
                sum.read += 1;
                sum.new += new;
            }
            Reading::Failed => sum.failed += 1,
            Reading::Left => {}
        }
    }
    Ok(sum)
}

/// How the reading of a source ended.
enum Reading {
    /// So many of its proxies were new.
    Read(u32),
    /// It could not be read, which is noted.
    Failed,
    /// The bot stops, and it is still due; or it was taken away.
    Left,
}

/// Reads a source.
async fn read_one(ctx: &Ctx, id: ProxySourceId, now: Timestamp) -> Result<Reading, ServiceError> {
    let found = ctx
        .db
        .write(Durability::Normal, move |tx| {
            let reading = crud::proxy_sources::update_begun(tx, id, now)?;
            let source = crud::proxy_sources::get(tx, id)?;
            Ok::<_, ServiceError>(source.zip(reading))
        })
        .await?;
    let Some((source, reading)) = found else {
        return Ok(Reading::Left);
    };
    let bytes = match fetch(ctx, &source.kind).await? {
        Some(Ok(bytes)) => bytes,
        Some(Err(why)) => return failed(ctx, (id, reading), why, now).await,
        None => return Ok(Reading::Left),
    };
    let taken = match take(ctx, Place::Known(id, reading), bytes, source.hint, now).await {
        Ok(taken) => taken,
        // It was taken away meanwhile.
        Err(ServiceError::Refused(_)) => return Ok(Reading::Left),
        Err(error) => return Err(error),
    };
    if taken.report.found == 0 {
        return failed(ctx, (id, reading), "no proxy in it".to_owned(), now).await;
    }
    // Behind the cut it may list them still.
    while taken.is_whole && sweep(ctx, id, Sweep::Dead(reading)).await? {}
    let report = taken.report;
    let new = report.new;
    let is_kept = ctx
        .db
        .write(Durability::Normal, move |tx| {
            let kept = crud::proxy_sources::update_read(tx, id, reading, &report, now)?;
            Ok::<_, ServiceError>(kept)
        })
        .await?;
    Ok(match is_kept {
        true => Reading::Read(new),
        false => Reading::Left,
    })
}

/// A list, or why it is not there, without its address.
type Fetched = Result<Vec<u8>, String>;

/// Fetches a list. `None` = the bot stopped meanwhile.
async fn fetch(ctx: &Ctx, kind: &ProxySourceKind) -> Result<Option<Fetched>, ServiceError> {
    let allows_private = settings::get(ctx).await?.allows_private;
    let world = world::open(ctx);
    let fetched = tokio::select! {
        fetched = tokio::time::timeout(FETCH_WITHIN, world.fetch(kind, allows_private)) => fetched,
        () = ctx.proxies.stopping() => return Ok(None),
    };
    Ok(Some(
        fetched.unwrap_or_else(|_| Err("no answer in time".to_owned())),
    ))
}

async fn failed(
    ctx: &Ctx,
    (id, reading): (ProxySourceId, i64),
    why: String,
    now: Timestamp,
) -> Result<Reading, ServiceError> {
    let why: String = why.chars().take(LONGEST_REASON).collect();
    let is_kept = ctx
        .db
        .write(Durability::Normal, move |tx| {
            let again = AGAIN_AFTER;
            Ok::<_, ServiceError>(crud::proxy_sources::update_failed(
                tx, id, reading, &why, again, now,
            )?)
        })
        .await?;
    Ok(match is_kept {
        true => Reading::Failed,
        false => Reading::Left,
    })
}

/// Which proxies go that no source lists any more.
#[derive(Clone, Copy)]
enum Sweep {
    /// Those that a reading did not find and that do not work: the others are shown while they do.
    Dead(i64),
    /// All of a source that was taken away.
    All,
}

/// Forgets some of what a source listed. False when nothing is left of it.
async fn sweep(ctx: &Ctx, source: ProxySourceId, which: Sweep) -> Result<bool, ServiceError> {
    let most = u32::try_from(BATCH).unwrap_or(u32::MAX);
    ctx.db
        .write(Durability::Normal, move |tx| {
            let (is_meant, before) = match which {
                Sweep::Dead(reading) => {
                    let is_meant = crud::proxy_sources::is_reading(tx, source, reading)?;
                    (is_meant, reading)
                }
                Sweep::All => (crud::proxy_sources::is_removed(tx, source)?, i64::MAX),
            };
            if !is_meant {
                return Ok(false);
            }
            let listed = crud::proxy_listings::list_before(tx, source, before, most)?;
            for proxy in &listed {
                crud::proxy_listings::delete(tx, source, *proxy)?;
                forget(tx, *proxy, which)?;
            }
            Ok(!listed.is_empty())
        })
        .await
}

fn forget(tx: &Transaction<'_>, proxy: ListedProxyId, which: Sweep) -> Result<(), ServiceError> {
    if crud::proxy_listings::is_listed(tx, proxy)? {
        return Ok(());
    }
    match which {
        Sweep::Dead(_) => crud::proxies::delete_not_working(tx, proxy)?,
        Sweep::All => crud::proxies::delete(tx, proxy)?,
    };
    Ok(())
}

/// Takes a source away, if it is the one that is meant, with what only it lists.
pub(super) async fn remove(
    ctx: &Ctx,
    id: ProxySourceId,
    now: Timestamp,
    is_meant: impl FnOnce(&Transaction<'_>) -> Result<bool, ServiceError> + Send + 'static,
) -> Result<(), ServiceError> {
    ctx.db
        .write(Durability::Normal, move |tx| {
            if is_meant(tx)? {
                crud::proxy_sources::update_removed(tx, id, now)?;
            }
            Ok::<_, ServiceError>(())
        })
        .await?;
    forget_removed(ctx, id).await
}

/// Forgets a source that was taken away, with what only it lists.
pub(super) async fn forget_removed(ctx: &Ctx, id: ProxySourceId) -> Result<(), ServiceError> {
    while sweep(ctx, id, Sweep::All).await? {}
    ctx.db
        .write(Durability::Normal, move |tx| {
            Ok::<_, ServiceError>(crud::proxy_sources::delete(tx, id)?)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::ProxyFault;

    #[test]
    fn a_list_that_names_nothing_new_drives_nobody_out() {
        let mut connection = crate::db::in_memory();
        let tx = connection.transaction().expect("begins");
        let urls: Vec<String> = (1..=4).map(|last| format!("203.0.113.{last}:80")).collect();
        for url in &urls[..3] {
            let address = read::parse_one(url).expect("a proxy");
            let (now, fault) = (Timestamp(1), ProxyFault::Silent);
            let kept = crud::proxies::insert(&tx, url, &address, now).expect("kept");
            crud::proxy_trials::update_failed(&tx, kept.id, fault, now, now).expect("noted");
        }
        let rows = || crud::proxies::count_rows(&tx).expect("counted");
        assert_eq!(make_room(&tx, &urls[..3], 3).ok(), Some(0));
        assert_eq!(rows(), 3);
        assert_eq!(make_room(&tx, &urls, 3).ok(), Some(1), "one is new");
        assert_eq!(rows(), 2);
        assert_eq!(
            make_room(&tx, &urls, 3).ok(),
            Some(2),
            "and the one that went"
        );
    }
}
