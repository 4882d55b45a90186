// "Why did it learn this?": the latest preferences with what speaks for them.

import {at, el, keep, say} from '/page/dom.js';
import {ago, clock, count, figure, short, words} from '/page/text.js';
import {marked} from '/page/difference.js';
import {lineageButton} from '/page/lineage.js';
import {showProfile} from '/page/profile.js';

const SHOWN = 12;
const SIGNALS = {
  edit: 'edited the answer', thumb: 'gave a thumb', regeneration: 'asked for another answer', follow_up: 'said something next', acceptance: 'took the answer as it is',
};

export function lessons(store, changed) {
  if (changed.has('about')) {
    say(at('lessons-about'), store.about.texts
      ? 'The latest preferences, each with the signal behind it, its user\'s words, and what the learner made of it.'
      : 'The latest preferences, each with the signal behind it. What was said is not shown by this server (policy-server.page.show-texts).');
  }
  if (!changed.has('preferences')) return;
  const latest = store.newestFirst('preferences').slice(0, SHOWN);
  at('lessons-empty').hidden = latest.length > 0;
  keep(at('lessons'), latest, lesson);
}

function lesson(item) {
  const user = item.user ?? null;
  return el('li', {class: 'lesson', 'data-signal': item.signal},
    el('div', {class: 'row'},
      el('span', {class: 'tag accent'}, words(item.signal)),
      el('span', {class: 'grow'},
        user ? el('button', {type: 'button', class: 'linkish', title: 'What is remembered of this user', onclick: () => showProfile(user, item.tenant)}, user) : 'somebody',
        ` ${SIGNALS[item.signal] ?? 'reacted'}`),
      el('span', {class: 'when', title: new Date(item.at).toLocaleString('en-GB')}, clock(item.at))),
    item.said ? el('blockquote', {class: 'said'}, `“${item.said}”`) : null,
    el('dl', {}, item.kind === 'pair' ? pair(item) : label(item)),
    el('details', {}, el('summary', {}, `why, and with what weight (${figure(item.weight)})`), reasons(item)),
    el('div', {class: 'foot'}, became(item), item.evidence.slice(0, 3).map(id => lineageButton('event', id, 'lineage'))));
}

function pair(item) {
  const parts = item.asked === undefined ? [] : question(item);
  if (item.chosen === undefined) return [...parts, ...row('taught', 'a pair: one answer rather than another')];
  const [better, worse] = marked(item.rejected, item.chosen);
  return [...parts, ...row('better', better), ...row('worse', worse)];
}

function label(item) {
  const liked = el('span', {class: `tag ${item.desirable ? 'good' : 'bad'}`}, item.desirable ? 'liked' : 'not liked');
  return [...(item.asked === undefined ? [] : question(item)), ...row('answer', item.answer ?? '(not shown)'), ...row('taught', liked)];
}

const question = item => row('asked', item.asked);
const row = (name, ...value) => [el('dt', {}, name), el('dd', {}, ...value)];

function reasons(item) {
  const why = Object.entries(item.why).filter(([, value]) => value !== '').map(([name, value]) => `${words(name)}: ${value}`);
  return el('ul', {class: 'reasons'},
    why.map(text => el('li', {}, text)),
    el('li', {}, `answered by ${short(item.answeredBy)}${item.arm ? ` (${item.arm})` : ''}, turn ${item.turn}`),
    el('li', {}, `evidence: ${item.evidence.join(', ') || 'none on record'}`));
}

function became(item) {
  if (item.became) return el('span', {class: 'tag warn', title: item.because}, words(item.became));
  if (item.checkpoint) return el('span', {title: item.checkpoint}, 'learned in step ', el('b', {}, count(item.step)));
  return el('span', {}, 'waits for a step');
}
