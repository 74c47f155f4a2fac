// What peers, and the registry itself, said that happened: the latest first.
import { html, useEffect, useRef, useState } from '../html.js';
import { curl, json, path, withParameters } from '../api.js';
import { go, href, replace } from '../router.js';
import { useData } from '../data.js';
import { lockerStream, paused } from '../live.js';
import { useStore } from '../store.js';
import { LockerChoice } from '../lockers.js';
import { Copy, Command, Empty, More, Problem } from '../ui.js';
import { clock, count } from '../format.js';
import { prettyJson } from '../browse/formats.js';
import { Marked } from '../marked.js';

/** @typedef {{ title: string, summary: string, data: any, at: string, peer: string, peerHost: string }} Happened */

/** How many events are asked for at first, and how many more by each press of the button. */
const Step = 100;

/** @param {{ route: import('../router.js').Route }} props */
export function View({ route }) {
  const label = route.parts[0] ?? 'current';
  const { q = '', peer = '', title = '', untitled = '', limit = String(Step) } = route.query;
  const to = target(label, peer, q || title, Number(limit) + 1);
  const { data: read, error, loading, reload } = useData(
    async signal => ({ to, all: /** @type {Happened[]} */ ((await json(to, { signal })).all ?? []) }), [to],
    {
      watch: lockerStream(label, { peers: true, follow: label === 'current' }), if: change => change.event !== 'stored' && change.event !== 'removed', of: label,
    });
  const data = read?.all;
  const events = data?.filter(each => untitled ? each.title === '' : !title || each.title === title);
  const { shown, news, isHeld, hold, showNews } = useHeld(events, read?.to + title + untitled);
  /** @param {Record<string, string | null>} changes */
  const change = changes => replace(href('timeline', [label], { q, peer, title, untitled, ...changes }));
  const known = useKnown(data, label);
  return html`
    <h1 class="offscreen">Timeline</h1>
    <div class="bar">
      <${LockerChoice} value=${label} onChoose=${(/** @type {string} */ chosen) => go(href('timeline', [chosen], { q, peer, title, untitled }))} />
      <${Pick} label="Peer" value=${peer || null} of=${known.peers} onChoose=${(/** @type {string | null} */ chosen) => change({ peer: chosen })} />
      <${Pick} label="Title" value=${untitled ? '' : title || null} of=${known.titles}
        onChoose=${(/** @type {string | null} */ chosen) => change({ title: chosen, untitled: chosen === '' ? 'y' : null })} />
      <${Field} value=${q} onChange=${(/** @type {string} */ text) => change({ q: text })} />
      <div class="end">
        <button type="button" aria-pressed=${isHeld} onClick=${() => hold(!isHeld)}>${isHeld ? 'Go on' : 'Hold'}</button>
        <${Copy} what="the curl command that does the same" label="Copy curl" text=${curl(to)} />
      </div>
    </div>
    <${Problem} error=${error} retry=${reload} />
    <div class="news" role="status">${news > 0 && html`<button type="button" class="primary" onClick=${showNews}>${count(news)}${news > Number(limit) ? ' or more' : ''} new</button>`}</div>
    ${loading && !data ? html`<p class="quiet">Reading…</p>`
      : shown && shown.length === 0 && read?.to === to && (data?.length ?? 0) <= Number(limit) ? html`<${Nothing} label=${label} isFiltered=${!!(q || peer || title || untitled)} />`
      : shown && html`
        <ol class="events">${shown.slice(0, Number(limit)).map(each => html`<${Event} key=${each.id} happened=${each} text=${q} onPeer=${(/** @type {string} */ name) => change({ peer: name })} />`)}</ol>
        <${More} step=${Step} rows=${Math.min(shown.length, Number(limit))} hasMore=${(data?.length ?? 0) > Number(limit)} onMore=${() => change({ limit: String(Number(limit) + Step) })} />`}`;
}

/** @param {string} label @param {string} peer @param {string} text @param {number} limit */
function target(label, peer, text, limit) {
  const events = peer ? path`lockers/${label}/peers/${peer}/events` : path`lockers/${label}/peers/events`;
  return withParameters(text ? `${events}/search/${encodeURIComponent(text)}` : events, { unified: true, reverse: true, data: true, limit });
}

/**
 * What is shown while new events come: at the top of the page they are shown at once; who reads further down, or holds the timeline, is told
 * how many there are.
 * @param {Happened[] | undefined} events the latest first
 * @param {string} on what the events are; when it changes, all are shown
 */
function useHeld(events, on) {
  const isPaused = useStore(paused);
  const [isHeld, hold] = useState(false);
  const [kept, keep] = useState(/** @type {(Happened & { id: string })[] | undefined} */ (undefined));
  const was = useRef(on);
  const marked = events && numbered(events);
  const isNew = was.current !== on;
  const isAway = isHeld || isPaused || window.scrollY > 80;
  useEffect(() => {
    if (!marked) return;
    if (isNew || !kept || !isAway) {
      was.current = on;
      keep(marked);
    }
  }, [events?.length, marked?.[0]?.id, on, isAway]);
  const shown = isNew ? marked : kept ?? marked;
  const first = shown?.[0]?.id;
  const at = marked?.findIndex(each => each.id === first) ?? 0;
  return {
    shown, isHeld, hold, news: !marked || isNew ? 0 : at < 0 ? marked.length : at,
    showNews: () => {
      scrollTo(0, 0);
      keep(marked);
    },
  };
}

