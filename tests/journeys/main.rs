//! Journeys of people through the programme: simulated mail programs over the embedded mail server, the real service between.

mod village;

mod conversations;
mod copies;
mod crossing;
mod desk;
mod everyone;
mod finding;
mod forged;
mod guarded;
mod held_words;
mod inviting;
mod meetings;
mod mentorships;
mod people;
mod quiet;
mod requests;
mod snapshots;
mod staff;
mod time;
