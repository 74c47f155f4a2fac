// Questions to the reader, in the browser's own dialog: it keeps the focus and closes with Escape.
import { html, useEffect, useRef } from './html.js';
import { store, useStore } from './store.js';
import { askKeyBy, hasKey, setKey } from './api.js';

/**
 * @typedef {{
 *   title: string, body?: any, action: string, isDangerous?: boolean,
 *   field?: { label: string, type?: string, value?: string, required?: boolean, hint?: string, multiline?: boolean },
 *   cancel?: string,
 * }} Question
 */

const open = store(/** @type {{ question: Question, answer: (value: string | null) => void } | null} */ (null));

/**
 * Asks one question.
 * @param {Question} question
 * @returns {Promise<string | null>} what was typed, '' without a field, null when it was closed
 */
export function ask(question) {
  open.get()?.answer(null);
  return new Promise(done => {
    const asked = {
      question,
      /** @param {string | null} value */
      answer: value => {
        // A dialog says that it was closed a moment later, when the next one may be open.
        if (open.get() === asked) open.set(null);
        done(value);
      },
    };
    open.set(asked);
  });
}

/** Asks before something is done that cannot be undone. @param {Question} question say in `body` how much goes */
export const confirm = async question => await ask({ isDangerous: true, ...question }) !== null;

/** Asks for a key. @param {string} [why] @returns {Promise<boolean>} whether one was given */
export async function askKey(why) {
  const key = await ask({
    title: 'Key needed',
    body: why ?? 'Requests are sent with this key.',
    action: 'Use this key',
    field: { label: 'Key', type: 'password', required: true, hint: 'It is kept for this tab only, until the tab is closed.' },
  });
  if (key === null) return false;
  setKey(key.trim());
  return true;
}

askKeyBy(problem => askKey(hasKey.get() ? `The server refuses this key: ${problem.message}` : problem.message));

/** Draws the question that is open. */
export function Dialogs() {
  const shown = useStore(open);
  return shown && html`<${Dialog} key=${shown.question} ...${shown} />`;
}

/** @param {{ question: Question, answer: (value: string | null) => void }} props */
function Dialog({ question, answer }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const said = useRef(/** @type {string | null} */ (null));
  useEffect(() => dialog.current?.showModal(), []);
  const { field } = question;
  // Closing gives the focus back to where it was; what was said is handed over after it.
  /** @param {string | null} value */
  const close = value => {
    said.current = value;
    dialog.current?.close();
  };
  /** @param {SubmitEvent} event */
  const submit = event => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    close(field ? String(form.get('field')) : '');
  };
  return html`
    <dialog ref=${dialog} aria-labelledby="dialog-title" onClose=${() => answer(said.current)} class=${question.isDangerous ? 'dangerous' : ''}>
      <form onSubmit=${submit}>
        <h2 id="dialog-title">${question.title}</h2>
        ${question.body && html`<div class="dialog-body">${question.body}</div>`}
        ${field && html`
          <label class="field">${field.label}
            ${field.multiline
              ? html`<textarea name="field" rows="8" required=${field.required}>${field.value ?? ''}</textarea>`
              : html`<input name="field" type=${field.type ?? 'text'} value=${field.value ?? ''} required=${field.required} autocomplete="off" spellcheck=${false} autofocus />`}
            ${field.hint && html`<small>${field.hint}</small>`}
          </label>`}
        <div class="actions">
          <button type="button" onClick=${() => close(null)}>${question.cancel ?? 'Cancel'}</button>
          <button class=${question.isDangerous ? 'danger' : 'primary'}>${question.action}</button>
        </div>
      </form>
    </dialog>`;
}
