//! Clients: their profiles, choices and keys.

use std::path::Path;

use clearance_core::cn::codes::{Codes, Tables};
use clearance_core::time::BeijingTime;
use secrecy::SecretString;

use super::session::client_line;
use super::{Desk, Inner, KeyPlace, KeyWish};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::keys;
use crate::people::Right;
use crate::profile::numbering::Pattern;
use crate::profile::{Client, check};
use crate::store::{self, activity, clients, declarations, goods, to_i64, to_u32};
use crate::view::{
    ChoiceKind, ClientDetail, ClientForm, ClientLine, FieldNote, FormCheck, KeyLine, Mapping, Mark, Printing,
    Profile, Said,
};

impl Desk {
    /// All clients; the archived ones last.
    ///
    /// # Errors
    /// The store.
    pub fn clients(&self) -> Result<Vec<ClientLine>> {
        Ok(self.inner().clients()?.iter().map(client_line).collect())
    }

    /// Adds a client; `profile` holds `name` and element names.
    ///
    /// # Errors
    /// The name is taken; the profile is wrong.
    pub fn add_client(&self, profile: &Profile) -> Result<ClientDetail> {
        let _acting = self.may(Right::Clients)?;
        self.add_client_like("", profile)
    }

    /// Adds a client that begins as another one is: profile, choices and printing, but not its goods, keys and numbers.
    /// An empty `like` begins with nothing.
    ///
    /// # Errors
    /// There is no such client; the name is taken; the profile is wrong.
    pub fn add_client_like(&self, like: &str, profile: &Profile) -> Result<ClientDetail> {
        let _acting = self.may(Right::Clients)?;
        let id = clock::guid()?;
        let mut client = match like {
            "" => Client::new(id),
            like => {
                let like = self.inner().client(like)?;
                let fresh = Client {
                    name: String::new(),
                    practice: false,
                    archived: false,
                    numbering: String::new(),
                    ..like
                };
                Client { id, folder: None, ..fresh }
            }
        };
        client.put(profile)?;
        let row = client.write()?;
        let at = clock::now().unix_ms();
        let added = self.store().write(|tx| {
            let added = clients::insert(tx, &row, at)?;
            if added {
                activity::log_of(tx, at, "client-added", &client.id, &client.id, &[])?;
            }
            Ok(added)
        })?;
        if added { self.client(&client.id) } else { Err(Error::new(&fault::CLIENT_EXISTS).on(&client.name)) }
    }

    /// A client by its id or its name.
    ///
    /// # Errors
    /// There is no such client.
    pub fn client(&self, client: &str) -> Result<ClientDetail> {
        let _acting = self.may(Right::Look)?;
        let client = self.inner().client(client)?;
        Ok(ClientDetail {
            id: client.id.clone(),
            name: client.name.clone(),
            practice: client.practice,
            archived: client.archived,
            profile: client.form(),
            choices: client.all_choices(),
            numbering: client.numbering.clone(),
            printing: client.printing.clone(),
            needs: check::needs(&client),
            goods: to_u32(self.store().read(|c| goods::count(c, &client.id))?),
            keys: self.keys(&client.id)?,
        })
    }

    /// Changes a client's profile.
    ///
    /// # Errors
    /// There is no such client; the name is taken; the profile is wrong.
    pub fn save_client(&self, client: &str, profile: &Profile) -> Result<ClientDetail> {
        let _acting = self.may(Right::Clients)?;
        let mut client = self.inner().client(client)?;
        client.put(profile)?;
        self.keep(&client)
    }

