//! What became of letters, noted; those that are given up are decided about.

use std::time::Duration;

use jiff::Timestamp;

use super::deliver::{Delivering, Handed};
use super::process::nothing_asked;
use super::sending::Ended;
use super::{Service, ServiceError, backoff, days};
use crate::programme::event::{Event, GivenUp};
use crate::smtp::Stage;
use crate::store::{Became, EventRef, Leased, SnapshotQuery};

const FIRST_WAIT: Duration = Duration::from_secs(60);
const LONGEST_WAIT: Duration = Duration::from_secs(4 * 3600);

impl Service {
    /// Counts and logs how an attempt ended.
    pub(super) fn tell(&self, ended: &Ended) {
        let Ended { letter, handed } = ended;
        let Some(handed) = handed else { return };
        self.meter.tried(handed);
        let (id, attempt) = (letter.id, letter.attempts);
        match handed {
            Handed::Accepted(_) => tracing::info!(outbox.id = id, attempt, "a mail was handed over"),
            Handed::Unreached(why) | Handed::Deferred(why) => {
                tracing::warn!(outbox.id = id, attempt, why, "a mail has to wait");
            }
            Handed::Uncertain(why) => tracing::warn!(outbox.id = id, attempt, why, "a mail may have been handed over"),
            Handed::Refused { text: why, .. } => {
                tracing::warn!(outbox.id = id, attempt, why, "a mail was refused for good");
            }
        }
    }

    /// Notes what became of letters, all together; those that are given up are decided about, each by itself. Says whether there were
    /// such, so that somebody may have been told. Where it fails, those that are not noted are left.
    pub(super) async fn note_all(&self, ended: &mut Vec<Ended>, how: &Delivering) -> Result<bool, ServiceError> {
        let now = self.clock.now();
        let (mut attempts, mut given_up) = (Vec::with_capacity(ended.len()), Vec::new());
        let mut noted = Vec::with_capacity(ended.len());
        for one in ended.iter() {
            let end = self.end_of(one, how, now);
            noted.push(end.is_ok());
            match end {
                Ok(became) => attempts.push((one.letter.id, became)),
                Err(why) => given_up.push(why),
            }
        }
        self.store.attempted(&attempts, now).await?;
        if !attempts.is_empty() {
            tracing::trace!(letters = attempts.len(), "what became of letters is noted");
        }
        let mut noted = noted.into_iter();
        ended.retain(|_| noted.next() == Some(false));
        let told = !ended.is_empty();
        for (why, words) in given_up {
            let Some(one) = ended.first() else { break };
            self.give_up(&one.letter, why, words, now).await?;
            ended.remove(0);
        }
        Ok(told)
    }

    /// What is noted of an attempt; or why, in what words, the letter is given up.
    fn end_of(&self, ended: &Ended, how: &Delivering, now: Timestamp) -> Result<Became, (GivenUp, String)> {
        let Ended { letter, handed } = ended;
        let again = now + backoff(letter.attempts, FIRST_WAIT, LONGEST_WAIT, self.random());
        let last = letter.put_off_at.and_then(|since| since.checked_add(days(how.retry_days)).ok());
        let is_late = last.is_some_and(|last| now >= last);
        let too_late = |uncertain: bool, why: &str| match uncertain {
            true => {
                let words = format!("tried for {} days, and may have arrived; at last: {why}", how.retry_days);
                (GivenUp::Unconfirmed, words)
            }
            // The code says that it was delivered to nobody in time (RFC 3463).
            false => (GivenUp::PutOff, format!("4.4.7 tried for {} days; at last: {why}", how.retry_days)),
        };
        match handed {
            None => Ok(Became::Rehearsed),
            Some(Handed::Accepted(words)) => Ok(Became::Sent(words.clone())),
            Some(Handed::Unreached(why)) => Ok(Became::Unreached(again, why.clone())),
            Some(Handed::Deferred(why)) if is_late => Err(too_late(letter.uncertain, why)),
            Some(Handed::Deferred(why)) => Ok(Became::Deferred(again, why.clone())),
            Some(Handed::Uncertain(why)) if is_late => Err(too_late(true, why)),
            Some(Handed::Uncertain(why)) => Ok(Became::Uncertain(again, why.clone())),
            Some(Handed::Refused { stage, status, text }) => {
                let why = match stage {
                    Stage::Mail => GivenUp::Sender,
                    Stage::Rcpt => GivenUp::Recipient(status.clone()),
                    Stage::Data | Stage::Message => GivenUp::Message(status.clone()),
                };
                Err((why, text.clone()))
            }
        }
    }

    /// A mail that is not handed over again: its writer is told by the rules first, then it is laid aside; dying between the two
    /// repeats the try, and the rules tell nobody twice.
    async fn give_up(&self, one: &Leased, why: GivenUp, words: String, now: Timestamp) -> Result<(), ServiceError> {
        tracing::warn!(outbox.id = one.id, attempt = one.attempts, why = words, "a mail is given up");
        let query = SnapshotQuery { bounce_of: Some(one.letter), ..nothing_asked(now) };
        let may_have_arrived = why == GivenUp::Unconfirmed;
        let event = Event::GivenUp { letter: one.letter, why };
        let became = match self.carry_out(&event, EventRef::GivenUp(one.letter), &query, now).await {
            Ok(_) if may_have_arrived => Became::Unconfirmed(words),
            Ok(_) => Became::Failed(words),
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => {
                // Laid aside now, nobody would ever be told; so it is handed over again, and given up again, later.
                tracing::error!(outbox.id = one.id, error = %error, "that a mail was given up could not be told");
                Became::Deferred(now + LONGEST_WAIT, words)
            }
        };
        Ok(self.store.attempted(&[(one.id, became)], now).await?)
    }
}
