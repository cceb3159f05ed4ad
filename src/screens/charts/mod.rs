//! Pictures of figures over time, drawn for a phone: large letters, few marks. Pure: a series in, PNG out.

mod activity;
mod canvas;
mod traffic;

pub use activity::activity;
pub use traffic::traffic;

use super::Reader;
use crate::models::Income;
use crate::models::StatsChart;
use crate::models::StatsDay;
use crate::models::StatsPeriod;
use crate::models::StatsSeries;
use crate::models::Timestamp;
use crate::utils::locale::args;
use crate::utils::units;
use crate::utils::zone::Zone;
use canvas::Align;
use canvas::Area;
use canvas::Canvas;
use canvas::Colour;
use canvas::Label;

/// Pixels from side to side, and from top to bottom.
pub const SIZE: (usize, usize) = (1200, 800);
/// The most bars or points: more days are drawn together.
const MOST_POINTS: usize = 60;
/// Marks on the side, about.
const SIDE_MARKS: i64 = 5;
/// Dates under the picture.
const DATES: usize = 5;
/// From so many days on the dates are months.
const MONTHS_FROM: usize = 366;

const PAPER: Colour = Colour(255, 255, 255);
const INK: Colour = Colour(38, 50, 56);
const FAINT: Colour = Colour(96, 110, 118);
const GRID: Colour = Colour(222, 227, 230);
const BLUE: Colour = Colour(33, 118, 199);
const ORANGE: Colour = Colour(232, 112, 42);
const GREEN: Colour = Colour(46, 139, 87);

/// Where the lines and bars are.
const PLOT: Area = Area {
    left: 170.0,
    top: 190.0,
    width: 980.0,
    height: 500.0,
};
const TITLE: f32 = 46.0;
const TEXT: f32 = 34.0;

/// Days drawn as one.
#[derive(Clone, Copy, Debug)]
struct Point {
    first: StatsDay,
    begun: i64,
    ended: i64,
    /// At the end of its last day.
    active: i64,
    income: i64,
}

/// The scale of the side.
#[derive(Clone, Copy, Debug)]
struct Scale {
    low: i64,
    high: i64,
    step: i64,
    /// What the marks count: amounts are drawn in whole units of their currency.
    unit: i64,
}

/// The picture as PNG, 1200 by 800 pixels.
pub fn draw(reader: Reader, chart: StatsChart, series: &StatsSeries) -> Vec<u8> {
    let points = grouped(&series.days);
    let mut canvas = Canvas::new(SIZE.0, SIZE.1, PAPER);
    let legend = legend(reader, chart);
    let title = title(reader, chart, &series.income);
    heading(&mut canvas, &title, &subtitle(reader, series), &legend);
    let most = |of: fn(&Point) -> i64| points.iter().map(of).max().unwrap_or(0);
    let scale = match chart {
        StatsChart::Moves => scale(-most(|point| point.ended), most(|point| point.begun), 1),
        StatsChart::Active => scale(0, most(|point| point.active), 1),
        StatsChart::Income => scale(0, most(|point| point.income), unit(&series.income)),
    };
    grid(&mut canvas, reader, scale);
    let firsts: Vec<Timestamp> = points.iter().map(|point| point.first.day).collect();
    let zone = series.time_zone.parse().unwrap_or_else(|_| Zone::utc());
    dates(&mut canvas, reader, &firsts, zone, series.days.len());
    match chart {
        StatsChart::Moves => {
            bars(&mut canvas, &points, scale, BLUE, |point| (point.begun, 0));
            bars(&mut canvas, &points, scale, ORANGE, |point| {
                (0, -point.ended)
            });
        }
        StatsChart::Active => curve(&mut canvas, reader, &points, scale),
        StatsChart::Income => bars(&mut canvas, &points, scale, GREEN, |point| {
            // A day on which more was paid back than sold has no bar.
            (point.income.max(0), 0)
        }),
    }
    let is_empty = points.iter().all(|point| match chart {
        StatsChart::Moves => point.begun + point.ended == 0,
        StatsChart::Active => point.active == 0,
        StatsChart::Income => point.income == 0,
    });
    if is_empty {
        nothing(&mut canvas, reader);
    }
    canvas.png()
}

/// Says in the middle that there is nothing to draw.
fn nothing(canvas: &mut Canvas, reader: Reader) {
    let label = Label {
        x: PLOT.left + PLOT.width / 2.0,
        y: PLOT.top + PLOT.height / 2.0,
        size: TITLE,
        align: Align::Centre,
    };
    canvas.text(&reader.plain("chart-empty", args! {}), label, FAINT);
}

