//! The state of the house for programs. A name once given stays; more may be added.

use crate::models::DayTraffic;
use crate::models::PoolFill;
use crate::models::StatusView;
use crate::utils::order::gathered;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

/// The same numbers as the pages. Instants are Unix seconds, sizes bytes; what is not known is null.
pub fn json(view: &StatusView) -> Value {
    let counts = &view.counts;
    json!({
        "version": view.version,
        "time_zone": view.time_zone,
        "language": view.language,
        "uptime_seconds": view.uptime_seconds,
        "memory_bytes": view.memory_bytes,
        "last_contact_at": view.last_contact.map(|at| at.0),
        "clock_skew_seconds": view.clock_skew_seconds,
        "maintenance": {
            "is_on": view.maintenance.is_on(),
            "since": view.maintenance.since.map(|at| at.0),
            "tasks_wait": view.maintenance.holds,
        },
        "users": users(view),
        "vip": {
            "active": counts.vip.active,
            "lifetime": counts.vip.lifetime,
            "ending_7_days": counts.vip.ending,
            "expired": counts.vip.expired,
            "open_tokens": counts.vip.tokens,
        },
        "free": { "waiting": counts.free_waiting },
        "keys": {
            "total": counts.keys.total,
            "active": counts.keys.active,
            "trial": counts.keys.trial,
            "paid": counts.keys.paid(),
            "suspended": counts.keys.suspended,
            "expired": counts.keys.expired,
            "pending": counts.keys.pending,
        },
        "address_pools": counts.pools.iter().map(|pools| json!({
            "server": pools.server,
            "paid": fill(pools.paid),
            "trial": fill(pools.trial),
        })).collect::<Vec<_>>(),
        "bandwidth": {
            "today": traffic(&counts.traffic_today),
            "last_30_days": traffic(&counts.traffic_month),
        },
        "tickets": {
            "open": counts.tickets.open,
            "waiting": counts.tickets.waiting,
            "oldest_waiting_since": counts.tickets.oldest.map(|at| at.0),
            "closed": counts.tickets.closed,
        },
        "payments": {
            "open_orders": counts.money.open,
            "receipts": counts.money.receipts,
            "to_deliver": counts.money.waiting,
            "oldest_to_deliver_since": counts.money.oldest.map(|at| at.0),
            "held": counts.money.held,
            "going_back": counts.money.refunding,
            "delivered": counts.money.delivered,
        },
        "servers": {
            "up": view.servers.up,
            "down": view.servers.down,
            "unknown": view.servers.unknown,
        },
        "jobs": jobs(view),
        "tasks": tasks(view),
        "webhook": view.webhook.as_ref().map(|webhook| json!({
            "pending": webhook.pending,
            "failure": webhook.failure,
        })),
        "queues": { "inbox": view.inbox_open, "outgoing": view.sender_queue },
        "problems": view.problems,
        "removals_held": view.is_braking,
        "audit_broken_at_row": view.broken_audit_row,
    })
}

fn users(view: &StatusView) -> Value {
    let people = &view.counts.people;
    let roles = people.roles.iter();
    let roles: Map<String, Value> =
        gathered(roles.map(|(role, count)| (role.clone(), json!(count))));
    json!({
        "total": people.total,
        "active_today": people.active_today,
        "active_30_days": people.active_month,
        "new_30_days": people.new_month,
        "unreachable": people.unreachable,
        "banned": people.banned,
        "by_role": roles,
    })
}

fn jobs(view: &StatusView) -> Vec<Value> {
    let jobs = view.jobs.iter().map(|job| {
        json!({
            "name": job.name,
            "last_at": job.last_at.map(|at| at.0),
            "ok": job.ok,
            "result": job.result,
        })
    });
    jobs.collect()
}

fn tasks(view: &StatusView) -> Vec<Value> {
    let tasks = view.tasks.iter().map(|counts| {
        json!({
            "class": counts.class.name(),
            "due": counts.due,
            "waiting": counts.waiting,
            "failed": counts.failed,
        })
    });
    tasks.collect()
}

fn fill(fill: PoolFill) -> Value {
    json!({
        "total": fill.total,
        "available": fill.available,
        "leased": fill.leased,
        "assigned": fill.assigned,
        "quarantined": fill.revoked,
    })
}

fn traffic(traffic: &DayTraffic) -> Value {
    json!({ "down_bytes": traffic.tx, "up_bytes": traffic.rx })
}
