//! Counters of answers: pending facts, folding, reading (docs/decisions/0002).

use super::counters::{ROWS_PER_STATEMENT, taken};
use super::{Connection, Db, Row};
use crate::count_records::{TotalsBy, TotalsQuery, TotalsRow};
use crate::counting::{ALL_WEEKS, ResponseFact, ResponseKey, Sums, count_response, sums_of};
use crate::error::{StoreError, corrupt};
use crate::gathered::{CounterRow, Gathered};
use domain::time::Day;
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The columns of a pending fact.
const FACT: &str = "questionnaire, channel, week, stratum, cluster, sex, age_band, weight, sign, facts";

pub(crate) async fn note_response(
    connection: &mut Connection,
    fact: &ResponseFact,
) -> Result<(), StoreError> {
    let facts = serde_json::to_string(&fact.facts)
        .map_err(|error| StoreError::Corrupt(format!("facts cannot be written: {error}")))?;
    sqlx::query(
        "INSERT INTO response_facts
            (questionnaire, channel, week, stratum, cluster, sex, age_band, weight, sign, facts)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&fact.questionnaire)
    .bind(&fact.channel)
    .bind(fact.week)
    .bind(&fact.stratum)
    .bind(&fact.cluster)
    .bind(&fact.sex)
    .bind(&fact.age_band)
    .bind(fact.weight)
    .bind(fact.sign)
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
        sign: row.try_get("sign")?,
        facts: serde_json::from_str(&facts).map_err(|_| corrupt("facts", &facts))?,
    })
}

/// Takes up to so many pending facts into the counters; how many it took.
pub(crate) async fn fold(connection: &mut Connection, limit: u32) -> Result<u64, StoreError> {
    let rows = taken(connection, "response_facts", FACT, limit).await?;
    let mut gathered = Gathered::default();
    for row in &rows {
        gathered.add(&fact_of(row)?);
    }
    add_gathered(connection, &mut gathered).await?;
    Ok(rows.len() as u64)
}

/// Adds what was gathered to the counters, and forgets it.
pub(crate) async fn add_gathered(
    connection: &mut Connection,
    gathered: &mut Gathered,
) -> Result<(), StoreError> {
    let mut rows = gathered.rows();
    loop {
        let some: Vec<CounterRow> = rows.by_ref().take(ROWS_PER_STATEMENT).collect();
        if some.is_empty() {
            break;
        }
        add_rows(connection, &some).await?;
    }
    drop(rows);
    gathered.clear();
    Ok(())
}

/// Adds to the counters, in key order, many in one statement.
pub(crate) async fn add(
    connection: &mut Connection,
    counters: &BTreeMap<ResponseKey, Sums>,
) -> Result<(), StoreError> {
    let rows: Vec<CounterRow> = counters
        .iter()
        .map(|((questionnaire, channel, item, split, week, sex, age_band, stratum, cluster), sums)| {
            let texts = [questionnaire, channel, item, sex, age_band, stratum, cluster];
            let texts = texts.map(|text| Arc::from(text.as_str()));
            CounterRow { texts, split: *split, week: *week, sums: *sums }
        })
        .collect();
    add_rows(connection, &rows).await
}

