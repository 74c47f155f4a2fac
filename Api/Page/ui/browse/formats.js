// The ways in which a text can be shown.

/** The most bytes of a text that are read for showing it. */
export const MaxShown = 256 * 1024;

/** The most bytes that are shown as hex, 16 a line. */
export const MaxHex = 16 * 1024;

/** The text, or undefined where the bytes are not UTF-8. @param {Uint8Array} bytes @param {boolean} isCut whether the last character may be incomplete */
export function decode(bytes, isCut) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isCut });
  } catch {
    return undefined;
  }
}

/**
 * JSON with line ends and two spaces for each level; everything but white space stays as it is, numbers of any length too.
 * @param {string} text
 * @returns {string | undefined} undefined where it is not JSON
 */
export function prettyJson(text) {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  let out = '', depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]\s*[\]}]|[[\]{},:]|[^\s[\]{},:"]+/gs)) {
    if (token === '{' || token === '[') {
      depth++;
      out += token + line();
    } else if (token === '}' || token === ']') {
      depth--;
      out += line() + token;
    } else if (token === ',') out += token + line();
    else if (token === ':') out += ': ';
    else out += token.startsWith('"') ? token : token.replace(/\s/g, '');
  }
  return out;
}

/** Offset, bytes and characters, 16 bytes a line. @param {Uint8Array} bytes */
export function hex(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length && at < MaxHex; at += 16) {
    const part = [...bytes.subarray(at, at + 16)];
    const codes = part.map(byte => byte.toString(16).padStart(2, '0')).join(' ').padEnd(47);
    lines.push(`${at.toString(16).padStart(6, '0')}  ${codes}  ${part.map(byte => byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·').join('')}`);
  }
  return lines.join('\n');
}

/**
 * Reads the beginning of an answer's body.
 * @param {Response} response
 * @returns {Promise<{ bytes: Uint8Array, isCut: boolean }>}
 */
export async function beginningOf(response) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  /** @type {Uint8Array[]} */
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
    if (length > MaxShown) break;
  }
  const isCut = length > MaxShown;
  if (isCut) await reader.cancel();
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes: isCut ? bytes.subarray(0, MaxShown) : bytes, isCut };
}
