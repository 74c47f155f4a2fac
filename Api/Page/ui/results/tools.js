// What can be done with results: filter, compare, report, copy.
import { html, useState } from '../html.js';
import { useStore } from '../store.js';
import { curl, here } from '../api.js';
import { lockers, runBefore } from '../lockers.js';
import { href, replace, withQuery } from '../router.js';
import { Choice, Copy, download, Problem } from '../ui.js';
import { readTable, rowsPath, tablePath } from './table.js';
import { runReport } from './report.js';

/** @typedef {import('./table.js').By} By */

/** @type {By[]} */
const Kinds = ['target', 'peer', 'instance'];

/** @param {{ label: string, by: By | undefined, status: string | undefined, only: import('./table.js').Only }} props */
export function Tools({ label, by, status, only }) {
  const [failed, fail] = useState(/** @type {any} */ (undefined));
  const all = useStore(lockers) ?? [];
  const mine = all.find(each => label === 'current' ? each.current : each.label === label);
  const before = runBefore(all, mine);
  const isAll = only.target === undefined && only.peer === undefined;
  const to = isAll && by ? tablePath(label, by, status, 'text')
    : rowsPath(label, only, by === 'instance' || only.instance !== undefined);
  const save = async () => {
    try {
      fail(undefined);
      const tables = await Promise.all(Kinds.map(async kind => /** @type {const} */ ([kind, await readTable(label, kind)])));
      const name = tables[0][1].label;
      download(`${name}.html`, runReport(name, Object.fromEntries(tables), new Date()), 'text/html');
    } catch (error) {
      fail(error);
    }
  };
  return html`
    <div class="end">
      ${before && mine && html`<a class="button" href=${href('compare', [before.label, mine.label])}>Compare with <bdi>${before.label}</bdi></a>`}
      <button type="button" title="One file with all tables, which opens without a server" onClick=${save}>Report</button>
      <${Copy} text=${here} what="a link to what is shown" label="Copy link" />
      <${Copy} text=${curl(to)} what="the command that reads the same" label="Copy curl" isDefault />
    </div>
    <${Problem} error=${failed} />`;
}

/** @param {{ by: By, choices: By[], q: string | undefined, status: string | undefined, n: number }} props */
export const Filters = ({ by, choices, q, status, n }) => html`
  <div class="bar">
    ${choices.length > 1 && html`<${Choice} label="Rows" value=${by} of=${choices.map(each => [each, `By ${each}`])} onChoose=${(/** @type {string} */ next) => replace(withQuery({ by: next, sort: null }))} />`}
    <${Choice} label="Responses" value=${status ? '!2xx' : ''} of=${[['', 'All'], ['!2xx', 'Not 2xx']]} onChoose=${(/** @type {string} */ next) => replace(withQuery({ status: next }))} />
    <label>Names with <input type="search" value=${q ?? ''} onInput=${(/** @type {any} */ event) => replace(withQuery({ q: event.target.value }))} /></label>
    <span class="quiet" role="status">${n} ${n === 1 ? by : `${by}s`}</span>
  </div>`;
