//! The law, row by row.
//!
//! Sources: *document* is the interface document of 202205 (and 2018 for the negative numbers), *notice* an announcement of
//! customs, *seen* what real receipts and public test doubles show. Rows that no source states plainly are unsure.

use super::Document::{self, Bill, Cancel, Entry, Inventory, Order, Payment, Return, Waybill, WaybillStatus};
use super::Happens::{self, Change, Declare, Delete, Stage, Word};
use super::Leads::{self, Refused, Stays, To};
use super::Point::{self, Absent, At, Used};
use super::{Group, Row};
use crate::bill::BillStatus::{Made, Summed, Void};
use crate::status::State::{
    self, Approved, AwaitingArrival, Cancelled, Closed, Declaring, Deleted, Detained, Error, Inspection,
    Rejected, Released, Review, SendFailed, SentOn, ShipBack, Staged, Stored, Suspended, Unknown,
};
use crate::text::Text;

const fn row(
    of: &'static [Document],
    from: &'static [Point],
    also: &'static [Group],
    happens: &'static [Happens],
    leads: Leads,
    basis: &'static str,
) -> Row {
    Row { of, from, also, happens, leads, basis, sure: true }
}

const fn group(zh: &'static str, en: &'static str, points: &'static [Point]) -> Group {
    Group { name: Text { zh, en }, points }
}

const fn unsure(row: Row) -> Row {
    Row { sure: false, ..row }
}

const fn at(state: State) -> Leads {
    To(At(state))
}

/// On this computer.
const HERE: Group = group(
    "在本机",
    "on this computer",
    &[
        Absent,
        At(State::Draft),
        At(State::ToSign),
        At(State::Waiting),
        At(State::Received),
        At(State::Refused),
    ],
);
const STAGED: Group = group("已暂存", "staged", &[At(State::Staged)]);
/// At the e-port, on its way to customs.
const EPORT: Group =
    group("口岸途中", "at the e-port", &[At(State::Declaring), At(State::SentOn), At(State::Unknown)]);
const NOT_SENT: Group = group("发送失败", "not sent on", &[At(State::SendFailed)]);
/// Came to nothing.
const REFUSED: Group = group("未成", "came to nothing", &[At(State::Error), At(State::Rejected)]);
const STORED: Group = group("已入库", "stored", &[At(State::Stored)]);
/// In the hands of an officer, who may lay it down and take it up as he likes.
const OFFICER: Group = group(
    "海关经办",
    "with an officer",
    &[
        At(State::Review),
        At(State::Approved),
        At(State::AwaitingArrival),
        At(State::Inspection),
        At(State::Suspended),
        At(State::Detained),
    ],
);
const BACK: Group = group("退运", "shipped back", &[At(State::ShipBack)]);
const OUT: Group = group("已放行", "out", &[At(State::Released), At(State::Closed)]);
const GONE: Group = group("已删除", "deleted", &[At(State::Deleted)]);
const CLOSED: Group = group("已结关", "closed", &[At(State::Closed)]);
const REVIEW: Group = group("人工审核", "in review", &[At(State::Review)]);
const CANCELLED: Group = group("已撤销", "cancelled", &[At(State::Cancelled)]);

const USED: Group = group("已被使用", "used", &[Used]);
const NOWHERE: Group = group("海关没有", "not at customs", &[Absent]);
/// Left the e-port, or is told of in a way that nobody knows.
const SENT_ON: Group = group("已转发", "sent on", &[At(State::SentOn), At(State::Unknown)]);
/// A number that nobody knows.
const NO_WORD: Group = group("未知状态", "unknown", &[At(State::Unknown)]);
const SENDING: Group = group("申报途中", "declaring", &[At(State::Declaring), At(State::SentOn)]);
/// With an officer who has not approved.
const HELD: Group = group(
    "海关处置中",
    "held by an officer",
    &[At(State::AwaitingArrival), At(State::Inspection), At(State::Suspended), At(State::Detained)],
);
const FAILED: Group = group("处理异常", "failed at the e-port", &[At(State::Error)]);

