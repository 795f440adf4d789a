//! Stories of questionnaires, areas, people, jobs, backups.

use super::*;
use domain::access::{Role, TokenScope};
use domain::area::{Area, AreaLevel, AreaShape, PopulationRow, Site, Unit};
use domain::office::SecurityEvent;
use domain::questionnaire::{Bilingual, Item, ItemKind, ItemOption, ItemType, Questionnaire};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use store::{CountFilter, NewToken, NewUser, Store, StoreError, Submission};

fn form(version: u32) -> Questionnaire {
    let text = |text: &str| Bilingual { zh: text.into(), en: text.into() };
    Questionnaire {
        slug: "awareness".into(),
        version,
        purpose: Purpose::Measurement,
        title: text("问卷"),
        pass_at: None,
        items: vec![Item {
            name: "q1".into(),
            kind: ItemKind::Awareness,
            item_type: ItemType::SelectOne,
            label: text("题目"),
            options: ["a", "b"]
                .map(|code| ItemOption { code: code.into(), label: text(code), dont_know: false })
                .to_vec(),
            key: vec!["b".into()],
            explanation: None,
        }],
    }
}

pub async fn questionnaires_have_one_published_version(store: &Store) {
    assert_eq!(store.import_questionnaire(form(1), NOW).await.unwrap(), Submission::New(()));
    assert_eq!(store.import_questionnaire(form(1), NOW).await.unwrap(), Submission::Same(()));
    let changed = Questionnaire { pass_at: Some(1), ..form(1) };
    assert_eq!(store.import_questionnaire(changed, NOW).await.unwrap(), Submission::Different);
    store.import_questionnaire(form(2), NOW).await.unwrap();
    assert_eq!(store.published_questionnaire("awareness").await.unwrap(), None);
    store.publish_questionnaire("awareness", 1).await.unwrap();
    store.publish_questionnaire("awareness", 2).await.unwrap();
    assert!(matches!(store.publish_questionnaire("awareness", 3).await, Err(StoreError::Reference(_))));
    assert_eq!(store.published_questionnaire("awareness").await.unwrap(), Some(form(2)));
    assert_eq!(store.questionnaire("awareness", 1).await.unwrap(), Some(form(1)));
    store.submit_response(response(1)).await.unwrap();
    let all = store.questionnaires().await.unwrap();
    let seen: Vec<_> = all.iter().map(|it| (it.version, it.published, it.responses, it.items)).collect();
    assert_eq!(seen, [(2, true, 0, 1), (1, false, 1, 1)]);
}

pub fn area(code: &str, level: AreaLevel, parent: Option<&str>) -> AreaShape {
    AreaShape {
        area: Area {
            code: code.into(),
            name: format!("{code} 名"),
            level,
            parent: parent.map(str::to_owned),
            lat: 38.0,
            lng: 107.0,
            population: 0,
        },
        geometry: "{}".into(),
    }
}

pub async fn areas_sum_up_the_people_below_them(store: &Store) {
    let shapes = vec![
        area("village", AreaLevel::Village, Some("town")),
        area("banner", AreaLevel::Banner, None),
        area("town", AreaLevel::Town, Some("banner")),
    ];
    assert_eq!(store.replace_areas(shapes.clone()).await.unwrap().added, 3);
    let people = |area: &str, population| PopulationRow {
        area: area.into(),
        sex: "female".into(),
        age_band: "30-44".into(),
        population,
    };
    store.replace_population(vec![people("village", 40), people("town", 2)]).await.unwrap();
    assert_eq!(store.replace_population(vec![people("village", 40)]).await.unwrap().unchanged, 1);
    assert_eq!(store.population().await.unwrap().len(), 1);
    assert_eq!(store.replace_areas(shapes).await.unwrap().unchanged, 3);
    let seen = store.areas().await.unwrap();
    let seen: Vec<_> = seen.iter().map(|shape| (shape.area.code.as_str(), shape.area.population)).collect();
    assert_eq!(seen, [("banner", 40), ("town", 40), ("village", 40)]);
    let unit = Unit { code: "u1".into(), name: "城管局".into(), kind: "department".into(), area: None };
    store.replace_units(vec![unit.clone()]).await.unwrap();
    let renamed = Unit { name: "综合执法局".into(), ..unit };
    assert_eq!(store.replace_units(vec![renamed.clone()]).await.unwrap().added, 1);
    assert_eq!(store.units().await.unwrap(), [renamed]);
    let site = Site {
        code: "m1".into(),
        name: "市场".into(),
        site_type: "market".into(),
        area: Some("town".into()),
        lat: 38.1,
        lng: 107.1,
    };
    assert_eq!(store.replace_sites(vec![site.clone()]).await.unwrap().added, 1);
    assert_eq!(store.replace_sites(vec![site.clone()]).await.unwrap().unchanged, 1);
    assert_eq!(store.sites().await.unwrap(), [site]);
}

