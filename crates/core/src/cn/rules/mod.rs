//! The table of business rules. One file a rule, named in words.
//!
//! A rule names places by the authority's elements, because that is how receipts and other programs name them; the
//! table test holds every such name against the field table. A rule is silent where a document is not in hand, and
//! where a value is empty: the field table speaks about that.

use super::Case;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use super::message::Transfer;
use super::message::layout::Kind;
use super::patterns::PATTERNS;
use crate::check::{Finding, Rule};
use crate::signing::hex;

mod places;

mod a_new_declaration_has_no_numbers_yet;
mod account_book_has_its_shape;
mod address_of_the_declaration;
mod air_waybill_has_its_check_digit;
mod applicant_is_the_declarant;
mod application_comes_after_the_declaration;
mod as_many_lines_as_the_order;
mod barcode_has_its_check_digit;
mod barcode_is_not_of_one_shop;
mod bill_of_the_waybill;
mod birthday_is_a_day_before_today;
mod bonded_goods_depart_from_china;
mod bonded_goods_have_book_numbers;
mod bonded_goods_leave_transport_out;
mod bonded_goods_name_book_and_warehouse;
mod bonded_return_may_cross_districts;
mod buyer_name_of_the_order;
mod buyer_number_has_its_check_digit;
mod buyer_number_of_the_order;
mod buyer_telephone_of_the_order;
mod buyer_was_born_after_1900;
mod cancel_number_is_new;
mod cancel_repeats_the_declaration;
mod cancel_within_thirty_days;
mod change_that_no_source_speaks_of;
mod chapter_of_the_code_exists;
mod charges_as_in_the_waybill;
mod code_stands_in_the_tariff;
mod codes_are_half_width;
mod company_code_has_a_known_shape;
mod consignee_of_the_waybill;
mod container_has_its_check_digit;
mod cop_no_is_used_once;
mod county_of_the_number_is_known;
mod credit_code_has_its_check_sign;
mod credit_code_holds_an_organisation_code;
mod day_on_which_goods_must_be_back;
mod declaration_is_cancelled_once;
mod declaration_may_still_be_cancelled;
mod declaration_may_still_be_changed;
mod declaration_to_cancel_is_there;
mod declaration_to_change_is_there;
mod declared_after_it_was_ordered;
mod direct_purchase_comes_from_abroad;
mod direct_purchase_crosses_the_border;
mod direct_purchase_leaves_the_book_out;
mod direct_purchase_names_its_transport;
mod district_of_the_address_is_known;
mod documents_follow_one_another;
mod documents_name_one_order;
mod documents_name_one_platform;
mod dxp_id_has_its_shape;
mod entry_brings_the_parcel;
mod entry_lines_are_numbered;
mod entry_names_a_parcel_once;
mod entry_number_has_its_shape;
mod entry_number_is_new;
mod first_unit_is_that_of_the_code;
mod freight_as_in_the_order;
mod gift_has_no_price;
mod goods_are_back_within_forty_five_days;
mod goods_are_described;
mod goods_have_a_chinese_name;
mod goods_value_is_the_sum;
mod guarantor_is_a_party;
mod guid_is_an_upper_case_uuid;
mod import_date_is_near;
mod inventory_is_worth_the_goods;
mod inventory_line_is_quantity_times_price;
mod inventory_lines_are_numbered;
mod invt_no_has_its_shape;
mod invt_no_names_the_office;
mod kilograms_of_the_lines_fit;
mod line_is_the_line_of_the_order;
mod line_looks_like_the_line_of_the_order;
mod message_id_is_an_upper_case_uuid;
mod mode_1239_is_asked_for_first;
mod model_says_more_than_the_name;
mod names_are_written_as_on_the_card;
mod net_is_not_above_gross;
mod new_return_has_no_number_yet;
mod newer_than_what_is_stored;
mod no_barcode_is_said;
mod nothing_is_dated_after_today;
mod nothing_is_masked;
mod number_begins_with_a_province;
mod numbers_are_no_placeholders;
mod numbers_are_plain_signs;
mod one_code_has_one_name;
mod one_parcel_a_waybill;
mod only_resident_cards_are_taken;
mod order_is_not_declared_yet;
mod order_is_paid_once;
mod order_line_is_quantity_times_price;
mod order_lines_are_numbered;
mod order_number_is_new;
mod order_to_change_is_not_used;
mod order_to_change_is_there;
mod paid_amounts_end_at_the_cent;
mod paid_is_the_sum;
mod parcel_is_signed_for_after_its_release;
mod parcel_was_signed_for_before_it_was_told;
mod payer_is_the_buyer;
mod payer_number_has_its_check_digit;
mod payment_company_of_the_order;
mod payment_is_reported_after_it_was_made;
mod payment_is_what_was_paid;
mod payment_pays_one_order;
mod payment_to_change_is_not_used;
mod payment_to_change_is_there;
mod people_have_names;
mod postal_number_has_its_check_digit;
mod pre_no_has_its_shape;
mod pre_no_has_the_letter_of_its_document;
mod reason_is_given;
mod record_id_is_new;
mod registration_code_begins_with_a_province;
mod released_declaration_is_cancelled_by_an_officer;
mod return_calls_the_goods_as_declared;
mod return_counts_in_the_unit_of_the_declaration;
mod return_goes_to_the_office_of_the_declaration;
mod return_is_about_released_goods;
mod return_may_still_be_changed;
mod return_names_a_line_once;
mod return_names_lines_of_the_declaration;
mod return_number_is_given_by_the_e_port;
mod return_number_is_new;
mod return_repeats_the_declaration;
mod return_takes_back_what_is_left;
mod return_within_thirty_days;
mod same_unit_has_same_quantity;
mod second_unit_is_that_of_the_code;
mod second_unit_with_second_quantity;
mod seller_of_the_order;
mod sender_answers_for_the_document;
mod sender_has_one_name;
mod sender_is_the_declarant;
mod ship_has_its_check_digit;
mod single_item_above_the_limit;
mod single_limit_with_several_items;
mod site_code_begins_with_an_office;
mod something_was_paid;
mod staged_is_not_declared;
mod staged_partners_are_not_sent_on;
mod status_is_that_of_the_waybill;
mod status_is_told_once;
mod sugar_and_rice_have_a_yearly_amount;
mod target_is_the_declaration_in_hand;
mod telephone_of_a_person;
mod transaction_of_the_order;
mod version_is_one;
mod waybill_number_is_not_used_again;
mod waybill_of_a_direct_purchase_names_its_bill;
mod waybill_of_the_declaration;
mod waybill_to_change_is_not_used;
mod waybill_to_change_is_there;
mod weight_of_the_waybill;
mod yearly_limit_of_the_buyer;

