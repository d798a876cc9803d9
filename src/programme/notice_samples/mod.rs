//! A sample of every notice, with plain values, for trying out templates and for the gallery.

mod asking;
mod joining;
mod meetings;
mod standing;
mod team;
mod together;

use super::notice::Notice;

const QUESTION: &str = "Dear Grace,\n\nI am in my third year of geography and would like to work on flood maps. You moved from \
    a council to a consultancy: was that hard?\n\nI would be glad to hear from you.\n\nAda";
const ANSWER: &str = "Dear Ada,\n\nWith pleasure. It was easier than I feared: councils know the rivers, consultancies know the \
    deadlines. Shall we talk some Thursday after five?\n\nGrace";

impl Notice {
    /// At least one of each variant; more where lists or texts may be empty, or where two readers are told different things.
    pub fn samples() -> Vec<Self> {
        [
            joining::joining(),
            joining::forms(),
            joining::profiles(),
            joining::leaving(),
            asking::finding(),
            asking::requests(),
            asking::decisions(),
            together::mentorship(),
            meetings::meetings(),
            together::goals(),
            together::months(),
            meetings::held(),
            standing::answers(),
            standing::standing(),
            standing::rights(),
            team::team(),
            team::post(),
        ]
        .concat()
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}
