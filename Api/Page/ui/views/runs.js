// The lockers, newest first: a run of a test is a locker.
import { html, useState } from '../html.js';
import { useStore } from '../store.js';
import { curl, hasKey, home, path, request, send, url } from '../api.js';
import { useData } from '../data.js';
import { ask, confirm } from '../dialogs.js';
import { bytes, count, percent } from '../format.js';
import { lockers, readLockers, runBefore, sorted } from '../lockers.js';
import { href, replace, withQuery } from '../router.js';
import { Act, Ago, Command, Copy, Count, download, Empty, Menu, Problem } from '../ui.js';
import { Bar } from '../results/codes.js';
import { useSums } from '../results/sums.js';

/** @typedef {import('../lockers.js').LockerInfo} LockerInfo */

/** More are shown on request. */
const AtFirst = 100;

/** What is stored changes without a word in the stream of lockers: it is read this often. */
const Every = 10_000;

/** @param {{ route: import('../router.js').Route }} props */
export function View({ route }) {
  const read = useData(readLockers, [], { watch: 'lockers/watch', poll: Every });
  const [failed, fail] = useState(/** @type {import('../api.js').ApiError | undefined} */ (undefined));
  const listed = useStore(lockers);
  const all = sorted(listed ?? []);
  const wanted = (route.query.label ?? '').toLowerCase();
  const found = all.filter(each => each.label.toLowerCase().includes(wanted));
  const shown = route.query.all ? found : found.slice(0, AtFirst);
  const sums = useSums(shown, listed);

  /** Does something, and shows what came of it. @param {() => Promise<unknown>} act */
  const run = async act => {
    try {
      fail(undefined);
      await act();
    } catch (error) {
      fail(/** @type {any} */ (error));
    }
    read.reload();
  };
  const open = async () => {
    const label = await ask({
      title: 'Open a locker', action: 'Open', field: { label: 'Label', required: true, hint: 'It is made current: peers report into it from now on.' },
    });
    if (label) await run(() => send(path`lockers/open/${label.trim()}`));
  };

  return html`
    <div class="bar">
      <h1>Runs</h1>
      ${(all.length > 8 || wanted) && html`
        <label>Labels with <input type="search" value=${route.query.label ?? ''} onInput=${(/** @type {any} */ event) => replace(withQuery({ label: event.target.value }))} /></label>`}
      <div class="end">
        <${Act} class="primary" onClick=${open}>Open a locker…<//>
        <${Copy} isDefault what="the curl command that does the same" label="Copy curl" text=${curl('lockers/labels?detailed=y')} />
      </div>
    </div>
    <${Problem} error=${failed ?? read.error} retry=${failed ? undefined : read.reload} />
    ${!read.loading && !read.error && isUntouched(all) && html`<${Begin} />`}
    ${shown.length > 0 && html`
      <div class="table runs"><table>
        <thead><tr>
          <th scope="col">Label</th><th scope="col">Opened</th><th scope="col">Last response</th><th scope="col" class="number">Requests</th>
          <th scope="col" class="number">Not 2xx</th><th scope="col">Status codes</th><th scope="col" class="number">Peers</th>
          <th scope="col" class="number">Keys</th><th scope="col" class="number">Bytes</th><th scope="col"><span class="offscreen">Actions</span></th>
        </tr></thead>
        <tbody>${shown.map(each => html`<${Row} key=${each.label} locker=${each} sums=${sums.get(each.label)} before=${runBefore(all, each)?.label} run=${run} />`)}</tbody>
      </table></div>`}
    ${shown.length < found.length && html`<p><a href=${withQuery({ all: 'y' })}>Show all ${count(found.length)}</a></p>`}
    ${wanted && !found.length && html`<p class="quiet">No label has “${route.query.label}” in it.</p>`}`;
}

/**
 * @param {{ locker: LockerInfo, sums: import('../results/sums.js').Sums | undefined, before: string | undefined, run: (act: () => Promise<unknown>) => void }} props
 */
