//! Puts a visit with its answers into the outbox, as one entry; and takes it back.

use super::day::Shared;
use super::door::Visit;
use super::kept::{self, Mark};
use super::{filled, standing};
use crate::browser::outbox::{self, NewEntry, Outcome};
use crate::browser::{document, dom};
use crate::t::island_today as t;
use domain::outbox::EntryKind;
use domain::survey::VisitOutcome;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlElement};

/// Records what is filled in, if all is there.
pub(super) fn save(visit: &Rc<Visit>) {
    let form = &visit.screens.form;
    if !visit.screens.complete() {
        return;
    }
    let Some(outcome) = filled::outcome(form) else { return };
    if visit.saving.replace(true) {
        return;
    }
    let visit = visit.clone();
    spawn_local(async move {
        let button = dom::find::<HtmlElement>(&visit.screens.form, "[data-record]");
        let busy = |busy: bool| {
            if let Some(button) = &button {
                dom::toggle(button, "aria-busy", busy);
            }
        };
        busy(true);
        let stored = store(&visit, outcome).await;
        busy(false);
        visit.saving.set(false);
        match stored {
            Ok(id) => done(&visit, id, outcome).await,
            Err(text) => visit.screens.note(text),
        }
    });
}

/// Stores the entry; gives its id, or what to say.
async fn store(visit: &Visit, outcome: VisitOutcome) -> Result<String, &'static str> {
    let (form, l) = (&visit.screens.form, visit.day.l);
    let title = dom::find::<HtmlElement>(form, "[data-where]").and_then(|place| place.text_content());
    let word = standing::outcome_word(l, outcome);
    let entry = NewEntry {
        kind: EntryKind::Visit,
        id: dom::value(form, "id"),
        body: filled::body(form, &visit.door, outcome),
        form: filled::read(form, 0),
        title: [title.unwrap_or_default().as_str(), word].join(" · "),
        edit_at: "/today".to_owned(),
        photos: Vec::new(),
    };
    let again = entry.clone();
    let stored = match &visit.edited {
        Some(mark) => {
            let id = visit.day.entry(mark).map_or_else(|| mark.id.clone(), |entry| entry.id.to_string());
            outbox::replace(&id, entry).await
        }
        None => outbox::put(entry).await,
    };
    match stored {
        Ok(id) => Ok(id),
        // A phone that keeps nothing may still send.
        Err(_) => match outbox::send_unkept(&again).await {
            Outcome::Delivered(_) => Ok(again.id),
            Outcome::Person(_) => Err(t::refused(l)),
            Outcome::Later | Outcome::SignIn => Err(t::not_saved(l)),
        },
    }
}

/// Marks the household, and goes back to the list.
async fn done(visit: &Visit, id: String, outcome: VisitOutcome) {
    let day = &visit.day;
    visit.closed.set(true);
    if let Some(old) = visit.edited.as_ref().filter(|old| old.id != id) {
        kept::drop_mark(&day.person, &old.id).await;
    }
    let at = filled::began(&visit.screens.form);
    kept::put_mark(&day.person, &Mark { id, door: visit.door.clone(), at, outcome }).await;
    kept::drop_draft(&day.person, &visit.door).await;
    // The page holds no unfinished form any more, so an update may come.
    if let Ok(event) = Event::new("draft-saved") {
        let _ = document().dispatch_event(&event);
    }
    day.refresh().await;
    dom::toast("check", t::saved(day.l));
    day.close();
}

/// Takes a visit back that was not sent.
pub(super) async fn undo(day: &Shared, mark: &Mark) {
    let entry = day.entry(mark);
    let undone = match &entry {
        Some(entry) => outbox::discard(&entry.id.to_string()).await.is_ok(),
        None => false,
    };
    if undone {
        kept::drop_mark(&day.person, &mark.id).await;
    }
    day.refresh().await;
    dom::toast(
        if undone { "check" } else { "alert" },
        if undone { t::undone(day.l) } else { t::not_undone(day.l) },
    );
    day.close();
}
