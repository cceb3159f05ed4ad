//! QR codes, as PNG.

use fast_qr::ECL;
use fast_qr::Mode;
use fast_qr::QRBuilder;
use fast_qr::QRCode;
use std::io::Write;

/// Modules of white around the code: readers ask for four.
const QUIET: usize = 4;
/// Pixels of the side of a module, at least.
const LEAST_SCALE: usize = 4;
/// A picture is about as wide as a phone shows it without blurring.
const WIDTH: usize = 480;
/// Up to so many bytes the code may repair 15 % of itself instead of 7 %: a longer one is hard to read for its size.
const SHORT: usize = 300;

/// The QR code of a text, byte for byte, with its quiet zone, black on white. `None` if it is too long for one (2953
/// bytes).
pub fn png(text: &str) -> Option<Vec<u8>> {
    let code = code(text)?;
    let mut file = Vec::new();
    draw(&code, &mut file)
        .inspect_err(|error| log::error!("a QR code could not be drawn: {error}"))
        .ok()?;
    Some(file)
}

fn code(text: &str) -> Option<QRCode> {
    let level = if text.len() <= SHORT { ECL::M } else { ECL::L };
    QRBuilder::new(text)
        .mode(Mode::Byte)
        .ecl(level)
        .build()
        .ok()
}

/// One bit per pixel: 1 is white.
fn draw(code: &QRCode, to: &mut impl Write) -> Result<(), png::EncodingError> {
    let modules = code.size + 2 * QUIET;
    let scale = LEAST_SCALE.max(WIDTH / modules);
    let width = modules * scale;
    // At most (177 + 8) * 4.
    let side = u32::try_from(width).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(to, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut image = Vec::with_capacity(width * width.div_ceil(8));
    for y in 0..modules {
        let mut line = vec![0xff_u8; width.div_ceil(8)];
        for x in (0..width).filter(|x| is_dark(code, x / scale, y)) {
            line[x / 8] &= !(0x80 >> (x % 8));
        }
        for _ in 0..scale {
            image.extend_from_slice(&line);
        }
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&image)?;
    writer.finish()
}

/// Whether a module is dark, the quiet zone included.
fn is_dark(code: &QRCode, x: usize, y: usize) -> bool {
    let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < code.size);
    match (inside(x), inside(y)) {
        (Some(x), Some(y)) => code[y][x].value(),
        (None, _) | (_, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    /// A dual-stack file, as long as it gets without a list of networks.
    const CONF: &str = "[Interface]\nPrivateKey = kDmjp8m6mhB1g6eLIc1H5dSsJBFOJq5bQ4mE8pGC1GA=\nAddress = 10.8.0.2/32, fd00:8::2/128\nDNS = 1.1.1.1, 2606:4700:4700::1111\nMTU = 1420\n\n[Peer]\nPublicKey = 3p7bfXt9wbTTW2HC7OQ1Nz+DQ8hbeGdNrfx+FG+IK08=\nPresharedKey = kDmjp8m6mhB1g6eLIc1H5dSsJBFOJq5bQ4mE8pGC1GA=\nAllowedIPs = 0.0.0.0/0, ::/0\nEndpoint = vpn.example.org:51820\nPersistentKeepalive = 25\n";

    /// Rows of white and black pixels.
    fn pixels(file: &[u8]) -> Vec<Vec<bool>> {
        let decoder = png::Decoder::new(std::io::Cursor::new(file));
        let mut reader = decoder.read_info().expect("a PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("small")];
        let info = reader.next_frame(&mut bytes).expect("an image");
        assert_eq!(
            (info.color_type, info.bit_depth),
            (png::ColorType::Grayscale, png::BitDepth::One)
        );
        let width = info.width as usize;
        bytes
            .chunks(info.line_size)
            .take(info.height as usize)
            .map(|line| {
                (0..width)
                    .map(|x| line[x / 8] & (0x80 >> (x % 8)) == 0)
                    .collect()
            })
            .collect()
    }

    #[test]
    fn the_picture_is_the_code_with_four_white_modules_around() {
        for text in ["ss://a@b:1", CONF] {
            let code = code(text).expect("short enough");
            let rows = pixels(&png(text).expect("drawn"));
            let modules = code.size + 2 * QUIET;
            let scale = rows.len() / modules;
            assert!(scale >= LEAST_SCALE && rows.len() == scale * modules);
            for (y, row) in rows.iter().enumerate() {
                assert_eq!(row.len(), rows.len());
                for (x, dark) in row.iter().enumerate() {
                    assert_eq!(*dark, is_dark(&code, x / scale, y / scale));
                }
            }
            let is_white = |at: usize| (0..rows.len()).all(|other| !rows[at][other]);
            assert!((0..QUIET * scale).all(|at| is_white(at) && is_white(rows.len() - 1 - at)));
        }
    }

    #[test]
    fn a_code_has_its_three_corners() {
        let code = code(CONF).expect("short enough");
        // The sizes of the standard: a version is four modules wider than the one before.
        assert!(code.size >= 21 && (code.size - 17).is_multiple_of(4));
        let last = code.size - 7;
        for (left, top) in [(0, 0), (last, 0), (0, last)] {
            for at in 0..7 {
                assert!(code[top][left + at].value() && code[top + 6][left + at].value());
                assert!(code[top + at][left].value() && code[top + at][left + 6].value());
            }
            assert!(!code[top + 1][left + 1].value() && code[top + 3][left + 3].value());
        }
    }

    #[test]
    fn a_file_is_small_and_what_is_too_long_is_none() {
        let file = png(CONF).expect("drawn");
        assert!(file.len() < 6_000, "{} bytes", file.len());
        assert!(png(&"x".repeat(2_953)).is_some());
        assert!(png(&"x".repeat(2_954)).is_none());
    }

    #[test]
    fn zbarimg_reads_the_same_text() {
        let long = format!("{CONF}# {}\n", "Añá \u{1f511} ".repeat(60));
        for text in ["ss://YWVzOnB3@203.0.113.9:8388/?outline=1#Ana", CONF, &long] {
            let path = std::env::temp_dir().join(format!(
                "portero-qr-{}-{}.png",
                std::process::id(),
                text.len()
            ));
            std::fs::write(&path, png(text).expect("drawn")).expect("written");
            let read = Command::new("zbarimg")
                .args(["--quiet", "--raw", "-Sbinary"])
                .arg(&path)
                .output();
            std::fs::remove_file(&path).expect("removed");
            let Ok(read) = read else {
                assert!(std::env::var_os("CI").is_none(), "zbarimg is not installed");
                return eprintln!("skipped: zbarimg is not installed");
            };
            assert_eq!(String::from_utf8_lossy(&read.stdout), text);
        }
    }
}
