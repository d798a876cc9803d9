//! The staff's digest: whom to look after, what waits for them, what happened, what will happen, and the figures.

use jiff::Timestamp;

use super::acting::Acting;
use super::change::Change;
use super::conversation::Topic;
use super::desk::Desk;
use super::digest_lines::{decisions, lapsed, look_after, quiet, soon};
use super::draft::Draft;
use super::guard::beginning;
use super::notice::{DecisionLine, Figure, Notice, WeekFigures};
use super::outcome::{Disposition, Ignored, Outcome};
use super::person::{Role, Team};
use super::report;
use super::snapshot::{DigestFacts, Remark};

/// How much of a mentor's words is told, in characters.
const MOST_OF_REMARK: usize = 400;

/// A line of the digest, and whose it is first.
pub(super) struct TeamLine {
    /// The team that it concerns first; `None` for both alike.
    pub team: Option<Team>,
    /// Is it worth a digest by itself? What stands as it stood for weeks is not.
    pub news: bool,
    /// The line.
    pub line: DecisionLine,
}

/// The digest of the period that ends at this instant, to every member of staff; none where there is nothing to say.
pub(super) fn decide(mut desk: Desk<'_>, period: Timestamp) -> Outcome {
    desk.change(Change::DigestDone(period));
    let Some(facts) = desk.snapshot.digest.clone() else {
        return desk.close(Disposition::Ignored(Ignored::NothingDue));
    };
    let staff = desk.snapshot.staff.clone();
    let Some(first) = staff.first().copied().filter(|_| worth_it(&desk, &facts)) else {
        return desk.close(Disposition::Ignored(Ignored::NothingDue));
    };
    let date = period.to_zoned_datetime(desk.policy.timezone.clone()).date();
    // One conversation serves all: the reply address says who answers.
    let conversation = desk.new_conversation(Topic::Service(first), &desk.policy.programme.clone());
    for person in staff {
        let notice = digest(&desk, &facts, desk.person(person).map(|p| p.role));
        let letter = Draft::new(person, notice).in_conversation(conversation);
        desk.post(letter.once(format!("digest/{}/{date}", person.0)));
    }
    desk.close(Disposition::Done("digest"))
}

/// `DIGEST`: the digest as it would be now, to the one who asks.
pub(super) fn now(desk: &mut Desk<'_>, acting: &Acting<'_, '_>) -> Result<String, String> {
    let Some(facts) = desk.snapshot.digest.clone() else {
        return Err("The next digest comes by itself.".to_owned());
    };
    let notice = digest(desk, &facts, Some(acting.person.role));
    desk.post(Draft::new(acting.person.id, notice).answering(acting.mail));
    Ok("The digest comes in a mail of its own.".to_owned())
}

/// `PENDING`: what waits for a decision, a line each.
pub(super) fn pending(desk: &Desk<'_>, role: Role) -> Result<String, String> {
    let Some(facts) = &desk.snapshot.digest else {
        return Err("What waits for you stands at the top of each digest.".to_owned());
    };
    let mut waiting = look_after(desk, facts);
    waiting.extend(decisions(desk, facts));
    let line = |line: DecisionLine| {
        let words: Vec<_> = line.options.into_iter().map(|option| option.word).collect();
        let words = if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) };
        format!("{}{words}", line.what)
    };
    let lines: Vec<_> = own_first(waiting, Some(role)).into_iter().map(line).collect();
    Ok(if lines.is_empty() { "Nothing waits for you.".to_owned() } else { lines.join("\n") })
}

/// Is there anything that was not there for weeks already? Once a week that is told too.
fn worth_it(desk: &Desk<'_>, facts: &DigestFacts) -> bool {
    let lines = [look_after(desk, facts), decisions(desk, facts), quiet(desk, facts), soon(desk, facts)];
    let mut lines = lines.iter().flatten();
    !happened(desk, facts).is_empty() || lines.any(|line| line.news || facts.weekly)
}

fn digest(desk: &Desk<'_>, facts: &DigestFacts, role: Option<Role>) -> Notice {
    Notice::Digest {
        weekly: facts.weekly,
        day: desk.now.to_zoned_datetime(desk.policy.timezone.clone()).strftime("%A %-d %B %Y").to_string(),
        look_after: own_first(look_after(desk, facts), role),
        decisions: own_first(decisions(desk, facts), role),
        happened: happened(desk, facts),
        quiet: own_first(quiet(desk, facts), role),
        soon: own_first(soon(desk, facts), role),
        figures: figures(facts),
        weeks: weeks(desk, facts),
    }
}

