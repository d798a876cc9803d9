//! The letters and digits of the chart, drawn in strokes: no font file, no licence, and the same pixels everywhere.
//!
//! A glyph is a list of strokes on a grid: capitals stand from 0 to 8, small letters from 3 to 8, and reach below to 10. A stroke
//! is pairs of digits (`a` is 10), x before y. `~` makes it round: the points are then corners that the curve cuts (Chaikin
//! 1974), so that a rectangle becomes an oval. `o` does the same and closes it.

/// One glyph, as polygons ready to be drawn.
pub(super) struct Glyph {
    /// Each stroke's points.
    pub strokes: Vec<Vec<(f32, f32)>>,
    /// Where the next glyph begins.
    pub advance: f32,
}

/// How often corners are cut.
const CUTS: usize = 3;
/// The gap between two glyphs.
const GAP: f32 = 2.2;

/// The strokes of each character that a chart writes.
const SHAPES: &[(char, &str)] = &[
    ('0', "o00404808"),
    ('1', "123038"),
    ('2', "~0200404408 0848"),
    ('3', "~0100404414 ~1444480807"),
    ('4', "38300646"),
    ('5', "400003 ~0333434808 ~0807"),
    ('6', "~300006 o04444808"),
    ('7', "004018"),
    ('8', "o00404404 o04444808"),
    ('9', "o00404404 ~424818"),
    ('a', "o03434808 4348"),
    ('b', "0008 o03434808"),
    ('c', "~443303083847"),
    ('e', "0545 ~454303083847"),
    ('g', "o03434808 ~434a0a09"),
    ('h', "0008 ~05034346 4648"),
    ('i', "0308 0101"),
    ('l', "0008"),
    ('m', "0308 ~05033336 3638 ~35336366 6668"),
    ('n', "0308 ~05034346 4648"),
    ('o', "o03434808"),
    ('p', "030a o03434808"),
    ('q', "434a o03434808"),
    ('r', "0308 ~05032333"),
    ('s', "~4433030545480807"),
    ('t', "~11182838 0333"),
    ('u', "0305 ~05084846 4348"),
    ('v', "032843"),
    ('y', "0328 431a"),
    ('A', "083068 1555"),
    ('D', "0008 ~002050582808"),
    ('F', "400008 0434"),
    ('J', "~30380806"),
    ('M', "0800356068"),
    ('N', "08005850"),
    ('O', "o00606808"),
    ('R', "0800 ~002040442404 2448"),
    ('S', "~4130000444480807"),
];

/// The glyph of a character; one that has none is a blank.
pub(super) fn glyph(c: char) -> Glyph {
    let shape = SHAPES.iter().find(|(known, _)| *known == c).map_or("", |(_, shape)| shape);
    let strokes: Vec<_> = shape.split_whitespace().map(stroke).collect();
    let width = strokes.iter().flatten().map(|(x, _)| *x).fold(0.0, f32::max);
    let advance = if strokes.is_empty() { 4.0 } else { width + GAP };
    Glyph { strokes, advance }
}

fn stroke(text: &str) -> Vec<(f32, f32)> {
    let (round, closed) = (text.starts_with('~'), text.starts_with('o'));
    let digits: Vec<f32> = text.chars().filter_map(|c| c.to_digit(11)).map(|digit| digit as f32).collect();
    let mut points: Vec<_> = digits.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect();
    for _ in 0..CUTS {
        if round || closed {
            points = cut(&points, closed);
        }
    }
    if let (true, Some(first)) = (closed, points.first().copied()) {
        points.push(first);
    }
    points
}

/// Each corner replaced by two points, a quarter of the way to its neighbours; open ends stay.
fn cut(points: &[(f32, f32)], closed: bool) -> Vec<(f32, f32)> {
    let between = |a: (f32, f32), b: (f32, f32)| (a.0 * 0.75 + b.0 * 0.25, a.1 * 0.75 + b.1 * 0.25);
    let mut out = Vec::with_capacity(points.len() * 2);
    let next = points.iter().skip(1).chain(points.first().filter(|_| closed));
    out.extend(points.first().filter(|_| !closed));
    for (a, b) in points.iter().zip(next) {
        out.extend([between(*a, *b), between(*b, *a)]);
    }
    out.extend(points.last().filter(|_| !closed));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_whole_and_within_its_grid() {
        for (c, shape) in SHAPES {
            for part in shape.split_whitespace() {
                let digits = part.trim_start_matches(['~', 'o']);
                assert!(digits.len() >= 4 && digits.len() % 2 == 0, "{c}: {part}");
                assert!(digits.chars().all(|d| d.is_digit(11)), "{c}: {part}");
            }
            let glyph = glyph(*c);
            assert!(glyph.strokes.iter().flatten().all(|(x, y)| *x <= 7.0 && *y <= 10.0), "{c}");
        }
    }

    #[test]
    fn every_letter_that_a_chart_writes_has_a_shape() {
        let months = "JanFebMarAprMayJunJulAugSepOctNovDec";
        for c in "0123456789RequestsAcceptancesRunningmentorships".chars().chain(months.chars()) {
            assert!(SHAPES.iter().any(|(known, _)| *known == c), "{c}");
        }
    }

    #[test]
    fn a_rectangle_becomes_an_oval() {
        let zero = glyph('0').strokes.remove(0);
        assert_eq!(zero.first(), zero.last());
        assert!(zero.iter().all(|(x, y)| !(*x < 0.3 && *y < 0.3)), "no corner is left");
        assert!(zero.iter().any(|(x, _)| *x < 0.1) && zero.iter().any(|(_, y)| *y < 0.1), "it touches its sides");
    }
}
