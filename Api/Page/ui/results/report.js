// A run, or a comparison of two, as one file: it needs no server, no script and nothing from elsewhere.
import { home } from '../api.js';
import { count, percent, span } from '../format.js';
import { classOf, failures, nameOf as codeName, ordered, sum } from './codes.js';
import { nameOf, seconds } from './table.js';

/** @typedef {import('./table.js').Row} Row */
/** @typedef {import('./table.js').By} By */

const Colours = { 2: '#2c8a4b', 3: '#3d78c2', 4: '#cf8a00', 5: '#c22f2f', 0: '#7a4fa3' };

const Style = `
:root{color-scheme:light dark;--line:light-dark(#d5d9df,#363c45);--quiet:light-dark(#59616d,#9aa4b2);--bad:light-dark(#ab1f1f,#ff9b95);--marked:light-dark(#e6effa,#20344a)}
body{font:14px/1.45 system-ui,sans-serif;margin:1.5rem auto;max-width:75rem;padding:0 1rem;background:light-dark(#fff,#15181c);color:light-dark(#1b1f24,#e3e6ea)}
h1{font-size:1.4rem;margin:0}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
table{border-collapse:collapse;width:100%}th,td{padding:.25rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
thead th{color:var(--quiet);white-space:nowrap}tbody th{font-weight:500}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.bad{color:var(--bad)}.quiet{color:var(--quiet)}tr.differs{background:var(--marked)}
.bar{display:flex;height:12px;min-width:8rem;border-radius:2px;overflow:hidden;background:var(--line)}.bar>span{min-width:2px}
.codes span{margin-right:.8rem;white-space:nowrap}.codes i{display:inline-block;width:8px;height:8px;border-radius:2px;margin-right:.3rem}
@media print{body{margin:0;max-width:none}}`;

/** @param {string} at */
const utc = at => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** @param {string} text */
const escaped = text => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);

/** @param {number} n */
const number = n => `<data value="${n}">${count(n)}</data>`;

/** @param {Row} row */
function failed(row) {
  const n = failures(row.codes);
  return n ? `<span class="bad">${number(n)} ${percent(n, row.requests)}</span>` : number(0);
}

/** @param {Row} row */
function codes(row) {
  const all = sum(row.codes), parts = ordered(row.codes);
  const bar = parts.map(([code, n]) => `<span style="flex-grow:${n / all};background:${colour(code)}"></span>`).join('');
  const list = parts.map(([code, n]) => `<span><i style="background:${colour(code)}"></i>${escaped(codeName(code))} ${number(n)}</span>`).join('');
  return `<div class="bar">${bar}</div><div class="codes">${list}</div>`;
}

/** @param {string} code */
const colour = code => Colours[/** @type {keyof typeof Colours} */ (Number(classOf(code)))];

/** @param {string | null} at */
const time = at => at ? `<time datetime="${escaped(at)}" title="${escaped(at)}">${utc(at)}</time>` : '–';

/** @param {Row} row */
const average = row => seconds(row) >= 1 ? (row.requests / seconds(row)).toFixed(1) : '–';

/** @param {string} title @param {string} body */
const page = (title, body) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escaped(title)}</title><style>${Style}</style></head>
<body>
${body}
</body></html>
`;

/** @param {Date} now */
const made = now => `<p class="quiet">From ${escaped(home)}, ${utc(now.toISOString())}. Times are UTC.</p>`;

/**
 * The report of a run.
 * @param {string} label
 * @param {Record<string, { rows: Row[], total: Row }>} tables by target, by peer, by instance
 * @param {Date} now
 */
export function runReport(label, tables, now) {
  const all = Object.values(tables)[0].total;
  const parts = Object.entries(tables).map(([by, { rows }]) => `
<h2>By ${by}</h2>
<table id="${by}"><thead><tr><th>${by === 'instance' ? 'Peer, instance' : by === 'peer' ? 'Peer' : 'Target'}</th><th class="n">Requests</th><th class="n">Not 2xx</th><th>Status codes</th><th>First response</th><th>Last response</th><th class="n">Average/s</th></tr></thead><tbody>
${rows.map(row => `<tr><th>${escaped(nameOf(row, /** @type {By} */ (by)))}</th>${cells(row)}</tr>`).join('\n')}
</tbody></table>`).join('');
  return page(`${label} · Lockers`, `<h1>${escaped(label)}</h1>
${made(now)}
<table id="total"><thead><tr><th></th><th class="n">Requests</th><th class="n">Not 2xx</th><th>Status codes</th><th>First response</th><th>Last response</th><th class="n">Average/s</th></tr></thead><tbody>
<tr><th>All, ${escaped(span(seconds(all)))}</th>${cells(all)}</tr></tbody></table>
${parts}`);
}

/** @param {Row} row */
const cells = row => `<td class="n">${number(row.requests)}</td><td class="n">${failed(row)}</td><td>${codes(row)}</td><td>${time(row.first)}</td><td>${time(row.last)}</td><td class="n">${average(row)}</td>`;

/**
 * The report of a comparison.
 * @param {string} a @param {string} b the labels
 * @param {Record<string, import('./compare.js').Pair[]>} tables
 * @param {Date} now
 */
export function comparisonReport(a, b, tables, now) {
  const body = Object.entries(tables).map(([by, pairs]) => `
<h2>${by === 'total' ? 'All' : `By ${by}`}</h2>
<table id="${by}"><thead><tr><th></th>${[a, b].map(label => `<th class="n"><bdi>${escaped(label)}</bdi>: requests</th><th class="n">not 2xx</th><th>status codes</th>`).join('')}<th>Differences</th></tr></thead><tbody>
${pairs.map(pair => `<tr${pair.differences.length ? ' class="differs"' : ''}><th>${escaped(pair.name)}</th>${[pair.a, pair.b].map(half).join('')}<td>${pair.differences.map(escaped).join('<br>')}</td></tr>`).join('\n')}
</tbody></table>`).join('');
  return page(`${a} and ${b} · Lockers`, `<h1><bdi>${escaped(a)}</bdi> and <bdi>${escaped(b)}</bdi></h1>
${made(now)}${body}`);
}

/** @param {Row | null} row */
const half = row => row ? `<td class="n">${number(row.requests)}</td><td class="n">${failed(row)}</td><td>${codes(row)}</td>` : '<td class="n">–</td><td class="n">–</td><td>–</td>';
