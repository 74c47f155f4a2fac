// The text of one key: shown, copied, changed, removed.
import { html, useEffect, useRef, useState } from '../html.js';
import { curl, request, send, ApiError, withParameters } from '../api.js';
import { Act, Ago, Choice, Copy, download, Problem } from '../ui.js';
import { confirm } from '../dialogs.js';
import { useData } from '../data.js';
import { bytes as size, count } from '../format.js';
import { replace, withQuery } from '../router.js';
import { at, linkTo } from './place.js';
import { beginningOf, decode, hex, MaxHex, prettyJson } from './formats.js';
import { Editor } from './editor.js';

/** @typedef {{ bytes: Uint8Array, isCut: boolean, type: string, etag: string | null }} Text */

/**
 * @param {object} props
 * @param {import('./place.js').Place} props.place with a key
 * @param {import('./level.js').Row} props.row
 * @param {string} props.as raw, json or hex; empty for what suits the text
 * @param {() => void} props.onChange something was stored or removed
 * @param {(is: boolean) => void} props.onEdit the text begins or ends being edited
 */
export function Value({ place, row, as, onChange, onEdit }) {
  const keys = [...place.path, row.key];
  const to = at(place, 'get', keys);
  const stamp = `${row.lastReported} ${row.bytes}`;
  // What the reader removes is not read any more: its row, which still says that there is a text, stays until the level is there without it.
  const [removed, setRemoved] = useState('');
  const hasText = row.bytes !== null && removed !== to && removed !== `${to} ${stamp}`;
  const { data, error, reload } = useData(async signal => hasText ? await readText(to, signal) : undefined, [to, hasText]);
  const [edited, edit] = useState(/** @type {Text | null} */ (null));
  useEffect(() => edit(null), [to]);
  useEffect(() => {
    onEdit(edited !== null);
    return () => onEdit(false);
  }, [edited !== null]);
  const read = useRef({ to, stamp });
  useEffect(() => {
    if (read.current.to === to && read.current.stamp !== stamp) reload();
    read.current = { to, stamp };
  }, [to, stamp]);
  /** @param {'going' | 'gone' | 'stays'} is */
  const mark = is => setRemoved(is === 'going' ? to : is === 'gone' ? `${to} ${read.current.stamp}` : '');
  const name = keys.join(',');
  return html`
    <section class="value" aria-label="Value">
      <div class="bar">
        <h2 class="mono">${row.key === '' ? html`<i class="quiet">(empty key)</i>` : row.key}</h2>
        <div class="end">
          ${data && html`<${Copy} isDefault what="the value" label="Copy value" text=${async () => (await request(to)).text()} />`}
          <${Copy} isDefault=${!data} what="the path" label="Copy path" text=${name} />
          <${Copy} what="the curl command that does the same" label="Copy curl" text=${curl(to)} />
        </div>
      </div>
      <dl class="facts">
        <div><dt>Text</dt><dd>${row.bytes === null ? 'none' : size(row.bytes)}</dd></div>
        <div><dt>Subkeys</dt><dd>${row.subKeys ? html`<a href=${linkTo({ ...place, path: keys, key: undefined })}>${count(row.subKeys)}</a>` : '0'}</dd></div>
        <div><dt>Last stored</dt><dd><${Ago} at=${row.lastReported} /></dd></div>
        <div><dt>First stored</dt><dd><${Ago} at=${row.firstReported} /></dd></div>
      </dl>
      ${hasText && html`<${Problem} error=${error} retry=${reload} />`}
      ${edited
        ? html`<${Editor} place=${place} keys=${keys} text=${edited} onClose=${() => edit(null)} onStored=${() => {
          edit(null);
          reload();
          onChange();
        }} />`
        : data && html`<${Shown} text=${data} as=${as} length=${row.bytes} to=${to} name=${row.key} />`}
      <div class="bar">
        ${data && !edited && !place.peer && html`<${Act} disabled=${!isEditable(data)}
          title=${isEditable(data) ? undefined : data.isCut ? 'Too large to edit here' : 'Not text in UTF-8, or with line ends of several kinds'} onClick=${() => edit(data)}>Edit<//>`}
        ${!place.peer && html`<${Act} onClick=${() => remove(place, keys, row, data, mark, onChange)}>Remove<//>`}
        ${place.peer && html`<small class="quiet">A peer's tree is the peer's to change.</small>`}
      </div>
    </section>`;
}

/** @param {{ text: Text, as: string, length: number | null, to: string, name: string }} props */
function Shown({ text, as, length, to, name }) {
  const whole = decode(text.bytes, text.isCut);
  const pretty = text.isCut || whole === undefined ? undefined : prettyJson(whole);
  const chosen = as === 'hex' || as === 'raw' || as === 'json' && pretty !== undefined ? as
    : whole === undefined ? 'hex' : pretty !== undefined && /^\s*[[{]/.test(whole) ? 'json' : 'raw';
  const shown = chosen === 'hex' ? hex(text.bytes) : chosen === 'json' ? pretty : whole ?? new TextDecoder().decode(text.bytes);
  const isPart = text.isCut || chosen === 'hex' && text.bytes.length > MaxHex;
  return html`
    <div class="bar">
      <${Choice} label="Show as" value=${chosen} onChoose=${(/** @type {string} */ how) => replace(withQuery({ as: how }))}
        of=${[['raw', 'Raw'], ...pretty === undefined ? [] : [['json', 'JSON']], ['hex', 'Hex']]} />
      <small class="quiet">${text.type}</small>
      ${isPart && html`<small>The beginning of ${size(length ?? text.bytes.length)}. <button type="button" class="plain" onClick=${async () => download(name, await (await request(to)).blob(), text.type)}>Download all of it</button></small>`}
    </div>
    <pre class="text" tabindex="0" role="group" aria-label="Text">${shown}</pre>`;
}

/** @param {string} to @param {AbortSignal} signal @returns {Promise<Text | undefined>} */
async function readText(to, signal) {
  try {
    const response = await request(to, { signal });
    return { ...await beginningOf(response), type: response.headers.get('Content-Type') ?? '', etag: response.headers.get('ETag') };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined; // Removed meanwhile: the row goes, too.
    throw error;
  }
}

/**
 * A text area gives all line ends alike, so a text with mixed ones could not be stored as it was.
 * @param {Text} text
 */
const isEditable = text => {
  const shown = text.isCut ? undefined : decode(text.bytes, false);
  return shown !== undefined && !/\r(?!\n)/.test(shown) && !(shown.includes('\r\n') && /(^|[^\r])\n/.test(shown));
};

/**
 * @param {import('./place.js').Place} place
 * @param {string[]} keys
 * @param {import('./level.js').Row} row
 * @param {Text | undefined} text
 * @param {(is: 'going' | 'gone' | 'stays') => void} mark says how far the removal is
 * @param {() => void} onChange
 */
async function remove(place, keys, row, text, mark, onChange) {
  const below = row.subKeys ? ` and everything below its ${count(row.subKeys)} ${row.subKeys === 1 ? 'subkey' : 'subkeys'}` : '';
  const isSure = await confirm({
    title: `Remove ${row.key}?`, action: 'Remove',
    body: html`<p><code>${keys.join(',')}</code>${row.bytes === null ? '' : ` with its text of ${size(row.bytes)}`}${below} goes from locker <bdi>${place.label}</bdi>. Nothing brings it back.</p>`,
  });
  if (!isSure) return;
  const headers = !row.subKeys && text?.etag ? { 'If-Match': text.etag } : undefined;
  mark('going');
  try {
    await send(withParameters(at(place, 'remove', keys), { recursive: row.subKeys > 0 }), { headers });
    mark('gone');
  } catch (error) {
    mark('stays');
    const isConflict = error instanceof ApiError && error.status === 412;
    await confirm({
      title: isConflict ? 'It has changed' : 'Not removed', action: 'Show it', isDangerous: false,
      body: isConflict ? 'Another text was stored there since it was shown here. Nothing was removed.' : String(error instanceof Error ? error.message : error),
    });
  }
  onChange();
}
