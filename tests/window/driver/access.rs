//! What people need who see, hear or press differently: the accessibility check, zoom, and what does not fit.

use std::path::Path;

use fantoccini::key::Key;
use serde_json::Value;

use super::{Window, element};

/// The check of the page's own packages; it is never part of the program.
const AXE: &str = "../ui/node_modules/axe-core/axe.min.js";

impl Window {
    /// Runs axe over what is shown now; nothing serious or critical may be found.
    pub(crate) async fn accessible(&self, name: &str) {
        let known = "return Boolean(window.axe)";
        if self.client.execute(known, vec![]).await.expect("the page answers") != Value::Bool(true) {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(AXE);
            let axe = std::fs::read_to_string(file).expect("axe-core is among the page's packages");
            self.client.execute(&format!("{axe}\n;return true"), vec![]).await.expect("axe starts");
        }
        let run = "const done = arguments[arguments.length - 1]; \
            const told = (v) => `${v.impact} ${v.id}: ${v.help}\\n` + \
                v.nodes.slice(0, 4).map((n) => `    ${n.target.join(' ')}  ${n.html.slice(0, 160)}\\n      ${(n.failureSummary || '').replace(/\\n/g, ' ')}`).join('\\n'); \
            const ends = document.getAnimations().filter((a) => Number.isFinite(a.effect?.getComputedTiming().endTime)); \
            Promise.allSettled(ends.map((a) => a.finished)).then(() => axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })) \
                .then((found) => done(found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map(told).join('\\n')), \
                      (error) => done('axe failed: ' + error));";
        let found = self.client.execute_async(run, vec![]).await.expect("the page answers");
        let found = found.as_str().expect("axe tells in words").to_owned();
        if !found.is_empty() {
            self.picture(&format!("failed-{name}")).await;
        }
        assert!(found.is_empty(), "{name} keeps people out:\n{found}");
        let hides = "[...document.querySelectorAll('.grid.wider .grow .gcell.fixed')] \
            .every((c) => !/, 0\\)$|transparent/.test(getComputedStyle(c).backgroundColor))";
        assert!(self.holds(hides).await, "{name}: what stays in place in the grid lets through what passes");
    }

    /// Zooms as a person does, by Ctrl and plus, until the page has this many percent of its size.
    pub(crate) async fn zoom(&self, percent: u32) {
        self.press(&[Key::Control], '0').await;
        self.until("the page has its own size", "Math.abs(window.outerWidth - window.innerWidth) < 40").await;
        let steps = (percent - 100) / 20;
        for step in 1..=steps {
            self.press(&[Key::Control], '=').await;
            let narrow =
                format!("window.innerWidth < window.outerWidth / {} + 8", f64::from(100 + step * 20) / 100.0);
            self.until("the page has grown", &narrow).await;
        }
    }

    /// Pictures of what is shown at twice its size, in both languages, and that nothing is cut off there; ends in
    /// Chinese and at the size of before.
    pub(crate) async fn fits_at_twice_the_size(&self, name: &str) {
        self.zoom(200).await;
        for lang in ["en", "zh"] {
            // The driver's pointer does not know of the zoom.
            let choose = format!("{}.click()", element(&format!("lang-{lang}")));
            self.client.execute(&choose, vec![]).await.expect("the page answers");
            let shown = if lang == "zh" { "zh-CN" } else { "en" };
            self.until("the language has changed", &format!("document.documentElement.lang === '{shown}'"))
                .await;
            self.picture(&format!("{name}-200-{lang}")).await;
            self.nothing_is_cut(&format!("{name}-200-{lang}")).await;
        }
        self.zoom(100).await;
    }

    /// Nothing that a person must reach lies beyond the right edge, and no button or tag has its words cut off.
    pub(crate) async fn nothing_is_cut(&self, name: &str) {
        let look = "const out = []; \
            for (const e of document.querySelectorAll('button, a, .tag, h1, h2, label')) { \
                const r = e.getBoundingClientRect(); \
                if (r.width === 0 || r.height === 0 || e.closest('.scroll, .grid, [role=grid], [data-scrolls]')) continue; \
                const words = (e.innerText || e.getAttribute('aria-label') || '').slice(0, 40); \
                if (r.right > document.documentElement.clientWidth + 1) out.push(`beyond the edge: ${words}`); \
                else if (e.scrollWidth > e.clientWidth + 2 && getComputedStyle(e).overflow !== 'visible' && !e.title) out.push(`cut: ${words}`); \
            } \
            return out.join('\\n');";
        let found = self.client.execute(look, vec![]).await.expect("the page answers");
        let found = found.as_str().expect("it tells in words").to_owned();
        if !found.is_empty() {
            self.picture(&format!("failed-{name}")).await;
        }
        assert!(found.is_empty(), "{name} does not fit:\n{found}");
    }
}