function Row({ locker, sums, before, run }) {
  const { label, peers } = locker;
  return html`
    <tr data-row>
      <th scope="row" class="name">
        <a href=${peers ? href('results', [label]) : href('browse', [label])}>${label}</a>
        ${locker.current && html` <span class="tag on">current</span>`}
        ${sums?.isLive && html` <span class="tag on">live</span>`}
      </th>
      <td><${Ago} at=${locker.lastOpened} /></td>
      <td><${Ago} at=${sums?.last} /></td>
      <td class="number">${sums ? html`<${Count} n=${sums.requests} />` : '–'}</td>
      <td class="number">${!sums ? '–' : sums.failed ? html`<span class="bad"><${Count} n=${sums.failed} /> <small>${percent(sums.failed, sums.requests)}</small></span>` : '0'}</td>
      <td class="bar-cell">${sums && sums.requests > 0 && html`<${Bar} codes=${sums.codes} />`}</td>
      <td class="number"><${Count} n=${peers} /></td>
      <td class="number"><${Count} n=${locker.keys} /></td>
      <td class="number"><data value=${locker.bytes}>${bytes(locker.bytes)}</data></td>
      <td class="number"><${Actions} locker=${locker} before=${before} run=${run} /></td>
    </tr>`;
}

/** @param {{ locker: LockerInfo, before: string | undefined, run: (act: () => Promise<unknown>) => void }} props */
function Actions({ locker, before, run }) {
  const { label } = locker;
  const holds = `${count(locker.keys)} keys with ${bytes(locker.bytes)}${locker.peers ? `, of ${count(locker.peers)} peers too` : ''}`;
  const clear = () => sure(`Clear ${label}?`, `${holds}, are removed. The locker stays${locker.current ? ' and stays current' : ''}.`, 'Clear', path`lockers/${label}/clear`);
  const close = () => sure(`Close ${label}?`, `The locker goes with all it holds: ${holds}.${locker.current ? ' default is current again.' : ''}`, 'Close', path`lockers/${label}/close`);
  /** @param {string} title @param {string} body @param {string} action @param {string} to */
  const sure = async (title, body, action, to) => {
    if (await confirm({ title, body: html`<p>${body}</p><p>This cannot be undone.</p>`, action })) run(() => send(to));
  };
  return html`
    <${Menu} label="Actions" of=${label}>
      <a class="button" href=${href('browse', [label])}>Browse</a>
      <a class="button" href=${href('timeline', [label])}>Timeline</a>
      ${before && html`<a class="button" href=${href('compare', [before, label])}>Compare with <bdi>${before}</bdi></a>`}
      <${Download} label=${label} what="dump" to=${path`lockers/${label}/dump`} ending="json" run=${run} />
      <${Download} label=${label} what="export" to=${path`lockers/${label}/export`} ending="ndjson" run=${run} />
      <${Act} disabled=${locker.current} onClick=${() => run(() => send(path`lockers/open/${label}`))}>Make current<//>
      <${Act} onClick=${clear}>Clear…<//>
      ${label !== 'default' && html`<${Act} onClick=${close}>Close…<//>`}
    <//>`;
}

/**
 * A link that saves an answer. With a key the page reads the answer itself, since a link sends none.
 * @param {{ label: string, what: string, to: string, ending: string, run: (act: () => Promise<unknown>) => void }} props
 */
function Download({ label, what, to, ending, run }) {
  const name = `${label}.${ending}`;
  const text = `Download ${what}`;
  return useStore(hasKey)
    ? html`<button type="button" onClick=${() => run(async () => download(name, await (await request(to)).blob(), 'application/octet-stream'))}>${text}</button>`
    : html`<a class="button" href=${url(to)} download=${name}>${text}</a>`;
}

/** @param {LockerInfo[]} all */
const isUntouched = all => all.every(each => !each.keys && !each.peers) && all.length <= 1;

/** What to do on a server where nothing has happened yet. */
function Begin() {
  const registry = home.replace(/\/$/, '');
  return html`
    <${Empty} title="Nothing is stored yet">
      <p>Open a locker for a run of your test:</p>
      <${Command} text=${curl('lockers/open/run1', { method: 'POST' })} />
      <p>Then let goto peers report into it,</p>
      <${Command} text=${`goto --port 8081 --label peer1 --registry ${registry} --locker`} />
      <p>or store something yourself:</p>
      <${Command} text=${curl('lockers/run1/store/greetings,english', { method: 'POST', body: 'hello' })} />
      <p class="quiet">This view shows it as soon as it is there.</p>
    <//>`;
}
