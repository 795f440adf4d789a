//! Areas in the order of their tree: each town followed by its communities and villages.

use domain::area::Area;
use std::collections::{BTreeMap, BTreeSet};

/// An area and how deep it lies: 0 for the banner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TreeRow<'a> {
    /// The area.
    pub area: &'a Area,
    /// How many areas lie above it.
    pub depth: usize,
}

/// All areas, every one below its parent, siblings by code. Areas whose parent is unknown stand at the top.
pub fn tree(areas: &[Area]) -> Vec<TreeRow<'_>> {
    let codes: BTreeSet<&str> = areas.iter().map(|area| area.code.as_str()).collect();
    let mut children: BTreeMap<Option<&str>, Vec<&Area>> = BTreeMap::new();
    for area in areas {
        let parent = area.parent.as_deref().filter(|parent| codes.contains(parent) && *parent != area.code);
        children.entry(parent).or_default().push(area);
    }
    for siblings in children.values_mut() {
        siblings.sort_by(|a, b| a.code.cmp(&b.code));
    }
    let mut rows = Vec::with_capacity(areas.len());
    let mut waiting: Vec<TreeRow<'_>> = below(&children, None, 0);
    while let Some(row) = waiting.pop() {
        rows.push(row);
        waiting.extend(below(&children, Some(&row.area.code), row.depth + 1));
    }
    rows
}

/// The children of an area, last first, as a stack wants them.
fn below<'a>(
    children: &BTreeMap<Option<&str>, Vec<&'a Area>>,
    parent: Option<&str>,
    depth: usize,
) -> Vec<TreeRow<'a>> {
    let siblings = children.get(&parent).map(Vec::as_slice).unwrap_or_default();
    siblings.iter().rev().map(|area| TreeRow { area, depth }).collect()
}

/// The name indented by full-width spaces, for a list of options.
pub fn indented(row: &TreeRow<'_>) -> String {
    format!("{}{}", "\u{3000}".repeat(row.depth), row.area.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::area::AreaLevel;

    fn area(code: &str, parent: Option<&str>) -> Area {
        Area {
            code: code.into(),
            name: format!("area {code}"),
            level: AreaLevel::Town,
            parent: parent.map(Into::into),
            lat: 0.0,
            lng: 0.0,
            population: 0,
        }
    }

    #[test]
    fn children_follow_their_parent() {
        let areas = [
            area("2", Some("0")),
            area("0", None),
            area("11", Some("1")),
            area("1", Some("0")),
            area("9", Some("?")),
        ];
        let rows: Vec<_> = tree(&areas).iter().map(|row| (row.area.code.as_str(), row.depth)).collect();
        assert_eq!(rows, [("0", 0), ("1", 1), ("11", 2), ("2", 1), ("9", 0)]);
    }

    #[test]
    fn an_area_that_names_itself_as_parent_is_not_lost() {
        assert_eq!(tree(&[area("5", Some("5"))]).len(), 1);
    }
}
