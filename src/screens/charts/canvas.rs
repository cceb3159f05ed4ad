//! A picture in memory: filled boxes, smooth lines, and text in an embedded font, saved as PNG.

use ab_glyph::Font;
use ab_glyph::FontRef;
use ab_glyph::ScaleFont;
use ab_glyph::point;
use std::io::Write;

/// DejaVu Sans with the letters of our languages; its licence lies beside it.
const FONT: &[u8] = include_bytes!("font/dejavu-sans-subset.ttf");

/// Red, green, blue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Colour(pub u8, pub u8, pub u8);

/// Where a text stands beside its point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    Left,
    Centre,
    Right,
}

/// Pixels, three bytes each, and the font.
pub struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
    font: Option<FontRef<'static>>,
}

/// A box by its left upper corner and its size.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

/// A text by its point, its size in pixels and its side.
#[derive(Clone, Copy, Debug)]
pub struct Label {
    pub x: f32,
    /// The middle of the letters' height.
    pub y: f32,
    pub size: f32,
    pub align: Align,
}

impl Canvas {
    /// A sheet of one colour.
    pub fn new(width: usize, height: usize, paper: Colour) -> Self {
        let Colour(red, green, blue) = paper;
        Self {
            width,
            height,
            pixels: [red, green, blue].repeat(width * height),
            // A test reads the font; without it the lines alone are drawn.
            font: FontRef::try_from_slice(FONT).ok(),
        }
    }

    /// Lays so much of a colour (0 to 1) over a pixel; outside the sheet nothing happens.
    fn blend(&mut self, x: i64, y: i64, colour: Colour, cover: f32) {
        // Most of what surrounds a line or a letter.
        if cover <= 0.0 {
            return;
        }
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if x >= self.width || y >= self.height {
            return;
        }
        let at = (y * self.width + x) * 3;
        let Some(pixel) = self.pixels.get_mut(at..at + 3) else {
            return;
        };
        let cover = cover.clamp(0.0, 1.0);
        for (old, new) in pixel.iter_mut().zip([colour.0, colour.1, colour.2]) {
            let mixed = f32::from(*old) * (1.0 - cover) + f32::from(new) * cover;
            *old = mixed.round() as u8;
        }
    }

    /// Fills a box, with so much of the colour.
    pub fn fill(&mut self, area: Area, colour: Colour, cover: f32) {
        let (left, right) = (
            area.left.round() as i64,
            (area.left + area.width).round() as i64,
        );
        let (top, bottom) = (
            area.top.round() as i64,
            (area.top + area.height).round() as i64,
        );
        for y in top.max(0)..bottom.min(self.height as i64) {
            for x in left.max(0)..right.min(self.width as i64) {
                self.blend(x, y, colour, cover);
            }
        }
    }

