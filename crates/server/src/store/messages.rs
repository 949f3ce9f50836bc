//! Messages as they came stood here before the intake log had a file of its own.

pub(super) const MIGRATION: &str = "
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        guid TEXT NOT NULL UNIQUE,
        digest BLOB NOT NULL,
        kind TEXT NOT NULL,
        enterprise INTEGER NOT NULL,
        at INTEGER NOT NULL,
        records INTEGER NOT NULL,
        bytes BLOB NOT NULL
    );";

/// The log holds them by now; all of them had their effect when they were stored.
pub(super) const MOVED: &str = "
    INSERT INTO meta (name, value) SELECT 'log_read', coalesce(max(id), 0) FROM messages;
    DROP TABLE messages;";
