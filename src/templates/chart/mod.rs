//! The digest's chart: requests, acceptances and running mentorships by week, as a small PNG beside the HTML.

mod canvas;
mod glyphs;

use self::canvas::{Anchor, Canvas, Colour};
use crate::programme::notice::WeekFigures;

/// How the HTML names the picture; it is the only one of its mail.
pub(super) const CONTENT_ID: &str = "chart@mentorpost";

/// The picture's size in pixels; it is shown at half of that, so that it is sharp on a fine screen.
pub(super) const SIZE: (u16, u16) = (1056, 620);

// Each is seen on white and on black alike; blue and orange are told apart by those who see no red or green.
const REQUESTS: Colour = [0x3f, 0x86, 0xd8];
const ACCEPTANCES: Colour = [0xdd, 0x84, 0x22];
const RUNNING: Colour = [0x2c, 0x9b, 0x76];
const INK: Colour = [0x7c, 0x86, 0x93];

/// The room for bars and for the line: top and bottom, in pixels.
const BARS: (f32, f32) = (96.0, 300.0);
const LINE: (f32, f32) = (426.0, 548.0);
const EDGE: f32 = 8.0;
/// An eighth of the height of a capital, for words and for numbers.
const WORDS: f32 = 2.9;
const NUMBERS: f32 = 2.7;

/// The chart of these weeks, oldest first; `None` for none. The same weeks give the same bytes.
pub(super) fn png(weeks: &[WeekFigures]) -> Option<Vec<u8>> {
    if weeks.is_empty() {
        return None;
    }
    let mut canvas = Canvas::new(SIZE.0, SIZE.1);
    legend(&mut canvas, 34.0, &[("Requests", REQUESTS), ("Acceptances", ACCEPTANCES)]);
    legend(&mut canvas, 364.0, &[("Running mentorships", RUNNING)]);
    let column = (f32::from(SIZE.0) - 2.0 * EDGE) / weeks.len() as f32;
    let middle = |index: usize| EDGE + column * (index as f32 + 0.5);
    let most = weeks.iter().map(|w| w.requests.max(w.acceptances)).max().unwrap_or(0);
    for (index, week) in weeks.iter().enumerate() {
        let (width, gap) = (column * 0.3, 3.0);
        bar(&mut canvas, middle(index) - width - gap, width, share(week.requests, most), week.requests, REQUESTS);
        bar(&mut canvas, middle(index) + gap, width, share(week.acceptances, most), week.acceptances, ACCEPTANCES);
        canvas.text(middle(index), f32::from(SIZE.1) - 22.0, NUMBERS, Anchor::Middle, &week.week, INK);
    }
    for y in [BARS.1, LINE.1 + 12.0] {
        canvas.rectangle(EDGE, y, f32::from(SIZE.0) - 2.0 * EDGE, 2.0, INK);
    }
    let most = weeks.iter().map(|w| w.running).max().unwrap_or(0);
    let height = |value: u32| LINE.1 - (LINE.1 - LINE.0) * share(value, most);
    let points: Vec<_> = weeks.iter().enumerate().map(|(i, w)| (middle(i), height(w.running))).collect();
    canvas.line(&points, 3.0, RUNNING);
    for ((x, y), week) in points.into_iter().zip(weeks) {
        canvas.line(&[(x, y)], 8.0, RUNNING);
        canvas.text(x, y - 18.0, NUMBERS, Anchor::Middle, &week.running.to_string(), INK);
    }
    canvas.png()
}

fn legend(canvas: &mut Canvas, baseline: f32, entries: &[(&str, Colour)]) {
    let mut left = EDGE;
    for (words, colour) in entries {
        canvas.rectangle(left, baseline - 22.0, 22.0, 22.0, *colour);
        canvas.text(left + 36.0, baseline, WORDS, Anchor::Left, words, INK);
        left += 36.0 + Canvas::text_width(words, WORDS) + 32.0;
    }
}

fn bar(canvas: &mut Canvas, x: f32, width: f32, share: f32, value: u32, colour: Colour) {
    let height = (BARS.1 - BARS.0) * share;
    canvas.rectangle(x, BARS.1 - height, width, height, colour);
    canvas.text(x + width / 2.0, BARS.1 - height - 10.0, NUMBERS, Anchor::Middle, &value.to_string(), INK);
}

/// How much of the room a value takes.
fn share(value: u32, most: u32) -> f32 {
    if most == 0 { 0.0 } else { value as f32 / most as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks() -> Vec<WeekFigures> {
        let week = |day: &str, requests, acceptances, running| WeekFigures {
            week: day.to_owned(),
            requests,
            acceptances,
            running,
        };
        vec![week("5 Oct", 4, 1, 20), week("12 Oct", 0, 0, 21), week("19 Oct", 17, 9, 30)]
    }

    /// The picture's pixels: red, green, blue, opacity.
    fn pixels(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        (info.width, info.height, pixels)
    }

    #[test]
    fn the_same_weeks_give_the_same_picture() {
        let bytes = png(&weeks()).unwrap();
        assert_eq!(bytes, png(&weeks()).unwrap());
        assert_ne!(bytes, png(&weeks()[..2]).unwrap());
        assert!(bytes.len() < 30_000, "{} bytes are much for a mail", bytes.len());
        assert_eq!(png(&[]), None);
    }

    #[test]
    fn bars_are_as_high_as_their_numbers() {
        let (width, height, pixels) = pixels(&png(&weeks()).unwrap());
        assert_eq!((width, height), (u32::from(SIZE.0), u32::from(SIZE.1)));
        let painted = |colour: Colour| {
            pixels.chunks_exact(4).filter(|p| p[..3] == colour && p[3] == 255).count() as f32 - 22.0 * 22.0
        };
        let (requests, acceptances) = (painted(REQUESTS), painted(ACCEPTANCES));
        let ratio = requests / acceptances;
        assert!((ratio - 21.0 / 10.0).abs() < 0.05, "{requests} to {acceptances}");
        assert_eq!(pixels[3], 0, "the ground is transparent");
    }

    #[test]
    fn nothing_but_zeroes_is_drawn_too() {
        let none = vec![WeekFigures { week: "5 Oct".to_owned(), requests: 0, acceptances: 0, running: 0 }];
        assert!(png(&none).is_some());
        assert!(png(&[WeekFigures { requests: u32::MAX, running: u32::MAX, ..none[0].clone() }]).is_some());
    }
}
