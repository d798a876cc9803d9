//! An installation with people who know one another: its settings, its database, and what the corpus needs to write in their name.

use std::path::Path;

use jiff::Timestamp;
use mentorpost::clock::Clock;
use mentorpost::ids::Ids;
use mentorpost::mail::address::Address;
use mentorpost::mail::envelope::{Addressing, Purpose, Subaddressing, Token};
use mentorpost::programme::change::Change;
use mentorpost::programme::conversation::{Conversation, ConversationId, Topic};
use mentorpost::programme::event::Due;
use mentorpost::programme::letter::LetterId;
use mentorpost::programme::mentorship::{Mentorship, MentorshipId, Progress};
use mentorpost::programme::person::{PersonId, Profile, Role};
use mentorpost::programme::request::{Request, RequestId, RequestState};
use mentorpost::store::{EventRef, HourCaps, ImportRow, Lease, Leasing, Outgoing, Settlement, Store};

/// The service's address.
pub const SERVICE: &str = "mentoring@uni.example";
/// How many pairs are written at a time.
const GROUP: usize = 500;

/// One of a pair.
pub struct Side {
    pub id: i64,
    pub name: String,
    pub address: String,
    /// Their conversation with the service.
    pub service: i64,
    /// The letter that began the mentorship, and its `Message-ID`.
    pub letter: i64,
    pub introduction: String,
}

/// A mentee and a mentor.
pub struct Pair {
    pub mentee: Side,
    pub mentor: Side,
    pub conversation: i64,
}

/// All of them, and the addresses of this installation.
pub struct Installation {
    pub pairs: Vec<Pair>,
    pub addressing: Addressing,
}

impl Installation {
    /// Fills the database at `url` with `pairs` mentorships that run.
    pub async fn create(url: &str, pairs: usize) -> Self {
        let store = Store::open(url).await.expect("the database opens");
        let (now, mut ids) = (Clock::system().now(), Ids::system());
        let key = store.instance_key(&mut ids).await.expect("a key");
        let addressing = Addressing::new(&key, Address::parse(SERVICE).expect("an address"), Subaddressing::Plus);
        let rows: Vec<_> = (0..pairs).flat_map(|n| [row(n, Role::Mentee), row(n, Role::Mentor)]).collect();
        let first = store.reserve(1).await.expect("a number") + 1;
        store.import(&rows, true, now, &mut ids, &mut |_| {}).await.expect("the people are imported");
        let mut all = Vec::new();
        for group in (0..pairs).collect::<Vec<_>>().chunks(GROUP) {
            let count = i64::try_from(group.len()).expect("few") * 5;
            let mut number = store.reserve(count).await.expect("numbers");
            let mut settlements = Vec::new();
            for n in group {
                let person = first + 2 * i64::try_from(*n).expect("few");
                let pair = Pair {
                    mentee: side(person, &rows[2 * n], number, &mut ids),
                    mentor: side(person + 1, &rows[2 * n + 1], number + 1, &mut ids),
                    conversation: number + 2,
                };
                settlements.push(settlement(&pair, number + 3, number + 4, now, &addressing));
                all.push(pair);
                number += 5;
            }
            store.settle(&settlements, now).await.expect("the mentorships are kept");
        }
        loop {
            let lease = Lease { owner: "set-up", until: now + std::time::Duration::from_secs(60) };
            let leasing = Leasing { lease, limit: 1_000, bytes: 16 << 20, caps: HourCaps::default() };
            let leased = store.lease(now, leasing).await.expect("letters");
            if leased.is_empty() {
                break;
            }
            for one in leased {
                store.sent(one.id, "250 2.0.0 taken", now).await.expect("it is noted");
            }
        }
        store.close().await;
        Self { pairs: all, addressing }
    }
}

fn row(n: usize, role: Role) -> ImportRow {
    const FIRST: [&str; 8] = ["Ada", "Ben", "Chloë", "Dara", "Emre", "Fatima", "Grace", "Hanna"];
    const LAST: [&str; 8] = ["Byrne", "Okafor", "Schmidt", "Nowak", "Hughes", "Petit", "Ito", "Silva"];
    const JOBS: [&str; 5] = ["Brand manager", "Data analyst", "Head of marketing", "Teacher", "Product designer"];
    let (kind, domain) =
        if role == Role::Mentor { ("mentor", "alumni.example") } else { ("mentee", "student.example") };
    ImportRow {
        role,
        name: format!("{} {}", FIRST[n % 8], LAST[n / 8 % 8]),
        address: Address::parse(&format!("{kind}{n}@{domain}")).expect("an address"),
        profile: Profile {
            course: ["Psychology", "Business", "Biology"][n % 3].to_owned(),
            job: if role == Role::Mentor { format!("{} at firm {}", JOBS[n % 5], n % 97) } else { String::new() },
            help: ["marketing abroad", "interviews", "first jobs and pay"][n % 3].to_owned(),
            aims: if role == Role::Mentor { String::new() } else { "A job in marketing".to_owned() },
            ..Profile::default()
        },
        capacity: 4,
        untold: Vec::new(),
    }
}

