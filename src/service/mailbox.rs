//! One session with the mailbox: what is new is fetched and stored, what is handled is moved, and then it waits.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::receive::{Fetching, Handing};
use super::tidy::Refusals;
use super::withheld::{HandedOut, handed_out};
use super::{Service, ServiceError};
use crate::imap::{self, Mailbox, Woken, batches};

/// How many messages one FETCH names, and how many bytes of them memory holds.
const BATCH: usize = 100;
const BATCH_BYTES: u64 = 8 << 20;
/// How many the first names: nobody has anything to do before it is there.
const FIRST: usize = 20;
/// Mail of fewer bytes is fetched without having asked for its size.
const AT_ONCE: u32 = 64 << 10;
/// After how many batches what has been handled meanwhile is moved: seldom, as it costs some trips each time, but before it is so much
/// that those who handle mail run out of it.
const TIDY_AFTER: usize = 3;
/// How many mails may wait to be handled before no more are fetched, and for how long that is put off at the most: so memory and
/// database stay small, and mails that wait for another try stop nothing.
const AHEAD: usize = 1_000;
const PUT_OFF: Duration = Duration::from_secs(1);

/// One time that the mailbox is looked into.
pub(super) struct Round<'a> {
    pub place: Fetching,
    settings: &'a imap::Settings,
    handing: Option<&'a Handing>,
    refusals: &'a mut Refusals,
    /// How many batches have been fetched.
    fetched: usize,
    /// How many of the mails were not known.
    new: u64,
    /// Has what was kept noted that the mailbox was looked into?
    noted: bool,
    /// Has the server handed out any mail?
    pub hands_out: bool,
}

impl Service {
    /// Fetches and stores all that is new, batch by batch; `few` says that it is probably little. Where somebody handles it, what has come
    /// is handled while the next batch is fetched, and what was handled is moved in between.
    ///
    /// # Errors
    /// When the server or the store fails; what is stored by then stays.
    pub async fn collect(
        &self,
        mailbox: &mut Mailbox,
        settings: &imap::Settings,
        few: bool,
        handing: Option<&Handing>,
        refusals: &mut Refusals,
    ) -> Result<u64, ServiceError> {
        let place = Fetching { folder: settings.folder.clone(), uid_validity: mailbox.uid_validity() };
        let cursor = self.store.cursor(&place.folder).await?;
        // After a change of UIDVALIDITY everything is read again; what was handled has no second effect.
        let after = cursor.filter(|c| c.uid_validity == place.uid_validity).map_or(0, |c| c.uid);
        let mut round =
            Round { place, settings, handing, refusals, fetched: 0, new: 0, noted: false, hands_out: false };
        if few {
            // Mostly it is one, and small: its bytes are asked for before its size.
            let at_once = AT_ONCE.min(self.policy.max_message.try_into().unwrap_or(AT_ONCE));
            // If one of them is refused, which it is shows below.
            let next = handed_out(mailbox.fetch_next(after, at_once).await)?.unwrap_or_default();
            let last = next.last().map(|message| message.uid);
            if last.is_some() {
                self.keep_batch(&mut round, next, None, last).await?;
            }
            let sizes = mailbox.sizes_new(last.unwrap_or(after)).await?;
            self.collect_all(mailbox, &mut round, &sizes).await?;
        } else {
            for slice in mailbox.search_new(after).await?.chunks(1_000) {
                let sizes = mailbox.sizes(slice).await?;
                self.collect_all(mailbox, &mut round, &sizes).await?;
            }
        }
        if !round.noted {
            self.store.note_fetch(self.clock.now()).await?;
        }
        Ok(round.new)
    }

    async fn collect_all(
        &self,
        mailbox: &mut Mailbox,
        round: &mut Round<'_>,
        sizes: &[(u32, u32)],
    ) -> Result<(), ServiceError> {
        let first = if round.fetched == 0 { FIRST.min(sizes.len()) } else { 0 };
        let (first, rest) = sizes.split_at(first);
        // Of so many mails some ask for it.
        if let Some(handing) = round.handing
            && !first.is_empty()
            && !rest.is_empty()
        {
            let service = Arc::clone(&handing.service);
            tokio::spawn(async move { service.know_mentors().await });
        }
        // What is too large to be read whole stands alone.
        let bytes = BATCH_BYTES.min(self.policy.max_message);
        for batch in batches(first, bytes, BATCH).into_iter().chain(batches(rest, bytes, BATCH)) {
            self.collect_batch(mailbox, round, sizes, &batch).await?;
            round.fetched += 1;
            // Otherwise nobody else works meanwhile.
            if let Some(handing) = round.handing {
                self.between_batches(mailbox, round, handing).await?;
            }
        }
        Ok(())
    }

    /// Has the directory of mentors read beside what else is done.
    async fn know_mentors(&self) {
        if let Err(error) = self.store.read_directory().await {
            tracing::debug!(%error, "the directory is read when a mail asks for it");
        }
    }

