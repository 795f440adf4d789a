-- What the office should look at in answers, as texts with a space between them; NULL for nothing, as in answers that came before.
ALTER TABLE responses ADD COLUMN flags TEXT;
CREATE INDEX responses_flagged ON responses (received_at) WHERE flags IS NOT NULL;
