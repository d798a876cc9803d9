//! What stands above the cut: trailing quotes, signatures and footers go, answered lines between answers stay.

use super::Verdict;
use super::attribution;
use super::footer;
use super::lines::Line;
use super::marks::Marks;
use super::separator;
use super::signature;
use super::words;

/// Lines of a paragraph that may be a legal notice.
const MAX_NOTICE: usize = 60;

/// A run of quoted lines.
#[derive(Clone, Copy, Debug)]
struct Quote {
    /// First line, the attribution included.
    start: usize,
    /// First quoted line.
    body: usize,
    /// One past the last quoted line.
    end: usize,
    /// An attribution stands above it or on its first line.
    attributed: bool,
    /// Bytes of the first line that are new words.
    prefix: usize,
}

/// Gives each line its verdict.
pub(super) fn judge(lines: &[Line<'_>], marks: &Marks) -> Vec<Verdict> {
    let mut verdicts = vec![Verdict::Cut; lines.len()];
    let mut quotes = quotes(lines, marks);
    let above = Above::read(lines);
    let end = trim(lines, &mut quotes, marks.cut, &above);
    for verdict in verdicts.iter_mut().take(end) {
        *verdict = Verdict::Keep;
    }
    for found in &marks.attributions {
        // Of the two empty lines around it one is enough.
        let blank =
            |at: Option<usize>| at.and_then(|at| lines.get(at)).is_none_or(|line| line.blank && line.depth == 0);
        let set_off = blank(found.start.checked_sub(1)) && blank(Some(found.end + 1));
        cut(&mut verdicts, found.start, found.end + 1 + usize::from(set_off));
        if found.prefix > 0 {
            set(&mut verdicts, found.start, Verdict::Prefix(found.prefix));
        }
    }
    if end == marks.cut && marks.prefix > 0 {
        set(&mut verdicts, marks.cut, Verdict::Prefix(marks.prefix));
    }
    answered(lines, &quotes, end, &above, &mut verdicts);
    verdicts
}

fn set(verdicts: &mut [Verdict], at: usize, verdict: Verdict) {
    if let Some(place) = verdicts.get_mut(at) {
        *place = verdict;
    }
}

fn cut(verdicts: &mut [Verdict], start: usize, end: usize) {
    verdicts.iter_mut().take(end).skip(start).for_each(|verdict| *verdict = Verdict::Cut);
}

/// The runs of quoted lines above the cut.
fn quotes(lines: &[Line<'_>], marks: &Marks) -> Vec<Quote> {
    let mut found: Vec<Quote> = Vec::new();
    let mut attributions = marks.attributions.iter().peekable();
    let mut at = 0;
    while at < marks.cut {
        let Some(line) = lines.get(at) else { break };
        if line.depth == 0 {
            at += 1;
            continue;
        }
        let end = run_end(lines, at, marks.cut);
        let mut quote = Quote { start: at, body: at, end, attributed: false, prefix: 0 };
        while let Some(above) = attributions.next_if(|above| above.end < at) {
            let joined = lines.get(above.end + 1..at).is_some_and(|between| between.iter().all(|line| line.blank));
            if joined {
                (quote.start, quote.attributed, quote.prefix) = (above.start, true, above.prefix);
            }
        }
        quote.attributed |= (at..(at + 3).min(end)).any(|last| attribution::ending_at(lines, last, at, true).is_some())
            || separator::read(line).is_some_and(|mark| mark != separator::Separator::Rule);
        found.push(quote);
        at = end;
    }
    found
}

/// Where the run of quoted lines from `start` ends: blank lines and torn-off ends of wrapped lines belong to it.
fn run_end(lines: &[Line<'_>], start: usize, limit: usize) -> usize {
    let mut end = start;
    let mut at = start;
    while at < limit {
        let Some(line) = lines.get(at) else { break };
        if line.depth > 0 {
            end = at + 1;
        } else if !line.blank && !is_torn(lines, at) {
            break;
        }
        at += 1;
    }
    end
}

/// Is the unquoted line `at` the end of the quoted line above it, torn off by wrapping?
fn is_torn(lines: &[Line<'_>], at: usize) -> bool {
    let (Some(line), Some(above)) = (lines.get(at), at.checked_sub(1).and_then(|above| lines.get(above))) else {
        return false;
    };
    // Only between two quoted lines, so that nobody's answer is taken for it.
    if above.depth == 0 || lines.get(at + 1).is_none_or(|below| below.depth == 0) {
        return false;
    }
    let link_end = !line.clean.contains(' ') && line.clean.ends_with([')', '>', ']'])
        || line.clean.starts_with("(http")
        || line.clean.starts_with("<http");
    let flows = line.clean.starts_with(|c: char| c.is_lowercase())
        && above.clean.chars().count() >= 60
        && !above.clean.ends_with(['.', '?', '!', ':']);
    link_end || flows
}

/// What stands above a place, found once for all places.
struct Above {
    /// The first line with words on it.
    words: usize,
    /// The first line that says more than "Hello".
    message: usize,
}

impl Above {
    fn read(lines: &[Line<'_>]) -> Self {
        let worded = |line: &Line<'_>| !line.blank && !separator::is_rule(&line.lower);
        let first = |wanted: &dyn Fn(&Line<'_>) -> bool| lines.iter().position(wanted).unwrap_or(lines.len());
        let message = first(&|line| worded(line) && !words::is_greeting(&line.lower));
        // The lines of a signature right below a greeting are kept whole or not at all.
        let signed = lines.iter().take(message).any(|line| line.depth == 0 && signature::is_delimiter(line));
        Self { words: first(&worded), message: if signed { lines.len() } else { message } }
    }

    /// Does a line above `at` have words on it?
    fn has_words(&self, at: usize) -> bool {
        self.words < at
    }

    /// Is there more than a greeting above `at`? Nobody sends a greeting alone: below one, what looks like a signature may be what
    /// the person came to say.
    fn has_message(&self, at: usize) -> bool {
        self.message < at
    }
}

/// Takes what is not new off the end, until nothing changes.
fn trim(lines: &[Line<'_>], quotes: &mut Vec<Quote>, cut: usize, above: &Above) -> usize {
    let mut end = cut;
    let mut stripped_quote = false;
    loop {
        let before = end;
        end = trim_decoration(lines, end, above);
        let floor = quotes.last().map_or(0, |quote| quote.end).min(end);
        let signed = signature::start(lines, floor, end);
        if above.has_message(signed) {
            end = signed;
        }
        end = trim_notice(lines, floor, end, above);
        if let Some(last) = quotes.last().copied()
            && last.end >= end
            && (!stripped_quote || last.attributed)
            && !is_comparison(lines, &last)
            && !is_announced(lines, &last)
            && (last.prefix > 0 || above.has_words(last.start) || last.attributed && quotes.len() == 1)
        {
            stripped_quote = true;
            quotes.pop();
            end = if last.prefix > 0 { last.start + 1 } else { last.start };
        }
        if end == before {
            return end;
        }
    }
}

/// One line right below words, with a number behind its mark: "more than", not a quote.
fn is_comparison(lines: &[Line<'_>], quote: &Quote) -> bool {
    let glued = quote.body.checked_sub(1).and_then(|above| lines.get(above)).is_some_and(|above| !above.blank);
    let number = lines
        .get(quote.body)
        .is_some_and(|line| line.depth == 1 && line.lower.starts_with(|c: char| c.is_ascii_digit()));
    !quote.attributed && quote.end == quote.body + 1 && glued && number
}

/// How many lines a list may have whose bullets are quote marks.
const MAX_LIST: usize = 10;

/// A few lines below words of one's own that end in a colon: a list with arrows for bullets, or the passage that one speaks of. What
/// programs write above a quote holds a number or an address.
fn is_announced(lines: &[Line<'_>], quote: &Quote) -> bool {
    let above = lines.get(..quote.start).unwrap_or(&[]).iter().rfind(|line| !line.blank);
    let own = |line: &Line<'_>| {
        line.depth == 0
            && line.looks().colon
            && !line.looks().verb
            && !line.lower.contains(|c: char| c.is_numeric() || c == '@')
            && line.clean.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count() >= 2
    };
    !quote.attributed && quote.end - quote.body <= MAX_LIST && above.is_some_and(own)
}

/// Empty lines, drawn rules and mobile footers at the end.
fn trim_decoration(lines: &[Line<'_>], mut end: usize, above: &Above) -> usize {
    while let Some(line) = end.checked_sub(1).and_then(|last| lines.get(last)) {
        let (below, over) = (lines.get(end), end.checked_sub(2).and_then(|over| lines.get(over)));
        let footer = || {
            above.has_message(end - 1)
                && (footer::mobile(line).is_some()
                    || below.is_some_and(|below| footer::is_reaction(line, below))
                    || over.is_some_and(|over| over.depth == 0 && footer::is_link_of(line, over)))
        };
        let decoration = line.depth == 0 && (line.blank || separator::is_rule(&line.lower) || footer());
        if !decoration {
            break;
        }
        end -= 1;
    }
    end
}

/// A legal notice as the last paragraph, with more than a greeting above it.
fn trim_notice(lines: &[Line<'_>], floor: usize, end: usize, above: &Above) -> usize {
    let mut start = end;
    while start > floor
        && end - start <= MAX_NOTICE
        && lines.get(start - 1).is_some_and(|line| !line.blank && line.depth == 0)
    {
        start -= 1;
    }
    let paragraph = lines.get(start..end).unwrap_or(&[]);
    if start < end && above.has_message(start) && footer::is_notice(paragraph) { start } else { end }
}

/// Quotes with answers around them: the lines stay, their attributions go.
fn answered(lines: &[Line<'_>], quotes: &[Quote], end: usize, above: &Above, verdicts: &mut [Verdict]) {
    if let [only] = quotes {
        let above = only.prefix > 0 || above.has_words(only.start);
        let closes = is_farewell(lines, only.end, end);
        if only.attributed && (!above || closes) || above && closes && is_name(lines, only.end, end) {
            let from = if only.prefix > 0 { only.start + 1 } else { only.start };
            cut(verdicts, from, only.end);
            return;
        }
    }
    for quote in quotes {
        for last in quote.body..quote.end {
            if let Some(inner) = attribution::ending_at(lines, last, quote.body, false)
                && lines.get(inner.start).is_some_and(|line| line.depth > 0)
            {
                cut(verdicts, inner.start, inner.end + 1);
            }
        }
    }
}

/// Is `lines[start..end]` no more than a farewell?
fn is_farewell(lines: &[Line<'_>], start: usize, end: usize) -> bool {
    let mut worded = lines.get(start..end).unwrap_or(&[]).iter().filter(|line| !line.blank).take(6);
    let Some(first) = worded.next() else { return true };
    let rest = worded.map(Line::words).fold((0, 0), |(count, most), words| (count + 1, most.max(words)));
    if rest.0 == 0 && is_name(lines, start, end) {
        return true;
    }
    words::is_farewell(&first.lower) && first.words() <= 5 && rest.0 <= 4 && rest.1 <= 6
}

/// Is `lines[start..end]` no more than one or two words set off by an empty line, as a name below a mail is?
fn is_name(lines: &[Line<'_>], start: usize, end: usize) -> bool {
    let region = lines.get(start..end).unwrap_or(&[]);
    let mut worded = region.iter().filter(|line| !line.blank);
    let (Some(only), None) = (worded.next(), worded.next()) else { return false };
    let set_off = region.first().is_some_and(|line| line.blank)
        || lines.get(start.saturating_sub(1)).is_some_and(|line| line.blank);
    set_off
        && only.words() <= 2
        && only.clean.chars().all(|c| c.is_alphabetic() || c == ' ')
        && !words::is_answer(&only.lower)
}
