//! Rules, findings and the report: station 4.
