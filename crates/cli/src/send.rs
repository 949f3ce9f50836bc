//! `clearance declare|sign|send|sync`: from sheets to receipts, one station a command.

use std::time::{Duration, Instant};

use clearance_engine::desk::Desk;
use clearance_engine::error::Result;
use clearance_engine::view::Synced;

use crate::Outcome;
use crate::args::{Declare, Sign, Sync};
use crate::face::Face;
use crate::import::{Wanted, import};
use crate::stop::{Stoppable, stopped};

pub(crate) fn declare(args: &Declare, face: &Face) -> Result<Outcome> {
    let done = import(&face.desk()?, &args.client, &args.files, &Wanted::default(), face)?;
    Ok(done.tell(face))
}

pub(crate) fn sign(args: &Sign, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    if args.take_back {
        let back = desk.take_back()?;
        if face.json {
            face.value(&desk.sending("")?);
        } else {
            face.line(&format!(
                "{back} {}",
                face.say("份报文已收回，重新待签", "messages taken back; they wait for a signature")
            ));
        }
        return Ok(Outcome::Fine);
    }
    if args.go_on {
        return go_on(&desk, args, face);
    }
    let ids = (!args.declarations.is_empty()).then_some(args.declarations.as_slice());
    type_pins(&desk, "", &args.key, ids, args.pin_file.as_deref(), face)?;
    let sending = face.with_progress(|work| desk.sign("", &args.key, ids, work));
    let sending = sending.inspect_err(|_| paused(&desk, face))?;
    let handed = desk.handed_over()?;
    let outcome = if sending.to_review == 0 { Outcome::Fine } else { Outcome::Found };
    if face.json {
        face.value(&sending);
        return Ok(outcome);
    }
    face.line(&format!(
        "{} {}",
        sending.signed,
        face.say("票已签名，保存在本机", "signed and saved on this computer")
    ));
    if handed > 0 {
        face.line(&format!(
            "{handed} {}",
            face.say(
                "份报文在交换目录中等待外部程序签名",
                "messages wait in the folder for another program to sign them"
            )
        ));
    }
    tell_reviews(sending.to_review, face);
    Ok(outcome)
}

/// What is not signed because nobody else has looked at it yet.
pub(crate) fn tell_reviews(waiting: u32, face: &Face) {
    if waiting > 0 {
        let says = face
            .say("票待复核，由另一人复核后才能签名", "declarations wait until another person approves them");
        face.line(&format!("{waiting} {says}"));
    }
}

/// Goes on with every paused batch; what is paused again is told.
fn go_on(desk: &Desk, args: &Sign, face: &Face) -> Result<Outcome> {
    for batch in desk.batches("")?.into_iter().filter(|batch| batch.state == "paused") {
        let key = if args.key.is_empty() { batch.key_id.as_str() } else { args.key.as_str() };
        if let Some(entry) =
            desk.key_entries(&batch.client_id)?.into_iter().find(|entry| entry.line.id == key)
            && entry.needs_pin
        {
            let prompt = face.say("密钥 PIN", "PIN of the key");
            let prompt = format!("{prompt} {} ({}): ", entry.line.name, entry.line.serial);
            if let Some(pin) = face.secret(args.pin_file.as_deref(), &prompt)? {
                desk.type_pin(key, pin);
            }
        }
        face.with_progress(|work| desk.go_on(&batch.id, &args.key, work))?;
    }
    let sending = desk.sending("")?;
    let left = !sending.batches.is_empty();
    if face.json {
        face.value(&sending);
    } else {
        let what = face.say("票已签名，保存在本机", "signed and saved on this computer");
        face.line(&format!("{} {what}", sending.signed));
    }
    paused(desk, face);
    Ok(if left { Outcome::Found } else { Outcome::Fine })
}

/// Tells on standard error which batches stand still, and why.
fn paused(desk: &Desk, face: &Face) {
    if face.json {
        return;
    }
    for batch in desk.batches("").unwrap_or_default() {
        let (at, of) = (batch.done, batch.total);
        let head = face.say("签名暂停在", "signing paused at");
        eprintln!("{head} {at} / {of}  {}  {}  [{}]", batch.client, face.said(&batch.says), batch.code);
        let next =
            face.say("clearance sign --go-on 从断点继续", "clearance sign --go-on goes on where it stopped");
        eprintln!("  {}  {next}", face.said(&batch.help));
    }
}

/// Gets the PINs that signing will need: from a file, or from the terminal where there is one.
pub(crate) fn type_pins(
    desk: &Desk,
    client: &str,
    key: &str,
    ids: Option<&[String]>,
    file: Option<&std::path::Path>,
    face: &Face,
) -> Result<()> {
    for entry in desk.keys_without_pin(client, key, ids)? {
        let prompt = face.say("密钥 PIN", "PIN of the key");
        let prompt = format!("{prompt} {} ({}): ", entry.line.name, entry.line.serial);
        if let Some(pin) = face.secret(file, &prompt)? {
            desk.type_pin(&entry.line.id, pin);
        }
    }
    Ok(())
}

pub(crate) fn send(face: &Face) -> Result<Outcome> {
    let synced = face.desk()?.send()?;
    print(&synced, face);
    Ok(outcome(&synced))
}

pub(crate) fn sync(args: &Sync, face: &Face) -> Result<Outcome> {
    let desk = face.desk()?;
    let synced = match args.wait {
        None => desk.sync(Duration::ZERO)?,
        Some(seconds) => wait(&desk, Duration::from_secs(seconds))?,
    };
    print(&synced, face);
    Ok(outcome(&synced))
}

/// So long without any news, and what is still under way is taken for silent.
const SILENCE: Duration = Duration::from_secs(15);

/// Pulls receipts until nothing is under way, no news comes any more, the time is over, or someone stops it.
pub(crate) fn wait(desk: &Desk, most: Duration) -> Result<Synced> {
    let _stoppable = Stoppable::new();
    let start = Instant::now();
    let mut news = start;
    let mut all = Synced::default();
    loop {
        let left = most.saturating_sub(start.elapsed());
        let once = desk.sync(left.min(Duration::from_secs(2)))?;
        all.delivered += once.delivered;
        all.refused += once.refused;
        all.receipts += once.receipts;
        all.bills += once.bills;
        all.unread += once.unread;
        all.waiting = once.waiting;
        let stopped = stopped().load(std::sync::atomic::Ordering::Relaxed);
        if once.receipts > 0 || once.delivered > 0 {
            news = Instant::now();
        }
        if stopped || left.is_zero() || news.elapsed() > SILENCE || desk.under_way()? == 0 {
            return Ok(all);
        }
        if once.receipts == 0 && once.delivered == 0 {
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

fn outcome(synced: &Synced) -> Outcome {
    if synced.refused == 0 && synced.unread == 0 { Outcome::Fine } else { Outcome::Found }
}

fn print(synced: &Synced, face: &Face) {
    if face.json {
        face.value(synced);
        return;
    }
    let part = |n: u32, zh: &str, en: &str| format!("{n} {}", face.say(zh, en));
    face.line(
        &[
            part(synced.delivered, "份已送达", "delivered"),
            part(synced.waiting, "份等待发送", "waiting"),
            part(synced.refused, "份被拒收", "refused"),
            part(synced.receipts, "份回执", "receipts"),
            part(synced.bills, "张税单", "tax bills"),
        ]
        .join(" · "),
    );
    if synced.unread > 0 {
        face.line(&part(
            synced.unread,
            "份回执无法读取，内容已保留，请人工查看",
            "receipts cannot be read; they are kept, please look at them",
        ));
    }
}
