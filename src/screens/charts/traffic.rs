//! The traffic of keys day by day: what came to the person, and what they sent on top of it.

use super::BLUE;
use super::ORANGE;
use super::PAPER;
use super::SIZE;
use super::bars;
use super::canvas::Canvas;
use super::dates;
use super::grid;
use super::heading;
use super::nothing;
use super::scale;
use crate::models::DAY;
use crate::models::DayTraffic;
use crate::models::Timestamp;
use crate::screens::Reader;
use crate::utils::locale::args;
use crate::utils::zone::Zone;

/// What the side can count in, the smallest first.
const UNITS: [(i64, &str); 4] = [
    (1_000, "kB"),
    (1_000_000, "MB"),
    (1_000_000_000, "GB"),
    (1_000_000_000_000, "TB"),
];
/// More than that a day cannot be: an exabyte.
const MOST: i64 = 1_000_000_000_000_000_000;
/// The side counts in the largest unit of which the highest day has so many.
const LEAST_MARKS: i64 = 4;

/// The picture as PNG, 1200 by 800 pixels. Days are those of UTC, as they are counted.
pub fn traffic(reader: Reader, days: &[DayTraffic]) -> Vec<u8> {
    let drawn = |bytes: u64| i64::try_from(bytes).map_or(MOST, |bytes| bytes.min(MOST));
    let down = |day: &DayTraffic| drawn(day.tx);
    let both = |day: &DayTraffic| drawn(day.rx.saturating_add(day.tx));
    let most = days.iter().map(both).max().unwrap_or(0);
    let (unit, unit_name) = unit(most);
    let mut canvas = Canvas::new(SIZE.0, SIZE.1, PAPER);
    let title = reader.plain("chart-traffic", args! {});
    let subtitle = reader.plain("chart-traffic-unit", args! { unit: unit_name });
    let legend = [
        (BLUE, reader.plain("chart-traffic-down", args! {})),
        (ORANGE, reader.plain("chart-traffic-up", args! {})),
    ];
    heading(&mut canvas, &title, &subtitle, &legend);
    let scale = scale(0, most, unit);
    grid(&mut canvas, reader, scale);
    let firsts: Vec<Timestamp> = days
        .iter()
        .map(|day| Timestamp(day.day.saturating_mul(DAY)))
        .collect();
    dates(&mut canvas, reader, &firsts, Zone::utc(), days.len());
    bars(&mut canvas, days, scale, BLUE, |day| (down(day), 0));
    bars(&mut canvas, days, scale, ORANGE, |day| {
        (both(day), down(day))
    });
    if most == 0 {
        nothing(&mut canvas, reader);
    }
    canvas.png()
}

/// What the side counts in.
fn unit(most: i64) -> (i64, &'static str) {
    let fits = |(unit, _): &&(i64, &str)| most / unit >= LEAST_MARKS;
    *UNITS.iter().rev().find(fits).unwrap_or(&UNITS[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utils::locale::Lang;

    fn reader() -> Reader {
        Reader {
            lang: Lang::Es,
            time_zone: Zone::utc(),
            now: Timestamp(1_795_318_200),
        }
    }

    fn days(count: i64, of: impl Fn(i64) -> (u64, u64)) -> Vec<DayTraffic> {
        (0..count)
            .map(|place| {
                let (rx, tx) = of(place);
                DayTraffic {
                    day: 20_770 + place,
                    rx,
                    tx,
                }
            })
            .collect()
    }

    #[test]
    fn the_side_counts_in_a_unit_of_which_there_are_some() {
        assert_eq!(unit(0), (1_000, "kB"));
        assert_eq!(unit(3_999_999_999), (1_000_000, "MB"));
        assert_eq!(unit(4_000_000_000), (1_000_000_000, "GB"));
        assert_eq!(unit(i64::MAX), (1_000_000_000_000, "TB"));
    }

    #[test]
    fn days_are_drawn_whatever_they_are() {
        let lively = days(30, |place| {
            (200_000_000, 1_000_000_000 + place as u64 * 70_000_000)
        });
        let pictures = [
            lively.clone(),
            lively[..7].to_vec(),
            days(7, |_| (0, 0)),
            days(7, |_| (u64::MAX, u64::MAX)),
            Vec::new(),
        ]
        .map(|days| traffic(reader(), &days));
        for png in &pictures {
            assert!(png.starts_with(b"\x89PNG") && png.len() < 200_000);
        }
        assert_ne!(pictures[0], pictures[1]);
        assert_ne!(pictures[1], pictures[2]);
    }
}
