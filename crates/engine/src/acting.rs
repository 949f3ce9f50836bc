//! Who acts: the person on whose behalf the call at hand runs. A call of the desk runs on one thread from its beginning to
//! its end, so the thread remembers; the desk's own threads act for nobody.

use std::cell::RefCell;
use std::marker::PhantomData;

/// Whoever acts, as the log names him. The desk itself has the number 0 and no name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) id: i64,
    pub(crate) name: String,
}

thread_local! {
    static NOW: RefCell<Who> = RefCell::default();
}

/// Whoever acts at this moment.
pub(crate) fn now() -> Who {
    NOW.with_borrow(Clone::clone)
}

/// Until this goes, the person acts. Stays on its thread.
#[must_use = "whoever acts, acts as long as this lives: `let _acting = …`"]
pub(crate) struct Acting {
    before: Who,
    // The thread that began it ends it.
    _here: PhantomData<*const ()>,
}

/// A person begins to act on this thread.
pub(crate) fn by(who: Who) -> Acting {
    Acting { before: NOW.replace(who), _here: PhantomData }
}

impl Drop for Acting {
    fn drop(&mut self) {
        NOW.replace(std::mem::take(&mut self.before));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_acts_does_so_for_a_while_and_on_one_thread() {
        let who = |id| Who { id, name: format!("{id}") };
        assert_eq!(now(), Who::default());
        let outer = by(who(1));
        {
            let _inner = by(who(2));
            assert_eq!(now(), who(2));
        }
        assert_eq!(now(), who(1));
        let elsewhere = std::thread::spawn(now).join().expect("a thread");
        assert_eq!(elsewhere, Who::default());
        drop(outer);
        assert_eq!(now(), Who::default());
    }
}
