//! The service as a program, its settings in a temporary folder, and people whose mailboxes Dovecot keeps.

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use mail_parser::{MessageParser, MimeHeaders};
use mentorpost::mail::address::{Address, Mailbox};
use mentorpost::mail::compose::{Draft, seal};
use mentorpost::mail::inbound::Attachment;
use mentorpost::smtp::{Credential, Delivery, Pool, Security, Settings};
use serde_json::Value;
use tempfile::TempDir;

use crate::server::{self, Dovecot, PASSWORD, SERVICE};
use crate::smtp::{AUTHSERV_ID, Front};
use crate::wait::{PATIENCE, until};

pub const ADA: &str = "ada@student.uni.example";
pub const MARIA: &str = "maria.schmidt@alumni.example";
pub const JAMES: &str = "james.okafor@alumni.example";
pub const HELEN: &str = "helen.price@uni.example";

const ROSTER: &str = "role,name,email,course,job,help,languages,year,aims\n\
    mentor,James Okafor,james.okafor@alumni.example,Business,Head of marketing,First jobs,English,,\n\
    mentor,Maria Schmidt,maria.schmidt@alumni.example,Psychology,Brand manager,Marketing abroad,German,,\n\
    mentee,Ada Byrne,ada@student.uni.example,Psychology,,Interviews,,Final year,A job in marketing\n";

