//! `GET /v1/health`: whether the service is up, and which.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use clearance_core::cn::rules::RULES;
use clearance_core::exchange::Health;

use crate::error::Refused;
use crate::service::Service;

pub(super) async fn get(State(service): State<Arc<Service>>) -> Result<Json<Health>, Refused> {
    Ok(Json(Health {
        version: crate::VERSION.to_owned(),
        tables: service.tables_version(),
        rules: RULES.len(),
        sandbox: service.config.sandbox,
        behind: service.behind(),
        set_aside: service.read(|reader| reader.set_aside()).await?,
    }))
}
