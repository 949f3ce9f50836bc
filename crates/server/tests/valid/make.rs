//! Makes the documents of one order: of every mode, with one line or many, gifts, limits to the cent, and every field that
//! may be there.

use std::sync::atomic::{AtomicUsize, Ordering};

use clearance_core::cn::codes::TariffCode;
use clearance_core::cn::fields::inventory::{INVENTORY_HEAD, INVENTORY_LIST};
use clearance_core::cn::fields::order::{ORDER_HEAD, ORDER_LIST};
use clearance_core::cn::fields::payment::PAYMENT_HEAD;
use clearance_core::cn::fields::waybill::LOGISTICS_HEAD;
use clearance_core::cn::message::Transfer;
use clearance_core::cn::tables::Held;
use clearance_core::cn::{Case, check, sample};
use clearance_core::money::{Money, Quantity};
use clearance_core::time::BeijingTime;
use rust_decimal::Decimal;

use crate::dice::Dice;
use crate::vary::{Book, vary};

/// The time of the service.
pub(crate) const NOW: &str = "20261124100000";

/// A company by code and name.
#[derive(Clone)]
pub(crate) struct Company {
    pub(crate) code: String,
    pub(crate) name: String,
}

/// The companies of one stream of orders.
pub(crate) struct Parties {
    pub(crate) platform: Company,
    pub(crate) seller: Company,
    pub(crate) payment: Company,
    pub(crate) carrier: Company,
    pub(crate) declarant: Company,
    pub(crate) area: Company,
}

impl Parties {
    pub(crate) fn new(dice: &mut Dice) -> Parties {
        let mut one = || Company {
            code: dice.company(),
            name: {
                let length = dice.length(2, 100);
                dice.han(length)
            },
        };
        Parties {
            platform: one(),
            seller: one(),
            payment: one(),
            carrier: one(),
            declarant: one(),
            area: one(),
        }
    }

    pub(crate) fn transfer(of: &Company) -> Transfer {
        Transfer { company_code: of.code.clone(), company_name: of.name.clone(), ..sample::transfer() }
    }
}

/// What all cases are made from.
pub(crate) struct Maker {
    /// How often fields that stand free were changed, and how often what came of it is still valid.
    pub(crate) tried: AtomicUsize,
    pub(crate) valid: AtomicUsize,
    book: Book,
    tariff: Vec<(String, TariffCode)>,
}

impl Maker {
    pub(crate) fn new(held: &Held) -> Maker {
        let rows = held.newest().tariff_rows().map(|(code, row)| (code.to_owned(), row.clone()));
        let mut tariff: Vec<_> =
            rows.filter(|(code, _)| !code.starts_with("00") && !code.starts_with("77")).collect();
        tariff.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Maker { tried: AtomicUsize::new(0), valid: AtomicUsize::new(0), book: Book::new(held), tariff }
    }

    pub(crate) fn book(&self) -> &Book {
        &self.book
    }

    /// A case that the desk calls valid. First a sound one is made, then fields that stand free are changed; what the desk
    /// does not call valid any more is not kept. Gives the rules that turned the sound one down, if any did.
    pub(crate) fn case(&self, dice: &mut Dice, n: usize, parties: &Parties) -> Result<Case, Vec<String>> {
        let mut case = self.sound(dice, n, parties);
        let report = check(&case);
        if !report.passes() {
            let stops =
                report.findings.iter().filter(|f| f.severity == clearance_core::check::Severity::Stops);
            return Err(stops.map(|f| format!("{} {}", f.rule, f.at)).collect());
        }
        for _ in 0..3 {
            let mut other = case.clone();
            self.change(&mut other, dice);
            self.tried.fetch_add(1, Ordering::Relaxed);
            if check(&other).passes() {
                self.valid.fetch_add(1, Ordering::Relaxed);
                case = other;
            }
        }
        Ok(case)
    }

