//! The board: a column for each state.

use std::collections::BTreeMap;

use clearance_core::status::State;

use super::Desk;
use super::declarations::state_on_screen;
use crate::clock;
use crate::error::Result;
use crate::store::{declarations, moment, to_u32};
use crate::view::{Board, BoardColumn, Card, age};

/// How many cards a column shows.
const CARDS: i64 = 30;

impl Desk {
    /// The board.
    ///
    /// # Errors
    /// The store.
    pub fn board(&self) -> Result<Board> {
        let now = clock::now();
        self.store().read(|c| {
            let mut columns: Vec<BoardColumn> = Vec::new();
            let mut sent = 0;
            for state in State::ALL {
                let word = declarations::state_word(state)?;
                let (count, oldest, rows) = declarations::board_column(c, &word, CARDS)?;
                if count == 0 {
                    continue;
                }
                if !matches!(state, State::Draft | State::ToSign | State::Waiting | State::Refused) {
                    sent += count;
                }
                // States that share a column in the fold may stand apart by their code, such as the kinds of detention.
                let mut by_word: BTreeMap<String, Vec<Card>> = BTreeMap::new();
                for row in &rows {
                    let note = if row.reason.is_empty() { row.goods.clone() } else { row.reason.clone() };
                    let age = age(moment(row.since), now);
                    let card = Card { id: row.id.to_string(), order_no: row.order_no.clone(), note, age };
                    by_word.entry(state_on_screen(row, now.unix_ms())).or_default().push(card);
                }
                let whole = by_word.len() == 1;
                for (state, cards) in by_word {
                    let count = if whole { to_u32(count) } else { crate::view::count(cards.len()) };
                    columns.push(BoardColumn { state, count, oldest: age(moment(oldest), now), cards });
                }
            }
            Ok(Board { sent: to_u32(sent), columns })
        })
    }
}
