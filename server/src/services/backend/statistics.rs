//! What statistics pages ask for beyond awareness and the heatmap.

use super::RequestBackend;
use app::backend::StatisticsBackend;
use async_trait::async_trait;

#[async_trait]
impl StatisticsBackend for RequestBackend {}
