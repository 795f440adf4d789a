//! What statistics pages ask for beyond awareness and the heatmap.

use async_trait::async_trait;

/// What statistics pages ask for beyond awareness and the heatmap.
#[async_trait]
pub trait StatisticsBackend: Send + Sync {}
