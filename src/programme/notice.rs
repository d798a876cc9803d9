//! Everything the programme can say by mail, as typed values; the words are in the templates.

use serde::Serialize;

pub use super::notice_parts::{
    DecisionLine, FaqGroup, FaqNumbers, FaqTitle, Figure, FormLine, GoalLine, MentorLine, MentorPage, ProfileField,
    TranscriptLine, UndoneStep, WeekFigures, WordLine,
};

/// One kind of mail with what it tells. The template's name is [`Notice::kind`]; its fields are the variant's.
///
/// Fields named `words` hold what a person wrote; everything else is the programme's own.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Notice {
    /// Somebody takes part from now on.
    Welcome {
        /// As a mentor (else as a mentee).
        mentor: bool,
    },
    /// Staff ask somebody to take part.
    Invitation {
        /// As a mentor (else as a mentee).
        mentor: bool,
        /// Is it a reminder?
        reminder: bool,
    },
    /// The joining form, to be filled in.
    Form {
        /// As a mentor (else as a mentee).
        mentor: bool,
        /// Outside a recruitment window: the day the next one opens; else empty.
        opens: String,
        /// The form.
        fields: Vec<FormLine>,
    },
    /// The joining form once more, as nothing has come of it.
    FormReminder {
        /// As a mentor (else as a mentee).
        mentor: bool,
        /// For how many days it has waited.
        days: i64,
        /// The form with what was understood.
        fields: Vec<FormLine>,
    },
    /// The joining form once more, for what is missing or could not be read.
    FormAgain {
        /// As a mentor (else as a mentee).
        mentor: bool,
        /// Was anything understood?
        understood: bool,
        /// Nothing was, but files came along.
        files: bool,
        /// Where nothing was understood: what was written.
        words: String,
        /// What is missing or wrong, one sentence each.
        faults: Vec<String>,
        /// The form with what was understood.
        fields: Vec<FormLine>,
    },
    /// The form is complete; staff look at it.
    ApplicationReceived {
        /// As a mentor (else as a mentee).
        mentor: bool,
        /// They had waited for the recruitment window, which has opened.
        opened: bool,
    },
    /// The form of a mentor is complete; it waits for the recruitment window.
    Waiting {
        /// The day on which it opens.
        opens: String,
    },
    /// Staff have taken an applicant in.
    Approved {
        /// As a mentor (else as a mentee).
        mentor: bool,
    },
    /// Staff have turned an applicant down.
    Rejected {
        /// Why; may be empty.
        words: String,
    },
    /// The person's own profile, to be changed by answering.
    Profile {
        /// Of a mentor (else of a mentee).
        mentor: bool,
        /// As what they take part and in which state, one sentence.
        standing: String,
        /// The profile as a form.
        fields: Vec<FormLine>,
        /// Where their mail goes.
        address: String,
        /// Their other addresses.
        others: Vec<String>,
    },
    /// What changed in a profile, and what could not be read.
    ProfileChanged {
        /// What is different now.
        changed: Vec<ProfileField>,
        /// What could not be taken, one sentence each.
        faults: Vec<String>,
        /// The form once more, where something could not be taken.
        fields: Vec<FormLine>,
    },
    /// Do you want to leave? Whom it affects.
    Leaving {
        /// A mentor (else a mentee).
        mentor: bool,
        /// Those whose mentorship would end: a line each for a word to them.
        others: Vec<FormLine>,
        /// With whom requests are open.
        requests: Vec<String>,
    },
    /// They have left.
    Left {
        /// How many mentorships ended by it.
        ended: u32,
    },
    /// A page of the directory.
    Directory {
        /// The words searched for; empty for the ranking by the mentee's own aims.
        query: String,
        /// Nothing fitted all the words: these are the nearest.
        widened: bool,
        /// The words that nobody fits, in quotation marks; may be empty.
        missing: String,
        /// Words that were taken for others, one sentence each.
        taken_for: Vec<String>,
        /// Wider searches that find somebody.
        wider: Vec<WordLine>,
        /// They are ranked by what the mentee says of themselves.
        by_aims: bool,
        /// The place of the first on this page, from 1.
        from: usize,
        /// The mentors of this page.
        mentors: Vec<MentorLine>,
        /// How many there are in all.
        total: usize,
        /// The command for the next page; `None` on the last.
        next: Option<String>,
    },
    /// One whole profile.
    Mentor {
        /// The mentor.
        mentor: MentorPage,
    },
    /// A request needs a message: how to write a good one.
    MessageWanted {
        /// Reference (`M17`).
        mentor: String,
        /// Name.
        mentor_name: String,
    },
    /// To a mentor: somebody asks.
    Request {
        /// Who asks.
        mentee_name: String,
        /// Their course, year and month of graduation on one line; may be empty.
        studies: String,
        /// Their aims; may be empty.
        aims: String,
        /// What they want help with; may be empty.
        help: String,
        /// What they wrote.
        words: String,
        /// What did not come along, one sentence each.
        notes: Vec<String>,
        /// How many mentees the mentor has now.
        running: u32,
        /// How many are suggested.
        suggested: u32,
        /// How many the mentor set for themselves.
        capacity: u32,
        /// In how many days it expires.
        days: i64,
    },
    /// To a mentee: the request is on its way.
    RequestSent {
        /// Reference.
        mentor: String,
        /// Name.
        mentor_name: String,
        /// In how many days it expires.
        days: i64,
    },
    /// Somebody still waits for an answer: the mentee for that to their request, or the mentor for that to a question.
    RequestReminder {
        /// To the mentor (else to the mentee).
        to_mentor: bool,
        /// Who waits.
        other_name: String,
        /// For how many days.
        waited: i64,
        /// In how many days it expires.
        days: i64,
        /// To a mentor: what the mentee wrote; else empty.
        words: String,
    },
    /// A question about a request, or the answer to it, passed on.
    RequestQuestion {
        /// Who writes.
        from_name: String,
        /// To the mentor (else to the mentee): shows the decision's buttons.
        to_mentor: bool,
        /// What they wrote.
        words: String,
        /// What did not come along, one sentence each.
        notes: Vec<String>,
    },
    /// The other side of a request pauses, or has no room: it stays open and waits.
    RequestWaits {
        /// To the mentor (else to the mentee).
        to_mentor: bool,
        /// The other side.
        other_name: String,
        /// The mentor has as many mentees as they want (else: the other side pauses).
        full: bool,
        /// For how many days it waits at the most.
        days: i64,
        /// To a mentee: others who fit.
        suggestions: Vec<MentorLine>,
    },
    /// The other side of a request takes part no more.
    RequestClosed {
        /// To the mentor (else to the mentee).
        to_mentor: bool,
        /// The other side.
        other_name: String,
        /// To a mentee: others who fit.
        suggestions: Vec<MentorLine>,
    },
    /// A request ran out of time.
    RequestExpired {
        /// To the mentor (else to the mentee).
        to_mentor: bool,
        /// The other side.
        other_name: String,
        /// It was the mentee who did not answer, to a question of the mentor.
        asked_back: bool,
        /// To a mentee: others who fit.
        suggestions: Vec<MentorLine>,
    },
    /// To a mentee: the mentor said no.
    Declined {
        /// Who said no.
        mentor_name: String,
        /// What they wrote; may be empty.
        words: String,
        /// What did not come along, one sentence each.
        notes: Vec<String>,
        /// Others who fit.
        suggestions: Vec<MentorLine>,
    },
    /// A word could be about several requests.
    WhichRequest {
        /// The word.
        word: String,
        /// One for each request.
        options: Vec<WordLine>,
        /// What was written below the word; may be empty.
        words: String,
    },
    /// A request was taken back.
    Withdrawn {
        /// To the mentor (else to the mentee).
        to_mentor: bool,
        /// The other side.
        other_name: String,
    },
    /// To a mentee: the mentor said yes.
    Accepted {
        /// Who said yes.
        mentor_name: String,
        /// What they wrote; may be empty.
        words: String,
        /// What did not come along, one sentence each.
        notes: Vec<String>,
    },
    /// To both: a mentorship begins.
    Introduction {
        /// To the mentor (else to the mentee).
        to_mentor: bool,
        /// The other side.
        other_name: String,
        /// About the other side, on one line; may be empty.
        other_about: String,
        /// To a mentor: how many mentees they have now.
        running: u32,
        /// How many are suggested.
        suggested: u32,
        /// To a mentor: how many they set for themselves.
        limit: u32,
        /// To a mentor: is it more now?
        over: bool,
        /// To a mentor who has no more room: who else waits for an answer of theirs; may be empty.
        waiting: String,
    },
    /// The goals of a mentorship, with what has just happened to them.
    Goals {
        /// The reader did it, or asked for the list.
        by_you: bool,
        /// A goal was added.
        added: bool,
        /// A goal was met, and another is still open.
        met: bool,
        /// The other side.
        other_name: String,
        /// The goal that was added or met; empty for the list alone.
        goal: String,
        /// What the other side wrote below it; may be empty.
        words: String,
        /// What did not come along, one sentence each.
        notes: Vec<String>,
        /// All goals.
        goals: Vec<GoalLine>,
        /// What can be said of those that are open.
        options: Vec<WordLine>,
    },
    /// To both: no goal is left to meet.
    GoalsMet {
        /// The reader said that the last one is met.
        by_you: bool,
        /// The other side.
        other_name: String,
        /// To the mentor (else to the mentee).
        to_mentor: bool,
        /// The last one.
        goal: String,
        /// What the other side wrote below it; may be empty.
        words: String,
        /// What did not come along, one sentence each.
        notes: Vec<String>,
    },
    /// It has been quiet between the two.
    Nudge {
        /// The other side.
        other_name: String,
        /// To the mentor (else to the mentee).
        to_mentor: bool,
        /// Nobody has written yet.
        first_word: bool,
        /// Both are told (else it is the reader's turn).
        both: bool,
        /// For how many days.
        days: i64,
    },
    /// How is it going?
    CheckIn {
        /// The other side.
        other_name: String,
        /// To the mentor (else to the mentee).
        to_mentor: bool,
        /// After how many months.
        months: i64,
    },
    /// The mentee's studies end soon: shall it go on?
    StudiesEnd {
        /// The other side.
        other_name: String,
        /// To the mentor (else to the mentee).
        to_mentor: bool,
        /// When they end ("July 2027").
        month: String,
    },
    /// One of the two wants to swap addresses.
    Share {
        /// The reader does (else the other side does).
        by_you: bool,
        /// A message of the reader goes as soon as both do.
        message_waits: bool,
        /// The other side.
        other_name: String,
        /// What the other side wrote below it; may be empty.
        words: String,
    },
    /// Addresses are swapped.
    Shared {
        /// The other side.
        other_name: String,
        /// Their address.
        other_address: String,
        /// What the other side wrote below it; may be empty.
        words: String,
    },
    /// Which of several mentorships is it about?
    WhichOne {
        /// The command.
        words: String,
        /// The names, to be written as they are.
        options: Vec<WordLine>,
    },
    /// How was the mentorship that has ended?
    Feedback {
        /// The other side.
        other_name: String,
        /// To the mentor (else to the mentee).
        to_mentor: bool,
    },
    /// An answer has come and is kept.
    Thanks {
        /// What was understood, one or two sentences.
        what: String,
        /// What can be done next, one sentence; may be empty.
        next: String,
        /// What can be said.
        options: Vec<WordLine>,
    },
    /// A message between the two, passed on.
    Relay {
        /// Who writes.
        from_name: String,
        /// What they wrote.
        words: String,
        /// What did not come along, one sentence each.
        notes: Vec<String>,
    },
    /// A time to meet is proposed, by the other side.
    MeetingProposed {
        /// Who proposes it.
        from_name: String,
        /// When, in words, by the reader's clock.
        when: String,
        /// How long, in words.
        length: String,
        /// Where; may be empty.
        place: String,
        /// The time that it would take the place of; empty for a new meeting.
        moves: String,
        /// What was written beside it; may be empty.
        words: String,
        /// What did not come along, one sentence each.
        notes: Vec<String>,
    },
    /// To whoever proposes a time: it is on its way.
    MeetingSent {
        /// Who is asked.
        other_name: String,
        /// When, in words, by the reader's clock.
        when: String,
        /// How long, in words.
        length: String,
        /// Where; may be empty.
        place: String,
        /// Did it come from an entry in their own calendar?
        own_calendar: bool,
    },
    /// To both: the meeting is on.
    Meeting {
        /// The other side.
        other_name: String,
        /// When, in words, by the reader's clock.
        when: String,
        /// How long, in words.
        length: String,
        /// Where; may be empty.
        place: String,
        /// Does it take the place of another time?
        moved: bool,
        /// What the other side wrote beside their yes; may be empty.
        words: String,
    },
    /// A time to meet could not be read for certain.
    MeetingUnclear {
        /// What was understood, one sentence; may be empty.
        understood: String,
        /// What is not clear, one or two sentences.
        question: String,
        /// What may have been meant.
        options: Vec<WordLine>,
        /// What was written.
        words: String,
    },
    /// To both: a proposed time does not suit.
    MeetingDeclined {
        /// To the one who said no.
        by_you: bool,
        /// The other side.
        other_name: String,
        /// Which time, in words, by the reader's clock.
        when: String,
        /// The agreed time that stays; empty where there is none.
        stays: String,
        /// What the other side wrote beside it; may be empty.
        words: String,
    },
    /// To both: the meeting is off.
    MeetingCancelled {
        /// To the one who called it off.
        by_you: bool,
        /// The mentorship has ended.
        ended: bool,
        /// The other side.
        other_name: String,
        /// When it would have been, in words, by the reader's clock.
        when: String,
        /// What the other side wrote beside it; may be empty.
        words: String,
    },
    /// To both: the meeting is soon.
    MeetingReminder {
        /// The other side.
        other_name: String,
        /// When, in words, by the reader's clock.
        when: String,
        /// How long, in words.
        length: String,
        /// Where; may be empty.
        place: String,
    },
    /// What the other side's calendar has answered.
    MeetingAnswer {
        /// Whose.
        from_name: String,
        /// May they come, rather than will?
        maybe: bool,
        /// When, in words, by the reader's clock.
        when: String,
        /// What they wrote beside it; may be empty.
        words: String,
    },
    /// A message was not passed on.
    NotRelayed {
        /// To whom it was meant, where that can be said; may be empty.
        other_name: String,
        /// Why, one sentence.
        why: String,
        /// What was written.
        words: String,
    },
    /// A message in which an address stands waits for its writer's word.
    Held {
        /// To whom it was meant.
        other_name: String,
        /// The address stands in a file, or in the name of one.
        in_file: bool,
        /// Would it help if the two swapped addresses?
        share: bool,
        /// It came with a yes to leaving, which waits as well.
        leaving: bool,
        /// Is it a reminder?
        reminder: bool,
        /// What came of the wish to swap addresses, one sentence; empty where there was none.
        note: String,
        /// For how many days it waits.
        days: i64,
        /// What was written.
        words: String,
    },
    /// A command came that is not known to be yours: shall it be carried out?
    ConfirmCommand {
        /// The command as it was written.
        command: String,
        /// What it answers, as in "whether you want to leave"; empty where it answers no question.
        question: String,
    },
    /// Mail came from another address in your name: is it yours?
    ConfirmAddress {
        /// That address.
        other_address: String,
        /// The beginning of what it said.
        words: String,
        /// What it answers, as in "whether you want to leave"; empty where it answers no question.
        question: String,
    },
    /// Yes or no, to a request or to a time to meet?
    ConfirmMeaning {
        /// Who asked.
        other_name: String,
        /// The time they have suggested to meet, in words; empty for a request.
        meeting: String,
        /// What they answered.
        words: String,
    },
    /// A command was carried out.
    Done {
        /// What happened, one or two sentences.
        what: String,
        /// What can be done next, one sentence; may be empty.
        next: String,
    },
    /// A command came again, or too late.
    AlreadyDone {
        /// How things stand, one sentence.
        what: String,
    },
    /// A mail could not be understood.
    NotUnderstood {
        /// What was written.
        words: String,
        /// What was understood, one sentence; may be empty.
        understood: String,
        /// What can be said.
        options: Vec<WordLine>,
    },
    /// As before, when the mail before it was not understood either.
    NotUnderstoodAgain {
        /// What was written.
        words: String,
        /// What can be said.
        options: Vec<WordLine>,
    },
    /// A mentor's no has been passed on: told to the mentor.
    DeclineSent {
        /// Who asked them.
        mentee_name: String,
    },
    /// A concern has reached the team: told to its writer, in confidence.
    ConcernSent {
        /// The number of the case.
        number: i64,
        /// The team.
        team: String,
    },
    /// A command is not open to its writer now.
    NotAllowed {
        /// Why, one sentence.
        why: String,
        /// What they can do, one sentence; may be empty.
        next: String,
    },
    /// What can be done now, from where one stands.
    Help {
        /// Where they stand, one sentence.
        standing: String,
        /// What can be said.
        options: Vec<WordLine>,
        /// May they have conversations, whose mails they need only answer?
        converses: bool,
    },
    /// An answer of the handbook, or the list of those there are.
    Faq {
        /// The words asked for; empty for the whole list.
        query: String,
        /// The answer; `None` for a list.
        answer: Option<FaqTitle>,
        /// Further answers, or all of them.
        groups: Vec<FaqGroup>,
        /// The numbers that answers name.
        numbers: FaqNumbers,
    },
    /// How things stand.
    Status {
        /// As what they take part and in which state, one sentence.
        standing: String,
        /// How many questions of the programme they have not answered, one sentence; may be empty.
        asked: String,
        /// Open and recent requests.
        requests: Vec<String>,
        /// Mentorships.
        mentorships: Vec<String>,
        /// The goals of those that run.
        goals: Vec<String>,
        /// Meetings ahead.
        meetings: Vec<String>,
        /// Cases.
        cases: Vec<String>,
    },
    /// All that is kept about the reader, attached.
    MyData {
        /// What there is, and how much of it.
        counts: Vec<Figure>,
    },
    /// Shall everything about the reader be erased?
    Erase {
        /// Those with whom a mentorship runs.
        mentorships: Vec<String>,
    },
    /// Everything about the reader has been erased.
    Erased {},
    /// Somebody is gone from the programme, and with them a mentorship or a request.
    Departed {
        /// Who.
        other_name: String,
        /// To a mentor (else to a mentee).
        to_mentor: bool,
        /// A mentorship has ended (else a request).
        mentorship: bool,
    },
    /// A step has been taken back.
    Undone {
        /// To the one who took it back.
        by_you: bool,
        /// To a mentor (else to a mentee).
        to_mentor: bool,
        /// The other side; empty where there is none.
        other_name: String,
        /// Which step it was.
        step: UndoneStep,
    },
    /// Shall the mentorship end? Asks for a reason and a farewell.
    Ending {
        /// The other side.
        other_name: String,
        /// The meeting that would be called off, in words; empty for none.
        meeting: String,
    },
    /// A mentorship has ended.
    Ended {
        /// To the one who ended it.
        by_you: bool,
        /// The other side.
        other_name: String,
        /// To a mentor (else to a mentee).
        to_mentor: bool,
        /// The farewell; may be empty.
        words: String,
        /// What did not come along, one sentence each.
        notes: Vec<String>,
        /// How many other mentorships of the reader go on.
        others: u32,
        /// They have not said why.
        reason_wanted: bool,
    },
    /// Taking part is paused.
    Paused {
        /// A mentor (else a mentee).
        mentor: bool,
        /// How many mentorships go on.
        running: u32,
    },
    /// Taking part goes on.
    Resumed {
        /// A mentor (else a mentee).
        mentor: bool,
    },
    /// To staff: somebody wrote to the team.
    Case {
        /// Its number.
        number: i64,
        /// Who wrote.
        from_name: String,
        /// As what they take part, one word or two.
        role: String,
        /// Is it a concern?
        concern: bool,
        /// What they wrote.
        words: String,
        /// What did not come along, one sentence each.
        notes: Vec<String>,
    },
    /// To a person: the team answered.
    CaseReply {
        /// What they wrote.
        words: String,
        /// What did not come along, one sentence each.
        notes: Vec<String>,
    },
    /// A case is closed.
    CaseClosed {
        /// Its number.
        number: i64,
    },
    /// To a mentor: how does it go, and is the profile still right?
    YearlyReview {
        /// Is it a reminder?
        reminder: bool,
        /// Is it the last of this year?
        last: bool,
        /// The year.
        year: i64,
        /// The profile: label and value, in reading order, empty ones left out.
        fields: Vec<ProfileField>,
    },
    /// To a mentor: nobody has asked you for long.
    NotApproached {
        /// For how many months.
        months: i64,
        /// The profile, as in [`Notice::YearlyReview`].
        fields: Vec<ProfileField>,
    },
    /// To staff: a colleague has answered a case.
    CaseAnswered {
        /// Its number.
        number: i64,
        /// Whose it is.
        from_name: String,
        /// Who answered.
        colleague: String,
        /// What they wrote.
        words: String,
    },
    /// To staff: shall this go to so many?
    AnnouncementConfirm {
        /// To whom, a few words.
        group: String,
        /// How many get it.
        reaches: u32,
        /// How many pause, and do not.
        pausing: u32,
        /// How many have an address that fails, and do not.
        failing: u32,
        /// Its subject.
        announced: String,
        /// What it says.
        words: String,
    },
    /// To many: words of the team.
    Announcement {
        /// Its subject.
        announced: String,
        /// What it says.
        words: String,
        /// Who writes, as people call it.
        team: String,
    },
    /// To staff: the figures of a period.
    Report {
        /// Its first and last day, for people.
        period: String,
        /// The figures.
        figures: Vec<Figure>,
    },
    /// To staff: all there is, as tables.
    Export {
        /// How many people there are.
        people: u32,
        /// How many requests.
        requests: u32,
        /// How many mentorships.
        mentorships: u32,
    },
    /// To staff: what each line of their mail did.
    Transcript {
        /// The lines.
        lines: Vec<TranscriptLine>,
    },
    /// To staff: the day, or the week.
    Digest {
        /// Is it the week's rather than the day's?
        weekly: bool,
        /// The day, for people ("Monday 23 November 2026").
        day: String,
        /// Whom to look after before anything else.
        look_after: Vec<DecisionLine>,
        /// What needs a decision.
        decisions: Vec<DecisionLine>,
        /// What happened, one sentence each.
        happened: Vec<String>,
        /// Mentorships in which nobody has written for long.
        quiet: Vec<DecisionLine>,
        /// What will happen unless somebody acts.
        soon: Vec<DecisionLine>,
        /// The figures.
        figures: Vec<Figure>,
        /// The figures by week, oldest first: the chart.
        weeks: Vec<WeekFigures>,
    },
    /// A message could not be delivered.
    Undelivered {
        /// To whom.
        other_name: String,
        /// When it was written, in the programme's time zone, which tells it from others to the same.
        sent: String,
        /// Will it be tried again?
        trying: bool,
        /// May it have arrived all the same?
        perhaps: bool,
    },
    /// To staff: the mailbox has not been read for too long.
    MailboxAway {
        /// Since when.
        since: String,
        /// What stands in the way.
        why: String,
    },
    /// To staff: the mailbox is read again.
    MailboxBack {
        /// Since when it was not.
        since: String,
    },
    /// To staff: an address does not take mail.
    AddressFailing {
        /// Whose.
        name: String,
        /// The address.
        address: String,
    },
    /// A mail was too large.
    TooBig {
        /// Its size, in MiB.
        mib: u64,
        /// The largest that is taken, in MiB.
        limit: u64,
    },
    /// To an address that nobody has registered.
    Stranger {},
}
