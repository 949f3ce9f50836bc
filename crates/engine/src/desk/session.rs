//! The frame of the window: what is open, and the day so far.

use std::path::PathBuf;

use clearance_core::bill::Summary;
use clearance_core::status::{Event, State};
use clearance_core::time::BeijingTime;

use super::rounds::SANDBOX;
use super::{Desk, Inner};
use crate::clock;
use crate::courier::Channel;
use crate::error::Result;
use crate::keys;
use crate::people::Right;
use crate::profile::Client;
use crate::store::keys::KeyRow;
use crate::store::{
    self, batches, bills, clients, declarations, events, imports, kept, moment, receipts, settings, to_u32,
};
use crate::view::{ClientLine, Counts, JustNow, Said, Session, Today, TodoLine, age, count};

/// The invented workbook that comes with the desk.
const SAMPLE: &str = "orders-9610.xlsx";
/// For how long receipts that cannot be read are pointed out, in milliseconds.
const WEEK: i64 = 7 * 24 * 3_600 * 1_000;
/// How many of the newest events are shown.
const JUST_NOW: i64 = 12;

impl Desk {
    /// What is open, for the frame of the window.
    ///
    /// # Errors
    /// The store.
    pub fn session(&self) -> Result<Session> {
        let inner = self.inner();
        let clients = inner.clients()?;
        let now = clock::now();
        let chosen = inner.store.read(|c| settings::get(c, settings::CLIENT))?;
        let chosen = chosen.unwrap_or_else(|| clients.first().map(|one| one.id.clone()).unwrap_or_default());
        // All clients, or none of them any more.
        let client = clients.iter().find(|client| client.id == chosen);
        let id = client.map(|client| client.id.clone()).unwrap_or_default();
        let all_keys = inner.store.read(|c| store::keys::of(c, &id))?;
        let own: Vec<&KeyRow> = all_keys.iter().collect();
        let usable = keys::choose_of(&own, now);
        let (key_days, key_level) =
            usable.map_or((0, "far"), |key| keys::ends(key.not_before, key.not_after, now));
        let (offline, last, any_import) = inner.store.read(|c| {
            let offline = settings::get(c, settings::OFFLINE_SINCE)?;
            Ok((offline, receipts::last(c)?, imports::any(c)?))
        })?;
        let offline = offline.and_then(|since| since.parse().ok()).map(moment);
        Ok(Session {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            first_run: !any_import,
            client_id: id.clone(),
            key: match usable {
                Some(key) if key.practice => "practice",
                Some(_) => "ready",
                None if own.is_empty() => "none",
                None => "ended",
            }
            .to_owned(),
            key_days,
            key_level: key_level.to_owned(),
            service: self.best_service(client, &clients, offline.is_some())?.to_owned(),
            service_since: offline.map(|since| since.to_string()).unwrap_or_default(),
            last_receipt: last.map(|at| moment(at).to_string()).unwrap_or_default(),
            sample_path: inner.sample().map(|path| path.display().to_string()).unwrap_or_default(),
            counts: self.counts(&id, now)?,
            clients: clients.iter().map(client_line).collect(),
            person: self.who_works().unwrap_or_default(),
            people: self.people()?,
        })
    }

