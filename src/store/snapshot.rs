//! Reading the few rows that a decision may depend on, all from one state of the database.

use std::collections::BTreeSet;

use super::backend::{Tx, list, row, rows, rows_in};
use super::meetings::MeetingRow;
use super::mentorships::{self, MentorshipRow};
use super::records::{self, CaseRow, ConversationRow, HeldRow, LetterRow, PersonRow, QuestionRow, RequestRow};
use super::words::{count, message_id, micros};
use super::{SnapshotQuery, Store, StoreError, digest, keepsake, report, steps};
use crate::programme::case::CaseId;
use crate::programme::conversation::{Conversation, ConversationId, Held, HeldId, InboxId, Thread, ThreadEntry, Topic};
use crate::programme::event::Due;
use crate::programme::letter::{LetterId, LetterRecord};
use crate::programme::meeting::Meeting;
use crate::programme::mentorship::{Mentorship, MentorshipId};
use crate::programme::person::{Person, PersonId};
use crate::programme::question::{About, Question, QuestionId};
use crate::programme::request::{Request, RequestId};
use crate::programme::snapshot::{Answers, Snapshot, View};

/// How many messages of a conversation are read, the newest.
const THREAD: i64 = 200;
/// How many bytes of mails are sent to a person who asks for all that is kept about them; few servers take more than twice that.
const KEEPSAKE: usize = 6 << 20;
/// How many of the ids that a mail or a report names are looked for.
const IDS: usize = 100;
/// What "today" means for automatic answers, in microseconds.
const DAY: i64 = 86_400_000_000;

impl Store {
    /// What bears on one event. The acting person is the one whose token it is, else who vouches, else the sender; of
    /// what comes from no person, the one it is due for, or whose letter failed.
    pub async fn snapshot(&self, query: &SnapshotQuery) -> Result<Snapshot, StoreError> {
        let mut tx = self.pools.read().await?;
        let tx = &mut tx;
        let mut snapshot = Snapshot::default();
        if let Some(from) = &query.from {
            snapshot.sender = sender(tx, &from.key()).await?;
            snapshot.answers = answers(tx, &from.key(), micros(query.now)).await?;
            if snapshot.sender.is_none() {
                snapshot.answered = answered(tx, query, &from.key()).await?;
            }
        }
        if let Some((own, key)) = query.duplicate {
            let other =
                row!(tx, (i64,), "SELECT id FROM inbox WHERE content_key = $1 AND id <> $2", key.as_slice(), own.0)?;
            snapshot.duplicate_of = other.map(|(id,)| InboxId(id));
        }
        snapshot.letter = letter(tx, query).await?;
        let due = due_rows(tx, query.due).await?;
        let acting = acting(query, &snapshot, &due);
        snapshot.conversation = conversation(tx, query, &snapshot, &due, acting).await?;
        topic(tx, &mut snapshot).await?;
        snapshot.request = snapshot.request.or(due.request);
        snapshot.mentorship = snapshot.mentorship.or(due.mentorship);
        snapshot.question = snapshot.question.or(due.question);
        if let Some(About::Words(of, _)) = snapshot.question.as_ref().map(|question| question.about) {
            snapshot.held = held(tx, of).await?;
        }
        if let (None, Some(id)) = (&snapshot.mentorship, snapshot.question.as_ref().and_then(|q| q.about.mentorship()))
        {
            snapshot.mentorship = mentorship(tx, id).await?;
        }
        if let Some(person) = acting {
            own(tx, &mut snapshot, person).await?;
        }
        if query.needs.directory {
            let (directory, index) = self.mentors.directory(tx).await?;
            (snapshot.directory, snapshot.index) = (directory, Some(index));
            snapshot.of_mentees = of_mentees(tx, &snapshot).await?;
            if let Some(person) = acting {
                snapshot.view = view(tx, person).await?;
            }
        }
        if let Some(person) = acting.filter(|_| query.needs.keepsake) {
            snapshot.keepsake = Some(keepsake::keepsake(tx, person, KEEPSAKE).await?);
        }
        if let Some(person) = acting.filter(|_| query.needs.steps) {
            snapshot.steps = steps::of(tx, person).await?;
            snapshot.loads = steps::loads(tx, person).await?;
        }
        let running = snapshot.mentorships.iter().chain(&snapshot.mentorship).filter(|m| m.running());
        let running: BTreeSet<_> = running.map(|m| m.id).collect();
        snapshot.goals = mentorships::goals(tx, running.into_iter()).await?;
        snapshot.staff = staff(tx).await?;
        let acts_as_staff = acting.is_some_and(|person| snapshot.staff.contains(&person));
        if matches!(query.due, Some(Due::Digest(_))) || (acts_as_staff && query.staff.digest) {
            snapshot.digest = Some(digest::facts(tx, &query.digest, query.now).await?);
        }
        if acts_as_staff {
            asked_by_staff(tx, &mut snapshot, &query.staff.numbers).await?;
            report::asked_by_staff(tx, &mut snapshot, &query.staff).await?;
        }
        if matches!(query.due, Some(Due::Question(_))) {
            snapshot.audience = report::audience(tx, snapshot.question.as_ref()).await?;
        }
        let mut named = named(&snapshot);
        if acts_as_staff {
            named.extend(query.staff.numbers.iter().map(|number| PersonId(*number)));
            named.extend(report::known(tx, &query.staff.addresses).await?);
        }
        named.extend(acting);
        named.extend(query.token.map(|(person, _)| person));
        named.extend(query.vouched);
        named.extend(query.needs.person);
        people(tx, &mut snapshot, &named).await?;
        Ok(snapshot)
    }
}

