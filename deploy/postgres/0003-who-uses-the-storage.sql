-- Lockers on PostgreSQL, schema version 3: who uses a service's records.
--
-- One row a service. The owner is a cluster or a node that is alone; it is empty where the last one, a node that was alone, has
-- ended in good order. Nodes hold a session's advisory lock for as long as they use the records, and change the row under it.
CREATE TABLE lockers_owner (
    serviceid text COLLATE "C" PRIMARY KEY,
    owner text COLLATE "C" NOT NULL,

    -- When the owner took over from one that may not have known it yet.
    since timestamptz NOT NULL
);

INSERT INTO lockers_schema (version, file) VALUES (3, '0003-who-uses-the-storage.sql');
