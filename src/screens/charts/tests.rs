use super::canvas::can_write;
use super::*;
use crate::models::DAY;
use crate::models::FreeMoves;
use crate::models::Timestamp;
use crate::models::VipMoves;
use crate::utils::locale::Lang;
use proptest::prelude::*;

/// 22 November 2026, midnight UTC.
const TODAY: i64 = 1_795_305_600;

fn reader(lang: Lang) -> Reader {
    Reader {
        lang,
        time_zone: Zone::utc(),
        now: Timestamp(TODAY),
    }
}

fn dollars() -> Income {
    Income::Estimated {
        currency: "USD".to_owned(),
        unpriced: 0,
        has_other_fees: false,
    }
}

fn series(days: i64, moves: impl Fn(i64) -> (i64, i64)) -> StatsSeries {
    let mut list: Vec<StatsDay> = (0..days)
        .map(|place| {
            let (begun, ended) = moves(place);
            StatsDay {
                day: Timestamp(TODAY - (days - 1 - place) * DAY),
                vip: VipMoves {
                    begun,
                    ended,
                    ..VipMoves::default()
                },
                free: FreeMoves::default(),
                active: 0,
                income: begun * 1_999,
            }
        })
        .collect();
    let active = 900 + list.iter().map(|day| day.vip.net()).sum::<i64>();
    StatsSeries::fill_active(&mut list, active.max(0));
    StatsSeries {
        days: list,
        income: dollars(),
        period: StatsPeriod::Month,
        time_zone: "UTC".to_owned(),
    }
}

/// A history that goes up and down, the same each time.
fn lively(days: i64) -> StatsSeries {
    series(days, |day| (12 + day * 7 % 23, 4 + day * 11 % 17))
}

fn decoded(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    let mut reader = decoder.read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("a picture");
    (info.width, info.height, pixels)
}

fn share_of(pixels: &[u8], colour: Colour) -> f64 {
    let hits = pixels
        .chunks(3)
        .filter(|pixel| *pixel == [colour.0, colour.1, colour.2])
        .count();
    hits as f64 / (pixels.len() / 3) as f64
}

#[test]
fn a_picture_has_its_size_and_is_small_enough_to_send() {
    let month = Lang::ALL.into_iter().map(|lang| (lang, 30));
    let others = [1, 7, 90, 1_500].map(|days| (Lang::Es, days));
    for (lang, days) in month.chain(others) {
        for chart in StatsChart::ALL {
            let png = draw(reader(lang), chart, &lively(days));
            let (width, height, _) = decoded(&png);
            assert_eq!((width as usize, height as usize), SIZE);
            assert!(png.len() < 400_000, "{} bytes", png.len());
        }
    }
}

#[test]
fn other_data_and_another_language_make_another_picture() {
    for chart in StatsChart::ALL {
        let picture = draw(reader(Lang::Es), chart, &lively(30));
        assert_eq!(picture, draw(reader(Lang::Es), chart, &lively(30)));
        assert_ne!(picture, draw(reader(Lang::En), chart, &lively(30)));
        assert_ne!(picture, draw(reader(Lang::Es), chart, &lively(29)));
    }
}

#[test]
fn both_colours_are_seen_and_an_empty_house_has_neither_bars_nor_a_line() {
    let pixels = decoded(&draw(reader(Lang::Es), StatsChart::Moves, &lively(30))).2;
    assert!(share_of(&pixels, BLUE) > 0.05 && share_of(&pixels, ORANGE) > 0.02);
    let empty = series(30, |_| (0, 0));
    let pixels = decoded(&draw(reader(Lang::Es), StatsChart::Moves, &empty)).2;
    // The legend is there still.
    assert!(share_of(&pixels, BLUE) < 0.002 && share_of(&pixels, ORANGE) < 0.002);
    let pixels = decoded(&draw(reader(Lang::Es), StatsChart::Income, &lively(30))).2;
    assert!(share_of(&pixels, GREEN) > 0.05);
    let pixels = decoded(&draw(reader(Lang::Es), StatsChart::Income, &empty)).2;
    assert!(share_of(&pixels, GREEN) < 0.002);
    let nothing = StatsSeries {
        days: Vec::new(),
        income: dollars(),
        period: StatsPeriod::All,
        time_zone: "UTC".to_owned(),
    };
    for chart in StatsChart::ALL {
        assert_eq!(decoded(&draw(reader(Lang::En), chart, &nothing)).0, 1200);
    }
}

