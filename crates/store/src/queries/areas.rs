//! Areas, population, units and sites.

use super::{Connection, Row};
use crate::error::{StoreError, corrupt};
use domain::area::{Area, AreaLevel, AreaShape, PopulationRow, Site, Unit};
use sqlx::Row as _;
use std::collections::BTreeMap;

pub(crate) async fn put_area(connection: &mut Connection, shape: &AreaShape) -> Result<(), StoreError> {
    let area = &shape.area;
    sqlx::query(
        "INSERT INTO areas (code, name, level, parent, lat, lng, geometry)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (code) DO UPDATE
         SET name = excluded.name, level = excluded.level, parent = excluded.parent, lat = excluded.lat,
             lng = excluded.lng, geometry = excluded.geometry",
    )
    .bind(&area.code)
    .bind(&area.name)
    .bind(area.level.as_str())
    .bind(area.parent.as_deref())
    .bind(area.lat)
    .bind(area.lng)
    .bind(&shape.geometry)
    .execute(connection)
    .await?;
    Ok(())
}

/// All areas, each with the residents of itself and everything below it, those above before those below.
pub(crate) async fn areas(connection: &mut Connection) -> Result<Vec<AreaShape>, StoreError> {
    let own = sqlx::query("SELECT area, CAST(SUM(population) AS BIGINT) FROM population GROUP BY area")
        .fetch_all(&mut *connection)
        .await?;
    let mut people: BTreeMap<String, u64> = BTreeMap::new();
    for row in &own {
        people.insert(row.try_get(0)?, u64::try_from(row.try_get::<i64, _>(1)?).unwrap_or(0));
    }
    let rows = sqlx::query("SELECT code, name, level, parent, lat, lng, geometry FROM areas ORDER BY code")
        .fetch_all(connection)
        .await?;
    let mut shapes = rows.iter().map(shape_of).collect::<Result<Vec<_>, StoreError>>()?;
    let parents: BTreeMap<String, Option<String>> =
        shapes.iter().map(|shape| (shape.area.code.clone(), shape.area.parent.clone())).collect();
    let mut totals: BTreeMap<String, u64> = BTreeMap::new();
    for (code, count) in &people {
        let mut above = Some(code.clone());
        // No tree is deeper than its number of areas; a circle must not hang the program.
        for _ in 0..=parents.len() {
            let Some(code) = above else { break };
            *totals.entry(code.clone()).or_default() += count;
            above = parents.get(&code).cloned().flatten();
        }
    }
    for shape in &mut shapes {
        shape.area.population = totals.get(&shape.area.code).copied().unwrap_or(0);
    }
    shapes.sort_by_key(|shape| shape.area.level);
    Ok(shapes)
}

fn shape_of(row: &Row) -> Result<AreaShape, StoreError> {
    let level: String = row.try_get("level")?;
    Ok(AreaShape {
        area: Area {
            code: row.try_get("code")?,
            name: row.try_get("name")?,
            level: AreaLevel::from_text(&level).ok_or_else(|| corrupt("level", &level))?,
            parent: row.try_get("parent")?,
            lat: row.try_get("lat")?,
            lng: row.try_get("lng")?,
            population: 0,
        },
        geometry: row.try_get("geometry")?,
    })
}

/// Replaces the whole table: a population is one picture, and a vanished row means nobody.
pub(crate) async fn replace_population(
    connection: &mut Connection,
    rows: &[PopulationRow],
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM population").execute(&mut *connection).await?;
    for row in rows {
        sqlx::query("INSERT INTO population (area, sex, age_band, population) VALUES ($1, $2, $3, $4)")
            .bind(&row.area)
            .bind(&row.sex)
            .bind(&row.age_band)
            .bind(i64::try_from(row.population).unwrap_or(i64::MAX))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

pub(crate) async fn population(connection: &mut Connection) -> Result<Vec<PopulationRow>, StoreError> {
    let rows = sqlx::query("SELECT area, sex, age_band, population FROM population ORDER BY 1, 2, 3")
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(PopulationRow {
                area: row.try_get(0)?,
                sex: row.try_get(1)?,
                age_band: row.try_get(2)?,
                population: u64::try_from(row.try_get::<i64, _>(3)?).unwrap_or(0),
            })
        })
        .collect()
}

pub(crate) async fn put_unit(connection: &mut Connection, unit: &Unit) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO units (code, name, kind, area)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, area = excluded.area",
    )
    .bind(&unit.code)
    .bind(&unit.name)
    .bind(&unit.kind)
    .bind(unit.area.as_deref())
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn units(connection: &mut Connection) -> Result<Vec<Unit>, StoreError> {
    let rows =
        sqlx::query("SELECT code, name, kind, area FROM units ORDER BY code").fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            Ok(Unit {
                code: row.try_get(0)?,
                name: row.try_get(1)?,
                kind: row.try_get(2)?,
                area: row.try_get(3)?,
            })
        })
        .collect()
}

pub(crate) async fn put_site(connection: &mut Connection, site: &Site) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO sites (code, name, site_type, area, lat, lng)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (code) DO UPDATE
         SET name = excluded.name, site_type = excluded.site_type, area = excluded.area, lat = excluded.lat,
             lng = excluded.lng",
    )
    .bind(&site.code)
    .bind(&site.name)
    .bind(&site.site_type)
    .bind(site.area.as_deref())
    .bind(site.lat)
    .bind(site.lng)
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn sites(connection: &mut Connection) -> Result<Vec<Site>, StoreError> {
    let rows = sqlx::query("SELECT code, name, site_type, area, lat, lng FROM sites ORDER BY code")
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Site {
                code: row.try_get(0)?,
                name: row.try_get(1)?,
                site_type: row.try_get(2)?,
                area: row.try_get(3)?,
                lat: row.try_get(4)?,
                lng: row.try_get(5)?,
            })
        })
        .collect()
}
