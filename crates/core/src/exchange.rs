//! What crosses between desk and service.