/// The heading; of money with its currency.
fn title(reader: Reader, chart: StatsChart, income: &Income) -> String {
    match (chart, income) {
        (StatsChart::Moves, _) => reader.plain("chart-moves", args! {}),
        (StatsChart::Active, _) => reader.plain("chart-active", args! {}),
        (StatsChart::Income, Income::Estimated { currency, .. }) => {
            reader.plain("chart-income", args! { currency: currency })
        }
        (StatsChart::Income, Income::Booked { currency, .. }) => {
            reader.plain("chart-sales", args! { currency: currency })
        }
        (StatsChart::Income, Income::Unknown) => {
            reader.plain("chart-income", args! { currency: "—" })
        }
    }
}

/// What the colours mean.
fn legend(reader: Reader, chart: StatsChart) -> Vec<(Colour, String)> {
    let word = |key| reader.plain(key, args! {});
    match chart {
        StatsChart::Moves => vec![(BLUE, word("chart-begun")), (ORANGE, word("chart-ended"))],
        StatsChart::Active => vec![(BLUE, word("chart-members"))],
        StatsChart::Income => vec![(GREEN, word("chart-sold"))],
    }
}

/// The smallest step of a scale of money: one whole unit of the currency.
fn unit(income: &Income) -> i64 {
    match income {
        Income::Estimated { currency, .. } | Income::Booked { currency, .. } => {
            10i64.pow(units::minor_digits(currency))
        }
        Income::Unknown => 1,
    }
}

/// What one bar or point stands for.
fn subtitle(reader: Reader, series: &StatsSeries) -> String {
    match group_size(series.days.len()) {
        1 => reader.plain("chart-by-day", args! {}),
        days => reader.plain("chart-by-days", args! { count: days }),
    }
}

fn group_size(days: usize) -> usize {
    // Three months are drawn day by day still.
    if days <= 92 {
        1
    } else {
        days.div_ceil(MOST_POINTS)
    }
}

/// The days, some of them together; the last point ends today.
fn grouped(days: &[StatsDay]) -> Vec<Point> {
    let size = group_size(days.len());
    let mut points: Vec<Point> = days
        .rchunks(size)
        .filter_map(|chunk| {
            Some(Point {
                first: *chunk.first()?,
                begun: chunk.iter().map(|day| day.vip.begun).sum(),
                ended: chunk.iter().map(|day| day.vip.ended).sum(),
                active: chunk.last()?.active,
                income: chunk.iter().map(|day| day.income).sum(),
            })
        })
        .collect();
    points.reverse();
    points
}

/// A scale with round marks around both numbers and zero, no closer than a unit (1, 10, 100, …).
fn scale(low: i64, high: i64, unit: i64) -> Scale {
    let range = high.saturating_sub(low).max(1);
    let step = round_step(range).max(unit);
    let down = |value: i64| value.div_euclid(step) * step;
    let up = |value: i64| -((-value).div_euclid(step)) * step;
    let (low, high) = (down(low.min(0)), up(high.max(0)));
    Scale {
        low,
        high: if high == low { low + step } else { high },
        step,
        unit,
    }
}

/// 1, 2 or 5 with zeros, so that about five of them make the range.
fn round_step(range: i64) -> i64 {
    let rough = (range / SIDE_MARKS).max(1);
    let mut unit = 1i64;
    while unit <= rough / 10 {
        unit *= 10;
    }
    [1, 2, 5, 10]
        .into_iter()
        .map(|times| unit.saturating_mul(times))
        .find(|step| *step >= rough)
        .unwrap_or(rough)
}

impl Scale {
    /// Where a number is, in pixels from the top.
    fn y(self, value: i64) -> f32 {
        let share = (value - self.low) as f32 / (self.high - self.low) as f32;
        PLOT.top + PLOT.height * (1.0 - share)
    }
}

fn heading(canvas: &mut Canvas, title: &str, subtitle: &str, legend: &[(Colour, String)]) {
    let label = |x, y, size, align| Label { x, y, size, align };
    canvas.text(title, label(60.0, 60.0, TITLE, Align::Left), INK);
    canvas.text(subtitle, label(1150.0, 62.0, TEXT, Align::Right), FAINT);
    let mut x = 60.0;
    for (colour, name) in legend {
        let mark = Area {
            left: x,
            top: 114.0,
            width: 36.0,
            height: 28.0,
        };
        canvas.fill(mark, *colour, 1.0);
        canvas.text(name, label(x + 50.0, 128.0, TEXT, Align::Left), INK);
        x += 50.0 + canvas.text_width(name, TEXT) + 60.0;
    }
}

