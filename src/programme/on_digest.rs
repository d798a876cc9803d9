//! The staff's digest: what waits for them, what happened, what will happen, and the figures.

use jiff::Timestamp;

use super::acting::Acting;
use super::change::Change;
use super::conversation::Topic;
use super::desk::Desk;
use super::draft::Draft;
use super::notice::{DecisionLine, Figure, Notice, WordLine};
use super::outcome::{Disposition, Ignored, Outcome};
use super::snapshot::DigestFacts;

/// The digest of the period that ends at this instant, to every member of staff; none where there is nothing to say.
pub(super) fn decide(mut desk: Desk<'_>, period: Timestamp) -> Outcome {
    desk.change(Change::DigestDone(period));
    let Some(facts) = desk.snapshot.digest.clone() else {
        return desk.close(Disposition::Ignored(Ignored::NothingDue));
    };
    let (decisions, happened, soon) = (decisions(&desk, &facts), happened(&facts), soon(&desk, &facts));
    let staff = desk.snapshot.staff.clone();
    if (decisions.is_empty() && happened.is_empty() && soon.is_empty()) || staff.is_empty() {
        return desk.close(Disposition::Ignored(Ignored::NothingDue));
    }
    let date = period.to_zoned_datetime(desk.policy.timezone.clone()).date();
    let notice = Notice::Digest { day: day(&desk), decisions, happened, soon, figures: figures(&facts) };
    // One conversation serves all: the reply address says who answers.
    let first = staff.first().copied().unwrap_or(super::person::PersonId(0));
    let conversation = desk.new_conversation(Topic::Service(first), &desk.policy.programme.clone());
    for person in staff {
        let letter = Draft::new(person, notice.clone()).in_conversation(conversation);
        desk.post(letter.once(format!("digest/{}/{date}", person.0)));
    }
    desk.close(Disposition::Done("digest"))
}

/// `DIGEST`: the digest as it would be now, to the one who asks.
pub(super) fn now(desk: &mut Desk<'_>, acting: &Acting<'_, '_>) -> Result<String, String> {
    let Some(facts) = desk.snapshot.digest.clone() else {
        return Err("The next digest comes by itself.".to_owned());
    };
    let notice = Notice::Digest {
        day: day(desk),
        decisions: decisions(desk, &facts),
        happened: happened(&facts),
        soon: soon(desk, &facts),
        figures: figures(&facts),
    };
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    Ok("The digest comes in a mail of its own.".to_owned())
}

/// `PENDING`: what waits for a decision, on one line.
pub(super) fn pending(desk: &Desk<'_>) -> Result<String, String> {
    let Some(facts) = &desk.snapshot.digest else {
        return Err("What waits for you stands at the top of each digest.".to_owned());
    };
    let waiting: Vec<_> = decisions(desk, facts).into_iter().map(|line| line.what).collect();
    Ok(if waiting.is_empty() { "Nothing waits for you.".to_owned() } else { waiting.join(" ") })
}

fn day(desk: &Desk<'_>) -> String {
    desk.now.to_zoned_datetime(desk.policy.timezone.clone()).strftime("%A %-d %B %Y").to_string()
}

fn option(word: String, does: &str, button: bool) -> WordLine {
    WordLine { word, does: does.to_owned(), button }
}

/// Old concerns first, then other cases, applications, addresses, mail that could not be placed.
fn decisions(desk: &Desk<'_>, facts: &DigestFacts) -> Vec<DecisionLine> {
    let mut cases: Vec<_> = facts.cases.iter().filter(|case| case.closed_at.is_none()).collect();
    let old = |case: &super::case::Case| desk.days_since(case.opened_at) >= desk.policy.rules.concern_days;
    cases.sort_by_key(|case| (!(case.concern && old(case)), !case.concern, case.opened_at));
    let cases = cases.into_iter().map(|case| {
        let kind = if case.concern { "Concern" } else { "Case" };
        let waits = if case.answered_at.is_some() { "answered, still open" } else { "not answered yet" };
        let days = desk.days_since(case.opened_at);
        let what = format!("{kind} {} of {}: open for {days} days, {waits}.", case.id.0, desk.name(case.person));
        DecisionLine { what, options: vec![option(format!("CLOSE {}", case.id.0), "closes it", true)] }
    });
    let applied = facts.applied.iter().map(|id| DecisionLine {
        what: format!("{} has applied.", desk.name(*id)),
        options: vec![
            option(format!("APPROVE {}", id.0), "takes them in", true),
            option(format!("REJECT {} reason", id.0), "turns them down", false),
        ],
    });
    let unreachable = facts.unreachable.iter().map(|id| DecisionLine {
        what: format!("Mail to {} does not arrive.", desk.name(*id)),
        options: vec![
            option(format!("SHOW {}", id.0), "shows what is known", true),
            option(format!("RESTORE {}", id.0), "tries their address again", true),
        ],
    });
    let unplaced = facts.unplaced.iter().map(|(id, reason)| DecisionLine {
        what: format!("Mail {} could not be handled: {reason}", id.0),
        options: Vec::new(),
    });
    cases.chain(applied).chain(unreachable).chain(unplaced).collect()
}

fn happened(facts: &DigestFacts) -> Vec<String> {
    let counted = [
        (facts.asked, "request was sent", "requests were sent"),
        (facts.accepted, "request was accepted", "requests were accepted"),
        (facts.declined, "request was declined", "requests were declined"),
        (facts.expired, "request expired", "requests expired"),
        (facts.ended, "mentorship ended", "mentorships ended"),
        (facts.relayed, "message was passed on", "messages were passed on"),
    ];
    let said = counted.into_iter().filter(|(count, ..)| *count > 0);
    said.map(|(count, one, many)| format!("{count} {}.", if count == 1 { one } else { many })).collect()
}

fn soon(desk: &Desk<'_>, facts: &DigestFacts) -> Vec<String> {
    let line = |r: &super::request::Request| {
        let waited = desk.days_since(r.asked_at);
        let (mentee, mentor) = (desk.name(r.mentee), desk.name(r.mentor));
        format!("The request of {mentee} to {mentor} has waited {waited} days and will expire.")
    };
    facts.expiring.iter().map(line).collect()
}

fn figures(facts: &DigestFacts) -> Vec<Figure> {
    let counted = [
        ("Mentors taking part", facts.mentors),
        ("Mentees taking part", facts.mentees),
        ("Mentorships running", facts.running),
        ("Requests open", facts.open),
        ("Requests since the last digest", facts.asked),
        ("Acceptances since the last digest", facts.accepted),
    ];
    counted.into_iter().map(|(label, value)| Figure { label: label.to_owned(), value }).collect()
}
