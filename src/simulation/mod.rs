//! A made-up programme, lived through in virtual time: people with habits write and answer real mails, the real service handles
//! them over a real database, and whatever happens is held to what the programme promises.
//!
//! Nothing here knows how the programme decides. People know what the mails they got say; the watch (`watch`) knows what was
//! promised. Everything follows from the seed: two runs give the same mails, byte for byte.

mod actor;
mod calendar;
mod cast;
mod chance;
mod encoding;
mod faults;
mod figures;
mod habits;
mod incoming;
mod life;
mod parcel;
mod post;
mod program;
mod story;
#[cfg(test)]
mod tests;
mod town;
mod watch;
mod wording;

pub use faults::Faults;
pub use figures::Figures;

/// What is to be lived through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// All chance follows from it.
    pub seed: u64,
    /// For how many days.
    pub days: i64,
    /// How many mentors there will have been.
    pub mentors: usize,
    /// How many mentees.
    pub mentees: usize,
    /// What goes wrong.
    pub faults: Faults,
    /// Does it go on behind the first promise that is broken?
    pub go_on: bool,
}

/// How a run went.
#[derive(Clone, Debug)]
pub struct Report {
    /// What it came to.
    pub figures: Figures,
    /// SHA-256 over every mail that went out, in order, as hexadecimal digits.
    pub digest: String,
    /// How every participant and request stands at the end, by name and address, whatever the numbers.
    pub end: Vec<String>,
    /// The promise that was broken first, if any.
    pub failure: Option<Failure>,
}

/// A promise that was broken.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Which.
    pub promise: &'static str,
    /// How.
    pub how: String,
    /// On which day of the run.
    pub day: i64,
    /// What led to it, for those whom it is about.
    pub story: String,
    /// The others that were broken with it or, where the run went on, behind it.
    pub others: Vec<String>,
}

/// Why a run could not be carried out.
#[derive(Debug, thiserror::Error)]
#[error("the simulation cannot go on: {0}")]
pub struct SimulationError(String);

macro_rules! from {
    ($($error:ty),*) => {
        $(impl From<$error> for SimulationError {
            fn from(error: $error) -> Self {
                Self(error.to_string())
            }
        })*
    };
}
from!(crate::service::ServiceError, crate::store::StoreError, crate::templates::TemplateError, std::io::Error);

/// Lives through a plan. `progress` is told of each day that has passed and how many mails went out by then.
///
/// # Errors
/// When the machine or the service fails; a broken promise is no error but part of the report.
pub async fn run(plan: &Plan, progress: &mut (dyn FnMut(i64, usize) + Send)) -> Result<Report, SimulationError> {
    life::Life::begin(*plan).await?.live(progress).await
}

/// Looks for the smallest plan that still breaks the same promise, by leaving out days and people; gives it with its report.
///
/// # Errors
/// When the machine or the service fails.
pub async fn shrink(
    plan: Plan,
    report: Report,
    tries: usize,
    progress: &mut (dyn FnMut(&Plan) + Send),
) -> Result<(Plan, Report), SimulationError> {
    let Some(failure) = report.failure.clone() else { return Ok((plan, report)) };
    let mut best = (Plan { days: failure.day + 1, go_on: false, ..plan }, report);
    for _ in 0..tries {
        let before = best.0;
        for (part, of) in [(1, 8), (1, 3), (2, 3), (9, 10)] {
            let less = |n: usize| (n * part / of).max(1);
            let smaller = Plan { mentors: less(before.mentors), mentees: less(before.mentees), ..before };
            if smaller == before {
                continue;
            }
            progress(&smaller);
            let again = run(&smaller, &mut |_, _| {}).await?;
            if let Some(found) = again.failure.as_ref().filter(|found| found.promise == failure.promise) {
                best = (Plan { days: found.day + 1, ..smaller }, again);
                break;
            }
        }
        if best.0 == before {
            break;
        }
    }
    Ok(best)
}
