//! What people, programs and files write: whatever it is, it is read or refused, and nothing falls. Readers that others in
//! the library hide are tried beside them.

use portero::config::{Config, SETTINGS};
use portero::integrations::node::Join;
use portero::integrations::pin::Pin;
use portero::models::ServerTrouble;
use portero::models::{AuditFilter, Fall, Task, TopUpOffer};
use portero::node::Interface;
use portero::screens::Action;
use portero::services::{channels, free, members, money, notices, roles};
use portero::utils::locale::Lang;
use portero::utils::percent;
use portero::utils::seal::SealKey;
use portero::utils::zone::Zone;
use proptest::prelude::*;
use std::collections::HashMap;

/// Any text, and such as looks like what is asked for.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9]{1,25}",
        "[0-9:., hdms%+-]{0,30}",
        "(de |from )?[0-9]{1,22}([:.][0-9]{1,22})?( a |-)[0-9]{1,22}([:.][0-9]{0,3})?",
        "[-+]?[0-9]{0,22}[.,]?[0-9]{0,22} ?(USD|CUP|XTR|€|\\$|GB|%)?",
        "(@|t\\.me/|https://t\\.me/|tg://user\\?id=)[a-zA-Z0-9_/?=-]{0,40}",
        "portero://[a-z0-9.:\\[\\]]{0,30}/[A-Za-z0-9_-]{0,60}(\\?cert=[0-9a-f]{0,64}(&kind=[a-z]{0,10})?)?",
        "[0-9a-fA-F: ]{0,200}",
        "(%[0-9a-fA-F]{0,2}|[a-z+&=;]){0,30}",
        "[a-z0-9._-]{0,20}=[@/a-z0-9._-]{0,20}",
        "[0-9]{1,22}\n[a-z]{0,9}( [0-9]{1,22})?\n.{0,30}",
        "(-|[a-z0-9.]{1,12})(:(-|[a-z0-9.]{1,12})){2,4}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_is_typed_is_read_or_refused(text in text()) {
        // A refusal is an answer too.
        let _ = notices::parse_quiet(&text);
        let _ = channels::parse_chat_name(&text);
        let _ = free::parse_wait_time(&text);
        let _ = members::search::read(&text);
        let _ = money::till::read_credit(&text);
        for currency in ["USD", "CUP", "XTR", "BTC", ""] {
            let _ = money::receipts::decide::read_amount(&text, currency);
        }
        let _ = money::receipts::decide::read_reason(&text);
        let _ = money::manual::read_name(&text);
        let _ = money::manual::read_instructions(&text);
        let _ = money::manual::read_currency(&text);
        let _ = money::purse::read(&TopUpOffer { ways: Vec::new(), amounts: Vec::new() }, &text);
        let _ = roles::order::read_revoke(&text);
        let _ = roles::order::read_whom(&text);
        let _ = text.parse::<Action>();
        let _ = text.parse::<Lang>();
        let _ = text.parse::<Zone>();
    }

    #[test]
    fn whatever_is_pasted_or_lies_in_a_file_is_read_or_refused(text in text()) {
        let _ = Join::parse(&text);
        if let Some(pin) = Pin::parse(&text) {
            prop_assert_eq!(Pin::parse(&pin.to_string()), Some(pin));
        }
        if let Some(fall) = Fall::parse(&text) {
            prop_assert_eq!(Fall::parse(&fall.to_string()), Some(fall));
        }
        let _ = text.parse::<AuditFilter>();
        let _ = text.parse::<Interface>();
        let _ = Task::from_json(&text);
        let _ = ServerTrouble::read(&text);
        let _ = percent::decoded(&text);
        let _ = percent::pairs(&text);
        prop_assert_eq!(percent::decoded(&percent::encoded(&text)), text);
    }

    #[test]
    fn what_was_sealed_is_opened_and_nothing_else_is(text in text(), place in any::<prop::sample::Index>()) {
        let key = SealKey::from_hex(&"5a".repeat(32)).expect("a key");
        let other = SealKey::from_hex(&"a5".repeat(32)).expect("a key");
        let sealed = key.seal(&text).expect("sealed");
        prop_assert_eq!(key.open(&sealed), Ok(text.clone()));
        prop_assert!(other.open(&sealed).is_err());
        let mut spoilt = sealed.into_bytes();
        let place = place.index(spoilt.len());
        spoilt[place] = if spoilt[place] == b'0' { b'1' } else { b'0' };
        let spoilt = String::from_utf8(spoilt).expect("digits");
        prop_assert!(key.open(&spoilt).is_err());
        prop_assert!(key.open(&text).is_err());
        let _ = SealKey::from_hex(&text);
    }

    #[test]
    fn a_setting_is_read_or_refused_and_no_refusal_tells_a_secret(
        name in any::<prop::sample::Index>(), value in text(), hidden in "[A-Za-z0-9]{16,24}[^A-Za-z0-9]?",
    ) {
        let setting = &SETTINGS[name.index(SETTINGS.len())];
        let value = if setting.is_secret { format!("{hidden}{value}") } else { value };
        let values = HashMap::from([
            ("BOT_TOKEN".to_owned(), "123456789:AAFakeFake_Fake-FakeFakeFakeFake0123".to_owned()),
            (setting.name.to_owned(), value.clone()),
        ]);
        match Config::from(&values) {
            Ok(config) => {
                let shown = format!("{config:?}");
                prop_assert!(!setting.is_secret || !shown.contains(&hidden), "{} is shown", setting.name);
            }
            Err(error) => {
                let told = format!("{error} {error:?}");
                prop_assert!(!setting.is_secret || !told.contains(&hidden), "{}: {}", setting.name, told);
            }
        }
    }
}
