//! Files judged by themselves: no data folder, key or client is needed. What a broker runs over whatever he is sent.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clearance_core::check::{Finding, Report, Severity};
use clearance_core::cn::codes::Tables;
use clearance_core::cn::declare::{GoodsBook, Profile, Stamp, cell_of, declare, sheet_field};
use clearance_core::cn::fields::Side;
use clearance_core::cn::message::ceb621_inventory::Declaration;
use clearance_core::cn::message::frame::Frame;
use clearance_core::cn::message::layout::Kind;
use clearance_core::cn::message::{Body, archive_text};
use clearance_core::cn::tables::Held;
use clearance_core::cn::tax::{TaxCase, TaxRegime, assess};
use clearance_core::cn::{Facts, check, check_message};
use clearance_core::dxp::{self, DxpError, Root};
use clearance_core::money::Money;
use clearance_core::order::{Confidence, Mapping, Order, Orders, Problem, Recipe, mappings, orders};
use clearance_core::sheet::Sheet;
use clearance_core::signing::{self, Algorithm, Parsed, Trust, Verdict, VerifyOptions};
use clearance_core::text::{Sentence, Text};
use clearance_core::time::BeijingTime;
use clearance_core::versions::{Mark, Versions};
use serde::Serialize;

use crate::error::{Error, Result, fault};
use crate::sheet::{ReadOptions, read};
use crate::work::Work;

/// One file, judged.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedFile {
    /// As it was named.
    pub file: String,
    /// `CEB621`, …, `sheet`, or `unknown`.
    pub kind: String,
    /// Whether nothing stops.
    pub ok: bool,
    /// Everything that was found.
    pub findings: Vec<Finding>,
    /// By which rules and tables.
    pub versions: Versions,
}

/// One signature, judged.
#[derive(Clone, Debug, Serialize)]
pub struct VerifiedFile {
    /// As it was named.
    pub file: String,
    /// Whether the verdict is `valid`.
    pub valid: bool,
    /// The one word.
    pub verdict: Verdict,
    /// Which algorithm signed.
    pub algorithm: Option<Algorithm>,
    /// Whose certificate it names.
    pub signer: Option<SignerLine>,
    /// Why, Chinese.
    pub zh: String,
    /// Why, English.
    pub en: String,
    /// What to know although the verdict stands.
    pub warnings: Vec<Warned>,
}

/// A certificate, with the names of people and companies masked.
#[derive(Clone, Debug, Serialize)]
pub struct SignerLine {
    /// Serial number, lower-case hexadecimal.
    pub serial: String,
    /// Masked.
    pub subject: String,
    /// Beijing time.
    pub not_after: String,
}

/// A warning beside a verdict.
#[derive(Clone, Debug, Serialize)]
pub struct Warned {
    /// Stable code.
    pub code: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What an import would do.
#[derive(Clone, Debug, Serialize)]
pub struct DryRun {
    /// One for each sheet that holds orders.
    pub files: Vec<MappedSheet>,
    /// How many orders.
    pub orders: usize,
    /// How many goods lines.
    pub lines: usize,
    /// What is wrong, by cell.
    pub problems: Vec<ProblemLine>,
}

/// What the columns of a sheet mean.
#[derive(Clone, Debug, Serialize)]
pub struct MappedSheet {
    /// The file's name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// From 1, as people count.
    pub header_row: u32,
    /// Of a text file.
    pub encoding: Option<&'static str>,
    /// From the left.
    pub columns: Vec<MappedColumn>,
}

/// What a column means.
#[derive(Clone, Debug, Serialize)]
pub struct MappedColumn {
    /// As it stands.
    pub header: String,
    /// The element's name, if it is known.
    pub field: Option<&'static str>,
    /// How sure.
    pub confidence: Confidence,
}

/// One broken cell.
#[derive(Clone, Debug, Serialize)]
pub struct ProblemLine {
    /// The file's name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// Such as `C12`.
    pub cell: String,
    /// The rule.
    pub rule: &'static str,
    /// What it means.
    pub severity: Severity,
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// The tax of the orders in a file.
#[derive(Clone, Debug, Serialize)]
pub struct Taxed {
    /// In the order of the file.
    pub orders: Vec<TaxedOrder>,
}

/// The tax of one order; amounts in yuan.
#[derive(Clone, Debug, Serialize)]
pub struct TaxedOrder {
    /// The order.
    pub order_no: String,
    /// Which rates apply.
    pub regime: TaxRegime,
    /// Line by line, to five decimals.
    pub lines: Vec<TaxedLine>,
    /// To the cent.
    pub duty: String,
    /// To the cent.
    pub consumption_tax: String,
    /// To the cent.
    pub vat: String,
    /// To the cent.
    pub total: String,
    /// What is unsure.
    pub warnings: Vec<TaxWarned>,
    /// By which rules, rates and limits.
    pub versions: Versions,
    /// How regime and total came about.
    pub explained: Vec<Sentence>,
}

/// A warning beside an estimate.
#[derive(Clone, Debug, Serialize)]
pub struct TaxWarned {
    /// Stable code.
    pub code: String,
    /// The line; nothing for the whole order.
    pub gnum: Option<u32>,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl TaxedOrder {
    /// Whether the order is above a limit and cannot be declared as retail import.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        self.regime == TaxRegime::Outside
    }

