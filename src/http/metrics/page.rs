//! The page of `/metrics`: what the process counts, then what the database tells. A new family is one entry here, or
//! one query in the list of the database's.

use crate::context::Ctx;
use crate::models::PaymentTotals;
use crate::models::Readiness;
use crate::models::Timestamp;
use crate::services::metrics;
use crate::utils::host;
use crate::utils::metrics as counted;
use crate::utils::metrics::Counter;
use crate::utils::metrics::Histogram;
use crate::utils::metrics::process;
use crate::utils::metrics::text::Label;
use crate::utils::metrics::text::Page;
use crate::utils::metrics::text::signed;
use crate::utils::metrics::text::whole;
use crate::utils::money;

/// Decimals of a currency that nobody knows.
const DECIMALS: u32 = 2;

/// All of it as it is now.
pub(super) async fn of(ctx: &Ctx, now: Timestamp) -> String {
    let (readiness, stored) = metrics::look(ctx, now).await;
    let mut page = Page::default();
    house(&mut page, ctx, now, readiness);
    of_process(&mut page, ctx);
    updates(&mut page);
    telegram(&mut page);
    work(&mut page);
    database(&mut page, ctx);
    http(&mut page);
    let (figures, totals) = stored.unwrap_or_default();
    for (family, figures) in figures.iter() {
        page.family(family.name, "gauge", family.help);
        for figure in figures {
            let values = figure.labels.iter().map(String::as_str);
            let labels: Vec<Label<'_>> = family.labels.iter().copied().zip(values).collect();
            page.figure(family.name, &labels, figure.value);
        }
    }
    payments(&mut page, &totals);
    page.into_text()
}

fn house(page: &mut Page, ctx: &Ctx, now: Timestamp, readiness: Readiness) {
    let name = "portero_build_info";
    page.family(name, "gauge", "The version that runs; always 1.");
    page.figure(name, &[("version", env!("CARGO_PKG_VERSION"))], 1.0);
    let name = "portero_ready";
    page.family(
        name,
        "gauge",
        "Whether each part of the house can do its work, as /readyz says.",
    );
    for (check, is_well) in readiness.checks() {
        page.figure(name, &[("check", check)], f64::from(is_well));
    }
    let silent = ctx.silent_for().min(now.since(ctx.started_at));
    page.alone(
        "portero_poller_age_seconds",
        "gauge",
        "Since when Telegram brought no updates and answered no poll.",
        signed(silent),
    );
    let name = "portero_clock_skew_seconds";
    page.family(
        name,
        "gauge",
        "The clock of this machine minus Telegram's; absent before the first answer.",
    );
    if let Some(seconds) = ctx.skew.seconds() {
        page.figure(name, &[], signed(seconds));
    }
    let name = "portero_tls_certificate_expiry_timestamp_seconds";
    page.family(
        name,
        "gauge",
        "When the bot's own certificate ends; absent where a web server shows one.",
    );
    let ends_at = counted::TLS_ENDS.get();
    if ends_at > 0 {
        page.figure(name, &[], signed(ends_at));
    }
    let maintenance = ctx.maintenance().is_on();
    page.alone(
        "portero_maintenance",
        "gauge",
        "Whether the house is closed for maintenance.",
        f64::from(maintenance),
    );
    page.alone(
        "portero_faults_total",
        "counter",
        "Faults that got an incident number.",
        whole(counted::FAULTS.get()),
    );
}

/// By the names that Prometheus gives such figures of every program.
fn of_process(page: &mut Page, ctx: &Ctx) {
    page.alone(
        "process_start_time_seconds",
        "gauge",
        "When the process began, in Unix seconds.",
        signed(ctx.started_at.0),
    );
    for (name, kind, help, value) in [
        (
            "process_resident_memory_bytes",
            "gauge",
            "Resident memory of the process.",
            host::resident_bytes(None).map(whole),
        ),
        (
            "process_cpu_seconds_total",
            "counter",
            "Time the processor worked for the process.",
            process::cpu_seconds(),
        ),
        (
            "process_open_fds",
            "gauge",
            "Open files and connections of the process.",
            process::open_files().map(whole),
        ),
        (
            "process_threads",
            "gauge",
            "Threads of the process.",
            process::threads().map(whole),
        ),
    ] {
        page.family(name, kind, help);
        if let Some(value) = value {
            page.figure(name, &[], value);
        }
    }
}

