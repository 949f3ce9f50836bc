//! Identifiers and their check digits.
