//! The tax bill as a document: station 13.
