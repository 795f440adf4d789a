//! The state machine of an entry: what each event makes of it.

use crate::outbox::edit;
use crate::outbox::entry::{Entry, Owner, Reason, ServerCopy, State, Trouble, Why};
use crate::outbox::event::{Event, PhotoAnswer, ReceiptSeen, RecordAnswer, Refusal, Tick};
use crate::outbox::judge::{Sent, Verdict, judge};
use crate::outbox::pause::{Pause, PauseEnds};
use crate::outbox::queue::{Step, next_step};
use crate::time::Timestamp;
use uuid::Uuid;

/// What the storage must do after an event, in one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Change {
    /// Nothing; the event does not concern this entry now. After [`Event::Began`] it means: do not send.
    Nothing,
    /// Write the entry.
    Keep,
    /// Write the entry under its new id, and remove what stood under this one.
    Moved {
        /// The id it had.
        from: Uuid,
    },
    /// Delete the entry and its photos: the server has everything.
    Delete,
}

impl Entry {
    /// Applies an event at a moment. `chance`, 32 random bits, scatters pauses.
    ///
    /// Answers that come late, after the entry was taken for lost, still count when they bring good news, since a receipt is
    /// true whenever it arrives; late failures do not.
    pub fn apply(&mut self, event: Event, now: Timestamp, chance: u32) -> Change {
        if self.state == State::Done {
            return Change::Nothing;
        }
        let before = self.clone();
        Moment { entry: self, now, chance }.happen(event);
        if self.state == State::Done {
            Change::Delete
        } else if self.id != before.id {
            Change::Moved { from: before.id }
        } else if *self == before {
            Change::Nothing
        } else {
            Change::Keep
        }
    }
}

/// An entry at the moment of an event.
struct Moment<'a> {
    entry: &'a mut Entry,
    now: Timestamp,
    chance: u32,
}

