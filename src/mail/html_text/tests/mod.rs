//! HTML replies as mail programs build them, each with the words that are new.

mod hostile;
mod programs;
mod writing;

use super::split;
