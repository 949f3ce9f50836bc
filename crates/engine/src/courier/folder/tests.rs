//! The exchange with a client program that takes files away, gives them back, and answers late, twice, or with rubbish.

use super::hand_over::Step;

pub(super) fn reached(_: Step) {}
