//! Texts inside the binary, packed by `scripts/build.rs`.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_the_file() {
        assert_eq!(
            text(packed!("schema.sql")),
            include_str!("../../schema.sql")
        );
        assert_eq!(
            text(packed!("src/locales/es/keys.ftl")),
            include_str!("../locales/es/keys.ftl")
        );
    }
}
