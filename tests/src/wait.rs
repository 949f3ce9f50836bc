//! Waiting for what must come, with a bound.

use std::time::{Duration, Instant};

/// Asks until the answer is yes; a test that waits longer than the bound has failed.
///
/// # Panics
/// It never came.
pub fn until(what: &str, bound: Duration, mut came: impl FnMut() -> bool) {
    let end = Instant::now() + bound;
    while !came() {
        assert!(Instant::now() < end, "{what}: not within {bound:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
