//! Numbers, shares and amounts of money in the language's own dress.

use crate::models::Money;
use crate::utils::locale::Lang;
use crate::utils::money;

/// A whole number with its thousands apart: "1.234.567", "1,234,567".
pub fn number(lang: Lang, number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mark = match lang {
        Lang::Es => '.',
        Lang::En => ',',
    };
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 3);
    if number < 0 {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// A typed whole number, with or without its thousands apart, in either language: "1.000.000", "1,000", "20". Half a
/// number is none: "1.5".
pub fn read_number(text: &str) -> Option<u32> {
    let mut groups = text.split(['.', ',']);
    let first = groups.next()?;
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let is_apart = text.len() > first.len();
    let is_whole = is_digits(first)
        && groups.all(|group| group.len() == 3 && is_digits(group))
        && (!is_apart || (1..=3).contains(&first.len()));
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|_| is_whole)
}

/// The same with its sign, unless it is zero: "+12", "−3", "0".
pub fn signed(lang: Lang, value: i64) -> String {
    let text = number(lang, value);
    if value > 0 { format!("+{text}") } else { text }
}

/// A share in thousandths as a percentage with one decimal: "85,5 %", "85.5%".
pub fn permille(lang: Lang, thousandths: i64) -> String {
    let tenth = thousandths.unsigned_abs() % 10;
    let sign = if thousandths < 0 { "−" } else { "" };
    let whole = number(lang, (thousandths / 10).saturating_abs());
    match lang {
        Lang::Es => format!("{sign}{whole},{tenth}\u{a0}%"),
        Lang::En => format!("{sign}{whole}.{tenth}%"),
    }
}

/// How many thousandths of the whole a part is, rounded; `None` of nothing.
pub fn share(part: i64, whole: i64) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    i64::try_from((part * 2000 + whole).div_euclid(whole * 2)).ok()
}

/// The change from one number to another: "▲ +12 %", "▼ −5 %", "= 0 %"; "—" when there is nothing to compare with.
pub fn change(lang: Lang, before: Option<i64>, now: i64) -> String {
    let Some(before) = before.filter(|before| *before != 0) else {
        return "—".to_owned();
    };
    let (difference, base) = (
        i128::from(now) - i128::from(before),
        i128::from(before).abs(),
    );
    let rounded = (difference.abs() * 200 + base) / (base * 2);
    let percent = i64::try_from(rounded).unwrap_or(i64::MAX);
    let (mark, sign) = match (percent, difference > 0) {
        (0, _) => ("=", ""),
        (_, true) => ("▲", "+"),
        (_, false) => ("▼", "−"),
    };
    let percent = number(lang, percent);
    match lang {
        Lang::Es => format!("{mark} {sign}{percent}\u{a0}%"),
        Lang::En => format!("{mark} {sign}{percent}%"),
    }
}

/// Digits after the point in a currency's amounts.
pub fn minor_digits(currency: &str) -> u32 {
    money::decimals(currency).unwrap_or(2)
}

/// An amount of money: "$1.234,56" and "9,50 €" in Spanish, "$1,234.56" and "€9.50" in English, "500 ⭐" in both.
pub fn money(lang: Lang, money: &Money) -> String {
    let sign = if money.minor < 0 { "−" } else { "" };
    let amount = amount(lang, money);
    match (money.currency.as_str(), lang) {
        ("USD", _) => format!("{sign}${amount}"),
        ("XTR", _) => format!("{sign}{amount}\u{a0}⭐"),
        ("EUR", Lang::En) => format!("{sign}€{amount}"),
        ("EUR", Lang::Es) => format!("{sign}{amount}\u{a0}€"),
        (code, _) => format!("{sign}{amount}\u{a0}{code}"),
    }
}

/// An amount as a bank's form takes it: digits and a point, no sign, no thousands.
pub fn plain_amount(money: &Money) -> String {
    let digits = minor_digits(&money.currency);
    let unit = 10u64.pow(digits);
    let minor = money.minor.unsigned_abs();
    let width = digits as usize;
    match (digits, minor % unit) {
        (0, _) | (_, 0) => (minor / unit).to_string(),
        (_, rest) => format!("{}.{rest:0width$}", minor / unit),
    }
}

/// An amount for machines: a point before its decimals, no groups, no currency.
pub fn exact_amount(money: &Money) -> String {
    let digits = minor_digits(&money.currency);
    let unit = 10u64.pow(digits);
    let (sign, minor) = (
        if money.minor < 0 { "-" } else { "" },
        money.minor.unsigned_abs(),
    );
    if digits == 0 {
        return format!("{sign}{minor}");
    }
    let width = digits as usize;
    format!("{sign}{}.{:0width$}", minor / unit, minor % unit)
}

