// Results as rows: what peers report of their calls, summed up by target, peer or instance. The server sums a whole locker up; a part of it is
// summed up here, from a row for each target of each peer or instance.
import { json, path, withParameters } from '../api.js';
import { isSet } from '../format.js';
import { plus } from './codes.js';

/** @typedef {import('./codes.js').Codes} Codes */
/** @typedef {'target' | 'peer' | 'instance'} By */
/**
 * @typedef {object} Row
 * @property {string} [target]
 * @property {string} [peer]
 * @property {string} [instance] its address
 * @property {number} requests
 * @property {Codes} codes
 * @property {string | null} first the first response, null for none
 * @property {string | null} last
 */

/** What rows are narrowed to. @typedef {{ target?: string, peer?: string, instance?: string }} Only */

/** Counts of the API are numbers, or objects with what they are made up of. @param {any} counts @returns {Codes} */
const numbers = counts => Object.fromEntries(Object.entries(counts ?? {}).map(([code, n]) => [code, typeof n === 'number' ? n : n.count]));

/** The API's path of a table. @param {string} label @param {By} by @param {string} [status] @param {string} [format] */
export const tablePath = (label, by, status, format) => withParameters(path`lockers/${label}/targets/results`, { by, status, format });

/**
 * A row as the API has it.
 * @param {Partial<import('../../types/api').Schema<'ResultsRow'>> & { requests: number }} sums
 * @returns {Row}
 */
export const fromApi = sums => ({
  target: sums.target, peer: sums.peer, instance: sums.instance, requests: sums.requests, codes: sums.statuses ?? {},
  first: sums.firstResponse ?? null, last: sums.lastResponse ?? null,
});

/**
 * Reads a table of a whole locker: the server sums up.
 * @param {string} label
 * @param {By} by
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ label: string, rows: Row[], total: Row }>}
 */
export async function readTable(label, by, signal) {
  const table = /** @type {import('../../types/api').Schema<'ResultsTable'>} */ (await json(tablePath(label, by), { signal }));
  return { label: table.label, rows: table.rows.map(fromApi), total: fromApi(table.total) };
}

/** Whether rows are asked for by instance. The API takes a peer of the name `instances` for its word: of that one they are, and are summed up here. @param {Only} only @param {boolean} wanted */
const isPerInstance = (only, wanted) => wanted || only.peer?.toLowerCase() === 'instances';

/** Where the rows of {@link readRows} come from. @param {string} label @param {Only} only @param {boolean} perInstance */
export function rowsPath(label, only, perInstance) {
  const of = only.peer === undefined ? '' : path`/${only.peer}`;
  const targets = only.target === undefined ? '' : path`/targets=${only.target}`;
  return path`lockers/${label}/peers` + `${of}${isPerInstance(only, perInstance) ? '/instances' : ''}/client/results${targets}`;
}

/**
 * Reads a row for each target of each peer, or of each instance.
 * @param {string} label
 * @param {Only} only
 * @param {boolean} perInstance
 * @param {AbortSignal} [signal]
 */
export async function readRows(label, only, perInstance, signal) {
  const peers = await json(rowsPath(label, only, perInstance), { signal });
  /** @type {Row[]} */
  const rows = [];
  for (const [peer, result] of Object.entries(peers)) {
    for (const [instance, of] of isPerInstance(only, perInstance) ? Object.entries(result) : [[undefined, result]]) {
      if (only.instance !== undefined && instance !== only.instance) continue;
      for (const [target, counts] of Object.entries(/** @type {any} */ (of).byTargets ?? {})) {
        // A peer's own total of all its targets would count them twice.
        if (target === '') continue;
        rows.push({
          target, peer, ...(instance === undefined ? {} : { instance }), requests: counts.invocationCount, codes: numbers(counts.countsByStatusCodes),
          first: isSet(counts.firstResultAt) ? counts.firstResultAt : null, last: isSet(counts.lastResultAt) ? counts.lastResultAt : null,
        });
      }
    }
  }
  return rows;
}

/** What a row is of. @param {Row} row @param {By} by */
const named = (row, by) => by === 'target' ? { target: row.target } : by === 'peer' ? { peer: row.peer } : { peer: row.peer, instance: row.instance };

/** A row's name: an instance is named with its peer. @param {Row} row @param {By} by */
export const nameOf = (row, by) => by === 'instance' ? `${row.peer} ${row.instance}` : row[by] ?? '';

/** What tells a row from the others: names may hold spaces. @param {Row} row @param {By} by */
export const idOf = (row, by) => by === 'instance' ? JSON.stringify([row.peer, row.instance]) : row[by] ?? '';

/** Sums rows up. @param {Row[]} rows @param {By} by */
export function group(rows, by) {
  /** @type {Map<string, Row[]>} */
  const groups = new Map();
  for (const row of rows) {
    const id = idOf(row, by), those = groups.get(id);
    if (those) those.push(row);
    else groups.set(id, [row]);
  }
  return [...groups.values()].map(those => ({ ...named(those[0], by), ...total(those) }))
    .sort((a, b) => nameOf(a, by).localeCompare(nameOf(b, by), 'en', { numeric: true }));
}

/** All rows as one. @param {Row[]} rows @returns {Row} */
export function total(rows) {
  const [firsts, lasts] = [rows.flatMap(row => row.first ?? []), rows.flatMap(row => row.last ?? [])];
  return {
    requests: rows.reduce((all, row) => all + row.requests, 0),
    codes: plus(rows.map(row => row.codes)),
    first: firsts.length ? firsts.reduce((a, b) => Date.parse(b) < Date.parse(a) ? b : a) : null,
    last: lasts.length ? lasts.reduce((a, b) => Date.parse(b) > Date.parse(a) ? b : a) : null,
  };
}

/** How long it went on, in seconds. @param {Row} row */
export const seconds = row => row.first && row.last ? (Date.parse(row.last) - Date.parse(row.first)) / 1000 : 0;
