//! Counters of answers: pending facts, folding, reading (docs/decisions/0002).

use super::counters::ROWS_PER_STATEMENT;
use super::{Connection, Db, Row, dialect};
use crate::counting::{ALL_WEEKS, ANY, ResponseFact, ResponseKey, Sums, count_response};
use crate::error::{StoreError, corrupt};
use crate::records::{Items, TotalsBy, TotalsQuery, TotalsRow};
use domain::time::Day;
use sqlx::{QueryBuilder, Row as _};
use std::collections::BTreeMap;

pub(crate) async fn note_response(
    connection: &mut Connection,
    fact: &ResponseFact,
) -> Result<(), StoreError> {
    let facts = serde_json::to_string(&fact.facts)
        .map_err(|error| StoreError::Corrupt(format!("facts cannot be written: {error}")))?;
    sqlx::query(
        "INSERT INTO response_facts
            (questionnaire, channel, week, stratum, cluster, sex, age_band, weight, facts)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&fact.questionnaire)
    .bind(&fact.channel)
    .bind(fact.week)
    .bind(&fact.stratum)
    .bind(&fact.cluster)
    .bind(&fact.sex)
    .bind(&fact.age_band)
    .bind(fact.weight)
    .bind(facts)
    .execute(connection)
    .await?;
    Ok(())
}

fn fact_of(row: &Row) -> Result<ResponseFact, StoreError> {
    let facts: String = row.try_get("facts")?;
    Ok(ResponseFact {
        questionnaire: row.try_get("questionnaire")?,
        channel: row.try_get("channel")?,
        week: row.try_get("week")?,
        stratum: row.try_get("stratum")?,
        cluster: row.try_get("cluster")?,
        sex: row.try_get("sex")?,
        age_band: row.try_get("age_band")?,
        weight: row.try_get("weight")?,
        facts: serde_json::from_str(&facts).map_err(|_| corrupt("facts", &facts))?,
    })
}

/// Takes up to so many pending facts into the counters; how many it took.
pub(crate) async fn fold(connection: &mut Connection, limit: u32) -> Result<u64, StoreError> {
    if let Some(lock) = dialect::FOLD_LOCK {
        sqlx::query(lock).execute(&mut *connection).await?;
    }
    let rows = sqlx::query(
        "DELETE FROM response_facts
         WHERE id IN (SELECT id FROM response_facts ORDER BY id LIMIT $1)
         RETURNING questionnaire, channel, week, stratum, cluster, sex, age_band, weight, facts",
    )
    .bind(i64::from(limit))
    .fetch_all(&mut *connection)
    .await?;
    let mut counters = BTreeMap::new();
    for row in &rows {
        count_response(&fact_of(row)?, &mut counters);
    }
    add(connection, &counters).await?;
    Ok(rows.len() as u64)
}

/// Adds to the counters, in key order, many in one statement.
pub(crate) async fn add(
    connection: &mut Connection,
    counters: &BTreeMap<ResponseKey, Sums>,
) -> Result<(), StoreError> {
    let all: Vec<_> = counters.iter().collect();
    for some in all.chunks(ROWS_PER_STATEMENT) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO response_counts
                (questionnaire, channel, item, sex, age_band, week, stratum, cluster, n, sum_w, sum_w2, sum_wy) ",
        );
        query.push_values(some, |mut row, (key, sums)| {
            let (questionnaire, channel, item, sex, age_band, week, stratum, cluster) = key;
            for text in [questionnaire, channel, item, sex, age_band] {
                row.push_bind(text.clone());
            }
            row.push_bind(*week).push_bind(stratum.clone()).push_bind(cluster.clone());
            row.push_bind(sums.n).push_bind(sums.sum_w).push_bind(sums.sum_w2).push_bind(sums.sum_wy);
        });
        query.push(
            " ON CONFLICT (questionnaire, channel, item, sex, age_band, week, stratum, cluster) DO UPDATE
             SET n = response_counts.n + excluded.n,
                 sum_w = response_counts.sum_w + excluded.sum_w,
                 sum_w2 = response_counts.sum_w2 + excluded.sum_w2,
                 sum_wy = response_counts.sum_wy + excluded.sum_wy",
        );
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// What distinguishes rows of totals: item, week, sex, age band, stratum, cluster.
type Group = (String, i64, String, String, String, String);

