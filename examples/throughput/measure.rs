//! What a process has used, as Linux counts it (proc(5)), and a child that ends with whoever started it.

use std::fs;
use std::process::{Child, Command};

/// A process of ours.
pub struct Watched(pub Child);

/// What it has used.
#[derive(Clone, Copy, Debug, Default)]
pub struct Used {
    /// Seconds of processor time.
    pub cpu: f64,
    /// The most memory it ever had, and has now, in MiB.
    pub peak: f64,
    pub resident: f64,
    /// How often its threads went to sleep and were woken.
    pub wakes: u64,
}

impl Watched {
    pub fn start(command: &mut Command) -> Self {
        Self(
            command
                .spawn()
                .unwrap_or_else(|error| panic!("{command:?}: {error}; cargo build --release --bins --examples")),
        )
    }

    /// What it has used so far; nothing of a process that has ended.
    pub fn used(&self) -> Used {
        let folder = format!("/proc/{}", self.0.id());
        let stat = fs::read_to_string(format!("{folder}/stat")).unwrap_or_default();
        // The name before the last `)` may hold anything; user and system time are the 14th and 15th field, in hundredths.
        let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
        let status = fs::read_to_string(format!("{folder}/status")).unwrap_or_default();
        let threads = fs::read_dir(format!("{folder}/task")).into_iter().flatten().flatten();
        let wakes = threads.map(|thread| {
            let status = fs::read_to_string(thread.path().join("status")).unwrap_or_default();
            number(&status, "voluntary_ctxt_switches:") as u64
        });
        Used {
            cpu: (ticks(11) + ticks(12)) / 100.0,
            peak: number(&status, "VmHWM:") / 1024.0,
            resident: number(&status, "VmRSS:") / 1024.0,
            wakes: wakes.sum(),
        }
    }
}

/// More bytes than a run takes for itself and for the files that it writes.
const MEMORY: f64 = 2_147_483_648.0;

/// Takes memory and gives it back. The host of a virtual machine takes what is free, as after a large file was removed, and each page of it
/// then costs five times as much to have: that is no cost of what is measured.
pub fn warm_memory() {
    let meminfo = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let bytes = (number(&meminfo, "MemAvailable:") * 1024.0 / 4.0).min(MEMORY);
    drop(std::hint::black_box(vec![1u8; bytes as usize]));
}

fn number(status: &str, name: &str) -> f64 {
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0.0)
}

impl Drop for Watched {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
