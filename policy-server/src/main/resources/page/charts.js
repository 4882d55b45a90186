// Chart.js, dressed in the page's colours, light or dark.
/* global Chart */

import {el} from '/page/dom.js';
import {clock} from '/page/text.js';

const charts = new Set();
const dark = matchMedia('(prefers-color-scheme: dark)');

export const colour = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
/** The same, so many hundredths opaque; the page's colours are #rgb or #rrggbb. */
export function faded(name, share) {
  const digits = colour(name).slice(1);
  const full = digits.length === 3 ? [...digits].map(digit => digit + digit).join('') : digits;
  const [r, g, b] = [0, 2, 4].map(i => parseInt(full.slice(i, i + 2), 16));
  return `rgba(${r}, ${g}, ${b}, ${share / 100})`;
}

Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.font.size = 11;
Chart.defaults.plugins.legend.display = false;

/** A chart in a holder; make() returns its configuration and is asked again when the colours change. */
export function chart(holder, label, make) {
  const canvas = el('canvas', {role: 'img', 'aria-label': label});
  holder.append(canvas);
  let drawn = new Chart(canvas, make());
  const handle = {
    /** Gives each line its points, and says in words what is drawn. */
    show(lines, x, words) {
      lines.forEach((points, i) => { drawn.data.datasets[i].data = points; });
      if (x) [drawn.options.scales.x.min, drawn.options.scales.x.max] = x;
      drawn.update('none');
      if (words) canvas.setAttribute('aria-label', `${label}: ${words}`);
    },
    again() {
      const lines = drawn.data.datasets.map(set => set.data);
      const x = [drawn.options.scales.x.min, drawn.options.scales.x.max];
      drawn.destroy();
      drawn = new Chart(canvas, make());
      handle.show(lines, x);
    },
    drop() {
      charts.delete(handle);
      drawn.destroy();
      canvas.remove();
    },
  };
  charts.add(handle);
  return handle;
}

dark.addEventListener('change', () => charts.forEach(one => one.again()));

/** An axis of times of day. */
export const timeAxis = () => ({
  type: 'linear',
  grid: {display: false},
  border: {color: colour('line')},
  ticks: {color: colour('soft'), maxTicksLimit: 6, maxRotation: 0, callback: value => clock(value).slice(0, 5)},
});

export const valueAxis = (more = {}) => ({
  beginAtZero: true,
  grid: {color: colour('line')},
  border: {display: false},
  ...more,
  ticks: {color: colour('soft'), maxTicksLimit: 5, ...(more.ticks ?? {})},
});

export const tooltip = () => ({
  backgroundColor: colour('ink'), titleColor: colour('card'), bodyColor: colour('card'), displayColors: false,
  callbacks: {title: items => items.length ? clock(items[0].parsed.x) : ''},
});
