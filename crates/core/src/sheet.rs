//! A file as text cells: station 1.
