//! The model: what must become of every document, written by hand.

use proptest::prelude::*;

/// How many declarations there are. Number n belongs to order n % ORDERS.
pub(crate) const DECLARATIONS: usize = 4;
/// How many orders.
pub(crate) const ORDERS: usize = 2;
/// How many numbers cancel and return applications have, each.
pub(crate) const APPLICATIONS: usize = 4;
/// Of each of the two lines.
pub(crate) const PIECES: u32 = 2;

/// What a sender asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    Stage,
    Declare,
    Change,
    Delete,
}

/// What an officer makes of a declaration whose partners have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Passes,
    Inspects,
    Reviews,
    Rejects,
}

/// A word that comes too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stray {
    /// -621001, of a declaration that customs has stored.
    Error,
    /// 100, of one that is released.
    Rejected,
    /// 2, of one that customs has stored.
    Declaring,
    /// 300, of one that is released.
    Review,
    /// 800, of one that is cancelled.
    Released,
    /// 100, of an application that is approved.
    Refused,
}

/// One thing that happens.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Ask(usize, Ask),
    Partners(usize, Fate),
    Officer(usize),
    Cancel {
        application: usize,
        of: usize,
    },
    Return {
        application: usize,
        of: usize,
        pieces: [u32; 2],
    },
    /// Customs, or another program that sends under our numbers, is told something that comes too late to count.
    Stray(usize, Stray),
    Days(i64),
    /// Receipts reach the desk, by place in what was said, in this order, some again.
    Deliver(Vec<prop::sample::Index>),
}

impl Step {
    pub(crate) fn any() -> impl Strategy<Value = Step> {
        let ask = prop_oneof![
            1 => Just(Ask::Stage), 6 => Just(Ask::Declare), 2 => Just(Ask::Change), 1 => Just(Ask::Delete)
        ];
        let fate = prop_oneof![
            4 => Just(Fate::Passes), 3 => Just(Fate::Inspects), 2 => Just(Fate::Reviews), 1 => Just(Fate::Rejects)
        ];
        let of = 0..DECLARATIONS;
        let application = 0..APPLICATIONS;
        prop_oneof![
            8 => (of.clone(), ask).prop_map(|(n, ask)| Step::Ask(n, ask)),
            7 => (of.clone(), fate).prop_map(|(n, fate)| Step::Partners(n, fate)),
            3 => of.clone().prop_map(Step::Officer),
            3 => (application.clone(), of.clone()).prop_map(|(application, of)| Step::Cancel { application, of }),
            6 => (application, of, 0..=PIECES, 0..=PIECES + 1)
                .prop_map(|(application, of, a, b)| Step::Return { application, of, pieces: [a, b] }),
            4 => (0..DECLARATIONS.min(APPLICATIONS), prop_oneof![
                Just(Stray::Error), Just(Stray::Rejected), Just(Stray::Declaring), Just(Stray::Review),
                Just(Stray::Released), Just(Stray::Refused)
            ]).prop_map(|(n, stray)| Step::Stray(n, stray)),
            3 => (0_i64..40).prop_map(Step::Days),
            6 => proptest::collection::vec(any::<prop::sample::Index>(), 0..12).prop_map(Step::Deliver),
        ]
    }
}

/// Where a declaration is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Place {
    #[default]
    Nowhere,
    Waiting,
    Inspected,
    Reviewed,
    Released,
    Closed,
    Refused,
    Cancelled,
    Deleted,
}

/// One declaration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Declaration {
    pub(crate) place: Place,
    /// The e-port said 1 after the place was reached.
    pub(crate) staged: bool,
    /// A first declaration was turned away and nothing else was ever said.
    pub(crate) turned_away: bool,
    pub(crate) released_on: i64,
    pub(crate) back: [u32; 2],
    pub(crate) bill: Option<bool>,
}

/// Everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    pub(crate) day: i64,
    pub(crate) declarations: [Declaration; DECLARATIONS],
    /// Applications under their numbers: whether the last one was approved, and none where there was none that counts.
    pub(crate) cancels: [Option<bool>; APPLICATIONS],
    pub(crate) returns: [Option<bool>; APPLICATIONS],
    /// What customs must say in answer to the last step.
    pub(crate) expected: Vec<&'static str>,
}

impl Model {
    fn live(&self, n: usize) -> bool {
        use Place::{Closed, Inspected, Released, Reviewed, Waiting};
        matches!(self.declarations[n].place, Waiting | Inspected | Reviewed | Released | Closed)
    }

    pub(crate) fn take(&mut self, step: &Step) {
        self.expected = match *step {
            Step::Ask(n, ask) => self.ask(n, ask),
            Step::Partners(n, fate) => self.partners(n, fate),
            Step::Officer(n) => self.officer(n),
            Step::Cancel { application, of } => self.cancel(application, of),
            Step::Return { application, of, pieces } => self.give_back(application, of, pieces),
            Step::Stray(n, stray) => self.stray(n, stray),
            Step::Days(days) => {
                self.day += days;
                vec![]
            }
            Step::Deliver(_) => vec![],
        };
    }

