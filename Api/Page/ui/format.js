// Numbers and times for people. A number's exact value stands in its <data> element, a time's in its <time> element.

const grouped = new Intl.NumberFormat('en');

/** 1234567 → 1,234,567 @param {number} n */
export const count = n => grouped.format(n);

/** @param {number} n bytes */
export function bytes(n) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (n >= 1000 && unit < units.length - 1) {
    n /= 1000;
    unit++;
  }
  return `${unit && n < 10 ? n.toFixed(1) : Math.round(n)} ${units[unit]}`;
}

/** A share of a whole: never 0% or 100% where it is not all or none. @param {number} part @param {number} whole */
export function percent(part, whole) {
  if (!whole || !part) return '0%';
  if (part === whole) return '100%';
  const share = 100 * part / whole;
  return share < 0.1 ? '<0.1%' : share > 99.9 ? '>99.9%' : `${share < 10 || share > 90 ? share.toFixed(1) : Math.round(share)}%`;
}

/** A time that was never set is in the year 1. @param {string | null | undefined} time */
export const isSet = time => !!time && !time.startsWith('0001');

/** @param {number} seconds */
export function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60 ? `${s % 60} s` : ''}`.trim();
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor(s % 86400 / 3600)} h`;
}

/** How long ago. @param {string} time @param {number} now milliseconds */
export function ago(time, now) {
  const s = (now - Date.parse(time)) / 1000;
  return s < 5 ? 'now' : s < 60 ? `${Math.floor(s)} s ago` : s < 3600 ? `${Math.floor(s / 60)} min ago`
    : s < 86400 ? `${Math.floor(s / 3600)} h ago` : `${Math.floor(s / 86400)} d ago`;
}

/** @param {number} n */
const two = n => String(n).padStart(2, '0');

/** The reader's own time, with the date where it is not today. @param {string} time @param {boolean} [exact] */
export function clock(time, exact = false) {
  const at = new Date(time), today = new Date();
  const hours = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  if (!exact && at.toDateString() === today.toDateString()) return hours;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${hours}`;
}
