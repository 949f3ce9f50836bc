//! The same work over many things on all cores, in order.

/// Applies `work` to each item. A few items are done on the spot: a thread would cost more.
pub(crate) fn each<T: Send, R: Send>(items: Vec<T>, workers: usize, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let share = items.len().div_ceil(workers.max(1));
    if workers < 2 || share < 2 {
        return items.into_iter().map(work).collect();
    }
    let mut shares: Vec<Vec<T>> = Vec::with_capacity(workers);
    let mut rest = items.into_iter();
    loop {
        let part: Vec<T> = rest.by_ref().take(share).collect();
        if part.is_empty() {
            break;
        }
        shares.push(part);
    }
    let work = &work;
    std::thread::scope(|scope| {
        let threads: Vec<_> = shares
            .into_iter()
            .map(|part| scope.spawn(move || part.into_iter().map(work).collect::<Vec<R>>()))
            .collect();
        // A panic in one share is a panic of the whole batch, which undoes it.
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_kept_for_any_number_of_workers() {
        for workers in 0..5 {
            for count in 0..9 {
                let doubled: Vec<usize> = (0..count).map(|n| n * 2).collect();
                assert_eq!(each((0..count).collect(), workers, |n| n * 2), doubled);
            }
        }
    }
}
