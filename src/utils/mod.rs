//! Small things without rules of the house: time, text, units, languages, the machine.

pub mod certificate;
pub mod clock;
pub mod dates;
pub mod emoji;
pub mod fall;
pub mod fold;
pub mod fresh;
pub mod host;
pub mod html;
pub mod locale;
pub mod logging;
pub mod metrics;
pub mod mmdb;
pub mod money;
pub mod net;
pub mod order;
pub mod packed;
pub mod pages;
pub mod plain;
pub mod redact;
pub mod rich;
pub mod seal;
pub mod template;
pub mod together;
pub mod units;
pub mod zone;
