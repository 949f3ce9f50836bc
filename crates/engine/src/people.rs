//! Who may do what: roles, and the table of acts that each of them may do.

use argon2::{Algorithm, Argon2, Params, Version};
use clearance_core::text::Text;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq as _;

use crate::clock;
use crate::error::{Error, Result, fault};
use crate::store::people::{OWNER, PersonRow};

/// What a person is on this desk. One may be several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Imports, repairs, declares, signs and sends.
    Declarant,
    /// Looks at what others declared, approves it or sends it back.
    Reviewer,
    /// Prints and keeps bills and the log.
    Archivist,
    /// People, keys, connections, tables and the rules of the desk.
    Manager,
}

impl Role {
    pub(crate) const ALL: [Role; 4] = [Role::Declarant, Role::Reviewer, Role::Archivist, Role::Manager];

    /// Stable word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Role::Declarant => "declarant",
            Role::Reviewer => "reviewer",
            Role::Archivist => "archivist",
            Role::Manager => "manager",
        }
    }

    pub(crate) fn name(self) -> Text {
        match self {
            Role::Declarant => Text { zh: "申报员", en: "declarant" },
            Role::Reviewer => Text { zh: "复核员", en: "reviewer" },
            Role::Archivist => Text { zh: "档案员", en: "archivist" },
            Role::Manager => Text { zh: "管理员", en: "manager" },
        }
    }

    /// The roles of a text of words with blanks between, each once and in their order.
    pub(crate) fn read(words: &str) -> Vec<Role> {
        Role::ALL.into_iter().filter(|role| words.split(' ').any(|word| word == role.word())).collect()
    }

    pub(crate) fn write(roles: &[Role]) -> String {
        let all = Role::ALL.into_iter().filter(|role| roles.contains(role)).map(Role::word);
        all.collect::<Vec<_>>().join(" ")
    }
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident $word:literal $zh:literal $en:literal [$($role:ident)*];)*) => {
        /// What can be done on the desk.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Right { $($(#[$doc])* $name,)* }

        impl Right {
            /// All of them, in the order of the table.
            #[cfg(test)]
            pub(crate) const ALL: &[Right] = &[$(Right::$name),*];

            /// Stable word.
            #[cfg(test)]
            pub(crate) fn word(self) -> &'static str {
                match self { $(Right::$name => $word,)* }
            }

            pub(crate) fn name(self) -> Text {
                match self { $(Right::$name => Text { zh: $zh, en: $en },)* }
            }

            /// The roles that may do it. The owner may do everything.
            pub(crate) fn roles(self) -> &'static [Role] {
                match self { $(Right::$name => &[$(Role::$role),*],)* }
            }
        }
    };
}

acts! {
    /// Lists, states and figures, with what is personal masked.
    Look "look" "查看" "look" [Declarant Reviewer Archivist Manager];
    /// Open files, map, repair, declare, undo; and to ask for a review again.
    Import "import" "导入和生成清单" "import and declare" [Declarant];
    /// Approve or send back.
    Review "review" "复核" "review" [Reviewer];
    /// Sign and send.
    Sign "sign" "签名和发送" "sign and send" [Declarant Reviewer];
    /// Change, delete, cancel, return; answer a demand for payment data.
    Life "life" "改单、删单、撤单、退货" "change, delete, cancel and return" [Declarant];
    /// See what is personal.
    Reveal "reveal" "查看完整的个人信息" "see personal data in full" [Declarant Reviewer];
    /// Print, save and export bills.
    Print "print" "打印和导出税单" "print and export bills" [Declarant Archivist];
    /// Profiles and goods books of clients.
    Clients "clients" "修改客户资料" "change clients" [Declarant Manager];
    /// Register keys.
    Keys "keys" "登记证书" "register keys" [Manager];
    /// Services, folders, and what the desk watches by itself.
    Connect "connect" "设置申报通道" "set up connections" [Manager];
    /// Install and correct tables.
    Tables "tables" "更新代码表" "change tables" [Manager];
    /// Read the activity log.
    ReadLog "read-log" "查看操作日志" "read the activity log" [Reviewer Archivist Manager];
    /// Export it.
    ExportLog "export-log" "导出操作日志" "export the activity log" [Archivist Manager];
    /// People, roles and four eyes.
    People "people" "管理人员和复核规则" "manage people and reviews" [Manager];
}

/// A person who works here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) roles: Vec<Role>,
    pub(crate) has_pin: bool,
}

impl Person {
    pub(crate) fn read(row: &PersonRow) -> Person {
        Person {
            id: row.id,
            name: row.name.clone(),
            roles: Role::read(&row.roles),
            has_pin: !row.pin.is_empty(),
        }
    }

    pub(crate) fn is_owner(&self) -> bool {
        self.id == OWNER
    }

    /// Whether the person may do that.
    pub(crate) fn may(&self, act: Right) -> bool {
        self.is_owner() || act.roles().iter().any(|role| self.roles.contains(role))
    }
}

