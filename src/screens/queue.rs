//! The Free queue as the admins see it.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::confirm;
use super::pager;
use super::wait_time::wait_name;
use crate::models::Door;
use crate::models::PAGE_ROWS;
use crate::models::QueuePage;
use crate::models::QueueRow;
use crate::models::RequestOrigin;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// Who waits, the next first.
pub fn list(reader: Reader, view: &QueuePage) -> Screen {
    let page = &view.page;
    let mut parts = vec![reader.html("queue-heading", args! {})];
    if page.rows.is_empty() {
        parts.push(reader.html("queue-empty", args! {}));
    } else {
        let minutes = wait_name(reader.lang, view.wait_minutes);
        let mut summary = reader.html(
            "queue-waiting",
            args! { count: page.total, minutes: &minutes },
        );
        if let Some(due) = view.next_due {
            let due = units::instant(reader.lang, due, reader.time_zone);
            summary = format!(
                "{summary}\n{}",
                reader.html("queue-next", args! { due: &due })
            );
        }
        parts.push(summary);
        let first = i64::from(page.page) * i64::from(PAGE_ROWS) + 1;
        let lines = (first..)
            .zip(&page.rows)
            .map(|(place, row)| line(reader, place, row));
        parts.push(lines.collect::<Vec<_>>().join("\n"));
    }
    let people = page.rows.iter().map(|row| {
        Button::act(
            html::short_name(&row.name),
            Action::QueueShow(row.request.id),
        )
    });
    let mut screen = Screen::new(parts.join("\n\n"))
        .grid(2, people.collect())
        .row(pager(page.page, page.pages, Action::QueueList));
    if !page.rows.is_empty() {
        let label = reader.plain("button-approve-all", args! {});
        screen = screen.button(Button::act(label, Action::ApproveAll));
    }
    screen
        .button(Button::act(
            reader.plain("button-refresh", args! {}),
            Action::QueueList(page.page),
        ))
        .button(back_to(reader.lang, Action::Desk(Door::Free)))
}

fn line(reader: Reader, place: i64, row: &QueueRow) -> String {
    let name = html::short_name(&row.name);
    if row.request.due_at <= reader.now {
        return reader.html("queue-line-due", args! { place: place, name: &name });
    }
    let due = units::instant(reader.lang, row.request.due_at, reader.time_zone);
    reader.html("queue-line", args! { place: place, name: &name, due: &due })
}

/// One who waits.
pub fn detail(reader: Reader, row: &QueueRow) -> Screen {
    let request = &row.request;
    let id = request.user_id.to_string();
    let mut lines = vec![
        format!("<b>{}</b>", html::escape(&html::name(&row.name))),
        reader.html("member-id", args! { id: &id }),
    ];
    if let Some(username) = &row.username {
        let username = html::name(username);
        lines.push(reader.html("member-username", args! { username: &username }));
    }
    let asked = units::instant(reader.lang, request.request_date, reader.time_zone);
    let due = units::instant(reader.lang, request.due_at, reader.time_zone);
    lines.push(reader.html("queue-asked", args! { at: &asked }));
    lines.push(reader.html("queue-due", args! { at: &due }));
    lines.push(match (request.has_join_request, request.origin) {
        (true, _) | (false, RequestOrigin::JoinRequest) => {
            reader.html("queue-origin-join", args! {})
        }
        (false, RequestOrigin::Button) => reader.html("queue-origin-button", args! {}),
    });
    let approve = reader.plain("button-approve", args! {});
    let decline = reader.plain("button-decline", args! {});
    Screen::new(lines.join("\n"))
        .row([
            Button::styled(approve, Action::Approve(request.id), Style::Success),
            Button::styled(decline, Action::Decline(request.id), Style::Danger),
        ])
        .button(back_to(reader.lang, Action::QueueList(0)))
}

/// Asks before everybody is let in.
pub fn approve_all(reader: Reader, waiting: i64) -> Screen {
    confirm(
        reader.lang,
        reader.html("queue-approve-all-ask", args! { count: waiting }),
        reader.plain("button-approve-all-yes", args! {}),
        Action::ApproveAllYes,
        Action::QueueList(0),
    )
}
