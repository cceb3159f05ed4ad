//! `/status` of the house: one page of everything, and the pages behind it.

mod json;
mod pages;

pub use json::json;
pub use pages::activity_chart;
pub use pages::traffic_chart;

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::HouseAction;
use super::care;
use super::language::language_name;
use crate::models::JobView;
use crate::models::MoneyCounts;
use crate::models::ServersView;
use crate::models::StatusChart;
use crate::models::StatusPage;
use crate::models::StatusView;
use crate::models::TaskClass;
use crate::models::TaskCounts;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Above this difference of clocks nobody is removed.
const GRAVE_SKEW_SECONDS: i64 = 600;
/// Below this difference the clocks agree: the Date header has whole seconds, and the answer takes its time.
const FINE_SKEW_SECONDS: i64 = 60;
/// The longest result of a job shown.
const RESULT_LENGTH: usize = 40;
/// The most jobs and parts listed.
const MOST_LISTED: usize = 16;

/// The state of the house at a glance.
pub fn status(reader: Reader, view: &StatusView) -> Screen {
    let mut parts = vec![
        reader.html("status-heading", args! {}),
        warnings(reader, view).join("\n"),
        numbers(reader, view).join("\n"),
        machinery(reader, view).join("\n"),
    ];
    parts.retain(|part| !part.is_empty());
    let mut screen = Screen::new(parts.join("\n\n"));
    if view.is_braking {
        let label = reader.plain("button-brake-dry-run", args! {});
        screen = screen.button(Button::act(label, Action::BrakeDryRun));
    }
    if view.problems > 0 {
        let label = reader.plain("button-problems", args! { count: view.problems });
        screen = screen.button(Button::styled(label, Action::Problems(0), Style::Danger));
    }
    screen
        .row([
            page(reader, "button-status-people", StatusPage::People),
            page(reader, "button-status-vpn", StatusPage::Vpn),
        ])
        .row([
            page(reader, "button-status-work", StatusPage::Work),
            page(reader, "button-status-machine", StatusPage::Machine),
        ])
        .row([
            chart_button(reader, "button-chart-people", StatusChart::People),
            chart_button(reader, "button-chart-traffic", StatusChart::Traffic),
        ])
        .row([
            Button::act(reader.plain("button-refresh", args! {}), Action::Status),
            Button::act(reader.plain("button-doctor", args! {}), Action::Doctor),
        ])
        .button(back_to(reader.lang, Action::Main))
}

/// A page of the details.
pub fn details(reader: Reader, view: &StatusView, page: StatusPage) -> Screen {
    let text = page_text(reader, view, page);
    let refresh = Action::House(HouseAction::Page(page));
    Screen::new(text)
        .button(Button::act(
            reader.plain("button-refresh", args! {}),
            refresh,
        ))
        .button(back_to(reader.lang, Action::Status))
}

/// Everything at once, for a terminal.
pub fn whole(reader: Reader, view: &StatusView) -> String {
    let mut parts = vec![status(reader, view).html];
    parts.extend(StatusPage::ALL.map(|page| page_text(reader, view, page)));
    parts.join("\n\n")
}

fn page_text(reader: Reader, view: &StatusView, page: StatusPage) -> String {
    let mut parts = match page {
        StatusPage::People => pages::people(reader, &view.counts),
        StatusPage::Vpn => pages::vpn(reader, view),
        StatusPage::Work => vec![
            reader.html("status-work-heading", args! {}),
            queues(reader, view),
            tasks(reader, &view.tasks),
            jobs(reader, &view.jobs),
        ],
        StatusPage::Machine => vec![
            reader.html("status-machine-heading", args! {}),
            about(reader, view).join("\n"),
        ],
    };
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// What should be seen first.
fn warnings(reader: Reader, view: &StatusView) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(since) = view.maintenance.since {
        let since = units::instant(reader.lang, since, reader.time_zone);
        lines.push(reader.html("status-maintenance", args! { since: &since }));
    }
    if view.is_braking {
        lines.push(reader.html("status-braking", args! {}));
    }
    if let Some(id) = view.broken_audit_row {
        let row = id.to_string();
        lines.push(reader.html("status-audit-broken", args! { row: &row }));
    }
    let check = view.database_check.as_ref();
    lines.extend(check.and_then(|check| care::fault_line(reader, check)));
    lines.extend(view.clock_skew_seconds.into_iter().flat_map(|seconds| {
        let is_wrong = seconds.saturating_abs() >= FINE_SKEW_SECONDS;
        if is_wrong {
            clock(reader, seconds)
        } else {
            Vec::new()
        }
    }));
    lines
}

