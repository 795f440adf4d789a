//! responses.csv: one filled questionnaire a row, one column an item, its chosen option codes separated by spaces.

use super::identity::{self, Identity};
use super::table::{FileError, Header, Row, Rows};
use domain::questionnaire::{ItemKind, Purpose, Questionnaire};
use domain::response::{NewResponse, Respondent, ResponseBody, SurveyChannel};
use domain::time::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// The columns of responses.csv before those of the items.
pub const COLUMNS: [&str; 11] = [
    "external_id",
    "questionnaire",
    "version",
    "channel",
    "area",
    "stratum",
    "cluster",
    "design_weight",
    "sex",
    "age_band",
    "submitted_at",
];

/// The columns that an export adds behind the items. They may be imported again; only `id` is read.
pub const EXPORT_COLUMNS: [&str; 5] = ["id", "right", "of", "received_at", "flags"];

/// Answers as a file tells them.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedResponse {
    /// Their ids; importing the same again changes nothing.
    pub identity: Identity,
    /// Line in the file, counted from 1.
    pub line: u64,
    /// The checked answers.
    pub response: NewResponse,
}

/// The forms that a file may refer to, by slug and version.
pub type Forms = HashMap<(String, u32), Questionnaire>;

/// The rows of a file, read one after the other: a file of a million answers is never in memory as answers.
pub struct Responses<'a> {
    header: Header,
    rows: Rows<'a>,
    items: Vec<String>,
    forms: &'a Forms,
    now: Timestamp,
    seen: identity::Seen,
    weights: Weights,
}

impl<'a> Responses<'a> {
    /// Opens a decoded file.
    ///
    /// # Errors
    /// What is wrong with its header.
    pub fn open(file: &str, text: &'a str, forms: &'a Forms, now: Timestamp) -> Result<Self, FileError> {
        let (header, rows) = Header::open(file, text, &COLUMNS)?;
        let is_item = |name: &str| forms.values().any(|form| form.item(name).is_some());
        let is_extra =
            |name: &str| COLUMNS.contains(&name) || (EXPORT_COLUMNS.contains(&name) && !is_item(name));
        let items: Vec<String> = header.names().iter().filter(|name| !is_extra(name)).cloned().collect();
        if let Some(unknown) = items.iter().find(|name| !is_item(name)) {
            let message = "is neither a column of responses.csv nor an item of a questionnaire";
            return Err(header.error(unknown, message));
        }
        let (seen, weights) = (identity::Seen::default(), Weights::default());
        Ok(Self { header, rows, items, forms, now, seen, weights })
    }

    /// The next answers; none at the end.
    ///
    /// # Errors
    /// The first thing that is wrong, with line and column.
    pub fn read_next(&mut self) -> Result<Option<ImportedResponse>, FileError> {
        let Some(row) = self.rows.next(&self.header)? else { return Ok(None) };
        let identity = identity::read(&row, "response", &mut self.seen)?;
        self.weights.check(&row)?;
        let response = read_row(&row, &self.items, self.forms, self.now)?;
        Ok(Some(ImportedResponse { identity, line: row.line, response }))
    }
}

/// Either every row has a weight or none has.
#[derive(Default)]
struct Weights {
    first_without: Option<FileError>,
    given: bool,
}

impl Weights {
    fn check(&mut self, row: &Row<'_>) -> Result<(), FileError> {
        if row.text("design_weight").is_empty() {
            let error = row.error("design_weight", "is empty although other rows have a weight");
            if self.given {
                return Err(error);
            }
            self.first_without.get_or_insert(error);
            return Ok(());
        }
        self.given = true;
        self.first_without.take().map_or(Ok(()), Err)
    }
}

/// How many rows a file has, roughly: its lines below the header.
pub fn rows_of(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1)
}

fn read_row(
    row: &Row<'_>,
    items: &[String],
    forms: &Forms,
    now: Timestamp,
) -> Result<NewResponse, FileError> {
    let slug = row.required("questionnaire")?;
    row.required("version")?;
    let version = row.optional::<u32>("version", "a version number")?.unwrap_or_default();
    let form = forms
        .get(&(slug.to_owned(), version))
        .ok_or_else(|| row.error("questionnaire", format!("there is no {slug:?} of version {version}")))?;
    let channel = row.required("channel")?;
    let channel = SurveyChannel::from_text(channel)
        .ok_or_else(|| row.error("channel", format!("{channel:?} is none of household, intercept, self")))?;
    let submitted = row.required("submitted_at")?;
    let submitted_at =
        Timestamp::parse("submitted_at", submitted).map_err(|e| row.field_error("submitted_at", &e))?;
    let code = |column: &str| Some(row.text(column)).filter(|text| !text.is_empty()).map(str::to_owned);
    let body = ResponseBody {
        questionnaire: slug.to_owned(),
        version,
        channel,
        area: code("area"),
        stratum: code("stratum"),
        cluster: code("cluster"),
        design_weight: row.optional::<f64>("design_weight", "a number")?,
        respondent: Some(Respondent { sex: code("sex"), age_band: code("age_band") }),
        answers: answers(row, items, form)?,
        visit: None,
        started_at: None,
        submitted_at,
    };
    body.parse(form, now).map_err(|error| match error.fields.first() {
        Some(field) => row.error(field.path.rsplit('.').next().unwrap_or(&field.path), field.message.clone()),
        None => row.error("external_id", error.message),
    })
}

