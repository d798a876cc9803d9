//! Delivery reports: RFC 3464 in all its sloppiness, and the formats in words that are older than it.

mod phrases;
mod status;
#[cfg(test)]
mod tests;
mod words;

pub use status::statuses;
pub use words::{Background, Words, in_words};

use super::inbound::DeliveryStatus;

/// One recipient once, however often a report names it; the entry that says more wins.
pub fn merged(reports: Vec<DeliveryStatus>) -> Vec<DeliveryStatus> {
    let mut merged: Vec<DeliveryStatus> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for report in reports {
        let key = report.recipient.to_lowercase();
        match places.get(&key).and_then(|place: &usize| merged.get_mut(*place)) {
            Some(known) if known.status.is_none() => *known = report,
            Some(_) => {}
            None => {
                places.insert(key, merged.len());
                merged.push(report);
            }
        }
    }
    merged
}

/// The Message-IDs that the header of a returned message names.
pub fn message_ids(returned: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut lines = returned.lines();
    while let Some(line) = lines.next() {
        let Some(value) = line.get(..11).filter(|name| name.eq_ignore_ascii_case("message-id:")).and(line.get(11..))
        else {
            continue;
        };
        // Some programs fold the line before the id.
        let value = if value.trim().is_empty() { lines.next().unwrap_or_default() } else { value };
        if let Some((id, _)) = value.trim().strip_prefix('<').and_then(|rest| rest.split_once('>')) {
            ids.push(id.to_owned());
        }
        if ids.len() == 10 {
            break;
        }
    }
    ids
}
