//! The settings that rules depend on, as plain values.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::faq::FaqEntry;
use super::quiet::{QuietHours, QuietWeekdays};
use crate::mail::address::Address;

/// The programme's facts and numbers.
#[derive(Clone, Debug)]
pub struct Policy {
    /// What the programme is called.
    pub programme: String,
    /// The university.
    pub university: String,
    /// Where everybody writes to.
    pub address: Address,
    /// The zone in which days begin and digests are due.
    pub timezone: TimeZone,
    /// Where a person's words of longer advice stand, for mails that point there.
    pub handbook_url: Option<String>,
    /// Domains whose addresses make a student.
    pub student_domains: Vec<String>,
    /// Is proof of the sender asked for before a state changes? Off only for rehearsals.
    pub require_authentication: bool,
    /// The total of attachments that is passed on, in bytes.
    pub max_attachments: usize,
    /// The largest mail that is read, in bytes.
    pub max_message: u64,
    /// The digest's time of day.
    pub digest_at: Time,
    /// The handbook's answers.
    pub faq: Vec<FaqEntry>,
    /// The day whose digest tells of the week; `None` for none.
    pub weekly_on: Option<Weekday>,
    /// The numbers.
    pub rules: Rules,
}

/// Every number of the programme; days unless the name says otherwise.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// How many requests a mentee may have open.
    pub open_requests: u32,
    /// How long after a decline the same mentor cannot be asked again.
    pub ask_again_days: i64,
    /// After how many days a mentor is reminded of a request.
    pub reminder_days: Vec<i64>,
    /// After how many days a request expires.
    pub expiry_days: i64,
    /// How many mentees at a time are suggested to a mentor.
    pub suggested_mentees: u32,
    /// How many mentors a page of the directory shows.
    pub page_size: usize,
    /// Does a search show mentors who have all the mentees they want, marked as such?
    pub show_full: bool,
    /// How many mentors are suggested after a decline.
    pub suggestions: usize,
    /// After how many days without a message the side whose turn it is gets a nudge.
    pub quiet_days: i64,
    /// After how many days both get one, and staff see it.
    pub very_quiet_days: i64,
    /// After how many months each side of a mentorship is asked how it goes.
    pub check_in_months: Vec<i64>,
    /// How many months before a mentee's graduation both are asked whether to go on.
    pub studies_end_months: i64,
    /// Between which hours the clock writes to nobody but staff.
    pub quiet_hours: QuietHours,
    /// On which days the clock writes to nobody but staff.
    pub quiet_weekdays: QuietWeekdays,
    /// After how many days somebody is reminded of an invitation, or of the joining form; 0 for never.
    pub invitation_reminder_days: i64,
    /// After how many days nobody waits for them any more, which staff are told; 0 for never.
    pub invitation_expiry_days: i64,
    /// The months in which new mentors are taken in; none means always.
    pub recruitment_months: Vec<i8>,
    /// For how many hours a decision, an end or a pause can be taken back.
    pub undo_hours: i64,
    /// How many hours before a meeting both are reminded of it.
    pub meeting_reminder_hours: i64,
    /// After how many days somebody is reminded of words of theirs that are held.
    pub held_reminder_days: i64,
    /// After how many days held words go back to their writer.
    pub held_expiry_days: i64,
    /// How many automatic answers one address gets in a day.
    pub answers_per_day: u32,
    /// How many mails of one person are passed on in a day, to others and to the team: two machines that answer each other stop there.
    pub passed_on_per_day: u32,
    /// How many letters an address gets within an hour before those of the clock wait; 0 for any number.
    pub letters_per_hour: u32,
    /// As `letters_per_hour`, before people's words and answers wait as well.
    pub words_per_hour: u32,
    /// How many `Received` fields make a loop.
    pub max_received: usize,
    /// After how many permanent failures an address is given up.
    pub failures: u32,
    /// After how many days an open concern comes first in the digest.
    pub concern_days: i64,
    /// From how many mentees at a time on staff look after a mentor.
    pub many_mentees: u32,
    /// After how many requests in a row that nobody answered staff look after a mentee.
    pub unanswered_requests: u32,
    /// The month of the yearly review; 0 for none.
    pub review_month: i8,
    /// Over how many of its first days the review is spread.
    pub review_spread_days: i64,
    /// After how many days a mentor is reminded of the review.
    pub review_reminder_days: Vec<i64>,
    /// After how many days whoever has not answered it pauses; 0 for never.
    pub review_pause_days: i64,
    /// After how many days without a request a mentor is told so; 0 for never.
    pub not_approached_days: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            open_requests: 3,
            ask_again_days: 90,
            reminder_days: vec![3, 7],
            expiry_days: 14,
            suggested_mentees: 2,
            page_size: 8,
            show_full: true,
            suggestions: 3,
            quiet_days: 30,
            very_quiet_days: 60,
            check_in_months: vec![1, 3, 6],
            studies_end_months: 1,
            quiet_hours: QuietHours::default(),
            quiet_weekdays: QuietWeekdays::default(),
            invitation_reminder_days: 7,
            invitation_expiry_days: 28,
            recruitment_months: vec![3, 8],
            undo_hours: 24,
            meeting_reminder_hours: 24,
            held_reminder_days: 2,
            held_expiry_days: 7,
            answers_per_day: 10,
            passed_on_per_day: 60,
            letters_per_hour: 30,
            words_per_hour: 0,
            max_received: 50,
            failures: 2,
            concern_days: 3,
            many_mentees: 4,
            unanswered_requests: 3,
            review_month: 8,
            review_spread_days: 14,
            review_reminder_days: vec![7, 14],
            review_pause_days: 0,
            not_approached_days: 182,
        }
    }
}
