//! The parts of the report form: photos first, then the place, then the category as tiles.

use super::ReportForm;
use crate::components::errors;
use crate::components::fields::{self, Field};
use crate::components::icons::{category_icon, icon};
use crate::components::names;
use crate::page::PageContext;
use crate::t;
use domain::area::{Area, AreaLevel, Site};
use domain::category::{Catalogue, Category};
use domain::error::ApiError;
use domain::limits;
use leptos::prelude::*;

/// Photos that another app shared. They are sent with the form as they are; the island makes files of them
/// (`public/js/start.js`) and takes this away.
pub(super) fn shared(cx: &PageContext, photos: Vec<String>) -> Option<AnyView> {
    if photos.is_empty() {
        return None;
    }
    let text = t::report::shared(cx.locale, photos.len());
    let pictures = photos.into_iter().map(|photo| {
        let source = format!("data:image/jpeg;base64,{photo}");
        view! {
            <input type="hidden" name="shared" value=photo />
            <img class="shared-picture" src=source alt="" />
        }
    });
    Some(
        view! {
            <div class="notice notice-success" data-shared>
                {icon(cx, "image")}
                <div class="notice-body">
                    <p>{text}</p>
                    <div class="shared-pictures">{pictures.collect_view()}</div>
                </div>
            </div>
        }
        .into_any(),
    )
}

/// The photo input. Without scripts it is the browser's own, inside the large tile.
pub(super) fn photos(cx: &PageContext, error: Option<&ApiError>) -> AnyView {
    let l = cx.locale;
    let most = limits::PHOTOS_PER_REPORT;
    let wrong = errors::find(error, "photos").is_some();
    let again = error.map(|_| view! { <p class="hint no-js-only">{t::report::photos_again(l)}</p> });
    view! {
        <section class="section" aria-labelledby="photos-title">
            <h2 class="section-title" id="photos-title">{t::report::photos(l)}</h2>
            <p class="section-note" id="photos-note" data-photos-note data-most=most.to_string()>
                {t::report::photos_most(l, most)}
            </p>
            <ol class="photos photos-empty" data-photos>
                <li class="photo photo-add">
                    <label class="photo-label">
                        <span class="photo-face">
                            {icon(cx, "camera")}
                            <span>{t::report::photos_add(l)}</span>
                            <input
                                class="input-file"
                                id="f-photo"
                                type="file"
                                name="photo"
                                accept="image/*"
                                multiple
                                aria-describedby=if wrong { "photos-note f-photo-error" } else { "photos-note" }
                                aria-invalid=wrong.then_some("true")
                            />
                        </span>
                    </label>
                </li>
            </ol>
            {again}
            {errors::field_error(cx, error, "photos", "f-photo")}
        </section>
    }
    .into_any()
}

/// The place: found by the device or set on a map when scripts run, and an area to choose for everybody.
pub(super) fn place(
    cx: &PageContext,
    form: &ReportForm,
    areas: &[Area],
    site: Option<&Site>,
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    // A place that is out of range or missing is put right by choosing an area, so its message stands there.
    let path = if errors::find(error, "location").is_some() { "location" } else { "area" };
    let area = Field {
        name: "area",
        label: t::report::area(l),
        hint: t::report::area_hint(l),
        value: &form.area,
        path,
        ..Field::default()
    };
    let hidden = |name: &'static str, value: &str| {
        let value = value.to_owned();
        view! { <input type="hidden" name=name value=value /> }
    };
    let at_site = site.map(|site| {
        view! {
            <p class="row">
                {icon(cx, "flag")}
                <span class="strong">{t::report::at_site(l, &site.name)}</span>
            </p>
        }
    });
    view! {
        <section class="section stack stack-s" aria-labelledby="place-title">
            <h2 class="section-title" id="place-title">{t::report::place(l)}</h2>
            {at_site}
            <div class="place js-only" data-place>
                <p class="place-line">
                    {icon(cx, "map-pin")}
                    <span class="place-name" data-place-name>{t::report::locating(l)}</span>
                    <span class="accuracy" data-accuracy hidden></span>
                </p>
                <div class="map map-small" data-map hidden></div>
                <div class="place-actions row">
                    <button class="btn btn-small" type="button" data-locate>
                        {icon(cx, "locate")}
                        {t::report::locate(l)}
                    </button>
                    <button class="btn btn-small" type="button" data-open-map>
                        {icon(cx, "map")}
                        {t::report::open_map(l)}
                    </button>
                </div>
            </div>
            {hidden("lat", &form.lat)}
            {hidden("lng", &form.lng)}
            {hidden("accuracy_m", &form.accuracy_m)}
            {hidden("source", &form.source)}
            {fields::select(cx, error, area, Some(t::report::area_blank(l)), area_options(areas))}
        </section>
    }
    .into_any()
}