/// Whose address this is.
async fn sender(tx: &mut Tx, key: &str) -> Result<Option<PersonId>, StoreError> {
    let found = row!(tx, (i64,), "SELECT person FROM addresses WHERE address_key = $1", key)?;
    Ok(found.map(|(id,)| PersonId(id)))
}

async fn answers(tx: &mut Tx, key: &str, now: i64) -> Result<Answers, StoreError> {
    let today = row!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM outbox WHERE address_key = $1 AND answer AND created_at > $2",
        key,
        now.saturating_sub(DAY)
    )?;
    let last = row!(
        tx,
        (i64,),
        "SELECT fingerprint FROM outbox WHERE address_key = $1 AND answer ORDER BY created_at DESC, id DESC LIMIT 1",
        key
    )?;
    Ok(Answers {
        today: today.map_or(0, |(today,)| count(today)),
        last: last.map(|(fingerprint,)| fingerprint.cast_unsigned()),
    })
}

/// The letter that a mail answers, if it went to this address: nobody else can know its Message-ID.
async fn answered(tx: &mut Tx, query: &SnapshotQuery, key: &str) -> Result<Option<LetterRecord>, StoreError> {
    for letter in query.message_ids.iter().filter_map(|id| letter_of(id)).take(IDS) {
        let found = row!(
            tx,
            LetterRow,
            "SELECT letter, person, address, kind, conversation, writer, created_at, failed FROM outbox
             WHERE letter = $1 AND address_key = $2",
            letter.0,
            key
        )?;
        if found.is_some() {
            return records::one(found);
        }
    }
    Ok(None)
}

/// The letter a bounce address names, else the first that the report names.
async fn letter(tx: &mut Tx, query: &SnapshotQuery) -> Result<Option<LetterRecord>, StoreError> {
    let asked = query.bounce_of.iter().chain(&query.reported_message_ids).take(IDS);
    for letter in asked {
        let found = row!(
            tx,
            LetterRow,
            "SELECT letter, person, address, kind, conversation, writer, created_at, failed FROM outbox WHERE letter = $1",
            letter.0
        )?;
        if found.is_some() {
            return records::one(found);
        }
    }
    Ok(None)
}

