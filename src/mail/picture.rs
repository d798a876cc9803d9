//! Pictures without what cameras write beside them: where and when they were taken, with which device, by whom.
//!
//! JPEG, PNG and WebP are written anew from their segments; of HEIC and TIFF, whose parts refer to each other by offset, the place is
//! blanked where it stands. What is shown stays the same, and so does which way up it is.

use std::borrow::Cow;

/// The picture without its notes; as it came where it is no picture, or one that has none. `None`: it has notes and is too
/// broken for them to be taken out.
pub fn without_notes(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let cleaned = if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        jpeg(bytes)
    } else if bytes.starts_with(PNG) {
        png(bytes)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        webp(bytes)
    } else if bytes.get(4..8) == Some(b"ftyp") || tiff_order(bytes).is_some() {
        return Some(blanked(bytes));
    } else {
        return Some(Cow::Borrowed(bytes));
    };
    match cleaned {
        Some(cleaned) => Some(Cow::Owned(cleaned)),
        None if is_noted(bytes) => None,
        None => Some(Cow::Borrowed(bytes)),
    }
}

/// Are there notes anywhere in these bytes?
fn is_noted(bytes: &[u8]) -> bool {
    [b"Exif\0".as_slice(), b"http://ns.adobe.com/", b"<x:xmpmeta", b"Photoshop 3.0", b"eXIf"]
        .iter()
        .any(|mark| bytes.windows(mark.len()).any(|window| window == *mark))
}

/// A JPEG (ITU T.81, annex B) without its application segments but for those that say how to show it, without comments, and without
/// what follows its end: there cameras append further pictures and films, each with notes of its own.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0xff, 0xd8];
    let mut orientation = None;
    let mut at = 2;
    loop {
        // Any number of fill bytes may stand before a marker.
        let marker = loop {
            match (bytes.get(at)?, bytes.get(at + 1)?) {
                (0xff, 0xff) => at += 1,
                (0xff, marker) => break *marker,
                _ => return None,
            }
        };
        if marker == 0xd9 {
            out.extend([0xff, 0xd9]);
            return Some(out);
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let segment = bytes.get(at..at + 2 + length)?;
        let payload = segment.get(4..)?;
        at += 2 + length;
        match marker {
            // JFIF, the colour profile, and Adobe's word on how colours are coded.
            0xe0 | 0xee => out.extend(segment),
            0xe2 if payload.starts_with(b"ICC_PROFILE\0") => out.extend(segment),
            0xe1 => {
                orientation = orientation.or_else(|| payload.strip_prefix(b"Exif\0\0").and_then(orientation_of));
            }
            0xe2..=0xef | 0xfe => {}
            0xda => {
                out.splice(2..2, orientation.take().map(exif_of).unwrap_or_default());
                out.extend(segment);
                let Some(end) = scan_end(bytes, at) else {
                    // Cut off in the middle: what there is can be shown.
                    out.extend(bytes.get(at..)?);
                    return Some(out);
                };
                out.extend(bytes.get(at..end)?);
                at = end;
            }
            _ => out.extend(segment),
        }
    }
}

/// Where the coded picture that begins at `from` ends: at the next marker that is none of its own.
fn scan_end(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let marker =
        rest.windows(2).position(|pair| matches!(pair, [0xff, next] if !matches!(next, 0x00 | 0xd0..=0xd7 | 0xff)));
    marker.map(|at| from + at)
}

/// Which way up it is (tag 0x0112 of TIFF 6.0), where that is not the usual one.
fn orientation_of(tiff: &[u8]) -> Option<u8> {
    let order = tiff_order(tiff)?;
    let first = usize::try_from(order.u32(tiff, 4)?).ok()?;
    let entry = entries(tiff, order, first)?.find(|entry| order.u16(tiff, *entry) == Some(0x0112))?;
    let value = order.u16(tiff, entry + 8)?;
    u8::try_from(value).ok().filter(|value| (2..=8).contains(value))
}

/// A segment with the orientation and nothing else.
fn exif_of(orientation: u8) -> Vec<u8> {
    let mut segment = vec![0xff, 0xe1, 0, 34];
    segment.extend(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    segment.extend([orientation, 0, 0, 0, 0, 0, 0]);
    segment
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A PNG (RFC 2083) without chunks of text, time and Exif, and without what follows its end.
fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = PNG.to_vec();
    let mut at = PNG.len();
    loop {
        let length = usize::try_from(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?)).ok()?;
        let chunk = bytes.get(at..at.checked_add(length)?.checked_add(12)?)?;
        let kind = chunk.get(4..8)?;
        if !matches!(kind, b"eXIf" | b"tEXt" | b"zTXt" | b"iTXt" | b"tIME") {
            out.extend(chunk);
        }
        if kind == b"IEND" {
            return Some(out);
        }
        at += chunk.len();
    }
}

