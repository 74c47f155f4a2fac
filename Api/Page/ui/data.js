// Reading for a view, and reading again when something has changed.
import { useEffect, useRef, useState } from './html.js';
import { paused, useWatch } from './live.js';
import { ApiError } from './api.js';

/** Changes come in bursts: after one, a view reads at most this often. */
const Every = 1_000;

/**
 * @template T
 * @typedef {{ data: T | undefined, error: ApiError | undefined, loading: boolean, reload: () => void }} Read
 */

/**
 * Reads, and reads again when `on` changes. What was read stays while it is read again, and when that fails; when `on` changes, only where `of` is
 * given and is the same.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} read
 * @param {any[]} on what the reading depends on
 * @param {{ watch?: string | null, if?: (change: import('./live.js').Change) => boolean, every?: number, poll?: number, of?: string }} [live] the stream to
 *   follow, and which of its changes count; `poll` is how often is read what no stream tells of, milliseconds
 * @returns {Read<T>}
 */
export function useData(read, on, live = {}) {
  const [state, set] = useState(/** @type {{ data?: T, error?: ApiError, loading: boolean }} */ ({ loading: true }));
  const latest = useRef(read);
  const was = useRef(live.of);
  latest.current = read;
  const again = useRef((/** @type {'change' | 'reader'} */ _by) => { /* Nothing is shown yet. */ });

  useEffect(() => {
    const gone = new AbortController();
    let running = false;
    /** For whom is to be read as soon as it may be: a pause keeps what changes waiting, and not what the reader does. */
    let wanted = /** @type {'' | 'change' | 'reader'} */ ('');
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    /** @param {'change' | 'reader'} [by] */
    async function run(by = 'reader') {
      if (wanted !== 'reader') wanted = by;
      if (running || document.hidden || wanted === 'change' && paused.get()) return;
      running = true;
      wanted = '';
      try {
        const data = await latest.current(gone.signal);
        if (!gone.signal.aborted) set({ data, loading: false });
      } catch (error) {
        if (gone.signal.aborted) return;
        const failed = error instanceof ApiError ? error : new ApiError(0, { title: 'The page failed', detail: String(error) });
        set(before => ({ ...before, error: failed, loading: false }));
      }
      timer = setTimeout(() => {
        running = false;
        if (!gone.signal.aborted) catchUp();
      }, live.every ?? Every);
    }

    const catchUp = () => {
      if (wanted) run(wanted);
    };
    document.addEventListener('visibilitychange', catchUp);
    const resume = paused.subscribe(catchUp);
    const isSame = live.of !== undefined && live.of === was.current;
    was.current = live.of;
    set(before => isSame ? { ...before, loading: true } : { loading: true });
    again.current = run;
    run();
    return () => {
      gone.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', catchUp);
      resume();
    };
  }, on);

  useWatch(live.watch ?? null, () => again.current('change'), live.if);
  useEffect(() => {
    if (live.poll === undefined) return undefined;
    const timer = setInterval(() => again.current('change'), live.poll);
    return () => clearInterval(timer);
  }, [live.poll]);
  return { data: state.data, error: state.error, loading: state.loading, reload: () => again.current('reader') };
}
