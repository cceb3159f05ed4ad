//! The house in figures: the overview, three views in detail, and what is taken away as a picture or a file.

mod pictures;
mod tables;

pub use pictures::{chart, no_fees};
pub use tables::{days, table};

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use super::callback::StatisticsAction;
use super::charts;
use crate::models::Activity;
use crate::models::Compared;
use crate::models::Estimate;
use crate::models::Figures;
use crate::models::FreeStats;
use crate::models::Overview;
use crate::models::Stats;
use crate::models::StatsChart;
use crate::models::StatsPeriod;
use crate::models::StatsPerson;
use crate::models::StatsView;
use crate::models::Timestamp;
use crate::models::TokenMaker;
use crate::models::TokenMoves;
use crate::models::TokenStats;
use crate::models::VipStats;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;
use crate::utils::zone::Zone;

/// The longest name shown: ten of them stand in one message.
const NAME_LENGTH: usize = 24;

/// A view of the statistics.
pub fn stats(reader: Reader, stats: &Stats) -> Screen {
    let zone = stats.time_zone.parse().unwrap_or(reader.time_zone);
    let (view, mut parts) = match &stats.figures {
        Figures::Overview(figures) => (StatsView::Overview, overview(reader, figures)),
        Figures::Vip(figures) => (StatsView::Vip, vip(reader, figures, stats.period, zone)),
        Figures::Free(figures) => (StatsView::Free, free(reader, figures, stats.period)),
        Figures::Tokens(figures) => (StatsView::Tokens, tokens(reader, figures, stats.period)),
    };
    parts.push(footer(reader, stats));
    let screen = Screen::new(parts.join("\n\n"));
    match view {
        StatsView::Overview => overview_buttons(reader, screen),
        StatsView::Vip | StatsView::Free | StatsView::Tokens => {
            view_buttons(reader, screen, view, stats.period)
        }
    }
}

/// "Actualizado 14:03", and whose days these are if not the reader's.
fn footer(reader: Reader, stats: &Stats) -> String {
    let time = units::time_of_day(stats.at, reader.time_zone);
    let updated = reader.html("stats-updated", args! { time: &time });
    if stats.time_zone == reader.time_zone.name() {
        return updated;
    }
    let zone = html::one_line(&stats.time_zone, NAME_LENGTH * 2);
    format!(
        "{updated}\n{}",
        reader.html("stats-zone", args! { zone: &zone })
    )
}

fn act(reader: Reader, key: &str, action: StatisticsAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Statistics(action))
}

fn overview_buttons(reader: Reader, screen: Screen) -> Screen {
    let usual = StatsPeriod::USUAL;
    let show = |key, view| act(reader, key, StatisticsAction::Show(view, usual));
    let screen = screen
        .button(show("button-stats-vip", StatsView::Vip))
        .button(show("button-stats-free", StatsView::Free))
        .button(show("button-stats-tokens", StatsView::Tokens));
    with_charts(reader, screen, usual)
        .row([
            act(
                reader,
                "button-stats-csv",
                StatisticsAction::Table(StatsView::Overview, usual),
            ),
            act(
                reader,
                "button-stats-csv-days",
                StatisticsAction::Days(StatsPeriod::All),
            ),
        ])
        .button(act(
            reader,
            "button-stats-refresh",
            StatisticsAction::Refresh(StatsView::Overview, usual),
        ))
        .button(back_to(reader.lang, Action::Main))
}

fn view_buttons(reader: Reader, screen: Screen, view: StatsView, period: StatsPeriod) -> Screen {
    let mut screen = screen.row(periods(reader, period, |other| {
        StatisticsAction::Show(view, other)
    }));
    if view == StatsView::Vip && charts::is_offered(period) {
        screen = with_charts(reader, screen, period);
    }
    screen
        .row([
            act(
                reader,
                "button-stats-csv",
                StatisticsAction::Table(view, period),
            ),
            act(
                reader,
                "button-stats-csv-days",
                StatisticsAction::Days(period),
            ),
        ])
        .button(act(
            reader,
            "button-stats-refresh",
            StatisticsAction::Refresh(view, period),
        ))
        .button(back_to(
            reader.lang,
            Action::Statistics(StatisticsAction::OVERVIEW),
        ))
}

fn chart_button(reader: Reader, chart: StatsChart, period: StatsPeriod) -> Button {
    let key = match chart {
        StatsChart::Moves => "button-chart-moves",
        StatsChart::Active => "button-chart-active",
        StatsChart::Income => "button-chart-income",
    };
    act(reader, key, StatisticsAction::Chart(chart, period))
}

/// The pictures of a period: two beside each other, and money below.
fn with_charts(reader: Reader, screen: Screen, period: StatsPeriod) -> Screen {
    let button = |chart| chart_button(reader, chart, period);
    screen
        .row([StatsChart::Moves, StatsChart::Active].map(button))
        .button(button(StatsChart::Income))
}

