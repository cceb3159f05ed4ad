//! Importing members from a file: what is asked for, the dry run, and how it ended.

use super::button;
use crate::models::ImportState;
use crate::models::ImportView;
use crate::models::LineFault;
use crate::models::MOST_IMPORT_BYTES;
use crate::models::MOST_IMPORT_ROWS;
use crate::models::OpenEnds;
use crate::models::RefusedLine;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Document;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::Style;
use crate::screens::back_to;
use crate::screens::callback::MemberAction;
use crate::screens::cancel;
use crate::screens::members::instant;
use crate::screens::tokens::as_cell_text;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// Days an empty end can mean by a button.
const DAYS: [u32; 3] = [30, 90, 365];
/// Refused lines told in the chat; all of them are in the file.
const SHOWN: usize = 5;

/// Asks for the file and says how it should look.
pub fn ask_file(reader: Reader) -> Screen {
    let size = units::bytes(reader.lang, MOST_IMPORT_BYTES);
    Screen::new(reader.html("import-ask", args! { size: &size, rows: MOST_IMPORT_ROWS }))
        .button(cancel(reader.lang))
}

/// What an import would do; or, once it is confirmed, how it stands.
pub fn import(reader: Reader, view: &ImportView) -> Screen {
    let import = &view.import;
    let file = html::name(&import.file_name);
    match import.state {
        ImportState::Draft => draft(reader, view),
        ImportState::Running => {
            let text = reader.html("import-running", args! { file: &file, left: view.left });
            Screen::new(text)
                .button(button(
                    reader,
                    "button-audit-refresh",
                    MemberAction::ImportShow(import.id),
                ))
                .button(back(reader))
        }
        ImportState::Done => import_done(reader, view),
        ImportState::Cancelled => {
            Screen::new(reader.html("import-cancelled", args! { file: &file })).button(back(reader))
        }
    }
}

fn back(reader: Reader) -> Button {
    back_to(reader.lang, Action::Member(MemberAction::Tools))
}

fn draft(reader: Reader, view: &ImportView) -> Screen {
    let import = &view.import;
    let id = import.id;
    let mut lines = vec![reader.html(
        "import-heading",
        args! { file: &html::name(&import.file_name) },
    )];
    lines.push(String::new());
    lines.extend(counts(reader, view));
    let is_asked = view.open > 0 && import.open_ends == OpenEnds::Ask;
    if view.open > 0 {
        lines.push(match import.open_ends {
            OpenEnds::Ask => reader.html("import-open-ask", args! { count: view.open }),
            OpenEnds::Life => reader.html("import-open-life", args! { count: view.open }),
            OpenEnds::At(at) => {
                let until = instant(reader, at);
                reader.html(
                    "import-open-until",
                    args! { count: view.open, until: &until },
                )
            }
        });
    }
    lines.push(String::new());
    let key = if import.tells {
        "import-tells"
    } else {
        "import-silent"
    };
    lines.push(reader.html(key, args! {}));
    let mut screen = Screen::new(lines.join("\n"));
    if view.open > 0 {
        let days = DAYS.map(|days| {
            let label = units::hours_name(reader.lang, Some(i64::from(days) * 24));
            Button::act(label, Action::Member(MemberAction::ImportDays(id, days)))
        });
        screen = screen.row(days).row([
            button(reader, "button-import-life", MemberAction::ImportLife(id)),
            button(reader, "button-import-date", MemberAction::ImportDate(id)),
        ]);
    }
    if is_asked || view.left == 0 {
        return screen.button(button(
            reader,
            "button-import-cancel",
            MemberAction::ImportCancel(id),
        ));
    }
    let tell = if import.tells {
        "button-import-tells"
    } else {
        "button-import-silent"
    };
    let yes = reader.plain("button-import-yes", args! { count: view.left });
    screen
        .button(button(
            reader,
            tell,
            MemberAction::ImportTell(id, !import.tells),
        ))
        .button(Button::styled(
            yes,
            Action::Member(MemberAction::ImportYes(id)),
            Style::Success,
        ))
        .button(button(
            reader,
            "button-import-cancel",
            MemberAction::ImportCancel(id),
        ))
}

