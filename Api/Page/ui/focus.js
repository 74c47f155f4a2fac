// The focus of readers who have no mouse: it is never lost when what had it is drawn anew, or goes.

/** What the tab key stops at. */
const Stops = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';

/** What the tab key stops at in a part of the page, in its order. @param {Element} part @returns {HTMLElement[]} */
export const stops = part => [...part.querySelectorAll(Stops)].filter(each => each.checkVisibility()).map(each => /** @type {HTMLElement} */ (each));

/** What can be moved through row by row: an open menu, else the view's rows, as the stops of each. @returns {HTMLElement[][]} */
function rows() {
  const menu = document.querySelector('.menu:popover-open');
  if (menu) return stops(menu).map(item => [item]);
  return [...document.querySelectorAll('main :is([data-row], [role="listbox"], details.peer > summary)')]
    .map(row => row.matches(Stops) ? [/** @type {HTMLElement} */ (row)] : stops(row)).filter(row => row.length > 0);
}

/**
 * Leads to the same control of another row; from the view itself, or from the button of an open menu, to the first one.
 * @param {number} by 1 or -1
 * @returns {boolean} whether there is one
 */
export function moveBy(by) {
  const at = /** @type {HTMLElement} */ (document.activeElement);
  // Who has clicked somewhere scrolls with the arrows.
  if (!at.matches(':focus-visible')) return false;
  const all = rows(), from = all.findIndex(row => row.includes(at));
  if (from < 0 && !at.matches('main, .opens')) return false;
  const row = all[from + by];
  row?.[Math.min(row.length - 1, Math.max(0, all[from]?.indexOf(at) ?? 0))].focus();
  return row !== undefined;
}

/**
 * Keeps the focus. When what had it was moved, it gets it again; when it is gone, what follows it does. Where a link of the view has led on,
 * the view itself has it, and on the way back that link.
 */
export function keepFocus() {
  const main = () => /** @type {HTMLElement} */ (document.getElementById('main'));
  const isNowhere = () => document.activeElement === document.body;
  /** What had the focus last. @type {HTMLElement | null} */
  let last = null;
  /** The URL of that time. */
  let on = '';
  /** The link that led on, by the URL it was shown at. @type {Map<string, string>} */
  const left = new Map();
  /** The link that the reader comes back to. @type {string | undefined} */
  let back;

  addEventListener('focusin', event => {
    [last, on] = [/** @type {HTMLElement} */ (event.target), location.hash];
    // Of what is seen in part, browsers leave the rest where it is.
    if (last !== main() && last.matches(':focus-visible')) last.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  addEventListener('keydown', () => {
    [on, back] = [location.hash, undefined];
  }, true);
  // A click beside everything takes the focus away, and is meant to.
  addEventListener('pointerdown', () => {
    last = null;
    back = undefined;
  }, true);
  addEventListener('hashchange', () => {
    back = left.get(location.hash);
  });

  /** @param {MutationRecord[]} changes */
  const keep = changes => {
    if (last && isNowhere() && document.hasFocus()) {
      if (last.isConnected) last.focus();
      if (on !== location.hash) {
        const link = last.getAttribute('href');
        if (link) left.set(on, link);
        if (isNowhere()) main().focus();
      } else if (isNowhere()) (follower(main(), last, changes) ?? main()).focus();
    }
    if (back !== undefined && (isNowhere() || document.activeElement === main())) {
      const link = stops(main()).find(each => each.getAttribute('href') === back);
      if (link) {
        back = undefined;
        link.focus();
      }
    }
  };
  new MutationObserver(keep).observe(document.body, { childList: true, subtree: true });
}

/**
 * What the tab key would come to next from where something was; at the end, what it would come to before.
 * @param {HTMLElement} main
 * @param {Node} gone
 * @param {MutationRecord[]} changes those that took it away
 */
function follower(main, gone, changes) {
  /** @type {Node | null} */
  let next = null;
  for (const { removedNodes, target, nextSibling } of changes)
    if ([...removedNodes].some(node => node.contains(gone))) [gone, next] = [target, nextSibling];
  const place = next?.isConnected ? next : gone;
  if (!main.contains(place)) return undefined;
  const all = stops(main);
  const isBehind = (/** @type {HTMLElement} */ each) => place === next && place.contains(each)
    || (place.compareDocumentPosition(each) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY)) === Node.DOCUMENT_POSITION_FOLLOWING;
  return all.find(isBehind) ?? all.at(-1);
}