pub async fn people_sessions_and_tokens_come_and_go(store: &Store) {
    let user = NewUser {
        id: Uuid::from_u128(5),
        login: "wang".into(),
        name: "王敏".into(),
        role: Role::Admin,
        unit: None,
        area: None,
        password_hash: "hash".into(),
        created_at: NOW,
    };
    store.add_user(user.clone()).await.unwrap();
    let twin = NewUser { id: Uuid::from_u128(6), ..user.clone() };
    assert!(matches!(store.add_user(twin).await, Err(StoreError::Unique("login"))));
    assert_eq!((store.admins().await.unwrap(), store.users().await.unwrap().len()), (1, 1));
    let (hash, later) = ([3; 32], Timestamp(NOW.0 + DAY));
    store.create_session(hash, user.id, NOW, later).await.unwrap();
    store.note_sign_in(user.id, NOW).await.unwrap();
    let (person, expires) = store.session(hash, NOW).await.unwrap().unwrap();
    assert_eq!((person.name.as_str(), person.last_sign_in_at, expires), ("王敏", Some(NOW), later));
    assert!(store.session(hash, later).await.unwrap().is_none(), "it has ended");
    store.extend_session(hash, Timestamp(later.0 + 1)).await.unwrap();
    assert!(store.session(hash, later).await.unwrap().is_some());
    assert!(store.set_user_disabled(user.id, Some(NOW)).await.unwrap());
    assert!(store.session(hash, NOW).await.unwrap().is_none(), "disabled people hold none");
    assert_eq!(store.admins().await.unwrap(), 0);
    store.set_user_disabled(user.id, None).await.unwrap();
    store.delete_session(hash).await.unwrap();
    assert!(store.session(hash, NOW).await.unwrap().is_none());
    store.create_session([4; 32], user.id, NOW, later).await.unwrap();
    store.create_session([5; 32], user.id, NOW, NOW).await.unwrap();
    assert_eq!(store.purge_sessions(NOW).await.unwrap(), 1);
    store.delete_sessions_of(user.id).await.unwrap();
    assert!(store.session([4; 32], NOW).await.unwrap().is_none());
    assert!(store.update_user(user.id, "王敏敏", Role::Office, Some("u1"), None).await.unwrap());
    assert!(store.set_password(user.id, "other").await.unwrap());
    let changed = store.user_by_login("wang").await.unwrap().unwrap();
    assert_eq!((changed.password_hash.as_str(), changed.person.role), ("other", Role::Office));
    assert!(store.user(user.id).await.unwrap().is_some() && store.user(Uuid::nil()).await.unwrap().is_none());

    for at in [0, 10, 20] {
        store.sign_in_failed("login:wang", Timestamp(NOW.0 + at)).await.unwrap();
    }
    assert_eq!(store.sign_in_failures("login:wang", Timestamp(NOW.0 + 10)).await.unwrap(), 2);
    store.clear_sign_in_failures("login:wang").await.unwrap();
    assert_eq!(store.sign_in_failures("login:wang", NOW).await.unwrap(), 0);

    let token = NewToken {
        id: Uuid::from_u128(9),
        name: "看板".into(),
        scope: TokenScope::Read,
        token_hash: [7; 32],
        created_at: NOW,
    };
    store.add_token(token.clone()).await.unwrap();
    store.token_used(token.id, later).await.unwrap();
    assert_eq!(store.token([7; 32]).await.unwrap().unwrap().last_used_at, Some(later));
    assert!(store.revoke_token(token.id, later).await.unwrap());
    assert!(!store.revoke_token(token.id, later).await.unwrap());
    assert!(store.token([7; 32]).await.unwrap().is_none());
    assert_eq!(store.tokens().await.unwrap().len(), 1);

    let event = SecurityEvent {
        at: NOW,
        event: "sign_in".into(),
        actor: "user:wang".into(),
        address: Some("127.0.0.1".into()),
        subject: None,
    };
    store.log_security(event.clone(), Uuid::from_u128(11)).await.unwrap();
    assert_eq!(store.security_log(10).await.unwrap(), [event]);
}

