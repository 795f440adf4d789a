//! Reads tables: CSV in UTF-8 (with or without a byte-order mark) or GB18030, with errors that name line and column.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

/// What is wrong with a file, and where. Its text is one line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct FileError {
    /// Name of the file, without its folder.
    pub file: String,
    /// Line in the file, counted from 1.
    pub line: Option<u64>,
    /// Name of the column or path of the field.
    pub column: Option<String>,
    /// What is wrong.
    pub message: String,
}

impl FileError {
    /// Something wrong with the file as a whole.
    pub fn whole(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, column: None, message: message.into() }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {}", shortened(column, 100))?;
        }
        write!(f, ": {}", shortened(&self.message, 300).replace(['\n', '\r'], " "))
    }
}

/// The beginning of a text: a cell of a million digits must not fill the screen.
fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// The encoding a text file turned out to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// The Chinese national standard, as spreadsheet programs write it.
    Gb18030,
}

/// The encoding that [`decode`] takes a file for.
pub fn encoding_of(bytes: &[u8]) -> Encoding {
    if std::str::from_utf8(bytes).is_ok() { Encoding::Utf8 } else { Encoding::Gb18030 }
}

/// Decodes a text file. What is not UTF-8 is read as GB18030.
///
/// # Errors
/// When it is neither.
pub fn decode<'a>(file: &str, bytes: &'a [u8]) -> Result<(Cow<'a, str>, Encoding), FileError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((Cow::Borrowed(text), Encoding::Utf8));
    }
    encoding_rs::GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(|text| (text, Encoding::Gb18030))
        .ok_or_else(|| FileError::whole(file, "is neither UTF-8 nor GB18030"))
}

/// A table with a header line.
#[derive(Debug)]
pub struct Table {
    header: Header,
    rows: Vec<(u64, csv::StringRecord)>,
    /// The encoding the file turned out to have.
    pub encoding: Encoding,
}

/// The header line of a table.
#[derive(Debug)]
pub struct Header {
    file: String,
    columns: HashMap<String, usize>,
    names: Vec<String>,
}

/// The rows of a table, read one after the other, so that a large one is never in memory as records.
pub struct Rows<'a> {
    reader: csv::Reader<&'a [u8]>,
    lines: Lines<'a>,
    record: csv::StringRecord,
}

impl Header {
    /// Opens a table whose header has at least the required columns.
    ///
    /// # Errors
    /// When it has no header, or lacks or repeats a column.
    pub fn open<'a>(file: &str, text: &'a str, required: &[&str]) -> Result<(Self, Rows<'a>), FileError> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let names = reader.headers().map_err(|error| broken(file, &error))?;
        let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
        let mut columns = HashMap::new();
        let first_line = |column: &str, message: &str| FileError {
            line: Some(1),
            column: Some(column.to_owned()),
            ..FileError::whole(file, message)
        };
        for (index, name) in names.iter().enumerate() {
            if columns.insert(name.clone(), index).is_some() {
                return Err(first_line(name, "stands twice in the header"));
            }
        }
        if let Some(missing) = required.iter().find(|name| !columns.contains_key(**name)) {
            return Err(first_line(missing, "is missing from the header"));
        }
        let lines = Lines { text: text.as_bytes(), counted: 0, line: 1 };
        let header = Self { file: file.to_owned(), columns, names };
        Ok((header, Rows { reader, lines, record: csv::StringRecord::new() }))
    }

    /// Names of the columns, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// An error in the header.
    pub fn error(&self, column: &str, message: impl Into<String>) -> FileError {
        FileError { line: Some(1), column: Some(column.to_owned()), ..FileError::whole(&self.file, message) }
    }
}

impl Rows<'_> {
    /// The next row; none at the end.
    ///
    /// # Errors
    /// When a row cannot be read or has another number of fields than the header.
    pub fn next<'r>(&'r mut self, header: &'r Header) -> Result<Option<Row<'r>>, FileError> {
        let found = self.reader.read_record(&mut self.record);
        if !found.map_err(|error| broken(&header.file, &error))? {
            return Ok(None);
        }
        let start = self.record.position().map_or(0, csv::Position::byte);
        let line = self.lines.at(usize::try_from(start).unwrap_or(usize::MAX));
        if self.record.len() != header.names.len() {
            let message = format!("has {} fields, the header has {}", self.record.len(), header.names.len());
            return Err(FileError { line: Some(line), ..FileError::whole(&header.file, message) });
        }
        Ok(Some(Row { header, line, record: &self.record }))
    }
}

fn broken(file: &str, error: &csv::Error) -> FileError {
    FileError { line: error.position().map(csv::Position::line), ..FileError::whole(file, error.to_string()) }
}

impl Table {
    /// Reads a table whose header has at least the required columns.
    ///
    /// # Errors
    /// When it cannot be decoded, has no header, lacks or repeats a column, or a row has another number of fields.
    pub fn read(file: &str, bytes: &[u8], required: &[&str]) -> Result<Self, FileError> {
        let (text, encoding) = decode(file, bytes)?;
        let (header, mut rest) = Header::open(file, &text, required)?;
        let mut rows = Vec::new();
        while let Some(row) = rest.next(&header)? {
            rows.push((row.line, row.record.clone()));
        }
        Ok(Self { header, rows, encoding })
    }