fn updates(page: &mut Page) {
    table(
        page,
        (
            "portero_updates_total",
            "Updates handled, by kind and outcome.",
        ),
        ("kind", &counted::UPDATE_KINDS),
        ("outcome", &counted::UPDATE_OUTCOMES),
        |kind, outcome| &counted::UPDATES[kind][outcome],
    );
    histograms(
        page,
        (
            "portero_handler_duration_seconds",
            "How long the handler of an update took, its replies apart.",
        ),
        ("kind", &counted::UPDATE_KINDS),
        &counted::HANDLERS,
    );
}

fn telegram(page: &mut Page) {
    table(
        page,
        (
            "portero_telegram_requests_total",
            "Requests to Telegram, by group of methods and outcome.",
        ),
        ("group", &counted::METHODS),
        ("outcome", &counted::CALL_OUTCOMES),
        |group, outcome| &counted::CALLS[group][outcome],
    );
    histograms(
        page,
        (
            "portero_telegram_request_duration_seconds",
            "How long they took; polls wait for updates.",
        ),
        ("group", &counted::METHODS),
        &counted::CALL_TIMES,
    );
    let lanes = || counted::LANES.into_iter().zip(0..);
    let name = "portero_sender_queued";
    page.family(
        name,
        "gauge",
        "Calls waiting for their turn or on their way, by lane.",
    );
    for (lane, place) in lanes() {
        let queued: &counted::Gauge = &counted::QUEUED[place];
        page.figure(name, &[("lane", lane)], signed(queued.get()));
    }
    table(
        page,
        (
            "portero_sender_calls_total",
            "Calls that ended, by lane and outcome.",
        ),
        ("lane", &counted::LANES),
        ("outcome", &counted::LANE_OUTCOMES),
        |lane, outcome| &counted::ENDED[lane][outcome],
    );
    let name = "portero_sender_retry_after_total";
    page.family(name, "counter", "Times Telegram asked a lane to wait.");
    for (lane, place) in lanes() {
        let asked: &Counter = &counted::RETRY_AFTER[place];
        page.figure(name, &[("lane", lane)], whole(asked.get()));
    }
}

/// Tasks and jobs.
fn work(page: &mut Page) {
    table(
        page,
        (
            "portero_task_runs_total",
            "Tries of tasks, by class and outcome.",
        ),
        ("class", &counted::TASK_CLASSES),
        ("outcome", &counted::TASK_OUTCOMES),
        |class, outcome| &counted::TASKS[class][outcome],
    );
    type Of = fn(&counted::JobRuns) -> f64;
    let families: [(&str, &str, &str, Of); 5] = [
        (
            "portero_job_runs_total",
            "counter",
            "Runs of the job.",
            |job| whole(job.runs),
        ),
        (
            "portero_job_failures_total",
            "counter",
            "Runs of the job that failed.",
            |job| whole(job.failures),
        ),
        (
            "portero_job_last_run_timestamp_seconds",
            "gauge",
            "When the job began last.",
            |job| signed(job.last_at),
        ),
        (
            "portero_job_last_duration_seconds",
            "gauge",
            "How long the last run of the job took.",
            |job| job.took.as_secs_f64(),
        ),
        (
            "portero_job_last_run_success",
            "gauge",
            "Whether the last run of the job went well.",
            |job| f64::from(job.is_ok),
        ),
    ];
    let jobs = counted::jobs();
    for (name, kind, help, of) in families {
        page.family(name, kind, help);
        for job in &jobs {
            // Prometheus gives `job` to the target.
            page.figure(name, &[("job_name", job.name)], of(job));
        }
    }
}

