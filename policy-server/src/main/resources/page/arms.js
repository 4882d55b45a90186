// Arms with their confidence sequences.

import {at, el, svg} from '/page/dom.js';
import {clock, count, figure, length, percent, short} from '/page/text.js';
import {chart, colour, faded, timeAxis, tooltip, valueAxis} from '/page/charts.js';

/** Guarded metrics, and whether more of it is better. */
const GUARDED = {
  thumbs_up_rate: ['Thumbs up', true], edit_distance: ['Edit distance', false], negative_follow_up_rate: ['Displeased follow-ups', false], acceptance_rate: ['Taken as it is', true],
};
const UNGUARDED = {'answer_tokens.mean': 'tokens an answer', 'latency_ms.mean': 'ms an answer', 'errors.mean': 'errors'};

let chosen = 'thumbs_up_rate';
let drawn = null;

export function arms(store, changed) {
  if (!['metrics', 'experiments', 'about'].some(name => changed.has(name))) return;
  const experiment = store.item('experiments', store.about?.policy ?? 'default') ?? store.list('experiments')[0];
  const metrics = store.list('metrics').filter(m => !experiment || m.experiment === experiment.id).sort((a, b) => a.at - b.at);
  drawn?.drop();
  drawn = null;
  const latest = name => metrics.filter(m => m.arm === name).at(-1);
  const control = latest('control');
  const candidate = latest('candidate');
  if (!metrics.length) {
    at('arms').replaceChildren(...(experiment ? [split(experiment)] : []),
      el('p', {class: 'empty'}, 'No experiment data yet. It comes with the first answers whose users react.'));
    return;
  }
  const focused = document.activeElement?.closest('[data-metric]')?.dataset.metric;
  const holder = el('div', {class: 'chart'});
  at('arms').replaceChildren(
    el('p', {class: 'about'}, 'Candidate minus control, with the range that holds however often one looks. A range that leaves 0 is news; the guard acts on it by itself.'),
    ...(experiment ? [split(experiment, control, candidate)] : []),
    forest(control, candidate, () => arms(store, new Set(['metrics']))),
    el('div', {class: 'band'}, el('h3', {}, `${GUARDED[chosen][0]}, candidate minus control, over time`), holder),
    others(control, candidate));
  band(holder, metrics.filter(m => m.arm === 'candidate'));
  if (focused) at('arms').querySelector(`[data-metric=${focused}] button`)?.focus();
}

function split(experiment, control, candidate) {
  const said = {control, candidate};
  const mode = experiment.mode === 'direct' ? 'direct: the newest checkpoint serves all but a hold-back arm' : 'experiment: the candidate is measured against the last promoted checkpoint';
  return el('div', {},
    el('p', {class: 'note'}, `${mode}${experiment.held ? '; the candidate is pinned by an operator' : ''}${experiment.since ? `; this comparison began ${clock(experiment.since)}` : ''}`),
    el('div', {class: 'armlist'}, experiment.arms.map(arm => {
      const width = el('i');
      width.style.width = `${100 * arm.share}%`;
      const values = said[arm.name]?.values;
      return el('div', {class: `arm ${arm.name}`},
        el('b', {}, arm.name), ` ${percent(arm.share)} `,
        el('span', {class: 'mono note', title: arm.checkpoint ?? ''}, arm.checkpoint ? short(arm.checkpoint) : arm.name === 'control' ? 'base' : 'newest'),
        el('div', {class: 'share'}, width),
        el('span', {class: 'note'}, values ? `${count(values.users ?? 0)} users, ${count(values.turns ?? 0)} answers` : 'nobody yet'));
    })));
}

