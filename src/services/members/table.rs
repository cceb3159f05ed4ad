//! Reading a file of members: any bytes give rows and refused lines, or a refusal of the whole.

use crate::models::LineFault;
use crate::models::MOST_IMPORT_BYTES;
use crate::models::MOST_IMPORT_ROWS;
use crate::models::MOST_MEMBER_NOTE;
use crate::models::MemberRefusal;
use crate::models::Refusal;
use crate::models::RefusedLine;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::utils::dates;
use crate::utils::dates::Order;
use crate::utils::fold;
use crate::utils::order::InOrder;
use crate::utils::zone::Zone;

/// Ids of people lie below this: Telegram promises 52 significant bits.
const MOST_ID: i64 = 1 << 52;
/// Cells of a refused line that are given back, and the letters of each.
const MOST_CELLS: usize = 16;
const MOST_CELL: usize = 200;

/// Whom a line names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Named {
    Id(UserId),
    /// Without @.
    Username(String),
}

/// A line that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// From 1, the header counts.
    pub line: u32,
    pub person: Named,
    pub username: Option<String>,
    pub name: Option<String>,
    /// `None` = left open; the inner `None` = for life.
    pub end: Option<Option<Timestamp>>,
    pub note: Option<String>,
    /// As they stood, for the file of refused lines.
    pub cells: Vec<String>,
}

/// What a file says.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Table {
    pub header: Vec<String>,
    pub lines: Vec<Line>,
    pub refused: Vec<RefusedLine>,
}

#[derive(Clone, Copy, Default)]
struct Columns {
    id: Option<usize>,
    username: Option<usize>,
    name: Option<usize>,
    end: Option<usize>,
    note: Option<usize>,
}

/// Reads a file. Dates without a time mean the day's last second in `zone`.
///
/// # Errors
/// Refusals for a file that is too big or too long, names nobody, or has no known columns.
pub fn read(bytes: &[u8], zone: Zone, now: Timestamp) -> Result<Table, Refusal> {
    if bytes.len() as u64 > MOST_IMPORT_BYTES {
        return Err(Refusal::Member(MemberRefusal::FileTooBig {
            most_bytes: MOST_IMPORT_BYTES,
        }));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(bytes))
        .flexible(true)
        .from_reader(bytes);
    let header = reader.byte_headers().cloned().unwrap_or_default();
    let header: Vec<String> = header.iter().map(cell).collect();
    let columns = columns(&header);
    if columns.id.is_none() && columns.username.is_none() {
        return Err(Refusal::Member(MemberRefusal::ColumnsUnknown));
    }
    let mut table = Table {
        header,
        ..Table::default()
    };
    let mut place = Place {
        bytes,
        at: 0,
        line: 1,
    };
    for record in reader.byte_records() {
        if table.lines.len() + table.refused.len() >= MOST_IMPORT_ROWS {
            return Err(Refusal::Member(MemberRefusal::TooManyRows {
                most: u32::try_from(MOST_IMPORT_ROWS).unwrap_or(u32::MAX),
            }));
        }
        let line = place.line_of(&record);
        read_record(&mut table, columns, record, line, zone, now);
    }
    refuse_other_order(&mut table, columns);
    if table.lines.is_empty() && table.refused.is_empty() {
        return Err(Refusal::Member(MemberRefusal::FileEmpty));
    }
    Ok(table)
}

/// A file with a date like 12/25/2026 puts the month first, and its 05/06/2026 would be read as another day than it
/// means: such lines are refused rather than guessed.
fn refuse_other_order(table: &mut Table, columns: Columns) {
    let end = |cells: &[String]| {
        columns
            .end
            .and_then(|place| cells.get(place))
            .cloned()
            .unwrap_or_default()
    };
    let is_month_first = table
        .refused
        .iter()
        .any(|line| dates::order(&end(&line.cells)) == Some(Order::MonthFirst));
    if !is_month_first {
        return;
    }
    let (unclear, clear) = std::mem::take(&mut table.lines)
        .into_iter()
        .partition(|line| dates::order(&end(&line.cells)) == Some(Order::Either));
    table.lines = clear;
    let unclear: Vec<Line> = unclear;
    table
        .refused
        .extend(unclear.into_iter().map(|line| RefusedLine {
            line: line.line,
            fault: LineFault::DayOrMonth(end(&line.cells)),
            cells: line.cells,
        }));
    table.refused.order_by_key(|line| line.line);
}

/// Counts lines: those of the reader itself are one too few after blank lines and where lines end as on Windows.
struct Place<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl Place<'_> {
    fn line_of(&mut self, record: &csv::Result<csv::ByteRecord>) -> u32 {
        let position = match record {
            Ok(record) => record.position(),
            Err(error) => error.position(),
        };
        let byte = position.map_or(self.at as u64, csv::Position::byte);
        let mut to = usize::try_from(byte).unwrap_or(self.at);
        while self
            .bytes
            .get(to)
            .is_some_and(|byte| matches!(byte, b'\r' | b'\n'))
        {
            to += 1;
        }
        let passed = self.bytes.get(self.at..to).unwrap_or_default();
        let lines = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self
            .line
            .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.at = to.max(self.at);
        self.line
    }
}