    fn change(&self, case: &mut Case, dice: &mut Dice) {
        let often = dice.within(2, 12);
        let by = (dice, &self.book);
        let (dice, book) = by;
        let order = case.order.as_mut().expect("made with it");
        vary(&mut order.head, &ORDER_HEAD, (dice, book), often);
        for line in order.lines.iter_mut().take(5) {
            vary(line, &ORDER_LIST, (dice, book), often);
        }
        vary(case.payment.as_mut().expect("made with it"), &PAYMENT_HEAD, (dice, book), often);
        vary(case.waybill.as_mut().expect("made with it"), &LOGISTICS_HEAD, (dice, book), often);
        let declaration = case.declaration.as_mut().expect("made with it");
        vary(&mut declaration.head, &INVENTORY_HEAD, (dice, book), often);
        for line in declaration.lines.iter_mut().take(5) {
            vary(line, &INVENTORY_LIST, (dice, book), often);
        }
        // Whoever bought and whoever gets the parcel is the same in all documents.
        let of = case.order.as_ref().expect("made with it").head.clone();
        let waybill = case.waybill.as_mut().expect("made with it");
        (waybill.consignee, waybill.consignee_telephone) = (of.consignee, of.consignee_telephone);
        waybill.consignee_address.clone_from(&of.consignee_address);
        let head = &mut case.declaration.as_mut().expect("made with it").head;
        (head.buyer_telephone, head.consignee_address) = (of.buyer_telephone, of.consignee_address);
    }

