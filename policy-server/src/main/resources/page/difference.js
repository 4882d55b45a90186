// What changed between two texts, word by word (longest common subsequence).

import {el} from '/page/dom.js';

const MOST = 160;

/** [the new text with what came, the old one with what went], as nodes. */
export function marked(before, after) {
  const a = before.split(/(?<=\s)/);
  const b = after.split(/(?<=\s)/);
  if (a.length > MOST || b.length > MOST) return [[after], [before]];
  const same = common(a, b);
  return [runs(b, same.map(pair => pair[1]), 'ins'), runs(a, same.map(pair => pair[0]), 'del')];
}

function common(a, b) {
  const word = text => text.trim();
  const lengths = Array.from({length: a.length + 1}, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i][j] = word(a[i]) === word(b[j]) ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (word(a[i]) === word(b[j])) pairs.push([i++, j++]);
    else if (lengths[i + 1][j] >= lengths[i][j + 1]) i++;
    else j++;
  }
  return pairs;
}

function runs(tokens, same, mark) {
  const kept = new Set(same);
  const nodes = [];
  let run = '';
  let marking = false;
  const flush = () => { if (run) nodes.push(marking ? el(mark, {}, run) : run); run = ''; };
  tokens.forEach((token, i) => {
    if (kept.has(i) === marking) { flush(); marking = !kept.has(i); }
    run += token;
  });
  flush();
  return nodes;
}
