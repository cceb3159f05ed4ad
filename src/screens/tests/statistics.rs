//! Pictures of the statistics.

use super::*;
use crate::models::*;
use crate::screens::statistics;

/// A number of the largest house there will be.
const MANY: i64 = 1_234_567;

fn money(minor: i64, currency: &str) -> Money {
    Money {
        minor,
        currency: currency.to_owned(),
    }
}

fn of(figures: Figures, period: StatsPeriod, time_zone: &str) -> Stats {
    Stats {
        figures,
        period,
        at: NOW - 120,
        time_zone: time_zone.to_owned(),
    }
}

fn overview(estimate: Estimate, count: i64) -> Figures {
    Figures::Overview(Overview {
        vip_active: count,
        vip_expired: count,
        vip_ending: count,
        free_waiting: count,
        free_processed: count,
        tokens_made: count,
        tokens_used: count,
        tokens_usable: count,
        activity: [Activity {
            seen: count,
            new: count,
        }; 3],
        paying: count,
        estimate,
    })
}

fn people(count: i64, first: i64) -> Vec<StatsPerson> {
    (0..count)
        .map(|place| StatsPerson {
            user_id: UserId(place),
            name: if place == 0 {
                NASTY_NAME.to_owned()
            } else {
                long_name()
            },
            at: in_days(first + place),
        })
        .collect()
}

fn vip(moves: Compared<VipMoves>, count: i64, longest: i64) -> Figures {
    Figures::Vip(VipStats {
        active: count,
        lifetime: count,
        overdue: count,
        expired: count,
        whitelisted: count,
        ending: (0..7)
            .map(|day| DayCount {
                day: Timestamp(in_days(day).day() * DAY),
                count,
            })
            .collect(),
        moves,
        longest: people(longest, -900),
    })
}

fn vip_moves(begun: i64, ended: i64) -> VipMoves {
    VipMoves {
        begun,
        renewed: begun,
        ended,
        removed: ended,
        left: ended,
    }
}

fn free(moves: Compared<FreeMoves>, count: i64, waits: Option<Waits>, is_cut: bool) -> Figures {
    Figures::Free(FreeStats {
        waiting: count,
        ready: count,
        moves,
        waits,
        waits_are_cut: is_cut,
        next: people(count.min(5), 0),
    })
}

fn free_moves(count: i64) -> FreeMoves {
    FreeMoves {
        asked: count,
        let_in: count,
        declined: count,
        other: count,
    }
}

fn tokens(moves: Compared<TokenMoves>, makers: i64) -> Figures {
    Figures::Tokens(TokenStats {
        usable: moves.now.made,
        moves,
        makers: (0..makers)
            .map(|place| TokenMaker {
                user_id: UserId(place),
                name: long_name(),
                made: MANY,
                used: MANY - place * 100_000,
            })
            .collect(),
        more_makers: makers,
    })
}

fn token_moves(count: i64) -> TokenMoves {
    TokenMoves {
        made: count,
        used: count,
        expired: count,
        revoked: count,
        made_and_used: count * 855 / 1000,
    }
}

fn compared<T>(now: T, before: T) -> Compared<T> {
    Compared {
        now,
        before: Some(before),
    }
}

fn alone<T>(now: T) -> Compared<T> {
    Compared { now, before: None }
}

#[test]
fn the_overview() {
    let expected = |minor, currency| Expected {
        per_month: money(minor, currency),
        per_year: money(minor * 12, currency),
    };
    let currencies = Estimate::Some(vec![
        expected(123_456_789, "USD"),
        expected(99_999, "XTR"),
        expected(1_234_567, "BHD"),
    ]);
    assert_picture!(|r| vec![
        (
            "large",
            statistics::stats(
                r,
                &of(
                    overview(currencies.clone(), MANY),
                    StatsPeriod::Month,
                    "UTC"
                )
            )
        ),
        (
            "empty, of another zone",
            statistics::stats(
                r,
                &of(
                    overview(Estimate::NoFees, 0),
                    StatsPeriod::Month,
                    "America/Argentina/Buenos_Aires"
                )
            )
        ),
    ]);
}

#[test]
fn the_vip_view() {
    let large = compared(vip_moves(MANY, 1_000), vip_moves(1_000, MANY));
    let empty = compared(VipMoves::default(), VipMoves::default());
    assert_picture!(|r| vec![
        (
            "large",
            statistics::stats(
                r,
                &of(
                    vip(large, MANY, 10),
                    StatsPeriod::Quarter,
                    "America/Argentina/Buenos_Aires"
                )
            )
        ),
        (
            "empty",
            statistics::stats(r, &of(vip(empty, 0, 0), StatsPeriod::Today, "UTC"))
        ),
        (
            "since the beginning",
            statistics::stats(
                r,
                &of(vip(alone(vip_moves(3, 9)), 1, 1), StatsPeriod::All, "UTC")
            )
        ),
    ]);
}