/// Communities and villages under their towns, and the towns themselves, as values and names for a choice.
pub(crate) fn area_options(areas: &[Area]) -> Vec<(String, String)> {
    let mut options = Vec::new();
    for town in areas.iter().filter(|area| area.level == AreaLevel::Town) {
        options.push((town.code.clone(), town.name.clone()));
        let inside = areas.iter().filter(|area| {
            area.parent.as_deref() == Some(town.code.as_str())
                && matches!(area.level, AreaLevel::Community | AreaLevel::Village)
        });
        options.extend(inside.map(|area| (area.code.clone(), format!("{} · {}", town.name, area.name))));
    }
    if options.is_empty() {
        // A place without towns, such as a single community, offers whatever it has.
        options.extend(areas.iter().map(|area| (area.code.clone(), area.name.clone())));
    }
    options
}

/// The categories: groups that open, tiles that are radio buttons.
pub(super) fn categories(
    cx: &PageContext,
    catalogue: &Catalogue,
    chosen: &str,
    error: Option<&ApiError>,
) -> AnyView {
    let l = cx.locale;
    let chosen_group = catalogue.get(chosen).map(|category| category.group.as_str());
    let groups = catalogue.groups.iter().enumerate().map(|(index, group)| {
        let tiles = catalogue
            .categories
            .iter()
            .filter(|category| category.group == group.code)
            .map(|category| tile(cx, category, category.code == chosen))
            .collect_view();
        let open = chosen_group.map_or(index == 0, |code| code == group.code);
        view! {
            <details class="tile-group" id=format!("g-{}", group.code) open=open data-group>
                <summary class="tile-heading">{names::group(l, group).to_owned()}</summary>
                <div class="tiles">{tiles}</div>
            </details>
        }
    });
    view! {
        <fieldset class="fieldset" id="categories" data-categories tabindex="-1">
            <legend><h2 class="section-title">{t::report::category(l)}</h2></legend>
            {errors::field_error(cx, error, "category", "categories")}
            <div class="input-icon js-only">
                {icon(cx, "search")}
                <input
                    class="input"
                    type="search"
                    aria-label=t::report::category_search(l)
                    placeholder=t::report::category_search(l)
                    autocomplete="off"
                    data-search
                />
            </div>
            <p class="picked" data-picked hidden>
                <svg class="icon" aria-hidden="true"><use data-picked-icon href="" /></svg>
                <span class="picked-name" data-picked-name></span>
                <button class="btn btn-quiet btn-small" type="button" data-change>{t::report::category_change(l)}</button>
            </p>
            <div data-groups>{groups.collect_view()}</div>
            <p class="tiles-none" data-none hidden>{t::report::category_none(l)}</p>
        </fieldset>
    }
    .into_any()
}

fn tile(cx: &PageContext, category: &Category, chosen: bool) -> AnyView {
    let words = category.keywords.join(" ");
    view! {
        <label class="tile" data-words=words>
            <input type="radio" name="category" value=category.code.clone() checked=chosen />
            <span class="tile-face">
                {category_icon(cx, category, "tile-icon")}
                <span class="tile-name">{names::category(cx.locale, category).to_owned()}</span>
            </span>
        </label>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(code: &str, level: AreaLevel, parent: Option<&str>) -> Area {
        Area {
            code: code.to_owned(),
            name: code.to_owned(),
            level,
            parent: parent.map(str::to_owned),
            lat: 0.0,
            lng: 0.0,
            population: 0,
        }
    }

    #[test]
    fn areas_stand_under_their_towns() {
        let areas = [
            area("b", AreaLevel::Banner, None),
            area("t1", AreaLevel::Town, Some("b")),
            area("t2", AreaLevel::Town, Some("b")),
            area("v", AreaLevel::Village, Some("t2")),
            area("c", AreaLevel::Community, Some("t1")),
        ];
        let names: Vec<_> = area_options(&areas).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["t1", "t1 · c", "t2", "t2 · v"]);
        assert_eq!(area_options(&areas[..1]), [("b".to_owned(), "b".to_owned())]);
    }
}
