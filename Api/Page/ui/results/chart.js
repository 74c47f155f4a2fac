// The chart of rates: uPlot, which is read when the first chart is drawn.
import { html, useEffect, useRef, useState } from '../html.js';
import { useStore } from '../store.js';
import { chosen } from '../themes.js';

/** @type {Promise<any> | null} */
let library = null;

/** Reads the library, a script of the old kind. @returns {Promise<any>} */
const load = () => library ??= new Promise((done, fail) => {
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = 'vendor/uplot/uPlot.min.css';
  const script = document.createElement('script');
  script.src = 'vendor/uplot/uPlot.iife.min.js';
  script.onload = () => done(/** @type {any} */ (globalThis).uPlot);
  script.onerror = () => {
    library = null;
    fail(new Error('The chart was not loaded.'));
  };
  document.head.append(style, script);
});

/** A colour by its name in the style sheet, as the theme has it now. @param {HTMLElement} near @param {string} name */
function colour(near, name) {
  near.style.color = `var(${name})`;
  const found = getComputedStyle(near).color;
  near.style.color = '';
  return found;
}

const Height = 150;

/** How far apart times may be written: whole seconds, since peers report every two or so. */
const Seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

/** @param {number} n */
const rate = n => n === null ? '–' : n >= 100 ? n.toFixed(0) : n.toFixed(1);

/**
 * Requests per second over time.
 * @param {{ rates: import('./rates.js').Rates, points: number }} props `points` changes when the rates do
 */
export function Chart({ rates, points }) {
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const plot = useRef(/** @type {any} */ (null));
  const theme = useStore(chosen);
  const [dark, setDark] = useState(matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const change = () => setDark(system.matches);
    system.addEventListener('change', change);
    return () => system.removeEventListener('change', change);
  }, []);

  useEffect(() => {
    let gone = false;
    /** @type {ResizeObserver | undefined} */
    let sizes;
    load().then(UPlot => {
      const element = place.current;
      if (gone || !element) return;
      const axis = { stroke: colour(element, '--quiet'), grid: { stroke: colour(element, '--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif' };
      plot.current = new UPlot({
        width: element.clientWidth || 300, height: Height, legend: { show: false }, cursor: { show: false },
        scales: { y: { range: (/** @type {any} */ _, /** @type {number} */ _low, /** @type {number} */ high) => [0, Math.max(1, high * 1.1)] } },
        axes: [
          { ...axis, values: (/** @type {any} */ _, /** @type {number[]} */ at) => at.map(s => new Date(s * 1000).toTimeString().slice(0, 8)), space: 80, size: 26, incrs: Seconds },
          { ...axis, size: 46, space: 30 },
        ],
        series: [
          {},
          { stroke: colour(element, '--ok'), width: 2, points: { show: false }, fill: colour(element, '--marked') },
          { stroke: colour(element, '--server'), width: 2, points: { show: false } },
        ],
      }, data(rates), element);
      sizes = new ResizeObserver(() => element.clientWidth && plot.current.setSize({ width: element.clientWidth, height: Height }));
      sizes.observe(element);
    }, () => { /* The figures beside it say the same. */ });
    return () => {
      gone = true;
      sizes?.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [rates, theme, dark]);

  useEffect(() => plot.current?.setData(data(rates)), [points]);

  const now = rates.at.length - 1;
  const [all, failed] = now < 0 ? [0, 0] : [rates.all[now], rates.failed[now]];
  return html`
    <figure class="chart">
      <figcaption>
        <span class="dot-2">requests <strong>${rate(all)}</strong>/s</span> <span class="dot-5">not 2xx <strong>${rate(failed)}</strong>/s</span>
      </figcaption>
      <div ref=${place} role="img" aria-label=${`Requests per second since this page was opened; the last: ${rate(all)}, not 2xx: ${rate(failed)}`}></div>
    </figure>`;
}

/** @param {import('./rates.js').Rates} rates */
const data = rates => [rates.at, rates.all, rates.failed];
