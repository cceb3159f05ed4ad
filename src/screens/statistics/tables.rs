//! Statistics as files for a spreadsheet.
//!
//! In Spanish the columns are parted by semicolons and decimals by a comma, in English by commas and a point: so the
//! spreadsheets of those languages open them without asking. The mark at the beginning says UTF-8.

use crate::models::Activity;
use crate::models::Compared;
use crate::models::Estimate;
use crate::models::Figures;
use crate::models::FreeStats;
use crate::models::Income;
use crate::models::Money;
use crate::models::Overview;
use crate::models::Stats;
use crate::models::StatsPerson;
use crate::models::StatsSeries;
use crate::models::StatsView;
use crate::models::TokenStats;
use crate::models::VipStats;
use crate::screens::Document;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;
use crate::utils::zone::Zone;

/// Tells a spreadsheet that the file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The rows of a file: section, figure, value, value before.
struct Rows {
    reader: Reader,
    zone: Zone,
    rows: Vec<Vec<String>>,
}

/// The figures of a view.
pub fn table(reader: Reader, view: StatsView, stats: &Stats) -> Screen {
    let zone = stats.time_zone.parse().unwrap_or(reader.time_zone);
    let mut rows = Rows {
        reader,
        zone,
        rows: Vec::new(),
    };
    rows.rows.push(
        [
            "stats-column-section",
            "stats-column-figure",
            "stats-column-value",
            "stats-column-before",
        ]
        .map(|key| reader.plain(key, args! {}))
        .to_vec(),
    );
    match &stats.figures {
        Figures::Overview(view) => rows.overview(view),
        Figures::Vip(view) => rows.vip(view),
        Figures::Free(view) => rows.free(view),
        Figures::Tokens(view) => rows.tokens(view),
    }
    let day = units::iso_day(stats.at, zone);
    let code = view.code();
    let period = stats.period.code();
    let name = reader.plain(
        "stats-file-name",
        args! { view: code, period: period, day: &day },
    );
    file(reader, name, &rows.rows)
}

/// Day after day.
pub fn days(reader: Reader, series: &StatsSeries) -> Screen {
    let zone: Zone = series.time_zone.parse().unwrap_or_else(|_| Zone::utc());
    let mut heading = vec![reader.plain("stats-column-day", args! { zone: &series.time_zone })];
    heading.extend(
        [
            "stats-column-begun",
            "stats-column-renewed",
            "stats-column-ended",
            "stats-column-removed",
            "stats-column-left",
            "stats-column-net",
            "stats-column-active",
            "stats-column-asked",
            "stats-column-let-in",
            "stats-column-declined",
            "stats-column-other",
        ]
        .map(|key| reader.plain(key, args! {})),
    );
    let currency = match &series.income {
        Income::Estimated { currency, .. } | Income::Booked { currency, .. } => Some(currency),
        Income::Unknown => None,
    };
    if let Some(currency) = currency {
        heading.push(reader.plain("stats-column-income", args! { currency: currency }));
    }
    let mut rows = vec![heading];
    rows.extend(series.days.iter().map(|day| {
        let mut row = vec![units::iso_day(day.day, zone)];
        let (vip, free) = (day.vip, day.free);
        row.extend(
            [
                vip.begun,
                vip.renewed,
                vip.ended,
                vip.removed,
                vip.left,
                vip.net(),
                day.active,
                free.asked,
                free.let_in,
                free.declined,
                free.other,
            ]
            .map(|count| count.to_string()),
        );
        if let Some(currency) = currency {
            let (minor, currency) = (day.income, currency.clone());
            row.push(amount(reader.lang, &Money { minor, currency }));
        }
        row
    }));
    let last = series.days.last().map_or(reader.now, |day| day.day);
    let (period, day) = (series.period.code(), units::iso_day(last, zone));
    let name = reader.plain("stats-file-days", args! { period: period, day: &day });
    file(reader, name, &rows)
}

