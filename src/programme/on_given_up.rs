//! A letter is not handed over again, refused for good or tried for too long: the same as a bounce, told at once.

use super::desk::Desk;
use super::event::GivenUp;
use super::letter::LetterId;
use super::on_bounce::failed;
use super::outcome::{Disposition, Ignored, Outcome};

/// Decides about a letter that was given up.
pub(super) fn decide(mut desk: Desk<'_>, letter: LetterId, why: &GivenUp) -> Outcome {
    match desk.snapshot.letter.clone().filter(|known| known.id == letter) {
        Some(known) => {
            failed(&mut desk, &known, why);
            desk.close(Disposition::Ignored(Ignored::Bounce))
        }
        None => desk.close(Disposition::Ignored(Ignored::UnknownBounce)),
    }
}
