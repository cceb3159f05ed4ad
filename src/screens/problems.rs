//! Work that failed or waits, and what an admin can do about it.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use super::care;
use super::confirm;
use super::pager;
use super::servers;
use crate::models::PAGE_ROWS;
use crate::models::Page;
use crate::models::Problem;
use crate::models::ProblemItem;
use crate::models::ProblemRef;
use crate::models::ServerTrouble;
use crate::models::TaskState;
use crate::models::WAITS_FOR_MAINTENANCE;
use crate::models::WAITS_FOR_OPENING;
use crate::models::WHY_CHANNEL_ADMIN;
use crate::models::WHY_MAINTENANCE;
use crate::models::WHY_NO_CHANNEL;
use crate::models::WHY_RESTORED;
use crate::models::WHY_SET_ASIDE;
use crate::models::WHY_WRONG_CLOCK;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The longest error shown: a page of them, escaped, fits one message.
const ERROR_LENGTH: usize = 48;

/// One page of the problems.
pub fn list(reader: Reader, page: &Page<ProblemItem>) -> Screen {
    let mut parts = vec![reader.html("problems-heading", args! {})];
    if page.rows.is_empty() {
        parts.push(reader.html("problems-empty", args! {}));
    }
    let first = i64::from(page.page) * i64::from(PAGE_ROWS) + 1;
    let mut choices = Vec::new();
    for (place, item) in (first..).zip(&page.rows) {
        parts.push(line(reader, place, item));
        let Some(problem) = reference(item) else {
            continue;
        };
        choices.push(Button::act(
            format!("🔁 {place}"),
            Action::RetryProblem(problem),
        ));
        choices.push(Button::act(
            format!("🗑️ {place}"),
            Action::DropProblem(problem),
        ));
    }
    Screen::new(parts.join("\n\n"))
        .grid(4, choices)
        .row(pager(page.page, page.pages, Action::Problems))
        .button(Button::act(
            reader.plain("button-refresh", args! {}),
            Action::Problems(page.page),
        ))
        .button(back_to(reader.lang, Action::Main))
}

/// Asks before work is given up.
pub fn drop_ask(reader: Reader, problem: ProblemRef) -> Screen {
    confirm(
        reader.lang,
        reader.html("problem-drop-ask", args! {}),
        reader.plain("button-problem-drop-yes", args! {}),
        Action::DropProblemYes(problem),
        Action::Problems(0),
    )
}

/// What the buttons name; nothing can be done about the rest from here.
fn reference(item: &ProblemItem) -> Option<ProblemRef> {
    match item {
        ProblemItem::Task(problem) => Some(ProblemRef::Task(problem.id)),
        ProblemItem::Update { seq, .. } => Some(ProblemRef::Update(*seq)),
        ProblemItem::Database(_) => None,
    }
}

fn line(reader: Reader, place: i64, item: &ProblemItem) -> String {
    match item {
        ProblemItem::Task(problem) => task_line(reader, place, problem),
        ProblemItem::Database(check) => {
            let line = care::fault_line(reader, check).unwrap_or_default();
            format!("{place}. {line}")
        }
        ProblemItem::Update {
            seq,
            attempts,
            problem,
            ..
        } => {
            let line = reader.html(
                "problem-line-failed",
                args! {
                    place: place,
                    what: &reader.plain("problem-what-update", args! {}),
                    id: &seq.to_string(),
                    attempts: &attempts_name(reader.lang, *attempts),
                },
            );
            with_error(reader, line, Some(why(reader.lang, problem)))
        }
    }
}

fn task_line(reader: Reader, place: i64, problem: &Problem) -> String {
    let what = what_name(reader.lang, &problem.kind);
    let id = problem.id.to_string();
    let attempts = attempts_name(reader.lang, problem.attempts);
    let line = match problem.state {
        TaskState::Waiting => {
            let reason = waited_for(reader.lang, problem.waits_for.as_deref().unwrap_or("—"));
            reader.html(
                "problem-line-waiting",
                args! { place: place, what: &what, id: &id, reason: &reason },
            )
        }
        TaskState::Due => {
            let due = units::instant(reader.lang, problem.due_at, reader.time_zone);
            reader.html(
                "problem-line-due",
                args! { place: place, what: &what, id: &id, due: &due, attempts: &attempts },
            )
        }
        TaskState::Failed | TaskState::Done => reader.html(
            "problem-line-failed",
            args! { place: place, what: &what, id: &id, attempts: &attempts },
        ),
    };
    // What a server said is kept in words for the log.
    let is_of_server = matches!(problem.kind.as_str(), "settle_peer" | "forget_watcher");
    let error = (problem.last_error.as_ref()).map(|error| match ServerTrouble::read(error) {
        Some(_) if is_of_server => servers::why(reader.lang, error),
        Some(_) | None => why(reader.lang, error),
    });
    with_error(reader, line, error)
}