/** Gives each event a name that it keeps when newer ones come: alike ones are counted from the oldest. @param {Happened[]} events */
function numbered(events) {
  /** @type {Map<string, number>} */
  const alike = new Map();
  return [...events].reverse().map(each => {
    const name = `${each.at} ${each.peer} ${each.title} ${each.summary}`;
    const n = alike.get(name) ?? 0;
    alike.set(name, n + 1);
    return { ...each, id: `${name} ${n}` };
  }).reverse();
}

/** The peers and titles that were seen in a locker: a filter leaves the others to choose from. @param {Happened[] | undefined} events @param {string} label */
function useKnown(events, label) {
  const seen = useRef({ label, peers: new Set(['registry']), titles: new Set() });
  if (seen.current.label !== label) seen.current = { label, peers: new Set(['registry']), titles: new Set() };
  for (const { peer, title } of events ?? []) {
    seen.current.peers.add(peer);
    seen.current.titles.add(title);
  }
  return { peers: /** @type {string[]} */ ([...seen.current.peers].sort()), titles: /** @type {string[]} */ ([...seen.current.titles].sort()) };
}

/** @param {{ happened: Happened, text: string, onPeer: (name: string) => void }} props */
function Event({ happened, text, onPeer }) {
  const { title, summary, data, at, peer, peerHost } = happened;
  const [isOpen, open] = useState(false);
  const whole = typeof data === 'string' ? data : JSON.stringify(data);
  const hasMore = whole !== '' && whole !== '""' && whole !== 'null';
  return html`
    <li data-row class=${peer === 'registry' ? 'of-registry' : ''}>
      <time datetime=${at} title=${at}>${clock(at)}<small class="quiet">${at.match(/\.\d{1,3}/)?.[0].padEnd(4, '0') ?? ''}</small></time>
      <button type="button" class="plain peer" title="Only this peer" onClick=${() => onPeer(peer)}>${peer}</button>
      <span class="what"><strong><${Marked} text=${title || '(no title)'} part=${text} /></strong>
        ${summary && html`<span><${Marked} text=${summary} part=${text} /></span>`}
        ${hasMore && html`<button type="button" class="plain" aria-expanded=${isOpen} onClick=${() => open(!isOpen)}>${isOpen ? 'less' : 'more'}</button>`}</span>
      ${isOpen && html`
        <div class="more">
          <small class="quiet">${peerHost}</small> <${Copy} isDefault what="the event" text=${JSON.stringify({ title, summary, data, at, peer, peerHost }, undefined, 2)} />
          <pre><${Marked} text=${prettyJson(whole) ?? whole} part=${text} /></pre>
        </div>`}
    </li>`;
}

/**
 * A choice of one, or of all: null. An event may have no title, so the empty text is one to choose.
 * @param {{ label: string, value: string | null, of: string[], onChoose: (value: string | null) => void }} props
 */
const Pick = ({ label, value, of, onChoose }) => {
  const all = [...new Set(value === null ? of : [value, ...of])];
  const chosen = value === null ? '' : String(all.indexOf(value));
  return html`
    <label>${label}
      <select value=${chosen} onChange=${(/** @type {any} */ event) => onChoose(event.target.value === '' ? null : all[event.target.value])}>
        <option value="" selected=${chosen === ''}>all</option>
        ${all.map((each, i) => html`<option key=${each} value=${i} selected=${each === value}>${each || '(no title)'}</option>`)}
      </select>
    </label>`;
};

/** @param {{ value: string, onChange: (text: string) => void }} props */
function Field({ value, onChange }) {
  const [text, set] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    if (value !== sent.current) set(sent.current = value);
  }, [value]);
  useEffect(() => {
    if (text === sent.current) return undefined;
    const timer = setTimeout(() => onChange(sent.current = text), 250);
    return () => clearTimeout(timer);
  }, [text]);
  return html`<label class="grow"><span class="offscreen">Text in events</span>
    <input type="search" data-search value=${text} placeholder="Text in title, summary or data" maxlength="1024" autocomplete="off" spellcheck=${false}
      onInput=${(/** @type {any} */ event) => set(event.target.value)} /></label>`;
}

/** @param {{ label: string, isFiltered: boolean }} props */
const Nothing = ({ label, isFiltered }) => isFiltered
  ? html`<${Empty} title="No event is like that"><p><a href=${href('timeline', [label])}>Show all events of <bdi>${label}</bdi></a></p><//>`
  : html`
    <${Empty} title=${html`Nothing has happened in <bdi>${label}</bdi> yet`}>
      <p>Gotos of 0.7 and later send events when they are started with <code>--events --publishEvents</code>. A peer that is registered can be given one by hand:</p>
      <${Command} text=${curl('peers/peer1/here/events/store', { method: 'POST', body: '{"title":"Deployed","summary":"v2"}' })} />
    <//>`;
