-- Lockers on PostgreSQL, schema version 4: journals have tables of their own.
--
-- A journal's row says who owns it. Every change of an owner locks that row FOR SHARE, in the statement that makes the change, and looks
-- whether it still has the owner's epoch; a takeover updates it. So behind a takeover nothing of the owner before takes effect.
--
-- Nodes do not use lockers_storage any more. It stays for nodes of the version before, and as the table of Orleans' own storage.
CREATE TABLE lockers_journals (
    -- Never used twice: an identity does not go back.
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service text COLLATE "C" NOT NULL,

    -- Null once the journal is erased, until its rows in the other tables are deleted.
    journal text COLLATE "C",

    -- 1 for the first owner, 0 once the journal is erased.
    epoch bigint NOT NULL,
    version bigint NOT NULL,
    manifest bytea NOT NULL,
    UNIQUE (service, journal)
) WITH (fillfactor = 70);

CREATE TABLE lockers_records (
    journal bigint NOT NULL,
    number bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (journal, number)
);

CREATE TABLE lockers_chunks (
    journal bigint NOT NULL,
    epoch bigint NOT NULL,
    ordinal bigint NOT NULL,
    number integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (journal, epoch, ordinal, number)
);

-- As with lockers_storage: rows are written once, read rarely and deleted soon, so they are not compressed, those that fit into a page stay
-- there, and deleted ones are cleaned up by the thousand.
ALTER TABLE lockers_records ALTER COLUMN bytes SET STORAGE EXTERNAL;
ALTER TABLE lockers_records SET (
    toast_tuple_target = 8160,
    autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_vacuum_cost_limit = 2000,
    vacuum_truncate = false,
    toast.autovacuum_vacuum_scale_factor = 0.01,
    toast.autovacuum_vacuum_threshold = 10000,
    toast.autovacuum_vacuum_insert_threshold = -1,
    toast.autovacuum_vacuum_cost_limit = 2000,
    toast.vacuum_truncate = false
);

-- Few rows of about 2 MiB, in a thousand pieces each: the pieces are what is cleaned up.
ALTER TABLE lockers_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;
ALTER TABLE lockers_chunks SET (
    autovacuum_vacuum_threshold = 200,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_vacuum_cost_limit = 2000,
    vacuum_truncate = false,
    toast.autovacuum_vacuum_scale_factor = 0.01,
    toast.autovacuum_vacuum_threshold = 10000,
    toast.autovacuum_vacuum_insert_threshold = -1,
    toast.autovacuum_vacuum_cost_limit = 2000,
    toast.vacuum_truncate = false
);

INSERT INTO lockers_schema (version, file) VALUES (4, '0004-journals.sql');