fn grid(canvas: &mut Canvas, reader: Reader, scale: Scale) {
    let mut mark = scale.low;
    while mark <= scale.high {
        let y = scale.y(mark);
        let line = Area {
            left: PLOT.left,
            top: y - 1.0,
            width: PLOT.width,
            height: 2.0,
        };
        canvas.fill(line, if mark == 0 { FAINT } else { GRID }, 1.0);
        let text = units::number(reader.lang, mark / scale.unit);
        // Long numbers are written smaller, so that their beginning stays on the sheet.
        let room = PLOT.left - 26.0;
        let label = Label {
            x: PLOT.left - 16.0,
            y,
            size: TEXT * (room / canvas.text_width(&text, TEXT)).min(1.0),
            align: Align::Right,
        };
        canvas.text(&text, label, FAINT);
        mark += scale.step;
    }
}

/// The middle of a point's place, in pixels from the left.
fn x_of(place: usize, count: usize) -> f32 {
    PLOT.left + PLOT.width * (place as f32 + 0.5) / count.max(1) as f32
}

/// Dates under the points, which begin at those instants; `days` = how long the picture is.
fn dates(canvas: &mut Canvas, reader: Reader, firsts: &[Timestamp], zone: Zone, days: usize) {
    let shown = dates_of(firsts.len());
    let mut last = String::new();
    for mark in 0..shown {
        // The first and the last point, and some between.
        let place = match shown {
            1 => 0,
            _ => mark * (firsts.len() - 1) / (shown - 1),
        };
        let Some(first) = firsts.get(place) else {
            continue;
        };
        let date = if days >= MONTHS_FROM {
            units::short_month(reader.lang, *first, zone)
        } else {
            units::short_day(reader.lang, *first, zone)
        };
        if date == last {
            continue;
        }
        let half = canvas.text_width(&date, TEXT) / 2.0;
        let x = x_of(place, firsts.len());
        let label = Label {
            x: x.clamp(half + 10.0, SIZE.0 as f32 - half - 10.0),
            y: PLOT.top + PLOT.height + 50.0,
            size: TEXT,
            align: Align::Centre,
        };
        canvas.text(&date, label, FAINT);
        last = date;
    }
}

/// How many dates stand under so many points: as many as stand equally far apart, if they can.
fn dates_of(points: usize) -> usize {
    let steps = points.saturating_sub(1);
    (3..=DATES)
        .rev()
        .find(|shown| steps > 0 && steps.is_multiple_of(shown - 1))
        .unwrap_or(DATES.min(points))
}

/// A bar at each point, between two numbers.
fn bars<T>(
    canvas: &mut Canvas,
    points: &[T],
    scale: Scale,
    colour: Colour,
    ends: impl Fn(&T) -> (i64, i64),
) {
    let place = PLOT.width / points.len().max(1) as f32;
    let width = (place * 0.72).clamp(2.0, 90.0);
    for (number, point) in points.iter().enumerate() {
        let (top, bottom) = ends(point);
        let (top, bottom) = (scale.y(top), scale.y(bottom));
        let bar = Area {
            left: x_of(number, points.len()) - width / 2.0,
            top,
            width,
            height: bottom - top,
        };
        canvas.fill(bar, colour, 1.0);
    }
}

/// A line over its faint area, the last number said.
fn curve(canvas: &mut Canvas, reader: Reader, points: &[Point], scale: Scale) {
    let spots: Vec<(f32, f32)> = points
        .iter()
        .enumerate()
        .map(|(place, point)| (x_of(place, points.len()), scale.y(point.active)))
        .collect();
    for pair in spots.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (first, last) = (from.0.round() as i64, to.0.round() as i64);
        for x in first..last {
            let share = (x as f32 - from.0) / (to.0 - from.0).max(1.0);
            let y = from.1 + (to.1 - from.1) * share.clamp(0.0, 1.0);
            let column = Area {
                left: x as f32,
                top: y,
                width: 1.0,
                height: PLOT.top + PLOT.height - y,
            };
            canvas.fill(column, BLUE, 0.16);
        }
    }
    for pair in spots.windows(2) {
        canvas.line(pair[0], pair[1], 6.0, BLUE);
    }
    if let (Some(spot), Some(point)) = (spots.last(), points.last()) {
        canvas.line(*spot, *spot, 18.0, BLUE);
        let text = units::number(reader.lang, point.active);
        let half = canvas.text_width(&text, TEXT) / 2.0;
        let label = Label {
            x: spot.0.min(SIZE.0 as f32 - half - 10.0),
            y: spot.1 - 36.0,
            size: TEXT,
            align: Align::Centre,
        };
        canvas.text(&text, label, INK);
    }
}

/// Whether a chart of that period says something: a single day has no course.
pub fn is_offered(period: StatsPeriod) -> bool {
    period != StatsPeriod::Today
}

#[cfg(test)]
mod tests;
