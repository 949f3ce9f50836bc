//! The chapter of the tariff code exists.

use crate::check::{Period, Rule, Severity};
use crate::cn::Case;
use crate::cn::rules::places::{inventory_line, the_declaration};
use crate::text::Text;

pub(super) static RULE: Rule<Case> = Rule {
    id: "CN-TARIFF-006",
    severity: Severity::Stops,
    in_force: Period::since(2014, 2, 10),
    says: Text {
        zh: "商品编码的章不存在（01至97章，77章为空）",
        en: "The tariff code names a chapter that does not exist (01 to 97, 77 is empty)",
    },
    help: Text {
        zh: "请按税则核对商品编码；8位行税号和13位检验检疫编码都不是商品编码",
        en: "Look the code up in the tariff; postal tax numbers of 8 digits and inspection codes of 13 are no tariff codes",
    },
    basis: "海关税则（01至97章，77章保留，98、99章为本国用）；海关跨境电商统一版报文规范 202205，gcode",
    customs_code: Some("-625011"),
    check: |case, found| {
        let Some(declaration) = &case.declaration else { return };
        for (n, line) in declaration.lines.iter().enumerate() {
            let digits = line.gcode.len() == 10 && line.gcode.bytes().all(|b| b.is_ascii_digit());
            if digits && matches!(&line.gcode[..2], "00" | "77") {
                found.at_value(inventory_line(n, "gcode"), line.gcode.as_str());
            }
        }
    },
    counterexample: |case| {
        the_declaration(case).lines[0].gcode = "7701000000".to_owned();
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::cn::rules::places::the_declaration;
    use crate::cn::rules::testing::{NOWHERE, places};

    #[test]
    fn the_chapters_beside_it_exist() {
        let code = |text: &str| places(&RULE, |case| the_declaration(case).lines[0].gcode = text.to_owned());
        for fine in ["0101210010", "7616991090", "7801100000", "9706000090", "9801001000", "77"] {
            assert_eq!(code(fine), NOWHERE, "{fine}");
        }
        for none in ["0001000000", "7700000000"] {
            assert_eq!(code(none), ["Inventory[1]/InventoryList[1]/gcode"], "{none}");
        }
    }
}
