-- Lockers on PostgreSQL, schema version 1: what Orleans needs to store records and to keep the list of silos.
--
-- A node applies this by itself unless Lockers:AutoCreateSchema is false. By hand, in the database that the nodes use:
--   psql --single-transaction --set=ON_ERROR_STOP=1 --file=0001-clustering-and-storage.sql
--
-- Every statement in orleansquery is one statement, so it is atomic without a transaction of its own, and takes row locks only.
-- Orleans binds the parameters by name and reads the columns by name.

CREATE TABLE lockers_schema (
    version integer PRIMARY KEY,
    file text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- Where Orleans looks its statements up.
CREATE TABLE orleansquery (
    querykey text PRIMARY KEY,
    querytext text NOT NULL
);

-- Records. Their strings are names, not language: the C collation compares bytes, which is fastest and does not change with
-- the operating system, as others do under existing indexes. The key is what makes the first of two first writes win; the
-- two hashes in front of it find a row, nearly always, without a look at the strings. PostgreSQL limits a key's strings to
-- about 2,600 bytes in all.
CREATE TABLE lockers_storage (
    grainidhash integer NOT NULL,
    graintypehash integer NOT NULL,
    grainidn0 bigint NOT NULL,
    grainidn1 bigint NOT NULL,
    version integer NOT NULL,
    graintypestring text COLLATE "C" NOT NULL,
    grainidextensionstring text COLLATE "C" NOT NULL,
    serviceid text COLLATE "C" NOT NULL,
    payloadbinary bytea,
    PRIMARY KEY (grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, grainidextensionstring, serviceid)
);

-- Most rows are written once, read rarely and deleted soon, 100 bytes to 4 MiB each. They are not compressed: PostgreSQL's own
-- method makes writing text four times slower, LZ4 gains next to nothing and is not in every build.
ALTER TABLE lockers_storage ALTER COLUMN payloadbinary SET STORAGE EXTERNAL;
-- Deleted rows are cleaned up by the thousand and not in proportion to what stays, at a pace that follows a busy writer. Inserts
-- alone call for no cleaning: nothing reads by the index only. The file's end is not cut off: that would lock the table, and the
-- space is used again soon. Pages are filled up, the default, as next to no row is ever updated.
ALTER TABLE lockers_storage SET (
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

-- The list of silos changes only together with its version, which goes up by one each time.
CREATE TABLE lockers_membership_version (
    deploymentid text COLLATE "C" PRIMARY KEY,
    version integer NOT NULL
) WITH (fillfactor = 50);

-- Few rows, each updated every few seconds: half empty pages let updates stay where they are.
CREATE TABLE lockers_membership (
    deploymentid text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    siloname text NOT NULL,
    hostname text NOT NULL,
    status integer NOT NULL,
    proxyport integer NOT NULL,
    suspecttimes text,
    starttime timestamptz NOT NULL,
    iamalivetime timestamptz NOT NULL,
    PRIMARY KEY (deploymentid, address, port, generation)
) WITH (fillfactor = 50);

-- A record without a version is new: the first writer wins, the others get null, which Orleans takes for a conflict. One with
-- a version replaces exactly that version. Either way there is one row.
INSERT INTO orleansquery (querykey, querytext) VALUES ('WriteToStorageKey', $query$
WITH inserted AS (
    INSERT INTO lockers_storage (
        grainidhash, graintypehash, grainidn0, grainidn1, version, graintypestring, grainidextensionstring, serviceid, payloadbinary)
    SELECT
        @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, 1, @GrainTypeString, COALESCE(@GrainIdExtensionString, ''), @ServiceId,
        @PayloadBinary
    WHERE @GrainStateVersion IS NULL
    ON CONFLICT DO NOTHING
    RETURNING version
), updated AS (
    UPDATE lockers_storage
    SET payloadbinary = @PayloadBinary, version = version + 1
    WHERE @GrainStateVersion IS NOT NULL
        AND grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
        AND graintypestring = @GrainTypeString AND grainidextensionstring = COALESCE(@GrainIdExtensionString, '')
        AND serviceid = @ServiceId AND version = @GrainStateVersion
    RETURNING version
)
SELECT COALESCE((SELECT version FROM inserted), (SELECT version FROM updated)) AS newgrainstateversion
$query$);

INSERT INTO orleansquery (querykey, querytext) VALUES ('ReadFromStorageKey', $query$
SELECT payloadbinary, version
FROM lockers_storage
WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
    AND graintypestring = @GrainTypeString AND grainidextensionstring = COALESCE(@GrainIdExtensionString, '')
    AND serviceid = @ServiceId
$query$);

-- Clearing keeps the row and its version, and drops what it holds. Of a version that is not there any more, null is left.
INSERT INTO orleansquery (querykey, querytext) VALUES ('ClearStorageKey', $query$
WITH cleared AS (
    UPDATE lockers_storage
    SET payloadbinary = NULL, version = version + 1
    WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
        AND graintypestring = @GrainTypeString AND grainidextensionstring = COALESCE(@GrainIdExtensionString, '')
        AND serviceid = @ServiceId AND version = @GrainStateVersion
    RETURNING version
)
SELECT (SELECT version FROM cleared) AS newgrainstateversion
$query$);

INSERT INTO orleansquery (querykey, querytext) VALUES ('DeleteStorageKey', $query$
WITH deleted AS (
    DELETE FROM lockers_storage
    WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
        AND graintypestring = @GrainTypeString AND grainidextensionstring = COALESCE(@GrainIdExtensionString, '')
        AND serviceid = @ServiceId AND version = @GrainStateVersion
    RETURNING version + 1 AS version
)
SELECT (SELECT version FROM deleted) AS newgrainstateversion
$query$);

INSERT INTO orleansquery (querykey, querytext) VALUES ('InsertMembershipVersionKey', $query$
WITH inserted AS (
    INSERT INTO lockers_membership_version (deploymentid, version) VALUES (@DeploymentId, 0)
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT count(*)::integer FROM inserted
$query$);

-- Of several that read the same version, the first moves it on; the others wait for its row, look again, and change nothing.
INSERT INTO orleansquery (querykey, querytext) VALUES ('InsertMembershipKey', $query$
WITH moved AS (
    UPDATE lockers_membership_version
    SET version = version + 1
    WHERE deploymentid = @DeploymentId AND version = @Version AND NOT EXISTS (
        SELECT FROM lockers_membership
        WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING 1
), inserted AS (
    INSERT INTO lockers_membership (
        deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
    SELECT
        @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    FROM moved
    RETURNING 1
)
SELECT count(*)::integer FROM inserted
$query$);

-- The silo's row is held first, so that it cannot be cleaned up between the new version and the update.
INSERT INTO orleansquery (querykey, querytext) VALUES ('UpdateMembershipKey', $query$
WITH silo AS (
    SELECT 1 FROM lockers_membership
    WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
    FOR UPDATE
), moved AS (
    UPDATE lockers_membership_version
    SET version = version + 1
    WHERE deploymentid = @DeploymentId AND version = @Version AND EXISTS (SELECT FROM silo)
    RETURNING 1
), updated AS (
    UPDATE lockers_membership
    SET status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
    FROM moved
    WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
    RETURNING 1
)
SELECT count(*)::integer FROM updated
$query$);

INSERT INTO orleansquery (querykey, querytext) VALUES ('UpdateIAmAlivetimeKey', $query$
UPDATE lockers_membership
SET iamalivetime = @IAmAliveTime
WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$query$);

-- One row with nulls says the version where there is no such silo.
INSERT INTO orleansquery (querykey, querytext) VALUES ('MembershipReadRowKey', $query$
SELECT
    list.deploymentid, silo.address, silo.port, silo.generation, silo.siloname, silo.hostname, silo.status, silo.proxyport,
    silo.suspecttimes, silo.starttime, silo.iamalivetime, list.version
FROM lockers_membership_version AS list
LEFT JOIN lockers_membership AS silo
    ON silo.deploymentid = list.deploymentid AND silo.address = @Address AND silo.port = @Port AND silo.generation = @Generation
WHERE list.deploymentid = @DeploymentId
$query$);

INSERT INTO orleansquery (querykey, querytext) VALUES ('MembershipReadAllKey', $query$
SELECT
    list.deploymentid, silo.address, silo.port, silo.generation, silo.siloname, silo.hostname, silo.status, silo.proxyport,
    silo.suspecttimes, silo.starttime, silo.iamalivetime, list.version
FROM lockers_membership_version AS list
LEFT JOIN lockers_membership AS silo ON silo.deploymentid = list.deploymentid
WHERE list.deploymentid = @DeploymentId
$query$);

INSERT INTO orleansquery (querykey, querytext) VALUES ('DeleteMembershipTableEntriesKey', $query$
WITH silos AS (
    DELETE FROM lockers_membership WHERE deploymentid = @DeploymentId
)
DELETE FROM lockers_membership_version WHERE deploymentid = @DeploymentId
$query$);

INSERT INTO orleansquery (querykey, querytext) VALUES ('GatewaysQueryKey', $query$
SELECT address, proxyport, generation
FROM lockers_membership
WHERE deploymentid = @DeploymentId AND status = @Status AND proxyport > 0
$query$);

-- Status 3 is Orleans' Active.
INSERT INTO orleansquery (querykey, querytext) VALUES ('CleanupDefunctSiloEntriesKey', $query$
DELETE FROM lockers_membership
WHERE deploymentid = @DeploymentId AND iamalivetime < @IAmAliveTime AND status <> 3
$query$);

INSERT INTO lockers_schema (version, file) VALUES (1, '0001-clustering-and-storage.sql');
