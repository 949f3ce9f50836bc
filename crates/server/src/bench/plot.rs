//! Draws what grows as SVG: stored declarations to the right in powers of ten, one panel a quantity, each from zero.

use std::fmt::Write;

/// One quantity over what is stored.
pub(super) struct Panel<'a> {
    pub(super) name: &'a str,
    pub(super) points: &'a [(f64, f64)],
}

const LEFT: f64 = 70.0;
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 150.0;
const APART: f64 = 215.0;
const TOP: f64 = 75.0;

pub(super) fn draw(title: &str, panels: &[Panel<'_>]) -> String {
    let height = TOP + APART * panels.len() as f64;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 680 {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"680\" height=\"{height}\" fill=\"#fff\"/>\n<text x=\"{LEFT}\" y=\"28\" font-size=\"14\">{title}</text>\n"
    );
    let last = panels.iter().flat_map(|panel| panel.points).map(|(stored, _)| *stored).fold(10.0, f64::max);
    let first = panels.iter().flat_map(|panel| panel.points).map(|(stored, _)| *stored).fold(last, f64::min);
    let (from, to) = (first.log10().floor(), last.log10().max(first.log10().floor() + 1.0));
    let right = |stored: f64| LEFT + (stored.log10() - from) / (to - from) * WIDTH;
    for (n, panel) in panels.iter().enumerate() {
        let top = TOP + APART * n as f64;
        let most = panel.points.iter().map(|(_, value)| *value).fold(1.0, f64::max) * 1.1;
        let up = |value: f64| top + HEIGHT - value / most * HEIGHT;
        // Writing into a string cannot fail.
        let _ = writeln!(
            out,
            "<text x=\"{LEFT}\" y=\"{}\" font-weight=\"600\">{}</text>",
            top - 10.0,
            panel.name
        );
        for part in 0..=2 {
            let value = most / 1.1 * f64::from(part) / 2.0;
            let _ = writeln!(
                out,
                "<line x1=\"{LEFT}\" x2=\"{}\" y1=\"{2:.1}\" y2=\"{2:.1}\" stroke=\"#ddd\"/>\
                 <text x=\"{1}\" y=\"{3:.1}\" text-anchor=\"end\" fill=\"#555\">{value:.0}</text>",
                LEFT + WIDTH,
                LEFT - 6.0,
                up(value),
                up(value) + 4.0
            );
        }
        let mut power = from;
        while power <= to {
            let _ = writeln!(
                out,
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#555\">{}</text>",
                right(10f64.powf(power)),
                top + HEIGHT + 16.0,
                10f64.powf(power)
            );
            power += 1.0;
        }
        let points: Vec<String> = panel
            .points
            .iter()
            .map(|(stored, value)| format!("{:.1},{:.1}", right(*stored), up(*value)))
            .collect();
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"#1a5fb4\" stroke-width=\"1.5\"/>",
            points.join(" ")
        );
        for point in &points {
            if let Some((x, y)) = point.split_once(',') {
                let _ = writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"2.2\" fill=\"#1a5fb4\"/>");
            }
        }
    }
    out.push_str("</svg>\n");
    out
}
