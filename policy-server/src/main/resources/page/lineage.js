// Who taught a checkpoint, and what became of an event: asked of the server when somebody wants to know.

import {at, el} from '/page/dom.js';
import {words} from '/page/text.js';

const MOST = 50;

export function lineageButton(kind, id, text) {
  return el('button', {type: 'button', class: 'linkish', title: `lineage of ${kind} ${id}`, onclick: () => show(kind, id)}, text);
}

export function lineage() {
  const dialog = at('lineage');
  at('lineage-close').addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
}

async function show(kind, id) {
  at('lineage-title').textContent = `Lineage of ${kind} ${id.length > 24 ? id.slice(0, 24) + '…' : id}`;
  at('lineage-body').replaceChildren(el('p', {class: 'empty'}, 'reading the topics…'));
  at('lineage').showModal();
  try {
    const answer = await fetch(`/v1/lineage/${kind}/${encodeURIComponent(id)}`);
    const body = await answer.json().catch(() => ({}));
    at('lineage-body').replaceChildren(answer.ok ? tree(body) : unanswered(kind, id, body.error?.message ?? `status ${answer.status}`));
  } catch (problem) {
    at('lineage-body').replaceChildren(unanswered(kind, id, problem.message));
  }
}

function unanswered(kind, id, why) {
  return el('div', {}, el('p', {class: 'told bad'}, why), el('p', {class: 'told'}, 'On the command line: ', el('code', {class: 'mono'}, `./backchannel lineage ${kind} ${id}`)));
}

function tree(object) {
  const list = el('dl', {class: 'tree'});
  for (const [name, value] of Object.entries(object)) {
    if (value === null) continue;
    if (Array.isArray(value) && value.some(item => typeof item === 'object')) {
      list.append(el('dt', {}, `${words(name)} (${value.length})`), el('dd', {}));
      value.slice(0, MOST).forEach(item => list.append(el('div', {class: 'block'}, tree(item))));
      if (value.length > MOST) list.append(el('div', {class: 'block'}, `and ${value.length - MOST} more`));
    } else if (typeof value === 'object' && !Array.isArray(value)) {
      list.append(el('dt', {}, words(name)), el('dd', {}), el('div', {class: 'block'}, tree(value)));
    } else {
      list.append(el('dt', {}, words(name)), el('dd', {}, Array.isArray(value) ? value.join(', ') || 'none' : String(value)));
    }
  }
  return list;
}
