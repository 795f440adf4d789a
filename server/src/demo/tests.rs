//! Tests of the made-up banner.

use super::*;
use domain::report::ReportStatus;
use domain::response::SurveyChannel;
use std::collections::{BTreeMap, HashSet};

const NOW: Timestamp = Timestamp(1_795_392_000_000);

fn catalogue() -> Catalogue {
    serde_json::from_str(include_str!("../../assets/categories.json")).unwrap()
}

fn form() -> Questionnaire {
    serde_json::from_str(include_str!("../../assets/questionnaires/awareness-household.json")).unwrap()
}

fn demo() -> Demo {
    draw(7, NOW, &catalogue(), &form())
}

#[test]
fn the_same_seed_makes_the_same_banner() {
    assert_eq!(demo(), demo());
    assert_ne!(demo().reports, draw(8, NOW, &catalogue(), &form()).reports);
}

#[test]
fn reports_are_of_the_last_fourteen_weeks_and_of_known_categories() {
    let (demo, catalogue) = (demo(), catalogue());
    assert_eq!(demo.reports.len(), 3_000);
    let mut ids = HashSet::new();
    for report in &demo.reports {
        assert!(catalogue.get(&report.report.category).is_some(), "{}", report.report.category);
        assert!(!report.report.description.is_empty() && ids.insert(report.id));
        assert!(report.received_at <= NOW && report.report.observed_at <= report.received_at);
        assert!(report.report.observed_at.0 > NOW.0 - (DAYS + 1) * DAY_MS);
        assert!(report.closed_at.is_none_or(|closed| closed > report.report.observed_at && closed <= NOW));
        assert_eq!(report.closed_at.is_some(), report.status == ReportStatus::Closed);
        assert!(report.report.location.is_some() || report.report.area.is_some());
    }
    let closed = demo.reports.iter().filter(|report| report.status == ReportStatus::Closed).count();
    let twice = demo.reports.iter().filter(|report| report.duplicate_of.is_some()).count();
    assert!((1_600..2_200).contains(&closed) && (150..300).contains(&twice), "{closed} {twice}");
}

#[test]
fn reports_gather_around_sore_points() {
    let mut cells: BTreeMap<u64, usize> = BTreeMap::new();
    for place in demo().reports.iter().filter_map(|report| report.report.location) {
        *cells.entry(statistics::cells::cell_at(place.lat, place.lng, 9).unwrap().number()).or_default() += 1;
    }
    let most = cells.values().max().copied().unwrap_or(0);
    assert!(cells.len() > 100 && most > 60, "{} cells, {most} in the fullest", cells.len());
}

#[test]
fn a_duplicate_names_an_earlier_open_report_that_is_none() {
    let reports = demo().reports;
    for (index, first) in reports.iter().enumerate().filter_map(|(i, report)| Some((i, report.duplicate_of?)))
    {
        assert!(first < index && reports[first].duplicate_of.is_none());
        assert_eq!(reports[first].report.category, reports[index].report.category);
    }
}

#[test]
fn every_answer_fits_the_form_and_opt_in_is_too_good() {
    let form = form();
    let mut scores: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for answer in demo().answers {
        let channel = answer.channel.as_str();
        let response = answer.parse(&form, NOW).unwrap();
        scores.entry(channel).or_default().push(response.score(&form).score);
    }
    let mean = |channel: SurveyChannel| {
        let scores = &scores[channel.as_str()];
        scores.iter().sum::<f64>() / scores.len() as f64
    };
    assert_eq!((scores["household"].len(), scores["self"].len()), (1_500, 900));
    let (household, opt_in) = (mean(SurveyChannel::Household), mean(SurveyChannel::SelfSelected));
    assert!((0.5..0.75).contains(&household) && opt_in - household > 0.08, "{household} {opt_in}");
}

#[test]
fn the_weights_of_a_neighbourhood_add_up_to_its_people() {
    let source = Source::shipped();
    let answers = demo().answers;
    for place in &source.neighbourhoods {
        let ours = |answer: &&ResponseBody| {
            answer.channel == SurveyChannel::Household && answer.area.as_deref() == Some(place.code.as_str())
        };
        let sum: f64 = answers.iter().filter(ours).filter_map(|answer| answer.design_weight).sum();
        assert!((sum - place.population()).abs() < 1.0, "{}", place.code);
    }
}

#[test]
fn there_is_one_user_for_each_role() {
    let roles: HashSet<_> = demo().users.into_iter().map(|user| user.role).collect();
    assert_eq!(roles.len(), domain::access::Role::ALL.len());
}

#[test]
fn pictures_are_small_photos_that_differ() {
    let pictures: HashSet<Vec<u8>> = pictures().into_iter().collect();
    assert_eq!(pictures.len(), pictures::COUNT);
    assert!(pictures.iter().all(|picture| (2_000..100_000).contains(&picture.len())));
}

#[test]
fn where_nobody_has_been_there_are_neither_visits_nor_patrols_but_residents_report() {
    let (source, demo) = (Source::shipped(), demo());
    for code in &source.settings.quiet {
        let since = NOW.0 - source.settings.quiet_days(code).unwrap() * DAY_MS;
        let place = source.neighbourhoods.iter().find(|place| place.code == *code).unwrap();
        let visits = demo.answers.iter().filter(|answer| {
            answer.channel == SurveyChannel::Household && answer.area.as_deref() == Some(code.as_str())
        });
        assert!(
            visits.clone().count() > 50
                && visits.clone().all(|answer| answer.submitted_at.0 < since + DAY_MS)
        );
        let reports = demo.reports.iter().filter(|report| report.report.observed_at.0 > since);
        let here = reports.filter(|report| {
            report.report.location.is_some_and(|at| {
                geo::Intersects::intersects(&place.polygon, &geo::Point::new(at.lng, at.lat))
            })
        });
        let channels: Vec<_> = here.map(|report| report.report.channel).collect();
        assert!(channels.len() > 2, "{code}");
        assert!(channels.iter().all(|channel| *channel == domain::report::Channel::Resident), "{code}");
    }
}

#[test]
fn two_places_have_more_problems_every_week() {
    let (source, demo) = (Source::shipped(), demo());
    for rising in source.settings.clusters.iter().filter(|cluster| cluster.rising) {
        let near = |report: &&DemoReport| {
            report.report.location.is_some_and(|at| {
                domain::location::distance_m((at.lat, at.lng), (rising.lat, rising.lng)) < 600.0
            })
        };
        let half = NOW.0 - DAYS / 2 * DAY_MS;
        let (late, early): (Vec<_>, Vec<_>) =
            demo.reports.iter().filter(near).partition(|report| report.report.observed_at.0 > half);
        assert!(late.len() > 2 * early.len(), "{}: {} after {}", rising.name, late.len(), early.len());
    }
}
