//! Every SQL literal of this layer is explained by SQLite against today's schema.

/// Tables that stay small: the house's own, not the users'.
const SMALL: &[&str] = &[
    "roles",
    "role_permissions",
    "bot_config",
    "house_state",
    "channels",
    "job_runs",
    // One row per broadcast that somebody wrote by hand.
    "mailings",
    // At most a hundred, written by hand.
    "canned_answers",
    "migration_links",
    // Made by hand.
    "api_keys",
    // Written by hand: at most some dozens.
    "plans",
    "plan_prices",
    "manual_methods",
    "promo_codes",
    // One row per machine somebody rents.
    "servers",
    "ip_pools",
    // At most twenty that are told, and those that were.
    "webhooks_out",
    // Some dozens, added by hand; one row of settings; the last twenty runs.
    "proxy_sources",
    "proxy_passes",
    // A list handed over with the query.
    "json_each",
];

/// Counting and checking what must be read whole, with the reason.
const WHOLE: &[(&str, &str)] = &[
    (
        "WHERE ?1 = ?1 ORDER BY id DESC LIMIT",
        "a page by the primary key stops at its limit",
    ),
    (
        "SELECT id FROM ledger_postings ORDER BY id DESC LIMIT 1",
        "the last row is one step",
    ),
    (
        "SELECT account, currency, sum(minor) FROM ledger_entries GROUP BY",
        "the sums of the books are of all of them: by hand and once a night, from the index alone",
    ),
    (
        "SELECT count(*) FROM shadowmere_proxies",
        "whether the list is full: from an index alone, once per batch of a reading",
    ),
    (
        "SELECT coalesce(max(id), 0) FROM shadowmere_proxies",
        "max of the primary key is one step",
    ),
    (
        "SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1",
        "the last row is one step",
    ),
];

/// Partial indexes that hold nothing but the rows sought: reading one whole reads only those.
const PARTIAL: &[&str] = &[
    "tickets_waiting",
    "inbox_open",
    "inbox_problems",
    "subscribers_whitelisted",
    "posts_behind",
    "broadcasts_scheduled",
    "users_writable",
    "recipients_sending",
    "broadcasts_scheduled",
    "subscribers_unremoved",
    "users_without_words",
    "backups_kept",
    "orders_to_look",
    "webhook_notes_waiting",
    "proxies_best",
    "proxies_working",
    "proxies_kept",
    "proxies_dead",
    "proxies_dropped",
];

/// The SQL in the string literals of a source file.
fn literals(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let verbs = ["SELECT ", "INSERT ", "UPDATE ", "DELETE "];
    source
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| verbs.iter().any(|verb| text.starts_with(verb)))
        .map(str::to_owned)
        .collect()
}

fn sources() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/crud");
    let mut sources = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("entry").path();
        if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("explain.rs") {
            sources.push((
                path.display().to_string(),
                std::fs::read_to_string(&path).expect("text"),
            ));
        }
    }
    sources
}

#[test]
fn no_query_scans_a_growing_table() {
    let connection = crate::db::in_memory();
    let mut faults = Vec::new();
    let mut seen = 0;
    for (file, source) in sources() {
        for sql in literals(&source) {
            seen += 1;
            let plan = explain(&connection, &sql);
            let is_whole = WHOLE.iter().any(|(part, _)| sql.contains(part));
            for step in plan.iter().filter(|step| step.starts_with("SCAN ")) {
                let table = step.split_whitespace().nth(1).unwrap_or_default();
                let is_inner = table.starts_with('(') || table == "CONSTANT" || table == "next";
                let is_partial = PARTIAL.iter().any(|index| step.ends_with(index));
                if !is_inner && !is_partial && !SMALL.contains(&real_name(&sql, table)) && !is_whole
                {
                    faults.push(format!("{file}: {step}\n    {sql}"));
                }
            }
        }
    }
    assert!(
        seen > 60,
        "only {seen} queries were found: is the reader of literals broken?"
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The table behind an alias such as `p` in `FROM role_permissions p`.
fn real_name<'a>(sql: &'a str, alias: &'a str) -> &'a str {
    let words: Vec<&str> = sql
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    let is_table = |word: &&str| matches!(*word, "FROM" | "JOIN");
    words
        .windows(3)
        .find(|three| is_table(&three[0]) && three[2] == alias)
        .map_or(alias, |three| three[1])
}

fn explain(connection: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
    let count = statement.parameter_count();
    for index in 1..=count {
        statement.raw_bind_parameter(index, 1).expect("bound");
    }
    let mut rows = statement.raw_query();
    let mut plan = Vec::new();
    while let Some(row) = rows.next().expect("explained") {
        plan.push(row.get::<_, String>(3).expect("text"));
    }
    plan
}
