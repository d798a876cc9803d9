//! A private Dovecot 2.3: its own folder, people, ports and certificates, gone when it is dropped.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tempfile::TempDir;

use crate::wait::until;

/// The password of everybody.
pub const PASSWORD: &str = "secret of the test";
/// The mailbox of the service.
pub const SERVICE: &str = "mentoring@uni.example";
/// Who owns the mail when the tests run as root, for whom Dovecot opens no mailbox: `mail` of every Debian.
const MAIL_OWNER: u32 = 8;

/// A running (or stopped) Dovecot.
pub struct Dovecot {
    pub imap: u16,
    pub imaps: u16,
    pub lmtp: u16,
    /// Where Dovecot asks about access tokens, if it takes any; the token follows.
    introspection_url: Option<String>,
    people: Vec<String>,
    /// What lets everybody in; changed by [`Dovecot::change_password`].
    password: String,
    folder: TempDir,
    child: Option<Child>,
    delivered: AtomicU64,
}

impl Dovecot {
    /// Starts one in which the service and `people` have mailboxes.
    pub fn start(people: &[&str]) -> Self {
        Self::start_with(people, None)
    }

    /// As [`Dovecot::start`]; with an introspection address it takes access tokens (XOAUTH2) and no passwords over IMAP.
    pub fn start_with(people: &[&str], introspection_url: Option<String>) -> Self {
        let folder = tempfile::Builder::new().prefix("mp-").tempdir_in("/tmp").unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let [imap, imaps, lmtp] = free_ports();
        let mut dovecot = Self {
            imap,
            imaps,
            lmtp,
            introspection_url,
            people: [SERVICE].iter().chain(people).map(|user| (*user).to_owned()).collect(),
            password: PASSWORD.to_owned(),
            folder,
            child: None,
            delivered: AtomicU64::new(0),
        };
        dovecot.certificates();
        dovecot.users();
        dovecot.wrappers();
        fs::write(dovecot.path("dovecot.conf"), dovecot.settings()).unwrap();
        dovecot.mailboxes();
        dovecot.launch();
        dovecot
    }

    /// Who may log in.
    fn users(&self) {
        let users: String = self.people.iter().map(|user| format!("{user}:{{PLAIN}}{}\n", self.password)).collect();
        fs::write(self.path("users"), users).unwrap();
    }

    fn mailboxes(&self) {
        for user in &self.people {
            for part in ["", "new", "cur", "tmp"] {
                self.make(&self.mailbox(user).join(part));
            }
        }
    }

    /// From now on another password lets everybody in; who is logged in is sent away.
    pub fn change_password(&mut self, password: &str) {
        self.kill();
        password.clone_into(&mut self.password);
        self.users();
        self.launch();
    }

    /// Whether those of its processes that keep mail may write into files; if not, the system refuses each write, as on a disk that
    /// is full.
    pub fn may_write(&mut self, may: bool) {
        self.kill();
        let full = self.path("full");
        if may {
            fs::remove_file(full).unwrap();
        } else {
            fs::write(full, "").unwrap();
        }
        self.launch();
    }

