// The nodes: which there are, where they keep data, and who waits for the storage.
import { html, useEffect } from '../html.js';
import { curl, json, url } from '../api.js';
import { useData } from '../data.js';
import { Ago, Copy, Problem } from '../ui.js';
import { count } from '../format.js';

/**
 * @typedef {{
 *   node: string, status: string, since: string, answers: boolean, version: string | null, storage: string | null, clustering: string | null,
 *   inDoubt: number | null, inDoubtNames: string[], broken: number | null, brokenNames: string[],
 * }} Node
 */

const Every = 5_000;

/** What a storage keeps. @type {Record<string, string>} */
const Keeps = {
  Memory: 'in memory: a node that ends forgets what lived on it',
  Sqlite: 'in a file of this node: what was acknowledged survives its end',
  PostgreSql: 'in PostgreSQL: what was acknowledged survives any node',
};

export function View() {
  const { data, error, reload } = useData(signal => /** @type {Promise<{ nodes: Node[] }>} */ (json('cluster', { signal })), []);
  useEffect(() => {
    const timer = setInterval(reload, Every);
    return () => clearInterval(timer);
  }, []);
  const nodes = data?.nodes ?? [];
  const known = nodes.filter(node => node.answers);
  const storages = [...new Set(known.map(node => node.storage))];
  const versions = [...new Set(known.map(node => node.version))];
  const inDoubt = known.reduce((sum, node) => sum + (node.inDoubt ?? 0), 0);
  const broken = known.reduce((sum, node) => sum + (node.broken ?? 0), 0);
  return html`
    <div class="bar">
      <h1>Cluster</h1>
      <div class="end">
        <a class="button" href=${new URL('../dashboard/', url('')).href}>Orleans dashboard</a>
        <${Copy} isDefault what="the curl command that does the same" label="Copy curl" text=${curl('cluster')} />
      </div>
    </div>
    <${Problem} error=${error} retry=${reload} />
    ${data && html`
      <dl class="figures">
        <div><dt>nodes</dt><dd>${count(nodes.length)}</dd></div>
        <div><dt>version</dt><dd>${versions.join(', ') || '–'}</dd></div>
        <div><dt>storage</dt><dd>${storages.join(', ') || '–'}</dd></div>
        <div><dt>in doubt</dt><dd class=${inDoubt ? 'bad' : ''}>${count(inDoubt)}</dd></div>
      </dl>
      ${storages.length === 1 && storages[0] && Keeps[storages[0]] && html`<p class="quiet">Data is kept ${Keeps[storages[0]]}.</p>`}
      ${storages.length > 1 && html`<p class="problem" role="alert"><strong>Nodes differ in where they keep data.</strong> Give all of them the same Lockers:Storage.</p>`}
      ${inDoubt > 0 && html`<p class="problem" role="alert"><strong>The storage does not answer.</strong> Until it does, what is in doubt accepts no change; reads go on.</p>`}
      ${broken > 0 && html`<p class="problem" role="alert"><strong>Something cannot be recovered</strong>, and that does not pass by itself. The log of the node says why.</p>`}
      <div class="table" tabindex="0" role="region" aria-label="Nodes"><table>
        <thead><tr><th>Node</th><th>Status</th><th>Version</th><th>Storage</th><th>Clustering</th><th>Since</th><th>In doubt</th><th>Not recovered</th></tr></thead>
        <tbody>${nodes.map(node => html`
          <tr key=${node.node} data-row>
            <th scope="row" class="mono">${node.node}</th>
            <td>${node.status}${node.status === 'Active' && !node.answers ? html` <span class="tag off">does not answer</span>` : ''}</td>
            <td>${node.version ?? '–'}</td><td>${node.storage ?? '–'}</td><td>${node.clustering ?? '–'}</td>
            <td><${Ago} at=${node.since} /></td>
            <td><${Grains} n=${node.inDoubt} names=${node.inDoubtNames} /></td>
            <td><${Grains} n=${node.broken} names=${node.brokenNames} /></td>
          </tr>`)}</tbody>
      </table></div>`}`;
}

/** @param {{ n: number | null, names: string[] }} props */
const Grains = ({ n, names }) => n === null ? html`<span class="quiet">–</span>` : n === 0 ? html`none`
  : html`<details class="inline"><summary class="bad">${count(n)}</summary><ul>${names.map(name => html`<li class="mono" key=${name}>${name}</li>`)}</ul>${n > names.length && html`<p class="quiet">and ${count(n - names.length)} more</p>`}</details>`;
