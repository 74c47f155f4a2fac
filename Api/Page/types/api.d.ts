import type { components } from './openapi';

/** What the API answers, by the name of its schema in docs/openapi.json. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];
