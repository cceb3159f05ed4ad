//! People active on each day.

use super::BLUE;
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
use crate::models::DayActivity;
use crate::models::Timestamp;
use crate::screens::Reader;
use crate::utils::locale::args;
use crate::utils::zone::Zone;

/// The picture as PNG, 1200 by 800 pixels. Days are those of UTC, as they are counted.
pub fn activity(reader: Reader, days: &[DayActivity]) -> Vec<u8> {
    let most = days.iter().map(|day| day.active).max().unwrap_or(0);
    let mut canvas = Canvas::new(SIZE.0, SIZE.1, PAPER);
    let title = reader.plain("chart-people", args! {});
    let subtitle = reader.plain("chart-people-unit", args! {});
    let legend = [(BLUE, reader.plain("chart-people-active", args! {}))];
    heading(&mut canvas, &title, &subtitle, &legend);
    let scale = scale(0, most, 1);
    grid(&mut canvas, reader, scale);
    let firsts: Vec<Timestamp> = days
        .iter()
        .map(|day| Timestamp(day.day.saturating_mul(DAY)))
        .collect();
    dates(&mut canvas, reader, &firsts, Zone::utc(), days.len());
    bars(&mut canvas, days, scale, BLUE, |day| (day.active, 0));
    if most == 0 {
        nothing(&mut canvas, reader);
    }
    canvas.png()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utils::locale::Lang;

    #[test]
    fn days_are_drawn_whatever_they_are() {
        let reader = Reader {
            lang: Lang::Es,
            time_zone: Zone::utc(),
            now: Timestamp(1_795_318_200),
        };
        let days = |of: fn(i64) -> i64| -> Vec<DayActivity> {
            let days = (0..30).map(|place| DayActivity {
                day: 20_770 + place,
                active: of(place),
            });
            days.collect()
        };
        let pictures = [
            days(|place| 40 + place * 3),
            days(|_| 0),
            days(|_| 1),
            days(|_| i64::MAX / 1_000),
            Vec::new(),
        ]
        .map(|days| activity(reader, &days));
        for png in &pictures {
            assert!(png.starts_with(b"\x89PNG") && png.len() < 200_000);
        }
        assert_ne!(pictures[0], pictures[1]);
        assert_ne!(pictures[1], pictures[2]);
    }
}
