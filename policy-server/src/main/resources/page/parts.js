// The parts of the system by their last heartbeats.

import {at, el, keep} from '/page/dom.js';
import {ago, figure, short, words} from '/page/text.js';

const SILENT = 30_000;
const STATES = {ready: 'good', leading: 'good', running: 'good', balanced: 'good', unbalanced: 'bad', starting: 'warn', stopping: 'warn'};

export function parts(store, changed) {
  if (!changed.has('components') && !changed.has('flow')) return;
  const now = store.now;
  const body = at('parts').tBodies[0];
  const sorted = store.list('components').sort((a, b) => a.id.localeCompare(b.id));
  // Ages move on without news: each row is another one every time.
  keep(body, sorted.map(part => ({...part})), part => {
    const silent = now - part.at > SILENT;
    return el('tr', {},
      el('td', {}, el('b', {}, part.component), ` ${part.instance}`),
      el('td', {}, el('span', {class: `tag ${silent ? 'bad' : STATES[part.state] ?? ''}`}, silent ? `silent (was ${part.state})` : words(part.state))),
      el('td', {class: 'mono', title: part.checkpoint ?? ''}, short(part.checkpoint)),
      el('td', {class: 'num'}, ago(part.at, now)),
      el('td', {}, Object.entries(part.figures).slice(0, 6).map(([name, value]) => `${words(name)} ${figure(value)}`).join(', ')));
  });
}
