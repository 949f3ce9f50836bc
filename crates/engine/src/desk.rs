//! The desk: everything that the command line and the window ask of the engine.
//!
//! Calls block until they are done; call them from a thread that may wait (in the window: `spawn_blocking`). They may
//! be made from several threads at once. Everything is saved before a call comes back, so closing needs no question.

use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;

use crate::error::{Error, Result, fault};
use crate::view::{
    Bills, Board, ClientDetail, ClientLine, DeclarationDetail, DeclarationPage, DeclarationQuery, Declared,
    Fix, KeyLine, Mapping, OrderStatus, Profile, Review, ReviewRow, SaveBills, Saved, Sending, Session,
    Synced, Today, VerifiedPrint,
};
use crate::work::Work;

/// Where the key of the database comes from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// The keyring of the operating system.
    Keyring,
    /// A passphrase, where there is no keyring.
    Passphrase(SecretString),
}

/// An open desk. Clones share it.
#[derive(Clone)]
pub struct Desk {}

fn not_yet<T>() -> Result<T> {
    Err(Error::new(&fault::NOT_YET))
}

impl Desk {
    /// Opens the desk in its data folder, which is made if it is not there.
    ///
    /// # Errors
    /// The folder, the keyring, a wrong passphrase, a database that the key does not open.
    pub fn open(_data: &Path, _key: &KeySource) -> Result<Desk> {
        not_yet()
    }

    /// What is open, for the frame of the window.
    ///
    /// # Errors
    /// The store.
    pub fn session(&self) -> Result<Session> {
        not_yet()
    }

    /// Remembers which client is being worked on.
    ///
    /// # Errors
    /// There is no such client.
    pub fn choose_client(&self, _client: &str) -> Result<Session> {
        not_yet()
    }

    /// Starts the sandbox, makes the practice client with its key and enrols it; harmless when it is there already.
    ///
    /// # Errors
    /// The sandbox is missing or does not start.
    pub fn start_practice(&self) -> Result<Session> {
        not_yet()
    }

    /// The day so far.
    ///
    /// # Errors
    /// The store.
    pub fn today(&self) -> Result<Today> {
        not_yet()
    }

    /// All clients.
    ///
    /// # Errors
    /// The store.
    pub fn clients(&self) -> Result<Vec<ClientLine>> {
        not_yet()
    }

    /// Adds a client; `profile` holds `name` and element names.
    ///
    /// # Errors
    /// The name is taken; the profile is wrong.
    pub fn add_client(&self, _profile: &Profile) -> Result<ClientDetail> {
        not_yet()
    }

    /// A client by its id or its name.
    ///
    /// # Errors
    /// There is no such client.
    pub fn client(&self, _client: &str) -> Result<ClientDetail> {
        not_yet()
    }

    /// Changes a client's profile.
    ///
    /// # Errors
    /// There is no such client; the profile is wrong.
    pub fn save_client(&self, _client: &str, _profile: &Profile) -> Result<ClientDetail> {
        not_yet()
    }

