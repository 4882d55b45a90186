// Rates through the stages.

import {at, el, say} from '/page/dom.js';
import {count} from '/page/text.js';
import {chart, colour} from '/page/charts.js';

const MINUTE = 60_000;
/** In the server's order. */
const STAGES = [
  ['Events accepted', 'turns and reactions that the broker has acknowledged'],
  ['Pairs', 'this answer rather than that one'],
  ['Labels', 'an answer, liked or not'],
  ['Set aside', 'signals that ended without teaching, each with its reason'],
  ['Learning steps', 'compositions written before the step is taken'],
  ['Checkpoints', 'committed weights, refused ones included'],
  ['Swaps', 'servers that went over to other weights'],
];

let tiles = null;

function tile([name, about], i) {
  const rate = el('strong', {}, '–');
  const sum = el('span', {class: 'note'}, ' ');
  const spark = el('div', {class: 'spark'});
  at('stages').append(el('li', {class: 'stage', title: about, 'data-stage': i},
    el('span', {class: 'label'}, name), rate, el('span', {class: 'unit'}, '/ min'), spark, sum));
  const drawn = chart(spark, `${name} over time`, () => ({
    type: 'bar',
    data: {datasets: [{data: [], backgroundColor: colour('accent'), barPercentage: 1, categoryPercentage: 0.9, minBarLength: 0}]},
    options: {
      events: [],
      scales: {x: {type: 'linear', display: false, offset: false}, y: {display: false, beginAtZero: true, suggestedMax: 1}},
    },
  }));
  return {rate, sum, drawn};
}

export function flow(store, changed) {
  if (!changed.has('flow') || !store.about) return;
  tiles ??= STAGES.map(tile);
  const slices = store.list('flow').sort((a, b) => a.at - b.at);
  const last = slices.at(-1);
  const {slice, window} = store.about;
  // The slice that is being filled is not a whole one: the minute before it is.
  const minute = slices.filter(s => s.at >= last.at - MINUTE && s.at < last.at);
  tiles.forEach((shown, i) => {
    const sum = slices.reduce((n, s) => n + s.n[i], 0);
    const perMinute = minute.length ? minute.reduce((n, s) => n + s.n[i], 0) * MINUTE / (minute.length * slice) : 0;
    say(shown.rate, count(Math.round(perMinute * 10) / 10));
    say(shown.sum, `${count(sum)} in ${Math.round(window / MINUTE)} min`);
    // Four slices a bar: on a phone a tile is not wide.
    const bars = new Map();
    for (const s of slices) {
      const bar = s.at - s.at % (4 * slice);
      bars.set(bar, (bars.get(bar) ?? 0) + s.n[i]);
    }
    shown.drawn.show([[...bars].map(([x, y]) => ({x, y}))], [last.at - window, last.at + 4 * slice], `${count(sum)} in all, ${count(perMinute)} a minute now`);
  });
}
