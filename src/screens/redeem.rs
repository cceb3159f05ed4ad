//! Redeeming a VIP token.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::access::access_end;
use super::access::end_values;
use super::cancel;
use super::settings::prices;
use super::wording;
use crate::models::LinkPromise;
use crate::models::RedeemedView;
use crate::models::SubscriptionFees;
use crate::models::Variable;
use crate::models::Words;
use crate::utils::locale::args;
use crate::utils::units;

/// Asks for the token.
pub fn ask(reader: Reader, fees: &SubscriptionFees) -> Screen {
    let mut text = reader.html("redeem-ask", args! {});
    if let Some(prices) = prices(reader, fees) {
        text = format!("{text}\n\n{prices}");
    }
    Screen::new(text).button(cancel(reader.lang))
}

/// The token is spent: what it gave, until when access runs, and where the link is.
pub fn redeemed(reader: Reader, view: &RedeemedView, words: &Words) -> Screen {
    let duration = units::hours_name(reader.lang, view.duration_hours);
    let gave = if view.is_extension {
        "redeem-extended"
    } else {
        "redeem-granted"
    };
    let link = match view.link {
        LinkPromise::Follows => "redeem-link-follows",
        LinkPromise::Later => "redeem-link-later",
        LinkPromise::NotNeeded => "redeem-link-not-needed",
    };
    let mut values = end_values(reader, view.until);
    values.push((Variable::Duration, duration.clone()));
    let said = wording::own(words, &values).unwrap_or_else(|| {
        format!(
            "{}\n\n{}\n{}",
            reader.html("redeem-heading", args! {}),
            reader.html(gave, args! { duration: &duration }),
            access_end(reader, view.until)
        )
    });
    // Where the link is must be said whatever the words are.
    let link = reader.html(link, args! {});
    Screen::worded(format!("{said}\n\n{link}")).button(Button::act(
        reader.plain("button-my-access", args! {}),
        Action::MyAccess,
    ))
}
