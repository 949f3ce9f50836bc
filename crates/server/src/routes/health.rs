//! `GET /v1/health`: whether the service is up, and which.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use clearance_core::cn::rules::RULES;
use clearance_core::exchange::Health;

use crate::service::Service;

pub(super) async fn get(State(service): State<Arc<Service>>) -> Json<Health> {
    Json(Health {
        version: crate::VERSION.to_owned(),
        tables: service.tables_version(),
        rules: RULES.len(),
        sandbox: service.config.sandbox,
    })
}
