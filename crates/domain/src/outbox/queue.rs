//! Whose turn it is: the next step of one entry, and the order of all.

use crate::outbox::entry::{Entry, Owner, ServerCopy, State};
use crate::time::Timestamp;

/// What to do next with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Send the record.
    SendRecord,
    /// Send the photo with this hash.
    SendPhoto(String),
    /// Send the record once more, to get a receipt now that every photo was taken. Repeating it is harmless, and only a
    /// receipt may end the entry.
    CheckReceipt,
    /// Nothing before this moment.
    Wait(Timestamp),
    /// Nothing by itself: it is under way, done, or waits for somebody.
    Nothing,
}

impl Step {
    /// Whether it is a request that can be made now.
    pub fn sends(&self) -> bool {
        matches!(self, Self::SendRecord | Self::SendPhoto(_) | Self::CheckReceipt)
    }
}

/// The next step of an entry.
pub fn next_step(entry: &Entry, now: Timestamp) -> Step {
    if entry.state != State::Waiting {
        return Step::Nothing;
    }
    if let Some(pause) = entry.pause.filter(|pause| pause.holds_at(now)) {
        return Step::Wait(pause.until);
    }
    if entry.server_copy != ServerCopy::Stored {
        return Step::SendRecord;
    }
    match entry.photos.iter().find(|photo| !photo.sent) {
        Some(photo) => Step::SendPhoto(photo.sha256.clone()),
        None => Step::CheckReceipt,
    }
}

/// The entries that can be sent now while `present` uses the phone, the oldest first. An entry in a pause does not hold up
/// younger ones.
pub fn due<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    now: Timestamp,
    present: Owner,
) -> Vec<&'a Entry> {
    let mut due: Vec<&Entry> = entries
        .into_iter()
        .filter(|entry| entry.owner.may_be_sent_while(present) && next_step(entry, now).sends())
        .collect();
    due.sort_by_key(|entry| (entry.made_at, entry.id));
    due
}

/// When to look again if nothing else happens: now when something is due, else the end of the first pause; none when every
/// entry waits for somebody.
pub fn next_look<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    now: Timestamp,
    present: Owner,
) -> Option<Timestamp> {
    let moment = |entry: &Entry| match next_step(entry, now) {
        Step::Wait(until) => Some(until),
        step => step.sends().then_some(now),
    };
    entries.into_iter().filter(|entry| entry.owner.may_be_sent_while(present)).filter_map(moment).min()
}

/// The entries that `present` may see, the oldest first: their own and nobody else's.
pub fn of_owner<'a>(entries: impl IntoIterator<Item = &'a Entry>, present: Owner) -> Vec<&'a Entry> {
    let mut own: Vec<&Entry> = entries.into_iter().filter(|entry| entry.owner == present).collect();
    own.sort_by_key(|entry| (entry.made_at, entry.id));
    own
}

/// How many entries there are on the phone, for the count on every page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Own entries that will be sent by themselves.
    pub waiting: usize,
    /// Own entries that wait for a sign-in.
    pub for_sign_in: usize,
    /// Own entries that need a decision.
    pub for_person: usize,
    /// Entries of others on this phone: a number, and nothing more.
    pub of_others: usize,
}

impl Counts {
    /// Own entries that have not arrived.
    pub fn own(&self) -> usize {
        self.waiting + self.for_sign_in + self.for_person
    }
}

/// Counts the entries as `present` may know them.
pub fn counts<'a>(entries: impl IntoIterator<Item = &'a Entry>, present: Owner) -> Counts {
    let mut counts = Counts::default();
    for entry in entries {
        match &entry.state {
            State::Done => {}
            _ if entry.owner != present => counts.of_others += 1,
            State::Waiting | State::Sending => counts.waiting += 1,
            State::WaitingForSignIn => counts.for_sign_in += 1,
            State::WaitingForPerson(_) => counts.for_person += 1,
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::pause::{Pause, PauseEnds};
    use crate::outbox::samples::{NOW, entry, reason, user};

    #[test]
    fn the_oldest_goes_first_and_a_pause_holds_up_nobody_else() {
        let mut entries: Vec<Entry> = (0_u8..4).map(|number| entry(number, user(1), 0)).collect();
        for (entry, age) in entries.iter_mut().zip([3, 9, 1, 5]) {
            entry.made_at = Timestamp(NOW.0 - age);
        }
        entries[1].pause = Some(Pause::after(1, NOW, 0, PauseEnds::WithTime));
        let order = |now| due(&entries, now, user(1)).iter().map(|entry| entry.id).collect::<Vec<_>>();
        let id = |number: usize| entries[number].id;
        assert_eq!(order(NOW), [id(3), id(0), id(2)]);
        assert_eq!(order(Timestamp(NOW.0 + 1_000)), [id(1), id(3), id(0), id(2)]);
    }

    #[test]
    fn nobody_sends_or_sees_the_entries_of_another_person() {
        let entries = [entry(1, user(1), 0), entry(2, user(2), 0), entry(3, Owner::Resident, 0)];
        let sent = |present| due(&entries, NOW, present).iter().map(|e| e.owner).collect::<Vec<_>>();
        let seen = |present| of_owner(&entries, present).iter().map(|e| e.owner).collect::<Vec<_>>();
        assert_eq!(sent(user(1)), [user(1), Owner::Resident]);
        assert_eq!(sent(Owner::Resident), [Owner::Resident]);
        assert_eq!(seen(user(2)), [user(2)]);
        assert_eq!(seen(Owner::Resident), [Owner::Resident]);
        assert_eq!(counts(&entries, user(1)), Counts { waiting: 1, of_others: 2, ..Counts::default() });
    }

    #[test]
    fn it_looks_again_when_the_first_pause_ends() {
        let mut entries = [entry(1, user(1), 0), entry(2, user(1), 0)];
        assert_eq!(next_look(&entries, NOW, user(1)), Some(NOW));
        entries[0].pause = Some(Pause::after(3, NOW, 0, PauseEnds::WithTime));
        entries[1].pause = Some(Pause::after(2, NOW, 0, PauseEnds::WithTime));
        assert_eq!(next_look(&entries, NOW, user(1)), Some(Timestamp(NOW.0 + 2_000)));
        assert_eq!(next_look(&entries, NOW, user(2)), None);
        entries[0].state = State::WaitingForSignIn;
        entries[1].state = State::WaitingForPerson(reason());
        assert_eq!(next_look(&entries, NOW, user(1)), None);
        assert_eq!(counts(&entries, user(1)).own(), 2);
    }

    #[test]
    fn the_record_goes_before_its_photos_and_the_receipt_comes_last() {
        let mut one = entry(1, user(1), 2);
        assert_eq!(next_step(&one, NOW), Step::SendRecord);
        one.server_copy = ServerCopy::Stored;
        assert_eq!(next_step(&one, NOW), Step::SendPhoto(one.photos[0].sha256.clone()));
        one.photos[0].sent = true;
        assert_eq!(next_step(&one, NOW), Step::SendPhoto(one.photos[1].sha256.clone()));
        one.photos[1].sent = true;
        assert_eq!(next_step(&one, NOW), Step::CheckReceipt);
        one.state = State::Sending;
        assert_eq!(next_step(&one, NOW), Step::Nothing);
    }
}