/// The rows that fell due.
#[derive(Default)]
struct DueRows {
    request: Option<Request>,
    mentorship: Option<Mentorship>,
    question: Option<Question>,
    person: Option<PersonId>,
}

async fn due_rows(tx: &mut Tx, due: Option<Due>) -> Result<DueRows, StoreError> {
    let mut rows = DueRows::default();
    match due {
        Some(Due::Request(id)) => {
            rows.request = request(tx, id).await?;
            rows.person = rows.request.as_ref().map(|r| r.mentee);
        }
        Some(Due::Mentorship(id)) => {
            rows.mentorship = mentorship(tx, id).await?;
            rows.person = rows.mentorship.as_ref().map(|m: &Mentorship| m.mentee);
        }
        Some(Due::Meeting(id)) => {
            let of = row!(tx, (i64,), "SELECT mentorship FROM meetings WHERE id = $1", id.0)?;
            if let Some((of,)) = of {
                rows.mentorship = mentorship(tx, MentorshipId(of)).await?;
            }
            rows.person = rows.mentorship.as_ref().map(|m: &Mentorship| m.mentee);
        }
        Some(Due::Person(id)) => rows.person = Some(id),
        Some(Due::Question(id)) => {
            rows.question = question(tx, id).await?;
            rows.person = rows.question.as_ref().map(|q| q.asked);
        }
        Some(Due::Digest(_)) | None => {}
    }
    Ok(rows)
}

async fn request(tx: &mut Tx, id: RequestId) -> Result<Option<Request>, StoreError> {
    records::one(row!(tx, RequestRow, "SELECT * FROM requests WHERE id = $1", id.0)?)
}

async fn mentorship(tx: &mut Tx, id: MentorshipId) -> Result<Option<Mentorship>, StoreError> {
    records::one(row!(tx, MentorshipRow, "SELECT * FROM mentorships WHERE id = $1", id.0)?)
}

async fn question(tx: &mut Tx, id: QuestionId) -> Result<Option<Question>, StoreError> {
    records::one(row!(tx, QuestionRow, "SELECT * FROM questions WHERE id = $1", id.0)?)
}

async fn held(tx: &mut Tx, id: HeldId) -> Result<Option<Held>, StoreError> {
    records::one(row!(tx, HeldRow, "SELECT * FROM held WHERE id = $1", id.0)?)
}

fn acting(query: &SnapshotQuery, snapshot: &Snapshot, due: &DueRows) -> Option<PersonId> {
    let letter = snapshot.letter.as_ref();
    query
        .token
        .map(|(person, _)| person)
        .or(query.vouched)
        .or(snapshot.sender)
        .or(due.person)
        .or_else(|| letter.and_then(|letter| letter.writer.or(letter.person)))
}

/// The conversation: by token, else by the ids the mail answers, else that of what is due or of the letter.
async fn conversation(
    tx: &mut Tx,
    query: &SnapshotQuery,
    snapshot: &Snapshot,
    due: &DueRows,
    acting: Option<PersonId>,
) -> Result<Option<Conversation>, StoreError> {
    let mut id = query.token.map(|(_, conversation)| conversation);
    if id.is_none() {
        id = by_message_ids(tx, &query.message_ids, acting).await?;
    }
    let id = id
        .or_else(|| due.request.as_ref().map(|r| r.conversation))
        .or_else(|| due.mentorship.as_ref().map(|m| m.conversation))
        .or_else(|| due.question.as_ref().map(|q| q.conversation))
        .or_else(|| snapshot.letter.as_ref().and_then(|l| l.conversation));
    let Some(ConversationId(id)) = id else {
        return Ok(None);
    };
    records::one(row!(tx, ConversationRow, "SELECT * FROM conversations WHERE id = $1", id)?)
}

