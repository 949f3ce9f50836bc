//! Customs: holds what a service holds, and asks core what to answer.

use std::collections::BTreeMap;

use clearance_core::cn::clear::{
    Answer, Effect, Officer, Stage, Target, Word, asked, cancel, decide, parts_of, proceed, refusal, take,
    take_back,
};
use clearance_core::cn::life::returns::{Taken, left};
use clearance_core::cn::life::{Document, Happens, Point, returns};
use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::cn::receipt::state_of;
use clearance_core::cn::{Case, sample};
use clearance_core::money::{Money, Quantity};
use clearance_core::status::{News, State, Subject};
use clearance_core::time::BeijingTime;
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan as _};

use crate::desk::Desk;
use crate::model::{APPLICATIONS, Ask, DECLARATIONS, Fate, Model, ORDERS, PIECES, Place, Step, Stray};

/// A declaration in hand.
struct Clearance {
    declaration: Declaration,
    stage: Stage,
    released_on: Option<Date>,
    /// Number and whether it is void.
    bill: Option<bool>,
    given_back: Money,
}

/// Everything that customs has.
#[derive(Default)]
pub(crate) struct Office {
    day: i64,
    clearances: BTreeMap<usize, Clearance>,
    cancels: BTreeMap<usize, State>,
    returns: BTreeMap<usize, (usize, Taken)>,
    /// What the buyer has bought in the year.
    year: Money,
    /// Everything that was ever said, in order.
    pub(crate) said: Vec<News>,
}

fn begin() -> Date {
    date(2026, 11, 24)
}

fn declaration(n: usize) -> Declaration {
    let mut declaration = sample::case().declaration.expect("the sample has all four");
    declaration.head.cop_no = Some(format!("C{n}"));
    declaration.head.order_no = format!("OK2026112400000{}", n % ORDERS);
    declaration
}

fn invt_no(n: usize) -> String {
    format!("{}{:09}", &sample::cancel().invt_no[..9], n + 1)
}

fn whole_value() -> Money {
    let declaration = declaration(0);
    let goods: Money = declaration.lines.iter().map(|line| line.total).sum();
    goods + declaration.head.freight + declaration.head.insured_fee
}

impl Office {
    fn today(&self) -> Date {
        begin().checked_add(self.day.days()).expect("the model lives a few years")
    }

    fn now(&self) -> BeijingTime {
        // A millisecond a word, so that the order of the words can be told, as a service dates them.
        let noon = self.today().at(12, 0, 0, 0);
        let moment = noon + Span::new().milliseconds(i64::try_from(self.said.len()).expect("few words"));
        BeijingTime::new(moment)
    }

    fn say(&mut self, subject: &Subject, word: &Word, invt_no: Option<String>) {
        let deleted = word.status == "2" && word.info.contains("删除申报成功");
        self.said.push(News {
            subject: subject.clone(),
            state: if deleted { State::Deleted } else { state_of(&word.status) },
            code: word.status.clone(),
            at: self.now(),
            reason: None,
            text: word.info.clone(),
            pre_no: None,
            invt_no,
            guid: None,
        });
    }

    pub(crate) fn take(&mut self, step: &Step, desk: &mut Desk) {
        match *step {
            Step::Ask(n, ask) => self.ask(n, ask, desk),
            Step::Partners(n, fate) => self.partners(n, fate),
            Step::Officer(n) => self.officer(n),
            Step::Cancel { application, of } => self.cancel(application, of),
            Step::Return { application, of, pieces } => self.take_back(application, of, pieces),
            Step::Stray(n, stray) => self.stray(n, stray),
            Step::Days(days) => self.day += days,
            Step::Deliver(_) => {}
        }
    }