    /// Names of the columns, in order.
    pub fn header(&self) -> &[String] {
        &self.header.names
    }

    /// How many rows there are below the header.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { header: &self.header, line: *line, record })
    }

    /// An error in the header.
    pub fn header_error(&self, column: &str, message: impl Into<String>) -> FileError {
        self.header.error(column, message)
    }
}

/// Counts lines, because the reader's own count is one short where lines end with a carriage return and a line feed.
struct Lines<'a> {
    text: &'a [u8],
    counted: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line in which a row begins; `start` is where the reader went on reading, at the latest end of a line.
    fn at(&mut self, start: usize) -> u64 {
        let end_of_line = |byte: Option<&u8>| matches!(byte, Some(b'\r' | b'\n'));
        let mut start = start.min(self.text.len());
        while end_of_line(self.text.get(start)) {
            start += 1;
        }
        let passed = self.text.get(self.counted..start).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.counted = start.max(self.counted);
        self.line
    }
}

/// One row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    header: &'a Header,
    /// Line in the file, counted from 1.
    pub line: u64,
    record: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    /// The trimmed text of a column; empty when the table has no such column.
    pub fn text(&self, column: &str) -> &'a str {
        self.header.columns.get(column).and_then(|index| self.record.get(*index)).unwrap_or_default().trim()
    }

    /// The text of a column that must not be empty.
    ///
    /// # Errors
    /// Naming line and column.
    pub fn required(&self, column: &str) -> Result<&'a str, FileError> {
        match self.text(column) {
            "" => Err(self.error(column, "must be given")),
            text => Ok(text),
        }
    }

    /// The value of a column, none when it is empty.
    ///
    /// # Errors
    /// Naming line and column.
    pub fn optional<T: FromStr>(&self, column: &str, expected: &str) -> Result<Option<T>, FileError> {
        match self.text(column) {
            "" => Ok(None),
            text => {
                text.parse().map(Some).map_err(|_| self.error(column, format!("{text:?} is not {expected}")))
            }
        }
    }

    /// An error in this row.
    pub fn error(&self, column: &str, message: impl Into<String>) -> FileError {
        FileError {
            line: Some(self.line),
            column: Some(column.to_owned()),
            ..FileError::whole(&self.header.file, message)
        }
    }

    /// The same for an error of `domain`, whose path is the column unless `column` says otherwise.
    pub fn field_error(&self, column: &str, error: &domain::error::FieldError) -> FileError {
        self.error(column, error.message.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_and_gb18030_are_understood() {
        let table = Table::read("a.csv", "\u{feff}code,name\n1,城关镇\n".as_bytes(), &["code"]).unwrap();
        assert_eq!(table.header(), ["code", "name"]);
        let (bytes, _, _) = encoding_rs::GB18030.encode("code,name\n1,城关镇\n");
        let table = Table::read("a.csv", &bytes, &["code"]).unwrap();
        assert_eq!(
            (table.encoding, table.rows().next().unwrap().text("name")),
            (Encoding::Gb18030, "城关镇")
        );
    }

    #[test]
    fn errors_name_file_line_and_column() {
        let told = |text: &str| Table::read("a.csv", text.as_bytes(), &["code"]).unwrap_err().to_string();
        assert_eq!(told("name\n"), "a.csv, line 1, column code: is missing from the header");
        assert_eq!(told("code,code\n"), "a.csv, line 1, column code: stands twice in the header");
        assert_eq!(told("code,name\n1,2\n3\n"), "a.csv, line 3: has 1 fields, the header has 2");
        let table = Table::read("a.csv", b"code,lat\n\"a\nb\",1\nc,x\n", &[]).unwrap();
        let last = table.rows().last().unwrap();
        let error = last.optional::<f64>("lat", "a number of degrees").unwrap_err();
        assert_eq!(error.to_string(), "a.csv, line 4, column lat: \"x\" is not a number of degrees");
    }

    #[test]
    fn a_huge_cell_is_told_by_its_beginning() {
        let text = format!("code,lat\n1,{}\n", "9".repeat(1_000_000));
        let table = Table::read("a.csv", text.as_bytes(), &[]).unwrap();
        let error = table.rows().next().unwrap().optional::<u8>("lat", "a number").unwrap_err().to_string();
        assert!(error.starts_with("a.csv, line 2, column lat: \"999") && error.chars().count() < 400);
    }

    #[test]
    fn lines_are_counted_alike_however_they_end() {
        for end in ["\n", "\r\n"] {
            let text = ["code,lat", "1,2", "\"a\nb\",3", "", "4,5"].join(end);
            let table = Table::read("a.csv", text.as_bytes(), &[]).unwrap();
            let lines: Vec<u64> = table.rows().map(|row| row.line).collect();
            assert_eq!(lines, [2, 3, 6], "{end:?}");
        }
    }
}
