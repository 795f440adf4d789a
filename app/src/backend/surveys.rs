//! What pages for door-to-door surveys ask for.

use async_trait::async_trait;

/// What pages for door-to-door surveys ask for.
#[async_trait]
pub trait SurveyBackend: Send + Sync {}
