//! The one font of the prints: what it can draw, and how wide.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use clearance_core::text::Sentence;
use printpdf::ParsedFont;

use super::PrintError;

/// Noto Sans SC Regular (SIL Open Font License 1.1, assets/fonts/NotoSansSC-OFL.txt).
static BUILT_IN: LazyLock<Font> = LazyLock::new(|| {
    Font::from_bytes(include_bytes!("../../../../assets/fonts/NotoSansSC-Regular.ttf"))
        .expect("the font that is compiled in is read by a test")
});

/// What stands where a character is missing (缺字符号).
const MISSING: char = '〓';

const MM_PER_POINT: f32 = 25.4 / 72.0;

/// A parsed font. Parsing takes a while: keep it for a batch.
pub struct Font {
    pub(super) parsed: ParsedFont,
    units_per_em: f32,
}

impl Font {
    /// The font that is part of the program.
    #[must_use]
    pub fn built_in() -> &'static Font {
        &BUILT_IN
    }

    /// Reads a TrueType or OpenType font.
    ///
    /// # Errors
    /// The bytes are no font, or one without the digits and 〓 that every print needs.
    pub fn from_bytes(bytes: &[u8]) -> Result<Font, PrintError> {
        let parsed = ParsedFont::from_bytes(bytes, 0, &mut Vec::new())
            .ok_or(PrintError::FontRefused("it does not parse"))?;
        let units_per_em = f32::from(parsed.pdf_font_metrics.units_per_em.max(1));
        let font = Font { parsed, units_per_em };
        if "0123456789.,元角分".chars().chain([MISSING]).all(|c| font.has(c)) {
            Ok(font)
        } else {
            Err(PrintError::FontRefused("it lacks digits or common Chinese characters"))
        }
    }

    /// Reads a font file.
    ///
    /// # Errors
    /// As [`Font::from_bytes`], and when the file cannot be read.
    pub fn load(path: &Path) -> Result<Font, PrintError> {
        let bytes = std::fs::read(path)
            .map_err(|source| PrintError::FontNotRead { path: path.display().to_string(), source })?;
        Font::from_bytes(&bytes)
    }

    /// Whether the font can draw the character.
    #[must_use]
    pub fn has(&self, c: char) -> bool {
        self.glyph(c).is_some()
    }

    fn glyph(&self, c: char) -> Option<u16> {
        self.parsed.lookup_glyph_index(u32::from(c)).filter(|glyph| *glyph != 0)
    }

    /// Width in millimetres at a size in points.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let units: f32 = text
            .chars()
            .filter_map(|c| self.glyph(c))
            .map(|glyph| f32::from(self.parsed.get_horizontal_advance(glyph)))
            .sum();
        units / self.units_per_em * size * MM_PER_POINT
    }
}

/// A font together with what turned out to be missing while one file was drawn.
pub(super) struct Ink<'a> {
    font: &'a Font,
    missing: RefCell<BTreeSet<char>>,
}

impl<'a> Ink<'a> {
    pub(super) fn new(font: &'a Font) -> Ink<'a> {
        Ink { font, missing: RefCell::new(BTreeSet::new()) }
    }

    /// The text as it can be drawn: line breaks and tabs become blanks, invisible signs go, what the font lacks
    /// becomes 〓 and is remembered.
    pub(super) fn drawable(&self, text: &str) -> String {
        let invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
        text.chars()
            .filter(|c| !invisible(*c))
            .map(|c| {
                if c.is_control() || c.is_whitespace() {
                    return ' ';
                }
                if self.font.has(c) {
                    return c;
                }
                self.missing.borrow_mut().insert(c);
                MISSING
            })
            .collect()
    }

    /// Width in millimetres of a drawable text.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        self.font.width(text, size)
    }

    /// Breaks a text into lines of at most this width: at a blank where one is near, else between any two characters,
    /// but not before closing punctuation. At least one line.
    pub(super) fn wrap(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let text = self.drawable(text);
        let mut lines = Vec::new();
        let mut line = String::new();
        for c in text.chars() {
            let mut longer = line.clone();
            longer.push(c);
            let closing = matches!(c, '，' | '。' | '、' | '；' | '：' | '）' | '”' | ')' | ',' | '.' | ';');
            if self.width(&longer, size) <= width || line.is_empty() || (closing && !line.ends_with(c)) {
                line = longer;
                continue;
            }
            let keep = line.rfind(' ').filter(|at| *at > 0 && line.len() - at < 16 && c != ' ');
            let carried = keep.map(|at| line.split_off(at)).unwrap_or_default();
            lines.push(line.trim_end().to_owned());
            line = carried.trim_start().to_owned();
            if c != ' ' || !line.is_empty() {
                line.push(c);
            }
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line.trim_end().to_owned());
        }
        lines
    }

    /// One warning for each character that is missing.
    pub(super) fn warnings(&self) -> Vec<Sentence> {
        let name = |c: &char| {
            let code = format!("U+{:04X}", u32::from(*c));
            Sentence::new(
                format!("字体中没有字符“{c}”（{code}），打印为 {MISSING}"),
                format!("The font has no character “{c}” ({code}); it was printed as {MISSING}"),
            )
        };
        self.missing.borrow().iter().map(name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_font_draws_every_character_of_gb2312() {
        let (all, _, _) = encoding_rs::GB18030.decode(GB2312.as_slice());
        let missing: String = all.chars().filter(|c| !Font::built_in().has(*c)).collect();
        assert_eq!(missing, "");
    }

    /// The 6,763 Chinese characters of GB 2312, encoded.
    static GB2312: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let rows = (0xB0_u8..=0xF7).flat_map(|row| (0xA1_u8..=0xFE).map(move |cell| [row, cell]));
        rows.filter(|[row, cell]| !(*row == 0xD7 && *cell > 0xF9)).flatten().collect()
    });

    #[test]
    fn a_line_never_exceeds_its_width_and_loses_nothing() {
        let ink = Ink::new(Font::built_in());
        let text = "天然维生素E软胶囊 400IU 100粒 Natural Vitamin E Softgels 澳大利亚进口膳食营养补充剂";
        let lines = ink.wrap(text, 9.0, 40.0);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| ink.width(line, 9.0) <= 40.0), "{lines:?}");
        let squeeze = |text: &str| text.replace(' ', "");
        assert_eq!(squeeze(&lines.concat()), squeeze(text));
    }

    #[test]
    fn bytes_that_are_no_font_are_refused() {
        assert!(matches!(Font::from_bytes(b"no font"), Err(PrintError::FontRefused(_))));
    }
}
