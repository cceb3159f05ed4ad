//! What happened to an order or a payment, line by line.

use super::hold_word;
use crate::models::HistoryEvent;
use crate::models::HoldReason;
use crate::models::RejectReason;
use crate::screens::Reader;
use crate::screens::receipts;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::units;

/// Lines of a history that a card shows; the last ones.
const MOST_EVENTS: usize = 12;

/// Characters of what is said beside an event.
const MOST_DETAIL: usize = 80;

/// The last lines of a history: what happened, by whom, and what is to be said of it.
pub(super) fn history(reader: Reader, events: &[(HistoryEvent, Option<String>)]) -> String {
    let from = events.len().saturating_sub(MOST_EVENTS);
    let lines = events.iter().skip(from).map(|(event, by)| {
        let at = units::instant(reader.lang, event.at, reader.time_zone);
        let mut parts = vec![event_word(reader.lang, &event.kind)];
        parts.extend(by.as_deref().map(html::short_name));
        let detail = event.detail.as_deref().filter(|text| !text.is_empty());
        parts.extend(detail.map(|text| detail_word(reader.lang, &event.kind, text)));
        let what = parts.join(" · ");
        reader.html("payment-event", args! { at: &at, what: &what })
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The kinds of events that the house writes, with the keys of their words.
const WORDS: &[(&str, &str)] = &[
    ("opened", "payment-event-opened"),
    ("offered", "payment-event-offered"),
    ("refused", "payment-event-refused"),
    ("checked_out", "payment-event-checked-out"),
    ("paid", "payment-event-paid"),
    ("held", "payment-event-held"),
    ("released", "payment-event-released"),
    ("fulfilled", "payment-event-fulfilled"),
    ("delayed", "payment-event-delayed"),
    ("cancelled", "payment-event-cancelled"),
    ("expired", "payment-event-expired"),
    ("receipt", "payment-event-receipt"),
    ("receipt_approved", "payment-event-receipt-approved"),
    ("receipt_rejected", "payment-event-receipt-rejected"),
    ("receipt_withdrawn", "payment-event-receipt-withdrawn"),
    ("refunding", "payment-event-refunding"),
    ("refund_again", "payment-event-refund-again"),
    ("refunded", "payment-event-refunded"),
    ("refunded_twice", "payment-event-refunded-twice"),
    ("returned", "payment-event-returned"),
    ("renewals_stopped", "payment-event-renewals-stopped"),
    ("renewal_stopped", "payment-event-renewal-stopped"),
    ("renewal_allowed", "payment-event-renewal-allowed"),
    ("renewal_on", "payment-event-renewal-on"),
    ("renewal_off", "payment-event-renewal-off"),
    ("renewal_failed", "payment-event-renewal-failed"),
    ("renewal_ended", "payment-event-renewal-ended"),
];

/// What happened, in words; what a later version wrote is shown as it is called there.
fn event_word(lang: Lang, kind: &str) -> String {
    let found = WORDS.iter().find(|(name, _)| *name == kind);
    found.map_or_else(|| kind.to_owned(), |(_, key)| lang.plain(key, args! {}))
}

/// What is kept beside an event, in words where the house keeps a name of its own.
fn detail_word(lang: Lang, kind: &str, detail: &str) -> String {
    let known = match kind {
        // Money that came a second time goes back for the reason for which it was held.
        "held" | "refunding" => HoldReason::parse(detail).map(|why| hold_word(lang, why)),
        "released" => release_word(lang, detail),
        "receipt" | "receipt_approved" => {
            Some(lang.plain("payment-event-number", args! { number: detail }))
        }
        "receipt_rejected" => Some(receipts::reason_word(lang, &RejectReason::parse(detail))),
        _ => None,
    };
    html::one_line(known.as_deref().unwrap_or(detail), MOST_DETAIL)
}

fn release_word(lang: Lang, how: &str) -> Option<String> {
    let key = match how {
        "as_it_is" => "payment-event-as-it-is",
        "to_balance" => "payment-event-to-balance",
        "to_order" => "payment-event-to-order",
        _ => return None,
    };
    Some(lang.plain(key, args! {}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// The code of the services of money, without what only tests run.
    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("the services") {
            let path = entry.expect("an entry").path();
            let name = path.display().to_string();
            if path.is_dir() {
                sources(&path, found);
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
                let text = std::fs::read_to_string(&path).expect("text");
                let text = text.split("#[cfg(test)]\nmod tests").next();
                found.push(text.unwrap_or_default().to_owned());
            }
        }
    }

    /// The arguments of the call that opens at the end of `before`, as they stand.
    fn arguments(text: &str) -> Vec<&str> {
        let (mut depth, mut from, mut found) = (0usize, 0, Vec::new());
        for (at, character) in text.char_indices() {
            match character {
                '(' | '{' | '[' => depth += 1,
                ')' if depth == 0 => {
                    found.push(text[from..at].trim());
                    break;
                }
                ')' | '}' | ']' => depth -= 1,
                ',' if depth == 0 => {
                    found.push(text[from..at].trim());
                    from = at + 1;
                }
                _ => {}
            }
        }
        found
    }

    /// The names of events that stand in a text: literals, and the one that has a constant.
    fn names(text: &str) -> Vec<String> {
        let is_name = |word: &&str| {
            let letters = |c: char| c.is_ascii_lowercase() || c == '_';
            !word.is_empty() && word.chars().all(letters)
        };
        let literals = text.split('"').skip(1).step_by(2).filter(is_name);
        let mut found: Vec<String> = literals.map(str::to_owned).collect();
        if text.ends_with("STOPPED") {
            found.push("renewals_stopped".to_owned());
        }
        found
    }

    /// The kinds of events that a text of code writes, and the calls whose kind cannot be read.
    fn written(text: &str) -> (BTreeSet<String>, Vec<String>) {
        let (mut kinds, mut unread) = (BTreeSet::new(), Vec::new());
        let calls = [
            ("payments::insert_event(", 3),
            (" event(tx", 2),
            (" gone(tx", 2),
            (" ended(tx", 2),
        ];
        for (call, place) in calls {
            for (at, _) in text.match_indices(call) {
                let open = at + call.find('(').expect("a bracket") + 1;
                let arguments = arguments(&text[open..]);
                let kind = arguments.get(place).copied().unwrap_or_default();
                let mut found = names(kind);
                let function = text[..at].rfind("fn ").map_or(0, |from| from);
                let before = &text[function..at];
                if found.is_empty() {
                    let set = before.rfind("let kind").or(before.rfind("let (kind"));
                    let until = set.map(|from| &before[from..]);
                    let set =
                        until.and_then(|text| text.rsplit_once("};").or(text.split_once(';')));
                    found = set.map_or_else(Vec::new, |(set, _)| names(set));
                }
                // A function that is handed its kind: its callers are read.
                if found.is_empty() && !before.contains("kind: &") {
                    unread.push(format!("{call} {kind}"));
                }
                kinds.extend(found);
            }
        }
        (kinds, unread)
    }

    #[test]
    fn every_event_that_is_written_has_words_and_no_other_has() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/services");
        let mut texts = Vec::new();
        sources(&root, &mut texts);
        let mut kinds = BTreeSet::new();
        for text in texts.iter().filter(|text| {
            text.contains("payments::insert_event(")
                || text.contains("use super::refunds::event;")
                || text.contains("use super::ended;")
        }) {
            let (found, unread) = written(text);
            assert!(unread.is_empty(), "the kind cannot be read: {unread:?}");
            kinds.extend(found);
        }
        let words: BTreeSet<String> = WORDS.iter().map(|(kind, _)| (*kind).to_owned()).collect();
        assert_eq!(kinds, words);
    }

    #[test]
    fn what_is_kept_beside_an_event_is_said_in_words() {
        for lang in [Lang::Es, Lang::En] {
            for why in HoldReason::ALL {
                assert_eq!(detail_word(lang, "held", why.name()), hold_word(lang, why));
            }
            for how in ["as_it_is", "to_balance", "to_order"] {
                assert!(!detail_word(lang, "released", how).contains(how));
            }
        }
        assert_eq!(detail_word(Lang::Es, "receipt", "7"), "n.º 7");
        assert_eq!(
            detail_word(Lang::Es, "receipt_rejected", "otra <cosa>"),
            "otra <cosa>"
        );
        assert_eq!(detail_word(Lang::Es, "offered", "6f1f"), "6f1f");
    }
}
