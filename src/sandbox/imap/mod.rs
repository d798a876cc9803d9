//! The IMAP side: RFC 3501 with IDLE (2177), MOVE (6851), UIDPLUS (4315), NAMESPACE (2342), ID (2971), UNSELECT (3691),
//! LITERAL+ (7888) and SASL-IR (4959). Commands are read with imap-codec.

mod fetch;
mod folders;
mod idle;
mod input;
mod login;
mod messages;
mod search;
mod section;
mod set;
mod structure;
mod view;
mod words;

use std::io;
use std::sync::Arc;

use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::command::{Command, CommandBody};
use imap_codec::imap_types::mailbox::Mailbox;
use tokio::net::TcpStream;

use super::door::Serve;
use super::fault::ImapFault;
use super::lines::Lines;
use super::store::Shared;
use input::{Input, tag_of};
use view::View;

/// The longest line of a command, without its literals.
const MAX_LINE: usize = 64 * 1024;
/// The most that a client may say before it has logged in.
const MAX_STRANGER: usize = 8 * 1024;

const CAPABILITIES: &[&str] =
    &["IMAP4rev1", "LITERAL+", "SASL-IR", "AUTH=PLAIN", "IDLE", "MOVE", "UIDPLUS", "NAMESPACE", "ID", "UNSELECT"];

/// Serves IMAP connections.
#[derive(Clone, Debug)]
pub(super) struct Imap(pub Arc<Shared>);

impl Serve for Imap {
    async fn serve(&self, stream: TcpStream) -> io::Result<()> {
        let mut session =
            Session { shared: Arc::clone(&self.0), lines: Lines::new(stream), user: None, selected: None };
        session.run().await
    }
}

struct Session {
    shared: Arc<Shared>,
    lines: Lines,
    user: Option<String>,
    selected: Option<View>,
}

/// How a command ends.
enum Answer {
    /// Done.
    Ok(String),
    /// Understood and refused.
    No(String),
    /// Not understood, or not now.
    Bad(String),
    /// With the connection.
    Close,
}

impl Answer {
    fn ok(text: &str) -> Self {
        Self::Ok(text.to_owned())
    }

    fn no(text: &str) -> Self {
        Self::No(text.to_owned())
    }

    fn bad(text: &str) -> Self {
        Self::Bad(text.to_owned())
    }
}

impl Session {
    async fn run(&mut self) -> io::Result<()> {
        let name = &self.shared.config.authserv_id;
        let greeting = format!("* OK [CAPABILITY {}] {name} ready", self.capabilities());
        self.lines.say_line(&greeting);
        loop {
            self.lines.flush().await?;
            let bytes = match self.input().await? {
                Input::Gone => return Ok(()),
                Input::TooLarge(start) => {
                    self.lines.say_line(&format!("{} NO [TOOBIG] That is too large", tag_of(&start)));
                    continue;
                }
                Input::Command(bytes) => bytes,
            };
            let Ok((_, command)) = CommandCodec::default().decode(&bytes) else {
                self.lines.say_line(&format!("{} BAD Cannot read that command", tag_of(&bytes)));
                continue;
            };
            if !self.answer(command).await? {
                return self.lines.flush().await;
            }
        }
    }

    /// Carries a command out and says how it ended; false at the end of the connection.
    async fn answer(&mut self, command: Command<'_>) -> io::Result<bool> {
        let name = command.body.name();
        // Numbers must not change while these are under way (RFC 3501, section 7.4.1).
        let expunges = !matches!(
            command.body,
            CommandBody::Fetch { uid: false, .. }
                | CommandBody::Store { uid: false, .. }
                | CommandBody::Search { uid: false, .. }
        );
        let answer = match self.fault(name) {
            Some(answer) => answer,
            None => self.carry_out(command.body).await?,
        };
        let unsaid = self
            .shared
            .imap_faults
            .take(|fault| matches!(fault, ImapFault::CloseAfter(command) if command.eq_ignore_ascii_case(name)));
        if unsaid.is_some() || matches!(answer, Answer::Close) || !self.report(expunges) {
            return Ok(false);
        }
        let tag = command.tag.as_ref();
        match answer {
            Answer::Ok(text) => self.lines.say_line(&format!("{tag} OK {text}")),
            Answer::No(text) => self.lines.say_line(&format!("{tag} NO {text}")),
            Answer::Bad(text) => self.lines.say_line(&format!("{tag} BAD {text}")),
            Answer::Close => {}
        }
        Ok(name != "LOGOUT")
    }

