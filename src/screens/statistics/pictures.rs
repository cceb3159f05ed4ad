//! Pictures in the chat, with their words.

use super::NAME_LENGTH;
use super::number;
use super::period_name;
use super::periods;
use crate::models::Income;
use crate::models::Money;
use crate::models::StatsChart;
use crate::models::StatsSeries;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Photo;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::SettingsAction;
use crate::screens::callback::StatisticsAction;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// A picture with its words, and the other periods to choose from.
pub fn chart(reader: Reader, chart: StatsChart, series: &StatsSeries, png: Vec<u8>) -> Screen {
    let net: i64 = series.days.iter().map(|day| day.vip.net()).sum();
    let active = series.days.last().map_or(0, |day| day.active);
    let (caption, formula) = match chart {
        StatsChart::Moves => {
            let net = units::signed(reader.lang, net);
            (
                reader.html("chart-moves-caption", args! { net: &net }),
                None,
            )
        }
        StatsChart::Active => {
            let count = number(reader, active);
            let caption = reader.html("chart-active-caption", args! { count: &count });
            (caption, None)
        }
        StatsChart::Income => (income(reader, series), formula(reader, &series.income)),
    };
    let period = period_name(reader, series.period);
    let days = if series.time_zone == reader.time_zone.name() {
        String::new()
    } else {
        let zone = html::one_line(&series.time_zone, NAME_LENGTH * 2);
        format!("\n{}", reader.html("stats-zone", args! { zone: &zone }))
    };
    let heading = reader.html("chart-period", args! { period: &period });
    let others = periods(reader, series.period, |other| {
        StatisticsAction::Chart(chart, other)
    });
    // The first period is today alone, of which there is no course to draw.
    let formula = formula.map_or_else(String::new, |formula| format!("\n\n{formula}"));
    Screen::new(format!("{caption}\n{heading}{days}{formula}"))
        .with_photo(Photo { png })
        .row(others.into_iter().skip(1))
        .button(back_to(
            reader.lang,
            Action::Statistics(StatisticsAction::OVERVIEW),
        ))
}

/// The sum of the series.
fn income(reader: Reader, series: &StatsSeries) -> String {
    match &series.income {
        Income::Unknown => reader.html("chart-income-no-fees", args! {}),
        Income::Estimated { currency, .. } => {
            let total = total(reader, series, currency);
            reader.html("chart-income-caption", args! { total: &total })
        }
        Income::Booked { currency, .. } => {
            let total = total(reader, series, currency);
            reader.html("chart-income-booked", args! { total: &total })
        }
    }
}

fn total(reader: Reader, series: &StatsSeries, currency: &str) -> String {
    let minor = series.days.iter().map(|day| day.income).sum();
    let currency = currency.to_owned();
    units::money(reader.lang, &Money { minor, currency })
}

/// How an estimate is made, and what is not in it.
fn formula(reader: Reader, income: &Income) -> Option<String> {
    let (currency, unpriced, has_other_fees) = match income {
        Income::Unknown => return None,
        Income::Booked {
            currency,
            has_others,
        } => {
            let key = "chart-income-booked-others";
            return has_others.then(|| reader.html(key, args! { currency: currency }));
        }
        Income::Estimated {
            currency,
            unpriced,
            has_other_fees,
        } => (currency, unpriced, has_other_fees),
    };
    let mut lines = vec![reader.html("chart-income-formula", args! { currency: currency })];
    if *unpriced > 0 {
        let count = number(reader, *unpriced);
        lines.push(reader.html("chart-income-unpriced", args! { count: &count }));
    }
    if *has_other_fees {
        lines.push(reader.html("chart-income-currency", args! { currency: currency }));
    }
    Some(lines.join("\n"))
}

/// Instead of the picture of the income: what it lacks, and the way to set it.
pub fn no_fees(reader: Reader) -> Screen {
    Screen::new(reader.html("chart-income-no-fees", args! {}))
        .button(Button::act(
            reader.plain("button-fees", args! {}),
            Action::Settings(SettingsAction::Fees),
        ))
        .button(back_to(
            reader.lang,
            Action::Statistics(StatisticsAction::OVERVIEW),
        ))
}
