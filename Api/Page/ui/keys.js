// What keys do everywhere. A view adds its own where its parts have the focus, such as the arrows of a tree.
import { html, useEffect, useRef } from './html.js';
import { store, useStore } from './store.js';
import { go, href, route } from './router.js';
import { paused } from './live.js';
import { moveBy } from './focus.js';

const shown = store(false);

const Keys = [
  ['/', 'search'],
  ['↑ ↓', 'move through rows, and through a menu'],
  ['→ ←', 'in the tree: to what is below a key, and back'],
  ['c', 'copy what is shown'],
  ['p', 'pause, go on'],
  ['?', 'this help'],
  ['Esc', 'close a dialog'],
];

/** Listens to the keyboard. */
export function listen() {
  addEventListener('keydown', event => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (target.closest('input, textarea, select, [contenteditable], dialog')) return;
    const act = {
      '/': search, c: copy, p: () => paused.set(!paused.get()), '?': () => shown.set(true), ArrowDown: () => moveBy(1), ArrowUp: () => moveBy(-1),
    }[event.key];
    if (!act || act() === false) return;
    event.preventDefault();
  });
}

/** Leads to the field of the search: a view's own, which has the attribute data-search, or that of the search's view. */
function search() {
  const field = /** @type {HTMLElement | null} */ (document.querySelector('main [data-search]'));
  if (field) return field.focus();
  const { view, parts } = route.get();
  go(href('search', ['results', 'browse', 'timeline'].includes(view) && parts[0] ? [parts[0]] : []));
}

/** Presses the nearest button that copies: beside what has the focus, else the first of the view. */
function copy() {
  const near = document.activeElement?.closest('[data-row], section, main') ?? document;
  const button = near.querySelector('[data-copy]') ?? document.querySelector('main [data-copy]') ?? document.querySelector('main .copy');
  /** @type {HTMLElement | null} */ (button)?.click();
}

/** The list of keys. */
export function Help() {
  const isOpen = useStore(shown);
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
  }, [isOpen]);
  return isOpen && html`
    <dialog ref=${dialog} aria-labelledby="help-title" onClose=${() => shown.set(false)}>
      <h2 id="help-title">Keys</h2>
      <table class="keys"><tbody>
        ${Keys.map(([key, does]) => html`<tr key=${key}><th scope="row"><kbd>${key}</kbd></th><td>${does}</td></tr>`)}
      </tbody></table>
      <div class="actions"><button class="primary" autofocus onClick=${() => dialog.current?.close()}>Close</button></div>
    </dialog>`;
}

Help.open = () => shown.set(true);
