// What a run comes to, in a few figures.
import { html } from '../html.js';
import { percent, span } from '../format.js';
import { Clock, Count } from '../ui.js';
import { Bar, failures, List } from './codes.js';
import { idOf, seconds } from './table.js';

/**
 * @param {{ row: import('./table.js').Row, rows: import('./table.js').Row[] }} props the sums, and what they are the sums of
 */
export function Figures({ row, rows }) {
  const failed = failures(row.codes), took = seconds(row);
  return html`
    <dl class="figures">
      <div><dt>requests</dt><dd><${Count} n=${row.requests} /></dd></div>
      <div><dt>not 2xx</dt><dd class=${failed ? 'bad' : ''}><${Count} n=${failed} /> <small>${percent(failed, row.requests)}</small></dd></div>
      <div><dt>average per second</dt><dd>${took >= 1 ? (row.requests / took).toFixed(1) : '–'}</dd></div>
      ${/** @type {const} */ (['target', 'peer', 'instance']).filter(by => rows.some(each => each[by] !== undefined)).map(by => html`
        <div key=${by}><dt>${by}s</dt><dd><${Count} n=${new Set(rows.map(each => idOf(each, by))).size} /></dd></div>`)}
      <div><dt>first response</dt><dd><${Clock} at=${row.first} /></dd></div>
      <div><dt>last response${took ? `, after ${span(took)}` : ''}</dt><dd><${Clock} at=${row.last} /></dd></div>
    </dl>
    <div class="whole"><${Bar} codes=${row.codes} /><${List} codes=${row.codes} /></div>`;
}
