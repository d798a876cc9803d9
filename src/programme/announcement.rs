//! `ANNOUNCE`: words of staff to many, shown to the one who asks before anything is sent, and sent in batches after a `YES`.

use super::acting::Acting;
use super::desk::Desk;
use super::draft::Draft;
use super::guard::limited;
use super::leak;
use super::notice::Notice;
use super::on_case::team_name;
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::{Person, PersonId, PersonState, Role, Team};
use super::question::{self, About, Question};
use super::staff_command::Audience;

/// How many letters are written at a time: others' mail is written in between.
pub const BATCH: usize = 50;
/// The pause between two batches, in seconds.
const BREAK: i64 = 10;
/// The longest announcement, in characters.
const MAX_WORDS: usize = 20_000;
const MAX_SUBJECT: usize = 120;

/// An announcement, as its question keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// For whom.
    pub audience: Audience,
    /// The last person who was written to, in order of their numbers.
    pub after: i64,
    /// How many have been written to.
    pub sent: u32,
    /// The subject.
    pub subject: String,
    /// The words.
    pub words: String,
}

impl Audience {
    fn word(self) -> &'static str {
        match self {
            Self::Mentors => "mentors",
            Self::Mentees => "mentees",
            Self::All => "all",
        }
    }

    /// Does somebody of this role belong to it?
    pub fn includes(self, role: Role) -> bool {
        match role {
            Role::Mentor => self != Self::Mentees,
            Role::Mentee => self != Self::Mentors,
            Role::Staff(_) => false,
        }
    }
}

impl Announcement {
    /// As a question keeps it: a line of where it stands, the subject, the words.
    fn kept(&self) -> String {
        let Self { audience, after, sent, subject, words } = self;
        format!("{} {after} {sent}\n{subject}\n{words}", audience.word())
    }

    /// Read back; `None` for anything that is none.
    pub fn of_kept(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '\n');
        let mut head = parts.next()?.split(' ');
        let audience = match head.next()? {
            "mentors" => Audience::Mentors,
            "mentees" => Audience::Mentees,
            "all" => Audience::All,
            _ => return None,
        };
        let (after, sent) = (head.next()?.parse().ok()?, head.next()?.parse().ok()?);
        Some(Self { audience, after, sent, subject: parts.next()?.to_owned(), words: parts.next()?.to_owned() })
    }
}

/// Is it somebody who is written to? Who pauses is left in peace, as the mail's `List-Unsubscribe` promises.
fn reached(person: &Person, audience: Audience) -> bool {
    audience.includes(person.role) && person.state == PersonState::Active
}

/// Does mail to them arrive, as far as is known?
fn reachable(desk: &Desk<'_>, person: &Person) -> bool {
    person.failures < desk.policy.rules.failures
}

/// Asks the writer whether to send: with the whole announcement as it will be, and how many it reaches.
pub(super) fn ask(
    desk: &mut Desk<'_>,
    acting: &Acting<'_, '_>,
    audience: Audience,
    text: &str,
) -> Result<String, String> {
    let (subject, words) = parts(desk, acting, text);
    if words.is_empty() {
        return Err("There were no words below it. Write the announcement below the line ANNOUNCE.".to_owned());
    }
    if words.chars().count() > MAX_WORDS {
        return Err(format!("It is longer than {MAX_WORDS} characters; please shorten it."));
    }
    if acting.mail.inbound.attachments.iter().any(|file| !file.inline) {
        return Err(
            "Files do not go along with an announcement. Put the file where all can get it, write its address, and \
                    send the announcement again without the file."
                .to_owned(),
        );
    }
    let keys = desk.snapshot.everybody.iter().map(|person| person.address.key()).collect();
    if leak::holds(&words, &keys) || leak::holds(&subject, &keys) {
        return Err("It holds the mail address of somebody who takes part, and those are shown to nobody.".to_owned());
    }
    let addressed: Vec<_> = desk.snapshot.everybody.iter().filter(|person| reached(person, audience)).collect();
    let failing = addressed.iter().filter(|person| !reachable(desk, person)).count();
    let pauses = |p: &&Person| audience.includes(p.role) && p.state == PersonState::Paused;
    let pausing = desk.snapshot.everybody.iter().filter(pauses).count();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let reaches = number(addressed.len().saturating_sub(failing));
    if reaches == 0 {
        return Err("It would reach nobody: there is nobody in that group who takes part.".to_owned());
    }
    let announcement = Announcement { audience, after: 0, sent: 0, subject: subject.clone(), words: words.clone() };
    let question = question::ask(desk, acting.person.id, About::Announce, &announcement.kept(), None);
    let notice = Notice::AnnouncementConfirm {
        group: group(audience).to_owned(),
        reaches,
        pausing: number(pausing),
        failing: number(failing),
        announced: subject,
        words,
    };
    desk.audit(Some(acting.person.id), "announcement.asked", question.id.0);
    desk.post(Draft::new(acting.person.id, notice).in_conversation(question.conversation).answering(acting.mail));
    Ok(format!("It would reach {reaches}. Nothing has been sent yet: a mail of its own asks you to confirm it."))
}

