//! population.csv, units.csv and sites.json.

use super::table::{FileError, Table, decode};
use domain::area::{PopulationRow, Site, Unit};
use domain::code;
use std::collections::{HashMap, HashSet};

/// Reads population.csv. Areas must be known, and the file must not be empty: it takes the place of all people. `above` gives
/// the codes of the areas that an area lies in; an area may have people besides those of the areas inside it, but not the same
/// ones again.
///
/// # Errors
/// The first thing that is wrong, with line and column.
pub fn read_population(
    file: &str,
    bytes: &[u8],
    areas: &HashSet<String>,
    above: &dyn Fn(&str) -> Vec<String>,
) -> Result<Vec<PopulationRow>, FileError> {
    let table = Table::read(file, bytes, &["area", "sex", "age_band", "population"])?;
    if table.is_empty() {
        return Err(table.header_error("population", "has no row below the header"));
    }
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
    match twice(&rows, above).and_then(|place| Some((table.rows().nth(place)?, &rows[place].area))) {
        None => Ok(rows),
        Some((row, area)) => {
            let message = format!(
                "{area:?} has just the people of the areas inside it: each must stand in the file once"
            );
            Err(row.error("population", message))
        }
    }
}

/// The first row of an area all of whose rows are the sums of those of the areas inside it.
fn twice(rows: &[PopulationRow], above: &dyn Fn(&str) -> Vec<String>) -> Option<usize> {
    let mut inside: HashMap<(String, &str, &str), u64> = HashMap::new();
    for row in rows.iter().filter(|row| row.population > 0) {
        for area in above(&row.area) {
            *inside.entry((area, &row.sex, &row.age_band)).or_default() += row.population;
        }
    }
    let sums = |row: &PopulationRow| inside.get(&(row.area.clone(), &*row.sex, &*row.age_band)).copied();
    let mut alike: HashMap<&str, bool> = HashMap::new();
    for row in rows.iter().filter(|row| row.population > 0) {
        *alike.entry(&row.area).or_insert(true) &= sums(row) == Some(row.population);
    }
    rows.iter().position(|row| alike.get(row.area.as_str()) == Some(&true))
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
        let nothing_above = |_: &str| Vec::new();
        let read = |text: &str| read_population("p.csv", text.as_bytes(), &areas, &nothing_above);
        let bad = read("area,sex,age_band,population\n1,F,Y,5\n2,F,Y,5\n").unwrap_err();
        assert_eq!(bad.to_string(), "p.csv, line 3, column area: there is no area \"2\"");
        let bad = read_units("u.csv", "code,name,kind,area\nu1,城管局,department,9\n".as_bytes(), &areas)
            .unwrap_err();
        assert_eq!(bad.to_string(), "u.csv, line 2, column area: there is no area \"9\"");
    }

    #[test]
    fn people_stand_once_and_a_file_of_nobody_is_none() {
        let above = |area: &str| if area == "T" { vec![] } else { vec!["T".to_owned()] };
        let read = |rows: &str| {
            let text = format!("area,sex,age_band,population\n{rows}");
            read_population("p.csv", text.as_bytes(), &HashSet::new(), &above).map_err(|e| e.to_string())
        };
        assert!(read("").unwrap_err().starts_with("p.csv, line 1, column population: has no row"));
        let villages = "T1,F,Y,5\nT2,F,Y,6\nT1,M,Y,7\nT2,M,Y,0\n";
        assert_eq!(read(villages).unwrap().len(), 4);
        let again = read(&format!("{villages}T,F,Y,11\nT,M,Y,7\n")).unwrap_err();
        assert!(again.starts_with("p.csv, line 6, column population: \"T\" has just the people"), "{again}");
        // Others besides them, such as those who are registered with the town only.
        assert_eq!(read(&format!("{villages}T,F,Y,11\nT,M,Y,3\n")).unwrap().len(), 6);
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
