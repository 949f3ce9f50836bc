//! Verify, read, check: bytes → an admission that only has to be stored. Station 10, first half; pure work of the processor.
//!
//! # Invariants
//! - One tree: the records are read from the very tree whose signature was verified.
//! - A message is taken from the enterprise that signed it and in whose name it is sent, from nobody else.
//! - Faults of the whole message refuse it; faults of one record become that record's receipt.

use std::sync::Arc;

use axum::http::StatusCode;
use bytes::Bytes;
use clearance_core::check::{Finding, Severity};
use clearance_core::cn::clear::{Word, refusal};
use clearance_core::cn::fields::{Side, check_frame};
use clearance_core::cn::message::ceb411_payment::Payment;
use clearance_core::cn::message::ceb511_waybill::Waybill;
use clearance_core::cn::message::ceb513_waybill_status::WaybillStatus;
use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::cn::message::ceb623_cancel::Cancel;
use clearance_core::cn::message::ceb625_return::Return;
use clearance_core::cn::message::ceb711_entry::Entry;
use clearance_core::cn::message::frame::Frame;
use clearance_core::cn::message::layout::Kind;
use clearance_core::cn::message::{Body, ReadError};
use clearance_core::cn::tables::Held;
use clearance_core::cn::{Case, Facts};
use clearance_core::signing::{Limits, Verdict, Verification, VerifyOptions, parse_within, verify_parsed};
use clearance_core::text::{Sentence, Text};
use clearance_core::time::BeijingTime;
use sha2::{Digest, Sha256};

use crate::auth::{Card, Known};
use crate::error::{Reason, Refused};
use crate::format::format_receipt;

/// What a message that breaks its form is refused with, where no number of its kind fits.
const FORMAT_CODE: &str = "-999999";
const HELP_FORMAT: Text = Text {
    zh: "请按问题清单修改后重新生成报文",
    en: "Mend what the list of findings names, then make the message again",
};
const HELP_SIGNATURE: Text = Text {
    zh: "请重新签名；签名后不得改动报文",
    en: "Sign the message again, and change nothing after signing",
};
const HELP_TEMPLATE: Text = Text {
    zh: "签名本身有效，但签名之后加入了空白；请关闭签名程序的排版，或请服务方允许接收此类报文",
    en: "The signature itself is good, but white space was put in after signing: let the signing program format nothing, \
         or ask the service to take such messages",
};
const HELP_CARD: Text = Text {
    zh: "请使用本企业登记的证书签名",
    en: "Sign with the certificate that is enrolled for this enterprise",
};

/// A message that was verified, read and checked.
pub struct Admission {
    /// Its id.
    pub guid: String,
    /// Which message it is.
    pub kind: Kind,
    /// SHA-256 of its bytes.
    pub digest: [u8; 32],
    /// The bytes as they came.
    pub bytes: Bytes,
    /// Who sent it.
    pub sender: Arc<Known>,
    /// Its records.
    pub body: Body,
    /// What each record is refused with, by itself.
    pub refused: Vec<Option<Word>>,
    /// Whether the sandbox sent it in the place of another party.
    pub own: bool,
}

/// What the judgement needs beside the bytes.
#[derive(Clone)]
pub struct Judge {
    /// All tables that are held; each declaration is judged by those of its day.
    pub tables: Arc<Held>,
    /// At most so many bytes.
    pub most_bytes: usize,
    /// Whether white space that was put in after signing is let pass.
    pub take_template_signed: bool,
}

/// SHA-256 of the bytes of a message.
#[must_use]
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

