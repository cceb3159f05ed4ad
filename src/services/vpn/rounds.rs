//! The rounds over the servers: whose counters are read, and who is compared with the database, when.

use super::accounting;
use super::reconcile;
use crate::context::Ctx;
use crate::crud;
use crate::crud::servers::Visits;
use crate::models::Health;
use crate::models::MINUTE;
use crate::models::Server;
use crate::models::Timestamp;
use crate::models::Transport;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::utils::pages;
use crate::utils::together;

/// How often a server is compared with the database when nothing calls for it.
const COMPARE_SECONDS: i64 = 5 * MINUTE;
/// Rounds begin when the clock strikes, not to the second: a visit that is due within this is due.
const SLACK_SECONDS: i64 = 5;
/// So many peers take megabytes.
const MANY_PEERS: usize = 1_000;

/// What a round did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Round {
    /// Servers that answered.
    pub servers: usize,
    /// Peers whose traffic was counted, or which were put right.
    pub peers: usize,
    /// Peers that the servers told of.
    pub listed: usize,
}

/// Reads the counters of every server whose turn it is. Those that are down wait until they are back.
pub async fn sample(ctx: &Ctx, now: Timestamp) -> Result<Round, ServiceError> {
    let due = due(ctx, now, is_sample_due).await?;
    let mut round = Round::default();
    for reading in together::all(due.iter().map(|server| accounting::read(ctx, server, now))).await
    {
        if let Some(reading) = reading? {
            round.servers += 1;
            round.peers += reading.changed;
            round.listed += reading.listing.peers.len();
        }
    }
    tidy(&round);
    Ok(round)
}

/// Compares every server whose turn it is with the database, and mends it: at the start, after it was away, and every
/// five minutes.
pub async fn reconcile(ctx: &Ctx, now: Timestamp) -> Result<Round, ServiceError> {
    let started_at = ctx.started_at;
    let due = due(ctx, now, move |server, visits, now| {
        is_comparison_due(server, visits, started_at, now)
    })
    .await?;
    let mut round = Round::default();
    for repair in together::all(due.iter().map(|server| reconcile::mend(ctx, server, now))).await {
        if let Some(repair) = repair? {
            round.servers += 1;
            round.peers += repair.mended;
            round.listed += repair.listed;
        }
    }
    tidy(&round);
    Ok(round)
}

/// What thousands of peers took is given back: it would be kept until the next round.
fn tidy(round: &Round) {
    if round.listed >= MANY_PEERS {
        pages::give_back();
    }
}

/// The servers that can be asked and are due.
async fn due(
    ctx: &Ctx,
    now: Timestamp,
    is_due: impl Fn(&Server, Visits, Timestamp) -> bool + Send + 'static,
) -> Result<Vec<Server>, ServiceError> {
    ctx.db
        .read(move |connection| {
            let mut due = Vec::new();
            for server in crud::servers::list(connection)? {
                let can_answer =
                    server.transport != Transport::File && server.health != Health::Down;
                let visits = crud::servers::visits(connection, server.id)?;
                if can_answer && visits.is_some_and(|visits| is_due(&server, visits, now)) {
                    due.push(server);
                }
            }
            Ok(due)
        })
        .await
}

/// A visit that lies in the future was noted by a wrong clock.
fn is_older(visit: Option<Timestamp>, seconds: i64, now: Timestamp) -> bool {
    visit.is_none_or(|at| at > now || now.since(at) >= seconds - SLACK_SECONDS)
}

fn is_sample_due(server: &Server, visits: Visits, now: Timestamp) -> bool {
    let seconds = match server.transport {
        Transport::Local | Transport::Demo | Transport::File => MINUTE,
        // An Outline server counts every few minutes itself; a node keeps its own samples.
        Transport::Panel if server.kind == VpnKind::MtProto => MINUTE,
        Transport::Panel | Transport::Node => 5 * MINUTE,
    };
    is_older(visits.sampled_at, seconds, now)
}

fn is_comparison_due(
    server: &Server,
    visits: Visits,
    started_at: Timestamp,
    now: Timestamp,
) -> bool {
    let last = visits.reconciled_at;
    // Whatever happened to it while nobody looked, or while it was away, is not known.
    let is_unknown = last.is_none_or(|at| at < started_at || at < server.health_since);
    is_unknown || is_older(last, COMPARE_SECONDS, now)
}
