//! Events fold to a status: station 12.