impl Judge {
    /// Reads and checks a message of the log again: its signature was verified when it was taken.
    ///
    /// # Errors
    /// It no longer reads, which is a defect.
    pub(crate) fn read_again(
        &self,
        bytes: Bytes,
        sender: Arc<Known>,
        own: bool,
        at: BeijingTime,
    ) -> Result<Admission, ReadError> {
        let limits = Limits { bytes: usize::MAX, ..Limits::default() };
        let parsed = parse_within(&bytes, &limits)?;
        let frame = Frame::read(&parsed.document)?;
        let body = Body::read(&frame)?;
        let facts = Facts { tables: Arc::clone(&self.tables), today: Some(at.date()), ..Facts::default() };
        // Bound as it was: what was revoked meanwhile was good when the message came.
        let options = VerifyOptions { now: Some(at), trust: None, limits };
        let signer = verify_parsed(&parsed, &options).certificate;
        let card = signer.as_ref().and_then(|certificate| sender.card(certificate));
        let (body, refused) = judge_records(body, Names::of(&sender, card), facts);
        let (guid, kind, digest) = (frame.guid.clone().into_owned(), frame.kind, digest(&bytes));
        drop(frame);
        drop(parsed);
        Ok(Admission { guid, kind, digest, bytes, sender, body, refused, own })
    }

    /// Verifies, reads and checks a message.
    ///
    /// # Errors
    /// What refuses the message as a whole; format faults carry a CEB900.
    pub fn read(
        &self,
        bytes: &Bytes,
        sender: &Arc<Known>,
        header_id: Option<&str>,
        now: BeijingTime,
    ) -> Result<Admission, Refused> {
        let limits = Limits { bytes: self.most_bytes, ..Limits::default() };
        let unread = |code: &str, says: Sentence| {
            let id = header_id.unwrap_or("Unknown");
            let refused = Refused::of_message(StatusCode::UNPROCESSABLE_ENTITY, code, says, HELP_FORMAT);
            with_receipt(refused, bytes, id, "Unknown", now)
        };
        let parsed = parse_within(bytes, &limits).map_err(|error| unread(error.code(), error.sentence()))?;
        let frame = Frame::read(&parsed.document).map_err(|error| unread("0001", not_taken(&error)))?;
        if !is_taken(frame.kind) {
            return Err(unread("0001", not_taken(&ReadError::Root(frame.kind.root().to_owned()))));
        }
        if header_id.is_some_and(|id| id != frame.guid) {
            return Err(Reason::IdDiffers.into());
        }
        let company = frame.transfer.as_ref().and_then(|transfer| transfer.get("copCode"));
        let own = |code: &str| code == sender.enterprise.code;
        let bound = |code: &str| sender.cards.iter().any(|card| Names::of(sender, Some(card)).may(code));
        if company.is_some_and(|code| !own(code) && !bound(code)) {
            return Err(Reason::NotYours.into());
        }
        let formal = |refused: Refused| with_receipt(refused, bytes, &frame.guid, frame.kind.root(), now);

        let options = VerifyOptions { now: Some(now), trust: None, limits };
        let verification = verify_parsed(&parsed, &options);
        let card = signed_by(&verification, self.take_template_signed, frame.kind, sender).map_err(formal)?;
        let names = Names::of(sender, Some(card));
        // Another certificate of the same enterprise may be bound to it, but not the one that signed.
        if company.is_some_and(|code| !names.may(code)) {
            return Err(Reason::NotYours.into());
        }

        let findings = check_frame(&frame, Side::Receiver, &self.tables);
        if findings.iter().any(|finding| finding.severity == Severity::Stops) {
            return Err(formal(malformed(&frame, findings)));
        }
        let body = Body::read(&frame).map_err(|error| formal(unreadable(&error)))?;
        let facts = Facts { tables: Arc::clone(&self.tables), today: Some(now.date()), ..Facts::default() };
        let (body, refused) = judge_records(body, names, facts);
        Ok(Admission {
            guid: frame.guid.clone().into_owned(),
            kind: frame.kind,
            digest: digest(bytes),
            bytes: bytes.clone(),
            sender: Arc::clone(sender),
            refused,
            body,
            own: false,
        })
    }
}

/// In whose names a message may speak: that of its sender, and those that the certificate which signed it is bound to.
#[derive(Clone, Copy)]
struct Names<'a> {
    company: &'a str,
    codes: &'a [String],
}

impl<'a> Names<'a> {
    fn of(sender: &'a Known, card: Option<&'a Card>) -> Self {
        let codes = card.map_or(&[] as &[String], |card| &card.codes);
        Names { company: &sender.enterprise.code, codes }
    }

    fn may(self, code: &str) -> bool {
        code == self.company || self.codes.iter().any(|one| one == code)
    }
}

