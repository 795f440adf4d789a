//! What a page is given, and what it gives back.

use crate::backend::Backend;
use crate::locale::Locale;
use crate::shell;
use domain::error::ApiError;
use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use std::collections::HashMap;
use std::sync::Arc;

/// The colours that somebody prefers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the phone is set.
    #[default]
    System,
    /// Dark text on a light ground.
    Light,
    /// Light text on a dark ground.
    Dark,
}

impl Theme {
    /// Its name, as in the cookie and in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a name; the system's for any other.
    pub fn from_text(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// Addresses of the built files of the site, whose names hold a hash of their content.
///
/// A file is asked for by the name it has without the hash, as in `app.css`, `office.css`, `app.js`, `app.wasm`,
/// `ui.svg`, `categories.svg`, `app.svg`, `map.js`, `leaflet.js`, `leaflet.css`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets(HashMap<String, String>);

impl Assets {
    /// The address of a file, as `/assets/app.1a2b.css`; empty when the site has no such file.
    pub fn url(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

impl FromIterator<(String, String)> for Assets {
    /// Takes pairs of a file's name and its address.
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// Everything that a page is given besides its own arguments.
#[derive(Clone)]
pub struct PageContext {
    /// Where it gets its data, on behalf of whoever asks.
    pub backend: Arc<dyn Backend>,
    /// The language.
    pub locale: Locale,
    /// The colours.
    pub theme: Theme,
    /// Whether text and targets are large.
    pub elder: bool,
    /// The word that lets this page's own scripts run.
    pub nonce: String,
    /// Addresses of styles, scripts and icons.
    pub assets: Arc<Assets>,
    /// The path that was asked for, with its query; where changing a preference returns to.
    pub path: String,
    /// What just happened, as a code of `components::flash`; shown once.
    pub flash: Option<String>,
    /// Whether the page is wanted without scripts, to use or to test it plainly.
    pub plain: bool,
    /// Whether it is a copy that a phone keeps for when it has no network: with nothing that belongs to one moment, such as
    /// the id of a form.
    pub shell: bool,
}

/// A whole page, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its HTTP status.
    pub status: u16,
    /// Its title, without the program's name.
    pub title: String,
    /// The complete document.
    pub html: String,
    /// Whether it loads scripts, because it holds islands.
    pub scripts: bool,
}

/// Why there is no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageError {
    /// Something failed; `pages::error` tells about it.
    Api(ApiError),
    /// What was asked for is at another address.
    Redirect(String),
}

impl From<ApiError> for PageError {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

/// A place in the phone's bar of tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// 首页.
    Home,
    /// 随手拍.
    Report,
    /// 今日入户, for those who make visits.
    Today,
    /// 答题.
    Quiz,
    /// 我的.
    Me,
    /// 整改任务, among the tabs of a unit.
    Unit,
    /// 督查, among the tabs of an inspector.
    Walk,
    /// A page of no tab; the bar is there.
    #[default]
    Other,
    /// No bar, because the page has a submit bar.
    Hidden,
}

/// The frame of a page made for the phone first.
#[derive(Clone, Debug)]
pub struct PhoneShell {
    /// Its title.
    pub title: String,
    /// Where the arrow back leads; none at home, where the program's name stands instead of the title.
    pub back: Option<String>,
    /// Which tab is current.
    pub tab: Tab,
    /// Whether it is as narrow as a sign-in form.
    pub narrow: bool,
    /// Whether it shows figures, whose styles are the desk's.
    pub figures: bool,
    /// Its HTTP status.
    pub status: u16,
}

impl Default for PhoneShell {
    fn default() -> Self {
        Self { title: String::new(), back: None, tab: Tab::Other, narrow: false, figures: false, status: 200 }
    }
}

/// A section of the desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// 总览.
    #[default]
    Overview,
    /// 问题.
    Reports,
    /// 台账.
    Ledger,
    /// 督查.
    Walk,
    /// 通报.
    Bulletin,
    /// 台账规则.
    Rules,
    /// 消息.
    Notices,
    /// 知晓率.
    Awareness,
    /// 问题分布.
    Heatmap,
    /// 入户调查.
    Surveys,
    /// 统计周报.
    Weekly,
    /// 问卷.
    Questionnaires,
    /// 责任区和点位.
    Areas,
    /// 人员.
    People,
    /// 接口令牌.
    Tokens,
    /// 安全日志.
    Security,
}

/// The frame of a page made for the desk.
#[derive(Clone, Debug)]
pub struct OfficeShell {
    /// Its title; the page shows its own `page-head`.
    pub title: String,
    /// Which section is current.
    pub section: Section,
    /// Its HTTP status.
    pub status: u16,
}

impl Default for OfficeShell {
    fn default() -> Self {
        Self { title: String::new(), section: Section::Overview, status: 200 }
    }
}

impl Page {
    /// A page in the phone's frame; the view goes into `<main class="page">`.
    pub fn phone(cx: &PageContext, frame: PhoneShell, view: impl IntoView + 'static) -> Self {
        let main = render(view);
        let scripts = needs_scripts(cx, &main);
        let body = render(shell::phone_body(cx, &frame, main, scripts));
        let html = shell::document(cx, &frame.title, "phone", &body, scripts, frame.figures);
        Self { status: frame.status, title: frame.title, html, scripts }
    }

    /// A page in the desk's frame; the view goes into `<main class="workspace">`.
    pub fn office(cx: &PageContext, frame: OfficeShell, view: impl IntoView + 'static) -> Self {
        let main = render(view);
        let scripts = needs_scripts(cx, &main);
        let body = render(shell::office_body(cx, &frame, main, scripts));
        let html = shell::document(cx, &frame.title, "office", &body, scripts, true);
        Self { status: frame.status, title: frame.title, html, scripts }
    }

    /// A page without a frame, such as a poster; the view is the whole body, with the desk's styles.
    pub fn bare(cx: &PageContext, title: String, view: impl IntoView + 'static) -> Self {
        let body = render(view);
        let scripts = needs_scripts(cx, &body);
        let html = shell::document(cx, &title, "", &body, scripts, true);
        Self { status: 200, title, html, scripts }
    }
}

fn needs_scripts(cx: &PageContext, html: &str) -> bool {
    !cx.plain && html.contains("<leptos-island")
}

/// Renders a view to text at once. What it holds of the reactive system is dropped right after.
pub fn render(view: impl IntoView + 'static) -> String {
    Owner::new().with(|| view.into_view().to_html())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        let hostile = || "<script>\"&".to_owned();
        let html = render(view! { <p title=hostile()>{hostile()}</p> });
        assert_eq!(html, "<p title=\"&lt;script&gt;&quot;&amp;\">&lt;script&gt;\"&amp;</p>");
    }

    #[test]
    fn an_unknown_asset_has_no_address() {
        let assets: Assets = [("app.css".to_owned(), "/assets/app.1.css".to_owned())].into_iter().collect();
        assert_eq!((assets.url("app.css"), assets.url("x")), ("/assets/app.1.css", ""));
    }
}