/// Totals by cluster, pending facts included.
pub(crate) async fn totals(
    connection: &mut Connection,
    wanted: &TotalsQuery,
) -> Result<Vec<TotalsRow>, StoreError> {
    let mut groups: BTreeMap<Group, Sums> = BTreeMap::new();
    folded(connection, wanted, &mut groups).await?;
    waiting(connection, wanted, &mut groups).await?;
    let (by_week, _, _) = split(wanted.by);
    let named = |text: String| (text != ANY).then_some(text);
    Ok(groups
        .into_iter()
        .map(|((item, week, sex, age_band, stratum, cluster), sums)| TotalsRow {
            item,
            week: by_week.then(|| Day(i32::try_from(week).unwrap_or(0))),
            sex: named(sex),
            age_band: named(age_band),
            stratum,
            cluster,
            n: u64::try_from(sums.n).unwrap_or(0),
            sum_w: sums.sum_w,
            sum_w2: sums.sum_w2,
            sum_wy: sums.sum_wy,
        })
        .collect())
}

/// From the counters: one range of the primary key for each item, sex and age band.
async fn folded(
    connection: &mut Connection,
    wanted: &TotalsQuery,
    groups: &mut BTreeMap<Group, Sums>,
) -> Result<(), StoreError> {
    let (by_week, sex, age_band) = split(wanted.by);
    let unlimited = !by_week && wanted.weeks == (None, None);
    let mut query = QueryBuilder::<Db>::new("SELECT item, ");
    query.push(if by_week { "week" } else { "CAST(0 AS BIGINT) AS week" });
    query.push(
        ", sex, age_band, stratum, cluster, CAST(SUM(n) AS BIGINT), SUM(sum_w), SUM(sum_w2), SUM(sum_wy)",
    );
    query.push(" FROM response_counts WHERE questionnaire = ").push_bind(wanted.questionnaire.clone());
    query.push(" AND channel = ").push_bind(wanted.channel.as_str());
    match &wanted.items {
        Items::Exactly(item) => {
            query.push(" AND item = ").push_bind(item.clone());
        }
        Items::EveryAwareness => {
            query.push(" AND item > '' AND item NOT LIKE '#%' AND item NOT LIKE '%=%'");
        }
        Items::Options => {
            query.push(" AND item LIKE '%=%'");
        }
    }
    query.push(if sex { " AND sex <> '*'" } else { " AND sex = '*'" });
    query.push(if age_band { " AND age_band <> '*'" } else { " AND age_band = '*'" });
    if unlimited {
        query.push(" AND week = ").push_bind(ALL_WEEKS);
    } else {
        let from = wanted.weeks.0.map_or(ALL_WEEKS + 1, |week| i64::from(week.0));
        query.push(" AND week >= ").push_bind(from);
        if let Some(to) = wanted.weeks.1 {
            query.push(" AND week < ").push_bind(i64::from(to.0));
        }
    }
    query.push(" GROUP BY item, 2, sex, age_band, stratum, cluster");
    for row in query.build().fetch_all(connection).await? {
        let group = (
            row.try_get(0)?,
            row.try_get(1)?,
            row.try_get(2)?,
            row.try_get(3)?,
            row.try_get(4)?,
            row.try_get(5)?,
        );
        let sums = groups.entry(group).or_default();
        sums.n += row.try_get::<i64, _>(6)?;
        sums.sum_w += row.try_get::<f64, _>(7)?;
        sums.sum_w2 += row.try_get::<f64, _>(8)?;
        sums.sum_wy += row.try_get::<f64, _>(9)?;
    }
    Ok(())
}

