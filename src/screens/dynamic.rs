//! What the Outline app shows of a dynamic key that does not work now: plain text, no screen of the chat.

use super::Reader;
use crate::models::DynamicKey;
use crate::models::Hold;
use crate::models::Suspension;
use crate::utils::locale::args;

/// Why a key does not work, and what its owner can do: a sentence each. `None` if it works.
pub fn trouble(reader: Reader, key: &DynamicKey, bot: &str) -> Option<(String, String)> {
    let message = match key {
        DynamicKey::Works { .. } => return None,
        DynamicKey::Pending => "dynamic-pending",
        DynamicKey::Expired => "dynamic-expired",
        DynamicKey::Suspended(why) => match why {
            Suspension::Quota => "dynamic-quota",
            Suspension::DayQuota => "dynamic-day-quota",
            Suspension::Paused => "dynamic-paused",
            Suspension::Held(Hold::Staff | Hold::Sharing | Hold::Ban) => "dynamic-held",
            Suspension::Held(Hold::Debt) => "dynamic-debt",
        },
    };
    let details = reader.plain("dynamic-details", args! { bot: bot });
    Some((reader.plain(message, args! {}), details))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::tests::reader;
    use crate::utils::locale::Lang;

    #[test]
    fn a_key_that_works_has_no_trouble_and_each_trouble_its_own_words() {
        let link = "ss://x".to_owned();
        let works = DynamicKey::Works { link };
        assert_eq!(trouble(reader(Lang::Es), &works, "bot"), None);
        for lang in Lang::ALL {
            let troubles = [
                DynamicKey::Pending,
                DynamicKey::Expired,
                DynamicKey::Suspended(Suspension::Quota),
                DynamicKey::Suspended(Suspension::DayQuota),
                DynamicKey::Suspended(Suspension::Paused),
                DynamicKey::Suspended(Suspension::Held(Hold::Staff)),
                DynamicKey::Suspended(Suspension::Held(Hold::Debt)),
            ];
            let mut told: Vec<String> = Vec::new();
            for key in &troubles {
                let (message, details) = trouble(reader(lang), key, "portero_bot").expect("words");
                assert!(details.contains("@portero_bot"), "{details}");
                assert!(!told.contains(&message), "{message}");
                told.push(message);
            }
        }
    }
}
