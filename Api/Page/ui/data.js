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
  const again = useRef(() => { /* Nothing is shown yet. */ });

  useEffect(() => {
    const gone = new AbortController();
    let running = false, wanted = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    async function run() {
      if (running || document.hidden) return void (wanted = true);
      running = true;
      wanted = false;
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
        if (wanted && !gone.signal.aborted) run();
      }, live.every ?? Every);
    }

    const seen = () => {
      if (!document.hidden && wanted) run();
    };
    document.addEventListener('visibilitychange', seen);
    const isSame = live.of !== undefined && live.of === was.current;
    was.current = live.of;
    set(before => isSame ? { ...before, loading: true } : { loading: true });
    again.current = run;
    run();
    return () => {
      gone.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, on);

  useWatch(live.watch ?? null, () => again.current(), live.if);
  useEffect(() => {
    if (live.poll === undefined) return undefined;
    const timer = setInterval(() => paused.get() || again.current(), live.poll);
    const resume = paused.subscribe(isPaused => isPaused || again.current());
    return () => {
      clearInterval(timer);
      resume();
    };
  }, [live.poll]);
  return { data: state.data, error: state.error, loading: state.loading, reload: () => again.current() };
}
