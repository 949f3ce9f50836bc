//! People: who works, and what each of them may do. A desk of one person asks nobody.

use std::time::Duration;

use secrecy::SecretString;

use super::{Desk, Inner, held};
use crate::acting::{self, Acting, Who};
use crate::clock;
use crate::error::{Error, Result, fault};
use crate::people::{Person, Right, Role, hashed, is_pin, wait_after};
use crate::store::people::{self, OWNER, PersonRow};
use crate::store::{activity, moment};
use crate::view::{PersonForm, PersonLine, Session};

/// Longest name of a person, in signs.
const LONGEST_NAME: usize = 40;

impl Desk {
    /// Whoever works may do this; until the answer goes, he is the one who acts.
    pub(crate) fn may(&self, act: Right) -> Result<Acting> {
        let who = held(&self.inner().acting);
        let person = who.as_ref().ok_or_else(|| Error::new(&fault::WHO_WORKS))?;
        if !person.may(act) {
            let roles = |of: fn(Role) -> &'static str| act.roles().iter().map(|r| of(*r)).collect::<Vec<_>>();
            let zh = roles(|role| role.name().zh).join("、");
            let en = roles(|role| role.name().en).join(", ");
            let says = clearance_core::text::Sentence::new(
                format!("{}：{}（需要：{zh}）", fault::NOT_YOUR_ROLE.says.zh, act.name().zh),
                format!("{}: {} (needs: {en})", fault::NOT_YOUR_ROLE.says.en, act.name().en),
            );
            return Err(Error::told(
                fault::NOT_YOUR_ROLE.code,
                says,
                fault::NOT_YOUR_ROLE.help.into(),
                false,
            ));
        }
        Ok(acting::by(Who { id: person.id, name: person.name.clone() }))
    }

    /// Everybody who works here, in the order of their coming.
    ///
    /// # Errors
    /// The store.
    pub fn people(&self) -> Result<Vec<PersonLine>> {
        let all = self.store().read(people::all)?;
        Ok(all.iter().filter(|row| !row.retired).map(|row| line(&Person::read(row))).collect())
    }

    /// Who works now; nobody as long as a desk of several people was not told.
    #[must_use]
    pub fn who_works(&self) -> Option<PersonLine> {
        held(&self.inner().acting).as_ref().map(line)
    }

    /// A person begins to work, by number or name. The PIN is asked of whoever has one; wrong ones cost more time each.
    ///
    /// # Errors
    /// There is no such person; the PIN is wrong or missing; too many were wrong.
    pub fn sign_in(&self, person: &str, pin: Option<&SecretString>) -> Result<Session> {
        let row = self.person(person)?;
        self.check_pin(&row, pin)?;
        let person = Person::read(&row);
        {
            let _acting = acting::by(Who { id: person.id, name: person.name.clone() });
            self.store()
                .write(|tx| activity::log(tx, clock::now().unix_ms(), "signed-in", &row.id.to_string()))?;
        }
        *held(&self.inner().acting) = Some(person);
        self.session()
    }

    /// Nobody works any more, until somebody says that he does. Means nothing on a desk of one person.
    ///
    /// # Errors
    /// The store.
    pub fn sign_out(&self) -> Result<Session> {
        if self.people()?.len() > 1
            && let Some(person) = held(&self.inner().acting).take()
        {
            let _acting = acting::by(Who { id: person.id, name: person.name.clone() });
            let at = clock::now().unix_ms();
            self.store().write(|tx| activity::log(tx, at, "signed-out", &person.id.to_string()))?;
        }
        self.session()
    }

    /// Adds a person. From the second one on the desk asks who works.
    ///
    /// # Errors
    /// The name is taken or none; there is no role.
    pub fn add_person(&self, form: &PersonForm, pin: Option<&SecretString>) -> Result<Vec<PersonLine>> {
        let _acting = self.may(Right::People)?;
        let (name, roles) = read(form)?;
        let pin = pin.map(hashed).transpose()?;
        let at = clock::now().unix_ms();
        self.store().write(|tx| {
            let id = people::insert(tx, &name, &Role::write(&roles), at)?;
            let id = id.ok_or_else(|| Error::new(&fault::PERSON_NAME).on(&name))?;
            if let Some((hash, salt)) = &pin {
                people::set_pin(tx, id, hash, salt)?;
            }
            let details = [
                ("name", name.clone()),
                ("roles", Role::write(&roles)),
                ("pin", if pin.is_some() { "yes" } else { "no" }.to_owned()),
            ];
            activity::log_of(tx, at, "person-added", "", &id.to_string(), &details).map(|_| ())
        })?;
        self.people()
    }

    /// Changes name and roles of a person; of the owner only the name.
    ///
    /// # Errors
    /// There is no such person; the name is taken or none; somebody else than the owner changes the owner.
    pub fn change_person(&self, person: &str, form: &PersonForm) -> Result<Vec<PersonLine>> {
        let _acting = self.may(Right::People)?;
        let row = self.person(person)?;
        let (name, mut roles) = read(form)?;
        if row.id == OWNER {
            self.only_the_owner()?;
            roles = Role::ALL.to_vec();
        }
        let at = clock::now().unix_ms();
        self.store().write(|tx| {
            if !people::change(tx, row.id, &name, &Role::write(&roles))? {
                return Err(Error::new(&fault::PERSON_NAME).on(&name));
            }
            let details = [
                ("name", name.clone()),
                ("was", row.name.clone()),
                ("roles", Role::write(&roles)),
                ("roles-were", row.roles.clone()),
            ];
            activity::log_of(tx, at, "person-changed", "", &row.id.to_string(), &details).map(|_| ())
        })?;
        self.read_anew(row.id)?;
        self.people()
    }

