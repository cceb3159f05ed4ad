//! Screens of backups.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::Style;
use super::back_to;
use super::callback::BackupAction;
use super::cancel;
use super::refusals;
use super::refusals::Say;
use crate::models::Backup;
use crate::models::BackupDesk;
use crate::models::BackupRefusal;
use crate::models::BackupTrouble;
use crate::models::FAULT_ROWS;
use crate::models::FAULT_UNREADABLE;
use crate::models::Manifest;
use crate::models::Refusal;
use crate::models::RestoreView;
use crate::models::Timestamp;
use crate::utils::html;
use crate::utils::locale::Arg;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Backups shown at the desk.
const SHOWN: usize = 10;
/// Times offered for the nightly backup, in minutes after midnight.
const TIMES: [u32; 4] = [120, 180, 240, 300];
/// Numbers offered of backups to keep.
const COUNTS: [u32; 4] = [3, 7, 14, 30];
/// The longest fault shown.
const FAULT: usize = 200;

/// The desk: what is set, and what is kept.
pub fn desk(reader: Reader, view: &BackupDesk) -> Screen {
    let mut parts = vec![reader.html("backup-heading", args! {})];
    if let Some(at) = view.held_since {
        let at = units::instant(reader.lang, at, reader.time_zone);
        parts.push(reader.html("backup-held", args! { at: &at }));
    }
    if !view.has_passphrase {
        parts.push(reader.html("backup-no-passphrase", args! {}));
    }
    parts.push(settings(reader, view));
    parts.push(match view.backups.first() {
        None => reader.html("backup-none", args! {}),
        Some(newest) => {
            let age = units::duration(reader.lang, reader.now.since(newest.made_at).max(0));
            reader.html(
                "backup-kept",
                args! { count: view.backups.len(), age: &age },
            )
        }
    });
    let mut screen = Screen::new(parts.join("\n\n"));
    if view.held_since.is_some() {
        screen = screen.button(release(reader));
    }
    let action = |key, action| Button::act(reader.plain(key, args! {}), Action::Backup(action));
    if view.has_passphrase {
        let label = reader.plain("button-backup-make", args! {});
        let make = Action::Backup(BackupAction::Make);
        screen = screen.button(Button::styled(label, make, Style::Primary));
    }
    let rows = view.backups.iter().take(SHOWN).map(|backup| {
        let show = Action::Backup(BackupAction::Show(backup.id));
        Button::act(row(reader, backup), show)
    });
    let (key, splits) = if view.settings.splits {
        ("button-backup-split-on", false)
    } else {
        ("button-backup-split-off", true)
    };
    screen
        .grid(1, rows.collect())
        .row([
            action("button-backup-time", BackupAction::Time),
            action("button-backup-keep", BackupAction::Keep),
            action("button-backup-chat", BackupAction::Chat),
        ])
        .button(action(key, BackupAction::Split(splits)))
        .button(action("button-backup-restore", BackupAction::Restore))
        .button(back_to(reader.lang, Action::Config))
}

fn settings(reader: Reader, view: &BackupDesk) -> String {
    let nightly = match (view.settings.minute, view.next_at) {
        (Some(minute), Some(next)) => {
            let next = units::instant(reader.lang, next, reader.time_zone);
            reader.html("backup-nightly", args! { time: &time(minute), next: &next })
        }
        (Some(minute), None) => reader.html("backup-nightly-waits", args! { time: &time(minute) }),
        (None, _) => reader.html("backup-nightly-off", args! {}),
    };
    let keep = reader.html("backup-keep", args! { count: view.keep });
    let chat = match view.chat {
        Some(chat) => reader.html("backup-chat", args! { chat: &chat.to_string() }),
        None => reader.html("backup-no-chat", args! {}),
    };
    let tested = view
        .backups
        .iter()
        .filter_map(|backup| backup.tested.as_ref());
    let test = match tested.max_by_key(|(at, _)| *at) {
        None => reader.html("backup-untested", args! {}),
        Some((at, None)) => {
            let at = units::instant(reader.lang, *at, reader.time_zone);
            reader.html("backup-test-good", args! { at: &at })
        }
        Some((at, Some(_))) => {
            let at = units::instant(reader.lang, *at, reader.time_zone);
            reader.html("backup-test-bad", args! { at: &at })
        }
    };
    [nightly, keep, chat, test].join("\n")
}

