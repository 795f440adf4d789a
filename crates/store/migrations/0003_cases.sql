-- The ledger: cases, their histories, and what stands beside them. Moments are milliseconds UTC, hashes hexadecimal.

-- The histories of all cases, in the order in which they were written; see `domain::case::chain`. `body` is the event as
-- it was hashed; the other columns only find it. Nothing here is ever changed or deleted.
CREATE TABLE case_events (
  position BIGINT NOT NULL PRIMARY KEY,
  case_id {uuid} NOT NULL REFERENCES reports (id),
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  body TEXT NOT NULL,
  case_hash TEXT NOT NULL,
  ledger_hash TEXT NOT NULL
);
CREATE UNIQUE INDEX case_events_case ON case_events (case_id, number);
{append_only case_events}

-- The end of the ledger, one row: what was cut off behind it is missed.
CREATE TABLE ledger_head (
  id BIGINT NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL,
  ledger_hash TEXT NOT NULL
);
INSERT INTO ledger_head (id, position, ledger_hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- Each case as its history makes it, for lists. Can be made again from the histories at any time.
CREATE TABLE cases (
  id {uuid} NOT NULL PRIMARY KEY REFERENCES reports (id),
  case_hash TEXT NOT NULL,
  events BIGINT NOT NULL,
  state TEXT NOT NULL,
  category TEXT NOT NULL,
  area TEXT,
  unit TEXT,
  channel TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  accepted_at BIGINT,
  filed_at BIGINT,
  changed_at BIGINT NOT NULL,
  rectified_at BIGINT,
  closed_at BIGINT,
  due_at BIGINT,
  yellow_after BIGINT,
  -- The deadline while the clock runs against the unit, else the end of time: the order of what is urgent.
  due_sort BIGINT NOT NULL,
  -- The deadline that bulletins count.
  counted_due BIGINT,
  verdict TEXT,
  measure TEXT,
  person TEXT,
  phone TEXT,
  task_date BIGINT,
  request_kind TEXT,
  request_value BIGINT,
  paused_until BIGINT,
  flagged_at BIGINT,
  flagged_by_supervisor BOOLEAN NOT NULL,
  alerted BOOLEAN NOT NULL,
  confirmed BOOLEAN NOT NULL,
  on_the_spot BOOLEAN NOT NULL,
  inspector {uuid},
  reworks BIGINT NOT NULL,
  transfers BIGINT NOT NULL,
  deferrals BIGINT NOT NULL,
  extensions BIGINT NOT NULL,
  reopenings BIGINT NOT NULL,
  duplicate_of {uuid},
  after_photo TEXT
);
CREATE INDEX cases_received ON cases (received_at, id);
CREATE INDEX cases_changed ON cases (changed_at, id);
CREATE INDEX cases_due ON cases (due_sort, id);
CREATE INDEX cases_state ON cases (state, received_at, id);
CREATE INDEX cases_unit ON cases (unit, state, received_at, id);
CREATE INDEX cases_flagged ON cases (flagged_at) WHERE flagged_at IS NOT NULL;
-- Everything that lists filter by, so that counting reads this narrow index alone.
CREATE INDEX cases_filter ON cases (
  state, unit, area, category, verdict, received_at, due_at, yellow_after, rectified_at, reworks, request_kind,
  flagged_at, alerted, inspector, due_sort, changed_at, id
);

-- What a search for words reads: one narrow row for each case.
CREATE TABLE case_words (
  id {uuid} NOT NULL PRIMARY KEY REFERENCES reports (id),
  words TEXT NOT NULL
);

-- The texts that events name by their salted hash. Erasing one leaves its row, without text and salt.
CREATE TABLE case_texts (
  sealed TEXT NOT NULL PRIMARY KEY,
  case_id {uuid} NOT NULL REFERENCES reports (id),
  salt {bytes},
  text TEXT,
  erased_at BIGINT
);
CREATE INDEX case_texts_case ON case_texts (case_id);

-- Photos that belong to a case and not to a report: from after, and from checks.
CREATE TABLE case_photos (
  case_id {uuid} NOT NULL REFERENCES reports (id),
  sha256 TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  stored_at BIGINT NOT NULL,
  by_user {uuid},
  PRIMARY KEY (case_id, sha256)
);

-- Perceptual hashes of photos, by their content.
CREATE TABLE photo_prints (
  sha256 TEXT NOT NULL PRIMARY KEY,
  print BIGINT NOT NULL
);

CREATE TABLE saved_filters (
  id {uuid} NOT NULL PRIMARY KEY,
  user_id {uuid} NOT NULL REFERENCES users (id),
  name TEXT NOT NULL,
  query TEXT NOT NULL
);
CREATE INDEX saved_filters_user ON saved_filters (user_id);

-- What people are for the ledger besides their role.
CREATE TABLE duties (
  user_id {uuid} NOT NULL PRIMARY KEY REFERENCES users (id),
  head BOOLEAN NOT NULL,
  email TEXT
);

-- What was said to whom about lateness; asking twice must send nothing twice.
CREATE TABLE escalations (
  case_id {uuid} NOT NULL REFERENCES reports (id),
  recipient TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (case_id, recipient, at)
);

CREATE TABLE notices (
  id {uuid} NOT NULL PRIMARY KEY,
  user_id {uuid} NOT NULL REFERENCES users (id),
  case_id {uuid} NOT NULL REFERENCES reports (id),
  day BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  light TEXT,
  repeated BOOLEAN NOT NULL,
  read_at BIGINT,
  mailed_at BIGINT
);
CREATE INDEX notices_user ON notices (user_id, at, id);
CREATE INDEX notices_unmailed ON notices (user_id) WHERE mailed_at IS NULL;
-- One notice for a person, a case and a day, except that it is running late.
CREATE UNIQUE INDEX notices_once ON notices (user_id, case_id, day) WHERE kind <> 'escalated';