impl Moment<'_> {
    fn happen(&mut self, event: Event) {
        let sending = self.entry.state == State::Sending;
        match event {
            Event::Tick(tick) => self.look_again(tick),
            Event::Began => self.begin(),
            Event::RecordAnswered(answer) => self.hear_of_record(answer, sending),
            Event::PhotoAnswered(answer) => self.hear_of_photo(answer, sending),
            Event::NetworkFailed if sending => {
                self.fail(Trouble::NoNetwork, PauseEnds::WithNetwork, true, None);
            }
            Event::TimedOut if sending => self.fail(Trouble::TimedOut, PauseEnds::WithNetwork, true, None),
            // The pause lets others go first: if it is this entry that ends the tab, they still get through.
            Event::TabLost if sending => self.fail(Trouble::TabLost, PauseEnds::WithPerson, true, None),
            Event::NetworkFailed | Event::TimedOut | Event::TabLost => {}
            Event::CopyUnreadable { photo } => self.ask_person(Why::CopyUnreadable, photo, None),
            Event::Edited { new_id, photos } => edit::edit(self.entry, new_id, photos),
            Event::SendAgain => self.send_again(),
            Event::SignedIn(user) => self.sign_in(user),
            Event::SignedOut => self.sign_out(),
        }
    }

    fn look_again(&mut self, tick: Tick) {
        let lifted = self.entry.pause.is_some_and(|pause| match pause.ends {
            PauseEnds::WithNetwork => true,
            PauseEnds::WithPerson => tick == Tick::SendNow,
            PauseEnds::WithTime => false,
        });
        if lifted {
            self.entry.pause = None;
        }
    }

    fn begin(&mut self) {
        if matches!(
            next_step(self.entry, self.now),
            Step::SendRecord | Step::SendPhoto(_) | Step::CheckReceipt
        ) {
            self.entry.state = State::Sending;
            self.entry.pause = None;
        }
    }

    fn hear_of_record(&mut self, answer: RecordAnswer, sending: bool) {
        let verdict = judge(Sent::Record, answer.status, answer.refusal.is_some());
        match answer.receipt {
            Some(receipt) if verdict == Verdict::Taken && receipt.id == self.entry.id => {
                self.take_receipt(receipt);
            }
            _ if !sending => {}
            // 200 without a receipt for this entry: somebody else answered, or the body was cut.
            _ if verdict == Verdict::Taken => {
                self.fail(Trouble::OtherAnswer, PauseEnds::WithNetwork, true, answer.retry_after_ms);
            }
            _ => {
                if answer.status == 409 {
                    self.entry.server_copy = ServerCopy::Other;
                }
                self.follow(verdict, None, answer.refusal, answer.retry_after_ms);
            }
        }
    }

    /// The receipt is the only authority on what the server has.
    fn take_receipt(&mut self, receipt: ReceiptSeen) {
        let missing = match receipt.photos_missing {
            Some(missing) => missing,
            None if self.entry.photos.is_empty() => Vec::new(),
            // It says nothing of the photos, so it settles nothing.
            None => return self.fail(Trouble::OtherAnswer, PauseEnds::WithPerson, true, None),
        };
        self.entry.server_copy = ServerCopy::Stored;
        let mut forgotten = false;
        for photo in &mut self.entry.photos {
            let stored = !missing.contains(&photo.sha256);
            forgotten |= photo.sent && !stored;
            photo.sent = stored;
        }
        let unknown = missing.into_iter().find(|sha| self.entry.photos.iter().all(|p| p.sha256 != *sha));
        if let Some(sha256) = unknown {
            self.ask_person(Why::UnknownPhotoAsked, Some(sha256), None);
        } else if self.entry.photos_left() == 0 {
            self.entry.state = State::Done;
        } else if forgotten {
            self.contradict();
        } else {
            self.advance();
        }
    }

    fn hear_of_photo(&mut self, answer: PhotoAnswer, sending: bool) {
        let verdict = judge(Sent::Photo, answer.status, answer.refusal.is_some());
        let known = self.entry.photos.iter().any(|photo| photo.sha256 == answer.sha256);
        match (known, verdict) {
            (true, Verdict::Taken) => {
                for photo in self.entry.photos.iter_mut().filter(|photo| photo.sha256 == answer.sha256) {
                    photo.sent = true;
                }
                if sending {
                    self.advance();
                }
            }
            _ if !sending => {}
            (_, Verdict::RecordUnknown) => {
                self.entry.server_copy = ServerCopy::Unsure;
                self.contradict();
            }
            // An answer to a photo that this entry does not hold ends the request, and says nothing.
            (false, _) => {
                self.fail(Trouble::OtherAnswer, PauseEnds::WithPerson, false, answer.retry_after_ms);
            }
            (true, verdict) => {
                self.follow(verdict, Some(answer.sha256), answer.refusal, answer.retry_after_ms);
            }
        }
    }

    fn follow(
        &mut self,
        verdict: Verdict,
        photo: Option<String>,
        refusal: Option<Refusal>,
        retry_after_ms: Option<i64>,
    ) {
        match verdict {
            Verdict::Again { trouble, ends, unsure } => self.fail(trouble, ends, unsure, retry_after_ms),
            Verdict::SignIn => self.entry.state = State::WaitingForSignIn,
            Verdict::Person(why) => self.ask_person(why, photo, refusal),
            Verdict::Taken => self.advance(),
            Verdict::RecordUnknown => self.contradict(),
        }
    }

    /// A step succeeded; the next one may follow at once.
    fn advance(&mut self) {
        self.entry.attempts = 0;
        self.entry.trouble = None;
        self.entry.pause = None;
        self.entry.state = State::Waiting;
    }

    /// An attempt failed; try again later, however often it failed before.
    fn fail(&mut self, trouble: Trouble, ends: PauseEnds, unsure: bool, retry_after_ms: Option<i64>) {
        let entry = &mut *self.entry;
        entry.attempts = entry.attempts.saturating_add(1);
        entry.trouble = Some(trouble);
        if unsure && entry.server_copy == ServerCopy::Never {
            entry.server_copy = ServerCopy::Unsure;
        }
        entry.pause = Some(match retry_after_ms {
            Some(ms) => Pause::asked(ms, self.now, self.chance),
            None => Pause::after(entry.attempts.max(entry.contradictions), self.now, self.chance, ends),
        });
        entry.state = State::Waiting;
    }

    /// The server does not have what it acknowledged: go on from what it has, but not without a pause.
    fn contradict(&mut self) {
        self.entry.contradictions = self.entry.contradictions.saturating_add(1);
        self.fail(Trouble::Forgotten, PauseEnds::WithPerson, false, None);
    }

    fn ask_person(&mut self, why: Why, photo: Option<String>, refusal: Option<Refusal>) {
        let fields = refusal.map(|refusal| refusal.fields).unwrap_or_default();
        self.entry.pause = None;
        self.entry.state = State::WaitingForPerson(Reason { why, photo, fields });
    }

    fn send_again(&mut self) {
        match self.entry.state {
            State::WaitingForPerson(_) | State::WaitingForSignIn => self.advance(),
            State::Waiting => self.look_again(Tick::SendNow),
            State::Sending | State::Done => {}
        }
    }

    /// What the server wanted a name for, although nobody was signed in, becomes the property of whoever signs in: everybody
    /// who had the phone could see it before.
    fn sign_in(&mut self, user: Uuid) {
        let owner = Owner::User(user);
        if self.entry.state == State::WaitingForSignIn && self.entry.owner.may_be_sent_while(owner) {
            self.entry.owner = owner;
            self.entry.state = State::Waiting;
        }
    }

    fn sign_out(&mut self) {
        if self.entry.state == State::Waiting && self.entry.owner != Owner::Resident {
            self.entry.state = State::WaitingForSignIn;
        }
    }
}
