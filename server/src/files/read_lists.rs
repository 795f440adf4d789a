//! population.csv, units.csv and sites.json.

use super::table::{FileError, Table, decode};
use domain::area::{PopulationRow, Site, Unit};
use domain::code;
use std::collections::HashSet;

/// Reads population.csv. Areas must be known.
///
/// # Errors
/// The first thing that is wrong, with line and column.
pub fn read_population(
    file: &str,
    bytes: &[u8],
    areas: &HashSet<String>,
) -> Result<Vec<PopulationRow>, FileError> {
    let table = Table::read(file, bytes, &["area", "sex", "age_band", "population"])?;
    let mut seen = HashSet::new();
    let mut rows = Vec::with_capacity(table.len());
    for row in table.rows() {
        let code_in =
            |column: &str| code::parse(column, row.text(column)).map_err(|e| row.field_error(column, &e));
        let (area, sex, age_band) = (code_in("area")?, code_in("sex")?, code_in("age_band")?);
        if !areas.is_empty() && !areas.contains(&area) {
            return Err(row.error("area", format!("there is no area {area:?}")));
        }
        row.required("population")?;
        let population = row.optional::<u64>("population", "a number of people")?.unwrap_or_default();
        if population > 2_000_000_000 {
            return Err(row.error("population", "is more than two thousand million"));
        }
        if !seen.insert((area.clone(), sex.clone(), age_band.clone())) {
            return Err(row.error("area", "the same area, sex and age band stand in the file twice"));
        }
        rows.push(PopulationRow { area, sex, age_band, population });
    }
    Ok(rows)
}

/// Reads units.csv. Areas must be known when given.
///
/// # Errors
/// The first thing that is wrong, with line and column.
pub fn read_units(file: &str, bytes: &[u8], areas: &HashSet<String>) -> Result<Vec<Unit>, FileError> {
    let table = Table::read(file, bytes, &["code", "name", "kind", "area"])?;
    let mut seen = HashSet::new();
    let mut units = Vec::with_capacity(table.len());
    for row in table.rows() {
        let code_in =
            |column: &str| code::parse(column, row.text(column)).map_err(|e| row.field_error(column, &e));
        let code = code_in("code")?;
        if !seen.insert(code.clone()) {
            return Err(row.error("code", format!("{code:?} stands in the file twice")));
        }
        let area = if row.text("area").is_empty() { None } else { Some(code_in("area")?) };
        if let Some(area) = area.as_ref().filter(|area| !areas.contains(*area)) {
            return Err(row.error("area", format!("there is no area {area:?}")));
        }
        units.push(Unit { code, name: row.required("name")?.to_owned(), kind: code_in("kind")?, area });
    }
    Ok(units)
}

/// Reads sites.json: a list of sites. Areas must be known when given.
///
/// # Errors
/// The first thing that is wrong; `line` counts sites from 1.
pub fn read_sites(file: &str, bytes: &[u8], areas: &HashSet<String>) -> Result<Vec<Site>, FileError> {
    let (text, _) = decode(file, bytes)?;
    let sites: Vec<Site> = serde_json::from_str(&text).map_err(|error| FileError {
        line: Some(error.line() as u64),
        ..FileError::whole(file, format!("is not a list of sites: {error}"))
    })?;
    let mut seen = HashSet::new();
    for (index, site) in sites.iter().enumerate() {
        check_site(site, areas, &mut seen).map_err(|(column, message)| FileError {
            line: Some(index as u64 + 1),
            column: Some(column.to_owned()),
            ..FileError::whole(file, format!("(site) {message}"))
        })?;
    }
    Ok(sites)
}

fn check_site(
    site: &Site,
    areas: &HashSet<String>,
    seen: &mut HashSet<String>,
) -> Result<(), (&'static str, String)> {
    for (column, text) in [("code", &site.code), ("type", &site.site_type)] {
        code::parse(column, text).map_err(|error| (column, error.message))?;
    }
    if site.name.trim().is_empty() {
        return Err(("name", "must be given".to_owned()));
    }
    if !seen.insert(site.code.clone()) {
        return Err(("code", format!("{:?} stands in the file twice", site.code)));
    }
    if let Some(area) = site.area.as_ref().filter(|area| !areas.contains(*area)) {
        return Err(("area", format!("there is no area {area:?}")));
    }
    for (column, degrees, most) in [("lat", site.lat, 90.0), ("lng", site.lng, 180.0)] {
        if !(-most..=most).contains(&degrees) {
            return Err((column, format!("must be between -{most} and {most}")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn population_and_units_name_the_unknown_area() {
        let areas = HashSet::from(["1".to_owned()]);
        let bad = read_population("p.csv", b"area,sex,age_band,population\n1,F,Y,5\n2,F,Y,5\n", &areas)
            .unwrap_err();
        assert_eq!(bad.to_string(), "p.csv, line 3, column area: there is no area \"2\"");
        let bad = read_units("u.csv", "code,name,kind,area\nu1,城管局,department,9\n".as_bytes(), &areas)
            .unwrap_err();
        assert_eq!(bad.to_string(), "u.csv, line 2, column area: there is no area \"9\"");
    }

    #[test]
    fn a_site_must_lie_in_a_known_area() {
        let site = |code: &str, area: &str| {
            format!(
                r#"{{"code":"{code}","name":"市场","type":"market","area":"{area}","lat":38.4,"lng":107.5}}"#
            )
        };
        let areas = HashSet::from(["1".to_owned()]);
        let read =
            |sites: &[String]| read_sites("sites.json", format!("[{}]", sites.join(",")).as_bytes(), &areas);
        assert_eq!(read(&[site("m", "1")]).unwrap()[0].site_type, "market");
        let error = read(&[site("m", "1"), site("n", "9")]).unwrap_err().to_string();
        assert_eq!(error, "sites.json, line 2, column area: (site) there is no area \"9\"");
        assert!(read(&[site("m", "1"), site("m", "1")]).unwrap_err().to_string().contains("twice"));
        assert!(
            read_sites("sites.json", b"[{]", &areas)
                .unwrap_err()
                .to_string()
                .starts_with("sites.json, line 1:")
        );
    }
}
