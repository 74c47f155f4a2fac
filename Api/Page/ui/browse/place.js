// Which tree is looked at, and where in it: the part of the URL that Browse shows.
import { href } from '../router.js';

/**
 * @typedef {object} Place
 * @property {string} label the locker
 * @property {string | undefined} peer a peer, for its own tree or an instance's
 * @property {string | undefined} instance an instance's address
 * @property {string[]} path the keys from the root down to the level that is shown
 * @property {string | undefined} key the key of that level that is selected
 */

// A key may be empty, and the query has no empty members: what stands behind the slash is the value.
const Mark = '/';

/** @param {string[]} path */
const written = path => path.length ? Mark + path.join(',') : undefined;

/** @param {string | undefined} text */
const read = text => text?.startsWith(Mark) ? text.slice(1) : undefined;

/** @param {import('../router.js').Route} route @returns {Place} */
export function placeOf(route) {
  const { path, key, peer, instance } = route.query;
  return { label: route.parts[0] ?? 'current', peer, instance, path: read(path)?.split(',') ?? [], key: read(key) };
}

/** The link to a place. @param {Place} place */
export const linkTo = ({ label, peer, instance, path, key }) =>
  href('browse', [label], { peer, instance, path: written(path), key: key === undefined ? undefined : Mark + key });

/** What the API calls the tree, up to the word that says what to do. @param {Place} place */
export const treeOf = ({ label, peer, instance }) => ['lockers', label, ...peer ? ['peers', peer] : [], ...instance ? [instance] : []]
  .map(encodeURIComponent).join('/');

/** The path of the API to what is done at keys of a tree. @param {Place} place @param {string} verb @param {string[]} keys */
export const at = (place, verb, keys) => `${treeOf(place)}/${verb}/${keys.map(encodeURIComponent).join(',')}`;

/** What stands in a URI between the tree and the keys. */
const Get = '/get/';

/**
 * The place that a URI of `find` leads to: `/registry/lockers/run1/peers/p/10.0.0.1:1/get/A,B`.
 * @param {string} uri
 * @returns {Place}
 */
export function placeOfUri(uri) {
  // A peer or an instance may have the name 'get'; a slash in a key is encoded.
  const end = uri.lastIndexOf(Get), [tree, keys] = [uri.slice(0, end), uri.slice(end + Get.length)];
  const [, , , label, , peer, instance] = tree.split('/').map(decodeURIComponent);
  const path = keys.split(',').map(decodeURIComponent);
  return { label, peer, instance, path: path.slice(0, -1), key: path.at(-1) };
}