    /// How the chosen client is connected; of all clients, the best connected one.
    fn best_service(&self, chosen: Option<&Client>, all: &[Client], offline: bool) -> Result<&'static str> {
        let mut best = "offline";
        for client in chosen.map_or(all, std::slice::from_ref) {
            match self.service_word(client, offline)? {
                "online" => return Ok("online"),
                "sandbox" => best = "sandbox",
                _ => {}
            }
        }
        Ok(best)
    }

    fn service_word(&self, client: &Client, offline: bool) -> Result<&'static str> {
        let inner = self.inner();
        Ok(match client {
            client if inner.folder_is_there(client) => "online",
            client if client.folder.is_some() => "offline",
            client if client.practice && inner.sandbox_runs() && !offline => "sandbox",
            client if client.practice => "offline",
            client if !offline && !inner.service_of(client)?.is_empty() => "online",
            _ => "offline",
        })
    }

    fn counts(&self, client: &str, now: BeijingTime) -> Result<Counts> {
        self.store().read(|c| {
            let states = declarations::by_state(c, client, i64::MIN)?;
            let of = |counts: &dyn Fn(&str) -> bool| -> i64 {
                states.iter().filter(|(state, _, _)| counts(state)).map(|(_, n, _)| n).sum()
            };
            let mut needy = Vec::new();
            for state in State::ALL.iter().filter(|state| state.needs_you()) {
                needy.push(declarations::state_word(*state)?);
            }
            let (silent, _) = declarations::silent(c, client, now.unix_ms())?;
            Ok(Counts {
                kept: to_u32(kept::count(c, client)?),
                declarations: to_u32(of(&|_| true)),
                to_send: to_u32(of(&|state| matches!(state, "to-sign" | "waiting"))),
                needs_you: to_u32(of(&|state| needy.iter().any(|one| one == state)) + silent),
                bills: to_u32(bills::count(c, client)?),
                keys: {
                    let all = store::keys::of(c, client)?;
                    let of: Vec<&KeyRow> = all.iter().collect();
                    count(of.iter().filter(|row| keys::warns(row, &of, now)).count())
                },
                paused: to_u32(batches::paused(c, client)?.0),
            })
        })
    }

    /// Remembers which client is being worked on; empty means all of them.
    ///
    /// # Errors
    /// There is no such client.
    pub fn choose_client(&self, client: &str) -> Result<Session> {
        let _acting = self.may(Right::Look)?;
        let client = self.id_or_all(client)?;
        self.store().write(|tx| settings::set(tx, settings::CLIENT, &client))?;
        self.session()
    }

    /// Starts the sandbox, makes the practice client with its key and enrols it; harmless when it is there already.
    ///
    /// # Errors
    /// The sandbox is missing or does not start.
    pub fn start_practice(&self) -> Result<Session> {
        let inner = self.inner();
        let client = match inner.clients()?.into_iter().find(|client| client.practice) {
            Some(client) => client,
            None => {
                let client = Client::practice(clock::guid()?);
                let row = client.write()?;
                inner.store.write(|tx| store::clients::insert(tx, &row, clock::now().unix_ms()))?;
                inner.client(&client.id)?
            }
        };
        let declarant = &client.profile.declarant;
        keys::practice(&inner.store, &inner.secrets, &client.id, &declarant.name, &declarant.code)?;
        inner.start_sandbox()?;
        self.wait(|inner| async move {
            for route in inner.routes()?.into_iter().filter(|route| route.service == SANDBOX) {
                if let Channel::Http(line) = &route.channel {
                    inner.courier.enrol(line).await?;
                }
                inner.mark_offline(false)?;
            }
            Ok(())
        })?;
        self.store().write(|tx| settings::set(tx, settings::CLIENT, &client.id))?;
        inner.wake.notify_waiters();
        self.session()
    }

    /// The day so far, of one client or of all when it is empty.
    ///
    /// # Errors
    /// There is no such client; the store.
    pub fn today(&self, client: &str) -> Result<Today> {
        let _acting = self.may(Right::Look)?;
        let client = self.id_or_all(client)?;
        let now = clock::now();
        let midnight = BeijingTime::new(now.date().to_datetime(jiff::civil::Time::midnight())).unix_ms();
        self.store().read(|c| {
            let states = declarations::by_state(c, &client, midnight)?;
            let sum = |of: &dyn Fn(&str) -> bool| {
                to_u32(states.iter().filter(|(state, _, _)| of(state)).map(|(_, n, _)| n).sum())
            };
            let unsigned = ["draft", "to-sign"];
            let unsent = ["draft", "to-sign", "waiting", "refused"];
            let unanswered = ["draft", "to-sign", "waiting", "refused", "received"];
            let stated = bills::since(c, &client, midnight)?;
            let tax = Summary::of(stated.iter().map(|row| &row.bill)).cents.tax();
            Ok(Today {
                date: now.date().to_string(),
                orders: to_u32(imports::orders_since(c, &client, midnight)?),
                declarations: sum(&|_| true),
                signed: sum(&|state| !unsigned.contains(&state)),
                sent: sum(&|state| !unsent.contains(&state)),
                received: sum(&|state| !unanswered.contains(&state)),
                released: sum(&|state| matches!(state, "released" | "closed")),
                bills: count(stated.len()),
                tax_total: tax.to_string(),
                todo: todo(c, &client, now)?,
                just_now: just_now(c, &client)?,
            })
        })
    }
}

