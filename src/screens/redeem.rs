//! Redeeming a VIP token.

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::access::access_end;
use super::cancel;
use crate::models::LinkPromise;
use crate::models::RedeemedView;
use crate::utils::locale::args;
use crate::utils::units;

/// Asks for the token.
pub fn ask(reader: Reader) -> Screen {
    Screen::new(reader.html("redeem-ask", args! {})).button(cancel(reader.lang))
}

/// The token is spent: what it gave, until when access runs, and where the link is.
pub fn redeemed(reader: Reader, view: &RedeemedView) -> Screen {
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
    let text = [
        reader.html("redeem-heading", args! {}),
        format!(
            "{}\n{}",
            reader.html(gave, args! { duration: &duration }),
            access_end(reader, view.until)
        ),
        reader.html(link, args! {}),
    ];
    Screen::new(text.join("\n\n")).button(Button::act(
        reader.plain("button-my-access", args! {}),
        Action::MyAccess,
    ))
}
