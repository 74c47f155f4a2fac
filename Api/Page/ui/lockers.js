// The lockers there are, and the choice of one.
import { html, useEffect } from './html.js';
import { json } from './api.js';
import { store, useStore } from './store.js';

/** @typedef {import('../types/api').Schema<'LockerDetails'>} LockerInfo */

/** The lockers, as last read; null before. */
export const lockers = store(/** @type {LockerInfo[] | null} */ (null));

/** Reads the lockers. @param {AbortSignal} [signal] */
export async function readLockers(signal) {
  const read = /** @type {LockerInfo[]} */ (await json('lockers/labels?detailed=y', { signal }));
  lockers.set(read);
  return read;
}

/** Newest first, the current one before all. @param {LockerInfo[]} all */
export const sorted = all => [...all].sort((a, b) => Number(b.current) - Number(a.current) || b.lastOpened.localeCompare(a.lastOpened));

/** The run before: the last one with peers that came to be earlier. @param {LockerInfo[]} all @param {LockerInfo | undefined} locker */
export const runBefore = (all, locker) => locker && all.filter(each => each.peers > 0 && each.firstOpened < locker.firstOpened)
  .sort((a, b) => b.firstOpened.localeCompare(a.firstOpened))[0];

/**
 * The choice of a locker. `current` stands for whichever is current.
 * @param {{ value: string, onChoose: (label: string) => void, label?: string }} props
 */
export function LockerChoice({ value, onChoose, label = 'Locker' }) {
  const all = useStore(lockers);
  useEffect(() => void (lockers.get() === null && readLockers().catch(() => { /* The view shows why. */ })), []);
  const others = sorted(all ?? []);
  const isKnown = value === 'current' || others.some(each => each.label === value);
  const current = others.find(each => each.current);
  return html`
    <label class="locker">${label}
      <select value=${value} onFocus=${() => readLockers().catch(() => { /* The list stays as it was. */ })}
          onChange=${(/** @type {any} */ event) => onChoose(event.target.value)}>
        <option value="current" selected=${value === 'current'}>current${current ? ` (${current.label})` : ''}</option>
        ${!isKnown && html`<option value=${value} selected>${value}</option>`}
        ${others.map(each => html`<option key=${each.label} value=${each.label} selected=${each.label === value}>${each.label}${each.current ? ' · current' : ''}</option>`)}
      </select>
    </label>`;
}