/// The amount without sign and currency.
fn amount(lang: Lang, money: &Money) -> String {
    let digits = minor_digits(&money.currency);
    let unit = 10u64.pow(digits);
    let minor = money.minor.unsigned_abs();
    let whole = number(lang, i64::try_from(minor / unit).unwrap_or(i64::MAX));
    if digits == 0 {
        return whole;
    }
    let point = match lang {
        Lang::Es => ',',
        Lang::En => '.',
    };
    let width = digits as usize;
    format!("{whole}{point}{:0width$}", minor % unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(minor: i64, currency: &str) -> Money {
        Money {
            minor,
            currency: currency.to_owned(),
        }
    }

    #[test]
    fn a_typed_number_may_have_its_thousands_apart() {
        for (text, number) in [
            ("1.000.000", Some(1_000_000)),
            ("1,000", Some(1_000)),
            ("20", Some(20)),
            ("1000", Some(1_000)),
            ("0", Some(0)),
            ("1.5", None),
            ("1000.000", None),
            (".000", None),
            ("-1", None),
            ("", None),
            ("4.294.967.296", None),
        ] {
            assert_eq!(read_number(text), number, "{text}");
        }
    }

    #[test]
    fn thousands_stand_apart_as_the_language_does_it() {
        assert_eq!(number(Lang::Es, 1_234), "1.234");
        assert_eq!(number(Lang::En, 1_234_567), "1,234,567");
        assert_eq!(number(Lang::En, -1_000), "−1,000");
        assert_eq!(number(Lang::Es, 999), "999");
        assert_eq!(number(Lang::Es, 0), "0");
        assert_eq!(number(Lang::En, i64::MIN), "−9,223,372,036,854,775,808");
        assert_eq!(signed(Lang::Es, 1_500), "+1.500");
        assert_eq!(signed(Lang::Es, -3), "−3");
        assert_eq!(signed(Lang::Es, 0), "0");
    }

    #[test]
    fn shares_have_one_decimal() {
        assert_eq!(permille(Lang::Es, 855), "85,5\u{a0}%");
        assert_eq!(permille(Lang::En, 855), "85.5%");
        assert_eq!(permille(Lang::En, 1000), "100.0%");
        assert_eq!(permille(Lang::En, -5), "−0.5%");
        assert_eq!(share(2, 3), Some(667));
        assert_eq!(share(1, 8), Some(125));
        assert_eq!(share(0, 0), None);
    }

    #[test]
    fn a_change_is_told_when_there_is_something_to_compare() {
        assert_eq!(change(Lang::Es, Some(100), 112), "▲ +12\u{a0}%");
        assert_eq!(change(Lang::En, Some(100), 95), "▼ −5%");
        assert_eq!(change(Lang::En, Some(1000), 1001), "= 0%");
        assert_eq!(change(Lang::Es, Some(0), 7), "—");
        assert_eq!(change(Lang::Es, None, 7), "—");
        assert_eq!(change(Lang::En, Some(-4), 4), "▲ +200%");
        assert_eq!(change(Lang::Es, Some(1), 21), "▲ +2.000\u{a0}%");
    }

    #[test]
    fn money_has_the_digits_of_its_currency() {
        assert_eq!(money(Lang::En, &of(123_456, "USD")), "$1,234.56");
        assert_eq!(money(Lang::Es, &of(123_456, "USD")), "$1.234,56");
        assert_eq!(money(Lang::Es, &of(950, "EUR")), "9,50\u{a0}€");
        assert_eq!(money(Lang::En, &of(950, "EUR")), "€9.50");
        assert_eq!(money(Lang::Es, &of(1_500, "XTR")), "1.500\u{a0}⭐");
        assert_eq!(money(Lang::En, &of(1_500, "JPY")), "1,500\u{a0}JPY");
        assert_eq!(money(Lang::En, &of(1_234_567, "BHD")), "1,234.567\u{a0}BHD");
        assert_eq!(money(Lang::Es, &of(5, "CUP")), "0,05\u{a0}CUP");
        assert_eq!(money(Lang::En, &of(-5, "USD")), "−$0.05");
    }

    #[test]
    fn a_form_takes_an_amount_without_ornaments() {
        assert_eq!(plain_amount(&of(123_456, "USD")), "1234.56");
        assert_eq!(plain_amount(&of(150_000, "CUP")), "1500");
        assert_eq!(plain_amount(&of(1_500, "JPY")), "1500");
        assert_eq!(plain_amount(&of(5, "USD")), "0.05");
    }

    proptest! {
        #[test]
        fn a_number_is_read_back_from_its_digits(value in any::<i64>()) {
            for lang in Lang::ALL {
                let digits: String = number(lang, value).chars().filter(char::is_ascii_digit).collect();
                prop_assert_eq!(digits, value.unsigned_abs().to_string());
            }
        }

        #[test]
        fn an_amount_is_read_back_from_its_digits(minor in any::<i64>(), currency in 0usize..4) {
            let currency = ["USD", "XTR", "BHD", "EUR"][currency];
            let expected = minor.unsigned_abs().to_string();
            for lang in Lang::ALL {
                let text = money(lang, &of(minor, currency));
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                prop_assert_eq!(digits.trim_start_matches('0'), expected.trim_start_matches('0'));
                prop_assert_eq!(text.starts_with('−'), minor < 0);
            }
        }

        #[test]
        fn a_share_is_between_nothing_and_all(part in 0i64..1_000_000, more in 0i64..1_000_000) {
            if let Some(share) = share(part, part + more) {
                prop_assert!((0..=1000).contains(&share));
            }
        }

        #[test]
        fn no_change_is_too_strange(before in any::<Option<i64>>(), now in any::<i64>()) {
            for lang in Lang::ALL {
                let text = change(lang, before, now);
                prop_assert!(!text.is_empty() && !text.contains("NaN"));
                prop_assert!(!text.starts_with('▲') || now > before.unwrap_or(now));
                prop_assert!(!text.starts_with('▼') || now < before.unwrap_or(now));
            }
        }
    }
}