    fn ask(&mut self, n: usize, ask: Ask) -> Vec<&'static str> {
        let other_is_live = (0..DECLARATIONS).any(|m| m != n && m % ORDERS == n % ORDERS && self.live(m));
        let live = self.live(n);
        let one = &mut self.declarations[n];
        match ask {
            Ask::Stage | Ask::Declare if live || one.place == Place::Cancelled => vec!["-621004"],
            Ask::Stage => {
                one.staged = true;
                vec!["1"]
            }
            Ask::Declare if other_is_live => {
                one.turned_away |= matches!(one.place, Place::Nowhere);
                vec!["-621004"]
            }
            Ask::Declare => {
                *one = Declaration { place: Place::Waiting, ..Declaration::default() };
                vec!["2"]
            }
            Ask::Change | Ask::Delete => match one.place {
                Place::Nowhere | Place::Deleted | Place::Cancelled => vec!["-621011"],
                Place::Waiting | Place::Refused if ask == Ask::Delete => {
                    *one = Declaration { place: Place::Deleted, ..Declaration::default() };
                    vec!["2"]
                }
                // What was refused no longer holds its order; another one may have taken it.
                Place::Refused if other_is_live => vec!["-621004"],
                Place::Waiting | Place::Refused => {
                    *one = Declaration { place: Place::Waiting, ..Declaration::default() };
                    vec!["2"]
                }
                _ => vec!["-621012"],
            },
        }
    }

    fn partners(&mut self, n: usize, fate: Fate) -> Vec<&'static str> {
        let day = self.day;
        let one = &mut self.declarations[n];
        if one.place != Place::Waiting {
            return vec![];
        }
        match fate {
            Fate::Passes => {
                (one.place, one.released_on, one.bill) = (Place::Released, day, Some(true));
                vec!["120", "800"]
            }
            Fate::Inspects => {
                one.place = Place::Inspected;
                vec!["120", "500"]
            }
            Fate::Reviews => {
                one.place = Place::Reviewed;
                vec!["120", "300"]
            }
            Fate::Rejects => {
                one.place = Place::Refused;
                vec!["120", "100"]
            }
        }
    }

    /// Whatever comes too late is said, and changes nothing.
    fn stray(&self, n: usize, stray: Stray) -> Vec<&'static str> {
        use Place::{Cancelled, Closed, Inspected, Released, Reviewed};
        let one = &self.declarations[n];
        let stored = matches!(one.place, Inspected | Reviewed | Released | Closed) && !one.staged;
        let out = matches!(one.place, Released | Closed) && !one.staged;
        match stray {
            Stray::Error if stored => vec!["-621001"],
            Stray::Rejected if out => vec!["100"],
            Stray::Declaring if stored => vec!["2"],
            Stray::Review if out => vec!["300"],
            Stray::Released if one.place == Cancelled => vec!["800"],
            Stray::Refused if self.returns[n] == Some(true) => vec!["100"],
            _ => vec![],
        }
    }

    fn officer(&mut self, n: usize) -> Vec<&'static str> {
        let day = self.day;
        let one = &mut self.declarations[n];
        let (place, said) = match one.place {
            Place::Inspected => (Place::Released, vec!["800"]),
            Place::Reviewed => (Place::Released, vec!["399", "800"]),
            Place::Released => (Place::Closed, vec!["899"]),
            _ => return vec![],
        };
        if place == Place::Released {
            (one.released_on, one.bill) = (day, Some(true));
        }
        one.place = place;
        said
    }

    fn cancel(&mut self, application: usize, of: usize) -> Vec<&'static str> {
        if self.cancels[application] == Some(true) {
            return vec!["-623009"];
        }
        let one = &mut self.declarations[of];
        match one.place {
            Place::Inspected | Place::Reviewed => {
                one.place = Place::Cancelled;
                self.cancels[application] = Some(true);
                vec!["2", "120", "399"]
            }
            Place::Released => {
                self.cancels[application] = Some(false);
                vec!["2", "100"]
            }
            Place::Closed => {
                self.cancels[application] = Some(false);
                vec!["-623005"]
            }
            _ => {
                self.cancels[application] = Some(false);
                vec!["-623003"]
            }
        }
    }

    fn give_back(&mut self, application: usize, of: usize, pieces: [u32; 2]) -> Vec<&'static str> {
        if self.returns[application] == Some(true) {
            return vec!["-625033"];
        }
        let day = self.day;
        let one = &mut self.declarations[of];
        self.returns[application] = Some(false);
        if !matches!(one.place, Place::Released | Place::Closed) {
            return vec!["-625001"];
        }
        if pieces == [0, 0] {
            return vec!["-625006"];
        }
        if (0..2).any(|line| one.back[line] + pieces[line] > PIECES) {
            return vec!["-625001"];
        }
        if day - one.released_on > 30 {
            return vec!["late"];
        }
        self.returns[application] = Some(true);
        for (back, more) in one.back.iter_mut().zip(pieces) {
            *back += more;
        }
        if one.back == [PIECES; 2] {
            one.bill = Some(false);
        }
        vec!["2", "120", "399"]
    }
}
