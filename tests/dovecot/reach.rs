//! How the mailbox is reached: over TLS, over STARTTLS, and again after the server was gone.

use crate::server::SERVICE;
use crate::town::{ADA, Reach, Town};
use crate::wait::until;

#[test]
fn tls_and_starttls_work_with_the_authority_of_the_settings() {
    let mut town = Town::start();
    for (reach, subject) in [(Reach::Tls("ca.pem"), "over TLS"), (Reach::StartTls("ca.pem"), "over STARTTLS")] {
        town.configure(reach);
        town.write(ADA, SERVICE, subject, "MENTORS");
        town.says(&["serve", "--once"]);
        town.gets(ADA, "directory");
    }
}

#[test]
fn a_server_of_another_authority_is_refused_in_a_sentence() {
    let mut town = Town::start();
    town.write(ADA, SERVICE, "Hello", "MENTORS");
    for reach in [Reach::Tls("other-ca.pem"), Reach::StartTls("other-ca.pem")] {
        town.configure(reach);
        let output = town.run(&["serve", "--once"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        let sentence = said.lines().last().unwrap_or_default();
        assert!(sentence.starts_with("mentorpost: 127.0.0.1") && sentence.contains("ca_file"), "{said}");
        assert!(!said.contains("Error(") && !said.contains("panicked"), "{said}");
    }
    assert_eq!((town.total("inbox"), town.dovecot.count(SERVICE, "")), (0, 1));
}

#[test]
fn a_server_that_was_killed_and_came_back_is_used_again() {
    let mut town = Town::start();
    let serving = town.serve();
    town.write(ADA, SERVICE, "Before", "MENTORS");
    town.gets(ADA, "directory");
    town.dovecot.kill();
    until("serve has seen that the server is gone", || {
        (serving.logged("WARN") + serving.logged("ERROR") > 0).then_some(())
    });
    town.dovecot.launch();
    town.write(ADA, SERVICE, "After", "MENTORS");
    town.gets(ADA, "directory");
    town.settled();
    assert_eq!((town.total("inbox"), town.total("outbox")), (2, 2));
    serving.stop();
}
