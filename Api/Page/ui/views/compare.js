// Two runs side by side.
import { html, useEffect, useState } from '../html.js';
import { useStore } from '../store.js';
import { curl, here } from '../api.js';
import { useData } from '../data.js';
import { percent } from '../format.js';
import { LockerChoice, lockers, readLockers, runBefore, sorted } from '../lockers.js';
import { lockerStream } from '../live.js';
import { go, href, replace, withQuery } from '../router.js';
import { Choice, Copy, Count, download, Empty, Problem } from '../ui.js';
import { Bar, failures, List } from '../results/codes.js';
import { comparePath, readComparison } from '../results/compare.js';
import { comparisonReport } from '../results/report.js';
import { idOf } from '../results/table.js';

/** @typedef {import('../results/table.js').By} By */
/** @typedef {import('../results/compare.js').Pair} Pair */

/** @type {By[]} */
const Kinds = ['target', 'peer', 'instance'];

/** More rows are shown on request. */
const AtFirst = 300;

/** @param {{ route: import('../router.js').Route }} props */
export function View({ route }) {
  const [a, b] = route.parts;
  useEffect(() => {
    if (!b) choosePair(a).catch(() => { /* The choices stay empty. */ });
  }, [a, b]);
  return html`
    <div class="bar">
      <h1>Compare</h1>
      <${LockerChoice} label="First" value=${a ?? ''} onChoose=${(/** @type {string} */ next) => go(href('compare', [next, b ?? 'current'], route.query))} />
      <${LockerChoice} label="Second" value=${b ?? ''} onChoose=${(/** @type {string} */ next) => go(href('compare', [a ?? 'current', next], route.query))} />
      ${a && b && html`<${Tools} a=${a} b=${b} by=${byOf(route)} />`}
    </div>
    ${a && b ? html`<${Comparison} key=${`${a}\n${b}`} a=${a} b=${b} route=${route} />` : html`<${NoPair} />`}`;
}

/** @param {import('../router.js').Route} route */
const byOf = route => Kinds.find(each => each === route.query.by) ?? 'target';

/** The newest run that has results, and the one before it. @param {string | undefined} first */
async function choosePair(first) {
  const all = lockers.get() ?? await readLockers();
  const newest = sorted(all).filter(each => each.peers > 0 && each.label !== first)[0];
  const before = first ?? runBefore(all, newest)?.label;
  if (newest && before) replace(href('compare', [before, newest.label]));
}

/** @param {{ a: string, b: string, route: import('../router.js').Route }} props */
function Comparison({ a, b, route }) {
  const by = byOf(route), { q, only } = route.query;
  const current = useStore(lockers)?.find(each => each.current)?.label;
  const moving = a === 'current' || a === current ? a : b;
  const read = useData(
    async signal => ({ by, ...await readComparison(a, b, by, signal) }), [a, b, by], { watch: lockerStream(moving, { peers: true, follow: moving === 'current' }), of: `${a}\n${b}` });
  const rowsBy = read.data?.by ?? by;
  const all = read.data?.pairs ?? [];
  const shown = all.filter(pair => (!only || pair.differences.length > 0) && (!q || pair.name.toLowerCase().includes(q.toLowerCase())));
  const differing = all.filter(pair => pair.differences.length > 0).length;
  return html`
    <${Problem} error=${read.error} retry=${read.reload} />
    ${read.data && html`
      <div class="bar">
        <${Choice} label="Rows" value=${by} of=${Kinds.map(each => [each, `By ${each}`])} onChoose=${(/** @type {string} */ next) => replace(withQuery({ by: next }))} />
        <${Choice} label="Which" value=${only ? 'differences' : ''} of=${[['', 'All'], ['differences', 'Differences']]} onChoose=${(/** @type {string} */ next) => replace(withQuery({ only: next }))} />
        <label>Names with <input type="search" value=${q ?? ''} onInput=${(/** @type {any} */ event) => replace(withQuery({ q: event.target.value }))} /></label>
        <span class="quiet" role="status">${differing} of ${all.length} ${rowsBy}s differ</span>
      </div>
      <div class="table"><table class="compare">
        <thead>
          <tr><th scope="col" rowspan="2">${rowsBy[0].toUpperCase() + rowsBy.slice(1)}</th>
            ${[read.data.a, read.data.b].map((label, i) => html`<th key=${i} scope="colgroup" colspan="3"><a href=${href('results', [label], { by })}>${label}</a></th>`)}
            <th scope="col" rowspan="2">Differences</th></tr>
          <tr>${[0, 1].map(i => html`<th key=${`r${i}`} scope="col" class="number">Requests</th><th key=${`f${i}`} scope="col" class="number">Not 2xx</th><th key=${`c${i}`} scope="col">Status codes</th>`)}</tr>
        </thead>
        <tbody>
          <${Row} pair=${read.data.total} isTotal labels=${[read.data.a, read.data.b]} />
          ${shown.slice(0, AtFirst).map(pair => html`<${Row} key=${idOf(pair.row, rowsBy)} pair=${pair} labels=${[a, b]} />`)}
        </tbody>
      </table></div>
      ${shown.length > AtFirst && html`<p class="quiet">The first ${AtFirst} of ${shown.length}. Filter by name to see others.</p>`}
      ${!all.length && html`<p class="quiet">Neither of the two has results.</p>`}`}`;
}

