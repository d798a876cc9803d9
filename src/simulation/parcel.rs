//! What a mail carries besides its words: files, somebody who is copied in, the answer of a calendar program.

use super::chance::Chance;
use super::encoding::{encoded_word, folded_base64};

/// What a mail carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parcel {
    /// A stranger who is copied in.
    pub cc: Option<String>,
    /// Files.
    pub files: Vec<File>,
    /// The answer of a calendar program: its method, and the calendar.
    pub calendar: Option<(&'static str, String)>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// How it is called.
    pub name: String,
    /// Its type.
    pub kind: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Parcel {
    /// The field that names who is copied in.
    pub fn copied(&self) -> String {
        self.cc.as_ref().map(|cc| format!("Cc: <{cc}>\r\n")).unwrap_or_default()
    }

    /// The words with what comes along, as one part.
    pub fn around(&self, boundary: &str, words: Vec<u8>) -> Vec<u8> {
        if self.files.is_empty() && self.calendar.is_none() {
            return words;
        }
        let kind = if self.calendar.is_some() { "alternative" } else { "mixed" };
        let mut part = format!("Content-Type: multipart/{kind}; boundary=\"p{boundary}\"\r\n\r\n--p{boundary}\r\n");
        let mut bytes = std::mem::take(&mut part).into_bytes();
        bytes.extend(words);
        for file in &self.files {
            part.push_str(&format!(
                "\r\n--p{boundary}\r\nContent-Type: {}; name=\"{1}\"\r\nContent-Disposition: attachment; filename=\"{1}\"\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\n{2}\r\n",
                file.kind,
                encoded_word(&file.name),
                folded_base64(&file.bytes)
            ));
        }
        if let Some((method, calendar)) = &self.calendar {
            part.push_str(&format!(
                "\r\n--p{boundary}\r\nContent-Type: text/calendar; charset=utf-8; method={method}\r\n\
                 Content-Transfer-Encoding: 7bit\r\n\r\n{calendar}\r\n"
            ));
        }
        part.push_str(&format!("--p{boundary}--\r\n"));
        bytes.extend(part.into_bytes());
        bytes
    }
}

/// What somebody attaches: a CV, a picture, their card, a program. Now and then their address stands in its name.
pub fn file(chance: &mut Chance, name: &str, address: &str) -> File {
    let first = name.split(' ').next().unwrap_or_default();
    let size = usize::try_from(chance.between(200, 4_000)).unwrap_or(200);
    let filler: Vec<u8> = (b'a'..=b'z').cycle().take(size).collect();
    let (name, kind, bytes) = match chance.between(0, 9) {
        0 => (format!("CV {address}.pdf"), "application/pdf", [b"%PDF-1.4\n".to_vec(), filler].concat()),
        1 | 2 => (
            format!("{first}.vcf"),
            "text/vcard",
            format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{first}\r\nEND:VCARD\r\n").into_bytes(),
        ),
        3 => ("portfolio.exe".to_owned(), "application/octet-stream", [b"MZ".to_vec(), filler].concat()),
        4 => ("notes.txt".to_owned(), "text/plain", filler),
        5 => (
            "Lebenslauf Zoë.docx".to_owned(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            filler,
        ),
        _ => (format!("CV {first}.pdf"), "application/pdf", [b"%PDF-1.4\n".to_vec(), filler].concat()),
    };
    File { name, kind, bytes }
}
