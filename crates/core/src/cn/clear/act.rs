//! What an officer does with a case in hand. Station 10.

use serde::{Deserialize, Serialize};

use super::{Decision, Detention, Stage, Word};

/// What an officer decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Action {
    /// The goods may leave.
    Release,
    /// The parcel is opened.
    Inspect,
    /// The documents are read.
    Review,
    /// The goods are held.
    Detain {
        /// By whom.
        by: Detention,
    },
    /// The goods go back abroad.
    SendBack,
    /// The declaration is refused; its order may be declared anew.
    Reject {
        /// Why, in words for the declarant. It never holds a name or a number of a person.
        reason: String,
    },
}

/// The words of an action and where they leave the case. `None` where a case at this stage is not in the hands of an
/// officer, or already stands where the action leads.
#[must_use]
pub fn act(said: Stage, action: &Action) -> Option<Decision> {
    if !matches!(said, Stage::Inspected | Stage::Reviewed | Stage::Detained(_)) {
        return None;
    }
    let (words, stage) = match action {
        Action::Release if said == Stage::Reviewed => {
            (vec![Word::approved(), Word::released()], Stage::Released)
        }
        Action::Release => (vec![Word::released()], Stage::Released),
        Action::Inspect => (vec![Word::inspected()], Stage::Inspected),
        Action::Review => (vec![Word::reviewed()], Stage::Reviewed),
        Action::Detain { by } => (vec![Word::detained(*by)], Stage::Detained(*by)),
        Action::SendBack => (vec![Word::sent_back()], Stage::SentBack),
        Action::Reject { reason } => (vec![Word::rejected(reason)], Stage::Refused),
    };
    (stage != said).then_some(Decision { words, stage })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cn::life::{Document, Happens, Leads, Point, article};

    const IN_HAND: [Stage; 3] = [Stage::Inspected, Stage::Reviewed, Stage::Detained(Detention::Smuggling)];

    fn actions() -> Vec<Action> {
        let mut all = vec![
            Action::Release,
            Action::Inspect,
            Action::Review,
            Action::SendBack,
            Action::Reject { reason: "申报要素不全".to_owned() },
        ];
        all.extend(Detention::ALL.map(|by| Action::Detain { by }));
        all
    }

    /// Whether the life of an inventory has an article for it.
    fn lawful(from: Stage, to: Stage) -> bool {
        let happens = Happens::Word(to.state());
        let leads = article(Document::Inventory, Point::At(from.state()), happens).map(|row| row.leads);
        leads == Some(Leads::To(Point::At(to.state())))
    }

    #[test]
    fn every_action_follows_a_row_of_the_life_of_an_inventory() {
        for said in IN_HAND {
            for action in actions() {
                let Some(decision) = act(said, &action) else { continue };
                assert!(lawful(said, decision.stage), "{said:?} {action:?} {decision:?}");
            }
        }
    }

    #[test]
    fn only_what_an_officer_has_in_hand_can_be_acted_on() {
        let others = [
            Stage::New,
            Stage::Waiting(Default::default()),
            Stage::Released,
            Stage::Closed,
            Stage::Refused,
            Stage::Cancelled,
            Stage::SentBack,
        ];
        for said in others {
            assert!(actions().iter().all(|action| act(said, action).is_none()), "{said:?}");
        }
        assert_eq!(act(Stage::Inspected, &Action::Inspect), None, "it is being inspected already");
    }

    #[test]
    fn the_words_are_those_of_the_official_table() {
        let said = |action| act(Stage::Reviewed, &action).expect("it is in hand").words;
        let statuses = |action| said(action).into_iter().map(|word| word.status).collect::<Vec<_>>();
        assert_eq!(statuses(Action::Release), ["399", "800"]);
        assert_eq!(statuses(Action::Detain { by: Detention::Smuggling }), ["502"]);
        assert_eq!(statuses(Action::SendBack), ["700"]);
        let rejected = said(Action::Reject { reason: "申报要素不全".to_owned() });
        assert_eq!(rejected[0].info, "[Code:1300;Desc:人工退单，申报要素不全]");
    }
}