    async fn between_batches(
        &self,
        mailbox: &mut Mailbox,
        round: &mut Round<'_>,
        handing: &Handing,
    ) -> Result<(), ServiceError> {
        if round.fetched.is_multiple_of(TIDY_AFTER) {
            // Once only: meanwhile nothing is fetched, and whoever handles it has nothing to do.
            self.move_handled(mailbox, round.settings, round.refusals).await?;
            if self.store.pending_count(self.clock.now(), AHEAD).await? >= AHEAD {
                // Whether it rings or not, the next batch is fetched then.
                let _ = timeout(PUT_OFF, handing.bells.handled.notified()).await;
            }
        }
        Ok(())
    }

    async fn collect_batch(
        &self,
        mailbox: &mut Mailbox,
        round: &mut Round<'_>,
        sizes: &[(u32, u32)],
        batch: &[u32],
    ) -> Result<(), ServiceError> {
        if let [uid] = batch
            && let Some(size) = sizes.iter().find(|(u, _)| u == uid).map(|(_, size)| u64::from(*size))
            && size > self.policy.max_message
        {
            let header = match handed_out(mailbox.fetch_header(*uid).await)? {
                Ok(Some(raw)) => vec![imap::Fetched { uid: *uid, raw }],
                Ok(None) => return Ok(()),
                Err(why) if !round.hands_out => return Err(why.into()),
                Err(why) => {
                    self.set_aside(round, *uid, None, &why).await?;
                    Vec::new()
                }
            };
            return self.keep_batch(round, header, Some(size), Some(*uid)).await;
        }
        let HandedOut { mail, withheld } = self.fetch_batch(mailbox, round, sizes, batch).await?;
        let got: HashSet<u32> = mail.iter().map(|message| message.uid).chain(withheld).collect();
        // A message that the server lists and passes over is asked for again the next time: the cursor stays before it.
        let up_to = match batch.iter().position(|uid| !got.contains(uid)) {
            None => batch.last().copied(),
            Some(missing) => batch.get(..missing).and_then(<[u32]>::last).copied(),
        };
        self.keep_batch(round, mail, None, up_to).await
    }

    async fn keep_batch(
        &self,
        round: &mut Round<'_>,
        mail: Vec<imap::Fetched>,
        oversize: Option<u64>,
        up_to: Option<u32>,
    ) -> Result<(), ServiceError> {
        round.hands_out |= !mail.is_empty();
        round.new += match round.handing {
            Some(handing) => self.receive_for(&round.place, mail, oversize, up_to, handing).await?,
            None => self.receive(&round.place, mail, oversize, up_to).await?,
        };
        round.noted = true;
        Ok(())
    }

    /// Keeps one session: collects, moves, waits, until the connection is lost. Handled mail older than `purge_days` is deleted
    /// once a session and day; 0 keeps it.
    ///
    /// # Errors
    /// Whatever ends the session.
    pub async fn keep_session(
        &self,
        settings: &imap::Settings,
        poll: Duration,
        purge_days: i64,
        handing: &Handing,
    ) -> Result<(), ServiceError> {
        let mut mailbox = Mailbox::open(settings).await?;
        tracing::info!(folder = settings.folder, "the mailbox is open");
        let bells = &handing.bells;
        // The session before may have ended while it kept mail.
        bells.look_for_mails();
        let mut refusals = Refusals::default();
        let mut purged_on = None;
        let mut likely_until = Instant::now();
        // What has come while nobody looked.
        let mut woken = Woken::Time;
        loop {
            // Where mail has been handled and the server has said nothing of more, there is nothing to search for.
            if woken != Woken::Bell {
                let new =
                    self.collect(&mut mailbox, settings, woken == Woken::New, Some(handing), &mut refusals).await?;
                if new > 0 {
                    likely_until = Instant::now() + settings.look_for;
                }
            }
            self.tidy(&mut mailbox, settings, &mut refusals).await?;
            let today = self.clock.now().as_second().div_euclid(86_400);
            if purge_days > 0
                && purged_on != Some(today)
                && refusals.are_over()
                && self.purge_handled(&mut mailbox, settings, purge_days, &mut refusals).await?
            {
                purged_on = Some(today);
            }
            // What the server told of meanwhile, or when the folder was opened again, ends the wait before it begins.
            let likely_for = likely_until.saturating_duration_since(Instant::now());
            woken = if likely_for.is_zero() {
                mailbox.idle(bells.beat.within(poll), bells.handled.notified()).await?
            } else {
                mailbox.look(likely_for.min(poll), bells.handled.notified()).await?
            };
        }
    }

    /// One session without waiting: what is new, and what has been handled.
    ///
    /// # Errors
    /// When the server or the store fails.
    pub async fn visit(&self, settings: &imap::Settings) -> Result<u64, ServiceError> {
        let mut mailbox = Mailbox::open(settings).await?;
        let mut refusals = Refusals::default();
        let new = self.collect(&mut mailbox, settings, false, None, &mut refusals).await?;
        self.tidy(&mut mailbox, settings, &mut refusals).await?;
        mailbox.logout().await;
        Ok(new)
    }
}