    /// Starts it again, after [`Dovecot::kill`].
    pub fn launch(&mut self) {
        let log = fs::File::options().create(true).append(true).open(self.path("stderr")).unwrap();
        let child = Command::new("/usr/sbin/dovecot")
            .args(["-F", "-c"])
            .arg(self.path("dovecot.conf"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("install dovecot-imapd and dovecot-lmtpd (/usr/sbin/dovecot: {error})"));
        self.child = Some(child);
        // The port answers before logins do.
        until("Dovecot lets somebody log in", || {
            if let Some(status) = self.child.as_mut().and_then(|child| child.try_wait().unwrap()) {
                panic!("Dovecot ended ({status}); install dovecot-imapd and dovecot-lmtpd?\n{}", self.log());
            }
            (self.login().is_ok() && greeted(self.lmtp).is_ok()).then_some(())
        });
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let _ = Command::new("kill").arg("-TERM").arg(child.id().to_string()).status();
        until("Dovecot has stopped", || child.try_wait().unwrap());
    }

    /// Kills it without a warning, its sessions too.
    pub fn kill(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let mut processes = children(child.id());
        processes.insert(0, child.id());
        let _ = Command::new("kill").arg("-KILL").args(processes.iter().map(u32::to_string)).status();
        let _ = child.wait();
        until("the sessions of Dovecot are gone", || processes.iter().all(|pid| !alive(*pid)).then_some(()));
        let _ = fs::remove_file(self.path("run/master.pid"));
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        ["stderr", "log"].map(|name| fs::read_to_string(self.path(name)).unwrap_or_default()).concat()
    }

    /// A file or folder of this server.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The Maildir of somebody.
    pub fn mailbox(&self, user: &str) -> PathBuf {
        self.path("mail").join(user)
    }

    /// Puts a message into a mailbox as a delivery does, but faster than LMTP.
    pub fn put(&self, user: &str, message: &[u8]) {
        let name = format!("1700000000.{}.test", self.delivered.fetch_add(1, Ordering::Relaxed));
        let (draft, done) = (self.mailbox(user).join("tmp").join(&name), self.mailbox(user).join("new").join(&name));
        fs::write(&draft, message).unwrap();
        own(&draft);
        fs::rename(draft, done).unwrap();
    }

    /// All messages of a folder (`""` is INBOX, then `.Processed` and so on), in no particular order.
    pub fn messages(&self, user: &str, folder: &str) -> Vec<Vec<u8>> {
        let maildir = if folder.is_empty() { self.mailbox(user) } else { self.mailbox(user).join(folder) };
        let mut messages = Vec::new();
        for part in ["new", "cur"] {
            let Ok(entries) = fs::read_dir(maildir.join(part)) else { continue };
            // A file may be moved between the two while we look; whoever waits looks again.
            messages.extend(entries.flatten().filter_map(|entry| fs::read(entry.path()).ok()));
        }
        messages
    }

    /// How many messages a folder has.
    pub fn count(&self, user: &str, folder: &str) -> usize {
        let maildir = if folder.is_empty() { self.mailbox(user) } else { self.mailbox(user).join(folder) };
        ["new", "cur"].iter().filter_map(|part| fs::read_dir(maildir.join(part)).ok()).map(Iterator::count).sum()
    }

    /// Makes all messages of a folder so many days older: in a Maildir a file's time is the message's.
    pub fn age(&self, user: &str, folder: &str, days: u64) {
        for part in ["new", "cur"] {
            for entry in fs::read_dir(self.mailbox(user).join(folder).join(part)).unwrap().flatten() {
                let file = fs::File::options().write(true).open(entry.path()).unwrap();
                let then = file.metadata().unwrap().modified().unwrap() - Duration::from_secs(days * 86_400);
                file.set_modified(then).unwrap();
            }
        }
        // What Dovecot has noted of it is out of date.
        for entry in fs::read_dir(self.mailbox(user).join(folder)).unwrap().flatten() {
            if entry.file_name().to_string_lossy().starts_with("dovecot.index") {
                fs::remove_file(entry.path()).unwrap();
            }
        }
    }

    fn login(&self) -> std::io::Result<()> {
        let mut connection = connect(self.imap)?;
        let mut line = String::new();
        connection.read_line(&mut line)?;
        connection.get_mut().write_all(format!("a LOGIN {SERVICE} \"{}\"\r\n", self.password).as_bytes())?;
        line.clear();
        connection.read_line(&mut line)?;
        if line.starts_with("a OK") { Ok(()) } else { Err(std::io::Error::other(line)) }
    }

    fn make(&self, folder: &Path) {
        fs::create_dir_all(folder).unwrap();
        own(folder);
        own(&self.path("mail"));
    }

    fn certificates(&self) {
        let (ca, ca_key) = authority("a CA of the test");
        let (other, _) = authority("another CA");
        let key = rcgen::KeyPair::generate().unwrap();
        let leaf = rcgen::CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        let issuer = rcgen::Issuer::from_params(&ca.0, &ca_key);
        let leaf = leaf.signed_by(&key, &issuer).unwrap();
        for (name, text) in [("ca.pem", ca.1), ("other-ca.pem", other.1), ("leaf.pem", leaf.pem())] {
            fs::write(self.path(name), text).unwrap();
        }
        fs::write(self.path("leaf.key"), key.serialize_pem()).unwrap();
    }

    /// What is run in place of the processes that keep mail, so that they can be kept from writing.
    fn wrappers(&self) {
        let installed = ["/usr/lib/dovecot", "/usr/libexec/dovecot"].into_iter().find(|path| Path::new(path).exists());
        let (installed, full) = (installed.unwrap_or_default(), self.path("full"));
        for name in ["imap", "lmtp"] {
            let wrapper = self.path(name);
            let text = format!(
                "#!/bin/sh\n# The signal that comes with a refused write would end it; a full disk sends none.\n\
                 [ -e {} ] && trap '' XFSZ && ulimit -f 0\nexec {installed}/{name} \"$@\"\n",
                full.display()
            );
            fs::write(&wrapper, text).unwrap();
            fs::set_permissions(&wrapper, Permissions::from_mode(0o755)).unwrap();
        }
    }

    fn settings(&self) -> String {
        let at = self.folder.path().display();
        let (owner, group, unprivileged) = match identity() {
            None => (MAIL_OWNER.to_string(), MAIL_OWNER.to_string(), String::new()),
            Some((user, group)) => (
                user.clone(),
                group.clone(),
                format!(
                    "default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {group}\n\
                     service imap-login {{\n  chroot =\n}}\nservice anvil {{\n  chroot =\n}}\n\
                     service stats {{\n  chroot =\n}}\nservice ipc {{\n  chroot =\n}}\n"
                ),
            ),
        };
        let (mechanisms, passwords) = match &self.introspection_url {
            None => ("plain login", format!("passdb {{\n  driver = passwd-file\n  args = {at}/users\n}}\n")),
            Some(url) => {
                let settings = format!(
                    "introspection_mode = get\nintrospection_url = {url}\nusername_attribute = username\n\
                     active_attribute = active\nactive_value = true\n"
                );
                fs::write(self.path("oauth2.conf"), settings).unwrap();
                let passdb = "passdb {\n  driver = oauth2\n  mechanisms = xoauth2\n";
                (
                    "plain login xoauth2",
                    format!(
                        "{passdb}  args = {at}/oauth2.conf\n}}\npassdb {{\n  driver = passwd-file\n  args = {at}/users\n}}\n"
                    ),
                )
            }
        };
        format!(
            "base_dir = {at}/run\nstate_dir = {at}/state\nlog_path = {at}/log\nprotocols = imap lmtp\nlisten = 127.0.0.1\n\
             first_valid_uid = 1\nfirst_valid_gid = 1\nmail_location = maildir:{at}/mail/%u\nmail_fsync = never\n\
             mail_max_userip_connections = 100\nrecipient_delimiter = +\nauth_failure_delay = 0\nauth_mechanisms = {mechanisms}\n\
             disable_plaintext_auth = no\nssl = yes\nssl_cert = <{at}/leaf.pem\nssl_key = <{at}/leaf.key\n\
             postmaster_address = postmaster@uni.example\nhostname = mx.uni.example\n\
             {passwords}\
             userdb {{\n  driver = static\n  args = uid={owner} gid={group} home={at}/mail/%u\n}}\n\
             service imap-login {{\n  inet_listener imap {{\n    port = {}\n  }}\n  inet_listener imaps {{\n    port = {}\n    ssl = yes\n  }}\n}}\n\
             service imap {{\n  executable = {at}/imap\n}}\n\
             service lmtp {{\n  executable = {at}/lmtp\n  inet_listener lmtp {{\n    port = {}\n  }}\n}}\n{unprivileged}",
            self.imap, self.imaps, self.lmtp
        )
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- Dovecot\n{}", self.log());
        }
        self.kill();
    }
}

