-- Counters that say more: reports by area and by who sent them, answers with unweighted sums. The program
-- computes them again from what they count when it finds them empty, because cells are not in the tables.
DROP TABLE report_facts;
DROP TABLE response_facts;
DROP TABLE response_counts;
DELETE FROM report_counts;

-- As before, with the area, and whether a volunteer or an inspector sent the report.
CREATE TABLE report_facts (
  id {serial},
  cell7 BIGINT,
  cell8 BIGINT,
  cell9 BIGINT,
  cell10 BIGINT,
  area TEXT,
  day BIGINT NOT NULL,
  category TEXT NOT NULL,
  status TEXT NOT NULL,
  patrol BOOLEAN NOT NULL,
  reports BIGINT NOT NULL,
  incidents BIGINT NOT NULL
);

-- As before; `sign` is -1 for what is taken back.
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
  sign BIGINT NOT NULL,
  facts TEXT NOT NULL
);

-- Answers by item, time, group and cluster. `split` is 0 for rows of everybody, whose `sex` and `age_band` are empty, and 1 for
-- rows by sex and age band, which are empty when not told. `week` is a Monday, or -2000000 for all time. The order of the key
-- makes one range of every question that is not by week and group at once. `sum_wp` and `sum_wa` are the weights of those who
-- passed and who had everything right, in the rows of the score (item '').
CREATE TABLE response_counts (
  questionnaire TEXT NOT NULL,
  channel TEXT NOT NULL,
  item TEXT NOT NULL,
  split BIGINT NOT NULL,
  week BIGINT NOT NULL,
  sex TEXT NOT NULL,
  age_band TEXT NOT NULL,
  stratum TEXT NOT NULL,
  cluster TEXT NOT NULL,
  n BIGINT NOT NULL,
  sum_w DOUBLE PRECISION NOT NULL,
  sum_w2 DOUBLE PRECISION NOT NULL,
  sum_wy DOUBLE PRECISION NOT NULL,
  sum_y DOUBLE PRECISION NOT NULL,
  sum_wp DOUBLE PRECISION NOT NULL,
  sum_wa DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (questionnaire, channel, item, split, week, sex, age_band, stratum, cluster)
) {clustered};