function forest(control, candidate, again) {
  const rows = Object.entries(GUARDED).map(([name, [title, moreIsBetter]]) => {
    const v = candidate?.values ?? {};
    const [lower, upper, difference] = [v[`${name}.lower`], v[`${name}.upper`], v[`${name}.difference`]];
    const known = lower !== undefined && upper !== undefined;
    return el('div', {class: 'metric', 'data-metric': name},
      el('button', {type: 'button', class: 'linkish', 'aria-pressed': String(name === chosen), onclick: () => { chosen = name; again(); }}, title),
      el('span', {class: 'num', title: 'control'}, figure(control?.values[`${name}.mean`])),
      el('span', {class: 'num', title: 'candidate'}, figure(v[`${name}.mean`])),
      known ? whiskers(lower, difference, upper) : el('span', {class: 'note'}, 'too little data'),
      known ? verdict(lower, upper, moreIsBetter) : el('span', {}));
  });
  return el('div', {class: 'forest'},
    el('div', {class: 'metric head', 'aria-hidden': 'true'}, el('span', {}, 'guarded'), el('span', {}, 'control'), el('span', {}, 'candidate'), el('span', {}, 'difference, −1 … 0 … 1'), el('span', {})),
    rows);
}

function verdict(lower, upper, moreIsBetter) {
  const [good, bad] = moreIsBetter ? [lower > 0, upper < 0] : [upper < 0, lower > 0];
  return el('span', {class: 'verdict'}, el('span', {class: `tag ${good ? 'good' : bad ? 'bad' : ''}`}, good ? 'candidate is better' : bad ? 'candidate is worse' : 'no difference seen'));
}

/** A range on a scale from −1 to 1, stretched in the middle, where differences are. */
function whiskers(lower, difference, upper) {
  const place = x => 50 + 50 * Math.sign(x) * Math.sqrt(Math.min(1, Math.abs(x)));
  const middle = place(difference ?? (lower + upper) / 2);
  const line = (x1, y1, x2, y2, ink, width) => svg('line', {x1: `${x1}%`, y1, x2: `${x2}%`, y2, stroke: ink, 'stroke-width': width, 'stroke-linecap': 'round'});
  return svg('svg', {role: 'img', 'aria-label': `from ${figure(lower)} to ${figure(upper)}, at ${figure(difference)}`},
    line(0, 13, 100, 13, colour('line'), 1), line(50, 2, 50, 24, colour('faint'), 1),
    line(place(lower), 13, place(upper), 13, colour('accent'), 4),
    svg('circle', {cx: `${middle}%`, cy: 13, r: 5, fill: colour('accent')}));
}

function others(control, candidate) {
  const shown = Object.entries(UNGUARDED).map(([name, title]) => `${title}: ${figure(control?.values[name])} → ${figure(candidate?.values[name])}`);
  const p = candidate?.values['srm.p'];
  if (p !== undefined) shown.push(`sample ratio: p ${figure(p)}${p < 0.001 ? ', the split is not what was configured' : ''}`);
  return el('p', {class: 'note'}, shown.join(' · '));
}

function band(holder, windows) {
  const known = windows.filter(m => m.values[`${chosen}.lower`] !== undefined);
  drawn = chart(holder, `${GUARDED[chosen][0]}, candidate minus control`, () => {
    const edge = {borderColor: faded('accent', 40), borderWidth: 1, pointRadius: 0, data: []};
    return {
      type: 'line',
      data: {datasets: [edge, {...edge, fill: '-1', backgroundColor: faded('accent', 16)}, {...edge, borderColor: colour('accent'), borderWidth: 2, pointRadius: 2}]},
      options: {
        interaction: {mode: 'nearest', axis: 'x', intersect: false},
        plugins: {tooltip: {...tooltip(), callbacks: {...tooltip().callbacks, label: item => `${['lower', 'upper', 'difference'][item.datasetIndex]} ${figure(item.parsed.y)}`}}},
        scales: {x: timeAxis(), y: valueAxis({suggestedMin: -0.1, suggestedMax: 0.1, grid: {color: line => line.tick.value === 0 ? colour('ink') : colour('line')}})},
      },
    };
  });
  const points = name => known.map(m => ({x: m.at, y: m.values[`${chosen}.${name}`]}));
  const last = known.at(-1);
  drawn.show([points('lower'), points('upper'), points('difference')], null,
    last ? `at last between ${figure(last.values[`${chosen}.lower`])} and ${figure(last.values[`${chosen}.upper`])}` : 'too little data');
}