/// Connects to a port of this machine; no answer may take forever.
pub fn connect(port: u16) -> std::io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    Ok(BufReader::new(stream))
}

fn greeted(port: u16) -> std::io::Result<()> {
    let mut line = String::new();
    connect(port)?.read_line(&mut line)?;
    if line.starts_with("220") { Ok(()) } else { Err(std::io::Error::other(line)) }
}

fn authority(name: &str) -> ((rcgen::CertificateParams, String), rcgen::KeyPair) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign];
    let pem = params.self_signed(&key).unwrap().pem();
    ((params, pem), key)
}

/// Three ports nobody listens on, held all at once so that they differ.
fn free_ports() -> [u16; 3] {
    let listeners = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

/// User and group for whom everything runs; `None` for root.
fn identity() -> Option<(String, String)> {
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        return None;
    }
    let named = |option| {
        let output = Command::new("id").arg(option).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    Some((named("-un"), named("-gn")))
}

fn own(path: &Path) {
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        chown(path, Some(MAIL_OWNER), Some(MAIL_OWNER)).unwrap();
    }
}

/// The processes that `parent` has started.
fn children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid: &u32| stat(*pid).is_some_and(|(_, of)| of == parent)).collect()
}

/// State and parent of a process (proc_pid_stat(5)); the name before them may hold anything but ends with the last `)`.
fn stat(pid: u32) -> Option<(String, u32)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut words = text.rsplit_once(')')?.1.split_whitespace();
    Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
}

/// Whether a process may write into files; if not, each write is refused, as that of somebody whose quota is used up (setrlimit(2),
/// RLIMIT_FSIZE). Anybody may do that to their own processes.
pub fn may_write(process: u32, may: bool) {
    let limit = if may { "--fsize=unlimited:unlimited" } else { "--fsize=0:unlimited" };
    let done = Command::new("prlimit").args([limit, "--pid"]).arg(process.to_string()).status();
    assert!(done.is_ok_and(|done| done.success()), "install util-linux (prlimit)");
}

fn alive(pid: u32) -> bool {
    stat(pid).is_some_and(|(state, _)| state != "Z")
}