    /// Changes everything about a client that the form names.
    ///
    /// # Errors
    /// There is no such client; the name is taken; a field is wrong, as [`Desk::check_client`] tells.
    pub fn change_client(&self, client: &str, form: &ClientForm) -> Result<ClientDetail> {
        let _acting = self.may(Right::Clients)?;
        let mut client = self.inner().client(client)?;
        let mut whole = form.clone();
        whole.profile.entry("name".into()).or_insert_with(|| client.name.clone());
        let checked = self.check_client(&client.id, &whole)?;
        if let Some(wrong) = checked.notes.iter().find(|note| note.mark == Mark::Stops) {
            return Err(Error::new(&fault::PROFILE).on(format!("{}: {}", wrong.field, wrong.says.zh)));
        }
        client.put(&whole.profile)?;
        if let Some(choices) = &form.choices {
            client.put_choices(choices);
        }
        if let Some(numbering) = &form.numbering {
            numbering.trim().clone_into(&mut client.numbering);
        }
        if let Some(printing) = &form.printing {
            client.printing = printing.clone();
        }
        self.keep(&client)
    }

    /// What a form would do: what is wrong in it by field, what its codes mean, and its next number.
    ///
    /// # Errors
    /// The store. What is wrong with the form is no error.
    pub fn check_client(&self, client: &str, form: &ClientForm) -> Result<FormCheck> {
        let _acting = self.may(Right::Look)?;
        let tables = self.tables_today();
        let mut notes = check::notes(form, &tables);
        let id = self.inner().client(client).map(|client| client.id).unwrap_or_default();
        let others: Vec<Client> =
            self.inner().clients()?.into_iter().filter(|other| other.id != id).collect();
        let name = form.profile.get("name").map_or("", |name| name.trim());
        if others.iter().any(|other| other.name == name) {
            notes.push(stop("name", "已有同名客户", "There is a client of this name"));
        }
        let numbering = form.numbering.as_deref().unwrap_or_default().trim();
        let pattern = Pattern::read(numbering).ok();
        if let Some(pattern) = pattern.as_ref().filter(|pattern| !pattern.tells_client())
            && others.iter().any(|other| Pattern::read(&other.numbering).ok().as_ref() == Some(pattern))
        {
            notes.push(stop(
                "numbering",
                "另一个客户用着同样的规则，号码会重复",
                "Another client has this pattern: numbers would repeat",
            ));
        }
        let next = if id.is_empty() { 1 } else { self.store().read(|c| clients::next_number(c, &id))? };
        // A new client has no id yet; any will do for an example.
        let tag = if id.is_empty() { clock::guid()? } else { id };
        Ok(FormCheck {
            notes,
            names: names(form, &tables),
            next_number: pattern.map(|pattern| pattern.write(&tag, clock::now(), next)).unwrap_or_default(),
        })
    }

    /// Takes a client out of the lists, or back into them. All its data stays, and what is on its way goes on.
    ///
    /// # Errors
    /// There is no such client.
    pub fn archive_client(&self, client: &str, archived: bool) -> Result<ClientDetail> {
        let _acting = self.may(Right::Clients)?;
        let mut client = self.inner().client(client)?;
        client.archived = archived;
        self.keep(&client)
    }

    /// How the tax bills of a client are printed where nothing else is said.
    ///
    /// # Errors
    /// There is no such client.
    pub fn printing(&self, client: &str) -> Result<Printing> {
        let _acting = self.may(Right::Look)?;
        if client.is_empty() { Ok(Printing::default()) } else { Ok(self.inner().client(client)?.printing) }
    }

    /// Uses another of the client's choices for one open import, such as another port; named by label or code.
    ///
    /// # Errors
    /// There is no such import or choice.
    pub fn choose_for_import(&self, import: &str, kind: ChoiceKind, label: &str) -> Result<Mapping> {
        let _acting = self.may(Right::Import)?;
        self.with_import(import, |import, _| {
            let mut client = import.client.clone();
            if !client.choose(kind, label) {
                return Err(Error::new(&fault::NO_CHOICE).on(label));
            }
            import.use_client(client);
            Ok(import.mapping())
        })
    }

    pub(super) fn keep(&self, client: &Client) -> Result<ClientDetail> {
        let row = client.write()?;
        let kept = self.store().write(|tx| {
            let kept = clients::update(tx, &row)?;
            if kept {
                activity::log_of(tx, clock::now().unix_ms(), "client-changed", &client.id, &client.id, &[])?;
            }
            Ok(kept)
        })?;
        if !kept {
            return Err(Error::new(&fault::CLIENT_EXISTS).on(&client.name));
        }
        self.renew(&client.id)?;
        self.client(&client.id)
    }

