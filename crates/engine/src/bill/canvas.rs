//! What a page holds before any PDF library sees it: marks in millimetres from the top left corner.

use clearance_core::time::BeijingTime;

/// Grey from black (0) to white (1), or the pale red that lies below a void bill.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Colour {
    Grey(f32),
    PaleRed,
}

pub(super) const BLACK: Colour = Colour::Grey(0.0);
/// Labels and remarks.
pub(super) const DIM: Colour = Colour::Grey(0.32);
/// Rules of a grid.
pub(super) const LINE: Colour = Colour::Grey(0.35);
/// Ground of labels and column heads.
pub(super) const TINT: Colour = Colour::Grey(0.955);

/// How a text is drawn. The only font has no bold face: a thin outline thickens it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// A text in one size and colour.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    /// Left end of the baseline.
    pub(super) x: f32,
    pub(super) y: f32,
    /// In points.
    pub(super) size: f32,
    pub(super) weight: Weight,
    pub(super) colour: Colour,
    /// Degrees against the clock.
    pub(super) turn: f32,
    pub(super) text: String,
}

/// One thing on a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    Text(Text),
    /// A straight line with its width in points.
    Rule {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        colour: Colour,
    },
    /// Filled rectangles as left, top, width, height: one path, so that neighbours show no seam.
    Fill {
        rects: Vec<[f32; 4]>,
        colour: Colour,
    },
}

/// A page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Page {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) marks: Vec<Mark>,
}

impl Page {
    /// A4 upright.
    pub(super) fn upright() -> Page {
        Page { width: 210.0, height: 297.0, marks: Vec::new() }
    }

    /// A4 across.
    pub(super) fn across() -> Page {
        Page { width: 297.0, height: 210.0, marks: Vec::new() }
    }

    pub(super) fn rule(&mut self, from: (f32, f32), to: (f32, f32), width: f32) {
        self.marks.push(Mark::Rule { from, to, width, colour: LINE });
    }

    pub(super) fn fill(&mut self, rect: [f32; 4], colour: Colour) {
        self.marks.push(Mark::Fill { rects: vec![rect], colour });
    }
}

/// A file before it is written.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) title: String,
    pub(super) author: String,
    pub(super) made_at: BeijingTime,
    pub(super) pages: Vec<Page>,
    /// Name and page from 1.
    pub(super) bookmarks: Vec<(String, usize)>,
    /// What the bills in the file state, for verification.
    pub(super) facts: Vec<String>,
}
