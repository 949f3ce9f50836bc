//! The life of several declarations against a model of it: random documents, receipts in any order, twice and late, and a
//! clock that jumps.
//!
//! `model` is written by hand from the sources and knows neither the table nor the fold. `office` is customs: it holds what
//! a service holds and asks core what to answer. `desk` gets some of the receipts, in any order, and folds them.
#![allow(clippy::disallowed_methods, reason = "a test reads how many cases it is asked for")]
#![allow(clippy::expect_used, reason = "a test says what it expects")]

mod desk;
mod model;
mod office;

use proptest::prelude::*;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

use self::desk::Desk;
use self::model::{Model, Step};
use self::office::Office;

/// Both sides of the wire.
struct World {
    office: Office,
    desk: Desk,
}

impl StateMachineTest for World {
    type SystemUnderTest = World;
    type Reference = Model;

    fn init_test(_: &Model) -> World {
        World { office: Office::default(), desk: Desk::default() }
    }

    fn apply(mut world: World, model: &Model, step: Step) -> World {
        let before = world.office.said.len();
        world.office.take(&step, &mut world.desk);
        let said: Vec<&str> = world.office.said[before..].iter().map(|news| news.code.as_str()).collect();
        assert_eq!(said, model.expected, "{step:?}");
        if let Step::Deliver(which) = &step {
            world.desk.deliver(&world.office.said, which);
        }
        world
    }

    fn check_invariants(world: &World, model: &Model) {
        world.office.one_live_declaration_of_an_order();
        world.office.money_is_conserved(model);
        world.desk.the_order_of_arrival_does_not_matter();
        world.desk.once_everything_is_heard_it_knows_where_everything_stands(&world.office.said, model);
    }
}

impl ReferenceStateMachine for Model {
    type State = Model;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Model> {
        Just(Model::default()).boxed()
    }

    fn transitions(_: &Model) -> BoxedStrategy<Step> {
        Step::any().boxed()
    }

    fn apply(mut model: Model, step: &Step) -> Model {
        model.take(step);
        model
    }
}

prop_state_machine! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("LIFE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(96),
        max_shrink_iters: 4_096,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn documents_live_as_the_model_says(sequential 1..60 => World);
}
