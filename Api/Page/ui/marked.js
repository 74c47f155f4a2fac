// What was searched for, marked where it was found.
import { html } from './html.js';

/** A text in which a part is marked wherever it occurs, in any case. @param {{ text: string, part: string }} props */
export function Marked({ text, part }) {
  const folded = text.toLowerCase(), wanted = part.toLowerCase();
  // Where lower case has another length, places in one text are not places in the other.
  if (!wanted || folded.length !== text.length) return text;
  const pieces = [];
  let from = 0;
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, from)) {
    pieces.push(text.slice(from, at), html`<mark>${text.slice(at, at + wanted.length)}</mark>`);
    from = at + wanted.length;
  }
  return html`${pieces}${text.slice(from)}`;
}
