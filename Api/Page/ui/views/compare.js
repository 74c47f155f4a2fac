import { html } from '../html.js';
import { Empty } from '../ui.js';

/** @param {{ route: import('../router.js').Route }} props */
export function View({ route }) {
  return html`<${Empty} title="Compare"><p>This view is not there yet: ${route.view}.</p><//>`;
}