impl Inner {
    /// The sample workbook, where it is.
    fn sample(&self) -> Option<PathBuf> {
        if let Some(folder) = &self.options.samples {
            return Some(folder.join(SAMPLE)).filter(|path| path.is_file());
        }
        let program = std::env::current_exe().ok();
        let here = std::env::current_dir().ok();
        let above = program.iter().chain(&here).flat_map(|place| place.ancestors());
        above
            .flat_map(|folder| [folder.join("samples"), folder.join("assets").join("samples")])
            .map(|folder| folder.join(SAMPLE))
            .find(|path| path.is_file())
    }
}

pub(super) fn client_line(client: &Client) -> ClientLine {
    ClientLine {
        id: client.id.clone(),
        name: client.name.clone(),
        code: client.profile.seller.code.clone(),
        practice: client.practice,
        archived: client.archived,
    }
}

fn todo(c: &rusqlite::Connection, client: &str, now: BeijingTime) -> Result<Vec<TodoLine>> {
    let mut todo = key_todo(c, client, now)?;
    let states = declarations::by_state(c, client, i64::MIN)?;
    let group = |of: &[&str]| {
        let all = states.iter().filter(|(state, _, _)| of.contains(&state.as_str()));
        all.fold((0, i64::MAX), |(n, oldest), (_, more, since)| (n + more, oldest.min(*since)))
    };
    for (kind, of) in [
        ("rejected", &["rejected", "ship-back"][..]),
        ("inspection", &["inspection", "suspended", "detained"]),
        ("failed", &["refused", "error", "send-failed"]),
    ] {
        let (found, oldest) = group(of);
        if found > 0 {
            let reasons = declarations::reasons(c, of[0], client)?;
            let says = reasons.first().filter(|(reason, _)| !reason.is_empty()).map(|(reason, n)| {
                Said::new(format!("其中 {n} 票：{reason}"), format!("{n} of them: {reason}"))
            });
            let oldest = age(moment(oldest), now);
            todo.push(TodoLine {
                kind: kind.into(),
                count: to_u32(found),
                says: says.unwrap_or_default(),
                oldest,
            });
        }
    }
    let (silent, since) = declarations::silent(c, client, now.unix_ms())?;
    if silent > 0 {
        let says = Said::new(
            "通常几秒内有回执；重发不会重复申报",
            "Receipts usually come within seconds; sending again declares nothing twice",
        );
        todo.push(TodoLine {
            kind: "silent".into(),
            count: to_u32(silent),
            says,
            oldest: age(moment(since), now),
        });
    }
    // Nobody knows whose they are, so everyone is told. A person has had time to look at older ones.
    let (unread, since) = receipts::unread(c, now.unix_ms() - WEEK)?;
    if unread > 0 {
        let says = Said::new(
            "这些回执无法读取，内容已保留在数据文件夹",
            "These receipts cannot be read; they are kept in the data folder",
        );
        todo.push(TodoLine {
            kind: "unread".into(),
            count: to_u32(unread),
            says,
            oldest: age(moment(since), now),
        });
    }
    let kept_for_later = kept::count(c, client)?;
    if kept_for_later > 0 {
        let files: Vec<String> = kept::by_file(c, client)?.into_iter().map(|(file, _)| file).collect();
        let says = Said::new(files.join("、"), files.join(", "));
        todo.push(TodoLine {
            kind: "kept".into(),
            count: to_u32(kept_for_later),
            says,
            oldest: String::new(),
        });
    }
    Ok(todo)
}