/// The conversation of the message that a mail answers: the newest id known, one from the acting person's mailbox first.
async fn by_message_ids(
    tx: &mut Tx,
    ids: &[String],
    acting: Option<PersonId>,
) -> Result<Option<ConversationId>, StoreError> {
    let mut of_others = None;
    // The first is the In-Reply-To, the newest reference is the last.
    let wanted = ids.iter().take(1).chain(ids.iter().skip(1).rev()).take(IDS);
    for id in wanted {
        let found = rows!(
            tx,
            (i64, i64),
            "SELECT conversation, person FROM thread_ids WHERE message_id = $1 ORDER BY conversation DESC LIMIT 20",
            message_id(id).into_owned()
        )?;
        let own = found.iter().find(|(_, person)| acting.is_some_and(|acting| acting.0 == *person));
        if let Some((conversation, _)) = own {
            return Ok(Some(ConversationId(*conversation)));
        }
        of_others = of_others.or(found.first().map(|(conversation, _)| ConversationId(*conversation)));
        if of_others.is_none() {
            of_others = by_letter(tx, id).await?;
        }
    }
    Ok(of_others)
}

/// The conversation of a letter of ours, whose Message-ID nobody can guess.
async fn by_letter(tx: &mut Tx, id: &str) -> Result<Option<ConversationId>, StoreError> {
    let Some(letter) = letter_of(id) else {
        return Ok(None);
    };
    let found = row!(tx, (Option<i64>,), "SELECT conversation FROM outbox WHERE letter = $1", letter.0)?;
    Ok(found.and_then(|(conversation,)| conversation).map(ConversationId))
}

/// The letter that a Message-ID names, whatever the domain.
pub(super) fn letter_of(id: &str) -> Option<LetterId> {
    let (_, domain) = id.rsplit_once('@')?;
    LetterId::of_message_id(id, domain)
}

/// What the conversation is about, and its messages.
async fn topic(tx: &mut Tx, snapshot: &mut Snapshot) -> Result<(), StoreError> {
    let Some(conversation) = &snapshot.conversation else {
        return Ok(());
    };
    let id = conversation.id.0;
    snapshot.thread = thread(tx, id).await?;
    match conversation.topic {
        Topic::Service(_) => {}
        Topic::Pair(of) => {
            snapshot.request = request(tx, of).await?;
            let found = row!(tx, MentorshipRow, "SELECT * FROM mentorships WHERE conversation = $1", id)?;
            snapshot.mentorship = records::one(found)?;
        }
        Topic::Case(CaseId(of)) => {
            snapshot.case = records::one(row!(tx, CaseRow, "SELECT * FROM cases WHERE id = $1", of)?)?;
        }
        Topic::Question(of) => snapshot.question = question(tx, of).await?,
        Topic::Held(HeldId(of)) => {
            snapshot.held = held(tx, HeldId(of)).await?;
        }
    }
    Ok(())
}

pub(super) async fn thread(tx: &mut Tx, conversation: i64) -> Result<Thread, StoreError> {
    let found = rows!(
        tx,
        (i64, Option<i64>, i64, String),
        "SELECT entry, parent, person, message_id FROM thread_ids WHERE conversation = $1 AND position >
             (SELECT MAX(position) FROM thread_ids WHERE conversation = $1) - $2
         ORDER BY position, entry, person",
        conversation,
        THREAD
    )?;
    let mut entries: Vec<ThreadEntry> = Vec::new();
    for (entry, parent, person, id) in found {
        let id = (PersonId(person), id);
        match entries.last_mut() {
            Some(last) if last.entry == entry => last.ids.push(id),
            _ => entries.push(ThreadEntry { entry, parent, ids: vec![id] }),
        }
    }
    Ok(Thread(entries))
}

