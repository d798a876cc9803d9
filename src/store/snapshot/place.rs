//! Who wrote each mail of a batch, which conversation it belongs to, and what that is about.

use std::collections::{BTreeSet, HashMap};

use data_encoding::HEXLOWER;

use super::super::StoreError;
use super::super::backend::{Tx, list, rows, rows_in, rows_together, texts};
use super::super::mentorships::MentorshipRow;
use super::super::records::{self, CaseRow, ConversationRow, HeldRow, QuestionRow, RequestRow};
use super::super::words::{count, micros};
use super::{One, event, keyed};
use crate::programme::case::{Case, CaseId};
use crate::programme::conversation::{Conversation, ConversationId, Held, HeldId, InboxId, Thread, ThreadEntry, Topic};
use crate::programme::mentorship::Mentorship;
use crate::programme::person::PersonId;
use crate::programme::question::{Question, QuestionId};
use crate::programme::request::{Request, RequestId};
use crate::programme::snapshot::Answers;

/// How many messages of a conversation are read, the newest.
const THREAD: i64 = 200;
/// What "today" means for automatic answers, in microseconds.
const DAY: i64 = 86_400_000_000;

/// A message of a conversation, as one person has it.
type Message = (i64, i64, Option<i64>, i64, String);

/// The newest messages of some conversations.
macro_rules! newest {
    (sqlite) => {
        newest!(of "json_each($1) c")
    };
    (postgres) => {
        newest!(of "(SELECT CAST(value AS BIGINT) AS value FROM json_array_elements_text(CAST($1 AS JSON))) c")
    };
    (of $conversations:literal) => {
        concat!(
            "SELECT t.conversation, t.entry, t.parent, t.person, t.message_id FROM ",
            $conversations,
            " JOIN thread_ids t ON t.conversation = c.value
                 AND t.position > (SELECT MAX(m.position) FROM thread_ids m WHERE m.conversation = c.value) - $2
             ORDER BY t.conversation, t.position, t.entry, t.person"
        )
    };
}