    /// The regime for people.
    #[must_use]
    pub const fn regime_name(&self) -> Text {
        match self.regime {
            TaxRegime::Reduced => Text { zh: "限值以内", en: "within limits" },
            TaxRegime::Full => Text { zh: "全额", en: "full" },
            TaxRegime::Outside => Text { zh: "超限，不适用", en: "outside" },
        }
    }
}

/// The tax of one line; amounts in yuan.
#[derive(Clone, Debug, Serialize)]
pub struct TaxedLine {
    /// From 1.
    pub gnum: u32,
    /// Tariff code.
    pub gcode: String,
    /// Dutiable value.
    pub base: String,
    /// Duty.
    pub duty: String,
    /// Consumption tax.
    pub consumption_tax: String,
    /// VAT.
    pub vat: String,
    /// All tax of the line, to the cent: the lines add up to the total.
    pub tax: String,
    /// How it came about, formula by formula.
    pub explained: Vec<Sentence>,
}

/// Judges a message as its receiver would, or a sheet as an import would.
///
/// # Errors
/// The file cannot be read: it is torn, locked by a password, not a table, …
pub fn check_file(path: &Path, tables: &Arc<Held>, now: BeijingTime, work: Work<'_>) -> Result<CheckedFile> {
    let facts = Facts { today: Some(now.date()), tables: Arc::clone(tables), ..Facts::default() };
    let file = path.display().to_string();
    let (kind, Report { findings, versions }) = match message_text(path)? {
        Some(text) => check_text(&text, &facts),
        None => {
            let (sheets, found) =
                read_orders(std::slice::from_ref(&path.to_owned()), &[], tables.on(now.date()), work)?;
            let findings = sheet_findings(&sheets.1, &found, &facts, now);
            let versions = tables.on(now.date()).versions().clone();
            ("sheet".to_owned(), Report { findings, versions })
        }
    };
    let ok = findings.iter().all(|finding| finding.severity != Severity::Stops);
    Ok(CheckedFile { file, kind, ok, findings, versions })
}

fn check_text(text: &[u8], facts: &Facts) -> (String, Report) {
    let refused = |rule: &'static str, at: String, says: Text| {
        let help = Text {
            zh: "请让对方重新生成报文，或用原始文件",
            en: "Ask the sender to write the message anew, or use the original file",
        };
        let findings = vec![Finding::new(rule, Severity::Stops, at, says, help)];
        let versions = facts.tables.newest().versions().clone();
        ("unknown".to_owned(), Report { findings, versions })
    };
    let parsed = match signing::parse(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let at = match error {
                signing::ParseError::Malformed { row, col } => format!("{row}:{col}"),
                _ => String::new(),
            };
            return refused("CN-FORM-XML", at, error.text());
        }
    };
    let root = dxp::root_of(&parsed);
    if matches!(root, Root::Message | Root::Response) {
        let findings = transport_findings(text, root);
        let versions = facts.tables.newest().versions().clone();
        return (parsed.root().tag_name().name().to_owned(), Report { findings, versions });
    }
    match Frame::read(&parsed.document) {
        Ok(frame) => (frame.kind.code().to_owned(), check_message(&frame, Side::Receiver, facts)),
        Err(_) => refused(
            "CN-FORM-ROOT",
            parsed.document.root_element().tag_name().name().chars().take(60).collect(),
            Text {
                zh: "根元素不是统一版进口报文", en: "The root element is no message of the import set"
            },
        ),
    }
}

