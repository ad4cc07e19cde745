-- Generated histories, the same ones every time. `bench.accounts` accounts have 600 workouts of 1,000 activities each,
-- over three years; one more, with twenty times as many, has them over fifteen years. Rows lie in the order of time,
-- so those of one account are scattered over the whole table, as they are when accounts grow side by side.

CREATE FUNCTION pg_temp.chance(seed bigint) RETURNS double precision LANGUAGE sql IMMUTABLE
    AS 'SELECT (hashint8(seed)::bigint & 1048575) / 1048576.0';
CREATE FUNCTION pg_temp.key(text, bigint, bigint DEFAULT 0) RETURNS uuid LANGUAGE sql IMMUTABLE
    AS 'SELECT md5($1 || $2 || ''/'' || $3)::uuid';

CREATE TEMP TABLE athlete AS
SELECT a, pg_temp.key('account', a) AS owner_id,
       CASE WHEN a = 0 THEN 12000 ELSE 600 END AS workouts,
       CASE WHEN a = 0 THEN interval '11 hours' ELSE interval '43 hours' END AS rhythm
FROM generate_series(0, current_setting('bench.accounts')::int) a;

INSERT INTO accounts_account (id, password, email, is_active, is_operator, time_zone, is_time_zone_confirmed, units,
                              week_start, theme, has_shortcuts, has_first_steps, provider_order)
SELECT owner_id, '!', 'athlete-' || a || '@example.org', true, false, 'Europe/Vienna', true, 'metric', 0, '', true, true,
       ''
FROM athlete;

-- Of twelve workouts six have one activity, four have two, two have three. Two neighbours of 24 are equal but three
-- hours apart: a question.
CREATE TEMP TABLE planned AS
SELECT a, owner_id, w, asks, (ARRAY[1,2,1,3,2,1,1,2,1,3,2,1])[w % 12 + 1] AS size, pg_temp.key('workout', a, w) AS id,
       timestamptz '2026-10-31 09:00Z' - rhythm * seed - interval '1 minute' * floor(120 * pg_temp.chance(dice))
           + CASE WHEN w <> seed THEN interval '3 hours' ELSE interval '0' END AS starts,
       1800 + floor(7000 * pg_temp.chance(dice + 1)) AS lasts,
       4000 + floor(60000 * pg_temp.chance(dice + 2)) AS metres,
       (ARRAY['ride', 'run', 'ride', 'walk'])[1 + floor(4 * pg_temp.chance(dice + 3))::int] AS sport,
       w % 5 = 0 AS renamed
FROM athlete, generate_series(0, workouts - 1) w,
     LATERAL (SELECT w - (w % 24 = 6)::int AS seed, w % 24 IN (5, 6) AS asks) flags,
     LATERAL (SELECT (a::bigint * 20000 + seed) * 10 AS dice) random;

CREATE TEMP TABLE generated AS
SELECT row_number() OVER (ORDER BY starts, planned.a, w, m) AS number, planned.*, m, provider,
       pg_temp.key('file', a, w) AS file_id, pg_temp.key('upload', a, w / 60) AS upload_id,
       starts + m * interval '9 seconds' AS started_at
FROM planned, generate_series(0, size - 1) m,
     LATERAL (SELECT CASE size
         WHEN 1 THEN (ARRAY['file', 'garmin', 'strava', 'ridewithgps'])[w % 4 + 1]
         WHEN 2 THEN (ARRAY['file', 'garmin', 'strava'])[w % 2 + m + 1]
         ELSE (ARRAY['file', 'garmin', 'strava'])[m + 1] END AS provider) whence;

-- Beside ten files that were read, one was refused and one was here already.
INSERT INTO activities_upload (id, owner_id, started_at)
SELECT upload_id, owner_id, max(started_at) + interval '1 hour' FROM generated GROUP BY 1, 2 ORDER BY 3;

INSERT INTO activities_sourcefile (id, owner_id, upload_id, name, size, kind, content, sha256, state, reason,
                                   reason_values, notes, unpacked_entries, uploaded_at)
SELECT file_id, owner_id, upload_id, 'ride-' || w || '.fit', 90000, 'fit', owner_id || '/' || md5(file_id::text),
       md5(file_id::text) || md5(file_id || 'again'), 'read', NULL, '{}', '[]', 0, started_at + interval '2 hours'
