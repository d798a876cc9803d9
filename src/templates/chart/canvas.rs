//! A small raster: rectangles, round pens, and words in strokes, edges softened; equal calls give equal pixels.

use super::glyphs;

/// Red, green, blue.
pub(super) type Colour = [u8; 3];

/// Where a text stands beside its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// It begins there.
    Left,
    /// Its middle is there.
    Middle,
}

/// The picture in the making; what nothing is drawn on stays transparent, so that it suits a light page and a dark one.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    /// Red, green, blue, opacity for each pixel, row by row.
    pixels: Vec<u8>,
}

/// How thick a text's strokes are, for each unit of its size.
const PEN: f32 = 0.62;

impl Canvas {
    /// An empty picture.
    pub(super) fn new(width: u16, height: u16) -> Self {
        let (width, height) = (usize::from(width), usize::from(height));
        Self { width, height, pixels: vec![0; width * height * 4] }
    }

    /// A filled rectangle, in whole pixels.
    pub(super) fn rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, colour: Colour) {
        let (left, right) = (pixel(x, self.width), pixel(x + width, self.width));
        let (top, bottom) = (pixel(y, self.height), pixel(y + height, self.height));
        for row in top..bottom {
            for column in left..right {
                self.blend(column, row, colour, 1.0);
            }
        }
    }

    /// A line from point to point with a round pen of this radius; a single point makes a dot.
    pub(super) fn line(&mut self, points: &[(f32, f32)], radius: f32, colour: Colour) {
        if let [only] = points {
            return self.segment(*only, *only, radius, colour);
        }
        for pair in points.windows(2) {
            if let [from, to] = pair {
                self.segment(*from, *to, radius, colour);
            }
        }
    }

    /// A text whose baseline is at `y`; `unit` is an eighth of the height of its capitals.
    pub(super) fn text(&mut self, x: f32, y: f32, unit: f32, anchor: Anchor, text: &str, colour: Colour) {
        let mut left = match anchor {
            Anchor::Left => x,
            Anchor::Middle => x - Self::text_width(text, unit) / 2.0,
        };
        for c in text.chars() {
            let glyph = glyphs::glyph(c);
            for stroke in &glyph.strokes {
                let placed: Vec<_> = stroke.iter().map(|(sx, sy)| (left + sx * unit, y + (sy - 8.0) * unit)).collect();
                self.line(&placed, PEN * unit, colour);
            }
            left += glyph.advance * unit;
        }
    }

    /// How wide a text is.
    pub(super) fn text_width(text: &str, unit: f32) -> f32 {
        text.chars().map(|c| glyphs::glyph(c).advance).sum::<f32>() * unit
    }

    fn segment(&mut self, from: (f32, f32), to: (f32, f32), radius: f32, colour: Colour) {
        let reach = radius + 1.0;
        let (left, right) = (pixel(from.0.min(to.0) - reach, self.width), pixel(from.0.max(to.0) + reach, self.width));
        let (top, bottom) =
            (pixel(from.1.min(to.1) - reach, self.height), pixel(from.1.max(to.1) + reach, self.height));
        for row in top..bottom {
            for column in left..right {
                let distance = distance((column as f32 + 0.5, row as f32 + 0.5), from, to);
                self.blend(column, row, colour, (radius + 0.5 - distance).clamp(0.0, 1.0));
            }
        }
    }

    /// Puts a colour down; where strokes meet, the denser one counts, so that joints do not grow darker.
    fn blend(&mut self, column: usize, row: usize, colour: Colour, opacity: f32) {
        let at = (row * self.width + column) * 4;
        let opacity = (opacity * 255.0) as u8;
        if let Some([red, green, blue, alpha]) = self.pixels.get_mut(at..at + 4)
            && opacity > 0
            && opacity >= *alpha
        {
            [*red, *green, *blue] = colour;
            *alpha = opacity;
        }
    }

    /// The picture as a PNG file; `None` only where the encoder refuses, which a picture of this size gives no cause for.
    pub(super) fn png(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder =
            png::Encoder::new(&mut bytes, u32::try_from(self.width).ok()?, u32::try_from(self.height).ok()?);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&self.pixels).ok()?;
        writer.finish().ok()?;
        Some(bytes)
    }
}

/// The pixel that a coordinate falls on, within the picture.
fn pixel(at: f32, end: usize) -> usize {
    (at.max(0.0).round() as usize).min(end)
}

/// How far a point is from the stretch between two others.
fn distance(point: (f32, f32), from: (f32, f32), to: (f32, f32)) -> f32 {
    let (along_x, along_y) = (to.0 - from.0, to.1 - from.1);
    let (x, y) = (point.0 - from.0, point.1 - from.1);
    let length = along_x * along_x + along_y * along_y;
    let share = if length > 0.0 { ((x * along_x + y * along_y) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (dx, dy) = (x - share * along_x, y - share * along_y);
    (dx * dx + dy * dy).sqrt()
}