    /// A person works here no more. The log keeps the name, and nobody else gets it.
    ///
    /// # Errors
    /// There is no such person; it is the owner.
    pub fn retire_person(&self, person: &str) -> Result<Vec<PersonLine>> {
        let _acting = self.may(Right::People)?;
        let row = self.person(person)?;
        if row.id == OWNER {
            return Err(Error::new(&fault::OWNER_STAYS));
        }
        let at = clock::now().unix_ms();
        self.store().write(|tx| {
            people::retire(tx, row.id)?;
            let details = [("name", row.name.clone())];
            activity::log_of(tx, at, "person-retired", "", &row.id.to_string(), &details).map(|_| ())
        })?;
        self.read_anew(row.id)?;
        self.people()
    }

    /// Sets a new PIN, or none. One's own needs the old one; a manager sets that of others, but not the owner's.
    ///
    /// # Errors
    /// There is no such person; the old PIN is wrong; the new one is too short.
    pub fn set_pin(
        &self,
        person: &str,
        old: Option<&SecretString>,
        new: Option<&SecretString>,
    ) -> Result<Vec<PersonLine>> {
        let row = self.person(person)?;
        let own = held(&self.inner().acting).as_ref().is_some_and(|person| person.id == row.id);
        let _acting = self.may(if own { Right::Look } else { Right::People })?;
        if own {
            self.check_pin(&row, old)?;
        } else if row.id == OWNER {
            self.only_the_owner()?;
        }
        let hashed = new.map(hashed).transpose()?;
        let at = clock::now().unix_ms();
        self.store().write(|tx| {
            let (hash, salt) = hashed.clone().unwrap_or_default();
            people::set_pin(tx, row.id, &hash, &salt)?;
            let what = if hashed.is_some() { "pin-set" } else { "pin-removed" };
            activity::log_of(tx, at, what, "", &row.id.to_string(), &[("name", row.name.clone())]).map(|_| ())
        })?;
        self.read_anew(row.id)?;
        self.people()
    }

    fn only_the_owner(&self) -> Result<()> {
        let owner = held(&self.inner().acting).as_ref().is_some_and(Person::is_owner);
        if owner { Ok(()) } else { Err(Error::new(&fault::OWNER_STAYS)) }
    }

    fn person(&self, person: &str) -> Result<PersonRow> {
        let found = self.store().read(|c| people::find(c, person.trim()))?;
        found.ok_or_else(|| Error::new(&fault::NO_PERSON))
    }

    /// A try counts before it is judged, so that many at once are worth no more than one.
    fn check_pin(&self, row: &PersonRow, pin: Option<&SecretString>) -> Result<()> {
        if row.pin.is_empty() {
            return Ok(());
        }
        let pin = pin.ok_or_else(|| Error::new(&fault::WRONG_PERSON_PIN))?;
        let now = clock::now().unix_ms();
        let number = row.id.to_string();
        let row = self.store().write(|tx| {
            let row = people::find(tx, &number)?.filter(|found| found.id == row.id);
            let row = row.ok_or_else(|| Error::new(&fault::NO_PERSON))?;
            // A clock that was put back must not lock anybody out for longer than the longest wait.
            let wait = (row.next_at - now).min(wait_after(row.tries));
            if wait > 0 {
                let wait = Duration::from_millis(u64::try_from(wait).unwrap_or_default());
                return Err(Error::new(&fault::PIN_WAIT).on(moment(row.next_at)).after(wait));
            }
            people::tried(tx, row.id, row.tries + 1, now + wait_after(row.tries + 1))?;
            Ok(row)
        })?;
        if is_pin(&row, pin)? {
            return self.store().write(|tx| people::tried(tx, row.id, 0, 0));
        }
        self.store().write(|tx| activity::log(tx, now, "sign-in-refused", &row.id.to_string()))?;
        Err(Error::new(&fault::WRONG_PERSON_PIN))
    }

    /// Whoever works now may have been given another role, or none.
    fn read_anew(&self, id: i64) -> Result<()> {
        let row = self.store().read(|c| people::find(c, &id.to_string()))?.filter(|row| row.id == id);
        let mut acting = held(&self.inner().acting);
        if acting.as_ref().is_some_and(|person| person.id == id) {
            *acting = row.as_ref().map(Person::read);
        }
        Ok(())
    }
}

impl Inner {
    /// Who works when the desk is opened: the only person there is, or nobody yet.
    pub(super) fn first_to_work(&self) -> Result<()> {
        let all = self.store.read(people::all)?;
        let mut here = all.iter().filter(|row| !row.retired);
        let only = here.next().filter(|_| here.next().is_none());
        *held(&self.acting) = only.map(Person::read);
        Ok(())
    }
}

pub(super) fn line(person: &Person) -> PersonLine {
    PersonLine {
        id: person.id.to_string(),
        name: person.name.clone(),
        roles: person.roles.iter().map(|role| role.word().to_owned()).collect(),
        owner: person.is_owner(),
        has_pin: person.has_pin,
    }
}

fn read(form: &PersonForm) -> Result<(String, Vec<Role>)> {
    let name = form.name.trim().to_owned();
    let signs = name.chars().count();
    // A name that is a number would be taken for the number of a person.
    let usable = name.chars().all(|c| !c.is_control()) && name.parse::<i64>().is_err();
    if signs == 0 || signs > LONGEST_NAME || !usable {
        return Err(Error::new(&fault::PERSON_NAME));
    }
    let roles = Role::read(&form.roles.join(" "));
    if roles.is_empty() || form.roles.iter().any(|word| Role::read(word).len() != 1) {
        return Err(Error::new(&fault::PERSON_ROLES).on(form.roles.join(" ")));
    }
    Ok((name, roles))
}