fn counts(reader: Reader, view: &ImportView) -> Vec<String> {
    [
        ("import-fresh", view.fresh),
        ("import-extended", view.extended),
        ("import-unchanged", view.unchanged),
        ("import-refused", view.import.refused),
    ]
    .into_iter()
    .filter(|(key, count)| *count > 0 || *key == "import-fresh")
    .map(|(key, count)| reader.html(key, args! { count: count }))
    .collect()
}

/// An import is applied.
pub fn import_done(reader: Reader, view: &ImportView) -> Screen {
    let file = html::name(&view.import.file_name);
    let mut lines = vec![
        reader.html("import-done", args! { file: &file }),
        String::new(),
    ];
    lines.extend(counts(reader, view));
    Screen::new(lines.join("\n")).button(back(reader))
}

/// The refused lines: the first ones in words, all of them as a file that can be mended and sent again.
pub fn refused_lines(reader: Reader, header: &[String], lines: &[RefusedLine]) -> Screen {
    let mut parts = vec![reader.html("import-refused-heading", args! { count: lines.len() })];
    parts.extend(lines.iter().take(SHOWN).map(|line| {
        let reason = html::one_line(&reason(reader, &line.fault), 100);
        reader.html(
            "import-refused-line",
            args! { line: line.line, reason: &reason },
        )
    }));
    let document = Document {
        file_name: reader.plain("file-import-refused", args! {}),
        bytes: file(reader, header, lines),
    };
    Screen::new(parts.join("\n")).with_document(document)
}

fn file(reader: Reader, header: &[String], lines: &[RefusedLine]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        // Spreadsheets take a file without this mark for one in another encoding.
        .from_writer("\u{feff}".as_bytes().to_vec());
    let mut title: Vec<String> = header.iter().map(|cell| as_cell_text(cell)).collect();
    title.push(reader.plain("column-line", args! {}));
    title.push(reader.plain("column-reason", args! {}));
    let rows = lines.iter().map(|line| {
        let mut cells: Vec<String> = line.cells.iter().map(|cell| as_cell_text(cell)).collect();
        cells.resize(header.len().max(cells.len()), String::new());
        cells.push(line.line.to_string());
        cells.push(reason(reader, &line.fault));
        cells
    });
    for row in std::iter::once(title).chain(rows) {
        if let Err(error) = writer.write_record(&row) {
            log::error!("table of refused lines: {error}");
        }
    }
    writer.into_inner().unwrap_or_default()
}

/// Why a line was refused, not escaped.
fn reason(reader: Reader, fault: &LineFault) -> String {
    match fault {
        LineFault::NoPerson => reader.plain("import-fault-no-person", args! {}),
        LineFault::BadId(text) => {
            reader.plain("import-fault-id", args! { text: &html::one_line(text, 40) })
        }
        LineFault::UnknownName(name) => reader.plain(
            "import-fault-name",
            args! { name: &html::one_line(name, 40) },
        ),
        LineFault::DayOrMonth(text) => reader.plain(
            "import-fault-order",
            args! { text: &html::one_line(text, 40) },
        ),
        LineFault::BadDate(text) => reader.plain(
            "import-fault-date",
            args! { text: &html::one_line(text, 40) },
        ),
        LineFault::Over(text) => reader.plain(
            "import-fault-over",
            args! { text: &html::one_line(text, 40) },
        ),
        LineFault::Twice { line } => reader.plain("import-fault-twice", args! { line: *line }),
        LineFault::LongNote => reader.plain("import-fault-note", args! {}),
        LineFault::Unreadable => reader.plain("import-fault-unreadable", args! {}),
    }
}