/// Signing that stands still, and keys that end or have ended.
fn key_todo(c: &rusqlite::Connection, client: &str, now: BeijingTime) -> Result<Vec<TodoLine>> {
    let mut todo = Vec::new();
    let (paused, since) = batches::paused(c, client)?;
    if paused > 0 {
        let why =
            batches::of(c, client)?.into_iter().find(|batch| batch.state == "paused").map(|batch| batch.why);
        todo.push(TodoLine {
            kind: "signing-paused".into(),
            count: to_u32(paused),
            says: why.map(|why| Said::new(why.zh, why.en)).unwrap_or_default(),
            oldest: age(moment(since), now),
        });
    }
    let all = store::keys::of(c, client)?;
    let of: Vec<&KeyRow> = all.iter().collect();
    let mut warned: Vec<(i32, &str, &KeyRow)> = of
        .iter()
        .filter(|row| keys::warns(row, &of, now))
        .map(|row| {
            let (days, level) = keys::ends(row.not_before, row.not_after, now);
            (days, level, *row)
        })
        .collect();
    warned.sort_by_key(|(days, ..)| *days);
    for (kind, of) in [("key-ended", &["ended"][..]), ("key-ends-now", &["7"]), ("key-ends", &["30", "60"])] {
        let mut these = warned.iter().filter(|(_, level, _)| of.contains(level));
        let Some((days, level, row)) = these.next() else { continue };
        let (name, day) = (&row.name, moment(row.not_after).date());
        let says = match *level {
            "ended" => Said::new(format!("{name}：{day} 已到期"), format!("{name}: ended on {day}")),
            _ => Said::new(
                format!("{name}：剩 {days} 天，{day} 到期"),
                format!("{name}: {days} days left, until {day}"),
            ),
        };
        todo.push(TodoLine {
            kind: kind.into(),
            count: count(1 + these.count()),
            says,
            oldest: String::new(),
        });
    }
    Ok(todo)
}

fn just_now(c: &rusqlite::Connection, client: &str) -> Result<Vec<JustNow>> {
    let names = clients::names(c)?;
    let mut lines = Vec::new();
    for row in events::newest(c, client, JUST_NOW)? {
        let Some(cop_no) = row.subject.strip_prefix("declaration:") else { continue };
        let Some(declaration) = declarations::find(c, cop_no)? else { continue };
        let (state, says) = match &row.event {
            Event::Declared { passes: true, .. } => ("to-sign".into(), Said::new("已生成清单", "declared")),
            Event::Declared { .. } => ("draft".into(), Said::new("有待改正", "to be corrected")),
            Event::TakenBack { .. } => {
                ("deleted".into(), Said::new("已随导入撤销", "taken back with its import"))
            }
            Event::Signed { .. } => ("waiting".into(), Said::new("已签名并保存", "signed and saved")),
            Event::Delivered { .. } => ("received".into(), Said::new("服务已收到", "taken by the service")),
            Event::Refused { zh, en, .. } => ("failed".into(), Said::new(zh.clone(), en.clone())),
            Event::Receipt(news) => (news.code.clone(), super::explain::receipt(news)),
        };
        lines.push(JustNow {
            at: row.event.at().to_string(),
            state,
            order_no: declaration.order_no,
            client: names.get(&declaration.client).cloned().unwrap_or_default(),
            says,
        });
    }
    Ok(lines)
}