/// The octets of an XML file; `None` for anything else. Archives declared gb2312 are turned into UTF-8, and a transport
/// envelope that can be opened is.
fn message_text(path: &Path) -> Result<Option<Vec<u8>>> {
    let unreadable = |cause| Error::new(&fault::FILE).on(path.display()).because(cause);
    let mut start = [0u8; 256];
    let mut file = std::fs::File::open(path).map_err(unreadable)?;
    let n = std::io::Read::read(&mut file, &mut start).map_err(unreadable)?;
    let head = String::from_utf8_lossy(&start[..n]);
    if !head.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return Ok(None);
    }
    let bytes = opened(std::fs::read(path).map_err(unreadable)?);
    let text = archive_text(&bytes).map(|text| text.into_owned().into_bytes());
    Ok(Some(text.unwrap_or(bytes)))
}

/// What is in a transport envelope; anything else as it is.
fn opened(bytes: Vec<u8>) -> Vec<u8> {
    // Far cheaper than parsing every message twice; a namespace may stand anywhere in the start tag.
    let head = &bytes[..bytes.len().min(4096)];
    if !head.windows(6).any(|name| name == b"DxpMsg") {
        return bytes;
    }
    match dxp::read(&bytes) {
        Ok(envelope) => envelope.data,
        Err(_) => bytes,
    }
}

/// What the transport platform says in a response, or what is wrong with an envelope.
fn transport_findings(text: &[u8], root: Root) -> Vec<Finding> {
    let told = |error: DxpError| {
        let mut finding = Finding::new(
            "CN-FORM-ENVELOPE",
            Severity::Stops,
            String::new(),
            Text { zh: "传输信封无法读取", en: "The transport envelope cannot be read" },
            error.help(),
        );
        let sentence = error.sentence();
        (finding.zh, finding.en) = (sentence.zh.into(), sentence.en.into());
        vec![finding]
    };
    if root == Root::Message {
        return dxp::read(text).map_or_else(told, |_| Vec::new());
    }
    let response = match dxp::read_response(text) {
        Ok(response) => response,
        Err(error) => return told(error),
    };
    let answers = response.answers.iter().map(|answer| {
        let dxp::Meaning { says, help, advice } = dxp::meaning(&answer.code);
        let severity = if advice == dxp::Advice::SendAgain { Severity::Warns } else { Severity::Stops };
        let at = format!("Response/OriHead/CopMsgId={}", answer.origin.cop_msg_id);
        let fixed = Text { zh: "平台回应", en: "A response of the platform" };
        let mut finding =
            Finding::new("CN-DXP-RESPONSE", severity, at, fixed, help).with_value(answer.code.clone());
        (finding.zh, finding.en) = (says.zh.into(), says.en.into());
        finding
    });
    answers.collect()
}

/// Verifies the signature of a message.
///
/// # Errors
/// The file cannot be read.
pub fn verify_file(path: &Path, trust: Option<&Trust>, now: BeijingTime) -> Result<VerifiedFile> {
    let bytes =
        std::fs::read(path).map_err(|cause| Error::new(&fault::FILE).on(path.display()).because(cause))?;
    // The signature that counts is the one inside an envelope.
    let bytes = opened(bytes);
    let options = VerifyOptions { now: Some(now), trust, ..VerifyOptions::default() };
    let verified = signing::verify(&bytes, &options);
    let signer = verified.certificate.as_ref().map(|certificate| SignerLine {
        serial: certificate.serial().to_owned(),
        subject: certificate.masked_subject(),
        not_after: certificate.not_after().to_string(),
    });
    let warnings = verified.warnings.iter().map(|note| Warned {
        code: note.code.to_owned(),
        zh: note.zh.to_owned(),
        en: note.en.to_owned(),
    });
    Ok(VerifiedFile {
        file: path.display().to_string(),
        valid: verified.is_valid(),
        verdict: verified.verdict,
        algorithm: verified.algorithm,
        signer,
        zh: verified.reason.zh.to_owned(),
        en: verified.reason.en.to_owned(),
        warnings: warnings.collect(),
    })
}

/// Reads certificates to be trusted and revocation lists of theirs, PEM or DER. Nothing where neither is given.
///
/// # Errors
/// A file cannot be read, holds no certificate, or a list that no trusted authority has signed.
pub fn read_trust(authorities: &[PathBuf], lists: &[PathBuf]) -> Result<Option<Trust>> {
    if authorities.is_empty() && lists.is_empty() {
        return Ok(None);
    }
    let read = |path: &PathBuf| {
        std::fs::read(path).map_err(|e| Error::new(&fault::FILE).on(path.display()).because(e))
    };
    let unfit = |path: &PathBuf, error: signing::CertificateError| {
        let help = Text {
            zh: "请选择 PEM 或 DER 格式的证书，以及由其签发的吊销列表",
            en: "Choose certificates, and revocation lists that they signed, in PEM or DER",
        };
        Error::told(error.code(), error.text().into(), help.into(), false).on(path.display())
    };
    let mut trust = Trust::new();
    for path in authorities {
        let all = signing::Certificate::all_from_file(&read(path)?).map_err(|error| unfit(path, error))?;
        all.into_iter().for_each(|certificate| trust.add(certificate));
    }
    for path in lists {
        trust.add_list(&read(path)?).map_err(|error| unfit(path, error))?;
    }
    Ok(Some(trust))
}