    fn ask(&mut self, n: usize, ask: Ask, desk: &mut Desk) {
        let subject = Subject::declaration(&format!("C{n}"));
        // A desk makes nothing anew that customs has stored; whoever asks all the same uses another program.
        let stage = self.clearances.get(&n).map(|one| one.stage);
        let open = matches!(stage, None | Some(Stage::New | Stage::Waiting(_) | Stage::Refused));
        if ask != Ask::Delete && open {
            let last = self.said.iter().filter(|news| news.subject == subject).map(|news| news.at).max();
            desk.declares(&subject, self.now(), last);
        }
        let (app_type, app_status) = match ask {
            Ask::Stage => ("1", "1"),
            Ask::Declare => ("1", "2"),
            Ask::Change => ("2", "2"),
            Ask::Delete => ("3", "2"),
        };
        let asks = asked(app_type, app_status);
        let from = self.clearances.get(&n).map_or(Point::Absent, |one| Point::of(one.stage.state()));
        if let Err(word) = take(Document::Inventory, from, asks, &format!("C{n}")) {
            return self.say(&subject, &word, None);
        }
        match asks {
            Happens::Stage => return self.say(&subject, &Word::staged(), None),
            Happens::Delete => {
                self.clearances.remove(&n);
                return self.say(&subject, &Word::declared("3", "G"), None);
            }
            _ => {}
        }
        let mut case = Case::of(declaration(n));
        case.facts.taken.order = self.clearances.iter().any(|(m, other)| {
            *m != n && m % ORDERS == n % ORDERS && !matches!(other.stage, Stage::Refused | Stage::Cancelled)
        });
        if let Some(word) = refusal(&case) {
            return self.say(&subject, &word, None);
        }
        let decision = decide(&case, Stage::New, &Officer::Passes);
        let one = Clearance {
            declaration: declaration(n),
            stage: decision.stage,
            released_on: None,
            bill: None,
            given_back: Money::ZERO,
        };
        self.clearances.insert(n, one);
        decision.words.iter().for_each(|word| self.say(&subject, word, None));
    }

    fn partners(&mut self, n: usize, fate: Fate) {
        let Some(one) = self.clearances.get(&n) else { return };
        let mut case = sample::case();
        let order_no = one.declaration.head.order_no.clone();
        case.declaration = Some(one.declaration.clone());
        case.order.as_mut().expect("the sample has all four").head.order_no.clone_from(&order_no);
        case.payment.as_mut().expect("the sample has all four").order_no.clone_from(&order_no);
        case.waybill.as_mut().expect("the sample has all four").order_no = order_no;
        let officer = match fate {
            Fate::Passes => Officer::Passes,
            Fate::Inspects => Officer::Inspects,
            Fate::Reviews => Officer::Reviews,
            Fate::Rejects => Officer::Rejects("x".into()),
        };
        let decision = decide(&case, one.stage, &officer);
        self.moved(n, decision);
    }

    fn stray(&mut self, n: usize, stray: Stray) {
        let stage = self.clearances.get(&n).map(|one| one.stage);
        let out = stage.is_some_and(|stage| stage.state().is_release());
        let stored = out || matches!(stage, Some(Stage::Inspected | Stage::Reviewed));
        let returned = self.returns.get(&n).is_some_and(|(_, taken)| taken.state == State::Approved);
        let (subject, code) = match stray {
            Stray::Error if stored => (Subject::declaration(&format!("C{n}")), "-621001"),
            Stray::Rejected if out => (Subject::declaration(&format!("C{n}")), "100"),
            Stray::Declaring if stored => (Subject::declaration(&format!("C{n}")), "2"),
            Stray::Review if out => (Subject::declaration(&format!("C{n}")), "300"),
            Stray::Released if stage == Some(Stage::Cancelled) => {
                (Subject::declaration(&format!("C{n}")), "800")
            }
            Stray::Refused if returned => (Subject::return_(&format!("T{n}")), "100"),
            _ => return,
        };
        self.say(&subject, &Word::new(code, "late"), None);
    }

    fn officer(&mut self, n: usize) {
        let Some(one) = self.clearances.get(&n) else { return };
        let decision = proceed(one.stage);
        self.moved(n, decision);
    }

    fn moved(&mut self, n: usize, decision: clearance_core::cn::clear::Decision) {
        let today = self.today();
        let one = self.clearances.get_mut(&n).expect("it was there above");
        if decision.releases() {
            (one.released_on, one.bill) = (Some(today), Some(false));
        }
        let counted = |stage: Stage| {
            matches!(stage, Stage::Inspected | Stage::Reviewed | Stage::Released | Stage::Closed)
        };
        if !counted(one.stage) && counted(decision.stage) {
            self.year = self.year + whole_value();
        }
        one.stage = decision.stage;
        let subject = Subject::declaration(&format!("C{n}"));
        decision.words.iter().for_each(|word| self.say(&subject, word, Some(invt_no(n))));
    }

    fn target<'a>(&'a self, of: usize, returns: &'a [Taken]) -> Option<Target<'a>> {
        self.clearances.get(&of).map(|one| Target {
            declaration: &one.declaration,
            stage: one.stage,
            released_on: one.released_on,
            returns,
        })
    }

    fn returns_of(&self, of: usize) -> Vec<Taken> {
        self.returns.values().filter(|(target, _)| *target == of).map(|(_, taken)| taken.clone()).collect()
    }

