// The tree of a locker, or of one of its peers: one level at a time, the text of the selected key beside it.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../html.js';
import { ApiError, curl, json, path, withParameters } from '../api.js';
import { go, replace } from '../router.js';
import { useData } from '../data.js';
import { LockerChoice } from '../lockers.js';
import { Ago, Act, Command, Copy, Empty, Problem } from '../ui.js';
import { bytes, count } from '../format.js';
import { Rows } from '../rows.js';
import { at, linkTo, placeOf } from '../browse/place.js';
import { levelPath } from '../browse/level.js';
import { useLevel } from '../browse/use-level.js';
import { Value } from '../browse/value.js';
import { NewKey } from '../browse/editor.js';

/** @param {{ route: import('../router.js').Route }} props */
export function View({ route }) {
  const place = placeOf(route);
  const { level, version, error, refresh, see } = useLevel(place);
  const { active, activate, isGone } = useActive(place, level, version, error);
  const [isNew, setNew] = useState(false);
  const total = level?.count;
  const row = active >= 0 && total ? level?.row(active) : undefined;
  // Where others come before it, its row is looked for: what was known of it stays meanwhile, and what is being written there always does.
  const last = useRef(/** @type {{ level: any, row: import('../browse/level.js').Row } | undefined} */ (undefined));
  const [isEdited, setEdited] = useState(false);
  if (row && row.key === place.key) last.current = { level, row };
  const selected = last.current?.level === level && last.current?.row.key === place.key && (!isGone || isEdited) ? last.current?.row : undefined;
  const up = () => place.path.length && go(linkTo(above(place)));
  /** @param {number} index */
  const open = index => {
    const opened = level?.row(index);
    if (opened?.subKeys) go(linkTo({ ...place, path: [...place.path, opened.key], key: undefined }));
  };
  const isMissing = error?.status === 404;
  return html`
    <h1 class="offscreen">Browse</h1>
    <div class="bar">
      <${LockerChoice} value=${place.label} onChoose=${(/** @type {string} */ label) => go(linkTo({ label, peer: undefined, instance: undefined, path: [], key: undefined }))} />
      <${TreeChoice} place=${place} />
      <span class="quiet" role="status">${total === undefined ? '' : `${count(total)} ${total === 1 ? 'key' : 'keys'} here`}</span>
      <div class="end">
        ${!place.peer && html`<${Act} onClick=${() => setNew(true)}>New key<//>`}
        <${Copy} what="the curl command that lists these keys" label="Copy curl" text=${curl(levelPath(place))} />
      </div>
    </div>
    <${Breadcrumb} place=${place} />
    ${error && !isMissing && html`<${Problem} error=${error} retry=${refresh} />`}
    ${(isMissing || total === 0 && !place.path.length) && !isNew && !isEdited
      ? html`<${Nothing} place=${place} />`
      : html`
        <div class="split">
          <${Rows} label="Keys" count=${total ?? 0} active=${active} on=${level} onActive=${activate} onOpen=${open} onLeave=${up} onSeen=${see}
            row=${(/** @type {number} */ index) => html`<${Key} row=${level?.row(index)} onOpen=${() => open(index)} />`} />
          <div class="beside">
            ${isNew ? html`<${NewKey} place=${place} onClose=${() => setNew(false)} onStored=${(/** @type {string[]} */ keys) => {
              setNew(false);
              refresh();
              go(linkTo({ ...place, path: keys.slice(0, -1), key: keys.at(-1) }));
            }} />`
            : selected ? html`<${Value} place=${{ ...place, key: selected.key }} row=${selected} as=${route.query.as ?? ''} onChange=${refresh} onEdit=${setEdited} />`
            : isGone ? html`<${Empty} title="This key is not there"><p><code>${place.key}</code> was removed, or never stored.</p><//>`
            : html`<p class="quiet hint">Choose a key with the mouse or the arrows. <kbd>→</kbd>, or a double click, opens what is below it; <kbd>←</kbd> leads back.</p>`}
          </div>
        </div>`}`;
}

