//! Changing an entry that has not been delivered.
//!
//! The server stores one content per id and answers 409 to another. So:
//!
//! - As long as the server **certainly has nothing** under the id, a change keeps it.
//! - When the server **may have** the old content, because a request left and no clear answer came, the changed content
//!   takes a new id. Under the old id it could be refused with 409 forever, and nobody could tell which content counts.
//!   The old content may then have arrived as well, as a report of its own. That is not the same thing twice: the person
//!   wrote two texts. [`Entry::replaces`] keeps the old id, so that the page can say so and the office can link them.
//! - After a 409, "send it anyway" is an edit with the same content: it takes a new id and arrives.

use crate::outbox::entry::{Entry, PhotoToSend, ServerCopy, State};
use crate::outbox::pause::PauseEnds;
use uuid::Uuid;

impl Entry {
    /// Whether a change of its content must take a new id.
    pub fn needs_new_id(&self) -> bool {
        self.server_copy != ServerCopy::Never || self.state == State::Sending
    }
}

pub(crate) fn edit(entry: &mut Entry, new_id: Uuid, photos: Vec<PhotoToSend>) {
    if entry.needs_new_id() {
        entry.replaces = Some(entry.id);
        entry.id = new_id;
    }
    // Under a new id nothing is stored yet, and under the old one nothing was.
    entry.photos = photos.into_iter().map(|photo| PhotoToSend { sent: false, ..photo }).collect();
    entry.server_copy = ServerCopy::Never;
    entry.attempts = 0;
    entry.contradictions = 0;
    entry.trouble = None;
    // A pause that the server asked for was meant for the phone, and outlives the change.
    entry.pause = entry.pause.filter(|pause| pause.ends == PauseEnds::WithTime);
    if entry.state != State::WaitingForSignIn {
        entry.state = State::Waiting;
    }
}