/// The periods to choose from; a dot marks the one that is shown.
fn periods(
    reader: Reader,
    chosen: StatsPeriod,
    to: impl Fn(StatsPeriod) -> StatisticsAction,
) -> Vec<Button> {
    StatsPeriod::ALL
        .into_iter()
        .map(|period| {
            let name = period_name(reader, period);
            let label = if period == chosen {
                format!("• {name}")
            } else {
                name
            };
            Button::act(label, Action::Statistics(to(period)))
        })
        .collect()
}

fn period_name(reader: Reader, period: StatsPeriod) -> String {
    match period.days() {
        None => reader.plain("stats-period-all", args! {}),
        Some(1) => reader.plain("stats-period-today", args! {}),
        Some(days) => reader.plain("stats-period-days", args! { count: days }),
    }
}

/// A heading within a view that says the period and what the arrows compare with.
fn period_heading(reader: Reader, period: StatsPeriod) -> String {
    match period.days() {
        None => reader.html("stats-in-all", args! {}),
        Some(1) => reader.html("stats-in-today", args! {}),
        Some(days) => reader.html("stats-in-days", args! { count: days }),
    }
}

fn number(reader: Reader, value: i64) -> String {
    units::number(reader.lang, value)
}

/// A line of a figure.
fn line(reader: Reader, key: &str, value: i64) -> String {
    reader.html(key, args! { count: &number(reader, value) })
}

/// A line of a figure and its change.
fn compared(reader: Reader, key: &str, value: Compared<i64>) -> String {
    let shown = line(reader, key, value.now);
    match value.before {
        None => shown,
        Some(before) => {
            let change = units::change(reader.lang, Some(before), value.now);
            format!("{shown}  {change}")
        }
    }
}

fn overview(reader: Reader, view: &Overview) -> Vec<String> {
    vec![
        reader.html("stats-heading", args! {}),
        [
            line(reader, "stats-vip-active", view.vip_active),
            line(reader, "stats-vip-ending", view.vip_ending),
            line(reader, "stats-vip-expired", view.vip_expired),
        ]
        .join("\n"),
        [
            line(reader, "stats-free-waiting", view.free_waiting),
            line(reader, "stats-free-processed", view.free_processed),
        ]
        .join("\n"),
        reader.html(
            "stats-tokens-line",
            args! {
                made: &number(reader, view.tokens_made),
                used: &number(reader, view.tokens_used),
                usable: &number(reader, view.tokens_usable),
            },
        ),
        activity(reader, &view.activity),
        revenue(reader, view),
    ]
}

fn activity(reader: Reader, activity: &[Activity; 3]) -> String {
    let mut lines = vec![reader.html("stats-activity-heading", args! {})];
    let periods = [StatsPeriod::Today, StatsPeriod::Week, StatsPeriod::Month];
    for (period, activity) in periods.into_iter().zip(activity) {
        let name = period_name(reader, period);
        lines.push(reader.html(
            "stats-activity-line",
            args! {
                period: &name,
                seen: &number(reader, activity.seen),
                new: &number(reader, activity.new),
            },
        ));
    }
    lines.join("\n")
}

fn revenue(reader: Reader, view: &Overview) -> String {
    let mut lines = vec![
        reader.html("stats-revenue-heading", args! {}),
        reader.html("stats-revenue-none", args! {}),
    ];
    match &view.estimate {
        Estimate::NoFees => lines.push(reader.html("stats-no-fees", args! {})),
        Estimate::Some(expected) => {
            for expected in expected {
                let month = units::money(reader.lang, &expected.per_month);
                let year = units::money(reader.lang, &expected.per_year);
                lines.push(reader.html("stats-expected", args! { month: &month, year: &year }));
            }
            let people = number(reader, view.paying);
            lines.push(reader.html("stats-formula", args! { people: &people }));
            if expected.len() > 1 {
                lines.push(reader.html("stats-currencies", args! {}));
            }
        }
    }
    lines.join("\n")
}

fn vip(reader: Reader, view: &VipStats, period: StatsPeriod, zone: Zone) -> Vec<String> {
    let mut states = vec![
        line(reader, "stats-vip-active", view.active),
        line(reader, "stats-vip-lifetime", view.lifetime),
    ];
    if view.overdue > 0 {
        states.push(line(reader, "stats-vip-overdue", view.overdue));
    }
    states.push(line(reader, "stats-vip-expired", view.expired));
    states.push(line(reader, "stats-vip-whitelisted", view.whitelisted));
    let ending = view.ending.iter().map(|day| {
        let date = units::short_day(reader.lang, day.day, zone);
        reader.html(
            "stats-ending-line",
            args! { date: &date, count: &number(reader, day.count) },
        )
    });
    let ending = ending.collect::<Vec<_>>().join(" · ");
    let moves = view.moves;
    let net = units::signed(reader.lang, moves.now.net());
    let moved = [
        period_heading(reader, period),
        compared(reader, "stats-vip-begun", moves.map(|moves| moves.begun)),
        compared(
            reader,
            "stats-vip-renewed",
            moves.map(|moves| moves.renewed),
        ),
        compared(reader, "stats-vip-ended", moves.map(|moves| moves.ended)),
        compared(
            reader,
            "stats-vip-removed",
            moves.map(|moves| moves.removed),
        ),
        compared(reader, "stats-vip-left", moves.map(|moves| moves.left)),
        reader.html("stats-vip-net", args! { net: &net }),
    ];
    let mut parts = vec![
        reader.html("stats-vip-heading", args! {}),
        states.join("\n"),
        format!(
            "{}\n{ending}",
            reader.html("stats-ending-heading", args! {})
        ),
        moved.join("\n"),
    ];
    if !view.longest.is_empty() {
        let people = people(reader, &view.longest, |at| {
            units::duration(reader.lang, reader.now.since(at))
        });
        parts.push(format!(
            "{}\n{people}",
            reader.html("stats-longest-heading", args! {})
        ));
    }
    parts
}

