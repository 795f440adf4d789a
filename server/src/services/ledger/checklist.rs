//! What inspectors look at, by the type of a site.

use domain::error::{ApiError, ErrorCode};
use domain::ledger::Checklist;

/// The shipped lists.
const CHECKLISTS: &str = include_str!("../../../assets/checklists.json");

/// The list for sites of a type; the one for all others when there is none.
///
/// # Errors
/// [`ErrorCode::Internal`] when the shipped lists cannot be read, which a test rules out.
pub fn checklist(site_type: &str) -> Result<Checklist, ApiError> {
    let lists: Vec<Checklist> = serde_json::from_str(CHECKLISTS).map_err(|error| {
        tracing::error!(%error, "the checklists cannot be read");
        ApiError::new(ErrorCode::Internal, "the checklists cannot be read")
    })?;
    Ok(Checklist::of(&lists, site_type).cloned().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::category::Catalogue;

    #[test]
    fn every_item_has_a_code_of_its_own_and_a_category_of_the_catalogue() {
        let catalogue: Catalogue =
            serde_json::from_str(include_str!("../../../assets/categories.json")).unwrap();
        let lists: Vec<Checklist> = serde_json::from_str(CHECKLISTS).unwrap();
        for list in &lists {
            let mut codes: Vec<_> = list.items.iter().map(|item| item.code.as_str()).collect();
            for item in &list.items {
                assert!(catalogue.get(&item.category).is_some(), "{}: {}", list.site_type, item.category);
            }
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), list.items.len(), "{}", list.site_type);
        }
    }

    #[test]
    fn a_site_of_an_unknown_type_gets_the_list_for_all_others() {
        assert_eq!(checklist("market").unwrap().site_type, "market");
        assert_eq!(checklist("harbour").unwrap().site_type, "");
        assert!(!checklist("harbour").unwrap().items.is_empty());
    }
}
