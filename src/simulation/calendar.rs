//! Calendar programs: what they read of an invitation (RFC 6047), and what their buttons answer.

use super::parcel::Parcel;

/// An invitation, as a calendar program keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invitation {
    /// Does it take the meeting out again?
    pub cancelled: bool,
    /// Which meeting.
    pub uid: String,
    /// Which version of it.
    pub sequence: u32,
    /// When it begins, as it stands there.
    pub start: String,
    /// To whom an answer goes.
    pub organizer: String,
}

/// What is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// "Yes."
    Accept,
    /// "Maybe."
    Tentative,
    /// "No."
    Decline,
    /// "Propose a new time", a day later.
    NextDay,
}

impl Invitation {
    /// Reads a calendar part; `None` for one that is neither an invitation nor the end of one.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
        let value = |name: &str| {
            let line =
                text.lines().find(|line| line.starts_with(name) && line[name.len()..].starts_with([':', ';']))?;
            Some(line.to_owned())
        };
        let plain = |name: &str| value(name).and_then(|line| Some(line.split_once(':')?.1.trim().to_owned()));
        let method = plain("METHOD")?;
        if method != "REQUEST" && method != "CANCEL" {
            return None;
        }
        let organizer = value("ORGANIZER")?;
        let (_, organizer) = organizer.rsplit_once("mailto:").or_else(|| organizer.rsplit_once("MAILTO:"))?;
        Some(Self {
            cancelled: method == "CANCEL",
            uid: plain("UID")?,
            sequence: plain("SEQUENCE").and_then(|n| n.parse().ok()).unwrap_or(0),
            start: plain("DTSTART")?,
            organizer: organizer.trim().to_owned(),
        })
    }

    /// What the program of `address` sends when a button is pressed.
    pub fn answer(&self, address: &str, pressed: Pressed) -> Parcel {
        let (method, state) = match pressed {
            Pressed::Accept => ("REPLY", "ACCEPTED"),
            Pressed::Tentative => ("REPLY", "TENTATIVE"),
            Pressed::Decline => ("REPLY", "DECLINED"),
            Pressed::NextDay => ("COUNTER", "TENTATIVE"),
        };
        let start = if pressed == Pressed::NextDay { self.day_later() } else { self.start.clone() };
        let lines = [
            "BEGIN:VCALENDAR".to_owned(),
            "PRODID:-//Google Inc//Google Calendar 70.9054//EN".to_owned(),
            "VERSION:2.0".to_owned(),
            format!("METHOD:{method}"),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", self.uid),
            format!("SEQUENCE:{}", self.sequence),
            format!("DTSTART:{start}"),
            format!("ORGANIZER:mailto:{}", self.organizer),
            format!("ATTENDEE;PARTSTAT={state}:mailto:{address}"),
            "END:VEVENT".to_owned(),
            "END:VCALENDAR".to_owned(),
        ];
        Parcel { calendar: Some((method, lines.join("\r\n"))), ..Parcel::default() }
    }

    /// The start of the same meeting a day later, where the start is an instant (`20261203T150000Z`).
    fn day_later(&self) -> String {
        let read = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", &self.start);
        let later = read.and_then(|at| at.checked_add(jiff::Span::new().days(1)));
        later.map_or_else(|_| self.start.clone(), |at| at.strftime("%Y%m%dT%H%M%SZ").to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::calendar::{Answer, Method, read};

    const INVITATION: &str = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:meeting-4@uni.example\r\nSEQUENCE:2\r\n\
        DTSTART:20261231T150000Z\r\nORGANIZER;CN=\"Mona: x\":mailto:mentoring+abc@u\r\n ni.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn the_service_reads_what_a_calendar_program_answers() {
        let invitation = Invitation::read(INVITATION).unwrap();
        assert_eq!(invitation.organizer, "mentoring+abc@uni.example");
        for (pressed, method, answer) in [
            (Pressed::Accept, Method::Reply, Answer::Accepted),
            (Pressed::Decline, Method::Reply, Answer::Declined),
            (Pressed::Tentative, Method::Reply, Answer::Tentative),
            (Pressed::NextDay, Method::Counter, Answer::Tentative),
        ] {
            let parcel = invitation.answer("ada@student.uni.example", pressed);
            let event = read(&parcel.calendar.unwrap().1, &jiff::tz::TimeZone::UTC).unwrap();
            assert_eq!((event.method, event.uid.as_str(), event.sequence), (method, "meeting-4@uni.example", Some(2)));
            assert_eq!(event.answer_of(&["ada@student.uni.example".to_owned()]), Some(answer));
            let day = if pressed == Pressed::NextDay { "2027-01-01T15:00:00Z" } else { "2026-12-31T15:00:00Z" };
            assert_eq!(event.start, Some(day.parse().unwrap()));
        }
    }

    #[test]
    fn what_is_no_invitation_is_none() {
        for text in ["", "METHOD:REPLY\nUID:x\n", "BEGIN:VCALENDAR\nMETHOD:REQUEST\n"] {
            assert_eq!(Invitation::read(text), None, "{text}");
        }
        let cancelled = INVITATION.replace("REQUEST", "CANCEL");
        assert!(Invitation::read(&cancelled).unwrap().cancelled);
    }
}
