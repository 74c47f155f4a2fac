// The keys of one level, a page at a time: of a million, those that are looked at and some around them.
import { json, withParameters } from '../api.js';

/** @typedef {{ key: string, bytes: number | null, subKeys: number, firstReported: string, lastReported: string }} Row */

/** How many rows are asked for at once: several screens. */
export const PageRows = 200;

/** The most pages that are kept, 10,000 rows. */
const MaxPages = 50;

/** The API's path of a level's keys. @param {import('./place.js').Place} place @param {Record<string, any>} [query] */
export const levelPath = ({ label, peer, instance, path }, query) => withParameters(
  `lockers/${encodeURIComponent(label)}/keys${path.length ? `/${path.map(encodeURIComponent).join(',')}` : ''}`, { peer, instance, ...query });

export class Level {
  /** How many keys there are. Not known before the first page is there. @type {number | undefined} */
  count;

  /** @type {Map<number, Row[]>} pages by number, the one that was looked at last at the end */
  #pages = new Map();
  /** @type {Map<number, Promise<void>>} */
  #coming = new Map();
  #place;
  #changed;
  #gone = new AbortController();

  /**
   * @param {import('./place.js').Place} place
   * @param {(error?: unknown) => void} changed called when there is more to show, or when a page could not be read
   */
  constructor(place, changed) {
    this.#place = place;
    this.#changed = changed;
  }

  /** What is known of a row; what is not there is asked for. @param {number} index @returns {Row | undefined} */
  row(index) {
    const number = Math.floor(index / PageRows);
    const page = this.#pages.get(number);
    if (!page) {
      this.#ask(number);
      return undefined;
    }
    if (this.#pages.size > 1) {
      this.#pages.delete(number);
      this.#pages.set(number, page);
    }
    return page[index % PageRows];
  }

  /** Reads the first page. */
  begin() {
    return this.#ask(0);
  }

  /** Where a key stands; -1 where it is not there. @param {string} key @returns {Promise<number>} */
  async indexOf(key) {
    // The empty key, which no query can name, is the first one in order.
    const { first, keys } = await this.#read({ ...key === '' ? { skip: 0 } : { from: key }, limit: 1 });
    return keys[0]?.key === key ? first : -1;
  }

  /** Reads again what is shown: rows stay until their page is there. @param {number} from @param {number} to rows */
  async refresh(from, to) {
    const shown = new Set();
    for (let row = from; row <= to; row += PageRows) shown.add(Math.floor(row / PageRows));
    shown.add(Math.floor(Math.max(from, to) / PageRows));
    for (const number of [...this.#pages.keys()]) if (!shown.has(number)) this.#pages.delete(number);
    // What is under way was asked for before the change.
    await Promise.all([...shown].map(async number => {
      await this.#coming.get(number);
      await this.#ask(number);
    }));
  }

  /** Ends what is under way. */
  close() {
    this.#gone.abort();
  }

  /** @param {number} number */
  #ask(number) {
    let asked = this.#coming.get(number);
    if (!asked) {
      asked = this.#load(number).finally(() => this.#coming.delete(number));
      this.#coming.set(number, asked);
    }
    return asked;
  }

  /** @param {number} number */
  async #load(number) {
    try {
      const { keys } = await this.#read({ skip: number * PageRows, limit: PageRows });
      this.#pages.delete(number);
      this.#pages.set(number, keys);
      if (this.#pages.size > MaxPages) this.#pages.delete(/** @type {number} */ (this.#pages.keys().next().value));
      this.#changed();
    } catch (error) {
      if (!this.#gone.signal.aborted) this.#changed(error);
    }
  }

  /** @param {Record<string, any>} query @returns {Promise<{ keys: Row[], first: number, count: number }>} */
  async #read(query) {
    const read = await json(levelPath(this.#place, query), { signal: this.#gone.signal });
    this.count = read.count;
    return read;
  }
}
