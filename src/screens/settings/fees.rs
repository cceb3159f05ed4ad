//! The prices of VIP access.

use super::super::Action;
use super::super::Button;
use super::super::Reader;
use super::super::Screen;
use super::super::back_to_config;
use super::super::callback::CurrencyCode;
use super::super::callback::SettingsAction;
use super::super::cancel;
use super::super::plans::plans_button;
use super::act;
use crate::models::FeePeriod;
use crate::models::MOST_FEE_DAYS;
use crate::models::MOST_FEES;
use crate::models::SubscriptionFees;
use crate::utils::locale::args;
use crate::utils::units;

/// The name of what a fee buys.
pub fn period_name(reader: Reader, period: FeePeriod) -> String {
    let lang = reader.lang;
    match period {
        FeePeriod::Monthly => lang.plain("fee-monthly", args! {}),
        FeePeriod::Yearly => lang.plain("fee-yearly", args! {}),
        FeePeriod::Lifetime => lang.plain("fee-lifetime", args! {}),
        FeePeriod::Days(days) => units::hours_name(lang, Some(i64::from(days) * 24)),
        FeePeriod::Months(_) | FeePeriod::Until(_) => {
            units::length(lang, period.length(), reader.time_zone)
        }
    }
}

/// Each period with its amounts: "Mensual", "9,99 USD / 500 ⭐". A date that has passed is not sold.
fn by_period(reader: Reader, fees: &SubscriptionFees) -> Vec<(String, String)> {
    let mut lines: Vec<(FeePeriod, Vec<String>)> = Vec::new();
    for fee in &fees.fees {
        if matches!(fee.period, FeePeriod::Until(at) if at <= reader.now) {
            continue;
        }
        let amount = units::money(reader.lang, &fee.price);
        match lines.last_mut() {
            Some((period, amounts)) if *period == fee.period => amounts.push(amount),
            Some(_) | None => lines.push((fee.period, vec![amount])),
        }
    }
    lines
        .into_iter()
        .map(|(period, amounts)| (period_name(reader, period), amounts.join(" / ")))
        .collect()
}

/// The prices in one line of plain text; `None` if there are none.
pub fn price_line(reader: Reader, fees: &SubscriptionFees) -> Option<String> {
    let lines = by_period(reader, fees);
    let named: Vec<String> = lines
        .into_iter()
        .map(|(period, amounts)| format!("{period}: {amounts}"))
        .collect();
    (!named.is_empty()).then(|| named.join(" · "))
}

/// The prices for somebody who may want to buy; `None` if there are none.
pub fn prices(reader: Reader, fees: &SubscriptionFees) -> Option<String> {
    let lines = by_period(reader, fees);
    let named: Vec<String> = lines
        .iter()
        .map(|(period, amounts)| {
            reader.html("price-line", args! { period: period, amounts: amounts })
        })
        .collect();
    let heading = reader.html("prices-heading", args! {});
    (!named.is_empty()).then(|| format!("{heading}\n{}", named.join("\n")))
}

/// What is charged, and the ways to change it.
pub fn fees(reader: Reader, fees: &SubscriptionFees, changed: bool) -> Screen {
    let mut parts = vec![reader.html("fees-heading", args! { most: MOST_FEES })];
    if changed {
        parts.insert(0, reader.html("setting-changed", args! {}));
    }
    parts.push(prices(reader, fees).unwrap_or_else(|| reader.html("fees-none", args! {})));
    let drops = fees.fees.iter().filter_map(|fee| {
        let code = CurrencyCode::new(&fee.price.currency)?;
        let name = period_name(reader, fee.period);
        let amount = units::money(reader.lang, &fee.price);
        let label = reader.plain("button-fee-drop", args! { period: &name, amount: &amount });
        let drop = SettingsAction::DropFee(fee.period, code);
        Some(Button::act(label, Action::Settings(drop)))
    });
    let adds = [FeePeriod::Monthly, FeePeriod::Yearly, FeePeriod::Lifetime].map(|period| {
        let name = period_name(reader, period);
        let label = reader.plain("button-fee-set", args! { period: &name });
        Button::act(label, Action::Settings(SettingsAction::AskFee(period)))
    });
    let other = act(reader, "button-fee-days", SettingsAction::AskFeeDays);
    Screen::new(parts.join("\n\n"))
        .grid(2, adds.into_iter().chain([other]).collect())
        .grid(1, drops.collect())
        .button(plans_button(reader))
        .button(back_to_config(reader.lang))
}

/// Asks for the price of a period.
pub fn ask_fee(reader: Reader, period: FeePeriod) -> Screen {
    let period = period_name(reader, period);
    Screen::new(reader.html("fee-ask", args! { period: &period })).button(cancel(reader.lang))
}

/// Asks for the days of another period.
pub fn ask_fee_days(reader: Reader) -> Screen {
    Screen::new(reader.html("fee-days-ask", args! { most: MOST_FEE_DAYS }))
        .button(cancel(reader.lang))
}
