// The one way to the REST API. Errors are the server's own words; a key that it asks for is asked of the reader, kept for this tab, and sent
// as a bearer.
import { store } from './store.js';

/** An address without the name and the key that may have been typed into it: it is shown, copied and sent on. @param {string} of */
function withoutKey(of) {
  const address = new URL(of);
  address.username = address.password = '';
  return address.href;
}

/** Where the server is: above the page, whatever stands before both. Ends with a slash. */
export const home = new URL('..', withoutKey(document.baseURI)).href;

/** The link to what is shown. */
export const here = () => withoutKey(location.href);

/** Where the API is. */
const Base = new URL('registry/', home);

const KeyName = 'lockers.key';

/** What a request came to that was not done. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 where no answer came
   * @param {{ title?: string, detail?: string, traceId?: string, [more: string]: any }} problem
   */
  constructor(status, problem) {
    super(problem.detail || problem.title || `The server answered ${status}.`);
    this.status = status;
    this.title = problem.title || `Status ${status}`;
    this.traceId = problem.traceId;
    this.problem = problem;
  }
}

/** What the browser keeps for this tab; where it keeps nothing, the page does as long as it is open. */
const kept = (() => {
  try {
    return sessionStorage;
  } catch {
    const all = new Map();
    return {
      getItem: (/** @type {string} */ name) => all.get(name) ?? null,
      setItem: (/** @type {string} */ name, /** @type {string} */ value) => void all.set(name, value),
      removeItem: (/** @type {string} */ name) => void all.delete(name),
    };
  }
})();

/** Roles of keys, each with what those before it may do. @typedef {'read' | 'write' | 'admin'} Role */

/** @type {Role[]} */
const Roles = ['read', 'write', 'admin'];

/** The role of the reader's key: the highest, until the server says otherwise. */
export const role = store(/** @type {Role} */ ('admin'));

/** Whether a role is enough. @param {Role} held @param {Role} needed */
export const suffices = (held, needed) => Roles.indexOf(held) >= Roles.indexOf(needed);

/** Whether there is a key. */
export const hasKey = store(kept.getItem(KeyName) !== null);

/** How many keys were given or taken away: what was refused for a key is tried again when this changes. */
export const keys = store(0);

/** @param {string | null} key */
export function setKey(key) {
  if (key) kept.setItem(KeyName, key);
  else kept.removeItem(KeyName);
  hasKey.set(key !== null && key !== '');
  role.set('admin');
  keys.set(keys.get() + 1);
  learnRole();
}

/**
 * Learns the role of the key by two requests for which nothing is done: a call of a peer that is not there, which needs the role admin, and the
 * one that peers send at the end of an invocation, which a key that only reads may not send.
 */
export async function learnRole() {
  if (!hasKey.get()) return;
  const version = keys.get(), headers = authorization();
  /** @param {string} to @param {string} method */
  const isRefused = async (to, method) => (await fetch(url(to), { method, headers })).status === 403;
  try {
    const nobody = `page-${Math.random()}`;
    const learnt = !await isRefused(path`peers/${nobody}/call?uri=/`, 'GET') ? 'admin' : await isRefused('peers/page/locker/lock/page', 'POST') ? 'read' : 'write';
    // Another key may have been given meanwhile.
    if (keys.get() === version) role.set(learnt);
  } catch {
    // No answer: the first request that is refused says it.
  }
}

/** @type {(problem: ApiError) => Promise<boolean>} */
let ask = async () => false;
/** @type {Promise<boolean> | null} */
let asking = null;

/** Says how a key is asked for. @param {typeof ask} how true when there is a new one */
export function askKeyBy(how) {
  ask = how;
}

/**
 * A path of the API, each value encoded: path`lockers/${label}/get/${['a', 'b']}`. Keys of a path are given as an array.
 * @param {TemplateStringsArray} texts
 * @param {...(string | number | string[])} values
 */
export function path(texts, ...values) {
  return texts.reduce((all, text, i) => {
    const value = values[i - 1];
    return all + (Array.isArray(value) ? value.map(encodeURIComponent).join(',') : encodeURIComponent(String(value))) + text;
  });
}