/// Shortest PIN.
const SHORTEST: usize = 4;
/// Longest PIN: nobody hashes a book.
const LONGEST: usize = 64;
/// Wrong PINs that cost no time.
const FREE: i64 = 3;
/// Longest wait, in milliseconds.
const LONGEST_WAIT: i64 = 15 * 60 * 1000;

/// How long after so many wrong PINs none is tried, in milliseconds: 5 seconds, then twice as long each time.
pub(crate) fn wait_after(tries: i64) -> i64 {
    if tries < FREE {
        return 0;
    }
    let doubled = u32::try_from(tries - FREE).unwrap_or(u32::MAX).min(20);
    (5_000_i64 << doubled).min(LONGEST_WAIT)
}

/// Hash and salt of a new PIN.
pub(crate) fn hashed(pin: &SecretString) -> Result<(String, String)> {
    let signs = pin.expose_secret().chars().count();
    if !(SHORTEST..=LONGEST).contains(&signs) {
        return Err(Error::new(&fault::WEAK_PIN));
    }
    let mut salt = [0_u8; 16];
    clock::random(&mut salt)?;
    let salt: String = salt.iter().map(|octet| format!("{octet:02x}")).collect();
    Ok((hash(pin, &salt)?, salt))
}

/// Whether it is that PIN.
pub(crate) fn is_pin(row: &PersonRow, pin: &SecretString) -> Result<bool> {
    if pin.expose_secret().chars().count() > LONGEST {
        return Ok(false);
    }
    Ok(hash(pin, &row.salt)?.as_bytes().ct_eq(row.pin.as_bytes()).into())
}

/// Argon2id with 19 MiB and two passes, the least that OWASP advises (Password Storage Cheat Sheet, 2025): the database is
/// encrypted besides.
fn hash(pin: &SecretString, salt: &str) -> Result<String> {
    let unusable = |_| Error::new(&fault::STORED);
    let params = Params::new(19_456, 2, 1, Some(32)).map_err(unusable)?;
    let mut hash = [0_u8; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.expose_secret().as_bytes(), salt.as_bytes(), &mut hash)
        .map_err(unusable)?;
    Ok(hash.iter().map(|octet| format!("{octet:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: i64, roles: &[Role]) -> Person {
        Person { id, name: "x".into(), roles: roles.to_vec(), has_pin: false }
    }

    #[test]
    fn every_role_may_do_just_what_the_table_says() {
        // role: acts, as a manager would write them down.
        let table = [
            (Role::Declarant, "look import sign life reveal print clients"),
            (Role::Reviewer, "look review sign reveal read-log"),
            (Role::Archivist, "look print read-log export-log"),
            (Role::Manager, "look clients keys connect tables read-log export-log people"),
        ];
        for (role, acts) in table {
            let may: Vec<&str> =
                Right::ALL.iter().filter(|act| person(2, &[role]).may(**act)).map(|act| act.word()).collect();
            assert_eq!(may.join(" "), acts, "{}", role.word());
        }
        assert!(Right::ALL.iter().all(|act| person(OWNER, &[]).may(*act)), "the owner may do everything");
        assert!(
            !Right::ALL.iter().any(|act| person(2, &[]).may(*act)),
            "without a role nobody may do anything"
        );
        let both = person(2, &[Role::Declarant, Role::Reviewer]);
        assert!(both.may(Right::Import) && both.may(Right::Review) && !both.may(Right::People));
    }

    #[test]
    fn acts_have_names_in_both_languages_and_words_of_their_own() {
        let mut words: Vec<&str> = Right::ALL.iter().map(|act| act.word()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Right::ALL.len());
        assert!(
            Right::ALL
                .iter()
                .all(|act| act.name().zh.chars().any(|c| c > '\u{4e00}') && !act.name().en.is_empty())
        );
    }

    #[test]
    fn roles_are_read_as_they_were_written() {
        assert_eq!(Role::read("manager reviewer unknown"), [Role::Reviewer, Role::Manager]);
        assert_eq!(Role::write(&[Role::Manager, Role::Declarant, Role::Manager]), "declarant manager");
    }

    #[test]
    fn wrong_pins_cost_more_each_time() {
        let seconds: Vec<i64> = (0..7).map(|tries| wait_after(tries) / 1000).collect();
        assert_eq!(seconds, [0, 0, 0, 5, 10, 20, 40]);
        assert_eq!(wait_after(1_000), LONGEST_WAIT);
    }

    #[test]
    fn a_pin_is_kept_as_its_hash_only() {
        let pin = |text: &str| SecretString::from(text.to_owned());
        let (hash, salt) = hashed(&pin("2468")).expect("long enough");
        let (other, _) = hashed(&pin("2468")).expect("long enough");
        assert_ne!(hash, other, "each has a salt of its own");
        let row = PersonRow {
            id: 2,
            name: "x".into(),
            roles: String::new(),
            pin: hash,
            salt,
            tries: 0,
            next_at: 0,
            retired: false,
        };
        assert!(is_pin(&row, &pin("2468")).expect("a hash") && !is_pin(&row, &pin("2469")).expect("a hash"));
        assert_eq!(hashed(&pin("246")).expect_err("too short").code(), "person-weak-pin");
    }
}
