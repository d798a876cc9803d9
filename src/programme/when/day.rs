//! Days in the words people use, as the dates they may be.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A day as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    /// With its year.
    Whole(Date),
    /// Without a year.
    OfYear { month: i8, day: i8 },
    /// "The 3rd".
    OfMonth(i8),
    /// So many days from today.
    Ahead(i32),
}

/// Which week a day of the week is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Week {
    /// Not said.
    #[default]
    Any,
    /// "This Thursday".
    This,
    /// "Next Thursday": of next week, or the next to come?
    Next,
    /// "Thursday next week", "next week on Thursday".
    OfNext,
    /// "Thursday week", "a week on Thursday".
    After,
}

impl Day {
    /// The dates it may be, seen from `today`: usually one.
    pub(super) fn dates(self, today: Date, weekday: Option<Weekday>) -> Vec<Date> {
        match self {
            Self::Whole(date) => vec![date],
            Self::Ahead(days) => today.checked_add(days.days()).into_iter().collect(),
            Self::OfYear { month, day } => {
                let this = Date::new(today.year(), month, day).ok();
                let next = Date::new(today.year() + 1, month, day).ok();
                match (this, next) {
                    // The day of the week tells the year, where it is said.
                    (Some(this), Some(next)) if this < today && weekday == Some(this.weekday()) => {
                        vec![if weekday == Some(next.weekday()) { next } else { this }]
                    }
                    // A day of last month is rather a slip than next year's.
                    (Some(this), _) if this >= today || days_from(this, today) < 120 => vec![this],
                    (_, Some(next)) => vec![next],
                    (Some(this), None) => vec![this],
                    (None, None) => Vec::new(),
                }
            }
            Self::OfMonth(day) => {
                let months = (0..3).filter_map(|n| today.first_of_month().checked_add(n.months()).ok());
                let found = months.filter_map(|first| Date::new(first.year(), first.month(), day).ok());
                found.filter(|date| *date >= today).take(1).collect()
            }
        }
    }
}

/// The dates that a day of the week may be.
pub(super) fn of_weekday(weekday: Weekday, week: Week, today: Date) -> Vec<Date> {
    let ahead = i32::from(today.weekday().until(weekday));
    let after = |days: i32| today.checked_add(days.days()).ok();
    // Monday of this week.
    let back = i32::from(today.weekday().to_monday_zero_offset());
    let in_next_week = 7 - back + i32::from(weekday.to_monday_zero_offset());
    let days = match week {
        // Today's own name may mean today or in a week.
        Week::Any if ahead == 0 => vec![0, 7],
        Week::Any | Week::This => vec![ahead],
        Week::Next if ahead == 0 => vec![7],
        Week::Next if ahead == in_next_week => vec![ahead],
        Week::Next => vec![ahead, in_next_week],
        Week::OfNext => vec![in_next_week],
        Week::After => vec![ahead + 7],
    };
    days.into_iter().filter_map(after).collect()
}

fn days_from(earlier: Date, later: Date) -> i64 {
    later.duration_since(earlier).as_hours() / 24
}