pub(in crate::cn) use places::dutiable;

/// Every rule, sorted by id.
pub static RULES: &[&Rule<Case>] = &[
    &paid_is_the_sum::RULE,
    &goods_value_is_the_sum::RULE,
    &order_line_is_quantity_times_price::RULE,
    &inventory_line_is_quantity_times_price::RULE,
    &inventory_is_worth_the_goods::RULE,
    &payment_is_what_was_paid::RULE,
    &freight_as_in_the_order::RULE,
    &charges_as_in_the_waybill::RULE,
    &gift_has_no_price::RULE,
    &paid_amounts_end_at_the_cent::RULE,
    &something_was_paid::RULE,
    &buyer_number_has_its_check_digit::RULE,
    &birthday_is_a_day_before_today::RULE,
    &payer_number_has_its_check_digit::RULE,
    &only_resident_cards_are_taken::RULE,
    &number_begins_with_a_province::RULE,
    &nothing_is_masked::RULE,
    &people_have_names::RULE,
    &telephone_of_a_person::RULE,
    &buyer_was_born_after_1900::RULE,
    &county_of_the_number_is_known::RULE,
    &names_are_written_as_on_the_card::RULE,
    &cancel_repeats_the_declaration::RULE,
    &target_is_the_declaration_in_hand::RULE,
    &reason_is_given::RULE,
    &declaration_is_cancelled_once::RULE,
    &application_comes_after_the_declaration::RULE,
    &applicant_is_the_declarant::RULE,
    &declaration_to_cancel_is_there::RULE,
    &declaration_may_still_be_cancelled::RULE,
    &released_declaration_is_cancelled_by_an_officer::RULE,
    &cancel_within_thirty_days::RULE,
    &order_to_change_is_there::RULE,
    &payment_to_change_is_there::RULE,
    &waybill_to_change_is_there::RULE,
    &declaration_to_change_is_there::RULE,
    &order_to_change_is_not_used::RULE,
    &payment_to_change_is_not_used::RULE,
    &waybill_to_change_is_not_used::RULE,
    &declaration_may_still_be_changed::RULE,
    &return_may_still_be_changed::RULE,
    &change_that_no_source_speaks_of::RULE,
    &newer_than_what_is_stored::RULE,
    &company_code_has_a_known_shape::RULE,
    &credit_code_has_its_check_sign::RULE,
    &codes_are_half_width::RULE,
    &guarantor_is_a_party::RULE,
    &credit_code_holds_an_organisation_code::RULE,
    &registration_code_begins_with_a_province::RULE,
    &site_code_begins_with_an_office::RULE,
    &district_of_the_address_is_known::RULE,
    &order_is_not_declared_yet::RULE,
    &cop_no_is_used_once::RULE,
    &waybill_number_is_not_used_again::RULE,
    &payment_pays_one_order::RULE,
    &order_number_is_new::RULE,
    &record_id_is_new::RULE,
    &order_is_paid_once::RULE,
    &status_is_told_once::RULE,
    &cancel_number_is_new::RULE,
    &return_number_is_new::RULE,
    &entry_number_is_new::RULE,
    &entry_names_a_parcel_once::RULE,
    &entry_brings_the_parcel::RULE,
    &barcode_has_its_check_digit::RULE,
    &no_barcode_is_said::RULE,
    &goods_are_described::RULE,
    &model_says_more_than_the_name::RULE,
    &barcode_is_not_of_one_shop::RULE,
    &goods_have_a_chinese_name::RULE,
    &single_limit_with_several_items::RULE,
    &single_item_above_the_limit::RULE,
    &yearly_limit_of_the_buyer::RULE,
    &sugar_and_rice_have_a_yearly_amount::RULE,
    &order_lines_are_numbered::RULE,
    &inventory_lines_are_numbered::RULE,
    &entry_lines_are_numbered::RULE,
    &documents_name_one_order::RULE,
    &documents_name_one_platform::RULE,
    &seller_of_the_order::RULE,
    &buyer_name_of_the_order::RULE,
    &buyer_number_of_the_order::RULE,
    &buyer_telephone_of_the_order::RULE,
    &as_many_lines_as_the_order::RULE,
    &line_is_the_line_of_the_order::RULE,
    &payment_company_of_the_order::RULE,
    &payer_is_the_buyer::RULE,
    &waybill_of_the_declaration::RULE,
    &consignee_of_the_waybill::RULE,
    &address_of_the_declaration::RULE,
    &transaction_of_the_order::RULE,
    &one_code_has_one_name::RULE,
    &bill_of_the_waybill::RULE,
    &line_looks_like_the_line_of_the_order::RULE,
    &direct_purchase_names_its_transport::RULE,
    &direct_purchase_comes_from_abroad::RULE,
    &bonded_goods_name_book_and_warehouse::RULE,
    &bonded_goods_have_book_numbers::RULE,
    &bonded_goods_depart_from_china::RULE,
    &bonded_goods_leave_transport_out::RULE,
    &direct_purchase_leaves_the_book_out::RULE,
    &mode_1239_is_asked_for_first::RULE,
    &waybill_of_a_direct_purchase_names_its_bill::RULE,
    &direct_purchase_crosses_the_border::RULE,
    &pre_no_has_its_shape::RULE,
    &invt_no_has_its_shape::RULE,
    &a_new_declaration_has_no_numbers_yet::RULE,
    &air_waybill_has_its_check_digit::RULE,
    &postal_number_has_its_check_digit::RULE,
    &guid_is_an_upper_case_uuid::RULE,
    &account_book_has_its_shape::RULE,
    &invt_no_names_the_office::RULE,
    &pre_no_has_the_letter_of_its_document::RULE,
    &container_has_its_check_digit::RULE,
    &ship_has_its_check_digit::RULE,
    &numbers_are_no_placeholders::RULE,
    &numbers_are_plain_signs::RULE,
    &entry_number_has_its_shape::RULE,
    &one_parcel_a_waybill::RULE,
    &parcel_was_signed_for_before_it_was_told::RULE,
    &parcel_is_signed_for_after_its_release::RULE,
    &status_is_that_of_the_waybill::RULE,
    &return_repeats_the_declaration::RULE,
    &return_names_lines_of_the_declaration::RULE,
    &return_takes_back_what_is_left::RULE,
    &return_counts_in_the_unit_of_the_declaration::RULE,
    &return_calls_the_goods_as_declared::RULE,
    &return_names_a_line_once::RULE,
    &return_number_is_given_by_the_e_port::RULE,
    &new_return_has_no_number_yet::RULE,
    &return_goes_to_the_office_of_the_declaration::RULE,
    &bonded_return_may_cross_districts::RULE,
    &return_is_about_released_goods::RULE,
    &return_within_thirty_days::RULE,
    &goods_are_back_within_forty_five_days::RULE,
    &day_on_which_goods_must_be_back::RULE,
    &staged_partners_are_not_sent_on::RULE,
    &staged_is_not_declared::RULE,
    &code_stands_in_the_tariff::RULE,
    &first_unit_is_that_of_the_code::RULE,
    &second_unit_is_that_of_the_code::RULE,
    &second_unit_with_second_quantity::RULE,
    &same_unit_has_same_quantity::RULE,
    &chapter_of_the_code_exists::RULE,
    &nothing_is_dated_after_today::RULE,
    &documents_follow_one_another::RULE,
    &import_date_is_near::RULE,
    &payment_is_reported_after_it_was_made::RULE,
    &declared_after_it_was_ordered::RULE,
    &net_is_not_above_gross::RULE,
    &weight_of_the_waybill::RULE,
    &kilograms_of_the_lines_fit::RULE,
];