/// People and what they have.
fn numbers(reader: Reader, view: &StatusView) -> Vec<String> {
    let counts = &view.counts;
    let number = |value| units::number(reader.lang, value);
    let people = &counts.people;
    let (total, today) = (number(people.total), number(people.active_today));
    let month = number(people.active_month);
    let mut lines = vec![reader.html(
        "status-people",
        args! { total: &total, today: &today, month: &month },
    )];
    let roles = pages::held_roles(reader, people);
    if !roles.is_empty() {
        lines.push(reader.html("status-roles", args! { roles: &roles.join(" · ") }));
    }
    let (active, ending) = (number(counts.vip.active), number(counts.vip.ending));
    let tokens = number(counts.vip.tokens);
    lines.push(reader.html(
        "status-vip",
        args! { active: &active, ending: &ending, tokens: &tokens },
    ));
    let waiting = number(counts.free_waiting);
    lines.push(reader.html("status-free", args! { count: &waiting }));
    lines.extend(pages::vpn_lines(reader, view));
    let tickets = &counts.tickets;
    if tickets.open + tickets.closed > 0 {
        let (open, waiting) = (number(tickets.open), number(tickets.waiting));
        let mut line = reader.html("status-tickets", args! { open: &open, waiting: &waiting });
        if let Some(oldest) = tickets.oldest {
            let ago = units::duration(reader.lang, reader.now.since(oldest));
            line = format!(
                "{line} {}",
                reader.html("status-tickets-oldest", args! { ago: &ago })
            );
        }
        lines.push(line);
    }
    lines.extend(payments(reader, &counts.money));
    lines
}

/// What waits of orders and payments, once anything was sold or ordered.
fn payments(reader: Reader, money: &MoneyCounts) -> Option<String> {
    let to_decide = money.held + money.receipts;
    if *money == MoneyCounts::default() {
        return None;
    }
    let number = |value| units::number(reader.lang, value);
    let line = reader.html(
        "status-payments",
        args! {
            open: &number(money.open),
            decide: &number(to_decide),
            back: &number(money.refunding),
            deliver: &number(money.waiting),
        },
    );
    let Some(oldest) = money.oldest else {
        return Some(line);
    };
    let ago = units::duration(reader.lang, reader.now.since(oldest));
    let oldest = reader.html("status-tickets-oldest", args! { ago: &ago });
    Some(format!("{line} {oldest}"))
}

/// What runs, in a few lines.
fn machinery(reader: Reader, view: &StatusView) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(servers(reader, view));
    let count = |ok| view.jobs.iter().filter(|job| job.ok == Some(ok)).count();
    if !view.jobs.is_empty() {
        lines.push(reader.html(
            "status-jobs-brief",
            args! { well: count(true), ill: count(false) },
        ));
    }
    let sum = |of: fn(&TaskCounts) -> i64| view.tasks.iter().map(of).sum::<i64>();
    let number = |value| units::number(reader.lang, value);
    let (due, waiting) = (number(sum(|one| one.due)), number(sum(|one| one.waiting)));
    let failed = number(sum(|one| one.failed));
    lines.push(reader.html(
        "status-tasks-brief",
        args! { due: &due, waiting: &waiting, failed: &failed },
    ));
    lines.push(queues(reader, view));
    if let (Some(bytes), Some(seconds)) = (view.memory_bytes, view.uptime_seconds) {
        let memory = units::bytes(reader.lang, bytes);
        let uptime = units::duration(reader.lang, seconds);
        lines.push(reader.html(
            "status-self-brief",
            args! { memory: &memory, uptime: &uptime },
        ));
    }
    lines
}

/// The VPN servers; nothing if there is none.
fn servers(reader: Reader, view: &StatusView) -> Option<String> {
    let ServersView { up, down, unknown } = view.servers;
    (up + down + unknown > 0).then(|| {
        reader.html(
            "status-servers",
            args! { up: up, down: down, unknown: unknown },
        )
    })
}

fn page(reader: Reader, key: &str, page: StatusPage) -> Button {
    let action = Action::House(HouseAction::Page(page));
    Button::act(reader.plain(key, args! {}), action)
}

fn chart_button(reader: Reader, key: &str, chart: StatusChart) -> Button {
    let action = Action::House(HouseAction::Chart(chart));
    Button::act(reader.plain(key, args! {}), action)
}

