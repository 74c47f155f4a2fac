// Read before anything is drawn, so that the page does not flash in the other theme.
(function () {
  let theme = null;
  try {
    theme = localStorage.getItem('lockers.theme');
  } catch {
    // Storage is switched off: the system's theme it is.
  }
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
})();
