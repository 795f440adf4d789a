//! How the options of items were chosen, and satisfaction.

use domain::awareness::{ItemOptions, OptionShare};
use domain::questionnaire::{Item, ItemKind, Questionnaire};
use statistics::satisfaction::{OptionTotal, satisfaction};
use std::collections::{HashMap, HashSet};
use store::TotalsRow;

/// What all clusters add up to.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    n: u64,
    sum_w: f64,
}

/// Every item of all versions with its options, in the order of the first form that has it. `rows` are totals of
/// `item=option`, and of `item=` for everybody who was shown the item.
pub fn options_of(forms: &[Questionnaire], rows: &[TotalsRow]) -> Vec<ItemOptions> {
    let mut sums: HashMap<&str, Sums> = HashMap::new();
    for row in rows {
        let sum = sums.entry(row.item.as_str()).or_default();
        sum.n = sum.n.saturating_add(row.n);
        sum.sum_w += row.sum_w;
    }
    let mut seen = HashSet::new();
    let items = forms.iter().flat_map(|form| &form.items);
    items.filter(|item| seen.insert(item.name.as_str())).map(|item| options_of_item(item, &sums)).collect()
}

fn options_of_item(item: &Item, sums: &HashMap<&str, Sums>) -> ItemOptions {
    let of = |code: &str| sums.get(format!("{}={code}", item.name).as_str()).copied().unwrap_or_default();
    let shown = of("");
    let options = item.options.iter().map(|option| {
        let chosen = of(&option.code);
        OptionShare {
            code: option.code.clone(),
            label: option.label.clone(),
            dont_know: option.dont_know,
            right: item.key.contains(&option.code),
            n: chosen.n,
            share: if shown.sum_w > 0.0 { (chosen.sum_w / shown.sum_w).clamp(0.0, 1.0) } else { 0.0 },
        }
    });
    let best_to_worst: Vec<OptionTotal> = item
        .options
        .iter()
        .map(|option| OptionTotal { total: of(&option.code).sum_w, dont_know: option.dont_know })
        .collect();
    let asked = item.kind == ItemKind::Satisfaction;
    let satisfied = satisfaction(&best_to_worst).ok().filter(|_| asked).unwrap_or_default();
    ItemOptions {
        item: item.name.clone(),
        label: item.label.clone(),
        kind: item.kind,
        n: shown.n,
        options: options.collect(),
        top: satisfied.top.value(),
        top_two: satisfied.top_two.value(),
        top_of_known: satisfied.top_of_known.value(),
        top_two_of_known: satisfied.top_two_of_known.value(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::questionnaire::{Bilingual, ItemOption, ItemType, Purpose};

    fn form(kind: ItemKind) -> Questionnaire {
        let option = |code: &str| ItemOption {
            code: code.into(),
            label: Bilingual::default(),
            dont_know: code == "unsure",
        };
        Questionnaire {
            slug: "s".into(),
            version: 1,
            purpose: Purpose::Measurement,
            title: Bilingual::default(),
            pass_at: None,
            items: vec![Item {
                name: "order".into(),
                kind,
                item_type: ItemType::SelectOne,
                label: Bilingual::default(),
                options: ["very", "rather", "not", "unsure"].map(option).to_vec(),
                key: vec![],
                explanation: None,
            }],
        }
    }

    fn row(item: &str, cluster: &str, n: u64) -> TotalsRow {
        TotalsRow {
            item: item.into(),
            week: None,
            sex: None,
            age_band: None,
            stratum: "A".into(),
            cluster: cluster.into(),
            n,
            sum_w: n as f64 * 2.0,
            sum_w2: n as f64 * 4.0,
            sum_wy: n as f64 * 2.0,
            sum_y: 0.0,
            sum_wp: 0.0,
            sum_wa: 0.0,
        }
    }

    #[test]
    fn clusters_are_added_up_and_satisfaction_is_told_with_and_without_not_knowing() {
        let rows = [
            row("order=", "a1", 60),
            row("order=", "a2", 40),
            row("order=very", "a1", 30),
            row("order=very", "a2", 10),
            row("order=rather", "a1", 20),
            row("order=unsure", "a2", 20),
        ];
        let item = &options_of(&[form(ItemKind::Satisfaction)], &rows)[0];
        assert_eq!((item.n, item.options[0].n, item.options[0].share), (100, 40, 0.4));
        assert_eq!(item.options[2].n, 0);
        assert_eq!((item.top, item.top_two), (Some(0.5), Some(0.75)));
        assert_eq!(item.top_two_of_known, Some(1.0));
    }

    #[test]
    fn other_items_have_no_satisfaction_and_a_later_version_adds_nothing_twice() {
        let forms = [form(ItemKind::Participation), form(ItemKind::Satisfaction)];
        let items = options_of(&forms, &[row("order=", "a1", 1), row("order=very", "a1", 1)]);
        assert_eq!((items.len(), items[0].top), (1, None));
    }
}
