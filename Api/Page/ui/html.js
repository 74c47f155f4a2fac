// What views are written with: htm's templates over Preact, and Preact's hooks. Libraries are named in this file only.
import htm from './vendor/htm/htm.mjs';
import { h, render, Fragment, Component } from './vendor/preact/preact.mjs';

export { h, render, Fragment, Component };
export {
  useState, useEffect, useLayoutEffect, useMemo, useCallback, useRef, useReducer, useId, useErrorBoundary,
} from './vendor/preact/hooks.mjs';

/**
 * A template, as Preact's elements. A template with one root is one element.
 * @type {(strings: TemplateStringsArray, ...values: any[]) => import('preact').VNode<any>}
 */
export const html = /** @type {any} */ (htm.bind(h));
