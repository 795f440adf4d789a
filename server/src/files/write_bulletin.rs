//! Writes a bulletin as CSV (the units), as an xlsx workbook (units, areas, missing reports) and as a docx document that
//! can be signed and sent on.

use super::write_table::{self, ExportFormat, Sheet, Value};
use app::locale::Locale;
use app::pages::office::bulletin::columns::{COLUMNS, Cell, Column};
use app::pages::office::bulletin::words;
use app::t::bulletin as t;
use docx_rs::{
    AlignmentType, Docx, LineSpacing, PageMargin, PageOrientationType, Paragraph, Run, RunFonts, Table,
    TableAlignmentType, TableCell, TableRow, WidthType,
};
use domain::case::ranking::Standing;
use domain::ledger::{BulletinLine, BulletinView};
use std::io;

/// A4 across, in twentieths of a point.
const PAGE: (u32, u32) = (16_838, 11_906);
/// The columns of the tables on paper, by their place in [`COLUMNS`]: what fits on a page. The workbook has all of them.
const ON_PAPER: [usize; 10] = [0, 1, 2, 3, 4, 5, 6, 7, 12, 17];

/// What a bulletin can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulletinFormat {
    /// Comma-separated values: the units.
    Csv,
    /// An Office Open XML workbook.
    Xlsx,
    /// An Office Open XML document.
    Docx,
}

impl BulletinFormat {
    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => ExportFormat::Csv.media_type(),
            Self::Xlsx => ExportFormat::Xlsx.media_type(),
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// How the file's name ends.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
        }
    }
}

/// Writes a bulletin.
///
/// # Errors
/// When the format cannot hold it.
pub fn write(view: &BulletinView, l: Locale, format: BulletinFormat) -> io::Result<Vec<u8>> {
    match format {
        BulletinFormat::Csv => write_table::write(&units(view, l), ExportFormat::Csv),
        BulletinFormat::Xlsx => write_table::write_book(&[units(view, l), areas(view, l), missing(view, l)]),
        BulletinFormat::Docx => document(view, l),
    }
}

fn units(view: &BulletinView, l: Locale) -> Sheet {
    let mut sheet = sheet(t::by_unit(l), &[t::place(l), t::unit(l)], l);
    sheet.columns.push(t::standing(l).to_owned());
    for line in view.units.iter().chain([&view.total]) {
        let is_total = std::ptr::eq(line, &raw const view.total);
        let name = if is_total { t::total(l).to_owned() } else { words::name(l, line) };
        let mut row = vec![line.place.map(f64::from).into(), Value::Text(name)];
        row.extend(values(line));
        let standing = if is_total { "" } else { standing(l, line.standing) };
        row.push(if standing.is_empty() { Value::Empty } else { Value::Text(standing.to_owned()) });
        sheet.rows.push(row);
    }
    sheet
}

fn areas(view: &BulletinView, l: Locale) -> Sheet {
    let mut sheet = sheet(t::by_area(l), &[t::area(l)], l);
    let named = view.areas.iter().map(|line| (words::name(l, line), line));
    for (name, line) in named.chain([(t::total(l).to_owned(), &view.total)]) {
        let mut row = vec![Value::Text(name)];
        row.extend(values(line));
        sheet.rows.push(row);
    }
    sheet
}

fn missing(view: &BulletinView, l: Locale) -> Sheet {
    let columns = [t::missing_day(l), t::missing_kind(l), t::missing_name(l)].map(str::to_owned).to_vec();
    let kind = |is_unit: bool| if is_unit { t::unit(l) } else { t::inspector(l) };
    let rows = view
        .missing
        .iter()
        .map(|one| {
            let texts = [one.day.to_string(), kind(one.unit.is_some()).to_owned(), one.name.clone()];
            texts.map(Value::Text).to_vec()
        })
        .collect();
    Sheet { name: t::missing_title(l).to_owned(), columns, rows, place: None }
}

