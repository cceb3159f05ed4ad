//! What is sold, in words.

use super::days_name;
use super::short_day;
use crate::models::Length;
use crate::models::Product;
use crate::utils::locale::Lang;
use crate::utils::locale::args;
use crate::utils::zone::Zone;

/// The name of a product.
pub fn product(lang: Lang, product: Product) -> String {
    let key = match product {
        Product::Vip => "product-vip",
        Product::WireGuard => "product-wireguard",
        Product::Outline => "product-outline",
        Product::MtProto => "product-mtproto",
    };
    lang.plain(key, args! {})
}

/// The names of several products: "VIP + WireGuard".
pub fn products(lang: Lang, products: &[Product]) -> String {
    let names: Vec<String> = products.iter().map(|one| product(lang, *one)).collect();
    names.join(" + ")
}

/// How long what is bought lasts: "30 días", "3 meses", "hasta el 31 dic 2026", "De por vida".
pub fn length(lang: Lang, length: Length, time_zone: Zone) -> String {
    match length {
        Length::Days(days) => days_name(lang, i64::from(days)),
        Length::Months(months) => lang.plain("unit-months", args! { count: i64::from(months) }),
        Length::Until(at) => {
            let year = super::date(at, time_zone).0.to_string();
            let day = short_day(lang, at, time_zone);
            lang.plain("length-until", args! { day: &day, year: &year })
        }
        Length::Lifetime => lang.plain("unit-lifetime", args! {}),
    }
}