/// From the facts that wait.
async fn waiting(
    connection: &mut Connection,
    wanted: &TotalsQuery,
    groups: &mut BTreeMap<Group, Sums>,
) -> Result<(), StoreError> {
    let rows = sqlx::query(
        "SELECT questionnaire, channel, week, stratum, cluster, sex, age_band, weight, facts
         FROM response_facts
         WHERE questionnaire = $1
           AND channel = $2",
    )
    .bind(&wanted.questionnaire)
    .bind(wanted.channel.as_str())
    .fetch_all(connection)
    .await?;
    let (by_week, sex, age_band) = split(wanted.by);
    let kept = |name: &str, split: bool| if split { name.to_owned() } else { ANY.to_owned() };
    for row in &rows {
        let fact = fact_of(row)?;
        let early = wanted.weeks.0.is_some_and(|from| fact.week < i64::from(from.0));
        let late = wanted.weeks.1.is_some_and(|to| fact.week >= i64::from(to.0));
        if early || late {
            continue;
        }
        for (item, y) in &fact.facts {
            let fits = match &wanted.items {
                Items::Exactly(exactly) => item == exactly,
                Items::EveryAwareness => !item.is_empty() && !item.starts_with('#') && !item.contains('='),
                Items::Options => item.contains('='),
            };
            if !fits {
                continue;
            }
            let week = if by_week { fact.week } else { 0 };
            let group = (
                item.clone(),
                week,
                kept(&fact.sex, sex),
                kept(&fact.age_band, age_band),
                fact.stratum.clone(),
                fact.cluster.clone(),
            );
            groups.entry(group).or_default().add(fact.weight, *y);
        }
    }
    Ok(())
}

/// Whether totals are split by week, by sex and by age band.
const fn split(by: TotalsBy) -> (bool, bool, bool) {
    match by {
        TotalsBy::None => (false, false, false),
        TotalsBy::Week => (true, false, false),
        TotalsBy::Sex => (false, true, false),
        TotalsBy::AgeBand => (false, false, true),
        TotalsBy::SexAge => (false, true, true),
        TotalsBy::WeekSexAge => (true, true, true),
    }
}

/// First and last week with answers.
pub(crate) async fn weeks(
    connection: &mut Connection,
    questionnaire: &str,
) -> Result<Option<(Day, Day)>, StoreError> {
    let row =
        sqlx::query("SELECT MIN(submitted_at), MAX(submitted_at) FROM responses WHERE questionnaire = $1")
            .bind(questionnaire)
            .fetch_one(connection)
            .await?;
    let week = |ms: i64| domain::time::Timestamp(ms).day().week();
    let (first, last): (Option<i64>, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
    Ok(first.zip(last).map(|(first, last)| (week(first), week(last))))
}

/// The whole table of counters, pending facts included, for checking it.
pub(crate) async fn everything(
    connection: &mut Connection,
) -> Result<BTreeMap<ResponseKey, Sums>, StoreError> {
    let rows = sqlx::query(
        "SELECT questionnaire, channel, item, sex, age_band, week, stratum, cluster, n, sum_w, sum_w2, sum_wy
         FROM response_counts",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut counters = BTreeMap::new();
    for row in &rows {
        let key = (
            row.try_get(0)?,
            row.try_get(1)?,
            row.try_get(2)?,
            row.try_get(3)?,
            row.try_get(4)?,
            row.try_get(5)?,
            row.try_get(6)?,
            row.try_get(7)?,
        );
        let sums = Sums {
            n: row.try_get(8)?,
            sum_w: row.try_get(9)?,
            sum_w2: row.try_get(10)?,
            sum_wy: row.try_get(11)?,
        };
        counters.insert(key, sums);
    }
    let pending = sqlx::query(
        "SELECT questionnaire, channel, week, stratum, cluster, sex, age_band, weight, facts FROM response_facts",
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in &pending {
        count_response(&fact_of(row)?, &mut counters);
    }
    Ok(counters)
}
