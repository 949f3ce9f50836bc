//! Platforms, declarants, customs, carriers and payment companies of a client: several of each, one of them the usual.

use clearance_core::cn::declare::{Partner, Partners, Party, Profile};

use super::{Client, place_of};
use crate::view::{ChoiceKind, ClientChoice};

impl ChoiceKind {
    /// All kinds, in the order of the form.
    pub const ALL: [ChoiceKind; 5] =
        [ChoiceKind::Platform, ChoiceKind::Agent, ChoiceKind::Port, ChoiceKind::Carrier, ChoiceKind::Payment];

    /// The elements of a declaration that a choice of this kind fills. The first two are code and name, but for ports.
    #[must_use]
    pub const fn elements(self) -> &'static [&'static str] {
        match self {
            ChoiceKind::Platform => &["ebpCode", "ebpName"],
            ChoiceKind::Agent => &["agentCode", "agentName", "dxpId"],
            ChoiceKind::Port => &["customsCode", "portCode", "loctNo"],
            ChoiceKind::Carrier => &["logisticsCode", "logisticsName"],
            ChoiceKind::Payment => &["payCode", "payName"],
        }
    }
}

impl ClientChoice {
    /// What it says of an element.
    #[must_use]
    pub fn value(&self, element: &str) -> &str {
        self.values.get(element).map_or("", String::as_str)
    }

    /// Whether this is its label or its code.
    #[must_use]
    pub fn is_named(&self, text: &str) -> bool {
        let code = self.kind.elements().first();
        self.label == text || code.is_some_and(|code| self.value(code) == text)
    }

    fn partner(&self) -> Partner {
        let [code, name, ..] = *self.kind.elements() else { return Partner::default() };
        let also = self.also.split(['、', ',', '，', ';', '；', '\n']).map(str::trim);
        let mut also: Vec<String> = also.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        if !self.label.trim().is_empty() {
            also.push(self.label.trim().to_owned());
        }
        Partner { party: Party { code: self.value(code).into(), name: self.value(name).into() }, also }
    }

    fn is_empty(&self) -> bool {
        self.label.trim().is_empty()
            && self.also.trim().is_empty()
            && self.values.values().all(|value| value.trim().is_empty())
    }
}

impl Client {
    /// Every choice. A kind of which none was named has the one that the profile says, if it says any.
    pub(crate) fn all_choices(&self) -> Vec<ClientChoice> {
        let mut all = Vec::new();
        for kind in ChoiceKind::ALL {
            if self.choices.iter().any(|choice| choice.kind == kind) {
                all.extend(self.choices.iter().filter(|choice| choice.kind == kind).cloned());
                continue;
            }
            let mut usual = ClientChoice {
                kind,
                label: String::new(),
                values: Default::default(),
                also: String::new(),
                usual: true,
            };
            self.refresh(&mut usual);
            if !usual.is_empty() {
                all.push(usual);
            }
        }
        all
    }

    /// Takes over all choices. Of each kind the first one that says so is the usual one, else the very first.
    pub(crate) fn put_choices(&mut self, choices: &[ClientChoice]) {
        let mut kept: Vec<ClientChoice> =
            choices.iter().filter(|choice| !choice.is_empty()).cloned().collect();
        for choice in &mut kept {
            choice.values.retain(|element, _| choice.kind.elements().contains(&element.as_str()));
            choice.values.values_mut().for_each(|value| *value = value.trim().to_owned());
        }
        for kind in ChoiceKind::ALL {
            let of_kind = |choice: &&mut ClientChoice| choice.kind == kind;
            let usual =
                kept.iter().filter(|choice| choice.kind == kind).position(|choice| choice.usual).unwrap_or(0);
            for (place, choice) in kept.iter_mut().filter(of_kind).enumerate() {
                choice.usual = place == usual;
            }
        }
        for kind in ChoiceKind::ALL {
            match kept.iter().find(|choice| choice.kind == kind && choice.usual) {
                Some(usual) => fill(&mut self.profile, usual),
                // The last one was taken away.
                None if self.choices.iter().any(|choice| choice.kind == kind) => {
                    for element in kind.elements() {
                        place_of(&mut self.profile, element).map(String::clear);
                    }
                }
                None => {}
            }
        }
        self.choices = kept;
        self.settle();
    }

