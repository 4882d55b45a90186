// Joins the stream to its views.

import {at, say} from '/page/dom.js';
import {Store} from '/page/store.js';
import {Live} from '/page/live.js';
import {head} from '/page/head.js';
import {flow} from '/page/flow.js';
import {feedback} from '/page/feedback.js';
import {arms} from '/page/arms.js';
import {timeline} from '/page/timeline.js';
import {lessons} from '/page/lessons.js';
import {events} from '/page/events.js';
import {parts} from '/page/parts.js';
import {profile} from '/page/profile.js';
import {lineage} from '/page/lineage.js';

const store = new Store();
store.onChange(head, flow, feedback, arms, timeline, lessons, events, parts);
profile();
lineage();
new Live(store, (state, text) => {
  const refused = state === 'refused';
  at('live').dataset.state = state;
  say(at('live-text'), refused ? 'not for you' : text);
  at('refused').hidden = !refused;
  if (refused) say(at('refused-why'), text);
});
