//! The contract of the store: every story runs on SQLite, and on PostgreSQL when `CHUANGCHENG_TEST_POSTGRES_URL` names a
//! server (`cargo xtask test` starts one).

#![expect(clippy::unwrap_used, reason = "a story that cannot go on fails")]

mod stories;

use store::{Options, Store};

/// A fresh database on SQLite, in a folder that lives as long as the guard.
async fn sqlite() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("contract.db").display());
    let store = Store::open(&url, Options::default()).await.unwrap();
    store.migrate().await.unwrap();
    (store, folder)
}

/// A fresh database on PostgreSQL, or none without a server.
async fn postgres(name: &str) -> Option<Store> {
    use sqlx::{AssertSqlSafe, Connection};
    let server = std::env::var("CHUANGCHENG_TEST_POSTGRES_URL").ok()?;
    let mut connection = sqlx::PgConnection::connect(&server).await.unwrap();
    let name = format!("contract_{name}_{}", std::process::id());
    sqlx::query(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}")))
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    let store = Store::open(&format!("{base}/{name}"), Options::default()).await.unwrap();
    store.migrate().await.unwrap();
    Some(store)
}

macro_rules! stories {
    ($($name:ident in $module:ident),+ $(,)?) => {
        $(
            mod $name {
                #[tokio::test(flavor = "multi_thread")]
                async fn on_sqlite() {
                    let (store, _folder) = super::sqlite().await;
                    super::stories::$module::$name(&store).await;
                    store.close().await;
                }

                #[tokio::test(flavor = "multi_thread")]
                async fn on_postgres() {
                    if let Some(store) = super::postgres(stringify!($name)).await {
                        super::stories::$module::$name(&store).await;
                        store.close().await;
                    }
                }
            }
        )+
    };
}

stories! {
    a_report_is_stored_once_however_often_it_is_sent in reports,
    a_photo_is_noted_once in reports,
    a_list_is_filtered_sorted_and_paged in reports,
    a_change_of_status_happens_once_and_the_counters_follow in reports,
    linking_duplicates_lowers_incidents_but_not_reports in reports,
    an_import_is_all_or_nothing_and_repeatable in reports,
    counters_give_the_same_before_and_after_folding in counting,
    counters_of_a_period_equal_the_rows in counting,
    answers_are_stored_once_and_totalled in counting,
    a_damaged_counter_is_found in counting,
    a_history_only_grows_and_who_comes_second_is_refused in cases,
    the_chain_holds_over_all_cases_and_survives_erasure in cases,
    the_ledger_is_filtered_sorted_counted_and_paged in cases,
    people_are_told_once_a_day_and_keep_filters in cases,
    patrols_and_residents_are_layers_and_areas_are_counted_by_week in counting,
    counters_follow_late_corrected_and_removed_answers in counting,
    folding_at_once_counts_everything_once in counting,
    an_import_without_an_end_leaves_nothing in counting,
    questionnaires_have_one_published_version in registers,
    areas_sum_up_the_people_below_them in registers,
    people_sessions_and_tokens_come_and_go in registers,
    a_job_is_claimed_by_one in registers,
    a_backup_restores_everything in registers,
    answers_to_look_at_are_found_the_newest_first in counting,
    a_visit_and_its_answers_are_stored_once in surveys,
    a_wrong_counter_of_visits_is_found in surveys,
    progress_follows_the_visits_in_any_order in surveys,
    what_is_not_in_the_sample_is_kept_and_not_counted in surveys,
    areas_go_from_one_volunteer_to_another in surveys,
    an_invitation_is_used_once_and_a_phone_is_forgotten in surveys,
}
