//! Whether an item is answered right, and what a respondent's answers are worth.

/// Whether the chosen options are exactly the key, in any order and however often repeated.
///
/// Nothing chosen is never right, nor is 不清楚, which is in no key.
pub fn is_right<T: PartialEq>(chosen: &[T], key: &[T]) -> bool {
    !chosen.is_empty()
        && chosen.iter().all(|option| key.contains(option))
        && key.iter().all(|option| chosen.contains(option))
}

/// How many of `items` a respondent must have right: `pass_mark` if the questionnaire names one, else 60 %, rounded
/// up.
pub fn pass_mark(items: u32, pass_mark: Option<u32>) -> u32 {
    // In integers, because ceil(0.6 × 5) in floating point need not be 3; u64 because 3 × items may not fit.
    pass_mark.unwrap_or_else(|| u32::try_from((u64::from(items) * 3).div_ceil(5)).unwrap_or(u32::MAX))
}

/// One respondent's result over the awareness items that were shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    right: u32,
    items: u32,
}

impl Score {
    /// Counts the items; one entry per awareness item shown, false for a wrong, a blank or a 不清楚 answer.
    ///
    /// `None` when no awareness item was shown: such a respondent has no score.
    pub fn of(items: impl IntoIterator<Item = bool>) -> Option<Self> {
        let mut score = Self { right: 0, items: 0 };
        for right in items {
            score.items = score.items.saturating_add(1);
            score.right = score.right.saturating_add(u32::from(right));
        }
        (score.items > 0).then_some(score)
    }

    /// Items answered right.
    pub fn right(self) -> u32 {
        self.right
    }

    /// Items shown.
    pub fn items(self) -> u32 {
        self.items
    }

    /// The score: the share of items right, between 0 and 1.
    pub fn value(self) -> f64 {
        f64::from(self.right) / f64::from(self.items)
    }

    /// Whether at least `mark` items are right.
    pub fn passed(self, mark: u32) -> bool {
        self.right >= mark
    }

    /// Whether every item is right.
    pub fn all_right(self) -> bool {
        self.right == self.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_item_is_right_only_when_the_chosen_set_is_the_key() {
        assert!(is_right(&["a"], &["a"]));
        assert!(is_right(&["b", "a", "b"], &["a", "b"]));
        assert!(!is_right(&["a"], &["a", "b"]));
        assert!(!is_right(&["a", "b", "c"], &["a", "b"]));
        assert!(!is_right(&["dont_know"], &["a"]));
    }

    #[test]
    fn a_blank_is_never_right() {
        assert!(!is_right::<&str>(&[], &["a"]));
        assert!(!is_right::<&str>(&[], &[]));
    }

    #[test]
    fn without_a_pass_mark_sixty_percent_rounded_up_must_be_right() {
        let marks: Vec<u32> = (1..=10).map(|m| pass_mark(m, None)).collect();
        assert_eq!(marks, [1, 2, 2, 3, 3, 4, 5, 5, 6, 6]);
        assert_eq!(pass_mark(5, Some(4)), 4);
        assert_eq!(pass_mark(u32::MAX, None), 2_576_980_377);
    }

    #[test]
    fn a_score_is_the_share_of_items_right() {
        let score = Score::of([true, false, true, true]).unwrap();
        assert_eq!((score.right(), score.items(), score.value()), (3, 4, 0.75));
        assert!(score.passed(3) && !score.passed(4) && !score.all_right());
        assert!(Score::of([true]).unwrap().all_right());
        assert_eq!(Score::of([]), None);
    }

    proptest! {
        #[test]
        fn order_and_repetition_do_not_matter(mut chosen in prop::collection::vec(0..6_u8, 0..8), key in prop::collection::vec(0..6_u8, 1..6)) {
            let before = is_right(&chosen, &key);
            let again = chosen.clone();
            chosen.reverse();
            chosen.extend(again);
            prop_assert_eq!(is_right(&chosen, &key), before);
        }
    }
}
