//! Everything that the awareness page asks of the port.

use crate::page::PageContext;
use domain::area::AreaShape;
use domain::awareness::{AwarenessAnswer, AwarenessGroup, AwarenessQuery, GroupBy, ItemOptions, Weights};
use domain::error::ApiError;
use domain::response::SurveyChannel;
use domain::statistics::{AwarenessChange, SmallAreas};
use domain::survey::rate::ResponseRate;

/// Everything that the page shows.
pub struct Figures {
    /// What was asked.
    pub query: AwarenessQuery,
    /// Everybody, once for each channel.
    pub channels: Vec<(SurveyChannel, AwarenessAnswer)>,
    /// Against the weeks before.
    pub change: AwarenessChange,
    /// By town.
    pub towns: AwarenessAnswer,
    /// By week.
    pub weeks: AwarenessAnswer,
    /// By item.
    pub items: AwarenessAnswer,
    /// By sex.
    pub sex: AwarenessAnswer,
    /// By age band.
    pub age: AwarenessAnswer,
    /// Villages, shrunken.
    pub villages: SmallAreas,
    /// How the options were chosen.
    pub options: Vec<ItemOptions>,
    /// What became of the visits; none where visits are not recorded.
    pub response_rate: Option<ResponseRate>,
    /// Outlines of the towns.
    pub shapes: Vec<AreaShape>,
}

impl Figures {
    /// Everybody of the chosen channel; none when nobody answered.
    pub fn everybody(&self) -> Option<&AwarenessGroup> {
        let chosen = self.channels.iter().find(|(channel, _)| *channel == self.query.channel);
        chosen.and_then(|(_, answer)| answer.groups.first()).filter(|group| group.n > 0)
    }
}

/// Asks for everything.
///
/// # Errors
/// What the backend refuses.
pub async fn load(cx: &PageContext, query: AwarenessQuery) -> Result<Figures, ApiError> {
    let by = |by: GroupBy| AwarenessQuery { by, ..query.clone() };
    let mut channels = Vec::new();
    for channel in SurveyChannel::ALL {
        // Raking repairs no self-selection, and what stands beside the chosen channel must not fail with it.
        let weights = if *channel == query.channel { query.weights } else { Weights::Design };
        let asked = AwarenessQuery { channel: *channel, weights, ..by(GroupBy::None) };
        channels.push((*channel, cx.backend.awareness(&asked).await?));
    }
    let mut shapes = cx.backend.area_shapes().await?;
    shapes.retain(|shape| shape.area.level == domain::area::AreaLevel::Town);
    Ok(Figures {
        channels,
        change: cx.backend.awareness_change(&query).await?,
        towns: cx.backend.awareness(&by(GroupBy::Stratum)).await?,
        weeks: cx.backend.awareness(&by(GroupBy::Week)).await?,
        items: cx.backend.awareness(&by(GroupBy::Item)).await?,
        sex: cx.backend.awareness(&by(GroupBy::Sex)).await?,
        age: cx.backend.awareness(&by(GroupBy::AgeBand)).await?,
        villages: cx.backend.small_areas(&query).await?,
        options: cx.backend.item_options(&query).await?,
        response_rate: cx.backend.response_rate(&query).await?,
        shapes,
        query,
    })
}
