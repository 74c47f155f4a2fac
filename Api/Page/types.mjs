// Makes types/openapi.d.ts from docs/openapi.json; with --check, compares instead.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made = 'types/openapi.d.ts';
const isCheck = process.argv.includes('--check');
const to = isCheck ? join(mkdtempSync(join(tmpdir(), 'types-')), 'openapi.d.ts') : made;
execFileSync('node_modules/.bin/openapi-typescript', ['../../docs/openapi.json', '--output', to], { stdio: ['ignore', 'ignore', 'inherit'] });
const isSame = readFileSync(to, 'utf8') === readFileSync(made, 'utf8');
console.log(isSame ? `${made} is made from docs/openapi.json` : `${made} is not what docs/openapi.json makes: node types.mjs`);
process.exitCode = isSame ? 0 : 1;
