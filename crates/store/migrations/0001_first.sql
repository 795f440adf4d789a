-- The first shape of the database. One text for both engines; words in braces are filled in by `dialect`.
-- Moments are milliseconds UTC, days and weeks are days since 1970-01-01 (+08:00).

CREATE TABLE settings (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE areas (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  level TEXT NOT NULL,
  parent TEXT,
  lat DOUBLE PRECISION NOT NULL,
  lng DOUBLE PRECISION NOT NULL,
  geometry TEXT NOT NULL
);

CREATE TABLE population (
  area TEXT NOT NULL,
  sex TEXT NOT NULL,
  age_band TEXT NOT NULL,
  population BIGINT NOT NULL,
  PRIMARY KEY (area, sex, age_band)
);

CREATE TABLE units (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  area TEXT
);

CREATE TABLE sites (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  site_type TEXT NOT NULL,
  area TEXT,
  lat DOUBLE PRECISION NOT NULL,
  lng DOUBLE PRECISION NOT NULL
);

CREATE TABLE questionnaires (
  slug TEXT NOT NULL,
  version BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  body TEXT NOT NULL,
  published BOOLEAN NOT NULL,
  imported_at BIGINT NOT NULL,
  PRIMARY KEY (slug, version)
);
-- At most one version of a questionnaire is published.
CREATE UNIQUE INDEX questionnaires_published ON questionnaires (slug) WHERE published;

CREATE TABLE users (
  id {uuid} NOT NULL PRIMARY KEY,
  login TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  unit TEXT,
  area TEXT,
  password_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT,
  last_sign_in_at BIGINT
);
CREATE UNIQUE INDEX users_login ON users (login);

CREATE TABLE sessions (
  token_hash {bytes} NOT NULL PRIMARY KEY,
  user_id {uuid} NOT NULL REFERENCES users (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE sign_in_failures (
  id {serial},
  key TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX sign_in_failures_key ON sign_in_failures (key, at);

CREATE TABLE tokens (
  id {uuid} NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  token_hash {bytes} NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT,
  revoked_at BIGINT
);
CREATE UNIQUE INDEX tokens_hash ON tokens (token_hash);

CREATE TABLE security_events (
  id {uuid} NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  event TEXT NOT NULL,
  actor TEXT NOT NULL,
  address TEXT,
  subject TEXT
);
CREATE INDEX security_events_at ON security_events (at);

CREATE TABLE reports (
  id {uuid} NOT NULL PRIMARY KEY,
  receipt_code TEXT NOT NULL,
  external_id TEXT,
  content_hash {bytes} NOT NULL,
  category TEXT NOT NULL,
  description TEXT NOT NULL,
  lat DOUBLE PRECISION,
  lng DOUBLE PRECISION,
  accuracy_m DOUBLE PRECISION,
  source TEXT,
  datum TEXT,
  area TEXT,
  observed_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  closed_at BIGINT,
  channel TEXT NOT NULL,
  status TEXT NOT NULL,
  contact_phone TEXT,
  contact_name TEXT,
  duplicate_of {uuid} REFERENCES reports (id),
  photos BIGINT NOT NULL,
  first_photo TEXT
);
CREATE UNIQUE INDEX reports_receipt_code ON reports (receipt_code);
CREATE UNIQUE INDEX reports_external_id ON reports (external_id) WHERE external_id IS NOT NULL;
-- Lists are sorted by observation, newest first, whatever they are filtered by.
CREATE INDEX reports_observed ON reports (observed_at, id);
CREATE INDEX reports_status ON reports (status, observed_at, id);
CREATE INDEX reports_area ON reports (area, observed_at, id);
CREATE INDEX reports_received ON reports (received_at);
CREATE INDEX reports_duplicate ON reports (duplicate_of) WHERE duplicate_of IS NOT NULL;
-- The edges of a rectangle are counted from the reports in four strips: two by latitude, two by longitude.
CREATE INDEX reports_lat ON reports (lat) WHERE lat IS NOT NULL;
CREATE INDEX reports_lng ON reports (lng) WHERE lng IS NOT NULL;

CREATE TABLE report_photos (
  report {uuid} NOT NULL REFERENCES reports (id),
  sha256 TEXT NOT NULL,
  position BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  stored_at BIGINT,
  width BIGINT,
  height BIGINT,
  exif_lat DOUBLE PRECISION,
  exif_lng DOUBLE PRECISION,
  PRIMARY KEY (report, sha256)
);

CREATE TABLE report_events (
  id {uuid} NOT NULL PRIMARY KEY,
  report {uuid} NOT NULL REFERENCES reports (id),
  at BIGINT NOT NULL,
  event TEXT NOT NULL,
  actor TEXT NOT NULL,
  note TEXT
);
CREATE INDEX report_events_report ON report_events (report, at);

-- What the counters have not taken up yet (docs/decisions/0002). A change of status is one row that takes away and one
-- that adds.
CREATE TABLE report_facts (
  id {serial},
  cell7 BIGINT,
  cell8 BIGINT,
  cell9 BIGINT,
  cell10 BIGINT,
  day BIGINT NOT NULL,
  category TEXT NOT NULL,
  status TEXT NOT NULL,
  reports BIGINT NOT NULL,
  incidents BIGINT NOT NULL
);

-- Reports by place and time. `resolution` is 7 to 10 for cells, 0 for all reports, 1 for those without a place (cell 0).
-- `category` is `*` for all. `span` is a number of days, 0 for all time (day 0).
CREATE TABLE report_counts (
  resolution BIGINT NOT NULL,
  category TEXT NOT NULL,
  span BIGINT NOT NULL,
  day BIGINT NOT NULL,
  cell BIGINT NOT NULL,
  status TEXT NOT NULL,
  reports BIGINT NOT NULL,
  incidents BIGINT NOT NULL,
  PRIMARY KEY (resolution, category, span, day, cell, status)
) {clustered};

CREATE TABLE responses (
  id {uuid} NOT NULL PRIMARY KEY,
  external_id TEXT,
  content_hash {bytes} NOT NULL,
  questionnaire TEXT NOT NULL,
  version BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  channel TEXT NOT NULL,
  area TEXT,
  stratum TEXT NOT NULL,
  cluster TEXT NOT NULL,
  design_weight DOUBLE PRECISION NOT NULL,
  sex TEXT,
  age_band TEXT,
  answers TEXT NOT NULL,
  visit {uuid},
  started_at BIGINT,
  submitted_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  right_items BIGINT NOT NULL,
  items BIGINT NOT NULL,
  actor TEXT NOT NULL
);
CREATE UNIQUE INDEX responses_external_id ON responses (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX responses_received ON responses (received_at);
CREATE INDEX responses_questionnaire ON responses (questionnaire, version);

-- As `report_facts`: one row for each answer sheet; `facts` is a JSON list of [item, y].
CREATE TABLE response_facts (
  id {serial},
  questionnaire TEXT NOT NULL,
  channel TEXT NOT NULL,
  week BIGINT NOT NULL,
  stratum TEXT NOT NULL,
  cluster TEXT NOT NULL,
  sex TEXT NOT NULL,
  age_band TEXT NOT NULL,
  weight DOUBLE PRECISION NOT NULL,
  facts TEXT NOT NULL
);

-- Answers by item, group, time and cluster. `sex` and `age_band` are `*` for all, empty when not told. `week` is a Monday,
-- or -2000000 for all time.
CREATE TABLE response_counts (
  questionnaire TEXT NOT NULL,
  channel TEXT NOT NULL,
  item TEXT NOT NULL,
  sex TEXT NOT NULL,
  age_band TEXT NOT NULL,
  week BIGINT NOT NULL,
  stratum TEXT NOT NULL,
  cluster TEXT NOT NULL,
  n BIGINT NOT NULL,
  sum_w DOUBLE PRECISION NOT NULL,
  sum_w2 DOUBLE PRECISION NOT NULL,
  sum_wy DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (questionnaire, channel, item, sex, age_band, week, stratum, cluster)
) {clustered};

-- Background work: idempotent rows, claimed with a lease so that several server processes share them.
CREATE TABLE jobs (
  id {uuid} NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  payload TEXT NOT NULL,
  run_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  leased_until BIGINT NOT NULL,
  last_error TEXT
);
CREATE UNIQUE INDEX jobs_key ON jobs (kind, key);
CREATE INDEX jobs_run_at ON jobs (run_at);
