// Response headers that peers were told to track: how often each value came.
import { html, useState } from '../html.js';
import { json } from '../api.js';
import { useData } from '../data.js';
import { Count, Problem } from '../ui.js';
import { rowsPath } from './table.js';

/** @typedef {{ header: string, value: string, n: number }} Seen */

/** @param {string} label @param {import('./table.js').Only} only @param {AbortSignal} signal */
async function readHeaders(label, only, signal) {
  const perInstance = only.instance !== undefined;
  const peers = await json(rowsPath(label, only, perInstance), { signal });
  /** @type {Map<string, Seen>} */
  const seen = new Map();
  for (const result of Object.values(peers)) {
    const one = perInstance ? result[/** @type {string} */ (only.instance)] ?? {} : result;
    for (const [header, values] of Object.entries(one.countsByHeaderValues ?? {})) {
      for (const [value, n] of Object.entries(/** @type {any} */ (values))) {
        const key = `${header}\n${value}`, found = seen.get(key);
        if (found) found.n += n;
        else seen.set(key, { header, value, n });
      }
    }
  }
  return [...seen.values()].sort((a, b) => a.header.localeCompare(b.header) || b.n - a.n);
}

/** @param {{ label: string, only: import('./table.js').Only, changed: unknown }} props */
export function Headers({ label, only, changed }) {
  const [isOpen, set] = useState(false);
  return html`
    <details class="more" onToggle=${(/** @type {any} */ event) => set(event.target.open)}>
      <summary>Headers</summary>
      ${isOpen && html`<${Open} label=${label} only=${only} changed=${changed} />`}
    </details>`;
}

/** @param {{ label: string, only: import('./table.js').Only, changed: unknown }} props */
function Open({ label, only, changed }) {
  const { data, error } = useData(
    signal => readHeaders(label, only, signal), [label, only, changed],
    { of: JSON.stringify([label, only]) });
  if (error) return html`<${Problem} error=${error} />`;
  if (!data) return html`<p class="quiet">Reading…</p>`;
  if (!data.length) return html`<p class="quiet">No headers are tracked. Peers are told which ones by <code>POST /registry/peers/track/headers/…</code></p>`;
  return html`
    <div class="table" tabindex="0" role="region" aria-label="Headers"><table>
      <thead><tr><th scope="col">Header</th><th scope="col">Value</th><th scope="col" class="number">Responses</th></tr></thead>
      <tbody>${data.map(({ header, value, n }) => html`
        <tr key=${`${header}\n${value}`}><th scope="row">${header}</th><td class="name">${value}</td><td class="number"><${Count} n=${n} /></td></tr>`)}</tbody>
    </table></div>`;
}