/// Reads sheets and says what an import would make of them.
///
/// # Errors
/// A file cannot be read as a table.
pub fn dry_run(paths: &[PathBuf], recipes: &[Recipe], work: Work<'_>) -> Result<DryRun> {
    let ((sheets, mapped), found) = read_orders(paths, recipes, &Tables::built_in(), work)?;
    let encoding = |mapping: &Mapping| {
        let same = sheets.iter().find(|sheet| sheet.file == mapping.file && sheet.name == mapping.sheet);
        same.and_then(|sheet| sheet.encoding)
    };
    let files = mapped.iter().map(|mapping| MappedSheet {
        file: mapping.file.to_string(),
        sheet: mapping.sheet.to_string(),
        header_row: mapping.header_row + 1,
        encoding: encoding(mapping),
        columns: mapping
            .columns
            .iter()
            .map(|column| MappedColumn {
                header: column.header.clone(),
                field: column.field.map(clearance_core::order::Field::element),
                confidence: column.confidence,
            })
            .collect(),
    });
    Ok(DryRun {
        files: files.collect(),
        orders: found.orders.len(),
        lines: found.line_count(),
        problems: found.problems.iter().map(problem_line).collect(),
    })
}

fn problem_line(problem: &Problem) -> ProblemLine {
    ProblemLine {
        file: problem.file.to_string(),
        sheet: problem.cell.sheet.to_string(),
        cell: problem.cell.at.to_string(),
        rule: problem.id(),
        severity: problem.severity(),
        zh: problem.rule.says.zh,
        en: problem.rule.says.en,
    }
}

/// Reads a saved mapping.
///
/// # Errors
/// The file cannot be read, or is no recipe.
pub fn read_recipe(path: &Path) -> Result<Recipe> {
    let unreadable = || Error::new(&fault::FILE).on(path.display());
    let text = std::fs::read(path).map_err(|cause| unreadable().because(cause))?;
    serde_json::from_slice(&text).map_err(|cause| unreadable().because(cause))
}

/// Assesses the tax of the orders in a sheet, or of the declarations in a CEB621.
///
/// # Errors
/// The file cannot be read; a message holds no declarations.
pub fn tax_file(path: &Path, tables: &Arc<Held>, now: BeijingTime, work: Work<'_>) -> Result<Taxed> {
    let facts = Facts { today: Some(now.date()), tables: Arc::clone(tables), ..Facts::default() };
    let declarations = match message_text(path)? {
        Some(text) => declarations_in(path, &text)?,
        None => {
            let (_, found) =
                read_orders(std::slice::from_ref(&path.to_owned()), &[], tables.on(now.date()), work)?;
            found.orders.iter().filter_map(|order| alone(order, &facts, now).declaration).collect()
        }
    };
    Ok(Taxed { orders: declarations.iter().map(|one| taxed(one, tables)).collect() })
}

fn declarations_in(path: &Path, text: &[u8]) -> Result<Vec<Declaration>> {
    let not_taxable = || Error::new(&fault::NOT_TAXABLE).on(path.display());
    let parsed: Parsed<'_> = signing::parse(text).map_err(|cause| not_taxable().because(cause))?;
    let frame = Frame::read(&parsed.document).map_err(|cause| not_taxable().because(cause))?;
    match Body::read(&frame) {
        Ok(Body::Declarations(all)) => Ok(all),
        Ok(_) => Err(not_taxable()),
        Err(cause) if frame.kind == Kind::Ceb621 => Err(not_taxable().on(cause.to_string())),
        Err(cause) => Err(not_taxable().because(cause)),
    }
}

