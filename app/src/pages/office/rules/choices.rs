//! What can be chosen in the rows of a rule: categories in their groups, areas in their tree. Made once a page.

use crate::components::names;
use crate::locale::Locale;
use crate::pages::office::area_tree::{indented, tree};
use crate::pages::office::fields::{Choice, ChoiceGroup, flat};
use crate::t::rules as t;
use domain::area::Area;
use domain::category::{Catalogue, CategoryGroup};

/// Every category below its group. `blank` names the choice of none; `whole` is what stands first in each group.
pub(super) fn categories(
    l: Locale,
    catalogue: &Catalogue,
    blank: &str,
    whole: impl Fn(&CategoryGroup) -> Option<Choice>,
) -> Vec<ChoiceGroup> {
    let groups = catalogue.groups.iter().map(|group| {
        let ones = catalogue.categories.iter().filter(|category| category.group == group.code);
        let ones = ones.map(|category| Choice::new(category.code.clone(), names::category(l, category)));
        ChoiceGroup {
            heading: Some(names::group(l, group).to_owned()),
            choices: whole(group).into_iter().chain(ones).collect(),
        }
    });
    flat(vec![Choice::new("", blank)]).into_iter().chain(groups).collect()
}

/// Everywhere, and every area of the tree.
pub(super) fn places(l: Locale, areas: &[Area]) -> Vec<ChoiceGroup> {
    let rows = tree(areas);
    let named = rows.iter().map(|row| Choice::new(row.area.code.clone(), indented(row)));
    flat(std::iter::once(Choice::new("", t::everywhere(l))).chain(named).collect())
}
