// The page's state is its URL: `#/view/part/part?name=value`. A view reads its route, and changes it to show something else, so that every
// view, filter and comparison can be sent to somebody.
import { store } from './store.js';

/** @typedef {{ view: string, parts: string[], query: Record<string, string> }} Route */

/** What an empty URL shows. */
const First = 'runs';

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A '%' that encodes nothing was typed by hand.
  }
}

// What may stand in a fragment as it is, and reads better so.
/** @param {string} text */
const encode = text => encodeURIComponent(text).replace(/%(?:2C|3A|40|5B|5D|24)/g, decodeURIComponent);

/**
 * @param {string} hash with or without its `#`
 * @returns {Route}
 */
export function parse(hash) {
  const text = hash.replace(/^#?\/?/, '');
  const at = text.indexOf('?');
  const [view, ...parts] = (at < 0 ? text : text.slice(0, at)).split('/').map(decode);
  /** @type {Record<string, string>} */
  const query = {};
  for (const pair of at < 0 ? [] : text.slice(at + 1).split('&')) {
    if (!pair) continue;
    const equals = pair.indexOf('=');
    query[decode(equals < 0 ? pair : pair.slice(0, equals))] = equals < 0 ? '' : decode(pair.slice(equals + 1));
  }
  return { view: view || First, parts: parts.filter((part, i) => part !== '' || i < parts.length - 1), query };
}

/**
 * The link to a view. Members of the query that are null, undefined or empty are left out.
 * @param {string} view
 * @param {string[]} [parts]
 * @param {Record<string, string | number | null | undefined>} [query]
 */
export function href(view, parts = [], query = {}) {
  const pairs = Object.entries(query).filter(([, value]) => value != null && value !== '')
    .map(([name, value]) => `${encode(name)}=${encode(String(value))}`);
  return `#/${[view, ...parts].map(encode).join('/')}${pairs.length ? `?${pairs.join('&')}` : ''}`;
}

/** The present route. */
export const route = store(parse(location.hash));

addEventListener('hashchange', () => route.set(parse(location.hash)));

/** Shows what a link leads to, as a click on it would. @param {string} link from {@link href} */
export function go(link) {
  location.hash = link;
}

/** The same without a step in the browser's history: for what is typed or corrected. @param {string} link */
export function replace(link) {
  const shown = parse(link);
  route.set(shown);
  write();
  function write() {
    if (route.get() !== shown) return;
    try {
      history.replaceState(null, '', link);
    } catch {
      // Browsers let a page do so some hundred times in some seconds: some throw, others pass it over.
    }
    if (location.hash !== link) setTimeout(write, 1_000);
  }
}

/**
 * The link to the present view with other members in its query.
 * @param {Record<string, string | number | null | undefined>} changes null takes a member out
 */
export function withQuery(changes) {
  const { view, parts, query } = route.get();
  return href(view, parts, { ...query, ...changes });
}
