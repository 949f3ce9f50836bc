//! How the window was started: which data folder, whether with the practice client, and which renderer.

use std::path::PathBuf;

/// What was asked for at the start.
pub(crate) struct Start {
    /// Where the data stands.
    pub folder: PathBuf,
    /// Begin with the practice client and the sandbox.
    pub practice: bool,
}

impl Start {
    /// `--data DIR` wins over `CLEARANCE_DATA`, which wins over the system's own place.
    pub(crate) fn from_env(
        system: impl FnOnce() -> tauri::Result<PathBuf>,
    ) -> Result<Start, Box<dyn std::error::Error>> {
        let asked = parse(std::env::args().skip(1));
        let folder = match asked.0.or_else(|| std::env::var_os("CLEARANCE_DATA").map(PathBuf::from)) {
            Some(folder) => folder,
            None => system()?,
        };
        Ok(Start { folder, practice: asked.1 })
    }
}

fn parse(arguments: impl Iterator<Item = String>) -> (Option<PathBuf>, bool) {
    let (mut folder, mut practice) = (None, false);
    let mut rest = arguments;
    while let Some(argument) = rest.next() {
        if argument == "--practice" {
            practice = true;
        } else if argument == "--data" {
            folder = rest.next().map(PathBuf::from);
        } else if let Some(dir) = argument.strip_prefix("--data=") {
            folder = Some(PathBuf::from(dir));
        }
    }
    (folder, practice)
}

/// Where there is no graphics card, WebKitGTK scrolls twice as fast without compositing. It reads that from the
/// environment, which may only be set before the program starts: so the program starts itself again, once.
pub fn plain_renderer() {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::process::CommandExt;
        const SWITCH: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";
        let card = std::fs::read_dir("/dev/dri").is_ok_and(|mut cards| {
            cards.any(|c| c.is_ok_and(|c| c.file_name().to_string_lossy().starts_with("renderD")))
        });
        if card || std::env::var_os(SWITCH).is_some() {
            return;
        }
        if let Ok(program) = std::env::current_exe() {
            // Comes back only when it failed; then the window opens all the same, only slower.
            let error =
                std::process::Command::new(program).args(std::env::args_os().skip(1)).env(SWITCH, "1").exec();
            eprintln!("the plain renderer was not chosen: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_folder_is_taken_from_the_arguments() {
        let cases: [(&[&str], Option<&str>, bool); 4] = [
            (&[], None, false),
            (&["--data", "d"], Some("d"), false),
            (&["--practice", "--data=d e"], Some("d e"), true),
            (&["--unknown", "--data"], None, false),
        ];
        for (arguments, folder, practice) in cases {
            let found = parse(arguments.iter().map(ToString::to_string));
            assert_eq!(found, (folder.map(PathBuf::from), practice), "{arguments:?}");
        }
    }
}
