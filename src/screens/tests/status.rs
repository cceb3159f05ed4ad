//! Pictures of the state of the house, and its names for programs.

use super::*;
use crate::models::*;
use crate::screens::status;

fn job(name: &str, ok: Option<bool>, result: Option<String>) -> JobView {
    JobView {
        name: name.to_owned(),
        last_at: Some(NOW - 300),
        next_at: Some(NOW + 3300),
        ok,
        result,
    }
}

fn fill(total: i64, used: i64, resting: i64) -> PoolFill {
    PoolFill {
        total,
        available: total - used - resting,
        leased: 1,
        assigned: used - 1,
        revoked: resting,
    }
}

fn counts() -> HouseCounts {
    let traffic = |day, gigabytes: u64| DayTraffic {
        day,
        rx: gigabytes * 200_000_000,
        tx: gigabytes * 1_000_000_000,
    };
    HouseCounts {
        people: PeopleCounts {
            total: 12_345,
            active_today: 678,
            active_month: 9_012,
            new_month: 1_500,
            unreachable: 40,
            banned: 3,
            roles: vec![
                ("superadmin".to_owned(), 1),
                ("admin".to_owned(), 0),
                (NASTY_NAME.to_owned(), 4),
            ],
        },
        vip: VipCounts {
            active: 812,
            lifetime: 12,
            ending: 45,
            expired: 1_900,
            tokens: 30,
        },
        money: MoneyCounts {
            open: 5,
            receipts: 2,
            waiting: 1,
            oldest: Some(NOW + -7_200),
            held: 1,
            refunding: 3,
            delivered: 640,
        },
        free_waiting: 17,
        keys: KeyCounts {
            total: 640,
            active: 500,
            trial: 120,
            suspended: 30,
            expired: 100,
            pending: 10,
        },
        pools: vec![
            ServerPools {
                server: NASTY_NAME.to_owned(),
                paid: fill(1_021, 380, 12),
                trial: fill(253, 120, 0),
            },
            ServerPools {
                server: "Miami".to_owned(),
                paid: fill(65_533, 2, 0),
                trial: PoolFill::default(),
            },
        ],
        traffic_today: traffic(20_780, 12),
        traffic_month: traffic(20_751, 987),
        tickets: TicketCounts {
            open: 5,
            waiting: 2,
            oldest: Some(NOW - 3 * HOUR),
            closed: 210,
        },
    }
}

fn busy() -> StatusView {
    let counted = |class| TaskCounts {
        class,
        due: 1,
        waiting: 2,
        failed: 3,
    };
    StatusView {
        version: "0.1.0".to_owned(),
        time_zone: "America/Havana".to_owned(),
        language: "en".to_owned(),
        uptime_seconds: Some(3 * DAY + 2 * HOUR),
        memory_bytes: Some(10_400_000),
        last_contact: Some(NOW - 20),
        webhook: None,
        clock_skew_seconds: Some(-700),
        inbox_open: 4,
        sender_queue: Some(12),
        tasks: TaskClass::ALL.map(counted).to_vec(),
        jobs: vec![
            job("expire_vip", Some(true), Some("3 <ended>".to_owned())),
            JobView {
                next_at: Some(NOW),
                ..job("free_queue", Some(false), Some(long_name()))
            },
            JobView {
                last_at: None,
                next_at: None,
                ..job("nightly", None, None)
            },
        ],
        integrations: vec!["sqlite".to_owned(), NASTY_NAME.to_owned()],
        servers: ServersView {
            up: 3,
            down: 1,
            unknown: 1,
        },
        counts: counts(),
        maintenance: Maintenance {
            since: Some(NOW - HOUR),
            sentence: None,
            holds: true,
        },
        is_braking: true,
        problems: 6,
        database_check: Some(DatabaseCheck {
            at: NOW - 2 * DAY,
            fault: Some("row 7 missing from index <i>".to_owned()),
        }),
        broken_audit_row: None,
    }
}

fn calm() -> StatusView {
    StatusView {
        memory_bytes: None,
        last_contact: None,
        webhook: None,
        clock_skew_seconds: Some(2),
        tasks: vec![],
        jobs: vec![],
        integrations: vec![],
        servers: ServersView::default(),
        counts: HouseCounts::default(),
        maintenance: Maintenance::default(),
        is_braking: false,
        problems: 0,
        ..busy()
    }
}

