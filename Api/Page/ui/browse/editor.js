// Changing a text: what is stored goes on top of what was shown, or not at all.
import { html, useEffect, useRef, useState } from '../html.js';
import { send, request, ApiError, curl } from '../api.js';
import { Act, Copy, Problem } from '../ui.js';
import { at } from './place.js';
import { decode } from './formats.js';

/**
 * @param {object} props
 * @param {import('./place.js').Place} props.place
 * @param {string[]} props.keys
 * @param {import('./value.js').Text} props.text what was shown
 * @param {() => void} props.onClose
 * @param {() => void} props.onStored
 */
export function Editor({ place, keys, text, onClose, onStored }) {
  const [begun] = useState(text);
  const [draft, setDraft] = useState(() => decode(text.bytes, false) ?? '');
  const { error, conflict, store } = useStoring(place, keys, begun.type, onStored);

  // A text area gives line ends as LF only.
  const isCrlf = (decode(begun.bytes, false) ?? '').includes('\r\n');
  const written = () => isCrlf ? draft.replace(/\r?\n/g, '\r\n') : draft;
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  useEffect(() => area.current?.focus(), []);
  const match = begun.etag ? { 'If-Match': begun.etag } : undefined;
  /** @param {SubmitEvent} event */
  const submit = event => {
    event.preventDefault();
    store(written(), match);
  };
  return html`
    <form class="editor" onSubmit=${submit}>
      <label>Text
        <textarea ref=${area} rows="14" spellcheck=${false} value=${draft} onInput=${(/** @type {any} */ event) => setDraft(event.target.value)}></textarea>
      </label>
      <${Problem} error=${error} />
      ${conflict && html`<${Conflict} conflict=${conflict} onTheirs=${onClose} onMine=${() => store(written(), conflict.etag ? { 'If-Match': conflict.etag } : { 'If-None-Match': '*' })} />`}
      <div class="bar">
        <${Act} class="primary" type="submit">Store<//>
        <button type="button" onClick=${onClose}>Cancel</button>
        <${Copy} what="the curl command that does the same" label="Copy curl" text=${() => curl(at(place, 'store', keys), { method: 'POST', body: written(), headers: { 'Content-Type': begun.type, ...match } })} />
        ${!match && html`<small class="quiet">The server gave no ETag: a change that somebody else makes meanwhile is overwritten.</small>`}
      </div>
    </form>`;
}

/**
 * A key that is not there yet.
 * @param {{ place: import('./place.js').Place, onClose: () => void, onStored: (keys: string[]) => void }} props
 */
export function NewKey({ place, onClose, onStored }) {
  const [name, setName] = useState(place.path.length ? `${place.path.join(',')},` : '');
  const [draft, setDraft] = useState('');
  const keys = name.split(',');
  const { error, conflict, store } = useStoring(place, keys, 'text/plain; charset=utf-8', () => onStored(keys));
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => field.current?.focus(), []);
  /** @param {SubmitEvent} event */
  const submit = event => {
    event.preventDefault();
    store(draft, { 'If-None-Match': '*' });
  };
  return html`
    <section class="value" aria-label="New key">
      <h2>New key</h2>
      <form class="editor" onSubmit=${submit}>
        <label>Path
          <input ref=${field} class="mono" required value=${name} autocomplete="off" spellcheck=${false} onInput=${(/** @type {any} */ event) => setName(event.target.value)} />
          <small>Keys from the root down, with a comma between them.</small>
        </label>
        <label>Text
          <textarea rows="10" spellcheck=${false} value=${draft} onInput=${(/** @type {any} */ event) => setDraft(event.target.value)}></textarea>
        </label>
        <${Problem} error=${error} />
        ${conflict && html`<p class="problem" role="alert"><strong>There is a text already.</strong> Nothing was stored. Choose another path, or edit that text.</p>`}
        <div class="bar">
          <${Act} class="primary" type="submit">Store<//>
          <button type="button" onClick=${onClose}>Cancel</button>
        </div>
      </form>
    </section>`;
}

/**
 * @param {object} props
 * @param {{ etag: string | null, text: string | undefined }} props.conflict what is stored now
 * @param {() => void} props.onTheirs
 * @param {() => void} props.onMine
 */
const Conflict = ({ conflict, onTheirs, onMine }) => html`
  <div class="problem conflict" role="alert">
    <p><strong>Conflict.</strong> ${conflict.etag ? 'Another text was stored here while you were editing. Nothing of yours was stored yet. It is now:'
    : 'The text was removed while you were editing. Nothing of yours was stored yet.'}</p>
    ${conflict.text !== undefined && html`<pre tabindex="0" role="group" aria-label="The text that is stored now">${conflict.text}</pre>`}
    <div class="bar">
      <button type="button" onClick=${onTheirs}>Drop mine</button>
      <${Act} class="danger" onClick=${onMine}>Store mine over it<//>
    </div>
  </div>`;

/**
 * @param {import('./place.js').Place} place
 * @param {string[]} keys
 * @param {string} type
 * @param {() => void} onStored
 */
function useStoring(place, keys, type, onStored) {
  const [error, setError] = useState(/** @type {ApiError | undefined} */ (undefined));
  const [conflict, setConflict] = useState(/** @type {{ etag: string | null, text: string | undefined } | undefined} */ (undefined));
  const isBusy = useRef(false);

  /** @param {string} text @param {Record<string, string>} [condition] */
  const store = async (text, condition) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setError(undefined);
    setConflict(undefined);
    try {
      await send(at(place, 'store', keys), { body: text, headers: { 'Content-Type': type, ...condition } });
      onStored();
    } catch (failed) {
      if (!(failed instanceof ApiError)) throw failed;
      if (failed.status === 412) setConflict(await theirs(at(place, 'get', keys), failed));
      else setError(failed);
    } finally {
      isBusy.current = false;
    }
  };
  return { error, conflict, store };
}

/** What is stored now. @param {string} to @param {ApiError} conflict */
async function theirs(to, conflict) {
  const etag = conflict.problem.currentETag ?? null;
  if (etag === null) return { etag, text: undefined };
  try {
    const response = await request(to);
    return { etag: response.headers.get('ETag') ?? etag, text: (await response.text()).slice(0, 2_000) };
  } catch {
    return { etag, text: undefined }; // It changes on: who stores over it is told again.
  }
}
