// At a glance: what is served, how quick it is, whether something is wrong.

import {at, el, say} from '/page/dom.js';
import {ago, count, length, seconds, short} from '/page/text.js';

const HOUR = 3_600_000;
const LOUD = 600_000;

export function head(store, changed) {
  if (changed.has('about')) {
    document.querySelectorAll('[data-window]').forEach(span => say(span, length(store.about.window)));
    say(at('privacy'), store.about.texts
      ? 'This page shows what users said (policy-server.page.show-texts).'
      : 'What users said is not shown here (policy-server.page.show-texts).');
  }
  served(store);
  const feedback = store.item('feedback', 'now');
  say(at('p50'), seconds(feedback?.p50));
  say(at('p95'), seconds(feedback?.p95));
  say(at('p95-note'), feedback?.count ? `95 of 100 are quicker, of ${count(feedback.count)}` : '95 of 100 are quicker');
  alerts(store);
}

function served(store) {
  const mine = store.list('components').find(part => part.component === 'policy-server' && part.instance === store.about?.instance);
  const id = mine?.checkpoint;
  const checkpoint = store.item('checkpoints', id);
  say(at('served'), id ? short(id) : '…');
  at('served').title = id ?? '';
  const newest = store.list('checkpoints').at(-1);
  say(at('served-note'), checkpoint ? `step ${count(checkpoint.step)}, learned ${ago(checkpoint.at, store.now)}`
    : !mine ? 'no heartbeat of this server yet'
    : newest?.shadow ? `the base; step ${count(newest.step)} is learned in shadow` : 'the base: nothing learned is served');
}

function alerts(store) {
  const recent = store.newestFirst('events').filter(event => event.kind === 'alert' && store.now - event.at < HOUR);
  say(at('alerts'), count(recent.length));
  at('alerts').classList.toggle('bad', recent.length > 0);
  const loud = recent.find(event => store.now - event.at < LOUD);
  const banner = at('alarm');
  banner.hidden = !loud;
  if (loud && banner.dataset.id !== loud.id) {
    banner.dataset.id = loud.id;
    banner.replaceChildren(el('b', {}, loud.name), ` ${loud.message}`);
  }
}
