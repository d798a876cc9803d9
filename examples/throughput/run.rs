//! One run: the mails wait, the program starts, and the time counts until the last of them has been taken and moved.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mentorpost::clock::Clock;
use mentorpost::store::Store;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::Arguments;
use crate::corpus::{self, Sort};
use crate::history;
use crate::installation::{self, Installation, SERVICE};
use crate::measure::{self, Used, Watched};
use crate::server::{Dovecot, PASSWORD};
use crate::table::Bare;

/// How the way out behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Takes,
    Slow,
    Away,
}

/// What is measured.
#[derive(Clone, Copy)]
pub struct Scene {
    pub tls: bool,
    pub way: Way,
}

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct Result {
    pub mails: usize,
    pub letters: usize,
    pub seconds: f64,
    pub used: Used,
}

/// How long a run may take.
const PATIENCE: Duration = Duration::from_secs(900);

/// The sink, and a connection on which it is asked.
pub struct Sink {
    _process: Watched,
    pub port: u16,
    asked: BufReader<TcpStream>,
}

impl Sink {
    pub fn start(dovecot: &Dovecot, tls: bool, delay: u64) -> Self {
        let port = free_port();
        let mut command = Command::new(sibling("sink"));
        command.args([port.to_string(), delay.to_string()]);
        if tls {
            command.args([dovecot.path("leaf.pem"), dovecot.path("leaf.key")]);
        }
        let process = Watched::start(&mut command);
        let stream = crate::wait::until("the sink listens", || TcpStream::connect(("127.0.0.1", port)).ok());
        let mut asked = BufReader::new(stream);
        if !tls {
            asked.read_line(&mut String::new()).expect("a greeting");
        }
        Self { _process: process, port, asked }
    }

    /// How many mails it has taken, once there are `n`; when the last came, and how many came twice.
    pub fn taken(&mut self, n: usize) -> (usize, i64, usize) {
        self.asked.get_mut().write_all(format!("XWAIT {n}\r\n").as_bytes()).expect("the sink lives");
        let mut line = String::new();
        self.asked.read_line(&mut line).expect("the sink lives");
        let mut numbers = line.split_whitespace().skip(1).map(|word| word.parse::<i64>().expect("a number"));
        let mut next = || numbers.next().expect("three numbers");
        let (count, last, twice) = (next(), next(), next());
        (usize::try_from(count).expect("a count"), last, usize::try_from(twice).expect("a count"))
    }
}

/// Everything around the program.
pub struct Stage {
    pub dovecot: Dovecot,
    pub sink: Sink,
    pub folder: TempDir,
    pub installation: Installation,
    database: String,
}

impl Stage {
    /// Sets an installation up.
    pub fn build(runtime: &Runtime, arguments: &Arguments, scene: Scene, more: &str) -> Self {
        let dovecot = Dovecot::start(&[]);
        let sink = Sink::start(&dovecot, scene.tls, if scene.way == Way::Slow { 1_000 } else { 0 });
        let folder = tempfile::Builder::new().prefix("mp-").tempdir_in("/tmp").expect("a folder");
        let file = folder.path().join("mentorpost.db");
        let database = arguments.database.clone().unwrap_or_else(|| format!("sqlite://{}", file.display()));
        let installation = runtime.block_on(async {
            if let Some(size) = arguments.history {
                Store::open_fleeting(&database).await.expect("the database opens").close().await;
                history::write(&database, size).await;
                // Years ago it went to the disk, which must not be busy with it now.
                let file = database.strip_prefix("sqlite://").expect("the URL of an SQLite database");
                File::open(file).and_then(|file| file.sync_all()).expect("it reaches the disk");
            }
            Installation::create(&database, arguments.pairs()).await
        });
        let ca = format!("ca_file = \"{}\"", dovecot.path("ca.pem").display());
        let reach = |port: u16| match scene.tls {
            true => format!("port = {port}\nsecurity = \"tls\"\n{ca}"),
            false => format!("port = {port}\nsecurity = \"none\""),
        };
        let imap = reach(if scene.tls { dovecot.imaps } else { dovecot.imap });
        let smtp = reach(if scene.way == Way::Away { free_port() } else { sink.port });
        let config = folder.path().join("config.toml");
        installation::configure(&config, &imap, &smtp, &database, PASSWORD, more);
        let stage = Self { dovecot, sink, folder, installation, database };
        // Everybody who was just imported is looked at once by the clock's rules, which is no part of handling mail.
        let settled = stage.command(&["serve", "--once"]).status().expect("the program runs");
        assert!(settled.success() || scene.way == Way::Away, "the installation does not run");
        stage
    }

    /// The program with these words, silent.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.arg("--config").arg(self.folder.path().join("config.toml")).args(words);
        command.env_remove("MENTORPOST_LOG").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Starts the service; what it says goes to a file, as with an init system.
    pub fn serve(&self) -> Watched {
        let log = File::create(self.folder.path().join("log")).expect("a log");
        Watched::start(self.command(&["serve"]).stderr(log))
    }

    /// How many rows the queues have, by state.
    fn queues(&self, runtime: &Runtime) -> [BTreeMap<String, i64>; 2] {
        runtime.block_on(async {
            let store = Store::open_existing(&self.database).await.expect("the database opens");
            let status = store.status().await.expect("its state");
            store.close().await;
            [status.inbox.into_iter().collect(), status.outbox.into_iter().collect()]
        })
    }
}

