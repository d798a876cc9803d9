//! No file crosses over that may harm, or that tells who sent it.

use super::{Broken, Known, Promise, Sight, broken};

/// The ends of names that no mail to a participant may bring.
const ENDS: &[&str] = &[".exe", ".vcf", ".js", ".bat"];

pub(super) struct Files;

impl Promise for Files {
    fn see(&mut self, sight: &Sight<'_>, known: &Known) -> Vec<Broken> {
        let Sight::Out(arrival) = sight else { return Vec::new() };
        let Some(reader) = arrival.reader.filter(|reader| !known.is_staff(*reader)) else { return Vec::new() };
        let bad = |name: &&String| ENDS.iter().any(|end| name.to_lowercase().ends_with(end));
        let named = arrival.mail.files.iter().filter(bad);
        let wrong = |name| broken("no harmful file crosses over", format!("{reader} gets the file {name}"), [reader]);
        named.map(wrong).collect()
    }
}
