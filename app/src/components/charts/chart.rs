//! A chart as one thing: what it is about, its drawing, its table. The page shows it, and the same object is written as
//! CSV, xlsx and SVG, so that a file never says something else than the page.

use super::frame::legend_of;
use crate::components::icons::icon;
use crate::page::{PageContext, render};
use crate::t::statistics as t;
use leptos::prelude::*;

/// Colours and type of a drawing that stands alone; on a page they come from the site's sheets.
const STYLE: &str = include_str!("alone.css");

/// The value of one cell of a chart's table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A text, also for what cannot be computed.
    Text(String),
    /// A number, with what a page shows for it.
    Number(f64, String),
    /// Nothing.
    Empty,
}

impl Cell {
    /// A number that may be missing.
    pub fn number(value: Option<f64>, shown: impl FnOnce(f64) -> String) -> Self {
        value.filter(|value| value.is_finite()).map_or(Self::Empty, |value| Self::Number(value, shown(value)))
    }

    /// How many.
    pub fn count(value: u64) -> Self {
        Self::Number(value as f64, crate::locale::Locale::Zh.number(value))
    }

    /// What a page shows.
    pub fn shown(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(_, text) => text,
            Self::Empty => super::format::NONE,
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// One row of a chart's table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// As many cells as there are columns.
    pub cells: Vec<Cell>,
    /// Greyed: it rests on too little.
    pub greyed: bool,
}

/// The numbers of a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Heads of the columns; the first names the rows.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// A table with these heads.
    pub fn new<const N: usize>(columns: [&str; N]) -> Self {
        Self { columns: columns.map(str::to_owned).to_vec(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push(&mut self, cells: Vec<Cell>, greyed: bool) {
        self.rows.push(Row { cells, greyed });
    }
}

/// What is drawn, in units of its own view box.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Width and height.
    pub size: (f64, f64),
    /// The elements inside of `<svg>`.
    pub marks: String,
    /// Whether its type is readable on a phone as it is.
    pub narrow: bool,
}

impl Drawing {
    /// A drawing of these elements.
    pub fn new(size: (f64, f64), marks: impl IntoView + 'static) -> Self {
        Self { size, marks: plain(marks), narrow: false }
    }

    /// The drawing as an element of a page.
    pub fn view(&self, alt: String) -> AnyView {
        let view_box = format!("0 0 {:.0} {:.0}", self.size.0, self.size.1);
        let class = if self.narrow { "chart-svg chart-narrow" } else { "chart-svg" };
        view! { <svg class=class viewBox=view_box role="img" aria-label=alt inner_html=self.marks.clone()></svg> }
            .into_any()
    }
}

/// A chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Its name in addresses and as an anchor.
    pub id: &'static str,
    /// What it is about.
    pub title: String,
    /// What its numbers mean, in one line.
    pub definition: String,
    /// Where the methods page explains it.
    pub method: &'static str,
    /// What the drawing shows, in one sentence, for those who cannot see it.
    pub alt: String,
    /// Marks and what they mean.
    pub legend: Vec<(&'static str, String)>,
    /// The drawing; some tables need none.
    pub drawing: Option<Drawing>,
    /// The numbers.
    pub table: Table,
    /// Whether the table is open from the start.
    pub open: bool,
}

/// Where the files of a page's charts are: the address before the chart's name, and the page's filter.
#[derive(Clone, Debug)]
pub struct Files {
    /// `/office/export/awareness/`.
    pub address: &'static str,
    /// `?from=…`, or nothing.
    pub query: String,
}

impl Chart {
    /// The chart as a figure with its definition, drawing, table and files.
    pub fn view(&self, cx: &PageContext, files: &Files) -> AnyView {
        let l = cx.locale;
        let drawing = self.drawing.as_ref().map(|drawing| drawing.view(self.alt.clone()));
        let legend = (!self.legend.is_empty()).then(|| legend_of(self.legend.clone()));
        let heading = format!("chart-{}", self.id);
        let labelled = heading.clone();
        view! {
            <figure class="chart panel" id=self.id aria-labelledby=labelled>
                <figcaption class="chart-head">
                    <h2 class="chart-title" id=heading>{self.title.clone()}</h2>
                    <p class="chart-definition">{self.definition.clone()}" "{method_link(cx, self.method)}</p>
                </figcaption>
                {drawing}
                {legend}
                <details class="disclosure chart-data" open=self.open>
                    <summary>{t::table(l)}</summary>
                    <div class="disclosure-body">{self.table_view(cx)}</div>
                </details>
                {self.files_view(cx, files)}
            </figure>
        }
        .into_any()
    }

    fn table_view(&self, _cx: &PageContext) -> AnyView {
        let number = |index: usize| {
            self.table.rows.iter().any(|row| matches!(row.cells.get(index), Some(Cell::Number(..))))
        };
        let numbers: Vec<bool> = (0..self.table.columns.len()).map(number).collect();
        let class = |index: usize| numbers.get(index).copied().unwrap_or(false).then_some("num");
        let heads = self
            .table
            .columns
            .iter()
            .enumerate()
            .map(|(index, name)| view! { <th scope="col" class=class(index)>{name.clone()}</th> })
            .collect_view();
        let rows = self
            .table
            .rows
            .iter()
            .map(|row| {
                let cells = row
                    .cells
                    .iter()
                    .enumerate()
                    .map(|(index, cell)| {
                        let shown = cell.shown().to_owned();
                        match index {
                            0 => view! { <th scope="row">{shown}</th> }.into_any(),
                            _ => view! { <td class=class(index)>{shown}</td> }.into_any(),
                        }
                    })
                    .collect_view();
                view! { <tr class=row.greyed.then_some("is-greyed")>{cells}</tr> }
            })
            .collect_view();
        view! {
            <div class="table-wrap" tabindex="0" role="region" aria-label=self.title.clone()>
                <table class="table table-compact">
                    <caption class="sr-only">{self.title.clone()}</caption>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    }

    fn files_view(&self, cx: &PageContext, files: &Files) -> AnyView {
        let l = cx.locale;
        let href = |ending: &str| format!("{}{}.{ending}{}", files.address, self.id, files.query);
        let link = |ending: &'static str, name: &'static str| {
            let label = t::download_of(l, name, &self.title);
            view! { <a class="chart-file" href=href(ending) download="" aria-label=label>{name}</a> }
        };
        let picture = self.drawing.is_some().then(|| {
            view! {
                {link("svg", "SVG")}
                <button class="chart-file" type="button" hidden data-picture=href("svg") data-picture-name=self.id
                    data-picture-module=cx.assets.url("picture.js").to_owned()
                    aria-label=t::download_of(l, "PNG", &self.title)>"PNG"</button>
            }
        });
        view! {
            <p class="chart-files hide-print">
                {icon(cx, "download")}<span class="sr-only">{t::download(l)}</span>
                {link("csv", "CSV")}{link("xlsx", "Excel")}{picture}
            </p>
        }
        .into_any()
    }

    /// The drawing as a file of its own, with its title, in the colours of paper.
    pub fn svg(&self) -> Option<String> {
        let drawing = self.drawing.as_ref()?;
        let (width, height) = drawing.size;
        let rows = self.legend.len() as f64;
        let (head, foot) = (44.0, rows * 20.0 + 12.0);
        let legend = self
            .legend
            .iter()
            .enumerate()
            .map(|(index, (class, word))| {
                let y = head + height + 20.0 * index as f64;
                let class = format!("chart-bar {class}");
                view! {
                    <rect class=class x="16" y=y width="12" height="12" />
                    <text class="chart-label" x="36" y=y + 11.0>{word.clone()}</text>
                }
            })
            .collect_view();
        let body = plain(view! {
            <rect width="100%" height="100%" fill="#fff" />
            <text class="chart-title" x="16" y="28">{self.title.clone()}</text>
            <g transform=format!("translate(0 {head})") inner_html=drawing.marks.clone()></g>
            {legend}
        });
        let total = head + height + foot;
        Some(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {total:.0}\" width=\"{width:.0}\" height=\"{total:.0}\"><style>{STYLE}</style>{body}</svg>"
        ))
    }
}

/// Elements without the renderer's marks, which a browser ignores and a reader of XML refuses.
fn plain(marks: impl IntoView + 'static) -> String {
    render(marks).replace("<!>", "").replace("<!---->", "")
}

/// A link to where the methods page explains a number.
pub fn method_link(cx: &PageContext, anchor: &str) -> AnyView {
    view! { <a class="method-link" href=format!("/methods#{anchor}")>{t::method(cx.locale)}</a> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_stands_alone_with_its_title_and_no_markup_of_others() {
        let chart = Chart {
            id: "towns",
            title: "<b>A & B".into(),
            definition: String::new(),
            method: "rate",
            alt: String::new(),
            legend: vec![("heat-1", "few".into())],
            drawing: Some(Drawing::new((640.0, 100.0), view! { <line class="chart-grid" x1="0" /> })),
            table: Table::default(),
            open: false,
        };
        let svg = chart.svg().unwrap();
        assert!(
            svg.starts_with("<svg xmlns=") && svg.contains("&lt;b&gt;A &amp; B") && svg.contains("<line")
        );
        assert!(!svg.contains("<!"), "no comments of the renderer: {svg}");
        assert!(STYLE.contains(".heat-5") && !STYLE.contains('<'));
    }

    #[test]
    fn what_cannot_be_computed_is_an_empty_cell() {
        assert_eq!(Cell::number(Some(f64::NAN), |n| n.to_string()), Cell::Empty);
        assert_eq!(Cell::count(1_284).shown(), "1,284");
    }
}
