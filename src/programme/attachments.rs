//! Which files go along with relayed words, and what is said of those that do not.

use super::acting::Acting;
use super::desk::Desk;
use super::draft::Draft;
use super::notice::Notice;
use crate::mail::inbound::Attachment;
use crate::mail::picture;

/// Endings of files that run when they are opened; no mail program should be handed one by us.
const BLOCKED: &[&str] = &[
    "ade", "adp", "apk", "app", "appx", "bat", "cab", "chm", "cmd", "com", "cpl", "dll", "dmg", "exe", "hta", "img",
    "ins", "iso", "isp", "jar", "js", "jse", "lib", "lnk", "mde", "msc", "msi", "msix", "msp", "mst", "nsh", "pif",
    "ps1", "psm1", "reg", "scr", "sct", "sh", "shb", "sys", "url", "vb", "vbe", "vbs", "vhd", "vxd", "wsc", "wsf",
    "wsh", "xll", "docm", "dotm", "xlsm", "xltm", "pptm", "potm",
];

/// Media types that carry the sender's address or identity and are never passed on.
const PERSONAL: &[&str] = &[
    "text/vcard",
    "text/x-vcard",
    "text/directory",
    "application/pgp-keys",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
];

/// The files of the mail that may go along with its words to `to`, and a sentence for each that may not; the writer is told of those.
pub(super) fn of(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, to: &str) -> (Vec<Attachment>, Vec<String>) {
    let (files, notes) = passing(&acting.mail.inbound.attachments, desk.policy.max_attachments);
    tell_writer(desk, acting, to, &notes);
    (files, notes)
}

/// Tells the writer which of their files do not reach `to`.
pub(super) fn tell_writer(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, to: &str, notes: &[String]) {
    if notes.is_empty() {
        return;
    }
    let what = format!("Your message went to {to}, but not all of it: {}", notes.join(" "));
    let next = "Your words went as you wrote them.".to_owned();
    desk.post(Draft::new(acting.person.id, Notice::Done { what, next }).answering(acting.mail));
}

/// Tells the writer that their files stay behind, where they come with words that go to `to` together with a command that takes none.
pub(super) fn stay_behind(desk: &mut Desk<'_>, acting: &Acting<'_, '_>, to: &str, words: &str) {
    // What comes without a word beside the command is the picture of a signature.
    if words.is_empty() {
        return;
    }
    let files = acting.mail.inbound.attachments.iter().filter(|file| !file.inline);
    let notes: Vec<_> = files
        .map(|file| format!("“{}” was left out: files go with a message, not with this answer.", file.name))
        .collect();
    tell_writer(desk, acting, to, &notes);
}

/// The files that may pass, up to `most` bytes in all, and a sentence for each that may not.
pub(super) fn passing(files: &[Attachment], most: usize) -> (Vec<Attachment>, Vec<String>) {
    let mut passed = Vec::new();
    let mut notes = Vec::new();
    let mut total = 0usize;
    for file in files {
        if is_calendar(file) {
            notes.push(
                "A calendar entry was left out: it gives addresses away. To suggest a meeting, write MEET and a time."
                    .to_owned(),
            );
        } else if is_personal(file) {
            notes.push(format!("“{}” was left out: contact cards and keys give addresses away.", file.name));
        } else if is_mail(file) {
            notes.push(format!(
                "“{}” was left out: a mail gives the addresses in it away. Please send the words instead.",
                file.name
            ));
        } else if blocked(file) {
            notes.push(format!("“{}” was left out: files of this type can carry harm.", file.name));
        } else if total.saturating_add(file.bytes.len()) > most {
            let limit = most / (1024 * 1024);
            notes.push(format!("“{}” was left out: all files together may have {limit} MB.", file.name));
        } else if let Some(bytes) = picture::without_notes(&file.bytes) {
            total += file.bytes.len();
            passed.push(Attachment { bytes: bytes.into_owned(), ..described(file) });
        } else {
            notes.push(format!(
                "“{}” was left out: it is damaged, and may say where it was taken. Please save it anew and send it again.",
                file.name
            ));
        }
    }
    (passed, notes)
}

/// Is it a file of which nothing goes across but its name, in the note that says so?
pub(super) fn stays_behind(file: &Attachment) -> bool {
    is_calendar(file) || is_personal(file) || is_mail(file) || blocked(file)
}

/// The file without its bytes.
fn described(file: &Attachment) -> Attachment {
    Attachment {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        inline: file.inline,
        content_id: file.content_id.clone(),
        bytes: Vec::new(),
    }
}

fn ending(file: &Attachment) -> String {
    let name = file.name.trim_end_matches(['.', ' ']).to_lowercase();
    name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.trim().to_owned())
}

fn is_personal(file: &Attachment) -> bool {
    PERSONAL.contains(&file.media_type.as_str())
        || matches!(ending(file).as_str(), "vcf" | "vcard" | "ldif" | "p7s" | "p7m" | "pgp" | "gpg" | "asc" | "key")
}

/// A mail within a mail has a header, and the unopened bag of Outlook is one.
fn is_mail(file: &Attachment) -> bool {
    file.media_type.starts_with("message/")
        || matches!(
            file.media_type.as_str(),
            "application/ms-tnef"
                | "application/vnd.ms-tnef"
                | "application/vnd.ms-outlook"
                | "text/rfc822-headers"
                | "application/mbox"
        )
        || matches!(ending(file).as_str(), "eml" | "msg" | "mbox" | "mht" | "mhtml" | "emlx")
        || file.name.eq_ignore_ascii_case("winmail.dat")
}

/// An entry for a calendar names whoever wrote it; meetings go by words, and by invitations of our own.
fn is_calendar(file: &Attachment) -> bool {
    let media = file.media_type.as_str();
    matches!(ending(file).as_str(), "ics" | "ical" | "ifb" | "vcs" | "icalendar")
        || media == "text/calendar"
        || media == "application/ics"
}

fn blocked(file: &Attachment) -> bool {
    let runs = ["application/x-msdownload", "application/x-dosexec", "application/x-sh", "application/hta"];
    BLOCKED.contains(&ending(file).as_str()) || runs.contains(&file.media_type.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_run_or_tell_stay_behind_and_are_named() {
        let file = |name: &str, media_type: &str, size: usize| Attachment {
            name: name.into(),
            media_type: media_type.into(),
            inline: false,
            content_id: None,
            bytes: vec![0; size],
        };
        let files = [
            file("cv.pdf", "application/pdf", 600),
            file("setup.EXE", "application/octet-stream", 1),
            file("cv.pdf.exe. ", "application/pdf", 1),
            file("me.vcf", "text/vcard", 1),
            file("Me.VCF", "application/octet-stream", 1),
            file("Fwd.eml", "application/octet-stream", 1),
            file("winmail.dat", "application/octet-stream", 1),
            file("file-3", "message/rfc822", 1),
            file("big.png", "image/png", 500),
            file("small.png", "image/png", 400),
        ];
        let (passed, notes) = passing(&files, 1_000);
        let names: Vec<_> = passed.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["cv.pdf", "small.png"]);
        assert_eq!(notes.len(), 8);
        assert!(notes[0].contains("setup.EXE"), "{notes:?}");
    }
}