fn people(reader: Reader, people: &[StatsPerson], when: impl Fn(Timestamp) -> String) -> String {
    let lines = people.iter().enumerate().map(|(place, person)| {
        let name = html::one_line(&person.name, NAME_LENGTH);
        let when = when(person.at);
        reader.html(
            "stats-person-line",
            args! { place: place + 1, name: &name, when: &when },
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn free(reader: Reader, view: &FreeStats, period: StatsPeriod) -> Vec<String> {
    let moves = view.moves;
    let mut moved = vec![
        period_heading(reader, period),
        compared(reader, "stats-free-asked", moves.map(|moves| moves.asked)),
        compared(reader, "stats-free-let-in", moves.map(|moves| moves.let_in)),
        compared(
            reader,
            "stats-free-declined",
            moves.map(|moves| moves.declined),
        ),
        compared(reader, "stats-free-other", moves.map(|moves| moves.other)),
    ];
    if let Some(waits) = &view.waits {
        let average = units::duration(reader.lang, waits.average_seconds);
        let median = units::duration(reader.lang, waits.median_seconds);
        moved.push(reader.html(
            "stats-free-waits",
            args! { average: &average, median: &median },
        ));
        if view.waits_are_cut {
            moved.push(reader.html("stats-free-waits-cut", args! {}));
        }
    } else {
        moved.push(reader.html("stats-free-no-waits", args! {}));
    }
    let mut parts = vec![
        reader.html("stats-free-heading", args! {}),
        [
            line(reader, "stats-free-waiting", view.waiting),
            line(reader, "stats-free-ready", view.ready),
        ]
        .join("\n"),
        moved.join("\n"),
    ];
    if !view.next.is_empty() {
        let people = people(reader, &view.next, |at| {
            if at <= reader.now {
                reader.plain("stats-turn-now", args! {})
            } else {
                let left = units::duration(reader.lang, at.since(reader.now));
                reader.plain("stats-turn-in", args! { left: &left })
            }
        });
        parts.push(format!(
            "{}\n{people}",
            reader.html("stats-next-heading", args! {})
        ));
    }
    parts
}

fn tokens(reader: Reader, view: &TokenStats, period: StatsPeriod) -> Vec<String> {
    let moves = view.moves;
    let moved = [
        period_heading(reader, period),
        compared(reader, "stats-tokens-made", moves.map(|moves| moves.made)),
        compared(reader, "stats-tokens-used", moves.map(|moves| moves.used)),
        compared(
            reader,
            "stats-tokens-expired",
            moves.map(|moves| moves.expired),
        ),
        compared(
            reader,
            "stats-tokens-revoked",
            moves.map(|moves| moves.revoked),
        ),
        conversion(reader, moves),
    ];
    let mut parts = vec![
        reader.html("stats-tokens-heading", args! {}),
        line(reader, "stats-tokens-usable", view.usable),
        moved.join("\n"),
    ];
    if !view.makers.is_empty() {
        let mut lines = vec![reader.html("stats-makers-heading", args! {})];
        lines.extend(view.makers.iter().map(|maker| maker_line(reader, maker)));
        if view.more_makers > 0 {
            lines.push(line(reader, "stats-makers-more", view.more_makers));
        }
        parts.push(lines.join("\n"));
    }
    parts
}

/// Of the tokens made in the period, how many are used by now.
fn conversion(reader: Reader, moves: Compared<TokenMoves>) -> String {
    let share = |moves: TokenMoves| units::share(moves.made_and_used, moves.made);
    let percent = |moves: TokenMoves| {
        share(moves).map_or_else(
            || "—".to_owned(),
            |share| units::permille(reader.lang, share),
        )
    };
    let shown = reader.html(
        "stats-tokens-conversion",
        args! { share: &percent(moves.now) },
    );
    match moves.before {
        Some(before) if share(before).is_some() => {
            let before = percent(before);
            format!(
                "{shown} {}",
                reader.html("stats-share-before", args! { share: &before })
            )
        }
        Some(_) | None => shown,
    }
}

fn maker_line(reader: Reader, maker: &TokenMaker) -> String {
    let name = html::one_line(&maker.name, NAME_LENGTH);
    let share = units::share(maker.used, maker.made).unwrap_or(0);
    reader.html(
        "stats-maker-line",
        args! {
            name: &name,
            made: &number(reader, maker.made),
            used: &number(reader, maker.used),
            share: &units::permille(reader.lang, share),
        },
    )
}