/// How the service reaches the mailbox.
#[derive(Clone, Copy)]
pub enum Reach {
    Plain,
    Tls(&'static str),
    StartTls(&'static str),
}

/// Everything a test needs.
pub struct Town {
    pub dovecot: Dovecot,
    folder: TempDir,
    front: Front,
    runtime: tokio::runtime::Runtime,
    database: String,
    read: HashSet<String>,
    written: u32,
}

/// A mail in somebody's mailbox.
#[derive(Clone, Debug)]
pub struct Received {
    pub kind: String,
    pub reply_to: String,
    pub subject: String,
    pub message_id: String,
    pub text: String,
    pub files: Vec<(String, Vec<u8>)>,
    pub raw: Vec<u8>,
}

impl Town {
    /// Dovecot, the front, the settings and three people who take part.
    pub fn start() -> Self {
        Self::start_on("sqlite://mentorpost.db")
    }

    /// The same, on a database of its own choice.
    pub fn start_on(database: &str) -> Self {
        Self::start_with(Dovecot::start(&[ADA, MARIA, JAMES, HELEN]), database)
    }

    /// The same, with a Dovecot of its own choice, in which all of them have mailboxes.
    pub fn start_with(dovecot: Dovecot, database: &str) -> Self {
        let front = Front::start(dovecot.lmtp);
        let folder = tempfile::Builder::new().prefix("mp-").tempdir_in("/tmp").unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let town =
            Self { dovecot, folder, front, runtime, database: database.to_owned(), read: HashSet::new(), written: 0 };
        town.configure(Reach::Plain);
        fs::write(town.path("people.csv"), ROSTER).unwrap();
        let output = town.run(&["import", "--active", town.path("people.csv").to_str().unwrap()]);
        assert!(output.status.success(), "{output:?}");
        town
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes `config.toml`.
    pub fn configure(&self, reach: Reach) {
        let (security, port, ca) = match reach {
            Reach::Plain => ("none", self.dovecot.imap, None),
            Reach::Tls(ca) => ("tls", self.dovecot.imaps, Some(ca)),
            Reach::StartTls(ca) => ("starttls", self.dovecot.imap, Some(ca)),
        };
        let ca = ca.map(|ca| format!("ca_file = \"{}\"\n", self.dovecot.path(ca).display())).unwrap_or_default();
        let text = format!(
            "[programme]\nname = \"Career Mentoring\"\nuniversity = \"Example University\"\naddress = \"{SERVICE}\"\n\
             student_domains = [\"student.uni.example\"]\n\
             [[staff]]\nname = \"Helen Price\"\nemail = \"{HELEN}\"\nteam = \"careers\"\n\
             [imap]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"{security}\"\n{ca}username = \"{SERVICE}\"\n\
             password = \"{PASSWORD}\"\npoll_seconds = 5\ntakeover_seconds = 3\npurge_days = 0\n\
             [smtp]\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nconnections = 2\n\
             [database]\nurl = \"{}\"\n\
             [digest]\nweekdays = []\n\
             [rules]\npassed_on_per_day = 100000\n\
             [mail]\nauthserv_ids = [\"{AUTHSERV_ID}\"]\n",
            self.front.port, self.database
        );
        fs::write(self.path("config.toml"), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mentorpost"));
        command.arg("--config").arg(self.path("config.toml")).args(["--log-format", "json"]).args(arguments);
        command.env_remove("MENTORPOST_LOG").stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The same; it must succeed. What it wrote to stdout.
    pub fn says(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs the program, which must refuse with a sentence that holds these words.
    pub fn refuses(&self, arguments: &[&str], words: &str) {
        let output = self.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains(words), "{words:?} is not in: {said}");
    }

    /// Appends to `config.toml`.
    pub fn add_settings(&self, text: &str) {
        let config = fs::read_to_string(self.path("config.toml")).unwrap();
        fs::write(self.path("config.toml"), config + text).unwrap();
    }

    /// Starts `serve` with that much logged.
    pub fn serve_logging(&self, level: &str) -> Serving {
        Serving::start(self.command(&["--log", level, "serve"]))
    }

    /// Starts `serve` so that [`Serving::may_write`] can be used of it.
    pub fn serve_by_leave(&self) -> Serving {
        let serve = self.command(&["serve"]);
        let mut command = Command::new("sh");
        // The signal that comes with a refused write would end it; a full disk sends none.
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(serve.get_program()).args(serve.get_args());
        command.env_remove("MENTORPOST_LOG").stdin(Stdio::null());
        Serving::start(command)
    }

    /// Starts `serve`.
    pub fn serve(&self) -> Serving {
        Serving::start(self.command(&["serve"]))
    }

    /// A count that `status --json` gives; 0 for a state in which nothing is.
    pub fn counted(&self, queue: &str, state: &str) -> u64 {
        let status: Value = serde_json::from_str(&self.says(&["status", "--json"])).unwrap();
        status[queue][state].as_u64().unwrap_or(0)
    }

    /// How many rows a queue has in all.
    pub fn total(&self, queue: &str) -> u64 {
        let status: Value = serde_json::from_str(&self.says(&["status", "--json"])).unwrap();
        status[queue].as_object().unwrap().values().filter_map(Value::as_u64).sum()
    }

    /// Waits until nothing is left to be handled or to be sent.
    pub fn settled(&self) {
        until("everything is settled", || {
            let status: Value = serde_json::from_str(&self.says(&["status", "--json"])).unwrap();
            let none = |queue: &str, state: &str| status[queue][state].as_u64().unwrap_or(0) == 0;
            (none("inbox", "pending") && none("outbox", "queued") && none("outbox", "uncertain")).then_some(())
        });
    }

    /// Waits until `mails` have come, been handled and moved, and all their letters been sent.
    pub fn settled_after(&self, mails: usize) {
        until("all mails are moved", || (self.dovecot.count(SERVICE, ".Processed") >= mails).then_some(()));
        self.settled();
    }

    /// Somebody writes a mail; its Message-ID.
    pub fn write(&mut self, from: &str, to: &str, subject: &str, text: &str) -> String {
        self.send(from, to, subject, text.to_owned(), None, Vec::new())
    }

    /// Somebody answers a mail below which all of it is quoted.
    pub fn answer(&mut self, from: &str, mail: &Received, text: &str, files: Vec<Attachment>) -> String {
        let quoted: String = mail.text.lines().map(|line| format!("> {line}\n")).collect();
        let text = format!("{text}\n\nOn Thu, 5 Mar 2026 at 10:00, Somebody <{}> wrote:\n{quoted}", mail.reply_to);
        let subject = format!("Re: {}", mail.subject.trim_start_matches("Re: "));
        self.send(from, &mail.reply_to, &subject, text, Some(mail.message_id.clone()), files)
    }

    fn send(
        &mut self,
        from: &str,
        to: &str,
        subject: &str,
        text: String,
        in_reply_to: Option<String>,
        attachments: Vec<Attachment>,
    ) -> String {
        self.written += 1;
        let (from, to) = (Address::parse(from).unwrap(), Address::parse(to).unwrap());
        let message_id = format!("{}.{}", self.written, from.as_str());
        let draft = Draft {
            from: Mailbox { name: from.local().to_owned(), address: from.clone() },
            reply_to: None,
            to: Mailbox { name: String::new(), address: to.clone() },
            subject: subject.to_owned(),
            message_id: message_id.clone(),
            references: in_reply_to.clone().into_iter().collect(),
            in_reply_to,
            date: "2026-03-05T10:00:00Z".parse().unwrap(),
            automatic: false,
            kind: "",
            list: None,
            text,
            html: None,
            calendar: None,
            attachments,
        };
        let sealed = String::from_utf8(seal(&draft)).unwrap();
        // What only the service writes is no part of a person's mail.
        let mail: String =
            sealed.split_inclusive('\n').filter(|line| !line.starts_with("X-Mentorpost-Kind:")).collect();
        let delivery = self.runtime.block_on(async {
            let mut settings = Settings::new("127.0.0.1", self.front.port, Security::Plain, Credential::None, "test");
            settings.connections = 1;
            Pool::new(settings).unwrap().deliver(from.as_str(), to.as_str(), mail.as_bytes()).await
        });
        assert!(matches!(delivery, Delivery::Accepted(_)), "{delivery:?}");
        message_id
    }

    /// Waits for a mail of that kind that somebody has not read yet.
    pub fn gets(&mut self, person: &str, kind: &str) -> Received {
        let mail = until(&format!("{person} gets {kind}"), || {
            let mut mails = self.mail_of(person).into_iter();
            mails.find(|mail| mail.kind == kind && !self.read.contains(&format!("{person} {}", mail.message_id)))
        });
        self.read.insert(format!("{person} {}", mail.message_id));
        mail
    }

    /// All the mail in somebody's INBOX.
    pub fn mail_of(&self, person: &str) -> Vec<Received> {
        self.dovecot.messages(person, "").iter().map(|raw| Received::read(raw)).collect()
    }
}

impl Received {
    fn read(raw: &[u8]) -> Self {
        let message = MessageParser::default().parse(raw).unwrap();
        let reply = message.reply_to().or_else(|| message.from()).and_then(|a| a.first()?.address());
        let file = |part: &mail_parser::MessagePart<'_>| {
            (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec())
        };
        Self {
            kind: message.header("X-Mentorpost-Kind").and_then(|v| v.as_text()).unwrap_or_default().trim().to_owned(),
            reply_to: reply.unwrap_or_default().to_owned(),
            subject: message.subject().unwrap_or_default().to_owned(),
            message_id: message.message_id().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().replace("\r\n", "\n"),
            files: message.attachments().map(file).collect(),
            raw: raw.to_vec(),
        }
    }

    /// Does the mail hold this anywhere, in its header or encoded in its body?
    pub fn holds(&self, text: &str) -> bool {
        String::from_utf8_lossy(&self.raw).to_lowercase().contains(&text.to_lowercase()) || self.text.contains(text)
    }
}

/// A running `serve` and what it logs.
pub struct Serving {
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
    lines: Receiver<String>,
}

impl Serving {
    /// Starts a program.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (lines, kept) = (BufReader::new(child.stderr.take().unwrap()).lines(), Arc::clone(&log));
        let (sender, received) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                kept.lock().unwrap().push(line.clone());
                // Nobody may wait for lines any more.
                let _ = sender.send(line);
            }
        });
        Self { child, log, lines: received }
    }

    /// How often it has logged that.
    pub fn logged(&self, what: &str) -> usize {
        self.log.lock().unwrap().iter().filter(|line| line.contains(what)).count()
    }

    /// Waits until it has logged that `n` times more, and returns at once then.
    pub fn wait_for(&mut self, what: &str, n: usize) {
        for _ in 0..n {
            while !self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("never logged: {what}")).contains(what) {
            }
        }
    }

    /// Everything it has logged.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().join("\n")
    }

    /// Sends it a signal, such as `STOP`.
    pub fn signal(&self, name: &str) {
        let done = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status().unwrap();
        assert!(done.success(), "kill -{name}: {done}");
    }

    /// Whether it may write into files; started by [`Town::serve_by_leave`].
    pub fn may_write(&self, may: bool) {
        server::may_write(self.child.id(), may);
    }

    /// Kills it with SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop with SIGTERM; it must do so well.
    pub fn stop(mut self) {
        self.signal("TERM");
        let status = until("serve stops", || self.child.try_wait().unwrap());
        assert!(status.success(), "{status}\n{}", self.log());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- serve\n{}", self.log());
        }
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
