//! `winmail.dat`: the bag into which Outlook puts text and files for other Outlooks (MS-OXTNEF), opened.
//!
//! A list of attributes, each of them an identifier, a length and bytes; some of them hold lists of properties (MS-OXCDATA) of
//! their own. Nothing in it is compressed but the one form of the text that is left unread here, so what comes out is never larger than
//! what goes in.

use super::fields::text;

/// What a bag holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bag {
    /// The text, where it is there in plain form.
    pub(super) text: Option<String>,
    /// The text as HTML.
    pub(super) html: Option<String>,
    /// The files.
    pub(super) files: Vec<File>,
}

/// One file of a bag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct File {
    /// Its name; empty where it has none.
    pub(super) name: String,
    /// Its media type; empty where none is given.
    pub(super) media_type: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

const SIGNATURE: u32 = 0x223e_9f78;
/// How many attributes and properties are read.
const MOST: usize = 10_000;

// Attributes, by the lower half of their identifiers: the upper half says of what type they are.
const BODY: u16 = 0x800c;
const MESSAGE_PROPERTIES: u16 = 0x9003;
const NEXT_FILE: u16 = 0x9002;
const FILE_TITLE: u16 = 0x8010;
const FILE_DATA: u16 = 0x800f;
const FILE_PROPERTIES: u16 = 0x9005;

// Properties.
const TEXT: u16 = 0x1000;
const HTML: u16 = 0x1013;
const DATA: u16 = 0x3701;
const LONG_NAME: u16 = 0x3707;
const MEDIA_TYPE: u16 = 0x370e;

/// Opens a bag; `None` for what is none. One that is cut off gives what was read up to there.
pub(super) fn open(bytes: &[u8]) -> Option<Bag> {
    let mut reader = Reader(bytes);
    if reader.u32()? != SIGNATURE {
        return None;
    }
    reader.u16()?;
    let mut bag = Bag::default();
    for _ in 0..MOST {
        let Some((id, data)) = attribute(&mut reader) else { break };
        take(&mut bag, id, data);
    }
    bag.files.retain(|file| !file.bytes.is_empty());
    Some(bag)
}

fn attribute<'a>(reader: &mut Reader<'a>) -> Option<(u16, &'a [u8])> {
    reader.bytes(1)?;
    let id = reader.u16()?;
    reader.u16()?;
    let length = reader.length()?;
    let data = reader.bytes(length)?;
    // The checksum says nothing that matters here.
    reader.u16()?;
    Some((id, data))
}