    /// The client as it is for one import: another choice of a kind in the place of the usual one. `false` when there is
    /// no such choice.
    pub(crate) fn choose(&mut self, kind: ChoiceKind, label: &str) -> bool {
        let all = self.all_choices();
        let wanted = all.iter().find(|choice| choice.kind == kind && choice.is_named(label));
        let Some(choice) = wanted else { return false };
        fill(&mut self.profile, choice);
        self.chosen.retain(|(other, _)| *other != kind);
        self.chosen.push((kind, label.to_owned()));
        true
    }

    /// Puts the usual choices in line with the profile, and tells the profile whom a sheet may name.
    pub(super) fn settle(&mut self) {
        let mut choices = std::mem::take(&mut self.choices);
        choices.iter_mut().filter(|choice| choice.usual).for_each(|choice| self.refresh(choice));
        let of =
            |kind| choices.iter().filter(|choice| choice.kind == kind).map(ClientChoice::partner).collect();
        self.profile.partners = Partners {
            platforms: of(ChoiceKind::Platform),
            declarants: of(ChoiceKind::Agent),
            carriers: of(ChoiceKind::Carrier),
            payment_companies: of(ChoiceKind::Payment),
        };
        self.choices = choices;
    }

    fn refresh(&self, choice: &mut ClientChoice) {
        let mut profile = self.profile.clone();
        for element in choice.kind.elements() {
            if let Some(value) = place_of(&mut profile, element) {
                choice.values.insert((*element).to_owned(), value.clone());
            }
        }
    }
}

fn fill(profile: &mut Profile, choice: &ClientChoice) {
    for element in choice.kind.elements() {
        if let Some(place) = place_of(profile, element) {
            choice.value(element).clone_into(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carrier(label: &str, code: &str, usual: bool) -> ClientChoice {
        let values = [("logisticsCode", code), ("logisticsName", "某速运有限公司")];
        ClientChoice {
            kind: ChoiceKind::Carrier,
            label: label.into(),
            values: values.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
            also: "顺丰、SF Express".into(),
            usual,
        }
    }

    #[test]
    fn the_usual_one_fills_the_profile_and_the_others_are_known_by_their_names() {
        let mut client = Client::practice("c1".into());
        let before = client.all_choices();
        assert_eq!(before.iter().filter(|choice| choice.usual).count(), ChoiceKind::ALL.len());
        client.put_choices(&[carrier("甲", "3301960AAA", false), carrier("乙", "3301960BBB", true)]);
        assert_eq!(client.profile.carrier.code, "3301960BBB");
        assert_eq!(client.profile.partners.carriers[0].also, ["顺丰", "SF Express", "甲"]);
        let again = Client::read(client.write().expect("a row")).expect("the row");
        assert_eq!((again.all_choices(), again.profile), (client.all_choices(), client.profile.clone()));
        assert!(client.choose(ChoiceKind::Carrier, "甲"));
        assert_eq!(client.profile.carrier.code, "3301960AAA");
        assert!(!client.choose(ChoiceKind::Carrier, "丙"));
    }

    #[test]
    fn a_field_of_the_profile_changes_the_usual_choice_with_it() {
        let mut client = Client::practice("c1".into());
        client.put_choices(&[carrier("甲", "3301960AAA", true)]);
        client.put(&[("logisticsCode".to_owned(), "3301960CCC".to_owned())].into()).expect("a field");
        assert_eq!(
            client.all_choices().iter().find(|c| c.label == "甲").map(|c| c.value("logisticsCode")),
            Some("3301960CCC")
        );
        client.put_choices(&[]);
        assert_eq!(client.profile.carrier.code, "");
    }
}
