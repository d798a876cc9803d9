//! The clock of a mentorship: what is due of it by now, and when to look again. Days and months count in the programme's
//! time zone, so that what began at nine in the morning falls due at nine in the morning, summer or winter.

use jiff::civil::{Date, Time};
use jiff::{Span, Timestamp, ToSpan};

use super::desk::Desk;
use super::mentorship::{Mentorship, Progress};
use super::person::{Person, PersonId, PersonState};
use super::policy::Policy;

/// How many days there are at the least between the two nudges of a quiet period, should the first have been late.
const BETWEEN_NUDGES: i64 = 7;
/// No rule waits for more days or months than this.
const LONGEST: i64 = 10_000;
/// At what time of day both are asked whether to go on after the studies.
const MORNING: Time = Time::constant(9, 0, 0, 0);
/// How many dates of graduation are remembered; who changes theirs more often is asked no more.
const MOST_GRADUATIONS: usize = 20;

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A gentle word to the one whose turn it is.
    Nudge(PersonId),
    /// A gentle word to both.
    NudgeBoth,
    /// How is it going, after so many months?
    CheckIn(PersonId, i64),
    /// The studies end: shall it go on? To those who can answer.
    GoOn(Vec<PersonId>),
}

/// What there is to know of a mentorship to tell what is due of it.
pub(super) struct Clock<'a> {
    mentor: Option<Person>,
    mentee: Option<Person>,
    policy: &'a Policy,
    now: Timestamp,
}

/// A change of a person that bears on when something is due of their mentorships.
pub(super) fn woken_by(old: &Person, new: &Person, failures: u32) -> bool {
    let given_up = |person: &Person| person.failures >= failures;
    old.state != new.state
        || old.profile.graduation != new.profile.graduation
        || given_up(old) != given_up(new)
        || new.away_until < old.away_until
}

/// The mentorship with its next moment as it is after whatever has just changed. Every mentorship that a decision puts in place
/// goes through here.
pub(super) fn wound(desk: &Desk<'_>, mentorship: Mentorship) -> Mentorship {
    if !mentorship.running() {
        return Mentorship { due_at: None, ..mentorship };
    }
    let clock = Clock::of(desk, &mentorship);
    let mentorship = clock.with_standing(mentorship);
    // What is due already and not yet looked at must not be lost.
    let (due, _) = clock.look(mentorship.clone());
    let due_at = if due.is_empty() { clock.next(&mentorship) } else { Some(desk.now) };
    Mentorship { due_at, ..mentorship }
}

impl<'a> Clock<'a> {
    /// The clock of this mentorship.
    pub fn of(desk: &Desk<'a>, mentorship: &Mentorship) -> Self {
        Self {
            mentor: desk.person(mentorship.mentor),
            mentee: desk.person(mentorship.mentee),
            policy: desk.policy,
            now: desk.now,
        }
    }

    /// All that is due, and the mentorship after it. However long nobody looked, each thing is due once.
    pub fn look(&self, mentorship: Mentorship) -> (Vec<Step>, Mentorship) {
        let mut mentorship = self.with_standing(mentorship);
        let mut steps = Vec::new();
        steps.extend(self.nudge(&mut mentorship));
        steps.extend(self.check_in(&mut mentorship, true));
        steps.extend(self.check_in(&mut mentorship, false));
        steps.extend(self.going_on(&mut mentorship));
        let due_at = self.next(&mentorship);
        (steps, Mentorship { due_at, ..mentorship })
    }

    /// When to look again: always later than now.
    fn next(&self, m: &Mentorship) -> Option<Timestamp> {
        let moments = [self.next_nudge(m), self.next_check_in(m, true), self.next_check_in(m, false), self.next_end(m)];
        moments.into_iter().flatten().filter(|at| *at > self.now).min()
    }

    /// Notes whether the quiet days count: they do not while one of the two pauses or cannot be reached, and begin anew
    /// afterwards.
    fn with_standing(&self, mentorship: Mentorship) -> Mentorship {
        let stopped = !(self.here(self.mentor.as_ref()) && self.here(self.mentee.as_ref()));
        let resumed_at = match (mentorship.progress.stopped, stopped) {
            (true, false) => Some(self.now),
            _ => mentorship.progress.resumed_at,
        };
        let progress = Progress { stopped, resumed_at, ..mentorship.progress };
        Mentorship { progress, ..mentorship }
    }

    /// Takes part and can be reached, be it only after a holiday.
    fn here(&self, person: Option<&Person>) -> bool {
        person.is_some_and(|p| {
            matches!(p.state, PersonState::Active | PersonState::Invited) && p.failures < self.policy.rules.failures
        })
    }

    /// Until when this person is away, if they are.
    fn away(&self, person: Option<&Person>) -> Option<Timestamp> {
        person.and_then(|p| p.away_until).filter(|until| *until > self.now)
    }

    /// When each of the two nudges of the quiet period is due. An absence does not count as silence.
    fn nudges_at(&self, m: &Mentorship) -> [Timestamp; 2] {
        let since = [self.mentor.as_ref(), self.mentee.as_ref()].map(|person| person.and_then(|p| p.away_until));
        let since = since.into_iter().chain([m.progress.resumed_at]).flatten().fold(m.quiet_since(), Timestamp::max);
        let rules = &self.policy.rules;
        let second = self.days_after(since, rules.very_quiet_days);
        let spaced = m.progress.nudged_at.map(|at| self.days_after(at, BETWEEN_NUDGES));
        [self.days_after(since, rules.quiet_days), spaced.map_or(second, |at| at.max(second))]
    }

