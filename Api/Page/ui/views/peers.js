// The peers that are registered: their pods, and what they are given to run.
import { html, useState } from '../html.js';
import { curl, json, path, send, url, ApiError } from '../api.js';
import { href, replace } from '../router.js';
import { useData } from '../data.js';
import { lockerStream } from '../live.js';
import { Act, Ago, Command, Copy, Empty, NeedsAdmin, Problem } from '../ui.js';
import { confirm } from '../dialogs.js';
import { count } from '../format.js';

/**
 * @typedef {{ epoch: number, firstContact: string, lastContact: string }} Epoch
 * @typedef {{ name: string, address: string, node: string, cluster: string, healthy: boolean, currentEpoch: Epoch | null, pastEpochs: Epoch[] | null, offline: boolean }} Pod
 * @typedef {{ name: string, namespace: string, pods: Record<string, Pod>, podEpochs: Record<string, Epoch[]> }} Peer
 * @typedef {Record<string, Record<string, any>>} Settings by peer and name
 * @typedef {Record<string, Record<string, boolean>>} Told by peer and address: whether the pod did as it was told
 */

/** Pods remind the registry of themselves every 5 s, and no stream tells of it. */
const Every = 5_000;

/** @param {{ route: import('../router.js').Route }} props */
export function View({ route }) {
  const { data, error, loading, reload } = useData(read, [], { watch: lockerStream('current', { peers: true, follow: true }), if: change => change.event === 'peer', poll: Every });
  const [said, say] = useState(/** @type {{ what: string, told?: Told, error?: ApiError } | undefined} */ (undefined));

  /** @param {string} what @param {string} to @param {string} [method] */
  const tell = async (what, to, method = 'POST') => {
    say({ what: `${what}…` });
    try {
      say({ what, told: await told(to, method) });
    } catch (failed) {
      if (!(failed instanceof ApiError)) throw failed;
      // 424: the only pod of a peer did not do as it was told. The answer says which.
      const told = failed.status === 424 && typeof failed.problem === 'object' ? /** @type {any} */ (failed.problem) : undefined;
      say(told ? { what, told } : { what, error: failed });
    }
    reload();
  };
  if (!data) return error ? html`<${Problem} error=${error} retry=${reload} />` : loading && html`<p class="quiet">Reading…</p>`;
  const { peers, targets, jobs } = data;
  const names = [...new Set([...Object.keys(peers), ...Object.keys(targets), ...Object.keys(jobs)])].sort();
  const pods = Object.values(peers).flatMap(peer => Object.values(peer.pods));
  const open = route.query.peer;
  return html`
    <div class="bar">
      <h1>Peers</h1>
      <span class="quiet">${count(names.length)} ${names.length === 1 ? 'peer' : 'peers'}, ${count(pods.length)} ${pods.length === 1 ? 'pod' : 'pods'}${unwell(pods)}</span>
      <div class="end">
        <${Act} needs="admin" onClick=${() => tell('Asked all pods whether they are there', 'peers/health', 'GET')}>Check health<//>
        <${Act} needs="admin" onClick=${() => cleanUp(pods, tell)}>Clean up<//>
        <${Copy} isDefault what="the curl command that does the same" label="Copy curl" text=${curl('peers')} />
      </div>
    </div>
    <${NeedsAdmin}>Your key may look at peers and not make them run: that needs the role admin.<//>
    <${Problem} error=${error} retry=${reload} />
    <${Said} said=${said} />
    ${names.length === 0 ? html`<${Nothing} />` : html`
      <div class="peers">${names.map(name => html`
        <${OnePeer} key=${name} name=${name} peer=${own(peers, name)} targets=${own(targets, name) ?? {}} jobs=${own(jobs, name) ?? {}} tell=${tell}
          isOpen=${open === name || names.length === 1 && !route.query.closed}
          onOpen=${(/** @type {boolean} */ isOpen) => replace(href('peers', [], isOpen ? { peer: name } : { closed: names.length === 1 ? 'y' : null }))} />`)}
      </div>`}`;
}

