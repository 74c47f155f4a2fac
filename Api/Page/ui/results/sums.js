// The sums of several lockers, read one after another and kept.
import { useEffect, useState } from '../html.js';
import { failures } from './codes.js';
import { readTable } from './table.js';

/** @typedef {import('./table.js').Row & { failed: number, isLive: boolean }} Sums */

/** A run is live while its last response is this new. */
const LiveFor = 15_000;

/** How many lockers are read at a time. */
const AtOnce = 3;

/** @type {Map<string, { of: string, sums: Omit<Sums, 'isLive'> }>} */
const kept = new Map();

/** What changes when a locker's results do. @param {import('../lockers.js').LockerInfo} locker */
// Once more when it is not the current one any more.
const state = locker => [locker.current, locker.firstOpened, locker.keys, locker.bytes, locker.peers].join();

/**
 * The sums of lockers that have peers. Those of the current one are read each time, those of others when something in them has changed.
 * @param {import('../lockers.js').LockerInfo[]} lockers
 * @param {unknown} version changes when the lockers were read again
 */
export function useSums(lockers, version) {
  const [, redraw] = useState(0);
  useEffect(() => {
    const gone = new AbortController();
    const due = lockers.filter(each => each.peers > 0 && (each.current || kept.get(each.label)?.of !== state(each)));
    async function next() {
      for (let each = due.shift(); each && !gone.signal.aborted; each = due.shift()) {
        try {
          const row = (await readTable(each.label, 'target', gone.signal)).total;
          kept.set(each.label, { of: state(each), sums: { ...row, failed: failures(row.codes) } });
          redraw(n => n + 1);
        } catch {
          // Closed meanwhile, or the server is away: the list itself says so.
        }
      }
    }
    for (let i = 0; i < AtOnce; i++) next();
    return () => gone.abort();
  }, [lockers.map(each => each.label + each.current + state(each)).join('\n'), version]);
  return new Map(lockers.flatMap(each => {
    const found = kept.get(each.label);
    const last = found?.sums.last;
    return found && each.peers > 0 ? [[each.label, { ...found.sums, isLive: !!last && Date.now() - Date.parse(last) < LiveFor }]] : [];
  }));
}
