//! Tests of choosing margins, of raking totals and of what does not fit.

use super::*;

fn row(stratum: &str, sex: &str, age_band: &str, n: u64, right: u64) -> TotalsRow {
    TotalsRow {
        item: String::new(),
        week: None,
        sex: Some(sex.into()),
        age_band: Some(age_band.into()),
        stratum: stratum.into(),
        cluster: format!("{stratum}1"),
        n,
        sum_w: 10.0 * n as f64,
        sum_w2: 100.0 * n as f64,
        sum_wy: 10.0 * right as f64,
        sum_y: right as f64,
        sum_wp: 0.0,
        sum_wa: 0.0,
    }
}

fn sample(stratum: &str) -> Vec<TotalsRow> {
    [("F", "Y", 30, 27), ("F", "O", 50, 35), ("M", "Y", 10, 8), ("M", "O", 10, 5)]
        .map(|(sex, age, n, right)| row(stratum, sex, age, n, right))
        .to_vec()
}

fn people(area: &str, sex: &str, age_band: &str, population: u64) -> PopulationRow {
    PopulationRow { area: area.into(), sex: sex.into(), age_band: age_band.into(), population }
}

fn population(area: &str) -> Vec<PopulationRow> {
    [("F", "Y", 300), ("F", "O", 195), ("M", "Y", 250), ("M", "O", 255)]
        .map(|(sex, age, people_of)| people(area, sex, age, people_of))
        .to_vec()
}

/// Respondents that count, and their raked rate.
fn rate(factors: &Factors, rows: &[TotalsRow]) -> (u64, f64) {
    let counted = rows.iter().filter_map(|row| Some((factors.cells[factors.cell_of(row)?].factor, row)));
    let (n, w, wy) = counted.fold((0, 0.0, 0.0), |(n, w, wy), (factor, row)| {
        (n + row.n, w + factor * row.sum_w, wy + factor * row.sum_wy)
    });
    (n, wy / w)
}

#[test]
fn totals_are_raked_as_by_the_survey_package() {
    let raked = factors(&sample("A"), &population("A"), &AreaTree::default()).unwrap();
    assert!((rate(&raked, &sample("A")).1 - 0.739_919).abs() < 1e-6);
    assert!(raked.notes[0].starts_with("raked:smallest=5.083") && raked.notes[0].contains("largest=30.918"));
    assert!(raked.notes[1].starts_with("raked_rounds:"));
}

#[test]
fn weights_that_differ_within_a_cluster_are_told_as_means() {
    let mut rows = sample("A");
    rows[0].sum_w2 *= 1.5;
    let raked = factors(&rows, &population("A"), &AreaTree::default()).unwrap();
    assert!(raked.notes[0].starts_with("raked_means:smallest=5.083"), "{:?}", raked.notes);
}

#[test]
fn strata_that_are_no_areas_are_left_out_and_said_so() {
    let raked = factors(&sample("north"), &population("A"), &AreaTree::default()).unwrap();
    assert_eq!(raked.notes[0], "margin_left_out:stratum");
    assert!((rate(&raked, &sample("north")).1 - 0.739_919).abs() < 1e-6);
}

#[test]
fn whoever_did_not_tell_is_left_out_and_counted() {
    let mut rows = sample("A");
    rows.push(row("A", "", "Y", 7, 0));
    let raked = factors(&rows, &population("A"), &AreaTree::default()).unwrap();
    assert_eq!(raked.notes.last().unwrap(), "raked_without:7");
    let (n, rate) = rate(&raked, &rows);
    assert_eq!(n, 100);
    assert!((rate - 0.739_919).abs() < 1e-6);
}

#[test]
fn what_does_not_fit_is_named() {
    let refused = |rows: &[TotalsRow], people: &[PopulationRow]| {
        let error = factors(rows, people, &AreaTree::default()).unwrap_err();
        assert_eq!(error.fields[0].path, "weights");
        error.fields[0].message.clone()
    };
    assert!(refused(&sample("A"), &[]).contains("no population"));
    let women: Vec<_> = sample("A").into_iter().take(2).collect();
    assert_eq!(refused(&women, &population("A")), "margin sex: M has people but no respondent");
    let mut more = population("A");
    more.extend(population("B"));
    assert_eq!(refused(&sample("A"), &more), "margin stratum: B has people but no respondent");
    let mut others = sample("A");
    others.push(row("A", "X", "Y", 1, 1));
    assert_eq!(refused(&others, &population("A")), "margin sex: X has respondents but no people");
    let untold = vec![row("", "", "", 5, 1)];
    assert!(refused(&untold, &population("A")).contains("no respondent told"));
}

#[test]
fn nobody_needs_no_factors() {
    assert!(factors(&[], &[], &AreaTree::default()).unwrap().notes.is_empty());
}
