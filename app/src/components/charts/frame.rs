//! What stands around every drawing: title, note, legend, and the same numbers as a table.

use leptos::prelude::*;

/// Width of a chart that takes half the page, in units of its view box.
pub const HALF: f64 = 640.0;

/// What stands around a drawing.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// What the chart is about.
    pub title: String,
    /// From when to when, of whom; may be empty.
    pub note: String,
    /// What the drawing shows, in one sentence, for those who cannot see it.
    pub alt: String,
    /// Marks and what they mean: the class of the swatch and a word. May be empty.
    pub legend: Vec<(&'static str, String)>,
    /// The numbers.
    pub table: DataTable,
}

/// The numbers of a chart.
#[derive(Clone, Debug, Default)]
pub struct DataTable {
    /// What opens the table.
    pub summary: String,
    /// Heads of the columns; the first names the rows.
    pub columns: Vec<String>,
    /// The rows, as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// A figure: the frame around a drawing of `size` units.
pub fn figure(frame: Frame, size: (f64, f64), drawing: AnyView) -> AnyView {
    let Frame { title, note, alt, legend, table } = frame;
    let view_box = format!("0 0 {} {}", size.0, size.1);
    view! {
        <figure class="chart panel">
            <figcaption class="chart-head">
                <span class="chart-title">{title}</span>
                <span class="chart-note">{note}</span>
            </figcaption>
            <svg class="chart-svg" viewBox=view_box role="img" aria-label=alt>
                {drawing}
            </svg>
            {(!legend.is_empty()).then(|| legend_of(legend))}
            {data_table(table)}
        </figure>
    }
    .into_any()
}

/// Marks and what they mean.
pub fn legend_of(marks: Vec<(&'static str, String)>) -> AnyView {
    let marks = marks
        .into_iter()
        .map(|(class, word)| {
            let class = format!("swatch {class}");
            view! { <li><span class=class></span>{word}</li> }
        })
        .collect_view();
    view! { <ul class="legend">{marks}</ul> }.into_any()
}

fn data_table(table: DataTable) -> AnyView {
    let DataTable { summary, columns, rows } = table;
    let caption = summary.clone();
    let heads = columns
        .into_iter()
        .enumerate()
        .map(|(index, name)| view! { <th scope="col" class=(index > 0).then_some("num")>{name}</th> })
        .collect_view();
    let rows = rows
        .into_iter()
        .map(|cells| {
            let mut cells = cells.into_iter();
            let name = cells.next().unwrap_or_default();
            let cells = cells.map(|cell| view! { <td class="num">{cell}</td> }).collect_view();
            view! { <tr><th scope="row">{name}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <details class="disclosure chart-data">
            <summary>{summary}</summary>
            <div class="disclosure-body">
                <div class="table-wrap">
                    <table class="table table-compact">
                        <caption class="sr-only">{caption}</caption>
                        <thead><tr>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </div>
        </details>
    }
    .into_any()
}