/// A WebP (RFC 9649) without its chunks of Exif and XMP, and without the flags that announce them.
fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = usize::try_from(u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?)).ok()?;
    let all = bytes.get(..size.checked_add(8)?)?;
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut at = 12;
    while at < all.len() {
        let length = usize::try_from(u32::from_le_bytes(all.get(at + 4..at + 8)?.try_into().ok()?)).ok()?;
        let padded = length.checked_add(length % 2)?.checked_add(8)?;
        let chunk = all.get(at..at.checked_add(padded)?)?;
        match chunk.get(..4)? {
            b"EXIF" | b"XMP " => {}
            b"VP8X" => {
                let flags = out.len() + 8;
                out.extend(chunk);
                // Bits for Exif and XMP.
                *out.get_mut(flags)? &= !0x0c;
            }
            _ => out.extend(chunk),
        }
        at += padded;
    }
    let size = u32::try_from(out.len() - 8).ok()?.to_le_bytes();
    out.splice(4..8, size);
    Some(out)
}

/// The order of bytes in a TIFF.
#[derive(Clone, Copy)]
enum Order {
    Big,
    Little,
}

fn tiff_order(bytes: &[u8]) -> Option<Order> {
    match bytes.get(..4)? {
        b"MM\0*" => Some(Order::Big),
        b"II*\0" => Some(Order::Little),
        _ => None,
    }
}

impl Order {
    fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        let pair = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match self {
            Self::Big => u16::from_be_bytes(pair),
            Self::Little => u16::from_le_bytes(pair),
        })
    }

    fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(match self {
            Self::Big => u32::from_be_bytes(four),
            Self::Little => u32::from_le_bytes(four),
        })
    }
}

/// Where each entry of the directory at `directory` stands.
fn entries(tiff: &[u8], order: Order, directory: usize) -> Option<impl Iterator<Item = usize> + use<>> {
    let count = usize::from(order.u16(tiff, directory)?);
    let start = directory.checked_add(2)?;
    Some((0..count).map(move |entry| start.saturating_add(entry * 12)))
}

/// With the place blanked in every TIFF structure inside: tag 0x8825 leads to it.
fn blanked(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut starts: Vec<usize> = tiff_order(bytes).map(|_| 0).into_iter().collect();
    starts.extend(bytes.windows(6).enumerate().filter(|(_, six)| *six == b"Exif\0\0").map(|(at, _)| at + 6).take(64));
    let mut spans = Vec::new();
    for start in starts {
        if let Some(tiff) = bytes.get(start..) {
            spans.extend(place_spans(tiff).unwrap_or_default().into_iter().map(|(at, length)| (start + at, length)));
        }
    }
    if spans.is_empty() {
        return Cow::Borrowed(bytes);
    }
    let mut out = bytes.to_vec();
    for (at, length) in spans {
        let end = at.saturating_add(length).min(out.len());
        if let Some(span) = out.get_mut(at..end) {
            span.fill(0);
        }
    }
    Cow::Owned(out)
}

/// Which bytes of a TIFF tell the place: each value of the directory, and the directory's own entries.
fn place_spans(tiff: &[u8]) -> Option<Vec<(usize, usize)>> {
    let order = tiff_order(tiff)?;
    let first = usize::try_from(order.u32(tiff, 4)?).ok()?;
    let pointer = entries(tiff, order, first)?.find(|entry| order.u16(tiff, *entry) == Some(0x8825))?;
    let directory = usize::try_from(order.u32(tiff, pointer + 8)?).ok()?;
    let mut spans = Vec::new();
    for entry in entries(tiff, order, directory)?.take(64) {
        let (Some(kind), Some(count)) = (order.u16(tiff, entry + 2), order.u32(tiff, entry + 4)) else { break };
        let unit = match kind {
            3 | 8 => 2,
            4 | 9 | 11 => 4,
            5 | 10 | 12 => 8,
            _ => 1,
        };
        let length = usize::try_from(count).ok()?.saturating_mul(unit).min(1024);
        if length > 4 {
            spans.push((usize::try_from(order.u32(tiff, entry + 8)?).ok()?, length));
        }
        spans.push((entry, 12));
    }
    Some(spans)
}

#[cfg(test)]
mod tests;