fn about(reader: Reader, view: &StatusView) -> Vec<String> {
    let mut lines = vec![match view.uptime_seconds {
        None => reader.html("status-version", args! { version: &view.version }),
        Some(seconds) => {
            let uptime = units::duration(reader.lang, seconds);
            reader.html(
                "status-self",
                args! { version: &view.version, uptime: &uptime },
            )
        }
    }];
    if let Some(lang) = Lang::of_tag(&view.language) {
        let spoken = language_name(lang);
        lines.push(reader.html(
            "status-voice",
            args! { zone: &view.time_zone, language: &spoken },
        ));
    }
    if let Some(bytes) = view.memory_bytes {
        let memory = units::bytes(reader.lang, bytes);
        lines.push(reader.html("status-memory", args! { memory: &memory }));
    }
    lines.push(match view.last_contact {
        None => reader.html("status-contact-none", args! {}),
        Some(at) => {
            let ago = units::duration(reader.lang, reader.now.since(at));
            reader.html("status-contact", args! { ago: &ago })
        }
    });
    if let Some(seconds) = view.clock_skew_seconds {
        lines.extend(clock(reader, seconds));
    }
    if !view.integrations.is_empty() {
        let shown: Vec<String> = view
            .integrations
            .iter()
            .take(MOST_LISTED)
            .map(|name| html::short_name(name))
            .collect();
        lines.push(reader.html("status-integrations", args! { names: &shown.join(", ") }));
    }
    lines.extend(servers(reader, view));
    lines
}

fn queues(reader: Reader, view: &StatusView) -> String {
    let mut lines = vec![reader.html("status-inbox", args! { count: view.inbox_open })];
    if let Some(count) = view.sender_queue {
        lines.push(reader.html("status-sender", args! { count: count }));
    }
    if let Some(webhook) = &view.webhook {
        lines.push(match &webhook.failure {
            None => reader.html("status-webhook", args! { count: webhook.pending }),
            Some(failure) => {
                let error = html::one_line(failure, 120);
                reader.html(
                    "status-webhook-fails",
                    args! { count: webhook.pending, error: &error },
                )
            }
        });
    }
    lines.join("\n")
}

fn clock(reader: Reader, seconds: i64) -> Vec<String> {
    if seconds.saturating_abs() < FINE_SKEW_SECONDS {
        return vec![reader.html("status-skew-fine", args! {})];
    }
    let skew = units::duration(reader.lang, seconds);
    let key = if seconds > 0 {
        "status-skew-ahead"
    } else {
        "status-skew-behind"
    };
    let mut lines = vec![reader.html(key, args! { skew: &skew })];
    if seconds.saturating_abs() > GRAVE_SKEW_SECONDS {
        lines.push(reader.html("status-skew-stop", args! {}));
    }
    lines
}

fn tasks(reader: Reader, counts: &[TaskCounts]) -> String {
    if counts.is_empty() {
        return String::new();
    }
    let mut lines = vec![reader.html("status-tasks-heading", args! {})];
    for count in counts {
        let class = match count.class {
            TaskClass::Prompt => reader.plain("status-class-prompt", args! {}),
            TaskClass::Member => reader.plain("status-class-member", args! {}),
            TaskClass::Queue => reader.plain("status-class-queue", args! {}),
            TaskClass::Notice => reader.plain("status-class-notice", args! {}),
            TaskClass::Server => reader.plain("status-class-server", args! {}),
        };
        lines.push(reader.html(
            "status-tasks-line",
            args! {
                class: &class, due: count.due, waiting: count.waiting, failed: count.failed,
            },
        ));
    }
    lines.join("\n")
}

fn jobs(reader: Reader, jobs: &[JobView]) -> String {
    if jobs.is_empty() {
        return String::new();
    }
    let mut lines = vec![reader.html("status-jobs-heading", args! {})];
    lines.extend(
        jobs.iter()
            .take(MOST_LISTED)
            .map(|job| job_line(reader, job)),
    );
    lines.join("\n")
}

fn job_line(reader: Reader, job: &JobView) -> String {
    let mark = match job.ok {
        Some(true) => "✅",
        Some(false) => "❌",
        None => "▫️",
    };
    let last = match job.last_at {
        None => reader.plain("status-job-never", args! {}),
        Some(at) => {
            let ago = units::duration(reader.lang, reader.now.since(at));
            reader.plain("status-job-last", args! { ago: &ago })
        }
    };
    let next = match job.next_at {
        None => reader.plain("status-job-unplanned", args! {}),
        Some(at) if at <= reader.now => reader.plain("status-job-now", args! {}),
        Some(at) => {
            let left = units::duration(reader.lang, at.since(reader.now));
            reader.plain("status-job-next", args! { left: &left })
        }
    };
    let name = html::short_name(&job.name);
    let line = reader.html(
        "status-job-line",
        args! { mark: mark, name: &name, last: &last, next: &next },
    );
    match &job.result {
        None => line,
        Some(result) => {
            let result = html::one_line(result, RESULT_LENGTH);
            format!(
                "{line}\n   {}",
                reader.html("status-job-result", args! { result: &result })
            )
        }
    }
}