pub async fn a_job_is_claimed_by_one(store: &Store) {
    let id = Uuid::from_u128(21);
    store.enqueue("fold", "all", "", NOW, id).await.unwrap();
    store.enqueue("fold", "all", "", NOW, Uuid::from_u128(22)).await.unwrap();
    assert_eq!(store.job_counts().await.unwrap(), (1, 0));
    let lease = Timestamp(NOW.0 + HOUR);
    assert_eq!(store.claim_job("fold", Timestamp(NOW.0 - 1), lease).await.unwrap(), None, "not due yet");
    let claims = futures::future::join_all((0..4).map(|_| store.claim_job("fold", NOW, lease))).await;
    assert_eq!(claims.iter().filter(|claim| matches!(claim, Ok(Some(_)))).count(), 1);
    let again = store.claim_job("fold", lease, Timestamp(lease.0 + HOUR)).await.unwrap().unwrap();
    assert_eq!((again.id, again.attempts), (id, 1), "a lease that ran out is free again");
    store.retry_job(id, lease, Some("disk full")).await.unwrap();
    assert_eq!(store.job_counts().await.unwrap(), (1, 1));
    store.finish_job(id).await.unwrap();
    assert_eq!(store.job_counts().await.unwrap(), (0, 0));

    store.ping().await.unwrap();
    store.set_setting("setup", "abc").await.unwrap();
    assert_eq!(store.setting("setup").await.unwrap().as_deref(), Some("abc"));
    assert!(!store.take_setting("setup", "xyz").await.unwrap());
    let takes = futures::future::join_all((0..3).map(|_| store.take_setting("setup", "abc"))).await;
    assert_eq!(takes.iter().filter(|taken| matches!(taken, Ok(true))).count(), 1);
}

async fn rows_of(store: &Store) -> Vec<(String, Value)> {
    let rows = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&rows);
    let sink = Box::new(move |table: &str, row: Value| {
        kept.lock().unwrap().push((table.to_owned(), row));
        Ok(())
    });
    store.backup(sink).await.unwrap();
    std::mem::take(&mut rows.lock().unwrap())
}

pub async fn a_backup_restores_everything(store: &Store) {
    let mut first = with_photo(report(1), 'a');
    first.external_id = Some("=1+1".into());
    for new in [first.clone(), report(2), report(3)] {
        store.submit_report(new).await.unwrap();
    }
    // The duplicate has the smaller id, so that the order of references is not the order of ids.
    store.link_duplicate(first.id, report(3).id, ReportStatus::Received, change(&first, 0)).await.unwrap();
    store.fold_reports(2).await.unwrap();
    store.submit_response(response(5)).await.unwrap();
    store.import_questionnaire(form(1), NOW).await.unwrap();
    store.publish_questionnaire("awareness", 1).await.unwrap();
    let rows = rows_of(store).await;
    assert!(rows.iter().any(|(table, _)| table == "report_counts"));
    let refused = store.restore(rows.clone().into_iter().map(Ok)).await;
    assert!(matches!(refused, Err(StoreError::Backup(_))), "never over what is there");

    // Into the other engine's kind of database as well: SQLite stands for both.
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("restored.db").display());
    let fresh = Store::open(&url, store::Options::default()).await.unwrap();
    fresh.migrate().await.unwrap();
    let half: Vec<_> = rows.iter().take(5).cloned().map(Ok).collect();
    let cut = half.into_iter().chain([Err(std::io::Error::other("cut off"))]);
    assert!(fresh.restore(cut).await.is_err());
    assert_eq!(fresh.restore(rows.clone().into_iter().map(Ok)).await.unwrap(), rows.len() as u64);
    assert_eq!(rows_of(&fresh).await, rows);
    fresh.submit_report(report(4)).await.unwrap();
    assert_eq!(fresh.total_count(&CountFilter::default()).await.unwrap(), (4, 3));
    fresh.close().await;
}
