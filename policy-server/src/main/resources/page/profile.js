// What is remembered of a user: shown, changed and forgotten.

import {at, el} from '/page/dom.js';
import {ago} from '/page/text.js';

let shown = null; // {user, tenant, wishes: [{id, sentence, …} or {sentence}]}

export function profile() {
  at('profile-form').addEventListener('submit', event => {
    event.preventDefault();
    load(at('profile-user').value.trim(), at('profile-tenant').value.trim() || 'default');
  });
}

/** From elsewhere on the page. */
export function showProfile(user, tenant) {
  at('profile-user').value = user;
  at('profile-tenant').value = tenant;
  at('profile').scrollIntoView({block: 'start', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'});
  load(user, tenant);
}

const path = (user, tenant) => `/v1/profiles/${encodeURIComponent(user)}` + (tenant === 'default' ? '' : `?tenant=${encodeURIComponent(tenant)}`);

async function ask(user, tenant, method, body) {
  const answer = await fetch(path(user, tenant), {method, ...(body ? {body: JSON.stringify(body), headers: {'content-type': 'application/json'}} : {})});
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(json.error?.message ?? `the server answered ${answer.status}`);
  return {status: answer.status, json};
}

async function load(user, tenant) {
  if (!user) return;
  try {
    take(user, tenant, (await ask(user, tenant, 'GET')).json);
  } catch (problem) {
    at('profile-body').replaceChildren(el('p', {class: 'told bad', role: 'alert'}, problem.message));
  }
}

function take(user, tenant, json, told = '') {
  shown = {user, tenant, wishes: json.preferences};
  draw(told);
}

function draw(told, bad = false) {
  const {user, wishes} = shown;
  const added = el('input', {'aria-label': 'Another wish', placeholder: 'Another wish, e.g. “Please answer briefly.”', maxlength: '280'});
  const say = el('p', {class: `told${bad ? ' bad' : ''}`, role: bad ? 'alert' : 'status'}, told);
  at('profile-body').replaceChildren(
    wishes.length ? el('ul', {class: 'wishes'}, wishes.map(wish)) : el('p', {class: 'empty'}, `Nothing is remembered of ${user}.`),
    el('form', {class: 'ask', onsubmit: event => { event.preventDefault(); if (added.value.trim()) change([...kept(), {sentence: added.value.trim()}]); }},
      added, el('button', {type: 'submit'}, 'Add')),
    el('div', {class: 'actions'}, forgetButton()),
    say);
  added.style.flex = '1 1 12rem';
}

function wish(one, i) {
  const about = [one.stated ? 'in the user\'s own words' : 'learned from edits', one.context ? `when asked “${one.context}”` : 'always',
    one.confirmations ? `confirmed ${one.confirmations} times` : null, one.understood ? null : 'the built-in policy does not know this wish',
    one.updated_at ? ago(Date.parse(one.updated_at), Date.now()) : null].filter(Boolean).join(', ');
  const input = el('input', {value: one.sentence, 'aria-label': 'Wish', maxlength: '280'});
  return el('li', {'data-wish': one.id},
    el('form', {class: 'edit', onsubmit: event => { event.preventDefault(); change(kept().map((w, j) => j === i ? {...w, sentence: input.value.trim()} : w)); }},
      input, el('button', {type: 'submit'}, 'Save'),
      el('button', {type: 'button', class: 'danger', 'aria-label': `Forget: ${one.sentence}`, onclick: () => change(kept().filter((w, j) => j !== i))}, 'Forget')),
    el('span', {class: 'note'}, about));
}

const kept = () => shown.wishes.map(({id, sentence}) => ({id, sentence}));

/** Asks twice: there is no way back. */
function forgetButton() {
  const button = el('button', {type: 'button', class: 'danger'}, `Forget everything of ${shown.user}`);
  button.addEventListener('click', () => {
    if (button.dataset.sure) return send('DELETE');
    button.dataset.sure = 'yes';
    button.textContent = 'Really? Press again to forget everything';
    setTimeout(() => { delete button.dataset.sure; button.textContent = `Forget everything of ${shown.user}`; }, 5000);
  });
  return button;
}

const change = preferences => send('PUT', {preferences});

async function send(method, body) {
  const {user, tenant} = shown;
  draw('writing…');
  try {
    const {status, json} = await ask(user, tenant, method, body);
    if (status === 202) draw('It is written and will be in force in a moment: show the user again to see it.');
    else take(user, tenant, json, 'In force from the next answer on.');
  } catch (problem) {
    draw(problem.message, true);
  }
}