/** @param {{ pair: Pair, labels: string[], isTotal?: boolean }} props */
function Row({ pair, labels, isTotal }) {
  const { target, peer, instance } = pair.row;
  return html`
    <tr class=${isTotal ? 'total' : pair.differences.length ? 'marked' : ''} data-row>
      <th scope="row" class="name">${isTotal ? 'All' : html`<a href=${href('results', [pair.b ? labels[1] : labels[0]], { target, peer, instance })}>${pair.name || '(empty name)'}</a>`}</th>
      ${[pair.a, pair.b].map((row, i) => row ? html`
        <td key=${`r${i}`} class="number"><${Count} n=${row.requests} /></td>
        <td key=${`f${i}`} class="number">${failures(row.codes) ? html`<span class="bad"><${Count} n=${failures(row.codes)} /> <small>${percent(failures(row.codes), row.requests)}</small></span>` : '0'}</td>
        <td key=${`c${i}`} class="bar-cell"><${Bar} codes=${row.codes} /><${List} codes=${row.codes} /></td>`
        : html`<td key=${`n${i}`} colspan="3" class="quiet">not there</td>`)}
      <td class="differences">${pair.differences.map(said => html`<div key=${said}>${said}</div>`)}</td>
    </tr>`;
}

/** @param {{ a: string, b: string, by: By }} props */
function Tools({ a, b, by }) {
  const [failed, fail] = useState(/** @type {any} */ (undefined));
  const save = async () => {
    try {
      fail(undefined);
      const all = await Promise.all(Kinds.map(kind => readComparison(a, b, kind)));
      const tables = Object.fromEntries([['total', [all[0].total]], ...Kinds.map((kind, i) => [kind, all[i].pairs])]);
      download(`${all[0].a} and ${all[0].b}.html`, comparisonReport(all[0].a, all[0].b, tables, new Date()), 'text/html');
    } catch (error) {
      fail(error);
    }
  };
  return html`
    <div class="end">
      <a class="button" href=${href('compare', [b, a], { by })}>Swap</a>
      <button type="button" title="One file with all tables, which opens without a server" onClick=${save}>Report</button>
      <${Copy} text=${here} what="a link to what is shown" label="Copy link" />
      <${Copy} text=${curl(comparePath(a, b, by, 'text'))} what="the command that reads the same" label="Copy curl" isDefault />
    </div>
    <${Problem} error=${failed} />`;
}

/** What to do to compare. */
function NoPair() {
  const runs = (useStore(lockers) ?? []).filter(each => each.peers > 0);
  return html`
    <${Empty} title="Choose two runs">
      <p>${runs.length < 2
        ? html`Two lockers with results are needed, there ${runs.length === 1 ? 'is one' : 'are none'}. Open another for the next run: <a href=${href('runs')}>Runs</a>.`
        : 'Choose the earlier run first and the later one second: what is different in the second is marked.'}</p>
    <//>`;
}
