-- Lockers on PostgreSQL, schema version 2: records are found by their names, and small ones stay in their row.
--
-- The names come first in the key: then records of one grain lie side by side, in the order in which they are written, and
-- many are deleted by one statement. The hashes that Orleans looks for as well only follow. Nodes of the version before wait as
-- long as the new key is built.
ALTER TABLE lockers_storage DROP CONSTRAINT lockers_storage_pkey;
ALTER TABLE lockers_storage ADD PRIMARY KEY (
    grainidextensionstring, graintypestring, serviceid, grainidhash, graintypehash, grainidn0, grainidn1);

-- Most records are the few KiB that a batch of stores takes. They stay in their row as far as a page reaches, where PostgreSQL would
-- cut whatever is larger than 2 KiB into pieces in a table beside it, with a row and an index entry for each.
ALTER TABLE lockers_storage SET (toast_tuple_target = 8160);

INSERT INTO lockers_schema (version, file) VALUES (2, '0002-records-by-name.sql');
