//! The board: a column for each state.

use std::collections::BTreeMap;

use clearance_core::status::State;

use super::Desk;
use super::declarations::state_on_screen;
use crate::clock;
use crate::error::Result;
use crate::people::Right;
use crate::store::{carried, clients, declarations, moment, to_u32};
use crate::view::{Board, BoardColumn, Card, age};

/// How many cards a column shows.
const CARDS: i64 = 30;

/// States in which customs has not come to an end: the goods may not leave yet, and nobody has refused them.
const UNDER_WAY: [State; 12] = [
    State::Waiting,
    State::Received,
    State::Staged,
    State::Declaring,
    State::SentOn,
    State::Stored,
    State::Review,
    State::Approved,
    State::AwaitingArrival,
    State::Inspection,
    State::Suspended,
    State::Unknown,
];

impl Desk {
    /// How many declarations and applications are on their way: signed, and customs has not come to an end with them. Silent ones count.
    ///
    /// # Errors
    /// The store.
    pub fn under_way(&self) -> Result<u32> {
        let _acting = self.may(Right::Look)?;
        self.store().read(|c| {
            let mut count = carried::applications(c)?;
            for state in UNDER_WAY {
                count += declarations::board_column(c, "", &declarations::state_word(state)?, 0)?.0;
            }
            Ok(to_u32(count))
        })
    }

    /// The board of one client, or of all when it is empty.
    ///
    /// # Errors
    /// There is no such client; the store.
    pub fn board(&self, client: &str) -> Result<Board> {
        let _acting = self.may(Right::Look)?;
        let now = clock::now();
        let client = self.id_or_all(client)?;
        self.store().read(|c| {
            let names = clients::names(c)?;
            let mut columns: Vec<BoardColumn> = Vec::new();
            let mut sent = 0;
            for state in State::ALL {
                let word = declarations::state_word(state)?;
                let (count, oldest, rows) = declarations::board_column(c, &client, &word, CARDS)?;
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
                    let card = Card {
                        id: row.id.to_string(),
                        order_no: row.order_no.clone(),
                        client: names.get(&row.client).cloned().unwrap_or_default(),
                        note,
                        age,
                    };
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