/// What is the acting person's own.
async fn own(tx: &mut Tx, snapshot: &mut Snapshot, person: PersonId) -> Result<(), StoreError> {
    let id = person.0;
    snapshot.requests = records::all(rows!(
        tx,
        RequestRow,
        "SELECT * FROM requests WHERE mentee = $1 OR mentor = $1 ORDER BY id DESC LIMIT 200",
        id
    )?)?;
    snapshot.mentorships = records::all(rows!(
        tx,
        MentorshipRow,
        "SELECT * FROM mentorships WHERE mentee = $1 OR mentor = $1 ORDER BY id DESC LIMIT 200",
        id
    )?)?;
    snapshot.meetings = meetings(tx, person).await?;
    snapshot.cases =
        records::all(rows!(tx, CaseRow, "SELECT * FROM cases WHERE person = $1 ORDER BY id DESC LIMIT 50", id)?)?;
    snapshot.questions = records::all(rows!(
        tx,
        QuestionRow,
        "SELECT * FROM questions WHERE asked = $1 AND answered_at IS NULL ORDER BY id DESC LIMIT 50",
        id
    )?)?;
    snapshot.service = records::one(row!(
        tx,
        ConversationRow,
        "SELECT * FROM conversations WHERE topic = 'service' AND topic_id = $1 ORDER BY id LIMIT 1",
        id
    )?)?;
    Ok(())
}

/// The meetings of one person, newest first.
async fn meetings(tx: &mut Tx, person: PersonId) -> Result<Vec<Meeting>, StoreError> {
    let found = rows!(
        tx,
        MeetingRow,
        "SELECT * FROM meetings WHERE mentee = $1 OR mentor = $1 ORDER BY id DESC LIMIT 200",
        person.0
    )?;
    records::all(found)
}

/// The cases and requests that staff name, and the open requests of people whom they name; their own lists are empty, as they take no part themselves.
async fn asked_by_staff(tx: &mut Tx, snapshot: &mut Snapshot, numbers: &[i64]) -> Result<(), StoreError> {
    if numbers.is_empty() {
        return Ok(());
    }
    let ids = list(numbers.iter().copied());
    let cases: Vec<_> = records::all(rows_in!(tx, CaseRow, "SELECT * FROM cases WHERE id", "", ids.as_str())?)?;
    snapshot.cases.extend(cases);
    // By their own number, and by that of each of the two people, the open ones first: what becomes of those is decided with the person.
    let requests = [
        rows_in!(tx, RequestRow, "SELECT * FROM requests WHERE id", "", ids.as_str())?,
        rows_in!(
            tx,
            RequestRow,
            "SELECT * FROM requests WHERE mentee",
            "ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, id DESC LIMIT 200",
            ids.as_str()
        )?,
        rows_in!(
            tx,
            RequestRow,
            "SELECT * FROM requests WHERE mentor",
            "ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, id DESC LIMIT 200",
            ids.as_str()
        )?,
    ];
    for request in records::all::<_, Request>(requests.into_iter().flatten().collect())? {
        if snapshot.requests.iter().all(|known| known.id != request.id) {
            snapshot.requests.push(request);
        }
    }
    let mentorships = [
        rows_in!(tx, MentorshipRow, "SELECT * FROM mentorships WHERE id", "", ids.as_str())?,
        rows_in!(
            tx,
            MentorshipRow,
            "SELECT * FROM mentorships WHERE mentee",
            "ORDER BY id DESC LIMIT 100",
            ids.as_str()
        )?,
        rows_in!(
            tx,
            MentorshipRow,
            "SELECT * FROM mentorships WHERE mentor",
            "ORDER BY id DESC LIMIT 100",
            ids.as_str()
        )?,
    ];
    for mentorship in records::all::<_, Mentorship>(mentorships.into_iter().flatten().collect())? {
        if snapshot.mentorships.iter().all(|known| known.id != mentorship.id) {
            snapshot.mentorships.push(mentorship);
        }
    }
    Ok(())
}

/// The requests of the mentees whose requests are at hand: whom they know already is not suggested to them.
async fn of_mentees(tx: &mut Tx, snapshot: &Snapshot) -> Result<Vec<Request>, StoreError> {
    let mentees: BTreeSet<i64> = snapshot.requests.iter().chain(&snapshot.request).map(|r| r.mentee.0).collect();
    let found =
        rows_in!(tx, RequestRow, "SELECT * FROM requests WHERE mentee", "ORDER BY id DESC LIMIT 500", list(mentees))?;
    records::all(found)
}