/// Whose address each mail comes from, what was answered to it of late, and whether the mail is here already.
pub(super) async fn senders(tx: &mut Tx, all: &mut [One<'_>]) -> Result<(), StoreError> {
    let keys: Vec<Option<String>> = all.iter().map(|one| one.query.from.as_ref().map(|from| from.key())).collect();
    let wanted: BTreeSet<&str> = keys.iter().flatten().map(String::as_str).collect();
    let contents = all.iter().filter_map(|one| one.query.duplicate.map(|(_, key)| HEXLOWER.encode(&key)));
    let contents: BTreeSet<String> = contents.collect();
    if wanted.is_empty() && contents.is_empty() {
        return Ok(());
    }
    let wanted = texts(wanted);
    let today = all.iter().map(|one| one.query.now).max().map_or(0, micros).saturating_sub(DAY);
    // What was answered automatically to each address, and how much of what came from there was passed on.
    macro_rules! answers {
        ($keys:literal) => {
            concat!(
                "SELECT k.value,
                     (SELECT COUNT(*) FROM outbox WHERE address_key = k.value AND answer AND created_at > $2),
                     (SELECT fingerprint FROM outbox WHERE address_key = k.value AND answer
                         ORDER BY created_at DESC, id DESC LIMIT 1),
                     (SELECT COUNT(*) FROM inbox WHERE received_at > $2 AND (state = 'relayed' OR reason = 'case.opened')
                         AND person = (SELECT person FROM addresses WHERE address_key = k.value))
                 FROM ",
                $keys
            )
        };
    }
    let (known, answers, copies) = rows_together!(
        tx,
        (
            (String, i64),
            among_texts("SELECT address_key, person FROM addresses WHERE address_key"),
            wanted.as_str()
        ),
        (
            (String, i64, Option<i64>, i64),
            either(
                answers!("json_each($1) k"),
                answers!("json_array_elements_text(CAST($1 AS JSON)) AS k(value)")
            ),
            wanted.as_str(),
            today
        ),
        // The rows that already hold the very mails.
        (
            (Vec<u8>, i64),
            either(
                "SELECT content_key, id FROM inbox WHERE content_key IN (SELECT unhex(value) FROM json_each($1))",
                "SELECT content_key, id FROM inbox WHERE content_key IN
                     (SELECT decode(value, 'hex') FROM json_array_elements_text(CAST($1 AS JSON)))"
            ),
            texts(&contents)
        ),
    );
    let known: HashMap<String, i64> = known.into_iter().collect();
    let answer = |(key, today, last, passed): (String, i64, Option<i64>, i64)| {
        (key, Answers { today: count(today), last: last.map(i64::cast_unsigned), passed_on: count(passed) })
    };
    let answers: HashMap<String, Answers> = answers.into_iter().map(answer).collect();
    let copies: HashMap<Vec<u8>, i64> = copies.into_iter().collect();
    for (one, key) in all.iter_mut().zip(&keys) {
        if let Some(key) = key {
            one.snapshot.sender = known.get(key).copied().map(PersonId);
            one.snapshot.answers = answers.get(key).cloned().unwrap_or_default();
        }
        if let Some((own, content)) = one.query.duplicate {
            let copy = copies.get(content.as_slice()).copied().map(InboxId);
            one.snapshot.duplicate_of = copy.filter(|row| *row != own);
        }
    }
    Ok(())
}

/// The conversation of each: by token, else by the ids the mail answers, else that of what is due or of the letter.
pub(super) async fn conversations(tx: &mut Tx, all: &mut [One<'_>]) -> Result<(), StoreError> {
    let mut ids = Vec::with_capacity(all.len());
    for one in all.iter() {
        let mut id = one.query.token.map(|(_, conversation)| conversation);
        if id.is_none() {
            id = event::by_message_ids(tx, &one.query.message_ids, one.acting).await?;
        }
        let due = &one.due;
        let id = id
            .or_else(|| due.request.as_ref().map(|r| r.conversation))
            .or_else(|| due.mentorship.as_ref().map(|m| m.conversation))
            .or_else(|| due.question.as_ref().map(|q| q.conversation))
            .or_else(|| one.snapshot.letter.as_ref().and_then(|l| l.conversation));
        ids.push(id);
    }
    let wanted: BTreeSet<i64> = ids.iter().flatten().map(|id| id.0).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let found = rows_in!(tx, ConversationRow, "SELECT * FROM conversations WHERE id", "", list(wanted))?;
    let known = keyed::<Conversation, _>(records::all(found)?, |conversation| conversation.id);
    for (one, id) in all.iter_mut().zip(ids) {
        one.snapshot.conversation = id.and_then(|id| known.get(&id).cloned());
    }
    Ok(())
}

/// What is looked for by the topics of a batch.
#[derive(Default)]
struct Wanted {
    conversations: BTreeSet<i64>,
    pairs: BTreeSet<i64>,
    /// The conversations of the pairs.
    shared: BTreeSet<i64>,
    cases: BTreeSet<i64>,
    questions: BTreeSet<i64>,
    held: BTreeSet<i64>,
}

impl Wanted {
    fn of(all: &[One<'_>]) -> Self {
        let mut wanted = Self::default();
        for conversation in all.iter().filter_map(|one| one.snapshot.conversation.as_ref()) {
            wanted.conversations.insert(conversation.id.0);
            match conversation.topic {
                Topic::Service(_) => {}
                Topic::Pair(RequestId(id)) => {
                    wanted.pairs.insert(id);
                    wanted.shared.insert(conversation.id.0);
                }
                Topic::Case(CaseId(id)) => drop(wanted.cases.insert(id)),
                Topic::Question(QuestionId(id)) => drop(wanted.questions.insert(id)),
                Topic::Held(HeldId(id)) => drop(wanted.held.insert(id)),
            }
        }
        wanted
    }
}

/// What each conversation is about, and its messages.
pub(super) async fn topics(tx: &mut Tx, all: &mut [One<'_>]) -> Result<(), StoreError> {
    let Wanted { conversations, pairs, shared, cases, questions, held } = Wanted::of(all);
    if conversations.is_empty() {
        return Ok(());
    }
    let (messages, requests, mentorships, cases, questions, held) = rows_together!(
        tx,
        (Message, either(newest!(sqlite), newest!(postgres)), list(conversations), THREAD),
        (RequestRow, among("SELECT * FROM requests WHERE id", ""), list(pairs)),
        (MentorshipRow, among("SELECT * FROM mentorships WHERE conversation", ""), list(shared)),
        (CaseRow, among("SELECT * FROM cases WHERE id", ""), list(cases)),
        (QuestionRow, among("SELECT * FROM questions WHERE id", ""), list(questions)),
        (HeldRow, among("SELECT * FROM held WHERE id", ""), list(held)),
    );
    let threads = threads(messages);
    let requests = records::all::<_, Request>(requests)?;
    let mentorships = records::all::<_, Mentorship>(mentorships)?;
    let (cases, questions) = (records::all::<_, Case>(cases)?, records::all::<_, Question>(questions)?);
    let held = records::all::<_, Held>(held)?;
    let requests = keyed(requests, |request| request.id);
    let mentorships = keyed(mentorships, |mentorship| mentorship.conversation);
    let (cases, questions) = (keyed(cases, |case| case.id), keyed(questions, |question| question.id));
    let held = keyed(held, |held| held.id);
    for One { snapshot, .. } in all {
        let Some(conversation) = &snapshot.conversation else { continue };
        snapshot.thread = threads.get(&conversation.id).cloned().unwrap_or_default();
        match conversation.topic {
            Topic::Service(_) => {}
            Topic::Pair(of) => {
                snapshot.request = requests.get(&of).cloned();
                snapshot.mentorship = mentorships.get(&conversation.id).cloned();
            }
            Topic::Case(of) => snapshot.case = cases.get(&of).cloned(),
            Topic::Question(of) => snapshot.question = questions.get(&of).cloned(),
            Topic::Held(of) => snapshot.held = held.get(&of).cloned(),
        }
    }
    Ok(())
}

/// The messages of one conversation.
pub(in crate::store) async fn thread(tx: &mut Tx, conversation: i64) -> Result<Thread, StoreError> {
    let of = list([conversation]);
    let messages = rows!(tx, Message, sqlite: newest!(sqlite), postgres: newest!(postgres), of, THREAD)?;
    Ok(threads(messages).remove(&ConversationId(conversation)).unwrap_or_default())
}

fn threads(messages: Vec<Message>) -> HashMap<ConversationId, Thread> {
    let mut threads: HashMap<ConversationId, Thread> = HashMap::new();
    for (conversation, entry, parent, person, id) in messages {
        let Thread(entries) = threads.entry(ConversationId(conversation)).or_default();
        let id = (PersonId(person), id);
        match entries.last_mut() {
            Some(last) if last.entry == entry => last.ids.push(id),
            _ => entries.push(ThreadEntry { entry, parent, ids: vec![id] }),
        }
    }
    threads
}
