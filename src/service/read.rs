//! The mails of a batch, read: parsed beside the async threads, and their addresses opened.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::stream::{self, StreamExt};

use super::{Service, ServiceError};
use crate::mail::address::Address;
use crate::mail::envelope::{Purpose, Token};
use crate::mail::inbound::{Inbound, Kind};
use crate::mail::parse;
use crate::programme::conversation::ConversationId;
use crate::programme::event::{Event, Mail};
use crate::programme::letter::LetterId;
use crate::programme::person::PersonId;
use crate::store::{Pending, SHARED_TRIES};

/// How many bytes of mail are read where they are, rather than beside the threads that keep connections alive.
const SHORT: usize = 16 << 10;
/// How many mails have their signatures looked up at a time.
const PROVEN_AT_ONCE: usize = 16;
/// After how many tries that failed a mail is set aside for people to look at.
pub(super) const ATTEMPTS: u32 = 5;
/// After how many tries, during which the program ended, it is: in five of them it was alone.
const ENDINGS: u32 = SHARED_TRIES + 5;

/// Is the work with mails of these sizes done sooner than another thread is woken?
pub(super) fn is_short(sizes: impl Iterator<Item = usize>) -> bool {
    sizes.sum::<usize>() <= SHORT
}

/// A mail, parsed, with what its addresses say.
#[derive(Debug)]
pub(super) struct Read {
    pub pending: Pending,
    pub inbound: Inbound,
    pub token: Option<(PersonId, ConversationId)>,
    pub bounce_of: Option<LetterId>,
    pub also_in: Vec<ConversationId>,
    pub also_to: Vec<Address>,
}

impl Service {
    /// Reads the mails of a batch; one that cannot be read is set back, or aside.
    pub(super) async fn read_all(&self, batch: Vec<Pending>) -> Result<Vec<Read>, ServiceError> {
        let mut fit = Vec::with_capacity(batch.len());
        for pending in batch {
            if pending.attempts > ENDINGS {
                self.store
                    .failed(
                        pending.id,
                        &self.owner,
                        "given up: it was tried alone five times, and the program ended each time",
                        None,
                    )
                    .await?;
            } else {
                fit.push(pending);
            }
        }
        let parsed = stream::iter(self.parsed(fit).await?).map(|(pending, mut inbound)| async {
            if let Some(inbound) = &mut inbound {
                self.prove(&pending, inbound).await;
            }
            (pending, inbound)
        });
        // Signatures are looked up elsewhere; no mail waits for another's.
        let mut parsed = std::pin::pin!(parsed.buffered(PROVEN_AT_ONCE));
        let mut reads = Vec::new();
        while let Some((pending, inbound)) = parsed.next().await {
            match inbound {
                Some(inbound) => reads.push(self.opened(pending, inbound)),
                None => {
                    let error = ServiceError::Internal("reading the mail panicked".to_owned());
                    self.set_back(pending.id, pending.attempts, &error).await?;
                }
            }
        }
        Ok(reads)
    }

    /// Parses beside the async threads; a panic marks that mail and no other.
    async fn parsed(&self, batch: Vec<Pending>) -> Result<Vec<(Pending, Option<Inbound>)>, ServiceError> {
        let parsing = self.parsing.clone();
        let is_short = is_short(batch.iter().map(|pending| pending.raw.len()));
        let parse_all = move || {
            let parse = |pending: Pending| {
                let inbound = catch_unwind(AssertUnwindSafe(|| parse::parse(&pending.raw, &parsing))).ok();
                (pending, inbound)
            };
            batch.into_iter().map(parse).collect()
        };
        if is_short {
            return Ok(parse_all());
        }
        tokio::task::spawn_blocking(parse_all).await.map_err(|error| ServiceError::Internal(error.to_string()))
    }

    /// Checks the signatures of a person's mail, where no server that is trusted has said anything.
    async fn prove(&self, pending: &Pending, inbound: &mut Inbound) {
        let (Some(signatures), Some(author)) = (&self.signatures, &inbound.from) else { return };
        if inbound.authentication.by.is_some() || !matches!(inbound.kind, Kind::Human | Kind::CalendarReply) {
            return;
        }
        let ours = |address: &Address| self.addressing.is_ours(address);
        inbound.authentication = signatures.check(&pending.raw, author, ours).await;
    }

    /// A mail with what its addresses say.
    fn opened(&self, pending: Pending, inbound: Inbound) -> Read {
        let mut token = None;
        let mut bounce_of = None;
        for opened in inbound.recipients().filter_map(|address| self.addressing.open(address)) {
            match opened.purpose {
                Purpose::Reply if token.is_none() => token = Some(leads_to(opened)),
                Purpose::Bounce if bounce_of.is_none() => bounce_of = Some(LetterId(opened.thread)),
                _ => {}
            }
        }
        let also_in = token.map_or_else(Vec::new, |token| self.also_in(&inbound, token));
        let also_to = inbound.addressed_to.iter().filter(|address| !self.addressing.is_ours(address));
        let also_to = also_to.cloned().collect();
        Read { pending, inbound, token, bounce_of, also_in, also_to }
    }

    /// The other conversations of the same person that this copy was written to. Where the server has said which of them it is for, the
    /// others have copies of their own.
    fn also_in(&self, inbound: &Inbound, (person, here): (PersonId, ConversationId)) -> Vec<ConversationId> {
        let replies = |addresses: &[Address]| {
            let opened = addresses.iter().filter_map(|address| self.addressing.open(address));
            opened.filter(|token| token.purpose == Purpose::Reply).map(leads_to).collect::<Vec<_>>()
        };
        if !replies(&inbound.delivered_to).is_empty() {
            return Vec::new();
        }
        let also =
            replies(&inbound.addressed_to).into_iter().filter(|(owner, there)| *owner == person && *there != here);
        also.map(|(_, there)| there).collect()
    }
}

/// Whose token it is, and to which conversation it leads.
fn leads_to(token: Token) -> (PersonId, ConversationId) {
    (PersonId(token.person), ConversationId(token.thread))
}

impl Read {
    pub fn event(&self) -> Event<'_> {
        let mail = Mail {
            inbox: self.pending.id,
            inbound: &self.inbound,
            token: self.token,
            bounce_of: self.bounce_of,
            also_in: self.also_in.clone(),
            also_to: self.also_to.clone(),
            vouched: self.pending.vouched_by,
            leave_out: self.pending.leave_out,
            received_at: self.pending.received_at,
        };
        match self.pending.oversize {
            Some(size) => Event::TooBig { mail, size },
            None => Event::Mail(mail),
        }
    }
}