FROM generated WHERE provider = 'file' ORDER BY started_at;

INSERT INTO activities_sourcefile (id, owner_id, upload_id, name, size, kind, content, sha256, state, reason,
                                   reason_values, notes, copy_of_id, unpacked_entries, uploaded_at)
SELECT pg_temp.key('beside', a, w), owner_id, upload_id, 'also-' || w || '.fit', 90000, NULL, '', NULL,
       CASE w % 10 WHEN 0 THEN 'refused' ELSE 'copy' END, CASE w % 10 WHEN 0 THEN 'empty' END, '{}', '[]',
       CASE w % 10 WHEN 1 THEN file_id END, 0, started_at + interval '2 hours'
FROM generated WHERE provider = 'file' AND w % 10 < 2 ORDER BY started_at;

INSERT INTO activities_activity (owner_id, id, provider, provider_id, name, sport, sport_raw, started_at, utc_offset_s,
                                 elapsed_s, moving_s, timer_s, distance_m, elevation_gain_m, device, average_hr_bpm,
                                 trainer, manual, hidden_time, partial, origin, source_file_id, confirmed_at,
                                 local_date)
SELECT owner_id, number, provider,
       CASE provider WHEN 'file' THEN md5(file_id::text) || md5(file_id || 'again') || ':0' ELSE number::text END,
       CASE provider WHEN 'file' THEN NULL
                     WHEN 'strava' THEN CASE WHEN renamed THEN 'Round the lake' ELSE 'Out and back' END
                     ELSE 'Out and back' END,
       sport, sport, started_at, 7200, lasts - 3 * m, lasts - 60, NULL, metres + m, round(metres / 100),
       CASE provider WHEN 'garmin' THEN 'Garmin Edge 530' END, 120 + w % 40, false, false, false, false,
       CASE provider WHEN 'file' THEN 'file' ELSE 'api' END, CASE provider WHEN 'file' THEN file_id END,
       started_at + interval '2 hours', ((started_at AT TIME ZONE 'UTC') + interval '2 hours')::date
FROM generated ORDER BY generated.number;

INSERT INTO matching_workout (id, owner_id, leader_id, has_differences, proposal_count, has_questions, own_name,
                              sort_name, local_date, utc_offset_s, created_at)
SELECT id, owner_id, number, differs, differs::int, asks, '',
       CASE WHEN size = 1 AND provider = 'file' THEN U&'\+10FFFF' || sport
            WHEN size = 1 AND provider = 'strava' AND renamed THEN 'round the lake'
            ELSE 'out and back' END,
       ((started_at AT TIME ZONE 'UTC') + interval '2 hours')::date, 7200, started_at + interval '2 hours'
FROM generated, LATERAL (SELECT renamed AND size > 1 AND NOT (size = 2 AND w % 2 = 0) AS differs) flags
WHERE m = 0 ORDER BY generated.number;

INSERT INTO matching_member (owner_id, workout_id, activity_id, is_counted, ignored_fields)
SELECT owner_id, id, number, true, '' FROM generated ORDER BY number;

INSERT INTO matching_question (owner_id, kind, first_id, second_id, shift_s)
SELECT earlier.owner_id, 'shift', earlier.number, later.number, 10800
FROM generated earlier JOIN generated later ON later.a = earlier.a AND later.w = earlier.w + 1
WHERE earlier.w % 24 = 5 ORDER BY earlier.number;

SELECT setval(pg_get_serial_sequence('activities_activity', 'id'), max(number)) FROM generated;

-- Work that waits and sessions, a dozen of each an account.
INSERT INTO jobs_job (owner_id, provider, kind, dedup_key, lane, not_before, state, attempts)
SELECT owner_id, (ARRAY['garmin', 'strava', 'ridewithgps'])[n % 3 + 1], 'bench.backfill', n::text, 3,
       now() + interval '1 day', 'queued', 0
FROM generate_series(1, 12) n, athlete;

INSERT INTO accounts_session (session_key, session_data, expire_date, account_id)
SELECT md5(owner_id::text || n), 'bench', now() + interval '10 days' + n * interval '1 hour', owner_id
FROM generate_series(1, 12) n, athlete;
