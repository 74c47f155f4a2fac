// Two runs side by side, as the API compares them, and what of it is worth marking.
import { json, path, withParameters } from '../api.js';
import { count, percent } from '../format.js';
import { failures, nameOf as codeName, times } from './codes.js';
import { fromApi, nameOf } from './table.js';

/** @typedef {import('./table.js').Row} Row */
/** @typedef {import('./table.js').By} By */
/** @typedef {{ name: string, row: Row, a: Row | null, b: Row | null, differences: string[] }} Pair `differences` in words; none where both do alike */

/** Shares of failures that differ by less are taken for the same: half a hundredth. */
const Share = 0.005;

/** Numbers of requests that differ by less are taken for the same: a tenth. */
const Requests = 0.1;

/** @param {string} a @param {string} b @param {By} by @param {string} [format] */
export const comparePath = (a, b, by, format) => withParameters(path`lockers/compare/${a}/${b}`, { by, format });

/**
 * @param {string} a
 * @param {string} b
 * @param {By} by
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ a: string, b: string, pairs: Pair[], total: Pair }>}
 */
export async function readComparison(a, b, by, signal) {
  const read = /** @type {import('../../types/api').Schema<'Comparison'>} */ (await json(comparePath(a, b, by), { signal }));
  return { a: read.a, b: read.b, pairs: read.rows.map(row => pair(row, by)), total: { ...pair(read.total, by), name: 'All' } };
}

/** @param {import('../../types/api').Schema<'ComparedRow'>} row @param {By} by @returns {Pair} */
function pair(row, by) {
  const [a, b] = [row.a, row.b].map(half => half && fromApi({ target: row.target, peer: row.peer, instance: row.instance, ...half }));
  const named = b ?? a ?? fromApi({ requests: 0 });
  return { name: nameOf(named, by), row: named, a, b, differences: differences(a, b) };
}

/** What differs, in words. @param {Row | null} a @param {Row | null} b */
export function differences(a, b) {
  if (!a || !b) return [a ? 'only in the first' : 'only in the second'];
  const said = [];
  const [before, after] = [a, b].map(row => row.requests ? failures(row.codes) / row.requests : 0);
  if (Math.abs(after - before) >= Share)
    said.push(`not 2xx: ${percent(failures(a.codes), a.requests)} → ${percent(failures(b.codes), b.requests)}`);
  for (const [code, n] of Object.entries(b.codes)) if (n && !times(a.codes, code)) said.push(`new: ${codeName(code)} (${count(n)})`);
  for (const [code, n] of Object.entries(a.codes)) if (n && !times(b.codes, code)) said.push(`gone: ${codeName(code)} (${count(n)})`);
  if (Math.abs(b.requests - a.requests) > Requests * Math.max(a.requests, 1))
    said.push(`requests: ${b.requests > a.requests ? '+' : '−'}${count(Math.abs(b.requests - a.requests))}${a.requests ? ` (${percent(Math.abs(b.requests - a.requests), a.requests)})` : ''}`);
  return said;
}
