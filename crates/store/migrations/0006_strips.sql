-- Along the edges of a rectangle reports are counted one by one. These indexes hold what is counted, so that the reports themselves
-- are not read unless a status or a channel is asked for.
DROP INDEX reports_lat;
DROP INDEX reports_lng;
CREATE INDEX reports_lat ON reports (lat, lng, observed_at, category, duplicate_of) WHERE lat IS NOT NULL;
CREATE INDEX reports_lng ON reports (lng, lat, observed_at, category, duplicate_of) WHERE lng IS NOT NULL;
