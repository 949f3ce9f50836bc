//! Rows of cells with rules around them: the forms and tables of the prints.

use super::canvas::{BLACK, Colour, DIM, Mark, Page, TINT, Text, Weight};
use super::font::Ink;

const MM_PER_POINT: f32 = 25.4 / 72.0;
/// More lines than this would not leave room for a row on its page; no field of a message is that long.
const MOST_LINES: usize = 30;
/// Rules of a grid, points.
const RULE: f32 = 0.5;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// One cell of a row.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) width: f32,
    pub(super) align: Align,
    pub(super) weight: Weight,
    pub(super) colour: Colour,
    pub(super) ground: Option<Colour>,
    /// Drawn through.
    pub(super) struck: bool,
}

impl Cell {
    /// A value.
    pub(super) fn value(width: f32, text: impl Into<String>) -> Cell {
        Cell {
            text: text.into(),
            width,
            align: Align::Left,
            weight: Weight::Regular,
            colour: BLACK,
            ground: None,
            struck: false,
        }
    }

    /// The label of a value, or the head of a column.
    pub(super) fn label(width: f32, text: impl Into<String>) -> Cell {
        Cell { colour: DIM, ground: Some(TINT), ..Cell::value(width, text) }
    }

    pub(super) fn align(self, align: Align) -> Cell {
        Cell { align, ..self }
    }

    pub(super) fn bold(self) -> Cell {
        Cell { weight: Weight::Bold, ..self }
    }

    pub(super) fn struck(self, struck: bool) -> Cell {
        Cell { struck, ..self }
    }
}

/// Sizes of a grid: the text in points, the least height of a row and the distance of lines in millimetres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) size: f32,
    pub(super) row: f32,
    pub(super) leading: f32,
    /// Left and right of a text in its cell, millimetres.
    pub(super) pad: f32,
}

/// A row whose texts are broken into lines.
pub(super) struct Row {
    cells: Vec<(Cell, Vec<String>)>,
    style: Style,
    pub(super) height: f32,
}

impl Row {
    pub(super) fn new(cells: Vec<Cell>, style: Style, ink: &Ink<'_>) -> Row {
        let cells: Vec<(Cell, Vec<String>)> = cells
            .into_iter()
            .map(|cell| {
                let mut lines = ink.wrap(&cell.text, style.size, cell.width - 2.0 * style.pad);
                if lines.len() > MOST_LINES {
                    lines.truncate(MOST_LINES);
                    lines.push("……".to_owned());
                }
                (cell, lines)
            })
            .collect();
        let lines = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(1);
        #[expect(clippy::cast_precision_loss, reason = "a cell has few lines")]
        let height = style.row + style.leading * (lines - 1) as f32;
        Row { cells, style, height }
    }

    /// Draws the row with its left top corner here; gives the lower edge.
    pub(super) fn draw(&self, page: &mut Page, x: f32, y: f32, ink: &Ink<'_>) -> f32 {
        let mut left = x;
        for (cell, _) in &self.cells {
            if let Some(ground) = cell.ground {
                page.fill([left, y, cell.width, self.height], ground);
            }
            left += cell.width;
        }
        let right = left;
        left = x;
        for (cell, lines) in &self.cells {
            self.draw_cell(page, cell, lines, (left, y), ink);
            page.rule((left, y), (left, y + self.height), RULE);
            left += cell.width;
        }
        page.rule((right, y), (right, y + self.height), RULE);
        page.rule((x, y), (right, y), RULE);
        page.rule((x, y + self.height), (right, y + self.height), RULE);
        y + self.height
    }

    fn draw_cell(&self, page: &mut Page, cell: &Cell, lines: &[String], at: (f32, f32), ink: &Ink<'_>) {
        let Style { size, leading, pad, .. } = self.style;
        // The optical middle of Chinese characters and figures lies 0.36 em above the baseline.
        let middle = 0.36 * size * MM_PER_POINT;
        #[expect(clippy::cast_precision_loss, reason = "a cell has few lines")]
        let block = leading * (lines.len() - 1) as f32;
        let mut y = at.1 + (self.height - block) / 2.0 + middle;
        for line in lines {
            let width = ink.width(line, size);
            let x = match cell.align {
                Align::Left => at.0 + pad,
                Align::Centre => at.0 + (cell.width - width) / 2.0,
                Align::Right => at.0 + cell.width - pad - width,
            };
            page.marks.push(Mark::Text(Text {
                x,
                y,
                size,
                weight: cell.weight,
                colour: cell.colour,
                turn: 0.0,
                text: line.clone(),
            }));
            if cell.struck && !line.is_empty() {
                page.rule((x, y - middle), (x + width, y - middle), 0.6);
            }
            y += leading;
        }
    }
}

/// A single line of text outside a grid; `x` is its left end, middle or right end by `align`.
pub(super) fn text(page: &mut Page, ink: &Ink<'_>, line: Line<'_>) {
    let text = ink.drawable(line.text);
    let width = ink.width(&text, line.size);
    let x = match line.align {
        Align::Left => line.x,
        Align::Centre => line.x - width / 2.0,
        Align::Right => line.x - width,
    };
    let (y, size, weight, colour) = (line.y, line.size, line.weight, line.colour);
    page.marks.push(Mark::Text(Text { x, y, size, weight, colour, turn: 0.0, text }));
}

/// What [`text`] draws.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) align: Align,
    pub(super) weight: Weight,
    pub(super) colour: Colour,
    pub(super) text: &'a str,
}

impl<'a> Line<'a> {
    pub(super) fn new(x: f32, y: f32, size: f32, text: &'a str) -> Line<'a> {
        Line { x, y, size, align: Align::Left, weight: Weight::Regular, colour: BLACK, text }
    }

    pub(super) fn align(self, align: Align) -> Line<'a> {
        Line { align, ..self }
    }

    pub(super) fn bold(self) -> Line<'a> {
        Line { weight: Weight::Bold, ..self }
    }

    pub(super) fn dim(self) -> Line<'a> {
        Line { colour: DIM, ..self }
    }
}
