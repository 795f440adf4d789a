//! Areas coloured by an estimate. What is uncertain is hatched, what nobody asked about stays white: never a colour that says
//! more than is known, and readable without colour.

use super::chart::Drawing;
use super::ground::{Projection, Ring, rings};
use super::scale::place;
use domain::area::{Area, AreaShape};
use leptos::prelude::*;

/// How an area is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A firm value, in a shade from 1 to 5.
    Firm(usize),
    /// An uncertain value: the shade, hatched.
    Uncertain(usize),
    /// Nothing is known.
    Unknown,
}

/// What an area is called and how it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Code of the area.
    pub code: String,
    /// What is written below its name, as `65%`; may be empty.
    pub text: String,
    /// How it is shown.
    pub tone: Tone,
}

/// The map; nothing when there are no outlines. `id` keeps its hatching apart from that of other maps of the page.
pub fn regions(id: &str, shapes: &[&AreaShape], of: impl Fn(&Area) -> Region) -> Option<Drawing> {
    let drawn: Vec<(&Area, Vec<Ring>)> =
        shapes.iter().map(|shape| (&shape.area, rings(&shape.geometry))).collect();
    let map = Projection::around(drawn.iter().flat_map(|(_, rings)| rings).flatten().copied())?;
    let hatch = format!("hatch-{id}");
    let fill = format!("url(#{hatch})");
    let regions: Vec<(&Area, String, Region)> = drawn
        .iter()
        .map(|(area, rings)| (*area, rings.iter().map(|ring| map.path(ring)).collect(), of(area)))
        .collect();
    let grounds = regions
        .iter()
        .map(|(_, path, region)| {
            let class = match region.tone {
                Tone::Firm(shade) | Tone::Uncertain(shade) => {
                    format!("chart-bar chart-region heat-{}", shade.clamp(1, 5))
                }
                Tone::Unknown => "chart-region chart-none".to_owned(),
            };
            let hatched = matches!(region.tone, Tone::Uncertain(_))
                .then(|| view! { <path d=path.clone() fill=fill.clone() /> });
            view! { <path class=class d=path.clone() fill-rule="evenodd" /> {hatched} }
        })
        .collect_view();
    let names = regions
        .iter()
        .map(|(area, _, region)| {
            let (x, y) = map.at([area.lng, area.lat]);
            let value = (!region.text.is_empty()).then(|| {
                view! { <text class="chart-name" x=place(x) y=place(y + 18.0)>{region.text.clone()}</text> }
            });
            view! { <text class="chart-name" x=place(x) y=place(y - 4.0)>{area.name.clone()}</text> {value} }
        })
        .collect_view();
    let marks = view! {
        <defs>
            <pattern id=hatch width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="chart-hatch-ground" width="7" height="7" />
                <line class="chart-hatch" x1="0" y1="0" x2="0" y2="7" />
            </pattern>
        </defs>
        {grounds}
        {names}
    };
    Some(Drawing { narrow: true, ..Drawing::new(map.size, marks) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::area::AreaLevel;

    fn shape(code: &str, west: f64) -> AreaShape {
        AreaShape {
            area: Area {
                code: code.into(),
                name: code.into(),
                level: AreaLevel::Town,
                parent: None,
                lat: 38.5,
                lng: west + 0.5,
                population: 1,
            },
            geometry: format!(
                r#"{{"type":"Polygon","coordinates":[[[{west},38],[{},38],[{},39],[{west},38]]]}}"#,
                west + 1.0,
                west + 1.0
            ),
        }
    }

    #[test]
    fn the_uncertain_is_hatched_and_the_unknown_has_no_colour() {
        let shapes = [shape("a", 107.0), shape("b", 108.0), shape("c", 109.0)];
        let tones = |area: &Area| match area.code.as_str() {
            "a" => Tone::Firm(4),
            "b" => Tone::Uncertain(2),
            _ => Tone::Unknown,
        };
        let of = |area: &Area| Region { code: area.code.clone(), text: "65%".into(), tone: tones(area) };
        let drawing = regions("x", &shapes.iter().collect::<Vec<_>>(), of).unwrap();
        assert_eq!(drawing.marks.matches("url(#hatch-x)").count(), 1);
        assert_eq!(drawing.marks.matches("chart-none").count(), 1);
        assert!(drawing.marks.contains("heat-4") && drawing.marks.contains("heat-2"));
        assert!(regions("x", &[], of).is_none());
    }
}