    fn cancel(&mut self, number: usize, of: usize) {
        let mut application = sample::cancel();
        application.cop_no = Some(format!("Q{number}"));
        application.order_no = declaration(of).head.order_no;
        application.invt_no = invt_no(of);
        let known = self.cancels.get(&number).map_or(Point::Absent, |state| Point::of(*state));
        let answer = cancel(&application, known, self.target(of, &[]).as_ref());
        let subject = Subject::cancel(&format!("Q{number}"));
        self.tell(&subject, &answer, of);
        if let Some(state) = answer.state {
            self.cancels.insert(number, state);
        }
        if answer.effect == Effect::Cancels {
            let one = self.clearances.get_mut(&of).expect("a cancelled declaration is there");
            one.stage = Stage::Cancelled;
            one.bill = one.bill.map(|_| true);
            self.year = self.year - (whole_value() - one.given_back);
        }
    }

    fn take_back(&mut self, number: usize, of: usize, pieces: [u32; 2]) {
        let mut application = sample::return_();
        let whole = declaration(of);
        application.head.cop_no = Some(format!("T{number}"));
        application.head.order_no.clone_from(&whole.head.order_no);
        application.head.invt_no = invt_no(of);
        application.head.app_time = self.now();
        let line = application.lines.remove(0);
        for (of, pieces) in whole.lines.iter().zip(pieces).filter(|(_, pieces)| *pieces > 0) {
            application.lines.push(clearance_core::cn::message::ceb625_return::ReturnLine {
                gnum: of.gnum,
                gcode: of.gcode.clone(),
                name: of.name.clone(),
                qty: Quantity(pieces.into()),
                unit: of.unit.clone(),
                ..line.clone()
            });
        }
        let known = self.returns.get(&number).map_or(Point::Absent, |(_, taken)| Point::of(taken.state));
        let returns = self.returns_of(of);
        let mut answer = take_back(&application, known, self.target(of, &returns).as_ref(), self.today());
        // Whichever rule tells that it is too late: it is told, and nothing comes back.
        let late = answer.state.is_some_and(|state| matches!(state, State::Rejected | State::Error))
            && self
                .target(of, &[])
                .and_then(|t| t.released_on)
                .is_some_and(|day| (self.today() - day).get_days() > 30)
            && !matches!(answer.words.last().map(|word| word.status.as_str()), Some("-625006" | "-625209"))
            && !answer.words.iter().any(|word| word.info.contains("可退数量"));
        if late {
            answer.words = vec![Word::new("late", "x")];
        }
        self.tell(&Subject::return_(&format!("T{number}")), &answer, of);
        if let Some(state) = answer.state {
            self.returns.insert(number, (of, Taken { state, parts: parts_of(&application) }));
        }
        if let Effect::TakesBack { value, whole } = answer.effect {
            let one = self.clearances.get_mut(&of).expect("what comes back was declared");
            one.given_back = one.given_back + value;
            self.year = self.year - value;
            if whole {
                one.bill = Some(true);
            }
        }
    }

    fn tell(&mut self, subject: &Subject, answer: &Answer, of: usize) {
        answer.words.iter().for_each(|word| self.say(subject, word, Some(invt_no(of))));
    }

    pub(crate) fn one_live_declaration_of_an_order(&self) {
        for order in 0..ORDERS {
            let live = self.clearances.iter().filter(|(n, one)| {
                **n % ORDERS == order && !matches!(one.stage, Stage::Refused | Stage::Cancelled)
            });
            assert!(live.count() <= 1, "order {order} has two live declarations");
        }
    }

    pub(crate) fn money_is_conserved(&self, model: &Model) {
        let mut year = Money::ZERO;
        for n in 0..DECLARATIONS {
            let of = &model.declarations[n];
            let Some(one) = self.clearances.get(&n) else { continue };
            // A bill is there from the release on, and void with the last piece or the cancellation.
            assert_eq!(one.bill.map(|void| !void), of.bill, "bill of {n}");
            let lines: Vec<returns::Part> = one
                .declaration
                .lines
                .iter()
                .map(|line| returns::Part { gnum: line.gnum, qty: line.qty })
                .collect();
            let left = left(&lines, &self.returns_of(n));
            for (line, back) in left.iter().zip(of.back) {
                assert_eq!(line.left, Quantity((PIECES - back).into()), "what is left of {n}");
            }
            assert!(one.given_back >= Money::ZERO && one.given_back <= whole_value());
            assert_eq!(one.given_back == whole_value(), of.back == [PIECES; 2], "{n} {:?}", one.given_back);
            if matches!(of.place, Place::Inspected | Place::Reviewed | Place::Released | Place::Closed) {
                year = year + (whole_value() - one.given_back);
            }
        }
        assert_eq!(self.year, year, "the yearly amount is what was bought and not given back");
        assert!(self.cancels.len() <= APPLICATIONS);
    }
}
