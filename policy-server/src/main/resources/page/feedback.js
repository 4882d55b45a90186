// How long feedback takes to be served, over time.

import {at} from '/page/dom.js';
import {seconds} from '/page/text.js';
import {chart, colour, faded, timeAxis, tooltip, valueAxis} from '/page/charts.js';

let drawn = null;

function make() {
  const line = (label, name) => ({
    label, data: [], borderColor: colour(name), backgroundColor: colour(name), borderWidth: 2, pointRadius: 1.5, pointHoverRadius: 4, tension: 0.25, spanGaps: true,
  });
  return {
    type: 'line',
    data: {datasets: [line('median', 'accent'), {...line('95 of 100 are quicker', 'second'), fill: '-1', backgroundColor: faded('second', 12)}]},
    options: {
      interaction: {mode: 'nearest', axis: 'x', intersect: false},
      plugins: {
        legend: {display: true, align: 'end', labels: {color: colour('soft'), usePointStyle: true, pointStyle: 'line', boxHeight: 6}},
        tooltip: {...tooltip(), callbacks: {...tooltip().callbacks, label: item => `${item.dataset.label}: ${seconds(item.parsed.y * 1000)}`}},
      },
      scales: {x: timeAxis(), y: valueAxis({suggestedMax: 2, ticks: {callback: value => `${value} s`}})},
    },
  };
}

export function feedback(store, changed) {
  if (!changed.has('latency') && !changed.has('flow')) return;
  const end = store.list('flow').at(-1)?.at ?? store.now;
  const begin = end - (store.about?.window ?? 0);
  const slices = store.list('latency').filter(s => s.at >= begin && s.count > 0).sort((a, b) => a.at - b.at);
  at('feedback-empty').hidden = slices.length > 0;
  at('feedback-chart').hidden = slices.length === 0;
  if (!slices.length) return;
  drawn ??= chart(at('feedback-chart'), 'Feedback to served', make);
  const last = slices.at(-1);
  drawn.show([slices.map(s => ({x: s.at, y: s.p50 / 1000})), slices.map(s => ({x: s.at, y: s.p95 / 1000}))], [begin, end],
    `lately ${seconds(last.p50)} at the median, ${seconds(last.p95)} for 95 of 100`);
}
