//! Has the linker pack the program's relocations: 2 MB less of it to store, and to hold in memory
//! from the start. Packed, they are read by the dynamic loader of glibc 2.36 (Debian 12) or newer;
//! with an older one a program that has them does not start.

use std::env::var;
use std::process::Command;

const FIRST_GLIBC: (u32, u32) = (2, 36);

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is_for_here = var("HOST").is_ok() && var("HOST") == var("TARGET");
    let has_glibc = var("CARGO_CFG_TARGET_ENV").is_ok_and(|name| name == "gnu");
    if is_for_here && has_glibc && glibc().is_some_and(|version| version >= FIRST_GLIBC) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The version of this machine's glibc, if that is its C library.
fn glibc() -> Option<(u32, u32)> {
    let said = Command::new("getconf")
        .arg("GNU_LIBC_VERSION")
        .output()
        .ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let (major, minor) = said.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
