// What peers report of their calls: by target, by peer, by instance, down to the report itself.
import { html, useEffect, useMemo, useState } from '../html.js';
import { useStore } from '../store.js';
import { curl, home } from '../api.js';
import { useData } from '../data.js';
import { Command, Empty, Problem } from '../ui.js';
import { LockerChoice } from '../lockers.js';
import { lockerStream, paused } from '../live.js';
import { go, href, withQuery } from '../router.js';
import { failures } from '../results/codes.js';
import { group, nameOf, readRows, readTable, total } from '../results/table.js';
import { meterOf, Step } from '../results/rates.js';
import { Chart } from '../results/chart.js';
import { Figures } from '../results/figures.js';
import { Filters, Tools } from '../results/tools.js';
import { Headers } from '../results/headers.js';
import { Raw } from '../results/raw.js';
import { Rows } from '../results/rows.js';

/** @typedef {import('../results/table.js').By} By */

/** A run moves while its last response is this new. */
const LiveFor = 15_000;

/** @type {By[]} */
const All = ['target', 'peer', 'instance'];

/** By what rows can be told apart that are narrowed already. @param {import('../results/table.js').Only} only @returns {By[]} */
const open = only => All.filter(by => only[by] === undefined && !(by === 'peer' && only.instance !== undefined));

/** @param {{ route: import('../router.js').Route }} props */
export function View({ route }) {
  const label = route.parts[0] ?? 'current';
  const { target, peer, instance, status, q } = route.query;
  const only = useMemo(() => ({ target, peer, instance }), [target, peer, instance]);
  const choices = open(only);
  const by = choices.find(each => each === route.query.by) ?? choices[0];
  const isRaw = by === undefined;
  const perInstance = by === 'instance' || instance !== undefined;
  const isWhole = target === undefined && peer === undefined;
  const read = useData(
    async signal => ({ by, ...await (isWhole && by ? readTable(label, by, signal) : readPart(label, only, perInstance, signal)) }),
    [label, only, by],
    { watch: lockerStream(label, { peers: true, follow: label === 'current' }), of: JSON.stringify([label, only]) });
  const rows = read.data?.rows, sums = read.data?.total;
  // Rows stay as they are until those of another choice are there.
  const rowsBy = read.data?.by;
  const shown = useMemo(() => rows && rowsBy ? filter(isWhole ? rows : group(rows, rowsBy), rowsBy, q, status) : [], [rows, rowsBy, q, status]);

  return html`
    <div class="bar">
      <h1>Results</h1>
      <${LockerChoice} value=${label} onChoose=${(/** @type {string} */ next) => go(href('results', [next], { by: route.query.by, status, q }))} />
      <${Tools} label=${label} by=${by} status=${status} only=${only} />
    </div>
    <${Narrowed} label=${label} only=${only} />
    <${Problem} error=${read.error} retry=${read.reload} />
    ${sums && rows && rows.length > 0 && html`
      <${Figures} row=${sums} rows=${rows} />
      <${Rates} of=${JSON.stringify([label, target, peer, instance])} row=${sums} />`}
    ${isRaw && html`<${Raw} label=${label} peer=${peer} instance=${instance} target=${target} changed=${rows} />`}
    ${rows && by && (rows.length > 0 || !isWhole) && html`
      <${Filters} by=${by} choices=${choices} q=${q} status=${status} n=${shown.length} />
      <${Rows} rows=${shown} by=${rowsBy ?? by} status=${status} sort=${route.query.sort} link=${narrow} />
      <${Headers} label=${label} only=${only} changed=${rows} />`}
    ${rows && rows.length === 0 && isWhole && html`<${NoResults} label=${label} />`}`;
}

/** @param {string} label @param {import('../results/table.js').Only} only @param {boolean} perInstance @param {AbortSignal} signal */
async function readPart(label, only, perInstance, signal) {
  const rows = await readRows(label, only, perInstance, signal);
  return { rows, total: total(rows) };
}

/** @param {import('../results/table.js').Row[]} rows @param {By} by @param {string | undefined} q @param {string | undefined} status */
const filter = (rows, by, q, status) => rows.filter(row =>
  (!q || nameOf(row, by).toLowerCase().includes(q.toLowerCase())) && (!status || failures(row.codes) > 0));

/** The link to what a row sums up. @param {import('../results/table.js').Row} row */
const narrow = ({ target, peer, instance }) => withQuery({
  ...(target === undefined ? {} : { target }), ...(peer === undefined ? {} : { peer }), ...(instance === undefined ? {} : { instance }), by: null, q: null, sort: null,
});

/** What the rows are narrowed to, and the way back. @param {{ label: string, only: import('../results/table.js').Only }} props */
function Narrowed({ label, only }) {
  const parts = All.filter(by => only[by] !== undefined);
  if (!parts.length) return null;
  return html`
    <nav class="crumbs" aria-label="Narrowed to">
      <a href=${href('results', [label], { status: withStatus() })}>All results</a>
      ${parts.map(by => html`
        <span class="crumb" key=${by}>${by} <strong>${only[by]}</strong>
          <a href=${withQuery({ [by]: null, ...(by === 'peer' ? { instance: null } : {}), by: null })} aria-label=${`Not only ${by} ${only[by]}`} title="Not only this">✕</a></span>`)}
    </nav>`;
}

const withStatus = () => new URLSearchParams(location.hash.split('?')[1]).get('status');

/** The chart of a run that moves. @param {{ of: string, row: import('../results/table.js').Row }} props */
function Rates({ of, row }) {
  const meter = meterOf(of);
  const [points, set] = useState(0);
  const isPaused = useStore(paused);
  const isLive = row.last !== null && Date.now() - Date.parse(row.last) < LiveFor;
  const hasMoved = meter.rates.all.some(n => n > 0);
  useEffect(() => {
    if (isPaused || !(isLive || hasMoved)) return undefined;
    const take = () => {
      if (!document.hidden && meter.take({ at: Date.now(), all: row.requests, failed: failures(row.codes) })) set(n => n + 1);
    };
    take();
    const timer = setInterval(take, Step);
    return () => clearInterval(timer);
  }, [row, of, isPaused, isLive]);
  return isLive || hasMoved ? html`<${Chart} key=${of} rates=${meter.rates} points=${points} />` : null;
}

/** What to do to have results. @param {{ label: string }} props */
function NoResults({ label }) {
  const registry = home.replace(/\/$/, '');
  return html`
    <${Empty} title=${label === 'current' ? 'No results in the current locker yet' : html`No results in <bdi>${label}</bdi>`}>
      <p>Peers report into the current locker. Start one that does:</p>
      <${Command} text=${`goto --port 8081 --label peer1 --registry ${registry} --locker`} />
      <p>Give it a target, and let it call that:</p>
      <${Command} text=${curl('peers/peer1/targets/add', { method: 'POST', body: `{"name":"t1","method":"GET","url":"${registry}/health/live","requestCount":100,"autoInvoke":true}` })} />
      <p class="quiet">Results show here as they come. Other runs: <a href=${href('runs')}>all lockers</a>.</p>
    <//>`;
}