#[test]
fn days_are_drawn_together_when_there_are_many_and_none_is_lost() {
    for days in [1, 30, 92, 93, 400, 3_660] {
        let series = lively(days);
        let points = grouped(&series.days);
        assert!(points.len() <= 92, "{days}: {}", points.len());
        let sum: i64 = points.iter().map(|point| point.begun).sum();
        assert_eq!(
            sum,
            series.days.iter().map(|day| day.vip.begun).sum::<i64>()
        );
        let last = series.days.last().map(|day| day.active);
        assert_eq!(points.last().map(|point| point.active), last);
        let are_ordered = points.is_sorted_by_key(|point| point.first.day);
        assert!(are_ordered);
    }
}

#[test]
fn the_font_has_every_letter_of_the_charts_in_both_languages() {
    let mut texts = vec![
        units::number(Lang::Es, -1_234_567_890),
        units::number(Lang::En, 1_234_567_890),
    ];
    for lang in Lang::ALL {
        let reader = reader(lang);
        for key in [
            "chart-moves",
            "chart-active",
            "chart-begun",
            "chart-ended",
            "chart-members",
            "chart-sold",
            "chart-by-day",
            "chart-empty",
        ] {
            texts.push(reader.plain(key, args! {}));
        }
        texts.push(title(reader, StatsChart::Income, &dollars()));
        texts.push(reader.plain("chart-by-days", args! { count: 61u32 }));
        for month in 0..12 {
            let at = Timestamp(TODAY + month * 30 * DAY);
            texts.push(units::short_day(lang, at, Zone::utc()));
            texts.push(units::short_month(lang, at, Zone::utc()));
        }
    }
    for text in texts {
        assert!(can_write(&text), "{text}");
    }
    assert!(!can_write("漢"));
}

#[test]
fn the_words_fit_the_sheet() {
    let canvas = Canvas::new(10, 10, PAPER);
    for lang in Lang::ALL {
        let reader = reader(lang);
        for chart in StatsChart::ALL {
            let title = canvas.text_width(&title(reader, chart, &dollars()), TITLE);
            let by = reader.plain("chart-by-days", args! { count: 61u32 });
            assert!(title + canvas.text_width(&by, TEXT) < 1_060.0);
        }
        let mark = canvas.text_width(&units::number(lang, -100_000), TEXT);
        assert!(mark < PLOT.left - 16.0, "{mark}");
    }
}

#[test]
fn dates_stand_equally_far_apart_where_they_can() {
    for (points, shown) in [
        (0, 0),
        (1, 1),
        (2, 2),
        (3, 3),
        (7, 4),
        (30, 5),
        (58, 4),
        (60, 5),
    ] {
        assert_eq!(dates_of(points), shown, "{points}");
    }
}

#[test]
fn money_is_marked_in_whole_units_however_little_or_much_it_is() {
    for most in [0, 1, 250, 1_999, 123_456, 99_999_999_999] {
        let scale = scale(0, most, 100);
        assert_eq!((scale.step % 100, scale.low), (0, 0), "{most}");
        assert!(scale.high >= most && scale.high > 0, "{most}");
    }
    let mut canvas = Canvas::new(SIZE.0, SIZE.1, PAPER);
    grid(&mut canvas, reader(Lang::Es), scale(0, 99_999_999_999, 100));
    let pixels = decoded(&canvas.png()).2;
    // The left edge stays white: no number is cut.
    let is_white = |row: &[u8]| row[..15].iter().all(|value| *value == 255);
    assert!(pixels.chunks(SIZE.0 * 3).all(is_white));
}

proptest! {
    #[test]
    fn a_scale_holds_both_numbers_and_has_few_round_marks(low in -1_000_000i64..=0, high in 0i64..1_000_000) {
        let scale = scale(low, high, 1);
        prop_assert!(scale.low <= low && scale.high >= high && scale.low < scale.high);
        let marks = (scale.high - scale.low) / scale.step;
        prop_assert!((1..=8).contains(&marks), "{marks} marks");
        prop_assert_eq!(scale.low % scale.step, 0);
    }
}

/// Draws pictures to look at: `CHARTS_TO=/somewhere cargo test --lib charts`.
#[test]
fn pictures_can_be_looked_at() {
    let Some(folder) = std::env::var_os("CHARTS_TO") else {
        return;
    };
    for lang in Lang::ALL {
        for chart in StatsChart::ALL {
            for days in [7, 30, 90, 800] {
                let name = format!("{}-{days}-{lang}.png", chart.code());
                let picture = draw(reader(lang), chart, &lively(days));
                std::fs::write(std::path::Path::new(&folder).join(name), picture).expect("written");
            }
        }
    }
}