    /// A straight line so many pixels thick, with smooth edges and round ends.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), thick: f32, colour: Colour) {
        let reach = thick / 2.0 + 1.0;
        let left = (from.0.min(to.0) - reach).floor() as i64;
        let right = (from.0.max(to.0) + reach).ceil() as i64;
        let top = (from.1.min(to.1) - reach).floor() as i64;
        let bottom = (from.1.max(to.1) + reach).ceil() as i64;
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).max(f32::EPSILON);
        for y in top.max(0)..bottom.min(self.height as i64) {
            for x in left.max(0)..right.min(self.width as i64) {
                let (px, py) = (x as f32 + 0.5 - from.0, y as f32 + 0.5 - from.1);
                let along = ((px * dx + py * dy) / length).clamp(0.0, 1.0);
                let (ox, oy) = (px - along * dx, py - along * dy);
                let distance = (ox * ox + oy * oy).sqrt();
                self.blend(x, y, colour, thick / 2.0 + 0.5 - distance);
            }
        }
    }

    /// Writes one line of text. Letters the font lacks are left out.
    pub fn text(&mut self, text: &str, label: Label, colour: Colour) {
        let width = self.text_width(text, label.size);
        let Some(font) = self.font.clone() else {
            return;
        };
        let scaled = font.as_scaled(label.size);
        let mut x = match label.align {
            Align::Left => label.x,
            Align::Centre => label.x - width / 2.0,
            Align::Right => label.x - width,
        };
        // Half the height of capitals below the middle.
        let baseline = label.y + label.size * 0.31;
        for letter in text.chars() {
            let id = font.glyph_id(letter);
            let glyph = id.with_scale_and_position(label.size, point(x, baseline));
            x += scaled.h_advance(id);
            if id.0 == 0 {
                continue;
            }
            if let Some(outline) = font.outline_glyph(glyph) {
                let bounds = outline.px_bounds();
                outline.draw(|dx, dy, cover| {
                    let x = bounds.min.x as i64 + i64::from(dx);
                    let y = bounds.min.y as i64 + i64::from(dy);
                    self.blend(x, y, colour, cover);
                });
            }
        }
    }

    /// How wide a text is, in pixels.
    pub fn text_width(&self, text: &str, size: f32) -> f32 {
        self.font.as_ref().map_or(0.0, |font| {
            let scaled = font.as_scaled(size);
            text.chars()
                .map(|letter| scaled.h_advance(font.glyph_id(letter)))
                .sum()
        })
    }

    /// The picture as PNG.
    pub fn png(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Err(error) = self.encode(&mut bytes) {
            // Writing to memory does not fail.
            log::error!("a picture could not be encoded: {error}");
        }
        bytes
    }

    fn encode(&self, to: &mut impl Write) -> Result<(), png::EncodingError> {
        let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
        let mut encoder = png::Encoder::new(to, side(self.width), side(self.height));
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)
    }
}

/// Whether the font has every letter of a text.
#[cfg(test)]
pub fn can_write(text: &str) -> bool {
    let font = FontRef::try_from_slice(FONT).expect("the font is read");
    text.chars().all(|letter| font.glyph_id(letter).0 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHITE: Colour = Colour(255, 255, 255);
    const BLACK: Colour = Colour(0, 0, 0);

    fn dark(canvas: &Canvas) -> usize {
        canvas
            .pixels
            .chunks(3)
            .filter(|pixel| pixel[0] < 128)
            .count()
    }

    #[test]
    fn a_box_fills_its_pixels_and_nothing_beyond_the_sheet() {
        let mut canvas = Canvas::new(20, 10, WHITE);
        let area = Area {
            left: 15.0,
            top: 5.0,
            width: 50.0,
            height: 50.0,
        };
        canvas.fill(area, BLACK, 1.0);
        assert_eq!(dark(&canvas), 25);
    }

    #[test]
    fn a_line_is_as_thick_as_it_should_be_and_a_point_is_a_dot() {
        let mut canvas = Canvas::new(100, 20, WHITE);
        canvas.line((10.0, 10.0), (90.0, 10.0), 4.0, BLACK);
        assert!((320..=350).contains(&dark(&canvas)), "{}", dark(&canvas));
        let mut canvas = Canvas::new(20, 20, WHITE);
        canvas.line((10.0, 10.0), (10.0, 10.0), 8.0, BLACK);
        assert!((40..=62).contains(&dark(&canvas)), "{}", dark(&canvas));
    }

    #[test]
    fn text_leaves_ink_within_its_width_and_strange_letters_none() {
        let mut canvas = Canvas::new(400, 60, WHITE);
        let label = Label {
            x: 200.0,
            y: 30.0,
            size: 30.0,
            align: Align::Centre,
        };
        canvas.text("Años", label, BLACK);
        assert!(dark(&canvas) > 200);
        let width = canvas.text_width("Años", 30.0);
        let is_beside = |place: usize| ((place % 400) as f32 - 200.0).abs() > width / 2.0 + 2.0;
        let beside = canvas.pixels.chunks(3).enumerate();
        assert!(
            beside
                .filter(|(place, _)| is_beside(*place))
                .all(|(_, pixel)| pixel[0] == 255)
        );
        let mut empty = Canvas::new(400, 60, WHITE);
        empty.text("漢字😀", label, BLACK);
        assert_eq!(dark(&empty), 0);
    }
}
