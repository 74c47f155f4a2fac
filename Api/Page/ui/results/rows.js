// Results as a table.
import { html } from '../html.js';
import { percent } from '../format.js';
import { withQuery } from '../router.js';
import { Clock, Count } from '../ui.js';
import { Bar, failures, isGood, List } from './codes.js';
import { idOf, seconds } from './table.js';

/** @typedef {import('./table.js').Row} Row */

/** More are shown on request: a table of thousands is slow in every browser. */
const AtFirst = 500;

/** @type {Record<string, (a: Row, b: Row) => number>} */
const orders = {
  requests: (a, b) => b.requests - a.requests,
  failed: (a, b) => failures(b.codes) - failures(a.codes),
  last: (a, b) => Date.parse(b.last ?? '0') - Date.parse(a.last ?? '0'),
};

/** @param {string | undefined} sort @returns {sort is string} */
const isOrder = sort => sort !== undefined && Object.hasOwn(orders, sort);

/**
 * @param {{ rows: Row[], by: import('./table.js').By, status: string | undefined, sort: string | undefined, link: (row: Row) => string }} props
 */
export function Rows({ rows, by, status, sort, link }) {
  const all = isOrder(sort) ? [...rows].sort(orders[sort]) : rows;
  if (!all.length) return html`<p class="quiet">No row ${status ? 'has a response that is not 2xx' : 'fits the filter'}.</p>`;
  return html`
    <div class="table"><table class="results">
      <thead><tr>
        ${by === 'instance' && html`<th scope="col">Peer</th>`}
        <${Head} name=${by} sort=${sort} order=${null} />
        <${Head} name="Requests" sort=${sort} order="requests" isNumber />
        <${Head} name="Not 2xx" sort=${sort} order="failed" isNumber />
        <th scope="col">Status codes</th>
        <th scope="col" class="wide">First response</th>
        <${Head} name="Last response" sort=${sort} order="last" isWide />
        <th scope="col" class="number wide">Average/s</th>
      </tr></thead>
      <tbody>${all.slice(0, AtFirst).map(row => html`<${One} key=${idOf(row, by)} row=${row} by=${by} status=${status} link=${link(row)} />`)}</tbody>
    </table></div>
    ${all.length > AtFirst && html`<p class="quiet">The first ${AtFirst} of ${all.length}. Filter by name, or narrow to one target or peer, to see others.</p>`}`;
}

/** @param {{ name: string, sort: string | undefined, order: string | null, isNumber?: boolean, isWide?: boolean }} props */
const Head = ({ name, sort, order, isNumber, isWide }) => {
  const isBy = (isOrder(sort) ? sort : null) === order;
  return html`
    <th scope="col" class=${`${isNumber ? 'number ' : ''}${isWide ? 'wide' : ''}`} aria-sort=${isBy ? order ? 'descending' : 'ascending' : undefined}>
      <a class="sort" href=${withQuery({ sort: order })}>${name[0].toUpperCase() + name.slice(1)}${isBy ? order ? ' ↓' : ' ↑' : ''}</a></th>`;
};

/** @param {{ row: Row, by: import('./table.js').By, status: string | undefined, link: string }} props */
function One({ row, by, status, link }) {
  const failed = failures(row.codes), took = seconds(row);
  const codes = status ? Object.fromEntries(Object.entries(row.codes).filter(([code]) => !isGood(code))) : row.codes;
  return html`
    <tr data-row>
      ${by === 'instance' && html`<td class="name">${row.peer}</td>`}
      <th scope="row" class="name"><a href=${link}>${row[by] || '(empty name)'}</a></th>
      <td class="number"><${Count} n=${row.requests} /></td>
      <td class="number">${failed ? html`<span class="bad"><${Count} n=${failed} /> <small>${percent(failed, row.requests)}</small></span>` : '0'}</td>
      <td class="bar-cell"><${Bar} codes=${row.codes} /><${List} codes=${codes} /></td>
      <td class="wide"><${Clock} at=${row.first} /></td>
      <td class="wide"><${Clock} at=${row.last} /></td>
      <td class="number wide">${took >= 1 ? (row.requests / took).toFixed(1) : '–'}</td>
    </tr>`;
}