fn group(audience: Audience) -> &'static str {
    match audience {
        Audience::Mentors => "all mentors",
        Audience::Mentees => "all mentees",
        Audience::All => "all mentors and mentees",
    }
}

/// The subject, from a first line that names one, else from the mail; and the words.
fn parts(desk: &Desk<'_>, acting: &Acting<'_, '_>, text: &str) -> (String, String) {
    let (first, below) = text.split_once('\n').unwrap_or((text, ""));
    let named = first.get(..8).filter(|start| start.eq_ignore_ascii_case("subject:"));
    let (subject, words) = match named {
        Some(_) => (first.get(8..).unwrap_or_default(), below),
        None => (acting.mail.inbound.subject.as_str(), text),
    };
    // An answer's subject is that of what it answers, and says nothing of the announcement.
    let answers = subject.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"));
    let subject: Vec<_> =
        subject.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let subject: String = subject.join(" ").chars().take(MAX_SUBJECT).collect();
    let news = format!("News from {}", desk.policy.programme);
    (if subject.is_empty() || answers { news } else { subject }, words.trim().to_owned())
}

/// The answer to the question: `YES` sends, anything else does not.
pub(super) fn answer(mut desk: Desk<'_>, acting: &Acting<'_, '_>, question: Question, yes: bool) -> Outcome {
    let now = desk.now;
    let notice = if yes {
        desk.audit(Some(acting.person.id), "announcement.confirmed", question.id.0);
        desk.put_question(Question { due_at: Some(now), ..question.answered("YES", "", now) });
        Notice::Done {
            what: "The announcement is on its way; each person gets it once.".to_owned(),
            next: "Answers to it come to the programme, and to the team with STAFF.".to_owned(),
        }
    } else {
        desk.put_question(question.answered("NO", "", now));
        Notice::Done { what: "The announcement is dropped; nobody has got it.".to_owned(), next: String::new() }
    };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    limited(desk, acting.mail, Disposition::Done(if yes { "announcement.confirmed" } else { "announcement.dropped" }))
}

/// The next batch of a confirmed announcement.
pub(super) fn send(mut desk: Desk<'_>, question: Question) -> Outcome {
    let Some(mut announcement) = Announcement::of_kept(&question.words).filter(|_| question.answer == "YES") else {
        desk.put_question(Question { due_at: None, ..question });
        return desk.close(Disposition::Ignored(Ignored::NothingDue));
    };
    let batch = desk.snapshot.audience.clone();
    let last = batch.last().map(|person| person.id);
    let team = desk.person(question.asked).map_or(Team::Careers, |person| person.team());
    for person in &batch {
        if !reached(person, announcement.audience) || !reachable(&desk, person) {
            continue;
        }
        let notice = Notice::Announcement {
            announced: announcement.subject.clone(),
            words: announcement.words.clone(),
            team: team_name(team).to_owned(),
        };
        // One conversation serves all: the reply address says who answers, and what is said there is said to the programme.
        let letter = Draft::new(person.id, notice).in_conversation(question.conversation);
        desk.post(letter.once(format!("announcement/{}/{}", question.id.0, person.id.0)));
        announcement.sent += 1;
    }
    let more = batch.len() >= BATCH;
    announcement.after = last.map_or(announcement.after, |PersonId(id)| id);
    let due_at = more.then(|| desk.now + jiff::SignedDuration::from_secs(BREAK));
    if !more {
        desk.audit(Some(question.asked), "announcement.sent", question.id.0);
    }
    desk.put_question(Question { words: announcement.kept(), due_at, ..question });
    desk.close(Disposition::Done("announcement.sent"))
}
