//! `clearance-server serve|sandbox|bench`: the service as a program.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use clearance_server::config::{Doors, Tls, store_path};
use clearance_server::tables::from_folder;
use clearance_server::{Config, Error, Service, bench, serve};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The clearance service.
#[derive(Parser)]
#[command(name = "clearance-server", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a port: enterprises are enrolled with the key of the port
    Serve {
        #[command(flatten)]
        common: Common,
        /// The key that enrolment needs; better set as CLEARANCE_ADMIN_KEY, where other users cannot see it
        #[arg(long)]
        admin_key: Option<String>,
    },
    /// Serve practice: anyone may enrol, and the other parties are played
    Sandbox {
        #[command(flatten)]
        common: Common,
        /// How long the other parties take to send their documents, milliseconds
        #[arg(long, default_value_t = 300)]
        partners_after_ms: u64,
    },
    /// Measure this machine: how many declarations a minute are admitted and cleared, how long an answer takes, and the
    /// floor beside it. Use a release build
    Bench(bench::Options),
    /// Hold log, store, ledger and bank against each other; ends with 1 where something does not agree
    Audit {
        /// The store: sqlite:PATH, or a path
        #[arg(long)]
        store: String,
        /// The answer as JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum GuaranteeRule {
    /// No account, or one that is too small: 100 with 1311
    Demanded,
    /// A guarantee is held where there is an account
    None,
}

#[derive(Args)]
struct Common {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8621")]
    listen: String,
    /// The store: sqlite:PATH, or a path
    #[arg(long, default_value = "sqlite:clearance-service.db")]
    store: String,
    /// At most so many megabytes in the store
    #[arg(long)]
    store_limit_mb: Option<u64>,
    /// Packages of tables to judge by (*.tsv), with the certificates of their publishers in publishers.pem
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,
    /// Whether a declaration is accepted only where a guarantee covers its tax
    #[arg(long, value_enum, default_value = "none")]
    guarantee: GuaranteeRule,
    /// Take messages whose signature is good but for white space that a signing program put in afterwards
    #[arg(long)]
    take_template_signed: bool,
    /// Certificate of TLS with its chain, PEM; without it the service speaks plainly
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Key of that certificate, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// At most so many connections at once
    #[arg(long, value_name = "COUNT", default_value_t = 4096)]
    most_connections: usize,
    /// Classes of enterprises with what they may send, TOML; without it everybody sends what the service takes
    #[arg(long, value_name = "FILE")]
    rates: Option<PathBuf>,
    /// How long a sign-in lasts, minutes
    #[arg(long, value_name = "MINUTES", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=720))]
    session_minutes: u64,
    /// End when standard input ends: whoever started this program is gone
    #[arg(long)]
    with_parent: bool,
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("服务无法运行 / the service does not run: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, Error> {
    let (config, common) = match arguments.command {
        Command::Audit { store, json } => return audit(&store, json),
        Command::Serve { common, admin_key } => {
            let admin_key = admin_key.or_else(|| std::env::var("CLEARANCE_ADMIN_KEY").ok());
            (Config { admin_key, ..Config::new(path(&common)?) }, common)
        }
        Command::Sandbox { common, partners_after_ms } => {
            let partners_after = std::time::Duration::from_millis(partners_after_ms);
            let admin_key = std::env::var("CLEARANCE_ADMIN_KEY").ok();
            (Config { partners_after, admin_key, ..Config::sandbox(path(&common)?) }, common)
        }
        Command::Bench(options) => return bench::run(&options).map(|()| ExitCode::SUCCESS),
    };
    let mut config = Config {
        store_limit: common.store_limit_mb.map(|mb| mb << 20),
        take_template_signed: common.take_template_signed,
        guarantee_demanded: common.guarantee == GuaranteeRule::Demanded,
        tls: common
            .tls_cert
            .clone()
            .zip(common.tls_key.clone())
            .map(|(certificate, key)| Tls { certificate, key }),
        doors: Doors { most_connections: common.most_connections, ..Doors::default() },
        session: std::time::Duration::from_secs(common.session_minutes * 60),
        ..config
    };
    if let Some(folder) = &common.tables {
        config.tables = std::sync::Arc::new(from_folder(folder, (config.clock)())?);
    }
    if let Some(file) = &common.rates {
        let failed = |cause: String| Error::Rates { file: file.display().to_string(), cause };
        let text = std::fs::read_to_string(file).map_err(|e| failed(e.to_string()))?;
        config.rates = std::sync::Arc::new(clearance_server::rate::Rates::read(&text).map_err(failed)?);
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Error::Stopped(e.to_string()))?;
    runtime.block_on(async move {
        let refused =
            |e: std::io::Error| Error::Listen { address: common.listen.clone(), cause: e.to_string() };
        let listener = TcpListener::bind(&common.listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let service = Service::start(config)?;
        // Listened for before anybody is told that we are there.
        let asked = asked_to_end().map_err(|e| Error::Stopped(format!("signals: {e}")))?;
        let ready =
            serde_json::json!({ "listening": address.to_string(), "version": clearance_server::VERSION });
        let mut out = std::io::stdout().lock();
        let said = writeln!(out, "{ready}").and_then(|()| out.flush());
        drop(out);
        said.map_err(|e| Error::Stopped(format!("standard output: {e}")))?;
        serve(listener, service, end(asked, common.with_parent)).await.map(|()| ExitCode::SUCCESS)
    })
}

/// Prints what an audit finds.
fn audit(store: &str, json: bool) -> Result<ExitCode, Error> {
    let found = clearance_server::money::audit(&store_path(store)?)?;
    let text = if json {
        serde_json::to_string_pretty(&found).map_err(|e| Error::Stopped(e.to_string()))? + "\n"
    } else {
        found.lines()
    };
    let said = std::io::stdout().write_all(text.as_bytes());
    said.map_err(|e| Error::Stopped(format!("standard output: {e}")))?;
    Ok(if found.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn path(common: &Common) -> Result<PathBuf, Error> {
    store_path(&common.store)
}

/// Ends when it is asked to and, where that is wanted, when standard input ends.
async fn end(asked: impl Future<Output = ()>, with_parent: bool) {
    let parent = async {
        if !with_parent {
            return std::future::pending().await;
        }
        let (gone, wait) = oneshot::channel();
        // A thread of its own: reading standard input cannot be cancelled.
        std::thread::spawn(move || {
            let mut input = std::io::stdin().lock();
            let mut some = [0; 256];
            while input.read(&mut some).is_ok_and(|read| read > 0) {}
            let _ = gone.send(());
        });
        let _ = wait.await;
    };
    tokio::select! {
        () = asked => {}
        () = parent => {}
    }
}

/// An interrupt or a request to terminate, heard from this call on.
#[cfg(unix)]
fn asked_to_end() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(windows)]
fn asked_to_end() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
