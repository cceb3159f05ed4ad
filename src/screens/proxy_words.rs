//! The words of each no about the list of proxies.

use super::refusals::Say;
use crate::models::ProxyRefusal;
use crate::utils::locale::args;
use crate::utils::units;

use super::Reader;

/// Whether another answer to the same question may come after that no.
pub(super) fn is_about_answer(refusal: &ProxyRefusal) -> bool {
    match refusal {
        ProxyRefusal::SourceInvalid
        | ProxyRefusal::SourceKnown
        | ProxyRefusal::ListEmpty
        | ProxyRefusal::ListTooBig { .. }
        | ProxyRefusal::JudgeInvalid => true,
        ProxyRefusal::TooManySources { .. }
        | ProxyRefusal::PastedOnce
        | ProxyRefusal::PassRuns
        | ProxyRefusal::NoPass
        | ProxyRefusal::NothingToTry
        | ProxyRefusal::TooManyJudges { .. }
        | ProxyRefusal::Hidden => false,
    }
}

/// The words of a no.
pub(super) fn refusal(reader: Reader, refusal: &ProxyRefusal, say: Say<'_>) -> String {
    match refusal {
        ProxyRefusal::SourceInvalid => say("refusal-proxy-source", args! {}),
        ProxyRefusal::SourceKnown => say("refusal-proxy-source-known", args! {}),
        ProxyRefusal::TooManySources { most } => {
            say("refusal-proxy-sources", args! { most: *most })
        }
        ProxyRefusal::ListEmpty => say("refusal-proxy-list-empty", args! {}),
        ProxyRefusal::ListTooBig { most_bytes } => {
            let most = units::bytes(reader.lang, *most_bytes);
            say("refusal-proxy-list-big", args! { most: &most })
        }
        ProxyRefusal::PastedOnce => say("refusal-proxy-pasted", args! {}),
        ProxyRefusal::PassRuns => say("refusal-proxy-pass-runs", args! {}),
        ProxyRefusal::NoPass => say("refusal-proxy-no-pass", args! {}),
        ProxyRefusal::NothingToTry => say("refusal-proxy-nothing", args! {}),
        ProxyRefusal::JudgeInvalid => say("refusal-proxy-judge", args! {}),
        ProxyRefusal::TooManyJudges { most } => say("refusal-proxy-judges", args! { most: *most }),
        ProxyRefusal::Hidden => say("refusal-proxy-hidden", args! {}),
    }
}