/// Rules about a message as a whole: who sends it for whom. Sorted by id.
pub static SENDING_RULES: &[&Rule<Sending>] = &[
    &dxp_id_has_its_shape::RULE,
    &sender_is_the_declarant::RULE,
    &sender_answers_for_the_document::RULE,
    &sender_has_one_name::RULE,
    &version_is_one::RULE,
    &message_id_is_an_upper_case_uuid::RULE,
];

/// Who sends a message, and who declares what stands in it.
#[derive(Clone, Debug)]
pub struct Sending {
    /// Attribute `guid` of the message.
    pub id: String,
    /// Attribute `version`.
    pub version: String,
    /// Who sends.
    pub transfer: Transfer,
    /// Who declares what must be signed, each once; none for orders, payments and waybills.
    pub declarants: Vec<Company>,
    /// Who answers for orders, payments and waybills: for each record the companies that may send it, each set once.
    pub liable: Vec<Vec<String>>,
}

/// A company by code and registered name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

impl Sending {
    /// A message by its frame, before its records are known.
    #[must_use]
    pub fn new(id: &str, version: &str, transfer: Transfer) -> Self {
        let (id, version) = (id.to_owned(), version.to_owned());
        Sending { id, version, transfer, declarants: Vec::new(), liable: Vec::new() }
    }