#[test]
fn the_first_page() {
    let ahead = StatusView {
        clock_skew_seconds: Some(120),
        ..calm()
    };
    let beside_a_stopped_bot = StatusView {
        uptime_seconds: None,
        sender_queue: None,
        clock_skew_seconds: None,
        broken_audit_row: Some(1_234),
        ..calm()
    };
    assert_picture!(|r| vec![
        ("busy", status::status(r, &busy())),
        ("calm", status::status(r, &calm())),
        ("clock ahead", status::status(r, &ahead)),
        (
            "beside a stopped bot",
            status::status(r, &beside_a_stopped_bot)
        ),
    ]);
    let long = StatusView {
        jobs: vec![job(&long_name(), Some(false), Some(long_name())); 6],
        integrations: vec![long_name(); 2],
        counts: HouseCounts {
            people: PeopleCounts {
                roles: vec![(long_name(), i64::MAX); 40],
                ..counts().people
            },
            pools: vec![
                ServerPools {
                    server: long_name(),
                    ..counts().pools[0]
                };
                40
            ],
            ..counts()
        },
        ..busy()
    };
    for page in StatusPage::ALL {
        check(&status::details(reader(Lang::Es), &long, page));
    }
    check(&status::status(reader(Lang::Es), &long));
}

#[test]
fn the_pages_behind_it() {
    assert_picture!(|r| vec![
        ("people", status::details(r, &busy(), StatusPage::People)),
        ("vpn", status::details(r, &busy(), StatusPage::Vpn)),
        ("work", status::details(r, &busy(), StatusPage::Work)),
        ("machine", status::details(r, &busy(), StatusPage::Machine)),
        ("no vpn", status::details(r, &calm(), StatusPage::Vpn)),
        ("no work", status::details(r, &calm(), StatusPage::Work)),
        (
            "calm machine",
            status::details(r, &calm(), StatusPage::Machine)
        ),
    ]);
}

#[test]
fn pictures_of_the_last_thirty_days() {
    let active = |day| DayActivity {
        day,
        active: day % 7 * 10,
    };
    let activity: Vec<DayActivity> = (20_751..=20_780).map(active).collect();
    let traffic = [counts().traffic_today; 2];
    assert_picture!(|r| vec![
        ("activity", status::activity_chart(r, &activity, vec![1])),
        ("nobody", status::activity_chart(r, &[], vec![1])),
        ("traffic", status::traffic_chart(r, &traffic, vec![1])),
    ]);
}

/// What `portero status --json` gives: programs rely on each of these names. Lines are added, never changed.
#[test]
fn names_for_programs_stay_as_they_are() {
    let json = status::json(&busy());
    let mut names = Vec::new();
    named(&json, "", &mut names);
    insta::assert_snapshot!(names.join("\n"));
    assert_eq!(json["users"]["total"], 12_345);
    assert_eq!(json["users"]["by_role"]["superadmin"], 1);
    assert_eq!(json["keys"]["paid"], 520);
    assert_eq!(json["bandwidth"]["today"]["down_bytes"], 12_000_000_000_u64);
    let empty = status::json(&StatusView {
        uptime_seconds: None,
        ..calm()
    });
    assert!(empty["memory_bytes"].is_null() && empty["uptime_seconds"].is_null());
    assert_eq!(empty["maintenance"]["is_on"], false);
}

/// Each name with its place, and what kind of value it has. Of a list the first one.
fn named(value: &serde_json::Value, place: &str, names: &mut Vec<String>) {
    use serde_json::Value;
    match value {
        Value::Object(fields) if place != ".users.by_role" => {
            for (name, value) in fields {
                named(value, &format!("{place}.{name}"), names);
            }
        }
        Value::Array(values) if values.first().is_some_and(Value::is_object) => {
            named(&values[0], &format!("{place}[]"), names);
        }
        Value::Object(_) => names.push(format!("{place}: numbers by name")),
        Value::Array(_) => names.push(format!("{place}: list")),
        Value::String(_) => names.push(format!("{place}: text")),
        Value::Number(_) => names.push(format!("{place}: number")),
        Value::Bool(_) => names.push(format!("{place}: yes or no")),
        Value::Null => names.push(format!("{place}: null")),
    }
}
