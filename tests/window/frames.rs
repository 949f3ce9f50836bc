//! How smoothly the list of declarations scrolls in the real window, and whether anything is ever blank.
//!
//! The ordinary run has a few thousand rows and asks only that rows come and none stays blank. The measurement is made
//! with `CLEARANCE_FRAMES_DATA`: data folders made by `clearance bench grid --folder`, separated by colons.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clearance_engine::desk::{Desk, KeySource};
use serde_json::Value;

use crate::driver::{Window, element};
use crate::no_display;

const FEW: usize = 3_000;

#[tokio::test]
async fn the_list_scrolls_without_blank_rows() {
    if no_display() {
        return;
    }
    let folders = std::env::var_os("CLEARANCE_FRAMES_DATA");
    let folders: Vec<PathBuf> = folders.map(|all| std::env::split_paths(&all).collect()).unwrap_or_default();
    if folders.is_empty() {
        let data = tempfile::tempdir().expect("a data folder");
        let folder = data.path().to_path_buf();
        let seeded = tokio::task::spawn_blocking(move || {
            let desk = Desk::open(&folder, &KeySource::Keyring).expect("a desk");
            clearance_engine::bench::seed(&desk, FEW, &mut |_| ()).expect("invented declarations");
        });
        seeded.await.expect("it is seeded");
        scrolled(data.path(), 1.5).await;
    }
    for folder in folders {
        scrolled(&folder, 6.0).await;
    }
}

/// Scrolls in three ways for so many seconds each, and prints what the frames were like.
async fn scrolled(data: &Path, seconds: f64) {
    let window = Window::open(data).await;
    let first = format!("{} || {}", element("shell"), element("passphrase"));
    window.until("the window is open", &first).await;
    if window.has("passphrase").await {
        window.fill("passphrase", "practice").await;
        window.click("unlock").await;
    }
    window.see("shell").await;
    window.see("nav-declarations").await;
    let first = window.ask(FIRST, Duration::from_secs(60)).await;
    let script = FRAMES.replace("SECONDS", &seconds.to_string());
    let told = window.ask(&script, Duration::from_secs(180)).await;
    let rows = told["rows"].as_u64().unwrap_or_default();
    for way in ["idle", "steady", "flings", "bar"] {
        let of = |what: &str| told[way][what].as_f64().unwrap_or(f64::NAN);
        println!(
            "frames {rows:>9} rows  {way:6}  {:>4.0} frames  p50 {:5.1} ms  p95 {:5.1} ms  worst {:5.1} ms  \
             script p95 {:4.1} ms  blank {}  waiting {}",
            of("frames"),
            of("p50"),
            of("p95"),
            of("worst"),
            of("script"),
            of("blank"),
            of("waiting")
        );
    }
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!(
        "first page after {:.0} ms  load {}",
        first.as_f64().expect("the first rows were seen"),
        load.split(' ').next().unwrap_or_default()
    );
    assert!(rows > 0, "there is a list: {told}");
    for way in ["steady", "flings", "bar"] {
        assert!(told[way]["frames"].as_u64() > Some(3), "it was scrolled: {told}");
        assert_eq!(told[way]["blank"], Value::from(0), "every frame has its rows: {told}");
    }
    assert_eq!(told["left"], Value::from(0), "no row stays empty once scrolling has stopped: {told}");
    window.close().await;
}

/// From the click on the station to the frame that shows its first rows.
const FIRST: &str = r"
const begun = performance.now();
document.querySelector('[data-testid=nav-declarations]').click();
const look = () => document.querySelector('[data-testid=declarations-row]')
  ? requestAnimationFrame(() => done(performance.now() - begun)) : requestAnimationFrame(look);
look();
";

/// Scrolls the grid frame by frame. Before each step it is looked at as it was last painted: whether rows cover all that
/// is in sight, and how many of them still wait for their values.
const FRAMES: &str = r"
const grid = document.querySelector('[data-testid=declarations]');
const HEAD = 30;
const rowsInSight = () => {
  const top = grid.scrollTop, bottom = top + grid.clientHeight - HEAD;
  let from = Infinity, to = -Infinity, waiting = 0;
  for (const row of grid.querySelectorAll('.grow')) {
    const at = parseFloat(row.style.top), end = at + parseFloat(row.style.height);
    if (end <= top || at >= bottom) continue;
    from = Math.min(from, at); to = Math.max(to, end);
    if (row.querySelector('.gwait')) waiting++;
  }
  return { blank: from > top + 1 || to < Math.min(bottom, grid.scrollHeight - HEAD) - 1, waiting };
};
const summed = (times, scripts, blank, waiting) => {
  const sorted = [...times].sort((a, b) => a - b), part = (p, of) => of[Math.min(of.length - 1, Math.floor(of.length * p))];
  return { frames: times.length, p50: part(0.5, sorted), p95: part(0.95, sorted), worst: sorted[sorted.length - 1],
    script: part(0.95, [...scripts].sort((a, b) => a - b)), blank, waiting };
};
const run = (step) => new Promise((told) => {
  const times = [], scripts = []; let blank = 0, waiting = 0, last = 0, begun = 0;
  const frame = (now) => {
    if (last) { times.push(now - last); const seen = rowsInSight(); if (seen.blank) blank++; if (seen.waiting) waiting++; }
    else begun = now;
    last = now;
    if (now - begun > SECONDS * 1000) return told(summed(times, scripts, blank, waiting));
    const before = performance.now();
    step((now - begun) / (SECONDS * 1000), now - begun);
    scripts.push(performance.now() - before);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
});
const rest = (ms) => new Promise((go) => setTimeout(go, ms));
(async () => {
  const rows = Number(grid.getAttribute('aria-rowcount')) - 1;
  await rest(400);
  const idle = await run(() => {});
  let at = 0, lastMs = 0;
  // A steady finger: 1,200 pixels a second.
  grid.scrollTop = 0; await rest(200);
  const steady = await run((_, ms) => { grid.scrollTop += Math.round((ms - lastMs) * 1.2); lastMs = ms; });
  // Flings: every second anew at 9,000 pixels a second, slowing down.
  lastMs = 0; await rest(300);
  const flings = await run((_, ms) => {
    const speed = 9 * Math.exp(-(ms % 1000) / 280) * (Math.floor(ms / 3000) % 2 ? -1 : 1);
    grid.scrollTop += Math.round((ms - lastMs) * speed); lastMs = ms;
  });
  // The bar, drawn from one end to the other and back.
  await rest(300);
  const reach = grid.scrollHeight - grid.clientHeight;
  const bar = await run((part) => { grid.scrollTop = reach * (part < 0.5 ? part * 2 : 2 - part * 2); });
  grid.scrollTop = reach / 2;
  let left = 1;
  for (let n = 0; n < 100 && left > 0; n++) { await rest(50); left = rowsInSight().waiting; }
  done({ rows, idle, steady, flings, bar, left });
})();
";
