//! Satisfaction (满意度): the top answer and the top two, each with and without 不清楚.

/// How often one option of a satisfaction item was chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionTotal {
    /// Respondents who chose it, or the sum of their weights; not negative.
    pub total: f64,
    /// Whether it means 不清楚.
    pub dont_know: bool,
}

/// A share as the two totals it is made of, so that it can be summed over clusters before it is divided.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    /// Who counts.
    pub numerator: f64,
    /// Who was counted.
    pub denominator: f64,
}

impl Share {
    /// The share, between 0 and 1; `None` when nobody was counted.
    pub fn value(self) -> Option<f64> {
        (self.denominator > 0.0).then(|| self.numerator / self.denominator)
    }
}

/// The four satisfaction figures of one item.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Satisfaction {
    /// The top answer, among all who answered.
    pub top: Share,
    /// The top two answers, among all who answered.
    pub top_two: Share,
    /// The top answer, among those who did not answer 不清楚.
    pub top_of_known: Share,
    /// The top two answers, among those who did not answer 不清楚.
    pub top_two_of_known: Share,
}

/// Why there is no satisfaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SatisfactionError {
    /// A total is negative, infinite or not a number.
    #[error("a total must be a finite number and not negative")]
    Total,
    /// There are fewer than two options besides 不清楚, so that a top two would mean everybody or nobody.
    #[error("satisfaction needs at least two options besides the one for not knowing")]
    Options,
}

/// Turns the option totals of one item, given from the best answer to the worst, into the four shares.
///
/// 不清楚 may stand anywhere in the list. A respondent who left the item blank is in no total. Called per cluster,
/// the numerators and denominators are the `sum_wy` and `sum_w` of [`crate::design::ClusterTotals`].
///
/// # Errors
/// [`SatisfactionError`] when a total is not a proper amount or the options have no top two.
pub fn satisfaction(best_to_worst: &[OptionTotal]) -> Result<Satisfaction, SatisfactionError> {
    if best_to_worst.iter().any(|option| !option.total.is_finite() || option.total < 0.0) {
        return Err(SatisfactionError::Total);
    }
    let all: f64 = best_to_worst.iter().map(|option| option.total).sum();
    if !all.is_finite() {
        return Err(SatisfactionError::Total);
    }
    let answers: Vec<f64> = best_to_worst.iter().filter(|o| !o.dont_know).map(|o| o.total).collect();
    let [best, second, ..] = answers[..] else {
        return Err(SatisfactionError::Options);
    };
    let known: f64 = answers.iter().sum();
    let two = best + second;
    Ok(Satisfaction {
        top: Share { numerator: best, denominator: all },
        top_two: Share { numerator: two, denominator: all },
        top_of_known: Share { numerator: best, denominator: known },
        top_two_of_known: Share { numerator: two, denominator: known },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn options(totals: &[f64], dont_know_at: usize) -> Vec<OptionTotal> {
        totals
            .iter()
            .enumerate()
            .map(|(i, &total)| OptionTotal { total, dont_know: i == dont_know_at })
            .collect()
    }

    #[test]
    fn not_knowing_counts_in_one_denominator_only() {
        let shares = satisfaction(&options(&[40.0, 25.0, 10.0, 5.0, 20.0], 4)).unwrap();
        assert_eq!(shares.top.value(), Some(0.4));
        assert_eq!(shares.top_two.value(), Some(0.65));
        assert_eq!(shares.top_of_known.value(), Some(0.5));
        assert_eq!(shares.top_two_of_known.value(), Some(0.8125));
    }

    #[test]
    fn not_knowing_is_never_the_top_answer_wherever_it_stands() {
        let first = satisfaction(&options(&[20.0, 40.0, 25.0, 10.0, 5.0], 0)).unwrap();
        assert_eq!(first, satisfaction(&options(&[40.0, 25.0, 10.0, 5.0, 20.0], 4)).unwrap());
    }

    #[test]
    fn nobody_gives_no_share_and_only_not_knowing_gives_none_of_known() {
        assert_eq!(satisfaction(&options(&[0.0, 0.0, 0.0], 2)).unwrap().top.value(), None);
        let unsure = satisfaction(&options(&[0.0, 0.0, 7.0], 2)).unwrap();
        assert_eq!((unsure.top.value(), unsure.top_of_known.value()), (Some(0.0), None));
    }

    #[test]
    fn improper_input_is_refused() {
        for bad in [f64::NAN, -1.0, f64::INFINITY] {
            assert_eq!(satisfaction(&options(&[1.0, bad, 3.0], 2)), Err(SatisfactionError::Total));
        }
        assert_eq!(satisfaction(&options(&[f64::MAX, f64::MAX, 1.0], 2)), Err(SatisfactionError::Total));
        assert_eq!(satisfaction(&[]), Err(SatisfactionError::Options));
        assert_eq!(satisfaction(&options(&[1.0, 2.0], 1)), Err(SatisfactionError::Options));
    }

    proptest! {
        #[test]
        fn shares_are_ordered_and_inside_zero_and_one(totals in prop::collection::vec(0.0..1e6_f64, 3..8), at in 0..3_usize) {
            let s = satisfaction(&options(&totals, at)).unwrap();
            if let (Some(top), Some(two)) = (s.top.value(), s.top_two.value()) {
                prop_assert!(0.0 <= top && top <= two && two <= 1.0 + 1e-12);
            }
            if let (Some(top), Some(known)) = (s.top.value(), s.top_of_known.value()) {
                prop_assert!(top <= known + 1e-12);
            }
        }
    }
}
