// The shell: what stands around every view, and which view the URL names.
import { html, render, useEffect, useErrorBoundary, useRef, useState } from './html.js';
import { useStore } from './store.js';
import { route, href } from './router.js';
import { hasKey, keys, learnRole, setKey } from './api.js';
import { connection, missed, paused } from './live.js';
import { askKey, Dialogs } from './dialogs.js';
import { ReadOnly } from './ui.js';
import { Help, listen } from './keys.js';
import { keepFocus } from './focus.js';
import { chosen, choose, Themes } from './themes.js';

/** @type {{ view: string, title: string, hasLocker?: boolean }[]} */
const Views = [
  { view: 'runs', title: 'Runs' },
  { view: 'results', title: 'Results', hasLocker: true },
  { view: 'compare', title: 'Compare' },
  { view: 'browse', title: 'Browse', hasLocker: true },
  { view: 'search', title: 'Search', hasLocker: true },
  { view: 'timeline', title: 'Timeline', hasLocker: true },
  { view: 'peers', title: 'Peers' },
  { view: 'cluster', title: 'Cluster' },
];

function App() {
  const at = useStore(route);
  const view = Views.find(each => each.view === at.view);
  const label = useRef('current');
  if (view?.hasLocker && at.parts[0]) label.current = at.parts[0];
  useEffect(() => {
    document.title = [view?.title ?? 'Not found', ...(view?.hasLocker ? at.parts.slice(0, 1) : at.parts), 'Lockers'].join(' · ');
  }, [at]);
  useEffect(() => document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [at.view]);
  return html`
    <a class="skip" href="#main" onClick=${skip}>Skip to the view</a>
    <header>
      <a class="brand" href=${href('runs')}><img src="icon.svg" alt="" width="20" height="20" />Lockers</a>
      <nav aria-label="Views">
        ${Views.map(each => html`
          <a key=${each.view} href=${href(each.view, each.hasLocker ? [label.current] : [])} aria-current=${each.view === at.view ? 'page' : undefined}>${each.title}</a>`)}
      </nav>
      <div class="tools"><${Live} /><${Tools} /></div>
    </header>
    <main id="main" tabindex="-1">
      <${ReadOnly} />
      ${view ? html`<${Shown} key=${view.view} view=${view.view} route=${at} />`
        : html`<div class="empty"><h1>There is no such view</h1><p><a href=${href('runs')}>Go to the runs</a></p></div>`}
    </main>
    <${Help} />
    <${Dialogs} />`;
}

/** @param {MouseEvent} event */
function skip(event) {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/**
 * One view, whose module is read when it is first shown.
 * @param {{ view: string, route: import('./router.js').Route }} props
 */
function Shown({ view, route }) {
  const [View, set] = useState(/** @type {any} */ (null));
  const [failed, setFailed] = useState('');
  const version = useStore(keys);
  const [error] = useErrorBoundary(broken => console.error(broken));
  useEffect(() => {
    import(`./views/${view}.js`).then(module => set(() => module.View), reason => setFailed(String(reason)));
  }, [view]);
  const message = error ? String(error) : failed;
  if (message) return html`<div class="problem" role="alert"><strong>This view failed.</strong> ${message} <button onClick=${() => location.reload()}>Load the page anew</button></div>`;
  return View ? html`<${View} key=${version} route=${route} />` : null;
}

const Said = { off: '', connecting: 'connecting', live: 'live', polling: 'live, every 2 s', cut: 'cut off, trying again' };

/** Whether the view is live, and the way to stop it. */
function Live() {
  const { state, resumed } = useStore(connection);
  const isPaused = useStore(paused), n = useStore(missed);
  if (state === 'off') return null;
  const said = isPaused ? `paused${n ? `, ${n} new` : ''}` : resumed ? 'live again' : Said[state];
  return html`
    <div class="live" data-state=${isPaused ? 'paused' : state}>
      <span role="status" title=${state === 'cut' ? 'The stream was cut. The page resumes it where it ended.' : undefined}>${said}</span>
      <button type="button" aria-pressed=${isPaused} onClick=${() => paused.set(!isPaused)}>${isPaused ? 'Go on' : 'Pause'}</button>
    </div>`;
}

function Tools() {
  const theme = useStore(chosen), key = useStore(hasKey);
  return html`
    <label class="theme"><span class="offscreen">Theme</span>
      <select value=${theme} onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
        ${Themes.map(each => html`<option key=${each} value=${each} selected=${each === theme}>${each}</option>`)}
      </select>
    </label>
    ${key ? html`<button type="button" title="Requests are sent with a key" onClick=${() => setKey(null)}>Forget key</button>`
      : html`<button type="button" title="Send requests with a key" onClick=${() => askKey()}>Key</button>`}
    <button type="button" aria-label="Keyboard help" title="Keyboard help (?)" onClick=${() => Help.open()}>?</button>`;
}

listen();
keepFocus();
learnRole();
render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