fn take(bag: &mut Bag, id: u16, data: &[u8]) {
    match id {
        BODY => bag.text = bag.text.take().or_else(|| Some(narrow(data))),
        MESSAGE_PROPERTIES => {
            for (property, value) in properties(data) {
                match property {
                    TEXT => bag.text = Some(value.text()),
                    HTML => bag.html = Some(value.text()),
                    _ => {}
                }
            }
        }
        NEXT_FILE => bag.files.push(File::default()),
        _ => {
            let Some(file) = bag.files.last_mut() else { return };
            match id {
                FILE_TITLE if file.name.is_empty() => file.name = narrow(data),
                FILE_DATA => file.bytes = data.to_vec(),
                FILE_PROPERTIES => {
                    for (property, value) in properties(data) {
                        match property {
                            LONG_NAME => file.name = value.text(),
                            MEDIA_TYPE => file.media_type = value.text(),
                            DATA if file.bytes.is_empty() => file.bytes = value.bytes().to_vec(),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// A value of a property.
enum Value<'a> {
    Narrow(&'a [u8]),
    Wide(&'a [u8]),
    Binary(&'a [u8]),
}

impl<'a> Value<'a> {
    fn bytes(&self) -> &'a [u8] {
        let (Self::Narrow(bytes) | Self::Wide(bytes) | Self::Binary(bytes)) = self;
        bytes
    }

    fn text(&self) -> String {
        match self {
            Self::Wide(bytes) => {
                let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
                let wide: String =
                    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
                wide.trim_end_matches('\0').to_owned()
            }
            Self::Narrow(bytes) | Self::Binary(bytes) => narrow(bytes),
        }
    }
}

fn narrow(bytes: &[u8]) -> String {
    text(bytes).trim_end_matches('\0').to_owned()
}

/// The properties of a list that are read here, up to where it breaks off.
fn properties(data: &[u8]) -> Vec<(u16, Value<'_>)> {
    let mut reader = Reader(data);
    let mut found = Vec::new();
    let count = reader.length().unwrap_or_default();
    for _ in 0..count.min(MOST) {
        let Some((id, value)) = property(&mut reader) else { break };
        found.extend(value.map(|value| (id, value)));
    }
    found
}

/// The next property; its value where it is of a kind that is read here.
fn property<'a>(reader: &mut Reader<'a>) -> Option<(u16, Option<Value<'a>>)> {
    let kind = reader.u16()?;
    let id = reader.u16()?;
    if id >= 0x8000 {
        // Named: a GUID, and a number or a name.
        reader.bytes(16)?;
        if reader.u32()? == 0 {
            reader.u32()?;
        } else {
            reader.padded()?;
        }
    }
    let several = kind & 0x1000 != 0;
    let size = match kind & 0x0fff {
        0x0002..=0x0004 | 0x000a | 0x000b => 4,
        0x0005..=0x0007 | 0x0014 | 0x0040 => 8,
        0x0048 => 16,
        0x000d | 0x001e | 0x001f | 0x0102 => {
            let mut value = None;
            for _ in 0..reader.length()? {
                let bytes = reader.padded()?;
                value.get_or_insert(match kind {
                    0x001e => Value::Narrow(bytes),
                    0x001f => Value::Wide(bytes),
                    _ => Value::Binary(bytes),
                });
            }
            return Some((id, value));
        }
        _ => return None,
    };
    let count = if several { reader.length()? } else { 1 };
    reader.bytes(count.checked_mul(size)?)?;
    Some((id, None))
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.bytes(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.bytes(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }

    /// Bytes behind their length, filled up to a multiple of four.
    fn padded(&mut self) -> Option<&'a [u8]> {
        let length = self.length()?;
        let bytes = self.bytes(length)?;
        let filling = length.next_multiple_of(4) - length;
        // Some writers leave it out at the very end.
        self.bytes(filling.min(self.0.len()))?;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(level: u8, id: u16, data: &[u8]) -> Vec<u8> {
        let mut bytes = vec![level];
        bytes.extend(id.to_le_bytes());
        bytes.extend([6, 0]);
        bytes.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        bytes.extend(data);
        bytes.extend([0, 0]);
        bytes
    }

    fn list(properties: &[Vec<u8>]) -> Vec<u8> {
        [&u32::try_from(properties.len()).unwrap().to_le_bytes()[..], &properties.concat()].concat()
    }

    fn property(kind: u16, id: u16, value: &[u8]) -> Vec<u8> {
        let mut bytes = [kind.to_le_bytes(), id.to_le_bytes()].concat();
        if id >= 0x8000 {
            bytes.extend([9; 16]);
            bytes.extend(1u32.to_le_bytes());
            bytes.extend(3u32.to_le_bytes());
            bytes.extend(b"ab\0\0");
        }
        bytes.extend(1u32.to_le_bytes());
        bytes.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
        bytes.extend(value);
        bytes.extend(vec![0; value.len().next_multiple_of(4) - value.len()]);
        bytes
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
    }

    fn bag() -> Vec<u8> {
        let number = [3u16.to_le_bytes(), 0x0e07u16.to_le_bytes(), [1, 0], [0, 0]].concat();
        let message =
            list(&[number, property(0x001f, 0x8001, &wide("x")), property(0x001f, TEXT, &wide("Grüße, Ada"))]);
        let file = list(&[
            property(0x001f, LONG_NAME, &wide("Lebenslauf Ada.pdf")),
            property(0x001e, MEDIA_TYPE, b"application/pdf\0"),
        ]);
        [
            SIGNATURE.to_le_bytes().to_vec(),
            vec![1, 0],
            attribute(1, BODY, b"Gr\xfc\xdfe\0"),
            attribute(1, MESSAGE_PROPERTIES, &message),
            attribute(2, NEXT_FILE, &[1; 14]),
            attribute(2, FILE_TITLE, b"LEBENS~1.PDF\0"),
            attribute(2, FILE_DATA, b"%PDF"),
            attribute(2, FILE_PROPERTIES, &file),
            attribute(2, NEXT_FILE, &[1; 14]),
            attribute(2, FILE_TITLE, b"notes.txt\0"),
            attribute(2, FILE_DATA, b"Hello"),
        ]
        .concat()
    }

    #[test]
    fn text_and_files_come_out_of_a_bag() {
        let bag = open(&bag()).unwrap();
        assert_eq!(bag.text.as_deref(), Some("Grüße, Ada"));
        let file = |name: &str, media_type: &str, bytes: &[u8]| File {
            name: name.into(),
            media_type: media_type.into(),
            bytes: bytes.to_vec(),
        };
        assert_eq!(
            bag.files,
            [file("Lebenslauf Ada.pdf", "application/pdf", b"%PDF"), file("notes.txt", "", b"Hello")]
        );
    }

    #[test]
    fn a_broken_bag_gives_what_can_be_read() {
        let whole = bag();
        assert_eq!(open(b""), None);
        assert_eq!(open(b"PK\x03\x04 no bag"), None);
        for cut in 6..whole.len() {
            assert!(open(&whole[..cut]).is_some());
        }
        let first = open(&whole[..whole.len() - 8]).unwrap();
        assert_eq!(first.files.len(), 1);
        for at in 6..whole.len() {
            for byte in [0, 0x10, 0xff] {
                let mut spoilt = whole.clone();
                spoilt[at] = byte;
                let opened = open(&spoilt).unwrap();
                assert!(opened.files.iter().map(|file| file.bytes.len()).sum::<usize>() <= whole.len());
            }
        }
    }
}
