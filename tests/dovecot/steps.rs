//! The program ends at each step of a mail's way, exactly there: nothing is lost, and nothing has its effect twice.
//!
//! A process of its own ends itself in the very line that logs the step, so that no step depends on who is quicker.

use std::collections::HashSet;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::server::SERVICE;
use crate::several::introduced;
use crate::town::{ADA, MARIA, Town};
use crate::wait::until;

/// The steps in their order, each with what the log says at it, and how many copies of the letter come besides, under the same
/// Message-ID, when the program ends there.
const STEPS: [(&str, usize); 13] = [
    ("mentorpost runs", 0),
    // Fetched with PEEK.
    ("the mailbox is open", 0),
    ("mail was fetched", 0),
    // The first transaction: the batch and the cursor. Then the server's copy may be touched.
    ("mail is being kept", 0),
    ("mail has come", 0),
    // The attempt is counted; then it is parsed, decided about, and its letters are sealed.
    ("mail is about to be handled", 0),
    ("mail has been decided about", 0),
    // The second transaction: changes, letters, disposition.
    ("what comes of events is being kept", 0),
    ("a mail was handled", 0),
    ("handled mail was moved", 0),
    // The letter is leased and its attempt counted; it is handed over outside any transaction.
    ("letters are about to be handed over", 0),
    ("the server waits for the message", 0),
    // The server has it, and nobody has noted that.
    ("a mail was handed over", 1),
];
/// The last of all.
const NOTED: &str = "what became of letters is noted";

const STEP: &str = "MENTORPOST_TEST_STEP";
const CONFIG: &str = "MENTORPOST_TEST_CONFIG";

/// Ends the process at the line that says this.
struct EndAt(String);

struct Says<'a>(&'a str, bool);

impl Visit for Says<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.1 |= field.name() == "message" && format!("{value:?}").starts_with(self.0);
    }
}

impl<S: Subscriber> Layer<S> for EndAt {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut says = Says(&self.0, false);
        event.record(&mut says);
        if says.1 {
            // As with SIGKILL, nothing is tidied up, flushed or said.
            std::process::abort();
        }
    }
}

/// Not a test: `serve` in a process that ends at a step.
#[test]
#[ignore = "started by the test below"]
fn serve_until_a_step() {
    let step = std::env::var(STEP).expect("a step");
    let config = std::env::var(CONFIG).expect("settings");
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(EndAt(step))).unwrap();
    mentorpost::cli::run_as(["mentorpost", "--config", &config, "serve"].map(Into::into));
}

fn ends_at(town: &Town, step: &str) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "steps::serve_until_a_step", "--nocapture"]);
    command.env(STEP, step).env(CONFIG, town.path("config.toml"));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = until(&format!("it ends at {step:?}"), || child.try_wait().unwrap());
    assert!(status.signal().is_some(), "{step:?}: {status}");
}

#[test]
fn ended_at_each_step_it_loses_nothing_and_does_nothing_twice() {
    let mut town = Town::start();
    let introduction = introduced(&mut town);
    let steps: Vec<_> = STEPS.into_iter().chain([(NOTED, 0)]).collect();
    for (number, (step, copies)) in steps.iter().enumerate() {
        let words = format!("Message number {number}.");
        town.answer(ADA, &introduction, &words, Vec::new());
        ends_at(&town, step);
        town.says(&["serve", "--once"]);
        let relayed: Vec<_> = town.mail_of(MARIA).into_iter().filter(|mail| mail.text.contains(&words)).collect();
        let ids: HashSet<_> = relayed.iter().map(|mail| &mail.message_id).collect();
        assert_eq!((ids.len(), relayed.len()), (1, 1 + copies), "{step:?}");
        // Three mails led to the introduction.
        assert_eq!((town.total("inbox"), town.counted("inbox", "relayed")), (4 + number as u64, 1 + number as u64));
        assert_eq!((town.dovecot.count(SERVICE, ""), town.dovecot.count(SERVICE, ".Processed")), (0, 4 + number));
        assert_eq!(town.counted("outbox", "sent"), town.total("outbox"), "{step:?}");
    }
    println!("{} steps", steps.len());
}
