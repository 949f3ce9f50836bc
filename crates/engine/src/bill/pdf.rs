//! Writes a document with printpdf. Nothing outside this file knows that library's drawing.

use lopdf::{Dictionary, Object, StringFormat};
use printpdf::{
    Color, FontId, Greyscale, Line, LineCapStyle, LinePoint, Mm, Op, PaintMode, PdfDocument, PdfFont,
    PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, Rgb, TextItem, TextMatrix,
    TextRenderingMode, WindingOrder,
};
use sha2::{Digest, Sha256};

use super::canvas::{Colour, Document, Mark, Page, Text, Weight};
use super::{Font, PrintError};

/// Name of the font inside the file: its six capitals are the tag of an embedded subset.
const FONT: &str = "BILLSC";
/// Key of the facts in the document's information.
pub(super) const FACTS: &[u8] = b"ClearanceBills";

const POINTS_PER_MM: f32 = 72.0 / 25.4;

/// The bytes of a document.
pub(super) fn write(document: &Document, font: &Font) -> Result<Vec<u8>, PrintError> {
    let mut pdf = PdfDocument::new(&document.title);
    pdf.resources.fonts.map.insert(FontId(FONT.to_owned()), PdfFont::new(font.parsed.clone()));
    for (name, page) in &document.bookmarks {
        pdf.add_bookmark(name, *page);
    }
    pdf.pages = document.pages.iter().map(page).collect();
    let mut file = pdf.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    settle(&mut file, document);
    file.compress();
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).map_err(PrintError::NotWritten)?;
    Ok(bytes)
}

/// Replaces what the library takes from clock and chance, and what it states wrongly about the file.
fn settle(file: &mut lopdf::Document, document: &Document) {
    file.version = "1.7".to_owned();
    let at = document.made_at;
    let made = Object::string_literal(format!("D:{}+08'00'", at.wire14()));
    let facts = document.facts.iter().map(|fact| unicode(fact)).collect();
    let info = Dictionary::from_iter([
        ("Title", unicode(&document.title)),
        ("Author", unicode(&document.author)),
        ("Creator", unicode("通关台 Clearance Desk")),
        ("CreationDate", made.clone()),
        ("ModDate", made),
    ]);
    let info = {
        let mut info = info;
        info.set(FACTS, Object::Array(facts));
        file.add_object(info)
    };
    if let Ok(old) = file.trailer.get(b"Info").and_then(Object::as_reference) {
        file.objects.remove(&old);
    }
    file.trailer.set("Info", info);
    if let Ok(catalog) = file.catalog_mut() {
        catalog.set("Lang", Object::string_literal("zh-CN"));
        let mode = if document.bookmarks.is_empty() { "UseNone" } else { "UseOutlines" };
        catalog.set("PageMode", Object::Name(mode.into()));
        let show_title = Dictionary::from_iter([("DisplayDocTitle", Object::Boolean(true))]);
        catalog.set("ViewerPreferences", Object::Dictionary(show_title));
    }
    let mut digest = Sha256::new();
    for (id, object) in &file.objects {
        digest.update(id.0.to_be_bytes());
        match object {
            Object::Stream(stream) => digest.update(&stream.content),
            other => digest.update(format!("{other:?}")),
        }
    }
    let id = Object::String(digest.finalize()[..16].to_vec(), StringFormat::Hexadecimal);
    file.trailer.set("ID", Object::Array(vec![id.clone(), id]));
}

/// A text string in the encoding that every reader knows: UTF-16 with its mark.
fn unicode(text: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn page(page: &Page) -> PdfPage {
    // Square ends close the corners of the grids.
    let ops = vec![Op::SetLineCapStyle { cap: LineCapStyle::ProjectingSquare }];
    let mut pen = Pen { height: page.height, ops, fill: None, stroke: None, width: 0.0 };
    for mark in &page.marks {
        match mark {
            Mark::Text(text) => pen.text(text),
            Mark::Rule { from, to, width, colour } => pen.rule(*from, *to, *width, *colour),
            Mark::Fill { rects, colour } => pen.fill(rects, *colour),
        }
    }
    PdfPage::new(Mm(page.width), Mm(page.height), pen.ops)
}

/// Collects operations and states colours only where they change.
struct Pen {
    height: f32,
    ops: Vec<Op>,
    fill: Option<Colour>,
    stroke: Option<Colour>,
    width: f32,
}

impl Pen {
    /// Millimetres from the top left to points from the bottom left, to a thousandth.
    fn place(&self, (x, y): (f32, f32)) -> Point {
        let points = |mm: f32| Pt((mm * POINTS_PER_MM * 1000.0).round() / 1000.0);
        Point { x: points(x), y: points(self.height - y) }
    }

    fn fill_with(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.ops.push(Op::SetFillColor { col: colour_of(colour) });
            self.fill = Some(colour);
        }
    }

    fn stroke_with(&mut self, colour: Colour, width: f32) {
        if self.stroke != Some(colour) {
            self.ops.push(Op::SetOutlineColor { col: colour_of(colour) });
            self.stroke = Some(colour);
        }
        if self.width.to_bits() != width.to_bits() {
            self.ops.push(Op::SetOutlineThickness { pt: Pt(width) });
            self.width = width;
        }
    }

    fn text(&mut self, text: &Text) {
        if text.text.is_empty() {
            return;
        }
        let mode = match text.weight {
            Weight::Regular => TextRenderingMode::Fill,
            Weight::Bold => TextRenderingMode::FillStroke,
        };
        self.fill_with(text.colour);
        if text.weight == Weight::Bold {
            // A thin outline makes the regular face as heavy as its bold sister.
            self.stroke_with(text.colour, text.size / 38.0);
        }
        let at = self.place((text.x, text.y));
        let matrix = if text.turn == 0.0 {
            TextMatrix::Translate(at.x, at.y)
        } else {
            let (sin, cos) = text.turn.to_radians().sin_cos();
            TextMatrix::Raw([cos, sin, -sin, cos, at.x.0, at.y.0])
        };
        let font = PdfFontHandle::External(FontId(FONT.to_owned()));
        self.ops.extend([
            Op::StartTextSection,
            Op::SetTextRenderingMode { mode },
            Op::SetFont { font, size: Pt(text.size) },
            Op::SetTextMatrix { matrix },
            Op::ShowText { items: vec![TextItem::Text(text.text.clone())] },
            Op::EndTextSection,
        ]);
    }

    fn rule(&mut self, from: (f32, f32), to: (f32, f32), width: f32, colour: Colour) {
        self.stroke_with(colour, width);
        let points = [from, to].map(|at| LinePoint { p: self.place(at), bezier: false }).to_vec();
        self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
    }

    fn fill(&mut self, rects: &[[f32; 4]], colour: Colour) {
        self.fill_with(colour);
        let rings = rects
            .iter()
            .map(|[x, y, width, height]| {
                let corners = [(*x, *y), (x + width, *y), (x + width, y + height), (*x, y + height)];
                let points = corners.map(|at| LinePoint { p: self.place(at), bezier: false }).to_vec();
                PolygonRing { points }
            })
            .collect();
        let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
        self.ops.push(Op::DrawPolygon { polygon });
    }
}

fn colour_of(colour: Colour) -> Color {
    match colour {
        Colour::Grey(percent) => Color::Greyscale(Greyscale { percent, icc_profile: None }),
        Colour::PaleRed => Color::Rgb(Rgb { r: 0.98, g: 0.80, b: 0.80, icc_profile: None }),
    }
}
