//! Rows for the REST API, made into JSON by SQLite itself from the tables of its resources.
//!
//! The SQL is put together from constants alone; what a client says is bound.

pub use super::api_desks::*;
pub use super::api_house::*;
pub use super::api_inside::*;
pub use super::api_shop::*;
pub use super::api_vpn::*;
use crate::models::UserId;
use crate::models::api_resource::Compare;
use crate::models::api_resource::Field;
use crate::models::api_resource::JsonPage;
use crate::models::api_resource::Kind;
use crate::models::api_resource::Resource;
use crate::models::api_resource::Value;
use crate::models::api_resource::Wanted;
use rusqlite::types::ToSqlOutput;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, ToSql};
use std::fmt::Write;

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Int(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}

/// How each query begins. The tests below explain them all, as those of the other files are from their literals.
const READ: &str = "SELECT";

/// Everything that can be listed, in the order of the description.
pub static RESOURCES: &[&Resource] = &[
    &USERS,
    &ROLES,
    &ROLE_GRANTS,
    &TOKENS,
    &VIP_SUBSCRIBERS,
    &MEMBERSHIP_EVENTS,
    &FREE_REQUESTS,
    &BROADCASTS,
    &CHANNELS,
    &VPN_CONFIGS,
    &MTPROTO_PROXIES,
    &VPN_EVENTS,
    &SERVERS,
    &IP_POOLS,
    &IP_ADDRESSES,
    &PROXIES,
    &PROXY_SOURCES,
    &PLANS,
    &PROMO_CODES,
    &ORDERS,
    &PAYMENTS,
    &RECEIPTS,
    &PAYMENT_METHODS,
    &GIFTS,
    &LEDGER,
    &TICKETS,
    &TICKET_MESSAGES,
    &CANNED_ANSWERS,
    &AUDIT,
    &TASKS,
    &BACKUPS,
    &API_KEYS,
    &WEBHOOKS,
    &WEBHOOK_DELIVERIES,
];

/// A page of a resource; with `own`, of what that seller may see.
pub fn list(
    connection: &Connection,
    resource: &Resource,
    wanted: &Wanted,
    own: Option<UserId>,
) -> rusqlite::Result<JsonPage> {
    let (sql, values) = listing(resource, wanted, own);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = statement.query(rusqlite::params_from_iter(values))?;
    let most = usize::try_from(wanted.limit).unwrap_or(usize::MAX);
    let mut rows: Vec<String> = Vec::new();
    let mut last = 0;
    while let Some(row) = found.next()? {
        if rows.len() == most {
            return Ok(JsonPage {
                rows,
                next: Some(last),
            });
        }
        last = row.get(0)?;
        rows.push(row.get(1)?);
    }
    Ok(JsonPage { rows, next: None })
}

/// One row of a resource by its key.
pub fn get(
    connection: &Connection,
    resource: &Resource,
    key: i64,
    fields: &[usize],
    own: Option<UserId>,
) -> rusqlite::Result<Option<String>> {
    let mut sql = format!(
        "{READ} {} FROM {} WHERE {} = ?",
        object(resource, fields),
        resource.from,
        resource.key
    );
    let mut values = vec![Value::Int(key)];
    narrow(&mut sql, &mut values, resource, own);
    connection
        .prepare_cached(&sql)?
        .query_row(rusqlite::params_from_iter(values), |row| row.get(0))
        .optional()
}

/// The query of a page, with one row more than asked for: it tells whether there is another page.
pub(super) fn listing(
    resource: &Resource,
    wanted: &Wanted,
    own: Option<UserId>,
) -> (String, Vec<Value>) {
    let (sign, order, end) = if wanted.is_ascending {
        ('>', "ASC", i64::MIN)
    } else {
        ('<', "DESC", i64::MAX)
    };
    let key = resource.key;
    let mut sql = format!(
        "{READ} {key}, {} FROM {} WHERE {key} {sign} ?",
        object(resource, &wanted.fields),
        resource.from
    );
    let mut values = vec![Value::Int(wanted.after.unwrap_or(end))];
    narrow(&mut sql, &mut values, resource, own);
    for (place, compare, value) in &wanted.filters {
        let Some(field) = resource.fields.get(*place) else {
            continue;
        };
        let sign = match compare {
            Compare::Equal => "=",
            Compare::From => ">=",
            Compare::Before => "<",
        };
        // Writing to a string cannot fail.
        let _ = write!(sql, " AND {} {sign} ?", field.sql);
        values.push(value.clone());
    }
    let _ = write!(sql, " ORDER BY {key} {order} LIMIT ?");
    values.push(Value::Int(i64::from(wanted.limit) + 1));
    (sql, values)
}

fn narrow(sql: &mut String, values: &mut Vec<Value>, resource: &Resource, own: Option<UserId>) {
    if !resource.only.is_empty() {
        let _ = write!(sql, " AND {}", resource.only);
    }
    if let Some((seller, condition)) = own.zip(resource.own) {
        let _ = write!(sql, " AND {}", condition.replace(":own", "?"));
        values.push(Value::Int(seller.0));
    }
}

