//! After any changes, everything is as if it had been judged from the beginning.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use clearance_core::sheet::{CellPos, Merges};

use super::super::step::{Act, Change, Changes, Step};
use super::super::tests::{Desk, sample};
use super::*;
use crate::import::{Import, lay};
use crate::view::Said;

/// Invented chance: the same every time.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).expect("a small number")
    }
}

/// All that is said about an import, in one text.
fn told(judged: &Judged) -> Vec<String> {
    let faces = judged.faces.all();
    let found = |(order, found): (Option<usize>, &Found)| {
        let rule = &faces[usize::from(found.face)].rule;
        format!("{rule} {order:?} {:?} {:?} {:?}", found.row(), found.cell(), found.field)
    };
    let mut all: Vec<String> = judged.all().map(found).collect();
    all.sort();
    let by_rule = judged.index().rules();
    all.extend(by_rule.map(|of| format!("{} {} {:?}", of.face.rule, of.count, of.places)));
    all.extend(judged.orders.iter().map(|order| format!("{order:?}")));
    all.extend(
        judged
            .first_stops()
            .iter()
            .zip(judged.stopped())
            .map(|(stop, stopped)| format!("{stop:?} {stopped}")),
    );
    all.extend(judged.before.iter().map(|before| format!("{before}")));
    all
}

/// A row that is of no order, one that goes on with the one above, totals, numbers beside texts.
const MESSY: &str = "订单编号,运单号,商品名称,货号,数量,计量单位,单价,订购人姓名,订购人证件号码,订购人电话,收件地址,毛重,支付交易编号\n\
    A1,W1,鱼油,S1,1,瓶,900,陈宁,110101199003077619,13800138001,杭州市文三路1号,0.5,P100000001\n\
    A1,W1,面霜,S2,2,瓶装,20,陈宁,110101199003077619,13800138001,杭州市文三路1号,0.5,P100000001\n\
    ,,牙膏,S3,1,支,5,,,,,,\n\
    A2,W1,奶粉,S4,2,罐,26000,陈宁,110101199003077619,13800138001,杭州市文三路1号,3,P100000002\n\
    A3,W3,奶粉,S4,2,罐,100,陈*,110101199003077610,13800138001,杭州市文三路1号,3,P100000003\n\
    A1,W1,饼干,S5,2,罐,10,李明,110101199003077619,13800138001,杭州市文三路1号,0.5,P100000004\n\
    ,W9,饼干,S5,2,罐,10,李明,,,,,\n\
    合计,,,,10,,,,,,,,\n\
    A5,W5,饼干,S6,2,罐,1e5,李明,11010119900307003X,13800138005,杭州市文三路1号,0.5,P100000005\n";
/// What gets typed.
const TYPED: &[&str] = &[
    "",
    "A1",
    "A2",
    "A9",
    "W1",
    "W3",
    "1",
    "2",
    "瓶",
    "瓶装",
    "900",
    "26000",
    "陈宁",
    "王小明",
    "110101199003077619",
    "11010119900307003X",
    "合计",
    "合计 3",
    "说明",
    "13800138001",
    "P100000001",
    "440981198501011000",
    " ",
    "订单编号",
];

/// Changes a sheet at random, takes steps back and does them again, and looks each time; also whether what was foreseen
/// came true. Tells how often anything was foreseen.
fn walk(import: &mut Import, desk: &Desk, dice: &mut Dice, steps: usize) -> usize {
    let store = &desk.store;
    let mut foreseen = 0;
    import.judged(store, Work::quiet()).expect("judged");
    for step in 0..steps {
        match dice.throw(5) {
            0 => drop(import.undo(store, Work::quiet()).expect("undone")),
            1 => drop(import.redo(store, Work::quiet()).expect("done again")),
            _ => {
                let changes = Changes(changes(import, dice));
                let more = foresee(import, store, &changes);
                let before = counts(import);
                import
                    .act(store, Step::new(Said::default(), Act::Cells(changes)), Work::quiet())
                    .expect("changed");
                if let Some(more) = more {
                    let mut after = counts(import);
                    before.into_iter().for_each(|(rule, n)| *after.entry(rule).or_default() -= n);
                    let moved = |all: &HashMap<String, i64>| -> BTreeMap<String, i64> {
                        all.iter().filter(|(_, n)| **n != 0).map(|(rule, n)| (rule.clone(), *n)).collect()
                    };
                    assert_eq!(moved(&more), moved(&after), "step {step}");
                    foreseen += 1;
                }
            }
        }
        let now = import.judged.as_ref().expect("it is kept up to date").at;
        let anew = Judged::at(&import.bench(store), now, Work::quiet()).expect("judged");
        let (told, expected) = (told(import.judged.as_ref().expect("judged")), told(&anew));
        let first = told.iter().zip(&expected).find(|(one, other)| one != other);
        assert_eq!(first, None, "step {step}");
        assert_eq!(told.len(), expected.len(), "step {step}");
    }
    foreseen
}

