//! Three processes on one PostgreSQL database that are killed and stopped at random: every mail has its effect, and none has it twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mentorpost::ids::Ids;
use tempfile::TempDir;

use crate::corpus::{Sort, corpus};
use crate::installation::{self, Installation};
use crate::postgres::Server;
use crate::server::{Dovecot, PASSWORD, SERVICE};
use crate::town::Serving;

/// How long anything may take, however many mails there are.
const PATIENCE: Duration = Duration::from_secs(1_800);

/// How long a process is stopped: longer than its right to the mailbox lasts.
const ASLEEP: Duration = Duration::from_secs(5);

/// What has been taken: for each number that stands in a mail, the Message-IDs under which it came, and how often it came in all.
type Taken = BTreeMap<String, (BTreeSet<String>, usize)>;

/// An SMTP server that notes what it takes.
struct Collector {
    port: u16,
    taken: Arc<Mutex<Taken>>,
}

impl Collector {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let collector = Self { port: listener.local_addr().unwrap().port(), taken: Arc::default() };
        let taken = Arc::clone(&collector.taken);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let taken = Arc::clone(&taken);
                // A client that was killed in the middle is no fault of the server.
                std::thread::spawn(move || drop(collect(stream, &taken)));
            }
        });
        collector
    }
}

fn collect(stream: TcpStream, taken: &Mutex<Taken>) -> std::io::Result<()> {
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream);
    out.write_all(b"220 collector\r\n")?;
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        line.clear();
        match verb.as_str() {
            "DATA" => {
                out.write_all(b"354 go on\r\n")?;
                let mut text = String::new();
                while lines.read_line(&mut line)? > 0 && line != ".\r\n" {
                    text.push_str(&line);
                    line.clear();
                }
                if line != ".\r\n" {
                    return Ok(());
                }
                line.clear();
                note(&text, taken);
                out.write_all(b"250 2.0.0 taken\r\n")?;
            }
            "QUIT" => return out.write_all(b"221 bye\r\n"),
            _ => out.write_all(b"250 fine\r\n")?,
        }
    }
    Ok(())
}

fn note(text: &str, taken: &Mutex<Taken>) {
    let found = |start: &str| text.lines().find_map(|line| Some(line.get(line.find(start)?..)?.to_owned()));
    let Some(number) = found("This is number ") else { return };
    let number = number.split_inclusive('.').next().unwrap_or_default().to_owned();
    let id = found("Message-ID: ").unwrap_or_default();
    let mut taken = taken.lock().unwrap();
    let entry = taken.entry(number).or_default();
    entry.0.insert(id);
    entry.1 += 1;
}

/// Everything the processes need.
struct Scene {
    dovecot: Dovecot,
    collector: Collector,
    folder: TempDir,
    _database: Server,
}

impl Scene {
    fn build(mails: usize) -> Self {
        let database = Server::start();
        let (dovecot, collector) = (Dovecot::start(&[]), Collector::start());
        let folder = tempfile::Builder::new().prefix("mp-").tempdir_in("/tmp").unwrap();
        let url = database.url("secret", "postgres");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let installation = runtime.block_on(Installation::create(&url, (mails / 10).max(10)));
        let imap = format!("port = {}\nsecurity = \"none\"\npoll_seconds = 5\ntakeover_seconds = 3", dovecot.imap);
        let smtp = format!("port = {}\nsecurity = \"none\"", collector.port);
        installation::configure(&folder.path().join("config.toml"), &imap, &smtp, &url, PASSWORD, "");
        let relays = corpus(&installation, mails * 2).into_iter().filter(|(sort, _)| *sort == Sort::Relay);
        relays.take(mails).for_each(|(_, mail)| dovecot.put(SERVICE, &mail));
        Self { dovecot, collector, folder, _database: database }
    }

    fn serve(&self) -> Serving {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mentorpost"));
        command.arg("--config").arg(self.folder.path().join("config.toml")).arg("serve");
        command.env_remove("MENTORPOST_LOG").stdin(Stdio::null());
        Serving::start(command)
    }

    /// Everything has been handled, moved, and taken by the collector.
    fn is_done(&self, mails: usize) -> bool {
        self.collector.taken.lock().unwrap().len() >= mails && self.dovecot.count(SERVICE, ".Processed") >= mails
    }
}

/// Lets three processes work on `mails` until all is done; each time that `share` more have come out, one of them is killed or stopped,
/// so that a busy machine has as much done to it as an idle one.
fn outlives(mails: usize, share: usize, seed: u64) {
    let scene = Scene::build(mails);
    let mut serving: Vec<Serving> = (0..3).map(|_| scene.serve()).collect();
    let mut chance = Ids::seeded(seed);
    let (began, mut acted, mut killed, mut stopped) = (Instant::now(), 0, 0, None);
    while !scene.is_done(mails) {
        assert!(began.elapsed() < PATIENCE, "{} of {mails}", scene.collector.taken.lock().unwrap().len());
        std::thread::sleep(Duration::from_millis(50));
        let taken = scene.collector.taken.lock().unwrap().len();
        // One that was stopped for longer than its right to the mailbox lasts believes that it has it still.
        if let Some((who, _)) = stopped.take_if(|(_, since): &mut (usize, Instant)| since.elapsed() >= ASLEEP) {
            serving[who].signal("CONT");
            continue;
        }
        if taken < acted + share {
            continue;
        }
        acted = taken;
        let who = usize::try_from(chance.random().rem_euclid(3)).unwrap();
        match stopped {
            Some((asleep, _)) if asleep == who => {}
            None if chance.random() % 3 == 0 => {
                serving[who].signal("STOP");
                stopped = Some((who, Instant::now()));
            }
            _ => {
                std::mem::replace(&mut serving[who], scene.serve()).kill();
                killed += 1;
            }
        }
    }
    if let Some((who, _)) = stopped {
        serving[who].signal("CONT");
    }
    // Whatever comes late comes now.
    std::thread::sleep(Duration::from_secs(2));
    let taken = scene.collector.taken.lock().unwrap();
    let twice: Vec<_> = taken.iter().filter(|(_, (ids, _))| ids.len() != 1).collect();
    assert!(twice.is_empty(), "handled twice: {twice:?}");
    let again: usize = taken.values().map(|(_, times)| times - 1).sum();
    assert!(again <= (killed + 1) * 8, "{again} came again under the same Message-ID, after {killed} were killed");
    println!("{mails} mails in {:?}; {killed} processes killed; {again} sent again", began.elapsed());
    drop(taken);
    assert_eq!((scene.dovecot.count(SERVICE, ""), scene.dovecot.count(SERVICE, ".Failed")), (0, 0));
    fs::remove_file(scene.folder.path().join("config.toml")).unwrap();
}

#[test]
fn two_hundred_mails_outlive_what_happens_to_the_processes() {
    outlives(200, 25, 7);
}

/// `tests/several-long` runs it.
#[test]
#[ignore = "takes minutes"]
fn five_thousand_mails_outlive_what_happens_to_the_processes() {
    outlives(5_000, 100, 11);
}
