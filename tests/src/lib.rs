//! What journeys and the tests of the programs share: brokers, offices, stubs, and the programs themselves.

pub mod bridge;
pub mod broker;
pub mod eport;
pub mod office;
pub mod program;
pub mod sealed;
pub mod stub;
pub mod wait;
