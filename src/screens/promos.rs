//! The screens of promotion codes.

use super::Reader;
use super::refusals::Say;
use crate::models::PromoFault;
use crate::utils::locale::args;
use crate::utils::units;

/// The words of a no about a promotion code.
pub(super) fn fault(reader: Reader, fault: &PromoFault, say: Say<'_>) -> String {
    let instant = |at| units::instant(reader.lang, at, reader.time_zone);
    match fault {
        PromoFault::Unknown => say("refusal-promo-unknown", args! {}),
        PromoFault::NotYet { at } => say("refusal-promo-not-yet", args! { at: &instant(*at) }),
        PromoFault::Ended { at } => say("refusal-promo-ended", args! { at: &instant(*at) }),
        PromoFault::UsedUp => say("refusal-promo-used-up", args! {}),
        PromoFault::UsedByYou { most } => say("refusal-promo-used", args! { most: *most }),
        PromoFault::OtherPlan => say("refusal-promo-plan", args! {}),
        PromoFault::OtherCurrency { currency } => {
            say("refusal-promo-currency", args! { currency: currency })
        }
        PromoFault::NoEnd => say("refusal-promo-no-end", args! {}),
        PromoFault::NotMonthly => say("refusal-promo-monthly", args! {}),
        PromoFault::CodeInvalid { least, most } => {
            say("refusal-promo-code", args! { least: *least, most: *most })
        }
        PromoFault::CodeTaken => say("refusal-promo-taken", args! {}),
        PromoFault::TooMany { most } => say("refusal-promos-many", args! { most: *most }),
        PromoFault::DatesCrossed => say("refusal-promo-dates", args! {}),
        PromoFault::DateInvalid => say("refusal-promo-date", args! {}),
    }
}
