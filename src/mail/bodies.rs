//! The words of a message and the files beside them, from its parts.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::fields::text;
use super::html_text::HtmlPart;
use super::inbound::{Attachment, Inbound};
use super::parse::{MAX_LINES, MAX_PARTS, MAX_TEXT};
use super::{charset, flowed, html_text, nesting, reply_text, tnef};

/// The text and the HTML that a person wrote, and the files beside them.
pub(super) fn read(inbound: &mut Inbound, message: &Message<'_>) {
    let mut plain = String::new();
    let mut html = String::new();
    for id in message.text_body.iter().take(MAX_PARTS) {
        if let Some((part, PartType::Text(text))) = part(message, *id)
            && plain.len() < MAX_TEXT
        {
            if !plain.is_empty() {
                plain.push('\n');
            }
            plain.push_str(bounded(&flowed::unflowed(&charset::reread(message, part, text), part)));
        }
    }
    for id in message.html_body.iter().take(MAX_PARTS) {
        if let Some((part, PartType::Html(text))) = part(message, *id)
            && html.len() < MAX_TEXT
        {
            html.push_str(bounded(&charset::reread(message, part, text)));
        }
    }
    let bags = bags(message);
    if plain.is_empty() && html.is_empty() {
        plain =
            bags.iter().find_map(|(_, bag)| bag.text.as_deref()).map(bounded).unwrap_or_default().replace("\r\n", "\n");
        html = bags.iter().find_map(|(_, bag)| bag.html.as_deref()).map(bounded).unwrap_or_default().to_owned();
    }
    let stray = if plain.is_empty() && html.is_empty() { stray_text(message) } else { None };
    if let Some((_, text)) = &stray {
        plain.push_str(bounded(text));
    }
    // A text part of a few words beside a long HTML part is a stub ("your program does not show HTML").
    let stub = plain.trim().is_empty()
        || (plain.len() < 200 && plain.to_lowercase().contains("html") && html.len() > plain.len() * 3);
    if stub && !html.is_empty() {
        let new = html_text::split(&html);
        (inbound.text, inbound.elided, inbound.forwarded) = (new.text, new.elided, new.forwarded);
        inbound.html = HtmlPart::new_part(new.html);
    } else {
        let split = reply_text::split(bounded(&plain));
        (inbound.text, inbound.elided, inbound.forwarded) = (split.text, split.elided, split.forwarded);
        inbound.html = HtmlPart::beside(&inbound.text, html);
    }
    attachments(inbound, message, &bags, stray.map(|(id, _)| id));
}

/// The bags of Outlook among the parts, opened.
fn bags(message: &Message<'_>) -> Vec<(u32, tnef::Bag)> {
    let opened = |id: &u32| {
        let (part, _) = part(message, *id)?;
        let named = part.attachment_name().is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"));
        let is_bag = named || matches!(media_type(part).as_str(), "application/ms-tnef" | "application/vnd.ms-tnef");
        Some((*id, is_bag.then(|| tnef::open(part.contents())).flatten()?))
    };
    message.attachments.iter().take(MAX_PARTS).filter_map(opened).collect()
}

/// Words that the parser takes for a file, as the structure around them is broken: the first part, without name, of a message that has no
/// body (a boundary that is missing or never closed).
fn stray_text(message: &Message<'_>) -> Option<(u32, String)> {
    let id = *message.attachments.first()?;
    let (part, body) = part(message, id)?;
    if part.attachment_name().is_some() || part.content_disposition().is_some_and(|how| how.is_attachment()) {
        return None;
    }
    let kind = media_type(part);
    match body {
        PartType::Text(text) => Some((id, charset::reread(message, part, text).into_owned())),
        PartType::Binary(bytes) if kind.starts_with("multipart/") || kind.starts_with("text/") => {
            Some((id, text(bytes).replace("\r\n", "\n")))
        }
        _ => None,
    }
}