/**
 * Which row is the active one. The URL names its key: the row follows its key where others come and go before it.
 * @param {import('../browse/place.js').Place} place
 * @param {import('../browse/level.js').Level | null} level
 * @param {number} version
 * @param {ApiError | undefined} error
 */
function useActive(place, level, version, error) {
  const [active, set] = useState(-1);
  const [isGone, setGone] = useState(false);
  const known = useRef(/** @type {string | undefined} */ (undefined));
  // The row that the reader has gone to, whose key is not known yet; -1 for none.
  const moved = useRef(-1);

  const find = async () => {
    const key = known.current;
    if (key === undefined || !level) return;
    try {
      const index = await level.indexOf(key);
      if (known.current !== key || moved.current >= 0) return;
      set(index);
      setGone(index < 0);
    } catch {
      // The level says what is wrong with reading it.
    }
  };

  useEffect(() => {
    moved.current = -1;
    set(-1);
    known.current = undefined;
  }, [level]);
  useEffect(() => {
    if (place.key === known.current) return;
    known.current = place.key;
    moved.current = -1;
    setGone(false);
    if (place.key === undefined) set(-1);
    else find();
  }, [level, place.key]);
  /** @param {import('../browse/level.js').Row} row */
  const arrive = row => {
    moved.current = -1;
    setGone(false);
    if (known.current === row.key) return;
    known.current = row.key;
    replace(linkTo({ ...place, key: row.key }));
  };
  useEffect(() => {
    // What cannot be read is not asked for again by itself.
    const row = active < 0 || error ? undefined : level?.row(active);
    if (moved.current >= 0) {
      if (row && moved.current === active) arrive(row);
    } else if (known.current !== undefined && (row ? row.key !== known.current : isGone)) find();
  }, [active, version]);
  return {
    active, isGone,
    activate: (/** @type {number} */ index) => {
      const row = level?.row(index);
      moved.current = index;
      set(index);
      // At once where the row is there: what is opened next must not find the URL behind.
      if (row) arrive(row);
    },
  };
}

/** @param {{ row: import('../browse/level.js').Row | undefined, onOpen: () => void }} props */
function Key({ row, onOpen }) {
  if (!row) return html`<span class="key quiet">…</span>`;
  return html`
    <span class="key mono">${row.key === '' ? html`<i class="quiet">(empty key)</i>` : row.key}</span>
    <span class="below" onClick=${row.subKeys ? onOpen : undefined}>${row.subKeys ? html`${count(row.subKeys)} ›` : ''}</span>
    <span class="size">${row.bytes === null ? '' : bytes(row.bytes)}</span>
    <span class="when"><${Ago} at=${row.lastReported} /></span>`;
}

/** The way from the root; its end is shown where there is room for a part only. @param {{ place: import('../browse/place.js').Place }} props */
function Breadcrumb({ place }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const showEnd = () => {
    if (box.current && !box.current.contains(document.activeElement)) box.current.scrollLeft = box.current.scrollWidth;
  };
  useLayoutEffect(showEnd);
  useLayoutEffect(() => {
    const sizes = new ResizeObserver(showEnd);
    sizes.observe(/** @type {HTMLElement} */ (box.current));
    return () => sizes.disconnect();
  }, []);
  const root = place.instance ?? place.peer ?? place.label;
  const steps = [root, ...place.path];
  return html`
    <nav class="path" aria-label="Path" ref=${box}>
      <ol>
        ${steps.map((key, depth) => html`
          <li key=${depth}>${depth === steps.length - 1
            ? html`<span aria-current="location" class="mono">${key || '(empty key)'}</span>`
            : html`<a class="mono" href=${linkTo({ ...place, path: place.path.slice(0, depth), key: place.path[depth] })}>${key || '(empty key)'}</a>`}</li>`)}
      </ol>
    </nav>`;
}

