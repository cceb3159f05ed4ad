//! What is said when the disk takes nothing, and when the database is damaged.

use super::Reader;
use super::Screen;
use crate::models::Ailment;
use crate::models::BackupOffer;
use crate::models::DatabaseCheck;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// The longest words of the system that are shown.
const WORDS_LENGTH: usize = 300;

/// To a person: nothing can be kept just now, and what they did is not lost.
pub fn sorry(reader: Reader) -> Screen {
    Screen::new(reader.html("sorry-paused", args! {}))
}

/// The same in answer to a press.
pub fn sorry_alert(lang: Lang) -> String {
    lang.toast("toast-sorry-paused", args! {})
}

/// Nothing is written any more.
pub fn stopped(
    reader: Reader,
    ailment: Ailment,
    path: &str,
    free_bytes: Option<u64>,
    why: &str,
) -> Screen {
    let path = html::one_line(path, WORDS_LENGTH);
    let first = match (ailment, free_bytes) {
        (Ailment::NoRoom, Some(free)) => {
            let free = units::bytes(reader.lang, free);
            reader.html("care-no-room", args! { path: &path, free: &free })
        }
        (Ailment::NoRoom | Ailment::ReadOnly | Ailment::Damaged, _) => {
            let why = html::one_line(why, WORDS_LENGTH);
            reader.html("care-refused", args! { path: &path, why: &why })
        }
    };
    let waits = reader.html("care-waits", args! {});
    Screen::new([first, waits].join("\n\n"))
}

/// It is written again.
pub fn resumed(reader: Reader, ailment: Ailment, seconds: i64) -> Screen {
    let time = units::duration(reader.lang, seconds);
    let key = match ailment {
        Ailment::NoRoom => "care-room-again",
        Ailment::ReadOnly | Ailment::Damaged => "care-writes-again",
    };
    Screen::new(reader.html(key, args! { time: &time }))
}

/// The database has a fault.
pub fn damaged(
    reader: Reader,
    incident: &str,
    fault: &str,
    is_stopped: bool,
    backup: Option<&BackupOffer>,
) -> Screen {
    let fault = html::one_line(fault, WORDS_LENGTH);
    let key = if is_stopped {
        "care-damaged"
    } else {
        "care-blemished"
    };
    let first = reader.html(key, args! { number: incident, fault: &fault });
    if !is_stopped && backup.is_none() {
        return Screen::new(first);
    }
    Screen::new([first, offer(reader, backup)].join("\n\n"))
}

/// A damaged database was set aside.
pub fn aside(reader: Reader, name: &str, backup: Option<&BackupOffer>) -> Screen {
    let first = reader.html("care-aside", args! { name: name });
    Screen::new([first, offer(reader, backup)].join("\n\n"))
}

/// The bot does not start: its database was damaged, and is set aside.
pub fn down(reader: Reader, name: &str, backup: Option<&BackupOffer>) -> Screen {
    let first = reader.html("care-down", args! { name: name });
    let anew = reader.html("care-anew", args! {});
    Screen::new([first, offer(reader, backup), anew].join("\n\n"))
}

/// The bot waits with its start until there is room.
pub fn waiting(reader: Reader, path: &str) -> Screen {
    let path = html::one_line(path, WORDS_LENGTH);
    Screen::new(reader.html("care-waiting", args! { path: &path }))
}

fn offer(reader: Reader, backup: Option<&BackupOffer>) -> String {
    let Some(backup) = backup else {
        return reader.html("care-no-backup", args! {});
    };
    let made = match backup.made_at {
        Some(at) => units::instant(reader.lang, at, reader.time_zone),
        None => "—".to_owned(),
    };
    reader.html(
        "care-backup",
        args! { file: &backup.file_name, date: &made, command: &backup.command },
    )
}

/// The fault that the last check of the database found, for `/status` and the problems.
pub fn fault_line(reader: Reader, check: &DatabaseCheck) -> Option<String> {
    let fault = html::one_line(check.fault.as_ref()?, WORDS_LENGTH);
    let date = units::instant(reader.lang, check.at, reader.time_zone);
    Some(reader.html("care-fault-line", args! { date: &date, fault: &fault }))
}