/** What is said of a name. Peers and addresses may have the names of what every object has. @template T @param {Record<string, T>} of @param {string} name @returns {T | undefined} */
const own = (of, name) => Object.hasOwn(of, name) ? of[name] : undefined;

/** @param {AbortSignal} signal */
async function read(signal) {
  const [peers, targets, jobs] = await Promise.all([
    /** @type {Promise<Record<string, Peer>>} */ (json('peers', { signal })),
    /** @type {Promise<Settings>} */ (json('peers/targets', { signal })),
    /** @type {Promise<Settings>} */ (json('peers/jobs', { signal })),
  ]);
  return { peers, targets, jobs };
}

/** @param {string} to @param {string} method @returns {Promise<Told>} */
const told = async (to, method) => method === 'GET' ? json(to) : JSON.parse(await send(to, { method }) || '{}');

/** @param {object} of @param {string} word */
const plural = (of, word) => `${count(Object.keys(of).length)} ${word}${Object.keys(of).length === 1 ? '' : 's'}`;

/** @param {Pod[]} pods */
function unwell(pods) {
  const [offline, unhealthy] = [pods.filter(pod => pod.offline).length, pods.filter(pod => !pod.offline && !pod.healthy).length];
  return `${unhealthy ? `, ${count(unhealthy)} unhealthy` : ''}${offline ? `, ${count(offline)} offline` : ''}`;
}

/** @param {Pod[]} pods @param {(what: string, to: string) => void} tell */
async function cleanUp(pods, tell) {
  const isSure = await confirm({
    title: 'Clean up?', action: 'Clean up',
    body: `All ${count(pods.length)} pods are asked whether they are there. Those that do not answer are removed from the list; what they reported stays.`,
  });
  if (isSure) tell('Removed pods that do not answer', 'peers/health/cleanup');
}

/**
 * @param {object} props
 * @param {string} props.name
 * @param {Peer | undefined} props.peer not there where a name was only given something to run
 * @param {Record<string, any>} props.targets
 * @param {Record<string, any>} props.jobs
 * @param {(what: string, to: string, method?: string) => void} props.tell
 * @param {boolean} props.isOpen
 * @param {(isOpen: boolean) => void} props.onOpen
 */
function OnePeer({ name, peer, targets, jobs, tell, isOpen, onOpen }) {
  const pods = Object.values(peer?.pods ?? {});
  const past = Object.entries(peer?.podEpochs ?? {}).filter(([address]) => !own(peer?.pods ?? {}, address));
  const last = pods.map(pod => pod.currentEpoch?.lastContact ?? '').sort().at(-1);
  return html`
    <details class="peer" open=${isOpen} onToggle=${(/** @type {any} */ event) => event.target.open !== isOpen && onOpen(event.target.open)}>
      <summary>
        <h2>${name}</h2>
        <span class="quiet">${peer?.namespace}</span>
        <span class="pods-in-short">${pods.length === 0 ? html`<span class="tag">no pod</span>` : pods.slice(0, 12).map(pod => html`<${Health} key=${pod.address} pod=${pod} />`)}
          ${pods.length > 12 && html`<span class="quiet">and ${count(pods.length - 12)} more</span>`}</span>
        <span class="quiet end">${plural(targets, 'target')}, ${plural(jobs, 'job')}${last ? html`, heard <${Ago} at=${last} />` : ''}</span>
      </summary>
      ${isOpen && html`
        <${Pods} name=${name} pods=${pods} past=${past} />
        <${Given} peer=${name} kind="target" given=${targets} verb="invoke" did="Invoked" tell=${tell} />
        <${Given} peer=${name} kind="job" given=${jobs} verb="run" did="Ran" tell=${tell} />`}
    </details>`;
}

