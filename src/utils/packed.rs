//! Texts and data inside the binary, packed by `scripts/build.rs`.

use flate2::read::ZlibDecoder;
use std::io::Read;

/// The packed bytes of a file, by its path in the project.
macro_rules! packed {
    ($($path:expr),+) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $($path),+))
    };
}
pub(crate) use packed;

/// The text that was packed.
pub fn text(packed: &[u8]) -> String {
    let mut text = String::new();
    // What the compiler put there was packed by ourselves: it unpacks, or the tests fail.
    if let Err(error) = ZlibDecoder::new(packed).read_to_string(&mut text) {
        log::error!("a packed text cannot be read: {error}");
    }
    text
}

/// A part of the bytes that were packed; the rest is never in memory at once.
pub fn part(packed: &[u8], from: u64, length: usize) -> std::io::Result<Vec<u8>> {
    let mut unpacked = ZlibDecoder::new(packed);
    std::io::copy(&mut unpacked.by_ref().take(from), &mut std::io::sink())?;
    let mut part = vec![0; length];
    unpacked.read_exact(&mut part)?;
    Ok(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_the_file() {
        assert_eq!(
            text(packed!("schema.sql")),
            include_str!("../../schema.sql")
        );
        let keys = include_str!("../locales/es/keys.ftl");
        assert!(text(packed!("src/locales/es.all")).contains(keys));
    }

    #[test]
    fn a_part_is_what_stands_there_and_none_lies_beyond_the_end() {
        let whole = include_bytes!("../../schema.sql");
        for (from, length) in [(0, 0), (0, 10), (40_000, 7), (whole.len() - 3, 3)] {
            let part = part(packed!("schema.sql"), from as u64, length).expect("there");
            assert_eq!(part, whole[from..from + length]);
        }
        assert!(part(packed!("schema.sql"), whole.len() as u64 - 3, 4).is_err());
    }
}
