//! What each column of the schema says of a person: what becomes of it when they are erased, and what they are shown of it.
//!
//! A test compares this with the schema, so that no table or column can be added without a word on both.

/// What becomes of a column when the person whose row it is in is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It stays: a number, a moment, a word of the programme's own.
    Kept,
    /// It becomes an empty text.
    Emptied,
    /// It becomes NULL.
    Dropped,
    /// It becomes an address that no mail can reach.
    Nowhere,
}

/// What the person is shown of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    /// Nothing: it is about the machine, or about somebody else.
    Hidden,
    /// As it is.
    Plain,
    /// A moment.
    Moment,
    /// A yes or a no.
    Flag,
}

/// One table.
pub(super) struct Table {
    /// Its name.
    pub name: &'static str,
    /// Which rows are the person's (`$1`) to be shown; empty where none are.
    pub mine: &'static str,
    /// Which rows lose what is not kept; empty where none do.
    pub erased: &'static str,
    /// Are those rows deleted whole?
    pub deleted: bool,
    /// Every column.
    pub columns: &'static [(&'static str, Fate, Show)],
}

/// The conversations of a person.
macro_rules! mine {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            "(topic = 'service' AND topic_id = $1)
             OR (topic = 'pair' AND topic_id IN (SELECT id FROM requests WHERE mentee = $1 OR mentor = $1))
             OR (topic = 'case' AND topic_id IN (SELECT id FROM cases WHERE person = $1))
             OR (topic = 'held' AND topic_id IN (SELECT id FROM held WHERE asked = $1))
             OR (topic = 'question' AND topic_id IN (SELECT id FROM questions WHERE asked = $1))",
            $tail
        )
    };
}

/// A condition on `conversation`: it is one of the person's.
pub(super) const IN_MY_CONVERSATIONS: &str = mine!("conversation IN (SELECT id FROM conversations WHERE ", ")");
macro_rules! to_me {
    ($tail:literal) => {
        concat!("(person = $1 OR address_key IN (SELECT address_key FROM addresses WHERE person = $1))", $tail)
    };
}
/// A condition on `outbox`: the letter went, or is to go, to the person.
pub(super) const TO_ME: &str = to_me!("");

use Fate::{Dropped, Emptied, Kept, Nowhere};
use Show::{Flag, Hidden, Moment, Plain};

