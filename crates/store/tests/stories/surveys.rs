//! Stories of door-to-door surveys.

use super::*;
use domain::access::Role;
use domain::location::{Datum, Location, LocationSource};
use domain::survey::{
    NewPlan, NewVisit, PlannedArea, SelectionMethod, VisitFlag, VisitOutcome, VisitPurpose,
};
use store::{
    AreaSample, ListedHousehold, NewInvite, NewPhone, NewPlanRecord, NewUser, NewVisitRecord, Store,
    Submission, VisitTally,
};

const PLAN: Uuid = Uuid::from_u128(0x50);
const ZHAO: Uuid = Uuid::from_u128(0x51);
const QIAN: Uuid = Uuid::from_u128(0x52);

fn household(code: &str) -> ListedHousehold {
    ListedHousehold {
        area: "v1".into(), household: code.into(), address: format!("东街 {code}"), name: None
    }
}

fn user(id: Uuid, login: &str) -> NewUser {
    NewUser {
        id,
        login: login.into(),
        name: login.into(),
        role: Role::Volunteer,
        unit: None,
        area: None,
        password_hash: "hash".into(),
        created_at: NOW,
    }
}

/// A plan of one area with five of nine households, assigned to one of two volunteers.
async fn with_plan(store: &Store) {
    for (id, login) in [(ZHAO, "zhao"), (QIAN, "qian")] {
        store.add_user(user(id, login)).await.unwrap();
    }
    let planned = PlannedArea {
        area: "v1".into(),
        households: 9,
        draw: 5,
        method: SelectionMethod::List,
        start_points: 0,
    };
    let plan = NewPlan {
        title: "入户".into(),
        questionnaire: "awareness".into(),
        version: 1,
        purpose: VisitPurpose::Measurement,
        from: NOW.day().plus(-3),
        to: NOW.day().plus(3),
        seed: 7,
        areas: vec![planned],
    };
    let households = ["H3", "H1", "H7", "H9", "H2"].map(household).to_vec();
    let sample = AreaSample { start_points: Vec::new(), list_sha256: Some("ab".repeat(32)), households };
    let record =
        NewPlanRecord { id: PLAN, plan, samples: vec![sample], created_at: NOW, actor: "user:office".into() };
    store.add_plan(record).await.unwrap();
    store.assign_areas(PLAN, vec!["v1".into(), "elsewhere".into()], vec![ZHAO], NOW).await.unwrap();
}

/// A visit that differs from others by its number; an interview brings answers.
fn visit(number: u64, code: &str, outcome: VisitOutcome) -> NewVisitRecord {
    let id = Uuid::from_u128(0x0194_0000_0000_7000_8000_0000_0000_0000 + u128::from(number));
    let answers = (outcome == VisitOutcome::Interviewed).then(|| response(number));
    let started_at = Timestamp(NOW.0 + i64::try_from(number).unwrap() * HOUR);
    NewVisitRecord {
        id,
        content_hash: [u8::try_from(number).unwrap(); 32],
        visit: NewVisit {
            plan: PLAN,
            area: "v1".into(),
            household: code.into(),
            attempt: 1,
            purpose: VisitPurpose::Measurement,
            outcome,
            consent: answers.is_some(),
            adults: None,
            respondent_note: None,
            started_at,
            ended_at: Timestamp(started_at.0 + 60_000),
            location: None,
            note: None,
            response: answers.as_ref().map(|answers| (answers.id, answers.response.clone())),
        },
        response: answers,
        is_attempt: true,
        counted: true,
        flags: Vec::new(),
        user: Some(ZHAO),
        actor: "user:zhao".into(),
        received_at: NOW,
        cells: Some([700, 800, 900, 1000]),
    }
}

async fn send(store: &Store, visit: NewVisitRecord) -> Vec<VisitFlag> {
    match store.submit_visit(visit).await.unwrap() {
        Submission::New(state) => state.flags,
        other => panic!("not new: {other:?}"),
    }
}

pub async fn a_visit_and_its_answers_are_stored_once(store: &Store) {
    with_plan(store).await;
    let first = visit(1, "H1", VisitOutcome::Interviewed);
    let results = futures::future::join_all((0..5).map(|_| store.submit_visit(first.clone()))).await;
    let new = results.iter().filter(|it| matches!(it, Ok(Submission::New(_)))).count();
    let same = results.iter().filter(|it| matches!(it, Ok(Submission::Same(_)))).count();
    assert_eq!((new, same), (1, 4), "{results:?}");
    let other = NewVisitRecord { content_hash: [9; 32], ..first.clone() };
    assert_eq!(store.submit_visit(other).await.unwrap(), Submission::Different);
    // Answers under an id that is taken: neither they nor their visit are stored.
    let thief =
        NewVisitRecord { response: first.response.clone(), ..visit(2, "H2", VisitOutcome::Interviewed) };
    assert_eq!(store.submit_visit(thief.clone()).await.unwrap(), Submission::Different);
    assert!(store.visit(thief.id).await.unwrap().is_none());
    assert_eq!(store.count_responses("awareness").await.unwrap(), 1);
    assert_eq!(store.visit(first.id).await.unwrap().unwrap().0, PLAN);
}