fn file(reader: Reader, file_name: String, rows: &[Vec<String>]) -> Screen {
    let separator = match reader.lang {
        Lang::Es => b';',
        Lang::En => b',',
    };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    for row in rows {
        if let Err(error) = writer.write_record(row) {
            // Writing to memory does not fail, and every row has as many cells as the first.
            log::error!("table of statistics: {error}");
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    Screen::new(reader.html("stats-file-caption", args! {}))
        .with_document(Document { file_name, bytes })
}

/// A name, tidy and short. A spreadsheet runs a cell that begins like a formula: a leading apostrophe makes it text. Our own numbers may begin
/// with a minus.
fn as_cell_text(text: &str) -> String {
    let text = html::name(text);
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text
    }
}

/// A share in thousandths as a number with one decimal.
fn percent(lang: Lang, thousandths: i64) -> String {
    let point = match lang {
        Lang::Es => ',',
        Lang::En => '.',
    };
    format!("{}{point}{}", thousandths / 10, thousandths % 10)
}

/// An amount without its thousands apart, as spreadsheets read numbers.
fn amount(lang: Lang, money: &Money) -> String {
    let digits = units::minor_digits(&money.currency);
    let unit = 10i64.pow(digits);
    let (whole, rest) = (money.minor / unit, (money.minor % unit).abs());
    let width = digits as usize;
    match (digits, lang) {
        (0, _) => whole.to_string(),
        (_, Lang::Es) => format!("{whole},{rest:0width$}"),
        (_, Lang::En) => format!("{whole}.{rest:0width$}"),
    }
}

impl Rows {
    fn push(&mut self, section: &str, figure: String, value: String, before: String) {
        let section = self.reader.plain(section, args! {});
        self.rows.push(vec![section, figure, value, before]);
    }

    fn count(&mut self, section: &str, figure: &str, value: i64) {
        let figure = self.reader.plain(figure, args! {});
        self.push(section, figure, value.to_string(), String::new());
    }

    fn compared(&mut self, section: &str, figure: &str, value: Compared<i64>) {
        let figure = self.reader.plain(figure, args! {});
        let before = value
            .before
            .map_or_else(String::new, |value| value.to_string());
        self.push(section, figure, value.now.to_string(), before);
    }

    fn people(&mut self, section: &str, people: &[StatsPerson]) {
        for person in people {
            let at = units::instant(self.reader.lang, person.at, self.zone);
            self.push(section, as_cell_text(&person.name), at, String::new());
        }
    }

    fn overview(&mut self, view: &Overview) {
        let (vip, free, tokens) = (
            "stats-section-vip",
            "stats-section-free",
            "stats-section-tokens",
        );
        self.count(vip, "stats-column-active", view.vip_active);
        self.count(vip, "stats-figure-ending", view.vip_ending);
        self.count(vip, "stats-figure-expired", view.vip_expired);
        self.count(free, "stats-figure-waiting", view.free_waiting);
        self.count(free, "stats-figure-processed", view.free_processed);
        self.count(tokens, "stats-figure-made", view.tokens_made);
        self.count(tokens, "stats-figure-used", view.tokens_used);
        self.count(tokens, "stats-figure-usable", view.tokens_usable);
        for (days, Activity { seen, new }) in [1u32, 7, 30].into_iter().zip(view.activity) {
            let figure = |key: &str| self.reader.plain(key, args! { count: days });
            let (seen_name, new_name) = (figure("stats-figure-seen"), figure("stats-figure-new"));
            let section = "stats-section-activity";
            self.push(section, seen_name, seen.to_string(), String::new());
            self.push(section, new_name, new.to_string(), String::new());
        }
        let Estimate::Some(expected) = &view.estimate else {
            return;
        };
        for expected in expected {
            for (key, money) in [
                ("stats-figure-month", &expected.per_month),
                ("stats-figure-year", &expected.per_year),
            ] {
                let figure = self.reader.plain(key, args! { currency: &money.currency });
                let value = amount(self.reader.lang, money);
                self.push("stats-section-estimate", figure, value, String::new());
            }
        }
    }

    fn vip(&mut self, view: &VipStats) {
        let section = "stats-section-vip";
        self.count(section, "stats-column-active", view.active);
        self.count(section, "stats-figure-lifetime", view.lifetime);
        self.count(section, "stats-figure-overdue", view.overdue);
        self.count(section, "stats-figure-expired", view.expired);
        self.count(section, "stats-figure-whitelisted", view.whitelisted);
        let moves = view.moves;
        let section = "stats-section-period";
        self.compared(
            section,
            "stats-column-begun",
            moves.map(|moves| moves.begun),
        );
        self.compared(
            section,
            "stats-column-renewed",
            moves.map(|moves| moves.renewed),
        );
        self.compared(
            section,
            "stats-column-ended",
            moves.map(|moves| moves.ended),
        );
        self.compared(
            section,
            "stats-column-removed",
            moves.map(|moves| moves.removed),
        );
        self.compared(section, "stats-column-left", moves.map(|moves| moves.left));
        self.compared(section, "stats-column-net", moves.map(|moves| moves.net()));
        for day in &view.ending {
            let date = units::iso_day(day.day, self.zone);
            self.push(
                "stats-section-ending",
                date,
                day.count.to_string(),
                String::new(),
            );
        }
        self.people("stats-section-longest", &view.longest);
    }

    fn free(&mut self, view: &FreeStats) {
        let section = "stats-section-free";
        self.count(section, "stats-figure-waiting", view.waiting);
        self.count(section, "stats-figure-ready", view.ready);
        if let Some(waits) = &view.waits {
            self.count(section, "stats-figure-average", waits.average_seconds);
            self.count(section, "stats-figure-median", waits.median_seconds);
        }
        let moves = view.moves;
        let section = "stats-section-period";
        self.compared(
            section,
            "stats-column-asked",
            moves.map(|moves| moves.asked),
        );
        self.compared(
            section,
            "stats-column-let-in",
            moves.map(|moves| moves.let_in),
        );
        self.compared(
            section,
            "stats-column-declined",
            moves.map(|moves| moves.declined),
        );
        self.compared(
            section,
            "stats-column-other",
            moves.map(|moves| moves.other),
        );
        self.people("stats-section-next", &view.next);
    }

    fn tokens(&mut self, view: &TokenStats) {
        self.count("stats-section-tokens", "stats-figure-usable", view.usable);
        let moves = view.moves;
        let section = "stats-section-period";
        self.compared(section, "stats-figure-made", moves.map(|moves| moves.made));
        self.compared(section, "stats-figure-used", moves.map(|moves| moves.used));
        self.compared(
            section,
            "stats-figure-tokens-expired",
            moves.map(|moves| moves.expired),
        );
        self.compared(
            section,
            "stats-figure-revoked",
            moves.map(|moves| moves.revoked),
        );
        let lang = self.reader.lang;
        let shares = moves.map(|moves| {
            let share = units::share(moves.made_and_used, moves.made);
            share.map_or_else(String::new, |share| percent(lang, share))
        });
        let figure = self.reader.plain("stats-figure-conversion", args! {});
        self.push(
            section,
            figure,
            shares.now,
            shares.before.unwrap_or_default(),
        );
        for maker in &view.makers {
            let name = as_cell_text(&maker.name);
            let (made, used) = ("stats-section-made-by", "stats-section-used-by");
            self.push(made, name.clone(), maker.made.to_string(), String::new());
            self.push(used, name, maker.used.to_string(), String::new());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_a_formula_is_text() {
        for text in ["=1+1", "+34 600", "-5", "@ana"] {
            assert_eq!(as_cell_text(text), format!("'{text}"));
        }
        assert_eq!(as_cell_text("\t=1"), "'=1");
        assert_eq!(as_cell_text("Ana = Eva"), "Ana = Eva");
    }

    #[test]
    fn numbers_are_written_as_the_spreadsheet_reads_them() {
        let money = |minor, currency: &str| Money {
            minor,
            currency: currency.to_owned(),
        };
        assert_eq!(amount(Lang::Es, &money(123_456, "USD")), "1234,56");
        assert_eq!(amount(Lang::En, &money(7, "BHD")), "0.007");
        assert_eq!(amount(Lang::Es, &money(500, "XTR")), "500");
        assert_eq!(percent(Lang::Es, 855), "85,5");
        assert_eq!(percent(Lang::En, 1000), "100.0");
    }
}