/// Every table of the schema, in the order in which a person is shown them and in which they are erased.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "people",
        mine: "id = $1",
        erased: "id = $1",
        deleted: false,
        columns: &[
            ("id", Kept, Plain),
            ("role", Kept, Plain),
            ("state", Kept, Plain),
            ("name", Emptied, Plain),
            ("preferred_name", Emptied, Plain),
            ("address", Nowhere, Plain),
            ("course", Emptied, Plain),
            ("job", Emptied, Plain),
            ("history", Emptied, Plain),
            ("strengths", Emptied, Plain),
            ("moves", Emptied, Plain),
            ("help", Emptied, Plain),
            ("languages", Emptied, Plain),
            ("language", Emptied, Plain),
            ("year", Emptied, Plain),
            ("graduation", Emptied, Plain),
            ("aims", Emptied, Plain),
            ("capacity", Kept, Plain),
            ("failures", Kept, Plain),
            ("created_at", Kept, Moment),
            ("by_staff", Kept, Flag),
            ("invited_at", Kept, Moment),
            ("applied_at", Kept, Moment),
            ("active_since", Kept, Moment),
            ("invite_reminders", Kept, Hidden),
            ("reviewed_year", Kept, Plain),
            ("unasked_since", Kept, Moment),
            ("away_until", Dropped, Moment),
            ("due_at", Dropped, Hidden),
            ("version", Kept, Hidden),
        ],
    },
    Table {
        name: "requests",
        mine: "mentee = $1 OR mentor = $1",
        erased: "mentee = $1",
        deleted: false,
        columns: &[
            ("id", Kept, Plain),
            ("mentee", Kept, Plain),
            ("mentor", Kept, Plain),
            ("conversation", Kept, Plain),
            ("state", Kept, Plain),
            ("message", Emptied, Plain),
            ("asked_at", Kept, Moment),
            ("moved_at", Kept, Moment),
            ("asked_back", Kept, Flag),
            ("reminders", Kept, Plain),
            ("reminded_at", Kept, Moment),
            ("stopped_at", Kept, Moment),
            ("decided_at", Kept, Moment),
            ("due_at", Kept, Hidden),
            ("version", Kept, Hidden),
        ],
    },
    Table {
        name: "mentorships",
        mine: "mentee = $1 OR mentor = $1",
        erased: "mentee = $1",
        deleted: false,
        columns: &[
            ("id", Kept, Plain),
            ("request", Kept, Plain),
            ("mentor", Kept, Plain),
            ("mentee", Kept, Plain),
            ("conversation", Kept, Plain),
            ("began_at", Kept, Moment),
            ("ended_at", Kept, Moment),
            ("ended_by", Kept, Plain),
            ("end_reason", Kept, Plain),
            ("mentor_wrote_at", Kept, Moment),
            ("mentee_wrote_at", Kept, Moment),
            ("nudges", Kept, Plain),
            ("nudged_at", Kept, Moment),
            ("stopped", Kept, Hidden),
            ("resumed_at", Kept, Hidden),
            ("mentor_asked", Kept, Hidden),
            ("mentee_asked", Kept, Hidden),
            ("graduations", Emptied, Hidden),
            ("mentor_shared_at", Kept, Moment),
            ("mentee_shared_at", Kept, Moment),
            ("due_at", Kept, Hidden),
            ("version", Kept, Hidden),
        ],
    },
    Table {
        name: "goals",
        mine: "mentorship IN (SELECT id FROM mentorships WHERE mentee = $1 OR mentor = $1)",
        // A goal of the two is as much about the mentee whoever wrote it down.
        erased: "mentorship IN (SELECT id FROM mentorships WHERE mentee = $1) OR added_by = $1",
        deleted: false,
        columns: &[
            ("mentorship", Kept, Plain),
            ("number", Kept, Plain),
            ("words", Emptied, Plain),
            ("added_by", Kept, Hidden),
            ("added_at", Kept, Moment),
            ("met_by", Kept, Hidden),
            ("met_at", Kept, Moment),
        ],
    },
    Table {
        name: "meetings",
        mine: "mentee = $1 OR mentor = $1",
        erased: "mentee = $1 OR mentor = $1",
        deleted: false,
        columns: &[
            ("id", Kept, Plain),
            ("mentorship", Kept, Plain),
            ("conversation", Kept, Plain),
            ("mentor", Kept, Plain),
            ("mentee", Kept, Plain),
            ("agreed_at", Kept, Moment),
            ("agreed_minutes", Kept, Plain),
            ("agreed_place", Emptied, Plain),
            ("proposed_at", Kept, Moment),
            ("proposed_minutes", Kept, Plain),
            ("proposed_place", Emptied, Plain),
            ("proposed_by", Kept, Plain),
            ("over", Kept, Plain),
            ("sequence", Kept, Hidden),
            ("mentor_zone", Emptied, Plain),
            ("mentee_zone", Emptied, Plain),
            ("mentor_invited", Kept, Flag),
            ("mentee_invited", Kept, Flag),
            ("mentor_says", Kept, Plain),
            ("mentee_says", Kept, Plain),
            ("source_uid", Emptied, Plain),
            ("due_at", Kept, Hidden),
            ("version", Kept, Hidden),
        ],
    },
    Table {
        name: "cases",
        mine: "person = $1",
        erased: "person = $1",
        deleted: false,
        columns: &[
            ("id", Kept, Plain),
            ("person", Kept, Plain),
            ("team", Kept, Plain),
            ("concern", Kept, Flag),
            ("conversation", Kept, Plain),
            ("opened_at", Kept, Moment),
            ("answered_at", Kept, Moment),
            ("closed_at", Kept, Moment),
            ("words", Emptied, Plain),
            ("version", Kept, Hidden),
        ],
    },
    Table {
        name: "questions",
        mine: "asked = $1",
        erased: "asked = $1",
        deleted: false,
        columns: &[
            ("id", Kept, Plain),
            ("asked", Kept, Hidden),
            ("about", Kept, Plain),
            ("about_id", Kept, Plain),
            ("about_number", Kept, Plain),
            ("conversation", Kept, Plain),
            ("words", Emptied, Plain),
            ("asked_at", Kept, Moment),
            ("reminders", Kept, Plain),
            ("answered_at", Kept, Moment),
            ("answer", Kept, Plain),
            ("remark", Emptied, Plain),
            ("due_at", Dropped, Hidden),
            ("version", Kept, Hidden),
        ],
    },
    Table {
        name: "conversations",
        mine: mine!("", ""),
        erased: mine!("", ""),
        deleted: false,
        columns: &[("id", Kept, Plain), ("topic", Kept, Plain), ("topic_id", Kept, Plain), ("subject", Emptied, Plain)],
    },
    bytes_of(
        "inbox_bytes",
        "inbox IN (SELECT id FROM inbox WHERE person = $1 AND state <> 'pending')",
        &[("inbox", Kept, Hidden), ("raw", Kept, Hidden)],
    ),
    Table {
        name: "inbox",
        mine: "person = $1",
        erased: "person = $1 AND state <> 'pending'",
        deleted: false,
        columns: &[
            ("id", Kept, Plain),
            ("content_key", Kept, Hidden),
            ("size", Kept, Plain),
            ("oversize", Kept, Plain),
            ("received_at", Kept, Moment),
            ("fetched_at", Kept, Moment),
            ("state", Kept, Plain),
            ("reason", Kept, Plain),
            ("attempts", Kept, Hidden),
            ("next_at", Kept, Hidden),
            ("leased_by", Kept, Hidden),
            ("leased_until", Kept, Hidden),
            ("settled_at", Kept, Moment),
            ("message_id", Dropped, Plain),
            ("person", Kept, Hidden),
            ("conversation", Kept, Plain),
            ("vouched_by", Kept, Hidden),
            ("leave_out", Kept, Hidden),
            ("scrub", Kept, Hidden),
        ],
    },
    Table {
        name: "held",
        mine: "asked = $1",
        erased: "asked = $1 OR from_address IN (SELECT address FROM addresses WHERE person = $1)",
        deleted: false,
        columns: &[
            ("id", Kept, Plain),
            ("inbox", Kept, Plain),
            ("asked", Kept, Hidden),
            ("why", Kept, Plain),
            ("from_address", Nowhere, Plain),
            ("released", Kept, Flag),
            ("version", Kept, Hidden),
        ],
    },
    bytes_of(
        "outbox_bytes",
        concat!("outbox IN (SELECT id FROM outbox WHERE ", to_me!(" AND state NOT IN ('queued', 'uncertain'))")),
        &[("outbox", Kept, Hidden), ("message", Kept, Hidden)],
    ),
    Table {
        name: "outbox",
        mine: TO_ME,
        // What is still to be sent is flagged instead, and loses the rest when it has been.
        erased: to_me!(" AND state NOT IN ('queued', 'uncertain')"),
        deleted: false,
        columns: &[
            ("id", Kept, Plain),
            ("letter", Kept, Hidden),
            ("person", Kept, Hidden),
            ("writer", Kept, Hidden),
            ("address", Nowhere, Plain),
            ("address_key", Nowhere, Hidden),
            ("kind", Kept, Plain),
            ("conversation", Kept, Plain),
            ("once_key", Kept, Hidden),
            ("answer", Kept, Hidden),
            ("to_staff", Kept, Hidden),
            ("fingerprint", Kept, Hidden),
            ("envelope_from", Emptied, Hidden),
            ("size", Kept, Hidden),
            ("from_inbox", Kept, Hidden),
            ("created_at", Kept, Moment),
            ("state", Kept, Plain),
            ("response", Emptied, Plain),
            ("attempts", Kept, Plain),
            ("next_at", Kept, Hidden),
            ("leased_by", Kept, Hidden),
            ("leased_until", Kept, Hidden),
            ("ended_at", Kept, Moment),
            ("put_off_at", Kept, Hidden),
            ("settled", Kept, Hidden),
            ("failed", Kept, Hidden),
            ("scrub", Kept, Hidden),
            ("clock", Kept, Hidden),
        ],
    },
    Table {
        name: "thread_ids",
        mine: "person = $1",
        erased: "person = $1",
        deleted: true,
        columns: &[
            ("conversation", Kept, Plain),
            ("entry", Kept, Hidden),
            ("person", Kept, Hidden),
            ("position", Kept, Plain),
            ("parent", Kept, Hidden),
            ("message_id", Kept, Plain),
        ],
    },
    Table {
        name: "audit",
        mine: "actor = $1 OR subject = $1
             OR subject IN (SELECT id FROM requests WHERE mentee = $1 OR mentor = $1)
             OR subject IN (SELECT id FROM mentorships WHERE mentee = $1 OR mentor = $1)
             OR subject IN (SELECT id FROM cases WHERE person = $1)",
        erased: "",
        deleted: false,
        columns: &[
            ("id", Kept, Hidden),
            ("at", Kept, Moment),
            ("actor", Kept, Hidden),
            ("what", Kept, Plain),
            ("subject", Kept, Plain),
            ("inbox", Kept, Hidden),
        ],
    },
    // Last, since the others are found by it.
    Table {
        name: "addresses",
        mine: "person = $1",
        erased: "person = $1",
        deleted: true,
        columns: &[("address_key", Kept, Hidden), ("person", Kept, Hidden), ("address", Kept, Plain)],
    },
    Table {
        name: "directory_views",
        mine: "person = $1",
        erased: "person = $1",
        deleted: true,
        columns: &[("person", Kept, Hidden), ("query", Kept, Plain), ("shown", Kept, Plain), ("at", Kept, Moment)],
    },
    // What follows is about nobody.
    of_nobody("facts", &[("name", Kept, Hidden), ("number", Kept, Hidden), ("bytes", Kept, Hidden)]),
    // Follows from the mentor's own rows, and says of nobody more than that.
    of_nobody("mentor_changes", &[("mentor", Kept, Hidden), ("seq", Kept, Hidden)]),
    of_nobody("schema_steps", &[("version", Kept, Hidden)]),
    of_nobody("cursors", &[("folder", Kept, Hidden), ("uid_validity", Kept, Hidden), ("uid", Kept, Hidden)]),
    of_nobody(
        "copies",
        &[
            ("folder", Kept, Hidden),
            ("uid_validity", Kept, Hidden),
            ("uid", Kept, Hidden),
            ("inbox", Kept, Hidden),
            ("moved", Kept, Hidden),
            ("copied", Kept, Hidden),
        ],
    ),
    of_nobody("digests", &[("period", Kept, Hidden), ("made_at", Kept, Hidden)]),
    // Emptied as soon as the mail server has deleted what it names.
    of_nobody("expunge", &[("message_id", Kept, Hidden)]),
];

/// Bytes that stand beside their rows: the row is shown with them, and they are lost whole.
const fn bytes_of(name: &'static str, erased: &'static str, columns: &'static [(&'static str, Fate, Show)]) -> Table {
    Table { name, mine: "", erased, deleted: true, columns }
}

const fn of_nobody(name: &'static str, columns: &'static [(&'static str, Fate, Show)]) -> Table {
    Table { name, mine: "", erased: "", deleted: false, columns }
}