    /// Takes note of the companies of a record.
    pub fn look(&mut self, case: &Case) {
        let mut declares = |code: &str, name: &str| {
            if !self.declarants.iter().any(|known| known.code == code && known.name == name) {
                self.declarants.push(Company { code: code.to_owned(), name: name.to_owned() });
            }
        };
        if let Some(head) = case.declaration.as_ref().map(|d| &d.head) {
            declares(&head.declarant_code, &head.declarant_name);
        }
        if let Some(cancel) = &case.cancel {
            declares(&cancel.declarant_code, &cancel.declarant_name);
        }
        if let Some(head) = case.return_.as_ref().map(|r| &r.head) {
            declares(&head.declarant_code, &head.declarant_name);
        }
        if let Some(head) = case.entry.as_ref().map(|e| &e.head) {
            declares(&head.operator_code, &head.operator_name);
        }
        let mut answers = |codes: &[&str]| {
            if !self.liable.iter().any(|known| known.iter().eq(codes)) {
                self.liable.push(codes.iter().map(|code| (*code).to_owned()).collect());
            }
        };
        if let Some(head) = case.order.as_ref().map(|o| &o.head) {
            answers(&[&head.platform_code, &head.seller_code]);
        }
        if let Some(payment) = &case.payment {
            answers(&[&payment.pay_code]);
        }
        if let Some(waybill) = &case.waybill {
            answers(&[&waybill.carrier_code]);
        }
        if let Some(status) = &case.waybill_status {
            answers(&[&status.carrier_code]);
        }
    }
}

