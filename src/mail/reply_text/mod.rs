//! The new words of a reply in plain text: without quoted history, signature, mobile footer and legal notice.
//!
//! Each line is read once (`lines`); then marks are set where an earlier mail begins (`marks`), and what stands above is tidied at its end
//! (`tail`). Shapes decide more than words do, and every search is bounded, so that the whole is linear in its input. **A person's words
//! are never cut to be tidy**: where nothing plausible would be left, everything is kept.

mod attribution;
mod banner;
mod footer;
mod header_block;
mod lines;
mod marks;
mod separator;
mod signature;
mod tail;
#[cfg(test)]
mod tests;
mod words;

use lines::Line;

/// Words that a pointer to answers inside the earlier mail may have.
const MAX_POINTER: usize = 30;

/// A reply, parted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewText {
    /// The new words, without empty lines around them.
    pub text: String,
    /// What was left out, in its order.
    pub elided: String,
    /// Is what was left out (or all of it) a mail passed on rather than answered?
    pub forwarded: bool,
}

/// What becomes of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mail) enum Verdict {
    /// New words.
    Keep,
    /// History, signature or footer.
    Cut,
    /// So many bytes of it are new words.
    Prefix(usize),
}

/// A verdict for every line.
pub(in crate::mail) struct Plan {
    /// One for each line.
    pub(in crate::mail) verdicts: Vec<Verdict>,
    /// See [`NewText::forwarded`].
    pub(in crate::mail) forwarded: bool,
}

/// Parts the new words of `body` from what they answer.
///
/// ```
/// let parted = mentorpost::mail::reply_text::split("Gladly!\n\nOn Mon, 2 Mar 2026 at 10:00, Ann <ann@example.org> wrote:\n> Tea?\n");
/// assert_eq!(parted.text, "Gladly!");
/// ```
pub fn split(body: &str) -> NewText {
    let unified;
    // Lone carriage returns were line ends once.
    let body = if body.contains('\r') {
        unified = body.replace("\r\n", "\n").replace('\r', "\n");
        unified.as_str()
    } else {
        body
    };
    let raw: Vec<&str> = body.split('\n').collect();
    let plan = plan(&raw);
    let (mut text, mut elided) = (String::with_capacity(body.len()), String::new());
    for (line, verdict) in raw.iter().zip(&plan.verdicts) {
        let (kept, cut) = match verdict {
            Verdict::Keep => (Some(*line), None),
            Verdict::Cut => (None, Some(*line)),
            Verdict::Prefix(bytes) => (line.get(..*bytes), line.get(*bytes..)),
        };
        for (part, into) in [(kept, &mut text), (cut, &mut elided)] {
            if let Some(part) = part {
                into.push_str(part);
                into.push('\n');
            }
        }
    }
    NewText { text: trim_lines(&text).to_owned(), elided: trim_lines(&elided).to_owned(), forwarded: plan.forwarded }
}

/// Gives each line of a body its verdict.
pub(in crate::mail) fn plan(raw: &[&str]) -> Plan {
    let mut lines: Vec<Line<'_>> = raw.iter().map(|line| Line::read(line)).collect();
    rejoin_stray_brackets(&mut lines);
    mark_initials(&mut lines);
    mark_fences(&mut lines);
    let stamped = banner::end(&lines);
    let lines = lines.split_off(stamped);
    let plan = plan_below(&lines);
    Plan { verdicts: [vec![Verdict::Cut; stamped], plan.verdicts].concat(), ..plan }
}