    fn sound(&self, dice: &mut Dice, n: usize, by: &Parties) -> Case {
        let mut case = sample::case();
        case.facts.today = BeijingTime::from_wire(NOW).map(BeijingTime::date);
        let bonded = dice.one_in(2);
        let (freight, insured) = match dice.within(0, 3) {
            0 => (Money(Decimal::ZERO), Money(Decimal::ZERO)),
            1 => (dice.yuan(3_000), dice.yuan(500)),
            _ => (dice.yuan(3_000), Money(Decimal::ZERO)),
        };
        let goods = self.goods(dice, freight + insured);
        let value: Money = goods.iter().map(|line| line.3).sum();
        self.fill_lines(&mut case, dice, &goods, bonded);

        let order_no = dice.number("OK", n, 60);
        let waybill_no = dice.number("HX", n, 60);
        let transaction = dice.number("PAY", n, 60);
        let (buyer, name) = (dice.resident(n), {
            let length = dice.length(2, 60);
            dice.han(length)
        });
        let telephone = format!("138001380{:02}", dice.within(0, 99));
        let minutes = dice.within(10, 40_000) as i64;
        let now = BeijingTime::from_wire(NOW).expect("a time").unix_ms();
        let at = |before: i64| BeijingTime::from_unix_ms(now - before * 60_000);
        let consignee = if dice.one_in(3) { dice.han(2) } else { name.clone() };
        let address = {
            let length = dice.length(6, 200);
            dice.han(length)
        };

        let order = case.order.as_mut().expect("the sample has one");
        let head = &mut order.head;
        head.guid = dice.guid();
        head.app_time = at(minutes);
        head.order_no.clone_from(&order_no);
        (head.platform_code, head.platform_name) = (by.platform.code.clone(), by.platform.name.clone());
        (head.seller_code, head.seller_name) = (by.seller.code.clone(), by.seller.name.clone());
        (head.pay_code, head.pay_name) = (Some(by.payment.code.clone()), Some(by.payment.name.clone()));
        head.pay_transaction_id = Some(transaction.clone());
        head.goods_value = value;
        head.freight = freight + insured;
        head.tax_withheld = dice.yuan(50_000);
        let before = value + head.freight + head.tax_withheld;
        let most = Money(before.0.min(Decimal::from(50)));
        head.discount = if dice.one_in(4) { most } else { Money(Decimal::ZERO) };
        head.paid = before - head.discount;
        (head.buyer_name, head.buyer_id_number) = (name.clone(), buyer.clone());
        head.buyer_telephone.clone_from(&telephone);
        (head.consignee, head.consignee_telephone) = (consignee.clone(), telephone.clone());
        head.consignee_address.clone_from(&address);
        let paid = head.paid;

        let payment = case.payment.as_mut().expect("the sample has one");
        payment.guid = dice.guid();
        (payment.paid_at, payment.app_time) = (at(minutes), at(minutes - 1));
        (payment.pay_code, payment.pay_name) = (by.payment.code.clone(), by.payment.name.clone());
        (payment.transaction_id, payment.order_no) = (transaction, order_no.clone());
        (payment.platform_code, payment.platform_name) = (by.platform.code.clone(), by.platform.name.clone());
        (payment.payer_name, payment.payer_id_number) = (name.clone(), buyer.clone());
        payment.amount = paid;

        let gross = Quantity(Decimal::new(dice.within(2, 99_999_999) as i64, 5));
        let bill = if bonded { None } else { Some(format!("999-{}", dice.digits(8))) };
        let waybill = case.waybill.as_mut().expect("the sample has one");
        waybill.guid = dice.guid();
        waybill.app_time = at(minutes - 2);
        (waybill.carrier_code, waybill.carrier_name) = (by.carrier.code.clone(), by.carrier.name.clone());
        (waybill.waybill_no, waybill.order_no) = (waybill_no.clone(), order_no.clone());
        (waybill.freight, waybill.insured_fee) = (Some(freight), Some(insured));
        (waybill.weight, waybill.bill_no) = (gross, bill.clone());
        (waybill.consignee, waybill.consignee_telephone) = (consignee, telephone.clone());
        waybill.consignee_address.clone_from(&address);

        let head = &mut case.declaration.as_mut().expect("the sample has one").head;
        head.guid = dice.guid();
        head.app_time = at(minutes - 5);
        head.declared_on = at(minutes - 5).date();
        (head.order_no, head.waybill_no) = (order_no, waybill_no);
        (head.platform_code, head.platform_name) = (by.platform.code.clone(), by.platform.name.clone());
        (head.seller_code, head.seller_name) = (by.seller.code.clone(), by.seller.name.clone());
        (head.carrier_code, head.carrier_name) = (by.carrier.code.clone(), by.carrier.name.clone());
        (head.declarant_code, head.declarant_name) = (by.declarant.code.clone(), by.declarant.name.clone());
        head.cop_no = Some(dice.number("QC", n, 20));
        head.guarantor_code = dice.pick(&[&by.declarant, &by.platform, &by.seller, &by.carrier]).code.clone();
        (head.buyer_name, head.buyer_id_number, head.buyer_telephone) = (name, buyer, telephone);
        head.consignee_address = address;
        (head.freight, head.insured_fee) = (freight, insured);
        head.gross_weight = gross;
        let part = gross.0 * Decimal::new(dice.within(1, 100) as i64, 2);
        head.net_weight = Quantity(Decimal::max(part.trunc_with_scale(5), Decimal::new(1, 5)));
        head.imported_on = dice.one_in(2).then_some(head.declared_on);
        if bonded {
            head.trade_mode = if dice.one_in(5) { "1239" } else { "1210" }.to_owned();
            head.account_book = Some(format!("L{}A{}", dice.digits(7), dice.digits(3)));
            (head.area_code, head.area_name) = (Some(by.area.code.clone()), Some(by.area.name.clone()));
            head.departure = "142".to_owned();
            head.transport_mode = "Y".to_owned();
            (head.vehicle, head.voyage_no, head.bill_no) = (None, None, None);
        } else {
            head.departure = "116".to_owned();
            head.bill_no = bill;
        }
        case
    }