/** @param {{ pod: Pod }} props */
const Health = ({ pod }) => pod.offline ? html`<span class="tag" title=${`${pod.address}: not heard of since it was loaded`}>offline</span>`
  : pod.healthy ? html`<span class="tag on" title=${pod.address}>healthy</span>`
  : html`<span class="tag off" title=${`${pod.address}: did not answer the last health check`}>unhealthy</span>`;

/** @param {{ name: string, pods: Pod[], past: [string, Epoch[]][] }} props */
const Pods = ({ name, pods, past }) => pods.length + past.length === 0
  ? html`<p class="quiet">No pod has registered as <bdi>${name}</bdi>. What it is given below is handed out to the first one that does.</p>`
  : html`
    <div class="table"><table>
      <caption class="offscreen">Pods of ${name}</caption>
      <thead><tr><th>Address</th><th>State</th><th>Pod</th><th>Node</th><th class="number">Epoch</th><th>First heard</th><th>Last heard</th><th><span class="offscreen">More</span></th></tr></thead>
      <tbody>
        ${pods.map(pod => html`
          <tr key=${pod.address} data-row>
            <th scope="row" class="mono">${pod.address}</th>
            <td><${Health} pod=${pod} /></td>
            <td>${pod.name}</td>
            <td>${[pod.node, pod.cluster].filter(Boolean).join(' @ ')}</td>
            <td class="number">${pod.currentEpoch ? pod.currentEpoch.epoch : ''}${pod.pastEpochs?.length ? html` <small class="quiet">after ${count(pod.pastEpochs.length)}</small>` : ''}</td>
            <td><${Ago} at=${pod.currentEpoch?.firstContact} /></td>
            <td><${Ago} at=${pod.currentEpoch?.lastContact} /></td>
            <td><a href=${href('browse', ['current'], { peer: name, instance: pod.address })}>Reports</a></td>
          </tr>`)}
        ${past.map(([address, epochs]) => html`
          <tr key=${address} data-row class="quiet">
            <th scope="row" class="mono">${address}</th>
            <td><span class="tag">gone</span></td>
            <td></td><td></td>
            <td class="number">${epochs.at(-1)?.epoch}</td>
            <td><${Ago} at=${epochs.at(-1)?.firstContact} /></td>
            <td><${Ago} at=${epochs.at(-1)?.lastContact} /></td>
            <td><a href=${href('browse', ['current'], { peer: name, instance: address })}>Reports</a></td>
          </tr>`)}
      </tbody>
    </table></div>`;

/**
 * What a peer is given to run, and the ways to make it run.
 * @param {object} props
 * @param {string} props.peer
 * @param {'target' | 'job'} props.kind
 * @param {Record<string, any>} props.given
 * @param {string} props.verb the API's word for making it run
 * @param {string} props.did
 * @param {(what: string, to: string) => void} props.tell
 */
