//! A PostgreSQL server of the test's own: in a temporary folder, on a free port of this machine, gone when it is dropped.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const MISSING: &str = "this test starts a PostgreSQL server and found none (initdb and pg_ctl, looked for in PATH, \
                       /usr/local/bin and /usr/lib/postgresql/*/bin): install it, e.g. `apt-get install postgresql`";

/// A running server.
pub(crate) struct Server {
    programs: PathBuf,
    folder: TempDir,
    /// Where it listens.
    pub(crate) port: u16,
}

impl Server {
    /// Starts one; fails the test where none is installed.
    pub(crate) fn start() -> Self {
        let programs = programs().expect(MISSING);
        let folder = tempfile::Builder::new().prefix("mentorpost-pg").tempdir().expect("a temporary folder");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let server = Self { programs, folder, port };
        server.create();
        server
    }

    /// The URL of its database, with that password.
    pub(crate) fn url(&self, password: &str, database: &str) -> String {
        format!("postgres://mentorpost:{password}@127.0.0.1:{}/{database}", self.port)
    }

    fn create(&self) {
        let root = self.folder.path();
        let password = root.join("password");
        std::fs::write(&password, "secret\n").expect("the password file");
        if is_root() {
            // The server refuses to run as root.
            let owner = format!("{}:", ordinary_user());
            let done = Command::new("chown").arg("-R").arg(owner).arg(root).output();
            assert!(done.is_ok_and(|done| done.status.success()), "chown failed");
        }
        let data = self.data();
        let pwfile = format!("--pwfile={}", password.display());
        let initdb = [OsStr::new("-D"), data.as_os_str(), OsStr::new("-U"), OsStr::new("mentorpost"), pwfile.as_ref()];
        let plain = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"].map(OsStr::new);
        self.run("initdb", initdb.into_iter().chain(plain));
        self.begin();
    }

    /// Starts it, for the first time or again.
    pub(crate) fn begin(&self) {
        let (root, data) = (self.folder.path(), self.data());
        let options = format!("-p {} -h 127.0.0.1 -k {} -F", self.port, root.display());
        let log = root.join("log");
        let start = ["-D".as_ref(), data.as_os_str(), "-w".as_ref(), "-l".as_ref(), log.as_os_str(), "-o".as_ref()];
        self.run("pg_ctl", start.into_iter().chain([options.as_ref(), "start".as_ref()]));
    }

    /// Stops it at once, as a crash would.
    pub(crate) fn end(&self) {
        let data = self.data();
        let stop = ["-D".as_ref(), data.as_os_str(), "-m".as_ref(), "immediate".as_ref(), "stop".as_ref()];
        self.command("pg_ctl", stop.into_iter());
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn run<'a>(&self, program: &str, arguments: impl Iterator<Item = &'a OsStr>) {
        let done = self.command(program, arguments);
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{program} failed: {said}{}", String::from_utf8_lossy(&done.stdout));
    }

    fn command<'a>(&self, program: &str, arguments: impl Iterator<Item = &'a OsStr>) -> Output {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            let user = ordinary_user();
            command.args([&format!("--reuid={user}"), &format!("--regid={user}"), "--clear-groups", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.args(arguments).current_dir(self.folder.path()).output().expect("the program runs")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id runs");
    id.stdout.trim_ascii() == b"0"
}

/// Whom the server runs as where the test runs as root.
fn ordinary_user() -> &'static str {
    let known = Command::new("id").args(["-u", "postgres"]).output();
    if known.is_ok_and(|known| known.status.success()) { "postgres" } else { "nobody" }
}

/// The folder of initdb and pg_ctl.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<_> = std::env::split_paths(&path).collect();
    folders.push("/usr/local/bin".into());
    if let Ok(versions) = Path::new("/usr/lib/postgresql").read_dir() {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    folders.into_iter().find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
}
