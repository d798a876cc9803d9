//! `preview`: a gallery of every mail with sample data.

use std::path::{Path, PathBuf};

use super::{Done, open, refused, say};
use crate::templates::{Templates, gallery};

#[derive(clap::Args)]
pub struct Arguments {
    /// The folder to write to; made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub fn run(path: &Path, how: &Arguments) -> Done {
    // The words can be looked at before there are settings; settings that are wrong are not passed over.
    let templates = if path.exists() { open::templates(&open::config(path)?)? } else { Templates::load(None)? };
    let files = gallery::gallery(&templates)?;
    let failed = |place: &Path, error: std::io::Error| {
        refused(format!("{}: cannot be written ({error}); name another folder with --out", place.display()))
    };
    std::fs::create_dir_all(&how.out).map_err(|error| failed(&how.out, error))?;
    for (name, contents) in &files {
        let place = how.out.join(name);
        std::fs::write(&place, contents).map_err(|error| failed(&place, error))?;
    }
    say(format!("{} files; open {}", files.len(), how.out.join("index.html").display()));
    Ok(())
}
