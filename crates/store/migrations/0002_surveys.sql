-- Door-to-door surveys: plans, samples, visits; how volunteers sign in on their phones.

-- The visit on which a problem was seen. It may arrive after its report, so nothing is enforced.
ALTER TABLE reports ADD COLUMN visit {uuid};
CREATE INDEX reports_visit ON reports (visit) WHERE visit IS NOT NULL;

-- Lists of households, as imported. Plans draw from them and keep only what they drew.
CREATE TABLE households (
  area TEXT NOT NULL,
  household TEXT NOT NULL,
  address TEXT NOT NULL,
  name TEXT,
  PRIMARY KEY (area, household)
) {clustered};

CREATE TABLE survey_plans (
  id {uuid} NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  questionnaire TEXT NOT NULL,
  version BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT NOT NULL,
  seed BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  closed_at BIGINT
);
CREATE INDEX survey_plans_created ON survey_plans (created_at);

-- `list_sha256` names the list that was drawn from; `start_points` is a JSON list of texts, for walks.
CREATE TABLE survey_areas (
  plan {uuid} NOT NULL REFERENCES survey_plans (id),
  area TEXT NOT NULL,
  households BIGINT NOT NULL,
  draw BIGINT NOT NULL,
  method TEXT NOT NULL,
  start_points TEXT NOT NULL,
  list_sha256 TEXT,
  PRIMARY KEY (plan, area)
);

-- The sample. `place` is the order of drawing. `attempts` and `outcome` follow the visits, so that progress is a count.
CREATE TABLE survey_households (
  plan {uuid} NOT NULL REFERENCES survey_plans (id),
  area TEXT NOT NULL,
  household TEXT NOT NULL,
  place BIGINT NOT NULL,
  address TEXT NOT NULL,
  name TEXT,
  attempts BIGINT NOT NULL,
  outcome TEXT,
  PRIMARY KEY (plan, area, household)
) {clustered};
CREATE INDEX survey_households_outcome ON survey_households (plan, area, outcome);

CREATE TABLE survey_assignments (
  plan {uuid} NOT NULL REFERENCES survey_plans (id),
  area TEXT NOT NULL,
  user_id {uuid} NOT NULL REFERENCES users (id),
  assigned_at BIGINT NOT NULL,
  PRIMARY KEY (plan, area, user_id)
);
CREATE INDEX survey_assignments_user ON survey_assignments (user_id, plan);

CREATE TABLE visits (
  id {uuid} NOT NULL PRIMARY KEY,
  content_hash {bytes} NOT NULL,
  plan {uuid} NOT NULL REFERENCES survey_plans (id),
  area TEXT NOT NULL,
  household TEXT NOT NULL,
  attempt BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  outcome TEXT NOT NULL,
  consent BOOLEAN NOT NULL,
  adults BIGINT,
  respondent_note TEXT,
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  lat DOUBLE PRECISION,
  lng DOUBLE PRECISION,
  accuracy_m DOUBLE PRECISION,
  source TEXT,
  datum TEXT,
  note TEXT,
  response {uuid} REFERENCES responses (id),
  counted BOOLEAN NOT NULL,
  flags TEXT NOT NULL,
  user_id {uuid} REFERENCES users (id),
  actor TEXT NOT NULL,
  received_at BIGINT NOT NULL
);
CREATE INDEX visits_household ON visits (plan, area, household);
CREATE INDEX visits_user ON visits (plan, user_id, outcome);
CREATE INDEX visits_flagged ON visits (plan, started_at) WHERE flags <> '';

-- Visits by cell and local day, at the resolutions 7 to 10: where somebody has been, whatever the outcome.
CREATE TABLE visit_counts (
  resolution BIGINT NOT NULL,
  day BIGINT NOT NULL,
  cell BIGINT NOT NULL,
  visits BIGINT NOT NULL,
  PRIMARY KEY (resolution, day, cell)
) {clustered};

-- Links that let somebody become a volunteer, or use another phone, once.
CREATE TABLE invites (
  id {uuid} NOT NULL PRIMARY KEY,
  token_hash {bytes} NOT NULL,
  note TEXT NOT NULL,
  user_id {uuid} REFERENCES users (id),
  created_at BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  revoked_at BIGINT
);
CREATE UNIQUE INDEX invites_hash ON invites (token_hash);
CREATE INDEX invites_created ON invites (created_at);

-- Phones on which a volunteer signs in by PIN.
CREATE TABLE phones (
  id {uuid} NOT NULL PRIMARY KEY,
  token_hash {bytes} NOT NULL,
  user_id {uuid} NOT NULL REFERENCES users (id),
  pin_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  last_used_at BIGINT,
  failures BIGINT NOT NULL,
  failed_at BIGINT
);
CREATE UNIQUE INDEX phones_hash ON phones (token_hash);
CREATE INDEX phones_user ON phones (user_id);
