//! `demo`: the whole thing at work on this machine, with nothing installed.

use super::serve::stopped;
use super::{Done, say};
use crate::clock::Clock;
use crate::demo::{self, Narrator, Ports, Town};
use crate::ids::Ids;

#[derive(clap::Args)]
pub struct Arguments {
    /// Play the story and exit; 0 when all went as told.
    #[arg(long)]
    script: bool,
    /// Start only the embedded mail server, on the ports that the config.toml of this project names.
    #[arg(long, conflicts_with = "script")]
    server_only: bool,
}

/// The ports that the project's config.toml names for a local trial.
const TRIAL: Ports = Ports { imap: 3143, smtp: 3025 };

pub async fn run(how: &Arguments) -> Done {
    if how.server_only {
        return server_only().await;
    }
    say(
        "mentorpost demo: an embedded mail server, a database in a temporary folder, six people, and the real service between them.",
    );
    let narrator = Narrator::stdout();
    let mut town = Town::start(Clock::system(), Ids::system(), Ports::default()).await?;
    let played = demo::play(&mut town, &narrator).await;
    if how.script || played.is_err() {
        town.stop().await;
        played?;
        say("\nEvery mail arrived as told.");
        return Ok(());
    }
    say("\nEvery mail arrived as told. The service stays up: write as one of them and see what comes back.");
    connect(town.sandbox.imap_addr(), town.sandbox.smtp_addr());
    for person in town.people() {
        say(format!("  {:<32} {}", person.address.as_str(), person.name));
    }
    say(format!("\nWrite to {} – for instance HELP. Ctrl-C ends it.", demo::SERVICE));
    stopped()?.await;
    town.stop().await;
    Ok(())
}

fn connect(imap: std::net::SocketAddr, smtp: std::net::SocketAddr) {
    say(format!(
        "\n  IMAP {imap} and SMTP {smtp}, no TLS, the user is the address, the password is {:?}.",
        demo::PASSWORD
    ));
    say(format!(
        "  With mutt:  mutt -e 'set folder=imap://ada%40student.uni.example@{imap}/ spoolfile=+INBOX imap_pass={password} \
         from=ada@student.uni.example smtp_url=smtp://ada%40student.uni.example@{smtp}/ smtp_pass={password} \
         ssl_starttls=no ssl_force_tls=no smtp_authenticators=plain'",
        password = demo::PASSWORD
    ));
    say("");
}

async fn server_only() -> Done {
    let server = demo::mail_server(Clock::system(), TRIAL).await?;
    let people = [
        "helen.price@uni.example",
        "ada@student.uni.example",
        "maria.schmidt@alumni.example",
        "james.okafor@alumni.example",
    ];
    for address in people {
        server.add_user(address, demo::PASSWORD);
    }
    say("The embedded mail server runs. In another terminal: mentorpost check --connect, import, serve.");
    connect(server.imap_addr(), server.smtp_addr());
    for address in people {
        say(format!("  {address}"));
    }
    stopped()?.await;
    server.stop().await;
    Ok(())
}