fn time(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn row(reader: Reader, backup: &Backup) -> String {
    let at = units::instant(reader.lang, backup.made_at, reader.time_zone);
    let size = units::bytes(reader.lang, backup.bytes);
    let sent = if backup.sent_at.is_some() {
        " 📨"
    } else {
        ""
    };
    let tested = match &backup.tested {
        None => "",
        Some((_, None)) => " ✅",
        Some((_, Some(_))) => " ⚠️",
    };
    format!("{at} · {size}{sent}{tested}")
}

fn release(reader: Reader) -> Button {
    let label = reader.plain("button-backup-release", args! {});
    let release = Action::Backup(BackupAction::Release);
    Button::styled(label, release, Style::Danger)
}

/// One backup.
pub fn backup(reader: Reader, backup: &Backup) -> Screen {
    let at = units::instant(reader.lang, backup.made_at, reader.time_zone);
    let size = units::bytes(reader.lang, backup.bytes);
    let mut lines = vec![
        reader.html("backup-card", args! { at: &at }),
        format!("<code>{}</code> · {size}", html::escape(&backup.file_name)),
    ];
    if !backup.contents.is_empty() {
        lines.push(contents(reader, &|table| {
            backup.contents.get(table).copied().unwrap_or_default()
        }));
    }
    lines.push(match backup.sent_at {
        Some(at) => {
            let at = units::instant(reader.lang, at, reader.time_zone);
            reader.html("backup-sent", args! { at: &at })
        }
        None => reader.html("backup-unsent", args! {}),
    });
    if let Some((at, fault)) = &backup.tested {
        let at = units::instant(reader.lang, *at, reader.time_zone);
        lines.push(match fault {
            None => reader.html("backup-test-good", args! { at: &at }),
            Some(_) => reader.html("backup-test-bad", args! { at: &at }),
        });
    }
    let action = |key, action| Button::act(reader.plain(key, args! {}), Action::Backup(action));
    Screen::new(lines.join("\n"))
        .row([
            action("button-backup-test", BackupAction::Test(backup.id)),
            action("button-backup-send", BackupAction::Send(backup.id)),
        ])
        .button(back_to(reader.lang, Action::Backup(BackupAction::Desk)))
}

/// The rows that say most, in words.
fn contents(reader: Reader, count: &dyn Fn(&str) -> i64) -> String {
    reader.html(
        "backup-contents",
        args! {
            people: count("users"),
            members: count("vip_subscribers"),
            waiting: count("free_channel_requests"),
            tokens: count("invitation_tokens"),
            keys: count("vpn_configs"),
            tasks: count("tasks"),
        },
    )
}

/// What the admin who asked for one is told at once.
pub fn soon(reader: Reader) -> Screen {
    Screen::new(reader.html("backup-soon", args! {}))
        .button(back_to(reader.lang, Action::Backup(BackupAction::Desk)))
}

/// The same in a few words.
pub fn soon_toast(lang: Lang) -> String {
    lang.toast("backup-soon-toast", args! {})
}

/// A backup was made.
pub fn made(reader: Reader, made: &Backup) -> Screen {
    let done = reader.html("backup-made", args! {});
    let mut screen = backup(reader, made);
    screen.html = format!("{done}\n\n{}", screen.html);
    screen
}

/// It was not.
pub fn not_made(reader: Reader, refusal: &Refusal) -> Screen {
    Screen::new(refusals::sentence(reader, refusal))
        .button(back_to(reader.lang, Action::Backup(BackupAction::Desk)))
}

/// What was found when a backup was tried out.
pub fn tested(reader: Reader, tried: &Backup, found: Option<&BackupRefusal>) -> Screen {
    let at = units::instant(reader.lang, tried.made_at, reader.time_zone);
    let text = match found {
        None => reader.html("backup-tested-good", args! { at: &at }),
        Some(fault) => {
            let why = refusals::sentence(reader, &Refusal::Backup(fault.clone()));
            reader.html("backup-tested-bad", args! { at: &at, why: Arg::Raw(why) })
        }
    };
    Screen::new(text).button(back_to(reader.lang, Action::Backup(BackupAction::Desk)))
}

/// Without a passphrase there is none, and how to set it.
pub fn no_passphrase(reader: Reader) -> Screen {
    Screen::new(reader.html("backup-no-passphrase", args! {}))
        .button(back_to(reader.lang, Action::Backup(BackupAction::Desk)))
}

/// Asks for the time of the nightly backup.
pub fn ask_time(reader: Reader, view: &BackupDesk) -> Screen {
    let zone = reader.time_zone.name();
    let buttons = TIMES.map(|minute| {
        let set = Action::Backup(BackupAction::SetTime(minute));
        Button::act(
            mark(
                time(i64::from(minute)),
                view.settings.minute == Some(i64::from(minute)),
            ),
            set,
        )
    });
    let off = Action::Backup(BackupAction::TimeOff);
    Screen::new(reader.html("backup-ask-time", args! { zone: zone }))
        .row(buttons)
        .button(Button::act(
            mark(
                reader.plain("button-backup-time-off", args! {}),
                view.settings.minute.is_none(),
            ),
            off,
        ))
        .button(cancel(reader.lang))
}

/// Asks how many are kept.
pub fn ask_keep(reader: Reader, view: &BackupDesk) -> Screen {
    let buttons = COUNTS.map(|count| {
        let set = Action::Backup(BackupAction::SetKeep(count));
        Button::act(mark(count.to_string(), view.keep == count), set)
    });
    Screen::new(reader.html("backup-ask-keep", args! {}))
        .row(buttons)
        .button(cancel(reader.lang))
}

/// Asks for the chat they go to.
pub fn ask_chat(reader: Reader, view: &BackupDesk) -> Screen {
    let action = |key, action| Button::act(reader.plain(key, args! {}), Action::Backup(action));
    let mut screen = Screen::new(reader.html("backup-ask-chat", args! {}))
        .button(action("button-backup-chat-here", BackupAction::ChatHere));
    if view.settings.chat.is_some() {
        screen = screen.button(action(
            "button-backup-chat-default",
            BackupAction::DefaultChat,
        ));
    }
    screen.button(cancel(reader.lang))
}

fn mark(label: String, is_set: bool) -> String {
    if is_set {
        format!("✅ {label}")
    } else {
        label
    }
}

/// Asks for the file of a backup.
pub fn ask_file(reader: Reader) -> Screen {
    Screen::new(reader.html("restore-ask-file", args! {})).button(cancel(reader.lang))
}

/// Asks for what opens it.
pub fn ask_passphrase(reader: Reader) -> Screen {
    Screen::new(reader.html("restore-ask-passphrase", args! {})).button(cancel(reader.lang))
}

/// A message that may have been a passphrase is gone: nobody waited for it any more.
pub fn passphrase_late(reader: Reader) -> Screen {
    let again = Action::Backup(BackupAction::Restore);
    let label = reader.plain("button-backup-restore", args! {});
    Screen::new(reader.html("restore-late", args! {}))
        .button(Button::act(label, again))
        .button(cancel(reader.lang))
}

/// What is in the file, and whether it is to take the house's place.
pub fn preview(reader: Reader, view: &RestoreView) -> Screen {
    let sure = reader.html("restore-sure", args! {});
    let html = format!("{}\n\n{sure}", inside(reader, view));
    let label = reader.plain("button-restore-yes", args! {});
    let yes = Action::Backup(BackupAction::RestoreYes);
    Screen::new(html)
        .button(Button::styled(label, yes, Style::Danger))
        .button(cancel(reader.lang))
}

/// What is in a backup, with what one should know before it is restored.
pub fn inside(reader: Reader, view: &RestoreView) -> String {
    let manifest: &Manifest = &view.manifest;
    let at = units::instant(reader.lang, manifest.made_at, reader.time_zone);
    let age = units::duration(reader.lang, reader.now.since(manifest.made_at).max(0));
    let mut lines = vec![
        reader.html("restore-inside", args! { at: &at, age: &age }),
        contents(reader, &|table| manifest.count(table)),
        reader.html(
            "restore-program",
            args! {
                program: &html::name(&manifest.program),
                size: &units::bytes(reader.lang, manifest.database_bytes),
            },
        ),
    ];
    if view.is_older {
        lines.push(reader.html("restore-older", args! {}));
    }
    if let (Some(own), Some(theirs)) = (view.other_bot, manifest.bot_id) {
        let (own, theirs) = (own.to_string(), theirs.to_string());
        lines.push(reader.html("restore-other-bot", args! { own: &own, theirs: &theirs }));
    }
    if view.holds {
        lines.push(reader.html("restore-holds", args! {}));
    }
    lines.join("\n")
}

/// What is said to words where a button is wanted.
pub fn still_asking(reader: Reader) -> Screen {
    let label = reader.plain("button-restore-yes", args! {});
    let yes = Action::Backup(BackupAction::RestoreYes);
    Screen::new(reader.html("restore-press", args! {}))
        .button(Button::styled(label, yes, Style::Danger))
        .button(cancel(reader.lang))
}

/// The house stops for it.
pub fn restoring(reader: Reader) -> Screen {
    Screen::new(reader.html("restore-running", args! {}))
}

/// Removals go on.
pub fn released(reader: Reader) -> Screen {
    Screen::new(reader.html("restore-released", args! {}))
        .button(back_to(reader.lang, Action::Main))
}

/// What goes with a file, or a part of it, to the backup chat.
pub fn caption(reader: Reader, backup: &Backup, number: u32, count: u32) -> String {
    let at = units::instant(reader.lang, backup.made_at, reader.time_zone);
    let size = units::bytes(reader.lang, backup.bytes);
    let mut lines = vec![reader.html("backup-caption", args! { at: &at, size: &size })];
    if count > 1 {
        lines.push(reader.html("backup-part", args! { number: number, count: count }));
    }
    lines.push(reader.html("backup-how", args! {}));
    lines.join("\n")
}

/// The house was restored.
pub fn restored(reader: Reader, made_at: Timestamp, holds: bool) -> Screen {
    let at = units::instant(reader.lang, made_at, reader.time_zone);
    let text = reader.html("restored-text", args! { at: &at });
    if !holds {
        return Screen::new(text);
    }
    let held = reader.html("restored-held", args! {});
    Screen::new(format!("{text}\n\n{held}")).button(release(reader))
}

/// Something went wrong while nobody looked.
pub fn trouble(reader: Reader, trouble: BackupTrouble, refusal: &BackupRefusal) -> Screen {
    let why = refusals::sentence(reader, &Refusal::Backup(refusal.clone()));
    let key = match trouble {
        BackupTrouble::Nightly => "backup-trouble-nightly",
        BackupTrouble::Test => "backup-trouble-test",
        BackupTrouble::Send => "backup-trouble-send",
        BackupTrouble::Restore => "backup-trouble-restore",
    };
    Screen::new(reader.html(key, args! { why: Arg::Raw(why) }))
}

/// Whether the answer to a question was no good, so that another may come.
pub(super) fn is_about_answer(refusal: &BackupRefusal) -> bool {
    match refusal {
        BackupRefusal::PassphraseWrong
        | BackupRefusal::FileExpected
        | BackupRefusal::FileTooBig { .. }
        | BackupRefusal::FileLost
        | BackupRefusal::TimeInvalid
        | BackupRefusal::ChatInvalid => true,
        BackupRefusal::NoPassphrase
        | BackupRefusal::Busy
        | BackupRefusal::DiskFull
        | BackupRefusal::Unwritable { .. }
        | BackupRefusal::DatabaseDamaged { .. }
        | BackupRefusal::Gone
        | BackupRefusal::NoChat
        | BackupRefusal::NotABackup
        | BackupRefusal::Truncated
        | BackupRefusal::PartMissing { .. }
        | BackupRefusal::Newer { .. }
        | BackupRefusal::Damaged { .. }
        | BackupRefusal::OtherKey
        | BackupRefusal::Forgotten => false,
    }
}

/// What is wrong with a database: our own findings in the reader's language, SQLite's in its words.
fn fault_words(reader: Reader, fault: &str) -> String {
    if fault == FAULT_UNREADABLE {
        return reader.plain("backup-fault-unreadable", args! {});
    }
    match fault.strip_prefix(FAULT_ROWS) {
        Some(table) => {
            let table = html::one_line(table, FAULT);
            reader.plain("backup-fault-rows", args! { table: &table })
        }
        None => html::one_line(fault, FAULT),
    }
}

/// The words of a no about a backup.
pub(super) fn refusal(reader: Reader, refusal: &BackupRefusal, say: Say<'_>) -> String {
    match refusal {
        BackupRefusal::NoPassphrase => say("refusal-backup-passphrase", args! {}),
        BackupRefusal::Busy => say("refusal-backup-busy", args! {}),
        BackupRefusal::DiskFull => say("refusal-backup-disk-full", args! {}),
        BackupRefusal::Unwritable { why } => say(
            "refusal-backup-unwritable",
            args! { why: &html::one_line(why, FAULT) },
        ),
        BackupRefusal::DatabaseDamaged { fault } => say(
            "refusal-backup-database",
            args! { fault: &fault_words(reader, fault) },
        ),
        BackupRefusal::Gone => say("refusal-backup-gone", args! {}),
        BackupRefusal::NoChat => say("refusal-backup-chat", args! {}),
        BackupRefusal::PassphraseWrong => say("refusal-restore-passphrase", args! {}),
        BackupRefusal::NotABackup => say("refusal-restore-not-a-backup", args! {}),
        BackupRefusal::Truncated => say("refusal-restore-truncated", args! {}),
        BackupRefusal::PartMissing { number } => {
            say("refusal-restore-part", args! { number: *number })
        }
        BackupRefusal::Newer { program } => say(
            "refusal-restore-newer",
            args! { program: &html::name(program) },
        ),
        BackupRefusal::Damaged { fault } => say(
            "refusal-restore-damaged",
            args! { fault: &fault_words(reader, fault) },
        ),
        BackupRefusal::OtherKey => say("refusal-restore-key", args! {}),
        BackupRefusal::FileExpected => say("refusal-restore-file", args! {}),
        BackupRefusal::FileTooBig { most_bytes } => say(
            "refusal-restore-big",
            args! { most: &units::bytes(reader.lang, *most_bytes) },
        ),
        BackupRefusal::FileLost => say("refusal-restore-lost", args! {}),
        BackupRefusal::Forgotten => say("refusal-restore-forgotten", args! {}),
        BackupRefusal::TimeInvalid => say("refusal-backup-time", args! {}),
        BackupRefusal::ChatInvalid => say("refusal-backup-chat-name", args! {}),
    }
}
