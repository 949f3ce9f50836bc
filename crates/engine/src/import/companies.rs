//! Which of the client's companies and ports an import uses.

use clearance_core::cn::codes::{Codes, Tables};
use clearance_core::order::Field;

use super::Import;
use crate::view::{ChoiceKind, ClientChoice, ForImport, ForImportOption, count};

impl Import {
    /// Each kind of which the client has any.
    pub(super) fn companies(&self) -> Vec<ForImport> {
        let all = self.client.all_choices();
        let of_kind = |kind: ChoiceKind| {
            let of: Vec<&ClientChoice> = all.iter().filter(|choice| choice.kind == kind).collect();
            let usual = of.iter().position(|choice| choice.usual).unwrap_or(0);
            let chosen = self.client.chosen.iter().find(|(other, _)| *other == kind);
            let used = chosen.and_then(|(_, label)| of.iter().position(|choice| choice.is_named(label)));
            let used = used.unwrap_or(usual);
            (!of.is_empty()).then(|| ForImport {
                kind,
                options: of.into_iter().map(|choice| option(choice, &self.tables)).collect(),
                used: count(used),
                other: used != usual,
                from_sheet: fields(kind).iter().any(|field| self.mappings.iter().any(|m| m.has(*field))),
            })
        };
        ChoiceKind::ALL.into_iter().filter_map(of_kind).collect()
    }
}

/// The columns that say it order by order.
const fn fields(kind: ChoiceKind) -> &'static [Field] {
    match kind {
        ChoiceKind::Platform => &[Field::PlatformCode, Field::PlatformName],
        ChoiceKind::Agent => &[Field::AgentCode, Field::AgentName],
        ChoiceKind::Port => &[Field::DeclarationPort, Field::EntryPort],
        ChoiceKind::Carrier => &[Field::CarrierCode, Field::CarrierName],
        ChoiceKind::Payment => &[Field::PayCode, Field::PayName],
    }
}

fn option(choice: &ClientChoice, tables: &Tables) -> ForImportOption {
    let value = |n: usize| choice.kind.elements().get(n).map_or("", |element| choice.value(element));
    let name = match choice.kind {
        ChoiceKind::Port => {
            let office = |code: &str| tables.name(Codes::District, code).unwrap_or(code).to_owned();
            let (declared, entry) = (office(value(0)), office(value(1)));
            if entry.is_empty() || entry == declared { declared } else { format!("{declared} → {entry}") }
        }
        _ => value(1).to_owned(),
    };
    ForImportOption {
        label: if choice.label.is_empty() { value(0).to_owned() } else { choice.label.clone() },
        name,
        code: value(0).to_owned(),
        usual: choice.usual,
    }
}