/** Adds a query; members that are null, undefined, empty or false are left out, true is `y`. @param {string} to @param {Record<string, any>} query */
export function withParameters(to, query) {
  const pairs = Object.entries(query).filter(([, value]) => value != null && value !== '' && value !== false)
    .map(([name, value]) => `${name}=${encodeURIComponent(value === true ? 'y' : String(value))}`);
  return pairs.length ? `${to}?${pairs.join('&')}` : to;
}

/** The address of an API path. @param {string} to below `/registry/` */
export const url = to => new URL(to, Base).href;

/**
 * What says who asks. Where a key is needed, the server's challenge is then one that the browser does not answer with a question of its own.
 * @returns {Record<string, string>}
 */
export function authorization() {
  const key = kept.getItem(KeyName);
  return { 'X-Requested-With': 'fetch', ...key ? { Authorization: `Bearer ${key}` } : {} };
}

/** Browsers take '.' and '..' out of a path, however they are written: what is left is another request. */
const dots = /\/\.\.?(?=$|[/?])/;

/**
 * Sends a request, and gives its answer when the status is below 400.
 * @param {string} to below `/registry/`
 * @param {RequestInit & { headers?: Record<string, string> }} [options]
 * @returns {Promise<Response>}
 * @throws {ApiError}
 */
export async function request(to, options = {}) {
  if (dots.test(to)) throw new ApiError(0, { title: 'Not asked', detail: "Browsers take '.' and '..' out of an address, which makes it another one. From a shell: curl --path-as-is." });
  for (;;) {
    let response;
    try {
      response = await fetch(url(to), { ...options, headers: { ...options.headers, ...authorization() } });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new ApiError(0, { title: 'No answer', detail: 'The server does not answer. The page tries again by itself where it is live.' });
    }
    if (response.status < 400) return response;
    const problem = await problemOf(response);
    if (problem.status === 401 && await (asking ??= ask(problem).finally(() => asking = null))) continue;
    if (problem.status === 403) lower(problem);
    throw problem;
  }
}

/** Takes the role to be lower than one that was asked for. @param {ApiError} problem */
function lower(problem) {
  const needed = Roles.find(each => new RegExp(`needs a key with the role ${each}\\b`).test(problem.message));
  const below = Roles[Roles.indexOf(needed ?? 'read') - 1];
  if (below && suffices(role.get(), below)) role.set(below);
}

/** @param {Response} response */
async function problemOf(response) {
  const text = await response.text().catch(() => '');
  try {
    return new ApiError(response.status, JSON.parse(text));
  } catch {
    return new ApiError(response.status, { detail: text.slice(0, 500) });
  }
}

/** Reads JSON. @param {string} to @param {RequestInit & { headers?: Record<string, string> }} [options] @returns {Promise<any>} */
export const json = async (to, options) => (await request(to, options)).json();

/** Reads a text as it is stored. @param {string} to @param {{ signal?: AbortSignal }} [options] */
export async function text(to, options) {
  const response = await request(to, options);
  return {
    bytes: new Uint8Array(await response.arrayBuffer()),
    type: response.headers.get('Content-Type') ?? '',
    etag: response.headers.get('ETag'),
  };
}

/**
 * Changes something.
 * @param {string} to
 * @param {{ method?: string, body?: BodyInit, headers?: Record<string, string> }} [options] POST unless it says another method
 * @returns {Promise<string>} what the server said
 */
export const send = async (to, options = {}) => (await (await request(to, { method: 'POST', ...options })).text()).trim();

/**
 * The command that does the same in a shell. The key is named and not shown.
 * @param {string} to
 * @param {{ method?: string, body?: string, headers?: Record<string, string> }} [options]
 */
export function curl(to, { method = 'GET', body, headers = {} } = {}) {
  const parts = ['curl -s'];
  if (method !== 'GET') parts.push(`-X ${method}`);
  if (hasKey.get()) parts.push('-H "Authorization: Bearer $LOCKERS_KEY"');
  for (const [name, value] of Object.entries(headers)) parts.push('-H', quote(`${name}: ${value}`));
  if (body !== undefined) parts.push('--data-raw', quote(body));
  if (dots.test(to)) parts.push('--path-as-is');
  return [...parts, quote(dots.test(to) ? Base.href + to : url(to))].join(' ');
}

/** @param {string} text */
const quote = text => `'${text.replaceAll("'", `'\\''`)}'`;
