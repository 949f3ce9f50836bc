//! Work on many orders, on all cores, with progress and cancel.

use std::iter::Flatten;
use std::{thread, vec};

use clearance_core::text::Text;

use crate::error::{Error, Result, fault};
use crate::work::Work;

/// How many pieces are done between two looks at the progress.
const STEP: usize = 500;
/// Fewer pieces than this are quicker done by one thread.
const ALONE: usize = 64;

/// The answers, one after the other.
pub(super) type Answers<A> = Flatten<vec::IntoIter<Vec<A>>>;

/// Does every piece and gives the answers in the order of the pieces, without moving them once more. Each thread has tools
/// of its own.
pub(super) fn in_parts<P: Send, T, A: Send>(
    mut pieces: Vec<P>,
    work: Work<'_>,
    what: Text,
    tools: impl Fn() -> T + Sync,
    one: impl Fn(&mut T, P) -> Result<A> + Sync,
) -> Result<Answers<A>> {
    let total = pieces.len();
    let threads = if total < ALONE { 1 } else { thread::available_parallelism().map_or(1, usize::from) };
    let each = total.div_ceil(threads).max(1);
    let mut parts = Vec::with_capacity(threads);
    while pieces.len() > each {
        parts.push(pieces.split_off(pieces.len() - each));
    }
    parts.push(pieces);
    let (tools, one) = (&tools, &one);
    let do_part = |part: Vec<P>, tells: bool| -> Result<Vec<A>> {
        let mut tools = tools();
        let mut done = Vec::with_capacity(part.len());
        for (n, piece) in part.into_iter().enumerate() {
            if n % STEP == 0 && total > ALONE {
                if tells {
                    work.at((n * threads).min(total), total, what)?;
                } else if work.stopped() {
                    return Err(Error::new(&fault::CANCELLED));
                }
            }
            done.push(one(&mut tools, piece)?);
        }
        Ok(done)
    };
    let do_part = &do_part;
    let first = parts.pop().unwrap_or_default();
    let answers = thread::scope(|scope| {
        let others: Vec<_> =
            parts.into_iter().rev().map(|part| scope.spawn(move || do_part(part, false))).collect();
        let mut answers = vec![do_part(first, true)];
        for other in others {
            answers.push(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        answers
    });
    Ok(answers.into_iter().collect::<Result<Vec<_>>>()?.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_the_order_of_the_pieces() {
        for total in [0_usize, 1, 63, 64, 65, 1_001] {
            let what = Text { zh: "数", en: "counting" };
            let answers = in_parts((0..total).collect(), Work::quiet(), what, || (), |(), n| Ok(n * 2));
            assert_eq!(
                answers.expect("nothing fails").collect::<Vec<_>>(),
                (0..total).map(|n| n * 2).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn the_first_failure_is_the_answer() {
        let what = Text { zh: "数", en: "counting" };
        let one = |(): &mut (), n: usize| if n == 700 { Err(Error::new(&fault::NO_CELL)) } else { Ok(n) };
        let failed = in_parts((0..1_000).collect(), Work::quiet(), what, || (), one)
            .map(drop)
            .expect_err("one failed");
        assert_eq!(failed.code(), "no-such-cell");
    }
}
