//! The pieces of a message that BODY[…] names (RFC 3501, section 6.4.5).

use imap_codec::imap_types::core::AString;
use imap_codec::imap_types::fetch::{Part, Section};
use mail_parser::{MessageParser, PartType};

use crate::sandbox::header;

/// Deeper parts are taken as not there.
const MAX_DEPTH: usize = 8;

/// The bytes of a section; none if there is no such part.
pub(super) fn bytes(raw: &[u8], section: Option<&Section<'_>>) -> Option<Vec<u8>> {
    let Some(section) = section else { return Some(raw.to_vec()) };
    let inner = |part: &Option<Part>| match part {
        Some(part) => find(raw, part).map(|found| found.body),
        None => Some(raw),
    };
    Some(match section {
        Section::Part(part) => find(raw, part)?.body.to_vec(),
        Section::Mime(part) => find(raw, part)?.header.to_vec(),
        Section::Header(part) => header::split(inner(part)?).0.to_vec(),
        Section::Text(part) => header::split(inner(part)?).1.to_vec(),
        Section::HeaderFields(part, names) => picked(inner(part)?, names.as_ref(), true),
        Section::HeaderFieldsNot(part, names) => picked(inner(part)?, names.as_ref(), false),
    })
}

/// The section as the client wrote it, for the response.
pub(super) fn label(section: Option<&Section<'_>>) -> Vec<u8> {
    let Some(section) = section else { return Vec::new() };
    let (part, word, names): (Option<&Part>, &str, &[AString<'_>]) = match section {
        Section::Part(part) => (Some(part), "", &[]),
        Section::Mime(part) => (Some(part), "MIME", &[]),
        Section::Header(part) => (part.as_ref(), "HEADER", &[]),
        Section::Text(part) => (part.as_ref(), "TEXT", &[]),
        Section::HeaderFields(part, names) => (part.as_ref(), "HEADER.FIELDS", names.as_ref()),
        Section::HeaderFieldsNot(part, names) => (part.as_ref(), "HEADER.FIELDS.NOT", names.as_ref()),
    };
    let mut steps: Vec<String> = part.map(|part| part.0.as_ref().iter().map(u32_text).collect()).unwrap_or_default();
    if !word.is_empty() {
        steps.push(word.to_owned());
    }
    let mut out = steps.join(".").into_bytes();
    if !names.is_empty() {
        out.extend_from_slice(b" (");
        for (at, name) in names.iter().enumerate() {
            if at > 0 {
                out.push(b' ');
            }
            match name {
                AString::Atom(atom) => out.extend_from_slice(atom.as_ref().as_bytes()),
                AString::String(string) => super::words::string(&mut out, string.as_ref()),
            }
        }
        out.push(b')');
    }
    out
}

fn u32_text(number: &std::num::NonZeroU32) -> String {
    number.to_string()
}

/// The fields of these names, or all others, with the empty line.
fn picked(message: &[u8], names: &[AString<'_>], wanted: bool) -> Vec<u8> {
    let listed = |name: &[u8]| names.iter().any(|listed| listed.as_ref().eq_ignore_ascii_case(name));
    let mut out = Vec::new();
    for field in header::fields(header::split(message).0).filter(|field| listed(field.name) == wanted) {
        out.extend_from_slice(field.whole);
    }
    out.extend_from_slice(b"\r\n");
    out
}

struct Found<'a> {
    header: &'a [u8],
    body: &'a [u8],
}

/// The part at a path such as 2.1; a message within the message is entered on the way.
fn find<'a>(raw: &'a [u8], part: &Part) -> Option<Found<'a>> {
    let path = part.0.as_ref();
    if path.len() > MAX_DEPTH {
        return None;
    }
    let mut message = raw;
    let mut parsed = MessageParser::default().parse(message)?;
    let mut at = 0usize;
    for (depth, step) in path.iter().enumerate() {
        let current = parsed.parts.get(at)?;
        let step = step.get() as usize;
        if depth > 0 && matches!(current.body, PartType::Message(_)) {
            message = message.get(current.offset_body as usize..current.offset_end as usize)?;
            parsed = MessageParser::default().parse(message)?;
            at = 0;
        }
        match &parsed.parts.get(at)?.body {
            PartType::Multipart(children) => at = *children.get(step.checked_sub(1)?)? as usize,
            // A message that is no multipart has one part, 1.
            _ if step == 1 => {}
            _ => return None,
        }
    }
    let found = parsed.parts.get(at)?;
    let (start, body, end) = (found.offset_header as usize, found.offset_body as usize, found.offset_end as usize);
    Some(Found { header: message.get(start..body)?, body: message.get(body..end)? })
}
