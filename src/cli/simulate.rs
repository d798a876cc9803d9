//! `simulate`: months of a made-up programme in virtual time, held to what the programme promises.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Done, refused, say};
use crate::simulation::{Faults, Plan, run, shrink};

#[derive(clap::Args)]
pub struct Arguments {
    /// All chance follows from it: the same seed gives the same run.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// For how many days.
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(i64).range(1..=3_650))]
    days: i64,
    /// How many mentors take part.
    #[arg(long, default_value_t = 60)]
    mentors: usize,
    /// How many mentees.
    #[arg(long, default_value_t = 200)]
    mentees: usize,
    /// Let mail, servers, the process and its clock go wrong.
    #[arg(long)]
    faults: bool,
    /// Do not look for a smaller run that breaks the same promise.
    #[arg(long)]
    no_shrink: bool,
    /// Go on behind a broken promise, and list all.
    #[arg(long)]
    go_on: bool,
}

/// How often a failing run is made smaller.
const TRIES: usize = 6;

pub async fn run_it(how: &Arguments) -> Done {
    let faults = if how.faults { Faults::all() } else { Faults::default() };
    let Arguments { seed, days, mentors, mentees, go_on, .. } = *how;
    let plan = Plan { seed, days, mentors, mentees, faults, go_on };
    let bar = bar(how.days);
    let report = run(&plan, &mut |day, mails| {
        bar.set_position(u64::try_from(day).unwrap_or(0));
        bar.set_message(format!("{mails} mails"));
    })
    .await?;
    bar.finish_and_clear();
    say(format!("{} days, {} mentors, {} mentees, seed {}", how.days, how.mentors, how.mentees, how.seed));
    if report.failure.is_none() {
        say(report.figures.to_string().trim_end());
        say(format!("sha-256 of all mail sent: {}", report.digest));
        say("no promise was broken");
        return Ok(());
    }
    if go_on {
        say(report.figures.to_string().trim_end());
    }
    let tries = if how.no_shrink || go_on { 0 } else { TRIES };
    let looking = ProgressBar::new_spinner();
    looking.set_draw_target(target());
    let (smallest, report) = shrink(plan, report, tries, &mut |smaller: &Plan| {
        looking.set_message(format!("does it break with {} mentors and {} mentees?", smaller.mentors, smaller.mentees));
        looking.tick();
    })
    .await?;
    looking.finish_and_clear();
    let Some(failure) = report.failure else { return Ok(()) };
    say(format!("BROKEN on day {}: {}: {}", failure.day, failure.promise, failure.how));
    for other in &failure.others {
        say(format!("  with it: {other}"));
    }
    say(format!("What led to it:\n{}", failure.story.trim_end()));
    let again = format!(
        "mentorpost simulate --seed {} --days {} --mentors {} --mentees {}{}",
        smallest.seed,
        smallest.days,
        smallest.mentors,
        smallest.mentees,
        if how.faults { " --faults" } else { "" }
    );
    Err(refused(format!("a promise was broken; to see it again: {again}")))
}

fn bar(days: i64) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(days).unwrap_or(0));
    bar.set_draw_target(target());
    if let Ok(style) = ProgressStyle::with_template("day {pos} of {len} {wide_bar} {msg}, {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// On a terminal only.
fn target() -> ProgressDrawTarget {
    if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() }
}
