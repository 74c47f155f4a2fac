// Makes types/openapi.d.ts from the schemas of docs/openapi.json; with --check, compares instead. Paths are left out: the page names them itself.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made = 'types/openapi.d.ts';
const work = mkdtempSync(join(tmpdir(), 'types-'));
const { openapi, info, components } = JSON.parse(readFileSync('../../docs/openapi.json', 'utf8'));
writeFileSync(join(work, 'schemas.json'), JSON.stringify({ openapi, info, paths: {}, components: { schemas: components.schemas } }));
const to = process.argv.includes('--check') ? join(work, 'openapi.d.ts') : made;
execFileSync('node_modules/.bin/openapi-typescript', [join(work, 'schemas.json'), '--output', to], { stdio: ['ignore', 'ignore', 'inherit'] });
const isSame = readFileSync(to, 'utf8') === readFileSync(made, 'utf8');
console.log(isSame ? `${made} is made from docs/openapi.json` : `${made} is not what docs/openapi.json makes: node types.mjs`);
process.exitCode = isSame ? 0 : 1;