/// A row as one JSON object.
fn object(resource: &Resource, fields: &[usize]) -> String {
    let mut sql = String::from("json_object(");
    let all: Vec<usize>;
    let places = if fields.is_empty() {
        all = (0..resource.fields.len()).collect();
        &all
    } else {
        fields
    };
    let chosen = places
        .iter()
        .filter_map(|place| resource.fields.get(*place));
    for (number, field) in chosen.enumerate() {
        let comma = if number == 0 { "" } else { ", " };
        let _ = write!(sql, "{comma}'{}', {}", field.name, as_json(field));
    }
    sql.push(')');
    sql
}

fn as_json(field: &Field) -> String {
    let sql = field.sql;
    match field.kind {
        Kind::Int | Kind::Text | Kind::OneOf(_) => sql.to_owned(),
        Kind::Bool if field.may_be_null => {
            format!("json(iif({sql} IS NULL, 'null', iif({sql}, 'true', 'false')))")
        }
        Kind::Bool => format!("json(iif({sql}, 'true', 'false'))"),
        Kind::Instant => format!("strftime('%Y-%m-%dT%H:%M:%SZ', {sql}, 'unixepoch')"),
        Kind::Texts | Kind::Json => format!("json({sql})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::api_resource::Narrowing;

    /// Tables of the house itself, which stay small.
    const SMALL: &[&str] = &[
        "r",
        "g",
        "p",
        "h",
        "s",
        "c",
        "w",
        "k",
        "m",
        "CONSTANT",
        "(subquery-1)",
    ];

    fn plan(connection: &Connection, sql: &str, values: &[Value]) -> Vec<String> {
        let mut statement = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap_or_else(|error| panic!("{error}: {sql}"));
        let rows = statement
            .query_map(rusqlite::params_from_iter(values), |row| row.get(3))
            .expect("explained");
        rows.collect::<rusqlite::Result<_>>().expect("text")
    }

    fn wanted(filters: Vec<(usize, Compare, Value)>, is_ascending: bool) -> Wanted {
        Wanted {
            filters,
            is_ascending,
            limit: 50,
            ..Wanted::all_of_one()
        }
    }

    #[test]
    fn each_page_walks_along_an_index_and_stops_at_its_limit() {
        let connection = crate::db::in_memory();
        let small = ["roles r", "user_roles g"];
        for resource in RESOURCES {
            for is_ascending in [false, true] {
                let (sql, values) = listing(resource, &wanted(Vec::new(), is_ascending), None);
                let plan = plan(&connection, &sql, &values);
                let first = plan.first().expect("a step");
                let is_small = small.iter().any(|from| resource.from.starts_with(from));
                assert!(
                    is_small || first.starts_with("SEARCH"),
                    "{}: {plan:?}",
                    resource.name
                );
                let sorts = plan
                    .iter()
                    .any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
                assert!(is_small || !sorts, "{}: {plan:?}", resource.name);
                for step in plan.iter().filter(|step| step.starts_with("SCAN ")) {
                    let table = step.split_whitespace().nth(1).unwrap_or_default();
                    assert!(SMALL.contains(&table), "{}: {step}", resource.name);
                }
            }
        }
    }

    #[test]
    fn each_field_and_each_way_to_narrow_is_understood_by_the_database() {
        let connection = crate::db::in_memory();
        for resource in RESOURCES {
            for (place, field) in resource.fields.iter().enumerate() {
                let compares: &[Compare] = match field.narrowing {
                    Narrowing::No => &[],
                    Narrowing::Equal => &[Compare::Equal],
                    Narrowing::Range => &[Compare::From, Compare::Before],
                };
                for compare in compares {
                    let filters = vec![(place, *compare, Value::Int(1))];
                    list(
                        &connection,
                        resource,
                        &wanted(filters, false),
                        Some(UserId(1)),
                    )
                    .unwrap_or_else(|error| panic!("{} {}: {error}", resource.name, field.name));
                }
                get(&connection, resource, 1, &[place], Some(UserId(1)))
                    .unwrap_or_else(|error| panic!("{} {}: {error}", resource.name, field.name));
            }
        }
    }

    /// Which filters of lists find their rows by an index, and which go through the list: those may end at the time
    /// limit of reads (`services/api/reading.rs`), and whoever adds one is to see it here.
    #[test]
    fn how_each_filter_finds_its_rows() {
        let connection = crate::db::in_memory();
        let mut ways = Vec::new();
        for resource in RESOURCES {
            for (place, field) in resource.fields.iter().enumerate() {
                let compare = match field.narrowing {
                    Narrowing::No => continue,
                    Narrowing::Equal => Compare::Equal,
                    Narrowing::Range => Compare::From,
                };
                let filters = vec![(place, compare, Value::Int(1))];
                let (sql, values) = listing(resource, &wanted(filters, false), None);
                let plan = plan(&connection, &sql, &values);
                let first = plan.first().cloned().unwrap_or_default();
                ways.push(format!("{} {}: {first}", resource.name, field.name));
            }
        }
        insta::assert_snapshot!(ways.join("\n"));
    }

    #[test]
    fn names_are_unique_and_everything_is_described() {
        let mut names = std::collections::HashSet::new();
        for resource in RESOURCES {
            assert!(names.insert(resource.name) && names.insert(resource.title));
            assert!(resource.doc.ends_with('.') && resource.fields[0].name == "id");
            let mut fields = std::collections::HashSet::new();
            for field in resource.fields {
                assert!(
                    fields.insert(field.name),
                    "{} {}",
                    resource.name,
                    field.name
                );
                assert!(field.doc.ends_with('.'), "{} {}", resource.name, field.name);
            }
        }
    }
}
