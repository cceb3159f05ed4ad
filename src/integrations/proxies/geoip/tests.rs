use super::*;
use proptest::prelude::*;
use std::path::PathBuf;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;

const FIXTURE: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/data/geo-fixture.mmdb"
));

/// A file with these bytes, gone at the end.
struct Temporary(PathBuf);

impl Temporary {
    fn new(bytes: &[u8]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("portero-geoip-{}-{number}.mmdb", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, bytes).expect("written");
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // A file that stays behind harms nobody.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn country(file: &GeoIp, address: &str) -> Option<String> {
    let address = address.parse().expect("an address");
    file.country(address).map(|(country, _)| country)
}

/// Bytes of a value: its kind and size in one control byte, and its content.
fn value(kind: u8, size: usize, content: &[u8]) -> Vec<u8> {
    let size = u8::try_from(size).expect("small");
    let control = match kind {
        ..=7 => vec![kind << 5 | size],
        _ => vec![size, kind - 7],
    };
    [control, content.to_vec()].concat()
}

fn text(text: &str) -> Vec<u8> {
    value(2, text.len(), text.as_bytes())
}

fn map(pairs: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let content: Vec<u8> = pairs
        .iter()
        .flat_map(|(key, value)| [text(key), value.clone()].concat())
        .collect();
    value(7, pairs.len(), &content)
}

/// A file for IPv4 with one node: 0.0.0.0/1 has no data, 128.0.0.0/1 has that value.
fn file(record_bits: u8, data: &[u8]) -> Vec<u8> {
    let right = 1 + 16;
    let node = match record_bits {
        24 => vec![0, 0, 1, 0, 0, right],
        28 => vec![0, 0, 1, 0, 0, 0, right],
        _ => vec![0, 0, 0, 1, 0, 0, 0, right],
    };
    let metadata = map(&[
        ("binary_format_major_version", value(5, 1, &[2])),
        ("node_count", value(6, 1, &[1])),
        ("record_size", value(5, 1, &[record_bits])),
        ("ip_version", value(5, 1, &[4])),
    ]);
    [
        node,
        vec![0; 16],
        data.to_vec(),
        b"\xab\xcd\xefMaxMind.com".to_vec(),
        metadata,
    ]
    .concat()
}

fn open(bytes: &[u8]) -> Result<GeoIp, MmdbError> {
    let file = Temporary::new(bytes);
    GeoIp::open(&file.0)
}

#[test]
fn countries_of_the_fixture_are_told() {
    let file = open(FIXTURE).expect("a file");
    for (address, expected) in [
        ("192.0.2.1", Some("NL")),
        ("198.51.100.255", Some("US")),
        ("203.0.113.77", Some("IR")),
        ("::ffff:203.0.113.77", Some("IR")),
        ("2001:db8::7", Some("DE")),
        ("192.0.3.1", None),
        ("8.8.8.8", None),
        ("2001:db9::", None),
        ("::1", None),
    ] {
        assert_eq!(country(&file, address).as_deref(), expected, "{address}");
    }
}

#[test]
fn every_width_of_records_and_every_shape_of_data_is_read() {
    let nested = map(&[
        ("continent", map(&[("code", text("EU"))])),
        (
            "city",
            map(&[
                ("geoname_id", value(6, 2, &[1, 2])),
                (
                    "names",
                    map(&[("de", text("Köln")), ("en", text("Cologne"))]),
                ),
            ]),
        ),
        (
            "country",
            map(&[("is_in", value(14, 1, &[])), ("iso_code", text("de"))]),
        ),
        (
            "location",
            map(&[
                ("lat", value(3, 8, &[0; 8])),
                ("list", value(11, 2, &[text("a"), text("b")].concat())),
            ]),
        ),
    ]);
    let flat = map(&[
        ("asn", text("AS1")),
        ("country", text("Germany")),
        ("country_code", text("DE")),
        ("city", text("Cologne")),
    ]);
    let registered = map(&[("registered_country", map(&[("iso_code", text("DE"))]))]);
    for bits in [24, 28, 32] {
        for (data, city) in [
            (&nested, Some("Cologne")),
            (&flat, Some("Cologne")),
            (&registered, None),
        ] {
            let file = open(&file(bits, data)).expect("a file");
            let found = file.country("200.1.1.1".parse().expect("an address"));
            assert_eq!(
                found,
                Some(("DE".to_owned(), city.map(str::to_owned))),
                "{bits}"
            );
            assert_eq!(country(&file, "1.1.1.1"), None);
            assert_eq!(country(&file, "2001:db8::1"), None);
        }
    }
}

#[test]
fn pointers_are_followed_and_those_in_a_circle_end() {
    // At 0 the text, behind it the map that points to it.
    let shared = text("DE");
    let mut data = map(&[("country_code", vec![1 << 5, 3])]);
    // The record points to the first byte of the data: the map, which is followed by what it points to.
    let at = u8::try_from(data.len()).expect("small");
    let last = data.len() - 1;
    data[last] = at;
    data.extend(shared);
    let good = open(&file(24, &data)).expect("a file");
    assert_eq!(country(&good, "200.1.1.1").as_deref(), Some("DE"));
    for circle in [
        // A map whose value is the map itself, one that points to a pointer, and a pointer past the end.
        map(&[("country", vec![1 << 5, 0])]),
        [map(&[("country", vec![1 << 5, 11])]), vec![1 << 5, 11]].concat(),
        map(&[("country", vec![1 << 5 | 24, 255, 255, 255, 255])]),
        value(7, 28, &[1 << 5, 0]),
    ] {
        let file = open(&file(24, &circle)).expect("a file");
        assert_eq!(country(&file, "200.1.1.1"), None);
    }
}

#[test]
fn what_is_no_such_file_is_refused() {
    assert!(matches!(open(b""), Err(MmdbError::Foreign)));
    assert!(matches!(
        open(&FIXTURE[..FIXTURE.len() - 150]),
        Err(MmdbError::Foreign | MmdbError::Unreadable(_))
    ));
    assert!(matches!(
        GeoIp::open(Path::new("/no/such/file")),
        Err(MmdbError::Unreadable(_))
    ));
    let mut other = file(24, &text("x"));
    let last = other.len() - 1;
    other[last] = 5;
    assert!(matches!(open(&other), Err(MmdbError::Foreign)));
}

#[test]
fn the_public_reader_of_the_format_says_the_same_of_random_addresses() {
    let theirs = maxminddb::Reader::from_source(FIXTURE).expect("a file");
    let ours = open(FIXTURE).expect("a file");
    let mut seed: u64 = 7;
    let mut found = 0;
    for number in 0..5_000u32 {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let random = u32::try_from(seed >> 32).expect("half of it");
        // One half around the networks that are in it, so that both answers occur.
        let four = match number % 6 {
            0 => 0xc000_0200 | random & 0x1ff,
            1 => 0xc633_6400 | random & 0x1ff,
            2 => 0xcb00_7100 | random & 0x1ff,
            _ => random,
        };
        let six = (0x2001_0db8_u128 + u128::from(random & 1)) << 96 | u128::from(seed);
        for address in [IpAddr::V4(four.into()), IpAddr::V6(six.into())] {
            let expected: Option<serde_json::Value> = theirs
                .lookup(address)
                .expect("a lookup")
                .decode()
                .expect("data");
            let expected =
                expected.and_then(|value| Some(value["country"]["iso_code"].as_str()?.to_owned()));
            found += u32::from(expected.is_some());
            assert_eq!(
                ours.country(address).map(|(country, _)| country),
                expected,
                "{address}"
            );
        }
    }
    assert!((1_000..9_000).contains(&found), "{found}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_bytes_stop_it(data in prop::collection::vec(any::<u8>(), 0..200), bits in prop::sample::select(vec![24u8, 28, 32])) {
        if let Ok(file) = open(&file(bits, &data)) {
            country(&file, "200.1.1.1");
        }
        let _ = open(&data);
    }

    #[test]
    fn no_damage_stops_it(damage in prop::collection::vec((0..FIXTURE.len(), any::<u8>()), 1..20), end in 0..FIXTURE.len()) {
        let mut bytes = FIXTURE.to_vec();
        for (at, byte) in damage {
            bytes[at] = byte;
        }
        for bytes in [&bytes[..], &bytes[..end]] {
            if let Ok(file) = open(bytes) {
                for address in ["192.0.2.1", "203.0.113.7", "8.8.8.8", "2001:db8::7"] {
                    country(&file, address);
                }
            }
        }
    }
}
