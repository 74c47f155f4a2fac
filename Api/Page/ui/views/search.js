// Where a text occurs: in keys, in stored texts, in peers' trees.
import { html, useEffect, useRef, useState } from '../html.js';
import { curl, json, path, request, withParameters } from '../api.js';
import { go, href, replace } from '../router.js';
import { useData } from '../data.js';
import { LockerChoice } from '../lockers.js';
import { Choice, Copy, Command, Empty, More, Problem } from '../ui.js';
import { count } from '../format.js';
import { linkTo, placeOfUri } from '../browse/place.js';
import { beginningOf } from '../browse/formats.js';
import { Marked } from '../marked.js';

/** How many places are asked for at first, and how many more by each press of the button. */
const Step = 200;

/** How much of a text is shown around what was found, characters. */
const Around = 120;

/** @param {{ route: import('../router.js').Route }} props */
export function View({ route }) {
  const label = route.parts[0] ?? '';
  const { q = '', in: place = 'all', peers = 'y', limit = String(Step) } = route.query;
  const to = q && target(label, q, { in: place, peers: peers === 'y', limit: Number(limit) + 1 });
  const { data: read, error, loading, reload } = useData(
    async signal => ({ to, all: to ? /** @type {string[]} */ (await json(to, { signal })) : undefined }), [to], { of: label });
  // What was found before stays while the next text is searched for; nothing is said of that text before its answer.
  const isOf = read?.to === to, data = isOf || !error ? read?.all : undefined;
  const found = data?.slice(0, Number(limit));
  /** @param {Record<string, string | null>} changes */
  const change = changes => replace(href('search', label ? [label] : [], { q, in: place, peers, ...changes }));
  return html`
    <h1 class="offscreen">Search</h1>
    <form role="search" class="bar" onSubmit=${(/** @type {SubmitEvent} */ event) => event.preventDefault()}>
      <${Field} value=${q} onChange=${(/** @type {string} */ text) => change({ q: text })} />
      <${AnyLocker} value=${label} onChoose=${(/** @type {string} */ chosen) => go(href('search', chosen ? [chosen] : [], { q, in: place, peers }))} />
      <${Choice} label="Search in" value=${place} of=${[['keys', 'Keys'], ['data', 'Texts'], ['all', 'Both']]} onChoose=${(/** @type {string} */ where) => change({ in: where })} />
      <label class="check"><input type="checkbox" checked=${peers === 'y'} onChange=${(/** @type {any} */ event) => change({ peers: event.target.checked ? 'y' : 'n' })} />Peers' trees too</label>
      ${to && html`<div class="end"><${Copy} what="the curl command that does the same" label="Copy curl" text=${curl(to)} /></div>`}
    </form>
    <${Problem} error=${error} retry=${reload} />
    <p class="quiet" role="status">${!q ? '' : loading ? 'Searching…' : isOf && found && said(found.length, data, Number(limit))}</p>
    ${!q ? html`<${Nothing} label=${label} place=${place} peers=${peers} />`
      : isOf && found?.length === 0 ? html`
        <${Empty} title=${html`Nothing contains “<bdi>${q}</bdi>”`}>
          <p>Upper and lower case are alike. ${place !== 'all' && html`<a href=${href('search', label ? [label] : [], { q, in: 'all', peers })}>Search keys and texts</a>. `}
            ${label && html`<a href=${href('search', [], { q, in: place, peers })}>Search all lockers</a>. `}
            Events are searched in the <a href=${href('timeline', [label || 'current'], { q })}>timeline</a>.</p>
        <//>`
      : found && html`
        <ul class="found">${found.map(uri => html`<${Found} key=${uri} uri=${uri} text=${q} />`)}</ul>
        <${More} step=${Step} rows=${found.length} hasMore=${/** @type {string[]} */ (data).length > found.length} onMore=${() => change({ limit: String(Number(limit) + Step) })} />`}`;
}

/** The API's path of a search. @param {string} label empty for all lockers @param {string} text @param {Record<string, any>} query */
const target = (label, text, query) => withParameters(label ? path`lockers/${label}/find/${text}` : path`lockers/find/${text}`, query);

/** @param {number} shown @param {string[] | undefined} data @param {number} limit */
const said = (shown, data, limit) => `${(data?.length ?? 0) > limit ? `The first ${count(shown)}` : count(shown)} ${shown === 1 ? 'key' : 'keys'}`;

/** What is searched for; the URL follows what is typed. @param {{ value: string, onChange: (text: string) => void }} props */
function Field({ value, onChange }) {
  const [text, set] = useState(value);
  const sent = useRef(value);
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    if (!value) field.current?.focus();
  }, []);
  useEffect(() => {
    // The URL was changed by a link.
    if (value !== sent.current) set(sent.current = value);
  }, [value]);
  useEffect(() => {
    if (text === sent.current) return undefined;
    const timer = setTimeout(() => onChange(sent.current = text), 250);
    return () => clearTimeout(timer);
  }, [text]);
  return html`<label class="grow"><span class="offscreen">Text to find</span>
    <input ref=${field} type="search" data-search value=${text} placeholder="Text to find" maxlength="1024" autocomplete="off" spellcheck=${false}
      onInput=${(/** @type {any} */ event) => set(event.target.value)} /></label>`;
}

/** One locker, or all of them. @param {{ value: string, onChoose: (label: string) => void }} props */
const AnyLocker = ({ value, onChoose }) => value
  ? html`<${LockerChoice} value=${value} onChoose=${onChoose} /><button type="button" onClick=${() => onChoose('')}>All lockers</button>`
  : html`<span class="quiet">in all lockers</span><button type="button" onClick=${() => onChoose('current')}>One locker</button>`;

/** A key that was found, with the way to it. @param {{ uri: string, text: string }} props */
function Found({ uri, text }) {
  const place = placeOfUri(uri);
  const keys = [...place.path, place.key ?? ''];
  const to = uri.replace(/^\/registry\//, '');
  const [snippet, setSnippet] = useState(/** @type {string | undefined} */ (undefined));
  const show = async () => {
    try {
      const { bytes } = await beginningOf(await request(`${to}?level=1`));
      setSnippet(around(new TextDecoder().decode(bytes), text));
    } catch (error) {
      setSnippet(String(error instanceof Error ? error.message : error));
    }
  };
  return html`
    <li data-row>
      <span class="quiet">${[place.label, place.peer, place.instance].filter(Boolean).map((name, i) => html`${i > 0 && ' · '}<bdi>${name}</bdi>`)}</span>
      <a class="mono" href=${linkTo(place)} title="Show in the tree">${keys.map((key, i) => html`${i > 0 && html`<span class="quiet">,</span>`}<${Marked} text=${key} part=${text} />`)}</a>
      <span class="end">
        <button type="button" class="plain" aria-expanded=${snippet !== undefined} onClick=${() => snippet === undefined ? show() : setSnippet(undefined)}>Text</button>
        <a href=${linkTo(place)}>Show in tree</a>
        <${Copy} isDefault what="the path" text=${keys.join(',')} />
      </span>
      ${snippet !== undefined && html`<pre class="snippet"><${Marked} text=${snippet} part=${text} /></pre>`}
    </li>`;
}

/** @param {string} whole @param {string} part */
function around(whole, part) {
  const at = whole.toLowerCase().indexOf(part.toLowerCase());
  if (at < 0) return `${whole.slice(0, 2 * Around)}${whole.length > 2 * Around ? '…' : ''}`;
  const [from, to] = [Math.max(0, at - Around), at + part.length + Around];
  return `${from > 0 ? '…' : ''}${whole.slice(from, to)}${to < whole.length ? '…' : ''}`;
}

/** What to do to find something, where it is searched for now. @param {{ label: string, place: string, peers: string }} props */
const Nothing = ({ label, place, peers }) => html`
  <${Empty} title="Type what to find">
    <p>A part of a key or of a stored text, such as <a href=${href('search', label ? [label] : [], { q: 'timeout', in: place, peers })}>timeout</a>. Upper and lower case are alike.</p>
    <p>The same from a shell:</p>
    <${Command} text=${curl(target(label, 'timeout', { in: place, peers: peers === 'y' }))} />
  <//>`;