pub async fn progress_follows_the_visits_in_any_order(store: &Store) {
    with_plan(store).await;
    // The interview arrives before the attempt that nobody answered, as from two phones.
    send(store, visit(5, "H1", VisitOutcome::Interviewed)).await;
    send(store, visit(2, "H1", VisitOutcome::NotAtHome)).await;
    send(store, visit(3, "H2", VisitOutcome::Refused)).await;
    send(store, visit(4, "H9", VisitOutcome::Moved)).await;
    let plan = store.plan(PLAN).await.unwrap().unwrap();
    let rate = plan.rate;
    assert_eq!((rate.interviewed, rate.refused, rate.not_eligible, rate.pending), (1, 1, 1, 2));
    assert_eq!(store.plans(9).await.unwrap(), [plan]);
    let day = NOW.day();
    let of = |slug: &'static str, from, to| store.response_rate(slug, (from, to));
    assert_eq!(of("awareness", None, None).await.unwrap(), rate);
    assert_eq!(of("awareness", Some(day.plus(3)), None).await.unwrap(), rate, "its last day");
    assert_eq!(of("awareness", Some(day.plus(4)), None).await.unwrap().households(), 0);
    assert_eq!(of("awareness", None, Some(day.plus(-3))).await.unwrap().households(), 0);
    assert_eq!(of("another", None, None).await.unwrap().households(), 0);
    assert_eq!(store.plan_areas(PLAN).await.unwrap()[0].rate, rate);
    let sample = store.plan_households(PLAN, &["v1".into()]).await.unwrap();
    let codes: Vec<_> = sample.iter().map(|household| household.household.as_str()).collect();
    assert_eq!(codes, ["H3", "H1", "H7", "H9", "H2"], "in the order of drawing");
    let outcomes: Vec<_> = sample[1].attempts.iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, [VisitOutcome::NotAtHome, VisitOutcome::Interviewed]);
    let totals = store.visit_totals(PLAN).await.unwrap();
    assert_eq!(totals.iter().map(|total| total.visits).sum::<u64>(), 4);
    assert!(totals.iter().all(|total| total.user == Some(ZHAO) && total.flagged == 0));
}

pub async fn what_is_not_in_the_sample_is_kept_and_not_counted(store: &Store) {
    with_plan(store).await;
    assert_eq!(send(store, visit(1, "H1", VisitOutcome::Interviewed)).await, []);
    let again = [VisitFlag::SecondInterview, VisitFlag::TooSoon];
    assert_eq!(send(store, visit(2, "H1", VisitOutcome::Interviewed)).await, again);
    assert_eq!(send(store, visit(3, "H8", VisitOutcome::Interviewed)).await, [VisitFlag::NotDrawn]);
    let mut publicity = visit(4, "H2", VisitOutcome::Interviewed);
    (publicity.counted, publicity.is_attempt) = (false, false);
    publicity.visit.purpose = VisitPurpose::Publicity;
    assert_eq!(send(store, publicity).await, []);
    assert_eq!(store.count_responses("awareness").await.unwrap(), 4, "nothing is lost");
    assert_eq!(store.pending_facts().await.unwrap().1, 1 + 3, "each of the others is a sheet without a fact");
    assert_eq!(store.plan(PLAN).await.unwrap().unwrap().rate.pending, 4);
    let (rows, count) = store.flagged_visits(PLAN, 1).await.unwrap();
    assert_eq!((rows.len(), count, rows[0].flags.clone()), (1, 2, vec![VisitFlag::NotDrawn]));
    let cells = store.visited_cells(NOW.day(), NOW.day().plus(2), 9).await.unwrap();
    assert_eq!(cells, [store::CellVisits { cell: 900, visits: 4 }]);
    assert!(store.visited_cells(NOW.day().plus(-9), NOW.day(), 9).await.unwrap().is_empty());
}

pub async fn a_wrong_counter_of_visits_is_found(store: &Store) {
    with_plan(store).await;
    let place = Location {
        lat: 38.4,
        lng: 107.5,
        accuracy_m: None,
        source: LocationSource::Device,
        datum: Datum::Wgs84,
    };
    for (number, code, outcome) in [(1, "H1", VisitOutcome::NotAtHome), (2, "H1", VisitOutcome::Interviewed)]
    {
        let mut visit = visit(number, code, outcome);
        visit.visit.location = Some(place);
        send(store, visit).await;
    }
    let mut nowhere = visit(3, "H2", VisitOutcome::Refused);
    nowhere.cells = None;
    send(store, nowhere).await;
    let points = store.visit_points(None, 2).await.unwrap();
    let more = store.visit_points(Some(points[1].id), 2).await.unwrap();
    let places: Vec<_> = points.iter().chain(&more).map(|point| point.place).collect();
    assert_eq!(places, [Some((38.4, 107.5)), Some((38.4, 107.5)), None]);
    let mut tally = VisitTally::default();
    tally.add(&points[0], Some([700, 800, 900, 1000]));
    let differences = store.visit_counter_differences(&tally).await.unwrap();
    assert_eq!(differences.len(), 4, "one visit is not in the tally");
    assert!(differences[0].contains("says 2 instead of 1"), "{differences:?}");
    tally.add(&points[1], Some([700, 800, 900, 1000]));
    tally.add(&more[0], None);
    assert_eq!(store.visit_counter_differences(&tally).await.unwrap(), Vec::<String>::new());
    tally.add(&points[1], Some([701, 801, 901, 1001]));
    assert_eq!(store.visit_counter_differences(&tally).await.unwrap().len(), 4, "counters that are missing");
    assert_eq!(store.progress_differences().await.unwrap(), Vec::<String>::new());
}