fn sheet(name: &str, first: &[&str], l: Locale) -> Sheet {
    let columns = first.iter().copied().chain(COLUMNS.map(|column| (column.name)(l)));
    Sheet {
        name: name.to_owned(),
        columns: columns.map(str::to_owned).collect(),
        rows: Vec::new(),
        place: None,
    }
}

fn values(line: &BulletinLine) -> impl Iterator<Item = Value> {
    COLUMNS.into_iter().map(|column| match (column.value)(line) {
        // Counts are far below 2^53, so they are exact.
        Cell::Count(count) => Value::Number(count as f64),
        Cell::Share(share) => share.map_or(Value::Empty, Value::Share),
    })
}

const fn standing(l: Locale, standing: Standing) -> &'static str {
    match standing {
        Standing::Red => t::red_list(l),
        Standing::Black => t::black_list(l),
        Standing::Plain => "",
    }
}

fn document(view: &BulletinView, l: Locale) -> io::Result<Vec<u8>> {
    let when = words::period(l, view.from, view.to);
    let mut docx = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_orient(PageOrientationType::Landscape)
        .page_margin(PageMargin::new().top(1_134).bottom(1_134).left(1_134).right(1_134))
        .default_fonts(
            RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia("FangSong"),
        )
        .default_size(28)
        .add_paragraph(text(t::print_title(l), 44, true).align(AlignmentType::Center))
        .add_paragraph(text(&t::in_brackets(l, &when), 28, false).align(AlignmentType::Center));
    for paragraph in words::paragraphs(l, view) {
        docx = docx.add_paragraph(text(&paragraph, 28, false).indent(Some(560), None, None, None));
    }
    for (title, list) in [(t::red_list(l), Standing::Red), (t::black_list(l), Standing::Black)] {
        let names: Vec<String> = words::listed(view, list).map(|line| words::name(l, line)).collect();
        let names = if names.is_empty() { t::list_empty(l).to_owned() } else { names.join(t::comma(l)) };
        docx = docx.add_paragraph(heading(title)).add_paragraph(text(&names, 28, false));
    }
    docx = docx
        .add_paragraph(heading(t::by_unit(l)))
        .add_table(table(l, t::unit(l), &view.units, &view.total, true))
        .add_paragraph(text(&t::ranking_note(l, view.rules.least_due), 21, false))
        .add_paragraph(heading(t::by_area(l)))
        .add_table(table(l, t::area(l), &view.areas, &view.total, false))
        .add_paragraph(heading(t::missing_title(l)));
    if view.missing.is_empty() {
        docx = docx.add_paragraph(text(t::missing_none(l), 28, false));
    }
    for one in &view.missing {
        docx = docx.add_paragraph(text(&format!("{} {}", one.day, one.name), 24, false));
    }
    let proof = t::proof(l, view.counted_at.to_minute(), view.ledger_position);
    docx = docx
        .add_paragraph(heading(t::proof_title(l)))
        .add_paragraph(text(&proof, 21, false))
        .add_paragraph(text(&format!("{} {}", t::proof_hash(l), view.ledger_hash), 18, false))
        .add_paragraph(text(t::definitions(l), 21, false));
    let mut bytes = io::Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes.into_inner())
}

fn table(l: Locale, head: &str, lines: &[BulletinLine], total: &BulletinLine, ranked: bool) -> Table {
    let columns = ON_PAPER.map(|index| COLUMNS[index]);
    let place = |text: String| ranked.then(|| cell(&text, true));
    let heads = place(t::place(l).to_owned())
        .into_iter()
        .chain([cell(head, true)])
        .chain(columns.iter().map(|column| cell((column.name)(l), true)));
    let mut rows = vec![TableRow::new(heads.collect()).cant_split()];
    let named = lines.iter().map(|line| (words::name(l, line), line, false));
    for (name, line, bold) in named.chain([(t::total(l).to_owned(), total, true)]) {
        let place =
            ranked.then(|| cell(&line.place.map(|place| place.to_string()).unwrap_or_default(), bold));
        let numbers = columns.iter().map(|column: &Column| cell(&(column.value)(line).text(), bold));
        let cells = place.into_iter().chain([cell(&name, bold)]).chain(numbers).collect();
        rows.push(TableRow::new(cells).cant_split());
    }
    Table::new(rows).align(TableAlignmentType::Center).width(5_000, WidthType::Pct)
}