/// The answers of a row. A blank awareness item of a measurement was shown and left blank; in training a blank was not drawn.
fn answers(
    row: &Row<'_>,
    items: &[String],
    form: &Questionnaire,
) -> Result<BTreeMap<String, Vec<String>>, FileError> {
    let mut answers = BTreeMap::new();
    // Sex and age band have columns of their own; where the form asks for them, they are answers as well.
    for name in ["sex", "age_band"] {
        let code = row.text(name);
        let item = form.item(name).filter(|item| item.kind == ItemKind::Demographic);
        if item.is_some_and(|item| item.options.iter().any(|option| option.code == code)) {
            answers.insert(name.to_owned(), vec![code.to_owned()]);
        }
    }
    for name in items {
        let chosen: Vec<String> = row.text(name).split_whitespace().map(str::to_owned).collect();
        let Some(item) = form.item(name) else {
            if chosen.is_empty() {
                continue;
            }
            return Err(row.error(name, format!("is no item of {} version {}", form.slug, form.version)));
        };
        let shown = form.purpose == Purpose::Measurement && item.kind == ItemKind::Awareness;
        if shown || !chosen.is_empty() {
            answers.insert(name.clone(), chosen);
        }
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::questionnaire::{Bilingual, Item, ItemOption, ItemType};

    fn forms() -> Forms {
        let option =
            |code: &str| ItemOption { code: code.into(), label: Bilingual::default(), dont_know: false };
        let item = |name: &str, item_type| Item {
            name: name.into(),
            kind: ItemKind::Awareness,
            item_type,
            label: Bilingual::default(),
            options: vec![option("a"), option("b"), option("c")],
            key: vec!["a".into()],
            explanation: None,
        };
        let form = Questionnaire {
            slug: "s".into(),
            version: 1,
            purpose: Purpose::Measurement,
            title: Bilingual::default(),
            pass_at: None,
            items: vec![item("q1", ItemType::SelectOne), item("q2", ItemType::SelectMultiple)],
        };
        HashMap::from([(("s".to_owned(), 1), form)])
    }

    fn read(
        file: &str,
        bytes: &[u8],
        forms: &Forms,
        now: Timestamp,
    ) -> Result<Vec<ImportedResponse>, FileError> {
        let text = std::str::from_utf8(bytes).unwrap();
        let mut rows = Responses::open(file, text, forms, now)?;
        std::iter::from_fn(|| rows.read_next().transpose()).collect()
    }

    fn lines(rows: &str) -> Result<Vec<ImportedResponse>, String> {
        let text = format!("{},q1,q2\n{rows}", COLUMNS.join(","));
        let now = Timestamp::parse("", "2026-11-23T08:00:00+08:00").unwrap();
        read("responses.csv", text.as_bytes(), &forms(), now).map_err(|error| error.to_string())
    }

    #[test]
    fn option_codes_are_separated_by_spaces_and_a_blank_is_a_blank_answer() {
        let rows = lines("1,s,1,household,,A,A1,200,F,Y,2026-11-01T08:00:00+08:00,,c a\n").unwrap();
        let response = &rows[0].response;
        assert_eq!(response.answers["q1"], Vec::<String>::new());
        assert_eq!(response.answers["q2"], ["a", "c"]);
        assert_eq!((response.design_weight, response.stratum.as_deref()), (200.0, Some("A")));
    }

    #[test]
    fn each_mistake_is_told_with_its_line_and_column() {
        let told = |row: &str| lines(&format!("{row}\n")).unwrap_err();
        let tail = "2026-11-01T08:00:00+08:00";
        assert!(
            told(&format!("1,s,2,self,,,,,,,{tail},a,"))
                .starts_with("responses.csv, line 2, column questionnaire:")
        );
        assert!(
            told(&format!("1,s,1,phone,,,,,,,{tail},a,"))
                .starts_with("responses.csv, line 2, column channel:")
        );
        assert!(
            told(&format!("1,s,1,self,,,,0,,,{tail},a,"))
                .starts_with("responses.csv, line 2, column design_weight:")
        );
        assert!(
            told(&format!("1,s,1,self,,,,,,,{tail},z,")).starts_with("responses.csv, line 2, column q1:")
        );
        assert!(
            told(&format!("1,s,1,self,,,,,,,{tail},a b,")).starts_with("responses.csv, line 2, column q1:")
        );
        let two = format!("1,s,1,self,,,,2,,,{tail},a,\n2,s,1,self,,,,,,,{tail},a,");
        assert!(told(&two).starts_with("responses.csv, line 3, column design_weight:"));
    }

    #[test]
    fn an_unknown_column_is_named() {
        let text = format!("{},q1,q9\n", COLUMNS.join(","));
        let error = read("r.csv", text.as_bytes(), &forms(), Timestamp(0)).unwrap_err();
        assert_eq!(error.column.as_deref(), Some("q9"));
    }
}
