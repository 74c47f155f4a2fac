// Light, dark, or as the system is.
import { store } from './store.js';

/** @typedef {'auto' | 'light' | 'dark'} Theme */

/** @type {Theme[]} */
export const Themes = ['auto', 'light', 'dark'];

const root = document.documentElement;

/** What the reader has chosen. */
export const chosen = store(/** @type {Theme} */ (root.dataset.theme ?? 'auto'));

/** @param {Theme} theme */
export function choose(theme) {
  if (theme === 'auto') delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    localStorage.setItem('lockers.theme', theme);
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
  chosen.set(theme);
}
