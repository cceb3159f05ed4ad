//! Amounts of money as people write and read them, without a single float.

use crate::models::Money;

/// The largest amount taken, in the smallest units of its currency.
pub const MOST_MINOR: i64 = 100_000_000_000;

/// Why a text is no amount of money.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotMoney {
    /// No number, or not one number and one currency.
    Unreadable,
    /// No currency has that name.
    Currency,
    /// More decimals than the currency has.
    Decimals { most: u32 },
    /// Nothing, or too much.
    Range,
}

/// Currencies of ISO 4217 with two decimals.
const TWO: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD \
    CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF \
    IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN \
    MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD \
    SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UZS VED VES WST XCD YER ZAR ZMW";
/// Those without; XTR, the Telegram Stars, is not ISO's.
const NONE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF XTR";
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";
const FOUR: &str = "CLF UYW";

/// Signs and words that stand for a currency.
const SIGNS: [(&str, &str); 16] = [
    ("US$", "USD"),
    ("R$", "BRL"),
    ("$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("¥", "JPY"),
    ("₽", "RUB"),
    ("₴", "UAH"),
    ("₹", "INR"),
    ("₺", "TRY"),
    ("₩", "KRW"),
    ("⭐", "XTR"),
    ("STARS", "XTR"),
    ("STAR", "XTR"),
    ("ESTRELLAS", "XTR"),
    ("EUROS", "EUR"),
];

/// Decimals of a currency; `None` if there is none of that code.
pub fn decimals(currency: &str) -> Option<u32> {
    let holds = |list: &str| list.split_whitespace().any(|code| code == currency);
    [(TWO, 2), (NONE, 0), (THREE, 3), (FOUR, 4)]
        .into_iter()
        .find(|(list, _)| holds(list))
        .map(|(_, decimals)| decimals)
}

/// Reads an amount: `9.99 USD`, `9,99 €`, `500 XTR`, `1 234,50 EUR`, `$5`.
pub fn parse(text: &str) -> Result<Money, NotMoney> {
    let text: String = text
        .replace(['\u{fe0f}', '\u{a0}', '\u{202f}'], " ")
        .trim()
        .to_uppercase();
    let is_number = |c: char| c.is_ascii_digit() || ".,' ".contains(c);
    let first = text
        .find(|c: char| c.is_ascii_digit())
        .ok_or(NotMoney::Unreadable)?;
    let (before, rest) = text.split_at(first);
    let end = rest.find(|c: char| !is_number(c)).unwrap_or(rest.len());
    let (number, after) = rest.split_at(end);
    let sign = match (before.trim(), after.trim()) {
        (sign, "") | ("", sign) => sign,
        _ => return Err(NotMoney::Unreadable),
    };
    if sign.is_empty() || sign.contains('-') {
        return Err(NotMoney::Unreadable);
    }
    let currency = SIGNS
        .iter()
        .find(|(known, _)| *known == sign)
        .map_or(sign, |(_, code)| code);
    let decimals = decimals(currency).ok_or(NotMoney::Currency)?;
    let minor = minor_units(number.trim(), decimals)?;
    Ok(Money {
        minor,
        currency: currency.to_owned(),
    })
}

/// A number in the smallest units. Three digits behind a lone point or comma are thousands, unless the currency has
/// three decimals.
fn minor_units(number: &str, decimals: u32) -> Result<i64, NotMoney> {
    let last = number.rfind(['.', ',']);
    let is_fraction = |at: &usize| {
        let mark = &number[*at..=*at];
        let digits = number.len() - at - 1;
        let is_alone = number.matches(mark).count() == 1;
        let is_mixed = number[..*at].contains(['.', ',', '\'', ' ']);
        is_alone && (digits != 3 || decimals == 3 && !is_mixed || is_mixed && decimals >= 3)
    };
    let fraction_at = last.filter(is_fraction);
    let (whole, fraction) = match fraction_at {
        Some(at) => (&number[..at], &number[at + 1..]),
        None => (number, ""),
    };
    let whole = whole_number(whole)?;
    if fraction_at.is_some() && (fraction.is_empty() || !is_digits(fraction)) {
        return Err(NotMoney::Unreadable);
    }
    if fraction.len() > decimals as usize {
        return Err(NotMoney::Decimals { most: decimals });
    }
    let digits = format!("{whole}{fraction:0<width$}", width = decimals as usize);
    let minor: i64 = digits.parse().map_err(|_| NotMoney::Range)?;
    if (1..=MOST_MINOR).contains(&minor) {
        Ok(minor)
    } else {
        Err(NotMoney::Range)
    }
}

/// The digits of a whole number, its groups of three joined. All groups are parted by the same mark.
fn whole_number(text: &str) -> Result<String, NotMoney> {
    let Some(mark) = text.find(['.', ',', '\'', ' ']).map(|at| &text[at..=at]) else {
        return if is_digits(text) {
            Ok(text.to_owned())
        } else {
            Err(NotMoney::Unreadable)
        };
    };
    let groups: Vec<&str> = text.split(mark).collect();
    let fits = groups.iter().enumerate().all(|(at, group)| {
        is_digits(group)
            && if at == 0 {
                group.len() <= 3
            } else {
                group.len() == 3
            }
    });
    if fits {
        Ok(groups.concat())
    } else {
        Err(NotMoney::Unreadable)
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utils::locale::Lang;
    use crate::utils::units;
    use proptest::prelude::*;

    fn money(minor: i64, currency: &str) -> Money {
        Money {
            minor,
            currency: currency.to_owned(),
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, minor, currency) in [
            ("9.99 USD", 999, "USD"),
            ("9,99 €", 999, "EUR"),
            ("  usd 9 ", 900, "USD"),
            ("$5", 500, "USD"),
            ("US$ 5.5", 550, "USD"),
            ("500 XTR", 500, "XTR"),
            ("500⭐\u{fe0f}", 500, "XTR"),
            ("1,234.56 USD", 123_456, "USD"),
            ("1.234,56 eur", 123_456, "EUR"),
            ("1 234,5 EUR", 123_450, "EUR"),
            ("1.234 EUR", 123_400, "EUR"),
            ("1.234 KWD", 1_234, "KWD"),
            ("1,000,000 VND", 1_000_000, "VND"),
            ("250 cup", 25_000, "CUP"),
            ("9.999 KRW", 9_999, "KRW"),
        ] {
            assert_eq!(parse(text), Ok(money(minor, currency)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused_with_its_reason() {
        use NotMoney::{Currency, Decimals, Range, Unreadable};
        for (text, why) in [
            ("", Unreadable),
            ("USD", Unreadable),
            ("9.99", Unreadable),
            ("-5 USD", Unreadable),
            ("5- USD", Unreadable),
            ("1..5 USD", Unreadable),
            ("12,34,56 USD", Unreadable),
            ("USD 5 EUR", Unreadable),
            ("5 DOLARES", Currency),
            ("5 XXX", Currency),
            ("9.99 XTR", Decimals { most: 0 }),
            ("9.9999 USD", Decimals { most: 2 }),
            ("0 USD", Range),
            ("99999999999999999999 USD", Range),
        ] {
            assert_eq!(parse(text), Err(why), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_can_be_typed_again(minor in 1..=MOST_MINOR, at in 0usize..6) {
            let currency = ["USD", "EUR", "XTR", "CUP", "JPY", "MXN"][at];
            let amount = money(minor, currency);
            for lang in Lang::ALL {
                prop_assert_eq!(parse(&units::money(lang, &amount)), Ok(amount.clone()));
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>(), amount in "[0-9., ']{0,12}") {
            let _ = parse(&text);
            let _ = parse(&format!("{amount} USD"));
        }
    }
}