pub async fn areas_go_from_one_volunteer_to_another(store: &Store) {
    with_plan(store).await;
    let day = NOW.day();
    assert_eq!(store.assigned_to(ZHAO, day).await.unwrap(), [(PLAN, "v1".to_owned())]);
    assert!(store.place_in_plan(PLAN, "v1", Some(ZHAO)).await.unwrap().unwrap().assigned);
    store.assign_areas(PLAN, vec!["v1".into()], vec![QIAN], NOW).await.unwrap();
    assert!(store.assigned_to(ZHAO, day).await.unwrap().is_empty());
    assert_eq!(store.assignments(PLAN).await.unwrap(), [("v1".to_owned(), QIAN)]);
    let place = store.place_in_plan(PLAN, "v1", Some(ZHAO)).await.unwrap().unwrap();
    assert_eq!((place.assigned, place.area, place.closed), (false, Some((9, 5)), false));
    assert_eq!(store.place_in_plan(PLAN, "v9", None).await.unwrap().unwrap().area, None);
    assert!(store.place_in_plan(Uuid::nil(), "v1", None).await.unwrap().is_none());
    assert!(store.assigned_to(QIAN, day.plus(4)).await.unwrap().is_empty(), "its period is over");
    assert!(store.set_plan_closed(PLAN, Some(NOW)).await.unwrap());
    assert!(!store.set_plan_closed(PLAN, Some(NOW)).await.unwrap());
    assert!(store.assigned_to(QIAN, day).await.unwrap().is_empty());
    assert!(store.set_plan_closed(PLAN, None).await.unwrap());

    let lists = ["H2", "H1"].map(household).to_vec();
    assert_eq!(store.replace_household_lists(lists.clone()).await.unwrap().added, 2);
    assert_eq!(store.replace_household_lists(lists).await.unwrap().unchanged, 2);
    assert_eq!(store.household_list("v1").await.unwrap()[0].household, "H1");
    assert_eq!(store.household_lists().await.unwrap()[0].households, 2);
}

pub async fn an_invitation_is_used_once_and_a_phone_is_forgotten(store: &Store) {
    let later = Timestamp(NOW.0 + HOUR);
    let invite = NewInvite {
        id: Uuid::from_u128(1),
        token_hash: [1; 32],
        note: "第三组".into(),
        user: None,
        created_at: NOW,
        actor: "user:office".into(),
        expires_at: later,
    };
    store.add_invite(invite.clone()).await.unwrap();
    assert!(store.invite([1; 32], later).await.unwrap().is_none(), "it has expired");
    let phone = |number: u8| NewPhone {
        id: Uuid::from_u128(u128::from(number)),
        token_hash: [number; 32],
        user: ZHAO,
        pin_hash: "hash".into(),
        created_at: NOW,
        expires_at: later,
    };
    assert!(store.join(invite.id, Some(user(ZHAO, "zhao")), phone(3)).await.unwrap());
    assert!(!store.join(invite.id, Some(user(QIAN, "qian")), phone(4)).await.unwrap());
    assert!(store.user(QIAN).await.unwrap().is_none() && store.invite([1; 32], NOW).await.unwrap().is_none());
    assert!(!store.revoke_invite(invite.id, NOW).await.unwrap());
    let known = store.phone([3; 32], NOW).await.unwrap().unwrap();
    assert_eq!((known.person.login.as_str(), known.failures), ("zhao", 0));
    assert_eq!(store.pin_failed(known.row.id, NOW).await.unwrap(), 1);
    assert_eq!(store.pin_failed(known.row.id, NOW).await.unwrap(), 2);
    store.pin_right(known.row.id, NOW, Timestamp(later.0 + HOUR)).await.unwrap();
    let known = store.phone([3; 32], later).await.unwrap().unwrap();
    assert_eq!((known.failures, known.failed_at, known.row.last_used_at), (0, None, Some(NOW)));
    store.set_user_disabled(ZHAO, Some(NOW)).await.unwrap();
    assert!(store.phone([3; 32], NOW).await.unwrap().is_none());
    assert_eq!(store.phones(NOW).await.unwrap().len(), 1);
    assert_eq!(store.forget_phone(known.row.id).await.unwrap(), Some(ZHAO));
    assert_eq!(store.forget_phone(known.row.id).await.unwrap(), None);
}