    /// What is to go wrong with this command, if anything.
    fn fault(&mut self, name: &str) -> Option<Answer> {
        let fault = self.shared.imap_faults.take(|fault| match fault {
            ImapFault::Bye => true,
            ImapFault::No(command) | ImapFault::CloseOnCommand(command) | ImapFault::Renumber(command) => {
                command.eq_ignore_ascii_case(name)
            }
            _ => false,
        })?;
        Some(match fault {
            ImapFault::No(_) => Answer::no("[UNAVAILABLE] Not today"),
            ImapFault::Bye => {
                self.lines.say_line("* BYE The server is going away");
                Answer::Close
            }
            ImapFault::Renumber(_) => {
                if let (Some(user), Some(view)) = (&self.user, &self.selected) {
                    self.shared.renumber(user, &view.folder);
                }
                self.lines.say_line("* BYE The folder has been replaced");
                Answer::Close
            }
            _ => Answer::Close,
        })
    }

    async fn carry_out(&mut self, body: CommandBody<'_>) -> io::Result<Answer> {
        if let Some(capability) = capability_of(&body)
            && !self.has(capability)
        {
            return Ok(Answer::bad("Unknown command"));
        }
        match body {
            CommandBody::Capability => {
                let line = format!("* CAPABILITY {}", self.capabilities());
                self.lines.say_line(&line);
                Ok(Answer::ok("Those"))
            }
            CommandBody::Noop => Ok(Answer::ok("Nothing done")),
            CommandBody::Id { .. } => {
                self.lines.say_line(r#"* ID ("name" "mentorpost sandbox")"#);
                Ok(Answer::ok("That is me"))
            }
            CommandBody::Logout => {
                self.selected = None;
                self.lines.say_line("* BYE Goodbye");
                Ok(Answer::ok("Logged out"))
            }
            CommandBody::Login { username, password } => {
                Ok(self.login(username.as_ref(), password.declassify().as_ref()))
            }
            CommandBody::Authenticate { mechanism, initial_response } => {
                let initial = initial_response.map(|secret| secret.declassify().to_vec());
                self.authenticate(&mechanism, initial).await
            }
            CommandBody::Idle => self.idle().await,
            other => match self.user.clone() {
                Some(user) => self.for_user(&user, other).await,
                None => Ok(Answer::bad("Log in first")),
            },
        }
    }

    async fn for_user(&mut self, user: &str, body: CommandBody<'_>) -> io::Result<Answer> {
        Ok(match body {
            CommandBody::Select { mailbox } => self.select(user, &name_of(&mailbox), false),
            CommandBody::Examine { mailbox } => self.select(user, &name_of(&mailbox), true),
            CommandBody::List { reference, mailbox_wildcard } => {
                self.list(user, "LIST", &name_of(&reference), &mailbox_wildcard)
            }
            CommandBody::Lsub { reference, mailbox_wildcard } => {
                self.list(user, "LSUB", &name_of(&reference), &mailbox_wildcard)
            }
            CommandBody::Namespace => {
                self.lines.say_line(r#"* NAMESPACE (("" "/")) NIL NIL"#);
                Answer::ok("Those")
            }
            CommandBody::Create { mailbox } => self.create(user, &name_of(&mailbox)),
            CommandBody::Delete { mailbox } => self.delete(user, &name_of(&mailbox)),
            CommandBody::Rename { from, to } => self.rename(user, &name_of(&from), &name_of(&to)),
            CommandBody::Subscribe { mailbox } => self.subscribe(user, &name_of(&mailbox), true),
            CommandBody::Unsubscribe { mailbox } => self.subscribe(user, &name_of(&mailbox), false),
            CommandBody::Status { mailbox, item_names } => self.status(user, &name_of(&mailbox), &item_names),
            CommandBody::Append { mailbox, flags, date, message } => {
                self.append(user, &name_of(&mailbox), &flags, date, &message)
            }
            other => match self.selected.take() {
                Some(mut view) => {
                    let answer = self.for_selected(user, &mut view, other).await;
                    // CLOSE and UNSELECT answer with the view taken away.
                    if !matches!(answer, Ok((_, Left::Yes))) {
                        self.selected = Some(view);
                    }
                    return answer.map(|(answer, _)| answer);
                }
                None => Answer::bad("Select a folder first"),
            },
        })
    }

    async fn for_selected(&mut self, user: &str, view: &mut View, body: CommandBody<'_>) -> io::Result<(Answer, Left)> {
        let answer = match body {
            CommandBody::Check => Answer::ok("All is safe"),
            CommandBody::Close => {
                self.expunge(user, view, None);
                return Ok((Answer::ok("Closed"), Left::Yes));
            }
            CommandBody::Unselect => return Ok((Answer::ok("Left"), Left::Yes)),
            CommandBody::Expunge => self.expunge(user, view, None),
            CommandBody::ExpungeUid { sequence_set } => self.expunge(user, view, Some(&sequence_set)),
            CommandBody::Search { charset, criteria, uid } => self.search(user, view, charset, criteria.as_ref(), uid),
            CommandBody::Fetch { sequence_set, macro_or_item_names, uid } => {
                self.fetch(user, view, &sequence_set, macro_or_item_names, uid).await?
            }
            CommandBody::Store { sequence_set, kind, response, flags, uid } => {
                self.store(user, view, &sequence_set, uid, &messages::FlagChange { kind, response, flags: &flags })
            }
            CommandBody::Copy { sequence_set, mailbox, uid } => {
                self.copy(user, view, &sequence_set, uid, &name_of(&mailbox), false)
            }
            CommandBody::Move { sequence_set, mailbox, uid } => {
                self.copy(user, view, &sequence_set, uid, &name_of(&mailbox), true)
            }
            _ => Answer::bad("Unknown command"),
        };
        Ok((answer, Left::No))
    }

    fn has(&self, capability: &str) -> bool {
        !self.shared.config.without_imap.iter().any(|hidden| hidden.eq_ignore_ascii_case(capability))
    }

    fn capabilities(&self) -> String {
        let shown: Vec<&str> = CAPABILITIES.iter().copied().filter(|name| self.has(name)).collect();
        shown.join(" ")
    }

    /// Tells the client what is new in its folder; false if that folder is no longer what it was.
    fn report(&mut self, expunges: bool) -> bool {
        let (Some(user), Some(view)) = (&self.user, &mut self.selected) else { return true };
        let mut state = self.shared.look();
        match state.folder(user, &view.folder).filter(|folder| folder.uid_validity == view.uid_validity) {
            Some(folder) => {
                self.lines.say(view.catch_up(folder, expunges));
                true
            }
            None => {
                self.lines.say_line("* BYE The folder has been replaced");
                false
            }
        }
    }
}

/// Has the session left its folder?
enum Left {
    Yes,
    No,
}

/// The capability without which a command does not exist.
fn capability_of(body: &CommandBody<'_>) -> Option<&'static str> {
    Some(match body {
        CommandBody::Idle => "IDLE",
        CommandBody::Move { .. } => "MOVE",
        CommandBody::ExpungeUid { .. } => "UIDPLUS",
        CommandBody::Namespace => "NAMESPACE",
        CommandBody::Id { .. } => "ID",
        CommandBody::Unselect => "UNSELECT",
        CommandBody::Authenticate { .. } => "AUTH=PLAIN",
        _ => return None,
    })
}

fn name_of(mailbox: &Mailbox<'_>) -> String {
    match mailbox {
        Mailbox::Inbox => "INBOX".to_owned(),
        Mailbox::Other(other) => String::from_utf8_lossy(other.as_ref()).into_owned(),
    }
}