#[test]
fn the_free_view() {
    let waits = Waits {
        count: MANY,
        average_seconds: 3 * DAY + 7_200,
        median_seconds: 300,
    };
    let large = compared(free_moves(MANY), free_moves(1_000_000));
    assert_picture!(|r| vec![
        (
            "large",
            statistics::stats(
                r,
                &of(
                    free(large, MANY, Some(waits), true),
                    StatsPeriod::Quarter,
                    "UTC"
                )
            )
        ),
        (
            "empty",
            statistics::stats(
                r,
                &of(
                    free(alone(FreeMoves::default()), 0, None, true),
                    StatsPeriod::All,
                    "UTC"
                )
            )
        ),
    ]);
}

#[test]
fn the_token_view() {
    let large = compared(token_moves(MANY), token_moves(1_000));
    let empty = compared(TokenMoves::default(), TokenMoves::default());
    assert_picture!(|r| vec![
        (
            "large",
            statistics::stats(r, &of(tokens(large, 8), StatsPeriod::Month, "UTC"))
        ),
        (
            "empty",
            statistics::stats(r, &of(tokens(empty, 0), StatsPeriod::Week, "UTC"))
        ),
        (
            "first tokens",
            statistics::stats(
                r,
                &of(
                    tokens(compared(token_moves(7), TokenMoves::default()), 0),
                    StatsPeriod::Week,
                    "UTC"
                )
            )
        ),
    ]);
}

fn estimated(unpriced: i64, has_other_fees: bool) -> Income {
    Income::Estimated {
        currency: "USD".to_owned(),
        unpriced,
        has_other_fees,
    }
}

fn series(time_zone: &str) -> StatsSeries {
    let mut days: Vec<StatsDay> = (-2..=0)
        .map(|day| StatsDay {
            day: in_days(day),
            vip: vip_moves(5 + day, 4),
            free: free_moves(2),
            active: 0,
            income: 123_456,
        })
        .collect();
    StatsSeries::fill_active(&mut days, 1_250);
    StatsSeries {
        income: estimated(0, false),
        days,
        period: StatsPeriod::Week,
        time_zone: time_zone.to_owned(),
    }
}

#[test]
fn charts_in_the_chat() {
    let png = vec![1, 2, 3];
    assert_picture!(|r| vec![
        (
            "moves",
            statistics::chart(r, StatsChart::Moves, &series("UTC"), png.clone())
        ),
        (
            "active, of another zone",
            statistics::chart(
                r,
                StatsChart::Active,
                &series("America/Argentina/Buenos_Aires"),
                png.clone()
            )
        ),
        (
            "income",
            statistics::chart(r, StatsChart::Income, &series("UTC"), png.clone())
        ),
        (
            "income, with all its notes",
            statistics::chart(
                r,
                StatsChart::Income,
                &StatsSeries {
                    income: estimated(MANY, true),
                    ..series("America/Argentina/Buenos_Aires")
                },
                png.clone()
            )
        ),
        ("income without prices", statistics::no_fees(r)),
    ]);
}

/// The text in a file, its first mark shown.
fn text_of(screen: &Screen) -> String {
    check(screen);
    let document = screen.document.as_ref().expect("a file");
    let text = String::from_utf8(document.bytes.clone()).expect("UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("the mark of UTF-8");
    format!("{}\n{}", document.file_name, text.replace("\r\n", "\n"))
}

#[test]
fn tables() {
    let mut picture = String::new();
    let name = |name: &str| {
        vec![StatsPerson {
            user_id: UserId(1),
            name: name.to_owned(),
            at: NOW,
        }]
    };
    let Figures::Vip(mut members) = vip(compared(vip_moves(12, 20), vip_moves(9, 1)), 3, 0) else {
        panic!("another view");
    };
    members.longest = name("=HYPERLINK(\"x\";\"y\")");
    let Figures::Free(mut queue) = free(compared(free_moves(4), free_moves(5)), 2, None, false)
    else {
        panic!("another view");
    };
    queue.next = name("@ana; \"la jefa\"");
    queue.waits = Some(Waits {
        count: 2,
        average_seconds: 90,
        median_seconds: 60,
    });
    let estimate = Estimate::Some(vec![Expected {
        per_month: money(123_456, "USD"),
        per_year: money(1_481_472, "USD"),
    }]);
    let views = [
        (StatsView::Overview, overview(estimate, 8)),
        (StatsView::Vip, Figures::Vip(members)),
        (StatsView::Free, Figures::Free(queue)),
        (
            StatsView::Tokens,
            tokens(compared(token_moves(20), token_moves(10)), 1),
        ),
    ];
    for lang in Lang::ALL {
        for (view, figures) in &views {
            let stats = of(figures.clone(), StatsPeriod::Month, "UTC");
            let screen = statistics::table(reader(lang), *view, &stats);
            let text = text_of(&screen);
            write!(picture, "——— {lang}\n{text}\n").expect("memory");
        }
        let text = text_of(&statistics::days(reader(lang), &series("UTC")));
        write!(picture, "——— {lang}\n{text}\n").expect("memory");
        let without_fees = StatsSeries {
            income: Income::Unknown,
            ..series("UTC")
        };
        let text = text_of(&statistics::days(reader(lang), &without_fees));
        write!(picture, "——— {lang}\n{text}\n").expect("memory");
    }
    insta::assert_snapshot!(picture);
}
