//! A letter was refused for good by the server it was handed to: the same as a bounce, told at once.

use super::desk::Desk;
use super::letter::LetterId;
use super::on_bounce::failed;
use super::outcome::{Disposition, Ignored, Outcome};

/// Decides about a refusal.
pub(super) fn decide(mut desk: Desk<'_>, letter: LetterId, status: Option<&str>) -> Outcome {
    match desk.snapshot.letter.clone().filter(|known| known.id == letter) {
        Some(known) => {
            failed(&mut desk, &known, status);
            desk.close(Disposition::Ignored(Ignored::Bounce))
        }
        None => desk.close(Disposition::Ignored(Ignored::UnknownBounce)),
    }
}
