//! A question that the programme asked one person: its answer belongs to it, and is relayed to nobody.

use jiff::Timestamp;

use super::change::Change;
use super::command::Word;
use super::conversation::{ConversationId, HeldId, Topic};
use super::desk::Desk;
use super::mentorship::{Mentorship, MentorshipId};
use super::person::PersonId;

/// The number of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QuestionId(pub i64);

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// The joining form, to be filled in.
    Join,
    /// Shall the person leave the programme? Words go to those whom it affects.
    Leave,
    /// Shall the person's data be erased?
    Erase,
    /// Shall an announcement be sent?
    Announce,
    /// How is the mentorship going, so many months after it began?
    CheckIn(MentorshipId, i64),
    /// How was the mentorship that ended?
    Feedback(MentorshipId),
    /// The studies end soon: shall the mentorship go on?
    GoOn(MentorshipId),
    /// The other side asks to swap addresses, or was asked to: is it still wanted?
    Share(MentorshipId),
    /// Shall the mentorship end, and why?
    End(MentorshipId),
    /// Which of several mentorships is a command about? Its words are the command.
    Which,
    /// Is the profile still right, in the review of that year?
    Review(i64),
    /// Shall the held words go to that person, and how, since an address stands in them? The question's words are theirs.
    Words(HeldId, PersonId),
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The number, never reused.
    pub id: QuestionId,
    /// Who was asked.
    pub asked: PersonId,
    /// What it is about.
    pub about: About,
    /// Where it is answered.
    pub conversation: ConversationId,
    /// What belongs to it: the text of an announcement, what of a form was understood so far.
    pub words: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// How many reminders there have been.
    pub reminders: u32,
    /// When it was answered, or given up; `None` while it is open.
    pub answered_at: Option<Timestamp>,
    /// The answer as a word or number (`GREAT`, `4`); empty while it is open, and where it was given up.
    pub answer: String,
    /// What was written beside the answer.
    pub remark: String,
    /// When a rule about it has to be looked at next.
    pub due_at: Option<Timestamp>,
    /// Counts the changes, so that a lost race is noticed.
    pub version: i64,
}

impl About {
    /// Does this word answer such a question? Any other word means what it means everywhere.
    pub(super) fn takes(self, word: Word) -> bool {
        match self {
            Self::Share(_) => matches!(word, Word::Yes | Word::No | Word::Share),
            // A name is asked for.
            Self::Which => false,
            Self::Leave | Self::Erase | Self::Announce | Self::GoOn(_) => matches!(word, Word::Yes | Word::No),
            Self::Join => matches!(word, Word::Yes | Word::No),
            Self::CheckIn(..) => matches!(word, Word::Great | Word::Ok | Word::Help),
            Self::Feedback(_) => matches!(word, Word::Rating),
            Self::Review(_) => matches!(word, Word::Confirm),
            Self::End(_) => matches!(word, Word::Yes | Word::No | Word::End),
            Self::Words(..) => matches!(word, Word::Without | Word::Share | Word::No | Word::Yes),
        }
    }

    /// May somebody answer it who takes part no more? It is about their own data, or for the team alone.
    pub(super) fn open_to_all(self) -> bool {
        match self {
            Self::Erase | Self::Feedback(_) => true,
            Self::Join
            | Self::Leave
            | Self::Announce
            | Self::CheckIn(..)
            | Self::GoOn(_)
            | Self::Share(_)
            | Self::End(_)
            | Self::Which
            | Self::Review(_)
            | Self::Words(..) => false,
        }
    }

    /// What its answer says, for whoever reads of an answer by itself.
    pub(super) fn asks(self) -> &'static str {
        match self {
            Self::Join => "whether you want to take part",
            Self::Leave => "whether you want to leave the programme",
            Self::Erase => "whether everything about you shall be erased",
            Self::Announce => "whether your announcement shall be sent",
            Self::CheckIn(..) => "how it goes with your mentorship",
            Self::Feedback(_) => "how your mentorship was",
            Self::GoOn(_) => "whether your mentorship shall go on",
            Self::Share(_) => "whether you want to swap addresses",
            Self::End(_) => "whether your mentorship shall end",
            Self::Which => "which mentorship you mean",
            Self::Review(_) => "whether your profile is still right",
            Self::Words(..) => "how a message of yours shall go",
        }
    }

    /// The mentorship it is about.
    pub fn mentorship(self) -> Option<MentorshipId> {
        match self {
            Self::CheckIn(id, _) | Self::Feedback(id) | Self::GoOn(id) | Self::Share(id) | Self::End(id) => Some(id),
            Self::Join
            | Self::Leave
            | Self::Erase
            | Self::Announce
            | Self::Which
            | Self::Review(_)
            | Self::Words(..) => None,
        }
    }
}

impl Question {
    /// The mentorship it is about, and the other of the two; `None` where there is no such mentorship of `me`.
    pub(super) fn between(&self, desk: &Desk<'_>, me: PersonId) -> Option<(Mentorship, PersonId)> {
        let mentorship = desk.snapshot.mentorship.clone().filter(|m| Some(m.id) == self.about.mentorship())?;
        let other = mentorship.other(me)?;
        Some((mentorship, other))
    }

    /// Does it still wait for an answer?
    pub fn open(&self) -> bool {
        self.answered_at.is_none()
    }

    /// The question answered; a second answer does not come here, see [`Question::open`].
    pub fn answered(self, answer: &str, remark: &str, now: Timestamp) -> Self {
        Self { answered_at: Some(now), answer: answer.to_owned(), remark: remark.to_owned(), due_at: None, ..self }
    }
}

/// Asks a person something in a conversation of its own; the letter that asks is for the caller to post there.
pub(super) fn ask(
    desk: &mut Desk<'_>,
    asked: PersonId,
    about: About,
    words: &str,
    due_at: Option<Timestamp>,
) -> Question {
    let id = QuestionId(desk.number());
    let subject = desk.policy.programme.clone();
    let conversation = desk.new_conversation(Topic::Question(id), &subject);
    let question = Question {
        id,
        asked,
        about,
        conversation,
        words: words.to_owned(),
        asked_at: desk.now,
        reminders: 0,
        answered_at: None,
        answer: String::new(),
        remark: String::new(),
        due_at,
        version: 0,
    };
    desk.change(Change::NewQuestion(question.clone()));
    question
}
