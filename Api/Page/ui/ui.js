// Parts that several views are built of.
import { html, useEffect, useId, useRef, useState } from './html.js';
import { store, useStore } from './store.js';
import { hasKey, role, suffices } from './api.js';
import { askKey } from './dialogs.js';
import { ago, clock, count, isSet } from './format.js';
import { stops } from './focus.js';

/** The present, in milliseconds, every ten seconds: for what says how long ago something was. */
const now = store(Date.now());
setInterval(() => document.hidden || now.set(Date.now()), 10_000);

/** A time, as how long ago it was; the exact one is in its title. @param {{ at: string | null | undefined }} props */
export function Ago({ at }) {
  const present = useStore(now);
  if (!isSet(at)) return html`<span class="quiet">–</span>`;
  return html`<time datetime=${at} title=${`${clock(/** @type {string} */ (at), true)} (${at})`}>${ago(/** @type {string} */ (at), Math.max(present, Date.now() - 10_000))}</time>`;
}

/** A time of day. @param {{ at: string | null | undefined }} props */
export const Clock = ({ at }) => isSet(at)
  ? html`<time datetime=${at} title=${at}>${clock(/** @type {string} */ (at))}</time>`
  : html`<span class="quiet">–</span>`;

/** A number, readable and exact. @param {{ n: number }} props */
export const Count = ({ n }) => html`<data value=${n}>${count(n)}</data>`;

/** What went wrong, in the server's words. @param {{ error: import('./api.js').ApiError | undefined, retry?: () => void }} props */
export function Problem({ error, retry }) {
  if (!error) return null;
  return html`
    <div class="problem" role="alert">
      <strong>${error.title}.</strong> ${error.message}
      ${error.traceId && html` <small class="quiet">traceId ${error.traceId}</small>`}
      ${error.status === 401 && html` <button onClick=${() => askKey(error.message)}>Enter a key</button>`}
      ${retry && html` <button onClick=${retry}>Try again</button>`}
    </div>`;
}

/** Nothing is there, and what to do about it. @param {{ title: any, children?: any }} props */
export const Empty = ({ title, children }) => html`<div class="empty"><h2>${title}</h2>${children}</div>`;

/** A command to type, with a button that copies it. @param {{ text: string }} props */
export const Command = ({ text }) => html`<div class="command"><pre tabindex="0"><code>${text}</code></pre><${Copy} text=${text} what="command" /></div>`;

/**
 * Copies a text, and says so. `key` is the letter that does it by keyboard: see keys.js.
 * @param {{ text: string | (() => string | Promise<string>), what: string, label?: string, isDefault?: boolean }} props
 */
export function Copy({ text, what, label, isDefault }) {
  const [state, set] = useState('');
  useEffect(() => {
    if (!state) return undefined;
    const timer = setTimeout(() => set(''), 1_500);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    try {
      await toClipboard(typeof text === 'function' ? await text() : text);
      set('copied');
    } catch {
      set('not copied');
    }
  };
  return html`<button type="button" class="copy" data-copy=${isDefault ? '' : undefined} title=${`Copy ${what}`} onClick=${copy}>
    ${label ?? 'Copy'}<span class="said" role="status">${state}</span></button>`;
}

/** @param {string} text */
async function toClipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Browsers offer the clipboard to pages of https and localhost only. This is the way for others.
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'offscreen';
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('The browser does not copy.');
}

/**
 * A choice of one, as buttons side by side.
 * @param {{ label: string, value: string, of: [string, any][], onChoose: (value: string) => void }} props
 */
export const Choice = ({ label, value, of, onChoose }) => html`
  <div class="choice" role="group" aria-label=${label}>
    ${of.map(([each, text]) => html`
      <button type="button" key=${each} aria-pressed=${each === value} onClick=${() => onChoose(each)}>${text}</button>`)}
  </div>`;

