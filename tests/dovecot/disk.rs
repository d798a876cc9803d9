//! A disk that is soon full.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A small disk of memory; unmounted when it is dropped.
pub struct Disk {
    path: PathBuf,
}

impl Disk {
    /// Mounts one of so many KiB. Only the administrator may, and not in every container: elsewhere there is none, and the test
    /// says that it could not be held.
    pub fn mount(path: &Path, kib: usize) -> Option<Self> {
        fs::create_dir_all(path).unwrap();
        let size = format!("size={kib}k,mode=0755");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(path).output();
        let mounted = mounted.is_ok_and(|output| output.status.success());
        if !mounted {
            eprintln!("not tried: a small disk cannot be mounted here");
        }
        mounted.then(|| Self { path: path.to_owned() })
    }

    /// Fills what is left of it.
    pub fn fill(&self) {
        let mut filler = fs::File::create(self.path.join("filler")).unwrap();
        // Smaller and smaller pieces, until not a byte goes in.
        for piece in [65_536, 4_096, 512, 1] {
            while filler.write_all(&vec![0; piece]).is_ok() {}
        }
    }

    /// Makes room again.
    pub fn free(&self) {
        fs::remove_file(self.path.join("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Whoever still has a file open there keeps it until then.
        let _ = Command::new("umount").arg("-l").arg(&self.path).status();
    }
}