function Given({ peer, kind, given, verb, did, tell }) {
  const names = Object.keys(given).sort();
  const title = kind === 'target' ? 'Targets' : 'Jobs';
  if (names.length === 0) return html`<h3>${title}</h3><p class="quiet">None. <code>POST peers/${peer}/${kind}s/add</code> gives it one.</p>`;
  /** @param {string} name @param {string} what */
  const to = (name, what) => path`peers/${peer}/` + `${kind}s/${encodeURIComponent(name)}/${what}`;
  /** @param {string} name */
  const remove = async name => {
    const isSure = await confirm({ title: `Remove ${kind} ${name}?`, action: 'Remove', body: html`Peer <bdi>${peer}</bdi> and its pods forget it. Results that it has stay.` });
    if (isSure) tell(`Removed ${name}`, to(name, 'remove'));
  };
  return html`
    <div class="bar">
      <h3>${title}</h3>
      <div class="end">
        <${Act} needs="admin" onClick=${() => tell(`${did} all ${kind}s of ${peer}`, path`peers/${peer}/` + `${kind}s/${verb}/all`)}>${verb === 'run' ? 'Run all' : 'Invoke all'}<//>
        <${Act} needs="admin" onClick=${() => tell(`Stopped all ${kind}s of ${peer}`, path`peers/${peer}/` + `${kind}s/stop/all`)}>Stop all<//>
      </div>
    </div>
    <div class="table"><table>
      <caption class="offscreen">${title} of ${peer}</caption>
      <thead><tr><th>Name</th><th>What it does</th><th><span class="offscreen">Actions</span></th></tr></thead>
      <tbody>${names.map(name => html`
        <tr key=${name} data-row>
          <th scope="row" class="mono">${name}</th>
          <td class="name"><${Spec} kind=${kind} spec=${given[name]} /></td>
          <td class="acts">
            <${Act} needs="admin" aria-label=${`${verb === 'run' ? 'Run' : 'Invoke'} ${name}`} onClick=${() => tell(`${did} ${name}`, to(name, verb))}>${verb === 'run' ? 'Run' : 'Invoke'}<//>
            <${Act} needs="admin" aria-label=${`Stop ${name}`} onClick=${() => tell(`Stopped ${name}`, to(name, 'stop'))}>Stop<//>
            <${Act} needs="admin" aria-label=${`Remove ${name}`} onClick=${() => remove(name)}>Remove<//>
            <${Copy} isDefault what=${`the curl command for ${name}`} label="curl" text=${curl(to(name, verb), { method: 'POST' })} />
          </td>
        </tr>`)}</tbody>
    </table></div>`;
}

/** @param {{ kind: string, spec: any }} props */
function Spec({ kind, spec }) {
  const short = kind === 'target' ? [spec?.method, spec?.url].filter(Boolean).join(' ')
    : spec?.httpTask?.url ?? spec?.commandTask?.cmd ?? spec?.task?.url ?? spec?.task?.cmd ?? '';
  const more = kind === 'target' ? [spec?.requestCount && `${spec.requestCount} requests`, spec?.replicas > 1 && `${spec.replicas} at once`, spec?.delay && `every ${spec.delay}`].filter(Boolean) : [];
  return html`<span class="mono">${short}</span> ${more.length > 0 && html`<small class="quiet">${more.join(', ')}</small>`}
    <details class="inline"><summary>JSON</summary><pre>${JSON.stringify(spec, undefined, 2)}</pre></details>`;
}

/** What pods answered. @param {{ said: { what: string, told?: Told, error?: ApiError } | undefined }} props */
function Said({ said }) {
  if (!said) return html`<div role="status"></div>`;
  const answers = Object.entries(said.told ?? {}).flatMap(([peer, pods]) => Object.entries(pods).map(([address, isDone]) => ({ peer, address, isDone })));
  const failed = answers.filter(answer => !answer.isDone);
  if (said.error) return html`<${Problem} error=${said.error} />`;
  return html`
    <div role="status" class=${failed.length ? 'problem' : 'note'}>
      ${said.what}${said.told ? answers.length === 0 ? ': there is no pod to tell.' : `: ${count(answers.length - failed.length)} of ${count(answers.length)} pods answered well.` : ''}
      ${failed.length > 0 && html` Not: ${failed.slice(0, 10).map((answer, i) => html`${i > 0 && ', '}<bdi>${answer.peer}</bdi> <bdi>${answer.address}</bdi>`)}${failed.length > 10 ? '…' : ''}`}
    </div>`;
}

const Nothing = () => html`
  <${Empty} title="No peer is registered">
    <p>Start a goto on this machine:</p>
    <${Command} text=${`goto --port 8081 --registry ${new URL(url('')).origin} --label peer1 --locker`} />
    <p>or stand-ins for gotos, from the folder of Lockers:</p>
    <${Command} text=${`dotnet run -c Release --project tests/Gotos -- ${new URL(url('')).origin} peer1:8081 peer2:8082`} />
  <//>`;