/// The reader's own team first, the other's after it; nothing is hidden.
fn own_first(mut lines: Vec<TeamLine>, role: Option<Role>) -> Vec<DecisionLine> {
    let own = match role {
        Some(Role::Staff(team)) => Some(team),
        _ => None,
    };
    lines.sort_by_key(|line| line.team.is_some() && line.team != own);
    lines.into_iter().map(|line| line.line).collect()
}

fn happened(desk: &Desk<'_>, facts: &DigestFacts) -> Vec<String> {
    let counted = [
        (facts.joined, "person joined", "people joined"),
        (facts.asked, "request was sent", "requests were sent"),
        (facts.accepted, "request was accepted", "requests were accepted"),
        (facts.declined, "request was declined", "requests were declined"),
        (facts.expired, "request expired", "requests expired"),
        (facts.ended, "mentorship ended", "mentorships ended"),
        (facts.relayed, "message was passed on", "messages were passed on"),
        (facts.opened, "case was opened", "cases were opened"),
    ];
    let said = counted.into_iter().filter(|(count, ..)| *count > 0);
    let said = said.map(|(count, one, many)| format!("{count} {}.", if count == 1 { one } else { many }));
    let reasons = facts.reasons.iter().map(|(reason, count)| format!("{} ({count})", report::reason_words(reason)));
    let reasons = listed("Why mentorships ended", reasons.collect());
    let answers = facts.check_ins;
    let answers = [(answers.great, "great"), (answers.ok, "all right"), (answers.help, "asks for help")];
    let answers = answers.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{word} ({count})"));
    let answers = listed("Check-ins answered", answers.collect());
    said.chain(lapsed(desk, facts))
        .chain(reasons)
        .chain(answers)
        .chain(facts.remarks.iter().map(|remark| remark_line(desk, remark)))
        .collect()
}

fn listed(what: &str, parts: Vec<String>) -> Option<String> {
    (!parts.is_empty()).then(|| format!("{what}: {}.", parts.join(", ")))
}

fn remark_line(desk: &Desk<'_>, remark: &Remark) -> String {
    let (name, mark) = (desk.name(remark.by), &remark.answer);
    let about = match remark.about.as_str() {
        "check-in" => "writes at the check-in".to_owned(),
        "feedback" if mark.is_empty() => "writes as feedback".to_owned(),
        "feedback" => format!("gives {mark} of 5 as feedback"),
        _ => "writes in the yearly review".to_owned(),
    };
    let words: Vec<_> = remark.words.split_whitespace().collect();
    if words.is_empty() {
        return format!("{name} {about}.");
    }
    format!("{name} {about}: “{}”", beginning(&words.join(" "), MOST_OF_REMARK))
}

fn figures(facts: &DigestFacts) -> Vec<Figure> {
    let (requests, acceptances) = if facts.weekly {
        ("Requests this week", "Acceptances this week")
    } else {
        ("Requests since the last digest", "Acceptances since the last digest")
    };
    let counted = [
        ("Mentors taking part", facts.mentors),
        ("Mentees taking part", facts.mentees),
        ("Mentorships running", facts.running),
        ("Requests open", facts.open),
        (requests, facts.asked),
        (acceptances, facts.accepted),
    ];
    counted.into_iter().map(|(label, value)| Figure { label: label.to_owned(), value }).collect()
}

/// The weeks of the chart; none where nothing has happened in any.
fn weeks(desk: &Desk<'_>, facts: &DigestFacts) -> Vec<WeekFigures> {
    if facts.weeks.iter().all(|week| week.asked + week.accepted + week.running == 0) {
        return Vec::new();
    }
    let zone = &desk.policy.timezone;
    let week = |week: &super::snapshot::WeekFacts| WeekFigures {
        week: week.from.to_zoned_datetime(zone.clone()).strftime("%-d %b").to_string(),
        requests: week.asked,
        acceptances: week.accepted,
        running: week.running,
    };
    facts.weeks.iter().map(week).collect()
}
