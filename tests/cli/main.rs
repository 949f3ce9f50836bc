//! The command line as a user meets it: exit codes, the JSON that is documented, both languages, and bad input.

mod alone;
mod bad_files;
mod bad_service;
mod batch;
mod envelopes;
mod full_disk;
mod imports;
mod life;
mod payment_data;
mod people;
mod keys;
mod shapes;
mod shell;
mod signatures;
mod tables;
mod watch;
mod with_data;
mod workbooks;