/// The groups, for the page.
pub(super) const GROUPS: &[Group] = &[
    NOWHERE, HERE, STAGED, SENDING, SENT_ON, NO_WORD, EPORT, NOT_SENT, FAILED, REFUSED, STORED, USED, REVIEW,
    HELD, OFFICER, BACK, OUT, CLOSED, GONE, CANCELLED,
];

const PARTNERS: &[Document] = &[Order, Payment, Waybill, WaybillStatus];
/// Documents that end with 399.
const APPLICATIONS: &[Document] = &[Cancel, Return, Entry];
const ALL: &[Document] = &[Order, Payment, Waybill, WaybillStatus, Inventory, Cancel, Return, Entry];
const GOES_ON: &[Document] = &[Inventory, Cancel, Return, Entry];

/// Every article; no two speak of the same case. A line is an article: which documents, from where, from where else, what
/// happens, where it leads, and who says so.
#[rustfmt::skip]
pub const LIFE: &[Row] = &[
    // What may be asked of an order, a payment, a waybill and its status.
    row(PARTNERS, &[Absent], &[GONE], &[Stage], at(Staged), "document, appStatus 1"),
    unsure(row(PARTNERS, STAGED.points, &[EPORT, NOT_SENT, REFUSED, STORED, USED], &[Stage], Stays, "by analogy: what is staged is not declared, so nothing that is declared changes")),
    row(PARTNERS, &[Absent, At(Staged)], &[NOT_SENT, REFUSED, GONE], &[Declare], at(Declaring), "document, appType 1; after 4 and 100: resend"),
    row(&[Order], &[At(Declaring), At(Stored)], &[SENT_ON, USED], &[Declare], Refused("-301010"), "document, -301010"),
    row(&[Payment], &[At(Declaring), At(Stored)], &[SENT_ON, USED], &[Declare], Refused("-401007"), "document, -401007"),
    row(&[Waybill], &[At(Declaring), At(Stored)], &[SENT_ON, USED], &[Declare], Refused("-504015"), "document, -504015"),
    row(&[WaybillStatus], &[At(Declaring), At(Stored)], &[SENT_ON, USED], &[Declare], Refused("-505012"), "document, -505012"),
    row(PARTNERS, &[At(Declaring), At(Stored)], &[SENT_ON, NOT_SENT, REFUSED], &[Change], Stays, "document, appType 2: exists and is not used by a declared inventory"),
    row(PARTNERS, &[At(Declaring), At(Stored)], &[SENT_ON, NOT_SENT, REFUSED], &[Delete], at(Deleted), "document, appType 3: exists and is not used by a declared inventory"),
    row(&[Order], &[Absent], &[STAGED, GONE], &[Change, Delete], Refused("-301009"), "document, -301009"),
    row(&[Payment], &[Absent], &[STAGED, GONE], &[Change, Delete], Refused("-401006"), "document, -401006"),
    row(&[Waybill], &[Absent], &[STAGED, GONE], &[Change, Delete], Refused("-504014"), "document, -504014"),
    row(&[WaybillStatus], &[Absent], &[STAGED, GONE], &[Change, Delete], Refused("-505014"), "document, -505014"),
    row(&[Order], &[Used], &[], &[Change, Delete], Refused("-301011"), "document, -301011"),
    row(&[Payment], &[Used], &[], &[Change, Delete], Refused("-401008"), "document, -401008"),
    row(&[Waybill], &[Used], &[], &[Change, Delete], Refused("-504016"), "document, -504016"),
    unsure(row(&[WaybillStatus], &[Used], &[], &[Change, Delete], Refused("-505014"), "by analogy")),

    // What may be asked of an inventory.
    row(&[Inventory], &[Absent], &[STAGED, NOT_SENT, REFUSED, GONE], &[Stage], at(Staged), "document, appStatus 1, the default of 621"),
    row(&[Inventory], &[Absent, At(Staged), At(Error), At(Rejected)], &[NOT_SENT, GONE], &[Declare], at(Declaring), "document, appStatus 2; after 100: correct and resend"),
    row(&[Inventory], EPORT.points, &[STORED, OFFICER, BACK, OUT, CANCELLED], &[Stage, Declare], Refused("-621004"), "document, -621004"),
    unsure(row(&[Inventory], &[At(Declaring), At(Error), At(Rejected)], &[SENT_ON, NOT_SENT], &[Change], at(Declaring), "document, appType 2: a declared inventory whose status allows it, in practice after a reject or an e-port error")),
    unsure(row(&[Inventory], &[At(Declaring), At(Error), At(Rejected)], &[SENT_ON, NOT_SENT], &[Delete], at(Deleted), "document, appType 3, as a change")),
    row(&[Inventory], &[Absent], &[STAGED, GONE, CANCELLED], &[Change, Delete], Refused("-621011"), "document, -621011"),
    row(&[Inventory], &[At(Stored), At(Released)], &[OFFICER, BACK, CLOSED], &[Change, Delete], Refused("-621012"), "document, -621012"),

    // What may be applied for about an inventory.
    row(&[Inventory], &[At(Stored), At(Review), At(Approved), At(AwaitingArrival), At(Inspection), At(Suspended)], &[], &[Happens::Cancel], Stays, "document, -623005: accepted by customs and not yet finished"),
    unsure(row(&[Inventory], &[At(Released)], &[], &[Happens::Cancel], Stays, "notice 2018/194: with the consent of an officer, within 30 days of the release")),
    row(&[Inventory], &[Absent], &[STAGED, EPORT, NOT_SENT, REFUSED, GONE, CANCELLED], &[Happens::Cancel], Refused("-623003"), "document, -623003: customs has given no number, or it is no longer there"),
    row(&[Inventory], &[At(Closed), At(Detained), At(ShipBack)], &[], &[Happens::Cancel], Refused("-623005"), "document, -623005"),
    row(&[Inventory], &[At(Released), At(Closed)], &[], &[Happens::Return], Stays, "notice 2020/45: all or part of the goods of one released inventory"),
    unsure(row(&[Inventory], &[Absent], &[STAGED, EPORT, NOT_SENT, REFUSED, STORED, OFFICER, BACK, GONE, CANCELLED], &[Happens::Return], Refused("-625001"), "notice 2020/45: one released inventory; the number is that of a failed check")),

    // What may be asked of an application: a cancel application is only ever new.
    row(APPLICATIONS, &[Absent], &[STAGED, NOT_SENT, REFUSED, GONE], &[Stage], at(Staged), "document, appStatus 1, the default of 623 625 711"),
    row(APPLICATIONS, &[Absent, At(Staged), At(Rejected)], &[FAILED, NOT_SENT, GONE], &[Declare], at(Declaring), "document, appStatus 2; after 100: correct and resend"),
    row(&[Cancel], EPORT.points, &[STORED, OFFICER, OUT], &[Stage, Declare], Refused("-623009"), "document, -623009"),
    row(&[Return], EPORT.points, &[STORED, OFFICER, OUT], &[Stage, Declare], Refused("-625033"), "document, -625033"),
    row(&[Entry], EPORT.points, &[STORED, OFFICER, OUT], &[Stage, Declare], Refused("-800003"), "document, -800003"),
    unsure(row(&[Cancel], &[Absent], &[STAGED, EPORT, NOT_SENT, REFUSED, STORED, OFFICER, OUT, GONE], &[Change], Refused("-623001"), "document: appType of 623 is 1 only; the number is that of a failed check")),
    unsure(row(&[Cancel], &[Absent], &[STAGED, EPORT, NOT_SENT, REFUSED, STORED, OFFICER, OUT, GONE], &[Delete], Refused("-623013"), "document: appType of 623 is 1 only; -623013: the status does not allow deletion")),
    unsure(row(&[Return, Entry], &[At(Declaring), At(Rejected)], &[SENT_ON, FAILED, NOT_SENT], &[Change], at(Declaring), "document, appType 2, as an inventory")),
    unsure(row(&[Return, Entry], &[At(Declaring), At(Rejected)], &[SENT_ON, FAILED, NOT_SENT], &[Delete], at(Deleted), "document, appType 3, as an inventory")),
    unsure(row(&[Return], &[Absent], &[STAGED, GONE], &[Change, Delete], Refused("-625016"), "document, -625016: no such data")),
    row(&[Return], &[At(Stored), At(Approved)], &[HELD, REVIEW, OUT], &[Change, Delete], Refused("-625022"), "document, -625022"),
    unsure(row(&[Entry], &[Absent], &[STAGED, STORED, OFFICER, OUT, GONE], &[Change, Delete], Refused("-800001"), "document, -800001: no number of its own")),

    // What the e-port says.
    row(ALL, &[Absent], &[HERE], &[Word(Staged)], at(Staged), "document, returnStatus 1"),
    row(ALL, &[Absent, At(Staged)], &[HERE, NO_WORD], &[Word(Declaring)], at(Declaring), "document, returnStatus 2"),
    unsure(row(PARTNERS, GONE.points, &[], &[Word(Declaring)], at(Declaring), "by analogy: the key of what was deleted may be used anew")),
    row(ALL, &[At(Declaring)], &[HERE, STAGED, NOT_SENT, NO_WORD], &[Word(SentOn)], at(SentOn), "document, returnStatus 3"),
    row(ALL, &[At(Declaring)], &[HERE, STAGED, SENT_ON], &[Word(SendFailed)], at(SendFailed), "document, returnStatus 4"),
    row(ALL, &[Absent, At(Declaring)], &[HERE, STAGED, SENT_ON, NOT_SENT, REFUSED], &[Word(Error)], at(Error), "document, returnStatus below nothing: correct and resend"),
    row(ALL, &[], &[GONE], &[Word(Error)], at(Error), "house: after a deletion an error is about what was sent anew"),
    row(ALL, &[], &[HERE, STAGED, SENDING], &[Word(Unknown)], at(Unknown), "house: a number that no table knows is kept and shown"),
    unsure(row(ALL, &[At(Declaring)], &[HERE, STAGED, SENT_ON, NOT_SENT, REFUSED], &[Word(Deleted)], at(Deleted), "by analogy with 新增申报成功: 2 with 删除申报成功")),
    unsure(row(PARTNERS, STORED.points, &[], &[Word(Deleted)], at(Deleted), "document, appType 3: not used by a declared inventory")),

    // What customs says.
    row(ALL, &[At(Declaring), At(SentOn)], &[HERE, STAGED, NO_WORD, NOT_SENT, REFUSED], &[Word(Stored)], at(Stored), "document, returnStatus 120"),
    row(PARTNERS, &[At(Declaring), At(SentOn)], &[HERE, STAGED, NO_WORD, NOT_SENT, REFUSED], &[Word(Rejected)], at(Rejected), "document, returnStatus 100"),
    unsure(row(PARTNERS, STORED.points, &[], &[Word(Rejected)], at(Rejected), "seen: an order receipt turns to 100 when its inventory is checked")),
    row(GOES_ON, &[At(Declaring), At(SentOn), At(Stored)], &[HERE, STAGED, NO_WORD, NOT_SENT, REFUSED], &[Word(Rejected)], at(Rejected), "document, returnStatus 100: any time before the end"),
    row(&[Inventory], &[At(Review), At(Approved)], &[HELD], &[Word(Rejected)], at(Rejected), "document, returnStatus 100: any time before the release"),
    unsure(row(APPLICATIONS, &[At(Review)], &[HELD], &[Word(Rejected)], at(Rejected), "document, returnStatus 100")),
    row(&[Inventory], &[At(Stored)], &[HERE, STAGED, EPORT, NOT_SENT, REFUSED, OFFICER], &[Word(Review)], at(Review), "document, returnStatus 300"),
    unsure(row(APPLICATIONS, &[At(Stored)], &[HERE, STAGED, EPORT, NOT_SENT, REFUSED], &[Word(Review)], at(Review), "seen: 300 in a return receipt")),
    row(&[Inventory], &[At(Review)], &[HERE, STAGED, EPORT, NOT_SENT, REFUSED, STORED, OFFICER], &[Word(Approved)], at(Approved), "document, returnStatus 399"),
    row(APPLICATIONS, &[At(Stored), At(Review)], &[HERE, STAGED, EPORT, NOT_SENT, REFUSED], &[Word(Approved)], at(Approved), "document, returnStatus 399: the end of a cancel, return or warehouse entry"),
    unsure(row(PARTNERS, STORED.points, &[HERE, STAGED, EPORT, NOT_SENT, REFUSED], &[Word(Approved)], at(Stored), "schema only: 399 of a partner document says no more than 120")),
    unsure(row(&[Inventory], &[At(Stored)], &[HERE, STAGED, EPORT, NOT_SENT, REFUSED, OFFICER], &[Word(AwaitingArrival)], at(AwaitingArrival), "seen: 400, direct purchase whose bulk has not arrived")),
    row(&[Inventory], &[At(Stored)], &[HERE, STAGED, EPORT, NOT_SENT, REFUSED, OFFICER], &[Word(Inspection)], at(Inspection), "document, returnStatus 500"),
    unsure(row(&[Inventory], &[At(Stored)], &[HERE, STAGED, EPORT, NOT_SENT, REFUSED, OFFICER], &[Word(Suspended)], at(Suspended), "seen: 600")),
    unsure(row(&[Inventory], &[At(Inspection)], &[HERE, STAGED, EPORT, NOT_SENT, REFUSED, STORED, OFFICER], &[Word(Detained)], at(Detained), "document, returnStatus 501, 502, 503, 599")),
    unsure(row(&[Inventory], &[At(Inspection)], &[HERE, STAGED, EPORT, NOT_SENT, REFUSED, STORED, OFFICER], &[Word(ShipBack)], at(ShipBack), "document, returnStatus 700")),
    row(&[Inventory], &[At(Stored), At(Review), At(Approved), At(Inspection)], &[HERE, STAGED, EPORT, NOT_SENT, REFUSED, HELD, BACK], &[Word(Released)], at(Released), "document, returnStatus 800: the goods may leave, and only a cancellation takes that back"),
    unsure(row(APPLICATIONS, &[At(Stored)], &[HERE, STAGED, EPORT, NOT_SENT, REFUSED, OFFICER], &[Word(Released)], at(Released), "seen: 800 in a return receipt")),
    row(&[Inventory], &[At(Released)], &[HERE, STAGED, EPORT, NOT_SENT, REFUSED, STORED, OFFICER, BACK], &[Word(Closed)], at(Closed), "document, returnStatus 899"),
    unsure(row(&[Inventory], &[At(Stored), At(Review), At(Inspection), At(Released)], &[HERE, STAGED, EPORT, NOT_SENT, REFUSED, OFFICER, BACK, CLOSED], &[Word(Cancelled)], at(Cancelled), "seen: CEB624 399 with code 2300, 清单已成功撤单; dead for good, its order may be declared anew")),

    // What becomes of a bill.
    row(&[Bill], &[Absent], &[], &[Happens::Bill(Made)], To(Point::Bill(Made)), "seen: CEB816 status 1 follows the release at once"),
    row(&[Bill], &[Point::Bill(Made)], &[NOWHERE], &[Happens::Bill(Summed)], To(Point::Bill(Summed)), "document, status 2: summed into a payment book"),
    unsure(row(&[Bill], &[Point::Bill(Made), Point::Bill(Summed)], &[NOWHERE], &[Happens::Bill(Void)], To(Point::Bill(Void)), "document, status 3: after a cancellation or the return of everything")),
];
