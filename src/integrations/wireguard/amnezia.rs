//! AmneziaWG: the parameters by which a server and its clients look like something else.
//!
//! Facts: README of amnezia-vpn/amneziawg-linux-kernel-module. What differs between the two sides is lost silently, so a
//! server's parameters are made once and go into every file as they are.

use crate::models::AmneziaParams;
use std::fmt::Write;
use std::ops::RangeInclusive;

/// Bytes of a first message beyond its answer: paddings that differ by as much make both look alike.
const SIZES_APART: u16 = 56;
/// Types below 5 are those of WireGuard itself.
const TYPES: RangeInclusive<u32> = 5..=2_147_483_647;

/// Makes parameters within what is recommended.
///
/// # Errors
/// When the system gives no randomness.
pub fn generate() -> Result<AmneziaParams, getrandom::Error> {
    loop {
        let params = AmneziaParams {
            jc: small(4..=12)?,
            jmin: 8,
            jmax: 80,
            s1: small(15..=150)?,
            s2: small(15..=150)?,
            h: [any(&TYPES)?, any(&TYPES)?, any(&TYPES)?, any(&TYPES)?],
        };
        if is_valid(&params) {
            return Ok(params);
        }
    }
}

/// Whether a server and a client with these understand each other.
pub fn is_valid(params: &AmneziaParams) -> bool {
    let AmneziaParams {
        jc,
        jmin,
        jmax,
        s1,
        s2,
        h,
    } = params;
    (1..=128).contains(jc)
        && jmin < jmax
        && *jmax <= 1280
        && *s1 <= 1132
        && *s2 <= 1188
        && s1 + SIZES_APART != *s2
        && h.iter().all(|kind| TYPES.contains(kind))
        && (1..h.len()).all(|at| !h[..at].contains(&h[at]))
}

/// Reads typed parameters, as `Jc = 4` or `Jc 4`, apart by lines, commas or spaces: all nine in any order, once each, and
/// nothing else. A server with other parameters too would not understand our clients.
pub fn parse(text: &str) -> Option<AmneziaParams> {
    let is_between = |c: char| c.is_whitespace() || "=,;".contains(c);
    let words: Vec<&str> = text
        .split(is_between)
        .filter(|word| !word.is_empty())
        .collect();
    let names = ["jc", "jmin", "jmax", "s1", "s2", "h1", "h2", "h3", "h4"];
    let mut values = [None; 9];
    for pair in words.chunks(2) {
        let [name, value] = pair else { return None };
        let at = names
            .iter()
            .position(|known| known.eq_ignore_ascii_case(name))?;
        if values[at].replace(value.parse::<u32>().ok()?).is_some() {
            return None;
        }
    }
    let short = |at: usize| values[at].and_then(|value| u16::try_from(value).ok());
    let params = AmneziaParams {
        jc: short(0)?,
        jmin: short(1)?,
        jmax: short(2)?,
        s1: short(3)?,
        s2: short(4)?,
        h: [values[5]?, values[6]?, values[7]?, values[8]?],
    };
    is_valid(&params).then_some(params)
}

/// The lines of an `[Interface]` section, each with its line break.
pub fn lines(params: &AmneziaParams) -> String {
    let AmneziaParams {
        jc,
        jmin,
        jmax,
        s1,
        s2,
        h,
    } = params;
    let mut text = format!("Jc = {jc}\nJmin = {jmin}\nJmax = {jmax}\nS1 = {s1}\nS2 = {s2}\n");
    for (at, kind) in h.iter().enumerate() {
        // Writing into a String never fails.
        let _ = writeln!(text, "H{} = {kind}", at + 1);
    }
    text
}

fn small(range: RangeInclusive<u16>) -> Result<u16, getrandom::Error> {
    let (least, most) = (u32::from(*range.start()), u32::from(*range.end()));
    // The range is one of u16.
    Ok(any(&(least..=most))? as u16)
}

/// Any number of the range, nearly evenly: nothing secret hangs on it.
fn any(range: &RangeInclusive<u32>) -> Result<u32, getrandom::Error> {
    let (least, most) = (*range.start(), *range.end());
    let mut random = [0; 4];
    getrandom::fill(&mut random)?;
    Ok(least + u32::from_ne_bytes(random) % (most - least + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn good() -> AmneziaParams {
        AmneziaParams {
            jc: 4,
            jmin: 8,
            jmax: 80,
            s1: 15,
            s2: 150,
            h: [5, 6, 7, 2_147_483_647],
        }
    }

    #[test]
    fn made_parameters_are_valid_recommended_and_differ() {
        let mut seen = Vec::new();
        for _ in 0..300 {
            let params = generate().expect("randomness");
            assert!(is_valid(&params), "{params:?}");
            assert!((4..=12).contains(&params.jc) && (params.jmin, params.jmax) == (8, 80));
            assert!((15..=150).contains(&params.s1) && (15..=150).contains(&params.s2));
            assert!(!seen.contains(&params.h));
            seen.push(params.h);
        }
    }

    #[test]
    fn every_rule_is_kept() {
        assert!(is_valid(&good()));
        let broken: [fn(&mut AmneziaParams); 9] = [
            |params| params.jc = 0,
            |params| params.jc = 129,
            |params| params.jmin = 80,
            |params| params.jmax = 1281,
            |params| params.s1 = 1133,
            |params| params.s2 = 1189,
            |params| params.s2 = params.s1 + 56,
            |params| params.h[2] = 5,
            |params| params.h[0] = 4,
        ];
        for (at, breaks) in broken.iter().enumerate() {
            let mut params = good();
            breaks(&mut params);
            assert!(!is_valid(&params), "{at}");
        }
    }

    #[test]
    fn what_is_not_all_nine_is_not_taken() {
        let text = lines(&good());
        assert_eq!(parse(&text), Some(good()));
        assert_eq!(
            parse(&text.replace('\n', ", ").to_uppercase()),
            Some(good())
        );
        assert_eq!(parse(&text.replace("Jc = 4\n", "")), None);
        assert_eq!(parse(&text.replace("Jc = 4", "Jc = 4\nJc = 4")), None);
        assert_eq!(parse(&format!("{text}S3 = 20")), None);
        assert_eq!(parse(&text.replace("S1 = 15", "S1 = -1")), None);
        assert_eq!(parse(""), None);
    }

    proptest! {
        #[test]
        fn written_parameters_are_read_back(
            jc in 1u16..=128, jmin in 0u16..1280, more in 1u16..1280, s1 in 0u16..=1132, s2 in 0u16..=1188,
            h in proptest::array::uniform4(5u32..=2_147_483_647),
        ) {
            let params = AmneziaParams { jc, jmin, jmax: (jmin + more).min(1280), s1, s2, h };
            prop_assert_eq!(parse(&lines(&params)), is_valid(&params).then_some(params));
        }

        #[test]
        fn no_text_makes_it_panic(text in "(?s).{0,80}") {
            prop_assert!(parse(&text).is_none_or(|params| is_valid(&params)));
        }
    }
}
