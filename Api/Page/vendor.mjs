// Brings the page's libraries from node_modules into ui/vendor, as they are. `npm ci && node vendor.mjs --check` compares instead, byte for
// byte, and ends with 1 where a file differs, is missing, or is one too many.
import { readFileSync, writeFileSync, mkdirSync, readdirSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const modules = 'node_modules', vendor = 'ui/vendor';

/** @type {Record<string, string>} file in ui/vendor -> file in node_modules */
const files = {
  'htm/htm.mjs': 'htm/dist/htm.mjs',
  'htm/LICENSE': 'htm/LICENSE',
  'preact/preact.mjs': 'preact/dist/preact.mjs',
  'preact/hooks.mjs': 'preact/hooks/dist/hooks.mjs',
  'preact/LICENSE': 'preact/LICENSE',
  'uplot/uPlot.iife.min.js': 'uplot/dist/uPlot.iife.min.js',
  'uplot/uPlot.min.css': 'uplot/dist/uPlot.min.css',
  'uplot/LICENSE': 'uplot/LICENSE',
};

// The one change: a browser finds a module by its path. An import map could say where "preact" is, but it would be an inline script,
// which the page's content security policy refuses.
const imports = /** @type {Record<string, [string, string]>} */ ({ 'preact/hooks.mjs': ['from"preact";', 'from"./preact.mjs";'] });

/** @param {string} name */
const wanted = name => {
  const bytes = readFileSync(join(modules, files[name]));
  if (!(name in imports)) return bytes;
  const [from, to] = imports[name];
  const text = bytes.toString('utf8');
  if (text.split(from).length !== 2) throw new Error(`${files[name]} does not import ${from} once.`);
  return Buffer.from(text.replace(from, to), 'utf8');
};

const isCheck = process.argv.includes('--check');
const wrong = [];
for (const name of Object.keys(files)) {
  const path = join(vendor, name);
  if (!isCheck) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, wanted(name));
  } else if (!existsSync(path) || !readFileSync(path).equals(wanted(name))) wrong.push(`${path} is not ${join(modules, files[name])}`);
}

for (const entry of readdirSync(vendor, { recursive: true, withFileTypes: true })) {
  const name = join(entry.parentPath, entry.name).slice(vendor.length + 1).replaceAll('\\', '/');
  if (entry.isFile() && !(name in files) && !name.endsWith('.d.mts')) wrong.push(`${join(vendor, name)} is from no package`);
}

for (const line of wrong) console.error(line);
console.log(wrong.length ? `${wrong.length} files differ` : `${Object.keys(files).length} files are as npm has them`);
process.exitCode = wrong.length ? 1 : 0;
