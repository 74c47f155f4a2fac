// One stream of changes, as server-sent events read by fetch, so that a key can be sent. A stream that is cut is resumed where it ended;
// a server without the stream is asked every two seconds instead.
import { request, withParameters, keys, ApiError } from './api.js';
import { store } from './store.js';
import { useEffect, useRef } from './html.js';

/**
 * @typedef {'off' | 'connecting' | 'live' | 'polling' | 'cut'} State
 * @typedef {{ event: string, id?: string, data: any }} Change `event` is the stream's word, or `poll` where there is no stream: anything may have changed
 */

/** How the stream is, and whether it has just been resumed. */
export const connection = store(/** @type {{ state: State, resumed?: boolean }} */ ({ state: 'off' }));

/** Whether the reader has stopped the page from moving. Changes are counted meanwhile. */
export const paused = store(false);

/** How many changes came while the page was paused. */
export const missed = store(0);

const PollEvery = 2_000;

/** The server sends a heartbeat every 15 s: a stream that is silent for longer than two is cut. */
const Silence = 40_000;

/** Waits between tries: the first is short, since a node that stops is followed by another. */
const Backoff = [300, 1_000, 2_000, 5_000];

/** How long the page says that the stream was resumed. */
const ResumedFor = 5_000;

paused.subscribe(value => {
  if (!value) missed.set(0);
});

/**
 * Follows a stream until it is stopped.
 * @param {string} to below `/registry/`
 * @param {(change: Change) => void} onChange
 * @param {(change: Change) => boolean} [concerns] which changes count; those of `poll` and `reset` always do
 * @returns {() => void} stops it
 */
export function watch(to, onChange, concerns = () => true) {
  const stopped = new AbortController();
  let held = false;
  /** @param {Change} change */
  const deliver = change => {
    if (change.event === 'heartbeat' || change.event === 'hello' || change.event === 'bye') return;
    if (change.event !== 'poll' && change.event !== 'reset' && !concerns(change)) return;
    if (!paused.get()) return onChange(change);
    held = true;
    if (change.event !== 'poll') missed.set(missed.get() + 1);
  };
  const resume = paused.subscribe(value => {
    if (value || !held) return;
    held = false;
    onChange({ event: 'poll', data: null });
  });
  follow(to, deliver, stopped.signal);
  return () => {
    stopped.abort();
    resume();
    connection.set({ state: 'off' });
  };
}

/**
 * @param {string} to
 * @param {(change: Change) => void} deliver
 * @param {AbortSignal} stopped
 */
async function follow(to, deliver, stopped) {
  let lastId = '', tries = 0, wasCut = false;
  connection.set({ state: 'connecting' });
  while (!stopped.aborted) {
    // Over HTTP/1.1 a browser has six connections to a server for all its tabs: one that is not looked at takes none.
    await shown(stopped);
    if (stopped.aborted) return;
    const ended = new AbortController();
    const leave = () => document.hidden && ended.abort();
    document.addEventListener('visibilitychange', leave);
    try {
      const signal = AbortSignal.any([stopped, ended.signal]);
      const response = await request(to, {
        signal, headers: { Accept: 'text/event-stream', ...(lastId ? { 'Last-Event-ID': lastId } : {}) },
      });
      for await (const change of changes(response, ended)) {
        if (change.id) lastId = change.id;
        if (change.event === 'hello') {
          tries = 0;
          connection.set({ state: 'live', resumed: wasCut });
          if (wasCut) setTimeout(() => connection.get().state === 'live' && connection.set({ state: 'live' }), ResumedFor);
          wasCut = false;

          // The view was read before the stream began, or before it was resumed: what was changed in between is read once more.
          deliver({ event: 'poll', data: null });
        }
        deliver(change);
        if (change.event === 'bye') break;
      }
    } catch (error) {
      if (stopped.aborted) return;
      if (error instanceof ApiError && [400, 404, 405].includes(error.status)) {
        connection.set({ state: 'polling' });
        await wait(PollEvery, stopped);
        if (!stopped.aborted && !document.hidden) deliver({ event: 'poll', data: null });
        continue;
      }
      if (error instanceof ApiError && [401, 403].includes(error.status)) {
        connection.set({ state: 'off' });
        await change(keys, stopped);
        continue;
      }
    } finally {
      document.removeEventListener('visibilitychange', leave);
    }
    if (stopped.aborted) return;
    if (document.hidden) continue;
    wasCut = true;
    connection.set({ state: 'cut' });
    await wait(Backoff[Math.min(tries++, Backoff.length - 1)], stopped);
  }
}

/**
 * @param {Response} response
 * @param {AbortController} ended ended when nothing comes any more
 * @returns {AsyncGenerator<Change>}
 */
async function* changes(response, ended) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  let buffer = '';
  /** @type {Change & { lines: string[] }} */
  let change = { event: 'message', data: null, lines: [] };
  try {
    for (;;) {
      const silence = setTimeout(() => ended.abort(), Silence);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return;
      buffer += decoder.decode(value, { stream: true });
      const lines = buffer.split(/\r\n|\n|\r/);
      buffer = lines.pop() ?? '';
      for (const line of lines) {
        if (line !== '') {
          take(change, line);
          continue;
        }
        if (change.lines.length || change.event !== 'message') yield { event: change.event, id: change.id, data: parsed(change.lines.join('\n')) };
        change = { event: 'message', data: null, lines: [] };
      }
    }
  } finally {
    reader.cancel().catch(() => { /* It has ended already. */ });
  }
}

/** @param {Change & { lines: string[] }} change @param {string} line */
function take(change, line) {
  const colon = line.indexOf(':');
  if (colon === 0) return;
  const field = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (field === 'event') change.event = value;
  else if (field === 'id') change.id = value;
  else if (field === 'data') change.lines.push(value);
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {import('./store.js').Store<any>} watched @param {AbortSignal} stopped */
const change = (watched, stopped) => new Promise(done => {
  const unsubscribe = watched.subscribe(end);
  stopped.addEventListener('abort', end, { once: true });
  function end() {
    unsubscribe();
    done(undefined);
  }
});

/** Waits until the page is looked at. @param {AbortSignal} stopped */
const shown = stopped => new Promise(done => {
  const look = () => {
    if (document.hidden && !stopped.aborted) return;
    document.removeEventListener('visibilitychange', look);
    stopped.removeEventListener('abort', look);
    done(undefined);
  };
  document.addEventListener('visibilitychange', look);
  stopped.addEventListener('abort', look);
  look();
});

/** @param {number} ms @param {AbortSignal} stopped */
const wait = (ms, stopped) => new Promise(done => {
  const timer = setTimeout(done, ms);
  stopped.addEventListener('abort', () => {
    clearTimeout(timer);
    done(undefined);
  }, { once: true });
});

/**
 * Follows a stream while the component is shown.
 * @param {string | null} to null for none
 * @param {(change: Change) => void} onChange
 * @param {(change: Change) => boolean} [concerns] see {@link watch}
 */
export function useWatch(to, onChange, concerns) {
  const latest = useRef({ onChange, concerns });
  latest.current = { onChange, concerns };
  useEffect(() => to === null ? undefined : watch(to, change => latest.current.onChange(change), change => latest.current.concerns?.(change) ?? true), [to]);
}

/** The stream of a locker. @param {string} label @param {{ data?: boolean, peers?: boolean, follow?: boolean }} [what] */
export const lockerStream = (label, what = {}) => withParameters(`lockers/${encodeURIComponent(label)}/watch`, what);