    fn nudge(&self, m: &mut Mentorship) -> Option<Step> {
        let [first, second] = self.nudges_at(m);
        let (step, nudges) = match m.progress.nudges {
            _ if m.progress.stopped => return None,
            0 | 1 if second <= self.now => (Step::NudgeBoth, 2),
            0 if first <= self.now => (Step::Nudge(m.turn()), 1),
            _ => return None,
        };
        m.progress.nudges = nudges;
        m.progress.nudged_at = Some(self.now);
        Some(step)
    }

    fn next_nudge(&self, m: &Mentorship) -> Option<Timestamp> {
        let [first, second] = self.nudges_at(m);
        match m.progress.nudges {
            _ if m.progress.stopped => None,
            0 => Some(first),
            1 => Some(second),
            _ => None,
        }
    }

    /// The check-in of one side that is due by now and not yet too late.
    fn open_check_in(&self, m: &Mentorship, mentor: bool) -> Option<i64> {
        let months = &self.policy.rules.check_in_months;
        let asked = if mentor { m.progress.mentor_asked } else { m.progress.mentee_asked };
        let due = months.iter().copied().filter(|n| self.months_after(m.began_at, *n) <= self.now).max()?;
        (due > asked && self.check_in_ends(m, due) > self.now).then_some(due)
    }

    fn check_in(&self, m: &mut Mentorship, mentor: bool) -> Option<Step> {
        let months = self.open_check_in(m, mentor)?;
        let (person, id) = if mentor { (self.mentor.as_ref(), m.mentor) } else { (self.mentee.as_ref(), m.mentee) };
        if !self.here(person) || self.away(person).is_some() {
            return None;
        }
        let asked = if mentor { &mut m.progress.mentor_asked } else { &mut m.progress.mentee_asked };
        *asked = months;
        Some(Step::CheckIn(id, months))
    }

    fn next_check_in(&self, m: &Mentorship, mentor: bool) -> Option<Timestamp> {
        let person = if mentor { self.mentor.as_ref() } else { self.mentee.as_ref() };
        if !self.here(person) {
            return None;
        }
        let asked = if mentor { m.progress.mentor_asked } else { m.progress.mentee_asked };
        let back = self.away(person);
        let months = self.policy.rules.check_in_months.iter().copied().filter(|n| *n > asked);
        let times = months.filter_map(|n| {
            let at = self.months_after(m.began_at, n);
            let at = back.map_or(at, |back| at.max(back));
            (at > self.now && at < self.check_in_ends(m, n)).then_some(at)
        });
        times.min()
    }

    /// Until when the check-in after so many months can be asked: the next one is due, or a month is over.
    fn check_in_ends(&self, m: &Mentorship, months: i64) -> Timestamp {
        let later = self.policy.rules.check_in_months.iter().copied().filter(|n| *n > months);
        self.months_after(m.began_at, later.min().unwrap_or(i64::MAX).min(months.saturating_add(1)))
    }

    /// From when until when both can be asked whether to go on after the mentee's studies; `None` where that was asked, and
    /// where the mentorship began too late for the question.
    fn end_of_studies(&self, m: &Mentorship) -> Option<(Timestamp, Timestamp)> {
        let month = self.mentee.as_ref()?.profile.graduation.as_str();
        let asked = &m.progress.graduations;
        if asked.len() >= MOST_GRADUATIONS || asked.iter().any(|known| known == month) {
            return None;
        }
        let first = first_of_month(month)?;
        let instant = |date: Date| date.to_datetime(MORNING).to_zoned_datetime(self.policy.timezone.clone()).ok();
        let begin = instant(first.checked_sub(self.policy.rules.studies_end_months.clamp(0, LONGEST).months()).ok()?)?
            .timestamp();
        let end = instant(first.checked_add(1.month()).ok()?)?.timestamp();
        (begin > m.began_at && end > self.now).then_some((begin, end))
    }

    /// Those who can be asked, and until when one of them is away.
    fn to_ask(&self, m: &Mentorship) -> (Vec<PersonId>, Option<Timestamp>) {
        let both = [(self.mentee.as_ref(), m.mentee), (self.mentor.as_ref(), m.mentor)];
        let here = both.into_iter().filter(|(person, _)| self.here(*person));
        let back = here.clone().filter_map(|(person, _)| self.away(person)).max();
        (here.map(|(_, id)| id).collect(), back)
    }

    fn going_on(&self, m: &mut Mentorship) -> Option<Step> {
        let (begin, end) = self.end_of_studies(m)?;
        let (people, back) = self.to_ask(m);
        let waits = back.is_some_and(|back| back < end);
        if begin > self.now || people.is_empty() || waits {
            return None;
        }
        m.progress.graduations.push(self.mentee.as_ref()?.profile.graduation.clone());
        Some(Step::GoOn(people))
    }

    fn next_end(&self, m: &Mentorship) -> Option<Timestamp> {
        let (begin, end) = self.end_of_studies(m)?;
        let (people, back) = self.to_ask(m);
        let at = back.filter(|back| *back < end).map_or(begin, |back| back.max(begin));
        (!people.is_empty()).then_some(at)
    }

    fn days_after(&self, at: Timestamp, days: i64) -> Timestamp {
        self.after(at, days.clamp(0, LONGEST).days())
    }

    fn months_after(&self, at: Timestamp, months: i64) -> Timestamp {
        self.after(at, months.clamp(0, LONGEST).months())
    }

    /// The same time of day, so much later.
    fn after(&self, at: Timestamp, span: Span) -> Timestamp {
        let zoned = at.to_zoned_datetime(self.policy.timezone.clone());
        zoned.checked_add(span).map_or(Timestamp::MAX, |later| later.timestamp())
    }
}

/// The first day of a month that is written `YYYY-MM`.
fn first_of_month(month: &str) -> Option<Date> {
    let (year, month) = month.trim().split_once('-')?;
    Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
}