fn with_error(reader: Reader, line: String, error: Option<String>) -> String {
    match error {
        None => line,
        Some(error) => {
            let error = html::one_line(&error, ERROR_LENGTH);
            format!(
                "{line}\n{}",
                reader.html("problem-error", args! { error: &error })
            )
        }
    }
}

/// Why something rests or failed, as stored: our own reasons in the reader's language, Telegram's in Telegram's words.
pub fn why(lang: Lang, stored: &str) -> String {
    let key = match stored {
        WHY_CHANNEL_ADMIN => "why-channel-admin",
        WHY_NO_CHANNEL => "why-no-channel",
        WHY_WRONG_CLOCK => "why-wrong-clock",
        WHY_MAINTENANCE => "why-maintenance",
        WHY_RESTORED => "why-restored",
        WHY_SET_ASIDE => "why-set-aside",
        telegrams => return telegrams.to_owned(),
    };
    lang.plain(key, args! {})
}

/// What work waits for, as stored: `door:vip`, `chat:-100…`, `user:2001`.
fn waited_for(lang: Lang, stored: &str) -> String {
    if stored == WAITS_FOR_MAINTENANCE || stored == WAITS_FOR_OPENING {
        return lang.plain("waits-maintenance", args! {});
    }
    let key = match stored.split_once(':') {
        Some(("door", _)) => "waits-door",
        Some(("chat", _)) => "waits-chat",
        Some(("user", _)) => "waits-user",
        Some(("server", _)) => "waits-server",
        _ => return html::one_line(stored, ERROR_LENGTH),
    };
    lang.plain(key, args! {})
}

fn attempts_name(lang: Lang, attempts: u32) -> String {
    lang.plain("problem-attempts", args! { count: attempts })
}

/// What a stored kind of task does. The name comes from the database, where an older or newer version may
/// have left a kind this one does not know.
fn what_name(lang: Lang, kind: &str) -> String {
    let key = match kind {
        "deliver_tokens" => "problem-what-deliver-tokens",
        "deliver_vip_link" => "problem-what-deliver-vip-link",
        "welcome_vip" => "problem-what-welcome-vip",
        "revoke_link" => "problem-what-revoke-link",
        "remove_member" => "problem-what-remove-member",
        "remove_intruder" => "problem-what-remove-intruder",
        "tell_expired" => "problem-what-tell-expired",
        "tell_grace" => "problem-what-tell-grace",
        "plan_reminders" => "problem-what-plan-reminders",
        "remind_end" => "problem-what-remind-end",
        "admit_free" => "problem-what-admit-free",
        "decline_free" => "problem-what-decline-free",
        "acknowledge_join_request" => "problem-what-acknowledge-join-request",
        "approve_vip_request" => "problem-what-approve-vip-request",
        "tell_mailing" => "problem-what-tell-mailing",
        "preview_broadcast" => "problem-what-preview-broadcast",
        "publish_post" => "problem-what-publish-post",
        "pin_post" => "problem-what-pin-post",
        "undo_post" => "problem-what-undo-post",
        "report_broadcast" => "problem-what-report-broadcast",
        "send_scheduled" => "problem-what-send-scheduled",
        "tell_held" => "problem-what-tell-held",
        "tell_admins" => "problem-what-tell-admins",
        "react" => "problem-what-react",
        "place_buttons" => "problem-what-place-buttons",
        "preview_reactions" => "problem-what-preview-reactions",
        "deliver_free_link" => "problem-what-deliver-free-link",
        "tell_access" => "problem-what-tell-access",
        "remove_stray" => "problem-what-remove-stray",
        "tell_unbanned" => "problem-what-tell-unbanned",
        "tell_erased" => "problem-what-tell-erased",
        "settle_ban" => "problem-what-settle-ban",
        "hand_on" => "problem-what-hand-on",
        "run_import" => "problem-what-run-import",
        "deliver_migration_link" => "problem-what-deliver-migration-link",
        "tell_role" => "problem-what-tell-role",
        "deliver_api_key" => "problem-what-deliver-api-key",
        "deliver_hook_secret" => "problem-what-deliver-hook-secret",
        "deliver_staff_invite" => "problem-what-deliver-staff-invite",
        "look_audit" => "problem-what-look-audit",
        "settle_peer" => "problem-what-settle-peer",
        "forget_watcher" => "problem-what-forget-watcher",
        "deliver_config" => "problem-what-deliver-config",
        "tell_vpn" => "problem-what-tell-vpn",
        "remind_vpn" => "problem-what-remind-vpn",
        "tell_quota" => "problem-what-tell-quota",
        "tell_proxy" => "problem-what-tell-proxy",
        "tell_open" => "problem-what-tell-open",
        "tell_helper" => "problem-what-tell-helper",
        "tell_asker" => "problem-what-tell-asker",
        "tell_ticket" => "problem-what-tell-ticket",
        "settle_topic" => "problem-what-settle-topic",
        _ => "problem-what-other",
    };
    lang.plain(key, args! {})
}
