//! `/status` of the house: jobs, queues, clock, memory.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::care;
use super::language::language_name;
use crate::models::JobView;
use crate::models::ServersView;
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

/// The state of the house.
pub fn status(reader: Reader, view: &StatusView) -> Screen {
    let mut parts = vec![
        reader.html("status-heading", args! {}),
        about(reader, view).join("\n"),
        queues(reader, view),
        tasks(reader, &view.tasks),
        jobs(reader, &view.jobs),
    ];
    if let Some(id) = view.broken_audit_row {
        let row = id.to_string();
        parts.push(reader.html("status-audit-broken", args! { row: &row }));
    }
    let check = view.database_check.as_ref();
    parts.extend(check.and_then(|check| care::fault_line(reader, check)));
    if view.is_braking {
        parts.push(reader.html("status-braking", args! {}));
    }
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
            Button::act(reader.plain("button-refresh", args! {}), Action::Status),
            Button::act(reader.plain("button-doctor", args! {}), Action::Doctor),
        ])
        .button(back_to(reader.lang, Action::Main))
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
    let ServersView { up, down, unknown } = view.servers;
    if up + down + unknown > 0 {
        lines.push(reader.html(
            "status-servers",
            args! { up: up, down: down, unknown: unknown },
        ));
    }
    lines
}

fn queues(reader: Reader, view: &StatusView) -> String {
    let mut lines = vec![reader.html("status-inbox", args! { count: view.inbox_open })];
    if let Some(count) = view.sender_queue {
        lines.push(reader.html("status-sender", args! { count: count }));
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