/// The service with `mails` waiting.
pub fn service(runtime: &Runtime, arguments: &Arguments, scene: Scene) -> Result {
    let mut stage = Stage::build(runtime, arguments, scene, "");
    let mails = corpus::corpus(&stage.installation, arguments.mails);
    put(&stage.dovecot, &mails);
    let before = stage.queues(runtime);
    measure::warm_memory();
    let (began, clock) = (Instant::now(), Clock::system());
    let start = clock.now().as_microsecond();
    let serving = stage.serve();
    if scene.way == Way::Takes {
        // Counting files costs something too; so not before it can be over.
        stage.sink.taken(mails.iter().filter(|(sort, _)| *sort <= Sort::Form).count());
    }
    moved(&stage.dovecot, mails.len(), began);
    let moved_at = clock.now().as_microsecond();
    let used_by_reading = serving.used();
    let [mut inbox, outbox] = stage.queues(runtime);
    let [history, written] = before;
    // What was there before is no effect of these mails.
    for (state, count) in history {
        *inbox.entry(state).or_default() -= count;
    }
    let letters = usize::try_from(outbox.values().sum::<i64>() - written.values().sum::<i64>()).expect("a count");
    let mut done_at = moved_at;
    let mut used = used_by_reading;
    if scene.way == Way::Takes {
        let (_, last, twice) = stage.sink.taken(letters);
        assert_eq!(twice, 0, "no mail comes twice");
        done_at = done_at.max(last);
        used = serving.used();
    }
    check(&mails, &inbox, letters);
    drop(serving);
    if arguments.keep {
        println!("{}", stage.folder.keep().display());
    }
    let seconds = Duration::from_micros(u64::try_from(done_at - start).expect("time goes on")).as_secs_f64();
    Result { mails: mails.len(), letters, seconds, used }
}

/// Each mail must have had its effect, or the figures mean nothing.
fn check(mails: &[(Sort, Vec<u8>)], inbox: &BTreeMap<String, i64>, letters: usize) {
    let count = |sort: Sort| mails.iter().filter(|(s, _)| *s == sort).count();
    let state = |name: &str| inbox.get(name).copied().unwrap_or(0);
    let relayed = i64::try_from(count(Sort::Relay)).expect("a count");
    assert_eq!(state("relayed"), relayed, "{inbox:?}");
    assert_eq!(state("pending") + state("failed") + state("held"), 0, "{inbox:?}");
    let unanswered = i64::try_from(count(Sort::Automatic) + count(Sort::Bounce)).expect("a count");
    assert_eq!(state("ignored"), unanswered, "{inbox:?}");
    let least = count(Sort::Relay) + count(Sort::Command);
    assert!(letters >= least, "{letters} letters, of at least {least}: {inbox:?}");
}

/// The bare loop with the same mails.
pub fn bare(arguments: &Arguments, Bare { wire, commits, .. }: Bare) -> Result {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let scene = Scene { tls: false, way: Way::Takes };
    let own = Arguments { scenes: Vec::new(), database: None, history: None, ..*arguments };
    let mut stage = Stage::build(&runtime, &own, scene, "");
    let mails = corpus::corpus(&stage.installation, arguments.mails);
    put(&stage.dovecot, &mails);
    measure::warm_memory();
    let (began, clock) = (Instant::now(), Clock::system());
    let start = clock.now().as_microsecond();
    let mut command = Command::new(sibling("bare_loop"));
    let (imap, smtp) = (stage.dovecot.imap.to_string(), stage.sink.port.to_string());
    command
        .args([imap.as_str(), SERVICE, PASSWORD, smtp.as_str()])
        .arg(stage.folder.path().join("bare.db"))
        .args([wire, commits]);
    let mut looping = Watched::start(&mut command);
    let (_, last, _) = stage.sink.taken(mails.len());
    let used = looping.used();
    moved(&stage.dovecot, mails.len(), began);
    let done_at = clock.now().as_microsecond().max(last);
    let status = looping.0.wait().expect("it ends");
    assert!(status.success(), "the bare loop failed");
    let seconds = Duration::from_micros(u64::try_from(done_at - start).expect("time goes on")).as_secs_f64();
    Result { mails: mails.len(), letters: mails.len(), seconds, used }
}

fn put(dovecot: &Dovecot, mails: &[(Sort, Vec<u8>)]) {
    for (_, mail) in mails {
        dovecot.put(SERVICE, mail);
    }
    // Mail that has waited is known to the server: whoever looks first must not pay for that.
    let mut stream = crate::server::connect(dovecot.imap).expect("a connection");
    let commands =
        format!("a LOGIN {SERVICE} \"{PASSWORD}\"\r\nb SELECT INBOX\r\nc UID FETCH 1:* (RFC822.SIZE)\r\nd LOGOUT\r\n");
    stream.get_mut().write_all(commands.as_bytes()).expect("commands");
    stream.lines().map_while(std::io::Result::ok).take_while(|line| !line.starts_with("d ")).for_each(drop);
}

/// Waits until so many mails have been moved.
fn moved(dovecot: &Dovecot, mails: usize, began: Instant) {
    while dovecot.count(SERVICE, ".Processed") < mails {
        assert!(began.elapsed() < PATIENCE, "not everything was handled");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

/// Another example.
fn sibling(name: &str) -> PathBuf {
    std::env::current_exe().expect("a path").with_file_name(name)
}

/// The program itself, of the same build.
fn program() -> PathBuf {
    let examples = std::env::current_exe().expect("a path");
    examples.ancestors().nth(2).expect("a folder of the build").join("mentorpost")
}