fn side(id: i64, row: &ImportRow, service: i64, ids: &mut Ids) -> Side {
    let letter = ids.random();
    Side {
        id,
        name: row.name.clone(),
        address: row.address.to_string(),
        service,
        letter,
        introduction: LetterId(letter).message_id("uni.example"),
    }
}

fn settlement(pair: &Pair, request: i64, mentorship: i64, now: Timestamp, addressing: &Addressing) -> Settlement {
    let (mentee, mentor) = (PersonId(pair.mentee.id), PersonId(pair.mentor.id));
    let conversation = ConversationId(pair.conversation);
    let service = |side: &Side| {
        let (id, topic) = (ConversationId(side.service), Topic::Service(PersonId(side.id)));
        Change::NewConversation(Conversation { id, topic, subject: "Career Mentoring".to_owned() })
    };
    let thread = |side: &Side| Change::ThreadId {
        conversation,
        entry: pair.mentee.letter,
        parent: None,
        person: PersonId(side.id),
        message_id: side.introduction.clone(),
    };
    let subject = "Career Mentoring: you two".to_owned();
    let topic = Topic::Pair(RequestId(request));
    Settlement {
        event: EventRef::Due(Due::Request(RequestId(request))),
        disposition: None,
        person: None,
        conversation: None,
        message_id: None,
        changes: vec![
            service(&pair.mentee),
            service(&pair.mentor),
            Change::NewConversation(Conversation { id: conversation, topic, subject }),
            Change::NewRequest(accepted(RequestId(request), mentee, mentor, conversation, now)),
            Change::NewMentorship(running(
                MentorshipId(mentorship),
                RequestId(request),
                mentee,
                mentor,
                conversation,
                now,
            )),
            thread(&pair.mentee),
            thread(&pair.mentor),
        ],
        outgoing: [(&pair.mentee, mentor), (&pair.mentor, mentee)]
            .map(|(side, writer)| letter(side, writer, conversation, addressing))
            .into(),
    }
}

fn accepted(
    id: RequestId,
    mentee: PersonId,
    mentor: PersonId,
    conversation: ConversationId,
    now: Timestamp,
) -> Request {
    Request {
        id,
        mentee,
        mentor,
        conversation,
        state: RequestState::Accepted,
        message: "How did you begin?".to_owned(),
        asked_at: now,
        moved_at: now,
        asked_back: false,
        reminders: 0,
        reminded_at: None,
        stopped_at: None,
        decided_at: Some(now),
        due_at: None,
        version: 1,
    }
}

fn running(
    id: MentorshipId,
    request: RequestId,
    mentee: PersonId,
    mentor: PersonId,
    conversation: ConversationId,
    now: Timestamp,
) -> Mentorship {
    Mentorship {
        id,
        request,
        mentor,
        mentee,
        conversation,
        began_at: now,
        ended: None,
        mentor_wrote_at: None,
        mentee_wrote_at: None,
        progress: Progress::default(),
        due_at: Some(now + std::time::Duration::from_secs(20 * 86_400)),
        version: 1,
    }
}

fn letter(side: &Side, writer: PersonId, conversation: ConversationId, addressing: &Addressing) -> Outgoing {
    let bounces = Token { purpose: Purpose::Bounce, person: side.id, thread: side.letter };
    Outgoing {
        letter: LetterId(side.letter),
        person: Some(PersonId(side.id)),
        writer: Some(writer),
        to: Address::parse(&side.address).expect("an address"),
        kind: "relay".to_owned(),
        conversation: Some(conversation),
        once: None,
        answer: false,
        fingerprint: side.letter.cast_unsigned(),
        envelope_from: addressing.address(bounces).to_string(),
        bytes: b"Subject: Career Mentoring: you two\r\n\r\nYou know one another now.\r\n".to_vec(),
        to_staff: false,
    }
}

/// Writes the settings.
pub fn configure(file: &Path, imap: &str, smtp: &str, database: &str, password: &str, more: &str) {
    let text = format!(
        "[programme]\nname = \"Career Mentoring\"\nuniversity = \"Example University\"\naddress = \"{SERVICE}\"\n\
         [[staff]]\nname = \"Helen Price\"\nemail = \"helen.price@uni.example\"\nteam = \"careers\"\n\
         [imap]\nhost = \"127.0.0.1\"\n{imap}\nusername = \"{SERVICE}\"\npassword = \"{password}\"\npurge_days = 0\n\
         [smtp]\nhost = \"127.0.0.1\"\n{smtp}\n[database]\nurl = \"{database}\"\n[digest]\nweekdays = []\n\
         [rules]\npassed_on_per_day = 1000000\n\
         [mail]\nauthserv_ids = [\"mx.uni.example\"]\n{more}"
    );
    std::fs::write(file, text).expect("the settings are written");
}