/// Runs the rules over each record by itself. The documents are lent to the case, not copied.
fn judge_records(body: Body, names: Names<'_>, facts: Facts) -> (Body, Vec<Option<Word>>) {
    let mut case = Case { facts, ..Case::empty() };
    let bound = |role: &str, code: &str| foreign("-621015", role, code, names);
    match body {
        // Whoever signs may be platform, seller or an entrusted express operator: nothing in the record binds them.
        Body::Orders(all) => {
            let (all, refused) = judge(all, &mut case, |case| &mut case.order, |_| None);
            (Body::Orders(all), refused)
        }
        Body::Payments(all) => {
            let bound = |one: &Payment| bound("支付企业", &one.pay_code);
            let (all, refused) = judge(all, &mut case, |case| &mut case.payment, bound);
            (Body::Payments(all), refused)
        }
        Body::Waybills(all) => {
            let bound = |one: &Waybill| bound("物流企业", &one.carrier_code);
            let (all, refused) = judge(all, &mut case, |case| &mut case.waybill, bound);
            (Body::Waybills(all), refused)
        }
        Body::Declarations(all) => {
            let bound = |one: &Declaration| bound("申报企业", &one.head.declarant_code);
            let (all, refused) = judge(all, &mut case, |case| &mut case.declaration, bound);
            (Body::Declarations(all), refused)
        }
        Body::WaybillStatuses(all) => {
            let bound = |one: &WaybillStatus| bound("物流企业", &one.carrier_code);
            let (all, refused) = judge(all, &mut case, |case| &mut case.waybill_status, bound);
            (Body::WaybillStatuses(all), refused)
        }
        Body::Cancels(all) => {
            let bound = |one: &Cancel| foreign("-623021", "申报企业", &one.declarant_code, names);
            let (all, refused) = judge(all, &mut case, |case| &mut case.cancel, bound);
            (Body::Cancels(all), refused)
        }
        Body::Returns(all) => {
            let bound = |one: &Return| foreign("-625020", "申报企业", &one.head.declarant_code, names);
            let (all, refused) = judge(all, &mut case, |case| &mut case.return_, bound);
            (Body::Returns(all), refused)
        }
        Body::Entries(all) => {
            let bound = |one: &Entry| foreign("-800001", "监管场所经营人", &one.head.operator_code, names);
            let (all, refused) = judge(all, &mut case, |case| &mut case.entry, bound);
            (Body::Entries(all), refused)
        }
    }
}

/// Whether the service clears messages of this kind: those that enterprises send.
fn is_taken(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Ceb311
            | Kind::Ceb411
            | Kind::Ceb511
            | Kind::Ceb513
            | Kind::Ceb621
            | Kind::Ceb623
            | Kind::Ceb625
            | Kind::Ceb711
    )
}

fn judge<T>(
    all: Vec<T>,
    case: &mut Case,
    slot: impl Fn(&mut Case) -> &mut Option<T>,
    bound: impl Fn(&T) -> Option<Word>,
) -> (Vec<T>, Vec<Option<Word>>) {
    let judged = all.into_iter().map(|one| {
        let word = bound(&one);
        *slot(case) = Some(one);
        let word = word.or_else(|| refusal(case));
        (slot(case).take().expect("it was put there two lines above"), word)
    });
    judged.unzip()
}

/// The refusal of a record that names another company than the card that signed.
fn foreign(number: &str, role: &str, code: &str, names: Names<'_>) -> Option<Word> {
    let company = names.company;
    let says = || format!("{role}[{code}]与卡信息[{company}]不匹配，没有权限进行操作");
    (!names.may(code)).then(|| Word::new(number, says()))
}

