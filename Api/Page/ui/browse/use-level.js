// The level that Browse shows, kept as it is on the server.
import { useEffect, useRef, useState } from '../html.js';
import { lockerStream, paused, useWatch } from '../live.js';
import { ApiError } from '../api.js';
import { Level } from './level.js';

/** Changes come in bursts: after one, the rows that are seen are read again at most this often. */
const Every = 1_000;

/** @param {import('./place.js').Place} place */
export function useLevel(place) {
  const name = JSON.stringify([place.label, place.peer, place.instance, place.path]);
  const [state, set] = useState({ name: '', version: 0, error: /** @type {ApiError | undefined} */ (undefined) });
  const seen = useRef([0, 0]);
  const level = useRef(/** @type {Level | null} */ (null));
  const soon = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  // A pause keeps what changes waiting, and not what the reader does.
  const wanted = useRef(/** @type {'' | 'change' | 'reader'} */ (''));

  if (state.name !== name || !level.current) {
    // Made while the view is drawn, so that no row of the level before is shown under this one's name.
    level.current?.close();
    /** @type {Level} */
    const made = new Level(place, error => {
      if (level.current !== made) return;
      set(before => ({
        name, version: before.version + 1,
        error: error === undefined ? undefined : error instanceof ApiError ? error : new ApiError(0, { title: 'The page failed', detail: String(error) }),
      }));
    });
    level.current = made;
    seen.current = [0, 0];
    set({ name, version: state.version + 1, error: undefined });
  }

  useEffect(() => {
    level.current?.begin();
  }, [name]);
  useEffect(() => () => {
    clearTimeout(soon.current);
    level.current?.close();
    level.current = null;
  }, []);

  /** @param {'change' | 'reader'} by */
  const readAgain = by => {
    if (wanted.current !== 'reader') wanted.current = by;
    if (soon.current !== undefined || wanted.current === 'change' && paused.get()) return;
    const run = async () => {
      wanted.current = '';
      await level.current?.refresh(seen.current[0], seen.current[1]);
      soon.current = setTimeout(() => {
        soon.current = undefined;
        catchUp();
      }, Every);
    };
    soon.current = setTimeout(run, 0);
  };
  const catchUp = () => {
    if (wanted.current) readAgain(wanted.current);
  };
  useEffect(() => paused.subscribe(catchUp), []);
  const refresh = () => readAgain('reader');

  useWatch(lockerStream(place.label, { peers: !!place.peer, follow: place.label === 'current' }), () => readAgain('change'), change => concerns(change, place));
  return {
    level: level.current, version: state.version, error: state.name === name ? state.error : undefined, refresh,
    see: (/** @type {number} */ from, /** @type {number} */ to) => void (seen.current = [from, to]),
  };
}

/** Whether a change may show on a level. @param {import('../live.js').Change} change @param {import('./place.js').Place} place */
function concerns({ event, data }, place) {
  if (event !== 'stored' && event !== 'removed' && event !== 'expired') return event !== 'event';
  if (!data?.path) return true;
  if ((data.peer || undefined) !== place.peer || (data.instance || undefined) !== place.instance) return false;
  const common = Math.min(data.path.length, place.path.length);
  return place.path.slice(0, common).every((key, i) => key === data.path[i]);
}