/// Adds rows to the counters; each key at most once, best in the order of the key.
pub(crate) async fn add_rows(connection: &mut Connection, rows: &[CounterRow]) -> Result<(), StoreError> {
    for some in rows.chunks(ROWS_PER_STATEMENT) {
        let mut query = QueryBuilder::<Db>::new(
            "INSERT INTO response_counts
                (questionnaire, channel, item, sex, age_band, stratum, cluster, split, week,
                 n, sum_w, sum_w2, sum_wy, sum_y, sum_wp, sum_wa) ",
        );
        query.push_values(some, |mut row, counter| {
            for text in &counter.texts {
                row.push_bind(Arc::clone(text));
            }
            let sums = &counter.sums;
            row.push_bind(counter.split).push_bind(counter.week).push_bind(sums.n);
            for sum in [sums.sum_w, sums.sum_w2, sums.sum_wy, sums.sum_y, sums.sum_wp, sums.sum_wa] {
                row.push_bind(sum);
            }
        });
        query.push(
            " ON CONFLICT (questionnaire, channel, item, split, week, sex, age_band, stratum, cluster) DO UPDATE
             SET n = response_counts.n + excluded.n,
                 sum_w = response_counts.sum_w + excluded.sum_w,
                 sum_w2 = response_counts.sum_w2 + excluded.sum_w2,
                 sum_wy = response_counts.sum_wy + excluded.sum_wy,
                 sum_y = response_counts.sum_y + excluded.sum_y,
                 sum_wp = response_counts.sum_wp + excluded.sum_wp,
                 sum_wa = response_counts.sum_wa + excluded.sum_wa",
        );
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Totals by cluster, pending facts included.
pub(crate) async fn totals(
    connection: &mut Connection,
    wanted: &TotalsQuery,
) -> Result<Vec<TotalsRow>, StoreError> {
    if wanted.items.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = folded(connection, wanted).await?;
    let waiting = waiting(connection, wanted).await?;
    if !waiting.is_empty() {
        merge(&mut rows, waiting);
    }
    rows.retain(|row| row.n > 0);
    Ok(rows)
}

/// Adds what waits to what was counted.
fn merge(rows: &mut Vec<TotalsRow>, waiting: Vec<(TotalsRow, Sums)>) {
    // The rows' own strings would have to be cloned for a map of all of them; those that wait are few.
    let mut added: BTreeMap<Group, (TotalsRow, Sums)> = BTreeMap::new();
    for (row, sums) in waiting {
        added.entry(group_of(&row)).or_insert_with(|| (row, Sums::default())).1.add(&sums);
    }
    for row in rows.iter_mut() {
        if let Some((_, sums)) = added.remove(&group_of(row)) {
            add_to(row, &sums);
        }
    }
    rows.extend(added.into_values().map(|(mut row, sums)| {
        add_to(&mut row, &sums);
        row
    }));
}

/// What distinguishes rows of totals: item, week, sex, age band, stratum, cluster.
type Group = (String, Option<Day>, Option<String>, Option<String>, String, String);

fn group_of(row: &TotalsRow) -> Group {
    (
        row.item.clone(),
        row.week,
        row.sex.clone(),
        row.age_band.clone(),
        row.stratum.clone(),
        row.cluster.clone(),
    )
}

fn add_to(row: &mut TotalsRow, sums: &Sums) {
    row.n = row.n.saturating_add_signed(sums.n);
    row.sum_w += sums.sum_w;
    row.sum_w2 += sums.sum_w2;
    row.sum_wy += sums.sum_wy;
    row.sum_y += sums.sum_y;
    row.sum_wp += sums.sum_wp;
    row.sum_wa += sums.sum_wa;
}

/// From the counters: one range of the primary key for each item.
async fn folded(connection: &mut Connection, wanted: &TotalsQuery) -> Result<Vec<TotalsRow>, StoreError> {
    let Split { week: by_week, sex, age_band } = split(wanted.by);
    let unlimited = !by_week && wanted.weeks == (None, None);
    // Where every counter is a row of its own there is nothing to add up.
    let whole = (by_week || unlimited) && sex == age_band;
    let mut query = QueryBuilder::<Db>::new("SELECT item, stratum, cluster");
    query.push(if by_week { ", week" } else { ", CAST(0 AS BIGINT) AS week" });
    query.push(if sex { ", sex" } else { ", '' AS sex" });
    query.push(if age_band { ", age_band" } else { ", '' AS age_band" });
    query.push(if whole {
        ", n, sum_w, sum_w2, sum_wy, sum_y, sum_wp, sum_wa"
    } else {
        ", CAST(SUM(n) AS BIGINT), SUM(sum_w), SUM(sum_w2), SUM(sum_wy), SUM(sum_y), SUM(sum_wp), SUM(sum_wa)"
    });
    query.push(" FROM response_counts WHERE questionnaire = ").push_bind(wanted.questionnaire.clone());
    query.push(" AND channel = ").push_bind(wanted.channel.as_str()).push(" AND item IN (");
    let mut items = query.separated(", ");
    for item in &wanted.items {
        items.push_bind(item.clone());
    }
    query.push(") AND split = ").push(if sex || age_band { "1" } else { "0" });
    if unlimited {
        query.push(" AND week = ").push_bind(ALL_WEEKS);
    } else {
        let from = wanted.weeks.0.map_or(ALL_WEEKS + 1, |week| i64::from(week.0));
        query.push(" AND week >= ").push_bind(from);
        let to = wanted.weeks.1.map_or(i64::from(i32::MAX), |week| i64::from(week.0));
        query.push(" AND week < ").push_bind(to);
    }
    if !whole {
        query.push(" GROUP BY 1, 2, 3, 4, 5, 6");
    }
    let rows = query.build().fetch_all(connection).await?;
    let told = |split: bool, text: String| split.then_some(text);
    rows.iter()
        .map(|row| {
            Ok(TotalsRow {
                item: row.try_get(0)?,
                stratum: row.try_get(1)?,
                cluster: row.try_get(2)?,
                week: if by_week { Some(day_of(row.try_get(3)?)) } else { None },
                sex: told(sex, row.try_get(4)?),
                age_band: told(age_band, row.try_get(5)?),
                n: u64::try_from(row.try_get::<i64, _>(6)?).unwrap_or(0),
                sum_w: row.try_get(7)?,
                sum_w2: row.try_get(8)?,
                sum_wy: row.try_get(9)?,
                sum_y: row.try_get(10)?,
                sum_wp: row.try_get(11)?,
                sum_wa: row.try_get(12)?,
            })
        })
        .collect()
}

fn day_of(week: i64) -> Day {
    Day(i32::try_from(week).unwrap_or(0))
}

/// From the facts that wait: an empty row and what it has to be added, for each.
async fn waiting(
    connection: &mut Connection,
    wanted: &TotalsQuery,
) -> Result<Vec<(TotalsRow, Sums)>, StoreError> {
    let text = format!("SELECT {FACT} FROM response_facts WHERE questionnaire = $1 AND channel = $2");
    let rows = sqlx::query(AssertSqlSafe(text))
        .bind(&wanted.questionnaire)
        .bind(wanted.channel.as_str())
        .fetch_all(connection)
        .await?;
    let Split { week: by_week, sex, age_band } = split(wanted.by);
    let mut found = Vec::new();
    for row in &rows {
        let fact = fact_of(row)?;
        let early = wanted.weeks.0.is_some_and(|from| fact.week < i64::from(from.0));
        let late = wanted.weeks.1.is_some_and(|to| fact.week >= i64::from(to.0));
        if early || late {
            continue;
        }
        for (item, is_split, sums) in sums_of(&fact) {
            if is_split != (sex || age_band) || !wanted.items.iter().any(|wanted| wanted == item) {
                continue;
            }
            let row = TotalsRow {
                item: item.to_owned(),
                week: by_week.then(|| day_of(fact.week)),
                sex: sex.then(|| fact.sex.clone()),
                age_band: age_band.then(|| fact.age_band.clone()),
                stratum: fact.stratum.clone(),
                cluster: fact.cluster.clone(),
                n: 0,
                sum_w: 0.0,
                sum_w2: 0.0,
                sum_wy: 0.0,
                sum_y: 0.0,
                sum_wp: 0.0,
                sum_wa: 0.0,
            };
            found.push((row, sums));
        }
    }
    Ok(found)
}

/// By what totals are split.
struct Split {
    week: bool,
    sex: bool,
    age_band: bool,
}

const fn split(by: TotalsBy) -> Split {
    let (week, sex, age_band) = match by {
        TotalsBy::None => (false, false, false),
        TotalsBy::Week => (true, false, false),
        TotalsBy::Sex => (false, true, false),
        TotalsBy::AgeBand => (false, false, true),
        TotalsBy::SexAge => (false, true, true),
        TotalsBy::WeekSexAge => (true, true, true),
    };
    Split { week, sex, age_band }
}

/// First and last week with answers.
pub(crate) async fn weeks(
    connection: &mut Connection,
    questionnaire: &str,
) -> Result<Option<(Day, Day)>, StoreError> {
    // From the counters and what waits for them: the answers themselves have no index by moment.
    let row = sqlx::query(
        "SELECT MIN(week), MAX(week) FROM (
            SELECT week FROM response_counts
            WHERE questionnaire = $1 AND channel IN ('household', 'intercept', 'self') AND item = '' AND split = 0
              AND week > $2
            UNION ALL
            SELECT week FROM response_facts WHERE questionnaire = $1
         ) counted",
    )
    .bind(questionnaire)
    .bind(ALL_WEEKS)
    .fetch_one(connection)
    .await?;
    let (first, last): (Option<i64>, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
    Ok(first.zip(last).map(|(first, last)| (day_of(first), day_of(last))))
}

/// The whole table of counters, pending facts included, for checking it.
pub(crate) async fn everything(
    connection: &mut Connection,
) -> Result<BTreeMap<ResponseKey, Sums>, StoreError> {
    let rows = sqlx::query(
        "SELECT questionnaire, channel, item, split, week, sex, age_band, stratum, cluster,
            n, sum_w, sum_w2, sum_wy, sum_y, sum_wp, sum_wa
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
            row.try_get(8)?,
        );
        let sums = Sums {
            n: row.try_get(9)?,
            sum_w: row.try_get(10)?,
            sum_w2: row.try_get(11)?,
            sum_wy: row.try_get(12)?,
            sum_y: row.try_get(13)?,
            sum_wp: row.try_get(14)?,
            sum_wa: row.try_get(15)?,
        };
        counters.insert(key, sums);
    }
    let text = format!("SELECT {FACT} FROM response_facts");
    for row in &sqlx::query(AssertSqlSafe(text)).fetch_all(&mut *connection).await? {
        count_response(&fact_of(row)?, &mut counters);
    }
    Ok(counters)
}