/// What is foreseen of a change; nothing of the import is changed.
fn foresee(import: &mut Import, store: &Store, changes: &Changes) -> Option<HashMap<String, i64>> {
    let rows: BTreeSet<(usize, u32)> =
        changes.0.iter().map(|change| (usize::from(change.sheet), change.at.row)).collect();
    let rows: Vec<(usize, u32)> = rows.into_iter().collect();
    lay(&mut import.sheets, changes, true);
    let judged = import.judged.as_ref().expect("judged");
    let foreseen = judged.foresee(&import.bench(store), &rows, Work::quiet()).expect("foreseen");
    lay(&mut import.sheets, changes, false);
    foreseen
}

fn counts(import: &Import) -> HashMap<String, i64> {
    let judged = import.judged.as_ref().expect("judged");
    let count = |n: usize| i64::try_from(n).expect("a few");
    judged.index().rules().map(|of| (of.face.rule.clone().into_owned(), count(of.count))).collect()
}

fn changes(import: &Import, dice: &mut Dice) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let wanted = [1, 1, 2, 5, 40][dice.throw(5)];
    for _ in 0..wanted {
        let sheet = dice.throw(import.sheets.len());
        let of = &import.sheets[sheet];
        let Some(header) = import.mapping_of(of).map(|mapping| mapping.header_row) else { continue };
        let Some(row) = of.nth(dice.throw(of.len())).filter(|row| row.number() > header) else { continue };
        let column = u16::try_from(dice.throw(usize::from(row.width()) + 2)).expect("a few columns");
        let at = CellPos { row: row.number(), column };
        let number = u16::try_from(sheet).expect("a few sheets");
        if changes.iter().any(|change| (change.sheet, change.at) == (number, at)) {
            continue;
        }
        // Often what another cell of the column says, so that rows meet.
        let other = of.nth(dice.throw(of.len())).map_or("", |row| row.cell(column).text);
        let text = if dice.throw(2) == 0 { other } else { TYPED[dice.throw(TYPED.len())] };
        let after = (dice.throw(6) > 0).then(|| text.into());
        changes.push(Change { sheet: number, at, before: of.laid(at).cloned(), after });
    }
    changes
}

#[test]
fn a_messy_sheet_is_always_as_if_judged_from_the_beginning() {
    let desk = Desk::set();
    let path = desk.csv("messy.csv", MESSY);
    for seed in 1..=12 {
        let mut import = desk.open(std::slice::from_ref(&path));
        let foreseen = walk(&mut import, &desk, &mut Dice(seed * 0x9E37_79B9), 60);
        assert!(foreseen > 0, "some changes reach no further than their orders");
    }
}

#[test]
fn merged_ranges_are_always_as_if_judged_from_the_beginning() {
    let desk = Desk::set();
    let path = desk.csv("merged.csv", MESSY);
    let at = |row, column| CellPos { row, column };
    for seed in 1..=8 {
        let mut import = desk.open(std::slice::from_ref(&path));
        // Number, buyer and address of two orders stand once; one range goes over two orders.
        let ranges = [(1, 3, 0), (1, 3, 7), (1, 4, 10), (5, 6, 0), (6, 8, 8)];
        import.sheets[0].merges =
            Merges::new(ranges.map(|(from, to, column)| (at(from, column), at(to, column))));
        walk(&mut import, &desk, &mut Dice(seed * 0x2545_F491), 60);
    }
}

#[test]
fn several_files_are_always_as_if_judged_from_the_beginning() {
    let desk = Desk::set();
    let goods = "订单编号,商品名称,货号,数量,单位,单价\nA1,鱼油,S1,1,瓶,10\nA1,面霜,S2,2,瓶,20\nA2,奶粉,S3,1,罐,100\n";
    let waybills = "订单号,运单号,毛重,运费\nA2,W2,3,10\nA1,W1,1,10\nA3,W1,1,0\n";
    let more = "订单编号,商品名称,数量,单价\nA1,鱼油,1,10\nA1,面霜,2,21\n";
    let paths =
        [desk.csv("goods.csv", goods), desk.csv("waybills.csv", waybills), desk.csv("more.csv", more)];
    for seed in 1..=8 {
        let mut import = desk.open(&paths);
        walk(&mut import, &desk, &mut Dice(seed * 0x51_7CC1), 60);
    }
}

#[test]
fn the_samples_are_always_as_if_judged_from_the_beginning() {
    let desk = Desk::set();
    for (seed, name) in [(7, "orders-damaged.xlsx"), (8, "orders-9610.xlsx"), (9, "orders-taobao.csv")] {
        let mut import = desk.open(&[sample(name)]);
        walk(&mut import, &desk, &mut Dice(seed * 0xC0FF_EE11), 25);
    }
}