/// Gives each line below what a gateway has stamped above a body its verdict.
fn plan_below(lines: &[Line<'_>]) -> Plan {
    let marks = marks::find(lines);
    let verdicts = tail::judge(lines, &marks);
    let left = lines
        .iter()
        .zip(&verdicts)
        .any(|(line, verdict)| *verdict != Verdict::Cut && !line.blank && !separator::is_rule(&line.lower));
    if left && answers_inside(lines, &verdicts, &marks) {
        let mut verdicts = vec![Verdict::Keep; lines.len()];
        for found in &marks.attributions {
            verdicts.iter_mut().take(found.end + 1).skip(found.start).for_each(|verdict| *verdict = Verdict::Cut);
        }
        return Plan { verdicts, forwarded: false };
    }
    if left || marks.answers_nothing {
        return Plan { verdicts, forwarded: marks.forwarded };
    }
    Plan { verdicts: vec![Verdict::Keep; lines.len()], forwarded: marks.forwarded }
}

/// Does a line say more than a greeting does?
pub(in crate::mail) fn is_message(line: &str) -> bool {
    let line = Line::read(line);
    !line.blank && !words::is_greeting(&line.lower)
}

/// Is a line the delimiter of signatures?
pub(in crate::mail) fn is_delimiter(line: &str) -> bool {
    signature::is_delimiter(&Line::read(line))
}

/// Does a line say what is in no signature: a sentence, other than those that programs and employers add?
pub fn is_sentence(line: &str) -> bool {
    let line = Line::read(line);
    signature::is_sentence(&line) && footer::mobile(&line).is_none() && !footer::is_notice(std::slice::from_ref(&line))
}

/// Words that point to answers inside an earlier mail: cutting it would lose them. Between quote marks they would be seen, unless they
/// are told by their colour ("see my comments in red").
fn answers_inside(lines: &[Line<'_>], verdicts: &[Verdict], marks: &marks::Marks) -> bool {
    if marks.forwarded {
        return false;
    }
    let unmarked = marks.cut < lines.len() && lines.iter().skip(marks.cut).all(|line| line.depth == 0);
    let mut words = 0;
    let mut points = false;
    for (line, _) in lines.iter().zip(verdicts).filter(|(_, verdict)| **verdict == Verdict::Keep) {
        words += line.words();
        points |= words::points_at_looks(&line.lower) || unmarked && words::points_inside(&line.lower);
        if words > MAX_POINTER {
            return false;
        }
    }
    points
}

/// A wrapped address may leave "> wrote:" on a line of its own, which is no quote.
fn rejoin_stray_brackets(lines: &mut [Line<'_>]) {
    // The last line with words on it, or a quote mark.
    let mut above = None;
    for at in 0..lines.len() {
        let open = || {
            let above = above.and_then(|above: usize| lines.get(above));
            above.is_some_and(|line| line.depth == 0 && (line.lower.contains('<') || line.looks().address))
        };
        let torn = lines.get(at).is_some_and(|line| {
            line.depth == 1 && line.words() <= 2 && (line.looks().ends_verb || line.lower == ":") && open()
        });
        let Some(line) = lines.get_mut(at) else { return };
        if torn {
            line.depth = 0;
        }
        if !line.blank || line.depth > 0 {
            above = Some(at);
        }
    }
}

/// Marks lines that are quoted with initials before the mark ("CH> Could we talk?"), as Emacs does; two of them in a row at least.
fn mark_initials(lines: &mut [Line<'_>]) {
    let initials = |line: &Line<'_>| {
        let (letters, _) = line.clean.split_once('>')?;
        let initials = (2..=4).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
        (line.depth == 0 && initials).then(|| letters.to_owned())
    };
    let mut before: Option<String> = None;
    for at in 0..lines.len() {
        let here = lines.get(at).and_then(initials);
        if here.is_some() && here == before {
            lines.iter_mut().take(at + 1).skip(at - 1).for_each(|line| line.depth = 1);
        }
        before = here;
    }
}

/// Marks the lines inside code fences that are closed again.
fn mark_fences(lines: &mut [Line<'_>]) {
    let mut open: Option<usize> = None;
    for at in 0..lines.len() {
        if !lines.get(at).is_some_and(|line| line.depth == 0 && line.lower.starts_with("```")) {
            continue;
        }
        match open.take() {
            Some(start) => lines.iter_mut().take(at + 1).skip(start).for_each(|line| line.fenced = true),
            None => open = Some(at),
        }
    }
}

/// Without empty lines at either end; the first line keeps its indent.
fn trim_lines(text: &str) -> &str {
    let end = text.trim_end();
    let start = end.len() - end.trim_start().len();
    let line = end.get(..start).and_then(|space| space.rfind('\n')).map_or(0, |at| at + 1);
    end.get(line..).unwrap_or(end)
}
