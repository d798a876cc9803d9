//! A mentee's request to a mentor: open until it is accepted, declined, withdrawn or expires.

use jiff::Timestamp;

use super::conversation::ConversationId;
use super::person::PersonId;

/// The number of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub i64);

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestState {
    /// Waits for the mentor (or for the mentee's answer to a question).
    Open,
    /// A mentorship came of it.
    Accepted,
    /// The mentor said no.
    Declined,
    /// The mentee took it back.
    Withdrawn,
    /// Nobody answered in time.
    Expired,
    /// One of the two takes part no more.
    Closed,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The number, never reused.
    pub id: RequestId,
    /// Who asks.
    pub mentee: PersonId,
    /// Who is asked.
    pub mentor: PersonId,
    /// Where it is talked about; the mentorship goes on in the same conversation.
    pub conversation: ConversationId,
    /// Where it stands.
    pub state: RequestState,
    /// What the mentee wrote.
    pub message: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When one of the two last said something about it: reminders and expiry count from here.
    pub moved_at: Timestamp,
    /// The mentor asked something first, and the mentee has not answered yet.
    pub asked_back: bool,
    /// How many reminders there have been since then.
    pub reminders: u32,
    /// When the last of them was.
    pub reminded_at: Option<Timestamp>,
    /// Since when its clock stands still, as one of the two pauses.
    pub stopped_at: Option<Timestamp>,
    /// When it left the open state.
    pub decided_at: Option<Timestamp>,
    /// When a rule about it has to be looked at next.
    pub due_at: Option<Timestamp>,
    /// Counts the changes, so that a lost race is noticed.
    pub version: i64,
}

impl Request {
    /// The other of the two.
    pub fn other(&self, me: PersonId) -> PersonId {
        if self.mentor == me { self.mentee } else { self.mentor }
    }

    /// The request as something that can still be decided; `None` once it has been.
    ///
    /// The only way to change its state leads through here, so that a second answer cannot undo the first.
    pub fn open(&self) -> Option<OpenRequest> {
        (self.state == RequestState::Open).then(|| OpenRequest(self.clone()))
    }
}

impl Request {
    /// The decision is taken back: it waits again, and the time it did not wait does not count.
    pub fn reopened(self, now: Timestamp) -> Self {
        let decided = self.decided_at.unwrap_or(now);
        let later = |at: Timestamp| at.checked_add(now.duration_since(decided)).unwrap_or(at);
        let (moved_at, reminded_at) = (later(self.moved_at), self.reminded_at.map(later));
        Self { state: RequestState::Open, moved_at, reminded_at, decided_at: None, ..self }
    }
}

/// A request that waits for a decision.
#[derive(Clone, Debug)]
pub struct OpenRequest(Request);

impl OpenRequest {
    /// The mentor said yes.
    pub fn accept(self, now: Timestamp) -> Request {
        self.decided(RequestState::Accepted, now)
    }

    /// The mentor said no.
    pub fn decline(self, now: Timestamp) -> Request {
        self.decided(RequestState::Declined, now)
    }

    /// The mentee took it back.
    pub fn withdraw(self, now: Timestamp) -> Request {
        self.decided(RequestState::Withdrawn, now)
    }

    /// Nobody answered in time.
    pub fn expire(self, now: Timestamp) -> Request {
        self.decided(RequestState::Expired, now)
    }

    /// One of the two takes part no more.
    pub fn close(self, now: Timestamp) -> Request {
        self.decided(RequestState::Closed, now)
    }

    fn decided(self, state: RequestState, now: Timestamp) -> Request {
        Request { state, decided_at: Some(now), due_at: None, ..self.0 }
    }
}
