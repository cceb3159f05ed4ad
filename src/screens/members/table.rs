//! The file of members that leaves the house.

use crate::models::MemberCard;
use crate::models::MemberFilter;
use crate::models::Origin;
use crate::models::Timestamp;
use crate::models::UserStatus;
use crate::screens::Action;
use crate::screens::Document;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::tokens::as_cell_text;
use crate::utils::locale::args;
use chrono::DateTime;
use chrono::TimeDelta;

/// A file being written, some people at a time.
pub struct Table {
    reader: Reader,
    writer: csv::Writer<Vec<u8>>,
    rows: i64,
}

impl Table {
    /// A file with its titles, which an import reads too.
    pub fn new(reader: Reader) -> Self {
        let mut table = Self {
            reader,
            // Spreadsheets take a file without this mark for one in another encoding.
            writer: csv::Writer::from_writer("\u{feff}".as_bytes().to_vec()),
            rows: 0,
        };
        let titles = [
            "id",
            "username",
            "name",
            "status",
            "joined",
            "end",
            "source",
            "whitelist",
            "inside",
            "inside since",
            "reachable",
            "last link",
            "removed",
            "note",
        ];
        table.write(&titles.map(str::to_owned));
        table
    }

    /// Adds a person.
    pub fn push(&mut self, card: &MemberCard) {
        let member = &card.member;
        let subscriber = member.subscriber.as_ref();
        let status = match subscriber {
            _ if member.status == UserStatus::Banned => "banned",
            None => "none",
            Some(_) if card.is_running(self.reader.now) => "active",
            Some(_) => "expired",
        };
        let end = match subscriber {
            Some(found) => match found.expiry_date {
                Some(at) => self.date(at),
                None => "lifetime".to_owned(),
            },
            None => String::new(),
        };
        let origin = match &card.origin {
            None => String::new(),
            Some(Origin::Token { prefix, made_by }) => format!("token {prefix} {made_by}"),
            Some(Origin::Grant { by }) => format!("grant {by}"),
            Some(Origin::Import) => "import".to_owned(),
            Some(Origin::Migration) => "migration".to_owned(),
            Some(Origin::Unknown) => "unknown".to_owned(),
        };
        let date = |at: Option<Timestamp>| at.map_or_else(String::new, |at| self.date(at));
        let word = |is: bool| if is { "yes" } else { "no" }.to_owned();
        let cells = [
            member.user_id.to_string(),
            member.username.clone().unwrap_or_default(),
            as_cell_text(&member.name),
            status.to_owned(),
            date(subscriber.map(|found| found.join_date)),
            end,
            as_cell_text(&origin),
            word(subscriber.is_some_and(|found| found.is_whitelisted)),
            word(member.inside_since.is_some()),
            date(member.inside_since),
            word(member.status != UserStatus::Unreachable),
            date(card.links.first().map(|link| link.created_at)),
            date(subscriber.and_then(|found| found.kicked_at)),
            as_cell_text(card.note.as_deref().unwrap_or_default()),
        ];
        self.write(&cells);
        self.rows += 1;
    }

    fn write(&mut self, cells: &[String]) {
        if let Err(error) = self.writer.write_record(cells) {
            log::error!("table of members: {error}");
        }
    }

    /// An instant as spreadsheets and our own import read it, in the reader's zone.
    fn date(&self, at: Timestamp) -> String {
        let offset = i64::from(self.reader.time_zone.offset_at(at.0));
        let local = DateTime::from_timestamp(at.0, 0)
            .and_then(|utc| utc.checked_add_signed(TimeDelta::seconds(offset)));
        local.map_or_else(
            || at.to_string(),
            |local| local.format("%Y-%m-%d %H:%M:%S").to_string(),
        )
    }

    /// The file as a message.
    pub fn finish(self, filter: MemberFilter) -> Screen {
        let reader = self.reader;
        let name = super::filter_name(reader.lang, filter);
        let document = Document {
            file_name: format!("members-{}.csv", filter.name().replace('_', "-")),
            bytes: self.writer.into_inner().unwrap_or_default(),
        };
        let text = reader.html(
            "members-exported",
            args! { filter: &name, count: self.rows },
        );
        Screen::new(text)
            .button(back_to(reader.lang, Action::MemberList(filter, 0)))
            .with_document(document)
    }
}
