// What one instance reported of one target, as it came.
import { html } from '../html.js';
import { curl, path, text } from '../api.js';
import { useData } from '../data.js';
import { prettyJson } from '../browse/formats.js';
import { href } from '../router.js';
import { Copy, Problem } from '../ui.js';

/** @param {{ label: string, peer: string, instance: string, target: string, changed: unknown }} props */
export function Raw({ label, peer, instance, target, changed }) {
  const keys = ['client', target];
  const to = path`lockers/${label}/peers/${peer}/${instance}/get/${keys}`;
  const { data, error } = useData(async signal => new TextDecoder().decode((await text(to, { signal })).bytes), [to, changed], { of: to });
  return html`
    <section>
      <div class="bar">
        <h2>The report as it came</h2>
        <div class="end">
          <${Copy} text=${data ?? ''} what="the report" label="Copy report" isDefault />
          <${Copy} text=${keys.join(',')} what="its path" label="Copy path" />
          <${Copy} text=${curl(to)} what="the command that reads it" label="Copy curl" />
          <a class="button" href=${href('timeline', [label], { peer })}>Events of <bdi>${peer}</bdi></a>
        </div>
      </div>
      <${Problem} error=${error} />
      ${data !== undefined && html`<pre class="raw" tabindex="0">${prettyJson(data) ?? data}</pre>`}
    </section>`;
}