fn database(page: &mut Page, ctx: &Ctx) {
    let doors = ("door", &counted::DOORS[..]);
    histograms(
        page,
        (
            "portero_database_wait_seconds",
            "How long work waited for its turn at the database.",
        ),
        doors,
        &counted::DB_WAITS,
    );
    histograms(
        page,
        (
            "portero_database_work_seconds",
            "How long the work on the database then took.",
        ),
        doors,
        &counted::DB_WORK,
    );
    let name = "portero_database_size_bytes";
    page.family(
        name,
        "gauge",
        "Size of the database's file and of its write-ahead log.",
    );
    for (file, bytes) in metrics::file_sizes(ctx) {
        page.figure(name, &[("file", file)], whole(bytes));
    }
    page.alone(
        "portero_database_writable",
        "gauge",
        "Whether the database takes writes: not while its disk is full or its file damaged.",
        f64::from(!ctx.db.is_stopped()),
    );
    page.alone(
        "portero_database_outages_total",
        "counter",
        "Times the database took no more writes.",
        whole(ctx.db.outages()),
    );
    let room = host::room(ctx.db.path().parent().unwrap_or(ctx.db.path()));
    for (name, help, bytes) in [
        (
            "portero_disk_free_bytes",
            "Room left where the database lies.",
            room.map(|room| room.free),
        ),
        (
            "portero_disk_size_bytes",
            "All room where the database lies.",
            room.map(|room| room.total),
        ),
    ] {
        page.family(name, "gauge", help);
        if let Some(bytes) = bytes {
            page.figure(name, &[], whole(bytes));
        }
    }
}

fn http(page: &mut Page) {
    table(
        page,
        (
            "portero_http_requests_total",
            "Requests to the house, by area and class of the answer.",
        ),
        ("area", &counted::AREAS),
        ("status", &counted::STATUSES),
        |area, status| &counted::REQUESTS[area][status],
    );
    histograms(
        page,
        (
            "portero_http_request_duration_seconds",
            "How long their answers took.",
        ),
        ("area", &counted::AREAS),
        &counted::REQUEST_TIMES,
    );
}

fn payments(page: &mut Page, totals: &PaymentTotals) {
    let name = "portero_payments_total";
    page.family(
        name,
        "counter",
        "What happened to payments since the house began.",
    );
    let labels = |key: &(String, String, String)| [key.0.clone(), key.1.clone(), key.2.clone()];
    for (key, (count, _)) in &totals.by_kind {
        let [provider, outcome, currency] = labels(key);
        let labels = [
            ("provider", provider.as_str()),
            ("outcome", &outcome),
            ("currency", &currency),
        ];
        page.figure(name, &labels, whole(*count));
    }
    let name = "portero_payments_amount_total";
    page.family(
        name,
        "counter",
        "The amounts of those payments, in whole units of their currency.",
    );
    for (key, (_, minor)) in &totals.by_kind {
        let [provider, outcome, currency] = labels(key);
        let labels = [
            ("provider", provider.as_str()),
            ("outcome", &outcome),
            ("currency", &currency),
        ];
        let decimals = money::decimals(&currency).unwrap_or(DECIMALS);
        page.figure(
            name,
            &labels,
            signed(*minor) / f64::from(10_u32.pow(decimals)),
        );
    }
}

/// A family with two labels.
fn table(
    page: &mut Page,
    (name, help): (&str, &str),
    (outer, rows): (&str, &[&str]),
    (inner, columns): (&str, &[&str]),
    of: fn(usize, usize) -> &'static Counter,
) {
    page.family(name, "counter", help);
    for (row, outer_value) in rows.iter().enumerate() {
        for (column, inner_value) in columns.iter().enumerate() {
            let labels = [(outer, *outer_value), (inner, *inner_value)];
            page.figure(name, &labels, whole(of(row, column).get()));
        }
    }
}

/// A family of histograms with one label.
fn histograms(
    page: &mut Page,
    (name, help): (&str, &str),
    (label, values): (&str, &[&str]),
    histograms: &[Histogram],
) {
    page.family(name, "histogram", help);
    for (value, histogram) in values.iter().zip(histograms) {
        page.histogram(name, &[(label, *value)], histogram);
    }
}
