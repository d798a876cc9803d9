//! How long one mail takes from the server's word to the sink, and what waiting for mail costs.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use mentorpost::clock::Clock;
use tokio::runtime::Runtime;

use crate::Arguments;
use crate::corpus::{self, Sort};
use crate::installation::{self, SERVICE};
use crate::run::{Scene, Stage, Way};
use crate::server::PASSWORD;

/// How many mails are sent one by one.
const SINGLE: usize = 500;

/// For each mail: from its delivery, and from the server's word, to the sink, in milliseconds.
pub fn one_by_one(runtime: &Runtime, arguments: &Arguments) -> Vec<(f64, f64)> {
    let mut stage = Stage::build(runtime, arguments, Scene { tls: false, way: Way::Takes }, "");
    let told = Arc::new(Mutex::new(Vec::new()));
    let port = listen_in(stage.dovecot.imap, Arc::clone(&told));
    reach(&stage, port);
    let serving = stage.serve();
    crate::wait::until("the mailbox is open", || log(&stage).contains("the mailbox is open").then_some(()));
    std::thread::sleep(Duration::from_secs(1));
    let clock = Clock::system();
    let relays = corpus::corpus(&stage.installation, SINGLE * 2 + 40);
    let relays = relays.into_iter().filter(|(sort, _)| *sort == Sort::Relay).take(SINGLE);
    let mut times = Vec::new();
    for (n, (_, mail)) in relays.enumerate() {
        let put_at = clock.now().as_microsecond();
        stage.dovecot.put(SERVICE, &mail);
        let (_, taken_at, _) = stage.sink.taken(n + 1);
        let told_at = told.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().find(|at| *at >= put_at);
        let since = |at: i64| (taken_at - at) as f64 / 1_000.0;
        times.push((since(put_at), told_at.map_or(f64::NAN, since)));
        // Whatever the service does afterwards is not this mail's; and the next comes at any time between two looks.
        std::thread::sleep(Duration::from_millis(20 + n as u64 * 37 % 50));
    }
    drop(serving);
    times
}

/// The settings again, with another way to the mailbox.
fn reach(stage: &Stage, imap: u16) {
    let database = format!("sqlite://{}", stage.folder.path().join("mentorpost.db").display());
    let at = |port: u16| format!("port = {port}\nsecurity = \"none\"");
    installation::configure(
        &stage.folder.path().join("config.toml"),
        &at(imap),
        &at(stage.sink.port),
        &database,
        PASSWORD,
        "",
    );
}

fn log(stage: &Stage) -> String {
    std::fs::read_to_string(stage.folder.path().join("log")).unwrap_or_default()
}

/// Passes connections on to the server, noting when it says EXISTS.
fn listen_in(server: u16, told: Arc<Mutex<Vec<i64>>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("a port").port();
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
            let (up, down) = (client.try_clone(), server.try_clone());
            let (Ok(mut up), Ok(mut down), told) = (up, down, Arc::clone(&told)) else { continue };
            std::thread::spawn(move || pass(&mut up, &server, |_| {}));
            std::thread::spawn(move || {
                let clock = Clock::system();
                pass(&mut down, &client, |bytes| {
                    if bytes.windows(6).any(|word| word == b"EXISTS") {
                        told.lock().unwrap_or_else(PoisonError::into_inner).push(clock.now().as_microsecond());
                    }
                });
            });
        }
    });
    port
}

fn pass(from: &mut TcpStream, mut to: &TcpStream, mut seen: impl FnMut(&[u8])) {
    let mut bytes = vec![0; 1 << 16];
    // Either side may be gone at any time.
    let _ = (from.set_nodelay(true), to.set_nodelay(true));
    while let Ok(n @ 1..) = from.read(&mut bytes) {
        seen(&bytes[..n]);
        if to.write_all(&bytes[..n]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

/// Prints the percentiles.
pub fn report(times: &[(f64, f64)]) {
    let line = |name: &str, values: Vec<f64>| {
        let mut values: Vec<f64> = values.into_iter().filter(|value| !value.is_nan()).collect();
        values.sort_by(f64::total_cmp);
        let at = |share: usize| {
            values.get((values.len() * share / 100).min(values.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
        };
        println!("{name}: median {:.1} ms, 90 % {:.1}, 99 % {:.1}, of {}", at(50), at(90), at(99), values.len());
    };
    line("from delivery to the sink", times.iter().map(|(put, _)| *put).collect());
    line("from the server's word to the sink", times.iter().map(|(_, told)| *told).collect());
}

/// Prints what the service does while there is nothing to do.
pub fn rest(runtime: &Runtime, arguments: &Arguments) {
    let stage = Stage::build(runtime, arguments, Scene { tls: false, way: Way::Takes }, "");
    let began = std::time::Instant::now();
    let serving = stage.serve();
    while !log(&stage).contains("the mailbox is open") {
        std::thread::sleep(Duration::from_millis(1));
    }
    let open = began.elapsed();
    std::thread::sleep(Duration::from_secs(5));
    let before = serving.used();
    let (seconds, tenths) = (120, 1_200);
    // All that it does within a few tenths of a second is one moment in which it was awake.
    let (mut moments, mut switches, mut last, mut awake) = (0, 0, before.wakes, false);
    for _ in 0..tenths {
        std::thread::sleep(Duration::from_millis(100));
        let wakes = serving.used().wakes;
        moments += usize::from(wakes != last && !awake);
        // Fewer where a thread has ended.
        switches += wakes.saturating_sub(last);
        (last, awake) = (wakes, wakes != last);
    }
    let after = serving.used();
    println!(
        "at rest: {:.1} MiB resident; in {seconds} s awake at {moments} moments ({switches} switches, {:.2} s of processor time); the mailbox is open after {} ms",
        after.resident,
        after.cpu - before.cpu,
        open.as_millis()
    );
}
