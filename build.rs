//! Asks the linker for the short form of the program's relocations (`DT_RELR`), where the system understands it: in the long form the
//! loader reads a megabyte at each start, which stays in memory for as long as the program runs.

use std::process::Command;

/// The first glibc that understands it.
const UNDERSTOOD_BY: (u32, u32) = (2, 36);

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let of = |name: &str| std::env::var(name).unwrap_or_default();
    // What is linked for another system runs there, and nobody knows with which glibc.
    // And a linker of somebody's own may not know the word.
    let is_native = of("HOST") == of("TARGET") && of("CARGO_CFG_TARGET_ENV") == "gnu" && of("RUSTC_LINKER").is_empty();
    if is_native && of("CARGO_CFG_TARGET_OS") == "linux" && glibc().is_some_and(|version| version >= UNDERSTOOD_BY) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The version of this system's glibc, as POSIX's `getconf` tells it: "glibc 2.36".
fn glibc() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let (major, minor) = said.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