    /// Tariff row, quantity, price and total of each line; the sum with the charges stays within what may be declared.
    fn goods(&self, dice: &mut Dice, charges: Money) -> Vec<(usize, Quantity, Money, Money)> {
        let row = |dice: &mut Dice| dice.within(0, self.tariff.len() - 1);
        let one = Quantity(Decimal::ONE);
        let single = Decimal::from(5_000) - charges.0;
        match dice.within(0, 19) {
            // One thing that cannot be divided may be worth more than the single limit, up to the yearly one.
            0 => {
                let most = Decimal::from(26_000) - charges.0;
                let price =
                    if dice.one_in(3) { most } else { Decimal::from(dice.within(4_900, 25_900)).min(most) };
                return vec![(row(dice), one, Money(price), Money(price))];
            }
            // The single limit to the last decimal.
            1 => {
                let first = Decimal::from(dice.within(1, 4_000));
                let second = single - first;
                return [first, second].map(|price| (row(dice), one, Money(price), Money(price))).into();
            }
            _ => {}
        }
        let count = match dice.within(0, 39) {
            0 => 99,
            1..=2 => dice.within(20, 60),
            3..=8 => dice.within(6, 20),
            9..=22 => dice.within(2, 5),
            _ => 1,
        };
        let budget = single / Decimal::from(count);
        let mut goods = Vec::with_capacity(count);
        for n in 0..count {
            let qty = dice.quantity();
            // A gift has no price; what is bought with it has.
            let most = (budget / qty.0).min(Decimal::from(4_900)).trunc_with_scale(2);
            let cents = usize::try_from((most * Decimal::from(100)).trunc().mantissa()).unwrap_or(0);
            let price = match cents {
                _ if n > 0 && dice.one_in(8) => Decimal::ZERO,
                0 => Decimal::new(1, 5),
                _ => Decimal::new(dice.within(1, cents) as i64, 2),
            };
            let total = (price * qty.0).normalize();
            // A total that no element can hold is bought whole.
            let whole = total.scale() > 5;
            let price = if whole { price.min(budget.trunc_with_scale(2)) } else { price };
            let (qty, total) = if whole { (one, price) } else { (qty, total) };
            goods.push((row(dice), qty, Money(price), Money(total)));
        }
        goods
    }

    fn fill_lines(
        &self,
        case: &mut Case,
        dice: &mut Dice,
        goods: &[(usize, Quantity, Money, Money)],
        bonded: bool,
    ) {
        let order = case.order.as_mut().expect("the sample has one");
        let declaration = case.declaration.as_mut().expect("the sample has one");
        let (ordered, declared) = (order.lines[0].clone(), declaration.lines[0].clone());
        (order.lines, declaration.lines) = (Vec::new(), Vec::new());
        for (n, (row, qty, price, total)) in (1..).zip(goods) {
            let (gcode, tariff) = &self.tariff[*row];
            let mut name: String = tariff.name.chars().filter(|c| !c.is_control()).take(250).collect();
            if name.is_empty() {
                name = "商品".to_owned();
            }
            let model = {
                let length = dice.length(4, 510);
                dice.han(length)
            };
            let unit = if dice.one_in(3) { tariff.unit1.clone() } else { self.book.code("unit", dice) };
            let origin = self.book.code("country", dice);
            let item_no = Some(dice.number("S", n as usize, 20));
            let note = (*price == Money(Decimal::ZERO)).then(|| "赠品".to_owned());
            let mut line = ordered.clone();
            (line.gnum, line.item_no, line.name) = (n, item_no.clone(), name.clone());
            (line.model, line.unit, line.qty) = (model.clone(), unit.clone(), *qty);
            (line.price, line.total, line.origin, line.note) = (*price, *total, origin.clone(), note.clone());
            order.lines.push(line);
            let mut line = declared.clone();
            (line.gnum, line.item_no, line.item_name, line.gcode) =
                (n, item_no, Some(name.clone()), gcode.clone());
            (line.name, line.model, line.unit, line.qty) = (name, model, unit.clone(), *qty);
            (line.price, line.total, line.note) = (*price, *total, note);
            (line.origin, line.trade_country) = (origin.clone(), Some(origin));
            line.unit1.clone_from(&tariff.unit1);
            line.qty1 = if unit == tariff.unit1 { *qty } else { dice.quantity() };
            line.unit2.clone_from(&tariff.unit2);
            line.qty2 =
                tariff.unit2.as_ref().map(|unit2| if *unit2 == unit { *qty } else { dice.quantity() });
            line.record_no = bonded.then(|| dice.number("LJ", n as usize, 30));
            declaration.lines.push(line);
        }
    }
}