/** The place one level up. @param {import('../browse/place.js').Place} place */
const above = place => ({ ...place, path: place.path.slice(0, -1), key: place.path.at(-1) });

/** Which tree: the locker's own, or that of a peer or an instance. @param {{ place: import('../browse/place.js').Place }} props */
function TreeChoice({ place }) {
  const { label, peer, instance } = place;
  const { data: peers, reload } = useData(signal => names(label, undefined, signal), [label]);
  const instances = useData(async signal => peer === undefined ? [] : names(label, peer, signal), [label, peer], { every: 10_000 }).data?.map(each => each.name);
  /** @param {string} [peer] @param {string} [instance] */
  const show = (peer, instance) => go(linkTo({ label, peer: peer || undefined, instance: instance || undefined, path: [], key: undefined }));
  const last = useRef('');
  /** A peer that has no tree of its own is shown by its first instance. @param {string} chosen */
  const choosePeer = async chosen => {
    last.current = chosen;
    const first = peers?.find(each => each.name === chosen)?.own === false ? (await names(label, chosen))[0]?.name : undefined;
    // Keys choose one after another, faster than the instances are read.
    if (last.current === chosen) show(chosen, first);
  };
  return html`
    <${Pick} label="Tree" value=${peer ?? ''} first="data" of=${peers?.map(each => each.name) ?? []} onChoose=${choosePeer} onOpen=${reload} />
    ${peer !== undefined && html`<${Pick} label="Instance" value=${instance ?? ''} first="the peer's own" of=${instances ?? []} onChoose=${(/** @type {string} */ chosen) => show(peer, chosen)} />`}`;
}

/** @param {{ label: string, value: string, first: string, of: string[], onChoose: (value: string) => void, onOpen?: () => void }} props */
const Pick = ({ label, value, first, of, onChoose, onOpen }) => html`
  <label class="locker">${label}
    <select value=${value} onFocus=${onOpen} onChange=${(/** @type {any} */ event) => onChoose(event.target.value)}>
      <option value="" selected=${value === ''}>${first}</option>
      ${[...new Set(value ? [...of, value] : of)].map(each => html`<option key=${each} value=${each} selected=${each === value}>${each}</option>`)}
    </select>
  </label>`;

/** The peers of a locker, or the instances of one peer: the first 10,000. @param {string} label @param {string | undefined} peer @param {AbortSignal} [signal] @returns {Promise<{ name: string, own?: boolean }[]>} */
async function names(label, peer, signal) {
  try {
    const { peers, instances } = await json(withParameters(path`lockers/${label}/keys`, { peers: true, peer, limit: 10_000 }), { signal });
    // The peer's own tree is the empty instance, which stands first anyhow.
    return peer === undefined ? peers.map((/** @type {any} */ each) => ({ name: each.peer, own: each.own }))
      : instances.filter((/** @type {any} */ each) => each.instance).map((/** @type {any} */ each) => ({ name: each.instance }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return []; // The level says it.
    throw error;
  }
}

/** @param {{ place: import('../browse/place.js').Place }} props */
const Nothing = ({ place }) => place.path.length
  ? html`<${Empty} title="Nothing is stored here"><p>What was below <code>${place.path.join(',')}</code> is gone, or never was. <a href=${linkTo(above(place))}>One level up</a></p><//>`
  : place.peer
  ? html`<${Empty} title="Nothing is stored here"><p><bdi>${place.instance ?? place.peer}</bdi> has reported nothing into this tree of locker <bdi>${place.label}</bdi>.</p><//>`
  : html`
    <${Empty} title=${html`Locker <bdi>${place.label}</bdi> holds no keys`}>
      <p>What peers report is in trees of their own: choose one under Tree.</p>
      <p>Store the first one, here with New key, or from a shell:</p>
      <${Command} text=${curl(at(place, 'store', ['notes', 'first']), { method: 'POST', body: 'hello' })} />
    <//>`;
