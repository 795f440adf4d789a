//! What pages for door-to-door surveys ask for.

use super::RequestBackend;
use app::backend::SurveyBackend;
use async_trait::async_trait;

#[async_trait]
impl SurveyBackend for RequestBackend {}