    /// Takes a goods book from a sheet into the client's; lines with the same article number are replaced.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn add_goods(&self, _client: &str, _path: &Path) -> Result<ClientDetail> {
        not_yet()
    }

    /// Imports a certificate with its key from a PKCS#12 file.
    ///
    /// # Errors
    /// A wrong password has its own code, `p12-wrong-password`.
    pub fn add_key(&self, _client: &str, _path: &Path, _password: &SecretString) -> Result<ClientDetail> {
        not_yet()
    }

    /// All keys, of one client or (with an empty id) of all.
    ///
    /// # Errors
    /// The store.
    pub fn keys(&self, _client: &str) -> Result<Vec<KeyLine>> {
        not_yet()
    }

    /// Opens order files for a client and guesses what the columns mean.
    ///
    /// # Errors
    /// A file cannot be read as a table; there are no orders in it.
    pub fn open_files(&self, _paths: &[PathBuf], _client: &str, _work: Work<'_>) -> Result<Mapping> {
        not_yet()
    }

    /// Says what a column means; an empty field leaves it out.
    ///
    /// # Errors
    /// There is no such import, column or field.
    pub fn map_column(&self, _import: &str, _index: u32, _field: &str) -> Result<Mapping> {
        not_yet()
    }

    /// Everything that was found in an import, by rule.
    ///
    /// # Errors
    /// There is no such import.
    pub fn review(&self, _import: &str) -> Result<Review> {
        not_yet()
    }

    /// The rows in which a rule found something; all rows for an empty rule.
    ///
    /// # Errors
    /// There is no such import.
    pub fn review_rows(&self, _import: &str, _rule: &str) -> Result<Vec<ReviewRow>> {
        not_yet()
    }

    /// Changes cells; all of them are one step for undo.
    ///
    /// # Errors
    /// There is no such import or cell; then nothing is changed.
    pub fn fix(&self, _import: &str, _fixes: &[Fix]) -> Result<Review> {
        not_yet()
    }

    /// Takes the last repair back.
    ///
    /// # Errors
    /// There is no such import.
    pub fn undo_fix(&self, _import: &str) -> Result<Review> {
        not_yet()
    }

    /// Makes a declaration of every order in which nothing stops, and keeps the others for later; in one transaction.
    /// An order that has a live declaration already is passed over.
    ///
    /// # Errors
    /// There is no such import; the disk is full, and then nothing was made.
    pub fn declare(&self, _import: &str, _work: Work<'_>) -> Result<Declared> {
        not_yet()
    }

    /// A page of declarations, newest first.
    ///
    /// # Errors
    /// The store.
    pub fn declarations(&self, _query: &DeclarationQuery) -> Result<DeclarationPage> {
        not_yet()
    }

    /// One declaration in full, by its id or its own number. What is personal is masked unless revealed; revealing is
    /// logged.
    ///
    /// # Errors
    /// There is no such declaration.
    pub fn declaration(&self, _id: &str, _reveal: bool) -> Result<DeclarationDetail> {
        not_yet()
    }

    /// What became of orders; all of them when none is named.
    ///
    /// # Errors
    /// The store.
    pub fn statuses(&self, _orders: &[String]) -> Result<Vec<OrderStatus>> {
        not_yet()
    }

    /// The XML of a message or receipt, as it was sent or came.
    ///
    /// # Errors
    /// There is no such message.
    pub fn xml(&self, _message: &str) -> Result<String> {
        not_yet()
    }

    /// The sending screen.
    ///
    /// # Errors
    /// The store.
    pub fn sending(&self) -> Result<Sending> {
        not_yet()
    }

    /// Signs declarations (all that can be, when `ids` is none) and puts them into the outbox. An empty key chooses
    /// the client's own.
    ///
    /// # Errors
    /// No usable key; the disk is full, and then nothing was signed.
    pub fn sign(&self, _key: &str, _ids: Option<&[String]>, _work: Work<'_>) -> Result<Sending> {
        not_yet()
    }

    /// Signs, and wakes the courier. Does not wait for the service.
    ///
    /// # Errors
    /// As [`Desk::sign`].
    pub fn sign_and_send(&self, _key: &str, _ids: Option<&[String]>, _work: Work<'_>) -> Result<Sending> {
        not_yet()
    }

    /// Sends what waits and is due, once. What cannot be sent now keeps waiting.
    ///
    /// # Errors
    /// The store; no service is set. A service that is down is no error: it is told in the numbers.
    pub fn send(&self) -> Result<Synced> {
        not_yet()
    }

    /// Sends what is due, then pulls receipts, waiting up to `wait` for the first.
    ///
    /// # Errors
    /// As [`Desk::send`].
    pub fn sync(&self, _wait: Duration) -> Result<Synced> {
        not_yet()
    }

    /// Sends and pulls in the background until the desk is dropped; tells of every change.
    ///
    /// # Errors
    /// The store.
    pub fn start_courier(&self, _changed: impl Fn() + Send + Sync + 'static) -> Result<()> {
        not_yet()
    }

    /// Sets the address of the clearance service.
    ///
    /// # Errors
    /// The store.
    pub fn set_service(&self, _address: &str) -> Result<()> {
        not_yet()
    }

    /// The board.
    ///
    /// # Errors
    /// The store.
    pub fn board(&self) -> Result<Board> {
        not_yet()
    }

    /// Tax bills; `find` is part of a bill, declaration or order number.
    ///
    /// # Errors
    /// The store.
    pub fn bills(&self, _find: &str) -> Result<Bills> {
        not_yet()
    }

    /// One PDF of these bills.
    ///
    /// # Errors
    /// There is no such bill; a character is missing from the font.
    pub fn bill_pdf(&self, _ids: &[String]) -> Result<Vec<u8>> {
        not_yet()
    }

    /// Saves bills as PDF files.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn save_bills(&self, _what: &SaveBills) -> Result<Saved> {
        not_yet()
    }

    /// Compares printed bills with what customs stated.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn verify_bills(&self, _paths: &[PathBuf]) -> Result<Vec<VerifiedPrint>> {
        not_yet()
    }
}