fn part<'a>(message: &'a Message<'_>, id: u32) -> Option<(&'a MessagePart<'a>, &'a PartType<'a>)> {
    let part = message.parts.get(usize::try_from(id).ok()?)?;
    Some((part, &part.body))
}

/// As much of a text as is read.
pub(super) fn bounded(text: &str) -> &str {
    if text.len() <= MAX_LINES {
        return text;
    }
    let mut end = text.len().min(MAX_TEXT);
    // A lone carriage return ends a line too.
    let bytes = text.as_bytes();
    let ends = |at: &usize| match bytes.get(*at) {
        Some(b'\n') => true,
        Some(b'\r') => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    end = (0..end).filter(ends).nth(MAX_LINES).unwrap_or(end);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn attachments(inbound: &mut Inbound, message: &Message<'_>, bags: &[(u32, tnef::Bag)], stray: Option<u32>) {
    for (number, id) in message.attachments.iter().take(MAX_PARTS).enumerate() {
        let Some((part, body)) = part(message, *id).filter(|_| stray != Some(*id)) else { continue };
        let media_type = media_type(part);
        if media_type == "text/calendar" {
            inbound.calendar.get_or_insert_with(|| text(part.contents()));
        }
        // Gmail says with a file what it also says in words.
        let reaction = media_type == "text/vnd.google.email-reaction+json";
        if matches!(body, PartType::Multipart(_)) || media_type.starts_with("message/delivery") || reaction {
            continue;
        }
        if let Some((_, bag)) = bags.iter().find(|(bag, _)| bag == id) {
            unpack(inbound, bag);
            continue;
        }
        let name = part.attachment_name().map(file_name).filter(|name| !name.is_empty());
        if media_type == "application/ms-tnef" {
            inbound.warnings.push("winmail.dat of Outlook could not be opened: files in it are lost".to_owned());
        }
        inbound.attachments.push(Attachment {
            name: name.unwrap_or_else(|| format!("file-{}", number + 1)),
            inline: part.content_id().is_some() && matches!(body, PartType::InlineBinary(_)),
            content_id: part.content_id().map(str::to_owned),
            media_type,
            bytes: part.contents().to_vec(),
        });
    }
}

/// The files of a bag as files of the message.
fn unpack(inbound: &mut Inbound, bag: &tnef::Bag) {
    let room = MAX_PARTS.saturating_sub(inbound.attachments.len());
    for file in bag.files.iter().take(room) {
        let name = Some(file_name(&file.name)).filter(|name| !name.is_empty());
        let media_type = Some(file.media_type.to_lowercase()).filter(|kind| kind.contains('/'));
        inbound.attachments.push(Attachment {
            name: name.unwrap_or_else(|| format!("file-{}", inbound.attachments.len() + 1)),
            media_type: media_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
            inline: false,
            content_id: None,
            bytes: file.bytes.clone(),
        });
    }
}

pub(super) fn media_type(part: &MessagePart<'_>) -> String {
    match part.content_type() {
        Some(kind) => {
            nesting::unmarked(format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")).to_lowercase())
        }
        None => "application/octet-stream".to_owned(),
    }
}

/// Without a path, and without what could mislead the eye or a shell.
fn file_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let direction = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    let clean: String = base.chars().filter(|c| !c.is_control() && !direction(*c)).take(150).collect();
    clean.trim().trim_start_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_up_to_a_size_and_a_number_of_lines() {
        assert_eq!(bounded("Hello\n\nAda\n"), "Hello\n\nAda\n");
        assert_eq!(bounded(&"ä".repeat(MAX_TEXT)).len(), MAX_TEXT);
        assert_eq!(bounded(&format!("a{}", "ä".repeat(MAX_TEXT))).len(), MAX_TEXT - 1);
        assert_eq!(bounded(&"\r\n".repeat(MAX_TEXT)).lines().count(), MAX_LINES + 1);
        assert_eq!(bounded(&"\r".repeat(MAX_TEXT)).len(), MAX_LINES);
    }
}