fn taxed(declaration: &Declaration, tables: &Held) -> TaxedOrder {
    let rates = tables.on(declaration.head.declared_on).rates();
    let case = TaxCase::of(declaration, None);
    let assessment = assess(&case, rates);
    let warnings = assessment.warnings.iter().map(|warning| {
        let says = warning.kind.says();
        let code = serde_json::to_value(warning.kind).ok().and_then(|code| code.as_str().map(str::to_owned));
        let code = code.unwrap_or_default();
        TaxWarned { code, gnum: warning.gnum, zh: says.zh.to_owned(), en: says.en.to_owned() }
    });
    let mut marks: Vec<&Mark> =
        assessment.lines.iter().flat_map(|line| &line.own).chain(&assessment.own).collect();
    marks.dedup();
    let own = marks.into_iter().map(|mark| {
        let says = mark.sentence();
        TaxWarned { code: "own_row".to_owned(), gnum: None, zh: says.zh, en: says.en }
    });
    let cents = assessment.cents();
    TaxedOrder {
        order_no: declaration.head.order_no.clone(),
        regime: assessment.regime,
        lines: assessment
            .lines
            .iter()
            .zip(&cents.lines)
            .enumerate()
            .map(|(at, (line, cents))| TaxedLine {
                gnum: line.gnum,
                gcode: line.gcode.clone(),
                base: line.base.to_string(),
                duty: line.duty.to_string(),
                consumption_tax: line.consumption_tax.to_string(),
                vat: line.vat.to_string(),
                tax: cents.iter().copied().sum::<Money>().to_string(),
                explained: assessment.explain(at, &case, rates),
            })
            .collect(),
        duty: assessment.duty.to_string(),
        consumption_tax: assessment.consumption_tax.to_string(),
        vat: assessment.vat.to_string(),
        total: assessment.total.to_string(),
        warnings: warnings.chain(own).collect(),
        versions: assessment.versions.clone(),
        explained: assessment.explain_order(&case, rates),
    }
}

type Read = ((Vec<Sheet>, Vec<Mapping>), Orders);

fn read_orders(paths: &[PathBuf], recipes: &[Recipe], tables: &Tables, work: Work<'_>) -> Result<Read> {
    const READING: Text = Text { zh: "读取表格", en: "Reading sheets" };
    let mut sheets = Vec::new();
    for path in paths {
        let options = ReadOptions::default();
        let told = read(path, &options, &mut |progress| {
            let count = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
            match work.at(count(progress.rows), count(progress.expected_rows), READING) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        });
        sheets.extend(told.map_err(|error| Error::from(error).on(path.display()))?);
    }
    let sheets = clearance_core::order::apart(sheets);
    let mapped = mappings(&sheets, recipes);
    let found = orders(&sheets, &mapped, tables);
    Ok(((sheets, mapped), found))
}

/// What an order says by itself: no client stands behind it.
fn alone(order: &Order, facts: &Facts, now: BeijingTime) -> clearance_core::cn::Case {
    let guid = "00000000-0000-0000-0000-000000000000".to_owned();
    let stamp = Stamp { now, cop_no: "CHECK".to_owned(), guids: [guid.clone(), guid.clone(), guid] };
    declare(order, &Profile::default(), &GoodsBook::default(), &stamp, facts.clone())
}

/// The problems of the cells, and what the rules find in each order. What the sheet has no column for is the client's
/// profile to say, so its absence is no fault of the sheet.
fn sheet_findings(mapped: &[Mapping], found: &Orders, facts: &Facts, now: BeijingTime) -> Vec<Finding> {
    let problem = |problem: &Problem| {
        let at = problem.cell.to_string();
        Finding::new(problem.id(), problem.severity(), at, problem.rule.says, problem.rule.help)
    };
    let mut findings: Vec<Finding> = found.problems.iter().map(problem).collect();
    let has_column =
        |at: &str| sheet_field(at).is_some_and(|(field, _)| mapped.iter().any(|mapping| mapping.has(field)));
    for order in &found.orders {
        for mut finding in check(&alone(order, facts, now)).findings {
            if has_column(&finding.at) {
                finding.at = cell_of(order, &finding.at).unwrap_or(finding.at);
                findings.push(finding);
            }
        }
    }
    findings.sort_by_key(|finding| finding.severity);
    findings.dedup_by(|a, b| a.rule == b.rule && a.at == b.at);
    findings
}

/// A failure told as a finding, for a list of files in which the others still count.
#[must_use]
pub fn failed_file(path: &Path, error: &Error) -> CheckedFile {
    let finding = Finding {
        rule: Cow::Borrowed(error.code()),
        severity: Severity::Stops,
        at: String::new(),
        value: None,
        zh: Cow::Owned(error.says().zh.clone()),
        en: Cow::Owned(error.says().en.clone()),
        help_zh: Cow::Owned(error.help().zh.clone()),
        help_en: Cow::Owned(error.help().en.clone()),
    };
    CheckedFile {
        file: path.display().to_string(),
        kind: "unknown".to_owned(),
        ok: false,
        findings: vec![finding],
        versions: Versions::default(),
    }
}
