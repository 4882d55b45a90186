// Checkpoints, the gate's verdicts, swaps and commands, in time.

import {at, el, keep} from '/page/dom.js';
import {ago, clock, count, figure, seconds, short, words} from '/page/text.js';
import {chart, colour, timeAxis, tooltip} from '/page/charts.js';
import {lineageButton} from '/page/lineage.js';

const ROWS = 30;
const VERDICTS = {passed: 'good', refused: 'bad', insufficient: 'warn'};
const LANES = ['commands', 'swaps', 'checkpoints'];
let drawn = null;

function make() {
  const points = (label, name, shape) => ({
    label, data: [], showLine: false, borderColor: colour(name), backgroundColor: colour(name), pointRadius: 4, pointHoverRadius: 6, pointStyle: shape,
  });
  return {
    type: 'scatter',
    data: {datasets: [points('passed', 'good', 'circle'), points('refused', 'bad', 'crossRot'), points('not judged', 'warn', 'circle'), points('swap', 'accent', 'triangle'), points('command or alert', 'second', 'rectRot')]},
    options: {
      plugins: {tooltip: {...tooltip(), callbacks: {...tooltip().callbacks, label: item => item.raw.says}}},
      scales: {
        x: timeAxis(),
        y: {min: -0.5, max: 2.5, grid: {color: colour('line')}, border: {display: false}, afterBuildTicks: axis => { axis.ticks = [0, 1, 2].map(value => ({value})); }, ticks: {color: colour('soft'), callback: value => LANES[value]}},
      },
    },
  };
}

export function timeline(store, changed) {
  if (!['checkpoints', 'swaps', 'served', 'events', 'flow'].some(name => changed.has(name))) return;
  const checkpoints = store.newestFirst('checkpoints');
  const swaps = store.list('swaps');
  strip(store, checkpoints, swaps);
  at('timeline-empty').hidden = checkpoints.length > 0;
  const firstSwap = new Map();
  for (const swap of [...swaps].reverse()) firstSwap.set(swap.to, swap.at);
  rows(store, checkpoints.slice(0, ROWS), firstSwap);
}

function strip(store, checkpoints, swaps) {
  const end = store.list('flow').at(-1)?.at;
  if (!end) return;
  const begin = end - store.about.window;
  const inside = item => item.at >= begin;
  const lane = (items, y, says) => items.filter(inside).map(item => ({x: item.at, y, says: says(item)}));
  const of = verdict => checkpoints.filter(c => verdict(c.verdict));
  const says = c => `step ${c.step} ${short(c.id)}: ${c.verdict}`;
  drawn ??= chart(at('timeline-chart'), 'Checkpoints, swaps and commands over time', make);
  drawn.show([
    lane(of(v => v === 'passed'), 2, says),
    lane(of(v => v === 'refused'), 2, says),
    lane(of(v => v !== 'passed' && v !== 'refused'), 2, says),
    lane(swaps, 1, s => `${s.instance} went over to ${short(s.to)}`),
    lane(store.list('events'), 0, e => `${e.name}: ${e.message.slice(0, 70)}`),
  ], [begin, end], `${count(checkpoints.filter(inside).length)} checkpoints, ${count(swaps.filter(inside).length)} swaps`);
}

const shown = new Map();

/** One object for each checkpoint, another one only when something of it has changed. */
function entry(checkpoint, offered, served) {
  const before = shown.get(checkpoint.id);
  if (before && before.checkpoint === checkpoint && before.offered === offered && before.served === served) return before;
  const now = {id: checkpoint.id, checkpoint, offered, served};
  shown.set(checkpoint.id, now);
  return now;
}

function rows(store, checkpoints, firstSwap) {
  const items = checkpoints.map(c => entry(c, firstSwap.get(c.id), store.item('served', c.id)?.at));
  for (const id of shown.keys()) if (!store.item('checkpoints', id)) shown.delete(id);
  keep(at('timeline'), items, row);
}

function row({checkpoint, offered, served}) {
  const {fresh, replayed, loss, margin} = checkpoint.figures;
  const happened = [
    fresh === undefined ? null : `${count(fresh)} new${replayed ? ` + ${count(replayed)} again` : ''}`,
    offered ? `served after ${seconds(Math.max(0, offered - checkpoint.at))}` : null,
    served ? `first answer ${clock(served)}` : null,
    checkpoint.shadow ? 'in shadow: not served' : null,
    checkpoint.rolledBackTo ? `again ${short(checkpoint.rolledBackTo)}` : null,
  ].filter(Boolean).join(', ');
  const figures = Object.entries({loss, margin, ...checkpoint.figures}).filter(([, value]) => value !== undefined);
  return el('li', {class: 'checkpoint', 'data-checkpoint': checkpoint.id},
    el('div', {class: 'row'},
      el('span', {class: 'when', title: new Date(checkpoint.at).toLocaleString('en-GB')}, clock(checkpoint.at)),
      el('b', {}, `step ${count(checkpoint.step)}`),
      el('span', {class: 'mono', title: checkpoint.id}, short(checkpoint.id)),
      el('span', {class: `tag ${VERDICTS[checkpoint.verdict] ?? ''}`}, checkpoint.verdict === 'insufficient' ? 'too few cases to judge' : checkpoint.verdict),
      el('span', {class: 'grow note'}, happened)),
    el('details', {},
      el('summary', {}, checkpoint.verdict === 'refused' ? 'why it was refused' : 'what the gate said'),
      el('ul', {class: 'reasons'},
        checkpoint.reasons.map(reason => el('li', {}, reason)),
        el('li', {}, figures.map(([name, value]) => `${words(name)} ${figure(value)}`).join(', ')),
        el('li', {}, lineageButton('checkpoint', checkpoint.id, 'who taught it')))));
}
