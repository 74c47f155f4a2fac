// A list of any length, of which only the rows that are seen are drawn. One row is the active one, and keys move it.
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from './html.js';

/** What every row is high, pixels: the style sheet says the same. */
export const RowHeight = 30;

// Browsers end an element at some 33 million pixels, and lose precision before: a longer list is scrolled in a shorter element.
const MaxHeight = 8_000_000;

// Drawn beyond what is seen, so that a small movement shows no gap.
const Beyond = 6;

/**
 * @param {object} props
 * @param {number} props.count how many rows there are
 * @param {string} props.label what the list is, for screen readers
 * @param {number} props.active the active row, or -1
 * @param {(index: number) => any} props.row draws one
 * @param {(index: number) => void} props.onActive a row is made the active one
 * @param {(index: number) => void} [props.onOpen] the active row is opened
 * @param {() => void} [props.onLeave] the reader goes one level up
 * @param {(from: number, to: number) => void} [props.onSeen] which rows are seen
 * @param {unknown} [props.on] when it changes, the list begins anew, at the active row
 */
export function Rows({ count, label, active, row, onActive, onOpen, onLeave, onSeen, on }) {
  const id = useId();
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [view, setView] = useState({ top: 0, height: 600 });
  const whole = count * RowHeight;
  const height = Math.min(whole, MaxHeight);
  // Where the element is scrolled to, in pixels of the whole list, and back.
  const stretch = height > view.height ? (whole - view.height) / (height - view.height) : 1;
  const offset = view.top * stretch;
  const from = Math.max(0, Math.floor(offset / RowHeight) - Beyond);
  const to = Math.min(count - 1, Math.ceil((offset + view.height) / RowHeight) + Beyond);

  const measure = () => {
    const element = box.current;
    if (element && (element.scrollTop !== view.top || element.clientHeight !== view.height))
      setView({ top: element.scrollTop, height: element.clientHeight });
  };
  // Keys can come faster than rows are drawn.
  const now = useRef(active);
  now.current = active;
  const latest = useRef(measure);
  latest.current = measure;

  useLayoutEffect(() => {
    const sizes = new ResizeObserver(() => latest.current());
    sizes.observe(/** @type {HTMLDivElement} */ (box.current));
    return () => sizes.disconnect();
  }, []);

  /** Scrolls as little as shows a row. @param {number} index */
  const reveal = index => {
    const element = box.current;
    if (!element || index < 0) return;
    const seen = element.scrollTop * stretch;
    const room = element.clientHeight;
    const top = index * RowHeight;
    const wanted = top < seen ? top : top + RowHeight > seen + room ? top + RowHeight - room : seen;
    if (wanted !== seen) element.scrollTop = wanted / stretch;
    latest.current();
  };

  useLayoutEffect(() => {
    if (box.current && active < 0) box.current.scrollTop = 0;
    reveal(active);
  }, [on, active, count > 0]);
  useEffect(() => onSeen?.(from, to), [from, to, count, on]);

  /** @param {KeyboardEvent} event */
  const press = event => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const screen = Math.max(1, Math.floor(view.height / RowHeight) - 1);
    const at = now.current;
    const moves = /** @type {Record<string, number>} */ ({
      ArrowDown: at + 1, ArrowUp: at < 0 ? 0 : at - 1, PageDown: Math.max(at, 0) + screen, PageUp: at - screen, Home: 0, End: count - 1,
    });
    if (event.key in moves) {
      if (count) onActive(now.current = Math.min(count - 1, Math.max(0, moves[event.key])));
    } else if (event.key === 'ArrowRight' || event.key === 'Enter') {
      if (at >= 0) onOpen?.(at);
    } else if (event.key === 'ArrowLeft' || event.key === 'Backspace') onLeave?.();
    else return;
    event.preventDefault();
  };

  const rows = [];
  for (let index = from; index <= to; index++) {
    rows.push(html`
      <div key=${index} id=${`${id}-${index}`} role="option" class="row" aria-selected=${index === active} aria-setsize=${count} aria-posinset=${index + 1}
        onClick=${() => onActive(now.current = index)} onDblClick=${() => onOpen?.(index)}>${row(index)}</div>`);
  }
  return html`
    <div ref=${box} class="rows" style=${{ '--rows': count }} role="listbox" tabindex="0" aria-label=${label} onScroll=${measure} onKeyDown=${press}
      aria-activedescendant=${active >= from && active <= to ? `${id}-${active}` : undefined}>
      <div role="presentation" class="rows-all" style=${{ height: `${height}px` }}>
        <div role="presentation" class="rows-seen" style=${{ transform: `translateY(${view.top + from * RowHeight - offset}px)` }}>${rows}</div>
      </div>
    </div>`;
}