/**
 * A button for what changes something: it cannot be pressed with a key that has not the role which `needs` names, `write` without it. It keeps the
 * focus when that turns out after it was pressed.
 * @param {any} props
 */
export function Act({ children, disabled, needs = 'write', onClick, ...props }) {
  const held = useStore(role);
  const isRefused = !suffices(held, needs);
  const isOff = isRefused || disabled;
  return html`<button type="button" ...${props} aria-disabled=${isOff ? 'true' : undefined} onClick=${isOff ? (/** @type {Event} */ event) => event.preventDefault() : onClick}
    title=${!isRefused ? props.title : held === 'read' ? 'Your key may read only' : `This needs a key with the role ${needs}`}>${children}</button>`;
}

/**
 * A button at the end of rows that shows more of them. The focus goes on to the first one that is new.
 * @param {{ step: number, rows: number, hasMore: boolean, onMore: () => void }} props `rows` are shown now
 */
export function More({ step, rows, hasMore, onMore }) {
  const next = useRef(Infinity);
  useEffect(() => {
    const row = document.querySelectorAll('main [data-row]')[next.current];
    if (!row) return;
    next.current = Infinity;
    stops(row)[0]?.focus();
  }, [rows]);
  const more = () => {
    next.current = rows;
    onMore();
  };
  return hasMore && html`<p><button type="button" onClick=${more}>Show ${step} more</button></p>`;
}

/**
 * What can be done with one thing. The browser's popover closes it by Escape and by a click elsewhere, and no table cuts it off.
 * @param {{ label: string, of: string, children?: any }} props
 */
export function Menu({ label, of, children }) {
  const id = useId().replaceAll(/\W/g, '-');
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const [isOpen, open] = useState(false);
  /** @param {ToggleEvent} event */
  const place = event => {
    const menu = /** @type {HTMLElement} */ (event.target);
    menu.toggleAttribute('data-placed', event.newState === 'open');
    if (event.newState !== 'open' || !button.current) return;
    const { right, top, bottom } = button.current.getBoundingClientRect();
    menu.style.left = `${Math.max(8, right - menu.offsetWidth)}px`;
    menu.style.top = `${bottom + menu.offsetHeight + 8 < innerHeight ? bottom + 2 : Math.max(8, top - menu.offsetHeight - 2)}px`;
  };
  /** @param {MouseEvent} event */
  const close = event => {
    if (/** @type {HTMLElement} */ (event.target).closest('a, button')) /** @type {HTMLElement} */ (event.currentTarget).hidePopover();
  };
  // An open menu would hide what gets the focus behind its last item.
  /** @param {FocusEvent} event */
  const leave = event => {
    const menu = /** @type {HTMLElement} */ (event.currentTarget);
    setTimeout(() => document.activeElement !== button.current && !menu.contains(document.activeElement) && menu.hidePopover());
  };
  return html`
    <button ref=${button} type="button" class="opens" popovertarget=${id} aria-label=${`${label}: ${of}`}>${label}</button>
    <div id=${id} popover="auto" class="menu" onBeforeToggle=${(/** @type {ToggleEvent} */ event) => open(event.newState === 'open')} onToggle=${place} onClick=${close} onFocusOut=${leave}>${isOpen && children}</div>`;
}

/** Says that the key may read only, with the way to another one. */
export function ReadOnly() {
  useStore(hasKey);
  return useStore(role) === 'read' ? html`<${Limit}>Your key may read only.<//>` : null;
}

/** Says that the key may change something, and not do what is said here. @param {{ children?: any }} props */
export const NeedsAdmin = ({ children }) => useStore(role) === 'write' ? html`<${Limit}>${children}<//>` : null;

/** What the key may not do. @param {{ children?: any }} props */
const Limit = ({ children }) => html`<div class="note" role="status">${children} <button onClick=${() => askKey()}>Use another key</button></div>`;

/** Gives a file to the reader. @param {string} name @param {BlobPart} content @param {string} type */
export function download(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser needs the address until it has begun to save.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
