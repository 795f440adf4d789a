//! Design weights: how many households, or people, of the area an answer stands for.
//!
//! **Household weight** of area h: M_h / m_h, with M_h the households in the area and m_h the households drawn. It is the inverse
//! of the probability of being drawn from a list. For a random walk it is an approximation: the walk gives each dwelling about
//! that probability, if M_h is about right. m_h counts those drawn, not those interviewed: who was not at home or refused is
//! told by the response rate, and repaired, where it can be, by raking to the population's margins.
//!
//! **Person weight**: one of k adults is chosen by the next birthday, so the person stands for k: w = M_h / m_h × k.
//!
//! The household weight is the same for a whole area, and so for a whole cluster; only such weights let estimates be computed
//! exactly from counters. It answers "what share of households' chosen adults know"; the person weight answers "what share of
//! adults know", and varies within a cluster. Answers carry the household weight as their `design_weight`, and the page of methods
//! says so: it follows from the plan alone, and no number noted at a door can shift an estimate. The number of adults is kept with
//! the visit, so that person weights can be computed whenever they are wanted.
//!
//! The areas of a plan are chosen, not drawn: the weights stand for the plan's areas together, and for nobody outside.

/// The most adults of a household that a person weight follows; more than that is a hostel, or a slip.
pub const ADULTS_MAX: u32 = 20;

/// M / m: what a household that was drawn from `in_area` stands for. None when nothing was drawn or more than there is.
pub fn household_weight(in_area: u32, drawn: u32) -> Option<f64> {
    (0 < drawn && drawn <= in_area).then(|| f64::from(in_area) / f64::from(drawn))
}

/// M / m × adults: what the chosen person stands for. None as for [`household_weight`], without adults, and with more than
/// [`ADULTS_MAX`].
pub fn person_weight(in_area: u32, drawn: u32, adults: u32) -> Option<f64> {
    let household = household_weight(in_area, drawn)?;
    (1..=ADULTS_MAX).contains(&adults).then(|| household * f64::from(adults))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::selection::draw;

    #[test]
    fn a_household_stands_for_its_share_of_the_area() {
        assert_eq!(household_weight(430, 20), Some(21.5));
        assert_eq!(person_weight(430, 20, 3), Some(64.5));
        assert_eq!(household_weight(20, 20), Some(1.0));
        for (in_area, drawn, adults) in [(10, 0, 1), (10, 11, 1), (0, 0, 1), (10, 5, 0), (10, 5, 21)] {
            assert_eq!(person_weight(in_area, drawn, adults), None, "{in_area} {drawn} {adults}");
        }
    }

    #[test]
    fn the_weights_of_a_plan_add_up_to_its_households() {
        let areas: Vec<(String, u32)> = (0..20).map(|n| (format!("15062300{n:04}"), 60 + 37 * n)).collect();
        let mut sum = 0.0;
        for (area, in_area) in &areas {
            let list: Vec<String> = (0..*in_area).map(|n| format!("{area}-{n:04}")).collect();
            let sample = draw(list.iter().map(String::as_str), 20, 7, area);
            let drawn = u32::try_from(sample.len()).unwrap();
            sum += sample.iter().filter_map(|_| household_weight(*in_area, drawn)).sum::<f64>();
        }
        let households: u32 = areas.iter().map(|(_, in_area)| in_area).sum();
        assert!((sum - f64::from(households)).abs() < 1e-6, "{sum} for {households}");
    }

    #[test]
    fn person_weights_estimate_the_adults_of_the_area_without_bias() {
        // Over all samples of 2 from 4 households with 1, 2, 3 and 4 adults, the mean of the summed weights is 10.
        let adults = [1_u32, 2, 3, 4];
        let mut sums = Vec::new();
        for (place, one) in adults.iter().enumerate() {
            for other in &adults[place + 1..] {
                sums.push(person_weight(4, 2, *one).unwrap() + person_weight(4, 2, *other).unwrap());
            }
        }
        assert_eq!(sums.iter().sum::<f64>() / 6.0, 10.0);
    }
}