/// What somebody was last shown of the directory.
async fn view(tx: &mut Tx, person: PersonId) -> Result<Option<View>, StoreError> {
    let found = row!(tx, (String, String), "SELECT query, shown FROM directory_views WHERE person = $1", person.0)?;
    let ids = |shown: &str| shown.split(',').filter_map(|id| id.parse().ok().map(PersonId)).collect();
    Ok(found.map(|(query, shown)| View { query, shown: ids(&shown) }))
}

async fn staff(tx: &mut Tx) -> Result<Vec<PersonId>, StoreError> {
    let found = rows!(
        tx,
        (i64,),
        "SELECT id FROM people WHERE role IN ('staff-alumni', 'staff-careers') AND state = 'active' ORDER BY id"
    )?;
    Ok(found.into_iter().map(|(id,)| PersonId(id)).collect())
}

/// Everyone that the snapshot names so far, the directory aside.
fn named(snapshot: &Snapshot) -> BTreeSet<PersonId> {
    let digest = snapshot.digest.as_ref();
    let mut named: BTreeSet<_> = snapshot.sender.into_iter().chain(snapshot.staff.iter().copied()).collect();
    if let Some(Conversation { topic: Topic::Service(person), .. }) = snapshot.conversation {
        named.insert(person);
    }
    let expiring = digest.iter().flat_map(|d| &d.expiring);
    for request in snapshot.requests.iter().chain(&snapshot.request).chain(expiring) {
        named.extend([request.mentee, request.mentor]);
    }
    for mentorship in snapshot.mentorships.iter().chain(&snapshot.mentorship) {
        named.extend([mentorship.mentee, mentorship.mentor]);
    }
    let cases = digest.iter().flat_map(|d| &d.cases);
    named.extend(snapshot.cases.iter().chain(&snapshot.case).chain(cases).map(|case| case.person));
    named.extend(snapshot.held.iter().map(|held| held.asked));
    named.extend(snapshot.question.iter().map(|question| question.asked));
    if let Some(About::Words(_, to)) = snapshot.question.as_ref().map(|question| question.about) {
        named.insert(to);
    }
    named.extend(snapshot.letter.iter().flat_map(|letter| letter.person.into_iter().chain(letter.writer)));
    named.extend(snapshot.thread.0.iter().flat_map(|entry| entry.ids.iter().map(|(person, _)| *person)));
    named.extend(digest.iter().flat_map(|d| d.applied.iter().chain(&d.unreachable).chain(&d.lapsed).copied()));
    named.extend(snapshot.audience.iter().map(|person| person.id));
    named.extend(
        digest.iter().flat_map(|d| d.loads.iter().chain(&d.unanswered).chain(&d.unreviewed).map(|(person, _)| *person)),
    );
    named.extend(digest.iter().flat_map(|d| d.remarks.iter().map(|remark| remark.by)));
    named.extend(digest.iter().flat_map(|d| d.quiet.iter().flat_map(|m| [m.mentor, m.mentee])));
    named
}

/// The people named, with their addresses; the others of the directory stand there alone.
async fn people(tx: &mut Tx, snapshot: &mut Snapshot, named: &BTreeSet<PersonId>) -> Result<(), StoreError> {
    let ids = list(named.iter().map(|person| person.0));
    let found = rows_in!(tx, PersonRow, "SELECT * FROM people WHERE id", "", ids.as_str())?;
    let found: Vec<Person> = records::all(found)?;
    snapshot.people.extend(found.into_iter().map(|person| (person.id, person)));
    let keys = rows_in!(
        tx,
        (i64, String),
        "SELECT person, address_key FROM addresses WHERE person",
        "ORDER BY person, address_key",
        ids.as_str()
    )?;
    snapshot.addresses = keys.into_iter().map(|(person, key)| (PersonId(person), key)).collect();
    Ok(())
}
