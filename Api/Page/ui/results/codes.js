// Status codes of results: as a bar whose parts are as long as their shares, and as a list.
import { html } from '../html.js';
import { count, percent } from '../format.js';

/** @typedef {Record<string, number>} Codes how often each status code came; `0` is a request without an answer */

/** The class of a code: 2 to 5, and 0 for what is no status of HTTP. @param {string} code */
export const classOf = code => /^[2-5]\d\d$/.test(code) ? code[0] : '0';

/** @param {string} code */
export const isGood = code => classOf(code) === '2';

/** @param {string} code */
export const nameOf = code => code === '0' ? 'no answer' : code;

/** Good ones first, then by number: the same code has the same place in every bar. @param {Codes} codes */
export const ordered = codes => Object.entries(codes).filter(([, n]) => n > 0)
  .sort(([a], [b]) => Number(isGood(b)) - Number(isGood(a)) || a.localeCompare(b, 'en', { numeric: true }));

/** @param {Codes} codes */
export const sum = codes => Object.values(codes).reduce((all, n) => all + n, 0);

/** How many were not 2xx. @param {Codes} codes */
export const failures = codes => Object.entries(codes).reduce((all, [code, n]) => isGood(code) ? all : all + n, 0);

/** How often a code came. Peers name codes as they like. @param {Codes} codes @param {string} code */
export const times = (codes, code) => Object.hasOwn(codes, code) ? codes[code] : 0;

/** @param {Iterable<Codes>} all */
export function plus(all) {
  /** @type {Codes} */
  const codes = Object.create(null);
  for (const each of all) for (const [code, n] of Object.entries(each)) codes[code] = (codes[code] ?? 0) + n;
  return codes;
}

/** @param {{ codes: Codes }} props */
export function Bar({ codes }) {
  const all = sum(codes);
  if (!all) return html`<div class="codes" role="img" aria-label="no answers yet"></div>`;
  const parts = ordered(codes);
  const said = parts.map(([code, n]) => `${nameOf(code)}: ${percent(n, all)}`).join(', ');
  return html`
    <div class="codes" role="img" aria-label=${said} title=${said}>
      ${parts.map(([code, n]) => html`<span key=${code} class=${`code-${classOf(code)}`} style=${{ flexGrow: n / all }}></span>`)}
    </div>`;
}

/** @param {{ codes: Codes }} props */
export const List = ({ codes }) => html`
  <div class="code-list">
    ${ordered(codes).map(([code, n]) => html`<span key=${code} class=${`dot-${classOf(code)}`}>${nameOf(code)} <data value=${n}>${count(n)}</data></span>`)}
  </div>`;
