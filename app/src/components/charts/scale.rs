//! From values to positions, and ticks at round numbers.

/// A straight line from a span of values to a span of positions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// First and last value.
    pub values: (f64, f64),
    /// Where they stand, in units of the view box.
    pub positions: (f64, f64),
}

impl Scale {
    /// A scale; values of no width all stand at the first position.
    pub const fn new(values: (f64, f64), positions: (f64, f64)) -> Self {
        Self { values, positions }
    }

    /// Where a value stands. Values outside of the span are moved to its nearest end, so that nothing leaves the chart.
    pub fn at(&self, value: f64) -> f64 {
        let width = self.values.1 - self.values.0;
        if width <= 0.0 || !value.is_finite() {
            return self.positions.0;
        }
        let share = ((value - self.values.0) / width).clamp(0.0, 1.0);
        self.positions.0 + share * (self.positions.1 - self.positions.0)
    }

    /// Where the middle of the step `index` of `count` equal steps stands, and how wide a step is.
    pub fn step(&self, index: usize, count: usize) -> (f64, f64) {
        let width = (self.positions.1 - self.positions.0) / count.max(1) as f64;
        (self.positions.0 + width * (index as f64 + 0.5), width.abs())
    }
}

/// Whole-numbered ticks from 0 to the first round number that is not below `highest`: steps of 1, 2 or 5 times a power
/// of ten, at most six ticks.
pub fn count_ticks(highest: u64) -> Vec<u64> {
    let highest = highest.max(1);
    let mut power = 1_u64;
    loop {
        for step in [1, 2, 5].map(|digit| power.saturating_mul(digit)) {
            let steps = highest.div_ceil(step);
            if steps <= 5 {
                return (0..=steps).map(|index| index * step).collect();
            }
        }
        power = power.saturating_mul(10);
    }
}

/// A position as an attribute: one decimal is finer than any screen shows a view box of 640.
pub fn place(position: f64) -> String {
    let text = format!("{position:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_map_to_positions_and_never_leave_the_chart() {
        let scale = Scale::new((0.0, 1.0), (100.0, 600.0));
        assert_eq!(
            [0.0, 0.5, 1.0, 7.0, -1.0, f64::NAN].map(|v| scale.at(v)),
            [100.0, 350.0, 600.0, 600.0, 100.0, 100.0]
        );
        assert_eq!(Scale::new((3.0, 3.0), (0.0, 10.0)).at(3.0), 0.0);
    }

    #[test]
    fn a_scale_may_run_upwards() {
        let scale = Scale::new((0.0, 10.0), (200.0, 20.0));
        assert_eq!((scale.at(0.0), scale.at(10.0)), (200.0, 20.0));
    }

    #[test]
    fn steps_share_the_width() {
        let scale = Scale::new((0.0, 0.0), (40.0, 640.0));
        assert_eq!(scale.step(0, 6), (90.0, 100.0));
        assert_eq!(scale.step(5, 6), (590.0, 100.0));
    }

    #[test]
    fn ticks_are_round_reach_the_highest_value_and_are_few() {
        assert_eq!(count_ticks(0), [0, 1]);
        assert_eq!(count_ticks(3), [0, 1, 2, 3]);
        assert_eq!(count_ticks(7), [0, 2, 4, 6, 8]);
        assert_eq!(count_ticks(104), [0, 50, 100, 150]);
        for highest in 0..3_000 {
            let ticks = count_ticks(highest);
            assert!(
                ticks.len() <= 6 && ticks.last().is_some_and(|last| *last >= highest),
                "{highest}: {ticks:?}"
            );
        }
    }

    #[test]
    fn positions_are_written_short() {
        assert_eq!([place(12.0), place(12.345), place(-0.5)], ["12", "12.3", "-0.5"]);
    }
}
