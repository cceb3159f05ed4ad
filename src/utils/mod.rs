//! Small things without rules of the house: time, text, units, languages.

pub mod clock;
pub mod html;
pub mod locale;
pub mod units;
