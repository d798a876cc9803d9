//! The mailbox could not be read for too long, or can be read again: staff are told, once each.

use jiff::Timestamp;

use super::desk::Desk;
use super::draft::Draft;
use super::notice::Notice;
use super::outcome::{Disposition, Outcome};

/// Decides about a mailbox that was last read at `since`; `why` it is not, where it still is not.
pub(super) fn decide(mut desk: Desk<'_>, since: Timestamp, why: Option<&str>) -> Outcome {
    let shown = since.to_zoned_datetime(desk.policy.timezone.clone()).strftime("%H:%M on %A, %-d %B").to_string();
    let notice = match why {
        Some(why) => Notice::MailboxAway { since: shown, why: why.to_owned() },
        None => Notice::MailboxBack { since: shown },
    };
    for staff in desk.snapshot.staff.clone() {
        let key = format!("{}/{}/{}", notice.kind(), staff.0, since.as_second());
        desk.post(Draft::new(staff, notice.clone()).without_conversation().once(key));
    }
    desk.close(Disposition::Done("mailbox"))
}