    /// Open imports of a client see what was changed about it.
    pub(super) fn renew(&self, client: &str) -> Result<()> {
        self.inner().each_open(client, |import| {
            let mut now = self.inner().client_with_goods(client)?;
            for (kind, label) in import.client.chosen.clone() {
                now.choose(kind, &label);
            }
            import.use_client(now);
            Ok(())
        })
    }

    /// Imports a certificate with its key from a PKCS#12 file.
    ///
    /// # Errors
    /// A wrong password has its own code, `p12-wrong-password`.
    pub fn add_key(&self, client: &str, path: &Path, password: &SecretString) -> Result<ClientDetail> {
        let _acting = self.may(Right::Keys)?;
        let wish = KeyWish { keep_pin: true, ..KeyWish::default() };
        let key = self.register_key(client, &KeyPlace::File(path.to_owned()), Some(password), &wish)?;
        self.client(&key.client_id)
    }

    /// All keys, of one client or (with an empty id) of all.
    ///
    /// # Errors
    /// The store; there is no such client.
    pub fn keys(&self, client: &str) -> Result<Vec<KeyLine>> {
        let _acting = self.may(Right::Look)?;
        let id = self.id_or_all(client)?;
        let now = clock::now();
        let rows = self.store().read(|c| store::keys::of(c, &id))?;
        Ok(rows.iter().map(|row| keys::line(row, now)).collect())
    }
}

fn stop(field: &str, zh: &str, en: &str) -> FieldNote {
    FieldNote { field: field.to_owned(), mark: Mark::Stops, says: Said::new(zh, en) }
}

/// The names behind the codes of a form.
fn names(form: &ClientForm, tables: &Tables) -> std::collections::BTreeMap<String, String> {
    let of = |element: &str, code: &str| {
        let table = match element {
            "customsCode" | "portCode" => Codes::District,
            "country" => Codes::Country,
            "trafMode" => Codes::Transport,
            "wrapType" => Codes::Wrap,
            _ => return None,
        };
        tables.name(table, code.trim()).map(str::to_owned)
    };
    let profile =
        form.profile.iter().filter_map(|(element, code)| Some((element.clone(), of(element, code)?)));
    let mut names: std::collections::BTreeMap<String, String> = profile.collect();
    for kind in ChoiceKind::ALL {
        let of_kind = form.choices.iter().flatten().filter(|choice| choice.kind == kind);
        for (place, choice) in of_kind.enumerate() {
            for element in kind.elements() {
                if let Some(name) = of(element, choice.value(element)) {
                    names.insert(format!("{}.{place}.{element}", kind.word()), name);
                }
            }
        }
    }
    names
}

impl Inner {
    /// A client with its articles, for reading orders.
    pub(super) fn client_with_goods(&self, client: &str) -> Result<Client> {
        let mut client = self.client(client)?;
        let rows = self.store.read(|c| goods::all(c, &client.id))?;
        client.goods = std::sync::Arc::new(rows.into_iter().map(super::goods::article).collect());
        Ok(client)
    }
}

impl Inner {
    /// Fresh own numbers for so many declarations of a client. None of them was ever given by this client before, nor
    /// stands in any declaration; they are not given again, whatever becomes of the declarations.
    pub(super) fn own_numbers(
        &self,
        client: &Client,
        now: BeijingTime,
        how_many: usize,
    ) -> Result<Vec<String>> {
        let pattern = Pattern::read(&client.numbering).unwrap_or_else(|_| Pattern::usual());
        let mut numbers = Vec::with_capacity(how_many);
        while numbers.len() < how_many {
            let more = to_i64(how_many - numbers.len());
            self.store.write(|tx| {
                let first = clients::take_numbers(tx, &client.id, more)?;
                for number in first..first + more {
                    let number = pattern.write(&client.id, now, number);
                    if declarations::find(tx, &number)?.is_none() {
                        numbers.push(number);
                    }
                }
                Ok(())
            })?;
        }
        Ok(numbers)
    }
}
