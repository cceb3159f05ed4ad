//! The rows as a file that leaves the house.

use super::words;
use crate::models::AuditFilter;
use crate::models::AuditFormat;
use crate::models::AuditLine;
use crate::models::Identity;
use crate::models::Timestamp;
use crate::screens::Action;
use crate::screens::Document;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::AuditAction;
use crate::screens::tokens::as_cell_text;
use crate::utils::locale::args;
use crate::utils::units;
use chrono::DateTime;
use chrono::FixedOffset;
use serde_json::Value;
use serde_json::json;

/// A file being written, some rows at a time.
pub struct Table {
    reader: Reader,
    format: AuditFormat,
    writer: csv::Writer<Vec<u8>>,
    json: Vec<u8>,
    rows: i64,
}

impl Table {
    /// An empty file with its titles.
    pub fn new(reader: Reader, format: AuditFormat) -> Self {
        let mut table = Self {
            reader,
            format,
            // Spreadsheets take a file without this mark for one in another encoding.
            writer: csv::Writer::from_writer("\u{feff}".as_bytes().to_vec()),
            json: Vec::new(),
            rows: 0,
        };
        let titles = [
            "id",
            "at",
            "actor",
            "actor id",
            "actor name",
            "action",
            "meaning",
            "target",
            "target name",
            "details",
            "hash",
        ];
        table.write(&titles.map(str::to_owned));
        table
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        usize::try_from(self.rows).unwrap_or_default()
    }

    /// Adds a row.
    pub fn push(&mut self, line: &AuditLine) {
        let row = &line.row;
        let (kind, id) = match row.actor {
            Identity::User(user) => ("user", Some(user.0)),
            Identity::System => ("system", None),
            Identity::ApiKey { key, .. } => ("api_key", Some(key.0)),
        };
        let at = self.date(row.at);
        match self.format {
            AuditFormat::Csv => {
                let text =
                    |text: &Option<String>| as_cell_text(text.as_deref().unwrap_or_default());
                self.write(&[
                    row.id.to_string(),
                    at,
                    kind.to_owned(),
                    id.map_or_else(String::new, |id| id.to_string()),
                    text(&line.actor_name),
                    row.action.clone(),
                    words::act(self.reader.lang, &row.action),
                    text(&row.target),
                    text(&line.target_name),
                    text(&row.details),
                    row.hash.clone(),
                ]);
            }
            AuditFormat::Json => {
                let details = row.details.as_deref().map(|text| {
                    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
                });
                let value = json!({
                    "id": row.id, "at": at, "actor_kind": kind, "actor_id": id, "actor_name": line.actor_name,
                    "action": row.action, "target": row.target, "target_name": line.target_name,
                    "details": details, "is_erased": row.is_erased, "hash": row.hash,
                });
                self.json
                    .extend_from_slice(if self.rows == 0 { b"[\n" } else { b",\n" });
                self.json.extend_from_slice(value.to_string().as_bytes());
            }
        }
        self.rows += 1;
    }

    fn write(&mut self, cells: &[String]) {
        if let Err(error) = self.writer.write_record(cells) {
            log::error!("table of the log: {error}");
        }
    }

    /// ISO 8601 with the offset of the reader's zone.
    fn date(&self, at: Timestamp) -> String {
        let offset = FixedOffset::east_opt(self.reader.time_zone.offset_at(at.0));
        let local = DateTime::from_timestamp(at.0, 0).zip(offset);
        local.map_or_else(
            || at.to_string(),
            |(utc, offset)| utc.with_timezone(&offset).to_rfc3339(),
        )
    }

    /// The file as a message; `is_cut` = there were more rows than a file takes.
    pub fn finish(self, filter: AuditFilter, is_cut: bool) -> Screen {
        let reader = self.reader;
        let rows = units::number(reader.lang, self.rows);
        let mut text = reader.html("audit-exported", args! { rows: &rows });
        if is_cut {
            text = format!("{text}\n{}", reader.html("audit-exported-cut", args! {}));
        }
        let bytes = match self.format {
            AuditFormat::Csv => self.writer.into_inner().unwrap_or_default(),
            AuditFormat::Json if self.rows == 0 => b"[]\n".to_vec(),
            AuditFormat::Json => {
                let mut json = self.json;
                json.extend_from_slice(b"\n]\n");
                json
            }
        };
        let day = units::iso_day(reader.now, reader.time_zone);
        Screen::new(text)
            .button(back_to(
                reader.lang,
                Action::Audit(AuditAction::List(filter)),
            ))
            .with_document(Document {
                file_name: format!("audit-{day}.{}", self.format.name()),
                bytes,
            })
    }
}