/// The certificate that signed, where the signature is good and the certificate bound to the sender.
fn signed_by<'a>(
    verification: &Verification,
    template_too: bool,
    kind: Kind,
    sender: &'a Known,
) -> Result<&'a Card, Refused> {
    let code = match (kind, verification.verdict) {
        (Kind::Ceb621, Verdict::BodyChanged | Verdict::TemplateSigned) => "-621028",
        (Kind::Ceb621, _) => "-621029",
        (Kind::Ceb623, _) => "-623029",
        (Kind::Ceb625, _) => "-625208",
        (Kind::Ceb311, _) => "-301020",
        (_, Verdict::BodyChanged | Verdict::TemplateSigned) => "1004",
        _ => "1001",
    };
    let template = verification.verdict == Verdict::TemplateSigned;
    if !(verification.is_valid() || template && template_too) {
        let help = if template { HELP_TEMPLATE } else { HELP_SIGNATURE };
        let note = verification.reason;
        let says =
            Sentence::new(format!("验签失败：{}", note.zh), format!("The signature is refused: {}", note.en));
        return Err(Refused::of_message(StatusCode::UNPROCESSABLE_ENTITY, code, says, help));
    }
    let Some(card) = verification.certificate.as_ref().and_then(|c| sender.card(c)) else {
        let company = &sender.enterprise.code;
        let serial = verification.certificate.as_ref().map_or("", |c| c.serial());
        let says = Sentence::new(
            format!("[{company}]与卡信息[{serial}]不匹配，没有权限进行操作"),
            format!("The certificate {serial} is not bound to the enterprise {company}"),
        );
        return Err(Refused::of_message(StatusCode::UNPROCESSABLE_ENTITY, "-621015", says, HELP_CARD));
    };
    if card.revoked.is_some() {
        return Err(Reason::Revoked.into());
    }
    Ok(card)
}

/// The refusal for what the field table found.
fn malformed(frame: &Frame<'_>, findings: Vec<Finding>) -> Refused {
    let most = frame.kind.layout().most;
    let too_many = frame.entities.len() > most;
    let code = match frame.kind {
        Kind::Ceb311 if too_many => "-301015",
        Kind::Ceb411 if too_many => "-401013",
        Kind::Ceb511 if too_many => "-504013",
        Kind::Ceb513 if too_many => "-505017",
        Kind::Ceb621 if too_many => "-621030",
        Kind::Ceb623 if too_many => "-623008",
        Kind::Ceb711 if too_many => "-800006",
        Kind::Ceb621 if frame.entities.iter().all(|one| one.lines.is_empty()) => "-621024",
        _ => FORMAT_CODE,
    };
    let stops: Vec<&Finding> = findings.iter().filter(|f| f.severity == Severity::Stops).collect();
    let first: Vec<String> = stops.iter().take(5).map(|f| format!("{} {}", f.at, f.zh)).collect();
    let first_en: Vec<String> = stops.iter().take(5).map(|f| format!("{} {}", f.at, f.en)).collect();
    let says = Sentence::new(
        format!("报文格式校验不通过（{}处）：{}", stops.len(), first.join("；")),
        format!("The message breaks its form in {} places: {}", stops.len(), first_en.join("; ")),
    );
    let mut refused = Refused::of_message(StatusCode::UNPROCESSABLE_ENTITY, code, says, HELP_FORMAT);
    refused.refusal.findings = findings;
    // A hostile message may break its form in every element; a person reads the first few hundred at most.
    refused.refusal.findings.truncate(500);
    refused
}

fn unreadable(error: &ReadError) -> Refused {
    Refused::of_message(StatusCode::UNPROCESSABLE_ENTITY, FORMAT_CODE, not_taken(error), HELP_FORMAT)
}

fn not_taken(error: &ReadError) -> Sentence {
    match error {
        ReadError::Xml(cause) => Sentence::new(
            format!("报文不是可接收的 XML（{cause}）"),
            format!("The message is not XML that is taken ({cause})"),
        ),
        ReadError::Root(root) => Sentence::new(
            format!("不接收根元素为 {root} 的报文"),
            format!("A message with the root element {root} is not taken here"),
        ),
        ReadError::Element(path) => {
            Sentence::new(format!("元素无法读取：{path}"), format!("An element cannot be read: {path}"))
        }
    }
}

/// Puts the format receipt into the refusal.
fn with_receipt(mut refused: Refused, bytes: &[u8], id: &str, kind: &str, now: BeijingTime) -> Refused {
    let refusal = &mut refused.refusal;
    let status = if refusal.code.starts_with('-') { &refusal.code } else { FORMAT_CODE };
    refusal.receipt = Some(format_receipt(status, &refusal.says.zh, id, kind, bytes, now));
    refused
}
