// Alerts, and what became of operators' commands.

import {at, el, keep} from '/page/dom.js';
import {clock, stamp, words} from '/page/text.js';

const SHOWN = 60;
const KINDS = {alert: 'bad', applied: 'good', rejected: 'warn'};

export function events(store, changed) {
  if (!changed.has('events')) return;
  const latest = store.newestFirst('events').slice(0, SHOWN);
  at('events-empty').hidden = latest.length > 0;
  keep(at('events'), latest, event => el('li', {'data-event': event.name},
    el('div', {class: 'row'},
      el('span', {class: 'when', title: stamp(event.at)}, day(event.at)),
      el('span', {class: `tag ${KINDS[event.kind] ?? ''}`}, event.kind),
      el('b', {class: 'mono'}, event.name),
      el('span', {class: 'grow note'}, event.target)),
    el('p', {class: 'note'}, event.message),
    Object.keys(event.details).length === 0 ? null : el('details', {},
      el('summary', {}, event.kind === 'alert' ? `more; what to do is in docs/runbook.md under ${event.name}` : 'more'),
      el('ul', {class: 'reasons'}, Object.entries(event.details).map(([name, value]) => el('li', {}, `${words(name)}: ${value}`))))));
}

const day = at => Date.now() - at < 43_200_000 ? clock(at) : stamp(at);
