//! `clearance completions` and `clearance man`: made from the definition of the command line itself.

use std::io::Write as _;

use clap::CommandFactory;
use clearance_engine::error::{Error, Result, fault};

use crate::Outcome;
use crate::args::{Cli, Completions};

pub(crate) fn completions(args: &Completions) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "clearance", &mut script);
    print(&script)
}

/// One page for the command and, behind it, one section for each of its subcommands.
pub(crate) fn man() -> Result<Outcome> {
    let command = Cli::command();
    let mut page = Vec::new();
    let failed = |cause| Error::new(&fault::FILE_WRITE).because(cause);
    clap_mangen::Man::new(command.clone()).render(&mut page).map_err(failed)?;
    for subcommand in command.get_subcommands() {
        let name = format!("clearance {}", subcommand.get_name());
        let named = subcommand.clone().display_name(name.clone()).bin_name(name.clone());
        writeln!(page, ".SH \"{}\"", name.to_uppercase()).map_err(failed)?;
        let man = clap_mangen::Man::new(named);
        man.render_synopsis_section(&mut page).map_err(failed)?;
        man.render_description_section(&mut page).map_err(failed)?;
        man.render_options_section(&mut page).map_err(failed)?;
    }
    print(&page)
}

fn print(bytes: &[u8]) -> Result<Outcome> {
    // Whoever closed the other end has read enough.
    let _ = std::io::stdout().write_all(bytes);
    Ok(Outcome::Fine)
}