fn read_record(
    table: &mut Table,
    columns: Columns,
    record: csv::Result<csv::ByteRecord>,
    line: u32,
    zone: Zone,
    now: Timestamp,
) {
    let record = record.unwrap_or_default();
    let cells: Vec<String> = record.iter().take(MOST_CELLS).map(cell).collect();
    if cells.iter().all(String::is_empty) {
        return;
    }
    let is_text = record
        .iter()
        .all(|bytes| std::str::from_utf8(bytes).is_ok());
    let read = if is_text {
        read_line(line, columns, cells.clone(), zone, now)
    } else {
        Err(LineFault::Unreadable)
    };
    match read {
        Ok(line) => table.lines.push(line),
        Err(fault) => table.refused.push(RefusedLine { line, cells, fault }),
    }
}

fn read_line(
    line: u32,
    columns: Columns,
    cells: Vec<String>,
    zone: Zone,
    now: Timestamp,
) -> Result<Line, LineFault> {
    let at = |column: Option<usize>| {
        let text = column.and_then(|place| cells.get(place))?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let username = at(columns.username).map(|name| name.trim_start_matches('@').to_owned());
    let username = username.filter(|name| !name.is_empty());
    let person = match (at(columns.id), &username) {
        (Some(id), _) => named(&id)?,
        (None, Some(name)) => Named::Username(name.clone()),
        (None, None) => return Err(LineFault::NoPerson),
    };
    let end = match at(columns.end) {
        None => None,
        Some(text) => Some(read_end(&text, zone, now)?),
    };
    let note = at(columns.note);
    let is_long = |note: &String| note.chars().count() > MOST_MEMBER_NOTE as usize;
    if note.as_ref().is_some_and(is_long) {
        return Err(LineFault::LongNote);
    }
    let name = at(columns.name);
    Ok(Line {
        line,
        person,
        username,
        name,
        end,
        note,
        cells,
    })
}

/// An id, or an @name where an id is expected: spreadsheets of other bots mix them.
fn named(text: &str) -> Result<Named, LineFault> {
    if let Some(name) = text.strip_prefix('@').filter(|name| !name.is_empty()) {
        return Ok(Named::Username(name.to_owned()));
    }
    match text.parse::<i64>() {
        Ok(id) if (1..MOST_ID).contains(&id) => Ok(Named::Id(UserId(id))),
        Ok(_) | Err(_) => Err(LineFault::BadId(text.to_owned())),
    }
}

fn read_end(text: &str, zone: Zone, now: Timestamp) -> Result<Option<Timestamp>, LineFault> {
    let lifetime = [
        "lifetime",
        "life",
        "de por vida",
        "vitalicio",
        "siempre",
        "never",
        "forever",
    ];
    if lifetime.contains(&fold::fold(text).as_str()) {
        return Ok(None);
    }
    match dates::parse(text, zone) {
        None => Err(LineFault::BadDate(text.to_owned())),
        Some(at) if at <= now => Err(LineFault::Over(text.to_owned())),
        Some(at) => Ok(Some(at)),
    }
}

/// Semicolons where the first line has more of them than commas: Spanish spreadsheets write them.
fn delimiter(bytes: &[u8]) -> u8 {
    let first = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |mark: u8| first.iter().filter(|byte| **byte == mark).count();
    [b';', b'\t']
        .into_iter()
        .find(|mark| count(*mark) > count(b','))
        .unwrap_or(b',')
}

fn columns(header: &[String]) -> Columns {
    let mut columns = Columns::default();
    for (place, title) in header.iter().enumerate() {
        let title = fold::fold(title.trim()).replace([' ', '-'], "_");
        let column = match title.as_str() {
            "id" | "user_id" | "telegram_id" | "userid" | "id_telegram" | "id_usuario" => {
                &mut columns.id
            }
            "username" | "@username" | "usuario" | "user" | "@" | "alias" => &mut columns.username,
            "name" | "nombre" | "full_name" | "first_name" => &mut columns.name,
            "end" | "ends" | "end_date" | "expires" | "expiry" | "expiry_date" | "expires_at"
            | "vence" | "vencimiento" | "fin" | "termina" | "hasta" | "fecha_fin" | "caduca"
            | "until" => &mut columns.end,
            "note" | "notes" | "nota" | "notas" | "comentario" | "comment" => &mut columns.note,
            _ => continue,
        };
        column.get_or_insert(place);
    }
    columns
}

/// The text of a cell. An apostrophe before what a spreadsheet takes for a formula is the one our own files have.
fn cell(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim();
    let text = match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    };
    text.chars()
        .take(MOST_CELL.max(MOST_MEMBER_NOTE as usize + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_795_318_200);

    fn table(text: &str) -> Table {
        read(text.as_bytes(), Zone::utc(), NOW).expect("a table")
    }

    #[test]
    fn columns_are_known_by_their_titles_in_both_languages() {
        let end = Some(Some(Timestamp(1_798_243_199)));
        for text in [
            "id,username,name,expires,note\n5,@ana,Ana,2026-12-25,vip\n",
            "\u{feff}ID;Usuario;Nombre;Vence;Nota\r\n5;ana;Ana;25/12/2026;vip\r\n",
            "note,end date,telegram_id,user,nombre\nvip,25/12/2026,5,@ana,Ana\n",
            "Telegram ID\tUsuario\tNombre\tFin\tNotas\n5\tana\tAna\t25.12.2026\tvip",
        ] {
            let table = table(text);
            let line = &table.lines[0];
            assert_eq!(line.person, Named::Id(UserId(5)), "{text}");
            assert_eq!(line.username.as_deref(), Some("ana"), "{text}");
            assert_eq!(
                (line.name.as_deref(), line.note.as_deref()),
                (Some("Ana"), Some("vip"))
            );
            assert_eq!((line.end, line.line), (end, 2), "{text}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_says_why_and_the_others_count() {
        let text = "id,username,vence\n1,,\n,,2027-01-01\nx9,,\n2,,mañana\n3,,2020-01-01\n,@eva,de por vida\n\n-5,,\n";
        let table = table(text);
        let faults: Vec<_> = table
            .refused
            .iter()
            .map(|line| (line.line, line.fault.clone()))
            .collect();
        assert_eq!(
            faults,
            [
                (3, LineFault::NoPerson),
                (4, LineFault::BadId("x9".into())),
                (5, LineFault::BadDate("mañana".into())),
                (6, LineFault::Over("2020-01-01".into())),
                (9, LineFault::BadId("-5".into())),
            ]
        );
        assert_eq!(table.lines.len(), 2);
        assert_eq!(table.lines[0].end, None);
        assert_eq!(table.lines[1].person, Named::Username("eva".into()));
        assert_eq!(table.lines[1].end, Some(None));
    }

    #[test]
    fn a_file_that_puts_the_month_first_is_not_guessed_at() {
        let table = table("id,vence\n1,12/25/2026\n2,05/06/2027\n3,2027-06-05\n4,05/05/2027\n");
        let faults: Vec<_> = table
            .refused
            .iter()
            .map(|line| (line.line, line.fault.clone()))
            .collect();
        assert_eq!(
            faults,
            [
                (2, LineFault::BadDate("12/25/2026".into())),
                (3, LineFault::DayOrMonth("05/06/2027".into())),
            ]
        );
        assert_eq!(table.lines.len(), 2);
    }

    #[test]
    fn bytes_that_are_no_text_are_a_refused_line() {
        let read = read(b"id\n5\n\xff\xfe\n", Zone::utc(), NOW).expect("a table");
        assert_eq!(
            (read.lines.len(), read.refused[0].fault.clone()),
            (1, LineFault::Unreadable)
        );
    }

    #[test]
    fn a_file_without_people_is_refused_as_a_whole() {
        let refusal = |text: &str| read(text.as_bytes(), Zone::utc(), NOW).expect_err("refused");
        assert_eq!(
            refusal("color,size\nred,5\n"),
            Refusal::Member(MemberRefusal::ColumnsUnknown)
        );
        assert_eq!(refusal(""), Refusal::Member(MemberRefusal::ColumnsUnknown));
        assert_eq!(refusal("id\n"), Refusal::Member(MemberRefusal::FileEmpty));
        let many = format!("id\n{}", "5\n".repeat(MOST_IMPORT_ROWS + 1));
        assert_eq!(
            refusal(&many),
            Refusal::Member(MemberRefusal::TooManyRows { most: 20_000 })
        );
        let big = vec![b'x'; 5_000_001];
        assert!(matches!(
            read(&big, Zone::utc(), NOW),
            Err(Refusal::Member(MemberRefusal::FileTooBig { .. }))
        ));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes, Zone::utc(), NOW);
            let mut titled = b"id,username,name,end,note\n".to_vec();
            titled.extend(bytes);
            let _ = read(&titled, Zone::utc(), NOW);
        }

        #[test]
        fn every_line_with_something_is_read_or_refused(cells in prop::collection::vec("[a-z0-9@/;\"-]{1,8}", 1..30)) {
            let rows: Vec<String> = cells.iter().map(|cell| format!("{},", cell.replace('"', ""))).collect();
            let filled = rows.iter().filter(|row| row.len() > 1).count();
            let table = read(format!("id,name\n{}", rows.join("\n")).as_bytes(), Zone::utc(), NOW);
            if let Ok(table) = table {
                prop_assert_eq!(table.lines.len() + table.refused.len(), filled);
            }
        }
    }
}
