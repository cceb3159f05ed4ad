//! The text format of Prometheus, version 0.0.4: prometheus.io/docs/instrumenting/exposition_formats.

use super::BOUNDS;
use super::Histogram;
use std::fmt::Write;

/// What the answer says it is.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A label and its value.
pub type Label<'a> = (&'a str, &'a str);

/// A page of figures that is being written.
#[derive(Debug, Default)]
pub struct Page(String);

impl Page {
    /// What was written.
    pub fn into_text(self) -> String {
        self.0
    }

    /// Begins a family of figures: `kind` is `counter`, `gauge` or `histogram`. Its figures follow before the next one.
    pub fn family(&mut self, name: &str, kind: &str, help: &str) {
        self.0 += "# HELP ";
        self.0 += name;
        self.0.push(' ');
        // A text in the source; a line break in it would end the comment.
        self.escaped(help, false);
        self.0 += "\n# TYPE ";
        self.0 += name;
        self.0.push(' ');
        self.0 += kind;
        self.0.push('\n');
    }

    /// One figure.
    pub fn figure(&mut self, name: &str, labels: &[Label<'_>], value: f64) {
        self.begun(name, "", labels, None);
        self.number(value);
    }

    /// A family of one figure without labels.
    pub fn alone(&mut self, name: &str, kind: &str, help: &str, value: f64) {
        self.family(name, kind, help);
        self.figure(name, &[], value);
    }

    /// The buckets, the sum and the count of one histogram, in seconds.
    pub fn histogram(&mut self, name: &str, labels: &[Label<'_>], histogram: &Histogram) {
        let cumulated = histogram.cumulated();
        for (place, count) in cumulated.iter().enumerate() {
            let bound = BOUNDS.get(place);
            let bound =
                bound.map_or_else(|| "+Inf".to_owned(), |bound| seconds(*bound).to_string());
            self.begun(name, "_bucket", labels, Some(("le", &bound)));
            self.number(whole(*count));
        }
        self.begun(name, "_sum", labels, None);
        self.number(seconds(histogram.micros()));
        self.begun(name, "_count", labels, None);
        self.number(whole(cumulated[BOUNDS.len()]));
    }

    fn begun(&mut self, name: &str, end: &str, labels: &[Label<'_>], last: Option<Label<'_>>) {
        self.0 += name;
        self.0 += end;
        let mut before = '{';
        for (label, value) in labels.iter().copied().chain(last) {
            self.0.push(before);
            self.0 += label;
            self.0 += "=\"";
            self.escaped(value, true);
            self.0.push('"');
            before = ',';
        }
        if before == ',' {
            self.0.push('}');
        }
        self.0.push(' ');
    }

    fn escaped(&mut self, text: &str, has_quotes: bool) {
        for letter in text.chars() {
            match letter {
                '\\' => self.0 += "\\\\",
                '\n' => self.0 += "\\n",
                '"' if has_quotes => self.0 += "\\\"",
                letter => self.0.push(letter),
            }
        }
    }

    fn number(&mut self, value: f64) {
        // Writing into a string does not fail.
        let _ = if value.is_infinite() {
            let sign = if value > 0.0 { '+' } else { '-' };
            writeln!(self.0, "{sign}Inf")
        } else {
            writeln!(self.0, "{value}")
        };
    }
}

/// A count as a figure: exact up to nine thousand million million.
pub fn whole(count: u64) -> f64 {
    count as f64
}

/// The same of a number that may be negative.
pub fn signed(number: i64) -> f64 {
    number as f64
}

/// Microseconds as seconds.
pub fn seconds(micros: u64) -> f64 {
    whole(micros) / 1_000_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_people_wrote_cannot_leave_its_label() {
        let mut page = Page::default();
        page.family("portero_x", "gauge", "One.\nTwo \\ \"three\".");
        page.figure("portero_x", &[("name", "a\"b\\c\nd} 7"), ("id", "1")], -1.5);
        page.figure("portero_x", &[], f64::INFINITY);
        page.figure("portero_x", &[], f64::NAN);
        assert_eq!(
            page.into_text(),
            "# HELP portero_x One.\\nTwo \\\\ \"three\".\n# TYPE portero_x gauge\n\
             portero_x{name=\"a\\\"b\\\\c\\nd} 7\",id=\"1\"} -1.5\nportero_x +Inf\nportero_x NaN\n"
        );
    }

    #[test]
    fn a_histogram_is_written_in_seconds_and_ends_with_all_of_them() {
        let histogram = Histogram::new();
        histogram.observe(Duration::from_micros(70));
        histogram.observe(Duration::from_secs(20));
        let mut page = Page::default();
        page.histogram("t_seconds", &[("kind", "a")], &histogram);
        let text = page.into_text();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), BOUNDS.len() + 3);
        assert_eq!(lines[0], "t_seconds_bucket{kind=\"a\",le=\"0.00005\"} 0");
        assert_eq!(lines[1], "t_seconds_bucket{kind=\"a\",le=\"0.0001\"} 1");
        assert_eq!(lines[16], "t_seconds_bucket{kind=\"a\",le=\"10\"} 1");
        assert_eq!(lines[17], "t_seconds_bucket{kind=\"a\",le=\"+Inf\"} 2");
        assert_eq!(lines[18], "t_seconds_sum{kind=\"a\"} 20.00007");
        assert_eq!(lines[19], "t_seconds_count{kind=\"a\"} 2");
    }
}