fn cell(content: &str, bold: bool) -> TableCell {
    TableCell::new().add_paragraph(text(content, 21, bold))
}

fn heading(content: &str) -> Paragraph {
    text(content, 30, true).line_spacing(LineSpacing::new().before(240).after(120))
}

/// A paragraph of one run; sizes are in half points.
fn text(content: &str, size: usize, bold: bool) -> Paragraph {
    let run = Run::new().add_text(content).size(size);
    Paragraph::new().add_run(if bold { run.bold() } else { run })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::case::bulletin::BulletinCounts;
    use domain::case::ranking::RankingRules;
    use domain::ledger::MissingReport;
    use domain::time::{Day, Timestamp};
    use std::io::Read;

    fn line(place: Option<u32>, name: &str, due: u64, on_time: u64, standing: Standing) -> BulletinLine {
        let counts =
            BulletinCounts { due, closed: on_time, on_time, open: due - on_time, ..Default::default() };
        BulletinLine {
            place,
            code: Some(name.to_lowercase()),
            name: Some(name.to_owned()),
            standing,
            closed_rate: counts.closed_rate(),
            on_time_rate: counts.on_time_rate(),
            satisfied_rate: None,
            counts,
        }
    }

    fn view() -> BulletinView {
        BulletinView {
            from: Day(20_000),
            to: Day(20_006),
            counted_at: Timestamp(1_728_000_000_000),
            total: line(None, "", 30, 24, Standing::Plain),
            units: vec![
                line(Some(1), "=住建局", 20, 20, Standing::Red),
                line(Some(2), "城关镇 & 市场", 10, 4, Standing::Black),
            ],
            areas: vec![line(None, "城关镇", 30, 24, Standing::Plain)],
            rules: RankingRules::default(),
            missing: vec![MissingReport { day: Day(20_001), unit: None, name: "督查一组".into() }],
            ledger_position: 321,
            ledger_hash: "ab".repeat(32),
        }
    }

    fn part(bytes: Vec<u8>, name: &str) -> String {
        let mut archive = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
        let mut xml = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut xml).unwrap();
        xml
    }

    #[test]
    fn the_document_holds_the_figures_the_lists_and_the_proof() {
        let xml = part(write(&view(), Locale::Zh, BulletinFormat::Docx).unwrap(), "word/document.xml");
        for wanted in ["应办结 30 件", "80.0%", "城关镇 &amp; 市场", "督查一组", &"ab".repeat(32), "321"]
        {
            assert!(xml.contains(wanted), "{wanted} is missing");
        }
        assert!(xml.contains("w:orient=\"landscape\""), "{}", &xml[..600]);
    }

    #[test]
    fn the_workbook_has_a_sheet_for_units_areas_and_missing_reports() {
        let bytes = write(&view(), Locale::Zh, BulletinFormat::Xlsx).unwrap();
        let book = part(bytes.clone(), "xl/workbook.xml");
        for name in ["各责任单位", "各区域", "未报送日报"] {
            assert!(book.contains(name), "{name} is missing");
        }
        let units = part(bytes, "xl/worksheets/sheet1.xml");
        assert!(units.contains("<v>0.8</v>"), "the share of the total is a number");
    }

    #[test]
    fn the_csv_has_a_line_for_each_unit_and_the_total_and_starts_no_formula() {
        let text = String::from_utf8(write(&view(), Locale::Zh, BulletinFormat::Csv).unwrap()).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[1].starts_with("1,'=住建局,20,20,1,20,1,"), "{}", lines[1]);
        assert!(lines[3].starts_with(",合计,30,24,0.8,24,0.8,"), "{}", lines[3]);
    }
}
