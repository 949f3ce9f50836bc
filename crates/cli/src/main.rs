//! The `clearance` command: one file a subcommand, no thoughts of its own.

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::face::Face;

mod activity;
mod args;
mod batch;
mod bench;
mod bills;
mod cancel;
mod change;
mod check;
mod client;
mod delete;
mod export_bad;
mod face;
mod fix;
mod goods;
mod hs;
mod import;
mod imports;
mod kept;
mod key;
mod life;
mod merge;
mod payment_data;
mod people;
mod recipe;
mod review;
mod run;
mod send;
mod service;
mod shell;
mod status;
mod stop;
mod tables;
mod take_back;
mod tax;
mod verify;
mod watch;

/// What a command came to; the exit code is its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// 0: all is well.
    Fine,
    /// 1: findings or refusals.
    Found,
    /// 2: one of several failed; it was told where it did.
    Failed,
}

/// The data folder is in use and nothing was done: `EX_TEMPFAIL` of sysexits.h, which says "try again later" to cron and
/// mail programs alike.
const IN_USE: u8 = 75;

fn main() -> ExitCode {
    // Piped into `head`, a broken pipe ends the program quietly instead of with a panic.
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let told = error.print();
            // Help and version are asked for; anything else is a failure.
            return if error.use_stderr() || told.is_err() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let face = Face::new(&cli.common);
    let outcome = match &cli.command {
        Command::Check(args) => check::run(args, &face),
        Command::Verify(args) => verify::run(args, &face),
        Command::Tax(args) => tax::run(args, &face),
        Command::Hs(args) => hs::run(args, &face),
        Command::Import(args) => import::run(args, &face),
        Command::Imports(args) => imports::run(args, &face),
        Command::Kept(args) => kept::run(args, &face),
        Command::ExportBad(args) => export_bad::run(args, &face),
        Command::Merge(args) => merge::run(args, &face),
        Command::Recipe(args) => recipe::run(args, &face),
        Command::Fix(args) => fix::run(args, &face),
        Command::Watch(args) => watch::run(args, &face),
        Command::Client(args) => client::run(args, &face),
        Command::Goods(args) => goods::run(args, &face),
        Command::Key(args) => key::run(args, &face),
        Command::Declare(args) => send::declare(args, &face),
        Command::Sign(args) => send::sign(args, &face),
        Command::Change(args) => change::run(args, &face),
        Command::Delete(args) => delete::run(args, &face),
        Command::Cancel(args) => cancel::run(args, &face),
        Command::Return(args) => take_back::run(args, &face),
        Command::Life(args) => life::run(args, &face),
        Command::Send => send::send(&face),
        Command::Sync(args) => send::sync(args, &face),
        Command::Status(args) => status::run(args, &face),
        Command::Bills(args) => bills::run(args, &face),
        Command::PaymentData(args) => payment_data::run(args, &face),
        Command::Service(args) => service::run(args, &face),
        Command::Run(args) => run::run(args, &face),
        Command::Tables(args) => tables::run(args, &face),
        Command::People(args) => people::run(args, &face),
        Command::Review(args) => review::run(args, &face),
        Command::Activity(args) => activity::run(args, &face),
        Command::Batch(args) => batch::run(args, &face),
        Command::Completions(args) => shell::completions(args),
        Command::Man => shell::man(),
        Command::Bench(args) => bench::run(args, &face),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        Err(error) => {
            face.error(&error);
            let in_use = error.is(&clearance_engine::error::fault::IN_USE);
            ExitCode::from(if in_use { IN_USE } else { 2 })
        }
    }
}