/// Ids of rules that are no longer in the table. They stay retired: receipts and reports of old name them.
pub const RETIRED: &[&str] = &[];

/// Which record of its message each document of a case is, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Number of the order.
    pub order: usize,
    /// Number of the payment.
    pub payment: usize,
    /// Number of the waybill.
    pub waybill: usize,
    /// Number of the declaration.
    pub declaration: usize,
    /// Number of the waybill status.
    pub waybill_status: usize,
    /// Number of the cancel application.
    pub cancel: usize,
    /// Number of the return application.
    pub return_: usize,
    /// Number of the warehouse entry.
    pub entry: usize,
}

impl Numbers {
    /// The same number in every message, as when the documents were written together.
    #[must_use]
    pub const fn all(number: usize) -> Self {
        Numbers {
            order: number,
            payment: number,
            waybill: number,
            declaration: number,
            waybill_status: number,
            cancel: number,
            return_: number,
            entry: number,
        }
    }
}

/// Runs all rules that are in force on the day of the case, which holds the first record of each message. Beside a cancel
/// or return, the declaration is only what these are about: it was judged when it was declared.
pub fn run(case: &Case, findings: &mut Vec<Finding>) {
    let (day, before) = (case.day(), findings.len());
    for rule in RULES.iter().filter(|rule| rule.in_force.holds(day)) {
        rule.run(case, findings);
    }
    if case.is_about_a_declaration() {
        let mut place = 0;
        findings.retain(|finding| {
            place += 1;
            place <= before || !finding.at.starts_with("Inventory[")
        });
    }
}

/// As [`run`], for a case whose documents are other records of their messages than the first.
pub fn run_at(case: &Case, numbers: Numbers, findings: &mut Vec<Finding>) {
    let before = findings.len();
    run(case, findings);
    findings[before..].iter_mut().for_each(|finding| number(finding, numbers));
}

/// Gives a finding about the first record the number of its own.
pub(in crate::cn) fn number(finding: &mut Finding, numbers: Numbers) {
    for (entity, number) in [
        ("Order[1]/", numbers.order),
        ("Payment[1]/", numbers.payment),
        ("Logistics[1]/", numbers.waybill),
        ("Inventory[1]/", numbers.declaration),
        ("LogisticsStatus[1]/", numbers.waybill_status),
        ("InvtCancel[1]/", numbers.cancel),
        ("InvtRefund[1]/", numbers.return_),
        ("Delivery[1]/", numbers.entry),
    ] {
        if let Some(rest) = finding.at.strip_prefix(entity) {
            finding.at = format!("{}[{number}]/{rest}", entity.trim_end_matches("[1]/"));
            break;
        }
    }
}

/// The version of the rules and of the field table: that of the program, and a digest of all that they say.
#[must_use]
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let mut digest = Sha256::new();
        let mut say = |parts: &[&str]| parts.iter().for_each(|part| digest.update(format!("{part}\n")));
        for Rule { id, severity, in_force, says, help, basis, .. } in RULES {
            say(&[id, &format!("{severity:?} {in_force:?}"), says.zh, says.en, help.zh, help.en, basis]);
        }
        for Rule { id, severity, in_force, says, help, basis, .. } in SENDING_RULES {
            say(&[id, &format!("{severity:?} {in_force:?}"), says.zh, says.en, help.zh, help.en, basis]);
        }
        for pattern in PATTERNS {
            let (says, help, from) = (pattern.says, pattern.help, pattern.from);
            say(&[pattern.id, says.zh, says.en, help.zh, help.en, from.zh, from.en]);
        }
        for kind in Kind::ALL {
            let layout = kind.layout();
            let groups = [Some(layout.head), layout.list].into_iter().flatten();
            for field in groups.flat_map(|group| group.fields) {
                say(&[
                    layout.entity,
                    field.element,
                    &format!("{:?} {:?} {:?}", field.form, field.values, field.presence),
                ]);
            }
        }
        format!("{}-{}", env!("CARGO_PKG_VERSION"), &hex(&digest.finalize())[..8])
    });
    &VERSION
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
