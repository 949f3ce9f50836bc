//! What became of a batch: a line each, a table, and a file.

use std::path::Path;

use clearance_engine::error::{Error, Result, fault};
use clearance_engine::view::Synced;
use serde::Serialize;

use super::called;
use crate::face::Face;
use crate::import::FixDone;

/// What became of one import.
#[derive(Clone, Default, Serialize)]
pub(super) struct Line {
    pub(super) client: String,
    pub(super) file: String,
    /// The import; empty when the files became none.
    #[serde(rename = "importId")]
    pub(super) import: String,
    /// `declared`, `open`, `known` where it was declared before, `undone` where that was taken back, or `failed`.
    pub(super) state: String,
    pub(super) rows: u32,
    pub(super) orders: u32,
    pub(super) made: u32,
    pub(super) kept: u32,
    /// The named fixes that were done.
    pub(super) fixes: Vec<FixDone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<Trouble>,
}

/// What became of the signatures of one client.
#[derive(Clone, Serialize)]
pub(super) struct SignedLine {
    pub(super) client: String,
    /// In this run.
    pub(super) signed: u32,
    #[serde(rename = "toReview")]
    pub(super) to_review: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<Trouble>,
}

#[derive(Clone, Serialize)]
pub(super) struct Trouble {
    pub(super) code: String,
    pub(super) zh: String,
    pub(super) en: String,
}

impl From<&Error> for Trouble {
    fn from(error: &Error) -> Trouble {
        let says = error.says();
        Trouble { code: error.code().to_owned(), zh: says.zh.clone(), en: says.en.clone() }
    }
}

/// Everything that became of a batch.
#[derive(Default, Serialize)]
pub(super) struct Report {
    pub(super) files: Vec<Line>,
    pub(super) signed: Vec<SignedLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sent: Option<Synced>,
}

impl Report {
    /// The table of the terminal.
    pub(super) fn table(&self, face: &Face) {
        let rows: Vec<Vec<String>> = self
            .files
            .iter()
            .map(|line| {
                vec![
                    line.client.clone(),
                    line.file.clone(),
                    state(line, face).to_owned(),
                    line.orders.to_string(),
                    line.made.to_string(),
                    line.kept.to_string(),
                    line.error.as_ref().map(|error| told(error, face)).unwrap_or_default(),
                ]
            })
            .collect();
        let head = [
            face.say("客户", "client"),
            face.say("文件", "file"),
            face.say("状态", "state"),
            face.say("订单", "orders"),
            face.say("清单", "declared"),
            face.say("待修改", "kept"),
            "",
        ];
        face.table(&head, &rows);
        for line in &self.signed {
            let signed = face.say("票已签名", "signed");
            let mut text = format!("{}  {} {signed}", line.client, line.signed);
            if line.to_review > 0 {
                let review = face.say("票待复核", "wait for a review");
                text = format!("{text}  {} {review}", line.to_review);
            }
            if let Some(error) = &line.error {
                text = format!("{text}  {}", told(error, face));
            }
            face.line(&text);
        }
        if let Some(sent) = &self.sent {
            let (gone, waits, no) = (
                face.say("份已送达", "delivered"),
                face.say("份等待发送", "waiting"),
                face.say("份被拒收", "refused"),
            );
            face.line(&format!("{} {gone}  {} {waits}  {} {no}", sent.delivered, sent.waiting, sent.refused));
        }
    }

    /// Writes it beside, by the ending of the name: a table for spreadsheets, else JSON. Whole or not at all.
    pub(super) fn write(&self, path: &Path) -> Result<()> {
        let refused = |cause| Error::new(&fault::FILE_WRITE).on(called(path)).because(cause);
        let text = if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
            self.csv()
        } else {
            serde_json::to_string_pretty(self).expect("views are plain values") + "\n"
        };
        let part = path.with_file_name(format!(".{}.part", called(path)));
        std::fs::write(&part, text).map_err(refused)?;
        std::fs::rename(&part, path).map_err(refused)
    }

    /// With a mark of UTF-8, by which spreadsheet programs know the encoding.
    fn csv(&self) -> String {
        let mut text = String::from("\u{feff}client,file,importId,state,orders,declared,kept,code,error\r\n");
        for line in &self.files {
            let error = line.error.as_ref();
            let cells = [
                line.client.clone(),
                line.file.clone(),
                line.import.clone(),
                line.state.clone(),
                line.orders.to_string(),
                line.made.to_string(),
                line.kept.to_string(),
                error.map(|error| error.code.clone()).unwrap_or_default(),
                error.map(|error| error.zh.clone()).unwrap_or_default(),
            ];
            text.push_str(&cells.map(|cell| quoted(&cell)).join(","));
            text.push_str("\r\n");
        }
        for line in &self.signed {
            let error = line.error.as_ref();
            let state = if error.is_some() { "sign-failed" } else { "signed" };
            let code = error.map(|error| error.code.as_str()).unwrap_or_default();
            let says = error.map(|error| error.zh.as_str()).unwrap_or_default();
            let signed = line.signed.to_string();
            let cells = [line.client.as_str(), "", "", state, "", &signed, "", code, says];
            text.push_str(&cells.map(quoted).join(","));
            text.push_str("\r\n");
        }
        text
    }
}

/// A cell that no spreadsheet program takes for a formula.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, cell.replace('"', "\"\""))
}

fn told(error: &Trouble, face: &Face) -> String {
    format!("{} [{}]", face.say(&error.zh, &error.en), error.code)
}

fn state<'a>(line: &Line, face: &'a Face) -> &'a str {
    match line.state.as_str() {
        "declared" => face.say("已申报", "declared"),
        "known" => face.say("此前已申报", "declared before"),
        "undone" => face.say("曾被撤销", "was undone"),
        "open" => face.say("打开", "open"),
        _ => face.say("失败", "failed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_a_formula_is_text_in_the_report() {
        assert_eq!(quoted("=1+2"), "\"'=1+2\"");
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
    }
}
