// Requests per second, from totals that were read one after another.

/**
 * @typedef {{ at: number, all: number, failed: number }} Total `at` in milliseconds
 * @typedef {{ at: number[], all: number[], failed: number[] }} Rates `at` in seconds, as charts have it; the others per second
 */

/** Two seconds: peers report every two seconds or so, and a shorter step shows their rhythm. */
export const Step = 2_000;

/** Half an hour. */
const Most = 900;

/** What is measured of one locker. */
export class Meter {
  /** @type {Rates} */
  rates = { at: [], all: [], failed: [] };
  /** @type {Total | null} */
  #last = null;

  /** Takes totals; those that come within a step of the last ones do not count yet. @param {Total} now @returns {boolean} whether they did */
  take(now) {
    const last = this.#last;
    if (last && now.at - last.at < Step * 0.95) return false;
    this.#last = now;
    // Fewer than before: something was cleared, and the count begins anew.
    if (!last || now.all < last.all || now.failed < last.failed) return false;
    const seconds = (now.at - last.at) / 1000;
    const { at, all, failed } = this.rates;
    at.push(now.at / 1000);
    all.push((now.all - last.all) / seconds);
    failed.push((now.failed - last.failed) / seconds);
    if (at.length > Most) for (const each of [at, all, failed]) each.shift();
    return true;
  }
}

/** @type {Map<string, Meter>} */
const meters = new Map();

/** How many lockers' meters are kept while others are looked at. */
const Kept = 8;

/** The meter of a locker, or of a part of it: it goes on where it stopped. @param {string} of */
export function meterOf(of) {
  const meter = meters.get(of) ?? new Meter();
  meters.delete(of);
  meters.set(of, meter);
  if (meters.size > Kept) meters.delete(/** @type {string} */ (meters.keys().next().value));
  return meter;
}
