//! The words under which states and kinds are stored.

use std::borrow::Cow;

use jiff::Timestamp;

use super::StoreError;
use crate::mail::address::Address;
use crate::programme::conversation::HeldWhy;
use crate::programme::meeting::{Over, Says};
use crate::programme::mentorship::EndReason;
use crate::programme::person::{PersonState, Role, Team};
use crate::programme::request::RequestState;

/// A value that is stored as a word.
pub(super) trait Word: Sized + Copy {
    /// The word.
    fn word(self) -> &'static str;
    /// The value of a stored word.
    fn of_word(word: &str) -> Result<Self, StoreError>;
}

macro_rules! words {
    ($type:ident: $([$($value:tt)+] $word:literal,)*) => {
        impl Word for $type {
            fn word(self) -> &'static str {
                match self {
                    $($($value)+ => $word,)*
                }
            }

            fn of_word(word: &str) -> Result<Self, StoreError> {
                match word {
                    $($word => Ok($($value)+),)*
                    _ => Err(StoreError::Damaged(format!(concat!(stringify!($type), " {:?}"), word))),
                }
            }
        }
    };
}

words! { Role:
    [Self::Mentor] "mentor",
    [Self::Mentee] "mentee",
    [Self::Staff(Team::Alumni)] "staff-alumni",
    [Self::Staff(Team::Careers)] "staff-careers",
}

words! { Team:
    [Self::Alumni] "alumni",
    [Self::Careers] "careers",
}

words! { PersonState:
    [Self::Invited] "invited",
    [Self::Applied] "applied",
    [Self::Waiting] "waiting",
    [Self::Active] "active",
    [Self::Paused] "paused",
    [Self::Suspended] "suspended",
    [Self::Left] "left",
    [Self::Erased] "erased",
}

words! { RequestState:
    [Self::Open] "open",
    [Self::Accepted] "accepted",
    [Self::Declined] "declined",
    [Self::Withdrawn] "withdrawn",
    [Self::Expired] "expired",
    [Self::Closed] "closed",
}

words! { EndReason:
    [Self::Fit] "fit",
    [Self::Goals] "goals",
    [Self::Time] "time",
    [Self::Other] "other",
    [Self::Unsaid] "unsaid",
    [Self::Left] "left",
    [Self::Undone] "undone",
}

words! { Over:
    [Self::Past] "past",
    [Self::Cancelled] "cancelled",
    [Self::Ended] "ended",
    [Self::Declined] "declined",
}

words! { Says:
    [Self::Nothing] "",
    [Self::Yes] "yes",
    [Self::Maybe] "maybe",
}

words! { HeldWhy:
    [Self::Command] "command",
    [Self::Address] "address",
    [Self::Leak] "leak",
}

/// An instant as it is stored.
pub(super) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// A stored instant; one out of range, which nothing here writes, becomes the nearest there is.
pub(super) fn instant(micros: i64) -> Timestamp {
    let nearest = if micros < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_microsecond(micros).unwrap_or(nearest)
}

/// A stored count; never negative.
pub(super) fn count(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

/// Text as both databases can keep it: PostgreSQL refuses NUL.
pub(super) fn text(words: &str) -> Cow<'_, str> {
    if words.contains('\0') { Cow::Owned(words.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(words) }
}

/// The longest Message-ID that is kept, in bytes: PostgreSQL cannot index a text above 2,700.
const LONGEST_ID: usize = 1_000;

/// A Message-ID as it is stored and looked for.
pub(super) fn message_id(id: &str) -> Cow<'_, str> {
    text(id.get(..id.floor_char_boundary(LONGEST_ID)).unwrap_or(id))
}

/// A stored address.
pub(super) fn address(text: &str) -> Result<Address, StoreError> {
    Address::parse(text).ok_or_else(|| StoreError::Damaged("an address that is none".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_word() {
        fn there_and_back<T: Word + PartialEq + std::fmt::Debug>(values: &[T]) {
            for value in values {
                assert_eq!(T::of_word(value.word()).unwrap(), *value);
            }
        }
        there_and_back(&[Role::Mentor, Role::Mentee, Role::Staff(Team::Alumni), Role::Staff(Team::Careers)]);
        there_and_back(&[Team::Alumni, Team::Careers]);
        there_and_back(&[HeldWhy::Command, HeldWhy::Address, HeldWhy::Leak]);
        there_and_back(&[Over::Past, Over::Cancelled, Over::Ended, Over::Declined]);
        there_and_back(&[Says::Nothing, Says::Yes, Says::Maybe]);
        use RequestState as R;
        there_and_back(&[R::Open, R::Accepted, R::Declined, R::Withdrawn, R::Expired, R::Closed]);
        use EndReason as E;
        there_and_back(&[E::Fit, E::Goals, E::Time, E::Other, E::Unsaid, E::Left]);
        use PersonState as P;
        there_and_back(&[P::Invited, P::Applied, P::Waiting, P::Active]);
        there_and_back(&[P::Paused, P::Suspended, P::Left, P::Erased]);
        assert_eq!((text("a\0b"), message_id(&"ä".repeat(600)).len()), ("a\u{fffd}b".into(), 1_000));
        assert!(matches!(Team::of_word("nobody"), Err(StoreError::Damaged(_))));
    }
}
