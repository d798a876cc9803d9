//! Who takes no part and never wrote gets nothing, even where somebody copied them in.

use std::collections::BTreeSet;

use super::{Broken, Known, Promise, Sight, broken};

#[derive(Default)]
pub(super) struct Strangers {
    wrote: BTreeSet<String>,
}

impl Promise for Strangers {
    fn see(&mut self, sight: &Sight<'_>, known: &Known) -> Vec<Broken> {
        match sight {
            Sight::In(put) => {
                self.wrote.insert(put.from.clone());
                Vec::new()
            }
            Sight::Out(arrival) => {
                // Whoever is erased is told of it at an address that is nobody's any more.
                let knew = known.addresses.contains_key(arrival.to) || self.wrote.contains(arrival.to);
                if knew {
                    return Vec::new();
                }
                let how = format!("a {} goes to {}, who never wrote", arrival.mail.kind, arrival.to);
                vec![broken("strangers are left alone", how, None)]
            }
            _ => Vec::new(),
        }
    }
}
